package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"touchstone/app/db"
	"touchstone/app/db/dbtest"
	"touchstone/app/fault"
)

func add(t *testing.T, d *db.DB, j Job) (id int64) {
	t.Helper()
	err := d.Update(t.Context(), func(tx *db.Tx) (err error) {
		id, err = Add(t.Context(), tx, j)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func start(t *testing.T, d *db.DB, h Handler) *Runner {
	t.Helper()
	r := NewRunner(d, slog.New(slog.DiscardHandler), map[string]Handler{"print": h})
	r.backoff = func(int) time.Duration { return 0 }
	if err := r.Start(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Stop(context.Background()) })
	return r
}

// settle waits until the job is in a state and returns it.
func settle(t *testing.T, d *db.DB, id int64, want func(Job) bool) (j Job) {
	t.Helper()
	for range 500 {
		var err error
		if j, err = Find(t.Context(), d, id); err != nil {
			t.Fatal(err)
		}
		if want(j) {
			return j
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("job stays %+v", j)
	return j
}

func finished(j Job) bool { return j.Finished() }

func TestHowJobsEnd(t *testing.T) {
	tests := []struct {
		name     string
		fail     func(attempt int) error
		state    State
		attempts int
		note     string
	}{
		{"done at once", func(int) error { return nil }, Done, 1, ""},
		{"done at the third try", func(n int) error {
			if n < 3 {
				return errors.New("network")
			}
			return nil
		}, Done, 3, ""},
		{"broken for good", func(int) error { return errors.New("secret detail") }, Failed, MaxAttempts,
			"This did not work, and it is our fault. Try again in a moment."},
		{"refused at once", func(int) error { return fault.New(fault.Invalid, "There is nothing to print.") }, Failed, 1,
			"There is nothing to print."},
		{"no room for a while", func(n int) error {
			if n == 1 {
				return fault.New(fault.Unavailable, "No room.")
			}
			return nil
		}, Done, 2, ""},
		{"panics", func(int) error { panic("index") }, Failed, MaxAttempts,
			"This did not work, and it is our fault. Try again in a moment."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := dbtest.Open(t)
			id := add(t, d, Job{Kind: "print", Key: "1"})
			start(t, d, func(ctx context.Context, task *Task) (any, error) {
				return "made", tt.fail(task.Job.Attempts)
			})
			j := settle(t, d, id, finished)
			if j.State != tt.state || j.Attempts != tt.attempts || j.Note != tt.note {
				t.Errorf("%s after %d attempts, note %q", j.State, j.Attempts, j.Note)
			}
			if tt.state == Done && string(j.Result) != `"made"` {
				t.Errorf("result %s", j.Result)
			}
		})
	}
}

func TestOneUnfinishedJobAKey(t *testing.T) {
	d := dbtest.Open(t)
	first := add(t, d, Job{Kind: "print", Key: "1", Input: 1})
	if again := add(t, d, Job{Kind: "print", Key: "1", Input: 2}); again != first {
		t.Errorf("job %d beside %d", again, first)
	}
	if other := add(t, d, Job{Kind: "print", Key: "2"}); other == first {
		t.Error("another key has the same job")
	}
	start(t, d, func(context.Context, *Task) (any, error) { return nil, nil })
	settle(t, d, first, finished)
	next := add(t, d, Job{Kind: "print", Key: "1"})
	if next == first {
		t.Error("a finished job was taken for an unfinished one")
	}
	if j, err := Latest(t.Context(), d, "print", "1"); err != nil || j.ID != next {
		t.Errorf("Latest = %d, %v", j.ID, err)
	}
}

func TestAJobTellsHowFarItIs(t *testing.T) {
	d := dbtest.Open(t)
	type input struct{ Pages int }
	id := add(t, d, Job{Kind: "print", Input: input{7}})
	release := make(chan struct{})
	start(t, d, func(ctx context.Context, task *Task) (any, error) {
		var in input
		if err := task.Job.InputOf(&in); err != nil {
			return nil, err
		}
		err := task.Report(ctx, 3, in.Pages, "drawing page 3")
		<-release
		return nil, err
	})
	j := settle(t, d, id, func(j Job) bool { return j.Done > 0 })
	close(release)
	if j.Done != 3 || j.Total != 7 || j.Note != "drawing page 3" || j.State != Running {
		t.Errorf("%+v", j)
	}
}

func TestAStoppedJobIsTakenUpAgain(t *testing.T) {
	d := dbtest.Open(t)
	id := add(t, d, Job{Kind: "print"})
	began := make(chan struct{})
	r := start(t, d, func(ctx context.Context, _ *Task) (any, error) {
		close(began)
		<-ctx.Done()
		return nil, ctx.Err()
	})
	<-began
	if err := r.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if j, _ := Find(t.Context(), d, id); j.State != Waiting || j.Attempts != 0 {
		t.Fatalf("after the stop it is %s with %d attempts", j.State, j.Attempts)
	}
	var ran atomic.Int32
	start(t, d, func(context.Context, *Task) (any, error) { ran.Add(1); return nil, nil })
	settle(t, d, id, finished)
	if ran.Load() != 1 {
		t.Errorf("ran %d times", ran.Load())
	}
}

func TestAJobThatKillsTheProgramGivesUp(t *testing.T) {
	d := dbtest.Open(t)
	id := add(t, d, Job{Kind: "print"})
	err := d.Update(t.Context(), func(tx *db.Tx) error { // as kill -9 leaves it
		return tx.Change(t.Context(), `UPDATE jobs SET state = 'running', attempts = $1`, MaxAttempts)
	})
	if err != nil {
		t.Fatal(err)
	}
	start(t, d, func(context.Context, *Task) (any, error) {
		t.Error("it was tried once more")
		return nil, nil
	})
	if j := settle(t, d, id, finished); j.State != Failed {
		t.Errorf("it is %s", j.State)
	}
}

func TestJobsOfOtherKindsWait(t *testing.T) {
	d := dbtest.Open(t)
	other := add(t, d, Job{Kind: "prin"})
	id := add(t, d, Job{Kind: "print"})
	start(t, d, func(context.Context, *Task) (any, error) { return nil, nil })
	settle(t, d, id, finished)
	if j, _ := Find(t.Context(), d, other); j.State != Waiting {
		t.Errorf("it is %s", j.State)
	}
}

func TestInputComesBack(t *testing.T) {
	d := dbtest.Open(t)
	id := add(t, d, Job{Kind: "print", Input: map[string]int{"portfolio": 4}})
	j, err := Find(t.Context(), d, id)
	if raw, ok := j.Input.(json.RawMessage); err != nil || !ok || string(raw) != `{"portfolio":4}` {
		t.Errorf("%v, %v", j.Input, err)
	}
	if _, err := Find(t.Context(), d, id+1); !fault.Is(err, fault.NotFound) {
		t.Errorf("a job that is not there: %v", err)
	}
}

func TestDrainDoesWhatIsDueAndReturns(t *testing.T) {
	d := dbtest.Open(t)
	first, second, other := add(t, d, Job{Kind: "print", Key: "1"}), add(t, d, Job{Kind: "print", Key: "2"}), add(t, d, Job{Kind: "other"})
	err := d.Update(t.Context(), func(tx *db.Tx) error { // as a program that was killed leaves it
		_, err := tx.Exec(t.Context(), `UPDATE jobs SET state = 'running' WHERE id = $1`, first)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	done := 0
	r := NewRunner(d, slog.New(slog.DiscardHandler), map[string]Handler{"print": func(context.Context, *Task) (any, error) { done++; return "", nil }})
	if err := r.Drain(t.Context()); err != nil || done != 2 {
		t.Fatalf("%d jobs done, %v; want 2", done, err)
	}
	for id, want := range map[int64]State{first: Done, second: Done, other: Waiting} {
		if j, err := Find(t.Context(), d, id); err != nil || j.State != want {
			t.Errorf("job %d is %s, %v; want %s", id, j.State, err, want)
		}
	}
}
