package pages

// Careers is the page of where the roles of a line of work lead.
type Careers struct {
	Title   string
	Summary string
	Ways    []Way        // lines of work, where there are several
	Own     []CareerRole // that the visitor's standard trains for
	Next    []NextRole   // that those lead to
	Entry   []string     // what it takes to begin
	Grades  []CareerGrade
	Sources []CareerSource
}

// A CareerGrade is the roles of one grade.
type CareerGrade struct {
	ID    string
	Name  string
	Fact  string
	Roles []CareerRole
}

// A CareerRole is one role.
type CareerRole struct {
	ID              string
	Name            string
	Also            string
	Summary         string
	Own             bool // the visitor's standard trains for it
	Level           string
	Grade           string
	Asks            []string
	Apprenticeships []Link // without an address where the standard is not here
	Qualifications  []string
	LeadsTo         []CareerStep
	From            []Link
}

// A CareerStep leads to another role.
type CareerStep struct {
	Role Link
	Why  string
}

// A NextRole is a role that the visitor's lead to, with what it asks.
type NextRole struct {
	Role CareerRole
	Why  []Reason
}

// A Reason is why one role leads to another.
type Reason struct {
	From string
	Text string
}

// A CareerSource is where facts were read.
type CareerSource struct {
	Name string
	Href string
}

// Head says what the frame needs to know.
func (Careers) Head() Head { return Head{Title: "Where this leads"} }

// placed says the level and the grade of a role: "Level 3, Associate".
func (r CareerRole) placed() string {
	switch {
	case r.Level == "":
		return r.Grade
	case r.Grade == "":
		return r.Level
	}
	return r.Level + ", " + r.Grade
}
