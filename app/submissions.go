package app

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/document"
	"touchstone/app/fault"
	"touchstone/app/jobs"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/reports"
)

// stageWords say how far a submission is, and how it is marked.
var stageWords = map[evidence.SubmissionStage]struct {
	state pages.State
	words string
}{
	evidence.StageMaking:   {pages.Draft, "Files being made"},
	evidence.StageWaiting:  {pages.Submitted, "To be decided"},
	evidence.StageRejected: {pages.Returned, "Parts rejected"},
	evidence.StageAccepted: {pages.Accepted, "Accepted"},
	evidence.StageReleased: {pages.Accepted, "Result released"},
}

var stageOptions = []pages.Option{{Label: "Any state"}, {Value: string(evidence.StageWaiting), Label: "To be decided"}, {Value: string(evidence.StageRejected), Label: "Parts rejected"},
	{Value: string(evidence.StageAccepted), Label: "Accepted"}, {Value: string(evidence.StageReleased), Label: "Result released"},
	{Value: string(evidence.StageMaking), Label: "Files being made"}}

// showSubmissions lists what was handed over, of what the visitor may see.
func (a *App) showSubmissions(c *fiber.Ctx) error {
	l := readList(c, "/submissions", "state")
	found, total, err := a.evidence.Submissions(c.UserContext(), evidence.SubmissionQuery{Reader: a.visit(c).person(), Search: l.get("q"),
		Decided: evidence.SubmissionStage(l.get("state")), Offset: l.from, Limit: pageRows})
	if err != nil {
		return err
	}
	page := pages.Submissions{Search: pages.Field{Name: "q", Label: "Apprentice, ULN, standard or organisation", Value: l.get("q"), Type: "search"},
		State: pages.Field{Name: "state", Label: "State", Value: l.get("state")}, States: stageOptions,
		Narrowed: l.narrowed(), Pager: l.pager("Pages of submissions", len(found), total)}
	for i := range found {
		page.Rows = append(page.Rows, submissionRow(&found[i]))
	}
	return a.show(c, http.StatusOK, page)
}

func submissionRow(u *evidence.Submission) pages.SubmissionRow {
	stage := stageWords[u.Stage()]
	row := pages.SubmissionRow{Href: fmt.Sprintf("/submissions/%d", u.ID), Name: u.ApprenticeName, Attempt: fmt.Sprint(u.Attempt),
		Standard: u.StandardReference + " " + u.StandardTitle, Organisation: u.OrganisationName, At: words.Moment(u.At), State: stage.state, Words: stage.words}
	if u.State == evidence.SubmissionFailed {
		row.Words = "Files not made"
	}
	return row
}

// showSubmission shows what was handed over, from what was frozen alone.
func (a *App) showSubmission(c *fiber.Ctx) error { return a.showSubmissionWith(c, http.StatusOK, nil) }

// showSubmissionWith is showSubmission with a decision on a part of it that could
// not be taken; nil is none.
func (a *App) showSubmissionWith(c *fiber.Ctx, status int, f *form) error {
	u, s, err := a.submission(c)
	if err != nil {
		return err
	}
	if err := a.opened(c, "the submission"); err != nil {
		return err
	}
	v, at := a.visit(c), fmt.Sprintf("/submissions/%d", u.ID)
	page := pages.Submission{Back: pages.Link{Text: "Submissions", Href: "/submissions"}, Name: s.Portfolio.Apprentice, Facts: frozenFacts(u, s), Form: s.Portfolio.Plan.Submission.Form,
		PDF: at + "/pdf", Pack: at + "/pack"}
	if err := a.fillMaking(c, u, at, &page); err != nil {
		return err
	}
	if u.State == evidence.SubmissionReady {
		page.Ready = true
		page.About = madeWords(u)
	}
	if page.Failed != "" && v.may(account.HandOver) {
		page.Again = at + "/make"
	}
	for i := range s.Portfolio.Pieces {
		p := &s.Portfolio.Pieces[i]
		page.Pieces = append(page.Pieces, pages.Fact{Name: fmt.Sprintf("Piece %d", p.Number), Value: p.Title})
	}
	for _, f := range s.Files {
		page.Files = append(page.Files, pages.SubmittedFile{Label: f.Label, Name: f.Name, Href: at + "/files/" + f.Label, Size: document.Size(f.Size), SHA: string(f.Ref), Path: f.Path})
	}
	attempts, err := a.evidence.Attempts(c.UserContext(), u.Portfolio)
	if err != nil {
		return err
	}
	others, err := a.otherAttempts(c, attempts, u.ID)
	if err != nil {
		return err
	}
	page.Parts = a.componentsOf(v, u, s, attempts[0].ID == u.ID, f)
	for i := range others {
		if others[i].Attempt == u.Attempt-1 {
			page.Parts.Compare = &pages.Link{Text: fmt.Sprintf("What changed since attempt %d", u.Attempt-1), Href: submissionPath(u.ID, fmt.Sprintf("/compare?with=%d", u.Attempt-1))}
		}
	}
	if page.Note, err = a.submissionNote(c, v, u, &attempts[0]); err != nil {
		return err
	}
	if page.Judged, err = a.judgedLinks(c); err != nil {
		return err
	}
	for i := range others {
		page.Attempts = append(page.Attempts, pages.Link{Text: fmt.Sprintf("Attempt %d, %s", others[i].Attempt, words.Moment(others[i].At)), Href: submissionPath(others[i].ID, "")})
	}
	return a.show(c, status, page)
}

