// Touchstone keeps apprentices' portfolios of evidence.
package main

import (
	"os"

	"touchstone/app"
)

func main() {
	os.Exit(app.Main(os.Args[1:], os.Stdout, os.Stderr))
}
