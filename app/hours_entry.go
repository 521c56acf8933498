package app

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
)

// showHoursEntry shows one entry: what it says, who agreed it, what it said
// before.
func (a *App) showHoursEntry(c *fiber.Ctx) error {
	f, h, err := a.hoursEntry(c)
	if err != nil {
		return err
	}
	versions, err := a.programme.HoursVersions(c.UserContext(), f.id, h.ID)
	if err != nil {
		return err
	}
	page := pages.HoursEntry{
		Back: pages.Link{Text: "Off-the-job hours", Href: f.path("/hours")}, Over: f.enrolment.ApprenticeName + " · " + h.When(),
		Title: programme.MinutesText(h.Minutes) + " of training", Learned: paragraphs(h.Learned), Facts: f.hoursFacts(&h.Training), Decisions: hoursSaid(&h),
	}
	page.State, page.Words = hoursState(&h)
	page.Codes, _ = f.shows(h.Statements)
	page.Facts = append(page.Facts, pages.Fact{Name: "Recorded", Value: words.Moment(h.RecordedAt)})
	if h.Item != 0 {
		page.Facts = append(page.Facts, pages.Fact{Name: "Evidence", Value: fmt.Sprintf("piece %d", h.ItemNumber), Href: f.path("/evidence/%d", h.Item)})
	}
	if h.Corrects != 0 {
		page.Notes, page.Corrects = append(page.Notes, "This stands instead of an entry that was agreed."), append(page.Corrects, pages.Link{Text: "What was agreed", Href: f.path("/hours/%d", h.Corrects)})
	}
	if h.CorrectedBy != 0 {
		page.Notes, page.Corrects = append(page.Notes, "This was agreed, and another entry stands instead of it since."), append(page.Corrects, pages.Link{Text: "The correction", Href: f.path("/hours/%d", h.CorrectedBy)})
	}
	for _, v := range versions[min(1, len(versions)):] {
		facts := append([]pages.Fact{{Name: "When", Value: v.Training.When()}, {Name: "Time", Value: programme.MinutesText(v.Training.Minutes)}}, f.hoursFacts(&v.Training)...)
		page.Versions = append(page.Versions, pages.HoursVersion{Name: fmt.Sprintf("Version %d, by %s, %s", v.Number, v.By, words.Moment(v.RecordedAt)),
			Facts: append(facts, pages.Fact{Name: "Learned", Value: v.Training.Learned})})
	}
	v := a.visit(c)
	if v.may(account.LogHours) {
		f.hoursActions(&page, &h)
	}
	if role, may := agreesAs(v); may && h.May(role) {
		page.Links = append(page.Links, pages.Link{Text: "Agree or return", Href: f.path("/hours/agree")})
	}
	return a.show(c, http.StatusOK, page)
}

// hoursActions offers what an apprentice may do about an entry.
func (f *folio) hoursActions(page *pages.HoursEntry, h *programme.Hours) {
	if !h.Fixed() {
		page.Links = append(page.Links, pages.Link{Text: "Change it", Href: f.path("/hours/%d/edit", h.ID)})
		page.Withdraw = f.path("/hours/%d/withdraw", h.ID)
	}
	if h.State == programme.HoursAgreed && h.CorrectedBy == 0 {
		page.Links = append(page.Links, pages.Link{Text: "Correct it", Href: f.path("/hours/new?corrects=%d", h.ID)})
	}
	page.Links = append(page.Links, pages.Link{Text: "Note it in your CPD log too", Href: fmt.Sprintf("/growth/cpd/new?portfolio=%d&hours=%d", f.id, h.ID)})
	page.Links = append(page.Links, pages.Link{Text: "Add another like it", Href: f.path("/hours/new?like=%d", h.ID)})
}

func (f *folio) hoursFacts(t *programme.Training) []pages.Fact {
	a, _ := programme.ActivityOf(t.Activity)
	facts := []pages.Fact{{Name: "Training", Value: a.Name}, {Name: "Whose time", Value: words.Capital(t.Time.Words())}}
	if t.Days() > 1 {
		facts = append(facts, pages.Fact{Name: "Days", Value: fmt.Sprintf("%d, about %s a day", t.Days(), programme.MinutesText(t.Minutes/t.Days()))})
	}
	if t.Separate {
		facts = append(facts, pages.Fact{Name: "Told apart", Value: "Said to be other training than another entry of that time"})
	}
	return facts
}

// hoursSaid returns what was decided on an entry, the newest last.
func hoursSaid(h *programme.Hours) (out []pages.Said) {
	for _, d := range h.Decisions {
		s := pages.Said{Who: d.Name + ", " + d.Role.Name() + ", " + words.Moment(d.At), What: "agreed", Text: d.Note}
		if d.Returned {
			s.What, s.Asks = "returned", true
		}
		if d.Version != h.Version {
			s.What = strings.TrimSpace(fmt.Sprintf("%s version %d", s.What, d.Version))
		}
		out = append(out, s)
	}
	return out
}
