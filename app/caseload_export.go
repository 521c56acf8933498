package app

import (
	"bufio"
	"context"
	"iter"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/programme"
	"touchstone/app/words"
)

// exportStep is how many apprentices are read for an export at a time.
const exportStep = 500

// exportHead names the columns of an exported caseload.
var exportHead = []any{"Apprentice", "Needs", "Why", "Standard", "Level", "Employer", "Coach", "Cohort", "Started", "Planned end",
	"Statements accepted", "Statements in all", "Statements planned by now", "Hours agreed", "Hours in all", "Hours planned by now",
	"Last active", "Next review", "Waits for", "Waits since"}

// exportCaseload sends what the address asks for as a table, all pages of it.
// Rows are read and written a step at a time.
func (a *App) exportCaseload(c *fiber.Ctx) error {
	l, v := readList(c, "/caseload", caseloadParams...), a.visit(c)
	name := c.Query("format", "csv")
	form, known := tableForms[name]
	if !known {
		return fault.New(fault.Invalid, "A caseload is exported as csv or xlsx, and the address asks for something else.")
	}
	q := caseQuery(l, v)
	q.Offset, q.Limit = 0, exportStep
	first, n, err := a.programme.Cases(c.UserContext(), q) // what fails at once is answered with a page
	if err != nil {
		return err
	}
	today := db.Today(a.db.Now())
	headTable(c, name, "caseload-"+today.Format(time.DateOnly))
	c.Status(http.StatusOK)
	number := numberOf(c)
	c.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		ctx, cancel := context.WithTimeout(context.Background(), workPatience)
		defer cancel()
		rest := &caseReader{app: a, ctx: ctx, query: q, found: first, total: n.Of(q.Needs)}
		err := form.write(w, "Caseload", rest.rows(today))
		if err == nil {
			err = rest.err
		}
		if err != nil {
			a.log.Error("an export was cut off", "request", number, "err", err)
		}
	})
	return nil
}

// A caseReader reads a caseload step by step.
type caseReader struct {
	app   *App
	ctx   context.Context
	query programme.CaseQuery
	found []programme.Case // of the first step
	total int
	err   error
}

// rows returns the rows of the table, its head first.
func (r *caseReader) rows(today time.Time) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		if !yield(exportHead) {
			return
		}
		for {
			for i := range r.found {
				if !yield(sheetRow(&r.found[i], today)) {
					return
				}
			}
			r.query.Offset += len(r.found)
			if len(r.found) == 0 || r.query.Offset >= r.total {
				return
			}
			if r.found, _, r.err = r.app.programme.Cases(r.ctx, r.query); r.err != nil {
				return
			}
		}
	}
}

func sheetRow(s *programme.Case, today time.Time) []any {
	why := ""
	for i, r := range s.Reasons(today) {
		if i > 0 {
			why += "; "
		}
		why += r.Text
	}
	var since time.Time
	if s.WaitingRole != "" {
		since = db.Today(s.WaitingSince)
	}
	active := s.ActiveAt
	if !active.IsZero() {
		active = db.Today(active)
	}
	return []any{s.ApprenticeName, s.On(today).Name(), why, s.StandardTitle, s.StandardLevel, s.EmployerName, s.CoachName, s.CohortName, s.StartedOn, s.PlannedEndOn,
		s.Accepted, s.Total, s.Expected(today), hoursOf(s.HoursAgreed), hoursOf(s.HoursTarget), hoursOf(s.HoursExpected(today)),
		active, s.ReviewDue, words.Capital(s.WaitingRole.Name()), since}
}

// hoursOf returns minutes as hours, to a tenth.
func hoursOf(minutes int) float64 { return float64((minutes*10+30)/60) / 10 }
