package search

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"touchstone/app/db"
)

// form is the form of the index. Whoever changes how words are folded or marks
// are written counts it up; the index is then made anew.
const form = 1

// The bits of a document's id below the second it is of.
const idBits = 14

// A doc is a row of search_docs.
type doc struct {
	id          int64
	portfolio   int64
	item        int64
	kind        Kind
	ref         int64
	own, shared string // states; empty: not for them
	digest      int64

	at    time.Time // of what is found, whole seconds; the id begins with it
	words string    // folded, for the index; of a file none, and of a long piece
	late  bool      // its words are written later
}

// secondOf returns the second that an id begins with.
func secondOf(id int64) int64 { return id >> idBits }

// Marks of a document in the index. They begin with a character that is part of
// no word, so that no query meets them.
const (
	mark      = "\ue000"
	everyMark = mark + "s"
)

func ownMark(portfolio int64) string      { return mark + "o" + strconv.FormatInt(portfolio, 10) }
func sharedMark(portfolio int64) string   { return mark + "s" + strconv.FormatInt(portfolio, 10) }
func stateMark(side, state string) string { return mark + side + state }
func kindMark(k Kind) string              { return mark + "k" + string(k) }
func (d *doc) key() string                { return fmt.Sprint(d.kind, d.ref) }

// marks returns by whom, in which state and of what kind the document is found.
func (d *doc) marks() string {
	out := []string{kindMark(d.kind)}
	if d.own != "" {
		out = append(out, ownMark(d.portfolio), stateMark("o", d.own))
	}
	if d.shared != "" {
		out = append(out, everyMark, sharedMark(d.portfolio), stateMark("s", d.shared))
	}
	return strings.Join(out, " ")
}

// touched are the items that a transaction changed.
type touched struct{ items map[int64]bool }

// Touch has the index of an item brought up to date before the transaction is
// committed: once, however often the item is touched.
func Touch(tx *db.Tx, item int64) {
	t := db.Kept[touched](tx)
	if t.items == nil {
		t.items = map[int64]bool{}
		tx.BeforeCommit(func(ctx context.Context) error {
			items := slices.Sorted(maps.Keys(t.items))
			t.items = nil
			return Index(ctx, tx, items...)
		})
	}
	t.items[item] = true
}

