package ksb

import (
	"fmt"
	"slices"
	"strings"
)

// A Match says how a stored statement and one of an import were found to be the
// same. A code alone never says so.
type Match string

// The ways of matching, surest first.
const (
	BySource  Match = "the source's id"
	ByWording Match = "its wording"
	ByCode    Match = "its code and much of its wording"
	ByPlace   Match = "its place in the list"
	ByLikest  Match = "most of its wording"
)

// A Change is what an import does to one statement.
type Change struct {
	Before   *Statement // as stored; nil: new
	After    *Statement // as it will be stored; nil: no longer in the standard, so it retires
	Match    Match      // how Before and After were matched; empty if one is nil
	Attaches bool       // official wording takes the place of our summary
	Reworded bool       // official wording takes the place of another
	Recoded  bool
	Moved    bool // is for other apprentices than before
	Returns  bool // had been retired
}

// New reports whether the statement is added.
func (c *Change) New() bool { return c.Before == nil }

// Retires reports whether the statement is no longer in the standard.
func (c *Change) Retires() bool { return c.After == nil }

// Same reports whether the statement stays as it is.
func (c *Change) Same() bool {
	return c.Before != nil && c.After != nil && !c.Attaches && !c.Reworded && !c.Recoded && !c.Moved && !c.Returns
}

// A Difference is what an import does to a standard.
type Difference struct {
	Before  *Standard // as stored; nil: the standard is new
	After   Standard  // as it will be stored, without what retires
	Changes []Change  // in the import's order, what retires last
	Notes   []string  // sentences for the person who confirms
	Refusal string    // why it cannot be applied; empty if it can
}

// Count returns how many changes are of a kind.
func (d *Difference) Count(is func(*Change) bool) (n int) {
	for i := range d.Changes {
		if is(&d.Changes[i]) {
			n++
		}
	}
	return n
}

// DifferenceOf says what an import does to the stored standard; nil: there is none
// yet. It changes neither.
//
// Wording, numbers and source come from the import; titles, summaries, names of
// options and codes a provider gave stay.
func DifferenceOf(stored *Standard, found Standard) Difference {
	d := Difference{Before: stored, After: found}
	if stored == nil {
		for i := range found.Statements {
			d.Changes = append(d.Changes, Change{After: &found.Statements[i]})
		}
		return d
	}
	c := comparison{stored: stored, found: &found, d: &d, pairs: make(map[int]pair), taken: make(map[int]bool)}
	c.facts()
	c.options()
	c.match()
	c.changes()
	return d
}

// A comparison is DifferenceOf at work. Statements are named by their index.
type comparison struct {
	stored *Standard
	found  *Standard
	d      *Difference
	pairs  map[int]pair // of a found statement
	taken  map[int]bool // stored statements that have a pair
	knows  bool         // the import tells the options apart
}

type pair struct {
	stored int
	match  Match
}

func (c *comparison) note(format string, args ...any) {
	c.d.Notes = append(c.d.Notes, fmt.Sprintf(format, args...))
}

// facts settles what is said of the standard as a whole.
func (c *comparison) facts() {
	after, before, found := &c.d.After, c.stored, c.found
	after.ID, after.Reference, after.Version = before.ID, before.Reference, before.Version
	if found.Title != "" && !strings.EqualFold(found.Title, before.Title) {
		c.note("The import calls the standard “%s”; the stored title “%s” stays.", found.Title, before.Title)
	}
	if found.Level != 0 && before.Level != 0 && found.Level != before.Level {
		c.note("The import says level %d and level %d is stored. Check that it is the same standard.", found.Level, before.Level)
	}
	after.Title = before.Title
	after.Level = first(found.Level, before.Level)
	after.MinimumHours = first(found.MinimumHours, before.MinimumHours)
	after.DurationMonths = first(found.DurationMonths, before.DurationMonths)
	after.MaxFunding = first(found.MaxFunding, before.MaxFunding)
	after.Types = slices.Clone(before.Types)
	for _, t := range found.Types {
		if !slices.ContainsFunc(after.Types, func(have Type) bool { return have.Key == t.Key }) {
			after.Types = append(after.Types, t)
		}
	}
}

