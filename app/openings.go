package app

import (
	"fmt"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/fault"
	"touchstone/evidence"
)

// openAddress is what opens a claim at one of its places, counted from 0.
func (f *folio) openAddress(id evidence.ItemID, claim evidence.ClaimID, at int) string {
	return fmt.Sprintf("%s/claims/%d/open?at=%d", f.item(id), claim, at)
}

// openClaim notes that the coach opens a claim, and leads to its place.
func (a *App) openClaim(c *fiber.Ctx) error {
	f, v, claim, err := a.claimToOpen(c)
	if err != nil {
		return err
	}
	wheres := f.wheres(v, claim)
	if at := c.QueryInt("at"); at >= 0 && at < len(wheres) {
		return goTo(c, "%s", wheres[at].Href)
	}
	return goTo(c, "%s", f.item(v.Item)+"#account")
}

// noteOpening is openClaim for a page that shows the place itself.
func (a *App) noteOpening(c *fiber.Ctx) error {
	if _, _, _, err := a.claimToOpen(c); err != nil {
		return err
	}
	return c.SendStatus(http.StatusNoContent)
}

// claimToOpen returns the claim in the path, noted as opened.
func (a *App) claimToOpen(c *fiber.Ctx) (*folio, *evidence.Version, *evidence.Claim, error) {
	f, err := a.folio(c)
	if err != nil {
		return nil, nil, nil, err
	}
	id, err := itemID(c)
	if err != nil {
		return nil, nil, nil, err
	}
	n, err := pathNumber(c, "claim")
	if err != nil {
		return nil, nil, nil, err
	}
	versions, err := a.evidence.Versions(c.UserContext(), f.id, id, evidence.Shared)
	if err != nil {
		return nil, nil, nil, err
	}
	for i := range versions {
		for j := range versions[i].Claims {
			if claim := &versions[i].Claims[j]; claim.ID == evidence.ClaimID(n) {
				return f, &versions[i], claim, a.evidence.OpenClaim(c.UserContext(), f.id, id, claim.ID, a.visit(c).person())
			}
		}
	}
	return nil, nil, nil, fault.New(fault.NotFound, "")
}
