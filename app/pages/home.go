package pages

// Home is where a person is and what comes next, by their roles. Somebody with
// several roles sees a part for each.
type Home struct {
	Name        string
	NoRole      bool // nobody has given them a role yet
	Own         []OwnPortfolio
	Reads       bool // has a role that opens others' portfolios
	Reviews     bool // is a coach
	Others      []PortfolioRow
	OthersTotal int
	Admin       *AdminHome // nil: no administrator
}

// An OwnPortfolio is an apprentice's own apprenticeship.
type OwnPortfolio struct {
	Href  string // of the portfolio; its pages are below
	Title string // of the standard
	About string // level, employer, month, coach
	Next  string // what to do next, in a sentence; empty: nothing is known yet
}

// A PortfolioRow is one portfolio in a list for those who read several.
type PortfolioRow struct {
	Href     string
	Name     string // of the apprentice
	Standard string
	Employer string
	Coach    string
	Month    string // "11 of 18"
}

// AdminHome is what an installation has.
type AdminHome struct {
	People, Coaches, Employers, Enrolments int
}

// A Todo is one step of setting up.
type Todo struct {
	Done bool
	Text string
	Do   Link
}

func (h AdminHome) steps() []Todo {
	return []Todo{
		{h.Coaches > 0, "Invite a coach", Link{"Invite someone", "/people/new"}},
		{h.Employers > 0, "Add the first employer", Link{"Add an organisation", "/organisations"}},
		{h.Enrolments > 0, "Enrol the first apprentice", Link{"Enrol an apprentice", "/enrolments/new"}},
	}
}

func (h AdminHome) ready() bool { return h.Coaches > 0 && h.Employers > 0 && h.Enrolments > 0 }

// Head says what the frame needs to know.
func (Home) Head() Head { return Head{Title: "Home"} }

// Sources names where the wording of statements comes from.
type Sources struct{ Standards []SourceOf }

// A SourceOf is the source of one standard.
type SourceOf struct {
	Name      string
	Source    string
	URL       string
	ReadOn    string
	Licence   string // empty: the wording is our own
	Secondary bool
}

// Head says what the frame needs to know.
func (Sources) Head() Head { return Head{Title: "Sources and licences", Width: Narrow} }
