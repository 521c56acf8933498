package pages

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// A Page is what one address shows inside the frame.
type Page interface {
	Head() Head
	Body() templ.Component
}

// A Head is what the frame needs to know of a page.
type Head struct {
	Title string // for the window's tab, without the product's name
	Fault bool   // a form was refused: the tab's title says so first
	Width Width
	Aside string          // beside the product's name where nobody is signed in; empty for nothing
	Foot  templ.Component // a line of its own in the foot; nil for none
}

// A Width is how a page uses the window.
type Width string

// The widths.
const (
	Normal Width = ""       // up to 75rem
	Narrow Width = "narrow" // parts up to 58rem: one task, much text
	Wide   Width = "wide"   // up to 96rem: tables, reviews
	Door   Width = "door"   // signed out: stone at one side, a form at the other
)

// A Frame is what stands around every page of one request.
type Frame struct {
	Person *Person // nil: nobody is signed in, so there are no places and no menu
	Places []Place // in the order of the bar
	Search *Finder // nil: nobody is signed in
	Bell   *Bell   // nil: nobody is signed in
	CSRF   string  // token of the session, for every form
	Flash  *Flash  // what the request before did; nil for nothing
	Demo   bool    // the foot says that the people are invented
	Alone  bool    // the page leads nowhere: no link home, none in the foot
}

// A Person is who is signed in.
type Person struct {
	Key  string // stable and unique; keeps one person's unsent words from another's on a shared device
	Name string // as in the bar: usually the first name
	Role string // in words, under the name in the menu
	Menu []Link // above "Sign out"
}

// A Finder leads to the search.
type Finder struct {
	Current bool // on that page
	Key     bool // the key / leads there too
}

// A Bell leads to a person's notices.
type Bell struct {
	Count   string // how many are not read: "3", "99+"; empty for none
	Current bool   // on that page
}

// A Link is words and where they lead.
type Link struct {
	Text string
	Href string
}

// A Place is one of the addresses a role moves between.
type Place struct {
	Name    string
	Href    string
	Icon    string // of static/icons.svg, without "i-"
	Count   int    // what waits there; 0 shows nothing
	Current bool
	On      Screen
	About   string // one line for the page that lists all
}

// A Screen is the kind of screen a place is offered on.
type Screen int

// The screens. From 48rem places stand in the bar; below, at most five of them
// stand at the foot of the screen.
const (
	Any   Screen = iota
	Large        // not on a phone
	Phone        // only on a phone
)

// How many places a bar has room for: under a thumb, and beside the product's
// name.
const (
	phonePlaces = 5
	widePlaces  = 7
)

// arrange returns the places of the bar, each with the class of the screens it
// shows on. Where a bar has no room for all, its last place is the page that
// lists them.
func arrange(places []Place) (shown []Place, classes []string) {
	wide := room(places, Phone, widePlaces)
	phone := room(places, Large, phonePlaces)
	more := Place{Name: "More", Href: "/more", Icon: "down"}
	hidden := map[bool]int{} // by whether it is the phone's bar
	for i, p := range places {
		class, inBar := "", true
		switch {
		case wide[i] && phone[i]:
		case wide[i]:
			class = "only-wide"
		case phone[i]:
			class = "only-narrow"
		default:
			inBar = false
		}
		if !wide[i] && p.On != Phone {
			hidden[false]++
		}
		if !phone[i] {
			hidden[true]++
		}
		more.Current = more.Current || p.Current && !inBar
		if inBar {
			shown, classes = append(shown, p), append(classes, class)
		}
	}
	switch {
	case hidden[false] > 0 && hidden[true] > 0:
		return append(shown, more), append(classes, "")
	case hidden[true] > 0:
		return append(shown, more), append(classes, "only-narrow")
	case hidden[false] > 0:
		return append(shown, more), append(classes, "only-wide")
	}
	return shown, classes
}

// room says which places a bar shows: all but those that are never in it if they
// fit, else as many as leave room for one more.
func room(places []Place, never Screen, limit int) []bool {
	fits, all := make([]bool, len(places)), 0
	for i, p := range places {
		if fits[i] = p.On != never; fits[i] {
			all++
		}
	}
	if all <= limit && (never == Phone || all == len(places)) {
		return fits
	}
	left := limit - 1
	for i := range fits {
		fits[i] = fits[i] && left > 0
		if fits[i] {
			left--
		}
	}
	return fits
}

// A Flash tells what was just done, once.
type Flash struct {
	Text  string
	Fault bool  // it did not work: a note at the top, not a toast that goes
	Undo  *Link // the way back; nil for none. Opened by GET, so it leads to a page that asks
}

type tokenKey struct{}

// Render writes page p inside frame f to w.
func Render(ctx context.Context, w io.Writer, f Frame, p Page) error {
	ctx = WithToken(ctx, f.CSRF)
	return layout(f, p.Head(), p.Body()).Render(ctx, w)
}

// WithToken makes token what Token writes into forms, for rendering a part on
// its own.
func WithToken(ctx context.Context, token string) context.Context {
	return context.WithValue(ctx, tokenKey{}, token)
}

func token(ctx context.Context) string {
	s, _ := ctx.Value(tokenKey{}).(string)
	return s
}

func (h Head) tabTitle() string {
	title := h.Title + " · Touchstone"
	if h.Title == "" {
		title = "Touchstone"
	}
	if h.Fault {
		title = "Fault: " + title
	}
	return title
}

// More lists every place of a person.
type More struct{ Places []Place }

// Head says what the frame needs to know.
func (More) Head() Head { return Head{Title: "More", Width: Narrow} }
