package evidence_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/blob"
	"touchstone/app/db"
	"touchstone/app/db/dbtest"
	"touchstone/app/document"
	"touchstone/app/fault"
	"touchstone/evidence"
	"touchstone/ksb"
)

// The people, portfolios and statements of every test.
const (
	carys  account.PersonID = 1 // an apprentice, portfolio 1, option X
	dewi   account.PersonID = 2 // an apprentice, portfolio 2, option Y
	marcus account.PersonID = 3 // their coach

	mine   evidence.PortfolioID = 1
	theirs evidence.PortfolioID = 2

	k1, k2, k3    ksb.StatementID = 1, 2, 3 // core
	s1, s2        ksb.StatementID = 4, 5    // of options X and Y
	gone, foreign ksb.StatementID = 6, 7    // retired; of another standard
)

const plan = `{"reference":"P","version":"1","name":"P","regime":"end-point","words":{},"methods":[],
	"portfolio":{"reflection":"allowed","kinds_barred":["training record"],"media_minutes":5,"locator":true,"ai_declaration":true}}`

// open returns a store that knows the people and portfolios above. Portfolio 1
// has a plan with rules, portfolio 2 has none.
func open(t *testing.T) (*evidence.Store, *db.DB, *dbtest.Clock) {
	t.Helper()
	d, clock := dbtest.OpenAt(t, dbtest.Noon)
	err := d.Update(t.Context(), func(tx *db.Tx) error {
		for _, sql := range []string{
			`INSERT INTO people (name, email, created_at) VALUES ('Carys', 'c@example.com', 0), ('Dewi', 'd@example.com', 0), ('Marcus', 'm@example.com', 0)`,
			`INSERT INTO organisations (kind, name, created_at) VALUES ('employer', 'Ashbrook', 0)`,
			`INSERT INTO standards (reference, version, title, level, types, source, created_at, updated_at) VALUES ('ST0001', '1', 'A', 3, '[]', '', 0, 0), ('ST0002', '1', 'B', 2, '[]', '', 0, 0)`,
			`INSERT INTO standard_options (standard_id, position, name) VALUES (1, 1, 'X'), (1, 2, 'Y')`,
			`INSERT INTO statements (standard_id, key, position, code, code_origin, type, title, summary, membership, retired_at) VALUES
			 (1, 'k1', 1, 'K1', 'official', 'knowledge', 'K1', '', 'core', NULL), (1, 'k2', 2, 'K2', 'official', 'knowledge', 'K2', '', 'core', NULL),
			 (1, 'k3', 3, 'K3', 'official', 'knowledge', 'K3', '', 'unknown', NULL), (1, 's1', 4, 'S1', 'official', 'skill', 'S1', '', 'options', NULL),
			 (1, 's2', 5, 'S2', 'official', 'skill', 'S2', '', 'options', NULL), (1, 's3', 6, 'S3', 'official', 'skill', 'S3', '', 'core', 1),
			 (2, 'k1', 1, '', 'none', 'knowledge', 'K1', '', 'core', NULL)`,
			`INSERT INTO statement_options (statement_id, option_id) VALUES (4, 1), (5, 2)`,
			`INSERT INTO plans (standard_id, reference, version, name, example, document, created_at) VALUES (1, 'P', '1', 'P', 1, '` + plan + `', 0)`,
			`INSERT INTO enrolments (apprentice_id, standard_id, option_id, plan_id, employer_id, coach_id, started_on, planned_end_on, created_at, updated_at) VALUES
			 (1, 1, 1, 1, 1, 3, '2025-09-01', '2027-03-01', 0, 0), (2, 1, 2, NULL, 1, 3, '2025-09-01', '2027-03-01', 0, 0)`,
		} {
			if _, err := tx.Exec(t.Context(), sql); err != nil {
				return fmt.Errorf("%s: %w", sql, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return evidence.NewStore(d), d, clock
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v", err)
	}
}

// outcome returns "done" for nil, "wrong: " and the fields for fault.Invalid,
// the kind for conflicts and what is not there, and the text of any other error.
func outcome(err error) string {
	switch {
	case err == nil:
		return "done"
	case fault.Is(err, fault.Invalid):
		return "wrong: " + strings.Join(slices.Sorted(maps.Keys(fault.Of(err).Fields)), " ")
	case fault.Is(err, fault.Conflict):
		return "conflict"
	case fault.Is(err, fault.NotFound):
		return "not found"
	}
	return err.Error()
}

// march returns a day in March 2026. The clock of a test stands at noon on the 5th.
func march(day int) time.Time { return time.Date(2026, time.March, day, 0, 0, 0, 0, time.UTC) }

// whole returns the text of a draft that could be submitted but for its claims.
func whole() evidence.Version {
	return evidence.Version{Title: "Call log", Kind: evidence.WorkProduct, From: march(2), Action: "I rang.",
		OwnWork: true, AI: evidence.AINotUsed}
}

func claim(id ksb.StatementID) evidence.Claim {
	return evidence.Claim{Statement: id, How: "I did it.", Places: []evidence.Place{{Unit: evidence.Whole}}}
}

// add stores a piece of portfolio 1 that claims those statements.
func add(t *testing.T, s *evidence.Store, ids ...ksb.StatementID) evidence.Piece {
	t.Helper()
	p, err := s.AddItem(t.Context(), mine, carys, whole())
	must(t, err)
	p, err = s.SaveDraft(t.Context(), mine, p.ID, carys, p.Version.Revision, func(v *evidence.Version) {
		for _, id := range ids {
			v.Claims = append(v.Claims, claim(id))
		}
	})
	must(t, err)
	return p
}

func submit(t *testing.T, s *evidence.Store, p evidence.Piece) evidence.Piece {
	t.Helper()
	p, err := s.Submit(t.Context(), mine, p.ID, carys, p.Version.Revision)
	must(t, err)
	return p
}

// accept decides a submitted piece with every claim accepted.
func accept(t *testing.T, s *evidence.Store, p evidence.Piece) {
	t.Helper()
	must(t, s.Decide(t.Context(), mine, p.ID, p.Version.ID, marcus, review(p, evidence.AcceptedVerdict, evidence.AcceptedVerdict)))
}

func review(p evidence.Piece, whole evidence.Verdict, each evidence.Verdict) evidence.Review {
	r := evidence.Review{Verdict: whole}
	for _, c := range p.Version.Claims {
		said := evidence.ClaimReview{Claim: c.ID, Verdict: each}
		if each == evidence.ReferredVerdict {
			said.Feedback = "Which page?"
		}
		r.Claims = append(r.Claims, said)
	}
	return r
}

func giveBack(t *testing.T, s *evidence.Store, p evidence.Piece) {
	t.Helper()
	must(t, s.Decide(t.Context(), mine, p.ID, p.Version.ID, marcus, review(p, evidence.ReturnedVerdict, evidence.ReferredVerdict)))
}

func read(t *testing.T, s *evidence.Store, id evidence.ItemID) evidence.Piece {
	t.Helper()
	p, err := s.Item(t.Context(), mine, id, evidence.Own)
	must(t, err)
	return p
}

// file returns an upload whose bytes are told apart by seed.
func file(seed, name string, facts document.Facts) evidence.File {
	ref := blob.Ref(fmt.Sprintf("%064x", seed)[:64])
	return evidence.File{Blob: ref, Name: name, Size: 1234, Facts: facts}
}

func addFile(t *testing.T, s *evidence.Store, id evidence.ItemID, f evidence.File) evidence.File {
	t.Helper()
	a, err := s.AddFile(t.Context(), mine, id, carys, f)
	must(t, err)
	return a.File
}

func exec(t *testing.T, d *db.DB, sql string) error {
	return d.Update(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), sql)
		return err
	})
}
