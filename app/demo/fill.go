package demo

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/blob"
	"touchstone/app/db"
	"touchstone/app/document"
	"touchstone/app/growth"
	"touchstone/app/notify"
	"touchstone/app/programme"
	"touchstone/evidence"
	"touchstone/evidence/assessment"
	"touchstone/ksb"
)

// An Installation is what Fill fills: a migrated database, which may be open
// elsewhere too, and a store of files.
type Installation struct {
	Database string // path of the file
	Blobs    blob.Store
	Reader   *document.Reader
	Now      time.Time // the demonstration ends the day before
	Base     string    // address of the app, without a slash at its end, for messages
	Letter   Letter    // nil: links go by hand
	Reports  Reports   // without them nothing is handed over
}

// A Letter writes the message in which somebody is sent the link of a request
// about an enrolment.
type Letter func(*programme.Enrolment) func(programme.Request) notify.Message

// Fill fills an installation with the demonstration. Where an earlier Fill
// finished it does nothing, and where one was interrupted it goes on, with the
// days that one began with.
func Fill(ctx context.Context, in Installation) error {
	clock := new(clock)
	d, err := db.Open(ctx, in.Database, clock.now)
	if err != nil {
		return err
	}
	defer d.Close()
	anchor, filled, err := begun(ctx, d)
	if err != nil || filled {
		return err
	}
	if anchor.IsZero() {
		anchor = db.Today(in.Now)
	}
	s, err := load()
	if err != nil {
		return err
	}
	f := &filler{
		script: s, calendar: newCalendar(anchor), clock: clock, db: d, base: in.Base, letter: in.Letter, reports: in.Reports,
		accounts: account.NewStore(d), programme: programme.NewStore(d), standards: ksb.NewStore(d), evidence: evidence.NewStore(d), assessment: assessment.NewStore(d),
		people: map[string]account.PersonID{}, organisations: map[string]programme.OrganisationID{}, portfolios: map[string]*portfolio{}, cohorts: map[string]programme.CohortID{},
	}
	f.grown = growth.NewStore(d, f.standards)
	f.maker = &maker{script: s, intake: &evidence.Intake{Files: in.Blobs, Reader: in.Reader, Store: f.evidence}}
	if err := f.run(ctx); err != nil {
		return fmt.Errorf("fill demonstration: %w", err)
	}
	return f.evidence.Restand(ctx) // those who have gathered nothing yet
}

// The demonstration notes its beginning and end among what happened.
const (
	subject     = "demonstration"
	beginAction = "demonstration.begin"
	endAction   = "demonstration.end"
)

// begun returns the day an earlier Fill began with, zero if there was none, and
// whether it finished.
func begun(ctx context.Context, d *db.DB) (anchor time.Time, filled bool, err error) {
	events, err := audit.Events(ctx, d, audit.Query{Subject: subject})
	for _, e := range events {
		var detail struct{ Day time.Time }
		if err := json.Unmarshal(e.Detail.(json.RawMessage), &detail); err != nil {
			return anchor, false, fmt.Errorf("read when the demonstration began: %w", err)
		}
		anchor, filled = detail.Day, filled || e.Action == endAction
	}
	return anchor, filled, err
}

func (f *filler) note(ctx context.Context, action string) error {
	return f.db.Update(ctx, func(tx *db.Tx) error {
		return audit.Add(ctx, tx, audit.Event{Action: action, Subject: subject, Detail: map[string]time.Time{"day": f.calendar.anchor}})
	})
}

// A filler fills one installation.
type filler struct {
	*script
	calendar   calendar
	clock      *clock
	db         *db.DB
	maker      *maker
	base       string
	letter     Letter
	reports    Reports
	accounts   *account.Store
	programme  *programme.Store
	standards  *ksb.Store
	evidence   *evidence.Store
	assessment *assessment.Store
	grown      *growth.Store

	people        map[string]account.PersonID
	organisations map[string]programme.OrganisationID
	cohorts       map[string]programme.CohortID
	portfolios    map[string]*portfolio // by key of the apprentice
}

