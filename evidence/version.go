package evidence

import (
	"strings"
	"time"
	"unicode"

	"touchstone/app/account"
	"touchstone/app/words"
)

// Limits on a version, in characters.
const (
	MaxTitle   = 120
	MaxAccount = 400_000 // each part of the story and of the reflection; 50,000 words fit
	MaxNote    = 10_000  // own part, use of AI, what is held, how a claim is shown
	MaxLine    = 200     // place, witness's name, role, relationship and contact, a section
	MaxPlaces  = 60      // places of one claim
)

// AI is what is declared about the use of AI.
type AI string

// The declarations.
const (
	AINotSaid AI = ""
	AINotUsed AI = "no"
	AIUsed    AI = "yes"
)

// A Witness is someone who saw the work done.
type Witness struct {
	Name, Role, Relation, Contact string
}

// A Version is one state of an item's text, files and claims. Once submitted it
// never changes; what changes is the next one.
type Version struct {
	ID       VersionID
	Item     ItemID
	Number   int // 1, 2, 3… within the item
	State    State
	Revision int // counts saves

	// The version that this is, as it went on when the apprentice moved to another
	// version of their standard; 0: none. That one stays as it was.
	MovedFrom VersionID

	Title    string
	Kind     Kind
	From, To time.Time // days, midnight UTC; To zero: the one day From
	Place    string

	Situation, Task, Action, Result string // what happened
	Worked, Failed, NextTime        string // the reflection on it
	Theory                          string // links to policy or theory

	OwnPart string // in team work
	OwnWork bool   // declared to be their own work
	AI      AI
	AINote  string // what AI was used for
	Witness Witness

	Held                bool // held at employer, so no files here
	HeldWhat, HeldWhere string

	CreatedAt, SavedAt, SubmittedAt, DecidedAt time.Time
	SubmittedBy, DecidedBy                     account.PersonID

	Files     []File     // in the order they were added
	Claims    []Claim    // in the order they were made
	Decisions []Decision // oldest first
}

// A Part is a named part of a version's text.
type Part struct {
	Field string // as forms call it
	Name  string // as pages call it
	Limit int    // characters
	Text  *string
}

// Parts returns every part of the text, in the order pages show them. The text
// may be changed through them.
func (v *Version) Parts() []Part {
	return []Part{
		{"title", "Title", MaxTitle, &v.Title},
		{"place", "Where", MaxLine, &v.Place},
		{"situation", "Situation", MaxAccount, &v.Situation},
		{"task", "Task", MaxAccount, &v.Task},
		{"action", "Action", MaxAccount, &v.Action},
		{"result", "Result", MaxAccount, &v.Result},
		{"worked", "What worked", MaxAccount, &v.Worked},
		{"failed", "What did not", MaxAccount, &v.Failed},
		{"next_time", "What next time", MaxAccount, &v.NextTime},
		{"theory", "Links to policy or theory", MaxAccount, &v.Theory},
		{"own_part", "Own part", MaxNote, &v.OwnPart},
		{"ai_note", "What AI was used for", MaxNote, &v.AINote},
		{"witness_name", "Witness’s name", MaxLine, &v.Witness.Name},
		{"witness_role", "Witness’s role", MaxLine, &v.Witness.Role},
		{"witness_relation", "Witness’s relationship", MaxLine, &v.Witness.Relation},
		{"witness_contact", "How to reach the witness", MaxLine, &v.Witness.Contact},
		{"held_what", "What is held", MaxNote, &v.HeldWhat},
		{"held_where", "Where it is held", MaxNote, &v.HeldWhere},
	}
}

// HasAccount reports whether any of the story is told.
func (v *Version) HasAccount() bool {
	return strings.TrimSpace(v.Situation+v.Task+v.Action+v.Result) != ""
}

// HasReflection reports whether any of the reflection is written.
func (v *Version) HasReflection() bool {
	return strings.TrimSpace(v.Worked+v.Failed+v.NextTime+v.Theory) != ""
}

// Words returns how many words the version's story and reflection have, by field.
func (v *Version) Words() map[string]int {
	return map[string]int{
		"situation": Words(v.Situation), "task": Words(v.Task), "action": Words(v.Action), "result": Words(v.Result),
		"worked": Words(v.Worked), "failed": Words(v.Failed), "next_time": Words(v.NextTime), "theory": Words(v.Theory),
	}
}

// Words counts the words of a text: runs of letters and digits, with the
// apostrophes and hyphens inside them.
func Words(text string) (n int) {
	in := false
	for _, r := range text {
		part := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || (in && strings.ContainsRune("'’-‑", r))
		if part && !in {
			n++
		}
		in = part
	}
	return n
}

// File returns the version's file with that id, or nil.
func (v *Version) File(id FileID) *File {
	for i := range v.Files {
		if v.Files[i].ID == id {
			return &v.Files[i]
		}
	}
	return nil
}

// Days returns the day or days of the work in words, such as "12 to 16 October
// 2026", or the empty string if none is given.
func (v *Version) Days() string {
	if v.From.IsZero() {
		return ""
	}
	return words.Days(v.From, v.To)
}
