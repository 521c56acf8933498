package app

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/ksb"
)

// A choosing is a choice of pieces as it is on the page, and what it is made of.
type choosing struct {
	pieces  []evidence.Piece
	held    evidence.Selection // that is kept
	on      func(evidence.ItemID) bool
	weighed evidence.Weighing
	offer   evidence.Proposal
}

// showSelection shows which pieces are handed over, and what is proposed.
func (a *App) showSelection(c *fiber.Ctx) error {
	return a.selectionPage(c, http.StatusOK, nil, nil)
}

// choosePieces keeps a choice, goes back to every accepted piece, or only says
// what a choice comes to.
func (a *App) choosePieces(c *fiber.Ctx) error {
	v, in := a.visit(c), readForm(c, "do", "mark")
	items, err := chosenPieces(c)
	if err != nil {
		return err
	}
	switch in.text("do") {
	case "see":
		return a.selectionPage(c, http.StatusOK, items, in)
	case "all":
		err = a.evidence.SelectAll(c.UserContext(), v.portfolio, v.person(), in.text("mark"))
	default:
		err = a.evidence.SelectAfter(c.UserContext(), v.portfolio, v.person(), items, in.text("mark"))
	}
	if fault.Is(err, fault.Invalid) {
		in.whole = append(in.whole, "One of these pieces counts no longer, so nothing was changed. The list is as it is now.")
	}
	if err != nil && (in.refused(err) || in.putOff(err)) {
		_, status := classify(err)
		if in.text("do") == "all" {
			items = nil
		}
		return a.selectionPage(c, status, items, in)
	}
	if err != nil {
		return err
	}
	a.say(c, "Kept: this is what will be handed over.")
	return goTo(c, "/portfolios/%d/selection", v.portfolio)
}

// chosenPieces returns the pieces that are ticked.
func chosenPieces(c *fiber.Ctx) ([]evidence.ItemID, error) {
	items := []evidence.ItemID{}
	for _, value := range c.Context().PostArgs().PeekMulti("piece") {
		id, err := strconv.ParseInt(string(value), 10, 64)
		if err != nil {
			return nil, errNoPage
		}
		items = append(items, evidence.ItemID(id))
	}
	return items, nil
}

// selectionPage shows the choice that holds, or the one that is ticked.
func (a *App) selectionPage(c *fiber.Ctx, status int, ticked []evidence.ItemID, in *form) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	ch, err := a.choosing(c, f, ticked)
	if err != nil {
		return err
	}
	page := pages.Selection{Back: pages.Link{Text: f.whose("portfolio"), Href: f.path("")}, Over: f.over(a.db), Rule: piecesRule(f.plan),
		Mark: ch.held.Mark(), Least: f.plan.Portfolio.PiecesMin, Most: f.plan.Portfolio.PiecesMax}
	if page.Lead, err = a.selectionLead(c, &ch.held); err != nil {
		return err
	}
	if !f.hasPlan {
		page.Missing = noPlan
	}
	if len(ch.weighed.Pieces) == 0 {
		page.Empty = &pages.Empty{Title: "No piece has been accepted yet", Icon: "folder", Text: "As soon as the coach has accepted some, the ones to hand over are chosen here."}
	}
	if a.visit(c).may(account.ChoosePieces) {
		page.Action = f.path("/selection")
		if ch.held.Made {
			page.Back2 = "Without a choice every accepted piece is handed over, those too that are accepted later."
		}
	}
	if in != nil {
		page.Whole = in.whole
	}
	numbers := make(map[evidence.Need]int)
	var names []string
	for i, n := range ch.weighed.Needs {
		numbers[n] = i
		names = append(names, strings.ReplaceAll(f.needName(n), "|", "/"))
	}
	page.Names = strings.Join(names, "|")
	page.Effect = f.selectionEffect(&ch.weighed, numbers)
	page.Rows = f.selectionRows(ch, numbers)
	page.Proposal = f.selectionProposal(ch)
	return a.show(c, status, page)
}

func (a *App) choosing(c *fiber.Ctx, f *folio, ticked []evidence.ItemID) (*choosing, error) {
	ch := new(choosing)
	var err error
	if ch.pieces, err = a.evidence.Contents(c.UserContext(), f.id); err != nil {
		return nil, err
	}
	if ch.held, err = a.evidence.Selection(c.UserContext(), f.id); err != nil {
		return nil, err
	}
	ch.on = func(id evidence.ItemID) bool { return !ch.held.Made || slices.Contains(ch.held.Items, id) }
	if ticked != nil {
		ch.on = func(id evidence.ItemID) bool { return slices.Contains(ticked, id) }
	}
	ch.weighed = evidence.Weigh(ch.pieces, f.mine, f.plan, ch.on)
	ch.offer = evidence.Propose(ch.pieces, f.mine, f.plan)
	return ch, nil
}

