package app

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/fault"
	"touchstone/app/growth"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/ksb"
)

// A rateInput is what was sent of one step. What was not sent stays as it is.
type rateInput struct {
	form
	revision int
	items    map[string][]int64 // by key: pieces that are ticked
}

func readRatings(c *fiber.Ctx) *rateInput {
	in := &rateInput{items: map[string][]int64{}}
	in.typed = make(map[string]string)
	for name, values := range formValues(c) {
		key, pieces := strings.CutPrefix(name, "items-")
		if !pieces {
			in.typed[name] = strings.TrimSpace(strings.ReplaceAll(values[0], "\r\n", "\n"))
			continue
		}
		for _, text := range values {
			id, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				id = -1 // no piece has it, so it is refused
			}
			in.items[key] = append(in.items[key], id)
		}
	}
	in.revision, _ = strconv.Atoi(in.text("revision"))
	return in
}

// point returns the step of the scale that was chosen for a key; 0 for none, -1
// for what is no step.
func (in *rateInput) point(key string) int {
	text := in.text("point-" + key)
	n, err := strconv.Atoi(text)
	if err != nil && text != "" {
		return -1
	}
	return n
}

// keys returns the keys that fields of that name were sent for.
func (in *rateInput) keys(of string) (keys []string) {
	for name := range in.typed {
		if key, is := strings.CutPrefix(name, of+"-"); is {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// edit changes ratings to what was sent.
func (in *rateInput) edit(all map[string]growth.Rated) {
	for _, key := range in.keys("example") {
		r := growth.Rated{Point: in.point(key), Example: in.text("example-" + key)}
		for _, id := range in.items[key] {
			r.Items = append(r.Items, growth.Item{ID: id})
		}
		all[key] = r
	}
}

// stepOf returns the step of a request, counted from 0.
func stepOf(c *fiber.Ctx, a *growth.Audit) (int, error) {
	n, err := pathNumber(c, "step")
	if err != nil {
		return 0, err
	}
	if int(n) > len(a.Steps()) {
		return 0, errNoPage
	}
	return int(n) - 1, nil
}

// showRateStep shows a step of a draft to rate. Of a finished self-audit it goes
// to the result.
func (a *App) showRateStep(c *fiber.Ctx) error {
	one, err := a.selfAuditOf(c)
	if err != nil {
		return err
	}
	at, err := stepOf(c, &one)
	if err != nil {
		return err
	}
	if one.State != growth.AuditDraft {
		return goTo(c, "%s", auditPath(&one))
	}
	page, err := a.ownRateForm(c, &one, at, &rateInput{})
	if err != nil {
		return err
	}
	return a.show(c, http.StatusOK, page)
}

// saveRateStep saves what was rated in a step, by itself or by a button, and goes
// on to the next if that is the button.
func (a *App) saveRateStep(c *fiber.Ctx) error {
	in, person := readRatings(c), a.visit(c).person()
	n, err := pathNumber(c, "selfaudit")
	if err != nil {
		return err
	}
	one, err := a.growth.SaveRatings(c.UserContext(), person, growth.AuditID(n), in.revision, in.edit)
	if wantsJSON(c) {
		if theirs, clashed := growth.Theirs(err); clashed {
			return c.Status(http.StatusConflict).JSON(savedVoice{Revision: theirs.Revision, Message: fault.Of(err).Message, Theirs: ratedTexts(theirs.Ratings, in.keys("example"))})
		}
		if err != nil {
			return err
		}
		return c.JSON(savedVoice{Revision: one.Revision, SavedAt: one.SavedAt})
	}
	if fault.Is(err, fault.NotFound) {
		return a.giveBack(c, err, "", nil)
	}
	at, stepErr := stepOf(c, &one)
	if stepErr != nil {
		return stepErr
	}
	if err != nil {
		return a.rateAgain(c, &one, at, in, err)
	}
	a.say(c, "Saved.")
	return goTo(c, "%s", goOn(auditPath(&one), at, len(one.Steps()), in.text("do") == "on"))
}

// goOn returns the address after a step was saved: the step itself, the next, or
// the list of them after the last.
func goOn(path string, at, steps int, on bool) string {
	switch {
	case !on:
		return fmt.Sprintf("%s/steps/%d", path, at+1)
	case at+1 < steps:
		return fmt.Sprintf("%s/steps/%d", path, at+2)
	}
	return path
}

// ratedTexts returns what is stored under some keys, by field.
func ratedTexts(all map[string]growth.Rated, keys []string) map[string]string {
	out := map[string]string{}
	for _, key := range keys {
		r := all[key]
		out["point-"+key], out["example-"+key] = strconv.Itoa(r.Point), r.Example
		var ids []string
		for _, it := range r.Items {
			ids = append(ids, strconv.FormatInt(it.ID, 10))
		}
		out["items-"+key] = strings.Join(ids, ",")
	}
	return out
}

// giveBack shows what was typed, to be copied, where it cannot be kept any more.
func (a *App) giveBack(c *fiber.Ctx, err error, title string, do *pages.Link) error {
	f, status := classify(err)
	page := pages.Error{Status: status, Title: title, Message: f.Message, Typed: writtenIn(formValues(c))}
	if f.Kind == fault.NotFound {
		page.Message = ""
	}
	if do != nil {
		page.Do = []pages.Link{*do}
	}
	return a.show(c, status, page)
}

// rateAgain shows what was rated once more, with what is wrong, beside what was
// saved elsewhere, or to be copied where it is too late.
func (a *App) rateAgain(c *fiber.Ctx, one *growth.Audit, at int, in *rateInput, err error) error {
	if one.State == growth.AuditFinished {
		return a.giveBack(c, err, "This self-audit cannot be changed now", &pages.Link{Text: "Open the self-audit", Href: auditPath(one)})
	}
	theirs, clashed := growth.Theirs(err)
	if !in.refused(err) && !in.putOff(err) {
		return err
	}
	_, status := classify(err)
	if clashed {
		one = &theirs
	}
	page, formErr := a.ownRateForm(c, one, at, in)
	if formErr != nil {
		return formErr
	}
	if clashed {
		page.Theirs = savedElsewhere(one, at, in)
	}
	return a.show(c, status, page)
}

// savedElsewhere lists what is stored otherwise than was typed.
func savedElsewhere(stored *growth.Audit, at int, in *rateInput) (out []pages.TwoTexts) {
	typed := map[string]growth.Rated{}
	in.edit(typed)
	was, is := ratedTexts(stored.Ratings, in.keys("example")), ratedTexts(typed, in.keys("example"))
	step := stored.Steps()[at]
	for _, q := range slices.Concat(step.Asked, step.Next) {
		for _, of := range []string{"point-", "example-", "items-"} {
			if was[of+q.Key] != is[of+q.Key] {
				out = append(out, pages.TwoTexts{Name: q.Text, Saved: ratedWords(&stored.Framework.Scale, stored.Ratings[q.Key])})
				break
			}
		}
	}
	return out
}

// ratedWords says a rating in one text.
func ratedWords(scale *ksb.Rating, r growth.Rated) string {
	text := pointWords(scale, r.Point)
	if r.Example != "" {
		text += ". " + r.Example
	}
	for i, it := range r.Items {
		sep := map[bool]string{true: ". Evidence: ", false: "; "}[i == 0]
		text += sep + itemName(it)
	}
	return text
}

// pointWords is a step of a scale by number and label.
func pointWords(scale *ksb.Rating, point int) string {
	for _, p := range scale.Points {
		if p.Value == point {
			return fmt.Sprintf("%d %s", p.Value, p.Label)
		}
	}
	return "Not rated"
}

func itemName(it growth.Item) string { return fmt.Sprintf("%d %s", it.Number, titleOf(it.Title)) }

// ownRateForm fills a step from what is stored and what was typed.
func (a *App) ownRateForm(c *fiber.Ctx, one *growth.Audit, at int, in *rateInput) (pages.RateForm, error) {
	stored := map[string]growth.Rated{}
	for key, r := range one.Ratings {
		stored[key] = r
	}
	in.edit(stored)
	pieces, err := a.growth.ItemsToShow(c.UserContext(), one.Person)
	if err != nil {
		return pages.RateForm{}, err
	}
	support, err := a.ownSupport(c, one.Framework)
	if err != nil {
		return pages.RateForm{}, err
	}
	step := one.Steps()[at]
	page := rateForm(one, at, auditPath(one), in)
	page.Support = supportPart(support, step.Key)
	page.Back = pages.Link{Text: "Your self-audit", Href: auditPath(one)}
	page.Key = fmt.Sprintf("self-audit %d %s", one.ID, step.Key)
	page.Revision, page.Saved = one.Revision, "Saved at "+words.Clock(one.SavedAt)+". You can leave and come back."
	row := func(q growth.Asked) pages.RateRow {
		r := stored[q.Key]
		line := rateRow(&one.Framework.Scale, q, r.Point, in)
		line.Remark = in.field("example-"+q.Key, "Your own example", "What you did, when, and what came of it.")
		line.Remark.Value, line.Remark.Optional, line.Remark.Rows = r.Example, true, 3
		line.Remark.Attrs = map[string]any{"data-name": "Example: " + q.Text}
		line.Items = in.field("items-"+q.Key, "Pieces of yours that show it", "")
		line.Items.Optional, line.Items.Attrs = true, map[string]any{"data-name": "Evidence: " + q.Text}
		for _, p := range pieces {
			on := slices.ContainsFunc(r.Items, func(it growth.Item) bool { return it.ID == p.ID })
			label := itemName(p.Item)
			if p.Accepted {
				label += " (accepted)"
			}
			line.Pick = append(line.Pick, pages.Option{Value: strconv.FormatInt(p.ID, 10), Label: label, On: on})
		}
		if len(pieces) == 0 && line.Items.Fault != "" { // there is no field that it could stand beside
			page.Whole, line.Items.Fault = append(page.Whole, line.Items.Fault), ""
		}
		if n := len(r.Items); n > 0 {
			line.Picked = fmt.Sprintf("%d chosen", n)
		}
		return line
	}
	for _, q := range step.Asked {
		page.Rows = append(page.Rows, row(q))
	}
	if one.Ahead {
		for _, q := range step.Next {
			page.AheadRows = append(page.AheadRows, row(q))
		}
	}
	return page, nil
}

// rateForm fills in what a step shows whoever rates it.
func rateForm(one *growth.Audit, at int, path string, in *rateInput) pages.RateForm {
	steps := one.Steps()
	step := &steps[at]
	page := pages.RateForm{Whole: in.whole, Over: overAudit(one), Chip: pages.Chip{Code: step.Code}, Title: stepName(step), Lead: step.Summary,
		Place: fmt.Sprintf("Step %d of %d", at+1, len(steps)), Action: fmt.Sprintf("%s/steps/%d", path, at+1), On: "Save and go on"}
	for _, p := range one.Framework.Scale.Points {
		page.Scale = append(page.Scale, pages.ScanStep{Number: strconv.Itoa(p.Value), Label: p.Label, Meaning: p.Meaning})
	}
	page.Ask = "Rate each of these"
	if len(step.Asked) == 1 {
		page.Ask = "Rate this"
	}
	if at > 0 {
		page.Previous = &pages.Link{Text: "Back to " + stepName(&steps[at-1]), Href: fmt.Sprintf("%s/steps/%d", path, at)}
	}
	if at+1 == len(steps) {
		page.On = "Save, and see all of it"
	}
	if next := one.Framework.NextGrade(one.Grade); next != nil && one.Ahead && len(step.Next) > 0 {
		page.Ahead = "At the next grade: " + next.Name
	}
	page.Indicators = guides(step.Indicators)
	return page
}

func guides(all []ksb.Indicator) (out []pages.RateGuide) {
	shows, lacks := pages.RateGuide{Name: "What shows it"}, pages.RateGuide{Name: "What shows that it is missing"}
	for _, i := range all {
		if i.Positive {
			shows.Lines = append(shows.Lines, i.Text)
		} else {
			lacks.Lines = append(lacks.Lines, i.Text)
		}
	}
	for _, g := range []pages.RateGuide{shows, lacks} {
		if len(g.Lines) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// rateRow is one thing to rate with the steps of the scale.
func rateRow(scale *ksb.Rating, q growth.Asked, point int, in *rateInput) pages.RateRow {
	line := pages.RateRow{Text: q.Text, Point: pages.Field{Name: "point-" + q.Key, Label: q.Text, Fault: in.wrong.Of("point-" + q.Key)}}
	line.Choices = append(line.Choices, pages.ScanChoice{Value: "0", Number: "–", Label: "Not rated", On: point == 0})
	for _, p := range scale.Points {
		line.Choices = append(line.Choices, pages.ScanChoice{Value: strconv.Itoa(p.Value), Number: strconv.Itoa(p.Value), Label: p.Label, On: p.Value == point})
	}
	return line
}

// rateGroups lists steps by area, with how much of each is rated.
func rateGroups(f *ksb.Framework, steps []growth.Step, path string, rated func(key string) bool, ahead bool) (groups []pages.RateSteps) {
	for i := range steps {
		s := &steps[i]
		if n := len(groups); n == 0 || i > 0 && steps[i-1].Area != s.Area {
			groups = append(groups, pages.RateSteps{Name: areaName(f, s.Area)})
		}
		row := pages.RateStepRow{Chip: pages.Chip{Code: s.Code}, Name: s.Name, Href: fmt.Sprintf("%s/steps/%d", path, i+1), State: pages.None}
		keys := s.Rates(ahead)
		n := len(keys) - len(slices.DeleteFunc(slices.Clone(keys), rated))
		switch row.Words = ofAll(n, len(keys)) + " rated"; {
		case n == len(keys):
			row.State = pages.Accepted
		case n > 0:
			row.State = pages.Draft
		default:
			row.Words = "Not rated"
		}
		last := &groups[len(groups)-1]
		last.Rows = append(last.Rows, row)
	}
	return groups
}

// areaName is what an area is called; that of specialisms has no key.
func areaName(f *ksb.Framework, key string) string {
	for _, area := range f.Areas {
		if area.Key == key {
			return area.Name
		}
	}
	return "Specialisms"
}
