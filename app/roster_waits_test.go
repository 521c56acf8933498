package app

import (
	"strings"
	"testing"
)

func TestTheTimeOfAnImportIsSaidWhereOthersNotice(t *testing.T) {
	for rows, want := range map[int][]string{
		1:      nil,
		1500:   nil,
		1501:   {"about 2 seconds", "waits until it is done"},
		10_000: {"about 7 seconds", "waits until it is done"},
		13_500: {"about 9 seconds", "waits until it is done"},
		13_501: {"about 10 seconds", "may be asked to try again"},
		19_999: {"about 14 seconds", "may be asked to try again"},
	} {
		text := rosterWaits(rows)
		if (text == "") != (want == nil) {
			t.Errorf("%d rows: %q", rows, text)
		}
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%d rows: %q lacks %q", rows, text, w)
			}
		}
	}
}
