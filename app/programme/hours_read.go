package programme

import (
	"context"
	"encoding/json"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/ksb"
)

const hoursColumns = `
	h.id, h.enrolment_id, h.form, COALESCE(h.corrects_id, 0), COALESCE(h.corrected_by_id, 0), h.state, h.version, h.from_on, h.to_on,
	COALESCE(h.starts, -1), h.minutes, h.activity, h.learned, h.time, h.separate, COALESCE(h.item_id, 0),
	h.coach_signature IS NOT NULL, h.employer_signature IS NOT NULL, h.recorded_at, h.sent_at,
	COALESCE((SELECT i.number FROM items i WHERE i.id = h.item_id), 0)`

func (h *Hours) columns() []any {
	return []any{&h.ID, &h.Enrolment, &h.Form, &h.Corrects, &h.CorrectedBy, &h.State, &h.Version, db.Day(&h.From), db.Day(&h.To),
		&h.Starts, &h.Minutes, &h.Activity, &h.Learned, &h.Time, &h.Separate, &h.Item,
		&h.CoachAgreed, &h.EmployerAgreed, db.Stamp(&h.RecordedAt), db.Stamp(&h.SentAt), &h.ItemNumber}
}

// entries returns every entry of an enrolment with all that belongs to it, the
// newest day first.
func entries(ctx context.Context, tx *db.Tx, id EnrolmentID) (list []Hours, err error) {
	list, err = plainEntries(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	at := make(map[HoursID]*Hours, len(list))
	for i := range list {
		at[list[i].ID] = &list[i]
	}
	const statements = `
		SELECT hs.hours_id, st.id, CASE WHEN st.code = '' THEN st.title ELSE st.code END
		FROM hours h JOIN hours_statements hs ON hs.hours_id = h.id JOIN statements st ON st.id = hs.statement_id
		WHERE h.enrolment_id = $1 ORDER BY hs.hours_id, st.position, st.id`
	err = tx.Each(ctx, statements, []any{id}, func(scan func(...any) error) error {
		var which HoursID
		var st ksb.StatementID
		var code string
		if err := scan(&which, &st, &code); err != nil {
			return err
		}
		h := at[which]
		h.Statements, h.Codes = append(h.Statements, st), append(h.Codes, code)
		return nil
	})
	if err != nil {
		return nil, err
	}
	const decisions = `
		SELECT d.hours_id, d.version, d.role, d.verdict = 'returned', d.name, d.note, d.signature_id, d.decided_at
		FROM hours h JOIN hours_decisions d ON d.hours_id = h.id WHERE h.enrolment_id = $1 ORDER BY d.id`
	return list, tx.Each(ctx, decisions, []any{id}, func(scan func(...any) error) error {
		var d HoursDecision
		if err := scan(&d.Hours, &d.Version, &d.Role, &d.Returned, &d.Name, &d.Note, &d.Signature, db.Stamp(&d.At)); err != nil {
			return err
		}
		at[d.Hours].Decisions = append(at[d.Hours].Decisions, d)
		return nil
	})
}

// plainEntries is entries without statements and decisions.
func plainEntries(ctx context.Context, tx *db.Tx, id EnrolmentID) (list []Hours, err error) {
	query := `SELECT ` + hoursColumns + ` FROM hours h WHERE h.enrolment_id = $1 ORDER BY h.from_on DESC, h.id DESC`
	err = tx.Each(ctx, query, []any{id}, func(scan func(...any) error) error {
		var h Hours
		if err := scan(h.columns()...); err != nil {
			return err
		}
		list = append(list, h)
		return nil
	})
	return list, err
}

// entry returns one entry of an enrolment, or fault.NotFound.
func entry(ctx context.Context, tx *db.Tx, id EnrolmentID, which HoursID) (h Hours, err error) {
	query := `SELECT ` + hoursColumns + ` FROM hours h WHERE h.enrolment_id = $1 AND h.id = $2`
	if err := tx.Row(ctx, query, id, which).Scan(h.columns()...); err != nil {
		return h, err
	}
	const statements = `SELECT statement_id FROM hours_statements WHERE hours_id = $1 ORDER BY statement_id`
	return h, tx.Each(ctx, statements, []any{which}, func(scan func(...any) error) error {
		var st ksb.StatementID
		err := scan(&st)
		h.Statements = append(h.Statements, st)
		return err
	})
}

// A HoursRecord is all there is of an enrolment's off-the-job hours.
type HoursRecord struct {
	Entries []Hours // the newest day first
	Basis   HoursBasis
	Course  HoursCourse
	Flags   []HoursFlag
}

// HoursRecord returns all there is of an enrolment's hours, or fault.NotFound.
func (s *Store) HoursRecord(ctx context.Context, id EnrolmentID) (r HoursRecord, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if r.Basis, err = basisOf(ctx, tx, id); err != nil {
			return err
		}
		if r.Entries, err = entries(ctx, tx, id); err != nil {
			return err
		}
		r.Course = r.Basis.Course(r.Entries, db.Today(tx.Now))
		due, err := deadlines(ctx, tx, id)
		r.Flags = FlagHours(r.Entries, due)
		return err
	})
	return r, err
}

