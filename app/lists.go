package app

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/pages"
)

// pageRows is how many rows a page of a list shows.
const pageRows = 50

// A list is how one looks at a long list: what the address says of it.
type list struct {
	path   string
	query  url.Values // "q", "sort", "from" and the list's own
	from   int        // rows before the first, from 0
	params []string
}

// readList returns how the address looks at the list at path; params are the
// list's own filters.
func readList(c *fiber.Ctx, path string, params ...string) *list {
	l := &list{path: path, query: url.Values{}, params: append([]string{"q", "sort"}, params...)}
	for _, name := range l.params {
		if v := c.Query(name); v != "" {
			l.query.Set(name, v)
		}
	}
	if n, err := strconv.Atoi(c.Query("from")); err == nil && n > 0 {
		l.from = n
	}
	return l
}

func (l *list) get(name string) string { return l.query.Get(name) }

// narrowed reports whether the address leaves anything out.
func (l *list) narrowed() bool {
	for _, name := range l.params {
		if name != "sort" && l.get(name) != "" {
			return true
		}
	}
	return false
}

// address returns what the address says of the list, wherever in it one is.
func (l *list) address() url.Values {
	q := url.Values{}
	for _, p := range l.params {
		if v := l.get(p); v != "" {
			q.Set(p, v)
		}
	}
	return q
}

// href returns the address of the list with one thing about it changed.
func (l *list) href(name, value string) string {
	q := l.address()
	q.Del(name)
	if value != "" {
		q.Set(name, value)
	}
	if len(q) == 0 {
		return l.path
	}
	return l.path + "?" + q.Encode()
}

// hidden returns what a form that searches the list keeps of the address.
func (l *list) hidden(names ...string) (kept []pages.Hidden) {
	for _, name := range names {
		if v := l.get(name); v != "" {
			kept = append(kept, pages.Hidden{Name: name, Value: v})
		}
	}
	return kept
}

// pager leads through the list; shown rows of total are on this page.
func (l *list) pager(label string, shown, total int) pages.Pager {
	p := pages.Pager{Label: label, Total: total}
	if shown > 0 {
		p.From, p.To = l.from+1, l.from+shown
	}
	if l.from > 0 {
		p.Prev = l.href("from", positive(l.from-pageRows))
	}
	if l.from+shown < total {
		p.Next = l.href("from", positive(l.from+shown))
	}
	return p
}

func positive(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// holds reports whether one of the texts holds what is searched for, whatever
// its case.
func holds(search string, texts ...string) bool {
	for _, t := range texts {
		if strings.Contains(strings.ToLower(t), strings.ToLower(search)) {
			return true
		}
	}
	return false
}

// pageOf returns the rows of a page of a list that was read whole, and what
// leads through it.
func pageOf[T any](l *list, label string, all []T) ([]T, pages.Pager) {
	from := min(l.from, len(all))
	shown := all[from:min(from+pageRows, len(all))]
	return shown, l.pager(label, len(shown), len(all))
}

// column returns the head of a column that the list sorts by: a click on the
// one it is sorted by turns the order round, if it has another.
func (l *list) column(name, sort, back string) pages.Column {
	c := pages.Column{Name: name, Href: l.href("sort", sort)}
	switch l.get("sort") {
	case sort:
		c.Sorted = pages.Ascending
		if back != "" {
			c.Href = l.href("sort", back)
		}
	case back:
		if back != "" {
			c.Sorted = pages.Descending
		}
	}
	return c
}
