package programme_test

import (
	"testing"
	"time"

	"touchstone/app/fault"
	"touchstone/app/programme"
)

func TestABreakStopsTheClocks(t *testing.T) {
	s, _ := open(t) // today is 5 March 2026
	ctx := t.Context()
	e := programme.Enrolment{Apprentice: 1, Standard: 1, Employer: 1, Coach: 2, StartedOn: day("2026-01-01"), PlannedEndOn: day("2026-12-31")}
	if err := s.Enrol(ctx, 0, &e); err != nil {
		t.Fatal(err)
	}
	for name, p := range map[string]programme.LearningBreak{
		"no reason":        {StartedOn: day("2026-02-01")},
		"before the start": {Reason: "Illness", StartedOn: day("2025-12-31")},
		"tomorrow":         {Reason: "Illness", StartedOn: day("2026-03-06")},
		"back before":      {Reason: "Illness", StartedOn: day("2026-02-01"), ExpectedOn: day("2026-02-01")},
	} {
		if err := s.BeginBreak(ctx, 0, e.ID, &p); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := s.EndBreak(ctx, 0, e.ID, day("2026-03-01"), day("2027-01-01")); !fault.Is(err, fault.Conflict) {
		t.Errorf("a return without a break: %v", err)
	}
	p := programme.LearningBreak{Reason: "Illness", StartedOn: day("2026-02-01"), ExpectedOn: day("2026-04-01")}
	if err := s.BeginBreak(ctx, 2, e.ID, &p); err != nil {
		t.Fatal(err)
	}
	if err := s.BeginBreak(ctx, 0, e.ID, &programme.LearningBreak{Reason: "More", StartedOn: day("2026-02-02")}); !fault.Is(err, fault.Conflict) {
		t.Errorf("a break in a break: %v", err)
	}
	on, _ := s.Enrolment(ctx, e.ID)
	if on.State != programme.Break || on.Elapsed(day("2026-03-05")) != on.Elapsed(day("2026-02-01")) || !on.EndAfter(day("2026-03-01")).Equal(day("2027-01-28")) {
		t.Errorf("%+v, end %v", on, on.EndAfter(day("2026-03-01")))
	}
	if st, err := s.Standing(ctx, e.ID); err != nil || st.State != programme.Break {
		t.Errorf("standing %+v, %v", st, err)
	}
	if err := s.EndBreak(ctx, 2, e.ID, day("2026-03-01"), day("2027-01-28")); err != nil {
		t.Fatal(err)
	}
	back, _ := s.Enrolment(ctx, e.ID)
	if back.State != programme.Active || back.PausedDays != 28 || !back.PlannedEndOn.Equal(day("2027-01-28")) || back.Elapsed(day("2026-03-01")) != on.Elapsed(day("2026-02-01")) {
		t.Errorf("%+v", back)
	}
	if err := s.Undo(ctx, 0, e.ID); err != nil {
		t.Fatal(err)
	}
	if again, _ := s.Enrolment(ctx, e.ID); again.State != programme.Break || again.PausedDays != 0 || !again.PlannedEndOn.Equal(day("2026-12-31")) {
		t.Errorf("undone: %+v", again)
	}
	if h, err := s.History(ctx, e.ID); err != nil || len(h.Breaks) != 2 || h.Breaks[1].UndoneAt.IsZero() || h.Breaks[1].AddedBy != "Marcus" || len(h.Turns) != 1 {
		t.Errorf("%+v, %v", h, err)
	}
}

func TestLeavingAndCoaches(t *testing.T) {
	s, _ := open(t)
	ctx := t.Context()
	e := programme.Enrolment{Apprentice: 1, Standard: 1, Employer: 1, Coach: 2, StartedOn: day("2026-01-01"), PlannedEndOn: day("2026-12-31")}
	if err := s.Enrol(ctx, 0, &e); err != nil {
		t.Fatal(err)
	}
	for name, l := range map[string]programme.Leaving{
		"no reason":   {State: programme.Withdrawn, EndedOn: day("2026-02-01")},
		"no outcome":  {EndedOn: day("2026-02-01")},
		"still to be": {State: programme.Completed, EndedOn: day("2026-03-06")},
	} {
		if err := s.Leave(ctx, 0, e.ID, &l); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n, err := s.Reassign(ctx, 0, []programme.EnrolmentID{e.ID}, 1); !fault.Is(err, fault.Invalid) || n != 0 {
		t.Errorf("to someone who is no coach: %d, %v", n, err)
	}
	if n, err := s.Reassign(ctx, 0, []programme.EnrolmentID{e.ID}, 3); err != nil || n != 1 {
		t.Errorf("reassigned %d, %v", n, err)
	}
	if st, _ := s.Standing(ctx, e.ID); st.Coach != 3 {
		t.Errorf("the standing has coach %d", st.Coach)
	}
	if err := s.Leave(ctx, 0, e.ID, &programme.Leaving{State: programme.Withdrawn, Reason: "Another job", EndedOn: day("2026-02-01")}); err != nil {
		t.Fatal(err)
	}
	h, err := s.History(ctx, e.ID)
	if err != nil || len(h.Turns) != 2 || h.Turns[0].Name != "Ines" || h.Turns[1].Until.IsZero() || h.Leavings[0].Reason != "Another job" {
		t.Errorf("%+v, %v", h, err)
	}
	if err := s.Undo(ctx, 0, e.ID); err != nil {
		t.Fatal(err)
	}
	if back, _ := s.Enrolment(ctx, e.ID); back.State != programme.Active || back.EndedOn != (time.Time{}) {
		t.Errorf("%+v", back)
	}
	if err := s.Undo(ctx, 0, e.ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("nothing to undo: %v", err)
	}
}
