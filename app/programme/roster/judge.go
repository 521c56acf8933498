package roster

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/ksb"
)

// A judge decides what rows would do, in their order.
type judge struct {
	*world
	adds   bool           // employers and cohorts may be added
	first  map[string]int // line by e-mail address
	called map[string]string
	ulns   map[programme.ULN]*Row
	rows   map[string][]*Row // by e-mail address, that are not wrong
}

func newJudge(w *world, adds bool) *judge {
	return &judge{world: w, adds: adds, first: map[string]int{}, called: map[string]string{}, ulns: map[programme.ULN]*Row{}, rows: map[string][]*Row{}}
}

// judge fills in what a row would do.
func (j *judge) judge(l line) *Row {
	c := l.Cells
	r := &Row{Line: l.Line, Name: c[nameColumn], Email: account.TidyEmail(c[emailColumn]), cells: c, formulas: l.Formulas}
	var bad faults
	for _, i := range l.Formulas {
		bad.add("%s: it holds a formula, %s. Put there what it comes to.", heads[i].name, clip(c[i]))
	}
	if len(bad) == 0 {
		j.whom(r, &bad)
		j.what(r, &bad)
	}
	if len(bad) == 0 {
		j.match(r, &bad)
	}
	if len(bad) == 0 {
		j.fits(r, &bad)
	}
	if len(bad) > 0 {
		r.Mark, r.Says = Wrong, bad
		return r
	}
	j.rows[r.Email] = append(j.rows[r.Email], r)
	if r.after.ULN != "" {
		j.ulns[r.after.ULN] = r
	}
	j.compare(r)
	return r
}

// faults are what is wrong with a row.
type faults []string

func (f *faults) add(format string, args ...any) { *f = append(*f, fmt.Sprintf(format, args...)) }

// clip shows what somebody typed, cut short.
func clip(text string) string {
	if r := []rune(text); len(r) > 60 {
		text = string(r[:59]) + "…"
	}
	return "“" + text + "”"
}

// whom finds the person.
func (j *judge) whom(r *Row, bad *faults) {
	p := account.Person{Name: r.Name, Email: r.Email}
	if err := p.Check(); err != nil {
		for _, field := range []string{"name", "email"} {
			if sentence := fault.Of(err).Fields[field]; sentence != "" {
				bad.add("%s: %s", map[string]string{"name": "Name", "email": "E-mail"}[field], lowered(sentence))
			}
		}
		return
	}
	if known := j.people[r.Email]; known != nil {
		r.person, r.rename = known.id, known.name != r.Name
		if r.rename && known.role != "" {
			bad.add("E-mail: %s is that of %s, who is here as %s. Use the apprentice's own address.", r.Email, known.name, known.role.Name())
		}
	}
	if line, has := j.first[r.Email]; !has {
		j.first[r.Email], j.called[r.Email] = r.Line, r.Name
	} else if j.called[r.Email] != r.Name {
		bad.add("E-mail: row %d gives %s to %s. One address is one person.", line, r.Email, clip(j.called[r.Email]))
	}
}

// what reads the enrolment. Cells that name nothing leave what is stored.
func (j *judge) what(r *Row, bad *faults) {
	c, e := &r.cells, &r.after
	e.Apprentice = r.person
	e.Standard = j.standard(c[standardColumn], c[versionColumn], bad)
	e.ULN = programme.ParseULN(c[ulnColumn])
	if e.ULN != "" && !e.ULN.Valid() {
		bad.add("ULN: %s is not one: it has ten digits, and the last one must fit the others.", clip(c[ulnColumn]))
	}
	e.EmployerContact = c[contactColumn]
	if coach := account.TidyEmail(c[coachColumn]); coach != "" {
		e.Coach = j.coaches[coach]
		if p := j.people[coach]; e.Coach == 0 && p != nil {
			r.lapsed = p.id
		} else if e.Coach == 0 {
			bad.add("Coach e-mail: %s is not here. Invite them as a coach, on the page People.", clip(c[coachColumn]))
		}
	}
	j.organisations(r, bad)
	if e.Standard != 0 {
		j.parts(r, bad)
	}
	for _, d := range []struct {
		column column
		to     *time.Time
	}{{startColumn, &e.StartedOn}, {endColumn, &e.PlannedEndOn}, {gatewayColumn, &e.GatewayOn}} {
		text, ok := c[d.column], true
		if text == "" {
			continue
		}
		if *d.to, ok = day(text); !ok {
			bad.add("%s: %s is not a day. Write it as 07/09/2026, the day before the month.", heads[d.column].name, clip(text))
		}
	}
}

