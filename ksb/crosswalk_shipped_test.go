package ksb

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// unlinked names what the shipped crosswalks leave open on purpose: neither
// standard has trade abroad or litigation for clients, and the statements of the
// Level 2 role go into no specialism but accounts and their collection.
var unlinked = map[string][]string{
	"ST0175": {"export-credit-management", "third-party-debt-recovery-and-litigation"},
	"ST0176": {"consumer-credit-management", "consumer-credit-risk-management", "commercial-credit-risk-management", "export-credit-management",
		"third-party-debt-collection", "debt-recovery", "legal-proceedings-and-insolvency", "third-party-debt-recovery-and-litigation", "enforcement"},
}

// optionSpecialisms names the specialisms, one of which each statement of an
// option supports.
var optionSpecialisms = map[string][]string{
	"Credit risk": {"consumer-credit-risk-management", "commercial-credit-risk-management"},
	"Collections": {"cash-collections"},
	"Enforcement": {"enforcement"},
}

func TestShippedCrosswalks(t *testing.T) {
	f := cicm(t)
	standards, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	reasons := make(map[string]string) // how the reasons of all crosswalks begin: none is a template
	for i := range standards {
		s := &standards[i]
		c := shippedCrosswalk(t, s)
		if c.Framework != (Naming{f.Reference, f.Version}) {
			t.Errorf("%s leads to %+v", s.Reference, c.Framework)
		}
		checkLinks(t, s, f, c, reasons)
		checkReach(t, s, f, c)
	}
}

// shippedCrosswalk returns the crosswalk that comes with the program for a
// standard that does too.
func shippedCrosswalk(t *testing.T, s *Standard) *Crosswalk {
	t.Helper()
	standards, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	all, err := shippedCrosswalks(standards, []*Framework{cicm(t)})
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(all, func(c *Crosswalk) bool { return c.Standard == Naming{s.Reference, s.Version} })
	if at < 0 {
		t.Fatalf("there is no crosswalk of %s", s.Label())
	}
	return all[at]
}

// checkLinks checks each link by itself: both of its ends are there, it is there
// once, and it has a reason that no other link has.
func checkLinks(t *testing.T, s *Standard, f *Framework, c *Crosswalk, reasons map[string]string) {
	t.Helper()
	ends, last := make(map[[2]string]bool), 0
	for _, l := range c.Links {
		name := s.Reference + " " + l.Statement + " to " + l.Element
		at := slices.IndexFunc(s.Statements, func(st Statement) bool { return st.Key == l.Statement })
		if at < 0 || f.Element(l.Element) == nil && f.Specialism(l.Element) == nil {
			t.Errorf("%s: an end is missing", name)
		}
		if at < last {
			t.Errorf("%s: out of the standard's order", name)
		}
		last = at
		if ends[[2]string{l.Statement, l.Element}] {
			t.Errorf("%s is there twice", name)
		}
		ends[[2]string{l.Statement, l.Element}] = true
		if l.Strength != Direct && l.Strength != Partial {
			t.Errorf("%s has the strength %q", name, l.Strength)
		}
		n, words := utf8.RuneCountInString(l.Reason), len(strings.Fields(l.Reason))
		if words < 8 || n > 200 || !strings.HasSuffix(l.Reason, ".") || strings.Contains(l.Reason, ". ") {
			t.Errorf("%s: the reason is not one sentence of 8 words to 200 characters: %q", name, l.Reason)
		}
		key := strings.Join(strings.Fields(strings.ToLower(l.Reason))[:min(words, 5)], " ")
		if other, ok := reasons[key]; ok {
			t.Errorf("the reason of %s begins as that of %s", name, other)
		}
		reasons[key] = name
	}
}

// checkReach checks the crosswalk as a whole: every statement supports one to
// three things, and everything is supported but what is left open on purpose.
func checkReach(t *testing.T, s *Standard, f *Framework, c *Crosswalk) {
	t.Helper()
	for _, st := range s.Statements {
		links := c.LinksFrom(st.Key)
		if len(links) < 1 || len(links) > 3 {
			t.Errorf("%s %s has %d links; want 1 to 3", s.Reference, st.Key, len(links))
		}
		to := func(fits func(key string) bool) bool {
			return slices.ContainsFunc(links, func(l Link) bool { return fits(l.Element) })
		}
		for _, option := range st.Options {
			if !to(func(key string) bool { return slices.Contains(optionSpecialisms[option], key) }) {
				t.Errorf("%s %s is for %s and supports no specialism of it", s.Reference, st.Key, option)
			}
		}
		if st.Type == "behaviour" && !to(func(key string) bool {
			return strings.HasPrefix(key, "PS") || strings.HasPrefix(key, "B") && !strings.HasPrefix(key, "BS")
		}) {
			t.Errorf("%s %s supports neither a behaviour nor a personal skill", s.Reference, st.Key)
		}
	}
	for _, a := range f.Areas {
		for _, e := range a.Elements {
			if len(c.LinksTo(e.Key)) == 0 {
				t.Errorf("%s supports nothing of %s", s.Reference, e.Code)
			}
		}
	}
	for _, sp := range f.Specialisms {
		if open := slices.Contains(unlinked[s.Reference], sp.Key); open != (len(c.LinksTo(sp.Key)) == 0) {
			t.Errorf("%s has %d links to %s; left open: %t", s.Reference, len(c.LinksTo(sp.Key)), sp.Key, open)
		}
	}
}
