package app

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"touchstone/app/account"
	"touchstone/evidence"
	"touchstone/evidence/hints"
	"touchstone/ksb"
)

// thin is an account of which several hints speak: parts, first-person, result,
// both-sides and next-step.
var thin = map[string]string{
	"situation": "A customer was unhappy with a delivery and the office had not heard from the driver for an hour, so everyone was waiting.",
	"action":    "We rang the driver and we rang the depot. We looked at the plan and we found another van. We sat down at noon and talked about it as the procedure asks.",
	"result":    "It all went well and everyone was happy.",
	"worked":    "Team work.", "next_time": "I will do better.",
}

// write saves parts of a draft as its page does, and returns the draft.
func (s *site) write(p evidence.Piece, parts map[string]string) evidence.Piece {
	s.t.Helper()
	form := url.Values{"revision": {fmt.Sprint(p.Version.Revision)}, "do": {"save"}}
	for name, text := range parts {
		form.Set(name, text)
	}
	if a := s.as("apprentice").post(s.itemPath(p.ID), form); a.status != http.StatusSeeOther {
		s.t.Fatalf("saving: %d %s", a.status, a.body)
	}
	return s.read(1, p.ID)
}

// hintsOf returns the keys of the hints that a page shows, those put aside left
// out, and asks for them in the two ways there are.
func (s *site) hintsOf(p evidence.Piece) (keys []string) {
	s.t.Helper()
	v := s.as("apprentice")
	page := v.get(s.itemPath(p.ID) + "/edit").body
	var sent struct {
		HTML  string `json:"html"`
		Count int    `json:"count"`
	}
	must(s.t, json.Unmarshal([]byte(v.send(http.MethodGet, s.itemPath(p.ID)+"/hints", "", nil, "Accept", "application/json").body), &sent))
	if !strings.Contains(page, sent.HTML) {
		s.t.Errorf("the page and its script show different hints:\n%s", sent.HTML)
	}
	for _, part := range strings.Split(page, `value="hint-aside-`)[1:] {
		keys = append(keys, part[:strings.IndexByte(part, '"')])
	}
	if len(keys) != sent.Count {
		s.t.Errorf("%d hints are counted, and %v are shown", sent.Count, keys)
	}
	return keys
}

func TestHintsFollowTheDraft(t *testing.T) {
	s := newSite(t)
	p := s.write(s.draft(1), map[string]string{"action": ""})
	if got := s.hintsOf(p); len(got) > 0 {
		t.Errorf("before anything is written: %v", got)
	}
	p = s.write(p, thin)
	want := []string{"parts", "first-person", "result", "both-sides", "next-step"}
	if got := s.hintsOf(p); !slices.Equal(got, want) {
		t.Errorf("hints %v; want %v", got, want)
	}
	page := s.as("apprentice").get(s.itemPath(p.ID) + "/edit")
	page.has(t, "a hint", `href="#task"`, "Nothing is written under Task yet.", "You write “we” 5 times", `href="/hints/rules"`, ">5 hints</a>")

	// What one piece tells, another tells again.
	long := strings.Repeat("I checked the next shelf and wrote down each box that was on it by its number. ", 4)
	other := s.write(s.draft(1), map[string]string{"title": "The yard & the hall", "action": long})
	p = s.write(p, map[string]string{"action": thin["action"] + " " + long})
	s.as("apprentice").get(s.itemPath(p.ID)+"/edit").has(t, "pasted", fmt.Sprintf("stand in piece %d, “The yard &amp; the hall”, too.", other.Number))
	s.as("apprentice").post(s.itemPath(other.ID)+"/remove", nil)
	if got := s.hintsOf(p); slices.Contains(got, "pasted") {
		t.Errorf("with the other piece thrown away: %v", got)
	}
}

