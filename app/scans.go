package app

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
)

// scanOf returns the scan of a request.
func (a *App) scanOf(c *fiber.Ctx) (programme.Scan, error) {
	n, err := pathNumber(c, "scan")
	if err != nil {
		return programme.Scan{}, err
	}
	return a.programme.Scan(c.UserContext(), a.visit(c).portfolio, programme.ScanID(n))
}

// scanDay names a scan by its day and occasion.
func (f *folio) scanDay(s *programme.Scan) string {
	return words.Day(db.Today(s.Day())) + ", " + strings.ToLower(f.occasion(s.Occasion))
}

// occasion names what a scan is for, in the plan's words.
func (f *folio) occasion(o programme.Occasion) string {
	if o == programme.ScanGateway {
		return "Before " + f.plan.Called().Gateway
	}
	return o.Name()
}

func (a *App) showScans(c *fiber.Ctx) error {
	return a.showScanList(c, http.StatusOK, formOf(nil))
}

func (a *App) showScanList(c *fiber.Ctx, status int, in *form) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	all, err := a.programme.Scans(c.UserContext(), f.id)
	if err != nil {
		return err
	}
	decided, err := a.programme.PriorDecisions(c.UserContext(), f.id)
	if err != nil {
		return err
	}
	v := a.visit(c)
	page := pages.Scans{Whole: in.whole, Back: pages.Link{Text: f.whose("portfolio"), Href: f.path("")}, Over: f.over(a.db), Title: f.whose("skills scans"), Action: f.path("/scans"),
		Lead: "A skills scan says how sure you are of each statement, on one day. Scans are kept as they were, so that you can see how far you have come."}
	if !f.own {
		page.Lead = fmt.Sprintf("A skills scan says how sure %s is of each statement, on one day. Employer and coach score beside it.", firstName(f.enrolment.ApprenticeName))
	}
	begun := false
	for i := range all {
		s := &all[i]
		page.Rows = append(page.Rows, f.scanRow(s))
		if s.State == programme.ScanDraft {
			begun = true
			if v.may(account.Scan) {
				page.Draft = &pages.Link{Text: "Go on with the scan", Href: f.path("/scans/%d/edit", s.ID)}
			}
		}
	}
	if v.may(account.Scan) && !begun {
		page.Begin = f.scanBegin(in, len(all) == 0)
	}
	if from, to := startAndNow(all); from != nil {
		page.Growth = f.growth(from, to)
		page.Growth.Href = f.path("/scans/compare")
	}
	if n := len(decided); n > 0 {
		page.Prior = hoursWords(decided[n-1].Minutes) + " are taken off for prior learning, decided by " + decided[n-1].ByName + " on " + words.Day(db.Today(decided[n-1].At)) + "."
	}
	return a.show(c, status, page)
}

// startAndNow returns the first scan that was submitted for the start, or the
// first at all, and the newest; nil where that is the same or there is none.
func startAndNow(newestFirst []programme.Scan) (from, to *programme.Scan) {
	for i := range newestFirst {
		s := &newestFirst[i]
		if s.State == programme.ScanDraft {
			continue
		}
		if to == nil {
			to = s
		}
		if from == nil || from.Occasion != programme.ScanStart || s.Occasion == programme.ScanStart {
			from = s
		}
	}
	if from == to {
		return nil, nil
	}
	return from, to
}

func (f *folio) scanBegin(in *form, first bool) *pages.ScanBegin {
	b := &pages.ScanBegin{Occasion: in.field("occasion", "What is it for?", "")}
	for _, o := range programme.Occasions {
		on := b.Occasion.Value == string(o) || b.Occasion.Value == "" && (o == programme.ScanStart) == first && o != programme.ScanGateway
		b.Occasions = append(b.Occasions, pages.Option{Value: string(o), Label: f.occasion(o), On: on})
	}
	return b
}

func (f *folio) scanRow(s *programme.Scan) pages.ScanRow {
	r := pages.ScanRow{Href: f.path("/scans/%d", s.ID), Day: words.Day(db.Today(s.Day())), Occasion: f.occasion(s.Occasion)}
	r.State, r.Words = f.scanState(s)
	scored, sum := 0, 0
	for i := range s.Statements {
		if p := s.Own(s.Statements[i].ID).Point; p > 0 {
			scored, sum = scored+1, sum+p
		}
	}
	switch {
	case s.State == programme.ScanDraft && f.sight != evidence.Own:
		r.Says = "Not submitted yet"
	case s.State == programme.ScanDraft:
		r.Says = fmt.Sprintf("%d of %d scored", scored, len(s.Statements))
	case scored > 0:
		r.Says = fmt.Sprintf("%.1f of %d on average over %s", float64(sum)/float64(scored), len(s.Scale.Points), words.Plural(scored, "statement", "statements"))
	}
	return r
}

// scanState says how far a scan is, as a mark and in words.
func (f *folio) scanState(s *programme.Scan) (pages.State, string) {
	switch s.State {
	case programme.ScanDraft:
		return pages.Draft, "Draft"
	case programme.ScanFinished:
		return pages.Accepted, "Signed by all"
	}
	var names []string
	for _, role := range s.Waiting() {
		name := f.inRole(role)
		if role != account.Employer { // which is an organisation
			name = firstName(name)
		}
		names = append(names, name)
	}
	return pages.Submitted, "Waiting for " + strings.Join(names, " and ")
}

// beginScan begins a scan, or goes to the draft there is.
func (a *App) beginScan(c *fiber.Ctx) error {
	v, in := a.visit(c), readForm(c, "occasion")
	id, err := a.programme.BeginScan(c.UserContext(), v.person(), v.portfolio, programme.Occasion(in.text("occasion")))
	if in.refused(err) {
		return a.showScanList(c, http.StatusUnprocessableEntity, in)
	}
	if err != nil {
		return err
	}
	return goTo(c, "/portfolios/%d/scans/%d/edit", v.portfolio, id)
}

// dropScan throws a draft away.
func (a *App) dropScan(c *fiber.Ctx) error {
	s, err := a.scanOf(c)
	if err != nil {
		return err
	}
	if err := a.programme.DropScan(c.UserContext(), a.visit(c).person(), s.Enrolment, s.ID); err != nil {
		return err
	}
	a.say(c, "The draft is gone.")
	return goTo(c, "/portfolios/%d/scans", s.Enrolment)
}
