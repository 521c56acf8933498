package search

import (
	"slices"
	"strings"
	"testing"
)

// TestReaderState decides of each document whether it is for a reader, whatever
// the index let through.
func TestReaderState(t *testing.T) {
	apprentice := reader{own: map[int64]bool{1: true}}
	coach := reader{shared: map[int64]bool{1: true}}
	iqa := reader{everything: true}
	both := reader{everything: true, own: map[int64]bool{1: true}}
	tests := []struct {
		name string
		r    reader
		d    doc
		want string
	}{
		{"one's own draft", apprentice, doc{portfolio: 1, own: "draft"}, "draft"},
		{"one's own, as one sees it", apprentice, doc{portfolio: 1, own: "draft", shared: "accepted"}, "draft"},
		{"what others see of one's own", apprentice, doc{portfolio: 1, shared: "accepted"}, ""},
		{"another's", apprentice, doc{portfolio: 2, own: "draft", shared: "accepted"}, ""},
		{"an apprentice's draft", coach, doc{portfolio: 1, own: "draft"}, ""},
		{"what an apprentice submitted", coach, doc{portfolio: 1, own: "draft", shared: "accepted"}, "accepted"},
		{"what another coach's apprentice submitted", coach, doc{portfolio: 2, own: "submitted", shared: "submitted"}, ""},
		{"anybody's draft", iqa, doc{portfolio: 2, own: "draft"}, ""},
		{"what anybody submitted", iqa, doc{portfolio: 2, own: "draft", shared: "accepted"}, "accepted"},
		{"an IQA's own draft", both, doc{portfolio: 1, own: "draft"}, "draft"},
		{"another's draft, to such an IQA", both, doc{portfolio: 2, own: "draft"}, ""},
		{"nobody's", reader{}, doc{portfolio: 1, own: "draft", shared: "accepted"}, ""},
	}
	for _, tt := range tests {
		if got := tt.r.state(&tt.d); got != tt.want {
			t.Errorf("%s: %q; want %q", tt.name, got, tt.want)
		}
	}
	both.only(map[int64]bool{1: true, 2: true})
	if both.everything || !both.own[1] || !both.shared[2] || len(both.own)+len(both.shared) != 2 {
		t.Errorf("an IQA narrowed to two: %+v", both)
	}
	if coach.only(map[int64]bool{2: true}); !coach.nothing() {
		t.Errorf("a coach narrowed to what they may not read: %+v", coach)
	}
}

// TestReaderMarks asks the index for no more than the portfolios of a reader, and
// for what anybody shares where these are many.
func TestReaderMarks(t *testing.T) {
	few := reader{own: map[int64]bool{7: true}, shared: map[int64]bool{3: true, 2: true}}
	if got, want := few.marks(), either([]string{quote(mark + "o7"), quote(mark + "s2"), quote(mark + "s3")}); got != want {
		t.Errorf("few: %q; want %q", got, want)
	}
	many := reader{own: map[int64]bool{7: true}, shared: map[int64]bool{}}
	for id := range int64(mostNamed + 1) {
		many.shared[id+10] = true
	}
	if got, want := many.marks(), either([]string{quote(mark + "o7"), quote(everyMark)}); got != want {
		t.Errorf("many: %q; want %q", got, want)
	}
	d := doc{portfolio: 7, kind: Piece, own: "draft"}
	if got := strings.Fields(d.marks()); slices.Contains(got, everyMark) || !slices.Contains(got, ownMark(7)) || slices.Contains(got, sharedMark(7)) {
		t.Errorf("marks of a draft: %q", got)
	}
}
