package reports

import (
	"crypto/sha256"
	"slices"

	"touchstone/reports/pdf"
)

// leads reports whether a destination is on a page of the document.
func (v *verifier) leads(dest []any) bool {
	if len(dest) == 0 {
		return false
	}
	ref, ok := dest[0].(pdf.Ref)
	return ok && v.pageNo[ref] > 0
}

// links follows every link of every page.
func (v *verifier) links() error {
	for i, page := range v.pages {
		for _, a := range v.file.Array(v.file.Dict(page)["Annots"]) {
			link := v.file.Dict(a)
			v.report.Links++
			if link["Subtype"] != pdf.Name("Link") {
				v.find("Page %d has something on it that is no link.", i+1)
			} else if !v.leads(v.file.Array(link["Dest"])) {
				v.find("A link on page %d, “%s”, leads nowhere.", i+1, pdf.Text(link["Contents"]))
			}
		}
	}
	return nil
}

func (v *verifier) bookmarks() error {
	v.file.Bookmarks(func(title string, dest []any) {
		v.report.Bookmarks++
		if !v.leads(dest) {
			v.find("The bookmark “%s” leads nowhere.", title)
		}
	})
	if v.report.Bookmarks == 0 {
		v.find("The document has no bookmarks.")
	}
	return nil
}

// attachments returns the file specifications of the document by name.
func (v *verifier) attachments() map[string]pdf.Dict {
	root := v.file.Dict(v.file.Trailer["Root"])
	names := v.file.Array(v.file.Dict(v.file.Dict(root["Names"])["EmbeddedFiles"])["Names"])
	specs := map[string]pdf.Dict{}
	for i := 0; i+1 < len(names); i += 2 {
		spec := v.file.Dict(names[i+1])
		specs[pdf.Text(spec["UF"])] = spec
	}
	return specs
}

// files checks that every file the manifest names is inside as it says.
func (v *verifier) files() error {
	specs := v.attachments()
	if specs[pdf.ManifestName] == nil {
		v.find("The manifest is not among the attachments.")
	}
	delete(specs, pdf.ManifestName)
	for _, e := range v.manifest.Files {
		before := len(v.report.Findings)
		v.fileShown(e)
		if e.Attached != "" {
			v.attached(specs, e.Attached, e.Inside)
		}
		if e.Attached == "" && e.From == 0 && e.How != "missing" {
			v.find("File %s, “%s”, is neither shown nor attached.", e.Label, e.Name)
		}
		v.report.Files = append(v.report.Files, FileCheck{e.Label, e.Name, e.How, len(v.report.Findings) == before})
	}
	for _, e := range v.manifest.Texts {
		v.attached(specs, e.Attached, e.SHA256)
	}
	var more []string
	for name := range specs {
		more = append(more, name)
	}
	slices.Sort(more)
	for _, name := range more {
		v.find("The attachment “%s” is not named by the manifest.", name)
	}
	return nil
}

// attached checks one attachment and takes it off the list.
func (v *verifier) attached(specs map[string]pdf.Dict, name, want string) {
	spec, ok := specs[name]
	delete(specs, name)
	if !ok {
		v.find("The attachment “%s” is missing.", name)
		return
	}
	_, offset, length, err := v.file.Stream(v.file.Dict(spec["EF"])["F"])
	if err != nil {
		v.find("The attachment “%s” cannot be read: %v.", name, err)
		return
	}
	if v.sumOf(offset, length) != want {
		v.find("The attachment “%s” is not the file that was put in: its digest differs.", name)
	}
}

// sumOf returns the digest of a stretch of the file, from the parts if they
// have it.
func (v *verifier) sumOf(offset, length int64) string {
	if p, ok := v.sums[offset]; ok && p.length == length {
		return p.sha256
	}
	sum, err := v.digest(sha256.New(), offset, length)
	if err != nil {
		return ""
	}
	return sum
}

// fileShown checks that the pages that show a file do.
func (v *verifier) fileShown(e FileEntry) {
	if e.From == 0 {
		return
	}
	if e.From < 1 || e.To < e.From || e.To > len(v.pages) {
		v.find("File %s, “%s”, is said to be on pages %s, which the document does not have.", e.Label, e.Name, ranged(e.From, e.To))
		return
	}
	for n := e.From; n <= e.To; n++ {
		resources := v.file.Dict(v.file.Dict(v.pages[n-1])["Resources"])
		d, offset, length, err := v.file.Stream(v.file.Dict(resources["XObject"])["EV"])
		switch {
		case err != nil:
			v.find("Page %d does not show file %s, “%s”: %v.", n, e.Label, e.Name, err)
		case e.Copy == "" && d["Subtype"] != pdf.Name("Form"):
			v.find("Page %d does not show a page of file %s, “%s”.", n, e.Label, e.Name)
		case e.Copy != "" && v.sumOf(offset, length) != e.Copy:
			v.find("The picture on page %d is not the one made of file %s, “%s”.", n, e.Label, e.Name)
		}
	}
}
