package app

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence/assessment"
	"touchstone/ksb"
	"touchstone/reports"
)

// sufficiencyWords say how a statement is judged.
var sufficiencyWords = map[assessment.Sufficiency]string{
	assessment.NotJudged: "Not judged yet", assessment.Sufficient: "Sufficient", assessment.Insufficient: "Not sufficient"}

// standing returns how a statement stands: its judgement, or what there is to
// judge.
func (d *dossier) standing(st *ksb.Statement) (pages.State, string) {
	verdict := d.a.Judgements[st.ID].Verdict
	switch n := len(d.claims(st.ID)); {
	case verdict == assessment.Sufficient:
		return pages.Accepted, sufficiencyWords[verdict]
	case verdict == assessment.Insufficient:
		return pages.Returned, sufficiencyWords[verdict]
	case n > 0:
		return pages.Submitted, sufficiencyWords[verdict]
	}
	return pages.None, sufficiencyWords[verdict]
}

// showAssessStatements shows the evidence by statement, as a list or a wall.
func (a *App) showAssessStatements(c *fiber.Ctx) error {
	d, err := a.dossier(c)
	if err != nil {
		return err
	}
	notes, err := a.assessments.Notes(c.UserContext(), d.id, a.visit(c).person())
	if err != nil {
		return err
	}
	page := pages.AssessStatements{Top: d.top("Evidence by statement", byStatement), Tiles: c.Query("view") == "wall", Verified: d.verified()}
	page.View = pages.Ways{ID: "view", Label: "Show", Ways: []pages.Way{{Text: "List", Href: d.path("/statements"), Current: !page.Tiles},
		{Text: "Wall", Href: d.path("/statements?view=wall"), Current: page.Tiles}}}
	judged := 0
	for _, st := range d.judged() {
		if d.a.Judgements[st.ID].Verdict != "" {
			judged++
		}
	}
	page.Lead = fmt.Sprintf("%d of %s judged. Open a statement to read what claims it, to note something, and to judge it.", judged, words.Plural(len(d.judged()), "statement", "statements"))
	for _, m := range d.methods() {
		page.Groups = append(page.Groups, d.group(m, notes))
	}
	return a.show(c, http.StatusOK, page)
}

// group returns the statements of a method.
func (d *dossier) group(m *ksb.Method, notes map[ksb.StatementID]assessment.Note) pages.AssessGroup {
	g := pages.AssessGroup{Key: m.Key, Name: m.Name}
	done := 0
	for _, st := range d.of(m) {
		state, text := d.standing(st)
		row := pages.AssessRow{Sampled: slices.Contains(m.Sampled, st.Key), Note: beginning(notes[st.ID].Text),
			Tile: pages.Tile{Code: string(st.Code), Name: st.Title, State: state, Words: text, Href: d.path("/statements/%d", st.ID), Type: st.Type}}
		if d.a.Judgements[st.ID].Verdict != "" {
			done++
		}
		for _, cl := range d.claims(st.ID) {
			for _, s := range d.spots(cl.piece, cl.claim) {
				row.Claims = append(row.Claims, pages.Where{Text: fmt.Sprintf("Piece %d: %s", cl.piece.Number, s.where.Text), Href: d.path("/statements/%d#piece-%d", st.ID, cl.piece.Number)})
			}
		}
		if row.Note != "" {
			row.Words += ", noted"
		}
		g.Rows = append(g.Rows, row)
	}
	g.Fact = fmt.Sprintf("%d of %d judged", done, len(g.Rows))
	return g
}

// beginning returns the first words of a note.
func beginning(text string) string {
	const most = 90
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > most {
		return strings.TrimSpace(string(r[:most])) + "…"
	}
	return text
}

// verified shows what the employer verifies; nil if the plan leaves them nothing.
func (d *dossier) verified() *pages.VerifiedPart {
	records := map[ksb.StatementID]reports.BehaviourRecord{}
	for _, r := range d.s.Gateway.Behaviours {
		records[r.Statement] = r
	}
	part := &pages.VerifiedPart{Title: "Verified by the employer", Text: "These are not assessed: the employer verified them, and the record is here to be read."}
	for i := range d.s.Portfolio.Statements {
		st := &d.s.Portfolio.Statements[i]
		if !d.plan.Verified(st.Key) {
			continue
		}
		r := records[st.ID]
		row := pages.VerifiedRow{Chip: pages.Chip{Code: string(st.Code)}, Name: st.Title, State: pages.Act, Words: "Not verified", Text: r.Example}
		if r.Verified {
			row.State, row.Words = pages.Accepted, "Verified"
		}
		if r.By != "" {
			row.By = r.By + ", " + words.Day(r.At)
		}
		part.Rows = append(part.Rows, row)
	}
	if len(part.Rows) == 0 {
		return nil
	}
	return part
}

