package evidence

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"touchstone/app/account"
	"touchstone/app/blob"
	"touchstone/app/document"
)

// An Intake takes in uploads: bytes first, row second, so that a crash leaves
// bytes that no row names, never a row without its bytes.
type Intake struct {
	Files  blob.Store
	Reader *document.Reader
	Store  *Store
	Temp   string // folder for copies while they are made; empty: the machine's own for such
}

// Take receives a file and attaches it to an item's draft. It returns what
// Receive and AddFile return.
func (in *Intake) Take(ctx context.Context, portfolio PortfolioID, id ItemID, by account.PersonID, name string, r io.Reader) (Added, error) {
	f, err := in.Receive(ctx, name, r)
	if err != nil {
		return Added{}, err
	}
	return in.Store.AddFile(ctx, portfolio, id, by, f)
}

// Receive stores the file that r yields, reads it and keeps its copies, for
// AddFile to attach. It returns fault.TooLarge over MaxFile, fault.Invalid for a
// program or script, and r's error if that breaks off.
func (in *Intake) Receive(ctx context.Context, name string, r io.Reader) (File, error) {
	name = CleanName(name)
	head := make([]byte, document.HeadSize)
	n, err := io.ReadFull(r, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return File{}, fmt.Errorf("receive file: %w", err)
	}
	head = head[:n]
	if _, _, err := document.Sniff(head, name); err != nil {
		return File{}, err
	}
	ref, size, err := in.Files.Put(ctx, &atMost{head: head, r: r, left: MaxFile})
	if err != nil {
		return File{}, fmt.Errorf("receive file: %w", err)
	}
	f := File{Blob: ref, Name: name, Size: size}
	if f.Facts, f.Copies, err = in.read(ctx, ref, name); err != nil {
		return File{}, err
	}
	return f, nil
}

// read reads a stored file and stores the copies made of it.
func (in *Intake) read(ctx context.Context, ref blob.Ref, name string) (document.Facts, map[document.Copy]FileCopy, error) {
	dir, err := os.MkdirTemp(in.Temp, "reading-")
	if err != nil {
		return document.Facts{}, nil, fmt.Errorf("read file: %w", err)
	}
	defer os.RemoveAll(dir)
	path, done, err := blob.Local(ctx, in.Files, ref, dir)
	if err != nil {
		return document.Facts{}, nil, err
	}
	defer done()
	out := filepath.Join(dir, "out")
	if err := os.Mkdir(out, 0o700); err != nil {
		return document.Facts{}, nil, fmt.Errorf("read file: %w", err)
	}
	facts, err := in.Reader.Read(ctx, path, name, out)
	if err != nil {
		return facts, nil, err
	}
	copies := map[document.Copy]FileCopy{}
	for kind, made := range facts.Copies {
		if copies[kind], err = in.keep(ctx, filepath.Join(out, made)); err != nil {
			return facts, nil, err
		}
	}
	return facts, copies, nil
}

func (in *Intake) keep(ctx context.Context, path string) (FileCopy, error) {
	f, err := os.Open(path)
	if err != nil {
		return FileCopy{}, fmt.Errorf("keep copy: %w", err)
	}
	defer f.Close()
	ref, size, err := in.Files.Put(ctx, f)
	if err != nil {
		return FileCopy{}, fmt.Errorf("keep copy: %w", err)
	}
	return FileCopy{Blob: ref, Size: size}, nil
}

// atMost yields head and then r, and fails once there are more than left bytes.
type atMost struct {
	head []byte
	r    io.Reader
	left int64
}

func (a *atMost) Read(p []byte) (n int, err error) {
	if len(a.head) > 0 {
		n = copy(p, a.head)
		a.head = a.head[n:]
	} else {
		n, err = a.r.Read(p)
	}
	if a.left -= int64(n); a.left < 0 {
		return 0, TooLarge(0)
	}
	return n, err
}
