package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"testing"

	"github.com/valyala/fasthttp"

	"touchstone/app/account"
	"touchstone/evidence"
)

// BenchmarkPages measures what the pages that are asked for most cost the
// processor, without the network: for the apprentice of the demo with most
// pieces.
//
//	go test -run '^$' -bench Pages -cpuprofile cpu.out ./app
func BenchmarkPages(b *testing.B) {
	in, err := openDemo(b.Context(), b.TempDir(), false)
	must(b, err)
	defer in.Close()
	base, err := url.Parse("http://127.0.0.1:3000")
	must(b, err)
	must(b, fillDemo(b.Context(), in, base, io.Discard))
	a := New(demoConfig(in, base), slog.New(slog.DiscardHandler), in)
	id, person := busiest(b, in)
	token, err := in.Accounts.AddSession(b.Context(), person, account.Client{Address: "127.0.0.1", Device: "bench"})
	must(b, err)
	for _, page := range []string{"evidence", "statements", "readiness"} {
		b.Run(page, func(b *testing.B) {
			handle := a.fiber.Handler()
			b.SetParallelism(32)
			b.RunParallel(func(loop *testing.PB) {
				for loop.Next() {
					var c fasthttp.RequestCtx
					c.Request.SetRequestURI(fmt.Sprintf("http://127.0.0.1:3000/portfolios/%d/%s", id, page))
					c.Request.Header.SetCookie(sessionCookie, token)
					handle(&c)
					if c.Response.StatusCode() != http.StatusOK {
						b.Error(c.Response.StatusCode())
					}
				}
			})
		})
	}
}

// busiest returns the portfolio of the demo with most pieces, and whose it is.
func busiest(b *testing.B, in *Installation) (id evidence.PortfolioID, person account.PersonID) {
	most := -1
	all, err := portfoliosOf(context.Background(), in)
	must(b, err)
	for _, p := range all {
		list, err := in.Evidence.Items(b.Context(), p.ID, evidence.Query{Sight: evidence.Own, Limit: 1})
		must(b, err)
		if list.All() > most {
			e, err := in.Programme.Enrolment(b.Context(), p.ID)
			must(b, err)
			most, id, person = list.All(), p.ID, e.Apprentice
		}
	}
	return id, person
}
