package evidence_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/blob"
	"touchstone/app/db"
	"touchstone/app/notify"
	"touchstone/app/programme"
	"touchstone/evidence"
)

// The people of the assessment organisation, and its number and another's.
const (
	nora  account.PersonID = 4
	oskar account.PersonID = 5

	northgate programme.OrganisationID = 2
	southgate programme.OrganisationID = 3
)

// assessed is open with assessment organisations and their coordinators, and
// with the roles of portfolio 1.
func assessed(t *testing.T) (*evidence.Store, *db.DB) {
	t.Helper()
	s, d, _ := open(t)
	must(t, exec(t, d, `INSERT INTO people (name, email, created_at) VALUES ('Nora', 'n@example.com', 0), ('Oskar', 'o@example.com', 0), ('Ruth', 'r@example.com', 0)`))
	must(t, exec(t, d, `INSERT INTO organisations (kind, name, created_at) VALUES ('assessment', 'Northgate', 0), ('assessment', 'Southgate', 0)`))
	must(t, d.Update(t.Context(), func(tx *db.Tx) error {
		for _, g := range []account.Grant{
			{Person: nora, Role: account.Coordinator, Scope: account.Organisation, ScopeID: int64(northgate)},
			{Person: oskar, Role: account.Coordinator, Scope: account.Organisation, ScopeID: int64(northgate)},
			{Person: carys, Role: account.Apprentice, Scope: account.Enrolment, ScopeID: int64(mine)},
			{Person: marcus, Role: account.Coach, Scope: account.Enrolment, ScopeID: int64(mine)},
			{Person: 6, Role: account.Employer, Scope: account.Organisation, ScopeID: 1},
		} {
			if err := account.AddGrant(t.Context(), tx, 0, g); err != nil {
				return err
			}
		}
		return programme.Restand(t.Context(), tx, 1)
	}))
	return s, d
}

// made returns a submission whose files are made. Each part is "key digest".
func made(t *testing.T, d *db.DB, to programme.OrganisationID, parts ...string) evidence.Submission {
	t.Helper()
	u := frozen(t, d, to, parts...)
	finish(t, d, &u)
	return u
}

func frozen(t *testing.T, d *db.DB, to programme.OrganisationID, parts ...string) evidence.Submission {
	t.Helper()
	u := evidence.Submission{Portfolio: mine, Organisation: to, Plan: 1, By: marcus}
	for _, part := range parts {
		key, digest, _ := strings.Cut(part, " ")
		u.Components = append(u.Components, evidence.Component{Key: key, Name: "The " + key, Digest: digest})
	}
	must(t, d.Update(t.Context(), func(tx *db.Tx) error {
		if err := evidence.AddSubmission(t.Context(), tx, &u, []byte("{}"), nil); err != nil {
			return err
		}
		var err error
		u, err = evidence.SubmissionIn(t.Context(), tx, u.ID)
		return err
	}))
	return u
}

func finish(t *testing.T, d *db.DB, u *evidence.Submission) {
	t.Helper()
	must(t, d.Update(t.Context(), func(tx *db.Tx) error {
		return evidence.FinishSubmission(t.Context(), tx, u, blob.Ref("p"), blob.Ref("z"), "{}")
	}))
}

// states returns "key state kept-from" of each part.
func states(t *testing.T, s *evidence.Store, id evidence.SubmissionID) (out []string) {
	t.Helper()
	u, err := s.Submission(t.Context(), id)
	must(t, err)
	for _, c := range u.Components {
		text := c.Key + " " + string(c.State)
		if c.KeptFrom > 0 {
			text += " kept " + string(rune('0'+c.KeptFrom))
		}
		out = append(out, text)
	}
	return out
}

func accepts(key string, by account.PersonID) evidence.ComponentDecision {
	return evidence.ComponentDecision{Key: key, By: by, Seen: evidence.ComponentWaiting, Accept: true}
}

