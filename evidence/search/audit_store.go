package search

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"touchstone/app/db"
)

const (
	auditedOnce = 200 // items that are seen at one moment
	probedEach  = 50  // one document in so many is looked for by its own words
)

// An Audited is how much Audit looked at.
type Audited struct {
	Docs   int // what there is to find
	Probed int // of it, looked for in the index by its own words
}

// Audit works out again what there is to find and calls see, with a sentence, for
// each item of which the index says otherwise. One document in fifty is looked
// for in the index by words of its own; of files, whose text is not read again,
// by its marks alone. It may run beside a server. What is still to be indexed is
// no finding. Progress, which may be nil, is told of items.
func (s *Store) Audit(ctx context.Context, progress func(done, total int), see func(item int64, sentence string)) (a Audited, err error) {
	made, err := s.Progress(ctx)
	if err != nil {
		return a, fmt.Errorf("audit the search: %w", err)
	}
	var items []int64
	err = s.db.View(ctx, func(tx *db.Tx) error {
		items = nil
		const query = `SELECT id FROM items UNION SELECT item_id FROM search_docs ORDER BY 1`
		return tx.Each(ctx, query, nil, func(scan func(...any) error) error {
			var id int64
			err := scan(&id)
			items = append(items, id)
			return err
		})
	})
	done := 0
	for some := range slices.Chunk(items, auditedOnce) {
		if err != nil {
			break
		}
		wrong := map[int64]string{}
		before := a
		err = s.db.View(ctx, func(tx *db.Tx) error {
			a = before
			clear(wrong)
			for _, id := range some {
				pending := int(id) > made.Done && int(id) <= made.Total
				sentence, err := a.item(ctx, tx, id)
				if err != nil {
					return err
				}
				if sentence != "" && !pending {
					wrong[id] = sentence
				}
			}
			return nil
		})
		for _, id := range some {
			if wrong[id] != "" {
				see(id, wrong[id])
			}
		}
		if done += len(some); progress != nil {
			progress(done, len(items))
		}
	}
	if err == nil {
		err = s.auditRows(ctx, see)
	}
	if err != nil {
		return a, fmt.Errorf("audit the search: %w", err)
	}
	return a, nil
}

// item returns what is wrong with the index of an item.
func (a *Audited) item(ctx context.Context, tx *db.Tx, id int64) (string, error) {
	want, err := docsOf(ctx, tx, id)
	if err != nil {
		return "", err
	}
	have, err := docsKept(ctx, tx, id)
	if err != nil {
		return "", err
	}
	a.Docs += len(want)
	var wrong []string
	for _, d := range want {
		kept, there := have[d.key()]
		delete(have, d.key())
		switch {
		case !there:
			wrong = append(wrong, fmt.Sprintf("%s %d is missing", d.kind, d.ref))
			continue
		case kept.own != d.own || kept.shared != d.shared || kept.portfolio != d.portfolio:
			wrong = append(wrong, fmt.Sprintf("%s %d is found by others than may see it", d.kind, d.ref))
		case kept.digest != d.digest:
			wrong = append(wrong, fmt.Sprintf("%s %d has other words", d.kind, d.ref))
		}
		if (a.Docs+int(d.ref))%probedEach != 0 {
			continue
		}
		a.Probed++
		d.id = kept.id
		found, err := d.probe(ctx, tx)
		if err != nil {
			return "", err
		}
		if !found {
			wrong = append(wrong, fmt.Sprintf("%s %d is not found by its own words", d.kind, d.ref))
		}
	}
	for _, kept := range have {
		wrong = append(wrong, fmt.Sprintf("%s %d is found, though nobody is to see it", kept.kind, kept.ref))
	}
	if len(wrong) == 0 {
		return "", nil
	}
	slices.Sort(wrong)
	return fmt.Sprintf("Item %d in the index of the search: %s.", id, strings.Join(wrong, "; ")), nil
}

// probe reports whether the index gives a document for some of its words and its
// marks, or it waits to be written.
func (d *doc) probe(ctx context.Context, tx *db.Tx) (bool, error) {
	var all []string
	for w := range strings.FieldsSeq(d.words) {
		if len(all) < 8 && w != apart && !d.late {
			all = append(all, "words : "+quote(w))
		}
	}
	for m := range strings.FieldsSeq(d.marks()) {
		all = append(all, "marks : "+quote(m))
	}
	const query = `
		SELECT (SELECT count(*) FROM search_words WHERE search_words MATCH $1 AND rowid = $2) + (SELECT count(*) FROM search_waiting WHERE doc_id = $2)`
	var n int
	err := tx.Row(ctx, query, strings.Join(all, " AND "), d.id).Scan(&n)
	return n > 0, err
}

// auditRows compares how many documents there are with how many the index has
// the words of.
func (s *Store) auditRows(ctx context.Context, see func(int64, string)) error {
	var docs, words, waiting int
	err := s.db.View(ctx, func(tx *db.Tx) error {
		const query = `
			SELECT (SELECT count(*) FROM search_docs), (SELECT count(*) FROM search_words_docsize),
			       (SELECT count(*) FROM search_waiting w WHERE NOT EXISTS (SELECT 1 FROM search_words_docsize z WHERE z.id = w.doc_id))`
		return tx.Row(ctx, query).Scan(&docs, &words, &waiting)
	})
	if err == nil && docs != words+waiting {
		see(0, fmt.Sprintf("The index of the search has the words of %d documents, and there are %d.", words, docs-waiting))
	}
	return err
}
