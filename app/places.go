package app

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/pages"
)

// places returns the addresses a person's roles move between, the ones they need
// most first: those a bar has no room for are on the page /more.
func (a *App) places(c *fiber.Ctx, v *visit) []pages.Place {
	can := func(act account.Action) bool { return account.Can(v.session.Roles, act) }
	all := []pages.Place{{Name: "Home", Href: "/", Icon: "home"}}
	add := func(may bool, p pages.Place) {
		if may {
			all = append(all, p)
		}
	}
	if v.session.Own != 0 {
		all = append(all, ownPlaces(fmt.Sprintf("/portfolios/%d", v.session.Own))...)
	}
	others := can(account.Read) && !slices.Equal(v.session.Roles, []account.Role{account.Apprentice})
	if can(account.ReviewWaiting) {
		all = append(all, pages.Place{Name: "To review", Href: "/review", Icon: "inbox", Count: a.waiting(c, v), About: "Pieces that wait for your decision"})
	}
	if can(account.SignMany) {
		all = append(all, pages.Place{Name: "To sign", Href: "/to-sign", Icon: "note", Count: a.toSign(c, v), About: "What waits for you, over all your apprentices"})
	}
	coordinates := slices.Contains(v.session.Roles, account.Coordinator)
	if coordinates {
		all = append(all, pages.Place{Name: "Submissions", Href: "/submissions", Icon: "inbox", Count: a.toDecide(c, v), About: "What was handed over to your organisation"})
	}
	quality, asked := a.qualityPlace(c, v)
	add(asked && can(account.Sample), quality)
	add(can(account.ReadCaseload), pages.Place{Name: "Caseload", Href: "/caseload", Icon: "people", About: "Who needs help, and why"})
	add(can(account.Oversee), pages.Place{Name: "All cohorts", Href: "/provider", Icon: "table", About: "How every cohort is getting on"})
	add(can(account.AgreeHours), pages.Place{Name: "Hours", Href: "/hours", Icon: "clock", About: "Off-the-job hours of your apprentices"})
	add(can(account.ManagePeople), pages.Place{Name: "People", Href: "/people", Icon: "person", About: "Who can sign in, and as what"})
	add(can(account.ManageEnrolment), pages.Place{Name: "Enrolments", Href: "/enrolments", Icon: "table", About: "Who is on which standard, with whom"})
	add(can(account.SeeReviews), pages.Place{Name: "Progress reviews", Href: "/progress", Icon: "note", About: "Which are due, planned and waiting to be signed"})
	add(asked && !can(account.Sample), quality)
	add(others, pages.Place{Name: "Portfolios", Href: "/portfolios", Icon: "folder", About: "Every portfolio you may read"})
	add(others && !coordinates && can(account.ReadSubmissions), pages.Place{Name: "Submissions", Href: "/submissions", Icon: "get", About: "What was handed over for assessment"})
	add(others && can(account.SetAction), pages.Place{Name: "Actions", Href: "/actions", Icon: "pin", About: "What was agreed to be done, by whom and when"})
	add(can(account.UsePhrases), pages.Place{Name: "Phrases", Href: "/phrases", Icon: "note", About: "Words you use again in feedback"})
	add(can(account.ManageEnrolment), pages.Place{Name: "Import people", Href: "/rosters", Icon: "upload", About: "People and enrolments from a table"})
	add(can(account.ManageEnrolment), pages.Place{Name: "Cohorts", Href: "/cohorts", Icon: "people", About: "Apprentices who started together"})
	add(can(account.ManageEnrolment), pages.Place{Name: "Organisations", Href: "/organisations", Icon: "pin", About: "Employers and assessment organisations"})
	add(can(account.ManageStandards), pages.Place{Name: "Standards", Href: "/standards", Icon: "wall", About: "Their statements, and the official wording"})
	add(can(account.ManageStandards), pages.Place{Name: "Scales", Href: "/scales", Icon: "table", About: "What skills scans are scored by"})
	add(can(account.ManageMail), pages.Place{Name: "E-mail", Href: "/mail", Icon: "inbox", About: "Messages that wait or failed"})
	add(can(account.ReadAudit), pages.Place{Name: "Audit", Href: "/audit", Icon: "clock", About: "Who did what and when"})
	add(can(account.ExportAudit) && !can(account.ReadAudit), pages.Place{Name: "For auditors", Href: "/audit/exports", Icon: "get", About: "The record of events as a file"})
	if v.session.Own == 0 {
		all = append(all, growthPlace)
	}
	path := c.Path()
	if strings.HasSuffix(path, "/review") {
		path = "/review"
	}
	markCurrent(all, path)
	return all
}

// growthPlace is everybody's.
var growthPlace = pages.Place{Name: "Growth", Href: "/growth", Icon: "growth", About: "Where you stand in your profession, and what comes next"}

// ownPlaces are the places of an apprentice's own portfolio.
func ownPlaces(own string) []pages.Place {
	return []pages.Place{
		{Name: "Statements", Href: own + "/statements", Icon: "wall", About: "What is to be shown, and how far you are"},
		{Name: "Add", Href: own + "/evidence/new", Icon: "plus", On: pages.Phone, About: "A new piece of evidence"},
		{Name: "Evidence", Href: own + "/evidence", Icon: "folder", On: pages.Large, About: "Your pieces, drafts and returned ones too"},
		{Name: "Hours", Href: own + "/hours", Icon: "clock", About: "Your off-the-job hours"},
		growthPlace,
		{Name: "Portfolio", Href: own + "/pdf", Icon: "get", About: "The whole of it as a PDF"},
		{Name: "Actions", Href: own + "/actions", Icon: "pin", About: "What you agreed to do, and by when"},
		{Name: "Progress reviews", Href: own + "/progress", Icon: "note", About: "What was said of your progress, to read and sign"},
		{Name: "Readiness", Href: own + "/readiness", Icon: "next", About: "What is asked for before the assessment, and how far you are"},
		{Name: "Skills scans", Href: own + "/scans", Icon: "table", About: "Where you stood, and where you stand now"},
	}
}

// markCurrent marks the place that the page at path belongs to: the one whose
// address is the longest beginning of it.
func markCurrent(all []pages.Place, path string) {
	best := -1
	for i, p := range all {
		within := path == p.Href || p.Href != "/" && strings.HasPrefix(path, p.Href+"/")
		if within && (best < 0 || len(p.Href) > len(all[best].Href)) {
			best = i
		}
	}
	if best >= 0 {
		all[best].Current = true
	}
}

// showMore lists every place, for screens whose bar has no room for all.
func (a *App) showMore(c *fiber.Ctx) error {
	return a.show(c, http.StatusOK, pages.More{Places: a.places(c, a.visit(c))})
}
