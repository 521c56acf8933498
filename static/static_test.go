package static_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"touchstone/static"
)

func TestLookup(t *testing.T) {
	other := static.Prefix + "0123456789abcdef/"
	tests := []struct {
		address string
		name    string // "" for none
		forever bool
	}{
		{static.URL("css/touchstone.css"), "css/touchstone.css", true},
		{static.URL("icons.svg"), "icons.svg", true},
		{static.URL("fonts/public-sans-latin-wght-normal.woff2"), "fonts/public-sans-latin-wght-normal.woff2", true},
		{other + "icons.svg", "icons.svg", false}, // of a version that is gone
		{"icons.svg", "icons.svg", false},
		{static.Prefix + "site.webmanifest", "site.webmanifest", false},
		{static.URL("../static.go"), "", false},
		{static.URL(""), "", false},
		{static.URL("css"), "", false},
		{static.Prefix, "", false},
		{"", "", false},
	}
	for _, tt := range tests {
		f, ok := static.Lookup(tt.address)
		if ok != (tt.name != "") || f.Name != tt.name || f.Forever != tt.forever {
			t.Errorf("Lookup(%q) = %q, forever %t, %t; want %q, %t", tt.address, f.Name, f.Forever, ok, tt.name, tt.forever)
		}
	}
}

func TestCacheControl(t *testing.T) {
	now, _ := static.Lookup(static.URL("icons.svg"))
	gone, _ := static.Lookup("icons.svg")
	if !strings.Contains(now.CacheControl(), "immutable") || strings.Contains(gone.CacheControl(), "immutable") {
		t.Errorf("today's %q, another's %q", now.CacheControl(), gone.CacheControl())
	}
}

func TestGzipIsTheSame(t *testing.T) {
	for _, name := range static.Names() {
		f, _ := static.Lookup(name)
		if f.Gzip == nil {
			continue
		}
		r, err := gzip.NewReader(bytes.NewReader(f.Gzip))
		if err != nil {
			t.Fatal(name, err)
		}
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, f.Body) {
			t.Errorf("%s: %d bytes of %d, %v", name, len(got), len(f.Body), err)
		}
		if len(f.Gzip) >= len(f.Body) {
			t.Errorf("%s: grew from %d to %d", name, len(f.Body), len(f.Gzip))
		}
	}
}

func TestEveryFileHasATypeAndATag(t *testing.T) {
	tags := map[string]string{}
	for _, name := range static.Names() {
		f, _ := static.Lookup(name)
		if f.Type == "" || len(f.Body) == 0 {
			t.Errorf("%s: type %q, %d bytes", name, f.Type, len(f.Body))
		}
		if tags[f.ETag] != "" {
			t.Errorf("%s and %s have one tag", name, tags[f.ETag])
		}
		tags[f.ETag] = name
	}
}

// addresses finds what a style sheet or the manifest loads, and what a script
// imports.
var addresses = map[string]*regexp.Regexp{
	".css":         regexp.MustCompile(`url\("([^"]+)"\)`),
	".webmanifest": regexp.MustCompile(`"src": "([^"]+)"`),
	".js":          regexp.MustCompile(`(?:from |import\(|, )"(\./[^"]+)"`),
}

func TestRelativeAddressesLeadSomewhere(t *testing.T) {
	found := map[string]int{}
	for _, name := range static.Names() {
		f, _ := static.Lookup(name)
		pattern := addresses[path.Ext(name)]
		if pattern == nil {
			continue
		}
		for _, m := range pattern.FindAllSubmatch(f.Body, -1) {
			found[path.Ext(name)]++
			target := path.Join(path.Dir(name), string(m[1]))
			if _, ok := static.Lookup(target); !ok {
				t.Errorf("%s names %s, which is not there", name, m[1])
			}
		}
	}
	if found[".css"] < 3 || found[".js"] < 15 || found[".webmanifest"] < 3 {
		t.Errorf("addresses found: %v; the patterns no longer fit", found)
	}
}

// The policy forbids style sheets and pictures from elsewhere, data: addresses
// among them.
func TestNothingIsLoadedFromElsewhere(t *testing.T) {
	elsewhere := regexp.MustCompile(`(?i)url\(\s*["']?(?:data:|https?:|//)|@import|src\s*=\s*["']?(?:https?:|//)`)
	for _, name := range static.Names() {
		f, _ := static.Lookup(name)
		if path.Ext(name) == ".txt" || path.Ext(name) == ".woff2" {
			continue
		}
		if at := elsewhere.Find(f.Body); at != nil {
			t.Errorf("%s: %s", name, at)
		}
	}
}

// What the worker keeps on a device has to be there, and has to be of a kind
// that is the same for everybody.
func TestWorkerKeepsOnlyWhatIsHere(t *testing.T) {
	body := string(static.Worker().Body)
	start := strings.Index(body, "const kept = [")
	if start < 0 {
		t.Fatal("the worker has no list")
	}
	list := body[start : start+strings.Index(body[start:], "]")]
	names := regexp.MustCompile(`"([^"]+)"`).FindAllStringSubmatch(list, -1)
	if len(names) < 5 {
		t.Fatalf("%d names in %q", len(names), list)
	}
	for _, m := range names {
		if _, ok := static.Lookup(m[1]); !ok {
			t.Errorf("the worker keeps %s, which is not there", m[1])
		}
	}
	if !slices.Contains(static.Names(), "js/sw.js") {
		t.Error("no worker")
	}
}
