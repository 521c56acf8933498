package document

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"

	"golang.org/x/net/html/charset"
)

// maxNested is how deep the parts of an e-mail may lie inside each other, and
// maxMail how many are read.
const (
	maxNested = 6
	maxMail   = 200
)

var words = mime.WordDecoder{CharsetReader: charsetReader}

// writeEmail writes the head of an e-mail that people read, what it says, and
// the names of what is attached to it.
func writeEmail(out *text, content []byte) {
	message, err := mail.ReadMessage(bytes.NewReader(content))
	if err != nil {
		out.Write(decode(content))
		return
	}
	for _, name := range []string{"From", "To", "Cc", "Date", "Subject"} {
		if value := message.Header.Get(name); value != "" {
			out.WriteString(name + ": " + decodeWords(value) + "\n")
		}
	}
	out.WriteString("\n")
	left := maxMail
	writeBody(out, message.Header.Get, message.Body, maxNested, &left)
}

func decodeWords(s string) string {
	if decoded, err := words.DecodeHeader(s); err == nil {
		return decoded
	}
	return string(decode([]byte(s)))
}

// writeBody writes one part of an e-mail and those inside it.
func writeBody(out *text, head func(string) string, body io.Reader, depth int, left *int) {
	if *left--; *left < 0 || depth == 0 {
		return
	}
	kind, params, err := mime.ParseMediaType(head("Content-Type"))
	if err != nil && kind == "" {
		kind = "text/plain"
	}
	disposition, file, _ := mime.ParseMediaType(head("Content-Disposition"))
	switch name := file["filename"]; {
	case disposition == "attachment" || name != "":
		out.WriteString("Attached: " + decodeWords(name) + "\n")
	case strings.HasPrefix(kind, "multipart/"):
		writeParts(out, kind, multipart.NewReader(body, params["boundary"]), depth, left)
	case kind == "text/plain" || kind == "text/html":
		content, _ := io.ReadAll(io.LimitReader(transfer(head("Content-Transfer-Encoding"), body), maxTextRead))
		if r, err := charset.NewReaderLabel(params["charset"], bytes.NewReader(content)); err == nil && params["charset"] != "" {
			content, _ = io.ReadAll(io.LimitReader(r, maxTextRead))
		} else {
			content = decode(content)
		}
		if kind == "text/html" {
			writeHTML(out, content, "text/html; charset=utf-8")
		} else {
			out.Write(content)
		}
		out.WriteString("\n")
	}
}

// writeParts writes each part, but of several versions of one text the first,
// which is the plain one.
func writeParts(out *text, kind string, parts *multipart.Reader, depth int, left *int) {
	for {
		part, err := parts.NextRawPart()
		if err != nil {
			return
		}
		writeBody(out, part.Header.Get, part, depth-1, left)
		if kind == "multipart/alternative" || errors.Is(out.err, errFull) || *left <= 0 {
			return
		}
	}
}

func transfer(encoding string, r io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, r)
	case "quoted-printable":
		return quotedprintable.NewReader(r)
	}
	return r
}
