package evidence

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"touchstone/app/account"
	"touchstone/app/fault"
)

// A SampleID identifies a sample.
type SampleID int64

// A SampleState is how far a sample is.
type SampleState string

// The states.
const (
	SampleOpen     SampleState = "open"     // the IQA has not answered
	SampleAgreed   SampleState = "agreed"   // with the coach's decision
	SampleAction   SampleState = "action"   // the coach is asked for something
	SampleAnswered SampleState = "answered" // the coach says it is done; the IQA looks again
	SampleClosed   SampleState = "closed"   // and found it so
)

// Name returns what people call the state.
func (s SampleState) Name() string {
	switch s {
	case SampleOpen:
		return "To sample"
	case SampleAgreed:
		return "Agreed"
	case SampleAction:
		return "Action required"
	case SampleAnswered:
		return "Answered"
	case SampleClosed:
		return "Action closed"
	}
	return string(s)
}

// A SampleMove is what somebody says about a sample.
type SampleMove string

// The moves. The coach answers; the others are the IQA's.
const (
	Agree   SampleMove = "agree"
	Require SampleMove = "require" // action of the coach
	Answer  SampleMove = "answer"  // what was done
	Accept  SampleMove = "accept"  // the answer, which closes the action
)

// sampleMoves is which state each move leads to. What the IQA said once can be
// corrected: it then holds what they say now, and both are shown.
var sampleMoves = map[SampleState]map[SampleMove]SampleState{
	SampleOpen:     {Agree: SampleAgreed, Require: SampleAction},
	SampleAgreed:   {Agree: SampleAgreed, Require: SampleAction},
	SampleAction:   {Agree: SampleAgreed, Require: SampleAction, Answer: SampleAnswered},
	SampleAnswered: {Accept: SampleClosed, Require: SampleAction, Answer: SampleAnswered},
	SampleClosed:   {Require: SampleAction},
}

// After returns the state that a move leads to, empty if it cannot be made.
func (s SampleState) After(m SampleMove) SampleState { return sampleMoves[s][m] }

// A Sample is a coach's decision on a piece that an IQA looks at.
type Sample struct {
	ID         SampleID
	State      SampleState
	Plan       int       // the version of the plan that drew it
	Month      time.Time // first day of the month it was drawn from
	DrawnAt    time.Time
	RequiredAt time.Time // when action was first required; zero: never
	SettledAt  time.Time // when it was last agreed or closed; zero: never
	Why        []DrawnBy

	Portfolio  PortfolioID
	Apprentice string // their name
	Item       ItemID
	Number     int // of the item
	Version    VersionID
	Title      string
	Kind       Kind
	Held       bool

	Decision  int64
	Verdict   Verdict // the coach's
	Coach     account.PersonID
	CoachName string // as it was then
	DecidedAt time.Time

	Side    SampleSide    // whose the reader's is
	Entries []SampleEntry // oldest first; of one sample only, not in lists
}

// A SampleSide is on which side of a sample somebody stands.
type SampleSide string

// The sides. Who decided, coached the apprentice then or coaches them now is
// never on the IQA's, whatever roles they have.
const (
	NoSide    SampleSide = ""
	IQASide   SampleSide = "iqa"
	CoachSide SampleSide = "coach"
)

// A SampleEntry is what somebody said about a sample. Entries are added to,
// never rewritten.
type SampleEntry struct {
	ID     int64
	Move   SampleMove
	Text   string
	Claims map[ClaimID]string // notes on single claims
	Shows  int64              // the decision or feedback an answer points to; 0: none
	Piece  string             // how the piece stood when it was answered
	By     account.PersonID
	ByName string // as it was then
	At     time.Time
}

// InWordsAlone reports whether the ith entry is an answer that points to nothing,
// and nothing was submitted, decided or said about the piece from when action was
// required until it came. versions are those of the piece, with their decisions.
func (s *Sample) InWordsAlone(versions []Version, i int) bool {
	if e := &s.Entries[i]; e.Move != Answer || e.Shows != 0 {
		return false
	}
	var asked time.Time
	for _, e := range s.Entries[:i] {
		if e.Move == Require {
			asked = e.At
		}
	}
	between := func(t time.Time) bool { return t.After(asked) && !t.After(s.Entries[i].At) }
	for _, v := range versions {
		if between(v.SubmittedAt) || slices.ContainsFunc(v.Decisions, func(d Decision) bool { return between(d.At) }) {
			return false
		}
	}
	return true
}

// Last returns the id of the newest entry; 0 for none.
func (s *Sample) Last() int64 {
	if len(s.Entries) == 0 {
		return 0
	}
	return s.Entries[len(s.Entries)-1].ID
}

