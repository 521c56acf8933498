package sheet

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"touchstone/app/fault"
)

var separators = []rune{',', ';', '\t'}

// ReadText is Read of text that is decoded already. The separator is the one by
// which the header is found; without Want.Header, the one that gives the first
// row the most cells.
func ReadText(text string, want Want) (Table, error) {
	commas := separators
	if rest, comma, ok := namedSeparator(text); ok {
		text, commas = rest, []rune{comma}
	} else if want.Header == nil {
		commas = []rune{commonest(text)}
	}
	for _, comma := range commas {
		head, _ := readRows(text, comma, &Want{Rows: within}, true)
		if want.header(head.Rows) < 0 {
			continue
		}
		t, err := readRows(text, comma, &want, false)
		if err != nil {
			return Table{}, err
		}
		t.At = want.header(t.Rows)
		return t, nil
	}
	return Table{}, ErrNoHeader
}

// namedSeparator takes off the line "sep=;" by which spreadsheets tell each
// other the separator.
func namedSeparator(text string) (rest string, comma rune, ok bool) {
	line, rest, _ := strings.Cut(text, "\n")
	name, ok := strings.CutPrefix(strings.ToLower(strings.TrimRight(line, "\r")), "sep=")
	comma, size := utf8.DecodeRuneInString(name)
	return rest, comma, ok && size == len(name) && slices.Contains(separators, comma)
}

// commonest returns the separator that stands most often, outside quotation
// marks, in the first line with anything in it.
func commonest(text string) rune {
	line, _, _ := strings.Cut(strings.TrimLeft(text, "\r\n"), "\n")
	best, most := separators[0], 0
	for _, comma := range separators {
		n, quoted := 0, false
		for _, r := range line {
			quoted = quoted != (r == '"')
			if r == comma && !quoted {
				n++
			}
		}
		if n > most {
			best, most = comma, n
		}
	}
	return best
}

// readRows reads all rows; the head of them only, up to want.Rows, if so asked.
// Blank lines stay, as rows without cells, so that a row's place is what a
// spreadsheet calls its number.
func readRows(text string, comma rune, want *Want, head bool) (Table, error) {
	r := newReader(text, comma)
	r.LazyQuotes = strings.Contains(text, `"`) && looselyQuoted(text, comma)
	t := Table{Form: FormCSV}
	n, next := 0, 1 // rows so far; the line on which the next one begins
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) || head && n >= want.Rows {
			break
		}
		if err != nil {
			return t, quoteFault(err)
		}
		first, _ := r.FieldPos(0)
		for ; next < first && n < want.Rows; next++ {
			t.Rows = append(t.Rows, nil)
			n++
		}
		last, _ := r.FieldPos(len(row) - 1)
		next = last + strings.Count(row[len(row)-1], "\n") + 1
		if n++; n > want.Rows { // go on, to say how many there are
			continue
		}
		if err := checkRow(row, n); err != nil {
			return t, err
		}
		t.add(row)
	}
	if n > want.Rows {
		return t, want.tooMany(n)
	}
	return t, nil
}

func newReader(text string, comma rune) *csv.Reader {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = comma, -1, true
	return r
}

// looselyQuoted reports whether quotation marks stand inside cells that do not
// begin with one, where they are letters like others, and nothing worse is wrong
// with them: one that is not closed would swallow the rows after it.
func looselyQuoted(text string, comma rune) (loose bool) {
	r := newReader(text, comma)
	for {
		_, err := r.Read()
		switch {
		case errors.Is(err, io.EOF):
			return loose
		case errors.Is(err, csv.ErrBareQuote):
			loose = true
		case err != nil:
			return false
		}
	}
}

// add adds a row as the file has it.
func (t *Table) add(row []string) {
	cells := make([]string, len(row))
	for i, cell := range row {
		if cells[i] = reveal(cell); strings.HasPrefix(cell, "=") {
			t.markFormula(len(t.Rows), i)
		}
	}
	t.Rows = append(t.Rows, cells)
}

func quoteFault(err error) error {
	line := 0
	if e, ok := errors.AsType[*csv.ParseError](err); ok {
		line = e.StartLine
	}
	return fault.Newf(fault.Invalid, "The row that begins on line %d has a quotation mark that is not closed, or one too many. Put it right and send the file again.", line)
}

func checkRow(row []string, line int) error {
	if len(row) > MaxColumns {
		return fault.Newf(fault.TooLarge, "Row %s has more than %d columns.", thousands(line), MaxColumns)
	}
	for i, cell := range row {
		if len(cell) > MaxCell && utf8.RuneCountInString(cell) > MaxCell {
			return fault.Newf(fault.TooLarge, "Row %s, column %d has more than %s characters in one cell. Is a quotation mark not closed?", thousands(line), i+1, thousands(MaxCell))
		}
	}
	return nil
}

// runs are the characters with which a cell begins that spreadsheets run as a
// formula.
const runs = "=+-@\t\r"

// hide returns a cell's text so that no spreadsheet runs it: with an apostrophe
// in front of what would run, or begins with an apostrophe itself.
func hide(cell string) string {
	if cell != "" && strings.ContainsRune(runs+"'", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

// reveal undoes hide.
func reveal(cell string) string {
	if len(cell) > 1 && cell[0] == '\'' && strings.ContainsRune(runs+"'", rune(cell[1])) {
		return cell[1:]
	}
	return cell
}

// CSV writes rows as UTF-8 text with a mark, so that spreadsheets know it, with
// commas and quotation marks where they are needed. A cell is a string, an int,
// an int64, a float64, a bool, nil for nothing, or a time.Time for a day (empty
// if zero). Text that a spreadsheet would run as a formula gets an apostrophe in
// front, which Read takes off again. Ends of lines within a cell become "\n".
func CSV(w io.Writer, rows iter.Seq[[]any]) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	var line []string
	for row := range rows {
		line = line[:0]
		for _, cell := range row {
			line = append(line, textOf(cell))
		}
		if err := out.Write(line); err != nil {
			return fmt.Errorf("write table: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}

// textOf returns a cell as CSV has it.
func textOf(cell any) string {
	switch v := cell.(type) {
	case nil:
		return ""
	case string:
		return hide(oneEnd(v))
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.Format(time.DateOnly)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strings.ToUpper(strconv.FormatBool(v))
	}
	return fmt.Sprint(cell)
}

// oneEnd makes every end of line the same.
func oneEnd(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}
