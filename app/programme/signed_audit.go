package programme

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"touchstone/app/db"
)

// unsigned finds what rests on a signature that is not there, or is of something
// else. Each query returns the noun, the number and the enrolment.
var unsigned = []string{
	`SELECT 'testimony', t.id, t.portfolio_id FROM testimonies t
	 LEFT JOIN signatures s ON s.id = t.signature_id AND s.enrolment_id = t.portfolio_id AND s.subject = 'item ' || t.item_id
	 WHERE s.id IS NULL`,
	`SELECT 'behaviour check', b.id, b.enrolment_id FROM behaviour_checks b
	 LEFT JOIN signatures s ON s.id = b.signature_id AND s.enrolment_id = b.enrolment_id AND s.subject = 'enrolment ' || b.enrolment_id AND s.role = 'employer'
	 WHERE s.id IS NULL`,
	`SELECT 'decision on hours', d.id, h.enrolment_id FROM hours_decisions d JOIN hours h ON h.id = d.hours_id
	 LEFT JOIN signatures s ON s.id = d.signature_id AND s.enrolment_id = h.enrolment_id AND s.subject LIKE 'hours %' AND s.role = d.role
	 WHERE s.id IS NULL`,
	`SELECT 'agreed hours', h.id, h.enrolment_id FROM hours h
	 WHERE h.state = 'agreed' AND (
	   NOT EXISTS (SELECT 1 FROM hours_decisions d WHERE d.hours_id = h.id AND d.version = h.version AND d.role = 'coach' AND d.verdict = 'agreed' AND d.signature_id = h.coach_signature)
	   OR NOT EXISTS (SELECT 1 FROM hours_decisions d WHERE d.hours_id = h.id AND d.version = h.version AND d.role = 'employer' AND d.verdict = 'agreed' AND d.signature_id = h.employer_signature))`,
	`SELECT 'progress review', r.id, r.enrolment_id FROM progress_reviews r
	 WHERE r.state = 'signed' AND 3 <> (SELECT count(DISTINCT s.role) FROM signatures s
	   WHERE s.enrolment_id = r.enrolment_id AND s.subject = 'review ' || r.id AND s.digest = r.digest AND s.role IN ('coach', 'employer', 'apprentice'))`,
	`SELECT 'addendum', a.id, r.enrolment_id FROM review_addenda a JOIN progress_reviews r ON r.id = a.review_id
	 LEFT JOIN signatures s ON s.id = a.signature_id AND s.enrolment_id = r.enrolment_id AND s.subject = 'review ' || r.id || ' addendum ' || a.number
	 WHERE s.id IS NULL`,
	`SELECT 'scan', v.scan_id, n.enrolment_id FROM scan_voices v JOIN scans n ON n.id = v.scan_id
	 LEFT JOIN signatures s ON s.id = v.signature_id AND s.enrolment_id = n.enrolment_id AND s.subject = 'scan ' || n.id AND s.role = v.role
	 WHERE v.signed_at IS NOT NULL AND s.id IS NULL`,
	`SELECT 'sign-off', o.position, o.enrolment_id FROM sign_offs o JOIN sign_off_rounds r ON r.enrolment_id = o.enrolment_id
	 LEFT JOIN signatures s ON s.id = o.signature_id AND s.enrolment_id = o.enrolment_id AND s.subject = 'gateway'
	   AND s.role = o.role AND s.words = o.words AND s.digest = r.digest
	 WHERE o.signature_id IS NOT NULL AND s.id IS NULL`,
}

// AuditSigned returns a sentence for each record that people sign and that lacks
// a signature it should have, or is not what was signed: testimonies, behaviour
// checks, hours, progress reviews, skills scans and sign-offs at gateway.
func AuditSigned(ctx context.Context, d *db.DB) (wrong []string, err error) {
	err = d.View(ctx, func(tx *db.Tx) error {
		wrong = nil
		for _, query := range unsigned {
			err := tx.Each(ctx, query, nil, func(scan func(...any) error) error {
				var noun string
				var id int64
				var in EnrolmentID
				err := scan(&noun, &id, &in)
				wrong = append(wrong, fmt.Sprintf("Enrolment %d: %s %d lacks a signature that it should have.", in, noun, id))
				return err
			})
			if err != nil {
				return fmt.Errorf("find what is unsigned: %w", err)
			}
		}
		for _, audit := range []func(context.Context, *db.Tx, func(string)) error{auditDocuments, auditHoursCopies, auditHoursSigned} {
			if err := audit(ctx, tx, func(sentence string) { wrong = append(wrong, sentence) }); err != nil {
				return err
			}
		}
		return nil
	})
	return wrong, err
}

