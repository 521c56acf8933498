package app

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/programme"
)

// showScales shows the scales that skills scans are scored by, the one for new
// scans first.
func (a *App) showScales(c *fiber.Ctx) error {
	return a.showScaleList(c, http.StatusOK, formOf(map[string]string{}))
}

func (a *App) showScaleList(c *fiber.Ctx, status int, in *form) error {
	all, err := a.programme.Scales(c.UserContext())
	if err != nil {
		return err
	}
	page := pages.Scales{Whole: in.whole,
		File: in.field("file", "File", "JSON in UTF-8, as below."),
		Text: in.field("scale", "Or paste the scale", "All of it, with its outer brackets.")}
	page.File.Optional, page.Text.Optional, page.Text.Rows = true, true, 8
	for i := range all {
		row := scaleRow(&all[i])
		row.Current = i == 0
		page.Rows = append(page.Rows, row)
	}
	if len(all) > 0 {
		if page.Example, err = all[0].Document(); err != nil {
			return err
		}
	}
	return a.show(c, status, page)
}

func scaleRow(s *programme.Scale) pages.ScaleRow {
	return pages.ScaleRow{Name: s.Name, Version: fmt.Sprint(s.Version), Source: s.Source, Steps: scanSteps(s), Choose: fmt.Sprintf("/scales/%d/choose", s.ID),
		Met:  fmt.Sprintf("“%s” and above count as met already.", s.Label(s.Competent)),
		Rule: s.Reduction.Words}
}

// addScale stores a scale that the provider wrote and uses it for new scans.
func (a *App) addScale(c *fiber.Ctx) error {
	in := readForm(c, "scale")
	text, err := sentScale(c, in)
	var s programme.Scale
	if err == nil {
		s, err = programme.ReadScale(text)
	}
	if err == nil {
		err = a.programme.AddScale(c.UserContext(), a.visit(c).person(), &s)
	}
	if fault.Is(err, fault.Invalid) {
		in.refuseScale(err)
		return a.showScaleList(c, http.StatusUnprocessableEntity, in)
	}
	if err != nil {
		return err
	}
	a.say(c, fmt.Sprintf("Added: %s, version %d. New scans are scored by it.", s.Name, s.Version))
	return goTo(c, "/scales")
}

// sentScale returns the text of the file that was sent, or else what was pasted.
// A file that is refused is shown in the field, to be put right there.
func sentScale(c *fiber.Ctx, in *form) ([]byte, error) {
	file, err := c.FormFile("file")
	if err != nil || file.Size == 0 {
		return []byte(in.text("scale")), nil
	}
	open, err := file.Open()
	if err != nil {
		return nil, fmt.Errorf("open what was sent: %w", err)
	}
	defer open.Close()
	text, err := io.ReadAll(io.LimitReader(open, programme.MaxScaleFile+1))
	if err != nil {
		return nil, fmt.Errorf("read what was sent: %w", err)
	}
	if len(text) <= programme.MaxScaleFile {
		in.typed["scale"] = strings.ToValidUTF8(string(text), "�")
	}
	return text, nil
}

// refuseScale says beside the one field what is wrong with which part of it.
func (f *form) refuseScale(err error) {
	fields := fault.Of(err).Fields
	if fields["scale"] != "" {
		f.wrong.Add("scale", "%s", fields["scale"])
		return
	}
	var names []string
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	var all string
	for _, name := range names {
		all += fmt.Sprintf(" In “%s”: %s", name, fields[name])
	}
	f.wrong.Add("scale", "%s", all[1:])
}

// chooseScale uses a scale for new scans.
func (a *App) chooseScale(c *fiber.Ctx) error {
	id, err := pathNumber(c, "scale")
	if err != nil {
		return err
	}
	if err := a.programme.ChooseScale(c.UserContext(), a.visit(c).person(), programme.ScaleID(id)); err != nil {
		return err
	}
	a.say(c, "New scans are scored by this scale. Scans that were begun keep theirs.")
	return goTo(c, "/scales")
}
