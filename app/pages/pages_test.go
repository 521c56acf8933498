package pages_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"touchstone/app/pages"
	"touchstone/static"
)

// render returns a page inside a frame, as text and parsed.
func render(t *testing.T, f pages.Frame, p pages.Page) (string, *html.Node) {
	t.Helper()
	var out bytes.Buffer
	if err := pages.Render(t.Context(), &out, f, p); err != nil {
		t.Fatal(err)
	}
	doc, err := html.Parse(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), doc
}

// elements returns every element of a page, in order.
func elements(doc *html.Node) []*html.Node {
	var all []*html.Node
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			all = append(all, n)
		}
	}
	return all
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func text(n *html.Node) string {
	var s strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			s.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(s.String()), " ")
}

// everyPage is each page of this package that can stand without a handler.
var everyPage = map[string]struct {
	frame pages.Frame
	page  pages.Page
}{
	"kit":       {pages.KitFrame(), pages.Kit{}},
	"not found": {pages.KitFrame(), pages.Error{Status: 404, Number: "7f3a9c"}},
	"offline":   {pages.Frame{}, pages.Offline{}},
	"wall":      {pages.KitFrame(), coverage(false)},
	"table":     {pages.KitFrame(), coverage(true)},
}

func TestIdsAreUnique(t *testing.T) {
	for name, p := range everyPage {
		_, doc := render(t, p.frame, p.page)
		seen := map[string]bool{}
		for _, n := range elements(doc) {
			id := attr(n, "id")
			if id != "" && seen[id] {
				t.Errorf("%s: id %q stands twice", name, id)
			}
			seen[id] = true
		}
	}
}

func TestWhatIsNamedIsThere(t *testing.T) {
	for name, p := range everyPage {
		_, doc := render(t, p.frame, p.page)
		ids := map[string]bool{}
		for _, n := range elements(doc) {
			ids[attr(n, "id")] = true
		}
		for _, n := range elements(doc) {
			for _, by := range []string{"aria-describedby", "aria-labelledby", "for", "data-confirm", "data-view", "data-list"} {
				for id := range strings.FieldsSeq(attr(n, by)) {
					if !ids[id] {
						t.Errorf("%s: <%s %s> names %q, which is not there", name, n.Data, by, id)
					}
				}
			}
		}
	}
}

func TestEveryInputHasALabel(t *testing.T) {
	for name, p := range everyPage {
		_, doc := render(t, p.frame, p.page)
		labelled := map[string]bool{}
		for _, n := range elements(doc) {
			if n.Data == "label" && text(n) != "" {
				labelled[attr(n, "for")] = true
			}
		}
		for _, n := range elements(doc) {
			if !slices.Contains([]string{"input", "select", "textarea"}, n.Data) || attr(n, "type") == "hidden" {
				continue
			}
			inside := false
			for a := range n.Ancestors() {
				inside = inside || a.Data == "label" && text(a) != ""
			}
			if !inside && !labelled[attr(n, "id")] && attr(n, "aria-label") == "" {
				t.Errorf("%s: <%s name=%q> has no label", name, n.Data, attr(n, "name"))
			}
		}
	}
}

func TestOneHeadingOfThePage(t *testing.T) {
	for name, p := range everyPage {
		_, doc := render(t, p.frame, p.page)
		var h1 []string
		level := 0
		for _, n := range elements(doc) {
			if len(n.Data) != 2 || n.Data[0] != 'h' || n.Data[1] < '1' || n.Data[1] > '6' {
				continue
			}
			if n.Data == "h1" {
				h1 = append(h1, text(n))
			}
			if at := int(n.Data[1] - '0'); level != 0 && at > level+1 {
				t.Errorf("%s: h%d follows h%d: %q", name, at, level, text(n))
			}
			level = int(n.Data[1] - '0')
		}
		if len(h1) != 1 {
			t.Errorf("%s: h1 %q; want one", name, h1)
		}
	}
}

