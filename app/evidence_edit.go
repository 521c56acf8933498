package app

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence"
)

func itemID(c *fiber.Ctx) (evidence.ItemID, error) {
	n, err := pathNumber(c, "item")
	return evidence.ItemID(n), err
}

// editEvidence shows the page on which a draft is written. What is no draft is
// shown to be read.
func (a *App) editEvidence(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	id, err := itemID(c)
	if err != nil {
		return err
	}
	p, err := a.evidence.Item(c.UserContext(), f.id, id, evidence.Own)
	if err != nil {
		return err
	}
	if p.Version.State != evidence.Draft {
		return goTo(c, "%s", f.item(id))
	}
	return a.showEdit(c, http.StatusOK, f, &p, &evidenceForm{do: c.Query("do")}, nil)
}

// saveEvidence saves a draft, by itself or by a button, and submits it if that
// is the button. If something is wrong it shows the page again as it was typed.
func (a *App) saveEvidence(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	id, err := itemID(c)
	if err != nil {
		return err
	}
	in, by := readEvidence(c), a.visit(c).person()
	var p evidence.Piece
	if err = in.wrong.Err(); err == nil {
		p, err = a.evidence.SaveDraft(c.UserContext(), f.id, id, by, in.revision, in.edit)
	}
	if err == nil {
		err = a.mindHint(c, f, id, in.do)
	}
	if wantsJSON(c) {
		return a.answerSave(c, &p, err)
	}
	if err == nil && in.do == "submit" {
		p, err = a.evidence.Submit(c.UserContext(), f.id, id, by, p.Version.Revision)
	}
	if err != nil {
		return a.editAgain(c, f, id, in, err)
	}
	return a.afterSave(c, f, &p, in.do)
}

// afterSave goes to where a button leads after saving.
func (a *App) afterSave(c *fiber.Ctx, f *folio, p *evidence.Piece, do string) error {
	edit := f.item(p.ID) + "/edit"
	switch verb, id, _ := strings.Cut(do, "-"); verb {
	case "submit":
		a.say(c, "Submitted to "+firstName(f.enrolment.CoachName)+".")
		return goTo(c, "%s", f.item(p.ID))
	case "place":
		return goTo(c, "%s?do=%s#claim-%s", edit, do, id)
	case "claims", "remove":
		return goTo(c, "%s#claims-title", edit)
	case "hint", "hints":
		return goTo(c, "%s#hints", edit)
	case "claim":
		a.say(c, "Claimed. Say in the claim how this piece shows it.")
		return goTo(c, "%s?do=find#finding", edit)
	case "find":
		return goTo(c, "%s?do=find#finding", edit)
	}
	a.say(c, "Saved.")
	return goTo(c, "%s", edit)
}

// editAgain shows what was typed once more, with what is wrong, beside what was
// saved elsewhere, or saying that it could not be saved just now.
func (a *App) editAgain(c *fiber.Ctx, f *folio, id evidence.ItemID, in *evidenceForm, err error) error {
	kind, putOff := fault.Of(err).Kind, in.putOff(err)
	if kind != fault.Invalid && kind != fault.Conflict && !putOff {
		return err
	}
	p, readErr := a.evidence.Item(c.UserContext(), f.id, id, evidence.Own)
	if readErr != nil {
		return readErr
	}
	if p.Version.State != evidence.Draft {
		return a.showTooLate(c, f, &p, in, err)
	}
	stored := p.Version
	in.edit(&p.Version)
	in.refused(err)
	_, status := classify(err)
	if kind == fault.Conflict {
		return a.showEdit(c, status, f, &p, in, twoTexts(&stored, &p.Version))
	}
	return a.showEdit(c, status, f, &p, in, nil)
}

// twoTexts returns the parts in which what is stored and what was typed differ.
// showTooLate says that a piece is no draft any more, as when it was submitted
// in another tab, and shows what was typed here since, so that it can be copied.
func (a *App) showTooLate(c *fiber.Ctx, f *folio, p *evidence.Piece, in *evidenceForm, err error) error {
	told, status := classify(err)
	page := pages.Error{Status: status, Title: "This piece is no draft now", Message: told.Message,
		Do: []pages.Link{{Text: "Open the piece", Href: f.item(p.ID)}}}
	typed := p.Version
	typed.Claims = slices.Clone(typed.Claims)
	in.edit(&typed)
	for _, change := range evidence.Changes(&p.Version, &typed) {
		if strings.TrimSpace(change.After) != "" {
			page.Typed = append(page.Typed, pages.TwoTexts{Name: change.Name, Saved: change.After})
		}
	}
	return a.show(c, status, page)
}

