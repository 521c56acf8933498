package app

import (
	"fmt"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/reports"
)

// decideComponent accepts or rejects a part of the submission in the path.
func (a *App) decideComponent(c *fiber.Ctx) error {
	v := a.visit(c)
	f := readForm(c, "component", "seen", "do", "note")
	d := evidence.ComponentDecision{Key: f.text("component"), By: v.person(), Seen: evidence.ComponentState(f.text("seen")), Accept: f.text("do") == "accept", Note: f.text("note")}
	if !d.Accept && f.text("do") != "reject" {
		f.wrong.Add("note", "Choose whether to accept or to reject it.")
	}
	err := f.wrong.Err()
	if err == nil {
		err = a.evidence.DecideComponent(c.UserContext(), v.submission, d)
	}
	status := fiber.StatusUnprocessableEntity
	if fault.Is(err, fault.Conflict) {
		status = fiber.StatusConflict
	}
	if f.refused(err) {
		return a.showSubmissionWith(c, status, f)
	}
	if err != nil {
		return err
	}
	u, err := a.evidence.Submission(c.UserContext(), v.submission)
	if err != nil {
		return err
	}
	a.say(c, decidedWords(&u, d.Key))
	return goTo(c, "%s", submissionPath(u.ID, "")+"#"+nextPart(&u, d.Key))
}

// decidedWords says what was decided, and what is left.
func decidedWords(u *evidence.Submission, key string) string {
	part := u.Component(key)
	said := words.Capital(string(part.State)) + ": " + part.Name + "."
	switch {
	case u.Accepted():
		return said + " Every part is accepted, and everyone concerned is told."
	case u.Decided():
		return said + " Every part is decided, and the coach is told what was rejected."
	}
	return said
}

// nextPart is the id of the first part that waits, or of the one with that key.
func nextPart(u *evidence.Submission, key string) string {
	id := "parts"
	for i := range u.Components {
		if u.Components[i].State == evidence.ComponentWaiting {
			return partID(i)
		}
		if u.Components[i].Key == key {
			id = partID(i)
		}
	}
	return id
}

func partID(i int) string { return fmt.Sprintf("part-%d", i+1) }

var componentStates = map[evidence.ComponentState]struct {
	state pages.State
	word  string
}{
	evidence.ComponentWaiting: {pages.Submitted, "To be decided"}, evidence.ComponentAccepted: {pages.Accepted, "Accepted"}, evidence.ComponentRejected: {pages.Returned, "Rejected"},
}

// componentsOf shows the parts of a submission to the visitor, with forms to
// decide them if they may and it is the newest attempt. f is a decision that
// could not be taken, or nil.
func (a *App) componentsOf(v *visit, u *evidence.Submission, frozen *reports.Submission, newest bool, f *form) pages.Components {
	page := pages.Components{Summary: partsSummary(u)}
	decides := newest && u.State == evidence.SubmissionReady && v.may(account.DecideComponents)
	for i := range u.Components {
		part := &u.Components[i]
		row := pages.Component{ID: partID(i), Name: part.Name, State: componentStates[part.State].state, Word: componentStates[part.State].word, By: decidedBy(part), Note: part.Note,
			Holds: holdsOf(u, frozen, part.Key)}
		if decides && part.State != evidence.ComponentAccepted {
			row.Form = componentForm(u, part, partID(i), f)
		} else if f != nil && f.text("component") == part.Key {
			page.Whole, row.Typed = f.whole, f.text("note")
		}
		page.Parts = append(page.Parts, row)
	}
	return page
}

func componentForm(u *evidence.Submission, part *evidence.Component, id string, f *form) *pages.ComponentForm {
	form := &pages.ComponentForm{Href: submissionPath(u.ID, "/decide"), Key: part.Key, Seen: string(part.State), Decided: part.State == evidence.ComponentRejected,
		Note: pages.Field{Name: "note", Value: part.Note}}
	if f != nil && f.text("component") == part.Key {
		form.Note, form.Whole = f.field("note", "", ""), f.whole
	}
	form.Note.ID, form.Note.Label, form.Note.Rows = id+"-note", "Note on “"+part.Name+"”", 3
	form.Note.Hint = "To reject it, say what it needs: the coach reads this. To accept it, it may stay empty."
	return form
}

