package app

import (
	"fmt"
	"strings"
	"time"

	"touchstone/app/growth"
	"touchstone/ksb"
	"touchstone/reports"
)

// withoutThe leaves out an article before a name.
func withoutThe(name string) string {
	return strings.TrimPrefix(strings.TrimPrefix(name, "The "), "the ")
}

// upgradeReport gathers a case as its PDF says it.
func (a *App) upgradeReport(u *upgrade, name string) reports.Upgrade {
	f := u.Framework
	says, gap := u.RoleWords(u.roles)
	out := reports.Upgrade{Provider: a.cfg.Provider, Person: name, Framework: f.Title, Version: f.Version, Label: f.Label(), Body: bodyName(f), Grade: u.Grade.Name,
		Says: u.says(), RoleSays: says, RoleGap: gap, Source: f.Source.Name, Licence: f.Source.Licence, Ours: f.AddedBy == 0, At: u.newest()}
	for _, r := range u.roles {
		name, value := occupationWords(&r)
		out.Roles = append(out.Roles, [2]string{name, value})
	}
	if u.Audit != nil {
		out.Audit = &reports.UpgradeAudit{Day: auditDay(u.Audit), Grade: gradeName(u.Audit), Says: u.auditSays(), Digest: u.Audit.Digest, Scale: scaleWords(&f.Scale)}
	}
	for _, key := range growth.UpgradeAreas(f) {
		area := reports.UpgradeArea{Name: areaName(f, key), Words: u.written.Words[key]}
		for i := range u.Showings {
			if s := &u.Showings[i]; s.Area == key || s.Area == "" && key == growth.SpecialismArea {
				area.Elements = append(area.Elements, u.reported(s))
			}
		}
		if area.Words != "" || len(area.Elements) > 0 {
			out.Areas = append(out.Areas, area)
		}
	}
	return out
}

// reported is one element as the PDF says it.
func (u *upgrade) reported(s *growth.Showing) reports.UpgradeElement {
	e := reports.UpgradeElement{Name: codeAndName(s.Code, s.Name), Rating: u.rating(s) + ".", Gaps: s.Gaps}
	if s.Thin {
		e.Remark = growth.Thinly
	}
	for _, p := range growth.Proofs(s.Evidence) {
		proof := reports.UpgradeProof{Statement: p.Statement, Standard: p.Standard, Reason: p.Reason, Direct: p.Strength == ksb.Direct}
		for i := range p.Pieces {
			one := &p.Pieces[i]
			proof.Pieces = append(proof.Pieces, reports.UpgradePiece{Name: fmt.Sprintf("Piece %d, “%s”", one.Item.Number, titleOf(one.Item.Title)), Accepted: acceptedWords(one)})
		}
		e.Proofs = append(e.Proofs, proof)
	}
	return e
}

// newest is the time of the newest thing in a case, which is its PDF's date.
func (u *upgrade) newest() time.Time {
	at := u.Framework.AddedAt
	see := func(t time.Time) {
		if t.After(at) {
			at = t
		}
	}
	see(u.written.SavedAt)
	if u.Audit != nil {
		see(u.Audit.FinishedAt)
	}
	for _, s := range u.Showings {
		for _, e := range s.Evidence {
			see(e.AcceptedAt)
		}
	}
	for _, r := range u.roles {
		see(r.StartedOn)
		see(r.EndedOn)
	}
	return at
}
