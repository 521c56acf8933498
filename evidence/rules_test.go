package evidence_test

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"touchstone/app/db/dbtest"
	"touchstone/app/document"
	"touchstone/app/fault"
	"touchstone/evidence"
	"touchstone/ksb"
)

func pdf(pages int) evidence.File {
	return evidence.File{ID: 7, Name: "log.pdf", Facts: document.Facts{Kind: document.PDF, Pages: pages}}
}

func recording(length time.Duration) evidence.File {
	return evidence.File{ID: 7, Name: "call.m4a", Facts: document.Facts{Kind: document.Audio, Duration: length}}
}

func TestCheckSubmit(t *testing.T) {
	strict := ksb.Plan{Portfolio: ksb.PortfolioRules{KindsBarred: []string{"training record"}, MediaMinutes: 5, Locator: true, AIDeclaration: true}}
	tests := []struct {
		name string
		edit func(*evidence.Version)
		lax  string // under a plan without rules
		want string // under a plan with all of them
	}{
		{"complete", func(v *evidence.Version) {}, "done", "done"},
		{"no title", func(v *evidence.Version) { v.Title = " " }, "wrong: title", "wrong: title"},
		{"no kind", func(v *evidence.Version) { v.Kind = "" }, "wrong: kind", "wrong: kind"},
		{"unknown kind", func(v *evidence.Version) { v.Kind = "song" }, "wrong: kind", "wrong: kind"},
		{"barred kind", func(v *evidence.Version) { v.Kind = "training record" }, "done", "wrong: kind"},
		{"no day", func(v *evidence.Version) { v.From = time.Time{} }, "wrong: done_from", "wrong: done_from"},
		{"ends before it begins", func(v *evidence.Version) { v.To = march(1) }, "wrong: done_to", "wrong: done_to"},
		{"one day given twice", func(v *evidence.Version) { v.To = march(2) }, "done", "done"},
		{"nothing to look at", func(v *evidence.Version) { v.Action = "" }, "wrong: files", "wrong: files"},
		{"a file alone", func(v *evidence.Version) { v.Action, v.Files = "", []evidence.File{pdf(1)} }, "done", "done"},
		{"held", func(v *evidence.Version) { v.Action, v.Held, v.HeldWhat, v.HeldWhere = "", true, "Call", "In the CRM" }, "done", "done"},
		{"held, not said what or where", func(v *evidence.Version) { v.Held = true }, "wrong: held_what held_where", "wrong: held_what held_where"},
		{"held, and files", func(v *evidence.Version) {
			v.Held, v.HeldWhat, v.HeldWhere, v.Files = true, "Call", "CRM", []evidence.File{pdf(1)}
		}, "wrong: held", "wrong: held"},
		{"own work not declared", func(v *evidence.Version) { v.OwnWork = false }, "wrong: own_work", "wrong: own_work"},
		{"AI not declared", func(v *evidence.Version) { v.AI = "" }, "done", "wrong: ai_used"},
		{"AI used, not said for what", func(v *evidence.Version) { v.AI = "yes" }, "wrong: ai_note", "wrong: ai_note"},
		{"AI used and said", func(v *evidence.Version) { v.AI, v.AINote = "yes", "Spelling." }, "done", "done"},
		{"no claim", func(v *evidence.Version) { v.Claims = nil }, "wrong: claims", "wrong: claims"},
		{"claim without how", func(v *evidence.Version) { v.Claims[0].How = "\n" }, "wrong: how-1", "wrong: how-1"},
		{"no witness", func(v *evidence.Version) { v.Kind = evidence.WitnessTestimony },
			"wrong: witness_name witness_relation witness_role", "wrong: witness_name witness_relation witness_role"},
		{"a witness", func(v *evidence.Version) {
			v.Kind, v.Witness = evidence.ObservationRecord, evidence.Witness{Name: "Tom", Role: "Manager", Relation: "Mine"}
		}, "done", "done"},
		{"unfit file", func(v *evidence.Version) { v.Files = []evidence.File{{ID: 7, Fault: "It has a password."}} }, "wrong: files", "wrong: files"},
		{"unfit file, kept", func(v *evidence.Version) {
			v.Files = []evidence.File{{ID: 7, Fault: "It has a password.", KeptAt: march(1)}}
		}, "done", "done"},
		{"recording of five minutes", func(v *evidence.Version) {
			v.Files = []evidence.File{recording(5 * time.Minute)}
			v.Claims[0].Places = []evidence.Place{{File: 7, Unit: evidence.Time, First: 1, Last: 300}}
		}, "done", "done"},
		{"recording over five minutes", func(v *evidence.Version) {
			v.Files = []evidence.File{recording(5*time.Minute + 2*time.Second)}
			v.Claims[0].Places = []evidence.Place{{File: 7, Unit: evidence.Time, First: 1, Last: 1}}
		}, "done", "wrong: files"},
		{"no page named", func(v *evidence.Version) {
			v.Files = []evidence.File{pdf(2)}
			v.Claims[0].Places = []evidence.Place{{File: 7, Unit: evidence.Whole}}
		}, "done", "wrong: at-1"},
		{"no page to name", func(v *evidence.Version) {
			v.Files = []evidence.File{pdf(1)}
			v.Claims[0].Places = []evidence.Place{{File: 7, Unit: evidence.Whole}}
		}, "done", "done"},
		{"a page that is not there", func(v *evidence.Version) {
			v.Files = []evidence.File{pdf(8)}
			v.Claims[0].Places = []evidence.Place{{File: 7, Unit: evidence.Whole, Typed: "12"}}
		}, "wrong: at-1", "wrong: at-1"},
		{"a file that is not there", func(v *evidence.Version) {
			v.Claims[0].Places = []evidence.Place{{File: 7, Unit: evidence.Page, First: 1, Last: 1}}
		}, "wrong: at-1", "wrong: at-1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := whole()
			v.Claims = []evidence.Claim{claim(k1)}
			tt.edit(&v)
			if got := outcome(v.CheckSubmit(dbtest.Noon, &ksb.Plan{})); got != tt.lax {
				t.Errorf("no rules: %s; want %s", got, tt.lax)
			}
			if got := outcome(v.CheckSubmit(dbtest.Noon, &strict)); got != tt.want {
				t.Errorf("all rules: %s; want %s", got, tt.want)
			}
		})
	}
}

