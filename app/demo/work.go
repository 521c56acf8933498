package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"touchstone/app/fault"
	"touchstone/evidence"
)

// A draftOf is one piece of one apprentice, on its way.
type draftOf struct {
	*filler
	e   *enrolment
	p   *piece
	day time.Time
}

// work returns what happens to a piece: it is written, submitted, decided, and
// perhaps changed and submitted again.
func (f *filler) work(e *enrolment, p *piece) []step {
	d := &draftOf{f, e, p, f.calendar.done(p)}
	when := p.written(d.day)
	steps := []step{{at(when, 12, 18, e.Apprentice, p.Title), d.write}}
	for i := range p.Rounds {
		r := &p.Rounds[i]
		submitted := p.submitted(when, i)
		steps = append(steps, step{at(submitted, 13, 19, e.Apprentice, p.Title), func(ctx context.Context) error { return d.submit(ctx, i) }})
		if r.Verdict == "" {
			return steps
		}
		when = r.decided(submitted)
		steps = append(steps, step{at(when, 9, 12, e.Coach, p.Title), func(ctx context.Context) error { return d.decide(ctx, i) }})
	}
	for _, r := range p.Remarks {
		steps = append(steps, step{at(workday(when, r.Days), 13, 17, r.By, p.Title), func(ctx context.Context) error { return d.remark(ctx, r) }})
	}
	return steps
}

// find returns the piece's item with its newest version, or fault.NotFound.
func (d *draftOf) find(ctx context.Context) (it evidence.Piece, err error) {
	pf := d.portfolios[d.e.Apprentice]
	all, err := d.evidence.Contents(ctx, pf.id)
	if err != nil {
		return it, err
	}
	for _, has := range all {
		if has.Title == d.p.Title {
			return d.evidence.Item(ctx, pf.id, has.ID, evidence.Own)
		}
	}
	return it, fault.New(fault.NotFound, "There is no such piece.")
}

// write begins the piece, adds its files and says what it shows.
func (d *draftOf) write(ctx context.Context) error {
	pf := d.portfolios[d.e.Apprentice]
	it, err := d.find(ctx)
	if fault.Is(err, fault.NotFound) {
		it, err = d.evidence.AddItem(ctx, pf.id, pf.person, d.version())
	}
	if err != nil {
		return fmt.Errorf("begin %q: %w", d.p.Title, err)
	}
	if it.Version.Number > 1 || it.Version.State != evidence.Draft {
		return nil
	}
	named := map[string]*evidence.File{}
	for _, src := range d.p.Files {
		d.tick(ctx, 3*time.Minute)
		if named[src.As], err = d.attach(ctx, &it, src); err != nil {
			return fmt.Errorf("add %s to %q: %w", src.Name, d.p.Title, err)
		}
	}
	d.tick(ctx, 9*time.Minute)
	claims, err := d.claims(named)
	if err != nil {
		return err
	}
	_, err = d.evidence.SaveDraft(ctx, pf.id, it.ID, pf.person, it.Version.Revision, func(v *evidence.Version) {
		if len(v.Claims) == 0 {
			v.Claims = claims
		}
	})
	if err != nil {
		return fmt.Errorf("claim for %q: %w", d.p.Title, err)
	}
	return nil
}

// tick lets some time pass within a step.
func (d *draftOf) tick(_ context.Context, by time.Duration) { d.clock.set(d.clock.now().Add(by)) }

// version returns the piece as the apprentice wrote it first.
func (d *draftOf) version() evidence.Version {
	p, say := d.p, d.say
	v := evidence.Version{
		Title: p.Title, Kind: p.Kind, From: d.day, Place: say(p.Place),
		Situation: say(p.Situation), Task: say(p.Task), Action: say(p.Action), Result: say(p.Result),
		Worked: say(p.Worked), Failed: say(p.Failed), NextTime: say(p.Next), Theory: say(p.Theory),
		OwnPart: say(p.Own), OwnWork: !p.Unsaid, AI: evidence.AINotUsed, AINote: say(p.AI),
		Witness: evidence.Witness{Name: say(p.Witness[0]), Role: p.Witness[1], Relation: p.Witness[2], Contact: p.Witness[3]},
		Held:    p.Held[0] != "", HeldWhat: say(p.Held[0]), HeldWhere: say(p.Held[1]),
	}
	if p.Until > 0 {
		v.To = d.day.AddDate(0, 0, p.Until)
	}
	switch {
	case p.Unsaid:
		v.AI = evidence.AINotSaid
	case p.AI != "":
		v.AI = evidence.AIUsed
	}
	return v
}

func (d *draftOf) say(text string) string { return fill(text, d.day, d.names(d.e)) }

// attach adds a file to the draft, and keeps it if it does not open.
func (d *draftOf) attach(ctx context.Context, it *evidence.Piece, src source) (*evidence.File, error) {
	pf := d.portfolios[d.e.Apprentice]
	file, err := d.maker.get(ctx, d.e, src, d.day)
	if err != nil {
		return nil, err
	}
	added, err := d.evidence.AddFile(ctx, pf.id, it.ID, pf.person, file)
	if err != nil {
		return nil, err
	}
	if src.Keep {
		err = d.evidence.KeepFile(ctx, pf.id, it.ID, pf.person, added.File.ID)
	}
	return &added.File, err
}

