package app

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/ksb"
)

// carryRows is how many pieces the page of what may be carried shows.
const carryRows = 10

// A carrying is what may be carried into a portfolio, of those portfolios of the
// same person that the visitor may read.
type carrying struct {
	list []evidence.Carriable
	from map[evidence.PortfolioID]*folio
	may  []ksb.Statement // that the portfolio can show
}

// showCarry shows which accepted evidence of other portfolios of the same person
// may be carried into this one.
func (a *App) showCarry(c *fiber.Ctx) error {
	return a.carryPage(c, http.StatusOK, formOf(map[string]string{}))
}

func (a *App) carryPage(c *fiber.Ctx, status int, in *form) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	ch, err := a.carrying(c, f)
	if err != nil {
		return err
	}
	l := readList(c, f.path("/carry"))
	from := min(l.from, len(ch.list))
	shown := ch.list[from:min(from+carryRows, len(ch.list))]
	page := pages.Carry{Back: pages.Link{Text: f.whose("evidence"), Href: f.path("/evidence")}, Over: f.over(a.db), Whole: in.whole, Own: f.sight == evidence.Own,
		Pager: l.pager("Pages of pieces", len(shown), len(ch.list)),
		Empty: pages.Empty{Title: "Nothing to carry", Icon: "folder", Text: "As soon as a piece is accepted in another portfolio of the same person, it stands here."}}
	if from > 0 {
		page.Pager.Prev = l.href("from", positive(from-carryRows))
	}
	if page.Own {
		page.Action = l.href("from", positive(from))
	}
	for i := range shown {
		page.Pieces = append(page.Pieces, f.carryPiece(&shown[i], ch, in))
		page.Pieces[i].Open = i == 0 && shown[i].As == nil && in.text("piece") == "" || page.Pieces[i].Value == in.text("piece")
	}
	page.Summary = pages.NewSummary(in.whole, carryFields(page.Pieces)...)
	return a.show(c, status, page)
}

// carrying reads what may be carried into a portfolio, with what is proposed.
func (a *App) carrying(c *fiber.Ctx, f *folio) (*carrying, error) {
	ctx := c.UserContext()
	ch := &carrying{from: make(map[evidence.PortfolioID]*folio), may: evidence.MayShow(f.mine, f.plan)}
	sources, err := a.evidence.CarrySources(ctx, f.id)
	if err != nil {
		return nil, err
	}
	for _, id := range sources {
		if may, err := a.mayReadPortfolio(c, id); err != nil || !may {
			if err != nil {
				return nil, err
			}
			continue
		}
		list, err := a.evidence.Carriables(ctx, f.id, id)
		if err != nil {
			return nil, err
		}
		of, err := a.folioOf(ctx, id)
		if err != nil {
			return nil, err
		}
		bridges, err := a.bridges(ctx, of.standard.ID, f.standard.ID)
		if err != nil {
			return nil, err
		}
		evidence.ProposeCarry(list, of.standard, f.standard, ch.may, bridges...)
		ch.from[id], ch.list = of, append(ch.list, list...)
	}
	evidence.SortCarry(ch.list)
	return ch, nil
}

// carryLink leads to what may be carried into a portfolio, if there is any that
// the visitor may read; nil otherwise.
func (a *App) carryLink(c *fiber.Ctx, f *folio) (*pages.Link, error) {
	if !a.visit(c).may(account.SeeCarry) {
		return nil, nil
	}
	sources, err := a.evidence.CarrySources(c.UserContext(), f.id)
	for _, id := range sources {
		if err != nil {
			break
		}
		var may bool
		if may, err = a.mayReadPortfolio(c, id); may {
			return &pages.Link{Text: "Carry accepted evidence forward from another portfolio", Href: f.path("/carry")}, nil
		}
	}
	return nil, err
}

// mayReadPortfolio reports whether the visitor may read a portfolio.
func (a *App) mayReadPortfolio(c *fiber.Ctx, id programme.EnrolmentID) (bool, error) {
	roles, err := a.accounts.RolesIn(c.UserContext(), a.visit(c).person(), int64(id))
	return account.Can(roles, account.Read), err
}

// carryPiece shows one piece, with a form if it may be carried.
func (f *folio) carryPiece(p *evidence.Carriable, ch *carrying, in *form) pages.CarryPiece {
	of, v := ch.from[p.Portfolio], &p.Piece.Version
	row := pages.CarryPiece{ID: fmt.Sprintf("piece-%d", p.Piece.ID), Value: idText(p.Piece.ID), Title: titleOf(v.Title), Href: of.item(p.Piece.ID),
		From: fmt.Sprintf("Piece %d of %s; %s", p.Piece.Number, of.standard.Label(), words.Plural(len(p.Claims), "claim", "claims"))}
	if best := p.Best(); best > 0 {
		row.From += fmt.Sprintf(", the best match %d of 100", best)
	}
	switch as := p.As; {
	case as == nil:
	case f.sight == evidence.Own:
		row.As = &pages.Link{Text: fmt.Sprintf("Carried on %s, as piece %d", words.Day(db.Today(as.At)), as.Number), Href: f.item(as.Item)}
	case as.Submitted:
		row.As = &pages.Link{Text: fmt.Sprintf("Carried as piece %d", as.Number), Href: f.item(as.Item)}
	}
	refused := in.text("piece") == row.Value
	for i := range p.Claims {
		row.Claims = append(row.Claims, f.carryClaim(&p.Claims[i], of, ch, in, refused))
	}
	if refused {
		row.Tick = in.wrong.Of("claims")
	}
	return row
}

