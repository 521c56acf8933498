package app

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
)

// showPortfolioReadiness shows everything a plan asks for before gateway, as it stands
// now.
func (a *App) showPortfolioReadiness(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	facts, r, err := a.evidence.Readiness(c.UserContext(), a.standards, f.id)
	if err != nil {
		return err
	}
	w := readyWords{f, a.visit(c), r.ReadyToSign()}
	page := pages.Readiness{Back: pages.Link{Text: f.whose("portfolio"), Href: f.path("")}, Over: w.over()}
	w.finding(&page, &r)
	open, met := w.groups(&r)
	page.Open, page.Met = open, met
	page.MetFact = fmt.Sprintf("%d of %d", r.Count(evidence.Met), len(r.Requirements))
	if !r.Ready() && (w.v.may(account.HoldReview) || slices.Contains(w.v.roles, account.IQA)) {
		page.Forecast = forecastPart(facts)
		page.Rest = strings.TrimSpace(page.Forecast.Text + " " + page.Rest)
	}
	w.handOver(&page, &r)
	if page.Reject, err = a.rejected(c, f.id); err != nil {
		return err
	}
	if page.Reject != nil && r.Ready() {
		page.Rest = "Before it is handed over again, put right what was rejected."
	}
	return a.show(c, http.StatusOK, page)
}

// readyWords writes a readiness for who looks at it.
type readyWords struct {
	f      *folio
	v      *visit
	toSign bool // nothing but sign-off is left
}

// gateway is what the plan calls gateway, with its article.
func (w *readyWords) gateway() string {
	return "the " + wordOr(w.f.plan.Words.Gateway, "gateway")
}

func wordOr(word, instead string) string {
	if word == "" {
		return instead
	}
	return word
}

// over says whose it is, on what, and by which plan.
func (w *readyWords) over() string {
	e := &w.f.enrolment
	text := e.StandardTitle
	if !w.f.own {
		text = e.ApprenticeName + " · " + text
	}
	if e.StandardLevel > 0 {
		text += fmt.Sprintf(", Level %d", e.StandardLevel)
	}
	if !w.f.hasPlan {
		return text + " · no assessment plan chosen yet"
	}
	return text + " · " + w.f.plan.Name + ", version " + w.f.plan.Version
}

// finding says how it stands. To the apprentice it is what is still to do, from
// the first day on; to the others, what there is to put right.
func (w *readyWords) finding(page *pages.Readiness, r *evidence.Readiness) {
	missing, waiting, all := r.Count(evidence.NotMet), r.Count(evidence.Awaited), len(r.Requirements)
	page.Lead = fmt.Sprintf("%d of %d met.", all-missing-waiting, all)
	page.OpenHead, page.OpenFact = "To put right", readyFact(missing, waiting, "not met")
	if w.f.own {
		page.OpenHead, page.OpenFact = "Still to do", readyFact(missing, waiting, "to do")
	}
	switch {
	case missing+waiting == 0:
		page.Title, page.Lead = "Ready for "+w.gateway(), "Everything is met."
		page.Rest = "What is handed over can be frozen and sent to the " + wordOr(w.f.plan.Words.Organisation, "assessment organisation") + "."
	case w.f.own:
		page.Title = "Still to do before " + w.gateway()
		page.Rest = "Nobody has all of this at the start: it comes with time. The list is made anew whenever you open it."
	case missing > 0:
		page.Title = "Not ready yet: " + inSentence(missing, "thing", "things") + " to put right"
		if waiting > 0 {
			page.Rest = fmt.Sprintf("%s more %s for an answer. ", pages.Count(waiting), waitWord(waiting))
		}
		page.Rest += "A fault that is found after the hand-over sends all of it back, and costs about ten working days."
	default:
		page.Title = "Nearly ready: " + inSentence(waiting, "answer is", "answers are") + " missing"
		page.Rest = "There is nothing to put right."
	}
}

func waitWord(n int) string {
	if n == 1 {
		return "waits"
	}
	return "wait"
}

// inSentence writes a number and its noun as they stand within a sentence.
func inSentence(n int, single, many string) string {
	noun := many
	if n == 1 {
		noun = single
	}
	return strings.ToLower(pages.Count(n)) + " " + noun
}

func readyFact(missing, waiting int, word string) string {
	var parts []string
	if missing > 0 {
		parts = append(parts, fmt.Sprintf("%d %s", missing, word))
	}
	if waiting > 0 {
		parts = append(parts, fmt.Sprintf("%d waiting", waiting))
	}
	return strings.Join(parts, ", ")
}

// groups parts the requirements by heading into those that are open and those
// that are met. Findings of one rule stand together.
func (w *readyWords) groups(r *evidence.Readiness) (open, met []pages.ReadyGroup) {
	all, done := map[string]int{}, map[string]int{}
	for i := range r.Requirements {
		q := &r.Requirements[i]
		all[q.Group]++
		into := &open
		if q.State == evidence.Met {
			done[q.Group]++
			into = &met
		}
		if n := len(*into); n == 0 || (*into)[n-1].Name != q.Group {
			*into = append(*into, pages.ReadyGroup{Name: q.Group})
		}
		g := &(*into)[len(*into)-1]
		row := pages.ReadyRow{Name: q.Name}
		row.State, row.Words = w.state(q)
		at := slices.IndexFunc(g.Rows, func(o pages.ReadyRow) bool { return o.Name == row.Name && o.Words == row.Words })
		if at < 0 {
			at = len(g.Rows)
			g.Rows = append(g.Rows, row)
		}
		g.Rows[at].Lines = append(g.Rows[at].Lines, w.line(q))
	}
	for i := range met {
		met[i].Fact = fmt.Sprintf("%d of %d met", done[met[i].Name], all[met[i].Name])
	}
	return open, met
}

