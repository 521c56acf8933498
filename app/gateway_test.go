package app

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/notify"
	"touchstone/evidence"
	"touchstone/ksb"
)

// onPlan puts a portfolio's enrolment on the example plan of a regime.
func (s *site) onPlan(n int, regime ksb.Regime) *ksb.Plan {
	s.t.Helper()
	plans, err := s.in.Standards.Plans(s.t.Context(), s.standard().ID)
	must(s.t, err)
	i := slices.IndexFunc(plans, func(p *ksb.Plan) bool { return p.Regime == regime })
	e, err := s.in.Programme.Enrolment(s.t.Context(), s.portfolios[n])
	must(s.t, err)
	if e.Plan != plans[i].ID {
		e.Plan = plans[i].ID
		must(s.t, s.in.Programme.ChangeEnrolment(s.t.Context(), 0, &e))
	}
	return plans[i]
}

// accepted is one more accepted piece of portfolio 1.
func (s *site) accepted() evidence.Piece {
	p := s.another()
	s.acceptAll(p.ID)
	return p
}

// signOffForm is what the page of sign-offs of portfolio 1 sends for somebody.
func (s *site) signOffForm(who string) url.Values {
	s.t.Helper()
	path := fmt.Sprintf("/portfolios/%d/gateway", s.portfolios[1])
	form := formIn(s.t, s.as(who).get(path).page(s.t), path)
	form.Del("csrf")
	return form
}

// signOffs signs in turn what is handed over of portfolio 1.
func (s *site) signOffs(who ...string) {
	s.t.Helper()
	path := fmt.Sprintf("/portfolios/%d/gateway", s.portfolios[1])
	for _, w := range who {
		if a := s.as(w).post(path, s.signOffForm(w)); a.status != http.StatusSeeOther {
			s.t.Fatalf("%s signs off: %d\n%s", w, a.status, textOf(a.page(s.t)))
		}
	}
}

// selectionMark is the mark of the selection in portfolio 1.
func (s *site) selectionMark() string {
	s.t.Helper()
	sel, err := s.in.Evidence.Selection(s.t.Context(), s.portfolios[1])
	must(s.t, err)
	return sel.Mark()
}

func TestSignOffsGoRoundInThePlansOrder(t *testing.T) {
	s := newSite(t, withMail)
	plan := s.onPlan(1, ksb.Assessment)
	first := s.accepted()
	path := fmt.Sprintf("/portfolios/%d/gateway", s.portfolios[1])
	coach, employer, apprentice := s.as("coach"), s.as("employer"), s.as("apprentice")

	page := coach.get(path)
	page.has(t, "the coach", "Gateway to completion", "What is asked for before the apprenticeship assessment. Plan: "+plan.Name, "1. Apprentice, the apprentice", "2. The employer, Employer", "3. Coach, for the training provider", "Ask for the sign-offs", "Apprentice, the apprentice, is next.")
	if strings.Contains(page.body, ">Sign<") {
		t.Error("the coach may sign out of turn")
	}
	if a := coach.post(path+"/ask", nil); a.status != http.StatusSeeOther {
		t.Fatalf("asked: %d", a.status)
	}
	if a := coach.post(path+"/ask", nil); a.status != http.StatusConflict || !strings.Contains(a.body, "People were asked already") {
		t.Errorf("asked twice: %d", a.status)
	}
	if told := s.told("apprentice"); !slices.ContainsFunc(told, func(n notify.Notice) bool { return n.Kind == notify.SignOffWaiting && n.Path == path }) {
		t.Errorf("the apprentice is told %+v", told)
	}
	apprentice.get("/").has(t, "the apprentice's home", "1 portfolio to sign off", "Sign it off")

	form := s.signOffForm("apprentice")
	if a := employer.post(path, form); a.status != http.StatusConflict || !strings.Contains(a.body, "The apprentice signs first. You will be asked when it is your turn.") {
		t.Errorf("the employer signs first: %d", a.status)
	}
	stale := url.Values{"digest": {"0"}}
	if a := apprentice.post(path, stale); a.status != http.StatusConflict || !strings.Contains(a.body, "changed while you were reading") {
		t.Errorf("of other words: %d", a.status)
	}
	s.signOffs("apprentice")
	if a := apprentice.post(path, url.Values{"digest": form["digest"]}); a.status != http.StatusConflict || !strings.Contains(a.body, "One signature is enough.") {
		t.Errorf("twice by one: %d", a.status)
	}
	employer.get("/to-sign").has(t, "what the employer signs", "A portfolio to sign off before the assessment", path)
	s.signOffs("employer", "coach")
	coach.get(path).has(t, "when all have signed", "Everybody has signed what is handed over as it is now.", "Signed by employer on ")
	if told := s.told("apprentice"); !slices.ContainsFunc(told, func(n notify.Notice) bool { return n.Kind == notify.SignOffDone }) {
		t.Errorf("the apprentice is told %+v", told)
	}
	_, stand, err := s.in.Evidence.SignOffs(t.Context(), s.portfolios[1])
	must(t, err)
	sig := stand.Steps[1].Signature
	if sig.Words != plan.Gateway.SignOffs[1].Words || !strings.Contains(sig.Content, fmt.Sprintf("%d. %s (version 1)", first.Number, first.Version.Title)) || !strings.Contains(sig.Content, plan.Name) {
		t.Errorf("the employer signed %+v", sig)
	}

	// One more piece: what they signed no longer holds, and they are asked again.
	s.accepted()
	for _, who := range []string{"apprentice", "employer"} { // the coach accepted it
		if !slices.ContainsFunc(s.told(who), func(n notify.Notice) bool { return n.Kind == notify.SignOffChanged }) {
			t.Errorf("%s is not told that it changed", who)
		}
	}
	employer.get(path).has(t, "after a change", "it no longer holds.", "Apprentice, the apprentice, is next.")
	s.signOffs("apprentice", "employer", "coach")
	s.sound("signed off again")
}

