package app

import (
	"context"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/evidence"
)

// through returns the steps from a request to the route's handler: who asks,
// whether they may, what they sent, whether a page of ours sent it.
func (a *App) through(r route) fiber.Handler {
	return func(c *fiber.Ctx) error {
		c.Locals(routeKey, &r)
		ctx, cancel := context.WithCancel(context.Background())
		if !r.slow {
			ctx, cancel = context.WithTimeout(ctx, workPatience)
		}
		defer cancel()
		c.SetUserContext(ctx)
		v := &visit{}
		c.Locals(visitKey, v)
		if err := a.greet(c, v); err != nil {
			return err
		}
		if changes(c) {
			if err := sameOrigin(c, a.cfg.BaseURL); err != nil {
				return err
			}
		}
		if r.scope != public && !v.signedIn() {
			return a.askToSignIn(c, r)
		}
		if err := a.admit(c, v, r); err != nil {
			return a.notAdmitted(c, v, r, err)
		}
		if err := a.receive(c, v, r); err != nil {
			return err
		}
		return r.handle(c)
	}
}

// greet finds out who asks. A cookie that is no session is a stranger's.
func (a *App) greet(c *fiber.Ctx, v *visit) error {
	token := c.Cookies(a.cookieName(sessionCookie))
	if token == "" {
		return nil
	}
	held, err := a.accounts.Holder(c.UserContext(), token)
	if fault.Is(err, fault.SignedOut) {
		return nil
	}
	if err == nil {
		v.token, v.session = token, held
	}
	return err
}

// admit refuses who may not go there. In a portfolio or submission, someone without a role
// gets fault.NotFound, so they cannot learn that it exists; someone whose role
// falls short, fault.Forbidden. Of the installation's own pages everyone may
// know that they exist, but nothing in them can be told apart.
func (a *App) admit(c *fiber.Ctx, v *visit, r route) error {
	switch r.scope {
	case installation:
		if !account.Can(v.session.Roles, r.act) {
			return errNoPage
		}
	case portfolio:
		n, err := pathNumber(c, "portfolio")
		if err != nil {
			return err
		}
		v.portfolio = programme.EnrolmentID(n)
		if v.roles, err = a.accounts.RolesIn(c.UserContext(), v.person(), n); err != nil {
			return err
		}
		if len(v.roles) == 0 {
			return errNoPage
		}
		if !v.may(r.act) {
			return fault.New(fault.Forbidden, "Your role in this portfolio lets you see it, but not do this.")
		}
	case submission:
		return a.admitToSubmission(c, v, r)
	}
	return nil
}

// admitToSubmission is admit in a submission. An assessor is one only while their
// invitation holds, and only once they declared that no interest of theirs
// conflicts: before that they are shown nothing but where they declare.
func (a *App) admitToSubmission(c *fiber.Ctx, v *visit, r route) error {
	n, err := pathNumber(c, "submission")
	if err != nil {
		return err
	}
	v.submission = evidence.SubmissionID(n)
	if v.roles, err = a.accounts.RolesInSubmission(c.UserContext(), v.person(), n); err != nil {
		return err
	}
	invited := false
	if slices.Contains(v.roles, account.Assessor) {
		i, err := a.assessments.Invitation(c.UserContext(), v.submission, v.person())
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		now := a.db.Now()
		invited = err == nil && i.Holds(now) && i.DeclaredAt.IsZero()
		if err == nil && (i.Open(now) || invited && r.undeclared) {
			v.invitation = i
		} else {
			v.roles = slices.DeleteFunc(v.roles, func(r account.Role) bool { return r == account.Assessor })
		}
	}
	switch {
	case v.may(r.act):
		return nil
	case invited && account.Can([]account.Role{account.Assessor}, r.act):
		return errUndeclared
	case len(v.roles) == 0 && !invited:
		return errNoPage
	}
	return fault.New(fault.Forbidden, "Your role in this submission lets you see it, but not do this.")
}

var errUndeclared = fault.New(fault.Forbidden, "Declare first whether an interest of yours conflicts: before that nothing of this submission is shown, or changed.")

// notAdmitted refuses with err, but whoever wrote something, as a coach whose
// apprentice was given to another coach meanwhile, is shown what they wrote.
func (a *App) notAdmitted(c *fiber.Ctx, v *visit, r route, err error) error {
	if errors.Is(err, errUndeclared) && !changes(c) && !wantsJSON(c) {
		return goTo(c, "/submissions/%d/declare", v.submission)
	}
	if !changes(c) || r.body == stream || wantsJSON(c) || a.receive(c, v, r) != nil {
		return err
	}
	f, status := classify(err)
	page := pages.Error{Status: status, Message: f.Message, Typed: writtenIn(formValues(c))}
	if len(page.Typed) == 0 {
		return err
	}
	if f.Kind == fault.NotFound {
		page.Message = ""
	}
	return a.show(c, status, page)
}

// writtenIn returns the fields of a form in which someone wrote more than a
// word or two.
func writtenIn(values map[string][]string) (out []pages.TwoTexts) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, text := range values[name] {
			if !secretField(name) && len(strings.Fields(text)) > 2 {
				out = append(out, pages.TwoTexts{Name: "What you wrote", Saved: text})
			}
		}
	}
	return out
}

// receive reads an ordinary body, and sees that a page of ours sent what
// changes something.
func (a *App) receive(c *fiber.Ctx, v *visit, r route) error {
	if r.body == stream {
		return a.checkStreamToken(c, v)
	}
	limit := int64(formLimit)
	if r.body == large {
		limit = largeLimit
	}
	if err := readBody(c, limit); err != nil {
		return err
	}
	if changes(c) {
		return a.checkToken(c, v)
	}
	return nil
}

func changes(c *fiber.Ctx) bool {
	return !slices.Contains([]string{fiber.MethodGet, fiber.MethodHead, fiber.MethodOptions}, c.Method())
}

// sameOrigin refuses a change that a page of another site sent. Browsers say so
// in Sec-Fetch-Site, older ones in Origin.
func sameOrigin(c *fiber.Ctx, base *url.URL) error {
	if site := c.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return errForeign
	}
	origin := c.Get(fiber.HeaderOrigin)
	if origin == "" {
		return nil
	}
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" || (!strings.EqualFold(u.Host, string(c.Context().Host())) && !strings.EqualFold(u.Host, base.Host)) {
		return errForeign
	}
	return nil
}

var errForeign = fault.New(fault.Forbidden, "This came from a page that is not ours, or one that was open for long. Nothing was changed. Go back, load the page again, and send it once more.")

// pathNumber returns the number in the path by that name, or fault.NotFound.
func pathNumber(c *fiber.Ctx, name string) (int64, error) {
	n, err := strconv.ParseInt(c.Params(name), 10, 64)
	if err != nil || n <= 0 {
		return 0, errNoPage
	}
	return n, nil
}
