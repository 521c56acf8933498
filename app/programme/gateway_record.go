package programme

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// A GatewayState is how far something asked for at gateway has come.
type GatewayState string

// The states. Those of Age are "16" and "19": from 16 to 18 at the start, and 19
// or over.
const (
	GatewayAchieved GatewayState = "achieved"  // or, of a document, here
	GatewayExempt   GatewayState = "exempt"    // the rules do not ask it of this apprentice, with the reason in the note
	GatewayOptedOut GatewayState = "opted out" // English or maths at 19 or over: decided not to be taken
	GatewayWorking  GatewayState = "working"   // not yet
	GatewayFrom16   GatewayState = "16"
	GatewayFrom19   GatewayState = "19"
)

// Keys of gateway records. A qualification's is "qualification:" and its key in
// the plan, a document's "document:" and its key.
const (
	GatewayEnglish = "english"
	GatewayMaths   = "maths"
	GatewayAge     = "age"
)

// MaxGatewayNote is the longest note of a gateway record, in characters.
const MaxGatewayNote = 1000

// A GatewayRecord is what is recorded of an apprentice for gateway under one
// key. It is never changed: recording again adds another, and the newest holds.
type GatewayRecord struct {
	ID    int64
	Key   string
	State GatewayState
	Day   time.Time // it was achieved, decided or dated; zero: not said
	Note  string    // certificate number, reason, where it is kept
	File  int64     // of the portfolio; 0: none

	// Filled in when read.
	By     account.PersonID
	ByName string
	At     time.Time
}

func (r *GatewayRecord) check(today time.Time) error {
	var bad fault.Fields
	r.Note = strings.TrimSpace(r.Note)
	person := r.Key == GatewayEnglish || r.Key == GatewayMaths
	switch r.State {
	case GatewayAchieved, GatewayWorking, GatewayExempt:
		if r.Key == GatewayAge {
			bad.Add("state", "Choose the age at the start.")
		}
	case GatewayOptedOut:
		if !person {
			bad.Add("state", "Choose one of the answers.")
		}
	case GatewayFrom16, GatewayFrom19:
		if r.Key != GatewayAge {
			bad.Add("state", "Choose one of the answers.")
		}
	default:
		bad.Add("state", "Choose one of the answers.")
	}
	if r.State == GatewayAchieved && r.Day.IsZero() {
		bad.Add("day", "Say on which day it was achieved or dated.")
	}
	if r.Day.After(today) {
		bad.Add("day", "Choose a day that has been.")
	}
	if (r.State == GatewayExempt || r.State == GatewayOptedOut) && r.Note == "" {
		bad.Add("note", "Say why, in a sentence: it goes into the record.")
	}
	if utf8.RuneCountInString(r.Note) > MaxGatewayNote {
		bad.Add("note", "Keep this to %d characters.", MaxGatewayNote)
	}
	return bad.Err()
}

// KeepGatewayRecord adds a record. It returns fault.Invalid naming "state", "day"
// or "note", and fault.NotFound for a file of another portfolio.
func (s *Store) KeepGatewayRecord(ctx context.Context, id EnrolmentID, by account.PersonID, r *GatewayRecord) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		if err := r.check(db.Today(tx.Now)); err != nil {
			return err
		}
		before, err := GatewayRecordsIn(ctx, tx, id)
		if err != nil {
			return err
		}
		if r.State == GatewayOptedOut && before[GatewayAge].State == GatewayFrom16 {
			var bad fault.Fields
			bad.Add("state", "Only those aged 19 or over at the start may decide not to take it, and the age is recorded as 16 to 18.")
			return bad.Err()
		}
		r.By, r.At = by, tx.Now
		const insert = `
			INSERT INTO gateway_records (enrolment_id, key, state, day, note, file_id, by_id, at)
			SELECT e.id, $2, $3, $4, $5, NULLIF($6, 0), $7, $8 FROM enrolments e
			WHERE e.id = $1 AND ($6 = 0 OR EXISTS (SELECT 1 FROM files f WHERE f.id = $6 AND f.portfolio_id = e.id))
			RETURNING id`
		err = tx.Row(ctx, insert, id, r.Key, r.State, db.Day(&r.Day), r.Note, r.File, by, db.Stamp(&tx.Now)).Scan(&r.ID)
		if err != nil {
			return fmt.Errorf("add gateway record: %w", err)
		}
		detail := map[string]any{"key": r.Key, "after": gatewayDetail(r)}
		if old, was := before[r.Key]; was {
			detail["before"] = gatewayDetail(&old)
		}
		return record(ctx, tx, by, "gateway.record", id, detail)
	})
}

func gatewayDetail(r *GatewayRecord) map[string]any {
	d := map[string]any{"state": r.State, "note": r.Note}
	if !r.Day.IsZero() {
		d["day"] = r.Day.Format(time.DateOnly)
	}
	if r.File != 0 {
		d["file"] = r.File
	}
	return d
}

// GatewayRecords returns the records of an enrolment that hold, by key.
func (s *Store) GatewayRecords(ctx context.Context, id EnrolmentID) (held map[string]GatewayRecord, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		held, err = GatewayRecordsIn(ctx, tx, id)
		return err
	})
	return held, err
}

// GatewayHistory returns everything that was recorded of an enrolment for
// gateway, newest first.
func (s *Store) GatewayHistory(ctx context.Context, id EnrolmentID) (all []GatewayRecord, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		all = nil
		return eachGatewayRecord(ctx, tx, id, func(r GatewayRecord) { all = append(all, r) })
	})
	slices.Reverse(all)
	return all, err
}

// GatewayRecordsIn is GatewayRecords within a transaction of the caller's.
func GatewayRecordsIn(ctx context.Context, tx *db.Tx, id EnrolmentID) (map[string]GatewayRecord, error) {
	held := make(map[string]GatewayRecord)
	err := eachGatewayRecord(ctx, tx, id, func(r GatewayRecord) { held[r.Key] = r })
	return held, err
}

// eachGatewayRecord calls see with every record, oldest first.
func eachGatewayRecord(ctx context.Context, tx *db.Tx, id EnrolmentID, see func(GatewayRecord)) error {
	const query = `
		SELECT r.id, r.key, r.state, r.day, r.note, COALESCE(r.file_id, 0), r.by_id, p.name, r.at
		FROM gateway_records r JOIN people p ON p.id = r.by_id
		WHERE r.enrolment_id = $1 ORDER BY r.id`
	return tx.Each(ctx, query, []any{id}, func(scan func(...any) error) error {
		var r GatewayRecord
		if err := scan(&r.ID, &r.Key, &r.State, db.Day(&r.Day), &r.Note, &r.File, &r.By, &r.ByName, db.Stamp(&r.At)); err != nil {
			return err
		}
		see(r)
		return nil
	})
}