// partsSummary counts what was decided.
func partsSummary(u *evidence.Submission) string {
	n := map[evidence.ComponentState]int{}
	for i := range u.Components {
		n[u.Components[i].State]++
	}
	accepted, rejected, waiting := n[evidence.ComponentAccepted], n[evidence.ComponentRejected], n[evidence.ComponentWaiting]
	if accepted == len(u.Components) {
		return "Accepted as a whole"
	}
	said := []string{fmt.Sprintf("%d of %d accepted", accepted, len(u.Components))}
	if rejected > 0 {
		said = append(said, fmt.Sprintf("%d rejected", rejected))
	}
	if waiting > 0 {
		said = append(said, fmt.Sprintf("%d to decide", waiting))
	}
	return strings.Join(said, ", ")
}

// decidedBy says who decided a part, and that it is kept from an earlier attempt.
func decidedBy(part *evidence.Component) string {
	if part.DecidedAt.IsZero() {
		return ""
	}
	by := part.DecidedName + ", " + words.Moment(part.DecidedAt)
	switch {
	case part.KeptFrom > 0:
		return fmt.Sprintf("Kept from attempt %d, unchanged: accepted by %s", part.KeptFrom, by)
	case part.State == evidence.ComponentAccepted:
		return "Locked. By " + by
	}
	return "By " + by
}

// holdsOf says what a part holds, with links to what can be opened.
func holdsOf(u *evidence.Submission, frozen *reports.Submission, key string) (out []pages.ComponentHolds) {
	for _, h := range frozen.Holds(key) {
		row := pages.ComponentHolds{Name: h.Name, Text: h.Text}
		switch {
		case h.File != "":
			row.Do = &pages.Link{Text: "Open the file", Href: submissionPath(u.ID, "/files/"+h.File)}
		case key == "portfolio" && u.State == evidence.SubmissionReady:
			row.Do = &pages.Link{Text: "Open the portfolio PDF", Href: submissionPath(u.ID, "/pdf?show=1")}
		}
		out = append(out, row)
	}
	return out
}

// submissionNote says where a submission stands, as far as the visitor may know
// it, and leads to what they do next.
func (a *App) submissionNote(c *fiber.Ctx, v *visit, u, newest *evidence.Submission) (*pages.SubmissionNote, error) {
	if u.State != evidence.SubmissionReady {
		return nil, nil
	}
	portfolio := fmt.Sprintf("/portfolios/%d", u.Portfolio)
	switch {
	case newest.ID != u.ID:
		n := &pages.SubmissionNote{Kind: pages.NoteWatch, Lead: fmt.Sprintf("Attempt %d was handed over since.", newest.Attempt), Rest: "Nothing of this one is decided any more."}
		may, err := a.mayRead(c, newest.ID)
		if may {
			n.Do = &pages.Link{Text: fmt.Sprintf("Open attempt %d", newest.Attempt), Href: submissionPath(newest.ID, "")}
		}
		return n, err
	case u.Accepted():
		n := &pages.SubmissionNote{Kind: pages.NoteAccepted, Lead: "Accepted as a whole.", Rest: "Nothing of it changes any more."}
		if v.may(account.InviteAssessor) {
			n.Do = &pages.Link{Text: "Invite an assessor", Href: submissionPath(u.ID, "/assessors")}
		}
		return n, nil
	case u.Decided():
		n := &pages.SubmissionNote{Kind: pages.NoteReturned, Lead: rejectedWords(u), Rest: "A note says what it needs."}
		switch {
		case v.may(account.HandOver):
			n.Rest, n.Do = "Put right what the notes say, then hand over again: what is accepted and stays the same stays accepted.", &pages.Link{Text: "Hand over again", Href: portfolio + "/submissions"}
		case v.may(account.DecideComponents):
			n.Rest = "The coach is told, and hands over again once it is put right."
		}
		return n, nil
	}
	return nil, nil
}

