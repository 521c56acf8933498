package pages

import "strings"

// A State is what is said of a statement, a claim, a requirement or a person:
// shown as a shape, a colour and a word, never as fewer.
type State string

// The states of a statement and of a piece of evidence.
const (
	None      State = "none"      // nothing yet
	Draft     State = "draft"     // being written
	Submitted State = "submitted" // a coach is to look at it
	Returned  State = "returned"  // the coach asks for more
	Accepted  State = "accepted"  // it counts
)

// The states of risk, and of a requirement that waits for somebody.
const (
	Act     State = "act"
	Watch   State = "watch"
	OnTrack State = "track"
	Waiting State = "waiting"
)

var stateWords = map[State]string{
	None: "Nothing yet", Draft: "Draft", Submitted: "Submitted", Returned: "Returned", Accepted: "Accepted",
	Act: "Act", Watch: "Watch", OnTrack: "On track", Waiting: "Waiting",
}

// Word is what the state is called, such as "Nothing yet".
func (s State) Word() string { return stateWords[s] }

// A Chip shows a statement's code as a punch: knowledge square, skills cut to
// points, behaviours round, everything else square.
type Chip struct {
	Code string // "K13"; a chip without a code shows nothing
	Href string // empty: not a link
	Name string // of the statement, for those who only hear the code; may be empty
}

// shape is the chip's class: ksb--k, ksb--s or ksb--b for codes of one letter.
func (c Chip) shape() string {
	switch strings.TrimRight(c.Code, "0123456789") {
	case "S":
		return "ksb ksb--s"
	case "B", "ESB":
		return "ksb ksb--b"
	case "K":
		return "ksb ksb--k"
	}
	return "ksb"
}

// A Tile is one statement on the wall. The whole of it is a link.
type Tile struct {
	Code  string // empty where the standard has no codes
	Name  string // a few words
	State State
	Words string // instead of the state's word: "Accepted, 2 pieces"; empty for the word
	Href  string // to its evidence, or to adding some
	Type  string // key of its type, for filtering
	Find  string // more words by which it is found; not shown
	In    string // values of the methods that assess it, with spaces between, for filtering
}

func (t Tile) words() string { return or(t.Words, t.State.Word()) }

// A Share is one part of a whole, as a state and a number.
type Share struct {
	State State
	N     int
}

// Shares is a whole in parts, drawn in their order.
type Shares []Share

func (s Shares) total() int {
	n := 0
	for _, p := range s {
		n += p.N
	}
	return n
}

// says reads the whole out: "Accepted 27, submitted 6, nothing yet 12".
func (s Shares) says() string {
	var parts []string
	for _, p := range s {
		word := strings.ToLower(p.State.Word())
		if len(parts) == 0 {
			word = p.State.Word()
		}
		parts = append(parts, word+" "+itoa(p.N))
	}
	return strings.Join(parts, ", ")
}

// A slice is where a part of a whole stands in the bar, in per cent.
type slice struct {
	State    State
	From, To float64
}

func (s slice) x() string     { return percent(s.From) }
func (s slice) width() string { return percent(s.To - s.From) }

func (s Shares) slices() []slice {
	var out []slice
	at, total := 0, float64(s.total())
	for _, p := range s {
		if p.N > 0 {
			out = append(out, slice{p.State, 100 * float64(at) / total, 100 * float64(at+p.N) / total})
		}
		at += p.N
	}
	return out
}

// A Bullet is how far something is, and how far it should be by now.
type Bullet struct {
	Says string  // "58 hours of 89 planned by now"
	Far  float64 // 0 to 1; more is drawn as 1
	Due  float64 // 0 to 1; less than 0: nothing is expected
}

func (b Bullet) fill() string { return fixed(134 * clamp(b.Far)) }
func (b Bullet) due() string  { return "M" + fixed(1+134*clamp(b.Due)) + " 0v14" }

func clamp(f float64) float64 { return min(max(f, 0), 1) }
