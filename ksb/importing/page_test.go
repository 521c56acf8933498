package importing_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"touchstone/app/fault"
	"touchstone/ksb"
	"touchstone/ksb/importing"
)

// A pageOf is a course page to generate: the core of each type, and what each
// option adds.
type pageOf struct {
	core    map[string][]string
	options []map[string][]string
	tail    string // what follows the last list
	mark    string // of a bullet
}

const pageTail = "- Apprenticeship category (sector)\n- Making and mending\n- Qualification level\n-\n4\nEqual to a foundation degree - Course duration\n- 24 months\n- Maximum funding\n-\n£9,500\nView more information about Clock mender (level 4)\n"

func (p pageOf) String() string {
	var out strings.Builder
	out.WriteString("Clock mender (level 4)\nInformation about Clock mender (level 4)\n- Knowledge, skills and behaviours\n-\nView knowledge, skills and behaviours\n")
	for _, heading := range []string{"Knowledge", "Skills", "Behaviours"} {
		out.WriteString(heading + "\n")
		for _, option := range p.options {
			for _, text := range slices.Concat(p.core[heading], option[heading]) {
				out.WriteString(p.mark + text + "\n")
			}
		}
	}
	return out.String() + p.tail
}

func said(what string, n int) (out []string) {
	for i := range n {
		out = append(out, fmt.Sprintf("%s number %d, told in a sentence of its own.", what, i+1))
	}
	return out
}

// clocks is a page of 6, 5 and 3 core statements and three options of 2, 1 and 0.
func clocks() pageOf {
	p := pageOf{tail: pageTail, mark: "- ", core: map[string][]string{
		"Knowledge": said("Knowledge", 6), "Skills": said("Skill", 5), "Behaviours": said("Behaviour", 3)}}
	for _, o := range []string{"towers", "watches", "sundials"} {
		p.options = append(p.options, map[string][]string{"Knowledge": said("Knowing "+o, 2), "Skills": said("Doing "+o, 1)})
	}
	return p
}

func read(t *testing.T, text string) (importing.Result, error) {
	t.Helper()
	return importing.Read(strings.NewReader(text), importing.Want{Reference: "ST9001", Version: "1.0"})
}

func mustRead(t *testing.T, text string) importing.Result {
	t.Helper()
	found, err := read(t, text)
	if err != nil {
		t.Fatalf("%v\n%.400s", err, text)
	}
	return found
}

func TestCoursePage(t *testing.T) {
	found := mustRead(t, clocks().String())
	s := &found.Standard
	want := map[string]int{"knowledge core": 6, "skill core": 5, "behaviour core": 3}
	for i := range 3 {
		want[fmt.Sprintf("knowledge Option %d", i+1)], want[fmt.Sprintf("skill Option %d", i+1)] = 2, 1
	}
	got := tally(s)
	for key, n := range want {
		if got[key] != n {
			t.Errorf("%s = %d; want %d", key, got[key], n)
		}
	}
	wantCodes := "K1 K2 K3 K4 K5 K6 K7 K8 K9 K10 K11 K12 S1 S2 S3 S4 S5 S6 S7 S8 B1 B2 B3"
	if codes := strings.Join(codesOf(s), " "); codes != wantCodes {
		t.Errorf("codes %s", codes)
	}
	if s.Title != "Clock mender" || s.Level != 4 || s.DurationMonths != 24 || s.MaxFunding != 9500 || s.Reference != "ST9001" || s.Source.Licence == "" {
		t.Errorf("%+v", s)
	}
	for _, st := range s.Statements {
		if st.Origin != ksb.InferredCode || st.Title == "" || strings.HasSuffix(st.Title, ".") || st.Official == "" {
			t.Errorf("%+v", st)
		}
	}
}

