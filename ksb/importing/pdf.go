package importing

import (
	"bufio"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"touchstone/app/fault"
)

// IsPDF reports whether a file that begins so is a PDF, whose text ReadPDFText
// takes.
func IsPDF(head []byte) bool { return strings.HasPrefix(string(head), "%PDF") }

// ReadPDFText reads one standard in any of the forms from the text of a PDF, its
// pages parted by form feeds. What stands at the head and foot of every page is
// left out, and lines that were broken at the margin are joined. Errors are as of
// Read.
func ReadPDFText(text string, want Want) (Result, error) {
	lines := pdfLines(ligatures.Replace(text))
	whole := strings.TrimSpace(strings.Join(lines, "\n"))
	if whole == "" {
		return Result{}, fault.New(fault.Invalid, "The PDF holds no text that could be read: it may be a scan, or locked. "+expected)
	}
	found, err := readPDFLines(whole, lines, want)
	if err != nil {
		return Result{}, err
	}
	note(&found, "This was read from the text of a PDF, in which lines are broken and joined again. Read each statement before you confirm.")
	return finish(found, want)
}

func readPDFLines(whole string, lines []string, want Want) (Result, error) {
	switch flat := strings.Join(lines, " "); whole[0] {
	case '{':
		var object json.RawMessage // what a browser prints beside it is none of it
		if err := json.NewDecoder(strings.NewReader(flat)).Decode(&object); err != nil {
			return Result{}, badJSON(err)
		}
		return readObject(object, want)
	case '[':
		return readArray(bufio.NewReader(strings.NewReader(strings.TrimSpace(flat))), want)
	}
	if found, err := readText(whole); err == nil {
		if found.Form == CSV || found.Form == CodedPage {
			return found, nil
		}
	}
	return readPage(unwrap(lines))
}

// ligatures are letters that print as one.
var ligatures = strings.NewReplacer("ﬀ", "ff", "ﬁ", "fi", "ﬂ", "fl", "ﬃ", "ffi", "ﬄ", "ffl", "ﬅ", "st", "ﬆ", "st")

// What printing puts at the edge of a page: its number, its address, the day.
var (
	pageNumber = regexp.MustCompile(`(?i)^(?:page )?\d{1,4}(?: ?(?:of|/) ?\d{1,4})?$`)
	printedAt  = regexp.MustCompile(`(?i)^\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4},? \d{1,2}[:.]\d{2}|^(?:https?|file)://\S+(?: \d{1,4}/\d{1,4})?$`)
)

// running is how many lines at the head and foot of a page are looked at.
const running = 3

// pdfLines returns the lines of all pages without what printing adds at the head
// and foot of most of them.
func pdfLines(text string) (lines []string) {
	var pages [][]string
	heads, feet := map[string]int{}, map[string]int{} // on how many pages a line stands at one place
	for page := range strings.SplitSeq(text, "\f") {
		kept := slices.DeleteFunc(linesOf(page), func(line string) bool { return line == "" })
		pages = append(pages, kept)
		for i := range min(running, len(kept)) {
			heads[edgeKey(i, kept[i])]++
			feet[edgeKey(i, kept[len(kept)-1-i])]++
		}
	}
	printing := func(on map[string]int, i int, line string) bool {
		often := len(pages) > 2 && 2*on[edgeKey(i, line)] > len(pages) && !backLine.MatchString(line) && len(known(line)) == 0
		return i < running && (pageNumber.MatchString(line) || printedAt.MatchString(line) || often)
	}
	for _, page := range pages {
		for i := 0; len(page) > 0 && printing(heads, i, page[0]); i++ {
			page = page[1:]
		}
		for i := 0; len(page) > 0 && printing(feet, i, page[len(page)-1]); i++ {
			page = page[:len(page)-1]
		}
		lines = append(lines, page...)
	}
	return lines
}

// edgeKey is what two lines at the same place of pages agree in: all but their
// digits.
func edgeKey(place int, line string) string {
	return strconv.Itoa(place) + strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return -1
		}
		return r
	}, line)
}

// unwrap joins lines that were broken at the margin: what begins in lower case
// goes on from a line that does not end a sentence and, in a list whose statements
// end in full stops, so does anything from a line that is full.
func unwrap(lines []string) (out []string) {
	full, in, last := fullFrom(listedLines(lines)), false, ""
	for _, line := range lines {
		if n := len(out); n > 0 && goesOn(out[n-1], line, in && full > 0 && len(last) >= full) {
			out[n-1] += " " + line
		} else {
			in = inList(line, in)
			out = append(out, line)
		}
		last = line
	}
	return out
}

// fullFrom returns from how many bytes on a line of a list is taken to be full; 0
// where that says nothing, since statements have bullets or no full stops.
func fullFrom(listed []string) int {
	stops, longest := 0, 0
	for _, line := range listed {
		if _, bulleted := bullet(line); bulleted {
			return 0
		}
		if stopped(line) {
			stops++
		}
		longest = max(longest, len(line))
	}
	if 5*stops < 2*len(listed) { // a statement has two or three lines
		return 0
	}
	return longest * 2 / 3
}

// inList reports whether what follows a line is in a list of statements, given
// whether the line is.
func inList(line string, in bool) bool {
	if _, heading := headingOf(line); heading {
		return true
	}
	text, _ := bullet(line)
	return in && !isEnd(text)
}

// listedLines returns the lines of the lists of statements.
func listedLines(lines []string) (listed []string) {
	in := false
	for _, line := range lines {
		if in = inList(line, in); in {
			listed = append(listed, line)
		}
	}
	return listed
}

func stopped(line string) bool { return strings.ContainsAny(line[len(line)-1:], ".!?") }

// goesOn reports whether a line goes on from the one before it, which may be full.
func goesOn(before, line string, full bool) bool {
	text, mark := bullet(before)
	next, bulleted := bullet(line)
	_, heading := headingOf(before)
	_, headed := headingOf(line)
	switch {
	case bulleted || heading || headed || isEnd(next):
		return false
	case mark && text == "":
		return true // the mark of a bullet alone
	case stopped(before):
		return false
	}
	return full || unicode.IsLower([]rune(line)[0])
}