// TestHintsStopNothing submits a piece of which every hint speaks.
func TestHintsStopNothing(t *testing.T) {
	s := newSite(t)
	p := s.write(s.draft(1), thin)
	a := s.as("apprentice").post(s.itemPath(p.ID), url.Values{"revision": {fmt.Sprint(p.Version.Revision)}, "do": {"submit"}})
	if a.status != http.StatusSeeOther || s.read(1, p.ID).State != evidence.Submitted {
		t.Fatalf("submitting: %d", a.status)
	}
	// Neither the coach nor anybody else is shown them.
	for _, who := range []string{"coach", "iqa", "employer", "apprentice"} {
		for _, path := range []string{"", "/review", "/history"} {
			if body := s.as(who).get(s.itemPath(p.ID) + path).body; strings.Contains(body, "hint-aside") || strings.Contains(body, "data-hints") {
				t.Errorf("%s sees hints at %q", who, path)
			}
		}
	}
	for who, want := range map[string]int{"coach": http.StatusForbidden, "employer": http.StatusForbidden, "apprentice2": http.StatusNotFound, "": http.StatusUnauthorized} {
		if a := s.as(who).send(http.MethodGet, s.itemPath(p.ID)+"/hints", "", nil, "Accept", "application/json"); a.status != want {
			t.Errorf("%q asks for hints: %d; want %d", who, a.status, want)
		}
	}
	if a := s.as("apprentice").send(http.MethodGet, s.itemPath(p.ID)+"/hints", "", nil, "Accept", "application/json"); strings.Contains(a.body, "hint-aside") {
		t.Errorf("of what was submitted: %s", a.body)
	}
	if a := s.as("apprentice").get(s.itemPath(p.ID) + "/hints"); a.where() != s.itemPath(p.ID)+"/edit#hints" {
		t.Errorf("in a window: %d, %q", a.status, a.where())
	}
}

func TestAHintIsPutAsideForOnePieceAndTakenBack(t *testing.T) {
	s := newSite(t)
	p, other := s.write(s.draft(1), thin), s.write(s.draft(1), thin)
	v := s.as("apprentice")
	// What was typed since is saved with it.
	a := v.post(s.itemPath(p.ID), url.Values{"revision": {fmt.Sprint(p.Version.Revision)}, "do": {"hint-aside-first-person"}, "task": {"I was to find a van."}})
	if a.where() != s.itemPath(p.ID)+"/edit#hints" || s.read(1, p.ID).Version.Task != "I was to find a van." {
		t.Fatalf("put aside: %d, %q, %q", a.status, a.where(), s.read(1, p.ID).Version.Task)
	}
	if got := s.hintsOf(p); slices.Contains(got, "first-person") || !slices.Contains(got, "result") {
		t.Errorf("after it: %v", got)
	}
	v.get(s.itemPath(p.ID)+"/edit").has(t, "after it", "1 hint put aside", "hint-back-first-person")
	if got := s.hintsOf(other); !slices.Contains(got, "first-person") {
		t.Errorf("of another piece: %v", got)
	}
	// A script sends the button alone, whatever revision it thinks it has.
	send := func(do string) answer {
		return v.send(http.MethodPost, s.itemPath(p.ID), "application/x-www-form-urlencoded",
			strings.NewReader(url.Values{"csrf": {v.csrf()}, "do": {do}}.Encode()), "Accept", "application/json", "X-CSRF", v.csrf())
	}
	if a := send("hint-back-first-person"); a.status != http.StatusOK || !slices.Contains(s.hintsOf(p), "first-person") {
		t.Errorf("taken back: %d %s, %v", a.status, a.body, s.hintsOf(p))
	}
	for _, do := range []string{"hint-aside-", "hint-aside-" + strings.Repeat("x", 300)} {
		if a := send(do); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%.20s…: %d", do, a.status)
		}
	}
	for _, who := range []string{"coach", "apprentice2"} {
		s.as(who).post(s.itemPath(p.ID), url.Values{"do": {"hint-aside-result"}})
	}
	if got := s.hintsOf(p); !slices.Contains(got, "result") {
		t.Errorf("put aside by others: %v", got)
	}
}

