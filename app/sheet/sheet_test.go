package sheet_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"touchstone/app/fault"
	"touchstone/app/sheet"
)

var want = sheet.Want{Rows: 1000, Bytes: 1 << 20, Header: func(row []string) bool { return len(row) > 1 && row[0] == "Name" }}

func show(rows [][]string) string {
	var lines []string
	for _, row := range rows {
		lines = append(lines, strings.Join(row, "|"))
	}
	return strings.Join(lines, "\n")
}

func inUTF16(text string, big bool) string {
	out := []byte{0xff, 0xfe}
	if big {
		out = []byte{0xfe, 0xff}
	}
	for _, u := range utf16.Encode([]rune(text)) {
		if big {
			out = append(out, byte(u>>8), byte(u))
		} else {
			out = append(out, byte(u), byte(u>>8))
		}
	}
	return string(out)
}

func TestReadCSV(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"plain", "Name,Day\nSiân,1\n", "Name|Day\nSiân|1"},
		{"with a mark", "\ufeffName,Day\nSiân,1\n", "Name|Day\nSiân|1"},
		{"Windows-1252", "Name,Day\nSi\xe2n \x96 O\x92Neill,\x80 1\n", "Name|Day\nSiân – O’Neill|€ 1"},
		{"UTF-16", inUTF16("Name\tDay\r\nŁucja 😀\t1\r\n", false), "Name|Day\nŁucja 😀|1"},
		{"UTF-16, the other way", inUTF16("Name,Day\nŁucja,1\n", true), "Name|Day\nŁucja|1"},
		{"semicolons", "Name;Day\nSam;1,5\n", "Name|Day\nSam|1,5"},
		{"tabs", "Name\tDay\nSam\t1,5\n", "Name|Day\nSam|1,5"},
		{"a named separator", "sep=;\r\nName;Day\r\nSam;1\r\n", "Name|Day\nSam|1"},
		{"old Macintosh and blank lines", "List\n\nName,Day\n\nSam,1\n", "List\n\nName|Day\n\nSam|1"},
		{"lines within cells", "Name,Day\n\"Sam\nJones\",1\n\nPat,2\n", "Name|Day\nSam\nJones|1\n\nPat|2"},
		{"quoted commas and doubled quotes", "Name,Day\n\"Jones, \"\"Sam\"\"\",1\n", "Name|Day\nJones, \"Sam\"|1"},
		{"a quotation mark inside a cell", "Name,Day\nSam \"Sammy\" Jones,1\nPat,2\n", "Name|Day\nSam \"Sammy\" Jones|1\nPat|2"},
		{"guarded formulas", "Name,Day\n'=1+1,'+44\n'Twas,''quoted\n", "Name|Day\n=1+1|+44\n'Twas|'quoted"},
		{"rows of other lengths", "Name,Day\nSam\nPat,2,3\n", "Name|Day\nSam\nPat|2|3"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := sheet.Read(strings.NewReader(tt.text), want)
			if err != nil || show(got.Rows) != tt.want || got.Form != sheet.FormCSV || got.Rows[got.At][0] != "Name" {
				t.Errorf("%+v, %v:\n%s", got.At, err, show(got.Rows))
			}
		})
	}
}

func TestReadWithoutAHeader(t *testing.T) {
	w := sheet.Want{Rows: 10, Bytes: 1000}
	got, err := sheet.Read(strings.NewReader("\n\"a,b,c\";2\n3;4\n"), w)
	if err != nil || show(got.Rows) != "\na,b,c|2\n3|4" || got.At != 1 {
		t.Errorf("%v at %d:\n%s", err, got.At, show(got.Rows))
	}
}