// HoursCourseIn returns how an enrolment's hours run as of today, within a
// transaction of the caller's.
func HoursCourseIn(ctx context.Context, tx *db.Tx, id EnrolmentID) (c HoursCourse, err error) {
	b, err := basisOf(ctx, tx, id)
	if err != nil {
		return c, err
	}
	list, err := plainEntries(ctx, tx, id)
	if err != nil {
		return c, err
	}
	return b.Course(list, db.Today(tx.Now)), nil
}

// deadlines returns the days that an enrolment's entries may have been gathered
// for.
func deadlines(ctx context.Context, tx *db.Tx, id EnrolmentID) ([]Deadline, error) {
	plan, err := planOf(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	gateway, review := Deadline{Name: "the " + plan.Called().Gateway}, Deadline{Name: "the progress review"}
	const query = `SELECT e.gateway_on, s.review_due FROM enrolments e LEFT JOIN standings s ON s.enrolment_id = e.id WHERE e.id = $1`
	err = tx.Row(ctx, query, id).Scan(db.Day(&gateway.On), db.Day(&review.On))
	return []Deadline{gateway, review}, err
}

// HoursEntry returns one entry with all that belongs to it, or fault.NotFound.
func (s *Store) HoursEntry(ctx context.Context, id EnrolmentID, which HoursID) (h Hours, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		list, err := entries(ctx, tx, id)
		if err != nil {
			return err
		}
		for i := range list {
			if list[i].ID == which {
				h = list[i]
				return nil
			}
		}
		_, err = entry(ctx, tx, id, which)
		return err
	})
	return h, err
}

// A HoursVersion is what an entry said once.
type HoursVersion struct {
	Number     int
	Training   Training
	By         string
	RecordedAt time.Time // UTC
}

// HoursVersions returns what an entry has said, the newest first.
func (s *Store) HoursVersions(ctx context.Context, id EnrolmentID, which HoursID) (found []HoursVersion, err error) {
	const query = `
		SELECT v.number, v.document, p.name, v.recorded_at
		FROM hours h JOIN hours_versions v ON v.hours_id = h.id JOIN people p ON p.id = v.person_id
		WHERE h.enrolment_id = $1 AND h.id = $2 ORDER BY v.number DESC`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		found = nil
		return tx.Each(ctx, query, []any{id, which}, func(scan func(...any) error) error {
			var v HoursVersion
			var document string
			if err := scan(&v.Number, &document, &v.By, db.Stamp(&v.RecordedAt)); err != nil {
				return err
			}
			found = append(found, v)
			return json.Unmarshal([]byte(document), &found[len(found)-1].Training)
		})
	})
	return found, err
}

// HoursToAgree returns the entries that a role has yet to decide on, the oldest
// day first, and their HoursDigest: what AgreeHours and ReturnHours are given
// back. What is shown of each is its Content.
func (s *Store) HoursToAgree(ctx context.Context, id EnrolmentID, role account.Role) (list []Hours, digest string, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		list, err = hoursToAgree(ctx, tx, id, role)
		return err
	})
	return list, HoursDigest(list), err
}

func hoursToAgree(ctx context.Context, tx *db.Tx, id EnrolmentID, role account.Role) (list []Hours, err error) {
	all, err := entries(ctx, tx, id)
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].May(role) {
			list = append(list, all[i])
		}
	}
	return list, err
}
