package sheet

import (
	"fmt"
	"io"
	"iter"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// XLSX writes rows as a workbook with one sheet of that name. The first row is
// the header: bold, and in sight while the others scroll. Cells are as for CSV;
// days are stored as dates, and text stays text, whatever it begins with.
func XLSX(w io.Writer, name string, rows iter.Seq[[]any]) error {
	return Workbook(w, Sheet{name, rows})
}

// A Sheet is one of the sheets of a workbook.
type Sheet struct {
	Name string
	Rows iter.Seq[[]any] // as XLSX takes them
}

// MaxRows is how many rows a sheet of a workbook holds, the header among them.
const MaxRows = excelize.TotalRows

// Workbook writes sheets, one at least, each as XLSX does. Rows go to a
// temporary file as they come, so that their number costs no memory.
func Workbook(w io.Writer, sheets ...Sheet) error {
	book := excelize.NewFile()
	defer book.Close()
	for i, s := range sheets {
		if err := addSheet(book, i, s); err != nil {
			return fmt.Errorf("write workbook: %w", err)
		}
	}
	if err := book.Write(w); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

func addSheet(book *excelize.File, i int, s Sheet) error {
	name := sheetName(s.Name)
	if i == 0 {
		if err := book.SetSheetName("Sheet1", name); err != nil {
			return err
		}
	} else if _, err := book.NewSheet(name); err != nil {
		return err
	}
	out, err := book.NewStreamWriter(name)
	if err != nil {
		return err
	}
	if err := writeRows(book, out, s.Rows); err != nil {
		return err
	}
	return out.Flush()
}

func writeRows(book *excelize.File, out *excelize.StreamWriter, rows iter.Seq[[]any]) error {
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	format := "dd/mm/yyyy"
	day, err := book.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err != nil {
		return err
	}
	n := 0
	for row := range rows {
		if n++; n == 1 {
			if err := setHead(out, row); err != nil {
				return err
			}
		}
		cells := make([]any, len(row))
		for i, cell := range row {
			cells[i] = cellOf(cell, day)
			if n == 1 {
				cells[i] = excelize.Cell{StyleID: bold, Value: cell}
			}
		}
		address, err := excelize.CoordinatesToCellName(1, n)
		if err != nil {
			return err
		}
		if err := out.SetRow(address, cells); err != nil {
			return err
		}
	}
	return nil
}

// setHead makes columns as wide as their names want, and keeps the first row
// in sight.
func setHead(out *excelize.StreamWriter, head []any) error {
	for i, cell := range head {
		wide := min(40, max(14, utf8.RuneCountInString(fmt.Sprint(cell))+4))
		if err := out.SetColWidth(i+1, i+1, float64(wide)); err != nil {
			return err
		}
	}
	return out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

func cellOf(cell any, day int) any {
	switch v := cell.(type) {
	case time.Time:
		if v.IsZero() {
			return nil
		}
		return excelize.Cell{StyleID: day, Value: v}
	case string:
		if v == "" {
			return nil
		}
		return oneEnd(v)
	}
	return cell
}

// sheetName makes a name that a sheet may have.
func sheetName(name string) string {
	name = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) {
			return ' '
		}
		return r
	}, name), "' ")
	if r := []rune(name); len(r) > excelize.MaxSheetNameLength {
		name = string(r[:excelize.MaxSheetNameLength])
	}
	if name == "" {
		return "Sheet1"
	}
	return name
}