// sound sees that verify finds nothing wrong.
func (s *site) sound(when string) {
	s.t.Helper()
	c, err := verifyInstallation(s.t.Context(), s.in, checkup{})
	must(s.t, err)
	for _, f := range c.Findings {
		s.t.Errorf("%s: %s: %s", when, f.Check, f.Text)
	}
}

func TestTheEmployerSignsOffByALink(t *testing.T) {
	s := newSite(t, withMail)
	s.onPlan(1, ksb.EndPoint)
	base := fmt.Sprintf("/portfolios/%d", s.portfolios[1])
	ask := url.Values{"purpose": {"gateway"}, "subject": {""}, "name": {"Tom Hall"}, "job": {"Team leader"}, "email": {"tom@example.net"}, "days": {"14"}}
	coach := s.as("coach")
	s.accepted()
	if a := coach.post(base+"/requests", ask); a.status != http.StatusConflict || !strings.Contains(a.body, "The apprentice signs first.") {
		t.Errorf("asked too early: %d", a.status)
	}
	s.signOffs("apprentice")
	coach.get(base+"/gateway").has(t, "the employer's turn", "Ask the employer to sign off")
	if a := coach.post(base+"/requests", ask); a.status != http.StatusSeeOther {
		t.Fatalf("asked: %d\n%s", a.status, textOf(a.page(t)))
	}
	all, err := s.in.Programme.Requests(t.Context(), s.portfolios[1])
	must(t, err)
	path := s.app.requestPath(&all[0])
	page := s.as("").get(path)
	page.has(t, "the link", "Please sign off apprentice’s portfolio", "Before the end-point assessment", "1. Call log (version 1)", "The apprentice works at or above the level of the standard.")
	form := s.signForm(t, path, nil)
	if a := s.as("").post(path, form); a.status != http.StatusSeeOther {
		t.Fatalf("signed: %d\n%s", a.status, textOf(a.page(t)))
	}
	s.as("").get(path)
	_, stand, err := s.in.Evidence.SignOffs(t.Context(), s.portfolios[1])
	must(t, err)
	if sig := stand.Steps[1].Signature; sig == nil || sig.Name != "Tom Hall" || sig.Request == 0 {
		t.Fatalf("the employer's step is %+v", stand.Steps[1])
	}
	s.accepted()
	mail, err := notify.Waiting(t.Context(), s.in.DB, "tom@example.net")
	must(t, err)
	if !strings.Contains(mail[0].Subject, "Changed since it was signed") || strings.Contains(mail[0].Body, "Call log") {
		t.Errorf("Tom is written %+v", mail[0])
	}
	s.sound("after a change")
}

