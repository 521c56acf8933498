package evidence

import (
	"fmt"
	"slices"

	"touchstone/app/account"
	"touchstone/app/words"
	"touchstone/ksb"
)

// namesShown is how many statements a sentence names before it counts the rest.
const namesShown = 12

// A part is statements that the portfolio has to show together.
type part struct {
	subject    string // "method discussion"; empty: of the whole portfolio
	name       string // of the method; empty: of the whole portfolio
	statements []*ksb.Statement
}

// parts returns what the portfolio has to show, by the methods that it
// underpins; without a plan, or under one that says it of no method, all
// statements that are assessed together, as Needs does. Of each method it takes
// the statements of this apprentice that are sampled, or those that are not.
func (f *Facts) parts(sampled bool) (out []part) {
	if !slices.ContainsFunc(f.Plan.Methods, func(m ksb.Method) bool { return m.Portfolio && !m.Verified }) {
		var all part
		for i := range f.Statements {
			if s := &f.Statements[i]; !sampled && !f.Plan.Verified(s.Key) {
				all.statements = append(all.statements, s)
			}
		}
		if len(all.statements) == 0 {
			return nil
		}
		return []part{all}
	}
	for i := range f.Plan.Methods {
		m := &f.Plan.Methods[i]
		if !m.Portfolio || m.Verified {
			continue
		}
		p := part{subject: "method " + m.Key, name: m.Name}
		for j := range f.Statements {
			s := &f.Statements[j]
			if slices.Contains(m.Statements, s.Key) && slices.Contains(m.Sampled, s.Key) == sampled {
				p.statements = append(p.statements, s)
			}
		}
		if len(p.statements) > 0 {
			out = append(out, p)
		}
	}
	return out
}

// needed returns every statement that the portfolio has to show, once.
func (f *Facts) needed() map[ksb.StatementID]bool {
	ids := make(map[ksb.StatementID]bool)
	for _, sampled := range []bool{false, true} {
		for _, p := range f.parts(sampled) {
			for _, s := range p.statements {
				ids[s.ID] = true
			}
		}
	}
	return ids
}

// shown returns the statements that pieces claim: in a version that counts of a
// piece that is handed over, in one of a piece that is left out, and in one that
// waits for the coach.
func (f *Facts) shown() (chosen, left, waiting map[ksb.StatementID]bool) {
	chosen, left, waiting = map[ksb.StatementID]bool{}, map[ksb.StatementID]bool{}, map[ksb.StatementID]bool{}
	for i := range f.Pieces {
		p := &f.Pieces[i]
		into := chosen
		switch {
		case p.Counts == 0 && p.Version.State == Submitted:
			into = waiting
		case p.Counts == 0:
			continue
		case !f.Selection.Holds(&p.Item):
			into = left
		}
		for _, c := range p.Version.Claims {
			if c.Verdict != ReferredVerdict {
				into[c.Statement] = true
			}
		}
	}
	return chosen, left, waiting
}

func checkCoverage(f *Facts) []Requirement { return f.cover(false) }
func checkSampled(f *Facts) []Requirement  { return f.cover(true) }

// cover judges the parts. A statement that is only in a piece left out is
// another rule's: choosing the piece mends it.
func (f *Facts) cover(sampled bool) (out []Requirement) {
	chosen, left, waiting := f.shown()
	for _, p := range f.parts(sampled) {
		q := Requirement{Subject: p.subject, Name: p.name, State: Met}
		var missing []string
		waits := 0
		for _, s := range p.statements {
			if chosen[s.ID] || left[s.ID] {
				continue
			}
			missing = append(missing, short(s))
			if waiting[s.ID] {
				waits++
			}
		}
		all := words.Plural(len(p.statements), "statement", "statements")
		if sampled {
			all += " that may be sampled"
		}
		switch n := len(p.statements) - len(missing); {
		case len(missing) == 0:
			q.Text = fmt.Sprintf("All of %s accepted.", all)
		case waits == len(missing):
			q.State, q.For = Awaited, account.Coach
			q.Text = fmt.Sprintf("%d of %s accepted. In a piece that waits for a decision: %s.", n, all, list(missing, namesShown))
			q.Do, q.Link, q.Need = "See what waits", "/evidence?state=submitted", account.Read
		default:
			q.State, q.For = NotMet, account.Apprentice
			q.Text = fmt.Sprintf("%d of %s accepted. Missing: %s.", n, all, list(missing, namesShown))
			if sampled {
				q.Text += " Which are sampled is not known before, so each needs evidence."
			}
			q.Do, q.Link, q.Need = "See the statements", "/statements", account.Read
		}
		out = append(out, q)
	}
	return out
}

// checkLeftOut is about statements that were accepted, but in no piece that is
// handed over.
func checkLeftOut(f *Facts) []Requirement {
	if !f.Selection.Made {
		return nil
	}
	chosen, left, _ := f.shown()
	needed := f.needed()
	var only []ksb.StatementID
	for id := range left {
		if needed[id] && !chosen[id] {
			only = append(only, id)
		}
	}
	if len(only) == 0 {
		return met("The chosen pieces show everything that was accepted.")
	}
	var pieces []string
	for i := range f.Pieces {
		p := &f.Pieces[i]
		if p.Counts != 0 && !f.Selection.Holds(&p.Item) && slices.ContainsFunc(p.Version.Claims, func(c Claim) bool { return slices.Contains(only, c.Statement) }) {
			pieces = append(pieces, fmt.Sprintf("piece %d", p.Number))
		}
	}
	return one(Requirement{State: NotMet, For: account.Apprentice, Do: "Choose the pieces", Link: "/selection", Need: account.ChoosePieces,
		Text: fmt.Sprintf("%s: accepted only in %s, which %s not chosen.", list(f.codes(only), namesShown), list(pieces, namesShown), isAre(len(pieces)))})
}

// checkUnmapped is about a plan that does not fit its standard any more, such as
// after a statement was added.
func checkUnmapped(f *Facts) []Requirement {
	if len(f.Plan.Methods) == 0 {
		return nil
	}
	var names []string
	for i := range f.Statements {
		if s := &f.Statements[i]; len(f.Plan.MethodsOf(s.Key)) == 0 {
			names = append(names, short(s))
		}
	}
	if len(names) == 0 {
		return met("Every statement is in the plan.")
	}
	return one(f.administrator("The plan says nothing of %s. An administrator puts the plan right, or chooses another.", list(names, namesShown)))
}

// administrator is a requirement that only an administrator can meet, on the
// page of the enrolment.
func (f *Facts) administrator(text string, args ...any) Requirement {
	return Requirement{State: NotMet, For: account.Administrator, Text: fmt.Sprintf(text, args...),
		Do: "Open the enrolment", Place: fmt.Sprintf("/enrolments/%d", f.Enrolment.ID), Need: account.ManageEnrolment}
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
