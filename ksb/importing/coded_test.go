package importing_test

import (
	"fmt"
	"strings"
	"testing"

	"touchstone/app/fault"
	"touchstone/ksb"
	"touchstone/ksb/importing"
)

// occupation is an occupation page as copied from a browser: duties with their
// codes first, and what people trip over in the statements after them.
const occupation = `Clock mender

Level 4 - Technical Occupation
Mend clocks in towers and homes.
Reference: OCC9001
Version: 1.2
Status: Approved for delivery
Typical duration to gateway: 24 months
Maximum funding: £9,500

Occupation duties
Duty
KSBs
Duty 1 Find why a clock stands still.
K1
K2
S1
B1
Duty 2 Mend it, and see that K9 tools are at hand.
K2 K3 K40
S2
S10
Duty 3 Speak with its owner.
K99
KSBs
Knowledge
K1
: Springs: how they store work; how “tired” springs fail
Back to Duty
K2
: The law on lead, brass
and mercury
Back to Duty
K3
: As in
K1 and K2, the clocks of trains
Back to Duty
K40
: Springs: how they store work; how “tired” springs fail
Back to Duty
Skills
S1
: Listen to a clock.
Back to Duty
S2
: Take it apart.
Back to Duty
S10
: Put it together.
Back to Duty
Behaviours
B1
: Patience.
Back to Duty
Qualifications
English and maths
K7: what follows the list is none of it
Version log
`

func TestOccupationPage(t *testing.T) {
	html := `<html><head><title>x</title></head><body><nav><ul><li>Knowledge</li></ul></nav><h1>Clock <b>mender</b></h1><p>Reference: OCC9001</p>
<table><tr><td>Duty 1 Find why.</td><td><a>K1</a> <a>S1</a><br><a>B1</a></td></tr></table><h3>Knowledge</h3>
<p><a>K1</a>: Springs &amp; cogs; see <a>K3</a> <a>Back to Duty</a></p><p><a>K3</a>: Trains <a>Back to Duty</a></p><h3>Skills</h3><div>S1</div><div>: Listen</div><a>Back to Duty</a>
<h3>Behaviours</h3><div>B1</div><div>: Patience</div><a>Back to Duty</a><h2>Qualifications</h2></body></html>`
	tests := []struct {
		name, text, codes, doubt string
		word                     map[string]string
	}{
		{"text", occupation, "K1 K2 K3 K40 S1 S2 S10 B1", "The duties name K99", map[string]string{
			"K1": "Springs: how they store work; how “tired” springs fail", "K2": "The law on lead, brass and mercury",
			"K3": "As in K1 and K2, the clocks of trains", "K40": "Springs: how they store work; how “tired” springs fail", "B1": "Patience."}},
		{"Windows lines and bullets", strings.ReplaceAll(strings.ReplaceAll(occupation, "\nK1\n:", "\n- K1\n:"), "\n", "\r\n"), "K1 K2 K3 K40 S1 S2 S10 B1", "", nil},
		{"code and words on one line", strings.ReplaceAll(occupation, "\n: ", ": "), "K1 K2 K3 K40 S1 S2 S10 B1", "K99",
			map[string]string{"K3": "As in K1 and K2, the clocks of trains"}},
		{"no links back", strings.ReplaceAll(occupation, "Back to Duty\n", "\n"), "K1 K2 K3 K40 S1 S2 S10 B1", "K99", map[string]string{"K2": "The law on lead, brass and mercury"}},
		{"numbered links back", strings.ReplaceAll(occupation, "Back to Duty", "Back to duty 2"), "K1 K2 K3 K40 S1 S2 S10 B1", "", nil},
		{"saved HTML", html, "K1 K3 S1 B1", "", map[string]string{"K1": "Springs & cogs; see K3", "K3": "Trains"}},
		{"printed list", "Clock mender (level 4)\nAnnex\nK1 Springs\nand cogs.\nK3 Trains.\nS1 Listen.\nB1 Patience.\nB2 Care.\n\nPage 3\n", "K1 K3 S1 B1 B2", "",
			map[string]string{"K1": "Springs and cogs.", "B2": "Care."}},
		{"rows of a table", "K1 Knowledge Springs\nK3 Knowledge Trains\nS1 Skill Listen\nB1 Behaviour Patience\n", "K1 K3 S1 B1", "Nothing follows", map[string]string{"K1": "Springs", "S1": "Listen"}},
		{"foundation types", "Knowledge\nTK1: Springs\nSkills\nTS1: Listen\nESB1: Patience\nDuty 1\nTK1\nTS1\nESB1\n", "TK1 TS1 ESB1", "", map[string]string{"TK1": "Springs"}},
		{"one code with two wordings", strings.Replace(occupation, "K3\n: As in", "K2\n: Another\nBack to Duty\nK3\n: As in", 1), "K1 K2 K3 K40 S1 S2 S10 B1", "K2 comes twice", nil},
		{"options", occupation + "Options\n", "K1 K2 K3 K40 S1 S2 S10 B1", "all were taken as core", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found, err := importing.Read(strings.NewReader(tt.text), importing.Want{})
			if err != nil {
				t.Fatal(err)
			}
			s := &found.Standard
			if got := strings.Join(codesOf(s), " "); got != tt.codes || found.Form != importing.CodedPage {
				t.Errorf("%s: codes %s", found.Form, got)
			}
			if !strings.Contains(strings.Join(found.Doubts, "\n"), tt.doubt) {
				t.Errorf("doubts %q; want one of %q", found.Doubts, tt.doubt)
			}
			for _, st := range s.Statements {
				if want, is := tt.word[string(st.Code)]; is && st.Official != want {
					t.Errorf("%s = %q; want %q", st.Code, st.Official, want)
				}
				if st.Origin != ksb.OfficialCode || st.Membership != ksb.Core {
					t.Errorf("%+v", st)
				}
			}
			if tt.name == "saved HTML" && (s.Title != "Clock mender" || s.Reference != "ST9001") {
				t.Errorf("%q %q", s.Title, s.Reference)
			}
		})
	}
	s := mustRead(t, occupation).Standard
	if s.Level != 4 || s.DurationMonths != 24 || s.MaxFunding != 9500 {
		t.Errorf("%+v", s)
	}
	if found, err := importing.Read(strings.NewReader(occupation), importing.Want{}); err != nil || found.Standard.Reference != "ST9001" || found.Standard.Version != "1.2" {
		t.Errorf("%+v, %v", found.Standard, err)
	}
}

// TestOccupationPageCutShort cuts the page at every byte: nothing is missing
// without a word.
func TestOccupationPageCutShort(t *testing.T) {
	whole := mustRead(t, occupation)
	for cut := range strings.Index(occupation, "Qualifications") {
		found, err := read(t, occupation[:cut])
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatalf("cut at %d: %v", cut, err)
			}
			continue
		}
		same := fmt.Sprint(found.Standard.Statements) == fmt.Sprint(whole.Standard.Statements)
		if said := strings.Join(found.Doubts, " "); !same && !strings.Contains(said, "cut short") && !strings.Contains(said, "cut off") {
			t.Fatalf("cut at %d (…%q): %d statements without a word: %q", cut, occupation[max(0, cut-30):cut], len(found.Standard.Statements), found.Doubts)
		}
	}
}
