package pages_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"touchstone/app/pages"
	"touchstone/static"
)

// kitBench serves the kit, which has every feature that needs no server.
func kitBench(t *testing.T) *bench {
	return newBench(t, func() pages.Page { return pages.Kit{} }, func(w http.ResponseWriter, r *http.Request) {
		drain(r)
		w.Header().Set("Content-Type", "text/plain")
		io.WriteString(w, "posted to "+r.URL.Path)
	})
}

const shown = "[...document.querySelectorAll('[data-pick]')].filter(e => !e.hidden).map(e => e.dataset.code).join(' ')"

func TestStatementsAreFoundAsOneTypes(t *testing.T) {
	b := kitBench(t)
	for _, tt := range []struct{ typed, want string }{
		{"s", "K14 S12 S4 B2"}, // in a word of each
		{"s4", "S4"},           // a code, though S4 is in no other text
		{"s1", "S12"},          // a code being typed
		{"OTHERS", "B2"},
		{"plan agree", "S4"},
		{"xyz", ""},
	} {
		b.typeInto("[data-picker-find]", kb.Escape+tt.typed)
		if got := script[string](b, shown); got != tt.want {
			t.Errorf("typed %q: shown %q; want %q", tt.typed, got, tt.want)
		}
	}
	b.says("[data-picker-count]", "0 of 4 statements, 1 chosen")
	b.typeInto("[data-picker-find]", kb.Escape)
	b.says("[data-picker-count]", "4 statements, 1 chosen")
	b.typeInto("[data-picker-find]", "k14"+kb.Enter)
	b.says("[data-picker-count]", "1 of 4 statements, 2 chosen")
	b.typeInto("[data-picker-find]", kb.Escape+kb.ArrowDown)
	if got := script[string](b, "document.activeElement.value"); got != "14" {
		t.Errorf("the arrow goes to %q; want the first statement", got)
	}
}

func TestDialogAsksFirst(t *testing.T) {
	b := kitBench(t)
	b.do(chromedp.Click(`form[action="#remove"] button`, chromedp.ByQuery))
	b.until("document.querySelector('#kit-ask').open")
	b.do(chromedp.Click(`#kit-ask [data-answer="no"]`, chromedp.ByQuery))
	b.until("!document.querySelector('#kit-ask').open && location.pathname == '/page' && document.querySelector('main h1').textContent == 'Kit'")
	b.do(chromedp.Click(`form[action="#remove"] button`, chromedp.ByQuery), chromedp.Click(`#kit-ask [data-answer="yes"]`, chromedp.ByQuery))
	b.until("document.body.innerText.startsWith('posted to /page')")
}

func TestKeysDecide(t *testing.T) {
	b := kitBench(t)
	press := func(keys string) { b.do(chromedp.KeyEvent(keys)) }
	b.do(chromedp.Evaluate("document.activeElement.blur()", nil))
	press("j")
	b.until("document.querySelector('.claim--now').dataset.claim == 'S4'")
	press("j")
	press("a")
	b.until("document.querySelector('[name=kit_verdict_2][value=accept]').checked")
	press("r")
	b.until("document.activeElement.id == 'kit_why_2'")
	press("jkar") // are words now
	if got := script[string](b, "document.querySelector('#kit_why_2').value"); !strings.Contains(got, "jkar") {
		t.Errorf("typed into the field: %q", got)
	}
	b.do(chromedp.Evaluate("document.activeElement.blur()", nil))
	press("k")
	b.until("document.querySelector('.claim--now').dataset.claim == 'S4'")
	press("w")
	b.until("document.activeElement.id == 'kit_why_1'")
}

func TestMenuCloses(t *testing.T) {
	b := kitBench(t)
	b.do(chromedp.Click(".menu > summary", chromedp.ByQuery))
	b.until("document.querySelector('.menu').open")
	b.do(chromedp.KeyEvent(kb.Escape))
	b.until("!document.querySelector('.menu').open && document.activeElement.tagName == 'SUMMARY'")
	b.do(chromedp.Click(".menu > summary", chromedp.ByQuery), chromedp.Click("h1", chromedp.ByQuery))
	b.until("!document.querySelector('.menu').open")
}

func TestSummaryTakesTheFocus(t *testing.T) {
	b := kitBench(t)
	b.until("document.activeElement.matches('.summary')")
	b.do(chromedp.Click(`.summary a[href="#kit_uln"]`, chromedp.ByQuery))
	b.until("document.activeElement.id == 'kit_uln'")
}

