package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/evidence"
	"touchstone/evidence/assessment"
	"touchstone/ksb"
)

// A judge judges the last attempt of somebody.
type judge struct {
	*wayOf
	s *sitting
}

// on does something with the submission, if it was made and its assessment is in
// a state.
func (j *judge) on(ctx context.Context, state assessment.State, do func(u *evidence.Submission, a *assessment.Assessment) error) error {
	u, made, err := j.attempted(ctx, len(j.w.Attempts)-1)
	if err != nil || !made {
		return err
	}
	a, err := j.assessment.Assessment(ctx, u.ID)
	if err != nil || a.State != state {
		return err
	}
	return do(&u, a)
}

// assessors returns keys of who is invited and what for.
func (j *judge) assessors() map[string]assessment.Duty {
	all := map[string]assessment.Duty{j.s.Assessor: assessment.Assesses}
	if j.s.Moderator != "" {
		all[j.s.Moderator] = assessment.Moderates
	}
	return all
}

// weeksInvited is for how long an assessor may work on a submission.
const weeksInvited = 12

func (j *judge) invite(ctx context.Context) error {
	by := j.people[j.gateway.Coordinator]
	return j.on(ctx, assessment.Open, func(u *evidence.Submission, a *assessment.Assessment) error {
		if wanted := j.s.Moderator != ""; a.Moderated != wanted {
			if err := j.assessment.SetModerated(ctx, u.ID, by, wanted); err != nil {
				return err
			}
		}
		there, err := j.assessment.Invitations(ctx, u.ID)
		if err != nil {
			return err
		}
		for _, key := range []string{j.s.Assessor, j.s.Moderator} {
			if key == "" {
				continue
			}
			if err := j.join(ctx, j.member(key)); err != nil {
				return err
			}
			if slices.ContainsFunc(there, func(i assessment.Invitation) bool { return i.Person == j.people[key] }) {
				continue
			}
			until := j.calendar.week(j.s.Invited-weeksInvited).AddDate(0, 0, 5)
			err := j.assessment.Invite(ctx, &assessment.Invitation{Submission: u.ID, Person: j.people[key], Duty: j.assessors()[key], By: by, EndsAt: evidence.DayBegins(until)})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// declare declares that nothing conflicts.
func (j *judge) declare(ctx context.Context) error {
	return j.on(ctx, assessment.Open, func(u *evidence.Submission, _ *assessment.Assessment) error {
		there, err := j.assessment.Invitations(ctx, u.ID)
		if err != nil {
			return err
		}
		for _, i := range there {
			if i.DeclaredAt.IsZero() {
				j.tick(7 * time.Minute)
				if err := j.assessment.Declare(ctx, u.ID, i.Person, false, ""); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func (j *judge) tick(by time.Duration) { j.clock.set(j.clock.now().Add(by)) }

// by returns the person who assesses.
func (j *judge) by() account.PersonID { return j.people[j.s.Assessor] }

// shown returns the statements that the apprentice has to show, and the handed
// over pieces that claim each.
func (j *judge) shown(ctx context.Context) (all []ksb.Statement, by map[ksb.StatementID][]*evidence.Piece, err error) {
	p := j.portfolio()
	all = p.standard.For(j.e.Option)
	by = map[ksb.StatementID][]*evidence.Piece{}
	facts, _, err := j.evidence.Readiness(ctx, j.standards, p.id)
	if err != nil {
		return nil, nil, err
	}
	for _, piece := range facts.Chosen() {
		for _, c := range piece.Version.Claims {
			by[c.Statement] = append(by[c.Statement], piece)
		}
	}
	return all, by, nil
}

// methods returns what is judged of the plan.
func (j *judge) methods() (all []*ksb.Method) {
	plan := j.portfolio().plan
	for i := range plan.Methods {
		if !plan.Methods[i].Verified {
			all = append(all, &plan.Methods[i])
		}
	}
	return all
}

// of returns the statements of a method that the apprentice has to show.
func of(m *ksb.Method, all []ksb.Statement) (own []ksb.Statement) {
	for _, st := range all {
		if slices.Contains(m.Statements, st.Key) {
			own = append(own, st)
		}
	}
	return own
}

func pick(texts []string, key ...string) string { return texts[hash(key...)%len(texts)] }

// prepare opens pieces, notes something of some statements and plans a question
// for each of a few.
func (j *judge) prepare(ctx context.Context) error {
	return j.on(ctx, assessment.Open, func(u *evidence.Submission, a *assessment.Assessment) error {
		all, by, err := j.shown(ctx)
		if err != nil || len(a.Questions) > 0 {
			return err
		}
		opened := map[evidence.ItemID]bool{}
		for _, m := range j.methods() {
			if !m.Portfolio {
				continue
			}
			for i, st := range of(m, all) {
				for _, piece := range by[st.ID] {
					if opened[piece.ID] {
						continue
					}
					opened[piece.ID] = true
					j.tick(4 * time.Minute)
					if err := j.assessment.Opened(ctx, u.ID, j.by(), fmt.Sprintf("piece %d", piece.Number)); err != nil {
						return err
					}
				}
				if i%4 != 0 {
					continue
				}
				j.tick(3 * time.Minute)
				note := assessment.Note{Text: pick(j.gateway.Words.Notes, j.w.Apprentice, st.Key)}
				if err := j.assessment.SaveNote(ctx, u.ID, j.by(), st.ID, &note); err != nil {
					return err
				}
				q := assessment.Question{Method: m.Key, Text: j.gateway.Words.Questions[i/4%len(j.gateway.Words.Questions)], Statements: []ksb.StatementID{st.ID}}
				if err := j.assessment.SaveQuestion(ctx, u.ID, j.by(), &q); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// judge holds the methods, so many as the data says, and judges them.
func (j *judge) judge(ctx context.Context) error {
	return j.on(ctx, assessment.Open, func(u *evidence.Submission, a *assessment.Assessment) error {
		all, by, err := j.shown(ctx)
		if err != nil {
			return err
		}
		for i, m := range j.methods() {
			if i == j.s.Methods {
				break
			}
			if err := j.answers(ctx, u, a, m); err != nil {
				return err
			}
			for _, st := range of(m, all) {
				if a.Judgements[st.ID].Verdict != assessment.NotJudged {
					continue
				}
				v := j.judgement(&st, by[st.ID], m.Portfolio)
				if err := j.assessment.Judge(ctx, u.ID, j.by(), st.ID, &v); err != nil {
					return fmt.Errorf("judge %s: %w", st.Key, err)
				}
				a.Judgements[st.ID] = v
			}
			if err := j.hold(ctx, u, a, m); err != nil {
				return fmt.Errorf("judge %s: %w", m.Key, err)
			}
		}
		if j.s.Feedback == "" || a.Feedback != "" {
			return nil
		}
		_, err = j.assessment.SaveFeedback(ctx, u.ID, j.by(), j.s.Feedback, a.Revision)
		return err
	})
}

// answers notes what was answered to the questions of a method.
func (j *judge) answers(ctx context.Context, u *evidence.Submission, a *assessment.Assessment, m *ksb.Method) error {
	n := 0
	for _, q := range a.Questions {
		if q.Method != m.Key {
			continue
		}
		n++
		if q.Asked {
			continue
		}
		j.tick(5 * time.Minute)
		q.Asked, q.Answer = true, j.gateway.Words.Answers[n%len(j.gateway.Words.Answers)]
		if err := j.assessment.SaveQuestion(ctx, u.ID, j.by(), &q); err != nil {
			return err
		}
	}
	return nil
}

// judgement is how a statement is judged by the pieces that claim it.
func (j *judge) judgement(st *ksb.Statement, by []*evidence.Piece, portfolio bool) assessment.Judgement {
	w := &j.gateway.Words
	if why := j.s.Lacks[st.Key]; why != "" {
		return assessment.Judgement{Verdict: assessment.Insufficient, Reason: why}
	}
	out := assessment.Judgement{Verdict: assessment.Sufficient, Reason: pick(w.Asked, j.w.Apprentice, st.Key)}
	if !portfolio || len(by) == 0 {
		return out
	}
	out.Reason = pick(w.Shown, j.w.Apprentice, st.Key)
	for _, piece := range by[:min(2, len(by))] {
		out.Cites = append(out.Cites, assessment.Cite{Piece: piece.Number})
	}
	return out
}

// hold records how a method was held and which of its criteria are met.
func (j *judge) hold(ctx context.Context, u *evidence.Submission, a *assessment.Assessment, m *ksb.Method) error {
	if !a.Methods[m.Key].On.IsZero() {
		return nil
	}
	w := &j.gateway.Words
	held := assessment.Held{On: db.Today(j.clock.now()), Minutes: m.Minutes + hash(j.w.Apprentice, m.Key)%9 - 4}
	if len(m.Modes) > 0 {
		held.Mode = pick(m.Modes, j.w.Apprentice, m.Key)
	}
	criteria := map[string]assessment.Criterion{}
	for _, c := range m.Criteria {
		v := assessment.Criterion{Verdict: assessment.Met, Reason: pick(w.Met, j.w.Apprentice, m.Key, c.Key)}
		why := j.s.NotMet[m.Key+" "+c.Key]
		if grade, _ := j.portfolio().plan.Grade(c.Grade); why == "" && j.higher(m, grade.Key) && !slices.Contains(j.s.Above, m.Key) {
			why = pick(w.Higher, j.w.Apprentice, m.Key, c.Key)
		}
		if why != "" {
			v = assessment.Criterion{Verdict: assessment.NotMet, Reason: why}
		}
		criteria[c.Key] = v
	}
	j.tick(9 * time.Minute)
	return j.assessment.JudgeMethod(ctx, u.ID, j.by(), m, &held, criteria)
}

// higher reports whether a grade is above the lowest that passes.
func (j *judge) higher(m *ksb.Method, key string) bool {
	passes := 0
	for _, g := range m.Grades {
		if grade, _ := j.portfolio().plan.Grade(g); grade.Pass {
			passes++
		}
		if g == key {
			return passes > 1
		}
	}
	return false
}

func (j *judge) propose(ctx context.Context) error {
	return j.on(ctx, assessment.Open, func(u *evidence.Submission, _ *assessment.Assessment) error {
		p := j.portfolio()
		return j.assessment.Propose(ctx, u.ID, j.by(), p.plan, p.standard.For(j.e.Option))
	})
}

func (j *judge) moderate(ctx context.Context) error {
	return j.on(ctx, assessment.Proposed, func(u *evidence.Submission, _ *assessment.Assessment) error {
		return j.assessment.Moderate(ctx, u.ID, j.people[j.s.Moderator], true, j.gateway.Words.Agree)
	})
}

func (j *judge) release(ctx context.Context) error {
	return j.on(ctx, assessment.Confirmed, func(u *evidence.Submission, _ *assessment.Assessment) error {
		p := j.portfolio()
		invited, err := j.assessment.Invitations(ctx, u.ID)
		if err != nil {
			return err
		}
		return j.assessment.Release(ctx, u.ID, j.people[j.gateway.Coordinator], p.plan, p.standard.For(j.e.Option),
			func(tx *db.Tx, a *assessment.Assessment, r assessment.Result) ([]byte, error) {
				return j.reports.Report(ctx, tx, u, a, r, invited)
			})
	})
}
