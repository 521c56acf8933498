package app

import (
	"context"
	"fmt"
	"io"
	"os"

	"touchstone/app/words"
	"touchstone/reports"
)

const verifyMore = `FILE, a portfolio PDF or the pack of a submission, is checked without a
connection and without an installation. Of a PDF: that no byte of it changed
since it was made, that every link and bookmark leads to a page, and that every
file its manifest names is inside as it says. Of a pack: that every file is the
one its manifest names and none is more or missing, that the manifest is what was
handed over, that every link of its page leads to a file, the PDF inside as
above, and every byte between the files.

-data checks an installation, also while a server runs on it:

  events      each follows the one before it, and none is missing at the end
  coverage    the counts of every portfolio are what its claims come to
  files       every stored file that is named is there; -deep reads each whole
  signatures  what was signed is unaltered, and none was taken away
  frozen      what was handed over, and the reports of released results, are unaltered

An event that was altered, removed, put in or moved is named by its number. What
cannot be found: that somebody who may write to the database made every later
event, and the end of the chain, anew. Note the newest hash that this command
prints somewhere else now and then, and ask for it with -known: a chain that was
made anew no longer has it.

Exit status: 0 nothing differs, 1 something does or it cannot be read, 2 wrong
use.
`

// verify is the command that checks a portfolio PDF, a pack, or an installation.
func verify(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	f := newFlags("verify")
	asJSON := jsonFlag(f)
	folder := f.String("data", "", "check the installation in this data `folder`")
	want := checkup{}
	f.BoolVar(&want.deep, "deep", false, "with -data: read every stored file whole")
	f.StringVar(&want.known, "known", "", "with -data: a `hash` that the chain of events had before")
	if status, goOn := parse(f, args, verifyMore, stdout, stderr); !goOn {
		return status
	}
	switch {
	case *folder != "" && f.NArg() > 0:
		fmt.Fprintln(stderr, "touchstone verify: name a file or, with -data, an installation; not both.")
		return exitUsage
	case *folder != "":
		want.stderr = stderr
		return verifyData(ctx, *folder, want, *asJSON, stdout, stderr)
	case want.deep || want.known != "":
		fmt.Fprintln(stderr, "touchstone verify: -deep and -known are for an installation. Name it with -data.")
		return exitUsage
	case f.NArg() != 1:
		fmt.Fprintln(stderr, "touchstone verify: name one file, the portfolio or pack to check, or with -data an installation.")
		return exitUsage
	}
	report, ok, err := verifyFile(f.Arg(0))
	if err != nil {
		fmt.Fprintln(stderr, "This file cannot be read:", err)
		return exitFinding
	}
	switch r := report.(type) {
	case reports.Report:
		if !*asJSON {
			printReport(stdout, r)
		}
	case reports.PackReport:
		if !*asJSON {
			printPackReport(stdout, r)
		}
	}
	if *asJSON {
		printJSON(stdout, report)
	}
	if !ok {
		return exitFinding
	}
	return exitDone
}

// verifyFile checks a pack, or what is taken for a portfolio PDF: its first bytes
// tell. The report is a reports.PackReport or a reports.Report.
func verifyFile(path string) (report any, ok bool, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, false, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, false, err
	}
	head := make([]byte, 2)
	if n, _ := f.ReadAt(head, 0); string(head[:n]) == "PK" {
		r, err := reports.VerifyPack(f, info.Size())
		return r, r.OK, err
	}
	r, err := reports.Verify(f, info.Size())
	return r, r.OK, err
}

// printPackReport writes the report for people.
func printPackReport(w io.Writer, r reports.PackReport) {
	for _, finding := range r.Findings {
		fmt.Fprintln(w, finding)
	}
	if !r.OK {
		fmt.Fprintf(w, "\nThis is not the pack as it was made. Findings: %d.\n", len(r.Findings))
		return
	}
	fmt.Fprintf(w, "Nothing was changed since this pack was made.\n\n%s, %s\nAttempt %d, handed over to %s, %s\n%d files, %d links; its PDF has %d pages\nSHA-256 of the submission %s\nSHA-256 of the manifest   %s\n",
		r.Apprentice, r.Standard, r.Attempt, r.Organisation, words.Moment(r.HandedOver), len(r.Files), r.Links, r.PDF.Pages, r.Submission, r.Digest)
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
