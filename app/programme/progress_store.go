package programme

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/notify"
	"touchstone/app/words"
)

const reviewColumns = `
	id, enrolment_id, number, state, revision, round, planned_on, content, document, digest,
	opened_at, saved_at, closed_at, signed_at`

func scanReview(scan func(...any) error) (r ProgressReview, err error) {
	var content, document string
	err = scan(&r.ID, &r.Enrolment, &r.Number, &r.State, &r.Revision, &r.Round, db.Day(&r.PlannedOn), &content, &document, &r.Digest,
		db.Stamp(&r.OpenedAt), db.Stamp(&r.SavedAt), db.Stamp(&r.ClosedAt), db.Stamp(&r.SignedAt))
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal([]byte(content), &r.Content); err != nil {
		return r, fmt.Errorf("read content of review %d: %w", r.ID, err)
	}
	if document == "" {
		return r, nil
	}
	if err := json.Unmarshal([]byte(document), &r.Document); err != nil {
		return r, fmt.Errorf("read document of review %d: %w", r.ID, err)
	}
	return r, nil
}

// ProgressReviews returns the progress reviews of an enrolment but for those
// cancelled, newest first, each with its signatures.
func (s *Store) ProgressReviews(ctx context.Context, id EnrolmentID) (all []ProgressReview, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		all = nil
		const query = `SELECT ` + reviewColumns + ` FROM progress_reviews WHERE enrolment_id = $1 AND state <> 'cancelled' ORDER BY number DESC`
		err := tx.Each(ctx, query, []any{id}, func(scan func(...any) error) error {
			r, err := scanReview(scan)
			all = append(all, r)
			return err
		})
		for i := range all {
			if err == nil {
				all[i].Signatures, err = Signatures(ctx, tx, id, all[i].subject())
			}
		}
		return err
	})
	return all, err
}

// ProgressReview returns a progress review with all that belongs to it, or
// fault.NotFound if the enrolment has none with that id.
func (s *Store) ProgressReview(ctx context.Context, id EnrolmentID, review ProgressReviewID) (r ProgressReview, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		r, err = progressReview(ctx, tx, id, review)
		return err
	})
	return r, err
}

func progressReview(ctx context.Context, tx *db.Tx, id EnrolmentID, review ProgressReviewID) (r ProgressReview, err error) {
	const query = `SELECT ` + reviewColumns + ` FROM progress_reviews WHERE enrolment_id = $1 AND id = $2`
	if r, err = scanReview(tx.Row(ctx, query, id, review).Scan); err != nil {
		return r, err
	}
	if r.Signatures, err = Signatures(ctx, tx, id, r.subject()); err != nil {
		return r, err
	}
	const taken = `SELECT round, reason, by_name, at FROM review_withdrawals WHERE review_id = $1 ORDER BY id`
	err = tx.Each(ctx, taken, []any{review}, func(scan func(...any) error) error {
		var w ReviewWithdrawal
		err := scan(&w.Round, &w.Reason, &w.ByName, db.Stamp(&w.At))
		r.Withdrawals = append(r.Withdrawals, w)
		return err
	})
	if err != nil {
		return r, err
	}
	r.Addenda, err = addenda(ctx, tx, &r)
	return r, err
}

// subject names a review where signatures and events do.
func (r *ProgressReview) subject() string { return fmt.Sprintf("review %d", r.ID) }

func (r *ProgressReview) record(ctx context.Context, tx *db.Tx, by account.PersonID, action string, detail any) error {
	return audit.Add(ctx, tx, audit.Event{Person: int64(by), Action: action, Portfolio: int64(r.Enrolment), Subject: r.subject(), Detail: detail})
}

// store stores what may change of a review that is as it was when it was read.
func (r *ProgressReview) store(ctx context.Context, tx *db.Tx, was ProgressState) error {
	content, err := json.Marshal(&r.Content)
	if err != nil {
		return fmt.Errorf("encode review: %w", err)
	}
	document := []byte{}
	if r.Document != nil {
		if document, err = json.Marshal(r.Document); err != nil {
			return fmt.Errorf("encode review: %w", err)
		}
	}
	held := r.Content.HeldOn
	if !r.Closed() {
		held = time.Time{}
	}
	r.Revision++
	r.SavedAt = tx.Now
	const update = `
		UPDATE progress_reviews
		SET state = $3, revision = $4, round = $5, planned_on = $6, held_on = $7, content = $8, document = $9, digest = $10,
		    opened_at = $11, saved_at = $12, closed_at = $13, signed_at = $14
		WHERE id = $1 AND state = $2 AND state IN ('planned', 'draft', 'signing')`
	err = tx.Change(ctx, update, r.ID, was, r.State, r.Revision, r.Round, db.Day(&r.PlannedOn), db.Day(&held), string(content), string(document), r.Digest,
		db.Stamp(&r.OpenedAt), db.Stamp(&r.SavedAt), db.Stamp(&r.ClosedAt), db.Stamp(&r.SignedAt))
	if fault.Is(err, fault.NotFound) {
		return errSigned
	}
	return err
}

