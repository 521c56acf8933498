package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"touchstone/app"
	"touchstone/app/account"
)

// The sizes of provider that pages are asked of, and what is promised: of the
// large one at the 99th percentile, and as many times the small one's median.
const (
	smallProvider = 100
	largeProvider = 10_000
	pageItems     = 60
	pagePromise   = 50 * time.Millisecond
	pageRatio     = 1.5
	pageRounds    = 12 // rounds of requests, each size in its turn
	pageRequests  = 40 // of an address in a round
)

// An asked is an address, who asks for it, and how long the answers took: of the
// small provider and of the large.
type asked struct {
	name, path string
	as         account.PersonID
	fewer      bool // a small provider's page has fewer rows, so that nothing is to be compared
	took       [2][]time.Duration
}

// providerPages are the pages that read whole caseloads. Addresses of the large
// provider are those of the small.
func providerPages() []*asked {
	const coach, admin = 1, largeAdmin
	return []*asked{
		{name: "Caseload, a coach with 50", path: "/caseload", as: coach},
		{name: "Caseload, a coach, Act by name", path: "/caseload?needs=act&sort=name", as: coach},
		{name: "Caseload, everyone", path: "/caseload", as: admin},
		{name: "Caseload, everyone, Act", path: "/caseload?needs=act", as: admin, fewer: true},
		{name: "Caseload, everyone, Watch", path: "/caseload?needs=watch", as: admin, fewer: true},
		{name: "Caseload, everyone, On track", path: "/caseload?needs=track", as: admin},
		{name: "Caseload, everyone, one cohort", path: "/caseload?cohort=3", as: admin, fewer: true},
		{name: "Caseload, everyone, one coach", path: "/caseload?coach=1", as: admin},
		{name: "Caseload, everyone, a name", path: "/caseload?q=" + syllables(7), as: admin, fewer: true},
		{name: "Caseload, everyone, by name", path: "/caseload?sort=name", as: admin},
		{name: "Caseload, everyone, by statements", path: "/caseload?sort=-progress", as: admin},
		{name: "Caseload, everyone, by hours", path: "/caseload?sort=hours", as: admin},
		{name: "Caseload, everyone, by activity", path: "/caseload?sort=active", as: admin},
		{name: "Caseload, everyone, by review", path: "/caseload?sort=review", as: admin},
		{name: "Caseload, everyone, by wait", path: "/caseload?sort=waits", as: admin},
		{name: "All cohorts", path: "/provider", as: admin},
		{name: "Review queue", path: "/review", as: coach},
	}
}

// providers measures the pages that a coach, an IQA and an administrator begin
// the day on, of a small provider and of a large one in turns, warm, one request
// after another.
func (b *bench) providers(ctx context.Context) error {
	var sites [2]*site
	for i, n := range []int{smallProvider, largeProvider} {
		dir := filepath.Join(b.dir, fmt.Sprint("provider-", n))
		if err := os.Mkdir(dir, 0o700); err != nil {
			return err
		}
		if err := large(ctx, dir, n, pageItems); err != nil {
			return err
		}
		s, err := b.visit(ctx, dir, 1, largeAdmin)
		if err != nil {
			return err
		}
		defer s.stop()
		sites[i] = s
	}
	all := providerPages()
	for round := range pageRounds + 1 { // the first warms
		for _, p := range all {
			for i, s := range sites {
				took, err := s.ask(ctx, p, pageRequests)
				if err != nil {
					return err
				}
				if round > 0 {
					p.took[i] = append(p.took[i], took...)
				}
			}
		}
	}
	for _, p := range all {
		small, big := percentile(p.took[0], 50), percentile(p.took[1], 50)
		worst, ratio := percentile(p.took[1], 99), float64(big)/float64(small)
		if p.fewer {
			b.add(p.name, fmt.Sprintf("%s, 99th percentile %s", millis(big), millis(worst)), "", 0, fmt.Sprintf("< %v", pagePromise), worst < pagePromise)
			continue
		}
		b.add(p.name, fmt.Sprintf("%s, 99th percentile %s", millis(big), millis(worst)), fmt.Sprintf("%d apprentices: %s", smallProvider, millis(small)),
			ratio, fmt.Sprintf("< %v, ≤ %.1f", pagePromise, pageRatio), worst < pagePromise && ratio <= pageRatio)
	}
	return nil
}

// A site is a served provider with a session of each person who asks.
type site struct {
	*server
	sessions map[account.PersonID]string
}

// visit begins a session of each person and serves the folder.
func (b *bench) visit(ctx context.Context, dir string, people ...account.PersonID) (*site, error) {
	in, err := app.OpenToServe(ctx, dir)
	if err != nil {
		return nil, err
	}
	s := &site{sessions: map[account.PersonID]string{}}
	for _, person := range people {
		if s.sessions[person], err = in.Accounts.AddSession(ctx, person, account.Client{Address: "127.0.0.1", Device: "bench"}); err != nil {
			return nil, err
		}
	}
	in.Close()
	s.server, _, err = b.serve(ctx, dir)
	return s, err
}

// ask asks for a page so many times and returns how long each answer took.
func (s *site) ask(ctx context.Context, p *asked, times int) (took []time.Duration, err error) {
	for range times {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+p.path, nil)
		if err != nil {
			return nil, err
		}
		req.AddCookie(&http.Cookie{Name: "touchstone", Value: s.sessions[p.as]})
		began := time.Now()
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return nil, err
		}
		_, err = io.Copy(io.Discard, res.Body)
		res.Body.Close()
		if err != nil {
			return nil, err
		}
		if res.StatusCode != http.StatusOK {
			return nil, fmt.Errorf("%s: %s", p.path, res.Status)
		}
		took = append(took, time.Since(began))
	}
	return took, nil
}

// percentile returns the time that p per cent of the answers kept within.
func percentile(took []time.Duration, p int) time.Duration {
	sorted := slices.Sorted(slices.Values(took))
	return sorted[min(len(sorted)-1, len(sorted)*p/100)]
}

func millis(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }
