package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxWord is how many bytes of a word count; what comes after is as if it were
// not there.
const maxWord = 64

// scan calls each with the words of a text, folded: lower case, without accents,
// ligatures taken apart. from and to are the bytes of the text the word stands at.
// It stops when each returns false.
func scan(text string, each func(word string, from, to int) bool) {
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		if !begins(r) {
			i += size
			continue
		}
		from, plain := i, true // plain: as it stands, it is folded
		for i < len(text) {
			r, size = rune(text[i]), 1
			if r >= utf8.RuneSelf {
				r, size = utf8.DecodeRuneInString(text[i:])
			}
			if !begins(r) && !unseen(r) {
				break
			}
			plain = plain && r < utf8.RuneSelf && (r < 'A' || r > 'Z')
			i += size
		}
		word := text[from:i]
		if !plain {
			word = fold(word)
		}
		if word = short(word); word != "" && !each(word, from, i) {
			return
		}
	}
}

// begins reports whether r is part of words, and can begin one.
func begins(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r))
}

// unseen reports whether r is no letter and yet does not end a word: an accent,
// or a place where it may be parted.
func unseen(r rune) bool {
	return r >= utf8.RuneSelf && (unicode.Is(unicode.M, r) || unicode.Is(unicode.Cf, r))
}

// fold returns a word as it is kept.
func fold(word string) string {
	ascii := true
	for i := range len(word) {
		ascii = ascii && word[i] < utf8.RuneSelf
	}
	if ascii {
		return strings.ToLower(word)
	}
	return strings.Map(func(r rune) rune {
		if !begins(r) {
			return -1
		}
		return r
	}, norm.NFKD.String(strings.ToLower(norm.NFKD.String(word))))
}

func short(word string) string {
	if len(word) <= maxWord {
		return word
	}
	n := maxWord
	for n > 0 && !utf8.RuneStart(word[n]) {
		n--
	}
	return word[:n]
}

// apart stands in the index between two parts of a document, so that no phrase
// reaches across. Nobody can search for it: it is part of no word.
const apart = "\ue001"

// A writing gathers the words of a document as the index takes them.
type writing struct{ b strings.Builder }

// add adds a part of the document: as much as there is room for.
func (w *writing) add(text string) {
	if w.b.Len() > 0 && strings.TrimSpace(text) != "" {
		w.b.WriteString(apart + " ")
	}
	scan(text, func(word string, _, _ int) bool {
		if w.b.Len()+len(word) >= MaxText {
			return false
		}
		w.b.WriteString(word)
		w.b.WriteByte(' ')
		return true
	})
}
