package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"touchstone/app/account"
	"touchstone/app/notify"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/ksb"
)

// A question is a request to someone named in the data, and their answer.
type question struct {
	Apprentice string            `json:"apprentice"` // key
	Purpose    programme.Purpose `json:"purpose"`
	Title      string            `json:"title"` // of the piece a witness is asked about
	Name       string            `json:"name"`
	Job        string            `json:"job"`
	Week       int               `json:"week"` // weeks ago
	Day        int               `json:"day"`  // 1: Monday
	Note       string            `json:"note"`
	Answered   bool              `json:"answered"`
	Words      string            `json:"words"`    // of a witness
	Shown      int               `json:"shown"`    // how many behaviours were seen, the first ones
	Examples   []string          `json:"examples"` // of them
}

// inquire returns how people without an account are asked for testimony and
// behaviours, and how they answer the day after.
func (f *filler) inquire() (steps []step) {
	for i := range f.questions {
		q := &f.questions[i]
		day := f.calendar.week(q.Week).AddDate(0, 0, q.Day-1)
		steps = append(steps, step{at(day, 9, 12, q.Apprentice, q.Name), func(ctx context.Context) error {
			_, err := f.put(ctx, q)
			return err
		}})
		if q.Answered {
			steps = append(steps, step{at(workday(day, 1), 18, 21, q.Name), func(ctx context.Context) error { return f.reply(ctx, q) }})
		}
	}
	return f.done(steps)
}

// put asks, once.
func (f *filler) put(ctx context.Context, q *question) (r programme.Request, err error) {
	p := f.portfolios[q.Apprentice]
	r = programme.Request{Enrolment: p.id, Purpose: q.Purpose, Name: q.Name, Job: q.Job, Email: keyOf(q.Name) + "@example.com", Note: q.Note, By: p.coach}
	if q.Title != "" {
		it, err := f.piece(ctx, p, q.Title, evidence.Shared)
		if err != nil {
			return r, err
		}
		r.Subject = int64(it.ID)
	}
	there, err := f.programme.Requests(ctx, p.id)
	if i := slices.IndexFunc(there, func(o programme.Request) bool {
		return o.Purpose == r.Purpose && o.Subject == r.Subject && o.Name == r.Name
	}); i >= 0 {
		return there[i], err
	}
	return r, f.send(ctx, &r)
}

// reply answers a request by its link, once.
func (f *filler) reply(ctx context.Context, q *question) error {
	r, err := f.put(ctx, q)
	if err != nil || !r.UsedAt.IsZero() {
		return err
	}
	p := f.portfolios[q.Apprentice]
	by := r.Signer()
	by.Address = "198.51.100.42"
	if q.Purpose == programme.ForBehaviours {
		return f.verify(ctx, p, q, by)
	}
	it, err := f.piece(ctx, p, q.Title, evidence.Shared)
	if err != nil {
		return err
	}
	v := &it.Version
	shown := fmt.Sprintf("%s, version %d, done %s\n\n%s\n%s\n%s\n%s\n", v.Title, v.Number, words.Days(v.From, v.To), v.Situation, v.Task, v.Action, v.Result)
	return f.evidence.Testify(ctx, evidence.PortfolioID(p.id), evidence.Testimony{Item: it.ID, Version: v.ID, Revision: v.Revision, Words: q.Words, Saw: true}, shown, by)
}

// verify answers for the behaviours of the standard, the first few of them.
func (f *filler) verify(ctx context.Context, p *portfolio, q *question, by programme.Signer) error {
	var shown strings.Builder
	var checks []programme.BehaviourCheck
	fmt.Fprintf(&shown, "%s %s\n", p.standard.Label(), p.standard.Title)
	for _, st := range p.standard.Statements {
		if st.Type != ksb.Behaviour.Key {
			continue
		}
		fmt.Fprintf(&shown, "Statement %d: %s: %s\n", st.ID, st.Name(), st.Text())
		if n := len(checks); n < q.Shown {
			checks = append(checks, programme.BehaviourCheck{Statement: st.ID, Shown: n+1 < q.Shown, Example: q.Examples[n%len(q.Examples)]})
		}
	}
	return f.programme.VerifyBehaviours(ctx, p.id, shown.String(), checks, by)
}

// coach returns the first coach of the data.
func (f *filler) coach() account.PersonID {
	for i := range f.People {
		if f.People[i].Role == account.Coach {
			return f.people[f.People[i].Key]
		}
	}
	panic("demonstration data: there is no coach")
}

// lettersFor is for how long before the demonstration begins links were sent by
// message; older ones went by hand, and their messages are not kept.
const lettersFor = 14 * 24 * time.Hour

// send asks by message, or long ago by hand.
func (f *filler) send(ctx context.Context, r *programme.Request) error {
	r.ByHand = f.letter == nil || f.clock.now().Before(f.calendar.anchor.Add(-lettersFor))
	var letter func(programme.Request) notify.Message
	if !r.ByHand {
		e, err := f.programme.Enrolment(ctx, r.Enrolment)
		if err != nil {
			return err
		}
		letter = f.letter(&e)
	}
	if err := f.programme.Ask(ctx, r, programme.DefaultRequestDays, letter); err != nil {
		return fmt.Errorf("ask %s: %w", r.Name, err)
	}
	return nil
}
