package app

import (
	"cmp"
	"fmt"
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

// hoursByLink shows the hours that wait for the employer.
func (a *App) hoursByLink(c *fiber.Ctx, f *folio, _ *programme.Request, in *form) (s signing, err error) {
	list, digest, err := a.programme.HoursToAgree(c.UserContext(), f.enrolment.ID, account.Employer)
	if err != nil {
		return s, err
	}
	if len(list) == 0 {
		return s, fault.New(fault.Conflict, "There are no hours that wait for you. Somebody else has agreed or returned them.")
	}
	minutes := 0
	var ids []programme.HoursID
	for i := range list {
		h := &list[i]
		minutes += h.Minutes
		ids = append(ids, h.ID)
		s.page.Entries = append(s.page.Entries, pages.SignEntry{Head: h.When(), End: programme.MinutesText(h.Minutes), Text: h.Learned, Small: h.Activity})
	}
	s.page.Title, s.page.Digest = "Are these hours right?", digest
	s.page.Lead = fmt.Sprintf("%s of off-the-job training, %s in all.", words.Capital(words.Plural(len(list), "entry", "entries")), programme.MinutesText(minutes))
	s.asks = []string{"answer", "note"}
	s.page.Asks = []pages.SignAsk{{Choice: in.field("answer", "Your answer", ""), Write: in.field("note", "What is wrong?", "Only if something is."),
		Options: []pages.Option{{Value: "yes", Label: "Yes, these are right"}, {Value: "no", Label: "Something is wrong; I say what"}}}}
	s.page.Asks[0].Write.Optional, s.page.Asks[0].Write.Rows = true, 3
	s.sign = func(c *fiber.Ctx, in *form, by programme.Signer) error {
		switch in.text("answer") {
		case "yes":
			return a.programme.AgreeHours(c.UserContext(), f.enrolment.ID, ids, digest, by)
		case "no":
			return a.programme.ReturnHours(c.UserContext(), f.enrolment.ID, ids, digest, in.text("note"), by)
		}
		return fieldFault("answer", "Choose one of the two.")
	}
	return s, nil
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
	s.page.Title, s.page.Digest = "Please sign this progress review", review.Digest
	s.page.Lead = "Held on " + words.Day(review.HeldOn()) + ". If something in it is not right, do not sign: tell " + f.enrolment.CoachName + "."
	for _, p := range review.Document {
		part := pages.TextPart{Name: p.Title}
		for _, row := range p.Rows {
			text := row.Text
			if row.Name != "" {
				text = row.Name + ": " + text
			}
			part.Paras = append(part.Paras, text)
		}
		s.page.Parts = append(s.page.Parts, part)
	}
	s.sign = func(c *fiber.Ctx, _ *form, by programme.Signer) error {
		return a.programme.SignProgressReview(c.UserContext(), f.enrolment.ID, id, review.Digest, by)
	}
	return s, nil
}

// testimonyByLink shows a piece, without its files, and asks what the witness saw.
func (a *App) testimonyByLink(c *fiber.Ctx, f *folio, r *programme.Request, in *form) (s signing, err error) {
	p, err := a.evidence.Item(c.UserContext(), f.id, evidence.ItemID(r.Subject), evidence.Own)
	if err != nil {
		return s, err
	}
	v := &p.Version
	told := f.account(v)
	s.page.Title, s.page.Lead = titleOf(v.Title), "Did you see this work? Write what you saw yourself, not what you were told."
	s.page.Parts = told.Parts
	claims := pages.TextPart{Name: "What it is meant to show"}
	for i := range v.Claims {
		claims.Paras = append(claims.Paras, f.statement(v.Claims[i].Statement).Name()+": "+v.Claims[i].How)
	}
	if len(claims.Paras) > 0 {
		s.page.Parts = append(s.page.Parts, claims)
	}
	shown := fmt.Sprintf("%s, version %d, done %s\n", titleOf(v.Title), v.Number, words.Days(v.From, v.To))
	for _, part := range s.page.Parts {
		shown += "\n" + part.Name + "\n"
		for _, para := range part.Paras {
			shown += para + "\n"
		}
	}
	s.page.Digest, s.asks = programme.Digest(shown), []string{"seen", "words"}
	s.page.Asks = []pages.SignAsk{{Choice: in.field("seen", "Did you see it yourself?", ""), Write: in.field("words", "What you saw", "A few sentences: what "+firstName(f.enrolment.ApprenticeName)+" did, and how well."),
		Options: []pages.Option{{Value: "saw", Label: "Yes, I was there"}, {Value: "told", Label: "No, I know of it from others"}}}}
	s.page.Asks[0].Write.Rows = 6
	s.sign = func(c *fiber.Ctx, in *form, by programme.Signer) error {
		var bad fault.Fields
		if seen := in.text("seen"); seen != "saw" && seen != "told" {
			bad.Add("seen", "Choose one of the two.")
			return bad.Err()
		}
		t := evidence.Testimony{Item: p.ID, Version: v.ID, Words: in.text("words"), Saw: in.text("seen") == "saw"}
		return a.evidence.Testify(c.UserContext(), f.id, t, shown, by)
	}
	return s, nil
}

// behaviours are the behaviours that the apprentice has to show.
func (f *folio) behaviours() (list []ksb.Statement) {
	for _, s := range f.mine {
		if s.Type == ksb.Behaviour.Key {
			list = append(list, s)
		}
	}
	return list
}

// behavioursShown is the canonical text of the behaviours of a portfolio.
func (f *folio) behavioursShown() string {
	text := f.standard.Label() + " " + f.standard.Title + "\n"
	for _, b := range f.behaviours() {
		text += fmt.Sprintf("Statement %d: %s: %s\n", b.ID, b.Name(), b.Text())
	}
	return text
}

// behaviourAsks asks for each behaviour. Names are of the form's fields.
func (f *folio) behaviourAsks(in *form) (asks []pages.SignAsk, names []string) {
	for _, b := range f.behaviours() {
		answer, example := fmt.Sprintf("behaviour-%d", b.ID), fmt.Sprintf("example-%d", b.ID)
		ask := pages.SignAsk{Head: b.Name(), Text: b.Text(), Choice: in.field(answer, "Have you seen this at work?", ""), Write: in.field(example, "An example", ""),
			Options: []pages.Option{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "Not yet"}}}
		ask.Write.Optional, ask.Write.Rows, ask.Choice.Optional = true, 2, true
		asks, names = append(asks, ask), append(names, answer, example)
	}
	if len(asks) > 0 {
		asks[0].Choice.Fault = cmp.Or(asks[0].Choice.Fault, in.wrong.Of("behaviours"))
	}
	return asks, names
}

// behaviourAnswers returns the answers that were given.
func (f *folio) behaviourAnswers(in *form) (checks []programme.BehaviourCheck) {
	for _, b := range f.behaviours() {
		if answer := in.text(fmt.Sprintf("behaviour-%d", b.ID)); answer == "yes" || answer == "no" {
			checks = append(checks, programme.BehaviourCheck{Statement: b.ID, Shown: answer == "yes", Example: in.text(fmt.Sprintf("example-%d", b.ID))})
		}
	}
	return checks
}

// behavioursByLink asks for each behaviour of the standard.
func (a *App) behavioursByLink(_ *fiber.Ctx, f *folio, _ *programme.Request, in *form) (s signing, err error) {
	s.page.Title, s.page.Lead = "Have you seen these behaviours?", "Answer for those you can answer for, one by one. Leave out the rest."
	s.page.Asks, s.asks = f.behaviourAsks(in)
	shown := f.behavioursShown()
	s.page.Digest = programme.Digest(shown)
	s.sign = func(c *fiber.Ctx, in *form, by programme.Signer) error {
		return a.programme.VerifyBehaviours(c.UserContext(), f.enrolment.ID, shown, f.behaviourAnswers(in), by)
	}
	return s, nil
}
