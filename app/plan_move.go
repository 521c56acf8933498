package app

import (
	"context"
	"fmt"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/evidence"
	"touchstone/ksb"
)

// showMovePlan shows which plan an apprentice is on, and what would change on
// the one that the address names.
func (a *App) showMovePlan(c *fiber.Ctx) error {
	e, err := a.enrolment(c)
	if err != nil {
		return err
	}
	f := formOf(map[string]string{"plan": c.Query("plan")})
	return a.showMoveOf(c, http.StatusOK, &e, f)
}

func (a *App) showMoveOf(c *fiber.Ctx, status int, e *programme.Enrolment, f *form) error {
	ctx := c.UserContext()
	of, err := a.folioOf(ctx, e.ID)
	if err != nil {
		return err
	}
	page := pages.MovePlan{Back: pages.Link{Text: "Enrolment of " + e.ApprenticeName, Href: fmt.Sprintf("/enrolments/%d", e.ID)}, Name: e.ApprenticeName,
		Action: fmt.Sprintf("/enrolments/%d/plan", e.ID)}
	if of.hasPlan {
		page.Now, page.NowHref = planLabel(of.plan), planAddress(of.plan.ID)
	}
	plans, err := a.standards.Plans(ctx, e.Standard)
	if err != nil {
		return err
	}
	asked := ksb.PlanID(f.id("plan"))
	var to *ksb.Plan
	for _, p := range plans {
		if p.ID == e.Plan {
			continue
		}
		page.Options = append(page.Options, pages.Option{Value: idText(p.ID), Label: planLabel(p)})
		if p.ID == asked {
			to = p
		}
	}
	if asked != 0 && to == nil {
		f.wrong.Add("plan", "Choose another plan on the list.")
	}
	if page.Plan = f.field("plan", "Move them to", ""); to != nil {
		if err := a.showMoved(ctx, &page, of, to); err != nil {
			return err
		}
	}
	if page.Plan.Fault != "" && status == http.StatusOK {
		status = http.StatusUnprocessableEntity
	}
	return a.show(c, status, page)
}

// showMoved fills in what would change.
func (a *App) showMoved(ctx context.Context, page *pages.MovePlan, of *folio, to *ksb.Plan) error {
	var covers map[ksb.StatementID]evidence.Cover
	var pieces []evidence.Piece
	err := a.db.View(ctx, func(tx *db.Tx) (err error) {
		if covers, err = evidence.CoverageIn(ctx, tx, of.id); err != nil {
			return err
		}
		pieces, err = evidence.ContentsIn(ctx, tx, of.id)
		return err
	})
	if err != nil {
		return err
	}
	m := evidence.MovePlan(of.standard, of.enrolment.OptionName, of.plan, to, covers, pieces)
	page.To, page.Label, page.Lines = idText(to.ID), planLabel(to), m.Lines
	switch {
	case m.Lost == 1:
		page.Faults = append(page.Faults, "Evidence of one statement no longer counts.")
	case m.Lost > 1:
		page.Faults = append(page.Faults, fmt.Sprintf("Evidence of %d statements no longer counts.", m.Lost))
	case len(m.Statements) == 0:
		page.Lines = append(page.Lines, "Every statement stays where it is, and everything that is shown still counts.")
	default:
		page.Lines = append(page.Lines, "Everything that is shown still counts.")
	}
	for _, st := range m.Statements {
		page.Lost = append(page.Lost, pages.MovedStatement{Chip: pages.Chip{Code: string(st.Statement.Code)}, Name: st.Statement.Title, What: st.What})
	}
	page.Methods = movedMethods(&m)
	return nil
}

// movedMethods lists the methods of both plans; those of one name stand in one
// row.
func movedMethods(m *evidence.PlanMove) (rows []pages.MovedMethod) {
	shown := func(t *evidence.Tally) string { return fmt.Sprintf("%d of %d", t.By[evidence.Accepted], t.Total) }
	place := make(map[string]int)
	for i := range m.Before.Methods {
		t := &m.Before.Methods[i]
		place[t.Name] = len(rows)
		rows = append(rows, pages.MovedMethod{Name: t.Name, Old: shown(t)})
	}
	for i := range m.After.Methods {
		t := &m.After.Methods[i]
		if at, both := place[t.Name]; both {
			rows[at].After = shown(t)
			continue
		}
		rows = append(rows, pages.MovedMethod{Name: t.Name, After: shown(t)})
	}
	return rows
}

// movePlan moves an apprentice to another plan.
func (a *App) movePlan(c *fiber.Ctx) error {
	e, err := a.enrolment(c)
	if err != nil {
		return err
	}
	f := readForm(c, "plan")
	to := ksb.PlanID(f.id("plan"))
	if to == 0 {
		f.wrong.Add("plan", "Choose the plan.")
	}
	if err = f.wrong.Err(); err == nil {
		ctx, by := c.UserContext(), a.visit(c).person()
		err = a.db.Update(ctx, func(tx *db.Tx) error {
			if err := programme.MovePlanIn(ctx, tx, by, e.ID, to); err != nil {
				return err
			}
			return evidence.Recount(ctx, tx, e.ID)
		})
	}
	if fault.Is(err, fault.Conflict) { // people click twice
		return goTo(c, "/enrolments/%d", e.ID)
	}
	if f.refused(err) {
		return a.showMoveOf(c, http.StatusUnprocessableEntity, &e, f)
	}
	if err != nil {
		return err
	}
	a.say(c, firstName(e.ApprenticeName)+" is on the other plan now.")
	return goTo(c, "/enrolments/%d", e.ID)
}
