package evidence

import (
	"math/bits"
	"slices"
)

// A cover problem asks for pieces such that each need is shown by one of them at
// least. Its rows are the needs, each as the set of the pieces that show it: bit
// i is piece i, so there are at most 64 pieces. A row without a bit cannot be met.

// within returns k pieces or fewer that meet every row, and whether there are
// any. It is a branch and bound: what must be taken is taken, what another piece
// or need stands for is left out, and where no k pieces can be enough it stops;
// of the rest it tries each piece of the need that fewest show.
func within(rows []uint64, k int) (set uint64, found bool) {
	rows, taken := reduce(slices.Clone(rows))
	if k -= bits.OnesCount64(taken); k < 0 {
		return 0, false
	}
	if len(rows) == 0 {
		return taken, true
	}
	if rows[0] == 0 || least(rows) > k {
		return 0, false
	}
	counts := columns(rows)
	// The shortest row has the fewest branches; of several, the one whose pieces
	// show most, so that what is left is small.
	best, bestSum := 0, 0
	for i, r := range rows {
		if bits.OnesCount64(r) > bits.OnesCount64(rows[0]) {
			break // they are sorted by length
		}
		sum := 0
		for b := r; b != 0; b &= b - 1 {
			sum += counts[bits.TrailingZeros64(b)]
		}
		if sum > bestSum {
			best, bestSum = i, sum
		}
	}
	var branch []int
	for b := rows[best]; b != 0; b &= b - 1 {
		branch = append(branch, bits.TrailingZeros64(b))
	}
	slices.SortStableFunc(branch, func(a, b int) int { return counts[b] - counts[a] })
	var tried uint64 // these were taken in earlier branches, so no longer
	rest := make([]uint64, 0, len(rows))
	for _, p := range branch {
		rest = rest[:0]
		for _, r := range rows {
			if r&(1<<p) == 0 {
				rest = append(rest, r&^tried)
			}
		}
		if set, found := within(rest, k-1); found {
			return set | taken | 1<<p, true
		}
		tried |= 1 << p
	}
	return 0, false
}

// reduce shortens a problem without changing how few pieces it takes: a need
// that only one piece shows takes that piece; a need that every piece of another
// need shows is met with the other; a piece that shows nothing beyond what
// another one shows is left to the other. It returns the rows that remain, the
// shortest first, and the pieces it took. A row that cannot be met stays, and
// is then the first.
func reduce(rows []uint64) (rest []uint64, taken uint64) {
	for {
		rows = distinct(rows)
		if len(rows) == 0 || rows[0] == 0 {
			return rows, taken
		}
		var must uint64
		for _, r := range rows {
			if bits.OnesCount64(r) == 1 {
				must |= r
			}
		}
		if must != 0 {
			taken |= must
			rows = slices.DeleteFunc(rows, func(r uint64) bool { return r&must != 0 })
			continue
		}
		spare := spares(rows)
		if spare == 0 {
			return rows, taken
		}
		for i := range rows {
			rows[i] &^= spare
		}
	}
}

// distinct sorts rows, the shortest first, and leaves out those that hold
// another one whole.
func distinct(rows []uint64) []uint64 {
	slices.SortFunc(rows, func(a, b uint64) int {
		if c := bits.OnesCount64(a) - bits.OnesCount64(b); c != 0 {
			return c
		}
		switch {
		case a < b:
			return -1
		case a > b:
			return 1
		}
		return 0
	})
	kept := rows[:0]
	for _, r := range rows {
		if !slices.ContainsFunc(kept, func(k uint64) bool { return k&r == k }) {
			kept = append(kept, r)
		}
	}
	return kept
}

// spares returns pieces that show nothing beyond what another, that is not among
// them, shows.
func spares(rows []uint64) (spare uint64) {
	var all uint64
	with := [64]uint64{} // the pieces that are in every row that a piece is in
	for _, r := range rows {
		for b := r &^ all; b != 0; b &= b - 1 {
			with[bits.TrailingZeros64(b)] = ^uint64(0)
		}
		all |= r
		for b := r; b != 0; b &= b - 1 {
			with[bits.TrailingZeros64(b)] &= r
		}
	}
	for b := all; b != 0; b &= b - 1 {
		p := bits.TrailingZeros64(b)
		if with[p]&^(1<<p)&^spare != 0 {
			spare |= 1 << p
		}
	}
	return spare
}

func columns(rows []uint64) (counts [64]int) {
	for _, r := range rows {
		for b := r; b != 0; b &= b - 1 {
			counts[bits.TrailingZeros64(b)]++
		}
	}
	return counts
}

// least returns a number of pieces that no solution is below: the greater of how
// many needs have no piece in common, and of what is left if every need were
// shared evenly among all that its busiest piece shows.
func least(rows []uint64) int {
	var used uint64
	apart := 0
	for _, r := range rows {
		if r&used == 0 {
			used |= r
			apart++
		}
	}
	counts, shared := columns(rows), 0.0
	for _, r := range rows {
		most := 0
		for b := r; b != 0; b &= b - 1 {
			most = max(most, counts[bits.TrailingZeros64(b)])
		}
		shared += 1 / float64(most)
	}
	even := int(shared - 1e-9)
	if float64(even) < shared-1e-9 {
		even++
	}
	return max(apart, even)
}

// smallest returns the fewest of n pieces that meet every row, n being 64 at
// most, and that there are any. Of all such sets it is the one with the first
// piece, if one has it; of those the one with the next; and so on: pieces come
// in the order of preference.
func smallest(rows []uint64, n int) (chosen uint64, found bool) {
	if slices.Contains(rows, 0) {
		return 0, false
	}
	k := 0
	if len(rows) > 0 {
		k = least(distinct(slices.Clone(rows)))
	}
	known, found := within(rows, k) // a set that keeps to all that is decided
	for !found {
		k++
		known, found = within(rows, k)
	}
	for p := 0; p < n && len(rows) > 0; p++ {
		rest := make([]uint64, 0, len(rows))
		for _, r := range rows {
			if r&(1<<p) == 0 {
				rest = append(rest, r)
			}
		}
		with := known&(1<<p) != 0
		if !with && len(rest) < len(rows) {
			var set uint64
			if set, with = within(rest, k-1); with {
				known = set
			}
		}
		if with {
			chosen, known, rows, k = chosen|1<<p, known&^(1<<p), rest, k-1
			continue
		}
		for i := range rows {
			rows[i] &^= 1 << p
		}
	}
	return chosen, true
}