func twoTexts(stored, typed *evidence.Version) (out []pages.TwoTexts) {
	for _, change := range evidence.Changes(stored, typed) {
		out = append(out, pages.TwoTexts{Name: change.Name, Saved: change.Before})
	}
	return out
}

// A savedDraft is what a page that saves itself is told.
type savedDraft struct {
	Revision int               `json:"revision"`
	SavedAt  time.Time         `json:"saved_at,omitzero"`
	Words    map[string]int    `json:"words,omitempty"`
	Fields   map[string]string `json:"fields,omitempty"` // saved, and not right yet
	Message  string            `json:"message,omitempty"`
	Theirs   map[string]string `json:"theirs,omitempty"`
}

// answerSave tells the page that saves itself how it went.
func (a *App) answerSave(c *fiber.Ctx, p *evidence.Piece, err error) error {
	if theirs, clashed := evidence.Theirs(err); clashed {
		return c.Status(http.StatusConflict).JSON(savedDraft{Revision: theirs.Revision, Message: fault.Of(err).Message, Theirs: texts(&theirs)})
	}
	if err != nil {
		return err
	}
	v := &p.Version
	return c.JSON(savedDraft{Revision: v.Revision, SavedAt: v.SavedAt, Words: v.Words(), Fields: unread(v)})
}

// texts returns what is typed in a draft, by field.
func texts(v *evidence.Version) map[string]string {
	out := map[string]string{"kind": string(v.Kind), "done_from": dayText(v.From), "done_to": dayText(v.To)}
	for _, p := range v.Parts() {
		out[p.Field] = *p.Text
	}
	for i := range v.Claims {
		out[v.Claims[i].Field("how")] = v.Claims[i].How
	}
	return out
}

// showEdit shows the page of a draft.
func (a *App) showEdit(c *fiber.Ctx, status int, f *folio, p *evidence.Piece, in *evidenceForm, theirs []pages.TwoTexts) error {
	covers, err := a.evidence.Coverage(c.UserContext(), f.id)
	if err != nil {
		return err
	}
	e := editor{f, &p.Version, in}
	page := e.page(p)
	page.Picker = e.picker(covers)
	if verb, _, _ := strings.Cut(in.do, "-"); verb == "find" || verb == "claim" {
		found, err := a.find(c.UserContext(), f, &p.Version)
		if err != nil {
			return err
		}
		page.Finding = e.finding(found)
	}
	page.Theirs = theirs
	if page.Hints, err = a.hints(c, f, p); err != nil {
		return err
	}
	if p.State == evidence.Returned {
		if page.Note, err = a.returnedNote(c, f, p.ID); err != nil {
			return err
		}
	}
	if removed := c.QueryInt("removed"); removed > 0 {
		if file, err := a.evidence.File(c.UserContext(), f.id, evidence.FileID(removed), evidence.Own); err == nil && p.Version.File(file.ID) == nil {
			page.Files = append(page.Files, f.removedRow(&file, p.ID))
		}
	}
	page.Drop.Fault = cmp.Or(page.Drop.Fault, a.refusal(c))
	return a.show(c, status, page)
}

func (f *folio) removedRow(file *evidence.File, id evidence.ItemID) pages.FileRow {
	return pages.FileRow{ID: fmt.Sprintf("file-%d", file.ID), Icon: "file", Name: file.Name, More: "Removed from this piece.",
		Actions: []pages.Action{{Text: "Put it back", To: file.Name, Href: f.path("/evidence/%d/files/%d/restore", id, file.ID), Post: true}}}
}

// verdictWords says after a statement's name what was decided.
func verdictWords(v evidence.Verdict) string {
	switch v {
	case evidence.AcceptedVerdict:
		return ", accepted"
	case evidence.ReferredVerdict:
		return ", referred"
	}
	return ""
}

// returnedNote says what the coach asked for.
func (a *App) returnedNote(c *fiber.Ctx, f *folio, id evidence.ItemID) (*pages.EditNote, error) {
	before, err := a.evidence.Item(c.UserContext(), f.id, id, evidence.Shared)
	if err != nil {
		return nil, err
	}
	note := &pages.EditNote{}
	for _, d := range before.Version.Decisions {
		if d.Verdict == evidence.ReturnedVerdict {
			note.Lead = d.ByName + " returned this on " + words.Day(d.At.In(db.London)) + "."
		}
		if d.Feedback == "" || d.CorrectedBy != 0 {
			continue
		}
		said := d.Feedback
		for _, claim := range before.Version.Claims {
			if claim.ID == d.Claim {
				said = f.statement(claim.Statement).Name() + verdictWords(d.Verdict) + ": " + said
			}
		}
		note.Said = append(note.Said, said)
	}
	return note, nil
}
