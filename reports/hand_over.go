package reports

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/jobs"
	"touchstone/app/programme"
	"touchstone/evidence"
)

// SubmissionJob is the kind of job that makes the files of a submission. Its key
// is the submission's id.
const SubmissionJob = "submission"

// A Making is what a job of kind SubmissionJob is to do.
type Making struct {
	Submission evidence.SubmissionID `json:"submission"`
}

// HandOver freezes a portfolio as its next attempt and puts its files in the
// queue, all in one transaction: what somebody uploads or writes meanwhile is in
// it whole or not at all. It returns fault.Conflict, with a sentence that says
// why, if readiness finds anything missing, or an earlier attempt is not decided
// or was accepted.
func (s Stores) HandOver(ctx context.Context, portfolio programme.EnrolmentID, by account.PersonID) (evidence.Submission, error) {
	var u evidence.Submission
	err := s.DB.Update(ctx, func(tx *db.Tx) error {
		before, err := evidence.AttemptsIn(ctx, tx, portfolio)
		if err != nil {
			return err
		}
		if err := MayHandOver(before); err != nil {
			return err
		}
		frozen, facts, err := s.freezeIn(ctx, tx, portfolio, by, len(before)+1)
		if err != nil {
			return err
		}
		document, err := frozen.Document()
		if err != nil {
			return err
		}
		u = evidence.Submission{Portfolio: portfolio, Organisation: facts.Enrolment.Assessment, Plan: facts.Enrolment.Plan, By: by, Components: componentsOf(frozen)}
		if err := evidence.AddSubmission(ctx, tx, &u, document, frozen.Blobs()); err != nil {
			return err
		}
		if u.Attempt != frozen.Attempt {
			return fmt.Errorf("hand over: attempt %d was frozen as %d", u.Attempt, frozen.Attempt)
		}
		return QueueSubmission(ctx, tx, u.ID, by)
	})
	return u, err
}

// MayHandOver returns nil if another attempt may follow those there are, newest
// first: a part was rejected, or the apprentice did not pass. Otherwise it is
// fault.Conflict that says why not.
func MayHandOver(before []evidence.Submission) error {
	if len(before) == 0 {
		return nil
	}
	last := &before[0]
	var waiting []string
	for i := range last.Components {
		if last.Components[i].State == evidence.ComponentWaiting {
			waiting = append(waiting, last.Components[i].Name)
		}
	}
	switch {
	case len(waiting) > 0:
		return fault.Newf(fault.Conflict, "Attempt %d was handed over, and %s has not decided all of it yet: %s. Nothing can be handed over until then.",
			last.Attempt, last.OrganisationName, strings.Join(waiting, "; "))
	case !last.Rejected() && !last.Failed:
		return fault.Newf(fault.Conflict, "%s accepted attempt %d, so there is nothing to hand over again.", last.OrganisationName, last.Attempt)
	}
	return nil
}

// freezeIn reads a portfolio and freezes it, if it is ready.
func (s Stores) freezeIn(ctx context.Context, tx *db.Tx, portfolio programme.EnrolmentID, by account.PersonID, attempt int) (*Submission, *evidence.Facts, error) {
	facts, err := evidence.FactsIn(ctx, tx, s.Standards, portfolio)
	if err != nil {
		return nil, nil, err
	}
	ready := evidence.Check(facts)
	if !ready.Ready() {
		return nil, nil, notReady(&ready)
	}
	if facts.Enrolment.Plan == 0 || facts.Enrolment.Assessment == 0 {
		return nil, nil, fault.New(fault.Conflict, "Choose the assessment plan and who assesses first.")
	}
	g := gathering{out: &Portfolio{}, holds: facts.Selection.Holds}
	if err := g.read(ctx, tx, s.Standards, portfolio); err != nil {
		return nil, nil, err
	}
	if err := g.provider(ctx, tx, s.Provider); err != nil {
		return nil, nil, err
	}
	g.declared(facts.Declarations)
	files := map[string]File{}
	for key, r := range facts.Records {
		if r.File == 0 {
			continue
		}
		f, err := evidence.FileIn(ctx, tx, portfolio, evidence.FileID(r.File))
		if err != nil {
			return nil, nil, fmt.Errorf("read file of %s: %w", key, err)
		}
		files[key] = fileOf(&f)
	}
	frozen := &Submission{Attempt: attempt, At: tx.Now.UTC(), Organisation: facts.Enrolment.AssessmentName}
	if err := tx.Row(ctx, `SELECT name FROM people WHERE id = $1`, by).Scan(&frozen.By); err != nil {
		return nil, nil, fmt.Errorf("read who hands over: %w", err)
	}
	return frozen, facts, freeze(frozen, g.out, facts, &ready, files)
}

// notReady says what is missing, the first few in words.
func notReady(r *evidence.Readiness) error {
	const shown = 3
	open := r.Open()
	var said []string
	for i := range open[:min(len(open), shown)] {
		said = append(said, strings.TrimSuffix(open[i].Name+": "+open[i].Text, "."))
	}
	more := ""
	if len(open) > shown {
		more = fmt.Sprintf(" And %d more.", len(open)-shown)
	}
	return fault.Newf(fault.Conflict, "This portfolio is not ready to be handed over. %s.%s", strings.Join(said, ". "), more)
}

// QueueSubmission puts the making of a submission's files in the queue. Asked for
// twice, they are made once.
func QueueSubmission(ctx context.Context, tx *db.Tx, id evidence.SubmissionID, by account.PersonID) error {
	_, err := jobs.Add(ctx, tx, jobs.Job{Kind: SubmissionJob, Key: strconv.FormatInt(int64(id), 10), Input: Making{id}, Person: int64(by)})
	return err
}