// claims returns what the piece claims, with its places.
func (d *draftOf) claims(named map[string]*evidence.File) ([]evidence.Claim, error) {
	out := make([]evidence.Claim, len(d.p.Claims))
	for i, c := range d.p.Claims {
		id, known := d.portfolios[d.e.Apprentice].statement[c.Statement]
		if !known {
			return nil, fmt.Errorf("demonstration data: %q claims %s, which is no statement", d.p.Title, c.Statement)
		}
		out[i] = evidence.Claim{Statement: id, How: d.say(c.How)}
		for _, where := range c.At {
			as, text, _ := strings.Cut(where, " ")
			file, known := named[as]
			if !known && as != "account" {
				return nil, fmt.Errorf("demonstration data: %q has no file %s", d.p.Title, as)
			}
			places, err := evidence.ParseWhere(file, text)
			if err != nil {
				return nil, fmt.Errorf("demonstration data: %q claims %s at %s: %w", d.p.Title, c.Statement, where, err)
			}
			out[i].Places = append(out[i].Places, places...)
		}
	}
	return out, nil
}

// submit submits the piece for the nth time, from 0, after any changes.
func (d *draftOf) submit(ctx context.Context, n int) error {
	pf, r := d.portfolios[d.e.Apprentice], &d.p.Rounds[n]
	it, err := d.find(ctx)
	if err != nil {
		return fmt.Errorf("submit %q: %w", d.p.Title, err)
	}
	if r.Revise && it.Version.Number == n {
		if it, err = d.evidence.Revise(ctx, pf.id, it.ID, pf.person); err != nil {
			return fmt.Errorf("revise %q: %w", d.p.Title, err)
		}
	}
	if it.Version.Number > n+1 || it.Version.State != evidence.Draft {
		return nil
	}
	if it, err = d.change(ctx, it, r); err != nil {
		return fmt.Errorf("change %q: %w", d.p.Title, err)
	}
	if _, err = d.evidence.Submit(ctx, pf.id, it.ID, pf.person, it.Version.Revision); err != nil {
		return fmt.Errorf("submit %q: %w", d.p.Title, err)
	}
	return nil
}

// change saves what a round changes.
func (d *draftOf) change(ctx context.Context, it evidence.Piece, r *round) (evidence.Piece, error) {
	if len(r.Change) == 0 && len(r.How) == 0 {
		return it, nil
	}
	changed := *d.p
	text, err := json.Marshal(r.Change)
	if err == nil {
		err = json.Unmarshal(text, &changed)
	}
	if err != nil {
		return it, err
	}
	next := draftOf{d.filler, d.e, &changed, d.day}
	want := next.version()
	pf := d.portfolios[d.e.Apprentice]
	saved, err := d.evidence.SaveDraft(ctx, pf.id, it.ID, pf.person, it.Version.Revision, func(v *evidence.Version) {
		v.Situation, v.Task, v.Action, v.Result = want.Situation, want.Task, want.Action, want.Result
		v.Worked, v.Failed, v.NextTime, v.Theory, v.OwnPart = want.Worked, want.Failed, want.NextTime, want.Theory, want.OwnPart
		for key, how := range r.How {
			if c := v.Claim(pf.statement[key]); c != nil {
				c.How = d.say(how)
			}
		}
	})
	d.tick(ctx, 12*time.Minute)
	return saved, err
}

// decide gives the coach's decision on the nth submission, from 0.
func (d *draftOf) decide(ctx context.Context, n int) error {
	pf, r := d.portfolios[d.e.Apprentice], &d.p.Rounds[n]
	it, err := d.find(ctx)
	if err != nil {
		return fmt.Errorf("decide %q: %w", d.p.Title, err)
	}
	if it.Version.Number > n+1 || it.Version.State != evidence.Submitted {
		return nil
	}
	review := evidence.Review{Verdict: r.Verdict, Feedback: d.say(r.Say)}
	for _, c := range d.p.Claims {
		has := it.Version.Claim(pf.statement[c.Statement])
		said := evidence.ClaimReview{Claim: has.ID, Verdict: evidence.AcceptedVerdict, Feedback: d.say(r.Praise[c.Statement])}
		if missing := r.Refer[c.Statement]; missing != "" {
			said.Verdict, said.Feedback = evidence.ReferredVerdict, d.say(missing)
		}
		review.Claims = append(review.Claims, said)
	}
	if err := d.evidence.Decide(ctx, pf.id, it.ID, it.Version.ID, pf.coach, review); err != nil {
		return fmt.Errorf("decide %q: %w", d.p.Title, err)
	}
	return nil
}

// remark adds feedback, once.
func (d *draftOf) remark(ctx context.Context, r remark) error {
	pf := d.portfolios[d.e.Apprentice]
	it, err := d.find(ctx)
	if err != nil {
		return err
	}
	shared, err := d.evidence.Item(ctx, pf.id, it.ID, evidence.Shared)
	if err != nil {
		return fmt.Errorf("remark on %q: %w", d.p.Title, err)
	}
	for _, has := range shared.Version.Decisions {
		if has.Feedback == d.say(r.Text) {
			return nil
		}
	}
	return d.evidence.AddFeedback(ctx, pf.id, it.ID, shared.Version.ID, 0, d.people[r.By], d.say(r.Text))
}
