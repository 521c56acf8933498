package app

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence"
)

func ordinal(n int) string {
	words := []string{"", "first", "second", "third", "fourth", "fifth"}
	if n < len(words) {
		return words[n]
	}
	return fmt.Sprintf("%dth", n)
}

// showReview shows a piece that waits beside its files, to be decided on.
func (a *App) showReview(c *fiber.Ctx) error {
	return a.reviewPage(c, http.StatusOK, formOf(map[string]string{}))
}

func (a *App) reviewPage(c *fiber.Ctx, status int, in *form) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	id, err := itemID(c)
	if err != nil {
		return err
	}
	versions, err := a.evidence.Versions(c.UserContext(), f.id, id, evidence.Shared)
	if err != nil {
		return err
	}
	v := &versions[0]
	if v.State != evidence.Submitted && len(in.typed) == 0 {
		return goTo(c, "%s", f.item(id))
	}
	p, err := a.evidence.Item(c.UserContext(), f.id, id, evidence.Shared)
	if err != nil {
		return err
	}
	page := f.review(&p, versions, in, a.standingWords(v))
	page.Decided = v.State != evidence.Submitted
	origins, err := a.evidence.Origins(c.UserContext(), f.id, id)
	if err != nil {
		return err
	}
	if page.Origin, err = a.originNote(c, &origins, id); err != nil {
		return err
	}
	for i := range page.Claims {
		page.Claims[i].Row.From = cmp.Or(origins.Of(id, &v.Claims[i]), page.Claims[i].Row.From)
	}
	if err := a.besideQueue(c, id, &page); err != nil {
		return err
	}
	if err := a.coachsOwn(c, f, v, in, &page); err != nil {
		return err
	}
	return a.show(c, status, page)
}

// besideQueue puts a piece in its place among those that wait.
func (a *App) besideQueue(c *fiber.Ctx, id evidence.ItemID, page *pages.ReviewPage) error {
	l, q := a.queueOf(c)
	place, err := a.evidence.PlaceInQueue(c.UserContext(), q, id)
	if err != nil {
		return err
	}
	page.Back.Href, page.Action = l.within("/review"), l.within(page.Action)
	if place.Of == 0 {
		return nil
	}
	page.Place = fmt.Sprintf("%d of %d in the queue", place.At, place.Of)
	if place.Previous != nil {
		page.Previous = l.within(reviewPath(place.Previous))
	}
	if place.Next != nil {
		page.Next = l.within(reviewPath(place.Next))
	}
	return nil
}

// coachsOwn adds what differs from coach to coach: what they have opened, their
// phrases, their keys.
func (a *App) coachsOwn(c *fiber.Ctx, f *folio, v *evidence.Version, in *form, page *pages.ReviewPage) error {
	me := a.visit(c).person()
	opened, err := a.evidence.Opened(c.UserContext(), v.ID, me)
	if err != nil {
		return err
	}
	for i := range page.Claims {
		page.Claims[i].Opened = opened[v.Claims[i].ID]
	}
	list, err := a.evidence.Phrases(c.UserContext(), evidence.PhraseQuery{Reader: me})
	if err != nil {
		return err
	}
	page.Phrases, page.Intos = phraseOptions(list, in), f.intoOptions(v, in)
	page.Keys, err = a.keysOn(c)
	return err
}

// phraseOptions offers phrases; with script the words are inserted at once.
func phraseOptions(list []evidence.Phrase, in *form) (out []pages.Option) {
	for _, h := range list {
		out = append(out, pages.Option{Value: idText(h.ID), Label: h.Name, On: in.text("phrase") == idText(h.ID), Words: h.Text})
	}
	return out
}

// intoOptions offers the fields that a phrase can be inserted into.
func (f *folio) intoOptions(v *evidence.Version, in *form) []pages.Option {
	out := []pages.Option{{Value: "feedback", Label: "About the whole piece", On: in.text("into") == "feedback"}}
	for i := range v.Claims {
		name := v.Claims[i].Field("feedback")
		out = append(out, pages.Option{Value: name, Label: "About " + f.statement(v.Claims[i].Statement).Name(), On: in.text("into") == name})
	}
	return out
}

// standingWords say how long a version has waited, or what was decided on it.
func (a *App) standingWords(v *evidence.Version) string {
	if v.State != evidence.Submitted {
		return string(v.State) + " on " + words.Moment(v.DecidedAt)
	}
	if evidence.WorkingDays(v.SubmittedAt, a.db.Now()) == 0 {
		return "waiting since today"
	}
	return "waiting " + words.Plural(evidence.WorkingDays(v.SubmittedAt, a.db.Now()), "working day", "working days")
}

