package app

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/ksb"
)

func portfolioOf(r *programme.Request) evidence.PortfolioID { return evidence.PortfolioID(r.Enrolment) }

// requestEnded returns why a request's link opens nothing any more, or nil.
func requestEnded(r *programme.Request, now time.Time) error {
	switch r.State(now) {
	case programme.RequestUsed:
		return fault.New(fault.NotFound, "This link has been used.")
	case programme.RequestWithdrawn:
		return fault.New(fault.NotFound, "This link was withdrawn.")
	case programme.RequestOver:
		return fault.New(fault.NotFound, "This link has ended.")
	}
	return nil
}

// hoursByLink shows the hours that wait for the employer. Entries whose tick is
// taken away are not answered for, and wait on.
func (a *App) hoursByLink(c *fiber.Ctx, f *folio, _ *programme.Request, in *form) (s signing, err error) {
	list, digest, err := a.programme.HoursToAgree(c.UserContext(), f.enrolment.ID, account.Employer)
	if err != nil {
		return s, err
	}
	if len(list) == 0 {
		return s, fault.New(fault.Conflict, "There are no hours that wait for you. Somebody else has agreed or returned them, or they were taken back.")
	}
	var chosen map[programme.HoursID]string
	if c.Method() == fiber.MethodPost {
		chosen = chosenHours(c)
	}
	minutes := 0
	for i := range list {
		minutes += list[i].Minutes
		s.page.Entries = append(s.page.Entries, f.hoursToSign(&list[i], chosen))
	}
	s.page.Entry = in.field("entries", "", "")
	s.page.Entry.ID = s.page.Entries[0].ID
	s.page.Title, s.page.Digest, s.each = "Are these hours right?", digest, true
	s.page.Lead = fmt.Sprintf("One entry of off-the-job training, %s.", programme.MinutesText(minutes))
	if len(list) > 1 {
		s.page.Lead = fmt.Sprintf("%d entries of off-the-job training, %s in all. Take the tick from any you cannot answer for: they wait on.", len(list), programme.MinutesText(minutes))
	}
	s.asks = []string{"answer", "note"}
	s.page.Asks = []pages.SignAsk{{Choice: in.field("answer", "Your answer", ""), Write: in.field("note", "What is wrong?", "Only if something is. "+firstName(f.enrolment.ApprenticeName)+" reads it."),
		Options: answered(in.text("answer"), "yes", "Yes, these are right", "no", "Something is wrong; I say what")}}
	s.page.Asks[0].Write.Optional, s.page.Asks[0].Write.Rows = true, 3
	s.sign = func(c *fiber.Ctx, in *form, by programme.Signer) error {
		which := slices.Sorted(maps.Keys(chosen))
		switch in.text("answer") {
		case "yes":
			return a.programme.AgreeHours(c.UserContext(), f.enrolment.ID, which, programme.HoursDigests(chosen), by)
		case "no":
			return a.programme.ReturnHours(c.UserContext(), f.enrolment.ID, which, programme.HoursDigests(chosen), in.text("note"), by)
		}
		return fieldFault("answer", "Choose one of the two.")
	}
	return s, nil
}

// hoursToSign shows an entry with all that its signature covers.
func (f *folio) hoursToSign(h *programme.Hours, chosen map[programme.HoursID]string) pages.SignEntry {
	kind, _ := programme.ActivityOf(h.Activity)
	facts := []string{kind.Name + ", " + h.Time.Words()}
	if len(h.Codes) > 0 {
		facts = append(facts, "Shows: "+strings.Join(h.Codes, ", "))
	}
	if h.ItemNumber != 0 {
		facts = append(facts, fmt.Sprintf("Evidence: piece %d", h.ItemNumber))
	}
	if h.Corrects != 0 {
		facts = append(facts, fmt.Sprintf("Stands instead of entry %d", h.Corrects))
	}
	if h.Separate {
		facts = append(facts, "The apprentice says it is apart from other entries of the day")
	}
	facts = append(facts, "Recorded: "+words.Moment(h.RecordedAt), fmt.Sprintf("Entry %d, version %d", h.ID, h.Version))
	return pages.SignEntry{Head: dayName(h), End: programme.MinutesText(h.Minutes), Text: paragraphs(h.Learned), Small: strings.Join(facts, ". ") + ".",
		ID: fmt.Sprintf("entry-%d", h.ID), Value: fmt.Sprintf("%d.%s", h.ID, h.Digest()), On: chosen == nil || chosen[h.ID] != ""}
}

