package programme

import (
	"context"
	"fmt"

	"touchstone/app/db"
	"touchstone/app/fault"
)

// Batch puts off working out standings until the transaction is committed, and
// then works out each once and adds to each tally once. It is for changes of
// many enrolments at a time. What reads a standing before then reads it as it
// was when the transaction began.
func Batch(tx *db.Tx) {
	b := db.Kept[batch](tx)
	if b.on {
		return
	}
	b.on = true
	tx.BeforeCommit(func(ctx context.Context) error { return b.settle(ctx, tx) })
}

// A batch is the edits of standings that were put off, in the order of the
// enrolments' first one.
type batch struct {
	on    bool
	order []EnrolmentID
	edits map[EnrolmentID][]func(*Standing)
}

func (b *batch) add(id EnrolmentID, edit func(*Standing)) {
	if b.edits == nil {
		b.edits = map[EnrolmentID][]func(*Standing){}
	}
	if b.edits[id] == nil {
		b.order = append(b.order, id)
	}
	b.edits[id] = append(b.edits[id], edit)
}

// settle does what was put off.
func (b *batch) settle(ctx context.Context, tx *db.Tx) error {
	order, edits := b.order, b.edits
	*b = batch{}
	if len(order) == 0 {
		return nil
	}
	if err := countAnew(ctx, tx); err != nil {
		return err
	}
	var sums deltas
	for _, id := range order {
		err := restand(ctx, tx, id, &sums, func(s *Standing) {
			for _, edit := range edits[id] {
				edit(s)
			}
		})
		if err != nil {
			return err
		}
	}
	return sums.store(ctx, tx)
}

// stand reads an enrolment and its standing, edits the standing, works out its
// bands and waits, and stores it and the tallies it is counted in: at once, or
// in a batch at the end of the transaction.
func stand(ctx context.Context, tx *db.Tx, id EnrolmentID, edit func(*Standing)) error {
	b := db.Kept[batch](tx)
	if b.add(id, edit); b.on {
		return nil
	}
	return b.settle(ctx, tx)
}

// restand brings one standing up to date, and adds to sums what that changes of
// the tallies.
func restand(ctx context.Context, tx *db.Tx, id EnrolmentID, sums *deltas, edit func(*Standing)) error {
	before, err := standing(ctx, tx, id)
	known := err == nil
	if err != nil && !fault.Is(err, fault.NotFound) {
		return fmt.Errorf("read standing: %w", err)
	}
	after := before
	edit(&after)
	if err := work(ctx, tx, id, &after); err != nil {
		return err
	}
	if known && after == before {
		return nil
	}
	if err := store(ctx, tx, &after); err != nil {
		return fmt.Errorf("store standing: %w", err)
	}
	if known {
		sums.add(tx, &before, -1)
	}
	sums.add(tx, &after, 1)
	return nil
}
