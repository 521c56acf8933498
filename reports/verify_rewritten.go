package reports

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"

	"touchstone/app/document"
	"touchstone/reports/pdf"
)

// headless goes on with a PDF that does not begin as ours do: its beginning was
// changed, another program saved it anew, or it never was ours.
func (v *verifier) headless() error {
	at, err := v.lastIndex([]byte("\n" + pdf.DigestMark + " "))
	if err != nil {
		return fmt.Errorf("read portfolio: %w", err)
	}
	if at >= 0 {
		v.find("The beginning of the file was changed: it does not say that Touchstone wrote it.")
		return nil // the rest can still be checked
	}
	inside, ours := v.rewritten()
	if !ours {
		v.find("This PDF was not written by Touchstone, or its beginning was changed. Check the portfolio as it was downloaded.")
		return halt{}
	}
	v.find("Another program saved this portfolio anew, so its bytes are not those that Touchstone wrote. Check the portfolio as it was downloaded. What else differs follows.")
	v.compare(inside)
	return halt{}
}

// rewritten reads a portfolio that another program saved, and reports whether it
// is one.
func (v *verifier) rewritten() (document.Inside, bool) {
	if v.size > document.MaxInside {
		return document.Inside{}, false
	}
	inside, err := document.LookInside(context.Background(), io.NewSectionReader(v.r, 0, v.size), pdf.ManifestName)
	if err != nil {
		return inside, false
	}
	err = json.NewDecoder(bytes.NewReader(inside.Kept)).Decode(&v.manifest)
	return inside, err == nil && v.manifest.Format == manifestFormat
}

// compare says how what is inside differs from the manifest. What the pages show
// cannot be compared.
func (v *verifier) compare(inside document.Inside) {
	m := &v.manifest
	v.report.Apprentice, v.report.Standard, v.report.Made, v.report.Pages = m.Apprentice, m.Standard, m.Made, inside.Pages
	if inside.Pages != m.Pages {
		v.find("The document has %d pages; the manifest says %d.", inside.Pages, m.Pages)
	}
	left := maps.Clone(inside.Attached)
	delete(left, pdf.ManifestName)
	for _, e := range m.Files {
		ok := e.Attached == "" || v.embedded(left, e.Attached, e.Inside)
		v.report.Files = append(v.report.Files, FileCheck{e.Label, e.Name, e.How, ok && e.From == 0})
	}
	for _, e := range m.Texts {
		v.embedded(left, e.Attached, e.SHA256)
	}
	for _, name := range slices.Sorted(maps.Keys(left)) {
		v.find("The attachment “%s” is not named by the manifest.", name)
	}
}

// embedded checks one attachment and takes it off the list.
func (v *verifier) embedded(left map[string]string, name, want string) bool {
	got, there := left[name]
	delete(left, name)
	switch {
	case !there:
		v.find("The attachment “%s” is missing.", name)
	case got != want:
		v.find("The attachment “%s” is not the file that was put in: its digest differs.", name)
	}
	return there && got == want
}
