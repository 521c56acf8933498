package evidence

import (
	"context"
	"fmt"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// sampleSide says on which side $1 stands: the coach's are who decided, coached
// the apprentice then or does now; the apprentice is on neither. Everybody else
// may be the IQA, if they have that role.
const sampleSide = `
	CASE WHEN e.apprentice_id = $1 THEN ''
	     WHEN d.by_id = $1 OR e.coach_id = $1 THEN 'coach'
	     WHEN EXISTS (SELECT 1 FROM grants g WHERE g.person_id = $1 AND g.role = 'coach' AND g.scope = 'enrolment' AND g.scope_id = e.id
	                  AND g.granted_at <= d.at AND (g.revoked_at IS NULL OR g.revoked_at > d.at)) THEN 'coach then'
	     ELSE 'iqa' END`

const sampleColumns = `
	s.id, s.state, s.plan_version, s.month, s.drawn_at, s.required_at, s.settled_at, e.id, a.name, i.id, i.number, v.id, v.title, v.kind, v.held,
	d.id, d.verdict, d.by_id, d.by_name, d.at, ` + sampleSide + `
	FROM samples s
	JOIN decisions d ON d.id = s.decision_id
	JOIN versions v ON v.id = d.version_id
	JOIN items i ON i.id = v.item_id
	JOIN enrolments e ON e.id = s.portfolio_id
	JOIN people a ON a.id = e.apprentice_id`

func scanSample(scan func(...any) error) (s Sample, err error) {
	err = scan(&s.ID, &s.State, &s.Plan, db.Day(&s.Month), db.Stamp(&s.DrawnAt), db.Stamp(&s.RequiredAt), db.Stamp(&s.SettledAt), &s.Portfolio, &s.Apprentice,
		&s.Item, &s.Number, &s.Version, &s.Title, &s.Kind, flag{&s.Held}, &s.Decision, &s.Verdict, &s.Coach, &s.CoachName, db.Stamp(&s.DecidedAt), &s.Side)
	return s, err
}

// sees reports whether somebody on the coach's side sees the sample: who decided
// once something is said, who coaches the apprentice now if action was required.
func (s *Sample) sees(reader account.PersonID) bool {
	return s.Side == CoachSide && s.State != SampleOpen && (s.Coach == reader || !s.RequiredAt.IsZero())
}

// Samples returns a page of samples.
func (s *Store) Samples(ctx context.Context, q SampleQuery) (list SampleList, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		list = SampleList{}
		all, err := samplesFor(ctx, tx, q.Reader, q.Side)
		if err != nil {
			return err
		}
		list.count(all)
		found := q.find(all)
		list.Total = len(found)
		first := min(max(q.Offset, 0), len(found))
		if list.Rows = found[first:]; q.Limit > 0 {
			list.Rows = found[first:min(first+q.Limit, len(found))]
		}
		return nil
	})
	return list, err
}