// Names stand in what is signed, so a new name asks for new signatures.
func TestARenamedApprenticeSignsAgain(t *testing.T) {
	s := newSite(t)
	s.onPlan(1, ksb.EndPoint)
	s.accepted()
	s.signOffs("apprentice")
	if a := s.as("apprentice").post("/account/name", url.Values{"name": {"Carys Dupont"}}); a.status != http.StatusSeeOther {
		t.Fatalf("renamed: %d", a.status)
	}
	_, stand, err := s.in.Evidence.SignOffs(t.Context(), s.portfolios[1])
	must(t, err)
	if stand.Steps[0].Signature != nil || stand.Steps[0].Void == nil {
		t.Errorf("after the new name: %+v", stand.Steps[0])
	}
	s.sound("renamed")
}

func TestGatewayRecords(t *testing.T) {
	s := newSite(t)
	s.onPlan(1, ksb.EndPoint)
	path := fmt.Sprintf("/portfolios/%d/gateway", s.portfolios[1])
	coach := s.as("coach")
	record := func(key, state, day, note string) answer {
		return coach.post(path+"/records", url.Values{"key": {key}, "state": {state}, "day": {day}, "note": {note}})
	}
	tests := []struct {
		name, key, state, day, note string
		status                      int
		has                         string
	}{
		{"an age", "age", "16", "", "", http.StatusSeeOther, ""},
		{"no answer", "english", "", "", "typed before", http.StatusUnprocessableEntity, "typed before"},
		{"without its day", "english", "achieved", "", "GCSE", http.StatusUnprocessableEntity, "Say on which day it was achieved or dated."},
		{"on no day", "english", "achieved", "soon", "GCSE", http.StatusUnprocessableEntity, "Enter a day, such as"},
		{"too young to decide", "maths", "opted out", "2026-01-12", "Not taken.", http.StatusUnprocessableEntity, "Only those aged 19 or over"},
		{"exempt without a reason", "maths", "exempt", "", "", http.StatusUnprocessableEntity, "Say why, in a sentence"},
		{"achieved", "english", "achieved", "2025-08-21", "GCSE, grade 5.", http.StatusSeeOther, ""},
		{"not asked for by the plan", "qualification:none", "achieved", "2025-08-21", "", http.StatusNotFound, ""},
	}
	for _, tt := range tests {
		a := record(tt.key, tt.state, tt.day, tt.note)
		if a.status != tt.status || !strings.Contains(a.body, tt.has) {
			t.Errorf("%s: %d; want %d and %q", tt.name, a.status, tt.status, tt.has)
		}
	}
	record("age", "19", "", "")
	record("maths", "opted out", "2026-01-12", "Decided with the employer.")
	page := s.as("apprentice").get(path)
	page.has(t, "the apprentice", "21 August 2025. GCSE, grade 5. Recorded by coach", "Decided not to be taken", "19 or over", "16 to 18", "until it was recorded again")
	if strings.Contains(page.body, "Keep the record") {
		t.Error("the apprentice may record")
	}
}

func TestDeclarationsAreInThePlansWords(t *testing.T) {
	s := newSite(t)
	plan := s.onPlan(1, ksb.EndPoint)
	base := fmt.Sprintf("/portfolios/%d", s.portfolios[1])
	words := plan.Portfolio.Declarations[1].Words
	employer := s.as("employer")
	employer.get(base+"/gateway").has(t, "the employer", words, "The apprentice has not declared anything yet.")
	if a := employer.post(base+"/declarations", url.Values{"from": {"gateway"}}); a.status != http.StatusSeeOther || !strings.Contains(a.where(), "/gateway") {
		t.Errorf("declared: %d, %s", a.status, a.where())
	}
	signed, err := s.in.Programme.Declarations(t.Context(), s.portfolios[1])
	must(t, err)
	if len(signed) != 1 || signed[0].Words != words {
		t.Errorf("declared %+v", signed)
	}
}

