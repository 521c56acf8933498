package growth

import "touchstone/ksb"

// A Step is one element or specialism to rate: what is asked of it at the
// audit's grade and, looking ahead, at the next.
type Step struct {
	Key, Code, Name, Summary string
	Area                     string // Key of the area; empty for a specialism
	Asked                    []Asked
	Next                     []Asked         // of the next grade, whether or not the audit looks ahead; none for behaviours and at the top
	Indicators               []ksb.Indicator // of a behaviour, as a guide
}

// An Asked is one thing to rate.
type Asked struct {
	Key  string // of the descriptor, or of the behaviour
	Text string
}

// Steps returns what an audit asks for, element by element in the framework's
// order and then the chosen specialisms.
func (a *Audit) Steps() (all []Step) {
	next := ""
	if g := a.Framework.NextGrade(a.Grade); g != nil {
		next = g.Key
	}
	for i := range a.Framework.Areas {
		area := &a.Framework.Areas[i]
		for j := range area.Elements {
			e := &area.Elements[j]
			s := Step{Key: e.Key, Code: e.Code, Name: e.Name, Summary: e.Summary, Area: area.Key}
			if e.Graded() {
				s.Asked, s.Next = asked(e.Descriptors, a.Grade), asked(e.Descriptors, next)
			} else {
				s.Asked, s.Indicators = []Asked{{e.Key, e.Summary}}, a.Framework.IndicatorsOf(e)
			}
			all = append(all, s)
		}
	}
	for i := range a.Framework.Specialisms {
		sp := &a.Framework.Specialisms[i]
		if a.Chosen(sp.Key) {
			all = append(all, Step{Key: sp.Key, Name: sp.Name, Summary: sp.Summary, Asked: asked(sp.Descriptors, a.Grade), Next: asked(sp.Descriptors, next)})
		}
	}
	return all
}

func asked(all []ksb.Descriptor, grade string) (out []Asked) {
	for _, d := range ksb.At(all, grade) {
		out = append(out, Asked{d.Key, d.Text})
	}
	return out
}

// Chosen reports whether the audit covers a specialism.
func (a *Audit) Chosen(specialism string) bool {
	for _, key := range a.Specialisms {
		if key == specialism {
			return true
		}
	}
	return false
}

// Rates returns the keys that the step has fields for: those of the next grade
// only where the audit looks ahead.
func (s *Step) Rates(ahead bool) (keys []string) {
	for _, q := range s.Asked {
		keys = append(keys, q.Key)
	}
	if ahead {
		for _, q := range s.Next {
			keys = append(keys, q.Key)
		}
	}
	return keys
}

// keys returns everything that an audit asks for, as a set.
func (a *Audit) keys() map[string]bool {
	all := map[string]bool{}
	for _, s := range a.Steps() {
		for _, key := range s.Rates(a.Ahead) {
			all[key] = true
		}
	}
	return all
}
