package app

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/ksb"
)

// A recordAsk is one thing that a plan asks to be recorded.
type recordAsk struct {
	key, name, note string
	states          []programme.GatewayState // that it may have
}

// recordAsks returns what a plan asks to be recorded, in order.
func recordAsks(plan *ksb.Plan) (asks []recordAsk) {
	g := &plan.Gateway
	if (g.EnglishMaths != ksb.EnglishMaths{}) {
		subject := []programme.GatewayState{programme.GatewayAchieved, programme.GatewayWorking, programme.GatewayOptedOut, programme.GatewayExempt}
		asks = append(asks,
			recordAsk{programme.GatewayAge, "Age at the start", "It decides what the rules ask of English and maths.", []programme.GatewayState{programme.GatewayFrom16, programme.GatewayFrom19}},
			recordAsk{programme.GatewayEnglish, "English", englishMathsNote(g.EnglishMaths), subject},
			recordAsk{programme.GatewayMaths, "Maths", englishMathsNote(g.EnglishMaths), subject})
	}
	needed := []programme.GatewayState{programme.GatewayAchieved, programme.GatewayWorking, programme.GatewayExempt}
	for _, q := range g.Qualifications {
		asks = append(asks, recordAsk{"qualification:" + q.Key, q.Name, q.Note, needed})
	}
	for _, d := range g.Documents {
		asks = append(asks, recordAsk{"document:" + d.Key, d.Name, d.Note, needed})
	}
	return asks
}

func englishMathsNote(em ksb.EnglishMaths) string {
	say := map[ksb.EnglishMathsRule]string{"": "not asked for", ksb.EnglishMathsRequired: "required", ksb.EnglishMathsDecided: "achieved, or recorded as decided not to be taken"}
	return fmt.Sprintf("From 16 to 18 at the start: %s. At 19 or over: %s.", say[em.From16], say[em.From19])
}

// gatewayState says in words, and shows, how far a record has come.
func gatewayState(key string, state programme.GatewayState) (string, pages.State) {
	switch state {
	case programme.GatewayAchieved:
		if strings.HasPrefix(key, "document:") {
			return "Here", pages.Accepted
		}
		return "Achieved", pages.Accepted
	case programme.GatewayExempt:
		return "Not asked of this apprentice", pages.Accepted
	case programme.GatewayOptedOut:
		return "Decided not to be taken", pages.Accepted
	case programme.GatewayWorking:
		return "Not yet", pages.Draft
	case programme.GatewayFrom16:
		return "16 to 18", pages.Accepted
	case programme.GatewayFrom19:
		return "19 or over", pages.Accepted
	}
	return "Nothing recorded", pages.None
}

// fillRecords shows what is recorded, what was, and the forms of who may record.
func (a *App) fillRecords(c *fiber.Ctx, f *folio, facts *evidence.Facts, in *form, page *pages.Gateway) error {
	asks := recordAsks(f.plan)
	history, err := a.programme.GatewayHistory(c.UserContext(), f.enrolment.ID)
	if err != nil {
		return err
	}
	names := make(map[string]string)
	for _, ask := range asks {
		names[ask.key] = ask.name
	}
	for i := range history {
		r := &history[i]
		state, _ := gatewayState(r.Key, r.State)
		row := pages.GatewayRow{What: cmp.Or(names[r.Key], otherRecord(r.Key)), State: state, Note: r.Note, By: r.ByName, At: words.Moment(r.At), Holds: facts.Records[r.Key].ID == r.ID}
		if !r.Day.IsZero() {
			row.Day = words.Day(r.Day)
		}
		page.History = append(page.History, row)
	}
	may := a.visit(c).may(account.KeepGateway)
	files := filesToName(facts.Pieces)
	for i := range asks {
		page.Asks = append(page.Asks, f.gatewayAsk(&asks[i], facts.Records, files, in, may))
	}
	return nil
}

// otherRecord names a record that the plan does not ask for any more.
func otherRecord(key string) string {
	_, name, found := strings.Cut(key, ":")
	if !found {
		name = key
	}
	return words.Capital(strings.ReplaceAll(name, "-", " "))
}

// filesToName are the files of pieces that others than the apprentice see.
func filesToName(pieces []evidence.Piece) (options []pages.Option) {
	for i := range pieces {
		p := &pieces[i]
		if p.Version.State == evidence.Draft {
			continue
		}
		for _, file := range p.Version.Files {
			options = append(options, pages.Option{Value: idText(int64(file.ID)), Label: fmt.Sprintf("Piece %d: %s", p.Number, file.Name)})
		}
	}
	return options
}