func rejects(key string, by account.PersonID, note string) evidence.ComponentDecision {
	return evidence.ComponentDecision{Key: key, By: by, Seen: evidence.ComponentWaiting, Note: note}
}

// waitsFor returns whom the submissions of portfolio 1 wait for: "coach 2".
func waitsFor(t *testing.T, d *db.DB) (out []string) {
	t.Helper()
	must(t, d.View(t.Context(), func(tx *db.Tx) error {
		out = nil
		all, err := programme.WaitsIn(t.Context(), tx, 1)
		for _, w := range all {
			if w.Kind == programme.WaitSubmission {
				out = append(out, string(w.Role)+" "+string(rune('0'+w.Subject)))
			}
		}
		return err
	}))
	wrong, _, err := programme.AuditWaits(t.Context(), d, evidence.WaitTruths()...)
	if err != nil || len(wrong) > 0 {
		t.Errorf("the waits are not what they should be: %q, %v", wrong, err)
	}
	return out
}

// news returns the texts of a person's notices about submissions, newest first.
func news(t *testing.T, d *db.DB, who account.PersonID) (out []string) {
	t.Helper()
	all, _, err := notify.Notices(t.Context(), d, int64(who), notify.Query{})
	must(t, err)
	for _, n := range all {
		if n.Kind == notify.SubmissionWaiting || n.Kind == notify.SubmissionDecided {
			out = append(out, n.Text)
		}
	}
	return out
}

func TestEachPartIsDecidedByItself(t *testing.T) {
	s, d := assessed(t)
	u := frozen(t, d, northgate, "portfolio p1", "english-maths e1")
	if got := outcome(s.DecideComponent(t.Context(), u.ID, accepts("portfolio", nora))); got != "conflict" {
		t.Errorf("before its files are made: %s", got)
	}
	if got := waitsFor(t, d); len(got) > 0 {
		t.Errorf("before its files are made it waits for %q", got)
	}
	finish(t, d, &u)
	if got := waitsFor(t, d); !slices.Equal(got, []string{"coordinator 1"}) {
		t.Errorf("handed over, it waits for %q", got)
	}
	long := strings.Repeat("é", evidence.MaxComponentNote)
	for _, tt := range []struct {
		name string
		d    evidence.ComponentDecision
		want string
	}{
		{"rejected without a word", rejects("portfolio", nora, " \n "), "wrong: note"},
		{"too many words", rejects("portfolio", nora, long+"é"), "wrong: note"},
		{"no such part", accepts("hours", nora), "not found"},
		{"as many words as there may be", rejects("portfolio", nora, long), "done"},
		{"clicked twice", rejects("portfolio", nora, long), "done"},
		{"by somebody who saw it waiting", accepts("portfolio", oskar), "conflict"},
		{"by the same, from an old page", accepts("portfolio", nora), "conflict"},
		{"changed, from what it is", evidence.ComponentDecision{Key: "portfolio", By: nora, Seen: evidence.ComponentRejected, Note: "Piece 3 has no page."}, "done"},
		{"accepted", accepts("english-maths", oskar), "done"},
		{"accepted twice", accepts("english-maths", oskar), "done"},
		{"rejected once it is locked", evidence.ComponentDecision{Key: "english-maths", By: nora, Seen: evidence.ComponentAccepted, Note: "No."}, "conflict"},
	} {
		if got := outcome(s.DecideComponent(t.Context(), u.ID, tt.d)); got != tt.want {
			t.Errorf("%s: %s; want %s", tt.name, got, tt.want)
		}
	}
	if got := states(t, s, u.ID); !slices.Equal(got, []string{"portfolio rejected", "english-maths accepted"}) {
		t.Errorf("decided: %q", got)
	}
	if got := outcome(s.DecideComponent(t.Context(), 99, accepts("portfolio", nora))); got != "not found" {
		t.Errorf("of no submission: %s", got)
	}
	read, err := s.Submission(t.Context(), u.ID)
	must(t, err)
	if c := read.Component("portfolio"); c.DecidedName != "Nora" || c.Note != "Piece 3 has no page." || c.DecidedAt.IsZero() {
		t.Errorf("the rejected part: %+v", c)
	}
	events, err := audit.Events(t.Context(), d, audit.Query{Action: "submission.decide"})
	must(t, err)
	if len(events) != 3 {
		t.Errorf("%d decisions are recorded; want 3", len(events))
	}
}

