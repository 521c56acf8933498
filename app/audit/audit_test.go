package audit_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/db/dbtest"
)

// fill adds n events.
func fill(ctx context.Context, tx *db.Tx, n int) error {
	for i := range n {
		e := audit.Event{Person: 1, Action: "item.save", Portfolio: 1, Subject: "item 1", Detail: map[string]int{"version": i}}
		if err := audit.Add(ctx, tx, e); err != nil {
			return err
		}
	}
	return nil
}

// rehash gives an event the hash that fits it as it is, and the chain its end:
// what someone does who covers a change up.
func rehash(ctx context.Context, tx *db.Tx, id int64, form int) error {
	e := audit.Event{ID: id}
	var detail, before string
	const query = `
		SELECT at, COALESCE(person_id, 0), action, portfolio, subject, detail, COALESCE((SELECT hash FROM events b WHERE b.id = e.id - 1), '')
		FROM events e WHERE id = $1`
	err := tx.Row(ctx, query, id).Scan(db.Stamp(&e.At), &e.Person, &e.Action, &e.Portfolio, &e.Subject, &detail, &before)
	if err != nil {
		return err
	}
	h := audit.Hash(before, &e, form, detail)
	if err := tx.Change(ctx, `UPDATE events SET hash = $1, form = $2 WHERE id = $3`, h, form, id); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE chain SET hash = $1 WHERE newest = $2`, h, id)
	return err
}

func TestAChangedEventShows(t *testing.T) {
	const forged = `INSERT INTO events (at, action, subject, detail, hash) VALUES (9999999999999, 'x', '', '{}', 'y')`
	tests := []struct {
		name  string
		sql   []string
		cover []int64 // events whose hash is made to fit again
		want  []int64 // events that are named
		says  string
	}{
		{"nothing", nil, nil, nil, ""},
		{"who", []string{`UPDATE events SET person_id = 9 WHERE id = 3`}, nil, []int64{3}, "Event 3 is not as it was recorded"},
		{"when", []string{`UPDATE events SET at = at + 1 WHERE id = 5`}, nil, []int64{5}, "not as it was recorded"},
		{"what", []string{`UPDATE events SET detail = '{}' WHERE id = 3`}, nil, []int64{3}, ""},
		{"an old one", []string{`UPDATE events SET detail = '{}' WHERE id = 1`}, nil, []int64{1}, "Event 1 is not"},
		{"which", []string{`UPDATE events SET portfolio = 2 WHERE id = 4`}, nil, []int64{4}, ""},
		{"its action", []string{`UPDATE events SET action = 'item.add' WHERE id = 4`}, nil, []int64{4}, ""},
		{"its subject", []string{`UPDATE events SET subject = 'item 2' WHERE id = 4`}, nil, []int64{4}, ""},
		{"its form", []string{`UPDATE events SET form = 1 WHERE id = 4`}, nil, []int64{4}, ""},
		{"covered up in its own row", []string{`UPDATE events SET person_id = 9 WHERE id = 3`}, []int64{3}, []int64{4}, "does not follow event 3"},
		{"the first removed", []string{`DELETE FROM events WHERE id = 1`}, nil, []int64{1}, "Event 1 is missing."},
		{"one removed", []string{`DELETE FROM events WHERE id = 3`}, nil, []int64{3}, "Event 3 is missing."},
		{"two removed", []string{`DELETE FROM events WHERE id IN (3, 4)`}, nil, []int64{3}, "Events 3 to 4 are missing."},
		{"removed and numbered anew", []string{`DELETE FROM events WHERE id = 3`, `UPDATE events SET id = 3 WHERE id = 4`, `UPDATE events SET id = 4 WHERE id = 5`}, nil, []int64{3, 4, 5}, ""},
		{"two changed places", []string{`UPDATE events SET id = 0 WHERE id = 3`, `UPDATE events SET id = 3 WHERE id = 4`, `UPDATE events SET id = 4 WHERE id = 0`}, nil, []int64{3, 4, 5}, ""},
		{"the newest removed", []string{`DELETE FROM events WHERE id = 5`}, nil, []int64{5}, "Event 5, the newest, is missing."},
		{"the newest two removed", []string{`DELETE FROM events WHERE id > 3`}, nil, []int64{4}, "Events 4 to 5, the newest, are missing."},
		{"all removed", []string{`DELETE FROM events`}, nil, []int64{1}, "Events 1 to 5, the newest, are missing."},
		{"one put in at the end", []string{forged}, nil, []int64{6, 6}, "Event 6 and what follows were put in"},
		{"one put in between", []string{`UPDATE events SET id = 6 WHERE id = 5`, `INSERT INTO events (id, at, action, subject, detail, hash) VALUES (5, 9999999999999, 'x', '', '{}', 'y')`}, nil, []int64{5, 6, 6}, ""},
		{"the newest covered up", []string{`UPDATE events SET person_id = 9 WHERE id = 5`, `UPDATE chain SET newest = 0`}, []int64{5}, []int64{1}, ""},
		{"the end's hash", []string{`UPDATE chain SET hash = 'x'`}, nil, []int64{5}, "another hash"},
		{"the end's count", []string{`UPDATE chain SET events = 7`}, nil, []int64{0}, "There are 5 events, and there should be 7."},
		{"an earlier time, covered up", []string{`UPDATE events SET at = 5 WHERE id = 4`}, []int64{4, 5}, []int64{4}, "earlier time"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, ctx := dbtest.Open(t), t.Context()
			if err := d.Update(ctx, func(tx *db.Tx) error { return fill(ctx, tx, 5) }); err != nil {
				t.Fatal(err)
			}
			err := d.Update(ctx, func(tx *db.Tx) (err error) {
				for i := range int64(5) { // the first two in the form of before
					if err == nil {
						err = rehash(ctx, tx, i+1, min(int(i)/2+1, 2))
					}
				}
				for _, sql := range tt.sql {
					if err == nil {
						_, err = tx.Exec(ctx, sql)
					}
				}
				for _, id := range tt.cover {
					if err == nil {
						err = rehash(ctx, tx, id, 2)
					}
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			c, err := audit.Inspect(ctx, d, "", nil)
			var named []int64
			text := ""
			for _, f := range c.Findings {
				named = append(named, f.Event)
				text += f.Text + "\n"
			}
			if err != nil || !slices.Equal(named, tt.want) || !strings.Contains(text, tt.says) {
				t.Errorf("Inspect names %v, %v:\n%s\nwant %v, %q", named, err, text, tt.want, tt.says)
			}
		})
	}
}

// TestAChainMadeAnewShowsByANotedHash is about somebody who can write to the
// database and makes everything fit again.
func TestAChainMadeAnewShowsByANotedHash(t *testing.T) {
	d, ctx := dbtest.Open(t), t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(d.Update(ctx, func(tx *db.Tx) error { return fill(ctx, tx, 5) }))
	noted, err := audit.Inspect(ctx, d, "", nil)
	must(err)
	must(d.Update(ctx, func(tx *db.Tx) error {
		if err := fill(ctx, tx, 3); err != nil {
			return err
		}
		return nil
	}))
	later, err := audit.Inspect(ctx, d, noted.Hash, nil)
	if err != nil || later.Known != 5 || later.Newest != 8 || len(later.Findings) > 0 {
		t.Errorf("Inspect with a hash of event 5 = %+v, %v", later, err)
	}
	must(d.Update(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE events SET person_id = 9 WHERE id = 2`); err != nil {
			return err
		}
		for id := range int64(7) {
			if err := rehash(ctx, tx, id+2, 2); err != nil {
				return err
			}
		}
		return nil
	}))
	if c, err := audit.Inspect(ctx, d, "", nil); err != nil || len(c.Findings) > 0 {
		t.Errorf("a chain made anew = %+v, %v; nothing in it can show that", c, err)
	}
	if c, err := audit.Inspect(ctx, d, noted.Hash, nil); err != nil || len(c.Findings) != 1 || c.Known != 0 {
		t.Errorf("a chain made anew, with a noted hash = %+v, %v; want one finding", c, err)
	}
}

