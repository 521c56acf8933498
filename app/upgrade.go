package app

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/growth"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/ksb"
)

// An upgrade is what the visitor could show for a grade, and what they wrote for
// it.
type upgrade struct {
	*growth.Case
	roles   []growth.Occupation
	written growth.Upgrade
}

// upgradeOf returns the visitor's case for the framework and grade of a request.
// What the request leaves open is proposed: what they last wrote for, else by
// their newest self-audit and the level of their role. It is nil where no
// framework is offered.
func (a *App) upgradeOf(c *fiber.Ctx, framework, grade string) (*upgrade, error) {
	ctx, person := c.UserContext(), a.visit(c).person()
	audits, err := a.growth.Audits(ctx, person)
	if err != nil {
		return nil, err
	}
	f, grade, err := a.aimOf(c, audits, framework, grade)
	if err != nil || f == nil {
		return nil, err
	}
	var newest *growth.Audit
	for i := range audits {
		if one := &audits[i]; one.State == growth.AuditFinished && one.Framework.ID == f.ID && newest == nil {
			newest = one
		}
	}
	u := &upgrade{}
	if u.roles, err = a.growth.Occupations(ctx, person); err != nil {
		return nil, err
	}
	if f.Grade(grade) == nil {
		level := 0
		for _, r := range u.roles {
			level = max(level, r.Level)
		}
		grade = growth.AimFor(f, newest, level)
	}
	support, err := a.growth.SupportFor(ctx, person, f)
	if err != nil {
		return nil, err
	}
	u.Case = growth.MakeCase(f, grade, newest, support)
	u.written, err = a.growth.Upgrade(ctx, person, f.ID, grade)
	return u, err
}

// aimOf returns the framework and grade that a request names, or those to propose;
// the grade may be empty, and the framework is nil if there is none.
func (a *App) aimOf(c *fiber.Ctx, audits []growth.Audit, framework, grade string) (*ksb.Framework, string, error) {
	ctx := c.UserContext()
	id, aim := ksb.FrameworkID(wholeNumber(framework)), grade
	if framework == "" {
		last, key, found, err := a.growth.LatestUpgrade(ctx, a.visit(c).person())
		if err != nil {
			return nil, "", err
		}
		if found {
			id = last
			if aim == "" {
				aim = key
			}
		}
		for i := range audits {
			if audits[i].State == growth.AuditFinished && id == 0 {
				id = audits[i].Framework.ID
			}
		}
	}
	if id != 0 || framework != "" {
		f, err := a.standards.Framework(ctx, id)
		return f, aim, err
	}
	offered, err := a.standards.Frameworks(ctx)
	if err != nil || len(offered) == 0 {
		return nil, "", err
	}
	return offered[0], aim, nil
}

// showUpgrade shows a person what they could show for a grade.
func (a *App) showUpgrade(c *fiber.Ctx) error {
	u, err := a.upgradeOf(c, c.Query("framework"), c.Query("grade"))
	if err != nil {
		return err
	}
	if u == nil {
		return a.show(c, http.StatusOK, pages.Upgrade{Title: "Membership upgrade", Lead: "No professional standards are offered here yet. Your training provider can add them."})
	}
	f := formOf(map[string]string{})
	for area, text := range u.written.Words {
		f.typed["words-"+area] = text
	}
	return a.showUpgradeForm(c, http.StatusOK, u, f, nil)
}

