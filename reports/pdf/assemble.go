package pdf

import (
	"bytes"
	"cmp"
	"compress/zlib"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Drawing is finished pages, not yet in a file.
type Drawing struct {
	doc  *Doc
	file []byte // what gofpdf made: content streams and fonts are taken from it
}

// Pages returns how many pages it has.
func (d *Drawing) Pages() int { return len(d.doc.pages) }

// PageOf returns the number of the page that an anchor is on; 0 if there is none.
func (d *Drawing) PageOf(anchor string) int { return d.doc.places[anchor].page }

// Info says what a file is, for its catalogue.
type Info struct {
	Title, Author, Subject string
	Made                   time.Time
}

// An Attachment is an embedded file as a reader lists it. One Embedded may have
// several.
type Attachment struct {
	Name     string // unique; also the order they are listed in
	About    string
	Relation string // what it is to the document: "Data", "Source", "Supplement", "Alternative"
	File     Embedded
}

// Finish writes the drawing and the attachments, then the inner manifest, which
// manifest makes from the parts so far, and the end of the file. It returns the
// digest of the whole file and its size.
//
// The manifest is an attachment named ManifestName. The digest is SHA-256 over
// everything from the manifest's object to the end of the file, with the digest
// itself as zeros; since the manifest holds the digests of all parts before it,
// it speaks for every byte.
func (f *Writer) Finish(d *Drawing, info Info, attached []Attachment, manifest func([]Part) ([]byte, error)) (digest string, size int64, err error) {
	a := assembler{Writer: f, Drawing: d}
	f.Part("")
	if err := a.ours(); err != nil {
		return "", 0, err
	}
	a.writePages()
	catalog := a.writeCatalog(info, attached)
	f.Part("")
	body, err := manifest(slices.Clone(f.parts[:len(f.parts)-1]))
	if err != nil {
		return "", 0, err
	}
	return a.end(catalog, info, body)
}

// ManifestName is what the inner manifest is called among the attachments.
const ManifestName = "manifest.json"

type assembler struct {
	*Writer
	*Drawing
	fonts    int   // object with the font resources
	contents []int // object of each page's content
	pages    []int // object of each page
	manifest int   // object of the manifest's stream
	root     int   // object of the page tree
	tree     int   // object of the structure tree
	ids      map[*Elem]int
}

var (
	reference = regexp.MustCompile(`\b(\d+) 0 R\b`)
	fontDict  = regexp.MustCompile(`(?s)/Font <<(.*?)>>`)
)

// ours writes the content streams and fonts of what gofpdf made, with new
// numbers. Its objects are 1 the page tree, 2 the resources, then two for each
// page, then the fonts, and last the information and the catalogue.
func (a *assembler) ours() error {
	objects, err := split(a.file)
	if err != nil {
		return err
	}
	offset := a.reserve(len(objects)) - 1
	move := func(b []byte) []byte {
		return reference.ReplaceAllFunc(b, func(r []byte) []byte {
			n, _ := strconv.Atoi(string(r[:len(r)-len(" 0 R")]))
			return fmt.Appendf(nil, "%d 0 R", n+offset)
		})
	}
	count := len(a.doc.pages)
	var squeeze squeezer
	for n := 3; n <= len(objects)-2; n++ {
		dict, stream := cutStream(objects[n-1])
		switch {
		case n >= 3+2*count:
			a.Part("fonts")
			a.begin(n + offset)
			a.Write(move(dict))
			a.Write(stream)
			a.print("endobj\n")
		case n%2 == 0: // a page's content; the page itself is ours and written later
			a.contents = append(a.contents, n+offset)
			a.Part("page:" + strconv.Itoa(len(a.contents)))
			a.stream(n+offset, "/Filter /FlateDecode", squeeze.of(content(stream)))
		}
	}
	a.Part("")
	fonts := fontDict.FindSubmatch(objects[1])
	if fonts == nil || len(a.contents) != count {
		return errors.New("drawn pages have an unknown shape")
	}
	a.fonts = a.add("<<%s>>", bytes.ReplaceAll(move(fonts[1]), []byte("\n"), []byte(" ")))
	return nil
}

// cutStream parts an object's dictionary from its stream, keyword included.
func cutStream(body []byte) (dict, stream []byte) {
	if i := bytes.Index(body, []byte("stream\n")); i >= 0 {
		return body[:i], body[i:]
	}
	return body, nil
}

// content takes the keywords off a stream.
func content(stream []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimPrefix(stream, []byte("stream\n")), []byte("\nendstream\n"))
}

