package importing

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"touchstone/app/fault"
	"touchstone/ksb"
)

// A coded list prints each statement after its code, as the occupation page does:
// first a table of duties that names codes alone, then the statements, each with
// a link back to its duties. Codes are the publisher's, and so are their gaps.

// A coded is one statement of such a list.
type coded struct {
	code ksb.Code
	text string
}

// A codedList is what a reader of lines has found so far.
type codedList struct {
	lines []string
	back  bool // statements end with a link back
	found []coded
	named map[ksb.Code]bool // by some duty
	notes []string

	open    bool // the last of found may go on
	section bool // under a heading of statements
	duty    bool // under a duty
	over    bool // the statements are over
}

var (
	codesAlone = regexp.MustCompile(`^(?:[A-Z]{1,3}[1-9]\d{0,3}[\s,;/&]*)+$`)
	oneCode    = regexp.MustCompile(`[A-Z]{1,3}[1-9]\d{0,3}`)
	codeFirst  = regexp.MustCompile(`^([A-Z]{1,3}[1-9]\d{0,3})(\s*[:.–—-]\s*|\s+)(\S.*)$`)
	dutyLine   = regexp.MustCompile(`(?i)^duty \d{1,3}\b`)
	backLine   = regexp.MustCompile(`(?i)\s*\bback to dut(?:y|ies)(?: \d+)?$`)
)

// afterList are headings of the occupation page below its statements.
var afterList = []string{
	"qualifications", "english and maths", "english & maths", "additional details", "professional recognition", "professional body recognition", "version log",
	"employers involved in creating the standard", "employers involved", "regulated standard", "regulation details", "progression", "find an apprenticeship",
	"eqa provider", "lars code", "review", "consultation", "occupational level", "duration", "typical duration",
}

// isCodedPage reports whether a page prints its statements as the occupation page
// does: codes and duties stand on lines of their own, or pages lead back to one.
func isCodedPage(lines []string) bool {
	duties, codes := 0, 0
	for _, line := range lines {
		switch {
		case backLine.MatchString(line):
			return true
		case dutyLine.MatchString(line):
			duties++
		case len(known(line)) > 0 && codesAlone.MatchString(line):
			codes++
		}
	}
	return duties > 0 && codes > 2
}

// known returns the codes in a line whose letters are a type's.
func known(line string) (codes []ksb.Code) {
	for _, c := range oneCode.FindAllString(line, -1) {
		if _, is := typeOfCode(ksb.Code(c)); is {
			codes = append(codes, ksb.Code(c))
		}
	}
	return codes
}

func typeOfCode(code ksb.Code) (ksb.Type, bool) {
	letters, number := code.Split()
	at := slices.IndexFunc(ksb.KnownTypes, func(t ksb.Type) bool { return t.Letter == letters })
	if at < 0 || number == 0 {
		return ksb.Type{}, false
	}
	return ksb.KnownTypes[at], true
}

const noTitle = "The page does not say its title in a way that could be read. Say it if the standard is not stored yet."

// readCoded reads a page whose statements stand after their codes; source says in
// words what page it is.
func readCoded(lines []string, source string) (Result, error) {
	l := &codedList{lines: lines, named: map[ksb.Code]bool{}, back: slices.ContainsFunc(lines, backLine.MatchString)}
	for i := range lines {
		l.line(i)
	}
	l.dropTypes()
	found := Result{Form: CodedPage, Standard: ksb.Standard{Source: ksb.Source{Name: source}}, Doubts: l.notes}
	if err := l.enough(); err != nil {
		return Result{}, err
	}
	codedFacts(&found.Standard, lines)
	l.fill(&found)
	if found.Standard.Title == "" {
		note(&found, noTitle)
	}
	return found, nil
}

// line takes in one line.
func (l *codedList) line(i int) {
	line, _ := bullet(l.lines[i])
	rest := backLine.ReplaceAllString(line, "")
	closes := rest != line
	if rest != "" {
		l.content(i, rest)
	}
	if closes {
		l.open = false
	}
}

func (l *codedList) content(i int, line string) {
	if _, is := headingOf(line); is {
		l.open, l.duty, l.section, l.over = false, false, true, false
		return
	}
	low := strings.ToLower(strings.TrimRight(line, ": "))
	switch {
	case slices.Contains(afterList, low) || isEnd(line):
		if l.section && len(l.found) > 0 {
			l.over = true
		}
		l.open, l.duty = false, false
	case dutyLine.MatchString(line):
		l.open, l.duty, l.section = false, true, false
	case codesAlone.MatchString(line) && len(known(line)) > 0:
		l.codes(i, known(line))
	default:
		l.words(i, line)
	}
}

