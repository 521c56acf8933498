package app

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence/assessment"
	"touchstone/ksb"
)

// criterionWords say how a criterion is judged.
var criterionWords = map[assessment.CriterionVerdict]string{assessment.Undecided: "Not judged yet", assessment.Met: "Met", assessment.NotMet: "Not met"}

func criterionState(v assessment.CriterionVerdict) pages.State {
	return map[assessment.CriterionVerdict]pages.State{assessment.Undecided: pages.None, assessment.Met: pages.Accepted, assessment.NotMet: pages.Returned}[v]
}

// assessedMethod returns the submission in the path and its method there, if that
// is assessed.
func (a *App) assessedMethod(c *fiber.Ctx) (*dossier, *ksb.Method, error) {
	d, err := a.dossier(c)
	if err != nil {
		return nil, nil, err
	}
	m := d.method(c.Params("method"))
	if m == nil {
		return nil, nil, errNoPage
	}
	return d, m, nil
}

// showMethod shows how a method was held and graded.
func (a *App) showMethod(c *fiber.Ctx) error {
	d, m, err := a.assessedMethod(c)
	if err != nil {
		return err
	}
	return a.methodPage(c, http.StatusOK, d, m, d.methodTyped(m), nil)
}

// methodTyped returns what is stored of a method as its form has it.
func (d *dossier) methodTyped(m *ksb.Method) *form {
	h := d.a.Methods[m.Key]
	in := formOf(map[string]string{"held_on": dayText(h.On), "minutes": positive(h.Minutes), "mode": h.Mode, "note": h.Note, "grade": h.Grade})
	for _, c := range m.Criteria {
		stored := d.a.Criteria[m.Key][c.Key]
		in.typed["verdict-"+c.Key], in.typed["reason-"+c.Key] = string(stored.Verdict), stored.Reason
	}
	return in
}

// heldFields are the fields of how a method was held.
var heldFields = []string{"held_on", "minutes", "mode", "note", "grade"}

