package db_test

import (
	"context"
	"errors"
	"testing"

	"touchstone/app/db"
	"touchstone/app/db/dbtest"
)

func TestWhatIsKeptWithATransactionEndsWithIt(t *testing.T) {
	type mine struct{ n int }
	d := dbtest.Open(t)
	for range 2 {
		err := d.Update(t.Context(), func(tx *db.Tx) error {
			if n := db.Kept[mine](tx).n; n != 0 {
				t.Errorf("at first %d", n)
			}
			db.Kept[mine](tx).n = 7
			if n := db.Kept[mine](tx).n; n != 7 {
				t.Errorf("then %d", n)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestBeforeCommit(t *testing.T) {
	d, stop := dbtest.Open(t), errors.New("stop")
	for name, tt := range map[string]struct {
		late, after error
		rows, ran   int
	}{
		"in order, and what is put off then": {nil, nil, 3, 2},
		"an error undoes everything":         {stop, nil, 0, 1},
		"not after an error":                 {nil, stop, 0, 0},
	} {
		ran := 0
		err := d.Update(t.Context(), func(tx *db.Tx) error {
			if _, err := tx.Exec(t.Context(), `DELETE FROM organisations`); err != nil {
				return err
			}
			add := func(name string) error {
				_, err := tx.Exec(t.Context(), addOrganisation, name)
				return err
			}
			tx.BeforeCommit(func(context.Context) error {
				ran++
				tx.BeforeCommit(func(context.Context) error {
					ran++
					return add("third")
				})
				return errors.Join(add("second"), tt.late)
			})
			return errors.Join(add("first"), tt.after)
		})
		if (err != nil) != (tt.late != nil || tt.after != nil) || ran != tt.ran {
			t.Errorf("%s: %v, ran %d", name, err, ran)
		}
		if n := count(t, d); err == nil && n != tt.rows {
			t.Errorf("%s: %d rows", name, n)
		}
	}
}
