package app

import (
	"fmt"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/db"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/ksb"
)

// showMoves shows what became of what was claimed when an apprentice went on to
// another version of their standard.
func (a *App) showMoves(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	moves, err := a.evidence.Moves(c.UserContext(), f.id)
	if err != nil {
		return err
	}
	page := pages.Moves{Back: pages.Link{Text: f.whose("portfolio"), Href: f.path("")}, Over: f.over(a.db),
		Empty: pages.Empty{Title: "No move", Icon: "folder", Text: "The apprenticeship has been on one version of its standard from its start."}}
	for i := range moves {
		page.Moves = append(page.Moves, moveOf(&moves[i]))
	}
	return a.show(c, http.StatusOK, page)
}

func moveOf(r *evidence.MoveRecord) pages.Move {
	m := pages.Move{Title: versionName(r.From) + " to " + versionName(r.To), Fact: "By " + r.ByName + " on " + words.Day(db.Today(r.At))}
	change := func(name, before, after string) {
		if before+after != "" {
			m.Facts = append(m.Facts, pages.Fact{Name: name, Value: orNone(before) + " before, " + orNone(after) + " since"})
		}
	}
	change("Option", r.Option, r.OptionTo)
	change("Assessment plan", r.Plan, r.PlanTo)
	m.Facts = append(m.Facts, pages.Fact{Name: "Accepted", Value: fmt.Sprintf("%d of %d before, %d of %d since", r.Accepted[0], r.Total[0], r.Accepted[1], r.Total[1])})
	for _, b := range r.Became {
		row := pages.BecameRow{From: pages.Chip{Code: string(b.From.Code)}, FromName: b.From.Title, Score: b.Score, Reason: b.Reason}
		if b.To != nil {
			row.To, row.ToName = pages.Chip{Code: string(b.To.Code)}, b.To.Title
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

func versionName(n ksb.Naming) string {
	if n.Version == "" {
		return n.Reference
	}
	return n.Reference + " v" + n.Version
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
