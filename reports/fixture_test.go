package reports

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jung-kurt/gofpdf"

	"touchstone/app/blob"
	"touchstone/app/document"
	"touchstone/ksb"
)

func TestMain(m *testing.M) {
	if handled, status := document.Child(os.Args[1:]); handled {
		os.Exit(status)
	}
	os.Exit(m.Run())
}

// A shelf is a store of blobs in memory.
type shelf struct {
	mu    sync.Mutex
	blobs map[blob.Ref][]byte
}

func newShelf() *shelf { return &shelf{blobs: map[blob.Ref][]byte{}} }

func (s *shelf) put(b []byte) blob.Ref {
	sum := sha256.Sum256(b)
	ref := blob.Ref(hex.EncodeToString(sum[:]))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.blobs[ref] = b
	return ref
}

func (s *shelf) open(_ context.Context, ref blob.Ref) (blob.Blob, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.blobs[ref]
	if !ok {
		return nil, blob.ErrNotFound
	}
	return memory{bytes.NewReader(b)}, nil
}

type memory struct{ *bytes.Reader }

func (memory) Close() error { return nil }

// add reads an upload as the program does, and shelves it with its copies.
func (s *shelf) add(t testing.TB, name string, content []byte) File {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "upload")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	facts, err := document.NewReader(slog.New(slog.DiscardHandler)).Read(t.Context(), path, name, out)
	if err != nil {
		t.Fatalf("read %s: %v", name, err)
	}
	f := File{Name: name, Size: int64(len(content)), Ref: s.put(content), MIME: facts.MIME, Kind: facts.Kind,
		Pages: facts.Pages, Duration: facts.Duration, Fault: facts.Fault, Attach: facts.Attach}
	for kind, file := range facts.Copies {
		made, err := os.ReadFile(filepath.Join(out, file))
		if err != nil {
			t.Fatal(err)
		}
		switch kind {
		case document.Pack:
			f.Pack = s.put(made)
		case document.Print:
			f.Print = s.put(made)
		}
	}
	return f
}

// letter returns a PDF of so many pages, wide ones if it says so.
func letter(title string, pages int, wide bool) []byte {
	format := "P"
	if wide {
		format = "L"
	}
	doc := gofpdf.New(format, "pt", "A4", "")
	doc.SetFont("Helvetica", "", 11)
	for n := range pages {
		doc.AddPage()
		doc.SetFont("Helvetica", "B", 16)
		doc.Text(60, 80, title)
		doc.SetFont("Helvetica", "", 11)
		for line := range 24 {
			doc.Text(60, 120+float64(line)*18, fmt.Sprintf("Page %d, line %d: paid in full on the agreed day.", n+1, line+1))
		}
	}
	var b bytes.Buffer
	if err := doc.Output(&b); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// photo returns a JPEG of that size.
func photo(w, h int, seed uint32) []byte {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			seed = seed*1664525 + 1013904223
			grain := uint8(seed >> 27)
			m.SetRGBA(x, y, color.RGBA{uint8(x*200/w) + grain, uint8(y*200/h) + grain/2, 120 + grain, 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 88}); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// wordFile returns a small DOCX with padding of that size.
func wordFile(text string, padding int) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	write := func(name, body string) {
		w, _ := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		io.WriteString(w, body)
	}
	write("[Content_Types].xml", `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`)
	write("_rels/.rels", `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`)
	write("word/document.xml", `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>`+text+`</w:t></w:r></w:p></w:body></w:document>`)
	if padding > 0 {
		noise := make([]byte, padding)
		seed := uint32(len(text))
		for i := range noise {
			seed = seed*1664525 + 1013904223
			noise[i] = byte(seed >> 24)
		}
		write("word/media/noise.bin", string(noise))
	}
	z.Close()
	return b.Bytes()
}

// sound returns a WAV of that many seconds.
func sound(seconds int) []byte {
	const rate = 1000
	n := rate * seconds
	head := []byte("RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\xe8\x03\x00\x00\xe8\x03\x00\x00\x01\x00\x08\x00data\x00\x00\x00\x00")
	put := func(at, v int) { copy(head[at:], []byte{byte(v), byte(v >> 8), byte(v >> 16), byte(v >> 24)}) }
	put(4, 36+n)
	put(40, n)
	return append(head, bytes.Repeat([]byte{128}, n)...)
}

// shippedStandard returns a standard that comes with the program, each statement
// with an id.
func shippedStandard(t testing.TB, reference string) ksb.Standard {
	t.Helper()
	all, err := ksb.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if s.Reference == reference {
			for i := range s.Statements {
				s.Statements[i].ID = ksb.StatementID(i + 1)
			}
			return s
		}
	}
	t.Fatalf("no standard %s", reference)
	return ksb.Standard{}
}

