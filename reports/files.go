package reports

import (
	"cmp"
	"slices"
	"strings"

	"touchstone/app/document"
	"touchstone/app/words"
	"touchstone/reports/pdf"
)

// files draws the list of a piece's files, and the attached ones in full.
func (s *setter) files(i int) {
	p := &s.p.Pieces[i]
	if len(p.Files) > 0 {
		s.section("Files")
		s.fileTable(i)
	} else if p.Held == nil {
		s.section("Files")
		s.para(span(softText, "This piece has no files: the account is the evidence."))
	}
	for n := range p.Files {
		if pl := s.placed[i][n]; len(pl.shown) == 0 {
			s.block(i, n, pl)
		}
	}
	for _, x := range s.extras {
		if x.piece == i {
			s.f.Space(8)
			s.note(span(small, "Some letters of this piece cannot be shown in this document. Its full text is attached as “"+x.name+"”."))
		}
	}
}

func (s *setter) fileTable(i int) {
	p := &s.p.Pieces[i]
	const no, here, digest = 34, 92, 146
	t := &pdf.Table{Cols: []float64{no, columnW - no - here - digest, here, digest}, Gap: 10, Lead: lead, Pad: 4, Rule: hair, Under: ink, Keep: true,
		Head: []pdf.Cell{cell(smallBold, "File"), cell(smallBold, "Name and size"), cell(smallBold, "Here"), cell(smallBold, "SHA-256 of the original")}}
	s.f.Rows(t, len(p.Files), func(n int) []pdf.Cell {
		f, pl := &p.Files[n], s.placed[i][n]
		digest := cell(mono, string(f.Ref)[:min(32, len(f.Ref))]+"\n"+string(f.Ref)[min(32, len(f.Ref)):])
		digest.Lead = 8.6
		name := cellOf(span(text, f.Name), span(small, ", "+size(f.Size)))
		return []pdf.Cell{cell(bold, pl.label), name, cellOf(s.here(pl)...), digest}
	})
}

// here says where a file is in this document.
func (s *setter) here(pl *placing) []pdf.Span {
	a := fileAnchor(pl.label)
	var spans []pdf.Span
	switch {
	case pl.pages():
		spans = append(spans, span(text, pageWord(len(pl.shown))), to(linked, s.pageRange(a, len(pl.shown)-1), a))
	case pl.picture():
		spans = append(spans, span(text, "page "), to(linked, s.pageNo(a), a))
	case pl.attached != nil:
		return []pdf.Span{to(linked, "attached", a)}
	default:
		return []pdf.Span{to(linked, "missing", a)}
	}
	if pl.attached != nil {
		spans = append(spans, span(text, ", attached"))
	}
	return spans
}

func pageWord(n int) string {
	if n == 1 {
		return "page "
	}
	return "pages "
}

// block describes a file that is attached.
func (s *setter) block(i, n int, pl *placing) {
	p := &s.p.Pieces[i]
	f := pl.file
	s.f.Space(spacing)
	s.f.Need(16 + 7*lead)
	s.d.Anchor(fileAnchor(pl.label), s.f.Y)
	s.d.Bookmark(1, firstWords(pl.label+" "+f.Name, 90), fileAnchor(pl.label))
	head := "File " + pl.label + ", attached: "
	if pl.attached == nil {
		head = "File " + pl.label + ", missing: "
	}
	s.f.Para("H2", 16, span(heading, head+f.Name))
	s.f.Space(3)
	rows := [][2]string{{"What it is", describe(f)}, {"Why", pl.why}}
	if pl.attached != nil {
		rows = append(rows, [2]string{"To open it", "Open the list of attachments in your PDF reader and choose “" + pl.name + "”."})
	}
	s.facts(72, false, rows)
	s.claimedIn(p, n)
}

// claimedIn lists the claims that an attached file shows.
func (s *setter) claimedIn(p *Piece, file int) {
	on := claimsOn(p, file, 0)
	if len(on) == 0 {
		return
	}
	t := &pdf.Table{Cols: []float64{72, columnW - 72}, Gap: 8, Lead: lead, Pad: 2, Plain: true, Names: true}
	s.f.Rows(t, len(on), func(n int) []pdf.Cell {
		name := ""
		if n == 0 {
			name = "It shows"
		}
		var where []string
		for _, pl := range slices.SortedStableFunc(slices.Values(on[n].Places), func(a, b Place) int { return cmp.Compare(a.First, b.First) }) {
			if pl.File == file {
				where = append(where, inFile(pl))
			}
		}
		first := s.code(linked, on[n].Statement)
		first.To = claimAnchor(p.Number, on[n].Statement)
		return []pdf.Cell{cell(bold, name), cellOf(first, span(text, prefixed(" ", listed(" and ", where...))+". "+on[n].How))}
	})
}