// auditDocuments compares each closed review with its digest, which is what was
// signed.
func auditDocuments(ctx context.Context, tx *db.Tx, see func(string)) error {
	const query = `SELECT id, enrolment_id, document, digest FROM progress_reviews WHERE state IN ('signing', 'signed') ORDER BY id`
	return tx.Each(ctx, query, nil, func(scan func(...any) error) error {
		var id, in int64
		var document, digest string
		if err := scan(&id, &in, &document, &digest); err != nil {
			return err
		}
		var parts []ReviewPart
		if json.Unmarshal([]byte(document), &parts) != nil || Digest(ReviewText(parts)) != digest {
			see(fmt.Sprintf("Enrolment %d: progress review %d is not as it was closed to be signed.", in, id))
		}
		return nil
	})
}

// auditHoursCopies compares each entry of hours with its newest version.
func auditHoursCopies(ctx context.Context, tx *db.Tx, see func(string)) error {
	const query = `
		SELECT h.id, h.enrolment_id, h.from_on, h.to_on, h.minutes, h.activity, h.learned, h.time, COALESCE(v.document, '')
		FROM hours h LEFT JOIN hours_versions v ON v.hours_id = h.id AND v.number = h.version ORDER BY h.id`
	return tx.Each(ctx, query, nil, func(scan func(...any) error) error {
		var id, in int64
		var document string
		var now, was Training
		if err := scan(&id, &in, db.Day(&now.From), db.Day(&now.To), &now.Minutes, &now.Activity, &now.Learned, &now.Time, &document); err != nil {
			return err
		}
		same := json.Unmarshal([]byte(document), &was) == nil && was.From.Equal(now.From) && was.To.Equal(now.To) &&
			was.Minutes == now.Minutes && was.Activity == now.Activity && was.Learned == now.Learned && was.Time == now.Time
		if !same {
			see(fmt.Sprintf("Enrolment %d: hours entry %d is not what its newest version says.", in, id))
		}
		return nil
	})
}

// auditHoursSigned sees that every decision on hours is signed of the entry's
// version as it is kept: how long it took and what was learned.
func auditHoursSigned(ctx context.Context, tx *db.Tx, see func(string)) error {
	const query = `
		SELECT d.id, h.enrolment_id, h.id, d.version, s.content, COALESCE(v.document, '')
		FROM hours_decisions d JOIN hours h ON h.id = d.hours_id JOIN signatures s ON s.id = d.signature_id
		LEFT JOIN hours_versions v ON v.hours_id = d.hours_id AND v.number = d.version ORDER BY d.id`
	return tx.Each(ctx, query, nil, func(scan func(...any) error) error {
		var decision, in int64
		var h Hours
		var content, document string
		if err := scan(&decision, &in, &h.ID, &h.Version, &content, &document); err != nil {
			return err
		}
		if json.Unmarshal([]byte(document), &h.Training) != nil || !coversHours(content, &h) {
			see(fmt.Sprintf("Enrolment %d: decision %d on hours entry %d is signed of other words than its version %d says.", in, decision, h.ID, h.Version))
		}
		return nil
	})
}

// coversHours reports whether what was signed has an entry's version in it.
func coversHours(content string, h *Hours) bool {
	_, rest, found := strings.Cut(content, fmt.Sprintf("Entry %d, version %d\n", h.ID, h.Version))
	entry, _, _ := strings.Cut(rest, "\n\n")
	return found && strings.Contains(entry, "\nHow long: "+MinutesText(h.Minutes)+"\n") &&
		strings.Contains(entry, "\nLearned: "+strings.ReplaceAll(h.Learned, "\n", "\n  ")+"\n")
}
