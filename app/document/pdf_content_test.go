package document

import (
	"strings"
	"testing"
)

func TestTidy(t *testing.T) {
	tests := []struct{ src, want string }{
		{"q 1 g Q", "q 1 g Q"},
		{"1 g", "1 g"},
		{"", ""},
		{"q q Q", "q q Q\nQ"},
		{"2 w Q 3 w Q 4 w", "2 w \n 3 w \n 4 w"},
		{"/Span <</A (Q \\) Q)>> BDC (q \\( q (Q)) Tj % Q Q\n<515151> Tj EMC", "/Span <</A (Q \\) Q)>> BDC (q \\( q (Q)) Tj % Q Q\n<515151> Tj EMC"},
		{"BI /W 1 ID Q q Q EI Q", "BI /W 1 ID Q q Q EI \n"},
		{"/OC /Off BDC 0 0 9 9 re W n f* EMC f", "/OC /Off BDC 0 0 9 9 re W n n\n EMC f"},
		{"/OC /O#66f BDC S EMC S", "/OC /O#66f BDC n\n EMC S"},
		{"/OC /On BDC S EMC", "/OC /On BDC S EMC"},
		{"/OC /Off BDC /X Do /S sh BI /W 1 ID x EI EMC /X Do", "/OC /Off BDC \n \n \n EMC /X Do"},
		{"/OC /Off BDC /P BMC S EMC S EMC S", "/OC /Off BDC /P BMC n\n EMC n\n EMC S"},
		{"1 Tr q 5 Tr /OC /Off BDC (a) Tj Q [(b)] TJ EMC (c) Tj", "1 Tr q 5 Tr /OC /Off BDC 7 Tr (a) Tj 5 Tr\n Q 3 Tr [(b)] TJ 1 Tr\n EMC (c) Tj"},
		{"EMC EMC S", "EMC EMC S"},
	}
	for _, tt := range tests {
		got, changed := tidy([]byte(tt.src), func(layer string) bool { return layer != "Off" })
		if string(got) != tt.want || changed != (tt.src != tt.want) {
			t.Errorf("tidy(%q) = %q, %t; want %q", tt.src, got, changed, tt.want)
		}
	}
}

func TestTidyTakesAnything(t *testing.T) {
	for _, src := range []string{"(", "<", "<<", "[", "/", "BI", "BI ID", "BI ID ", "BI ID EI", "\\", "%", "(\\", ">", ")", "Tr", "/OC BDC", "/OC / BDC", "/ / BDC", "q\x00Q"} {
		for _, end := range []string{"", " ", " Q", " q"} {
			tidy([]byte(src+end), func(string) bool { return false })
		}
	}
	if got, _ := tidy([]byte(strings.Repeat("q ", maxSaved)), nil); strings.Count(string(got), "Q") != maxSaved {
		t.Error("the most saved states are not restored")
	}
}
