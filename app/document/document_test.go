package document

import (
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	if handled, status := Child(os.Args[1:]); handled {
		os.Exit(status)
	}
	os.Exit(m.Run())
}
