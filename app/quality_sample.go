package app

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence"
)

// sample returns the sample of a request, to who may see it.
func (a *App) sample(c *fiber.Ctx) (evidence.Sample, error) {
	id, err := pathNumber(c, "sample")
	if err != nil {
		return evidence.Sample{}, err
	}
	v := a.visit(c)
	return a.evidence.Sample(c.UserContext(), evidence.SampleID(id), v.person(), account.Can(v.session.Roles, account.Sample))
}

// showSample shows a sampled decision: the piece, what the coach decided, and
// what was said of that.
func (a *App) showSample(c *fiber.Ctx) error {
	return a.samplePage(c, http.StatusOK, formOf(map[string]string{}))
}

func (a *App) samplePage(c *fiber.Ctx, status int, in *form) error {
	s, err := a.sample(c)
	if err != nil {
		return err
	}
	page := pages.SamplePage{Back: sampleBack(c, &s), State: sampleState(s.State), Words: s.State.Name(), Why: sampleWhy(&s),
		Over: fmt.Sprintf("%s · piece %d · %s by %s on %s", s.Apprentice, s.Number, s.Verdict, s.CoachName, words.Moment(s.DecidedAt))}
	var versions []evidence.Version
	f, err := a.sampleFolio(c, &s)
	switch {
	case err != nil:
		return err
	case f == nil:
		page.Title = fmt.Sprintf("Piece %d", s.Number)
		page.Note = "The apprentice is with another coach now, so the piece itself is no longer open to you."
	default:
		if versions, err = a.evidence.Versions(c.UserContext(), f.id, s.Item, evidence.Shared); err != nil {
			return err
		}
		page.Title = titleOf(s.Title)
		f.samplePiece(&s, versions, in, &page)
	}
	page.Entries = sampleEntries(f, &s, versions)
	page.Form = sampleForm(c, f, &s, versions, in)
	var fields []pages.Field
	if page.Form != nil {
		fields = append(fields, page.Form.Text, page.Form.Shows)
	}
	page.Summary = pages.NewSummary(in.whole, append(fields, page.Notes...)...)
	return a.show(c, status, page)
}

// sampleBack leads to the list that the reader comes from.
func sampleBack(c *fiber.Ctx, s *evidence.Sample) pages.Link {
	if s.Side == evidence.CoachSide {
		return pages.Link{Text: "Your decisions, sampled", Href: readList(c, "/quality/mine", sampleFilters...).href("", "")}
	}
	return pages.Link{Text: "Decisions to sample", Href: readList(c, "/quality", sampleFilters...).href("", "")}
}

func sampleWhy(s *evidence.Sample) string {
	var names []string
	for _, w := range s.Why {
		names = append(names, lowerFirst(w.Name()))
	}
	return fmt.Sprintf("Drawn by plan %d: %s.", s.Plan, strings.Join(names, "; "))
}

// sampleFolio returns the portfolio of a sample, nil if the reader may not read
// it: a coach whose apprentice has another coach now.
func (a *App) sampleFolio(c *fiber.Ctx, s *evidence.Sample) (*folio, error) {
	roles, err := a.accounts.RolesIn(c.UserContext(), a.visit(c).person(), int64(s.Portfolio))
	if err != nil || !account.Can(roles, account.Read) {
		return nil, err
	}
	f, err := a.folioOf(c.UserContext(), s.Portfolio)
	if err == nil {
		f.sight = evidence.Shared
	}
	return f, err
}

// samplePiece shows the version that was decided on, beside its files.
func (f *folio) samplePiece(s *evidence.Sample, versions []evidence.Version, in *form, page *pages.SamplePage) {
	v := versionOf(versions, s.Version)
	if v == nil {
		return
	}
	shown := &pages.ReviewPage{Account: f.account(v), Tabs: []pages.Way{{Text: "Sample", Href: fmt.Sprintf("/quality/%d", s.ID), Current: true},
		{Text: "The piece", Href: f.item(s.Item)}, {Text: "History", Href: f.item(s.Item) + "/history"}}}
	for i := range v.Files {
		file := &v.Files[i]
		shown.Files = append(shown.Files, pages.Where{Text: file.Name, Href: f.path("/files/%d", file.ID), View: fmt.Sprintf("file-%d", file.ID)})
		shown.Viewers = append(shown.Viewers, f.reviewViewer(v, file))
	}
	for i, row := range f.claims(v, saidBy{}) {
		claim := pages.ReviewClaim{Row: row}
		wheres := f.wheres(v, &v.Claims[i])
		for j := range wheres {
			wheres[j].Href = onThisPage(&wheres[j])
		}
		if len(wheres) > 0 {
			claim.Row.Where, claim.Others = &wheres[0], wheres[1:]
		}
		shown.Claims = append(shown.Claims, claim)
		if s.Side == evidence.IQASide {
			note := in.field(evidence.SampleNoteField(v.Claims[i].ID), "Note to the coach about "+f.statement(v.Claims[i].Statement).Name(), "")
			note.Rows, note.Optional, note.Attrs = 3, true, map[string]any{"form": pages.SampleFormID}
			page.Notes = append(page.Notes, note)
		}
	}
	openFirst(shown)
	shown.Account.Note = "" // it is for the apprentice who writes
	page.Shown, page.Decided = shown, f.said(v, false, saidBy{})
}

