package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"touchstone/app/db"
)

// A Query narrows Events. Zero fields do not narrow.
type Query struct {
	Portfolio int64
	Subject   string    // the whole of it: "item 14"
	Noun      string    // the first word of the subject: "item"
	Action    string    // the whole of it: "item.submit"
	Actions   []string  // any of them
	Not       []string  // none of these actions
	Who       string    // part of the name or the e-mail address of the person who did it
	Person    int64     // who did it
	Search    string    // part of the recorded detail, in any case; or the action is one of Also
	Also      []string  // actions that Search finds by their words
	From, To  time.Time // the first and the last day, in London; midnight UTC
	Before    int64     // events with a lower id
	After     int64     // events with a higher id, those nearest to it
	Limit     int       // at most so many; 0: 100
}

// Events returns what happened, newest first.
func Events(ctx context.Context, d *db.DB, q Query) (events []Event, err error) {
	if q.Limit == 0 {
		q.Limit = 100
	}
	err = d.View(ctx, func(tx *db.Tx) error {
		events = nil
		where, args, err := q.conditions(ctx, tx)
		if err != nil {
			return err
		}
		order := ` ORDER BY id DESC`
		if q.After != 0 {
			order = ` ORDER BY id`
		}
		query := `SELECT id, at, COALESCE(person_id, 0), action, portfolio, subject, detail FROM events` + where + order +
			fmt.Sprintf(" LIMIT $%d", len(args)+1)
		return tx.Each(ctx, query, append(args, q.Limit), func(scan func(...any) error) error {
			var e Event
			var detail string
			if err := scan(&e.ID, db.Stamp(&e.At), &e.Person, &e.Action, &e.Portfolio, &e.Subject, &detail); err != nil {
				return err
			}
			e.Detail = json.RawMessage(detail)
			events = append(events, e)
			return nil
		})
	})
	if q.After != 0 {
		slices.Reverse(events)
	}
	return events, err
}

// conditions returns what q narrows to as a WHERE, empty for nothing, and its
// arguments. It names only what narrows, so that each condition is looked up in
// its index.
func (q Query) conditions(ctx context.Context, tx *db.Tx) (string, []any, error) {
	var where []string
	var args []any
	narrow := func(on bool, condition string, values ...any) {
		if !on {
			return
		}
		for _, v := range values {
			args = append(args, v)
			condition = strings.Replace(condition, "?", fmt.Sprintf("$%d", len(args)), 1)
		}
		where = append(where, condition)
	}
	listed := func(list []string) (marks string, values []any) {
		for _, s := range list {
			marks += ", ?"
			values = append(values, s)
		}
		return strings.TrimPrefix(marks, ", "), values
	}
	narrow(q.Portfolio != 0, `portfolio = ?`, q.Portfolio)
	narrow(q.Subject != "", `subject = ?`, q.Subject)
	narrow(q.Noun != "", `subject >= ? AND subject < ?`, q.Noun, q.Noun+"!") // "!" is the character after a space
	narrow(q.Action != "", `action = ?`, q.Action)
	marks, values := listed(q.Actions)
	narrow(len(values) > 0, `action IN (`+marks+`)`, values...)
	marks, values = listed(q.Not)
	narrow(len(values) > 0, `action NOT IN (`+marks+`)`, values...)
	narrow(q.Person != 0, `person_id = ?`, q.Person)
	who := lowered(q.Who)
	narrow(q.Who != "", `person_id IN (SELECT p.id FROM people p WHERE lower(p.name) LIKE ? ESCAPE '\' OR p.email LIKE ? ESCAPE '\')`, who, who)
	marks, values = listed(q.Also)
	narrow(q.Search != "", `(lower(detail) LIKE ? ESCAPE '\' OR action IN (`+marks+`))`, append([]any{lowered(q.Search)}, values...)...)
	if !q.From.IsZero() {
		first, err := firstAt(ctx, tx, startOf(q.From))
		if err != nil {
			return "", nil, err
		}
		narrow(true, `id >= ?`, first)
	}
	if !q.To.IsZero() {
		after, err := firstAt(ctx, tx, startOf(q.To.AddDate(0, 0, 1)))
		if err != nil {
			return "", nil, err
		}
		narrow(true, `id < ?`, after)
	}
	narrow(q.Before != 0, `id < ?`, q.Before)
	narrow(q.After != 0, `id > ?`, q.After)
	if len(where) == 0 {
		return "", nil, nil
	}
	return ` WHERE ` + strings.Join(where, ` AND `), args, nil
}

// People returns who did something in a portfolio that is none of the actions
// not, by id; the program is not among them.
func People(ctx context.Context, d *db.DB, portfolio int64, not ...string) (people []int64, err error) {
	err = d.View(ctx, func(tx *db.Tx) error {
		people = nil
		query, args := `SELECT DISTINCT person_id FROM events WHERE portfolio = $1 AND person_id IS NOT NULL`, []any{portfolio}
		for i, action := range not {
			query += fmt.Sprintf(` AND action <> $%d`, i+2)
			args = append(args, action)
		}
		return tx.Each(ctx, query+` ORDER BY person_id`, args, func(scan func(...any) error) error {
			var id int64
			err := scan(&id)
			people = append(people, id)
			return err
		})
	})
	return people, err
}
