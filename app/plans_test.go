package app

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"touchstone/ksb"
)

// form returns what a browser would send of the form with that action, as it is
// shown.
func (a answer) form(t *testing.T, action string) url.Values {
	t.Helper()
	form := url.Values{}
	attr := func(n *html.Node, name string) (string, bool) {
		for _, a := range n.Attr {
			if a.Key == name {
				return a.Val, true
			}
		}
		return "", false
	}
	for n := range a.page(t).Descendants() {
		if at, _ := attr(n, "action"); n.Data != "form" || at != action {
			continue
		}
		for in := range n.Descendants() {
			name, named := attr(in, "name")
			value, _ := attr(in, "value")
			kind, _ := attr(in, "type")
			_, on := attr(in, "checked")
			switch {
			case !named || in.Data == "button" || (kind == "checkbox" || kind == "radio") && !on:
			case in.Data == "textarea" && in.FirstChild != nil:
				form.Add(name, in.FirstChild.Data)
			case in.Data == "select":
				form.Add(name, "")
				for o := range in.Descendants() {
					if _, is := attr(o, "selected"); is {
						value, _ = attr(o, "value")
						form.Set(name, value)
					}
				}
			case in.Data == "input":
				form.Add(name, value)
			}
		}
	}
	return form
}

// planOffered returns a plan of the first standard that is offered, the
// end-point one; without any, it offers one again.
func (s *site) planOffered() *ksb.Plan {
	s.t.Helper()
	all, err := s.in.Standards.AllPlans(s.t.Context(), s.standard().ID)
	must(s.t, err)
	for _, p := range all {
		if p.RetiredAt.IsZero() {
			return p
		}
	}
	must(s.t, s.in.Standards.RestorePlan(s.t.Context(), int64(s.people["administrator"]), all[0].ID))
	return all[0]
}

// planDraft returns a new draft of a plan, with which nothing is wrong.
func (s *site) planDraft() ksb.PlanDraft {
	s.t.Helper()
	p := *s.planOffered()
	p.Version, p.Example, p.Name = fmt.Sprint("v", time.Now().UnixNano()), false, "Ours"
	d := ksb.PlanDraft{Standard: p.Standard, From: p.ID, Plan: p}
	must(s.t, s.in.Standards.AddPlanDraft(s.t.Context(), int64(s.people["administrator"]), &d))
	return d
}

// planFile returns the plan that is offered as a file.
func (s *site) planFile(change func(*ksb.Plan)) string {
	s.t.Helper()
	p := *s.planOffered()
	p.Version, p.Example = "new", false
	if change != nil {
		change(&p)
	}
	var out bytes.Buffer
	must(s.t, ksb.WritePlan(&out, &p, s.standard(), ""))
	return out.String()
}

// sendPlan hands in the file of a plan.
func (v *visitor) sendPlan(text string) answer {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	must(v.site.t, w.WriteField("csrf", v.csrf()))
	part, err := w.CreateFormFile("file", "plan & more.json")
	must(v.site.t, err)
	_, err = part.Write([]byte(text))
	must(v.site.t, err)
	must(v.site.t, w.Close())
	return v.send(http.MethodPost, fmt.Sprintf("/standards/%d/plans", v.site.standard().ID), w.FormDataContentType(), &body, "Sec-Fetch-Site", "same-origin")
}

func TestAPlanIsHandedInAsAFile(t *testing.T) {
	s := newSite(t)
	admin := s.as("administrator")
	plans := func() int {
		all, err := s.in.Standards.AllPlans(t.Context(), s.standard().ID)
		must(t, err)
		return len(all)
	}
	before := plans()
	sent := admin.sendPlan(s.planFile(nil))
	if sent.status != http.StatusSeeOther || plans() != before {
		t.Fatalf("sent: %d, %d plans", sent.status, plans())
	}
	draft := admin.get(sent.where())
	for _, want := range []string{"plan &amp; more.json", "Add this plan", "Professional discussion", "Merit"} {
		if !strings.Contains(draft.body, want) {
			t.Errorf("the preview has no %q", want)
		}
	}
	added := admin.post(sent.where(), url.Values{"revision": {"1"}})
	if added.status != http.StatusSeeOther || plans() != before+1 || admin.post(sent.where(), url.Values{"revision": {"1"}}).where() != added.where() || plans() != before+1 {
		t.Fatalf("added: %d to %s, %d plans", added.status, added.where(), plans())
	}
	again := admin.sendPlan(s.planFile(nil))
	if twice := admin.post(again.where(), url.Values{"revision": {"1"}}); twice.status != http.StatusUnprocessableEntity || !strings.Contains(twice.body, "There is a version new of ST0175/example already.") {
		t.Errorf("the same version again: %d", twice.status)
	}
	file := admin.get(added.where() + "/file")
	if file.status != http.StatusOK || !strings.Contains(file.header.Get("Content-Disposition"), "ST0175-example new.json") || strings.Contains(file.body, `\u003c`) {
		t.Errorf("file: %d %s", file.status, file.header.Get("Content-Disposition"))
	}
	if p, err := ksb.ReadPlan(strings.NewReader(file.body), s.standard()); err != nil || p.Version != "new" {
		t.Errorf("the file reads as %+v, %v", p, err)
	}
}

