// Package programme holds the apprenticeship itself: who is enrolled on which
// standard, with whom, and what is declared about their portfolio.
package programme

import (
	"strings"
	"time"
	"unicode/utf8"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/words"
	"touchstone/ksb"
)

// An EnrolmentID identifies an enrolment. Its portfolio has the same id.
type EnrolmentID int64

// An OrganisationID identifies an organisation.
type OrganisationID int64

// A OrganisationKind is what an organisation does here.
type OrganisationKind string

// The kinds of organisation.
const (
	Provider               OrganisationKind = "provider" // the one whose installation this is
	EmployerOrganisation   OrganisationKind = "employer"
	AssessmentOrganisation OrganisationKind = "assessment"
)

// A CohortID identifies a cohort: apprentices who started together.
type CohortID int64

// A State is whether an apprenticeship goes on.
type State string

// The states of an enrolment.
const (
	Active    State = "active"
	Break     State = "break" // a break in learning: the clocks stand still
	Completed State = "completed"
	Withdrawn State = "withdrawn"
)

// Current reports whether the apprenticeship has not ended.
func (s State) Current() bool { return s == Active || s == Break }

// An Organisation is a provider, an employer or an assessment organisation.
type Organisation struct {
	ID   OrganisationID
	Kind OrganisationKind
	Name string // unique among its kind
}

// MaxName is the longest name of a person or organisation, in characters.
const MaxName = 120

// An Enrolment is one apprentice on one version of a standard.
type Enrolment struct {
	ID              EnrolmentID // 0 until stored
	Apprentice      account.PersonID
	Standard        ksb.StandardID
	Option          ksb.OptionID // 0: the standard has none, or none is chosen yet
	Plan            ksb.PlanID   // 0: none chosen yet
	Employer        OrganisationID
	EmployerContact string // name and job of the person there
	Coach           account.PersonID
	Assessment      OrganisationID // the assessment organisation; 0: none chosen yet
	ULN             ULN
	StartedOn       time.Time // days, midnight UTC
	PlannedEndOn    time.Time
	GatewayOn       time.Time // planned; zero: not planned yet
	Cohort          CohortID  // 0: none

	// How it goes on; Enrol and ChangeEnrolment leave these alone.
	State      State
	PausedDays int       // of breaks in learning that are over
	PausedOn   time.Time // the day the break under way began; zero: there is none
	ExpectedOn time.Time // the day of return planned for it
	ReturnedOn time.Time // from the last break; zero: there was none
	EndedOn    time.Time // zero: it goes on

	// Names, filled in when read.
	ApprenticeName, CoachName, EmployerName, AssessmentName string
	StandardReference, StandardTitle, OptionName            string
	StandardLevel                                           int
	CohortName                                              string
}

// Check returns what is wrong with the enrolment as a fault.Invalid that names
// each bad field, or nil.
func (e *Enrolment) Check() error {
	var bad fault.Fields
	for _, must := range []struct {
		field    string
		missing  bool
		sentence string
	}{
		{"apprentice", e.Apprentice == 0, "Choose the apprentice."},
		{"standard", e.Standard == 0, "Choose the standard."},
		{"employer", e.Employer == 0, "Choose the employer."},
		{"coach", e.Coach == 0, "Choose the coach."},
		{"started_on", e.StartedOn.IsZero(), "Say when the apprenticeship started."},
		{"planned_end_on", e.PlannedEndOn.IsZero(), "Say when it is planned to end."},
	} {
		if must.missing {
			bad.Add(must.field, "%s", must.sentence)
		}
	}
	if e.Apprentice != 0 && e.Apprentice == e.Coach {
		bad.Add("coach", "Choose a coach other than the apprentice.")
	}
	if !e.StartedOn.IsZero() && !e.PlannedEndOn.IsZero() && !e.PlannedEndOn.After(e.StartedOn) {
		bad.Add("planned_end_on", "Choose a day after the start, %s.", words.Day(e.StartedOn))
	}
	if !e.GatewayOn.IsZero() && e.GatewayOn.Before(e.StartedOn) {
		bad.Add("gateway_on", "Choose a day after the start, %s.", words.Day(e.StartedOn))
	}
	if e.ULN != "" && !e.ULN.Valid() {
		bad.Add("uln", "Check the number: %s is not a ULN. A ULN has ten digits, and the last one must fit the others.", e.ULN)
	}
	e.EmployerContact = strings.TrimSpace(e.EmployerContact)
	if utf8.RuneCountInString(e.EmployerContact) > MaxName {
		bad.Add("employer_contact", "Keep the contact to %d characters.", MaxName)
	}
	return bad.Err()
}

// Elapsed returns how far the planned time has run on a day, from 0 to 1. Days
// of breaks in learning do not count: the end was planned anew for them.
func (e *Enrolment) Elapsed(today time.Time) float64 {
	if !e.PausedOn.IsZero() && today.After(e.PausedOn) {
		today = e.PausedOn
	}
	paused := time.Duration(e.PausedDays) * 24 * time.Hour
	whole := e.PlannedEndOn.Sub(e.StartedOn) - paused
	if whole <= 0 {
		return 0
	}
	return min(1, max(0, float64(today.Sub(e.StartedOn)-paused)/float64(whole)))
}

// Month returns which month of the apprenticeship a day is in, from 1, and how
// many there are in all, one that is begun for a whole one.
func (e *Enrolment) Month(today time.Time) (month, months int) {
	return max(1, monthsBetween(e.StartedOn, today)+1), max(1, monthsBetween(e.StartedOn, e.PlannedEndOn)+1)
}

func monthsBetween(from, to time.Time) int {
	n := (to.Year()-from.Year())*12 + int(to.Month()) - int(from.Month())
	if to.Day() < from.Day() {
		n--
	}
	return n
}