// A SampleAnswer is what somebody says about a sample that they were shown up to
// the entry Seen.
type SampleAnswer struct {
	Move   SampleMove
	Text   string
	Claims map[ClaimID]string
	Shows  int64
	Seen   int64
}

// tidy takes off what cannot be seen.
func (a *SampleAnswer) tidy() {
	a.Text = strings.TrimSpace(tidy(a.Text))
	claims := make(map[ClaimID]string)
	for id, text := range a.Claims {
		if text = strings.TrimSpace(tidy(text)); text != "" {
			claims[id] = text
		}
	}
	a.Claims = claims
}

// SampleNoteField is the form field for a note on one claim.
func SampleNoteField(id ClaimID) string { return fmt.Sprintf("note_%d", id) }

// check returns what is wrong with the answer to a sample in that state as a
// fault.Invalid, or nil.
func (a *SampleAnswer) check(state SampleState) error {
	var bad fault.Fields
	checkFeedback(&bad, "text", a.Text)
	for id, text := range a.Claims {
		checkFeedback(&bad, SampleNoteField(id), text)
	}
	if a.Text == "" {
		switch {
		case a.Move == Require:
			bad.Add("text", "Say what the coach is to do.")
		case a.Move == Answer:
			bad.Add("text", "Say what you did.")
		case a.Move == Agree && state != SampleOpen:
			bad.Add("text", "Say why, since this corrects what was said before.")
		}
	}
	return bad.Err()
}

// same reports whether an entry says this already: people click twice.
func (a *SampleAnswer) same(e *SampleEntry, by account.PersonID) bool {
	return e.By == by && e.Move == a.Move && e.Text == a.Text && e.Shows == a.Shows && maps.Equal(e.Claims, a.Claims)
}

// A SampleQuery narrows and orders samples. Zero fields do not narrow.
type SampleQuery struct {
	Reader account.PersonID
	Side   SampleSide // IQASide: those they may sample; CoachSide: what was said of their own
	States []SampleState
	Coach  account.PersonID
	Reason Reason
	Kind   Kind
	Search string // words of the title, the apprentice's or the coach's name
	Sort   string // "", "newest", "coach", "apprentice", "title" or "reason"; "": the oldest decision first
	Offset int
	Limit  int // 0: all
}

// A SampleList is a page of samples.
type SampleList struct {
	Rows    []Sample
	Total   int                 // that the query finds, on all pages
	ByState map[SampleState]int // whatever the query
	Coaches []SampledCoach      // of all, by name
}

// A SampledCoach is a coach of whose decisions some are sampled.
type SampledCoach struct {
	ID   account.PersonID
	Name string
}

// find returns the samples that the query finds, in its order, of those given
// oldest first.
func (q *SampleQuery) find(all []Sample) []Sample {
	wanted := strings.Fields(strings.ToLower(q.Search))
	found := slices.DeleteFunc(slices.Clone(all), func(s Sample) bool {
		return len(q.States) > 0 && !slices.Contains(q.States, s.State) || q.Coach != 0 && s.Coach != q.Coach || q.Kind != "" && s.Kind != q.Kind ||
			q.Reason != "" && !slices.ContainsFunc(s.Why, func(w DrawnBy) bool { return w.Reason == q.Reason }) ||
			!holds(strings.ToLower(s.Title+"\n"+s.Apprentice+"\n"+s.CoachName), wanted)
	})
	by := func(key func(*Sample) string) {
		slices.SortStableFunc(found, func(a, b Sample) int { return compareFold(key(&a), key(&b)) })
	}
	switch q.Sort {
	case "newest":
		slices.Reverse(found)
	case "coach":
		by(func(s *Sample) string { return s.CoachName })
	case "apprentice":
		by(func(s *Sample) string { return s.Apprentice })
	case "title":
		by(func(s *Sample) string { return s.Title })
	case "reason":
		by(func(s *Sample) string { return s.firstReason() })
	}
	return found
}

func (s *Sample) firstReason() string {
	if len(s.Why) == 0 {
		return ""
	}
	return s.Why[0].Name()
}

// count counts by state and gathers the coaches.
func (l *SampleList) count(all []Sample) {
	l.ByState = make(map[SampleState]int)
	seen := make(map[account.PersonID]bool)
	for i := range all {
		s := &all[i]
		l.ByState[s.State]++
		if !seen[s.Coach] {
			seen[s.Coach] = true
			l.Coaches = append(l.Coaches, SampledCoach{s.Coach, s.CoachName})
		}
	}
	slices.SortFunc(l.Coaches, func(a, b SampledCoach) int { return compareFold(a.Name, b.Name) })
}