var errSigned = fault.New(fault.Conflict, "This review is signed, so it cannot be changed. Add an addendum instead.")

// open returns the review of an enrolment that is planned or being written, or
// fault.NotFound.
func openReview(ctx context.Context, tx *db.Tx, id EnrolmentID) (ProgressReview, error) {
	const query = `SELECT ` + reviewColumns + ` FROM progress_reviews WHERE enrolment_id = $1 AND state IN ('planned', 'draft') ORDER BY id LIMIT 1`
	return scanReview(tx.Row(ctx, query, id).Scan)
}

// add stores a new review and fills in its ID and number.
func (r *ProgressReview) add(ctx context.Context, tx *db.Tx) error {
	const insert = `
		INSERT INTO progress_reviews (enrolment_id, number, state, revision, round, planned_on, content, document, digest, created_at, saved_at)
		SELECT $1, 1 + COALESCE(max(number), 0), $2, 0, 0, $3, '{}', '', '', $4, $4 FROM progress_reviews WHERE enrolment_id = $1
		RETURNING id, number`
	if err := tx.Row(ctx, insert, r.Enrolment, r.State, db.Day(&r.PlannedOn), db.Stamp(&tx.Now)).Scan(&r.ID, &r.Number); err != nil {
		return fmt.Errorf("add review: %w", err)
	}
	return nil
}

// PlanProgressReview sets the day on which the next review is to be held, and
// returns its id. A review that is planned already moves to that day. It returns
// fault.Invalid naming "planned_on", and fault.Conflict while one is being
// written.
func (s *Store) PlanProgressReview(ctx context.Context, id EnrolmentID, by account.PersonID, on time.Time) (planned ProgressReviewID, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if err := checkPlanned(ctx, tx, id, on); err != nil {
			return err
		}
		r, err := openReview(ctx, tx, id)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		planned = r.ID
		switch {
		case r.State == ReviewDraft:
			return fault.Newf(fault.Conflict, "Review %d is being written. Close it to be signed before you plan the next.", r.Number)
		case r.ID != 0 && r.PlannedOn.Equal(on):
			return nil
		case r.ID != 0:
			before := r.PlannedOn
			r.PlannedOn = on
			if err := r.store(ctx, tx, ReviewPlanned); err != nil {
				return err
			}
			return r.planned(ctx, tx, by, before)
		}
		r = ProgressReview{Enrolment: id, State: ReviewPlanned, PlannedOn: on}
		if err := r.add(ctx, tx); err != nil {
			return err
		}
		planned = r.ID
		return r.planned(ctx, tx, by, time.Time{})
	})
	return planned, err
}

// planned tells everyone of the day, which was before until now.
func (r *ProgressReview) planned(ctx context.Context, tx *db.Tx, by account.PersonID, before time.Time) error {
	e, err := enrolment(ctx, tx, r.Enrolment)
	if err != nil {
		return err
	}
	text := fmt.Sprintf("A progress review of %s is planned for %s.", e.ApprenticeName, words.Day(r.PlannedOn))
	if err := r.tell(ctx, tx, by, notify.ReviewPlanned, text, "planned "+dayText(r.PlannedOn)); err != nil {
		return err
	}
	return r.record(ctx, tx, by, "progress.plan", map[string]any{"before": dayText(before), "after": dayText(r.PlannedOn)})
}

// tell tells all who sign a review but for who did what it tells of.
func (r *ProgressReview) tell(ctx context.Context, tx *db.Tx, by account.PersonID, kind notify.Kind, text, key string) error {
	for _, role := range ReviewSigners {
		n := notify.Notice{By: int64(by), Kind: kind, Text: text, Path: fmt.Sprintf("/portfolios/%d/progress/%d", r.Enrolment, r.ID), Key: r.subject() + " " + key}
		if err := TellRole(ctx, tx, r.Enrolment, role, n); err != nil {
			return err
		}
	}
	return nil
}

