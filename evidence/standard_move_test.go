package evidence_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"touchstone/app/db"
	"touchstone/app/db/dbtest"
	"touchstone/app/document"
	"touchstone/app/programme"
	"touchstone/evidence"
	"touchstone/evidence/search"
	"touchstone/ksb"
)

// The statements of version 2 of the standard: K1 is gone, K2 is K1 there, K3
// and S1 became one, new2 is new.
const (
	newK1, newS1, newOther ksb.StatementID = 8, 9, 10
	newX                   ksb.OptionID    = 3
)

// versions opens a store with two versions of the standard. Carys is on the first.
func versions(t *testing.T) (*evidence.Store, *db.DB, *dbtest.Clock, *evidence.StandardMove) {
	t.Helper()
	s, d, clock := open(t)
	for _, sql := range []string{
		`UPDATE standards SET minimum_hours = 100`,
		`INSERT INTO standards (reference, version, title, level, types, source, minimum_hours, created_at, updated_at) VALUES ('ST0001', '2', 'A', 3, '[]', '', 200, 0, 0)`,
		`INSERT INTO standard_options (standard_id, position, name) VALUES (3, 1, 'X')`,
		`INSERT INTO statements (standard_id, key, position, code, code_origin, type, title, summary, membership, retired_at) VALUES
		 (3, 'k1', 1, 'K1', 'official', 'knowledge', 'K2', '', 'core', NULL), (3, 's1', 2, 'S1', 'official', 'skill', 'S1', '', 'core', NULL),
		 (3, 'k9', 3, 'K9', 'official', 'knowledge', 'K9', '', 'core', NULL)`,
		`INSERT INTO plans (standard_id, reference, version, name, example, document, created_at) VALUES (3, 'P', '2', 'P', 0, '` + plan + `', 0)`,
		`INSERT INTO grants (person_id, role, scope, scope_id, granted_at) VALUES (1, 'apprentice', 'enrolment', 1, 0), (3, 'coach', 'enrolment', 1, 0)`,
	} {
		must(t, exec(t, d, sql))
	}
	std := ksb.NewStore(d)
	from, err := std.Standard(t.Context(), 1)
	must(t, err)
	to, err := std.Standard(t.Context(), 3)
	must(t, err)
	return s, d, clock, &evidence.StandardMove{From: from, To: to, Enrolments: []programme.EnrolmentID{mine}, Options: map[ksb.OptionID]ksb.OptionID{1: newX},
		Mapping: []evidence.Becomes{{From: k1, Reason: "Nothing is like it."}, {From: k2, To: newK1, Score: 100, Reason: "The wording is the same."}, {From: k3, To: newS1, Score: 60, Reason: "So."}, {From: s1, To: newS1, Score: 90, Reason: "So."}}}
}

// audited fails the test if anything that is summed up is not what it comes to.
func audited(t *testing.T, s *evidence.Store) {
	t.Helper()
	if _, err := s.AuditAll(t.Context(), nil, func(w evidence.Wrong) { t.Errorf("coverage is wrong: %+v", w) }); err != nil {
		t.Error(err)
	}
	must(t, s.AuditProgress(t.Context(), nil, func(id evidence.PortfolioID, what string) { t.Errorf("progress is wrong: %s", what) }))
	if wrong, err := s.AuditTurnarounds(t.Context()); err != nil || len(wrong) > 0 {
		t.Errorf("turnarounds are wrong: %v, %v", wrong, err)
	}
}