// review makes the page of a piece and its versions, the one to decide on first.
func (f *folio) review(p *evidence.Piece, versions []evidence.Version, in *form, standing string) pages.ReviewPage {
	v, name := &versions[0], firstName(f.enrolment.ApprenticeName)
	page := pages.ReviewPage{
		Back: pages.Link{Text: "To review", Href: "/review"}, Title: titleOf(v.Title), Action: f.item(p.ID) + "/review", Version: idText(v.ID),
		Over:   fmt.Sprintf("%s · piece %d · submitted for the %s time · %s", f.enrolment.ApprenticeName, p.Number, ordinal(submissions(versions)), standing),
		Accept: "Accept the piece", Return: "Return to " + name, Says: "Refer a claim and the piece goes back.",
		Tabs:    []pages.Way{{Text: "Review", Href: f.item(p.ID) + "/review", Current: true}, {Text: "The piece", Href: f.item(p.ID)}, {Text: "History", Href: f.item(p.ID) + "/history"}},
		Account: f.account(v), Whole: in.field("feedback", "To "+name+", about the whole piece", name+" sees this beside your decisions. It can be corrected later, never rewritten."),
		Verdict: in.field("verdict", "", ""), Said: f.said(v, true, saidBy{}),
	}
	page.Whole.Optional = true
	page.Whole.Attrs = intoAttrs(in, "feedback")
	page.Files = []pages.Where{{Text: "The account", Href: f.item(p.ID) + "#account", View: "the-account"}}
	for i := range v.Files {
		file := &v.Files[i]
		page.Files = append(page.Files, pages.Where{Text: file.Name, Href: f.path("/files/%d", file.ID), View: fmt.Sprintf("file-%d", file.ID)})
		page.Viewers = append(page.Viewers, f.reviewViewer(v, file))
	}
	var fields []pages.Field
	for i, row := range f.claims(v, saidBy{}) {
		claim := f.reviewClaim(v, &v.Claims[i], row, in)
		page.Claims = append(page.Claims, claim)
		fields = append(fields, claim.Verdict.Why)
		if wrong := in.wrong.Of(v.Claims[i].Field("verdict")); wrong != "" {
			fields = append(fields, pages.Field{ID: "claims", Fault: f.statement(v.Claims[i].Statement).Name() + ": " + lowerFirst(wrong)})
		}
	}
	openFirst(&page)
	if len(versions) > 1 {
		page.Changed = f.changedNote(p.ID, &versions[1], v)
	}
	page.Summary = pages.NewSummary(in.whole, append(fields, page.Whole, page.Verdict)...)
	return page
}

// submissions counts how often a piece was submitted: what was moved to another
// version of the standard was not submitted again.
func submissions(versions []evidence.Version) (n int) {
	for i := range versions {
		if versions[i].MovedFrom == 0 {
			n++
		}
	}
	return n
}

// openFirst puts the file that the first claim points to in front, at its place.
func openFirst(page *pages.ReviewPage) {
	for i := range page.Claims {
		c := &page.Claims[i].Row
		if c.Where.View == "" {
			continue
		}
		if c.Where.View == "the-account" {
			page.Told, page.Account.Mark = true, c.Where.Mark
			return
		}
		at := slices.IndexFunc(page.Viewers, func(v pages.Viewer) bool { return v.ID == c.Where.View })
		if at < 0 {
			continue
		}
		first := page.Viewers[at]
		if c.Where.Page > 0 {
			first.Page = c.Where.Page
		}
		first.From, first.Mark = c.Where.From, c.Where.Mark
		page.Viewers = slices.Insert(slices.Delete(page.Viewers, at, at+1), 0, first)
		return
	}
	page.Told = len(page.Viewers) == 0
}

// reviewViewer shows a file with the statements claimed in it.
func (f *folio) reviewViewer(v *evidence.Version, file *evidence.File) pages.Viewer {
	view := f.viewer(file)
	for i := range v.Claims {
		for _, w := range v.Claims[i].Wheres() {
			if w.File == file.ID {
				chip := f.chip(v.Claims[i].Statement)
				chip.Href = ""
				view.Chips = append(view.Chips, chip)
				break
			}
		}
	}
	return view
}

