package reports

import (
	"strings"

	"touchstone/app/words"
	"touchstone/ksb"
	"touchstone/reports/pdf"
)

// pieces draws every piece of evidence, each followed by its files.
func (s *setter) pieces() {
	for i := range s.p.Pieces {
		s.piece(i)
		for n := range s.p.Pieces[i].Files {
			s.filePages(i, n)
		}
	}
}

// piece draws the pages of ours about one piece.
func (s *setter) piece(i int) {
	p := &s.p.Pieces[i]
	a := pieceAnchor(p.Number)
	s.newPage()
	s.d.Anchor(a, 0)
	s.d.Bookmark(0, firstWords(itoa(p.Number)+". "+p.Title, 90), a)
	s.pieceHead(i)
	s.over = func(s *setter) { s.goesOn(p) }
	s.pieceTitle(p.Title)
	s.f.Space(-6)
	if p.Origin != "" {
		s.f.Space(4)
		s.note(span(small, p.Origin))
	}
	s.claims(i)
	s.account(p)
	s.ownPart(p)
	s.reflection(p)
	s.held(p)
	s.testimony(p)
	s.decisions(p)
	s.files(i)
	s.over = nil
}

// pieceTitle sets a piece's title, smaller where it would take many lines.
func (s *setter) pieceTitle(words string) {
	sp := span(title, words)
	for _, size := range []float64{21, 16, 12} {
		sp.Style.Size = size
		if len(pdf.Wrap([]pdf.Span{sp}, columnW)) <= 3 {
			break
		}
	}
	s.f.Para("H1", sp.Style.Size*1.19, sp)
}

// pieceHead sets the line over a piece's title.
func (s *setter) pieceHead(i int) {
	p := &s.p.Pieces[i]
	left := []pdf.Span{span(bold, "Piece "+itoa(p.Number))}
	switch n := len(s.p.Pieces); {
	case p.Number == i+1:
		left[0] = span(bold, "Piece "+itoa(p.Number)+" of "+itoa(n))
	default: // numbers have gaps: some pieces are not in this document
		left = append(left, span(text, ", number "+itoa(i+1)+" of "+itoa(n)+" here"))
	}
	if !p.Accepted {
		left = append(left, span(text, "   "+p.State+", not accepted yet"))
	}
	line := pdf.Wrap(left, columnW)[0]
	s.d.In("P", "", func() {
		s.d.Set(margin, s.f.Y+10, line)
		about := span(text, listed(" · ", p.Kind, words.Days(p.From, p.To), p.Place))
		room := columnW - line.Width() - 24
		if about.Style.Width(about.Text) > room { // a line of its own
			s.f.Y += lead
			room = columnW
		}
		right := oneLine(room, about)
		s.d.Set(pageW-margin-right.Width(), s.f.Y+10, right)
	})
	s.f.Y += 18
	s.d.Line(margin, s.f.Y, pageW-margin, s.f.Y, 1.2, stone)
	s.f.Y += 12
}

// goesOn heads a page on which a piece goes on.
func (s *setter) goesOn(p *Piece) {
	s.d.Apart(func() {
		words := span(bold, "Piece "+itoa(p.Number))
		words.To = pieceAnchor(p.Number)
		words.Style.Colour = petrol
		s.d.Set(margin, s.f.Y+10, pdf.Wrap([]pdf.Span{words, span(text, " continued")}, columnW)[0])
		s.f.Y += 18
		s.d.Line(margin, s.f.Y, pageW-margin, s.f.Y, 1.2, stone)
		s.f.Y += 14
	})
}

// claims draws what a piece shows, and where.
func (s *setter) claims(i int) {
	p := &s.p.Pieces[i]
	s.section("What it shows, and where")
	if len(p.Claims) == 0 {
		s.para(span(softText, "This piece claims no statement."))
		return
	}
	const where = 100
	code := s.codeColumn(p)
	t := &pdf.Table{Cols: []float64{code, columnW - code - where, where}, Gap: 10, Lead: lead, Pad: 4, Rule: hair, Under: ink, Names: true,
		Head: []pdf.Cell{cell(smallBold, "Statement"), cell(smallBold, "In the apprentice’s words"), cell(smallBold, "Page or time")}}
	s.f.Rows(t, len(p.Claims), func(n int) []pdf.Cell {
		c := &p.Claims[n]
		first := cellOf(s.code(bold, c.Statement))
		first.Name = claimAnchor(p.Number, c.Statement)
		words := cellOf(span(text, c.How), span(small, prefixed(newLineIf(c.How), listed(" ", claimNote(c), c.Origin))))
		return []pdf.Cell{first, words, cellOf(s.whereClaimed(i, c)...)}
	})
}

// codeColumn is how wide a column has to be for what a piece's statements are
// called.
func (s *setter) codeColumn(p *Piece) float64 {
	wide := 62.0
	for _, c := range p.Claims {
		shown := span(bold, s.codes[c.Statement])
		wide = max(wide, shown.Style.Width(shown.Text)+12)
	}
	return min(wide, 160)
}

// claimNote says of a claim that it was not accepted.
func claimNote(c *Claim) string {
	switch c.Verdict {
	case "accepted":
		return ""
	case "referred":
		return "Referred by the coach: not accepted"
	}
	return "Not decided yet"
}

func newLineIf(before string) string {
	if before == "" {
		return ""
	}
	return "\n"
}