// indexed fails the test if making the index of what can be found anew changes it.
func indexed(t *testing.T, d *db.DB) {
	t.Helper()
	must(t, d.Update(t.Context(), func(tx *db.Tx) error {
		docs := func() (all string) {
			const query = `SELECT item_id, kind, ref_id, own, shared, digest FROM search_docs ORDER BY item_id, kind, ref_id`
			must(t, tx.Each(t.Context(), query, nil, func(scan func(...any) error) error {
				var item, ref, digest int64
				var kind, own, shared string
				err := scan(&item, &kind, &ref, &own, &shared, &digest)
				all += fmt.Sprintln(item, kind, ref, own, shared, digest)
				return err
			}))
			return all
		}
		before := docs()
		var items []int64
		must(t, tx.Each(t.Context(), `SELECT id FROM items`, nil, func(scan func(...any) error) error {
			var id int64
			err := scan(&id)
			items = append(items, id)
			return err
		}))
		must(t, search.Index(t.Context(), tx, items...))
		if after := docs(); before != after || before == "" {
			t.Errorf("the index was\n%sand is\n%s", before, after)
		}
		return nil
	}))
}

// claimsOf says which statements a version claims, with their verdicts.
func claimsOf(v *evidence.Version) string {
	var out []string
	for _, c := range v.Claims {
		out = append(out, strings.TrimSpace(fmt.Sprint(c.Statement, " ", c.Verdict)))
	}
	return strings.Join(out, ", ")
}