// onThisPage is where a place leads from a page that shows the account as it was
// decided on: to that, and not away from what one is writing to a newer one.
func onThisPage(w *pages.Where) string {
	if _, part, has := strings.Cut(w.Href, "#"); has && w.View == "the-account" {
		return "#" + part
	}
	return w.Href
}

func versionOf(versions []evidence.Version, id evidence.VersionID) *evidence.Version {
	for i := range versions {
		if versions[i].ID == id {
			return &versions[i]
		}
	}
	return nil
}

// sampleMoveWords are what each move did, after the name of who made it.
var sampleMoveWords = map[evidence.SampleMove]string{evidence.Agree: "agreed with the decision", evidence.Require: "required action",
	evidence.Answer: "answered", evidence.Accept: "accepted the answer, and closed the action"}

// sampleEntries shows what was said of a sample. Without a folio statements and
// the piece are left out.
func sampleEntries(f *folio, s *evidence.Sample, versions []evidence.Version) (out []pages.SampleEntry) {
	for i := range s.Entries {
		e := &s.Entries[i]
		entry := pages.SampleEntry{Piece: pieceThen(f, s, e.Piece), Said: pages.Said{ID: fmt.Sprintf("entry-%d", e.ID), Who: e.ByName + ", " + words.Moment(e.At),
			What: sampleMoveWords[e.Move], Text: e.Text, Asks: e.Move == evidence.Require}}
		if v := versionOf(versions, s.Version); f != nil && v != nil {
			for j := range v.Claims {
				if text := e.Claims[v.Claims[j].ID]; text != "" {
					entry.Notes = append(entry.Notes, pages.Fact{Name: f.statement(v.Claims[j].Statement).Name(), Value: text})
				}
			}
		}
		if f != nil && e.Shows != 0 {
			entry.Shows = &pages.Link{Text: "See what was decided or said since", Href: fmt.Sprintf("%s/history#said-%d", f.item(s.Item), e.Shows)}
		}
		entry.Unshown = f != nil && s.InWordsAlone(versions, i)
		out = append(out, entry)
	}
	return out
}

// pieceThen leads to the piece as it stood when a coach answered; nil for an
// entry that is no answer.
func pieceThen(f *folio, s *evidence.Sample, stood string) *pages.Link {
	var number int
	if n, _ := fmt.Sscanf(stood, "version %d", &number); n == 0 {
		return nil
	}
	link := &pages.Link{Text: stood}
	if f != nil {
		link.Href = fmt.Sprintf("%s/history?version=%d", f.item(s.Item), number)
	}
	return link
}

// sampleForm is where the reader says something, nil if it is not their turn.
func sampleForm(c *fiber.Ctx, f *folio, s *evidence.Sample, versions []evidence.Version, in *form) *pages.SampleForm {
	within := readList(c, "/quality", sampleFilters...).within
	form := &pages.SampleForm{Action: within(fmt.Sprintf("/quality/%d", s.ID)), Seen: fmt.Sprint(s.Last()), Text: in.field("text", "", ""),
		Unfolded: len(in.typed) > 0}
	form.Text.Rows = 4
	if s.Side == evidence.CoachSide {
		return coachsForm(f, s, versions, in, form)
	}
	coach := firstName(s.CoachName)
	form.Text.Label, form.Text.Hint = "To "+coach, coach+" sees this, and nobody else but IQAs. It can be corrected later, never rewritten."
	button := func(move evidence.SampleMove, text string, main bool) {
		form.Buttons = append(form.Buttons, pages.SampleButton{Text: text, Move: string(move), Main: main})
	}
	switch s.State {
	case evidence.SampleOpen:
		form.Text.Optional, form.Says = true, "Action needs a note."
		button(evidence.Require, "Require action", false)
		button(evidence.Agree, "Agree", true)
	case evidence.SampleAnswered:
		form.Text.Optional, form.Says = !s.InWordsAlone(versions, len(s.Entries)-1), "The action closes when you accept the answer."
		button(evidence.Require, "Ask for more", false)
		button(evidence.Accept, "Accept and close", true)
	case evidence.SampleAction:
		form.Folded = "Add to this, or correct it"
		button(evidence.Require, "Add to what is asked", false)
		button(evidence.Agree, "Agree after all", false)
	case evidence.SampleAgreed:
		form.Folded = "Correct this"
		button(evidence.Agree, "Correct the words", false)
		button(evidence.Require, "Require action after all", false)
	default:
		form.Folded = "Open this again"
		button(evidence.Require, "Require action again", false)
	}
	return form
}

