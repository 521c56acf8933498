package app

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"touchstone/evidence"
	"touchstone/ksb"
)

// toldOfTears is an account in which nobody names a statement.
const toldOfTears = `She was in tears. Her husband had died in March and the letters had frightened her. I let her talk, slowed down and asked what she
could manage. We went through what comes in and goes out, and agreed £20 a week from payday.`

func (s *site) statementTitled(title string) *ksb.Statement {
	s.t.Helper()
	all := s.statements()
	i := slices.IndexFunc(all, func(st ksb.Statement) bool { return st.Title == title })
	if i < 0 {
		s.t.Fatalf("no statement %q", title)
	}
	return &all[i]
}

// TestFindingStatements looks for statements without script: nothing is claimed
// by itself, and a claim that is confirmed has the place that was proposed.
func TestFindingStatements(t *testing.T) {
	s := newSite(t)
	me := s.as("apprentice")
	p, err := s.in.Evidence.AddItem(t.Context(), s.portfolios[1], s.apprenticeOf(1), evidence.Version{Title: "A call on a Monday"})
	must(t, err)
	item := s.itemPath(p.ID)
	list := s.file(1, p.ID, "Monday list.pdf", pdfSaying(12, "Nothing to see here", "Holidays and birthdays of the office", "I sorted the aged debt report by value and rang the biggest balances first"))
	board := filepath.Join(t.TempDir(), "board.jpg")
	photo(t, board)
	picture, err := os.ReadFile(board)
	must(t, err)
	s.file(1, p.ID, "board.jpg", string(picture))
	s.file(1, p.ID, "torn.pdf", "%PDF-1.4\nno more of it")
	s.file(1, p.ID, "nothing.txt", "")

	page := me.get(item + "/edit")
	page.has(t, "before it is asked for", "Find statements")
	page.lacks(t, "before it is asked for", `class="found"`)

	form := page.form(t, item)
	form.Set("action", toldOfTears)
	form.Set("do", "find")
	a := me.post(item, form)
	if a.status != http.StatusSeeOther || !strings.HasSuffix(a.where(), item+"/edit?do=find#finding") {
		t.Fatalf("looked: %d, %s", a.status, a.where())
	}
	page = me.get(item + "/edit?do=find")
	hard, order := s.statementTitled("Resolve difficult accounts"), s.statementTitled("Prioritise with information")
	page.has(t, "looked", "this may show, the likeliest first", "in tears", hard.Title, order.Title, "Monday list.pdf, page 3",
		"board.jpg was not read: a picture or a recording has no text.", "torn.pdf was not read. This PDF is damaged", "nothing.txt was not read. This file is empty")
	if got := s.read(1, p.ID).Version; got.Action != toldOfTears || len(got.Claims) != 0 {
		t.Errorf("looking saved %q and claimed %v", got.Action, got.Claims)
	}

	form = page.form(t, item)
	form.Set("do", fmt.Sprintf("claim-%d-%d-3", order.ID, list.ID))
	page.has(t, "the place is proposed", fmt.Sprintf(`value="%s"`, form.Get("do")))
	if a = me.post(item, form); a.status != http.StatusSeeOther {
		t.Fatalf("claimed: %d, %s", a.status, a.body)
	}
	got := s.read(1, p.ID).Version.Claims
	want := evidence.Place{File: list.ID, Unit: evidence.Page, First: 3, Last: 3}
	if len(got) != 1 || got[0].Statement != order.ID || len(got[0].Places) != 1 || got[0].Places[0] != want {
		t.Fatalf("claims %+v", got)
	}
	page = me.get(item + "/edit?do=find")
	page.has(t, "after claiming", "You claim 1 of them.", fmt.Sprintf("#claim-%d", order.ID))

	// A button that names another's file, no file or no statement of theirs.
	for do, status := range map[string]int{
		fmt.Sprintf("claim-%d-999-3", hard.ID): http.StatusSeeOther, "claim-": http.StatusSeeOther, "claim-x-y-z": http.StatusSeeOther,
		"claim-99999": http.StatusUnprocessableEntity, fmt.Sprintf("claim-%d", order.ID): http.StatusSeeOther,
	} {
		form = me.get(item+"/edit").form(t, item)
		form.Set("do", do)
		if a := me.post(item, form); a.status != status {
			t.Errorf("%s: %d, want %d", do, a.status, status)
		}
	}
	if got := s.read(1, p.ID).Version.Claims; len(got) != 2 || len(got[1].Places) != 0 {
		t.Errorf("claims in the end: %+v", got)
	}
	for _, who := range []string{"coach", "employer", "apprentice2", "administrator"} {
		if a := s.as(who).get(item + "/edit?do=find"); a.status == http.StatusOK {
			t.Errorf("%s sees what a draft of somebody else may show", who)
		}
	}
}

