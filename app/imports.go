package app

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/ksb"
	"touchstone/ksb/importing"
)

// importLimit is what may be sent to be imported: an array of standards and a
// little around it.
const importLimit = importing.MaxArray + 1<<20

// showNewImport asks for a published form of a standard.
func (a *App) showNewImport(c *fiber.Ctx) error {
	return a.show(c, http.StatusOK, newImportPage(formOf(map[string]string{})))
}

func newImportPage(f *form) pages.NewImport {
	p := pages.NewImport{
		Whole:     f.whole,
		Reference: f.field("reference", "Reference", "Such as ST0001. Needed where the file names none, as a course page does, or holds many."),
		Version:   f.field("version", "Version", "Such as 1.1, where the file names none."),
		Title:     f.field("title", "Title", "Only for a table of a standard that is not stored yet."),
		File:      f.field("file", "File", "A saved course or occupation page, JSON from Skills England, a table (CSV or XLSX) of code, type, statement and option, or a PDF of any of these."),
		Text:      f.field("text", "Or paste the page", "All of it, from the title to the end."),
	}
	p.Reference.Optional, p.Version.Optional, p.Title.Optional, p.Text.Optional, p.File.Optional = true, true, true, true, true
	p.Text.Rows = 8
	return p
}

// addImport reads what was sent, keeps what was understood of it, and goes to its
// preview. Nothing of a standard changes.
func (a *App) addImport(c *fiber.Ctx) error {
	f := formOf(map[string]string{})
	found, name, err := a.receiveImport(c, f)
	if err == nil {
		_, err = a.standards.Preview(c.UserContext(), found.Standard)
	}
	if f.refusedImport(err) {
		return a.show(c, http.StatusUnprocessableEntity, newImportPage(f))
	}
	if err != nil {
		return err
	}
	id, err := a.standards.KeepImport(c.UserContext(), int64(a.visit(c).person()), name, found)
	if err != nil {
		return err
	}
	return goTo(c, "/imports/%d", id)
}

// refusedImport is refused, and true of anything that is wrong with the file.
func (f *form) refusedImport(err error) bool {
	if fault.Is(err, fault.Invalid) && len(fault.Of(err).Fields) == 0 {
		f.wrong.Add("file", "%s", fault.Of(err).Message)
		return true
	}
	return f.refused(err)
}

// receiveImport reads a form with a file at its end, straight from the
// connection: a file of 200 MB is not held.
func (a *App) receiveImport(c *fiber.Ctx, f *form) (found importing.Result, name string, err error) {
	body, err := a.uploadBody(c, importLimit)
	if err != nil {
		return found, "", err
	}
	_, params, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if err != nil || params["boundary"] == "" {
		return found, "", errCutShort
	}
	name = "pasted text"
	var reader *strings.Reader // of what was pasted
	done := false
	parts := multipart.NewReader(body, params["boundary"])
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return found, "", partError(err)
		}
		if part.FileName() != "" {
			name = part.FileName()
			if found, err = a.forms().read(c.UserContext(), part, f.want()); err != nil {
				return found, name, err
			}
			done = true
			continue
		}
		text, err := io.ReadAll(io.LimitReader(part, importing.MaxFile+1))
		if err != nil {
			return found, "", partError(err)
		}
		if field := part.FormName(); field == "text" {
			reader = strings.NewReader(string(text))
			if len(text) <= formLimit { // it is shown again if it is refused
				f.typed[field] = string(text)
			}
		} else if len(text) <= 1000 {
			f.typed[field] = strings.TrimSpace(string(text))
		}
	}
	if !done {
		if reader == nil || reader.Len() == 0 {
			f.wrong.Add("file", "Choose a file, or paste the text of the page.")
			return found, "", f.wrong.Err()
		}
		found, err = importing.Read(reader, f.want())
	}
	return found, name, err
}

// forms reads what is sent as the published form of a standard.
func (a *App) forms() formReader {
	return formReader{documents: a.intake.Reader, temp: a.intake.Temp}
}

// partError passes on what the reader of the connection said, else that the
// form is broken.
func partError(err error) error {
	if fault.Of(err).Kind != fault.Internal {
		return err
	}
	return errCutShort
}

// want is what the person says of the file beside it.
func (f *form) want() importing.Want {
	return importing.Want{Reference: f.text("reference"), Version: f.text("version"), Title: f.text("title"), ReadOn: db.Today(time.Now())}
}