func (f *folio) gatewayAsk(ask *recordAsk, records map[string]programme.GatewayRecord, files []pages.Option, in *form, may bool) pages.GatewayAsk {
	held := records[ask.key]
	out := pages.GatewayAsk{ID: strings.ReplaceAll(ask.key, ":", "-"), Name: ask.name, Note: ask.note}
	out.Words, out.State = gatewayState(ask.key, held.State)
	if held.ID != 0 {
		out.Facts = append(out.Facts, recordFact(&held))
	}
	if held.File != 0 {
		out.File = &pages.Link{Text: fileLabel(files, held.File), Href: f.path("/files/%d", held.File)}
	}
	if !may {
		return out
	}
	typed := formOf(map[string]string{"state": string(held.State), "day": dayText(held.Day), "note": held.Note, "file": idText(held.File)})
	form := &pages.GatewayForm{Action: f.path("/gateway/records"), Key: ask.key, Dated: ask.key != programme.GatewayAge}
	if in.text("key") == ask.key {
		typed, form.Open = in, true
	}
	form.State, form.Day = typed.field("state", "How far it is", ""), typed.field("day", "Day", "When it was achieved, decided or dated.")
	form.Note, form.File = typed.field("note", "Note", "Such as the number of a certificate, a reason, or where it is kept. It goes out with what is handed over."), typed.field("file", "File of the portfolio", "")
	form.Day.Optional, form.Note.Optional, form.File.Optional, form.Note.Rows = true, true, true, 2
	for name, field := range map[string]*pages.Field{"state": &form.State, "day": &form.Day, "note": &form.Note, "file": &form.File} {
		field.ID = out.ID + "-" + name
	}
	for _, s := range ask.states {
		label, _ := gatewayState(ask.key, s)
		form.Options = append(form.Options, pages.Option{Value: string(s), Label: label})
	}
	if len(files) > 0 && ask.key != programme.GatewayAge {
		form.Files = append([]pages.Option{{Label: "None"}}, files...)
	}
	out.Form = form
	return out
}

// recordFact tells a record in a sentence or two.
func recordFact(r *programme.GatewayRecord) string {
	text := ""
	if !r.Day.IsZero() {
		text = words.Day(r.Day) + ". "
	}
	if r.Note != "" {
		text += strings.TrimSuffix(r.Note, ".") + ". "
	}
	return text + "Recorded by " + r.ByName + " on " + words.Moment(r.At) + "."
}

func fileLabel(files []pages.Option, id int64) string {
	for _, o := range files {
		if o.Value == idText(id) {
			return o.Label
		}
	}
	return "The file"
}

// gatewayFields are the fields of the forms that are open.
func gatewayFields(asks []pages.GatewayAsk) (fields []pages.Field) {
	for _, ask := range asks {
		if ask.Form != nil {
			fields = append(fields, ask.Form.State, ask.Form.Day, ask.Form.Note, ask.Form.File)
		}
	}
	return fields
}

// keepGatewayRecord records one thing that the plan asks for.
func (a *App) keepGatewayRecord(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	in := readForm(c, "key", "state", "day", "note", "file")
	asks := recordAsks(f.plan)
	i := slices.IndexFunc(asks, func(r recordAsk) bool { return r.key == in.text("key") })
	if i < 0 {
		return errNoPage
	}
	r := programme.GatewayRecord{Key: in.text("key"), State: programme.GatewayState(in.text("state")), Note: in.text("note"), File: in.id("file")}
	if r.Key != programme.GatewayAge {
		r.Day = in.day("day")
	}
	if err := in.wrong.Err(); err != nil {
		return a.gatewayPage(c, http.StatusUnprocessableEntity, in)
	}
	err = a.programme.KeepGatewayRecord(c.UserContext(), f.enrolment.ID, a.visit(c).person(), &r)
	if err != nil && (in.refused(err) || in.putOff(err)) {
		_, status := classify(err)
		return a.gatewayPage(c, status, in)
	}
	if err != nil {
		return err
	}
	state, _ := gatewayState(r.Key, r.State)
	a.say(c, "Recorded: "+asks[i].name+", "+strings.ToLower(state[:1])+state[1:]+".")
	return goTo(c, "%s", f.path("/gateway#%s", strings.ReplaceAll(r.Key, ":", "-")))
}
