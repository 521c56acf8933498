package evidence

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/ksb"
)

// gatewayLink leads to where what is recorded and signed at gateway is.
const gatewayLink = "/gateway"

// signsAs is what a role is called beside what it signs.
func signsAs(role account.Role) string {
	if role == account.Coach {
		return "Training provider"
	}
	return words.Capital(role.Name())
}

// checkDeclarations asks for what people declare about the evidence: in the
// words of the plan, and signed after the evidence changed last.
func checkDeclarations(f *Facts) (out []Requirement) {
	for i, want := range f.Plan.Portfolio.Declarations {
		role := account.Role(want.By)
		if slices.ContainsFunc(f.Plan.Portfolio.Declarations[:i], func(d ksb.SignOff) bool { return d.By == want.By }) {
			continue // what somebody declares is signed at once
		}
		wanted := programme.DeclarationOf(f.Plan, role)
		q := Requirement{Subject: "declaration " + want.By, Name: "Declaration: " + signsAs(role), State: Awaited, For: role,
			Do: "Go to the declarations", Link: gatewayLink, Need: account.Declare}
		at := slices.IndexFunc(f.Declarations, func(d programme.Declaration) bool { return d.Role == role })
		if at < 0 {
			q.Text = "Not signed yet: “" + wanted + "”"
			out = append(out, q)
			continue
		}
		switch d := &f.Declarations[at]; {
		case d.SignedAt.IsZero():
			q.Text = fmt.Sprintf("%s signed, but nothing says when. It is to be signed again.", d.Name)
		case d.Words != wanted:
			q.Text = fmt.Sprintf("%s signed on %s, in other words than the plan has now. It is to be signed again.", d.Name, day(d.SignedAt))
		case d.SignedAt.Before(f.Changed):
			q.Text = fmt.Sprintf("%s signed on %s, and the pieces changed since, on %s. It is to be signed again.", d.Name, day(d.SignedAt), day(f.Changed))
		default:
			q = Requirement{Subject: q.Subject, Name: q.Name, State: Met, Text: fmt.Sprintf("Signed by %s on %s.", d.Name, day(d.SignedAt))}
		}
		out = append(out, q)
	}
	return out
}

// day is the day of a time in London, in words.
func day(t time.Time) string { return words.Day(t.In(db.London)) }

func checkHours(f *Facts) []Requirement {
	if !f.Plan.Gateway.Hours {
		return nil
	}
	text := fmt.Sprintf("%s of %s agreed.", programme.MinutesText(f.Minutes), programme.MinutesText(f.Target.Minutes))
	q := Requirement{State: Met, Text: text, Do: "See the hours", Link: "/hours", Need: account.Read}
	switch {
	case f.Target.Minutes == 0:
		q.State, q.For, q.Text = NotMet, account.Coach, "How many are needed is not known yet: a figure is missing."
		q.Do, q.Link, q.Need = "Enter the figure", "/hours/target", account.Read
	case f.Minutes >= f.Target.Minutes:
		return met("%s", text)
	case f.Logged >= f.Target.Minutes:
		q.State, q.For, q.Who = Awaited, account.Coach, f.Enrolment.CoachName+" and "+f.who(account.Employer)
		q.Text += fmt.Sprintf(" With those not agreed yet it is %s.", programme.MinutesText(f.Logged))
	default:
		q.State, q.For = NotMet, account.Apprentice
		q.Text += fmt.Sprintf(" Missing: %s.", programme.MinutesText(f.Target.Minutes-f.Minutes))
	}
	return one(q)
}

// Earliest returns the first day on which the minimum duration has run; zero if
// the rules do not say. Days of breaks in learning do not count, those of one
// under way until today.
func (f *Facts) Earliest() time.Time {
	if f.Months == 0 {
		return time.Time{}
	}
	e := &f.Enrolment
	paused := e.PausedDays
	if !e.PausedOn.IsZero() && f.Today.After(e.PausedOn) {
		paused += int(f.Today.Sub(e.PausedOn).Hours() / 24)
	}
	return months(e.StartedOn, f.Months).AddDate(0, 0, paused)
}

