package app

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/growth"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/ksb"
)

// A teamChoice is a team that the visitor may look at.
type teamChoice struct {
	key, name string
	coach     account.PersonID // whose apprentices they are; 0: it is an employer's
	employer  int64
}

// teamsOf returns the teams that the visitor leads: their apprentices, and the
// people of each employer they act for.
func (a *App) teamsOf(c *fiber.Ctx) (all []teamChoice, err error) {
	v := a.visit(c)
	if slices.Contains(v.session.Roles, account.Coach) {
		all = append(all, teamChoice{key: "coach", name: "Your apprentices", coach: v.person()})
	}
	employers, err := a.growth.EmployersOf(c.UserContext(), v.person(), true)
	for _, e := range employers {
		all = append(all, teamChoice{key: strconv.FormatInt(e.ID, 10), name: e.Name, employer: e.ID})
	}
	return all, err
}

func (a *App) membersOf(c *fiber.Ctx, t teamChoice) ([]growth.Member, error) {
	if t.employer == 0 {
		return a.growth.CoachTeam(c.UserContext(), t.coach)
	}
	return a.growth.EmployerTeam(c.UserContext(), t.employer)
}

// chosenFramework returns the framework that the address names, else the newest;
// nil while none is offered.
func (a *App) chosenFramework(c *fiber.Ctx, chosen string) (f *ksb.Framework, options []pages.Option, err error) {
	all, err := a.standards.Frameworks(c.UserContext())
	if err != nil || len(all) == 0 {
		return nil, nil, err
	}
	f = all[0]
	for _, one := range all {
		id := strconv.FormatInt(int64(one.ID), 10)
		options = append(options, pages.Option{Value: id, Label: one.Label() + " " + one.Title})
		if id == chosen {
			f = one
		}
	}
	return f, options, nil
}

// showTeam shows a coach or employer one of their teams by element and grade.
func (a *App) showTeam(c *fiber.Ctx) error {
	l := readList(c, "/teams", "team", "framework", "ready")
	page := pages.Team{Action: "/teams", Search: pages.Field{Name: "q", Label: "Name", Value: l.get("q"), Type: "search"}, Rule: growth.ReadyRule}
	teams, err := a.teamsOf(c)
	if err != nil {
		return err
	}
	f, frameworks, err := a.chosenFramework(c, l.get("framework"))
	if err != nil {
		return err
	}
	if len(teams) == 0 || f == nil {
		return a.show(c, http.StatusOK, page)
	}
	team := teams[max(0, slices.IndexFunc(teams, func(t teamChoice) bool { return t.key == l.get("team") }))]
	page.Title, page.Framework = team.name, f.Label()+" "+f.Title
	page.Team = pages.Field{Name: "team", Label: "Team", Value: team.key}
	for _, t := range teams {
		page.Teams = append(page.Teams, pages.Option{Value: t.key, Label: t.name})
	}
	page.Frameworks, page.Choose = frameworks, pages.Field{Name: "framework", Label: "Framework", Value: strconv.FormatInt(int64(f.ID), 10)}
	members, err := a.membersOf(c, team)
	if err != nil {
		return err
	}
	if err := a.growth.Fill(c.UserContext(), f.Reference, members); err != nil {
		return err
	}
	for i := range members {
		members[i].Self = members[i].Person == a.visit(c).person()
	}
	page.Whole = len(members)
	page.Picture = teamPicture(f, growth.TeamFor(f, members))
	page.Lead = teamLead(members, &page)
	a.teamPeople(l, f, members, &page)
	return a.show(c, http.StatusOK, page)
}

// teamLead says who of a team is in sight.
func teamLead(members []growth.Member, page *pages.Team) string {
	var counts, seen, audited int
	for i := range members {
		if members[i].Counts {
			counts++
		}
		if members[i].Seen {
			seen++
		}
		if members[i].Audit != nil {
			audited++
		}
	}
	lead := fmt.Sprintf("%s. %s agreed to count, and you see %s by name.", words.Capital(words.Plural(len(members), "person", "people")), words.Capital(someOr(counts)), someOr(seen))
	if counts+seen > 0 && audited < len(members) {
		lead += fmt.Sprintf(" %s a finished self-audit in this framework.", words.Capital(words.Plural(audited, "of them has", "of them have")))
	}
	return lead
}

