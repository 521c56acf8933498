package evidence

import (
	"context"
	"fmt"
	"slices"

	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/programme"
)

// WaitTruths is what should wait of evidence: what is submitted for the coach,
// what came back for the apprentice, and action on a sampled decision for the
// coach.
func WaitTruths() []programme.WaitTruth {
	return []programme.WaitTruth{
		{Kind: programme.WaitEvidence, Query: `SELECT id, 'coach', portfolio_id FROM items WHERE state = 'submitted' AND removed_at IS NULL`},
		{Kind: programme.WaitReturned, Query: `SELECT id, 'apprentice', portfolio_id FROM items WHERE state = 'returned' AND removed_at IS NULL`},
		{Kind: programme.WaitSubmission, Query: `
			SELECT u.id, CASE WHEN EXISTS (SELECT 1 FROM submission_components c WHERE c.submission_id = u.id AND c.state = 'waiting') THEN 'coordinator' ELSE 'coach' END,
			       u.portfolio_id
			FROM submissions u
			WHERE u.state = 'ready' AND NOT EXISTS (SELECT 1 FROM submissions l WHERE l.portfolio_id = u.portfolio_id AND l.attempt > u.attempt)
			  AND EXISTS (SELECT 1 FROM submission_components c WHERE c.submission_id = u.id AND c.state IN ('waiting', 'rejected'))`},
		{Kind: programme.WaitQuality, Query: `SELECT id, 'coach', portfolio_id FROM samples WHERE state = 'action'`},
	}
}

// AuditProgress counts how far every portfolio is and calls see, with a sentence,
// for each whose standing says otherwise. It may run beside a server: each
// portfolio is seen at one moment. Progress, which may be nil, is told of
// portfolios. It comes after AuditAll, whose summaries it counts.
func (s *Store) AuditProgress(ctx context.Context, progress func(done, total int), see func(PortfolioID, string)) error {
	var ids []PortfolioID
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		ids, err = portfolios(ctx, tx, `SELECT id FROM enrolments ORDER BY id`)
		return err
	})
	done := 0
	for some := range slices.Chunk(ids, auditedAtOnce) {
		if err != nil {
			break
		}
		var wrong map[PortfolioID]string
		err = s.db.View(ctx, func(tx *db.Tx) (err error) {
			wrong, err = auditProgress(ctx, tx, some)
			return err
		})
		for _, id := range some {
			if sentence := wrong[id]; sentence != "" {
				see(id, sentence)
			}
		}
		if done += len(some); progress != nil {
			progress(done, len(ids))
		}
	}
	if err != nil {
		return fmt.Errorf("audit progress: %w", err)
	}
	return nil
}

func auditProgress(ctx context.Context, tx *db.Tx, ids []PortfolioID) (map[PortfolioID]string, error) {
	wrong := map[PortfolioID]string{}
	for _, id := range ids {
		var kept programme.Progress
		err := tx.Row(ctx, `SELECT accepted, total, submitted FROM standings WHERE enrolment_id = $1`, id).Scan(&kept.Accepted, &kept.Total, &kept.Submitted)
		if fault.Is(err, fault.NotFound) {
			continue // said of its standing
		}
		if err != nil {
			return nil, err
		}
		found, err := ProgressOf(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		if found != kept {
			wrong[id] = fmt.Sprintf("Enrolment %d: kept as %s; its evidence comes to %s.", id, progressWords(kept), progressWords(found))
		}
	}
	return wrong, nil
}

func progressWords(p programme.Progress) string {
	return fmt.Sprintf("%d of %d statements accepted, %d waiting", p.Accepted, p.Total, p.Submitted)
}
