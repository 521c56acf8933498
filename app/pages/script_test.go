package pages_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"touchstone/app/pages"
	"touchstone/static"
)

// policy is the strictest under which the pages have to work.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"media-src 'self'; frame-src 'self'; connect-src 'self'; form-action 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'"

// A bench is a small server of one page, and a browser that looks at it.
type bench struct {
	t    *testing.T
	ctx  context.Context
	site string

	mu   sync.Mutex
	down bool                                         // the server answers nobody
	save func(w http.ResponseWriter, r *http.Request) // answers what the page posts
}

// newBench serves the page a function makes at /page, and answers posts by
// answer.
func newBench(t *testing.T, page func() pages.Page, answer http.HandlerFunc) *bench {
	t.Helper()
	if _, err := exec.LookPath("chromium"); err != nil {
		if os.Getenv("TOUCHSTONE_TEST_ALL") != "" {
			t.Fatal("chromium is not installed")
		}
		t.Skip("left out: it needs chromium, which bash .ci/test installs")
	}
	b := &bench{t: t, save: answer}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if b.isDown() {
			panic(http.ErrAbortHandler)
		}
		f, ok := static.Lookup(r.URL.Path)
		switch {
		case r.URL.Path == "/sw.js":
			w.Header().Set("Content-Type", static.Worker().Type)
			w.Write(static.Worker().Body)
		case r.URL.Path == "/offline":
			pages.Render(r.Context(), w, pages.Frame{}, pages.Offline{})
		case ok && strings.HasPrefix(r.URL.Path, static.Prefix):
			w.Header().Set("Content-Type", f.Type)
			w.Write(f.Body)
		case r.URL.Path == "/page" && r.Method == http.MethodGet:
			w.Header().Set("Content-Security-Policy", policy)
			pages.Render(r.Context(), w, pages.Frame{CSRF: "token", Person: &pages.Person{Key: "7", Name: "Aleesha"}}, page())
		case r.Method == http.MethodPost:
			b.mu.Lock()
			defer b.mu.Unlock()
			b.save(w, r)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	b.site = server.URL
	b.openBrowser()
	b.open()
	return b
}

// browser starts one browser for all tests of this package. Each test has a
// window of its own in it, and each server an address of its own.
var browser = sync.OnceValues(func() (context.Context, error) {
	folder, err := os.MkdirTemp("", "touchstone-pages-")
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath("chromium"), chromedp.NoSandbox, chromedp.UserDataDir(folder),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	ctx, _ := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ = chromedp.NewContext(ctx, chromedp.WithErrorf(func(string, ...any) {})) // it complains of events it does not know
	closeBrowser = func() {
		chromedp.Cancel(ctx) // waits until it has ended
		os.RemoveAll(folder)
	}
	return ctx, chromedp.Run(ctx)
})

var closeBrowser = func() {}

func TestMain(m *testing.M) {
	status := m.Run()
	closeBrowser()
	os.Exit(status)
}

func (b *bench) openBrowser() {
	all, err := browser()
	if err != nil {
		b.t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(all)
	b.t.Cleanup(cancel)
	b.ctx = ctx
	b.do() // opens the window, which lives as long as ctx
	ctx, cancel = context.WithTimeout(ctx, time.Minute)
	b.t.Cleanup(cancel)
	b.ctx = ctx
	chromedp.ListenTarget(ctx, func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			b.t.Errorf("script error: %s", e.ExceptionDetails.Error())
		case *log.EventEntryAdded:
			if e.Entry.Source == log.SourceSecurity {
				b.t.Errorf("against the policy: %s", e.Entry.Text)
			}
		}
	})
}

func (b *bench) do(actions ...chromedp.Action) {
	b.t.Helper()
	if err := chromedp.Run(b.ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

// open opens the page anew and waits until its scripts have started.
func (b *bench) open() {
	b.t.Helper()
	b.do(chromedp.Navigate(b.site+"/page"), chromedp.WaitReady("main"), chromedp.Sleep(300*time.Millisecond))
}

// answer changes what posts are answered by.
func (b *bench) answer(h http.HandlerFunc) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.save = h
}

func (b *bench) isDown() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.down
}

// script evaluates an expression in the page.
func script[T any](b *bench, expression string) (v T) {
	b.t.Helper()
	b.do(chromedp.Evaluate(expression, &v))
	return v
}

// until waits up to 8 s for an expression to be true in the page.
func (b *bench) until(expression string) {
	b.t.Helper()
	end := time.Now().Add(8 * time.Second)
	for time.Now().Before(end) {
		var so bool // an error is of a page that is on its way to another
		if err := chromedp.Run(b.ctx, chromedp.Evaluate("!!("+expression+")", &so)); err == nil && so {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	b.t.Fatalf("never true: %s\nthe page says:\n%s", expression, script[string](b, "document.querySelector('main').innerText"))
}

// says waits until a part of the page says a sentence.
func (b *bench) says(selector, sentence string) {
	b.t.Helper()
	b.until(fmt.Sprintf("[...document.querySelectorAll(%q)].some(e => e.textContent.includes(%q))", selector, sentence))
}

func (b *bench) typeInto(selector, words string) {
	b.t.Helper()
	b.do(chromedp.SendKeys(selector, words, chromedp.ByQuery))
}

// press presses the button of these words.
func (b *bench) press(words string) {
	b.t.Helper()
	b.until(fmt.Sprintf("[...document.querySelectorAll('button, a')].some(e => e.textContent.trim().startsWith(%q))", words))
	script[bool](b, fmt.Sprintf("[...document.querySelectorAll('button, a')].find(e => e.textContent.trim().startsWith(%q)).click() ?? true", words))
}

func (b *bench) offline(yes bool) {
	b.t.Helper()
	b.do(network.Enable(), network.EmulateNetworkConditions(yes, 0, -1, -1))
}

// reply answers a request with JSON.
func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v)
}

// writeFile makes a file of a number of bytes to upload.
func writeFile(t *testing.T, name string, size int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, make([]byte, size), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func drain(r *http.Request) { io.Copy(io.Discard, r.Body) }