func first(a, b int) int {
	if a != 0 {
		return a
	}
	return b
}

// options settles which option of the import is which stored one, and renames
// them in the found statements.
func (c *comparison) options() {
	c.knows = len(c.found.Options) > 0 || len(c.stored.Options) == 0
	if !c.knows {
		c.note("The import does not tell the standard's options apart. Each statement stays in the core or the options it is in.")
	}
	options := slices.Clone(c.stored.Options)
	names := make(map[string]string) // stored name of a found option
	used := make([]bool, len(options))
	give := func(f Option, i int) {
		names[f.Name], used[i] = options[i].Name, true
		if f.SourceID != "" {
			options[i].SourceID = f.SourceID
		}
	}
	for _, f := range c.found.Options {
		for i, o := range c.stored.Options {
			if !used[i] && (f.SourceID != "" && f.SourceID == o.SourceID || strings.EqualFold(f.Name, o.Name)) {
				give(f, i)
				break
			}
		}
	}
	for at, f := range c.found.Options {
		if _, known := names[f.Name]; known {
			continue
		}
		best, most := -1, 0
		for i, o := range c.stored.Options {
			if n := c.shared(f.Name, o.Name); !used[i] && n > most {
				best, most = i, n
			}
		}
		if best >= 0 {
			give(f, best)
			if at != best {
				c.note("“%s” is taken to be the stored option “%s”, by its statements.", f.Name, options[best].Name)
			}
		}
	}
	byOrder := len(c.found.Options) == len(options)
	for at, f := range c.found.Options {
		if _, known := names[f.Name]; known {
			continue
		}
		if byOrder && !used[at] {
			give(f, at)
			c.note("“%s” is taken to be the stored option “%s”, by order.", f.Name, options[at].Name)
			continue
		}
		names[f.Name] = f.Name
		options = append(options, Option{Name: f.Name, SourceID: f.SourceID})
		c.note("The option “%s” is new.", f.Name)
	}
	for i := range used {
		if !used[i] && len(c.found.Options) > 0 {
			c.note("The import has no option “%s”. It stays, as apprentices may be on it.", options[i].Name)
		}
	}
	c.d.After.Options = options
	statements := slices.Clone(c.found.Statements)
	for i := range statements {
		var renamed []string
		for _, o := range statements[i].Options {
			renamed = append(renamed, names[o])
		}
		statements[i].Options = renamed
	}
	c.found.Statements = statements
}

// shared returns how many statements of a found and a stored option have one
// official wording.
func (c *comparison) shared(found, stored string) (n int) {
	worded := make(map[string]bool)
	for i := range c.stored.Statements {
		if st := &c.stored.Statements[i]; slices.Contains(st.Options, stored) && st.Official != "" {
			worded[plainWords(st.Official)] = true
		}
	}
	for i := range c.found.Statements {
		if st := &c.found.Statements[i]; slices.Contains(st.Options, found) && worded[plainWords(st.Official)] {
			n++
		}
	}
	return n
}

// changes turns the pairs into changes and the standard as it will be.
func (c *comparison) changes() {
	keys := make(map[string]bool)
	for _, st := range c.stored.Statements {
		keys[st.Key] = true
	}
	after := make([]Statement, len(c.found.Statements))
	for i := range c.found.Statements {
		f := &c.found.Statements[i]
		p, ok := c.pairs[i]
		if !ok {
			after[i] = *f
			after[i].Key = freeKey(keys, f.Key)
			c.d.Changes = append(c.d.Changes, Change{After: &after[i]})
			continue
		}
		before := &c.stored.Statements[p.stored]
		after[i] = c.merged(before, f)
		c.d.Changes = append(c.d.Changes, Change{
			Before: before, After: &after[i], Match: p.match,
			Attaches: before.Official == "" && after[i].Official != "",
			Reworded: before.Official != "" && before.Official != after[i].Official,
			Recoded:  before.Code != after[i].Code,
			Moved:    before.Membership != after[i].Membership || !sameNames(before.Options, after[i].Options),
			Returns:  before.Retired,
		})
	}
	c.d.After.Statements = after
	for i := range c.stored.Statements {
		if st := &c.stored.Statements[i]; !c.taken[i] && !st.Retired {
			c.d.Changes = append(c.d.Changes, Change{Before: st})
		}
	}
	c.verdict()
}

