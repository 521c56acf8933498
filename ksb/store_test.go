package ksb_test

import (
	"slices"
	"sync"
	"testing"

	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/db/dbtest"
	"touchstone/app/fault"
	"touchstone/ksb"
)

// seeded returns a store with the shipped standards, and the first of them.
func seeded(t *testing.T) (*ksb.Store, *db.DB, *ksb.Standard) {
	t.Helper()
	d := dbtest.Open(t)
	s := ksb.NewStore(d)
	if err := s.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	standard, err := s.StandardByReference(t.Context(), "ST0175", "1.1")
	if err != nil {
		t.Fatal(err)
	}
	return s, d, standard
}

func statement(t *testing.T, s *ksb.Store, id ksb.StandardID, key string) ksb.Statement {
	t.Helper()
	standard, err := s.Standard(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(standard.Statements, func(st ksb.Statement) bool { return st.Key == key })
	if i < 0 {
		t.Fatalf("there is no statement %q", key)
	}
	return standard.Statements[i]
}

func TestSeedAddsWhatIsMissingAndKeepsEdits(t *testing.T) {
	s, _, standard := seeded(t)
	k1 := statement(t, s, standard.ID, "k1")
	if err := s.EditCode(t.Context(), 0, k1.ID, "K40"); err != nil {
		t.Fatal(err)
	}
	if err := s.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := statement(t, s, standard.ID, "k1"); got.Code != "K40" || got.Origin != ksb.OfficialCode || got.ID != k1.ID {
		t.Errorf("after seeding again: %+v", got)
	}
	list, err := s.Standards(t.Context())
	if err != nil || len(list) != 2 {
		t.Fatalf("Standards = %d, %v; want 2", len(list), err)
	}
	if l := list[0]; l.Label() != "ST0175 v1.1" || l.Statements != 62 || l.Options != 3 || l.Plans != 2 || l.Inferred != 61 || l.Official != 0 {
		t.Errorf("%+v", l)
	}
}

func TestStandardComesBackAsItWasShipped(t *testing.T) {
	shipped, err := ksb.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	s, _, stored := seeded(t)
	want := shipped[0]
	if stored.Title != want.Title || stored.Level != 3 || stored.MaxFunding != 13000 || !stored.Source.ReadOn.Equal(want.Source.ReadOn) ||
		!slices.Equal(stored.Types, want.Types) || len(stored.Statements) != len(want.Statements) {
		t.Fatalf("%+v", stored)
	}
	for i, st := range stored.Statements {
		w := want.Statements[i]
		if st.Key != w.Key || st.Code != w.Code || st.Summary != w.Summary || st.Membership != w.Membership || !slices.Equal(st.Options, w.Options) {
			t.Errorf("statement %d = %+v; want %+v", i, st, w)
		}
	}
	plans, err := s.Plans(t.Context(), stored.ID)
	if err != nil || len(plans) != 2 {
		t.Fatalf("Plans = %d, %v", len(plans), err)
	}
	p, err := s.Plan(t.Context(), plans[0].ID)
	if err != nil || p.Standard != stored.ID || p.Check(stored) != nil || p.Reference != plans[0].Reference {
		t.Errorf("Plan = %+v, %v", p, err)
	}
}

func TestWhatIsNotThereIsNotFound(t *testing.T) {
	s, _, _ := seeded(t)
	_, err := s.Standard(t.Context(), 99)
	if !fault.Is(err, fault.NotFound) {
		t.Errorf("Standard = %v", err)
	}
	if _, err = s.StandardByReference(t.Context(), "ST0175", "9"); !fault.Is(err, fault.NotFound) {
		t.Errorf("StandardByReference = %v", err)
	}
	if _, err = s.Plan(t.Context(), 99); !fault.Is(err, fault.NotFound) {
		t.Errorf("Plan = %v", err)
	}
	if err = s.EditCode(t.Context(), 0, 9999, "K1"); !fault.Is(err, fault.NotFound) {
		t.Errorf("EditCode = %v", err)
	}
	if err = s.RenameOption(t.Context(), 0, 9999, "x"); !fault.Is(err, fault.NotFound) {
		t.Errorf("RenameOption = %v", err)
	}
}

func TestEditCode(t *testing.T) {
	s, d, standard := seeded(t)
	k1 := statement(t, s, standard.ID, "k1").ID
	tests := []struct {
		code ksb.Code
		ok   bool
	}{
		{"K2", false}, {"S1", false}, {"K", false}, {"K0", false}, {"", false}, {"K12345", false}, {"K1", true}, {" k77 ", true},
	}
	for _, tt := range tests {
		err := s.EditCode(t.Context(), 0, k1, tt.code)
		if (err == nil) != tt.ok || (err != nil && fault.Of(err).Fields["code"] == "") {
			t.Errorf("EditCode(%q) = %v", tt.code, err)
		}
	}
	if got := statement(t, s, standard.ID, "k1"); got.Code != "K77" {
		t.Errorf("code = %q", got.Code)
	}
	events, err := audit.Events(t.Context(), d, audit.Query{})
	if err != nil || len(events) != 2 || events[0].Action != "statement.code" {
		t.Errorf("events = %+v, %v", events, err)
	}
}

func TestMoveStatement(t *testing.T) {
	s, _, standard := seeded(t)
	k1 := statement(t, s, standard.ID, "k1").ID
	tests := []struct {
		to      ksb.Membership
		options []string
		ok      bool
	}{
		{ksb.Options, nil, false},
		{ksb.Options, []string{"Sales"}, false},
		{ksb.Unknown, nil, false},
		{ksb.Options, []string{"Credit risk", "Enforcement"}, true},
		{ksb.Core, []string{"Credit risk"}, true},
		{ksb.Options, []string{"Collections"}, true},
	}
	for _, tt := range tests {
		err := s.MoveStatement(t.Context(), 0, k1, tt.to, tt.options)
		if (err == nil) != tt.ok || (err != nil && !fault.Is(err, fault.Invalid)) {
			t.Errorf("MoveStatement(%s, %q) = %v", tt.to, tt.options, err)
		}
		if got := statement(t, s, standard.ID, "k1"); tt.ok && got.Membership != tt.to {
			t.Errorf("membership = %s; want %s", got.Membership, tt.to)
		}
	}
	if got := statement(t, s, standard.ID, "k1"); !slices.Equal(got.Options, []string{"Collections"}) {
		t.Errorf("options = %q", got.Options)
	}
}

func TestRenameOption(t *testing.T) {
	s, _, standard := seeded(t)
	id := standard.Options[0].ID
	for name, ok := range map[string]bool{"": false, "Collections": false, "Risk of  credit": true} {
		if err := s.RenameOption(t.Context(), 0, id, name); (err == nil) != ok || (err != nil && !fault.Is(err, fault.Invalid)) {
			t.Errorf("RenameOption(%q) = %v", name, err)
		}
	}
	if got := statement(t, s, standard.ID, "k23"); !slices.Equal(got.Options, []string{"Risk of credit"}) {
		t.Errorf("options = %q", got.Options)
	}
}

func TestManyReadersAndAWriter(t *testing.T) {
	s, d, standard := seeded(t)
	k1 := statement(t, s, standard.ID, "k1").ID
	var readers sync.WaitGroup
	for range 8 {
		readers.Go(func() {
			for range 200 {
				if got, err := s.Standard(t.Context(), standard.ID); err != nil || len(got.Statements) != 62 {
					t.Errorf("Standard = %v", err)
				}
				err := d.View(t.Context(), func(tx *db.Tx) error {
					_, err := s.StandardIn(t.Context(), tx, standard.ID)
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	for _, code := range []ksb.Code{"K50", "K51", "K52"} {
		if err := s.EditCode(t.Context(), 0, k1, code); err != nil {
			t.Fatal(err)
		}
		if got := statement(t, s, standard.ID, "k1"); got.Code != code {
			t.Errorf("right after the change the code is %q; want %q", got.Code, code)
		}
	}
	readers.Wait()
}

func dbtestAt(t *testing.T) (*db.DB, *dbtest.Clock) { return dbtest.OpenAt(t, dbtest.Noon) }

func TestABetterExampleReplacesTheOld(t *testing.T) {
	s, d, standard := seeded(t)
	// As releases before had it.
	err := d.Update(t.Context(), func(tx *db.Tx) error {
		return tx.Change(t.Context(), `UPDATE plans SET version = 'end-point', document = '{}' WHERE version = 'end-point-2' AND standard_id = $1`, standard.ID)
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Seed(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	all, err := s.AllPlans(t.Context(), standard.ID)
	if err != nil || len(all) != 3 {
		t.Fatalf("AllPlans = %d, %v", len(all), err)
	}
	better, old := all[0], all[1]
	if better.Version != "end-point-2" || better.Replaces != old.ID || !better.RetiredAt.IsZero() || len(better.Methods) == 0 || better.AddedBy != 0 {
		t.Errorf("the better one: %+v", better)
	}
	if old.Version != "end-point" || old.RetiredAt.IsZero() || len(old.Methods) != 0 {
		t.Errorf("the old one: %+v", old)
	}
	offered, err := s.Plans(t.Context(), standard.ID)
	if err != nil || len(offered) != 2 || offered[0].ID == old.ID || offered[1].ID == old.ID {
		t.Errorf("Plans = %d, %v", len(offered), err)
	}
	if again, err := s.Plan(t.Context(), old.ID); err != nil || again.Version != "end-point" {
		t.Errorf("whoever is on it reads %+v, %v", again, err)
	}
}

func TestAnExampleThatDoesNotFitIsLeftOut(t *testing.T) {
	s, d, standard := seeded(t)
	err := d.Update(t.Context(), func(tx *db.Tx) error {
		if _, err := tx.Exec(t.Context(), `DELETE FROM plans`); err != nil {
			return err
		}
		return tx.Change(t.Context(), `UPDATE statements SET retired_at = 1 WHERE key = 'k2' AND standard_id = $1`, standard.ID)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	if plans, err := s.AllPlans(t.Context(), standard.ID); err != nil || len(plans) != 0 {
		t.Errorf("%d plans name a statement that is gone, %v", len(plans), err)
	}
	other, err := s.StandardByReference(t.Context(), "ST0176", "")
	if err != nil {
		t.Fatal(err)
	}
	if plans, err := s.Plans(t.Context(), other.ID); err != nil || len(plans) != 1 {
		t.Errorf("%d plans of the standard that did not change, %v", len(plans), err)
	}
}
