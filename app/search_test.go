package app

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/programme"
	"touchstone/evidence"
	"touchstone/evidence/search"
)

// A hidden is a word of a piece or of what belongs to it, and who finds it.
type hidden struct {
	word string
	by   string // people, parted by spaces
	same bool   // it is of the same file as the word before
}

// Who sees what was submitted in portfolio 1, and in portfolio 2.
const (
	seeing1 = "apprentice coach employer iqa assessor"
	seeing2 = "apprentice2 coach2 employer2 iqa"
)

// searchers are all who search: the people of a site, and some whose role ended.
var searchers = strings.Fields("apprentice apprentice2 coach coach2 employer employer2 iqa assessor administrator coordinator coordinator2 judge moderator stranger former expired")

// findable makes what the tests search for, and returns what each word is found
// by.
func (s *site) findable() []hidden {
	s.t.Helper()
	ctx := s.t.Context()
	for who, g := range map[string]account.Grant{
		"former":  {Role: account.Coach, Scope: account.Enrolment, ScopeID: int64(s.portfolios[1])},
		"expired": {Role: account.Assessor, Scope: account.Enrolment, ScopeID: int64(s.portfolios[1]), ExpiresAt: time.Now().Add(50 * time.Millisecond)},
	} {
		s.add(who, g)
		if g.ExpiresAt.IsZero() {
			g.Person = s.people[who]
			must(s.t, s.in.Accounts.EndGrant(ctx, 0, g))
		}
	}
	// say writes words into a draft.
	say := func(n int, id evidence.ItemID, text string) evidence.Piece {
		p, err := s.in.Evidence.SaveDraft(ctx, s.portfolios[n], id, s.apprenticeOf(n), s.read(n, id).Version.Revision, func(v *evidence.Version) { v.Result = text })
		must(s.t, err)
		return p
	}
	submit := func(n int, p evidence.Piece) evidence.Piece {
		p, err := s.in.Evidence.Submit(ctx, s.portfolios[n], p.ID, s.apprenticeOf(n), p.Version.Revision)
		must(s.t, err)
		return p
	}
	decide := func(p evidence.Piece, to evidence.Verdict, words string) {
		r := evidence.Review{Verdict: to, Feedback: words}
		for _, c := range p.Version.Claims {
			r.Claims = append(r.Claims, evidence.ClaimReview{Claim: c.ID, Verdict: evidence.AcceptedVerdict})
		}
		must(s.t, s.in.Evidence.Decide(ctx, s.portfolios[1], p.ID, p.Version.ID, s.people["coach"], r))
	}
	write := func(n int, text string) evidence.Piece { return say(n, s.draft(n).ID, text) }

	// A draft with a file.
	p := write(1, "zedraft")
	s.file(1, p.ID, "zenamed.txt", "zefiledraft")
	// Submitted, with files and a witness.
	p = s.draft(1)
	s.file(1, p.ID, "log.txt", "one two\nzefilesent three")
	p = submit(1, say(1, p.ID, "zesent"))
	must(s.t, s.in.Evidence.Testify(ctx, s.portfolios[1], evidence.Testimony{Item: p.ID, Version: p.Version.ID, Revision: p.Version.Revision, Words: "zewitness", Saw: true}, "shown",
		programme.Signer{Role: account.Employer, Name: "employer", Person: s.people["employer"]}))
	// Submitted, returned with feedback and submitted again with other words.
	p = submit(1, write(1, "zefirst"))
	decide(p, evidence.ReturnedVerdict, "zefeedback")
	submit(1, say(1, p.ID, "zesecond"))
	// Returned, with a draft in other words and a file that is only in it.
	p = submit(1, write(1, "zereturned"))
	decide(p, evidence.ReturnedVerdict, "What else?")
	say(1, p.ID, "zeredraft")
	s.file(1, p.ID, "more.txt", "zefileredraft")
	// Taken back, after something was said of it.
	p = submit(1, write(1, "zetaken"))
	must(s.t, s.in.Evidence.AddFeedback(ctx, s.portfolios[1], p.ID, p.Version.ID, 0, s.people["coach"], "zesaidbefore"))
	_, err := s.in.Evidence.Withdraw(ctx, s.portfolios[1], p.ID, s.apprenticeOf(1))
	must(s.t, err)
	// Returned, submitted again, and that taken back after something was said of it.
	p = submit(1, write(1, "zeearly"))
	decide(p, evidence.ReturnedVerdict, "What then?")
	p = submit(1, say(1, p.ID, "zelater"))
	must(s.t, s.in.Evidence.AddFeedback(ctx, s.portfolios[1], p.ID, p.Version.ID, 0, s.people["coach"], "zesaidlater"))
	_, err = s.in.Evidence.Withdraw(ctx, s.portfolios[1], p.ID, s.apprenticeOf(1))
	must(s.t, err)
	// Accepted, with a revision on its way; and with one that was thrown away.
	p = submit(1, write(1, "zeaccepted"))
	decide(p, evidence.AcceptedVerdict, "")
	_, err = s.in.Evidence.Revise(ctx, s.portfolios[1], p.ID, s.apprenticeOf(1))
	must(s.t, err)
	say(1, p.ID, "zerevised")
	p = submit(1, write(1, "zekept"))
	decide(p, evidence.AcceptedVerdict, "")
	_, err = s.in.Evidence.Revise(ctx, s.portfolios[1], p.ID, s.apprenticeOf(1))
	must(s.t, err)
	say(1, p.ID, "zedropped")
	must(s.t, s.in.Evidence.RemoveDraft(ctx, s.portfolios[1], p.ID, s.apprenticeOf(1)))
	// Thrown away; and thrown away and brought back.
	p = write(1, "zeremoved")
	s.file(1, p.ID, "gone.txt", "zefileremoved")
	must(s.t, s.in.Evidence.RemoveDraft(ctx, s.portfolios[1], p.ID, s.apprenticeOf(1)))
	p = write(1, "zerestored")
	must(s.t, s.in.Evidence.RemoveDraft(ctx, s.portfolios[1], p.ID, s.apprenticeOf(1)))
	must(s.t, s.in.Evidence.Restore(ctx, s.portfolios[1], p.ID, s.apprenticeOf(1)))
	// A file that was taken off the draft.
	p = write(1, "zeoff")
	f := s.file(1, p.ID, "off.txt", "zefileoff")
	must(s.t, s.in.Evidence.DetachFile(ctx, s.portfolios[1], p.ID, s.apprenticeOf(1), f.ID))
	// In portfolio 2.
	p = s.draft(2)
	s.file(2, p.ID, "other.txt", "zefiletwo")
	p = submit(2, say(2, p.ID, "zetwo"))
	must(s.t, s.in.Evidence.AddFeedback(ctx, s.portfolios[2], p.ID, p.Version.ID, 0, s.people["coach2"], "zesaidtwo"))
	write(2, "zetwodraft")

	must(s.t, s.in.Search.CatchUp(ctx, nil))
	time.Sleep(60 * time.Millisecond) // expired is
	const own, own2 = "apprentice", "apprentice2"
	return []hidden{
		{word: "zedraft", by: own}, {word: "zefiledraft", by: own}, {word: "zenamed", by: own, same: true},
		{word: "zesent", by: seeing1}, {word: "zefilesent", by: seeing1}, {word: "zewitness", by: seeing1},
		{word: "zefirst"}, {word: "zesecond", by: seeing1}, {word: "zefeedback", by: seeing1},
		{word: "zereturned", by: "coach employer iqa assessor"}, {word: "zeredraft", by: own}, {word: "zefileredraft", by: own},
		{word: "zetaken", by: own}, {word: "zesaidbefore", by: own},
		{word: "zeearly", by: "coach employer iqa assessor"}, {word: "zelater", by: own}, {word: "zesaidlater", by: own},
		{word: "zeaccepted", by: "coach employer iqa assessor"}, {word: "zerevised", by: own},
		{word: "zekept", by: seeing1}, {word: "zedropped"},
		{word: "zeremoved"}, {word: "zefileremoved"}, {word: "zerestored", by: own},
		{word: "zeoff", by: own}, {word: "zefileoff"},
		{word: "zetwo", by: seeing2}, {word: "zefiletwo", by: seeing2}, {word: "zesaidtwo", by: seeing2}, {word: "zetwodraft", by: own2},
		{word: "zewordofnobody"},
	}
}

