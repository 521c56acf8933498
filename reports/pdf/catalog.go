package pdf

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// writeCatalog writes everything the catalogue refers to, and the catalogue. It
// returns its object number.
func (a *assembler) writeCatalog(info Info, attached []Attachment) int {
	files, af := a.files(attached)
	outline := a.outline()
	meta := a.reserve(1)
	a.stream(meta, "/Type /Metadata /Subtype /XML", []byte(metadata(info)))
	tree := a.tree
	return a.add("<</Type /Catalog /Version /1.7 /Pages %d 0 R /Lang (en-GB) /MarkInfo <</Marked true>> /StructTreeRoot %d 0 R"+
		" /ViewerPreferences <</DisplayDocTitle true>> /PageMode /UseOutlines /PageLabels <</Nums [0 <</S /D>>]>>"+
		" /Outlines %d 0 R /Metadata %d 0 R /Names <</EmbeddedFiles %d 0 R>> /AF [%s]>>",
		a.root, tree, outline, meta, files, refs(af))
}

// files writes the list of attachments, the manifest's among them, and returns
// the name tree and the file specifications.
func (a *assembler) files(attached []Attachment) (tree int, specs []int) {
	a.manifest = a.reserve(1)
	attached = append(slices.Clone(attached), Attachment{Name: ManifestName, About: "What is in this document, with digests",
		Relation: "Data", File: Embedded{Object: a.manifest}})
	slices.SortFunc(attached, func(x, y Attachment) int { return strings.Compare(text(x.Name), text(y.Name)) })
	var names []string
	for _, at := range attached {
		spec := a.add("<</Type /Filespec /F %s /UF %s /Desc %s /AFRelationship %s /EF <</F %d 0 R /UF %d 0 R>>>>",
			text(at.Name), text(at.Name), text(at.About), name(at.Relation), at.File.Object, at.File.Object)
		specs = append(specs, spec)
		names = append(names, fmt.Sprintf("%s %d 0 R", text(at.Name), spec))
	}
	return a.add("<</Names [%s]>>", strings.Join(names, " ")), specs
}

// outline writes the bookmarks and returns the root of them.
func (a *assembler) outline() int {
	marks := slices.DeleteFunc(slices.Clone(a.doc.marks), func(m mark) bool {
		_, ok := a.doc.places[m.to]
		return !ok
	})
	root := a.reserve(1)
	first := a.reserve(len(marks))
	node := outlineOf(marks)
	link := func(key string, i int) string {
		if i < 0 {
			return ""
		}
		return fmt.Sprintf(" /%s %d 0 R", key, first+i)
	}
	for i, m := range marks {
		n := node[i+1]
		parent := root
		if n.parent > 0 {
			parent = first + n.parent - 1
		}
		count := ""
		if n.kids > 0 {
			count = fmt.Sprintf(" /Count %d", -n.kids)
		}
		a.object(first+i, "<</Title %s /Parent %d 0 R%s%s%s%s%s /Dest %s>>", text(m.title), parent,
			link("Prev", n.prev-1), link("Next", n.next-1), link("First", n.first-1), link("Last", n.last-1), count, a.dest(a.doc.places[m.to]))
	}
	top := node[0]
	a.object(root, "<</Type /Outlines%s%s /Count %d>>", link("First", top.first-1), link("Last", top.last-1), top.kids)
	return root
}

// A twig is a bookmark's place in the outline; numbers are 1 for the first mark,
// 0 for none, and 0 as parent for the root.
type twig struct{ parent, prev, next, first, last, kids int }

// outlineOf returns the twigs of marks by number, the root's first.
func outlineOf(marks []mark) []twig {
	nodes := make([]twig, len(marks)+1)
	open := []int{0} // the last mark of each level so far, the root below them
	for i, m := range marks {
		n := i + 1
		level := min(m.level, len(open)-1)
		open = open[:level+1]
		parent := open[level]
		p := &nodes[parent]
		nodes[n].parent, nodes[n].prev = parent, p.last
		if p.last > 0 {
			nodes[p.last].next = n
		} else {
			p.first = n
		}
		p.last = n
		p.kids++
		open = append(open, n)
	}
	return nodes
}

// metadata returns the XMP packet.
func metadata(info Info) string {
	esc := func(s string) string {
		var b strings.Builder
		xml.EscapeText(&b, []byte(s))
		return b.String()
	}
	made := info.Made.UTC().Format(time.RFC3339)
	return `<?xpacket begin="` + "\uFEFF" + `" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">` + esc(info.Title) + `</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>` + esc(info.Author) + `</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">` + esc(info.Subject) + `</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>en-GB</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>Touchstone</xmp:CreatorTool><xmp:CreateDate>` + made + `</xmp:CreateDate><xmp:ModifyDate>` + made + `</xmp:ModifyDate>
<pdf:Producer>Touchstone</pdf:Producer>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`
}

// tags writes the structure tree, and remembers its root.
func (a *assembler) tags() {
	a.tree = a.reserve(1)
	a.ids = map[*Elem]int{}
	a.number(a.doc.root)
	a.writeElem(a.doc.root, a.tree)
	var nums strings.Builder
	for i, p := range a.doc.pages {
		parents := make([]int, len(p.tags))
		for n, e := range p.tags {
			parents[n] = a.ids[e]
		}
		fmt.Fprintf(&nums, "%d [%s] ", i, refs(parents))
	}
	parents := a.add("<</Nums [%s]>>", strings.TrimSpace(nums.String()))
	a.object(a.tree, "<</Type /StructTreeRoot /K %d 0 R /ParentTree %d 0 R /ParentTreeNextKey %d>>", a.ids[a.doc.root], parents, len(a.doc.pages))
}

// number gives an object to every element that holds something.
func (a *assembler) number(e *Elem) bool {
	e.kids = slices.DeleteFunc(e.kids, func(k kid) bool { return k.elem != nil && !a.number(k.elem) })
	if len(e.kids) == 0 && e != a.doc.root {
		return false
	}
	a.ids[e] = a.reserve(1)
	return true
}

func (a *assembler) writeElem(e *Elem, parent int) {
	page := -1
	var kids []string
	for _, k := range e.kids {
		switch {
		case k.elem != nil:
			kids = append(kids, strconv.Itoa(a.ids[k.elem])+" 0 R")
		case page < 0 || page == k.page:
			page = k.page
			kids = append(kids, strconv.Itoa(k.id))
		default:
			kids = append(kids, fmt.Sprintf("<</Type /MCR /Pg %d 0 R /MCID %d>>", a.pages[k.page], k.id))
		}
	}
	extra := ""
	if page >= 0 {
		extra = fmt.Sprintf(" /Pg %d 0 R", a.pages[page])
	}
	if e.alt != "" {
		extra += " /Alt " + text(e.alt)
	}
	a.object(a.ids[e], "<</Type /StructElem /S /%s /P %d 0 R /K [%s]%s>>", e.tag, parent, strings.Join(kids, " "), extra)
	for _, k := range e.kids {
		if k.elem != nil {
			a.writeElem(k.elem, a.ids[e])
		}
	}
}
