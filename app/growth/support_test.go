package growth_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/growth"
	"touchstone/ksb"
)

// proven adds to open: statements k1 to k3 of standard 1, with a crosswalk to the
// bakery; versions of Ada's and Bea's pieces, and what was decided of them.
//
// Ada's piece 1 counts in its version 1, by which k1 is accepted and k2 referred;
// its version 2, not accepted yet, claims k3. Her piece 3, which is thrown away,
// has k1 accepted, and so has Bea's.
func proven(t *testing.T) (*growth.Store, *db.DB, *ksb.Store) {
	t.Helper()
	s, d := open(t)
	version := `INSERT INTO versions (id, item_id, number, state, revision, title, kind, place, situation, task, action, result, worked, failed, next_time, theory, own_part,
		own_work, ai_used, ai_note, witness_name, witness_role, witness_relation, witness_contact, held, held_what, held_where, created_at, saved_at)
		VALUES (%d, %d, %d, '%s', 1, '%s', 'work product', '', '', '', '', '', '', '', '', '', '', 1, 'no', '', '', '', '', '', 0, '', '', 0, 0)`
	statement := `INSERT INTO statements (id, standard_id, key, position, code, code_origin, type, title, summary, official, membership, source_id)
		VALUES (%d, 1, 'k%d', %d, 'K%d', 'official', 'knowledge', 'Thing %d', '', '', 'core', '')`
	claim := `INSERT INTO claims (id, version_id, statement_id, position, how, verdict) VALUES (%d, %d, %d, 1, '', '%s')`
	decide := `INSERT INTO decisions (version_id, claim_id, verdict, feedback, by_id, by_name, at) VALUES (%d, %d, 'accepted', '', 3, '%s', %d)`
	run(t, d,
		fmt.Sprintf(statement, 1, 1, 1, 1, 1), fmt.Sprintf(statement, 2, 2, 2, 2, 2), fmt.Sprintf(statement, 3, 3, 3, 3, 3),
		fmt.Sprintf(version, 11, 1, 1, "accepted", "Loaves as accepted"), fmt.Sprintf(version, 12, 1, 2, "submitted", "Loaves, told anew"),
		fmt.Sprintf(version, 13, 3, 1, "accepted", "Burnt"), fmt.Sprintf(version, 14, 4, 1, "accepted", "Of Bea"),
		`UPDATE items SET counts_id = 11, latest_id = 12 WHERE id = 1`, `UPDATE items SET counts_id = 13 WHERE id = 3`, `UPDATE items SET counts_id = 14 WHERE id = 4`,
		fmt.Sprintf(claim, 21, 11, 1, "accepted"), fmt.Sprintf(claim, 22, 11, 2, "referred"), fmt.Sprintf(claim, 23, 12, 3, "accepted"),
		fmt.Sprintf(claim, 24, 13, 1, "accepted"), fmt.Sprintf(claim, 25, 14, 1, "accepted"),
		fmt.Sprintf(decide, 11, 21, "Marcus Bell", 1000), fmt.Sprintf(decide, 11, 21, "Priya Nair", 2000), fmt.Sprintf(decide, 12, 23, "Marcus Bell", 3000),
		fmt.Sprintf(decide, 14, 25, "Marcus Bell", 1000))
	standards := ksb.NewStore(d)
	links := []ksb.Link{
		{Statement: "k1", Element: "D1", Strength: ksb.Partial, Reason: "It is a part of dough."},
		{Statement: "k1", Element: "rye", Strength: ksb.Direct, Reason: "It is about rye."},
		{Statement: "k2", Element: "D2", Strength: ksb.Direct, Reason: "It is about the oven."},
		{Statement: "k3", Element: "W1", Strength: ksb.Direct, Reason: "It is about being clean."},
	}
	if _, err := standards.SaveCrosswalk(t.Context(), 3, 1, 1, 0, links); err != nil {
		t.Fatal(err)
	}
	return s, d, standards
}