// merged returns the stored statement as the import leaves it.
func (c *comparison) merged(before, f *Statement) Statement {
	after := *before
	after.Official, after.Retired = f.Official, false
	if f.SourceID != "" {
		after.SourceID = f.SourceID
	}
	if f.Code != "" && (before.Origin != OfficialCode || f.Origin == OfficialCode) {
		after.Code, after.Origin = f.Code, f.Origin
	}
	if c.knows && f.Membership != Unknown {
		after.Membership, after.Options = f.Membership, f.Options
	}
	return after
}

// verdict notes what the person should know of the whole, and refuses an import
// that would part our summaries from their statements.
func (c *comparison) verdict() {
	added, lost := c.d.Count((*Change).New), c.d.Count((*Change).Retires)
	guesses := c.d.Count(func(ch *Change) bool { return ch.Match == ByPlace })
	if guesses > 0 {
		c.note("The wording of %d of the statements was matched to our summary by place in the list. Compare each with its title.", guesses)
	}
	if lost > 0 {
		c.note("%d of the stored statements are not in the import. They retire: claims on them stay and count no longer.", lost)
	}
	if added > 0 {
		c.note("%d of the import's statements are new. Until a plan's methods name them they are in none.", added)
	}
	for _, t := range c.d.After.Types {
		summaries := c.d.Count(func(ch *Change) bool { return ch.Retires() && ch.Before.Type == t.Key && ch.Before.Official == "" })
		new := c.d.Count(func(ch *Change) bool { return ch.New() && ch.After.Type == t.Key })
		if summaries > 0 && new > 0 {
			c.d.Refusal = fmt.Sprintf("The stored %s are summaries of ours, and their number and order do not fit the import's (%d of %d have no counterpart, %d are left over), "+
				"so which wording belongs to which cannot be told. Check that it is the right standard and version, or import it under another version.",
				strings.ToLower(t.Name), summaries, c.stored.CountOf(t.Key, "", ""), new)
			return
		}
	}
}

func sameNames(a, b []string) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(name string) bool { return !slices.Contains(b, name) })
}

// freeKey returns key, or one like it that is free, and takes it.
func freeKey(taken map[string]bool, key string) string {
	free := key
	for n := 2; taken[free]; n++ {
		free = fmt.Sprintf("%s-%d", key, n)
	}
	taken[free] = true
	return free
}

// Lines returns how many statements change in which way, a line for each way
// that occurs: "62 get official wording in place of our summary".
func (d *Difference) Lines() []string {
	kinds := []struct {
		words string
		is    func(*Change) bool
	}{
		{"stay as they are", (*Change).Same},
		{"get official wording in place of our summary", func(c *Change) bool { return c.Attaches }},
		{"get other official wording", func(c *Change) bool { return c.Reworded }},
		{"get another code", func(c *Change) bool { return c.Before != nil && c.After != nil && c.Recoded }},
		{"are for other apprentices than before", func(c *Change) bool { return c.Moved }},
		{"come back into the standard", func(c *Change) bool { return c.Returns }},
		{"are new", (*Change).New},
		{"are no longer in the standard and retire", (*Change).Retires},
	}
	var lines []string
	for _, k := range kinds {
		if n := d.Count(k.is); n > 0 {
			lines = append(lines, fmt.Sprintf("%d %s", n, k.words))
		}
	}
	return lines
}
