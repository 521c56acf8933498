package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"touchstone/app"
	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/programme"
	"touchstone/evidence"
	"touchstone/evidence/search"
)

// What is promised of the first page of a search, warm, at the 99th percentile,
// and how often each is asked for.
const (
	searchPromise = 100 * time.Millisecond
	searchRounds  = 8
	searchTimes   = 15
)

// searches are what people look for. Words are named by how frequent they are.
func searches() (all []*asked) {
	most, second := proseWord(0), proseWord(1)
	for _, q := range []struct{ name, query string }{
		{"the most frequent word", "q=" + most},
		{"a frequent word", "q=" + proseWord(100)},
		{"a rare word", "q=" + proseWord(20_000)},
		{"a word of nobody", "q=nowhere"},
		{"a phrase of frequent words", "q=" + url.QueryEscape(`"`+most+" "+second+`"`)},
		{"a phrase of rarer words", "q=" + url.QueryEscape(`"`+proseWord(300)+" "+proseWord(301)+`"`)},
		{"a frequent and a rare word", "q=" + most + "+" + proseWord(9000)},
		{"three letters and a star", "q=" + most[:3] + "*"},
		{"six letters and a star", "q=" + most[:6] + "*"},
		{"files alone", "kind=file&q=" + second},
		{"feedback alone", "kind=feedback&q=" + proseWord(50)},
		{"one state", "state=submitted&q=" + second},
		{"one month", "from=2026-01-01&to=2026-01-31&q=" + second},
		{"one name", "name=" + syllables(7) + "&q=" + second},
	} {
		for _, r := range []struct {
			name string
			as   account.PersonID
		}{{"an apprentice", largeFirst + 1}, {"a coach of 50", 1}, {"a manager of 1,000", largeManager}, {"an IQA of all", largeIQA}} {
			all = append(all, &asked{name: "Search for " + q.name + ", " + r.name, path: "/search?" + q.query, as: r.as})
		}
	}
	return all
}

// search measures the making of an index of 600,000 items, what it adds to a
// save, and searches of it as different people.
func (b *bench) search(ctx context.Context) error {
	dir := filepath.Join(b.dir, "search")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	say, err := newProse(ctx, dir)
	if err != nil {
		return err
	}
	if err := largeSaying(ctx, dir, largeProvider, pageItems, say); err != nil {
		return err
	}
	record, err := os.Stat(filepath.Join(dir, "touchstone.db"))
	if err != nil {
		return err
	}
	began := time.Now()
	if _, err := output(ctx, b.program, "reindex", "-data", dir); err != nil {
		return err
	}
	took := time.Since(began)
	size, docs, err := indexSize(ctx, dir)
	if err != nil {
		return err
	}
	b.add(fmt.Sprintf("Index of %d pieces, files and feedback", docs), fmt.Sprintf("%s, made in %.0f s", mb(size), took.Seconds()),
		"the record "+mb(record.Size()), float64(size)/float64(record.Size()), "", true)
	if err := b.saves(ctx, dir, say); err != nil {
		return err
	}
	return b.finds(ctx, dir)
}

// indexSize returns the bytes that the index takes, and of how many documents it
// is.
func indexSize(ctx context.Context, dir string) (size int64, docs int, err error) {
	d, err := db.Open(ctx, filepath.Join(dir, "touchstone.db"), nil)
	if err != nil {
		return 0, 0, err
	}
	defer d.Close()
	err = d.View(ctx, func(tx *db.Tx) error {
		const query = `SELECT sum(pgsize), (SELECT count(*) FROM search_docs) FROM dbstat WHERE name LIKE '%search_%'`
		return tx.Row(ctx, query).Scan(&size, &docs)
	})
	return size, docs, err
}

// saves measures how long it takes to save a draft of some 150 words, and how
// much of that is the index: what a transaction that changes as much takes
// longer for it.
func (b *bench) saves(ctx context.Context, dir string, say *prose) error {
	in, err := app.OpenToServe(ctx, dir)
	if err != nil {
		return err
	}
	defer in.Close()
	var whole, with, without []time.Duration
	for i := range 300 {
		portfolio := programme.EnrolmentID(i*47%largeProvider + 1)
		item := evidence.ItemID((int(portfolio)-1)*pageItems + 1) // a draft
		p, err := in.Evidence.Item(ctx, portfolio, item, evidence.Own)
		if err != nil {
			return err
		}
		words, began := say.say(24), time.Now()
		_, err = in.Evidence.SaveDraft(ctx, portfolio, item, account.PersonID(largeFirst+portfolio), p.Version.Revision, func(v *evidence.Version) { v.Result = words })
		if err != nil {
			return err
		}
		whole = append(whole, time.Since(began))
		for _, indexed := range []bool{false, true} {
			words, began = say.say(24), time.Now()
			err := in.DB.Update(ctx, func(tx *db.Tx) error {
				if _, err := tx.Exec(ctx, `UPDATE versions SET result = $2 WHERE item_id = $1`, item, words); err != nil || !indexed {
					return err
				}
				return search.Index(ctx, tx, int64(item))
			})
			if err != nil {
				return err
			}
			if indexed {
				with = append(with, time.Since(began))
			} else {
				without = append(without, time.Since(began))
			}
		}
	}
	part, all := percentile(with, 50)-percentile(without, 50), percentile(whole, 50)
	b.add("Saving a draft: what the index adds", fmt.Sprintf("%s, 99th percentile %s against %s", millis(part), millis(percentile(with, 99)), millis(percentile(without, 99))),
		"the whole save "+millis(all), float64(part)/float64(all), "", true)
	return nil
}

// finds measures searches, warm, one after another.
func (b *bench) finds(ctx context.Context, dir string) error {
	s, err := b.visit(ctx, dir, largeFirst+1, 1, largeManager, largeIQA)
	if err != nil {
		return err
	}
	defer s.stop()
	all := searches()
	for round := range searchRounds + 1 { // the first warms
		for _, q := range all {
			took, err := s.ask(ctx, q, searchTimes)
			if err != nil {
				return err
			}
			if round > 0 {
				q.took[0] = append(q.took[0], took...)
			}
		}
	}
	for _, q := range all {
		worst := percentile(q.took[0], 99)
		b.add(q.name, fmt.Sprintf("%s, 99th percentile %s", millis(percentile(q.took[0], 50)), millis(worst)), "", 0, fmt.Sprintf("< %v", searchPromise), worst < searchPromise)
	}
	return nil
}
