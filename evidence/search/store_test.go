package search_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/blob"
	"touchstone/app/db"
	"touchstone/app/db/dbtest"
	"touchstone/app/document"
	"touchstone/evidence"
	"touchstone/evidence/search"
)

// The people and the portfolio of every test.
const (
	carys  account.PersonID     = 1 // its apprentice
	marcus account.PersonID     = 2 // her coach
	irene  account.PersonID     = 3 // an IQA
	mine   evidence.PortfolioID = 1
)

// A shelf is an installation with one portfolio.
type shelf struct {
	t     *testing.T
	db    *db.DB
	clock *dbtest.Clock
	blobs *blob.Disk
	items *evidence.Store
	*search.Store
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	d, clock := dbtest.OpenAt(t, dbtest.Noon)
	must(t, d.Update(t.Context(), func(tx *db.Tx) error {
		for _, sql := range []string{
			`INSERT INTO people (name, email, created_at) VALUES ('Carys Vaughan', 'c@example.com', 0), ('Marcus', 'm@example.com', 0), ('Irene', 'i@example.com', 0)`,
			`INSERT INTO person_words (word, person_id) VALUES ('carys', 1), ('vaughan', 1)`,
			`INSERT INTO organisations (kind, name, created_at) VALUES ('employer', 'Ashbrook', 0)`,
			`INSERT INTO standards (reference, version, title, level, types, source, created_at, updated_at) VALUES ('ST0001', '1', 'A', 3, '[]', '', 0, 0)`,
			`INSERT INTO enrolments (apprentice_id, standard_id, employer_id, coach_id, started_on, planned_end_on, created_at, updated_at) VALUES (1, 1, 1, 2, '2025-09-01', '2027-03-01', 0, 0)`,
			`INSERT INTO grants (person_id, role, scope, scope_id, granted_at) VALUES (1, 'apprentice', 'enrolment', 1, 0), (2, 'coach', 'enrolment', 1, 0), (3, 'iqa', 'installation', 0, 0)`,
		} {
			if _, err := tx.Exec(t.Context(), sql); err != nil {
				return fmt.Errorf("%s: %w", sql, err)
			}
		}
		return nil
	}))
	blobs, err := blob.OpenDisk(t.TempDir())
	must(t, err)
	return &shelf{t, d, clock, blobs, evidence.NewStore(d), search.NewStore(d, blobs)}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// draft begins a piece with those words.
func (s *shelf) draft(title, result string) evidence.Piece {
	s.t.Helper()
	p, err := s.items.AddItem(s.t.Context(), mine, carys, evidence.Version{Title: title, Result: result})
	must(s.t, err)
	return p
}

// file adds a file with that text to a draft.
func (s *shelf) file(p evidence.Piece, name, text string) evidence.File {
	s.t.Helper()
	ref, size, err := s.blobs.Put(s.t.Context(), strings.NewReader(text))
	must(s.t, err)
	a, err := s.items.AddFile(s.t.Context(), mine, p.ID, carys, evidence.File{Blob: ref, Name: name, Size: size,
		Facts: document.Facts{Kind: document.PDF, Pages: 1 + strings.Count(text, "\f")}, Copies: map[document.Copy]evidence.FileCopy{document.Plain: {Blob: ref, Size: size}}})
	must(s.t, err)
	return a.File
}

// find returns what a person finds, as kind and name, newest first.
func (s *shelf) find(who account.PersonID, query string, edits ...func(*search.Query)) (found []string) {
	s.t.Helper()
	terms, err := search.Parse(query)
	must(s.t, err)
	q := search.Query{Terms: terms}
	for _, edit := range edits {
		edit(&q)
	}
	r, err := s.Find(s.t.Context(), who, q)
	must(s.t, err)
	for _, h := range r.Hits {
		name := h.Title
		if h.Kind == search.File {
			name = fmt.Sprintf("%s p%d", h.Name, h.Page)
		}
		found = append(found, string(h.Kind)+" "+name)
	}
	return found
}

func (s *shelf) wants(who account.PersonID, query string, want ...string) {
	s.t.Helper()
	if got := s.find(who, query); !slices.Equal(got, want) {
		s.t.Errorf("%d finds %q for %s; want %q", who, got, query, want)
	}
}

// sound checks that the index says what the records do.
func (s *shelf) sound() search.Audited {
	s.t.Helper()
	a, err := s.Audit(s.t.Context(), nil, func(_ int64, sentence string) { s.t.Error(sentence) })
	must(s.t, err)
	return a
}

func TestIndexFollowsTheRecord(t *testing.T) {
	s := newShelf(t)
	p := s.draft("Ledger", "zero balance")
	s.wants(carys, "ledger", "piece Ledger")
	s.wants(carys, "balance", "piece Ledger")
	s.wants(marcus, "balance")
	f := s.file(p, "log.pdf", "first page\fsecond promise\fthird")
	s.wants(carys, "promise")
	must(t, s.CatchUp(t.Context(), nil))
	s.wants(carys, "promise", "file log.pdf p2")
	s.wants(carys, "log", "file log.pdf p0")
	s.wants(carys, `"page second"`) // no phrase reaches over the end of a page
	p, err := s.items.SaveDraft(t.Context(), mine, p.ID, carys, p.Version.Revision, func(v *evidence.Version) { v.Result = "zero debt" })
	must(t, err)
	s.wants(carys, "balance")
	s.wants(carys, `"zero debt"`, "piece Ledger")
	s.sound()
	must(t, s.items.DetachFile(t.Context(), mine, p.ID, carys, f.ID))
	s.wants(carys, "promise")
	must(t, s.items.RemoveDraft(t.Context(), mine, p.ID, carys))
	s.wants(carys, "debt")
	if a := s.sound(); a.Docs != 0 {
		t.Errorf("%d documents are left", a.Docs)
	}
	must(t, s.items.Restore(t.Context(), mine, p.ID, carys))
	s.wants(carys, "debt", "piece Ledger")
}

func TestNewestFirstAndByDay(t *testing.T) {
	s := newShelf(t)
	for _, title := range []string{"One", "Two", "Three"} {
		s.draft(title, "promise")
		s.clock.Add(24 * time.Hour)
	}
	s.wants(carys, "promise", "piece Three", "piece Two", "piece One")
	noon := dbtest.Noon
	day := func(n int) time.Time { return db.Today(noon).AddDate(0, 0, n) }
	if got := s.find(carys, "promise", func(q *search.Query) { q.From, q.To = day(1), day(1) }); !slices.Equal(got, []string{"piece Two"}) {
		t.Errorf("of one day: %q", got)
	}
	var after []string
	var key int64
	for range 4 {
		terms, _ := search.Parse("promise")
		r, err := s.Find(t.Context(), carys, search.Query{Terms: terms, Limit: 1, After: key})
		must(t, err)
		for _, h := range r.Hits {
			after = append(after, h.Title)
		}
		if key = r.Next; key == 0 {
			break
		}
	}
	if !slices.Equal(after, []string{"Three", "Two", "One"}) {
		t.Errorf("page by page: %q", after)
	}
}

func TestManyInOneSecond(t *testing.T) {
	s := newShelf(t)
	for i := range 30 {
		s.draft(fmt.Sprintf("Piece %d", i), "promise")
	}
	if got := s.find(carys, "promise", func(q *search.Query) { q.Limit = 100 }); len(got) != 30 {
		t.Errorf("%d found; want 30", len(got))
	}
	s.sound()
}

func TestIndexIsMadeAnew(t *testing.T) {
	s := newShelf(t)
	for i := range 95 {
		p := s.draft(fmt.Sprintf("Piece %d", i), "promise")
		if i%30 == 0 {
			s.file(p, "log.pdf", "log of the promise")
		}
	}
	must(t, s.CatchUp(t.Context(), nil))
	before := s.find(carys, "promise", func(q *search.Query) { q.Limit = 200 })
	if len(before) != 99 {
		t.Fatalf("%d found; want 99", len(before))
	}
	must(t, s.Renew(t.Context()))
	s.wants(carys, "promise")
	s.sound() // what is not indexed yet is no finding
	if p, err := s.Progress(t.Context()); err != nil || p.Whole() || p.PerCent() != 0 {
		t.Errorf("after throwing it away: %+v, %v", p, err)
	}
	// What changes meanwhile is found at once, and the making goes on where it was
	// when another program began.
	s.draft("Meanwhile", "promise")
	s.wants(carys, "promise", "piece Meanwhile")
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); s.Run(ctx, slog.New(slog.DiscardHandler)) }()
	for part := false; !part; {
		p, err := s.Progress(t.Context())
		must(t, err)
		part = p.Done > 0
	}
	stop()
	<-done
	must(t, search.NewStore(s.db, s.blobs).CatchUp(t.Context(), nil))
	after := s.find(carys, "promise", func(q *search.Query) { q.Limit = 200 })
	if len(after) != 100 {
		t.Errorf("%d found; want 100", len(after))
	}
	s.sound()
}

