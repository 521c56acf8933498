package programme

import (
	"time"

	"touchstone/app/account"
)

// A Standing is how an apprentice is getting on: what their row of a caseload is
// made from. It is a summary, kept in the transactions that change it.
type Standing struct {
	Enrolment EnrolmentID
	Coach     account.PersonID
	Employer  OrganisationID
	Cohort    CohortID // 0: none
	Facts
	WatchFrom time.Time // the first day of the band Watch or graver; Never
	ActFrom   time.Time // the first day of the band Act; Never
}

// On returns the band on a day.
func (s *Standing) On(today time.Time) Band {
	switch {
	case !today.Before(s.ActFrom):
		return Act
	case !today.Before(s.WatchFrom):
		return Watch
	}
	return OnTrack
}

// Progress is how far the evidence is.
type Progress struct {
	Accepted, Total int       // statements that the apprentice has to show
	Submitted       int       // pieces that wait for the coach
	ActiveAt        time.Time // when the apprentice last did something; zero: not yet
}

// HoursSum is what there is of off-the-job hours, in minutes.
type HoursSum struct {
	Agreed, Logged int // Logged is agreed or not
	Target         int // 0: not known
}

// A Tally is how many current apprentices are in which band.
type Tally struct{ Active, Paused, Watch, Act int }

// All is everyone.
func (t Tally) All() int { return t.Active + t.Paused }

// OnTrack is everyone who is in no graver band.
func (t Tally) OnTrack() int { return t.All() - t.Watch - t.Act }

// add counts a standing on a day, n times.
func (t *Tally) add(s *Standing, today time.Time, n int) {
	switch s.State {
	case Active:
		t.Active += n
	case Break:
		t.Paused += n
	default:
		return
	}
	switch s.On(today) {
	case Watch:
		t.Watch += n
	case Act:
		t.Act += n
	}
}
