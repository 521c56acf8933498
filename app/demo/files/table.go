package files

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// rows returns the table's rows: the made ones, those given, and the totals.
func (t *Table) rows() [][]string {
	rnd := rand.New(rand.NewPCG(t.Seed, uint64(t.Made)))
	rows := make([][]string, 0, t.Made+len(t.Rows)+1)
	for range t.Made {
		row := make([]string, len(t.Columns))
		for i, c := range t.Columns {
			if rnd.IntN(100) >= c.Blank {
				row[i] = c.make(rnd, len(rows))
			}
		}
		rows = append(rows, row)
	}
	rows = append(rows, t.Rows...)
	if t.Totals {
		rows = append(rows, t.totals(rows))
	}
	return rows
}

func (c Column) make(rnd *rand.Rand, row int) string {
	between := func() int { return c.Low + rnd.IntN(max(1, c.High-c.Low+1)) }
	switch c.Maker {
	case "masked":
		return fmt.Sprintf("%d·····%d", 1+rnd.IntN(9), rnd.IntN(10))
	case "money":
		return Money(between()*100 + rnd.IntN(100))
	case "number":
		return strconv.Itoa(between())
	case "count":
		return strconv.Itoa(c.Low + row)
	case "time":
		return time.Date(2020, 1, 1, 8, 30, 0, 0, time.UTC).Add(time.Duration(between()) * time.Minute).Format("15:04")
	case "pick":
		return c.Pick[rnd.IntN(len(c.Pick))]
	}
	return ""
}

// totals adds up the columns of money.
func (t *Table) totals(rows [][]string) []string {
	out := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		if c.Maker != "money" {
			continue
		}
		sum := 0
		for _, row := range rows {
			sum += pence(row[i])
		}
		out[i] = Money(sum)
	}
	out[0] = "Total"
	return out
}

// Money returns an amount in pence as people write it: 1,234.50.
func Money(pence int) string {
	pounds := strconv.Itoa(pence / 100)
	for i := len(pounds) - 3; i > 0; i -= 3 {
		pounds = pounds[:i] + "," + pounds[i:]
	}
	return fmt.Sprintf("%s.%02d", pounds, pence%100)
}

// pence reads what Money writes, and 0 from anything else.
func pence(amount string) int {
	n, err := strconv.Atoi(strings.NewReplacer(",", "", ".", "", "£", "").Replace(amount))
	if err != nil {
		return 0
	}
	return n
}

// amount reports whether a cell holds a number, and returns it.
func amount(cell string) (float64, bool) {
	f, err := strconv.ParseFloat(strings.ReplaceAll(cell, ",", ""), 64)
	return f, err == nil
}
