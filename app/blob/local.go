package blob

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Local returns the path of a file with the bytes of ref, for programs that want
// one: the stored file itself where the store has it, else a copy in dir. The
// file is not to be changed; done removes what was made.
func Local(ctx context.Context, s Store, ref Ref, dir string) (path string, done func(), err error) {
	b, err := s.Open(ctx, ref)
	if err != nil {
		return "", nil, err
	}
	defer b.Close()
	if d, ok := s.(*Disk); ok {
		return d.Path(ref), func() {}, nil
	}
	f, err := os.Create(filepath.Join(dir, string(ref)))
	if err != nil {
		return "", nil, fmt.Errorf("copy blob: %w", err)
	}
	defer f.Close()
	if _, err := io.Copy(f, io.NewSectionReader(b, 0, b.Size())); err != nil {
		return "", nil, fmt.Errorf("copy blob: %w", err)
	}
	return f.Name(), func() { os.Remove(f.Name()) }, nil
}
