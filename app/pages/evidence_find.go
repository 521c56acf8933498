package pages

// A Finding is where the statements are looked for that a draft may show.
type Finding struct {
	Asked bool // it was looked
	Lead  string
	Rows  []FoundRow
	Notes []string // of files that were not read, or not to their end
}

// A FoundRow is a statement that a draft may show.
type FoundRow struct {
	Statement  string // id
	Chip       Chip
	Name       string
	Full       string // its wording
	Confidence string // in a word
	Leads      []FoundLead
	Claimed    bool
	Claim      string // what the button that claims it is called: "claim-12-34-5" is of file 34, page 5
	File, At   string // the place proposed, as fields have it; empty: none
	Place      string // the place proposed, in words
}

// A FoundLead is words that led to a statement, as they stand.
type FoundLead struct {
	Before, Words, After string
	Where                string // and what they were taken for: "letter.pdf, page 3: vulnerability"
}