// searchFor asks the page for a query and more of the address.
func (v *visitor) searchFor(q string, more ...string) answer {
	form := url.Values{"q": {q}}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return v.get("/search?" + form.Encode())
}

// mainOf returns what a page says, whatever the word that was searched for.
func mainOf(a answer, word string) string {
	_, body, _ := strings.Cut(a.body, "<main")
	body, _, _ = strings.Cut(body, "</main>")
	return strings.ReplaceAll(body, word, "WORD")
}

// hitsIn returns the addresses of the hits on a page.
func hitsIn(t *testing.T, a answer) (hrefs []string) {
	t.Helper()
	for n := range a.page(t).Descendants() {
		if n.Type == html.ElementNode && n.Data == "li" && attr(n, "class") == "hit" {
			hrefs = append(hrefs, attr(find(n, "a"), "href"))
		}
	}
	return hrefs
}

func TestSearchFindsWhatOneMaySee(t *testing.T) {
	s := newSite(t)
	words := s.findable()
	for _, who := range searchers {
		v := s.as(who)
		nothing := mainOf(v.searchFor("zewordofnobody"), "zewordofnobody")
		for _, w := range words {
			a := v.searchFor(w.word)
			if a.status != http.StatusOK {
				t.Fatalf("%s searches %s: %d", who, w.word, a.status)
			}
			hits := hitsIn(t, a)
			if !slices.Contains(strings.Fields(w.by), who) {
				if mainOf(a, w.word) != nothing {
					t.Errorf("%s can tell %s, which they may not see, from a word that is nowhere: %v", who, w.word, hits)
				}
				continue
			}
			if len(hits) != 1 || !strings.Contains(a.body, "<span role=\"status\">1 hit</span>") {
				t.Errorf("%s finds %v for %s", who, hits, w.word)
				continue
			}
			if !strings.Contains(a.body, "<mark>"+w.word) {
				t.Errorf("%s: %s is not marked", who, w.word)
			}
			if there := v.get(hits[0]); there.status != http.StatusOK {
				t.Errorf("%s finds %s at %s: %d", who, w.word, hits[0], there.status)
			}
		}
		// The beginning that all have finds what they see together, and no more.
		want := 0
		for _, w := range words {
			if slices.Contains(strings.Fields(w.by), who) && !w.same {
				want++
			}
		}
		r, err := s.in.Search.Find(t.Context(), s.people[who], search.Query{Terms: search.Terms{{Words: []string{"ze"}, Prefix: true}}, Limit: 100})
		must(t, err)
		if len(r.Hits) != want || r.Total("") != want {
			t.Errorf("%s finds %d of words that begin so, counted %d; want %d", who, len(r.Hits), r.Total(""), want)
		}
	}
}

