package pages

// Signatures lists everything that was signed in a portfolio.
type Signatures struct {
	Back    Link
	Over    string
	Title   string
	Path    string // of the page
	Search  Field
	Columns []Column
	Rows    []SignatureRow
	Pager   Pager
	Nothing bool // nothing was ever signed
}

// A SignatureRow is one signature.
type SignatureRow struct {
	Href  string
	When  string
	Who   string
	Role  string // and job
	What  string
	Words string // that they agreed to
	How   string // signed in, or by a link
}

// Head says what the frame needs to know.
func (p Signatures) Head() Head { return Head{Title: p.Title, Width: Wide} }

// A SignatureSheet shows one signature and exactly what was signed.
type SignatureSheet struct {
	Back    Link
	Over    string
	Title   string
	Words   string
	Facts   []Fact
	Content string // as plain text
	Unsound bool   // the content does not have its digest
}

// Head says what the frame needs to know.
func (p SignatureSheet) Head() Head { return Head{Title: p.Title, Width: Narrow} }

// ToSign lists what waits for an employer, over all their apprentices.
type ToSign struct {
	Lead    string
	Search  Field
	Rows    []ToSignRow
	Pager   Pager
	Nothing bool
}

// A ToSignRow is one thing that waits.
type ToSignRow struct {
	Name      string // of the apprentice
	Portfolio string
	What      string
	Href      string // where it is done
	Since     string
	Due       string // a day; empty: none
	Late      bool
}

// Head says what the frame needs to know.
func (ToSign) Head() Head { return Head{Title: "To sign"} }