func TestWallIsFiltered(t *testing.T) {
	b := newBench(t, func() pages.Page { return coverage(false) }, nil)
	const tiles = "[...document.querySelectorAll('[data-tile]')].filter(e => e.checkVisibility()).length"
	if got := script[int](b, tiles); got != 52 {
		t.Fatalf("%d tiles; want 52", got)
	}
	b.typeInto("[data-coverage-find]", "returned")
	b.says("[data-coverage-count]", "2 of 52 statements")
	if got := script[int](b, tiles); got != 2 {
		t.Errorf("%d tiles are seen; want 2", got)
	}
	b.typeInto("[data-coverage-find]", "xyz")
	b.says("[data-coverage-count]", "No statement fits.")
	if got := script[int](b, "[...document.querySelectorAll('[data-group]')].filter(e => !e.hidden).length"); got != 0 {
		t.Errorf("%d empty groups are shown", got)
	}
}

// jobPage waits for work whose address is not a post.
type jobPage struct{}

func (jobPage) Head() pages.Head { return pages.Head{Title: "Wait"} }

func (jobPage) Body() templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		io.WriteString(w, "<h1>Wait</h1>")
		return pages.JobOf(pages.Job{Href: "/nowhere", Label: "Making the portfolio", Note: "Waiting", Again: "/page"}).Render(ctx, w)
	})
}

func TestLostServerIsSaidOfWork(t *testing.T) {
	b := newBench(t, func() pages.Page { return jobPage{} }, nil)
	b.says("[data-job-note]", "We cannot reach the server just now.")
}

func TestOfflinePageIsKeptAndNothingOfPeople(t *testing.T) {
	b := newBench(t, func() pages.Page { return coverage(false) }, nil)
	b.until("navigator.serviceWorker.controller")
	b.mu.Lock()
	b.down = true
	b.mu.Unlock()
	b.open()
	b.says("h1", "You are offline")
	if got := script[string](b, "getComputedStyle(document.querySelector('h1')).fontWeight"); got != "650" {
		t.Errorf("the page is kept without its style: weight %s", got)
	}
	var kept string
	b.do(chromedp.Evaluate(`(async () => {
		const all = [];
		for (const name of await caches.keys()) for (const r of await (await caches.open(name)).keys()) all.push(new URL(r.url).pathname);
		return all.join(" ");
	})()`, &kept, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	for path := range strings.FieldsSeq(kept) {
		if path != "/offline" && !strings.HasPrefix(path, static.Prefix) {
			t.Errorf("%s is kept on the device", path)
		}
	}
	b.mu.Lock()
	b.down = false
	b.mu.Unlock()
	b.do(chromedp.Click("[data-again]", chromedp.ByQuery))
	b.says("h1", "Your statements")
}

// reviewPage is a document of two pages beside a claim on its second.
type reviewPage struct{}

func (reviewPage) Head() pages.Head { return pages.Head{Title: "Review", Width: pages.Wide} }

func (reviewPage) Body() templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		io.WriteString(w, `<h1>Review</h1><div class="review" data-review>`)
		pages.ViewerOf(pages.Viewer{ID: "log", Name: "Log.pdf", Href: "/nowhere.pdf", Type: "application/pdf", Page: 1, Pages: 2}).Render(ctx, w)
		pages.ViewerOf(pages.Viewer{ID: "call", Name: "Call.mp4", Href: "/nowhere.mp4", Type: "video/mp4"}).Render(ctx, w)
		pages.ClaimLine(pages.ClaimRow{Chip: pages.Chip{Code: "S4"}, Where: &pages.Where{Text: "Log, page 2", Href: "/nowhere.pdf#page=2", View: "log", Page: 2}}).Render(ctx, w)
		pages.ClaimLine(pages.ClaimRow{Chip: pages.Chip{Code: "B4"}, Where: &pages.Where{Text: "Call, 4:10", Href: "/nowhere.mp4#t=250", View: "call", From: 250}}).Render(ctx, w)
		_, err := io.WriteString(w, "</div>")
		return err
	})
}

func TestClaimTurnsTheDocument(t *testing.T) {
	b := newBench(t, func() pages.Page { return reviewPage{} }, nil)
	seen := func(id string) string { return "document.getElementById('" + id + "').checkVisibility()" }
	b.until(seen("log") + " && !" + seen("call"))
	b.do(chromedp.Click(`[data-claim="S4"] .where`, chromedp.ByQuery))
	b.until("document.querySelector('#log iframe').getAttribute('src') == '/nowhere.pdf#page=2&navpanes=0&view=FitH'")
	b.says("#log [data-viewer-page]", "Page 2 of 2")
	b.until("document.querySelector('.claim--now').dataset.claim == 'S4' && location.pathname == '/page'")
	b.do(chromedp.Click(`[data-claim="B4"] .where`, chromedp.ByQuery))
	b.until(seen("call") + " && !" + seen("log"))
}
