package document

import (
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// notDrawn are the entries of a stream's dictionary that tie it to its document
// or say things about it, and draw nothing.
var notDrawn = []string{"Length", "StructParent", "StructParents", "Metadata", "PieceInfo", "LastModified", "AF", "OC", "OPI", "Ref", "Measure", "PtData", "Name"}

// copyStream adds a stream. What belongs to a hidden layer becomes an empty drawing.
func (c *copier) copyStream(t *packText, s types.StreamDict) error {
	names := c.doc.filters(s)
	if s.Dict["F"] != nil || slices.Contains(names, "Crypt") {
		return unreadable // its bytes are elsewhere, or encrypted apart
	}
	if layer := s.Dict["OC"]; layer != nil && !c.doc.shows(layer) {
		t.write("<</Type/XObject/Subtype/Form/BBox[0 0 0 0]")
		t.stream(nil)
		return nil
	}
	if c.drawsHidden(s) {
		return c.copyTidied(t, s)
	}
	data, err := s.Raw, error(nil)
	if len(names) > 0 && (names[0] == "FlateDecode" || names[0] == "Fl") {
		data, err = c.doc.mend(s.Raw)
	} else {
		err = c.doc.count(int64(len(data)))
	}
	if err != nil {
		return err
	}
	return c.writeStream(t, s.Dict, notDrawn, "", data)
}

// writeStream adds a stream of the entries of d but those left out, with those
// of more.
func (c *copier) writeStream(t *packText, d types.Dict, leave []string, more string, data []byte) error {
	t.write("<<")
	if err := c.copyEntries(t, d, 0, leave); err != nil {
		return err
	}
	if d["BBox"] != nil && d["Subtype"] == nil && d["PatternType"] == nil && d["ShadingType"] == nil {
		t.write("/Subtype/Form")
	}
	t.write(more)
	t.stream(data)
	return nil
}

// drawsHidden reports whether a drawing names a layer that is hidden.
func (c *copier) drawsHidden(s types.StreamDict) bool {
	return s.Dict["BBox"] != nil && c.namesHidden(c.doc.dict(s.Dict["Resources"]))
}

// namesHidden reports whether resources name a layer that is hidden.
func (c *copier) namesHidden(resources types.Dict) bool {
	if len(c.doc.hidden) == 0 {
		return false
	}
	for _, layer := range c.doc.dict(resources["Properties"]) {
		if !c.doc.shows(layer) {
			return true
		}
	}
	return false
}

// copyTidied adds a drawing without what belongs to hidden layers.
func (c *copier) copyTidied(t *packText, s types.StreamDict) error {
	content, err := c.doc.unpack(s)
	if err != nil {
		return err
	}
	resources := c.doc.dict(s.Dict["Resources"])
	if c.hasType3(resources) {
		return unreadable
	}
	content, _ = tidy(content, c.layersOf(resources))
	leave := append([]string{"Filter", "DecodeParms"}, notDrawn...)
	return c.writeStream(t, s.Dict, leave, "/Filter/FlateDecode", deflate(content))
}

// layersOf returns what tells by its name in resources whether a layer is shown.
func (c *copier) layersOf(resources types.Dict) func(string) bool {
	properties := c.doc.dict(resources["Properties"])
	return func(name string) bool { return properties[name] == nil || c.doc.shows(properties[name]) }
}

// hasType3 reports whether resources hold a font whose glyphs are drawings: text
// in it cannot be made invisible.
func (c *copier) hasType3(resources types.Dict) bool {
	for _, font := range c.doc.dict(resources["Font"]) {
		if c.doc.name(c.doc.dict(font)["Subtype"]) == "Type3" {
			return true
		}
	}
	return false
}
