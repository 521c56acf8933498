package app

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/ksb"
)

// showCareers shows where the roles of a line of work lead: that of the visitor's
// own standard first, another where the address names one.
func (a *App) showCareers(c *fiber.Ctx) error {
	all, err := ksb.ShippedCareers()
	if err != nil {
		return err
	}
	references, err := a.ownReferences(c)
	if err != nil {
		return err
	}
	shown := 0
	for i := range all {
		if slices.ContainsFunc(references, func(r string) bool { return len(all[i].RolesOf(r)) > 0 }) {
			shown = i
			break
		}
	}
	if n, err := strconv.Atoi(c.Query("of")); err == nil && n >= 0 && n < len(all) {
		shown = n
	}
	m := careersMap{c: &all[shown], own: make(map[string]bool)}
	for _, r := range references {
		for _, role := range m.c.RolesOf(r) {
			m.own[role.Key] = true
		}
	}
	if m.framework, err = a.careersFramework(c.UserContext(), m.c); err != nil {
		return err
	}
	if m.stored, err = a.storedStandards(c); err != nil {
		return err
	}
	page := m.page()
	for i := range all {
		if len(all) > 1 {
			page.Ways = append(page.Ways, pages.Way{Text: all[i].Title, Href: fmt.Sprintf("/careers?of=%d", i), Current: i == shown})
		}
	}
	return a.show(c, http.StatusOK, page)
}

// ownReferences returns the standards that the visitor is an apprentice on; where
// none goes on, those they were on.
func (a *App) ownReferences(c *fiber.Ctx) (references []string, err error) {
	for _, state := range []programme.State{programme.Current, ""} {
		found, _, err := a.programme.Enrolments(c.UserContext(), programme.Query{Apprentice: a.visit(c).person(), State: state})
		if err != nil {
			return nil, err
		}
		for _, e := range found {
			references = append(references, e.StandardReference)
		}
		if len(references) > 0 {
			break
		}
	}
	return references, nil
}

// careersFramework returns the framework whose grades the roles are placed by, or
// nil where it is not stored.
func (a *App) careersFramework(ctx context.Context, c *ksb.Careers) (*ksb.Framework, error) {
	f, err := a.standards.FrameworkByReference(ctx, c.Framework.Reference, c.Framework.Version)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return f, err
}

// storedStandards returns the addresses of the standards that are stored, by
// reference, the last version of each; none for who may not read them.
func (a *App) storedStandards(c *fiber.Ctx) (map[string]string, error) {
	if !account.Can(a.visit(c).session.Roles, account.ReadStandards) {
		return nil, nil
	}
	all, err := a.standards.Standards(c.UserContext())
	stored := make(map[string]string)
	for _, l := range all {
		stored[l.Reference] = fmt.Sprintf("/standards/%d", l.ID)
	}
	return stored, err
}

// A careersMap is careers on their way to a page.
type careersMap struct {
	c         *ksb.Careers
	own       map[string]bool // roles of the visitor's standards
	framework *ksb.Framework  // nil: not stored
	stored    map[string]string
}

func (m *careersMap) page() pages.Careers {
	page := pages.Careers{Title: m.c.Title, Summary: m.c.Summary, Entry: m.c.Entry}
	for i := range m.c.Roles {
		if r := &m.c.Roles[i]; m.own[r.Key] {
			page.Own = append(page.Own, m.role(r))
		}
	}
	page.Next = m.next()
	page.Grades = m.grades()
	for _, s := range m.c.Sources {
		source := pages.CareerSource{Name: s.Name}
		if strings.HasPrefix(s.URL, "https://") {
			source.Href = s.URL
		}
		page.Sources = append(page.Sources, source)
	}
	return page
}

// next returns the roles that the visitor's lead to, each once, with the reasons.
func (m *careersMap) next() (out []pages.NextRole) {
	at := make(map[string]int)
	for i := range m.c.Roles {
		from := &m.c.Roles[i]
		if !m.own[from.Key] {
			continue
		}
		for _, step := range from.LeadsTo {
			if m.own[step.Role] {
				continue
			}
			n, known := at[step.Role]
			if !known {
				n = len(out)
				at[step.Role], out = n, append(out, pages.NextRole{Role: m.role(m.c.Role(step.Role))})
			}
			out[n].Why = append(out[n].Why, pages.Reason{From: from.Name, Text: step.Why})
		}
	}
	return out
}

// grades returns every role, those of the lowest grade first and those of none
// last, each once.
func (m *careersMap) grades() (out []pages.CareerGrade) {
	add := func(key, name, fact string) {
		g := pages.CareerGrade{ID: "grade-" + cmp.Or(key, "none"), Name: name, Fact: fact}
		for i := range m.c.Roles {
			if r := &m.c.Roles[i]; r.Grade == key {
				g.Roles = append(g.Roles, m.role(r))
			}
		}
		if len(g.Roles) > 0 {
			out = append(out, g)
		}
	}
	for _, key := range m.gradeKeys() {
		fact := ""
		if m.framework != nil {
			if g := m.framework.Grade(key); g != nil && g.Meets > 0 {
				fact = fmt.Sprintf("Meets a Level %d role", g.Meets)
			}
		}
		add(key, m.gradeName(key), fact)
	}
	add("", "Beside and beyond", "Placed in no grade by our sources")
	return out
}

// gradeKeys returns the grades of the framework in its order, then any others that
// roles name.
func (m *careersMap) gradeKeys() (keys []string) {
	if m.framework != nil {
		for _, g := range m.framework.Grades {
			keys = append(keys, g.Key)
		}
	}
	for _, r := range m.c.Roles {
		if r.Grade != "" && !slices.Contains(keys, r.Grade) {
			keys = append(keys, r.Grade)
		}
	}
	return keys
}

func (m *careersMap) gradeName(key string) string {
	if m.framework != nil {
		if g := m.framework.Grade(key); g != nil {
			return g.Name
		}
	}
	if key == "" {
		return ""
	}
	return strings.ToUpper(key[:1]) + key[1:]
}

// role shows one role, and which others lead to it.
func (m *careersMap) role(r *ksb.Role) pages.CareerRole {
	out := pages.CareerRole{ID: "role-" + r.Key, Name: r.Name, Summary: r.Summary, Asks: r.Asks, Own: m.own[r.Key], Level: levelWords(r.Level), Grade: m.gradeName(r.Grade)}
	if len(r.Also) > 0 {
		out.Also = "Also called " + strings.Join(r.Also, ", ")
	}
	for _, t := range r.Standards {
		link := pages.Link{Text: fmt.Sprintf("Level %d: %s", t.Level, t.Name), Href: m.stored[t.Reference]}
		if t.Reference != "" {
			link.Text += " (" + t.Reference + ")"
		}
		out.Apprenticeships = append(out.Apprenticeships, link)
	}
	for _, key := range r.Qualifications {
		q := m.c.Qualification(key)
		out.Qualifications = append(out.Qualifications, strings.TrimSpace(strings.TrimSuffix(q.Name, ".")+". "+q.Note))
	}
	for _, step := range r.LeadsTo {
		out.LeadsTo = append(out.LeadsTo, pages.CareerStep{Role: m.link(step.Role), Why: step.Why})
	}
	for i := range m.c.Roles {
		from := &m.c.Roles[i]
		if slices.ContainsFunc(from.LeadsTo, func(s ksb.Step) bool { return s.Role == r.Key }) {
			out.From = append(out.From, m.link(from.Key))
		}
	}
	return out
}

func (m *careersMap) link(key string) pages.Link {
	return pages.Link{Text: m.c.Role(key).Name, Href: "#role-" + key}
}