func TestHintsAreSwitchedOffAndOn(t *testing.T) {
	s := newSite(t)
	p := s.write(s.draft(1), thin)
	v := s.as("apprentice")
	off := func() bool { return strings.Contains(v.get(s.itemPath(p.ID)+"/edit").body, "You switched hints off.") }
	for _, tt := range []struct {
		name, path string
		form       url.Values
		off        bool
	}{
		{"in the panel", s.itemPath(p.ID), url.Values{"revision": {fmt.Sprint(p.Version.Revision)}, "do": {"hints-off"}}, true},
		{"on again in the panel", s.itemPath(p.ID), url.Values{"revision": {fmt.Sprint(p.Version.Revision)}, "do": {"hints-on"}}, false},
		{"on the account", "/account/hints", url.Values{"hints": {"off"}}, true},
		{"on again on the account", "/account/hints", url.Values{"hints": {"on"}}, false},
	} {
		if a := v.post(tt.path, tt.form); a.status != http.StatusSeeOther || off() != tt.off {
			t.Errorf("%s: %d, off %t", tt.name, a.status, off())
		}
		if shown := len(s.hintsOf(p)) > 0; shown == tt.off {
			t.Errorf("%s: hints are shown: %t", tt.name, shown)
		}
		if said := strings.Contains(v.get("/account").body, "Hints are off"); said != tt.off {
			t.Errorf("%s: the account says that they are off: %t", tt.name, said)
		}
	}
	if strings.Contains(s.as("coach").get("/account").body, "/account/hints") {
		t.Error("a coach is offered the switch of what only apprentices see")
	}
	value, err := s.in.Accounts.Preference(t.Context(), s.people["coach"], account.Hints)
	if err != nil || value != "" {
		t.Errorf("the coach's: %q, %v", value, err)
	}
}

// TestAPlanThatBarsReflectionIsNotAskedForIt goes by each of a plan's rules.
func TestAPlanThatBarsReflectionIsNotAskedForIt(t *testing.T) {
	for rule, want := range map[ksb.Reflection]bool{"": true, ksb.ReflectionAllowed: true, ksb.ReflectionDiscouraged: false, ksb.ReflectionForbidden: false} {
		f := folio{plan: &ksb.Plan{Portfolio: ksb.PortfolioRules{Reflection: rule}}}
		a := f.told(&evidence.Version{Situation: thin["situation"], Action: thin["action"], Result: thin["result"], Worked: "Team work.", NextTime: "I will do better."}, nil)
		asked := slices.ContainsFunc(hints.Check(a, hints.General), func(h hints.Hint) bool { return h.Key == "both-sides" || h.Key == "next-step" })
		if asked != want {
			t.Errorf("where it is %q, reflection is asked for: %t", rule, asked)
		}
	}
}

// TestWhatHintsLookAtIsPrintedAsItIs reads the page of rules, and sees that the
// fields and kinds that hints know are those of evidence.
func TestWhatHintsLookAtIsPrintedAsItIs(t *testing.T) {
	s := newSite(t)
	text := strings.Join(strings.Fields(textOf(s.as("apprentice").get("/hints/rules").page(t))), " ")
	for _, r := range hints.For(s.standard().Reference, hints.Sectors()) {
		for _, want := range []string{r.Name, r.About, r.Why, r.Example} {
			if !strings.Contains(text, strings.Join(strings.Fields(want), " ")) {
				t.Errorf("%s: the page does not say %q", r.Key, want)
			}
		}
	}
	for _, sector := range hints.Sectors() {
		for _, c := range sector.Checks {
			if hintRow(&evidence.Version{}, hints.Hint{Where: c.Where}).Where.Text == "" {
				t.Errorf("%s is about %s, which no draft has", c.Key, c.Where)
			}
		}
	}
	for _, kind := range hints.Kinds() {
		if !evidence.Kind(kind).Known() {
			t.Errorf("hints know a kind %q that evidence does not", kind)
		}
	}
}
