package pdf

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	tests := []struct {
		in, want string
		whole    bool
	}{
		{"", "", true},
		{"Plain words, £40 & “quotes”.", "Plain words, £40 & “quotes”.", true},
		{"e\u0301 w\u0302", "é ŵ", true},
		{"one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour", true},
		{"a\tb\u00ADc\u200Bd\uFEFF\x00", "a    bcd", true},
		{"\xff broken", "\uFFFD broken", true},
		{"well done 👍🏽!", "well done [thumbs up sign]!", true},
		{"𝐛𝐨𝐥𝐝", "bold", true},
		{"漢", "[1 letter in Han script]", false},
		{"ab والعربية لغة cd", "ab [11 letters in Arabic script] cd", false},
		{"\U000F0000", "□", false},
	}
	for _, tt := range tests {
		if got, whole := Clean(tt.in); got != tt.want || whole != tt.whole {
			t.Errorf("Clean(%q) = %q, %t; want %q, %t", tt.in, got, whole, tt.want, tt.whole)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("e\u0301 👍 漢 \r\n\t")
	f.Fuzz(func(t *testing.T, in string) {
		out, _ := Clean(in)
		for _, r := range out {
			if r != '\n' && !Regular.shows(r).has(r) {
				t.Fatalf("Clean(%q) leaves %U, which no face shows", in, r)
			}
		}
		style := Style{Face: Regular, Size: 10}
		for _, l := range Wrap([]Span{{Text: out, Style: style}}, 80) {
			if l.width > 80.1 {
				t.Fatalf("a line of %q is %.1f wide", in, l.width)
			}
		}
	})
}

func TestWrap(t *testing.T) {
	s := Style{Face: Mono, Size: 10} // every letter is as wide
	room := s.Width("0123456789")
	tests := []struct {
		in   string
		want string // lines apart by |
	}{
		{"", ""},
		{"one two", "one two"},
		{"one two three", "one two|three"},
		{"0123456789", "0123456789"},
		{"0123456789a", "0123456789|a"},
		{"ab 0123456789", "ab|0123456789"},
		{"self-contained", "self-|contained"},
		{"and/or/but not", "and/or/but|not"},
		{"a\nb\n\nc", "a|b||c"},
		{"trailing   ", "trailing"},
	}
	for _, tt := range tests {
		var got []string
		for _, l := range Wrap([]Span{{Text: tt.in, Style: s}}, room) {
			text := ""
			for _, sp := range l.spans {
				text += sp.Text
			}
			got = append(got, text)
		}
		if strings.Join(got, "|") != tt.want {
			t.Errorf("Wrap(%q) = %q; want %q", tt.in, strings.Join(got, "|"), tt.want)
		}
	}
}

func TestOutline(t *testing.T) {
	marks := []mark{{level: 0}, {level: 1}, {level: 1}, {level: 0}, {level: 5}}
	want := []twig{{first: 1, last: 4, kids: 2}, {next: 4, first: 2, last: 3, kids: 2}, {parent: 1, next: 3}, {parent: 1, prev: 2}, {prev: 1, first: 5, last: 5, kids: 1}, {parent: 4}}
	for i, got := range outlineOf(marks) {
		if got != want[i] {
			t.Errorf("bookmark %d: %+v; want %+v", i, got, want[i])
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("<</A [1 0 R (x\\)) <FEFF0041>] /B#20C true /D null>>"))
	f.Fuzz(func(t *testing.T, in []byte) {
		p := parser{in: in}
		v, err := p.value()
		if s, ok := v.(string); ok && err == nil {
			if text := Text(s); len(s) > 1 && s[:2] == "\xFE\xFF" && !utf8.ValidString(text) {
				t.Errorf("text %q is no UTF-8", text)
			}
		}
	})
}