func TestWhoIsWaitedForAndTold(t *testing.T) {
	s, d := assessed(t)
	u := made(t, d, northgate, "portfolio p1", "english-maths e1")
	for _, who := range []account.PersonID{nora, oskar} {
		if got := news(t, d, who); len(got) != 1 || !strings.Contains(got[0], "Carys’s submission, attempt 1") {
			t.Errorf("a coordinator is told %q", got)
		}
		waits, err := programme.NewStore(d).Waits(t.Context(), who)
		if err != nil || len(waits) != 1 || waits[0].Path() != "/submissions/1" {
			t.Errorf("for a coordinator waits %+v, %v", waits, err)
		}
	}
	must(t, s.DecideComponent(t.Context(), u.ID, rejects("english-maths", nora, "The certificate names somebody else.")))
	if got := news(t, d, marcus); len(got) > 0 {
		t.Errorf("the coach is told of half a decision: %q", got)
	}
	must(t, s.DecideComponent(t.Context(), u.ID, accepts("portfolio", nora)))
	if got := waitsFor(t, d); !slices.Equal(got, []string{"coach 1"}) {
		t.Errorf("rejected, it waits for %q", got)
	}
	if got := news(t, d, marcus); len(got) != 1 || !strings.Contains(got[0], "Northgate rejected parts of Carys’s submission: The english-maths.") || strings.Contains(got[0], "certificate") {
		t.Errorf("the coach is told %q", got)
	}
	if got := news(t, d, carys); len(got) > 0 {
		t.Errorf("the apprentice is told %q before all is accepted", got)
	}
	standing, err := programme.NewStore(d).Standing(t.Context(), 1)
	if err != nil || standing.WaitingRole != account.Coach {
		t.Errorf("the caseload waits for %q, %v", standing.WaitingRole, err)
	}
	next := made(t, d, northgate, "portfolio p1", "english-maths e2")
	if got := states(t, s, next.ID); !slices.Equal(got, []string{"portfolio accepted kept 1", "english-maths waiting"}) {
		t.Errorf("the next attempt: %q", got)
	}
	if got := waitsFor(t, d); !slices.Equal(got, []string{"coordinator 2"}) {
		t.Errorf("handed over again, it waits for %q", got)
	}
	if got := outcome(s.DecideComponent(t.Context(), u.ID, evidence.ComponentDecision{Key: "english-maths", By: nora, Seen: evidence.ComponentRejected, Accept: true})); got != "conflict" {
		t.Errorf("an attempt that was replaced is decided: %s", got)
	}
	must(t, s.DecideComponent(t.Context(), next.ID, accepts("english-maths", oskar)))
	if got := waitsFor(t, d); len(got) > 0 {
		t.Errorf("all accepted, it waits for %q", got)
	}
	for who, says := range map[account.PersonID]string{marcus: "accepted all of Carys’s submission.", carys: "accepted all of your submission.", 6: "accepted all of Carys’s submission."} {
		if got := news(t, d, who); len(got) == 0 || !strings.Contains(got[0], says) {
			t.Errorf("person %d is told %q", who, got)
		}
	}
	if got := news(t, d, nora); len(got) != 2 {
		t.Errorf("the other coordinator is told %q", got)
	}
}

