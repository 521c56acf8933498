package programme

import (
	"context"
	"fmt"
	"strings"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/ksb"
)

// A Store keeps organisations, enrolments and declarations.
type Store struct{ db *db.DB }

// NewStore returns the store in d.
func NewStore(d *db.DB) *Store { return &Store{d} }

// Enrol checks and stores a new enrolment, fills in its ID, and gives the
// apprentice and the coach their roles in it. It returns fault.Invalid if a
// field is wrong.
func (s *Store) Enrol(ctx context.Context, by account.PersonID, e *Enrolment) error {
	return s.db.Update(ctx, func(tx *db.Tx) error { return EnrolIn(ctx, tx, by, e) })
}

// EnrolIn is Enrol within a transaction of the caller's.
func EnrolIn(ctx context.Context, tx *db.Tx, by account.PersonID, e *Enrolment) error {
	if err := check(ctx, tx, e); err != nil {
		return err
	}
	const insert = `
		INSERT INTO enrolments (apprentice_id, standard_id, option_id, plan_id, employer_id, employer_contact,
		                        coach_id, assessment_id, uln, started_on, planned_end_on, gateway_on, cohort_id, created_at, updated_at)
		VALUES ($1, $2, NULLIF($3, 0), NULLIF($4, 0), $5, $6, $7, NULLIF($8, 0), $9, $10, $11, $12, NULLIF($13, 0), $14, $14)
		RETURNING id`
	err := tx.Row(ctx, insert, e.Apprentice, e.Standard, e.Option, e.Plan, e.Employer, e.EmployerContact,
		e.Coach, e.Assessment, e.ULN, db.Day(&e.StartedOn), db.Day(&e.PlannedEndOn), db.Day(&e.GatewayOn), e.Cohort, db.Stamp(&tx.Now)).Scan(&e.ID)
	if err != nil {
		return fmt.Errorf("add enrolment: %w", err)
	}
	if err := grants(ctx, tx, e.ID, e.Apprentice, e.Coach); err != nil {
		return err
	}
	if err := begin(ctx, tx, e); err != nil {
		return err
	}
	return record(ctx, tx, by, "enrolment.add", e.ID, map[string]any{"after": e})
}

// ChangeEnrolment checks and stores what changed of an enrolment. The
// apprentice and the standard stay. A new coach gets the role the old one loses.
func (s *Store) ChangeEnrolment(ctx context.Context, by account.PersonID, e *Enrolment) error {
	return s.db.Update(ctx, func(tx *db.Tx) error { return ChangeEnrolmentIn(ctx, tx, by, e) })
}

// ChangeEnrolmentIn is ChangeEnrolment within a transaction of the caller's.
func ChangeEnrolmentIn(ctx context.Context, tx *db.Tx, by account.PersonID, e *Enrolment) error {
	before, err := enrolment(ctx, tx, e.ID)
	if err != nil {
		return err
	}
	e.Apprentice, e.Standard = before.Apprentice, before.Standard
	e.State, e.PausedDays, e.PausedOn = before.State, before.PausedDays, before.PausedOn
	e.ExpectedOn, e.ReturnedOn, e.EndedOn = before.ExpectedOn, before.ReturnedOn, before.EndedOn
	if err := check(ctx, tx, e); err != nil {
		return err
	}
	const update = `
		UPDATE enrolments
		SET option_id = NULLIF($2, 0), plan_id = NULLIF($3, 0), employer_id = $4, employer_contact = $5, coach_id = $6,
		    assessment_id = NULLIF($7, 0), uln = $8, started_on = $9, planned_end_on = $10, gateway_on = $11, cohort_id = NULLIF($12, 0), updated_at = $13
		WHERE id = $1`
	err = tx.Change(ctx, update, e.ID, e.Option, e.Plan, e.Employer, e.EmployerContact, e.Coach,
		e.Assessment, e.ULN, db.Day(&e.StartedOn), db.Day(&e.PlannedEndOn), db.Day(&e.GatewayOn), e.Cohort, db.Stamp(&tx.Now))
	if err != nil {
		return fmt.Errorf("change enrolment: %w", err)
	}
	if e.Coach != before.Coach {
		if err := moveCoach(ctx, tx, e.ID, before.Coach, e.Coach); err != nil {
			return err
		}
	}
	if err := Reckon(ctx, tx, e.ID); err != nil {
		return err
	}
	after, err := enrolment(ctx, tx, e.ID)
	if err != nil {
		return err
	}
	changed := audit.Between(before, after)
	return record(ctx, tx, by, changeAction(&changed), e.ID, changed)
}

