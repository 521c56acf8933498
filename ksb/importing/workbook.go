package importing

import (
	"bytes"
	"errors"

	"touchstone/app/fault"
	"touchstone/app/sheet"
)

// readWorkbook reads the first sheet that has a header.
func readWorkbook(raw []byte) (Result, error) {
	found, err := sheet.Read(bytes.NewReader(raw), table)
	if errors.Is(err, sheet.ErrNoHeader) {
		return Result{}, fault.New(fault.Invalid, "No sheet of this workbook has a header that names a column “statement” and one “code” or “type” in its first 20 rows. "+expected)
	}
	if err != nil {
		return Result{}, err
	}
	return readTable(found)
}
