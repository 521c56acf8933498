package programme

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/words"
	"touchstone/ksb"
)

// BeginScan begins a scan by the scale in use and returns its id. If the
// apprentice has a draft already, it returns that one, so that a second click
// does no harm. It returns fault.Invalid naming "occasion" for one that is none.
func (s *Store) BeginScan(ctx context.Context, by account.PersonID, id EnrolmentID, on Occasion) (scan ScanID, err error) {
	if on.Name() == "" {
		var bad fault.Fields
		bad.Add("occasion", "Choose what the scan is for.")
		return 0, bad.Err()
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		drafts, err := scanIDs(ctx, tx, `WHERE enrolment_id = $1 AND state = 'draft'`, id)
		if err != nil {
			return err
		}
		if len(drafts) > 0 {
			scan = drafts[0]
			return nil
		}
		scale, err := currentScale(ctx, tx)
		if err != nil {
			return err
		}
		const insert = `INSERT INTO scans (enrolment_id, scale_id, occasion, state, begun_at) VALUES ($1, $2, $3, 'draft', $4) RETURNING id`
		if err := tx.Row(ctx, insert, id, scale.ID, on, db.Stamp(&tx.Now)).Scan(&scan); err != nil {
			return fmt.Errorf("begin scan: %w", err)
		}
		if err := Await(ctx, tx, Wait{Enrolment: id, Role: account.Apprentice, Kind: WaitScan, Subject: int64(scan)}); err != nil {
			return err
		}
		return scanned(ctx, tx, id, scan, audit.Event{Action: "scan.begin", Person: int64(by), Detail: map[string]any{"occasion": on, "scale": scale.ID}})
	})
	return scan, err
}

// scanned records what was done with a scan.
func scanned(ctx context.Context, tx *db.Tx, id EnrolmentID, scan ScanID, e audit.Event) error {
	e.Portfolio, e.Subject = int64(id), scanSubject(scan)
	return audit.Add(ctx, tx, e)
}

func scanSubject(scan ScanID) string { return fmt.Sprintf("scan %d", scan) }

// A VoiceClash is the cause of the fault.Conflict of a voice that was saved
// elsewhere since the scores to save were read.
type VoiceClash struct {
	Theirs Voice // as it is stored now
}

// Error implements error.
func (c *VoiceClash) Error() string {
	return fmt.Sprintf("the %s's scores are at revision %d", c.Theirs.Role, c.Theirs.Revision)
}

// TheirVoice returns what is stored if err is about a VoiceClash.
func TheirVoice(err error) (v Voice, clashed bool) {
	if c, ok := errors.AsType[*VoiceClash](err); ok {
		return c.Theirs, true
	}
	return v, false
}

func voiceClash(v *Voice) error {
	return fault.Because(&VoiceClash{*v}, fault.Conflict, "These scores were saved at "+words.Clock(v.SavedAt)+
		" in another tab or on another device. Nothing was overwritten: compare the two and keep what you want.")
}

// SaveVoice changes what a role says in a scan by edit, which may change Scores
// and Comment and may be run twice, and returns the scan as it is then.
// Revision is that of the voice that the person began from.
//
// It returns fault.Conflict if someone saved since (see TheirVoice) or the voice
// cannot be changed (any more, or yet), unless edit changes nothing, and
// fault.Invalid if a field is wrong. No event is added: drafts save themselves
// all the time.
func (s *Store) SaveVoice(ctx context.Context, id EnrolmentID, scan ScanID, role account.Role, revision int, edit func(*Voice)) (sc Scan, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if sc, err = s.scan(ctx, tx, id, scan); err != nil {
			return err
		}
		v := sc.Voices[role]
		if v == nil {
			return fault.New(fault.Forbidden, "Your role scores nothing in a skills scan.")
		}
		before := *v
		v.Scores = maps.Clone(before.Scores)
		edit(v)
		if err := s.keepVoice(ctx, tx, &sc, v, &before); err != nil {
			return err
		}
		if v.Comment == before.Comment && maps.Equal(v.Scores, before.Scores) {
			return nil
		}
		if err := sc.open(&before); err != nil {
			return err
		}
		if before.Revision != revision {
			return voiceClash(&before)
		}
		if err := sc.check(v); err != nil {
			return err
		}
		return saveVoice(ctx, tx, sc.ID, v)
	})
	return sc, err
}

