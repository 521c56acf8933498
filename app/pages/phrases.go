package pages

// Phrases is the page of the words a person uses again in feedback.
type Phrases struct {
	Lead   string
	Search Field
	Whose  Field
	Whoses []Option
	Rows   []PhraseRow
	Empty  bool // there are none at all
	Aim    bool // the reader may set the aim for reviews
}

// A PhraseRow is one phrase.
type PhraseRow struct {
	Name, Text, Owner string
	Shared, Retired   bool
	Href              string // edits it; empty: the reader may not
}

// Head says what the frame needs to know.
func (Phrases) Head() Head { return Head{Title: "Phrases"} }

// PhrasePage is the page on which a phrase is written.
type PhrasePage struct {
	Title   string
	Action  string
	Summary Summary
	Name    Field
	Text    Field
	Shared  Field
	Share   bool
	Retire  *Post // nil for a new one

	Words string // of one that the reader may not change; then there is no form
	Note  string // why
}

// Head says what the frame needs to know.
func (p PhrasePage) Head() Head {
	return Head{Title: p.Title, Width: Narrow, Fault: len(p.Summary.Faults) > 0}
}
