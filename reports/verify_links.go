package reports

import (
	"io"
	"net/url"
	"path"
	"strings"

	"golang.org/x/net/html"
)

// links sees that every link of the pack's page leads to a file of the pack, or
// to a place on the page.
func (v *packVerifier) links() error {
	e := v.byPath[packIndex]
	if e == nil || e.data == nil {
		return nil // told already
	}
	var to []string
	there := map[string]bool{}
	z := html.NewTokenizer(io.NewSectionReader(e.data, 0, e.data.Size()))
	z.SetMaxBuf(maxPackManifest)
	for {
		if z.Next() == html.ErrorToken {
			break
		}
		for _, a := range z.Token().Attr {
			switch a.Key {
			case "id":
				there[a.Val] = true
			case "href", "src":
				to = append(to, a.Val)
			}
		}
	}
	v.report.Links = len(to)
	for _, link := range to {
		u, err := url.Parse(link)
		switch {
		case err != nil || u.IsAbs() || u.Host != "" || strings.HasPrefix(u.Path, "/"):
			v.find("A link of “%s”, “%s”, leads out of the pack.", packIndex, link)
		case u.Path == "" && !there[u.Fragment], u.Path != "" && v.byPath[path.Clean(u.Path)] == nil:
			v.find("A link of “%s”, “%s”, leads nowhere.", packIndex, link)
		}
	}
	return nil
}
