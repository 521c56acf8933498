package ksb

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"touchstone/app/fault"
)

func written(t *testing.T, s *Standard, p *Plan) string {
	t.Helper()
	var out bytes.Buffer
	if err := WritePlan(&out, p, s, "0"); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestAPlanIsReadAsItWasWritten(t *testing.T) {
	for _, regime := range []Regime{EndPoint, Assessment} {
		s, p := small(regime)
		s.ID, p.Standard = 7, 7
		got, err := ReadPlan(strings.NewReader("\uFEFF"+written(t, s, p)), s)
		if err != nil || !reflect.DeepEqual(got, p) {
			t.Errorf("%s: %+v, %v; want %+v", regime, got, err, p)
		}
	}
}

func TestReadPlanNamesThePlace(t *testing.T) {
	tests := []struct {
		name     string
		old, new string
		says     string
	}{
		{"as written", `"method"`, `"method"`, ""},
		{"without a format", `"format": "touchstone plan 1",`, ``, ""},
		{"of another format", `touchstone plan 1"`, `touchstone plan 2", "news": 1`, `format: This is "touchstone plan 2".`},
		{"of no format", `"touchstone plan 1"`, `1`, "format: Here stands 1; it takes a text in quotes."},
		{"unknown key", `"regime"`, `"news": 1, "regime"`, "news: There is no such key. There are: format, standard,"},
		{"unknown key far inside", `"key": "d1",`, `"key": "d1", "weight": 2,`, "methods[0].criteria[1].weight: There is no such key. There are: key, grade, text, statements."},
		{"key in capitals", `"regime"`, `"Regime"`, "Regime: There is no such key."},
		{"key twice", `"minutes": 60`, `"minutes": 60, "minutes": 61`, "methods[0].minutes: This key is there twice."},
		{"text for a number", `"minutes": 60`, `"minutes": "60"`, `methods[0].minutes: Here stands "60"; it takes a whole number.`},
		{"a broken number", `"minutes": 60`, `"minutes": 60.5`, `methods[0].minutes: Here stands 60.5; it takes a whole number.`},
		{"a number beyond all numbers", `"minutes": 60`, `"minutes": 99999999999999999999`, "methods[0].minutes"},
		{"null", `"name": "Plan"`, `"name": null`, "name: Here stands null; it takes a text in quotes."},
		{"a list for a group", `"submission": {`, `"submission": [], "x": {`, "submission: Here stands [; it takes a value in { }."},
		{"a text for a list", `"when": {`, `"when": {"x": "pass"}, "y": {`, "grading.table[0].when.x: Here stands \"pass\"; it takes a list in [ ]."},
		{"a yes for true", `"portfolio": true`, `"portfolio": "yes"`, "methods[0].portfolio: Here stands \"yes\"; it takes true or false."},
		{"a comma too many", `"regime"`, `,"regime"`, "The file is not JSON: it goes wrong in line 11."},
		{"another standard", `"reference": "XX01",`, `"reference": "XX02",`, "standard: This plan is for XX02 v1, not for XX01 v1."},
		{"another version of it", `"version": "1"
  },`, `"version": "2"
  },`, "standard: This plan is for XX01 v2, not for XX01 v1."},
		{"a contradiction", `"pieces_min": 5`, `"pieces_min": 6`, "portfolio.pieces_min: At least 6 pieces"},
		{"more after it", "\n}\n", "\n}\n{}", "not JSON"},
	}
	for _, tt := range tests {
		s, p := small(EndPoint)
		text := written(t, s, p)
		if !strings.Contains(text, tt.old) {
			t.Fatalf("%s: the file has no %s:\n%s", tt.name, tt.old, text)
		}
		_, err := ReadPlan(strings.NewReader(strings.Replace(text, tt.old, tt.new, 1)), s)
		if (err == nil) != (tt.says == "") || err != nil && (!strings.Contains(err.Error(), tt.says) || !fault.Is(err, fault.Invalid)) {
			t.Errorf("%s: %v; want %s", tt.name, err, tt.says)
		}
	}
}

func TestReadPlanRefusesWhatIsNoPlan(t *testing.T) {
	s, p := small(EndPoint)
	text := written(t, s, p)
	tests := []struct {
		name, text string
		kind       fault.Kind
		says       string
	}{
		{"nothing", "", fault.Invalid, "The file is empty."},
		{"UTF-16", "\xFF\xFE{\x00}\x00", fault.Invalid, "text in UTF-16"},
		{"a list", "[]", fault.Invalid, "no plan"},
		{"null", "null", fault.Invalid, "Here stands null"},
		{"a table", "a,b\n1,2\n", fault.Invalid, "not JSON"},
		{"not UTF-8", strings.Replace(text, "Plan", "Pl\xe4n", 1), fault.Invalid, "UTF-8"},
		{"1 MB", text + strings.Repeat(" ", MaxPlanFile-len(text)), 0, ""},
		{"1 MB and a byte", text + strings.Repeat(" ", MaxPlanFile-len(text)+1), fault.TooLarge, "at most 1 MB"},
		{"10 MB", strings.Repeat("x", 10<<20), fault.TooLarge, "at most 1 MB"},
		{"very deep", strings.Repeat(`{"methods":[`, 9000), fault.Invalid, "JSON"},
	}
	for _, tt := range tests {
		_, err := ReadPlan(strings.NewReader(tt.text), s)
		if (err == nil) != (tt.says == "") || err != nil && (!fault.Is(err, tt.kind) || !strings.Contains(err.Error(), tt.says)) {
			t.Errorf("%s: %v; want %s", tt.name, err, tt.says)
		}
	}
}

// The keys that are told of are those that are read.
func TestPlanKeysAreThoseOfPlan(t *testing.T) {
	told := make(map[string]bool)
	for _, k := range PlanKeys() {
		told[k.Path] = true
		if !strings.HasSuffix(k.About, ".") {
			t.Errorf("%s: nothing is said of it, or no sentence: %q", k.Path, k.About)
		}
	}
	for path := range aboutPlan {
		if !told[path] {
			t.Errorf("%s is told of, and no plan has it", path)
		}
	}
	for path := range planValues {
		if !told[path] {
			t.Errorf("%s has its values, and no plan has it", path)
		}
	}
}

func TestTheSchemaFitsWhatShips(t *testing.T) {
	var schema map[string]any
	if err := json.Unmarshal(PlanSchema(), &schema); err != nil {
		t.Fatal(err)
	}
	var misses []string
	err := eachFile("plans", func(name string, text []byte) error {
		var plan any
		if err := json.Unmarshal(text, &plan); err != nil {
			return err
		}
		misses = append(misses, fits(schema, plan, name)...)
		return nil
	})
	if err != nil || len(misses) > 0 {
		t.Errorf("%v; %q", err, misses)
	}
	var bad any
	_ = json.Unmarshal([]byte(`{"regime": "x", "news": 1, "methods": [{"key": 1}], "portfolio": {"kinds_barred": ["x"]}}`), &bad)
	got := strings.Join(fits(schema, bad, ""), " ")
	for _, want := range []string{"news", "regime=x", "methods[0].key=1", "methods[0].name", "kinds_barred[0]=x", ".words"} {
		if !strings.Contains(got, want) {
			t.Errorf("the schema takes %s: %s", want, got)
		}
	}
}

// fits returns where a value differs from a schema, as far as ours goes.
func fits(schema map[string]any, v any, place string) (misses []string) {
	if may, is := schema["enum"].([]any); is && !slices.Contains(may, v) {
		misses = append(misses, fmt.Sprintf("%s=%v", place, v))
	}
	switch v := v.(type) {
	case map[string]any:
		properties, _ := schema["properties"].(map[string]any)
		more, _ := schema["additionalProperties"].(map[string]any)
		for key, value := range v {
			of, known := properties[key].(map[string]any)
			if !known {
				of = more
			}
			if of == nil {
				misses = append(misses, place+"."+key)
				continue
			}
			misses = append(misses, fits(of, value, place+"."+key)...)
		}
		needed, _ := schema["required"].([]any)
		for _, key := range needed {
			if _, has := v[key.(string)]; !has {
				misses = append(misses, fmt.Sprintf("%s.%s", place, key))
			}
		}
	case []any:
		items, _ := schema["items"].(map[string]any)
		for i, value := range v {
			misses = append(misses, fits(items, value, at(place, i))...)
		}
	case string:
		if schema["type"] != "string" {
			misses = append(misses, fmt.Sprintf("%s=%v", place, v))
		}
	case float64:
		if schema["type"] != "integer" {
			misses = append(misses, fmt.Sprintf("%s=%v", place, v))
		}
	case bool:
		if schema["type"] != "boolean" {
			misses = append(misses, fmt.Sprintf("%s=%v", place, v))
		}
	}
	return misses
}
