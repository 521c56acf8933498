package evidence_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/document"
	"touchstone/evidence"
	"touchstone/ksb"
)

// next is a second portfolio of Carys, on another standard, with the statements
// nextK1, nextS1 for another option, nextK2 retired and nextB1 that the employer
// verifies.
const (
	next                           evidence.PortfolioID = 3
	nextK1, nextS1, nextK2, nextB1 ksb.StatementID      = 7, 8, 9, 10
	nextK3                         ksb.StatementID      = 11
	nextPlan                                            = `{"reference":"N","version":"1","name":"N","methods":[{"key":"d","name":"D","portfolio":true,"statements":["k1","s1","k2","k3"]},{"key":"b","name":"B","verified":true,"statements":["b1"]}]}`
)

// going opens a store with an accepted piece of Carys, of a document of three
// pages, that claims K1 on page 2 and K2 and waits to be carried.
func going(t *testing.T) (*evidence.Store, *db.DB, evidence.Piece) {
	t.Helper()
	s, d, clock := open(t)
	for _, sql := range []string{
		`INSERT INTO standard_options (standard_id, position, name) VALUES (2, 1, 'Z')`,
		`INSERT INTO statements (standard_id, key, position, code, code_origin, type, title, summary, membership, retired_at) VALUES
		 (2, 's1', 2, '', 'none', 'skill', 'S1', '', 'options', NULL), (2, 'k2', 3, '', 'none', 'knowledge', 'K2', '', 'core', 1),
		 (2, 'b1', 4, '', 'none', 'behaviour', 'B1', '', 'core', NULL), (2, 'k3', 5, '', 'none', 'knowledge', 'K3', '', 'core', NULL)`,
		`INSERT INTO statement_options (statement_id, option_id) VALUES (8, 3)`,
		`INSERT INTO plans (standard_id, reference, version, name, example, document, created_at) VALUES (2, 'N', '1', 'N', 0, '` + nextPlan + `', 0)`,
		`INSERT INTO enrolments (apprentice_id, standard_id, option_id, plan_id, employer_id, coach_id, started_on, planned_end_on, created_at, updated_at)
		 VALUES (1, 2, NULL, 2, 1, 3, '2026-02-01', '2027-03-01', 0, 0)`,
	} {
		must(t, exec(t, d, sql))
	}
	must(t, d.Update(t.Context(), func(tx *db.Tx) error { return evidence.Recount(t.Context(), tx, next) }))
	p := add(t, s, k1, k2)
	f := addFile(t, s, p.ID, file("a", "log.pdf", document.Facts{Kind: document.PDF, Pages: 3}))
	p, err := s.SaveDraft(t.Context(), mine, p.ID, carys, p.Version.Revision, func(v *evidence.Version) {
		v.Claims[0].Places = []evidence.Place{{File: f.ID, Unit: evidence.Page, First: 2, Last: 2}, {Unit: evidence.Whole}}
	})
	must(t, err)
	accept(t, s, submit(t, s, p))
	clock.Add(time.Hour)
	return s, d, read(t, s, p.ID)
}

func carry(from evidence.Piece, claims ...evidence.CarryClaim) evidence.Carry {
	return evidence.Carry{From: mine, Item: from.ID, Claims: claims}
}

