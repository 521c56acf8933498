package programme

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"touchstone/app/db"
)

// AuditSignatures reads every signature and calls see, with its id and a
// sentence, for each that is not as it was given: its content does not have its
// digest, it is not what was noted when it was signed, or it is noted and not
// there. Noted is by id what events have of signatures, which is all but the
// content and the job; it is emptied. It returns how many signatures there are.
func (s *Store) AuditSignatures(ctx context.Context, noted map[int64]Signature, see func(id int64, sentence string)) (n int, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, `SELECT `+signatureColumns+` ORDER BY id`, nil, func(scan func(...any) error) error {
			var g Signature
			if err := scan(g.columns()...); err != nil {
				return err
			}
			n++
			was, known := noted[g.ID]
			delete(noted, g.ID)
			of := fmt.Sprintf("Signature %d, of %s on %s,", g.ID, g.Name, g.Subject)
			switch {
			case Digest(g.Content) != g.Digest:
				see(g.ID, of+" is of other words than are stored now.")
			case !known:
				see(g.ID, of+" is in no event: it was put in.")
			case was.Digest != g.Digest:
				see(g.ID, of+" is not what was signed: its event has another digest.")
			default:
				if differs := g.unlike(&was); len(differs) > 0 {
					see(g.ID, of+" is not as it was given: its event has another "+strings.Join(differs, ", ")+".")
				}
			}
			return nil
		})
	})
	for _, id := range slices.Sorted(maps.Keys(noted)) {
		see(id, fmt.Sprintf("Signature %d is missing: an event says that it was given.", id))
	}
	return n, err
}

// unlike names what a signature's event has otherwise.
func (s *Signature) unlike(was *Signature) (names []string) {
	for _, part := range []struct {
		name string
		same bool
	}{
		{"portfolio", s.Enrolment == was.Enrolment}, {"subject", s.Subject == was.Subject}, {"sentence", s.Words == was.Words},
		{"role", s.Role == was.Role}, {"name", s.Name == was.Name}, {"person", s.Person == was.Person},
		{"request", s.Request == was.Request}, {"address", s.Address == was.Address}, {"time", s.At.Equal(was.At)},
	} {
		if !part.same {
			names = append(names, part.name)
		}
	}
	return names
}
