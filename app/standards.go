package app

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/ksb"
)

func standardRow(l ksb.Listed) pages.StandardRow {
	r := pages.StandardRow{Href: fmt.Sprintf("/standards/%d", l.ID), Label: l.Label(), Title: l.Title, Statements: l.Statements, Level: levelWords(l.Level)}
	switch l.Official {
	case 0:
		r.Wording = "Our summary"
	case l.Statements:
		r.Wording = "Official"
	default:
		r.Wording = fmt.Sprintf("Official for %d of %d", l.Official, l.Statements)
	}
	if l.Inferred > 0 {
		r.Tags = append(r.Tags, "Codes inferred")
	}
	if l.Secondary {
		r.Tags = append(r.Tags, "Secondary source")
	}
	if l.Unknown > 0 {
		r.Tags = append(r.Tags, words.Plural(l.Unknown, "statement to sort", "statements to sort"))
	}
	return r
}

func levelWords(level int) string {
	if level == 0 {
		return ""
	}
	return fmt.Sprintf("Level %d", level)
}

// showStandard shows one version of a standard with its statements and plans.
func (a *App) showStandard(c *fiber.Ctx) error {
	s, err := a.standardInPath(c)
	if err != nil {
		return err
	}
	plans, err := a.standards.Plans(c.UserContext(), s.ID)
	if err != nil {
		return err
	}
	edit := account.Can(a.visit(c).session.Roles, account.ManageStandards)
	page := pages.Standard{Label: s.Label(), Title: s.Title, About: aboutStandard(s), Facts: standardFacts(s), Licence: s.Source.Licence,
		Summary: !s.IsOfficial(), Edit: edit, Lists: statementLists(s, edit), Gone: statementRows(s, edit, func(st *ksb.Statement) bool { return st.Retired })}
	for _, o := range s.Options {
		n := 0
		for _, t := range s.Types {
			n += s.CountOf(t.Key, ksb.Options, o.Name)
		}
		page.Options = append(page.Options, pages.StandardOption{Name: o.Name, N: n, Href: fmt.Sprintf("/standards/%d/options/%d", s.ID, o.ID)})
	}
	for _, p := range plans {
		page.Plans = append(page.Plans, planRow(p))
	}
	page.AllPlans = standardAddress(s) + "/plans"
	if a.mayMoveStandards(c) {
		page.Move = standardAddress(s) + "/move"
	}
	return a.show(c, http.StatusOK, page)
}

func (a *App) standardInPath(c *fiber.Ctx) (*ksb.Standard, error) {
	id, err := pathNumber(c, "standard")
	if err != nil {
		return nil, err
	}
	return a.standards.Standard(c.UserContext(), ksb.StandardID(id))
}

func aboutStandard(s *ksb.Standard) string {
	n := 0
	for _, t := range s.Types {
		n += s.CountOf(t.Key, "", "")
	}
	parts := []string{words.Plural(n, "statement", "statements")}
	if s.Level > 0 {
		parts = append(parts, levelWords(s.Level))
	}
	if s.DurationMonths > 0 {
		parts = append(parts, fmt.Sprintf("typically %d months", s.DurationMonths))
	}
	return strings.Join(parts, ", ")
}

func standardFacts(s *ksb.Standard) []pages.Fact {
	source := pages.Fact{Name: "Source", Value: s.Source.Name}
	if strings.HasPrefix(s.Source.URL, "https://") {
		source.Href = s.Source.URL
	}
	if s.Source.Secondary {
		source.Value += " (not the publisher itself)"
	}
	facts := []pages.Fact{source}
	if !s.Source.ReadOn.IsZero() {
		facts = append(facts, pages.Fact{Name: "Read on", Value: words.Day(s.Source.ReadOn)})
	}
	if s.MinimumHours > 0 {
		facts = append(facts, pages.Fact{Name: "Off-the-job minimum", Value: words.Plural(s.MinimumHours, "hour", "hours")})
	}
	if s.MaxFunding > 0 {
		facts = append(facts, pages.Fact{Name: "Maximum funding", Value: "£" + thousands(s.MaxFunding)})
	}
	return facts
}

// thousands writes a number of pounds as people do: 13,000.
func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

func statementLists(s *ksb.Standard, edit bool) []pages.StatementList {
	var lists []pages.StatementList
	for i, t := range s.Types {
		l := pages.StatementList{ID: fmt.Sprintf("type-%d", i), Name: t.Name, Fact: words.Plural(s.CountOf(t.Key, "", ""), "statement", "statements")}
		if of := s.CountOf(t.Key, ksb.Options, ""); of > 0 {
			l.Fact = fmt.Sprintf("%d core, %d of options", s.CountOf(t.Key, ksb.Core, ""), of)
		}
		l.Rows = statementRows(s, edit, func(st *ksb.Statement) bool { return st.Type == t.Key && !st.Retired })
		lists = append(lists, l)
	}
	return lists
}

func statementRows(s *ksb.Standard, edit bool, which func(*ksb.Statement) bool) []pages.StandardStatement {
	var rows []pages.StandardStatement
	official := s.IsOfficial()
	for i := range s.Statements {
		st := &s.Statements[i]
		if !which(st) {
			continue
		}
		r := pages.StandardStatement{ID: fmt.Sprintf("statement-%d", st.ID), Chip: pages.Chip{Code: string(st.Code)}, Title: st.Title, Text: st.Text(), Whom: whomFor(st)}
		if st.Origin == ksb.InferredCode {
			r.Tags = append(r.Tags, "Code inferred")
		}
		if official && st.Official == "" {
			r.Tags = append(r.Tags, "Our summary")
		}
		if edit && !st.Retired {
			r.Edit = fmt.Sprintf("/standards/%d/statements/%d", s.ID, st.ID)
		}
		rows = append(rows, r)
	}
	return rows
}

// whomFor says which apprentices a statement is for.
func whomFor(st *ksb.Statement) string {
	switch st.Membership {
	case ksb.Core:
		return "Everyone"
	case ksb.Options:
		return strings.Join(st.Options, ", ")
	}
	return "Not known yet; taken as everyone’s"
}

var reflectionWords = map[ksb.Reflection]string{
	ksb.ReflectionAllowed:     "Reflective accounts are allowed.",
	ksb.ReflectionDiscouraged: "Reflective accounts are discouraged.",
	ksb.ReflectionForbidden:   "Reflective accounts stay out of the portfolio.",
}

func planRow(p *ksb.Plan) pages.StandardPlan {
	r := pages.StandardPlan{Href: planAddress(p.ID), Label: p.Label(), Name: p.Name, Example: p.Example, About: words.Capital(p.Words.Assessment) + "."}
	rules := p.Portfolio
	switch {
	case rules.PiecesMax > 0 && rules.PiecesTypical > 0:
		r.About += fmt.Sprintf(" Typically %d pieces, at most %d.", rules.PiecesTypical, rules.PiecesMax)
	case cmp.Or(rules.PiecesTypical, rules.PiecesMax) > 0:
		r.About += fmt.Sprintf(" About %d pieces.", cmp.Or(rules.PiecesTypical, rules.PiecesMax))
	}
	r.About += " " + reflectionWords[rules.Reflection]
	for _, m := range p.Methods {
		line := fmt.Sprintf("%s: %s", m.Name, words.Plural(len(m.Statements), "statement", "statements"))
		if len(m.Sampled) > 0 {
			line += fmt.Sprintf(", %d of them may be sampled", len(m.Sampled))
		}
		r.Methods = append(r.Methods, line)
	}
	return r
}
