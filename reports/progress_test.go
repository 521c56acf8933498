package reports

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// progress returns a review that says a lot, with everything that one can have.
func progress() *ProgressReview {
	at := time.Date(2026, time.March, 5, 14, 2, 0, 0, time.UTC)
	long := strings.Repeat("Aleesha rang every account over sixty days and wrote down what was promised. ", 12)
	p := &ProgressReview{Number: 3, Final: true, Provider: "Tidewell Training", Apprentice: "Aleesha Khan", ULN: "9900000004",
		Standard: "ST0175 Senior credit controller and debt collection specialist, Collections", HeldOn: at, ClosedAt: at, Text: "# Progress review 3\n- All of it.\n"}
	p.Parts = []ProgressPart{
		{"Progress review 3", [][2]string{{"Apprentice", "Aleesha Khan"}, {"Employer", "Ashbrook Trade Supplies"}, {"Held on", "5 March 2026"}, {"Present", "Aleesha Khan\nTom Ash, credit manager\nMarcus Reid"}}},
		{"Actions since the last review", [][2]string{{"Shadow the credit risk team for two afternoons and write up how a limit is set for a new customer (Aleesha Khan, by 1 February 2026)", "Done on 28 January 2026. " + long}}},
		{"Progress against plan", [][2]string{{"Statements accepted", "20 of 52; about 28 at an even pace"}, {"", long + "\n\n" + long}}},
		{"What each of us raised", [][2]string{{"Apprentice", "More time for calls 👍🏽. Łukasz said so too: żółć, Ŵyn."}, {"Employer", long + long + long + long}, {"Coach", strings.Repeat("Nonstop", 60)}, {"Other", "漢字"}}},
		{"Actions to the next review", [][2]string{{"Write two pieces on disputes", "Aleesha Khan, by 1 April 2026"}}},
	}
	sum := sha256.Sum256([]byte(p.Text))
	p.Digest = hex.EncodeToString(sum[:])
	for i, who := range [][2]string{{"Marcus Reid", "training provider, coach"}, {"Tom Ash", "Credit manager (employer)"}, {"Aleesha Khan", "apprentice"}} {
		p.Signatures = append(p.Signatures, ProgressSignature{who[0], who[1], "It says truly what was discussed and agreed.", p.Digest, at.Add(time.Duration(i) * time.Hour)})
	}
	p.Void = []ProgressSignature{{"Tom Ash", "employer", "", strings.Repeat("ab", 32), at.Add(-time.Hour)}}
	p.Addenda = []ProgressAddendum{{1, "The meeting was on the 4th, not the 5th.", ProgressSignature{"Tom Ash", "employer", "", strings.Repeat("cd", 32), at.Add(48 * time.Hour)}}}
	return p
}

func printed(t *testing.T, p *ProgressReview) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := p.Write(&file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestProgressReviewPrintsTheSameTwice(t *testing.T) {
	if !bytes.Equal(printed(t, progress()), printed(t, progress())) {
		t.Error("two prints of one review differ")
	}
}

func TestProgressReviewIsSound(t *testing.T) {
	file := printed(t, progress())
	if out, err := exec.Command("qpdf", "--check", save(t, file)).CombinedOutput(); err != nil {
		t.Errorf("qpdf --check: %v\n%s", err, out)
	}
	report, err := Verify(bytes.NewReader(file), int64(len(file)))
	if err != nil || !report.OK || report.Bookmarks < 9 {
		t.Errorf("verified: %+v, %v", report, err)
	}
	file[len(file)/2] ^= 1
	if report, _ := Verify(bytes.NewReader(file), int64(len(file))); report.OK {
		t.Error("a changed byte is not found")
	}
}

// TestProgressReviewSaysEverything reads the pages back.
func TestProgressReviewSaysEverything(t *testing.T) {
	p := progress()
	path := save(t, printed(t, p))
	out, err := exec.Command("pdftotext", "-layout", path, "-").Output()
	if err != nil {
		t.Skipf("pdftotext: %v", err)
	}
	pages := strings.Count(string(out), "\f")
	said := strings.Join(strings.Fields(string(out)), " ")
	for _, want := range []string{"Signed by all", "Aleesha Khan", "ULN 9900000004", "[thumbs up sign]", "żółć, Ŵyn", "[2 letters in Han script]", "Void signatures", "Addendum 1", "not the 5th",
		"Credit manager (employer)", "5 March 2026, 14:02", fmt.Sprintf("Page %d of %d", pages, pages), "credit manager", "by 1 April 2026"} {
		if !strings.Contains(said, want) {
			t.Errorf("%d pages do not say %q", pages, want)
		}
	}
	if got := strings.Count(said, "promised."); got < 12 {
		t.Errorf("a long text is cut short: %d sentences", got)
	}
	if strings.Count(strings.ReplaceAll(said, " ", ""), "Nonstop") < 60 {
		t.Error("a word without an end is cut short")
	}
	if list, err := exec.Command("pdfdetach", "-list", path).Output(); err == nil && !strings.Contains(string(list), signedText) {
		t.Errorf("attached: %s", list)
	}
}

func TestUnsignedProgressReviewSaysWhoseSignatureIsMissing(t *testing.T) {
	p := progress()
	p.Final, p.Signatures, p.Missing = false, p.Signatures[:1], []string{"employer", "apprentice"}
	out, err := exec.Command("pdftotext", save(t, printed(t, p)), "-").Output()
	if err != nil {
		t.Skipf("pdftotext: %v", err)
	}
	if said := strings.Join(strings.Fields(string(out)), " "); !strings.Contains(said, "The signature of the employer and the apprentice is missing.") || strings.Contains(said, "Signed by all") {
		t.Errorf("it says: %.300s", said)
	}
}