func TestParseWhere(t *testing.T) {
	eight, one, call, word := pdf(8), pdf(1), recording(5*time.Minute+3*time.Second+200*time.Millisecond), evidence.File{ID: 7, Facts: document.Facts{Kind: document.Word}}
	tests := []struct {
		file  *evidence.File
		typed string
		want  string // as shown, or the refusal
	}{
		{&eight, "", ""},
		{&eight, "3", "page 3"},
		{&eight, "8", "page 8"},
		{&eight, " 3, 5-7 ", "pages 3, 5 to 7"},
		{&eight, "pages 3 and 5 to 7", "pages 3, 5 to 7"},
		{&eight, "p. 3", "page 3"},
		{&eight, "pp 3–5", "pages 3 to 5"},
		{&eight, "section 6.2", "section 6.2"},
		{&eight, "12", "Choose pages 1 to 8. This file has 8 pages, and you wrote 12."},
		{&eight, "9", "Choose pages 1 to 8. This file has 8 pages, and you wrote 9."},
		{&eight, "0", "Choose pages 1 to 8. This file has 8 pages, and you wrote 0."},
		{&eight, "99999999999999999999", "Choose pages 1 to 8. This file has 8 pages, and you wrote 99999999999999999999."},
		{&eight, "7-5", "Put the lower one first. You wrote 7-5."},
		{&eight, "3x", "Write pages as 3, or 3, 5-7. You wrote 3x."},
		{&eight, "1-2-3", "Part the places by commas. You wrote 1-2-3."},
		{&eight, "-3", "Write pages as 3, or 3, 5-7. You wrote -3."},
		{&eight, "3,,4", "Write pages as 3, or 3, 5-7. You wrote 3,,4."},
		{&one, "2", "Choose page 1. This file has one page, and you wrote 2."},
		{&call, "4:10 to 5:03", "4:10 to 5:03"},
		{&call, "0:00", "0:00"},
		{&call, "4:10-5:03, 5:04", "4:10 to 5:03, 5:04"},
		{&call, "5:05", "Choose a time from 0:00 to 5:03. This recording is 5:03 long, and you wrote 5:05."},
		{&call, "4:60", "Write times as 4:10, or 4:10 to 5:05, in minutes and seconds. You wrote 4:60."},
		{&call, "70", "Write times as 4:10, or 4:10 to 5:05, in minutes and seconds. You wrote 70."},
		{&call, "the greeting", "the greeting"},
		{&word, "page 40", "page 40"},
		{nil, "the second paragraph", "the second paragraph"},
		{nil, strings.Repeat("x", 201), "Keep this to 200 characters. It has 201."},
	}
	for _, tt := range tests {
		places, err := evidence.ParseWhere(tt.file, tt.typed)
		c := evidence.Claim{Places: places}
		wheres := c.Wheres()
		if len(wheres) != 1 {
			t.Fatalf("%q gives %v", tt.typed, wheres)
		}
		got := wheres[0].InWords()
		if err != nil {
			got = fault.Of(err).Message
			if typed := wheres[0].Text; typed != strings.TrimSpace(tt.typed) {
				t.Errorf("%q is kept as %q", tt.typed, typed)
			}
		}
		if got != tt.want {
			t.Errorf("%q: %q; want %q", tt.typed, got, tt.want)
		}
		// What is shown can be typed again.
		if again, err2 := evidence.ParseWhere(tt.file, wheres[0].Text); !slices.Equal(again, places) || (err == nil) != (err2 == nil) {
			t.Errorf("%q read again: %v; want %v", wheres[0].Text, again, places)
		}
	}
}

