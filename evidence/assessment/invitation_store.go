package assessment

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/notify"
	"touchstone/evidence"
)

// A Duty is what an assessor is invited to do.
type Duty string

// The duties.
const (
	Assesses  Duty = "assess"
	Moderates Duty = "moderate" // agrees with what another assessor proposes, or returns it
)

// MaxInvitation is the longest time an assessor may be invited for.
const MaxInvitation = 366 * 24 * time.Hour

// An Invitation lets a person assess or moderate one submission for a set time.
type Invitation struct {
	ID         int64
	Submission evidence.SubmissionID
	Person     account.PersonID
	Duty       Duty
	By         account.PersonID
	At         time.Time
	EndsAt     time.Time
	EndedAt    time.Time // taken back before its time; zero: it was not
	DeclaredAt time.Time // zero: they declared nothing yet
	Interest   string    // what conflicts, as they declared it; empty: nothing does

	// Filled in when read.
	Name, Email, ByName string
}

// LastDay returns the last day on which it holds, as midnight UTC.
func (i *Invitation) LastDay() time.Time { return db.Today(i.EndsAt.Add(-time.Millisecond)) }

// Open reports whether the person may work on the submission now: they are
// invited, and declared that nothing conflicts.
func (i *Invitation) Open(now time.Time) bool {
	return i.Holds(now) && !i.DeclaredAt.IsZero() && i.Interest == ""
}

// Holds reports whether the invitation still holds.
func (i *Invitation) Holds(now time.Time) bool {
	return i.EndedAt.IsZero() && now.Before(i.EndsAt)
}

// Invite invites a person to a submission, which gives them the role of assessor
// in it until then, and tells them. An earlier invitation of theirs ends; what
// they noted stays, and so does what they declared, if it still held for the
// same duty. It returns fault.Invalid naming "person", "duty" or "ends",
// and fault.Conflict once the result is released.
func (s *Store) Invite(ctx context.Context, i *Invitation) error {
	return s.db.Update(ctx, func(tx *db.Tx) error { return Invite(ctx, tx, i) })
}

// Invite is Store.Invite within a transaction of the caller's.
func Invite(ctx context.Context, tx *db.Tx, i *Invitation) error {
	u, err := evidence.SubmissionIn(ctx, tx, i.Submission)
	if err != nil {
		return err
	}
	if err := i.check(ctx, tx, &u); err != nil {
		return err
	}
	if err := begin(ctx, tx, &u); err != nil {
		return err
	}
	if err := changeable(ctx, tx, i.Submission); err != nil {
		return err
	}
	earlier, err := invitation(ctx, tx, `i.submission_id = $1 AND i.person_id = $2 AND i.ended_at IS NULL`, i.Submission, i.Person)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	i.DeclaredAt = time.Time{}
	if err == nil && earlier.Open(tx.Now) && earlier.Duty == i.Duty { // to another day: what they declared still holds
		i.DeclaredAt = earlier.DeclaredAt
	}
	const end = `UPDATE assessors SET ended_at = $3 WHERE submission_id = $1 AND person_id = $2 AND ended_at IS NULL`
	if _, err := tx.Exec(ctx, end, i.Submission, i.Person, db.Stamp(&tx.Now)); err != nil {
		return fmt.Errorf("end earlier invitation: %w", err)
	}
	i.At = tx.Now
	const insert = `
		INSERT INTO assessors (submission_id, person_id, duty, invited_by, invited_at, ends_at, declared_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`
	err = tx.Row(ctx, insert, i.Submission, i.Person, i.Duty, i.By, db.Stamp(&i.At), db.Stamp(&i.EndsAt), db.Stamp(&i.DeclaredAt)).Scan(&i.ID)
	if err != nil {
		return fmt.Errorf("add invitation: %w", err)
	}
	grant := account.Grant{Person: i.Person, Role: account.Assessor, Scope: account.Submission, ScopeID: int64(i.Submission), ExpiresAt: i.EndsAt}
	if err := account.AddGrant(ctx, tx, i.By, grant); err != nil {
		return err
	}
	if err := record(ctx, tx, i.By, "assessor.invite", &u, map[string]any{"invitation": i.ID, "person": i.Person, "duty": i.Duty, "ends_at": i.EndsAt}); err != nil {
		return err
	}
	return tellInvited(ctx, tx, &u, i)
}