// shippedPlan reads one of the example plans.
func shippedPlan(t testing.TB, name string) *ksb.Plan {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "ksb", "plans", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var p ksb.Plan
	if err := json.Unmarshal(text, &p); err != nil {
		t.Fatal(err)
	}
	return &p
}

func on(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// blank returns a portfolio without evidence.
func blank(t testing.TB) *Portfolio {
	std := shippedStandard(t, "ST0175")
	option := std.Options[1].Name
	return &Portfolio{
		Apprentice: "Carys Llŷr-Wójcik", ULN: "9900000004", Employer: "Ashbrook Trade Supplies", EmployerContact: "Tom Ashbrook, credit manager",
		Provider: "Tidewell Training", Coach: "Marcus Bell", Assessment: "Calderwood Assessment",
		StartedOn: on(2025, 5, 6), GatewayOn: on(2026, 12, 11), Made: on(2026, 7, 1),
		Standard: std, Option: option, Plan: shippedPlan(t, "ST0175-end-point"), Statements: std.For(option),
	}
}

// id returns the statement with that code.
func (p *Portfolio) id(code string) ksb.StatementID {
	for _, st := range p.Standard.Statements {
		if string(st.Code) == code {
			return st.ID
		}
	}
	panic("no statement " + code)
}

// fullOnce is what full returns copies of: its files take a while to read.
var fullOnce struct {
	sync.Once
	p *Portfolio
	s *shelf
}

// full returns a portfolio with every kind of piece and file, and its files.
func full(t testing.TB) (*Portfolio, *shelf) {
	fullOnce.Do(func() { fullOnce.p, fullOnce.s = makeFull(t) })
	if fullOnce.p == nil {
		t.Fatal("the portfolio that tests share could not be made")
	}
	p := *fullOnce.p
	p.Pieces = slices.Clone(p.Pieces)
	return &p, fullOnce.s
}

func makeFull(t testing.TB) (*Portfolio, *shelf) {
	s := newShelf()
	p := blank(t)
	own := "The evidence in this portfolio is valid and is attributable to the apprentice."
	p.Declarations = []Declaration{
		{"Carys Llŷr-Wójcik", "apprentice", "The evidence in this portfolio is my own work. Where others took part, or where I used AI, it says so.", time.Date(2026, 12, 9, 16, 20, 0, 0, time.UTC)},
		{"Tom Ashbrook", "employer", own, time.Date(2026, 12, 10, 8, 5, 0, 0, time.UTC)},
		{"Marcus Bell", "coach", own, time.Date(2026, 12, 10, 11, 41, 0, 0, time.UTC)},
	}
	decided := time.Date(2026, 7, 2, 13, 2, 0, 0, time.UTC)
	accept := func(words string) []Decision {
		return []Decision{{Verdict: "accepted", Feedback: words, Name: "Marcus Bell", At: decided}}
	}
	statement := s.add(t, "Statement and pay calendar.pdf", letter("Statement of account", 2, false))
	aged := s.add(t, "Aged debt June.pdf", letter("Aged debt", 3, true))
	picture := s.add(t, "IMG_2041.jpg", photo(800, 600, 7))
	upright := s.add(t, "Whiteboard after the meeting.jpg", photo(450, 700, 9))
	call := s.add(t, "Call with the customer.wav", sound(130))
	doc := s.add(t, "Letter before action & next steps – “final”.docx", wordFile("A letter", 0))
	p.Pieces = []Piece{
		{Number: 1, Version: 1, State: "Accepted", Accepted: true, Title: "A builder with three sites and one cash book", Kind: "Work product",
			From: on(2026, 6, 8), To: on(2026, 6, 19), Place: "Ashbrook Trade Supplies",
			Situation: "A builder owed £9,640 on one account used by three sites. The balance was 47 days overdue and the sales desk wanted the next load released.",
			Task:      "I was to agree how the debt would be cleared inside policy CC-04 and to say whether deliveries could go on.",
			Action:    "I set the statement of account beside their bank calendar and saw that each site was paid by its own client in a different week. I proposed one third after each of those dates instead of the whole sum on the 30th. The director had asked for six months. I explained that our policy allows three without approval and why longer terms would put the account on stop.",
			Result:    "We settled on ten weeks. I sent the schedule the same afternoon. All three payments came in, the last two days early, and the account has kept to terms since.",
			Worked:    "Finding the dates.", NextTime: "I would note who told me.",
			OwnPart: "All of it; the release of the load was my manager’s decision.", OwnWork: true, AI: "no",
			Claims: []Claim{
				{Statement: p.id("K12"), How: "I kept to the three months our policy allows without approval, and said so.", Verdict: "accepted", Places: []Place{{File: 0, Unit: "page", First: 1, Last: 1}}},
				{Statement: p.id("S4"), How: "I worked out what they could pay and when, and we both signed up to it.", Verdict: "accepted", Places: []Place{{File: 0, Unit: "page", First: 1, Last: 2}, {File: 1, Unit: "page", First: 3, Last: 3}}},
				{Statement: p.id("S5"), How: "They asked for six months; we settled on ten weeks.", Verdict: "accepted", Places: []Place{{File: -1, Unit: "section", Section: "Action"}}},
			},
			Decisions: withClaims(p, accept("You found the three pay dates yourself, and the plan follows from them. Next time, note who told you.")),
			Files:     []File{statement, aged}},
		{Number: 2, Version: 2, State: "Accepted", Accepted: true, Title: "A call with someone who had lost their job", Kind: "Recording", From: on(2026, 7, 3), Place: "By telephone",
			Situation: "A sole trader had missed two promised payments.", Task: "To find out why, and to agree what could be kept.", Action: "I asked open questions and waited.", Result: "We agreed £40 a week and a review in a month.",
			AI: "yes", AINote: "Used to tidy the spelling of this account.", Witness: Witness{"Nia Prys", "Team leader", "line manager", "nia@ashbrook.example"},
			Claims: []Claim{
				{Statement: p.id("S7"), How: "I noticed that something had changed at home and let them tell me.", Verdict: "accepted", Places: []Place{{File: 0, Unit: "time", First: 65, Last: 92}}},
				{Statement: p.id("K9"), How: "I said where free debt advice can be had.", Verdict: "accepted", Places: []Place{{File: 0, Unit: "time", First: 125, Last: 125}, {File: 1, Unit: "whole"}}},
				{Statement: p.id("S3"), How: "", Verdict: "referred", Places: []Place{{File: 1, Unit: "section", Section: "Paragraph 2"}}},
			},
			Decisions: []Decision{{p.id("S3"), "referred", "The recording does not show why the payment failed.", "Marcus Bell", decided.Add(-time.Hour), ""}, {Verdict: "accepted", Name: "Marcus Bell", At: decided}},
			Files:     []File{call, doc}},
		{Number: 4, Version: 1, State: "Accepted", Accepted: true, Title: "Pictures from the ledger review", Kind: "Report", From: on(2026, 8, 30), To: on(2026, 9, 4), Place: "Swansea",
			Situation: "The ledger had not been reviewed since spring.", Action: "We met; I led the part on disputes.", Result: "Eleven disputes closed.",
			Claims: []Claim{{Statement: p.id("S6"), How: "I closed eleven disputes.", Verdict: "accepted", Places: []Place{{File: 0, Unit: "whole"}}}, {Statement: p.id("B2"), How: "I kept on until the last was closed.", Verdict: "accepted"}},
			Files:  []File{picture, upright}},
		{Number: 5, Version: 1, State: "Accepted", Accepted: true, Title: "A file note on a vulnerable customer", Kind: "Communication log", From: on(2026, 9, 14), Place: "Ashbrook Trade Supplies",
			Situation: "Name and account are known to my manager.", Held: &Held{"The file note of 14 September 2026, two pages, with the customer’s own words.", "Ashbrook Trade Supplies, credit office, locked cabinet 2; ask Tom Ashbrook."},
			Claims: []Claim{{Statement: p.id("S8"), How: "I kept to the vulnerability policy.", Verdict: "accepted"}}},
	}
	return p, s
}

// withClaims puts before a decision what the same review says of three claims.
func withClaims(p *Portfolio, whole []Decision) []Decision {
	var all []Decision
	for _, c := range []string{"K12", "S4", "S5"} {
		all = append(all, Decision{Statement: p.id(c), Verdict: "accepted", Name: whole[0].Name, At: whole[0].At})
	}
	all[1].Feedback = "Clear figures."
	return append(all, whole...)
}

// write writes a portfolio and returns the file.
func write(t testing.TB, p *Portfolio, open Opener) ([]byte, Summary) {
	t.Helper()
	var b bytes.Buffer
	sum, err := p.Write(t.Context(), &b, open, nil)
	if err != nil {
		t.Fatalf("Write: %v", err)
	}
	return b.Bytes(), sum
}

var errTorn = errors.New("torn")
