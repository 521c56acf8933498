package pages

import "strings"

// People is the list of everyone, for administrators.
type People struct {
	Search Field
	Role   Field
	Roles  []Option
	State  Field
	States []Option
	// Who has no invitation that works, a sentence, and the button that sends
	// them; empty: nobody is told of, or there is none.
	Uninvited, Invite string
	Columns           []Column
	Rows              []PersonRow
	Pager             Pager
	Narrowed          bool // a search or a filter leaves people out
}

// A PersonRow is one of them.
type PersonRow struct {
	Href, Name, Email, Roles string
	State                    string // Invited, Joined or Suspended
	Added                    string
}

// Head says what the frame needs to know.
func (People) Head() Head { return Head{Title: "People"} }

// NewPerson is the form that invites someone.
type NewPerson struct {
	Whole         []string
	Name          Field
	Email         Field
	Role          Field
	Roles         []Option
	Organisation  Field
	Organisations []Option
}

// Head says what the frame needs to know.
func (p NewPerson) Head() Head {
	return Head{Title: "Invite someone", Width: Narrow, Fault: len(p.summary().Faults) > 0}
}

func (p NewPerson) summary() Summary {
	return NewSummary(p.Whole, p.Name, p.Email, p.Role, p.Organisation)
}

// PersonPage is one person, for administrators.
type PersonPage struct {
	Whole         []string
	Href          string
	Name, Email   string
	State         string
	Joined        bool
	Suspended     bool
	Self          bool // the administrator's own page
	Links         []WaitingLink
	Grants        []GrantRow // newest first
	Role          Field
	Roles         []Option
	Organisation  Field
	Organisations []Option
	Attempts      []AttemptRow // newest first
}

// A WaitingLink is a link in a message that nobody sends, to be handed on.
type WaitingLink struct{ Subject, At, Link string }

// A GrantRow is a role that a person has or had.
type GrantRow struct {
	ID, Role, Where, Href string
	From, Until, Ends     string // Ends: when it will end by itself
	Holds                 bool
	CanEnd                bool
}

// An AttemptRow is one try to sign in.
type AttemptRow struct {
	At, Address string
	Passed      bool
}

// Head says what the frame needs to know.
func (p PersonPage) Head() Head {
	return Head{Title: p.Name, Width: Narrow, Fault: len(p.summary().Faults) > 0}
}

func (p PersonPage) summary() Summary { return NewSummary(p.Whole, p.Role, p.Organisation) }

// Organisations is the list of organisations, and the form that adds one.
type Organisations struct {
	Whole     []string
	Name      Field // of the form
	Kind      Field
	Kinds     []Option
	Search    Field // of the list
	Only      Field
	OnlyKinds []Option
	Columns   []Column
	Rows      []OrganisationRow
	Pager     Pager
	Narrowed  bool // a search, a filter or the page leaves organisations out
}

// An OrganisationRow is one of them. Its Href is where it is renamed; empty: it
// is not.
type OrganisationRow struct{ Href, Name, Kind string }

// OrganisationPage is one organisation, to be renamed.
type OrganisationPage struct {
	Whole             []string
	Href, Title, Kind string
	Name              Field
}

// Head says what the frame needs to know.
func (p OrganisationPage) Head() Head {
	return Head{Title: p.Title, Width: Narrow, Fault: len(NewSummary(p.Whole, p.Name).Faults) > 0}
}

// Head says what the frame needs to know.
func (p Organisations) Head() Head {
	return Head{Title: "Organisations", Fault: len(p.summary().Faults) > 0}
}

func (p Organisations) summary() Summary { return NewSummary(p.Whole, p.Name, p.Kind) }

func inviteWords(joined bool) string {
	if joined {
		return "Send a link for a new password"
	}
	return "Invite again"
}

// number is the person's, out of their address.
func (p PersonPage) number() string { return p.Href[strings.LastIndexByte(p.Href, '/')+1:] }