func TestFindingSaysWhyItFindsNothing(t *testing.T) {
	s := newSite(t)
	me := s.as("apprentice")
	for account, says := range map[string]string{
		"Hello":  "too little to go on",
		"":       "too little to go on",
		"👍👍👍 🎉🎉": "too little to go on",
		"Fe wnes i ffonio’r cwsmer bore Llun a gofyn iddi beth oedd wedi digwydd ers mis Mawrth, ac wedyn fe gytunon ni ar gynllun talu bob wythnos, ac ysgrifennais i lythyr ati yn cadarnhau popeth.": "Only English is read here",
	} {
		p, err := s.in.Evidence.AddItem(t.Context(), s.portfolios[1], s.apprenticeOf(1), evidence.Version{Title: fmt.Sprint("Darn ", len(account)), Action: account})
		must(t, err)
		page := me.get(s.itemPath(p.ID) + "/edit?do=find")
		page.has(t, account, says)
		page.lacks(t, account, `class="found"`)
	}
}

func TestFindingReadsLongFilesInPart(t *testing.T) {
	s := newSite(t)
	p := s.draft(1)
	page := strings.Repeat("We sorted the list by value and rang the biggest balances first. ", 60)
	all := make([]string, 300)
	for i := range all {
		all[i] = fmt.Sprint("Page ", i+1, ". ", page)
	}
	s.file(1, p.ID, "handbook.pdf", pdfSaying(1, all...))
	s.file(1, p.ID, "log.txt", strings.Repeat("The ledger was posted. ", 80_000))
	s.as("apprentice").get(s.itemPath(p.ID)+"/edit?do=find").has(t, "a long file", "handbook.pdf was read to page ", " of 300.", "log.txt was not read to its end")
}

func TestFindingInABrowser(t *testing.T) {
	for _, look := range []struct {
		window window
		dark   bool
	}{{desk, false}, {phone, true}} {
		t.Run(look.window.name, func(t *testing.T) {
			s := newSite(t)
			b := openBrowser(t, s.url, look.window, look.dark)
			see := func(page string) {
				t.Helper()
				b.do(chromedp.Evaluate(`scrollTo(0, 0)`, nil)) // the bar at the foot covers what is below it
				b.shot(fmt.Sprintf("finding-%s-%s", page, look.window.name))
				b.accessible(page)
			}
			p, err := s.in.Evidence.AddItem(t.Context(), s.portfolios[1], s.apprenticeOf(1), evidence.Version{Title: "A call on a Monday"})
			must(t, err)
			list := filepath.Join(t.TempDir(), "Monday list.pdf")
			must(t, os.WriteFile(list, []byte(pdfSaying(12, "Nothing to see here", "I sorted the aged debt report by value and rang the biggest balances first")), 0o600))
			hard, order := s.statementTitled("Resolve difficult accounts"), s.statementTitled("Prioritise with information")

			b.enterAs(s, "apprentice")
			b.open(s.itemPath(p.ID) + "/edit")
			b.until("the scripts are there", `document.querySelector(".drop--live") !== null`)
			b.press("Find statements")
			b.sees("too little to go on")
			see("too-little")
			b.do(chromedp.SetUploadFiles("#files-pick", []string{list}, chromedp.ByQuery))
			b.sees("PDF, 2 pages")
			b.fill("#action", toldOfTears)
			b.press("Look again") // which saves first
			b.sees("the likeliest first")
			b.sees(hard.Title)
			if got := s.read(1, p.ID).Version; got.Action != toldOfTears || len(got.Claims) != 0 {
				t.Errorf("looking saved %q and claimed %v", got.Action, got.Claims)
			}
			see("found")
			b.click(fmt.Sprintf(`[data-found="%d"] [data-found-claim]`, order.ID))
			b.until("the claim has its place", fmt.Sprintf(`document.querySelector("#at-%d")?.value === "2"`, order.ID))
			b.until("the focus is on what became of the button", `document.activeElement.matches("[data-found-claimed]")`)
			b.click(fmt.Sprintf(`[data-found="%d"] [data-found-claim]`, hard.ID))
			b.until("it is saved", `document.querySelector(".finish").textContent.includes("Saved at")`)
			see("claimed")
			v := s.read(1, p.ID).Version
			if c := v.Claim(order.ID); len(v.Claims) != 2 || c == nil || len(c.Places) != 1 || c.Places[0].First != 2 {
				t.Errorf("claims %+v", v.Claims)
			}

			// It looks again by itself when more is saved, once the hands are elsewhere.
			b.press("Result")
			b.fill("#result", "I wrote to her in plain words to confirm it, and emailed a copy to my manager with a one page summary.")
			writing := s.statementTitled("Communicate in speech and writing")
			b.until("what was written since counts", fmt.Sprintf(`document.querySelector('[data-found="%d"]') !== null`, writing.ID))
			b.until("a claim is still marked", fmt.Sprintf(`!document.querySelector('[data-found="%d"] [data-found-claimed]').hidden`, order.ID))
			b.click(fmt.Sprintf(`#claim-%d [data-claim-remove]`, order.ID))
			b.until("it can be claimed again", fmt.Sprintf(`!document.querySelector('[data-found="%d"] [data-found-claim]').hidden`, order.ID))
		})
	}
}
