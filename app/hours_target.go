package app

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
)

// figureWords are what each figure is called and asked for.
var figureWords = map[programme.FigureKind]struct{ name, label, hint, source string }{
	programme.PublishedHours: {"Hours published for the standard", "Hours", "Such as 300 h, from the published page of the standard's version", "Where it is published"},
	programme.PriorLearning:  {"Taken off for prior learning", "Hours", "Such as 40 h; 0 h for none", "Why, and what it rests on"},
	programme.WorkingHours:   {"Working hours a week", "Hours a week", "Such as 37 h 30, from the contract", "Where it comes from"},
	programme.LeaveWeeks:     {"Statutory leave", "Weeks over the whole time", "Such as 5.6", "Where it comes from"},
}

// figuresOf is what is reckoned with under each basis.
var figuresOf = map[programme.Basis][]programme.FigureKind{
	programme.Published: {programme.PublishedHours, programme.PriorLearning},
	programme.Weekly:    {programme.LeaveWeeks},
	programme.Share:     {programme.WorkingHours, programme.LeaveWeeks},
}

// showHoursTarget shows how many hours are needed and how that is reckoned.
func (a *App) showHoursTarget(c *fiber.Ctx) error {
	return a.hoursTargetPage(c, http.StatusOK, formOf(map[string]string{}))
}

func (a *App) hoursTargetPage(c *fiber.Ctx, status int, in *form) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	r, err := a.programme.HoursRecord(c.UserContext(), f.id)
	if err != nil {
		return err
	}
	history, err := a.programme.Figures(c.UserContext(), f.id)
	if err != nil {
		return err
	}
	t := &r.Course.Target
	page := pages.HoursTarget{Back: pages.Link{Text: f.whose("off-the-job hours"), Href: f.path("/hours")}, Over: f.over(a.db),
		Lead: programme.MinutesText(t.Minutes) + " of off-the-job training are needed.", Source: "Rules for " + t.Rules.Name + ". " + t.Rules.Source}
	for _, s := range t.Steps {
		page.Steps = append(page.Steps, words.Capital(s))
	}
	if t.Minutes == 0 {
		page.Lead = "How many hours are needed is not known yet: " + missingWords[t.Missing] + "."
	}
	for _, h := range history {
		page.History = append(page.History, pages.HoursFigureRow{What: figureWords[h.Kind].name, Amount: h.Text(), Source: h.Source, By: h.ByName, At: words.Moment(h.At)})
	}
	var fields []pages.Field
	if a.visit(c).may(account.PlanHours) {
		for _, kind := range figuresOf[t.Rules.Basis] {
			form := f.hoursFigure(kind, in, &r)
			page.Forms = append(page.Forms, form)
			fields = append(fields, form.Amount, form.Source)
		}
	}
	page.Summary = pages.NewSummary(in.whole, fields...)
	return a.show(c, status, page)
}

// hoursFigure asks for a figure, with what was typed if it was this one.
func (f *folio) hoursFigure(kind programme.FigureKind, in *form, r *programme.HoursRecord) pages.HoursFigure {
	w, held := figureWords[kind], r.Basis.Figures[kind]
	out := pages.HoursFigure{Action: f.path("/hours/target"), Title: w.name, Kind: string(kind), Button: "Keep the figure", Open: r.Course.Target.Missing == kind}
	typed := formOf(map[string]string{"amount": strings.TrimSuffix(held.Text(), " weeks"), "source": held.Source})
	if held.At.IsZero() {
		typed.typed["amount"] = ""
	}
	if in.text("kind") == string(kind) {
		typed, out.Open = in, true
	}
	out.Amount, out.Source = typed.field("amount", w.label, w.hint), typed.field("source", w.source, "")
	out.Amount.ID, out.Source.ID, out.Amount.Short = string(kind)+"-amount", string(kind)+"-source", true
	return out
}

// setHoursFigure keeps a figure of the target.
func (a *App) setHoursFigure(c *fiber.Ctx) error {
	v, in := a.visit(c), readForm(c, "kind", "amount", "source")
	fig := programme.Figure{Kind: programme.FigureKind(in.text("kind")), Source: in.text("source"), By: v.person()}
	var err error
	if fig.Kind == programme.LeaveWeeks {
		fig.Amount, err = parseWeeks(in.text("amount"))
	} else {
		fig.Amount, err = programme.ParseMinutes(in.text("amount"))
	}
	if err != nil {
		in.wrong.Add("amount", "%s", fault.Of(err).Message)
		if fig.Source == "" {
			in.wrong.Add("source", "Say where the figure comes from, or the reason for it.")
		}
		return a.hoursTargetPage(c, http.StatusUnprocessableEntity, in)
	}
	err = a.programme.SetFigure(c.UserContext(), v.portfolio, fig)
	if in.refused(err) {
		return a.hoursTargetPage(c, http.StatusUnprocessableEntity, in)
	}
	if err != nil {
		return err
	}
	a.say(c, "Kept: "+figureWords[fig.Kind].name+", "+fig.Text()+".")
	return goTo(c, "/portfolios/%d/hours/target", v.portfolio)
}

// parseWeeks reads weeks with at most one decimal, as tenths.
func parseWeeks(typed string) (int, error) {
	text := strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(strings.ReplaceAll(strings.ToLower(typed), ",", "."), "weeks"), "week"))
	whole, part, _ := strings.Cut(text, ".")
	n, err := strconv.Atoi(whole + (part + "0")[:1])
	if err != nil || whole == "" || len(part) > 1 || n < 0 || slices.Contains([]string{"+", "-"}, text[:min(1, len(text))]) {
		return 0, fault.Newf(fault.Invalid, "Enter weeks with at most one decimal, such as 5.6. You wrote %q.", typed)
	}
	return n, nil
}