// codes takes in a line of codes alone: one that begins a statement, or those a
// duty names.
func (l *codedList) codes(i int, codes []ksb.Code) {
	next := l.next(i)
	if len(codes) == 1 && (strings.HasPrefix(next, ":") || l.section && !l.over && hasWords(next) && !l.beginsOther(next)) {
		l.begin(codes[0], "")
		return
	}
	for _, c := range codes {
		l.named[c] = true
	}
	l.open = false
}

// next returns the line after i that is not blank.
func (l *codedList) next(i int) string {
	for _, line := range l.lines[i+1:] {
		if line != "" {
			return line
		}
	}
	return ""
}

// beginsOther reports whether a line is none that a statement's words begin with.
func (l *codedList) beginsOther(line string) bool {
	_, heading := headingOf(line)
	return heading || dutyLine.MatchString(line) || codesAlone.MatchString(line) || codeFirst.MatchString(line) && len(known(line)) > 0 && typed(line)
}

func typed(line string) bool {
	_, is := typeOfCode(ksb.Code(codeFirst.FindStringSubmatch(line)[1]))
	return is
}

// words takes in a line with words in it.
func (l *codedList) words(i int, line string) {
	if m := codeFirst.FindStringSubmatch(line); m != nil && !l.over {
		_, is := typeOfCode(ksb.Code(m[1]))
		colon := strings.TrimSpace(m[2]) != ""
		again := l.at(ksb.Code(m[1])) >= 0 && l.open // "K3 and K4 apply", in the middle of a statement
		if is && (colon || !l.duty) && !again {
			l.begin(ksb.Code(m[1]), m[3])
			return
		}
	}
	if !l.open {
		return
	}
	last := &l.found[len(l.found)-1]
	blank := i > 0 && l.lines[i-1] == ""
	if blank && !l.back && strings.HasSuffix(last.text, ".") {
		l.open = false
		return
	}
	last.text = strings.TrimSpace(last.text + " " + strings.TrimSpace(strings.TrimPrefix(line, ":")))
}

func (l *codedList) at(code ksb.Code) int {
	return slices.IndexFunc(l.found, func(c coded) bool { return c.code == code })
}

func (l *codedList) begin(code ksb.Code, text string) {
	l.found = append(l.found, coded{code, strings.TrimSpace(strings.TrimPrefix(text, ":"))})
	l.open, l.duty = true, false
}

// dropTypes takes the name of the type off the wording where every statement
// begins with that of its type, as in the rows of a table.
func (l *codedList) dropTypes() {
	short := make([]string, len(l.found))
	for i, c := range l.found {
		typ, _ := typeOfCode(c.code)
		for _, name := range []string{typ.Name, typ.One} {
			if rest := c.text[min(len(name), len(c.text)):]; rest != "" && strings.EqualFold(c.text[:len(name)], name) && strings.ContainsRune(" :,", rune(rest[0])) {
				short[i] = strings.TrimLeft(rest, " :,")
				break
			}
		}
		if short[i] == "" {
			return
		}
	}
	for i := range l.found {
		l.found[i].text = short[i]
	}
}

// enough refuses what is no such page, or not the whole of one.
func (l *codedList) enough() error {
	n := map[string]int{}
	for _, c := range l.found {
		if typ, _ := typeOfCode(c.code); hasWords(c.text) {
			n[typ.Key]++
		}
	}
	if n["knowledge"] > 0 && n["skill"] > 0 && n["behaviour"] > 0 || n["technical knowledge"] > 0 && n["technical skill"] > 0 && n["employability"] > 0 {
		return nil
	}
	var names []string
	for _, t := range ksb.KnownTypes {
		if n[t.Key] > 0 {
			names = append(names, fmt.Sprintf("%s (%d)", t.Name, n[t.Key]))
		}
	}
	if len(names) == 0 {
		return fault.Newf(fault.Invalid, "The page names codes, such as in its duties, and none with its statement. Open every part of the page, copy or save the whole, and try again. %s", expected)
	}
	return fault.Newf(fault.Invalid, "Only these statements were found: %s. An occupation page has knowledge, skills and behaviours, so this is a part of one. Copy or save the whole page and try again.",
		strings.Join(names, ", "))
}

