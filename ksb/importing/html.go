package importing

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlText returns the text of a saved page as it would be copied from the
// browser: a line for each block, "- " before each item of a list.
func htmlText(page string) string {
	z := html.NewTokenizer(strings.NewReader(page))
	var out strings.Builder
	hidden := 0 // depth of what a browser does not show
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			return out.String()
		case html.TextToken:
			if hidden == 0 {
				out.WriteString(strings.Join(fieldsWithEdges(string(z.Text())), " "))
			}
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			a := atom.Lookup(name)
			switch a {
			case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Head:
				switch kind {
				case html.StartTagToken:
					hidden++
				case html.EndTagToken:
					hidden = max(0, hidden-1)
				}
			case atom.Body:
				hidden = 0
			case atom.Li:
				if kind == html.StartTagToken {
					out.WriteString("\n- ")
				} else {
					out.WriteString("\n")
				}
			case atom.P, atom.Div, atom.Br, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Tr, atom.Td,
				atom.Th, atom.Dt, atom.Dd, atom.Section, atom.Details, atom.Summary, atom.Article, atom.Main, atom.Header, atom.Footer:
				out.WriteString("\n")
			}
		}
	}
}

// fieldsWithEdges returns the words of s, with an empty one at an end where s has
// white space, so that joined they do not run into their neighbours.
func fieldsWithEdges(s string) []string {
	words := strings.Fields(s)
	if len(words) == 0 {
		if s != "" {
			return []string{"", ""}
		}
		return nil
	}
	if strings.TrimLeft(s, " \t\r\n") != s {
		words = append([]string{""}, words...)
	}
	if strings.TrimRight(s, " \t\r\n") != s {
		words = append(words, "")
	}
	return words
}

// firstHeading returns the words of a page's first main heading, empty if it has
// none.
func firstHeading(page string) string {
	z := html.NewTokenizer(strings.NewReader(page))
	var out strings.Builder
	in := false
	for {
		switch z.Next() {
		case html.ErrorToken:
			return out.String()
		case html.TextToken:
			if in {
				out.Write(z.Text())
			}
		case html.StartTagToken:
			if name, _ := z.TagName(); atom.Lookup(name) == atom.H1 {
				in = true
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); in && atom.Lookup(name) == atom.H1 {
				return out.String()
			}
		}
	}
}
