package document

import (
	"bytes"
	"strings"
	"testing"
)

func TestTextString(t *testing.T) {
	for raw, want := range map[string]string{"manifest.json": "manifest.json", "\xfe\xff\x00L\x01\x77\xd8\x3d\xde\x00": "Lŷ😀", "\xef\xbb\xbfŷ": "ŷ", "ŷ": "ŷ", "\xe9t\xe9": "été", "": "", "\xfe\xff\x00": ""} {
		if got := textString([]byte(raw)); got != want {
			t.Errorf("%q: %q; want %q", raw, got, want)
		}
	}
}

func TestLookInsideRefusesWhatItCannotRead(t *testing.T) {
	for _, raw := range []string{"", "Dear Sir", "%PDF-1.7\n", "%PDF-1.7\n" + strings.Repeat("1 0 obj\n<<", 1000)} {
		in, err := LookInside(t.Context(), bytes.NewReader([]byte(raw)), "manifest.json")
		if err == nil && (in.Pages != 0 || len(in.Attached) != 0) {
			t.Errorf("%.20q: %+v", raw, in)
		}
	}
}
