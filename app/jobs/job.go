// Package jobs does work that outlasts a request. Jobs stand in the database,
// so they survive a restart; a Runner takes them one after another, tells how
// far it is, and tries again when something broke.
package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"touchstone/app/db"
	"touchstone/app/fault"
)

// A State is how far a job has come.
type State string

// The states.
const (
	Waiting State = "waiting" // for its turn, or for another try
	Running State = "running"
	Done    State = "done"   // Result holds what came of it
	Failed  State = "failed" // Note says why
)

// MaxAttempts is how often a job is tried.
const MaxAttempts = 5

// A Job is a piece of work.
type Job struct {
	ID         int64
	Kind       string // which handler does it
	Key        string // at most one unfinished job of a kind has a key
	Input      any    // as JSON; a json.RawMessage when read
	Person     int64  // who asked; 0: the program
	State      State
	Done       int             // parts done
	Total      int             // parts in all; 0: not known yet
	Note       string          // what it is doing, or why it failed, in words for people
	Result     json.RawMessage // what the handler returned, once done
	Attempts   int             // begun so far
	CreatedAt  time.Time
	FinishedAt time.Time // zero: not finished
}

// Finished reports whether nothing more will happen to the job.
func (j *Job) Finished() bool { return j.State == Done || j.State == Failed }

// Add puts a job in the queue and returns its id. If one of its kind and key is
// unfinished, it returns that one's id instead.
func Add(ctx context.Context, tx *db.Tx, j Job) (id int64, err error) {
	input, err := json.Marshal(j.Input)
	if err != nil {
		return 0, fmt.Errorf("encode job: %w", err)
	}
	const insert = `
		INSERT INTO jobs (kind, key, input, person_id, state, created_at, next_at)
		VALUES ($1, $2, $3, NULLIF($4, 0), 'waiting', $5, $5)
		ON CONFLICT (kind, key) WHERE state IN ('waiting', 'running') DO NOTHING
		RETURNING id`
	err = tx.Row(ctx, insert, j.Kind, j.Key, string(input), j.Person, db.Stamp(&tx.Now)).Scan(&id)
	if fault.Is(err, fault.NotFound) {
		const same = `SELECT id FROM jobs WHERE kind = $1 AND key = $2 AND state IN ('waiting', 'running')`
		err = tx.Row(ctx, same, j.Kind, j.Key).Scan(&id)
	}
	return id, err
}

const columns = `id, kind, key, input, COALESCE(person_id, 0), state, done, total, note, result, attempts, created_at, finished_at`

func scanJob(scan func(...any) error) (j Job, err error) {
	var input, result string
	err = scan(&j.ID, &j.Kind, &j.Key, &input, &j.Person, &j.State, &j.Done, &j.Total, &j.Note, &result, &j.Attempts,
		db.Stamp(&j.CreatedAt), db.Stamp(&j.FinishedAt))
	j.Input = json.RawMessage(input)
	if result != "" {
		j.Result = json.RawMessage(result)
	}
	return j, err
}

// Find returns the job with that id, or fault.NotFound.
func Find(ctx context.Context, d *db.DB, id int64) (j Job, err error) {
	err = d.View(ctx, func(tx *db.Tx) error {
		j, err = scanJob(tx.Row(ctx, `SELECT `+columns+` FROM jobs WHERE id = $1`, id).Scan)
		return err
	})
	return j, err
}

// Latest returns the newest job of a kind with that key, or fault.NotFound.
func Latest(ctx context.Context, d *db.DB, kind, key string) (j Job, err error) {
	const query = `SELECT ` + columns + ` FROM jobs WHERE kind = $1 AND key = $2 ORDER BY id DESC LIMIT 1`
	err = d.View(ctx, func(tx *db.Tx) error {
		j, err = scanJob(tx.Row(ctx, query, kind, key).Scan)
		return err
	})
	return j, err
}

// InputOf reads a job's input into v.
func (j *Job) InputOf(v any) error {
	raw, ok := j.Input.(json.RawMessage)
	if !ok {
		return fmt.Errorf("read input of job %d: it has not been stored", j.ID)
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return fmt.Errorf("read input of job %d: %w", j.ID, err)
	}
	return nil
}
