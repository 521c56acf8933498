package evidence_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/db/dbtest"
	"touchstone/app/fault"
	"touchstone/evidence"
)

// Those who sample, beside the people of every test.
const (
	nia   account.PersonID = 4
	owain account.PersonID = 5
)

// sampling is a store in which everything is sampled, with one piece that
// Marcus accepted and whose decision is drawn.
func sampling(t *testing.T) (*evidence.Store, *db.DB, *dbtest.Clock, evidence.SampleID) {
	t.Helper()
	s, d, clock := open(t)
	must(t, exec(t, d, `INSERT INTO people (name, email, created_at) VALUES ('Nia', 'n@example.com', 0), ('Owain', 'o@example.com', 0)`))
	must(t, s.AddSamplingPlan(t.Context(), nia, 0, &evidence.SamplingPlan{Seed: "gold", Usual: 100, Why: "All of them"}))
	accept(t, s, submit(t, s, add(t, s, k1)))
	if n := number(t)(s.DrawSamples(t.Context(), nia)); n != 1 {
		t.Fatalf("%d drawn; want 1", n)
	}
	return s, d, clock, one(t, s, nia, evidence.IQASide).ID
}

func number(t *testing.T) func(int, error) int {
	return func(n int, err error) int {
		t.Helper()
		must(t, err)
		return n
	}
}

// came is outcome that knows what is forbidden.
func came(err error) string {
	if fault.Is(err, fault.Forbidden) {
		return "forbidden"
	}
	return outcome(err)
}

// one returns the only sample that someone sees on a side.
func one(t *testing.T, s *evidence.Store, who account.PersonID, side evidence.SampleSide) evidence.Sample {
	t.Helper()
	list, err := s.Samples(t.Context(), evidence.SampleQuery{Reader: who, Side: side})
	must(t, err)
	if len(list.Rows) != 1 {
		t.Fatalf("%d samples; want 1", len(list.Rows))
	}
	return list.Rows[0]
}

func TestDrawingTwiceDrawsNothingMore(t *testing.T) {
	s, _, clock, _ := sampling(t)
	if n := number(t)(s.DrawSamples(t.Context(), 0)); n != 0 {
		t.Errorf("drawn again: %d", n)
	}
	accept(t, s, submit(t, s, add(t, s, k2)))
	if n := number(t)(s.DrawSamples(t.Context(), 0)); n != 1 {
		t.Errorf("a new decision: %d drawn; want 1", n)
	}
	clock.Add(45 * 24 * time.Hour) // the month is over
	if n := number(t)(s.DrawSamples(t.Context(), 0)); n != 0 {
		t.Errorf("after the month: %d drawn", n)
	}
	month := evidence.Month(dbtest.Noon)
	draws, err := s.SamplingDraws(t.Context(), month, month)
	must(t, err)
	if len(draws) != 1 || draws[0].Decisions != 2 || draws[0].Sampled != 2 || !draws[0].Closed || !draws[0].Same {
		t.Errorf("draws %+v; want one of 2, closed, the same again", draws)
	}
}

func TestADrawThatWasChangedIsFound(t *testing.T) {
	s, d, _, _ := sampling(t)
	must(t, exec(t, d, `UPDATE sampling_plans SET usual = 0, random = 0`))
	month := evidence.Month(dbtest.Noon)
	if draws, err := s.SamplingDraws(t.Context(), month, month); err != nil || draws[0].Same {
		t.Errorf("a plan that was changed draws the same: %+v, %v", draws, err)
	}
}