func TestReadRefuses(t *testing.T) {
	rows := func(n int) string { return "Name,Day\n" + strings.Repeat("Sam,1\n", n) }
	big := want
	big.Bytes = 64 << 20
	tests := []struct {
		name, text string
		want       sheet.Want
		kind       fault.Kind
		says       string
	}{
		{"nothing", "", want, fault.Invalid, "empty"},
		{"white space", " \n\t\n", want, fault.Invalid, "empty"},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\x0d", want, fault.Invalid, "not text"},
		{"an old workbook", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", want, fault.Invalid, "password"},
		{"another table", "Clock,Price\nA,1\n", want, fault.Invalid, "no header"},
		{"one row too many", rows(1000), want, fault.TooLarge, "more than 1,000 rows"},
		{"200,000 lines", rows(200_000), big, fault.TooLarge, "The table has 200,001 rows, and at most 1,000"},
		{"too many bytes", rows(200_000), want, fault.TooLarge, "larger than 1 MB"},
		{"too many columns", "Name,Day\n" + strings.Repeat(",", sheet.MaxColumns), want, fault.TooLarge, "Row 2 has more than 200 columns"},
		{"too long a cell", "Name,Day\n" + strings.Repeat("x", sheet.MaxCell+1), want, fault.TooLarge, "Row 2, column 1"},
		{"a quotation mark not closed", "Name,Day\nSam,1\n\"Pat,2\nKim,3\n", want, fault.Invalid, "line 3"},
		{"a quotation mark too many", "Name,Day\n\"Pat\"s,2\n\"Kim\"s,3\n", want, fault.Invalid, "line 2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := sheet.Read(strings.NewReader(tt.text), tt.want)
			if !fault.Is(err, tt.kind) || !strings.Contains(fault.Of(err).Message, tt.says) {
				t.Errorf("Read = %v; want %q", err, tt.says)
			}
		})
	}
	for _, edge := range []string{rows(999), "Name,Day\n" + strings.Repeat(",", sheet.MaxColumns-1), "Name,Day\n" + strings.Repeat("é", sheet.MaxCell)} {
		if _, err := sheet.Read(strings.NewReader(edge), want); err != nil {
			t.Errorf("%.20q: %v", edge, err)
		}
	}
}

func day(text string) time.Time {
	d, _ := time.Parse(time.DateOnly, text)
	return d
}

// odd is a table of everything that has gone wrong in one.
var odd = [][]any{
	{"Name", "Day", "N", "Note"},
	{"Siân O'Neill", day("2026-11-02"), 7, "two\nlines\r\nthree"},
	{"=HYPERLINK(\"http://example.org\")", day("1999-02-28"), -3, "+44 1234"},
	{"-5", nil, int64(math.MaxInt32), "@sum"},
	{"'=1", time.Time{}, 0.125, "'quoted"},
	{"''", day("2028-02-29"), 1e21, "\tx"},
	{" 0001", day("2026-01-31"), 1, "_x000D_ and _x and \"quotes\", 😀"},
	{"", nil, nil, "12/10/2026"},
	{"TRUE", nil, true, "1e5"},
}

func plainText(cell any) string {
	switch v := cell.(type) {
	case nil:
		return ""
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.Format(time.DateOnly)
	case bool:
		return strings.ToUpper(fmt.Sprint(v))
	case float64:
		return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.3f", v), "0"), ".")
	case string:
		return strings.ReplaceAll(v, "\r\n", "\n")
	}
	return fmt.Sprint(cell)
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	for _, form := range []string{sheet.FormCSV, sheet.FormXLSX} {
		var out bytes.Buffer
		var err error
		if form == sheet.FormCSV {
			err = sheet.CSV(&out, slices.Values(odd))
		} else {
			err = sheet.XLSX(&out, "People: [all]", slices.Values(odd))
		}
		if err != nil {
			t.Fatal(err)
		}
		if form == sheet.FormCSV {
			for line := range strings.Lines(strings.TrimPrefix(out.String(), "\ufeff")) {
				if strings.ContainsAny(line[:1], "=+@") {
					t.Errorf("would run: %s", line)
				}
			}
		}
		got, err := sheet.Read(&out, want)
		if err != nil || got.Form != form || len(got.Rows) != len(odd) {
			t.Fatalf("%s: %v, %v", form, got, err)
		}
		for i, row := range odd {
			for j, cell := range row {
				if have := at(got.Rows, i, j); have != plainText(cell) {
					t.Errorf("%s, row %d, column %d: %q; want %q", form, i+1, j+1, have, plainText(cell))
				}
			}
		}
	}
}

