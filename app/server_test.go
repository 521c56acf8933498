package app

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
)

// raw sends bytes over a connection of its own and returns all that comes back
// until the server closes it or a while is over.
func (s *site) raw(text string, wait time.Duration) string {
	s.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	must(s.t, err)
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(wait))
	io.WriteString(conn, text)
	back, _ := io.ReadAll(conn)
	return string(back)
}

func TestAChangeNeedsAPageOfOurs(t *testing.T) {
	s := newSite(t)
	tests := []struct {
		name    string
		token   string // "own" is the visitor's
		headers []string
		status  int
	}{
		{"from our own form", "own", nil, 303},
		{"from our own form, and the browser says so", "own", []string{"Sec-Fetch-Site", "same-origin", "Origin", s.url}, 303},
		{"without a token", "", nil, 403},
		{"with another visitor's token", s.as("coach2").csrf(), nil, 403},
		{"from another site that knows the token", "own", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"from another host, in an old browser", "own", []string{"Origin", "https://evil.example"}, 403},
		{"from a sandbox", "own", []string{"Origin", "null"}, 403},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := s.as("coach")
			if tt.token == "own" {
				tt.token = v.csrf()
			}
			form := url.Values{"name": {"coach"}, "csrf": {tt.token}}
			a := v.send(http.MethodPost, "/account/name", "application/x-www-form-urlencoded", strings.NewReader(form.Encode()), tt.headers...)
			if a.status != tt.status {
				t.Errorf("status %d; want %d", a.status, tt.status)
			}
		})
	}
	t.Run("signing in", func(t *testing.T) {
		a := s.as("").send(http.MethodPost, "/sign-in", "application/x-www-form-urlencoded", strings.NewReader("email=a&password=b"))
		if a.status != 403 {
			t.Errorf("without a token: %d", a.status)
		}
	})
}

// TestABodyIsNeverTakenForARequest sends requests whose bodies hold another
// request, to handlers that do not read them.
func TestABodyIsNeverTakenForARequest(t *testing.T) {
	s := newSite(t)
	inner := "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
	// The server reads 8 KB of a body before it calls a handler; what comes right
	// after that, or right after what the guard drains, would be read next.
	after := func(n int) string {
		return fmt.Sprintf("POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s%s", n+len(inner), strings.Repeat("x", n), inner)
	}
	padding := strings.Repeat("x", drainLimit*2)
	requests := map[string]string{
		"after what is read":    after(8 << 10),
		"after what is drained": after(drainLimit),
		"no route":              fmt.Sprintf("POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", len(inner), inner),
		"a page":                fmt.Sprintf("GET /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", len(inner), inner),
		"health":                fmt.Sprintf("GET /readyz HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", len(inner), inner),
		"signed out":            fmt.Sprintf("POST /portfolios/1/evidence/1/files HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", len(inner), inner),
		"chunked":               fmt.Sprintf("POST /nowhere HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(inner), inner),
		"long":                  fmt.Sprintf("POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s%s", len(padding)+len(inner), padding, inner),
		"longer than it says":   "POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n" + padding + inner,
		"too large for a form":  fmt.Sprintf("POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", largeLimit+1, inner),
		"two lengths":           fmt.Sprintf("POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: %d\r\n\r\n%s", len(inner), inner),
		"a length and chunked":  fmt.Sprintf("POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n%s", ""),
		"a page, and it waits":  "GET /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n",
		"continue, then a body": fmt.Sprintf("POST /nowhere HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n%s", len(inner), inner),
	}
	// All at once, for each waits for an answer that must not come.
	var mu sync.Mutex
	var sent sync.WaitGroup
	answers := map[string]string{}
	for name, request := range requests {
		sent.Go(func() {
			back := s.raw(request, time.Second)
			mu.Lock()
			defer mu.Unlock()
			answers[name] = back
		})
	}
	sent.Wait()
	for name := range requests {
		if back, there := answers[name]; !there || strings.Contains(back, "\r\n\r\nok\n") {
			t.Errorf("%s: the request in the body was answered:\n%s", name, back)
		}
	}
	// A connection whose body was read is kept.
	back := s.raw("POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcGET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", time.Second)
	if !strings.HasSuffix(back, "ok\n") {
		t.Errorf("a short body ended the connection:\n%s", back)
	}
}

func TestABodyOverTheLimit(t *testing.T) {
	s := newSite(t)
	coach := s.as("coach")
	for _, tt := range []struct {
		name string
		body func() io.Reader
		say  string
	}{
		{"announced", func() io.Reader { return bytes.NewReader(make([]byte, formLimit+1_000_000)) }, "The limit here is 2.1 MB, and this has 3.1 MB"},
		{"only seen on the way", func() io.Reader { return struct{ io.Reader }{bytes.NewReader(make([]byte, 3*formLimit))} }, "The limit here is 2.1 MB, and this is larger"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for range 20 { // a refusal in mid-stream must arrive every time
				a := coach.send(http.MethodPost, "/account/name", "application/x-www-form-urlencoded", tt.body())
				if a.status != 413 || !strings.Contains(a.body, tt.say) {
					t.Fatalf("status %d, page:\n%s", a.status, a.body)
				}
			}
		})
	}
	exact := "csrf=" + coach.csrf() + "&name=coach&x="
	exact += strings.Repeat("x", formLimit-len(exact))
	if a := coach.send(http.MethodPost, "/account/name", "application/x-www-form-urlencoded", strings.NewReader(exact)); a.status != 303 {
		t.Errorf("at the limit: %d", a.status)
	}
}