// assessedStatement returns the submission in the path and its statement there, if
// that is assessed.
func (a *App) assessedStatement(c *fiber.Ctx) (*dossier, *ksb.Statement, error) {
	d, err := a.dossier(c)
	if err != nil {
		return nil, nil, err
	}
	id, err := pathNumber(c, "statement")
	if err != nil {
		return nil, nil, err
	}
	st := d.byID[ksb.StatementID(id)]
	if st == nil || len(d.assessing(st)) == 0 {
		return nil, nil, errNoPage
	}
	return d, st, nil
}

// showAssessStatement shows one statement with its evidence.
func (a *App) showAssessStatement(c *fiber.Ctx) error {
	d, st, err := a.assessedStatement(c)
	if err != nil {
		return err
	}
	for _, cl := range d.claims(st.ID) {
		if err := a.opened(c, fmt.Sprintf("piece %d", cl.piece.Number)); err != nil {
			return err
		}
	}
	return a.statementPage(c, http.StatusOK, d, st, nil, nil)
}

// statementPage shows a statement; note and judge are forms that were refused,
// nil where none was.
func (a *App) statementPage(c *fiber.Ctx, status int, d *dossier, st *ksb.Statement, note, judge *form) error {
	me := a.visit(c).person()
	notes, err := a.assessments.Notes(c.UserContext(), d.id, me)
	if err != nil {
		return err
	}
	times, err := a.assessments.OpenedBy(c.UserContext(), d.id, me)
	if err != nil {
		return err
	}
	page := pages.AssessStatement{Top: d.top("Evidence by statement", byStatement), Chip: pages.Chip{Code: string(st.Code)}, Name: st.Title, Wording: st.Text(),
		Index: d.index(st), Note: d.noteForm(st, notes[st.ID], note)}
	if st.Official == "" {
		page.Source = "Our short wording: the official one has not been loaded for this standard."
	}
	page.Prev, page.Next = d.beside(st)
	d.evidenceOf(st, times, &page)
	for i := range d.a.Questions {
		if q := &d.a.Questions[i]; slices.Contains(q.Statements, st.ID) {
			page.Asked = append(page.Asked, pages.Link{Text: beginning(q.Text), Href: d.path("/questions/%d", q.ID)})
		}
	}
	fields := []pages.Field{page.Note.Field}
	var whole []string
	if note != nil {
		whole = note.whole
	}
	if d.works {
		page.Ask = d.path("/questions/new?statement=%d", st.ID)
		page.Judge = d.judgeForm(st, judge)
		if page.Next != nil {
			page.Judge.Next = page.Next.Text
		}
		fields = append(fields, page.Judge.Verdict, page.Judge.Reason, page.Judge.Cites, page.Judge.More)
		if judge != nil {
			whole = append(whole, judge.whole...)
		}
	} else {
		page.Judged = []pages.Said{d.judgement(st)}
	}
	page.Summary = pages.NewSummary(whole, fields...)
	return a.show(c, status, page)
}

// judgement says how a statement is judged, with what it rests on.
func (d *dossier) judgement(st *ksb.Statement) pages.Said {
	j := d.a.Judgements[st.ID]
	s := pages.Said{What: sufficiencyWords[j.Verdict], Text: j.Reason, Asks: j.Verdict == assessment.Insufficient}
	if j.Verdict != "" {
		s.Who = j.ByName + ", " + words.Moment(j.At)
	}
	for i, c := range j.Cites {
		s.Text += map[bool]string{true: "\n\nRests on: ", false: "; "}[i == 0] + citeWords(c)
	}
	s.Text = strings.TrimSpace(s.Text)
	return s
}

// citeWords says where cited evidence is: "piece 4, file 4.2, page 3".
func citeWords(c assessment.Cite) string {
	text := fmt.Sprintf("piece %d", c.Piece)
	if c.File != "" {
		text += ", file " + c.File
	}
	if c.Place != "" {
		text += ", " + c.Place
	}
	return text
}

// evidenceOf adds what claims a statement, with the files it is in.
func (d *dossier) evidenceOf(st *ksb.Statement, times map[string]int, page *pages.AssessStatement) {
	shown := map[string]bool{}
	for _, cl := range d.claims(st.ID) {
		p := cl.piece
		account := d.account(p)
		row := pages.AssessClaim{ID: fmt.Sprintf("piece-%d", p.Number), Piece: pages.Link{Text: pieceTitle(p), Href: d.path("/pieces/%d", p.Number)},
			About: fmt.Sprintf("%s, %s.", p.Kind, words.Days(p.From, p.To)), How: cl.claim.How, Parts: account.Parts, Held: account.Held, Said: acceptedBy(p, st.ID)}
		for _, s := range d.spots(p, cl.claim) {
			w := s.where
			if w.View != "" {
				w.Mark = strings.Trim(string(st.Code)+": "+s.cite.Place, ": ")
				n := times["file "+s.cite.File]
				row.About += fmt.Sprintf(" %s: %s.", s.cite.File, lowerFirst(timesOpened(n)))
			}
			if w.View == "" {
				w.Href = "#" + row.ID
			}
			row.Wheres = append(row.Wheres, w)
			if w.View == "" || shown[w.View] {
				continue
			}
			shown[w.View] = true
			i, _ := strconv.Atoi(strings.TrimPrefix(s.cite.File, fmt.Sprintf("%d.", p.Number)))
			v := d.viewer(p, i-1)
			if w.Page > 0 {
				v.Page = w.Page
			}
			v.From, v.Mark = w.From, w.Mark
			page.Viewers = append(page.Viewers, v)
			page.Files = append(page.Files, pages.Where{Text: v.Name, Href: w.Href, View: w.View, Page: w.Page, From: w.From})
		}
		page.Claims = append(page.Claims, row)
	}
	if len(page.Claims) == 0 {
		page.Nothing = "No piece claims it. What is said in the assessment can still show it."
	}
}

