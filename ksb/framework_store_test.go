package ksb_test

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/ksb"
)

func growing(t *testing.T) *ksb.Framework {
	t.Helper()
	text, err := os.Open("testdata/framework-growing.json")
	if err != nil {
		t.Fatal(err)
	}
	defer text.Close()
	f, err := ksb.ReadFramework(text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func labels(t *testing.T, list func() ([]*ksb.Framework, error)) (out []string) {
	t.Helper()
	all, err := list()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		if f.Reference == "GROW" {
			out = append(out, f.Version)
		}
	}
	return out
}

func TestAFrameworkComesBackAsItWasAdded(t *testing.T) {
	s, _, _ := seeded(t)
	f := growing(t)
	if err := s.AddFramework(t.Context(), 0, f); err != nil || f.ID == 0 || f.AddedAt.IsZero() {
		t.Fatalf("%d %v, %v", f.ID, f.AddedAt, err)
	}
	got, err := s.Framework(t.Context(), f.ID)
	if err != nil || !got.AddedAt.Equal(f.AddedAt) {
		t.Fatalf("%v, %v", got, err)
	}
	plain := *got
	plain.AddedAt = f.AddedAt // one instant in two forms
	if !reflect.DeepEqual(&plain, f) {
		t.Errorf("%+v; want %+v", &plain, f)
	}
	if _, err := s.Framework(t.Context(), f.ID+100); !fault.Is(err, fault.NotFound) {
		t.Errorf("of no framework: %v", err)
	}
}

func TestAStoredVersionNeverChanges(t *testing.T) {
	s, _, _ := seeded(t)
	first := growing(t)
	if err := s.AddFramework(t.Context(), 0, first); err != nil {
		t.Fatal(err)
	}
	other := growing(t)
	other.Title = "Something else"
	err := s.AddFramework(t.Context(), 0, other)
	if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Of(err).Fields["version"], "version 3 of GROW already") {
		t.Errorf("the same version: %v", err)
	}
	other.Version = "4"
	if err := s.AddFramework(t.Context(), 0, other); err != nil {
		t.Fatal(err)
	}
	other.Version, other.Scale.Meets = "5", 9
	if err := s.AddFramework(t.Context(), 0, other); !fault.Is(err, fault.Invalid) {
		t.Errorf("one with a fault: %v", err)
	}
	if got := labels(t, func() ([]*ksb.Framework, error) { return s.Frameworks(t.Context()) }); !reflect.DeepEqual(got, []string{"4", "3"}) {
		t.Errorf("Frameworks = %v; want the newest first", got)
	}
	if got, err := s.Framework(t.Context(), first.ID); err != nil || got.Title != first.Title {
		t.Errorf("%v, %v", got, err)
	}
}

func TestRetiredFrameworksAreNotOffered(t *testing.T) {
	s, d, _ := seeded(t)
	f := growing(t)
	if err := s.AddFramework(t.Context(), 0, f); err != nil {
		t.Fatal(err)
	}
	offered := func() ([]*ksb.Framework, error) { return s.Frameworks(t.Context()) }
	all := func() ([]*ksb.Framework, error) { return s.AllFrameworks(t.Context()) }
	if err := s.RestoreFramework(t.Context(), 0, f.ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("restore what is offered: %v", err)
	}
	if err := s.RetireFramework(t.Context(), 0, f.ID); err != nil {
		t.Fatal(err)
	}
	if err := s.RetireFramework(t.Context(), 0, f.ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("retire twice: %v", err)
	}
	if a, b := labels(t, offered), labels(t, all); len(a) != 0 || len(b) != 1 {
		t.Errorf("retired: %v are offered of %v", a, b)
	}
	err := d.View(t.Context(), func(tx *db.Tx) error {
		got, err := s.FrameworkIn(t.Context(), tx, f.ID)
		if err == nil && got.RetiredAt.IsZero() {
			t.Error("it is not said to be retired")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.RestoreFramework(t.Context(), 0, f.ID); err != nil {
		t.Fatal(err)
	}
	if a := labels(t, offered); len(a) != 1 {
		t.Errorf("restored: %v are offered", a)
	}
	for _, err := range []error{s.RetireFramework(t.Context(), 0, 999), s.RestoreFramework(t.Context(), 0, 999)} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("of no framework: %v", err)
		}
	}
	events, err := audit.Events(t.Context(), d, audit.Query{})
	if err != nil {
		t.Fatal(err)
	}
	var actions []string
	for _, e := range events {
		if strings.HasPrefix(e.Action, "framework.") {
			actions = append(actions, e.Action)
		}
	}
	if want := []string{"framework.restore", "framework.retire", "framework.add"}; !reflect.DeepEqual(actions, want) {
		t.Errorf("events: %v; want %v", actions, want)
	}
}

func TestSeedAddsFrameworksAndChangesNone(t *testing.T) {
	s, d, _ := seeded(t)
	shipped, err := ksb.ShippedFrameworks()
	if err != nil || len(shipped) == 0 {
		t.Fatalf("%d are shipped, %v", len(shipped), err)
	}
	stored, err := s.FrameworkByReference(t.Context(), shipped[0].Reference, shipped[0].Version)
	if err != nil || stored.Title != shipped[0].Title || stored.AddedBy != 0 || !reflect.DeepEqual(stored.Areas, shipped[0].Areas) {
		t.Fatalf("%v, %v", stored, err)
	}
	// As if the program came with other words for the same version by now.
	err = d.Update(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE frameworks SET document = replace(document, $1, 'As it was rated') WHERE id = $2`, shipped[0].Title, stored.ID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.RetireFramework(t.Context(), 0, stored.ID); err != nil {
		t.Fatal(err)
	}
	if err := s.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	all, err := s.AllFrameworks(t.Context())
	if err != nil || len(all) != len(shipped) {
		t.Fatalf("%d are stored, %v", len(all), err)
	}
	if f := all[0]; f.ID != stored.ID || f.Title != "As it was rated" || f.RetiredAt.IsZero() {
		t.Errorf("seeding changed it: %d %q %v", f.ID, f.Title, f.RetiredAt)
	}
	if _, err := s.FrameworkByReference(t.Context(), "NONE", "1"); !fault.Is(err, fault.NotFound) {
		t.Errorf("of no framework: %v", err)
	}
}
