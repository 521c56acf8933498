// Package roster imports people and their enrolments from a table, and exports
// them as the same table. What a table would do is judged row by row and kept;
// nothing else is stored before someone confirms it, and then all of it at once.
package roster

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"touchstone/app/sheet"
)

// Limits on a table.
const (
	MaxRows  = 20_000   // the header among them
	MaxBytes = 32 << 20 // of the file
)

// A column is one of the table's.
type column int

// The columns, in the order in which they are written.
const (
	nameColumn column = iota
	emailColumn
	ulnColumn
	standardColumn
	versionColumn
	optionColumn
	planColumn
	employerColumn
	contactColumn
	coachColumn
	assessmentColumn
	cohortColumn
	startColumn
	endColumn
	gatewayColumn
	columns // how many there are
)

// heads are the columns' names as they are written, and others by which they
// are known, in lower case.
var heads = [columns]struct {
	name   string
	others []string
	about  string // for the template: what belongs there
}{
	nameColumn:       {"Name", []string{"full name", "apprentice", "apprentice name", "learner", "learner name"}, "What the person is called."},
	emailColumn:      {"E-mail", []string{"email", "e-mail address", "email address", "learner email", "apprentice email"}, "They are known by it: one address is one person."},
	ulnColumn:        {"ULN", []string{"unique learner number", "uln number"}, "Ten digits; empty until it is issued."},
	standardColumn:   {"Standard", []string{"standard reference", "standard ref", "standard code", "reference"}, "Its reference, such as ST0175."},
	versionColumn:    {"Version", []string{"standard version"}, "Of the standard, such as 1.1; empty if only one is stored."},
	optionColumn:     {"Option", []string{"specialism", "pathway"}, "The option's name, if the standard has options."},
	planColumn:       {"Assessment plan", []string{"plan", "plan reference"}, "Its reference and version."},
	employerColumn:   {"Employer", []string{"employer name", "company"}, "Its name, as it is on the list of organisations."},
	contactColumn:    {"Employer contact", []string{"contact", "line manager", "manager"}, "Name and job of the person there."},
	coachColumn:      {"Coach e-mail", []string{"coach", "coach email", "tutor", "tutor email", "coach e-mail address"}, "Of someone with the role of coach."},
	assessmentColumn: {"Assessment organisation", []string{"epao", "assessment organization"}, "Its name, as it is on the list of organisations."},
	cohortColumn:     {"Cohort", []string{"group", "intake"}, "Its name."},
	startColumn:      {"Start", []string{"started on", "start date", "started", "actual start", "learning start date"}, "A day, such as 07/09/2026."},
	endColumn:        {"Planned end", []string{"planned end date", "planned to end on", "end date", "planned end on"}, "A day after the start."},
	gatewayColumn:    {"Gateway planned", []string{"gateway", "gateway date", "planned gateway", "gateway planned for"}, "A day, if one is planned."},
}

// IsColumn reports whether a table has a column of that name.
func IsColumn(name string) bool {
	for c := range heads {
		if heads[c].name == name {
			return true
		}
	}
	return name == "Coach"
}

// needed are the columns without which a table is not one of people.
var needed = []column{nameColumn, emailColumn, standardColumn}

// places says where in a row each column is; -1: the table has none.
type places [columns]int

// header returns where the columns are if the row names them.
func header(row []string) (p places, ok bool) {
	for c := range p {
		p[c] = -1
	}
	for i, cell := range row {
		name := strings.ToLower(strings.Trim(strings.Join(strings.Fields(cell), " "), ":* "))
		for c := range heads {
			if p[c] < 0 && (name == strings.ToLower(heads[c].name) || slices.Contains(heads[c].others, name)) {
				p[c] = i
				break
			}
		}
	}
	return p, !slices.ContainsFunc(needed, func(c column) bool { return p[c] < 0 })
}

// unknown returns what the header names beside the columns, as it is shown.
func unknown(row []string, p places) (names []string) {
	for i, cell := range row {
		if cell = squeeze(cell); cell != "" && !slices.Contains(p[:], i) {
			names = append(names, clip(cell))
		}
	}
	return names
}

// Want is what is read as a table of people.
var Want = sheet.Want{Rows: MaxRows, Bytes: MaxBytes, Header: func(row []string) bool {
	_, ok := header(row)
	return ok
}}

// cells are a row's, by column, without white space around them.
type cells [columns]string

// A line is one row of a table as it was handed in.
type line struct {
	Line     int      `json:"line"` // in the file, from 1
	Cells    cells    `json:"cells"`
	Formulas []column `json:"formulas,omitempty"` // columns that hold one
}

// lines returns the rows of a table that hold anything, and what its header
// names beside the columns.
func lines(t *sheet.Table) (found []line, others []string) {
	p, _ := header(t.Rows[t.At])
	for i, row := range t.Rows[t.At+1:] {
		l := line{Line: t.At + i + 2}
		some := false
		for c, at := range p {
			if at < 0 || at >= len(row) {
				continue
			}
			l.Cells[c] = squeeze(row[at])
			some = some || l.Cells[c] != ""
			if t.IsFormula(t.At+1+i, at) {
				l.Formulas = append(l.Formulas, column(c))
			}
		}
		if some {
			found = append(found, l)
		}
	}
	return found, unknown(t.Rows[t.At], p)
}

var dayLayouts = []string{time.DateOnly, "2/1/2006", "2-1-2006", "2.1.2006", "2 January 2006", "2 Jan 2006", "2-Jan-2006", "2-Jan-06", "2/1/06", "2006-01-02 15:04:05"}

// day reads a day, midnight UTC, as people and spreadsheets write it: the day
// before the month.
func day(text string) (time.Time, bool) {
	for _, layout := range dayLayouts {
		if t, err := time.Parse(layout, text); err == nil && t.Year() >= 1990 && t.Year() <= 2100 {
			return t.Truncate(24 * time.Hour), true
		}
	}
	// A spreadsheet's number of a day whose cell was not set to show one.
	if n, err := strconv.Atoi(text); err == nil && len(text) == 5 && n >= 32_874 && n <= 73_050 {
		return time.Date(1899, 12, 30+n, 0, 0, 0, 0, time.UTC), true
	}
	return time.Time{}, false
}