// keepVoice undoes what an edit may not change, and leaves out scores that say
// nothing or are of statements that the scan never had.
func (s *Store) keepVoice(ctx context.Context, tx *db.Tx, sc *Scan, v, before *Voice) error {
	v.Role, v.Revision, v.Name, v.Job = before.Role, before.Revision, before.Name, before.Job
	v.SavedAt, v.SignedAt, v.Signature = before.SavedAt, before.SignedAt, before.Signature
	v.Comment = tidy(v.Comment)
	for id, score := range v.Scores {
		score.Note = tidy(score.Note)
		v.Scores[id] = score
		if score == (Score{}) {
			delete(v.Scores, id)
			continue
		}
		if _, had := before.Scores[id]; had || sc.has(id) {
			continue
		}
		// A statement that was moved since the page was shown is kept, though not shown.
		var n int
		const query = `SELECT count(*) FROM statements s JOIN enrolments e ON e.standard_id = s.standard_id WHERE s.id = $1 AND e.id = $2`
		if err := tx.Row(ctx, query, id, sc.Enrolment).Scan(&n); err != nil {
			return err
		}
		if n == 0 || sc.State != ScanDraft {
			delete(v.Scores, id)
		}
	}
	return nil
}

func tidy(text string) string { return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")) }

func (s *Scan) has(id ksb.StatementID) bool {
	return slices.ContainsFunc(s.Statements, func(st ScanStatement) bool { return st.ID == id })
}

// open returns fault.Conflict, with the reason, if a voice cannot be changed.
func (s *Scan) open(v *Voice) error {
	switch {
	case v.Signed():
		return fault.Newf(fault.Conflict, "%s signed this on %s, so it cannot be changed.", v.Name, words.Moment(v.SignedAt))
	case v.Role != account.Apprentice && s.State == ScanDraft:
		return fault.Newf(fault.Conflict, "%s is still scoring. You are asked as soon as it is submitted.", s.Apprentice)
	}
	return nil
}

func saveVoice(ctx context.Context, tx *db.Tx, scan ScanID, v *Voice) error {
	v.Revision, v.SavedAt = v.Revision+1, tx.Now
	const upsert = `
		INSERT INTO scan_voices (scan_id, role, revision, comment, saved_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (scan_id, role) DO UPDATE SET revision = excluded.revision, comment = excluded.comment, saved_at = excluded.saved_at`
	if _, err := tx.Exec(ctx, upsert, scan, v.Role, v.Revision, v.Comment, db.Stamp(&v.SavedAt)); err != nil {
		return fmt.Errorf("save voice: %w", err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM scan_scores WHERE scan_id = $1 AND role = $2`, scan, v.Role); err != nil {
		return fmt.Errorf("save scores: %w", err)
	}
	const insert = `INSERT INTO scan_scores (scan_id, role, statement_id, point, note) VALUES ($1, $2, $3, $4, $5)`
	for _, id := range slices.Sorted(maps.Keys(v.Scores)) {
		if _, err := tx.Exec(ctx, insert, scan, v.Role, id, v.Scores[id].Point, v.Scores[id].Note); err != nil {
			return fmt.Errorf("save score: %w", err)
		}
	}
	return nil
}

// DropScan throws a draft away. It returns fault.Conflict for a scan that was
// submitted.
func (s *Store) DropScan(ctx context.Context, by account.PersonID, id EnrolmentID, scan ScanID) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		sc, err := s.scan(ctx, tx, id, scan)
		if err != nil {
			return err
		}
		if sc.State != ScanDraft {
			return fault.New(fault.Conflict, "This scan was submitted, so it stays.")
		}
		if err := tx.Change(ctx, `UPDATE scans SET state = 'dropped' WHERE id = $1`, scan); err != nil {
			return err
		}
		if err := Settle(ctx, tx, id, WaitScan, int64(scan)); err != nil {
			return err
		}
		scores := map[string]int{}
		for st, score := range sc.Voices[account.Apprentice].Scores {
			scores[fmt.Sprint(st)] = score.Point
		}
		return scanned(ctx, tx, id, scan, audit.Event{Action: "scan.drop", Person: int64(by), Detail: map[string]any{"before": scores}})
	})
}
