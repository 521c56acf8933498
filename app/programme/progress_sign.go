package programme

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/notify"
	"touchstone/app/words"
)

// A ReviewClash is the cause of the fault.Conflict of a review that was saved
// elsewhere since the text to save was read.
type ReviewClash struct {
	Theirs ProgressReview // as it is stored now
}

// Error implements error.
func (c *ReviewClash) Error() string {
	return fmt.Sprintf("review %d is at revision %d", c.Theirs.ID, c.Theirs.Revision)
}

// ReviewTheirs returns what is stored if err is about a ReviewClash.
func ReviewTheirs(err error) (r ProgressReview, clashed bool) {
	if c, ok := errors.AsType[*ReviewClash](err); ok {
		return c.Theirs, true
	}
	return r, false
}

// SaveProgressReview changes the draft of a review by edit and returns it as it
// is then. Edit may be run twice; it cannot change the Record nor which actions
// are reported on. Revision is that of the draft that the person began from.
//
// It returns fault.Conflict if someone saved since (see ReviewTheirs), unless
// edit changes nothing, or if the review is closed, and fault.Invalid if a field
// is too long. No event is added: drafts save themselves all the time.
func (s *Store) SaveProgressReview(ctx context.Context, id EnrolmentID, review ProgressReviewID, revision int, edit func(*ReviewContent)) (r ProgressReview, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if r, err = progressReview(ctx, tx, id, review); err != nil {
			return err
		}
		before := r
		r.Content = before.Content.clone()
		edit(&r.Content)
		r.Content.keep(&before.Content)
		r.Content.tidy()
		if same(&before.Content, &r.Content) {
			return nil
		}
		if err := r.editable(); err != nil {
			return err
		}
		if r.Revision != revision {
			return fault.Because(&ReviewClash{before}, fault.Conflict, "This review was saved at "+words.Clock(before.SavedAt)+
				" in another tab or on another device. Nothing was overwritten: compare the two and keep what you want.")
		}
		if err := r.Content.CheckDraft(); err != nil {
			return err
		}
		return r.store(ctx, tx, ReviewDraft)
	})
	return r, err
}

// editable returns why a review cannot be changed, or nil.
func (r *ProgressReview) editable() error {
	switch r.State {
	case ReviewDraft:
		return nil
	case ReviewSigning:
		return fault.New(fault.Conflict, "This review waits to be signed, so it cannot be changed. To change it, take it back from signing and say why.")
	case ReviewSigned:
		return errSigned
	}
	return fault.New(fault.Conflict, "This review has not been begun.")
}

func (c *ReviewContent) clone() ReviewContent {
	out := *c
	out.Since, out.Next = slices.Clone(c.Since), slices.Clone(c.Next)
	out.Answers = make(map[string]string, len(c.Answers))
	for key, answer := range c.Answers {
		out.Answers[key] = answer
	}
	return out
}

// keep undoes what an edit may not change.
func (c *ReviewContent) keep(was *ReviewContent) {
	c.Record = was.Record
	outcomes := c.Since
	c.Since = slices.Clone(was.Since)
	for i := range min(len(outcomes), len(c.Since)) {
		c.Since[i].Outcome = outcomes[i].Outcome
	}
	for i := range c.Next {
		a := &c.Next[i]
		a.Action = 0
		for _, old := range was.Next {
			if old.What == a.What && old.Who == a.Who && old.By.Equal(a.By) {
				a.Action = old.Action
			}
		}
	}
}

// same reports whether two contents say the same; a list of nothing is nil or
// empty.
func same(a, b *ReviewContent) bool {
	x, y := a.clone(), b.clone()
	x.Since, y.Since = append([]ReviewSince{}, x.Since...), append([]ReviewSince{}, y.Since...)
	x.Next, y.Next = append([]ReviewAction{}, x.Next...), append([]ReviewAction{}, y.Next...)
	return reflect.DeepEqual(x, y)
}