// A squeezer compresses streams one after another.
type squeezer struct {
	out bytes.Buffer
	z   *zlib.Writer
}

// of returns b compressed, until it is called again.
func (s *squeezer) of(b []byte) []byte {
	s.out.Reset()
	if s.z == nil {
		s.z = zlib.NewWriter(&s.out)
	} else {
		s.z.Reset(&s.out)
	}
	s.z.Write(b) // to memory: it cannot fail
	s.z.Close()
	return s.out.Bytes()
}

// split returns the bodies of the objects of a file that gofpdf wrote, by number
// less one.
func split(file []byte) ([][]byte, error) {
	at := bytes.LastIndex(file, []byte("xref\n0 "))
	if i := bytes.LastIndex(file, []byte("startxref\n")); i >= 0 {
		fmt.Sscanf(string(file[i+len("startxref\n"):]), "%d", &at)
	}
	if at < 0 || at >= len(file) {
		return nil, errors.New("drawn pages have no table of objects")
	}
	lines := strings.Split(string(file[at:]), "\n")
	var total int
	fmt.Sscanf(lines[1], "0 %d", &total)
	var bodies [][]byte
	for n := 1; n < total; n++ {
		offset, err := strconv.Atoi(strings.Fields(lines[2+n])[0])
		if err != nil {
			return nil, err
		}
		head := fmt.Sprintf("%d 0 obj\n", n)
		body, ok := bytes.CutPrefix(file[offset:], []byte(head))
		end := bytes.Index(body, []byte("\nendobj\n"))
		if stream := bytes.Index(body, []byte("\nstream\n")); stream >= 0 && stream < end {
			end = endOfStream(body, stream)
		}
		if !ok || end < 0 {
			return nil, fmt.Errorf("drawn pages: object %d is not where it should be", n)
		}
		bodies = append(bodies, body[:end+1])
	}
	return bodies, nil
}

var streamLength = regexp.MustCompile(`/Length (\d+)`)

// endOfStream returns where the line feed before endobj is, after the stream
// whose keyword begins after at.
func endOfStream(body []byte, at int) int {
	m := streamLength.FindSubmatch(body[:at])
	if m == nil {
		return -1
	}
	n, _ := strconv.Atoi(string(m[1]))
	from := at + len("\nstream\n") + n
	if from > len(body) {
		return -1
	}
	end := bytes.Index(body[from:], []byte("\nendobj\n"))
	if end < 0 {
		return -1
	}
	return from + end
}

// perNode is how many pages one node of the page tree holds.
const perNode = 64

// writePages writes the page tree.
func (a *assembler) writePages() {
	count := len(a.doc.pages)
	a.pages = make([]int, count)
	first := a.reserve(count)
	nodes := (count + perNode - 1) / perNode
	node, root := a.reserve(nodes), a.reserve(1)
	for i := range a.pages {
		a.pages[i] = first + i
	}
	a.tags()
	for i, p := range a.doc.pages {
		a.Part("links:" + strconv.Itoa(i+1))
		a.writePage(i, p, node+i/perNode)
	}
	a.Part("")
	for n := range nodes {
		kids := a.pages[n*perNode : min(count, (n+1)*perNode)]
		a.object(node+n, "<</Type /Pages /Parent %d 0 R /Count %d /Kids [%s]>>", root, len(kids), refs(kids))
	}
	kids := make([]int, nodes)
	for n := range kids {
		kids[n] = node + n
	}
	a.object(root, "<</Type /Pages /Count %d /Kids [%s]>>", count, refs(kids))
	a.root = root
}