func (j *judge) standard(reference, version string, bad *faults) ksb.StandardID {
	stored := j.standards[key(reference)]
	if len(stored) == 0 && version == "" { // ST0175 v1.1 in one cell
		if ref, v, both := strings.Cut(reference, " "); both {
			stored, version = j.standards[key(ref)], strings.TrimLeft(v, "vV. ")
		}
	}
	switch {
	case reference == "":
		bad.add("Standard: it names none.")
		return 0
	case len(stored) == 0:
		bad.add("Standard: there is no %s here. Import it on the page Standards, or correct the reference.", clip(reference))
		return 0
	case len(stored) == 1 && version == "":
		return stored[0].id
	}
	var has []string
	for _, s := range stored {
		if sameVersion(version, s.version) {
			return s.id
		}
		has = append(has, s.version)
	}
	if version == "" {
		bad.add("Version: several versions of %s are here: %s. Say which.", reference, strings.Join(has, ", "))
	} else {
		bad.add("Version: there is no version %s of %s here, but %s.", clip(version), reference, strings.Join(has, ", "))
	}
	return 0
}

// sameVersion compares versions as people write them: v1.1, 1.1, and 2 for 2.0,
// of which a spreadsheet leaves nothing else.
func sameVersion(typed, stored string) bool {
	typed, stored = key(strings.TrimLeft(typed, "vV ")), key(strings.TrimLeft(stored, "vV "))
	return typed == stored || typed != "" && typed+".0" == stored
}

// parts finds the option and the plan of the standard.
func (j *judge) parts(r *Row, bad *faults) {
	e := &r.after
	if name := r.cells[optionColumn]; name != "" {
		options := j.options[e.Standard]
		if e.Option = options[key(name)]; e.Option == 0 && len(options) == 0 {
			bad.add("Option: %s has no options, so %s cannot be one.", j.labels[e.Standard], clip(name))
		} else if e.Option == 0 {
			var has []string
			for _, o := range slices.Sorted(maps.Values(options)) {
				has = append(has, j.optionNames[o])
			}
			bad.add("Option: %s has no option %s. It has: %s.", j.labels[e.Standard], clip(name), strings.Join(has, ", "))
		}
	}
	name := r.cells[planColumn]
	if name == "" {
		return
	}
	var fit []ksb.PlanID
	var has []string
	for _, p := range j.plans[e.Standard] {
		if strings.EqualFold(name, p.label()) {
			fit = []ksb.PlanID{p.id}
			break
		}
		if p.retired {
			continue
		}
		has = append(has, p.label())
		if strings.EqualFold(name, p.ref) || strings.EqualFold(name, p.name) {
			fit = append(fit, p.id)
		}
	}
	if len(fit) == 1 {
		e.Plan = fit[0]
		return
	}
	switch {
	case len(has) == 0:
		bad.add("Assessment plan: there is none of %s here, so %s cannot be found.", j.labels[e.Standard], clip(name))
	default:
		bad.add("Assessment plan: which one %s means cannot be told. Of %s there are: %s.", clip(name), j.labels[e.Standard], strings.Join(has, ", "))
	}
}

// organisations finds the employer, the assessment organisation and the cohort.
func (j *judge) organisations(r *Row, bad *faults) {
	c, e := &r.cells, &r.after
	if name := c[employerColumn]; name != "" {
		if e.Employer = j.employers[key(name)]; e.Employer == 0 {
			r.employer = name
		}
	}
	if name := c[cohortColumn]; name != "" {
		if e.Cohort = j.cohorts[key(name)]; e.Cohort == 0 {
			r.cohort = name
		}
	}
	for _, a := range []struct{ what, name string }{{"Employer", r.employer}, {"Cohort", r.cohort}} {
		switch {
		case a.name == "":
		case !j.adds:
			bad.add("%s: there is no %s here. Correct the name, or hand the file in again and have employers and cohorts added.", a.what, clip(a.name))
		case len([]rune(a.name)) > programme.MaxName:
			bad.add("%s: keep the name to %d characters.", a.what, programme.MaxName)
		}
	}
	if name := c[assessmentColumn]; name != "" {
		if e.Assessment = j.assessments[key(name)]; e.Assessment == 0 {
			bad.add("Assessment organisation: there is no %s here. Add it on the page Organisations, or correct the name.", clip(name))
		}
	}
}

// match finds the enrolment the row is about, and takes from it what the row
// leaves empty.
func (j *judge) match(r *Row, bad *faults) {
	e := &r.after
	var same, current []*programme.Enrolment
	if p := j.people[r.Email]; p != nil {
		for _, s := range p.enrolments {
			if s.Standard != e.Standard {
				continue
			}
			if s.StartedOn.Equal(e.StartedOn) {
				same = append(same, s)
			}
			if s.State.Current() {
				current = append(current, s)
			}
		}
	}
	switch {
	case len(same) > 0:
		r.before = *same[0]
	case len(current) == 1:
		r.before = *current[0]
	case len(current) > 1:
		bad.add("They are enrolled on %s more than once, from other days. Give the day of the start that is stored.", j.labels[e.Standard])
	}
	if r.before.ID != 0 {
		fill(e, &r.before, r.employer != "", r.cohort != "")
	}
	if p := j.plan(e); p.retired && e.Plan != r.before.Plan {
		bad.add("Assessment plan: %s is no longer offered. Name another.", p.label())
	}
	switch {
	case r.lapsed == 0:
	case r.before.Coach == r.lapsed: // as long as nothing is to be changed
	default:
		bad.add("Coach e-mail: %s does not have the role of coach. Give it to them on the page People, or name another.", clip(r.cells[coachColumn]))
	}
}

