package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/programme"
	"touchstone/evidence"
)

// A reviewBook is what progress reviews are made of.
type reviewBook struct {
	Media []string `json:"media"`
	Shown []string `json:"shown"`
	Hours []string `json:"hours"`
	Pace  struct {
		On     []string `json:"on"`
		Ahead  []string `json:"ahead"`
		Behind []string `json:"behind"`
	} `json:"pace"`
	Apprentice []string       `json:"apprentice"`
	Employer   []string       `json:"employer"`
	Coach      []string       `json:"coach"`
	Wellbeing  []string       `json:"wellbeing"`
	Safe       []string       `json:"safe"`
	Values     []string       `json:"values"`
	Changes    []string       `json:"changes"`
	Actions    []reviewAction `json:"actions"`
	Addendum   string         `json:"addendum"`
	Overdue    []string       `json:"overdue"` // keys of whose last review was not held
	Signing    []string       `json:"signing"` // of whose employer has yet to sign the last
	Later      []string       `json:"later"`   // of who has an addendum to the last
}

type reviewAction struct {
	Owner account.Role `json:"owner"`
	What  string       `json:"what"`
	Done  string       `json:"done"`
}

// A meeting is one progress review of one apprentice.
type meeting struct {
	*filler
	e      *enrolment
	number int
	day    time.Time
}

// meet returns the progress reviews of an apprentice that were held by now, and
// the day of the next where one is set.
func (f *filler) meet(e *enrolment) (steps []step) {
	days, next := f.meetings(e)
	for i, day := range days {
		m := &meeting{f, e, i + 1, day}
		steps = append(steps, m.steps(i == len(days)-1)...)
	}
	if !next.IsZero() && hash(e.Apprentice, "planned")%3 == 0 {
		when := at(f.calendar.anchor.AddDate(0, 0, -4), 9, 16, e.Coach, e.Apprentice, "plan")
		steps = append(steps, step{when, func(ctx context.Context) error {
			p := f.portfolios[e.Apprentice]
			_, err := f.programme.PlanProgressReview(ctx, p.id, p.coach, next)
			return err
		}})
	}
	return f.done(steps)
}

// done leaves out what would happen on the day the demonstration begins or after.
func (f *filler) done(steps []step) []step {
	return slices.DeleteFunc(steps, func(s step) bool { return !s.at.Before(f.calendar.anchor) })
}

// meetings returns the days of the reviews held, and of the one after them, zero
// if that is overdue or nothing is due.
func (f *filler) meetings(e *enrolment) (held []time.Time, next time.Time) {
	every := programme.ReviewRuleOf(f.calendar.week(e.Started)).Frequency
	last := f.calendar.week(e.Started)
	for {
		early := 3 + hash(e.Apprentice, fmt.Sprint(len(held)))%12
		day := workday(every.After(last).AddDate(0, 0, -early-3), 1)
		for !f.learns(e, day) && day.Before(f.calendar.anchor) {
			day = workday(day, 5)
		}
		if !day.Before(f.calendar.anchor.AddDate(0, 0, -2)) {
			if next = day; next.Month() == time.December && next.Day() > 21 { // nobody meets over the holidays
				next = next.AddDate(0, 0, -14)
			}
			break
		}
		if e.Left != "" && !f.learns(e, day.AddDate(0, 0, 9)) {
			return held, time.Time{}
		}
		held, last = append(held, day), day
	}
	if soon := workday(f.calendar.anchor.AddDate(0, 0, -13), 1); slices.Contains(f.reviews.Signing, e.Apprentice) && soon.After(last) {
		return append(held, soon), time.Time{}
	}
	if slices.Contains(f.reviews.Overdue, e.Apprentice) && len(held) > 0 {
		return held[:len(held)-1], time.Time{}
	}
	if !f.learns(e, f.calendar.anchor.AddDate(0, 0, -1)) || next.Before(f.calendar.anchor) || next.After(f.calendar.anchor.AddDate(0, 0, 35)) {
		return held, time.Time{}
	}
	return held, next
}

