package app

import (
	"bytes"
	"fmt"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/programme"
	"touchstone/reports"
)

// sendReviewPDF sends a review that is closed as a PDF.
func (a *App) sendReviewPDF(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	r, err := a.progressReview(c)
	if err != nil {
		return err
	}
	if !r.Closed() {
		return fault.New(fault.Conflict, "This review is still being written. Its PDF can be made once it is closed to be signed.")
	}
	sheet := a.reviewReport(f, &r)
	var file bytes.Buffer
	if err := sheet.Write(&file); err != nil {
		return err
	}
	name := fmt.Sprintf("Progress review %d %s %s.pdf", r.Number, f.enrolment.ApprenticeName, dayText(r.HeldOn()))
	protectFile(c, false)
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, disposition(true, name))
	c.Set(fiber.HeaderCacheControl, "private, no-cache")
	return c.Status(http.StatusOK).Send(file.Bytes())
}

// reviewReport gathers a review as its PDF says it.
func (a *App) reviewReport(f *folio, r *programme.ProgressReview) reports.ProgressReview {
	e := &f.enrolment
	out := reports.ProgressReview{Number: r.Number, Final: r.State == programme.ReviewSigned, Provider: a.cfg.Provider, ULN: string(e.ULN),
		Apprentice: r.Content.Record.Apprentice, Standard: r.Content.Record.Standard, HeldOn: r.HeldOn(), ClosedAt: r.ClosedAt, Digest: r.Digest, Text: programme.ReviewText(r.Document)}
	for _, p := range r.Document {
		part := reports.ProgressPart{Title: p.Title}
		for _, row := range p.Rows {
			part.Rows = append(part.Rows, [2]string{row.Name, row.Text})
		}
		out.Parts = append(out.Parts, part)
	}
	for _, role := range programme.ReviewSigners {
		if s := r.SignedBy(role); s != nil {
			out.Signatures = append(out.Signatures, reviewSignature(s))
		} else {
			out.Missing = append(out.Missing, role.Name())
		}
	}
	for _, s := range r.Void() {
		out.Void = append(out.Void, reviewSignature(&s))
	}
	for i := range r.Addenda {
		add := &r.Addenda[i]
		out.Addenda = append(out.Addenda, reports.ProgressAddendum{Number: add.Number, Words: add.Words, Signature: reviewSignature(&add.Signature)})
	}
	return out
}

func reviewSignature(s *programme.Signature) reports.ProgressSignature {
	fact := signatureFact(s)
	role := fact.Role
	if s.Role == account.Coach {
		role = "training provider, " + role
	}
	return reports.ProgressSignature{Name: s.Name, Role: role, Words: s.Words, At: s.At, Digest: s.Digest}
}
