package evidence_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"touchstone/app/db"
	"touchstone/app/document"
	"touchstone/app/fault"
	"touchstone/evidence"
	"touchstone/ksb"
)

func facts(t *testing.T, d *db.DB, id evidence.PortfolioID) *evidence.Facts {
	t.Helper()
	f, _, err := evidence.NewStore(d).Readiness(t.Context(), ksb.NewStore(d), id)
	must(t, err)
	return f
}

func TestFactsAreThoseOfNow(t *testing.T) {
	s, d, clock := open(t)
	must(t, exec(t, d, `UPDATE standards SET source = '{}'`))
	if _, _, err := s.Readiness(t.Context(), ksb.NewStore(d), 99); !fault.Is(err, fault.NotFound) {
		t.Errorf("facts of no portfolio: %v", err)
	}
	f := facts(t, d, mine)
	if len(f.Pieces) != 0 || f.Months != 8 || len(f.Statements) != 4 || !f.Today.Equal(march(5)) || f.Plan.Reference != "P" || !f.Changed.IsZero() {
		t.Errorf("facts of an empty portfolio: %+v", f)
	}
	first := submit(t, s, add(t, s, k1))
	accept(t, s, first)
	draft := add(t, s, k2)
	f = facts(t, d, mine)
	if len(f.Pieces) != 2 || len(f.Chosen()) != 1 || f.Chosen()[0].ID != first.ID {
		t.Errorf("of an accepted piece and a draft, %d are chosen of %d", len(f.Chosen()), len(f.Pieces))
	}
	if !f.Changed.Equal(clock.Now()) {
		t.Errorf("changed at %v; want %v", f.Changed, clock.Now())
	}
	const text = `Apprentice: Carys
ULN: not recorded
Employer: Ashbrook
Standard: ST0001 A
Option: X
Assessment plan: P
Plan’s reference: P
Plan’s version: 1

1 piece of evidence:
1. Call log (version 1)
`
	if f.HandOver != text {
		t.Errorf("to be signed:\n%s\nwant:\n%s", f.HandOver, text)
	}
	accept(t, s, submit(t, s, draft))
	if now := facts(t, d, mine).HandOver; now == text {
		t.Error("another piece changed nothing of what is signed")
	}
	must(t, s.Select(t.Context(), mine, marcus, []evidence.ItemID{first.ID}))
	if now := facts(t, d, mine).HandOver; now != text {
		t.Errorf("with the second left out, to be signed:\n%s", now)
	}
	if f := facts(t, d, theirs); f.Plan == nil || f.Enrolment.Plan != 0 {
		t.Error("a portfolio without a plan has one")
	}
}

// TestReadinessIsFast keeps the page quick: it is worked out anew whenever
// somebody looks.
func TestReadinessIsFast(t *testing.T) {
	const pieces, limit = 60, 30 * time.Millisecond
	b := newBench(t)
	for i := 5; i < pieces; i++ {
		p := b.draft(evidence.Version{Title: "More work", Kind: evidence.WorkProduct})
		doc := addFile(t, b.s, p.ID, file(strconv.Itoa(100+i), "work.pdf", document.Facts{Kind: document.PDF, Pages: 9}))
		b.accepted(p.ID, func(v *evidence.Version) {
			v.Claims = []evidence.Claim{at(k1, doc.ID, evidence.Page, 2), at(k2, doc.ID, evidence.Page, 3), at(k3, doc.ID, evidence.Page, 4)}
		})
	}
	must(t, exec(t, b.d, unchosen))
	standards, best := ksb.NewStore(b.d), time.Hour
	for range 20 {
		began := time.Now()
		f, _, err := b.s.Readiness(t.Context(), standards, mine)
		must(t, err)
		if best = min(best, time.Since(began)); len(f.Chosen()) != pieces {
			t.Fatalf("%d pieces", len(f.Chosen()))
		}
	}
	t.Logf("%d pieces: %v", pieces, best)
	if best > limit {
		t.Errorf("%d pieces take %v at best; want %v or less", pieces, best, limit)
	}
}

// TestReadinessFollowsTheRegime looks at the same portfolio under both: what
// is asked, and in which words.
func TestReadinessFollowsTheRegime(t *testing.T) {
	b := newBench(t)
	endPoint := planned(`"regime":"assessment"`, `"regime":"end-point"`,
		`"verified":true,"statements"`, `"portfolio":true,"statements"`,
		`gateway to completion`, `gateway`, `"assessment organisation"`, `"end-point assessment organisation"`)
	tests := []struct {
		name    string
		changes []change
		open    []string
		says    map[string]string // by rule, part of what the page says
	}{
		{"2026: the employer verifies behaviours", []change{`DELETE FROM behaviour_checks`, `UPDATE enrolments SET gateway_on = NULL, assessment_id = NULL`},
			[]string{"gateway-day", "behaviours not asked waiting", "assessment"},
			map[string]string{"gateway-day": "planned for the gateway to completion.", "assessment": "Assessment organisation", "behaviours": "Not verified yet: B1 and B2."}},
		{"end-point: evidence shows them", []change{endPoint, `DELETE FROM behaviour_checks`, `UPDATE enrolments SET gateway_on = NULL, assessment_id = NULL`},
			[]string{"coverage method behaviours", "gateway-day", "assessment"},
			map[string]string{"coverage method behaviours": "0 of 2 statements accepted. Missing: B1 and B2.", "gateway-day": "planned for the gateway.", "assessment": "End-point assessment organisation"}},
		{"2026: a piece that shows a behaviour alone is pointless", []change{`UPDATE claims SET statement_id = 7 WHERE statement_id = 5`}, []string{"sampled method discussion", "pointless piece 4"}, nil},
		{"end-point: it is not", []change{endPoint, `UPDATE claims SET statement_id = 7 WHERE statement_id = 5`}, []string{"coverage method behaviours", "sampled method discussion"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, r := b.look(tt.changes...)
			if got := found(&r); !slices.Equal(got, tt.open) {
				t.Errorf("reported %q; want %q", got, tt.open)
			}
			for _, q := range r.Requirements {
				key := strings.TrimSpace(q.Rule + " " + q.Subject)
				for _, want := range []string{tt.says[q.Rule], tt.says[key]} {
					if !strings.Contains(q.Name+": "+q.Text, want) {
						t.Errorf("%s says %q; want %q", key, q.Name+": "+q.Text, want)
					}
				}
			}
		})
	}
}
