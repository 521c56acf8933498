package reports

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"touchstone/app/words"
	"touchstone/ksb"
	"touchstone/reports/pdf"
)

// A Development is everything the PDF of a personal development plan says, which
// a person takes to a one-to-one.
type Development struct {
	Provider  string
	Person    string
	Day       time.Time // the day it is printed for
	At        time.Time // of the newest thing in it, which is the document's date
	Rests     string    // the self-audit it rests on: day, grade, standards; empty: none is finished
	Says      string    // what that audit found, in a sentence
	Strengths [][2]string
	Focus     [][2]string // what, and how it stands
	Goals     []DevelopmentGoal
	Log       []DevelopmentEntry
	LogSum    string // "12 entries, 20 h 30 min, in the twelve months to 3 March 2026"
}

// A DevelopmentGoal is one goal of the plan.
type DevelopmentGoal struct {
	For, Activity, Success, Support, Due, State string
	Outcome                                     string // what came of it, or why it was dropped
}

// A DevelopmentEntry is one entry of the CPD log.
type DevelopmentEntry struct {
	Day, Time, Title, Kind, Learned, Applied, About string
}

// developmentTitle is what the document is called.
const developmentTitle = "Personal development plan"

// Write writes the plan as a PDF. The same value gives the same bytes. An error
// is of w.
func (p *Development) Write(w io.Writer) error {
	out := pdf.NewWriter(w)
	s := &developmentSetter{newSetter(&Portfolio{Provider: p.Provider, Apprentice: p.Person, Standard: ksb.Standard{Reference: p.subject()}}), p}
	drawn, err := pdf.Draw(s.draw)
	if err != nil {
		return fmt.Errorf("write development plan: %w", err)
	}
	info := pdf.Info{Title: developmentTitle + ": " + p.Person, Author: p.Provider, Subject: p.subject(), Made: p.At}
	_, _, err = out.Finish(drawn, info, nil, func(parts []pdf.Part) ([]byte, error) { return p.manifest(drawn, parts) })
	if err != nil {
		return fmt.Errorf("write development plan: %w", err)
	}
	return nil
}

func (p *Development) subject() string { return developmentTitle + ", " + words.Day(p.Day) }

// manifest is the inner manifest, by which the program can check the file.
func (p *Development) manifest(drawn *pdf.Drawing, parts []pdf.Part) ([]byte, error) {
	m := Manifest{Format: manifestFormat, About: developmentTitle + ". Parts are stretches of the document, in order and without gaps, each with the SHA-256 of its bytes.",
		Apprentice: p.Person, Standard: p.subject(), Made: p.At.UTC(), Pages: drawn.Pages(), Pieces: []PieceEntry{}, Files: []FileEntry{}}
	for _, part := range parts {
		m.Parts = append(m.Parts, ManifestPart{part.Offset, part.Length, part.SHA256, partName(part.Key, nil)})
	}
	return json.MarshalIndent(m, "", " ")
}

// A developmentSetter draws one plan with what draws portfolios.
type developmentSetter struct {
	*setter
	dev *Development
}

func (s *developmentSetter) draw(d *pdf.Doc) {
	s.d, s.over = d, nil
	s.f = &pdf.Flow{Doc: d, X: margin, W: columnW, Bottom: bottom, NewPage: s.newPage}
	s.newPage()
	s.d.Anchor("top", 0)
	s.d.Bookmark(0, developmentTitle, "top")
	s.brand()
	s.f.Y = margin + 46
	s.f.Para("P", 18, span(pdf.Style{Face: pdf.Regular, Size: 13, Colour: ink}, developmentTitle+", "+words.Day(s.dev.Day)))
	s.f.Para("H1", 27, span(title, s.dev.Person))
	s.f.Space(8)
	if s.dev.Rests == "" {
		s.boxed([]pdf.Span{span(bold, "No self-audit is finished yet. "), span(text, "This plan holds goals that were set without one.")})
	} else {
		s.boxed([]pdf.Span{span(bold, "Rests on the self-audit of "+s.dev.Rests+". "), span(text, s.dev.Says)})
	}
	s.standings("strengths", "Strengths", s.dev.Strengths, "None stands out in the self-audit.")
	s.standings("focus", "Focus areas", s.dev.Focus, "None is below the grade.")
	s.goals()
	s.log()
	s.notes()
	s.signatures()
}

