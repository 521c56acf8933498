package programme

import (
	"context"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/ksb"
)

// An ActionQuery narrows and orders Actions. Zero fields do not narrow.
type ActionQuery struct {
	Enrolment EnrolmentID
	Owner     account.Role     // whose it is
	Person    account.PersonID // whose it is, over all enrolments: by their role in each now
	Reader    account.PersonID // who has a role in the enrolment now
	State     ActionState
	Since     time.Time // set, done or dropped at or after it
	Before    time.Time // due before this day: with State open and today, those overdue
	Review    int64     // agreed in that progress review
	Search    string    // part of the words or of the apprentice's name
	Sort      string    // "due" (the default), "-due", "set", "-set", "name", "-name"
	Offset    int
	Limit     int // 0: 50
}

var actionOrder = map[string]string{
	"":      `a.due_on, a.id`,
	"due":   `a.due_on, a.id`,
	"-due":  `a.due_on DESC, a.id DESC`,
	"set":   `a.set_at, a.id`,
	"-set":  `a.set_at DESC, a.id DESC`,
	"name":  `lower(p.name), a.due_on, a.id`,
	"-name": `lower(p.name) DESC, a.due_on, a.id`,
}

const actionColumns = `
	a.id, a.enrolment_id, a.text, a.owner, COALESCE(a.by_id, 0), a.by_name, a.due_on, a.review_id, a.state, a.set_at, a.ended_at,
	a.ended_by, a.done_on, a.note, COALESCE(a.item_id, 0), p.name,
	CASE a.owner WHEN 'apprentice' THEN p.name WHEN 'coach' THEN c.name ELSE o.name END,
	(SELECT count(*) FROM action_days d WHERE d.action_id = a.id)`

const actionTables = `
	actions a
	JOIN enrolments e ON e.id = a.enrolment_id
	JOIN people p ON p.id = e.apprentice_id
	JOIN people c ON c.id = e.coach_id
	JOIN organisations o ON o.id = e.employer_id`

func (a *Action) columns() []any {
	return []any{&a.ID, &a.Enrolment, &a.Text, &a.Owner, &a.By, &a.ByName, db.Day(&a.DueOn), &a.Review, &a.State, db.Stamp(&a.SetAt), db.Stamp(&a.EndedAt),
		&a.EndedBy, db.Day(&a.DoneOn), &a.Note, &a.Item, &a.ApprenticeName, &a.OwnerName, &a.Moves}
}

// actionWhere narrows actions by $1 to $9; $10 is now.
const actionWhere = `
	WHERE ($1 = 0 OR a.enrolment_id = $1) AND ($2 = '' OR a.owner = $2) AND ($3 = '' OR a.state = $3)
	  AND ($4 IS NULL OR a.set_at >= $4 OR a.ended_at >= $4) AND ($5 IS NULL OR a.due_on < $5) AND ($6 = 0 OR a.review_id = $6)
	  AND ($7 = '' OR lower(a.text) LIKE $7 ESCAPE '\' OR lower(p.name) LIKE $7 ESCAPE '\')
	  AND ($8 = 0 OR (a.owner = 'apprentice' AND e.apprentice_id = $8) OR (a.owner = 'coach' AND e.coach_id = $8)
	       OR (a.owner = 'employer' AND EXISTS (
	           SELECT 1 FROM grants g
	           WHERE g.person_id = $8 AND g.role = 'employer' AND g.scope = 'organisation' AND g.scope_id = e.employer_id
	             AND g.revoked_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > $10))))
	  AND ($9 = 0 OR EXISTS (
	       SELECT 1 FROM grants g
	       WHERE g.person_id = $9 AND g.revoked_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > $10)
	         AND ((g.scope = 'enrolment' AND g.scope_id = e.id)
	           OR (g.scope = 'organisation' AND g.scope_id = e.employer_id AND g.role = 'employer')
	           OR (g.scope = 'installation' AND g.role = 'iqa'))))`

// Actions returns the actions that q asks for, with their statements, and how
// many there are without its Offset and Limit.
func (s *Store) Actions(ctx context.Context, q ActionQuery) (found []Action, total int, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		found, total, err = ActionsIn(ctx, tx, q)
		return err
	})
	return found, total, err
}

// ActionsIn is Actions within a transaction of the caller's.
func ActionsIn(ctx context.Context, tx *db.Tx, q ActionQuery) (found []Action, total int, err error) {
	order, known := actionOrder[q.Sort]
	if !known {
		order = actionOrder[""]
	}
	if q.Limit == 0 {
		q.Limit = 50
	}
	args := []any{q.Enrolment, q.Owner, q.State, db.Stamp(&q.Since), db.Day(&q.Before), q.Review, Like(q.Search), q.Person, q.Reader, db.Stamp(&tx.Now)}
	if err := tx.Row(ctx, `SELECT count(*) FROM `+actionTables+actionWhere, args...).Scan(&total); err != nil {
		return nil, 0, err
	}
	query := `SELECT ` + actionColumns + ` FROM ` + actionTables + actionWhere + ` ORDER BY ` + order + ` LIMIT $11 OFFSET $12`
	err = tx.Each(ctx, query, append(args, q.Limit, q.Offset), func(scan func(...any) error) error {
		var a Action
		if err := scan(a.columns()...); err != nil {
			return err
		}
		found = append(found, a)
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	for i := range found {
		if err := readActionStatements(ctx, tx, &found[i]); err != nil {
			return nil, 0, err
		}
	}
	return found, total, nil
}

// Action returns an action of an enrolment with the days it was due before,
// oldest first, or fault.NotFound.
func (s *Store) Action(ctx context.Context, id EnrolmentID, action ActionID) (a Action, moves []ActionMove, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if a, err = readAction(ctx, tx, id, action); err != nil {
			return err
		}
		moves = nil
		const query = `SELECT due_on, reason, by_name, at FROM action_days WHERE action_id = $1 ORDER BY id`
		return tx.Each(ctx, query, []any{action}, func(scan func(...any) error) error {
			var m ActionMove
			if err := scan(db.Day(&m.From), &m.Reason, &m.ByName, db.Stamp(&m.At)); err != nil {
				return err
			}
			moves = append(moves, m)
			return nil
		})
	})
	return a, moves, err
}

func readAction(ctx context.Context, tx *db.Tx, id EnrolmentID, action ActionID) (a Action, err error) {
	query := `SELECT ` + actionColumns + ` FROM ` + actionTables + ` WHERE a.id = $1 AND a.enrolment_id = $2`
	if err = tx.Row(ctx, query, action, id).Scan(a.columns()...); err != nil {
		return a, err
	}
	return a, readActionStatements(ctx, tx, &a)
}

func readActionStatements(ctx context.Context, tx *db.Tx, a *Action) error {
	const query = `
		SELECT s.id FROM action_statements x JOIN statements s ON s.id = x.statement_id
		WHERE x.action_id = $1 ORDER BY s.position, s.id`
	a.Statements = nil
	return tx.Each(ctx, query, []any{a.ID}, func(scan func(...any) error) error {
		var id ksb.StatementID
		if err := scan(&id); err != nil {
			return err
		}
		a.Statements = append(a.Statements, id)
		return nil
	})
}
