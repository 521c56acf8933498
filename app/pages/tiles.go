package pages

import (
	"context"
	"html"
	"io"

	"github.com/a-h/templ"

	"touchstone/static"
)

// Tiles shows statements as a wall.
//
// It is written by hand because the wall is the page people look at most and
// most of it is tiles: the page takes less than half the time this way.
func Tiles(tiles []Tile) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		sprite := static.URL("icons.svg")
		b := make([]byte, 0, 64+640*len(tiles))
		b = append(b, `<ul class="tiles">`...)
		for i := range tiles {
			b = tiles[i].append(b, sprite)
		}
		b = append(b, `</ul>`...)
		_, err := w.Write(b)
		return err
	})
}

// append adds the tile's list item to b.
func (t *Tile) append(b []byte, sprite string) []byte {
	b = attribute(append(b, `<li data-tile`...), "data-type", t.Type)
	b = attribute(b, "data-state", string(t.State))
	b = attribute(b, "data-code", t.Code)
	b = attribute(b, "data-find", t.Find)
	b = attribute(b, "data-methods", t.In)
	class := "tile tile--" + string(t.State)
	if t.Code == "" {
		class += " tile--plain"
	}
	b = attribute(append(b, `><a`...), "class", class)
	b = attribute(b, "href", string(templ.URL(t.Href)))
	b = append(b, '>')
	if t.Code != "" {
		b = span(b, "tile__code", t.Code)
	}
	b = append(b, `<svg class="mark" aria-hidden="true"><use`...)
	b = attribute(b, "href", sprite+"#m-"+string(t.State))
	b = span(append(b, `></use></svg>`...), "tile__name", t.Name)
	b = span(append(b, ' '), "tile__state", t.words())
	return append(b, `</a></li>`...)
}

func attribute(b []byte, name, value string) []byte {
	b = append(append(append(b, ' '), name...), `="`...)
	return append(append(b, html.EscapeString(value)...), '"')
}

func span(b []byte, class, text string) []byte {
	b = append(append(append(b, `<span class="`...), class...), `">`...)
	return append(append(b, html.EscapeString(text)...), `</span>`...)
}
