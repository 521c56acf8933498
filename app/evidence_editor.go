package app

import (
	"cmp"
	"fmt"
	"slices"

	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/ksb"
)

// An editor makes the page of a draft: of the draft as it is stored, or as it was
// typed when something was wrong.
type editor struct {
	f  *folio
	v  *evidence.Version
	in *evidenceForm
}

func (e editor) field(name, label, hint, value string) pages.Field {
	return pages.Field{Name: name, Label: label, Hint: hint, Value: value, Fault: e.in.wrong.Of(name)}
}

func (e editor) area(name, label, hint, value string, rows int) pages.Field {
	f := e.field(name, label, hint, value)
	f.Rows = rows
	return f
}

func (e editor) page(p *evidence.Piece) pages.EvidenceEdit {
	f, v := e.f, e.v
	coach := firstName(f.enrolment.CoachName)
	page := pages.EvidenceEdit{
		Back: pages.Link{Text: "All evidence", Href: f.path("/evidence")}, Over: fmt.Sprintf("Piece %d", p.Number), Title: titleOf(v.Title),
		State: stateOf(p.State), Words: p.State.Word() + ", only you can see it", Action: f.item(p.ID),
		Key: fmt.Sprintf("evidence %d version %d", p.ID, v.Number), Revision: v.Revision,
		Saved:  "Saved at " + words.Clock(v.SavedAt) + ". You can leave and come back.",
		Submit: "Submit to " + coach,
		Drop: pages.Drop{Action: f.item(p.ID) + "/files", List: "file-list", Limit: evidence.MaxFile,
			Hint: "Up to 2 GB each. PDF, photos, documents, sound and video. Cover customers’ names first."},
		Facts: []pages.Field{e.field("title", "Title", "So that you and your coach can tell it from the others", v.Title),
			e.field("place", "Where was it?", "The team, site or client, if that matters", v.Place)},
		Kind: e.field("kind", "Kind", "", ""), Kinds: kindOptions(v.Kind, "Not said yet"),
		From: e.field("done_from", "Done on", "", dayText(v.From)), To: e.field("done_to", "To", "", dayText(v.To)),
		Fault: e.in.wrong.Of("claims"), NewClaim: e.claim(evidence.Claim{}),
	}
	page.To.Optional, page.Facts[1].Optional = true, true
	if p.Revising() {
		page.Words = "Revision, only you can see it. The accepted version counts until this one is accepted."
	}
	for i := range v.Files {
		page.Files = append(page.Files, f.fileRow(&v.Files[i], p.ID, true))
	}
	for _, c := range v.Claims {
		page.Claims = append(page.Claims, e.claim(c))
	}
	e.story(&page)
	e.foldedAway(&page)
	e.declarations(&page)
	if p.State == evidence.Draft {
		page.Remove = f.item(p.ID) + "/remove"
		page.RemoveAsk = pages.Ask{ID: "ask-remove", Title: "Throw this draft away?", Text: "You can bring it back from the page after.",
			Yes: "Throw the draft away", No: "Keep it"}
	}
	e.summary(&page)
	return page
}

// story adds the four parts of the account, each a step one can go to.
func (e editor) story(page *pages.EvidenceEdit) {
	v, counted := e.v, e.v.Words()
	for _, part := range []struct{ field, name, label, hint, value string }{
		{"situation", "Situation", "What was the situation?", "Who, where, and what was at stake.", v.Situation},
		{"task", "Task", "What did you have to do?", "What was asked of you, and by when.", v.Task},
		{"action", "Action", "What did you do, step by step?", "Write “I” for your own part. Say why you chose each step. Most accounts take 150 to 300 words.", v.Action},
		{"result", "Result", "What came of it?", "A figure or a date makes it stick: how much, by when?", v.Result},
	} {
		n := counted[part.field]
		step := pages.Step{Name: part.name, Note: "Nothing yet", Href: "#" + part.field, Done: n > 0, Words: part.field}
		if n > 0 {
			step.Note = words.Plural(n, "word", "words")
		}
		page.Steps = append(page.Steps, step)
		page.Story = append(page.Story, e.area(part.field, part.label, part.hint, part.value, 7))
	}
	page.OwnPart = e.area("own_part", "Your own part, if others worked on it too", "Who did what. “I”, not “we”.", v.OwnPart, 2)
	page.OwnPart.Optional = true
}

