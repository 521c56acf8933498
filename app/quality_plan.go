package app

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence"
)

// planNumbers are the form's fields that are numbers.
func planNumbers(p *evidence.SamplingPlan) map[string]*int {
	return map[string]*int{"usual": &p.Usual, "new": &p.New, "new_months": &p.NewMonths, "new_decisions": &p.NewDecisions, "first": &p.First, "random": &p.Random}
}

// showSamplingPlan shows the plan that holds and the form for the next one.
func (a *App) showSamplingPlan(c *fiber.Ctx) error {
	plans, err := a.evidence.SamplingPlans(c.UserContext())
	if err != nil {
		return err
	}
	p, based := evidence.SuggestedPlan(), 0
	if len(plans) > 0 {
		p, based = plans[0], plans[0].Version
	}
	typed := map[string]string{"seed": p.Seed, "based": strconv.Itoa(based), "from": dayText(evidence.Month(a.db.Now()))}
	for name, n := range planNumbers(&p) {
		typed[name] = strconv.Itoa(*n)
	}
	for _, key := range evidence.RiskKeys() {
		typed[evidence.RiskField(key)] = strconv.Itoa(p.Risk(key))
	}
	return a.samplingPlanPage(c, http.StatusOK, plans, formOf(typed), nil)
}

func (a *App) samplingPlanPage(c *fiber.Ctx, status int, plans []evidence.SamplingPlan, in *form, preview *pages.SamplingPreview) error {
	page := pages.SamplingPlanPage{Tabs: a.qualityTabs(c, "/quality/plan"), Based: in.text("based"), Asks: len(plans) == 0, Preview: preview,
		Lead:   "No plan holds yet. These figures are a usual beginning; change them as your policy asks.",
		Usual:  percentField(in, "usual", "Per cent of each coach’s decisions in a month", "Rounded up: 10 % of 11 decisions are 2."),
		New:    percentField(in, "new", "Per cent while a coach is new", "Instead of the percentage above."),
		Months: percentField(in, "new_months", "New for so many months", "From their first decision. 0: not by time."),
		Count:  percentField(in, "new_decisions", "New for so many decisions", "0: not by number."),
		First:  percentField(in, "first", "First decisions of a coach on each standard", "So many of them are all sampled. 0: none."),
		Random: percentField(in, "random", "Per cent of everybody’s, at random", "Of all decisions of the month together."),
		Seed:   in.field("seed", "Seed", "Any letters or figures. With the seed, the plan and the decisions anybody can draw the same sample again."),
		From:   in.field("from", "Holds for decisions made from", "A later plan holds from when it is saved."),
		Why:    in.field("why", "Why this plan", "Kept with it. Your policy, or what changed.")}
	page.Why.Rows = 3
	for _, key := range evidence.RiskKeys() {
		page.Risks = append(page.Risks, percentField(in, evidence.RiskField(key), evidence.RiskName(key), ""))
	}
	if len(plans) > 0 {
		page.Lead = fmt.Sprintf("Plan %d holds, from %s. It takes:", plans[0].Version, words.Moment(plans[0].From))
		page.Now, page.NowWhy = plans[0].Rules(), fmt.Sprintf("“%s” (%s)", plans[0].Why, plans[0].ByName)
	}
	for i := range plans {
		page.Earlier = append(page.Earlier, samplingVersion(&plans[i]))
	}
	fields := append([]pages.Field{page.Usual, page.New, page.Months, page.Count, page.First, page.Random}, page.Risks...)
	page.Summary = pages.NewSummary(in.whole, append(fields, page.Seed, page.From, page.Why)...)
	return a.show(c, status, page)
}

// samplingVersion shows a plan that was saved.
func samplingVersion(p *evidence.SamplingPlan) pages.SamplingVersion {
	return pages.SamplingVersion{Name: fmt.Sprintf("Plan %d, from %s", p.Version, words.Moment(p.From)),
		Who: "Saved by " + p.ByName + ", " + words.Moment(p.MadeAt) + ".", Why: p.Why, Seed: p.Seed, Rules: p.Rules()}
}

