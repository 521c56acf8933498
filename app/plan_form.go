package app

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/pages"
	"touchstone/ksb"
)

// blankRows is how many empty rows a list of the form ends with.
const blankRows = 2

// A planForm reads and shows one part of a draft. Its inputs are named after the
// places that ksb.Plan.Faults names.
type planForm struct {
	plan     *ksb.Plan
	standard *ksb.Standard
	method   int // of the part on criteria
	typed    func(name string) []string
	bad      map[string]string // what was typed for a number and is none, by place
	page     *pages.PlanForm
}

// text returns what was typed, on one line.
func (f *planForm) text(name string) string {
	return strings.Join(strings.Fields(strings.Join(f.typed(name), " ")), " ")
}

func (f *planForm) ticked(name string) bool { return len(f.typed(name)) > 0 }

// number returns a typed number; what is none is noted for the place where it
// will stand.
func (f *planForm) number(name, place string) int {
	text := f.text(name)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		f.bad[place] = text
	}
	return n
}

// rows returns the numbers of the typed rows of a list, in the order that was
// given to them.
func (f *planForm) rows(list string) []string {
	type row struct {
		name string
		at   float64
	}
	var all []row
	for i := 0; ; i++ {
		name := fmt.Sprintf("%s[%d]", list, i)
		order := f.typed(name + ".order")
		if len(order) == 0 {
			break
		}
		at, err := strconv.ParseFloat(strings.TrimSpace(order[0]), 64)
		if err != nil || math.IsNaN(at) {
			at = float64(i + 1)
		}
		all = append(all, row{name, at})
	}
	slices.SortStableFunc(all, func(a, b row) int { return cmp.Compare(a.at, b.at) })
	var names []string
	for _, r := range all {
		names = append(names, r.name)
	}
	return names
}

var notKey = regexp.MustCompile(`[^a-z0-9]+`)

// keyFor makes a key of a name, other than those that are there.
func keyFor(name string, there func(key string) bool) string {
	base := strings.Trim(notKey.ReplaceAllString(strings.ToLower(name), "-"), "-")
	if len(base) > 30 {
		base = strings.TrimRight(base[:30], "-")
	}
	base = cmp.Or(base, "x")
	key := base
	for n := 2; there(key); n++ {
		key = fmt.Sprintf("%s-%d", base, n)
	}
	return key
}

// placeID returns the id of the input for a place.
func placeID(place string) string {
	return strings.NewReplacer("[", "-", "]", "", ".", "-", " ", "-").Replace(place)
}

func field(place, label, hint, value string) pages.Field {
	return pages.Field{Name: place, ID: placeID(place), Label: label, Hint: hint, Value: value}
}

func line(place, label, hint, value string) pages.PlanInput {
	return pages.PlanInput{Field: field(place, label, hint, value)}
}

func optionalLine(place, label, hint, value string) pages.PlanInput {
	in := line(place, label, hint, value)
	in.Optional = true
	return in
}

func area(place, label, hint, value string) pages.PlanInput {
	in := line(place, label, hint, value)
	in.As, in.Rows = pages.AsArea, 2
	return in
}

// figure is an input for a number; 0 is shown as nothing.
func (f *planForm) figure(place, label, hint string, n int) pages.PlanInput {
	in := line(place, label, hint, "")
	if n != 0 {
		in.Value = strconv.Itoa(n)
	}
	if text, is := f.bad[place]; is {
		in.Value, in.Fault = text, "Enter a whole number, or leave it empty."
	}
	in.Optional, in.Short, in.Attrs = true, true, map[string]any{"inputmode": "numeric"}
	return in
}

// order is where a row stands in its list.
func order(row string, i int) pages.PlanInput {
	in := line(row+".order", "Place in the list", "", strconv.Itoa(i+1))
	in.Short, in.Class, in.Attrs = true, "entry__place", map[string]any{"inputmode": "decimal"}
	return in
}

func check(place, label, hint string, on bool) pages.PlanInput {
	in := line(place, label, hint, "")
	in.As, in.On = pages.AsCheck, on
	return in
}

func choose(as pages.InputAs, place, label, hint string, options []pages.Option, chosen ...string) pages.PlanInput {
	in := line(place, label, hint, "")
	in.As = as
	for _, o := range options {
		o.On = slices.Contains(chosen, o.Value)
		in.Options = append(in.Options, o)
	}
	return in
}

// fault ties what is wrong with the draft to the inputs of the page: each to the
// one whose place it is in, or else to the whole.
func (f *planForm) fault(faults []ksb.Fault) {
	for _, fault := range faults {
		if in := f.input(fault.Place); in == nil {
			f.page.Whole = append(f.page.Whole, fault.Text)
		} else if *in == "" {
			*in = fault.Text
		}
	}
}

// input returns where the sentence for a place stands: at the input with the
// longest name that the place begins with. It is nil if there is none.
func (f *planForm) input(place string) (found *string) {
	longest := 0
	try := func(name string, at *string) {
		if len(name) > longest && (place == name || strings.HasPrefix(place, name+".") || strings.HasPrefix(place, name+"[")) {
			longest, found = len(name), at
		}
	}
	for i := range f.page.Groups {
		g := &f.page.Groups[i]
		for j := range g.Inputs {
			try(g.Inputs[j].Name, &g.Inputs[j].Fault)
		}
		for j := range g.Rows {
			for k := range g.Rows[j].Inputs {
				try(g.Rows[j].Inputs[k].Name, &g.Rows[j].Inputs[k].Fault)
			}
		}
	}
	if f.page.Grid != nil {
		for i := range f.page.Grid.Rows {
			try(f.page.Grid.Rows[i].ID, &f.page.Grid.Rows[i].Fault)
		}
	}
	return found
}

// typedIn returns what a request sends.
func typedIn(c *fiber.Ctx) func(name string) []string {
	return func(name string) (out []string) {
		for _, raw := range c.Context().PostArgs().PeekMulti(name) {
			out = append(out, string(raw))
		}
		return out
	}
}
