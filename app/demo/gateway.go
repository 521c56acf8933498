package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/programme"
	"touchstone/evidence"
	"touchstone/evidence/assessment"
)

// Reports is what the demonstration asks of the reports, which it does not know.
// d is its own database, with its own time.
type Reports struct {
	// HandOver freezes a portfolio as its next attempt.
	HandOver func(ctx context.Context, d *db.DB, portfolio programme.EnrolmentID, by account.PersonID) (evidence.SubmissionID, error)
	// Make makes the files of what was handed over and has none.
	Make func(ctx context.Context, d *db.DB) error
	// Report makes the report of how a submission was judged.
	Report func(ctx context.Context, tx *db.Tx, u *evidence.Submission, a *assessment.Assessment, r assessment.Result, invited []assessment.Invitation) ([]byte, error)
}

// A gatewayBook is how far people have gone towards their assessment.
type gatewayBook struct {
	Coordinator string   `json:"coordinator"` // key
	English     string   `json:"english"`     // note of the record
	Maths       string   `json:"maths"`
	Decided     string   `json:"decided"`    // why it is not taken at 19 or over
	Behaviours  []string `json:"behaviours"` // an employer's examples
	Ways        []way    `json:"ways"`
	Words       struct {
		Shown     []string `json:"shown"` // reasons of an assessor for what is shown
		Asked     []string `json:"asked"` // why it is shown without evidence
		Met       []string `json:"met"`
		Higher    []string `json:"higher"` // why a criterion above a pass is not met
		Questions []string `json:"questions"`
		Answers   []string `json:"answers"`
		Notes     []string `json:"notes"`
		Agree     string   `json:"agree"`
	} `json:"words"`
}

// A way is one apprentice's. Weeks count from this week's Monday; 0: not so far.
type way struct {
	Apprentice string                 `json:"apprentice"` // key
	Age        programme.GatewayState `json:"age"`        // at the start
	Recorded   int                    `json:"recorded"`   // weeks ago that the coach recorded age, English and maths
	Verified   int                    `json:"verified"`   // that the employer verified the behaviours
	Declared   int                    `json:"declared"`   // that everyone declared what the plan asks
	Chosen     int                    `json:"chosen"`     // that the smallest set of pieces was chosen
	Signed     int                    `json:"signed"`     // that the first signed off
	Signers    int                    `json:"signers"`    // how many have signed since, in the plan's order
	Attempts   []attempt              `json:"attempts"`
	Sitting    *sitting               `json:"sitting"` // of the last attempt
}

// An attempt is one hand-over and what was decided of its parts.
type attempt struct {
	Week    int                      `json:"week"`    // weeks ago
	Decided int                      `json:"decided"` // weeks ago; 0: not yet
	Reject  map[string]string        `json:"reject"`  // key of a part to what is wrong with it
	Mend    *programme.GatewayRecord `json:"mend"`    // what the coach recorded anew in the week before
}

// A sitting is how a submission is judged, as far as it has come.
type sitting struct {
	Assessor  string            `json:"assessor"`  // key
	Moderator string            `json:"moderator"` // key; empty: nobody moderates
	Invited   int               `json:"invited"`   // weeks ago
	Judged    int               `json:"judged"`    // weeks ago
	Methods   int               `json:"methods"`   // how many of the methods are judged
	Above     []string          `json:"above"`     // methods in which everything is met
	Lacks     map[string]string `json:"lacks"`     // statement to why it is not shown
	NotMet    map[string]string `json:"not_met"`   // "method criterion" to why
	Feedback  string            `json:"feedback"`
	Proposed  int               `json:"proposed"` // weeks ago
	Agreed    int               `json:"agreed"`
	Released  int               `json:"released"`
}

// A wayOf is somebody on their way.
type wayOf struct {
	*filler
	e *enrolment
	w *way
}

// towards returns how people come to their assessment.
func (f *filler) towards() (steps []step) {
	for i := range f.gateway.Ways {
		w := &f.gateway.Ways[i]
		e := f.enrolmentOf(w.Apprentice)
		steps = append(steps, (&wayOf{f, e, w}).steps()...)
	}
	return f.done(steps)
}

