package pages

import "touchstone/app/words"

// A Table is a table of rows: what it is called, how to read it, its columns.
// Its rows are the children of the component; each is
//
//	<tr role="row"><th scope="row" role="rowheader">…</th><td role="cell" data-label="Hours">…</td></tr>
//
// The roles give a table back to those who hear it when a phone shows its rows
// as blocks; data-label is the column's name there.
type Table struct {
	Label   string // of the region that scrolls, without the word table: "Caseload"
	Caption string // how to read it; text only
	Columns []Column
	Cards   bool // on a phone, rows become blocks
}

// A Column is the head of a column.
type Column struct {
	Name   string
	Href   string // sorts by it; empty: it does not sort
	Sorted Order  // how the rows are sorted by it now
	End    bool   // figures, set to the end
	Unseen bool   // its name is only heard
}

// An Order is how rows are sorted by a column.
type Order string

// The orders.
const (
	Unsorted   Order = ""
	Ascending  Order = "ascending"
	Descending Order = "descending"
)

// A Pager leads through a long list, page by page.
type Pager struct {
	Label    string // "Pages of evidence"
	From, To int    // of what is shown, counted from 1; both 0 for a list whose end is not counted
	Total    int
	Prev     string // addresses; empty where there is none
	Next     string
}

// says tells where in the list one is: "1 to 8 of 46".
func (p Pager) says() string {
	if p.To == 0 {
		return ""
	}
	return words.Figure(p.From) + " to " + words.Figure(p.To) + " of " + words.Figure(p.Total)
}

// A Ways is two to four ways of seeing one list.
type Ways struct {
	ID    string // unique on the page
	Label string // "Order"
	Ways  []Way
}

// A Way is one of them, or a tab: a link to a real address.
type Way struct {
	Text    string
	Href    string
	Current bool
}

// Filters is a form that narrows a list; the address keeps what was chosen.
type Filters struct {
	Action string
	Label  string // "Find a statement"
	Button string // empty means "Show"
}
