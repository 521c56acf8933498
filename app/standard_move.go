package app

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/ksb"
)

// A moving is a move of apprentices to another version of their standard, as it is
// on the page.
type moving struct {
	from, to *ksb.Standard
	who      []programme.Enrolment
	claimed  []evidence.Claimed
	move     evidence.StandardMove
	all      map[string][]ksb.Counterpart
}

// showMoveStandard shows who can be moved to another version of a standard, and
// what would become of what those who are chosen have claimed.
func (a *App) showMoveStandard(c *fiber.Ctx) error {
	f := formOf(map[string]string{"to": c.Query("to"), "asked": c.Query("asked")})
	var ids []string
	for _, id := range c.Context().QueryArgs().PeekMulti("enrolment") {
		ids = append(ids, string(id))
	}
	return a.moveStandardPage(c, http.StatusOK, f, ids)
}

// moveStandard moves them, or only says what a corrected mapping comes to.
func (a *App) moveStandard(c *fiber.Ctx) error {
	ids := formValues(c)["enrolment"]
	f := readForm(c, "to", "plan", "do")
	for name, values := range formValues(c) {
		if strings.HasPrefix(name, "map-") || strings.HasPrefix(name, "option-") {
			f.typed[name] = values[0]
		}
	}
	if f.text("do") == "see" {
		return a.moveStandardPage(c, http.StatusOK, f, ids)
	}
	m, err := a.moving(c, f, ids)
	if err != nil {
		return err
	}
	if m.done() { // people click twice
		return goTo(c, "%s", m.after())
	}
	if err = f.wrong.Err(); err == nil {
		err = a.evidence.MoveStandard(c.UserContext(), a.visit(c).person(), &m.move)
	}
	if f.refused(err) {
		_, status := classify(err)
		return a.moveStandardPage(c, status, f, ids)
	}
	if err != nil {
		return err
	}
	a.say(c, words.Capital(words.Plural(len(m.who), "apprentice is", "apprentices are"))+" on "+m.to.Label()+" now. They and their coaches are told.")
	return goTo(c, "%s", m.after())
}

// done reports whether everybody is on the other version already.
func (m *moving) done() bool {
	return m.to != nil && len(m.who) > 0 && !slices.ContainsFunc(m.who, func(e programme.Enrolment) bool { return e.Standard != m.to.ID })
}

// after is where one goes on when they are moved.
func (m *moving) after() string {
	if len(m.who) == 1 {
		return fmt.Sprintf("/enrolments/%d", m.who[0].ID)
	}
	return standardAddress(m.to)
}

// moving reads who is to be moved where, and what was chosen for what they have
// claimed: what is proposed, where nothing was.
func (a *App) moving(c *fiber.Ctx, f *form, ids []string) (m *moving, err error) {
	ctx := c.UserContext()
	m = new(moving)
	if m.from, err = a.standardInPath(c); err != nil {
		return nil, err
	}
	for _, text := range ids {
		n := formOf(map[string]string{"id": text}).id("id")
		if n == 0 {
			return nil, errNoPage
		}
		e, err := a.programme.Enrolment(ctx, programme.EnrolmentID(n))
		if err != nil {
			return nil, err
		}
		m.who = append(m.who, e)
		m.move.Enrolments = append(m.move.Enrolments, e.ID)
	}
	to := f.id("to")
	if to == 0 {
		return m, nil
	}
	m.to, err = a.standards.Standard(ctx, ksb.StandardID(to))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	if err != nil || m.to.Reference != m.from.Reference || m.to.ID == m.from.ID {
		m.to = nil
		f.wrong.Add("to", "Choose another version of this standard on the list.")
		return m, nil
	}
	if m.claimed, err = a.evidence.Claimed(ctx, m.from.ID, m.move.Enrolments); err != nil {
		return nil, err
	}
	m.choose(f)
	return m, nil
}

// choose fills in the mapping, the options and the plan: those on the form, or what
// is proposed.
func (m *moving) choose(f *form) {
	m.move.From, m.move.To, m.move.Options = m.from, m.to, evidence.ByName(m.from, m.to)
	m.move.Mapping, m.all = evidence.ProposeMove(m.from, m.to, m.claimed)
	keys := make(map[ksb.StatementID]string)
	for i := range m.from.Statements {
		keys[m.from.Statements[i].ID] = m.from.Statements[i].Key
	}
	for i := range m.move.Mapping {
		b := &m.move.Mapping[i]
		name := fmt.Sprintf("map-%d", b.From)
		if _, there := f.typed[name]; !there {
			f.typed[name] = idText(b.To)
			continue
		}
		if to := ksb.StatementID(f.id(name)); to != b.To {
			*b = byHand(b.From, to, m.all[keys[b.From]])
		}
	}
	for _, o := range m.from.Options {
		name := fmt.Sprintf("option-%d", o.ID)
		if _, there := f.typed[name]; !there {
			f.typed[name] = idText(m.move.Options[o.ID])
		}
		m.move.Options[o.ID] = ksb.OptionID(f.id(name))
	}
	m.move.Plan = ksb.PlanID(f.id("plan"))
}

