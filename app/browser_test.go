package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// A browser is a window of a real one.
type browser struct {
	t    *testing.T
	ctx  context.Context
	site string // the address the paths given to its methods are under

	loading atomic.Bool // whether a page is on its way
}

// The windows that pages are looked at in.
var (
	desk  = window{"desk", 1280, 900, false}
	phone = window{"phone", 390, 844, true}
)

type window struct {
	name          string
	width, height int64
	mobile        bool
}

// neededForAll skips the test if a program it needs is not installed, or fails it
// where all tests are to run.
func neededForAll(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err == nil {
		return
	}
	if os.Getenv("TOUCHSTONE_TEST_ALL") != "" {
		t.Fatalf("%s is not installed", program)
	}
	t.Skipf("left out: it needs %s, which bash .ci/test installs", program)
}

// openBrowser opens a window on the site at the address.
func openBrowser(t *testing.T, site string, w window, dark bool) *browser {
	t.Helper()
	neededForAll(t, "chromium")
	profile, err := os.MkdirTemp("", "touchstone-browser-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(profile) }) // the browser may still be writing as it ends
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath("chromium"), chromedp.NoSandbox, chromedp.UserDataDir(profile),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx, chromedp.WithErrorf(func(format string, args ...any) {
		// It tells of every event that is newer than it is.
		if !strings.HasPrefix(format, "unhandled ") {
			log.Printf(format, args...)
		}
	}))
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 4*time.Minute)
	t.Cleanup(cancel)
	b := &browser{t: t, ctx: ctx, site: site}
	b.watch()
	b.do(b.size(w), b.theme(dark))
	return b
}

// watch fails the test on any error that a page's scripts or its content policy
// raise.
func (b *browser) watch() {
	chromedp.ListenTarget(b.ctx, func(event any) {
		switch e := event.(type) {
		case *page.EventFrameStartedLoading:
			if b.whole(e.FrameID) {
				b.loading.Store(true)
			}
		case *page.EventFrameStoppedLoading:
			if b.whole(e.FrameID) {
				b.loading.Store(false)
			}
		case *runtime.EventExceptionThrown:
			b.t.Errorf("script error: %s", e.ExceptionDetails.Error())
		case *runtime.EventConsoleAPICalled:
			if e.Type == runtime.APITypeError {
				for _, arg := range e.Args {
					b.t.Errorf("console: %s", arg.Value)
				}
			}
		case *page.EventJavascriptDialogOpening:
			go chromedp.Run(b.ctx, page.HandleJavaScriptDialog(true))
		}
	})
}

// whole reports whether a frame is the window's own, not one within its page. They
// have one id.
func (b *browser) whole(frame cdp.FrameID) bool {
	return string(frame) == string(chromedp.FromContext(b.ctx).Target.TargetID)
}

func (b *browser) size(w window) chromedp.Action {
	return chromedp.Tasks{
		emulation.SetDeviceMetricsOverride(w.width, w.height, 1, w.mobile),
		emulation.SetTouchEmulationEnabled(w.mobile),
	}
}

func (b *browser) theme(dark bool) chromedp.Action {
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	return emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}})
}

// do runs actions, and ends the test if one does not come about within 20 s. An
// action whose element goes away before it is acted on begins again: the page
// may be changing to another, and a browser numbers all elements anew when it
// has read a page to its end.
func (b *browser) do(actions ...chromedp.Action) {
	b.t.Helper()
	b.within(20*time.Second, actions...)
}

// within is do with another length of time for each action.
func (b *browser) within(long time.Duration, actions ...chromedp.Action) {
	b.t.Helper()
	for i, action := range actions {
		ctx, cancel := context.WithTimeout(b.ctx, long)
		// The first run starts the browser, which lives as long as its context.
		if chromedp.FromContext(b.ctx).Target == nil {
			cancel()
			ctx, cancel = b.ctx, func() {}
		}
		err := chromedp.Run(ctx, action)
		for wentAway(err) && ctx.Err() == nil {
			time.Sleep(20 * time.Millisecond)
			err = chromedp.Run(ctx, action)
		}
		cancel()
		if err != nil {
			b.shot("failed-" + strings.ReplaceAll(b.t.Name(), "/", "-"))
			b.t.Fatalf("action %d at %s: %v", i, b.at(), err)
		}
	}
}

// wentAway reports whether an action found its element, and the element was gone
// or not drawn any more before anything was done to it.
func wentAway(err error) bool {
	var refused *cdproto.Error
	if !errors.As(err, &refused) {
		return false
	}
	return slices.ContainsFunc([]string{
		"Could not find node with given id", "No node with given id found", "Node is detached from document",
		"Node does not have a layout object", "Could not compute content quads.",
	}, func(known string) bool { return strings.HasPrefix(refused.Message, known) })
}

