package programme

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"touchstone/app/fault"
)

// MaxScaleFile is the largest scale that is read, in bytes.
const MaxScaleFile = 64 << 10

// ReadScale reads a scale that a provider wrote, in UTF-8, with or without a
// byte order mark:
//
//	{
//	  "name": "Four steps",              at most MaxName characters; a name that is there becomes its next version
//	  "source": "Our own, 2026",         where it comes from; may be left out
//	  "points": [                        2 to 10 steps, lowest first
//	    {"value": 1, "label": "New", "meaning": "I have not met this yet."},
//	    …                                value counts 1, 2, 3; label at most 40 characters, meaning at most 200
//	  ],
//	  "competent": 3,                    value from which a statement counts as met already
//	  "reduction": {                     how hours to take off for prior learning are proposed: the share of
//	    "round_minutes": 60,             statements met, of the published hours, rounded down to a multiple of these
//	    "words": "The share of …"        the same as people read it
//	  }
//	}
//
// "key" and "version" may be there, as in a scale that comes with the program,
// and are given anew when it is stored. It returns fault.Invalid naming "scale",
// with the line and column of the first fault, or what Check finds.
func ReadScale(text []byte) (s Scale, err error) {
	if len(text) > MaxScaleFile {
		return s, badScale("This has %d bytes, and a scale has at most %d.", len(text), MaxScaleFile)
	}
	if !utf8.Valid(text) {
		return s, badScale("This is not text in UTF-8. Save the file as UTF-8, then send it again.")
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return s, scaleFault(text, d.InputOffset(), err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return s, badScale("%s: there is something after the scale. Send one scale at a time.", linePlace(text, d.InputOffset()))
	}
	return s, s.Check()
}

func badScale(format string, args ...any) error {
	var bad fault.Fields
	bad.Add("scale", format, args...)
	return bad.Err()
}

// scaleFault says what is wrong with the JSON of a scale and where; at is how
// far it was read.
func scaleFault(text []byte, at int64, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case len(bytes.TrimSpace(text)) == 0:
		return badScale("Choose a file, or paste the scale.")
	case errors.As(err, &syntax):
		return badScale("%s: this is not JSON. %s.", linePlace(text, syntax.Offset), strings.ToUpper(syntax.Error()[:1])+syntax.Error()[1:])
	case errors.As(err, &kind):
		return badScale("%s: “%s” cannot be a %s here.", linePlace(text, kind.Offset), kind.Field, kind.Value)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return badScale("%s: the text ends too early. A bracket or a quotation mark is not closed.", linePlace(text, int64(len(text))))
	}
	if name, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); unknown {
		return badScale("%s: a scale has no %s. What it has is set out on this page.", linePlace(text, nameOffset(text, name, at)), name)
	}
	return badScale("This cannot be read as a scale: %v.", err)
}

// nameOffset returns where a name, in quotation marks, first stands; at if it is
// written some other way.
func nameOffset(text []byte, name string, at int64) int64 {
	if i := bytes.Index(text, []byte(name)); i >= 0 {
		return int64(i) + 1
	}
	return at
}

// linePlace says where the byte before an offset is, as an editor counts.
func linePlace(text []byte, offset int64) string {
	before := text[:max(0, min(int(offset)-1, len(text)))]
	line := bytes.Count(before, []byte("\n")) + 1
	return fmt.Sprintf("Line %d, column %d", line, utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])+1)
}

// Document returns the scale as a file to change and send again.
func (s *Scale) Document() (string, error) {
	text, err := json.MarshalIndent(s, "", "  ")
	return string(text), err
}
