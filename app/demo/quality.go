package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"touchstone/app/account"
	"touchstone/evidence"
)

// A qualityBook is what internal quality assurance is made of.
type qualityBook struct {
	By      string   `json:"by"` // key of the IQA
	Seed    string   `json:"seed"`
	Why     string   `json:"why"`
	Agree   []string `json:"agree"`
	Require []string `json:"require"`
	Answer  []string `json:"answer"`
	Accept  []string `json:"accept"`
}

// assure returns how the IQA samples what coaches decide: a plan, a draw after
// every month, and what is said of each sample. Those drawn last are not all
// looked at.
func (f *filler) assure() (steps []step) {
	start := evidence.Month(f.opening())
	steps = append(steps, step{f.opening().Add(3 * time.Hour), func(ctx context.Context) error { return f.plan(ctx, start) }})
	for month := start; ; month = month.AddDate(0, 1, 0) {
		over := month.AddDate(0, 1, 0)
		if !over.Before(f.calendar.anchor) {
			break
		}
		last := !over.AddDate(0, 1, 0).Before(f.calendar.anchor)
		add := func(after int, do func(context.Context) error) {
			steps = append(steps, step{at(workday(over, after), 9, 12, "quality", month.String()), do})
		}
		steps = append(steps, f.draw(over))
		look := 3
		if last {
			look = 8
		}
		add(look, func(ctx context.Context) error { return f.look(ctx, month, last) })
		add(6, func(ctx context.Context) error { return f.answer(ctx, month, last) })
		add(8, func(ctx context.Context) error { return f.settle(ctx, month) })
	}
	steps = append(steps, f.draw(f.calendar.anchor.AddDate(0, 0, -1)))
	return f.done(steps)
}

func (f *filler) iqa() account.PersonID { return f.people[f.quality.By] }

func (f *filler) plan(ctx context.Context, from time.Time) error {
	there, err := f.evidence.SamplingPlans(ctx)
	if err != nil || len(there) > 0 {
		return err
	}
	p := evidence.SuggestedPlan()
	p.Seed, p.Why, p.From = f.quality.Seed, f.quality.Why, evidence.DayBegins(from)
	return f.evidence.AddSamplingPlan(ctx, f.iqa(), 0, &p)
}

// draw returns how the program draws on a night.
func (f *filler) draw(day time.Time) step {
	when := at(day, 0, 1, "draw")
	return step{when, func(ctx context.Context) error {
		last, err := f.evidence.LastDraw(ctx)
		if err != nil || !last.Before(when) {
			return err
		}
		_, err = f.evidence.DrawSamples(ctx, 0)
		return err
	}}
}

// of returns the samples of a month in a state.
func (f *filler) of(ctx context.Context, month time.Time, state evidence.SampleState) ([]evidence.Sample, error) {
	list, err := f.evidence.Samples(ctx, evidence.SampleQuery{Reader: f.iqa(), Side: evidence.IQASide, States: []evidence.SampleState{state}})
	return slices.DeleteFunc(list.Rows, func(s evidence.Sample) bool { return !s.Month.Equal(month) }), err
}

// look agrees with the decisions of a month or requires action, of the last
// month only with some.
func (f *filler) look(ctx context.Context, month time.Time, last bool) error {
	list, err := f.of(ctx, month, evidence.SampleOpen)
	if err != nil {
		return err
	}
	for i, s := range list {
		h := hash(s.Apprentice, s.Title, "sample")
		if last && i > len(list)/2 {
			continue
		}
		a := evidence.SampleAnswer{Move: evidence.Agree, Text: f.quality.Agree[h%len(f.quality.Agree)]}
		if h%7 == 0 || last && i == 0 {
			a = evidence.SampleAnswer{Move: evidence.Require, Text: f.quality.Require[h/7%len(f.quality.Require)]}
		}
		if err := f.evidence.SayOfSample(ctx, s.ID, f.iqa(), a); err != nil {
			return fmt.Errorf("sample %q: %w", s.Title, err)
		}
	}
	return nil
}

// answer answers the action required of a month's decisions, of the last
// month's none.
func (f *filler) answer(ctx context.Context, month time.Time, last bool) error {
	list, err := f.of(ctx, month, evidence.SampleAction)
	if err != nil || last {
		return err
	}
	for _, s := range list {
		whole, err := f.evidence.Sample(ctx, s.ID, s.Coach, false)
		if err != nil {
			return fmt.Errorf("sample of %q: %w", s.Title, err)
		}
		text := f.quality.Answer[hash(s.Title)%len(f.quality.Answer)]
		if err := f.evidence.AnswerSample(ctx, s.ID, s.Coach, evidence.SampleAnswer{Text: text, Seen: whole.Last()}); err != nil {
			return fmt.Errorf("answer on %q: %w", s.Title, err)
		}
	}
	return nil
}

// settle accepts the answers.
func (f *filler) settle(ctx context.Context, month time.Time) error {
	list, err := f.of(ctx, month, evidence.SampleAnswered)
	if err != nil {
		return err
	}
	for _, s := range list {
		whole, err := f.evidence.Sample(ctx, s.ID, f.iqa(), true)
		if err != nil {
			return err
		}
		text := f.quality.Accept[hash(s.Title)%len(f.quality.Accept)]
		if err := f.evidence.SayOfSample(ctx, s.ID, f.iqa(), evidence.SampleAnswer{Move: evidence.Accept, Text: text, Seen: whole.Last()}); err != nil {
			return fmt.Errorf("close action on %q: %w", s.Title, err)
		}
	}
	return nil
}
