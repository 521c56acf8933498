package app

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
)

const testPassword = "slate rubbed with gold"

func (s *site) setPassword(who string) {
	s.t.Helper()
	must(s.t, s.in.Accounts.SetPassword(s.t.Context(), 0, s.people[who], testPassword))
}

func (v *visitor) signIn(email, password string, more ...string) answer {
	form := url.Values{"email": {email}, "password": {password}}
	for i := 0; i < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return v.post("/sign-in", form)
}

func TestSignInPage(t *testing.T) {
	s := newSite(t)
	s.setPassword("coach")
	tests := []struct {
		name, email, password, to string
		status                    int
		where                     string
	}{
		{"right", "coach@example.org", testPassword, "", 303, "/"},
		{"right, on the way somewhere", "coach@example.org", testPassword, "/people?q=a", 303, "/people?q=a"},
		{"on the way to another site", "coach@example.org", testPassword, "https://evil.example/", 303, "/"},
		{"on the way to another site, hidden", "coach@example.org", testPassword, "//evil.example/", 303, "/"},
		{"on the way to another site, hidden better", "coach@example.org", testPassword, `/\evil.example/`, 303, "/"},
		{"wrong password", "coach@example.org", "wrong", "", 401, ""},
		{"nobody", "nobody@example.org", testPassword, "", 401, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := s.as("")
			a := v.signIn(tt.email, tt.password, "to", tt.to)
			if a.status != tt.status || a.where() != tt.where {
				t.Fatalf("%d to %q; want %d to %q", a.status, a.where(), tt.status, tt.where)
			}
			if signedIn := v.get("/account").status == 200; signedIn != (tt.status == 303) {
				t.Errorf("signed in: %t", signedIn)
			}
			if tt.status == 401 {
				page := a.page(t)
				email := find(page, "input", "name", "email")
				if email == nil || attr(email, "value") != tt.email || strings.Contains(a.body, tt.password) {
					t.Error("the address is lost, or the password is shown")
				}
				if find(page, "div", "role", "alert") == nil {
					t.Error("no summary")
				}
			}
		})
	}
}

func TestSigningInBeginsANewSession(t *testing.T) {
	s := newSite(t)
	s.setPassword("coach")
	v := s.as("")
	v.signIn("coach@example.org", testPassword)
	first := v.cookies[sessionCookie]
	v.signIn("coach@example.org", testPassword)
	if v.cookies[sessionCookie] == first {
		t.Error("the session is the same")
	}
	old := &visitor{site: s, cookies: map[string]string{sessionCookie: first}}
	if a := old.get("/account"); a.status != http.StatusSeeOther {
		t.Errorf("the session before still works: %d", a.status)
	}
}

func TestTooManyTriesPage(t *testing.T) {
	s := newSite(t)
	s.setPassword("coach")
	signed := s.as("coach")
	v := s.as("")
	for range account.AccountAttempts {
		v.signIn("coach@example.org", "wrong")
	}
	a := v.signIn("coach@example.org", testPassword)
	if a.status != http.StatusTooManyRequests || !strings.Contains(a.body, "Try again at ") {
		t.Errorf("%d", a.status)
	}
	if signed.get("/account").status != 200 {
		t.Error("a session that was there is affected")
	}
	// The way out that is always open.
	v.post("/forgotten", url.Values{"email": {"coach@example.org"}})
	reset := s.linkTo("coach@example.org")
	if a := v.post(reset, url.Values{"password": {"another good one"}}); a.status != 303 || v.get("/account").status != 200 {
		t.Errorf("by reset link: %d", a.status)
	}
}

// linkTo returns the path of the link in the newest message to an address.
func (s *site) linkTo(email string) string {
	s.t.Helper()
	var body string
	must(s.t, s.in.DB.View(s.t.Context(), func(tx *db.Tx) error {
		return tx.Row(s.t.Context(), `SELECT body FROM messages WHERE recipient = $1 ORDER BY id DESC LIMIT 1`, email).Scan(&body)
	}))
	link := linkInMessage.FindString(body)
	if !strings.HasPrefix(link, s.url+"/") {
		s.t.Fatalf("link %q in %q", link, body)
	}
	return strings.TrimPrefix(link, s.url)
}

func TestForgottenSaysTheSameToEveryone(t *testing.T) {
	s := newSite(t)
	s.setPassword("coach")
	known := s.as("").post("/forgotten", url.Values{"email": {"coach@example.org"}})
	unknown := s.as("").post("/forgotten", url.Values{"email": {"nobody@example.org"}})
	if withoutNumbers(known.body) != withoutNumbers(unknown.body) {
		t.Error("the page tells who is here")
	}
}

func TestInvitations(t *testing.T) {
	s := newSite(t)
	admin := s.as("administrator")
	a := admin.post("/people", url.Values{"name": {"Nia Rees"}, "email": {"Nia@example.org"}, "role": {"coach"}})
	if a.status != 303 {
		t.Fatalf("%d\n%s", a.status, a.body)
	}
	link := s.linkTo("nia@example.org")
	if page := admin.get(a.where()); !strings.Contains(page.body, s.url+link) {
		t.Error("without a mail server the administrator does not see the link")
	}
	v := s.as("")
	if a := v.get(link); a.status != 200 || !strings.Contains(a.body, "Welcome, Nia Rees") {
		t.Fatalf("%d", a.status)
	}
	if a := v.post(link, url.Values{"password": {"short"}}); a.status != 422 {
		t.Errorf("a short password: %d", a.status)
	}
	if a := v.post(link, url.Values{"password": {testPassword}}); a.status != 303 {
		t.Errorf("%d", a.status)
	}
	if home := v.get("/"); !strings.Contains(home.body, "Hello, Nia<") {
		t.Error("not signed in")
	}
	for _, again := range []answer{s.as("").get(link), s.as("").post(link, url.Values{"password": {"another good one"}})} {
		if again.status != 404 || !strings.Contains(again.body, "This link has ended") {
			t.Errorf("used again: %d", again.status)
		}
	}
}

