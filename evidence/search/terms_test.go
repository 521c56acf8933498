package search

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestParse(t *testing.T) {
	tests := []struct{ query, want string }{
		{"", ""},
		{"aged debt", "aged + debt"},
		{`"aged debt" report`, "aged debt + report"},
		{"“aged debt”", "aged debt"},
		{`say "aged debt`, "say + aged debt"},
		{`debt"aged"`, "debt + aged"},
		{"AGED Aged aged", "aged"},
		{"negotia*", "negotia*"},
		{`"promise to pa*"`, "promise to pa*"},
		{"* ** a", "a"},
		{"custom *", "custom"},
		{"12/03/2026", "12 03 2026"},
		{"don’t it's", "don t + it s"},
		{"Ŵythnos café CAFÉ", "wythnos + cafe"},
		{"cafe\u0301", "cafe"},
		{"ﬁle", "file"},
		{"re\u00admind", "remind"},
		{"İstanbul", "istanbul"},
		{"AND OR NOT NEAR( words:x ^y -z", "and + or + not + near + words x + y + z"},
		{"🎉 ★ \x00 ' ; --", ""},
		{"a\x00b", "a b"},
		{"\xff\xfeabc\xff", "abc"},
		{mark + "s" + apart, "s"},
		{"信用管理", "信用管理"},
		{strings.Repeat("x", 400), strings.Repeat("x", maxWord)},
	}
	for _, tt := range tests {
		terms, err := Parse(tt.query)
		var got []string
		for _, one := range terms {
			text := strings.Join(one.Words, " ")
			if one.Prefix {
				text += "*"
			}
			got = append(got, text)
		}
		if all := strings.Join(got, " + "); all != tt.want && err == nil || err != nil && tt.want != "promise to pa*" {
			t.Errorf("%q is read as %q, %v; want %q", tt.query, all, err, tt.want)
		}
	}
	for _, wrong := range []string{strings.Repeat("a", MaxQuery+1), "ab*", "a b c d e f g h i j k l m n o p q", `"promise to pa*"`} {
		if _, err := Parse(wrong); err == nil {
			t.Errorf("%.30q is taken", wrong)
		}
	}
}

// marks writes spans with what is marked in brackets.
func marks(spans []Span) string {
	var b strings.Builder
	for _, s := range spans {
		if s.Marked {
			fmt.Fprintf(&b, "[%s]", s.Text)
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

func TestMark(t *testing.T) {
	tests := []struct{ query, text, want string }{
		{"debt", "Debt, debts and DEBT.", "[Debt], debts and [DEBT]."},
		{"debt*", "Debt and debts", "[Debt] and [debts]"},
		{`"aged debt"`, "aged; aged debt, debt", "aged; [aged debt], debt"},
		{`"a a b"`, "a a a b", "a [a a b]"},
		{"cafe", "The Café\u0301 is", "The [Café\u0301] is"},
		{"file", "the ﬁle", "the [ﬁle]"},
		{"nowhere", "text", "text"},
		{"a", "a\x07b\u202ec\nd", "[a] b c d"},
		{`debt "aged debt"`, "aged debt", "[aged debt]"},
	}
	for _, tt := range tests {
		terms, err := Parse(tt.query)
		if err != nil {
			t.Fatal(err)
		}
		if got := marks(terms.Mark(tt.text)); got != tt.want {
			t.Errorf("%s in %q: %q; want %q", tt.query, tt.text, got, tt.want)
		}
	}
}

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("Words before it come here. ", 30) + "Then the promise was broken by the customer. " + strings.Repeat("And words after it. ", 30)
	terms, _ := Parse("promise customer")
	got := marks(terms.Excerpt(long))
	if !strings.Contains(got, "Then the [promise] was broken by the [customer].") || !strings.HasPrefix(got, "… ") || !strings.HasSuffix(got, " …") || len(got) > contextLength+40 {
		t.Errorf("excerpt: %q", got)
	}
	if spans := terms.Excerpt("nothing of the kind"); spans != nil {
		t.Errorf("excerpt of other words: %v", spans)
	}
	best, spans, ok := terms.context(filePages("promise\f\fcustomer and promise\fcustomer"))
	if !ok || best.page != 3 || marks(spans) != "[customer] and [promise]" {
		t.Errorf("page %d: %q", best.page, marks(spans))
	}
	if best, _, ok := terms.context(filePages("one promise, no page")); !ok || best.page != 0 {
		t.Errorf("without pages: page %d, %t", best.page, ok)
	}
}

// FuzzQuery reads any query and looks for it in any text: nothing breaks, what is
// shown is of the text, and a text holds what the terms of it are.
func FuzzQuery(f *testing.F) {
	for _, seed := range []string{`"aged debt" negotia*`, "“", "a\x00b*", "ﬁ*", strings.Repeat(`"x `, 200), "\xff*\"", "e\u0301\u0301*", "🎉x", "ẞ İ ŉ ǆ"} {
		f.Add(seed, "The aged debt, ﬁle by ﬁle. 🎉 Café\u0301 \xff İ")
	}
	f.Fuzz(func(t *testing.T, query, text string) {
		terms, err := Parse(query)
		if err != nil {
			return
		}
		for _, one := range terms {
			for _, w := range one.Words {
				if w == "" || len(w) > maxWord || strings.ContainsAny(w, "\"*\x00 "+mark+apart) || !utf8.ValidString(w) {
					t.Fatalf("%q is read as the word %q", query, w)
				}
			}
		}
		for _, s := range slices.Concat(terms.Mark(text), terms.Excerpt(text)) {
			if !utf8.ValidString(s.Text) {
				t.Fatalf("%q shows %q", text, s.Text)
			}
		}
		var w writing
		w.add(text)
		again := writing{}
		again.add(w.b.String())
		if strings.ReplaceAll(again.b.String(), apart+" ", "") != strings.ReplaceAll(w.b.String(), apart+" ", "") {
			t.Fatalf("%q folds to %q and then to %q", text, w.b.String(), again.b.String())
		}
		if own, err := Parse(text); err == nil && len(own) > 0 && !slices.ContainsFunc(own, func(o Term) bool { return o.Prefix }) && !own.Holds(text) && len(text) < 300 {
			t.Fatalf("%q does not hold its own words %v", text, own)
		}
	})
}