// TestSearchEndsWithTheRole takes from people what they had, and sees that they
// find nothing more at once.
func TestSearchEndsWithTheRole(t *testing.T) {
	s := newSite(t)
	s.findable()
	ctx := t.Context()
	find := func(who, word string) int {
		t.Helper()
		terms, err := search.Parse(word)
		must(t, err)
		r, err := s.in.Search.Find(ctx, s.people[who], search.Query{Terms: terms})
		must(t, err)
		return len(r.Hits)
	}
	for _, who := range strings.Fields(seeing1) {
		if find(who, "zesent") != 1 {
			t.Fatalf("%s does not find it", who)
		}
	}
	// The end of the apprenticeship changes nothing: the portfolio stays readable.
	must(t, s.in.Programme.Leave(ctx, 0, s.portfolios[2], &programme.Leaving{State: programme.Withdrawn, Reason: "Another job.", EndedOn: today(s.in.DB)}))
	for _, who := range strings.Fields(seeing2) {
		if find(who, "zetwo") != 1 {
			t.Errorf("%s does not find it after the end", who)
		}
	}
	// Another coach instead.
	_, err := s.in.Programme.Reassign(ctx, 0, []programme.EnrolmentID{s.portfolios[1]}, s.people["coach2"])
	must(t, err)
	if find("coach", "zesent") != 0 || find("coach2", "zesent") != 1 {
		t.Error("a portfolio given to another coach is found by the one before, or not by the one after")
	}
	enrolment := account.Grant{Scope: account.Enrolment, ScopeID: int64(s.portfolios[1])}
	for who, g := range map[string]account.Grant{
		"coach2": {Role: account.Coach}, "assessor": {Role: account.Assessor}, "apprentice": {Role: account.Apprentice},
	} {
		g.Person, g.Scope, g.ScopeID = s.people[who], enrolment.Scope, enrolment.ScopeID
		must(t, s.in.Accounts.EndGrant(ctx, 0, g))
		if find(who, "zesent")+find(who, "zedraft") != 0 {
			t.Errorf("%s finds it although the role has ended", who)
		}
	}
	open := s.as("iqa")
	must(t, s.in.Accounts.Suspend(ctx, s.people["administrator"], s.people["iqa"]))
	if find("iqa", "zesent") != 0 {
		t.Error("an IQA who is suspended finds it")
	}
	if a := open.searchFor("zesent"); a.status != http.StatusSeeOther {
		t.Errorf("an IQA who is suspended: %d", a.status)
	}
	if a := s.as("").searchFor("zesent"); a.status != http.StatusSeeOther {
		t.Errorf("nobody: %d", a.status)
	}
}

