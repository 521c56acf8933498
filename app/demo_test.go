package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"touchstone/app/account"
)

// demoFolder is where the first test that asked filled the demo.
var demoFolder string

// demoSite starts the demo, filled, and returns its address and installation.
func demoSite(t *testing.T) (string, *Installation) {
	t.Helper()
	if demoFolder == "" {
		var err error
		demoFolder, err = os.MkdirTemp("", "touchstone-demo-")
		must(t, err)
	}
	in, err := openDemo(t.Context(), demoFolder, false)
	must(t, err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	base, err := url.Parse("http://" + l.Addr().String())
	must(t, err)
	must(t, fillDemo(t.Context(), in, base, io.Discard))
	a := New(demoConfig(in, base), slog.New(slog.DiscardHandler), in)
	must(t, a.Start(t.Context()))
	go a.Serve(l)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		a.Stop(ctx)
		in.Close()
	})
	return base.String(), in
}

// enter makes the window that of a person who has signed in.
func (b *browser) enter(in *Installation, id account.PersonID) {
	b.t.Helper()
	token, err := in.Accounts.AddSession(b.t.Context(), id, account.Client{Address: "127.0.0.1", Device: "test"})
	must(b.t, err)
	b.do(chromedp.ActionFunc(func(ctx context.Context) error {
		return network.SetCookie(sessionCookie, token).WithURL(b.site).WithHTTPOnly(true).Do(ctx)
	}))
}

// asDemo makes the window that of a person of the demo.
func (b *browser) asDemo(in *Installation, name string) {
	b.t.Helper()
	people, _, err := in.Accounts.People(b.t.Context(), account.PeopleQuery{Search: name, Limit: 1})
	must(b.t, err)
	if len(people) == 0 {
		b.t.Fatal(fmt.Errorf("there is no %s in the demo", name))
	}
	b.enter(in, people[0].ID)
}

// TestSubmissionsOfTheDemoFromTheCommandLine lists what was handed over in the
// demo while it runs, exports a pack of each regime and verifies it.
func TestSubmissionsOfTheDemoFromTheCommandLine(t *testing.T) {
	_, in := demoSite(t)
	status, out, errs := runCommand(t, "submissions", "-json", "-data", in.Dir)
	var all []listedSubmission
	if err := json.Unmarshal([]byte(out), &all); status != exitDone || err != nil || len(all) < 8 {
		t.Fatalf("submissions = %d, %d of them, %v, %s", status, len(all), err, errs)
	}
	for _, who := range []string{"Tomasz Kowalczyk", "Amira Haddad"} {
		i := slices.IndexFunc(all, func(s listedSubmission) bool { return s.Apprentice == who })
		file := filepath.Join(t.TempDir(), "pack.zip")
		if status, _, errs := runCommand(t, "export-pack", "-data", in.Dir, "-submission", fmt.Sprint(all[i].ID), "-out", file); status != exitDone {
			t.Fatalf("%s: export-pack = %d, %s", who, status, errs)
		}
		if status, out, errs := runCommand(t, "verify", file); status != exitDone {
			t.Errorf("%s: verify = %d\n%s%s", who, status, out, errs)
		}
		content, err := os.ReadFile(file)
		must(t, err)
		content[len(content)/2] ^= 1
		must(t, os.WriteFile(file, content, 0o600))
		if status, _, _ := runCommand(t, "verify", file); status != exitFinding {
			t.Errorf("%s: verify of a pack with another byte = %d", who, status)
		}
	}
	if status, out, errs := runCommand(t, "verify", "-data", in.Dir); status != exitDone {
		t.Errorf("verify -data = %d\n%s%s", status, out, errs)
	}
}
