package document

import (
	"bytes"
	"errors"
	"unicode/utf8"
)

var errFull = errors.New("enough text")

// A text gathers the text of a file: UTF-8 without control characters but
// newline, tab and form feed, at most maxText bytes.
type text struct {
	buf bytes.Buffer
	err error // errFull once something did not fit
}

func newText() *text { return new(text) }

// WriteString adds what fits of s.
func (t *text) WriteString(s string) { t.Write([]byte(s)) }

// Write adds what fits of p, which must hold whole characters.
func (t *text) Write(p []byte) {
	for len(p) > 0 && t.err == nil {
		r, n := utf8.DecodeRune(p)
		p = p[n:]
		if r < ' ' && r != '\n' && r != '\t' && r != '\f' || r == 0x7f || r == 0xfeff {
			continue
		}
		if t.buf.Len()+utf8.RuneLen(r) > maxText {
			t.err = errFull
			return
		}
		t.buf.WriteRune(r)
	}
}

// keep writes the text as a copy of the file, if there is any.
func (t *text) keep(facts *Facts, dir string) error {
	content := bytes.TrimSpace(t.buf.Bytes())
	if len(content) == 0 {
		return nil
	}
	return keep(facts, dir, Plain, textName, append(content, '\n'))
}