func TestCleanName(t *testing.T) {
	for name, want := range map[string]string{
		`Call log & "£5" 漢字.pdf`: `Call log & "£5" 漢字.pdf`,
		"../../etc/passwd":       "passwd",
		`C:\Users\me\log.pdf`:    "log.pdf",
		"..":                     "File without a name",
		"":                       "File without a name",
		"a\x00b\r\nc.pdf":        "abc.pdf",
		"cod\u202efdp.exe":       "codfdp.exe",
		"\xff\xfe.pdf":           ".pdf",
	} {
		if got := evidence.CleanName(name); got != want {
			t.Errorf("CleanName(%q) = %q; want %q", name, got, want)
		}
	}
	for n := 245; n < 270; n++ {
		got := evidence.CleanName(strings.Repeat("é", n/2) + strings.Repeat("x", n%2) + ".pdf")
		if len(got) > 255 || !strings.HasSuffix(got, ".pdf") || !utf8.ValidString(got) || (n > 251 && len(got) < 254) {
			t.Errorf("%d bytes become %d: %q", n+4, len(got), got)
		}
	}
	if got := evidence.CleanName(strings.Repeat("x", 251) + ".pdf"); len(got) != 255 {
		t.Errorf("a name at the limit becomes %d bytes", len(got))
	}
}

func TestWords(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "I rang.": 2, "the debtor’s long-term plan": 4, " — ": 0, "£4,180.20": 3, "漢字": 1, "don't": 1, "Ŵyl y Cŵn": 3,
	} {
		if got := evidence.Words(text); got != want {
			t.Errorf("Words(%q) = %d; want %d", text, got, want)
		}
	}
}

func TestDays(t *testing.T) {
	for want, v := range map[string]evidence.Version{
		"":                                {},
		"2 March 2026":                    {From: march(2)},
		"2 to 4 March 2026":               {From: march(2), To: march(4)},
		"27 February to 1 March 2026":     {From: march(-1), To: march(1)},
		"31 December 2025 to 1 July 2026": {From: time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)},
	} {
		if got := v.Days(); got != want {
			t.Errorf("Days = %q; want %q", got, want)
		}
	}
}

