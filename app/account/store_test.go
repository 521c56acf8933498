package account

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/db/dbtest"
	"touchstone/app/fault"
)

// passphrase is a password that will do.
const passphrase = "slate rubbed with gold"

var laptop = Client{Address: "192.0.2.7", Device: "Firefox"}

// open returns a store with Sam, an administrator, and Rhys, a coach, who both
// have the password passphrase.
func open(t *testing.T) (s *Store, clock *dbtest.Clock, sam, rhys Person) {
	t.Helper()
	d, clock := dbtest.OpenAt(t, dbtest.Noon)
	s = NewStore(d)
	sam, rhys = Person{Name: "Sam Okoro", Email: "sam@example.org"}, Person{Name: "Rhys Bevan", Email: "rhys@example.org"}
	for p, role := range map[*Person]Role{&sam: Administrator, &rhys: Coach} {
		must(t, s.AddPerson(t.Context(), 0, p))
		must(t, s.AddGrant(t.Context(), 0, Grant{Person: p.ID, Role: role, Scope: Installation}))
		must(t, s.SetPassword(t.Context(), 0, p.ID, passphrase))
	}
	return s, clock, sam, rhys
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestCheckPerson(t *testing.T) {
	tests := []struct {
		name, email string
		wrong       string
	}{
		{" Siân  Price ", "Sian.Price@Example.ORG ", ""},
		{"", "a@example.org", "name"},
		{strings.Repeat("é", MaxName), "a@example.org", ""},
		{strings.Repeat("é", MaxName+1), "a@example.org", "name"},
		{"A", "", "email"},
		{"A", "a@example", "email"},
		{"A", "Ann <a@example.org>", "email"},
		{"A", "a@example.org\r\nBcc: b@example.org", "email"},
		{"A", strings.Repeat("a", 64) + "@" + strings.Repeat("b.", 100) + "example.org", "email"},
	}
	for _, tt := range tests {
		p := Person{Name: tt.name, Email: tt.email}
		p.Tidy()
		err := p.Check()
		if got := fault.Of(err); (err == nil) != (tt.wrong == "") || (err != nil && got.Fields[tt.wrong] == "") {
			t.Errorf("%q %q: %v; want %q", tt.name, tt.email, err, tt.wrong)
		}
	}
}

func TestAnAddressIsUniqueWhateverItsCase(t *testing.T) {
	s, _, _, _ := open(t)
	err := s.AddPerson(t.Context(), 0, &Person{Name: "Other", Email: "SAM@example.org"})
	if !fault.Is(err, fault.Invalid) || fault.Of(err).Fields["email"] == "" {
		t.Errorf("%v", err)
	}
}

func TestCheckPassword(t *testing.T) {
	p := Person{Name: "Aleesha Karim-Jones", Email: "aleesha.karim@example.org"}
	tests := []struct {
		password string
		ok       bool
	}{
		{"elevenchars", false}, {"twelve chars", true},
		{strings.Repeat("aé", 64), true}, {strings.Repeat("aé", 64) + "a", false},
		{"aleesha.karim@example.org", false}, {"Aleesha Karim-Jones", false}, {"aleesha karim-jones ok", true},
		{"password12345", false}, {"Password Password", false}, {"aaaaaaaaaaaaaaa", false}, {"123456789012", false},
		{"漢字漢字漢字漢字漢字漢字", true},
	}
	for _, tt := range tests {
		if err := CheckPassword(p, tt.password); (err == nil) != tt.ok {
			t.Errorf("%q: %v", tt.password, err)
		}
	}
}

func TestWeakHashesAreMadeAgain(t *testing.T) {
	s, _, sam, _ := open(t)
	before := current
	current = cost{passes: 1, memory: 1024, threads: 1}
	hash, err := hashPassword(t.Context(), passphrase)
	current = before
	must(t, err)
	must(t, s.db.Update(t.Context(), func(tx *db.Tx) error {
		return tx.Change(t.Context(), `UPDATE people SET password_hash = $1 WHERE id = $2`, hash, sam.ID)
	}))
	if _, _, err := s.SignIn(t.Context(), sam.Email, passphrase, laptop); err != nil {
		t.Fatal(err)
	}
	_, now, err := s.passwordOf(t.Context(), sam.Email)
	if err != nil || !strings.HasPrefix(now, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash %q, %v", now, err)
	}
	if _, _, err := s.SignIn(t.Context(), sam.Email, passphrase, laptop); err != nil {
		t.Error(err)
	}
}

func TestSignIn(t *testing.T) {
	s, _, sam, rhys := open(t)
	new := Person{Name: "Not Joined", Email: "new@example.org"}
	must(t, s.AddPerson(t.Context(), 0, &new))
	must(t, s.Suspend(t.Context(), sam.ID, rhys.ID))
	tests := []struct {
		name, email, password string
		ok                    bool
	}{
		{"right", "sam@example.org", passphrase, true},
		{"right, typed in capitals", " SAM@Example.org", passphrase, true},
		{"wrong password", "sam@example.org", passphrase + "x", false},
		{"empty password", "sam@example.org", "", false},
		{"nobody", "nobody@example.org", passphrase, false},
		{"not joined", "new@example.org", "", false},
		{"suspended", "rhys@example.org", passphrase, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			token, id, err := s.SignIn(t.Context(), tt.email, tt.password, laptop)
			if !tt.ok {
				if !errors.Is(err, errNoMatch) || token != "" {
					t.Errorf("%q, %v", token, err)
				}
				return
			}
			held, herr := s.Holder(t.Context(), token)
			if err != nil || herr != nil || id != sam.ID || held.Person.ID != sam.ID || fmt.Sprint(held.Roles) != "[administrator]" {
				t.Errorf("%v %v: %+v", err, herr, held)
			}
		})
	}
}

