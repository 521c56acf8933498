package programme

import (
	"context"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
)

// A HoursQuery narrows and orders HoursCaseload. Zero fields do not narrow.
type HoursQuery struct {
	Person  account.PersonID // who agrees; must be given
	Waiting bool             // only apprentices with entries that wait for them
	Search  string           // part of the apprentice's or the employer's name
	Sort    string           // "since" (the default: the longest wait first), "name", "-name", "waiting", "-waiting", "agreed", "-agreed"
	Offset  int
	Limit   int // 0: 50
}

// A HoursRow is one apprentice of those whose hours a person agrees.
type HoursRow struct {
	Enrolment EnrolmentID
	Role      account.Role // in which the person agrees
	Name      string
	Employer  string
	Waiting   int       // entries
	Minutes   int       // of them
	Since     time.Time // the longest wait; zero: nothing waits
	Sum       HoursSum
	Planned   int // minutes an even pace asks by today
	Flags     []HoursFlag
}

const hoursCaseload = `
	FROM (
	    SELECT e.id, MIN(g.role) AS role
	    FROM grants g
	    JOIN enrolments e ON (g.scope = 'enrolment' AND e.id = g.scope_id AND g.role = 'coach')
	                      OR (g.scope = 'organisation' AND e.employer_id = g.scope_id AND g.role = 'employer')
	    WHERE g.person_id = $1 AND g.revoked_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > $2) AND e.state IN ('active', 'break')
	    GROUP BY e.id
	) mine
	JOIN enrolments e ON e.id = mine.id
	JOIN people a ON a.id = e.apprentice_id
	JOIN organisations o ON o.id = e.employer_id
	LEFT JOIN standings s ON s.enrolment_id = e.id
	LEFT JOIN (
	    SELECT h.enrolment_id, w.role, count(*) AS entries, SUM(h.minutes) AS minutes, MIN(w.since) AS since
	    FROM waits w JOIN hours h ON h.id = w.subject_id
	    WHERE w.kind = 'hours' AND w.role IN ('coach', 'employer')
	    GROUP BY h.enrolment_id, w.role
	) w ON w.enrolment_id = e.id AND w.role = mine.role
	WHERE ($3 = '' OR lower(a.name) LIKE $3 ESCAPE '\' OR lower(o.name) LIKE $3 ESCAPE '\') AND ($4 = 0 OR w.entries > 0)`

var hoursOrder = map[string]string{
	"":         `w.since IS NULL, w.since, lower(a.name), e.id`,
	"name":     `lower(a.name), e.id`,
	"-name":    `lower(a.name) DESC, e.id DESC`,
	"waiting":  `COALESCE(w.entries, 0), e.id`,
	"-waiting": `COALESCE(w.entries, 0) DESC, e.id`,
	"agreed":   `COALESCE(s.hours_agreed, 0), e.id`,
	"-agreed":  `COALESCE(s.hours_agreed, 0) DESC, e.id`,
}

// HoursCaseload returns the apprentices whose hours a person agrees, as their
// coach or for their employer, how many there are without the query's Offset
// and Limit, and how many entries wait for the person in all of them.
func (s *Store) HoursCaseload(ctx context.Context, q HoursQuery) (found []HoursRow, total, waiting int, err error) {
	order, known := hoursOrder[q.Sort]
	if !known {
		order = hoursOrder[""]
	}
	if q.Limit == 0 {
		q.Limit = 50
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		found = nil
		args := []any{q.Person, db.Stamp(&tx.Now), Like(q.Search), bit(q.Waiting)}
		if err := tx.Row(ctx, `SELECT count(*), COALESCE(SUM(w.entries), 0) `+hoursCaseload, args...).Scan(&total, &waiting); err != nil {
			return err
		}
		query := `
			SELECT e.id, mine.role, a.name, o.name, COALESCE(w.entries, 0), COALESCE(w.minutes, 0), w.since,
			       COALESCE(s.hours_agreed, 0), COALESCE(s.hours_logged, 0), COALESCE(s.hours_target, 0) ` +
			hoursCaseload + ` ORDER BY ` + order + ` LIMIT $5 OFFSET $6`
		err := tx.Each(ctx, query, append(args, q.Limit, q.Offset), func(scan func(...any) error) error {
			var r HoursRow
			err := scan(&r.Enrolment, &r.Role, &r.Name, &r.Employer, &r.Waiting, &r.Minutes, db.Stamp(&r.Since), &r.Sum.Agreed, &r.Sum.Logged, &r.Sum.Target)
			found = append(found, r)
			return err
		})
		for i := range found {
			if err == nil {
				err = found[i].look(ctx, tx)
			}
		}
		return err
	})
	return found, total, waiting, err
}

// look fills in what an even pace asks and what asks for a look.
func (r *HoursRow) look(ctx context.Context, tx *db.Tx) error {
	b, err := basisOf(ctx, tx, r.Enrolment)
	if err != nil {
		return err
	}
	r.Planned = b.Planned(r.Sum.Target, db.Today(tx.Now))
	list, err := plainEntries(ctx, tx, r.Enrolment)
	if err != nil {
		return err
	}
	due, err := deadlines(ctx, tx, r.Enrolment)
	r.Flags = FlagHours(list, due)
	return err
}