func (s *script) enrolmentOf(key string) *enrolment {
	for i := range s.Enrolments {
		if s.Enrolments[i].Apprentice == key {
			return &s.Enrolments[i]
		}
	}
	panic("demonstration data: nobody is enrolled who is called " + key)
}

func (d *wayOf) steps() (steps []step) {
	w := d.w
	add := func(ago, day, from, to int, what string, do func(context.Context) error) {
		if ago > 0 {
			steps = append(steps, step{at(d.calendar.week(ago).AddDate(0, 0, day), from, to, w.Apprentice, what), func(ctx context.Context) error {
				if err := do(ctx); err != nil {
					return fmt.Errorf("%s of %s: %w", what, w.Apprentice, err)
				}
				return nil
			}})
		}
	}
	add(w.Recorded, 0, 9, 10, "gateway records", d.record)
	add(w.Verified, 0, 10, 11, "behaviours", d.verifyAll)
	add(w.Chosen, 0, 14, 15, "selection", d.choose)
	add(w.Signed, 1, 8, 9, "asking for sign-offs", d.askAll)
	for i := range w.Signers {
		add(w.Signed, i+1, 9+i, 10+i, fmt.Sprint("sign-off ", i+1), func(ctx context.Context) error { return d.signOff(ctx, i) })
	}
	if d.reports.HandOver == nil {
		return steps
	}
	for i := range w.Attempts {
		a := &w.Attempts[i]
		if a.Mend != nil {
			add(a.Week, 0, 9, 10, "what was missing", func(ctx context.Context) error { return d.keep(ctx, a.Mend) })
		}
		for day := 2; day < 5; day++ {
			add(a.Week, day, 17, 18, fmt.Sprint("hand-over ", i+1), func(ctx context.Context) error { return d.handOver(ctx, i) })
		}
		add(a.Decided, 2, 10, 12, fmt.Sprint("decision ", i+1), func(ctx context.Context) error { return d.decide(ctx, i) })
	}
	if s := w.Sitting; s != nil {
		j := &judge{d, s}
		add(s.Invited, 3, 9, 10, "invitation", j.invite)
		add(s.Invited, 4, 9, 12, "conflict declaration", j.declare)
		add(s.Judged, 1, 9, 12, "notes and questions", j.prepare)
		add(s.Judged, 3, 10, 15, "judgements", j.judge)
		add(s.Proposed, 4, 9, 12, "proposal", j.propose)
		add(s.Agreed, 2, 9, 12, "moderation", j.moderate)
		add(s.Released, 3, 9, 12, "release", j.release)
	}
	return steps
}

func (d *wayOf) portfolio() *portfolio { return d.portfolios[d.w.Apprentice] }

// record keeps the age at the start, English and maths.
func (d *wayOf) record(ctx context.Context) error {
	g, started := &d.gateway, d.calendar.week(d.e.Started)
	records := []programme.GatewayRecord{
		{Key: programme.GatewayAge, State: d.w.Age},
		{Key: programme.GatewayEnglish, State: programme.GatewayAchieved, Day: started.AddDate(-1, -1, 0), Note: g.English},
		{Key: programme.GatewayMaths, State: programme.GatewayAchieved, Day: started.AddDate(0, 7, 0), Note: g.Maths},
	}
	if d.w.Age == programme.GatewayFrom19 {
		records[2] = programme.GatewayRecord{Key: programme.GatewayMaths, State: programme.GatewayOptedOut, Day: started.AddDate(0, 0, 9), Note: g.Decided}
	}
	for i := range records {
		if err := d.keep(ctx, &records[i]); err != nil {
			return err
		}
	}
	return nil
}

// keep adds a record, unless it is the one that holds.
func (d *wayOf) keep(ctx context.Context, r *programme.GatewayRecord) error {
	p := d.portfolio()
	history, err := d.programme.GatewayHistory(ctx, p.id)
	if err != nil || slices.ContainsFunc(history, func(o programme.GatewayRecord) bool { return o.Key == r.Key && o.Note == r.Note && o.State == r.State }) {
		return err
	}
	add := *r
	if add.State == programme.GatewayAchieved && add.Day.IsZero() {
		add.Day = d.calendar.week(d.e.Started).AddDate(0, 7, 0)
	}
	return d.programme.KeepGatewayRecord(ctx, p.id, p.coach, &add)
}