func TestPageShapes(t *testing.T) {
	single := func() pageOf { p := clocks(); p.options = p.options[:1]; return p }
	tests := []struct {
		name   string
		page   func() string
		form   string
		counts map[string]int
		codes  string // empty: not looked at
		doubt  string // part of one; empty: not looked at
	}{
		{"each list once", func() string { return single().String() }, importing.SinglePage,
			map[string]int{"knowledge core": 8, "skill core": 6, "behaviour core": 3}, "", "could not be told apart"},
		{"bullets of another kind", func() string { p := clocks(); p.mark = "• "; return p.String() }, importing.CoursePage,
			map[string]int{"knowledge core": 6, "knowledge Option 2": 2}, "", ""},
		{"no bullets", func() string {
			p := clocks()
			p.mark, p.tail = "", "Apprenticeship category (sector)\nMaking\n"
			return p.String()
		}, importing.CoursePage, map[string]int{"knowledge core": 6, "behaviour core": 3}, "", ""},
		{"lines end as on Windows", func() string { return strings.ReplaceAll(clocks().String(), "\n", "\r\n") }, importing.CoursePage,
			map[string]int{"knowledge core": 6}, "", ""},
		{"a bullet over two lines", func() string {
			return strings.ReplaceAll(clocks().String(), ", told in", ",\n  told in")
		}, importing.CoursePage, map[string]int{"knowledge core": 6, "behaviour core": 3}, "", ""},
		{"nothing after the lists", func() string { p := single(); p.tail = ""; return p.String() }, importing.SinglePage,
			map[string]int{"behaviour core": 3}, "", "Nothing follows the list of behaviours"},
		{"a paragraph after the lists", func() string { p := single(); p.tail = "\nLast updated in spring.\n"; return p.String() }, importing.SinglePage,
			map[string]int{"behaviour core": 3}, "", ""},
		{"a core statement after the options'", func() string {
			p := clocks()
			for _, o := range p.options {
				o["Knowledge"] = append(o["Knowledge"], "Core knowledge that comes last.")
			}
			return p.String()
		}, importing.CoursePage, map[string]int{"knowledge core": 7, "knowledge Option 1": 2}, "", ""},
		{"in two of three options", func() string {
			p := clocks()
			for _, o := range p.options[:2] {
				o["Skills"] = append(o["Skills"], "Wind what has a spring.")
			}
			return p.String()
		}, importing.CoursePage, map[string]int{"skill core": 5, "skill Option 1": 1, "skill Option 1+Option 2": 1}, "", "in several options but not in all"},
		{"one wording twice in a run", func() string {
			p := clocks()
			p.core["Knowledge"][4] = p.core["Knowledge"][2]
			return p.String()
		}, importing.CoursePage, map[string]int{"knowledge core": 6, "knowledge Option 3": 2}, "", ""},
		{"the first wording twice in a run", func() string {
			p := clocks()
			p.core["Knowledge"][4] = p.core["Knowledge"][0]
			return p.String()
		}, importing.CoursePage, map[string]int{"knowledge core": 6, "knowledge Option 3": 2}, "", ""},
		{"the first wording twice, each list once", func() string {
			p := single()
			p.core["Skills"][3] = p.core["Skills"][0]
			return p.String()
		}, importing.SinglePage, map[string]int{"skill core": 6}, "", ""},
		{"an option with nothing of its own", func() string {
			p := clocks()
			delete(p.options[1], "Skills")
			return p.String()
		}, importing.CoursePage, map[string]int{"skill core": 5, "skill Option 1": 1, "skill Option 3": 1}, "", "Option 2 adds no skills"},
		{"quotation marks differ between runs", func() string {
			p := clocks()
			p.core["Skills"][1] = "Hear the customer's “tick”; answer: kindly."
			s := p.String()
			return strings.Replace(s, "customer's “tick”", "customer’s \"tick\"", 1)
		}, importing.CoursePage, map[string]int{"skill core": 5}, "", ""},
		{"statements without full stops", func() string { return strings.ReplaceAll(clocks().String(), ".\n", "\n") }, importing.CoursePage,
			map[string]int{"knowledge core": 6, "skill core": 5}, "", ""},
		{"printed codes with a gap", func() string {
			return "Clock mender (level 4)\nKnowledge\n- K1: Springs\n- K3 Cogs\n- K4: Springs\nSkills\n- S9: Wind\nBehaviours\n- B1: Calm\n" + pageTail
		}, importing.SinglePage, map[string]int{"knowledge core": 3}, "K1 K3 K4 S9 B1", ""},
		{"a placeholder", func() string {
			return "Clock mender (level 4)\nKnowledge\n- Springs\n- .\nSkills\n- Wind\nBehaviours\n- Calm\n" + pageTail
		}, importing.SinglePage, map[string]int{"knowledge core": 1}, "K1 S1 B1", ""},
		{"a foundation standard", func() string {
			return "Clock cleaner (level 2)\nTechnical knowledge\n- Dust\nTechnical skills\n- Wipe\nEmployability skills and behaviours\n- Be on time\n" + pageTail
		}, importing.SinglePage, map[string]int{"technical knowledge core": 1, "technical skill core": 1, "employability core": 1}, "TK1 TS1 ESB1", ""},
		{"entities", func() string {
			return "Clock mender (level 4)\nKnowledge\n- Cogs &amp;amp; springs&nbsp;too\nSkills\n- Wind\nBehaviours\n- Calm\n" + pageTail
		}, importing.SinglePage, map[string]int{"knowledge core": 1}, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found := mustRead(t, tt.page())
			got := tally(&found.Standard)
			for key, n := range tt.counts {
				if got[key] != n {
					t.Errorf("%s = %d; want %d (%v)", key, got[key], n, got)
				}
			}
			if found.Form != tt.form {
				t.Errorf("form %s; want %s", found.Form, tt.form)
			}
			if codes := strings.Join(codesOf(&found.Standard), " "); tt.codes != "" && codes != tt.codes {
				t.Errorf("codes %s; want %s", codes, tt.codes)
			}
			if !strings.Contains(strings.Join(found.Doubts, "\n"), tt.doubt) {
				t.Errorf("no doubt says %q: %q", tt.doubt, found.Doubts)
			}
		})
	}
}

