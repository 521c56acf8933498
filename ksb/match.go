package ksb

import (
	"slices"
	"strings"
	"unicode"
)

// match pairs found statements with stored ones, the surest ways first. Each way
// looks only at what the ones before left over.
func (c *comparison) match() {
	c.pairWhere(BySource, func(s, f *Statement) bool { return f.SourceID != "" && f.SourceID == s.SourceID })
	sameWords := func(s, f *Statement) bool { return plainWords(f.Official) == plainWords(s.Text()) }
	c.pairWhere(ByWording, func(s, f *Statement) bool { return sameWords(s, f) && group(s) == group(f) })
	c.pairWhere(ByWording, sameWords)
	c.pairWhere(ByCode, func(s, f *Statement) bool {
		return f.Origin == OfficialCode && s.Origin == OfficialCode && f.Code == s.Code && s.Official != "" && alike(s.Official, f.Official) >= 0.5
	})
	c.pairByPlace(func(st *Statement) string { return st.Type + "\x00" + group(st) })
	c.pairByPlace(func(st *Statement) string { return st.Type })
	c.pairLikest(0.6)
}

// pairWhere pairs each found statement with the first stored one of its type
// that is the same.
func (c *comparison) pairWhere(how Match, same func(stored, found *Statement) bool) {
	for i := range c.found.Statements {
		f := &c.found.Statements[i]
		if _, done := c.pairs[i]; done {
			continue
		}
		for j := range c.stored.Statements {
			if s := &c.stored.Statements[j]; !c.taken[j] && s.Type == f.Type && same(s, f) {
				c.pair(i, j, how)
				break
			}
		}
	}
}

func (c *comparison) pair(found, stored int, how Match) {
	c.pairs[found] = pair{stored, how}
	c.taken[stored] = true
}

// pairByPlace pairs what is left, in order, within each group whose stored
// statements are summaries and as many as the found ones.
func (c *comparison) pairByPlace(key func(*Statement) string) {
	stored, found := make(map[string][]int), make(map[string][]int)
	official := make(map[string]bool)
	for j := range c.stored.Statements {
		if s := &c.stored.Statements[j]; !c.taken[j] && !s.Retired {
			stored[key(s)] = append(stored[key(s)], j)
			official[key(s)] = official[key(s)] || s.Official != ""
		}
	}
	for i := range c.found.Statements {
		if _, done := c.pairs[i]; !done {
			k := key(&c.found.Statements[i])
			found[k] = append(found[k], i)
		}
	}
	for k, js := range stored {
		if official[k] || len(found[k]) != len(js) {
			continue
		}
		for n, j := range js {
			c.pair(found[k][n], j, ByPlace)
		}
	}
}

// pairLikest pairs official wordings that are nearly the same, the likest first.
func (c *comparison) pairLikest(least float64) {
	type couple struct {
		found, stored int
		like          float64
	}
	var couples []couple
	for i := range c.found.Statements {
		if _, done := c.pairs[i]; done {
			continue
		}
		for j := range c.stored.Statements {
			s, f := &c.stored.Statements[j], &c.found.Statements[i]
			if c.taken[j] || s.Type != f.Type || s.Official == "" {
				continue
			}
			if like := alike(s.Official, f.Official); like >= least {
				couples = append(couples, couple{i, j, like})
			}
		}
	}
	slices.SortStableFunc(couples, func(a, b couple) int {
		switch {
		case a.like > b.like:
			return -1
		case a.like < b.like:
			return 1
		}
		return 0
	})
	for _, k := range couples {
		if _, done := c.pairs[k.found]; !done && !c.taken[k.stored] {
			c.pair(k.found, k.stored, ByLikest)
		}
	}
}

// group says whom a statement is for, as one string.
func group(st *Statement) string {
	options := slices.Sorted(slices.Values(st.Options))
	return string(st.Membership) + "\x00" + strings.Join(options, "\x00")
}

// words returns the words of a wording in lower case, without marks.
func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// plainWords is a wording as far as two copies of it agree.
func plainWords(s string) string { return strings.Join(words(s), " ") }

// likeness returns how much two wordings share: 0 nothing, 1 all of it, each word
// as often as it occurs and with the weight it has.
func likeness(as, bs []string, weight func(word string) float64) float64 {
	left := make(map[string]int)
	var all, shared float64
	for _, w := range as {
		left[w]++
		all += weight(w)
	}
	for _, w := range bs {
		all += weight(w)
		if left[w] > 0 {
			left[w]--
			shared += weight(w)
		}
	}
	if all == 0 {
		return 0
	}
	return 2 * shared / all
}

// alike is the likeness of two wordings, every word counting the same.
func alike(a, b string) float64 {
	return likeness(words(a), words(b), func(string) float64 { return 1 })
}
