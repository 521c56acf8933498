package app

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"

	"touchstone/app/db"
	"touchstone/evidence"
)

// autosave saves a draft as its page does by itself.
func (v *visitor) autosave(p *evidence.Piece, field, text string) answer {
	form := url.Values{"revision": {fmt.Sprint(p.Version.Revision)}, field: {text}}
	return v.send(http.MethodPost, v.site.itemPath(p.ID), "application/x-www-form-urlencoded", strings.NewReader(form.Encode()),
		"Accept", "application/json", "X-CSRF", v.csrf())
}

// TestFullDatabase is about a database that cannot grow: people are told so
// plainly, and nothing is lost.
func TestFullDatabase(t *testing.T) {
	s := newSite(t)
	me, p := s.as("apprentice"), s.draft(1)
	room := func(pages int) {
		must(t, s.in.DB.Update(t.Context(), func(tx *db.Tx) error {
			var most int // a limit below what there is means: not a page more
			return tx.Row(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", pages)).Scan(&most)
		}))
	}
	room(1)
	s.noRoom(me, &p)
	room(1 << 30)
	s.roomAgain(me, &p)
}

// noRoom tries what writes while there is no room left.
func (s *site) noRoom(me *visitor, p *evidence.Piece) {
	t, long := s.t, strings.Repeat("More than fits. ", 10_000)
	const plain = "There is no room left"
	a := me.autosave(p, "situation", long)
	if a.status != http.StatusServiceUnavailable {
		t.Errorf("saved by itself: %d %s", a.status, a.body)
	}
	a.has(t, "saved by itself", plain)
	a = me.post(s.itemPath(p.ID), url.Values{"revision": {fmt.Sprint(p.Version.Revision)}, "situation": {long}, "do": {"submit"}})
	if a.status != http.StatusServiceUnavailable {
		t.Errorf("submitted: %d %s", a.status, a.body)
	}
	a.has(t, "submitted", plain)
	if got := s.read(1, p.ID); got.State != evidence.Draft || got.Version.Action != p.Version.Action || got.Version.Situation != "" {
		t.Errorf("the draft is %s: %+v", got.State, got.Version)
	}
	if a := me.get(s.itemPath(p.ID) + "/edit"); a.status != http.StatusOK {
		t.Errorf("reading: %d", a.status)
	}
}

// roomAgain does the same once there is room.
func (s *site) roomAgain(me *visitor, p *evidence.Piece) {
	t := s.t
	if a := me.autosave(p, "situation", "It fits."); a.status != http.StatusOK {
		t.Errorf("saved by itself, with room: %d %s", a.status, a.body)
	}
	*p = s.read(1, p.ID)
	if a := me.post(s.itemPath(p.ID), url.Values{"revision": {fmt.Sprint(p.Version.Revision)}, "do": {"submit"}}); a.status != http.StatusSeeOther {
		t.Errorf("submitted, with room: %d %s", a.status, a.body)
	}
	if got := s.read(1, p.ID); got.State != evidence.Submitted || got.Version.Situation != "It fits." {
		t.Errorf("with room, the draft is %s: %q", got.State, got.Version.Situation)
	}
	must(t, s.in.DB.Check(t.Context()))
}

func TestNoRoomOutsideTheStores(t *testing.T) {
	f, status := classify(fmt.Errorf("make a folder: %w", &os.PathError{Op: "mkdir", Err: syscall.ENOSPC}))
	if status != http.StatusServiceUnavailable || !strings.Contains(f.Message, "no room left") {
		t.Errorf("%d %q", status, f.Message)
	}
}
