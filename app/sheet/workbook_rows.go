package sheet

import (
	"encoding/xml"
	"errors"
	"strconv"
	"strings"

	"touchstone/app/fault"
)

// A rowReader gathers the rows of one sheet.
type rowReader struct {
	book  *workbook
	want  *Want
	table Table
	spans []span

	row, column int    // of the cell being read, from 0
	kind        string // of its value: "s", "str", "inlineStr", "b", "e", "d", "n" or ""
	style       int
	hasFormula  bool
	in          string // which text is being read: "v", "f", "t" or none
	spoken      bool
	value       strings.Builder
	formula     strings.Builder
}

// A span is a rectangle of merged cells; all from 0, ends included.
type span struct{ top, left, bottom, right int }

// table reads a sheet. Rows without a value at the end are left out.
func (b *workbook) table(s sheetRef, want *Want) (Table, error) {
	r := rowReader{book: b, want: want, row: -1, table: Table{Form: FormXLSX, Name: s.name}}
	err := b.each(s.part, func(t xml.Token) error {
		switch e := t.(type) {
		case xml.StartElement:
			return r.start(e)
		case xml.EndElement:
			return r.end(e)
		case xml.CharData:
			switch r.in {
			case "v", "t":
				r.value.Write(e)
			case "f":
				r.formula.Write(e)
			}
		}
		return nil
	})
	r.table.At = want.header(r.table.Rows)
	if errors.Is(err, errLong) {
		return r.table, fault.Because(errLong, fault.TooLarge, fault.Of(want.tooMany(want.Rows+1)).Message)
	}
	if err != nil {
		return Table{}, err
	}
	return r.table, r.spread()
}

func (r *rowReader) start(e xml.StartElement) error {
	switch e.Name.Local {
	case "row":
		r.row, r.column = r.row+1, -1
		if n, err := strconv.Atoi(attr(e, "r")); err == nil && n > 0 {
			r.row = n - 1
		}
	case "c":
		r.column++
		if _, column, ok := place(attr(e, "r")); ok {
			r.column = column
		}
		r.kind, r.in, r.hasFormula = attr(e, "t"), "", false
		r.style, _ = strconv.Atoi(attr(e, "s"))
		r.value.Reset()
		r.formula.Reset()
	case "v":
		r.in = "v"
	case "f":
		r.in, r.hasFormula = "f", true
	case "t":
		if !r.spoken {
			r.in = "t"
		}
	case "rPh":
		r.spoken = true
	case "mergeCell":
		from, to, _ := strings.Cut(attr(e, "ref"), ":")
		top, left, ok := place(from)
		bottom, right, also := place(to)
		if ok && also {
			r.spans = append(r.spans, span{top, left, bottom, right})
		}
	}
	return nil
}

func (r *rowReader) end(e xml.EndElement) error {
	switch e.Name.Local {
	case "v", "f", "t":
		r.in = ""
	case "rPh":
		r.spoken = false
	case "c":
		return r.keep(r.cell())
	}
	return nil
}

// cell returns what the cell that ends here holds.
func (r *rowReader) cell() string {
	value := r.value.String()
	if r.hasFormula && !r.want.Values {
		return "=" + strings.TrimSpace(r.formula.String())
	}
	switch r.kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || n < 0 || n >= len(r.book.strings) {
			return ""
		}
		return unescape(r.book.strings[n])
	case "str", "inlineStr", "e":
		return unescape(value)
	case "d":
		return strings.TrimSuffix(value, "T00:00:00")
	case "b":
		if value == "1" {
			return "TRUE"
		}
		return "FALSE"
	}
	if value != "" && r.style >= 0 && r.style < len(r.book.days) && r.book.days[r.style] {
		if day, ok := r.book.dayOf(value); ok {
			return day
		}
	}
	return plain(value)
}

// errLong stops the reading of a sheet that has more rows than wanted.
var errLong = errors.New("too many rows")

// keep puts a value in its place. It returns errLong beyond the last row wanted.
func (r *rowReader) keep(value string) error {
	if value == "" {
		return nil
	}
	if r.column >= MaxColumns {
		return fault.Newf(fault.TooLarge, "Row %s has more than %d columns.", thousands(r.row+1), MaxColumns)
	}
	if r.row >= r.want.Rows {
		return errLong
	}
	for len(r.table.Rows) <= r.row {
		r.table.Rows = append(r.table.Rows, nil)
	}
	if err := checkRow([]string{value}, r.row+1); err != nil {
		return err
	}
	row := r.table.Rows[r.row]
	for len(row) <= r.column {
		row = append(row, "")
	}
	row[r.column] = value
	if r.hasFormula && !r.want.Values {
		r.table.markFormula(r.row, r.column)
	}
	r.table.Rows[r.row] = row
	return nil
}

// spread gives each of the merged cells, of which only the first holds it, the
// value. It reaches no further than the last row that holds anything.
func (r *rowReader) spread() error {
	cells := 0
	for _, s := range r.spans {
		if s.top < 0 || s.top >= len(r.table.Rows) || s.left >= len(r.table.Rows[s.top]) || r.table.Rows[s.top][s.left] == "" {
			continue
		}
		value := r.table.Rows[s.top][s.left]
		bottom, right := min(s.bottom, len(r.table.Rows)-1), min(s.right, MaxColumns-1)
		if cells += max(0, bottom-s.top+1) * max(0, right-s.left+1); cells > maxMerged {
			return errBomb
		}
		for i := s.top; i <= bottom; i++ {
			for len(r.table.Rows[i]) <= right {
				r.table.Rows[i] = append(r.table.Rows[i], "")
			}
			for j := s.left; j <= right; j++ {
				r.table.Rows[i][j] = value
			}
		}
	}
	return nil
}

const maxMerged = 4_000_000 // cells that merging fills

// place reads a cell's address such as AB12: its row and column, from 0.
func place(address string) (row, column int, ok bool) {
	letters := strings.TrimRight(address, "0123456789")
	n, err := strconv.Atoi(address[len(letters):])
	if err != nil || n < 1 || letters == "" || len(letters) > 3 {
		return 0, 0, false
	}
	for _, l := range letters {
		if l < 'A' || l > 'Z' {
			return 0, 0, false
		}
		column = column*26 + int(l-'A') + 1
	}
	return n - 1, column - 1, true
}

// unescape reads _x000D_, by which workbooks write characters that XML cannot.
func unescape(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "_x")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		code, err := strconv.ParseUint(rest[:min(4, len(rest))], 16, 16)
		if err == nil && len(rest) > 4 && rest[4] == '_' {
			out.WriteRune(rune(code))
			text = rest[5:]
			continue
		}
		out.WriteString("_x")
		text = rest
	}
}
