package reports

import (
	"context"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/programme"
	"touchstone/evidence"
)

// A NextPart is a part as it would be in the next attempt, beside what it was in
// the one before.
type NextPart struct {
	evidence.Component
	Before *evidence.Component // nil: it was not in that attempt
}

// Same reports whether it holds the same as before.
func (p *NextPart) Same() bool { return p.Before != nil && p.Before.Digest == p.Digest }

// NextParts returns the parts that an attempt handed over now would have, of
// which those that stay accepted say so, and the attempt before it; without one
// it returns nothing. It returns what HandOver would refuse with.
func (s Stores) NextParts(ctx context.Context, portfolio programme.EnrolmentID, by account.PersonID) (parts []NextPart, before *evidence.Submission, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		parts, before = nil, nil
		attempts, err := evidence.AttemptsIn(ctx, tx, portfolio)
		if err != nil || len(attempts) == 0 {
			return err
		}
		if err := MayHandOver(attempts); err != nil {
			return err
		}
		frozen, facts, err := s.freezeIn(ctx, tx, portfolio, by, len(attempts)+1)
		if err != nil {
			return err
		}
		before = &attempts[0]
		next := componentsOf(frozen)
		if before.Organisation == facts.Enrolment.Assessment {
			next = evidence.Keep(next, before)
		}
		for _, c := range next {
			parts = append(parts, NextPart{c, before.Component(c.Key)})
		}
		return nil
	})
	return parts, before, err
}

// componentsOf returns the parts of a frozen submission, none of them decided.
func componentsOf(frozen *Submission) (out []evidence.Component) {
	for _, part := range frozen.Components {
		out = append(out, evidence.Component{Key: part.Key, Name: part.Name, Digest: part.Digest, State: evidence.ComponentWaiting})
	}
	return out
}
