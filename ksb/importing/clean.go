package importing

import (
	"bytes"
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"touchstone/app/fault"
	"touchstone/app/sheet"
	"touchstone/ksb"
)

// decode returns the text of a file as sheet.Decode does. It returns
// fault.Invalid if the bytes are no text.
func decode(raw []byte) (string, error) {
	if bytes.HasPrefix(raw, []byte("%PDF")) {
		return "", fault.New(fault.Invalid, "This is a PDF, and only its text can be read here. "+expected)
	}
	text, err := sheet.Decode(raw)
	if err != nil {
		return "", fault.New(fault.Invalid, fault.Of(err).Message+" "+expected)
	}
	return text, nil
}

var tag = regexp.MustCompile(`</?[a-zA-Z][^<>]{0,500}>|<!--[^<>]{0,500}-->`)

// clean returns a statement's wording as people read it: entities resolved, even
// escaped twice, tags gone, white space single. Quotation marks stay as they are.
func clean(s string) string {
	for range 3 {
		plain := html.UnescapeString(s)
		if plain == s {
			break
		}
		s = plain
	}
	s = tag.ReplaceAllString(s, " ")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\u00ad' || r == '\u200b' || r == '\ufeff' || r == utf8.RuneError:
			return -1
		case unicode.IsSpace(r) || unicode.IsControl(r):
			return ' '
		}
		return r
	}, s)
	return norm.NFC.String(strings.Join(strings.Fields(s), " "))
}

// hasWords reports whether a statement says anything: a placeholder such as "."
// or "N/A" does not.
func hasWords(s string) bool {
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
	return letters != "" && letters != "na" && letters != "tbc"
}

const maxTitle = 60 // characters of a title made of the wording

// titleOf makes a title of a statement's first words. An option's name that the
// wording begins with is left out.
func titleOf(text string, options []ksb.Option) string {
	for _, o := range options {
		rest, ok := strings.CutPrefix(text, o.Name)
		if rest = strings.TrimSpace(rest); ok && len(rest) > 1 && strings.ContainsAny(rest[:1], ":-") {
			text = strings.TrimSpace(rest[1:])
		}
	}
	text = strings.TrimRight(strings.TrimPrefix(strings.TrimPrefix(text, "The "), "the "), ". ")
	title := []rune(text)
	if len(title) > maxTitle {
		cut := maxTitle
		for cut > maxTitle/2 && title[cut] != ' ' {
			cut--
		}
		if title[cut] != ' ' {
			cut = maxTitle
		}
		title = append([]rune(endWell(string(title[:cut]))), '…')
	}
	if len(title) > 0 {
		title[0] = unicode.ToUpper(title[0])
	}
	return string(title)
}

// endWell drops from the end of a title what leads on to a word that is cut off.
func endWell(title string) string {
	for {
		title = strings.TrimRight(title, " ,;:.–-")
		at := strings.LastIndexByte(title, ' ')
		switch last := title[at+1:]; {
		case at < 0:
			return title
		case slices.Contains([]string{"and", "or", "of", "the", "a", "an", "to", "for", "in", "on", "with", "by", "such", "as", "including"}, last):
			title = title[:at]
		default:
			return title
		}
	}
}
