package document

import (
	"fmt"
	"syscall"
	"time"
)

// What a child may use. RLIMIT_AS is left alone: Go reserves far more address
// space than it uses and dies under it.
const (
	maxData         = 800 << 20 // bytes of memory
	goMemory        = "600MiB"  // at which the collector works hard
	maxMade         = 1 << 30   // bytes in one file it makes
	prSetNoNewPrivs = 38
)

// confine limits this process, for good.
func confine(q question) error {
	syscall.Umask(0o077)
	cpu := uint64(2*q.Limit/time.Second) + 2
	for resource, most := range map[int]uint64{
		syscall.RLIMIT_DATA:  maxData,
		syscall.RLIMIT_CPU:   cpu,
		syscall.RLIMIT_FSIZE: maxMade,
		syscall.RLIMIT_CORE:  0,
	} {
		if err := syscall.Setrlimit(resource, &syscall.Rlimit{Cur: most, Max: most}); err != nil {
			return fmt.Errorf("limit %d: %w", resource, err)
		}
	}
	_, _, errno := syscall.AllThreadsSyscall(syscall.SYS_PRCTL, prSetNoNewPrivs, 1, 0)
	if errno == syscall.ENOTSUP { // built with cgo: for this thread and those it starts
		_, _, errno = syscall.RawSyscall(syscall.SYS_PRCTL, prSetNoNewPrivs, 1, 0)
	}
	if errno != 0 {
		return fmt.Errorf("no new privileges: %w", errno)
	}
	return nil
}
