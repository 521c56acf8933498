package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"touchstone/app/db"
)

// A Link is an event as it stands in the chain. Its Detail is the recorded text
// as a json.RawMessage.
type Link struct {
	Event
	Before string // the hash of the event before; empty for the first
	Hash   string
	Form   int // of the hash
}

// batch is how many events Walk reads at once, so that a long walk keeps no
// transaction open.
const batch = 2000

// Walk calls see for the events that q narrows to, oldest first, however many
// there are. Before, After and Limit are not looked at.
func Walk(ctx context.Context, d *db.DB, q Query, see func(*Link) error) error {
	q.Before, q.After = 0, 0
	for {
		links, err := linksAfter(ctx, d, q)
		if err != nil {
			return err
		}
		for i := range links {
			if err := see(&links[i]); err != nil {
				return err
			}
		}
		if len(links) < batch {
			return nil
		}
		q.After = links[len(links)-1].ID
	}
}

func linksAfter(ctx context.Context, d *db.DB, q Query) (links []Link, err error) {
	err = d.View(ctx, func(tx *db.Tx) error {
		links = nil
		where, args, err := q.conditions(ctx, tx)
		if err != nil {
			return err
		}
		query := `
			SELECT id, at, COALESCE(person_id, 0), action, portfolio, subject, detail, hash, form,
			       COALESCE((SELECT b.hash FROM events b WHERE b.id = events.id - 1), '')
			FROM events` + where + fmt.Sprintf(" ORDER BY id LIMIT $%d", len(args)+1)
		return tx.Each(ctx, query, append(args, batch), func(scan func(...any) error) error {
			var l Link
			var detail string
			err := scan(&l.ID, db.Stamp(&l.At), &l.Person, &l.Action, &l.Portfolio, &l.Subject, &detail, &l.Hash, &l.Form, &l.Before)
			l.Detail = json.RawMessage(detail)
			links = append(links, l)
			return err
		})
	})
	return links, err
}

// Count returns how many events q narrows to. Before, After and Limit are not
// looked at.
func Count(ctx context.Context, d *db.DB, q Query) (n int, err error) {
	q.Before, q.After = 0, 0
	err = d.View(ctx, func(tx *db.Tx) error {
		where, args, err := q.conditions(ctx, tx)
		if err != nil {
			return err
		}
		return tx.Row(ctx, `SELECT count(*) FROM events`+where, args...).Scan(&n)
	})
	return n, err
}

// Find returns an event as it stands in the chain, or fault.NotFound.
func Find(ctx context.Context, d *db.DB, id int64) (l Link, err error) {
	err = d.View(ctx, func(tx *db.Tx) error {
		var detail string
		const query = `
			SELECT id, at, COALESCE(person_id, 0), action, portfolio, subject, detail, hash, form,
			       COALESCE((SELECT b.hash FROM events b WHERE b.id = events.id - 1), '')
			FROM events WHERE id = $1`
		err := tx.Row(ctx, query, id).Scan(&l.ID, db.Stamp(&l.At), &l.Person, &l.Action, &l.Portfolio, &l.Subject, &detail, &l.Hash, &l.Form, &l.Before)
		l.Detail = json.RawMessage(detail)
		return err
	})
	return l, err
}

// firstAt returns the id of the first event at t or later; one more than the
// newest if there is none. Times only grow along the chain, so halving finds it.
func firstAt(ctx context.Context, tx *db.Tx, t time.Time) (int64, error) {
	var low, high int64
	if err := tx.Row(ctx, `SELECT COALESCE(min(id), 1), COALESCE(max(id), 0) + 1 FROM events`).Scan(&low, &high); err != nil {
		return 0, err
	}
	for low < high {
		mid := low + (high-low)/2
		var id int64
		var at time.Time
		if err := tx.Row(ctx, `SELECT id, at FROM events WHERE id >= $1 ORDER BY id LIMIT 1`, mid).Scan(&id, db.Stamp(&at)); err != nil {
			return 0, err
		}
		if at.Before(t) {
			low = id + 1
		} else {
			high = mid
		}
	}
	return low, nil
}

// startOf returns when a day, as midnight UTC of its date, begins in London.
func startOf(day time.Time) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, db.London)
}

// lowered returns the pattern that finds text anywhere in lowered text.
func lowered(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(text)) + "%"
}
