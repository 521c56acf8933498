package app

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/programme"
)

// kindNames are what the kinds of organisation are called on pages.
var kindNames = map[programme.OrganisationKind]string{
	programme.Provider:               "Training provider",
	programme.EmployerOrganisation:   "Employer",
	programme.AssessmentOrganisation: "Assessment organisation",
}

// kinds are those that people add.
var kinds = []programme.OrganisationKind{programme.EmployerOrganisation, programme.AssessmentOrganisation}

func (a *App) showOrganisations(c *fiber.Ctx) error {
	return a.showOrganisationForm(c, http.StatusOK, formOf(map[string]string{"kind": string(programme.EmployerOrganisation)}))
}

func (a *App) showOrganisationForm(c *fiber.Ctx, status int, f *form) error {
	l := readList(c, "/organisations", "kind")
	found, total, err := a.programme.OrganisationList(c.UserContext(), programme.OrganisationQuery{
		Kind: programme.OrganisationKind(l.get("kind")), Search: l.get("q"), Sort: l.get("sort"), Offset: l.from, Limit: pageRows})
	if err != nil {
		return err
	}
	page := pages.Organisations{Whole: f.whole, Name: f.field("name", "Name", ""), Kind: f.field("kind", "What it is", ""), Kinds: organisationKinds(),
		Search:  pages.Field{Name: "q", Label: "Part of the name", Value: l.get("q"), Type: "search"},
		Only:    pages.Field{Name: "kind", ID: "only", Label: "Kind", Value: l.get("kind")},
		Columns: []pages.Column{l.column("Name", "", "-name"), {Name: "What it is"}},
		Pager:   l.pager("Pages of organisations", len(found), total), Narrowed: l.narrowed() || l.from > 0}
	page.OnlyKinds = append([]pages.Option{{Value: "", Label: "Any kind"}, {Value: string(programme.Provider), Label: kindNames[programme.Provider]}}, page.Kinds...)
	for _, o := range found {
		row := pages.OrganisationRow{Name: o.Name, Kind: kindNames[o.Kind]}
		if slices.Contains(kinds, o.Kind) {
			row.Href = fmt.Sprintf("/organisations/%d", o.ID)
		}
		page.Rows = append(page.Rows, row)
	}
	return a.show(c, status, page)
}

func organisationKinds() (options []pages.Option) {
	for _, k := range kinds {
		options = append(options, pages.Option{Value: string(k), Label: kindNames[k]})
	}
	return options
}

// addOrganisation adds an employer or an assessment organisation.
func (a *App) addOrganisation(c *fiber.Ctx) error {
	f := readForm(c, "name", "kind")
	o := programme.Organisation{Name: f.text("name"), Kind: programme.OrganisationKind(f.text("kind"))}
	if !slices.Contains(kinds, o.Kind) {
		f.wrong.Add("kind", "Choose one on the list.")
	}
	err := f.wrong.Err()
	if err == nil {
		err = a.programme.AddOrganisation(c.UserContext(), a.visit(c).person(), &o)
	}
	if f.refused(err) {
		return a.showOrganisationForm(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	a.say(c, o.Name+" is on the list.")
	return goTo(c, "/organisations")
}

// showOrganisation shows an organisation's name, to be corrected.
func (a *App) showOrganisation(c *fiber.Ctx) error {
	return a.showOrganisationWith(c, http.StatusOK, nil)
}

func (a *App) showOrganisationWith(c *fiber.Ctx, status int, f *form) error {
	id, err := pathNumber(c, "organisation")
	if err != nil {
		return err
	}
	o, err := a.programme.Organisation(c.UserContext(), programme.OrganisationID(id))
	if err != nil {
		return err
	}
	if !slices.Contains(kinds, o.Kind) {
		return fault.New(fault.NotFound, "")
	}
	if f == nil {
		f = formOf(map[string]string{"name": o.Name})
	}
	return a.show(c, status, pages.OrganisationPage{Whole: f.whole, Href: fmt.Sprintf("/organisations/%d", o.ID), Title: o.Name, Kind: kindNames[o.Kind],
		Name: f.field("name", "Name", "What was signed or handed over under another name keeps that.")})
}

func (a *App) renameOrganisation(c *fiber.Ctx) error {
	id, err := pathNumber(c, "organisation")
	if err != nil {
		return err
	}
	f := readForm(c, "name")
	o := programme.Organisation{ID: programme.OrganisationID(id), Name: f.text("name")}
	err = a.programme.RenameOrganisation(c.UserContext(), a.visit(c).person(), &o)
	if f.refused(err) {
		return a.showOrganisationWith(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	a.say(c, "The organisation is called "+o.Name+" now.")
	return goTo(c, "/organisations")
}

// organisationOptions returns the organisations of a kind to choose from, after
// one for none.
func (a *App) organisationOptions(c *fiber.Ctx, kind programme.OrganisationKind, none string) ([]pages.Option, error) {
	all, err := a.programme.Organisations(c.UserContext(), kind)
	options := []pages.Option{{Value: "", Label: none}}
	for _, o := range all {
		options = append(options, pages.Option{Value: idText(o.ID), Label: o.Name})
	}
	return options, err
}
