package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/ksb"
)

// planUpload is what may be sent as the file of a plan: beyond this the
// connection is cut, while up to it the page says how large a plan may be.
const planUpload = 64 << 20

// showPlans lists the plans of a standard, and for those who manage them the
// drafts and a form for a file.
func (a *App) showPlans(c *fiber.Ctx) error {
	s, err := a.standardInPath(c)
	if err != nil {
		return err
	}
	return a.showPlansOf(c, http.StatusOK, s, formOf(map[string]string{}))
}

func (a *App) showPlansOf(c *fiber.Ctx, status int, s *ksb.Standard, f *form) error {
	plans, err := a.standards.AllPlans(c.UserContext(), s.ID)
	if err != nil {
		return err
	}
	page := pages.Plans{Standard: pages.Link{Text: s.Label(), Href: standardAddress(s)}, Action: standardAddress(s) + "/plans",
		Edit: a.managesStandards(c), Upload: f.field("file", "File", "JSON, at most 1 MB. You see what was understood before anything is added.")}
	labels := make(map[ksb.PlanID]string)
	for _, p := range plans {
		labels[p.ID] = p.Label()
	}
	for _, p := range plans {
		added, err := a.planAdded(c, p)
		if err != nil {
			return err
		}
		page.Rows = append(page.Rows, pages.PlanRow{Href: planAddress(p.ID), Label: p.Label(), Name: p.Name, Rules: regimeWords[p.Regime],
			Added: words.Capital(added), After: labels[p.Replaces], Example: p.Example, Retired: !p.RetiredAt.IsZero()})
	}
	if page.Edit {
		if page.Drafts, err = a.planDraftRows(c, s.ID); err != nil {
			return err
		}
	}
	return a.show(c, status, page)
}

func (a *App) managesStandards(c *fiber.Ctx) bool {
	return account.Can(a.visit(c).session.Roles, account.ManageStandards)
}

func (a *App) planDraftRows(c *fiber.Ctx, standard ksb.StandardID) (rows []pages.PlanDraftRow, err error) {
	drafts, err := a.standards.PlanDrafts(c.UserContext(), standard)
	if err != nil {
		return nil, err
	}
	for i := range drafts {
		d := &drafts[i]
		who, err := a.accounts.Person(c.UserContext(), account.PersonID(d.By))
		if err != nil {
			return nil, err
		}
		rows = append(rows, pages.PlanDraftRow{Href: draftAddress(d.ID), Label: draftName(d), Saved: who.Name + ", " + words.Moment(d.SavedAt)})
	}
	return rows, nil
}

func planAddress(id ksb.PlanID) string { return fmt.Sprintf("/plans/%d", id) }

// planAdded says who added a plan and when.
func (a *App) planAdded(c *fiber.Ctx, p *ksb.Plan) (string, error) {
	who := "the program"
	if p.AddedBy != 0 {
		person, err := a.accounts.Person(c.UserContext(), account.PersonID(p.AddedBy))
		if err != nil {
			return "", err
		}
		who = person.Name
	}
	return "by " + who + ", " + words.Day(p.AddedAt), nil
}

// planInPath returns the plan of the address and its standard.
func (a *App) planInPath(c *fiber.Ctx) (*ksb.Plan, *ksb.Standard, error) {
	id, err := pathNumber(c, "plan")
	if err != nil {
		return nil, nil, err
	}
	p, err := a.standards.Plan(c.UserContext(), ksb.PlanID(id))
	if err != nil {
		return nil, nil, err
	}
	s, err := a.standards.Standard(c.UserContext(), p.Standard)
	return p, s, err
}

// showPlan shows one version of a plan.
func (a *App) showPlan(c *fiber.Ctx) error {
	p, s, err := a.planInPath(c)
	if err != nil {
		return err
	}
	added, err := a.planAdded(c, p)
	if err != nil {
		return err
	}
	at := planAddress(p.ID)
	page := pages.Plan{Back: pages.Link{Text: "Plans of " + s.Label(), Href: standardAddress(s) + "/plans"}, Label: p.Label(), Name: p.Name,
		Under: "Added " + added + ".", Example: p.Example, Retired: !p.RetiredAt.IsZero(), Shown: shownPlan(p, s), File: at + "/file"}
	if a.managesStandards(c) {
		page.Edit = at + "/edit"
		if page.Retired {
			page.Restore = at + "/restore"
		} else {
			page.Retire = at + "/retire"
		}
	}
	return a.show(c, http.StatusOK, page)
}