func TestTooManyTries(t *testing.T) {
	s, clock, sam, rhys := open(t)
	fail := func(email string, from Client) error {
		_, _, err := s.SignIn(t.Context(), email, "wrong", from)
		return err
	}
	_, _, err := s.SignIn(t.Context(), sam.Email, passphrase, laptop) // Sam's own place
	must(t, err)
	stranger := Client{Address: "203.0.113.9"}
	for i := range AccountAttempts {
		if err := fail(sam.Email, stranger); !errors.Is(err, errNoMatch) {
			t.Fatalf("try %d: %v", i+1, err)
		}
		clock.Add(time.Second)
	}
	err = fail(sam.Email, stranger)
	if !fault.Is(err, fault.TooMany) || !strings.Contains(err.Error(), "12:15") {
		t.Errorf("one more: %v", err)
	}
	if _, _, err := s.SignIn(t.Context(), sam.Email, passphrase, Client{Address: "198.51.100.1"}); !fault.Is(err, fault.TooMany) {
		t.Errorf("the right password from a place nobody knows: %v", err)
	}
	if _, _, err := s.SignIn(t.Context(), sam.Email, passphrase, laptop); err != nil {
		t.Errorf("Sam is locked out by a stranger: %v", err)
	}
	if _, _, err := s.SignIn(t.Context(), rhys.Email, passphrase, stranger); err != nil {
		t.Errorf("another account is locked: %v", err)
	}
	for range 100 { // refused tries do not lengthen the wait
		fail(sam.Email, stranger)
	}
	clock.Add(AttemptWindow - AccountAttempts*time.Second)
	if _, _, err := s.SignIn(t.Context(), sam.Email, passphrase, stranger); err != nil {
		t.Errorf("after the window: %v", err)
	}
}

func TestTooManyTriesFromOneAddress(t *testing.T) {
	s, _, sam, _ := open(t)
	stranger := Client{Address: "203.0.113.9"}
	must(t, s.db.Update(t.Context(), func(tx *db.Tx) error {
		for i := range AddressAttempts {
			const add = `INSERT INTO sign_in_attempts (account, address, at, passed) VALUES ($1, $2, $3, 0)`
			if _, err := tx.Exec(t.Context(), add, fmt.Sprint(i), stranger.Address, db.Stamp(&tx.Now)); err != nil {
				return err
			}
		}
		return nil
	}))
	if _, _, err := s.SignIn(t.Context(), sam.Email, passphrase, stranger); !fault.Is(err, fault.TooMany) {
		t.Errorf("from that address: %v", err)
	}
	if _, _, err := s.SignIn(t.Context(), sam.Email, passphrase, laptop); err != nil {
		t.Errorf("from another: %v", err)
	}
}