// byHand is what a statement becomes that was chosen, with the reason that there
// was to propose it.
func byHand(from, to ksb.StatementID, all []ksb.Counterpart) evidence.Becomes {
	b := evidence.Becomes{From: from, To: to, Reason: "Chosen by hand."}
	if to == 0 {
		b.Reason = "Taken to be no longer in the standard, by hand."
	}
	for _, c := range all {
		if c.Statement.ID == to {
			b.Score, b.Reason = c.Score, "Chosen by hand. "+c.Reason
		}
	}
	return b
}

func (a *App) moveStandardPage(c *fiber.Ctx, status int, f *form, ids []string) error {
	m, err := a.moving(c, f, ids)
	if err != nil {
		return err
	}
	page := pages.MoveStandard{Back: pages.Link{Text: m.from.Label(), Href: standardAddress(m.from)}, Over: m.from.Label() + " " + m.from.Title, Action: standardAddress(m.from) + "/move",
		To: f.field("to", "Move them to", ""), Whole: f.whole}
	if page.Versions, err = a.otherVersions(c.UserContext(), m.from); err != nil {
		return err
	}
	if m.to == nil || len(m.who) == 0 {
		if f.text("asked") != "" && len(m.who) == 0 {
			f.wrong.Add("enrolment", "Tick who is to be moved.")
		}
		if f.text("asked") != "" && m.to == nil && f.wrong.Of("to") == "" {
			f.wrong.Add("to", "Choose the version.")
		}
		page.To = f.field("to", "Move them to", "")
		if f.wrong.Err() != nil && status == http.StatusOK {
			status = http.StatusUnprocessableEntity
		}
		page.Fault = f.wrong.Of("enrolment")
		err = a.movable(c, &page, m)
	} else {
		page.Fault = f.wrong.Of("enrolment")
		err = a.movePreview(c, &page, m, f)
	}
	if err != nil {
		return err
	}
	return a.show(c, status, page)
}

// otherVersions lists the other versions of a standard.
func (a *App) otherVersions(ctx context.Context, s *ksb.Standard) (out []pages.Option, err error) {
	all, err := a.standards.Standards(ctx)
	for _, l := range all {
		if l.Reference == s.Reference && l.ID != s.ID {
			out = append(out, pages.Option{Value: idText(l.ID), Label: l.Label() + " " + l.Title})
		}
	}
	return out, err
}

// movable lists the apprentices who are on a version of a standard.
func (a *App) movable(c *fiber.Ctx, page *pages.MoveStandard, m *moving) error {
	l := readList(c, page.Action, "to")
	found, total, err := a.programme.Enrolments(c.UserContext(), programme.Query{Standard: m.from.ID, State: programme.Current, Search: l.get("q"), Offset: l.from, Limit: pageRows})
	if err != nil {
		return err
	}
	page.Search, page.Narrowed, page.Pager = searchField(l), l.get("q") != "", l.pager("Pages of apprentices", len(found), total)
	for _, e := range m.who { // whoever is chosen stands first, on any page
		if e.Standard == m.from.ID {
			found = append([]programme.Enrolment{e}, slices.DeleteFunc(found, func(o programme.Enrolment) bool { return o.ID == e.ID })...)
		}
	}
	for _, e := range found {
		row := pages.MovableRow{ID: idText(e.ID), Name: e.ApprenticeName, Href: fmt.Sprintf("/enrolments/%d", e.ID), Option: e.OptionName, Employer: e.EmployerName, Coach: e.CoachName}
		row.Ticked = slices.Contains(m.move.Enrolments, e.ID)
		page.Rows = append(page.Rows, row)
	}
	return nil
}

// movePreview fills in what becomes of what they have claimed.
func (a *App) movePreview(c *fiber.Ctx, page *pages.MoveStandard, m *moving, f *form) error {
	ctx := c.UserContext()
	page.Preview, page.Label, page.ToValue = true, m.to.Label(), idText(m.to.ID)
	page.Lead = fmt.Sprintf("%s from %s to %s.", words.Capital(words.Plural(len(m.who), "apprentice goes", "apprentices go")), m.from.Label(), m.to.Label())
	plans, err := a.standards.Plans(ctx, m.to.ID)
	if err != nil {
		return err
	}
	page.Plan, page.Plans = f.field("plan", "Assessment plan", "Of the new version. What the old one's plan says holds no longer."), []pages.Option{{Label: "None chosen yet"}}
	var plan *ksb.Plan
	for _, p := range plans {
		page.Plans = append(page.Plans, pages.Option{Value: idText(p.ID), Label: planLabel(p)})
		if p.ID == m.move.Plan {
			plan = p
		}
	}
	m.moveOptions(page, f)
	m.becomes(page, f)
	for i := range m.who {
		if err := a.movedRow(ctx, page, m, &m.who[i], plan); err != nil {
			return err
		}
	}
	return nil
}

