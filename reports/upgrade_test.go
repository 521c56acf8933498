package reports

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// upgradeCase returns what a person could show: with much of everything, or with
// nothing.
func upgradeCase(much bool) *Upgrade {
	u := &Upgrade{Provider: "Tidewell Training", Person: "Aleesha Khan", Framework: "Baking Standards", Version: "1", Label: "BAKE v1", Body: "Guild of Bakers", Grade: "Baker",
		Says: "2 of 3 elements and specialisms have a gap. 0 accepted pieces of evidence are set out below.", RoleGap: true, RoleSays: "Baker meets a Level 3 role. No apprenticeship here says the level of this one, so it has to be said in words.",
		Source: "Made up for tests", At: time.Date(2026, time.March, 5, 14, 2, 0, 0, time.UTC),
		Areas: []UpgradeArea{{Name: "Craft", Elements: []UpgradeElement{{Name: "D1 Dough", Rating: "Own rating: none.", Gaps: []string{"No accepted evidence supports it."}}}}}}
	if !much {
		return u
	}
	long := strings.Repeat("I knead by hand where the dough asks for it, and say why. ", 30)
	u.Person = strings.Repeat("Wilhelmina-Alexandrina ", 5) + "Żółć Ŵyn"
	u.RoleGap, u.RoleSays, u.Ours, u.Licence = false, "The apprenticeship is at Level 3, the level of role that Baker meets.", true, "Copyright is the guild’s."
	u.Roles = [][2]string{{"ST0001 v1 Baker and confectioner", "Level 3. Ashbrook, from 5 January 2026."}, {"ST0002 Kitchen hand", "Level 2. Ashbrook, from 5 January 2024, completed 5 January 2025."}}
	u.Audit = &UpgradeAudit{Day: "1 March 2026", Grade: "Hand", Says: "It is for Hand and looks ahead to this grade.", Scale: "An average from 3 meets the grade.", Digest: strings.Repeat("ab", 32)}
	u.Areas = nil
	for i := range 4 {
		area := UpgradeArea{Name: fmt.Sprintf("Area %d", i), Words: long + "\n\nPlain 👍🏽 words, 漢字 too."}
		for j := range 5 {
			e := UpgradeElement{Name: fmt.Sprintf("D%d Element %s", j, strings.Repeat("x", j*20)), Rating: "Own rating: 3.4 of 5 on average, 3 of 4 met."}
			for k := range 3 {
				p := UpgradeProof{Statement: fmt.Sprintf("K%d Thing", k), Standard: "ST0001 v1", Direct: k == 0, Reason: "Whoever shows this has to have done the other."}
				for n := range 1 + 12*k {
					p.Pieces = append(p.Pieces, UpgradePiece{fmt.Sprintf("Piece %d, “Rang three 🥖 bakers”", n+1), "accepted 12 March 2026 by Marcus Bell"})
				}
				e.Proofs = append(e.Proofs, p)
			}
			area.Elements = append(area.Elements, e)
		}
		u.Areas = append(u.Areas, area)
	}
	return u
}

func drawnUpgrade(t *testing.T, u *Upgrade) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := u.Write(&file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestUpgradePrintsTheSameTwice(t *testing.T) {
	for _, much := range []bool{true, false} {
		if !bytes.Equal(drawnUpgrade(t, upgradeCase(much)), drawnUpgrade(t, upgradeCase(much))) {
			t.Errorf("much %t: two prints differ", much)
		}
	}
}

func TestUpgradeIsSound(t *testing.T) {
	for _, much := range []bool{true, false} {
		file := drawnUpgrade(t, upgradeCase(much))
		if out, err := exec.Command("qpdf", "--check", save(t, file)).CombinedOutput(); err != nil {
			t.Errorf("qpdf --check: %v\n%s", err, out)
		}
		report, err := Verify(bytes.NewReader(file), int64(len(file)))
		if err != nil || !report.OK || report.Bookmarks < 5 {
			t.Errorf("verified: %+v, %v", report, err)
		}
		file[len(file)/2] ^= 1
		if report, _ := Verify(bytes.NewReader(file), int64(len(file))); report.OK {
			t.Error("a changed byte is not found")
		}
	}
}

// TestUpgradeSaysEverything reads the pages back.
func TestUpgradeSaysEverything(t *testing.T) {
	neededPDFText(t)
	const notTheirs = "It does not say that the Guild of Bakers accepts it"
	for much, wants := range map[bool][]string{
		true: {notTheirs, "Żółć Ŵyn", "The self-audit it rests on", strings.Repeat("ab", 32), "Level 2. Ashbrook", "In the applicant’s own words", "[thumbs up sign]", "[2 letters in Han script]",
			"K2 Thing", "In part. Whoever", "Direct. Whoever", "Piece 25, “Rang three", "(accepted 12 March 2026 by Marcus Bell)", "a short summary by the makers", "Copyright is the guild’s.", "Made up for tests"},
		false: {notTheirs, "A gap: Baker meets a Level 3 role.", "There is no finished self-audit", "Gap: No accepted evidence supports it.", "Own rating: none.", "Page 1 of 1"},
	} {
		out, err := exec.Command("pdftotext", "-layout", save(t, drawnUpgrade(t, upgradeCase(much))), "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		said := strings.Join(strings.Fields(string(out)), " ")
		for _, want := range wants {
			if !strings.Contains(said, want) && !strings.Contains(strings.ReplaceAll(said, " ", ""), strings.ReplaceAll(want, " ", "")) {
				t.Errorf("much %t: the pages do not say %q", much, want)
			}
		}
	}
}

func neededPDFText(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("left out: it needs pdftotext")
	}
}
