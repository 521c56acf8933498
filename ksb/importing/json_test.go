package importing_test

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"touchstone/app/fault"
	"touchstone/ksb"
	"touchstone/ksb/importing"
)

// mender is a standard as JSON with two options: K1 core, K2 of both options, K3
// of the second, K4 core though it comes after them; S1 core.
const mender = `{"referenceNumber":"ST9001","title":"Clock mender","level":4,"version":"1.2","status":"Approved for delivery",
"minimumHoursForCompliance":"437","typicalDuration":24,"maxFunding":9500,"coreAndOptions":true,
"knowledges":[{"knowledgeId":"a","detail":"Springs."},{"knowledgeId":"b","detail":"Cogs &amp;amp; wheels"},
 {"knowledgeId":"c","detail":"<p>Towers: their “bells”; and ropes.</p>"},{"knowledgeId":"d","detail":"Springs."}],
"skills":[{"skillId":"e","detail":"Wind."}],"behaviours":[{"behaviourId":"f","detail":"Calm."}],
"options":[{"optionId":"x","title":"Watches"},{"optionId":"y","title":"Towers"}],
"duties":[{"dutyId":"1","dutyDetail":".","isThisACoreDuty":1,"mappedKnowledge":["a","d"],"mappedSkills":["e"],"mappedBehaviour":["f"],"mappedOptions":[]},
 {"dutyId":"2","isThisACoreDuty":0,"mappedKnowledge":["b"],"mappedSkills":[],"mappedBehaviour":null,"mappedOptions":["x"]},
 {"dutyId":"3","isThisACoreDuty":0,"mappedKnowledge":["b","c","a"],"mappedOptions":["y"]}]}`

func TestEnglandJSON(t *testing.T) {
	found, err := importing.Read(strings.NewReader(mender), importing.Want{})
	if err != nil {
		t.Fatal(err)
	}
	s := found.Standard
	if s.Reference != "ST9001" || s.Version != "1.2" || s.Level != 4 || s.MinimumHours != 437 || s.DurationMonths != 24 || s.MaxFunding != 9500 {
		t.Errorf("%+v", s)
	}
	want := []struct {
		code, text string
		membership ksb.Membership
		options    string
	}{
		{"K1", "Springs.", ksb.Core, ""},
		{"K2", "Cogs & wheels", ksb.Options, "Watches+Towers"},
		{"K3", "Towers: their “bells”; and ropes.", ksb.Options, "Towers"},
		{"K4", "Springs.", ksb.Core, ""},
		{"S1", "Wind.", ksb.Core, ""},
		{"B1", "Calm.", ksb.Core, ""},
	}
	for i, w := range want {
		st := s.Statements[i]
		if string(st.Code) != w.code || st.Official != w.text || st.Membership != w.membership || strings.Join(st.Options, "+") != w.options || st.SourceID == "" {
			t.Errorf("statement %d = %+v; want %+v", i, st, w)
		}
	}
	if s.Statements[2].Title != "Their “bells”; and ropes" {
		t.Errorf("the title keeps the option's name: %q", s.Statements[2].Title)
	}
}

func TestIdsThatAreCodes(t *testing.T) {
	text := `{"referenceNumber":"ST9001","title":"Clock mender","knowledges":[{"id":7,"knowledgeId":"K1","detail":"Springs"},{"id":8,"knowledgeId":"K3","detail":"Cogs"}],
"skills":[{"skillId":"S1","detail":"Wind"}],"behaviours":[],"options":[{"optionId":"x","title":"Towers"}],
"duties":[{"isThisACoreDuty":true,"mappedKnowledge":["K1"],"mappedSkills":["S1"]},{"mappedKnowledge":["K3"],"mappedOptions":["x"]}]}`
	found := mustRead(t, text)
	s := found.Standard
	if codes := strings.Join(codesOf(&s), " "); codes != "K1 K3 S1" || s.Statements[1].Origin != ksb.OfficialCode || s.Statements[1].SourceID != "" {
		t.Errorf("codes %s, %+v", codes, s.Statements[1])
	}
	if got := tally(&s); got["knowledge core"] != 1 || got["knowledge Towers"] != 1 {
		t.Errorf("%v", got)
	}
}

