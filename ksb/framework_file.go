package ksb

import (
	"fmt"
	"io"
)

// The format of a framework's file, and the most bytes it may have.
const (
	FrameworkFormat  = "touchstone framework 1"
	MaxFrameworkFile = 2 << 20
)

// frameworkFile is a framework as a file has it.
type frameworkFile struct {
	Format string `json:"format,omitempty"`
	Framework
}

// ReadFramework reads a framework from JSON, see FrameworkKeys, and checks it. It
// returns fault.TooLarge for more than MaxFrameworkFile bytes, and else a
// fault.Invalid that names the place: for what is no JSON, for another format, for
// a key that is unknown, there twice or of another type, and for everything that
// Framework.Check refuses. A file that names no format is read as the first.
func ReadFramework(r io.Reader) (*Framework, error) {
	f, err := ParseFramework(r)
	if err != nil {
		return nil, err
	}
	if err := f.Check(); err != nil {
		return nil, err
	}
	return f, nil
}

// ParseFramework is ReadFramework without Framework.Check.
func ParseFramework(r io.Reader) (*Framework, error) {
	f, err := frameworkForm.read(r)
	if err != nil {
		return nil, err
	}
	return &f.Framework, nil
}

// WriteFramework writes a framework as a file that ReadFramework reads.
func WriteFramework(w io.Writer, f *Framework) error {
	return frameworkForm.write(w, &frameworkFile{Format: FrameworkFormat, Framework: *f})
}

// ShippedFrameworks returns the frameworks that come with the program, in its own
// words.
func ShippedFrameworks() (out []*Framework, err error) {
	err = eachFile("frameworks", func(name string, text []byte) error {
		f, err := frameworkForm.parse(text)
		if err == nil {
			err = f.Check()
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, &f.Framework)
		return nil
	})
	return out, err
}
