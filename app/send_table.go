package app

import (
	"bytes"
	"io"
	"iter"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/sheet"
)

// A tableWriter writes rows, of which the first is the header, in one form.
type tableWriter struct {
	kind  string // media type
	write func(w io.Writer, name string, rows iter.Seq[[]any]) error
}

// tableForms are the forms in which tables are sent, by how their file's name
// ends.
var tableForms = map[string]tableWriter{
	"csv":  {"text/csv; charset=utf-8", func(w io.Writer, _ string, rows iter.Seq[[]any]) error { return sheet.CSV(w, rows) }},
	"xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", sheet.XLSX},
}

// tableForm returns the form that the end of the path names.
func tableForm(c *fiber.Ctx) string { return c.Path()[strings.LastIndexByte(c.Path(), '.')+1:] }

// sendTable sends rows, of which the first is the header, as a file called name,
// in one of tableForms; csv if the form is none of them.
func sendTable(c *fiber.Ctx, form, name string, rows iter.Seq[[]any]) error {
	if tableForms[form].write == nil {
		form = "csv"
	}
	var out bytes.Buffer
	if err := tableForms[form].write(&out, sheetName(name), rows); err != nil {
		return err
	}
	headTable(c, form, name)
	return c.Send(out.Bytes())
}

// headTable sets the headers of a table that is sent as a file.
func headTable(c *fiber.Ctx, form, name string) {
	protectFile(c, false)
	c.Set(fiber.HeaderContentType, tableForms[form].kind)
	c.Set(fiber.HeaderContentDisposition, disposition(true, name+"."+form))
	c.Set(fiber.HeaderCacheControl, "private, no-store")
}

// sheetName is what the sheet in a workbook is called: the first word or two.
func sheetName(name string) string {
	if r := []rune(name); len(r) > 31 { // a workbook's own limit
		return string(r[:31])
	}
	return name
}
