package reports

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"touchstone/ksb"
	"touchstone/reports/pdf"
)

// An Upgrade is everything the PDF says that a person hands to a professional
// body when they apply for a grade: the level of their role, and element by
// element their own rating and the accepted evidence.
type Upgrade struct {
	Provider  string
	Person    string
	Framework string // title
	Version   string
	Label     string // "CICM-PS v2022"
	Body      string // whose framework it is, to follow "the"
	Grade     string
	Says      string // the finding
	RoleSays  string
	RoleGap   bool
	Roles     [][2]string   // apprenticeships: the standard, and where and when
	Audit     *UpgradeAudit // nil: there is none
	Areas     []UpgradeArea
	Source    string // of the framework
	Licence   string
	Ours      bool      // its wording is our own summary
	At        time.Time // of the newest thing in it, which is the document's date
}

// An UpgradeAudit is the self-audit that it rests on.
type UpgradeAudit struct {
	Day    string
	Grade  string
	Says   string
	Scale  string // how to read ratings
	Digest string // SHA-256 of what is kept of it, hex
}

// An UpgradeArea is an area with its elements.
type UpgradeArea struct {
	Name     string
	Words    string // the person's own; empty: none
	Elements []UpgradeElement
}

// An UpgradeElement is how one element stands.
type UpgradeElement struct {
	Name   string
	Rating string
	Gaps   []string
	Remark string // what would be better, though nothing is missing; may be empty
	Proofs []UpgradeProof
}

// An UpgradeProof is a statement that supports an element, with what was accepted
// for it.
type UpgradeProof struct {
	Statement string
	Standard  string
	Direct    bool // else in part
	Reason    string
	Pieces    []UpgradePiece
}

// An UpgradePiece is one piece of evidence.
type UpgradePiece struct {
	Name     string // "Piece 4, “Rang three customers”"
	Accepted string // "accepted 12 March 2026 by Marcus Bell"
}

// upgradeTitle is what the document is called.
const upgradeTitle = "Support for a membership upgrade"

// Write writes it as a PDF. The same value gives the same bytes. An error is of w.
func (u *Upgrade) Write(w io.Writer) error {
	out := pdf.NewWriter(w)
	s := &upgradeSetter{newSetter(&Portfolio{Provider: u.Provider, Apprentice: u.Person, Standard: ksb.Standard{Reference: u.Label + ", " + u.Grade}}), u}
	drawn, err := pdf.Draw(s.draw)
	if err != nil {
		return fmt.Errorf("write support for an upgrade: %w", err)
	}
	info := pdf.Info{Title: upgradeTitle + ": " + u.Person, Author: u.Provider, Subject: u.Label + ", " + u.Grade, Made: u.At}
	_, _, err = out.Finish(drawn, info, nil, func(parts []pdf.Part) ([]byte, error) { return u.manifest(drawn, parts) })
	if err != nil {
		return fmt.Errorf("write support for an upgrade: %w", err)
	}
	return nil
}

// manifest is the inner manifest, by which the program can check the file.
func (u *Upgrade) manifest(drawn *pdf.Drawing, parts []pdf.Part) ([]byte, error) {
	m := Manifest{Format: manifestFormat, About: upgradeTitle + ". Parts are stretches of the document, in order and without gaps, each with the SHA-256 of its bytes.",
		Apprentice: u.Person, Standard: u.Label + ", " + u.Grade, Made: u.At.UTC(), Pages: drawn.Pages(), Pieces: []PieceEntry{}, Files: []FileEntry{}}
	for _, part := range parts {
		m.Parts = append(m.Parts, ManifestPart{part.Offset, part.Length, part.SHA256, partName(part.Key, nil)})
	}
	return json.MarshalIndent(m, "", " ")
}

// An upgradeSetter draws one with what draws portfolios.
type upgradeSetter struct {
	*setter
	u *Upgrade
}

func (s *upgradeSetter) draw(d *pdf.Doc) {
	s.d, s.over = d, nil
	s.f = &pdf.Flow{Doc: d, X: margin, W: columnW, Bottom: bottom, NewPage: s.newPage}
	s.newPage()
	s.d.Anchor("top", 0)
	s.d.Bookmark(0, upgradeTitle, "top")
	s.brand()
	s.f.Y = margin + 46
	s.f.Para("P", 18, span(pdf.Style{Face: pdf.Regular, Size: 13, Colour: ink}, upgradeTitle+": "+s.u.Grade))
	s.f.Para("H1", 27, span(title, s.u.Person))
	s.f.Space(8)
	s.boxed([]pdf.Span{span(bold, s.u.Says+" "), span(text, fmt.Sprintf("This sets out what there is. It does not say that the %s accepts it: that is theirs to decide, by their own rules.", s.u.Body))})
	s.f.Space(8)
	s.facts(150, true, [][2]string{{"Name", s.u.Person}, {"Grade aimed at", s.u.Grade}, {"Professional standards", fmt.Sprintf("%s, version %s, of the %s", s.u.Framework, s.u.Version, s.u.Body)}, {"Training provider", s.u.Provider}})
	s.role()
	s.audit()
	for i := range s.u.Areas {
		s.area(i, &s.u.Areas[i])
	}
	s.source()
}