func (a *App) showUpgradeForm(c *fiber.Ctx, status int, u *upgrade, f *form, theirs []pages.TwoTexts) error {
	aim := url.Values{"framework": {idText(u.Framework.ID)}, "grade": {u.Grade.Key}}
	page := pages.Upgrade{Whole: f.whole, Over: u.Framework.Title + ", version " + u.Framework.Version, Title: "Towards " + u.Grade.Name, Theirs: theirs, Revision: u.written.Revision,
		Claims: fmt.Sprintf("This sets out what there is. It does not say that the %s accepts it: that is theirs to decide, by their own rules.", bodyName(u.Framework)),
		Action: "/growth/upgrade", Hidden: []pages.Hidden{{Name: "framework", Value: idText(u.Framework.ID)}, {Name: "grade", Value: u.Grade.Key}},
		PDF: "/growth/upgrade/pdf?" + aim.Encode(), Source: frameworkCredit(u.Framework), Saved: "Nothing is written yet. Your words go into the PDF."}
	if u.written.Revision > 0 {
		page.Saved = "Saved " + words.Moment(u.written.SavedAt) + ". Your words go into the PDF."
	}
	page.Lead = u.says()
	page.Why = pages.Link{Text: "Which statements support which elements, and why", Href: crosswalksAddress(u.Framework.ID)}
	offered, err := a.standards.Frameworks(c.UserContext())
	if err != nil {
		return err
	}
	page.Framework = f.field("framework", "Professional standards", "")
	page.Framework.Value = idText(u.Framework.ID)
	for _, o := range offered {
		page.Frameworks = append(page.Frameworks, pages.Option{Value: idText(o.ID), Label: o.Title + ", version " + o.Version})
	}
	page.Grade = f.field("grade", "Grade you aim at", "")
	page.Grade.Value = u.Grade.Key
	for _, g := range u.Framework.Grades {
		page.Grades = append(page.Grades, pages.Option{Value: g.Key, Label: g.Name})
	}
	u.showRole(&page)
	u.showAudit(&page)
	u.showAreas(&page, f)
	return a.show(c, status, page)
}

// bodyName is whose framework it is, to follow "the".
func bodyName(f *ksb.Framework) string { return withoutThe(f.Body) }

// says is the finding in a sentence.
func (u *upgrade) says() string {
	open, all := u.Open(), len(u.Showings)
	pieces := words.Plural(u.Support.Pieces(), "accepted piece of evidence is", "accepted pieces of evidence are") + " set out below."
	if open == 0 {
		return fmt.Sprintf("No gap in any of %d elements and specialisms. %s", all, pieces)
	}
	return fmt.Sprintf("%d of %d elements and specialisms %s a gap. %s", open, all, plural(open, "has", "have"), pieces)
}

func (u *upgrade) showRole(page *pages.Upgrade) {
	says, gap := u.RoleWords(u.roles)
	page.Role = pages.UpgradeRole{State: pages.Accepted, Words: "Fits", Says: says}
	if gap {
		page.Role.State, page.Role.Words = pages.Act, "A gap"
	}
	for _, r := range u.roles {
		name, value := occupationWords(&r)
		page.Role.Rows = append(page.Role.Rows, pages.Fact{Name: name, Value: value})
	}
}

// occupationWords says an apprenticeship: its standard, and where and when.
func occupationWords(r *growth.Occupation) (name, value string) {
	name = r.Standard + " " + r.Title
	if r.Level > 0 {
		value = fmt.Sprintf("Level %d. ", r.Level)
	}
	value += r.Employer + ", from " + words.Day(r.StartedOn)
	switch {
	case r.Completed:
		value += ", completed " + words.Day(r.EndedOn)
	case !r.EndedOn.IsZero():
		value += ", left " + words.Day(r.EndedOn)
	}
	return name, value + "."
}

func (u *upgrade) showAudit(page *pages.Upgrade) {
	if u.Audit == nil {
		page.NoAudit = "You have finished no self-audit by these standards, so your own ratings are missing."
		page.Begin = &pages.Link{Text: "Begin a self-audit", Href: "/growth/audits/new?framework=" + idText(u.Framework.ID)}
		return
	}
	page.Audit = &pages.UpgradeAudit{Link: pages.Link{Text: "Your self-audit of " + auditDay(u.Audit), Href: auditPath(u.Audit)}, Says: u.auditSays(), Digest: u.Audit.Digest}
}

// auditSays says which grade the self-audit looked at.
func (u *upgrade) auditSays() string {
	switch next := u.Framework.NextGrade(u.Audit.Grade); {
	case u.Audit.Grade == u.Grade.Key:
		return "It rates this grade."
	case u.Audit.Ahead && next != nil && next.Key == u.Grade.Key:
		return fmt.Sprintf("It is for %s and looks ahead to this grade.", gradeName(u.Audit))
	}
	return fmt.Sprintf("It is for %s and does not rate the skills of this grade: a new one would.", gradeName(u.Audit))
}

