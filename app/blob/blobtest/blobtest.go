// Package blobtest checks that a blob.Store keeps its promises.
package blobtest

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"touchstone/app/blob"
)

// Run tests the stores that open returns. Each must be empty.
func Run(t *testing.T, open func(*testing.T) blob.Store) {
	t.Run("put then open, and a range of it", func(t *testing.T) {
		s := open(t)
		ref, size, err := s.Put(t.Context(), strings.NewReader("witness statement"))
		if err != nil || size != 17 {
			t.Fatalf("Put = %d bytes, %v; want 17, nil", size, err)
		}
		if got := Text(t, s, ref); got != "witness statement" {
			t.Errorf("read back %q", got)
		}
		b, err := s.Open(t.Context(), ref)
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		part := make([]byte, 5)
		if _, err := b.ReadAt(part, 8); err != nil || string(part) != "state" {
			t.Errorf("ReadAt = %q, %v", part, err)
		}
	})
	t.Run("equal bytes have one ref, also put at once", func(t *testing.T) {
		s := open(t)
		var refs [8]blob.Ref
		var puts sync.WaitGroup
		for i := range refs {
			puts.Go(func() { refs[i], _, _ = s.Put(t.Context(), strings.NewReader("same")) })
		}
		puts.Wait()
		for _, ref := range refs {
			if ref != refs[0] || Text(t, s, ref) != "same" {
				t.Errorf("refs differ: %s", refs)
			}
		}
		stored := 0
		s.Each(t.Context(), func(blob.Ref, int64, time.Time) error { stored++; return nil })
		if stored != 1 {
			t.Errorf("%d are stored", stored)
		}
	})
	t.Run("failed put leaves nothing", func(t *testing.T) {
		half, _, _ := open(t).Put(t.Context(), strings.NewReader("half"))
		s := open(t)
		broken := io.MultiReader(strings.NewReader("half"), iotest.ErrReader(io.ErrUnexpectedEOF))
		if _, _, err := s.Put(t.Context(), broken); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("Put = %v; want the reader's error", err)
		}
		if _, err := s.Open(t.Context(), half); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("Open after a failed Put = %v; want ErrNotFound", err)
		}
	})
	t.Run("put ends with its context", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, _, err := open(t).Put(ctx, strings.NewReader("late")); !errors.Is(err, context.Canceled) {
			t.Errorf("Put = %v", err)
		}
	})
	t.Run("text that is no ref is not found", func(t *testing.T) {
		for _, ref := range []blob.Ref{"", "a", "../../etc/passwd"} {
			if _, err := open(t).Open(t.Context(), ref); !errors.Is(err, blob.ErrNotFound) {
				t.Errorf("Open(%q) = %v; want ErrNotFound", ref, err)
			}
		}
	})
	t.Run("deleted is gone, twice over", func(t *testing.T) {
		s := open(t)
		ref, _, _ := s.Put(t.Context(), strings.NewReader("old"))
		for range 2 {
			if err := s.Delete(t.Context(), ref); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.Open(t.Context(), ref); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("Open after Delete = %v; want ErrNotFound", err)
		}
	})
	t.Run("each names all, with sizes", func(t *testing.T) {
		s := open(t)
		want := map[blob.Ref]int64{}
		for _, text := range []string{"", "a", "bc"} {
			ref, size, _ := s.Put(t.Context(), strings.NewReader(text))
			want[ref] = size
		}
		var last blob.Ref
		err := s.Each(t.Context(), func(ref blob.Ref, size int64, stored time.Time) error {
			if want[ref] != size || ref < last || time.Since(stored) > time.Hour {
				t.Errorf("%s: %d bytes, %v", ref, size, stored)
			}
			delete(want, ref)
			last = ref
			return nil
		})
		if err != nil || len(want) > 0 {
			t.Errorf("Each left out %v, %v", want, err)
		}
	})
}

// Text returns the bytes that s stores under ref.
func Text(t *testing.T, s blob.Store, ref blob.Ref) string {
	t.Helper()
	b, err := s.Open(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	all, err := io.ReadAll(io.NewSectionReader(b, 0, b.Size()))
	if err != nil {
		t.Fatal(err)
	}
	return string(all)
}