// heading sets a section's heading that the outline names.
func (s *developmentSetter) heading(anchor, name string) {
	s.section(name)
	s.d.Anchor(anchor, s.f.Y-24)
	s.d.Bookmark(1, name, anchor)
}

// standings lists elements with how each stands. Without a self-audit there is
// nothing to say.
func (s *developmentSetter) standings(anchor, name string, rows [][2]string, none string) {
	if s.dev.Rests == "" {
		return
	}
	s.heading(anchor, name)
	if len(rows) == 0 {
		s.para(span(softText, none))
		return
	}
	t := &pdf.Table{Cols: []float64{columnW - 200, 200}, Gap: 10, Lead: lead, Pad: 3, Rule: hair, Keep: true, Names: true}
	s.f.Rows(t, len(rows), func(i int) []pdf.Cell { return []pdf.Cell{cell(text, rows[i][0]), cell(softText, rows[i][1])} })
}

// goals sets the goals one below the other, each with what it is for, by when
// and how far at its head.
func (s *developmentSetter) goals() {
	s.heading("goals", "Goals")
	if len(s.dev.Goals) == 0 {
		s.para(span(softText, "No goal is set yet."))
		return
	}
	for i := range s.dev.Goals {
		g := &s.dev.Goals[i]
		s.f.Need(5 * lead)
		s.f.Para("H3", lead, span(bold, itoa(i+1)+". "+g.For), span(softText, "  By "+g.Due+". "+g.State+"."))
		s.facts(110, false, [][2]string{{"What I will do", g.Activity}, {"How success shows", g.Success}, {"Help it takes", g.Support}, {"Outcome", g.Outcome}})
		s.f.Space(8)
	}
}

// log sets the entries of the CPD log in a table.
func (s *developmentSetter) log() {
	s.heading("cpd", "CPD")
	s.para(span(text, s.dev.LogSum+"."))
	all := s.dev.Log
	if len(all) == 0 {
		return
	}
	s.f.Space(4)
	t := &pdf.Table{Cols: []float64{86, 66, columnW - 272, 120}, Gap: 10, Lead: 12, Pad: 4, Rule: hair, Under: ink, Names: true,
		Head: []pdf.Cell{cell(smallBold, "Day"), cell(smallBold, "Time"), cell(smallBold, "What was learned"), cell(smallBold, "About")}}
	s.f.Rows(t, len(all), func(i int) []pdf.Cell {
		e := &all[i]
		learned := []pdf.Span{span(bold, e.Title), span(small, "\n"+e.Kind), span(text, "\n"+e.Learned)}
		if e.Applied != "" {
			learned = append(learned, span(smallBold, "\nSince then: "), span(smallInk, e.Applied))
		}
		return []pdf.Cell{cell(text, e.Day), cell(text, e.Time), cellOf(learned...), cell(text, orElse(e.About, "–"))}
	})
}

// The room to write by hand, in points.
const (
	noteLines = 8
	noteLead  = 24
	signing   = 190 // what the signatures take
)

// notes leaves ruled room for what is said at the meeting, on the page that has
// the signatures.
func (s *developmentSetter) notes() {
	s.f.Need(spacing + 40 + noteLines*noteLead + signing)
	s.heading("notes", "Notes of the one-to-one")
	s.ruled(margin, columnW, noteLines)
}

// ruled draws lines to write on.
func (s *developmentSetter) ruled(x, w float64, n int) {
	s.d.Apart(func() {
		for range n {
			s.f.Y += noteLead
			s.d.Line(x, s.f.Y, x+w, s.f.Y, 0.5, strong)
		}
	})
}

// signatures leaves room for two people to sign and date by hand.
func (s *developmentSetter) signatures() {
	s.f.Need(signing)
	s.heading("signatures", "Signatures")
	s.note(span(small, "Both sign after they have talked it over."))
	t := &pdf.Table{Cols: []float64{150, columnW - 150 - 120, 120}, Gap: 12, Lead: lead, Pad: 13, Rule: strong, Under: ink, Keep: true, Names: true,
		Head: []pdf.Cell{cell(smallBold, "Name"), cell(smallBold, "Signature"), cell(smallBold, "Date")}}
	names := [][2]string{{s.dev.Person, ""}, {"", "Name, and what you are to " + s.dev.Person + ":"}}
	s.f.Rows(t, len(names), func(i int) []pdf.Cell {
		return []pdf.Cell{cellOf(span(text, names[i][0]), span(small, names[i][1])), cell(text, ""), cell(text, "")}
	})
}
