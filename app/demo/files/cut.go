package files

import "strings"

// cutSpace parts text at its first space.
func cutSpace(s string) (before, after string, found bool) { return strings.Cut(s, " ") }

// cutColon parts text at its first colon and space.
func cutColon(s string) (before, after string, found bool) { return strings.Cut(s, ": ") }
