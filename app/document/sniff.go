package document

import (
	"bytes"
	"path/filepath"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// HeadSize is how many bytes of a file's start Sniff wants, at most.
const HeadSize = 3072

const unknownMIME = "application/octet-stream"

// Sniff tells what kind of file begins with head, the first HeadSize bytes of
// it (or all of a shorter file), and its MIME type without parameters. Content
// decides. The name, which may be anything, only tells kinds of text apart
// (CSV, Markdown, e-mail) and kinds of packed file whose head does not say;
// Reader looks into those and may correct the kind.
//
// Programs and scripts are a fault.Invalid that says what they are. An empty
// head is Other and no error: Reader says that the file is empty.
func Sniff(head []byte, name string) (kind Kind, mime string, err error) {
	head = head[:min(len(head), HeadSize)]
	ext := extension(name)
	if len(head) == 0 {
		return Other, unknownMIME, nil
	}
	if what := startsProgram(head); what != "" {
		return "", "", refuse(what)
	}
	switch {
	case bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-")):
		kind, mime = PDF, "application/pdf"
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		kind, mime = sniffPacked(head, ext)
	case looksText(head):
		kind, mime, err = sniffText(head, ext)
	default:
		kind, mime, err = sniffBinary(head, ext)
	}
	if err == nil {
		err = refuseName(kind, ext)
	}
	if err != nil {
		return "", "", err
	}
	return kind, mime, nil
}

// extension returns the part of name from its last dot on, in lower case. As
// Windows does, it disregards dots and spaces at the end.
func extension(name string) string {
	return strings.ToLower(filepath.Ext(strings.TrimRight(name, ". \t")))
}

// looksText reports whether a head holds no byte that text does not: no
// control characters but the few that text uses, or a UTF-16 mark.
func looksText(head []byte) bool {
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return len(head) < 4 || !bytes.Equal(head[2:4], []byte("\x00\x00"))
	}
	for _, b := range head {
		if b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f' && b != 0x1b || b == 0x7f {
			return false
		}
	}
	return !bytes.HasPrefix(head, []byte("\xff\xfb")) // an MP3 frame
}

func sniffText(head []byte, ext string) (Kind, string, error) {
	found := detect(head)
	if what := programs[found]; what != "" && found != exeMIME {
		return "", "", refuse(what)
	}
	switch {
	case found == "text/rtf":
		return Word, "application/rtf", nil
	case found == "application/postscript":
		return Other, found, nil
	case found == "text/html", found == "application/xhtml+xml", found == "image/svg+xml":
		return Web, found, nil
	case found == "text/xml" || strings.HasSuffix(found, "+xml"):
		return Web, "text/xml", nil
	case ext == ".eml" || found == "message/rfc822":
		return Email, "message/rfc822", nil
	case ext == ".csv":
		return Sheet, "text/csv", nil
	case ext == ".tsv":
		return Sheet, "text/tab-separated-values", nil
	case ext == ".md" || ext == ".markdown":
		return Text, "text/markdown", nil
	case ext == ".htm" || ext == ".html":
		return Web, "text/html", nil
	case found == "application/json", found == "text/calendar", found == "text/vcard", found == "text/vtt":
		return Text, found, nil
	}
	return Text, "text/plain", nil
}

// sniffPacked tells what a ZIP file may be. Its list of parts, which comes
// last, will tell.
func sniffPacked(head []byte, ext string) (Kind, string) {
	found := detect(head)
	if kind, known := binaryKinds[found]; known {
		return kind, found
	}
	if office, known := packedByName[ext]; known {
		return office.kind, office.mime
	}
	return Archive, "application/zip"
}

func sniffBinary(head []byte, ext string) (Kind, string, error) {
	found := detect(head)
	if what := programs[found]; what != "" {
		return "", "", refuse(what)
	}
	if kind, known := binaryKinds[found]; known {
		return kind, found, nil
	}
	switch {
	case bytes.HasPrefix(head, []byte("ID3")):
		return Audio, "audio/mpeg", nil
	case found == oleMIME:
		if office, known := oleByName[ext]; known {
			return office.kind, office.mime, nil
		}
		return Other, found, nil
	case strings.HasPrefix(found, "image/"):
		return Image, found, nil
	case strings.HasPrefix(found, "audio/"):
		return Audio, found, nil
	case strings.HasPrefix(found, "video/"):
		return Video, found, nil
	}
	return Other, found, nil
}

// detect returns the MIME type of a head without parameters.
func detect(head []byte) string {
	found, _, _ := strings.Cut(mimetype.Detect(head).String(), ";")
	if better := spelling[found]; better != "" {
		return better
	}
	return found
}
