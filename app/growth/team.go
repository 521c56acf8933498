package growth

import (
	"cmp"
	"slices"

	"touchstone/app/account"
	"touchstone/ksb"
)

// A Member is one person of a team, as far as they agreed to be seen.
type Member struct {
	Person    account.PersonID
	Name      string
	Portfolio int64  // where a manager sees their growth; 0: nowhere
	Counts    bool   // they agreed to count in the picture of the team
	Seen      bool   // they agreed to be seen by their manager
	Self      bool   // they are the manager who looks, and know what they rated
	Audit     *Audit // the newest finished one in the team's framework; nil: none, or neither is agreed
}

// How small a group may be. A number about fewer people would show what one of
// them rated.
const (
	LeastHidden     = 4 // people in a number who do not show their manager their ratings
	LeastColleagues = 5 // people in the picture that colleagues see of each other
)

// A TeamElement is how a team stands in one element or specialism.
type TeamElement struct {
	Key, Code, Name, Area string
	Graded                bool  // described grade by grade
	At                    []int // how many meet it at each of the framework's grades, or one above
	Own                   int   // how many meet it at the grade they rated themselves for
	Of                    int   // how many rated it

	asked []int // how many rated it for each grade, or one above, or looked so far ahead
}

// A TeamPicture is how the people of a team stand together, without a name.
type TeamPicture struct {
	People   int // who are counted
	Left     int // who agreed to count and are left out, since they are too few to hide one of them
	Elements []TeamElement
}

// TeamFor returns the picture that a manager of the team sees. Everyone counts
// who agreed to, with one exception: those who do not show this manager their own
// ratings count only in numbers with LeastHidden of them, since the others'
// ratings, and the manager's own, are known and could be taken off.
func TeamFor(f *ksb.Framework, team []Member) TeamPicture {
	var counted, hidden []*Audit
	for i := range team {
		switch m := &team[i]; {
		case m.Audit == nil || !m.Counts:
		case m.Seen || m.Self:
			counted = append(counted, m.Audit)
		default:
			hidden = append(hidden, m.Audit)
		}
	}
	p := TeamPicture{People: len(counted), Elements: pictureOf(f, counted)}
	if len(hidden) < LeastHidden {
		p.Left = len(hidden)
	} else {
		p.People += len(hidden)
		for i, e := range pictureOf(f, hidden) {
			p.Elements[i].add(&e)
		}
	}
	p.tidy()
	return p
}

// add counts in those who are hidden, as far as there are enough of them.
func (e *TeamElement) add(hidden *TeamElement) {
	if hidden.Of < LeastHidden {
		return
	}
	e.Own, e.Of = e.Own+hidden.Own, e.Of+hidden.Of
	for g, n := range hidden.At {
		if hidden.asked[g] >= LeastHidden {
			e.At[g] += n
		}
	}
}

// tidy leaves out the specialisms that nobody rated.
func (p *TeamPicture) tidy() {
	p.Elements = slices.DeleteFunc(p.Elements, func(e TeamElement) bool { return e.Area == "" && e.Of == 0 })
}

// TeamAmong returns the picture that people of the team see of it: none at all
// while fewer than LeastColleagues count.
func TeamAmong(f *ksb.Framework, team []Member) TeamPicture {
	var counted []*Audit
	for i := range team {
		if team[i].Audit != nil && team[i].Counts {
			counted = append(counted, team[i].Audit)
		}
	}
	if len(counted) < LeastColleagues {
		return TeamPicture{Left: len(counted)}
	}
	p := TeamPicture{People: len(counted), Elements: pictureOf(f, counted)}
	p.tidy()
	return p
}

