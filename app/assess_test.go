package app

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/blob"
	"touchstone/app/db"
	"touchstone/app/document"
	"touchstone/app/programme"
	"touchstone/evidence"
	"touchstone/evidence/assessment"
	"touchstone/ksb"
	"touchstone/reports"
)

// A sitting is a site with a submission of portfolio 1 that is accepted in all
// its parts, and the people who assess it:
//
//	clerk       coordinates
//	judge       is invited to assess, and declared
//	second      the same
//	moderator   is invited to moderate, and declared
//	undeclared  is invited to assess
//	late        was, until an hour ago
type sitting struct {
	*site
	id   evidence.SubmissionID
	plan *ksb.Plan
	st   []ksb.Statement // four that are assessed, and a behaviour
}

// sittingPlan has a talk with criteria over the first three statements, of which
// the third may be sampled, and a test without over the fourth.
func sittingPlan(regime ksb.Regime, st []ksb.Statement) *ksb.Plan {
	p := &ksb.Plan{Reference: "Sitting", Version: string(regime), Name: "The plan of the test", Regime: regime,
		Words: ksb.Words{Assessment: "end-point assessment", Organisation: "assessment organisation", Gateway: "gateway", Method: "assessment method"},
		Methods: []ksb.Method{
			{Key: "talk", Name: "Discussion", Portfolio: true, Statements: []string{st[0].Key, st[1].Key, st[2].Key}, Sampled: []string{st[2].Key}, Minutes: 60, Modes: []string{"By video call", "In person"},
				Grades: []string{"fail", "pass", "distinction"}, Criteria: []ksb.Criterion{{Key: "p1", Grade: "pass", Text: "Explains the law", Statements: []string{st[0].Key}},
					{Key: "p2", Grade: "pass", Text: "Gives an example"}, {Key: "d1", Grade: "distinction", Text: "Weighs two ways"}}},
			{Key: "test", Name: "Written test", Statements: []string{st[3].Key}, Grades: []string{"fail", "pass"}},
		},
		Portfolio: ksb.PortfolioRules{Reflection: ksb.ReflectionForbidden},
		Grading: ksb.Grading{Grades: []ksb.Grade{{Key: "fail", Name: "Fail"}, {Key: "pass", Name: "Pass", Pass: true}, {Key: "distinction", Name: "Distinction", Pass: true}},
			Table: []ksb.Combination{{When: map[string][]string{"talk": {"distinction"}, "test": {"pass"}}, Grade: "distinction"},
				{When: map[string][]string{"talk": {"pass"}, "test": {"pass"}}, Grade: "pass"}, {When: map[string][]string{}, Grade: "fail"}},
			Resit: ksb.Resit{Attempts: 2, Days: 60, Cap: "pass"}},
	}
	if regime == ksb.Assessment {
		p.Words = ksb.Words{Assessment: "apprenticeship assessment", Organisation: "assessment organisation", Gateway: "gateway to completion", Method: "assessment outcome"}
		p.Methods = append(p.Methods, ksb.Method{Key: "behaviours", Name: "Behaviours", Statements: []string{st[4].Key}, Verified: true})
	}
	return p
}

// sit adds the submission and its people to a site.
func (s *site) sit(edits ...func(*reports.Submission)) *sitting {
	return s.sitUnder(ksb.EndPoint, edits...)
}

func (s *site) sitUnder(regime ksb.Regime, edits ...func(*reports.Submission)) *sitting {
	s.t.Helper()
	std, ctx := s.standard(), s.t.Context()
	t := &sitting{site: s}
	for _, st := range std.For("") {
		if st.Type == "behaviour" && len(t.st) == 4 || st.Type != "behaviour" && len(t.st) < 4 {
			t.st = append(t.st, st)
		}
	}
	t.plan = sittingPlan(regime, t.st)
	frozen := t.frozenValue(std)
	for _, edit := range edits {
		edit(frozen)
	}
	t.plan = frozen.Portfolio.Plan
	o := programme.Organisation{Kind: programme.AssessmentOrganisation, Name: fmt.Sprint("Kestrel ", regime, len(edits), time.Now().UnixNano())}
	must(s.t, s.in.Programme.AddOrganisation(ctx, 0, &o))
	plans, err := s.in.Standards.Plans(ctx, std.ID)
	must(s.t, err)
	text, err := frozen.Document()
	must(s.t, err)
	must(s.t, s.in.DB.Update(ctx, func(tx *db.Tx) error {
		u := evidence.Submission{Portfolio: s.portfolios[1], Organisation: o.ID, Plan: plans[0].ID, By: s.people["coach"],
			Components: []evidence.Component{{Key: "portfolio", Name: "Portfolio of evidence", State: evidence.ComponentAccepted}}}
		err := evidence.AddSubmission(ctx, tx, &u, text, frozen.Blobs())
		t.id = u.ID
		return err
	}))
	for _, who := range []string{"clerk", "judge", "second", "moderator", "undeclared", "late"} {
		if s.people[who] == 0 {
			s.add(who)
		}
	}
	must(s.t, s.in.Accounts.AddGrant(ctx, 0, account.Grant{Person: s.people["clerk"], Role: account.Coordinator, Scope: account.Organisation, ScopeID: int64(o.ID)}))
	for who, duty := range map[string]assessment.Duty{"judge": assessment.Assesses, "second": assessment.Assesses, "moderator": assessment.Moderates, "undeclared": assessment.Assesses, "late": assessment.Assesses} {
		i := assessment.Invitation{Submission: t.id, Person: s.people[who], Duty: duty, By: s.people["clerk"], EndsAt: time.Now().Add(48 * time.Hour)}
		must(s.t, s.app.assessments.Invite(ctx, &i))
		if who != "undeclared" {
			must(s.t, s.app.assessments.Declare(ctx, t.id, s.people[who], false, ""))
		}
	}
	must(s.t, s.in.DB.Update(ctx, func(tx *db.Tx) error {
		ended := tx.Now.Add(-time.Hour)
		if err := tx.Change(ctx, `UPDATE assessors SET ends_at = $2 WHERE person_id = $1 AND submission_id = $3`, s.people["late"], db.Stamp(&ended), t.id); err != nil {
			return err
		}
		return tx.Change(ctx, `UPDATE grants SET expires_at = $2 WHERE person_id = $1 AND scope = 'submission' AND scope_id = $3`, s.people["late"], db.Stamp(&ended), t.id)
	}))
	return t
}

