package app

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"touchstone/app/blob"
	"touchstone/app/document"
	"touchstone/reports"
)

// TestSweepKeepsWhatIsNamed sweeps an installation in which everything is old,
// but for one file that no row names yet.
func TestSweepKeepsWhatIsNamed(t *testing.T) {
	s := newSite(t)
	p := s.draft(1)
	picture := s.file(1, p.ID, "photo.png", greyPNG(t, 3000, 2000))
	removed := s.file(1, p.ID, "removed.txt", "taken off, and may be put back")
	must(t, s.in.Evidence.DetachFile(t.Context(), s.portfolios[1], p.ID, s.people["apprentice"], removed.ID))
	e, err := s.app.reportStores().Print(t.Context(), s.in.Blobs, s.portfolios[1], reports.Choice{Working: true}, 0, nil)
	must(t, err)
	old, _, err := s.in.Blobs.Put(t.Context(), strings.NewReader("of an upload that broke off"))
	must(t, err)
	young, _, err := s.in.Blobs.Put(t.Context(), strings.NewReader("of an upload that goes on"))
	must(t, err)
	must(t, s.in.Blobs.Each(t.Context(), func(ref blob.Ref, _ int64, _ time.Time) error {
		age := sweepAge + time.Hour
		if ref == young {
			age = sweepAge - time.Hour
		}
		at := time.Now().Add(-age)
		return os.Chtimes(s.in.Blobs.Path(ref), at, at)
	}))

	for _, args := range [][]string{{"-dry-run"}, {}, {}} {
		want := 1
		if _, err := os.Stat(s.in.Blobs.Path(old)); err != nil {
			want = 0
		}
		status, out, errs := runCommand(t, append([]string{"sweep", "-json", "-data", s.in.Dir}, args...)...)
		var did swept
		if err := json.Unmarshal([]byte(out), &did); err != nil || status != exitDone || did.Removed != want || did.Missing != 0 {
			t.Errorf("sweep %v: %d %s%s", args, status, out, errs)
		}
	}
	if _, err := os.Stat(s.in.Blobs.Path(old)); err == nil {
		t.Error("what is old and named by no row is still there")
	}
	if len(picture.Copies) == 0 || picture.Copies[document.Print].Blob == "" {
		t.Fatalf("no copies of the picture were made: %+v", picture.Copies)
	}
	for what, ref := range map[string]blob.Ref{"a young file": young, "a picture": picture.Blob, "its copy": picture.Copies[document.Print].Blob, "a file that was taken off": removed.Blob, "a PDF": e.Blob} {
		b, err := s.in.Blobs.Open(t.Context(), ref)
		if err != nil {
			t.Errorf("%s is gone: %v", what, err)
			continue
		}
		b.Close()
	}
	if a := s.as("apprentice").get(fmt.Sprintf("/portfolios/%d/files/%d/preview", s.portfolios[1], picture.ID)); a.status != http.StatusOK {
		t.Errorf("the picture's preview: %d", a.status)
	}

	must(t, s.in.Blobs.Delete(t.Context(), picture.Blob))
	if status, _, errs := runCommand(t, "sweep", "-data", s.in.Dir); status != exitFinding || !strings.Contains(errs, "1 file is in use, but not there") {
		t.Errorf("a file that is lost: %d %s", status, errs)
	}
}
