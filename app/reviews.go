package app

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence"
)

// queueRows is how many pieces a page of the queue has.
const queueRows = 30

// showQueue lists what waits for the coach who asks, the oldest first.
func (a *App) showQueue(c *fiber.Ctx) error {
	list, total, err := a.evidence.Waiting(c.UserContext(), a.visit(c).person(), c.Query("after"), queueRows)
	if err != nil {
		return err
	}
	page := pages.ReviewQueue{Lead: pages.Count(total) + " " + pieces(total) + " waiting for you, the oldest first.", Pager: pages.Pager{Label: "Pages of the queue"}}
	if total == 0 {
		page.Lead = "Nothing waits for you. Pieces appear here as soon as an apprentice submits them."
	}
	page.Rows = a.reviewRows(list)
	if len(list) == queueRows {
		page.Pager.Next = "/review?after=" + list[len(list)-1].Key()
	}
	return a.show(c, http.StatusOK, page)
}

func (a *App) reviewRows(list []evidence.Waiting) (rows []pages.ReviewRow) {
	now := a.db.Now()
	for i := range list {
		w := &list[i]
		row := pages.ReviewRow{Href: fmt.Sprintf("/portfolios/%d/evidence/%d/review", w.Portfolio, w.Item), Title: titleOf(w.Title),
			Apprentice: w.Apprentice, Kind: w.Kind.Name(), Since: words.ShortDay(w.SubmittedAt, now),
			Days: fmt.Sprint(evidence.WorkingDays(w.SubmittedAt, now)), Claims: w.Claims, Files: w.Files}
		if w.Times > 1 {
			row.Times = fmt.Sprintf(", submitted for the %s time", ordinal(w.Times))
		}
		rows = append(rows, row)
	}
	return rows
}

func pieces(n int) string {
	if n == 1 {
		return "piece is"
	}
	return "pieces are"
}

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
	if v.State != evidence.Submitted && len(in.whole) == 0 {
		return goTo(c, "%s", f.item(id))
	}
	p, err := a.evidence.Item(c.UserContext(), f.id, id, evidence.Shared)
	if err != nil {
		return err
	}
	return a.show(c, status, f.review(&p, versions, in, a.waitingWords(v)))
}

func (a *App) waitingWords(v *evidence.Version) string {
	if evidence.WorkingDays(v.SubmittedAt, a.db.Now()) == 0 {
		return "waiting since today"
	}
	return "waiting " + words.Plural(evidence.WorkingDays(v.SubmittedAt, a.db.Now()), "working day", "working days")
}

// review makes the page of a piece and its versions, the one to decide on first.
func (f *folio) review(p *evidence.Piece, versions []evidence.Version, in *form, waiting string) pages.ReviewPage {
	v, name := &versions[0], firstName(f.enrolment.ApprenticeName)
	page := pages.ReviewPage{
		Back: pages.Link{Text: "To review", Href: "/review"}, Title: titleOf(v.Title), Action: f.item(p.ID) + "/review", Version: idText(v.ID),
		Over:   fmt.Sprintf("%s · piece %d · submitted for the %s time · %s", f.enrolment.ApprenticeName, p.Number, ordinal(len(versions)), waiting),
		Accept: "Accept the piece", Return: "Return to " + name, Says: "Refer a claim and the piece goes back.",
		Tabs:    []pages.Way{{Text: "Review", Href: f.item(p.ID) + "/review", Current: true}, {Text: "The piece", Href: f.item(p.ID)}, {Text: "History", Href: f.item(p.ID) + "/history"}},
		Account: f.account(v), Whole: in.field("feedback", "To "+name+", about the whole piece", name+" sees this beside your decisions. It can be added to later, never rewritten."),
		Verdict: in.field("verdict", "", ""), Said: f.said(v, true),
	}
	page.Whole.Optional = true
	for i := range v.Files {
		file := &v.Files[i]
		page.Files = append(page.Files, pages.Where{Text: file.Name, Href: f.path("/files/%d", file.ID), View: fmt.Sprintf("file-%d", file.ID)})
		page.Viewers = append(page.Viewers, f.reviewViewer(v, file))
	}
	openFirst(&page, f.claims(v))
	var fields []pages.Field
	for i, row := range f.claims(v) {
		claim := f.reviewClaim(v, &v.Claims[i], row, in)
		page.Claims = append(page.Claims, claim)
		fields = append(fields, claim.Verdict.Why)
		if wrong := in.wrong.Of(v.Claims[i].Field("verdict")); wrong != "" {
			fields = append(fields, pages.Field{ID: "claims", Fault: f.statement(v.Claims[i].Statement).Name() + ": " + lowerFirst(wrong)})
		}
	}
	if len(versions) > 1 {
		page.Changed = f.changedNote(p.ID, &versions[1], v)
	}
	page.Summary = pages.NewSummary(in.whole, append(fields, page.Whole, page.Verdict)...)
	return page
}

// openFirst puts the file that the first claim points to in front, at its place.
func openFirst(page *pages.ReviewPage, claims []pages.ClaimRow) {
	for _, c := range claims {
		if c.Where == nil || c.Where.View == "" {
			continue
		}
		at := slices.IndexFunc(page.Viewers, func(v pages.Viewer) bool { return v.ID == c.Where.View })
		if at < 0 {
			continue
		}
		first := page.Viewers[at]
		if c.Where.Page > 0 {
			first.Page = c.Where.Page
		}
		first.From = c.Where.From
		page.Viewers = slices.Insert(slices.Delete(page.Viewers, at, at+1), 0, first)
		return
	}
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
	row.Said, row.SaidBy = "", ""
	out := pages.ReviewClaim{Row: row, Verdict: pages.Verdict{Name: c.Field("verdict"), Code: f.statement(c.Statement).Name(), Answer: in.text(c.Field("verdict"))}}
	if wheres := f.wheres(v, c); len(wheres) > 1 {
		out.Others = wheres[1:]
	}
	out.Verdict.Why = in.field(c.Field("feedback"), "What is missing from "+f.statement(c.Statement).Name()+"?", "")
	out.Verdict.Why.Rows = 3
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

// decide records a coach's decisions on a piece.
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
		return err
	}
	in, r := readReview(c, &p.Version)
	err = a.evidence.Decide(c.UserContext(), f.id, id, evidence.VersionID(in.id("version")), a.visit(c).person(), r)
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
	return goTo(c, "/review")
}

// readReview returns what a coach decided on a version, as it was sent.
func readReview(c *fiber.Ctx, v *evidence.Version) (*form, evidence.Review) {
	names := []string{"version", "verdict", "feedback"}
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
