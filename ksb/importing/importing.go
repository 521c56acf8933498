// Package importing reads the published forms of occupational standards. Each
// reader returns the same Standard and a list of doubts, or one fault.Invalid
// that says what was expected and what was found.
package importing

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"touchstone/app/fault"
	"touchstone/app/sheet"
	"touchstone/ksb"
)

// Limits on what is read.
const (
	MaxFile  = 10 << 20  // bytes of a page, a table or one standard
	MaxArray = 200 << 20 // bytes of a JSON array of standards
)

// The forms that are understood.
const (
	CoursePage  = "course-page"            // lists repeated once per option, as until April 2026
	SinglePage  = "course-page-single"     // each list once, as since April 2026
	CodedPage   = "coded-page"             // each statement after its code: an occupation page, a printed list
	EnglandJSON = "skills-england-json"    // one standard, or one of an array
	MapsJSON    = "occupational-maps-json" // the same with codes for ids
	CSV         = sheet.FormCSV
	XLSX        = sheet.FormXLSX
)

// FormName returns what people call a form.
func FormName(form string) string {
	switch form {
	case CoursePage:
		return "course page, with the lists once per option"
	case SinglePage:
		return "course page, with each list once"
	case CodedPage:
		return "page with each statement after its code"
	case MapsJSON:
		return "occupational maps JSON"
	case EnglandJSON:
		return "Skills England JSON"
	case CSV:
		return "table (CSV)"
	case XLSX:
		return "table (XLSX)"
	}
	return form
}

// A Want is what the person says of a file beside its bytes. The zero Want says
// nothing.
type Want struct {
	Only      string    // reference of the one standard to take from an array
	Reference string    // beats what the file says
	Version   string    // likewise; with Only, also the version to take
	Title     string    // likewise
	ReadOn    time.Time // the day the source was read, midnight UTC
}

// A Result is what was understood of a file.
type Result = ksb.Found

// Read reads one standard in any of the forms, told apart by content. It returns
// fault.Invalid if the bytes are none of them and fault.TooLarge if there are
// too many. Its memory does not grow with the length of a JSON array.
func Read(r io.Reader, want Want) (Result, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	skipMark(in)
	first, err := firstByte(in)
	if err != nil {
		return Result{}, err
	}
	var found Result
	if first == '[' {
		found, err = readArray(in, want)
	} else {
		found, err = readWhole(in, first, want)
	}
	if err != nil {
		return Result{}, err
	}
	return finish(found, want)
}

// readWhole reads what is small enough to hold.
func readWhole(in io.Reader, first byte, want Want) (Result, error) {
	raw, err := io.ReadAll(io.LimitReader(in, MaxFile+1))
	if err != nil {
		return Result{}, fmt.Errorf("read file: %w", err)
	}
	if len(raw) > MaxFile {
		return Result{}, fault.Newf(fault.TooLarge, "The file is larger than %d MB, which no page or table of one standard is. %s", MaxFile>>20, expected)
	}
	if first == '{' {
		return readObject(raw, want)
	}
	if sheet.IsWorkbook(raw) {
		return readWorkbook(raw)
	}
	text, err := decode(raw)
	if err != nil {
		return Result{}, err
	}
	if strings.HasPrefix(strings.TrimSpace(text), "<") {
		return readSaved(text)
	}
	return readText(text)
}

// readText reads a table, or a page as text.
func readText(text string) (Result, error) {
	found, err := sheet.ReadText(text, table)
	if errors.Is(err, sheet.ErrNoHeader) {
		return readPage(linesOf(text))
	}
	if err != nil {
		return Result{}, err
	}
	return readTable(found)
}

// readSaved reads a saved page. Its main heading is the title where its text
// names none.
func readSaved(page string) (Result, error) {
	found, err := readPage(linesOf(htmlText(page)))
	if err == nil && found.Form == CodedPage && found.Standard.Title == "" {
		found.Standard.Title = clean(firstHeading(page))
		found.Doubts = slices.DeleteFunc(found.Doubts, func(d string) bool { return d == noTitle && found.Standard.Title != "" })
	}
	return found, err
}

// skipMark drops the mark that UTF-8 text may begin with.
func skipMark(in *bufio.Reader) {
	if mark, _ := in.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		in.Discard(3)
	}
}

// firstByte returns the first byte that is no white space, without reading it.
func firstByte(in *bufio.Reader) (byte, error) {
	for range MaxFile {
		b, err := in.ReadByte()
		if errors.Is(err, io.EOF) {
			return 0, fault.New(fault.Invalid, "The file is empty. "+expected)
		}
		if err != nil {
			return 0, fmt.Errorf("read file: %w", err)
		}
		if b != ' ' && b != '\t' && b != '\r' && b != '\n' {
			return b, in.UnreadByte()
		}
	}
	return 0, fault.New(fault.Invalid, "The file holds nothing but white space. "+expected)
}

const expected = "Expected a course page or an occupation page with its lists of knowledge, skills and behaviours, " +
	"a standard as JSON from Skills England, or a table with columns for code, type, statement and option."

// finish adds what the person said, the codes' keys and titles, and checks the
// whole.
func finish(found Result, want Want) (Result, error) {
	s := &found.Standard
	doubt := func(format string, args ...any) { found.Doubts = append(found.Doubts, fmt.Sprintf(format, args...)) }
	switch {
	case want.Only == "" || oneStandard(s.Reference, want.Only):
	case s.Reference != "":
		return Result{}, fault.Newf(fault.Invalid, "The file holds the standard %q, not %s.", clip(s.Reference), want.Only)
	default:
		doubt("The file names no reference, so whether it is %s cannot be told.", want.Only)
	}
	if said := standardReference(want.Reference); said != "" {
		if s.Reference != "" && !strings.EqualFold(s.Reference, said) {
			doubt("The file calls itself %s. It is read as %s, because you said so.", s.Reference, said)
		}
		s.Reference = said
	}
	if want.Version != "" {
		s.Version = want.Version
	}
	if want.Title != "" {
		s.Title = want.Title
	}
	s.Source.ReadOn = want.ReadOn
	s.Source.Licence = ksb.OpenGovernmentLicence
	if s.Reference == "" {
		doubt("The source names no reference, such as ST0001. Say which standard this is before it is stored.")
	}
	name(s)
	whole := *s // a page names no reference, which is asked for later
	if whole.Reference == "" {
		whole.Reference = "this file"
	}
	if whole.Title == "" {
		whole.Title = "without a title"
	}
	if err := whole.Check(); err != nil {
		return Result{}, err
	}
	if found.Doubts == nil {
		found.Doubts = []string{}
	}
	return found, nil
}

// name gives each statement its key, and a title made of its wording.
func name(s *ksb.Standard) {
	position := make(map[string]int)
	for i := range s.Statements {
		st := &s.Statements[i]
		position[st.Type]++
		st.Key = fmt.Sprintf("%s%d", strings.ToLower(s.TypeOf(st.Type).Letter), position[st.Type])
		if st.Title == "" {
			st.Title = titleOf(st.Official, s.Options)
		}
	}
}
