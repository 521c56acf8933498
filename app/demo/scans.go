package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"touchstone/app/account"
	"touchstone/app/programme"
)

// A scanBook is what skills scans are made of.
type scanBook struct {
	Notes     []string            `json:"notes"`
	Comments  map[string][]string `json:"comments"` // by occasion
	Validator []string            `json:"validator"`
	Note      string              `json:"note"`    // of a validator who scores lower
	Waiting   []string            `json:"waiting"` // keys of whose scan waits for employer and coach
	Drafts    []string            `json:"drafts"`  // of who is still scoring
	Reduced   map[string]string   `json:"reduced"` // of whose prior learning counts half, and why
}

// A scanning is one skills scan of one apprentice.
type scanning struct {
	*filler
	e     *enrolment
	on    programme.Occasion
	day   time.Time
	grown int // steps since the start
}

// scan returns the skills scans of an apprentice whose employer has an account:
// one at the start, one halfway and one before the gateway.
func (f *filler) scan(e *enrolment) (steps []step) {
	if e.Contact == "" {
		return nil
	}
	all := []scanning{{f, e, programme.ScanStart, f.calendar.week(e.Started).AddDate(0, 0, 2), 0}}
	if half := e.Started - e.Weeks/2; half > 0 && hash(e.Apprentice, "scan")%2 == 0 {
		all = append(all, scanning{f, e, programme.ScanReview, f.calendar.week(half).AddDate(0, 0, 1), 1})
	}
	if e.Gateway > 0 && e.Started > e.Gateway-2 && e.Left == "" {
		all = append(all, scanning{f, e, programme.ScanGateway, f.calendar.week(e.Started-e.Gateway+4).AddDate(0, 0, 3), 2})
	}
	if slices.Contains(f.scans.Waiting, e.Apprentice) {
		all[0].day = f.calendar.week(1).AddDate(0, 0, 3)
	}
	for i := range all {
		if s := &all[i]; slices.Contains(f.scans.Waiting, e.Apprentice) || f.learns(e, s.day.AddDate(0, 0, 9)) {
			steps = append(steps, s.steps()...)
		}
	}
	return f.done(steps)
}

func (s *scanning) steps() []step {
	key := []string{s.e.Apprentice, string(s.on), "scan"}
	steps := []step{{at(s.day, 13, 15, key...), s.begin}}
	if slices.Contains(s.scans.Drafts, s.e.Apprentice) {
		return steps
	}
	steps = append(steps, step{at(s.day, 15, 18, key...), func(ctx context.Context) error { return s.sign(ctx, account.Apprentice) }})
	if slices.Contains(s.scans.Waiting, s.e.Apprentice) {
		return steps
	}
	steps = append(steps,
		step{at(workday(s.day, 2), 9, 17, key...), func(ctx context.Context) error { return s.sign(ctx, account.Employer) }},
		step{at(workday(s.day, 4), 9, 17, key...), func(ctx context.Context) error { return s.sign(ctx, account.Coach) }})
	if s.on == programme.ScanStart && slices.Contains(s.hours.Prior, s.e.Apprentice) {
		steps = append(steps, step{at(workday(s.day, 5), 9, 17, key...), s.decide})
	}
	return steps
}

// find returns the scan on the occasion, if it has been begun.
func (s *scanning) find(ctx context.Context) (sc programme.Scan, found bool, err error) {
	all, err := s.programme.Scans(ctx, s.portfolios[s.e.Apprentice].id)
	for _, sc := range all {
		if sc.Occasion == s.on {
			return sc, true, err
		}
	}
	return sc, false, err
}

