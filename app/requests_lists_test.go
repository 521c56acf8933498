package app

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"touchstone/app/db"
	"touchstone/app/programme"
)

// filledIn returns what the form that asks somebody begins with, by field.
func (s *site) filledIn(who, query string) url.Values {
	s.t.Helper()
	path := fmt.Sprintf("/portfolios/%d/requests/new?%s", s.portfolios[1], query)
	a := s.as(who).get(path)
	if a.status != http.StatusOK {
		s.t.Fatalf("%s: %d", path, a.status)
	}
	return formIn(s.t, a.page(s.t), fmt.Sprintf("/portfolios/%d/requests", s.portfolios[1]))
}

func TestWhoIsLikelyAskedIsFilledIn(t *testing.T) {
	s := newSite(t)
	check := func(when, query, name, job, email string) {
		t.Helper()
		in := s.filledIn("coach", query)
		if in.Get("name") != name || in.Get("job") != job || in.Get("email") != email || in.Get("days") != "14" {
			t.Errorf("%s: %v; want %q, %q, %q", when, in, name, job, email)
		}
	}
	check("nothing is known", "purpose=hours", "", "", "")
	e, err := s.in.Programme.Enrolment(t.Context(), s.portfolios[1])
	must(t, err)
	e.EmployerContact = "Nia Prys, Credit manager"
	must(t, s.in.Programme.ChangeEnrolment(t.Context(), 0, &e))
	check("the employer's contact", "purpose=hours", "Nia Prys", "Credit manager", "")
	item := s.submitted(1)
	s.request(1, programme.ForTestimony, int64(item.ID))
	check("a witness is not the employer's", "purpose=behaviours", "Nia Prys", "Credit manager", "")
	before := s.requested(1)
	check("who was asked last", "purpose=hours", "Tom Hall", "Team leader", "tom@example.net")
	w := &item.Version.Witness
	check("who the piece names", fmt.Sprintf("purpose=testimony&subject=%d", item.ID), w.Name, w.Role, "")
	check("who is asked again", fmt.Sprintf("purpose=testimony&subject=%d&from=%d", item.ID, before.ID), "Tom Hall", "Team leader", "tom@example.net")
	theirs := s.requested(2)
	check("another portfolio's request is nobody", fmt.Sprintf("purpose=testimony&subject=%d&from=%d", item.ID, theirs.ID), w.Name, w.Role, "")
}

// TestToSignIsSearchedAndPaged has more than a page of things wait.
func TestToSignIsSearchedAndPaged(t *testing.T) {
	s := newSite(t)
	s.logged(1)
	must(t, s.in.DB.Update(t.Context(), func(tx *db.Tx) error {
		for i := range pageRows {
			const insert = `INSERT INTO waits (kind, subject_id, role, enrolment_id, since) VALUES ('scan', $1, 'employer', $2, $3)`
			if _, err := tx.Exec(t.Context(), insert, 1000+i, s.portfolios[1], int64(1000+i)); err != nil {
				return err
			}
		}
		return nil
	}))
	employer := s.as("employer")
	row := "A skills scan to validate"
	first := employer.get("/to-sign")
	first.has(t, "the first page", fmt.Sprintf("%d things wait for you", pageRows+1), "Pages of")
	first.lacks(t, "the first page", "entry of off-the-job hours")
	if n := strings.Count(first.body, row); n != pageRows {
		t.Errorf("%d rows on the first page; want %d", n, pageRows)
	}
	employer.get(fmt.Sprintf("/to-sign?from=%d", pageRows)).has(t, "the second page", "1 entry of off-the-job hours")
	found := employer.get("/to-sign?q=HOURS")
	found.has(t, "a search", "1 entry of off-the-job hours")
	found.lacks(t, "a search", row)
	employer.get("/to-sign?q=nothing-like-it").lacks(t, "a search in vain", row, "entry of off-the-job")
	s.as("employer2").get("/to-sign").lacks(t, "another employer", row)
	for _, who := range []string{"coach", "apprentice", "administrator"} {
		if a := s.as(who).get("/to-sign"); a.status != http.StatusForbidden && a.status != http.StatusNotFound {
			t.Errorf("%s: %d", who, a.status)
		}
	}
}

func TestSignaturesAreSearchedAndSorted(t *testing.T) {
	s := newSite(t)
	s.signed(1)
	r := s.request(1, programme.ForTestimony, int64(s.submitted(1).ID))
	path := s.app.requestPath(&r)
	form := s.signForm(t, path, url.Values{"seen": {"saw"}, "words": {"She rang the customer herself."}, "name": {"Åsa Aaron"}})
	if a := s.as("").post(path, form); a.where() != "/signed" {
		t.Fatalf("signed: %d", a.status)
	}
	list, coach := fmt.Sprintf("/portfolios/%d/signatures", s.portfolios[1]), s.as("coach")
	order := func(query string, byLinkFirst bool) {
		t.Helper()
		body := coach.get(list + query).body
		link, in := strings.Index(body, "By the link of request"), strings.Index(body, "Signed in")
		if link < 0 || in < 0 || (link < in) != byLinkFirst {
			t.Errorf("%q: by the link at %d, signed in at %d", query, link, in)
		}
	}
	order("", true)
	order("?sort=at", false)
	order("?sort=-at", true)
	order("?sort=name", false) // å is after z to a machine; "coach" before both
	order("?sort=-name", true)
	order("?sort=what", false) // hours, testimony
	order("?sort=-what", true)
	order("?sort=nonsense", true)
	found := coach.get(list + "?q=%C3%85sa")
	found.has(t, "a name", "Åsa Aaron", "By the link of request")
	found.lacks(t, "a name", "Signed in")
	coach.get(list+"?q="+s.signed(1).Digest).has(t, "a digest", "Åsa Aaron")
	coach.get(list+"?q=nothing-like-it").lacks(t, "a search in vain", "Åsa", "Signed in")
	one := fmt.Sprintf("%s/%d", list, s.signed(1).ID)
	for who, want := range map[string]int{"coach": 200, "iqa": 200, "coach2": 404, "stranger": 404, "administrator": 404, "apprentice": 403, "employer": 403, "assessor": 403, "": 303} {
		for _, p := range []string{list, one} {
			if a := s.as(who).get(p); a.status != want {
				t.Errorf("%q reads %s: %d; want %d", who, p, a.status, want)
			}
		}
	}
}
