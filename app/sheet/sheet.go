// Package sheet reads and writes tables: CSV as spreadsheets of many countries
// write it, and XLSX. What it writes it reads back exactly, and nothing that it
// writes runs as a formula where it is opened.
package sheet

import (
	"bytes"
	"fmt"
	"io"

	"touchstone/app/fault"
)

// Limits on any table.
const (
	MaxColumns = 200    // columns of a row
	MaxCell    = 32_767 // characters of a cell, which is what XLSX holds
	within     = 20     // rows in which the header is looked for
)

// The forms of a table.
const (
	FormCSV  = "csv"
	FormXLSX = "xlsx"
)

// A Want is what a reader expects of a table.
type Want struct {
	Rows   int                     // at most so many, the header among them
	Bytes  int64                   // of the file, at most
	Header func(row []string) bool // tells the header; nil: the first row that is not empty
	// Values takes what a formula last came to. Without it a cell with a formula
	// reads as its text, which begins with "=".
	Values bool
}

// A Table is what was read.
type Table struct {
	Form string     // FormCSV or FormXLSX
	Name string     // of the sheet; empty in CSV
	At   int        // where in Rows the header is, from 0
	Rows [][]string // rows differ in length; white space around cells is kept

	formulas map[[2]int]bool // by row and column, from 0
}

// IsFormula reports whether a cell, at a place from 0, holds a formula and not
// text that begins like one.
func (t *Table) IsFormula(row, column int) bool { return t.formulas[[2]int{row, column}] }

func (t *Table) markFormula(row, column int) {
	if t.formulas == nil {
		t.formulas = make(map[[2]int]bool)
	}
	t.formulas[[2]int{row, column}] = true
}

// Read reads the table in r, told by its bytes: CSV in UTF-8, UTF-16 or Windows
// code page 1252, separated by commas, semicolons or tabs, or the first sheet of
// an XLSX workbook that has the header. Dates of a workbook read as 2026-11-02,
// other numbers as plain digits; a value in merged cells holds in each of them.
//
// It returns fault.Invalid if the bytes are no such table, and fault.TooLarge
// for one beyond the limits.
func Read(r io.Reader, want Want) (Table, error) {
	raw, err := io.ReadAll(io.LimitReader(r, want.Bytes+1))
	if err != nil {
		return Table{}, fmt.Errorf("read table: %w", err)
	}
	switch {
	case int64(len(raw)) > want.Bytes:
		return Table{}, fault.Newf(fault.TooLarge, "The file is larger than %d MB, which is the most that a table may have. Split it into several files.", want.Bytes>>20)
	case len(bytes.TrimSpace(raw)) == 0:
		return Table{}, fault.New(fault.Invalid, "The file is empty.")
	case IsWorkbook(raw):
		return readWorkbook(raw, want)
	case bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0")):
		return Table{}, fault.New(fault.Invalid, "This is a workbook with a password, or one of an old kind (XLS). Save it as XLSX without a password, or as CSV.")
	}
	text, err := Decode(raw)
	if err != nil {
		return Table{}, err
	}
	return ReadText(text, want)
}

// header returns where the header is in the first rows, or -1.
func (w *Want) header(rows [][]string) int {
	for i, row := range rows[:min(len(rows), within)] {
		if w.Header == nil && !blank(row) || w.Header != nil && w.Header(row) {
			return i
		}
	}
	return -1
}

func blank(row []string) bool {
	for _, cell := range row {
		if cell != "" {
			return false
		}
	}
	return true
}

func (w *Want) tooMany(rows int) error {
	has := thousands(rows)
	if rows == w.Rows+1 {
		has = "more than " + thousands(w.Rows)
	}
	return fault.Newf(fault.TooLarge, "The table has %s rows, and at most %s are read at once, the header among them. Split it into several files.", has, thousands(w.Rows))
}

func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

// ErrNoHeader is returned for a table in which no row is the header.
var ErrNoHeader = fault.New(fault.Invalid, "The file has no header: no row among its first 20 names the columns.")
