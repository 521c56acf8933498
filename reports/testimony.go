package reports

import (
	"touchstone/app/words"
	"touchstone/reports/pdf"
)

// testimony draws what witnesses wrote about a piece, a box a witness.
func (s *setter) testimony(p *Piece) {
	if len(p.Testimony) == 0 {
		return
	}
	s.section("Witness testimony")
	for i := range p.Testimony {
		if i > 0 {
			s.f.Space(6)
		}
		s.boxed(p.Testimony[i].spans(p.Version))
	}
}

// spans says who wrote it, how they know, what they wrote, and what can be
// compared with the record. shown is the version in the document.
func (t *Testimony) spans(shown int) []pdf.Span {
	how := "saw the work"
	if !t.Saw {
		how = "knows of the work from others"
	}
	if t.Version != shown {
		how += ", as told in version " + itoa(t.Version)
	}
	return []pdf.Span{span(bold, t.Name), span(text, ", "+listed(", ", t.Job, words.Moment(t.At))+"; "+how+". “"+t.Words+"”\n"),
		span(small, "Signed; SHA-256 "+t.Digest)}
}