func TestLongTexts(t *testing.T) {
	s := newShelf(t)
	long := strings.Repeat("many words of it ", 10_000) + "zenith"
	p := s.draft("Long", long)
	s.wants(carys, "zenith") // it waits
	must(t, s.CatchUp(t.Context(), nil))
	s.wants(carys, "zenith", "piece Long")
	s.file(p, "long.pdf", strings.Repeat("word ", search.MaxText/5-2)+" azimuth "+strings.Repeat("word ", 1000)+" nadir")
	must(t, s.CatchUp(t.Context(), nil))
	s.wants(carys, "nadir") // beyond what is kept
	s.sound()
}

func TestFileWithoutText(t *testing.T) {
	s := newShelf(t)
	p := s.draft("Photo", "")
	_, err := s.items.AddFile(t.Context(), mine, p.ID, carys, evidence.File{Blob: "ab", Name: "whiteboard.jpg", Size: 3, Facts: document.Facts{Kind: document.Image}})
	must(t, err)
	_, err = s.items.AddFile(t.Context(), mine, p.ID, carys, evidence.File{Blob: "cd", Name: "lost.pdf", Size: 3,
		Copies: map[document.Copy]evidence.FileCopy{document.Plain: {Blob: blob.Ref(strings.Repeat("0", 64)), Size: 3}}})
	must(t, err)
	must(t, s.CatchUp(t.Context(), nil))
	s.wants(carys, "whiteboard", "file whiteboard.jpg p0")
	s.wants(carys, "lost", "file lost.pdf p0")
}

