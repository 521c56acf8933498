package document

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// maxTextRead is how much of a file is read for its text.
const maxTextRead = 8 << 20

// readText keeps the text of a text file, table, web page or e-mail.
func readText(f *os.File, q question) (Facts, error) {
	facts := q.Facts
	content, err := io.ReadAll(io.NewSectionReader(f, 0, min(q.Size, maxTextRead)))
	if err != nil {
		return facts, fmt.Errorf("read text: %w", err)
	}
	out := newText()
	switch facts.MIME {
	case "application/rtf":
		return facts, nil
	case "text/html", "application/xhtml+xml", "image/svg+xml", "text/xml":
		writeHTML(out, content, facts.MIME)
	case "message/rfc822":
		writeEmail(out, content)
	default:
		out.Write(decode(content))
	}
	return facts, out.keep(&facts, q.Out)
}

// decode returns text as UTF-8. Text that is not UTF-8 and has no mark of
// UTF-16 is taken as Windows-1252, as older programs write it.
func decode(content []byte) []byte {
	var wide bool
	switch {
	case bytes.HasPrefix(content, []byte("\xff\xfe")), bytes.HasPrefix(content, []byte("\xfe\xff")):
		wide = true
	case utf8.Valid(wholeRunes(content)):
		return content
	}
	var decoded []byte
	var err error
	if wide {
		decoded, err = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(content)
	} else {
		decoded, err = charmap.Windows1252.NewDecoder().Bytes(content)
	}
	if err != nil {
		return bytes.ToValidUTF8(content, []byte("\ufffd"))
	}
	return decoded
}

// wholeRunes cuts off a character that the end of content cuts in two.
func wholeRunes(content []byte) []byte {
	for i := 1; i <= min(utf8.UTFMax-1, len(content)); i++ {
		if at := len(content) - i; utf8.RuneStart(content[at]) {
			if !utf8.FullRune(content[at:]) {
				return content[:at]
			}
			break
		}
	}
	return content
}

// charsetReader decodes XML that is not UTF-8.
func charsetReader(label string, r io.Reader) (io.Reader, error) {
	return charset.NewReaderLabel(label, r)
}

// unread are the elements of a page that nobody reads.
var unread = map[string]bool{"script": true, "style": true, "template": true, "noscript": true, "iframe": true, "object": true}

// ownLine are the elements of a page that stand on lines of their own.
var ownLine = map[string]bool{
	"p": true, "div": true, "br": true, "li": true, "tr": true, "title": true, "section": true, "article": true, "pre": true,
	"h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "blockquote": true, "dt": true, "dd": true, "text": true,
}

// writeHTML writes what a page says.
func writeHTML(out *text, content []byte, mime string) {
	r, err := charset.NewReader(bytes.NewReader(content), mime)
	if err != nil {
		return
	}
	z := html.NewTokenizer(r)
	z.SetMaxBuf(maxText)
	skip := ""
	for out.err == nil {
		kind := z.Next()
		if kind == html.ErrorToken {
			return
		}
		raw, _ := z.TagName()
		name := string(raw)
		switch {
		case kind == html.TextToken && skip == "":
			out.WriteString(squeeze(string(z.Text())))
		case kind == html.StartTagToken && skip == "" && unread[name]:
			skip = name
		case kind == html.EndTagToken && name == skip:
			skip = ""
		case ownLine[name] && skip == "" && (kind == html.EndTagToken || name == "br"):
			out.WriteString("\n")
		case (name == "td" || name == "th") && kind == html.EndTagToken:
			out.WriteString("\t")
		}
	}
}

// squeeze makes each run of white space one space, as a page shows it.
func squeeze(s string) string {
	joined := strings.Join(strings.Fields(s), " ")
	if joined == "" {
		return ""
	}
	if strings.TrimLeft(s, " \t\r\n") != s {
		joined = " " + joined
	}
	if strings.TrimRight(s, " \t\r\n") != s {
		joined += " "
	}
	return joined
}
