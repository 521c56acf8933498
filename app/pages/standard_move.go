package pages

// MoveStandard is the page on which apprentices are moved to another version of
// their standard: first it lists them, then it shows what becomes of what they have
// claimed, to be corrected and confirmed.
type MoveStandard struct {
	Whole    []string
	Fault    string // what is wrong with who is chosen
	Back     Link
	Over     string
	Action   string
	To       Field
	Versions []Option // none: there is no other

	Search   Field
	Narrowed bool
	Rows     []MovableRow
	Pager    Pager

	Preview bool
	ToValue string
	Label   string // of the new version
	Lead    string
	Gone    string // which statements are no longer in it; empty: none
	Plan    Field
	Plans   []Option
	Options []MoveChoice
	Becomes []BecomesRow
	Moved   []GoesOnRow
}

// A MovableRow is an apprentice who can be moved.
type MovableRow struct {
	ID, Name, Href, Option, Employer, Coach string
	Ticked                                  bool
}

// A MoveChoice asks which option of the new version one becomes.
type MoveChoice struct {
	Field   Field
	Options []Option
}

// A BecomesRow is a claimed statement and what it becomes.
type BecomesRow struct {
	Chip        Chip
	Name        string
	Text        string // its wording
	Claimed     string // "Claimed by 3 pieces"
	Becomes     string // empty: no longer in the standard
	BecomesText string
	Score       int
	Reason      string
	Gone        bool
	To          Field
	Options     []Option
}

func (b BecomesRow) scored() string {
	if b.Score == 0 {
		return ""
	}
	return ", " + itoa(b.Score) + " of 100"
}

// A GoesOnRow is an apprentice who is to be moved, and how far they are.
type GoesOnRow struct {
	ID, Name, Option, Old, After string
	Fault                        string // why they cannot be; empty: they can
}

// Fields returns the fields in which something can be wrong, in their order.
func (p MoveStandard) Fields() []Field {
	fields := []Field{{ID: "who", Fault: p.Fault}, p.To, p.Plan}
	for _, o := range p.Options {
		fields = append(fields, o.Field)
	}
	for _, b := range p.Becomes {
		fields = append(fields, b.To)
	}
	return fields
}

// Head says what the frame needs to know.
func (p MoveStandard) Head() Head {
	return Head{Title: "Move to another version", Width: Wide, Fault: len(NewSummary(p.Whole, p.Fields()...).Faults) > 0}
}

// Moves is the page of what became of what was claimed when an apprentice went on
// to another version of their standard.
type Moves struct {
	Back  Link
	Over  string
	Moves []Move
	Empty Empty
}

// A Move is one of them.
type Move struct {
	Title string // "ST0175 v1.0 to ST0175 v1.1"
	Fact  string // "By Ann on 3 March 2026"
	Facts []Fact
	Rows  []BecameRow
}

// A BecameRow is what became of one statement.
type BecameRow struct {
	From     Chip
	FromName string
	To       Chip
	ToName   string // empty: no longer in the standard
	Score    int
	Reason   string
}

// Head says what the frame needs to know.
func (Moves) Head() Head { return Head{Title: "Moves between versions of the standard"} }
