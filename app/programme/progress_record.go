package programme

import (
	"fmt"
	"strings"
	"time"

	"touchstone/app/account"
	"touchstone/app/words"
)

// A ReviewRecord is what the program knew of an apprentice when a progress
// review was opened. It is part of the review and never changes after.
type ReviewRecord struct {
	At           time.Time      `json:"at"`
	Apprentice   string         `json:"apprentice"`
	Standard     string         `json:"standard"`
	Employer     string         `json:"employer"`
	Coach        string         `json:"coach"`
	StartedOn    time.Time      `json:"started_on"`
	PlannedEndOn time.Time      `json:"planned_end_on"`
	From         time.Time      `json:"from"`    // the day of the review before, or the start
	First        bool           `json:"first"`   // there was no review before
	Elapsed      int            `json:"elapsed"` // per cent of the planned time
	Coverage     ReviewCoverage `json:"coverage"`
	HoursAgreed  int            `json:"hours_agreed"`   // minutes
	HoursLogged  int            `json:"hours_logged"`   // minutes, agreed or not
	HoursTarget  int            `json:"hours_target"`   // minutes; 0: not known
	Scan         string         `json:"scan,omitempty"` // what the newest skills scan shows; empty: none since the review before
}

// A ReviewCoverage is how far the evidence is.
type ReviewCoverage struct {
	Total    int              `json:"total"` // statements to show
	Accepted int              `json:"accepted"`
	Waiting  int              `json:"waiting"` // statements submitted and not decided
	Since    []ShownStatement `json:"since"`   // accepted for the first time since the review before
}

// A ShownStatement is a statement as it was called then.
type ShownStatement struct {
	Code  string `json:"code"` // empty where the standard has none
	Title string `json:"title"`
}

func (s *ShownStatement) name() string { return joined(" ", s.Code, s.Title) }

// Expected returns how many statements an even pace would have brought by then.
func (r *ReviewRecord) Expected() int { return r.Coverage.Total * r.Elapsed / 100 }

// HoursExpected returns how many minutes an even pace would have brought by then.
func (r *ReviewRecord) HoursExpected() int { return r.HoursTarget * r.Elapsed / 100 }

// nameOf returns who has a role in the review, by name.
func (r *ReviewRecord) nameOf(role account.Role) string {
	switch role {
	case account.Apprentice:
		return r.Apprentice
	case account.Coach:
		return r.Coach
	case account.Employer:
		return r.Employer
	}
	return ""
}

// Slippage says how far evidence and hours are behind the plan, or ahead of it.
func (r *ReviewRecord) Slippage() string {
	var said []string
	if r.Coverage.Total > 0 {
		said = append(said, fmt.Sprintf("%d of %d statements are accepted; at an even pace it would be %d by now, so evidence is %s.",
			r.Coverage.Accepted, r.Coverage.Total, r.Expected(), against(r.Coverage.Accepted-r.Expected(), func(n int) string { return words.Plural(n, "statement", "statements") })))
	}
	if r.HoursTarget > 0 {
		said = append(said, fmt.Sprintf("%s of %s off the job are agreed; at an even pace it would be %s by now, so hours are %s.",
			MinutesText(r.HoursAgreed), MinutesText(r.HoursTarget), MinutesText(r.HoursExpected()), against(r.HoursAgreed-r.HoursExpected(), MinutesText)))
	}
	return strings.Join(said, " ")
}

func against(n int, say func(int) string) string {
	switch {
	case n < 0:
		return say(-n) + " behind plan"
	case n > 0:
		return say(n) + " ahead of plan"
	}
	return "on plan"
}