func TestMoveStandard(t *testing.T) {
	s, d, clock, m := versions(t)
	ctx := t.Context()
	p := add(t, s, k1, k2, k3, s1)
	f := addFile(t, s, p.ID, file("a", "log.pdf", document.Facts{Kind: document.PDF, Pages: 3}))
	p, err := s.SaveDraft(ctx, mine, p.ID, carys, p.Version.Revision, func(v *evidence.Version) {
		v.Claims[3].How, v.Claims[3].Places = "And this.", []evidence.Place{{File: f.ID, Unit: evidence.Page, First: 2, Last: 2}}
	})
	must(t, err)
	accept(t, s, submit(t, s, p))
	clock.Add(time.Minute)
	revised, err := s.Revise(ctx, mine, p.ID, carys)
	must(t, err)
	waiting := submit(t, s, add(t, s, k2))
	back := submit(t, s, add(t, s, k2, k1))
	giveBack(t, s, back)
	draft, away, only := add(t, s, k2), add(t, s, k2), add(t, s, k1)
	must(t, s.RemoveDraft(ctx, mine, away.ID, carys))
	before := read(t, s, p.ID)
	var events int
	count := func(query string) (n int) {
		must(t, d.View(ctx, func(tx *db.Tx) error { return tx.Row(ctx, query).Scan(&n) }))
		return n
	}
	events = count(`SELECT count(*) FROM events`)
	clock.Add(time.Hour)
	must(t, s.MoveStandard(ctx, marcus, m))
	audited(t, s)
	indexed(t, d)

	if n := count(`SELECT count(*) FROM events`) - events; n != 1 {
		t.Errorf("%d events", n)
	}
	if n := count(`SELECT count(*) FROM enrolments WHERE id = 1 AND standard_id = 3 AND option_id = 3 AND plan_id IS NULL`); n != 1 {
		t.Error("the enrolment is not on the other version, or keeps the plan of the old one")
	}
	if n := count(`SELECT count(*) FROM notices WHERE kind = 'standard moved' AND person_id IN (1, 3)`); n != 1 { // by is not told
		t.Errorf("%d notices", n)
	}
	if n := count(`SELECT hours_target FROM standings WHERE enrolment_id = 1`); n == 0 {
		t.Error("the hours are not reckoned anew")
	}
	// The accepted piece counts with what its claims became; K3 and S1 are one.
	piece := read(t, s, p.ID)
	all, err := s.Versions(ctx, mine, p.ID, evidence.Own)
	must(t, err)
	if len(all) != 3 || piece.Counts != all[1].ID || piece.Latest != all[0].ID || all[1].MovedFrom != all[2].ID || all[0].MovedFrom != 0 {
		t.Fatalf("versions: %+v", all)
	}
	if got := claimsOf(&all[1]); got != "1 accepted, 8 accepted, 9 accepted" || all[1].State != evidence.Accepted || !all[1].DecidedAt.Equal(all[2].DecidedAt) {
		t.Errorf("it counts with %s", got)
	}
	if joined := all[1].Claims[2]; joined.How != "I did it.\n\nAnd this." || len(joined.Places) != 2 || joined.Places[1].File != f.ID {
		t.Errorf("joined: %+v", joined)
	}
	if got := claimsOf(&all[2]); got != "1 accepted, 2 accepted, 3 accepted, 4 accepted" {
		t.Errorf("what was submitted claims %s", got)
	}
	if got := claimsOf(&all[0]); got != "1, 8, 9" || all[0].State != evidence.Draft || all[0].Revision <= revised.Version.Revision {
		t.Errorf("the revision claims %s", got)
	}
	if list := all[1].Decisions; len(list) != 5 || !list[0].Before || list[1].Claim != all[1].Claims[1].ID || list[3].Claim != all[1].Claims[2].ID {
		t.Errorf("its decisions: %+v", list)
	}
	if o, err := s.Origins(ctx, mine, p.ID); err != nil || len(o.Claims[all[1].Claims[2].ID]) != 2 || !strings.Contains(o.Of(p.ID, &all[1].Claims[0]), "No longer in the standard") ||
		!strings.Contains(o.Of(p.ID, &all[1].Claims[1]), "Claimed as K2 K2 of ST0001 v1") {
		t.Errorf("origins: %+v, %v", o.Claims, err)
	}
	covers, err := s.Coverage(ctx, mine)
	must(t, err)
	if covers[newK1].State != evidence.Accepted || covers[newS1].State != evidence.Accepted || covers[newOther].State != evidence.None {
		t.Errorf("coverage: %v", covers)
	}
	if n := count(`SELECT 100 * accepted + total FROM standings WHERE enrolment_id = 1`); n != 203 {
		t.Errorf("standing: %d", n)
	}
	// What waits still waits, and is decided where it is.
	w := read(t, s, waiting.ID)
	if w.State != evidence.Submitted || claimsOf(&w.Version) != "8" || !w.Version.SubmittedAt.Equal(waiting.Version.SubmittedAt) {
		t.Errorf("what waits: %+v", w)
	}
	if err := s.Decide(ctx, mine, w.ID, waiting.Version.ID, marcus, review(waiting, evidence.AcceptedVerdict, evidence.AcceptedVerdict)); outcome(err) != "conflict" {
		t.Errorf("deciding on what it was: %v", err)
	}
	if q, err := s.Queue(ctx, evidence.QueueQuery{Coach: marcus}); err != nil || len(q.Rows) != 1 || q.Rows[0].Times != 1 || q.Rows[0].Claims != 1 {
		t.Errorf("the queue: %+v, %v", q.Rows, err)
	}
	// What came back is a draft with its claims moved; what the coach said stays.
	b := read(t, s, back.ID)
	if b.State != evidence.Returned || claimsOf(&b.Version) != "8, 1" {
		t.Errorf("what came back: %s, %s", b.State, claimsOf(&b.Version))
	}
	if seen, err := s.Item(ctx, mine, back.ID, evidence.Shared); err != nil || claimsOf(&seen.Version) != "2 referred, 1 referred" || len(seen.Version.Decisions) == 0 {
		t.Errorf("to the coach: %+v, %v", seen.Version, err)
	}
	// A tab that was open cannot write over it.
	if _, err := s.SaveDraft(ctx, mine, draft.ID, carys, draft.Version.Revision, func(v *evidence.Version) { v.Action = "Late." }); outcome(err) != "conflict" {
		t.Errorf("saving over a draft that was moved: %v", err)
	}
	must(t, s.Restore(ctx, mine, away.ID, carys))
	if got := read(t, s, away.ID); claimsOf(&got.Version) != "8" {
		t.Errorf("brought back it claims %s", claimsOf(&got.Version))
	}
	if got := read(t, s, only.ID); got.Latest != only.Latest || claimsOf(&got.Version) != "1" {
		t.Errorf("what became nothing else: %s", claimsOf(&got.Version))
	}
	moves, err := s.Moves(ctx, mine)
	must(t, err)
	if len(moves) != 1 || moves[0].Lost() != 1 || len(moves[0].Became) != 4 || moves[0].PlanTo != "" || moves[0].Plan != "P 1" || moves[0].Accepted != [2]int{4, 2} || moves[0].OptionTo != "X" {
		t.Errorf("the record: %+v", moves)
	}
	if after := before; after.Version.ID == piece.Version.ID {
		t.Error("nothing moved")
	}
	audited(t, s)
	if err := s.MoveStandard(ctx, marcus, m); outcome(err) != "conflict" {
		t.Errorf("moved twice: %v", err)
	}
}

