package document

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Limits on reading a PDF.
const (
	maxPackInput = 200 << 20        // bytes of a PDF that is made a pack of
	pdfPackTime  = 15 * time.Second // for everything; its objects have six tenths of it
	pdfSpareTime = 2 * time.Second  // left to the caller, who may have less
)

// readPDF reads the PDF of size bytes in file: whether it opens, how many pages
// it has, and, unless a reason stands against it, a pack of them as the file
// "pack" in outDir; its text too, as well as it can be told. It stops in time before ctx ends. What is wrong with the PDF
// is in the facts; an error is one of this machine.
func readPDF(ctx context.Context, file *os.File, size int64, outDir string) (Facts, error) {
	facts := Facts{Kind: PDF, MIME: "application/pdf"}
	if size == 0 {
		return broken(facts, "This file is empty."), nil
	}
	if size > maxPackInput {
		facts.Attach = fmt.Sprintf("It is larger than %d MB, too large to be shown here.", maxPackInput>>20)
		return facts, nil
	}
	start := time.Now()
	end := start.Add(pdfPackTime)
	if limit, ok := ctx.Deadline(); ok && limit.Add(-pdfSpareTime).Before(end) {
		end = limit.Add(-pdfSpareTime)
	}
	reading, stop := context.WithDeadline(ctx, start.Add(end.Sub(start)*6/10))
	defer stop()
	doc, err := openPDF(reading, file)
	if err != nil {
		return notOpened(facts, err), nil
	}
	doc.deadline = end
	return doc.facts(facts, outDir)
}

// notOpened says why a PDF could not be opened.
func notOpened(facts Facts, err error) Facts {
	switch reason := attachReason(""); {
	case errors.Is(err, errPassword):
		return broken(facts, "This PDF has a password. An assessor could not open it.")
	case errors.As(err, &reason):
		facts.Attach = reason.Error()
		return facts
	}
	return broken(facts, "This PDF is damaged and could not be read. An assessor might not be able to open it.")
}

// broken says what is wrong with a file that could not be opened.
func broken(facts Facts, sentence string) Facts {
	facts.Fault = sentence
	facts.Attach = "It could not be opened."
	return facts
}

// facts counts the pages, makes the pack and keeps the text.
func (d *pdfDoc) facts(facts Facts, outDir string) (Facts, error) {
	pages, err := d.pages()
	facts.Pages = len(pages)
	if err == nil && len(pages) == 0 {
		return broken(facts, "This PDF has no pages."), nil
	}
	if err == nil {
		err = d.mustAttach(pages)
	}
	if err == nil {
		err = d.writePack(filepath.Join(outDir, string(Pack)), pages)
	}
	if reason := attachReason(""); errors.As(err, &reason) {
		facts.Attach = reason.Error()
	} else if err != nil {
		return facts, fmt.Errorf("make page pack: %w", err)
	} else {
		facts.Copies = map[Copy]string{Pack: string(Pack)}
	}
	return facts, d.writeText(&facts, outDir, pages)
}

// writePack makes the pack of pages at path. If it fails there is no file.
func (d *pdfDoc) writePack(path string, pages []pdfPage) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() {
		if closed := file.Close(); err == nil {
			err = closed
		}
		if err != nil {
			os.Remove(path)
		}
	}()
	w := bufio.NewWriterSize(file, 256<<10)
	if err := d.packPages(w, pages); err != nil {
		return err
	}
	return w.Flush()
}

// packPages writes the pack of pages to w. A panic in reading a hostile file is
// a reason to attach it.
func (d *pdfDoc) packPages(w *bufio.Writer, pages []pdfPage) (err error) {
	defer func() {
		if recover() != nil {
			err = unreadable
		}
	}()
	out, err := newPackWriter(w)
	if err != nil {
		return err
	}
	c := newCopier(d, out)
	for _, page := range pages {
		if err := c.addPage(page); err != nil {
			return err
		}
	}
	return out.finish()
}
