// Package audit records who did what and when. An event is added in the
// transaction that does the thing, so that neither exists without the other,
// and carries a hash over itself and the event before it, so that a change or a
// gap shows.
package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"touchstone/app/db"
	"touchstone/app/fault"
)

// An Event is something that happened.
type Event struct {
	ID        int64     // in the order they happened
	At        time.Time // UTC
	Person    int64     // who did it; 0: the program
	Action    string    // noun and verb: "item.submit"
	Portfolio int64     // 0: of no portfolio
	Subject   string    // noun and id: "item 14"
	Detail    any       // what changed, as JSON: before and after; a json.RawMessage when read
}

// Add records e at the transaction's time.
func Add(ctx context.Context, tx *db.Tx, e Event) error {
	detail, err := json.Marshal(e.Detail)
	if err != nil {
		return fmt.Errorf("encode event: %w", err)
	}
	const newest = `SELECT hash FROM events ORDER BY id DESC LIMIT 1`
	var before string
	if err := tx.Row(ctx, newest).Scan(&before); err != nil && !fault.Is(err, fault.NotFound) {
		return fmt.Errorf("read newest event: %w", err)
	}
	e.At = tx.Now
	const insert = `
		INSERT INTO events (at, person_id, action, portfolio, subject, detail, hash)
		VALUES ($1, NULLIF($2, 0), $3, $4, $5, $6, $7)`
	_, err = tx.Exec(ctx, insert, db.Stamp(&e.At), e.Person, e.Action, e.Portfolio, e.Subject, string(detail),
		hash(before, e, detail))
	if err != nil {
		return fmt.Errorf("add event: %w", err)
	}
	return nil
}

// hash covers every column and the hash before; lengths keep columns apart.
func hash(before string, e Event, detail []byte) string {
	h := sha256.New()
	for _, part := range []string{before, fmt.Sprint(e.At.UnixMilli()), fmt.Sprint(e.Person), e.Action,
		fmt.Sprint(e.Portfolio), e.Subject, string(detail)} {
		fmt.Fprintf(h, "%d:%s,", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Newest returns the time of the newest event, zero if there is none.
func Newest(ctx context.Context, d *db.DB) (at time.Time, err error) {
	err = d.View(ctx, func(tx *db.Tx) error {
		return tx.Row(ctx, `SELECT max(at) FROM events`).Scan(db.Stamp(&at))
	})
	return at, err
}

// Check reads the whole chain and returns the id of the first event that is
// not as it was recorded, or 0, and how many events there are.
func Check(ctx context.Context, d *db.DB) (broken int64, events int, err error) {
	err = d.View(ctx, func(tx *db.Tx) error {
		const query = `
			SELECT id, at, COALESCE(person_id, 0), action, portfolio, subject, detail, hash
			FROM events ORDER BY id`
		before := ""
		return tx.Each(ctx, query, nil, func(scan func(...any) error) error {
			var e Event
			var detail, have string
			if err := scan(&e.ID, db.Stamp(&e.At), &e.Person, &e.Action, &e.Portfolio, &e.Subject, &detail, &have); err != nil {
				return err
			}
			events++
			if broken == 0 && have != hash(before, e, []byte(detail)) {
				broken = e.ID
			}
			before = have
			return nil
		})
	})
	return broken, events, err
}
