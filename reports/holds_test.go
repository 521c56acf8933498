package reports

import (
	"strings"
	"testing"
)

func TestHolds(t *testing.T) {
	s := frozen(t, nil)
	for key, want := range map[string][]string{ // name, text, file
		"portfolio": {"|1 piece of evidence with 2 files|"},
		"sign-offs": {"Declared by Carys Llŷr, apprentice|2 November 2026, 10:00: It is mine.|", "Signed off by Carys Llŷr, Manager, apprentice|2 November 2026, 12:00: This is my own work.|",
			"Signed off by Tom Ashbrook, Manager, employer|2 November 2026, 13:00: They are ready.|"},
		"english-maths": {"English|Achieved, 1 March 2026. Recorded by Marcus Bell, 2 November 2026, 10:00.|", "Maths|Decided not to be taken. Decided together. Recorded by Marcus Bell, 2 November 2026, 10:00.|",
			"Age at the start|19 or over. Recorded by Marcus Bell, 2 November 2026, 10:00.|"},
		"qualification:first-aid":  {"|Achieved, 1 April 2026. Recorded by Marcus Bell, 2 November 2026, 10:00.|G.1"},
		"training":                 {"|400 h agreed of at least 390 h. Started 6 May 2025, planned to end 6 December 2026; at least 8 months asked for.|", "What is needed|390 h published for the standard's version|"},
		"behaviours":               {"B1|Verified by Tom Ashbrook, manager, 2 November 2026, 10:00. With a builder.|"},
		"document:employer-letter": {"|Here, 1 May 2026. Recorded by Marcus Bell, 2 November 2026, 10:00.|"},
		"document:none":            nil,
	} {
		var got []string
		for _, h := range s.Holds(key) {
			got = append(got, h.Name+"|"+h.Text+"|"+h.File)
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s holds\n%s\nwant\n%s", key, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}
