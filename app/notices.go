package app

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/notify"
	"touchstone/app/pages"
	"touchstone/app/words"
)

// showNotices lists what the person was told, the unread first.
func (a *App) showNotices(c *fiber.Ctx) error {
	l := readList(c, "/notices", "unread")
	person := int64(a.visit(c).person())
	found, total, err := notify.Notices(c.UserContext(), a.db, person,
		notify.Query{Search: l.get("q"), Unread: l.get("unread") != "", Offset: l.from, Limit: pageRows})
	if err != nil {
		return err
	}
	unread, _, err := notify.Unread(c.UserContext(), a.db, person, "", "")
	if err != nil {
		return err
	}
	page := pages.Notices{Unread: unread, Narrowed: l.narrowed(),
		Search: pages.Field{Name: "q", Label: "Words in it", Value: l.get("q"), Type: "search"},
		Ways: pages.Ways{ID: "which", Label: "Show", Ways: []pages.Way{
			{Text: "All", Href: l.href("unread", ""), Current: l.get("unread") == ""},
			{Text: "Not read yet", Href: l.href("unread", "1"), Current: l.get("unread") != ""}}},
		Hidden: l.hidden("unread"), Pager: l.pager("Pages of notices", len(found), total)}
	for _, n := range found {
		page.Rows = append(page.Rows, pages.NoticeRow{Href: fmt.Sprintf("/notices/%d", n.ID), Text: n.Text,
			At: words.Moment(n.CreatedAt), Read: !n.ReadAt.IsZero()})
	}
	return a.show(c, http.StatusOK, page)
}

// openNotice marks a notice as read and goes where it leads.
func (a *App) openNotice(c *fiber.Ctx) error {
	id, err := pathNumber(c, "notice")
	if err != nil {
		return err
	}
	n, err := notify.Open(c.UserContext(), a.db, int64(a.visit(c).person()), id)
	if err != nil {
		return err
	}
	return goTo(c, "%s", n.Path)
}

// readNotices marks all of the person's notices as read.
func (a *App) readNotices(c *fiber.Ctx) error {
	if err := notify.ReadAll(c.UserContext(), a.db, int64(a.visit(c).person())); err != nil {
		return err
	}
	a.say(c, "All notices are marked as read.")
	return goTo(c, "/notices")
}

// bell returns how many notices the visitor has not read. Whatever leads to the
// page they are on is read by that.
func (a *App) bell(c *fiber.Ctx, v *visit) *pages.Bell {
	b := &pages.Bell{Current: c.Path() == "/notices"}
	ctx := c.UserContext()
	if ctx.Err() != nil {
		return b
	}
	person, path, address := int64(v.person()), strings.Clone(c.Path()), strings.Clone(c.OriginalURL())
	n, here, err := notify.Unread(ctx, a.db, person, path, address)
	if err == nil && here && c.Method() == fiber.MethodGet {
		if err = notify.Saw(ctx, a.db, person, path, address); err == nil {
			n, _, err = notify.Unread(ctx, a.db, person, "", "")
		}
	}
	if err != nil {
		a.log.Error("cannot count notices", "request", numberOf(c), "err", err)
	}
	if n > 0 {
		b.Count = strconv.Itoa(n)
	}
	if n >= notify.MaxUnread {
		b.Count = strconv.Itoa(notify.MaxUnread-1) + "+"
	}
	return b
}

// showNoticeChoices shows what a person gets by e-mail.
func (a *App) showNoticeChoices(c *fiber.Ctx) error {
	chosen, err := notify.Choices(c.UserContext(), a.db, int64(a.visit(c).person()))
	if err != nil {
		return err
	}
	typed := make(map[string]string)
	for k, m := range chosen {
		typed[string(k)] = string(m)
	}
	return a.showNoticeForm(c, http.StatusOK, formOf(typed))
}

func (a *App) showNoticeForm(c *fiber.Ctx, status int, f *form) error {
	v := a.visit(c)
	page := pages.NoticeChoices{Email: v.session.Person.Email, NoMail: a.cfg.SMTP == nil && !a.cfg.Demo, NoRole: len(v.session.Roles) == 0, Options: []pages.Option{
		{Value: string(notify.Now), Label: "At once"},
		{Value: string(notify.Daily), Label: "Once a day"},
		{Value: string(notify.Never), Label: "Not by e-mail"},
	}}
	for _, k := range kindsFor(v.session.Roles) {
		page.Fields = append(page.Fields, f.field(string(k.Kind), k.Name, ""))
	}
	return a.show(c, status, page)
}

// kindsFor returns the kinds of notice that people with those roles get.
func kindsFor(roles []account.Role) []notify.KindOf {
	return slices.DeleteFunc(slices.Clone(notify.Kinds), func(k notify.KindOf) bool {
		return !slices.ContainsFunc(roles, func(r account.Role) bool { return slices.Contains(k.Roles, string(r)) })
	})
}

// saveNoticeChoices stores what the person wants by e-mail.
func (a *App) saveNoticeChoices(c *fiber.Ctx) error {
	var names []string
	for _, k := range notify.Kinds {
		names = append(names, string(k.Kind))
	}
	f, choices := readForm(c, names...), make(map[notify.Kind]notify.Mail)
	for name, mail := range f.typed {
		if mail != "" {
			choices[notify.Kind(name)] = notify.Mail(mail)
		}
	}
	err := notify.Choose(c.UserContext(), a.db, int64(a.visit(c).person()), choices)
	if f.refused(err) {
		return a.showNoticeForm(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	a.say(c, "What you get by e-mail is saved.")
	return goTo(c, "/account/notices")
}
