package app

import (
	"cmp"
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
)

// showQuestions shows the question plan of every method, and where a question
// may still be needed.
func (a *App) showQuestions(c *fiber.Ctx) error {
	d, err := a.dossier(c)
	if err != nil {
		return err
	}
	notes, err := a.assessments.Notes(c.UserContext(), d.id, a.visit(c).person())
	if err != nil {
		return err
	}
	page := pages.AssessQuestions{Top: d.top("Questions for the discussion", inQuestions), Print: d.path("/questions/print"),
		Lead: "Plan what to ask; when it is asked, note the answer beside it. Questions and answers go into the record, your notes do not."}
	for _, m := range d.methods() {
		page.Methods = append(page.Methods, d.questionsOf(m))
	}
	if d.works {
		page.Offers = d.offers(notes)
		if n := wholeNumber(c.Query("removed")); n > 0 {
			page.Removed = &pages.Post{Text: "Put it back", Action: d.path("/questions/%d/restore", n)}
		}
	}
	return a.show(c, http.StatusOK, page)
}

// questionsOf returns the questions of a method.
func (d *dossier) questionsOf(m *ksb.Method) pages.QuestionMethod {
	out := pages.QuestionMethod{Key: m.Key, Name: m.Name}
	if d.works {
		out.Add = d.path("/questions/new?method=%s", m.Key)
	}
	asked := 0
	for i := range d.a.Questions {
		q := &d.a.Questions[i]
		if q.Method != m.Key {
			continue
		}
		row := pages.QuestionRow{ID: fmt.Sprintf("q-%d", q.ID), Number: len(out.Rows) + 1, Text: q.Text, Href: d.path("/questions/%d", q.ID), State: pages.None, Words: "Not asked yet", Answer: q.Answer}
		if q.Asked {
			row.State, row.Words = pages.Accepted, "Asked"
			asked++
		}
		for _, id := range q.Statements {
			row.Chips = append(row.Chips, d.chip(id))
		}
		if d.works {
			to := fmt.Sprintf("question %d", row.Number)
			row.Posts = []pages.QuestionPost{{Text: "Move up", To: to, Action: row.Href + "/move", Name: "way", Value: "up"},
				{Text: "Move down", To: to, Action: row.Href + "/move", Name: "way", Value: "down"}, {Text: "Remove", To: to, Action: row.Href + "/remove"}}
		}
		out.Rows = append(out.Rows, row)
	}
	out.Fact = words.Plural(len(out.Rows), "question", "questions")
	if asked > 0 {
		out.Fact += fmt.Sprintf(", %d asked", asked)
	}
	return out
}

// offers are the statements about which there is no question yet, and whose note
// asks something or whose evidence is thin.
func (d *dossier) offers(notes map[ksb.StatementID]assessment.Note) (out []pages.QuestionOffer) {
	asked := map[ksb.StatementID]bool{}
	for _, q := range d.a.Questions {
		for _, id := range q.Statements {
			asked[id] = true
		}
	}
	for _, st := range d.judged() {
		note, why := notes[st.ID].Text, ""
		switch n := len(d.claims(st.ID)); {
		case asked[st.ID]:
			continue
		case strings.Contains(note, "?"):
			why = "Your note asks something"
		case d.a.Judgements[st.ID].Verdict == assessment.Sufficient:
			continue
		case n == 0:
			why = "No piece claims it"
		case n == 1:
			why = "One piece claims it"
		default:
			continue
		}
		out = append(out, pages.QuestionOffer{Chip: pages.Chip{Code: string(st.Code)}, Name: st.Title, Why: why, Note: note,
			Do: pages.Link{Text: "Write a question", Href: d.path("/questions/new?statement=%d", st.ID)}})
	}
	// What the assessor asks themselves comes first.
	slices.SortStableFunc(out, func(a, b pages.QuestionOffer) int {
		return cmp.Compare(map[bool]int{true: 0, false: 1}[a.Why == "Your note asks something"], map[bool]int{true: 0, false: 1}[b.Why == "Your note asks something"])
	})
	return out
}

// asks returns the sentences of a note that ask something.
func asks(note string) string {
	var out []string
	for line := range strings.SplitSeq(note, "\n") {
		for len(line) > 0 {
			end := strings.IndexAny(line, ".?!")
			if end < 0 {
				break
			}
			if line[end] == '?' {
				out = append(out, strings.TrimSpace(line[:end+1]))
			}
			line = line[end+1:]
		}
	}
	return strings.Join(out, " ")
}

