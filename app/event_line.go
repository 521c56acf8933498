package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/ksb"
)

// A phrase says in a sentence what someone did: a verb that the subject
// follows, or one that stands alone.
type phrase struct {
	verb  string
	alone bool
}

// phrases are what people do, as a sentence goes on after their name. An action
// that is not here is told by its words in actions.
var phrases = map[string]phrase{
	"action.add":          {"set", false},
	"action.drop":         {"dropped", false},
	"action.finish":       {"finished", false},
	"action.move":         {"changed the day of", false},
	"action.reword":       {"changed the words of", false},
	"audit.export":        {"made a file of events for an auditor", true},
	"behaviour.verify":    {"verified behaviours of", false},
	"cohort.add":          {"added", false},
	"cohort.rename":       {"renamed", false},
	"crosswalk.save":      {"changed", false},
	"cpd.add":             {"added to their CPD log", true},
	"cpd.change":          {"changed an entry of their CPD log", true},
	"cpd.remove":          {"removed an entry from their CPD log", true},
	"cpd.restore":         {"put back an entry of their CPD log", true},
	"decision.correct":    {"corrected a decision or feedback on", false},
	"demonstration.begin": {"began the demonstration", true},
	"demonstration.end":   {"filled the demonstration", true},
	"enrolment.add":       {"enrolled", false},
	"enrolment.break":     {"began a break in learning of", false},
	"enrolment.change":    {"changed the enrolment of", false},
	"enrolment.coach":     {"gave another coach to", false},
	"enrolment.plan":      {"chose another assessment plan for", false},
	"enrolment.standard":  {"moved to another version of the standard the apprenticeship of", false},
	"enrolment.leave":     {"ended the apprenticeship of", false},
	"enrolment.return":    {"ended the break in learning of", false},
	"enrolment.undo":      {"undid the break or the end of", false},
	"feedback.add":        {"gave feedback on", false},
	"file.add":            {"added a file to", false},
	"file.keep":           {"kept a file as it is in", false},
	"file.remove":         {"removed a file from", false},
	"file.restore":        {"restored a file of", false},
	"gateway.record":      {"recorded something asked for before the assessment of", false},
	"goal.add":            {"set a goal in their development plan", true},
	"goal.change":         {"changed a goal in their development plan", true},
	"goal.drop":           {"dropped a goal in their development plan", true},
	"goal.finish":         {"reached a goal in their development plan", true},
	"goal.move":           {"changed the day of a goal in their development plan", true},
	"framework.add":       {"added the framework", false},
	"framework.restore":   {"offered again the framework", false},
	"framework.retire":    {"retired the framework", false},
	"hint.aside":          {"put a hint aside for", false},
	"hint.back":           {"took back a hint for", false},
	"hours.add":           {"recorded", false},
	"hours.agree":         {"agreed", false},
	"hours.figure":        {"entered a figure for the target of hours of", false},
	"hours.return":        {"returned", false},
	"hours.save":          {"changed", false},
	"hours.withdraw":      {"took back", false},
	"item.accept":         {"accepted", false},
	"item.add":            {"began", false},
	"item.carry":          {"carried from another portfolio of theirs", false},
	"item.drop":           {"threw away the new version of", false},
	"item.remove":         {"removed", false},
	"item.restore":        {"restored", false},
	"item.return":         {"returned", false},
	"item.revise":         {"began a new version of", false},
	"item.save":           {"saved", false},
	"item.submit":         {"submitted", false},
	"item.withdraw":       {"took back", false},
	"link.make":           {"made a link for", false},
	"mail.again":          {"sent a message again", true},
	"mail.test":           {"sent a test message", true},
	"option.rename":       {"renamed", false},
	"organisation.add":    {"added", false},
	"organisation.rename": {"renamed", false},
	"password.set":        {"set a password", true},
	"person.add":          {"added", false},
	"person.readmit":      {"readmitted", false},
	"person.rename":       {"renamed", false},
	"person.suspend":      {"suspended", false},
	"phrase.add":          {"added", false},
	"phrase.change":       {"changed", false},
	"phrase.restore":      {"offered again", false},
	"phrase.retire":       {"retired", false},
	"portfolio.declare":   {"signed a declaration about the portfolio", true},
	"portfolio.print":     {"made the portfolio as a PDF", true},
	"preference.set":      {"chose how the pages behave", true},
	"prior.decide":        {"decided about prior learning by", false},
	"progress.add":        {"added to", false},
	"progress.cancel":     {"cancelled", false},
	"progress.close":      {"put up to be signed", false},
	"progress.final":      {"gave the last signature of", false},
	"progress.frequency":  {"agreed how often to review the progress of", false},
	"progress.open":       {"began the record of", false},
	"progress.plan":       {"planned", false},
	"progress.withdraw":   {"took back from signing", false},
	"request.add":         {"asked somebody to sign for", false},
	"request.open":        {"opened it, to sign for", false},
	"request.withdraw":    {"withdrew a request to sign for", false},
	"request.remind":      {"sent a link to sign once more for", false},
	"request.end":         {"let a link to sign end unused for", false},
	"review.aim":          {"set the aim for reviews", true},
	"role.end":            {"ended a role of", false},
	"role.grant":          {"gave a role to", false},
	"roster.confirm":      {"stored a table of people and enrolments", true},
	"sample.accept":       {"accepted what the coach did, and closed the action on a sampled decision", true},
	"sample.agree":        {"agreed with a sampled decision", true},
	"sample.answer":       {"answered internal quality assurance", true},
	"sample.draw":         {"drew decisions to sample", true},
	"sample.plan":         {"saved", false},
	"sample.require":      {"required action on a sampled decision", true},
	"scale.add":           {"added", false},
	"scale.choose":        {"chose for new scans", false},
	"scan.begin":          {"began", false},
	"scan.drop":           {"threw away the draft of", false},
	"scan.submit":         {"submitted", false},
	"scan.validate":       {"signed what they say of", false},
	"selection.make":      {"chose the pieces to hand over of", false},
	"session.begin":       {"signed in", true},
	"session.end":         {"signed out", true},
	"signature.add":       {"signed", false},
	"plan.add":            {"added the assessment plan", false},
	"plan.restore":        {"offered again the assessment plan", false},
	"plan.retire":         {"retired the assessment plan", false},
	"signoff.ask":         {"asked for the sign-offs of", false},
	"signoff.change":      {"asked anew for the sign-offs, since what is handed over changed, of", false},
	"submission.again":    {"had the files made again of", false},
	"submission.decide":   {"decided a part of", false},
	"submission.fail":     {"could not make the files of", false},
	"submission.make":     {"handed over", false},
	"submission.ready":    {"made the files of", false},
	"standard.import":     {"imported the official wording of", false},
	"statement.code":      {"corrected the code of", false},
	"statement.move":      {"changed whom it is for:", false},
	"testimony.add":       {"gave testimony on", false},
	"view.add":            {"kept a view of the caseload", true},
	"view.remove":         {"removed a view of the caseload", true},
	"view.rename":         {"renamed a view of the caseload", true},
	"view.restore":        {"put back a view of the caseload", true},

	"consent.give":     {"agreed to be seen by others in their growth", true},
	"consent.withdraw": {"took back an agreement to be seen in their growth", true},
	"growth.begin":     {"began a self-audit", true},
	"growth.drop":      {"threw away the draft of a self-audit", true},
	"growth.finish":    {"finished a self-audit", true},
	"growth.view":      {"rated beside somebody’s self-audit", true},
	"upgrade.save":     {"wrote for a membership upgrade", true},

	"assessment.agree":     {"agreed with the proposed result for", false},
	"assessment.criterion": {"judged a criterion in", false},
	"assessment.feedback":  {"wrote feedback on", false},
	"assessment.hold":      {"recorded how a part was held of", false},
	"assessment.judge":     {"judged a statement in", false},
	"assessment.moderated": {"said whether results are moderated of", false},
	"assessment.propose":   {"proposed a result for", false},
	"assessment.question":  {"changed the question plan for", false},
	"assessment.release":   {"released the result of", false},
	"assessment.reopen":    {"opened the judgements again of", false},
	"assessment.return":    {"returned the proposed result for", false},
	"assessor.declare":     {"declared their interests about", false},
	"assessor.end":         {"ended an assessor’s invitation to", false},
	"assessor.invite":      {"invited an assessor to", false},
}