// submission returns the submission of a request, and what was frozen of it.
func (a *App) submission(c *fiber.Ctx) (*evidence.Submission, *reports.Submission, error) {
	id := a.visit(c).submission
	u, err := a.evidence.Submission(c.UserContext(), id)
	if err != nil {
		return nil, nil, err
	}
	s, err := a.frozen(c, id)
	return &u, s, err
}

func frozenFacts(u *evidence.Submission, s *reports.Submission) []pages.Fact {
	p := &s.Portfolio
	return []pages.Fact{
		{Name: "Attempt", Value: fmt.Sprint(s.Attempt)},
		{Name: "Handed over", Value: words.Moment(s.At) + " by " + s.By},
		{Name: "To", Value: s.Organisation},
		{Name: "ULN", Value: wordOr(p.ULN, "Not issued yet")},
		{Name: "Standard", Value: strings.TrimSpace(p.Standard.Reference + " " + p.Standard.Version + " " + p.Standard.Title)},
		{Name: "Assessment plan", Value: strings.TrimSpace(p.Plan.Name + ", " + p.Plan.Version)},
		{Name: "Employer", Value: p.Employer},
		{Name: "Training provider", Value: p.Provider + "; " + p.Coach + ", coach"},
		{Name: "SHA-256", Value: u.Digest},
	}
}

// madeWords says what the files hold.
func madeWords(u *evidence.Submission) string {
	var made reports.Made
	if json.Unmarshal([]byte(u.Summary), &made) != nil {
		return ""
	}
	return fmt.Sprintf("PDF: %s, %s. Pack: %s, %s.", words.Plural(made.PDF.Pages, "page", "pages"), document.Size(made.PDF.Size),
		words.Plural(made.Pack.Files, "file", "files"), document.Size(made.Pack.Size))
}

// fillMaking tells of the job that makes the files, if it is under way or
// failed.
func (a *App) fillMaking(c *fiber.Ctx, u *evidence.Submission, at string, page *pages.Submission) error {
	if u.State == evidence.SubmissionReady {
		return nil
	}
	page.Failed = u.Note
	j, err := jobs.Latest(c.UserContext(), a.db, reports.SubmissionJob, fmt.Sprint(u.ID))
	switch {
	case fault.Is(err, fault.NotFound):
		return nil
	case err != nil:
		return err
	case j.State == jobs.Failed:
		page.Failed = j.Note
	case !j.Finished():
		page.Failed = ""
		page.Job = &pages.Job{Href: at + "/job", Label: "Making the PDF and the pack", Note: j.Note, Done: j.Done, Total: j.Total, Again: at}
	}
	return nil
}

// showMaking tells a waiting page how far the files of a submission are.
func (a *App) showMaking(c *fiber.Ctx) error {
	id := a.visit(c).submission
	j, err := jobs.Latest(c.UserContext(), a.db, reports.SubmissionJob, fmt.Sprint(id))
	if err != nil {
		return err
	}
	return c.JSON(fiber.Map{"state": j.State, "done": j.Done, "total": j.Total, "note": j.Note, "url": fmt.Sprintf("/submissions/%d", id)})
}

// sendSubmissionPDF sends the PDF of a submission.
func (a *App) sendSubmissionPDF(c *fiber.Ctx) error {
	return a.sendMade(c, "the portfolio PDF", ".pdf", "application/pdf", func(u *evidence.Submission) sent { return sent{ref: u.PDF} })
}

// sendSubmissionPack sends the pack of a submission.
func (a *App) sendSubmissionPack(c *fiber.Ctx) error {
	return a.sendMade(c, "the pack", ".zip", "application/zip", func(u *evidence.Submission) sent { return sent{ref: u.Pack, download: true} })
}

func (a *App) sendMade(c *fiber.Ctx, what, ending, kind string, of func(*evidence.Submission) sent) error {
	u, s, err := a.submission(c)
	if err != nil {
		return err
	}
	if u.State != evidence.SubmissionReady {
		return fault.New(fault.Conflict, "The files of this submission are not made yet. Its page shows how far they are.")
	}
	if err := a.openedFile(c, what); err != nil {
		return err
	}
	out := of(u)
	out.kind, out.download = kind, out.download || c.Query("show") == ""
	out.name = fmt.Sprintf("Portfolio %s attempt %d%s", s.Portfolio.Apprentice, s.Attempt, ending)
	return a.sendBlob(c, out)
}

// sendSubmittedFile sends an uploaded file as it was handed over.
func (a *App) sendSubmittedFile(c *fiber.Ctx) error {
	_, s, err := a.submission(c)
	if err != nil {
		return err
	}
	label := c.Params("label")
	f, known := s.File(label)
	if !known {
		return errNoPage
	}
	if err := a.openedFile(c, "file "+label); err != nil {
		return err
	}
	kind := f.MIME
	if kind == "" {
		kind = fiber.MIMEOctetStream
	}
	return a.sendBlob(c, sent{ref: f.Ref, name: f.Name, kind: kind, download: c.Query("download") != "" || !shown[kind]})
}
