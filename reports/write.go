package reports

import (
	"context"
	"fmt"
	"io"
	"strings"

	"touchstone/ksb"
	"touchstone/reports/pdf"
)

// Write writes the portfolio as one PDF. Open opens uploaded files and the
// copies made of them; one that is missing or damaged is named in the document
// with the reason and in the summary, and stops nothing. Progress, which may be
// nil, is told how many of the parts are done, files first, then the pages.
//
// Memory does not grow with the files. The same portfolio over the same files
// gives the same bytes. An error is of w or of ctx; what was written is then no
// use.
func (p *Portfolio) Write(ctx context.Context, w io.Writer, open Opener, progress func(done, total int)) (Summary, error) {
	s := newSetter(p)
	out := pdf.NewWriter(w)
	if progress == nil {
		progress = func(int, int) {}
	}
	if err := s.placeAll(ctx, out, open, progress); err != nil {
		return Summary{}, fmt.Errorf("write portfolio: %w", err)
	}
	drawn, err := pdf.Draw(s.draw)
	if err != nil {
		return Summary{}, fmt.Errorf("write portfolio: %w", err)
	}
	digest, n, err := out.Finish(drawn, s.info(), s.attached(), func(parts []pdf.Part) ([]byte, error) { return s.manifest(drawn, parts) })
	if err != nil {
		return Summary{}, fmt.Errorf("write portfolio: %w", err)
	}
	total := s.total()
	progress(total, total)
	return s.summary(drawn, digest, n), nil
}

func newSetter(p *Portfolio) *setter {
	s := &setter{p: p, byID: map[ksb.StatementID]*ksb.Statement{}, codes: map[ksb.StatementID]string{}, claimed: map[ksb.StatementID][]claimAt{}}
	for i := range p.Statements {
		st := &p.Statements[i]
		s.byID[st.ID] = st
		s.codes[st.ID] = codeOf(st, i+1)
	}
	for i := range p.Pieces {
		piece := &p.Pieces[i]
		for n := range piece.Claims {
			id := piece.Claims[n].Statement
			s.claimed[id] = append(s.claimed[id], claimAt{piece, i, &piece.Claims[n]})
			if s.codes[id] == "" {
				s.codes[id] = s.stranger(id)
			}
		}
	}
	return s
}

// stranger names a claimed statement that is not one of this apprentice's.
func (s *setter) stranger(id ksb.StatementID) string {
	for i := range s.p.Standard.Statements {
		st := &s.p.Standard.Statements[i]
		switch name := orElse(string(st.Code), st.Title); {
		case st.ID != id:
		case st.Retired:
			return name + ", no longer in the standard"
		default:
			return name + " (of another option)"
		}
	}
	return "a statement no longer in the standard"
}

// total is how many parts Write has to do.
func (s *setter) total() int {
	n := 1 + len(s.gatewayFiles())
	for i := range s.p.Pieces {
		n += len(s.p.Pieces[i].Files)
	}
	return n
}

// placeAll writes all files into the document.
func (s *setter) placeAll(ctx context.Context, out *pdf.Writer, open Opener, progress func(done, total int)) error {
	place := newPlacer(out, open, s.p.Originals)
	done, total := 0, s.total()
	for i := range s.p.Pieces {
		piece := &s.p.Pieces[i]
		var placed []*placing
		for n := range piece.Files {
			progress(done, total)
			pl, err := place.place(ctx, &piece.Files[n], itoa(piece.Number)+"."+itoa(n+1))
			if err != nil {
				return err
			}
			placed = append(placed, pl)
			done++
		}
		s.placed = append(s.placed, placed)
		if err := s.keepText(out, i); err != nil {
			return err
		}
	}
	err := s.placeGateway(ctx, place, func() { progress(done, total); done++ })
	if err != nil {
		return err
	}
	progress(done, total)
	return ctx.Err()
}

// keepText attaches the full text of a piece if pages cannot show all of it.
func (s *setter) keepText(out *pdf.Writer, i int) error {
	p := &s.p.Pieces[i]
	full := s.fullText(p)
	if _, whole := pdf.Clean(full); whole {
		return nil
	}
	name := "Piece " + itoa(p.Number) + " as written.txt"
	e, err := out.EmbedBytes("text:"+name, "text/plain", []byte(full))
	s.extras = append(s.extras, extra{name, "Full text of piece " + itoa(p.Number), i, &e})
	return err
}

