package document

import (
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	if handled, status := Child(os.Args[1:]); handled {
		os.Exit(status)
	}
	if len(os.Args) == 2 && os.Args[1] == "confined" {
		os.Exit(tryConfines())
	}
	os.Exit(m.Run())
}

// tryConfines tries in a child what a child may not do, and says what it could.
func tryConfines() int {
	runtime.LockOSThread()
	if err := confine(question{Limit: time.Second}); err != nil {
		fmt.Println(err)
		return 1
	}
	status, _ := os.ReadFile("/proc/thread-self/status")
	fmt.Printf("%s\n", status)
	made, err := os.CreateTemp("", "made")
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer os.Remove(made.Name())
	if err := made.Truncate(maxMade + 1); err == nil {
		fmt.Println("made a file over the limit")
	}
	taken := make([]byte, maxData+1)
	for i := 0; i < len(taken); i += 4096 {
		taken[i] = 1
	}
	fmt.Println("took memory over the limit")
	return 0
}
