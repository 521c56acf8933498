package app

import (
	"testing"

	"touchstone/app/programme/roster"
)

func TestWhatRowsDoIsAWholeSentence(t *testing.T) {
	for want, n := range map[string]map[roster.Mark]int{
		"1 row adds an enrolment.":                                                {roster.New: 1},
		"10,000 rows add an enrolment.":                                           {roster.New: 10_000},
		"1 row changes what is stored, 3 are stored already.":                     {roster.Changed: 1, roster.Unchanged: 3},
		"2 rows add an enrolment, 1 changes what is stored, 1 is stored already.": {roster.New: 2, roster.Changed: 1, roster.Unchanged: 1, roster.Wrong: 4},
		"60 rows are stored already, so there is nothing to store.":               {roster.Unchanged: 60},
		"1 row is stored already, so there is nothing to store.":                  {roster.Unchanged: 1},
		"60 rows are stored already.":                                             {roster.Unchanged: 60, roster.Wrong: 1},
		"No row can be stored.":                                                   {roster.Wrong: 9},
	} {
		if got := rowsWords(n); got != want {
			t.Errorf("%v: %q; want %q", n, got, want)
		}
	}
}

func TestManyColumnsThatAreNotReadAreCounted(t *testing.T) {
	const after = ". If one should be, give it the name it has in the template."
	for _, tt := range []struct {
		names []string
		want  string
	}{
		{nil, ""},
		{[]string{"“A”"}, "1 column of the file is not read: “A”" + after},
		{[]string{"“A”", "“B”", "“C”", "“D”", "“E”"}, "5 columns of the file are not read: “A”, “B”, “C”, “D”, “E”" + after},
		{[]string{"“A”", "“B”", "“C”", "“D”", "“E”", "“F”"}, "6 columns of the file are not read: “A”, “B”, “C”, “D”, “E” and 1 more" + after},
	} {
		if got := unreadWords(tt.names); got != tt.want {
			t.Errorf("%v: %q; want %q", tt.names, got, tt.want)
		}
	}
}