func TestAnActionIsClosedByAnAnswer(t *testing.T) {
	s, d, _, id := sampling(t)
	say := func(by account.PersonID, move evidence.SampleMove, text string) string {
		sample, err := s.Sample(t.Context(), id, nia, true)
		must(t, err)
		a := evidence.SampleAnswer{Move: move, Text: text, Seen: sample.Last()}
		if move == evidence.Answer {
			return came(s.AnswerSample(t.Context(), id, by, a))
		}
		return came(s.SayOfSample(t.Context(), id, by, a))
	}
	waits := func() int {
		var n int
		must(t, d.View(t.Context(), func(tx *db.Tx) error {
			return tx.Row(t.Context(), `SELECT count(*) FROM waits WHERE kind = 'quality' AND role = 'coach' AND subject_id = $1`, id).Scan(&n)
		}))
		return n
	}
	for _, step := range []struct {
		by    account.PersonID
		move  evidence.SampleMove
		text  string
		want  string
		state evidence.SampleState
		waits int
	}{
		{marcus, evidence.Answer, "Done", "not found", evidence.SampleOpen, 0}, // the coach sees nothing yet
		{nia, evidence.Accept, "", "conflict", evidence.SampleOpen, 0},
		{nia, evidence.Require, " ", "wrong: text", evidence.SampleOpen, 0},
		{nia, evidence.Require, strings.Repeat("x", 20_001), "wrong: text", evidence.SampleOpen, 0},
		{nia, evidence.Require, "Name the page", "done", evidence.SampleAction, 1},
		{marcus, evidence.Agree, "It is fine", "forbidden", evidence.SampleAction, 1},
		{nia, evidence.Accept, "", "conflict", evidence.SampleAction, 1}, // not before it is answered
		{carys, evidence.Answer, "Mine", "not found", evidence.SampleAction, 1},
		{nia, evidence.Answer, "Mine", "not found", evidence.SampleAction, 1},
		{marcus, evidence.Answer, "", "wrong: text", evidence.SampleAction, 1},
		{marcus, evidence.Answer, "I named it", "done", evidence.SampleAnswered, 0},
		{nia, evidence.Require, "And the file", "done", evidence.SampleAction, 1},
		{marcus, evidence.Answer, "Both", "done", evidence.SampleAnswered, 0},
		{nia, evidence.Accept, " ", "wrong: text", evidence.SampleAnswered, 0}, // answered in words alone
		{nia, evidence.Accept, "I saw the file myself", "done", evidence.SampleClosed, 0},
		{nia, evidence.Agree, "", "conflict", evidence.SampleClosed, 0},
		{nia, evidence.Require, "I was wrong", "done", evidence.SampleAction, 1}, // a correction adds
		{nia, evidence.Agree, "", "wrong: text", evidence.SampleAction, 1},
		{nia, evidence.Agree, "It was right", "done", evidence.SampleAgreed, 0},
	} {
		got := say(step.by, step.move, step.text)
		sample, err := s.Sample(t.Context(), id, nia, true)
		must(t, err)
		if got != step.want || sample.State != step.state || waits() != step.waits {
			t.Errorf("%d says %s %.20q: %s, %s, %d waiting; want %s, %s, %d", step.by, step.move, step.text, got, sample.State, waits(), step.want, step.state, step.waits)
		}
	}
	sample, _ := s.Sample(t.Context(), id, marcus, false)
	if len(sample.Entries) != 7 || sample.Entries[0].Text != "Name the page" || sample.Entries[1].Piece != "version 1, accepted" {
		t.Errorf("kept %+v", sample.Entries)
	}
}

// TestNotesOnClaimsAreNotLost tells a second click from another note, written in
// a second window.
func TestNotesOnClaimsAreNotLost(t *testing.T) {
	s, _, _, id := sampling(t)
	claim := read(t, s, one(t, s, nia, evidence.IQASide).Item).Version.Claims[0].ID
	say := func(note string) string {
		return came(s.SayOfSample(t.Context(), id, nia, evidence.SampleAnswer{Move: evidence.Require, Text: "Look again", Claims: map[evidence.ClaimID]string{claim: note}}))
	}
	for _, tt := range []struct{ note, want string }{{"Page 3", "done"}, {" Page 3 ", "done"}, {"Page 4", "conflict"}, {"", "conflict"}} {
		if got := say(tt.note); got != tt.want {
			t.Errorf("with %q: %s; want %s", tt.note, got, tt.want)
		}
	}
}

func TestNobodySamplesTheirOwn(t *testing.T) {
	s, d, _, id := sampling(t)
	// Owain is an IQA who coached Carys when Marcus decided, and Nia another.
	must(t, exec(t, d, `INSERT INTO grants (person_id, role, scope, scope_id, granted_at, revoked_at) VALUES (5, 'coach', 'enrolment', 1, 0, 99999999999999)`))
	for who, want := range map[account.PersonID]string{marcus: "forbidden", owain: "forbidden", carys: "not found", nia: "done"} {
		list, err := s.Samples(t.Context(), evidence.SampleQuery{Reader: who, Side: evidence.IQASide})
		must(t, err)
		if sees := len(list.Rows) == 1; sees != (who == nia) {
			t.Errorf("%d sees it in the queue: %t", who, sees)
		}
		n, err := s.OpenSamples(t.Context(), who)
		must(t, err)
		if (n == 1) != (who == nia) {
			t.Errorf("%d is told of %d", who, n)
		}
		if who == nia {
			continue
		}
		if got := came(s.SayOfSample(t.Context(), id, who, evidence.SampleAnswer{Move: evidence.Agree})); got != want {
			t.Errorf("%d agrees with it: %s; want %s", who, got, want)
		}
	}
	must(t, s.SayOfSample(t.Context(), id, nia, evidence.SampleAnswer{Move: evidence.Agree}))
}