// showNewQuestion shows the form of another question. Begun from a statement, it
// holds what the note on it asks.
func (a *App) showNewQuestion(c *fiber.Ctx) error {
	d, err := a.dossier(c)
	if err != nil {
		return err
	}
	if !d.works {
		return goTo(c, "%s", d.path("/questions"))
	}
	in := &form{typed: map[string]string{"method": c.Query("method"), "statement": c.Query("statement"), "statements": c.Query("statement")}}
	if st := d.byID[ksb.StatementID(wholeNumber(c.Query("statement")))]; st != nil {
		notes, err := a.assessments.Notes(c.UserContext(), d.id, a.visit(c).person())
		if err != nil {
			return err
		}
		in.typed["text"] = asks(notes[st.ID].Text)
		if of := d.assessing(st); len(of) > 0 && in.typed["method"] == "" {
			in.typed["method"] = of[0].Key
		}
	}
	return a.questionPage(c, http.StatusOK, d, &assessment.Question{}, in, nil)
}

// showQuestion shows one question, to change it or to note the answer.
func (a *App) showQuestion(c *fiber.Ctx) error {
	d, err := a.dossier(c)
	if err != nil {
		return err
	}
	q, err := a.question(c, d)
	if err != nil {
		return err
	}
	return a.questionPage(c, http.StatusOK, d, q, questionTyped(q), nil)
}

// question returns the question in the path.
func (a *App) question(c *fiber.Ctx, d *dossier) (*assessment.Question, error) {
	id, err := pathNumber(c, "question")
	if err != nil {
		return nil, err
	}
	for i := range d.a.Questions {
		if q := &d.a.Questions[i]; int64(q.ID) == id {
			return q, nil
		}
	}
	return nil, fault.New(fault.NotFound, "This question is not in the plan. It may have been removed.")
}

func questionTyped(q *assessment.Question) *form {
	var about []string
	for _, id := range q.Statements {
		about = append(about, idText(id))
	}
	in := &form{typed: map[string]string{"method": q.Method, "text": q.Text, "answer": q.Answer, "statements": strings.Join(about, "\n")}}
	if q.Asked {
		in.typed["asked"] = "yes"
	}
	return in
}

func (a *App) questionPage(c *fiber.Ctx, status int, d *dossier, q *assessment.Question, in *form, theirs []pages.TwoTexts) error {
	notes, err := a.assessments.Notes(c.UserContext(), d.id, a.visit(c).person())
	if err != nil {
		return err
	}
	page := pages.QuestionEdit{Top: d.top("A question", inQuestions), Action: d.path("/questions"), Theirs: theirs, Revision: q.Revision, Back: in.text("statement"),
		Method: in.field("method", "For which "+d.methodWord(), ""), Text: in.field("text", "The question", "Ask for something they did, and why they did it so."), Answer: in.field("answer", "The answer", "As you noted it.")}
	page.Text.Rows, page.Answer.Rows = 4, 6
	page.Answer.Optional = true
	if q.ID == 0 {
		page.Top.Title = "A new question"
		for _, m := range d.methods() {
			page.Methods = append(page.Methods, pages.Option{Value: m.Key, Label: m.Name})
		}
	} else {
		d.storedQuestion(q, in, &page)
	}
	about := strings.Split(in.text("statements"), "\n")
	page.Statements = in.field("statements", "Statements it is about", "")
	page.Statements.Optional = true
	for _, st := range d.judged() {
		on := slices.Contains(about, idText(st.ID))
		if m := d.method(in.text("method")); on || m == nil || slices.Contains(m.Statements, st.Key) {
			page.Abouts = append(page.Abouts, pages.Option{Value: idText(st.ID), Label: st.Name(), On: on})
		}
		if on {
			page.Beside = append(page.Beside, pages.QuestionOffer{Chip: d.chip(st.ID), Name: st.Title, Note: cmp.Or(notes[st.ID].Text, "You noted nothing.")})
		}
	}
	page.Summary = pages.NewSummary(in.whole, page.Method, page.Text, page.Answer, page.Statements)
	return a.show(c, status, page)
}

