package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"touchstone/evidence"
	"touchstone/ksb"
)

// A carry is a piece that somebody carries into their second apprenticeship.
type carry struct {
	Who   string `json:"who"`  // key, of the second
	From  string `json:"from"` // key, of the first
	Week  int    `json:"week"`
	Title string `json:"title"`
	Take  int    `json:"take"` // how many of its proposals are confirmed, the best first
	Sent  bool   `json:"sent"` // it is submitted two days later
	Yes   string `json:"yes"`  // what the coach says who accepts it; empty: it waits
}

// hintsAside is a hint that somebody puts aside in a piece.
type hintsAside struct {
	Who   string `json:"who"` // key
	Week  int    `json:"week"`
	Day   int    `json:"day"`
	Title string `json:"title"`
	Hint  string `json:"hint"`
}

// reuse adds how people carry evidence forward, and put hints aside.
func (f *filler) reuse(add adder) {
	for i := range f.growth.Carries {
		c := &f.growth.Carries[i]
		add(c.Week, 0, 12, 16, "carry", func(ctx context.Context) error { return f.carry(ctx, c) }, c.Who, c.Title)
		if c.Sent {
			add(c.Week, 2, 12, 16, "submission", func(ctx context.Context) error { return f.handIn(ctx, c) }, c.Who, c.Title)
		}
		if c.Yes != "" {
			add(c.Week, 4, 9, 12, "decision", func(ctx context.Context) error { return f.takeOver(ctx, c) }, c.Who, c.Title)
		}
	}
	for i := range f.growth.Aside {
		h := &f.growth.Aside[i]
		add(h.Week, h.Day, 18, 19, "hint", func(ctx context.Context) error {
			p := f.portfolios[h.Who]
			it, err := f.piece(ctx, p, h.Title, evidence.Own)
			if err != nil {
				return err
			}
			return f.evidence.SetHintAside(ctx, p.id, it.ID, p.person, h.Hint, true)
		}, h.Who, h.Hint)
	}
}

// carry carries a piece with the best of what is proposed for its claims.
func (f *filler) carry(ctx context.Context, c *carry) error {
	to, from := f.portfolios[c.Who], f.portfolios[c.From]
	list, err := f.evidence.Carriables(ctx, to.id, from.id)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(has evidence.Carriable) bool { return has.Piece.Version.Title == c.Title })
	if i < 0 {
		return fmt.Errorf("demonstration data: %s has no accepted piece %q", c.From, c.Title)
	}
	if list[i].As != nil {
		return nil
	}
	mine := slices.DeleteFunc(slices.Clone(to.standard.Statements), func(s ksb.Statement) bool { return !s.For(to.option) })
	bridges, err := f.bridges(ctx, from.standard.ID, to.standard.ID)
	if err != nil {
		return err
	}
	evidence.ProposeCarry(list, from.standard, to.standard, evidence.MayShow(mine, to.plan), bridges...)
	confirmed := evidence.Carry{From: from.id, Item: list[i].Piece.ID}
	taken := map[ksb.StatementID]bool{}
	for _, claim := range list[i].Claims {
		if len(claim.Proposals) == 0 || taken[claim.Proposals[0].Statement.ID] || len(confirmed.Claims) == c.Take {
			continue
		}
		best := claim.Proposals[0]
		taken[best.Statement.ID] = true
		confirmed.Claims = append(confirmed.Claims, evidence.CarryClaim{From: claim.ID, To: best.Statement.ID, Score: best.Score, Reason: best.Reason})
	}
	_, err = f.evidence.Carry(ctx, to.id, to.person, confirmed)
	return err
}

// bridges joins two standards by the professional standards, where both have a
// crosswalk to them.
func (f *filler) bridges(ctx context.Context, from, to ksb.StandardID) ([]ksb.Bridge, error) {
	fw, err := f.framework(ctx)
	if err != nil {
		return nil, err
	}
	one, err := f.standards.Crosswalk(ctx, from, fw.ID)
	if err != nil {
		return nil, err
	}
	other, err := f.standards.Crosswalk(ctx, to, fw.ID)
	if err != nil || len(one.Links) == 0 || len(other.Links) == 0 {
		return nil, err
	}
	return []ksb.Bridge{{Framework: fw, From: one, To: other}}, nil
}

// handIn submits a carried piece.
func (f *filler) handIn(ctx context.Context, c *carry) error {
	p := f.portfolios[c.Who]
	it, err := f.piece(ctx, p, c.Title, evidence.Own)
	if err != nil || it.Version.State != evidence.Draft {
		return err
	}
	_, err = f.evidence.Submit(ctx, p.id, it.ID, p.person, it.Version.Revision)
	return err
}

// takeOver accepts a carried piece with all its claims.
func (f *filler) takeOver(ctx context.Context, c *carry) error {
	p := f.portfolios[c.Who]
	it, err := f.piece(ctx, p, c.Title, evidence.Shared)
	if err != nil || it.Version.State != evidence.Submitted {
		return err
	}
	review := evidence.Review{Verdict: evidence.AcceptedVerdict, Feedback: c.Yes}
	for _, claim := range it.Version.Claims {
		review.Claims = append(review.Claims, evidence.ClaimReview{Claim: claim.ID, Verdict: evidence.AcceptedVerdict})
	}
	f.clock.set(f.clock.now().Add(6 * time.Minute))
	return f.evidence.Decide(ctx, p.id, it.ID, it.Version.ID, p.coach, review)
}