// changeAction returns what a change of an enrolment is called: one of nothing
// but the coach has a name of its own.
func changeAction(c *audit.Change) string {
	only := true
	for name := range c.After {
		only = only && strings.HasPrefix(name, "Coach")
	}
	if only && !c.Empty() {
		return "enrolment.coach"
	}
	return "enrolment.change"
}

// Reckon works out anew what follows from an enrolment's dates, state and breaks
// in learning: its hours, when its progress is to be reviewed, and its standing.
// Whatever changes those calls it, in the same transaction.
func Reckon(ctx context.Context, tx *db.Tx, id EnrolmentID) error {
	hours, err := reckonedHours(ctx, tx, id)
	if err != nil {
		return err
	}
	clock, err := reviewClock(ctx, tx, id)
	if err != nil {
		return fmt.Errorf("set review clock: %w", err)
	}
	return stand(ctx, tx, id, func(s *Standing) {
		s.HoursAgreed, s.HoursLogged, s.HoursTarget = hours.Agreed, hours.Logged, hours.Target
		s.ReviewDue = clock.Due
	})
}

// begin is Reckon for an enrolment that was added just now: nothing has happened
// in it that would have to be read.
func begin(ctx context.Context, tx *db.Tx, e *Enrolment) error {
	hours := HoursBasis{HoursPeriod: HoursPeriod{Started: e.StartedOn}, PlannedEnd: e.PlannedEndOn}
	if err := tx.Row(ctx, `SELECT minimum_hours FROM standards WHERE id = $1`, e.Standard).Scan(&hours.Standard); err != nil {
		return fmt.Errorf("read hours of standard: %w", err)
	}
	clock := ReviewClock{State: Active, StartedOn: e.StartedOn, Rule: ReviewRuleOf(e.StartedOn)}
	clock.set()
	target := hours.Target().Minutes
	return stand(ctx, tx, e.ID, func(s *Standing) { s.HoursTarget, s.ReviewDue = target, clock.Due })
}

func moveCoach(ctx context.Context, tx *db.Tx, id EnrolmentID, from, to account.PersonID) error {
	const revoke = `
		UPDATE grants SET revoked_at = $4
		WHERE person_id = $1 AND role = $2 AND scope = 'enrolment' AND scope_id = $3 AND revoked_at IS NULL`
	if _, err := tx.Exec(ctx, revoke, from, account.Coach, id, db.Stamp(&tx.Now)); err != nil {
		return fmt.Errorf("revoke coach: %w", err)
	}
	return grant(ctx, tx, to, account.Coach, id)
}

// grants gives the apprentice and the coach their roles in an enrolment.
func grants(ctx context.Context, tx *db.Tx, id EnrolmentID, apprentice, coach account.PersonID) error {
	const insert = `
		INSERT INTO grants (person_id, role, scope, scope_id, granted_at)
		VALUES ($1, $2, 'enrolment', $5, $6), ($3, $4, 'enrolment', $5, $6)
		ON CONFLICT DO NOTHING`
	if _, err := tx.Exec(ctx, insert, apprentice, account.Apprentice, coach, account.Coach, id, db.Stamp(&tx.Now)); err != nil {
		return fmt.Errorf("grant roles: %w", err)
	}
	return nil
}

