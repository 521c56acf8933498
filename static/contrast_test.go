package static_test

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"touchstone/static"
)

// pairs are the colours that stand on each other, and the least contrast WCAG
// 2.2 asks of them: 4.5 for text (1.4.3), 3 for the edges by which a part or a
// state is known (1.4.11).
var pairs = []struct {
	on, ground string
	least      float64
}{
	{"ink", "paper", 4.5}, {"ink", "surface", 4.5}, {"ink", "sunk", 4.5},
	{"ink-soft", "paper", 4.5}, {"ink-soft", "surface", 4.5}, {"ink-soft", "sunk", 4.5},
	{"ink-soft", "draft-ground", 4.5}, {"ink-soft", "submitted-ground", 4.5}, {"ink-soft", "returned-ground", 4.5},
	{"ink-soft", "accepted-ground", 4.5}, {"ink-soft", "watch-ground", 4.5}, {"ink-soft", "fault-ground", 4.5},
	{"ink", "draft-ground", 4.5}, {"ink", "submitted-ground", 4.5}, {"ink", "returned-ground", 4.5},
	{"ink", "accepted-ground", 4.5}, {"ink", "watch-ground", 4.5}, {"ink", "fault-ground", 4.5},
	{"link", "paper", 4.5}, {"link", "surface", 4.5}, {"link", "sunk", 4.5}, {"link-hover", "paper", 4.5},
	{"link", "returned-ground", 4.5}, {"link", "accepted-ground", 4.5}, {"link", "watch-ground", 4.5}, {"link", "fault-ground", 4.5},
	{"on-action", "action", 4.5}, {"on-action", "action-hover", 4.5},
	{"on-stone", "stone", 4.5}, {"on-stone-soft", "stone", 4.5}, {"on-stone", "stone-raised", 4.5},
	{"streak-on-stone", "stone", 4.5},
	{"none", "paper", 4.5}, {"none", "surface", 4.5},
	{"draft", "draft-ground", 4.5}, {"draft", "paper", 4.5}, {"draft", "surface", 4.5},
	{"submitted", "submitted-ground", 4.5}, {"submitted", "paper", 4.5}, {"submitted", "surface", 4.5},
	{"returned", "returned-ground", 4.5}, {"returned", "paper", 4.5}, {"returned", "surface", 4.5},
	{"accepted", "accepted-ground", 4.5}, {"accepted", "paper", 4.5}, {"accepted", "surface", 4.5},
	{"on-accepted", "accepted-solid", 4.5}, {"on-accepted-mark", "accepted-solid", 3},
	{"fault", "fault-ground", 4.5}, {"fault", "paper", 4.5}, {"fault", "surface", 4.5},
	{"watch", "watch-ground", 4.5}, {"watch", "paper", 4.5},
	{"line-strong", "paper", 3}, {"line-strong", "surface", 3}, {"line-strong", "sunk", 3},
	{"none-edge", "paper", 3}, {"draft-edge", "paper", 3}, {"submitted-edge", "paper", 3},
	{"returned-edge", "paper", 3}, {"accepted-edge", "paper", 3}, {"streak", "paper", 3},
	{"streak", "sunk", 3}, {"streak", "watch-ground", 3},
	{"focus", "paper", 3}, {"focus", "surface", 3}, {"focus-halo", "focus", 3},
}

func TestContrast(t *testing.T) {
	light, dark := themes(t)
	for _, p := range pairs {
		for theme, colours := range map[string]map[string]string{"light": light, "dark": dark} {
			if got := ratio(t, colours[p.on], colours[p.ground]); got < p.least {
				t.Errorf("%s: %s on %s is %.2f; want %.1f", theme, p.on, p.ground, got, p.least)
			}
		}
	}
}

// One of the two rings of the focus shows on any ground, also on stone and on a
// button.
func TestFocusShowsOnAnyGround(t *testing.T) {
	light, dark := themes(t)
	for theme, c := range map[string]map[string]string{"light": light, "dark": dark} {
		for _, ground := range []string{"paper", "surface", "sunk", "stone", "action", "accepted-solid", "returned-ground"} {
			if best := max(ratio(t, c["focus"], c[ground]), ratio(t, c["focus-halo"], c[ground])); best < 3 {
				t.Errorf("%s: on %s the rings have %.2f at best; want 3", theme, ground, best)
			}
		}
	}
}

func TestRatio(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want float64
	}{{"#000000", "#ffffff", 21}, {"#ffffff", "#000", 21}, {"#777777", "#fff", 4.48}, {"#123456", "#123456", 1}} {
		if got := ratio(t, tt.a, tt.b); math.Abs(got-tt.want) > 0.01 {
			t.Errorf("ratio(%s, %s) = %.2f; want %.2f", tt.a, tt.b, got, tt.want)
		}
	}
}

var token = regexp.MustCompile(`--([a-z-]+):\s*(#[0-9a-fA-F]{3,6})`)

// themes reads the colours of tokens.css: what is before the dark query is
// light, and what the query changes is dark.
func themes(t *testing.T) (light, dark map[string]string) {
	t.Helper()
	f, ok := static.Lookup("css/tokens.css")
	if !ok {
		t.Fatal("no tokens.css")
	}
	before, after, found := strings.Cut(string(f.Body), "@media screen and (prefers-color-scheme: dark)")
	after, _, ends := strings.Cut(after, "@media")
	if !found || !ends {
		t.Fatal("tokens.css has no dark theme where it was")
	}
	light, dark = map[string]string{}, map[string]string{}
	for _, m := range token.FindAllStringSubmatch(before, -1) {
		light[m[1]], dark[m[1]] = m[2], m[2]
	}
	for _, m := range token.FindAllStringSubmatch(after, -1) {
		dark[m[1]] = m[2]
	}
	return light, dark
}

// ratio is the contrast of two colours by the formula of WCAG.
func ratio(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	hex := strings.TrimPrefix(colour, "#")
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || len(hex) != 6 {
		t.Fatalf("%q is no colour", colour)
	}
	part := func(shift uint) float64 {
		v := float64(n>>shift&0xff) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*part(16) + 0.7152*part(8) + 0.0722*part(0)
}
