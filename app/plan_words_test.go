package app

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"touchstone/ksb"
)

// otherWords finds what a plan of a regime does not call things; the longest of
// its own words is taken out first.
var otherWords = map[ksb.Regime]*regexp.Regexp{
	ksb.EndPoint:   regexp.MustCompile(`(?i)gateway to completion|apprenticeship assessment|assessment outcome`),
	ksb.Assessment: regexp.MustCompile(`(?i)end-point|\bEPAO?\b|assessment method|gateway`),
}

// TestWordsFollowThePlan reads every page of a portfolio under both regimes.
func TestWordsFollowThePlan(t *testing.T) {
	for regime, other := range otherWords {
		t.Run(string(regime), func(t *testing.T) {
			s := newSite(t, withMail)
			own := "nothing"
			if plan := s.onPlan(1, regime); regime == ksb.Assessment {
				own = plan.Words.Gateway
			}
			s.accepted()
			s.signOffs("apprentice")
			w := &walk{s, map[string]*visitor{}, map[string]string{}}
			coach, admin := s.as("coach"), s.as("administrator")
			read := 0
			for _, r := range s.app.table {
				if r.method != get || r.scope != portfolio || r.slow {
					continue
				}
				if text := textOf(coach.get(w.path(r, 1)).page(t)); text != "" {
					read++
					if found := other.FindString(strings.ReplaceAll(strings.ToLower(text), own, "")); found != "" {
						t.Errorf("%s says %q: …%s", r.path, found, around(strings.ReplaceAll(strings.ToLower(text), own, ""), found))
					}
				}
			}
			text := textOf(admin.get(fmt.Sprintf("/enrolments/%d", s.portfolios[1])).page(t))
			if called := s.onPlan(1, regime).Called(); !strings.Contains(text, called.Gateway[1:]+" planned for") {
				t.Errorf("the enrolment’s form does not say %q", called.Gateway)
			}
			if read < 20 {
				t.Errorf("only %d pages were read", read)
			}
		})
	}
}

// around returns what stands about the first place of a word.
func around(text, word string) string {
	i := strings.Index(text, word)
	return text[max(0, i-60):min(len(text), i+60)]
}
