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

// An item is one bullet of a page's list.
type item struct {
	code ksb.Code // printed before the wording; mostly empty
	text string
}

// A section is a heading with the list under it.
type section struct {
	typ   ksb.Type
	items []item
	ended bool // something that is no statement follows the list
	extra int  // bullets that follow it all the same
}

// ends are the page's own bullets, into which its last list runs straight on.
var ends = []string{
	"apprenticeship category (sector)", "apprenticeship category", "qualification level", "course duration", "typical duration",
	"maximum funding", "funding", "job titles include", "typical job titles", "find training providers", "before you contact a training provider",
	"is this page useful?", "help us improve this page",
}

var endStarts = []string{"view more information about"}

var (
	titleLevel = regexp.MustCompile(`(?i)^(.{3,200}?)\s*\(level\s*(\d)\)$`)
	months     = regexp.MustCompile(`(?i)^(\d{1,3}) months?$`)
	pounds     = regexp.MustCompile(`^£\s?(\d{1,3}(?:,\d{3})*|\d{1,6})$`)
	occupation = regexp.MustCompile(`(?i)^reference\s*:?\s*OCC\d+`)
	printed1   = regexp.MustCompile(`^([A-Z]{1,3}[1-9]\d{0,3})(?:\s*[:.–-]\s*|\s+)(\S.*)$`)
)

// linesOf returns the lines of a text, each as people read it.
func linesOf(text string) []string {
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n")
	for i := range lines {
		lines[i] = clean(lines[i])
	}
	return lines
}

// readPage reads the lines of a page: an occupation page, a course page, the
// same with each list once, or any list of statements after their codes.
func readPage(lines []string) (Result, error) {
	if isCodedPage(lines) {
		return readCoded(lines, "Skills England, occupation page")
	}
	sections, first := sectionsOf(lines)
	sections = inOrder(sections)
	if err := enough(sections, lines); err != nil {
		if found, err := readCoded(lines, "List of statements with their codes"); err == nil {
			return found, nil
		}
		return Result{}, err
	}
	found := Result{Standard: ksb.Standard{Source: ksb.Source{Name: "Find apprenticeship training, course page"}}}
	pageFacts(&found.Standard, lines, first)
	if found.Standard.Title == "" {
		found.Doubts = append(found.Doubts, "No line of the page gives the title and level, as in “Title (level 3)”.")
	}
	for _, s := range sections {
		found.Standard.Types = append(found.Standard.Types, s.typ)
		if s.extra > 0 {
			found.Doubts = append(found.Doubts, fmt.Sprintf("%s after the list of %s were left out, because other text comes between. Check that none is a statement.",
				count(s.extra, "bullet"), lower(s.typ)))
		}
	}
	return found, settle(&found, sections)
}

// sectionsOf finds the headings and their lists, and the line of the first.
func sectionsOf(lines []string) (out []section, first int) {
	first = len(lines)
	for i := 0; i < len(lines); i++ {
		typ, ok := headingOf(lines[i])
		if !ok {
			continue
		}
		end := i + 1
		for end < len(lines) {
			if _, next := headingOf(lines[end]); next {
				break
			}
			end++
		}
		if s := listOf(typ, lines[i+1:end]); len(s.items) > 0 {
			out = append(out, s)
			first = min(first, i)
		}
		i = end - 1
	}
	return out, first
}

// inOrder returns the lists of knowledge, skills and behaviours that follow each
// other, if that happens once: a page's menu may name one of them before. Else it
// returns all.
func inOrder(sections []section) []section {
	var once []section
	for _, types := range [][]ksb.Type{{ksb.Knowledge, ksb.Skill, ksb.Behaviour}, {ksb.TechnicalKnowledge, ksb.TechnicalSkill, ksb.Employability}} {
		for i := 0; i+len(types) <= len(sections); i++ {
			if sections[i].typ != types[0] || sections[i+1].typ != types[1] || sections[i+2].typ != types[2] {
				continue
			}
			if once != nil {
				return sections
			}
			once = sections[i : i+len(types)]
		}
	}
	if once == nil {
		return sections
	}
	return once
}

// headingOf returns the type that a line is the heading of.
func headingOf(line string) (ksb.Type, bool) {
	line = strings.ToLower(strings.Trim(line, "#*: "))
	for _, t := range ksb.KnownTypes {
		if line == strings.ToLower(t.Name) || line == "behaviors" && t == ksb.Behaviour {
			return t, true
		}
	}
	return ksb.Type{}, false
}