func TestCarry(t *testing.T) {
	s, d, from := going(t)
	ctx := t.Context()
	c := carry(from, evidence.CarryClaim{From: from.Version.Claims[0].ID, To: nextK1, Score: 90, Reason: "The wording is the same."})
	p, err := s.Carry(ctx, next, carys, c)
	must(t, err)
	if p.State != evidence.Draft || p.Number != 1 || p.Title != from.Title || p.Version.Action != "I rang." || !p.Version.OwnWork {
		t.Errorf("carried %+v", p)
	}
	got, err := s.Item(ctx, next, p.ID, evidence.Own)
	must(t, err)
	v := got.Version
	if len(v.Files) != 1 || v.Files[0].Portfolio != next || v.Files[0].Blob != from.Version.Files[0].Blob || v.Files[0].ID == from.Version.Files[0].ID {
		t.Fatalf("files: %+v", v.Files)
	}
	if len(v.Claims) != 1 || v.Claims[0].Statement != nextK1 || v.Claims[0].Verdict != evidence.Undecided || v.Claims[0].How != "I did it." ||
		!slices.Equal(v.Claims[0].Places, []evidence.Place{{File: v.Files[0].ID, Unit: evidence.Page, First: 2, Last: 2}, {Unit: evidence.Whole}}) {
		t.Fatalf("claims: %+v", v.Claims)
	}
	if _, err := s.Item(ctx, next, p.ID, evidence.Shared); outcome(err) != "not found" {
		t.Errorf("the coach sees a draft: %v", err)
	}
	if cover, _ := s.Coverage(ctx, next); cover[nextK1].State != evidence.Draft || len(cover) != 1 {
		t.Errorf("coverage: %v", cover)
	}
	for _, portfolio := range []evidence.PortfolioID{mine, next} {
		if wrong, err := s.AuditCoverage(ctx, portfolio); err != nil || len(wrong) > 0 {
			t.Errorf("coverage of %d is wrong: %v, %v", portfolio, wrong, err)
		}
	}
	indexed(t, d)
	if after := read(t, s, from.ID); after.UpdatedAt != from.UpdatedAt || after.State != evidence.Accepted {
		t.Errorf("the source changed: %+v", after.Item)
	}
	origins := func(version evidence.Version) (evidence.Origin, evidence.ClaimOrigin) {
		o, err := s.Origins(ctx, next, p.ID)
		must(t, err)
		return o.Items[p.ID], o.Claims[version.Claims[0].ID][0]
	}
	item, of := origins(v)
	if item.Portfolio != mine || item.Number != from.Number || item.Version != 1 || item.Standard != "ST0001 v1" || item.ByName != "Carys" {
		t.Errorf("origin: %+v", item)
	}
	if of.Statement != "K1 K1" || of.By != "Marcus" || !of.Stands || of.Score != 90 || of.At.IsZero() {
		t.Errorf("origin of the claim: %+v", of)
	}

	// Returned, the next draft still says where its claim came from.
	got, err = s.Submit(ctx, next, p.ID, carys, v.Revision)
	must(t, err)
	must(t, s.Decide(ctx, next, p.ID, got.Version.ID, marcus, review(got, evidence.ReturnedVerdict, evidence.ReferredVerdict)))
	got, err = s.Item(ctx, next, p.ID, evidence.Own)
	must(t, err)
	if _, of := origins(got.Version); of.Statement != "K1 K1" {
		t.Errorf("origin in the next draft: %+v", of)
	}
	// Taken away there, it goes with its origin.
	_, err = s.SaveDraft(ctx, next, p.ID, carys, got.Version.Revision, func(v *evidence.Version) { v.Claims = nil })
	must(t, err)

	// Taken back where it came from, it is no longer said to stand.
	must(t, exec(t, d, fmt.Sprintf(`UPDATE claims SET verdict = 'referred' WHERE id = %d`, from.Version.Claims[0].ID)))
	if _, of := origins(v); of.Stands {
		t.Error("a claim that was referred since is said to be accepted")
	}
}