// rejectedWords says how many parts are rejected.
func rejectedWords(u *evidence.Submission) string {
	n := 0
	for i := range u.Components {
		if u.Components[i].State == evidence.ComponentRejected {
			n++
		}
	}
	if n == 1 {
		return "One part is rejected."
	}
	return pages.Count(n) + " parts are rejected."
}

// becomes says, before a portfolio is handed over again, what becomes of each
// part.
func (a *App) becomes(c *fiber.Ctx, portfolio programme.EnrolmentID) (out []pages.NextPart, err error) {
	parts, before, err := a.reportStores().NextParts(c.UserContext(), portfolio, a.visit(c).person())
	for i := range parts {
		out = append(out, nextPartRow(&parts[i], before))
	}
	return out, err
}

func nextPartRow(p *reports.NextPart, before *evidence.Submission) pages.NextPart {
	row := pages.NextPart{Name: p.Name, State: pages.Submitted, Word: "To be decided"}
	switch was := p.Before; {
	case p.State == evidence.ComponentAccepted:
		row.State, row.Word, row.Text = pages.Accepted, "Stays accepted", "It holds the same as in attempt "+fmt.Sprint(before.Attempt)+"."
	case was == nil:
		row.Text = fmt.Sprintf("It is new: attempt %d did not have it.", before.Attempt)
	case was.State == evidence.ComponentAccepted && p.Same():
		row.Text = fmt.Sprintf("%s accepted it. Now it goes to another organisation, which decides it anew.", before.OrganisationName)
	case was.State == evidence.ComponentAccepted:
		row.State, row.Text = pages.Watch, fmt.Sprintf("It was accepted in attempt %d and has changed since, so that it is decided again.", before.Attempt)
	case p.Same():
		row.State, row.Text, row.Note = pages.Watch, fmt.Sprintf("Rejected in attempt %d, and it has not changed since.", before.Attempt), was.Note
	default:
		row.Text, row.Note = fmt.Sprintf("Replaces what was rejected in attempt %d.", before.Attempt), was.Note
	}
	if row.Note != "" {
		row.Do = &pages.Link{Text: "Look at what was rejected", Href: submissionPath(before.ID, "") + "#" + partIDOf(before, p.Key)}
	}
	return row
}

// partIDOf is the id of the part with that key on the page of a submission.
func partIDOf(u *evidence.Submission, key string) string {
	for i := range u.Components {
		if u.Components[i].Key == key {
			return partID(i)
		}
	}
	return "parts"
}

// rejected says what is rejected of the newest attempt of a portfolio, once all
// of it is decided; nil where nothing is.
func (a *App) rejected(c *fiber.Ctx, portfolio programme.EnrolmentID) (*pages.Rejected, error) {
	attempts, err := a.evidence.Attempts(c.UserContext(), portfolio)
	if err != nil || len(attempts) == 0 || !attempts[0].Decided() || !attempts[0].Rejected() {
		return nil, err
	}
	u := &attempts[0]
	r := &pages.Rejected{Fact: fmt.Sprintf("Attempt %d, by %s", u.Attempt, u.OrganisationName), Href: submissionPath(u.ID, ""),
		Text: "The coach hands it over again once this is put right. What was accepted and stays the same stays accepted."}
	for i := range u.Components {
		part := &u.Components[i]
		if part.State == evidence.ComponentRejected {
			r.Parts = append(r.Parts, pages.NextPart{Name: part.Name, State: pages.Returned, Word: "Rejected", Note: part.Note,
				Do: &pages.Link{Text: "Look at it in the submission", Href: submissionPath(u.ID, "") + "#" + partID(i)}})
		}
	}
	return r, nil
}
