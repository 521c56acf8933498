package document

import (
	"math"
	"slices"
	"strconv"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// showAll shows the strings among the operands, and moves by the numbers.
func (s *textScan) showAll(word string) {
	if word == "\"" {
		s.word, s.char = s.value(3), s.value(2)
	}
	if word == "'" || word == "\"" {
		s.move(0, -s.below)
		s.operand = s.operand[max(0, len(s.operand)-1):]
	}
	for _, t := range s.operand {
		switch raw := s.text(t); raw[0] {
		case '(':
			if b, err := types.Unescape(string(raw[1:max(1, len(raw)-1)])); err == nil {
				s.show(b)
			}
		case '<':
			s.show(hexBytes(string(raw)))
		default:
			if v, err := strconv.ParseFloat(string(raw), 64); err == nil {
				s.advance(-v / 1000 * s.size)
			}
		}
	}
}

// advance moves by x, in units of the text's own space but for its width.
func (s *textScan) advance(x float64) { s.tm = matrix{1, 0, 0, 1, x * s.wide, 0}.times(s.tm) }

// show adds the text of a string, parted from the last by a space or a line if
// there is room between them.
func (s *textScan) show(codes []byte) {
	if s.font == nil || s.mode == 3 && s.quiet || s.mode == 7 {
		return
	}
	step := 1
	if s.font.wide {
		step = 2
	}
	for part := range slices.Chunk(codes, step) {
		code := 0
		for _, b := range part {
			code = code<<8 | int(b)
		}
		if meaning := s.font.meaning[code]; meaning != "" {
			s.part()
			s.out.WriteString(meaning)
		}
		width, known := s.font.widths[code]
		if !known {
			width = s.font.usual
		}
		gap := s.char
		if step == 1 && code == ' ' {
			gap += s.word
		}
		s.advance(width/1000*s.size + gap)
		at := s.tm.times(s.ctm)
		s.endX, s.endY, s.begun = at[4], at[5], true
	}
}

// part adds the space or the end of line that lies before what comes next.
func (s *textScan) part() {
	at := s.tm.times(s.ctm)
	height := math.Abs(s.size) * math.Hypot(at[2], at[3])
	dx, dy := at[4]-s.endX, at[5]-s.endY
	written := s.out.buf.Bytes()
	if !s.begun || len(written) == 0 {
		return
	}
	switch last := written[len(written)-1]; {
	case math.Abs(dy) > 0.6*height:
		s.out.WriteString("\n")
	case (dx > 0.2*height || dx < -0.6*height) && last != ' ' && last != '\n':
		s.out.WriteString(" ")
	}
}