func TestCarryOnce(t *testing.T) {
	s, _, from := going(t)
	ctx := t.Context()
	first := carry(from, evidence.CarryClaim{From: from.Version.Claims[0].ID, To: nextK1})
	var wg sync.WaitGroup
	ids := make([]evidence.ItemID, 6)
	for i := range ids {
		wg.Go(func() {
			p, err := s.Carry(ctx, next, carys, first)
			if ids[i] = p.ID; err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if slices.ContainsFunc(ids, func(id evidence.ItemID) bool { return id != ids[0] }) {
		t.Fatalf("carried as %v", ids)
	}
	other := carry(from, evidence.CarryClaim{From: from.Version.Claims[1].ID, To: nextK3})
	if _, err := s.Carry(ctx, next, carys, other); outcome(err) != "conflict" {
		t.Errorf("another tab with other claims: %v", err)
	}
	list, err := s.Carriables(ctx, next, mine)
	must(t, err)
	if len(list) != 1 || list[0].As == nil || list[0].As.Item != ids[0] || list[0].As.Submitted {
		t.Errorf("listed: %+v", list)
	}

	// Thrown away, it can be carried again; then the first does not come back.
	must(t, s.RemoveDraft(ctx, next, ids[0], carys))
	if list, err = s.Carriables(ctx, next, mine); err != nil || list[0].As != nil {
		t.Errorf("listed after it was thrown away: %+v, %v", list, err)
	}
	again, err := s.Carry(ctx, next, carys, other)
	if err != nil || again.ID == ids[0] {
		t.Fatalf("carried again: %+v, %v", again, err)
	}
	if got := outcome(s.Restore(ctx, next, ids[0], carys)); got != "conflict" {
		t.Errorf("bringing the first back: %s", got)
	}
	must(t, s.RemoveDraft(ctx, next, again.ID, carys))
	must(t, s.Restore(ctx, next, ids[0], carys))
}

func TestCarryRefuses(t *testing.T) {
	s, d, from := going(t)
	waiting := submit(t, s, add(t, s, k1))
	to := func(id ksb.StatementID) []evidence.CarryClaim {
		return []evidence.CarryClaim{{From: from.Version.Claims[0].ID, To: id}}
	}
	field := fmt.Sprintf("wrong: to-%d", from.Version.Claims[0].ID)
	tests := []struct {
		name string
		into evidence.PortfolioID
		by   account.PersonID
		c    evidence.Carry
		want string
	}{
		{"nothing ticked", next, carys, evidence.Carry{From: mine, Item: from.ID}, "wrong: claims"},
		{"no statement", next, carys, carry(from, to(0)...), field},
		{"of another option", next, carys, carry(from, to(nextS1)...), field},
		{"retired", next, carys, carry(from, to(nextK2)...), field},
		{"verified by the employer", next, carys, carry(from, to(nextB1)...), field},
		{"of the old standard", next, carys, carry(from, to(k1)...), field},
		{"two to one", next, carys, carry(from, evidence.CarryClaim{From: from.Version.Claims[0].ID, To: nextK1}, evidence.CarryClaim{From: from.Version.Claims[1].ID, To: nextK1}),
			fmt.Sprintf("wrong: to-%d", from.Version.Claims[1].ID)},
		{"a piece that waits", next, carys, evidence.Carry{From: mine, Item: waiting.ID, Claims: []evidence.CarryClaim{{From: waiting.Version.Claims[0].ID, To: nextK1}}}, "conflict"},
		{"a claim of another piece", next, carys, evidence.Carry{From: mine, Item: from.ID, Claims: []evidence.CarryClaim{{From: waiting.Version.Claims[0].ID, To: nextK1}}}, "conflict"},
		{"by the coach", next, marcus, carry(from, to(nextK1)...), "not found"},
		{"into somebody else's", 2, dewi, carry(from, to(k1)...), "not found"},
		{"into itself", mine, carys, carry(from, to(k1)...), "not found"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := s.Carry(t.Context(), tt.into, tt.by, tt.c); outcome(err) != tt.want {
				t.Errorf("Carry = %v; want %s", err, tt.want)
			}
		})
	}
	for _, into := range []evidence.PortfolioID{2, mine, 99} {
		if _, err := s.Carriables(t.Context(), into, mine); outcome(err) != "not found" {
			t.Errorf("what may be carried into %d: %v", into, err)
		}
	}
	if from, err := s.CarrySources(t.Context(), 2); err != nil || len(from) > 0 {
		t.Errorf("from another's portfolios: %v, %v", from, err)
	}
	if from, err := s.CarrySources(t.Context(), next); err != nil || !slices.Equal(from, []evidence.PortfolioID{mine}) {
		t.Errorf("from one's own: %v, %v", from, err)
	}
	// Two that became one when the standard changed may be undecided in a piece that
	// counts.
	must(t, exec(t, d, fmt.Sprintf(`UPDATE claims SET verdict = '' WHERE id = %d`, from.Version.Claims[1].ID)))
	if _, err := s.Carry(t.Context(), next, carys, carry(from, evidence.CarryClaim{From: from.Version.Claims[1].ID, To: nextK1})); outcome(err) != "conflict" {
		t.Errorf("a claim that is not accepted: %v", err)
	}
	var n int
	must(t, d.View(t.Context(), func(tx *db.Tx) error {
		return tx.Row(t.Context(), `SELECT count(*) FROM items WHERE portfolio_id <> 1`).Scan(&n)
	}))
	if n != 0 {
		t.Errorf("%d pieces were carried after all", n)
	}
}

func TestProposeCarry(t *testing.T) {
	std := func(id ksb.StatementID, keys ...string) *ksb.Standard {
		s := &ksb.Standard{}
		for i, key := range keys {
			s.Statements = append(s.Statements, ksb.Statement{ID: id + ksb.StatementID(i), Key: key, Type: "skill", Official: "Write letters about " + key + "."})
		}
		return s
	}
	from, to := std(1, "arrears", "meetings", "insolvency"), std(11, "insolvency", "arrears", "meetings")
	list := []evidence.Carriable{
		{Piece: evidence.Piece{Item: evidence.Item{Number: 1}}, Claims: []evidence.CarriableClaim{{Claim: evidence.Claim{Statement: 2}}}},
		{Piece: evidence.Piece{Item: evidence.Item{Number: 2}}, Claims: []evidence.CarriableClaim{{Claim: evidence.Claim{Statement: 1}}}, As: &evidence.Carried{}},
		{Piece: evidence.Piece{Item: evidence.Item{Number: 3}}, Claims: []evidence.CarriableClaim{{Claim: evidence.Claim{Statement: 2}}, {Claim: evidence.Claim{Statement: 3}}}},
	}
	evidence.ProposeCarry(list, from, to, to.Statements[:2]) // meetings are out of reach
	evidence.SortCarry(list)
	if list[0].Piece.Number != 3 || list[1].Piece.Number != 1 || list[2].Piece.Number != 2 {
		t.Errorf("order: %d, %d, %d", list[0].Piece.Number, list[1].Piece.Number, list[2].Piece.Number)
	}
	best := list[0].Claims[0]
	if best.Statement != 3 || best.Proposals[0].Statement.ID != 11 || best.Proposals[0].Score != 100 {
		t.Errorf("best: %+v", best)
	}
	for _, c := range list[1].Claims {
		for _, p := range c.Proposals {
			if p.Statement.ID == 13 {
				t.Error("a statement out of reach is proposed")
			}
		}
	}
	if score, reason := best.Proposed(12); score == 100 || reason == "" {
		t.Errorf("chosen by hand: %d, %s", score, reason)
	}
}