// months returns the day so many months later: the last of the month if it has
// no such day.
func months(from time.Time, n int) time.Time {
	to := from.AddDate(0, n, 0)
	if to.Day() != from.Day() {
		to = to.AddDate(0, 0, -to.Day())
	}
	return to
}

func checkDuration(f *Facts) []Requirement {
	if !f.Plan.Gateway.Duration || f.Months == 0 {
		return nil
	}
	first := f.Earliest()
	text := fmt.Sprintf("Started on %s; the rules of that time ask for at least %d months", words.Day(f.Enrolment.StartedOn), f.Months)
	if n := f.Enrolment.PausedDays; n > 0 || !f.Enrolment.PausedOn.IsZero() {
		text += ", breaks in learning left out"
	}
	if f.Today.Before(first) {
		return one(Requirement{State: NotMet, Text: fmt.Sprintf("%s. That is reached on %s.", text, words.Day(first))})
	}
	return met("%s. That was reached on %s.", text, words.Day(first))
}

func checkReviews(f *Facts) []Requirement {
	switch {
	case !f.Plan.Gateway.Reviews:
		return nil
	case f.ReviewDue.IsZero():
		return met("None is due.")
	case f.ReviewDue.Before(f.Today):
		return one(Requirement{State: NotMet, For: account.Coach, Do: "See the progress reviews", Link: "/progress", Need: account.ReadReview,
			Text: fmt.Sprintf("One was due on %s.", words.Day(f.ReviewDue))})
	}
	return met("The next is due on %s.", words.Day(f.ReviewDue))
}

func checkGatewayDay(f *Facts) []Requirement {
	on := f.Enrolment.GatewayOn
	first := f.Earliest()
	switch {
	case on.IsZero():
		return one(f.administrator("No day is planned for the %s. An administrator enters it.", f.gateway()))
	case f.Plan.Gateway.Duration && on.Before(first):
		return one(f.administrator("The %s is planned for %s, before the minimum duration is reached on %s. An administrator plans it anew.", f.gateway(), words.Day(on), words.Day(first)))
	}
	return met("The %s is planned for %s.", f.gateway(), words.Day(on))
}

// gateway returns what the plan calls gateway.
func (f *Facts) gateway() string {
	if f.Plan.Words.Gateway != "" {
		return f.Plan.Words.Gateway
	}
	return "gateway"
}

// organisation returns what the plan calls who assesses.
func (f *Facts) organisation() string {
	if f.Plan.Words.Organisation != "" {
		return f.Plan.Words.Organisation
	}
	return "assessment organisation"
}

// recordAt is a requirement that is met by a record at gateway, which the coach
// keeps.
func recordAt(subject, name, text string, args ...any) Requirement {
	return Requirement{Subject: subject, Name: name, State: NotMet, For: account.Coach, Text: fmt.Sprintf(text, args...),
		Do: "Record it", Link: gatewayLink, Need: account.KeepGateway}
}

func checkAge(f *Facts) []Requirement {
	rule := f.Plan.Gateway.EnglishMaths
	if rule.From16 == rule.From19 {
		return nil // what is asked does not hang on it
	}
	switch f.Records[programme.GatewayAge].State {
	case programme.GatewayFrom16:
		return met("16 to 18 at the start.")
	case programme.GatewayFrom19:
		return met("19 or over at the start.")
	}
	return one(recordAt("", "", "Not recorded. What is asked for in English and maths hangs on it."))
}

func checkEnglish(f *Facts) []Requirement { return f.subject(programme.GatewayEnglish) }
func checkMaths(f *Facts) []Requirement   { return f.subject(programme.GatewayMaths) }