// frozenValue makes what was handed over: piece 4 with a PDF, a recording and a
// text, piece 7 with its account alone.
func (t *sitting) frozenValue(std *ksb.Standard) *reports.Submission {
	put := func(name, mime string, kind document.Kind, content string) reports.File {
		ref, size, err := t.in.Blobs.Put(t.t.Context(), strings.NewReader(content))
		must(t.t, err)
		return reports.File{Name: name, Ref: blob.Ref(ref), Size: size, MIME: mime, Kind: kind}
	}
	log := put("Call log.pdf", "application/pdf", document.PDF, pdfOf(6))
	log.Pages = 6
	call := put("Call.wav", "audio/wav", document.Audio, silence(8))
	call.Duration = 8 * time.Second
	notes := put("Notes.txt", "text/plain; charset=utf-8", document.Text, "Rang at nine.")
	day := time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC)
	at := time.Date(2026, time.November, 20, 9, 0, 0, 0, time.UTC)
	claim := func(i int, places ...reports.Place) reports.Claim {
		return reports.Claim{Statement: t.st[i].ID, How: fmt.Sprintf("I showed number %d.", i+1), Verdict: "accepted", Places: places}
	}
	carried := claim(0, reports.Place{File: -1, Unit: "section", Section: "Action"})
	carried.Origin = "Carried from K2 of it."
	return &reports.Submission{Format: "touchstone submission 1", Attempt: 1, At: at, By: "coach", Organisation: "Kestrel",
		Portfolio: reports.Portfolio{Made: at, Apprentice: "apprentice", Employer: "Employer", Provider: "Ashbrook Skills", Coach: "coach", StartedOn: day, Standard: *std, Plan: t.plan, Statements: t.st,
			Pieces: []reports.Piece{
				{Number: 4, Version: 2, State: "Accepted", Accepted: true, Title: "A builder with three sites", Kind: "Work product", From: day, Action: "I rang the customer.", Worked: "Reflecting, I did well.", OwnWork: true, AI: "no",
					Claims: []reports.Claim{claim(0, reports.Place{File: 0, Unit: "page", First: 3, Last: 3}), claim(1, reports.Place{File: 1, Unit: "time", First: 2, Last: 5})}, Files: []reports.File{log, call, notes}},
				{Number: 7, Version: 1, State: "Accepted", Accepted: true, Title: "A plan kept", Kind: "Written account", From: day, Origin: "Carried from piece 2 of ST0001.", Action: "We settled on ten weeks.", OwnWork: true,
					Claims: []reports.Claim{carried}},
			}},
		Gateway: reports.Gateway{Behaviours: []reports.BehaviourRecord{{Statement: t.st[4].ID, Verified: true, Example: "Kept calm with a builder.", By: "Tom, manager", At: at}}}}
}

func (t *sitting) path(format string, args ...any) string {
	return fmt.Sprintf("/submissions/%d", t.id) + fmt.Sprintf(format, args...)
}

func (t *sitting) read() *assessment.Assessment {
	t.t.Helper()
	a, err := t.app.assessments.Assessment(t.t.Context(), t.id)
	must(t.t, err)
	return a
}

// form returns the fields of the form on a page that posts to an address.
func (v *visitor) form(path, action string) url.Values {
	v.site.t.Helper()
	return formIn(v.site.t, v.get(path).page(v.site.t), action)
}

// judgeAll judges everything in the pages, for a distinction.
func (t *sitting) judgeAll(who string) {
	t.t.Helper()
	v := t.as(who)
	send := func(path string, form url.Values) {
		if a := v.post(path, form); a.status != http.StatusSeeOther {
			t.t.Fatalf("%s: %d %s", path, a.status, a.body)
		}
	}
	for _, i := range []int{0, 1, 3} {
		path := t.path("/statements/%d", t.st[i].ID)
		form := v.form(path, path)
		form.Set("verdict", "sufficient")
		send(path, form)
	}
	talk := v.form(t.path("/methods/talk"), t.path("/methods/talk"))
	for _, key := range []string{"p1", "p2", "d1"} {
		talk.Set("verdict-"+key, "met")
	}
	talk.Set("held_on", "2026-03-02")
	send(t.path("/methods/talk"), talk)
	test := v.form(t.path("/methods/test"), t.path("/methods/test"))
	test.Set("held_on", "2026-03-03")
	test.Set("grade", "pass")
	send(t.path("/methods/test"), test)
}

// assessorsPages are addresses that show something of the submission.
func (t *sitting) assessorsPages() []string {
	return []string{t.path("/statements"), t.path("/statements?view=wall"), t.path("/statements/%d", t.st[0].ID), t.path("/pieces"), t.path("/pieces/4"), t.path("/questions"),
		t.path("/questions/new"), t.path("/questions/print"), t.path("/judging"), t.path("/methods/talk"), t.path("/result"), t.path("/report.pdf"), t.path("/report.csv")}
}