func TestTriesAtOneMomentAllCount(t *testing.T) {
	s, _, sam, _ := open(t)
	var refused atomic.Int32
	var tries sync.WaitGroup
	for range AccountAttempts + 5 {
		tries.Go(func() {
			if _, _, err := s.SignIn(t.Context(), sam.Email, "wrong", laptop); fault.Is(err, fault.TooMany) {
				refused.Add(1)
			}
		})
	}
	tries.Wait()
	if refused.Load() != 5 {
		t.Errorf("%d were refused; want 5", refused.Load())
	}
}

func TestSessionsEnd(t *testing.T) {
	tests := []struct {
		name string
		end  func(*testing.T, *Store, *dbtest.Clock, Session)
		over bool
	}{
		{"just used", func(_ *testing.T, _ *Store, c *dbtest.Clock, _ Session) { c.Add(IdleLifetime - time.Second) }, false},
		{"idle", func(_ *testing.T, _ *Store, c *dbtest.Clock, _ Session) { c.Add(IdleLifetime) }, true},
		{"in use to the last", func(t *testing.T, s *Store, c *dbtest.Clock, held Session) {
			for used := time.Duration(0); used < SessionLifetime-time.Hour; used += 10 * time.Hour {
				must(t, s.touch(t.Context(), held.ID))
				c.Add(10 * time.Hour)
			}
		}, true},
		{"ended", func(t *testing.T, s *Store, _ *dbtest.Clock, held Session) {
			must(t, s.EndSession(t.Context(), held.Person.ID, held.ID))
		}, true},
		{"ended by another person", func(t *testing.T, s *Store, _ *dbtest.Clock, held Session) {
			if err := s.EndSession(t.Context(), held.Person.ID+1, held.ID); !fault.Is(err, fault.NotFound) {
				t.Errorf("%v", err)
			}
		}, false},
		{"all others ended", func(t *testing.T, s *Store, _ *dbtest.Clock, held Session) {
			must(t, s.EndOtherSessions(t.Context(), held.Person.ID, held.ID))
		}, false},
		{"suspended", func(t *testing.T, s *Store, _ *dbtest.Clock, held Session) {
			must(t, s.Suspend(t.Context(), 0, held.Person.ID))
		}, true},
		{"password set by link", func(t *testing.T, s *Store, _ *dbtest.Clock, held Session) {
			must(t, s.SetPassword(t.Context(), 0, held.Person.ID, "another good one"))
		}, true},
		{"password changed in it", func(t *testing.T, s *Store, _ *dbtest.Clock, held Session) {
			must(t, s.ChangePassword(t.Context(), held, passphrase, "another good one", laptop))
		}, false},
		{"password changed elsewhere", func(t *testing.T, s *Store, _ *dbtest.Clock, held Session) {
			held.ID++
			must(t, s.ChangePassword(t.Context(), held, passphrase, "another good one", laptop))
		}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, clock, _, rhys := open(t)
			token, err := s.AddSession(t.Context(), rhys.ID, laptop)
			must(t, err)
			held, err := s.Holder(t.Context(), token)
			must(t, err)
			tt.end(t, s, clock, held)
			if _, err := s.Holder(t.Context(), token); fault.Is(err, fault.SignedOut) != tt.over {
				t.Errorf("Holder = %v; want over = %t", err, tt.over)
			}
			if list, err := s.Sessions(t.Context(), rhys.ID); err != nil || (len(list) == 0) != tt.over {
				t.Errorf("%d sessions, %v", len(list), err)
			}
		})
	}
}

func TestAUsedSessionLives(t *testing.T) {
	s, clock, _, rhys := open(t)
	token, err := s.AddSession(t.Context(), rhys.ID, laptop)
	must(t, err)
	for range 3 {
		clock.Add(IdleLifetime - time.Minute)
		if _, err := s.Holder(t.Context(), token); err != nil {
			t.Fatal(err)
		}
	}
}

