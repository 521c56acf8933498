package reports

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"touchstone/app/words"
	"touchstone/ksb"
	"touchstone/reports/pdf"
)

// A ProgressReview is everything the PDF of a progress review says.
type ProgressReview struct {
	Number     int
	Final      bool // all have signed
	Provider   string
	Apprentice string
	ULN        string // empty: not issued yet
	Standard   string
	HeldOn     time.Time // a day
	ClosedAt   time.Time
	Digest     string // SHA-256 of Text
	Text       string // exactly what was signed
	Parts      []ProgressPart
	Signatures []ProgressSignature // that count
	Missing    []string            // roles that have not signed
	Void       []ProgressSignature // of versions that were taken back
	Addenda    []ProgressAddendum
}

// A ProgressPart is one part of it: rows of a name, which may be empty, and what
// was said.
type ProgressPart struct {
	Title string
	Rows  [][2]string
}

// A ProgressSignature is who signed, as what, in which words, when, and the
// digest of what they signed.
type ProgressSignature struct {
	Name, Role, Words, Digest string
	At                        time.Time
}

// A ProgressAddendum was added after all had signed.
type ProgressAddendum struct {
	Number    int
	Words     string
	Signature ProgressSignature
}

// newest is the time of the newest thing in it, which is the document's date.
func (p *ProgressReview) newest() time.Time {
	at := p.ClosedAt
	see := func(t time.Time) {
		if t.After(at) {
			at = t
		}
	}
	for _, s := range append(append([]ProgressSignature{}, p.Signatures...), p.Void...) {
		see(s.At)
	}
	for _, a := range p.Addenda {
		see(a.Signature.At)
	}
	return at
}

// signedText is the name of the attachment that holds exactly what was signed.
const signedText = "Signed text.txt"

// Write writes the review as a PDF with the text that was signed attached. The
// same review gives the same bytes. An error is of w.
func (p *ProgressReview) Write(w io.Writer) error {
	out := pdf.NewWriter(w)
	kept, err := out.EmbedBytes("text:"+signedText, "text/plain", []byte(p.Text))
	if err != nil {
		return fmt.Errorf("write review: %w", err)
	}
	s := p.setter()
	drawn, err := pdf.Draw(s.draw)
	if err != nil {
		return fmt.Errorf("write review: %w", err)
	}
	info := pdf.Info{Title: fmt.Sprintf("Progress review %d: %s", p.Number, p.Apprentice), Author: p.Provider, Subject: p.Standard, Made: p.newest()}
	attached := []pdf.Attachment{{Name: signedText, About: "Exactly what was signed", Relation: "Source", File: kept}}
	_, _, err = out.Finish(drawn, info, attached, func(parts []pdf.Part) ([]byte, error) { return p.manifest(drawn, kept.SHA256, parts) })
	if err != nil {
		return fmt.Errorf("write review: %w", err)
	}
	return nil
}

// manifest is the inner manifest, by which the program can check the file.
func (p *ProgressReview) manifest(drawn *pdf.Drawing, digest string, parts []pdf.Part) ([]byte, error) {
	m := Manifest{Format: manifestFormat, About: "A progress review. The attached text is exactly what was signed; its SHA-256 stands beside each signature. " +
		"Parts are stretches of the document, in order and without gaps, each with the SHA-256 of its bytes.",
		Apprentice: p.Apprentice, ULN: p.ULN, Standard: p.Standard, Made: p.newest().UTC(), Pages: drawn.Pages(),
		Pieces: []PieceEntry{}, Files: []FileEntry{}, Texts: []TextEntry{{Attached: signedText, SHA256: digest}}}
	for _, part := range parts {
		m.Parts = append(m.Parts, ManifestPart{part.Offset, part.Length, part.SHA256, partName(part.Key, nil)})
	}
	return json.MarshalIndent(m, "", " ")
}

// A progressSetter draws one progress review with what draws portfolios.
type progressSetter struct {
	*setter
	r *ProgressReview
}

func (p *ProgressReview) setter() *progressSetter {
	return &progressSetter{newSetter(&Portfolio{Provider: p.Provider, Apprentice: p.Apprentice, ULN: p.ULN, Standard: ksb.Standard{Reference: p.Standard}}), p}
}