// A narrator tells events to one reader. It looks every name up once.
type narrator struct {
	a       *App
	ctx     context.Context
	runs    bool           // the reader runs the installation and reads no evidence
	sight   evidence.Sight // of a reader of the portfolio
	guest   bool           // the reader has no role in the portfolio but assessor, which opens no submission
	in      int64          // the portfolio all events are of; 0: any
	people  map[int64]string
	whose   map[int64]string // the apprentice of a portfolio
	pieces  map[int64]pieceName
	things  map[string]string
	summary bool // details are cut short
}

type pieceName struct {
	text string
	open bool // the reader can open it
}

func (a *App) narrator(ctx context.Context) *narrator {
	return &narrator{a: a, ctx: ctx, people: map[int64]string{}, whose: map[int64]string{}, pieces: map[int64]pieceName{}, things: map[string]string{}}
}

// line tells an event in one sentence.
func (n *narrator) line(e *audit.Event) (l pages.EventLine, err error) {
	l = pages.EventLine{Clock: words.Clock(e.At), Day: words.Day(db.Today(e.At)), Full: words.Moment(e.At), ISO: e.At.Format(time.RFC3339)}
	if l.Who, err = n.who(e); err != nil {
		return l, err
	}
	if n.runs && e.Person != 0 {
		l.WhoHref = fmt.Sprintf("/people/%d", e.Person)
	}
	p, known := phrases[e.Action]
	if !known {
		p = phrase{verb: lowerFirst(actionWords(e.Action))}
	}
	l.What = p.verb
	noun, number, _ := strings.Cut(e.Subject, " ")
	if !p.alone && e.Subject != "" {
		if l.About, l.AboutHref, err = n.subject(e, noun, number, known); err != nil {
			return l, err
		}
	}
	if e.Portfolio != 0 && n.in == 0 && noun != "enrolment" {
		name, err := n.apprentice(e.Portfolio)
		if err != nil {
			return l, err
		}
		l.Of = name + "’s portfolio"
		if n.runs {
			l.OfHref = fmt.Sprintf("/enrolments/%d", e.Portfolio)
		}
	}
	return l, nil
}

