package app

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/blob"
	"touchstone/app/document"
)

// shown are the types that a browser shows in the page. Everything else is
// downloaded: it could run, or be taken for a page of ours.
var shown = map[string]bool{
	"application/pdf": true, "image/jpeg": true, "image/png": true, "image/gif": true, "image/webp": true,
	"audio/mpeg": true, "audio/mp4": true, "audio/x-m4a": true, "audio/aac": true, "audio/ogg": true, "audio/wav": true, "audio/x-wav": true, "audio/webm": true, "audio/flac": true,
	"video/mp4": true, "video/webm": true, "video/ogg": true, "video/quicktime": true, "video/x-m4v": true,
	"text/plain; charset=utf-8": true,
}

// sendFile sends a file's own bytes.
func (a *App) sendFile(c *fiber.Ctx) error {
	_, file, err := a.file(c)
	if err != nil {
		return err
	}
	kind := file.Facts.MIME
	if kind == "" {
		kind = fiber.MIMEOctetStream
	}
	return a.sendBlob(c, sent{ref: file.Blob, name: file.Name, kind: kind, download: c.Query("download") != "" || !shown[kind]})
}

// sendPreview sends the copy of a file that pages show: a picture the right way
// up, or the text of a document.
func (a *App) sendPreview(c *fiber.Ctx) error {
	_, file, err := a.file(c)
	if err != nil {
		return err
	}
	if copied, ok := file.Copies[document.Preview]; ok {
		return a.sendBlob(c, sent{ref: copied.Blob, name: file.Name + ".jpg", kind: "image/jpeg"})
	}
	if copied, ok := file.Copies[document.Plain]; ok {
		return a.sendBlob(c, sent{ref: copied.Blob, name: file.Name + ".txt", kind: "text/plain; charset=utf-8"})
	}
	return errNoPage
}

// A sent is stored bytes as they go out.
type sent struct {
	ref      blob.Ref
	name     string
	kind     string // media type
	download bool   // not shown in the page
}

// sendBlob sends stored bytes, or the one range of them that is asked for.
// Several ranges are answered with the whole. Whoever calls it has seen to it
// that the visitor may have them.
func (a *App) sendBlob(c *fiber.Ctx, s sent) error {
	tag := `"` + string(s.ref) + `"`
	protectFile(c, s.kind == "application/pdf" && !s.download)
	c.Set(fiber.HeaderContentType, s.kind)
	c.Set(fiber.HeaderContentDisposition, disposition(s.download, s.name))
	c.Set(fiber.HeaderETag, tag)
	c.Set(fiber.HeaderCacheControl, "private, no-cache")
	c.Set(fiber.HeaderAcceptRanges, "bytes")
	if matches(c.Get(fiber.HeaderIfNoneMatch), tag) {
		return c.SendStatus(http.StatusNotModified)
	}
	b, err := a.blobs.Open(c.UserContext(), s.ref)
	if err != nil {
		return fmt.Errorf("send file: %w", err)
	}
	asked := c.Get(fiber.HeaderRange)
	if given := c.Get(fiber.HeaderIfRange); given != "" && given != tag {
		asked = ""
	}
	from, n, status := span(asked, b.Size())
	c.Status(status)
	switch status {
	case http.StatusRequestedRangeNotSatisfiable:
		b.Close()
		c.Set(fiber.HeaderContentRange, fmt.Sprintf("bytes */%d", b.Size()))
		c.Response().Header.Del(fiber.HeaderContentDisposition)
		return nil
	case http.StatusPartialContent:
		c.Set(fiber.HeaderContentRange, fmt.Sprintf("bytes %d-%d/%d", from, from+n-1, b.Size()))
	}
	c.Context().SetBodyStream(closing{io.NewSectionReader(b, from, n), b}, int(n))
	return nil
}

// closing closes a blob once what is read of it has gone out.
type closing struct {
	io.Reader
	io.Closer
}

// matches reports whether a list of tags has one.
func matches(list, tag string) bool {
	for one := range strings.SplitSeq(list, ",") {
		if one = strings.TrimSpace(one); strings.TrimPrefix(one, "W/") == tag || one == "*" {
			return true
		}
	}
	return false
}

// span returns which part of size bytes a Range header asks for and the status
// to answer with. A header that is no range of bytes, or asks for several, is
// answered with everything.
func span(header string, size int64) (from, n int64, status int) {
	text, ok := strings.CutPrefix(header, "bytes=")
	first, last, dash := strings.Cut(strings.TrimSpace(text), "-")
	if !ok || !dash || strings.Contains(text, ",") {
		return 0, size, http.StatusOK
	}
	if first == "" { // the last so many bytes
		n, err := strconv.ParseUint(last, 10, 63)
		if err != nil {
			return 0, size, http.StatusOK
		}
		if n == 0 || size == 0 {
			return 0, 0, http.StatusRequestedRangeNotSatisfiable
		}
		length := min(int64(n), size)
		return size - length, length, http.StatusPartialContent
	}
	begin, err := strconv.ParseUint(first, 10, 63)
	if err != nil {
		return 0, size, http.StatusOK
	}
	end := uint64(size - 1)
	if last != "" {
		if end, err = strconv.ParseUint(last, 10, 63); err != nil || end < begin {
			return 0, size, http.StatusOK
		}
	}
	if int64(begin) >= size {
		return 0, 0, http.StatusRequestedRangeNotSatisfiable
	}
	length := min(int64(end), size-1) - int64(begin) + 1
	return int64(begin), length, http.StatusPartialContent
}

// disposition says what to do with a file and what it is called, by RFC 6266:
// plain for old programs, and as it is.
func disposition(download bool, name string) string {
	kind := "inline"
	if download {
		kind = "attachment"
	}
	plain := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(`"\%;`, r) {
			return '_'
		}
		return r
	}, name)
	// PathEscape leaves some marks as they are that RFC 5987 does not.
	exact := strings.NewReplacer("$", "%24", "&", "%26", "+", "%2B", ":", "%3A", "=", "%3D", "@", "%40").Replace(url.PathEscape(name))
	return fmt.Sprintf(`%s; filename="%s"; filename*=UTF-8''%s`, kind, plain, exact)
}