func TestAnAssessorSeesNothingBeforeTheyDeclare(t *testing.T) {
	s := newSite(t).sit()
	v := s.as("undeclared")
	for _, path := range s.assessorsPages() {
		if a := v.get(path); a.status != http.StatusSeeOther || a.where() != s.path("/declare") {
			t.Errorf("%s: %d, to %q", path, a.status, a.where())
		}
	}
	for _, r := range s.app.table {
		if r.scope != submission || r.undeclared {
			continue
		}
		path := strings.NewReplacer(":submission", fmt.Sprint(s.id), ":statement", fmt.Sprint(s.st[0].ID), ":piece", "4", ":label", "4.1", ":method", "talk", ":question", "1", ":assessor", "1", ":component", "portfolio").Replace(r.path)
		a := v.send(r.method, path, "application/x-www-form-urlencoded", strings.NewReader(url.Values{"csrf": {v.csrf()}}.Encode()))
		if a.status != http.StatusForbidden && !(a.status == http.StatusSeeOther && a.where() == s.path("/declare")) {
			t.Errorf("%s %s: %d %q", r.method, path, a.status, a.where())
		}
		for _, secret := range []string{"A builder with three sites", "I rang the customer", "Rang at nine"} {
			if strings.Contains(a.body, secret) {
				t.Errorf("%s %s shows %q", r.method, path, secret)
			}
		}
	}
	v.get("/").has(t, "home", "Declare your interests first", s.path("/statements"))
	page := v.get(s.path("/declare"))
	page.has(t, "declaring", "Nothing of the submission is shown before you declare", "Does an interest of yours conflict?", "Employer")
	if a := v.post(s.path("/declare"), nil); a.status != http.StatusUnprocessableEntity {
		t.Errorf("no answer: %d", a.status)
	}
	if a := v.post(s.path("/declare"), url.Values{"conflicts": {"yes"}}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a conflict without words: %d", a.status)
	}
	if a := v.post(s.path("/declare"), url.Values{"conflicts": {"no"}}); a.where() != s.path("/statements") {
		t.Errorf("declared: %d %q", a.status, a.where())
	}
	v.get(s.path("/pieces/4")).has(t, "once declared", "I rang the customer.")
	if a := v.post(s.path("/declare"), url.Values{"conflicts": {"yes"}, "interest": {"My niece"}}); a.status != http.StatusConflict {
		t.Errorf("declared twice: %d", a.status)
	}
	second := s.as("second")
	second.get(s.path("/statements")).has(t, "the list", "0 of 4 statements judged")
	s.as("clerk").post(s.path("/assessors"), url.Values{"duty": {"assess"}, "email": {"stranger@example.org"}, "ends": {s.day(3)}})
	stranger := s.as("stranger")
	if a := stranger.post(s.path("/declare"), url.Values{"conflicts": {"yes"}, "interest": {"She is my niece."}}); a.where() != "/" {
		t.Errorf("a conflict: %d %q", a.status, a.where())
	}
	for _, path := range append(s.assessorsPages(), s.path("/declare")) {
		if a := stranger.get(path); a.status != http.StatusNotFound {
			t.Errorf("after a conflict, %s: %d", path, a.status)
		}
	}
	s.as("clerk").get(s.path("/assessors")).has(t, "the coordinator's page", "She is my niece.", "A conflict")
	s.as("clerk").get("/notices").has(t, "the coordinator's notices", "declares a conflict of interest")
}

func TestAfterItsEndAnInvitationOpensNothing(t *testing.T) {
	s := newSite(t).sit()
	late, clerk := s.as("late"), s.as("clerk")
	missing := withoutNumbers(s.as("stranger").get("/nowhere").body)
	missing = strings.ReplaceAll(missing, "Stranger", "Late")
	for _, path := range append(s.assessorsPages(), s.path("/declare")) {
		if a := late.get(path); a.status != http.StatusNotFound {
			t.Errorf("late: %s: %d", path, a.status)
		}
	}
	if a := late.post(s.path("/statements/%d", s.st[0].ID), url.Values{"verdict": {"sufficient"}}); a.status != http.StatusNotFound {
		t.Errorf("late judges: %d", a.status)
	}
	late.get("/").lacks(t, "late's home", s.path(""))
	judge := s.as("judge")
	judge.get(s.path("/pieces/4")).has(t, "before", "I rang the customer.")
	invited, err := s.app.assessments.Invitation(t.Context(), s.id, s.people["judge"])
	must(t, err)
	if a := clerk.post(s.path("/assessors/%d/end", invited.ID), nil); a.status != http.StatusSeeOther {
		t.Errorf("ended: %d", a.status)
	}
	for _, path := range s.assessorsPages() {
		if a := judge.get(path); a.status != http.StatusNotFound {
			t.Errorf("once it is ended: %s: %d", path, a.status)
		}
	}
	if a := judge.send(http.MethodPost, s.path("/statements/%d/note", s.st[0].ID), "application/x-www-form-urlencoded", strings.NewReader(url.Values{"csrf": {judge.csrf()}, "note": {"x y z words"}}.Encode())); a.status != http.StatusNotFound || !strings.Contains(a.body, "x y z words") {
		t.Errorf("a note that comes too late is shown to be copied: %d", a.status)
	}
}

// A grant by itself opens no submission, and an assessor's on an enrolment opens
// the portfolio as it did.
func TestGrantsOfAssessors(t *testing.T) {
	s := newSite(t).sit()
	must(t, s.in.Accounts.AddGrant(t.Context(), 0, account.Grant{Person: s.people["stranger"], Role: account.Assessor, Scope: account.Submission, ScopeID: int64(s.id)}))
	for _, path := range append(s.assessorsPages(), s.path("/declare")) {
		if a := s.as("stranger").get(path); a.status != http.StatusNotFound {
			t.Errorf("a grant without an invitation: %s: %d", path, a.status)
		}
		if a := s.as("assessor").get(path); a.status != http.StatusNotFound {
			t.Errorf("the assessor of the portfolio: %s: %d", path, a.status)
		}
	}
	if a := s.as("assessor").get(fmt.Sprintf("/portfolios/%d", s.portfolios[1])); a.status != http.StatusOK {
		t.Errorf("the assessor of the portfolio, in it: %d", a.status)
	}
	if a := s.as("judge").get(fmt.Sprintf("/portfolios/%d", s.portfolios[1])); a.status != http.StatusNotFound {
		t.Errorf("the assessor of the submission, in the portfolio: %d", a.status)
	}
}

func TestOpeningsAreRecorded(t *testing.T) {
	s := newSite(t).sit()
	v := s.as("judge")
	v.get(s.path("/statements"))
	v.get(s.path("/pieces"))
	if _, n, _ := s.app.assessments.Openings(t.Context(), s.id, 0, 9); n != 0 {
		t.Errorf("lists are recorded as openings: %d", n)
	}
	v.get(s.path("/pieces/7")).has(t, "a piece that was carried", "Carried from piece 2 of ST0001.", "Carried from K2 of it.")
	v.get(s.path("/statements/%d", s.st[0].ID))
	s.as("clerk").get(s.path("/judging"))
	all, n, err := s.app.assessments.Openings(t.Context(), s.id, 0, 9)
	var what []string
	for _, o := range all {
		what = append(what, o.What)
	}
	if err != nil || n != 3 || !slices.Equal(what, []string{"piece 7", "piece 4", "piece 7"}) {
		t.Errorf("openings: %v, %v", what, err)
	}
	s.as("clerk").get(s.path("/openings")).has(t, "the coordinator's list", "Piece 7", "judge", "1 to 3 of 3")
	s.as("clerk").get(s.path("/assessors")).has(t, "who opened what", "2 things, 3 times in all")
	v.get(s.path("/pieces")).has(t, "the reader's own", "Twice", "Once")
}

