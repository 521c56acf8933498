package reports

import (
	"context"
	"strings"

	"touchstone/app/words"
	"touchstone/reports/pdf"
)

// gatewayFiles returns the records of the gateway that have a file, in order.
func (s *setter) gatewayFiles() (with []*GatewayRecord) {
	if s.p.Gateway == nil {
		return nil
	}
	for i := range s.p.Gateway.Records {
		if r := &s.p.Gateway.Records[i]; r.File != nil {
			with = append(with, r)
		}
	}
	return with
}

// placeGateway writes the files of the gateway record into the document.
func (s *setter) placeGateway(ctx context.Context, place *placer, step func()) error {
	for _, r := range s.gatewayFiles() {
		step()
		pl, err := place.place(ctx, r.File, r.Label())
		if err != nil {
			return err
		}
		s.records = append(s.records, pl)
	}
	return nil
}

// signOffs returns who signed off at gateway.
func (s *setter) signOffs() (all []Declaration) {
	if s.p.Gateway == nil {
		return nil
	}
	for i := range s.p.Gateway.SignOffs {
		so := &s.p.Gateway.SignOffs[i]
		all = append(all, Declaration{so.Name, strings.TrimPrefix(so.who(), so.Name+", "), so.Words, so.At})
	}
	return all
}

// gatewayTitle is what the plan calls gateway, as a title.
func (s *setter) gatewayTitle() string { return words.Capital(s.words().Gateway) + ": record" }

// gateway draws what was handed over beside the pieces, and the files of it.
func (s *setter) gateway() {
	g := s.p.Gateway
	if g == nil {
		return
	}
	s.chapter("gateway", s.gatewayTitle(), 0)
	s.facts(172, true, [][2]string{
		{"Handed over", words.Moment(g.At) + " by " + g.By},
		{"To", g.Organisation},
		{"Attempt", itoa(g.Attempt)},
	})
	s.gatewayTable()
	s.section("Off-the-job hours and duration")
	s.para(span(text, g.Hours.text()))
	if len(g.Hours.Reckoned) > 0 {
		s.f.Space(3)
		s.note(span(small, "What is needed: "+strings.Join(g.Hours.Reckoned, "; ")+"."))
	}
	s.behaviourTable()
	s.signOffTable()
	for i := range s.records {
		s.recordPages(i)
	}
}

func (s *setter) gatewayTable() {
	g := s.p.Gateway
	if len(g.Records) == 0 {
		return
	}
	s.section("English, maths, qualifications and documents")
	t := &pdf.Table{Cols: []float64{120, columnW - 120 - 150, 150}, Gap: 10, Lead: lead, Pad: 4, Rule: hair, Under: ink, Keep: true, Names: true,
		Head: []pdf.Cell{cell(smallBold, "Asked for"), cell(smallBold, "Recorded"), cell(smallBold, "File")}}
	file := 0
	rows := make([][]pdf.Cell, len(g.Records))
	for i := range g.Records {
		r := &g.Records[i]
		rows[i] = []pdf.Cell{cell(bold, r.Name), cell(text, r.text()), cell(softText, "None")}
		if r.File != nil {
			pl := s.records[file]
			file++
			spans := append([]pdf.Span{span(text, r.Label()+" "+r.File.Name+", "+size(r.File.Size)+", ")}, s.here(pl)...)
			digest := string(r.File.Ref)
			spans = append(spans, span(mono, "\n"+digest[:min(32, len(digest))]+"\n"+digest[min(32, len(digest)):]))
			rows[i][2] = cellOf(spans...)
			if len(pl.shown) == 0 {
				rows[i][2].Name = fileAnchor(pl.label)
			}
		}
	}
	s.f.Rows(t, len(rows), func(i int) []pdf.Cell { return rows[i] })
}

func (s *setter) behaviourTable() {
	all := s.p.Gateway.Behaviours
	if len(all) == 0 {
		return
	}
	s.section("Behaviours, verified by the employer")
	t := &pdf.Table{Cols: []float64{190, columnW - 190}, Gap: 10, Lead: lead, Pad: 4, Rule: hair, Under: ink, Keep: true, Names: true,
		Head: []pdf.Cell{cell(smallBold, "Behaviour"), cell(smallBold, "What the employer says")}}
	s.f.Rows(t, len(all), func(i int) []pdf.Cell {
		name := span(text, "")
		if st := s.byID[all[i].Statement]; st != nil {
			name = span(text, " "+st.Text())
		}
		return []pdf.Cell{cellOf(s.code(linked, all[i].Statement), name), cell(text, all[i].text())}
	})
}

func (s *setter) signOffTable() {
	all := s.p.Gateway.SignOffs
	if len(all) == 0 {
		return
	}
	s.section("Sign-offs")
	for i := range all {
		s.para(span(text, "“"+all[i].Words+"”"))
		s.para(span(bold, all[i].who()), span(text, ", "+words.Moment(all[i].At)))
		s.note(span(mono, "SHA-256 of what was signed: "+all[i].Digest))
		s.f.Space(8)
	}
}

// recordPages draws the pages that show a file of the gateway record.
func (s *setter) recordPages(i int) {
	pl, r := s.records[i], s.gatewayFiles()[i]
	for page, shown := range pl.shown {
		w, h := pageW, pageH
		if !shown.Picture && shown.Width > shown.Height {
			w, h = pageH, pageW
		}
		s.sheet(w, h, edge)
		if page == 0 {
			s.d.Anchor(fileAnchor(pl.label), 0)
			s.d.Bookmark(1, firstWords(pl.label+" "+pl.file.Name, 90), fileAnchor(pl.label))
		}
		s.d.In("P", "", func() {
			back := to(linked, r.Name, "gateway")
			s.d.Set(edge, 40, oneLine((w-2*edge)*0.48, back))
			s.setEnd(w-edge, 40, span(text, cut(span(text, pl.label+" "+pl.file.Name), (w-2*edge)*0.48)))
		})
		s.d.Line(edge, 48, w-edge, 48, 1.2, stone)
		s.fit(shown, w, h, pl, page+1)
	}
}
