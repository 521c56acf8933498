package app

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/reports"
)

// TestFullDisk fills a small disk to the last byte under a running site.
func TestFullDisk(t *testing.T) {
	dir := smallDisk(t, "16m")
	s := newSiteIn(t, dir)
	me, p := s.as("apprentice"), s.draft(1)
	if a := me.upload(p.ID, "before.txt", "before"); a.status != http.StatusCreated {
		t.Fatalf("upload, with room: %d %s", a.status, a.body)
	}
	// A file that does not fit, while there is room for smaller ones.
	if a := me.upload(p.ID, "long.txt", strings.Repeat("does not fit ", 2<<20)); a.status != http.StatusServiceUnavailable || !strings.Contains(a.body, "no room left") {
		t.Errorf("upload over the room there is: %d %s", a.status, a.body)
	}
	if left := filesIn(t, filepath.Join(dir, filesName, "incoming")); len(left) > 0 {
		t.Errorf("half a file is left: %v", left)
	}
	if a := me.upload(p.ID, "short.txt", "fits"); a.status != http.StatusCreated {
		t.Errorf("upload after one that did not fit: %d %s", a.status, a.body)
	}

	must(t, s.in.DB.Update(t.Context(), func(tx *db.Tx) error { // so that the session's use is to be written down
		return tx.Change(t.Context(), `UPDATE sessions SET seen_at = seen_at - 3600000`)
	}))
	filler := fillDisk(t, dir)
	s.noRoom(me, &p)
	for name, content := range map[string]string{"text.txt": "no room at all", "log.pdf": onePagePDF} {
		if a := me.upload(p.ID, name, content); a.status != http.StatusServiceUnavailable || !strings.Contains(a.body, "no room left") {
			t.Errorf("upload of %s without room: %d %s", name, a.status, a.body)
		}
	}
	if _, err := s.app.reportStores().Print(t.Context(), s.in.Blobs, s.portfolios[1], reports.Choice{Working: true}, 0, nil); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a PDF without room: %v", err)
	}
	must(t, os.Remove(filler))
	if v := s.read(1, p.ID).Version; len(v.Files) != 2 {
		t.Errorf("files: %+v", v.Files)
	}
	s.roomAgain(me, &p)
}

// smallDisk mounts a disk in memory that ends with the test.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can mount a small disk to fill")
	}
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("cannot mount a small disk to fill: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	return dir
}

// fillDisk leaves no byte on the disk of a folder and returns what takes it up.
func fillDisk(t *testing.T, dir string) (path string) {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, "filler"))
	must(t, err)
	defer f.Close()
	for size := 1 << 20; size > 0; {
		if _, err := f.Write(make([]byte, size)); err != nil {
			size /= 2
		}
	}
	return f.Name()
}
