//go:build !linux

package document

import "syscall"

const goMemory = "600MiB" // at which the collector works hard

// confine limits this process as far as every Unix can.
func confine(question) error {
	syscall.Umask(0o077)
	return nil
}
