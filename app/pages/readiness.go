package pages

// A Readiness is the page of what is missing before gateway.
type Readiness struct {
	Back     Link
	Over     string
	Title    string // the finding
	Lead     string // in bold: how far it is
	Rest     string // what follows from it, in a sentence or two
	OpenHead string // over what is not met: "Still to do"
	OpenFact string // "4 not met, 2 waiting"
	Open     []ReadyGroup
	Met      []ReadyGroup
	MetFact  string      // "11 of 17"
	Forecast *ForecastOf // nil: not for this visitor
	Reject   *Rejected   // nil: nothing is
	Places   []Link      // what belongs to handing over
	Next     *Link       // once nothing else is left; nil before
	NextNote string      // what has to be met first, or that nothing has
}

// A ReadyGroup is the requirements under one heading.
type ReadyGroup struct {
	Name string
	Fact string // "3 of 5 met"
	Rows []ReadyRow
}

// A ReadyRow is what one rule asks for. Several findings stand under it, such as
// the pieces that it found.
type ReadyRow struct {
	State State
	Words string // "Not met"
	Name  string
	Lines []ReadyLine
}

// A ReadyLine is one finding.
type ReadyLine struct {
	Text string
	Who  string // whom it waits for, in words; empty: nobody
	Do   *Link  // nil: the visitor can do nothing about it here
}

// A ForecastOf is when a portfolio is ready, and what that is reckoned from.
type ForecastOf struct {
	Text  string
	Rules string
	Parts []ForecastRow
}

// A ForecastRow is one thing that takes time.
type ForecastRow struct {
	Name, Day, Text string
}

// single returns the row's only finding; nil if there are several.
func (r ReadyRow) single() *ReadyLine {
	if len(r.Lines) == 1 {
		return &r.Lines[0]
	}
	return nil
}

// Head says what the frame needs to know.
func (p Readiness) Head() Head { return Head{Title: p.Title, Width: Narrow} }

// A ReadySummary is how far a portfolio is from gateway, in short.
type ReadySummary struct {
	Title string // "Ready for the gateway?"
	Fact  string // "18 of 31 met"
	First []ReadySummaryRow
	All   Link
}

// A ReadySummaryRow is one of the first things to do.
type ReadySummaryRow struct {
	State State
	Words string
	Text  string
}