// leads is a click that may lead to another page: the browser then may have no
// answer left to the click itself.
func leads(click chromedp.Action) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		err := click.Do(ctx)
		var refused *cdproto.Error
		if errors.As(err, &refused) && refused.Message == "Inspected target navigated or closed" {
			return nil
		}
		return err
	})
}

func (b *browser) at() (address string) {
	ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
	defer cancel()
	chromedp.Run(ctx, chromedp.Location(&address))
	return address
}

// settle waits until the page that what was just done leads to, if it leads to
// one, is there whole: what is looked at after it is never the page before.
func (b *browser) settle() {
	b.t.Helper()
	// A form is sent and a link followed after the click was answered, though
	// before this is, or in its place. Where scripts are off it never is.
	ctx, cancel := context.WithTimeout(b.ctx, time.Second)
	chromedp.Run(ctx, chromedp.Evaluate(`new Promise((done) => setTimeout(done, 10))`, nil, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	cancel()
	for start := time.Now(); b.loading.Load(); time.Sleep(5 * time.Millisecond) {
		if time.Since(start) > 20*time.Second {
			b.t.Fatalf("%s does not come to its end", b.at())
		}
	}
}

// open goes to a path of the site. It asks again where the page it leaves got in
// between: one that follows work in the background may go on by itself just then.
func (b *browser) open(path string) {
	b.t.Helper()
	left, crossed := b.at(), false
	there := chromedp.ActionFunc(func(ctx context.Context) error {
		err := chromedp.Navigate(b.site + path).Do(ctx)
		if crossed = err != nil && strings.HasSuffix(err.Error(), "net::ERR_ABORTED"); crossed {
			return nil
		}
		return err
	})
	for range 3 {
		b.do(there, chromedp.WaitReady("main"))
		b.settle()
		if at := b.at(); !crossed && (at != left || at == b.site+path) {
			return
		}
	}
}

// click presses the first element that a selector finds.
func (b *browser) click(selector string) {
	b.t.Helper()
	b.do(chromedp.Tasks{chromedp.ScrollIntoView(selector, chromedp.ByQuery), leads(chromedp.Click(selector, chromedp.ByQuery))})
	b.settle()
}

// press presses the button or follows the link with that text.
func (b *browser) press(text string) {
	b.t.Helper()
	path := fmt.Sprintf(`(//main//button[contains(normalize-space(.), %[1]q)] | //main//a[contains(normalize-space(.), %[1]q)] | //header//a[contains(normalize-space(.), %[1]q)] | //nav//a[contains(normalize-space(.), %[1]q)] | //header//button[contains(normalize-space(.), %[1]q)])[1]`, text)
	// To the middle of the window, where no bar at its edges covers it.
	middle := fmt.Sprintf(`document.evaluate(%q, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE).singleNodeValue?.scrollIntoView({block: "center"})`, path)
	b.do(chromedp.Tasks{chromedp.WaitVisible(path, chromedp.BySearch), chromedp.Evaluate(middle, nil), leads(chromedp.Click(path, chromedp.BySearch))})
	b.settle()
}

// fill replaces what is in a field, as pasting would.
func (b *browser) fill(selector, text string) {
	b.t.Helper()
	script := fmt.Sprintf(`(field => {
		field.focus();
		field.value = %q;
		field.dispatchEvent(new Event("input", {bubbles: true}));
		field.dispatchEvent(new Event("change", {bubbles: true}));
	})(document.querySelector(%q))`, text, selector)
	b.do(chromedp.WaitReady(selector, chromedp.ByQuery), chromedp.Evaluate(script, nil))
}

// keys types into whatever has the focus.
func (b *browser) keys(text string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(text))
	b.settle()
}

// sees waits until the page shows the text.
func (b *browser) sees(text string) {
	b.t.Helper()
	b.until(fmt.Sprintf("the page shows %q", text), fmt.Sprintf(`document.body.innerText.includes(%q)`, text))
}

// until waits for a script to come out true, also while the page changes to
// another, and ends the test if it does not within 20 s.
func (b *browser) until(what, script string) {
	b.t.Helper()
	for start := time.Now(); time.Since(start) < 20*time.Second; time.Sleep(50 * time.Millisecond) {
		var so bool
		if err := chromedp.Run(b.ctx, chromedp.Evaluate(script, &so)); err == nil && so {
			return
		}
	}
	b.shot("failed-" + strings.ReplaceAll(b.t.Name(), "/", "-"))
	b.t.Fatalf("at %s it never came about that %s", b.at(), what)
}

// value returns what a script evaluates to.
func value[T any](b *browser, script string) (v T) {
	b.t.Helper()
	b.do(chromedp.Evaluate(script, &v))
	return v
}

// offline cuts the window off, or connects it again.
func (b *browser) offline(yes bool) {
	b.t.Helper()
	b.do(network.Enable(), network.EmulateNetworkConditions(yes, 0, -1, -1))
}

// shot keeps a picture of the whole page where TOUCHSTONE_SHOTS names a folder.
func (b *browser) shot(name string) {
	dir := os.Getenv("TOUCHSTONE_SHOTS")
	if dir == "" {
		return
	}
	var picture []byte
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Run(ctx, chromedp.FullScreenshot(&picture, 100)); err != nil {
		b.t.Logf("no picture of %s: %v", name, err)
		return
	}
	os.MkdirAll(dir, 0o755)
	os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o644)
}

