package programme_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/programme"
	"touchstone/ksb"
)

// scanning is enrolled with the shipped scale and standard types, and a scan
// begun by the apprentice.
func scanning(t *testing.T) (*programme.Store, *db.DB, programme.EnrolmentID, programme.ScanID) {
	t.Helper()
	s, d, id := enrolled(t)
	run(t, d, `UPDATE standards SET minimum_hours = 400, types = '[{"key":"knowledge","letter":"K","name":"Knowledge","one":"knowledge"},{"key":"skill","letter":"S","name":"Skills","one":"skill"}]'`)
	for range 2 { // the second adds nothing
		if err := s.Seed(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	scan, err := s.BeginScan(t.Context(), 1, id, programme.ScanStart)
	if err != nil {
		t.Fatal(err)
	}
	return s, d, id, scan
}

// signers are who sign, by role, as open and enrolled add them.
var signers = map[account.Role]programme.Signer{
	account.Apprentice: {Role: account.Apprentice, Person: 1},
	account.Coach:      {Role: account.Coach, Person: 2},
	account.Employer:   {Role: account.Employer, Person: 4},
}

// scored is an edit that gives every statement a point.
func scored(points map[ksb.StatementID]int) func(*programme.Voice) {
	return func(v *programme.Voice) {
		for id, p := range points {
			v.Scores[id] = programme.Score{Point: p, Note: fmt.Sprintf("Because of %d.", id)}
		}
	}
}

// speak saves and signs what a role says.
func speak(t *testing.T, s *programme.Store, id programme.EnrolmentID, scan programme.ScanID, role account.Role, edit func(*programme.Voice)) programme.Scan {
	t.Helper()
	sc := read(t, s, id, scan)
	sc, err := s.SaveVoice(t.Context(), id, scan, role, sc.Voices[role].Revision, edit)
	if err != nil {
		t.Fatal(err)
	}
	sc, err = s.SignVoice(t.Context(), signers[role], id, scan, sc.Voices[role].Revision, sc.Digest(role))
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

func read(t *testing.T, s *programme.Store, id programme.EnrolmentID, scan programme.ScanID) programme.Scan {
	t.Helper()
	sc, err := s.Scan(t.Context(), id, scan)
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

// digest names what a role is shown of a scan.
func digest(t *testing.T, s *programme.Store, id programme.EnrolmentID, scan programme.ScanID, role account.Role) string {
	t.Helper()
	sc := read(t, s, id, scan)
	return sc.Digest(role)
}

// waiting returns the roles that a scan waits for.
func waiting(t *testing.T, d *db.DB, id programme.EnrolmentID) (roles []string) {
	t.Helper()
	err := d.View(t.Context(), func(tx *db.Tx) error {
		found, err := programme.WaitsIn(t.Context(), tx, id)
		for _, w := range found {
			if w.Kind == programme.WaitScan {
				roles = append(roles, string(w.Role))
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(roles)
	return roles
}

// TestAScanFromBegunToFinished follows a scan and whom it waits for.
func TestAScanFromBegunToFinished(t *testing.T) {
	s, d, id, scan := scanning(t)
	if again, err := s.BeginScan(t.Context(), 1, id, programme.ScanReview); err != nil || again != scan {
		t.Errorf("begun twice: scan %d, %v", again, err)
	}
	steps := []struct {
		role  account.Role
		edit  func(*programme.Voice)
		state programme.ScanState
		waits []string
	}{
		{account.Apprentice, scored(map[ksb.StatementID]int{1: 3, 2: 5}), programme.ScanSubmitted, []string{"coach", "employer"}},
		{account.Coach, scored(map[ksb.StatementID]int{2: 4}), programme.ScanSubmitted, []string{"employer"}},
		{account.Employer, func(v *programme.Voice) { v.Comment = "As she says." }, programme.ScanFinished, nil},
	}
	if got := waiting(t, d, id); !slices.Equal(got, []string{"apprentice"}) {
		t.Errorf("a draft waits for %v", got)
	}
	for _, step := range steps {
		sc := speak(t, s, id, scan, step.role, step.edit)
		if got := waiting(t, d, id); sc.State != step.state || !slices.Equal(got, step.waits) {
			t.Errorf("signed by the %s: %s, waits for %v", step.role, sc.State, got)
		}
	}
	sc := read(t, s, id, scan)
	if sc.Differs(account.Coach, 2) != -1 || sc.Differs(account.Coach, 1) != 0 || sc.Differs(account.Employer, 2) != 0 || sc.Lowest(2) != 4 || sc.Lowest(1) != 3 {
		t.Errorf("differences: %+v", sc.Voices[account.Coach])
	}
	if latest, err := s.LatestScan(t.Context(), id); err != nil || latest.ID != scan {
		t.Errorf("LatestScan = %d, %v", latest.ID, err)
	}
	var signed []programme.Signature
	err := d.View(t.Context(), func(tx *db.Tx) (err error) {
		signed, err = programme.Signatures(t.Context(), tx, id, fmt.Sprintf("scan %d", scan))
		return err
	})
	if err != nil || len(signed) != 3 {
		t.Fatalf("signatures %+v, %v", signed, err)
	}
	for i, has := range []string{"S1 Two\nTwo.\nApprentice: 5 I help others. Because of 2.", "Coach: 4 On my own. Because of 2.", "Employer: agrees\n\nApprentice"} {
		if i == 2 {
			has = "Employer in all: As she says."
		}
		if !strings.Contains(signed[i].Content, has) {
			t.Errorf("signature %d is of:\n%s\nand lacks %q", i, signed[i].Content, has)
		}
	}
}

// TestASnapshotNeverChanges tries everything on a finished scan, and changes the
// standard under it.
func TestASnapshotNeverChanges(t *testing.T) {
	s, d, id, scan := scanning(t)
	speak(t, s, id, scan, account.Apprentice, scored(map[ksb.StatementID]int{1: 3, 2: 5}))
	for _, role := range programme.ScanRoles[1:] {
		speak(t, s, id, scan, role, func(*programme.Voice) {})
	}
	before := read(t, s, id, scan)
	for _, role := range programme.ScanRoles {
		_, err := s.SaveVoice(t.Context(), id, scan, role, before.Voices[role].Revision, scored(map[ksb.StatementID]int{1: 1}))
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("the %s saves: %v", role, err)
		}
		other := signers[role]
		other.Person = 3
		if _, err := s.SignVoice(t.Context(), other, id, scan, before.Voices[role].Revision, before.Digest(role)); !fault.Is(err, fault.Conflict) {
			t.Errorf("someone else signs as the %s: %v", role, err)
		}
		if _, err := s.SignVoice(t.Context(), signers[role], id, scan, before.Voices[role].Revision, before.Digest(role)); err != nil {
			t.Errorf("the %s's second click: %v", role, err)
		}
	}
	if err := s.DropScan(t.Context(), 1, id, scan); !fault.Is(err, fault.Conflict) {
		t.Errorf("dropped: %v", err)
	}
	run(t, d, `UPDATE statements SET official = 'Official now', code = 'K9', title = 'Other'`, `UPDATE statements SET retired_at = 1 WHERE id = 2`)
	own := programme.Scale{Name: "Three", Points: []programme.Point{{1, "a", ""}, {2, "b", ""}, {3, "c", ""}}, Competent: 3}
	if err := s.AddScale(t.Context(), 2, &own); err != nil {
		t.Fatal(err)
	}
	after := read(t, s, id, scan)
	if !slices.Equal(after.Statements, before.Statements) || after.Digest(account.Coach) != before.Digest(account.Coach) || after.Scale.Name != "Five steps" {
		t.Errorf("the snapshot changed:\n%+v\n%+v", before.Statements, after.Statements)
	}
	for _, role := range programme.ScanRoles {
		if !maps.Equal(after.Voices[role].Scores, before.Voices[role].Scores) {
			t.Errorf("what the %s said changed", role)
		}
	}
	if n := count(t, d, `SELECT count(*) FROM signatures`); n != 3 {
		t.Errorf("%d signatures; want 3", n)
	}
}

// TestStatementsChangeUnderADraft has wording arrive and a statement move while
// the apprentice scores.
func TestStatementsChangeUnderADraft(t *testing.T) {
	s, d, id, scan := scanning(t)
	shown, err := s.SaveVoice(t.Context(), id, scan, account.Apprentice, 0, scored(map[ksb.StatementID]int{1: 3, 2: 5}))
	if err != nil {
		t.Fatal(err)
	}
	run(t, d, `UPDATE statements SET official = 'The official wording.' WHERE id = 1`,
		`INSERT INTO statements (standard_id, key, position, code, code_origin, type, title, summary, membership) VALUES (1, 'd', 3, 'K2', 'official', 'knowledge', 'New', 'New.', 'core')`,
		`UPDATE statements SET membership = 'options' WHERE id = 2`) // of no option: nobody's
	_, err = s.SignVoice(t.Context(), signers[account.Apprentice], id, scan, 1, shown.Digest(account.Apprentice))
	if !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Of(err).Message, "have changed") {
		t.Errorf("signing what was shown before: %v", err)
	}
	now := read(t, s, id, scan)
	if len(now.Statements) != 2 || now.Statements[0].Text != "The official wording." || now.Own(2).Point != 5 || !slices.Equal(now.Missing(), []ksb.StatementID{4}) {
		t.Errorf("the draft is %+v, missing %v", now.Statements, now.Missing())
	}
	// A page shown before still saves, also the statement that has gone.
	if now, err = s.SaveVoice(t.Context(), id, scan, account.Apprentice, 1, scored(map[ksb.StatementID]int{2: 2, 4: 1, 3: 1, 99: 1})); err != nil {
		t.Fatal(err)
	}
	if got := slices.Sorted(maps.Keys(now.Voices[account.Apprentice].Scores)); !slices.Equal(got, []ksb.StatementID{1, 2, 4}) {
		t.Errorf("kept scores of %v", got)
	}
	sc := speak(t, s, id, scan, account.Apprentice, func(*programme.Voice) {})
	if len(sc.Statements) != 2 || sc.State != programme.ScanSubmitted {
		t.Errorf("submitted %+v", sc)
	}
}

func TestASubmittedScanIsComplete(t *testing.T) {
	s, _, id, scan := scanning(t)
	sc, err := s.SaveVoice(t.Context(), id, scan, account.Apprentice, 0, scored(map[ksb.StatementID]int{1: 3}))
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.SignVoice(t.Context(), signers[account.Apprentice], id, scan, 1, sc.Digest(account.Apprentice))
	if got := wrong(err); got != "wrong: score-2" {
		t.Errorf("SignVoice = %q", got)
	}
}

func TestSaveVoiceRefuses(t *testing.T) {
	tests := []struct {
		name string
		edit func(*programme.Voice)
		want string
	}{
		{"a step past the end", scored(map[ksb.StatementID]int{1: 6}), "wrong: score-1"},
		{"a step below", scored(map[ksb.StatementID]int{1: -1}), "wrong: score-1"},
		{"the last step", scored(map[ksb.StatementID]int{1: 5}), ""},
		{"a note too long", func(v *programme.Voice) {
			v.Scores[1] = programme.Score{Note: strings.Repeat("é", programme.MaxScanNote+1)}
		}, "wrong: note-1"},
		{"a note as long as may be", func(v *programme.Voice) {
			v.Scores[1] = programme.Score{Note: strings.Repeat("é", programme.MaxScanNote)}
		}, ""},
		{"a comment too long", func(v *programme.Voice) { v.Comment = strings.Repeat("x", programme.MaxScanNote+1) }, "wrong: comment"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, _, id, scan := scanning(t)
			_, err := s.SaveVoice(t.Context(), id, scan, account.Apprentice, 0, tt.edit)
			if got := wrong(err); got != tt.want {
				t.Errorf("SaveVoice = %q; want %q", got, tt.want)
			}
		})
	}
}

// TestTwoTabs saves from a page that was open before another was saved.
func TestTwoTabs(t *testing.T) {
	s, _, id, scan := scanning(t)
	save := func(revision int, points map[ksb.StatementID]int) error {
		_, err := s.SaveVoice(t.Context(), id, scan, account.Apprentice, revision, scored(points))
		return err
	}
	if err := save(0, map[ksb.StatementID]int{1: 3}); err != nil {
		t.Fatal(err)
	}
	err := save(0, map[ksb.StatementID]int{1: 5})
	theirs, clashed := programme.TheirVoice(err)
	if !fault.Is(err, fault.Conflict) || !clashed || theirs.Scores[1].Point != 3 || theirs.Revision != 1 {
		t.Errorf("the second tab: %v, %+v", err, theirs)
	}
	if err := save(0, map[ksb.StatementID]int{1: 3}); err != nil {
		t.Errorf("the same once more: %v", err)
	}
	sc := read(t, s, id, scan)
	if _, err := s.SignVoice(t.Context(), signers[account.Apprentice], id, scan, 0, sc.Digest(account.Apprentice)); !fault.Is(err, fault.Conflict) {
		t.Errorf("signing an old page: %v", err)
	}
}

func TestWhoSpeaksWhen(t *testing.T) {
	s, d, id, scan := scanning(t)
	for _, role := range []account.Role{account.Coach, account.Employer} {
		if _, err := s.SaveVoice(t.Context(), id, scan, role, 0, scored(map[ksb.StatementID]int{1: 1})); !fault.Is(err, fault.Conflict) {
			t.Errorf("the %s scores a draft: %v", role, err)
		}
		if _, err := s.SignVoice(t.Context(), signers[role], id, scan, 0, digest(t, s, id, scan, role)); !fault.Is(err, fault.Conflict) {
			t.Errorf("the %s signs a draft: %v", role, err)
		}
	}
	for _, role := range []account.Role{account.IQA, account.Assessor, ""} {
		if _, err := s.SaveVoice(t.Context(), id, scan, role, 0, func(*programme.Voice) {}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%q scores: %v", role, err)
		}
		if _, err := s.SignVoice(t.Context(), programme.Signer{Role: role, Person: 3}, id, scan, 0, ""); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%q signs: %v", role, err)
		}
	}
	if _, err := s.Scan(t.Context(), id+1, scan); !fault.Is(err, fault.NotFound) {
		t.Errorf("by way of another enrolment: %v", err)
	}
	speak(t, s, id, scan, account.Apprentice, scored(map[ksb.StatementID]int{1: 3, 2: 5}))
	byLink := programme.Signer{Role: account.Employer, Name: " ", Request: asked(t, d, id), Address: "192.0.2.7"}
	shown := digest(t, s, id, scan, account.Employer)
	if _, err := s.SignVoice(t.Context(), byLink, id, scan, 0, shown); wrong(err) != "wrong: name" {
		t.Errorf("signed without a name: %v", err)
	}
	byLink.Name, byLink.Job = "Tom Price", "Credit manager"
	sc, err := s.SignVoice(t.Context(), byLink, id, scan, 0, shown)
	if v := sc.Voices[account.Employer]; err != nil || !v.Signed() || v.Name != "Tom Price" || v.Job != "Credit manager" {
		t.Errorf("by link: %+v, %v", v, err)
	}
}

func TestADraftCanBeThrownAway(t *testing.T) {
	s, d, id, scan := scanning(t)
	if err := s.DropScan(t.Context(), 1, id, scan); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Scan(t.Context(), id, scan); !fault.Is(err, fault.NotFound) {
		t.Errorf("Scan = %v", err)
	}
	if got := waiting(t, d, id); got != nil {
		t.Errorf("still waits for %v", got)
	}
	if next, err := s.BeginScan(t.Context(), 1, id, programme.ScanGateway); err != nil || next == scan {
		t.Errorf("begun anew: %d, %v", next, err)
	}
	if _, err := s.BeginScan(t.Context(), 1, id, "whenever"); wrong(err) != "wrong: occasion" {
		t.Errorf("for no occasion: %v", err)
	}
}

// TestSixtyTwoStatements scores a long standard and compares it.
func TestSixtyTwoStatements(t *testing.T) {
	s, d, id, scan := scanning(t)
	for i := 3; i <= 62; i++ {
		run(t, d, fmt.Sprintf(`INSERT INTO statements (standard_id, key, position, code, code_origin, type, title, summary, membership) VALUES (1, 'x%d', %d, 'K%d', 'official', 'knowledge', 'T', 'T.', 'core')`, i, i, i))
	}
	all := func(point int) map[ksb.StatementID]int {
		points := map[ksb.StatementID]int{}
		for _, st := range read(t, s, id, scan).Statements {
			points[st.ID] = point
		}
		return points
	}
	start := speak(t, s, id, scan, account.Apprentice, scored(all(2)))
	var err error
	if scan, err = s.BeginScan(t.Context(), 1, id, programme.ScanReview); err != nil {
		t.Fatal(err)
	}
	points := all(4)
	points[1], points[2] = 1, 2
	now := speak(t, s, id, scan, account.Apprentice, scored(points))
	if len(start.Statements) != 62 {
		t.Fatalf("%d statements", len(start.Statements))
	}
	groups := programme.CompareScans(&start, &now)
	if len(groups) != 2 || groups[0].Type != "Knowledge" || groups[0].Better != 60 || groups[0].Worse != 1 || groups[1].Same != 1 || len(groups[0].Changes) != 61 {
		t.Errorf("CompareScans: %+v", groups)
	}
}

// TestComparingAcrossScalesAndStatements compares by place on the scale, and
// keeps what only one scan has.
func TestComparingAcrossScalesAndStatements(t *testing.T) {
	scale := func(n int) (s programme.Scale) {
		for i := range n {
			s.Points = append(s.Points, programme.Point{Value: i + 1, Label: fmt.Sprint(i)})
		}
		return s
	}
	made := func(s programme.Scale, points map[ksb.StatementID]int) *programme.Scan {
		sc := programme.Scan{Scale: s, Voices: map[account.Role]*programme.Voice{account.Apprentice: {Scores: map[ksb.StatementID]programme.Score{}}}}
		for _, id := range slices.Sorted(maps.Keys(points)) {
			sc.Statements = append(sc.Statements, programme.ScanStatement{ID: id, Type: "Knowledge"})
			sc.Voices[account.Apprentice].Scores[id] = programme.Score{Point: points[id]}
		}
		return &sc
	}
	from := made(scale(5), map[ksb.StatementID]int{1: 3, 2: 5, 3: 1})
	to := made(scale(3), map[ksb.StatementID]int{1: 2, 2: 2, 4: 3})
	g := programme.CompareScans(from, to)[0]
	if g.Same != 1 || g.Worse != 1 || g.Better != 0 || len(g.Changes) != 4 {
		t.Errorf("%+v", g)
	}
	if last := g.Changes[3]; last.Statement.ID != 3 || last.From != 1 || last.To != 0 {
		t.Errorf("what has gone: %+v", last)
	}
}

func TestScaleCheck(t *testing.T) {
	good := func() programme.Scale {
		return programme.Scale{Name: "Two", Points: []programme.Point{{1, "No", ""}, {2, "Yes", ""}}, Competent: 2}
	}
	tests := []struct {
		name string
		edit func(*programme.Scale)
		want string
	}{
		{"good", func(*programme.Scale) {}, ""},
		{"nothing", func(s *programme.Scale) { *s = programme.Scale{} }, "wrong: competent name points"},
		{"one step", func(s *programme.Scale) { s.Points, s.Competent = s.Points[:1], 1 }, "wrong: points"},
		{"two alike", func(s *programme.Scale) { s.Points[1].Label = "NO" }, "wrong: points"},
		{"a gap", func(s *programme.Scale) { s.Points[1].Value = 3 }, "wrong: points"},
		{"a long label", func(s *programme.Scale) { s.Points[0].Label = strings.Repeat("x", 41) }, "wrong: points"},
		{"competent past the end", func(s *programme.Scale) { s.Competent = 3 }, "wrong: competent"},
		{"eleven", func(s *programme.Scale) {
			for i := 3; i <= 11; i++ {
				s.Points = append(s.Points, programme.Point{Value: i, Label: fmt.Sprint(i)})
			}
		}, "wrong: points"},
	}
	for _, tt := range tests {
		s := good()
		tt.edit(&s)
		if got := wrong(s.Check()); got != tt.want {
			t.Errorf("%s: %q; want %q", tt.name, got, tt.want)
		}
	}
}

func TestNewScansUseTheScaleInUse(t *testing.T) {
	s, _, id, first := scanning(t)
	own := programme.Scale{Name: "Three", Points: []programme.Point{{1, "a", ""}, {2, "b", ""}, {3, "c", ""}}, Competent: 3}
	for version := 1; version <= 2; version++ {
		if err := s.AddScale(t.Context(), 2, &own); err != nil || own.Version != version {
			t.Fatalf("AddScale: version %d, %v", own.Version, err)
		}
	}
	if sc := read(t, s, id, first); sc.Scale.Key != "five-steps" {
		t.Errorf("a scan begun before is scored by %s", sc.Scale.Key)
	}
	second, err := s.BeginScan(t.Context(), 3, id+1, programme.ScanStart)
	if err != nil || read(t, s, id+1, second).Scale.ID != own.ID {
		t.Errorf("a scan begun after: %v", err)
	}
	all, err := s.Scales(t.Context())
	if err != nil || len(all) != 3 || all[0].ID != own.ID {
		t.Errorf("Scales = %+v, %v", all, err)
	}
	if err := s.ChooseScale(t.Context(), 2, 1); err != nil {
		t.Fatal(err)
	}
	if all, _ := s.Scales(t.Context()); all[0].ID != 1 {
		t.Errorf("in use: %+v", all[0])
	}
	if err := s.ChooseScale(t.Context(), 2, 99); !fault.Is(err, fault.NotFound) {
		t.Errorf("a scale that is not there: %v", err)
	}
}

func TestPriorLearning(t *testing.T) {
	s, d, id, scan := scanning(t)
	speak(t, s, id, scan, account.Apprentice, scored(map[ksb.StatementID]int{1: 4, 2: 5}))
	decide := func(proposed, minutes int, reason string) error {
		return s.DecidePrior(t.Context(), 2, id, scan, proposed, minutes, reason)
	}
	if err := decide(24000, 24000, ""); !fault.Is(err, fault.Conflict) {
		t.Errorf("before the coach has signed: %v", err)
	}
	sc := speak(t, s, id, scan, account.Coach, scored(map[ksb.StatementID]int{2: 3}))
	p := sc.Propose(400 * 60)
	if p.Minutes != 200*60 || p.Statements != 2 || !slices.Equal(p.Met, []ksb.StatementID{1}) || p.Step != "On my own" {
		t.Errorf("Propose = %+v", p)
	}
	if p := sc.Propose(401 * 60); p.Exact != 12030 || p.Minutes != 12000 {
		t.Errorf("half of 401 hours: %+v", p)
	}
	if p := sc.Propose(0); p.Minutes != 0 {
		t.Errorf("of nothing published: %+v", p)
	}
	for _, tt := range []struct {
		proposed, minutes int
		reason, want      string
	}{
		{12000, 6000, "", "wrong: reason"}, {12000, -1, "x", "wrong: hours"}, {12000, 24001, "x", "wrong: hours"},
		{11999, 12000, "", "wrong: "}, {12000, 12000, "", ""}, {12000, 12000, "", ""}, {12000, 24000, "She taught it.", ""}, {12000, 0, "No certificate.", ""},
	} {
		if got := wrong(decide(tt.proposed, tt.minutes, tt.reason)); got != tt.want {
			t.Errorf("%+v: %q", tt, got)
		}
	}
	all, err := s.PriorDecisions(t.Context(), id)
	if err != nil || len(all) != 3 || all[2].Minutes != 0 || all[2].ByName != "Marcus" || all[0].Proposal.Minutes != 12000 {
		t.Errorf("PriorDecisions = %+v, %v", all, err)
	}
	figures, err := s.Figures(t.Context(), id)
	if err != nil || len(figures) != 3 || figures[0].Amount != 0 || figures[1].Source != "Skills scan of 5 March 2026: She taught it." {
		t.Errorf("Figures = %+v, %v", figures, err)
	}
	if n := count(t, d, `SELECT count(*) FROM events WHERE action = 'prior.decide'`); n != 3 {
		t.Errorf("%d events", n)
	}
}

func TestAReviewTellsOfTheNewestScan(t *testing.T) {
	s, d, id, scan := scanning(t)
	r := drafted(t, s, id)
	if got := r.Content.Record.Scan; got != "" {
		t.Errorf("of a draft: %q", got)
	}
	speak(t, s, id, scan, account.Apprentice, scored(map[ksb.StatementID]int{1: 3, 2: 5}))
	told := func() string {
		t.Helper()
		run(t, d, `DELETE FROM progress_reviews`)
		r := drafted(t, s, id)
		return r.Content.Record.Scan
	}
	if got := told(); !strings.HasSuffix(got, ", the first: 1 of 2 statements at “On my own” or above.") {
		t.Errorf("of the first: %q", got)
	}
	next, err := s.BeginScan(t.Context(), 1, id, programme.ScanReview)
	if err != nil {
		t.Fatal(err)
	}
	speak(t, s, id, next, account.Apprentice, scored(map[ksb.StatementID]int{1: 4, 2: 5}))
	if got := told(); !strings.Contains(got, ": 1 statement rose and 0 fell since the scan of ") {
		t.Errorf("of the next: %q", got)
	}
	run(t, d, `UPDATE scans SET submitted_at = 1`) // before the apprenticeship began
	if got := told(); got != "" {
		t.Errorf("of one before the last review: %q", got)
	}
	r = closed(t, s, id)
	if strings.Contains(programme.ReviewText(r.Document), "Skills scan") {
		t.Error("the document tells of a scan that says nothing new")
	}
}