func (f *folio) carryClaim(claim *evidence.CarriableClaim, of *folio, ch *carrying, in *form, refused bool) pages.CarryClaim {
	st, name := of.statement(claim.Statement), fmt.Sprintf("to-%d", claim.ID)
	row := pages.CarryClaim{Chip: pages.Chip{Code: string(st.Code), Name: st.Title}, Name: st.Title, Value: idText(claim.ID),
		By: fmt.Sprintf("Accepted there by %s on %s", claim.By, words.Day(db.Today(claim.At))), Tick: fmt.Sprintf("tick-%d", claim.ID)}
	if w := of.claimWhere(claim); w != "" {
		row.By += ", shown in " + w
	}
	typed := ""
	for i, p := range claim.Proposals {
		row.Proposals = append(row.Proposals, pages.CarryProposal{Chip: f.chip(p.Statement.ID), Name: p.Statement.Title, Score: p.Score, Reason: p.Reason})
		if i == 0 {
			typed = idText(p.Statement.ID)
		}
	}
	row.To = pages.Field{Name: name, Label: "Carry it as", Value: typed}
	if refused {
		row.On = in.text(row.Tick) != ""
		row.To.Value, row.To.Fault = in.text(name), in.wrong.Of(name)
	}
	row.Options = carryOptions(claim, ch.may)
	return row
}

// carryOptions lists the statements a claim may be carried as, the proposed first.
func carryOptions(claim *evidence.CarriableClaim, may []ksb.Statement) []pages.Option {
	options := []pages.Option{{Label: "Choose a statement"}}
	proposed := make(map[ksb.StatementID]bool)
	for _, p := range claim.Proposals {
		proposed[p.Statement.ID] = true
		options = append(options, pages.Option{Value: idText(p.Statement.ID), Label: fmt.Sprintf("%s (%d of 100)", p.Statement.Name(), p.Score)})
	}
	for i := range may {
		if !proposed[may[i].ID] {
			options = append(options, pages.Option{Value: idText(may[i].ID), Label: may[i].Name()})
		}
	}
	return options
}

// claimWhere says where in its files a claim is shown.
func (f *folio) claimWhere(claim *evidence.CarriableClaim) string {
	n := len(claim.Places)
	if n == 0 {
		return ""
	}
	return words.Plural(n, "place", "places")
}

func carryFields(list []pages.CarryPiece) (fields []pages.Field) {
	for _, p := range list {
		if p.Tick != "" {
			fields = append(fields, pages.Field{ID: p.ID, Fault: p.Tick})
		}
		for _, claim := range p.Claims {
			fields = append(fields, claim.To)
		}
	}
	return fields
}

// carryEvidence begins a draft with what the apprentice confirmed of a piece.
func (a *App) carryEvidence(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	ch, err := a.carrying(c, f)
	if err != nil {
		return err
	}
	in := readForm(c, "piece")
	at := slices.IndexFunc(ch.list, func(p evidence.Carriable) bool { return idText(p.Piece.ID) == in.text("piece") })
	if at < 0 {
		return fault.New(fault.NotFound, "There is nothing here for you.")
	}
	p := &ch.list[at]
	carry := evidence.Carry{From: p.Portfolio, Item: p.Piece.ID}
	for i := range p.Claims {
		claim := &p.Claims[i]
		tick, to := fmt.Sprintf("tick-%d", claim.ID), fmt.Sprintf("to-%d", claim.ID)
		in.typed[tick], in.typed[to] = c.FormValue(tick), c.FormValue(to)
		if in.text(tick) == "" {
			continue
		}
		id := ksb.StatementID(in.id(to))
		score, reason := claim.Proposed(id)
		carry.Claims = append(carry.Claims, evidence.CarryClaim{From: claim.ID, To: id, Score: score, Reason: reason})
	}
	var made evidence.Piece
	if err = in.wrong.Err(); err == nil {
		made, err = a.evidence.Carry(c.UserContext(), f.id, a.visit(c).person(), carry)
	}
	if in.refused(err) {
		_, status := classify(err)
		return a.carryPage(c, status, in)
	}
	if err != nil {
		return err
	}
	a.say(c, fmt.Sprintf("Carried as piece %d. It is a draft: look it over, and submit it to %s.", made.Number, firstName(f.enrolment.CoachName)))
	return goTo(c, "%s/edit", f.item(made.ID))
}

// originNote says where a piece was carried from, with a link for who may read
// that portfolio; nil: it began here.
func (a *App) originNote(c *fiber.Ctx, o *evidence.Origins, id evidence.ItemID) (*pages.OriginNote, error) {
	from, carried := o.Items[id]
	if !carried {
		return nil, nil
	}
	note := &pages.OriginNote{Text: from.Words()}
	may, err := a.mayReadPortfolio(c, from.Portfolio)
	if may {
		note.Href = fmt.Sprintf("/portfolios/%d/evidence/%d", from.Portfolio, from.Item)
	}
	return note, err
}

// bridges joins two standards by the frameworks that both have a crosswalk to, of
// each framework by its newest version that has.
func (a *App) bridges(ctx context.Context, from, to ksb.StandardID) (out []ksb.Bridge, err error) {
	frameworks, err := a.standards.Frameworks(ctx)
	if err != nil {
		return nil, err
	}
	joined := make(map[string]bool)
	for _, f := range frameworks {
		if joined[f.Reference] {
			continue
		}
		b := ksb.Bridge{Framework: f}
		if b.From, err = a.standards.Crosswalk(ctx, from, f.ID); err != nil {
			return nil, err
		}
		if b.To, err = a.standards.Crosswalk(ctx, to, f.ID); err != nil {
			return nil, err
		}
		if len(b.From.Links) > 0 && len(b.To.Links) > 0 {
			joined[f.Reference], out = true, append(out, b)
		}
	}
	return out, nil
}