func TestChangePasswordWantsTheOldOne(t *testing.T) {
	s, _, _, rhys := open(t)
	token, err := s.AddSession(t.Context(), rhys.ID, laptop)
	must(t, err)
	held, err := s.Holder(t.Context(), token)
	must(t, err)
	for range AccountAttempts {
		err := s.ChangePassword(t.Context(), held, "not it", "another good one", laptop)
		if fault.Of(err).Fields["old"] == "" {
			t.Fatal(err)
		}
	}
	if err := s.ChangePassword(t.Context(), held, passphrase, "another good one", laptop); !fault.Is(err, fault.TooMany) {
		t.Errorf("after ten guesses: %v", err)
	}
}

func TestLinksWorkOnce(t *testing.T) {
	for purpose, life := range lifetimes {
		if purpose == Setup {
			continue
		}
		t.Run(string(purpose), func(t *testing.T) {
			s, clock, _, rhys := open(t)
			make := func() string {
				token, err := s.MakeLink(t.Context(), 0, purpose, rhys.ID)
				must(t, err)
				return token
			}
			gone := func(token, why string) {
				t.Helper()
				if _, err := s.UseLink(t.Context(), purpose, token, "another good one", laptop); !errors.Is(err, errNoLink) {
					t.Errorf("%s: %v", why, err)
				}
			}
			gone("", "no link")
			old := make()
			token := make()
			gone(old, "a newer link was made")
			if _, err := s.UseLink(t.Context(), purpose, token, "short", laptop); !fault.Is(err, fault.Invalid) {
				t.Fatalf("a bad password: %v", err)
			}
			clock.Add(life - time.Second)
			session, err := s.UseLink(t.Context(), purpose, token, "another good one", laptop)
			must(t, err)
			if held, err := s.Holder(t.Context(), session); err != nil || held.Person.ID != rhys.ID {
				t.Errorf("%+v, %v", held, err)
			}
			gone(token, "used")
			late := make()
			clock.Add(life)
			gone(late, "over")
			other := make()
			must(t, s.Suspend(t.Context(), 0, rhys.ID))
			gone(other, "suspended")
		})
	}
}

func TestOneOfTwoUsesOfALinkAtOnce(t *testing.T) {
	s, _, _, rhys := open(t)
	token, err := s.MakeLink(t.Context(), 0, Reset, rhys.ID)
	must(t, err)
	var used atomic.Int32
	var uses sync.WaitGroup
	for range 4 {
		uses.Go(func() {
			if _, err := s.UseLink(t.Context(), Reset, token, "another good one", laptop); err == nil {
				used.Add(1)
			}
		})
	}
	uses.Wait()
	if used.Load() != 1 {
		t.Errorf("it worked %d times", used.Load())
	}
}

func TestSetup(t *testing.T) {
	s := NewStore(dbtest.Open(t))
	token, err := s.MakeLink(t.Context(), 0, Setup, 0)
	must(t, err)
	_, err = s.UseSetup(t.Context(), token, &Person{Name: "", Email: "x"}, "short", laptop)
	if f := fault.Of(err); f.Fields["name"] == "" || f.Fields["email"] == "" || f.Fields["password"] == "" {
		t.Fatalf("%v", err)
	}
	session, err := s.UseSetup(t.Context(), token, &Person{Name: "Ruth", Email: "ruth@example.org"}, passphrase, laptop)
	must(t, err)
	held, err := s.Holder(t.Context(), session)
	if err != nil || !Can(held.Roles, ManagePeople) {
		t.Errorf("%+v, %v", held, err)
	}
	if n, err := s.Administrators(t.Context()); n != 1 || err != nil {
		t.Errorf("%d administrators, %v", n, err)
	}
	if _, err := s.UseSetup(t.Context(), token, &Person{Name: "Eve", Email: "eve@example.org"}, passphrase, laptop); !errors.Is(err, errNoLink) {
		t.Errorf("used again: %v", err)
	}
}