// begin begins the scan and scores it, or a part of it where it stays a draft.
func (s *scanning) begin(ctx context.Context) error {
	sc, found, err := s.find(ctx)
	if err != nil || found && len(sc.Voices[account.Apprentice].Scores) > 0 {
		return err
	}
	p := s.portfolios[s.e.Apprentice]
	id, err := s.programme.BeginScan(ctx, p.person, p.id, s.on)
	if err == nil {
		sc, err = s.programme.Scan(ctx, p.id, id)
	}
	if err != nil {
		return fmt.Errorf("scan of %s: %w", s.e.Apprentice, err)
	}
	_, err = s.programme.SaveVoice(ctx, p.id, id, account.Apprentice, sc.Voices[account.Apprentice].Revision, func(v *programme.Voice) {
		for i := range sc.Statements {
			if slices.Contains(s.scans.Drafts, s.e.Apprentice) && i%3 == 0 {
				continue
			}
			v.Scores[sc.Statements[i].ID] = s.score(&sc, i)
		}
		v.Comment = s.pick(s.scans.Comments[string(s.on)], "comment")
	})
	return err
}

func (s *scanning) pick(texts []string, what string) string {
	return fill(texts[hash(s.e.Apprentice, string(s.on), what)%len(texts)], s.day, s.names(s.e))
}

// score returns what the apprentice gives a statement: it grows from scan to
// scan, and more for who knew some of it before.
func (s *scanning) score(sc *programme.Scan, i int) programme.Score {
	h := hash(s.e.Apprentice, sc.Statements[i].Name())
	point := 1 + h%3 + s.grown
	if s.grown > 0 && h%4 == 0 {
		point--
	}
	if slices.Contains(s.hours.Prior, s.e.Apprentice) && h%8 < 2 {
		point += 2
	}
	score := programme.Score{Point: min(point, len(sc.Scale.Points))}
	if h%17 == 0 {
		score.Note = s.scans.Notes[h/17%len(s.scans.Notes)]
	}
	return score
}

// sign makes final what a role says, validators with a score of their own here
// and there.
func (s *scanning) sign(ctx context.Context, role account.Role) error {
	sc, found, err := s.find(ctx)
	if err != nil || !found || sc.Voices[role].Signed() {
		return err
	}
	id := s.portfolios[s.e.Apprentice].id
	if role != account.Apprentice && sc.Voices[role].Revision == 0 {
		sc, err = s.programme.SaveVoice(ctx, id, sc.ID, role, 0, func(v *programme.Voice) { s.validate(&sc, v) })
		if err != nil {
			return fmt.Errorf("validate scan of %s: %w", s.e.Apprentice, err)
		}
	}
	if _, err = s.programme.SignVoice(ctx, s.signer(s.e, role), id, sc.ID, sc.Voices[role].Revision, sc.Digest(role)); err != nil {
		return fmt.Errorf("sign scan of %s: %w", s.e.Apprentice, err)
	}
	return nil
}

func (s *scanning) validate(sc *programme.Scan, v *programme.Voice) {
	v.Comment = s.pick(s.scans.Validator, string(v.Role))
	for i := range sc.Statements {
		own := sc.Own(sc.Statements[i].ID).Point
		if hash(s.e.Apprentice, sc.Statements[i].Name(), string(v.Role))%15 == 0 && own > 1 {
			v.Scores[sc.Statements[i].ID] = programme.Score{Point: own - 1, Note: s.scans.Note}
		}
	}
}

// decide takes hours off for what had been learned before.
func (s *scanning) decide(ctx context.Context) error {
	sc, found, err := s.find(ctx)
	if err != nil || !found {
		return err
	}
	proposal, decided, err := s.programme.PriorOf(ctx, &sc)
	if err != nil || len(decided) > 0 {
		return err
	}
	minutes, reason := proposal.Minutes, s.hours.Notes.Prior
	if why := s.scans.Reduced[s.e.Apprentice]; why != "" {
		minutes, reason = proposal.Minutes/120*60, why
	}
	p := s.portfolios[s.e.Apprentice]
	return s.programme.DecidePrior(ctx, p.coach, p.id, sc.ID, proposal.Minutes, minutes, reason)
}