// verifyAll is how the employer verifies every behaviour.
func (d *wayOf) verifyAll(ctx context.Context) error {
	p := d.portfolio()
	there, err := d.programme.Behaviours(ctx, p.id)
	if err != nil || len(there) > 0 {
		return err
	}
	examples := d.gateway.Behaviours
	turn := hash(d.w.Apprentice) % len(examples)
	all := question{Shown: len(p.standard.Statements), Examples: append(append([]string{}, examples[turn:]...), examples[:turn]...)}
	return d.verify(ctx, p, &all, d.signer(d.e, account.Employer))
}

// choose takes the smallest set of pieces that shows everything.
func (d *wayOf) choose(ctx context.Context) error {
	p := d.portfolio()
	now, err := d.evidence.Selection(ctx, p.id)
	if err != nil || now.Made {
		return err
	}
	pieces, err := d.evidence.Contents(ctx, p.id)
	if err != nil {
		return err
	}
	proposal := evidence.Propose(pieces, p.standard.For(d.e.Option), p.plan)
	return d.evidence.Select(ctx, p.id, p.person, proposal.Items)
}

func (d *wayOf) askAll(ctx context.Context) error {
	p := d.portfolio()
	_, stand, err := d.evidence.SignOffs(ctx, p.id)
	if err != nil || !stand.Asked.IsZero() {
		return err
	}
	return d.evidence.AskSignOffs(ctx, p.id, p.coach)
}

// signOff signs as the nth of the plan's order; who has no account does so by a
// link.
func (d *wayOf) signOff(ctx context.Context, n int) error {
	p := d.portfolio()
	content, stand, err := d.evidence.SignOffs(ctx, p.id)
	if err != nil || stand.Steps[n].Signature != nil {
		return err
	}
	by := d.signer(d.e, stand.Steps[n].Role)
	if by.Person == 0 {
		if by, err = d.ask(ctx, d.e, programme.ForGateway, 0, programme.Digest(content)); err != nil {
			return err
		}
	}
	return d.evidence.SignOff(ctx, p.id, programme.Digest(content), by)
}

// attempted returns the nth attempt, if it was made.
func (d *wayOf) attempted(ctx context.Context, n int) (u evidence.Submission, made bool, err error) {
	all, err := d.evidence.Attempts(ctx, d.portfolio().id)
	for _, u := range all {
		if u.Attempt == n+1 {
			return u, true, err
		}
	}
	return u, false, err
}

// handOver makes the nth attempt. On some days of the year quality assurance has
// a question just then: it is tried again the day after, and else left out with
// all that follows.
func (d *wayOf) handOver(ctx context.Context, n int) error {
	u, made, err := d.attempted(ctx, n)
	if err != nil || made && u.State == evidence.SubmissionReady {
		return err
	}
	if !made {
		_, err = d.reports.HandOver(ctx, d.db, d.portfolio().id, d.portfolio().coach)
		if fault.Is(err, fault.Conflict) {
			return nil
		}
	}
	if err != nil {
		return err
	}
	d.clock.set(d.clock.now().Add(time.Minute))
	return d.reports.Make(ctx, d.db)
}

// decide accepts the parts of an attempt but those the data rejects.
func (d *wayOf) decide(ctx context.Context, n int) error {
	u, made, err := d.attempted(ctx, n)
	if err != nil || !made {
		return err
	}
	for _, c := range u.Components {
		if c.State != evidence.ComponentWaiting {
			continue
		}
		d.clock.set(d.clock.now().Add(2 * time.Minute))
		note := d.w.Attempts[n].Reject[c.Key]
		err := d.evidence.DecideComponent(ctx, u.ID, evidence.ComponentDecision{Key: c.Key, By: d.people[d.gateway.Coordinator], Seen: c.State, Accept: note == "", Note: note})
		if err != nil {
			return err
		}
	}
	return nil
}