// foldedAway adds what many leave empty.
func (e editor) foldedAway(page *pages.EvidenceEdit) {
	v := e.v
	page.Reflect = pages.Folded{Title: "Looking back", Hint: reflectionNote(e.f.plan.Portfolio.Reflection), Open: v.HasReflection(), Fields: []pages.Field{
		e.area("worked", "What worked?", "", v.Worked, 3), e.area("failed", "What did not?", "", v.Failed, 3),
		e.area("next_time", "What will you do next time?", "The change, and when you will make it", v.NextTime, 3),
		e.area("theory", "Which policy or theory does it go by?", "Name the section", v.Theory, 2)}}
	w := v.Witness
	page.Witness = pages.Folded{Title: "Someone who saw it", Hint: "For an observation record or a testimony: someone who saw the work itself.",
		Open: w != (evidence.Witness{}) || v.Kind.Witnessed(), Fields: []pages.Field{
			e.field("witness_name", "Name", "", w.Name), e.field("witness_role", "Job", "", w.Role),
			e.field("witness_relation", "What they are to you", "Such as your manager, or a customer", w.Relation),
			e.field("witness_contact", "How to reach them", "A work address or number", w.Contact)}}
	page.Held = pages.Folded{Title: "Held at your employer", Hint: "If the work must not leave your employer, say what it is and where it is kept instead of adding a file.",
		Open: v.Held || v.HeldWhat+v.HeldWhere != "", Fields: []pages.Field{
			e.area("held_what", "What is it?", "", v.HeldWhat, 2), e.area("held_where", "Where is it kept, and who can show it?", "", v.HeldWhere, 2)}}
	page.HeldTick, page.IsHeld = e.field("held", "This work is held at my employer, so there is no file of it here.", "", ""), v.Held
	for _, fold := range []*pages.Folded{&page.Reflect, &page.Witness, &page.Held} {
		for i := range fold.Fields {
			fold.Fields[i].Optional = true
			fold.Open = fold.Open || fold.Fields[i].Fault != ""
		}
	}
	page.Held.Open = page.Held.Open || page.HeldTick.Fault != ""
}

func reflectionNote(r ksb.Reflection) string {
	switch r {
	case ksb.ReflectionForbidden:
		return "Your assessment plan does not take reflective accounts. What you write here helps you and your coach; it stays out of the portfolio."
	case ksb.ReflectionDiscouraged:
		return "Your assessment plan would rather not have reflective accounts. Keep it short."
	}
	return ""
}

func (e editor) declarations(page *pages.EvidenceEdit) {
	v := e.v
	page.OwnWork, page.IsOwn = e.field("own_work", "This is my own work. Where others helped, I say who and how.", "", ""), v.OwnWork
	page.AI = e.field("ai_used", "Did you use AI for any part of this?", "It is allowed when it is said", "")
	page.AIs = []pages.Option{{Value: "no", Label: "No", On: v.AI == evidence.AINotUsed}, {Value: "yes", Label: "Yes", On: v.AI == evidence.AIUsed}}
	page.AINote = e.area("ai_note", "What did you use it for?", "", v.AINote, 2)
	page.AINote.Class = "ai__note"
}

// claim returns the fields of a claim. That of no statement is the pattern that
// scripts fill in.
func (e editor) claim(c evidence.Claim) pages.ClaimEdit {
	id, s := idText(c.Statement), &ksb.Statement{Title: "data-name"}
	if c.Statement == 0 {
		id = "new"
	} else {
		s = e.f.statement(c.Statement)
	}
	out := pages.ClaimEdit{Statement: id, Chip: pages.Chip{Code: string(s.Code), Name: s.Title}, Name: s.Title, Full: s.Text(), Account: placeHint(nil)}
	out.How = e.area("how-"+id, "How does it show this?", "A sentence in your own words", c.How, 2)
	wheres := c.Wheres()
	if len(wheres) == 0 {
		wheres = []evidence.Where{{File: e.onlyFile()}}
		if wheres[0].File == 0 {
			wheres[0].File = -1
		}
	}
	if e.in.do == "place-"+id {
		wheres = append(wheres, evidence.Where{File: -1})
	}
	for i, w := range wheres {
		out.Wheres = append(out.Wheres, e.where(id, i, w))
	}
	return out
}

// onlyFile returns the one file of a piece, 0 if there are none or several.
func (e editor) onlyFile() evidence.FileID {
	if len(e.v.Files) == 1 {
		return e.v.Files[0].ID
	}
	return 0
}

