package app

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/ksb"
)

// quickMinutes are the lengths of time that are one press away.
var quickMinutes = []int{30, 60, 90, 120, 180, 420}

// itemsOffered is how many pieces an entry may be linked to, the newest.
const itemsOffered = 200

var hoursFields = []string{"form", "corrects", "version", "quick", "minutes", "from", "to", "starts", "activity", "learned", "time", "separate", "item", "then"}

// A hoursForm is an entry as it was typed.
type hoursForm struct {
	*form
	statements []ksb.StatementID
}

func readHoursForm(c *fiber.Ctx) *hoursForm {
	return &hoursForm{readForm(c, hoursFields...), statementIDs(c)}
}

func statementIDs(c *fiber.Ctx) (ids []ksb.StatementID) {
	for _, text := range formValues(c)["statements"] {
		if id, err := strconv.ParseInt(text, 10, 64); err == nil {
			ids = append(ids, ksb.StatementID(id))
		}
	}
	return ids
}

// hours returns the entry that was typed, and notes what cannot be read.
func (in *hoursForm) hours(f *folio) programme.Hours {
	h := programme.Hours{Enrolment: f.id, Form: in.text("form"), Corrects: programme.HoursID(in.id("corrects")), Training: programme.Training{
		From: in.day("from"), To: in.day("to"), Starts: -1, Activity: in.text("activity"), Learned: in.text("learned"),
		Time: programme.PaidTime(in.text("time")), Separate: in.text("separate") != "", Item: in.id("item"), Statements: in.statements}}
	typed := in.text("minutes")
	if typed == "" {
		typed = in.text("quick")
	}
	if typed != "" {
		h.Minutes = in.read("minutes", typed, programme.ParseMinutes)
	}
	if in.text("starts") != "" {
		h.Starts = in.read("starts", in.text("starts"), programme.ParseClock)
	}
	if h.Form == "" {
		h.Form = rand.Text()
	}
	return h
}

func (in *hoursForm) read(name, typed string, parse func(string) (int, error)) int {
	n, err := parse(typed)
	if err != nil {
		in.wrong.Add(name, "%s", fault.Of(err).Message)
		return -1
	}
	return n
}

// typedHours is an entry as the form has it.
func typedHours(h *programme.Hours) *hoursForm {
	typed := map[string]string{"from": dayText(h.From), "activity": h.Activity, "learned": h.Learned, "time": string(h.Time), "item": idText(h.Item)}
	if h.Days() > 1 {
		typed["to"] = dayText(h.To)
	}
	if h.Starts >= 0 {
		typed["starts"] = programme.ClockText(h.Starts)
	}
	if slices.Contains(quickMinutes, h.Minutes) {
		typed["quick"] = quickValue(h.Minutes)
	} else {
		typed["minutes"] = programme.MinutesText(h.Minutes)
	}
	if h.Separate {
		typed["separate"] = "yes"
	}
	return &hoursForm{formOf(typed), slices.Clone(h.Statements)}
}

func quickValue(minutes int) string { return strconv.Itoa(minutes) + " min" }

// showNewHours shows the form of a new entry: with today and the last kind of
// training, like an entry that the address names, or as the correction of one.
func (a *App) showNewHours(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	r, err := a.programme.HoursRecord(c.UserContext(), f.id)
	if err != nil {
		return err
	}
	in := &hoursForm{form: formOf(map[string]string{"from": dayText(today(a.db)), "time": string(programme.PaidHours)})}
	if last := newestHours(r.Entries); last != nil {
		in.typed["activity"], in.typed["time"] = last.Activity, string(last.Time)
	}
	if like := findHours(r.Entries, c.Query("like")); like != nil {
		in = typedHours(like)
		in.typed["from"], in.typed["to"], in.typed["starts"], in.typed["separate"] = dayText(today(a.db)), "", "", ""
	}
	if wrong := findHours(r.Entries, c.Query("corrects")); wrong != nil {
		in = typedHours(wrong)
		in.typed["corrects"] = idText(wrong.ID)
	}
	in.typed["form"] = rand.Text()
	return a.hoursFormPage(c, http.StatusOK, f, in, nil)
}

// newestHours returns the entry that was recorded last; nil for none.
func newestHours(list []programme.Hours) (last *programme.Hours) {
	for i := range list {
		if last == nil || list[i].ID > last.ID {
			last = &list[i]
		}
	}
	return last
}

