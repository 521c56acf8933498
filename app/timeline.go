package app

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence"
)

// A timelineKind is a kind of thing that happens in a portfolio: the actions
// that begin with one of its prefixes, but those of a kind before it.
type timelineKind struct {
	key, name string
	prefixes  []string
}

var timelineKinds = []timelineKind{
	{"decisions", "Decisions and feedback", []string{"item.accept", "item.return", "feedback.", "decision."}},
	{"evidence", "Evidence", []string{"item.", "file."}},
	{"hours", "Off-the-job hours", []string{"hours."}},
	{"progress", "Progress reviews", []string{"progress."}},
	{"scans", "Skills scans and prior learning", []string{"scan.", "prior."}},
	{"actions", "Actions", []string{"action."}},
	{"signatures", "Signatures", []string{"signature.", "portfolio.declare", "request.", "testimony.", "behaviour."}},
	{"enrolment", "Enrolment", []string{"enrolment."}},
	{"prints", "Portfolio PDFs", []string{"portfolio.print"}},
}

// kindOf returns the key of the kind of an action, empty for none.
func kindOf(action string) string {
	for _, k := range timelineKinds {
		if slices.ContainsFunc(k.prefixes, func(p string) bool { return strings.HasPrefix(action, p) }) {
			return k.key
		}
	}
	return ""
}

// actionsThat returns the known actions that fit.
func actionsThat(fit func(action, words string) bool) (found []string) {
	for _, action := range sortedKeys(actions) {
		if fit(action, actions[action]) {
			found = append(found, action)
		}
	}
	return found
}

// showTimeline shows what happened in a portfolio, as far as the reader sees it.
func (a *App) showTimeline(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	l := readList(c, f.path("/timeline"), "kind", "person")
	query := timelineQuery(f, l, a.visit(c).may(account.Comment) && f.sight != evidence.Own)
	people, err := audit.People(c.UserContext(), a.db, int64(f.id), query.Not...)
	if err != nil {
		return err
	}
	events, newer, older, err := a.eventPage(c, l, query)
	if err != nil {
		return err
	}
	n := a.narrator(c.UserContext())
	n.in, n.sight, n.summary = int64(f.id), f.sight, true
	n.guest = !slices.ContainsFunc(a.visit(c).roles, func(r account.Role) bool { return r != account.Assessor })
	page := pages.Timeline{Back: pages.Link{Text: f.whose("portfolio"), Href: f.path("")}, Title: words.Capital(f.whose("timeline")), Over: f.over(a.db),
		Action: f.path("/timeline"), Narrowed: l.narrowed(), Newer: newer, Older: older,
		Search: pages.Field{Name: "q", Label: "Find", Value: l.get("q"), Type: "search", Attrs: templ.Attributes{"placeholder": "in what was recorded"}},
		Kind:   pages.Field{Name: "kind", Label: "What", Value: l.get("kind")},
		Person: pages.Field{Name: "person", Label: "Done by", Value: l.get("person")},
		Kinds:  timelineOptions(), People: []pages.Option{{Label: "Anyone"}}}
	if account.Can(a.visit(c).session.Roles, account.ExportAudit) {
		page.Export = "/audit/exports?portfolio=" + strconv.FormatInt(int64(f.id), 10)
	}
	for _, id := range people {
		name, err := n.person(id)
		if err != nil {
			return err
		}
		page.People = append(page.People, pages.Option{Value: strconv.FormatInt(id, 10), Label: name})
	}
	page.Days, err = n.days(events, func(e *audit.Event, line *pages.EventLine) { line.Rows = n.details(e) })
	if err != nil {
		return err
	}
	return a.show(c, http.StatusOK, page)
}

// timelineQuery reads what the address asks for. What is done to drafts is the
// apprentice's own; how the coaches are sampled is for those who see it (quality)
// alone.
func timelineQuery(f *folio, l *list, quality bool) audit.Query {
	q := audit.Query{Portfolio: int64(f.id), Person: wholeNumber(l.get("person")), Search: strings.TrimSpace(l.get("q"))}
	if f.sight != evidence.Own {
		q.Not = slices.Clone(draftActions)
	}
	if !quality {
		q.Not = append(q.Not, qualityActions()...)
	}
	q.Not = append(q.Not, assessingActions()...)
	if kind := l.get("kind"); kind != "" {
		q.Actions = append(actionsThat(func(action, _ string) bool { return kindOf(action) == kind }), "none of a kind that is not known")
	}
	if q.Search != "" {
		q.Also = actionsThat(func(_, words string) bool {
			return strings.Contains(strings.ToLower(words), strings.ToLower(q.Search))
		})
	}
	return q
}

// qualityActions are what internal quality assurance does in portfolios.
func qualityActions() []string {
	return actionsThat(func(action, _ string) bool { return strings.HasPrefix(action, "sample.") })
}

// assessingActions are what assessors and coordinators do before a result is
// released: nobody in the portfolio follows that.
func assessingActions() []string {
	return actionsThat(func(action, _ string) bool {
		return (strings.HasPrefix(action, "assessment.") || strings.HasPrefix(action, "assessor.")) && action != "assessment.release"
	})
}

// timelineOptions returns the kinds that any known action is of.
func timelineOptions() []pages.Option {
	options := []pages.Option{{Label: "Everything"}}
	for _, k := range timelineKinds {
		if len(actionsThat(func(action, _ string) bool { return kindOf(action) == k.key })) > 0 {
			options = append(options, pages.Option{Value: k.key, Label: k.name})
		}
	}
	return options
}