// state is how a requirement is shown: what the apprentice has not done yet is
// no alarm to them.
func (w *readyWords) state(q *evidence.Requirement) (pages.State, string) {
	switch {
	case q.State == evidence.Met && q.Advice != "":
		return pages.Accepted, "Met, but look"
	case q.State == evidence.Met:
		return pages.Accepted, "Met"
	case q.State == evidence.Awaited:
		return pages.Waiting, "Waiting"
	case w.f.own:
		return pages.None, "To do"
	}
	return pages.Act, "Not met"
}

func (w *readyWords) line(q *evidence.Requirement) pages.ReadyLine {
	line := pages.ReadyLine{Text: strings.TrimSpace(q.Text + " " + q.Advice)}
	if q.Rule == evidence.SignOffRule && q.State != evidence.Met && !w.toSign {
		line.Who = "Once nothing else is left above."
		return line
	}
	switch {
	case q.For == "":
	case slices.Contains(w.v.roles, q.For):
		line.Who = "For you."
	case q.State == evidence.Awaited:
		line.Who = "Waits for " + q.Who + "."
	default:
		line.Who = "For " + q.Who + "."
	}
	switch {
	case q.Place != "" && account.Can(w.v.session.Roles, q.Need):
		line.Do = &pages.Link{Text: q.Do, Href: q.Place}
	case q.Link != "" && w.v.may(q.Need):
		line.Do = &pages.Link{Text: q.Do, Href: w.f.path("%s", q.Link)}
	}
	return line
}

// handOver leads on to choosing, recording, signing and handing over.
func (w *readyWords) handOver(page *pages.Readiness, r *evidence.Readiness) {
	for _, p := range []struct {
		act        account.Action
		text, path string
	}{
		{account.ChoosePieces, "Pieces to hand over", "/selection"},
		{account.KeepGateway, words.Capital(w.f.plan.Called().Gateway) + ": records and sign-offs", "/gateway"},
	} {
		if w.v.may(p.act) {
			page.Places = append(page.Places, pages.Link{Text: p.text, Href: w.f.path("%s", p.path)})
		}
	}
	page.NextNote = "Sign-off begins when nothing else is left above."
	if w.toSign {
		page.NextNote = "Nothing but sign-off is left."
		page.Next = &pages.Link{Text: "Go to the sign-offs", Href: w.f.path("/gateway")}
	}
	if r.Ready() {
		page.NextNote = "Everything is met and signed."
		page.Next = &pages.Link{Text: "Hand over", Href: w.f.path("/submissions")}
		page.Next = &pages.Link{Text: "Go to the hand-over", Href: w.f.path("/submissions")}
	}
}

func forecastPart(facts *evidence.Facts) *pages.ForecastOf {
	forecast := evidence.ForecastOf(facts)
	part := &pages.ForecastOf{Text: forecast.Text, Rules: fmt.Sprintf("The day is the last of these. Statements and hours go on at the pace of the last %d days, "+
		"or of those since the start or the return from a break if they are fewer. A statement counts from the day it was accepted, an hour from the day of training. "+
		"Signatures, documents and decisions have no pace and are not in it.", programme.ForecastDays())}
	for _, p := range forecast.Parts {
		row := pages.ForecastRow{Name: p.Name, Day: "Not at this pace", Text: p.Text}
		switch {
		case p.Day.Equal(facts.Today):
			row.Day = "Reached"
		case !p.Day.IsZero():
			row.Day = words.Day(p.Day)
		}
		part.Parts = append(part.Parts, row)
	}
	return part
}

// firstToDo is how many requirements a summary names.
const firstToDo = 3

// readySummary returns how far a portfolio is from gateway, in short: first what
// is for the visitor to do.
func (a *App) readySummary(c *fiber.Ctx, f *folio) (*pages.ReadySummary, error) {
	_, r, err := a.evidence.Readiness(c.UserContext(), a.standards, f.id)
	if err != nil {
		return nil, err
	}
	w := readyWords{f, a.visit(c), r.ReadyToSign()}
	s := &pages.ReadySummary{Title: "Ready for " + w.gateway() + "?", All: pages.Link{Text: "Everything that is asked for", Href: f.path("/readiness")},
		Fact: fmt.Sprintf("%d of %d met", r.Count(evidence.Met), len(r.Requirements))}
	open := r.Open()
	slices.SortStableFunc(open, func(a, b evidence.Requirement) int { return w.rank(&a) - w.rank(&b) })
	for i := range open[:min(firstToDo, len(open))] {
		q := &open[i]
		row := pages.ReadySummaryRow{Text: q.Name + ": " + q.Text}
		row.State, row.Words = w.state(q)
		s.First = append(s.First, row)
	}
	return s, nil
}

// rank orders what is for the visitor before what is for others.
func (w *readyWords) rank(q *evidence.Requirement) int {
	if slices.Contains(w.v.roles, q.For) {
		return 0
	}
	return 1
}
