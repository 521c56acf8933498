package roster

import (
	"time"

	"touchstone/app/programme"
	"touchstone/app/words"
)

// compare marks a row that is right as new, changed or unchanged, and says in
// words what it would do.
func (j *judge) compare(r *Row) {
	e, b := &r.after, &r.before
	says := []string{}
	if r.employer != "" {
		says = append(says, "Adds the employer "+r.employer+".")
	}
	if r.cohort != "" {
		says = append(says, "Adds the cohort "+r.cohort+".")
	}
	if b.ID == 0 {
		r.Mark = New
		says = append([]string{"Enrols them on " + j.labels[e.Standard] + ", " + words.Days(e.StartedOn, e.PlannedEndOn) + "."}, says...)
		if r.person == 0 {
			says = append([]string{"Adds the person."}, says...)
		} else if r.rename {
			says = append(says, j.renames(r))
		}
		r.Says = says
		return
	}
	if r.rename {
		says = append(says, j.renames(r))
	}
	for _, c := range j.changes(r) {
		if c.before != c.after {
			says = append(says, c.sentence())
		}
	}
	r.Says, r.Mark = says, Changed
	switch {
	case len(says) == 0:
		r.Mark = Unchanged
	case r.lapsed != 0:
		r.Mark = Wrong
		r.Says = append([]string{j.emails[r.lapsed] + " does not have the role of coach any more. Name another."}, says...)
	case !b.State.Current():
		r.Mark = Wrong
		r.Says = append([]string{"This apprenticeship has ended, so an import does not change it."}, says...)
	}
}

func (j *judge) renames(r *Row) string {
	return change{"Name", j.people[r.Email].name, r.Name}.sentence()
}

// A change is one fact of an enrolment before and after.
type change struct{ name, before, after string }

func (c change) sentence() string {
	switch {
	case c.before == "":
		return c.name + ": none → " + c.after + "."
	case c.after == "":
		return c.name + ": " + c.before + " → nothing."
	}
	return c.name + ": " + c.before + " → " + c.after + "."
}

// changes returns every fact an import can change, changed or not.
func (j *judge) changes(r *Row) []change {
	b, e := &r.before, &r.after
	dates := func(t time.Time) string { return words.Day(t) }
	employer, cohort := r.employer, r.cohort
	if e.Employer != 0 {
		employer = j.named(employerColumn, e)
	}
	if e.Cohort != 0 {
		cohort = j.named(cohortColumn, e)
	}
	return []change{
		{"ULN", string(b.ULN), string(e.ULN)},
		{"Option", j.optionNames[b.Option], j.optionNames[e.Option]},
		{"Assessment plan", j.planLabel(b), j.planLabel(e)},
		{"Employer", j.named(employerColumn, b), employer},
		{"Employer contact", b.EmployerContact, e.EmployerContact},
		{"Coach", j.emails[b.Coach], j.emails[e.Coach]},
		{"Assessment organisation", j.named(assessmentColumn, b), j.named(assessmentColumn, e)},
		{"Cohort", j.named(cohortColumn, b), cohort},
		{"Start", dates(b.StartedOn), dates(e.StartedOn)},
		{"Planned end", dates(b.PlannedEndOn), dates(e.PlannedEndOn)},
		{"Gateway planned", dates(b.GatewayOn), dates(e.GatewayOn)},
	}
}

func (j *judge) planLabel(e *programme.Enrolment) string { return j.plan(e).label() }

// plan returns the plan of an enrolment; without one, the zero plan.
func (j *judge) plan(e *programme.Enrolment) plan {
	for _, p := range j.plans[e.Standard] {
		if p.id == e.Plan {
			return p
		}
	}
	return plan{}
}

// named returns the name behind an id, as it is stored.
func (w *world) named(c column, e *programme.Enrolment) string {
	switch c {
	case employerColumn:
		return w.names[nameKey{c, int64(e.Employer)}]
	case assessmentColumn:
		return w.names[nameKey{c, int64(e.Assessment)}]
	case cohortColumn:
		return w.names[nameKey{c, int64(e.Cohort)}]
	}
	return ""
}

type nameKey struct {
	column column
	id     int64
}