// CloseProgressReview ends the writing of a review: from now on it waits for its
// three signatures and cannot be changed. It returns fault.Invalid as
// ReviewContent.Check does, and fault.Conflict if the draft was saved since
// revision or is no draft. Closing it twice is no error.
func (s *Store) CloseProgressReview(ctx context.Context, id EnrolmentID, review ProgressReviewID, by account.PersonID, revision int) (r ProgressReview, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if r, err = progressReview(ctx, tx, id, review); err != nil || r.State == ReviewSigning {
			return err
		}
		if err := r.editable(); err != nil {
			return err
		}
		if r.Revision != revision {
			return fault.Because(&ReviewClash{r}, fault.Conflict, "This review was saved at "+words.Clock(r.SavedAt)+
				" in another tab or on another device. Read it once more before you close it to be signed.")
		}
		if err := r.Content.Check(db.Today(tx.Now)); err != nil {
			return err
		}
		return r.close(ctx, tx, by)
	})
	return r, err
}

func (r *ProgressReview) close(ctx context.Context, tx *db.Tx, by account.PersonID) error {
	if err := r.agree(ctx, tx, by); err != nil {
		return err
	}
	r.State, r.Round, r.ClosedAt = ReviewSigning, r.Round+1, tx.Now
	r.Document = r.document()
	r.Digest = Digest(ReviewText(r.Document))
	if err := r.store(ctx, tx, ReviewDraft); err != nil {
		return err
	}
	for _, role := range ReviewSigners {
		if err := Await(ctx, tx, Wait{Enrolment: r.Enrolment, Role: role, Kind: WaitSignature, Subject: int64(r.ID), By: by}); err != nil {
			return err
		}
	}
	if err := SetReviewClock(ctx, tx, r.Enrolment); err != nil {
		return err
	}
	return r.record(ctx, tx, by, "progress.close", map[string]any{"version": r.Round, "held_on": dayText(r.HeldOn()), "digest": r.Digest, "document": r.Document})
}

// WithdrawProgressReview takes a review back from signing, so that it can be
// changed. What was signed is void and stays on record. It returns fault.Invalid
// naming "reason", and fault.Conflict if all have signed or it is a draft.
func (s *Store) WithdrawProgressReview(ctx context.Context, id EnrolmentID, review ProgressReviewID, by account.PersonID, reason string) error {
	reason = tidyText(reason)
	var bad fault.Fields
	checkReviewText(&bad, "reason", reason, MaxReviewLine)
	if reason == "" {
		bad.Add("reason", "Say why it is taken back: those who signed will want to know.")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		r, err := progressReview(ctx, tx, id, review)
		if err != nil {
			return err
		}
		if r.State != ReviewSigning {
			return r.notSigning()
		}
		if other, err := openReview(ctx, tx, id); err == nil {
			return fault.Newf(fault.Conflict, "Review %d is planned or being written. Cancel or close that one before you take this one back.", other.Number)
		} else if !fault.Is(err, fault.NotFound) {
			return err
		}
		return r.withdraw(ctx, tx, by, reason)
	})
}

func (r *ProgressReview) notSigning() error {
	switch r.State {
	case ReviewSigned:
		return errSigned
	case ReviewDraft:
		return fault.New(fault.Conflict, "The coach is changing this review, so nothing was signed. You will be asked again when it is ready.")
	}
	return fault.New(fault.Conflict, "This review does not wait to be signed.")
}

func (r *ProgressReview) withdraw(ctx context.Context, tx *db.Tx, by account.PersonID, reason string) error {
	const insert = `
		INSERT INTO review_withdrawals (review_id, round, reason, by_id, by_name, at)
		SELECT $1, $2, $3, id, name, $4 FROM people WHERE id = $5`
	if err := tx.Change(ctx, insert, r.ID, r.Round, reason, db.Stamp(&tx.Now), by); err != nil {
		return fmt.Errorf("add withdrawal: %w", err)
	}
	var void []string
	for _, role := range ReviewSigners {
		if s := r.SignedBy(role); s != nil {
			void = append(void, s.Name)
		}
	}
	was := r.Digest
	r.State, r.Document, r.Digest = ReviewDraft, nil, ""
	if err := r.store(ctx, tx, ReviewSigning); err != nil {
		return err
	}
	if err := Settle(ctx, tx, r.Enrolment, WaitSignature, int64(r.ID)); err != nil {
		return err
	}
	if err := SetReviewClock(ctx, tx, r.Enrolment); err != nil {
		return err
	}
	return r.record(ctx, tx, by, "progress.withdraw", map[string]any{"version": r.Round, "reason": reason, "digest": was, "void": void})
}

