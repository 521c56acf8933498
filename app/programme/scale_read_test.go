package programme_test

import (
	"strings"
	"testing"

	"touchstone/app/fault"
	"touchstone/app/programme"
)

const twoSteps = `{
  "name": "Two steps",
  "points": [
    {"value": 1, "label": "No", "meaning": "Not yet."},
    {"value": 2, "label": "Yes", "meaning": "It is so."}
  ],
  "competent": 2,
  "reduction": {"round_minutes": 30, "words": "By share."}
}`

func TestReadScale(t *testing.T) {
	s, err := programme.ReadScale([]byte("\ufeff" + twoSteps + "\n"))
	if err != nil || s.Name != "Two steps" || len(s.Points) != 2 || s.Label(2) != "Yes" || s.Competent != 2 || s.Reduction.RoundMinutes != 30 {
		t.Fatalf("%+v, %v", s, err)
	}
	text, err := s.Document()
	if again, errAgain := programme.ReadScale([]byte(text)); err != nil || errAgain != nil || again.Name != s.Name || len(again.Points) != 2 {
		t.Errorf("round trip of %s: %v, %v", text, err, errAgain)
	}
	shipped, err := programme.ShippedScales()
	if err != nil || len(shipped) == 0 {
		t.Fatal(err)
	}
	if text, err = shipped[0].Document(); err != nil {
		t.Fatal(err)
	}
	if _, err := programme.ReadScale([]byte(text)); err != nil {
		t.Errorf("one that comes with the program: %v", err)
	}
}

func TestWhatIsNoScale(t *testing.T) {
	edit := func(old, new string) string {
		if !strings.Contains(twoSteps, old) {
			t.Fatalf("there is no %s to change", old)
		}
		return strings.Replace(twoSteps, old, new, 1)
	}
	for name, tt := range map[string]struct{ text, field, says string }{
		"nothing":            {" \n", "scale", "Choose a file, or paste"},
		"not JSON":           {edit(`"label": "Yes"`, `label: "Yes"`), "scale", "Line 5, column 18: this is not JSON"},
		"cut off":            {twoSteps[:60], "scale", "ends too early"},
		"two of them":        {twoSteps + twoSteps, "scale", "after the scale"},
		"a list":             {"[" + twoSteps + "]", "scale", "Line 1"},
		"a word for a count": {edit(`"competent": 2`, `"competent": "two"`), "scale", "Line 7, column 20: “competent” cannot be a string"},
		"a name it has not":  {edit(`"competent"`, `"colour": 1, "competent"`), "scale", `Line 7, column 3: a scale has no "colour"`},
		"another encoding":   {edit("Yes", "\xe9"), "scale", "UTF-8"},
		"too large":          {strings.Repeat(" ", programme.MaxScaleFile) + "{}", "scale", "at most 65536"},
		"no name":            {edit("Two steps", ""), "name", "Give the scale a name"},
		"steps out of order": {edit(`"value": 2`, `"value": 3`), "points", "1, 2, 3"},
		"one label twice":    {edit("Yes", "no"), "points", "Two steps are called"},
		"no such step":       {edit(`"competent": 2`, `"competent": 3`), "competent", "counts as met"},
		"no step to be met":  {edit(`"competent": 2,`, ``), "competent", "counts as met"},
		"no minutes":         {edit(`"round_minutes": 30`, `"round_minutes": -1`), "reduction", "0 or more"},
	} {
		_, err := programme.ReadScale([]byte(tt.text))
		if got := fault.Of(err).Fields[tt.field]; !fault.Is(err, fault.Invalid) || !strings.Contains(got, tt.says) {
			t.Errorf("%s: %q of %v; want %q", name, got, fault.Of(err).Fields, tt.says)
		}
	}
}
