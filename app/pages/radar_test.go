package pages_test

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"touchstone/app/pages"
)

func radarDrawn(t *testing.T, r pages.Radar) *html.Node {
	t.Helper()
	var out bytes.Buffer
	if err := r.Drawing().Render(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "style=") {
		t.Error("the policy of the pages forbids styles in a drawing")
	}
	doc, err := html.Parse(&out)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func codes(n int, long string) (all []string) {
	for i := range n {
		all = append(all, fmt.Sprint(long, i+1))
	}
	return all
}

// TestRadarLabelsAreInTheDrawing works with the room that letters take, at most.
func TestRadarLabelsAreInTheDrawing(t *testing.T) {
	for _, tt := range []struct {
		spokes int
		long   string
	}{{3, "A"}, {4, "COMMUNICATE-"}, {15, "BS"}, {30, "PSX"}} {
		doc := radarDrawn(t, pages.Radar{ID: "r", Says: "The finding.", Codes: codes(tt.spokes, tt.long), Steps: 5})
		var wide, high float64
		labels := 0
		for _, e := range elements(doc) {
			if e.Data == "svg" && attr(e, "role") == "img" {
				fmt.Sscanf(attr(e, "viewbox")+attr(e, "viewBox"), "0 0 %f %f", &wide, &high)
			}
			if e.Data != "text" || attr(e, "class") != "chart__label" {
				continue
			}
			labels++
			x, _ := strconv.ParseFloat(attr(e, "x"), 64)
			y, _ := strconv.ParseFloat(attr(e, "y"), 64)
			long := 10 * float64(len(text(e)))
			left, right := x-long/2, x+long/2
			switch attr(e, "text-anchor") {
			case "start":
				left, right = x, x+long
			case "end":
				left, right = x-long, x
			}
			if left < 0 || right > wide || y < 15 || y > high {
				t.Errorf("%d spokes: %s is at %.0f to %.0f, %.0f of %.0f by %.0f", tt.spokes, text(e), left, right, y, wide, high)
			}
		}
		if labels != tt.spokes {
			t.Errorf("%d of %d spokes have a label", labels, tt.spokes)
		}
	}
}

// TestRadarLeavesAGapWhereNothingIsRated joins neighbours only, and gives no
// ground to a shape that is open.
func TestRadarLeavesAGapWhereNothingIsRated(t *testing.T) {
	shape := func(values ...float64) (class, path string, dots int) {
		doc := radarDrawn(t, pages.Radar{ID: "r", Says: "x", Codes: codes(4, "A"), Steps: 5, Shapes: []pages.RadarShape{{Name: "You", Values: values}}})
		for _, e := range elements(doc) {
			switch c := attr(e, "class"); {
			case e.Data == "path" && attr(e.Parent, "role") == "img" && (c == "chart__me" || c == "chart__line") && path == "":
				class, path = c, attr(e, "d")
			case e.Data == "circle" && attr(e, "r") == "3.5" && attr(e.Parent, "role") == "img":
				dots++
			}
		}
		return class, path, dots
	}
	if class, path, dots := shape(1, 2, 3, 4); class != "chart__me" || !strings.HasSuffix(path, "Z") || dots != 4 {
		t.Errorf("a whole shape is %s %s with %d dots", class, path, dots)
	}
	if class, path, dots := shape(1, 2, 0, 4); class != "chart__line" || strings.Contains(path, "Z") || strings.Count(path, "M") != 2 || dots != 3 {
		t.Errorf("a shape with a gap is %s %s with %d dots", class, path, dots)
	}
	if _, path, dots := shape(0, 0, 0, 0); path != "" || dots != 0 {
		t.Errorf("a shape of nothing is %s with %d dots", path, dots)
	}
	if doc := radarDrawn(t, pages.Radar{ID: "r", Codes: codes(2, "A"), Steps: 5}); len(elements(doc)) > 3 {
		t.Error("two spokes are drawn")
	}
}
