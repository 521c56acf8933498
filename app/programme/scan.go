package programme

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/words"
	"touchstone/ksb"
)

// A ScanID identifies a skills scan.
type ScanID int64

// An Occasion is when in the apprenticeship a scan is made.
type Occasion string

// The occasions.
const (
	ScanStart   Occasion = "start"
	ScanReview  Occasion = "review"
	ScanGateway Occasion = "gateway" // before it
)

// Occasions lists every occasion, in the order they come.
var Occasions = []Occasion{ScanStart, ScanReview, ScanGateway}

var occasionNames = map[Occasion]string{ScanStart: "At the start", ScanReview: "For a review", ScanGateway: "Before the assessment"}

// Name returns what people call the occasion.
func (o Occasion) Name() string { return occasionNames[o] }

// A ScanState is how far a scan is.
type ScanState string

// The states of a scan.
const (
	ScanDraft     ScanState = "draft"     // the apprentice is scoring
	ScanSubmitted ScanState = "submitted" // employer and coach look at it; the apprentice's scores stay as they are
	ScanFinished  ScanState = "finished"  // all have signed; nothing of it ever changes
	ScanDropped   ScanState = "dropped"   // a draft that was thrown away
)

// ScanRoles are those who speak in a scan, in the order they are shown.
var ScanRoles = []account.Role{account.Apprentice, account.Employer, account.Coach}

// A Scan is a snapshot of how an apprentice's knowledge, skills and behaviours
// are scored on one occasion.
type Scan struct {
	ID          ScanID
	Enrolment   EnrolmentID
	Scale       Scale // the version it is scored by
	Occasion    Occasion
	State       ScanState
	BegunAt     time.Time
	SubmittedAt time.Time // zero: a draft
	FinishedAt  time.Time
	// Statements to show, in order: of a draft as the standard has them now, else
	// as they were worded when the scan was submitted.
	Statements []ScanStatement
	Voices     map[account.Role]*Voice // one for each of ScanRoles, never nil
	Apprentice string                  // name
}

// A ScanStatement is a statement as a scan shows it.
type ScanStatement struct {
	ID          ksb.StatementID
	Type        string // over a list of them: "Knowledge"
	Code, Title string
	Text        string
}

// Name returns the statement's code and title, or its title alone.
func (s *ScanStatement) Name() string { return strings.TrimSpace(s.Code + " " + s.Title) }

// A Voice is what one role says in a scan. Signed, it never changes.
type Voice struct {
	Role      account.Role
	Revision  int // counts saves
	Scores    map[ksb.StatementID]Score
	Comment   string
	Name, Job string    // who signed
	SavedAt   time.Time // zero: nothing yet
	SignedAt  time.Time // zero: not signed
	Signature int64     // 0: not signed
}

// A Score is a point of the scale and a note. The zero Score says nothing; a
// validator's is then agreement.
type Score struct {
	Point int // value; 0: none
	Note  string
}

// Signed reports whether the voice is final.
func (v *Voice) Signed() bool { return !v.SignedAt.IsZero() }

// Day returns the day the scan counts for, in London: of its submission, or of
// its beginning.
func (s *Scan) Day() time.Time {
	if s.SubmittedAt.IsZero() {
		return s.BegunAt
	}
	return s.SubmittedAt
}

// Own returns the apprentice's own score of a statement.
func (s *Scan) Own(id ksb.StatementID) Score { return s.Voices[account.Apprentice].Scores[id] }

// Lowest returns the lowest point that anyone who signed gave a statement, 0 if
// the apprentice gave none.
func (s *Scan) Lowest(id ksb.StatementID) int {
	low := s.Own(id).Point
	for _, v := range s.Voices {
		if p := v.Scores[id].Point; v.Signed() && p > 0 && p < low {
			low = p
		}
	}
	return low
}

// Differs returns how many points a validator's score of a statement is from
// the apprentice's: more than 0 is higher. Without one it is 0.
func (s *Scan) Differs(role account.Role, id ksb.StatementID) int {
	if p := s.Voices[role].Scores[id].Point; p > 0 {
		return p - s.Own(id).Point
	}
	return 0
}

