package ksb

import (
	"bytes"
	"fmt"
	"io"

	"touchstone/app/fault"
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
// fault.Invalid that names the place, see InspectFramework.
func ReadFramework(r io.Reader) (*Framework, error) {
	f, err := frameworkForm.read(r)
	if err != nil {
		return nil, err
	}
	if err := f.Check(); err != nil {
		return nil, err
	}
	return &f.Framework, nil
}

// InspectFramework reads the text of a framework's file and says everything that
// is wrong with it: it is no JSON or of another format (without a place); keys are
// unknown, there twice, left out or of another type; or, where none are, what
// Framework.Faults finds. Without a fault the framework may be added. It is nil
// where the text could not be read as one. A file that names no format is read as
// the first.
func InspectFramework(text []byte) (*Framework, []Fault) {
	if err := frameworkForm.fits(text); err != nil {
		return nil, []Fault{{Text: fault.Of(err).Message}}
	}
	f, faults := frameworkForm.parse(text)
	if f == nil {
		return nil, faults
	}
	return &f.Framework, f.Faults()
}

// WriteFramework writes a framework as a file that ReadFramework reads.
func WriteFramework(w io.Writer, f *Framework) error {
	return frameworkForm.write(w, &frameworkFile{Format: FrameworkFormat, Framework: *f})
}

// ShippedFrameworks returns the frameworks that come with the program, in its own
// words.
func ShippedFrameworks() (out []*Framework, err error) {
	err = eachFile("frameworks", func(name string, text []byte) error {
		f, err := ReadFramework(bytes.NewReader(text))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, f)
		return nil
	})
	return out, err
}