func (a *assembler) writePage(i int, p *page, parent int) {
	evidence := ""
	if p.form > 0 {
		evidence = fmt.Sprintf(" /XObject <</EV %d 0 R>>", p.form)
	}
	annots := ""
	if len(p.links) > 0 {
		annots = " /Annots [" + refs(a.writeLinks(p)) + "]"
	}
	a.object(a.pages[i], "<</Type /Page /Parent %d 0 R /MediaBox [0 0 %.2f %.2f] /Resources <</Font %d 0 R%s>> /Contents %d 0 R /StructParents %d /Tabs /S%s>>",
		parent, p.w, p.h, a.fonts, evidence, a.contents[i], i, annots)
}

// writeLinks writes the links of a page. A link to an anchor that there is not
// is left out.
func (a *assembler) writeLinks(p *page) []int {
	var objects []int
	for _, l := range p.links {
		to, ok := a.doc.places[l.to]
		if !ok {
			continue
		}
		objects = append(objects, a.add("<</Type /Annot /Subtype /Link /F 4 /Border [0 0 0] /Rect [%.2f %.2f %.2f %.2f] /Contents %s /Dest %s>>",
			l.x, p.h-l.y-l.h, l.x+l.w, p.h-l.y, text(l.words), a.dest(to)))
	}
	return objects
}

// dest returns a place as a destination, a little above it.
func (a *assembler) dest(to place) string {
	h := a.doc.pages[to.page-1].h
	return fmt.Sprintf("[%d 0 R /XYZ null %.2f null]", a.pages[to.page-1], min(h, h-to.y+16))
}

func refs(objects []int) string {
	parts := make([]string, len(objects))
	for i, n := range objects {
		parts[i] = strconv.Itoa(n) + " 0 R"
	}
	return strings.Join(parts, " ")
}

// end writes the manifest, the table of objects and the end of the file, whose
// digest goes into its last lines.
func (a *assembler) end(catalog int, info Info, manifest []byte) (digest string, size int64, err error) {
	id := sha256.Sum256(manifest)
	a.Part("")
	start := a.pos
	tail := sha256.New()
	a.sum = tail
	a.stream(a.manifest, "/Type /EmbeddedFile /Subtype /application#2Fjson", manifest)
	infoObject := a.add("<</Title %s /Author %s /Subject %s /Creator (Touchstone) /Producer (Touchstone) /CreationDate %s /ModDate %s>>",
		text(info.Title), text(info.Author), text(info.Subject), date(info.Made), date(info.Made))
	xref := a.pos
	a.writeXref()
	a.printf("trailer\n<</Size %d /Root %d 0 R /Info %d 0 R /ID [<%x> <%x>]>>\n", len(a.offsets), catalog, infoObject, id[:16], id[:16])
	before, after := fmt.Sprintf("%s %012d sha256 ", DigestMark, start), fmt.Sprintf("\nstartxref\n%d\n%%%%EOF\n", xref)
	a.print(before)
	tail.Write([]byte(strings.Repeat("0", 64) + after))
	digest = hex.EncodeToString(tail.Sum(nil))
	a.print(digest + after)
	return digest, a.pos, cmp.Or(a.err, a.out.Flush())
}

// DigestMark begins the line with the file's digest.
const DigestMark = "%Touchstone-digest"

func (a *assembler) writeXref() {
	a.printf("xref\n0 %d\n", len(a.offsets))
	free := []int{}
	for n := len(a.offsets) - 1; n > 0; n-- {
		if a.offsets[n] == 0 {
			free = append(free, n)
		}
	}
	next := func() (n int) { // the free objects are a chain that ends at 0
		if len(free) > 0 {
			n, free = free[len(free)-1], free[:len(free)-1]
		}
		return n
	}
	a.printf("%010d 65535 f \n", next())
	for n := 1; n < len(a.offsets); n++ {
		if a.offsets[n] == 0 {
			a.printf("%010d 00000 f \n", next())
		} else {
			a.printf("%010d 00000 n \n", a.offsets[n])
		}
	}
}
