// Package blob keeps files by the hash of their bytes.
package blob

import (
	"context"
	"errors"
	"io"
	"regexp"
	"time"
)

// A Ref names stored bytes: the SHA-256 of them in lower-case hex. Equal files
// have equal refs, so a file uploaded twice is stored once.
type Ref string

var refPattern = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Valid reports whether r has the form of a ref.
func (r Ref) Valid() bool { return refPattern.MatchString(string(r)) }

// ErrNotFound is returned, perhaps wrapped, for a ref that is not stored.
var ErrNotFound = errors.New("blob not found")

// A Blob is stored bytes, open for reading anywhere in them. It is safe for
// concurrent use until it is closed.
type Blob interface {
	io.ReaderAt
	io.Closer
	Size() int64 // bytes
}

// A Store keeps blobs. Its methods are safe for concurrent use. Package
// blobtest checks that an implementation keeps every promise made here.
type Store interface {
	// Put stores everything r yields and returns its ref and its size in bytes.
	// The bytes are durable when it returns. If it fails, or ctx ends first,
	// nothing can be read under the ref that could not before.
	Put(ctx context.Context, r io.Reader) (Ref, int64, error)

	// Open returns the bytes of ref, or ErrNotFound, as it does for text that is
	// no ref at all. The caller closes them.
	Open(ctx context.Context, ref Ref) (Blob, error)

	// Delete forgets ref. Forgetting a ref that is not stored is no error.
	Delete(ctx context.Context, ref Ref) error

	// Each calls see for every stored blob, in the order of refs, until see
	// returns an error, which it returns.
	Each(ctx context.Context, see func(ref Ref, size int64, stored time.Time) error) error
}