func TestEvidenceByStatement(t *testing.T) {
	s := newSite(t).sit()
	v := s.as("judge")
	list := v.get(s.path("/statements"))
	list.has(t, "the list", "Piece 4: 4.1 Call log.pdf, page 3", "Piece 4: 4.2 Call.wav, 0:02 to 0:05", "Piece 7: The account, Action", "No piece", "May be sampled", "Discussion", "Written test")
	page := v.get(s.path("/statements/%d", s.st[0].ID))
	page.has(t, "a statement", "Piece 4: A builder with three sites", "I showed number 1.", "I rang the customer.", "We settled on ten weeks.", s.path("/files/4.1#page=3"), `data-page="3"`, "Your notes on", "Not sufficient")
	page.lacks(t, "where the plan forbids reflection", "Reflecting, I did well")
	if v.get(s.path("/statements/%d", s.st[1].ID)).has(t, "a recording", s.path("/files/4.2#t=2"), `preload="none"`); false {
		return
	}
	v.get(s.path("/statements/%d", s.st[3].ID)).has(t, "no claim", "No piece claims it.")
	if a := v.get(s.path("/statements/%d", s.st[4].ID)); a.status != http.StatusNotFound {
		t.Errorf("a statement that no method assesses: %d", a.status)
	}
	v.get(s.path("/pieces/4")).has(t, "a piece", "What it claims to show", "Call log.pdf", "Notes.txt", "Next: piece 7")
	if a := v.get(s.path("/pieces/5")); a.status != http.StatusNotFound {
		t.Errorf("a piece that is not there: %d", a.status)
	}
}

// A note saves itself, and two tabs lose nothing of each other.
func TestNotes(t *testing.T) {
	s := newSite(t).sit()
	v := s.as("judge")
	path := s.path("/statements/%d/note", s.st[0].ID)
	save := func(revision, note string, json bool) answer {
		form := url.Values{"csrf": {v.csrf()}, "revision": {revision}, "note": {note}}
		if json {
			return v.send(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()), "Accept", "application/json")
		}
		return v.post(path, form)
	}
	save("0", "Which limit?", true).has(t, "by itself", `"revision":1`)
	if a := save("1", "Which limit, and why?", false); a.status != http.StatusSeeOther {
		t.Errorf("by a button: %d", a.status)
	}
	a := save("1", "From the other tab.", true)
	if a.has(t, "the other tab", `"theirs":{"note":"Which limit, and why?"}`, `"revision":2`); a.status != http.StatusConflict {
		t.Errorf("the other tab: %d", a.status)
	}
	a = save("1", "From the other tab.", false)
	if a.has(t, "the other tab without script", "From the other tab.", "Which limit, and why?", "What another of your tabs saved"); a.status != http.StatusConflict {
		t.Errorf("the other tab without script: %d", a.status)
	}
	form := formIn(t, a.page(t), path)
	if form.Get("revision") != "2" {
		t.Errorf("saved again it would be refused again: %v", form)
	}
	if a := save("2", strings.Repeat("é", assessment.MaxNote+1), false); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a longer note: %d", a.status)
	}
	s.as("second").get(s.path("/statements/%d", s.st[0].ID)).lacks(t, "another assessor", "Which limit")
	s.as("judge").get(s.path("/statements")).has(t, "the list", "Which limit, and why?")
}

func TestJudgingAStatement(t *testing.T) {
	s := newSite(t).sit()
	v := s.as("judge")
	path := s.path("/statements/%d", s.st[0].ID)
	tests := []struct {
		name   string
		form   url.Values
		status int
		says   string
	}{
		{"not shown, without a reason", url.Values{"verdict": {"insufficient"}}, 422, "Say what is missing"},
		{"no answer", url.Values{"verdict": {"maybe"}}, 422, "Choose one of the answers"},
		{"a piece that is not there", url.Values{"verdict": {"sufficient"}, "more": {"9, page 3"}}, 422, "There is no piece or file"},
		{"a file that is not there", url.Values{"verdict": {"sufficient"}, "more": {"4.4"}}, 422, "There is no piece or file"},
		{"file nought", url.Values{"verdict": {"sufficient"}, "more": {"4.0"}}, 422, "There is no piece or file"},
		{"a long place", url.Values{"verdict": {"sufficient"}, "more": {"4.1, " + strings.Repeat("x", 201)}}, 422, "200 characters"},
		{"sufficient", url.Values{"verdict": {"sufficient"}, "reason": {"She names the limit."}, "cites": {"4.1, page 3"}, "more": {"Piece 7\n4.3, line 2"}}, 303, ""},
		{"with what another saved since", url.Values{"revision": {"0"}, "verdict": {"insufficient"}, "reason": {"No income figure."}}, 409, "No income figure."},
		{"on to the next", url.Values{"revision": {"1"}, "verdict": {"sufficient"}, "reason": {"She names the limit."}, "cites": {"4.1, page 3"}, "more": {"7\n4.3, line 2"}, "go": {"next"}}, 303, ""},
	}
	for _, tt := range tests {
		a := v.post(path, tt.form)
		if a.status != tt.status || !strings.Contains(a.body, tt.says) {
			t.Errorf("%s: %d; want %d and %q", tt.name, a.status, tt.status, tt.says)
		}
		if tt.status == http.StatusConflict {
			a.has(t, tt.name, "What another assessor saved meanwhile", "She names the limit.")
			if form := formIn(t, a.page(t), path); form.Get("revision") != "1" {
				t.Errorf("%s: %v", tt.name, form)
			}
		}
		if tt.name == "on to the next" && a.where() != s.path("/statements/%d", s.st[1].ID) {
			t.Errorf("on to %s", a.where())
		}
	}
	j := s.read().Judgements[s.st[0].ID]
	want := []assessment.Cite{{Piece: 4, File: "4.1", Place: "page 3"}, {Piece: 7}, {Piece: 4, File: "4.3", Place: "line 2"}}
	if j.Revision != 2 || j.Verdict != assessment.Sufficient || !slices.Equal(j.Cites, want) {
		t.Errorf("judged: %+v", j)
	}
	v.get(path).has(t, "what it rests on is chosen again", `value="4.1, page 3" checked`, "7\n4.3, line 2")
	s.as("moderator").get(path).has(t, "to a moderator", "Sufficient", "She names the limit.", "Rests on: piece 4, file 4.1, page 3")
	s.as("moderator").get(path).lacks(t, "to a moderator", `id="judge"`)
	if a := s.as("moderator").post(path, url.Values{"verdict": {"sufficient"}, "revision": {"2"}}); a.status != http.StatusForbidden {
		t.Errorf("a moderator judges: %d", a.status)
	}
	other := s.path("/statements/%d", s.st[4].ID)
	if a := v.post(other, url.Values{"verdict": {"sufficient"}}); a.status != http.StatusNotFound {
		t.Errorf("a statement that no method assesses: %d", a.status)
	}
}

