package evidence

import (
	"fmt"
	"slices"
	"strings"

	"touchstone/app/words"
	"touchstone/ksb"
)

// A PlanMove is what changes for a portfolio when its apprentice moves to
// another plan.
type PlanMove struct {
	Before, After Tallies
	Statements    []StatementMove // for which something changes, in the standard's order
	Lines         []string        // what changes for the portfolio, in sentences
	Lost          int             // statements that are shown and no longer count
}

// A StatementMove is what changes for one statement.
type StatementMove struct {
	Statement ksb.Statement
	What      string // a sentence
	Pieces    int    // that claim it
	Lost      bool   // what is shown of it no longer counts
}

// MovePlan works out what changes when an apprentice on the option moves from one
// plan to another; the zero plan is none. It changes nothing.
func MovePlan(std *ksb.Standard, option string, from, to *ksb.Plan, covers map[ksb.StatementID]Cover, pieces []Piece) PlanMove {
	m := PlanMove{Before: Count(std, option, from, covers), After: Count(std, option, to, covers)}
	for _, st := range std.For(option) {
		cover := covers[st.ID]
		move := StatementMove{Statement: st, Pieces: cover.Pieces}
		move.What, move.Lost = statementMove(from, to, st.Key)
		if move.What == "" {
			continue
		}
		if move.Lost = move.Lost && cover.Pieces > 0; move.Lost {
			m.Lost++
			move.What += " " + claimed(cover.Pieces)
		}
		m.Statements = append(m.Statements, move)
	}
	if m.After.All.Total != m.Before.All.Total {
		m.Lines = append(m.Lines, fmt.Sprintf("The coverage total is over %s instead of %d.", words.Plural(m.After.All.Total, "statement", "statements"), m.Before.All.Total))
	}
	m.Lines = append(m.Lines, ruleMoves(&from.Portfolio, &to.Portfolio, pieces)...)
	return m
}

// claimed says that claims no longer count.
func claimed(pieces int) string {
	if pieces == 1 {
		return "What one piece claims of it no longer counts."
	}
	return fmt.Sprintf("What %d pieces claim of it no longer counts.", pieces)
}

// statementMove says what becomes of a statement, and whether what is shown of it
// no longer counts. It is empty if nothing does.
func statementMove(from, to *ksb.Plan, key string) (what string, lost bool) {
	was, is := from.MethodsOf(key), to.MethodsOf(key)
	portfolio := func(m ksb.Method) bool { return m.Portfolio }
	switch {
	case len(is) == 0:
		return "It is in no method of the new plan.", true
	case to.Verified(key) && !from.Verified(key):
		return "The employer verifies it instead of its being assessed.", true
	case from.Verified(key) && !to.Verified(key):
		return "It is assessed now, and no longer verified by the employer.", false
	case len(from.Methods) == 0: // no plan said anything until now
		return "", false
	case len(was) == 0:
		return "It is in no method of the plan until now, and in “" + methodNames(is) + "” then.", false
	case slices.ContainsFunc(was, portfolio) && !slices.ContainsFunc(is, portfolio):
		return "It leaves the portfolio: “" + methodNames(is) + "” covers it.", true
	case !slices.ContainsFunc(was, portfolio) && slices.ContainsFunc(is, portfolio):
		return "It has to be in the portfolio now, for “" + methodNames(is) + "”.", false
	case alike(from, to) && methodNames(was) != methodNames(is):
		return "It moves from “" + methodNames(was) + "” to “" + methodNames(is) + "”.", false
	}
	return "", false
}

// alike reports whether the plans have the same methods by their keys, so
// that a statement's going from one to another means something.
func alike(from, to *ksb.Plan) bool {
	return slices.EqualFunc(from.Methods, to.Methods, func(a, b ksb.Method) bool { return a.Key == b.Key })
}

func methodNames(methods []ksb.Method) string {
	var names []string
	for _, m := range methods {
		names = append(names, m.Name)
	}
	return strings.Join(names, "” and “")
}

// ruleMoves says which pieces the rules of another plan do not take as they are.
// Drafts are left out: they are not handed over.
func ruleMoves(was, is *ksb.PortfolioRules, pieces []Piece) (lines []string) {
	var barred, placeless []string
	n := 0
	for i := range pieces {
		v := &pieces[i].Version
		if v.State == Draft {
			continue
		}
		n++
		name := fmt.Sprintf("%d", pieces[i].Number)
		if slices.Contains(is.KindsBarred, string(v.Kind)) && !slices.Contains(was.KindsBarred, string(v.Kind)) {
			barred = append(barred, name)
		}
		if is.Locator && !was.Locator && slices.ContainsFunc(v.Claims, func(c Claim) bool { return len(c.Places) == 0 }) {
			placeless = append(placeless, name)
		}
	}
	if is.PiecesMax > 0 && n > is.PiecesMax {
		lines = append(lines, fmt.Sprintf("There are %s, and the plan takes at most %d: choose which are handed over.", words.Plural(n, "piece", "pieces"), is.PiecesMax))
	}
	if len(barred) > 0 {
		lines = append(lines, "Of a kind that the plan does not take: "+pieceNumbers(barred)+".")
	}
	if len(placeless) > 0 {
		lines = append(lines, "Every claim has to name its page or time then. One or more do not in "+pieceNumbers(placeless)+".")
	}
	if is.Reflection == ksb.ReflectionForbidden && was.Reflection != ksb.ReflectionForbidden {
		lines = append(lines, "Reflective accounts are not handed over then.")
	}
	return lines
}

func pieceNumbers(numbers []string) string {
	if len(numbers) == 1 {
		return "piece " + numbers[0]
	}
	last := len(numbers) - 1
	return "pieces " + strings.Join(numbers[:last], ", ") + " and " + numbers[last]
}
