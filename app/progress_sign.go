package app

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
)

// showProgressReview shows a review to be read and signed.
func (a *App) showProgressReview(c *fiber.Ctx) error {
	return a.reviewSheet(c, http.StatusOK, formOf(map[string]string{}))
}

func (a *App) reviewSheet(c *fiber.Ctx, status int, in *form) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	r, err := a.progressReview(c)
	if err != nil {
		return err
	}
	if r.State == programme.ReviewCancelled {
		return errNoPage
	}
	v := a.visit(c)
	page := f.reviewSheet(&r)
	page.Whole = in.whole
	if r.State == programme.ReviewDraft && v.may(account.HoldReview) {
		page.Edit = f.progress(r.ID) + "/edit"
	}
	if role, may := signsReviewAs(v); may {
		page.Sign = signReviewForm(f, &r, role, in)
		if r.State == programme.ReviewSigned {
			page.Add = &pages.AddToReview{Action: f.progress(r.ID) + "/addenda", Words: programme.AddendumWords,
				Text: in.field("words", "What is to be added", "The record that was signed stays as it is. What you add stands below it with your signature.")}
		}
	}
	if r.State == programme.ReviewSigning {
		waits := slices.Contains(r.Awaits(), account.Employer) && f.enrolment.State.Current()
		if page.Asked, err = a.asked(c, f, programme.ForReview, int64(r.ID), waits); err != nil {
			return err
		}
	}
	if r.State == programme.ReviewSigning && v.may(account.HoldReview) {
		page.Withdraw = &pages.WithdrawReview{Action: f.progress(r.ID) + "/withdraw", Signed: len(r.Awaits()) < len(programme.ReviewSigners),
			Reason: in.field("reason", "Why?", "Those who signed will read it")}
		page.Withdraw.Reason.Rows = 2
	}
	return a.show(c, status, page)
}

// signsReviewAs returns the role in which the visitor signs reviews.
func signsReviewAs(v *visit) (account.Role, bool) {
	for _, role := range programme.ReviewSigners {
		if slices.Contains(v.roles, role) && account.Can([]account.Role{role}, account.SignReview) {
			return role, true
		}
	}
	return "", false
}

func signReviewForm(f *folio, r *programme.ProgressReview, role account.Role, in *form) *pages.SignReview {
	if !slices.Contains(r.Awaits(), role) {
		return nil
	}
	sign := &pages.SignReview{Action: f.progress(r.ID) + "/sign", Digest: r.Digest, Words: programme.ReviewWords, Button: "Sign as " + role.Name()}
	if role == account.Employer {
		job := in.field("job", "Your job", "As it is to stand beside your name")
		job.Optional = true
		sign.Job = &job
	}
	return sign
}

// reviewSheet makes the page of a review for everyone who may read it.
func (f *folio) reviewSheet(r *programme.ProgressReview) pages.ProgressReview {
	page := pages.ProgressReview{Back: pages.Link{Text: f.whose("progress reviews"), Href: f.path("/progress")}, Over: f.enrolment.ApprenticeName + " · " + f.enrolment.EmployerName,
		Title: fmt.Sprintf("Progress review %d", r.Number), Unsound: !r.Sound(), Digest: r.Digest, Lead: f.reviewLead(r), Withdrew: withdrawals(r)}
	page.State, page.Words = reviewState(r)
	page.Parts = keptParts(r)
	if r.Closed() {
		page.PDF = f.progress(r.ID) + "/pdf"
		for _, role := range programme.ReviewSigners {
			page.Signers = append(page.Signers, signerRow(r, role))
		}
	}
	for _, s := range r.Void() {
		page.Void = append(page.Void, signatureFact(&s))
	}
	for i := range r.Addenda {
		add := &r.Addenda[i]
		page.Addenda = append(page.Addenda, pages.KeptAddendum{Title: fmt.Sprintf("Addendum %d", add.Number), Text: add.Words, Signature: signatureFact(&add.Signature)})
	}
	return page
}

