package app

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"touchstone/app/account"
	"touchstone/app/document"
	"touchstone/app/programme"
	"touchstone/evidence"
)

func TestMain(m *testing.M) {
	if handled, status := document.Child(os.Args[1:]); handled {
		os.Exit(status)
	}
	if os.Getenv(serveMark) != "" { // a program of its own, for tests that kill it
		os.Exit(Main(os.Args[1:], os.Stdout, os.Stderr))
	}
	status := m.Run()
	if demoFolder != "" {
		os.RemoveAll(demoFolder)
	}
	os.Exit(status)
}

// A site is a running application over a real listener, with people of every
// role and two portfolios whose people must not see each other:
//
//	portfolio 1: apprentice, coach, employer, assessor
//	portfolio 2: apprentice2, coach2, employer2
//
// An administrator and an iqa are of the installation, coordinator and
// coordinator2 of two assessment organisations; a stranger has no role; "" is
// signed out.
type site struct {
	t          *testing.T
	app        *App
	in         *Installation
	url        string
	people     map[string]account.PersonID
	portfolios map[int]programme.EnrolmentID    // 1 and 2
	assessing  map[int]programme.OrganisationID // assessment organisations: 1 and 2
	log        *lines
	waiting    map[int]evidence.Piece // what submitted returned last, by portfolio
}

// newSite starts a site that ends with the test. Each edit may change its
// settings first.
func newSite(t *testing.T, edits ...func(*Config)) *site {
	t.Helper()
	return newSiteIn(t, t.TempDir(), edits...)
}

// newSiteIn is newSite with a folder of the caller's.
func newSiteIn(t *testing.T, dir string, edits ...func(*Config)) *site {
	t.Helper()
	s := prepare(t, dir)
	s.start(edits...)
	return s
}

// start serves the site's folder until the test ends.
func (s *site) start(edits ...func(*Config)) {
	s.t.Helper()
	t, in := s.t, s.in
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	s.url = "http://" + l.Addr().String()
	base, err := url.Parse(s.url)
	must(t, err)
	cfg := Config{Address: l.Addr().String(), Data: in.Dir, BaseURL: base, Provider: "Ashbrook Skills"}
	for _, edit := range edits {
		edit(&cfg)
	}
	s.app = New(cfg, slog.New(slog.NewTextHandler(s.log, nil)), in)
	must(t, s.app.Start(t.Context()))
	go s.app.Serve(l)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		s.app.Stop(ctx)
		in.Close()
	})
}

// prepare opens a folder and fills it, without serving it.
func prepare(t *testing.T, dir string) *site {
	t.Helper()
	in, err := OpenToServe(t.Context(), dir)
	must(t, err)
	s := &site{t: t, in: in, people: map[string]account.PersonID{}, portfolios: map[int]programme.EnrolmentID{},
		assessing: map[int]programme.OrganisationID{}, log: &lines{}, waiting: map[int]evidence.Piece{}}
	s.fill()
	return s
}

// fill adds the people and the portfolios.
func (s *site) fill() {
	ctx := s.t.Context()
	s.add("administrator", account.Grant{Role: account.Administrator, Scope: account.Installation})
	s.add("iqa", account.Grant{Role: account.IQA, Scope: account.Installation})
	s.add("stranger")
	s.add("subject") // whom administrators act on
	standards, err := s.in.Standards.Standards(ctx)
	must(s.t, err)
	for i, suffix := range []string{"", "2"} { // in this order, so that ids are the same every time
		n := i + 1
		o := programme.Organisation{Kind: programme.EmployerOrganisation, Name: "Employer" + suffix}
		must(s.t, s.in.Programme.AddOrganisation(ctx, 0, &o))
		s.add("employer"+suffix, account.Grant{Role: account.Employer, Scope: account.Organisation, ScopeID: int64(o.ID)})
		s.add("coach"+suffix, account.Grant{Role: account.Coach, Scope: account.Installation})
		s.add("apprentice" + suffix)
		e := programme.Enrolment{
			Apprentice: s.people["apprentice"+suffix], Coach: s.people["coach"+suffix], Employer: o.ID, Standard: standards[0].ID,
			StartedOn: time.Date(2026, time.January, 12, 0, 0, 0, 0, time.UTC), PlannedEndOn: time.Date(2027, time.July, 11, 0, 0, 0, 0, time.UTC),
		}
		must(s.t, s.in.Programme.Enrol(ctx, 0, &e))
		s.portfolios[n] = e.ID
	}
	s.add("assessor", account.Grant{Role: account.Assessor, Scope: account.Enrolment, ScopeID: int64(s.portfolios[1]), ExpiresAt: time.Now().Add(time.Hour)})
	for _, who := range []string{"judge", "judge2", "moderator", "late"} { // whom handedTo invites
		s.add(who)
	}
	for i, suffix := range []string{"", "2"} {
		o := programme.Organisation{Kind: programme.AssessmentOrganisation, Name: "Assessment" + suffix}
		must(s.t, s.in.Programme.AddOrganisation(ctx, 0, &o))
		s.add("coordinator"+suffix, account.Grant{Role: account.Coordinator, Scope: account.Organisation, ScopeID: int64(o.ID)})
		s.assessing[i+1] = o.ID
	}
}

