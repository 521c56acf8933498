package programme

import (
	"context"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/notify"
)

// TellRole tells everyone who has a role in an enrolment now: its apprentice,
// its coach, the people of its employer, its assessors, or the installation's
// IQAs. It fills in the notice's Person and Portfolio; notify.Tell says who is
// told nothing.
func TellRole(ctx context.Context, tx *db.Tx, id EnrolmentID, role account.Role, n notify.Notice) error {
	people, err := peopleOf(ctx, tx, id, role)
	if err != nil {
		return err
	}
	n.Portfolio = int64(id)
	for _, p := range people {
		n.Person = int64(p)
		if err := notify.Tell(ctx, tx, n); err != nil {
			return err
		}
	}
	return nil
}

// peopleOf returns who has a role in an enrolment now.
func peopleOf(ctx context.Context, tx *db.Tx, id EnrolmentID, role account.Role) (people []account.PersonID, err error) {
	const query = `
		SELECT DISTINCT g.person_id FROM enrolments e JOIN grants g ON g.role = $2
		WHERE e.id = $1 AND g.revoked_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > $3)
		  AND ((g.scope = 'enrolment' AND g.scope_id = e.id)
		    OR (g.scope = 'organisation' AND g.scope_id = e.employer_id AND g.role = 'employer')
		    OR (g.scope = 'installation' AND g.role = 'iqa'))
		ORDER BY g.person_id`
	err = tx.Each(ctx, query, []any{id, role, db.Stamp(&tx.Now)}, func(scan func(...any) error) error {
		var p account.PersonID
		err := scan(&p)
		people = append(people, p)
		return err
	})
	return people, err
}
