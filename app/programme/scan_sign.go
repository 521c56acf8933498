package programme

import (
	"context"
	"fmt"
	"maps"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// SignVoice makes final what a role says in a scan, and returns the scan as it
// is then. Signed by the apprentice, the scan is submitted and its statements
// stay as they are worded now; signed by employer and coach too, it is finished.
//
// Revision is that of the voice shown, digest the scan's Digest for the role as
// it was shown. It returns fault.Conflict if either has changed or the voice is
// signed or cannot be yet, and fault.Invalid naming "score-12" for each
// statement that the apprentice has not scored. The same signature sent twice
// counts once.
func (s *Store) SignVoice(ctx context.Context, by Signer, id EnrolmentID, scan ScanID, revision int, digest string) (sc Scan, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if sc, err = s.scan(ctx, tx, id, scan); err != nil {
			return err
		}
		v := sc.Voices[by.Role]
		if v == nil {
			return fault.New(fault.Forbidden, "Your role signs nothing in a skills scan.")
		}
		if v.Signed() && v.Revision == revision {
			again, err := signedBy(ctx, tx, v, by)
			if again || err != nil {
				return err
			}
		}
		if err := sc.open(v); err != nil {
			return err
		}
		if v.Revision != revision {
			return voiceClash(v)
		}
		if sc.Digest(by.Role) != digest {
			return errScanChanged
		}
		return s.signVoice(ctx, tx, &sc, v, by)
	})
	return sc, err
}

// ValidateScan is SaveVoice and SignVoice in one: a validator who has one look
// at a submitted scan, by a link, changes and signs their role's voice at once,
// or neither. It returns fault.Invalid as SaveVoice and Sign do, and
// fault.Conflict if the voice or the scan has changed since it was shown, or the
// role has signed.
func (s *Store) ValidateScan(ctx context.Context, by Signer, id EnrolmentID, scan ScanID, revision int, digest string, edit func(*Voice)) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		sc, err := s.scan(ctx, tx, id, scan)
		if err != nil {
			return err
		}
		v := sc.Voices[by.Role]
		if v == nil || by.Role == account.Apprentice {
			return fault.New(fault.Forbidden, "Your role validates no skills scan.")
		}
		if err := sc.open(v); err != nil {
			return err
		}
		if v.Revision != revision {
			return voiceClash(v)
		}
		if sc.Digest(by.Role) != digest {
			return errScanChanged
		}
		before := *v
		v.Scores = maps.Clone(before.Scores)
		edit(v)
		if err := s.keepVoice(ctx, tx, &sc, v, &before); err != nil {
			return err
		}
		if err := sc.check(v); err != nil {
			return err
		}
		if err := saveVoice(ctx, tx, sc.ID, v); err != nil {
			return err
		}
		return s.signVoice(ctx, tx, &sc, v, by)
	})
}

var errScanChanged = fault.New(fault.Conflict, "The statements have changed since this page was shown. Nothing was signed and your scores are kept: look through the page once more, then sign.")

// signedBy reports whether a signed voice was signed by the same person or by
// way of the same request.
func signedBy(ctx context.Context, tx *db.Tx, v *Voice, by Signer) (same bool, err error) {
	var person account.PersonID
	var request int64
	const query = `SELECT COALESCE(person_id, 0), COALESCE(request_id, 0) FROM signatures WHERE id = $1`
	err = tx.Row(ctx, query, v.Signature).Scan(&person, &request)
	return person == by.Person && request == by.Request, err
}

