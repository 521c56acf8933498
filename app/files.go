package app

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence"
)

// How much one request may bring: a file with the fields around it, or several
// files from a page without script.
const (
	fieldsLimit  = 64 << 10
	uploadsLimit = 8 * evidence.MaxFile
)

// addFiles takes the files of a request as they arrive, one after the other,
// and attaches them to a draft.
func (a *App) addFiles(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	id, err := itemID(c)
	if err != nil {
		return err
	}
	if err := a.mayAddTo(c, f, id); err != nil {
		return a.fileRefused(c, f, id, nil, err)
	}
	parts, err := a.uploadParts(c)
	if err != nil {
		return a.fileRefused(c, f, id, nil, err)
	}
	var added []evidence.Added
	var refused []string // of a page without script, which sends several at once
	for {
		name, part, err := nextFile(parts)
		if errors.Is(err, io.EOF) {
			break
		}
		var one evidence.Added
		if err == nil {
			one, err = a.intake.Take(c.UserContext(), f.id, id, a.visit(c).person(), name, part)
		}
		if err != nil {
			err = inFile(name, err)
			if wantsJSON(c) || !ofOneFile(err) && !fault.Is(err, fault.Conflict) {
				return a.fileRefused(c, f, id, added, err)
			}
			refused = append(refused, fault.Of(err).Message)
			if fault.Is(err, fault.Conflict) { // the piece takes no more
				break
			}
			continue
		}
		added = append(added, one)
	}
	if len(refused) > 0 {
		return a.fileRefused(c, f, id, added, fault.New(fault.Invalid, refusedWords(refused)))
	}
	if len(added) == 0 {
		return a.fileRefused(c, f, id, nil, fault.New(fault.Invalid, "Choose a file first."))
	}
	return a.filesAdded(c, f, id, added)
}

// mayAddTo refuses an upload to what is no draft before a byte of it is read.
func (a *App) mayAddTo(c *fiber.Ctx, f *folio, id evidence.ItemID) error {
	p, err := a.evidence.Item(c.UserContext(), f.id, id, evidence.Own)
	if err != nil {
		return err
	}
	if p.Version.State != evidence.Draft {
		return fault.New(fault.Conflict, "This piece is no draft now, so its files cannot be changed. Open it again.")
	}
	return nil
}

func (a *App) uploadParts(c *fiber.Ctx) (*multipart.Reader, error) {
	kind, params, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if err != nil || kind != fiber.MIMEMultipartForm || params["boundary"] == "" {
		return nil, fault.New(fault.Invalid, "Choose a file first.")
	}
	limit := int64(uploadsLimit)
	if wantsJSON(c) {
		limit = evidence.MaxFile + fieldsLimit
	}
	body, err := a.uploadBody(c, limit)
	if err != nil {
		return nil, err
	}
	return multipart.NewReader(bufio.NewReaderSize(body, fieldsLimit), params["boundary"]), nil
}

// nextFile returns the next file of a form, or io.EOF. Without script, a field
// in which nothing was chosen sends a file without a name.
func nextFile(parts *multipart.Reader) (name string, part io.Reader, err error) {
	for {
		p, err := parts.NextRawPart()
		switch {
		case errors.Is(err, io.EOF):
			return "", nil, io.EOF
		case err != nil:
			return "", nil, brokenOff(err)
		case p.FormName() == "file" && fileName(p) != "":
			return fileName(p), reading{p}, nil
		}
		if _, err := io.Copy(io.Discard, io.LimitReader(p, fieldsLimit)); err != nil {
			return "", nil, brokenOff(err)
		}
	}
}

// fileName returns the name a part gives its file, folders and all. Part.FileName
// would lose it where the name ends in a slash or holds what it takes for one.
func fileName(p *multipart.Part) string {
	_, params, err := mime.ParseMediaType(p.Header.Get("Content-Disposition"))
	if err != nil {
		return p.FileName()
	}
	return params["filename"]
}

// reading tells a form that broke off from other failures.
type reading struct{ from io.Reader }

// Read implements io.Reader.
func (r reading) Read(p []byte) (int, error) {
	n, err := r.from.Read(p)
	if err != nil && !errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return n, brokenOff(err)
	}
	return n, err
}

// brokenOff gives a fault to an upload that ended early.
func brokenOff(err error) error {
	if isFault(err) {
		return err
	}
	return fmt.Errorf("%w (%w)", errCutShort, err)
}

// inFile names the file that an error is about.
func inFile(name string, err error) error {
	f := fault.Of(err)
	if f.Kind == fault.Internal || name == "" || errors.Is(err, errCutShort) || errors.Is(err, errSlow) {
		return err
	}
	return fault.Because(err, f.Kind, evidence.CleanName(name)+": "+f.Message)
}

// A refusedFile is what a script is told of a file that was not taken.
type refusedFile struct {
	Message string `json:"message"`
}

// fileRefused answers an upload that failed. What came before it is kept.
func (a *App) fileRefused(c *fiber.Ctx, f *folio, id evidence.ItemID, added []evidence.Added, err error) error {
	told, status := classify(err)
	if told.Kind == fault.Internal || told.Kind == fault.NotFound {
		return err
	}
	if wantsJSON(c) {
		return c.Status(status).JSON(refusedFile{told.Message})
	}
	if told.Kind != fault.Invalid || errors.Is(err, errCutShort) {
		return err
	}
	message := told.Message
	if len(added) > 0 {
		message += " " + addedWords(added)
	}
	to := f.item(id) + "/edit"
	return goTo(c, "%s?refused=%s&seal=%s#files-title", to, url.QueryEscape(message), a.sealRefusal(to, message))
}

// maxRefusals is how many refused files are told of by name: the address of the
// page that tells holds no more.
const maxRefusals = 5