// answered returns the options of a question, the one that was chosen on; pairs
// are a value and its words.
func answered(chosen string, pairs ...string) (options []pages.Option) {
	for i := 0; i < len(pairs); i += 2 {
		options = append(options, pages.Option{Value: pairs[i], Label: pairs[i+1], On: chosen == pairs[i]})
	}
	return options
}

// fieldFault is a fault.Invalid of one field.
func fieldFault(field, sentence string) error {
	var bad fault.Fields
	bad.Add(field, "%s", sentence)
	return bad.Err()
}

// reviewByLink shows a progress review.
func (a *App) reviewByLink(c *fiber.Ctx, f *folio, r *programme.Request, _ *form) (s signing, err error) {
	id := programme.ProgressReviewID(r.Subject)
	review, _, err := a.programme.ProgressReviewText(c.UserContext(), f.enrolment.ID, id)
	if err != nil {
		return s, err
	}
	if !slices.Contains(review.Awaits(), account.Employer) {
		return s, fault.New(fault.Conflict, "This review was signed for the employer already. One signature is enough.")
	}
	s.page.Title, s.page.Digest = "Please sign this progress review", review.Digest
	s.page.Lead = "Held on " + words.Day(review.HeldOn()) + ". If something in it is not right, do not sign: tell " + f.enrolment.CoachName + "."
	s.page.Kept = keptParts(&review)
	s.sign = func(c *fiber.Ctx, _ *form, by programme.Signer) error {
		return a.programme.SignProgressReview(c.UserContext(), f.enrolment.ID, id, review.Digest, by)
	}
	return s, nil
}

// testimonyByLink shows a piece, without its files, and asks what the witness
// saw. Whoever asked is the measure of which version: only the apprentice shows
// a draft.
func (a *App) testimonyByLink(c *fiber.Ctx, f *folio, r *programme.Request, in *form) (s signing, err error) {
	p, err := a.evidence.Item(c.UserContext(), f.id, evidence.ItemID(r.Subject), evidence.Sight(r.By == f.enrolment.Apprentice))
	if err != nil {
		return s, err
	}
	v := &p.Version
	about := fmt.Sprintf("Version %d", v.Number)
	if days := v.Days(); days != "" {
		about += ", done " + days
	}
	s.page.Title, s.page.Lead = titleOf(v.Title), about+". Did you see this work? Write what you saw yourself, not what you were told."
	s.page.Parts = f.account(v).Parts
	claims := pages.TextPart{Name: "What it is meant to show"}
	for i := range v.Claims {
		claims.Paras = append(claims.Paras, strings.TrimSuffix(f.statement(v.Claims[i].Statement).Name()+": "+v.Claims[i].How, ": "))
	}
	if len(claims.Paras) > 0 {
		s.page.Parts = append(s.page.Parts, claims)
	}
	shown := fmt.Sprintf("%s\n%s\n", titleOf(v.Title), about)
	for _, part := range s.page.Parts {
		shown += "\n" + part.Name + "\n" + strings.Join(part.Paras, "\n") + "\n"
	}
	s.page.Digest, s.asks = programme.Digest(shown), []string{"seen", "words"}
	s.page.Asks = []pages.SignAsk{{Choice: in.field("seen", "Did you see it yourself?", ""), Write: in.field("words", "What you saw", "A few sentences: what "+firstName(f.enrolment.ApprenticeName)+" did, and how well."),
		Options: answered(in.text("seen"), "saw", evidence.SeenWords[true], "told", evidence.SeenWords[false])}}
	s.page.Asks[0].Write.Rows = 6
	s.sign = func(c *fiber.Ctx, in *form, by programme.Signer) error {
		if seen := in.text("seen"); seen != "saw" && seen != "told" {
			return fieldFault("seen", "Choose one of the two.")
		}
		t := evidence.Testimony{Item: p.ID, Version: v.ID, Revision: v.Revision, Words: in.text("words"), Saw: in.text("seen") == "saw"}
		return a.evidence.Testify(c.UserContext(), f.id, t, shown, by)
	}
	return s, nil
}