// who returns who did it: a person, somebody who came by a link they were sent,
// or the program.
func (n *narrator) who(e *audit.Event) (string, error) {
	if e.Person != 0 {
		return n.person(e.Person)
	}
	var by struct {
		Name      string `json:"name"`
		Request   int64  `json:"request"`
		Signature int64  `json:"signature"`
	}
	raw, _ := e.Detail.(json.RawMessage)
	switch err := json.Unmarshal(raw, &by); {
	case err != nil:
	case by.Name != "" && by.Request != 0:
		return by.Name + byLink, nil
	case e.Action == "request.open":
		return n.opener(by.Request)
	case by.Signature != 0:
		return n.signer(e.Portfolio, by.Signature)
	}
	return theProgram, nil
}

// What a sentence calls who is not a person with an account.
const (
	theProgram = "The program"
	byLink     = ", by a link," // after a name
)

// signer returns who signed what an event came of.
func (n *narrator) signer(portfolio, signature int64) (string, error) {
	g, err := n.a.programme.Signature(n.ctx, programme.EnrolmentID(portfolio), signature)
	if fault.Is(err, fault.NotFound) || err == nil && g.Request == 0 {
		return theProgram, nil
	}
	return g.Name + byLink, err
}

// opener returns who opened a request's link. Whose it is may have passed it on.
func (n *narrator) opener(request int64) (string, error) {
	r, err := n.a.programme.Request(n.ctx, programme.RequestID(request))
	if fault.Is(err, fault.NotFound) {
		return "Somebody", nil
	}
	return "Somebody with " + r.Name + "’s link", err
}