// TestAnotherProgramReadsWhatIsWritten opens a workbook with a library that
// shares nothing with what wrote it.
func TestAnotherProgramReadsWhatIsWritten(t *testing.T) {
	long := strings.Repeat("é😀", 20_000)
	wide := make([]any, 60)
	for i := range wide {
		wide[i] = i
	}
	var out bytes.Buffer
	err := sheet.Workbook(&out, sheet.Sheet{Name: `Smith & "Sons" <all>: and a good deal more`, Rows: slices.Values(odd)},
		sheet.Sheet{Name: "", Rows: slices.Values([][]any{wide, {long, "a\x00b\xff"}})}, sheet.Sheet{Name: "Empty", Rows: slices.Values([][]any{})})
	if err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if got := book.GetSheetList(); len(got) != 3 || !strings.HasPrefix(got[0], `Smith & "Sons" <all>  and a goo`) || got[1] != "Sheet1" || got[2] != "Empty" {
		t.Fatalf("sheets: %q", got)
	}
	first := book.GetSheetList()[0]
	for at, want := range map[string]string{"A2": "Siân O'Neill", "B2": "02/11/2026", "C2": "7", "D2": "two\nlines\nthree", "A3": `=HYPERLINK("http://example.org")`,
		"D4": "@sum", "C5": "0.125", "A6": "''", "A7": " 0001", "D7": "_x000D_ and _x and \"quotes\", 😀", "A8": "", "D8": "12/10/2026", "A9": "TRUE", "C9": "TRUE", "D9": "1e5"} {
		if got, err := book.GetCellValue(first, at); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", at, got, err, want)
		}
		if formula, err := book.GetCellFormula(first, at); err != nil || formula != "" {
			t.Errorf("%s runs %q, %v", at, formula, err)
		}
	}
	if kind, err := book.GetCellType(first, "A9"); err != nil || kind != excelize.CellTypeInlineString {
		t.Errorf("text that looks like something else is kept as %v, %v", kind, err)
	}
	for at, want := range map[string]string{"Z1": "25", "AA1": "26", "AZ1": "51", "BA1": "52", "BH1": "59", "B2": "a\uFFFDb\uFFFD"} {
		if got, err := book.GetCellValue("Sheet1", at); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", at, got, err, want)
		}
	}
	if got, err := book.GetCellValue("Sheet1", "A2"); err != nil || len(utf16.Encode([]rune(got))) != 32_767 || !strings.HasPrefix(long, got) {
		t.Errorf("text longer than a cell: %d bytes, %v", len(got), err)
	}
	if panes, err := book.GetPanes(first); err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("the header scrolls away: %+v, %v", panes, err)
	}
	head, err := book.GetCellStyle(first, "A1")
	if err != nil {
		t.Fatal(err)
	}
	if style, err := book.GetStyle(head); err != nil || !style.Font.Bold {
		t.Errorf("the header is not bold: %v", err)
	}
}

func TestFormulasAreToldFromText(t *testing.T) {
	book := made(t, func(f *excelize.File) {
		set(f, "Sheet1", map[string]any{"A1": "Name", "B1": "Day", "A2": "=text"})
		f.SetCellFormula("Sheet1", "B2", "1+2")
	})
	for form, raw := range map[string]string{"csv": "Name,Day\n'=text,=1+2\n", "xlsx": string(book)} {
		got, err := sheet.Read(strings.NewReader(raw), want)
		if err != nil || show(got.Rows) != "Name|Day\n=text|=1+2" || got.IsFormula(1, 0) || !got.IsFormula(1, 1) {
			t.Errorf("%s: %v\n%s", form, err, show(got.Rows))
		}
	}
}

