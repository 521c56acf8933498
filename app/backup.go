package app

import (
	"archive/tar"
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"touchstone/app/blob"
	"touchstone/app/db"
	"touchstone/app/document"
	"touchstone/app/fault"
	"touchstone/app/words"
	"touchstone/evidence"
)

// A backup is a tar file of: manifest.json, the secret, the database as it stood
// at one moment, and every stored file the database names, in the order of
// their hashes.
const (
	manifestName = "manifest.json"
	backupForm   = 1
)

// A manifest is what a backup says of itself.
type manifest struct {
	Form     int       `json:"form"` // 1
	MadeAt   time.Time `json:"made_at"`
	Database string    `json:"database"` // SHA-256 in hex
	Files    int       `json:"files"`
	Bytes    int64     `json:"bytes"` // of the files
}

// backup copies an installation into one file, while a server runs on it, and
// reads the file back before it gets its name.
func backup(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	f := newFlags("backup")
	folder, asJSON := dataFlag(f), jsonFlag(f)
	out := f.String("out", "", "the backup's `file`, which must not exist yet")
	if status, goOn := parse(f, args, "", stdout, stderr); !goOn {
		return status
	}
	if !noArguments(f, stderr) {
		return exitUsage
	}
	if *out == "" {
		fmt.Fprintln(stderr, "touchstone backup: say with -out which file to write.")
		return exitUsage
	}
	in, err := OpenBeside(ctx, *folder)
	if err != nil {
		return failed(stderr, err)
	}
	defer in.Close()
	m, err := writeBackup(ctx, in, *out)
	if err != nil {
		return failed(stderr, err)
	}
	return reportBackup(stdout, *asJSON, *out, "Backed up and verified", m)
}

func reportBackup(stdout io.Writer, asJSON bool, name, done string, m manifest) int {
	if asJSON {
		return printJSON(stdout, map[string]any{"file": name, "made_at": m.MadeAt, "files": m.Files, "bytes": m.Bytes, "verified": true})
	}
	fmt.Fprintf(stdout, "%s: %s\n  the database as of %s\n  %s, %s\n", done, name, words.Moment(m.MadeAt), words.Plural(m.Files, "stored file", "stored files"), document.Size(m.Bytes))
	return exitDone
}

// writeBackup writes and verifies a backup in a file of the given name.
func writeBackup(ctx context.Context, in *Installation, name string) (m manifest, err error) {
	if _, err := os.Stat(name); !errors.Is(err, os.ErrNotExist) {
		return m, fault.Newf(fault.Exists, "%s exists already. Choose another name: a backup never replaces one.", name)
	}
	if folder, err := os.Stat(filepath.Dir(name)); err != nil || !folder.IsDir() {
		return m, fault.Newf(fault.NotFound, "There is no folder %s. Make it, or name another place with -out.", filepath.Dir(name))
	}
	part, copied := name+".part", name+".database"
	defer os.Remove(part)
	defer os.Remove(copied)
	if err := in.DB.CopyTo(ctx, copied); err != nil {
		return m, err
	}
	m, err = packBackup(ctx, in, copied, part)
	if errors.Is(err, syscall.ENOSPC) {
		return m, unwritable(err, name)
	}
	if err != nil {
		return m, err
	}
	if _, err := verifyBackup(ctx, part); err != nil {
		return m, fmt.Errorf("the backup was written but does not read back: %w", err)
	}
	return m, db.Settle(part, name)
}

// packBackup writes the tar file part of in, with its database copied to the
// file copied.
func packBackup(ctx context.Context, in *Installation, copied, part string) (m manifest, err error) {
	refs, err := blobsOfCopy(ctx, copied)
	if err != nil {
		return m, err
	}
	m = manifest{Form: backupForm, MadeAt: in.DB.Now(), Files: len(refs)}
	if m.Database, err = hashFile(copied); err != nil {
		return m, err
	}
	for _, ref := range refs {
		b, err := in.Blobs.Open(ctx, ref)
		if err != nil {
			return m, fmt.Errorf("a file in use is not stored: %w", err)
		}
		m.Bytes += b.Size()
		b.Close()
	}
	f, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return m, fmt.Errorf("write backup: %w", err)
	}
	defer f.Close()
	buffer := bufio.NewWriterSize(f, 1<<20)
	w := &backupWriter{tar.NewWriter(buffer), m.MadeAt}
	if err := w.all(ctx, in, m, copied, refs); err != nil {
		return m, fmt.Errorf("write backup: %w", err)
	}
	return m, errors.Join(w.tar.Close(), buffer.Flush(), f.Sync())
}

type backupWriter struct {
	tar *tar.Writer
	at  time.Time
}

func (w *backupWriter) all(ctx context.Context, in *Installation, m manifest, copied string, refs []blob.Ref) error {
	about, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if err := w.bytes(manifestName, about); err != nil {
		return err
	}
	if err := w.bytes(secretName, in.Secret); err != nil {
		return err
	}
	f, err := os.Open(copied) // no database connection is open on this copy
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := w.from(databaseName, info.Size(), f); err != nil {
		return err
	}
	for _, ref := range refs {
		if err := w.blob(ctx, in.Blobs, ref); err != nil {
			return err
		}
	}
	return nil
}

func (w *backupWriter) blob(ctx context.Context, store blob.Store, ref blob.Ref) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	b, err := store.Open(ctx, ref)
	if err != nil {
		return err
	}
	defer b.Close()
	return w.from(path.Join(filesName, string(ref[:2]), string(ref)), b.Size(), io.NewSectionReader(b, 0, b.Size()))
}

func (w *backupWriter) bytes(name string, b []byte) error {
	if err := w.tar.WriteHeader(w.header(name, int64(len(b)))); err != nil {
		return err
	}
	_, err := w.tar.Write(b)
	return err
}

func (w *backupWriter) from(name string, size int64, r io.Reader) error {
	if err := w.tar.WriteHeader(w.header(name, size)); err != nil {
		return err
	}
	_, err := io.CopyN(w.tar, r, size)
	return err
}

func (w *backupWriter) header(name string, size int64) *tar.Header {
	return &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: w.at, Format: tar.FormatPAX}
}

// blobsOfCopy returns the stored files that the database in the file at path
// names, in order.
func blobsOfCopy(ctx context.Context, path string) ([]blob.Ref, error) {
	d, err := db.Open(ctx, path, nil)
	if err != nil {
		return nil, err
	}
	defer removeJournal(path)
	defer d.Close()
	if err := d.Check(ctx); err != nil {
		return nil, err
	}
	named, err := evidence.NewStore(d).NamedBlobs(ctx)
	return slices.Sorted(maps.Keys(named)), err
}

// removeJournal removes what opening a database leaves beside it.
func removeJournal(path string) {
	os.Remove(path + "-wal")
	os.Remove(path + "-shm")
}

func hashFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("hash: %w", err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("hash: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