func TestReviewCheck(t *testing.T) {
	v := evidence.Version{Claims: []evidence.Claim{{ID: 11, Statement: k1}, {ID: 12, Statement: k2}}}
	type said = evidence.ClaimReview
	yes, no, open := evidence.AcceptedVerdict, evidence.ReferredVerdict, evidence.Undecided
	tests := []struct {
		name     string
		verdict  evidence.Verdict
		a, b     said
		feedback string
		want     string
	}{
		{"all accepted", yes, said{11, yes, ""}, said{12, yes, "Good."}, "", "done"},
		{"one not decided", yes, said{11, yes, ""}, said{12, open, ""}, "", "wrong: verdict-2"},
		{"one referred", yes, said{11, yes, ""}, said{12, no, "Where?"}, "", "wrong: verdict"},
		{"one referred, sent back", evidence.ReturnedVerdict, said{11, yes, ""}, said{12, no, "Where?"}, "", "done"},
		{"referred without why", evidence.ReturnedVerdict, said{11, yes, ""}, said{12, no, " "}, "See below.", "wrong: feedback-2"},
		{"sent back without why", evidence.ReturnedVerdict, said{11, yes, ""}, said{12, open, ""}, " ", "wrong: feedback"},
		{"sent back as a whole", evidence.ReturnedVerdict, said{11, yes, ""}, said{12, open, ""}, "Names are left in.", "done"},
		{"no verdict", open, said{11, yes, ""}, said{12, yes, ""}, "", "wrong: verdict"},
		{"a claim cannot be returned", yes, said{11, evidence.ReturnedVerdict, ""}, said{12, yes, ""}, "", "wrong: verdict-1"},
		{"feedback at the limit", yes, said{11, yes, ""}, said{12, yes, ""}, strings.Repeat("x", 20_000), "done"},
		{"feedback over the limit", yes, said{11, yes, ""}, said{12, yes, ""}, strings.Repeat("x", 20_001), "wrong: feedback"},
	}
	for _, tt := range tests {
		r := evidence.Review{Claims: []said{tt.a, tt.b}, Verdict: tt.verdict, Feedback: tt.feedback}
		if got := outcome(r.Check(&v)); got != tt.want {
			t.Errorf("%s: %s; want %s", tt.name, got, tt.want)
		}
	}
}

func TestWorkingDays(t *testing.T) {
	thursday := dbtest.Noon
	for days, want := range map[int]int{-1: 0, 0: 0, 1: 1, 2: 1, 3: 1, 4: 2, 7: 5, 14: 10, 15: 11, 365: 261} {
		if got := evidence.WorkingDays(thursday, thursday.AddDate(0, 0, days)); got != want {
			t.Errorf("%d days after a Thursday: %d working days; want %d", days, got, want)
		}
	}
}

func TestDiffWords(t *testing.T) {
	show := func(spans []evidence.Span) string {
		var b strings.Builder
		for _, s := range spans {
			b.WriteString(string(s.Op) + "[" + s.Text + "]")
		}
		return b.String()
	}
	for _, tt := range []struct{ before, after, want string }{
		{"", "", ""},
		{"same words", "same words", "=[same words]"},
		{"I rang them today.", "I rang twice today.", "=[I rang ]-[them ]+[twice ]=[today.]"},
		{"", "New.", "+[New.]"},
		{"Old.", "", "-[Old.]"},
		{"a b c d", "a c d e", "=[a ]-[b ]=[c ]-[d]+[d e]"},
	} {
		if got := show(evidence.DiffWords(tt.before, tt.after)); got != tt.want {
			t.Errorf("%q to %q: %s; want %s", tt.before, tt.after, got, tt.want)
		}
	}
}

func TestDiffOfLongTextsIsQuickAndWhole(t *testing.T) {
	before := strings.Repeat("one two three\n", 20_000)
	after := strings.Repeat("two one three\n", 20_000)
	began := time.Now()
	var a, b strings.Builder
	for _, s := range evidence.DiffWords(before, after) {
		if s.Op != '+' {
			a.WriteString(s.Text)
		}
		if s.Op != '-' {
			b.WriteString(s.Text)
		}
	}
	if a.String() != before || b.String() != after {
		t.Error("the spans do not add up to the texts")
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("took %s", took)
	}
}

func TestChanges(t *testing.T) {
	a := whole()
	a.Claims = []evidence.Claim{claim(k1), claim(k2)}
	b := whole()
	b.Result, b.Files = "Paid.", []evidence.File{pdf(8)}
	b.Claims = []evidence.Claim{claim(k2), claim(s1)}
	b.Claims[0].How = "I did it well."
	b.Claims[0].Places = []evidence.Place{{File: 7, Unit: evidence.Page, First: 3, Last: 5}}
	var got []string
	for _, c := range evidence.Changes(&a, &b) {
		got = append(got, c.Field+": "+c.Before+" > "+c.After)
	}
	want := []string{"result:  > Paid.", "files:  > log.pdf", "how-2: I did it. > I did it well.",
		"at-2: the account > log.pdf, pages 3 to 5", "claims:  > I did it.", "claims: I did it. > "}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
	if same := evidence.Changes(&a, &a); len(same) != 0 {
		t.Errorf("a version differs from itself: %v", same)
	}
}
