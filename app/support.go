package app

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/db"
	"touchstone/app/growth"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/ksb"
)

// ownSupport returns the visitor's accepted evidence by element of a framework.
func (a *App) ownSupport(c *fiber.Ctx, f *ksb.Framework) (*growth.Support, error) {
	return a.growth.SupportFor(c.UserContext(), a.visit(c).person(), f)
}

// supportPart shows what supports an element or specialism; nil if nothing does.
func supportPart(s *growth.Support, key string) *pages.SupportPart {
	all := s.For(key)
	if len(all) == 0 {
		return nil
	}
	part := &pages.SupportPart{Fact: words.Plural(s.PiecesFor(key), "piece", "pieces")}
	for _, p := range growth.Proofs(all) {
		proof := pages.SupportProof{Statement: p.Statement, Standard: p.Standard, Strength: strengthWords[p.Strength], Reason: p.Reason}
		for i := range p.Pieces {
			one := &p.Pieces[i]
			proof.Pieces = append(proof.Pieces, pages.SupportPiece{Link: pages.Link{Text: itemName(one.Item), Href: fmt.Sprintf("/portfolios/%d/evidence/%d", one.Item.Portfolio, one.Item.ID)},
				Accepted: acceptedWords(one)})
		}
		part.Proofs = append(part.Proofs, proof)
	}
	return part
}

// acceptedWords says when a piece was accepted and by whom.
func acceptedWords(s *growth.Supporting) string {
	text := "accepted"
	if !s.AcceptedAt.IsZero() {
		text += " " + words.Day(db.Today(s.AcceptedAt))
	}
	if s.AcceptedBy != "" {
		text += " by " + s.AcceptedBy
	}
	return text
}

// showSupport sets what supports each element beside it, for the person of a
// self-audit alone: it may be of portfolios that others do not see.
func showSupport(page *pages.SelfAuditResult, one *growth.Audit, support *growth.Support) {
	for i, s := range one.Steps() {
		if page.Said[i].Support = supportPart(support, s.Key); page.Said[i].Support != nil {
			page.Said[i].Fact += ", supported by " + page.Said[i].Support.Fact
		}
	}
	i := 0
	for g := range page.Groups {
		for r := range page.Groups[g].Rows {
			if part := page.Said[i].Support; part != nil {
				page.Groups[g].Rows[r].Support = "Supported by " + part.Fact
			}
			i++
		}
	}
}
