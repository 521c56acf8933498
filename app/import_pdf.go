package app

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"touchstone/app/document"
	"touchstone/app/fault"
	"touchstone/ksb/importing"
)

// A formReader reads the published form of a standard. The text of a PDF is found
// in a child process, as that of any upload.
type formReader struct {
	documents *document.Reader
	temp      string // folder for the PDF meanwhile; empty: the machine's own for such
}

// read reads what r yields in any of the forms. It returns what importing.Read
// returns.
func (f formReader) read(ctx context.Context, r io.Reader, want importing.Want) (importing.Result, error) {
	in := bufio.NewReader(r)
	if head, _ := in.Peek(4); !importing.IsPDF(head) {
		return importing.Read(in, want)
	}
	text, err := f.text(ctx, in)
	if err != nil {
		return importing.Result{}, err
	}
	return importing.ReadPDFText(text, want)
}

// text returns the text of a PDF.
func (f formReader) text(ctx context.Context, r io.Reader) (string, error) {
	dir, err := os.MkdirTemp(f.temp, "reading-")
	if err != nil {
		return "", fmt.Errorf("read standard: %w", err)
	}
	defer os.RemoveAll(dir)
	path, out := filepath.Join(dir, "standard.pdf"), filepath.Join(dir, "out")
	if err := os.Mkdir(out, 0o700); err != nil {
		return "", fmt.Errorf("read standard: %w", err)
	}
	if err := keepPDF(path, r); err != nil {
		return "", err
	}
	facts, err := f.documents.Read(ctx, path, "standard.pdf", out)
	switch {
	case err != nil:
		return "", err
	case facts.Fault != "":
		return "", fault.New(fault.Invalid, forStandard(facts.Fault))
	case facts.Copies[document.Plain] == "":
		return "", nil
	}
	text, err := os.ReadFile(filepath.Join(out, facts.Copies[document.Plain]))
	if err != nil {
		return "", fmt.Errorf("read standard: %w", err)
	}
	return string(text), nil
}

// forStandard says what is wrong with a PDF without the sentence on assessors, who
// see no standard's file, and what to do instead.
func forStandard(wrong string) string {
	first, _, _ := strings.Cut(wrong, ". ")
	return strings.TrimSuffix(first, ".") + ". Save a copy that opens without a password and is whole, or copy its text and paste that."
}

func keepPDF(path string, r io.Reader) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("read standard: %w", err)
	}
	defer file.Close()
	n, err := io.Copy(file, io.LimitReader(r, importing.MaxFile+1))
	if err != nil {
		return fmt.Errorf("read standard: %w", err)
	}
	if n > importing.MaxFile {
		return fault.Newf(fault.TooLarge, "The PDF is larger than %d MB, which no standard is.", importing.MaxFile>>20)
	}
	return file.Close()
}