func TestQuestionPlan(t *testing.T) {
	s := newSite(t).sit()
	v := s.as("judge")
	v.post(s.path("/statements/%d/note", s.st[1].ID), url.Values{"revision": {"0"}, "note": {"Strong. Was it affordable? And timely."}})
	plan := v.get(s.path("/questions"))
	plan.has(t, "what is offered", "Your note asks something", "No piece claims it", "Was it affordable? And timely.")
	plan = v.get(s.path("/questions/new?statement=%d", s.st[1].ID))
	plan.has(t, "from the note", "\nWas it affordable?</textarea>", fmt.Sprintf(`value="%d" checked`, s.st[1].ID))
	add := func(method, text string) answer {
		return v.post(s.path("/questions"), url.Values{"method": {method}, "text": {text}, "statements": {fmt.Sprint(s.st[1].ID), "999999", fmt.Sprint(s.st[4].ID)}})
	}
	if a := add("nothing", "Why?"); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Why?</textarea>") {
		t.Errorf("for a method that is not there: %d", a.status)
	}
	if a := add("talk", " "); a.status != http.StatusUnprocessableEntity {
		t.Errorf("an empty question: %d", a.status)
	}
	add("talk", "Was it affordable?")
	add("talk", "Who agreed it?")
	q := s.read().Questions
	if len(q) != 2 || !slices.Equal(q[0].Statements, []ksb.StatementID{s.st[1].ID}) {
		t.Fatalf("questions: %+v", q)
	}
	v.get(s.path("/questions")).lacks(t, "once there is a question", "Your note asks something")
	path := s.path("/questions/%d", q[0].ID)
	v.post(s.path("/questions/%d/move", q[1].ID), url.Values{"way": {"up"}})
	if now := s.read().Questions; now[0].ID != q[1].ID {
		t.Errorf("moved: %+v", now)
	}
	form := v.form(path, path)
	form.Set("text", "Was it affordable?")
	form.Set("asked", "yes")
	form.Set("answer", "She asked for his income.")
	if a := v.post(path, form); a.status != http.StatusSeeOther {
		t.Errorf("asked: %d", a.status)
	}
	form.Set("answer", "Something else.")
	form.Del("csrf")
	a := s.as("second").post(path, form)
	if a.has(t, "two at once", "She asked for his income.", "Something else.", "What another assessor saved meanwhile"); a.status != http.StatusConflict {
		t.Errorf("two at once: %d", a.status)
	}
	a = v.send(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(url.Values{"csrf": {v.csrf()}, "revision": {"1"}, "text": {"Other"}}.Encode()), "Accept", "application/json")
	a.has(t, "two at once by itself", `"theirs"`, "She asked for his income.")
	v.get(s.path("/questions/print")).has(t, "on paper", "Question plan for apprentice", "Who agreed it?", "She asked for his income.", "piece 4, file 4.2, 0:02 to 0:05", "Strong. Was it affordable? And timely.", "paper__lines")
	s.as("second").get(s.path("/questions/print")).lacks(t, "another's paper", "Strong.")
	a = v.post(path+"/remove", nil)
	v.get(strings.Split(a.where(), "#")[0]).has(t, "removed", "Put it back")
	if a := v.get(path); a.status != http.StatusNotFound {
		t.Errorf("a removed question: %d", a.status)
	}
	v.post(path+"/restore", nil)
	if now := s.read().Questions; len(now) != 2 || now[1].Answer != "She asked for his income." {
		t.Errorf("put back: %+v", now)
	}
	v.get(s.path("/methods/talk")).has(t, "beside the grades", "What was asked and answered", "She asked for his income.")
}

// Two assessors in one form: what only one of them changed is no conflict.
func TestTwoAssessorsGradeAtOnce(t *testing.T) {
	s := newSite(t).sit()
	one, two := s.as("judge"), s.as("second")
	path := s.path("/methods/talk")
	first, second, third := one.form(path, path), two.form(path, path), two.form(path, path)
	first.Set("verdict-p1", "met")
	first.Set("reason-p1", "She named the Act.")
	if a := one.post(path, first); a.status != http.StatusSeeOther {
		t.Fatalf("the first: %d %s", a.status, a.body)
	}
	second.Set("verdict-p2", "met") // p1 as they saw it
	if a := two.post(path, second); a.status != http.StatusSeeOther {
		t.Errorf("the second, elsewhere in the form: %d", a.status)
	}
	third.Set("verdict-p1", "not met")
	third.Set("reason-p1", "She named no Act.")
	third.Set("held_on", "2026-03-02")
	a := two.post(path, third)
	if a.has(t, "the third", "What another assessor saved meanwhile", "She named the Act.", "She named no Act.", "Met"); a.status != http.StatusConflict {
		t.Errorf("the third: %d", a.status)
	}
	now := s.read()
	if c := now.Criteria["talk"]; c["p1"].Reason != "She named the Act." || c["p2"].Verdict != assessment.Met || len(now.Methods) != 0 {
		t.Errorf("stored: %+v, %+v", c, now.Methods)
	}
	again := formIn(t, a.page(t), path)
	again.Set("reason-p1", "She named no Act.")
	if a := two.post(path, again); a.status != http.StatusSeeOther {
		t.Errorf("theirs in its place, knowingly: %d", a.status)
	}
	now = s.read()
	if c := now.Criteria["talk"]; c["p1"].Verdict != assessment.NotMet || c["p1"].ByName != "second" || c["p2"].Verdict != assessment.Met || now.Methods["talk"].On.IsZero() {
		t.Errorf("stored then: %+v", now)
	}
	if a := one.post(path, first); a.status != http.StatusConflict { // the back button, and send again
		t.Errorf("an old form sent again: %d", a.status)
	}
	feedback := s.path("/feedback")
	one.post(feedback, url.Values{"revision": {"0"}, "feedback": {"Well argued."}})
	a = two.post(feedback, url.Values{"revision": {"0"}, "feedback": {"Argue more."}})
	if a.has(t, "feedback", "Well argued.", "Argue more."); a.status != http.StatusConflict {
		t.Errorf("feedback at once: %d", a.status)
	}
}

