package audit_test

import (
	"fmt"
	"slices"
	"testing"

	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/db/dbtest"
)

func TestAChangedEventShows(t *testing.T) {
	changes := map[string]string{
		"nothing":        `SELECT 1`,
		"who":            `UPDATE events SET person_id = 9 WHERE id = 2`,
		"when":           `UPDATE events SET at = at + 1 WHERE id = 2`,
		"what":           `UPDATE events SET detail = '{}' WHERE id = 2`,
		"which":          `UPDATE events SET portfolio = 2 WHERE id = 2`,
		"a gap":          `DELETE FROM events WHERE id = 1`,
		"a forged event": `INSERT INTO events (at, action, subject, detail, hash) VALUES (0, 'x', '', '{}', 'y')`,
	}
	want := map[string]int64{"nothing": 0, "a gap": 2, "a forged event": 4}
	for name, sql := range changes {
		t.Run(name, func(t *testing.T) {
			d, ctx := dbtest.Open(t), t.Context()
			err := d.Update(ctx, func(tx *db.Tx) error {
				for _, action := range []string{"item.add", "item.save", "item.submit"} {
					e := audit.Event{Person: 1, Action: action, Portfolio: 1, Subject: "item 1", Detail: map[string]int{"version": 1}}
					if err := audit.Add(ctx, tx, e); err != nil {
						return err
					}
				}
				_, err := tx.Exec(ctx, sql)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			broken, _, err := audit.Check(ctx, d)
			first, special := want[name]
			if !special {
				first = 2
			}
			if err != nil || broken != first {
				t.Errorf("Check = %d, %v; want %d", broken, err, first)
			}
		})
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