// accessible fails the test if axe finds a fault in the page, or if the page is
// wider than the window.
func (b *browser) accessible(name string) {
	b.t.Helper()
	source, err := os.ReadFile("../.cache/axe-core/axe.min.js")
	if err != nil {
		if os.Getenv("TOUCHSTONE_TEST_ALL") != "" {
			b.t.Fatal(err)
		}
		b.t.Skip("left out: it needs axe-core, which bash .ci/test fetches")
	}
	b.until("the page is whole, with its style sheet", `document.readyState === "complete"`)
	var found string
	// It looks at every element, which takes a busy machine long.
	b.within(2*time.Minute, chromedp.Evaluate(string(source)+`;
		axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then(r => JSON.stringify(
			r.violations.map(v => v.id + ": " + v.help + " at " + v.nodes.slice(0, 3).map(n => n.target.join(" ") + " (" + n.failureSummary.split("\n").pop().trim() + ")").join("; "))))`,
		&found, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	var faults []string
	if err := json.Unmarshal([]byte(found), &faults); err != nil {
		b.t.Fatal(err)
	}
	for _, fault := range faults {
		b.t.Errorf("%s: %s", name, fault)
	}
	if wide := value[int](b, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); wide > 0 {
		b.t.Errorf("%s: the page is %d pixels wider than the window", name, wide)
	}
}

// TestABrowserActsOnAPageThatChanges clicks in a page that is read in parts and
// makes its elements anew all the while.
func TestABrowserActsOnAPageThatChanges(t *testing.T) {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<!doctype html><title>Restless</title><main><p><button>Go on</button></p><a id="far" href="#there">Far</a></main>
<script>
	let pressed = 0, followed = 0;
	// Not "click": an element that is made anew between down and up gets none.
	addEventListener("mousedown", (event) => event.target.id === "far" ? followed++ : event.target.localName === "button" && pressed++);
	const again = setInterval(() => { for (const e of document.querySelectorAll("button, a")) e.replaceWith(e.cloneNode(true)); }, 1);
	setTimeout(() => clearInterval(again), 1500);
</script>`)
		w.(http.Flusher).Flush()
		time.Sleep(500 * time.Millisecond)
		fmt.Fprint(w, `<p id="there">The end</p>`)
	}))
	t.Cleanup(site.Close)
	for range 3 {
		b := openBrowser(t, site.URL, desk, false)
		b.do(chromedp.Evaluate(fmt.Sprintf(`location = %q`, site.URL), nil))
		b.until("the page is there", `document.querySelector("#far") !== null`)
		b.click("#far")
		b.press("Go on")
		b.until("each was acted on", `followed > 0 && pressed > 0`)
	}
}

// TestABrowserLooksAtThePageItWasLedTo follows a link and sends a form that are
// answered late.
func TestABrowserLooksAtThePageItWasLedTo(t *testing.T) {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			time.Sleep(300 * time.Millisecond)
		}
		fmt.Fprintf(w, `<!doctype html><title>%s</title><main><a href="/linked">Go on</a><form action="/sent"><button>Send</button></form></main>`, r.URL.Path)
	}))
	t.Cleanup(site.Close)
	b := openBrowser(t, site.URL, desk, false)
	for _, step := range []struct {
		act  func()
		want string
	}{
		{func() { b.open("/") }, "/"},
		{func() { b.press("Go on") }, "/linked"},
		{func() { b.click("button") }, "/sent"},
		{func() { b.open("/") }, "/"},
		{func() { b.keys("\t\r") }, "/linked"},
	} {
		step.act()
		if at := value[string](b, "document.title"); at != step.want {
			t.Errorf("at %s instead of %s", at, step.want)
		}
	}
}
