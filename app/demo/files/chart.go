package files

import "slices"

// bars draws a bar chart.
func (s *sheet) bars(b *Bars) {
	const height = 150.0
	s.room(height + 60)
	s.y += 6
	s.lines(b.Title, strong, black, 15)
	top, foot := s.y+18, s.y+18+height
	most := max(slices.Max(b.Values), b.Aim) * 1.08
	slot := s.column() / float64(len(b.Values))
	for i, v := range b.Values {
		x := margin + float64(i)*slot + slot*0.18
		h := v / most * height
		colour := house
		if i == b.Accent-1 {
			colour = amber
		}
		s.box(x, foot-h, slot*0.64, h, colour)
		s.middle(x+slot*0.32, foot-h-4, face{8.5, true}, black, withUnit(v, b.Unit))
		s.middle(x+slot*0.32, foot+13, small, grey, b.Labels[i])
	}
	s.line(margin, foot, s.width-margin, foot, 0.8, grey)
	if b.Aim > 0 {
		y := foot - b.Aim/most*height
		s.draw("[3 2] 0 d")
		s.line(margin, y, s.width-margin, y, 0.9, amber)
		s.draw("[] 0 d")
		s.right(s.width-margin, top-21, small, amber, "Dashed: the aim, "+withUnit(b.Aim, b.Unit))
	}
	s.y = foot + 28
}

func (s *sheet) middle(x, y float64, f face, colour ink, text string) {
	s.text(x-f.width(text)/2, y, f, colour, text)
}

// slide draws a page of a presentation.
func (s *sheet) slide(b *Slide) {
	s.addPage()
	s.box(0, 0, s.width, 96, house)
	s.box(0, 96, s.width, 4, amber)
	s.text(margin, 40, small, pale, s.paper.House)
	s.text(margin, 74, face{26, true}, white, b.Title)
	s.y = 134
	f := face{20, false}
	for _, point := range b.Points {
		for i, line := range f.wrap(point, s.column()-28) {
			s.y += 29
			if i == 0 {
				s.text(margin, s.y, face{20, true}, amber, "•")
			}
			s.text(margin+24, s.y, f, black, line)
		}
		s.y += 16
	}
	if b.Aside != "" {
		s.aside(b.Aside)
	}
}

func (s *sheet) aside(text string) {
	f := face{13, false}
	lines := f.wrap(text, s.column()-36)
	h := float64(len(lines))*19 + 22
	y := s.height - 62 - h
	s.box(margin, y, s.column(), h, tint)
	s.box(margin, y, 4, h, amber)
	for i, line := range lines {
		s.text(margin+20, y+25+float64(i)*19, f, black, line)
	}
}