func TestTheMethodForm(t *testing.T) {
	s := newSite(t).sit()
	v := s.as("judge")
	path := s.path("/methods/talk")
	v.get(path).has(t, "the form", "For Pass", "For Distinction", "0 of 2 met", "By video call", "The plan says about 60.", "no grade yet")
	form := v.form(path, path)
	form.Set("held_on", "31/12/2199")
	form.Set("minutes", "an hour")
	form.Set("reason-p1", "Kept as typed")
	if a := v.post(path, form); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Kept as typed") || !strings.Contains(a.body, "Enter a whole number") {
		t.Errorf("minutes in words: %d", a.status)
	}
	form.Set("minutes", "60")
	if a := v.post(path, form); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Choose a day that has been.") {
		t.Errorf("a day to come: %d", a.status)
	}
	if a := v.get(s.path("/methods/nothing")); a.status != http.StatusNotFound {
		t.Errorf("a method that is not there: %d", a.status)
	}
	v.get(s.path("/methods/test")).has(t, "a method without criteria", "you judge it as a whole", "Not graded yet")
	s.as("clerk").get(path).has(t, "to a coordinator", "Not judged yet", "Not said yet")
	if a := s.as("clerk").post(path, form); a.status != http.StatusForbidden {
		t.Errorf("a coordinator grades: %d", a.status)
	}
}

func TestFromInvitationToResult(t *testing.T) {
	s := newSite(t).sit()
	judge, moderator, clerk, me := s.as("judge"), s.as("moderator"), s.as("clerk"), s.as("apprentice")
	do := func(v *visitor, path string, want int, pairs ...string) answer {
		t.Helper()
		a := posted(s.path("%s", path), pairs...)(v)
		if a.status != want {
			t.Fatalf("%s %v: %d; want %d: %s", path, pairs, a.status, want, a.body)
		}
		return a
	}
	do(clerk, "/assessors/moderation", 303, "moderated", "yes")
	do(judge, "/propose", 409).has(t, "proposed too early", "Say whether")
	judge.get(s.path("/judging")).has(t, "what is missing", "Missing before it can be proposed", s.path("/statements/%d#judge", s.st[0].ID), s.path("/methods/talk"), "Choose the grade of", "a second assessor has to agree")
	s.judgeAll("judge")
	do(judge, "/feedback", 303, "revision", "0", "feedback", "Well argued.\nRead more law.")
	judge.get(s.path("/judging")).has(t, "everything judged", "Everything is judged.", "Propose this result", "Distinction overall", "Overall: <strong>Distinction</strong>", "Criteria met: 2 of 2 for Pass, 1 of 1 for Distinction.")
	s.nothingLeaks("before it is proposed")
	do(judge, "/propose", 303)
	do(judge, "/propose", 409) // a double click
	do(judge, "/feedback", 409, "revision", "1", "feedback", "Too late, but kept").has(t, "locked", "Judgements are locked", "Too late, but kept")
	do(judge, "/statements/"+fmt.Sprint(s.st[0].ID), 409, "verdict", "insufficient", "reason", "Too late, but kept", "revision", "1").has(t, "locked", "Too late, but kept")
	do(judge, "/methods/talk", 409, "reason-p1", "Too late, but kept").has(t, "locked", "Too late, but kept")
	do(judge, "/moderation", 403, "do", "agree")
	moderator.get("/").has(t, "the moderator's home", "Waits for you to moderate")
	moderator.get(s.path("/judging")).has(t, "to the moderator", "Agree with the result", "Return it with the note")
	do(moderator, "/moderation", 422, "do", "return").has(t, "no note", "Say what has to be looked at again.")
	do(moderator, "/moderation", 409, "do", "")
	do(moderator, "/moderation", 303, "do", "return", "note", "Look at the Act again.")
	judge.get(s.path("/judging")).has(t, "returned", "Look at the Act again.", "returned it", "Propose this result")
	judge.get("/notices").has(t, "the assessor's notices", "came back with a note")
	do(judge, "/propose", 303)
	do(moderator, "/moderation", 303, "do", "agree", "note", "Agreed.")
	s.nothingLeaks("once it is confirmed")
	clerk.get(s.path("/judging")).has(t, "to the coordinator", "Release the result", "Open the judgements again")
	clerk.get("/notices").has(t, "the coordinator's notices", "is confirmed and can be released")
	do(clerk, "/reopen", 422)
	do(clerk, "/reopen", 303, "note", "The day is wrong.")
	do(clerk, "/release", 409)
	do(judge, "/propose", 303)
	do(moderator, "/moderation", 303, "do", "agree")
	do(judge, "/release", 403)
	do(me, "/release", 403)
	do(clerk, "/release", 303)
	do(clerk, "/release", 409)
	for _, who := range []string{"apprentice", "coach", "employer", "iqa", "clerk", "judge"} {
		s.as(who).get(s.path("/result")).has(t, who, "Distinction", "Well argued.", "Read more law.", "Discussion", "The report as PDF")
		if a := s.as(who).get(s.path("/report.pdf")); a.status != http.StatusOK || !strings.HasPrefix(a.body, "%PDF-") {
			t.Errorf("%s: the report: %d", who, a.status)
		}
		if a := s.as(who).get(s.path("/report.csv")); a.status != http.StatusOK || !strings.Contains(a.body, "Well argued.") {
			t.Errorf("%s: the table: %d", who, a.status)
		}
	}
	for _, who := range []string{"apprentice", "coach", "employer"} {
		s.as(who).get("/notices").has(t, who+" is told", "is released.")
	}
	for _, who := range []string{"apprentice2", "coach2", "employer2", "stranger", "late"} {
		if a := s.as(who).get(s.path("/result")); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", who, a.status)
		}
	}
	s.as("apprentice").get(fmt.Sprintf("/portfolios/%d/timeline", s.portfolios[1])).has(t, "the timeline", "released the result of")
	clerk.get(s.path("/assessors")).has(t, "once it is released", "nobody is invited any more")
	found, err := verifyInstallation(t.Context(), s.in, checkup{})
	if err != nil || !found.OK {
		t.Errorf("verify: %+v, %v", found.Findings, err)
	}
}

