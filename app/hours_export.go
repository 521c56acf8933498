package app

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/programme"
	"touchstone/app/words"
)

// exportedApprentices is how many apprentices an export reads at a time.
const exportedApprentices = 500

var hoursHead = []any{"Apprentice", "Entry", "Version", "First day", "Last day", "Start", "Minutes", "Training", "What was learned", "Statements", "Whose time", "Evidence",
	"State", "Counts", "Stands instead of", "Corrected by", "Recorded", "Days after", "Agreed by coach", "On", "Agreed by employer", "On", "Returned with"}

// exportHours sends an apprentice's entries as a table.
func (a *App) exportHours(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	r, err := a.programme.HoursRecord(c.UserContext(), f.id)
	if err != nil {
		return err
	}
	rows := [][]any{hoursHead}
	for i := range r.Entries {
		rows = append(rows, hoursCells(f.enrolment.ApprenticeName, &r.Entries[i]))
	}
	return sendTable(c, c.Query("as"), "Off-the-job hours of "+f.enrolment.ApprenticeName, slices.Values(rows))
}

// exportHoursCaseload sends the entries of everyone whose hours the visitor
// agrees.
func (a *App) exportHoursCaseload(c *fiber.Ctx) error {
	q := programme.HoursQuery{Person: a.visit(c).person(), Sort: "name", Limit: exportedApprentices}
	rows := [][]any{hoursHead}
	for {
		found, total, _, err := a.programme.HoursCaseload(c.UserContext(), q)
		if err != nil {
			return err
		}
		for i := range found {
			r, err := a.programme.HoursRecord(c.UserContext(), found[i].Enrolment)
			if err != nil {
				return err
			}
			for j := range r.Entries {
				rows = append(rows, hoursCells(found[i].Name, &r.Entries[j]))
			}
		}
		if q.Offset += len(found); len(found) == 0 || q.Offset >= total {
			break
		}
	}
	return sendTable(c, c.Query("as"), "Off-the-job hours", slices.Values(rows))
}

// hoursCells is an entry as a row of a table.
func hoursCells(apprentice string, h *programme.Hours) []any {
	activity, _ := programme.ActivityOf(h.Activity)
	start, counts := "", "no"
	if h.Starts >= 0 {
		start = programme.ClockText(h.Starts)
	}
	if h.Counts() {
		counts = "yes"
	}
	by, on, notes := map[account.Role]string{}, map[account.Role]string{}, []string{}
	for _, d := range h.Decisions {
		if d.Returned {
			notes = append(notes, fmt.Sprintf("%s, %s: %s", d.Name, words.Moment(d.At), d.Note))
		} else if d.Version == h.Version {
			by[d.Role], on[d.Role] = d.Name, words.Moment(d.At)
		}
	}
	return []any{apprentice, int64(h.ID), h.Version, h.From, h.To, start, h.Minutes, activity.Name, h.Learned, strings.Join(h.Codes, ", "), h.Time.Words(), numberOrNone(int64(h.ItemNumber)),
		h.State.Word(), counts, numberOrNone(int64(h.Corrects)), numberOrNone(int64(h.CorrectedBy)), words.Moment(h.RecordedAt), h.Late(),
		by[account.Coach], on[account.Coach], by[account.Employer], on[account.Employer], strings.Join(notes, "; ")}
}

func numberOrNone(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}
