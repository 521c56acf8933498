package evidence

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// bruteSmallest tries every set of n pieces.
func bruteSmallest(rows []uint64, n int) (best uint64, found bool) {
	for set := range uint64(1) << n {
		if slices.ContainsFunc(rows, func(r uint64) bool { return r&set == 0 }) {
			continue
		}
		if !found || bits.OnesCount64(set) < bits.OnesCount64(best) ||
			bits.OnesCount64(set) == bits.OnesCount64(best) && bits.Reverse64(set) > bits.Reverse64(best) {
			best, found = set, true
		}
	}
	return best, found
}

func TestSmallestCoverIsThatOfEverySetTried(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 3000 {
		n, needs, density := 1+r.IntN(11), r.IntN(14), 1+r.IntN(5)
		rows := make([]uint64, needs)
		for j := range rows {
			for range density {
				if r.IntN(12) > 0 {
					rows[j] |= 1 << r.IntN(n)
				}
			}
		}
		want, wantFound := bruteSmallest(rows, n)
		got, found := smallest(slices.Clone(rows), n)
		if found != wantFound || got != want {
			t.Fatalf("%d: of %b smallest is %b, %t; want %b, %t", i, rows, got, found, want, wantFound)
		}
	}
}

// triples are rows of three of n points, n = 6t+3, such that each two points are
// in one row: no point stands out, and simple bounds are far below the best.
func triples(n int) (rows []uint64) {
	m := n / 3
	half := (m + 1) / 2
	at := func(x, i int) int { return x%m + m*(i%3) }
	for x := range m {
		rows = append(rows, 1<<at(x, 0)|1<<at(x, 1)|1<<at(x, 2))
		for y := x + 1; y < m; y++ {
			for i := range 3 {
				rows = append(rows, 1<<at(x, i)|1<<at(y, i)|1<<at((x+y)*half, i+1))
			}
		}
	}
	return rows
}

// projective returns the lines of the plane over q elements: each two points are on one,
// each two lines meet in one.
func projective(q int) (rows []uint64, points int) {
	var all [][3]int
	for x := range q {
		for y := range q {
			all = append(all, [3]int{1, x, y})
		}
		all = append(all, [3]int{0, 1, x})
	}
	all = append(all, [3]int{0, 0, 1})
	for _, l := range all {
		row := uint64(0)
		for i, p := range all {
			if (l[0]*p[0]+l[1]*p[1]+l[2]*p[2])%q == 0 {
				row |= 1 << i
			}
		}
		rows = append(rows, row)
	}
	return rows, len(all)
}

func TestHardCoversAreQuick(t *testing.T) {
	const slow = 5 * time.Second // many times what it takes, for a busy machine
	plane, points := projective(5)
	tests := []struct {
		name string
		n    int
		rows []uint64
		want int // pieces; 0: not known
	}{
		{"triples of 27", 27, triples(27), 17},
		{"triples of 33", 33, triples(33), 0},
		{"triples of 39", 39, triples(39), 0},
		{"plane of 31", points, plane, 6},
	}
	r := rand.New(rand.NewPCG(3, 4))
	for _, each := range []int{2, 3, 4, 5, 6, 8, 10} {
		for _, needs := range []int{50, 100, 200} {
			var rows []uint64
			for range needs {
				row := uint64(0)
				for bits.OnesCount64(row) < each {
					row |= 1 << r.IntN(MostExact)
				}
				rows = append(rows, row)
			}
			tests = append(tests, struct {
				name string
				n    int
				rows []uint64
				want int
			}{fmt.Sprintf("%d needs, each in %d of 40", needs, each), MostExact, rows, 0})
		}
	}
	for _, tt := range tests {
		began := time.Now()
		got, found := smallest(slices.Clone(tt.rows), tt.n)
		took, n := time.Since(began), bits.OnesCount64(got)
		t.Logf("%s: %d in %v", tt.name, n, took)
		if !found || took > slow || tt.want != 0 && n != tt.want || slices.ContainsFunc(tt.rows, func(r uint64) bool { return r&got == 0 }) {
			t.Errorf("%s: %d pieces, %t, in %v; want %d", tt.name, n, found, took, tt.want)
		}
	}
}