func (i *Invitation) check(ctx context.Context, tx *db.Tx, u *evidence.Submission) error {
	var bad fault.Fields
	if i.Duty != Assesses && i.Duty != Moderates {
		bad.Add("duty", "Choose what they are to do.")
	}
	switch {
	case !i.EndsAt.After(tx.Now):
		bad.Add("ends", "Choose a day to come.")
	case i.EndsAt.After(tx.Now.Add(MaxInvitation)):
		bad.Add("ends", "Choose a day within a year.")
	}
	const query = `
		SELECT count(*) FROM people p WHERE p.id = $1 AND p.suspended_at IS NULL
		  AND NOT EXISTS (SELECT 1 FROM enrolments e WHERE e.id = $2 AND p.id IN (e.apprentice_id, e.coach_id))
		  AND NOT EXISTS (SELECT 1 FROM enrolments e JOIN grants g ON g.person_id = p.id
		                  WHERE e.id = $2 AND ((g.scope = 'enrolment' AND g.scope_id = e.id AND g.role <> 'assessor')
		                                    OR (g.scope = 'organisation' AND g.scope_id = e.employer_id)))`
	var n int
	if err := tx.Row(ctx, query, i.Person, u.Portfolio).Scan(&n); err != nil {
		return fmt.Errorf("find who is invited: %w", err)
	}
	if n == 0 {
		bad.Add("person", "Choose somebody who had no part in this apprenticeship.")
	}
	return bad.Err()
}

// EndInvitation takes an invitation back, at once. One that is over already is
// left alone.
func (s *Store) EndInvitation(ctx context.Context, submission evidence.SubmissionID, id int64, by account.PersonID) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		u, err := evidence.SubmissionIn(ctx, tx, submission)
		if err != nil {
			return err
		}
		i, err := invitation(ctx, tx, `i.submission_id = $1 AND i.id = $2`, submission, id)
		if err != nil || !i.Holds(tx.Now) {
			return err
		}
		return end(ctx, tx, &u, &i, by, "assessor.end", nil)
	})
}

func end(ctx context.Context, tx *db.Tx, u *evidence.Submission, i *Invitation, by account.PersonID, action string, detail map[string]any) error {
	if err := tx.Change(ctx, `UPDATE assessors SET ended_at = $2 WHERE id = $1`, i.ID, db.Stamp(&tx.Now)); err != nil {
		return fmt.Errorf("end invitation: %w", err)
	}
	grant := account.Grant{Person: i.Person, Role: account.Assessor, Scope: account.Submission, ScopeID: int64(u.ID)}
	if err := account.EndGrant(ctx, tx, by, grant); err != nil {
		return err
	}
	told := map[string]any{"invitation": i.ID, "person": i.Person}
	for k, v := range detail {
		told[k] = v
	}
	return record(ctx, tx, by, action, u, told)
}

// Declare records what an assessor declares before they see anything: interest
// says what conflicts, or is empty. If something does, the invitation ends and the
// coordinators are told. It returns fault.Invalid naming "interest", and fault.Conflict if there is no
// invitation that waits for it.
func (s *Store) Declare(ctx context.Context, submission evidence.SubmissionID, person account.PersonID, conflicts bool, interest string) error {
	interest = strings.TrimSpace(interest)
	var bad fault.Fields
	switch n := utf8.RuneCountInString(interest); {
	case conflicts && n == 0:
		bad.Add("interest", "Say what it is, so that somebody else can be asked.")
	case n > MaxNote:
		bad.Add("interest", "Keep this to %d characters.", MaxNote)
	}
	if err := bad.Err(); err != nil {
		return err
	}
	if !conflicts {
		interest = ""
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		u, err := evidence.SubmissionIn(ctx, tx, submission)
		if err != nil {
			return err
		}
		i, err := invitation(ctx, tx, `i.submission_id = $1 AND i.person_id = $2 AND i.ended_at IS NULL`, submission, person)
		if fault.Is(err, fault.NotFound) || (err == nil && (!i.Holds(tx.Now) || !i.DeclaredAt.IsZero())) {
			return fault.New(fault.Conflict, "There is nothing to declare: your invitation is over, or you have declared already.")
		}
		if err != nil {
			return err
		}
		const update = `UPDATE assessors SET declared_at = $2, interest = $3 WHERE id = $1`
		if err := tx.Change(ctx, update, i.ID, db.Stamp(&tx.Now), interest); err != nil {
			return fmt.Errorf("declare: %w", err)
		}
		if conflicts {
			if err := end(ctx, tx, &u, &i, person, "assessor.declare", map[string]any{"conflicts": true}); err != nil {
				return err
			}
			return tellCoordinators(ctx, tx, &u, person, notify.AssessorConflict, fmt.Sprintf("declared %d", i.ID), "/assessors",
				i.Name+" declares a conflict of interest over "+u.ApprenticeName+"’s submission, so that the invitation has ended.")
		}
		return record(ctx, tx, person, "assessor.declare", &u, map[string]any{"invitation": i.ID, "conflicts": false})
	})
}

