package evidence

import (
	"context"
	"fmt"
	"time"

	"touchstone/app/db"
)

// versionColumns are a version's own columns but its id, in the order of
// columns.
const versionColumns = `
	item_id, number, state, revision, title, kind, done_from, done_to, place,
	situation, task, action, result, worked, failed, next_time, theory,
	own_part, own_work, ai_used, ai_note, witness_name, witness_role, witness_relation, witness_contact,
	held, held_what, held_where, created_at, saved_at, submitted_at, submitted_by, decided_at, decided_by, moved_from`

// columns returns what versionColumns are scanned into.
func (v *Version) columns() []any {
	return []any{&v.Item, &v.Number, &v.State, &v.Revision, &v.Title, &v.Kind, db.Day(&v.From), db.Day(&v.To), &v.Place,
		&v.Situation, &v.Task, &v.Action, &v.Result, &v.Worked, &v.Failed, &v.NextTime, &v.Theory,
		&v.OwnPart, flag{&v.OwnWork}, &v.AI, &v.AINote, &v.Witness.Name, &v.Witness.Role, &v.Witness.Relation, &v.Witness.Contact,
		flag{&v.Held}, &v.HeldWhat, &v.HeldWhere, db.Stamp(&v.CreatedAt), db.Stamp(&v.SavedAt),
		db.Stamp(&v.SubmittedAt), orZero{(*int64)(&v.SubmittedBy)}, db.Stamp(&v.DecidedAt), orZero{(*int64)(&v.DecidedBy)},
		orZero{(*int64)(&v.MovedFrom)}}
}

// text returns the arguments for the columns a draft may change, title to held_where.
func (v *Version) text() []any {
	return []any{v.Title, v.Kind, db.Day(&v.From), db.Day(&v.To), v.Place,
		v.Situation, v.Task, v.Action, v.Result, v.Worked, v.Failed, v.NextTime, v.Theory,
		v.OwnPart, v.OwnWork, v.AI, v.AINote, v.Witness.Name, v.Witness.Role, v.Witness.Relation, v.Witness.Contact,
		v.Held, v.HeldWhat, v.HeldWhere}
}

// insertVersion stores a new draft with its text alone, and fills in its ID
// and times.
func insertVersion(ctx context.Context, tx *db.Tx, v *Version) error {
	v.State, v.Revision, v.CreatedAt, v.SavedAt = Draft, 1, tx.Now, tx.Now
	const insert = `
		INSERT INTO versions (title, kind, done_from, done_to, place,
		                      situation, task, action, result, worked, failed, next_time, theory,
		                      own_part, own_work, ai_used, ai_note, witness_name, witness_role, witness_relation, witness_contact,
		                      held, held_what, held_where, item_id, number, state, revision, created_at, saved_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
		        $22, $23, $24, $25, $26, 'draft', 1, $27, $27)
		RETURNING id`
	args := append(v.text(), v.Item, v.Number, db.Stamp(&tx.Now))
	if err := tx.Row(ctx, insert, args...).Scan(&v.ID); err != nil {
		return fmt.Errorf("add version: %w", err)
	}
	return nil
}

// saveText stores a draft's text and counts its revision up.
func saveText(ctx context.Context, tx *db.Tx, v *Version) error {
	v.Revision, v.SavedAt = v.Revision+1, tx.Now
	const update = `
		UPDATE versions
		SET title = $1, kind = $2, done_from = $3, done_to = $4, place = $5,
		    situation = $6, task = $7, action = $8, result = $9, worked = $10, failed = $11, next_time = $12, theory = $13,
		    own_part = $14, own_work = $15, ai_used = $16, ai_note = $17,
		    witness_name = $18, witness_role = $19, witness_relation = $20, witness_contact = $21,
		    held = $22, held_what = $23, held_where = $24, revision = $25, saved_at = $26
		WHERE id = $27 AND state = 'draft'`
	if err := tx.Change(ctx, update, append(v.text(), v.Revision, db.Stamp(&tx.Now), v.ID)...); err != nil {
		return fmt.Errorf("save draft: %w", err)
	}
	return nil
}

// copyVersion stores a draft of the item that begins as a copy of v: text,
// files and claims with where they came from, the claims undecided.
func copyVersion(ctx context.Context, tx *db.Tx, v *Version) (Version, error) {
	next := *v
	next.Decisions, next.SubmittedBy, next.DecidedBy, next.MovedFrom = nil, 0, 0, 0
	next.SubmittedAt, next.DecidedAt = time.Time{}, time.Time{}
	const newest = `SELECT max(number) + 1 FROM versions WHERE item_id = $1`
	if err := tx.Row(ctx, newest, v.Item).Scan(&next.Number); err != nil {
		return next, fmt.Errorf("number version: %w", err)
	}
	if err := insertVersion(ctx, tx, &next); err != nil {
		return next, err
	}
	const files = `
		INSERT INTO version_files (version_id, file_id, position)
		SELECT $1, file_id, position FROM version_files WHERE version_id = $2`
	if _, err := tx.Exec(ctx, files, next.ID, v.ID); err != nil {
		return next, fmt.Errorf("copy files of version: %w", err)
	}
	next.Claims = make([]Claim, len(v.Claims))
	for i, c := range v.Claims {
		next.Claims[i] = Claim{Statement: c.Statement, How: c.How, Places: c.Places}
	}
	if err := insertClaims(ctx, tx, next.ID, next.Claims); err != nil {
		return next, err
	}
	return next, copyOrigins(ctx, tx, v.ID, next.ID)
}

// A flag is a column of 0 or 1.
type flag struct{ to *bool }

// Scan implements sql.Scanner.
func (f flag) Scan(v any) error {
	switch v := v.(type) {
	case int64:
		*f.to = v != 0
	case bool:
		*f.to = v
	default:
		return fmt.Errorf("a flag is stored as %T", v)
	}
	return nil
}

// orZero is a column of a whole number that may be NULL, which is 0.
type orZero struct{ to *int64 }

// Scan implements sql.Scanner.
func (z orZero) Scan(v any) error {
	n, ok := v.(int64)
	if !ok && v != nil {
		return fmt.Errorf("a number is stored as %T", v)
	}
	*z.to = n
	return nil
}