// ProgressReviewText returns a review that is closed with the text that is
// signed of it, exactly. It returns fault.Conflict while it is open.
func (s *Store) ProgressReviewText(ctx context.Context, id EnrolmentID, review ProgressReviewID) (r ProgressReview, text string, err error) {
	if r, err = s.ProgressReview(ctx, id, review); err != nil {
		return r, "", err
	}
	if !r.Closed() {
		return r, "", r.notSigning()
	}
	return r, ReviewText(r.Document), nil
}

// SignProgressReview signs a review that is closed, whose text had that digest
// when it was shown. With the third signature it is final. It returns
// fault.Forbidden for a role that does not sign, fault.Invalid without a name,
// and fault.Conflict if the text is another by now, or the review does not wait
// for that role. Signing the same text twice is no error: people click twice.
func (s *Store) SignProgressReview(ctx context.Context, id EnrolmentID, review ProgressReviewID, digest string, by Signer) error {
	_, err := s.signProgressReview(ctx, id, review, digest, by)
	return err
}

func (s *Store) signProgressReview(ctx context.Context, id EnrolmentID, review ProgressReviewID, digest string, by Signer) (sig Signature, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		sig, err = SignProgressReviewIn(ctx, tx, id, review, digest, by)
		return err
	})
	return sig, err
}

// SignProgressReviewIn is SignProgressReview within a transaction of the
// caller's. It returns the signature.
func SignProgressReviewIn(ctx context.Context, tx *db.Tx, id EnrolmentID, review ProgressReviewID, digest string, by Signer) (sig Signature, err error) {
	if !slices.Contains(ReviewSigners, by.Role) {
		return sig, fault.New(fault.Forbidden, "Your role has nothing to sign in a progress review.")
	}
	r, err := progressReview(ctx, tx, id, review)
	if err != nil {
		return sig, err
	}
	if !r.Closed() {
		return sig, r.notSigning()
	}
	if digest != r.Digest {
		return sig, fault.New(fault.Conflict, "The review was changed after this page was opened, so nothing was signed. Read it as it is now, and sign that.")
	}
	if there := r.SignedBy(by.Role); there != nil {
		if there.Person == by.Person && there.Request == by.Request {
			return *there, nil
		}
		return sig, fault.Newf(fault.Conflict, "%s signed as %s already, on %s. One signature of each is enough.", there.Name, by.Role.Name(), words.Moment(there.At))
	}
	text := ReviewText(r.Document)
	if Digest(text) != r.Digest {
		return sig, fmt.Errorf("review %d is not as it was closed", r.ID)
	}
	sig = Signature{Enrolment: id, Subject: r.subject(), Words: ReviewWords, Content: text, Signer: by}
	if err := Sign(ctx, tx, &sig); err != nil {
		return sig, err
	}
	r.Signatures = append(r.Signatures, sig)
	if err := Settle(ctx, tx, id, WaitSignature, int64(r.ID), by.Role); err != nil {
		return sig, err
	}
	if len(r.Awaits()) > 0 {
		return sig, nil
	}
	r.State, r.SignedAt = ReviewSigned, tx.Now
	if err := r.store(ctx, tx, ReviewSigning); err != nil {
		return sig, err
	}
	if err := r.tell(ctx, tx, by.Person, notify.ReviewSigned, fmt.Sprintf("Progress review %d of %s is signed by all.", r.Number, r.Content.Record.Apprentice), "signed"); err != nil {
		return sig, err
	}
	return sig, r.record(ctx, tx, by.Person, "progress.final", map[string]any{"version": r.Round, "digest": r.Digest, "signature": sig.ID})
}