// where returns the fields of one place; a File of -1 is not chosen yet.
func (e editor) where(id string, n int, w evidence.Where) pages.WhereEdit {
	suffix := id
	if n > 0 {
		suffix = fmt.Sprintf("%s-%d", id, n+1)
	}
	out := pages.WhereEdit{
		File: pages.Field{Name: "file-" + id, ID: "file-of-" + suffix, Label: "Where is it shown?", Class: "field--grow"},
		At:   pages.Field{Name: "at-" + id, ID: "at-" + suffix, Label: "Where in it?", Hint: placeHint(e.v.File(w.File)), Value: w.Text, Class: "field--grow"},
		Files: []pages.Option{{Value: "", Label: "In the piece as a whole", On: w.File == -1},
			{Value: "0", Label: "In the account itself", On: w.File == 0}},
	}
	for _, f := range e.v.Files {
		out.Files = append(out.Files, pages.Option{Value: idText(f.ID), Label: f.Name, On: f.ID == w.File})
	}
	if n == 0 {
		out.At.Fault = e.in.wrong.Of("at-" + id)
	}
	if _, err := evidence.ParseWhere(e.v.File(w.File), w.Text); err != nil {
		out.At.Fault = fault.Of(err).Message
	}
	return out
}

// picker offers the apprentice's own statements, gaps first.
func (e editor) picker(covers map[ksb.StatementID]evidence.Cover) pages.Picker {
	p := pages.Picker{Name: "claims", Label: "Which statements does it show?", Hint: "Tick those this piece shows well. Gaps come first."}
	for _, t := range e.f.standard.Types {
		p.Types = append(p.Types, pages.Option{Value: t.Key, Label: t.Name})
	}
	for i := range e.f.mine {
		s := &e.f.mine[i]
		p.Rows = append(p.Rows, pages.Pick{Value: idText(s.ID), Chip: pages.Chip{Code: string(s.Code)}, Name: s.Title, Full: s.Text(),
			Type: s.Type, State: stateOf(covers[s.ID].State), On: e.v.Claim(s.ID) != nil})
	}
	sortGapsFirst(p.Rows)
	for _, c := range e.v.Claims { // of a statement that is no longer to be shown
		if !slices.ContainsFunc(p.Rows, func(r pages.Pick) bool { return r.Value == idText(c.Statement) }) {
			s := e.f.statement(c.Statement)
			p.Rows = append(p.Rows, pages.Pick{Value: idText(c.Statement), Chip: pages.Chip{Code: string(s.Code)}, Name: s.Title,
				Type: s.Type, State: stateOf(covers[c.Statement].State), On: true})
		}
	}
	return p
}

func sortGapsFirst(rows []pages.Pick) {
	slices.SortStableFunc(rows, func(a, b pages.Pick) int { return cmp.Compare(gapOrder[a.State], gapOrder[b.State]) })
}

var gapOrder = map[pages.State]int{pages.None: 0, pages.Returned: 1, pages.Draft: 2, pages.Submitted: 3, pages.Accepted: 4}

// summary lists what is wrong, in the order of the page.
func (e editor) summary(page *pages.EvidenceEdit) {
	whole := slices.Clone(e.in.form.whole)
	if text := e.in.wrong.Of("files"); text != "" {
		page.Drop.Fault = text
	}
	fields := append([]pages.Field{{ID: "files-pick", Fault: page.Drop.Fault}}, page.Facts...)
	fields = append(fields, page.Kind, page.From, page.To)
	fields = append(fields, page.Story...)
	fields = append(fields, page.OwnPart)
	fields = append(fields, page.Reflect.Fields...)
	for _, c := range page.Claims {
		fields = append(fields, c.How)
		for _, w := range c.Wheres {
			if w.At.Fault != "" && len(e.in.wrong.All()) > 0 {
				fields = append(fields, w.At)
			}
		}
	}
	if page.Fault != "" {
		fields = append(fields, pages.Field{Name: "claims", ID: "claims-1", Fault: page.Fault})
	}
	fields = append(fields, page.Witness.Fields...)
	fields = append(fields, page.HeldTick)
	fields = append(fields, page.Held.Fields...)
	fields = append(fields, page.OwnWork, page.AI, page.AINote)
	page.Summary = pages.NewSummary(whole, fields...)
}