// pictureOf counts over audits. An element counts at a grade for who rated
// themselves for it, or for one above, and meets it; and at the next grade for
// who rated every descriptor of it as met, looking ahead.
func pictureOf(f *ksb.Framework, audits []*Audit) (all []TeamElement) {
	rank := map[string]int{}
	for i := range f.Grades {
		rank[f.Grades[i].Key] = i
	}
	at := map[string]*TeamElement{}
	for i := range f.Areas {
		for j := range f.Areas[i].Elements {
			e := &f.Areas[i].Elements[j]
			all = append(all, TeamElement{Key: e.Key, Code: e.Code, Name: e.Name, Area: f.Areas[i].Key, Graded: e.Graded(), At: make([]int, len(f.Grades)), asked: make([]int, len(f.Grades))})
		}
	}
	for i := range f.Specialisms {
		all = append(all, TeamElement{Key: f.Specialisms[i].Key, Name: f.Specialisms[i].Name, Graded: true, At: make([]int, len(f.Grades)), asked: make([]int, len(f.Grades))})
	}
	for i := range all {
		at[all[i].Key] = &all[i]
	}
	for _, a := range audits {
		own, known := rank[a.Grade]
		for _, s := range a.Standings() {
			e := at[s.Key]
			if e == nil || s.Rated == 0 || !known {
				continue
			}
			e.Of++
			ahead := 0
			if s.Next.Of > s.Next.Unseen() {
				ahead = 1
			}
			for g := range e.asked[:min(own+ahead+1, len(e.asked))] {
				e.asked[g]++
			}
			if s.Band != Meets && s.Band != Strength {
				continue
			}
			e.Own++
			top := own
			if s.Next.Of > 0 && s.Next.Met == s.Next.Of {
				top++
			}
			for g := range e.At[:min(top+1, len(e.At))] {
				e.At[g]++
			}
		}
	}
	return all
}

// Gaps returns the elements that the fewest people meet at their own grade, out
// of those that rated them, the widest gap first. What everyone meets is no gap.
func (p *TeamPicture) Gaps() []TeamElement {
	gaps := slices.DeleteFunc(slices.Clone(p.Elements), func(e TeamElement) bool { return e.Own == e.Of })
	slices.SortStableFunc(gaps, func(x, y TeamElement) int { return cmp.Compare(x.share(), y.share()) })
	return gaps
}

func (e *TeamElement) share() float64 { return float64(e.Own) / float64(max(1, e.Of)) }

// Amount is how many of a team do something, in a word: what colleagues see of
// each other, so that no number gives one of them away.
type Amount string

// The amounts.
const (
	Few  Amount = "few"  // under a third
	Some Amount = "some" // a third to two thirds
	Most Amount = "most" // more than two thirds
)

// Amount returns how many meet the element at their own grade, in a word; empty
// where fewer than LeastColleagues rated it.
func (e *TeamElement) Amount() Amount {
	switch {
	case e.Of < LeastColleagues:
		return ""
	case 3*e.Own < e.Of:
		return Few
	case 3*e.Own <= 2*e.Of:
		return Some
	}
	return Most
}

// A Readiness is what a person who is seen by their manager is ready for, by
// their own ratings.
type Readiness struct {
	Grade   *ksb.Level // the grade they rated themselves for
	Meeting bool       // every element is rated, and none is below the grade
	Met, Of int        // elements met at that grade
	Next    *ksb.Level // nil: the top
	Way     Distance   // to the next grade
	Focus   []Standing // what to work on first
}

// ReadyRule says in sentences what ReadinessOf returns.
const ReadyRule = "Someone meets a grade when they have rated every element for it and none is a focus area. They are ready for the next one when, besides, they have rated all its descriptors ahead and meet every one."

// ReadinessOf returns what someone is ready for, as ReadyRule says.
func ReadinessOf(a *Audit) Readiness {
	r := Readiness{Grade: a.Framework.Grade(a.Grade), Focus: a.FocusAreas()}
	r.Met, r.Of = 0, 0
	r.Meeting = true
	for _, s := range a.Standings() {
		r.Of++
		switch s.Band {
		case Meets, Strength:
			r.Met++
		default:
			r.Meeting = false
		}
		if s.Rated < s.Of {
			r.Meeting = false
		}
	}
	r.Next, r.Way = a.ToNext()
	return r
}

// Ready reports whether the person is ready for the next grade.
func (r *Readiness) Ready() bool {
	return r.Meeting && r.Next != nil && r.Way.Of > 0 && r.Way.Met == r.Way.Of
}
