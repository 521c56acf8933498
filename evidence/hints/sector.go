package hints

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// A Sector is what those who assess one sector's work look for besides, as data.
type Sector struct {
	Key       string        `json:"key"`       // "credit-control"
	Name      string        `json:"name"`      // "Credit control and debt collection"
	Standards []string      `json:"standards"` // references of the standards it is for
	Source    string        `json:"source"`    // what the checks were drawn from, in words
	Checks    []SectorCheck `json:"checks"`
}

// A SectorCheck is one of the things they look for. It is about accounts in
// which each list of Fits has a cue, and is silent if one of Met is anywhere in
// the account. For what a cue is see Cues.
type SectorCheck struct {
	Key     string     `json:"key"` // unique in the sector
	Name    string     `json:"name"`
	About   string     `json:"about"` // when the hint is shown, in a sentence
	Where   string     `json:"where"` // the field it is about
	Fits    [][]string `json:"fits"`
	Met     []string   `json:"met"`
	Hint    string     `json:"hint"` // {found} stands for the words that fit the first list
	Why     string     `json:"why"`
	Example string     `json:"example"`
	Order   int        `json:"order"`             // among all rules; the smaller, the more it matters
	Instead string     `json:"instead,omitempty"` // key of a general rule that says nothing where this one does
}

const maxSector = 1 << 20 // bytes

var (
	keyPattern = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)
	cuePattern = regexp.MustCompile(strings.ReplaceAll(`^W(\|W)*( W(\|W)*)*$`, "W", `(#|[\p{L}\p{N}'’-]+\*?)`))
)

// ReadSector reads the checks of a sector. It returns an error that names the
// check if anything is missing, unknown or of no use.
func ReadSector(r io.Reader) (s Sector, err error) {
	d := json.NewDecoder(io.LimitReader(r, maxSector))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return s, fmt.Errorf("read sector: %w", err)
	}
	return s, s.check()
}

func (s *Sector) check() error {
	if !keyPattern.MatchString(s.Key) || s.Name == "" || len(s.Standards) == 0 || len(s.Checks) == 0 {
		return fmt.Errorf("sector %q: key, name, standards and checks are needed", s.Key)
	}
	seen := map[string]bool{}
	for i := range s.Checks {
		c := &s.Checks[i]
		if !keyPattern.MatchString(c.Key) || seen[c.Key] {
			return fmt.Errorf("sector %s, check %d: the key %q is no key or stands twice", s.Key, i+1, c.Key)
		}
		seen[c.Key] = true
		if err := c.check(); err != nil {
			return fmt.Errorf("sector %s, check %s: %w", s.Key, c.Key, err)
		}
	}
	return nil
}

func (c *SectorCheck) check() error {
	for _, text := range []string{c.Name, c.About, c.Hint, c.Why, c.Example} {
		if strings.TrimSpace(text) == "" {
			return fmt.Errorf("name, about, hint, why and example are needed")
		}
	}
	if !slices.ContainsFunc(read(&Account{}).parts, func(p *part) bool { return p.field == c.Where }) {
		return fmt.Errorf("there is no field %q", c.Where)
	}
	if len(c.Fits) == 0 {
		return fmt.Errorf("fits is needed")
	}
	for _, some := range append(slices.Clone(c.Fits), c.Met) {
		for _, cue := range some {
			if !cuePattern.MatchString(cue) {
				return fmt.Errorf("%q is no cue: words parted by spaces, # for any figure, * at the end of a word, | between words that will do as well", cue)
			}
		}
		if len(some) == 0 {
			return fmt.Errorf("a list of cues is empty")
		}
	}
	if c.Instead != "" && !slices.ContainsFunc(General, func(r Rule) bool { return r.Key == c.Instead }) {
		return fmt.Errorf("there is no general rule %q", c.Instead)
	}
	return nil
}

// Rules returns the checks of a sector as rules; their keys begin with the
// sector's.
func (s *Sector) Rules() (rules Rules) {
	for i := range s.Checks {
		c := &s.Checks[i]
		rules = append(rules, Rule{Key: s.Key + "." + c.Key, Name: c.Name, About: c.About, Why: c.Why, Example: c.Example,
			Order: c.Order, English: true, own: true, instead: c.Instead, look: c.looker()})
	}
	return rules
}

func (c *SectorCheck) looker() func(*reading) (string, string) {
	var all []Cues
	for _, some := range c.Fits {
		all = append(all, cuesOf(some...))
	}
	met := cuesOf(c.Met...)
	return func(r *reading) (string, string) {
		if r.story < shortStory {
			return "", ""
		}
		first := ""
		for i, some := range all {
			found := r.index.find(some, situation, task, action, result)
			if found == "" {
				return "", ""
			}
			if i == 0 {
				first = found
			}
		}
		if r.index.has(met) {
			return "", ""
		}
		return c.Where, strings.ReplaceAll(c.Hint, "{found}", said(first))
	}
}

//go:embed checks/*.json
var shipped embed.FS

// Sectors returns the sectors that come with the program, by name of their files.
var Sectors = sync.OnceValue(func() (all []Sector) {
	files, err := shipped.ReadDir("checks")
	if err != nil {
		panic(err)
	}
	for _, f := range files {
		text, err := shipped.ReadFile("checks/" + f.Name())
		if err != nil {
			panic(err)
		}
		s, err := ReadSector(bytes.NewReader(text))
		if err != nil {
			panic(fmt.Sprintf("%s: %v", f.Name(), err))
		}
		all = append(all, s)
	}
	return all
})

// For returns the rules for work towards the standard with that reference: the
// general ones, and those of each of the sectors that are for it.
func For(standard string, sectors []Sector) Rules {
	rules := slices.Clone(General)
	for i := range sectors {
		if slices.Contains(sectors[i].Standards, standard) {
			rules = append(rules, sectors[i].Rules()...)
		}
	}
	return rules
}
