package app

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/document"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/evidence/assessment"
	"touchstone/ksb"
	"touchstone/reports"
)

// A dossier is the submission of a request as it was frozen, with how it is
// assessed. Nothing in it is read from the portfolio.
type dossier struct {
	id    evidence.SubmissionID
	u     evidence.Submission
	s     *reports.Submission
	plan  *ksb.Plan
	byID  map[ksb.StatementID]*ksb.Statement
	a     *assessment.Assessment
	mine  assessment.Invitation // the zero one of who is no assessor in it
	now   time.Time
	works bool // the visitor assesses it, and judgements are open
}

// dossier returns the submission of a request.
func (a *App) dossier(c *fiber.Ctx) (*dossier, error) {
	v, ctx := a.visit(c), c.UserContext()
	d := &dossier{id: v.submission, mine: v.invitation, now: a.db.Now()}
	var err error
	if d.u, err = a.evidence.Submission(ctx, d.id); err != nil {
		return nil, err
	}
	frozen, err := a.evidence.SubmissionDocument(ctx, d.id)
	if err != nil {
		return nil, err
	}
	if d.s, err = reports.ReadSubmission(frozen); err != nil {
		return nil, err
	}
	if d.a, err = a.assessments.Assessment(ctx, d.id); err != nil {
		return nil, err
	}
	if d.plan = d.s.Portfolio.Plan; d.plan == nil {
		d.plan = &ksb.Plan{}
	}
	d.byID = make(map[ksb.StatementID]*ksb.Statement)
	for i := range d.s.Portfolio.Statements {
		d.byID[d.s.Portfolio.Statements[i].ID] = &d.s.Portfolio.Statements[i]
	}
	d.works = d.mine.ID != 0 && d.mine.Duty == assessment.Assesses && d.a.State == assessment.Open
	return d, nil
}

// path returns an address below the submission's.
func (d *dossier) path(format string, args ...any) string {
	return fmt.Sprintf("/submissions/%d", d.id) + fmt.Sprintf(format, args...)
}

func (d *dossier) whose() string { return firstName(d.u.ApprenticeName) }

// result is what the judgements come to.
func (d *dossier) result() assessment.Result {
	return d.a.Result(d.plan, d.s.Portfolio.Statements)
}

// methods returns those that are assessed.
func (d *dossier) methods() (out []*ksb.Method) {
	for i := range d.plan.Methods {
		if m := &d.plan.Methods[i]; !m.Verified {
			out = append(out, m)
		}
	}
	return out
}

func (d *dossier) method(key string) *ksb.Method {
	for _, m := range d.methods() {
		if m.Key == key {
			return m
		}
	}
	return nil
}

// of returns the apprentice's statements that a method is about, in order.
func (d *dossier) of(m *ksb.Method) (out []*ksb.Statement) {
	for i := range d.s.Portfolio.Statements {
		if st := &d.s.Portfolio.Statements[i]; slices.Contains(m.Statements, st.Key) {
			out = append(out, st)
		}
	}
	return out
}

// judged returns the statements that are assessed by any method, in order.
func (d *dossier) judged() (out []*ksb.Statement) {
	for i := range d.s.Portfolio.Statements {
		if st := &d.s.Portfolio.Statements[i]; len(d.assessing(st)) > 0 {
			out = append(out, st)
		}
	}
	return out
}

// assessing returns the methods that assess a statement.
func (d *dossier) assessing(st *ksb.Statement) (out []*ksb.Method) {
	for _, m := range d.methods() {
		if slices.Contains(m.Statements, st.Key) {
			out = append(out, m)
		}
	}
	return out
}

// methodWord is what the plan calls its methods: "assessment method".
func (d *dossier) methodWord() string {
	if d.plan.Words.Method == "" {
		return "method"
	}
	return d.plan.Words.Method
}

// assessmentWord is what the plan calls the assessment.
func (d *dossier) assessmentWord() string {
	if d.plan.Words.Assessment == "" {
		return "assessment"
	}
	return d.plan.Words.Assessment
}

// The parts of the pages on which a submission is assessed.
const (
	byStatement = "By statement"
	byPiece     = "By piece"
	inQuestions = "Questions"
	inJudging   = "Judging"
)

// top opens a page of the assessment.
func (d *dossier) top(title, part string) pages.AssessTop {
	t := pages.AssessTop{Title: title, Back: pages.Link{Text: "The submission", Href: d.path("")},
		Over: fmt.Sprintf("%s · %s %s · attempt %d, handed over on %s", d.u.ApprenticeName, d.u.StandardReference, d.u.StandardTitle, d.u.Attempt, words.Day(d.u.At))}
	if d.mine.ID != 0 {
		t.Over += " · yours until " + words.Day(d.mine.LastDay())
		t.Tabs = []pages.Way{{Text: byStatement, Href: d.path("/statements")}, {Text: byPiece, Href: d.path("/pieces")}, {Text: inQuestions, Href: d.path("/questions")}}
	}
	t.Tabs = append(t.Tabs, pages.Way{Text: inJudging, Href: d.path("/judging")})
	if d.a.State == assessment.Released {
		t.Tabs = append(t.Tabs, pages.Way{Text: "Result", Href: d.path("/result")})
	}
	for i := range t.Tabs {
		t.Tabs[i].Current = t.Tabs[i].Text == part
	}
	if d.mine.ID != 0 && !d.works {
		t.Note = d.closed()
	}
	return t
}

