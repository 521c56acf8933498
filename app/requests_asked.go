package app

import (
	"net/mail"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
)

// askedRows is how many of the requests about one thing are shown beside it.
const askedRows = 3

// asked returns what was sent out about one thing and, if open, the way to ask.
// Whoever may not ask is shown nothing of it.
func (a *App) asked(c *fiber.Ctx, f *folio, p programme.Purpose, subject int64, open bool) (asked pages.Asked, err error) {
	if !a.visit(c).may(account.AskToSign) {
		return asked, nil
	}
	all, err := a.programme.Requests(c.UserContext(), f.enrolment.ID)
	if err != nil {
		return asked, err
	}
	if open {
		asked.Ask = &pages.Link{Text: requestWords[p].ask, Href: f.ask(p, subject)}
	}
	for i := range all {
		r := &all[i]
		if r.Purpose != p || r.Subject != subject || r.State(a.db.Now()) == programme.RequestWithdrawn {
			continue
		}
		asked.All = &pages.Link{Text: "All requests", Href: f.path("/requests")}
		if len(asked.Rows) < askedRows {
			asked.Rows = append(asked.Rows, a.askedRow(r))
		}
	}
	return asked, nil
}

// askedRow says in a line what became of a request.
func (a *App) askedRow(r *programme.Request) string {
	now := a.db.Now()
	text := map[bool]string{true: "Handed to ", false: "Sent to "}[r.ByHand] + r.Name + " on " + words.ShortDay(r.AskedAt, now)
	if !r.OpenedAt.IsZero() {
		text += ", opened on " + words.ShortDay(r.OpenedAt, now)
	}
	switch r.State(now) {
	case programme.RequestUsed:
		return text + ", answered on " + words.ShortDay(r.UsedAt, now) + "."
	case programme.RequestOver:
		return text + ", ended unused on " + words.ShortDay(lastDay(r), now) + "."
	}
	return text + ", waits until " + words.ShortDay(lastDay(r), now) + "."
}

// fillRequest fills in who is likely to be asked: whoever the address says was
// asked before, the witness that a piece names, whoever was asked for the
// employer last, or the employer's contact.
func (a *App) fillRequest(c *fiber.Ctx, f *folio, in *form) error {
	all, err := a.programme.Requests(c.UserContext(), f.enrolment.ID)
	if err != nil {
		return err
	}
	from, purpose := int64(c.QueryInt("from")), programme.Purpose(in.text("purpose"))
	before := slices.IndexFunc(all, func(r programme.Request) bool { return int64(r.ID) == from })
	if before < 0 && purpose == programme.ForTestimony {
		return a.fillWitness(c, f, in)
	}
	if before < 0 {
		before = slices.IndexFunc(all, func(r programme.Request) bool { return r.Purpose != programme.ForTestimony })
	}
	if before < 0 {
		name, job, _ := strings.Cut(f.enrolment.EmployerContact, ",")
		in.typed["name"], in.typed["job"] = strings.TrimSpace(name), strings.TrimSpace(job)
		return nil
	}
	r := &all[before]
	in.typed["name"], in.typed["job"], in.typed["email"] = r.Name, r.Job, r.Email
	return nil
}

// fillWitness fills in the witness that a piece names.
func (a *App) fillWitness(c *fiber.Ctx, f *folio, in *form) error {
	p, err := a.evidence.Item(c.UserContext(), f.id, evidence.ItemID(in.id("subject")), f.sight)
	if err != nil {
		return err
	}
	w := &p.Version.Witness
	in.typed["name"], in.typed["job"] = w.Name, w.Role
	if m, err := mail.ParseAddress(w.Contact); err == nil {
		in.typed["email"] = m.Address
	}
	return nil
}
