package app

import (
	"context"
	"fmt"
	"io"
	"os"

	"touchstone/reports"
)

const verifyMore = `FILE is checked without a connection and without an installation: that no byte of
it changed since it was made, that every link and bookmark leads to a page, and
that every file its manifest names is inside as it says.

Exit status: 0 nothing differs, 1 something does or the file cannot be read, 2
wrong use.
`

// verify is the command that checks a portfolio PDF.
func verify(_ context.Context, args []string, stdout, stderr io.Writer) int {
	f := newFlags("verify")
	asJSON := jsonFlag(f)
	if status, goOn := parse(f, args, verifyMore, stdout, stderr); !goOn {
		return status
	}
	if f.NArg() != 1 {
		fmt.Fprintln(stderr, "touchstone verify: name one file, the portfolio to check.")
		return exitUsage
	}
	report, err := verifyFile(f.Arg(0))
	if err != nil {
		fmt.Fprintln(stderr, "This file cannot be read:", err)
		return exitFinding
	}
	if *asJSON {
		printJSON(stdout, report)
	} else {
		printReport(stdout, report)
	}
	if !report.OK {
		return exitFinding
	}
	return exitDone
}

func verifyFile(path string) (reports.Report, error) {
	f, err := os.Open(path)
	if err != nil {
		return reports.Report{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return reports.Report{}, err
	}
	return reports.Verify(f, info.Size())
}

// printReport writes the report for people.
func printReport(w io.Writer, r reports.Report) {
	for _, finding := range r.Findings {
		fmt.Fprintln(w, finding)
	}
	if !r.OK {
		fmt.Fprintf(w, "\nThis is not the document as it was made. Findings: %d.\n", len(r.Findings))
		return
	}
	fmt.Fprintf(w, "Nothing was changed since this document was made.\n\n%s, %s\n%d pages, %d links, %d bookmarks, %d files\nSHA-256 %s\n",
		r.Apprentice, r.Standard, r.Pages, r.Links, r.Bookmarks, len(r.Files), r.Digest)
}
