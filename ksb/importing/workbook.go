package importing

import (
	"bytes"
	"fmt"

	"github.com/xuri/excelize/v2"

	"touchstone/app/fault"
)

// What a workbook may grow to when it is unpacked.
const (
	maxUnpacked = 64 << 20 // bytes in all
	maxSheet    = 16 << 20 // bytes of one part
)

// readWorkbook reads the first sheet that has a header. The reader of workbooks
// is a stranger's code over a stranger's bytes, so what it breaks on is refused.
func readWorkbook(raw []byte) (found Result, err error) {
	defer func() {
		if broke := recover(); broke != nil {
			err = fault.Because(fmt.Errorf("%v", broke), fault.Invalid, "This workbook is damaged and cannot be read. Save it again, or as CSV.")
		}
	}()
	book, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxSheet})
	if err != nil {
		return Result{}, fault.Because(err, fault.Invalid, "This looks like a workbook and cannot be opened as one: it is damaged, protected by a password, too large, or another kind of file. "+expected)
	}
	defer book.Close()
	for _, sheet := range book.GetSheetList() {
		rows, err := sheetRows(book, sheet)
		if err != nil {
			return Result{}, err
		}
		for _, row := range rows[:min(len(rows), headerWithin)] {
			if headerOf(row) != nil {
				return readTable(XLSX, rows)
			}
		}
	}
	return Result{}, fault.Newf(fault.Invalid, "No sheet of this workbook has a header that names a column “statement” and one “code” or “type” in its first %d rows. %s", headerWithin, expected)
}

// sheetRows returns the rows of a sheet, up to one more than a table may have.
func sheetRows(book *excelize.File, sheet string) ([][]string, error) {
	rows, err := book.Rows(sheet)
	if err != nil {
		return nil, nil // a chart sheet has no rows
	}
	defer rows.Close()
	var out [][]string
	for rows.Next() && len(out) <= maxRows {
		cells, err := rows.Columns()
		if err != nil {
			return nil, fault.Because(err, fault.Invalid, "This workbook is damaged and cannot be read. Save it again, or as CSV.")
		}
		out = append(out, cells)
	}
	return out, nil
}