func TestTheOnlyAdministratorStays(t *testing.T) {
	s, _, sam, rhys := open(t)
	role := Grant{Person: sam.ID, Role: Administrator, Scope: Installation}
	if err := s.Suspend(t.Context(), sam.ID, sam.ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("suspend: %v", err)
	}
	if err := s.EndGrant(t.Context(), sam.ID, role); !fault.Is(err, fault.Conflict) {
		t.Errorf("end role: %v", err)
	}
	must(t, s.AddGrant(t.Context(), sam.ID, Grant{Person: rhys.ID, Role: Administrator, Scope: Installation}))
	if err := s.EndGrant(t.Context(), sam.ID, role); err != nil {
		t.Errorf("with another: %v", err)
	}
}

func TestGrants(t *testing.T) {
	s, clock, _, rhys := open(t)
	week := dbtest.Noon.Add(7 * 24 * time.Hour)
	iqa := Grant{Person: rhys.ID, Role: IQA, Scope: Installation}
	must(t, s.AddGrant(t.Context(), 0, iqa))
	must(t, s.AddGrant(t.Context(), 0, iqa)) // again: nothing
	must(t, s.EndGrant(t.Context(), 0, iqa))
	must(t, s.EndGrant(t.Context(), 0, iqa)) // again: nothing
	must(t, s.AddGrant(t.Context(), 0, Grant{Person: rhys.ID, Role: Assessor, Scope: Enrolment, ScopeID: 7, ExpiresAt: week}))
	for _, g := range []Grant{
		{Role: Administrator, Scope: Enrolment, ScopeID: 7}, {Role: Employer, Scope: Installation}, {Role: IQA, Scope: Enrolment, ScopeID: 1},
		{Role: Apprentice, Scope: Enrolment}, {Role: Coach, Scope: Installation, ScopeID: 3}, {Role: "manager", Scope: Installation},
		{Role: Assessor, Scope: Enrolment, ScopeID: 7, ExpiresAt: dbtest.Noon},
	} {
		g.Person = rhys.ID
		if err := s.AddGrant(t.Context(), 0, g); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", g, err)
		}
	}
	history, err := s.Grants(t.Context(), rhys.ID)
	if err != nil || len(history) != 3 || history[1].RevokedAt.IsZero() || !history[0].ExpiresAt.Equal(week) {
		t.Fatalf("%+v, %v", history, err)
	}
	roles := func() string {
		people, total, err := s.People(t.Context(), PeopleQuery{Search: "rhys"})
		if err != nil || total != 1 || len(people) != 1 {
			t.Fatalf("%d of %d, %v", len(people), total, err)
		}
		return fmt.Sprint(people[0].Roles)
	}
	if got := roles(); got != "[coach assessor]" {
		t.Errorf("roles %s", got)
	}
	clock.Add(7 * 24 * time.Hour)
	if got := roles(); got != "[coach]" {
		t.Errorf("after the grant's end: %s", got)
	}
}

