package app

import (
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
	"touchstone/app/words"
)

// agreesAs returns the role in which a visitor agrees hours.
func agreesAs(v *visit) (account.Role, bool) {
	for _, r := range []account.Role{account.Coach, account.Employer} {
		if slices.Contains(v.roles, r) {
			return r, true
		}
	}
	return "", false
}

// showHoursAgree shows the entries that wait for the visitor, in full.
func (a *App) showHoursAgree(c *fiber.Ctx) error {
	return a.hoursAgreePage(c, http.StatusOK, formOf(map[string]string{}), nil)
}

// hoursAgreePage shows what waits; chosen are the boxes that were ticked, nil
// for all.
func (a *App) hoursAgreePage(c *fiber.Ctx, status int, in *form, chosen map[programme.HoursID]string) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	role, _ := agreesAs(a.visit(c))
	r, err := a.programme.HoursRecord(c.UserContext(), f.id)
	if err != nil {
		return err
	}
	page := pages.HoursAgree{
		Back: pages.Link{Text: f.whose("off-the-job hours"), Href: f.path("/hours")}, Over: f.over(a.db), Title: "Agree " + firstName(f.enrolment.ApprenticeName) + "’s hours",
		Action: f.path("/hours/agree"), Entries: in.field("entries", "", ""), Name: a.visit(c).session.Person.Name,
		Note:  in.field("note", "To "+firstName(f.enrolment.ApprenticeName)+", if you return them", "What to put right. It stays beside the entries."),
		Agree: "Agree the chosen entries", Return: "Return the chosen entries",
	}
	page.Note.Optional, page.Note.Rows = true, 3
	if readsFlags(a.visit(c)) {
		page.Flags = f.hoursFlags(&r)
	}
	n, minutes := 0, 0
	for i := len(r.Entries) - 1; i >= 0; i-- {
		h := &r.Entries[i]
		if !h.May(role) {
			continue
		}
		n, minutes = n+1, minutes+h.Minutes
		page.Weeks = addToWeek(page.Weeks, h, f.hoursToAgree(h, chosen))
	}
	page.Lead = fmt.Sprintf("%s, %s in all. Look at what was learned, take the tick from what is not right, and decide.", words.Plural(n, "entry waits", "entries wait"), programme.MinutesText(minutes))
	if n == 0 {
		page.Lead = "Nothing waits for you. Entries appear here as soon as they are recorded."
	}
	if len(page.Weeks) > 0 && page.Entries.Fault != "" {
		page.Entries.ID = page.Weeks[0].Entries[0].ID
	}
	page.Summary = pages.NewSummary(in.whole, page.Entries, page.Note)
	return a.show(c, status, page)
}

// addToWeek adds an entry to the week it is of.
func addToWeek(weeks []pages.HoursWeek, h *programme.Hours, e pages.HoursToAgree) []pages.HoursWeek {
	monday := h.From.AddDate(0, 0, -(int(h.From.Weekday())+6)%7)
	name := "Week from " + words.Day(monday)
	if n := len(weeks); n == 0 || weeks[n-1].Name != name {
		weeks = append(weeks, pages.HoursWeek{Name: name})
	}
	last := &weeks[len(weeks)-1]
	last.Entries = append(last.Entries, e)
	last.Sum = words.Plural(len(last.Entries), "entry", "entries")
	return weeks
}

func (f *folio) hoursToAgree(h *programme.Hours, chosen map[programme.HoursID]string) pages.HoursToAgree {
	a, _ := programme.ActivityOf(h.Activity)
	e := pages.HoursToAgree{ID: fmt.Sprintf("entry-%d", h.ID), Value: fmt.Sprintf("%d.%s", h.ID, h.Digest()), On: chosen == nil || chosen[h.ID] != "",
		Day: dayName(h), Minutes: programme.MinutesText(h.Minutes), Learned: paragraphs(h.Learned),
		Facts: a.Name + ", " + h.Time.Words() + ". Recorded " + words.Moment(h.RecordedAt) + "."}
	e.Codes, _ = f.shows(h.Statements)
	if h.Item != 0 {
		e.Item = &pages.Link{Text: fmt.Sprintf("Evidence: piece %d", h.ItemNumber), Href: f.path("/evidence/%d", h.Item)}
	}
	if h.Late() > programme.LateHours() {
		e.Notes = append(e.Notes, fmt.Sprintf("Recorded %d days after", h.Late()))
	}
	if h.Corrects != 0 {
		e.Notes = append(e.Notes, fmt.Sprintf("Stands instead of entry %d, which was agreed", h.Corrects))
	}
	if h.Separate {
		e.Notes = append(e.Notes, firstName(f.enrolment.ApprenticeName)+" says it is apart from another entry of that time")
	}
	switch {
	case h.CoachAgreed:
		e.Others = "The coach has agreed it."
	case h.EmployerAgreed:
		e.Others = "The employer has agreed it."
	}
	return e
}

// dayName is when the training was, with the day of the week for one day.
func dayName(h *programme.Hours) string {
	if h.Days() == 1 {
		return h.From.Format("Mon ") + h.When()
	}
	return h.When()
}

// decideHours agrees or returns the chosen entries.
func (a *App) decideHours(c *fiber.Ctx) error {
	v, in := a.visit(c), readForm(c, "verdict", "note")
	role, _ := agreesAs(v)
	chosen := chosenHours(c)
	which := make([]programme.HoursID, 0, len(chosen))
	for id := range chosen {
		which = append(which, id)
	}
	by, digest := a.signer(c, role), programme.HoursDigests(chosen)
	var err error
	said := "Agreed: "
	switch in.text("verdict") {
	case "agreed":
		err = a.programme.AgreeHours(c.UserContext(), v.portfolio, which, digest, by)
	case "returned":
		said = "Returned: "
		err = a.programme.ReturnHours(c.UserContext(), v.portfolio, which, digest, in.text("note"), by)
	default:
		in.whole = append(in.whole, "Choose whether to agree or to return the entries.")
		err = fault.New(fault.Invalid, "Choose whether to agree or to return the entries.")
	}
	if err != nil && (in.refused(err) || in.putOff(err)) {
		_, status := classify(err)
		return a.hoursAgreePage(c, status, in, chosen)
	}
	if err != nil {
		return err
	}
	a.say(c, said+words.Plural(len(which), "entry", "entries")+".")
	return goTo(c, "/portfolios/%d/hours", v.portfolio)
}

// signer returns the visitor as who signs.
func (a *App) signer(c *fiber.Ctx, role account.Role) programme.Signer {
	return programme.Signer{Role: role, Person: a.visit(c).person(), Address: a.clientAddress(c)}
}

// chosenHours returns the entries whose boxes were ticked, each with the digest
// of what was shown.
func chosenHours(c *fiber.Ctx) map[programme.HoursID]string {
	chosen := map[programme.HoursID]string{}
	for _, text := range formValues(c)["entries"] {
		id, digest, _ := strings.Cut(text, ".")
		if n, err := strconv.ParseInt(id, 10, 64); err == nil && n > 0 {
			chosen[programme.HoursID(n)] = digest
		}
	}
	return chosen
}
