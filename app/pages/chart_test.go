package pages_test

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"touchstone/app/pages"
)

func drawn(t *testing.T, c templ.Component) *html.Node {
	t.Helper()
	var out bytes.Buffer
	if err := c.Render(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	doc, err := html.Parse(&out)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func withClass(doc *html.Node, class string) (found []*html.Node) {
	for _, n := range elements(doc) {
		if attr(n, "class") == class {
			found = append(found, n)
		}
	}
	return found
}

func TestColumnsAreAsHighAsTheirNumbers(t *testing.T) {
	doc := drawn(t, pages.ColumnChart{ID: "x", Says: "Two, then four of which one is late, then none", Bars: []pages.Bar{
		{Name: "Dec", N: 2}, {Name: "Jan", N: 4, Part: 1, Word: "late"}, {Name: "Feb"}}}.Drawing())
	high := func(n *html.Node) float64 {
		f, err := strconv.ParseFloat(attr(n, "height"), 64)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	whole, part := withClass(doc, "chart__column"), withClass(doc, "chart__part")
	if len(whole) != 2 || len(part) != 1 {
		t.Fatalf("%d columns, %d outlined parts; want 2 and 1", len(whole), len(part))
	}
	if a, b := 4*high(whole[0]), 2*(high(whole[1])+high(part[0])); math.Abs(a-b) > 0.1 {
		t.Errorf("two is %v high, four is %v", high(whole[0]), high(whole[1])+high(part[0]))
	}
	var labels []string
	for _, n := range withClass(doc, "chart__label") {
		labels = append(labels, text(n))
	}
	if got := strings.Join(labels, "; "); got != "2; 4, 1 late; 0" {
		t.Errorf("labels %q", got)
	}
}

func TestChartsSayWhatTheyShow(t *testing.T) {
	says := "Nothing but <b>words</b>"
	for _, c := range []templ.Component{
		pages.ColumnChart{ID: "says", Says: says}.Drawing(),
		pages.LineChart{ID: "says", Says: says}.Drawing(),
	} {
		doc := drawn(t, c)
		for _, n := range elements(doc) {
			if n.Data == "svg" && (attr(n, "role") != "img" || attr(n, "aria-labelledby") != "says") {
				t.Errorf("the drawing is %v", n.Attr)
			}
			if n.Data == "title" && text(n) != says {
				t.Errorf("it says %q", text(n))
			}
		}
	}
}

func TestALineLeavesGapsWhereNothingIsKnown(t *testing.T) {
	whole := func(v float64) string { return strconv.Itoa(int(v)) }
	doc := drawn(t, pages.LineChart{ID: "x", Points: []string{"a", "b", "c", "d"},
		Lines: []pages.Line{{Values: []float64{9, math.NaN(), 2, 3}, Word: whole}}}.Drawing())
	line := withClass(doc, "chart__line")[0]
	if d := attr(line, "d"); strings.Count(d, "M") != 2 || strings.Count(d, "L") != 1 || strings.Contains(d, "NaN") {
		t.Errorf("the line runs %q", d)
	}
	if n := len(withClass(doc, "chart__me-dot")); n != 3 {
		t.Errorf("%d dots; want 3", n)
	}
	var labels []string
	for _, n := range withClass(doc, "chart__label") {
		labels = append(labels, text(n))
	}
	if got := strings.Join(labels, " "); got != "3 9" {
		t.Errorf("labels %q; want the last and the highest", got)
	}
}

func TestEndsOfLinesStandApart(t *testing.T) {
	whole := func(v float64) string { return strconv.Itoa(int(v)) }
	doc := drawn(t, pages.LineChart{ID: "x", Points: []string{"a", "b"}, Top: 100, Lines: []pages.Line{
		{Name: "accepted", Values: []float64{10, 50}, Word: whole}, {Name: "planned", Values: []float64{10, 51}, Word: whole, Second: true}}}.Drawing())
	var at []float64
	for _, n := range withClass(doc, "chart__label") {
		y, _ := strconv.ParseFloat(attr(n, "y"), 64)
		at = append(at, y)
	}
	if len(at) != 2 || at[0]-at[1] < 16 {
		t.Errorf("the names of the lines stand at %v", at)
	}
}