// showImport shows what was understood of a file and what would change.
func (a *App) showImport(c *fiber.Ctx) error {
	im, err := a.importInPath(c)
	if err != nil {
		return err
	}
	page := importPage(&im)
	if !im.ConfirmedAt.IsZero() {
		page.Done = &pages.Link{Text: "See the standard", Href: fmt.Sprintf("/standards/%d", im.Standard)}
		page.Lines = []string{"Nothing more: it is stored."}
		return a.show(c, http.StatusOK, page)
	}
	d, err := a.standards.Preview(c.UserContext(), im.Found.Standard)
	if err != nil {
		return err
	}
	describe(&page, &d)
	if d.Refusal == "" {
		page.Confirm = fmt.Sprintf("/imports/%d/confirm", im.ID)
	}
	return a.show(c, http.StatusOK, page)
}

func (a *App) importInPath(c *fiber.Ctx) (ksb.Import, error) {
	id, err := pathNumber(c, "import")
	if err != nil {
		return ksb.Import{}, err
	}
	return a.standards.Import(c.UserContext(), ksb.ImportID(id))
}

// confirmImport makes an import the standard.
func (a *App) confirmImport(c *fiber.Ctx) error {
	im, err := a.importInPath(c)
	if err != nil {
		return err
	}
	if im.Standard != 0 { // people click twice
		return goTo(c, "/standards/%d", im.Standard)
	}
	d, err := a.standards.ConfirmImport(c.UserContext(), int64(a.visit(c).person()), im.ID)
	if err != nil {
		return err
	}
	a.say(c, "Stored: "+d.After.Label()+".")
	return goTo(c, "/standards/%d", d.After.ID)
}

// importPage says what was understood.
func importPage(im *ksb.Import) pages.ImportPreview {
	s := &im.Found.Standard
	p := pages.ImportPreview{File: im.FileName, Form: importing.FormName(im.Found.Form), Title: s.Title, Doubts: im.Found.Doubts}
	if p.Title == "" {
		p.Title = "A standard without a title"
	}
	if s.Level > 0 {
		p.Title += fmt.Sprintf(", level %d", s.Level)
	}
	if s.Reference != "" {
		p.Title = s.Label() + " " + p.Title
	}
	p.Columns = []string{"Core"}
	for _, o := range s.Options {
		p.Columns = append(p.Columns, o.Name)
	}
	p.Columns = append(p.Columns, "Unknown", "All")
	for _, t := range s.Types {
		n := []int{s.CountOf(t.Key, ksb.Core, "")}
		for _, o := range s.Options {
			n = append(n, s.CountOf(t.Key, ksb.Options, o.Name))
		}
		n = append(n, s.CountOf(t.Key, ksb.Unknown, ""), s.CountOf(t.Key, "", ""))
		p.Counts = append(p.Counts, pages.CountRow{Name: t.Name, N: n})
	}
	return p
}

// describe says what would change.
func describe(p *pages.ImportPreview, d *ksb.Difference) {
	p.Against, p.Notes, p.Lines, p.Refusal = d.After.Label()+" is new", d.Notes, d.Lines(), d.Refusal
	if d.Before != nil {
		p.Title = d.After.Label() + " " + d.After.Title
		p.Against = "Against " + d.Before.Label() + " as it is stored"
	}
	for i := range d.Changes {
		p.Changes = append(p.Changes, importChange(&d.Changes[i]))
	}
}

func importChange(c *ksb.Change) pages.ImportChange {
	shown := c.After
	if shown == nil {
		shown = c.Before
	}
	out := pages.ImportChange{Code: string(shown.Code), Title: shown.Title, Text: shown.Text(), How: string(c.Match)}
	kinds := []struct {
		is    bool
		words string
	}{
		{c.New(), "New"}, {c.Retires(), "Retires"}, {c.Same(), "Stays"}, {c.Attaches, "Official wording"}, {c.Reworded, "New wording"},
		{c.Recoded && c.Before != nil, "Another code"}, {c.Moved, "For others"}, {c.Returns, "Comes back"},
	}
	for _, k := range kinds {
		if k.is {
			out.What = append(out.What, k.words)
		}
	}
	if c.Before != nil && c.After != nil && c.Before.Text() != c.After.Text() {
		out.Was = c.Before.Text()
	}
	return out
}
