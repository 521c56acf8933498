package document

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"
)

// Limits of reading. What is over them is attached to a portfolio as it is.
const (
	atOnce       = 2                // child processes
	baseLimit    = 20 * time.Second // for a child, and a second more for every bytesASecond of the file
	mostLimit    = 2 * time.Minute
	bytesASecond = 20 << 20
)

// A Reader reads uploads. What needs parsing is read in a child process with
// limits on time, memory and output, two at a time. Its methods may be called
// by several goroutines at once.
type Reader struct {
	log   *slog.Logger
	slots chan struct{}
	limit time.Duration // baseLimit, but in tests
	self  string        // the program to start as a child
}

// NewReader returns a Reader that tells log of the children that failed. The
// program must call Child first thing when it starts.
func NewReader(log *slog.Logger) *Reader {
	return &Reader{log: log, slots: make(chan struct{}, atOnce), limit: baseLimit, self: program()}
}

// Read reads the upload at path, which its sender calls name, and puts the
// copies it makes into outDir, an empty folder that the caller removes;
// Facts.Copies names those that are whole.
//
// A file that is damaged, locked, too large to read or hostile is no error:
// Facts say what is wrong with it. The errors are a fault.Invalid for programs,
// scripts and documents with macros; ctx's; and those of opening path.
func (r *Reader) Read(ctx context.Context, path, name, outDir string) (Facts, error) {
	f, err := os.Open(path)
	if err != nil {
		return Facts{}, fmt.Errorf("read upload: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Facts{}, fmt.Errorf("read upload: %w", err)
	}
	head := make([]byte, HeadSize)
	n, err := io.ReadFull(f, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return Facts{}, fmt.Errorf("read upload: %w", err)
	}
	kind, mime, err := Sniff(head[:n], name)
	if err != nil {
		return Facts{}, err
	}
	facts := Facts{Kind: kind, MIME: mime, Attach: whyAttach[kind]}
	switch {
	case n == 0:
		facts.Fault = "This file is empty: it holds no bytes at all. Choose it again, or save it again where it was made."
		facts.Attach = "It is empty."
		return facts, nil
	case needsChild(facts):
		return r.readInChild(ctx, f, info.Size(), facts, name, outDir)
	case kind == Audio || kind == Video:
		return readMedia(f, info.Size(), facts), nil
	case kind == Image:
		facts.Attach = "This kind of picture cannot be shown in a document."
	}
	return facts, nil
}

// needsChild reports whether a file is worth parsing and its parser could be
// hurt by it. Recordings are only skimmed, within bounds, by code of our own.
func needsChild(f Facts) bool {
	switch f.Kind {
	case PDF, Text, Sheet, Word, Slides, Web, Email:
		return true
	case Image:
		return decoders[f.MIME] != nil
	case Archive:
		return f.MIME == "application/zip"
	}
	return f.MIME == oleMIME
}

// whyAttach says why a portfolio attaches files of a kind rather than showing
// them. PDFs and images are not here: they are shown if they can be.
var whyAttach = map[Kind]string{
	Audio:   "A recording cannot be printed.",
	Video:   "A recording cannot be printed.",
	Word:    "A word-processor document is attached as it is.",
	Sheet:   "A spreadsheet is attached as it is.",
	Slides:  "A slide show is attached as it is.",
	Text:    "A text file is attached as it is.",
	Email:   "An e-mail is attached as it is.",
	Web:     "A web page is attached as it is and never run.",
	Archive: "An archive is attached as it is.",
	Other:   "This kind of file cannot be shown in a document.",
}