// nothingLeaks sees that nobody in the portfolio reads how an assessment stands.
func (s *sitting) nothingLeaks(when string) {
	s.t.Helper()
	for _, who := range []string{"apprentice", "coach", "employer", "iqa", "administrator"} {
		v := s.as(who)
		for _, path := range []string{"", "/result", "/report.pdf", "/report.csv", "/judging", "/methods/talk", "/statements", "/questions", "/openings", "/assessors"} {
			a := v.get(s.path("%s", path))
			if path != "" && path != "/result" && a.status == http.StatusOK {
				s.t.Errorf("%s: %s reads %s", when, who, path)
			}
			a.lacks(s.t, when+": "+who+" "+path, "istinction", "Well argued", "sufficient", "%PDF-")
		}
		for _, path := range []string{"/", "/notices", fmt.Sprintf("/portfolios/%d/timeline", s.portfolios[1]), fmt.Sprintf("/portfolios/%d", s.portfolios[1])} {
			v.get(path).lacks(s.t, when+": "+who+" "+path, "istinction", "Well argued", "judged a statement", "proposed a result")
		}
		v.get("/audit").lacks(s.t, when+": "+who+", the audit", "istinction", "Well argued", "ufficient")
	}
}

func TestAFailSaysWhatComesNext(t *testing.T) {
	s := newSite(t).sit()
	s.judgeAll("judge")
	v := s.as("judge")
	form := v.form(s.path("/methods/talk"), s.path("/methods/talk"))
	form.Set("verdict-p2", "not met")
	form.Set("reason-p2", "No example.")
	v.post(s.path("/methods/talk"), form)
	v.get(s.path("/judging")).has(t, "a fail", "Write feedback", "#feedback-part", "Overall: <strong>Fail</strong>")
	v.post(s.path("/feedback"), url.Values{"revision": {"0"}, "feedback": {"Bring an example."}})
	if a := v.post(s.path("/propose"), nil); a.status != http.StatusSeeOther {
		t.Fatalf("proposed: %d", a.status)
	}
	s.as("clerk").post(s.path("/release"), nil)
	s.as("apprentice").get(s.path("/result")).has(t, "the result", "Fail", "To be taken again: Discussion.", "at the latest", "It would be attempt 2 of 2.", "The overall grade is then Pass at most.", "Bring an example.")
}

// Under the 2026 rules behaviours are shown as they were verified, and words
// follow the plan.
func TestUnderTheRulesOf2026(t *testing.T) {
	s := newSite(t).sitUnder(ksb.Assessment)
	v := s.as("judge")
	list := v.get(s.path("/statements"))
	list.has(t, "the list", "Verified by the employer", "Kept calm with a builder.", "Tom, manager", "0 of 4 statements judged")
	list.lacks(t, "the list", s.path("/statements/%d\"", s.st[4].ID))
	if a := v.get(s.path("/statements/%d", s.st[4].ID)); a.status != http.StatusNotFound {
		t.Errorf("a behaviour is judged: %d", a.status)
	}
	v.get(s.path("/questions/new")).has(t, "words", "For which assessment outcome")
	v.get(s.path("/judging")).has(t, "words", "Descriptors", "Judge 3 descriptors of")
	v.get(s.path("/methods/test")).has(t, "words", "The plan has no descriptors for it")
	s.as("apprentice").get(s.path("/result")).has(t, "words", "Result of the apprenticeship assessment")
	s.judgeAll("judge") // the sampled statement stays unjudged
	if a := v.post(s.path("/propose"), nil); a.status != http.StatusSeeOther {
		t.Errorf("proposed with a sampled statement unjudged: %d", a.status)
	}
}

// A plan that says nothing of grades still comes to a result.
func TestWithoutGrades(t *testing.T) {
	s := newSite(t).sit(func(f *reports.Submission) {
		f.Portfolio.Plan.Grading = ksb.Grading{}
		for i := range f.Portfolio.Plan.Methods {
			f.Portfolio.Plan.Methods[i].Grades, f.Portfolio.Plan.Methods[i].Criteria = nil, nil
		}
	})
	v := s.as("judge")
	v.get(s.path("/methods/talk")).has(t, "a method", "The plan gives it no grade of its own")
	for _, i := range []int{0, 1, 3} {
		path := s.path("/statements/%d", s.st[i].ID)
		form := v.form(path, path)
		form.Set("verdict", "sufficient")
		v.post(path, form)
	}
	v.get(s.path("/judging")).has(t, "judging", "The plan has no table of grades.", "Overall: <strong>Passed</strong>", "No grade in the plan")
	v.post(s.path("/propose"), nil)
	s.as("clerk").post(s.path("/release"), nil)
	s.as("apprentice").get(s.path("/result")).has(t, "the result", "Passed", "every statement that was judged is shown")
}

func TestInvitingAssessors(t *testing.T) {
	s := newSite(t).sit()
	clerk := s.as("clerk")
	path := s.path("/assessors")
	invite := func(email, name, ends, duty string) answer {
		return clerk.post(path, url.Values{"duty": {duty}, "email": {email}, "name": {name}, "ends": {ends}})
	}
	for _, tt := range []struct {
		name, email, who, ends, duty string
		status                       int
		says                         string
	}{
		{"no day", "new@example.org", "New Person", "", "assess", 422, "Choose a day to come."},
		{"a day that has been", "new@example.org", "New Person", s.day(-1), "assess", 422, "Choose a day to come."},
		{"over a year", "new@example.org", "New Person", s.day(400), "assess", 422, "Choose a day within a year."},
		{"no name", "new@example.org", "", s.day(3), "assess", 422, ""},
		{"no address", "", "New Person", s.day(3), "assess", 422, ""},
		{"the apprentice", "apprentice@example.org", "", s.day(3), "assess", 422, "had no part in this apprenticeship"},
		{"the coach", "COACH@example.org ", "", s.day(3), "moderate", 422, "had no part in this apprenticeship"},
		{"the employer", "employer@example.org", "", s.day(3), "moderate", 422, "had no part in this apprenticeship"},
		{"to nothing", "new@example.org", "New Person", s.day(3), "", 422, "Choose what they are to do."},
		{"somebody new", "new@example.org", "New Person", s.day(0), "assess", 200, "Hand this link to New Person"},
		{"somebody here", "stranger@example.org", "", s.day(365), "moderate", 303, ""},
	} {
		if a := invite(tt.email, tt.who, tt.ends, tt.duty); a.status != tt.status || !strings.Contains(a.body, tt.says) {
			t.Errorf("%s: %d; want %d and %q", tt.name, a.status, tt.status, tt.says)
		}
	}
	clerk.get(path).has(t, "the list", "New Person", "stranger@example.org", "Moderate", "Nothing yet", "No conflict")
	clerk.get(path).lacks(t, "the link is shown once", "/invitations/")
	found, _, err := s.in.Accounts.People(t.Context(), account.PeopleQuery{Search: "new@example.org", Limit: 2})
	if err != nil || len(found) != 1 || found[0].Joined {
		t.Errorf("the new person: %+v, %v", found, err)
	}
	s.as("stranger").get("/notices").has(t, "the invited one is told", "You are invited to moderate the assessment of apprentice")
	if a := clerk.post(s.path("/assessors/%d/end", 99999), nil); a.status != http.StatusNotFound {
		t.Errorf("ending one that is not there: %d", a.status)
	}
}

