package evidence

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/words"
	"touchstone/ksb"
)

// A Carriable is an accepted piece of another portfolio of the same person, with
// what of it may be carried into a portfolio.
type Carriable struct {
	Portfolio PortfolioID
	Piece     Piece            // with the version that counts
	Claims    []CarriableClaim // those accepted in it
	As        *Carried         // the piece it was carried as; nil: it was not, or that was thrown away
}

// A CarriableClaim is an accepted claim of a Carriable.
type CarriableClaim struct {
	Claim
	By        string    // who accepted it, as they were called then
	At        time.Time // when
	Proposals []ksb.Counterpart
}

// A Carried is a piece that began as a copy of one of another portfolio.
type Carried struct {
	Item      ItemID
	Number    int
	At        time.Time
	Submitted bool // others see it
	Claims    map[ClaimID]ksb.StatementID
}

// Best returns the highest score of what is proposed for a piece.
func (c *Carriable) Best() (best int) {
	for i := range c.Claims {
		if p := c.Claims[i].Proposals; len(p) > 0 {
			best = max(best, p[0].Score)
		}
	}
	return best
}

// ProposeCarry fills in which statements, of those that may be shown in a
// portfolio, the claims of pieces of another may show too, the best claims of each
// piece first. Nothing is carried by it.
func ProposeCarry(list []Carriable, from, to *ksb.Standard, may []ksb.Statement, bridges ...ksb.Bridge) {
	only := *to
	only.Statements = may
	found := ksb.Counterparts(from, &only, bridges...)
	keys := make(map[ksb.StatementID]string, len(from.Statements))
	for i := range from.Statements {
		keys[from.Statements[i].ID] = from.Statements[i].Key
	}
	for i := range list {
		claims := list[i].Claims
		for j := range claims {
			claims[j].Proposals = found[keys[claims[j].Statement]]
		}
		slices.SortStableFunc(claims, func(a, b CarriableClaim) int { return b.score() - a.score() })
	}
}

// SortCarry puts pieces in order: the best first, what was carried already last.
func SortCarry(list []Carriable) {
	slices.SortStableFunc(list, func(a, b Carriable) int {
		if (a.As == nil) != (b.As == nil) {
			if a.As == nil {
				return -1
			}
			return 1
		}
		return b.Best() - a.Best()
	})
}

func (c *CarriableClaim) score() int {
	if len(c.Proposals) == 0 {
		return 0
	}
	return c.Proposals[0].Score
}

// CountsForNothing says of a claim that its statement is not in the standard any
// more.
const CountsForNothing = "No longer in the standard: it counts for nothing."

// ByHand is the reason of a carried claim that nobody proposed.
const ByHand = "Chosen by the apprentice; it was not proposed."

// Proposed returns the score and reason of a statement for a claim, or those of
// one that was not proposed.
func (c *CarriableClaim) Proposed(to ksb.StatementID) (score int, reason string) {
	for _, p := range c.Proposals {
		if p.Statement.ID == to {
			return p.Score, p.Reason
		}
	}
	return 0, ByHand
}

// MayShow returns those of an apprentice's statements that the portfolio can show
// under a plan: the zero plan leaves all.
func MayShow(mine []ksb.Statement, plan *ksb.Plan) []ksb.Statement {
	needed := make(map[ksb.StatementID]bool)
	for _, n := range Needs(mine, plan) {
		needed[n.Statement] = true
	}
	return slices.DeleteFunc(slices.Clone(mine), func(s ksb.Statement) bool { return !needed[s.ID] })
}

// A Carry is what a person confirmed of one piece: nothing else of it is carried.
type Carry struct {
	From   PortfolioID
	Item   ItemID
	Claims []CarryClaim
}

// A CarryClaim says as what an accepted claim is carried.
type CarryClaim struct {
	From   ClaimID
	To     ksb.StatementID
	Score  int    // of the proposal; 0: it was chosen by hand
	Reason string // of the proposal
}

// An Origin says from where a piece was carried.
type Origin struct {
	Portfolio PortfolioID
	Item      ItemID
	Number    int    // of the piece there
	Version   int    // of the piece there
	Title     string // of the piece there
	Standard  string // "ST0176", of that portfolio
	By        account.PersonID
	ByName    string // who carried it
	At        time.Time
}

// A ClaimOrigin says on which accepted claim another one rests: one of another
// portfolio that was carried, or one of the same piece from before its apprentice
// moved to another version of the standard.
type ClaimOrigin struct {
	Claim     ClaimID
	Item      ItemID // the piece that the earlier claim is of
	Standard  string // "ST0175 v1.0"
	Statement string // its code and title

	StatementID ksb.StatementID
	By          string // who accepted it there; empty: nobody, it was open
	At          time.Time
	Stands      bool // it is accepted there still
	Score       int
	Reason      string
}

// Words says in a sentence from where a piece was carried.
func (o *Origin) Words() string {
	return fmt.Sprintf("Carried from piece %d, “%s”, of %s by %s on %s.", o.Number, o.Title, o.Standard, o.ByName, words.Day(db.Today(o.At)))
}

// Words says in a sentence on which claim one of an item rests.
func (o *ClaimOrigin) Words(item ItemID) string {
	if o.Item == item {
		return fmt.Sprintf("Claimed as %s of %s before the move to this version.", o.Statement, o.Standard)
	}
	text := fmt.Sprintf("Carried from %s of %s", o.Statement, o.Standard)
	if o.By != "" {
		text += fmt.Sprintf(", accepted there by %s on %s", o.By, words.Day(db.Today(o.At)))
	}
	if !o.Stands {
		text += ", and taken back there since"
	}
	return text + "."
}

// Of says in sentences on which claim one of an item rests; empty for one that
// began here.
func (o *Origins) Of(item ItemID, c *Claim) string {
	var said []string
	for _, from := range o.Claims[c.ID] {
		if from.Item == item && from.StatementID == c.Statement {
			said = append(said, CountsForNothing)
			continue
		}
		said = append(said, from.Words(item))
	}
	return strings.Join(said, " ")
}
