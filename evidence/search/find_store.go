package search

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"touchstone/app/account"
	"touchstone/app/blob"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// Find returns what a person may see, at this moment, that q asks for: newest
// first. Without terms it is nothing.
func (s *Store) Find(ctx context.Context, person account.PersonID, q Query) (r Result, err error) {
	if q.Limit == 0 {
		q.Limit = 20
	}
	var texts []string // blobs of the texts of files among the hits, "" of others
	err = s.db.View(ctx, func(tx *db.Tx) error {
		r, texts = Result{Count: map[Kind]int{}}, nil
		who, err := readerIn(ctx, tx, person)
		if err != nil {
			return err
		}
		if q.Name != "" {
			named, err := portfoliosNamed(ctx, tx, q.Name)
			if err != nil {
				return err
			}
			who.only(named)
		}
		if who.nothing() || len(q.Terms) == 0 {
			return nil
		}
		f := finding{ctx, tx, &who, &q, ""}
		if f.match, err = f.query(); err != nil {
			return err
		}
		first, err := f.count(&r)
		if err != nil {
			return err
		}
		if q.After != 0 || r.More && len(first) <= q.Limit {
			if first, err = f.page(); err != nil {
				return err
			}
		}
		if len(first) > q.Limit {
			first = first[:q.Limit]
			r.Next = first[q.Limit-1].id
		}
		for _, d := range first {
			h, text, err := f.hit(&d)
			if err != nil {
				return fmt.Errorf("read what was found: %w", err)
			}
			r.Hits, texts = append(r.Hits, h), append(texts, text)
		}
		return nil
	})
	if err != nil {
		return r, fmt.Errorf("search: %w", err)
	}
	for i := range r.Hits {
		if h := &r.Hits[i]; h.Kind == File {
			s.inFile(ctx, h, q.Terms, texts[i])
		}
	}
	return r, nil
}

// portfoliosNamed returns those of apprentices whose name has words that begin
// so.
func portfoliosNamed(ctx context.Context, tx *db.Tx, name string) (map[int64]bool, error) {
	var found map[int64]bool
	const query = `
		SELECT DISTINCT e.id FROM person_words w JOIN enrolments e ON e.apprentice_id = w.person_id
		WHERE w.word >= $1 AND w.word < $2`
	for _, word := range account.NameWords(name) {
		some := map[int64]bool{}
		err := tx.Each(ctx, query, []any{word, word + "\U0010ffff"}, func(scan func(...any) error) error {
			var id int64
			err := scan(&id)
			some[id] = found == nil || found[id]
			if !some[id] {
				delete(some, id)
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("find a name: %w", err)
		}
		found = some
	}
	return found, nil
}

// A finding is one search on its way.
type finding struct {
	ctx   context.Context
	tx    *db.Tx
	who   *reader
	q     *Query
	match string // the query of the index, but for the kind
}

// query returns what is asked of the index, but for the kind.
func (f *finding) query() (string, error) {
	all := []string{}
	left := mostBegun
	for _, t := range f.q.Terms {
		one, err := f.term(t, &left)
		if err != nil {
			return "", err
		}
		all = append(all, one)
	}
	marks := f.who.marks()
	if f.q.State != "" {
		marks += " AND " + either([]string{quote(stateMark("o", f.q.State)), quote(stateMark("s", f.q.State))})
	}
	return "words : (" + strings.Join(all, " AND ") + ") AND marks : (" + marks + ")", nil
}

// mostBegun is how many words a query's beginnings of words may stand for, each
// named in the query. Of more, the index gathers what they stand for itself, which
// takes as long as there is much of it, whoever wrote it.
const mostBegun = 400

// term returns what a term asks of the index.
func (f *finding) term(t Term, left *int) (string, error) {
	if !t.Prefix {
		return quote(t.Words...), nil
	}
	before, last := t.Words[:len(t.Words)-1], t.Words[len(t.Words)-1]
	whole, err := f.begun(last, *left)
	if err != nil {
		return "", err
	}
	if *left -= len(whole); *left < 0 {
		*left = 0
		return quote(t.Words...) + "*", nil
	}
	if len(whole) == 0 {
		whole = []string{last} // which is nowhere
	}
	for i, w := range whole {
		whole[i] = quote(append(before[:len(before):len(before)], w)...)
	}
	return either(whole), nil
}

// begun returns the words of the index that begin so, up to most and one more.
func (f *finding) begun(prefix string, most int) (words []string, err error) {
	const next = `SELECT term FROM search_terms WHERE term >= $1 LIMIT 1`
	for from := prefix; len(words) <= most; {
		var word string
		err := f.tx.Row(f.ctx, next, from).Scan(&word)
		if fault.Is(err, fault.NotFound) || err == nil && !strings.HasPrefix(word, prefix) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("find words that begin so: %w", err)
		}
		words = append(words, word)
		from = word + "\x01" // comes before every other word that begins with this one
	}
	return words, nil
}

// times returns the ids between which the documents of the query's days lie.
func (f *finding) times() (from, to int64) {
	to = 1 << 62
	if !f.q.From.IsZero() {
		from = startOf(f.q.From).Unix() << idBits
	}
	if !f.q.To.IsZero() {
		to = startOf(f.q.To.AddDate(0, 0, 1)).Unix() << idBits
	}
	return from, to
}

// startOf returns when a day begins in London.
func startOf(day time.Time) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, db.London)
}

var errEnough = errors.New("enough")

