package evidence

import (
	"context"
	"time"

	"touchstone/app/db"
	"touchstone/app/programme"
	"touchstone/ksb"
)

// GatewaySubject is the subject of the signatures at gateway.
const GatewaySubject = "gateway"

// Readiness reads how far a portfolio is from gateway as it stands now, with
// what it was judged by. Nothing of it is kept.
func (s *Store) Readiness(ctx context.Context, standards *ksb.Store, portfolio PortfolioID) (f *Facts, r Readiness, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		f, err = FactsIn(ctx, tx, standards, portfolio)
		return err
	})
	if err != nil {
		return nil, r, err
	}
	return f, Check(f), nil
}

// FactsIn gathers what readiness of a portfolio is judged by, or returns
// fault.NotFound.
func FactsIn(ctx context.Context, tx *db.Tx, standards *ksb.Store, portfolio PortfolioID) (*Facts, error) {
	f := &Facts{Today: db.Today(tx.Now), Plan: &ksb.Plan{}, Testimony: map[ItemID][]Testimony{}}
	for _, step := range []func() error{
		func() error { return f.readEnrolment(ctx, tx, standards, portfolio) },
		func() error { return f.readPieces(ctx, tx, portfolio) },
		func() error { return f.readTraining(ctx, tx, portfolio) },
		func() error { return f.readSigned(ctx, tx, portfolio) },
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	f.Changed = f.changed()
	f.HandOver = HandOverText(f)
	return f, nil
}

func (f *Facts) readEnrolment(ctx context.Context, tx *db.Tx, standards *ksb.Store, id PortfolioID) (err error) {
	if f.Enrolment, err = programme.EnrolmentIn(ctx, tx, id); err != nil {
		return err
	}
	if f.Standard, err = standards.StandardIn(ctx, tx, f.Enrolment.Standard); err != nil {
		return err
	}
	if f.Enrolment.Plan != 0 {
		if f.Plan, err = standards.PlanIn(ctx, tx, f.Enrolment.Plan); err != nil {
			return err
		}
	}
	f.Statements = f.Standard.For(f.Enrolment.OptionName)
	f.Months = programme.HoursRulesOf(f.Enrolment.StartedOn).Months
	return nil
}

func (f *Facts) readPieces(ctx context.Context, tx *db.Tx, id PortfolioID) (err error) {
	if f.Pieces, err = ContentsIn(ctx, tx, id); err != nil {
		return err
	}
	if f.Selection, err = SelectionIn(ctx, tx, id); err != nil {
		return err
	}
	seen, err := TestimoniesIn(ctx, tx, id, 0)
	for _, t := range seen {
		f.Testimony[t.Item] = append(f.Testimony[t.Item], t)
	}
	return err
}

func (f *Facts) readTraining(ctx context.Context, tx *db.Tx, id PortfolioID) error {
	hours, err := programme.HoursCourseIn(ctx, tx, id)
	if err != nil {
		return err
	}
	f.Minutes, f.Logged, f.Pace, f.Target = hours.Sum.Agreed, hours.Sum.Logged, hours.Pace, hours.Target
	clock, err := programme.ReviewClockIn(ctx, tx, id)
	if err != nil {
		return err
	}
	f.ReviewDue = clock.Due
	f.Records, err = programme.GatewayRecordsIn(ctx, tx, id)
	return err
}

func (f *Facts) readSigned(ctx context.Context, tx *db.Tx, id PortfolioID) (err error) {
	if f.Behaviours, err = programme.BehavioursIn(ctx, tx, id); err != nil {
		return err
	}
	if f.Declarations, err = programme.DeclarationsIn(ctx, tx, id); err != nil {
		return err
	}
	if f.SignOffs, err = programme.Signatures(ctx, tx, id, GatewaySubject); err != nil {
		return err
	}
	all, err := programme.RequestsIn(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.State(tx.Now) == programme.RequestWaits {
			f.Requests = append(f.Requests, r)
		}
	}
	waits, err := programme.WaitsIn(ctx, tx, id)
	for _, w := range waits {
		if w.Kind == programme.WaitQuality {
			f.Queries++
		}
	}
	return err
}

// changed returns when the pieces to hand over last changed: when one was
// accepted, when others were chosen, or when an acceptance was taken back.
func (f *Facts) changed() time.Time {
	last := f.Selection.At
	newer := func(t time.Time) {
		if t.After(last) {
			last = t
		}
	}
	for i := range f.Pieces {
		p := &f.Pieces[i]
		if f.Selection.Holds(&p.Item) {
			newer(p.Version.DecidedAt)
		}
		for _, d := range p.Version.Decisions {
			if d.Corrects != 0 && d.Verdict != Undecided {
				newer(d.At)
			}
		}
	}
	return last
}
