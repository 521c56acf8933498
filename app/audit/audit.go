// Package audit records who did what and when. An event is added in the
// transaction that does the thing, so that neither exists without the other,
// and carries a hash over itself and the event before it, so that a change or a
// gap shows. The end of the chain is kept apart from the events, so that a cut
// at the end shows as well.
package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"touchstone/app/db"
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
	end, err := endIn(ctx, tx)
	if err != nil {
		return err
	}
	e.ID, e.At = end.newest+1, tx.Now
	h := Hash(end.hash, &e, newForm, string(detail))
	const insert = `
		INSERT INTO events (id, at, person_id, action, portfolio, subject, detail, hash, form)
		VALUES ($1, $2, NULLIF($3, 0), $4, $5, $6, $7, $8, $9)`
	_, err = tx.Exec(ctx, insert, e.ID, db.Stamp(&e.At), e.Person, e.Action, e.Portfolio, e.Subject, string(detail), h, newForm)
	if err != nil {
		return fmt.Errorf("add event: %w", err)
	}
	end.newest, end.hash = e.ID, h
	end.added++
	return nil
}

// An end is that of the chain within a transaction, which moves it once, when it
// is committed: reading and moving it with each event would take as long as
// adding the event.
type end struct {
	read   bool
	newest int64
	hash   string
	added  int // events of this transaction
}

// endIn returns the end of the chain as a transaction has made it so far.
func endIn(ctx context.Context, tx *db.Tx) (*end, error) {
	e := db.Kept[end](tx)
	if e.read {
		return e, nil
	}
	// Both, so that what was cut off or put in at the end is never written over.
	const query = `SELECT newest, hash, COALESCE((SELECT max(id) FROM events), 0) FROM chain`
	var last int64
	if err := tx.Row(ctx, query).Scan(&e.newest, &e.hash, &last); err != nil {
		return nil, fmt.Errorf("read end of chain: %w", err)
	}
	e.newest, e.read = max(e.newest, last), true
	tx.BeforeCommit(func(ctx context.Context) error {
		if e.added == 0 {
			return nil
		}
		const move = `UPDATE chain SET events = events + $1, newest = $2, hash = $3 WHERE id = 1`
		if err := tx.Change(ctx, move, e.added, e.newest, e.hash); err != nil {
			return fmt.Errorf("move end of chain: %w", err)
		}
		return nil
	})
	return e, nil
}

// Newest returns the time of the newest event, zero if there is none.
func Newest(ctx context.Context, d *db.DB) (at time.Time, err error) {
	err = d.View(ctx, func(tx *db.Tx) error {
		return tx.Row(ctx, `SELECT max(at) FROM events`).Scan(db.Stamp(&at))
	})
	return at, err
}
