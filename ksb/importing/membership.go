package importing

import (
	"fmt"
	"slices"
	"strings"

	"touchstone/ksb"
)

// standard makes a standard of the published one; raw is what it was read from.
func (p *published) standard(raw []byte) (Result, error) {
	if len(p.Knowledge)+len(p.Skills)+len(p.Behaviour) == 0 {
		return Result{}, looksUnlike(raw)
	}
	found := Result{Form: EnglandJSON, Standard: ksb.Standard{
		Reference: standardReference(clean(string(p.Reference))), Version: p.version(), Title: clean(string(p.Title)), Level: p.Level.whole(),
		MinimumHours: p.Hours.whole(), DurationMonths: p.Months.whole(), MaxFunding: p.Funding.whole(),
		Source: ksb.Source{Name: "Skills England, the standard as JSON", URL: string(p.URL)},
	}}
	if p.Hours != "" && p.Hours.whole() == 0 {
		note(&found, "The minimum hours, “%s”, are no number and were left out.", clip(string(p.Hours)))
	}
	names := p.options(&found)
	m := p.mapping(names, found.Standard.Options)
	maps := false
	lists := []struct {
		typ    ksb.Type
		things []thing
		mapped func(duty) idList
	}{
		{ksb.Knowledge, p.Knowledge, func(d duty) idList { return d.Knowledge }},
		{ksb.Skill, p.Skills, func(d duty) idList { return d.Skills }},
		{ksb.Behaviour, p.Behaviour, func(d duty) idList { return d.Behaviour }},
	}
	for _, l := range lists {
		if len(l.things) == 0 {
			note(&found, "The source has no %s.", lower(l.typ))
			continue
		}
		found.Standard.Types = append(found.Standard.Types, l.typ)
		official := areCodes(l.typ, l.things)
		maps = maps || official
		for i, t := range l.things {
			code := ksb.Code(fmt.Sprintf("%s%d", l.typ.Letter, i+1))
			text := clean(t.words)
			if !hasWords(text) {
				note(&found, "%s is empty in the source (“%s”) and was left out.", code, clip(text))
				continue
			}
			st := ksb.Statement{Code: code, Origin: ksb.InferredCode, Type: l.typ.Key, Official: text, SourceID: t.id}
			if official && slices.ContainsFunc(l.things[:i], func(o thing) bool { return o.id == t.id }) {
				note(&found, "Two statements have the code %s in the source. Both were kept: correct one of the codes.", clip(t.id))
			}
			if official { // a code is no id: the next version numbers anew
				st.Code, st.Origin, st.SourceID = ksb.Code(t.id), ksb.OfficialCode, ""
			}
			st.Membership, st.Options = m.of(t.id)
			found.Standard.Statements = append(found.Standard.Statements, st)
		}
		p.strangers(&found, l.typ, l.things, l.mapped)
	}
	if len(found.Standard.Statements) == 0 {
		return Result{}, looksUnlike(raw)
	}
	if maps {
		found.Form, found.Standard.Source.Name = MapsJSON, "Skills England, occupational maps as JSON"
	}
	p.doubts(&found, m)
	return found, nil
}

// areCodes reports whether the ids of a list are codes, as occupational maps
// print them.
func areCodes(typ ksb.Type, things []thing) bool {
	return !slices.ContainsFunc(things, func(t thing) bool {
		letters, number := ksb.Code(t.id).Split()
		return letters != typ.Letter || number == 0
	})
}

// options names the options, and returns the names that an option's id stands for.
func (p *published) options(found *Result) map[string][]string {
	names := make(map[string][]string)
	taken := make(map[string]bool)
	for i, o := range p.Options {
		name := clean(o.words)
		if name == "" {
			name = fmt.Sprintf("Option %d", i+1)
		}
		if taken[name] {
			note(found, "Two options are called “%s”; the second is now “%s (%d)”.", clip(name), clip(name), i+1)
			name = fmt.Sprintf("%s (%d)", name, i+1)
		}
		taken[name] = true
		if same := names[o.id]; len(same) > 0 && o.id != "" {
			note(found, "The options “%s” and “%s” have one id in the source, so their statements cannot be told apart and were put in both.", clip(same[0]), clip(name))
		}
		names[o.id] = append(names[o.id], name)
		found.Standard.Options = append(found.Standard.Options, ksb.Option{Name: name, SourceID: o.id})
	}
	return names
}

// A mapping says whom the duties put each statement in front of, by its id.
type mapping struct {
	options bool // the standard has options
	duties  bool // some duty maps some statement
	core    map[string]bool
	in      map[string][]string // names of options
}

func (p *published) mapping(names map[string][]string, options []ksb.Option) mapping {
	m := mapping{options: len(p.Options) > 0, core: make(map[string]bool), in: make(map[string][]string)}
	for _, d := range p.Duties {
		for _, id := range slices.Concat(d.Knowledge, d.Skills, d.Behaviour) {
			m.duties = true
			if d.Core.yes() {
				m.core[id] = true
			}
			for _, option := range d.Options {
				for _, name := range names[option] {
					if !slices.Contains(m.in[id], name) {
						m.in[id] = append(m.in[id], name)
					}
				}
			}
		}
	}
	place := func(name string) int {
		return slices.IndexFunc(options, func(o ksb.Option) bool { return o.Name == name })
	}
	for _, in := range m.in {
		slices.SortFunc(in, func(a, b string) int { return place(a) - place(b) })
	}
	return m
}

func (m mapping) of(id string) (ksb.Membership, []string) {
	switch {
	case !m.options || m.core[id]:
		return ksb.Core, nil
	case len(m.in[id]) > 0:
		return ksb.Options, m.in[id]
	}
	return ksb.Unknown, nil
}

// strangers notes statements that a duty names and the standard does not list.
func (p *published) strangers(found *Result, typ ksb.Type, things []thing, mapped func(duty) idList) {
	listed := make(map[string]bool)
	for _, t := range things {
		listed[t.id] = true
	}
	missing := make(map[string]bool)
	for _, d := range p.Duties {
		for _, id := range mapped(d) {
			if !listed[id] {
				missing[id] = true
			}
		}
	}
	if len(missing) > 0 {
		note(found, "The duties name %s of %s that the source does not list. It was left out.", count(len(missing), "statement"), lower(typ))
	}
}

// doubts notes what the duties leave open.
func (p *published) doubts(found *Result, m mapping) {
	if slices.ContainsFunc(found.Standard.Statements, func(st ksb.Statement) bool { return st.Origin == ksb.InferredCode }) {
		note(found, "The source prints no codes; they were numbered in its order and are marked as inferred.")
	}
	if !m.options {
		return
	}
	if !m.duties {
		note(found, "The standard has options, but no duty says which statements belong to which. All are marked as unknown: sort them into the core and the options.")
		return
	}
	var codes []string
	for i := range found.Standard.Statements {
		if st := &found.Standard.Statements[i]; st.Membership == ksb.Unknown {
			codes = append(codes, string(st.Code))
		}
	}
	if len(codes) > 0 {
		more := ""
		if len(codes) > 10 {
			codes, more = codes[:10], " and others"
		}
		note(found, "No duty of the core or of an option names %s%s; they are marked as unknown.", strings.Join(codes, ", "), more)
	}
}