func percentField(in *form, name, label, hint string) pages.Field {
	f := in.field(name, label, hint)
	f.Short, f.Attrs = true, map[string]any{"inputmode": "numeric"}
	return f
}

// whole returns a field as a whole number; left empty it is 0.
func (f *form) wholeNumber(name string) int {
	if f.typed[name] == "" {
		return 0
	}
	n, err := strconv.Atoi(f.typed[name])
	if err != nil {
		f.wrong.Add(name, "Enter a whole number, such as 10.")
	}
	return n
}

// planOf reads the plan that was typed.
func (a *App) planOf(in *form, first bool) (p evidence.SamplingPlan) {
	for name, n := range planNumbers(&p) {
		*n = in.wholeNumber(name)
	}
	for _, key := range evidence.RiskKeys() {
		if n := in.wholeNumber(evidence.RiskField(key)); n != 0 {
			p.Risks = append(p.Risks, evidence.Risk{Key: key, Percent: n})
		}
	}
	p.Seed, p.Why = in.text("seed"), in.text("why")
	if day := in.day("from"); first && !day.IsZero() {
		p.From = evidence.DayBegins(day)
	}
	return p
}

// saveSamplingPlan shows what a plan would take, and with "save" stores it.
func (a *App) saveSamplingPlan(c *fiber.Ctx) error {
	names := []string{"usual", "new", "new_months", "new_decisions", "first", "random", "seed", "from", "why", "based", "save"}
	for _, key := range evidence.RiskKeys() {
		names = append(names, evidence.RiskField(key))
	}
	in := readForm(c, names...)
	plans, err := a.evidence.SamplingPlans(c.UserContext())
	if err != nil {
		return err
	}
	p := a.planOf(in, len(plans) == 0)
	in.wrong.Merge(p.Check())
	err = in.wrong.Err()
	if err == nil && in.text("save") != "" {
		based, _ := strconv.Atoi(in.text("based"))
		err = a.evidence.AddSamplingPlan(c.UserContext(), a.visit(c).person(), based, &p)
	}
	if err != nil && !in.refused(err) {
		return err
	}
	if err != nil {
		_, status := classify(err)
		return a.samplingPlanPage(c, status, plans, in, nil)
	}
	if in.text("save") == "" {
		preview, err := a.samplingPreview(c, &p)
		if err != nil {
			return err
		}
		return a.samplingPlanPage(c, http.StatusOK, plans, in, preview)
	}
	a.say(c, fmt.Sprintf("Plan %d is saved and holds from now on.", p.Version))
	return goTo(c, "/quality/plan")
}

// samplingPreview says what a plan would take of this month, or of the one
// before while this one has no decision.
func (a *App) samplingPreview(c *fiber.Ctx, p *evidence.SamplingPlan) (*pages.SamplingPreview, error) {
	month, name := evidence.Month(a.db.Now()), "this month"
	seen, err := a.evidence.PreviewSampling(c.UserContext(), p, month)
	if err != nil {
		return nil, err
	}
	if seen.Decisions == 0 {
		month, name = month.AddDate(0, -1, 0), "last month"
		if seen, err = a.evidence.PreviewSampling(c.UserContext(), p, month); err != nil {
			return nil, err
		}
	}
	if seen.Decisions == 0 {
		return &pages.SamplingPreview{Lead: "No decision was made this month or last, so there is nothing to show. The plan can be saved all the same."}, nil
	}
	out := &pages.SamplingPreview{Lead: fmt.Sprintf("This plan would take %d of %s of %s, by %s.", seen.Sampled,
		words.Plural(seen.Decisions, "decision", "decisions"), name, words.Plural(seen.Coaches, "coach", "coaches"))}
	for _, r := range evidence.Reasons {
		if n := seen.By[r]; n > 0 {
			out.By = append(out.By, pages.Fact{Name: r.Name(), Value: strconv.Itoa(n)})
		}
	}
	return out, nil
}