func TestAFileThatIsNoPlanIsRefused(t *testing.T) {
	s := newSite(t)
	admin := s.as("administrator")
	good := s.planFile(nil)
	tests := []struct{ name, text, says string }{
		{"another format", strings.Replace(good, "touchstone plan 1", "touchstone plan 2", 1), "format: This is &#34;touchstone plan 2&#34;."},
		{"unknown key", strings.Replace(good, `"regime"`, `"weight": 3, "regime"`, 1), "weight: There is no such key."},
		{"10 MB", strings.Repeat("x", 10<<20), "A plan&#39;s file has at most 1 MB."},
		{"another standard", strings.Replace(good, `"reference": "ST0175"`, `"reference": "ST0999"`, 1), "This plan is for ST0999 v1.1"},
		{"no JSON", "Dear all", "The file is not JSON: it goes wrong in line 1."},
	}
	for _, tt := range tests {
		got := admin.sendPlan(tt.text)
		if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, tt.says) {
			t.Errorf("%s: %d, without %s", tt.name, got.status, tt.says)
		}
	}
	drafts, err := s.in.Standards.PlanDrafts(t.Context(), s.standard().ID)
	if must(t, err); len(drafts) != 0 {
		t.Errorf("%d drafts are kept", len(drafts))
	}
}

func TestAPlanThatContradictsItselfIsPutRightInItsDraft(t *testing.T) {
	s := newSite(t)
	admin := s.as("administrator")
	sent := admin.sendPlan(s.planFile(func(p *ksb.Plan) { p.Portfolio.PiecesMin = 20 }))
	draft := admin.get(sent.where())
	if !strings.Contains(draft.body, "At least 20 pieces and at most 15 cannot both hold.") || strings.Contains(draft.body, "Add this plan") {
		t.Fatal("the draft does not say what is wrong")
	}
	if got := admin.post(sent.where(), url.Values{"revision": {"1"}}); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "portfolio.pieces_min") {
		t.Errorf("added nevertheless: %d", got.status)
	}
	form := url.Values{"revision": {"1"}, "portfolio.pieces_min": {"2"}, "portfolio.pieces_max": {"fifteen"}, "portfolio.reflection": {"allowed"}, "do": {"back"}}
	got := admin.post(sent.where()+"/portfolio", form)
	if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `value="fifteen"`) || !strings.Contains(got.body, "Enter a whole number") {
		t.Errorf("a number in words: %d", got.status)
	}
	form.Set("portfolio.pieces_max", "15")
	if got = admin.post(sent.where()+"/portfolio", form); got.status != http.StatusSeeOther || got.where() != sent.where() {
		t.Errorf("saved: %d to %s", got.status, got.where())
	}
	if got = admin.post(sent.where()+"/portfolio", form); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "saved in another window") {
		t.Errorf("saved from another window: %d", got.status)
	}
	if draft = admin.get(sent.where()); !strings.Contains(draft.body, "Add this plan") {
		t.Error("the draft cannot be added yet")
	}
}

// inOrder puts the statements that a plan names in the order of its standard, as
// the form does.
func inOrder(std *ksb.Standard, p *ksb.Plan) {
	place := make(map[string]int)
	for i, st := range std.Statements {
		place[st.Key] = i
	}
	sort := func(keys []string) {
		slices.SortFunc(keys, func(a, b string) int { return place[a] - place[b] })
	}
	for i := range p.Methods {
		m := &p.Methods[i]
		sort(m.Statements)
		sort(m.Sampled)
		for _, c := range m.Criteria {
			sort(c.Statements)
		}
	}
}

