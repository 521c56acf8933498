package app

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// serveMark makes the test's program be the program itself.
const serveMark = settingPrefix + "TEST_PROGRAM"

// A program is the real one, serving a folder in a process of its own that can
// be killed.
type program struct {
	cmd *exec.Cmd
	log string // the file its log goes to
}

// newStoppedSite returns a site whose folder is filled and closed, for programs
// to serve one after the other. Take visitors with as before close.
func newStoppedSite(t *testing.T) *site {
	t.Helper()
	s := prepare(t, t.TempDir())
	l, err := net.Listen("tcp", "127.0.0.1:0") // a free port, which the programs will have
	must(t, err)
	s.url = "http://" + l.Addr().String()
	l.Close()
	s.app = &App{secret: s.in.Secret} // signs the tokens of forms
	return s
}

// serve starts the program on the site's folder and waits until it is ready.
func (s *site) serve() *program {
	s.t.Helper()
	self, err := os.Executable()
	must(s.t, err)
	p := &program{cmd: exec.Command(self, "serve", "-data", s.in.Dir), log: filepath.Join(s.t.TempDir(), "log")}
	out, err := os.Create(p.log)
	must(s.t, err)
	defer out.Close()
	p.cmd.Env = []string{serveMark + "=1", settingPrefix + "ADDRESS=" + strings.TrimPrefix(s.url, "http://"), "TMPDIR=" + s.t.TempDir()}
	p.cmd.Stdout, p.cmd.Stderr = out, out
	must(s.t, p.cmd.Start())
	s.t.Cleanup(p.kill)
	for start := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		if res, err := http.Get(s.url + "/readyz"); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return p
			}
		}
		if time.Since(start) > 30*time.Second {
			s.t.Fatalf("the program is not ready: %s", p.said())
		}
	}
}

// kill ends the program as a power cut would, at once.
func (p *program) kill() {
	p.cmd.Process.Kill()
	p.cmd.Wait()
}

// said returns what the program printed and logged.
func (p *program) said() string {
	text, _ := os.ReadFile(p.log)
	return string(text)
}

// try is send for a server that may be gone: ok is false unless a whole answer
// came back.
func (v *visitor) try(ctx context.Context, method, path, contentType string, body io.Reader, headers ...string) (a answer, ok bool) {
	req, err := http.NewRequestWithContext(ctx, method, v.site.url+path, body)
	if err != nil {
		return a, false
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("Cookie", fmt.Sprintf("%s=%s", sessionCookie, v.cookies[sessionCookie]))
	req.Header.Set("X-CSRF", v.csrf())
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := plainClient.Do(req)
	if err != nil {
		return a, false
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, string(text), res.Header}, err == nil
}
