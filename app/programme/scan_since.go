package programme

import (
	"context"
	"fmt"
	"time"

	"touchstone/app/db"
	"touchstone/app/words"
)

// scanSince says what the newest scan of an enrolment shows against the one
// before a day, or against its first where all are newer: by the apprentice's
// own scores. It is empty if none was submitted on that day or after.
func (s *Store) scanSince(ctx context.Context, tx *db.Tx, id EnrolmentID, since time.Time) (string, error) {
	ids, err := scanIDs(ctx, tx, `WHERE enrolment_id = $1 AND state IN ('submitted', 'finished') ORDER BY id DESC`, id)
	if err != nil || len(ids) == 0 {
		return "", err
	}
	to, err := s.scan(ctx, tx, id, ids[0])
	if err != nil || db.Today(to.Day()).Before(since) {
		return "", err
	}
	day := words.Day(db.Today(to.Day()))
	if len(ids) == 1 {
		return fmt.Sprintf("%s, the first: %d of %s at “%s” or above.", day, to.ownAt(to.Scale.Competent), words.Plural(len(to.Statements), "statement", "statements"), to.Scale.Label(to.Scale.Competent)), nil
	}
	var from Scan
	for _, n := range ids[1:] {
		if from, err = s.scan(ctx, tx, id, n); err != nil {
			return "", err
		}
		if db.Today(from.Day()).Before(since) {
			break
		}
	}
	better, worse := 0, 0
	for _, g := range CompareScans(&from, &to) {
		better, worse = better+g.Better, worse+g.Worse
	}
	return fmt.Sprintf("%s: %s rose and %d fell since the scan of %s.", day, words.Plural(better, "statement", "statements"), worse, words.Day(db.Today(from.Day()))), nil
}

// ownAt counts the statements that the apprentice scored at a point or above.
func (s *Scan) ownAt(point int) (n int) {
	for i := range s.Statements {
		if s.Own(s.Statements[i].ID).Point >= point {
			n++
		}
	}
	return n
}