func (s *Store) signVoice(ctx context.Context, tx *db.Tx, sc *Scan, v *Voice, by Signer) error {
	if v.Role == account.Apprentice {
		if err := sc.complete(); err != nil {
			return err
		}
	}
	sig := Signature{Enrolment: sc.Enrolment, Subject: scanSubject(sc.ID), Words: ScanWords(v.Role), Content: sc.content(v.Role, true), Signer: by}
	if err := Sign(ctx, tx, &sig); err != nil {
		return err
	}
	v.Name, v.Job, v.SignedAt, v.Signature = sig.Name, sig.Job, sig.At, sig.ID
	const upsert = `
		INSERT INTO scan_voices (scan_id, role, revision, saved_at, name, job, signed_at, signature_id) VALUES ($1, $2, $3, $6, $4, $5, $6, $7)
		ON CONFLICT (scan_id, role) DO UPDATE SET name = excluded.name, job = excluded.job, signed_at = excluded.signed_at, signature_id = excluded.signature_id`
	if _, err := tx.Exec(ctx, upsert, sc.ID, v.Role, v.Revision, v.Name, v.Job, db.Stamp(&v.SignedAt), v.Signature); err != nil {
		return fmt.Errorf("sign voice: %w", err)
	}
	if err := Settle(ctx, tx, sc.Enrolment, WaitScan, int64(sc.ID), v.Role); err != nil {
		return err
	}
	if v.Role == account.Apprentice {
		return submitScan(ctx, tx, sc, by)
	}
	return finishScan(ctx, tx, sc, by)
}

// complete returns fault.Invalid if a statement has no score yet.
func (s *Scan) complete() error {
	var bad fault.Fields
	for _, id := range s.Missing() {
		bad.Add(fmt.Sprintf("score-%d", id), "Choose a step for this statement.")
	}
	return bad.Err()
}

// submitScan keeps the statements as they are worded now and asks employer and
// coach.
func submitScan(ctx context.Context, tx *db.Tx, sc *Scan, by Signer) error {
	const insert = `INSERT INTO scan_statements (scan_id, position, statement_id, type, code, title, text) VALUES ($1, $2, $3, $4, $5, $6, $7)`
	for i, st := range sc.Statements {
		if _, err := tx.Exec(ctx, insert, sc.ID, i+1, st.ID, st.Type, st.Code, st.Title, st.Text); err != nil {
			return fmt.Errorf("keep statements of scan: %w", err)
		}
	}
	sc.State, sc.SubmittedAt = ScanSubmitted, tx.Now
	if err := tx.Change(ctx, `UPDATE scans SET state = $2, submitted_at = $3 WHERE id = $1`, sc.ID, sc.State, db.Stamp(&sc.SubmittedAt)); err != nil {
		return fmt.Errorf("submit scan: %w", err)
	}
	for _, role := range sc.Waiting() {
		if err := Await(ctx, tx, Wait{Enrolment: sc.Enrolment, Role: role, Kind: WaitScan, Subject: int64(sc.ID)}); err != nil {
			return err
		}
	}
	return scanned(ctx, tx, sc.Enrolment, sc.ID, audit.Event{Action: "scan.submit", Person: int64(by.Person),
		Detail: map[string]any{"before": ScanDraft, "after": sc.State, "statements": len(sc.Statements)}})
}

// finishScan notes that a validator signed, and that all have.
func finishScan(ctx context.Context, tx *db.Tx, sc *Scan, by Signer) error {
	before := sc.State
	if len(sc.Waiting()) == 0 {
		sc.State, sc.FinishedAt = ScanFinished, tx.Now
		if err := tx.Change(ctx, `UPDATE scans SET state = $2, finished_at = $3 WHERE id = $1`, sc.ID, sc.State, db.Stamp(&sc.FinishedAt)); err != nil {
			return fmt.Errorf("finish scan: %w", err)
		}
	}
	return scanned(ctx, tx, sc.Enrolment, sc.ID, audit.Event{Action: "scan.validate", Person: int64(by.Person),
		Detail: map[string]any{"before": before, "after": sc.State, "role": by.Role, "differ": sc.differing(by.Role), "signature": sc.Voices[by.Role].Signature}})
}

// differing counts the statements that a validator scores otherwise.
func (s *Scan) differing(role account.Role) (n int) {
	for i := range s.Statements {
		if s.Differs(role, s.Statements[i].ID) != 0 {
			n++
		}
	}
	return n
}
