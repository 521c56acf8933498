package app

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/ksb"
)

// A scanForm is what was sent of a scan. What was not sent stays as it is.
type scanForm struct {
	form
	revision int
}

func readScan(c *fiber.Ctx) *scanForm {
	in := &scanForm{}
	in.typed = make(map[string]string)
	for name, values := range formValues(c) {
		in.typed[name] = strings.TrimSpace(strings.ReplaceAll(values[0], "\r\n", "\n"))
	}
	in.revision, _ = strconv.Atoi(in.text("revision"))
	return in
}

// edit changes a voice to what was sent.
func (in *scanForm) edit(v *programme.Voice) {
	if text, sent := in.typed["comment"]; sent {
		v.Comment = text
	}
	for name, text := range in.typed {
		what, number, _ := strings.Cut(name, "-")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil || what != "score" && what != "note" {
			continue
		}
		id := ksb.StatementID(n)
		score := v.Scores[id]
		if what == "note" {
			score.Note = text
		} else if score.Point, err = strconv.Atoi(text); err != nil {
			score.Point = 0
		}
		v.Scores[id] = score
	}
}

// speaker returns the role in which a route lets the visitor score.
func (a *App) speaker(c *fiber.Ctx) account.Role {
	r, _ := c.Locals(routeKey).(*route)
	return scanRole(a.visit(c), r.act)
}

// editScan shows the form of a scan. One that the visitor cannot score (any
// more, or yet) is shown to be read.
func (a *App) editScan(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	s, err := a.scanOf(c)
	if err != nil {
		return err
	}
	role := a.speaker(c)
	if s.Voices[role].Signed() || (role != account.Apprentice) == (s.State == programme.ScanDraft) {
		return goTo(c, "%s", f.path("/scans/%d", s.ID))
	}
	return a.show(c, http.StatusOK, a.scanForm(f, &s, role, &scanForm{}))
}

// saveScan saves what the visitor says in a scan, by itself or by a button, and
// signs it if that is the button.
func (a *App) saveScan(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	s, err := a.scanOf(c)
	if err != nil {
		return err
	}
	in, role, v := readScan(c), a.speaker(c), a.visit(c)
	s, err = a.programme.SaveVoice(c.UserContext(), f.id, s.ID, role, in.revision, in.edit)
	if wantsJSON(c) {
		return answerVoice(c, &s, role, err)
	}
	if err == nil && in.text("do") == "sign" {
		by := programme.Signer{Role: role, Person: v.person(), Address: a.clientAddress(c)}
		s, err = a.programme.SignVoice(c.UserContext(), by, f.id, s.ID, s.Voices[role].Revision, in.text("digest"))
	}
	if err != nil {
		return a.scanAgain(c, f, role, in, err)
	}
	if in.text("do") == "sign" {
		a.say(c, "Signed. Nothing of it will change.")
		return goTo(c, "%s", f.path("/scans/%d", s.ID))
	}
	a.say(c, "Saved.")
	return goTo(c, "%s", c.Path()+map[bool]string{true: "/edit"}[role == account.Apprentice])
}

// A savedVoice is what a form that saves itself is told.
type savedVoice struct {
	Revision int               `json:"revision"`
	SavedAt  time.Time         `json:"saved_at,omitzero"`
	Message  string            `json:"message,omitempty"`
	Theirs   map[string]string `json:"theirs,omitempty"`
}

func answerVoice(c *fiber.Ctx, s *programme.Scan, role account.Role, err error) error {
	if theirs, clashed := programme.TheirVoice(err); clashed {
		return c.Status(http.StatusConflict).JSON(savedVoice{Revision: theirs.Revision, Message: fault.Of(err).Message, Theirs: voiceTexts(&theirs)})
	}
	if err != nil {
		return err
	}
	v := s.Voices[role]
	return c.JSON(savedVoice{Revision: v.Revision, SavedAt: v.SavedAt})
}

// voiceTexts returns what a voice says, by field.
func voiceTexts(v *programme.Voice) map[string]string {
	out := map[string]string{"comment": v.Comment}
	for id, score := range v.Scores {
		if score.Point > 0 {
			out[fmt.Sprintf("score-%d", id)] = strconv.Itoa(score.Point)
		}
		out[fmt.Sprintf("note-%d", id)] = score.Note
	}
	return out
}

// scanAgain shows what was typed once more, with what is wrong, beside what was
// saved elsewhere, or to be copied where it is too late.
func (a *App) scanAgain(c *fiber.Ctx, f *folio, role account.Role, in *scanForm, err error) error {
	kind := fault.Of(err).Kind
	if !in.refused(err) && !in.putOff(err) {
		return err
	}
	s, readErr := a.scanOf(c)
	if readErr != nil {
		return readErr
	}
	_, status := classify(err)
	stored := s.Voices[role]
	typed := programme.Voice{Comment: stored.Comment, Scores: map[ksb.StatementID]programme.Score{}}
	for id, score := range stored.Scores {
		typed.Scores[id] = score
	}
	in.edit(&typed)
	differ := differing(&s, stored, &typed)
	_, clashed := programme.TheirVoice(err)
	if kind == fault.Conflict && (stored.Signed() || s.State == programme.ScanDraft && role != account.Apprentice) {
		page := pages.Error{Status: status, Title: "This scan cannot be changed now", Message: fault.Of(err).Message,
			Do: []pages.Link{{Text: "Open the scan", Href: f.path("/scans/%d", s.ID)}}}
		for _, d := range differ {
			page.Typed = append(page.Typed, pages.TwoTexts{Name: d.name, Saved: d.typed})
		}
		return a.show(c, status, page)
	}
	form := a.scanForm(f, &s, role, in)
	if clashed {
		for _, d := range differ {
			form.Theirs = append(form.Theirs, pages.TwoTexts{Name: d.name, Saved: d.stored})
		}
	}
	return a.show(c, status, form)
}

