package growth_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/db/dbtest"
	"touchstone/app/growth"
	"touchstone/ksb"
)

// bakery is a small made-up framework of another sector: two skills at three
// grades, two behaviours, one specialism.
func bakery(version string) *ksb.Framework {
	at := func(code string, n int) (all []ksb.Descriptor) {
		for _, grade := range []string{"hand", "baker", "master"} {
			for i := range n {
				all = append(all, ksb.Descriptor{Key: fmt.Sprintf("%s.%s.%d", code, grade, i+1), Grade: grade, Text: fmt.Sprintf("%s as a %s, point %d", code, grade, i+1)})
			}
		}
		return all
	}
	level := func(key, after string, meets int) ksb.Level {
		return ksb.Level{Key: key, Name: key, After: after, Meets: meets, Summary: "A " + key, Expects: []string{"Bakes"}}
	}
	return &ksb.Framework{Reference: "BAKE", Version: version, Title: "Baking", Body: "Guild of Bakers",
		Source: ksb.Source{Name: "Made up"},
		Grades: []ksb.Level{level("hand", "", 2), level("baker", "hand", 3), level("master", "baker", 0)},
		Areas: []ksb.Area{
			{Key: "craft", Name: "Craft", Summary: "Dough and oven", Elements: []ksb.Element{
				{Key: "D1", Code: "D1", Name: "Dough", Summary: "Works dough", Descriptors: at("D1", 4)},
				{Key: "D2", Code: "D2", Name: "Oven", Summary: "Runs the oven", Descriptors: at("D2", 2)},
			}},
			{Key: "ways", Name: "Ways", Summary: "How one works", Elements: []ksb.Element{
				{Key: "W1", Code: "W1", Name: "Clean", Summary: "Keeps clean", Indicators: []ksb.Indicator{{Key: "W1.positive.1", Positive: true, Text: "Wipes down"}}},
				{Key: "W2", Code: "W2", Name: "Early", Summary: "Is early", With: "W1"},
			}},
		},
		Specialisms: []ksb.Specialism{
			{Key: "rye", Name: "Rye", Summary: "Rye bread", Descriptors: at("rye", 1)},
			{Key: "sugar", Name: "Sugar", Summary: "Sugar work", Descriptors: at("sugar", 1)},
		},
		Scale: ksb.Rating{Name: "Five steps", Meets: 3, Strong: 4, Points: []ksb.RatedPoint{{Value: 1, Label: "New"}, {Value: 2, Label: "Trying"}, {Value: 3, Label: "Able"}, {Value: 4, Label: "Sure"}, {Value: 5, Label: "Teaches"}}},
	}
}

// The people of open.
const (
	ada   account.PersonID = 1 // an apprentice with three pieces of evidence: 1, 2, and 3, which is thrown away
	bea   account.PersonID = 2 // an apprentice with one: 4
	coach account.PersonID = 3
)

// open returns a store that knows three people, their evidence, and version 1 of
// the bakery with the id 1.
func open(t *testing.T) (*growth.Store, *db.DB) {
	t.Helper()
	d := dbtest.Open(t)
	run(t, d,
		`INSERT INTO people (name, email, created_at) VALUES ('Ada', 'a@example.com', 0), ('Bea', 'b@example.com', 0), ('Marcus Bell', 'm@example.com', 0)`,
		`INSERT INTO organisations (kind, name, created_at) VALUES ('employer', 'Ashbrook', 0)`,
		`INSERT INTO standards (reference, version, title, level, types, source, created_at, updated_at) VALUES ('ST0001', '1', 'A', 3, '[]', '', 0, 0)`,
		`INSERT INTO enrolments (apprentice_id, standard_id, employer_id, coach_id, started_on, planned_end_on, created_at, updated_at)
		 VALUES (1, 1, 1, 3, '2026-01-05', '2027-01-05', 0, 0), (2, 1, 1, 3, '2026-01-05', '2027-01-05', 0, 0)`,
		`INSERT INTO items (portfolio_id, number, state, title, created_at, updated_at, removed_at)
		 VALUES (1, 1, 'accepted', 'Loaves', 0, 0, NULL), (1, 2, 'draft', 'Rolls', 0, 0, NULL), (1, 3, 'draft', 'Burnt', 0, 0, 5), (2, 1, 'accepted', 'Of Bea', 0, 0, NULL)`)
	addFramework(t, d, bakery("1"))
	return growth.NewStore(d, ksb.NewStore(d)), d
}

func run(t *testing.T, d *db.DB, statements ...string) {
	t.Helper()
	err := d.Update(t.Context(), func(tx *db.Tx) error {
		for _, sql := range statements {
			if _, err := tx.Exec(t.Context(), sql); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func addFramework(t *testing.T, d *db.DB, f *ksb.Framework) {
	t.Helper()
	document, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	err = d.Update(t.Context(), func(tx *db.Tx) error {
		const insert = `INSERT INTO frameworks (reference, version, title, document, added_at) VALUES ($1, $2, $3, $4, $5) RETURNING id`
		return tx.Row(t.Context(), insert, f.Reference, f.Version, f.Title, string(document), db.Stamp(&tx.Now)).Scan(&f.ID)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func begun(t *testing.T, s *growth.Store, shape growth.Shape) growth.Audit {
	t.Helper()
	id, err := s.BeginAudit(t.Context(), ada, 1, shape)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, s, id)
}

func read(t *testing.T, s *growth.Store, id growth.AuditID) growth.Audit {
	t.Helper()
	a, err := s.Audit(t.Context(), ada, id)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// rate saves points, by key, and returns the audit as it is then.
func rate(t *testing.T, s *growth.Store, id growth.AuditID, points map[string]int) growth.Audit {
	t.Helper()
	a, err := s.SaveRatings(t.Context(), ada, id, read(t, s, id).Revision, set(points))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func set(points map[string]int) func(map[string]growth.Rated) {
	return func(all map[string]growth.Rated) {
		for key, p := range points {
			r := all[key]
			r.Point = p
			all[key] = r
		}
	}
}

// finished returns an audit of Ada at the grade of a baker that is finished.
func finished(t *testing.T, s *growth.Store, points map[string]int) growth.Audit {
	t.Helper()
	a := begun(t, s, growth.Shape{Grade: "baker", Specialisms: []string{"rye"}, Ahead: true})
	a = rate(t, s, a.ID, points)
	if err := s.FinishAudit(t.Context(), ada, a.ID, a.Revision); err != nil {
		t.Fatal(err)
	}
	return read(t, s, a.ID)
}

func events(t *testing.T, d *db.DB, action string) (n int) {
	t.Helper()
	err := d.View(t.Context(), func(tx *db.Tx) error {
		return tx.Row(t.Context(), `SELECT count(*) FROM events WHERE action = $1`, action).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}