// behaviours are what the employer verifies of what the apprentice has to show:
// what the plan has verified, or, where it says of none, the behaviours.
func (f *folio) behaviours() (list []ksb.Statement) {
	said := slices.ContainsFunc(f.plan.Methods, func(m ksb.Method) bool { return m.Verified })
	for _, s := range f.mine {
		if said && f.plan.Verified(s.Key) || !said && s.Type == ksb.Behaviour.Key {
			list = append(list, s)
		}
	}
	return list
}

// unverified are the behaviours that the employer has not verified: each is
// asked for until it is, and then no more.
func (f *folio) unverified(last map[ksb.StatementID]programme.BehaviourCheck) []ksb.Statement {
	return slices.DeleteFunc(f.behaviours(), func(s ksb.Statement) bool { return last[s.ID].Shown })
}

// behavioursShown is the canonical text of behaviours that are asked for.
func (f *folio) behavioursShown(asked []ksb.Statement) string {
	text := f.standard.Label() + " " + f.standard.Title + "\n"
	for _, b := range asked {
		text += b.Name() + "\n" + b.Text() + "\n"
	}
	return text
}

// behaviourAsks asks for each of some behaviours. Names are of the form's fields.
func behaviourAsks(asked []ksb.Statement, in *form) (asks []pages.SignAsk, names []string) {
	for _, b := range asked {
		answer, example := fmt.Sprintf("behaviour-%d", b.ID), fmt.Sprintf("example-%d", b.ID)
		ask := pages.SignAsk{Head: b.Name(), Text: b.Text(), Choice: in.field(answer, "Have you seen this at work?", ""), Write: in.field(example, "An example", ""),
			Options: answered(in.text(answer), "yes", "Yes", "no", "Not yet")}
		ask.Write.Optional, ask.Write.Rows, ask.Choice.Optional = true, 2, true
		asks, names = append(asks, ask), append(names, answer, example)
	}
	if len(asks) > 0 {
		asks[0].Choice.Fault = cmp.Or(asks[0].Choice.Fault, in.wrong.Of("behaviours"))
	}
	return asks, names
}

// behaviourAnswers returns the answers that were given.
func behaviourAnswers(asked []ksb.Statement, in *form) (checks []programme.BehaviourCheck) {
	for _, b := range asked {
		if answer := in.text(fmt.Sprintf("behaviour-%d", b.ID)); answer == "yes" || answer == "no" {
			checks = append(checks, programme.BehaviourCheck{Statement: b.ID, Name: b.Name(), Shown: answer == "yes", Example: in.text(fmt.Sprintf("example-%d", b.ID))})
		}
	}
	return checks
}

// behavioursByLink asks for each behaviour that is not verified yet.
func (a *App) behavioursByLink(c *fiber.Ctx, f *folio, _ *programme.Request, in *form) (s signing, err error) {
	last, err := a.programme.Behaviours(c.UserContext(), f.enrolment.ID)
	if err != nil {
		return s, err
	}
	asked := f.unverified(last)
	if len(asked) == 0 {
		return s, fault.New(fault.Conflict, "Every behaviour was verified for the employer already. Once is enough.")
	}
	s.page.Title, s.page.Lead = "Have you seen these behaviours?", "They are those of "+f.standard.Label()+" "+f.standard.Title+". Answer for those you can answer for, one by one. Leave out the rest."
	if len(asked) < len(f.behaviours()) {
		s.page.Lead += " Those that were verified already are left out."
	}
	s.page.Asks, s.asks = behaviourAsks(asked, in)
	shown := f.behavioursShown(asked)
	s.page.Digest = programme.Digest(shown)
	s.sign = func(c *fiber.Ctx, in *form, by programme.Signer) error {
		return a.programme.VerifyBehaviours(c.UserContext(), f.enrolment.ID, shown, behaviourAnswers(asked, in), by)
	}
	return s, nil
}
