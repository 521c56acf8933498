package ksb

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// growing returns a framework of another sector, with which nothing is wrong.
func growing(t *testing.T) *Framework {
	t.Helper()
	text, err := os.Open("testdata/framework-growing.json")
	if err != nil {
		t.Fatal(err)
	}
	defer text.Close()
	f, err := ReadFramework(text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// frameworkFaults are ways to break a framework, each with the place and a part
// of the sentence; without, the framework is still right.
var frameworkFaults = []struct {
	name   string
	breaks func(*Framework)
	place  string
	says   string
}{
	{"as it is", func(*Framework) {}, "", ""},
	{"no reference", func(f *Framework) { f.Reference = " " }, "reference", "Say the reference"},
	{"no version", func(f *Framework) { f.Version = "" }, "version", "version"},
	{"no title", func(f *Framework) { f.Title = "" }, "title", "called"},
	{"title of 300", func(f *Framework) { f.Title = strings.Repeat("é", 300) }, "", ""},
	{"title of 301", func(f *Framework) { f.Title = strings.Repeat("é", 301) }, "title", "300 characters"},
	{"nobody's", func(f *Framework) { f.Body = "" }, "body", "whose"},
	{"no source", func(f *Framework) { f.Source.Name = "" }, "source.name", "where it was read"},
	{"no address", func(f *Framework) { f.Source.URL = "" }, "", ""},
	{"an address that runs", func(f *Framework) { f.Source.URL = "javascript:alert(1)" }, "source.url", "https://"},
	{"an address of nothing", func(f *Framework) { f.Source.URL = "https://" }, "source.url", "https://"},

	{"no grades", func(f *Framework) { f.Grades = nil }, "grades", "at least one grade"},
	{"20 grades and one", func(f *Framework) { f.Grades = slices.Repeat(f.Grades, 7) }, "grades", "21 of them"},
	{"a grade's key twice", func(f *Framework) { f.Grades[2].Key = "Helper" }, "grades[2].key", "taken by grades[0]"},
	{"a key with a space", func(f *Framework) { f.Grades[2].Key = "head grower" }, "grades[2].key", "not one"},
	{"a key of 61", func(f *Framework) { f.Areas[0].Key = strings.Repeat("a", 61) }, "areas[0].key", "up to 60"},
	{"no name of a grade", func(f *Framework) { f.Grades[0].Name = "" }, "grades[0].name", "called"},
	{"no summary of a grade", func(f *Framework) { f.Grades[0].Summary = "" }, "grades[0].summary", "sentence"},
	{"an empty expectation", func(f *Framework) { f.Grades[0].Expects[1] = "\t" }, "grades[0].expects[1]", "Say"},
	{"a level below none", func(f *Framework) { f.Grades[0].Meets = -1 }, "grades[0].meets", "from 0 to 9"},

	{"two lowest", func(f *Framework) { f.Grades[1].After = "" }, "grades[1].after", "Helper and Grower both follow no grade"},
	{"a grade follows itself", func(f *Framework) { f.Grades[2].After = "head" }, "grades[2].after", "follows itself"},
	{"a grade follows none there is", func(f *Framework) { f.Grades[2].After = "king" }, "grades[2].after", `"king", which is no grade. There are: helper, grower, head`},
	{"two follow one", func(f *Framework) { f.Grades[2].After = "helper" }, "grades[2].after", "Grower and Head grower both follow Helper"},
	{"a circle", func(f *Framework) { f.Grades[1].After = "head" }, "grades[1].after", "comes back to itself"},
	{"a circle, seen from its other grade", func(f *Framework) { f.Grades[1].After = "head" }, "grades[2].after", "comes back to itself"},
	{"a circle of all", func(f *Framework) { f.Grades[0].After = "head" }, "grades", "none is the lowest"},
	{"listed the wrong way round", func(f *Framework) { slices.Reverse(f.Grades) }, "grades[0].after", "listed right after it"},

	{"no areas", func(f *Framework) { f.Areas = nil }, "areas", "at least one area"},
	{"an empty area", func(f *Framework) { f.Areas[0].Elements = nil }, "areas[0].elements", "Craft has no element"},
	{"an area's key twice", func(f *Framework) { f.Areas[1].Key = "CRAFT" }, "areas[1].key", "taken by areas[0]"},
	{"201 elements", func(f *Framework) { f.Areas[0].Elements = slices.Repeat(f.Areas[0].Elements, 99) }, "areas", "201 elements"},
	{"an element's key twice", func(f *Framework) { f.Areas[1].Elements[2].Key = "c1" }, "areas[1].elements[2].key", "taken by areas[0].elements[0]"},
	{"a code twice, in small letters", func(f *Framework) { f.Areas[1].Elements[2].Code = " c1" }, "areas[1].elements[2].code", "taken by areas[0].elements[0]"},
	{"no code", func(f *Framework) { f.Areas[0].Elements[0].Code = "" }, "areas[0].elements[0].code", "Say the code"},
	{"a code of two lines", func(f *Framework) { f.Areas[0].Elements[0].Code = "C\n1" }, "areas[0].elements[0].code", "one line"},
	{"no summary of an element", func(f *Framework) { f.Areas[0].Elements[0].Summary = "" }, "areas[0].elements[0].summary", "sentence"},

	{"nothing to rate", func(f *Framework) { f.Areas[0].Elements[1].Descriptors = nil }, "areas[0].elements[1]", "neither descriptors nor indicators"},
	{"both to rate", func(f *Framework) { f.Areas[0].Elements[1].Indicators = []Indicator{{"x", true, "X."}} }, "areas[0].elements[1]", "leave one out"},
	{"a grade left out", func(f *Framework) { d := &f.Areas[0].Elements[1].Descriptors; *d = (*d)[:2] }, "areas[0].elements[1].descriptors", "C2 says nothing of Head grower."},
	{"a specialism's grades left out", func(f *Framework) { d := &f.Specialisms[0].Descriptors; *d = (*d)[2:] }, "specialisms[0].descriptors", "Roses says nothing of Helper, Grower."},
	{"a specialism without any", func(f *Framework) { f.Specialisms[0].Descriptors = nil }, "specialisms[0].descriptors", "Roses says nothing of Helper, Grower, Head grower."},
	{"no specialisms", func(f *Framework) { f.Specialisms = nil }, "", ""},
	{"a descriptor at no grade", func(f *Framework) { f.Areas[0].Elements[0].Descriptors[1].Grade = "king" }, "areas[0].elements[0].descriptors[1].grade", `"king" is no grade`},
	{"an empty descriptor", func(f *Framework) { f.Areas[0].Elements[0].Descriptors[1].Text = "" }, "areas[0].elements[0].descriptors[1].text", "Say"},
	{"a descriptor of 1001", func(f *Framework) { f.Specialisms[1].Descriptors[1].Text = strings.Repeat("x", 1001) }, "specialisms[1].descriptors[1].text", "1000 characters"},
	{"21 descriptors at a grade", func(f *Framework) {
		d := &f.Areas[0].Elements[1].Descriptors
		*d = append(*d, slices.Repeat((*d)[2:], 20)...)
	}, "areas[0].elements[1].descriptors", "21 for Head grower"},
	{"a descriptor's key twice", func(f *Framework) { f.Areas[0].Elements[1].Descriptors[0].Key = "C1.HELPER.1" }, "areas[0].elements[1].descriptors[0].key", "taken by areas[0].elements[0].descriptors[0]"},
	{"a specialism called as an element", func(f *Framework) { f.Specialisms[0].Key = "m1" }, "specialisms[0].key", "taken by areas[1].elements[0]"},
	{"an indicator called as a descriptor", func(f *Framework) { f.Areas[1].Elements[0].Indicators[0].Key = "C1.head.1" }, "areas[1].elements[0].indicators[0].key", "taken by"},
	{"an empty indicator", func(f *Framework) { f.Areas[1].Elements[0].Indicators[0].Text = "" }, "areas[1].elements[0].indicators[0].text", "Say"},
	{"61 indicators", func(f *Framework) {
		m := &f.Areas[1].Elements[0]
		m.Indicators = slices.Repeat(m.Indicators, 21)[:61]
	}, "areas[1].elements[0].indicators", "61 of them"},
	{"only negative indicators", func(f *Framework) { f.Areas[1].Elements[2].Indicators[0].Positive = false }, "areas[1].elements[2].indicators", "no positive"},
	{"only positive indicators", func(f *Framework) { m := &f.Areas[1].Elements[2]; m.Indicators = m.Indicators[:1] }, "", ""},

	{"set out with none there is", func(f *Framework) { f.Areas[1].Elements[1].With = "M9" }, "areas[1].elements[1].with", `"M9", which is no element`},
	{"set out with itself", func(f *Framework) { f.Areas[1].Elements[1].With = "M2" }, "areas[1].elements[1].with", "with itself"},
	{"set out with a skill", func(f *Framework) { f.Areas[1].Elements[1].With = "C1" }, "areas[1].elements[1].with", "C1, which has no indicators"},
	{"set out in a chain", func(f *Framework) { m := &f.Areas[1].Elements[2]; m.With, m.Indicators = "M2", nil }, "areas[1].elements[2].with", "itself is set out with another"},
	{"set out in a circle", func(f *Framework) { m := &f.Areas[1].Elements[0]; m.With, m.Indicators = "M2", nil }, "areas[1].elements[0].with", "itself is set out with another"},
	{"set out with another and alone", func(f *Framework) { f.Areas[1].Elements[1].Indicators = []Indicator{{"x", true, "X."}} }, "areas[1].elements[1].with", "of its own"},

	{"101 specialisms", func(f *Framework) { f.Specialisms = slices.Repeat(f.Specialisms, 51)[:101] }, "specialisms", "101 of them"},
	{"a scale without a name", func(f *Framework) { f.Scale.Name = "" }, "scale.name", "called"},
	{"a scale of one point", func(f *Framework) { f.Scale.Points = f.Scale.Points[:1] }, "scale.points", "at least two"},
	{"a scale of 11 points", func(f *Framework) { f.Scale.Points = slices.Repeat(f.Scale.Points, 3)[:11] }, "scale.points", "11 of them"},
	{"a scale from nought", func(f *Framework) { f.Scale.Points[0].Value = 0 }, "scale.points[0].value", "here stands 1"},
	{"a scale with a gap", func(f *Framework) { f.Scale.Points[3].Value = 5 }, "scale.points[3].value", "here stands 4"},
	{"two points of one label", func(f *Framework) { f.Scale.Points[3].Label = "with HELP" }, "scale.points[3].label", "already"},
	{"a point without a label", func(f *Framework) { f.Scale.Points[3].Label = "" }, "scale.points[3].label", "Say"},
	{"a point without a meaning", func(f *Framework) { f.Scale.Points[3].Meaning = "" }, "scale.points[3].meaning", "Say"},
	{"everything meets", func(f *Framework) { f.Scale.Meets = 1 }, "scale.meets", "from 2 to 4"},
	{"nothing meets", func(f *Framework) { f.Scale.Meets = 5 }, "scale.meets", "from 2 to 4"},
	{"a strength that does not meet", func(f *Framework) { f.Scale.Strong = 2 }, "scale.strong", "from 3 to 4"},
	{"what meets is a strength", func(f *Framework) { f.Scale.Meets = 4 }, "", ""},
}

func TestFrameworkFaults(t *testing.T) {
	for _, tt := range frameworkFaults {
		f := growing(t)
		tt.breaks(f)
		faults := f.Faults()
		if tt.place == "" {
			if len(faults) > 0 || f.Check() != nil {
				t.Errorf("%s: %v", tt.name, faults)
			}
			continue
		}
		if !slices.ContainsFunc(faults, func(f Fault) bool { return f.Place == tt.place && strings.Contains(f.Text, tt.says) }) {
			t.Errorf("%s: %v; want %s: %s", tt.name, faults, tt.place, tt.says)
		}
		if err := f.Check(); err == nil || !strings.Contains(err.Error(), faults[0].Place+": "+faults[0].Text) {
			t.Errorf("%s: Check = %v", tt.name, err)
		}
	}
}

func TestFrameworkCounts(t *testing.T) {
	want := Counts{Grades: 3, Areas: 2, Skills: 2, Behaviours: 3, Specialisms: 2, Descriptors: 8 + 6, Indicators: 6}
	if got := growing(t).Counts(); got != want {
		t.Errorf("%+v; want %+v", got, want)
	}
}
