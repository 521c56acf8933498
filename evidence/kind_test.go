package evidence_test

import (
	"slices"
	"testing"

	"touchstone/evidence"
	"touchstone/ksb"
)

func TestPlansMayNameEveryKind(t *testing.T) {
	var keys []string
	for _, k := range evidence.Kinds {
		keys = append(keys, string(k.Key))
	}
	if !slices.Equal(keys, ksb.EvidenceKinds) {
		t.Errorf("kinds are %q, and plans may name %q", keys, ksb.EvidenceKinds)
	}
}
