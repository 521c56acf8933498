package pages

import "strings"

// Home is where a person is and what comes next, by their roles. Somebody with
// several roles sees a part for each.
type Home struct {
	Name        string
	NoRole      bool // nobody has given them a role yet
	Own         []OwnPortfolio
	Reads       bool          // has a role that opens others' portfolios
	Reviews     bool          // is a coach
	Waits       []WaitGroup   // what waits for them, by role and kind; of an apprentice without the pieces that came back
	Caseload    *HomeCaseload // nil: no coach, or one without apprentices
	Signs       bool          // an employer
	Samples     bool          // an IQA
	Coordinates bool          // of an assessment organisation
	Others      []PortfolioRow
	OthersTotal int
	Admin       *AdminHome // nil: no administrator
	Tasks       []AssessTask
}

// An AssessTask is a submission that the person is invited to.
type AssessTask struct {
	Href     string
	Name     string // of the apprentice
	Standard string
	Duty     string // "Assess"
	Until    string
	State    State
	Words    string
}

// A WaitGroup is what waits of one kind.
type WaitGroup struct {
	What   string // "3 progress reviews to sign"
	Late   string // "2 overdue"; empty for none
	Oldest string // "The first: since 3 Nov, Carys Evans"
	Do     Link   // the first of them
	All    *Link  // nil: they are nowhere together, or there is one
}

// A HomeCaseload is who of a coach's apprentices needs them today.
type HomeCaseload struct {
	Act, Watch, All int
	Rows            []HomeCase // not all of them
}

// A HomeCase is one of them and the gravest reason.
type HomeCase struct {
	Link
	Why string
}

func (h *HomeCaseload) lead() string {
	if h.Act == 0 {
		return "None of your " + Plural(h.All, "apprentice", "apprentices") + " needs you to act today" + h.watched()
	}
	return Count(h.Act) + " of your " + Plural(h.All, "apprentice", "apprentices") + " to act on today" + h.watched()
}

func (h *HomeCaseload) watched() string {
	if h.Watch == 0 {
		return "."
	}
	return ", and " + itoa(h.Watch) + " to watch."
}

// An OwnPortfolio is an apprentice's own apprenticeship.
type OwnPortfolio struct {
	Href   string // of the portfolio; its pages are below
	Title  string // of the standard
	About  string // level, employer, month, coach
	Lead   string // the finding: "27 of 52 accepted."
	Rest   string // what it is measured against
	Shares Shares
	Note   *CoverageNote // what came back; nil for nothing
	Stage  *HomeStage    // of what was handed over; nil: nothing was
	Drafts []DraftRow
	Empty  *Empty // an invitation where there is nothing yet; nil otherwise
}

// A HomeStage is how far what was handed over is, with where to read of it.
type HomeStage struct {
	Text string
	Do   Link
}

// A DraftRow is a draft to go on with.
type DraftRow struct {
	Link
	Saved string // "saved 11 Nov"
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
	Act                                    int    // apprentices who need somebody to act
	MailTrouble                            string // what keeps messages from leaving; empty for nothing
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

// heading greets, and offers what an apprentice does most; a coach's is the
// oldest piece that waits.
func (p Home) heading() Heading {
	h := Heading{Title: "Hello, " + firstWord(p.Name)}
	switch {
	case len(p.Own) == 1:
		h.Over, h.DoIcon = p.Own[0].About, "plus"
		if p.Own[0].Empty == nil {
			h.Do = &Link{"Add evidence", p.Own[0].Href + "/evidence/new"}
		}
	case len(p.Own) == 0 && len(p.Waits) > 0:
		h.Do = &p.Waits[0].Do
	case len(p.Own) == 0 && p.Caseload != nil:
		h.Do = &Link{"Open your caseload", "/caseload"}
	case len(p.Own) == 0 && p.Coordinates:
		h.Do = &Link{"Open the submissions", "/submissions"}
	}
	return h
}

func (p Home) nothingWaits() string {
	if p.Reviews {
		return "Nothing waits for you. Pieces appear here as soon as an apprentice submits them."
	}
	if p.Samples {
		return "Nothing waits for you. Decisions to sample appear here once they are drawn."
	}
	if p.Coordinates {
		return "Nothing waits for you. What is handed over to your organisation appears here to be decided, and results once they can be released."
	}
	if p.Admin != nil && !p.Signs {
		return "Nothing waits for you. People to invite, tables to store and messages that could not be sent appear here."
	}
	return "Nothing waits for you. What you are asked to sign or agree appears here."
}

func firstWord(name string) string {
	first, _, _ := strings.Cut(name, " ")
	return first
}

// Head says what the frame needs to know.
func (Home) Head() Head { return Head{Title: "Home"} }

// Sources names where the wording of statements and of frameworks comes from.
type Sources struct{ Standards, Frameworks []SourceOf }

// A SourceOf is the source of one standard or framework.
type SourceOf struct {
	Name      string
	Source    string
	URL       string
	ReadOn    string
	Licence   string // empty: the wording is our own
	Secondary bool
}

// read says what was read, and when.
func (s SourceOf) read() string {
	if s.ReadOn == "" {
		return s.Source
	}
	return s.Source + ", read on " + s.ReadOn
}

// Head says what the frame needs to know.
func (Sources) Head() Head { return Head{Title: "Sources and licences", Width: Narrow} }
