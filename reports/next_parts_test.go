package reports

import (
	"fmt"
	"strings"
	"testing"

	"touchstone/app/programme"
)

// next says what would become of each part: "portfolio accepted same".
func (p *desk) next() string {
	p.t.Helper()
	parts, before, err := p.stores.NextParts(p.t.Context(), deskID, deskMarcus)
	if err != nil {
		return err.Error()
	}
	if before == nil {
		return "first"
	}
	var out []string
	for i := range parts {
		said := "other"
		if parts[i].Same() {
			said = "same"
		}
		out = append(out, fmt.Sprintf("%s %s %s", parts[i].Key, parts[i].State, said))
	}
	return strings.Join(out, ", ")
}

func TestWhatBecomesOfEachPartIsToldBefore(t *testing.T) {
	p := newDesk(t)
	if got := p.next(); got != "first" {
		t.Errorf("before the first attempt: %s", got)
	}
	first := p.handOver()
	p.make(first.ID)
	if got := p.next(); !strings.Contains(got, "has not decided all of it yet") {
		t.Errorf("before all is decided: %s", got)
	}
	for _, key := range []string{"portfolio", "sign-offs", "english-maths"} {
		p.decide(first.ID, key, true)
	}
	p.decide(first.ID, "qualification:award", false)
	const kept = "portfolio accepted same, sign-offs accepted same, english-maths accepted same, qualification:award waiting "
	if got := p.next(); got != kept+"same" {
		t.Errorf("before anything is mended: %s", got)
	}
	p.record(programme.GatewayRecord{Key: "qualification:award", State: programme.GatewayAchieved, Day: on(2026, 3, 2), Note: "The right one"})
	if got := p.next(); got != kept+"other" {
		t.Errorf("mended: %s", got)
	}
	p.choose(0, 1, 2)
	if got := p.next(); !strings.Contains(got, "not ready to be handed over") {
		t.Errorf("before it is signed again: %s", got)
	}
	p.sign()
	want := "portfolio waiting other, sign-offs waiting other, english-maths accepted same, qualification:award waiting other"
	if got := p.next(); got != want {
		t.Errorf("other pieces are chosen: %s", got)
	}
	if got := states(p, p.handOver().ID); got != "portfolio waiting 0, sign-offs waiting 0, english-maths accepted 1, qualification:award waiting 0" {
		t.Errorf("and so it is: %s", got)
	}
}