// someOr returns a number of people in words.
func someOr(n int) string {
	if n == 0 {
		return "nobody"
	}
	return words.Figure(n)
}

// teamPicture shows how a team stands together.
func teamPicture(f *ksb.Framework, p growth.TeamPicture) (out pages.TeamPicture) {
	out.People = p.People
	if p.Left > 0 {
		out.Left = fmt.Sprintf("%s left out, who agreed to count and not to be seen by you: a number about fewer than %d would show what one of them rated.",
			words.Plural(p.Left, "person is", "people are"), growth.LeastHidden)
	}
	for i := range f.Grades {
		out.Grades = append(out.Grades, f.Grades[i].Name)
	}
	group := map[string]int{}
	for i := range f.Areas {
		group[f.Areas[i].Key] = i
		out.Areas = append(out.Areas, pages.TeamArea{Name: f.Areas[i].Name, Key: f.Areas[i].Key})
	}
	if len(f.Specialisms) > 0 {
		group[""] = len(out.Areas)
		out.Areas = append(out.Areas, pages.TeamArea{Name: "Specialisms", Key: "specialisms"})
	}
	for _, e := range p.Elements {
		row := pages.TeamRow{Code: e.Code, Name: e.Name, Of: e.Of, Own: e.Own}
		if e.Graded {
			row.At = e.At
		}
		area := &out.Areas[group[e.Area]]
		area.Rows = append(area.Rows, row)
		area.Graded = area.Graded || e.Graded
	}
	out.Areas = slices.DeleteFunc(out.Areas, func(a pages.TeamArea) bool { return len(a.Rows) == 0 })
	const widest = 5
	gaps := p.Gaps()
	for _, e := range gaps[:min(widest, len(gaps))] {
		out.Gaps = append(out.Gaps, pages.TeamRow{Code: e.Code, Name: e.Name, Of: e.Of, Own: e.Own})
	}
	return out
}

// readyWays are the ways of seeing who is ready for what.
var readyWays = []struct{ key, name string }{{"", "All"}, {"next", "Ready for the next grade"}, {"meeting", "Meeting their grade"}, {"below", "Below it"}}

// teamPeople lists those of the team whom the visitor sees by name.
func (a *App) teamPeople(l *list, f *ksb.Framework, members []growth.Member, page *pages.Team) {
	type person struct {
		*growth.Member
		growth.Readiness
	}
	var all []person
	for i := range members {
		if m := &members[i]; m.Seen && m.Audit != nil {
			page.Seen++
			all = append(all, person{m, growth.ReadinessOf(m.Audit)})
		} else if m.Seen {
			page.None = append(page.None, m.Name)
		}
	}
	all = slices.DeleteFunc(all, func(p person) bool {
		fits := map[string]bool{"": true, "next": p.Ready(), "meeting": p.Meeting, "below": !p.Meeting}
		return !fits[l.get("ready")] || !holds(l.get("q"), p.Name)
	})
	share := func(p person) float64 { return float64(p.Met) / float64(max(1, p.Of)) }
	rank := func(p person) int {
		return slices.IndexFunc(f.Grades, func(g ksb.Level) bool { return p.Grade != nil && g.Key == p.Grade.Key })
	}
	switch l.get("sort") {
	case "-name":
		slices.Reverse(all)
	case "grade":
		slices.SortStableFunc(all, func(x, y person) int { return cmp.Compare(rank(x), rank(y)) })
	case "-grade":
		slices.SortStableFunc(all, func(x, y person) int { return cmp.Compare(rank(y), rank(x)) })
	case "met":
		slices.SortStableFunc(all, func(x, y person) int { return cmp.Compare(share(x), share(y)) })
	case "-met":
		slices.SortStableFunc(all, func(x, y person) int { return cmp.Compare(share(y), share(x)) })
	}
	page.Columns = []pages.Column{l.column("Name", "", "-name"), l.column("Grade", "grade", "-grade"), l.column("Elements met", "met", "-met"), {Name: "Ready for"}, {Name: "Work on first"}}
	page.Ready = pages.Ways{ID: "ready-ways", Label: "Show"}
	for _, w := range readyWays {
		page.Ready.Ways = append(page.Ready.Ways, pages.Way{Text: w.name, Href: l.href("ready", w.key), Current: l.get("ready") == w.key})
	}
	page.Narrowed = l.get("q") != "" || l.get("ready") != ""
	page.Kept = l.hidden("ready", "sort")
	everyone := *l
	everyone.params = []string{"team", "framework"}
	page.All = everyone.href("q", "")
	shown, pager := pageOf(l, "Pages of people", all)
	page.Pager = pager
	for _, p := range shown {
		row := pages.TeamPerson{Name: p.Name, On: words.Day(db.Today(p.Audit.FinishedAt)), Met: ofAll(p.Met, p.Of), Share: share(p)}
		if p.Portfolio != 0 {
			row.Href = fmt.Sprintf("/portfolios/%d/growth/%d", p.Portfolio, p.Audit.ID)
		}
		if p.Grade != nil {
			row.Grade = p.Grade.Name
		}
		row.State, row.Ready = readyFor(&p.Readiness)
		for _, s := range p.Focus[:min(3, len(p.Focus))] {
			row.Focus = append(row.Focus, strings.TrimSpace(s.Code+" "+s.Name))
		}
		page.People = append(page.People, row)
	}
}