// keptParts are the parts of a record, as they are signed.
func keptParts(r *programme.ProgressReview) (parts []pages.KeptPart) {
	for i, part := range r.Document {
		kept := pages.KeptPart{ID: fmt.Sprintf("part-%d", i+1), Title: part.Title}
		for _, row := range part.Rows {
			kept.Rows = append(kept.Rows, pages.Fact{Name: row.Name, Value: row.Text})
		}
		parts = append(parts, kept)
	}
	return parts
}

func signerRow(r *programme.ProgressReview, role account.Role) pages.SignerRow {
	row := pages.SignerRow{Role: words.Capital(role.Name()), State: pages.Waiting, Words: "Not signed yet"}
	if s := r.SignedBy(role); s != nil {
		fact := signatureFact(s)
		row.State, row.Words, row.Signature = pages.Accepted, "Signed", &fact
	}
	return row
}

func signatureFact(s *programme.Signature) pages.SignatureFact {
	role := jobAndRole(s)
	if s.Request != 0 {
		role += ", by a link"
	}
	return pages.SignatureFact{Name: s.Name, Role: role, When: words.Moment(s.At), Digest: s.Digest}
}

// reviewLead says what is to be known of a review now.
func (f *folio) reviewLead(r *programme.ProgressReview) string {
	switch r.State {
	case programme.ReviewPlanned:
		return "It is planned for " + words.Day(r.PlannedOn) + ". Its record is written when it is held."
	case programme.ReviewDraft:
		return firstName(f.enrolment.CoachName) + " is writing the record. It can be read and signed once it is closed."
	case programme.ReviewSigning:
		return "Held on " + words.Day(r.HeldOn()) + ". This is the whole of what is signed; it waits for the " + programme.RoleWords(r.Awaits()) + "."
	}
	return "Held on " + words.Day(r.HeldOn()) + " and signed by all on " + words.Moment(r.SignedAt) + ". It cannot be changed; an addendum can follow."
}

// signReview signs a review as it was shown.
func (a *App) signReview(c *fiber.Ctx) error {
	id, err := reviewID(c)
	if err != nil {
		return err
	}
	v := a.visit(c)
	role, _ := signsReviewAs(v)
	in := readForm(c, "digest", "job")
	if len([]rune(in.text("job"))) > programme.MaxName {
		in.wrong.Add("job", "Keep this to %d characters.", programme.MaxName)
		return a.reviewSheet(c, http.StatusUnprocessableEntity, in)
	}
	by := a.signer(c, role)
	by.Job = in.text("job")
	err = a.programme.SignProgressReview(c.UserContext(), v.portfolio, id, in.text("digest"), by)
	if fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid) {
		in.refused(err)
		_, status := classify(err)
		return a.reviewSheet(c, status, in)
	}
	if err != nil {
		return err
	}
	a.say(c, "Signed as "+role.Name()+".")
	return goTo(c, "/portfolios/%d/progress/%d#signatures", v.portfolio, id)
}

// withdrawReview takes a review back from signing.
func (a *App) withdrawReview(c *fiber.Ctx) error {
	id, err := reviewID(c)
	if err != nil {
		return err
	}
	v, in := a.visit(c), readForm(c, "reason")
	err = a.programme.WithdrawProgressReview(c.UserContext(), v.portfolio, id, v.person(), in.text("reason"))
	if in.refused(err) {
		_, status := classify(err)
		return a.reviewSheet(c, status, in)
	}
	if err != nil {
		return err
	}
	a.say(c, "Taken back. It is a draft again.")
	return goTo(c, "/portfolios/%d/progress/%d/edit", v.portfolio, id)
}

// addToReview adds to a review that all have signed.
func (a *App) addToReview(c *fiber.Ctx) error {
	id, err := reviewID(c)
	if err != nil {
		return err
	}
	v, in := a.visit(c), readForm(c, "words")
	role, _ := signsReviewAs(v)
	err = a.programme.AddAddendum(c.UserContext(), v.portfolio, id, in.text("words"), a.signer(c, role))
	if in.refused(err) {
		_, status := classify(err)
		return a.reviewSheet(c, status, in)
	}
	if err != nil {
		return err
	}
	a.say(c, "Added and signed.")
	return goTo(c, "/portfolios/%d/progress/%d", v.portfolio, id)
}
