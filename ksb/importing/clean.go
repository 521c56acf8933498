package importing

import (
	"bytes"
	"encoding/binary"
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"touchstone/app/fault"
	"touchstone/ksb"
)

// decode returns the text of a file in UTF-8, UTF-16 with its mark, or Windows
// code page 1252. It returns fault.Invalid if the bytes are no text.
func decode(raw []byte) (string, error) {
	switch {
	case bytes.HasPrefix(raw, []byte("%PDF")):
		return "", fault.New(fault.Invalid, "This is a PDF, whose text cannot be read reliably. "+expected)
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}):
		return fromUTF16(raw[2:], binary.LittleEndian), nil
	case bytes.HasPrefix(raw, []byte{0xfe, 0xff}):
		return fromUTF16(raw[2:], binary.BigEndian), nil
	}
	odd := 0
	for _, b := range raw {
		if b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f' && b != '\v' {
			odd++
		}
	}
	if odd*100 > len(raw) || bytes.IndexByte(raw, 0) >= 0 {
		return "", fault.New(fault.Invalid, "This is not text: it looks like a picture, a program or another kind of file. "+expected)
	}
	if utf8.Valid(raw) {
		return string(raw), nil
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(raw)
	if err != nil {
		return "", fault.Because(err, fault.Invalid, "The characters of this file cannot be read. Save it as UTF-8 text. "+expected)
	}
	return string(text), nil
}

func fromUTF16(raw []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(raw)/2)
	for i := range units {
		units[i] = order.Uint16(raw[2*i:])
	}
	return string(utf16.Decode(units))
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
