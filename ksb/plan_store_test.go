package ksb_test

import (
	"testing"

	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/ksb"
)

// edited returns the shipped plan of the end-point rules under a version of its
// own.
func edited(t *testing.T, s *ksb.Store, standard *ksb.Standard, version string) ksb.Plan {
	t.Helper()
	plans, err := s.Plans(t.Context(), standard.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range plans {
		if p.Version == "end-point-2" {
			copied := *p
			copied.Example, copied.Version, copied.Replaces = false, version, p.ID
			return copied
		}
	}
	t.Fatal("there is no such plan")
	return ksb.Plan{}
}

func somebody(t *testing.T, d *db.DB) int64 {
	t.Helper()
	err := d.Update(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO people (id, name, email, created_at) VALUES (5, 'Ada', 'a@example.com', 0)`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return 5
}

func TestAPlanIsAddedAsTheNextVersion(t *testing.T) {
	s, d, standard := seeded(t)
	by, p := somebody(t, d), edited(t, s, standard, "3")
	old := p.Replaces
	if err := s.AddPlan(t.Context(), by, &p); err != nil {
		t.Fatal(err)
	}
	got, err := s.Plan(t.Context(), p.ID)
	if err != nil || got.Replaces != old || got.AddedBy != by || got.AddedAt.IsZero() || got.Version != "3" || len(got.Grading.Table) == 0 {
		t.Errorf("Plan = %+v, %v", got, err)
	}
	if before, err := s.Plan(t.Context(), old); err != nil || !before.RetiredAt.IsZero() {
		t.Errorf("the one before is %+v, %v; want it offered still", before, err)
	}
	again := p
	if err := s.AddPlan(t.Context(), by, &again); !fault.Is(err, fault.Invalid) || fault.Of(err).Fields["version"] == "" {
		t.Errorf("the same version again: %v", err)
	}
	broken := edited(t, s, standard, "4")
	broken.Methods[0].Name = ""
	if err := s.AddPlan(t.Context(), by, &broken); !fault.Is(err, fault.Invalid) {
		t.Errorf("one that is wrong: %v", err)
	}
	var events int
	err = d.View(t.Context(), func(tx *db.Tx) error {
		return tx.Row(t.Context(), `SELECT count(*) FROM events WHERE action = 'plan.add'`).Scan(&events)
	})
	if err != nil || events != 1 {
		t.Errorf("%d events, %v; want 1", events, err)
	}
}

func TestAPlanDoesNotReplaceOneOfAnotherStandard(t *testing.T) {
	s, d, standard := seeded(t)
	by, p := somebody(t, d), edited(t, s, standard, "3")
	other, err := s.StandardByReference(t.Context(), "ST0176", "")
	if err != nil {
		t.Fatal(err)
	}
	plans, err := s.Plans(t.Context(), other.ID)
	if err != nil {
		t.Fatal(err)
	}
	p.Replaces = plans[0].ID
	if err := s.AddPlan(t.Context(), by, &p); fault.Of(err) == nil || fault.Of(err).Fields["replaces"] == "" {
		t.Errorf("AddPlan = %v", err)
	}
}

func TestRetireAndRestore(t *testing.T) {
	s, d, standard := seeded(t)
	by, id := somebody(t, d), edited(t, s, standard, "").Replaces
	offered := func() (n int) {
		plans, err := s.Plans(t.Context(), standard.ID)
		if err != nil {
			t.Fatal(err)
		}
		return len(plans)
	}
	steps := []struct {
		name string
		do   func() error
		kind fault.Kind // 0: it works
		want int        // plans offered then
	}{
		{"restore what is offered", func() error { return s.RestorePlan(t.Context(), by, id) }, fault.Conflict, 2},
		{"retire", func() error { return s.RetirePlan(t.Context(), by, id) }, 0, 1},
		{"retire again", func() error { return s.RetirePlan(t.Context(), by, id) }, fault.Conflict, 1},
		{"restore", func() error { return s.RestorePlan(t.Context(), by, id) }, 0, 2},
		{"retire none", func() error { return s.RetirePlan(t.Context(), by, 999) }, fault.NotFound, 2},
	}
	for _, step := range steps {
		err := step.do()
		if (err == nil) != (step.kind == 0) || err != nil && !fault.Is(err, step.kind) || offered() != step.want {
			t.Errorf("%s: %v, %d offered", step.name, err, offered())
		}
	}
}

func TestADraftBecomesAPlanOnce(t *testing.T) {
	s, d, standard := seeded(t)
	by, p := somebody(t, d), edited(t, s, standard, "3")
	old := p.Replaces
	draft := ksb.PlanDraft{Standard: standard.ID, From: old, Plan: p}
	if err := s.AddPlanDraft(t.Context(), by, &draft); err != nil {
		t.Fatal(err)
	}
	stale := draft
	draft.Plan.Name = ""
	if err := s.SavePlanDraft(t.Context(), by, &draft); err != nil {
		t.Fatal(err)
	}
	if err := s.SavePlanDraft(t.Context(), by, &stale); !fault.Is(err, fault.Conflict) {
		t.Errorf("saved from another window: %v", err)
	}
	if _, err := s.PublishPlanDraft(t.Context(), by, &draft, old, true); !fault.Is(err, fault.Invalid) {
		t.Errorf("published though it has no name: %v", err)
	}
	draft.Plan.Name = "Ours"
	if err := s.SavePlanDraft(t.Context(), by, &draft); err != nil {
		t.Fatal(err)
	}
	if list, err := s.PlanDrafts(t.Context(), standard.ID); err != nil || len(list) != 1 || list[0].Plan.Name != "Ours" || list[0].Revision != 3 {
		t.Errorf("PlanDrafts = %+v, %v", list, err)
	}
	id, err := s.PublishPlanDraft(t.Context(), by, &draft, old, true)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.PublishPlanDraft(t.Context(), by, &draft, old, true); !fault.Is(err, fault.Conflict) {
		t.Errorf("published twice: %v", err)
	}
	if before, err := s.Plan(t.Context(), old); err != nil || before.RetiredAt.IsZero() {
		t.Errorf("the one it replaces: %+v, %v", before, err)
	}
	if list, err := s.PlanDrafts(t.Context(), standard.ID); err != nil || len(list) != 0 {
		t.Errorf("PlanDrafts = %+v, %v", list, err)
	}
	if err := s.DropPlanDraft(t.Context(), draft.ID); err != nil {
		t.Fatal(err)
	}
	if got, err := s.PlanDraft(t.Context(), draft.ID); err != nil || got.Became != id {
		t.Errorf("PlanDraft = %+v, %v", got, err)
	}
}
