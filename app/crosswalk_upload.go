package app

import (
	"fmt"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/ksb"
)

// showCrosswalkUpload asks for the file of a crosswalk.
func (a *App) showCrosswalkUpload(c *fiber.Ctx) error {
	x, err := a.crossingInPath(c)
	if err != nil {
		return err
	}
	return a.show(c, http.StatusOK, x.uploadPage(formOf(map[string]string{})))
}

func (x *crossing) uploadPage(f *form) pages.CrossUpload {
	page := pages.CrossUpload{Whole: f.whole, Back: x.back(), Over: x.over(), Action: x.at + "/upload", Base: x.c.Number, Name: f.text("name"),
		File: f.field("file", "File", "JSON in UTF-8, at most 1 MB, such as a crosswalk that was downloaded here. Its links take the place of all there are."),
		Text: f.field("text", "Or paste the text of the file", "All of it, with its outer brackets. Where both are given, the file counts."),
		Keys: fileKeyRows(ksb.CrosswalkKeys())}
	page.File.Optional, page.Text.Optional = true, true
	page.Text.Rows, page.Text.Class = 8, "field--source"
	return page
}

// uploadCrosswalk reads a crosswalk from a file and shows what would change, or
// stores what was read and shown.
func (a *App) uploadCrosswalk(c *fiber.Ctx) error {
	x, err := a.crossingInPath(c)
	if err != nil {
		return err
	}
	in, err := a.receiveFile(c)
	if err != nil {
		return err
	}
	if in.text == nil {
		in.wrong.Add("file", "Choose the file of a crosswalk, or paste its text.")
		return a.show(c, http.StatusUnprocessableEntity, x.uploadPage(in.form))
	}
	read, faults := ksb.InspectCrosswalk(in.text, x.s, x.f)
	if len(faults) > 0 {
		in.refuse(faults, "it can be stored")
		page := x.uploadPage(in.form)
		for _, one := range faults {
			if one.Place != "" {
				page.Faults = append(page.Faults, pages.Fact{Name: one.Place, Value: one.Text})
			}
		}
		return a.show(c, http.StatusUnprocessableEntity, page)
	}
	if in.form.text("do") != "save" {
		return a.show(c, http.StatusOK, a.readCrosswalkPage(c, x, in, read))
	}
	base := int(wholeNumber(in.form.text("base")))
	saved, err := a.standards.SaveCrosswalk(c.UserContext(), int64(a.visit(c).person()), x.s.ID, x.f.ID, base, read.Links)
	if fault.Is(err, fault.Conflict) {
		if x, err = a.crossingInPath(c); err != nil {
			return err
		}
		in.whole = append(in.whole, fmt.Sprintf("This crosswalk was changed since you read the file, so nothing was stored. Below is what the file changes in version %d, the newest.", x.c.Number))
		return a.show(c, http.StatusConflict, a.readCrosswalkPage(c, x, in, read))
	}
	if err != nil {
		return err
	}
	a.say(c, fmt.Sprintf("Stored as version %d: %s.", saved.Number, words.Plural(len(saved.Links), "link", "links")))
	return goTo(c, "%s/history/%d", x.at, saved.Number)
}

// readCrosswalkPage shows what a file that was read changes.
func (a *App) readCrosswalkPage(c *fiber.Ctx, x *crossing, in *sentFile, read *ksb.Crosswalk) pages.CrossUpload {
	page := x.uploadPage(in.form)
	page.Text.Label, page.Text.Hint = "The text of the file", "Change it here and read it again, or hand in another file."
	d := x.diff("What would change", x.c, read, readList(c, x.at+"/upload"))
	d.Pager = pages.Pager{Label: "Pages of changes", From: min(1, len(d.Rows)), To: len(d.Rows), Total: len(x.c.ChangesTo(read))}
	page.Diff, page.Same = &d, len(d.Rows) == 0
	return page
}