func TestWithoutAPlanGatewaySaysSo(t *testing.T) {
	s := newSite(t)
	base := fmt.Sprintf("/portfolios/%d", s.portfolios[1])
	for _, path := range []string{"/gateway", "/selection"} {
		s.as("coach").get(base+path).has(t, path, "No assessment plan is chosen")
	}
}

func TestChoosingPieces(t *testing.T) {
	s := newSite(t)
	s.onPlan(1, ksb.EndPoint)
	path := fmt.Sprintf("/portfolios/%d/selection", s.portfolios[1])
	coach, apprentice := s.as("coach"), s.as("apprentice")
	coach.get(path).has(t, "before any is accepted", "No piece has been accepted yet")
	first, second := s.accepted(), s.accepted()
	id := func(p evidence.Piece) string { return fmt.Sprint(p.ID) }
	page := coach.get(path)
	page.has(t, "the proposal", "every accepted piece will be handed over", "2 pieces: to show all that accepted pieces can show takes 1, and 1 more", "The plan asks for at least 6, at most 15, typically 10.", "Others show all that it shows.")
	mark := s.selectionMark
	held := func() evidence.Selection {
		sel, err := s.in.Evidence.Selection(t.Context(), s.portfolios[1])
		must(t, err)
		return sel
	}
	before := mark()
	see := apprentice.post(path, url.Values{"do": {"see"}, "mark": {before}, "piece": {id(first)}})
	see.has(t, "looked at", "1 piece chosen, 5 fewer than the plan asks for.", "It would be another showing of")
	if held().Made || see.status != http.StatusOK {
		t.Error("looking at a choice keeps it")
	}
	if a := apprentice.post(path, url.Values{"do": {"keep"}, "mark": {before}, "piece": {id(first)}}); a.status != http.StatusSeeOther || !slices.Equal(held().Items, []evidence.ItemID{first.ID}) {
		t.Fatalf("kept: %d, %+v", a.status, held())
	}
	// The other tab saw what was before.
	a := coach.post(path, url.Values{"do": {"keep"}, "mark": {before}, "piece": {id(second)}})
	if a.status != http.StatusConflict || !slices.Equal(held().Items, []evidence.ItemID{first.ID}) {
		t.Fatalf("the other tab: %d, %+v", a.status, held())
	}
	a.has(t, "the other tab", "Somebody chose other pieces while this page was open", "as apprentice chose on", `value="`+id(second)+`" checked`)
	if a := coach.post(path, url.Values{"do": {"keep"}, "mark": {mark()}, "piece": {id(second)}}); a.status != http.StatusSeeOther {
		t.Errorf("kept after looking: %d", a.status)
	}
	if a := coach.post(path, url.Values{"do": {"keep"}, "mark": {mark()}, "piece": {fmt.Sprint(s.draft(1).ID)}}); a.status != http.StatusUnprocessableEntity || !slices.Equal(held().Items, []evidence.ItemID{second.ID}) {
		t.Errorf("a draft: %d, %+v", a.status, held())
	}
	if a := coach.post(path, url.Values{"do": {"all"}, "mark": {mark()}}); a.status != http.StatusSeeOther || held().Made {
		t.Errorf("back to all: %d, %+v", a.status, held())
	}
	events, err := audit.Events(t.Context(), s.in.DB, audit.Query{Limit: 500})
	must(t, err)
	n := 0
	for _, e := range events {
		if e.Action == "selection.make" {
			n++
		}
	}
	if n != 3 {
		t.Errorf("%d choices are recorded; want 3", n)
	}
	if p := s.as("employer").get(path); p.status != http.StatusOK || strings.Contains(p.body, "Keep this choice") {
		t.Errorf("the employer: %d, may choose", p.status)
	}
}