// listOf reads the list in lines: bullets, or a line each where the page was
// copied without bullets.
func listOf(typ ksb.Type, lines []string) section {
	s := section{typ: typ}
	at := slices.IndexFunc(lines, func(l string) bool { return l != "" })
	if at < 0 {
		return s
	}
	_, bulleted := bullet(lines[at])
	var texts []string
	blank := false
	for _, line := range lines[at:] {
		text, isBullet := bullet(line)
		switch {
		case line == "":
			blank = true
			continue
		case isEnd(text):
			s.ended = true
			s.items = itemsOf(typ, texts)
			return s
		case s.ended:
			if isBullet {
				s.extra++
			}
		case isBullet || !bulleted:
			texts = append(texts, text)
		case blank:
			s.ended = true
		default: // a bullet that goes on over the line
			texts[len(texts)-1] = strings.TrimSpace(texts[len(texts)-1] + " " + text)
		}
		blank = false
	}
	s.items = itemsOf(typ, texts)
	return s
}

// bullet returns the line without the mark of a bullet, and whether it had one.
func bullet(line string) (string, bool) {
	for _, mark := range []string{"-", "•", "*", "–", "·", "◦", "o\t"} {
		if rest, ok := strings.CutPrefix(line, mark); ok && (rest == "" || rest[0] == ' ') {
			return strings.TrimSpace(rest), true
		}
	}
	return line, false
}

func isEnd(text string) bool {
	low := strings.ToLower(strings.TrimRight(text, ": "))
	return slices.Contains(ends, low) || slices.ContainsFunc(endStarts, func(s string) bool { return strings.HasPrefix(low, s) })
}

// itemsOf drops empty bullets, and takes the codes off if every item prints one
// of its type.
func itemsOf(typ ksb.Type, texts []string) []item {
	var out []item
	coded := 0
	for _, text := range texts {
		if !hasWords(text) {
			continue
		}
		it := item{text: text}
		if m := printed1.FindStringSubmatch(text); m != nil {
			if letters, _ := ksb.Code(m[1]).Split(); letters == typ.Letter {
				it.code = ksb.Code(m[1])
				coded++
			}
		}
		out = append(out, it)
	}
	for i := range out {
		if coded < len(out) {
			out[i].code = ""
		} else {
			out[i].text = printed1.FindStringSubmatch(out[i].text)[2]
		}
	}
	return out
}

// enough refuses a page that is no course page, or not the whole of one.
func enough(sections []section, lines []string) error {
	var names []string
	seen := make(map[string]bool)
	for _, s := range sections {
		if seen[s.typ.Key] {
			return fault.Newf(fault.Invalid, "The page has two lists headed %q, so it is not one course page. %s", s.typ.Name, expected)
		}
		seen[s.typ.Key] = true
		names = append(names, fmt.Sprintf("%s (%s)", s.typ.Name, count(len(s.items), "line")))
	}
	whole := seen["knowledge"] && seen["skill"] && seen["behaviour"] ||
		seen["technical knowledge"] && seen["technical skill"] && seen["employability"]
	switch {
	case whole:
		return nil
	case len(names) == 0 && slices.ContainsFunc(lines, occupation.MatchString):
		return fault.New(fault.Invalid, "This is the profile of an occupation, without its statements. Open the parts with its duties, knowledge, skills and behaviours and copy the whole page, or take the course page of its standard.")
	case len(names) == 0:
		return fault.Newf(fault.Invalid, "No list of statements was found in this text of %s. %s", count(len(lines), "line"), expected)
	}
	return fault.Newf(fault.Invalid, "Only these lists were found: %s. A course page has Knowledge, Skills and Behaviours, so this is another page or a part of one. Copy the whole page and try again.",
		strings.Join(names, ", "))
}

// pageFacts takes what the page says beside its lists; first is the line of the
// first heading.
func pageFacts(s *ksb.Standard, lines []string, first int) {
	for i, line := range lines {
		text, _ := bullet(line)
		if m := titleLevel.FindStringSubmatch(text); m != nil && s.Title == "" && i < first {
			s.Title = m[1]
			s.Level, _ = strconv.Atoi(m[2])
		}
		if i < first {
			continue
		}
		if m := months.FindStringSubmatch(text); m != nil && s.DurationMonths == 0 {
			s.DurationMonths, _ = strconv.Atoi(m[1])
		}
		if m := pounds.FindStringSubmatch(text); m != nil && s.MaxFunding == 0 {
			s.MaxFunding, _ = strconv.Atoi(strings.ReplaceAll(m[1], ",", ""))
		}
	}
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// lower returns the name of a type within a sentence.
func lower(t ksb.Type) string { return strings.ToLower(t.Name) }
