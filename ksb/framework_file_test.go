package ksb

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"touchstone/app/fault"
)

func writtenFramework(t *testing.T, f *Framework) string {
	t.Helper()
	var out bytes.Buffer
	if err := WriteFramework(&out, f); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestAFrameworkIsReadAsItWasWritten(t *testing.T) {
	f := growing(t)
	f.Grades[0].Expects = nil
	got, err := ReadFramework(strings.NewReader("\uFEFF" + writtenFramework(t, f)))
	if err != nil || !reflect.DeepEqual(got, f) {
		t.Errorf("%+v, %v; want %+v", got, err, f)
	}
}

func TestReadFrameworkNamesThePlace(t *testing.T) {
	text := writtenFramework(t, growing(t))
	tests := []struct {
		name     string
		old, new string
		places   []string // each with the beginning of its sentence, in order
	}{
		{"as written", `"GROW"`, `"GROW"`, nil},
		{"without a format", `"format": "touchstone framework 1",`, ``, nil},
		{"of another format", `touchstone framework 1`, `touchstone plan 1`, []string{`format: This is "touchstone plan 1". Only "touchstone framework 1" can be read.`}},
		{"unknown keys", `"reference":`, `"colour": {"a": [1, {"b": 2}]}, "Body": "x", "reference":`, []string{"colour: There is no such key. There are: format, reference,", "Body: There is no such key."}},
		{"a key twice", `"key": "C2",`, `"key": "C2", "key": "C3",`, []string{"areas[0].elements[1].key: This key is there twice."}},
		{"a key left out", `"positive": false,`, ``, []string{"areas[1].elements[0].indicators[2].positive: This key is left out"}},
		{"a key left out and one of another type", `"meets": 3,
    "strong": 4`, `"meets": "3"`, []string{`scale.meets: Here stands "3"; it takes a whole number.`, "scale.strong: This key is left out"}},
		{"no whole number", `"meets": 2,`, `"meets": 2.5,`, []string{"grades[0].meets: Here stands 2.5"}},
		{"a day in words", `"2026-03-31T00:00:00Z"`, `"31 March"`, []string{`source.read_on: Here stands "31 March"; it takes a day such as "2026-03-31T00:00:00Z".`}},
		{"a text for a list", `"expects": [
        "Sets what is grown and why."
      ]`, `"expects": "Much."`, []string{`grades[2].expects: Here stands "Much."; it takes a list in [ ].`}},
		{"a group for a text", `"text": "Waters by the list and notes what looks dry."`, `"text": {"en": ["x"]}`, []string{"areas[0].elements[0].descriptors[0].text: Here stands {; it takes a text in quotes."}},
		{"a contradiction", `"with": "M1"`, `"with": "M9"`, []string{`areas[1].elements[1].with: M2 is set out with "M9", which is no element.`}},
	}
	for _, tt := range tests {
		if !strings.Contains(text, tt.old) {
			t.Fatalf("%s: the file has no %s:\n%s", tt.name, tt.old, text)
		}
		broken := strings.Replace(text, tt.old, tt.new, 1)
		_, faults := InspectFramework([]byte(broken))
		if len(faults) != len(tt.places) {
			t.Errorf("%s: %q; want %q", tt.name, faults, tt.places)
			continue
		}
		for i, want := range tt.places {
			if got := faults[i].Place + ": " + faults[i].Text; !strings.HasPrefix(got, want) {
				t.Errorf("%s: %q; want %q", tt.name, got, want)
			}
		}
		f, err := ReadFramework(strings.NewReader(broken))
		if (f == nil) != (len(faults) > 0) || len(faults) > 0 && (!fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), tt.places[0])) {
			t.Errorf("%s: ReadFramework = %v, %v", tt.name, f, err)
		}
	}
}

