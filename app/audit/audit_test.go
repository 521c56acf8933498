package audit_test

import (
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

func TestEventsNewestFirstAndOfOnePortfolio(t *testing.T) {
	d, ctx := dbtest.Open(t), t.Context()
	err := d.Update(ctx, func(tx *db.Tx) error {
		for i := range int64(3) {
			if err := audit.Add(ctx, tx, audit.Event{Action: "item.add", Portfolio: 1 + i%2, Subject: "item"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	events, err := audit.Events(ctx, d, audit.Query{Portfolio: 1})
	if err != nil || len(events) != 2 || events[0].ID != 3 || !events[0].At.Equal(dbtest.Noon) {
		t.Errorf("Events = %+v, %v", events, err)
	}
	if at, err := audit.Newest(ctx, d); err != nil || !at.Equal(dbtest.Noon) {
		t.Errorf("Newest = %v, %v", at, err)
	}
}
