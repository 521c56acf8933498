package demo

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"math"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"touchstone/app/account"
	"touchstone/app/programme"
	"touchstone/evidence"
)

// A crowd is the apprentices that are not written one by one: enough of them
// that a coach has a caseload. Their pieces are told from a common stock of stories,
// each in their own order and with their own employer and days.
type crowd struct {
	Praise      []string     `json:"praise"` // what coaches say when they accept
	Asks        []string     `json:"asks"`   // and when they refer
	Apprentices []apprentice `json:"apprentices"`
}

// An apprentice is one of a crowd. Weeks count from this week's Monday.
type apprentice struct {
	Name     string  `json:"name"`
	Line     string  `json:"line"` // for the page that lists everyone; empty: nobody signs in as them
	Level    int     `json:"level"`
	Option   string  `json:"option"`
	Employer string  `json:"employer"`
	Coach    string  `json:"coach"`
	First    string  `json:"first"`    // the coach until the caseload was handed over; empty: the same
	Started  int     `json:"started"`  // weeks ago
	Weeks    int     `json:"weeks"`    // planned, in all
	Pace     float64 `json:"pace"`     // pieces accepted, against the planned time gone
	Quiet    int     `json:"quiet"`    // weeks since the last of them
	Waits    int     `json:"waits"`    // pieces that wait for the coach
	Waited   int     `json:"waited"`   // weeks they have waited
	Returned int     `json:"returned"` // pieces returned and not picked up
	Plan     string  `json:"plan"`     // version; empty: that of the level
	Assessed string  `json:"assessed"` // by which organisation; empty: none chosen
	Again    bool    `json:"again"`    // a second apprenticeship, after the one that is listed before it
	leaving
}

// A leaving is a break in learning or the end.
type leaving struct {
	Paused       int    `json:"paused"`       // weeks ago that a break began; 0: none
	Back         int    `json:"back"`         // weeks ago of the planned return; below zero: to come
	ReturnedWeek int    `json:"returnedweek"` // weeks ago of the return; 0: not yet
	Left         string `json:"left"`         // "completed" or "withdrawn"; empty: neither
	Ended        int    `json:"ended"`        // weeks ago
	Reason       string `json:"reason"`
}

// A story is a piece that several people tell.
type story struct {
	Level  int    `json:"level"`
	Option string `json:"option"` // only with this one; empty: with any
	piece
}

// courses are what the crowd's levels are enrolled on.
var courses = map[int]enrolment{3: {Standard: "ST0175 1.1", Plan: "end-point-2"}, 2: {Standard: "ST0176", Plan: "end-point-2"}}

// addCrowd adds the crowd's people, enrolments and pieces to the script.
func (s *script) addCrowd() error {
	var c crowd
	var stories []story
	if err := decode("data/crowd.json", &c); err != nil {
		return err
	}
	if err := decode("data/stories.json", &stories); err != nil {
		return err
	}
	contacts := map[string]string{}
	for i := range s.People {
		if m := &s.People[i]; m.Role == account.Employer {
			contacts[m.Organisation] = m.Key
		}
	}
	for i := range c.Apprentices {
		a := &c.Apprentices[i]
		m := member{Key: keyOf(a.Name), Name: a.Name, Role: account.Apprentice, Line: a.Line, crowd: true}
		uln := ulnOf(i)
		if a.Again {
			m.Key, m.first, uln = fmt.Sprintf("%s.%d", m.Key, a.Level), m.Key, ulnOf(i-1)
		}
		key := m.Key
		s.People = append(s.People, m)
		e := courses[a.Level]
		e.Apprentice, e.Option, e.Employer, e.Contact, e.Coach = key, a.Option, a.Employer, contacts[a.Employer], a.Coach
		e.Started, e.Weeks, e.Gateway, e.ULN, e.leaving = a.Started, a.Weeks, a.Weeks-6, uln, a.leaving
		e.Level, e.First, e.Pace, e.Assessment = a.Level, a.First, a.Pace, a.Assessed
		e.Plan = cmp.Or(a.Plan, e.Plan)
		if e.Left == string(programme.Completed) {
			e.Declared = e.Ended
		}
		e.Where = [2]float64{53.5 + float64(i%9)/5, -1.4 - float64(i%7)/5}
		s.Enrolments = append(s.Enrolments, e)
		s.pieces[key] = a.pieces(&c, told(stories, a, i))
	}
	return nil
}

