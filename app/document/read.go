package document

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
)

// Names of the copies in the folder given to Read.
const (
	printName   = "print.jpg"
	previewName = "preview.jpg"
	textName    = "text.txt"
)

// maxText is the most bytes of text kept of a file.
const maxText = 2 << 20

// read reads a file in the child. A parser that panics makes the file one
// that could not be read.
func read(ctx context.Context, f *os.File, q question) (found answer) {
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintf(os.Stderr, "panic: %v\n%s", p, debug.Stack())
			q.Facts.Attach = "It could not be read here, so it is attached as it is."
			found = answer{Facts: q.Facts}
		}
	}()
	facts, err := readKind(ctx, f, q)
	if what, is := errors.AsType[banned](err); is {
		return answer{Refuse: string(what)}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		facts = q.Facts
		facts.Attach = "It could not be read here, so it is attached as it is."
	}
	return answer{Facts: facts, Copies: facts.Copies}
}

// banned is what a file turned out to be that may not be kept.
type banned string

// Error returns what it is.
func (b banned) Error() string { return string(b) }

func readKind(ctx context.Context, f *os.File, q question) (Facts, error) {
	head := make([]byte, 8)
	n, _ := f.ReadAt(head, 0)
	switch magic := string(head[:n]); {
	case q.Facts.Kind == PDF:
		return readPDF(ctx, f, q.Size, q.Out)
	case q.Facts.Kind == Image:
		return readImage(f, q)
	case len(magic) >= 4 && (magic[:4] == "PK\x03\x04" || magic[:4] == "PK\x05\x06"):
		return readPacked(f, q)
	case magic == oleMagic:
		return readOLE(f, q)
	}
	return readText(f, q)
}

// keep writes a copy and notes it in facts.
func keep(facts *Facts, dir string, what Copy, name string, content []byte) error {
	if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
		return fmt.Errorf("write copy: %w", err)
	}
	if facts.Copies == nil {
		facts.Copies = make(map[Copy]string)
	}
	facts.Copies[what] = name
	return nil
}
