package hints

import (
	"regexp"
	"strings"
	"unicode"
)

// A reading is an account read once: its parts as words, and what is found by
// them.
type reading struct {
	a        *Account
	parts    []*part // in the order pages show them
	story    int     // words of situation, task, action and result
	words    int     // of all parts
	language Language
	index    index
}

// A part is one field of an account.
type part struct {
	field, name string
	text        string // without pasted tags
	tags        int    // pasted tags that were taken out
	tokens      []token
	words       int // as pages count them: what a hyphen joins is one
}

// A token is a run of letters and digits, with the apostrophes inside it.
type token struct {
	low      string // in lower case, with straight apostrophes
	from, to int    // in the part's text, in bytes
	quoted   bool   // inside quotation marks
}

// The parts of an account; the first four are the story.
const (
	situation = iota
	task
	action
	result
	worked
	failed
	nextTime
	theory
	ownPart
)

func read(a *Account) *reading {
	r := &reading{a: a}
	for _, p := range []struct{ field, name, text string }{
		{"situation", "Situation", a.Situation}, {"task", "Task", a.Task}, {"action", "Action", a.Action}, {"result", "Result", a.Result},
		{"worked", "What worked", a.Worked}, {"failed", "What did not", a.Failed}, {"next_time", "Next time", a.NextTime},
		{"theory", "Policy or theory", a.Theory}, {"own_part", "Own part", a.OwnPart},
	} {
		one := readPart(p.field, p.name, p.text)
		r.parts = append(r.parts, one)
		r.words += one.words
		if len(r.parts) <= worked {
			r.story += one.words
		}
	}
	r.language = a.Language
	if r.language == "" {
		r.language = languageOf(r.parts)
	}
	r.index = newIndex(r.parts)
	return r
}

// pasted are the tags that text copied from a page or a word processor brings
// along. A tag that somebody writes about, such as <button>, is not among them.
var pastedTag = regexp.MustCompile(`(?i)</?(?:p|span|div|br|font|o:p|td|tr|table|li|ul|ol|strong|em|b|i|u|h[1-6])(?:\s+[a-z:-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+))*\s*/?>|&nbsp;|<!--\[?[^>]*-->`)

func readPart(field, name, text string) *part {
	p := &part{field: field, name: name, text: text}
	if strings.ContainsAny(text, "<&") {
		p.tags = len(pastedTag.FindAllStringIndex(text, -1))
		if p.tags >= manyTags {
			p.text = pastedTag.ReplaceAllString(text, " ")
		}
	}
	p.split()
	return p
}

// split finds the words of a part.
func (p *part) split() {
	const apostrophes = "'’"
	p.tokens = make([]token, 0, len(p.text)/6)
	begin, in, quoted := -1, false, false
	end := func(at int) {
		if begin >= 0 {
			low := strings.ToLower(strings.Trim(p.text[begin:at], apostrophes))
			p.tokens = append(p.tokens, token{strings.ReplaceAll(low, "’", "'"), begin, at, quoted})
		}
		begin = -1
	}
	for i, c := range p.text {
		letter := unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsMark(c)
		switch {
		case letter && begin < 0:
			if !in {
				p.words++
			}
			begin, in = i, true
		case letter, begin >= 0 && (c == '\'' || c == '’'):
		default:
			end(i)
			in = in && (c == '\'' || c == '’' || c == '-' || c == '‑')
			quoted = quotedAfter(c, quoted)
		}
	}
	end(len(p.text))
}

// quotedAfter reports whether what follows a character is quoted. A quotation
// that nobody closes ends with its paragraph.
func quotedAfter(c rune, quoted bool) bool {
	switch c {
	case '"':
		return !quoted
	case '“', '«':
		return true
	case '”', '»', '\n':
		return false
	}
	return quoted
}

func (p *part) empty() bool { return p.words == 0 }

// said quotes part of a text as it was written, cut to what fits a line. Its last
// full stop or comma is left to the sentence that quotes it.
func said(text string) string {
	const most = 70 // characters
	text = strings.TrimRight(strings.Join(strings.Fields(text), " "), ".,;:")
	if cut := []rune(text); len(cut) > most {
		text = string(cut[:most])
		if i := strings.LastIndexByte(text, ' '); i > most/2 {
			text = text[:i]
		}
		text += "…"
	}
	return "“" + text + "”"
}

// sentences returns how many sentences a part has, and the longest, with its
// number of words. A line that ends is a sentence that ends, so that lists count
// by their lines.
func (p *part) sentences() (n int, longest string, most int) {
	begin, words := 0, 0
	next := 0 // the token that comes next
	end := func(at int) {
		for words = 0; next < len(p.tokens) && p.tokens[next].from < at; next++ {
			words++
		}
		if words > 0 {
			n++
		}
		if words > most {
			longest, most = p.text[begin:at], words
		}
		begin = at
	}
	for i, c := range p.text {
		if c == '\n' || (c == '.' || c == '!' || c == '?') && endsHere(p.text[:i], p.text[i+1:]) {
			end(i)
		}
	}
	end(len(p.text))
	return n, longest, most
}

// endsHere tells the full stop of a sentence from that of a figure or of a short
// form such as "e.g.".
func endsHere(before, after string) bool {
	if after == "" {
		return true
	}
	if after[0] != ' ' && after[0] != '\n' && !strings.HasPrefix(after, "”") && after[0] != '"' && after[0] != ')' {
		return false
	}
	last := before[strings.LastIndexAny(before, " \n(")+1:]
	return !strings.Contains(last, ".") && last != "Mr" && last != "Mrs" && last != "Ms" && last != "Dr" && last != "No"
}
