package app

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/evidence"
)

// managesReview reports whether the visitor may set the aim for reviews and
// change other people's shared phrases.
func (a *App) managesReview(c *fiber.Ctx) bool {
	return account.Can(a.visit(c).session.Roles, account.ManageReview)
}

// showPhrases lists the phrases a person may use.
func (a *App) showPhrases(c *fiber.Ctx) error {
	l, me := readList(c, "/phrases", "whose"), a.visit(c).person()
	q := evidence.PhraseQuery{Reader: me, Search: l.get("q"), Whose: l.get("whose")}
	if q.Whose == "retired" {
		q.Whose, q.Retired = "", true
	}
	list, err := a.evidence.Phrases(c.UserContext(), q)
	if err != nil {
		return err
	}
	page := pages.Phrases{Lead: "Words to insert into feedback. What you insert is a copy.", Empty: len(list) == 0 && !l.narrowed(), Aim: a.managesReview(c),
		Search: pages.Field{Name: "q", Label: "Name or words", Value: l.get("q"), Type: "search"},
		Whose:  pages.Field{Name: "whose", Label: "Which", Value: l.get("whose")},
		Whoses: []pages.Option{{Label: "All"}, {Value: "own", Label: "Your own"}, {Value: "shared", Label: "Shared"}, {Value: "retired", Label: "Retired"}}}
	for _, h := range list {
		row := pages.PhraseRow{Name: h.Name, Text: h.Text, Owner: h.OwnerName, Shared: h.Shared, Retired: !h.RetiredAt.IsZero()}
		if h.Owner == me {
			row.Owner = "You"
		}
		if h.MayEdit(me, page.Aim) {
			row.Href = phrasePath(h.ID)
		}
		page.Rows = append(page.Rows, row)
	}
	return a.show(c, http.StatusOK, page)
}

func phrasePath(id evidence.PhraseID) string { return fmt.Sprintf("/phrases/%d", id) }

func phrasePage(in *form) pages.PhrasePage {
	page := pages.PhrasePage{Title: "Add a phrase", Action: "/phrases", Share: in.text("shared") != "",
		Name:   in.field("name", "Name", "A few words by which you find it"),
		Text:   in.field("text", "Words to insert", "Leave room for what differs each time: you can change it after you insert it"),
		Shared: pages.Field{Name: "shared", Label: "Offer it to every coach of the provider"}}
	page.Summary = pages.NewSummary(in.whole, page.Name, page.Text)
	return page
}

func (a *App) showNewPhrase(c *fiber.Ctx) error {
	return a.show(c, http.StatusOK, phrasePage(formOf(nil)))
}

// addPhrase keeps a new phrase.
func (a *App) addPhrase(c *fiber.Ctx) error {
	in := readForm(c, "name", "text", "shared")
	h := evidence.Phrase{Owner: a.visit(c).person(), Name: in.text("name"), Text: in.text("text"), Shared: in.text("shared") != ""}
	err := a.evidence.AddPhrase(c.UserContext(), &h)
	if in.refused(err) {
		return a.show(c, http.StatusUnprocessableEntity, phrasePage(in))
	}
	if err != nil {
		return err
	}
	a.say(c, "The phrase is kept.")
	return goTo(c, "/phrases")
}

// showPhrase shows a phrase to whoever may change it.
func (a *App) showPhrase(c *fiber.Ctx) error { return a.phraseForm(c, http.StatusOK, nil) }

func (a *App) phraseForm(c *fiber.Ctx, status int, in *form) error {
	h, err := a.phrase(c)
	if err != nil {
		return err
	}
	if !h.MayEdit(a.visit(c).person(), a.managesReview(c)) {
		return a.show(c, status, pages.PhrasePage{Title: h.Name, Words: h.Text, Note: "This phrase is " + h.OwnerName + "’s. You can insert it, or copy its words into one of your own."})
	}
	if in == nil {
		in = formOf(map[string]string{"name": h.Name, "text": h.Text})
		if h.Shared {
			in.typed["shared"] = "yes"
		}
	}
	page := phrasePage(in)
	page.Title, page.Action = "Change a phrase", phrasePath(h.ID)
	page.Retire = &pages.Post{Text: "Retire it", Action: page.Action + "/retire"}
	if !h.RetiredAt.IsZero() {
		page.Retire = &pages.Post{Text: "Offer it again", Action: page.Action + "/restore"}
	}
	return a.show(c, status, page)
}

