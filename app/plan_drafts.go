package app

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/ksb"
)

func draftAddress(id ksb.PlanDraftID) string { return fmt.Sprintf("/plan-drafts/%d", id) }

// draftName returns what a draft is called.
func draftName(d *ksb.PlanDraft) string {
	return cmp.Or(strings.TrimSpace(d.Plan.Label()), "A plan without a name")
}

// beginDraft keeps a draft and goes to it.
func (a *App) beginDraft(c *fiber.Ctx, d *ksb.PlanDraft) error {
	if err := a.standards.AddPlanDraft(c.UserContext(), int64(a.visit(c).person()), d); err != nil {
		return err
	}
	return goTo(c, "%s", draftAddress(d.ID))
}

// beginPlan begins a draft from nothing.
func (a *App) beginPlan(c *fiber.Ctx) error {
	s, err := a.standardInPath(c)
	if err != nil {
		return err
	}
	return a.beginDraft(c, &ksb.PlanDraft{Standard: s.ID, Plan: ksb.Plan{Reference: s.Reference, Version: "1"}})
}

// editPlan begins a draft from a plan, as the version after it. What is made of
// an example is no example, and takes no name from it.
func (a *App) editPlan(c *fiber.Ctx) error {
	p, s, err := a.planInPath(c)
	if err != nil {
		return err
	}
	d := ksb.PlanDraft{Standard: s.ID, From: p.ID, Plan: *p}
	if p.Example {
		d.Plan.Example, d.Plan.Reference, d.Plan.Version, d.Plan.Name = false, s.Reference, "1", "Assessment plan for "+s.Label()
	} else if d.Plan.Version, err = a.nextVersion(c, p); err != nil {
		return err
	}
	return a.beginDraft(c, &d)
}

// nextVersion proposes the version after a plan's: the next number that is free.
func (a *App) nextVersion(c *fiber.Ctx, p *ksb.Plan) (string, error) {
	plans, err := a.standards.AllPlans(c.UserContext(), p.Standard)
	if err != nil {
		return "", err
	}
	n, err := strconv.Atoi(p.Version)
	before := ""
	if err != nil {
		before, n = p.Version+"-", 1
	}
	for {
		n++
		version := before + strconv.Itoa(n)
		if !slices.ContainsFunc(plans, func(o *ksb.Plan) bool { return o.Reference == p.Reference && o.Version == version }) {
			return version, nil
		}
	}
}

// draftInPath returns the draft of the address and its standard.
func (a *App) draftInPath(c *fiber.Ctx) (*ksb.PlanDraft, *ksb.Standard, error) {
	id, err := pathNumber(c, "draft")
	if err != nil {
		return nil, nil, err
	}
	d, err := a.standards.PlanDraft(c.UserContext(), ksb.PlanDraftID(id))
	if err != nil {
		return nil, nil, err
	}
	s, err := a.standards.Standard(c.UserContext(), d.Standard)
	return &d, s, err
}

// showPlanDraft shows what a draft says and what is wrong with it.
func (a *App) showPlanDraft(c *fiber.Ctx) error {
	d, s, err := a.draftInPath(c)
	if err != nil {
		return err
	}
	if d.Became != 0 {
		return goTo(c, "%s", planAddress(d.Became))
	}
	replaces := d.From
	if replaces == 0 {
		if replaces, err = a.newestOf(c, &d.Plan); err != nil {
			return err
		}
	}
	return a.showDraft(c, http.StatusOK, d, s, formOf(map[string]string{"replaces": idText(replaces), "retire": "yes"}))
}

// newestOf returns the newest plan that is offered under a plan's reference; 0
// for none.
func (a *App) newestOf(c *fiber.Ctx, p *ksb.Plan) (ksb.PlanID, error) {
	plans, err := a.standards.AllPlans(c.UserContext(), p.Standard)
	if err != nil {
		return 0, err
	}
	for _, o := range plans {
		if o.Reference == p.Reference && o.RetiredAt.IsZero() {
			return o.ID, nil
		}
	}
	return 0, nil
}