func (f *folio) reviewClaim(v *evidence.Version, c *evidence.Claim, row pages.ClaimRow, in *form) pages.ReviewClaim {
	row.Said = nil
	out := pages.ReviewClaim{Row: row, Verdict: pages.Verdict{Name: c.Field("verdict"), Code: f.statement(c.Statement).Name(), Answer: in.text(c.Field("verdict"))}}
	wheres := f.wheres(v, c)
	for i := range wheres {
		wheres[i].Mark = strings.Trim(row.Chip.Code+": "+c.Wheres()[i].InWords(), ": ")
		wheres[i].Href = f.openAddress(v.Item, c.ID, i)
		wheres[i].Open = wheres[i].Href
	}
	if len(wheres) == 0 {
		whole := f.openAddress(v.Item, c.ID, 0)
		wheres = []pages.Where{{Text: "The piece as a whole", View: "the-account", Href: whole, Open: whole, Mark: row.Chip.Code}}
	}
	out.Row.Where, out.Others = &wheres[0], wheres[1:]
	name := f.statement(c.Statement).Name()
	out.Verdict.Why = in.field(c.Field("feedback"), "To "+firstName(f.enrolment.ApprenticeName)+", about "+name, "If you refer it, say what is missing")
	out.Verdict.Why.Rows = 3
	out.Verdict.Why.Attrs = intoAttrs(in, c.Field("feedback"))
	return out
}

// changedNote sums up what changed since the version before.
func (f *folio) changedNote(id evidence.ItemID, before, v *evidence.Version) *pages.ChangedNote {
	var names []string
	for _, d := range evidence.Changes(before, v) {
		name := lowerFirst(d.Name)
		if d.Claim != 0 {
			name = f.statement(d.Claim).Name() + " (" + name + ")"
		}
		names = append(names, name)
	}
	text := "nothing in it."
	if len(names) > 0 {
		text = strings.Join(names, ", ") + "."
	}
	return &pages.ChangedNote{Lead: "Changed since version " + fmt.Sprint(before.Number) + ":", Text: text,
		Href: fmt.Sprintf("%s/history?version=%d#changes", f.item(id), v.Number)}
}

// intoAttrs puts the cursor where a phrase was just inserted.
func intoAttrs(in *form, name string) map[string]any {
	if in.text("insert") == "" || in.text("into") != name {
		return nil
	}
	return map[string]any{"autofocus": true}
}

// decide records a coach's decisions on a piece and goes on to the next one, or
// inserts a phrase into what they write.
func (a *App) decide(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	id, err := itemID(c)
	if err != nil {
		return err
	}
	p, err := a.evidence.Item(c.UserContext(), f.id, id, evidence.Shared)
	if err != nil {
		return a.reviewTooLate(c, f, nil, err)
	}
	in, r := readReview(c, &p.Version)
	if in.text("insert") != "" {
		return a.insertPhrase(c, in)
	}
	if in.text("add") != "" {
		return a.addRemarks(c, f, &p, in, &r)
	}
	next, err := a.afterThis(c, id)
	if err != nil {
		return err
	}
	version := evidence.VersionID(in.id("version"))
	err = a.evidence.Decide(c.UserContext(), f.id, id, version, a.visit(c).person(), r)
	if fault.Is(err, fault.Conflict) && version != p.Version.ID {
		return a.reviewTooLate(c, f, &p, err)
	}
	if err != nil && (in.refused(err) || in.putOff(err)) {
		_, status := classify(err)
		return a.reviewPage(c, status, in)
	}
	if err != nil {
		return err
	}
	verb := "Accepted: "
	if r.Verdict == evidence.ReturnedVerdict {
		verb = "Returned to " + firstName(f.enrolment.ApprenticeName) + ": "
	}
	a.say(c, verb+titleOf(p.Version.Title)+".")
	return goTo(c, "%s", next)
}

// addRemarks adds what a coach wrote of a piece that was decided meanwhile, about
// its claims as about the whole, and goes on to the piece.
func (a *App) addRemarks(c *fiber.Ctx, f *folio, p *evidence.Piece, in *form, r *evidence.Review) error {
	version := evidence.VersionID(in.id("version"))
	if version != p.Version.ID {
		return a.reviewTooLate(c, f, p, fault.New(fault.Conflict, "The apprentice has submitted this piece again since."))
	}
	remarks := []evidence.Remark{{Field: "feedback", Text: r.Feedback}}
	for i, said := range r.Claims {
		remarks = append(remarks, evidence.Remark{Claim: said.Claim, Field: p.Version.Claims[i].Field("feedback"), Text: said.Feedback})
	}
	err := a.evidence.AddRemarks(c.UserContext(), f.id, p.ID, version, a.visit(c).person(), remarks)
	if err != nil && (in.refused(err) || in.putOff(err)) {
		_, status := classify(err)
		return a.reviewPage(c, status, in)
	}
	if err != nil {
		return err
	}
	a.say(c, "Your feedback is added.")
	return goTo(c, "%s#said", f.item(p.ID))
}