// subject is about English or maths, once it is known what is asked for.
func (f *Facts) subject(key string) []Requirement {
	ages := f.Plan.Gateway.EnglishMaths
	asked, age := ages.From16, f.Records[programme.GatewayAge].State
	switch {
	case ages.From16 == ages.From19:
	case age == programme.GatewayFrom19:
		asked = ages.From19
	case age != programme.GatewayFrom16:
		return nil
	}
	r, known := f.Records[key]
	switch {
	case asked == "":
		return nil
	case r.State == programme.GatewayAchieved:
		return met("Achieved on %s.", words.Day(r.Day))
	case r.State == programme.GatewayExempt:
		return met("Not asked for: %s", r.Note)
	case r.State == programme.GatewayOptedOut && asked == ksb.EnglishMathsDecided:
		return met("Decided not to be taken, as those of 19 and over may: %s", r.Note)
	case r.State == programme.GatewayOptedOut:
		return one(recordAt("", "", "Recorded as decided not to be taken, but this plan requires it at this age."))
	case known:
		return one(recordAt("", "", "Not achieved yet."))
	case asked == ksb.EnglishMathsDecided:
		return one(recordAt("", "", "At 19 or over it need not be taken, but that it was decided has to be recorded, or that it is achieved."))
	}
	return one(recordAt("", "", "Nothing is recorded. The plan requires it at this age."))
}

func checkQualifications(f *Facts) (out []Requirement) {
	for _, n := range f.Plan.Gateway.Qualifications {
		out = append(out, f.needs("qualification:"+n.Key, &n, "Achieved"))
	}
	return out
}

func checkDocuments(f *Facts) (out []Requirement) {
	for _, n := range f.Plan.Gateway.Documents {
		q := f.needs("document:"+n.Key, &n, "Here, dated")
		if r := f.Records[q.Subject]; r.State == programme.GatewayAchieved && r.File == 0 && strings.TrimSpace(r.Note) == "" {
			q = recordAt(q.Subject, q.Name, "Recorded as here, but without its file, or a note of where it is kept.")
		}
		out = append(out, q)
	}
	return out
}

// needs is about a qualification or document under its key.
func (f *Facts) needs(key string, n *ksb.Needed, done string) Requirement {
	r, known := f.Records[key]
	switch {
	case r.State == programme.GatewayAchieved:
		return Requirement{Subject: key, Name: n.Name, State: Met, Text: fmt.Sprintf("%s %s.", done, strings.TrimSpace("on "+words.Day(r.Day)))}
	case r.State == programme.GatewayExempt:
		return Requirement{Subject: key, Name: n.Name, State: Met, Text: "Not asked for: " + r.Note}
	case known:
		return recordAt(key, n.Name, "Not yet.")
	case n.Note != "":
		return recordAt(key, n.Name, "Nothing is recorded. %s", n.Note)
	}
	return recordAt(key, n.Name, "Nothing is recorded.")
}

// checkBehaviours asks that the employer verified each statement that the plan
// does not assess but has verified.
func checkBehaviours(f *Facts) (out []Requirement) {
	var unasked, notYet []string
	all := 0
	for i := range f.Statements {
		s := &f.Statements[i]
		if !f.Plan.Verified(s.Key) {
			continue
		}
		all++
		switch check, asked := f.Behaviours[s.ID]; {
		case !asked:
			unasked = append(unasked, short(s))
		case !check.Shown:
			notYet = append(notYet, short(s))
		}
	}
	if all == 0 {
		return nil
	}
	link := Requirement{Do: "See the behaviours", Link: "/behaviours", Need: account.Read}
	if len(unasked) > 0 {
		q := link
		q.Subject, q.State, q.For = "not asked", Awaited, account.Employer
		q.Text = fmt.Sprintf("Not verified yet: %s.", list(unasked, namesShown))
		if r := f.request(programme.ForBehaviours, 0); r != nil {
			q.Who, q.Text = r.Name, q.Text+" "+asked(r)
		}
		out = append(out, q)
	}
	if len(notYet) > 0 {
		q := link
		q.Subject, q.State, q.For = "not yet", NotMet, account.Apprentice
		q.Text = fmt.Sprintf("The employer has not seen %s yet. Once it is seen, ask again.", list(notYet, namesShown))
		out = append(out, q)
	}
	if len(out) == 0 {
		return met("All %d verified by the employer.", all)
	}
	return out
}