// TestRolesByEnrolmentIsRolesIn compares the two ways roles are worked out, for
// everybody in every portfolio.
func TestRolesByEnrolmentIsRolesIn(t *testing.T) {
	s := newSite(t)
	s.findable()
	for who, person := range s.people {
		for n, portfolio := range s.portfolios {
			want, err := s.in.Accounts.RolesIn(t.Context(), person, int64(portfolio))
			must(t, err)
			var within map[int64][]account.Role
			var everywhere []account.Role
			must(t, s.in.DB.View(t.Context(), func(tx *db.Tx) (err error) {
				within, everywhere, err = account.RolesByEnrolment(t.Context(), tx, person)
				return err
			}))
			got := append(slices.Clone(within[int64(portfolio)]), everywhere...)
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("%s in portfolio %d: %v; want %v", who, n, got, want)
			}
		}
	}
}

func TestSearchPage(t *testing.T) {
	s := newSite(t)
	s.findable()
	one := s.statements()[0]
	tests := []struct {
		name, as string
		address  url.Values
		status   int
		hits     int
		has      []string
	}{
		{"nothing asked", "apprentice", nil, 200, 0, []string{"How to search", "What are you looking for?", "drafts too"}},
		{"words in any order", "coach", url.Values{"q": {"zesent CUSTOMER"}}, 200, 1, []string{"1 hit", "<mark>customer</mark>", "Action"}},
		{"a phrase", "coach", url.Values{"q": {`"rang the customer" zesent`}}, 200, 1, nil},
		{"no such phrase", "coach", url.Values{"q": {`"customer the rang" zesent`}}, 200, 0, []string{"Nothing found", "Try fewer words", "one by one"}},
		{"no phrase across two parts", "coach", url.Values{"q": {`"customer zesent"`}}, 200, 0, nil},
		{"a file at its line", "coach", url.Values{"q": {`"two zefilesent"`}}, 200, 1, []string{"File of piece", "log.txt"}},
		{"one kind", "coach", url.Values{"q": {"ze*"}, "kind": {"feedback"}}, 422, 0, []string{"at least 3 letters"}},
		{"files alone", "coach", url.Values{"q": {"zef*"}, "kind": {"file"}}, 200, 1, []string{"Files (1)", "Feedback (1)", "All (2)"}},
		{"feedback with witnesses", "coach", url.Values{"q": {"zew*"}, "kind": {"feedback"}}, 200, 1, []string{"Witness of piece", "#witnesses"}},
		{"in a state", "apprentice", url.Values{"q": {"customer"}, "state": {"accepted"}}, 200, 1, []string{"<strong class=\"small\">"}},
		{"a revision is a draft to its apprentice", "apprentice", url.Values{"q": {"zerevised"}, "state": {"draft"}}, 200, 1, nil},
		{"and to others accepted", "coach", url.Values{"q": {"zeaccepted"}, "state": {"draft"}}, 200, 0, []string{"Take away what narrows"}},
		{"by name", "iqa", url.Values{"q": {"customer"}, "name": {"APPRENTICE2"}}, 200, 1, []string{"apprentice2", "Apprentice’s name"}},
		{"by a name nobody has", "iqa", url.Values{"q": {"customer"}, "name": {"Zebedee"}}, 200, 0, nil},
		{"by a name one may not read", "coach", url.Values{"q": {"customer"}, "name": {"apprentice2"}}, 200, 0, nil},
		{"before it was", "coach", url.Values{"q": {"zesent"}, "to": {"2020-01-01"}}, 200, 0, nil},
		{"since", "coach", url.Values{"q": {"zesent"}, "from": {"2020-01-01"}}, 200, 1, nil},
		{"no day", "coach", url.Values{"q": {"zesent"}, "from": {"soon"}}, 422, 0, []string{"Enter a day", `value="soon"`, `value="zesent"`}},
		{"days the wrong way round", "coach", url.Values{"q": {"zesent"}, "from": {"2026-03-02"}, "to": {"2026-03-01"}}, 422, 0, []string{"Choose a day from 2 March 2026 on", `value="2026-03-01"`}},
		{"statements", "apprentice", url.Values{"q": {one.Title}, "kind": {"statement"}}, 200, 1, []string{fmt.Sprintf("#statement-%d", one.ID)}},
		{"statements without a portfolio", "administrator", url.Values{"q": {one.Title}}, 200, 1, []string{"read no portfolio"}},
		{"nothing without a role", "stranger", url.Values{"q": {one.Title}}, 200, 0, nil},
		{"no words", "coach", url.Values{"q": {"★ “”"}}, 422, 0, []string{"no words in this", "★ “”"}},
		{"too many words", "coach", url.Values{"q": {strings.Join(strings.Fields("a b c d e f g h i j k l m n o p q"), " ")}}, 422, 0, []string{"up to 16"}},
		{"too long", "coach", url.Values{"q": {strings.Repeat("x", 10_000)}}, 422, 0, []string{"to 500 characters. It has 10000"}},
		{"hostile", "coach", url.Values{"q": {"\" ) OR marks : * NEAR( \x00 {words}:zesent ^ - + 🎉"}}, 200, 0, nil},
		{"markup", "coach", url.Values{"q": {"<script>alert(1)</script>"}}, 200, 0, []string{"&lt;script&gt;"}},
		{"nonsense in the address", "coach", url.Values{"q": {"zesent"}, "kind": {"x"}, "state": {"y"}, "after": {"-3"}, "n": {"-9"}}, 200, 1, nil},
	}
	for _, tt := range tests {
		a := s.as(tt.as).get("/search?" + tt.address.Encode())
		hits := hitsIn(t, a)
		if a.status != tt.status || tt.hits != len(hits) && !(tt.hits == 1 && tt.name == "in a state" && len(hits) > 0) {
			t.Errorf("%s: %d with hits %v; want %d, %d", tt.name, a.status, hits, tt.status, tt.hits)
		}
		for _, want := range tt.has {
			if !strings.Contains(a.body, want) {
				t.Errorf("%s: lacks %q", tt.name, want)
			}
		}
	}
}

