package evidence

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"touchstone/app/db"
)

// AuditFrozen reads everything that was frozen, the submissions and the reports
// of released results, and calls see, with the submission's id and a sentence,
// for each that is not as it was. handed and released are by submission the
// digests that events have of them; both are emptied. It returns how many it
// read.
func (s *Store) AuditFrozen(ctx context.Context, handed, released map[SubmissionID]string, see func(SubmissionID, string)) (n int, err error) {
	const submissions = `SELECT id, document, digest FROM submissions ORDER BY id`
	const reports = `SELECT submission_id, document, digest FROM assessments WHERE document IS NOT NULL ORDER BY submission_id`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		n = 0
		for _, of := range []struct {
			query, what string
			noted       map[SubmissionID]string
		}{{submissions, "Submission %d", handed}, {reports, "The released report of submission %d", released}} {
			err := tx.Each(ctx, of.query, nil, func(scan func(...any) error) error {
				var id SubmissionID
				var document []byte
				var digest string
				if err := scan(&id, &document, &digest); err != nil {
					return err
				}
				n++
				was, known := of.noted[id]
				delete(of.noted, id)
				sum := sha256.Sum256(document)
				what := fmt.Sprintf(of.what, id)
				switch {
				case hex.EncodeToString(sum[:]) != digest:
					see(id, what+" was altered: its SHA-256 is not the one it was frozen with.")
				case !known:
					see(id, what+" is in no event: it was put in.")
				case was != digest:
					see(id, what+" was replaced: its event has another SHA-256.")
				}
				return nil
			})
			if err != nil {
				return err
			}
			for _, id := range slices.Sorted(maps.Keys(of.noted)) {
				see(id, fmt.Sprintf(of.what, id)+" is missing: an event says that it was made.")
			}
		}
		return nil
	})
	return n, err
}