// seen is what a part of the form held when it was shown: what is sent as it was
// seen was not changed by whoever sends it.
func seen(in *form, fields ...string) string {
	h := sha256.New()
	for _, name := range fields {
		fmt.Fprintf(h, "%s\x00", strings.ReplaceAll(in.text(name), "\r\n", "\n"))
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

func criterionFields(key string) []string { return []string{"verdict-" + key, "reason-" + key} }

func (a *App) methodPage(c *fiber.Ctx, status int, d *dossier, m *ksb.Method, in *form, theirs []pages.TwoTexts) error {
	page := pages.MethodPage{Top: d.top(m.Name, inJudging), Theirs: theirs, Working: d.workingOf(m)}
	if len(m.Grades) == 0 {
		page.Untabled = "The plan gives it no grade of its own: what counts is whether each statement is shown."
	}
	fields := d.heldForm(m, in, &page)
	for _, key := range gradesOf(m) {
		g := d.criteria(m, key, in)
		for _, r := range g.Rows {
			fields = append(fields, r.Verdict, r.Reason)
		}
		page.Groups = append(page.Groups, g)
	}
	stored := d.methodTyped(m)
	if d.works {
		page.Action = d.path("/methods/%s", m.Key)
		page.Seen = []pages.Hidden{{Name: "revision", Value: fmt.Sprint(d.a.Methods[m.Key].Revision)}, {Name: "seen", Value: seen(stored, heldFields...)}}
		for _, cr := range m.Criteria {
			page.Seen = append(page.Seen, pages.Hidden{Name: "revision-" + cr.Key, Value: fmt.Sprint(d.a.Criteria[m.Key][cr.Key].Revision)},
				pages.Hidden{Name: "seen-" + cr.Key, Value: seen(stored, criterionFields(cr.Key)...)})
		}
	} else {
		page.Facts = d.heldFacts(m)
	}
	for _, q := range d.a.Questions {
		if q.Method == m.Key && q.Asked {
			page.Asked = append(page.Asked, pages.Fact{Name: q.Text, Value: cmp.Or(q.Answer, "No answer noted")})
		}
	}
	all := d.methods()
	at := slices.Index(all, m)
	if at > 0 {
		page.Prev = &pages.Link{Text: all[at-1].Name, Href: d.path("/methods/%s", all[at-1].Key)}
	}
	if at+1 < len(all) {
		page.Next = &pages.Link{Text: all[at+1].Name, Href: d.path("/methods/%s", all[at+1].Key)}
	}
	page.Summary = pages.NewSummary(in.whole, fields...)
	return a.show(c, status, page)
}

// heldForm adds the fields of how a method was held, and returns them.
func (d *dossier) heldForm(m *ksb.Method, in *form, page *pages.MethodPage) []pages.Field {
	page.HeldOn = in.field("held_on", "Held on", "")
	page.Minutes = in.field("minutes", "Minutes it took", "")
	if m.Minutes > 0 {
		page.Minutes.Hint = fmt.Sprintf("The plan says about %d.", m.Minutes)
	}
	page.Minutes.Short, page.Minutes.Optional = true, true
	page.Minutes.Attrs = map[string]any{"inputmode": "numeric"}
	page.Mode = in.field("mode", "How it was held", "By video call, in person at the workplace…")
	page.Mode.Optional = true
	if len(m.Modes) > 0 {
		page.Mode.Hint = "As the plan allows."
		page.Modes = []pages.Option{{Value: "", Label: "Not said yet"}}
		for _, mode := range m.Modes {
			page.Modes = append(page.Modes, pages.Option{Value: mode, Label: mode})
		}
		if now := in.text("mode"); now != "" && !slices.Contains(m.Modes, now) {
			page.Modes = append(page.Modes, pages.Option{Value: now, Label: now})
		}
	}
	page.Note = in.field("note", "Note", "Who else was there, adjustments that were made. It goes into the report.")
	page.Note.Rows, page.Note.Optional = 3, true
	fields := []pages.Field{page.HeldOn, page.Minutes, page.Mode, page.Note}
	if len(m.Grades) > 0 && len(m.Criteria) == 0 {
		_, criteria := d.plan.Regime.Criterion()
		f := in.field("grade", "Grade", "The plan has no "+criteria+" for it, so you judge it as a whole.")
		page.Grade, page.Grades = &f, []pages.Option{{Value: "", Label: "Not graded yet"}}
		for _, key := range m.Grades {
			g, _ := d.plan.Grade(key)
			page.Grades = append(page.Grades, pages.Option{Value: key, Label: g.Name})
		}
		fields = append(fields, f)
	}
	return fields
}

// gradesOf returns the grades that a method's criteria belong to, the lowest
// first.
func gradesOf(m *ksb.Method) (out []string) {
	for _, key := range m.Grades {
		if slices.ContainsFunc(m.Criteria, func(c ksb.Criterion) bool { return c.Grade == key }) {
			out = append(out, key)
		}
	}
	return out
}

// criteria returns the criteria that one grade of a method asks for.
func (d *dossier) criteria(m *ksb.Method, grade string, in *form) pages.CriterionGroup {
	g, _ := d.plan.Grade(grade)
	out := pages.CriterionGroup{Key: grade, Name: "For " + g.Name}
	met := 0
	for _, c := range m.Criteria {
		if c.Grade != grade {
			continue
		}
		stored := d.a.Criteria[m.Key][c.Key]
		if stored.Verdict == assessment.Met {
			met++
		}
		row := pages.CriterionRow{Text: c.Text, Verdict: in.field("verdict-"+c.Key, "Is it met?", ""), Reason: in.field("reason-"+c.Key, "Why", "It goes into the report."),
			Stands: criterionWords[stored.Verdict], State: criterionState(stored.Verdict)}
		row.Reason.Rows, row.Reason.Optional = 2, true
		row.Verdict.Class = "field--across"
		for _, v := range []assessment.CriterionVerdict{assessment.Met, assessment.NotMet, assessment.Undecided} {
			row.Options = append(row.Options, pages.Option{Value: string(v), Label: criterionWords[v], On: string(v) == in.text("verdict-"+c.Key)})
		}
		var about []string
		for _, st := range d.of(m) {
			if slices.Contains(c.Statements, st.Key) {
				row.Chips = append(row.Chips, d.chip(st.ID))
				about = append(about, cmp.Or(string(st.Code), st.Title)+": "+lowerFirst(sufficiencyWords[d.a.Judgements[st.ID].Verdict]))
			}
		}
		row.About = strings.Join(about, "; ")
		if !stored.At.IsZero() {
			row.Was = "Last saved by " + stored.ByName + ", " + words.Moment(stored.At) + "."
		}
		out.Rows = append(out.Rows, row)
	}
	out.Fact = fmt.Sprintf("%d of %d met", met, len(out.Rows))
	return out
}

// workingOf says what a method's judgements come to.
func (d *dossier) workingOf(m *ksb.Method) string {
	for _, r := range d.result().Methods {
		if r.Method == m {
			return r.Working
		}
	}
	return ""
}

func (d *dossier) heldFacts(m *ksb.Method) []pages.Fact {
	h := d.a.Methods[m.Key]
	facts := []pages.Fact{{Name: "Held on", Value: "Not said yet"}, {Name: "How", Value: cmp.Or(h.Mode, "Not said")}, {Name: "Minutes", Value: cmp.Or(positive(h.Minutes), "Not said")}}
	if !h.On.IsZero() {
		facts[0].Value = words.Day(h.On)
	}
	if h.Note != "" {
		facts = append(facts, pages.Fact{Name: "Note", Value: h.Note})
	}
	return facts
}

// saveMethod saves how a method was held and which criteria are met: all of it,
// or, if another assessor saved some of it meanwhile, none.
func (a *App) saveMethod(c *fiber.Ctx) error {
	d, m, err := a.assessedMethod(c)
	if err != nil {
		return err
	}
	names := append([]string{"revision", "seen"}, heldFields...)
	for _, cr := range m.Criteria {
		names = append(append(names, criterionFields(cr.Key)...), "revision-"+cr.Key, "seen-"+cr.Key)
	}
	in := readForm(c, names...)
	in.plainLines()
	h, criteria := readMethod(m, in)
	if err = in.wrong.Err(); err == nil {
		err = a.assessments.JudgeMethod(c.UserContext(), d.id, a.visit(c).person(), m, h, criteria)
	}
	if err == nil {
		a.say(c, "Saved.")
		return goTo(c, "%s", d.path("/methods/%s", m.Key))
	}
	now, readErr := a.dossier(c)
	if readErr != nil {
		return readErr
	}
	if fault.Is(err, fault.Conflict) && !now.works {
		return a.tooLateToJudge(c, now, err, typedOfMethod(m, in)...)
	}
	if in.refused(err) || in.putOff(err) {
		_, status := classify(err)
		var theirs []pages.TwoTexts
		if fault.Is(err, fault.Conflict) {
			theirs = now.theirsOfMethod(m, h, criteria, in)
		}
		return a.methodPage(c, status, now, now.method(m.Key), in, theirs)
	}
	return err
}

// readMethod returns what was changed in the form of a method: a nil Held where
// how it was held is as it was seen, and the criteria that are not.
func readMethod(m *ksb.Method, in *form) (*assessment.Held, map[string]assessment.Criterion) {
	var h *assessment.Held
	if in.text("seen") != seen(in, heldFields...) {
		h = &assessment.Held{On: in.day("held_on"), Mode: in.text("mode"), Note: in.text("note"), Grade: in.text("grade"), Revision: int(wholeNumber(in.text("revision")))}
		if text := in.text("minutes"); text != "" {
			if _, err := fmt.Sscanf(text+"\n", "%d\n", &h.Minutes); err != nil {
				in.wrong.Add("minutes", "Enter a whole number, such as 60.")
			}
		}
	}
	criteria := map[string]assessment.Criterion{}
	for _, c := range m.Criteria {
		if in.text("seen-"+c.Key) != seen(in, criterionFields(c.Key)...) {
			criteria[c.Key] = assessment.Criterion{Verdict: assessment.CriterionVerdict(in.text("verdict-" + c.Key)), Reason: in.text("reason-" + c.Key),
				Revision: int(wholeNumber(in.text("revision-" + c.Key)))}
		}
	}
	return h, criteria
}

// theirsOfMethod returns what another assessor saved of what was changed here.
// What they saved and was not changed here takes their value.
func (d *dossier) theirsOfMethod(m *ksb.Method, h *assessment.Held, criteria map[string]assessment.Criterion, in *form) (out []pages.TwoTexts) {
	stored := d.methodTyped(m)
	differ := func(name, label, shown string) {
		if stored.text(name) != in.text(name) {
			out = append(out, pages.TwoTexts{Name: label, Saved: shown})
		}
	}
	take := func(fields []string) {
		for _, name := range fields {
			in.typed[name] = stored.text(name)
		}
	}
	if h == nil {
		take(heldFields)
	} else {
		on, _ := time.Parse(time.DateOnly, stored.text("held_on"))
		day := ""
		if !on.IsZero() {
			day = words.Day(on)
		}
		differ("held_on", "Held on", day)
		differ("minutes", "Minutes it took", stored.text("minutes"))
		differ("mode", "How it was held", stored.text("mode"))
		differ("note", "Note", stored.text("note"))
		grade, _ := d.plan.Grade(stored.text("grade"))
		differ("grade", "Grade", grade.Name)
	}
	for _, c := range m.Criteria {
		if _, changed := criteria[c.Key]; !changed {
			take(criterionFields(c.Key))
			continue
		}
		differ("verdict-"+c.Key, c.Text, criterionWords[assessment.CriterionVerdict(stored.text("verdict-"+c.Key))])
		differ("reason-"+c.Key, c.Text+" Why", stored.text("reason-"+c.Key))
	}
	return out
}

// typedOfMethod returns what was written in the form of a method, to be copied.
func typedOfMethod(m *ksb.Method, in *form) []pages.TwoTexts {
	out := []pages.TwoTexts{{Name: "Note", Saved: in.text("note")}}
	for _, c := range m.Criteria {
		out = append(out, pages.TwoTexts{Name: c.Text, Saved: in.text("reason-" + c.Key)})
	}
	return out
}