func TestASlowClient(t *testing.T) {
	s := newSite(t, func(c *Config) { c.readTime = 300 * time.Millisecond })
	token := s.as("coach").cookies[sessionCookie]
	for name, request := range map[string]string{
		"head": "GET / HTTP/1.1\r\nHost: x\r\nX-",
		"form": "POST /account/name HTTP/1.1\r\nHost: x\r\nCookie: touchstone=" + token + "\r\nContent-Length: 50\r\n\r\nname=",
	} {
		t.Run(name, func(t *testing.T) {
			back := s.raw(request, 5*time.Second)
			if !strings.HasPrefix(back, "HTTP/1.1 408") || !strings.Contains(back, "too slow") {
				t.Errorf("got\n%s", back)
			}
		})
	}
}

// TestUploads tries the reader that upload routes use.
func TestUploads(t *testing.T) {
	s := newSite(t, func(c *Config) { c.readTime, c.uploadSpan = 300*time.Millisecond, 400*time.Millisecond })
	var got int64
	s.app.fiber = nil // its routes are replaced by one that reads an upload
	s.app.table = []route{{method: post, path: "/upload", scope: public, body: stream, slow: true, handle: func(c *fiber.Ctx) error {
		r, err := s.app.uploadBody(c, 1<<20)
		if err == nil {
			got, err = io.Copy(io.Discard, r)
		}
		if err != nil {
			return err
		}
		return c.SendString(fmt.Sprint(got))
	}}}
	s.app.fiber = s.app.newServer()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	go s.app.Serve(l)
	s.url = "http://" + l.Addr().String()
	head := "POST /upload HTTP/1.1\r\nHost: " + l.Addr().String() + "\r\nOrigin: " + s.url + "\r\nConnection: close\r\n"
	// The server reads the first part of a body before it calls the route.
	first := strings.Repeat("x", 8<<10)
	tests := []struct {
		name   string
		send   func(w io.Writer)
		status string
	}{
		{"at the limit", func(w io.Writer) {
			fmt.Fprintf(w, "%sContent-Length: %d\r\n\r\n", head, 1<<20)
			w.Write(make([]byte, 1<<20))
		}, "200"},
		{"over it, announced", func(w io.Writer) {
			fmt.Fprintf(w, "%sContent-Length: %d\r\n\r\n%s", head, 1<<20+1, first)
		}, "413"},
		{"over it, on the way", func(w io.Writer) {
			fmt.Fprintf(w, "%sTransfer-Encoding: chunked\r\n\r\n%x\r\n", head, 3<<20)
			w.Write(make([]byte, 3<<20))
		}, "413"},
		{"slow but steady, longer than a form may take", func(w io.Writer) {
			fmt.Fprintf(w, "%sContent-Length: %d\r\n\r\n%s", head, len(first)+20*1000, first)
			for range 20 {
				w.Write(make([]byte, 1000))
				time.Sleep(60 * time.Millisecond)
			}
		}, "200"},
		{"a trickle", func(w io.Writer) {
			fmt.Fprintf(w, "%sContent-Length: %d\r\n\r\n%s", head, len(first)+20*1000, first)
			for range 20 {
				w.Write([]byte("x"))
				time.Sleep(60 * time.Millisecond)
			}
		}, "408"},
		{"silence", func(w io.Writer) { fmt.Fprintf(w, "%sContent-Length: 10\r\n\r\nabc", head) }, "408"},
		{"cut short", func(w io.Writer) {
			fmt.Fprintf(w, "%sContent-Length: 10\r\n\r\nabc", head)
			w.(*net.TCPConn).CloseWrite()
		}, "400"},
		{"of another site", func(w io.Writer) {
			fmt.Fprint(w, "POST /upload HTTP/1.1\r\nHost: x\r\nConnection: close\r\nOrigin: https://evil.example\r\nContent-Length: 3\r\n\r\nabc")
		}, "403"},
		{"of nobody knows whom", func(w io.Writer) {
			fmt.Fprint(w, "POST /upload HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc")
		}, "403"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			conn, err := net.Dial("tcp", l.Addr().String())
			must(t, err)
			defer conn.Close()
			conn.SetDeadline(time.Now().Add(10 * time.Second))
			go tt.send(conn)
			res, err := http.ReadResponse(bufio.NewReader(conn), nil)
			must(t, err)
			defer res.Body.Close()
			if body, _ := io.ReadAll(res.Body); !strings.HasPrefix(res.Status, tt.status) {
				t.Errorf("%s, want %s\n%s", res.Status, tt.status, body)
			}
		})
	}
}