// Index makes the index of items say what their records do.
func Index(ctx context.Context, tx *db.Tx, items ...int64) error {
	var drop []doc
	var put []*doc
	for _, id := range items {
		want, err := docsOf(ctx, tx, id)
		if err != nil {
			return fmt.Errorf("index item %d: %w", id, err)
		}
		have, err := docsKept(ctx, tx, id)
		if err != nil {
			return fmt.Errorf("index item %d: %w", id, err)
		}
		for _, d := range want {
			old, kept := have[d.key()]
			delete(have, d.key())
			if kept && d.digest == old.digest && d.own == old.own && d.shared == old.shared && d.at.Unix() == secondOf(old.id) {
				continue
			}
			if kept && d.at.Unix() == secondOf(old.id) {
				d.id = old.id
			}
			if kept && d.late && d.id != 0 {
				if err := d.change(ctx, tx); err != nil {
					return err
				}
				continue
			}
			if kept {
				drop = append(drop, old)
			}
			put = append(put, d)
		}
		for _, old := range have {
			drop = append(drop, old)
		}
	}
	for i := range drop {
		if err := drop[i].remove(ctx, tx); err != nil {
			return err
		}
	}
	// Those that keep their id first, so that no other is given it; then in order of
	// time, which is less work for the index.
	slices.SortStableFunc(put, func(a, b *doc) int {
		return cmp.Or(cmp.Compare(uint64(a.id-1), uint64(b.id-1)), a.at.Compare(b.at)) // 0, which is none yet, comes last
	})
	for _, d := range put {
		if err := d.insert(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

func (d *doc) remove(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Exec(ctx, `DELETE FROM search_words WHERE rowid = $1`, d.id); err != nil {
		return fmt.Errorf("forget words: %w", err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM search_docs WHERE id = $1`, d.id); err != nil {
		return fmt.Errorf("forget document: %w", err)
	}
	return nil
}

// insert stores a document with its words, or has them written later.
func (d *doc) insert(ctx context.Context, tx *db.Tx) error {
	if d.id == 0 {
		if err := d.number(ctx, tx); err != nil {
			return err
		}
	}
	const insert = `
		INSERT INTO search_docs (id, portfolio_id, item_id, kind, ref_id, own, shared, digest)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
	if _, err := tx.Exec(ctx, insert, d.id, d.portfolio, d.item, d.kind, d.ref, d.own, d.shared, d.digest); err != nil {
		return fmt.Errorf("add document: %w", err)
	}
	if d.late {
		return d.wait(ctx, tx)
	}
	return d.write(ctx, tx)
}

// number gives a document the next id of its second, or of one soon after it
// where that is full.
func (d *doc) number(ctx context.Context, tx *db.Tx) error {
	const last = `SELECT COALESCE(max(id), $1 - 1) FROM search_docs WHERE id >= $1 AND id < $2`
	for second := d.at.Unix(); ; second++ {
		if err := tx.Row(ctx, last, second<<idBits, (second+1)<<idBits).Scan(&d.id); err != nil {
			return fmt.Errorf("number document: %w", err)
		}
		if d.id++; secondOf(d.id) == second {
			return nil
		}
	}
}

// change notes of a document whose words are written later how it stands now.
// Until they are, its marks are those of before: state decides.
func (d *doc) change(ctx context.Context, tx *db.Tx) error {
	const update = `UPDATE search_docs SET own = $2, shared = $3, digest = $4 WHERE id = $1`
	if err := tx.Change(ctx, update, d.id, d.own, d.shared, d.digest); err != nil {
		return fmt.Errorf("change document: %w", err)
	}
	return d.wait(ctx, tx)
}

func (d *doc) wait(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Exec(ctx, `INSERT INTO search_waiting (doc_id) VALUES ($1) ON CONFLICT (doc_id) DO NOTHING`, d.id); err != nil {
		return fmt.Errorf("put document off: %w", err)
	}
	return nil
}

// write writes a document's words, instead of those it had.
func (d *doc) write(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Exec(ctx, `INSERT INTO search_words (rowid, words, marks) VALUES ($1, $2, $3)`, d.id, d.words, d.marks()); err != nil {
		return fmt.Errorf("write words: %w", err)
	}
	return nil
}

// docsKept returns what the index has of an item, by key.
func docsKept(ctx context.Context, tx *db.Tx, item int64) (map[string]doc, error) {
	have := map[string]doc{}
	err := tx.Each(ctx, `SELECT `+docColumns+` FROM search_docs d WHERE d.item_id = $1`, []any{item}, func(scan func(...any) error) error {
		var d doc
		err := scan(d.columns()...)
		have[d.key()] = d
		return err
	})
	return have, err
}

const docColumns = `d.id, d.portfolio_id, d.item_id, d.kind, d.ref_id, d.own, d.shared, d.digest`

func (d *doc) columns() []any {
	return []any{&d.id, &d.portfolio, &d.item, &d.kind, &d.ref, &d.own, &d.shared, &d.digest}
}

// digest returns what tells texts apart.
func digest(texts ...string) int64 {
	sum := sha256.New()
	for _, t := range texts {
		fmt.Fprintf(sum, "%d\n%s\n", len(t), t)
	}
	return int64(binary.BigEndian.Uint64(sum.Sum(nil)))
}

// quote makes a word or phrase one that the index takes as it is. Neither words
// nor marks hold quotes.
func quote(words ...string) string { return `"` + strings.Join(words, " ") + `"` }

// either joins queries of the index, of which one has to be met.
func either(queries []string) string { return "(" + strings.Join(queries, " OR ") + ")" }
