package reports

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// development returns a plan that says a lot, with everything that one can have.
func development() *Development {
	day := time.Date(2026, time.March, 5, 0, 0, 0, 0, time.UTC)
	long := strings.Repeat("I sit in on calls about late payment and write down what worked. ", 12)
	p := &Development{Provider: "Tidewell Training", Person: "Aleesha Khan", Day: day, At: day.Add(9 * time.Hour),
		Rests: "3 March 2026, at the Associate grade of Professional Standards, version 2022", Says: "It meets or passes 11 of 15 rated elements and specialisms.",
		Strengths: [][2]string{{"B5 Ethical", "4.5 on average, 1 of 1 met"}}, LogSum: "3 entries, 6 h 30 min, in the twelve months to 5 March 2026",
	}
	for _, name := range []string{"BS2 Negotiating", "PS4 Planning", "B1 Inquiring", strings.Repeat("Nonstop", 20)} {
		p.Focus = append(p.Focus, [2]string{name, "2.3 on average, 1 of 3 met"})
		p.Goals = append(p.Goals, DevelopmentGoal{For: name, Activity: long, Success: "Two disputes end in a plan 👍🏽 that holds for a month.", Support: "An hour a week with Łukasz, żółć, Ŵyn.", Due: "1 April 2026", State: "To do"})
	}
	p.Goals[1].State, p.Goals[1].Outcome = "Done 2 March 2026", "The plan for the week holds. "+long
	p.Goals[2].Activity, p.Goals[2].Support = strings.Repeat("Unbroken", 60), ""
	p.Goals = append(p.Goals, DevelopmentGoal{For: "Insolvency", Activity: "漢字", Success: "S", Due: "9 April 2026", State: "Overdue"})
	p.Log = []DevelopmentEntry{
		{"4 March 2026", "1 h 30 min", "Webinar on the new rules", "Event, webinar or conference", long, "I read the notes first.", "BS2 Negotiating\nInsolvency"},
		{"1 March 2026", "45 min", strings.Repeat("Wholeword", 15), "Reading or research", "One line", "", ""},
	}
	return p
}

func developed(t *testing.T, p *Development) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := p.Write(&file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestADevelopmentPlanPrintsTheSameTwice(t *testing.T) {
	if !bytes.Equal(developed(t, development()), developed(t, development())) {
		t.Error("two prints of one plan differ")
	}
}

func TestADevelopmentPlanIsSound(t *testing.T) {
	for name, p := range map[string]*Development{"much": development(), "little": {Person: "Ada", Day: time.Date(2026, time.March, 5, 0, 0, 0, 0, time.UTC), LogSum: "Nothing is logged in the twelve months to 5 March 2026"}} {
		file := developed(t, p)
		if out, err := exec.Command("qpdf", "--check", save(t, file)).CombinedOutput(); err != nil {
			t.Errorf("%s: qpdf --check: %v\n%s", name, err, out)
		}
		report, err := Verify(bytes.NewReader(file), int64(len(file)))
		if err != nil || !report.OK || report.Bookmarks < 5 {
			t.Errorf("%s: verified: %+v, %v", name, report, err)
		}
		file[len(file)/2] ^= 1
		if report, _ := Verify(bytes.NewReader(file), int64(len(file))); report.OK {
			t.Errorf("%s: a changed byte is not found", name)
		}
	}
}

func TestADevelopmentPlanSaysEverything(t *testing.T) {
	said := plainText(t, developed(t, development()))
	for _, want := range []string{"Personal development plan, 5 March 2026", "Aleesha Khan", "Rests on the self-audit of 3 March 2026", "B5 Ethical", "[thumbs up sign]", "żółć, Ŵyn", "[2 letters in Han script]",
		"What I will do", "By 1 April 2026. To do.", "By 9 April 2026. Overdue.", "6 h 30 min", "Since then:", "Notes of the one-to-one", "Signature", "Insolvency"} {
		if !strings.Contains(said, want) {
			t.Errorf("the plan does not say %q", want)
		}
	}
	for word, n := range map[string]int{"Nonstop": 40, "Unbroken": 60, "Wholeword": 15} {
		if got := strings.Count(strings.ReplaceAll(said, " ", ""), word); got < n {
			t.Errorf("%s is said %d times; want %d", word, got, n)
		}
	}
	little := plainText(t, developed(t, &Development{Person: "Ada", LogSum: "Nothing is logged"}))
	if !strings.Contains(little, "No self-audit is finished yet.") || !strings.Contains(little, "No goal is set yet.") || strings.Contains(little, "Strengths") {
		t.Errorf("a plan of nothing says: %s", little)
	}
}

// plainText reads a document's pages back, without line breaks.
func plainText(t *testing.T, file []byte) string {
	t.Helper()
	out, err := exec.Command("pdftotext", save(t, file), "-").Output()
	if err != nil {
		t.Skipf("pdftotext: %v", err)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}
