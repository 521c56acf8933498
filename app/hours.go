package app

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
)

// flaggedEntries is how many entries a flag leads to.
const flaggedEntries = 6

// showHours shows an apprentice's off-the-job hours.
func (a *App) showHours(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	r, err := a.programme.HoursRecord(c.UserContext(), f.id)
	if err != nil {
		return err
	}
	v, list := a.visit(c), readList(c, f.path("/hours"), "state", "kind", "month")
	page := pages.HoursPage{
		Over: f.over(a.db), Title: f.whose("off-the-job hours"), Action: f.path("/hours"), Totals: hoursTotals(&r, today(a.db)),
		Course: hoursFigure(&r.Course, r.Basis.PlannedEnd), Nothing: len(r.Entries) == 0, Narrowed: list.narrowed(),
		Search: pages.Field{Name: "q", Label: "What was learned", Value: list.get("q"), Type: "search", Class: "field--grow"},
		States: hoursStates(list.get("state")), Kinds: activityOptions(list.get("kind"), "All training"), Months: hoursMonths(r.Entries, list.get("month")),
		Links: []pages.Link{{Text: "How many are needed", Href: f.path("/hours/target")}},
		Empty: pages.Empty{Title: "No hours yet", Text: "Entries of off-the-job training appear here once the apprentice records them."},
	}
	page.Lead, page.Rest, page.Bar = hoursLead(&r.Course)
	if v.may(account.LogHours) {
		page.Add = &pages.Link{Text: "Add hours", Href: f.path("/hours/new")}
		page.Empty = pages.Empty{Title: "No hours yet", Icon: "plus", Do: page.Add,
			Text: "Begin with what you learned this week: a workshop, an hour beside a colleague, something you read for your work. It takes half a minute."}
	}
	if page.Nothing {
		page.Add = nil
	} else if v.may(account.Export) {
		page.Links = append(page.Links, pages.Link{Text: "Export as CSV", Href: f.path("/hours/export?as=csv")}, pages.Link{Text: "Export as XLSX", Href: f.path("/hours/export?as=xlsx")})
	}
	if page.Flagged = readsFlags(v); page.Flagged {
		page.Flags = f.hoursFlags(&r)
	}
	page.Note = f.hoursNote(&r, v)
	open := countHours(r.Entries, func(h *programme.Hours) bool { return h.May(account.Employer) }) > 0
	if page.Asked, err = a.asked(c, f, programme.ForHours, 0, open && f.enrolment.State.Current()); err != nil {
		return err
	}
	f.hoursRows(&page, &r, list, a.db.Now())
	return a.show(c, http.StatusOK, page)
}

// readsFlags reports whether the visitor is shown what an auditor would ask.
func readsFlags(v *visit) bool {
	return slices.Contains(v.roles, account.Coach) || slices.Contains(v.roles, account.IQA)
}

// hoursLead says how far the hours are, and against what.
func hoursLead(h *programme.HoursCourse) (lead, rest string, bar *pages.Bullet) {
	need := h.Target.Minutes
	if need == 0 {
		lead = programme.MinutesText(h.Sum.Agreed) + " agreed, " + programme.MinutesText(h.Sum.Logged) + " in all."
		return lead, "How many are needed is not known yet: " + missingWords[h.Target.Missing] + ".", nil
	}
	lead = programme.MinutesText(h.Sum.Agreed) + " agreed of " + programme.MinutesText(need) + "."
	rest = fmt.Sprintf("With what waits it is %s. By now the plan expects about %s.", programme.MinutesText(h.Sum.Logged), hourText(h.Planned))
	bar = &pages.Bullet{Says: lead + " " + rest, Far: float64(h.Sum.Agreed) / float64(need), Due: float64(h.Planned) / float64(need)}
	return lead, rest, bar
}

var missingWords = map[programme.FigureKind]string{
	"":                       "the planned time leaves none",
	programme.PublishedHours: "the hours published for the standard have to be entered",
	programme.WorkingHours:   "the working hours a week have to be entered",
}

// hourText writes whole hours, as the caseload does: a part of an hour is left
// out, so that what is missing never looks reached.
func hourText(minutes int) string { return fmt.Sprintf("%d h", minutes/60) }