func (n *narrator) person(id int64) (string, error) {
	if name, known := n.people[id]; known {
		return name, nil
	}
	p, err := n.a.accounts.Person(n.ctx, account.PersonID(id))
	if fault.Is(err, fault.NotFound) {
		p.Name, err = "Person "+strconv.FormatInt(id, 10), nil
	}
	n.people[id] = p.Name
	return p.Name, err
}

// apprentice returns the name of whom a portfolio is of.
func (n *narrator) apprentice(id int64) (string, error) {
	if name, known := n.whose[id]; known {
		return name, nil
	}
	e, err := n.a.programme.Enrolment(n.ctx, programme.EnrolmentID(id))
	if fault.Is(err, fault.NotFound) {
		e.ApprenticeName, err = "Somebody", nil
	}
	n.whose[id] = e.ApprenticeName
	return e.ApprenticeName, err
}

// subject returns what an event is about in words, and its address if the
// reader may open it. Known tells that the verb has a phrase of its own.
func (n *narrator) subject(e *audit.Event, noun, number string, known bool) (text, href string, err error) {
	id, _ := strconv.ParseInt(number, 10, 64)
	switch noun {
	case "item":
		piece, err := n.piece(e.Portfolio, id)
		if err == nil && piece.open {
			href = fmt.Sprintf("/portfolios/%d/evidence/%d", e.Portfolio, id)
		}
		return piece.text, href, err
	case "person":
		text, err = n.person(id)
		if n.runs {
			href = "/people/" + number
		}
		return text, href, err
	case "enrolment":
		text, err = n.apprentice(id)
		if n.runs {
			href = "/enrolments/" + number
		}
		return text, href, err
	case "submission":
		text, err = n.submission(id)
		if !n.runs && !n.guest {
			href = "/submissions/" + number
		}
		return text, href, err
	case "organisation", "standard", "statement", "plan", "framework":
		text, err = n.thing(noun, id)
		if (noun == "standard" || noun == "plan" || noun == "framework") && n.runs {
			href = "/" + noun + "s/" + number
		}
		return text, href, err
	}
	if noun == "crosswalk" {
		text, href, err = n.crosswalk(ksb.CrosswalkID(id))
		if !n.runs {
			href = ""
		}
		return text, href, err
	}
	if page := subjectPage(e.Action, noun); page != "" && !n.runs && e.Portfolio != 0 {
		first, _, _ := strings.Cut(number, " ") // "12 addendum 1"
		href = fmt.Sprintf("/portfolios/%d%s", e.Portfolio, strings.ReplaceAll(page, "{}", first))
	}
	if !known {
		return "no. " + number, href, nil // its words name it
	}
	if name := subjectNames[noun]; name != "" {
		return name, href, nil
	}
	return strings.ReplaceAll(noun, "_", " ") + " " + number, href, nil
}

// subjectPages is where a portfolio shows the subjects of events, after the
// portfolio's own address.
var subjectPages = map[string]string{
	"action":  "/actions/{}",
	"export":  "/pdf",
	"hours":   "/hours/{}",
	"gateway": "/gateway",
	"review":  "/progress/{}",
	"scan":    "/scans/{}",
}

// subjectPage returns where the subject of an event is shown. A signature under
// hours is of several entries, and numbered apart from them.
func subjectPage(action, noun string) string {
	if noun == "hours" && !slices.Contains([]string{"hours.add", "hours.save", "hours.withdraw"}, action) {
		return "/hours"
	}
	return subjectPages[noun]
}

