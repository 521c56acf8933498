package pages_test

import (
	"context"
	"fmt"
	"html"
	"io"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/a-h/templ"

	"touchstone/app/pages"
)

// A draft is a form that saves itself, and the server's side of it.
type draft struct {
	action   string
	revision int
	posts    atomic.Int32
}

func (d *draft) Head() pages.Head { return pages.Head{Title: "Draft"} }

func (d *draft) Body() templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		fmt.Fprintf(w, `<h1>Draft</h1><form method="post" action="/send" data-autosave="/save" data-key="item 12"><input type="hidden" name="revision" value="%d">`, d.revision)
		pages.Token().Render(ctx, w)
		pages.Area(pages.Field{Name: "action", Label: "Action", Value: d.action}).Render(ctx, w)
		pages.Text(pages.Field{Name: "title", Label: "Title", Hint: "So that you find it"}).Render(ctx, w)
		_, err := fmt.Fprintf(w, `<p data-saved></p><span data-words="action">%s</span><button>Send</button></form>`, html.EscapeString("0 words"))
		return err
	})
}

// save takes what is posted as a server does.
func (d *draft) save(w http.ResponseWriter, r *http.Request) {
	d.posts.Add(1)
	if r.Header.Get("X-CSRF") != "token" || r.FormValue("csrf") != "token" || r.Header.Get("Accept") != "application/json" {
		reply(w, http.StatusBadRequest, nil)
		return
	}
	if r.FormValue("revision") != fmt.Sprint(d.revision) {
		reply(w, http.StatusConflict, map[string]any{"message": "This was saved in another tab.", "revision": d.revision, "theirs": map[string]string{"action": d.action, "title": ""}})
		return
	}
	d.revision++
	d.action = r.FormValue("action")
	reply(w, http.StatusOK, map[string]any{"revision": d.revision, "saved_at": "2026-10-13T13:02:11Z", "words": map[string]int{"action": 3}})
}

func newDraft(t *testing.T, first http.HandlerFunc) (*bench, *draft) {
	t.Helper()
	d := &draft{revision: 6}
	if first == nil {
		first = d.save
	}
	return newBench(t, func() pages.Page { return d }, first), d
}

const kept = "Object.keys(localStorage).some(k => k.startsWith('touchstone draft 7 '))"

func TestDraftSavesItself(t *testing.T) {
	b, d := newDraft(t, nil)
	b.typeInto("#action", "I rang them")
	b.says("[data-saved]", "Not saved yet.")
	b.until(kept)
	b.says("[data-saved]", "Saved at ")
	b.until("!" + kept)
	if d.action != "I rang them" || d.posts.Load() != 1 {
		t.Errorf("the server has %q after %d posts; want the words after one", d.action, d.posts.Load())
	}
	b.says("[data-words]", "3 words")
	b.typeInto("#action", " again") // with the new revision
	b.until("document.querySelector('[name=revision]').value == '8'")
	if d.action != "I rang them again" {
		t.Errorf("the server has %q", d.action)
	}
}

func TestWordsSurviveAnExpiredSession(t *testing.T) {
	b, d := newDraft(t, func(w http.ResponseWriter, r *http.Request) { reply(w, http.StatusUnauthorized, nil) })
	b.typeInto("#action", "I rang them")
	b.says(".note", "You have been signed out.")
	if got := script[string](b, "document.querySelector('.note a').getAttribute('href')"); got != "/sign-in?to=%2Fpage" {
		t.Errorf("the way to sign in is %q", got)
	}
	b.answer(d.save)
	b.open() // as after signing in
	b.says(".note", "We kept what you wrote at ")
	b.press("Restore it")
	b.says("[data-saved]", "Saved at ")
	if d.action != "I rang them" {
		t.Errorf("the server has %q", d.action)
	}
	b.until("!" + kept)
}

func TestWordsSurviveAClosedTab(t *testing.T) {
	b, _ := newDraft(t, func(w http.ResponseWriter, r *http.Request) { reply(w, http.StatusInternalServerError, nil) })
	b.typeInto("#action", "Half a sen")
	b.until(kept)
	b.open()
	b.says(".note", "We kept what you wrote at ")
	b.press("Leave it")
	b.until("!" + kept)
	if script[string](b, "document.querySelector('#action').value") != "" {
		t.Error("what was to be left came back")
	}
}

func TestWordsSurviveAnOfflineMinute(t *testing.T) {
	b, d := newDraft(t, nil)
	b.offline(true)
	b.typeInto("#action", "Written on a train")
	b.says("[data-saved]", "It is kept on this device")
	b.says(".note", "You are offline.")
	if n := d.posts.Load(); n != 0 {
		t.Fatalf("%d posts arrived offline", n)
	}
	b.offline(false)
	b.says("[data-saved]", "Saved at ")
	b.until("!document.querySelector('.note')")
	if d.action != "Written on a train" {
		t.Errorf("the server has %q", d.action)
	}
}

func TestTwoTabsKeepBothTexts(t *testing.T) {
	for _, choice := range []struct{ press, want string }{
		{"Keep this one", "mine"},
		{"Take this one", "theirs"},
	} {
		t.Run(choice.want, func(t *testing.T) {
			b, d := newDraft(t, nil)
			d.action, d.revision = "theirs", 9 // saved from another tab
			b.typeInto("#action", "mine")
			b.says(".note", "This was saved in another tab.")
			b.says(".texts", "mine")
			b.says(".texts", "theirs")
			b.press(choice.press)
			b.until("!document.querySelector('.texts')")
			b.until("document.querySelector('#action').value == '" + choice.want + "'")
			b.typeInto("#title", "T")
			b.says("[data-saved]", "Saved at ")
			if d.action != choice.want {
				t.Errorf("the server has %q; want %q", d.action, choice.want)
			}
		})
	}
}

func TestRefusedFieldIsTold(t *testing.T) {
	b, d := newDraft(t, func(w http.ResponseWriter, r *http.Request) {
		reply(w, http.StatusUnprocessableEntity, map[string]any{"fields": map[string]string{"title": "Keep the title to 120 characters."}})
	})
	b.typeInto("#title", "Long")
	b.says(".field__fault", "Keep the title to 120 characters.")
	if got := script[string](b, "document.querySelector('#title').getAttribute('aria-describedby')"); got != "title-hint title-saved-fault" {
		t.Errorf("described by %q", got)
	}
	b.answer(d.save)
	b.typeInto("#title", "er")
	b.says("[data-saved]", "Saved at ")
	b.until("!document.querySelector('.field__fault') && document.querySelector('#title').getAttribute('aria-describedby') == 'title-hint'")
}
