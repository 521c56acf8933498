package blob_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"

	"touchstone/app/blob"
	"touchstone/app/blob/blobtest"
	"touchstone/app/fault"
)

func open(t *testing.T) blob.Store {
	s, err := blob.OpenDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDisk(t *testing.T) { blobtest.Run(t, open) }

func TestHalfWrittenFilesGoAtStart(t *testing.T) {
	dir := t.TempDir()
	part := filepath.Join(dir, "incoming", "1.part")
	os.MkdirAll(filepath.Dir(part), 0o700)
	if err := os.WriteFile(part, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := blob.OpenDisk(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(part); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("stat = %v", err)
	}
}

func TestAFullDiskIsSaidPlainly(t *testing.T) {
	full := io.MultiReader(strings.NewReader("some"), iotest.ErrReader(&os.PathError{Op: "write", Err: syscall.ENOSPC}))
	if _, _, err := open(t).Put(t.Context(), full); !fault.Is(err, fault.Unavailable) {
		t.Errorf("Put = %v", err)
	}
}

func TestLocal(t *testing.T) {
	type elsewhere struct{ blob.Store } // a store whose files have no path here
	s := open(t)
	ref, _, err := s.Put(t.Context(), strings.NewReader("call log"))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []blob.Store{s, elsewhere{s}} {
		dir := t.TempDir()
		path, done, err := blob.Local(t.Context(), s, ref, dir)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != "call log" {
			t.Errorf("read %q, %v", got, err)
		}
		done()
		if left, _ := os.ReadDir(dir); len(left) > 0 {
			t.Errorf("%v is left", left)
		}
	}
	if got := blobtest.Text(t, s, ref); got != "call log" {
		t.Errorf("done took the stored file: %q", got)
	}
	if _, _, err := blob.Local(t.Context(), s, "none", t.TempDir()); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("Local of nothing = %v", err)
	}
}