// subjectNames are what a sentence calls subjects that have no name of their own.
var subjectNames = map[string]string{
	"action":  "an action",
	"hours":   "off-the-job hours",
	"gateway": "what is handed over",
	"phrase":  "a phrase",
	"review":  "a progress review",
	"scan":    "a skills scan",
}

// submission returns which attempt a submission is, and whose.
func (n *narrator) submission(id int64) (string, error) {
	u, err := n.a.evidence.Submission(n.ctx, evidence.SubmissionID(id))
	if fault.Is(err, fault.NotFound) {
		return "a submission", nil
	}
	return fmt.Sprintf("attempt %d of %s’s submission", u.Attempt, u.ApprenticeName), err
}

// piece returns what a reader calls an item: its number, and its title as far
// as they may know it.
func (n *narrator) piece(portfolio, id int64) (pieceName, error) {
	if p, known := n.pieces[id]; known {
		return p, nil
	}
	ref, shared, err := n.a.evidence.Named(n.ctx, evidence.PortfolioID(portfolio), evidence.ItemID(id), n.sight)
	p := pieceName{text: "a piece of evidence"}
	switch {
	case fault.Is(err, fault.NotFound):
		err = nil
	case err == nil:
		p.text = fmt.Sprintf("piece %d", ref.Number)
		if !n.runs && ref.Title != "" {
			p.text += ", “" + ref.Title + "”"
		}
		p.open = !n.runs && shared
	}
	n.pieces[id] = p
	return p, err
}

// thing returns the name of an organisation, a standard, a plan, a framework or a
// statement.
func (n *narrator) thing(noun string, id int64) (string, error) {
	key := fmt.Sprint(noun, id)
	if name, known := n.things[key]; known {
		return name, nil
	}
	name, err := "", error(nil)
	switch noun {
	case "organisation":
		var o programme.Organisation
		o, err = n.a.programme.Organisation(n.ctx, programme.OrganisationID(id))
		name = o.Name
	case "standard":
		var s *ksb.Standard
		if s, err = n.a.standards.Standard(n.ctx, ksb.StandardID(id)); err == nil {
			name = s.Label() + " " + s.Title
		}
	case "plan":
		var p *ksb.Plan
		if p, err = n.a.standards.Plan(n.ctx, ksb.PlanID(id)); err == nil {
			name = p.Label()
		}
	case "framework":
		var f *ksb.Framework
		if f, err = n.a.standards.Framework(n.ctx, ksb.FrameworkID(id)); err == nil {
			name = f.Label()
		}
	case "statement":
		name, err = n.a.standards.StatementName(n.ctx, ksb.StatementID(id))
	}
	if fault.Is(err, fault.NotFound) || name == "" && err == nil {
		name, err = noun+" "+strconv.FormatInt(id, 10), nil
	}
	n.things[key] = name
	return name, err
}

// days groups lines by day, newest first as they come. Saves of one piece by one
// person with nothing between are one line.
func (n *narrator) days(events []audit.Event, each func(*audit.Event, *pages.EventLine)) ([]pages.EventDay, error) {
	var days []pages.EventDay
	var last *audit.Event
	for i := range events {
		e := &events[i]
		l, err := n.line(e)
		if err != nil {
			return nil, err
		}
		if len(days) == 0 || days[len(days)-1].Day != l.Day {
			days, last = append(days, pages.EventDay{Day: l.Day}), nil
		}
		day := &days[len(days)-1]
		if last != nil && e.Action == "item.save" && last.Action == e.Action && last.Subject == e.Subject && last.Person == e.Person {
			day.Lines[len(day.Lines)-1].Again(l.Clock)
			continue
		}
		each(e, &l)
		day.Lines = append(day.Lines, l)
		last = e
	}
	return days, nil
}