// TestPrefixes finds words by their beginning, few and more than a query names.
func TestPrefixes(t *testing.T) {
	s := newShelf(t)
	var many []string
	for i := range 900 {
		many = append(many, fmt.Sprintf("word%d", i))
	}
	s.draft("Few", "negotiate negotiated")
	s.clock.Add(time.Minute)
	s.draft("Many", strings.Join(many, " "))
	s.wants(carys, "negotia*", "piece Few")
	s.wants(carys, "word*", "piece Many")
	s.wants(carys, "word* negotia*")
	s.wants(carys, `"negotiate nego*"`, "piece Few")
	s.wants(carys, `"word1 wor*"`, "piece Many")
	s.wants(carys, "xyz*")
	s.wants(marcus, "word*")
}

func TestAuditFindsWhatIsWrong(t *testing.T) {
	tests := []struct{ name, sql, want string }{
		{"a word gone", `DELETE FROM search_words WHERE rowid = (SELECT max(id) FROM search_docs)`, "has the words of 2 documents, and there are 3"},
		{"a document gone", `DELETE FROM search_docs WHERE id = (SELECT max(id) FROM search_docs)`, "is missing"},
		{"shown to others", `UPDATE search_docs SET shared = 'accepted' WHERE kind = 'piece'`, "is found by others than may see it"},
		{"other words", `UPDATE search_docs SET digest = digest + 1 WHERE kind = 'piece'`, "has other words"},
		{"thrown away past the index", `UPDATE items SET removed_at = 1 WHERE id = 1`, "though nobody is to see it"},
		{"changed past the index", `UPDATE versions SET title = 'Other' WHERE item_id = 1`, "has other words"},
	}
	for _, tt := range tests {
		s := newShelf(t)
		p := s.draft("Ledger", "promise")
		s.file(p, "log.pdf", "text")
		s.draft("Another", "promise")
		must(t, s.CatchUp(t.Context(), nil))
		must(t, s.db.Update(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), tt.sql)
			return err
		}))
		var said []string
		_, err := s.Audit(t.Context(), nil, func(_ int64, sentence string) { said = append(said, sentence) })
		must(t, err)
		if !strings.Contains(strings.Join(said, "\n"), tt.want) {
			t.Errorf("%s: %q; want %q", tt.name, said, tt.want)
		}
	}
}

// TestCountsStopAtAThousand counts no further, and says so.
func TestCountsStopAtAThousand(t *testing.T) {
	s := newShelf(t)
	must(t, s.db.Update(t.Context(), func(tx *db.Tx) error {
		for i := range search.MaxCount {
			const item = `INSERT INTO items (portfolio_id, number, state, latest_id, title, created_at, updated_at) VALUES (1, $1, 'draft', $1, '', 0, 0)`
			const version = `
				INSERT INTO versions (id, item_id, number, state, revision, title, kind, place, situation, task, action, result, worked, failed, next_time, theory, own_part, own_work, ai_used, ai_note, witness_name, witness_role, witness_relation, witness_contact, held, held_what, held_where, created_at, saved_at)
				VALUES ($1, $1, 1, 'draft', 1, 'promise', '', '', '', '', '', '', '', '', '', '', '', 0, '', '', '', '', '', '', 0, '', '', 0, 0)`
			for _, sql := range []string{item, version} {
				if _, err := tx.Exec(t.Context(), sql, i+1); err != nil {
					return err
				}
			}
		}
		return nil
	}))
	must(t, s.Renew(t.Context()))
	must(t, s.CatchUp(t.Context(), nil))
	terms, _ := search.Parse("promise")
	r, err := s.Find(t.Context(), carys, search.Query{Terms: terms})
	if err != nil || r.More || r.Total(search.Piece) != search.MaxCount || r.Next == 0 {
		t.Errorf("of a thousand: %d counted, more %t, %v", r.Total(""), r.More, err)
	}
	s.draft("One more promise", "")
	r, err = s.Find(t.Context(), carys, search.Query{Terms: terms})
	if err != nil || !r.More || r.Count != nil || len(r.Hits) != 20 {
		t.Errorf("%d hits, more %t, %v", len(r.Hits), r.More, err)
	}
	if r, err = s.Find(t.Context(), irene, search.Query{Terms: terms}); err != nil || r.More || r.Total("") != 0 {
		t.Errorf("the IQA: %+v, %v", r, err)
	}
}