func TestFaultsOfTheJSON(t *testing.T) {
	swap := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(mender) }
	duties := mender[strings.Index(mender, `"duties"`):]
	tests := []struct {
		name, text string
		want       importing.Want
		check      func(*ksb.Standard) bool
		doubt      string
	}{
		{"options and no duties", swap(duties, `"duties":null}`), importing.Want{},
			func(s *ksb.Standard) bool {
				return tally(s)["knowledge unknown"] == 4 && tally(s)["behaviour unknown"] == 1
			}, "no duty says"},
		{"no options and no duties", swap(duties, `"x":1}`, `"options":[{"optionId":"x","title":"Watches"},{"optionId":"y","title":"Towers"}],`, `"options":null,`), importing.Want{},
			func(s *ksb.Standard) bool { return tally(s)["knowledge core"] == 4 && len(s.Options) == 0 }, ""},
		{"a statement no duty names", swap(`"mappedKnowledge":["b","c","a"]`, `"mappedKnowledge":["b"]`), importing.Want{},
			func(s *ksb.Standard) bool { return s.Statements[2].Membership == ksb.Unknown }, "names K3"},
		{"a duty names a stranger", swap(`["b","c","a"]`, `["b","c","zz"]`), importing.Want{},
			func(s *ksb.Standard) bool { return len(s.Statements) == 6 }, "1 statement of knowledge that the source does not list"},
		{"two options with one id", swap(`"optionId":"y"`, `"optionId":"x"`, `["y"]`, `["x"]`), importing.Want{},
			func(s *ksb.Standard) bool { return strings.Join(s.Statements[2].Options, "+") == "Watches+Towers" }, "have one id"},
		{"two options of one name", swap(`"Watches"`, `"Towers"`), importing.Want{},
			func(s *ksb.Standard) bool { return s.Options[1].Name == "Towers (2)" }, "Two options are called"},
		{"an option without a name", swap(`"Watches"`, `null`), importing.Want{},
			func(s *ksb.Standard) bool { return s.Options[0].Name == "Option 1" }, ""},
		{"a placeholder", swap(`"Cogs &amp;amp; wheels"`, `"."`), importing.Want{},
			func(s *ksb.Standard) bool { return len(s.Statements) == 5 && s.Statements[1].Code == "K3" }, "K2 is empty"},
		{"a statement that is null", swap(`"Cogs &amp;amp; wheels"`, `null`), importing.Want{},
			func(s *ksb.Standard) bool { return len(s.Statements) == 5 }, "K2 is empty"},
		{"numbers as text", swap(`"level":4`, `"level":"4"`, `"1.2"`, `1.2`, `24`, `"24"`, `9500`, `"9,500"`), importing.Want{},
			func(s *ksb.Standard) bool {
				return s.Level == 4 && s.Version == "1.2" && s.MaxFunding == 9500 && s.DurationMonths == 24
			}, ""},
		{"hours that are no number", swap(`"437"`, `"see plan"`), importing.Want{},
			func(s *ksb.Standard) bool { return s.MinimumHours == 0 }, "minimum hours"},
		{"hours that are empty", swap(`"437"`, `""`), importing.Want{}, func(s *ksb.Standard) bool { return s.MinimumHours == 0 }, ""},
		{"everything else null", `{"referenceNumber":"ST9001","title":null,"level":null,"version":null,"knowledges":[{"detail":"Springs"}],"skills":null,"duties":[]}`, importing.Want{},
			func(s *ksb.Standard) bool { return len(s.Statements) == 1 && s.Title == "" }, "no skills"},
		{"the wrong reference", mender, importing.Want{Reference: "ST9002"},
			func(s *ksb.Standard) bool { return s.Reference == "ST9002" }, "calls itself ST9001"},
		{"version in another field", swap(`"version":"1.2"`, `"versionNumber":"1.3"`), importing.Want{},
			func(s *ksb.Standard) bool { return s.Version == "1.3" }, ""},
		{"an array of one", "[" + mender + "]", importing.Want{}, func(s *ksb.Standard) bool { return s.Reference == "ST9001" }, ""},
		{"one of an array", "[null," + swap("ST9001", "ST9000") + "," + mender + "]", importing.Want{Only: "st9001"},
			func(s *ksb.Standard) bool { return s.Reference == "ST9001" }, ""},
		{"one of an array, by its reference", "[" + swap("ST9001", "ST9000") + "," + mender + "]", importing.Want{Reference: "ST9001"},
			func(s *ksb.Standard) bool { return s.Reference == "ST9001" }, ""},
		{"the newest of two versions", "[" + swap(`"1.2"`, `"1.10"`) + "," + mender + "]", importing.Want{Only: "ST9001"},
			func(s *ksb.Standard) bool { return s.Version == "1.10" }, "other versions of ST9001 (1.2)"},
		{"the version asked for", "[" + swap(`"1.2"`, `"1.10"`) + "," + mender + "]", importing.Want{Only: "ST9001", Version: "1.2"},
			func(s *ksb.Standard) bool { return s.Version == "1.2" }, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found, err := importing.Read(strings.NewReader(tt.text), tt.want)
			if err != nil {
				t.Fatal(err)
			}
			if !tt.check(&found.Standard) {
				t.Errorf("%+v", found.Standard)
			}
			if !strings.Contains(strings.Join(found.Doubts, "\n"), tt.doubt) {
				t.Errorf("no doubt says %q: %q", tt.doubt, found.Doubts)
			}
		})
	}
}

