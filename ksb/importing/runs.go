package importing

import (
	"fmt"
	"slices"
	"strings"

	"touchstone/app/fault"
	"touchstone/app/words"
	"touchstone/ksb"
)

// A page's list is the concatenation of one run per option: the core, then the
// option's own statements. A run begins where the first statement comes again.

// A mark tells statements apart within a run: the same wording twice in one run
// is two statements.
type mark struct {
	text  string // as compared
	times int    // how often it came before in the run
}

// compared is the wording as far as two runs must agree on it.
func compared(it item) string {
	s := strings.NewReplacer("‘", "'", "’", "'", "“", `"`, "”", `"`).Replace(strings.ToLower(it.text))
	return string(it.code) + " " + strings.TrimRight(s, ". ")
}

func marksOf(run []item) []mark {
	times := make(map[string]int)
	out := make([]mark, len(run))
	for i, it := range run {
		key := compared(it)
		out[i] = mark{key, times[key]}
		times[key]++
	}
	return out
}

// settle makes statements of the sections' lists.
func settle(found *Result, sections []section) error {
	starts := make([][]int, len(sections)) // where each list's first statement comes
	n, all := 0, 0
	for i, s := range sections {
		all += len(s.items)
		for j, it := range s.items {
			if compared(it) == compared(s.items[0]) {
				starts[i] = append(starts[i], j)
			}
		}
		if n == 0 || len(starts[i]) < n {
			n = len(starts[i])
		}
	}
	if n > ksb.MaxOptions || all > ksb.MaxOptions*ksb.MaxStatements {
		return fault.Newf(fault.Invalid, "The lists hold %d lines and begin again %d times; no standard is so long or has so many options. %s", all, n, expected)
	}
	last := &sections[len(sections)-1]
	if n == 1 {
		found.Form = SinglePage
	} else {
		found.Form = CoursePage
		for i := range n {
			found.Standard.Options = append(found.Standard.Options, ksb.Option{Name: fmt.Sprintf("Option %d", i+1)})
		}
	}
	for i, s := range sections {
		runs, err := split(s, starts[i], n)
		if err != nil {
			return err
		}
		if err := whole(found, s, runs, s.ended || &sections[i] != last); err != nil {
			return err
		}
		add(found, s.typ, runs)
	}
	if n == 1 {
		found.Doubts = append(found.Doubts, "Each list comes once, so statements of options, if the standard has any, could not be told apart. "+
			"All were taken as core: move those that belong to an option.")
	} else {
		found.Doubts = append(found.Doubts, fmt.Sprintf("The page names no options; they are called Option 1 to Option %d, in the page's order.", n))
	}
	if slices.ContainsFunc(found.Standard.Statements, func(st ksb.Statement) bool { return st.Origin == ksb.InferredCode }) {
		found.Doubts = append(found.Doubts, "The page prints no codes; they were numbered in the page's order and are marked as inferred.")
	}
	if !last.ended && n == 1 {
		found.Doubts = append(found.Doubts, fmt.Sprintf("Nothing follows the list of %s. If the page was cut short there, statements are missing: the last one ends “%s”.",
			lower(last.typ), tail(last.items[len(last.items)-1].text)))
	}
	return nil
}

func tail(s string) string {
	words := strings.Fields(s)
	return strings.Join(words[max(0, len(words)-6):], " ")
}

// split cuts a list into n runs. Where the first statement comes more often than
// n times, its wording stands twice in a run, or the lists disagree.
func split(s section, starts []int, n int) ([][]item, error) {
	if len(starts) == n {
		return cut(s.items, starts), nil
	}
	natural := cut(s.items, starts)
	shortest := slices.MinFunc(natural, func(a, b []item) int { return len(a) - len(b) })
	if core := len(common(natural)); core > 1 && 2*core >= len(shortest) || len(starts) > 12 {
		return nil, fault.Newf(fault.Invalid, "The list of %s comes %s and another list only %s, so the page seems cut short. Copy the whole page and try again.",
			lower(s.typ), times(len(starts)), times(n))
	}
	best, most := [][]item(nil), -1
	for _, choice := range choices(starts[1:], n-1) {
		runs := cut(s.items, append([]int{starts[0]}, choice...))
		if core := len(common(runs)); core > most {
			best, most = runs, core
		}
	}
	return best, nil
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}

func cut(items []item, starts []int) [][]item {
	var runs [][]item
	for i, from := range starts {
		to := len(items)
		if i+1 < len(starts) {
			to = starts[i+1]
		}
		runs = append(runs, items[from:to])
	}
	return runs
}