func (a *App) showDraft(c *fiber.Ctx, status int, d *ksb.PlanDraft, s *ksb.Standard, f *form) error {
	page := pages.PlanDraft{Back: pages.Link{Text: "Plans of " + s.Label(), Href: standardAddress(s) + "/plans"}, Title: draftName(d), Whole: f.whole,
		Action: draftAddress(d.ID), Revision: strconv.Itoa(d.Revision), Shown: shownPlan(&d.Plan, s), Version: d.Plan.Version,
		Replaces: f.field("replaces", "Which plan it takes the place of", ""), Retire: pages.Field{Name: "retire", Label: "Stop offering that one"}, On: f.text("retire") != ""}
	who, err := a.accounts.Person(c.UserContext(), account.PersonID(d.By))
	if err != nil {
		return err
	}
	page.Under = "Saved by " + who.Name + ", " + words.Moment(d.SavedAt) + "."
	if d.FileName != "" {
		page.Under = "Read from " + d.FileName + ". " + page.Under
	}
	if text := f.wrong.Of("version"); text != "" {
		page.Whole = append(page.Whole, text)
	}
	plans, err := a.standards.AllPlans(c.UserContext(), s.ID)
	if err != nil {
		return err
	}
	page.Plans = []pages.Option{{Label: "None"}}
	for _, p := range plans {
		if p.RetiredAt.IsZero() || p.ID == d.From {
			page.Plans = append(page.Plans, pages.Option{Value: idText(p.ID), Label: p.Label()})
		}
	}
	draftParts(&page, d, s)
	return a.show(c, status, page)
}

// draftParts fills in the parts of the form, and what is wrong in each.
func draftParts(page *pages.PlanDraft, d *ksb.PlanDraft, s *ksb.Standard) {
	parts := planParts(&d.Plan)
	for _, part := range parts {
		page.Sections = append(page.Sections, pages.PlanSection{Href: draftAddress(d.ID) + "/" + part.key, Name: part.name})
	}
	for _, f := range d.Plan.Faults(s) {
		section := &page.Sections[partOf(parts, f.Place)]
		section.Faults++
		page.Faults = append(page.Faults, pages.PlanFault{Text: f.Text, Href: section.Href + "?checked=1", In: section.Name})
	}
}

// publishPlan adds a draft as a plan.
func (a *App) publishPlan(c *fiber.Ctx) error {
	d, s, err := a.draftInPath(c)
	if err != nil {
		return err
	}
	if d.Became != 0 { // people click twice
		return goTo(c, "%s", planAddress(d.Became))
	}
	f := readForm(c, "revision", "replaces", "retire")
	d.Revision = int(f.id("revision"))
	replaces := ksb.PlanID(f.id("replaces"))
	if err = f.wrong.Err(); err == nil {
		var id ksb.PlanID
		id, err = a.standards.PublishPlanDraft(c.UserContext(), int64(a.visit(c).person()), d, replaces, f.text("retire") != "")
		if err == nil {
			a.say(c, "Added: "+d.Plan.Label()+". Apprentices stay on the plan they are on until you move them.")
			return goTo(c, "%s", planAddress(id))
		}
	}
	if fault.Is(err, fault.Invalid) && len(fault.Of(err).Fields) == 0 { // it is shown beside its part
		f.whole = append(f.whole, fault.Of(err).Message)
	} else if !f.refused(err) {
		return err
	}
	d, s, err = a.draftInPath(c)
	if err != nil {
		return err
	}
	return a.showDraft(c, http.StatusUnprocessableEntity, d, s, f)
}

// dropPlanDraft throws a draft away.
func (a *App) dropPlanDraft(c *fiber.Ctx) error {
	d, s, err := a.draftInPath(c)
	if err != nil {
		return err
	}
	if err := a.standards.DropPlanDraft(c.UserContext(), d.ID); err != nil {
		return err
	}
	a.say(c, "The draft is thrown away.")
	return goTo(c, "%s/plans", standardAddress(s))
}

// partInPath returns the form of the part of the address, and that part's place
// among the others.
func (a *App) partInPath(c *fiber.Ctx) (d *ksb.PlanDraft, f *planForm, parts []planPart, at int, err error) {
	d, s, err := a.draftInPath(c)
	if err != nil {
		return nil, nil, nil, 0, err
	}
	parts = planParts(&d.Plan)
	at = slices.IndexFunc(parts, func(p planPart) bool { return p.key == c.Params("part") })
	if at < 0 {
		return nil, nil, nil, 0, errNoPage
	}
	f = &planForm{plan: &d.Plan, standard: s, typed: typedIn(c), bad: make(map[string]string)}
	if key, is := strings.CutPrefix(parts[at].key, criteriaPart); is {
		f.method = slices.IndexFunc(d.Plan.Methods, func(m ksb.Method) bool { return m.Key == key })
	}
	return d, f, parts, at, nil
}