func TestCoreAfterTheOptionsKeepsItsPlace(t *testing.T) {
	p := clocks()
	for _, o := range p.options {
		o["Knowledge"] = append(o["Knowledge"], "Core knowledge that comes last.")
	}
	found := mustRead(t, p.String())
	for _, st := range found.Standard.Statements {
		if st.Official == "Core knowledge that comes last." && st.Code != "K13" {
			t.Errorf("code %s; want K13", st.Code)
		}
	}
}

func TestSavedPage(t *testing.T) {
	var page strings.Builder
	page.WriteString("<!doctype html><html><head><title>x</title><script>Knowledge</script></head><body><nav><a>Skills</a></nav>")
	inList := false
	for _, line := range strings.Split(clocks().String(), "\n") {
		text, isItem := strings.CutPrefix(line, "- ")
		if isItem != inList {
			page.WriteString(map[bool]string{true: "<ul>", false: "</ul>"}[isItem])
			inList = isItem
		}
		if isItem {
			page.WriteString("<li>" + strings.Replace(text, "told", "<em>told</em>", 1) + "</li>")
		} else {
			page.WriteString("<h3>" + line + "</h3>")
		}
	}
	found := mustRead(t, page.String())
	if n := len(found.Standard.Statements); n != 23 || found.Standard.Statements[0].Official != "Knowledge number 1, told in a sentence of its own." {
		t.Errorf("%d statements, the first %q", n, found.Standard.Statements[0].Official)
	}
}

// TestHalfAPage cuts a page after every byte: what is left is refused, or gives
// every statement, or a doubt says that it may have been cut.
func TestHalfAPage(t *testing.T) {
	pages := map[string]pageOf{"three options": clocks(), "two options": clocks(), "one list": clocks()}
	two, one := pages["two options"], pages["one list"]
	two.options, one.options = two.options[:2], one.options[:1]
	pages["two options"], pages["one list"] = two, one
	for name, p := range pages {
		text := p.String()
		checkCuts(t, name, text, len(text)-len(p.tail), 1)
	}
}

// checkCuts reads text cut after every few bytes of its first end bytes.
func checkCuts(t *testing.T, name, text string, end, step int) {
	t.Helper()
	whole := mustRead(t, text).Standard
	all := whole.Statements
	last := all[len(all)-1].Official
	for cut := 0; cut < end; cut += step {
		found, err := read(t, text[:cut])
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatalf("%s cut at %d: %v", name, cut, err)
			}
			continue
		}
		got := found.Standard.Statements
		if len(got) == len(all) && got[len(got)-1].Official == last && maps.Equal(tally(&whole), tally(&found.Standard)) {
			continue
		}
		if !strings.Contains(strings.Join(found.Doubts, " "), "cut short") {
			t.Fatalf("%s cut at %d of %d (…%q) gives %d of %d statements without a word: %q", name, cut, end, text[max(0, cut-50):cut],
				len(got), len(all), found.Doubts)
		}
	}
}