// moveOptions asks which option of the new version each of theirs becomes.
func (m *moving) moveOptions(page *pages.MoveStandard, f *form) {
	for _, o := range m.from.Options {
		if !slices.ContainsFunc(m.who, func(e programme.Enrolment) bool { return e.Option == o.ID }) {
			continue
		}
		field := f.field(fmt.Sprintf("option-%d", o.ID), "The option “"+o.Name+"” becomes", "")
		if f.wrong.Of("option") != "" {
			field.Fault = f.wrong.Of("option")
		}
		options := []pages.Option{{Label: "None chosen yet"}}
		for _, n := range m.to.Options {
			options = append(options, pages.Option{Value: idText(n.ID), Label: n.Name})
		}
		page.Options = append(page.Options, pages.MoveChoice{Field: field, Options: options})
	}
}

// becomes shows what each claimed statement becomes, to be corrected.
func (m *moving) becomes(page *pages.MoveStandard, f *form) {
	var gone []string
	for _, b := range m.move.Mapping {
		st := statementIn(m.from, b.From)
		row := pages.BecomesRow{Chip: pages.Chip{Code: string(st.Code), Name: st.Title}, Name: st.Title, Text: st.Text(), Score: b.Score, Reason: b.Reason,
			Claimed: m.claimedWords(b.From), To: f.field(fmt.Sprintf("map-%d", b.From), "What "+st.Name()+" becomes", "")}
		row.Options = append(row.Options, pages.Option{Label: "No longer in the standard"})
		proposed := make(map[ksb.StatementID]bool)
		for _, c := range m.all[st.Key] {
			proposed[c.Statement.ID] = true
			row.Options = append(row.Options, pages.Option{Value: idText(c.Statement.ID), Label: fmt.Sprintf("%s (%d of 100)", c.Statement.Name(), c.Score)})
		}
		for j := range m.to.Statements {
			if n := &m.to.Statements[j]; !n.Retired && !proposed[n.ID] {
				row.Options = append(row.Options, pages.Option{Value: idText(n.ID), Label: n.Name()})
			}
		}
		if b.To == 0 {
			row.Gone = true
			gone = append(gone, st.Name())
		} else if n := statementIn(m.to, b.To); n != nil {
			row.Becomes, row.BecomesText = n.Name(), n.Text()
		}
		page.Becomes = append(page.Becomes, row)
	}
	if len(gone) > 0 {
		page.Gone = fmt.Sprintf("%s in the new version. Claims of %s stay in the record and count for nothing: %s.",
			words.Capital(words.Plural(len(gone), "statement is no longer", "statements are no longer")), map[bool]string{true: "it", false: "them"}[len(gone) == 1], strings.Join(gone, "; "))
	}
}

// claimedWords says how often a statement is claimed.
func (m *moving) claimedWords(id ksb.StatementID) string {
	c := m.claimed[slices.IndexFunc(m.claimed, func(c evidence.Claimed) bool { return c.Statement == id })]
	if c.People < 2 {
		return "Claimed by " + words.Plural(c.Pieces, "piece", "pieces")
	}
	return fmt.Sprintf("Claimed by %s of %s", words.Plural(c.Pieces, "piece", "pieces"), words.Plural(c.People, "apprentice", "apprentices"))
}

func statementIn(s *ksb.Standard, id ksb.StatementID) *ksb.Statement {
	for i := range s.Statements {
		if s.Statements[i].ID == id {
			return &s.Statements[i]
		}
	}
	return nil
}

// movedRow shows how far one of them is before and after.
func (a *App) movedRow(ctx context.Context, page *pages.MoveStandard, m *moving, e *programme.Enrolment, plan *ksb.Plan) error {
	covers, err := a.evidence.Coverage(ctx, e.ID)
	if err != nil {
		return err
	}
	var old *ksb.Plan
	if e.Plan != 0 {
		if old, err = a.standards.Plan(ctx, e.Plan); err != nil {
			return err
		}
	}
	option := ""
	for _, o := range m.to.Options {
		if o.ID == m.move.Options[e.Option] {
			option = o.Name
		}
	}
	before := evidence.Count(m.from, e.OptionName, old, covers).All
	after := evidence.Count(m.to, option, plan, m.move.After(covers)).All
	row := pages.GoesOnRow{ID: idText(e.ID), Name: e.ApprenticeName, Old: acceptedFigure(&before), After: acceptedFigure(&after), Option: option}
	if e.Standard != m.from.ID {
		row.Fault = "Not on this version any more."
	}
	page.Moved = append(page.Moved, row)
	return nil
}

func acceptedFigure(t *evidence.Tally) string {
	return fmt.Sprintf("%d of %d accepted", t.By[evidence.Accepted], t.Total)
}

// mayMoveStandards reports whether the visitor may move apprentices to another
// version of a standard.
func (a *App) mayMoveStandards(c *fiber.Ctx) bool {
	return account.Can(a.visit(c).session.Roles, account.ManageEnrolment)
}
