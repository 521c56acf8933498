package account

import (
	"context"

	"touchstone/app/audit"
	"touchstone/app/db"
)

// A Store keeps people, their roles, sessions and links. Each change records
// who made it; a by of 0 is the program.
type Store struct{ db *db.DB }

// NewStore returns the store in d.
func NewStore(d *db.DB) *Store { return &Store{d} }

// note records a change to a person.
func note(ctx context.Context, tx *db.Tx, by PersonID, action string, of PersonID, detail any) error {
	return audit.Add(ctx, tx, audit.Event{Person: int64(by), Action: action, Subject: of.subject(), Detail: detail})
}