// Invitations returns everyone who is or was invited to a submission, the newest
// first.
func (s *Store) Invitations(ctx context.Context, submission evidence.SubmissionID) (all []Invitation, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		all, err = InvitationsIn(ctx, tx, submission)
		return err
	})
	return all, err
}

// InvitationsIn is Store.Invitations within a transaction of the caller's.
func InvitationsIn(ctx context.Context, tx *db.Tx, submission evidence.SubmissionID) (all []Invitation, err error) {
	err = tx.Each(ctx, selectInvitation+` WHERE i.submission_id = $1 ORDER BY i.id DESC`, []any{submission}, func(scan func(...any) error) error {
		var i Invitation
		err := scan(i.columns()...)
		all = append(all, i)
		return err
	})
	return all, err
}

// Invitation returns the invitation of a person to a submission that was not
// taken back, or fault.NotFound.
func (s *Store) Invitation(ctx context.Context, submission evidence.SubmissionID, person account.PersonID) (i Invitation, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		i, err = invitation(ctx, tx, `i.submission_id = $1 AND i.person_id = $2 AND i.ended_at IS NULL`, submission, person)
		return err
	})
	return i, err
}

const selectInvitation = `
	SELECT i.id, i.submission_id, i.person_id, i.duty, i.invited_by, i.invited_at, i.ends_at, i.ended_at, i.declared_at, i.interest,
	       p.name, p.email, b.name
	FROM assessors i JOIN people p ON p.id = i.person_id JOIN people b ON b.id = i.invited_by`

func (i *Invitation) columns() []any {
	return []any{&i.ID, &i.Submission, &i.Person, &i.Duty, &i.By, db.Stamp(&i.At), db.Stamp(&i.EndsAt), db.Stamp(&i.EndedAt), db.Stamp(&i.DeclaredAt),
		&i.Interest, &i.Name, &i.Email, &i.ByName}
}

func invitation(ctx context.Context, tx *db.Tx, where string, args ...any) (i Invitation, err error) {
	err = tx.Row(ctx, selectInvitation+` WHERE `+where, args...).Scan(i.columns()...)
	return i, err
}

// An Opening is that an assessor opened something of a submission.
type Opening struct {
	Person account.PersonID
	Name   string
	What   string // "piece 4", "file 4.2", "portfolio PDF"
	At     time.Time
}

// Opened records that an assessor opened something of a submission.
func (s *Store) Opened(ctx context.Context, submission evidence.SubmissionID, person account.PersonID, what string) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		const insert = `INSERT INTO assessment_openings (submission_id, person_id, what, at) VALUES ($1, $2, $3, $4)`
		if _, err := tx.Exec(ctx, insert, submission, person, what, db.Stamp(&tx.Now)); err != nil {
			return fmt.Errorf("note opening: %w", err)
		}
		return nil
	})
}

// Openings returns what assessors opened of a submission, newest first, at most
// limit after the first offset, and how often anything was opened.
func (s *Store) Openings(ctx context.Context, submission evidence.SubmissionID, offset, limit int) (all []Opening, total int, err error) {
	const query = `
		SELECT o.person_id, p.name, o.what, o.at FROM assessment_openings o JOIN people p ON p.id = o.person_id
		WHERE o.submission_id = $1 ORDER BY o.id DESC LIMIT $2 OFFSET $3`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		all = nil
		if err := tx.Row(ctx, `SELECT count(*) FROM assessment_openings WHERE submission_id = $1`, submission).Scan(&total); err != nil {
			return err
		}
		return tx.Each(ctx, query, []any{submission, limit, offset}, func(scan func(...any) error) error {
			var o Opening
			err := scan(&o.Person, &o.Name, &o.What, db.Stamp(&o.At))
			all = append(all, o)
			return err
		})
	})
	return all, total, err
}

// OpenedBy returns how often a person opened each thing of a submission.
func (s *Store) OpenedBy(ctx context.Context, submission evidence.SubmissionID, person account.PersonID) (times map[string]int, err error) {
	const query = `SELECT what, count(*) FROM assessment_openings WHERE submission_id = $1 AND person_id = $2 GROUP BY what ORDER BY what`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		times = make(map[string]int)
		return tx.Each(ctx, query, []any{submission, person}, func(scan func(...any) error) error {
			var what string
			var n int
			err := scan(&what, &n)
			times[what] = n
			return err
		})
	})
	return times, err
}

func record(ctx context.Context, tx *db.Tx, by account.PersonID, action string, u *evidence.Submission, detail any) error {
	return audit.Add(ctx, tx, audit.Event{Person: int64(by), Action: action, Portfolio: int64(u.Portfolio),
		Subject: fmt.Sprintf("submission %d", u.ID), Detail: detail})
}
