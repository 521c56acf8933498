package app

import (
	"net/netip"
	"sync"
	"time"
)

// Limits on wrong links from one network.
const (
	linkTries       = 30
	linkTryWindow   = 15 * time.Minute
	linkTryNetworks = 10_000 // networks remembered at most
)

// A linkGuard counts the wrong links that came from each network lately, so that
// nobody can try many. What it counts is gone when the program stops, which
// costs nothing: a link has 160 bits that nobody can guess.
type linkGuard struct {
	mu    sync.Mutex
	tries map[string][]time.Time
}

// until returns when a network with too many wrong links may open one again,
// zero if now.
func (g *linkGuard) until(address string, now time.Time) time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	tries := g.tries[networkOf(address)]
	if len(tries) < linkTries {
		return time.Time{}
	}
	if end := tries[len(tries)-linkTries].Add(linkTryWindow); end.After(now) {
		return end
	}
	return time.Time{}
}

// miss counts a wrong link.
func (g *linkGuard) miss(address string, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.tries == nil || len(g.tries) >= linkTryNetworks {
		g.tries = make(map[string][]time.Time)
	}
	key := networkOf(address)
	tries := append(g.tries[key], now)
	g.tries[key] = tries[max(0, len(tries)-linkTries):]
}

// networkOf is what one household or office has of the network: an IPv4 address,
// or the first 64 bits of another.
func networkOf(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil || ip.Is4() {
		return address
	}
	p, err := ip.Prefix(64)
	if err != nil {
		return address
	}
	return p.String()
}
