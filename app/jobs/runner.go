package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"touchstone/app/db"
	"touchstone/app/fault"
)

// A Handler does the jobs of one kind and returns what came of it, as JSON. An
// error that is Internal or Unavailable is tried again, later each time; any
// other fault ends the job, and its message is shown. ctx ends when the program
// stops; a job that then returns an error waits for the next start.
type Handler func(ctx context.Context, t *Task) (result any, err error)

// A Task is a job being done.
type Task struct {
	Job Job
	run *Runner
}

// Report tells how far the job is: done of total parts and, in words, what it
// is doing now.
func (t *Task) Report(ctx context.Context, done, total int, note string) error {
	return t.run.db.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE jobs SET done = $1, total = $2, note = $3 WHERE id = $4`, done, total, note, t.Job.ID)
		return err
	})
}

// Again reports whether a job that fails now with err will be tried again.
func (t *Task) Again(err error) bool { return t.Job.Attempts < MaxAttempts && passing(err) }

// A Runner does the jobs of one installation. Only one program may run them.
type Runner struct {
	db       *db.DB
	log      *slog.Logger
	handlers map[string]Handler
	wake     chan struct{}
	stop     context.CancelFunc
	workers  sync.WaitGroup
	backoff  func(attempt int) time.Duration
}

// NewRunner returns a runner with a handler for each kind of job. Jobs of other
// kinds wait.
func NewRunner(d *db.DB, log *slog.Logger, handlers map[string]Handler) *Runner {
	return &Runner{
		db: d, log: log, handlers: handlers, wake: make(chan struct{}, 1),
		backoff: func(attempt int) time.Duration { return 10 * time.Second << (attempt - 1) },
	}
}

// Start takes up what an earlier run left and begins, with so many jobs at a
// time.
func (r *Runner) Start(ctx context.Context, workers int) error {
	if err := r.takeUp(ctx); err != nil {
		return err
	}
	ctx, r.stop = context.WithCancel(context.WithoutCancel(ctx))
	for range workers {
		r.workers.Go(func() { r.work(ctx) })
	}
	return nil
}

// takeUp lets those wait that an earlier run left unfinished.
func (r *Runner) takeUp(ctx context.Context) error {
	err := r.db.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE jobs SET state = 'waiting', next_at = $1 WHERE state = 'running'`, db.Stamp(&tx.Now))
		return err
	})
	if err != nil {
		return fmt.Errorf("start jobs: %w", err)
	}
	return nil
}

// Drain takes up what an earlier run left, does every job that is due, one after
// the other, and returns. It is for a Runner that is not started.
func (r *Runner) Drain(ctx context.Context) error {
	if err := r.takeUp(ctx); err != nil {
		return err
	}
	for ctx.Err() == nil {
		j, err := r.take(ctx)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("take a job: %w", err)
		}
		r.do(ctx, j)
	}
	return ctx.Err()
}

// Stop tells jobs to end and waits for them, at most until ctx ends.
func (r *Runner) Stop(ctx context.Context) error {
	if r.stop == nil {
		return nil
	}
	r.stop()
	stopped := make(chan struct{})
	go func() { r.workers.Wait(); close(stopped) }()
	select {
	case <-stopped:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("stop jobs: %w", ctx.Err())
	}
}

// Wake makes the runner look at once for a job that was just added.
func (r *Runner) Wake() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

const lookEvery = 2 * time.Second

func (r *Runner) work(ctx context.Context) {
	for ctx.Err() == nil {
		j, err := r.take(ctx)
		switch {
		case err == nil:
			r.Wake() // there may be another for another worker
			r.do(ctx, j)
			continue
		case !fault.Is(err, fault.NotFound) && ctx.Err() == nil:
			r.log.Error("cannot take a job", "err", err)
		}
		select {
		case <-ctx.Done():
		case <-r.wake:
		case <-time.After(lookEvery):
		}
	}
}

