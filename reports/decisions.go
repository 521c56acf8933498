package reports

import (
	"slices"
	"strings"

	"touchstone/app/words"
	"touchstone/ksb"
	"touchstone/reports/pdf"
)

// A review is what one person decided and said at one moment.
type review struct {
	whole  []Decision // of the piece
	claims []Decision
}

// reviews groups decisions by who made them and when, in order.
func reviews(all []Decision) []review {
	var out []review
	for i, d := range all {
		if i == 0 || d.Name != all[i-1].Name || !d.At.Equal(all[i-1].At) {
			out = append(out, review{})
		}
		r := &out[len(out)-1]
		if d.Statement == 0 {
			r.whole = append(r.whole, d)
		} else {
			r.claims = append(r.claims, d)
		}
	}
	return out
}

// decisions draws what the coach decided and said, a box a review.
func (s *setter) decisions(p *Piece) {
	if len(p.Decisions) == 0 {
		return
	}
	s.section("Decision and feedback")
	for i, r := range reviews(p.Decisions) {
		if i > 0 {
			s.f.Space(6)
		}
		s.boxed(s.review(p, r))
	}
}

// review says in a few lines what was decided: the piece first, then the claims
// accepted without a word in one line, then each claim with its feedback.
func (s *setter) review(p *Piece, r review) []pdf.Span {
	who := append(r.whole, r.claims...)[0]
	by := " by " + who.Name + ", " + words.Moment(who.At)
	verb, accepted := "Feedback", s.plainlyAccepted(r.claims)
	feedback, notes := "", ""
	for _, d := range r.whole {
		verb = orElse(verdicts[d.Verdict], verb)
		feedback = listed("\n", feedback, d.Feedback)
		notes = listed("; ", notes, d.Note)
	}
	if len(r.whole) == 0 && acceptsAll(r.claims) {
		verb = "Accepted"
	} else if len(r.whole) == 0 && r.claims[0].Verdict != "" {
		verb = "Decided"
	}
	spans := []pdf.Span{span(bold, verb), span(text, by)}
	if n := len(p.Claims); n > 0 && allAccepted(r.claims, n) {
		spans = append(spans, span(text, ", with "+allOf(n)+"."))
	} else if len(accepted) > 0 {
		spans = append(spans, span(text, ". Accepted: "+strings.Join(accepted, s.comma())+"."))
	} else {
		spans = append(spans, span(text, "."))
	}
	if feedback != "" {
		spans = append(spans, span(text, " “"+feedback+"”"))
	}
	if notes != "" {
		spans = append(spans, span(bold, " ("+notes+")"))
	}
	for _, d := range r.claims {
		if d.Feedback != "" || d.Verdict != "accepted" || d.Note != "" {
			spans = append(spans, span(text, "\n"))
			spans = append(spans, s.onClaim(d)...)
		}
	}
	return spans
}

var verdicts = map[string]string{"accepted": "Accepted", "referred": "Referred", "returned": "Returned"}

// onClaim says what was decided on one claim.
func (s *setter) onClaim(d Decision) []pdf.Span {
	spans := []pdf.Span{s.code(bold, d.Statement)}
	if d.Verdict != "" {
		spans = append(spans, span(text, " "+strings.ToLower(verdicts[d.Verdict])))
	}
	end := "."
	if d.Feedback != "" {
		end = ": “" + d.Feedback + "”"
	}
	spans = append(spans, span(text, end))
	if d.Note != "" {
		spans = append(spans, span(bold, " ("+d.Note+")"))
	}
	return spans
}

// plainlyAccepted lists the codes of claims accepted without a word.
func (s *setter) plainlyAccepted(claims []Decision) (codes []string) {
	for _, d := range claims {
		if d.Verdict == "accepted" && d.Feedback == "" && d.Note == "" {
			codes = append(codes, s.codes[d.Statement])
		}
	}
	return codes
}

// allOf names all of n claims.
func allOf(n int) string {
	switch n {
	case 1:
		return "its claim"
	case 2:
		return "both claims"
	}
	return "all " + itoa(n) + " claims"
}

// acceptsAll reports whether no claim is decided otherwise than accepted.
func acceptsAll(claims []Decision) bool {
	return !slices.ContainsFunc(claims, func(d Decision) bool { return d.Verdict != "accepted" })
}

// allAccepted reports whether claims accept n different statements.
func allAccepted(claims []Decision, n int) bool {
	accepted := map[ksb.StatementID]bool{}
	for _, d := range claims {
		if d.Verdict != "accepted" || d.Note != "" {
			return false
		}
		accepted[d.Statement] = true
	}
	return len(accepted) == n
}