// steps returns what happens around a review. The last one may lack a signature.
func (m *meeting) steps(last bool) []step {
	key := []string{m.e.Apprentice, fmt.Sprint(m.number), "review"}
	steps := []step{
		{at(m.day, 10, 14, key...), m.hold},
		{at(m.day, 14, 17, key...), func(ctx context.Context) error { return m.sign(ctx, account.Coach) }},
		{at(workday(m.day, 1), 9, 17, key...), func(ctx context.Context) error { return m.sign(ctx, account.Apprentice) }},
	}
	for i, a := range m.agreed() {
		// Of those who have not finished, one in a while is done when the next review comes.
		if m.e.Declared > 0 || hash(m.e.Apprentice, fmt.Sprint(m.number, i), "late")%60 != 0 {
			steps = append(steps, step{at(workday(a.By.AddDate(0, 0, -4), 1), 9, 17, a.What), func(ctx context.Context) error { return m.finish(ctx, a.What) }})
		}
	}
	steps = append(steps, step{at(m.day.AddDate(0, 0, -1), 9, 12, key...), func(ctx context.Context) error { return m.finish(ctx, "") }})
	if last && slices.Contains(m.reviews.Signing, m.e.Apprentice) {
		return steps
	}
	signed := workday(m.day, 2+hash(key...)%3)
	steps = append(steps, step{at(signed, 9, 17, key...), func(ctx context.Context) error { return m.sign(ctx, account.Employer) }})
	if last && slices.Contains(m.reviews.Later, m.e.Apprentice) {
		steps = append(steps, step{at(workday(signed, 2), 9, 17, key...), m.addTo})
	}
	return steps
}

// find returns the review if it has been begun.
func (m *meeting) find(ctx context.Context) (r programme.ProgressReview, found bool, err error) {
	all, err := m.programme.ProgressReviews(ctx, m.portfolios[m.e.Apprentice].id)
	for _, r := range all {
		if r.Number == m.number {
			return r, true, err
		}
	}
	return r, false, err
}

// finish does an action that a review agreed; without words, all that the
// reviews before this one did.
func (m *meeting) finish(ctx context.Context, what string) error {
	p := m.portfolios[m.e.Apprentice]
	open, _, err := m.programme.Actions(ctx, programme.ActionQuery{Enrolment: p.id, State: programme.ActionOpen})
	if err != nil {
		return err
	}
	for _, a := range open {
		if a.Review == 0 || what != "" && a.Text != what || a.SetAt.After(m.day.AddDate(0, 0, 1)) {
			continue
		}
		today := db.Today(m.clock.now())
		if err := m.programme.FinishAction(ctx, m.ownerOf(p, a.Owner), p.id, a.ID, programme.ActionEnd{DoneOn: today, Note: m.doneNote(a.Text)}); err != nil {
			return fmt.Errorf("finish action of %s: %w", m.e.Apprentice, err)
		}
	}
	return nil
}

func (m *meeting) doneNote(what string) string {
	for _, a := range m.reviews.Actions {
		if m.fill(a.What) == what {
			return a.Done
		}
	}
	return ""
}

// ownerOf returns who says that an action is done: the coach for those without
// an account.
func (m *meeting) ownerOf(p *portfolio, owner account.Role) account.PersonID {
	switch {
	case owner == account.Apprentice:
		return p.person
	case owner == account.Employer && p.employer != 0:
		return p.employer
	}
	return p.coach
}

func (m *meeting) fill(text string) string { return fill(text, m.day, m.names(m.e)) }

// pick returns one of some texts, filled.
func (m *meeting) pick(what string, texts []string) string {
	return m.fill(texts[hash(m.e.Apprentice, fmt.Sprint(m.number), what)%len(texts)])
}

// hold writes the record and closes it to be signed.
func (m *meeting) hold(ctx context.Context) error {
	r, found, err := m.find(ctx)
	if err != nil || found && r.Closed() {
		return err
	}
	p := m.portfolios[m.e.Apprentice]
	if r, err = m.programme.OpenProgressReview(ctx, p.id, p.coach, m.coverage(ctx)); err != nil {
		return fmt.Errorf("open review of %s: %w", m.e.Apprentice, err)
	}
	if r, err = m.programme.SaveProgressReview(ctx, p.id, r.ID, r.Revision, m.write); err != nil {
		return fmt.Errorf("write review of %s: %w", m.e.Apprentice, err)
	}
	if _, err = m.programme.CloseProgressReview(ctx, p.id, r.ID, p.coach, r.Revision); err != nil {
		return fmt.Errorf("close review of %s: %w", m.e.Apprentice, err)
	}
	return nil
}