func findHours(list []programme.Hours, id string) *programme.Hours {
	n, err := strconv.ParseInt(id, 10, 64)
	i := slices.IndexFunc(list, func(h programme.Hours) bool { return err == nil && h.ID == programme.HoursID(n) })
	if i < 0 {
		return nil
	}
	return &list[i]
}

// hoursFormPage shows the form; of is the entry that is changed, nil for a new one.
func (a *App) hoursFormPage(c *fiber.Ctx, status int, f *folio, in *hoursForm, of *programme.Hours) error {
	page := pages.HoursForm{
		Back: pages.Link{Text: "Off-the-job hours", Href: f.path("/hours")}, Title: "Add hours", Action: f.path("/hours"), Button: "Save the hours",
		Under:    "Training off the job, in paid time: what you learned, and how long it took.",
		Quick:    in.field("quick", "How long did it take?", ""),
		Minutes:  in.field("minutes", "Or another time", "Such as 1 h 45 or 100 min"),
		Learned:  in.field("learned", "What did you learn?", ""),
		Activity: in.field("activity", "What kind of training?", ""), Kinds: activityOptions(in.text("activity"), "Choose"),
		Day:    in.field("from", "Which day?", ""),
		Time:   in.field("time", "Was it in your paid hours?", ""),
		To:     in.field("to", "Last day, if it took several", ""),
		Starts: in.field("starts", "When did it start?", "Such as 09:30. Times tell entries of one day apart."),
		Item:   in.field("item", "Evidence from it", "A piece in your portfolio that came of it"),
		More:   in.wrong.Of("starts") != "" || in.wrong.Of("to") != "" || in.wrong.Of("item") != "" || in.wrong.Of("statements") != "" || in.text("to") != "",
	}
	page.Learned.Rows, page.Minutes.Short, page.Starts.Short = 3, true, true
	page.Minutes.Attrs = map[string]any{"autocomplete": "off"}
	page.Minutes.Optional, page.To.Optional, page.Starts.Optional, page.Item.Optional = true, true, true, true
	for _, m := range quickMinutes {
		page.Quicks = append(page.Quicks, pages.Option{Value: quickValue(m), Label: programme.MinutesText(m)})
	}
	page.Times = []pages.Option{
		{Value: string(programme.PaidHours), Label: "Yes"},
		{Value: string(programme.InLieu), Label: "No, but I get time off in lieu"},
		{Value: string(programme.OwnTime), Label: "No, in my own time"},
	}
	if in.wrong.Of("separate") != "" || in.text("separate") != "" {
		ask := in.field("separate", "This is other training than the entry that is there", "")
		page.Separate, page.Apart = &ask, in.text("separate") != ""
	}
	page.Hidden = []pages.Hidden{{Name: "form", Value: in.text("form")}}
	if id := in.text("corrects"); id != "" {
		page.Title, page.Under, page.Button = "Correct an agreed entry", "The agreed entry stays as it is. This one stands instead once it is agreed too. Write 0 min if the training did not take place.", "Send the correction"
		page.Hidden = append(page.Hidden, pages.Hidden{Name: "corrects", Value: id})
	}
	if of != nil {
		page.Title, page.Under, page.Action, page.Button = "Change hours", "", f.path("/hours/%d", of.ID), "Send the hours again"
		page.Back = pages.Link{Text: "The entry", Href: f.path("/hours/%d", of.ID)}
		page.Hidden = append(page.Hidden, pages.Hidden{Name: "version", Value: in.text("version")})
		page.Said = hoursSaid(of)
	}
	if err := a.hoursChoices(c, f, in, &page); err != nil {
		return err
	}
	fields := []pages.Field{page.Quick, page.Minutes, page.Learned, page.Activity, page.Day, page.Time}
	if page.Separate != nil {
		fields = append(fields, *page.Separate)
	}
	statements := pages.Field{ID: "statements-1", Fault: page.Picker.Fault}
	page.Summary = pages.NewSummary(in.whole, append(fields, page.Starts, page.To, page.Item, statements)...)
	return a.show(c, status, page)
}