func TestReadFrameworkRefusesWhatIsNone(t *testing.T) {
	text := writtenFramework(t, growing(t))
	full := text + strings.Repeat(" ", MaxFrameworkFile-len(text))
	tests := []struct {
		name, text string
		kind       fault.Kind
		says       string
	}{
		{"nothing", "", fault.Invalid, "The file is empty."},
		{"spaces", " \n ", fault.Invalid, "The file is empty."},
		{"a mark alone", "\uFEFF", fault.Invalid, "The file is empty."},
		{"a list", "[]", fault.Invalid, "The file holds no framework: it does not begin with {."},
		{"a text", `"x"`, fault.Invalid, "does not begin with {"},
		{"null", "null", fault.Invalid, "The file: Here stands null; it takes a value in { }."},
		{"a page", "<html>\n<p>x", fault.Invalid, "The file is not JSON: it goes wrong in line 1."},
		{"cut short", text[:len(text)/2], fault.Invalid, "not JSON"},
		{"more after it", text + "{}", fault.Invalid, "not JSON"},
		{"UTF-16", "\xFF\xFE{\x00}\x00", fault.Invalid, "text in UTF-16. Save it again as UTF-8."},
		{"UTF-16, the other way round", "\xFE\xFF\x00{\x00}", fault.Invalid, "text in UTF-16"},
		{"not UTF-8", strings.Replace(text, "Craft", "Cr\xe4ft", 1), fault.Invalid, "not text in UTF-8"},
		{"2 MB", full, 0, ""},
		{"2 MB and a byte", full + " ", fault.TooLarge, "at most 2 MB"},
		{"very deep", strings.Repeat(`{"areas":[`, 9000), fault.Invalid, "JSON"},
		{"very deep, and whole", `{"x":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + "}", fault.Invalid, "x: There is no such key."},
		{"an empty group", "{}", fault.Invalid, "reference: This key is left out, and it is needed. 7 more of its places need a look."},
	}
	for _, tt := range tests {
		_, err := ReadFramework(strings.NewReader(tt.text))
		if (err == nil) != (tt.says == "") || err != nil && (!fault.Is(err, tt.kind) || !strings.Contains(err.Error(), tt.says)) {
			t.Errorf("%s: %v; want %s", tt.name, err, tt.says)
		}
		if _, faults := InspectFramework([]byte(tt.text)); (len(faults) == 0) != (tt.says == "") {
			t.Errorf("%s: faults %v", tt.name, faults)
		}
	}
}

func TestFaultsOfAShapeAreNotWithoutEnd(t *testing.T) {
	_, faults := InspectFramework([]byte(`{"grades": [` + strings.Repeat("1,", 5000) + `1]}`))
	if len(faults) != maxShapeFaults {
		t.Errorf("%d faults", len(faults))
	}
}

// The keys that are told of are those that are read.
func TestFrameworkKeysAreThoseOfFramework(t *testing.T) {
	told := make(map[string]bool)
	for _, k := range FrameworkKeys() {
		told[k.Path] = true
		if !strings.HasSuffix(k.About, ".") {
			t.Errorf("%s: nothing is said of it, or no sentence: %q", k.Path, k.About)
		}
	}
	for path := range aboutFramework {
		if !told[path] {
			t.Errorf("%s is told of, and no framework has it", path)
		}
	}
}

func TestTheSchemaFitsFrameworks(t *testing.T) {
	var schema map[string]any
	if err := json.Unmarshal(FrameworkSchema(), &schema); err != nil {
		t.Fatal(err)
	}
	texts := map[string][]byte{"growing": []byte(writtenFramework(t, growing(t)))}
	if err := eachFile("frameworks", func(name string, text []byte) error { texts[name] = text; return nil }); err != nil {
		t.Fatal(err)
	}
	for name, text := range texts {
		var v any
		if err := json.Unmarshal(text, &v); err != nil {
			t.Fatal(err)
		}
		if misses := fits(schema, v, name); len(misses) > 0 {
			t.Errorf("%q", misses)
		}
	}
	var bad any
	_ = json.Unmarshal([]byte(`{"reference": 1, "news": 1, "grades": [{"after": 1}], "source": {"read_on": 5}}`), &bad)
	got := strings.Join(fits(schema, bad, ""), " ")
	for _, want := range []string{"news", "reference=1", "grades[0].after=1", "grades[0].key", ".scale", "read_on=5"} {
		if !strings.Contains(got, want) {
			t.Errorf("the schema takes %s: %s", want, got)
		}
	}
}