// add adds a person whose name, address and key are alike.
func (s *site) add(who string, grants ...account.Grant) {
	p := account.Person{Name: who, Email: who + "@example.org"}
	must(s.t, s.in.Accounts.AddPerson(s.t.Context(), 0, &p))
	s.people[who] = p.ID
	for _, g := range grants {
		g.Person = p.ID
		must(s.t, s.in.Accounts.AddGrant(s.t.Context(), 0, g))
	}
}

// as opens a browser in which who is signed in; "" is nobody.
func (s *site) as(who string) *visitor {
	v := &visitor{site: s, cookies: map[string]string{}}
	if who == "" {
		return v
	}
	id, known := s.people[who]
	if !known {
		s.t.Fatalf("there is no %q on the site", who)
	}
	token, err := s.in.Accounts.AddSession(s.t.Context(), id, account.Client{Address: "192.0.2.1", Device: "test"})
	must(s.t, err)
	v.cookies[sessionCookie] = token
	return v
}

// A visitor is one browser. It follows no redirects.
type visitor struct {
	site    *site
	cookies map[string]string
}

// An answer is what came back.
type answer struct {
	status int
	body   string
	header http.Header
}

// where returns where the answer redirects to.
func (a answer) where() string { return a.header.Get("Location") }

// page returns the answer as HTML.
func (a answer) page(t *testing.T) *html.Node {
	t.Helper()
	n, err := html.Parse(strings.NewReader(a.body))
	must(t, err)
	return n
}

// get asks for a page.
func (v *visitor) get(path string) answer { return v.send(http.MethodGet, path, "", nil) }

// post sends a form with the token of the visitor's session.
func (v *visitor) post(path string, form url.Values) answer {
	if form == nil {
		form = url.Values{}
	}
	if form.Get("csrf") == "" {
		form.Set("csrf", v.csrf())
	}
	return v.send(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// csrf returns the token of the visitor's forms.
func (v *visitor) csrf() string {
	if token := v.cookies[sessionCookie]; token != "" {
		return v.site.app.sign("session", token)
	}
	if v.cookies[visitorCookie] == "" {
		v.get("/sign-in")
	}
	return v.site.app.sign("visitor", v.cookies[visitorCookie])
}

// send sends a request as a browser would; headers are pairs.
func (v *visitor) send(method, path, contentType string, body io.Reader, headers ...string) answer {
	t := v.site.t
	t.Helper()
	req, err := http.NewRequest(method, v.site.url+path, body)
	must(t, err)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	for name, value := range v.cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	res, err := plainClient.Do(req)
	must(t, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	must(t, err)
	for _, c := range res.Cookies() {
		if c.MaxAge < 0 {
			delete(v.cookies, c.Name)
			continue
		}
		v.cookies[c.Name] = c.Value
	}
	return answer{res.StatusCode, string(text), res.Header}
}

var plainClient = &http.Client{
	Timeout:       30 * time.Second,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// find returns the first element of the tag with those attributes, given as
// pairs; nil if there is none.
func find(n *html.Node, tag string, attrs ...string) *html.Node {
	for d := range n.Descendants() {
		if d.Type != html.ElementNode || d.Data != tag {
			continue
		}
		match := true
		for i := 0; i < len(attrs); i += 2 {
			match = match && attr(d, attrs[i]) == attrs[i+1]
		}
		if match {
			return d
		}
	}
	return nil
}

// attr returns an attribute of an element, empty if it has none.
func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// textOf returns the text in an element with single spaces.
func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// formIn returns where a form posts to and its fields as they stand.
func formIn(t *testing.T, n *html.Node, action string) url.Values {
	t.Helper()
	f := find(n, "form", "method", "post", "action", action)
	if f == nil {
		t.Fatalf("no form posts to %s", action)
	}
	fields := url.Values{}
	for d := range f.Descendants() {
		if d.Type == html.ElementNode && d.Data == "input" && attr(d, "name") != "" && !unticked(d) {
			fields.Add(attr(d, "name"), attr(d, "value"))
		}
	}
	return fields
}

// unticked reports whether an input is a radio or a check that is not ticked,
// and so is not sent.
func unticked(n *html.Node) bool {
	kind := attr(n, "type")
	return (kind == "radio" || kind == "checkbox") && !slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "checked" })
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// lines keeps what was logged.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write implements io.Writer.
func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