// closed says why an assessor changes nothing now.
func (d *dossier) closed() string {
	switch {
	case d.a.State == assessment.Released:
		return "The result is released, so nothing changes any more."
	case d.mine.Duty == assessment.Moderates:
		return "You are invited to moderate: you read what the assessor judged, and agree or return it once it is proposed. Your notes are your own."
	case d.a.State == assessment.Proposed:
		return "The result is proposed and waits for a moderator, so judgements are locked."
	}
	return "The result is confirmed and waits to be released, so judgements are locked."
}

// chip shows a statement's code and leads to its evidence.
func (d *dossier) chip(id ksb.StatementID) pages.Chip {
	st := d.byID[id]
	if st == nil {
		return pages.Chip{Name: "A statement of another option"}
	}
	c := pages.Chip{Code: string(st.Code), Name: st.Title}
	if len(d.assessing(st)) > 0 {
		c.Href = d.path("/statements/%d", id)
	}
	return c
}

// A claimed is one claim of a piece.
type claimed struct {
	piece *reports.Piece
	claim *reports.Claim
}

// claims returns what claims a statement, piece by piece.
func (d *dossier) claims(id ksb.StatementID) (out []claimed) {
	for i := range d.s.Portfolio.Pieces {
		p := &d.s.Portfolio.Pieces[i]
		for j := range p.Claims {
			if p.Claims[j].Statement == id {
				out = append(out, claimed{p, &p.Claims[j]})
			}
		}
	}
	return out
}

func (d *dossier) piece(number int) *reports.Piece {
	for i := range d.s.Portfolio.Pieces {
		if p := &d.s.Portfolio.Pieces[i]; p.Number == number {
			return p
		}
	}
	return nil
}

func pieceTitle(p *reports.Piece) string {
	return fmt.Sprintf("Piece %d: %s", p.Number, titleOf(p.Title))
}

func viewID(label string) string { return "file-" + strings.ReplaceAll(label, ".", "-") }

// A spot is one place of a claim.
type spot struct {
	where pages.Where
	cite  assessment.Cite
}

// spots leads to every place of a claim, file by file.
func (d *dossier) spots(p *reports.Piece, c *reports.Claim) (out []spot) {
	typed := evidence.Claim{}
	for _, place := range c.Places {
		typed.Places = append(typed.Places, evidence.Place{File: evidence.FileID(place.File + 1), Unit: evidence.Unit(place.Unit), First: place.First, Last: place.Last, Section: place.Section})
	}
	for _, w := range typed.Wheres() {
		at := slices.IndexFunc(typed.Places, func(x evidence.Place) bool { return x.File == w.File })
		out = append(out, d.spot(p, int(w.File)-1, w.InWords(), typed.Places[at]))
	}
	if len(out) == 0 {
		out = append(out, d.spot(p, -1, "", evidence.Place{}))
	}
	return out
}

// spot leads to a place in the file of that index, or in the account for -1.
func (d *dossier) spot(p *reports.Piece, index int, in string, first evidence.Place) spot {
	if index < 0 || index >= len(p.Files) {
		text := strings.TrimSuffix("The account, "+in, ", ")
		return spot{pages.Where{Text: text, Href: d.path("/pieces/%d#account", p.Number)}, assessment.Cite{Piece: p.Number, Place: in}}
	}
	f, label := &p.Files[index], reports.FileLabel(p.Number, index)
	s := spot{pages.Where{Text: strings.TrimSuffix(label+" "+f.Name+", "+in, ", "), Href: d.path("/files/%s", label), View: viewID(label)},
		assessment.Cite{Piece: p.Number, File: label, Place: in}}
	played := f.Kind == document.Audio || f.Kind == document.Video
	switch {
	case f.Fault != "":
	case f.Kind == document.PDF && first.Unit == evidence.Page:
		s.where.Page, s.where.Href = first.First, fmt.Sprintf("%s#page=%d", s.where.Href, first.First)
	case played && first.Unit == evidence.Time:
		s.where.From, s.where.Href = first.First, fmt.Sprintf("%s#t=%d", s.where.Href, first.First)
	}
	return s
}

