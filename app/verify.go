package app

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"touchstone/reports"
)

const verifyUsage = `Usage: touchstone verify [-json] FILE

Checks a portfolio PDF, without a connection and without an installation: that
no byte of it changed since it was made, that every link and bookmark leads to a
page, and that every file its manifest names is inside as it says.

Exit status: 0 if nothing differs, 1 if something does or the file cannot be
read, 2 for wrong use.

`

// verify is the command that checks a portfolio PDF.
func verify(_ context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("verify", flag.ContinueOnError)
	flags.SetOutput(stderr)
	asJSON := flags.Bool("json", false, "print the report as JSON")
	flags.Usage = func() {
		fmt.Fprint(flags.Output(), verifyUsage)
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return 0
	} else if err != nil {
		return 2
	}
	if flags.NArg() != 1 {
		flags.Usage()
		return 2
	}
	report, err := verifyFile(flags.Arg(0))
	if err != nil {
		fmt.Fprintln(stderr, "This file cannot be read:", err)
		return 1
	}
	if *asJSON {
		out := json.NewEncoder(stdout)
		out.SetIndent("", "  ")
		err = out.Encode(report)
	} else {
		err = printReport(stdout, report)
	}
	if err != nil || !report.OK {
		return 1
	}
	return 0
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
func printReport(w io.Writer, r reports.Report) error {
	for _, finding := range r.Findings {
		if _, err := fmt.Fprintln(w, finding); err != nil {
			return err
		}
	}
	if !r.OK {
		_, err := fmt.Fprintf(w, "\nThis is not the document as it was made. Findings: %d.\n", len(r.Findings))
		return err
	}
	_, err := fmt.Fprintf(w, "Nothing was changed since this document was made.\n\n%s, %s\n%d pages, %d links, %d bookmarks, %d files\nSHA-256 %s\n",
		r.Apprentice, r.Standard, r.Pages, r.Links, r.Bookmarks, len(r.Files), r.Digest)
	return err
}
