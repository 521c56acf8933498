package demo

import (
	"context"
	"fmt"
	"slices"

	"touchstone/evidence"
)

// A feedbackBook is what coaches keep and correct of their feedback.
type feedbackBook struct {
	Phrases     []keptPhrase `json:"phrases"`
	Corrections []correction `json:"corrections"`
	Aim         struct {
		By   string `json:"by"` // key
		Week int    `json:"week"`
		Days int    `json:"days"`
	} `json:"aim"`
}

type keptPhrase struct {
	By     string `json:"by"`   // key
	Week   int    `json:"week"` // weeks ago
	Name   string `json:"name"`
	Text   string `json:"text"`
	Shared bool   `json:"shared"`
}

// A correction corrects the words of the last decision on a piece.
type correction struct {
	By         string `json:"by"`
	Week       int    `json:"week"`
	Apprentice string `json:"apprentice"`
	Title      string `json:"title"`
	Text       string `json:"text"`
}

// advise returns how coaches keep phrases and correct themselves, and how the
// aim of the turnaround is set.
func (f *filler) advise() (steps []step) {
	aim := &f.feedback.Aim
	steps = append(steps, step{at(f.calendar.week(aim.Week), 9, 10, "aim"), func(ctx context.Context) error {
		if now, err := f.evidence.Aim(ctx); err != nil || now == aim.Days {
			return err
		}
		return f.evidence.SetAim(ctx, f.people[aim.By], aim.Days)
	}})
	for _, h := range f.feedback.Phrases {
		steps = append(steps, step{at(f.calendar.week(h.Week), 9, 12, h.By, h.Name), func(ctx context.Context) error { return f.keep(ctx, h) }})
	}
	for _, c := range f.feedback.Corrections {
		steps = append(steps, step{at(f.calendar.week(c.Week).AddDate(0, 0, 3), 9, 12, c.By, c.Title), func(ctx context.Context) error { return f.correct(ctx, c) }})
	}
	return f.done(steps)
}

func (f *filler) keep(ctx context.Context, h keptPhrase) error {
	there, err := f.evidence.Phrases(ctx, evidence.PhraseQuery{Reader: f.people[h.By]})
	if err != nil || slices.ContainsFunc(there, func(o evidence.Phrase) bool { return o.Name == h.Name }) {
		return err
	}
	return f.evidence.AddPhrase(ctx, &evidence.Phrase{Owner: f.people[h.By], Name: h.Name, Text: h.Text, Shared: h.Shared})
}

func (f *filler) correct(ctx context.Context, c correction) error {
	p := f.portfolios[c.Apprentice]
	it, err := f.piece(ctx, p, c.Title, evidence.Shared)
	if err != nil {
		return err
	}
	for _, d := range slices.Backward(it.Version.Decisions) {
		if d.Feedback == "" || d.Claim != 0 || d.Corrects != 0 || d.By != f.people[c.By] {
			continue
		}
		err := f.evidence.Correct(ctx, evidence.PortfolioID(p.id), it.ID, f.people[c.By], false, evidence.Correction{Decision: d.ID, Feedback: c.Text})
		if err != nil {
			return fmt.Errorf("correct feedback on %q: %w", c.Title, err)
		}
		return nil
	}
	return fmt.Errorf("demonstration data: %q has no feedback by %s", c.Title, c.By)
}