func hoursTotals(r *programme.HoursRecord, today time.Time) []pages.Fact {
	h := &r.Course
	waiting := h.Sum.Logged - h.Sum.Agreed
	facts := []pages.Fact{{Name: "Agreed", Value: programme.MinutesText(h.Sum.Agreed)}, {Name: "Waiting", Value: programme.MinutesText(waiting)}}
	if h.Target.Minutes > 0 {
		facts = append(facts, pages.Fact{Name: "Needed", Value: programme.MinutesText(h.Target.Minutes)},
			pages.Fact{Name: "Planned by now", Value: hourText(h.Planned)})
		if left := h.Target.Minutes - h.Sum.Logged; left > 0 {
			facts = append(facts, pages.Fact{Name: "Still to do", Value: programme.MinutesText(left)})
		}
	}
	facts = append(facts, pages.Fact{Name: "Pace of late", Value: programme.MinutesText(h.Pace) + " a week"})
	switch {
	case !h.Reached.IsZero():
		facts = append(facts, pages.Fact{Name: "Forecast", Value: "reached about " + words.Day(h.Reached)})
	case h.Target.Minutes > 0 && h.AtEnd < h.Target.Minutes && r.Basis.Ended.IsZero() && today.Before(r.Basis.PlannedEnd):
		facts = append(facts, pages.Fact{Name: "Forecast", Value: "about " + hourText(h.AtEnd) + " by the planned end, " + words.Day(r.Basis.PlannedEnd)})
	}
	for _, p := range r.Basis.Pauses {
		if p.Back.IsZero() {
			facts = append(facts, pages.Fact{Name: "Break in learning", Value: p.Words() + ": the plan rests"})
		}
	}
	return facts
}

// hoursNote says what waits for the visitor.
func (f *folio) hoursNote(r *programme.HoursRecord, v *visit) *pages.CoverageNote {
	if v.may(account.LogHours) {
		n := countHours(r.Entries, func(h *programme.Hours) bool { return h.State == programme.HoursReturned })
		if n > 0 {
			return &pages.CoverageNote{Lead: pages.Count(n) + " " + plural(n, "entry", "entries") + " came back.", Rest: "They count once you send them again.",
				Do: &pages.Link{Text: "Show them", Href: f.path("/hours?state=returned")}}
		}
	}
	role, may := agreesAs(v)
	n := countHours(r.Entries, func(h *programme.Hours) bool { return h.May(role) })
	if !may || n == 0 {
		return nil
	}
	return &pages.CoverageNote{Lead: pages.Count(n) + " " + plural(n, "entry waits", "entries wait") + " for you.", Rest: "Look at what was learned, then agree or return.",
		Do: &pages.Link{Text: "Agree hours", Href: f.path("/hours/agree")}}
}

