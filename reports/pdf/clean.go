package pdf

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/unicode/runenames"
)

// Clean returns s as the embedded faces can show it, and whether that is all of
// it. Composed letters are put together, line ends become \n, what is invisible
// goes. An emoji becomes its name in brackets. Letters of a script that the
// faces lack, or that would need shaping or runs from right to left, become a
// note in brackets that says how many there were; whole is then false.
func Clean(s string) (shown string, whole bool) {
	if plain(s) {
		return s, true
	}
	c := cleaner{whole: true}
	for _, r := range norm.NFC.String(strings.ToValidUTF8(s, "\uFFFD")) {
		c.add(r)
	}
	c.flush()
	return c.out.String(), c.whole
}

// plain reports whether s needs no cleaning: printable ASCII and line feeds.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 0x20 && c != '\n') || c > 0x7E {
			return false
		}
	}
	return true
}

type cleaner struct {
	out    strings.Builder
	lost   int    // letters of script not yet noted
	script string // whose letters they are
	gap    string // space after them, kept until it is known what follows
	after  rune   // the rune before
	whole  bool
}

func (c *cleaner) add(r rune) {
	before := c.after
	c.after = r
	switch {
	case r == '\n' && before == '\r':
	case r == '\n', r == '\r', r == '\u2028', r == '\u2029':
		c.flush()
		c.out.WriteByte('\n')
	case r == '\t':
		c.space("    ")
	case unicode.IsSpace(r) && r != '\u00A0':
		c.space(" ")
	case invisible(r):
	case Regular.shows(r).has(r):
		c.flush()
		c.out.WriteRune(r)
	default:
		c.replace(r)
	}
}

// space writes s, or keeps it while it may stand between two lost words.
func (c *cleaner) space(s string) {
	if c.lost > 0 {
		c.gap += s
		return
	}
	c.out.WriteString(s)
}

// invisible reports whether r has no shape of its own: controls, joiners,
// variation selectors, direction marks, skin tones.
func invisible(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector) || (r >= 0x1F3FB && r <= 0x1F3FF)
}

// replace writes what stands for a rune that no face has.
func (c *cleaner) replace(r rune) {
	if same := norm.NFKC.String(string(r)); same != string(r) && showable(same) {
		c.flush()
		c.out.WriteString(same)
		return
	}
	if script := scriptOf(r); script != "" {
		if script != c.script {
			c.flush()
		}
		c.script, c.lost, c.gap = script, c.lost+1, ""
		return
	}
	c.flush()
	if name := runenames.Name(r); name != "" && name[0] != '<' {
		c.out.WriteString("[" + strings.ToLower(name) + "]")
		return
	}
	c.out.WriteString("\u25A1")
	c.whole = false
}

// flush writes the note for lost letters.
func (c *cleaner) flush() {
	if c.lost == 0 {
		return
	}
	c.whole = false
	letters := "letters"
	if c.lost == 1 {
		letters = "letter"
	}
	fmt.Fprintf(&c.out, "[%d %s in %s script]%s", c.lost, letters, c.script, c.gap)
	c.lost, c.script, c.gap = 0, "", ""
}

func showable(s string) bool {
	for _, r := range s {
		if !Regular.shows(r).has(r) {
			return false
		}
	}
	return s != "" && utf8.ValidString(s)
}

var scriptNames = slices.Sorted(maps.Keys(unicode.Scripts))

// scriptOf returns the script that letter r belongs to, or the empty string for
// symbols, which belong to none.
func scriptOf(r rune) string {
	if !unicode.In(r, unicode.Letter, unicode.Mark, unicode.Number) {
		return ""
	}
	for _, name := range scriptNames {
		if name != "Common" && name != "Inherited" && unicode.Is(unicode.Scripts[name], r) {
			return strings.ReplaceAll(name, "_", " ")
		}
	}
	return ""
}