// handedTo returns the submission of a portfolio, to which people are invited:
// judge and moderator to the first, and late was; judge2 to the second.
func (s *site) handedTo(n int) evidence.SubmissionID {
	s.t.Helper()
	id, ctx := s.handedOver(n).ID, s.t.Context()
	all, err := s.app.assessments.Invitations(ctx, id)
	must(s.t, err)
	for who, duty := range map[int]map[string]assessment.Duty{1: {"judge": assessment.Assesses, "moderator": assessment.Moderates, "late": assessment.Assesses}, 2: {"judge2": assessment.Assesses}}[n] {
		if slices.ContainsFunc(all, func(i assessment.Invitation) bool { return i.Person == s.people[who] }) {
			continue
		}
		i := assessment.Invitation{Submission: id, Person: s.people[who], Duty: duty, By: s.people["coordinator"], EndsAt: time.Now().Add(time.Hour)}
		must(s.t, s.app.assessments.Invite(ctx, &i))
		must(s.t, s.app.assessments.Declare(ctx, id, s.people[who], false, ""))
		if who == "late" {
			must(s.t, s.app.assessments.EndInvitation(ctx, id, i.ID, s.people["coordinator"]))
		}
	}
	return id
}

// handedPiece returns the number of a piece of a submission.
func (s *site) handedPiece(n int) int {
	s.t.Helper()
	text, err := s.in.Evidence.SubmissionDocument(s.t.Context(), s.handedTo(n))
	must(s.t, err)
	frozen, err := reports.ReadSubmission(text)
	must(s.t, err)
	return frozen.Portfolio.Pieces[0].Number
}

// invitedOnce returns an invitation to a submission that somebody can end.
func (s *site) invitedOnce(n int) int64 {
	s.t.Helper()
	i := assessment.Invitation{Submission: s.handedTo(n), Person: s.people["subject"], Duty: assessment.Assesses, By: s.people["coordinator"], EndsAt: time.Now().Add(time.Hour)}
	must(s.t, s.app.assessments.Invite(s.t.Context(), &i))
	return i.ID
}

// questioned returns a question of a submission.
func (s *site) questioned(n int) assessment.QuestionID {
	s.t.Helper()
	id := s.handedTo(n)
	q := assessment.Question{Method: "talk", Text: "Why?"}
	must(s.t, s.app.assessments.SaveQuestion(s.t.Context(), id, s.people[map[int]string{1: "judge", 2: "judge2"}[n]], &q))
	return q.ID
}

// assessingChanges are the forms of an assessment, each of a submission of its
// own.
func (s *site) assessingChanges(add adder) {
	of := func(route, who, action string, ready func(t *sitting) func(*visitor) answer) {
		if s.people[who] == 0 {
			s.add(who)
		}
		add("/submissions/:submission"+route, who, action, func() func(*visitor) answer { return ready(s.sit()) })
	}
	form := func(route, who, action, path string, pairs ...string) {
		of(route, who, action, func(t *sitting) func(*visitor) answer { return posted(t.path("%s", path), pairs...) })
	}
	form("/assessors", "clerk", "assessor.invite", "/assessors", "duty", "assess", "email", "subject@example.org", "ends", s.day(3))
	form("/assessors/moderation", "clerk", "assessment.moderated", "/assessors/moderation", "moderated", "yes")
	of("/assessors/:assessor/end", "clerk", "assessor.end", func(t *sitting) func(*visitor) answer {
		i, err := s.app.assessments.Invitation(s.t.Context(), t.id, s.people["second"])
		must(s.t, err)
		return posted(t.path("/assessors/%d/end", i.ID))
	})
	form("/declare", "undeclared", "assessor.declare", "/declare", "conflicts", "no")
	of("/statements/:statement", "judge", "assessment.judge", func(t *sitting) func(*visitor) answer {
		return posted(t.path("/statements/%d", t.st[0].ID), "verdict", "sufficient", "revision", "0")
	})
	form("/questions", "judge", "assessment.question", "/questions", "method", "talk", "text", "Why?")
	question := func(route string, pairs ...string) {
		of("/questions/:question"+route, "judge", "assessment.question", func(t *sitting) func(*visitor) answer {
			q := assessment.Question{Method: "talk", Text: "Why?"}
			must(s.t, s.app.assessments.SaveQuestion(s.t.Context(), t.id, s.people["judge"], &q))
			other := assessment.Question{Method: "talk", Text: "How?"}
			must(s.t, s.app.assessments.SaveQuestion(s.t.Context(), t.id, s.people["judge"], &other))
			return posted(t.path("/questions/%d%s", q.ID, route), pairs...)
		})
	}
	question("", "text", "Why so?", "revision", "1")
	question("/move", "way", "down")
	question("/remove")
	question("/restore")
	form("/methods/:method", "judge", "assessment.hold", "/methods/talk", "held_on", "2026-03-02")
	form("/methods/:method", "judge", "assessment.criterion", "/methods/talk", "verdict-p1", "met")
	form("/feedback", "judge", "assessment.feedback", "/feedback", "revision", "0", "feedback", "Well argued.")
	of("/propose", "judge", "assessment.propose", func(t *sitting) func(*visitor) answer {
		t.judgeAll("judge")
		return posted(t.path("/propose"))
	})
	proposed := func(moderated bool) func(t *sitting) {
		return func(t *sitting) {
			must(s.t, s.app.assessments.SetModerated(s.t.Context(), t.id, s.people["clerk"], moderated))
			t.judgeAll("judge")
			must(s.t, s.app.assessments.Propose(s.t.Context(), t.id, s.people["judge"], t.plan, t.st))
		}
	}
	after := func(moderated bool, route, who, action string, pairs ...string) {
		of(route, who, action, func(t *sitting) func(*visitor) answer {
			proposed(moderated)(t)
			return posted(t.path("%s", route), pairs...)
		})
	}
	after(true, "/moderation", "moderator", "assessment.agree", "do", "agree")
	after(true, "/moderation", "moderator", "assessment.return", "do", "return", "note", "Look again.")
	after(false, "/reopen", "clerk", "assessment.reopen", "note", "Look again.")
	after(false, "/release", "clerk", "assessment.release")
}
