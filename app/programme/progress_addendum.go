package programme

import (
	"context"
	"fmt"
	"slices"

	"touchstone/app/db"
	"touchstone/app/fault"
)

// AddAddendum adds to a review that all have signed, and signs what is added as
// its author. It returns fault.Invalid naming "words", and fault.Conflict if the
// review is not signed by all. The same words by the same person twice in a row
// are no error: people click twice.
func (s *Store) AddAddendum(ctx context.Context, id EnrolmentID, review ProgressReviewID, text string, by Signer) error {
	text = tidyText(text)
	var bad fault.Fields
	checkReviewText(&bad, "words", text, MaxReviewText)
	if text == "" {
		bad.Add("words", "Write what is to be added.")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	if !slices.Contains(ReviewSigners, by.Role) {
		return fault.New(fault.Forbidden, "Your role cannot add to a progress review.")
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		r, err := progressReview(ctx, tx, id, review)
		if err != nil {
			return err
		}
		if r.State != ReviewSigned {
			return fault.New(fault.Conflict, "Not everyone has signed this review yet. Until then the coach can take it back and change it.")
		}
		if n := len(r.Addenda); n > 0 && r.Addenda[n-1].Words == text && r.Addenda[n-1].Person == by.Person {
			return nil
		}
		return r.addTo(ctx, tx, text, by)
	})
}

func (r *ProgressReview) addTo(ctx context.Context, tx *db.Tx, text string, by Signer) error {
	number := len(r.Addenda) + 1
	sig := Signature{Enrolment: r.Enrolment, Subject: fmt.Sprintf("%s addendum %d", r.subject(), number), Words: AddendumWords,
		Content: addendumText(r, number, text), Signer: by}
	if err := Sign(ctx, tx, &sig); err != nil {
		return err
	}
	const insert = `INSERT INTO review_addenda (review_id, number, words, signature_id) VALUES ($1, $2, $3, $4)`
	if _, err := tx.Exec(ctx, insert, r.ID, number, text, sig.ID); err != nil {
		return fmt.Errorf("add addendum: %w", err)
	}
	return r.record(ctx, tx, by.Person, "progress.add", map[string]any{"addendum": number, "words": text, "digest": sig.Digest})
}

// addendumText is what the author of an addendum signs. It names the record it
// belongs to by its digest.
func addendumText(r *ProgressReview, number int, text string) string {
	return ReviewText([]ReviewPart{{fmt.Sprintf("Addendum %d to progress review %d", number, r.Number),
		rows("Apprentice", r.Content.Record.Apprentice, "Digest of the signed record", r.Digest, "", text)}})
}

func addenda(ctx context.Context, tx *db.Tx, r *ProgressReview) (all []ReviewAddendum, err error) {
	const query = `SELECT number, words FROM review_addenda WHERE review_id = $1 ORDER BY number`
	err = tx.Each(ctx, query, []any{r.ID}, func(scan func(...any) error) error {
		var a ReviewAddendum
		err := scan(&a.Number, &a.Words)
		all = append(all, a)
		return err
	})
	for i := range all {
		if err != nil {
			return nil, err
		}
		var signed []Signature
		if signed, err = Signatures(ctx, tx, r.Enrolment, fmt.Sprintf("%s addendum %d", r.subject(), all[i].Number)); err == nil && len(signed) > 0 {
			all[i].Signature = signed[0]
		}
	}
	return all, err
}
