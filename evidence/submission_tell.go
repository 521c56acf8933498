package evidence

import (
	"context"
	"fmt"
	"strings"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/notify"
	"touchstone/app/programme"
)

// tellDecided tells what is decided of a submission: its coordinators that it
// waits for them, once; the coach that parts came back, each time that the last
// of them is decided; everyone concerned that all of it is accepted. The notes
// stay in the app.
func tellDecided(ctx context.Context, tx *db.Tx, u *Submission, by account.PersonID) error {
	n := notify.Notice{By: int64(by), Path: fmt.Sprintf("/submissions/%d", u.ID), Kind: notify.SubmissionDecided}
	enrolment := programme.EnrolmentID(u.Portfolio)
	switch {
	case !u.Decided():
		n.Kind, n.Key = notify.SubmissionWaiting, fmt.Sprintf("submission %d waiting", u.ID)
		n.Text = fmt.Sprintf("%s’s submission, attempt %d, was handed over and waits for you to decide.", u.ApprenticeName, u.Attempt)
		return tellCoordinators(ctx, tx, u, n)
	case u.Rejected():
		n.Key = fmt.Sprintf("submission %d rejected at %d", u.ID, tx.Now.UnixMilli())
		n.Text = fmt.Sprintf("%s rejected parts of %s’s submission: %s. A note says what each needs.", u.OrganisationName, u.ApprenticeName, strings.Join(u.rejectedNames(), ", "))
		return programme.TellRole(ctx, tx, enrolment, account.Coach, n)
	}
	n.Key = fmt.Sprintf("submission %d accepted", u.ID)
	for _, role := range []account.Role{account.Coach, account.Apprentice, account.Employer} {
		n.Text = fmt.Sprintf("%s accepted all of %s’s submission.", u.OrganisationName, u.ApprenticeName)
		if role == account.Apprentice {
			n.Text = u.OrganisationName + " accepted all of your submission."
		}
		if err := programme.TellRole(ctx, tx, enrolment, role, n); err != nil {
			return err
		}
	}
	n.Text = fmt.Sprintf("All of %s’s submission is accepted, so that a result can be proposed.", u.ApprenticeName)
	return tellGranted(ctx, tx, account.Grant{Role: account.Assessor, Scope: account.Submission, ScopeID: int64(u.ID)}, n)
}

// rejectedNames names the parts that are rejected, in order.
func (s *Submission) rejectedNames() (names []string) {
	for i := range s.Components {
		if s.Components[i].State == ComponentRejected {
			names = append(names, s.Components[i].Name)
		}
	}
	return names
}

// tellCoordinators tells the people of the organisation that a submission was
// handed over to.
func tellCoordinators(ctx context.Context, tx *db.Tx, u *Submission, n notify.Notice) error {
	return tellGranted(ctx, tx, account.Grant{Role: account.Coordinator, Scope: account.Organisation, ScopeID: int64(u.Organisation)}, n)
}

// tellGranted tells everyone who has that role there now.
func tellGranted(ctx context.Context, tx *db.Tx, g account.Grant, n notify.Notice) error {
	const query = `
		SELECT DISTINCT person_id FROM grants
		WHERE role = $1 AND scope = $2 AND scope_id = $3 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $4)
		ORDER BY person_id`
	var people []int64
	err := tx.Each(ctx, query, []any{g.Role, g.Scope, g.ScopeID, db.Stamp(&tx.Now)}, func(scan func(...any) error) error {
		var p int64
		err := scan(&p)
		people = append(people, p)
		return err
	})
	for _, n.Person = range people {
		if err == nil {
			err = notify.Tell(ctx, tx, n)
		}
	}
	return err
}