// A step is something that happens at a time. It does nothing if it has
// happened already.
type step struct {
	at time.Time
	do func(ctx context.Context) error
}

// run makes everything happen, in the order of time.
func (f *filler) run(ctx context.Context) error {
	f.clock.set(f.opening())
	newest, err := audit.Newest(ctx, f.db)
	if err != nil {
		return err
	}
	f.clock.reach(newest) // what an earlier Fill did is over
	if newest.IsZero() {
		if err := f.note(ctx, beginAction); err != nil {
			return err
		}
	}
	if err := f.standards.Seed(ctx); err != nil {
		return err
	}
	if err := f.programme.Seed(ctx); err != nil {
		return err
	}
	steps := f.steps()
	slices.SortStableFunc(steps, func(a, b step) int { return cmp.Compare(a.at.UnixMilli(), b.at.UnixMilli()) })
	ctx, stop := context.WithCancel(ctx)
	wait := f.makeAhead(ctx, newest)
	defer wait()
	defer stop()
	for _, s := range steps {
		if err := ctx.Err(); err != nil {
			return err
		}
		f.clock.reach(s.at)
		if err := s.do(ctx); err != nil {
			return fmt.Errorf("on %s: %w", s.at.Format(time.DateTime), err)
		}
	}
	return f.note(ctx, endAction)
}

// opening returns when the provider set its installation up: some weeks before
// the first apprentice started.
func (f *filler) opening() time.Time {
	longest := 0
	for _, e := range f.Enrolments {
		longest = max(longest, e.Started)
	}
	return at(f.calendar.week(longest+3), 9, 10, "opening")
}

// steps returns what happens, in no order.
func (f *filler) steps() []step {
	steps := f.setUp()
	for i := range f.Enrolments {
		e := &f.Enrolments[i]
		steps = append(steps, f.enrol(e)...)
		for j := range f.pieces[e.Apprentice] {
			steps = append(steps, f.work(e, &f.pieces[e.Apprentice][j])...)
		}
		if e.Declared > 0 {
			steps = append(steps, f.declare(e)...)
		}
		steps = append(steps, f.leave(e)...)
		steps = append(steps, f.train(e)...)
		steps = append(steps, f.meet(e)...)
		steps = append(steps, f.scan(e)...)
	}
	steps = append(steps, f.hand(), f.views())
	for _, more := range [][]step{f.act(), f.advise(), f.inquire(), f.assure(), f.towards(), f.months(), f.mail(), f.grow()} {
		steps = append(steps, more...)
	}
	return steps
}

// makeAhead makes files in the background in the order they are needed, except
// those that an earlier Fill came past, and returns what waits for its end.
// Newest is the time of the last thing that one did.
func (f *filler) makeAhead(ctx context.Context, newest time.Time) (wait func()) {
	type job struct {
		e   *enrolment
		src source
		day time.Time
	}
	var todo []job
	for i := range f.Enrolments {
		e := &f.Enrolments[i]
		for j := range f.pieces[e.Apprentice] {
			p := &f.pieces[e.Apprentice][j]
			day := f.calendar.done(p)
			for _, src := range p.Files {
				if workday(p.written(day), 1).After(newest) {
					todo = append(todo, job{e, src, day})
				}
			}
		}
	}
	slices.SortStableFunc(todo, func(a, b job) int { return a.day.Compare(b.day) })
	jobs := make(chan job)
	var working sync.WaitGroup
	for range max(2, runtime.NumCPU()) {
		working.Go(func() {
			for j := range jobs {
				f.maker.start(ctx, j.e, j.src, j.day) // whoever needs it sees what went wrong
			}
		})
	}
	working.Go(func() {
		defer close(jobs)
		for _, j := range todo {
			select {
			case jobs <- j:
			case <-ctx.Done():
				return
			}
		}
	})
	return working.Wait
}
