package app

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/ksb"
)

func (a *App) showScan(c *fiber.Ctx) error { return a.showScanPage(c, http.StatusOK, formOf(nil)) }

func (a *App) showScanPage(c *fiber.Ctx, status int, in *form) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	s, err := a.scanOf(c)
	if err != nil {
		return err
	}
	v := a.visit(c)
	page := pages.ScanPage{Whole: in.whole, Back: pages.Link{Text: f.whose("skills scans"), Href: f.path("/scans")}, Over: f.over(a.db),
		Title: "Skills scan, " + f.scanDay(&s), Steps: scanSteps(&s.Scale)}
	page.State, page.Words = f.scanState(&s)
	if s.State == programme.ScanDraft {
		page.Hidden = fmt.Sprintf("%s is still scoring. What is in a draft is theirs alone; you see it as soon as it is submitted.", firstName(s.Apprentice))
		if v.may(account.Scan) {
			page.Hidden = "This is a draft."
			page.Do = &pages.Link{Text: "Go on with the scan", Href: f.path("/scans/%d/edit", s.ID)}
		}
		return a.show(c, status, page)
	}
	page.Lead = scanLead(&s)
	if page.Asked, err = a.asked(c, f, programme.ForScan, int64(s.ID), slices.Contains(s.Waiting(), account.Employer)); err != nil {
		return err
	}
	if role := scanRole(v, account.ValidateScan); role != "" && !s.Voices[role].Signed() {
		page.Do = &pages.Link{Text: "Score beside it", Href: f.path("/scans/%d/validate", s.ID)}
	}
	roles := spoken(&s)
	for _, r := range roles {
		page.Roles = append(page.Roles, words.Capital(r.Name()))
	}
	page.Groups = f.scanGroups(&s, roles, v.may(account.SetAction))
	scanVoices(&s, &page)
	if page.Prior, err = a.prior(c, f, &s, in); err != nil {
		return err
	}
	return a.show(c, status, page)
}

// scanLead is the finding of a submitted scan.
func scanLead(s *programme.Scan) string {
	met, differ := 0, 0
	for i := range s.Statements {
		id := s.Statements[i].ID
		if s.Own(id).Point >= s.Scale.Competent {
			met++
		}
		for _, role := range spoken(s) {
			if s.Differs(role, id) != 0 {
				differ++
				break
			}
		}
	}
	text := fmt.Sprintf("%d of %d at “%s” or above by %s’s own scores.", met, len(s.Statements), s.Scale.Label(s.Scale.Competent), firstName(s.Apprentice))
	switch {
	case len(spoken(s)) == 1:
		return text + " Nobody else has scored yet."
	case differ == 0:
		return text + " Nobody sees any of them otherwise."
	}
	return text + " " + words.Plural(differ, "is", "are") + " seen otherwise by employer or coach."
}

// spoken returns who has signed a scan.
func spoken(s *programme.Scan) (roles []account.Role) {
	for _, r := range programme.ScanRoles {
		if s.Voices[r].Signed() {
			roles = append(roles, r)
		}
	}
	return roles
}

func scanSteps(s *programme.Scale) (steps []pages.ScanStep) {
	for _, p := range s.Points {
		steps = append(steps, pages.ScanStep{Number: fmt.Sprint(p.Value), Label: p.Label, Meaning: p.Meaning})
	}
	return steps
}

func (f *folio) scanGroups(s *programme.Scan, roles []account.Role, act bool) (groups []pages.ScanLines) {
	for i := range s.Statements {
		st := &s.Statements[i]
		if n := len(groups); n == 0 || groups[n-1].Name != st.Type {
			groups = append(groups, pages.ScanLines{Name: st.Type})
		}
		line := pages.ScanLine{Chip: pages.Chip{Code: st.Code}, Name: st.Title, Full: st.Text}
		for _, role := range roles {
			line.Said = append(line.Said, scanSaid(s, role, st.ID))
		}
		if act && s.Lowest(st.ID) < s.Scale.Competent {
			line.Do = &pages.Link{Text: "Set an action", Href: f.path("/actions?statement=%d#set", st.ID)}
		}
		last := &groups[len(groups)-1]
		last.Rows = append(last.Rows, line)
	}
	return groups
}

func scanSaid(s *programme.Scan, role account.Role, id ksb.StatementID) pages.ScanSaid {
	score := s.Voices[role].Scores[id]
	said := pages.ScanSaid{Who: words.Capital(role.Name()), Note: score.Note, Point: "Agrees"}
	if score.Point > 0 {
		said.Point = stepWords(&s.Scale, score.Point)
	}
	if role == account.Apprentice {
		return said
	}
	if d := s.Differs(role, id); d != 0 {
		said.Differs = besideOwn(d) + " than " + firstName(s.Apprentice)
	}
	return said
}

func stepWords(s *programme.Scale, point int) string {
	return fmt.Sprintf("%d %s", point, s.Label(point))
}

// scanVoices adds what was said in all, and who signed.
func scanVoices(s *programme.Scan, page *pages.ScanPage) {
	for _, role := range spoken(s) {
		v := s.Voices[role]
		if v.Comment != "" {
			page.Comments = append(page.Comments, pages.Fact{Name: words.Capital(role.Name()), Value: v.Comment})
		}
		who := v.Name
		if v.Job != "" {
			who += ", " + v.Job
		}
		page.Signed = append(page.Signed, pages.Fact{Name: words.Capital(role.Name()), Value: who + ", " + words.Moment(v.SignedAt)})
	}
}

// scanRole returns the role by which the visitor speaks in scans through an
// action; empty if none.
func scanRole(v *visit, act account.Action) account.Role {
	for _, role := range []account.Role{account.Apprentice, account.Coach, account.Employer} {
		for _, has := range v.roles {
			if has == role && account.Can([]account.Role{role}, act) {
				return role
			}
		}
	}
	return ""
}