// coachsForm is where a coach says what they did.
func coachsForm(f *folio, s *evidence.Sample, versions []evidence.Version, in *form, form *pages.SampleForm) *pages.SampleForm {
	if s.State.After(evidence.Answer) == "" {
		return nil
	}
	form.Action += "/answer"
	if path, query, has := strings.Cut(strings.TrimSuffix(form.Action, "/answer"), "?"); has {
		form.Action = path + "/answer?" + query
	}
	form.Text.Label, form.Text.Hint = "What you did", "The IQA sees this and closes the action, or asks for more."
	form.Shows = in.field("shows", "What shows it", "What you decided or said about the piece since.")
	form.Shows.Optional = true
	for i := range versions {
		for j := range versions[i].Decisions {
			if d := &versions[i].Decisions[j]; f != nil && d.ID > s.Decision {
				said := f.oneSaid(&versions[i], d, saidBy{})
				form.Options = append(form.Options, pages.Option{Value: idText(d.ID), Label: strings.Trim(said.Who+": "+said.What+" "+shortened(d.Feedback), ": ")})
			}
		}
	}
	if f != nil && len(form.Options) == 0 {
		form.Says = "Nothing was decided or said about the piece since. Do that first, and your answer can point to it."
	}
	if len(form.Options) > 0 {
		form.Options = append([]pages.Option{{Label: "The piece as it stands"}}, form.Options...)
	}
	form.Buttons = []pages.SampleButton{{Text: "Send the answer", Move: string(evidence.Answer), Main: true}}
	if s.State == evidence.SampleAnswered {
		form.Folded, form.Buttons[0].Text = "Add to your answer", "Add to the answer"
	}
	return form
}

// shortened returns the beginning of a text, for a list to choose from.
func shortened(text string) string {
	const most = 60
	if r := []rune(text); len(r) > most {
		return "“" + string(r[:most]) + "…”"
	}
	if text == "" {
		return ""
	}
	return "“" + text + "”"
}

// saySample takes what an IQA says of a sample, and goes on to the next one of
// the same list.
func (a *App) saySample(c *fiber.Ctx) error {
	return a.speakOfSample(c, func(s *evidence.Sample, answer evidence.SampleAnswer) (string, error) {
		if err := a.evidence.SayOfSample(c.UserContext(), s.ID, a.visit(c).person(), answer); err != nil {
			return "", err
		}
		a.say(c, map[evidence.SampleMove]string{evidence.Agree: "You agree with the decision.", evidence.Require: firstName(s.CoachName) + " is asked for action.",
			evidence.Accept: "The action is closed."}[answer.Move])
		return a.nextSample(c)
	})
}

// nextSample is the address of the first sample of the list one looks at, or the
// list where none is left.
func (a *App) nextSample(c *fiber.Ctx) (string, error) {
	l, q := samplesOf(c, "/quality", sampleViews, a.visit(c).person(), evidence.IQASide)
	q.Offset, q.Limit = 0, 1
	found, err := a.evidence.Samples(c.UserContext(), q)
	if view := l.get("show"); err != nil || len(found.Rows) == 0 || view != "" && view != "answered" {
		return l.href("", ""), err
	}
	return l.within(fmt.Sprintf("/quality/%d", found.Rows[0].ID)), nil
}

// answerSample takes what a coach did.
func (a *App) answerSample(c *fiber.Ctx) error {
	return a.speakOfSample(c, func(s *evidence.Sample, answer evidence.SampleAnswer) (string, error) {
		if err := a.evidence.AnswerSample(c.UserContext(), s.ID, a.visit(c).person(), answer); err != nil {
			return "", err
		}
		a.say(c, "Your answer is sent.")
		return fmt.Sprintf("/quality/%d", s.ID), nil
	})
}

// speakOfSample reads what was typed and does something with it. What is refused
// is shown again with all that was typed.
func (a *App) speakOfSample(c *fiber.Ctx, do func(*evidence.Sample, evidence.SampleAnswer) (string, error)) error {
	id, err := pathNumber(c, "sample")
	if err != nil {
		return err
	}
	v := a.visit(c)
	s, err := a.evidence.Sample(c.UserContext(), evidence.SampleID(id), v.person(), account.Can(v.session.Roles, account.Sample))
	if fault.Is(err, fault.NotFound) { // the store says whether it is one's own
		s, err = evidence.Sample{ID: evidence.SampleID(id)}, nil
	}
	if err != nil {
		return err
	}
	in := &form{typed: map[string]string{}}
	answer := evidence.SampleAnswer{Claims: map[evidence.ClaimID]string{}}
	for name, values := range formValues(c) {
		in.typed[name] = strings.TrimSpace(values[0])
		var claim evidence.ClaimID
		if n, _ := fmt.Sscanf(name, "note_%d", &claim); n == 1 && name == evidence.SampleNoteField(claim) {
			answer.Claims[claim] = in.typed[name]
		}
	}
	answer.Move, answer.Text = evidence.SampleMove(in.text("move")), in.text("text")
	answer.Shows, answer.Seen = in.id("shows"), wholeNumber(in.text("seen"))
	to, err := do(&s, answer)
	if err == nil {
		return goTo(c, "%s", to)
	}
	if in.refused(err) || in.putOff(err) {
		_, status := classify(err)
		return a.samplePage(c, status, in)
	}
	return err
}
