package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"touchstone/app/account"
)

// demoSite starts the demo, filled, and returns its address and installation.
func demoSite(t *testing.T) (string, *Installation) {
	t.Helper()
	in, err := openDemo(t.Context(), t.TempDir(), false)
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
