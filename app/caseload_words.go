package app

import (
	"fmt"
	"strings"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
)

var bandStates = map[programme.Band]pages.State{programme.OnTrack: pages.OnTrack, programme.Watch: pages.Watch, programme.Act: pages.Act}

// caseRows puts apprentices in words. Whoever may not read evidence gets no way
// to it.
func (a *App) caseRows(found []programme.Case, v *visit) (rows []pages.CaseRow) {
	now := a.db.Now()
	today := db.Today(now)
	reads, manages, oversees := account.Can(v.session.Roles, account.Read), account.Can(v.session.Roles, account.ManageEnrolment), overseer(v)
	for i := range found {
		s := &found[i]
		month, months := s.Month(today)
		row := pages.CaseRow{Name: s.ApprenticeName, About: fmt.Sprintf("Level %d, month %d of %d", s.StandardLevel, month, months),
			State: bandStates[s.On(today)], Statements: statementsMeasure(s, today), Hours: hoursMeasure(s, today),
			Active: activeWords(s.ActiveAt, now), Waits: waitsWords(s, v.person(), today)}
		row.Review, row.Overdue = reviewWords(s.ReviewDue, now)
		for _, r := range s.Reasons(today) {
			row.Why = append(row.Why, r.Text)
		}
		if s.State == programme.Break {
			row.About = "On a break since " + words.ShortDay(s.PausedOn, now)
		}
		switch {
		case reads:
			row.Href = fmt.Sprintf("/portfolios/%d", s.Enrolment)
		case manages:
			row.Href = fmt.Sprintf("/enrolments/%d", s.Enrolment)
		}
		if oversees {
			row.Coach = s.CoachName
		}
		rows = append(rows, row)
	}
	return rows
}

func statementsMeasure(s *programme.Case, today time.Time) pages.Measure {
	if s.Total == 0 {
		return pages.Measure{Far: "Not known yet"}
	}
	expected := s.Expected(today)
	return pages.Measure{
		Bullet: pages.Bullet{Says: fmt.Sprintf("%d of %d statements accepted; the plan expects %d by now", s.Accepted, s.Total, expected),
			Far: share(s.Accepted, s.Total), Due: share(expected, s.Total)},
		Far: fmt.Sprintf("%d of %d", s.Accepted, s.Total), Plan: fmt.Sprintf(", plan %d", expected)}
}

func hoursMeasure(s *programme.Case, today time.Time) pages.Measure {
	if s.HoursTarget == 0 {
		return pages.Measure{Far: fmt.Sprintf("%d h", s.HoursAgreed/60), Plan: ", no target yet"}
	}
	expected := s.HoursExpected(today)
	return pages.Measure{
		Bullet: pages.Bullet{Says: fmt.Sprintf("%d hours agreed of %d; the plan expects %d by now", s.HoursAgreed/60, s.HoursTarget/60, expected/60),
			Far: share(s.HoursAgreed, s.HoursTarget), Due: share(expected, s.HoursTarget)},
		Far: fmt.Sprintf("%d h of %d h", s.HoursAgreed/60, s.HoursTarget/60), Plan: fmt.Sprintf(", plan %d h", expected/60)}
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

func activeWords(at, now time.Time) string {
	if at.IsZero() {
		return "Not yet"
	}
	switch daysSince(db.Today(at), db.Today(now)) {
	case 0:
		return "Today"
	case 1:
		return "Yesterday"
	}
	return words.ShortDay(at, now)
}

// daysSince returns the whole days from one midnight to another.
func daysSince(day, today time.Time) int { return int(today.Sub(day).Hours()) / 24 }

func reviewWords(due, now time.Time) (text string, overdue bool) {
	switch n := daysSince(due, db.Today(now)); {
	case due.IsZero():
		return "None due", false
	case n > 0:
		return "Overdue since " + words.ShortDay(due, now), true
	case n == 0:
		return "Due today", false
	}
	return words.ShortDay(due, now), false
}

// waitsWords says whom the longest wait is for, and how long: "You, 6 days".
func waitsWords(s *programme.Case, reader account.PersonID, today time.Time) string {
	who := words.Capital(s.WaitingRole.Name())
	switch s.WaitingRole {
	case "":
		return "Nobody"
	case account.Coach:
		if who = firstName(s.CoachName); s.Coach == reader {
			who = "You"
		}
	case account.Apprentice:
		who = firstName(s.ApprenticeName)
	case account.Employer:
		who = "Employer"
	case account.Coordinator:
		who = "Assessment organisation"
	}
	n := daysSince(db.Today(s.WaitingSince), today)
	switch {
	case n < 0:
		return who + ", from " + words.ShortDay(s.WaitingSince, today)
	case n == 0:
		return who + ", since today"
	}
	return who + ", " + words.Plural(n, "day", "days")
}

// needsSentence says how many need somebody today.
func needsSentence(act int) string {
	switch act {
	case 0:
		return "Nobody needs you today."
	case 1:
		return "One needs you today."
	}
	return pages.Count(act) + " need you today."
}

func restSentence(t programme.Tally) string {
	var parts []string
	if t.Watch > 0 {
		parts = append(parts, words.Figure(t.Watch)+" to watch")
	}
	if n := t.OnTrack(); n > 0 {
		parts = append(parts, words.Figure(n)+" on track")
	}
	var sentences []string
	if len(parts) > 0 {
		sentences = append(sentences, words.Capital(strings.Join(parts, ", "))+".")
	}
	if t.Paused > 0 { // in any band: a return can be overdue
		sentences = append(sentences, words.Plural(t.Paused, "is", "are")+" on a break in learning.")
	}
	return strings.Join(sentences, " ")
}

// clauses are what the gravest reason of each rule says of somebody, after their
// first name.
var clauses = map[string]string{
	"Statements behind plan":        "is behind with evidence",
	"Off-the-job hours behind plan": "is behind with hours",
	"Nothing done":                  "has gone quiet",
	"Progress review overdue":       "has a progress review overdue",
	"Something waits":               "has something waiting too long",
	"Planned end near or past":      "is near the planned end with statements missing",
	"Return from a break overdue":   "was to be back from a break",
}

// named is how many people the sentence above a caseload names.
const named = 3

// naming says who needs the coach today, and of each the gravest reason: "Dawid
// has gone quiet, and Grace is behind with hours." It is empty if nobody does.
func naming(all []programme.Case, today time.Time) string {
	var parts []string
	more := 0
	for i := range all {
		s := &all[i]
		if s.On(today) != programme.Act {
			continue
		}
		if len(parts) == named {
			more++
			continue
		}
		clause := "needs help"
		if reasons := s.Reasons(today); len(reasons) > 0 && clauses[reasons[0].Rule] != "" {
			clause = clauses[reasons[0].Rule]
		}
		parts = append(parts, firstName(s.ApprenticeName)+" "+clause)
	}
	switch {
	case len(parts) == 0:
		return ""
	case more > 0:
		parts = append(parts, words.Plural(more, "other stands", "others stand")+" below")
	}
	if len(parts) == 1 {
		return parts[0] + "."
	}
	return strings.Join(parts[:len(parts)-1], ", ") + ", and " + parts[len(parts)-1] + "."
}