// readyFor says what a person is ready for.
func readyFor(r *growth.Readiness) (pages.State, string) {
	switch {
	case r.Ready():
		return pages.Accepted, r.Next.Name
	case r.Meeting && r.Next == nil:
		return pages.OnTrack, "Meets the highest grade"
	case r.Meeting && r.Way.Of > 0 && r.Way.Unseen() == r.Way.Of:
		return pages.OnTrack, "Meets " + r.Grade.Name + "; has not looked at " + r.Next.Name
	case r.Meeting:
		return pages.OnTrack, "Meets " + r.Grade.Name + "; " + r.Next.Name + ": " + r.Way.Words()
	case r.Grade != nil:
		return pages.None, "Not yet all of " + r.Grade.Name
	}
	return pages.None, "Not yet"
}

// amountWords say how many of a team meet an element.
var amountWords = map[growth.Amount]string{growth.Few: "Few meet it", growth.Some: "Some meet it", growth.Most: "Most meet it", "": "Too few rated it to say"}

// showColleagues shows people who count in the picture of their team how it
// stands, in words and without a name or number of anyone.
func (a *App) showColleagues(c *fiber.Ctx) error {
	l := readList(c, "/growth/team", "framework")
	v := a.visit(c)
	page := pages.Colleagues{Least: growth.LeastColleagues}
	agreed, err := a.growth.Consented(c.UserContext(), v.person(), growth.ToTeam)
	if err != nil {
		return err
	}
	f, frameworks, err := a.chosenFramework(c, l.get("framework"))
	if err != nil {
		return err
	}
	if page.Agreed = agreed; !agreed || f == nil {
		return a.show(c, http.StatusOK, page)
	}
	page.Frameworks, page.Choose = frameworks, pages.Field{Name: "framework", Label: "Framework", Value: strconv.FormatInt(int64(f.ID), 10)}
	employers, err := a.growth.EmployersOf(c.UserContext(), v.person(), false)
	if err != nil {
		return err
	}
	for _, e := range employers {
		members, err := a.growth.EmployerTeam(c.UserContext(), e.ID)
		if err == nil {
			err = a.growth.Fill(c.UserContext(), f.Reference, members)
		}
		if err != nil {
			return err
		}
		one := pages.ColleagueTeam{Name: e.Name, ID: fmt.Sprintf("team-%d", e.ID)}
		picture := growth.TeamAmong(f, members)
		one.People = picture.People
		for _, el := range picture.Elements {
			one.Rows = append(one.Rows, pages.ColleagueRow{Code: el.Code, Name: el.Name, Amount: amountWords[el.Amount()]})
		}
		page.Teams = append(page.Teams, one)
	}
	return a.show(c, http.StatusOK, page)
}