func TestWhichOfAnArray(t *testing.T) {
	two := "[" + mender + "," + strings.ReplaceAll(mender, "ST9001", "ST9002") + "]"
	tests := []struct {
		name, text string
		want       importing.Want
		message    string
	}{
		{"not said", two, importing.Want{}, "holds 2 standards (ST9001, ST9002"},
		{"not there", two, importing.Want{Only: "ST1"}, "None of the file's 2 standards is ST1"},
		{"not that version", two, importing.Want{Only: "ST9001", Version: "7"}, "ST9001 version 7"},
		{"one standard, another one", mender, importing.Want{Only: "ST1"}, "not ST1"},
		{"cut short after it", two[:len(two)-9], importing.Want{Only: "ST9001"}, "cut short"},
	}
	for _, tt := range tests {
		_, err := importing.Read(strings.NewReader(tt.text), tt.want)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Of(err).Message, tt.message) {
			t.Errorf("%s: %v; want a refusal that says %q", tt.name, err, tt.message)
		}
	}
}

func TestOneHugeMemberIsRefused(t *testing.T) {
	endless := io.MultiReader(strings.NewReader(`[{"title":"`), forever('x'))
	if _, err := importing.Read(endless, importing.Want{Only: "ST9001"}); !fault.Is(err, fault.TooLarge) {
		t.Errorf("Read = %v; want TooLarge", err)
	}
}

type forever byte

func (b forever) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(b)
	}
	return len(p), nil
}

// TestArrayInFlatMemory reads one standard out of an array of 75 MB.
func TestArrayInFlatMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 75 MB")
	}
	long := strings.Repeat("The escapement, told at length. ", 2_000) // 64 kB
	member := func(i int) string {
		return strings.Replace(strings.ReplaceAll(mender, "ST9001", fmt.Sprintf("ST%04d", i)), `"dutyDetail":"."`, `"dutyDetail":"`+long+`"`, 1)
	}
	const members = 1_250
	parts := make([]io.Reader, 0, members+2)
	size := 0
	for i := range members {
		parts = append(parts, &lazy{text: func() string { return map[bool]string{true: "[", false: ","}[i == 0] + member(i) }})
		size += len(member(i))
	}
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	var peak atomic.Uint64
	done := make(chan struct{})
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		for {
			var now runtime.MemStats
			runtime.ReadMemStats(&now)
			peak.Store(max(peak.Load(), now.HeapAlloc))
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	began := time.Now()
	found, err := importing.Read(io.MultiReader(append(parts, strings.NewReader("]"))...), importing.Want{Only: "ST0700"})
	close(done)
	<-watched
	if err != nil || found.Standard.Reference != "ST0700" || len(found.Standard.Statements) != 6 {
		t.Fatalf("Read = %+v, %v", found.Standard.Reference, err)
	}
	grown := (int64(peak.Load()) - int64(before.HeapAlloc)) >> 20
	t.Logf("%d MB in %v, heap grew by %d MB at most", size>>20, time.Since(began).Round(time.Millisecond), grown)
	if size < 75_000_000 || grown > 30 {
		t.Errorf("the heap grew by %d MB over %d MB of file; want at most 30", grown, size>>20)
	}
}