func (u *upgrade) showAreas(page *pages.Upgrade, f *form) {
	for i, key := range growth.UpgradeAreas(u.Framework) {
		area := pages.UpgradeArea{ID: fmt.Sprintf("area-%d", i), Name: areaName(u.Framework, key)}
		area.Words = f.field("words-"+key, "In your own words", "What you do that shows this, in a few sentences. Leave out names of customers.")
		area.Words.Optional, area.Words.Rows = true, 4
		whole := 0
		for j := range u.Showings {
			s := &u.Showings[j]
			if s.Area != key && (s.Area != "" || key != growth.SpecialismArea) {
				continue
			}
			e := pages.UpgradeElement{Chip: pages.Chip{Code: s.Code}, Name: s.Name, State: pages.Accepted, Words: "Nothing is missing", Rating: u.rating(s), Gaps: s.Gaps, Support: supportPart(u.Support, s.Key)}
			if s.Thin {
				e.State, e.Words, e.Remark = pages.Watch, "Supported in part", growth.Thinly
			}
			if n := len(s.Gaps); n > 0 {
				e.State, e.Words = pages.Act, words.Plural(n, "gap", "gaps")
			} else {
				whole++
			}
			area.Elements = append(area.Elements, e)
		}
		if n := len(area.Elements); n > 0 {
			area.Fact = ofAll(whole, n) + " without a gap"
		} else {
			area.Fact = "None was chosen"
		}
		page.Areas = append(page.Areas, area)
	}
}

// rating is the person's own rating of an element in words.
func (u *upgrade) rating(s *growth.Showing) string {
	if u.Audit == nil || s.Rated == 0 {
		return "Own rating: none"
	}
	return fmt.Sprintf("Own rating: %s of %d on average, %s met", mean(s.Mean), len(u.Framework.Scale.Points), ofAll(s.Met, s.Of))
}

// saveUpgrade keeps what a person wrote for a grade.
func (a *App) saveUpgrade(c *fiber.Ctx) error {
	in := readForm(c, "framework", "grade", "revision")
	u, err := a.upgradeOf(c, in.text("framework"), in.text("grade"))
	if err != nil {
		return err
	}
	if u == nil {
		return goTo(c, "/growth/upgrade")
	}
	sent := growth.Upgrade{Grade: in.text("grade"), Words: map[string]string{}, Revision: int(wholeNumber(in.text("revision")))}
	for _, key := range growth.UpgradeAreas(u.Framework) {
		in.typed["words-"+key] = c.FormValue("words-" + key)
		sent.Words[key] = in.typed["words-"+key]
	}
	in.plainLines()
	saved, err := a.growth.SaveUpgrade(c.UserContext(), a.visit(c).person(), u.Framework.ID, sent)
	if in.refused(err) {
		var theirs []pages.TwoTexts
		if fault.Is(err, fault.Conflict) {
			for _, key := range growth.UpgradeAreas(u.Framework) {
				if u.written.Words[key] != in.text("words-"+key) {
					theirs = append(theirs, pages.TwoTexts{Name: areaName(u.Framework, key), Saved: u.written.Words[key]})
				}
			}
		}
		_, status := classify(err)
		return a.showUpgradeForm(c, status, u, in, theirs)
	}
	if err != nil {
		return err
	}
	a.say(c, "Saved.")
	return goTo(c, "/growth/upgrade?framework=%d&grade=%s", u.Framework.ID, url.QueryEscape(saved.Grade))
}

// sendUpgradePDF sends what a person could show for a grade as a PDF.
func (a *App) sendUpgradePDF(c *fiber.Ctx) error {
	u, err := a.upgradeOf(c, c.Query("framework"), c.Query("grade"))
	if err != nil {
		return err
	}
	if u == nil {
		return errNoPage
	}
	who, err := a.accounts.Person(c.UserContext(), a.visit(c).person())
	if err != nil {
		return err
	}
	report := a.upgradeReport(u, who.Name)
	var file bytes.Buffer
	if err := report.Write(&file); err != nil {
		return err
	}
	day := ""
	if u.Audit != nil {
		day = " " + dayText(db.Today(u.Audit.FinishedAt))
	}
	protectFile(c, false)
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, disposition(true, fmt.Sprintf("Support for a membership upgrade %s %s%s.pdf", u.Grade.Name, who.Name, day)))
	c.Set(fiber.HeaderCacheControl, "private, no-cache")
	return c.Send(file.Bytes())
}
