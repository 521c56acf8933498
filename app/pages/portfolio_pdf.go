package pages

// A PortfolioPDF is the page where a portfolio is signed and printed.
type PortfolioPDF struct {
	Back       Link
	Over       string
	Action     string // makes a PDF
	Path       string // of this page
	Accepted   int    // pieces
	Reflection string // the plan's rule, in words; empty: none
	Job        *Job   // a PDF being made
	Failed     string // why the last one was not made; empty: it was
	Newest     *PDFRow
	Changed    bool // since Newest was made
	Earlier    []PDFRow
	Signed     []Signature
	Sign       *SignForm // nil: the visitor has nothing to sign
}

// A PDFRow is a PDF that was made.
type PDFRow struct {
	Href    string
	When    string
	About   string // pages, pieces, files, size
	Working bool
	Notes   []string // what could not be as it should
}

// A Signature is a declaration that was signed.
type Signature struct {
	Name, Role, Words, When string
}

// A SignForm signs a declaration.
type SignForm struct {
	Action, Words, Button string
}

// Head is what the frame needs.
func (p PortfolioPDF) Head() Head { return Head{Title: "Portfolio PDF", Width: Narrow} }
