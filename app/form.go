package app

import (
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/fault"
	"touchstone/app/pages"
)

// A form is what was typed into a page's fields and what is wrong with it. A
// page that shows it again loses nothing.
type form struct {
	typed map[string]string
	wrong fault.Fields
	whole []string // what is wrong with no field in particular
}

// readForm returns the named fields of the request.
func readForm(c *fiber.Ctx, names ...string) *form {
	f := &form{typed: make(map[string]string)}
	for _, name := range names {
		f.typed[name] = strings.TrimSpace(c.FormValue(name))
	}
	return f
}

// plainLines ends every line that was typed as it is stored: by a line feed
// alone.
func (f *form) plainLines() {
	for name, text := range f.typed {
		f.typed[name] = strings.ReplaceAll(text, "\r\n", "\n")
	}
}

// formOf returns a form with those fields typed, to fill a page from what is
// stored.
func formOf(typed map[string]string) *form { return &form{typed: typed} }

func (f *form) text(name string) string { return f.typed[name] }

// id returns the field as the id of something chosen from a list; 0 for nothing
// chosen.
func (f *form) id(name string) int64 {
	if f.typed[name] == "" {
		return 0
	}
	n, err := strconv.ParseInt(f.typed[name], 10, 64)
	if err != nil || n <= 0 {
		f.wrong.Add(name, "Choose one on the list.")
		return 0
	}
	return n
}

// day returns the field as a day, midnight UTC. Left empty, it is the zero time.
func (f *form) day(name string) time.Time {
	text := f.typed[name]
	if text == "" {
		return time.Time{}
	}
	for _, layout := range []string{time.DateOnly, "2/1/2006", "2 January 2006", "2 Jan 2006"} {
		if t, err := time.Parse(layout, text); err == nil && t.Year() >= 1900 && t.Year() <= 2200 {
			return t
		}
	}
	f.wrong.Add(name, "Enter a day, such as 13/10/2026.")
	return time.Time{}
}

// refused notes what err says of the fields, and reports whether it says
// anything that the person can put right here.
func (f *form) refused(err error) bool {
	if f.wrong.Merge(err) {
		return true
	}
	if fault.Is(err, fault.Conflict) || fault.Is(err, fault.Exists) {
		f.whole = append(f.whole, fault.Of(err).Message)
		return true
	}
	return false
}

// putOff notes that the form cannot be taken just now, and reports whether that
// is what err says. Whoever typed much is then shown it again and can send it
// later.
func (f *form) putOff(err error) bool {
	if !fault.Is(err, fault.Unavailable) {
		return false
	}
	f.whole = append(f.whole, fault.Of(err).Message)
	return true
}

// field returns a labelled input with what was typed and what is wrong.
func (f *form) field(name, label, hint string) pages.Field {
	return pages.Field{Name: name, Label: label, Hint: hint, Value: f.typed[name], Fault: f.wrong.Of(name)}
}

// dayText returns a day as a field for a day has it, empty for the zero time.
func dayText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// idText returns an id as a list to choose from has it, empty for 0.
func idText[T ~int64](id T) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(int64(id), 10)
}
