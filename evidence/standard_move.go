package evidence

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"touchstone/app/programme"
	"touchstone/ksb"
)

// LeastMove is the score from which a statement of another version is proposed as
// what one becomes. A person confirms each all the same.
const LeastMove = 50

// A StandardMove moves apprentices from one version of a standard to another, by
// one mapping for all of them.
type StandardMove struct {
	From, To   *ksb.Standard
	Enrolments []programme.EnrolmentID
	Options    map[ksb.OptionID]ksb.OptionID // of From to those of To; 0 or absent: none
	Plan       ksb.PlanID                    // of To; 0: none chosen yet
	Mapping    []Becomes                     // of every statement that one of them claims
}

// Becomes says which statement of the other version one becomes.
type Becomes struct {
	From   ksb.StatementID
	To     ksb.StatementID // 0: it is no longer in the standard
	Score  int             // of the proposal; 0: it was chosen by hand, or nothing was proposed
	Reason string
}

// A Claimed is a statement that apprentices claim.
type Claimed struct {
	Statement ksb.StatementID
	People    int // apprentices
	Pieces    int // of all of them together
}

// ProposeMove returns what the statements that are claimed become in another
// version, in the standard's order, with every counterpart of each.
func ProposeMove(from, to *ksb.Standard, claimed []Claimed) (out []Becomes, all map[string][]ksb.Counterpart) {
	all = ksb.Counterparts(from, to)
	pairs := ksb.Pairs(from, all, LeastMove)
	for i := range from.Statements {
		st := &from.Statements[i]
		if !slices.ContainsFunc(claimed, func(c Claimed) bool { return c.Statement == st.ID }) {
			continue
		}
		b := Becomes{From: st.ID, Reason: "Nothing in it is enough like it."}
		if c, found := pairs[st.Key]; found {
			b.To, b.Score, b.Reason = c.Statement.ID, c.Score, c.Reason
		}
		out = append(out, b)
	}
	return out, all
}

// ByName returns which option of another version each one is: the one of its name.
func ByName(from, to *ksb.Standard) map[ksb.OptionID]ksb.OptionID {
	out := make(map[ksb.OptionID]ksb.OptionID)
	for _, o := range from.Options {
		for _, n := range to.Options {
			if strings.EqualFold(strings.TrimSpace(o.Name), strings.TrimSpace(n.Name)) {
				out[o.ID] = n.ID
			}
		}
	}
	return out
}

// After returns how far each statement of the other version would be shown in a
// portfolio, by how far the statements are that become it: as far as the furthest.
func (m *StandardMove) After(covers map[ksb.StatementID]Cover) map[ksb.StatementID]Cover {
	out := make(map[ksb.StatementID]Cover)
	for _, b := range m.Mapping {
		was, is := covers[b.From], out[b.To]
		if b.To == 0 || was.State == None {
			continue
		}
		if rank[was.State] > rank[is.State] {
			is.State = was.State
		}
		is.Pieces, is.Accepted = max(is.Pieces, was.Pieces), max(is.Accepted, was.Accepted)
		out[b.To] = is
	}
	return out
}

// A MoveRecord is what is kept of a move, as it was confirmed.
type MoveRecord struct {
	At       time.Time     `json:"-"`
	ByName   string        `json:"-"`
	From     ksb.Naming    `json:"from"`
	To       ksb.Naming    `json:"to"`
	Option   string        `json:"option,omitempty"`    // before
	OptionTo string        `json:"option_to,omitempty"` // after
	Plan     string        `json:"plan,omitempty"`      // before
	PlanTo   string        `json:"plan_to,omitempty"`   // after
	Became   []BecameEntry `json:"statements"`          // that were claimed, in the standard's order
	Accepted [2]int        `json:"accepted"`            // statements, before and after
	Total    [2]int        `json:"to_show"`             // statements, before and after
}

// A BecameEntry is what became of one statement.
type BecameEntry struct {
	From   Named  `json:"from"`
	To     *Named `json:"to"` // nil: no longer in the standard
	Score  int    `json:"score"`
	Reason string `json:"reason"`
}

// A Named statement, as it was called then.
type Named struct {
	ID    ksb.StatementID `json:"id"`
	Code  ksb.Code        `json:"code,omitempty"`
	Title string          `json:"title"`
}

func namedStatement(s *ksb.Standard, id ksb.StatementID) *Named {
	for i := range s.Statements {
		if st := &s.Statements[i]; st.ID == id {
			return &Named{id, st.Code, st.Title}
		}
	}
	return nil
}

// Lost returns how many claimed statements are no longer in the standard.
func (r *MoveRecord) Lost() (n int) {
	for _, b := range r.Became {
		if b.To == nil {
			n++
		}
	}
	return n
}

// movedClaims returns the claims of a version as they are after a move: each of
// the statement that its own became, with those that one statement came of joined.
// From names the claims that each rests on. Moved reports whether any became
// another.
func movedClaims(claims []Claim, to map[ksb.StatementID]ksb.StatementID) (out []Claim, from [][]Claim, moved bool) {
	at := make(map[ksb.StatementID]int)
	for _, c := range claims {
		is := c
		is.ID, is.Places = 0, slices.Clone(c.Places)
		if next := to[c.Statement]; next != 0 {
			is.Statement, moved = next, true
		}
		i, there := at[is.Statement]
		if !there {
			at[is.Statement] = len(out)
			out, from = append(out, is), append(from, []Claim{c})
			continue
		}
		out[i].join(&is)
		from[i] = append(from[i], c)
	}
	return out, from, moved
}

// join adds another claim to one of the same statement. Both together are accepted
// if both were.
func (c *Claim) join(o *Claim) {
	switch {
	case o.How == "" || o.How == c.How:
	case c.How == "":
		c.How = o.How
	default:
		c.How += "\n\n" + o.How
	}
	for _, p := range o.Places {
		if !slices.Contains(c.Places, p) {
			c.Places = append(c.Places, p)
		}
	}
	if c.Verdict == ReferredVerdict || o.Verdict == ReferredVerdict {
		c.Verdict = ReferredVerdict
	} else if c.Verdict != o.Verdict {
		c.Verdict = Undecided
	}
}

// words says a move to the apprentice and the coach.
func (r *MoveRecord) words() string {
	to := r.To.Reference
	if r.To.Version != "" {
		to += " v" + r.To.Version
	}
	text := fmt.Sprintf("to %s. What was claimed went along to the statements that it is about there", to)
	switch n := r.Lost(); n {
	case 0:
		return text + "."
	case 1:
		return text + "; one statement is no longer in the standard."
	default:
		return fmt.Sprintf("%s; %d statements are no longer in the standard.", text, n)
	}
}
