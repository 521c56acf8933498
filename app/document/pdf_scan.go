package document

import "bytes"

// A contentToken is a piece of a content stream: an operator, or an operand.
type contentToken struct {
	start, end int
	operator   bool
}

// A contentScan splits a content stream into tokens (ISO 32000-1, 7.8.2). It
// takes anything and never fails: what makes no sense is an operator.
type contentScan struct {
	src []byte
	pos int
}

// text returns the bytes of t.
func (s *contentScan) text(t contentToken) []byte { return s.src[t.start:t.end] }

// next returns the next token, false at the end. An inline image is one token:
// the operator BI up to its EI.
func (s *contentScan) next() (contentToken, bool) {
	s.skipSpace()
	if s.pos >= len(s.src) {
		return contentToken{}, false
	}
	t := contentToken{start: s.pos}
	switch c := s.src[s.pos]; {
	case c == '(':
		s.skipString()
	case c == '<' && s.peek(1) != '<':
		s.skipTo('>')
	case c == '<' || c == '>' && s.peek(1) == '>':
		s.pos += 2
	case c == '[' || c == ']' || c == '{' || c == '}' || c == ')' || c == '>':
		s.pos++
	case c == '/':
		s.pos++
		s.skipRegular()
	default:
		s.skipRegular()
		word := s.src[t.start:s.pos]
		t.operator = !numeric(word[0]) && !isConstant(word)
		if t.operator && string(word) == "BI" {
			s.skipImage()
		}
	}
	s.pos = min(s.pos, len(s.src))
	t.end = s.pos
	return t, true
}

func numeric(c byte) bool { return c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.' }

func isConstant(word []byte) bool {
	return string(word) == "true" || string(word) == "false" || string(word) == "null"
}

// peek returns the byte n after this one, 0 past the end.
func (s *contentScan) peek(n int) byte {
	if s.pos+n < len(s.src) {
		return s.src[s.pos+n]
	}
	return 0
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isRegular(c byte) bool {
	return !isSpace(c) && bytes.IndexByte([]byte("()<>[]{}/%"), c) < 0
}

// skipSpace passes over white space and comments.
func (s *contentScan) skipSpace() {
	for ; s.pos < len(s.src); s.pos++ {
		c := s.src[s.pos]
		if c == '%' {
			for s.pos < len(s.src) && s.src[s.pos] != '\n' && s.src[s.pos] != '\r' {
				s.pos++
			}
		} else if !isSpace(c) {
			return
		}
	}
}

func (s *contentScan) skipRegular() {
	for s.pos < len(s.src) && isRegular(s.src[s.pos]) {
		s.pos++
	}
}

func (s *contentScan) skipTo(c byte) {
	if n := bytes.IndexByte(s.src[s.pos:], c); n >= 0 {
		s.pos += n + 1
	} else {
		s.pos = len(s.src)
	}
}

func (s *contentScan) skipString() {
	for depth := 0; s.pos < len(s.src); s.pos++ {
		switch s.src[s.pos] {
		case '\\':
			s.pos++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				s.pos++
				return
			}
		}
	}
}

// skipImage passes over an inline image, whose BI has been read. Its data ends
// at an EI on its own that text follows, since the data may hold anything.
func (s *contentScan) skipImage() {
	for {
		t, ok := s.next()
		if !ok {
			return
		}
		if t.operator && string(s.text(t)) == "ID" {
			break
		}
	}
	for s.pos++; s.pos < len(s.src); s.pos++ {
		n := bytes.Index(s.src[s.pos:], []byte("EI"))
		if n < 0 {
			s.pos = len(s.src)
			return
		}
		s.pos += n
		if isSpace(s.src[s.pos-1]) && (s.pos+2 >= len(s.src) || isSpace(s.src[s.pos+2])) && textFollows(s.src[s.pos+2:]) {
			s.pos += 2
			return
		}
	}
}

// textFollows reports whether the next few bytes could be operators.
func textFollows(b []byte) bool {
	for _, c := range b[:min(len(b), 12)] {
		if c >= 0x7f || c < ' ' && !isSpace(c) || c == 0 {
			return false
		}
	}
	return true
}