func supportOf(t *testing.T, s *growth.Store, standards *ksb.Store, person account.PersonID) *growth.Support {
	t.Helper()
	f, err := standards.Framework(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	support, err := s.SupportFor(t.Context(), person, f)
	if err != nil {
		t.Fatal(err)
	}
	return support
}

func TestSupportIsWhatIsAcceptedInTheVersionThatCounts(t *testing.T) {
	s, _, standards := proven(t)
	support := supportOf(t, s, standards, ada)
	if keys := support.Keys(); !slices.Equal(keys, []string{"D1", "rye"}) || support.Pieces() != 1 {
		t.Fatalf("%v by %d pieces; want D1 and rye by 1", keys, support.Pieces())
	}
	all := support.For("D1")
	if len(all) != 1 {
		t.Fatalf("%+v", all)
	}
	got := all[0]
	if got.Item != (growth.Item{ID: 1, Portfolio: 1, Number: 1, Title: "Loaves as accepted"}) || got.Standard != "ST0001 v1" || got.Statement != "K1 Thing 1" ||
		got.Strength != ksb.Partial || got.Reason != "It is a part of dough." || got.AcceptedBy != "Priya Nair" || !got.AcceptedAt.Equal(time.UnixMilli(2000)) {
		t.Errorf("%+v", got)
	}
	if bea := supportOf(t, s, standards, bea).For("D1"); len(bea) != 1 || bea[0].Item.ID != 4 {
		t.Errorf("Bea's is %+v", bea)
	}
	if none := supportOf(t, s, standards, coach); none.Pieces() != 0 || len(none.Keys()) != 0 {
		t.Errorf("of who has no portfolio: %v", none.Keys())
	}
}

func TestSupportFollowsTheNewestCrosswalk(t *testing.T) {
	_, d, standards := proven(t)
	if _, err := standards.SaveCrosswalk(t.Context(), 3, 1, 1, 1, []ksb.Link{{Statement: "k1", Element: "W2", Strength: ksb.Direct, Reason: "It is early."}}); err != nil {
		t.Fatal(err)
	}
	if keys := supportOf(t, growth.NewStore(d, standards), standards, ada).Keys(); !slices.Equal(keys, []string{"W2"}) {
		t.Errorf("%v", keys)
	}
}

func TestCarriedPieceCountsOnce(t *testing.T) {
	s, d, standards := proven(t)
	run(t, d,
		`INSERT INTO enrolments (id, apprentice_id, standard_id, employer_id, coach_id, started_on, planned_end_on, created_at, updated_at) VALUES (9, 1, 1, 1, 3, '2026-06-01', '2027-01-05', 0, 0)`,
		`INSERT INTO items (id, portfolio_id, number, state, title, created_at, updated_at, counts_id) VALUES (90, 9, 1, 'accepted', 'Loaves again', 0, 0, 14)`,
		`UPDATE items SET counts_id = NULL WHERE id = 4`,
		`INSERT INTO item_origins (item_id, from_item_id, from_version_id, by_id, by_name, at) VALUES (90, 1, 11, 1, 'Ada', 0)`)
	all := supportOf(t, s, standards, ada).For("D1")
	if len(all) != 1 || all[0].Item.ID != 90 {
		t.Errorf("%+v; want the piece it was carried as", all)
	}
	roles, err := s.Occupations(t.Context(), ada)
	if err != nil || len(roles) != 2 || roles[0].Portfolio != 9 || roles[0].Level != 3 || roles[0].Employer != "Ashbrook" || roles[1].Standard != "ST0001 v1" {
		t.Errorf("%+v, %v", roles, err)
	}
}

func TestProofsGatherPiecesByStatement(t *testing.T) {
	one := func(statement string, item int64, strength ksb.Strength) growth.Supporting {
		return growth.Supporting{Item: growth.Item{ID: item}, Standard: "A", Statement: statement, Strength: strength}
	}
	proofs := growth.Proofs([]growth.Supporting{one("k1", 1, ksb.Direct), one("k2", 1, ksb.Partial), one("k1", 2, ksb.Direct)})
	if len(proofs) != 2 || proofs[0].Statement != "k1" || len(proofs[0].Pieces) != 2 || proofs[1].Strength != ksb.Partial {
		t.Errorf("%+v", proofs)
	}
}

func TestCaseSaysItsGaps(t *testing.T) {
	s, _, standards := proven(t)
	support := supportOf(t, s, standards, ada)
	f := support.Framework
	a := finished(t, s, map[string]int{"D1.baker.1": 2, "D1.baker.2": 2, "D2.baker.1": 4, "D2.baker.2": 4, "W1": 3, "rye.baker.1": 5})
	gapsOf := func(c *growth.Case, key string) string {
		for _, x := range c.Showings {
			if x.Key == key {
				if x.Thin {
					x.Gaps = append(x.Gaps, "(thin)")
				}
				return strings.Join(x.Gaps, " ")
			}
		}
		return "not in it"
	}
	c := growth.MakeCase(f, "baker", &a, support)
	for key, want := range map[string]string{
		"D1":    "Only 2 of 4 descriptors are rated at baker. The own rating is below baker. (thin)",
		"D2":    "No accepted evidence supports it.",
		"W2":    "Not rated at baker. No accepted evidence supports it.",
		"rye":   "",
		"sugar": "not in it",
	} {
		if got := gapsOf(c, key); got != want {
			t.Errorf("%s: %q; want %q", key, got, want)
		}
	}
	if c.Open() != 4 || len(c.Showings) != 5 {
		t.Errorf("%d of %d are open", c.Open(), len(c.Showings))
	}
	one := a
	one.Ratings = map[string]growth.Rated{"D1.baker.1": {Point: 4}}
	if got := gapsOf(growth.MakeCase(f, "baker", &one, support), "D1"); !strings.HasPrefix(got, "Only 1 of 4 descriptors is rated at baker.") {
		t.Errorf("with one descriptor rated: %q", got)
	}
	if got := gapsOf(growth.MakeCase(f, "master", &a, support), "D2"); got != "Not rated at master. No accepted evidence supports it." {
		t.Errorf("at another grade: %q", got)
	}
	none := growth.MakeCase(f, "baker", nil, support)
	if got := gapsOf(none, "D2"); got != "There is no own rating. No accepted evidence supports it." {
		t.Errorf("without a self-audit: %q", got)
	}
	if got := gapsOf(none, "rye"); got != "There is no own rating." {
		t.Errorf("a specialism that is supported, though none was chosen: %q", got)
	}
}

func TestRoleAndGrade(t *testing.T) {
	f := bakery("1")
	at := func(grade string, levels ...int) string {
		var roles []growth.Occupation
		for _, l := range levels {
			roles = append(roles, growth.Occupation{Level: l})
		}
		says, gap := growth.MakeCase(f, grade, nil, &growth.Support{Framework: f}).RoleWords(roles)
		return fmt.Sprint(gap, " ", says)
	}
	tests := []struct {
		grade  string
		levels []int
		want   string
	}{
		{"baker", []int{3, 2}, "false The apprenticeship is at Level 3, the level of role that baker meets."},
		{"hand", []int{3}, "false The apprenticeship is at Level 3, above the Level 2 role that hand meets."},
		{"baker", []int{2}, "true The apprenticeship is at Level 2. baker meets a Level 3 role."},
		{"baker", nil, "true baker meets a Level 3 role. No apprenticeship here says the level of this one"},
		{"master", []int{3}, "true The apprenticeship is at Level 3. These standards do not say"},
		{"master", []int{0}, "true No apprenticeship here says the level of the role"},
	}
	for _, tt := range tests {
		if got := at(tt.grade, tt.levels...); !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s, %v: %q; want %q", tt.grade, tt.levels, got, tt.want)
		}
	}
}
