package programme

import (
	"context"
	"fmt"

	"touchstone/app/account"
	"touchstone/app/db"
)

// A waited is what waits for whom, by its key in the table of waits.
type waited struct {
	kind    WaitKind
	subject int64
	role    account.Role
}

// A WaitTruth is a query for the subject, the role and the enrolment of all that
// should wait of a kind, from the records of which it is a summary.
type WaitTruth struct {
	Kind  WaitKind
	Query string
}

// waitTruths is what should wait of what this package keeps.
var waitTruths = []WaitTruth{
	{WaitHours, `
		SELECT id, 'coach', enrolment_id FROM hours WHERE state = 'submitted' AND coach_signature IS NULL
		UNION ALL SELECT id, 'employer', enrolment_id FROM hours WHERE state = 'submitted' AND employer_signature IS NULL
		UNION ALL SELECT id, 'apprentice', enrolment_id FROM hours WHERE state = 'returned'`},
	{WaitSignature, `
		SELECT r.id, x.role, r.enrolment_id
		FROM progress_reviews r, (SELECT 'coach' AS role UNION ALL SELECT 'employer' UNION ALL SELECT 'apprentice') x
		WHERE r.state = 'signing' AND NOT EXISTS (
			SELECT 1 FROM signatures s
			WHERE s.enrolment_id = r.enrolment_id AND s.subject = 'review ' || r.id AND s.role = x.role AND s.digest = r.digest)`},
	{WaitScan, `
		SELECT id, 'apprentice', enrolment_id FROM scans WHERE state = 'draft'
		UNION ALL
		SELECT n.id, x.role, n.enrolment_id
		FROM scans n, (SELECT 'coach' AS role UNION ALL SELECT 'employer') x
		WHERE n.state = 'submitted' AND NOT EXISTS (
			SELECT 1 FROM scan_voices v WHERE v.scan_id = n.id AND v.role = x.role AND v.signed_at IS NOT NULL)`},
	{WaitSignOff, `
		SELECT o.enrolment_id, o.role, o.enrolment_id FROM sign_offs o
		WHERE o.signature_id IS NULL AND NOT EXISTS (
			SELECT 1 FROM sign_offs x WHERE x.enrolment_id = o.enrolment_id AND x.position < o.position AND x.signature_id IS NULL)`},
	{WaitAction, `SELECT id, owner, enrolment_id FROM actions WHERE state = 'open'`},
	// Told means that it ended; behaviours verified after asking need no other link.
	{WaitRequest, `
		SELECT r.id, 'employer', r.enrolment_id FROM requests r
		WHERE r.purpose = 'behaviours' AND r.used_at IS NULL AND r.withdrawn_at IS NULL AND r.told_at IS NULL AND NOT EXISTS (
			SELECT 1 FROM behaviour_checks b JOIN signatures g ON g.id = b.signature_id
			WHERE b.enrolment_id = r.enrolment_id AND g.at >= r.asked_at)`},
}

// AuditWaits compares what waits with what should, by the records themselves,
// and returns a sentence for each difference and how many waits it compared.
// More tells what should wait of what other packages keep; kinds of which
// nothing is told are left alone.
func AuditWaits(ctx context.Context, d *db.DB, more ...WaitTruth) (wrong []string, compared int, err error) {
	err = d.View(ctx, func(tx *db.Tx) error {
		wrong, compared = nil, 0
		for _, truth := range append(waitTruths, more...) {
			differs, n, err := auditWaits(ctx, tx, truth)
			if err != nil {
				return fmt.Errorf("audit waits of %s: %w", truth.Kind, err)
			}
			wrong, compared = append(wrong, differs...), compared+n
		}
		return nil
	})
	return wrong, compared, err
}

func auditWaits(ctx context.Context, tx *db.Tx, truth WaitTruth) (wrong []string, compared int, err error) {
	kept := make(map[waited]EnrolmentID)
	each := func(query string, args []any, see func(waited, EnrolmentID)) error {
		return tx.Each(ctx, query, args, func(scan func(...any) error) error {
			w, in := waited{kind: truth.Kind}, EnrolmentID(0)
			if err := scan(&w.subject, &w.role, &in); err != nil {
				return err
			}
			see(w, in)
			return nil
		})
	}
	const waits = `SELECT subject_id, role, enrolment_id FROM waits WHERE kind = $1`
	if err := each(waits, []any{truth.Kind}, func(w waited, in EnrolmentID) { kept[w] = in }); err != nil {
		return nil, 0, err
	}
	err = each(truth.Query, nil, func(w waited, in EnrolmentID) {
		compared++
		if kept[w] != in {
			wrong = append(wrong, fmt.Sprintf("Enrolment %d: %s %d should wait for the %s and does not.", in, w.kind, w.subject, w.role))
		}
		delete(kept, w)
	})
	const left = `SELECT subject_id, role, enrolment_id FROM waits WHERE kind = $1 ORDER BY enrolment_id, subject_id, role`
	if err == nil && len(kept) > 0 {
		err = each(left, []any{truth.Kind}, func(w waited, in EnrolmentID) {
			if _, still := kept[w]; still {
				wrong = append(wrong, fmt.Sprintf("Enrolment %d: %s %d waits for the %s and should not.", in, w.kind, w.subject, w.role))
			}
		})
	}
	return wrong, compared, err
}