func TestHeaders(t *testing.T) {
	s := newSite(t)
	for _, path := range []string{"/sign-in", "/nowhere", "/healthz", "/sources"} {
		h := s.as("").get(path).header
		csp := h.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: policy lacks %q: %s", path, want, csp)
			}
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "same-origin" || h.Get("X-Request-Id") == "" ||
			h.Get("Cross-Origin-Opener-Policy") != "same-origin" || h.Get("Strict-Transport-Security") != "" {
			t.Errorf("%s: %v", path, h)
		}
	}
	secure := newSite(t, func(c *Config) { c.BaseURL = &url.URL{Scheme: "https", Host: "portfolio.example.org"} })
	a := secure.as("").get("/sign-in")
	if a.header.Get("Strict-Transport-Security") == "" {
		t.Error("https without HSTS")
	}
	if cookie := a.header.Get("Set-Cookie"); !strings.HasPrefix(cookie, "__Host-") || !strings.Contains(strings.ToLower(cookie), "secure") {
		t.Errorf("cookie %q", cookie)
	}
}

func TestTheAddressOfTheClient(t *testing.T) {
	for _, tt := range []struct{ trusted, forwarded, want string }{
		{"", "203.0.113.9", "127.0.0.1"},
		{"127.0.0.0/8", "203.0.113.9", "203.0.113.9"},
		{"127.0.0.0/8", "1.1.1.1, 203.0.113.9", "203.0.113.9"}, // what a client adds itself is not believed
		{"127.0.0.0/8 10.0.0.0/8", "1.1.1.1, 203.0.113.9, 10.2.3.4", "203.0.113.9"},
		{"127.0.0.0/8", "nonsense", "127.0.0.1"},
	} {
		s := newSite(t, func(c *Config) {
			var err error
			c.TrustedProxies, err = parseProxies(tt.trusted)
			must(t, err)
		})
		v := s.as("")
		form := url.Values{"email": {"coach@example.org"}, "password": {"wrong"}, "csrf": {v.csrf()}}
		v.send(http.MethodPost, "/sign-in", "application/x-www-form-urlencoded", strings.NewReader(form.Encode()), "X-Forwarded-For", tt.forwarded)
		attempts, err := s.in.Accounts.Attempts(t.Context(), "coach@example.org", 1)
		if err != nil || len(attempts) != 1 || attempts[0].Address != tt.want {
			t.Errorf("%+v: %+v, %v", tt, attempts, err)
		}
	}
}