// fullText is everything a person wrote in a piece that its pages show.
func (s *setter) fullText(p *Piece) string {
	parts := [][2]string{{"Title", p.Title}, {"Place", p.Place}, {"Situation", p.Situation}, {"Task", p.Task}, {"Action", p.Action}, {"Result", p.Result},
		{"Own part", p.OwnPart}, {"Use of AI", p.AINote}, {"Witness", listed(", ", p.Witness.Name, p.Witness.Role, p.Witness.Relation, p.Witness.Contact)}}
	if s.p.Plan == nil || s.p.Plan.Portfolio.Reflection != ksb.ReflectionForbidden {
		parts = append(parts, [][2]string{{"What worked", p.Worked}, {"What did not", p.Failed}, {"Next time", p.NextTime}, {"Theory", p.Theory}}...)
	}
	if p.Held != nil {
		parts = append(parts, [2]string{"What is held", p.Held.What}, [2]string{"Where it is held", p.Held.Where})
	}
	for _, c := range p.Claims {
		parts = append(parts, [2]string{s.codes[c.Statement], c.How})
		for _, pl := range c.Places {
			parts = append(parts, [2]string{s.codes[c.Statement] + ", section", pl.Section})
		}
	}
	for _, t := range p.Testimony {
		parts = append(parts, [2]string{"Testimony of " + listed(", ", t.Name, t.Job), t.Words})
	}
	for _, d := range p.Decisions {
		parts = append(parts, [2]string{"Feedback by " + d.Name, d.Feedback})
	}
	for _, f := range p.Files {
		parts = append(parts, [2]string{"File", f.Name})
	}
	var b strings.Builder
	for _, part := range parts {
		if part[1] != "" {
			b.WriteString(part[0] + "\n" + part[1] + "\n\n")
		}
	}
	return b.String()
}

// draw draws the whole document.
func (s *setter) draw(d *pdf.Doc) {
	s.d, s.over = d, nil
	s.f = &pdf.Flow{Doc: d, X: margin, W: columnW, Bottom: bottom, NewPage: s.newPage}
	s.cover()
	s.contents()
	s.coverage()
	s.statements()
	s.pieces()
	s.gateway()
	s.about()
}

func (s *setter) info() pdf.Info {
	title := "Portfolio of evidence: " + s.p.Apprentice
	if s.p.Working {
		title += " (working copy)"
	}
	return pdf.Info{Title: title, Author: s.p.Apprentice, Made: s.p.Newest(),
		Subject: listed(", ", s.p.Standard.Title, standardName(&s.p.Standard), s.option())}
}

// attached lists the attachments but for the manifest.
func (s *setter) attached() []pdf.Attachment {
	var all []pdf.Attachment
	for i, piece := range s.placed {
		for _, pl := range piece {
			if pl.attached != nil {
				all = append(all, pdf.Attachment{Name: pl.name, About: "Piece " + itoa(s.p.Pieces[i].Number) + ": " + s.p.Pieces[i].Title,
					Relation: relation(pl), File: *pl.attached})
			}
		}
	}
	for i, pl := range s.records {
		if pl.attached != nil {
			all = append(all, pdf.Attachment{Name: pl.name, About: s.gatewayFiles()[i].Name, Relation: relation(pl), File: *pl.attached})
		}
	}
	for _, x := range s.extras {
		all = append(all, pdf.Attachment{Name: x.name, About: x.about, Relation: "Alternative", File: *x.embed})
	}
	return all
}

// relation is what an attachment is to the document.
func relation(pl *placing) string {
	if len(pl.shown) > 0 {
		return "Source"
	}
	return "Supplement"
}

func (s *setter) summary(drawn *pdf.Drawing, digest string, n int64) Summary {
	sum := Summary{Pages: drawn.Pages(), Pieces: len(s.p.Pieces), Statements: s.shownStatements(), Size: n, Digest: digest, Notes: []string{}}
	for _, piece := range append(s.placed[:len(s.placed):len(s.placed)], s.records) {
		sum.Files += len(piece)
		for _, pl := range piece {
			if pl.why != "" {
				sum.Notes = append(sum.Notes, "File "+pl.label+", “"+pl.file.Name+"”: "+pl.why)
			}
		}
	}
	return sum
}