func checkHasPlan(f *Facts) []Requirement {
	if f.Enrolment.Plan == 0 {
		return one(f.administrator("No assessment plan is chosen, so only what holds under every plan is looked at. An administrator chooses one."))
	}
	q := Requirement{State: Met, Text: strings.TrimSpace(fmt.Sprintf("%s, version %s.", f.Plan.Name, f.Plan.Version))}
	if f.Plan.Example {
		q.Advice = "The plan is an example that came with the program. Replace it with the one of the standard."
	}
	return one(q)
}

func checkOption(f *Facts) []Requirement {
	switch {
	case len(f.Standard.Options) == 0:
		return nil
	case f.Enrolment.Option == 0:
		return one(f.administrator("The standard has options, and none is chosen. An administrator chooses it."))
	}
	return met("%s.", strings.TrimSuffix(f.Enrolment.OptionName, "."))
}

func checkState(f *Facts) []Requirement {
	e := &f.Enrolment
	switch e.State {
	case programme.Break:
		return one(f.administrator("A break in learning goes on since %s. Nothing can be handed over before the return.", words.Day(e.PausedOn)))
	case programme.Completed, programme.Withdrawn:
		return one(f.administrator("The apprenticeship ended on %s.", words.Day(e.EndedOn)))
	}
	return met("It does, since %s.", words.Day(e.StartedOn))
}

func checkULN(f *Facts) []Requirement {
	switch u := f.Enrolment.ULN; {
	case u == "":
		return one(f.administrator("None is recorded. An administrator enters it."))
	case !u.Valid():
		return one(f.administrator("%s is not a ULN: it has ten digits, and the last must fit the others. An administrator corrects it.", u))
	default:
		return met("%s.", u)
	}
}

func checkAssessment(f *Facts) []Requirement {
	name := words.Capital(f.organisation())
	if f.Enrolment.Assessment == 0 {
		q := f.administrator("None is chosen. An administrator chooses it.")
		q.Name = name
		return one(q)
	}
	return one(Requirement{Name: name, State: Met, Text: f.Enrolment.AssessmentName + "."})
}

func checkContact(f *Facts) []Requirement {
	if blank(f.Enrolment.EmployerContact) {
		return one(f.administrator("Nobody is named at %s. An administrator enters them.", f.Enrolment.EmployerName))
	}
	return met("%s, %s.", f.Enrolment.EmployerContact, f.Enrolment.EmployerName)
}

// checkSignOffs asks that everybody signed what is handed over as it is now, in
// the plan's order.
func checkSignOffs(f *Facts) (out []Requirement) {
	digest := programme.Digest(f.HandOver)
	for i, step := range programme.SignOffsOf(f.Plan.Gateway.SignOffs, f.SignOffs, digest) {
		q := Requirement{Subject: fmt.Sprintf("sign-off %d", i+1), Name: signsAs(step.Role), State: Awaited, For: step.Role,
			Do: "Go to the sign-offs", Link: gatewayLink, Need: account.SignOff}
		switch void := step.Void; {
		case step.Signature != nil:
			q = Requirement{Subject: q.Subject, Name: q.Name, State: Met, Text: fmt.Sprintf("Signed by %s on %s.", step.Signature.Name, day(step.Signature.At))}
		case void == nil:
			q.Text = "Not signed yet: “" + step.Words + "”"
			if r := f.request(programme.ForGateway, 0); r != nil && step.Role == account.Employer {
				q.Who, q.Text = r.Name, q.Text+" "+asked(r)
			}
		case void.Digest != digest:
			q.Text = fmt.Sprintf("%s signed on %s, and what is handed over changed since. It is to be signed again.", void.Name, day(void.At))
		default:
			q.Text = fmt.Sprintf("%s signed on %s, before those who sign first. It is to be signed again.", void.Name, day(void.At))
		}
		out = append(out, q)
	}
	return out
}
