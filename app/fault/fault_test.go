package fault_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"touchstone/app/fault"
)

func TestUnclassifiedIsInternalAndHidden(t *testing.T) {
	err := fmt.Errorf("query: %w", errors.New("no such table: people"))
	f := fault.Of(err)
	if f.Kind != fault.Internal || strings.Contains(f.Message, "table") || !errors.Is(f, f.Err) {
		t.Errorf("Of = %+v", f)
	}
	if fault.Of(nil) != nil || fault.Is(nil, fault.Internal) {
		t.Error("nil counts as a fault")
	}
}

func TestFields(t *testing.T) {
	var bad fault.Fields
	if bad.Err() != nil {
		t.Error("no fields, yet an error")
	}
	bad.Add("title", "Keep it to %d.", 5)
	bad.Add("title", "Second.")
	err := fmt.Errorf("add: %w", bad.Err())
	var again fault.Fields
	if !again.Merge(err) || again.Of("title") != "Keep it to 5." {
		t.Errorf("merged %v", again.All())
	}
	if again.Merge(errors.New("other")) {
		t.Error("merged what is not Invalid")
	}
}