func TestSearchGoesOnByKey(t *testing.T) {
	s := newSite(t)
	for range searchRows + 3 {
		s.draft(1)
	}
	v := s.as("apprentice")
	seen := map[string]bool{}
	path := "/search?q=%22rang+the+customer%22"
	for page := range 2 {
		a := v.get(path)
		for _, h := range hitsIn(t, a) {
			seen[h] = true
		}
		next := find(a.page(t), "a", "rel", "next")
		if page == 1 {
			if next != nil {
				t.Error("there is a third page")
			}
			break
		}
		if !strings.Contains(a.body, fmt.Sprintf("1 to %d of %d", searchRows, searchRows+3)) || next == nil {
			t.Fatalf("first page: %s", textOf(find(a.page(t), "main")))
		}
		path = attr(next, "href")
		s.draft(1) // which comes before the first page, and moves nothing
	}
	if len(seen) != searchRows+3 {
		t.Errorf("%d hits on two pages; want %d", len(seen), searchRows+3)
	}
}

func TestReindex(t *testing.T) {
	s := newSite(t)
	s.findable()
	before := len(hitsIn(t, s.as("coach").searchFor("zes*")))
	must(t, s.in.DB.Update(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `DELETE FROM search_words`)
		return err
	}))
	if status, out := s.verifyDataOf(); status != exitFinding || !strings.Contains(out, "The index of the search has the words of 0 documents") {
		t.Errorf("verify: %d\n%s", status, out)
	}
	if status, out, errs := runCommand(t, "reindex", "-data", s.in.Dir); status != exitDone || !strings.Contains(out, "Everything can be found again.") {
		t.Errorf("reindex: %d %s%s", status, out, errs)
	}
	if after := len(hitsIn(t, s.as("coach").searchFor("zes*"))); after != before || before == 0 {
		t.Errorf("%d hits; want %d", after, before)
	}
	if status, out := s.verifyDataOf(); status != exitDone || !strings.Contains(out, "found as the records have them") {
		t.Errorf("verify afterwards: %d\n%s", status, out)
	}
}

// TestSearchSaysThatTheIndexIsBeingMade shows how far it is.
func TestSearchSaysThatTheIndexIsBeingMade(t *testing.T) {
	s := prepare(t, t.TempDir())
	defer s.in.Close()
	must(t, s.in.DB.Update(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE search_progress SET form = 1, item_id = 25, last_id = 100`)
		return err
	}))
	s.app = New(Config{BaseURL: &url.URL{Scheme: "http", Host: "example.org"}}, slog.New(slog.NewTextHandler(s.log, nil)), s.in)
	page, err := s.app.makingWords(t.Context())
	if err != nil || !strings.Contains(page, "25 per cent") {
		t.Errorf("%q, %v", page, err)
	}
	must(t, s.in.Search.CatchUp(t.Context(), nil))
	if page, err := s.app.makingWords(t.Context()); err != nil || page != "" {
		t.Errorf("when it is made: %q, %v", page, err)
	}
}
