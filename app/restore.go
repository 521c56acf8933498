package app

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"touchstone/app/blob"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// restore fills an empty data folder from a backup.
func restore(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	f := newFlags("restore")
	folder, asJSON := dataFlag(f), jsonFlag(f)
	from := f.String("from", "", "the backup's `file`")
	if status, goOn := parse(f, args, "", stdout, stderr); !goOn {
		return status
	}
	if !noArguments(f, stderr) {
		return exitUsage
	}
	if *from == "" {
		fmt.Fprintln(stderr, "touchstone restore: say with -from which backup to read.")
		return exitUsage
	}
	m, err := restoreBackup(ctx, *from, *folder)
	if err != nil {
		return failed(stderr, err)
	}
	return reportBackup(stdout, *asJSON, *folder, "Restored and verified", m)
}

// restoreBackup fills dir, which must be empty or not there, from a backup. It
// works in a folder beside dir that takes dir's place once everything in it is
// right, so a restore that fails leaves nothing.
func restoreBackup(ctx context.Context, name, dir string) (m manifest, err error) {
	dir = filepath.Clean(dir)
	if err := checkFolder(dir); err != nil {
		return m, err
	}
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return m, fmt.Errorf("restore: %w", err)
	}
	if len(entries) > 0 {
		return m, fault.Newf(fault.Exists, "%s is not empty. Restore into a new folder with -data: nothing is ever overwritten.", dir)
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return m, fmt.Errorf("restore: %w", err)
	}
	work, err := os.MkdirTemp(filepath.Dir(dir), filepath.Base(dir)+".restoring-*")
	if err != nil {
		return m, fmt.Errorf("restore: %w", err)
	}
	defer os.RemoveAll(work)
	store, err := blob.OpenDisk(filepath.Join(work, filesName))
	if err != nil {
		return m, err
	}
	m, err = readBackup(ctx, name, work, func(r io.Reader) (blob.Ref, error) {
		ref, _, err := store.Put(ctx, r)
		return ref, err
	})
	if err != nil {
		return m, err
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, os.ErrNotExist) {
		return m, fmt.Errorf("restore: %w", err)
	}
	if err := os.Rename(work, dir); err != nil {
		return m, fmt.Errorf("restore: %w", err)
	}
	return m, db.SyncFolder(filepath.Dir(dir))
}

// verifyBackup reads a whole backup and checks the database and the hash of
// every stored file.
func verifyBackup(ctx context.Context, name string) (m manifest, err error) {
	work, err := os.MkdirTemp(filepath.Dir(name), filepath.Base(name)+".check-*")
	if err != nil {
		return m, fmt.Errorf("verify: %w", err)
	}
	defer os.RemoveAll(work)
	return readBackup(ctx, name, work, func(r io.Reader) (blob.Ref, error) {
		h := sha256.New()
		_, err := io.Copy(h, r)
		return blob.Ref(hex.EncodeToString(h.Sum(nil))), err
	})
}

// readBackup reads a backup, puts its secret and its database into the folder
// work, hands every stored file to put, which returns its hash, and checks that
// all of it is right and there.
func readBackup(ctx context.Context, name, work string, put func(io.Reader) (blob.Ref, error)) (m manifest, err error) {
	f, err := os.Open(name)
	if err != nil {
		return m, fmt.Errorf("read backup: %w", err)
	}
	defer f.Close()
	r := tar.NewReader(bufio.NewReaderSize(f, 1<<20))
	have := map[blob.Ref]bool{}
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return m, notABackup(name, err)
		}
		if err := ctx.Err(); err != nil {
			return m, err
		}
		if err := takeEntry(h.Name, r, work, &m, have, put); err != nil {
			return m, notABackup(name, err)
		}
	}
	if m.Form != backupForm {
		return m, notABackup(name, fmt.Errorf("it has no manifest of a form this program knows"))
	}
	if err := checkRestored(ctx, work, m, have); err != nil {
		return m, notABackup(name, err)
	}
	return m, nil
}

func notABackup(name string, err error) error {
	return fault.Because(err, fault.Invalid, name+" is no whole backup of Touchstone. Nothing was changed; use another one.")
}

// takeEntry takes one entry of a backup. Names decide nothing but what an entry
// is: no path in a backup is ever used as a path here.
func takeEntry(name string, r io.Reader, work string, m *manifest, have map[blob.Ref]bool, put func(io.Reader) (blob.Ref, error)) error {
	switch {
	case name == manifestName:
		return json.NewDecoder(io.LimitReader(r, 1<<20)).Decode(m)
	case name == secretName:
		secret, err := io.ReadAll(io.LimitReader(r, secretSize+1))
		if err == nil && len(secret) != secretSize {
			err = fmt.Errorf("its secret has a wrong length")
		}
		if err != nil {
			return err
		}
		return writeDurably(filepath.Join(work, secretName), bytes.NewReader(secret))
	case name == databaseName:
		return writeDurably(filepath.Join(work, databaseName), r)
	case strings.HasPrefix(name, filesName+"/"):
		want := blob.Ref(path.Base(name))
		got, err := put(r)
		if err == nil && got != want {
			err = fmt.Errorf("the stored file %s has other bytes than it should", want)
		}
		have[want] = true
		return err
	}
	return fmt.Errorf("it holds %q, which no backup does", name)
}

// checkRestored checks the database in work against the manifest and the stored
// files that were read.
func checkRestored(ctx context.Context, work string, m manifest, have map[blob.Ref]bool) error {
	database := filepath.Join(work, databaseName)
	digest, err := hashFile(database)
	if err != nil {
		return err
	}
	if digest != m.Database {
		return fmt.Errorf("its database has other bytes than it should")
	}
	named, err := blobsOfCopy(ctx, database)
	if err != nil {
		return err
	}
	for _, ref := range named {
		if !have[ref] {
			return fmt.Errorf("the stored file %s is missing", ref)
		}
	}
	if len(named) != m.Files || len(have) != m.Files {
		return fmt.Errorf("it has %d stored files and should have %d", len(have), m.Files)
	}
	return nil
}

func writeDurably(path string, r io.Reader) error {
	f, err := os.OpenFile(path+".part", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	return db.Settle(path+".part", path)
}
