package app

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence"
)

// qualityPlace is where a person finds internal quality assurance, if they do.
func (a *App) qualityPlace(c *fiber.Ctx, v *visit) (pages.Place, bool) {
	p := pages.Place{Name: "Quality", Icon: "search", About: "Decisions that are sampled, and what was said of them"}
	switch can := func(act account.Action) bool { return account.Can(v.session.Roles, act) }; {
	case can(account.Sample):
		p.Href, p.Count = "/quality", a.toSample(c, v)
	case can(account.AnswerQuality):
		p.Href = "/quality/mine"
	case can(account.ReadQuality):
		p.Href, p.About = "/quality/report", "How the coaches’ decisions are sampled"
	}
	return p, p.Href != ""
}

// toSample returns how many samples wait for an IQA. A number that cannot be had
// is left out.
func (a *App) toSample(c *fiber.Ctx, v *visit) int {
	if c.UserContext().Err() != nil {
		return 0
	}
	n, err := a.evidence.OpenSamples(c.UserContext(), v.person())
	if err != nil {
		a.log.Error("cannot count what is to be sampled", "request", numberOf(c), "err", err)
	}
	return n
}

// qualityTabs are the parts of internal quality assurance, for who sees several.
func (a *App) qualityTabs(c *fiber.Ctx, now string) (tabs []pages.Way) {
	for _, t := range []struct {
		act        account.Action
		text, href string
	}{
		{account.Sample, "Samples", "/quality"}, {account.Sample, "Plan", "/quality/plan"}, {account.ReadQuality, "Report", "/quality/report"},
		{account.AnswerQuality, "Your own decisions", "/quality/mine"},
	} {
		if account.Can(a.visit(c).session.Roles, t.act) {
			tabs = append(tabs, pages.Way{Text: t.text, Href: t.href, Current: t.href == now})
		}
	}
	if len(tabs) == 1 {
		return nil
	}
	return tabs
}

// sampleFilters are what the address of a list of samples says of how one looks
// at it.
var sampleFilters = []string{"show", "coach", "reason"}

// A sampleView is a way of seeing samples: the address's word, its name, and
// the states it stands for.
type sampleView struct {
	key, name string
	states    []evidence.SampleState
}

var sampleViews = []sampleView{
	{"", "To sample", []evidence.SampleState{evidence.SampleOpen}},
	{"answered", "Answered", []evidence.SampleState{evidence.SampleAnswered}},
	{"action", "With the coach", []evidence.SampleState{evidence.SampleAction}},
	{"done", "Done", []evidence.SampleState{evidence.SampleAgreed, evidence.SampleClosed}},
	{"all", "All", nil},
}

var ownSampleViews = []sampleView{
	{"", "All", nil},
	{"action", "Action required", []evidence.SampleState{evidence.SampleAction}},
	{"answered", "Answered", []evidence.SampleState{evidence.SampleAnswered}},
	{"done", "Agreed or closed", []evidence.SampleState{evidence.SampleAgreed, evidence.SampleClosed}},
}

// viewOf returns the view that the address names, or the first.
func viewOf(views []sampleView, key string) sampleView {
	for _, v := range views {
		if v.key == key {
			return v
		}
	}
	return views[0]
}

// ways leads to every view, with how many samples each shows.
func (l *list) ways(views []sampleView, by map[evidence.SampleState]int) (ways []pages.Way) {
	for _, v := range views {
		n := 0
		for state, count := range by {
			if v.states == nil || slices.Contains(v.states, state) {
				n += count
			}
		}
		ways = append(ways, pages.Way{Text: fmt.Sprintf("%s (%d)", v.name, n), Href: l.href("show", v.key), Current: v.key == viewOf(views, l.get("show")).key})
	}
	return ways
}

