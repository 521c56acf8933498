package pages

import "touchstone/app/words"

// Team is how the people stand whom a coach or employer leads, by element and
// grade.
type Team struct {
	Title     string // whose team: "Your apprentices"; empty: the visitor leads none, or no framework is offered
	Framework string
	Lead      string // who of it is in sight
	Whole     int    // people of the team
	Action    string

	Team       Field
	Teams      []Option
	Choose     Field // the framework
	Frameworks []Option

	Picture TeamPicture

	Seen     int      // who is seen by name and has a self-audit
	None     []string // names of who is seen by name and has none
	Search   Field
	Ready    Ways
	Kept     []Hidden
	Columns  []Column
	People   []TeamPerson
	Pager    Pager
	Narrowed bool
	All      string // where the list of the same team leaves nobody out
	Rule     string
}

// A TeamPicture is a team's people counted together.
type TeamPicture struct {
	People int    // who are counted
	Left   string // who had to be left out, in a sentence; empty: nobody
	Grades []string
	Areas  []TeamArea
	Gaps   []TeamRow // widest first
}

// A TeamArea is the elements of one area.
type TeamArea struct {
	Key, Name string
	Graded    bool // by grade; behaviours are not
	Rows      []TeamRow
}

// A TeamRow is one element: how many meet it.
type TeamRow struct {
	Code, Name string
	At         []int // at each grade; nil: not described by grade
	Own, Of    int   // at the grade each rated themselves for
}

// meeting says how many meet the element.
func (r TeamRow) meeting() string {
	verb := " meet it"
	if r.Own == 1 {
		verb = " meets it"
	}
	return number(r.Own) + " of " + number(r.Of) + verb
}

func (r TeamRow) bar() Bullet {
	return Bullet{Says: r.meeting(), Far: float64(r.Own) / float64(max(1, r.Of)), Due: -1}
}

// A TeamPerson is somebody of the team, seen by name.
type TeamPerson struct {
	Name, Href, Grade, On string
	Met                   string // "12 of 15"
	Share                 float64
	State                 State
	Ready                 string
	Focus                 []string
}

// Head says what the frame needs to know.
func (p Team) Head() Head { return Head{Title: "Your team"} }

// Colleagues is how the teams stand that somebody is of themselves.
type Colleagues struct {
	Agreed     bool // to count in it: who does not, does not see it
	Least      int  // people from whom on there is a picture
	Choose     Field
	Frameworks []Option
	Teams      []ColleagueTeam
}

// A ColleagueTeam is one of them.
type ColleagueTeam struct {
	ID, Name string
	People   int // who are counted; 0: too few
	Rows     []ColleagueRow
}

// A ColleagueRow is one element.
type ColleagueRow struct{ Code, Name, Amount string }

// Head says what the frame needs to know.
func (p Colleagues) Head() Head { return Head{Title: "Your team", Width: Narrow} }

func number(n int) string { return words.Figure(n) }
