package app

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/words"
	"touchstone/ksb"
)

const (
	// maxSent is what may be sent as a file that is read: beyond this the
	// connection is cut, while up to it the page says how large a file may be.
	maxSent = 64 << 20

	// maxRead is how much of a file is read: one byte more shows that it is larger
	// than any of them may be.
	maxRead = max(ksb.MaxFrameworkFile, ksb.MaxCrosswalkFile)
)

// A sentFile is what was sent to be read: a file, or text that was typed.
type sentFile struct {
	*form        // "text" as far as it can be shown again, "name" of the file, "base" and "do" of the form
	text  []byte // what counts; nil: nothing was sent
}

// refuse says beside the text, or beside the file where its text cannot be shown,
// that there are faults to put right before something.
func (in *sentFile) refuse(faults []ksb.Fault, before string) {
	field, says := "text", faults[0].Text
	if in.form.text("text") == "" {
		field = "file"
	}
	if place := faults[0].Place; place != "" {
		says = words.Plural(len(faults), "place needs", "places need") + " a look before " + before + ". The first is " + place + "."
	}
	in.wrong.Add(field, "%s", says)
}

// receiveFile reads a form with a file, or with text in its place, straight from
// the connection.
func (a *App) receiveFile(c *fiber.Ctx) (*sentFile, error) {
	body, err := a.uploadBody(c, maxSent)
	if err != nil {
		return nil, err
	}
	_, params, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if err != nil || params["boundary"] == "" {
		return nil, errCutShort
	}
	in := &sentFile{form: formOf(map[string]string{})}
	file := false
	parts := multipart.NewReader(body, params["boundary"])
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return in, nil
		}
		if err != nil {
			return nil, partError(err)
		}
		text, err := io.ReadAll(io.LimitReader(part, maxRead+1))
		if err != nil {
			return nil, partError(err)
		}
		switch name := part.FormName(); {
		case part.FileName() != "":
			file = true
			in.typed["name"] = part.FileName()
			in.take(text)
		case slices.Contains([]string{"base", "do"}, name) && len(text) <= 100:
			in.typed[name] = strings.ToValidUTF8(string(text), "�")
		case file: // it counts, whatever else was typed
		case name == "name" && len(text) <= 1000:
			in.typed["name"] = strings.ToValidUTF8(string(text), "�")
		case name == "text" && len(bytes.TrimSpace(text)) > 0:
			in.take(text)
		}
	}
}

// take keeps what counts, and shows it again where it is text of a bearable
// length.
func (in *sentFile) take(text []byte) {
	in.text = text
	in.typed["text"] = ""
	if len(text) <= maxRead && utf8.Valid(text) && !bytes.ContainsRune(text, 0) {
		in.typed["text"] = string(bytes.TrimPrefix(text, []byte("\uFEFF")))
	}
}