// hoursChoices fills in the pieces and statements to choose from.
func (a *App) hoursChoices(c *fiber.Ctx, f *folio, in *hoursForm, page *pages.HoursForm) error {
	covers, err := a.evidence.Coverage(c.UserContext(), f.id)
	if err != nil {
		return err
	}
	page.Picker = f.statementPicker(covers, in.statements)
	page.Picker.Label, page.Picker.Fault = "Statements it is about", in.wrong.Of("statements")
	items, err := a.evidence.Items(c.UserContext(), f.id, evidence.Query{Sight: f.sight, Limit: itemsOffered})
	if err != nil {
		return err
	}
	page.Items = []pages.Option{{Value: "", Label: "None"}}
	for i := range items.Rows {
		r := &items.Rows[i]
		page.Items = append(page.Items, pages.Option{Value: idText(r.ID), Label: fmt.Sprintf("%d: %s", r.Number, titleOf(r.Title)), On: idText(r.ID) == in.text("item")})
	}
	return nil
}

// addHours records an entry, or the correction of one.
func (a *App) addHours(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	in := readHoursForm(c)
	h := in.hours(f)
	in.typed["form"] = h.Form
	if err = in.wrong.Err(); err == nil {
		err = a.programme.LogHours(c.UserContext(), a.visit(c).person(), &h)
	} else if more := h.Check(db.Today(a.db.Now())); more != nil {
		in.refused(more)
	}
	if err != nil && (in.refused(err) || in.putOff(err)) {
		_, status := classify(err)
		return a.hoursFormPage(c, status, f, in, nil)
	}
	if err != nil {
		return err
	}
	a.say(c, "Saved: "+programme.MinutesText(h.Minutes)+", "+words.Days(h.From, h.To)+".")
	if in.text("then") == "another" {
		return goTo(c, "%s?like=%d", f.path("/hours/new"), h.ID)
	}
	return goTo(c, "%s", f.path("/hours"))
}

// showHoursEdit shows the form of an entry that nobody has agreed.
func (a *App) showHoursEdit(c *fiber.Ctx) error {
	f, h, err := a.hoursEntry(c)
	if err != nil {
		return err
	}
	if h.Fixed() {
		return goTo(c, "%s", f.path("/hours/%d", h.ID))
	}
	in := typedHours(&h)
	in.typed["version"] = strconv.Itoa(h.Version)
	return a.hoursFormPage(c, http.StatusOK, f, in, &h)
}

// saveHours sends an entry again.
func (a *App) saveHours(c *fiber.Ctx) error {
	f, was, err := a.hoursEntry(c)
	if err != nil {
		return err
	}
	in := readHoursForm(c)
	h := in.hours(f)
	h.ID, h.Corrects = was.ID, was.Corrects
	version := int(in.id("version"))
	if err = in.wrong.Err(); err == nil {
		err = a.programme.SaveHours(c.UserContext(), a.visit(c).person(), &h, version)
	} else if more := h.Check(db.Today(a.db.Now())); more != nil {
		in.refused(more)
	}
	if err != nil && (in.refused(err) || in.putOff(err)) {
		_, status := classify(err)
		return a.hoursFormPage(c, status, f, in, &was)
	}
	if err != nil {
		return err
	}
	a.say(c, "Sent again: "+programme.MinutesText(h.Minutes)+", "+words.Days(h.From, h.To)+".")
	if in.text("then") == "another" {
		return goTo(c, "%s?like=%d", f.path("/hours/new"), h.ID)
	}
	return goTo(c, "%s", f.path("/hours"))
}

// withdrawHours takes an entry back.
func (a *App) withdrawHours(c *fiber.Ctx) error {
	f, h, err := a.hoursEntry(c)
	if err != nil {
		return err
	}
	if err := a.programme.WithdrawHours(c.UserContext(), a.visit(c).person(), f.id, h.ID); err != nil {
		return err
	}
	a.say(c, "Taken back: "+programme.MinutesText(h.Minutes)+", "+words.Days(h.From, h.To)+".")
	return goTo(c, "%s", f.path("/hours"))
}

// hoursEntry returns the entry that the address names.
func (a *App) hoursEntry(c *fiber.Ctx) (f *folio, h programme.Hours, err error) {
	if f, err = a.folio(c); err != nil {
		return nil, h, err
	}
	n, err := pathNumber(c, "hours")
	if err != nil {
		return nil, h, err
	}
	h, err = a.programme.HoursEntry(c.UserContext(), f.id, programme.HoursID(n))
	return f, h, err
}
