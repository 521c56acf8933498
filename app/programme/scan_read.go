package programme

import (
	"context"
	"fmt"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/ksb"
)

// Scan returns a scan of an enrolment, or fault.NotFound. One that was thrown
// away is not found.
func (s *Store) Scan(ctx context.Context, id EnrolmentID, scan ScanID) (sc Scan, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		sc, err = s.scan(ctx, tx, id, scan)
		return err
	})
	return sc, err
}

// Scans returns the scans of an enrolment, newest first, a draft among them.
func (s *Store) Scans(ctx context.Context, id EnrolmentID) (all []Scan, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		all = nil
		ids, err := scanIDs(ctx, tx, `WHERE enrolment_id = $1 AND state <> 'dropped' ORDER BY id DESC`, id)
		if err != nil {
			return err
		}
		for _, n := range ids {
			sc, err := s.scan(ctx, tx, id, n)
			if err != nil {
				return err
			}
			all = append(all, sc)
		}
		return nil
	})
	return all, err
}

// LatestScan returns the newest scan of an enrolment that was submitted, or
// fault.NotFound.
func (s *Store) LatestScan(ctx context.Context, id EnrolmentID) (sc Scan, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		sc, err = s.LatestScanIn(ctx, tx, id)
		return err
	})
	return sc, err
}

// LatestScanIn is LatestScan within a transaction of the caller's.
func (s *Store) LatestScanIn(ctx context.Context, tx *db.Tx, id EnrolmentID) (Scan, error) {
	ids, err := scanIDs(ctx, tx, `WHERE enrolment_id = $1 AND state IN ('submitted', 'finished') ORDER BY id DESC LIMIT 1`, id)
	if err != nil {
		return Scan{}, err
	}
	if len(ids) == 0 {
		return Scan{}, fault.New(fault.NotFound, "There is no skills scan yet.")
	}
	return s.scan(ctx, tx, id, ids[0])
}

func scanIDs(ctx context.Context, tx *db.Tx, where string, args ...any) (ids []ScanID, err error) {
	err = tx.Each(ctx, `SELECT id FROM scans `+where, args, func(scan func(...any) error) error {
		var id ScanID
		err := scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

// scan reads a scan whole.
func (s *Store) scan(ctx context.Context, tx *db.Tx, id EnrolmentID, scan ScanID) (sc Scan, err error) {
	const query = `
		SELECT s.id, s.enrolment_id, s.scale_id, s.occasion, s.state, s.begun_at, s.submitted_at, s.finished_at, p.name
		FROM scans s JOIN enrolments e ON e.id = s.enrolment_id JOIN people p ON p.id = e.apprentice_id
		WHERE s.id = $1 AND s.enrolment_id = $2 AND s.state <> 'dropped'`
	var scale ScaleID
	err = tx.Row(ctx, query, scan, id).Scan(&sc.ID, &sc.Enrolment, &scale, &sc.Occasion, &sc.State,
		db.Stamp(&sc.BegunAt), db.Stamp(&sc.SubmittedAt), db.Stamp(&sc.FinishedAt), &sc.Apprentice)
	if err != nil {
		return sc, err
	}
	if sc.Scale, err = scaleIn(ctx, tx, scale); err != nil {
		return sc, err
	}
	if sc.State == ScanDraft {
		sc.Statements, err = s.statementsNow(ctx, tx, id)
	} else {
		sc.Statements, err = frozenStatements(ctx, tx, sc.ID)
	}
	if err != nil {
		return sc, err
	}
	return sc, readVoices(ctx, tx, &sc)
}

// statementsNow returns what an apprentice has to show as the standard has it
// now.
func (s *Store) statementsNow(ctx context.Context, tx *db.Tx, id EnrolmentID) (out []ScanStatement, err error) {
	e, err := enrolment(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	// A store of its own reads within tx, and nothing that was kept from before.
	std, err := ksb.NewStore(s.db).StandardIn(ctx, tx, e.Standard)
	if err != nil {
		return nil, err
	}
	for _, typ := range std.Types {
		for _, st := range std.For(e.OptionName) {
			if st.Type == typ.Key {
				out = append(out, ScanStatement{ID: st.ID, Type: typ.Name, Code: string(st.Code), Title: st.Title, Text: st.Text()})
			}
		}
	}
	return out, nil
}

func frozenStatements(ctx context.Context, tx *db.Tx, scan ScanID) (out []ScanStatement, err error) {
	const query = `SELECT statement_id, type, code, title, text FROM scan_statements WHERE scan_id = $1 ORDER BY position`
	err = tx.Each(ctx, query, []any{scan}, func(scan func(...any) error) error {
		var st ScanStatement
		err := scan(&st.ID, &st.Type, &st.Code, &st.Title, &st.Text)
		out = append(out, st)
		return err
	})
	return out, err
}

func readVoices(ctx context.Context, tx *db.Tx, sc *Scan) error {
	sc.Voices = map[account.Role]*Voice{}
	for _, r := range ScanRoles {
		sc.Voices[r] = &Voice{Role: r, Scores: map[ksb.StatementID]Score{}}
	}
	const voices = `SELECT role, revision, comment, name, job, saved_at, signed_at, signature_id FROM scan_voices WHERE scan_id = $1`
	err := tx.Each(ctx, voices, []any{sc.ID}, func(scan func(...any) error) error {
		v := Voice{Scores: map[ksb.StatementID]Score{}}
		if err := scan(&v.Role, &v.Revision, &v.Comment, &v.Name, &v.Job, db.Stamp(&v.SavedAt), db.Stamp(&v.SignedAt), &v.Signature); err != nil {
			return err
		}
		sc.Voices[v.Role] = &v
		return nil
	})
	if err != nil {
		return fmt.Errorf("read scan: %w", err)
	}
	const scores = `SELECT role, statement_id, point, note FROM scan_scores WHERE scan_id = $1`
	return tx.Each(ctx, scores, []any{sc.ID}, func(scan func(...any) error) error {
		var role account.Role
		var id ksb.StatementID
		var score Score
		if err := scan(&role, &id, &score.Point, &score.Note); err != nil {
			return err
		}
		sc.Voices[role].Scores[id] = score
		return nil
	})
}