// afterThis is where a coach goes on after deciding on a piece: to the next in
// the queue as they look at it, or back to the queue after the last.
func (a *App) afterThis(c *fiber.Ctx, id evidence.ItemID) (string, error) {
	l, q := a.queueOf(c)
	place, err := a.evidence.PlaceInQueue(c.UserContext(), q, id)
	if err != nil || place.Next == nil {
		return l.within("/review"), err
	}
	return l.within(reviewPath(place.Next)), nil
}

// insertPhrase shows the page again with a phrase at the end of a field. It
// copies the words, so that they never change with the phrase.
func (a *App) insertPhrase(c *fiber.Ctx, in *form) error {
	list, err := a.evidence.Phrases(c.UserContext(), evidence.PhraseQuery{Reader: a.visit(c).person()})
	if err != nil {
		return err
	}
	for _, h := range list {
		into := in.text("into")
		if _, known := in.typed[into]; known && idText(h.ID) == in.text("phrase") && strings.HasPrefix(into, "feedback") {
			in.typed[into] = strings.TrimSpace(in.text(into) + "\n" + h.Text)
		}
	}
	return a.reviewPage(c, http.StatusOK, in)
}

// reviewTooLate says that a version no longer waits, and shows what was written,
// so that it can be copied. Where nothing was, it returns err. The piece is as it
// stands now, nil if the coach may no longer see it.
func (a *App) reviewTooLate(c *fiber.Ctx, f *folio, p *evidence.Piece, err error) error {
	l := readList(c, "/review", queueFilters...)
	page := pages.Error{Status: http.StatusConflict, Title: "This piece no longer waits", Message: "The apprentice took it back while you read it. Nothing was sent.",
		Do: []pages.Link{{Text: "Go on with the queue", Href: l.href("", "")}}}
	if p != nil {
		page.Message = fault.Of(err).Message + " Nothing was sent."
	}
	if p != nil && p.Version.State == evidence.Submitted {
		page.Title, page.Message = "This is no longer the version you read", page.Message+fmt.Sprintf(" Version %d waits now.", p.Version.Number)
		page.Do = append([]pages.Link{{Text: "Review what was submitted since", Href: l.within(f.item(p.ID) + "/review")}}, page.Do...)
	}
	for i := range f.standard.Statements {
		claim := evidence.Claim{Statement: f.standard.Statements[i].ID}
		page.Typed = typedText(page.Typed, c, claim.Field("feedback"), "About "+f.standard.Statements[i].Name())
	}
	page.Typed = typedText(page.Typed, c, "feedback", "About the whole piece")
	if len(page.Typed) == 0 && !fault.Is(err, fault.Conflict) {
		return err
	}
	return a.show(c, page.Status, page)
}

func typedText(all []pages.TwoTexts, c *fiber.Ctx, field, name string) []pages.TwoTexts {
	if text := strings.TrimSpace(c.FormValue(field)); text != "" {
		all = append(all, pages.TwoTexts{Name: name, Saved: text})
	}
	return all
}

// readReview returns what a coach decided on a version, as it was sent.
func readReview(c *fiber.Ctx, v *evidence.Version) (*form, evidence.Review) {
	names := []string{"version", "verdict", "feedback", "phrase", "into", "insert", "add"}
	for i := range v.Claims {
		names = append(names, v.Claims[i].Field("verdict"), v.Claims[i].Field("feedback"))
	}
	in := readForm(c, names...)
	r := evidence.Review{Verdict: evidence.Verdict(in.text("verdict")), Feedback: in.text("feedback")}
	for i := range v.Claims {
		said := evidence.ClaimReview{Claim: v.Claims[i].ID, Feedback: in.text(v.Claims[i].Field("feedback"))}
		switch in.text(v.Claims[i].Field("verdict")) {
		case "accept":
			said.Verdict = evidence.AcceptedVerdict
		case "refer":
			said.Verdict = evidence.ReferredVerdict
		}
		r.Claims = append(r.Claims, said)
	}
	return in, r
}
