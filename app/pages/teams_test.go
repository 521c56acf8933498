package pages

import "testing"

func TestTeamRowCountsInASentence(t *testing.T) {
	for want, r := range map[string]TeamRow{"0 of 6 meet it": {Of: 6}, "1 of 6 meets it": {Own: 1, Of: 6}, "2 of 6 meet it": {Own: 2, Of: 6}} {
		if got := r.meeting(); got != want {
			t.Errorf("%q; want %q", got, want)
		}
	}
}
