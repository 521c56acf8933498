package reports

import (
	"os"
	"syscall"
)

// maxRSS returns the most memory a finished process had, in KB.
func maxRSS(s *os.ProcessState) int64 {
	usage, _ := s.SysUsage().(*syscall.Rusage)
	return usage.Maxrss
}