func at(rows [][]string, i, j int) string {
	if j < len(rows[i]) {
		return rows[i][j]
	}
	return ""
}

// made returns a workbook that fill has filled.
func made(t testing.TB, fill func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func set(f *excelize.File, sheet string, cells map[string]any) {
	for address, v := range cells {
		if err := f.SetCellValue(sheet, address, v); err != nil {
			panic(err)
		}
	}
}

func TestReadWorkbook(t *testing.T) {
	style := func(f *excelize.File, code string) int {
		id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	tests := []struct {
		name string
		fill func(*excelize.File)
		want string
	}{
		{"dates as numbers", func(f *excelize.File) {
			set(f, "Sheet1", map[string]any{"A1": "Name", "B1": "Day", "A2": 46327, "B2": 46327, "B3": 46327.75, "B4": 46327, "B5": 1234567891})
			for address, code := range map[string]string{"B2": `dd/mm/yyyy`, "B3": `[$-809]d mmmm yyyy hh:mm`, "B4": `0.00" day"`, "B5": "0"} {
				f.SetCellStyle("Sheet1", address, address, style(f, code))
			}
		}, "Name|Day\n46327|2026-11-01\n|2026-11-01 18:00:00\n|46327\n|1234567891"},
		{"days counted from 1904", func(f *excelize.File) {
			yes := true
			f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes})
			set(f, "Sheet1", map[string]any{"A1": "Name", "B1": "Day", "B2": 44865})
			f.SetCellStyle("Sheet1", "B2", "B2", style(f, "yyyy-mm-dd"))
		}, "Name|Day\n|2026-11-01"},
		{"formulas", func(f *excelize.File) {
			set(f, "Sheet1", map[string]any{"A1": "Name", "B1": "Day", "A2": "Sam", "B2": 3})
			f.SetCellFormula("Sheet1", "B2", "1+2")
		}, "Name|Day\nSam|=1+2"},
		{"merged cells", func(f *excelize.File) {
			set(f, "Sheet1", map[string]any{"A1": "Name", "B1": "Day", "A2": "Sam", "B2": "x", "A3": "Pat", "A4": "Kim", "C4": "y"})
			f.MergeCell("Sheet1", "B2", "B4")
			f.MergeCell("Sheet1", "C4", "D900")
		}, "Name|Day\nSam|x\nPat|x\nKim|x|y|y"},
		{"the sheet with the header", func(f *excelize.File) {
			set(f, "Sheet1", map[string]any{"A1": "Read me"})
			f.NewSheet("People")
			set(f, "People", map[string]any{"A2": "Name", "B2": "Day", "A4": "Sam"})
		}, "\nName|Day\n\nSam"},
		{"truth, rich text and faults", func(f *excelize.File) {
			set(f, "Sheet1", map[string]any{"A1": "Name", "B1": "Day", "B2": true})
			f.SetCellRichText("Sheet1", "A2", []excelize.RichTextRun{{Text: "Sam "}, {Text: "Jones", Font: &excelize.Font{Bold: true}}})
		}, "Name|Day\nSam Jones|TRUE"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := sheet.Read(bytes.NewReader(made(t, tt.fill)), want)
			if err != nil || show(got.Rows) != tt.want {
				t.Errorf("%v:\n%s\nwant\n%s", err, show(got.Rows), tt.want)
			}
		})
	}
	valued := want
	valued.Values = true
	got, err := sheet.Read(bytes.NewReader(made(t, tests[2].fill)), valued)
	if err != nil || show(got.Rows) != "Name|Day\nSam|3" {
		t.Errorf("%v:\n%s", err, show(got.Rows))
	}
}

