package programme

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"touchstone/app/db"
)

// AuditSignatures reads every signature and calls see, with its id and a
// sentence, for each that is not as it was given: its content does not have its
// digest, its digest is not the one noted when it was signed, or it is noted and
// not there. Noted is the digest by id, as events have it; it is emptied. It
// returns how many signatures there are.
func (s *Store) AuditSignatures(ctx context.Context, noted map[int64]string, see func(id int64, sentence string)) (n int, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		const query = `SELECT id, name, subject, content, digest FROM signatures ORDER BY id`
		return tx.Each(ctx, query, nil, func(scan func(...any) error) error {
			var id int64
			var name, subject, content, digest string
			if err := scan(&id, &name, &subject, &content, &digest); err != nil {
				return err
			}
			n++
			was, known := noted[id]
			delete(noted, id)
			of := fmt.Sprintf("Signature %d, of %s on %s,", id, name, subject)
			switch {
			case Digest(content) != digest:
				see(id, of+" is of other words than are stored now.")
			case !known:
				see(id, of+" is in no event: it was put in.")
			case was != digest:
				see(id, of+" is not what was signed: its event has another digest.")
			}
			return nil
		})
	})
	for _, id := range slices.Sorted(maps.Keys(noted)) {
		see(id, fmt.Sprintf("Signature %d is missing: an event says that it was given.", id))
	}
	return n, err
}
