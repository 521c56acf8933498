package app

import (
	"net/url"
	"testing"
)

func TestWhatIsSavedAfterSubmittingIsShownToBeCopied(t *testing.T) {
	s := newSite(t)
	me, p := s.as("apprentice"), s.draft(1)
	path := s.itemPath(p.ID)
	form := url.Values{"revision": {"2"}, "action": {"I rang the customer."}, "do": {"submit"}}
	form.Set("revision", idText(int64(p.Version.Revision)))
	if a := me.post(path, form); a.status != 303 {
		t.Fatalf("submitted: %d\n%s", a.status, textOf(a.page(t)))
	}
	form.Set("do", "save")
	form.Set("action", "I rang <again> from the other tab.")
	a := me.post(path, form)
	if a.status != 409 {
		t.Errorf("saved after submitting: %d", a.status)
	}
	a.has(t, "saved after submitting", "This piece is no draft now", "I rang &lt;again&gt; from the other tab.", `href="`+path+`"`)
	if got := s.read(1, p.ID).Version.Action; got != "I rang the customer." {
		t.Errorf("what was submitted became %q", got)
	}
}
