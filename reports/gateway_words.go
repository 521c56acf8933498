package reports

import (
	"strings"

	"touchstone/app/programme"
	"touchstone/app/words"
)

// gatewayStates say in words how far a record has come.
var gatewayStates = map[string]string{
	"achieved": "Achieved", "exempt": "Exempt", "opted out": "Decided not to be taken", "working": "Being worked towards",
	"16": "From 16 to 18", "19": "19 or over",
}

// text says in a line or two what is recorded.
func (r *GatewayRecord) text() string {
	return listed(" ", r.stateText(), stopped(r.Note), "Recorded by "+r.By+", "+words.Moment(r.At)+".")
}

// stateText says how far it has come, and on which day.
func (r *GatewayRecord) stateText() string {
	state := orElse(gatewayStates[r.State], words.Capital(r.State))
	if r.State == "achieved" && strings.HasPrefix(r.Key, "document:") {
		state = "Here"
	}
	if !r.Day.IsZero() {
		state += ", " + words.Day(r.Day)
	}
	return state + "."
}

// stopped ends a text that stands among sentences.
func stopped(text string) string {
	text = strings.TrimSpace(text)
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?") {
		return text
	}
	return text + "."
}

// who is the signature: name, job and role.
func (s *SignOff) who() string {
	role := s.Role
	if role == "coach" {
		role = "training provider"
	}
	return listed(", ", s.Name, s.Job, role)
}

// text says what the employer said of a behaviour.
func (b *BehaviourRecord) text() string {
	if !b.Verified {
		return "Not verified."
	}
	said := "Verified by " + b.By
	if !b.At.IsZero() {
		said += ", " + words.Moment(b.At)
	}
	return listed(" ", said+".", b.Example)
}

// text says how many hours were agreed of those needed, and how long the
// apprenticeship took.
func (h *Hours) text() string {
	said := programme.MinutesText(h.Agreed) + " agreed"
	if h.Needed > 0 {
		said += " of at least " + programme.MinutesText(h.Needed)
	}
	said += ". Started " + words.Day(h.Started) + ", planned to end " + words.Day(h.PlannedTo)
	if h.Paused > 0 {
		said += ", with " + words.Plural(h.Paused, "day", "days") + " of breaks in learning"
	}
	if h.Months > 0 {
		said += "; at least " + words.Plural(h.Months, "month", "months") + " asked for"
	}
	return said + "."
}