// acceptedBy says who accepted a claim, and when.
func acceptedBy(p *reports.Piece, id ksb.StatementID) string {
	for _, dec := range slices.Backward(p.Decisions) {
		if dec.Statement == id && dec.Verdict == "accepted" {
			return dec.Name + " accepted this on " + words.Day(dec.At) + "."
		}
	}
	return ""
}

// index lists the statements to go to, method by method.
func (d *dossier) index(now *ksb.Statement) (out []pages.AssessIndex) {
	for _, m := range d.methods() {
		g := pages.AssessIndex{}
		done := 0
		for _, st := range d.of(m) {
			state, text := d.standing(st)
			if d.a.Judgements[st.ID].Verdict != "" {
				done++
			}
			g.Rows = append(g.Rows, pages.AssessIndexRow{Link: pages.Link{Text: st.Title, Href: d.path("/statements/%d", st.ID)}, Code: string(st.Code),
				State: state, Words: text, Current: st.ID == now.ID})
		}
		g.Name = fmt.Sprintf("%s: %d of %d judged", m.Name, done, len(g.Rows))
		out = append(out, g)
	}
	return out
}

// beside returns the statements before and after one.
func (d *dossier) beside(now *ksb.Statement) (prev, next *pages.Link) {
	all := d.judged()
	at := slices.IndexFunc(all, func(st *ksb.Statement) bool { return st.ID == now.ID })
	link := func(i int) *pages.Link {
		if i < 0 || i >= len(all) {
			return nil
		}
		text := string(all[i].Code)
		if text == "" {
			text = all[i].Title
		}
		return &pages.Link{Text: text, Href: d.path("/statements/%d", all[i].ID)}
	}
	return link(at - 1), link(at + 1)
}

// Notes.

func (d *dossier) noteForm(st *ksb.Statement, n assessment.Note, in *form) pages.AssessNote {
	name := string(st.Code)
	if name == "" {
		name = "this statement"
	}
	f := pages.Field{Name: "note", Label: "Your notes on " + name, Hint: "Only you see these. They are not part of the report.", Value: n.Text, Rows: 6}
	out := pages.AssessNote{Action: d.path("/statements/%d/note", st.ID), Key: fmt.Sprintf("note %d %d %d", d.id, d.mine.Person, st.ID), Revision: n.Revision}
	if in != nil {
		if in.text("note") != n.Text {
			out.Theirs = conflicting(in, pages.TwoTexts{Name: "Saved at " + words.Clock(n.At), Saved: n.Text})
		}
		f.Value, f.Fault = in.text("note"), in.wrong.Of("note")
	}
	if !n.At.IsZero() {
		out.Saved = "Saved at " + words.Clock(n.At) + "."
	}
	out.Field = f
	return out
}

// conflicting returns what another saved, if that is why a form was refused.
func conflicting(in *form, theirs ...pages.TwoTexts) []pages.TwoTexts {
	if len(in.whole) == 0 {
		return nil
	}
	return theirs
}

// noteStatement saves an assessor's own note, by itself or by a button.
func (a *App) noteStatement(c *fiber.Ctx) error {
	d, st, err := a.assessedStatement(c)
	if err != nil {
		return err
	}
	in, me := readForm(c, "note", "revision"), a.visit(c).person()
	in.plainLines()
	n := assessment.Note{Text: in.text("note"), Revision: int(wholeNumber(in.text("revision")))}
	err = a.assessments.SaveNote(c.UserContext(), d.id, me, st.ID, &n)
	if wantsJSON(c) {
		if fault.Is(err, fault.Conflict) {
			notes, readErr := a.assessments.Notes(c.UserContext(), d.id, me)
			if readErr != nil {
				return readErr
			}
			return c.Status(http.StatusConflict).JSON(savedDraft{Revision: notes[st.ID].Revision, Message: "Another of your tabs saved this meanwhile.", Theirs: map[string]string{"note": notes[st.ID].Text}})
		}
		if err != nil {
			return err
		}
		return c.JSON(savedDraft{Revision: n.Revision, SavedAt: n.At})
	}
	if err != nil && (in.refused(err) || in.putOff(err)) {
		_, status := classify(err)
		return a.statementPage(c, status, d, st, in, nil)
	}
	if err != nil {
		return err
	}
	a.say(c, "Saved.")
	return goTo(c, "%s#note-form", d.path("/statements/%d", st.ID))
}