// showPlanPart shows one part of a draft, to be edited.
func (a *App) showPlanPart(c *fiber.Ctx) error {
	d, f, parts, at, err := a.partInPath(c)
	if err != nil {
		return err
	}
	if d.Became != 0 {
		return goTo(c, "%s", planAddress(d.Became))
	}
	return a.showPart(c, http.StatusOK, d, f, parts, at, c.Query("checked") != "")
}

// showPart shows a part; checked says what is wrong with it.
func (a *App) showPart(c *fiber.Ctx, status int, d *ksb.PlanDraft, f *planForm, parts []planPart, at int, checked bool) error {
	part := parts[at]
	f.page = &pages.PlanForm{Draft: pages.Link{Text: "Draft of " + draftName(d), Href: draftAddress(d.ID)}, Title: part.name, Under: part.under,
		Action: draftAddress(d.ID) + "/" + part.key, Revision: cmp.Or(f.text("revision"), strconv.Itoa(d.Revision)), More: part.list}
	if at+1 < len(parts) {
		f.page.Next = "“" + parts[at+1].name + "”"
	}
	part.show(f)
	if checked {
		f.fault(faultsIn(f, parts, at))
	}
	return a.show(c, status, *f.page)
}

// faultsIn returns what is wrong in one part.
func faultsIn(f *planForm, parts []planPart, at int) (out []ksb.Fault) {
	for _, fault := range f.plan.Faults(f.standard) {
		if partOf(parts, fault.Place) == at {
			out = append(out, fault)
		}
	}
	return out
}

// savePlanPart keeps what was typed in the draft, and goes on. A draft may
// contradict itself: what is wrong in the part is then shown beside its fields.
func (a *App) savePlanPart(c *fiber.Ctx) error {
	d, f, parts, at, err := a.partInPath(c)
	if err != nil {
		return err
	}
	part := parts[at]
	if d.Revision, err = strconv.Atoi(f.text("revision")); err != nil {
		return fault.New(fault.Invalid, "Open this part of the draft again.")
	}
	part.read(f)
	if len(f.bad) > 0 {
		return a.showPart(c, http.StatusUnprocessableEntity, d, f, parts, at, true)
	}
	err = a.standards.SavePlanDraft(c.UserContext(), int64(a.visit(c).person()), d)
	if fault.Is(err, fault.Conflict) {
		return a.keptTyped(c, d, f, parts, at, fault.Of(err).Message)
	}
	if err != nil {
		return err
	}
	return a.afterPart(c, d, f, part)
}

// keptTyped shows a part again as it was typed, though it could not be saved.
func (a *App) keptTyped(c *fiber.Ctx, d *ksb.PlanDraft, f *planForm, parts []planPart, at int, why string) error {
	show := parts[at].show
	parts = slices.Clone(parts)
	parts[at].show = func(f *planForm) {
		show(f)
		f.page.Whole = append(f.page.Whole, why)
	}
	return a.showPart(c, http.StatusUnprocessableEntity, d, f, parts, at, true)
}

// afterPart goes where the person asked to go, or stays at what is wrong.
func (a *App) afterPart(c *fiber.Ctx, d *ksb.PlanDraft, f *planForm, part planPart) error {
	parts := planParts(&d.Plan) // there may be more of them now
	at := slices.IndexFunc(parts, func(p planPart) bool { return p.key == part.key })
	here := draftAddress(d.ID) + "/" + part.key
	switch do := f.text("do"); {
	case do == "more":
		return goTo(c, "%s?checked=1", here)
	case len(faultsIn(f, parts, at)) > 0 && do != "back":
		a.say(c, "Saved in the draft. Something in it does not fit yet.")
		return goTo(c, "%s?checked=1", here)
	case do == "next" && at+1 < len(parts):
		return goTo(c, "%s/%s", draftAddress(d.ID), parts[at+1].key)
	}
	a.say(c, "Saved in the draft.")
	return goTo(c, "%s", draftAddress(d.ID))
}