// grant gives a role in an enrolment, and is content if the person has it.
func grant(ctx context.Context, tx *db.Tx, person account.PersonID, role account.Role, id EnrolmentID) error {
	const insert = `
		INSERT INTO grants (person_id, role, scope, scope_id, granted_at)
		VALUES ($1, $2, 'enrolment', $3, $4)
		ON CONFLICT DO NOTHING`
	if _, err := tx.Exec(ctx, insert, person, role, id, db.Stamp(&tx.Now)); err != nil {
		return fmt.Errorf("grant %s: %w", role, err)
	}
	return nil
}

// check is Check, and whether what the enrolment names fits together.
func check(ctx context.Context, tx *db.Tx, e *Enrolment) error {
	var bad fault.Fields
	if err := e.Check(); err != nil && !bad.Merge(err) {
		return err
	}
	if err := checkNames(ctx, tx, e, &bad); err != nil {
		return err
	}
	if err := checkULN(ctx, tx, e, &bad); err != nil {
		return err
	}
	if err := checkOnce(ctx, tx, e, &bad); err != nil {
		return err
	}
	return bad.Err()
}

// checkNames refuses what names nothing that is stored.
func checkNames(ctx context.Context, tx *db.Tx, e *Enrolment, bad *fault.Fields) error {
	const query = `
		SELECT $1 = 0 OR EXISTS (SELECT 1 FROM people WHERE id = $1),
		       $2 = 0 OR EXISTS (SELECT 1 FROM grants WHERE person_id = $2 AND role = 'coach' AND scope = 'installation' AND revoked_at IS NULL),
		       $3 = 0 OR EXISTS (SELECT 1 FROM standards WHERE id = $3),
		       $4 = 0 OR EXISTS (SELECT 1 FROM standard_options WHERE id = $4 AND standard_id = $3),
		       $5 = 0 OR EXISTS (SELECT 1 FROM plans WHERE id = $5 AND standard_id = $3
		                       AND (retired_at IS NULL OR EXISTS (SELECT 1 FROM enrolments WHERE id = $9 AND plan_id = $5))),
		       $6 = 0 OR EXISTS (SELECT 1 FROM organisations WHERE id = $6 AND kind = 'employer'),
		       $7 = 0 OR EXISTS (SELECT 1 FROM organisations WHERE id = $7 AND kind = 'assessment'),
		       $8 = 0 OR EXISTS (SELECT 1 FROM cohorts WHERE id = $8)`
	var is [8]bool
	err := tx.Row(ctx, query, e.Apprentice, e.Coach, e.Standard, e.Option, e.Plan, e.Employer, e.Assessment, e.Cohort, e.ID).
		Scan(&is[0], &is[1], &is[2], &is[3], &is[4], &is[5], &is[6], &is[7])
	if err != nil {
		return fmt.Errorf("check what an enrolment names: %w", err)
	}
	for i, of := range []struct{ field, sentence string }{
		{"apprentice", "Choose someone on the list."},
		{"coach", "Choose a coach on the list."},
		{"standard", "Choose a standard on the list."},
		{"option", "Choose one of this standard's options."},
		{"plan", "Choose one of this standard's plans that are offered."},
		{"employer", "Choose an employer on the list."},
		{"assessment", "Choose an assessment organisation on the list."},
		{"cohort", "Choose a cohort on the list."},
	} {
		if !is[i] {
			bad.Add(of.field, "%s", of.sentence)
		}
	}
	return nil
}

// checkOnce refuses an enrolment that is there already, as by a second click.
// Somebody who left and comes back starts on another day.
func checkOnce(ctx context.Context, tx *db.Tx, e *Enrolment, bad *fault.Fields) error {
	var others int
	const query = `SELECT count(*) FROM enrolments WHERE apprentice_id = $1 AND standard_id = $2 AND started_on = $3 AND id <> $4`
	if err := tx.Row(ctx, query, e.Apprentice, e.Standard, db.Day(&e.StartedOn), e.ID).Scan(&others); err != nil {
		return err
	}
	if others > 0 {
		bad.Add("apprentice", "They are enrolled on this standard from this day already: find them on the list of enrolments.")
	}
	return nil
}

