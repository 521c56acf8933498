package evidence

import (
	"cmp"
	"slices"

	"touchstone/ksb"
)

// MostExact is the most pieces of which Propose finds the smallest set for
// certain. Of more it takes, again and again, the piece that shows most of what
// nothing taken shows yet, and leaves out what turned out not to be needed.
const MostExact = 40

// A Need is one thing that the pieces handed over have to show: a statement, or
// that there is a piece of a kind that the plan wants.
type Need struct {
	Statement ksb.StatementID // 0: of a kind
	Kind      Kind
}

// Needs returns what a portfolio has to show under a plan, in order: the
// statements, of those given, that its methods on the portfolio cover, and each
// kind it wants. What the employer verifies is not among them. Under a plan that
// says of no method that the portfolio underpins it, every other statement is.
func Needs(statements []ksb.Statement, plan *ksb.Plan) (needs []Need) {
	underpins := slices.ContainsFunc(plan.Methods, func(m ksb.Method) bool { return m.Portfolio && !m.Verified })
	for i := range statements {
		key := statements[i].Key
		methods := plan.MethodsOf(key)
		if plan.Verified(key) || underpins && !slices.ContainsFunc(methods, func(m ksb.Method) bool { return m.Portfolio }) {
			continue
		}
		needs = append(needs, Need{Statement: statements[i].ID})
	}
	for _, kind := range plan.Portfolio.KindsWanted {
		needs = append(needs, Need{Kind: Kind(kind)})
	}
	return needs
}

// A Weighing is what a choice of pieces comes to.
type Weighing struct {
	Pieces  []Weighed // every accepted piece, by number
	Needs   []Need    // all of them
	Short   []Need    // what no chosen piece shows, though one that was left out does
	Missing []Need    // what no piece shows that may be handed over
	Thin    []Need    // what one chosen piece alone shows
	Chosen  int       // pieces
}

// A Weighed is one accepted piece beside the others.
type Weighed struct {
	Item    ItemID
	Number  int
	Title   string
	Chosen  bool
	Barred  bool   // the plan does not take its kind
	Only    []Need // shown by no other accepted piece
	Adds    []Need // shown by no other chosen piece; of a piece that is left out, by no chosen one
	Repeats []Need // shown by another chosen piece too
}

// Spare reports whether the piece is chosen and the others show all it shows.
func (w *Weighed) Spare() bool { return w.Chosen && len(w.Adds) == 0 }

// Weigh says what the chosen pieces show of what is needed, and what each piece
// adds. Pieces that were not accepted are left out of account.
func Weigh(pieces []Piece, statements []ksb.Statement, plan *ksb.Plan, chosen func(ItemID) bool) Weighing {
	w := Weighing{Needs: Needs(statements, plan)}
	shown := shownBy(pieces, w.Needs, plan)
	by := make(map[Need]int)   // accepted pieces
	held := make(map[Need]int) // chosen ones
	for i := range shown {
		for _, n := range shown[i].needs {
			by[n]++
			if chosen(shown[i].piece.ID) && !shown[i].barred {
				held[n]++
			}
		}
	}
	for i := range shown {
		s := &shown[i]
		row := Weighed{Item: s.piece.ID, Number: s.piece.Number, Title: s.piece.Version.Title, Chosen: chosen(s.piece.ID), Barred: s.barred}
		own := 0
		if row.Chosen {
			w.Chosen++
			if !s.barred {
				own = 1
			}
		}
		for _, n := range s.needs {
			if by[n] == 1 {
				row.Only = append(row.Only, n)
			}
			if held[n] == own {
				row.Adds = append(row.Adds, n)
			} else {
				row.Repeats = append(row.Repeats, n)
			}
		}
		w.Pieces = append(w.Pieces, row)
	}
	free := make(map[Need]bool)
	for i := range shown {
		for _, n := range shown[i].needs {
			free[n] = free[n] || !shown[i].barred
		}
	}
	for _, n := range w.Needs {
		switch {
		case held[n] == 1:
			w.Thin = append(w.Thin, n)
		case held[n] == 0 && free[n]:
			w.Short = append(w.Short, n)
		case held[n] == 0:
			w.Missing = append(w.Missing, n)
		}
	}
	return w
}

// A showingPiece is an accepted piece and what of the needs it shows.
type showingPiece struct {
	piece  *Piece
	barred bool
	needs  []Need
}

func shownBy(pieces []Piece, needs []Need, plan *ksb.Plan) (shown []showingPiece) {
	wanted, order := make(map[Need]bool, len(needs)), make(map[Need]int, len(needs))
	for i, n := range needs {
		wanted[n], order[n] = true, i
	}
	for i := range pieces {
		p := &pieces[i]
		if p.Counts == 0 {
			continue
		}
		s := showingPiece{piece: p, barred: slices.Contains(plan.Portfolio.KindsBarred, string(p.Version.Kind))}
		for _, c := range p.Version.Claims {
			if n := (Need{Statement: c.Statement}); c.Verdict == AcceptedVerdict && wanted[n] {
				s.needs = append(s.needs, n)
			}
		}
		if n := (Need{Kind: p.Version.Kind}); wanted[n] {
			s.needs = append(s.needs, n)
		}
		slices.SortFunc(s.needs, func(a, b Need) int { return cmp.Compare(order[a], order[b]) })
		shown = append(shown, s)
	}
	return shown
}