// Missing returns the statements that the apprentice has not scored.
func (s *Scan) Missing() (ids []ksb.StatementID) {
	for i := range s.Statements {
		if s.Own(s.Statements[i].ID).Point == 0 {
			ids = append(ids, s.Statements[i].ID)
		}
	}
	return ids
}

// Waiting returns the validators who have not signed a submitted scan.
func (s *Scan) Waiting() (roles []account.Role) {
	for _, r := range ScanRoles[1:] {
		if s.State == ScanSubmitted && !s.Voices[r].Signed() {
			roles = append(roles, r)
		}
	}
	return roles
}

// MaxScanNote is the longest note on a score and comment on a scan, in characters.
const MaxScanNote = 2000

// check returns what is wrong with a voice as a fault.Invalid naming "comment"
// and fields such as "score-12" and "note-12".
func (s *Scan) check(v *Voice) error {
	var bad fault.Fields
	if n := utf8.RuneCountInString(v.Comment); n > MaxScanNote {
		bad.Add("comment", "Keep this to %d characters. It has %d.", MaxScanNote, n)
	}
	for id, score := range v.Scores {
		if score.Point != 0 && s.Scale.Point(score.Point) == nil {
			bad.Add(fmt.Sprintf("score-%d", id), "Choose a step of the scale.")
		}
		if n := utf8.RuneCountInString(score.Note); n > MaxScanNote {
			bad.Add(fmt.Sprintf("note-%d", id), "Keep this to %d characters. It has %d.", MaxScanNote, n)
		}
	}
	return bad.Err()
}

// Digest names what a role is shown before it signs. It changes when a
// statement, the scale, or what the apprentice said does.
func (s *Scan) Digest(role account.Role) string { return Digest(s.content(role, false)) }

// content is what a role is shown, as plain text; own adds what it says itself.
func (s *Scan) content(role account.Role, own bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Skills scan of %s, %s, begun %s\n", s.Apprentice, strings.ToLower(s.Occasion.Name()), words.Moment(s.BegunAt))
	fmt.Fprintf(&b, "Scale: %s, version %d\n", s.Scale.Name, s.Scale.Version)
	for _, p := range s.Scale.Points {
		fmt.Fprintf(&b, "%d %s: %s\n", p.Value, p.Label, p.Meaning)
	}
	var heard []account.Role
	if role != account.Apprentice {
		heard = append(heard, account.Apprentice)
	}
	if own {
		heard = append(heard, role)
	}
	for i := range s.Statements {
		st := &s.Statements[i]
		fmt.Fprintf(&b, "\n%s\n%s\n", st.Name(), st.Text)
		for _, r := range heard {
			b.WriteString(s.said(r, st.ID))
		}
	}
	for _, r := range heard {
		if c := s.Voices[r].Comment; c != "" {
			fmt.Fprintf(&b, "\n%s in all: %s\n", words.Capital(r.Name()), c)
		}
	}
	return b.String()
}

// said is a role's score of a statement on a line of its own.
func (s *Scan) said(role account.Role, id ksb.StatementID) string {
	score := s.Voices[role].Scores[id]
	text := words.Capital(role.Name()) + ": "
	switch {
	case score.Point > 0:
		text += fmt.Sprintf("%d %s", score.Point, s.Scale.Label(score.Point))
	case role == account.Apprentice:
		text += "no score"
	default:
		text += "agrees"
	}
	if score.Note != "" {
		text += ". " + score.Note
	}
	return text + "\n"
}

// signWords are what each role agrees to by signing a scan.
var signWords = map[account.Role]string{
	account.Apprentice: "These are my own scores, as I see myself today.",
	account.Employer:   "I have looked at every score. Where I see it otherwise, my own score stands beside it.",
	account.Coach:      "I have looked at every score. Where I see it otherwise, my own score stands beside it.",
}

// ScanWords returns what a role agrees to by signing a scan, empty for a role
// that signs none.
func ScanWords(role account.Role) string { return signWords[role] }

// Speaks reports whether the role has a voice in scans.
func Speaks(role account.Role) bool { return slices.Contains(ScanRoles, role) }