// checkULN refuses the number of somebody else. The same person may be enrolled
// twice under one number.
func checkULN(ctx context.Context, tx *db.Tx, e *Enrolment, bad *fault.Fields) error {
	if e.ULN == "" {
		return nil
	}
	var others int
	const query = `SELECT count(*) FROM enrolments WHERE uln = $1 AND uln <> '' AND apprentice_id <> $2`
	if err := tx.Row(ctx, query, e.ULN, e.Apprentice).Scan(&others); err != nil {
		return err
	}
	if others > 0 {
		bad.Add("uln", "Check the number: another apprentice has %s.", e.ULN)
	}
	return nil
}

const enrolmentColumns = `
	e.id, e.apprentice_id, e.standard_id, COALESCE(e.option_id, 0), COALESCE(e.plan_id, 0), e.employer_id, e.employer_contact,
	e.coach_id, COALESCE(e.assessment_id, 0), e.uln, e.started_on, e.planned_end_on, e.gateway_on,
	a.name, c.name, o.name, COALESCE(ao.name, ''), s.reference, s.title, s.level, COALESCE(so.name, ''),
	COALESCE(e.cohort_id, 0), COALESCE(co.name, ''), e.state, e.paused_days, e.paused_on, e.expected_on, e.returned_on, e.ended_on`

const enrolmentTables = `
	enrolments e
	JOIN people a ON a.id = e.apprentice_id
	JOIN people c ON c.id = e.coach_id
	JOIN organisations o ON o.id = e.employer_id
	JOIN standards s ON s.id = e.standard_id
	LEFT JOIN standard_options so ON so.id = e.option_id
	LEFT JOIN organisations ao ON ao.id = e.assessment_id
	LEFT JOIN cohorts co ON co.id = e.cohort_id`

func (e *Enrolment) columns() []any {
	return []any{&e.ID, &e.Apprentice, &e.Standard, &e.Option, &e.Plan, &e.Employer, &e.EmployerContact,
		&e.Coach, &e.Assessment, &e.ULN, db.Day(&e.StartedOn), db.Day(&e.PlannedEndOn), db.Day(&e.GatewayOn),
		&e.ApprenticeName, &e.CoachName, &e.EmployerName, &e.AssessmentName, &e.StandardReference, &e.StandardTitle, &e.StandardLevel, &e.OptionName,
		&e.Cohort, &e.CohortName, &e.State, &e.PausedDays, db.Day(&e.PausedOn), db.Day(&e.ExpectedOn), db.Day(&e.ReturnedOn), db.Day(&e.EndedOn)}
}

// Enrolment returns an enrolment with its names, or fault.NotFound.
func (s *Store) Enrolment(ctx context.Context, id EnrolmentID) (e Enrolment, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		e, err = enrolment(ctx, tx, id)
		return err
	})
	return e, err
}

// EnrolmentIn is Enrolment within a transaction of the caller's.
func EnrolmentIn(ctx context.Context, tx *db.Tx, id EnrolmentID) (Enrolment, error) {
	return enrolment(ctx, tx, id)
}

func enrolment(ctx context.Context, tx *db.Tx, id EnrolmentID) (e Enrolment, err error) {
	err = tx.Row(ctx, `SELECT `+enrolmentColumns+` FROM `+enrolmentTables+` WHERE e.id = $1`, id).Scan(e.columns()...)
	return e, err
}

// A Query narrows and orders Enrolments. Zero fields do not narrow.
type Query struct {
	Apprentice account.PersonID
	Coach      account.PersonID
	Employer   OrganisationID
	Standard   ksb.StandardID
	Cohort     CohortID         // NoCohort: those in none
	State      State            // Current: active or on a break
	Reader     account.PersonID // who has a role in it now
	Search     string           // part of the apprentice's name, employer's name, ULN or standard's reference
	Sort       string           // "name" (the default), "-name", "started", "-started"
	Offset     int
	Limit      int // 0: 50
}

