package app

import (
	"context"
	"fmt"
	"io"
	"time"

	"touchstone/app/blob"
	"touchstone/app/document"
	"touchstone/app/words"
)

// sweepAge is how old a stored file must be to go: a younger one may belong to a
// row that is about to be written.
const sweepAge = 24 * time.Hour

// swept says what a sweep found.
type swept struct {
	Kept    int   `json:"kept"`
	Removed int   `json:"removed"` // or would be, in a dry run
	Bytes   int64 `json:"bytes"`   // of those removed
	Missing int   `json:"missing"` // named, but not stored
}

// sweep removes the stored files that no row names.
func sweep(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	f := newFlags("sweep")
	folder, asJSON := dataFlag(f), jsonFlag(f)
	dry := f.Bool("dry-run", false, "say what would be removed, and remove nothing")
	if status, goOn := parse(f, args, "", stdout, stderr); !goOn {
		return status
	}
	if !noArguments(f, stderr) {
		return exitUsage
	}
	in, err := OpenBeside(ctx, *folder)
	if err != nil {
		return failed(stderr, err)
	}
	defer in.Close()
	s, err := sweepFiles(ctx, in, time.Now().Add(-sweepAge), *dry)
	if err != nil {
		return failed(stderr, err)
	}
	status := exitDone
	if s.Missing > 0 {
		status = exitFinding
	}
	if *asJSON {
		printJSON(stdout, s)
		return status
	}
	verb := "Removed"
	if *dry {
		verb = "Would remove"
	}
	fmt.Fprintf(stdout, "%s %s, %s. Kept %s.\n", verb, words.Plural(s.Removed, "file", "files"), document.Size(s.Bytes), words.Plural(s.Kept, "file", "files"))
	if s.Missing > 0 {
		fmt.Fprintf(stderr, "%s in use, but not there. Restore them from a backup.\n", words.Plural(s.Missing, "file is", "files are"))
	}
	return status
}

// sweepFiles removes what was stored before then and is named by no row. A
// file that is put again becomes young, so one that a row is about to name stays.
func sweepFiles(ctx context.Context, in *Installation, before time.Time, dry bool) (s swept, err error) {
	named, err := in.Evidence.NamedBlobs(ctx)
	if err != nil {
		return s, err
	}
	seen := 0
	err = in.Blobs.Each(ctx, func(ref blob.Ref, size int64, stored time.Time) error {
		if named[ref] {
			seen++
		}
		if named[ref] || !stored.Before(before) {
			s.Kept++
			return nil
		}
		s.Removed++
		s.Bytes += size
		if dry {
			return nil
		}
		return in.Blobs.Delete(ctx, ref)
	})
	s.Missing = len(named) - seen
	return s, err
}
