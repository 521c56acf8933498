package app

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/reports"
)

// submissionPath returns the address of a submission, or of a page of it.
func submissionPath(id evidence.SubmissionID, rest string) string {
	return fmt.Sprintf("/submissions/%d%s", id, rest)
}

// frozen returns what was handed over.
func (a *App) frozen(c *fiber.Ctx, id evidence.SubmissionID) (*reports.Submission, error) {
	document, err := a.evidence.SubmissionDocument(c.UserContext(), id)
	if err != nil {
		return nil, err
	}
	return reports.ReadSubmission(document)
}

// showComparison shows what changed between two attempts: the one in the path,
// and the one whose number is asked for, or else the one before.
func (a *App) showComparison(c *fiber.Ctx) error {
	u, err := a.evidence.Submission(c.UserContext(), a.visit(c).submission)
	if err != nil {
		return err
	}
	attempts, err := a.evidence.Attempts(c.UserContext(), u.Portfolio)
	if err != nil {
		return err
	}
	others, err := a.otherAttempts(c, attempts, u.ID)
	if err != nil {
		return err
	}
	page := pages.Comparison{Back: pages.Link{Text: "Submission, attempt " + strconv.Itoa(u.Attempt), Href: submissionPath(u.ID, "")},
		Over: u.ApprenticeName + " · " + u.StandardReference + " " + u.StandardTitle, Title: "What changed"}
	if len(others) == 0 {
		page.Nothing = "There is no other attempt to compare this one with."
		return a.show(c, http.StatusOK, page)
	}
	with := compareWith(others, u.Attempt, c.Query("with"))
	if with == nil {
		return errNoPage
	}
	if err := a.opened(c, fmt.Sprintf("the comparison with attempt %d", with.Attempt)); err != nil {
		return err
	}
	page.Others = attemptWays(&u, others, with)
	first, second := with, &u
	if first.Attempt > second.Attempt {
		first, second = second, first
	}
	before, err := a.frozen(c, first.ID)
	if err != nil {
		return err
	}
	after, err := a.frozen(c, second.ID)
	if err != nil {
		return err
	}
	page.Title = fmt.Sprintf("What changed from attempt %d to attempt %d", first.Attempt, second.Attempt)
	page.Under = "Handed over on " + words.Moment(first.At) + ", and on " + words.Moment(second.At) + "."
	fillComparison(&page, reports.Compare(before, after), first.Attempt, second.Attempt)
	return a.show(c, http.StatusOK, page)
}

// otherAttempts returns those of the attempts that the visitor may read, but for
// the one of the route. Whoever has a role in one attempt may have none in another, which went
// to another organisation or to another assessor.
func (a *App) otherAttempts(c *fiber.Ctx, attempts []evidence.Submission, this evidence.SubmissionID) (out []evidence.Submission, err error) {
	for i := range attempts {
		if attempts[i].ID == this {
			continue
		}
		may, err := a.mayRead(c, attempts[i].ID)
		if err != nil {
			return nil, err
		}
		if may {
			out = append(out, attempts[i])
		}
	}
	return out, nil
}

// mayRead reports whether the visitor may read a submission other than the one
// of the route: an assessor, if they are invited to it too and declared that
// nothing conflicts.
func (a *App) mayRead(c *fiber.Ctx, id evidence.SubmissionID) (bool, error) {
	person := a.visit(c).person()
	roles, err := a.accounts.RolesInSubmission(c.UserContext(), person, int64(id))
	if err != nil {
		return false, err
	}
	if !slices.Contains(roles, account.Assessor) {
		return account.Can(roles, account.ReadSubmission), nil
	}
	i, err := a.assessments.Invitation(c.UserContext(), id, person)
	if fault.Is(err, fault.NotFound) || err == nil && !i.Open(a.db.Now()) {
		roles, err = slices.DeleteFunc(roles, func(r account.Role) bool { return r == account.Assessor }), nil
	}
	return err == nil && account.Can(roles, account.ReadSubmission), err
}

// compareWith returns the attempt whose number is asked for, or, if none is, the
// one before, or else the one after. It is nil if there is no such attempt.
func compareWith(others []evidence.Submission, attempt int, asked string) *evidence.Submission {
	if asked == "" {
		before := slices.IndexFunc(others, func(o evidence.Submission) bool { return o.Attempt < attempt })
		if before < 0 {
			before = len(others) - 1
		}
		return &others[before]
	}
	n, err := strconv.Atoi(asked)
	if err != nil {
		return nil
	}
	for i := range others {
		if others[i].Attempt == n {
			return &others[i]
		}
	}
	return nil
}

func attemptWays(u *evidence.Submission, others []evidence.Submission, with *evidence.Submission) *pages.Ways {
	if len(others) < 2 {
		return nil
	}
	w := &pages.Ways{ID: "with", Label: fmt.Sprintf("Compare attempt %d with", u.Attempt)}
	for i := range slices.Backward(others) {
		o := &others[i]
		w.Ways = append(w.Ways, pages.Way{Text: fmt.Sprintf("Attempt %d", o.Attempt), Current: o.ID == with.ID,
			Href: submissionPath(u.ID, fmt.Sprintf("/compare?with=%d", o.Attempt))})
	}
	return w
}

func fillComparison(page *pages.Comparison, c reports.Comparison, before, after int) {
	if c.Same() {
		page.Nothing = "Nothing changed: every part holds the same in both."
		return
	}
	page.About = differenceRows(c.About)
	for i, p := range c.Parts {
		part := pages.ComparedPart{ID: fmt.Sprintf("part-%d", i+1), Name: p.Name, Differences: differenceRows(p.Differences)}
		if len(part.Differences) == 1 && part.Differences[0].Name == p.Name {
			part.Differences[0].Name = "" // the heading says it
		}
		switch {
		case p.How == reports.Unchanged:
			page.Same = append(page.Same, p.Name)
			continue
		case p.How == reports.Added && len(p.Differences) == 0:
			part.Text = fmt.Sprintf("The plan asks for this in attempt %d, and did not in attempt %d. It holds nothing.", after, before)
		case p.How == reports.Added:
			part.Fact = fmt.Sprintf("Not in attempt %d", before)
		case p.How == reports.Removed:
			part.Text = fmt.Sprintf("The plan does not ask for this in attempt %d any more.", after)
		case len(p.Differences) == 0 && c.OtherPlan:
			part.Text = "It holds the same, but it is judged by another version of the plan."
		case len(p.Differences) == 0:
			part.Text = "It was recorded anew, and nothing that is read in it differs."
		default:
			n := 0
			for _, d := range p.Differences {
				n += max(1, len(d.Fields))
			}
			part.Fact = words.Plural(n, "difference", "differences")
		}
		page.Parts = append(page.Parts, part)
	}
}

var howWords = map[reports.How]string{reports.Added: "Added", reports.Removed: "Removed", reports.Changed: "Changed"}

func differenceRows(list []reports.Difference) (out []pages.Difference) {
	for _, d := range list {
		row := pages.Difference{Name: d.Name, Word: howWords[d.How]}
		if len(d.Fields) == 1 && d.Fields[0].Name == d.Name {
			row.Name = ""
		}
		for _, f := range d.Fields {
			change := pages.ChangeRow{Name: f.Name, Before: f.Before, After: f.After}
			for _, s := range f.Spans {
				change.Spans = append(change.Spans, pages.Span{Op: s.Op, Text: s.Text})
			}
			row.Rows = append(row.Rows, change)
		}
		out = append(out, row)
	}
	return out
}
