package evidence

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"touchstone/app/account"
)

// A Waiting is an item that waits for a coach's decision.
type Waiting struct {
	Portfolio   PortfolioID
	Apprentice  string // their name
	Item        ItemID
	Number      int
	Version     VersionID
	Title       string
	Kind        Kind
	SubmittedAt time.Time
	Days        int  // working days it has waited
	Over        bool // longer than the aim
	Times       int  // how many times it has been submitted and not withdrawn, this one too
	Claims      int
	Opened      int // claims whose place this coach has opened
	Files       int
}

// A QueueQuery narrows and orders what waits for a coach. Zero fields do not
// narrow.
type QueueQuery struct {
	Coach  account.PersonID
	Search string // words of the title or the apprentice's name, upper and lower case alike
	Kind   Kind
	Of     PortfolioID
	Over   bool // longer than the aim
	Sort   QueueSort
	Offset int // rows before the first
	Limit  int // 0: all
}

// A QueueSort is an order of the queue. The zero QueueSort is the oldest first.
type QueueSort string

// The orders.
const (
	ByOldest     QueueSort = ""
	ByNewest     QueueSort = "newest"
	ByApprentice QueueSort = "apprentice"
	ByPiece      QueueSort = "title"
)

// A Queue is a page of what waits for a coach.
type Queue struct {
	Rows        []Waiting
	Total       int // that the query finds, on all pages
	All         int // that wait, whatever the query
	Over        int // of All, longer than the aim
	Aim         int // working days a piece may wait
	Apprentices []QueueOf
	Kinds       map[Kind]int
}

// A QueueOf counts what waits of one apprentice.
type QueueOf struct {
	Portfolio PortfolioID
	Name      string
	Pieces    int
}

// A QueuePlace is where a piece stands in it, with its neighbours. The
// zero QueuePlace is that of a piece that does not wait there.
type QueuePlace struct {
	At, Of         int // counted from 1
	Previous, Next *Waiting
}

// tally counts everything that waits, before the query narrows it.
func (q *Queue) tally(all []Waiting) {
	q.All, q.Kinds = len(all), make(map[Kind]int)
	for i := range all {
		w := &all[i]
		q.Kinds[w.Kind]++
		if w.Over {
			q.Over++
		}
		at := slices.IndexFunc(q.Apprentices, func(of QueueOf) bool { return of.Portfolio == w.Portfolio })
		if at < 0 {
			at = len(q.Apprentices)
			q.Apprentices = append(q.Apprentices, QueueOf{Portfolio: w.Portfolio, Name: w.Apprentice})
		}
		q.Apprentices[at].Pieces++
	}
	slices.SortStableFunc(q.Apprentices, func(a, b QueueOf) int { return compareFold(a.Name, b.Name) })
}

// clock sets how long each has waited against an aim of so many working days.
func clock(all []Waiting, now time.Time, aim int) {
	for i := range all {
		all[i].Days = WorkingDays(all[i].SubmittedAt, now)
		all[i].Over = all[i].Days > aim
	}
}

// narrow returns those that the query finds, in its order.
func (q *QueueQuery) narrow(all []Waiting) []Waiting {
	wanted := strings.Fields(strings.ToLower(q.Search))
	found := slices.DeleteFunc(slices.Clone(all), func(w Waiting) bool {
		return q.Kind != "" && w.Kind != q.Kind || q.Of != 0 && w.Portfolio != q.Of || q.Over && !w.Over ||
			!holds(strings.ToLower(w.Title+"\n"+w.Apprentice), wanted)
	})
	switch q.Sort { // all is the oldest first
	case ByNewest:
		slices.Reverse(found)
	case ByApprentice:
		slices.SortStableFunc(found, func(a, b Waiting) int { return compareFold(a.Apprentice, b.Apprentice) })
	case ByPiece:
		slices.SortStableFunc(found, func(a, b Waiting) int { return compareFold(a.Title, b.Title) })
	}
	return found
}

// page returns the rows the query asks for.
func (q *QueueQuery) page(found []Waiting) []Waiting {
	first := min(max(q.Offset, 0), len(found))
	if q.Limit == 0 {
		return found[first:]
	}
	return found[first:min(first+q.Limit, len(found))]
}

func compareFold(a, b string) int { return cmp.Compare(strings.ToLower(a), strings.ToLower(b)) }

// placeOf returns where an item stands among those found.
func placeOf(found []Waiting, id ItemID) (p QueuePlace) {
	at := slices.IndexFunc(found, func(w Waiting) bool { return w.Item == id })
	if at < 0 {
		return p
	}
	p.At, p.Of = at+1, len(found)
	if at > 0 {
		p.Previous = &found[at-1]
	}
	if at+1 < len(found) {
		p.Next = &found[at+1]
	}
	return p
}
