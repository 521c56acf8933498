package app

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/ksb"
)

// showNewFramework asks for the file of a framework.
func (a *App) showNewFramework(c *fiber.Ctx) error {
	return a.show(c, http.StatusOK, newFrameworkPage(formOf(map[string]string{})))
}

func newFrameworkPage(f *form) pages.NewFramework {
	p := pages.NewFramework{Name: f.text("name"),
		File: f.field("file", "File", "JSON in UTF-8, at most 2 MB. You see what was understood before anything is added."),
		Text: f.field("text", "Or paste the text of the file", "All of it, with its outer brackets. Where both are given, the file counts.")}
	p.File.Optional, p.Text.Optional = true, true
	p.Text.Rows, p.Text.Class = 8, "field--source"
	return p
}

// inspectFramework is ksb.InspectFramework of what was sent.
func inspectFramework(in *sentFile) (*ksb.Framework, []ksb.Fault) {
	if in.text == nil {
		return nil, []ksb.Fault{{Text: "Choose the file of a framework, or paste its text."}}
	}
	return ksb.InspectFramework(in.text)
}

// previewFramework shows what was understood of a file and what is wrong with it.
// No framework is added.
func (a *App) previewFramework(c *fiber.Ctx) error {
	in, err := a.receiveFile(c)
	if err != nil {
		return err
	}
	return a.showFrameworkPreview(c, in)
}

func (a *App) showFrameworkPreview(c *fiber.Ctx, in *sentFile) error {
	f, faults := inspectFramework(in)
	if f != nil && len(faults) == 0 {
		stored, err := a.standards.FrameworkByReference(c.UserContext(), f.Reference, f.Version)
		if err == nil {
			faults = append(faults, ksb.Fault{Place: "version", Text: fmt.Sprintf("There is a version %s of %s already. One that is stored never changes: give this one another version.", stored.Version, stored.Reference)})
		} else if !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	status := http.StatusOK
	if len(faults) > 0 {
		status = http.StatusUnprocessableEntity
		in.refuse(faults, "it can be added")
	}
	page := newFrameworkPage(in.form)
	if f != nil || len(faults) > 0 && faults[0].Place != "" {
		page.Read = &pages.ReadFramework{File: page.Name}
		page.Text.Label, page.Text.Hint, page.Text.Optional = "The text of the file", "Change it here and read it again, or hand in another file.", false
		for _, one := range faults {
			page.Read.Faults = append(page.Read.Faults, pages.FrameworkFault{Place: one.Place, Text: one.Text})
		}
	}
	if f != nil {
		page.Read.Label, page.Read.Title, page.Read.Whose = strings.TrimSpace(f.Label()), f.Title, f.Body
		page.Read.Counts, page.Read.Parts = frameworkCounts(f), frameworkParts(f)
	}
	return a.show(c, status, page)
}

// frameworkCounts says how much was understood.
func frameworkCounts(f *ksb.Framework) []pages.Fact {
	n := f.Counts()
	var facts []pages.Fact
	for _, one := range []struct {
		name string
		n    int
	}{{"Grades", n.Grades}, {"Areas", n.Areas}, {"Skills", n.Skills}, {"Behaviours", n.Behaviours}, {"Specialisms", n.Specialisms},
		{"Descriptors", n.Descriptors}, {"Indicators", n.Indicators}, {"Points of the scale", len(f.Scale.Points)}} {
		facts = append(facts, pages.Fact{Name: one.name, Value: fmt.Sprint(one.n)})
	}
	return facts
}

// frameworkParts says what was understood, by name.
func frameworkParts(f *ksb.Framework) []pages.Fact {
	facts := []pages.Fact{{Name: "Grades", Value: levelNames(f)}}
	for i := range f.Areas {
		var names []string
		for j := range f.Areas[i].Elements {
			names = append(names, f.Areas[i].Elements[j].Code+" "+f.Areas[i].Elements[j].Name)
		}
		facts = append(facts, pages.Fact{Name: f.Areas[i].Name, Value: strings.Join(names, "; ")})
	}
	var names []string
	for i := range f.Specialisms {
		names = append(names, f.Specialisms[i].Name)
	}
	if len(names) > 0 {
		facts = append(facts, pages.Fact{Name: "Specialisms", Value: strings.Join(names, "; ")})
	}
	return facts
}

// addFramework stores a framework that was read and shown.
func (a *App) addFramework(c *fiber.Ctx) error {
	in, err := a.receiveFile(c)
	if err != nil {
		return err
	}
	f, faults := inspectFramework(in)
	if f == nil || len(faults) > 0 {
		return a.showFrameworkPreview(c, in)
	}
	err = a.standards.AddFramework(c.UserContext(), int64(a.visit(c).person()), f)
	if fault.Is(err, fault.Invalid) { // its version was added meanwhile
		stored, err := a.standards.FrameworkByReference(c.UserContext(), f.Reference, f.Version)
		if err == nil && sameFramework(stored, f) { // people click twice
			return goTo(c, "%s", frameworkAddress(stored.ID))
		}
		return a.showFrameworkPreview(c, in)
	}
	if err != nil {
		return err
	}
	a.say(c, "Added: "+f.Label()+".")
	return goTo(c, "%s", frameworkAddress(f.ID))
}

// sameFramework reports whether two frameworks say the same.
func sameFramework(x, y *ksb.Framework) bool {
	var one, other bytes.Buffer
	return ksb.WriteFramework(&one, x) == nil && ksb.WriteFramework(&other, y) == nil && bytes.Equal(one.Bytes(), other.Bytes())
}