// coverage tells a review how far the evidence is.
func (m *meeting) coverage(ctx context.Context) func(*db.Tx, time.Time) (programme.ReviewCoverage, error) {
	p := m.portfolios[m.e.Apprentice]
	id := evidence.PortfolioID(p.id)
	return func(tx *db.Tx, since time.Time) (out programme.ReviewCoverage, err error) {
		covers, err := evidence.CoverageIn(ctx, tx, id)
		if err != nil {
			return out, err
		}
		shown, err := evidence.ShownSinceIn(ctx, tx, id, since)
		if err != nil {
			return out, err
		}
		all := evidence.Count(p.standard, m.e.Option, p.plan, covers).All
		out = programme.ReviewCoverage{Total: all.Total, Accepted: all.By[evidence.Accepted], Waiting: all.By[evidence.Submitted]}
		for _, st := range p.standard.Statements {
			if slices.Contains(shown, st.ID) {
				out.Since = append(out.Since, programme.ShownStatement{Code: string(st.Code), Title: st.Title})
			}
		}
		return out, nil
	}
}

// paces returns what a coach may say of the pace with so many statements
// accepted more than planned: nothing that the figures beside it deny.
func (b *reviewBook) paces(ahead int) []string {
	switch {
	case ahead < -4:
		return b.Pace.Behind
	case ahead > 4:
		return b.Pace.Ahead
	}
	return b.Pace.On
}

// write fills in what was said.
func (m *meeting) write(c *programme.ReviewContent) {
	b := &m.reviews
	c.HeldOn, c.Medium = m.day, m.pick("medium", b.Media)
	c.Shown, c.Hours = m.pick("shown", b.Shown), m.pick("hours", b.Hours)
	c.Pace = strings.TrimSpace(c.Pace + "\n" + m.pick("pace", b.paces(c.Record.Coverage.Accepted-c.Record.Expected())))
	c.Said = programme.ReviewSaid{Apprentice: m.pick("apprentice", b.Apprentice), Employer: m.pick("employer", b.Employer), Coach: m.pick("coach", b.Coach)}
	c.Changes = m.pick("changes", b.Changes)
	c.Answers = map[string]string{"wellbeing": m.pick("wellbeing", b.Wellbeing), "safe": m.pick("safe", b.Safe), "values": m.pick("values", b.Values)}
	for i := range c.Since {
		if c.Since[i].Outcome == "" {
			c.Since[i].Outcome = "Not done yet. It stays as it is."
		}
	}
	c.Next = m.agreed()
}

// agreed returns the actions to the next review.
func (m *meeting) agreed() (next []programme.ReviewAction) {
	first := hash(m.e.Apprentice, fmt.Sprint(m.number), "action")
	for i := range 2 + first%2 {
		a := m.reviews.Actions[(first+3*i)%len(m.reviews.Actions)]
		next = append(next, programme.ReviewAction{What: m.fill(a.What), Who: a.Owner, By: workday(m.day, 14+first%9+5*i)})
	}
	return next
}

// sign signs the review as a role; who has no account does so by a link.
func (m *meeting) sign(ctx context.Context, role account.Role) error {
	r, found, err := m.find(ctx)
	if err != nil || !found || !r.Closed() || r.SignedBy(role) != nil {
		return err
	}
	by := m.signer(m.e, role)
	if role == account.Employer && by.Person == 0 {
		if by, err = m.ask(ctx, m.e, programme.ForReview, int64(r.ID), r.Digest); err != nil {
			return err
		}
	}
	if err := m.programme.SignProgressReview(ctx, r.Enrolment, r.ID, r.Digest, by); err != nil {
		return fmt.Errorf("sign review of %s: %w", m.e.Apprentice, err)
	}
	return nil
}

// addTo adds to the signed review, once.
func (m *meeting) addTo(ctx context.Context) error {
	r, found, err := m.find(ctx)
	if err != nil || !found {
		return err
	}
	if r, err = m.programme.ProgressReview(ctx, r.Enrolment, r.ID); err != nil || len(r.Addenda) > 0 {
		return err
	}
	return m.programme.AddAddendum(ctx, r.Enrolment, r.ID, m.reviews.Addendum, m.signer(m.e, account.Coach))
}
