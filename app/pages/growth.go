package pages

// GrowthOverview is where a person's growth begins: a part for each thing there
// is to do.
type GrowthOverview struct {
	Cards []GrowthCard
}

// A GrowthCard is one of the parts.
type GrowthCard struct {
	Key   string // unique on the page: "plan"
	Title string // "Development plan"
	Text  string // what it is for or how it stands, in a sentence or two
	Facts []Fact // how it stands in figures; nil for none
	Links []Link // the first is what to do next
}

// Head says what the frame needs to know.
func (GrowthOverview) Head() Head { return Head{Title: "Growth"} }

// Sharing is who may see a person's growth, for them to choose.
type Sharing struct {
	Consents []Consent
	Whole    []string
}

// A Consent is one thing to agree to.
type Consent struct {
	Kind    string
	Title   string // "Your coach and your employer"
	Shown   string // what they see
	Never   string // what they do not
	Given   string // since when; empty: it is not given
	Managed string // who they are now; empty: nobody yet
}

// Head says what the frame needs to know.
func (p Sharing) Head() Head {
	return Head{Title: "Who may see this", Width: Narrow, Fault: len(p.Whole) > 0}
}