// Current narrows a Query to the apprenticeships that go on, breaks included.
const Current State = "current"

var enrolmentOrder = map[string]string{
	"":         `lower(a.name), e.id`,
	"name":     `lower(a.name), e.id`,
	"-name":    `lower(a.name) DESC, e.id DESC`,
	"started":  `e.started_on, e.id`,
	"-started": `e.started_on DESC, e.id DESC`,
}

// Enrolments returns the enrolments that q asks for, and how many there are
// without its Offset and Limit.
func (s *Store) Enrolments(ctx context.Context, q Query) (found []Enrolment, total int, err error) {
	order, known := enrolmentOrder[q.Sort]
	if !known {
		order = enrolmentOrder[""]
	}
	if q.Limit == 0 {
		q.Limit = 50
	}
	const where = `
		WHERE ($1 = 0 OR e.apprentice_id = $1) AND ($2 = 0 OR e.coach_id = $2) AND ($3 = 0 OR e.employer_id = $3)
		  AND ($4 = '' OR lower(a.name) LIKE $4 ESCAPE '\' OR lower(o.name) LIKE $4 ESCAPE '\' OR e.uln LIKE $4 ESCAPE '\'
		       OR lower(s.reference) LIKE $4 ESCAPE '\')
		  AND ($5 = 0 OR EXISTS (
		       SELECT 1 FROM grants g
		       WHERE g.person_id = $5 AND g.revoked_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > $6)
		         AND ((g.scope = 'enrolment' AND g.scope_id = e.id)
		           OR (g.scope = 'organisation' AND g.scope_id = e.employer_id AND g.role = 'employer')
		           OR (g.scope = 'installation' AND g.role = 'iqa'))))
		  AND ($7 = 0 OR COALESCE(e.cohort_id, -1) = $7)
		  AND ($8 = '' OR e.state = $8 OR ($8 = 'current' AND e.state IN ('active', 'break')))
		  AND ($9 = 0 OR e.standard_id = $9)`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		found = nil
		args := []any{q.Apprentice, q.Coach, q.Employer, Like(q.Search), q.Reader, db.Stamp(&tx.Now), q.Cohort, q.State, q.Standard}
		if err := tx.Row(ctx, `SELECT count(*) FROM `+enrolmentTables+where, args...).Scan(&total); err != nil {
			return err
		}
		query := `SELECT ` + enrolmentColumns + ` FROM ` + enrolmentTables + where + ` ORDER BY ` + order + ` LIMIT $10 OFFSET $11`
		return tx.Each(ctx, query, append(args, q.Limit, q.Offset), func(scan func(...any) error) error {
			var e Enrolment
			if err := scan(e.columns()...); err != nil {
				return err
			}
			found = append(found, e)
			return nil
		})
	})
	return found, total, err
}

// Like returns a pattern for LIKE … ESCAPE '\' on lowered text that finds
// search anywhere, or the empty string for an empty search.
func Like(search string) string {
	search = strings.ToLower(strings.TrimSpace(search))
	if search == "" {
		return ""
	}
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(search) + "%"
}

func record(ctx context.Context, tx *db.Tx, by account.PersonID, action string, id EnrolmentID, detail any) error {
	return audit.Add(ctx, tx, audit.Event{Person: int64(by), Action: action, Portfolio: int64(id),
		Subject: fmt.Sprintf("enrolment %d", id), Detail: detail})
}

// EachEnrolment calls do with every enrolment, by the name of the apprentice,
// within a transaction of the caller's.
func EachEnrolment(ctx context.Context, tx *db.Tx, do func(*Enrolment) error) error {
	const query = `SELECT ` + enrolmentColumns + ` FROM ` + enrolmentTables + ` ORDER BY lower(a.name), e.id`
	return tx.Each(ctx, query, nil, func(scan func(...any) error) error {
		var e Enrolment
		if err := scan(e.columns()...); err != nil {
			return err
		}
		return do(&e)
	})
}
