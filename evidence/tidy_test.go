package evidence_test

import (
	"testing"

	"touchstone/evidence"
)

func TestTextIsKeptWithoutWhatCannotBeSeen(t *testing.T) {
	s, _, _ := open(t)
	p := add(t, s, k1)
	tests := []struct{ typed, line, lines string }{
		{"Call log", "Call log", "Call log"},
		{"a\x00b\x07c\x1b[0m\u0085", "abc[0m", "abc[0m"},
		{"one\ntwo\tthree", "one two three", "one\ntwo\tthree"},
		{"invoice\u202efdp.exe \u2066x\u2069", "invoicefdp.exe x", "invoicefdp.exe x"},
		{"bad \xff\xfe bytes", "bad bytes", "bad  bytes"},
		{"👩‍👩‍👧 漢字 עברית é", "👩‍👩‍👧 漢字 עברית é", "👩‍👩‍👧 漢字 עברית é"},
	}
	for _, tt := range tests {
		saved, err := s.SaveDraft(t.Context(), mine, p.ID, carys, p.Version.Revision, func(v *evidence.Version) {
			v.Title, v.Situation, v.Claims[0].How = tt.typed, tt.typed, tt.typed
		})
		must(t, err)
		p = saved
		v := read(t, s, p.ID).Version
		if v.Title != tt.line || v.Situation != tt.lines || v.Claims[0].How != tt.lines {
			t.Errorf("%q is kept as %q, %q, %q", tt.typed, v.Title, v.Situation, v.Claims[0].How)
		}
	}
}