func TestWhatWasMovedGoesOn(t *testing.T) {
	s, d, clock, m := versions(t)
	ctx := t.Context()
	accepted := submit(t, s, add(t, s, k2))
	accept(t, s, accepted)
	waiting := submit(t, s, add(t, s, k2))
	clock.Add(time.Hour)
	must(t, exec(t, d, `UPDATE standards SET title = 'B' WHERE id = 3`))
	must(t, exec(t, d, `INSERT INTO submissions (portfolio_id, attempt, organisation_id, plan_id, state, document, digest, by_id, at) VALUES (1, 1, 1, 1, 'ready', '', '', 3, 0)`))
	must(t, s.MoveStandard(ctx, marcus, m))

	// What was handed over is of the version that it was handed over of.
	handed, _, err := s.Submissions(ctx, evidence.SubmissionQuery{})
	if err != nil || len(handed) != 1 || handed[0].StandardTitle != "A" {
		t.Errorf("handed over: %+v, %v", handed, err)
	}

	// Taken back, nothing of it is left for others to see.
	_, err = s.Withdraw(ctx, mine, waiting.ID, carys)
	must(t, err)
	if _, err := s.Item(ctx, mine, waiting.ID, evidence.Shared); outcome(err) != "not found" {
		t.Errorf("what was taken back: %v", err)
	}
	audited(t, s)

	indexed(t, d)
	// Corrected, the version that counted goes back, and the one before the move
	// does not count instead.
	p := read(t, s, accepted.ID)
	at := slices.IndexFunc(p.Version.Decisions, func(x evidence.Decision) bool { return x.Claim != 0 })
	must(t, s.Correct(ctx, mine, accepted.ID, marcus, true, evidence.Correction{Decision: p.Version.Decisions[at].ID, Verdict: evidence.ReferredVerdict, Feedback: "Look again."}))
	if p = read(t, s, accepted.ID); p.Counts != 0 || p.State != evidence.Returned || claimsOf(&p.Version) != "8" {
		t.Errorf("after the correction: %+v", p.Item)
	}
	seen, err := s.Item(ctx, mine, accepted.ID, evidence.Shared)
	must(t, err)
	if claimsOf(&seen.Version) != "8 referred" || seen.Version.Number != 2 {
		t.Errorf("to the coach: %s of version %d", claimsOf(&seen.Version), seen.Version.Number)
	}
	audited(t, s)

	// And on to a third version, which is the first again.
	back := &evidence.StandardMove{From: m.To, To: m.From, Enrolments: m.Enrolments, Options: map[ksb.OptionID]ksb.OptionID{newX: 1}, Plan: 1, Mapping: []evidence.Becomes{{From: newK1, To: k2}}}
	must(t, s.MoveStandard(ctx, marcus, back))
	if p = read(t, s, accepted.ID); claimsOf(&p.Version) != "2" {
		t.Errorf("moved on: %s", claimsOf(&p.Version))
	}
	var ids []ksb.StandardID
	must(t, d.View(ctx, func(tx *db.Tx) (err error) {
		ids, err = programme.EarlierStandardsIn(ctx, tx, mine)
		return err
	}))
	if !slices.Equal(ids, []ksb.StandardID{1, 3}) {
		t.Errorf("earlier standards: %v", ids)
	}
	audited(t, s)
}