func TestRefusals(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty", "", "empty"},
		{"white space", " \n\t ", "empty"},
		{"a mark alone", "\xef\xbb\xbf", "empty"},
		{"picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not text"},
		{"PDF", "%PDF-1.7\n", "PDF"},
		{"other page", "<html><body><h1>Clocks for sale</h1></body></html>", "No list"},
		{"a letter", "Dear Sir,\nthe clock is mended.\n", "No list"},
		{"headings and no lists", "Knowledge\nSkills\nBehaviours\n", "No list"},
		{"skills alone", "Skills\n- Wind\n", "Only these lists were found: Skills (1 line)"},
		{"two pages", clocks().String() + clocks().String(), "two lists"},
		{"part of an occupation page", "Duty 1\nK1\nS3\nKnowledge\nK1\n: Springs\nBack to Duty\n", "Only these statements were found: Knowledge (1)"},
		{"duties alone", "Duty 1\nK1\nS3\nB1\n", "none with its statement"},
		{"profile of an occupation", "Level 2 -\nMend clocks.\nReference: OCC9001\n", "without its statements"},
		{"JSON of something else", `{"hello": 1}`, "its fields are: hello"},
		{"empty object", `{}`, "its fields are: none"},
		{"empty array", `[]`, "holds no standard"},
		{"array of numbers", `[1, 2]`, "number"},
		{"JSON cut short", `{"referenceNumber": "ST9001", "knowled`, "cut short"},
		{"array cut short", `[{"referenceNumber": "ST9001"`, "cut short"},
		{"not JSON", `{clocks}`, "goes wrong at byte"},
		{"header alone", "code,type,statement\n", "no statement under it"},
		{"row of no type", "code,statement\n,Springs\n", "Row 2"},
		{"code and type disagree", "code,type,statement\nK1,skill,Springs\n", "do not agree"},
		{"not a workbook", "PK\x03\x04 but no more", "workbook"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := read(t, tt.text)
			if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Of(err).Message, tt.want) {
				t.Errorf("Read = %v; want a refusal that says %q", err, tt.want)
			}
		})
	}
}

func TestTooLarge(t *testing.T) {
	line := strings.Repeat("x", 1023) + "\n"
	if _, err := read(t, strings.Repeat(line, importing.MaxFile>>10)); !fault.Is(err, fault.Invalid) {
		t.Errorf("10 MB of a letter = %v; want Invalid", err)
	}
	if _, err := read(t, strings.Repeat(line, importing.MaxFile>>10)+"x"); !fault.Is(err, fault.TooLarge) {
		t.Errorf("a byte more = %v; want TooLarge", err)
	}
	long := clocks()
	long.core["Skills"][1] = strings.Repeat("word ", ksb.MaxWording/5)
	if _, err := read(t, long.String()); err != nil {
		t.Errorf("a statement of %d characters = %v", ksb.MaxWording, err)
	}
	long.core["Skills"][1] += "more words"
	if _, err := read(t, long.String()); !fault.Is(err, fault.Invalid) {
		t.Errorf("a statement that is too long = %v", err)
	}
}

func TestOtherEncodings(t *testing.T) {
	text := clocks().String()
	utf16 := []byte{0xff, 0xfe}
	for _, r := range text {
		utf16 = append(utf16, byte(r), byte(r>>8))
	}
	windows := strings.ReplaceAll(strings.ReplaceAll(text, "number 2", "number\x92s 2"), "£", "\xa3")
	for name, s := range map[string]string{"UTF-8 with its mark": "\xef\xbb\xbf" + text, "UTF-16": string(utf16), "Windows": windows} {
		if found := mustRead(t, s); len(found.Standard.Statements) != 23 || found.Standard.MaxFunding != 9500 {
			t.Errorf("%s: %d statements, £%d", name, len(found.Standard.Statements), found.Standard.MaxFunding)
		}
	}
}
