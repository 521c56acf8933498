package reports

import (
	"fmt"
	"strings"
	"time"

	"touchstone/app/words"
	"touchstone/ksb"
)

// Title names the report by the plan's words: "End-point assessment report".
func (a *Assessment) Title() string { return words.Capital(a.Plan.Words.Assessment) + " report" }

// outcome says the result in a word or two.
func (a *Assessment) outcome() string {
	switch {
	case a.Result.Grade != "":
		return a.Result.Grade
	case len(a.Result.Table) > 0:
		return "No result yet"
	case a.Result.Passed:
		return "Passed"
	}
	return "Not passed"
}

// criteriaTitle heads the criteria of a method.
func (a *Assessment) criteriaTitle() string {
	if a.Plan.Regime == ksb.Assessment {
		return "Performance descriptors"
	}
	return "Grading criteria"
}

// named lists who has a duty.
func (a *Assessment) named(duty string) string {
	var names []string
	for _, p := range a.Assessors {
		if p.Duty == duty {
			names = append(names, p.Name)
		}
	}
	return strings.Join(names, ", ")
}

// moderation says in a sentence whether a second assessor agreed, and who.
func (a *Assessment) moderation() string {
	if !a.Moderated {
		return "No second assessor was asked to moderate."
	}
	for i := len(a.Steps) - 1; i >= 0; i-- {
		switch s := &a.Steps[i]; s.Step {
		case "agree":
			return s.By + " moderated and agreed with the result on " + words.Moment(s.At) + "."
		case "return", "reopen":
			return "A second assessor has to agree with the result, and has not yet."
		}
	}
	return "A second assessor has to agree with the result, and has not yet."
}

// held returns the days from the first on which a method was held to the last.
func (a *Assessment) held() string {
	var first, last time.Time
	for i := range a.Methods {
		on := a.Methods[i].HeldOn
		if on.IsZero() {
			continue
		}
		if first.IsZero() || on.Before(first) {
			first = on
		}
		if on.After(last) {
			last = on
		}
	}
	return words.Days(first, last)
}

// stepWords says of a step what was done.
func stepWords(step string) string {
	switch step {
	case "propose":
		return "Proposed the result"
	case "agree":
		return "Agreed with it as moderator"
	case "return":
		return "Returned it to be looked at again"
	case "reopen":
		return "Opened the judgements again"
	case "release":
		return "Released the result"
	}
	return words.Capital(step)
}

// dutyWords says what somebody was invited as.
func dutyWords(duty string) string {
	if duty == "moderate" {
		return "Moderator"
	}
	return "Assessor"
}

// verdictWords says how a statement or a criterion is judged.
func verdictWords(verdict string) string {
	switch verdict {
	case "sufficient":
		return "Sufficient"
	case "insufficient":
		return "Not sufficient"
	case "":
		return "Not judged"
	}
	return words.Capital(verdict)
}

// words says a cite: "piece 4, file 4.2, page 3".
func (c *JudgedCite) words() string {
	where := "the account"
	if c.File != "" {
		where = "file " + c.File
	}
	return listed(", ", "piece "+itoa(c.Piece), where, c.Place)
}

// duration says how long a method took.
func (p *JudgedPart) duration() string {
	usual := ""
	if p.Minutes > 0 {
		usual = "the plan says about " + words.Plural(p.Minutes, "minute", "minutes")
	}
	if p.HeldMinutes == 0 {
		return words.Capital(listed("; ", "not recorded", usual))
	}
	return words.Plural(p.HeldMinutes, "minute", "minutes") + with(")", prefixed(" (", usual))
}

// mode says how a method was held.
func (p *JudgedPart) mode() string {
	usual := prefixed("the plan allows ", either(p.Modes))
	if p.HeldMode == "" {
		return words.Capital(listed("; ", "not recorded", usual))
	}
	return words.Capital(p.HeldMode) + with(")", prefixed(" (", usual))
}

// either joins choices: "a, b or c".
func either(all []string) string {
	if len(all) < 2 {
		return strings.Join(all, "")
	}
	return strings.Join(all[:len(all)-1], ", ") + " or " + all[len(all)-1]
}

// words says what a row of the table asks for.
func (c *JudgedCombined) words() string {
	if len(c.When) == 0 {
		return "Any grades"
	}
	var parts []string
	for _, w := range c.When {
		parts = append(parts, w.Method+": "+either(w.Grades))
	}
	return strings.Join(parts, "\n")
}

// rows says what the plan has of being assessed again, by name, except for what
// is to be taken again.
func (r *Resit) rows() [][2]string {
	attempt := fmt.Sprintf("It would be attempt %d. The plan sets no greatest number.", r.Next)
	switch {
	case r.Over():
		attempt = fmt.Sprintf("None: the plan allows %s in all, and this was attempt %d.", words.Plural(r.Most, "attempt", "attempts"), r.Next-1)
	case r.Most > 0:
		attempt = fmt.Sprintf("It would be attempt %d of the %d that the plan allows.", r.Next, r.Most)
	}
	by := "The plan sets no date."
	switch {
	case !r.By.IsZero():
		by = fmt.Sprintf("%s, which is %s after the result was released", words.Day(r.By), words.Plural(r.Days, "day", "days"))
	case r.Days > 0:
		by = "Within " + words.Plural(r.Days, "day", "days") + " of the result being released"
	}
	limit := "The plan sets no limit."
	if r.Cap != "" {
		limit = r.Cap + " overall, at most"
	}
	if r.Over() {
		return [][2]string{{"Next attempt", attempt}, {"The plan adds", r.Note}}
	}
	return [][2]string{{"By", by}, {"Next attempt", attempt}, {"Highest grade", limit}, {"The plan adds", r.Note}}
}

// newest returns when the newest thing in the report was done, which is its
// date.
func (a *Assessment) newest() time.Time {
	newest := a.Evidence.At
	see := func(at time.Time) {
		if at.After(newest) {
			newest = at
		}
	}
	see(a.ReleasedAt)
	for _, s := range a.Steps {
		see(s.At)
	}
	for _, p := range a.Assessors {
		see(p.DeclaredAt)
	}
	for i := range a.Methods {
		m := &a.Methods[i]
		see(m.RecordedAt)
		for _, c := range m.Criteria {
			see(c.At)
		}
		for _, s := range m.Statements {
			see(s.At)
		}
	}
	for _, s := range a.Others {
		see(s.At)
	}
	return newest
}