func TestEveryFormThatPostsHasTheToken(t *testing.T) {
	for name, p := range everyPage {
		p.frame.CSRF = "token-of-the-session"
		_, doc := render(t, p.frame, p.page)
		for _, n := range elements(doc) {
			if n.Data != "form" || attr(n, "method") != "post" {
				continue
			}
			has := false
			for d := range n.Descendants() {
				has = has || attr(d, "name") == "csrf" && attr(d, "value") == "token-of-the-session"
			}
			if !has {
				t.Errorf("%s: the form to %s has no token", name, attr(n, "action"))
			}
			if !strings.HasPrefix(attr(n, "action"), "/") && !strings.HasPrefix(attr(n, "action"), "#") {
				t.Errorf("%s: form action %q is not absolute", name, attr(n, "action"))
			}
		}
	}
}

func TestStaticAddressesLeadSomewhere(t *testing.T) {
	sprite, _ := static.Lookup("icons.svg")
	for name, p := range everyPage {
		_, doc := render(t, p.frame, p.page)
		for _, n := range elements(doc) {
			for _, a := range []string{"href", "src"} {
				address, symbol, _ := strings.Cut(attr(n, a), "#")
				if !strings.HasPrefix(address, static.Prefix) {
					continue
				}
				if f, ok := static.Lookup(address); !ok || !f.Forever {
					t.Errorf("%s: %s is not served", name, address)
				}
				if symbol != "" && !bytes.Contains(sprite.Body, []byte(`id="`+symbol+`"`)) {
					t.Errorf("%s: there is no icon %q", name, symbol)
				}
			}
		}
	}
}

// inline finds what the Content-Security-Policy forbids: styles and scripts in
// the page itself.
var inline = regexp.MustCompile(`(?i)\sstyle\s*=|<style|<script(?:>|\s+[^>]*>\s*[^<\s])|\son[a-z]+\s*=\s*["{]|javascript:`)

func TestNoTemplateHasInlineStyleOrScript(t *testing.T) {
	found := 0
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(file) != ".templ" {
			return err
		}
		found++
		body, err := os.ReadFile(file)
		if at := inline.FindIndex(body); at != nil {
			t.Errorf("%s: %q", file, body[at[0]:min(at[1]+30, len(body))])
		}
		return err
	})
	if err != nil || found == 0 {
		t.Fatalf("%d templates read, %v", found, err)
	}
	for name, p := range everyPage {
		page, _ := render(t, p.frame, p.page)
		if at := inline.FindStringIndex(page); at != nil {
			t.Errorf("%s: %q", name, page[at[0]:min(at[1]+30, len(page))])
		}
	}
}

func TestInlineIsFound(t *testing.T) {
	for bad, want := range map[string]bool{
		`<p style="x">`: true, `<script>go()</script>`: true, `<a onclick="go()">`: true, `<a href="javascript:go()">`: true,
		`<script type="module" src="/a.js"></script>`: false, `<link rel="stylesheet">`: false, `<p class="style-x">`: false,
	} {
		if inline.MatchString(bad) != want {
			t.Errorf("%s: want found = %t", bad, want)
		}
	}
}

func TestTilesAreEscaped(t *testing.T) {
	bad := `"><script>x</script>&`
	p := pages.Coverage{Groups: []pages.CoverageGroup{{Key: "k", Name: "K", Statements: []pages.CoverageStatement{{
		Tile: pages.Tile{Code: bad, Name: bad, State: pages.None, Words: bad, Href: "javascript:x()", Type: bad, Find: bad, In: bad},
	}}}}}
	page, doc := render(t, pages.Frame{}, p)
	if strings.Contains(page, "<script>x") || strings.Contains(page, "javascript:") {
		t.Errorf("not escaped:\n%s", page)
	}
	found := false
	for _, n := range elements(doc) {
		if attr(n, "class") == "tile__name" {
			found = text(n) == bad
		}
		if n.Data == "li" && attr(n, "data-find") != "" && attr(n, "data-find") != bad {
			t.Errorf("data-find is %q", attr(n, "data-find"))
		}
	}
	if !found {
		t.Errorf("the name is not as given:\n%s", page)
	}
}