// sendPlan sends a plan as a file that can be handed in again.
func (a *App) sendPlan(c *fiber.Ctx) error {
	p, s, err := a.planInPath(c)
	if err != nil {
		return err
	}
	replaces := ""
	if p.Replaces != 0 {
		before, err := a.standards.Plan(c.UserContext(), p.Replaces)
		if err != nil {
			return err
		}
		replaces = before.Version
	}
	var out bytes.Buffer
	if err := ksb.WritePlan(&out, p, s, replaces); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentDisposition, disposition(true, strings.ReplaceAll(p.Label(), "/", "-")+".json"))
	c.Set(fiber.HeaderContentType, "application/json")
	return c.Send(out.Bytes())
}

// retirePlan stops offering a plan.
func (a *App) retirePlan(c *fiber.Ctx) error {
	return a.offerPlan(c, a.standards.RetirePlan, " is no longer offered. Apprentices who are on it stay on it.")
}

// restorePlan offers a plan again.
func (a *App) restorePlan(c *fiber.Ctx) error {
	return a.offerPlan(c, a.standards.RestorePlan, " is offered again.")
}

func (a *App) offerPlan(c *fiber.Ctx, do func(ctx context.Context, by int64, id ksb.PlanID) error, says string) error {
	p, _, err := a.planInPath(c)
	if err != nil {
		return err
	}
	err = do(c.UserContext(), int64(a.visit(c).person()), p.ID)
	if err != nil && !fault.Is(err, fault.Conflict) { // people click twice
		return err
	}
	a.say(c, p.Label()+says)
	return goTo(c, "%s", planAddress(p.ID))
}

// addPlanFile reads a plan's file and keeps it as a draft, which shows what was
// understood of it. No plan is added.
func (a *App) addPlanFile(c *fiber.Ctx) error {
	s, err := a.standardInPath(c)
	if err != nil {
		return err
	}
	p, name, err := a.receivePlan(c, s)
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooLarge) {
		f := formOf(map[string]string{})
		f.wrong.Add("file", "%s", fault.Of(err).Message)
		return a.showPlansOf(c, http.StatusUnprocessableEntity, s, f)
	}
	if err != nil {
		return err
	}
	return a.beginDraft(c, &ksb.PlanDraft{Standard: s.ID, FileName: name, Plan: *p})
}

// receivePlan reads the form's file straight from the connection.
func (a *App) receivePlan(c *fiber.Ctx, s *ksb.Standard) (p *ksb.Plan, name string, err error) {
	body, err := a.uploadBody(c, planUpload)
	if err != nil {
		return nil, "", err
	}
	_, params, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if err != nil || params["boundary"] == "" {
		return nil, "", errCutShort
	}
	parts := multipart.NewReader(body, params["boundary"])
	var refused error
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, "", partError(err)
		}
		if part.FileName() == "" || p != nil || refused != nil {
			continue
		}
		name = part.FileName()
		p, refused = ksb.ParsePlan(part, s)
	}
	if p == nil && refused == nil {
		refused = fault.New(fault.Invalid, "Choose the file of a plan.")
	}
	return p, name, refused
}

// showPlanFormat tells of the keys of a plan's file.
func (a *App) showPlanFormat(c *fiber.Ctx) error {
	return a.show(c, http.StatusOK, pages.PlanFormat{Format: ksb.PlanFormat, Rows: fileKeyRows(ksb.PlanKeys())})
}

func fileKeyRows(keys []ksb.FileKey) (rows []pages.FileKeyRow) {
	for _, k := range keys {
		rows = append(rows, pages.FileKeyRow{Path: k.Path, Kind: words.Capital(k.Kind), About: k.About, OneOf: strings.Join(k.OneOf, ", "), Needed: k.Needed && k.Path != "format"})
	}
	return rows
}

// sendPlanSchema sends the JSON Schema of a plan's file.
func (a *App) sendPlanSchema(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="touchstone-plan.schema.json"`)
	c.Set(fiber.HeaderContentType, "application/schema+json")
	return c.Send(ksb.PlanSchema())
}
