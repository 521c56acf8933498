package programme

import (
	"context"
	"fmt"
	"slices"
	"time"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/words"
)

// maxSince is how many actions a review reports on.
const maxSince = 40

// actionsSince returns what a review reports on: the actions of an enrolment
// that are open, and those done or dropped since a day, with what is known of
// each.
func actionsSince(ctx context.Context, tx *db.Tx, id EnrolmentID, since time.Time) (list []ReviewSince, err error) {
	found, _, err := ActionsIn(ctx, tx, ActionQuery{Enrolment: id, Limit: maxSince, Sort: "-set"})
	if err != nil {
		return nil, fmt.Errorf("read actions: %w", err)
	}
	for i := range found {
		a := &found[i]
		if a.State != ActionOpen && a.EndedAt.Before(since) {
			continue
		}
		list = append(list, ReviewSince{ReviewAction{What: a.Text, Who: a.Owner, By: a.DueOn, Action: a.ID}, outcomeOf(a)})
	}
	slices.SortStableFunc(list, func(a, b ReviewSince) int { return a.By.Compare(b.By) })
	return list, nil
}

// outcomeOf says what the record knows of an action; nothing of one that is open.
func outcomeOf(a *Action) string {
	switch a.State {
	case ActionDone:
		return joined(" ", "Done on "+words.Day(a.DoneOn)+".", a.Note)
	case ActionDropped:
		return joined(" ", "Not to be done after all.", a.Note)
	}
	return ""
}

// agree makes actions of what a review agreed. Those it made when it was closed
// before and that are not in it any more are dropped.
func (r *ProgressReview) agree(ctx context.Context, tx *db.Tx, by account.PersonID) error {
	for i := range r.Content.Next {
		n := &r.Content.Next[i]
		if n.Action != 0 {
			continue
		}
		a := Action{Enrolment: r.Enrolment, Text: n.What, Owner: n.Who, DueOn: n.By, Review: int64(r.ID), By: by, State: ActionOpen, SetAt: tx.Now}
		var err error
		if a.ByName, err = nameOf(ctx, tx, by); err != nil {
			return err
		}
		if err := insertAction(ctx, tx, &a); err != nil {
			return err
		}
		n.Action = a.ID
	}
	made, _, err := ActionsIn(ctx, tx, ActionQuery{Enrolment: r.Enrolment, Review: int64(r.ID), State: ActionOpen, Limit: maxSince})
	if err != nil {
		return err
	}
	for i := range made {
		a := &made[i]
		if slices.ContainsFunc(r.Content.Next, func(n ReviewAction) bool { return n.Action == a.ID }) {
			continue
		}
		a.State, a.Note = ActionDropped, fmt.Sprintf("Progress review %d was changed before all had signed it.", r.Number)
		if err := endAction(ctx, tx, a, audit.Event{Action: "action.drop", Person: int64(by)}); err != nil {
			return err
		}
	}
	return nil
}