// choices returns every way to take k of the numbers, in order.
func choices(from []int, k int) [][]int {
	if k == 0 {
		return [][]int{nil}
	}
	var out [][]int
	for i := range from {
		for _, rest := range choices(from[i+1:], k-1) {
			out = append(out, append([]int{from[i]}, rest...))
		}
	}
	return out
}

// common returns the marks that every run holds, in the first one's order.
func common(runs [][]item) []mark {
	held := make(map[mark]int)
	for _, run := range runs {
		for _, m := range marksOf(run) {
			held[m]++
		}
	}
	var out []mark
	for _, m := range marksOf(runs[0]) {
		if held[m] == len(runs) {
			out = append(out, m)
		}
	}
	return out
}

// whole refuses a run that was cut short, which would make core statements look
// like an option's, and notes what is odd. closed: something follows the list.
func whole(found *Result, s section, runs [][]item, closed bool) error {
	held := make(map[mark]int)
	marks := make([][]mark, len(runs))
	for i, run := range runs {
		marks[i] = marksOf(run)
		for _, m := range marks[i] {
			held[m]++
		}
	}
	short := func(i int) error {
		return fault.Newf(fault.Invalid, "The list of %s for option %d stops after %s (“%s”) while the others go on, so the page seems cut short. Copy the whole page and try again.",
			lower(s.typ), i+1, count(len(runs[i]), "statement"), tail(runs[i][len(runs[i])-1].text))
	}
	for i, run := range runs {
		end := len(marks[i]) - 1
		for j := range runs {
			if i == j {
				continue
			}
			if least := map[bool]int{false: 8, true: 1}[i == len(runs)-1 && !closed]; torn(run, marks[i], marks[j], least) {
				return short(i)
			}
			if end+1 >= len(marks[j]) || !slices.Equal(marks[i], marks[j][:end+1]) {
				continue
			}
			lost := slices.ContainsFunc(marks[j][end+1:], func(m mark) bool { return len(runs) > 2 && held[m] == len(runs)-1 })
			if lost || i == len(runs)-1 && !closed {
				return short(i)
			}
			note(found, "Option %d adds no %s of its own. If it should, the page was cut short.", i+1, lower(s.typ))
			break
		}
	}
	some := 0
	for _, n := range held {
		if n > 1 && n < len(runs) {
			some++
		}
	}
	if some > 0 {
		note(found, "%s of %s in several options but not in all. Check that no list was cut short.", words.Plural(some, "statement is", "statements are"), lower(s.typ))
	}
	return nil
}

func note(found *Result, format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(found.Doubts, text) {
		found.Doubts = append(found.Doubts, text)
	}
}

// torn reports whether a run, whose marks are a, ends in the middle of the
// statement that run b has at that place, after at least so many bytes of it.
func torn(run []item, a, b []mark, least int) bool {
	end := len(a) - 1
	stopped := func(it item) bool { return strings.HasSuffix(it.text, ".") }
	if stopped(run[end]) || !slices.ContainsFunc(run, stopped) {
		return false
	}
	if end >= len(b) || !slices.Equal(a[:end], b[:end]) {
		return false
	}
	x, y := a[end].text, b[end].text
	return x != y && len(strings.TrimSpace(x)) >= least && strings.HasPrefix(y, x)
}

// add merges the runs of one type into statements, in the order the page implies:
// the core in its order, and before each of its statements what the options have
// there.
func add(found *Result, typ ksb.Type, runs [][]item) {
	core := common(runs)
	isCore := make(map[mark]bool)
	for _, m := range core {
		isCore[m] = true
	}
	var order []mark
	wording := make(map[mark]item)
	options := make(map[mark][]string)
	gaps := make([][]mark, len(core)+1)
	for i, run := range runs {
		gap := 0
		for j, m := range marksOf(run) {
			if _, known := wording[m]; !known {
				wording[m] = run[j]
				if !isCore[m] {
					gaps[gap] = append(gaps[gap], m)
				}
			}
			if isCore[m] {
				gap++
				continue
			}
			options[m] = append(options[m], fmt.Sprintf("Option %d", i+1))
		}
	}
	for i, gap := range gaps {
		order = append(order, gap...)
		if i < len(core) {
			order = append(order, core[i])
		}
	}
	for i, m := range order {
		st := ksb.Statement{Type: typ.Key, Official: wording[m].text, Membership: ksb.Core, Code: wording[m].code, Origin: ksb.OfficialCode}
		if st.Code == "" {
			st.Code, st.Origin = ksb.Code(fmt.Sprintf("%s%d", typ.Letter, i+1)), ksb.InferredCode
		}
		if !isCore[m] {
			st.Membership, st.Options = ksb.Options, options[m]
		}
		found.Standard.Statements = append(found.Standard.Statements, st)
	}
}