// TestVerifyNamesAlteredSignOffs alters what sign-offs rest on, one thing after
// the other, and sees it named.
func TestVerifyNamesAlteredSignOffs(t *testing.T) {
	s := newSite(t)
	s.onPlan(1, ksb.EndPoint)
	s.accepted()
	s.signOffs("apprentice")
	s.sound("before")
	tests := []struct{ name, sql, undo, says string }{
		{"who is next does not wait", `DELETE FROM waits WHERE kind = 'sign-off'`,
			`INSERT INTO waits (kind, subject_id, role, enrolment_id, since) VALUES ('sign-off', 1, 'employer', 1, 0)`, "sign-off 1 should wait for the employer and does not."},
		{"somebody else waits", `UPDATE waits SET role = 'coach' WHERE kind = 'sign-off'`, `UPDATE waits SET role = 'employer' WHERE kind = 'sign-off'`, "sign-off 1 waits for the coach and should not."},
		{"a signature of other words", `UPDATE sign_offs SET words = 'x' WHERE position = 1`, ``, "sign-off 1 lacks a signature that it should have."},
		{"other pieces than are asked for", `INSERT INTO selections (portfolio_id, by_id, at) VALUES (1, 1, 0)`, `DELETE FROM selections`, "people are asked to sign something else"},
	}
	for _, tt := range tests {
		run := func(sql string) {
			must(t, s.in.DB.Update(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), sql); return err }))
		}
		run(tt.sql)
		c, err := verifyInstallation(t.Context(), s.in, checkup{})
		must(t, err)
		if !slices.ContainsFunc(c.Findings, func(f finding) bool { return strings.Contains(f.Text, tt.says) }) {
			t.Errorf("%s: found %+v", tt.name, c.Findings)
		}
		if tt.undo != "" {
			run(tt.undo)
		}
	}
}

// Each behaviour is verified once, whichever way the employer comes.
func TestBehavioursAreAskedForOnce(t *testing.T) {
	s := newSite(t, withMail)
	s.onPlan(1, ksb.Assessment)
	path := fmt.Sprintf("/portfolios/%d/behaviours", s.portfolios[1])
	field := regexp.MustCompile(`name="(behaviour-\d+)"`)
	names := func(body string) (out []string) {
		for _, m := range field.FindAllStringSubmatch(body, -1) {
			out = append(out, m[1])
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	employer, r := s.as("employer"), s.requested(1)
	all := names(employer.get(path).body)
	sign := func(v *visitor, path string, which ...string) answer {
		form := formIn(t, v.get(path).page(t), path)
		form.Del("csrf")
		for _, name := range which {
			form.Set(name, "yes")
		}
		return v.post(path, form)
	}
	if a := sign(employer, path, all[0]); a.status != http.StatusSeeOther {
		t.Fatalf("the first: %d", a.status)
	}
	link := s.app.requestPath(&r)
	if got := names(s.as("").get(link).body); !slices.Equal(got, all[1:]) {
		t.Errorf("the link asks for %v; want %v", got, all[1:])
	}
	if a := sign(s.as(""), link, all[1:]...); a.where() != "/signed" {
		t.Errorf("the rest by the link: %d\n%s", a.status, textOf(a.page(t)))
	}
	if page := employer.get(path); len(names(page.body)) != 0 {
		t.Error("what is verified is asked for again")
	}
	ask := url.Values{"purpose": {"behaviours"}, "name": {"Tom Hall"}, "job": {"Team leader"}, "email": {"tom@example.net"}, "days": {"14"}}
	if a := s.as("coach").post(fmt.Sprintf("/portfolios/%d/requests", s.portfolios[1]), ask); a.status != http.StatusConflict || !strings.Contains(a.body, "Once is enough.") {
		t.Errorf("asked for nothing: %d", a.status)
	}
	last, err := s.in.Programme.Behaviours(t.Context(), s.portfolios[1])
	must(t, err)
	for _, c := range last {
		if !c.Shown || c.At.IsZero() || c.By == "" {
			t.Errorf("verified: %+v", c)
		}
	}
	covers, err := s.in.Evidence.Coverage(t.Context(), s.portfolios[1])
	must(t, err)
	e, err := s.in.Programme.Enrolment(t.Context(), s.portfolios[1])
	must(t, err)
	plan, err := s.in.Standards.Plan(t.Context(), e.Plan)
	must(t, err)
	if total := evidence.Count(s.standard(), "", plan, covers).All.Total; total != len(s.statements())-len(all) {
		t.Errorf("the total is over %d statements; want it without the %d behaviours", total, len(all))
	}
}
