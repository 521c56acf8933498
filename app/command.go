// Package app is Touchstone's web application and its commands.
package app

import "io"

// Main runs the command that args name and returns the exit status: 0 for
// success, 1 for a finding or a refusal, 2 for wrong use.
func Main(args []string, stdout, stderr io.Writer) int {
	return 2
}
