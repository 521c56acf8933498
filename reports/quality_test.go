package reports

import (
	"bytes"
	"os/exec"
	"testing"
	"time"

	"touchstone/evidence"
)

func TestQualityPrintsTheSameTwiceAndIsSound(t *testing.T) {
	month := time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC)
	q := &Quality{Provider: "Tidewell Training", Period: "November 2026", Report: evidence.QualityReport{First: month, Last: month, At: month.AddDate(0, 0, 20),
		Coaches: []evidence.QualityCount{{Name: "Marcus Reid 漢字", Decisions: 180, Sampled: 23, Agreed: 17, Open: 2, Closed: 3, Waiting: 1}},
		Kinds:   []evidence.QualityCount{{Name: "Witness testimony", Decisions: 12, Sampled: 6}}, Draws: []evidence.SamplingDraw{{Plan: 1, Month: month, Decisions: 180, Sampled: 23, Same: true}},
		Plans: []evidence.SamplingPlan{{Version: 1, Seed: "gold", Usual: 10, First: 1, Risks: []evidence.Risk{{Key: "held", Percent: 50}}, From: month, Why: "Our policy", ByName: "Nia Rees"}}}}
	var one, two bytes.Buffer
	if err := q.Write(&one); err != nil {
		t.Fatal(err)
	}
	if err := q.Write(&two); err != nil || !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Errorf("two prints of one report differ, %v", err)
	}
	if out, err := exec.Command("qpdf", "--check", save(t, one.Bytes())).CombinedOutput(); err != nil {
		t.Errorf("qpdf --check: %v\n%s", err, out)
	}
	if report, err := Verify(bytes.NewReader(one.Bytes()), int64(one.Len())); err != nil || !report.OK {
		t.Errorf("verified: %+v, %v", report, err)
	}
}