func TestACoachOfAnotherTimeMaySample(t *testing.T) {
	s, d, _, id := sampling(t)
	must(t, exec(t, d, `INSERT INTO grants (person_id, role, scope, scope_id, granted_at, revoked_at) VALUES (5, 'coach', 'enrolment', 1, 0, 1)`))
	must(t, s.SayOfSample(t.Context(), id, owain, evidence.SampleAnswer{Move: evidence.Agree}))
}

func TestTwoSampleAtOnce(t *testing.T) {
	s, _, _, id := sampling(t)
	said := make([]string, 2)
	var wg sync.WaitGroup
	for i, by := range []account.PersonID{nia, owain} {
		wg.Go(func() {
			said[i] = came(s.SayOfSample(t.Context(), id, by, evidence.SampleAnswer{Move: evidence.Require, Text: fmt.Sprint("From ", by)}))
		})
	}
	wg.Wait()
	if got := strings.Join(said, ", "); got != "done, conflict" && got != "conflict, done" {
		t.Errorf("both at once: %s; want one done, one conflict", got)
	}
	sample := one(t, s, nia, evidence.IQASide)
	full, err := s.Sample(t.Context(), sample.ID, nia, true)
	if err != nil || len(full.Entries) != 1 {
		t.Errorf("%d entries, %v; want 1", len(full.Entries), err)
	}
	again := evidence.SampleAnswer{Move: evidence.Require, Text: full.Entries[0].Text}
	if got := came(s.SayOfSample(t.Context(), id, full.Entries[0].By, again)); got != "done" {
		t.Errorf("clicking twice: %s", got)
	}
}

func TestPlansAreAdded(t *testing.T) {
	s, _, clock, _ := sampling(t)
	next := evidence.SamplingPlan{Seed: "gold", Random: 1, Why: "Less"}
	if got := outcome(s.AddSamplingPlan(t.Context(), owain, 0, &next)); got != "conflict" {
		t.Errorf("a plan made from none: %s; want conflict", got)
	}
	clock.Add(time.Hour)
	must(t, s.AddSamplingPlan(t.Context(), owain, 1, &next))
	plans, err := s.SamplingPlans(t.Context())
	if err != nil || len(plans) != 2 || plans[0].Version != 2 || plans[0].ByName != "Owain" || plans[1].Usual != 100 || !plans[0].From.After(plans[1].From) {
		t.Errorf("plans %+v, %v", plans, err)
	}
	seen, err := s.PreviewSampling(t.Context(), &plans[1], evidence.Month(dbtest.Noon))
	if err != nil || seen.Decisions != 1 || seen.Sampled != 1 || seen.By[evidence.UsualReason] != 1 {
		t.Errorf("preview %+v, %v", seen, err)
	}
}

// TestAMoveOfStandardChangesNoDraw moves an apprentice whose decisions were drawn
// to another version of the standard.
func TestAMoveOfStandardChangesNoDraw(t *testing.T) {
	s, d, clock, m := versions(t)
	must(t, exec(t, d, `INSERT INTO people (name, email, created_at) VALUES ('Nia', 'n@example.com', 0)`))
	must(t, s.AddSamplingPlan(t.Context(), nia, 0, &evidence.SamplingPlan{Seed: "gold", First: 1, Why: "The first on each standard"}))
	accept(t, s, submit(t, s, add(t, s, k1)))
	clock.Add(time.Minute)
	accept(t, s, submit(t, s, add(t, s, k2)))
	if n := number(t)(s.DrawSamples(t.Context(), 0)); n != 1 {
		t.Fatalf("%d drawn; want 1", n)
	}
	clock.Add(time.Hour)
	must(t, s.MoveStandard(t.Context(), marcus, m))
	if n := number(t)(s.DrawSamples(t.Context(), 0)); n != 0 {
		t.Errorf("the move drew %d more", n)
	}
	// The first decision on the new version is one more.
	accept(t, s, submit(t, s, add(t, s, newOther)))
	if n := number(t)(s.DrawSamples(t.Context(), 0)); n != 1 {
		t.Errorf("after a decision on the new version: %d drawn; want 1", n)
	}
	clock.Add(45 * 24 * time.Hour)
	number(t)(s.DrawSamples(t.Context(), 0))
	month := evidence.Month(dbtest.Noon)
	if draws, err := s.SamplingDraws(t.Context(), month, month); err != nil || len(draws) != 1 || !draws[0].Same || draws[0].Decisions != 3 {
		t.Errorf("draws %+v, %v; want one of 3, the same again", draws, err)
	}
}