// fill makes statements of what was found, each type's in the page's order.
func (l *codedList) fill(found *Result) {
	seen := map[ksb.Code]string{}
	for _, t := range ksb.KnownTypes {
		has := false
		for _, c := range l.found {
			if typ, _ := typeOfCode(c.code); typ.Key != t.Key {
				continue
			}
			before, twice := seen[c.code]
			switch {
			case !hasWords(c.text):
				note(found, "%s has no words on the page and was left out.", c.code)
				continue
			case twice && before != c.text:
				note(found, "%s comes twice with different words; the first was taken. The other reads “%s”.", c.code, clip(c.text))
				continue
			case twice:
				continue
			}
			seen[c.code], has = c.text, true
			found.Standard.Statements = append(found.Standard.Statements, ksb.Statement{Code: c.code, Origin: ksb.OfficialCode, Type: t.Key, Official: c.text, Membership: ksb.Core})
		}
		if has {
			found.Standard.Types = append(found.Standard.Types, t)
		}
	}
	l.doubts(found, seen)
}

func (l *codedList) doubts(found *Result, seen map[ksb.Code]string) {
	var missing []string
	for code := range l.named {
		if _, is := seen[code]; !is {
			missing = append(missing, string(code))
		}
	}
	slices.Sort(missing)
	if l.open {
		note(found, "Nothing follows the last statement. If the page was cut short there, statements or words are missing: it ends “%s”.", tail(l.found[len(l.found)-1].text))
	}
	if len(missing) > 0 {
		note(found, "The duties name %s, which the page does not list. Check that no statement was cut off.", strings.Join(missing[:min(len(missing), 10)], ", "))
	}
	if slices.ContainsFunc(l.lines, func(line string) bool { return strings.Contains(strings.ToLower(line), "option") }) {
		note(found, "The page speaks of options. Which statements belong to them could not be told apart, so all were taken as core: move those that belong to an option.")
	}
}

var codedFact = regexp.MustCompile(`(?i)^(reference(?: number)?|version(?: number)?|level|occupational level|title|typical duration(?: to gateway)?|duration|maximum funding)\s*:\s*(.*)$`)

var levelFirst = regexp.MustCompile(`(?i)^level (\d)\b`)

// codedFacts takes what the page says beside its statements.
func codedFacts(s *ksb.Standard, lines []string) {
	before := "" // the last line with words
	for i, line := range lines {
		line, _ = bullet(line)
		if s.Title == "" && s.Level == 0 && levelFirst.MatchString(line) && len(before) <= 100 {
			s.Title = before // the page's main heading
		}
		if line != "" {
			before = line
		}
		if m := titleLevel.FindStringSubmatch(line); m != nil && s.Title == "" {
			s.Title = m[1]
			s.Level, _ = strconv.Atoi(m[2])
		}
		if m := levelFirst.FindStringSubmatch(line); m != nil && s.Level == 0 {
			s.Level, _ = strconv.Atoi(m[1])
		}
		m := codedFact.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		value := loose(strings.TrimSpace(m[2]))
		if value == "" && i+1 < len(lines) {
			value = loose(lines[i+1])
		}
		what, _, _ := strings.Cut(strings.ToLower(m[1]), " ")
		switch {
		case what == "reference" && s.Reference == "":
			s.Reference = standardReference(string(value))
		case what == "version" && s.Version == "":
			s.Version = strings.TrimPrefix(strings.ToLower(string(value)), "v")
		case (what == "level" || what == "occupational") && s.Level == 0:
			s.Level = value.whole()
		case what == "title" && s.Title == "":
			s.Title = string(value)
		case (what == "typical" || what == "duration") && s.DurationMonths == 0:
			s.DurationMonths = value.whole()
		case what == "maximum" && s.MaxFunding == 0:
			s.MaxFunding = value.whole()
		}
	}
}

// standardReference returns the reference of the standard of an occupation: that
// of OCC0176 is ST0176.
func standardReference(s string) string {
	fields := strings.Fields(s)
	if len(fields) == 0 {
		return ""
	}
	if number, is := strings.CutPrefix(strings.ToUpper(fields[0]), "OCC"); is {
		return "ST" + number
	}
	return fields[0]
}

// oneStandard reports whether two references are of one standard.
func oneStandard(a, b string) bool {
	return strings.EqualFold(standardReference(a), standardReference(b))
}