func TestRecordingGoesOnAfterTheEndWasMeddledWith(t *testing.T) {
	for name, sql := range map[string]string{
		"cut off": `DELETE FROM events WHERE id = 3`,
		"put in":  `INSERT INTO events (at, action, subject, detail, hash) VALUES (9999999999999, 'x', '', '{}', 'y')`,
	} {
		d, ctx := dbtest.Open(t), t.Context()
		for _, change := range []func(*db.Tx) error{
			func(tx *db.Tx) error { return fill(ctx, tx, 3) },
			func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, sql)
				return err
			},
			func(tx *db.Tx) error { return fill(ctx, tx, 2) },
		} {
			if err := d.Update(ctx, change); err != nil {
				t.Fatal(name, err)
			}
		}
		if c, err := audit.Inspect(ctx, d, "", nil); err != nil || len(c.Findings) == 0 {
			t.Errorf("%s: Inspect = %+v, %v; want it found still", name, c, err)
		}
	}
}

// TestTenThousandEventsInOneTransaction is about an import of many people.
func TestTenThousandEventsInOneTransaction(t *testing.T) {
	d, ctx := dbtest.Open(t), t.Context()
	start := time.Now()
	if err := d.Update(ctx, func(tx *db.Tx) error { return fill(ctx, tx, 10_000) }); err != nil {
		t.Fatal(err)
	}
	took := time.Since(start)
	t.Logf("10,000 events in %v", took)
	if took > 15*time.Second {
		t.Errorf("10,000 events took %v", took)
	}
	if broken, events, err := audit.Check(ctx, d); broken != 0 || events != 10_000 || err != nil {
		t.Errorf("Check = %d, %d, %v", broken, events, err)
	}
}

