package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"touchstone/app/db"
)

// A Query narrows Events. Zero fields do not narrow.
type Query struct {
	Portfolio int64
	Subject   string // the whole of it: "item 14"
	Noun      string // the first word of the subject: "item"
	Action    string // the whole of it: "item.submit"
	Who       string // part of the name or the e-mail address of the person who did it
	Before    int64  // events with a lower id
	After     int64  // events with a higher id, those nearest to it
	Limit     int    // at most so many; 0: 100
}

// Events returns what happened, newest first.
func Events(ctx context.Context, d *db.DB, q Query) (events []Event, err error) {
	if q.Limit == 0 {
		q.Limit = 100
	}
	query, args := q.statement()
	err = d.View(ctx, func(tx *db.Tx) error {
		events = nil
		return tx.Each(ctx, query, args, func(scan func(...any) error) error {
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

// statement returns the query for what q narrows to, and its arguments. It names
// only what narrows, so that each condition is looked up in its index.
func (q Query) statement() (string, []any) {
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
	narrow(q.Portfolio != 0, `portfolio = ?`, q.Portfolio)
	narrow(q.Subject != "", `subject = ?`, q.Subject)
	narrow(q.Noun != "", `subject >= ? AND subject < ?`, q.Noun, q.Noun+"!") // "!" is the character after a space
	narrow(q.Action != "", `action = ?`, q.Action)
	who := "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(q.Who)) + "%"
	narrow(q.Who != "", `person_id IN (SELECT p.id FROM people p WHERE lower(p.name) LIKE ? ESCAPE '\' OR p.email LIKE ? ESCAPE '\')`, who, who)
	narrow(q.Before != 0, `id < ?`, q.Before)
	narrow(q.After != 0, `id > ?`, q.After)

	query := `SELECT id, at, COALESCE(person_id, 0), action, portfolio, subject, detail FROM events`
	if len(where) > 0 {
		query += ` WHERE ` + strings.Join(where, ` AND `)
	}
	if q.After != 0 {
		query += ` ORDER BY id LIMIT `
	} else {
		query += ` ORDER BY id DESC LIMIT `
	}
	return query + fmt.Sprintf("$%d", len(args)+1), append(args, q.Limit)
}
