package app

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"touchstone/app/programme"
	"touchstone/evidence"
	"touchstone/ksb"
)

// goingOn enrols the apprentice of portfolio 1 on the other standard too, with a
// coach who does not know of portfolio 1, and returns that portfolio.
func (s *site) goingOn() programme.EnrolmentID {
	s.t.Helper()
	ctx := s.t.Context()
	first, err := s.in.Programme.Enrolment(ctx, s.portfolios[1])
	must(s.t, err)
	standards, err := s.in.Standards.Standards(ctx)
	must(s.t, err)
	other := standards[slices.IndexFunc(standards, func(l ksb.Listed) bool { return l.Reference != first.StandardReference })]
	e := programme.Enrolment{Apprentice: first.Apprentice, Coach: s.people["coach2"], Employer: first.Employer, Standard: other.ID,
		StartedOn: time.Now().AddDate(0, -1, 0).UTC().Truncate(24 * time.Hour), PlannedEndOn: time.Now().AddDate(1, 0, 0).UTC().Truncate(24 * time.Hour)}
	// Another day each time, so that a test can enrol them more than once.
	e.StartedOn = e.StartedOn.AddDate(0, 0, -s.count(`SELECT count(*) FROM enrolments`))
	must(s.t, s.in.Programme.Enrol(ctx, 0, &e))
	return e.ID
}

// carryForm ticks the first claim of a piece and carries it as a statement.
func carryForm(p *evidence.Piece, to ksb.StatementID) url.Values {
	claim := p.Version.Claims[0].ID
	return url.Values{"piece": {fmt.Sprint(p.ID)}, fmt.Sprintf("tick-%d", claim): {"yes"}, fmt.Sprintf("to-%d", claim): {fmt.Sprint(to)}}
}

// firstOf returns the first statement of a portfolio's standard.
func (s *site) firstOf(id programme.EnrolmentID) ksb.Statement {
	f, err := s.app.folioOf(s.t.Context(), id)
	must(s.t, err)
	return f.mine[0]
}

// ticked counts the boxes of a page that are ticked.
func ticked(t *testing.T, a answer) (n int) {
	for d := range a.page(t).Descendants() {
		if d.Type == html.ElementNode && attr(d, "type") == "checkbox" && !unticked(d) {
			n++
		}
	}
	return n
}

func TestCarryIsConfirmedClaimByClaim(t *testing.T) {
	s := newSite(t)
	p := s.accepted()
	next := s.goingOn()
	base, to := fmt.Sprintf("/portfolios/%d", next), s.firstOf(next)
	me := s.as("apprentice")
	me.get(base+"/evidence").has(t, "the list", "Carry accepted evidence forward")
	page := me.get(base + "/carry")
	page.has(t, "what may be carried", "Call log", "Both support ", "Accepted there by coach", "Carry what is ticked")
	if ticked(t, page) != 0 {
		t.Error("a claim is ticked before anybody ticks it")
	}
	form := carryForm(&p, to.ID)
	form.Del(fmt.Sprintf("tick-%d", p.Version.Claims[0].ID))
	if a := me.post(base+"/carry", form); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Nothing is carried that you do not tick") {
		t.Errorf("without a tick: %d", a.status)
	}
	form = carryForm(&p, 0)
	if a := me.post(base+"/carry", form); a.status != http.StatusUnprocessableEntity || ticked(t, a) != 1 {
		t.Errorf("without a statement: %d", a.status)
	}
	if n := s.count(`SELECT count(*) FROM items WHERE portfolio_id = $1`, next); n != 0 {
		t.Fatalf("%d pieces were carried", n)
	}
	for range 2 {
		if a := me.post(base+"/carry", carryForm(&p, to.ID)); a.status != http.StatusSeeOther || a.where() != base+fmt.Sprintf("/evidence/%d/edit", p.ID+1) {
			t.Fatalf("carried: %d %s", a.status, a.where())
		}
	}
	me.get(base+"/carry").has(t, "carried", "as piece 1")
	item := base + fmt.Sprintf("/evidence/%d", p.ID+1)
	me.get(item).has(t, "the piece", "Carried from piece 1, “Call log”, of ST0175 v1.1 by apprentice", s.itemPath(p.ID), "accepted there by coach on")

	// Its coach sees where it came from, and nothing of that portfolio.
	made, err := s.in.Evidence.Item(t.Context(), next, p.ID+1, evidence.Own)
	must(t, err)
	_, err = s.in.Evidence.Submit(t.Context(), next, made.ID, s.people["apprentice"], made.Version.Revision)
	must(t, err)
	coach := s.as("coach2")
	for _, path := range []string{item, item + "/review"} {
		a := coach.get(path)
		a.has(t, path, "Carried from piece 1, “Call log”, of ST0175 v1.1", "accepted there by coach on")
		if strings.Contains(a.body, s.itemPath(p.ID)) {
			t.Errorf("%s leads a coach where they may not read", path)
		}
	}
	a := coach.get(base + "/carry")
	if a.status != http.StatusOK || strings.Contains(a.body, "Call log") || !strings.Contains(a.body, "Nothing to carry") {
		t.Errorf("a coach who may not read the other portfolio sees what is in it: %d", a.status)
	}
	if a := coach.get(base + "/evidence"); strings.Contains(a.body, "Carry accepted evidence") {
		t.Error("a coach who may not read the other portfolio is told of it")
	}
	iqa := s.as("iqa").get(base + "/carry")
	iqa.has(t, "to the iqa", "Call log", "Carried as piece 1")
	if strings.Contains(iqa.body, "Carry what is ticked") {
		t.Error("the iqa may carry")
	}
}