// selectionLead says what is handed over as it stands, and who decided it.
func (a *App) selectionLead(c *fiber.Ctx, held *evidence.Selection) (string, error) {
	if !held.Made {
		return "Nobody has chosen yet: every accepted piece will be handed over.", nil
	}
	p, err := a.accounts.Person(c.UserContext(), held.By)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return "", err
	}
	return fmt.Sprintf("%s will be handed over, as %s chose on %s.", words.Capital(words.Plural(len(held.Items), "piece", "pieces")), p.Name, words.Moment(held.At)), nil
}

// piecesRule says how many pieces a plan asks for.
func piecesRule(plan *ksb.Plan) string {
	r := &plan.Portfolio
	var parts []string
	if r.PiecesMin > 0 {
		parts = append(parts, fmt.Sprintf("at least %d", r.PiecesMin))
	}
	if r.PiecesMax > 0 {
		parts = append(parts, fmt.Sprintf("at most %d", r.PiecesMax))
	}
	if r.PiecesTypical > 0 {
		parts = append(parts, fmt.Sprintf("typically %d", r.PiecesTypical))
	}
	if len(parts) == 0 {
		return "The plan says nothing of how many."
	}
	return "The plan asks for " + strings.Join(parts, ", ") + "."
}

// needName is what a need is called in a list: a statement's code, or its title
// where it has none, or a kind of piece.
func (f *folio) needName(n evidence.Need) string {
	if n.Statement == 0 {
		return "a " + strings.ToLower(n.Kind.Name())
	}
	s := f.statement(n.Statement)
	if s.Code != "" {
		return string(s.Code)
	}
	return s.Title
}

