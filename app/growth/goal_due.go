package growth

import (
	"context"
	"fmt"
	"time"

	"touchstone/app/db"
	"touchstone/app/notify"
	"touchstone/app/words"
)

// dueSoonDays is how many days before its day a person is told of a goal: as
// many as for an action.
const dueSoonDays = 3

// TellDue tells people which goals of theirs are due soon or overdue today. It
// tells of each day that a goal is due twice at most, before and after it,
// however often it is called. Of a goal that is an action of an apprenticeship
// that goes on, programme.TellDue tells.
func (s *Store) TellDue(ctx context.Context) error {
	const query = goalQuery + `
		LEFT JOIN enrolments e ON e.id = a.enrolment_id
		WHERE COALESCE(a.state, g.state) = 'open' AND COALESCE(a.due_on, g.due_on) <= $1 AND (e.id IS NULL OR e.state NOT IN ('active', 'break'))
		ORDER BY g.id`
	return s.db.Update(ctx, func(tx *db.Tx) error {
		today := db.Today(tx.Now)
		soon := today.AddDate(0, 0, dueSoonDays)
		var all []Goal
		err := tx.Each(ctx, query, []any{db.Day(&soon)}, func(scan func(...any) error) error {
			var g Goal
			err := scan(g.columns()...)
			all = append(all, g)
			return err
		})
		for i := range all {
			if err != nil {
				break
			}
			err = notify.Tell(ctx, tx, all[i].notice(today))
		}
		if err != nil {
			return fmt.Errorf("tell of goals due: %w", err)
		}
		return nil
	})
}

// notice tells the person of a goal that it is due.
func (g *Goal) notice(today time.Time) notify.Notice {
	n := notify.Notice{Person: int64(g.Person), Kind: notify.DueSoon, Path: fmt.Sprintf("/growth/plan/%d", g.ID), Text: "A goal of your development plan is due on " + words.Day(g.DueOn) + "."}
	switch {
	case g.DueOn.Before(today):
		n.Kind, n.Text = notify.Overdue, "A goal of your development plan was due on "+words.Day(g.DueOn)+"."
	case g.DueOn.Equal(today):
		n.Text = "A goal of your development plan is due today."
	}
	n.Key = fmt.Sprintf("%s %s %s", n.Kind, goalSubject(g.ID), g.DueOn.Format(time.DateOnly))
	return n
}