func checkPlanned(ctx context.Context, tx *db.Tx, id EnrolmentID, on time.Time) error {
	var bad fault.Fields
	var state State
	if err := tx.Row(ctx, `SELECT state FROM enrolments WHERE id = $1`, id).Scan(&state); err != nil {
		return err
	}
	today := db.Today(tx.Now)
	switch {
	case state == Completed || state == Withdrawn:
		return errOver
	case on.IsZero():
		bad.Add("planned_on", "Choose the day of the review.")
	case on.Before(today):
		bad.Add("planned_on", "Choose today or a day to come. To record a review that was held, write its record.")
	case on.After(today.AddDate(2, 0, 0)):
		bad.Add("planned_on", "Choose a day within two years.")
	}
	return bad.Err()
}

var errOver = fault.New(fault.Conflict, "The apprenticeship is over, so no review can be planned or begun.")

// CancelProgressReview takes back a review that was planned. Another time, one
// that is gone already, is no error.
func (s *Store) CancelProgressReview(ctx context.Context, id EnrolmentID, review ProgressReviewID, by account.PersonID) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		r, err := progressReview(ctx, tx, id, review)
		if err != nil || r.State == ReviewCancelled {
			return err
		}
		if r.State != ReviewPlanned {
			return fault.New(fault.Conflict, "This review has been begun, so it cannot be cancelled.")
		}
		r.State = ReviewCancelled
		if err := r.store(ctx, tx, ReviewPlanned); err != nil {
			return err
		}
		return r.record(ctx, tx, by, "progress.cancel", map[string]any{"planned_on": dayText(r.PlannedOn)})
	})
}

// OpenProgressReview begins the record of a review, the planned one if there is
// one, and returns it. It is filled from the record as it is at this moment; read
// tells how far the evidence is, and what was shown since a day. If a record is
// being written already, that is returned.
func (s *Store) OpenProgressReview(ctx context.Context, id EnrolmentID, by account.PersonID, read func(tx *db.Tx, since time.Time) (ReviewCoverage, error)) (r ProgressReview, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if r, err = openReview(ctx, tx, id); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if r.State == ReviewDraft {
			return nil
		}
		e, err := enrolment(ctx, tx, id)
		if err != nil {
			return err
		}
		if e.State == Completed || e.State == Withdrawn {
			return errOver
		}
		if r.ID == 0 {
			r = ProgressReview{Enrolment: id, State: ReviewPlanned}
			if err := r.add(ctx, tx); err != nil {
				return err
			}
		}
		if err := s.fill(ctx, tx, &r, &e, read); err != nil {
			return err
		}
		r.State, r.OpenedAt = ReviewDraft, tx.Now
		if err := r.store(ctx, tx, ReviewPlanned); err != nil {
			return err
		}
		return r.record(ctx, tx, by, "progress.open", map[string]any{"record": r.Content.Record})
	})
	return r, err
}

// fill puts what the program knows into a review that is opened.
func (s *Store) fill(ctx context.Context, tx *db.Tx, r *ProgressReview, e *Enrolment, read func(*db.Tx, time.Time) (ReviewCoverage, error)) error {
	clock, err := reviewClock(ctx, tx, e.ID)
	if err != nil {
		return err
	}
	st, err := standing(ctx, tx, e.ID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	rec := ReviewRecord{At: tx.Now, Apprentice: e.ApprenticeName, Employer: e.EmployerName, Coach: e.CoachName, Standard: standardOf(e),
		StartedOn: e.StartedOn, PlannedEndOn: e.PlannedEndOn, From: clock.From(), First: clock.Last.IsZero(),
		Elapsed: int(100 * e.Elapsed(db.Today(tx.Now))), HoursAgreed: st.HoursAgreed, HoursLogged: st.HoursLogged, HoursTarget: st.HoursTarget}
	if rec.Coverage, err = read(tx, rec.From); err != nil {
		return err
	}
	if rec.Scan, err = s.scanSince(ctx, tx, e.ID, rec.From); err != nil {
		return err
	}
	before, err := actionsSince(ctx, tx, e.ID, rec.From)
	if err != nil {
		return err
	}
	r.Content = ReviewContent{Record: rec, Pace: rec.Slippage(), Answers: map[string]string{}, Since: before,
		Present: joined("\n", e.ApprenticeName, e.EmployerContact, e.CoachName)}
	return nil
}

func standardOf(e *Enrolment) string {
	return joined(", ", joined(" ", e.StandardReference, e.StandardTitle), e.OptionName)
}