// phrase returns the phrase in the path, if the visitor may use it.
func (a *App) phrase(c *fiber.Ctx) (evidence.Phrase, error) {
	id, err := pathNumber(c, "phrase")
	if err != nil {
		return evidence.Phrase{}, err
	}
	return a.evidence.Phrase(c.UserContext(), evidence.PhraseID(id), a.visit(c).person())
}

// changePhrase stores what changed of a phrase. Feedback it was inserted into
// stays as it is.
func (a *App) changePhrase(c *fiber.Ctx) error {
	id, err := pathNumber(c, "phrase")
	if err != nil {
		return err
	}
	in := readForm(c, "name", "text", "shared")
	h := evidence.Phrase{ID: evidence.PhraseID(id), Name: in.text("name"), Text: in.text("text"), Shared: in.text("shared") != ""}
	err = a.evidence.ChangePhrase(c.UserContext(), a.visit(c).person(), a.managesReview(c), h)
	if in.refused(err) {
		return a.phraseForm(c, http.StatusUnprocessableEntity, in)
	}
	if err != nil {
		return a.notMyPhrase(c, h.ID, err)
	}
	a.say(c, "The phrase is changed. Feedback given before stays as it is.")
	return goTo(c, "/phrases")
}

// notMyPhrase tells someone that a phrase is another's, or returns err if it is
// about something else.
func (a *App) notMyPhrase(c *fiber.Ctx, id evidence.PhraseID, err error) error {
	if !fault.Is(err, fault.Forbidden) {
		return err
	}
	a.say(c, fault.Of(err).Message)
	return goTo(c, "%s", phrasePath(id))
}

func (a *App) retirePhrase(c *fiber.Ctx) error {
	return a.putPhrase(c, false, "The phrase is retired.")
}

func (a *App) restorePhrase(c *fiber.Ctx) error {
	return a.putPhrase(c, true, "The phrase is offered again.")
}

func (a *App) putPhrase(c *fiber.Ctx, back bool, said string) error {
	id, err := pathNumber(c, "phrase")
	if err != nil {
		return err
	}
	if err := a.evidence.RetirePhrase(c.UserContext(), a.visit(c).person(), a.managesReview(c), evidence.PhraseID(id), back); err != nil {
		return a.notMyPhrase(c, evidence.PhraseID(id), err)
	}
	a.say(c, said)
	return goTo(c, "/phrases")
}

// showAim shows the aim of the turnaround to whoever may set it.
func (a *App) showAim(c *fiber.Ctx) error {
	days, err := a.evidence.Aim(c.UserContext())
	if err != nil {
		return err
	}
	return a.aimPage(c, http.StatusOK, formOf(map[string]string{"aim": strconv.Itoa(days)}))
}

func (a *App) aimPage(c *fiber.Ctx, status int, in *form) error {
	f := in.field("aim", "Working days from submission to decision", fmt.Sprintf("1 to %d, Mondays to Fridays", evidence.MaxAim))
	f.Short, f.Attrs = true, map[string]any{"inputmode": "numeric"}
	return a.show(c, status, pages.AimPage{Aim: f})
}

// setAim sets the aim of the turnaround.
func (a *App) setAim(c *fiber.Ctx) error {
	in := readForm(c, "aim")
	days, _ := strconv.Atoi(in.text("aim")) // what is no number is out of range
	err := a.evidence.SetAim(c.UserContext(), a.visit(c).person(), days)
	if in.refused(err) {
		return a.aimPage(c, http.StatusUnprocessableEntity, in)
	}
	if err != nil {
		return err
	}
	a.say(c, "The aim is saved.")
	return goTo(c, "/review/aim")
}