func TestMoveStandardRefuses(t *testing.T) {
	s, d, _, m := versions(t)
	ctx := t.Context()
	submit(t, s, add(t, s, k2))
	tests := []struct {
		name   string
		change func(*evidence.StandardMove)
		want   string
	}{
		{"nobody", func(m *evidence.StandardMove) { m.Enrolments = nil }, "wrong: enrolment"},
		{"too many", func(m *evidence.StandardMove) { m.Enrolments = make([]programme.EnrolmentID, evidence.MaxMoved+1) }, "wrong: enrolment"},
		{"to a statement of the old version", func(m *evidence.StandardMove) { m.Mapping[1].To = k2 }, "wrong: map-2"},
		{"claimed meanwhile", func(m *evidence.StandardMove) { m.Mapping = m.Mapping[2:] }, "conflict"},
		{"a plan of the old version", func(m *evidence.StandardMove) { m.Plan = 1 }, "wrong: plan"},
		{"an option of the old version", func(m *evidence.StandardMove) { m.Options[1] = 1 }, "wrong: option"},
		{"another standard", func(m *evidence.StandardMove) {
			to, err := ksb.NewStore(d).Standard(ctx, 2)
			must(t, err)
			m.Options = nil
			m.To, m.Mapping = to, []evidence.Becomes{{From: k2, To: foreign}}
		}, "wrong: to"},
		{"one of two cannot", func(m *evidence.StandardMove) { m.Enrolments = []programme.EnrolmentID{mine, 99} }, "not found"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			again := *m
			again.Mapping, again.Options = slices.Clone(m.Mapping), map[ksb.OptionID]ksb.OptionID{1: newX}
			tt.change(&again)
			if got := outcome(s.MoveStandard(ctx, marcus, &again)); got != tt.want {
				t.Errorf("MoveStandard: %s; want %s", got, tt.want)
			}
		})
	}
	var n int
	must(t, d.View(ctx, func(tx *db.Tx) error {
		return tx.Row(ctx, `SELECT (SELECT count(*) FROM standard_moves) + (SELECT count(*) FROM versions WHERE moved_from IS NOT NULL) + (SELECT count(*) FROM enrolments WHERE standard_id = 3)`).Scan(&n)
	}))
	if n != 0 {
		t.Error("something was moved after all")
	}
}

func TestProposeMove(t *testing.T) {
	std := func(id ksb.StatementID, lines ...string) *ksb.Standard {
		s := &ksb.Standard{Options: []ksb.Option{{ID: ksb.OptionID(id), Name: "Collections "}, {ID: ksb.OptionID(id + 1), Name: fmt.Sprint("Only ", id)}}}
		for i, line := range lines {
			s.Statements = append(s.Statements, ksb.Statement{ID: id + ksb.StatementID(i), Key: fmt.Sprint("k", i), Code: ksb.Code(fmt.Sprint("S", i+1)), Type: "skill", Official: line})
		}
		return s
	}
	from := std(1, "Write letters to debtors.", "Reconcile the ledger each month.", "Climb ladders.")
	to := std(11, "Reconcile the ledger each month.", "Write letters to debtors.")
	list, _ := evidence.ProposeMove(from, to, []evidence.Claimed{{Statement: 1}, {Statement: 3}})
	text, _ := json.Marshal(list)
	if len(list) != 2 || list[0].To != 12 || list[0].Score != 100 || list[1].To != 0 || list[1].Reason == "" {
		t.Errorf("proposed: %s", text)
	}
	if byName := evidence.ByName(from, to); len(byName) != 1 || byName[1] != 11 {
		t.Errorf("options: %v", byName)
	}
	m := evidence.StandardMove{Mapping: list}
	after := m.After(map[ksb.StatementID]evidence.Cover{1: {State: evidence.Accepted, Pieces: 2, Accepted: 1}, 3: {State: evidence.Accepted}})
	if len(after) != 1 || after[12].State != evidence.Accepted {
		t.Errorf("after: %v", after)
	}
}