// scanForm fills the form of a scan from what is stored and what was typed.
func (a *App) scanForm(f *folio, s *programme.Scan, role account.Role, in *scanForm) pages.ScanForm {
	v := s.Voices[role]
	in.edit(v)
	page := pages.ScanForm{Whole: in.whole, Back: pages.Link{Text: f.whose("skills scans"), Href: f.path("/scans")}, Over: f.over(a.db),
		Action: f.path("/scans/%d", s.ID), Key: fmt.Sprintf("scan %d %s", s.ID, role), Revision: v.Revision, Digest: s.Digest(role),
		Steps: scanSteps(&s.Scale), Words: programme.ScanWords(role), Saved: "Nothing saved yet."}
	if !v.SavedAt.IsZero() {
		page.Saved = "Saved at " + words.Clock(v.SavedAt) + ". You can leave and come back."
	}
	name := firstName(s.Apprentice)
	page.Title, page.Lead, page.Sign = "Your skills scan", "How sure are you of each statement today? Be honest rather than kind: what is low now shows later how far you have come.", "Submit the scan"
	page.Comment = pages.Field{Name: "comment", Label: "Anything to add?", Value: v.Comment, Fault: in.wrong.Of("comment"), Optional: true, Rows: 3}
	if role != account.Apprentice {
		if told := s.Voices[account.Apprentice].Comment; told != "" {
			page.Told = &pages.Fact{Name: s.Apprentice, Value: told}
		}
		page.Action += "/validate"
		page.Title, page.Sign = "Score beside "+name, "Sign the scan"
		page.Lead = fmt.Sprintf("Where you see it otherwise than %s, choose your own step and say why. Where you leave it, you agree.", name)
	} else {
		page.Remove = page.Action + "/remove"
		page.RemoveAsk = pages.Ask{ID: "ask-remove", Title: "Throw this draft away?", Text: "Its scores go. Scans that were submitted stay.", Yes: "Throw the draft away", No: "Keep it"}
	}
	page.Groups = scanFields(s, role, in)
	return page
}

func scanFields(s *programme.Scan, role account.Role, in *scanForm) (groups []pages.ScanFields) {
	scored := map[string][2]int{}
	for i := range s.Statements {
		st := &s.Statements[i]
		if n := len(groups); n == 0 || groups[n-1].Name != st.Type {
			groups = append(groups, pages.ScanFields{Name: st.Type})
		}
		last := &groups[len(groups)-1]
		last.Rows = append(last.Rows, scanField(s, st, role, in))
		n := scored[st.Type]
		n[1]++
		if s.Voices[role].Scores[st.ID].Point > 0 {
			n[0]++
		}
		scored[st.Type] = n
	}
	for i := range groups {
		if n := scored[groups[i].Name]; role == account.Apprentice {
			groups[i].Count = fmt.Sprintf("%d of %d scored", n[0], n[1])
		}
	}
	return groups
}

func scanField(s *programme.Scan, st *programme.ScanStatement, role account.Role, in *scanForm) pages.ScanField {
	score, id := s.Voices[role].Scores[st.ID], fmt.Sprint(st.ID)
	row := pages.ScanField{Chip: pages.Chip{Code: st.Code}, Name: st.Title, Full: st.Text,
		Score:  pages.Field{Name: "score-" + id, Label: st.Title, Hint: st.Text, Fault: in.wrong.Of("score-" + id)},
		Remark: pages.Field{Name: "note-" + id, Label: "Note on " + st.Title, Value: score.Note, Fault: in.wrong.Of("note-" + id), Optional: true, Rows: 2}}
	if role != account.Apprentice {
		own := s.Own(st.ID)
		row.Said, row.Note = firstName(s.Apprentice)+": "+stepWords(&s.Scale, own.Point)+".", own.Note
		row.Choices = append(row.Choices, pages.ScanChoice{Value: "0", Label: "Agree", Number: "=", On: score.Point == 0})
	}
	for _, p := range s.Scale.Points {
		choice := pages.ScanChoice{Value: strconv.Itoa(p.Value), Label: p.Label, Number: strconv.Itoa(p.Value), On: p.Value == score.Point}
		if role != account.Apprentice {
			choice.Beside = besideOwn(p.Value - s.Own(st.ID).Point)
		}
		row.Choices = append(row.Choices, choice)
	}
	return row
}

// besideOwn says how many steps a score is from the apprentice's own, in few
// enough words for the width of a step.
func besideOwn(steps int) string {
	switch {
	case steps > 0:
		return fmt.Sprintf("%d higher", steps)
	case steps < 0:
		return fmt.Sprintf("%d lower", -steps)
	}
	return "The same"
}

// A scanDifference is what two versions of a voice say otherwise of one thing.
type scanDifference struct{ name, stored, typed string }

// differing lists what two versions of a voice say otherwise, in the order of
// the page.
func differing(s *programme.Scan, stored, typed *programme.Voice) (out []scanDifference) {
	add := func(name, was, is string) {
		if was != is {
			out = append(out, scanDifference{name, was, is})
		}
	}
	for i := range s.Statements {
		st := &s.Statements[i]
		was, is := stored.Scores[st.ID], typed.Scores[st.ID]
		add(st.Name(), scoreWords(&s.Scale, was), scoreWords(&s.Scale, is))
	}
	add("In all", stored.Comment, typed.Comment)
	return out
}

func scoreWords(s *programme.Scale, score programme.Score) string {
	text := "No step"
	if score.Point > 0 {
		text = stepWords(s, score.Point)
	}
	if score.Note != "" {
		text += ". " + score.Note
	}
	return text
}