// each calls see with the documents that the reader may see and the index gives
// for a query, newest first, those before an id alone. See says whether to go on.
func (f *finding) each(match string, before int64, see func(doc) bool) error {
	from, to := f.times()
	if before > 0 {
		to = min(to, before)
	}
	const query = `
		SELECT ` + docColumns + `
		FROM search_words JOIN search_docs d ON d.id = search_words.rowid
		WHERE search_words MATCH $1 AND search_words.rowid >= $2 AND search_words.rowid < $3
		ORDER BY search_words.rowid DESC`
	err := f.tx.Each(f.ctx, query, []any{match, from, to}, func(scan func(...any) error) error {
		var d doc
		if err := scan(d.columns()...); err != nil {
			return err
		}
		state := f.who.state(&d)
		if state == "" || f.q.State != "" && f.q.State != state {
			return nil
		}
		if !see(d) {
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

// count counts the hits of each kind, up to MaxCount of all, and returns what it
// came by of the first page and of the next one's first.
func (f *finding) count(r *Result) (first []doc, err error) {
	n := 0
	err = f.each(f.match, 0, func(d doc) bool {
		if n++; n > MaxCount {
			return false
		}
		r.Count[d.kind.found()]++
		if len(first) <= f.q.Limit && (f.q.Kind == "" || f.q.Kind == d.kind.found()) {
			first = append(first, d)
		}
		return true
	})
	if r.More = n > MaxCount; r.More {
		r.Count = nil
	}
	return first, err
}

// found is the kind under which people look for it.
func (k Kind) found() Kind {
	if k == Witness {
		return Feedback
	}
	return k
}

// page returns the documents of the page, and the next one's first.
func (f *finding) page() (docs []doc, err error) {
	match := f.match
	switch f.q.Kind {
	case "":
	case Feedback:
		match += " AND marks : (" + quote(kindMark(Feedback)) + " OR " + quote(kindMark(Witness)) + ")"
	default:
		match += " AND marks : " + quote(kindMark(f.q.Kind))
	}
	err = f.each(match, f.q.After, func(d doc) bool {
		docs = append(docs, d)
		return len(docs) <= f.q.Limit
	})
	return docs, err
}

// hit reads what is shown of a document, and of a file the blob of its text.
func (f *finding) hit(d *doc) (h Hit, text string, err error) {
	h = Hit{Key: d.id, Kind: d.kind, Portfolio: d.portfolio, Item: d.item, Ref: d.ref, State: f.who.state(d)}
	// The title is that of the version the reader sees.
	const query = `
		SELECT a.name, i.number,
		       CASE WHEN $2 THEN i.title ELSE
		         COALESCE((SELECT v.title FROM versions v WHERE v.item_id = i.id AND v.state IN ('submitted', 'returned', 'accepted') ORDER BY v.id DESC LIMIT 1), '') END
		FROM items i JOIN enrolments e ON e.id = i.portfolio_id JOIN people a ON a.id = e.apprentice_id WHERE i.id = $1`
	if err := f.tx.Row(f.ctx, query, d.item, f.who.own[d.portfolio]).Scan(&h.Apprentice, &h.Number, &h.Title); err != nil {
		return h, "", err
	}
	terms := f.q.Terms
	switch d.kind {
	case Piece:
		p, err := pieceText(f.ctx, f.tx, d.ref)
		if err != nil {
			return h, "", err
		}
		h.At = p.at
		best, spans, _ := terms.context(func(yield func(part) bool) {
			for _, of := range append([]part{{text: p.title}}, p.fields...) {
				if !yield(of) {
					return
				}
			}
		})
		if h.Part = best.name; h.Part != "" {
			h.Context = spans
		}
	case File:
		const query = `
			SELECT f.name, f.added_at, f.facts, COALESCE(c.blob, '')
			FROM files f LEFT JOIN file_copies c ON c.file_id = f.id AND c.kind = 'text' WHERE f.id = $1`
		var facts string
		if err := f.tx.Row(f.ctx, query, d.ref).Scan(&h.Name, db.Stamp(&h.At), &facts, &text); err != nil {
			return h, "", err
		}
		if err := json.Unmarshal([]byte(facts), &h.Facts); err != nil {
			return h, "", fmt.Errorf("read facts of file %d: %w", d.ref, err)
		}
	case Feedback, Witness:
		query := `SELECT by_name, at, feedback FROM decisions WHERE id = $1`
		if d.kind == Witness {
			query = `SELECT g.name, g.at, t.words FROM testimonies t JOIN signatures g ON g.id = t.signature_id WHERE t.id = $1`
		}
		var said string
		if err := f.tx.Row(f.ctx, query, d.ref).Scan(&h.Name, db.Stamp(&h.At), &said); err != nil {
			return h, "", err
		}
		h.Context = terms.Excerpt(said)
	}
	return h, text, nil
}

// inFile finds the page of a file that has the words, and what stands around
// them.
func (s *Store) inFile(ctx context.Context, h *Hit, terms Terms, ref string) {
	if best, spans, ok := terms.context(filePages(s.fileText(ctx, blob.Ref(ref)))); ok {
		h.Page, h.Context = best.page, spans
	}
}

// filePages returns the pages of a text, or the whole of it as page 0 where it
// has none.
func filePages(text string) iter.Seq[part] {
	return func(yield func(part) bool) {
		n := 0
		paged := strings.Contains(text, "\f")
		for page := range strings.SplitSeq(text, "\f") {
			p := part{text: page}
			if n++; paged {
				p.page = n
			}
			if !yield(p) {
				return
			}
		}
	}
}
