package app

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/reports"
)

// showAssessPieces lists the pieces of a submission.
func (a *App) showAssessPieces(c *fiber.Ctx) error {
	d, err := a.dossier(c)
	if err != nil {
		return err
	}
	times, err := a.assessments.OpenedBy(c.UserContext(), d.id, a.visit(c).person())
	if err != nil {
		return err
	}
	page := pages.AssessPieces{Top: d.top("Evidence by piece", byPiece),
		Lead: fmt.Sprintf("%s, as handed over. What changed in the portfolio since is not here.", words.Plural(len(d.s.Portfolio.Pieces), "piece", "pieces"))}
	for i := range d.s.Portfolio.Pieces {
		p := &d.s.Portfolio.Pieces[i]
		row := pages.AssessPieceRow{Link: pages.Link{Text: pieceTitle(p), Href: d.path("/pieces/%d", p.Number)}, Kind: p.Kind, Days: words.Days(p.From, p.To),
			Files: len(p.Files), Opened: timesOpened(times[fmt.Sprintf("piece %d", p.Number)])}
		for _, cl := range p.Claims {
			row.Chips = append(row.Chips, d.chip(cl.Statement))
		}
		page.Rows = append(page.Rows, row)
	}
	return a.show(c, http.StatusOK, page)
}

// showAssessPiece shows one piece beside its files.
func (a *App) showAssessPiece(c *fiber.Ctx) error {
	number, err := pathNumber(c, "piece")
	if err != nil {
		return err
	}
	d, err := a.dossier(c)
	if err != nil {
		return err
	}
	p := d.piece(int(number))
	if p == nil {
		return errNoPage
	}
	if err := a.opened(c, fmt.Sprintf("piece %d", p.Number)); err != nil {
		return err
	}
	page := pages.AssessPiece{Top: d.top(pieceTitle(p), byPiece), Account: d.account(p)}
	page.Files, page.Viewers = d.filesOf(p)
	page.Claims = d.pieceClaims(p)
	if p.Origin != "" {
		page.Origin = &pages.OriginNote{Text: p.Origin}
	}
	for _, t := range p.Testimony {
		page.Saw = append(page.Saw, pages.Said{Who: t.Name + ", " + t.Job + ", " + words.Moment(t.At), Text: t.Words,
			What: fmt.Sprintf("%s, of version %d", map[bool]string{true: "Was there", false: "Knows of it from others"}[t.Saw], t.Version)})
	}
	for _, dec := range p.Decisions {
		s := pages.Said{Who: dec.Name + ", " + words.Moment(dec.At), What: dec.Verdict, Text: dec.Feedback, Corrects: dec.Note}
		if dec.Statement != 0 {
			s.What = strings.TrimSpace(d.chip(dec.Statement).Code + " " + s.What)
		}
		page.Said = append(page.Said, s)
	}
	all := d.s.Portfolio.Pieces
	at := slices.IndexFunc(all, func(x reports.Piece) bool { return x.Number == p.Number })
	link := func(i int) *pages.Link {
		if i < 0 || i >= len(all) {
			return nil
		}
		return &pages.Link{Text: "piece " + strconv.Itoa(all[i].Number), Href: d.path("/pieces/%d", all[i].Number)}
	}
	page.Prev, page.Next = link(at-1), link(at+1)
	return a.show(c, http.StatusOK, page)
}

// pieceClaims returns what a piece claims, each at its places.
func (d *dossier) pieceClaims(p *reports.Piece) (out []pages.ReviewClaim) {
	for i := range p.Claims {
		cl := &p.Claims[i]
		chip := d.chip(cl.Statement)
		row := pages.ReviewClaim{Row: pages.ClaimRow{Chip: chip, Name: chip.Name, From: cl.Origin, How: cl.How}}
		for j, s := range d.spots(p, cl) {
			w := s.where
			w.Mark = strings.Trim(chip.Code+": "+s.cite.Place, ": ")
			if w.View == "" {
				w.View, w.Href = "the-account", "#account"
				w.Part = accountPart(s.cite.Place)
			}
			if j == 0 {
				row.Row.Where = &w
			} else {
				row.Others = append(row.Others, w)
			}
		}
		out = append(out, row)
	}
	return out
}

// accountPart returns the field of the part of an account that a place names.
func accountPart(place string) string {
	return map[string]string{"situation": "situation", "task": "task", "action": "action", "result": "result", "own part": "own_part"}[strings.ToLower(place)]
}

// sendAssessPicture sends a picture of a submission as pages show it: the right
// way up, and without what the camera recorded of where it was.
func (a *App) sendAssessPicture(c *fiber.Ctx) error {
	d, err := a.dossier(c)
	if err != nil {
		return err
	}
	f, known := d.s.File(c.Params("label"))
	switch {
	case !known:
		return errNoPage
	case f.Print == "":
		return goTo(c, "%s", d.path("/files/%s", c.Params("label")))
	}
	if err := a.openedFile(c, "file "+c.Params("label")); err != nil {
		return err
	}
	return a.sendBlob(c, sent{ref: f.Print, name: f.Name + ".jpg", kind: "image/jpeg"})
}
