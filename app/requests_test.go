package app

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/notify"
	"touchstone/app/programme"
	"touchstone/evidence"
)

// requested returns a request of portfolio 1 or 2 that waits.
func (s *site) requested(n int) programme.Request {
	return s.request(n, programme.ForBehaviours, 0)
}

// request asks a made-up person at the employer of portfolio n to sign.
func (s *site) request(n int, p programme.Purpose, subject int64) programme.Request {
	s.t.Helper()
	r := programme.Request{Enrolment: s.portfolios[n], Purpose: p, Subject: subject, Name: "Tom Hall", Job: "Team leader", Email: "tom@example.net",
		By: s.people[map[int]string{1: "coach", 2: "coach2"}[n]]}
	must(s.t, s.in.Programme.Ask(s.t.Context(), &r, 14, func(programme.Request) notify.Message {
		return notify.Message{To: r.Email, Subject: "Please sign", Body: "link"}
	}))
	return r
}

// signed returns a signature in portfolio 1 or 2: the newest, or one made now.
func (s *site) signed(n int) programme.Signature {
	s.t.Helper()
	ctx, id := s.t.Context(), s.portfolios[n]
	all, err := s.in.Programme.Signatures(ctx, id)
	must(s.t, err)
	if len(all) == 0 {
		h := s.logged(n)
		by := programme.Signer{Role: account.Coach, Person: s.people[map[int]string{1: "coach", 2: "coach2"}[n]], Address: "192.0.2.7"}
		must(s.t, s.in.Programme.AgreeHours(ctx, id, []programme.HoursID{h.ID}, programme.HoursDigest([]programme.Hours{h}), by))
		all, err = s.in.Programme.Signatures(ctx, id)
		must(s.t, err)
	}
	return all[len(all)-1]
}

// signForm returns what a link's page would send, with the answers in it.
func (s *site) signForm(t *testing.T, path string, answers url.Values) url.Values {
	t.Helper()
	page := s.as("").get(path)
	if page.status != http.StatusOK {
		t.Fatalf("%s: %d", path, page.status)
	}
	form := formIn(t, page.page(t), path)
	form.Del("csrf")
	for name, value := range answers {
		form[name] = value
	}
	return form
}

func TestBehavioursAreVerifiedByALink(t *testing.T) {
	s := newSite(t)
	r := s.requested(1)
	path := s.app.requestPath(&r)
	b := s.standard().Statements
	var first int64
	for _, st := range b {
		if st.Type == "behaviour" {
			first = int64(st.ID)
			break
		}
	}
	none := s.signForm(t, path, nil)
	if a := s.as("").post(path, none); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Answer for at least one behaviour.") {
		t.Errorf("no answer: %d", a.status)
	}
	form := s.signForm(t, path, url.Values{fmt.Sprintf("behaviour-%d", first): {"yes"}, fmt.Sprintf("example-%d", first): {"The Tuesday call."}, "name": {""}})
	a := s.as("").post(path, form)
	if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Enter your name") || !strings.Contains(a.body, "The Tuesday call.") {
		t.Errorf("no name: %d; want what was typed and what is wrong", a.status)
	}
	form.Set("name", "Tom Hall")
	form.Del("csrf") // another browser's
	if a := s.as("").post(path, form); a.where() != "/signed" {
		t.Fatalf("signed: %d %s", a.status, a.body)
	}
	for _, who := range []string{"", "coach"} {
		if a := s.as(who).get(path); a.status != http.StatusNotFound || !strings.Contains(a.body, "This link has been used.") || strings.Contains(a.body, "apprentice@") || strings.Contains(a.body, `class="nav"`) {
			t.Errorf("used, %q: %d", who, a.status)
		}
	}
	form.Del("csrf")
	if a := s.as("").post(path, form); a.status != http.StatusNotFound {
		t.Errorf("used again: %d", a.status)
	}
	last, err := s.in.Programme.Behaviours(t.Context(), s.portfolios[1])
	must(t, err)
	if len(last) != 1 {
		t.Errorf("%d behaviours are answered; want one", len(last))
	}
	must(t, s.in.DB.View(t.Context(), func(tx *db.Tx) error {
		signed, err := programme.Signatures(t.Context(), tx, s.portfolios[1], fmt.Sprintf("enrolment %d", s.portfolios[1]))
		if len(signed) != 1 || signed[0].Name != "Tom Hall" || signed[0].Address == "" || signed[0].Request != int64(r.ID) || !strings.Contains(signed[0].Content, "The Tuesday call.") {
			t.Errorf("signatures: %+v", signed)
		}
		return err
	}))
}