// samplesFor returns what a person sees on one side, oldest decision first.
func samplesFor(ctx context.Context, tx *db.Tx, reader account.PersonID, side SampleSide) (all []Sample, err error) {
	query := `SELECT ` + sampleColumns + ` ORDER BY d.at, d.id`
	if side == CoachSide {
		query = `SELECT ` + sampleColumns + ` WHERE (s.coach_id = $1 OR e.coach_id = $1) ORDER BY d.at, d.id`
	}
	err = tx.Each(ctx, query, []any{reader}, func(scan func(...any) error) error {
		s, err := scanSample(scan)
		if err == nil && s.Side == side && (side == IQASide || s.sees(reader)) {
			all = append(all, s)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read samples: %w", err)
	}
	return all, addReasons(ctx, tx, all)
}

// addReasons fills in why each was drawn.
func addReasons(ctx context.Context, tx *db.Tx, all []Sample) error {
	at := make(map[SampleID]*Sample, len(all))
	for i := range all {
		at[all[i].ID] = &all[i]
	}
	add := func(scan func(...any) error) error {
		var id SampleID
		var w DrawnBy
		err := scan(&id, &w.Reason, &w.Risk)
		if s := at[id]; s != nil {
			s.Why = append(s.Why, w)
		}
		return err
	}
	query, args := `SELECT sample_id, reason, risk FROM sample_reasons ORDER BY sample_id, reason, risk`, []any(nil)
	if len(all) == 1 {
		query, args = `SELECT sample_id, reason, risk FROM sample_reasons WHERE sample_id = $1 ORDER BY reason, risk`, []any{all[0].ID}
	}
	if len(all) == 0 {
		return nil
	}
	if err := tx.Each(ctx, query, args, add); err != nil {
		return fmt.Errorf("read reasons of samples: %w", err)
	}
	return nil
}

// OpenSamples returns how many samples wait for an IQA: to be looked at, or
// their coach's answer to be.
func (s *Store) OpenSamples(ctx context.Context, reader account.PersonID) (n int, err error) {
	const query = `
		SELECT count(*) FROM samples s JOIN decisions d ON d.id = s.decision_id JOIN enrolments e ON e.id = s.portfolio_id
		WHERE s.state IN ('open', 'answered') AND ` + sampleSide + ` = 'iqa'`
	err = s.db.View(ctx, func(tx *db.Tx) error { return tx.Row(ctx, query, reader).Scan(&n) })
	return n, err
}

// Sample returns a sample with all that was said of it, to somebody who may be
// its IQA (with iqa), or is on its coach's side. Others get fault.NotFound.
func (s *Store) Sample(ctx context.Context, id SampleID, reader account.PersonID, iqa bool) (out Sample, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		out, err = sampleFor(ctx, tx, id, reader, iqa)
		return err
	})
	return out, err
}

func sampleFor(ctx context.Context, tx *db.Tx, id SampleID, reader account.PersonID, iqa bool) (Sample, error) {
	s, err := scanSample(tx.Row(ctx, `SELECT `+sampleColumns+` WHERE s.id = $2`, reader, id).Scan)
	if err != nil {
		return s, err
	}
	if !(s.Side == IQASide && iqa) && !s.sees(reader) {
		return s, notThere
	}
	one := []Sample{s}
	if err := addReasons(ctx, tx, one); err != nil {
		return s, err
	}
	s = one[0]
	s.Entries, err = entriesOf(ctx, tx, id)
	return s, err
}

func entriesOf(ctx context.Context, tx *db.Tx, id SampleID) (entries []SampleEntry, err error) {
	const query = `
		SELECT id, move, text, COALESCE(shows_id, 0), piece, by_id, by_name, at FROM sample_entries WHERE sample_id = $1 ORDER BY id`
	err = tx.Each(ctx, query, []any{id}, func(scan func(...any) error) error {
		e := SampleEntry{Claims: make(map[ClaimID]string)}
		err := scan(&e.ID, &e.Move, &e.Text, &e.Shows, &e.Piece, &e.By, &e.ByName, db.Stamp(&e.At))
		entries = append(entries, e)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read what was said of a sample: %w", err)
	}
	const notes = `
		SELECT n.entry_id, n.claim_id, n.text FROM sample_claim_notes n JOIN sample_entries e ON e.id = n.entry_id WHERE e.sample_id = $1`
	err = tx.Each(ctx, notes, []any{id}, func(scan func(...any) error) error {
		var entry int64
		var claim ClaimID
		var text string
		err := scan(&entry, &claim, &text)
		for i := range entries {
			if entries[i].ID == entry {
				entries[i].Claims[claim] = text
			}
		}
		return err
	})
	return entries, err
}

// errNotYours is what somebody on the coach's side gets who would be the IQA.
var errNotYours = fault.New(fault.Forbidden, "You decided on this, or coached the apprentice, so another IQA samples it.")