func TestOnlyWhatIsTheSameStaysAccepted(t *testing.T) {
	for name, tt := range map[string]struct {
		to       programme.OrganisationID
		decided  map[string]bool // of "portfolio p1", "training t1", "english-maths e1"
		parts    []string        // of the next attempt
		want     []string
		waitsFor []string
	}{
		"nothing was decided": {northgate, nil, []string{"portfolio p1", "training t1", "english-maths e1"},
			[]string{"portfolio waiting", "training waiting", "english-maths waiting"}, []string{"coordinator 2"}},
		"a rejected one that is the same": {northgate, map[string]bool{"portfolio": true, "training": true, "english-maths": false}, []string{"portfolio p1", "training t1", "english-maths e1"},
			[]string{"portfolio accepted kept 1", "training accepted kept 1", "english-maths waiting"}, []string{"coordinator 2"}},
		"an accepted one that changed": {northgate, map[string]bool{"portfolio": true, "training": true, "english-maths": false}, []string{"portfolio p2", "training t1", "english-maths e2"},
			[]string{"portfolio waiting", "training accepted kept 1", "english-maths waiting"}, []string{"coordinator 2"}},
		"a part that is new, and one that is gone": {northgate, map[string]bool{"portfolio": true, "training": true}, []string{"portfolio p1", "document:log d1"},
			[]string{"portfolio accepted kept 1", "document:log waiting"}, []string{"coordinator 2"}},
		"all of it stays": {northgate, map[string]bool{"portfolio": true, "training": true, "english-maths": true}, []string{"portfolio p1", "training t1", "english-maths e1"},
			[]string{"portfolio accepted kept 1", "training accepted kept 1", "english-maths accepted kept 1"}, nil},
		"to another organisation": {southgate, map[string]bool{"portfolio": true}, []string{"portfolio p1", "training t1"},
			[]string{"portfolio waiting", "training waiting"}, []string{"coordinator 2"}},
	} {
		t.Run(name, func(t *testing.T) {
			s, d := assessed(t)
			u := made(t, d, northgate, "portfolio p1", "training t1", "english-maths e1")
			for _, key := range []string{"portfolio", "training", "english-maths"} {
				if accept, decided := tt.decided[key]; decided {
					choice := rejects(key, nora, "No.")
					choice.Accept = accept
					must(t, s.DecideComponent(t.Context(), u.ID, choice))
				}
			}
			next := made(t, d, tt.to, tt.parts...)
			if got := states(t, s, next.ID); !slices.Equal(got, tt.want) {
				t.Errorf("%q; want %q", got, tt.want)
			}
			if got := waitsFor(t, d); !slices.Equal(got, tt.waitsFor) {
				t.Errorf("waits for %q; want %q", got, tt.waitsFor)
			}
			third := made(t, d, tt.to, tt.parts...)
			if got := states(t, s, third.ID); !slices.Equal(got, tt.want) { // kept from the first, not from the second
				t.Errorf("of a third attempt: %q; want %q", got, tt.want)
			}
		})
	}
}

func TestFilesOfAnOldAttemptThatAreMadeLateMakeNothingWait(t *testing.T) {
	_, d := assessed(t)
	old := frozen(t, d, northgate, "portfolio p1")
	made(t, d, northgate, "portfolio p2")
	finish(t, d, &old)
	if got := waitsFor(t, d); !slices.Equal(got, []string{"coordinator 2"}) {
		t.Errorf("waits for %q", got)
	}
}

func TestTwoCoordinatorsAtOnce(t *testing.T) {
	s, d := assessed(t)
	u := made(t, d, northgate, "portfolio p1")
	var all sync.WaitGroup
	got := make([]string, 2)
	for i, who := range []account.PersonID{nora, oskar} {
		all.Go(func() {
			got[i] = outcome(s.DecideComponent(t.Context(), u.ID, rejects("portfolio", who, "From "+string(rune('a'+i)))))
		})
	}
	all.Wait()
	slices.Sort(got)
	if !slices.Equal(got, []string{"conflict", "done"}) {
		t.Errorf("%q", got)
	}
	if told := news(t, d, marcus); len(told) != 1 {
		t.Errorf("the coach is told %q", told)
	}
}