func TestABrokenDatabaseIsNotShown(t *testing.T) {
	s := newSite(t)
	v := s.as("coach")
	s.in.DB.Close()
	a := v.get("/account")
	if a.status != 500 || strings.Contains(a.body, "database") || !strings.Contains(a.body, a.header.Get("X-Request-Id")) {
		t.Errorf("%d:\n%s", a.status, a.body)
	}
	if !strings.Contains(s.log.String(), "database is closed") || !strings.Contains(s.log.String(), a.header.Get("X-Request-Id")) {
		t.Errorf("the log does not say why:\n%s", s.log)
	}
	if a := v.get("/readyz"); a.status != 503 {
		t.Errorf("ready without a database: %d", a.status)
	}
	if a := v.get("/healthz"); a.status != 200 {
		t.Errorf("health: %d", a.status)
	}
}

func TestScriptsAreAnsweredInJSON(t *testing.T) {
	s := newSite(t)
	for who, want := range map[string]string{"": `"signIn":"/sign-in"`, "stranger": `"error":"There is nothing here for you."`} {
		a := s.as(who).send(http.MethodGet, "/portfolios/1", "", nil, "Accept", "application/json")
		if !strings.Contains(a.body, want) {
			t.Errorf("%q: %d %s", who, a.status, a.body)
		}
	}
}

func TestTheLogNamesNobody(t *testing.T) {
	s := newSite(t)
	s.as("").get("/invitations/secret-token-of-a-link")
	s.as("").get("/nowhere?email=sam@example.org")
	if log := s.log.String(); strings.Contains(log, "secret-token") || strings.Contains(log, "sam@") || !strings.Contains(log, "/invitations/:token") {
		t.Errorf("%s", log)
	}
}

// TestStopFinishesWhatIsInFlight stops the site while a form is on its way.
func TestStopFinishesWhatIsInFlight(t *testing.T) {
	s := newSite(t)
	v := s.as("coach")
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	must(t, err)
	defer conn.Close()
	form := url.Values{"csrf": {v.csrf()}, "name": {"Changed at the last moment"}}.Encode()
	fmt.Fprintf(conn, "POST /account/name HTTP/1.1\r\nHost: x\r\nCookie: touchstone=%s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
		v.cookies[sessionCookie], len(form), form[:10])
	time.Sleep(100 * time.Millisecond) // it is being read now
	stopped := make(chan error)
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		stopped <- s.app.Stop(ctx)
	}()
	time.Sleep(100 * time.Millisecond)
	if _, err := net.DialTimeout("tcp", strings.TrimPrefix(s.url, "http://"), time.Second); err == nil {
		t.Error("a stopping server takes new connections")
	}
	io.WriteString(conn, form[10:])
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	must(t, err)
	if res.StatusCode != 303 || !res.Close {
		t.Errorf("%s, close %t", res.Status, res.Close)
	}
	must(t, <-stopped)
	p, err := s.in.Accounts.Person(t.Context(), account.PersonID(s.people["coach"]))
	if err != nil || p.Name != "Changed at the last moment" {
		t.Errorf("%q, %v", p.Name, err)
	}
}