func TestBetween(t *testing.T) {
	type thing struct {
		Name  string
		Count int
		Tags  []string
	}
	for _, tt := range []struct {
		before, after any
		want          string
	}{
		{thing{"a", 1, nil}, thing{"a", 1, nil}, `{"before":{},"after":{}}`},
		{thing{"a", 1, nil}, thing{"b", 1, nil}, `{"before":{"Name":"a"},"after":{"Name":"b"}}`},
		{thing{"a", 1, nil}, thing{"a", 2, []string{"x"}}, `{"before":{"Count":1,"Tags":null},"after":{"Count":2,"Tags":["x"]}}`},
		{map[string]int{"x": 1}, map[string]int{"y": 1}, `{"before":{"x":1},"after":{"y":1}}`},
		{nil, thing{"a", 1, nil}, `{"before":{},"after":{"Count":1,"Name":"a","Tags":null}}`},
		{3, 4, `{"before":{"value":3},"after":{"value":4}}`},
	} {
		got := audit.Between(tt.before, tt.after)
		text, err := json.Marshal(got)
		if err != nil || string(text) != tt.want || got.Empty() != (tt.want == `{"before":{},"after":{}}`) {
			t.Errorf("Between(%v, %v) = %s, %v; want %s", tt.before, tt.after, text, err, tt.want)
		}
	}
}

func TestEdited(t *testing.T) {
	for _, tt := range []struct {
		before, after string
		want          audit.Stretch
	}{
		{"", "", audit.Stretch{}},
		{"", "one", audit.Stretch{Now: "one"}},
		{"one two", "one two three", audit.Stretch{After: 7, Now: " three"}},
		{"I rang the customer.", "I wrote to the customer.", audit.Stretch{After: 2, Before: "rang", Now: "wrote to"}},
		{"aaa", "aa", audit.Stretch{After: 2, Before: "a"}},
		{"né", "nè", audit.Stretch{After: 1, Before: "é", Now: "è"}},
		{"gone", "", audit.Stretch{Before: "gone"}},
	} {
		if got := audit.Edited(tt.before, tt.after); got != tt.want {
			t.Errorf("Edited(%q, %q) = %+v; want %+v", tt.before, tt.after, got, tt.want)
		}
	}
}

func TestEventsAreNewestFirstAndNarrowed(t *testing.T) {
	d, ctx := dbtest.Open(t), t.Context()
	err := d.Update(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO people (id, name, email, created_at) VALUES (7, 'Sam', 'sam@example.org', 0)`); err != nil {
			return err
		}
		for i := range int64(4) {
			if err := audit.Add(ctx, tx, audit.Event{Person: 7 * (i % 2) * (1 - i/2), Action: "item.add", Portfolio: 1 + i%2, Subject: fmt.Sprintf("item %d", i/2)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		query audit.Query
		want  []int64
	}{
		{audit.Query{}, []int64{4, 3, 2, 1}},
		{audit.Query{Limit: 2}, []int64{4, 3}},
		{audit.Query{Before: 3}, []int64{2, 1}},
		{audit.Query{Portfolio: 1}, []int64{3, 1}},
		{audit.Query{Portfolio: 1, Before: 3}, []int64{1}},
		{audit.Query{Portfolio: 3}, nil},
		{audit.Query{Subject: "item 1"}, []int64{4, 3}},
		{audit.Query{Subject: "item 1", Before: 4, Limit: 1}, []int64{3}},
		{audit.Query{Subject: "item 1", Portfolio: 2}, []int64{4}},
		{audit.Query{Subject: "item"}, nil},
		{audit.Query{Noun: "item"}, []int64{4, 3, 2, 1}},
		{audit.Query{Noun: "item 1"}, []int64{4, 3}},
		{audit.Query{Noun: "ite"}, nil},
		{audit.Query{Action: "item.add"}, []int64{4, 3, 2, 1}},
		{audit.Query{Action: "item.add", Subject: "item 0"}, []int64{2, 1}},
		{audit.Query{Action: "item"}, nil},
		{audit.Query{After: 1, Limit: 2}, []int64{3, 2}},
		{audit.Query{After: 1, Portfolio: 1}, []int64{3}},
		{audit.Query{After: 4}, nil},
		{audit.Query{Who: "SAM"}, []int64{2}},
		{audit.Query{Who: "sam@"}, []int64{2}},
		{audit.Query{Who: "_am"}, nil},
		{audit.Query{Who: "%"}, nil},
		{audit.Query{Who: "sam", Action: "item.add", Portfolio: 2, Noun: "item", Before: 3}, []int64{2}},
	} {
		events, err := audit.Events(ctx, d, tt.query)
		var got []int64
		for _, e := range events {
			got = append(got, int64(e.ID))
		}
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("Events(%+v) = %v, %v; want %v", tt.query, got, err, tt.want)
		}
	}
	if at, err := audit.Newest(ctx, d); err != nil || !at.Equal(dbtest.Noon) {
		t.Errorf("Newest = %v, %v", at, err)
	}
}