// storedQuestion adds what differs for a question that is stored: its place,
// whether it was asked, and that it saves itself.
func (d *dossier) storedQuestion(q *assessment.Question, in *form, page *pages.QuestionEdit) {
	at := slices.IndexFunc(d.a.Questions, func(x assessment.Question) bool { return x.ID == q.ID })
	link := func(i int) *pages.Link {
		if i < 0 || i >= len(d.a.Questions) {
			return nil
		}
		return &pages.Link{Text: beginning(d.a.Questions[i].Text), Href: d.path("/questions/%d", d.a.Questions[i].ID)}
	}
	page.Prev, page.Next = link(at-1), link(at+1)
	page.Action = d.path("/questions/%d", q.ID)
	page.Save, page.Key = page.Action, fmt.Sprintf("question %d", q.ID)
	asked := in.field("asked", "It was asked", "")
	page.Asked, page.IsAsked = &asked, in.text("asked") != ""
	if m := d.method(q.Method); m != nil {
		page.Top.Title = "A question for " + m.Name
	}
	if !d.works {
		page.Read = []pages.Fact{{Name: "Question", Value: q.Text}, {Name: "Asked", Value: map[bool]string{true: "Yes", false: "Not yet"}[q.Asked]}, {Name: "Answer", Value: cmp.Or(q.Answer, "None noted")}}
	}
}

// readQuestion returns a question as it was sent.
func (d *dossier) readQuestion(c *fiber.Ctx) (*form, assessment.Question) {
	in := readForm(c, "method", "text", "asked", "answer", "revision", "statement")
	in.plainLines()
	in.typed["statements"] = strings.Join(formValues(c)["statements"], "\n")
	q := assessment.Question{Method: in.text("method"), Text: in.text("text"), Asked: in.text("asked") != "", Answer: in.text("answer"), Revision: int(wholeNumber(in.text("revision")))}
	for _, text := range formValues(c)["statements"] {
		n, _ := strconv.ParseInt(text, 10, 64)
		if st := d.byID[ksb.StatementID(n)]; st != nil && len(d.assessing(st)) > 0 && !slices.Contains(q.Statements, st.ID) {
			q.Statements = append(q.Statements, st.ID)
		}
	}
	return in, q
}

// addQuestion adds a question to the plan.
func (a *App) addQuestion(c *fiber.Ctx) error {
	d, err := a.dossier(c)
	if err != nil {
		return err
	}
	in, q := d.readQuestion(c)
	if d.method(q.Method) == nil {
		in.wrong.Add("method", "Choose one on the list.")
	}
	if err = in.wrong.Err(); err == nil {
		err = a.assessments.SaveQuestion(c.UserContext(), d.id, a.visit(c).person(), &q)
	}
	if err != nil && !d.works && fault.Is(err, fault.Conflict) {
		return a.tooLateToJudge(c, d, err, pages.TwoTexts{Name: "The question", Saved: q.Text})
	}
	if err != nil && (in.refused(err) || in.putOff(err)) {
		_, status := classify(err)
		return a.questionPage(c, status, d, &assessment.Question{}, in, nil)
	}
	if err != nil {
		return err
	}
	a.say(c, "The question is in the plan.")
	if from := d.byID[ksb.StatementID(wholeNumber(in.text("statement")))]; from != nil {
		return goTo(c, "%s#questions", d.path("/statements/%d", from.ID))
	}
	return goTo(c, "%s#q-%d", d.path("/questions"), q.ID)
}

// saveQuestion saves a question and what was answered, by itself or by a button.
func (a *App) saveQuestion(c *fiber.Ctx) error {
	d, err := a.dossier(c)
	if err != nil {
		return err
	}
	stored, err := a.question(c, d)
	if err != nil {
		return err
	}
	in, q := d.readQuestion(c)
	q.ID, q.Method = stored.ID, stored.Method
	err = a.assessments.SaveQuestion(c.UserContext(), d.id, a.visit(c).person(), &q)
	if err == nil && wantsJSON(c) {
		return c.JSON(savedDraft{Revision: q.Revision, SavedAt: a.db.Now()})
	}
	if err == nil {
		a.say(c, "Saved.")
		return goTo(c, "%s", d.path("/questions/%d", q.ID))
	}
	now, readErr := a.dossier(c)
	if readErr != nil {
		return readErr
	}
	if stored, readErr = a.question(c, now); readErr != nil {
		return readErr
	}
	clash := fault.Is(err, fault.Conflict) && now.works
	if wantsJSON(c) && clash {
		return c.Status(http.StatusConflict).JSON(savedDraft{Revision: stored.Revision, Message: "Another assessor saved this meanwhile.",
			Theirs: map[string]string{"text": stored.Text, "answer": stored.Answer}})
	}
	if wantsJSON(c) {
		return err
	}
	if fault.Is(err, fault.Conflict) && !now.works {
		return a.tooLateToJudge(c, now, err, pages.TwoTexts{Name: "The question", Saved: q.Text}, pages.TwoTexts{Name: "The answer", Saved: q.Answer})
	}
	var theirs []pages.TwoTexts
	if clash {
		theirs = []pages.TwoTexts{{Name: "The question", Saved: stored.Text}, {Name: "The answer", Saved: stored.Answer}}
	}
	if in.typed["method"] = stored.Method; in.refused(err) || in.putOff(err) {
		_, status := classify(err)
		return a.questionPage(c, status, now, stored, in, theirs)
	}
	return err
}

