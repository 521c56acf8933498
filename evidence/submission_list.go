package evidence

import (
	"context"
	"fmt"
	"strings"

	"touchstone/app/account"
	"touchstone/app/db"
)

// A SubmissionQuery says which submissions to list. The zero query lists all.
type SubmissionQuery struct {
	Reader    account.PersonID // only those they have a role in, see account.RolesInSubmission; 0: all
	Portfolio PortfolioID      // 0: any
	Search    string           // in the apprentice's name, ULN, the standard or the organisation; empty: any
	Decided   SubmissionStage  // empty: any
	Offset    int
	Limit     int // 0: no limit
}

// A SubmissionStage is how far a submission is.
type SubmissionStage string

// The stages.
const (
	StageMaking   SubmissionStage = "making"   // its files are being made, or could not be
	StageWaiting  SubmissionStage = "waiting"  // some part is not decided
	StageRejected SubmissionStage = "rejected" // all are decided, and one is rejected
	StageAccepted SubmissionStage = "accepted" // and its result is not released yet
	StageReleased SubmissionStage = "released" // its result is
)

// Stage returns how far the submission is.
func (s *Submission) Stage() SubmissionStage {
	switch {
	case s.State != SubmissionReady:
		return StageMaking
	case s.Released:
		return StageReleased
	case s.Accepted():
		return StageAccepted
	}
	for i := range s.Components {
		if s.Components[i].State == ComponentWaiting {
			return StageWaiting
		}
	}
	return StageRejected
}

// stageOf is Stage in SQL.
const stageOf = `
	CASE WHEN u.state <> 'ready' THEN 'making'
	     WHEN EXISTS (SELECT 1 FROM assessments r WHERE r.submission_id = u.id AND r.state = 'released') THEN 'released'
	     WHEN EXISTS (SELECT 1 FROM submission_components c WHERE c.submission_id = u.id AND c.state = 'waiting') THEN 'waiting'
	     WHEN EXISTS (SELECT 1 FROM submission_components c WHERE c.submission_id = u.id AND c.state = 'rejected') THEN 'rejected'
	     ELSE 'accepted' END`

// Submissions returns submissions with their parts, newest first, and how many
// there are in all.
func (s *Store) Submissions(ctx context.Context, q SubmissionQuery) (found []Submission, total int, err error) {
	const where = `
		WHERE ($2 = 0 OR u.portfolio_id = $2) AND ($4 = '' OR ` + stageOf + ` = $4)
		  AND ($3 = '' OR lower(a.name) LIKE $3 ESCAPE '\' OR lower(o.name) LIKE $3 ESCAPE '\' OR lower(t.reference) LIKE $3 ESCAPE '\'
		    OR lower(t.title) LIKE $3 ESCAPE '\' OR e.uln LIKE $3 ESCAPE '\')
		  AND ($1 = 0 OR EXISTS (
		    SELECT 1 FROM grants g WHERE g.person_id = $1 AND g.revoked_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > $5)
		      AND ((g.scope = 'submission' AND g.scope_id = u.id)
		        OR (g.scope = 'organisation' AND g.scope_id = u.organisation_id AND g.role = 'coordinator')
		        OR (g.scope = 'enrolment' AND g.scope_id = e.id AND g.role <> 'assessor')
		        OR (g.scope = 'organisation' AND g.scope_id = e.employer_id AND g.role = 'employer')
		        OR (g.scope = 'installation' AND g.role = 'iqa'))))`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		args := []any{q.Reader, q.Portfolio, like(q.Search), q.Decided, db.Stamp(&tx.Now)}
		if err := tx.Row(ctx, `SELECT count(*) FROM `+submissionTables+where, args...).Scan(&total); err != nil {
			return err
		}
		query := `SELECT ` + submissionColumns + ` FROM ` + submissionTables + where + ` ORDER BY u.id DESC`
		if q.Limit > 0 {
			query += ` LIMIT $6 OFFSET $7`
			args = append(args, q.Limit, q.Offset)
		}
		found = nil
		err := tx.Each(ctx, query, args, func(scan func(...any) error) error {
			var u Submission
			err := scan(u.columns()...)
			found = append(found, u)
			return err
		})
		for i := range found {
			if err != nil {
				break
			}
			found[i].Components, err = components(ctx, tx, found[i].ID)
		}
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("list submissions: %w", err)
	}
	return found, total, nil
}

// like returns a pattern for what holds a text, empty for none.
func like(search string) string {
	search = strings.ToLower(strings.TrimSpace(search))
	if search == "" {
		return ""
	}
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(search) + "%"
}