func TestOneOfManyClicksSigns(t *testing.T) {
	s := newSite(t)
	item := s.submitted(1)
	r := s.request(1, programme.ForTestimony, int64(item.ID))
	path := s.app.requestPath(&r)
	form := s.signForm(t, path, url.Values{"seen": {"saw"}, "words": {"She rang the customer herself."}})
	var mu sync.Mutex
	var signed int
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			f := url.Values{}
			for k, v := range form {
				f[k] = v
			}
			a := s.as("").post(path, f)
			mu.Lock()
			defer mu.Unlock()
			if a.where() == "/signed" {
				signed++
			} else if a.status != http.StatusNotFound {
				t.Errorf("%d: %s", a.status, a.body)
			}
		})
	}
	all.Wait()
	list, err := s.in.Evidence.Testimonies(t.Context(), evidence.PortfolioID(s.portfolios[1]), item.ID)
	if signed != 1 || len(list) != 1 || err != nil || !list[0].Saw {
		t.Errorf("%d signed, %d testimonies, %v; want one", signed, len(list), err)
	}
	if a := s.as("apprentice").get(fmt.Sprintf("/portfolios/%d/evidence/%d", s.portfolios[1], item.ID)); !strings.Contains(a.body, "She rang the customer herself.") {
		t.Error("the piece does not show its testimony")
	}
}

func TestLinksThatOpenNothing(t *testing.T) {
	s := newSite(t)
	r, other := s.requested(1), s.requested(2)
	path := s.app.requestPath(&r)
	withdrawn := s.request(1, programme.ForBehaviours, 0)
	must(t, s.in.Programme.WithdrawRequest(t.Context(), s.people["coach"], s.portfolios[1], withdrawn.ID))
	over := s.request(1, programme.ForBehaviours, 0)
	over.ExpiresAt = over.ExpiresAt.AddDate(0, 0, -20)
	must(t, s.in.DB.Update(t.Context(), func(tx *db.Tx) error {
		return tx.Change(t.Context(), `UPDATE requests SET expires_at = $2 WHERE id = $1`, over.ID, db.Stamp(&over.ExpiresAt))
	}))
	tests := []struct{ name, path, says string }{
		{"one letter altered", path[:len(path)-1] + map[bool]string{true: "0", false: "1"}[path[len(path)-1] != '0'], "it was altered"},
		{"the end is missing", path[:len(path)-5], "not complete"},
		{"another's number", strings.Replace(path, fmt.Sprint("/", r.ID, "-"), fmt.Sprint("/", other.ID, "-"), 1), "altered"},
		{"no such request", "/sign/99999-" + strings.Repeat("a", 40), "altered"},
		{"no link at all", "/sign/x", "altered"},
		{"withdrawn", s.app.requestPath(&withdrawn), "This link was withdrawn."},
		{"over", s.app.requestPath(&over), "This link has ended."},
	}
	for _, tt := range tests {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			v := s.as("")
			a := v.get(tt.path)
			if method == http.MethodPost {
				a = v.post(tt.path, url.Values{"name": {"Tom"}, "digest": {"x"}})
			}
			if a.status != http.StatusNotFound || !strings.Contains(a.body, tt.says) || strings.Contains(a.body, "Employer") {
				t.Errorf("%s, %s: %d; want %q and nothing else", method, tt.name, a.status, tt.says)
			}
		}
	}
}

func TestAskingSomebodyToSign(t *testing.T) {
	s := newSite(t)
	path := fmt.Sprintf("/portfolios/%d/requests", s.portfolios[1])
	good := url.Values{"purpose": {"behaviours"}, "subject": {""}, "name": {"Tom Hall"}, "job": {"Team leader"}, "email": {"Tom@Example.net"}, "days": {"14"}}
	tests := []struct{ field, value, says string }{
		{"name", "", "Enter the name"},
		{"job", "", "Enter what they are"},
		{"email", "tom at example", "Enter their e-mail address"},
		{"email", "apprentice@example.org", "cannot sign as somebody else"},
		{"email", "coach@example.org", "cannot sign as somebody else"},
		{"days", "0", "from 1 to 28"},
		{"days", "29", "from 1 to 28"},
		{"note", strings.Repeat("a", programme.MaxRequestNote+1), "500 characters"},
	}
	for _, tt := range tests {
		form := url.Values{}
		for k, v := range good {
			form[k] = v
		}
		form.Set(tt.field, tt.value)
		if a := s.as("coach").post(path, form); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, tt.says) {
			t.Errorf("%s %.20q: %d; want %q", tt.field, tt.value, a.status, tt.says)
		}
	}
	if a := s.as("coach").post(path, good); a.where() != path {
		t.Fatalf("%d: %s", a.status, a.body)
	}
	list, err := s.in.Programme.Requests(t.Context(), s.portfolios[1])
	if err != nil || len(list) != 1 || list[0].Email != "tom@example.net" || !list[0].ByHand || list[0].ExpiresAt.Sub(time.Now()) < 13*24*time.Hour {
		t.Fatalf("requests: %+v, %v", list, err)
	}
	page := s.as("coach").get(path).body
	if !strings.Contains(page, s.app.requestPath(&list[0])) {
		t.Error("without a mail server the coach is not shown the link")
	}
}
