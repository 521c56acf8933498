package assessment

import (
	"context"
	"fmt"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/notify"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/ksb"
)

// address returns an address below a submission's.
func address(id evidence.SubmissionID, below string) string {
	return fmt.Sprintf("/submissions/%d%s", id, below)
}

// tellInvited tells a person what they are invited to, and until when.
func tellInvited(ctx context.Context, tx *db.Tx, u *evidence.Submission, i *Invitation) error {
	what := map[Duty]string{Assesses: "assess", Moderates: "moderate the assessment of"}[i.Duty]
	return notify.Tell(ctx, tx, notify.Notice{Person: int64(i.Person), By: int64(i.By), Kind: notify.AssessorInvited, Path: address(u.ID, "/statements"),
		Key:  fmt.Sprintf("assessor %d", i.ID),
		Text: fmt.Sprintf("You are invited to %s %s’s submission, until %s.", what, u.ApprenticeName, words.Day(i.LastDay()))})
}

// tellCoordinators tells the people of the assessment organisation who look
// after its submissions.
func tellCoordinators(ctx context.Context, tx *db.Tx, u *evidence.Submission, by account.PersonID, kind notify.Kind, key, below, text string) error {
	const query = `
		SELECT DISTINCT person_id FROM grants
		WHERE role = 'coordinator' AND scope = 'organisation' AND scope_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)
		ORDER BY person_id`
	people, err := peopleIn(ctx, tx, query, u.Organisation, db.Stamp(&tx.Now))
	return tellThem(ctx, tx, u, people, err, notify.Notice{By: int64(by), Kind: kind, Key: key, Path: address(u.ID, below), Text: text})
}

// tellAssessors tells those who may do a duty now.
func tellAssessors(ctx context.Context, tx *db.Tx, u *evidence.Submission, duty Duty, by account.PersonID, key, below, text string) error {
	const query = `
		SELECT person_id FROM assessors WHERE submission_id = $1 AND duty = $2 AND ended_at IS NULL AND ends_at > $3 ORDER BY person_id`
	people, err := peopleIn(ctx, tx, query, u.ID, duty, db.Stamp(&tx.Now))
	return tellThem(ctx, tx, u, people, err, notify.Notice{By: int64(by), Kind: notify.AssessmentMoved, Key: key, Path: address(u.ID, below), Text: text})
}

func tellThem(ctx context.Context, tx *db.Tx, u *evidence.Submission, people []account.PersonID, err error, n notify.Notice) error {
	n.Key = fmt.Sprintf("submission %d %s", u.ID, n.Key)
	for _, p := range people {
		if err != nil {
			break
		}
		n.Person = int64(p)
		err = notify.Tell(ctx, tx, n)
	}
	return err
}

func peopleIn(ctx context.Context, tx *db.Tx, query string, args ...any) (people []account.PersonID, err error) {
	err = tx.Each(ctx, query, args, func(scan func(...any) error) error {
		var p account.PersonID
		err := scan(&p)
		people = append(people, p)
		return err
	})
	return people, err
}

// tellMoved tells whoever has to do something next.
func tellMoved(ctx context.Context, tx *db.Tx, u *evidence.Submission, how string, to State, by account.PersonID, move int64) error {
	key, whose := fmt.Sprintf("move %d", move), u.ApprenticeName+"’s submission"
	switch {
	case how == "propose" && to == Proposed:
		if err := tellAssessors(ctx, tx, u, Moderates, by, key, "/judging", "A result for "+whose+" is proposed and waits for you to moderate it."); err != nil {
			return err
		}
		return tellCoordinators(ctx, tx, u, by, notify.AssessmentMoved, key, "/judging", "A result for "+whose+" is proposed and waits for a moderator.")
	case to == Confirmed:
		return tellCoordinators(ctx, tx, u, by, notify.AssessmentMoved, key, "/judging", "The result for "+whose+" is confirmed and can be released.")
	case to == Open:
		return tellAssessors(ctx, tx, u, Assesses, by, key, "/judging", "The result you proposed for "+whose+" came back with a note.")
	}
	return nil
}

// tellReleased tells the apprentice, their coach and their employer that there
// is a result, and not which.
func tellReleased(ctx context.Context, tx *db.Tx, u *evidence.Submission, by account.PersonID, p *ksb.Plan) error {
	what := p.Words.Assessment
	if what == "" {
		what = "assessment"
	}
	n := notify.Notice{By: int64(by), Kind: notify.ResultReleased, Path: address(u.ID, "/result"), Key: fmt.Sprintf("result %d", u.ID)}
	for _, role := range []account.Role{account.Apprentice, account.Coach, account.Employer} {
		n.Text = fmt.Sprintf("The result of %s’s %s is released.", u.ApprenticeName, what)
		if role == account.Apprentice {
			n.Text = fmt.Sprintf("The result of your %s is released.", what)
		}
		if err := programme.TellRole(ctx, tx, programme.EnrolmentID(u.Portfolio), role, n); err != nil {
			return err
		}
	}
	return nil
}
