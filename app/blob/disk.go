package blob

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"touchstone/app/fault"
)

// Disk is a Store in a folder: a blob is a file named by its ref, in one of 256
// folders named by the ref's first two characters.
type Disk struct{ dir string }

const incoming = "incoming" // where files are until they are whole

// OpenDisk opens the store in dir, making it if need be, and removes what an
// earlier run left half written.
func OpenDisk(dir string) (*Disk, error) {
	if err := os.RemoveAll(filepath.Join(dir, incoming)); err != nil {
		return nil, fmt.Errorf("open files: %w", err)
	}
	if err := os.MkdirAll(filepath.Join(dir, incoming), 0o700); err != nil {
		return nil, fmt.Errorf("open files: %w", err)
	}
	return &Disk{dir}, nil
}

// Path returns where the bytes of a valid ref are, or would be.
func (d *Disk) Path(ref Ref) string { return filepath.Join(d.dir, string(ref[:2]), string(ref)) }

// Put implements Store.
func (d *Disk) Put(ctx context.Context, r io.Reader) (Ref, int64, error) {
	ref, size, err := d.put(ctx, r)
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		err = fault.Because(err, fault.Unavailable, "There is no room left to keep this file. Nothing was changed; tell your administrator, then try again.")
	}
	return ref, size, err
}

func (d *Disk) put(ctx context.Context, r io.Reader) (Ref, int64, error) {
	f, err := os.CreateTemp(filepath.Join(d.dir, incoming), "*.part")
	if err != nil {
		return "", 0, fmt.Errorf("put blob: %w", err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	sum := sha256.New()
	size, err := copyHashed(ctx, f, sum, r)
	if err != nil {
		return "", 0, fmt.Errorf("put blob: %w", err)
	}
	ref := Ref(hex.EncodeToString(sum.Sum(nil)))
	if err := d.settle(f, ref); err != nil {
		return "", 0, fmt.Errorf("put blob: %w", err)
	}
	return ref, size, nil
}

// copyHashed copies r to f and hashes it on the way. Each piece is handed to
// the disk as it comes, so that the sync at the end has little left to do.
func copyHashed(ctx context.Context, f *os.File, sum hash.Hash, r io.Reader) (int64, error) {
	w := bufio.NewWriterSize(io.MultiWriter(f, sum), 256<<10)
	size, err := io.Copy(w, &untilDone{ctx, r})
	return size, errors.Join(err, w.Flush())
}

type untilDone struct {
	ctx context.Context
	r   io.Reader
}

func (u *untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}

// settle makes f durable under its ref. The same bytes may be there already;
// putting them again renews their age, so that a sweep does not take them
// before the row that names them is written.
func (d *Disk) settle(f *os.File, ref Ref) error {
	if err := f.Sync(); err != nil {
		return err
	}
	path := d.Path(ref)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	for _, dir := range []string{filepath.Dir(path), d.dir} {
		if err := syncFolder(dir); err != nil {
			return err
		}
	}
	return nil
}

func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Open implements Store.
func (d *Disk) Open(ctx context.Context, ref Ref) (Blob, error) {
	if !ref.Valid() {
		return nil, fmt.Errorf("open %q: %w", ref, ErrNotFound)
	}
	f, err := os.Open(d.Path(ref))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("open %s: %w", ref, ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("open blob: %w", err)
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("open blob: %w", err)
	}
	return &diskBlob{f, info.Size()}, nil
}

type diskBlob struct {
	*os.File
	size int64
}

func (b *diskBlob) Size() int64 { return b.size }

// Delete implements Store.
func (d *Disk) Delete(ctx context.Context, ref Ref) error {
	if !ref.Valid() {
		return nil
	}
	if err := os.Remove(d.Path(ref)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("delete blob: %w", err)
	}
	return nil
}

// Each implements Store.
func (d *Disk) Each(ctx context.Context, see func(Ref, int64, time.Time) error) error {
	return filepath.WalkDir(d.dir, func(path string, e fs.DirEntry, err error) error {
		if path == d.dir && errors.Is(err, fs.ErrNotExist) {
			return nil // nothing was ever stored
		}
		if err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		ref := Ref(e.Name())
		if e.IsDir() || !ref.Valid() || strings.HasPrefix(e.Name(), incoming) {
			return nil
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		return see(ref, info.Size(), info.ModTime())
	})
}

// BesideDisk returns the store in dir as another program may have it open: what
// that program has half written stays.
func BesideDisk(dir string) *Disk { return &Disk{dir} }
