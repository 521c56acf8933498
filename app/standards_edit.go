package app

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/pages"
	"touchstone/ksb"
)

// statementInPath returns the standard and the statement of the address.
func (a *App) statementInPath(c *fiber.Ctx) (*ksb.Standard, *ksb.Statement, error) {
	s, err := a.standardInPath(c)
	if err != nil {
		return nil, nil, err
	}
	id, err := pathNumber(c, "statement")
	if err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(s.Statements, func(st ksb.Statement) bool { return st.ID == ksb.StatementID(id) })
	if i < 0 {
		return nil, nil, errNoPage
	}
	return s, &s.Statements[i], nil
}

// showStatementEdit shows a statement with what can be corrected of it.
func (a *App) showStatementEdit(c *fiber.Ctx) error {
	s, st, err := a.statementInPath(c)
	if err != nil {
		return err
	}
	return a.show(c, http.StatusOK, editStatementPage(s, st, formOf(map[string]string{"code": string(st.Code)}), st.Options))
}

// editStatementPage is that page with what was typed; in are the options ticked.
func editStatementPage(s *ksb.Standard, st *ksb.Statement, f *form, in []string) pages.EditStatement {
	t := s.TypeOf(st.Type)
	hint := "As the published standard prints it."
	if st.Origin == ksb.InferredCode {
		hint = "It was numbered by its place in the source. " + hint
	}
	p := pages.EditStatement{
		Standard: pages.Link{Text: s.Label(), Href: standardAddress(s)},
		Title:    st.Name(), Text: st.Text(), Whole: f.whole, HasCode: t.Letter != "",
		Action: fmt.Sprintf("%s/statements/%d", standardAddress(s), st.ID),
		Code:   f.field("code", "Code", hint),
		Whom:   f.field("options", "Only apprentices on", "Tick none if it is everyone’s: a statement of the core."),
	}
	p.Code.Short = true
	for _, o := range s.Options {
		p.Options = append(p.Options, pages.Option{Value: o.Name, Label: o.Name, On: slices.Contains(in, o.Name)})
	}
	return p
}

func standardAddress(s *ksb.Standard) string { return fmt.Sprintf("/standards/%d", s.ID) }

// editCode gives a statement the code the provider says it has.
func (a *App) editCode(c *fiber.Ctx) error {
	s, st, err := a.statementInPath(c)
	if err != nil {
		return err
	}
	f := readForm(c, "code")
	err = a.standards.EditCode(c.UserContext(), int64(a.visit(c).person()), st.ID, ksb.Code(f.text("code")))
	if f.refused(err) {
		return a.show(c, http.StatusUnprocessableEntity, editStatementPage(s, st, f, st.Options))
	}
	if err != nil {
		return err
	}
	a.say(c, "Saved: the code of “"+st.Title+"”.")
	return goTo(c, "%s#statement-%d", standardAddress(s), st.ID)
}

// moveStatement says whom a statement is for.
func (a *App) moveStatement(c *fiber.Ctx) error {
	s, st, err := a.statementInPath(c)
	if err != nil {
		return err
	}
	f := formOf(map[string]string{"code": string(st.Code)})
	var in []string
	for _, raw := range c.Context().PostArgs().PeekMulti("options") {
		in = append(in, string(raw))
	}
	to := ksb.Options
	if len(in) == 0 {
		to = ksb.Core
	}
	err = a.standards.MoveStatement(c.UserContext(), int64(a.visit(c).person()), st.ID, to, in)
	if f.refused(err) {
		return a.show(c, http.StatusUnprocessableEntity, editStatementPage(s, st, f, in))
	}
	if err != nil {
		return err
	}
	a.say(c, "Saved: whom “"+st.Title+"” is for.")
	return goTo(c, "%s#statement-%d", standardAddress(s), st.ID)
}

// optionInPath returns the standard and the option of the address.
func (a *App) optionInPath(c *fiber.Ctx) (*ksb.Standard, *ksb.Option, error) {
	s, err := a.standardInPath(c)
	if err != nil {
		return nil, nil, err
	}
	id, err := pathNumber(c, "option")
	if err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(s.Options, func(o ksb.Option) bool { return o.ID == ksb.OptionID(id) })
	if i < 0 {
		return nil, nil, errNoPage
	}
	return s, &s.Options[i], nil
}

func (a *App) showOptionRename(c *fiber.Ctx) error {
	s, o, err := a.optionInPath(c)
	if err != nil {
		return err
	}
	return a.show(c, http.StatusOK, renameOptionPage(s, o, formOf(map[string]string{"name": o.Name})))
}

func renameOptionPage(s *ksb.Standard, o *ksb.Option, f *form) pages.RenameOption {
	return pages.RenameOption{Standard: pages.Link{Text: s.Label(), Href: standardAddress(s)},
		Action: fmt.Sprintf("%s/options/%d", standardAddress(s), o.ID), Name: f.field("name", "Name", "")}
}

// renameOption gives an option another name.
func (a *App) renameOption(c *fiber.Ctx) error {
	s, o, err := a.optionInPath(c)
	if err != nil {
		return err
	}
	f := readForm(c, "name")
	err = a.standards.RenameOption(c.UserContext(), int64(a.visit(c).person()), o.ID, f.text("name"))
	if f.refused(err) {
		return a.show(c, http.StatusUnprocessableEntity, renameOptionPage(s, o, f))
	}
	if err != nil {
		return err
	}
	a.say(c, "Saved: the option’s name.")
	return goTo(c, "%s", standardAddress(s))
}
