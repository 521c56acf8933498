package pdf

import (
	"encoding/hex"
	"errors"
	"strconv"
	"unicode/utf16"
)

// The values of a PDF: nil, bool, float64, string (its bytes), Name, Ref, []any
// and Dict.
type (
	// A Name is a name without its slash.
	Name string
	// A Ref refers to the object with that number.
	Ref int
	// A Dict is a dictionary.
	Dict map[Name]any
)

var errSyntax = errors.New("not the text of an object")

// A parser reads values from text.
type parser struct {
	in    []byte
	at    int
	depth int
}

const maxDepth = 60

func (p *parser) space() {
	for p.at < len(p.in) {
		switch p.in[p.at] {
		case ' ', '\t', '\r', '\n', '\f', 0:
			p.at++
		case '%':
			for p.at < len(p.in) && p.in[p.at] != '\n' && p.in[p.at] != '\r' {
				p.at++
			}
		default:
			return
		}
	}
}

func (p *parser) has(s string) bool {
	if len(p.in)-p.at < len(s) || string(p.in[p.at:p.at+len(s)]) != s {
		return false
	}
	p.at += len(s)
	return true
}

// value reads the next value.
func (p *parser) value() (any, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, errSyntax
	}
	defer func() { p.depth-- }()
	p.space()
	switch {
	case p.at >= len(p.in):
		return nil, errSyntax
	case p.has("<<"):
		return p.dict()
	case p.has("<"):
		return p.hex()
	case p.has("("):
		return p.literal()
	case p.has("["):
		return p.array()
	case p.has("/"):
		return p.name(), nil
	}
	return p.word()
}

func (p *parser) dict() (any, error) {
	d := Dict{}
	for {
		p.space()
		if p.has(">>") {
			return d, nil
		}
		if !p.has("/") {
			return nil, errSyntax
		}
		key := p.name()
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		d[key] = v
	}
}

func (p *parser) array() (any, error) {
	a := []any{}
	for {
		p.space()
		if p.has("]") {
			return a, nil
		}
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		a = append(a, v)
	}
}

func (p *parser) name() Name {
	var out []byte
	for p.at < len(p.in) && !delimits(p.in[p.at]) {
		c := p.in[p.at]
		p.at++
		if c == '#' && p.at+2 <= len(p.in) {
			if b, err := hex.DecodeString(string(p.in[p.at : p.at+2])); err == nil {
				c, p.at = b[0], p.at+2
			}
		}
		out = append(out, c)
	}
	return Name(out)
}

func delimits(c byte) bool {
	switch c {
	case ' ', '\t', '\r', '\n', '\f', 0, '/', '<', '>', '[', ']', '(', ')', '{', '}', '%':
		return true
	}
	return false
}

func (p *parser) hex() (any, error) {
	start := p.at
	for p.at < len(p.in) && p.in[p.at] != '>' {
		p.at++
	}
	if p.at == len(p.in) {
		return nil, errSyntax
	}
	b, err := hex.DecodeString(string(p.in[start:p.at]))
	p.at++
	return string(b), err
}

func (p *parser) literal() (any, error) {
	var out []byte
	for open := 1; p.at < len(p.in); p.at++ {
		c := p.in[p.at]
		switch c {
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				p.at++
				return string(out), nil
			}
		case '\\':
			if p.at++; p.at == len(p.in) {
				return nil, errSyntax
			}
			c = p.in[p.at]
		}
		out = append(out, c)
	}
	return nil, errSyntax
}

// word reads a number, a reference, or a word such as true.
func (p *parser) word() (any, error) {
	word := p.token()
	switch word {
	case "true", "false":
		return word == "true", nil
	case "null":
		return nil, nil
	}
	n, err := strconv.ParseFloat(word, 64)
	if err != nil {
		return nil, errSyntax
	}
	after := p.at
	p.space()
	if p.token() == "0" {
		p.space()
		if p.token() == "R" {
			return Ref(n), nil
		}
	}
	p.at = after
	return n, nil
}

func (p *parser) token() string {
	start := p.at
	for p.at < len(p.in) && !delimits(p.in[p.at]) {
		p.at++
	}
	return string(p.in[start:p.at])
}

// Text returns a text string as people read it.
func Text(v any) string {
	s, _ := v.(string)
	if len(s) < 2 || s[:2] != "\xFE\xFF" {
		return s
	}
	units := make([]uint16, 0, len(s)/2)
	for i := 2; i+1 < len(s); i += 2 {
		units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
	}
	return string(utf16.Decode(units))
}
