package programme_test

import (
	"fmt"
	"slices"
	"testing"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/notify"
	"touchstone/app/programme"
)

// told returns who has a notice, in the order of people.
func told(t *testing.T, d *db.DB) (people []int64) {
	t.Helper()
	err := d.View(t.Context(), func(tx *db.Tx) error {
		people = nil
		return tx.Each(t.Context(), `SELECT person_id FROM notices ORDER BY person_id`, nil, func(scan func(...any) error) error {
			var p int64
			err := scan(&p)
			people = append(people, p)
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return people
}

func TestTellRole(t *testing.T) {
	for _, tt := range []struct {
		role account.Role
		by   int64
		want []int64
	}{
		{account.Apprentice, 0, []int64{1}},
		{account.Apprentice, 1, nil}, // nobody is told what they did themselves
		{account.Coach, 1, []int64{2}},
		{account.Employer, 0, []int64{4, 5}}, // of this organisation, not 6 of the other
		{account.IQA, 0, []int64{7}},
		{account.Assessor, 0, nil}, // whose time is over
		{account.Administrator, 0, nil},
	} {
		t.Run(fmt.Sprint(tt.role, tt.by), func(t *testing.T) {
			s, d := open(t)
			e := good()
			if err := s.Enrol(t.Context(), 0, &e); err != nil {
				t.Fatal(err)
			}
			err := d.Update(t.Context(), func(tx *db.Tx) error {
				for _, sql := range []string{
					`INSERT INTO people (name, email, created_at) VALUES ('Dana', 'd@example.com', 0), ('Efe', 'e@example.com', 0), ('Finn', 'f@example.com', 0), ('Gwen', 'g@example.com', 0), ('Hal', 'h@example.com', 0)`,
					`INSERT INTO organisations (kind, name, created_at) VALUES ('employer', 'Elsewhere', 0)`,
					`INSERT INTO grants (person_id, role, scope, scope_id, granted_at) VALUES (4, 'employer', 'organisation', 1, 0), (5, 'employer', 'organisation', 1, 0), (6, 'employer', 'organisation', 3, 0), (7, 'iqa', 'installation', 0, 0)`,
					`INSERT INTO grants (person_id, role, scope, scope_id, granted_at, expires_at) VALUES (8, 'assessor', 'enrolment', 1, 0, 1)`,
				} {
					if _, err := tx.Exec(t.Context(), sql); err != nil {
						return err
					}
				}
				n := notify.Notice{By: tt.by, Kind: notify.ReviewReady, Text: "A progress review is ready to sign.", Path: "/portfolios/1/reviews/2", Key: "review 2 ready"}
				for range 2 { // the second time changes nothing
					if err := programme.TellRole(t.Context(), tx, e.ID, tt.role, n); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if got := told(t, d); !slices.Equal(got, tt.want) {
				t.Errorf("told %v; want %v", got, tt.want)
			}
		})
	}
}