// needNames lists needs, the first of very many.
func (f *folio) needNames(needs []evidence.Need) string {
	const most = 12
	var names []string
	for _, n := range needs {
		names = append(names, f.needName(n))
	}
	switch n := len(names); {
	case n-most > 1:
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", n-most)
	case n > 1:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

// chosenNumber says how many pieces are chosen, and whether the plan asks for
// more or fewer. selection.js says the same.
func chosenNumber(n int, r *ksb.PortfolioRules) string {
	text := words.Plural(n, "piece", "pieces") + " chosen"
	switch {
	case r.PiecesMin > n:
		return fmt.Sprintf("%s, %d fewer than the plan asks for.", text, r.PiecesMin-n)
	case r.PiecesMax > 0 && n > r.PiecesMax:
		return fmt.Sprintf("%s, %d more than the plan takes.", text, n-r.PiecesMax)
	}
	return text + "."
}

func (f *folio) selectionEffect(w *evidence.Weighing, numbers map[evidence.Need]int) pages.SelectionEffect {
	e := pages.SelectionEffect{Number: chosenNumber(w.Chosen, &f.plan.Portfolio), Short: f.needNames(w.Short), Missing: f.needNames(w.Missing), Thin: f.needNames(w.Thin)}
	open := make(map[evidence.Need]bool)
	for _, n := range slices.Concat(w.Short, w.Missing) {
		open[n] = true
	}
	add := func(name string, in func(evidence.Need) bool) {
		var of []string
		shown := 0
		for _, n := range w.Needs {
			if !in(n) {
				continue
			}
			of = append(of, strconv.Itoa(numbers[n]))
			if !open[n] {
				shown++
			}
		}
		if len(of) > 0 {
			e.Methods = append(e.Methods, pages.SelectionMethod{Name: name, Says: fmt.Sprintf("%d of %d shown", shown, len(of)), Needs: strings.Join(of, " ")})
		}
	}
	named := false
	for i := range f.plan.Methods {
		m := &f.plan.Methods[i]
		if m.Portfolio && !m.Verified {
			named = true
			add(m.Name, func(n evidence.Need) bool {
				return n.Statement != 0 && slices.Contains(m.Statements, f.statement(n.Statement).Key)
			})
		}
	}
	if !named {
		add("Statements", func(n evidence.Need) bool { return n.Statement != 0 })
	}
	add("Kinds of piece that the plan wants", func(n evidence.Need) bool { return n.Statement == 0 })
	return e
}

func (f *folio) selectionRows(ch *choosing, numbers map[evidence.Need]int) (rows []pages.SelectionRow) {
	for i := range ch.weighed.Pieces {
		w, offer := &ch.weighed.Pieces[i], &ch.offer.Pieces[i]
		row := pages.SelectionRow{Value: idText(int64(w.Item)), Name: fmt.Sprintf("%d. %s", w.Number, titleOf(w.Title)), Href: f.item(w.Item), On: w.Chosen, Barred: w.Barred,
			Now: f.addsNow(w), Proposed: offer.Chosen, Why: f.whyProposed(offer, &ch.offer)}
		var needs []string
		for _, n := range ch.weighed.Needs {
			if slices.Contains(w.Adds, n) || slices.Contains(w.Repeats, n) {
				needs = append(needs, strconv.Itoa(numbers[n]))
			}
		}
		row.Needs = strings.Join(needs, " ")
		rows = append(rows, row)
	}
	return rows
}

// addsNow says what a piece adds to the choice. selection.js says the same.
func (f *folio) addsNow(w *evidence.Weighed) string {
	switch {
	case w.Barred:
		return "The plan does not take this kind of piece."
	case len(w.Adds)+len(w.Repeats) == 0:
		return "It shows nothing that is asked for."
	case w.Spare():
		return "Others show all that it shows."
	case w.Chosen:
		return "It alone shows " + f.needNames(w.Adds) + "."
	case len(w.Adds) > 0:
		return "It would add " + f.needNames(w.Adds) + "."
	}
	return "It would be another showing of " + f.needNames(w.Repeats) + "."
}

// whyProposed says why a piece is proposed, or what it would add if it were.
func (f *folio) whyProposed(w *evidence.Weighed, p *evidence.Proposal) string {
	switch {
	case w.Barred:
		return "The plan does not take this kind of piece."
	case len(w.Adds)+len(w.Repeats) == 0 && !w.Chosen:
		return "It shows nothing that is asked for."
	case slices.Contains(p.Filled, w.Item):
		return "It is here for the number that the plan asks for at least."
	case w.Chosen && len(w.Only) > 0:
		return "No other accepted piece shows " + f.needNames(w.Only) + "."
	case w.Chosen && len(w.Adds) > 0:
		return "Of those proposed it alone shows " + f.needNames(w.Adds) + "."
	case len(w.Adds) > 0:
		return "It would add " + f.needNames(w.Adds) + "."
	}
	return "It would add nothing new: another showing of " + f.needNames(w.Repeats) + "."
}

func (f *folio) selectionProposal(ch *choosing) pages.SelectionProposal {
	p := &ch.offer
	out := pages.SelectionProposal{Same: true}
	for i := range p.Pieces {
		holds := !ch.held.Made || slices.Contains(ch.held.Items, p.Pieces[i].Item)
		out.Same = out.Same && p.Pieces[i].Chosen == holds
	}
	for _, id := range p.Items {
		out.Values = append(out.Values, idText(int64(id)))
	}
	number := words.Plural(len(p.Items), "piece", "pieces")
	switch {
	case len(p.Items) == 0:
		out.Lead = "No accepted piece shows anything that is asked for, so there is nothing to propose."
	case len(p.Filled) > 0:
		out.Lead = fmt.Sprintf("%s: to show all that accepted pieces can show takes %d, and %d more make up the number that the plan asks for at least.", words.Capital(number), p.Least, len(p.Filled))
	case p.Exact:
		out.Lead = words.Capital(number) + ": no smaller set shows as much. Where several sets are as small, it is the one with the stronger pieces: more places named, more claims accepted, newer work."
	default:
		out.Lead = fmt.Sprintf("%s: found step by step, since there are more than %d. A smaller set may be possible, but none of these can be left out.", words.Capital(number), evidence.MostExact)
	}
	if p.Over > 0 {
		out.More = append(out.More, fmt.Sprintf("That is %s more than the plan takes at most. Show more in fewer pieces, or agree with the %s what may be left out.", strings.ToLower(pages.Count(p.Over)), f.plan.Called().Organisation))
	}
	if len(p.Missing) > 0 {
		out.More = append(out.More, "No accepted piece that may go out shows "+f.needNames(p.Missing)+", so nothing can cover "+map[bool]string{true: "it", false: "them"}[len(p.Missing) == 1]+" yet.")
	}
	if len(p.Thin) > 0 {
		out.More = append(out.More, "Shown once only in it: "+f.needNames(p.Thin)+". If an assessor does not take that piece, nothing else shows it.")
	}
	return out
}