func refusedWords(messages []string) string {
	if more := len(messages) - maxRefusals; more > 0 {
		messages = append(messages[:maxRefusals:maxRefusals], pages.Plural(more, "more file was", "more files were")+" refused.")
	}
	return strings.Join(messages, " ")
}

// ofOneFile reports whether an upload failed because of what one file is, so
// that those after it may still be taken.
func ofOneFile(err error) bool {
	return fault.Is(err, fault.Invalid) && !errors.Is(err, errCutShort) && !errors.Is(err, errSlow)
}

// sealRefusal signs what the page at path is to say of an upload, so that
// nobody makes a link that puts words of their own on the page.
func (a *App) sealRefusal(path, message string) string {
	return a.sign("refusal", path+"\x00"+message)
}

// refusal returns what the address tells the page to say of an upload.
func (a *App) refusal(c *fiber.Ctx) string {
	message := c.Query("refused")
	if message == "" || !hmac.Equal([]byte(c.Query("seal")), []byte(a.sealRefusal(c.Path(), message))) {
		return ""
	}
	return message
}

// An addedFile is what a script is told of a file that was taken.
type addedFile struct {
	ID   evidence.FileID `json:"id"`
	Name string          `json:"name"`
	HTML string          `json:"html"` // its row
}

func (a *App) filesAdded(c *fiber.Ctx, f *folio, id evidence.ItemID, added []evidence.Added) error {
	if !wantsJSON(c) {
		a.say(c, addedWords(added))
		return goTo(c, "%s/edit#files-title", f.item(id))
	}
	one := &added[0]
	row := f.fileRow(&one.File, id, true)
	row.More += twice(one)
	var html bytes.Buffer
	ctx := pages.WithToken(c.UserContext(), a.csrfToken(c, a.visit(c)))
	if err := pages.FileLine(row).Render(ctx, &html); err != nil {
		return fmt.Errorf("render file: %w", err)
	}
	return c.Status(http.StatusCreated).JSON(addedFile{one.File.ID, one.File.Name, html.String()})
}

func addedWords(added []evidence.Added) string {
	if len(added) == 1 {
		return "Added " + added[0].File.Name + "." + twice(&added[0])
	}
	return fmt.Sprintf("Added %d files.", len(added))
}

// twice points out bytes that are there already.
func twice(a *evidence.Added) string {
	if a.Already {
		return " This piece had this very file already, so it is there once."
	}
	if len(a.Elsewhere) == 0 {
		return ""
	}
	var where []string
	for _, r := range a.Elsewhere {
		where = append(where, fmt.Sprintf("piece %d, %s", r.Number, titleOf(r.Title)))
	}
	return " You have this very file elsewhere too: " + strings.Join(where, "; ") + "."
}

func fileID(c *fiber.Ctx) (evidence.FileID, error) {
	n, err := pathNumber(c, "file")
	return evidence.FileID(n), err
}

// changeFile does something to a file of a draft and goes back to it.
func (a *App) changeFile(c *fiber.Ctx, after string, do func(*folio, evidence.ItemID, evidence.FileID) error) error {
	file, err := fileID(c)
	if err != nil {
		return err
	}
	return a.move(c, func(f *folio, id evidence.ItemID) (string, string, error) {
		to := f.item(id) + "/edit"
		if after != "" {
			to += fmt.Sprintf("?%s=%d", after, file)
		}
		return to + "#files-title", "", do(f, id, file)
	})
}

// removeFile takes a file off a draft.
func (a *App) removeFile(c *fiber.Ctx) error {
	return a.changeFile(c, "removed", func(f *folio, id evidence.ItemID, file evidence.FileID) error {
		return a.evidence.DetachFile(c.UserContext(), f.id, id, a.visit(c).person(), file)
	})
}

// restoreFile puts a file back that was taken off.
func (a *App) restoreFile(c *fiber.Ctx) error {
	return a.changeFile(c, "", func(f *folio, id evidence.ItemID, file evidence.FileID) error {
		return a.evidence.AttachAgain(c.UserContext(), f.id, id, a.visit(c).person(), file)
	})
}

// keepFile keeps a file that does not open, because the person wants it so.
func (a *App) keepFile(c *fiber.Ctx) error {
	return a.changeFile(c, "", func(f *folio, id evidence.ItemID, file evidence.FileID) error {
		return a.evidence.KeepFile(c.UserContext(), f.id, id, a.visit(c).person(), file)
	})
}

// showFile shows one file by itself.
func (a *App) showFile(c *fiber.Ctx) error {
	f, file, err := a.file(c)
	if err != nil {
		return err
	}
	viewer := f.viewer(&file)
	if n := c.QueryInt("page"); viewer.Page > 0 && n > 0 && n <= max(file.Facts.Pages, 1) {
		viewer.Page = n
	}
	page := pages.FilePage{Back: pages.Link{Text: "All evidence", Href: f.path("/evidence")}, Viewer: viewer, Fault: file.Fault,
		Get: f.content(file.ID) + "?download=1",
		Facts: []pages.Fact{{Name: "What", Value: file.Describe()}, {Name: "Added", Value: words.Moment(file.AddedAt)},
			{Name: "SHA-256", Value: string(file.Blob)}}}
	return a.show(c, http.StatusOK, page)
}

// file returns the file of a request as far as the visitor may see it.
func (a *App) file(c *fiber.Ctx) (*folio, evidence.File, error) {
	f, err := a.folio(c)
	if err != nil {
		return nil, evidence.File{}, err
	}
	id, err := fileID(c)
	if err != nil {
		return nil, evidence.File{}, err
	}
	file, err := a.evidence.File(c.UserContext(), f.id, id, f.sight)
	return f, file, err
}