// marked sets a section's heading that the outline names.
func (s *upgradeSetter) marked(anchor, words string) {
	s.section(words)
	s.d.Anchor(anchor, s.f.Y-24)
	s.d.Bookmark(1, firstWords(words, 90), anchor)
}

func (s *upgradeSetter) role() {
	s.marked("role", "The level of the role")
	if s.u.RoleGap {
		s.para(span(bold, "A gap: "), span(text, s.u.RoleSays))
	} else {
		s.para(span(text, s.u.RoleSays))
	}
	s.f.Space(4)
	s.facts(220, true, s.u.Roles)
}

func (s *upgradeSetter) audit() {
	s.marked("audit", "The self-audit it rests on")
	a := s.u.Audit
	if a == nil {
		s.para(span(bold, "A gap: "), span(text, "There is no finished self-audit by these standards, so own ratings are missing."))
		return
	}
	s.para(span(text, fmt.Sprintf("Of %s, at the grade %s. %s %s", a.Day, a.Grade, a.Says, a.Scale)))
	s.f.Space(4)
	s.note(span(small, "SHA-256 of what is kept of it: "), span(mono, a.Digest))
}

func (s *upgradeSetter) area(i int, a *UpgradeArea) {
	s.marked(fmt.Sprintf("area-%d", i), a.Name)
	if a.Words != "" {
		s.para(span(softText, "In the applicant’s own words"))
		for _, p := range strings.Split(a.Words, "\n") {
			if strings.TrimSpace(p) != "" {
				s.para(span(text, p))
				s.f.Space(3)
			}
		}
	}
	for j := range a.Elements {
		s.element(&a.Elements[j])
	}
}

func (s *upgradeSetter) element(e *UpgradeElement) {
	s.f.Space(10)
	high := lead * float64(3+len(e.Gaps))
	if len(e.Proofs) > 0 {
		high += 90 // the head of the table and a row
	}
	s.f.Need(high)
	s.f.Para("H3", lead, span(bold, e.Name))
	s.f.Space(1)
	s.para(span(text, e.Rating))
	for _, gap := range e.Gaps {
		s.para(span(bold, "Gap: "), span(text, gap))
	}
	if e.Remark != "" {
		s.para(span(text, e.Remark))
	}
	if len(e.Proofs) == 0 {
		return
	}
	s.f.Space(3)
	t := &pdf.Table{Cols: []float64{200, columnW - 200}, Gap: 10, Lead: leadS, Pad: 3, Rule: hair, Under: ink, Keep: true, Names: true,
		Head: []pdf.Cell{cell(smallBold, "Statement, and why it supports this"), cell(smallBold, "Accepted evidence")}}
	s.f.Rows(t, len(e.Proofs), func(i int) []pdf.Cell { return proofRow(&e.Proofs[i]) })
}

func proofRow(p *UpgradeProof) []pdf.Cell {
	strength := "In part. "
	if p.Direct {
		strength = "Direct. "
	}
	var pieces []pdf.Span
	for i, one := range p.Pieces {
		if i > 0 {
			pieces = append(pieces, span(smallInk, "\n"))
		}
		pieces = append(pieces, span(smallInk, one.Name+" "), span(small, "("+one.Accepted+")"))
	}
	return []pdf.Cell{cellOf(span(smallBold, p.Statement), span(small, "\n"+p.Standard+". "+strength+p.Reason)), cellOf(pieces...)}
}

func (s *upgradeSetter) source() {
	s.marked("source", "Where this comes from")
	s.para(span(text, fmt.Sprintf("The professional standards are the %s of the %s. Source: %s.", s.u.Framework, s.u.Body, s.u.Source)))
	if s.u.Ours {
		s.f.Space(4)
		s.para(span(text, "Their wording here is a short summary by the makers of this program, not the publisher’s."))
	}
	if s.u.Licence != "" {
		s.f.Space(4)
		s.note(span(small, s.u.Licence))
	}
	s.f.Space(4)
	s.para(span(text, "Which statements support which elements, and why, is data that the training provider keeps. Evidence is of the portfolio it was accepted in, and was accepted for the statement that is named. “touchstone verify” on this file says whether any byte of it was changed since it was made."))
}