// keyOf returns a person's key: nia.powell.
func keyOf(name string) string {
	plain := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(strings.ToLower(name)))
	return strings.ReplaceAll(strings.NewReplacer("ł", "l", "’", "").Replace(plain), " ", ".")
}

// ulnOf returns a made-up number with a right check digit.
func ulnOf(i int) programme.ULN {
	for n := 914_000_000 + 1_733*i; ; n++ {
		for digit := range 10 {
			if u := programme.ULN(fmt.Sprintf("%d%d", n, digit)); u.Valid() {
				return u
			}
		}
	}
}

// told returns the stories an apprentice may tell, in their own order, those of
// their option halfway.
func told(stories []story, a *apprentice, turn int) (out []piece) {
	var own []piece
	for _, s := range stories {
		switch {
		case s.Level != a.Level:
		case s.Option == "":
			out = append(out, s.piece)
		case s.Option == a.Option:
			own = append(own, s.piece)
		}
	}
	turn %= len(out)
	out = append(append([]piece{}, out[turn:]...), out[:turn]...)
	half := len(out) / 2
	return append(append(append([]piece{}, out[:half]...), own...), out[half:]...)
}

// pieces returns what an apprentice has written by now.
func (a *apprentice) pieces(c *crowd, stories []piece) []piece {
	for i := range stories {
		stories[i].place()
	}
	end := a.Quiet
	if a.Left != "" {
		end = max(end, a.Ended)
	}
	gone := float64(a.Started-end) / float64(a.Weeks)
	n := min(len(stories), int(math.Round(a.Pace*gone*float64(len(stories)))))
	if a.Left == string(programme.Completed) {
		n = len(stories)
	}
	n = min(n, len(stories)-a.Waits-a.Returned)
	span := float64(a.Started-3-end) / float64(max(n, 1))
	for i := range n {
		p := &stories[i]
		p.Week, p.Day = end+1+int(span*float64(n-1-i)), 1+hash(a.Name, p.Title)%5
		p.Rounds = c.accepted(a.Name, p)
	}
	for i := range a.Waits {
		p := &stories[n+i]
		p.Week, p.Day, p.Rounds = a.Waited, 5-i, []round{{}}
	}
	returned := 1 + hash(a.Name)%2 // weeks ago; who has gone quiet left it lying
	if a.Quiet > 3 {
		returned = end + 1
	}
	for i := range a.Returned {
		p := &stories[n+a.Waits+i]
		p.Week, p.Day, p.Rounds = returned, 2+i, []round{c.referred(a.Name, p)}
	}
	for i := range stories[:n+a.Waits+a.Returned] {
		stories[i].before(a.leaving)
	}
	return stories[:n+a.Waits+a.Returned]
}

// before moves a piece that would fall into a break in learning to the weeks
// before it.
func (p *piece) before(l leaving) {
	if p.Week <= l.Paused+2 && p.Week >= l.ReturnedWeek && l.ReturnedWeek > 0 {
		p.Week = l.Paused + 3 + (l.Paused-p.Week)/3
	}
}

// place gives every claim without a place the account's.
func (p *piece) place() {
	p.Claims = append([]claim{}, p.Claims...)
	for i := range p.Claims {
		if len(p.Claims[i].At) == 0 {
			p.Claims[i].At = []string{"account Action"}
		}
	}
}

// accepted returns the rounds of a piece that was accepted, some the second time.
func (c *crowd) accepted(who string, p *piece) []round {
	h := hash(who, p.Title, "verdict")
	yes := round{Verdict: evidence.AcceptedVerdict, Say: c.Praise[h%len(c.Praise)], Days: 2 + h%4}
	if h%5 != 0 {
		return []round{yes}
	}
	yes.Change = map[string]string{"result": p.Result + " My manager has confirmed the figures."}
	return []round{c.referred(who, p), yes}
}

func (c *crowd) referred(who string, p *piece) round {
	h := hash(who, p.Title, "ask")
	return round{Verdict: evidence.ReturnedVerdict, Days: 2 + h%5, Refer: map[string]string{p.Claims[h%len(p.Claims)].Statement: c.Asks[h%len(c.Asks)]}}
}

// hash returns a number from 0 that is the same for the same words.
func hash(words ...string) int {
	h := fnv.New32a()
	fmt.Fprint(h, words)
	return int(h.Sum32() >> 1)
}