// take marks the job that has waited longest as running and returns it, or
// fault.NotFound.
func (r *Runner) take(ctx context.Context) (j Job, err error) {
	const due = `
		SELECT ` + columns + ` FROM jobs
		WHERE state = 'waiting' AND next_at <= $1 AND $2 LIKE '% ' || kind || ' %'
		ORDER BY next_at, id LIMIT 1`
	look := func(tx *db.Tx) error {
		j, err = scanJob(tx.Row(ctx, due, db.Stamp(&tx.Now), r.kinds()).Scan)
		return err
	}
	// Look without taking the writer's turn, since mostly there is nothing.
	if err := r.db.View(ctx, look); err != nil {
		return j, err
	}
	err = r.db.Update(ctx, func(tx *db.Tx) error {
		if err := look(tx); err != nil {
			return err
		}
		j.State, j.Attempts = Running, j.Attempts+1
		_, err := tx.Exec(ctx, `UPDATE jobs SET state = 'running', attempts = $1 WHERE id = $2`, j.Attempts, j.ID)
		return err
	})
	return j, err
}

// kinds returns the kinds of job there are handlers for, with a space around
// each.
func (r *Runner) kinds() string {
	return " " + strings.Join(slices.Sorted(maps.Keys(r.handlers)), " ") + " "
}

// do runs a job's handler and stores how it ended.
func (r *Runner) do(ctx context.Context, j Job) {
	log := r.log.With("job", j.ID, "kind", j.Kind, "attempt", j.Attempts)
	start := time.Now()
	result, err := r.attempt(ctx, j)
	switch {
	case err == nil:
		log.Info("job done", "took", time.Since(start))
	case ctx.Err() != nil:
		log.Info("job waits for the next start")
	default:
		log.Error("job failed", "err", err)
	}
	if err := r.finish(context.WithoutCancel(ctx), j, result, err, ctx.Err() != nil); err != nil {
		log.Error("cannot store how a job ended", "err", err)
	}
}

// attempt calls the handler. A panic is an error.
func (r *Runner) attempt(ctx context.Context, j Job) (result []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	if j.Attempts > MaxAttempts {
		return nil, fmt.Errorf("the program stopped %d times while it did this", MaxAttempts)
	}
	out, err := r.handlers[j.Kind](ctx, &Task{Job: j, run: r})
	if err != nil {
		return nil, err
	}
	return json.Marshal(out)
}

func (r *Runner) finish(ctx context.Context, j Job, result []byte, failure error, stopping bool) error {
	return r.db.Update(ctx, func(tx *db.Tx) error {
		var err error
		switch {
		case failure == nil:
			const done = `UPDATE jobs SET state = 'done', result = $1, done = total, note = '', finished_at = $2 WHERE id = $3`
			_, err = tx.Exec(ctx, done, string(result), db.Stamp(&tx.Now), j.ID)
		case stopping:
			const wait = `UPDATE jobs SET state = 'waiting', attempts = attempts - 1, next_at = $1 WHERE id = $2`
			_, err = tx.Exec(ctx, wait, db.Stamp(&tx.Now), j.ID)
		case j.Attempts < MaxAttempts && passing(failure):
			next := tx.Now.Add(r.backoff(j.Attempts))
			const again = `UPDATE jobs SET state = 'waiting', note = $1, next_at = $2 WHERE id = $3`
			_, err = tx.Exec(ctx, again, "This did not work and will be tried again.", db.Stamp(&next), j.ID)
		default:
			const failed = `UPDATE jobs SET state = 'failed', note = $1, finished_at = $2 WHERE id = $3`
			_, err = tx.Exec(ctx, failed, fault.Of(failure).Message, db.Stamp(&tx.Now), j.ID)
		}
		return err
	})
}

// passing reports whether a failure may be gone next time.
func passing(err error) bool {
	return fault.Is(err, fault.Internal) || fault.Is(err, fault.Unavailable)
}