// lazy is a reader of text that is made when it is first read.
type lazy struct {
	text func() string
	r    *strings.Reader
}

func (l *lazy) Read(p []byte) (int, error) {
	if l.r == nil {
		l.r = strings.NewReader(l.text())
	}
	n, err := l.r.Read(p)
	if err == io.EOF {
		l.r = strings.NewReader("")
	}
	return n, err
}

func TestPrint(t *testing.T) {
	var out strings.Builder
	if err := importing.Print(&out, mustRead(t, mender)); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(out.String()), &got); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"form", "reference", "title", "level", "version", "options", "statements", "doubts"} {
		if _, has := got[name]; !has {
			t.Errorf("there is no %q", name)
		}
	}
	first := got["statements"].([]any)[0].(map[string]any)
	for _, name := range []string{"code", "code_origin", "type", "title", "text", "membership", "options"} {
		if _, has := first[name]; !has {
			t.Errorf("a statement has no %q", name)
		}
	}
	if len(got) != 8 || len(first) != 7 || strings.Contains(out.String(), "null") {
		t.Errorf("%s", out.String())
	}
	if !strings.Contains(out.String(), `"options": []`) {
		t.Error("a statement of no option does not print []")
	}
}

func TestArrayWithHoles(t *testing.T) {
	found, err := importing.Read(strings.NewReader("[null,"+mender+",null]"), importing.Want{})
	if err != nil || found.Standard.Reference != "ST9001" {
		t.Errorf("%q, %v", found.Standard.Reference, err)
	}
	for text, want := range map[string]string{
		"[5," + mender + "]":                     "holds a number where a standard was expected",
		`[{"knowledges":[]},` + mender + `]`:     "2 standards (one without a reference, ST9001)",
		"[" + mender[:len(mender)/2]:             "breaks off in the middle",
		`{"knowledges":"none"}`:                  `"knowledges" holds a string`,
		strings.Replace(mender, ":4,", ":4;", 1): "goes wrong at byte",
	} {
		_, err := importing.Read(strings.NewReader(text), importing.Want{})
		f := fault.Of(err)
		if f.Kind != fault.Invalid || !strings.Contains(f.Message, want) || f.Err != nil {
			t.Errorf("%.40s: %+v", text, f)
		}
	}
}

// Occupational maps name the occupation, OCC9001; the standard is ST9001, as the
// occupation page has it.
func TestReferenceOfAnOccupation(t *testing.T) {
	text := strings.Replace(mender, "ST9001", "OCC9001", 1)
	for name, text := range map[string]string{"one": text, "an array": "[" + text + "]"} {
		for _, want := range []importing.Want{{}, {Only: "ST9001"}, {Only: "OCC9001"}, {Reference: "ST9001"}, {Reference: "OCC9001"}} {
			found, err := importing.Read(strings.NewReader(text), want)
			if err != nil || found.Standard.Reference != "ST9001" || strings.Contains(strings.Join(found.Doubts, " "), "calls itself") {
				t.Errorf("%s, %+v: %q, %q, %v", name, want, found.Standard.Reference, found.Doubts, err)
			}
		}
	}
}

func TestOneCodeTwiceInTheJSON(t *testing.T) {
	found := mustRead(t, `{"referenceNumber":"ST9001","title":"Clock mender","knowledges":[{"knowledgeId":"K1","detail":"Springs"},{"knowledgeId":"K1","detail":"Cogs"}]}`)
	if len(found.Standard.Statements) != 2 || !strings.Contains(strings.Join(found.Doubts, " "), "Two statements have the code K1") {
		t.Errorf("%d statements, %q", len(found.Standard.Statements), found.Doubts)
	}
}
