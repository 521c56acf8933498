package pages

import "slices"

// CPDLog is a person's log of continuing professional development.
type CPDLog struct {
	Back     Link
	Over     string
	Title    string
	Lead     string // how much there is; empty where there is nothing
	Own      bool   // the reader's own: they add to it
	Removed  *Link  // what was just removed; its address puts it back
	Totals   *Totals
	Action   string // address of the list
	Search   Field
	Hidden   []Hidden // kept while searching
	Elements []Option
	Periods  []Option
	Sum      string // of what is shown: "12 entries, 9 h"
	Columns  []Column
	Rows     []EntryRow
	Pager    Pager
	Narrowed bool
	Nothing  bool
	Plan     Link
	Exports  []Link
}

// Totals is how long entries took, by element and year.
type Totals struct {
	Columns []Column
	Rows    []TotalsRow
	Whole   TotalsRow
}

// A TotalsRow is one element's.
type TotalsRow struct {
	Name  string
	Cells []Fact // by column
}

// An EntryRow is one entry of a log.
type EntryRow struct {
	Href    string // empty: all of it is shown in the row
	Day     string
	Minutes string
	Title   string
	Kind    string
	Learned string
	Applied string // in a row that shows all
	About   []string
}

// Head says what the frame needs to know.
func (p CPDLog) Head() Head { return Head{Title: p.Title} }

// EntryForm is the form of an entry, new or changed.
type EntryForm struct {
	Summary  Summary
	Back     Link
	Title    string
	Action   string
	Button   string
	Revision string // of the entry that is changed; empty for a new one
	Saved    string
	Remove   string // address that removes it; empty for a new one
	Theirs   []TwoTexts
	What     Field
	Day      Field
	Minutes  Field
	Kind     Field
	Kinds    []Option
	Learned  Field
	Applied  Field
	Elements []CheckGroup // by framework; the first stands open
	Picked   bool         // some are chosen: they stand open
	Goal     Field
	Goals    []Option
	Item     Field
	Items    []Option
	Piece    *Link // the one that is chosen, to open
}

// A CheckGroup is a field of which any number of options hold.
type CheckGroup struct {
	Field   Field
	Options []Option
}

func (g CheckGroup) picked() bool {
	return slices.ContainsFunc(g.Options, func(o Option) bool { return o.On })
}

// Head says what the frame needs to know.
func (p EntryForm) Head() Head {
	return Head{Title: p.Title, Width: Narrow, Fault: len(p.Summary.Faults) > 0}
}
