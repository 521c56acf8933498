package app

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence/assessment"
	"touchstone/ksb"
	"touchstone/reports"
)

func (d *dossier) judgeForm(st *ksb.Statement, in *form) *pages.JudgeForm {
	j := d.a.Judgements[st.ID]
	out := &pages.JudgeForm{Action: d.path("/statements/%d", st.ID), Revision: j.Revision}
	typed, cited := map[string]string{"verdict": string(j.Verdict), "reason": j.Reason}, j.Cites
	wrong := &form{typed: typed}
	if in != nil {
		wrong = in
		cited, _ = d.readCites(in)
		out.Theirs = conflicting(in, pages.TwoTexts{Name: "Judgement", Saved: sufficiencyWords[j.Verdict]}, pages.TwoTexts{Name: "Reason", Saved: j.Reason})
	}
	name := string(st.Code)
	if name == "" {
		name = "it"
	}
	out.Verdict = wrong.field("verdict", "Is the evidence for "+name+" sufficient?", "With what is said in the assessment.")
	for _, v := range []assessment.Sufficiency{assessment.Sufficient, assessment.Insufficient, assessment.NotJudged} {
		out.Verdicts = append(out.Verdicts, pages.Option{Value: string(v), Label: sufficiencyWords[v], On: string(v) == wrong.text("verdict")})
	}
	out.Reason = wrong.field("reason", "Why", "It goes into the report.")
	out.Reason.Rows = 4
	out.Reason.Optional = true
	out.Cites = wrong.field("cites", "Evidence it rests on", "")
	out.Cites.Optional = true
	var known []string
	for _, cl := range d.claims(st.ID) {
		for _, s := range d.spots(cl.piece, cl.claim) {
			value := citeText(s.cite)
			if slices.Contains(known, value) {
				continue
			}
			known = append(known, value)
			out.Places = append(out.Places, pages.Option{Value: value, Label: fmt.Sprintf("Piece %d: %s", cl.piece.Number, s.where.Text), On: slices.Contains(cited, s.cite)})
		}
	}
	out.More = wrong.field("more", "Other evidence", "One place a line: the piece or file, then where. Such as: 4.2, page 3")
	out.More.Rows, out.More.Optional = 2, true
	if in == nil {
		for _, c := range cited {
			if !slices.Contains(known, citeText(c)) {
				out.More.Value += citeText(c) + "\n"
			}
		}
		out.More.Value = strings.TrimSpace(out.More.Value)
	}
	if !j.At.IsZero() {
		out.Was = "Last saved by " + j.ByName + ", " + words.Moment(j.At) + "."
	}
	return out
}

// citeText is a place as it would be typed: "4.2, page 3".
func citeText(c assessment.Cite) string {
	text := c.File
	if text == "" {
		text = strconv.Itoa(c.Piece)
	}
	if c.Place != "" {
		text += ", " + c.Place
	}
	return text
}

// readCites returns the places that were chosen and typed. What names no piece
// or file of the submission is wrong.
func (d *dossier) readCites(in *form) (out []assessment.Cite, wrong string) {
	for line := range strings.SplitSeq(in.text("cites")+"\n"+in.text("more"), "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		name, place, _ := strings.Cut(line, ",")
		name = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(strings.TrimSpace(name)), "piece"), "file"))
		cite := assessment.Cite{Place: strings.TrimSpace(place)}
		number, index, file := strings.Cut(name, ".")
		cite.Piece, _ = strconv.Atoi(strings.TrimSpace(number))
		p := d.piece(cite.Piece)
		n, _ := strconv.Atoi(index)
		switch {
		case p == nil || file && (n < 1 || n > len(p.Files)):
			wrong = fmt.Sprintf("There is no piece or file %q here. Write its number first, such as 4 or 4.2.", name)
			continue
		case len([]rune(cite.Place)) > 200:
			wrong = "Keep each place to 200 characters."
			continue
		case file:
			cite.File = reports.FileLabel(cite.Piece, n-1)
		}
		if !slices.Contains(out, cite) {
			out = append(out, cite)
		}
	}
	return out, wrong
}

// judgeStatement says whether a statement is shown.
func (a *App) judgeStatement(c *fiber.Ctx) error {
	d, st, err := a.assessedStatement(c)
	if err != nil {
		return err
	}
	in := readForm(c, "verdict", "reason", "more", "revision", "go")
	in.typed["cites"] = strings.Join(formValues(c)["cites"], "\n")
	in.plainLines()
	j := assessment.Judgement{Verdict: assessment.Sufficiency(in.text("verdict")), Reason: in.text("reason"), Revision: int(wholeNumber(in.text("revision")))}
	var wrong string
	if j.Cites, wrong = d.readCites(in); wrong != "" {
		in.wrong.Add("more", "%s", wrong)
	}
	if err = in.wrong.Err(); err == nil {
		err = a.assessments.Judge(c.UserContext(), d.id, a.visit(c).person(), st.ID, &j)
	}
	if err != nil && (in.refused(err) || in.putOff(err)) {
		return a.judgedAgain(c, st, in, err)
	}
	if err != nil {
		return err
	}
	a.say(c, st.Name()+": "+lowerFirst(sufficiencyWords[j.Verdict])+".")
	if _, next := d.beside(st); in.text("go") == "next" && next != nil {
		return goTo(c, "%s", next.Href)
	}
	return goTo(c, "%s#judge", d.path("/statements/%d", st.ID))
}

// judgedAgain shows a judgement that was refused once more, beside what stands
// now. Where judgements are locked meanwhile, what was typed is shown to be
// copied.
func (a *App) judgedAgain(c *fiber.Ctx, st *ksb.Statement, in *form, err error) error {
	d, readErr := a.dossier(c)
	if readErr != nil {
		return readErr
	}
	_, status := classify(err)
	if !d.works {
		return a.tooLateToJudge(c, d, err, pages.TwoTexts{Name: "Judgement of " + st.Name(), Saved: sufficiencyWords[assessment.Sufficiency(in.text("verdict"))]},
			pages.TwoTexts{Name: "Why", Saved: in.text("reason")})
	}
	return a.statementPage(c, status, d, st, nil, in)
}

// tooLateToJudge says that judgements are locked, and shows what was typed.
func (a *App) tooLateToJudge(c *fiber.Ctx, d *dossier, err error, typed ...pages.TwoTexts) error {
	told, status := classify(err)
	page := pages.Error{Status: status, Title: "Judgements are locked", Message: told.Message, Do: []pages.Link{{Text: "See how it stands", Href: d.path("/judging")}}}
	for _, t := range typed {
		if t.Saved != "" {
			page.Typed = append(page.Typed, t)
		}
	}
	return a.show(c, status, page)
}
