package document

import "github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

// mustAttach returns the reason why a PDF is attached whatever its pages hold,
// or nil.
func (d *pdfDoc) mustAttach(pages []pdfPage) error {
	if len(pages) > MaxInlinePages {
		return tooManyPages(len(pages))
	}
	if d.holdsFiles() {
		return holdsFiles
	}
	if err := d.formReason(); err != nil {
		return err
	}
	for _, page := range pages {
		if err := d.annotationReason(page); err != nil {
			return err
		}
	}
	return nil
}

// holdsFiles reports whether the document is a collection of files or has some
// embedded.
func (d *pdfDoc) holdsFiles() bool {
	if d.dict(d.catalog["Collection"]) != nil || len(d.array(d.catalog["AF"])) > 0 {
		return true
	}
	tree := d.dict(d.dict(d.catalog["Names"])["EmbeddedFiles"])
	return len(d.array(tree["Names"])) > 0 || len(d.array(tree["Kids"])) > 0
}

// formReason returns why the document's form cannot be drawn here, or nil.
func (d *pdfDoc) formReason() error {
	if d.dict(d.dict(d.catalog["Perms"])["DocMDP"]) != nil {
		return signed
	}
	form := d.dict(d.catalog["AcroForm"])
	fields := d.array(form["Fields"])
	if form == nil {
		return nil
	}
	if d.get(form["XFA"]) != nil {
		return xfaForm
	}
	search := fieldSearch{doc: d, seen: make(map[int]bool)}
	if search.signed(fields, 0) {
		return signed
	}
	if need, _ := d.get(form["NeedAppearances"]).(types.Boolean); bool(need) && len(fields) > 0 {
		return formFields
	}
	return nil
}

// A fieldSearch looks through the fields of a form for a signature.
type fieldSearch struct {
	doc  *pdfDoc
	seen map[int]bool // fields by object number
}

// signed reports whether a field, or one below it, is signed.
func (s *fieldSearch) signed(fields types.Array, depth int) bool {
	if depth > maxTreeDepth {
		return false
	}
	for _, o := range fields {
		if ref, ok := o.(types.IndirectRef); ok {
			if s.seen[int(ref.ObjectNumber)] {
				continue
			}
			s.seen[int(ref.ObjectNumber)] = true
		}
		field := s.doc.dict(o)
		if s.doc.name(s.doc.inherited(field, "FT")) == "Sig" && s.doc.dict(field["V"]) != nil {
			return true
		}
		if s.signed(s.doc.array(field["Kids"]), depth+1) {
			return true
		}
	}
	return false
}
