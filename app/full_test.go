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
	coach, waiting := s.as("coach"), s.submitted(1)
	s.fillDatabase()
	s.noRoom(me, &p)
	s.noRoomForReviews(coach, &waiting)
	must(t, s.query(`PRAGMA max_page_count = 1000000000`))
	s.roomAgain(me, &p)
}

// fillDatabase leaves no page of the database free and forbids more.
func (s *site) fillDatabase() {
	must(s.t, s.in.DB.Update(s.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(s.t.Context(), `CREATE TABLE filler (x BLOB)`)
		return err
	}))
	must(s.t, s.query(`PRAGMA max_page_count = 1`)) // below what there is, it means: not one more
	for s.query(`INSERT INTO filler VALUES (zeroblob(3000)) RETURNING 1`) == nil {
	}
}

// query runs a statement that returns a number.
func (s *site) query(statement string) error {
	return s.in.DB.Update(s.t.Context(), func(tx *db.Tx) error {
		var n int
		return tx.Row(s.t.Context(), statement).Scan(&n)
	})
}

// noRoom tries what writes while there is no room left.
func (s *site) noRoom(me *visitor, p *evidence.Piece) {
	t, long := s.t, strings.Repeat("More than fits. ", 10_000)+"The end."
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
	a.has(t, "submitted", plain, long, "<form")
	if got := s.read(1, p.ID); got.State != evidence.Draft || got.Version.Action != p.Version.Action || got.Version.Situation != "" {
		t.Errorf("the draft is %s: %+v", got.State, got.Version)
	}
	if a := me.get(s.itemPath(p.ID) + "/edit"); a.status != http.StatusOK {
		t.Errorf("reading: %d", a.status)
	}
}

// noRoomForReviews tries what a coach writes while there is no room left.
func (s *site) noRoomForReviews(coach *visitor, p *evidence.Piece) {
	words := strings.Repeat("See page 2. ", 1000) + "The end."
	for _, to := range []string{"/review", "/feedback"} {
		form := url.Values{"version": {fmt.Sprint(p.Version.ID)}, "verdict": {"returned"}, "feedback": {words}}
		a := coach.post(s.itemPath(p.ID)+to, form)
		if a.status != http.StatusServiceUnavailable {
			s.t.Errorf("%s: %d", to, a.status)
		}
		a.has(s.t, to, "There is no room left", words)
	}
	if got := s.read(1, p.ID); got.State != evidence.Submitted || len(got.Version.Decisions) > 0 {
		s.t.Errorf("decided by halves: %s, %+v", got.State, got.Version.Decisions)
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
