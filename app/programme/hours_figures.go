package programme

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// Limits on figures.
const (
	maxFigureMinutes = 10_000 * 60 // of hours over the whole time
	maxWorking       = 7 * dayMinutes
	maxLeave         = 10 * 52 // tenths of a week
	maxFigureSource  = 500     // characters
)

// SetPriorLearning keeps how many minutes of off-the-job training are removed
// for what the apprentice had learned before, and why. What was kept before
// stays as history.
func (s *Store) SetPriorLearning(ctx context.Context, id EnrolmentID, minutes int, reason string, by account.PersonID) error {
	return s.SetFigure(ctx, id, Figure{Kind: PriorLearning, Amount: minutes, Source: reason, By: by})
}

// SetFigure keeps a figure of an enrolment's target, and works the target out
// anew. It returns fault.Invalid naming "amount" or "source".
func (s *Store) SetFigure(ctx context.Context, id EnrolmentID, f Figure) error {
	return s.db.Update(ctx, func(tx *db.Tx) error { return SetFigureIn(ctx, tx, id, f) })
}

// SetFigureIn is SetFigure within a transaction of the caller's.
func SetFigureIn(ctx context.Context, tx *db.Tx, id EnrolmentID, f Figure) error {
	if err := f.check(); err != nil {
		return err
	}
	b, err := basisOf(ctx, tx, id)
	if err != nil {
		return err
	}
	before, known := b.Figures[f.Kind]
	if known && before.Amount == f.Amount && before.Source == f.Source {
		return nil
	}
	const insert = `INSERT INTO hours_figures (enrolment_id, kind, amount, source, person_id, entered_at) VALUES ($1, $2, $3, $4, $5, $6)`
	if _, err := tx.Exec(ctx, insert, id, f.Kind, f.Amount, f.Source, f.By, db.Stamp(&tx.Now)); err != nil {
		return fmt.Errorf("add figure: %w", err)
	}
	if err := ReckonHours(ctx, tx, id); err != nil {
		return err
	}
	detail := map[string]any{"kind": f.Kind, "after": map[string]any{"amount": f.Amount, "source": f.Source}}
	if known {
		detail["before"] = map[string]any{"amount": before.Amount, "source": before.Source}
	}
	return audit.Add(ctx, tx, audit.Event{Person: int64(f.By), Action: "hours.figure", Portfolio: int64(id), Subject: fmt.Sprintf("enrolment %d", id), Detail: detail})
}

func (f *Figure) check() error {
	var bad fault.Fields
	limit := map[FigureKind]int{PublishedHours: maxFigureMinutes, PriorLearning: maxFigureMinutes, WorkingHours: maxWorking, LeaveWeeks: maxLeave}[f.Kind]
	if limit == 0 {
		return fault.New(fault.NotFound, "There is nothing here for you.")
	}
	if f.Amount < 0 || f.Amount > limit || f.Amount == 0 && (f.Kind == PublishedHours || f.Kind == WorkingHours) {
		bad.Add("amount", "Enter a figure up to %s.", Figure{Kind: f.Kind, Amount: limit}.Text())
	}
	f.Source = strings.TrimSpace(f.Source)
	switch {
	case f.Source == "":
		bad.Add("source", "Say where the figure comes from, or the reason for it.")
	case utf8.RuneCountInString(f.Source) > maxFigureSource:
		bad.Add("source", "Keep it to %d characters.", maxFigureSource)
	}
	return bad.Err()
}

// Figures returns every figure that was entered for an enrolment, the newest
// first.
func (s *Store) Figures(ctx context.Context, id EnrolmentID) (found []Figure, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		found, err = figures(ctx, tx, id)
		return err
	})
	return found, err
}

func figures(ctx context.Context, tx *db.Tx, id EnrolmentID) (found []Figure, err error) {
	const query = `
		SELECT f.kind, f.amount, f.source, f.person_id, p.name, f.entered_at
		FROM hours_figures f JOIN people p ON p.id = f.person_id WHERE f.enrolment_id = $1 ORDER BY f.id DESC`
	err = tx.Each(ctx, query, []any{id}, func(scan func(...any) error) error {
		var f Figure
		err := scan(&f.Kind, &f.Amount, &f.Source, &f.By, &f.ByName, db.Stamp(&f.At))
		found = append(found, f)
		return err
	})
	return found, err
}

// basisOf returns what an enrolment's target is reckoned from.
func basisOf(ctx context.Context, tx *db.Tx, id EnrolmentID) (b HoursBasis, err error) {
	const query = `
		SELECT e.started_on, e.planned_end_on, e.ended_on, s.minimum_hours
		FROM enrolments e JOIN standards s ON s.id = e.standard_id WHERE e.id = $1`
	err = tx.Row(ctx, query, id).Scan(db.Day(&b.Started), db.Day(&b.PlannedEnd), db.Day(&b.Ended), &b.Standard)
	if err != nil {
		return b, err
	}
	const breaks = `SELECT started_on, returned_on FROM breaks WHERE enrolment_id = $1 AND undone_at IS NULL ORDER BY started_on`
	err = tx.Each(ctx, breaks, []any{id}, func(scan func(...any) error) error {
		var p Pause
		err := scan(db.Day(&p.From), db.Day(&p.Back))
		b.Pauses = append(b.Pauses, p)
		return err
	})
	if err != nil {
		return b, err
	}
	entered, err := figures(ctx, tx, id)
	b.Figures = map[FigureKind]Figure{}
	for _, f := range entered {
		if _, newer := b.Figures[f.Kind]; !newer {
			b.Figures[f.Kind] = f
		}
	}
	return b, err
}

// ReckonHours works an enrolment's hours out anew and keeps them in its
// standing. It follows every change of what they are reckoned from: entries,
// figures, dates, breaks.
func ReckonHours(ctx context.Context, tx *db.Tx, id EnrolmentID) error {
	h, err := reckonedHours(ctx, tx, id)
	if err != nil {
		return err
	}
	return SetHours(ctx, tx, id, h)
}

func reckonedHours(ctx context.Context, tx *db.Tx, id EnrolmentID) (h HoursSum, err error) {
	b, err := basisOf(ctx, tx, id)
	if err != nil {
		return h, fmt.Errorf("read basis of hours: %w", err)
	}
	list, err := plainEntries(ctx, tx, id)
	if err != nil {
		return h, fmt.Errorf("read hours: %w", err)
	}
	return SumHours(list, b.Target().Minutes), nil
}