// changePlan does something to the question in the path and goes back to the
// plan.
func (a *App) changePlan(c *fiber.Ctx, to string, do func(*dossier, assessment.QuestionID) error) error {
	id, err := pathNumber(c, "question")
	if err != nil {
		return err
	}
	d, err := a.dossier(c)
	if err != nil {
		return err
	}
	if err := do(d, assessment.QuestionID(id)); err != nil {
		return err
	}
	return goTo(c, "%s"+to, d.path("/questions"), id)
}

func (a *App) moveQuestion(c *fiber.Ctx) error {
	return a.changePlan(c, "#q-%d", func(d *dossier, id assessment.QuestionID) error {
		return a.assessments.MoveQuestion(c.UserContext(), d.id, a.visit(c).person(), id, c.FormValue("way") == "up")
	})
}

func (a *App) removeQuestion(c *fiber.Ctx) error {
	return a.changePlan(c, "?removed=%d", func(d *dossier, id assessment.QuestionID) error {
		return a.assessments.RemoveQuestion(c.UserContext(), d.id, a.visit(c).person(), id, false)
	})
}

func (a *App) restoreQuestion(c *fiber.Ctx) error {
	return a.changePlan(c, "#q-%d", func(d *dossier, id assessment.QuestionID) error {
		return a.assessments.RemoveQuestion(c.UserContext(), d.id, a.visit(c).person(), id, true)
	})
}

// showQuestionPrint shows the question plan as it goes on paper.
func (a *App) showQuestionPrint(c *fiber.Ctx) error {
	d, err := a.dossier(c)
	if err != nil {
		return err
	}
	notes, err := a.assessments.Notes(c.UserContext(), d.id, a.visit(c).person())
	if err != nil {
		return err
	}
	page := pages.QuestionPrint{Back: pages.Link{Text: "Questions for the discussion", Href: d.path("/questions")}, Title: "Question plan for " + d.u.ApprenticeName,
		Facts: []pages.Fact{{Name: "Standard", Value: d.u.StandardReference + " " + d.u.StandardTitle}, {Name: "Submission", Value: fmt.Sprintf("attempt %d, handed over on %s", d.u.Attempt, words.Day(d.u.At))},
			{Name: "Prepared by", Value: d.mine.Name}}}
	for _, m := range d.methods() {
		pm := pages.PrintMethod{Name: m.Name}
		if m.Minutes > 0 {
			pm.Fact = words.Plural(m.Minutes, "minute", "minutes")
		}
		for i := range d.a.Questions {
			if q := &d.a.Questions[i]; q.Method == m.Key {
				pm.Rows = append(pm.Rows, d.printQuestion(q, len(pm.Rows)+1, notes))
			}
		}
		page.Methods = append(page.Methods, pm)
	}
	return a.show(c, http.StatusOK, page)
}

func (d *dossier) printQuestion(q *assessment.Question, number int, notes map[ksb.StatementID]assessment.Note) pages.PrintQuestion {
	out := pages.PrintQuestion{Number: number, Text: q.Text, Answer: q.Answer}
	for _, id := range q.Statements {
		st := d.byID[id]
		if st == nil {
			continue
		}
		var places []string
		for _, cl := range d.claims(id) {
			for _, s := range d.spots(cl.piece, cl.claim) {
				places = append(places, citeWords(s.cite))
			}
		}
		out.About = append(out.About, pages.PrintAbout{Name: st.Name(), Places: strings.Join(places, "; "), Note: notes[id].Text})
	}
	return out
}