func (s *progressSetter) draw(d *pdf.Doc) {
	s.d, s.over = d, nil
	s.f = &pdf.Flow{Doc: d, X: margin, W: columnW, Bottom: bottom, NewPage: s.newPage}
	s.newPage()
	s.d.Anchor("top", 0)
	s.d.Bookmark(0, fmt.Sprintf("Progress review %d", s.r.Number), "top")
	s.brand()
	s.f.Y = margin + 46
	s.f.Para("P", 18, span(pdf.Style{Face: pdf.Regular, Size: 13, Colour: ink}, fmt.Sprintf("Progress review %d, %s", s.r.Number, words.Day(s.r.HeldOn))))
	name := span(title, s.r.Apprentice)
	s.f.Para("H1", 27, name)
	s.f.Space(8)
	s.state()
	for i, part := range s.r.Parts {
		s.part(i, part)
	}
	s.signatures()
	s.addenda()
	s.void()
	s.check()
}

// state says at the top how far the signatures are.
func (s *progressSetter) state() {
	if s.r.Final {
		s.boxed([]pdf.Span{span(bold, "Signed by all. "), span(text, "What was signed cannot be changed; what was added later stands after the signatures.")})
		return
	}
	s.boxed([]pdf.Span{span(bold, "Not signed by all yet. "), span(text, "The signature of the "+strings.Join(s.r.Missing, " and the ")+" is missing.")})
}

// marked sets a section's heading that the outline names.
func (s *progressSetter) marked(anchor, words string) {
	s.section(words)
	s.d.Anchor(anchor, s.f.Y-24)
	s.d.Bookmark(1, firstWords(words, 90), anchor)
}

func (s *progressSetter) part(i int, p ProgressPart) {
	s.marked(fmt.Sprintf("part-%d", i), p.Title)
	var named [][2]string
	flush := func() {
		s.facts(150, true, named)
		named = nil
	}
	for _, r := range p.Rows {
		if r[0] != "" {
			named = append(named, r)
			continue
		}
		flush()
		s.f.Space(4)
		s.para(span(text, r[1]))
	}
	flush()
}

func (s *progressSetter) signatures() {
	s.marked("signatures", "Signatures")
	if len(s.r.Signatures) > 0 {
		s.para(span(text, "“"+s.r.Signatures[0].Words+"”"))
		s.f.Space(4)
	}
	rows := s.r.Signatures
	for _, role := range s.r.Missing {
		rows = append(rows[:len(rows):len(rows)], ProgressSignature{Name: "Not signed yet", Role: role})
	}
	s.signed(rows)
	s.f.Space(6)
	s.note(span(small, "Each digest is the SHA-256 of the whole text that was signed, which is attached to this file as “"+signedText+"”. "), span(mono, s.r.Digest))
}

// signed sets signatures in a table: who and as what, when, the digest.
func (s *progressSetter) signed(rows []ProgressSignature) {
	t := &pdf.Table{Cols: []float64{190, 120, columnW - 310}, Gap: 10, Lead: lead, Pad: 4, Rule: hair, Under: ink, Keep: true, Names: true,
		Head: []pdf.Cell{cell(smallBold, "Name and role"), cell(smallBold, "When"), cell(smallBold, "Digest of what was signed")}}
	s.f.Rows(t, len(rows), func(i int) []pdf.Cell {
		r := rows[i]
		digest := cell(mono, r.Digest)
		if r.Digest == "" {
			digest = cell(softText, "")
		}
		digest.Lead = 9
		return []pdf.Cell{cellOf(span(bold, r.Name), span(softText, "\n"+r.Role)), cell(text, words.Moment(r.At)), digest}
	})
}

func (s *progressSetter) addenda() {
	for _, a := range s.r.Addenda {
		s.marked(fmt.Sprintf("addendum-%d", a.Number), fmt.Sprintf("Addendum %d", a.Number))
		s.para(span(text, a.Words))
		s.f.Space(4)
		s.signed([]ProgressSignature{a.Signature})
	}
}

// void lists signatures of versions that were taken back.
func (s *progressSetter) void() {
	if len(s.r.Void) == 0 {
		return
	}
	s.marked("void", "Void signatures")
	s.para(span(text, "They were given to a version that was taken back before all had signed it, and do not count."))
	s.f.Space(4)
	s.signed(s.r.Void)
}

// check says how the document can be checked, and what it cannot show.
func (s *progressSetter) check() {
	s.marked("check", "How to check this document")
	s.para(span(text, "“touchstone verify” on this file says whether any byte of it was changed since it was made. The SHA-256 of the attached text is the digest that stands beside the signatures."))
	if _, whole := pdf.Clean(s.r.Text); !whole {
		s.f.Space(4)
		s.para(span(text, "This document is set in Latin, Greek and Cyrillic letters. Where text in another script was written, it says in brackets how many letters there were; the attached text has all of them."))
	}
}