// Sending each part of the form as it is shown changes nothing of a plan.
func TestEachPartOfTheFormKeepsThePlan(t *testing.T) {
	s := newSite(t)
	admin := s.as("administrator")
	for _, standard := range []string{"ST0175", "ST0176"} {
		version := map[string]string{"ST0175": "1.1"}[standard]
		std, err := s.in.Standards.StandardByReference(t.Context(), standard, version)
		must(t, err)
		plans, err := s.in.Standards.Plans(t.Context(), std.ID)
		must(t, err)
		for _, p := range plans {
			inOrder(std, p)
			d := ksb.PlanDraft{Standard: std.ID, Plan: *p}
			must(t, s.in.Standards.AddPlanDraft(t.Context(), 1, &d))
			var want, got bytes.Buffer
			must(t, ksb.WritePlan(&want, p, std, ""))
			for i, part := range planParts(p) {
				page := admin.get(draftAddress(d.ID) + "/" + part.key)
				form := page.form(t, draftAddress(d.ID)+"/"+part.key)
				form.Set("do", "next")
				if sent := admin.post(draftAddress(d.ID)+"/"+part.key, form); sent.status != http.StatusSeeOther || strings.Contains(sent.where(), "checked") {
					t.Errorf("%s, part %d %s: %d to %s", p.Label(), i, part.key, sent.status, sent.where())
				}
			}
			after, err := s.in.Standards.PlanDraft(t.Context(), d.ID)
			must(t, err)
			must(t, ksb.WritePlan(&got, &after.Plan, std, ""))
			was, is := strings.Split(want.String(), "\n"), strings.Split(got.String(), "\n")
			for i := range was {
				if i >= len(is) || was[i] != is[i] {
					t.Errorf("%s: line %d was %s and is %q", p.Label(), i+1, was[i], is[min(i, len(is)-1):])
					break
				}
			}
		}
	}
}

func TestAnApprenticeStaysOnTheirPlanUntilMoved(t *testing.T) {
	s := newSite(t)
	admin := s.as("administrator")
	path := fmt.Sprintf("/enrolments/%d/plan", s.portfolios[1])
	on := func() ksb.PlanID {
		e, err := s.in.Programme.Enrolment(t.Context(), s.portfolios[1])
		must(t, err)
		return e.Plan
	}
	plans, err := s.in.Standards.Plans(t.Context(), s.standard().ID)
	must(t, err)
	first, second := plans[0], plans[1]
	if first.Regime != ksb.Assessment || second.Regime != ksb.EndPoint {
		t.Fatalf("the plans are %s and %s", first.Label(), second.Label())
	}
	if got := admin.post(path, url.Values{"plan": {idText(second.ID)}}); got.status != http.StatusSeeOther || on() != second.ID {
		t.Fatalf("moved: %d, on %d", got.status, on())
	}
	d := s.planDraft()
	if got := admin.post(draftAddress(d.ID), url.Values{"revision": {"1"}, "replaces": {idText(second.ID)}, "retire": {"yes"}}); got.status != http.StatusSeeOther {
		t.Fatalf("a newer version: %d", got.status)
	}
	if on() != second.ID {
		t.Errorf("a newer version moved them to %d", on())
	}
	// The enrolment is corrected without the plan that is no longer offered.
	enrolment := fmt.Sprintf("/enrolments/%d", s.portfolios[1])
	form := admin.get(enrolment).form(t, enrolment)
	if got := admin.post(enrolment, form); got.status != http.StatusSeeOther || on() != second.ID {
		t.Errorf("saved: %d, on %d", got.status, on())
	}

	preview := admin.get(path + "?plan=" + idText(first.ID))
	preview.has(t, "the preview", "The employer verifies it instead of its being assessed.", "Behaviours, verified by the employer", "Move them to this plan")
	if on() != second.ID {
		t.Error("looking at a plan moved them")
	}
	total := func() (n int) {
		return s.count(fmt.Sprintf(`SELECT total FROM standings WHERE enrolment_id = %d`, s.portfolios[1]))
	}
	before := total()
	if got := admin.post(path, url.Values{"plan": {idText(first.ID)}}); got.status != http.StatusSeeOther || on() != first.ID {
		t.Errorf("moved: %d, on %d", got.status, on())
	}
	if after := total(); after != before-5 {
		t.Errorf("there are %d statements to show; want %d without the behaviours", after, before-5)
	}
	for _, bad := range []string{idText(second.ID), "999", "x", ""} {
		if got := admin.post(path, url.Values{"plan": {bad}}); got.status != http.StatusUnprocessableEntity || on() != first.ID {
			t.Errorf("to %q: %d, on %d", bad, got.status, on())
		}
	}
}
