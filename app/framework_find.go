package app

import (
	"slices"
	"strings"
	"unicode"

	"touchstone/app/pages"
	"touchstone/ksb"
)

// maxSearched is how many words of a search are looked for.
const maxSearched = 10

// searched returns the words of a search in small letters, as runes.
func searched(text string) (all [][]rune) {
	for _, word := range strings.Fields(text) {
		if len(all) < maxSearched {
			all = append(all, smallRunes(word))
		}
	}
	return all
}

// smallRunes returns a text in small letters, rune by rune: each stands where it
// stood.
func smallRunes(text string) []rune {
	small := []rune(text)
	for i, r := range small {
		small[i] = unicode.ToLower(r)
	}
	return small
}

// frameworkHits returns every text of a framework, at any grade, that has all the
// words, in the framework's order.
func frameworkHits(f *ksb.Framework, sought [][]rune) (hits []pages.FrameworkHit) {
	see := func(in pages.Link, where, text string) {
		if runs := marked(text, sought); runs != nil {
			hits = append(hits, pages.FrameworkHit{In: in, Where: where, Text: runs})
		}
	}
	at := frameworkAddress(f.ID)
	to := func(key, grade string) string {
		if grade != "" {
			return at + "?grade=" + grade + "#" + elementAnchor(key)
		}
		return at + "#" + elementAnchor(key)
	}
	graded := func(key, name string, all []ksb.Descriptor) {
		for i := range f.Grades {
			for _, text := range descriptorTexts(all, &f.Grades[i]) {
				see(pages.Link{Text: name, Href: to(key, f.Grades[i].Key)}, f.Grades[i].Name, text)
			}
		}
	}
	for i := range f.Grades {
		g := &f.Grades[i]
		for _, text := range slices.Concat([]string{g.Summary}, g.Expects) {
			see(pages.Link{Text: g.Name, Href: at + "?grade=" + g.Key}, "The grade", text)
		}
	}
	for i := range f.Areas {
		area := &f.Areas[i]
		for j := range area.Elements {
			e := &area.Elements[j]
			name := e.Code + " " + e.Name
			in := pages.Link{Text: name, Href: to(e.Key, "")}
			see(in, area.Name, name+". "+e.Summary)
			graded(e.Key, name, e.Descriptors)
			for _, n := range e.Indicators {
				where := "Shows it"
				if !n.Positive {
					where = "Shows that it is missing"
				}
				see(in, where, n.Text)
			}
		}
	}
	for i := range f.Specialisms {
		s := &f.Specialisms[i]
		see(pages.Link{Text: s.Name, Href: to(s.Key, "")}, "Specialism", s.Name+". "+s.Summary)
		graded(s.Key, s.Name, s.Descriptors)
	}
	return hits
}

// marked returns a text in runs, of which those are marked that hold a word that
// is sought; nil if one of the words is not in it.
func marked(text string, sought [][]rune) (runs []pages.MarkedRun) {
	small := smallRunes(text)
	hit := make([]bool, len(small))
	for _, word := range sought {
		found := false
		for i := 0; i+len(word) <= len(small); i++ {
			if slices.Equal(small[i:i+len(word)], word) {
				found = true
				for j := range word {
					hit[i+j] = true
				}
			}
		}
		if !found {
			return nil
		}
	}
	whole := []rune(text)
	for i := 0; i < len(whole); {
		end := i
		for end < len(whole) && hit[end] == hit[i] {
			end++
		}
		runs = append(runs, pages.MarkedRun{Text: string(whole[i:end]), On: hit[i]})
		i = end
	}
	return runs
}