func TestWorkbookRefuses(t *testing.T) {
	good := made(t, func(f *excelize.File) {
		set(f, "Sheet1", map[string]any{"A1": "Name", "B1": "Day", "A2": "Sam"})
	})
	refused := func(name string, raw []byte, kind fault.Kind, says string) {
		t.Helper()
		if _, err := sheet.Read(bytes.NewReader(raw), want); !fault.Is(err, kind) || !strings.Contains(fault.Of(err).Message, says) {
			t.Errorf("%s: %v; want %q", name, err, says)
		}
	}
	if _, err := sheet.Read(bytes.NewReader(good), want); err != nil {
		t.Fatal(err)
	}
	for _, cut := range []int{10, len(good) / 2, len(good) - 1} {
		refused(fmt.Sprintf("cut at %d", cut), good[:cut], fault.Invalid, "cut off")
	}
	refused("another kind of zip", zipped(t, map[string]string{"readme.txt": "hello"}), fault.Invalid, "another kind of file")
	refused("a broken sheet", zipped(t, book("<worksheet><sheetData><row><c><v>1</worksheet <")), fault.Invalid, "damaged")
	refused("a row too many", made(t, func(f *excelize.File) {
		set(f, "Sheet1", map[string]any{"A1": "Name", "B1": "Day", "A1001": "Sam"})
	}), fault.TooLarge, "more than 1,000 rows")
	refused("a cell far to the right", made(t, func(f *excelize.File) {
		set(f, "Sheet1", map[string]any{"A1": "Name", "B1": "Day", "XFD2": "Sam"})
	}), fault.TooLarge, "more than 200 columns")
	refused("a bomb", zipped(t, book("<worksheet>"+strings.Repeat(" ", 64<<20)+"</worksheet>")), fault.TooLarge, "unpacks to far more")
	merges := strings.Repeat(`<mergeCell ref="A1:GR1000"/>`, 1000)
	refused("a bomb of merged cells", zipped(t, book(`<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>Name</v></c><c r="B1" t="str"><v>Day</v></c></row>`+
		`<row r="1000"><c r="A1000"><v>1</v></c></row></sheetData>`+merges+`</worksheet>`)), fault.TooLarge, "unpacks to far more")
}

// book returns the parts of a workbook with one sheet.
func book(text string) map[string]string {
	return map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="A" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="/xl/worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   text,
	}
}

func zipped(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestWorkbooksOfOtherWriters(t *testing.T) {
	parts := book(`<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>Name</x:t><x:rPh><x:t>nèim</x:t></x:rPh></x:is></x:c>` +
		`<x:c t="str"><x:v>Day</x:v></x:c></x:row><x:row><x:c><x:v>1.23456789E9</x:v></x:c><x:c t="d"><x:v>2026-11-02T00:00:00</x:v></x:c><x:c t="b"><x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>`)
	got, err := sheet.Read(bytes.NewReader(zipped(t, parts)), want)
	if err != nil || show(got.Rows) != "Name|Day\n1234567890|2026-11-02|FALSE" {
		t.Errorf("%v:\n%s", err, show(got.Rows))
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("Name,Day\n\"Sam\",1\n"))
	f.Add([]byte("sep=;\nName;Day\n"))
	f.Add(zipped(f, book(`<worksheet><sheetData><row><c r="A1" t="s"><v>0</v></c></row></sheetData><mergeCell ref="A1:B2"/></worksheet>`)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := sheet.Read(bytes.NewReader(raw), sheet.Want{Rows: 50, Bytes: 1 << 20})
		if err != nil && fault.Of(err).Kind == fault.Internal {
			t.Fatal(err)
		}
		if err != nil || got.Form != sheet.FormCSV {
			return
		}
		var out bytes.Buffer
		rows := make([][]any, len(got.Rows))
		for i, row := range got.Rows {
			for _, cell := range row {
				rows[i] = append(rows[i], cell)
			}
		}
		if err := sheet.CSV(&out, slices.Values(rows)); err != nil {
			t.Fatal(err)
		}
	})
}
