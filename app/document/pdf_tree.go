package document

import (
	"maps"
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Limits on the tree of pages.
const (
	maxPages     = 100_000
	maxTreeNodes = 300_000
	maxTreeDepth = 64
)

// A pdfPage is a page with what it inherits put in.
type pdfPage struct{ dict types.Dict }

// inheritable are the entries that a page takes from the nodes above it.
var inheritable = []string{"Resources", "MediaBox", "CropBox", "Rotate"}

// pages returns the pages in order. A node that is met again is passed over, so
// that a circle ends. If there are too many, or too deep, the error says so.
func (d *pdfDoc) pages() ([]pdfPage, error) {
	w := treeWalk{doc: d, seen: make(map[int]bool)}
	if root := d.catalog["Pages"]; root != nil {
		w.node(root, nil, 0)
	}
	if len(w.found) == 0 && !w.full {
		d.loosePages(&w)
	}
	if w.full {
		return w.found, tooMuch
	}
	return w.found, nil
}

// loosePages finds pages in order of number, for a document without a tree.
func (d *pdfDoc) loosePages(w *treeWalk) {
	for _, n := range slices.Sorted(maps.Keys(d.table.Table)) {
		if page, ok := d.get(*types.NewIndirectRef(n, d.generation(n))).(types.Dict); ok && d.name(page["Type"]) == "Page" {
			w.page(page, nil)
		}
	}
}

// generation returns the generation of object n.
func (d *pdfDoc) generation(n int) int {
	if e := d.table.Table[n]; e != nil && e.Generation != nil {
		return *e.Generation
	}
	return 0
}

// A treeWalk walks a tree of pages.
type treeWalk struct {
	doc   *pdfDoc
	seen  map[int]bool // nodes by object number
	nodes int
	found []pdfPage
	full  bool
}

// node walks one node and those below it.
func (w *treeWalk) node(o types.Object, above types.Dict, depth int) {
	w.nodes++
	if w.full = w.full || w.nodes > maxTreeNodes || depth > maxTreeDepth; w.full {
		return
	}
	dict, ok := w.doc.get(o).(types.Dict)
	if !ok {
		return
	}
	kids := w.doc.array(dict["Kids"])
	if kids == nil {
		if kind := w.doc.name(dict["Type"]); kind != "Pages" && kind != "Catalog" {
			w.page(dict, above)
		}
		return
	}
	if ref, ok := o.(types.IndirectRef); ok {
		if w.seen[int(ref.ObjectNumber)] {
			return
		}
		w.seen[int(ref.ObjectNumber)] = true
	}
	below := inherit(dict, above)
	for _, kid := range kids {
		w.node(kid, below, depth+1)
	}
}

// page adds a page.
func (w *treeWalk) page(dict, above types.Dict) {
	if w.full = w.full || len(w.found) == maxPages; w.full {
		return
	}
	if above != nil {
		dict = maps.Clone(dict)
		maps.Copy(dict, inherit(dict, above))
	}
	w.found = append(w.found, pdfPage{dict})
}

// inherit returns the inheritable entries of dict, or those above it.
func inherit(dict, above types.Dict) types.Dict {
	own := types.Dict{}
	for _, key := range inheritable {
		if v := dict[key]; v != nil {
			own[key] = v
		} else if v := above[key]; v != nil {
			own[key] = v
		}
	}
	return own
}