// fill takes from what is stored what a row leaves empty.
func fill(e, stored *programme.Enrolment, employer, cohort bool) {
	blank := *e
	*e = *stored
	take(&e.Option, blank.Option)
	take(&e.Plan, blank.Plan)
	if blank.EmployerContact != squeeze(e.EmployerContact) { // stored with other spaces
		take(&e.EmployerContact, blank.EmployerContact)
	}
	take(&e.Coach, blank.Coach)
	take(&e.Assessment, blank.Assessment)
	take(&e.ULN, blank.ULN)
	take(&e.StartedOn, blank.StartedOn)
	take(&e.PlannedEndOn, blank.PlannedEndOn)
	take(&e.GatewayOn, blank.GatewayOn)
	if take(&e.Employer, blank.Employer); employer {
		e.Employer = 0
	}
	if take(&e.Cohort, blank.Cohort); cohort {
		e.Cohort = 0
	}
}

// key is how names are compared: capitals and spaces do not count.
func key(name string) string { return strings.ToLower(squeeze(name)) }

func squeeze(text string) string { return strings.Join(strings.Fields(text), " ") }

func take[T comparable](to *T, v T) {
	var none T
	if v != none {
		*to = v
	}
}

// fits checks the whole enrolment, against others too.
func (j *judge) fits(r *Row, bad *faults) {
	e := r.after
	if e.Apprentice == 0 {
		e.Apprentice = -1 // is added first
	}
	if r.employer != "" {
		e.Employer = -1
	}
	if r.lapsed != 0 && e.Coach == 0 {
		e.Coach = r.lapsed
	}
	if err := e.Check(); err != nil {
		for _, field := range []string{"employer", "coach", "started_on", "planned_end_on", "gateway_on", "uln", "employer_contact"} {
			if sentence := fault.Of(err).Fields[field]; sentence != "" {
				bad.add("%s", inWords(field, sentence))
			}
		}
	}
	if holder, has := j.holders[e.ULN]; has && e.ULN != "" && holder != r.person {
		bad.add("ULN: %s is that of %s. If they are the same person, use that address.", e.ULN, j.emails[holder])
	}
	if other := j.ulns[e.ULN]; e.ULN != "" && other != nil && other.Email != r.Email {
		bad.add("ULN: row %d has the same for %s.", other.Line, other.Email)
	}
	for _, other := range j.rows[r.Email] {
		switch {
		case other.after.Standard == e.Standard && other.after.StartedOn.Equal(e.StartedOn), other.before.ID != 0 && other.before.ID == r.before.ID:
			bad.add("Row %d is for the same person and standard. Keep one of the two.", other.Line)
		case (other.before.ID == 0 || r.before.ID == 0) && overlap(&other.after, &e):
			bad.add("Row %d is for the same person, at the same time. Keep one of the two, or correct the days.", other.Line)
		}
	}
	if p := j.people[r.Email]; p != nil && r.before.ID == 0 {
		for _, s := range p.enrolments {
			if overlap(s, &e) {
				bad.add("They are enrolled on %s from %s to %s already.", j.labels[s.Standard], words.Day(s.StartedOn), words.Day(until(s)))
			}
		}
	}
}

// inWords says what a form says beside its field, where there is no form.
func inWords(field, sentence string) string {
	switch field {
	case "employer":
		return "Employer: it names none."
	case "coach":
		if strings.HasPrefix(sentence, "Choose the coach") {
			return "Coach e-mail: it names none."
		}
		return "Coach e-mail: the coach is the apprentice. Name another."
	case "started_on":
		return "Start: it has no day."
	case "planned_end_on":
		if strings.HasPrefix(sentence, "Say") {
			return "Planned end: it has no day."
		}
		return "Planned end: it is not after the start."
	case "gateway_on":
		return "Gateway planned: it is before the start."
	}
	return sentence
}

// until is when an enrolment ends or ended.
func until(e *programme.Enrolment) time.Time {
	if !e.EndedOn.IsZero() {
		return e.EndedOn
	}
	return e.PlannedEndOn
}

func overlap(a, b *programme.Enrolment) bool {
	return a.StartedOn.Before(until(b)) && b.StartedOn.Before(until(a))
}

// lowered puts a sentence after a colon.
func lowered(sentence string) string {
	first, size := utf8.DecodeRuneInString(sentence)
	return string(unicode.ToLower(first)) + sentence[size:]
}