// whereClaimed lists a claim's places, with what a page number does not say.
func (s *setter) whereClaimed(i int, c *Claim) []pdf.Span {
	p := &s.p.Pieces[i]
	at := claimAt{p, i, c}
	if len(c.Places) == 0 {
		return links(linked, s.spots(at))
	}
	var spans []pdf.Span
	for n, pl := range s.inOrder(at) {
		if n > 0 {
			spans = append(spans, span(text, "\n"))
		}
		sp := s.spot(at, pl)
		spans = append(spans, to(linked, sp.words, sp.anchor))
		spans = append(spans, span(small, s.spotNote(i, pl)))
	}
	return spans
}

// spotNote adds to a place what its link leaves open.
func (s *setter) spotNote(i int, pl Place) string {
	if pl.File < 0 || pl.File >= len(s.p.Pieces[i].Files) {
		return " in the account"
	}
	file := s.placed[i][pl.File]
	switch {
	case pl.Unit == "time" && pl.Last > pl.First:
		return " to " + clock(pl.Last) + " in file " + file.label
	case pl.Unit == "time":
		return " in file " + file.label
	case pl.Unit == "page" && file.pages():
		return ""
	case len(file.shown) == 0 && inFile(pl) != "":
		return ", file " + file.label + " " + inFile(pl)
	case pl.Unit == "section" && pl.Section != "":
		return ", “" + pl.Section + "”"
	}
	return ""
}

// account draws the four parts of the account.
func (s *setter) account(p *Piece) {
	s.d.Anchor(accountAnchor(p.Number), s.f.Y+spacing)
	s.told("The account", "", [][2]string{{"Situation", p.Situation}, {"Task", p.Task}, {"Action", p.Action}, {"Result", p.Result}})
}

// told draws a heading and parts of a story with their names in the margin.
func (s *setter) told(head, note string, parts [][2]string) {
	if strings.TrimSpace(parts[0][1]+parts[1][1]+parts[2][1]+parts[3][1]) == "" {
		return
	}
	s.section(head)
	if note != "" {
		s.note(span(small, note))
		s.f.Space(3)
	}
	s.facts(72, false, parts)
}

// reflection draws the reflection as far as the plan allows it.
func (s *setter) reflection(p *Piece) {
	parts := [][2]string{{"What worked", p.Worked}, {"What did not", p.Failed}, {"Next time", p.NextTime}, {"Theory", p.Theory}}
	written := strings.TrimSpace(p.Worked+p.Failed+p.NextTime+p.Theory) != ""
	rule := ksb.ReflectionAllowed
	if s.p.Plan != nil {
		rule = s.p.Plan.Portfolio.Reflection
	}
	switch {
	case !written:
	case rule == ksb.ReflectionForbidden:
		s.f.Space(8)
		s.note(span(small, "The apprentice’s reflection on this piece is left out, since the plan does not allow reflective accounts."))
	case rule == ksb.ReflectionDiscouraged:
		s.told("Reflection", "The plan advises against reflective accounts.", parts)
	default:
		s.told("Reflection", "", parts)
	}
}

// ownPart draws what the apprentice declared, and who saw it.
func (s *setter) ownPart(p *Piece) {
	own := p.OwnPart
	if p.OwnWork {
		own = listed(" ", own, "Declared to be the apprentice’s own work.")
	}
	ai := map[string]string{"no": "Not used.", "yes": "Yes."}[p.AI]
	if p.AI == "" && s.p.Plan != nil && s.p.Plan.Portfolio.AIDeclaration {
		ai = "Nothing was declared."
	}
	w := p.Witness
	witness := listed(", ", w.Name, w.Role, w.Relation, w.Contact)
	rows := [][2]string{{"Own part", own}, {"Use of AI", listed(" ", ai, p.AINote)}, {"Witness", witness}}
	if own+ai+p.AINote+witness == "" {
		return
	}
	if strings.TrimSpace(p.Situation+p.Task+p.Action+p.Result) == "" {
		s.section("Whose work it is")
	} else {
		s.f.Space(5) // these go on from the account
	}
	s.facts(72, false, rows)
}

// held draws the statement that the evidence stays with the employer.
func (s *setter) held(p *Piece) {
	if p.Held == nil {
		return
	}
	s.section("Held at the employer")
	s.para(span(text, "This evidence is not in this document: it stays with "+orElse(s.p.Employer, "the employer")+", so that other people’s personal data do not leave it."))
	s.f.Space(4)
	s.facts(72, false, [][2]string{{"What", p.Held.What}, {"Where", p.Held.Where}})
}

// boxed sets a paragraph in a frame with a thick left side. One that does not
// fit on what is left of the page has the thick side alone.
func (s *setter) boxed(spans []pdf.Span) {
	lines := pdf.Wrap(spans, columnW-30)
	high := float64(len(lines))*lead + 14
	elem := s.d.NewElem("P", "")
	if high < (bottom-margin)/3 {
		s.f.Need(high)
	}
	if high <= s.f.Left() {
		s.d.Frame(margin+1.5, s.f.Y, columnW-1.5, high, 0.7, stone)
		s.d.Fill(margin, s.f.Y-0.35, 4, high+0.7, stone)
		s.f.Y += 7
		s.f.Block(elem, margin+16, lead, lines)
		s.f.Y += 7
		return
	}
	for _, l := range lines {
		s.f.Need(lead)
		s.d.Fill(margin, s.f.Y, 4, lead, stone)
		s.f.Block(elem, margin+16, lead, []pdf.Line{l})
	}
}
