package pdf

import "strings"

// A Colour is red, green and blue.
type Colour [3]uint8

// A Style is how text looks.
type Style struct {
	Face   Face
	Size   float64
	Colour Colour
}

// A Span is text of one style. Where To is not empty the text is a link to the
// anchor of that name and is underlined. Its Text has gone through Clean.
type Span struct {
	Text  string
	Style Style
	To    string
}

// A Line is spans set beside each other.
type Line struct {
	spans []Span
	width float64
}

// Width returns how wide the line is.
func (l Line) Width() float64 { return l.width }

// Width returns how wide text is in the style.
func (s Style) Width(text string) float64 {
	var w float64
	for _, r := range text {
		w += s.Face.width(r)
	}
	return w * s.Size
}

// Wrap sets spans in lines no wider than width. A line feed begins a new line.
// Lines break at spaces and after hyphens and slashes; a word too long for a
// line is broken where the line ends. There is always at least one line.
func Wrap(spans []Span, width float64) []Line {
	w := wrapper{limit: width}
	for _, s := range spans {
		for i, part := range strings.Split(s.Text, "\n") {
			if i > 0 {
				w.newLine()
			}
			w.words(Span{part, s.Style, s.To})
		}
	}
	w.newLine()
	return w.lines
}

type wrapper struct {
	limit float64
	lines []Line
	line  Line
	gap   float64 // width of the space at the line's end, which counts only if more follows
	fresh bool    // the last thing written allows a break
}

func (w *wrapper) newLine() {
	w.trim()
	w.lines = append(w.lines, w.line)
	w.line, w.gap, w.fresh = Line{}, 0, false
}

// trim takes the space off the line's end.
func (w *wrapper) trim() {
	if n := len(w.line.spans); n > 0 && w.gap > 0 {
		last := &w.line.spans[n-1]
		last.Text = strings.TrimRight(last.Text, " ")
		w.line.width -= w.gap
	}
}

// words adds the words of a span, each with the space after it.
func (w *wrapper) words(s Span) {
	for text := s.Text; text != ""; {
		n := wordEnd(text)
		word := text[:n]
		text = text[n:]
		bare := strings.TrimRight(word, " ")
		space := word[len(bare):]
		gap := s.Style.Width(space)
		wide := s.Style.Width(bare)
		if w.line.width+wide > w.limit+0.01 && w.line.width > 0 && (w.fresh || wide > w.limit) {
			w.newLine()
		}
		for wide > w.limit {
			head := fit(s.Style, bare, w.limit-w.line.width)
			w.add(s, bare[:head], s.Style.Width(bare[:head]), 0)
			w.newLine()
			bare = bare[head:]
			wide = s.Style.Width(bare)
		}
		w.add(s, bare+space, wide+gap, gap)
	}
}

// wordEnd returns the length of the first word of text with the spaces after it.
func wordEnd(text string) int {
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == ' ':
			for i < len(text) && text[i] == ' ' {
				i++
			}
			return i
		case (c == '-' || c == '/') && i > 0 && i+1 < len(text) && text[i+1] != ' ':
			return i + 1
		}
	}
	return len(text)
}

// fit returns how many bytes of text fit into room: at least one letter.
func fit(s Style, text string, room float64) int {
	var wide float64
	for i, r := range text {
		wide += s.Face.width(r) * s.Size
		if wide > room && i > 0 {
			return i
		}
	}
	return len(text)
}

func (w *wrapper) add(s Span, text string, wide, gap float64) {
	if text == "" {
		return
	}
	if n := len(w.line.spans); n > 0 && w.line.spans[n-1].Style == s.Style && w.line.spans[n-1].To == s.To {
		w.line.spans[n-1].Text += text
	} else {
		w.line.spans = append(w.line.spans, Span{text, s.Style, s.To})
	}
	w.line.width += wide
	w.gap = gap
	w.fresh = gap > 0 || strings.HasSuffix(text, "-") || strings.HasSuffix(text, "/")
}