func countHours(list []programme.Hours, is func(*programme.Hours) bool) (n int) {
	for i := range list {
		if is(&list[i]) {
			n++
		}
	}
	return n
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// hoursFlags returns what an auditor would ask, with links to the entries.
func (f *folio) hoursFlags(r *programme.HoursRecord) (out []pages.HoursFlag) {
	at := map[programme.HoursID]*programme.Hours{}
	for i := range r.Entries {
		at[r.Entries[i].ID] = &r.Entries[i]
	}
	for _, flag := range r.Flags {
		row := pages.HoursFlag{Words: flag.Words, More: max(0, len(flag.Entries)-flaggedEntries)}
		for _, id := range flag.Entries[:min(len(flag.Entries), flaggedEntries)] {
			row.Entries = append(row.Entries, pages.Link{Text: words.Days(at[id].From, at[id].To), Href: f.path("/hours/%d", id)})
		}
		out = append(out, row)
	}
	return out
}

// hoursState returns an entry's state as pages have it, and its words.
func hoursState(h *programme.Hours) (pages.State, string) {
	switch {
	case h.CorrectedBy != 0:
		return pages.None, "Corrected since"
	case h.State == programme.HoursAgreed:
		return pages.Accepted, "Agreed"
	case h.State == programme.HoursReturned:
		return pages.Returned, ""
	case h.State == programme.HoursWithdrawn:
		return pages.None, "Taken back"
	case h.CoachAgreed:
		return pages.Submitted, "Waits for employer"
	case h.EmployerAgreed:
		return pages.Submitted, "Waits for coach"
	}
	return pages.Submitted, "Waits for both"
}

// hoursMore says what else is to know about an entry in a list.
func hoursMore(h *programme.Hours) string {
	var more []string
	if h.Corrects != 0 {
		more = append(more, "a correction")
	}
	if h.Time == programme.InLieu {
		more = append(more, "time off in lieu")
	}
	return words.Capital(strings.Join(more, ", "))
}

func (f *folio) hoursRows(page *pages.HoursPage, r *programme.HoursRecord, list *list, now time.Time) {
	found := slices.Clone(r.Entries)
	found = slices.DeleteFunc(found, func(h programme.Hours) bool { return !hoursFit(&h, list) })
	sortHours(found, list.get("sort"))
	minutes := 0
	for i := range found {
		if found[i].Counts() {
			minutes += found[i].Minutes
		}
	}
	page.Sum = words.Plural(len(found), "entry", "entries") + ", " + programme.MinutesText(minutes) + " that count"
	from := min(list.from, len(found))
	shown := found[from:min(from+pageRows, len(found))]
	for i := range shown {
		h := &shown[i]
		a, _ := programme.ActivityOf(h.Activity)
		row := pages.HoursRow{Href: f.path("/hours/%d", h.ID), Day: words.Days(h.From, h.To), Minutes: programme.MinutesText(h.Minutes), Activity: a.Name,
			Learned: shorten(h.Learned), More: hoursMore(h), Recorded: words.ShortDay(h.RecordedAt, now)}
		row.State, row.Words = hoursState(h)
		row.Codes, _ = f.shows(h.Statements)
		page.Rows = append(page.Rows, row)
	}
	page.Columns = []pages.Column{list.column("Day", "day", "-day"), list.column("Time", "-time", "time"), {Name: "What was learned"}, list.column("State", "state", "-state"), list.column("Recorded", "-recorded", "recorded")}
	page.Columns[1].End, page.Columns[4].End = true, true
	page.Pager = list.pager("Pages of entries", len(shown), len(found))
}

// hoursFit reports whether the address's filters leave an entry in.
func hoursFit(h *programme.Hours, l *list) bool {
	month := l.get("month")
	return (l.get("state") == "" || l.get("state") == string(h.State)) && (l.get("kind") == "" || l.get("kind") == h.Activity) &&
		(month == "" || h.From.Format("2006-01") <= month && month <= h.To.Format("2006-01")) &&
		strings.Contains(strings.ToLower(h.Learned), strings.ToLower(l.get("q")))
}

func sortHours(list []programme.Hours, by string) {
	back := strings.HasPrefix(by, "-")
	slices.SortStableFunc(list, func(a, b programme.Hours) int {
		n := 0
		switch strings.TrimPrefix(by, "-") {
		case "day":
			n = a.From.Compare(b.From)
		case "time":
			n = a.Minutes - b.Minutes
		case "state":
			n = strings.Compare(string(a.State), string(b.State))
		case "recorded":
			n = a.RecordedAt.Compare(b.RecordedAt)
		}
		if back {
			return -n
		}
		return n
	})
}

func hoursStates(now string) []pages.Option {
	out := []pages.Option{{Value: "", Label: "All"}}
	for _, s := range programme.HoursStates {
		out = append(out, pages.Option{Value: string(s), Label: s.Word(), On: string(s) == now})
	}
	return out
}

// activityOptions lists the kinds of training.
func activityOptions(now, none string) []pages.Option {
	out := []pages.Option{{Value: "", Label: none}}
	for _, a := range programme.Activities() {
		label := a.Name
		if !a.Counts {
			label += " (does not count)"
		}
		out = append(out, pages.Option{Value: a.Key, Label: label, On: a.Key == now})
	}
	return out
}

// hoursMonths lists the months that entries are of, the newest first.
func hoursMonths(list []programme.Hours, now string) []pages.Option {
	out := []pages.Option{{Value: "", Label: "All months"}}
	seen := map[string]bool{}
	for i := range list {
		key := list[i].From.Format("2006-01")
		if !seen[key] {
			seen[key] = true
			out = append(out, pages.Option{Value: key, Label: list[i].From.Format("January 2006"), On: key == now})
		}
	}
	return out
}