// samplesOf returns how the address looks at samples.
func samplesOf(c *fiber.Ctx, path string, views []sampleView, reader account.PersonID, side evidence.SampleSide) (*list, evidence.SampleQuery) {
	l := readList(c, path, sampleFilters...)
	coach, _ := strconv.ParseInt(l.get("coach"), 10, 64)
	return l, evidence.SampleQuery{Reader: reader, Side: side, States: viewOf(views, l.get("show")).states, Coach: account.PersonID(coach),
		Reason: evidence.Reason(l.get("reason")), Search: l.get("q"), Sort: l.get("sort"), Offset: l.from, Limit: pageRows}
}

// showSamples lists the decisions to sample.
func (a *App) showSamples(c *fiber.Ctx) error {
	l, q := samplesOf(c, "/quality", sampleViews, a.visit(c).person(), evidence.IQASide)
	page, found, err := a.samplesPage(c, l, q, sampleViews)
	if err != nil {
		return err
	}
	page.Title, page.Coaches = "Decisions to sample", []pages.Option{{Label: "All coaches"}}
	for _, coach := range found.Coaches {
		page.Coaches = append(page.Coaches, pages.Option{Value: idText(coach.ID), Label: coach.Name})
	}
	page.Lead = samplesLead(found.ByState)
	plans, err := a.evidence.SamplingPlans(c.UserContext())
	if err != nil {
		return err
	}
	if len(plans) == 0 {
		page.Empty = &pages.Empty{Title: "No sampling plan yet", Icon: "note", Do: &pages.Link{Text: "Write the plan", Href: "/quality/plan"},
			Text: "A plan says which share of the coaches’ decisions is looked at. Decisions appear here as the plan draws them."}
		return a.show(c, http.StatusOK, page)
	}
	page.Drawn, err = a.drawnWords(c)
	if err != nil {
		return err
	}
	return a.show(c, http.StatusOK, page)
}

// samplesPage makes the part of a list that both sides share.
func (a *App) samplesPage(c *fiber.Ctx, l *list, q evidence.SampleQuery, views []sampleView) (pages.Samples, evidence.SampleList, error) {
	found, err := a.evidence.Samples(c.UserContext(), q)
	if err != nil {
		return pages.Samples{}, found, err
	}
	mine := q.Side == evidence.CoachSide
	page := pages.Samples{Tabs: a.qualityTabs(c, l.path), Mine: mine, Action: l.path, Pager: l.pager("Pages of samples", len(found.Rows), found.Total),
		Find:    pages.Field{Name: "q", Label: "Title, apprentice or coach", Value: l.get("q"), Type: "search", Class: "field--grow"},
		Coach:   pages.Field{Name: "coach", Label: "Coach", Value: l.get("coach")},
		Reason:  pages.Field{Name: "reason", Label: "Drawn because", Value: l.get("reason")},
		Reasons: []pages.Option{{Label: "Any reason"}}}
	for _, r := range evidence.Reasons {
		page.Reasons = append(page.Reasons, pages.Option{Value: string(r), Label: r.Name()})
	}
	page.Hidden = l.hidden("show", "sort")
	page.Columns = sampleColumns(l, mine)
	for i := range found.Rows {
		row := a.sampleRow(&found.Rows[i])
		if mine && found.Rows[i].Coach != q.Reader {
			row.Decided += ", by " + row.Coach
		}
		row.Href = l.within(row.Href)
		page.Rows = append(page.Rows, row)
	}
	l.from = 0
	page.Views = l.ways(views, found.ByState)
	return page, found, nil
}

func sampleColumns(l *list, mine bool) []pages.Column {
	made := pages.Column{Name: "Decision", Href: l.href("sort", "newest"), Sorted: pages.Ascending}
	switch l.get("sort") {
	case "":
	case "newest":
		made.Sorted, made.Href = pages.Descending, l.href("sort", "")
	default:
		made.Sorted, made.Href = pages.Unsorted, l.href("sort", "")
	}
	columns := []pages.Column{l.column("Piece", "title", ""), l.column("Apprentice", "apprentice", "")}
	if !mine {
		columns = append(columns, l.column("Coach", "coach", ""))
	}
	return append(columns, made, l.column("Drawn because", "reason", ""), pages.Column{Name: "State"})
}