func TestRolesIn(t *testing.T) {
	s, clock, sam, rhys := open(t)
	must(t, s.db.Update(t.Context(), func(tx *db.Tx) error { // two enrolments with employers 1 and 2
		for _, stmt := range []string{
			`INSERT INTO organisations (id, kind, name, created_at) VALUES (1, 'employer', 'A', 0), (2, 'employer', 'B', 0)`,
			`INSERT INTO standards (id, reference, version, title, level, types, source, created_at, updated_at) VALUES (1, 'X', '', 'X', 3, '[]', '', 0, 0)`,
			`INSERT INTO enrolments (id, apprentice_id, standard_id, employer_id, coach_id, started_on, planned_end_on, created_at, updated_at)
			 VALUES (1, 1, 1, 1, 1, '', '', 0, 0), (2, 1, 1, 2, 1, '', '', 0, 0)`,
		} {
			if _, err := tx.Exec(t.Context(), stmt); err != nil {
				return err
			}
		}
		return nil
	}))
	p := Person{Name: "P", Email: "p@example.org"}
	must(t, s.AddPerson(t.Context(), 0, &p))
	for _, g := range []Grant{
		{Role: Coach, Scope: Enrolment, ScopeID: 1},
		{Role: Coach, Scope: Installation},
		{Role: Employer, Scope: Organisation, ScopeID: 2},
		{Role: Assessor, Scope: Enrolment, ScopeID: 2, ExpiresAt: dbtest.Noon.Add(time.Hour)},
	} {
		g.Person = p.ID
		must(t, s.AddGrant(t.Context(), 0, g))
	}
	must(t, s.AddGrant(t.Context(), 0, Grant{Person: rhys.ID, Role: IQA, Scope: Installation}))
	tests := []struct {
		person    PersonID
		enrolment int64
		want      string
	}{
		{p.ID, 1, "[coach]"}, {p.ID, 2, "[employer assessor]"}, {p.ID, 3, "[]"},
		{sam.ID, 1, "[]"}, // administrators read no evidence
		{rhys.ID, 1, "[iqa]"}, {rhys.ID, 2, "[iqa]"}, {rhys.ID, 3, "[]"},
	}
	for _, tt := range tests {
		if got, err := s.RolesIn(t.Context(), tt.person, tt.enrolment); err != nil || fmt.Sprint(got) != tt.want {
			t.Errorf("person %d in %d: %v, %v; want %s", tt.person, tt.enrolment, got, err, tt.want)
		}
	}
	clock.Add(time.Hour)
	if got, _ := s.RolesIn(t.Context(), p.ID, 2); fmt.Sprint(got) != "[employer]" {
		t.Errorf("after the assessor's time: %v", got)
	}
	must(t, s.EndGrant(t.Context(), 0, Grant{Person: p.ID, Role: Coach, Scope: Enrolment, ScopeID: 1}))
	if got, _ := s.RolesIn(t.Context(), p.ID, 1); fmt.Sprint(got) != "[]" {
		t.Errorf("after the role was ended: %v", got)
	}
}

func TestPeople(t *testing.T) {
	s, _, _, _ := open(t)
	for i := range 5 {
		must(t, s.AddPerson(t.Context(), 0, &Person{Name: fmt.Sprintf("Person %d_%%", i), Email: fmt.Sprintf("p%d@example.org", i)}))
	}
	tests := []struct {
		q     PeopleQuery
		names string
		total int
	}{
		{PeopleQuery{Limit: 2}, "Person 0_% Person 1_%", 7},
		{PeopleQuery{Limit: 2, Offset: 6}, "Sam Okoro", 7},
		{PeopleQuery{Search: "SAM"}, "Sam Okoro", 1},
		{PeopleQuery{Search: "rhys@ex"}, "Rhys Bevan", 1},
		{PeopleQuery{Search: "2_%"}, "Person 2_%", 1},
		{PeopleQuery{Search: "nobody"}, "", 0},
		{PeopleQuery{Role: Coach}, "Rhys Bevan", 1},
		{PeopleQuery{Order: "newest", Limit: 1}, "Person 4_%", 7},
		{PeopleQuery{Order: "'; DROP", Limit: 1}, "Person 0_%", 7},
	}
	for _, tt := range tests {
		people, total, err := s.People(t.Context(), tt.q)
		var names []string
		for _, p := range people {
			names = append(names, p.Name)
		}
		if got := strings.Join(names, " "); err != nil || got != tt.names || total != tt.total {
			t.Errorf("%+v: %q of %d, %v; want %q of %d", tt.q, got, total, err, tt.names, tt.total)
		}
	}
}

func TestEveryChangeIsRecorded(t *testing.T) {
	s, _, sam, rhys := open(t)
	must(t, s.RenamePerson(t.Context(), sam.ID, rhys.ID, "Rhys ap Bevan"))
	must(t, s.Suspend(t.Context(), sam.ID, rhys.ID))
	must(t, s.Readmit(t.Context(), sam.ID, rhys.ID))
	events, err := audit.Events(t.Context(), s.db, audit.Query{Subject: rhys.ID.subject()})
	must(t, err)
	var got []string
	for _, e := range events {
		got = append(got, e.Action)
	}
	if want := "[person.readmit person.suspend person.rename password.set role.grant person.add]"; fmt.Sprint(got) != want {
		t.Errorf("%s; want %s", got, want)
	}
	if events[0].Person != int64(sam.ID) {
		t.Errorf("by %d", events[0].Person)
	}
}