// describe says what kind of file it is.
func describe(f *File) string {
	words := document.Describe(document.Facts{Kind: f.Kind, MIME: f.MIME, Pages: f.Pages, Duration: f.Duration}, f.Size)
	if strings.HasPrefix(words, "File,") { // of a kind that has no name: what a reader can look up
		return listed(", ", words, f.MIME)
	}
	return words
}

// Where evidence stands on a page: a narrow margin, and a stamp above it.
const (
	edge      = 36
	evidenceY = 76
)

// filePages draws the pages that show a file.
func (s *setter) filePages(i, n int) {
	pl := s.placed[i][n]
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
		s.d.Anchor(filePage(pl.label, page+1), 0)
		s.stamp(i, n, page+1)
		s.fit(shown, w, h, pl, page+1)
	}
}

// stamp says over a page of evidence what it belongs to and what it shows.
func (s *setter) stamp(i, n, page int) {
	p, pl := &s.p.Pieces[i], s.placed[i][n]
	w, _ := s.d.Size()
	s.d.In("P", "", func() {
		right := span(text, ", page "+itoa(page)+" of "+itoa(len(pl.shown)))
		if pl.picture() {
			right.Text = ""
		}
		fileName := oneLine((w-2*edge)*0.48-right.Style.Width(right.Text), span(text, pl.label+" "+pl.file.Name))
		end := w - edge - right.Style.Width(right.Text)
		s.d.Set(end, 40, pdf.Wrap([]pdf.Span{right}, w)[0])
		s.d.Set(end-fileName.Width(), 40, fileName)
		back := span(linked, "Piece "+itoa(p.Number))
		back.To = pieceAnchor(p.Number)
		s.d.Set(edge, 40, pdf.Wrap([]pdf.Span{back}, w)[0])
		x := edge + back.Style.Width(back.Text) + 8
		s.d.Set(x, 40, oneLine(end-fileName.Width()-x-16, span(text, p.Title)))
	})
	s.d.Line(edge, 48, w-edge, 48, 1.2, stone)
	s.d.In("P", "", func() { s.d.Set(edge, 62, s.shows(p, n, page, w-2*edge)) })
}

// shows lists on one line the statements claimed on a page.
func (s *setter) shows(p *Piece, file, page int, room float64) pdf.Line {
	on := claimsOn(p, file, page)
	if len(on) == 0 {
		return pdf.Wrap([]pdf.Span{span(small, "No statement is claimed on this page.")}, room)[0]
	}
	spans := []pdf.Span{span(small, "Claimed here: ")}
	for i, c := range on {
		if i > 0 {
			spans = append(spans, span(small, s.comma()))
		}
		code := to(smallLink, s.codes[c.Statement], claimAnchor(p.Number, c.Statement))
		spans = append(spans, code)
	}
	if lines := pdf.Wrap(spans, room); len(lines) == 1 {
		return lines[0]
	}
	return pdf.Wrap([]pdf.Span{span(small, "Claimed here: "+words.Plural(len(on), "statement", "statements")+", listed with "), to(smallLink, "the piece", pieceAnchor(p.Number))}, room)[0]
}

// fit places a page or picture as large as there is room for, a page never
// larger than it is.
func (s *setter) fit(shown pdf.Shown, w, h float64, pl *placing, page int) {
	roomW, roomH := w-2*edge, h-evidenceY-(pageH-footY)-26
	if shown.Picture {
		roomH -= 18
	}
	scale := min(roomW/shown.Width, roomH/shown.Height)
	most := 1.0
	if shown.Picture {
		most = 0.75 // a pixel is at most as large as on a screen: 96 to the inch
	}
	scale = min(scale, most)
	wide, high := shown.Width*scale, shown.Height*scale
	x := (w - wide) / 2
	alt := pl.file.Name
	if !shown.Picture {
		alt += ", page " + itoa(page)
	}
	if shown.Picture {
		s.d.Place(shown.Object, wide, high, x, evidenceY+high, alt)
		s.d.In("Caption", "", func() {
			s.d.Set(x, evidenceY+high+13, oneLine(roomW, span(small, "A copy for printing, upright and without position data. Original: "+size(pl.file.Size)+".")))
		})
	} else {
		s.d.Place(shown.Object, scale, scale, x, evidenceY+high, alt)
	}
	s.d.Frame(x, evidenceY, wide, high, 0.5, hair)
}

// cut shortens a span to a width.
func cut(sp pdf.Span, room float64) string {
	if sp.Style.Width(sp.Text) <= room {
		return sp.Text
	}
	letters := []rune(sp.Text)
	for len(letters) > 0 && sp.Style.Width(string(letters)+"…") > room {
		letters = letters[:len(letters)-1]
	}
	return strings.TrimRight(string(letters), " ") + "…"
}