// A Proposal is which pieces to hand over.
type Proposal struct {
	Weighing
	Items  []ItemID // proposed, by number
	Exact  bool     // no smaller set shows as much; see MostExact
	Least  int      // pieces that showing everything takes
	Filled []ItemID // of Items, those that are there only for the plan's least number
	Over   int      // by how many Least is above the plan's greatest number; 0: it is not
}

// Propose returns the smallest set of accepted pieces that shows all that
// accepted pieces of kinds the plan takes can show of what is needed. Where
// several sets are as small, it takes the stronger pieces: those with more
// claims that name their place, then with more accepted claims, then the newer
// work. Where a plan asks for more pieces than that takes, it adds those that
// give most of what only one shows a second showing.
func Propose(pieces []Piece, statements []ksb.Statement, plan *ksb.Plan) Proposal {
	shown := slices.DeleteFunc(shownBy(pieces, Needs(statements, plan), plan), func(s showingPiece) bool { return s.barred })
	slices.SortStableFunc(shown, func(a, b showingPiece) int { return stronger(a.piece, b.piece) })
	taken := make(map[ItemID]bool)
	p := Proposal{Exact: len(shown) <= MostExact}
	if p.Exact {
		takeSmallest(shown, taken)
	} else {
		takeGreedily(shown, taken)
	}
	p.Least = len(taken)
	fill(shown, taken, plan.Portfolio.PiecesMin, &p)
	if most := plan.Portfolio.PiecesMax; most > 0 {
		p.Over = max(0, p.Least-most)
	}
	p.Weighing = Weigh(pieces, statements, plan, func(id ItemID) bool { return taken[id] })
	for i := range p.Pieces {
		if p.Pieces[i].Chosen {
			p.Items = append(p.Items, p.Pieces[i].Item)
		}
	}
	return p
}

// stronger orders pieces, the stronger first.
func stronger(a, b *Piece) int {
	count := func(p *Piece) (located, accepted int) {
		for _, c := range p.Version.Claims {
			if c.Verdict == AcceptedVerdict {
				accepted++
				if len(c.Places) > 0 {
					located++
				}
			}
		}
		return located, accepted
	}
	aLocated, aAccepted := count(a)
	bLocated, bAccepted := count(b)
	return cmp.Or(cmp.Compare(bLocated, aLocated), cmp.Compare(bAccepted, aAccepted),
		b.Version.From.Compare(a.Version.From), cmp.Compare(a.Number, b.Number))
}

func takeSmallest(shown []showingPiece, taken map[ItemID]bool) {
	rows := make(map[Need]uint64)
	for i := range shown {
		for _, n := range shown[i].needs {
			rows[n] |= 1 << i
		}
	}
	var list []uint64
	for _, r := range rows {
		list = append(list, r)
	}
	slices.Sort(list) // a map has no order
	chosen, _ := smallest(list, len(shown))
	for i := range shown {
		if chosen&(1<<i) != 0 {
			taken[shown[i].piece.ID] = true
		}
	}
}

func takeGreedily(shown []showingPiece, taken map[ItemID]bool) {
	times := make(map[Need]int)
	fresh := func(s *showingPiece) (n int) {
		for _, need := range s.needs {
			if times[need] == 0 {
				n++
			}
		}
		return n
	}
	var order []*showingPiece
	for {
		var best *showingPiece
		most := 0
		for i := range shown {
			if n := fresh(&shown[i]); n > most {
				best, most = &shown[i], n
			}
		}
		if best == nil {
			break
		}
		taken[best.piece.ID] = true
		order = append(order, best)
		for _, n := range best.needs {
			times[n]++
		}
	}
	for _, s := range order {
		if slices.ContainsFunc(s.needs, func(n Need) bool { return times[n] == 1 }) {
			continue
		}
		delete(taken, s.piece.ID)
		for _, n := range s.needs {
			times[n]--
		}
	}
}

// fill adds pieces up to the plan's least number.
func fill(shown []showingPiece, taken map[ItemID]bool, least int, p *Proposal) {
	times := make(map[Need]int)
	for i := range shown {
		if taken[shown[i].piece.ID] {
			for _, n := range shown[i].needs {
				times[n]++
			}
		}
	}
	for len(taken) < least {
		var best *showingPiece
		most := -1
		for i := range shown {
			if taken[shown[i].piece.ID] {
				continue
			}
			thin := 0
			for _, n := range shown[i].needs {
				if times[n] == 1 {
					thin++
				}
			}
			if thin > most {
				best, most = &shown[i], thin
			}
		}
		if best == nil {
			return
		}
		taken[best.piece.ID] = true
		p.Filled = append(p.Filled, best.piece.ID)
		for _, n := range best.needs {
			times[n]++
		}
	}
}