// TestOnePersonMayBeEnrolledTwice enrols an apprentice on the other standard in the
// pages.
func TestOnePersonMayBeEnrolledTwice(t *testing.T) {
	s := newSite(t)
	first, err := s.in.Programme.Enrolment(t.Context(), s.portfolios[1])
	must(t, err)
	other, err := s.in.Standards.StandardByReference(t.Context(), "ST0176", "")
	must(t, err)
	admin := s.as("administrator")
	admin.get("/enrolments/new").has(t, "the form", "apprentice, apprentice@example.org")
	a := admin.post("/enrolments", url.Values{"apprentice": {fmt.Sprint(first.Apprentice)}, "standard": {fmt.Sprint(other.ID)}, "employer": {fmt.Sprint(first.Employer)},
		"coach": {fmt.Sprint(s.people["coach2"])}, "started_on": {"2026-02-02"}, "planned_end_on": {"2027-02-02"}})
	if a.status != http.StatusSeeOther {
		t.Fatalf("enrolled: %d\n%s", a.status, textOf(find(a.page(t), "main")))
	}
	s.as("apprentice").get("/portfolios").has(t, "both portfolios", "Level 3", "Level 2")
}

func TestCarryReachesNobodyElse(t *testing.T) {
	s := newSite(t)
	p := s.accepted()
	next := s.goingOn()
	to := s.firstOf(next)
	path := func(id programme.EnrolmentID) string { return fmt.Sprintf("/portfolios/%d/carry", id) }
	for _, tt := range []struct {
		who  string
		into programme.EnrolmentID
		want int
	}{
		{"apprentice2", next, http.StatusNotFound}, {"apprentice2", s.portfolios[2], http.StatusNotFound}, {"apprentice", s.portfolios[2], http.StatusNotFound},
		{"coach2", next, http.StatusForbidden}, {"iqa", next, http.StatusForbidden}, {"employer", next, http.StatusForbidden}, {"apprentice", s.portfolios[1], http.StatusNotFound},
	} {
		if a := s.as(tt.who).post(path(tt.into), carryForm(&p, to.ID)); a.status != tt.want {
			t.Errorf("%s carries into %d: %d; want %d", tt.who, tt.into, a.status, tt.want)
		}
	}
	if a := s.as("apprentice2").get(path(s.portfolios[2])); a.status != http.StatusOK || strings.Contains(a.body, "Call log") {
		t.Errorf("another apprentice sees: %d", a.status)
	}
	if n := s.count(`SELECT count(*) FROM item_origins`); n != 0 {
		t.Errorf("%d pieces were carried", n)
	}
}

// carryChanges are the forms of carrying and moving that record an event.
func (s *site) carryChanges(add adder) {
	add("/portfolios/:portfolio/carry", "apprentice", "item.carry", func() func(*visitor) answer {
		p, next := s.another(), s.goingOn()
		s.acceptAll(p.ID)
		return func(v *visitor) answer {
			return v.post(fmt.Sprintf("/portfolios/%d/carry", next), carryForm(&p, s.firstOf(next).ID))
		}
	})
	add("/standards/:standard/move", "administrator", "enrolment.standard", func() func(*visitor) answer {
		e, err := s.in.Programme.Enrolment(s.t.Context(), s.goingOn())
		must(s.t, err)
		return posted(fmt.Sprintf("/standards/%d/move", e.Standard), "to", fmt.Sprint(s.nextVersion(e.Standard).ID), "enrolment", fmt.Sprint(e.ID), "do", "move")
	})
}

// TestCarryInABrowser carries a piece to another standard and has it accepted.
func TestCarryInABrowser(t *testing.T) {
	for _, w := range []window{phone, desk} {
		t.Run(w.name, func(t *testing.T) {
			s := newSite(t)
			p := s.accepted()
			next := s.goingOn()
			base := fmt.Sprintf("/portfolios/%d", next)
			b := openBrowser(t, s.url, w, false)
			see := func(page string) {
				t.Helper()
				b.shot(fmt.Sprintf("carry-%s-%s", page, w.name))
				b.accessible(page)
			}
			b.enterAs(s, "apprentice")
			b.open(base + "/evidence")
			see("list")
			b.press("Carry accepted evidence forward from another portfolio")
			b.sees("Call log")
			see("proposal")
			b.press("Carry what is ticked")
			b.sees("Nothing is carried that you do not tick")
			see("refused")
			b.click(fmt.Sprintf("#tick-%d", p.Version.Claims[0].ID))
			b.until("a statement is chosen", fmt.Sprintf(`(() => { const s = document.getElementById("to-%d"); s.value = "%d"; return s.value !== ""; })()`, p.Version.Claims[0].ID, s.firstOf(next).ID))
			b.press("Carry what is ticked")
			b.sees("It is a draft: look it over")
			b.open(base + "/carry")
			b.sees("Carried")
			b.click("main details summary")
			b.sees("Carried on")
			see("carried")
			b.open(base + fmt.Sprintf("/evidence/%d", p.ID+1))
			b.sees("Carried from piece 1")
			see("piece")
			made, err := s.in.Evidence.Item(t.Context(), next, p.ID+1, evidence.Own)
			must(t, err)
			_, err = s.in.Evidence.Submit(t.Context(), next, made.ID, s.people["apprentice"], made.Version.Revision)
			must(t, err)
			b.enterAs(s, "coach2")
			b.open(base + fmt.Sprintf("/evidence/%d/review", p.ID+1))
			b.sees("Carried from piece 1")
			see("review")
		})
	}
}
