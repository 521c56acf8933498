package roster

import (
	"context"
	"encoding/json"
	"fmt"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/programme"
	"touchstone/app/words"
)

// Confirm does what the rows of a roster would do, in one transaction, and says
// what it did. Rows that are wrong are left out. Rows are judged anew first: if
// any would now do something else than its reader was shown, nothing is done,
// the rows are kept as they are judged now, and Confirm returns fault.Conflict.
// Confirming again does nothing and says what was done.
//
// with says what else is done on the way.
func (s *Store) Confirm(ctx context.Context, by account.PersonID, id ID, with With) (done Result, err error) {
	moved := 0
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		r, err := roster(ctx, tx, id)
		if err != nil || !r.ConfirmedAt.IsZero() {
			done = r.Result
			return err
		}
		rows, n, err := rejudge(ctx, tx, &r)
		if moved = n; err != nil || n > 0 {
			return err
		}
		a := applier{tx: tx, by: by, with: with, people: map[string]account.PersonID{},
			employers: map[string]programme.OrganisationID{}, cohorts: map[string]programme.CohortID{}}
		programme.Batch(tx)
		if s.Follow != nil {
			a.told = s.Follow()
		}
		for i, row := range rows {
			if err := a.apply(ctx, row); err != nil {
				return rowFault(row, err)
			}
			if with.Progress != nil && i%100 == 99 {
				with.Progress(i+1, len(rows))
			}
		}
		done = a.done
		done.Left = r.Counts[Wrong]
		return finish(ctx, tx, by, &r, done)
	})
	if err == nil && moved > 0 {
		return Result{}, fault.Newf(fault.Conflict, "What is stored has changed since the file was read: %s would now do something else. Nothing was stored. Look at them, and confirm again.",
			words.Plural(moved, "row", "rows"))
	}
	return done, err
}