func (a *App) sampleRow(s *evidence.Sample) pages.SampleRow {
	row := pages.SampleRow{Href: fmt.Sprintf("/quality/%d", s.ID), Title: titleOf(s.Title), Apprentice: s.Apprentice, Kind: s.Kind.Name(), Coach: s.CoachName,
		Decided: words.Capital(string(s.Verdict)) + ", " + words.ShortDay(s.DecidedAt, a.db.Now()), Words: s.State.Name()}
	if s.Held {
		row.Kind += ", held at employer"
	}
	row.State = sampleState(s.State)
	for _, w := range s.Why {
		row.Why = append(row.Why, w.Name())
	}
	return row
}

func sampleState(s evidence.SampleState) pages.State {
	switch s {
	case evidence.SampleOpen, evidence.SampleAnswered:
		return pages.Submitted
	case evidence.SampleAction:
		return pages.Returned
	}
	return pages.Accepted
}

func samplesLead(by map[evidence.SampleState]int) string {
	open, answered := by[evidence.SampleOpen], by[evidence.SampleAnswered]
	if open+answered == 0 {
		return "Nothing waits for you. Decisions are drawn every night, and when you ask for it."
	}
	text := pages.Count(open) + " " + decisions(open) + " to be sampled"
	if answered > 0 {
		return fmt.Sprintf("%s, and %s what you asked for.", text, words.Plural(answered, "coach has answered", "coaches have answered"))
	}
	return text + "."
}

func decisions(n int) string {
	if n == 1 {
		return "decision is"
	}
	return "decisions are"
}

// drawnWords says when decisions were last drawn.
func (a *App) drawnWords(c *fiber.Ctx) (string, error) {
	at, err := a.evidence.LastDraw(c.UserContext())
	if err != nil || at.IsZero() {
		return "Nothing was drawn yet. It happens by itself every night.", err
	}
	return "Last drawn on " + words.Moment(at) + ". It happens by itself every night; what is drawn stays drawn.", nil
}

// drawSamples draws what the plan takes of the decisions made so far.
func (a *App) drawSamples(c *fiber.Ctx) error {
	n, err := a.evidence.DrawSamples(c.UserContext(), a.visit(c).person())
	if err != nil {
		return err
	}
	if n == 0 {
		a.say(c, "No decision was drawn that is not here already.")
	} else {
		a.say(c, words.Plural(n, "decision is drawn.", "decisions are drawn."))
	}
	return goTo(c, "/quality")
}

// showMySamples lists what was said of a coach's own decisions.
func (a *App) showMySamples(c *fiber.Ctx) error {
	l, q := samplesOf(c, "/quality/mine", ownSampleViews, a.visit(c).person(), evidence.CoachSide)
	page, found, err := a.samplesPage(c, l, q, ownSampleViews)
	if err != nil {
		return err
	}
	page.Title = "Your decisions, sampled"
	switch n := found.ByState[evidence.SampleAction]; {
	case len(found.ByState) == 0:
		page.Empty = &pages.Empty{Title: "Nothing was said of your decisions yet", Icon: "note",
			Text: "An IQA looks at some of your decisions. What they say of one appears here, with what they ask of you."}
	case n == 0:
		page.Lead = "Nothing is asked of you."
	case n == 1:
		page.Lead, page.Asked = "One action is asked of you.", &pages.Link{Text: "Show it", Href: l.href("show", "action")}
	default:
		page.Lead, page.Asked = pages.Count(n)+" actions are asked of you.", &pages.Link{Text: "Show them", Href: l.href("show", "action")}
	}
	if l.get("show") == "action" {
		page.Asked = nil
	}
	return a.show(c, http.StatusOK, page)
}