// viewer shows a frozen file as well as a browser can. It is asked for only when
// it is shown, or played.
func (d *dossier) viewer(p *reports.Piece, index int) pages.Viewer {
	f, label := &p.Files[index], reports.FileLabel(p.Number, index)
	v := pages.Viewer{ID: viewID(label), Name: label + " " + f.Name, Href: d.path("/files/%s", label), Type: f.MIME, Pages: f.Pages, Quiet: true}
	switch {
	case f.Fault != "":
		v.Note = f.Fault
	case f.Kind == document.PDF:
		v.Page = 1
	case f.Kind == document.Image && f.Print != "":
		v.Href, v.Type, v.Alt = d.path("/files/%s/picture", label), "image/jpeg", "The picture "+f.Name
	case f.Kind == document.Audio || f.Kind == document.Video:
	case f.MIME == "text/plain; charset=utf-8":
		v.Type = "text/plain"
	default:
		v.Note = "A browser cannot show this kind of file. Open it on its own to download it."
	}
	return v
}

// filesOf leads to the files of a piece, the account last.
func (d *dossier) filesOf(p *reports.Piece) (files []pages.Where, viewers []pages.Viewer) {
	for i := range p.Files {
		v := d.viewer(p, i)
		for j := range p.Claims {
			if slices.ContainsFunc(p.Claims[j].Places, func(x reports.Place) bool { return x.File == i }) {
				chip := d.chip(p.Claims[j].Statement)
				chip.Href = ""
				v.Chips = append(v.Chips, chip)
			}
		}
		files = append(files, pages.Where{Text: v.Name, Href: v.Href, View: v.ID})
		viewers = append(viewers, v)
	}
	if len(files) > 0 {
		files = append(files, pages.Where{Text: "The account", Href: "#account", View: "the-account"})
	}
	return files, viewers
}

// account returns a piece's text as it was handed over. Where the plan forbids
// reflection, that part did not go out.
func (d *dossier) account(p *reports.Piece) pages.Account {
	a := pages.Account{Note: reflectionNote(d.plan.Portfolio.Reflection)}
	own, ai := yesNo(p.OwnWork), map[string]string{"no": "Not used", "yes": strings.TrimSuffix("Used: "+p.AINote, ": ")}[p.AI]
	seen := witness(evidence.Witness{Name: p.Witness.Name, Role: p.Witness.Role, Relation: p.Witness.Relation, Contact: p.Witness.Contact})
	for _, f := range []pages.Fact{{Name: "Kind", Value: p.Kind}, {Name: "Done", Value: words.Days(p.From, p.To)}, {Name: "Where", Value: p.Place},
		{Name: "Own work", Value: own}, {Name: "AI", Value: ai}, {Name: "Witness", Value: seen}} {
		if f.Value != "" {
			a.Facts = append(a.Facts, f)
		}
	}
	a.Parts = accountParts("situation", "Situation", p.Situation, "task", "Task", p.Task, "action", "Action", p.Action, "result", "Result", p.Result, "own_part", "Own part", p.OwnPart)
	if d.plan.Portfolio.Reflection != ksb.ReflectionForbidden {
		a.Reflect = accountParts("worked", "What worked", p.Worked, "failed", "What did not", p.Failed, "next_time", "Next time", p.NextTime, "theory", "Theory", p.Theory)
	}
	if p.Held != nil {
		a.Held = []pages.Fact{{Name: "What", Value: p.Held.What}, {Name: "Where", Value: p.Held.Where}}
	}
	return a
}

// accountParts returns parts of an account, of field, name and text in turn, without
// those that are empty.
func accountParts(parts ...string) (out []pages.TextPart) {
	for i := 0; i < len(parts); i += 3 {
		if strings.TrimSpace(parts[i+2]) != "" {
			out = append(out, pages.TextPart{Field: parts[i], Name: parts[i+1], Paras: paragraphs(parts[i+2])})
		}
	}
	return out
}

// opened notes that an assessor opens something of a submission. What other
// people open is not noted.
func (a *App) opened(c *fiber.Ctx, what string) error {
	v := a.visit(c)
	if v.invitation.ID == 0 || !account.Can(v.roles, account.Assess) {
		return nil
	}
	return a.assessments.Opened(c.UserContext(), v.submission, v.person(), what)
}

// openedFile is opened for a file: once for its beginning, not for each range
// that a player asks for after it.
func (a *App) openedFile(c *fiber.Ctx, what string) error {
	if r := c.Get(fiber.HeaderRange); c.Method() != fiber.MethodGet || r != "" && !strings.HasPrefix(strings.TrimSpace(r), "bytes=0-") {
		return nil
	}
	return a.opened(c, what)
}

// timesOpened says how often the reader opened something.
func timesOpened(n int) string {
	switch n {
	case 0:
		return "Not opened yet"
	case 1:
		return "Once"
	case 2:
		return "Twice"
	}
	return fmt.Sprintf("%d times", n)
}