// rejudge judges the kept rows by what is stored now, and keeps those that would
// do something else. It returns how many these are.
func rejudge(ctx context.Context, tx *db.Tx, r *Roster) (rows []*Row, moved int, err error) {
	var found []line
	var shown []string
	const query = `SELECT cells, mark, says FROM roster_rows WHERE roster_id = $1 ORDER BY line`
	err = tx.Each(ctx, query, []any{r.ID}, func(scan func(...any) error) error {
		var cells, mark, says string
		if err := scan(&cells, &mark, &says); err != nil {
			return err
		}
		var l line
		if err := json.Unmarshal([]byte(cells), &l); err != nil {
			return fmt.Errorf("read row: %w", err)
		}
		found, shown = append(found, l), append(shown, mark+says)
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	if len(found) == 0 {
		return nil, 0, fault.New(fault.Conflict, "This list was handed in more than a week ago, and its rows are gone. Hand the file in again.")
	}
	if rows, err = judgeAll(ctx, tx, found, r.Adds); err != nil {
		return nil, 0, err
	}
	const update = `UPDATE roster_rows SET mark = $1, says = $2, moved = 1 WHERE roster_id = $3 AND line = $4`
	for i, row := range rows {
		if string(row.Mark)+row.said() == shown[i] {
			continue
		}
		moved++
		if err := tx.Change(ctx, update, row.Mark, row.said(), r.ID, row.Line); err != nil {
			return nil, 0, err
		}
	}
	if moved > 0 {
		err = tx.Change(ctx, `UPDATE rosters SET judged_at = $1 WHERE id = $2`, db.Stamp(&tx.Now), r.ID)
	}
	return rows, moved, err
}

// rowFault says of which row a refusal is.
func rowFault(r *Row, err error) error {
	f := fault.Of(err)
	if f.Kind != fault.Invalid && f.Kind != fault.Exists {
		return err
	}
	why := f.Message
	for _, sentence := range f.Fields {
		why = sentence
	}
	return fault.Because(err, fault.Conflict, fmt.Sprintf("Row %d, %s, was refused, so nothing was stored: %s", r.Line, r.Name, why))
}

// finish notes that a roster is confirmed and what came of it.
func finish(ctx context.Context, tx *db.Tx, by account.PersonID, r *Roster, done Result) error {
	text, err := json.Marshal(done)
	if err != nil {
		return fmt.Errorf("encode result: %w", err)
	}
	const update = `UPDATE rosters SET confirmed_at = $1, result = $2 WHERE id = $3`
	if err := tx.Change(ctx, update, db.Stamp(&tx.Now), string(text), r.ID); err != nil {
		return err
	}
	return audit.Add(ctx, tx, audit.Event{Person: int64(by), Action: "roster.confirm", Subject: fmt.Sprintf("roster %d", r.ID),
		Detail: map[string]any{"after": done, "file": r.FileName}})
}

// An applier does what rows would do.
type applier struct {
	tx        *db.Tx
	by        account.PersonID
	with      With
	people    map[string]account.PersonID // added, by e-mail address
	employers map[string]programme.OrganisationID
	cohorts   map[string]programme.CohortID
	told      Told // nil: nobody
	done      Result
}

func (a *applier) apply(ctx context.Context, r *Row) error {
	if r.Mark != New && r.Mark != Changed {
		return nil
	}
	if err := a.person(ctx, r); err != nil {
		return err
	}
	if err := a.names(ctx, r); err != nil {
		return err
	}
	if r.Mark == New {
		a.done.Enrolments++
		return a.tell(ctx, r, programme.EnrolIn(ctx, a.tx, a.by, &r.after))
	}
	a.done.Changed++
	if r.onlyRenames() {
		return a.tell(ctx, r, nil) // what people are asked to sign has the name in it
	}
	return a.tell(ctx, r, programme.ChangeEnrolmentIn(ctx, a.tx, a.by, &r.after))
}

// tell tells of the row's enrolment, unless storing it came to an error.
func (a *applier) tell(ctx context.Context, r *Row, err error) error {
	if err != nil || a.told == nil {
		return err
	}
	return a.told(ctx, a.tx, r.after.ID)
}

// onlyRenames reports whether a row changes the person's name and nothing else.
func (r *Row) onlyRenames() bool { return r.rename && len(r.Says) == 1 }

// person adds or renames the person.
func (a *applier) person(ctx context.Context, r *Row) error {
	switch {
	case r.person == 0 && a.people[r.Email] != 0:
		r.after.Apprentice = a.people[r.Email]
		return nil
	case r.person != 0 && r.rename:
		return account.RenamePerson(ctx, a.tx, a.by, r.person, r.Name)
	case r.person != 0:
		return nil
	}
	p := account.Person{Name: r.Name, Email: r.Email}
	if err := account.AddPerson(ctx, a.tx, a.by, &p); err != nil {
		return err
	}
	a.done.People++
	a.people[r.Email], r.after.Apprentice = p.ID, p.ID
	if a.with.Invite == nil {
		return nil
	}
	a.done.Invited++
	return a.with.Invite(ctx, a.tx, p)
}

// names adds the employer and the cohort that are not here yet.
func (a *applier) names(ctx context.Context, r *Row) error {
	if k := key(r.employer); k != "" {
		if a.employers[k] == 0 {
			o := programme.Organisation{Kind: programme.EmployerOrganisation, Name: r.employer}
			if err := programme.AddOrganisationIn(ctx, a.tx, a.by, &o); err != nil {
				return err
			}
			a.employers[k] = o.ID
			a.done.Employers++
		}
		r.after.Employer = a.employers[k]
	}
	if k := key(r.cohort); k != "" {
		if a.cohorts[k] == 0 {
			c := programme.Cohort{Name: r.cohort}
			if err := programme.AddCohortIn(ctx, a.tx, a.by, &c); err != nil {
				return err
			}
			a.cohorts[k] = c.ID
			a.done.Cohorts++
		}
		r.after.Cohort = a.cohorts[k]
	}
	return nil
}