func TestARoleEndsAtOnce(t *testing.T) {
	s := newSite(t)
	iqa, admin := s.as("iqa"), s.as("administrator")
	path := fmt.Sprintf("/portfolios/%d/evidence", s.portfolios[1])
	if a := iqa.get(path); a.status != 200 {
		t.Fatalf("%d", a.status)
	}
	grants, err := s.in.Accounts.Grants(t.Context(), s.people["iqa"])
	must(t, err)
	if a := admin.post(personHref(s.people["iqa"])+"/roles/end", url.Values{"grant": {fmt.Sprint(grants[0].ID)}}); a.status != 303 {
		t.Fatalf("%d", a.status)
	}
	if a := iqa.get(path); a.status != 404 {
		t.Errorf("after the role's end: %d", a.status)
	}
}

func TestASuspendedPersonIsOutAtOnce(t *testing.T) {
	s := newSite(t)
	coach := s.as("coach")
	s.as("administrator").post(personHref(s.people["coach"])+"/suspend", nil)
	if a := coach.get("/account"); a.status != http.StatusSeeOther {
		t.Errorf("%d", a.status)
	}
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	s := newSite(t)
	here, there := s.as("coach"), s.as("coach")
	page := here.get("/account")
	var action string
	for d := range page.page(t).Descendants() {
		if a := attr(d, "action"); strings.HasSuffix(a, "/end") {
			action = a
		}
	}
	if a := s.as("coach2").post(action, nil); a.status != 404 {
		t.Errorf("by another person: %d", a.status)
	}
	if a := here.post(action, nil); a.status != 303 {
		t.Fatalf("%d", a.status)
	}
	if there.get("/account").status != 303 || here.get("/account").status != 200 {
		t.Error("the wrong session was ended")
	}
}

// TestWordsSurviveAnExpiredSession sends a form whose session has ended, signs
// in, and carries on.
func TestWordsSurviveAnExpiredSession(t *testing.T) {
	words := "<b>Åsa</b> & \"colleagues\"\n漢字 " + strings.Repeat("what I did then, ", 20_000)
	tests := []struct {
		name  string
		who   string // signs in
		wrong bool   // after a wrong password
		kept  bool
	}{
		{"the same person", "coach", false, true},
		{"the same person at the second try", "coach", true, true},
		{"another person", "coach2", false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSite(t)
			s.setPassword("coach")
			s.setPassword("coach2")
			v := s.as("coach")
			typed := url.Values{"name": {"Coach, renamed"}, "story": {words}, "ticked": {"1", "2"}, "password": {"my secret password"}}
			must(t, s.in.DB.Update(t.Context(), func(tx *db.Tx) error {
				past := tx.Now.Add(-time.Hour)
				return tx.Change(t.Context(), `UPDATE sessions SET expires_at = $1`, db.Stamp(&past))
			}))
			a := v.post("/account/name", typed)
			if a.status != 401 || strings.Contains(a.body, "my secret password") {
				t.Fatalf("%d, or the password is in the page", a.status)
			}
			form := formIn(t, a.page(t), "/sign-in")
			if tt.wrong {
				form.Set("email", "coach@example.org")
				form.Set("password", "wrong")
				a = v.post("/sign-in", form)
				form = formIn(t, a.page(t), "/sign-in")
			}
			form.Set("email", tt.who+"@example.org")
			form.Set("password", testPassword)
			a = v.post("/sign-in", form)
			if !tt.kept {
				if a.status != 303 || strings.Contains(a.body, "what I did") {
					t.Errorf("%d", a.status)
				}
				return
			}
			again := formIn(t, a.page(t), "/account/name")
			if again.Get("story") != words || again.Get("name") != "Coach, renamed" || len(again["ticked"]) != 2 || again.Has("password") {
				t.Fatalf("what was typed is lost: %d fields", len(again))
			}
			if a := v.post("/account/name", again); a.status != 303 {
				t.Errorf("carried on: %d", a.status)
			}
			if p, _ := s.in.Accounts.Person(t.Context(), s.people["coach"]); p.Name != "Coach, renamed" {
				t.Errorf("stored %q", p.Name)
			}
		})
	}
}

func TestSetupLink(t *testing.T) {
	in, err := OpenToServe(t.Context(), t.TempDir())
	must(t, err)
	defer in.Close()
	var out strings.Builder
	s := newSite(t)
	must(t, greetFirst(t.Context(), in, s.app.cfg, &out))
	if !strings.Contains(out.String(), s.url+"/setup/") {
		t.Errorf("printed %q", out.String())
	}
	s.setPassword("administrator")
	out.Reset()
	must(t, greetFirst(t.Context(), s.in, s.app.cfg, &out))
	if out.String() != "" {
		t.Errorf("with an administrator it prints %q", out.String())
	}
	token, err := s.in.Accounts.MakeLink(t.Context(), 0, account.Setup, 0)
	must(t, err)
	v := s.as("")
	a := v.post("/setup/"+token, url.Values{"name": {""}, "email": {"x"}, "password": {"y"}})
	if a.status != 422 || find(a.page(t), "p", "id", "email-fault") == nil {
		t.Errorf("%d", a.status)
	}
	if a := v.post("/setup/"+token, url.Values{"name": {"Ruth"}, "email": {"ruth@example.org"}, "password": {testPassword}}); a.status != 303 || v.get("/people").status != 200 {
		t.Errorf("%d", a.status)
	}
}
