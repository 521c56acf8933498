package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"text/tabwriter"

	"touchstone/app/blob"
	"touchstone/app/document"
	"touchstone/app/fault"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/reports"
)

// listSubmissions is the command submissions.
func listSubmissions(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	f := newFlags("submissions")
	folder, asJSON := dataFlag(f), jsonFlag(f)
	portfolio := f.Int64("portfolio", 0, "only those of the portfolio with this `id`")
	if status, goOn := parse(f, args, "", stdout, stderr); !goOn {
		return status
	}
	if !noArguments(f, stderr) {
		return exitUsage
	}
	in, err := OpenBeside(ctx, *folder)
	if err != nil {
		return failed(stderr, err)
	}
	defer in.Close()
	found, _, err := in.Evidence.Submissions(ctx, evidence.SubmissionQuery{Portfolio: programme.EnrolmentID(*portfolio)})
	if err != nil {
		return failed(stderr, err)
	}
	all := []listedSubmission{}
	for i := range found {
		all = append(all, listedOf(&found[i]))
	}
	if *asJSON {
		return printJSON(stdout, all)
	}
	table := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tPortfolio\tApprentice\tAttempt\tHanded over\tTo\tStage\tSHA-256")
	for _, s := range all {
		fmt.Fprintf(table, "%d\t%d\t%s\t%d\t%s\t%s\t%s\t%s\n", s.ID, s.Portfolio, s.Apprentice, s.Attempt, s.At, s.Organisation, s.Stage, s.Digest)
	}
	table.Flush()
	return exitDone
}

// A listedSubmission is one line of the list.
type listedSubmission struct {
	ID           evidence.SubmissionID    `json:"id"`
	Portfolio    programme.EnrolmentID    `json:"portfolio"`
	Apprentice   string                   `json:"apprentice"`
	Standard     string                   `json:"standard"`
	Attempt      int                      `json:"attempt"`
	At           string                   `json:"handed_over_at"` // RFC 3339, UTC
	Organisation string                   `json:"handed_over_to"`
	Stage        evidence.SubmissionStage `json:"stage"`
	Digest       string                   `json:"sha256"` // of what was handed over
	Components   []listedComponent        `json:"components"`
}

type listedComponent struct {
	Key   string                  `json:"key"`
	Name  string                  `json:"name"`
	State evidence.ComponentState `json:"state"`
}

func listedOf(u *evidence.Submission) listedSubmission {
	s := listedSubmission{ID: u.ID, Portfolio: u.Portfolio, Apprentice: u.ApprenticeName, Standard: u.StandardReference, Attempt: u.Attempt,
		At: u.At.UTC().Format("2006-01-02T15:04:05Z"), Organisation: u.OrganisationName, Stage: u.Stage(), Digest: u.Digest, Components: []listedComponent{}}
	for _, c := range u.Components {
		s.Components = append(s.Components, listedComponent{c.Key, c.Name, c.State})
	}
	return s
}

const packMore = `The pack holds the portfolio PDF, every uploaded file in the folders the plan asks
for, a list of them with their SHA-256, what was handed over as JSON, and a page
to find one's way without a connection. The same submission gives the same bytes.
It is made of what was frozen, whether or not the server has made it yet.
touchstone submissions lists the ids; touchstone verify checks the file.
`

// exportPack is the command export-pack.
func exportPack(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	f := newFlags("export-pack")
	folder, asJSON := dataFlag(f), jsonFlag(f)
	id := f.Int64("submission", 0, "`id` of the submission")
	out := f.String("out", "", "the zip's `file`")
	force := f.Bool("force", false, "replace a file that is there, when the new one is whole")
	if status, goOn := parse(f, args, packMore, stdout, stderr); !goOn {
		return status
	}
	if !noArguments(f, stderr) {
		return exitUsage
	}
	if *id <= 0 || *out == "" {
		fmt.Fprintln(stderr, "touchstone export-pack: say with -submission which one, and with -out which file to write.")
		return exitUsage
	}
	if _, err := os.Lstat(*out); !*force && !errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintf(stderr, "%s is there already, and was left alone. Name another file, or say -force.\n", *out)
		return exitFinding
	}
	in, err := OpenBeside(ctx, *folder)
	if err != nil {
		return failed(stderr, err)
	}
	defer in.Close()
	sum, err := packTo(ctx, in, evidence.SubmissionID(*id), *out)
	if err != nil {
		return failed(stderr, err)
	}
	if *asJSON {
		return printJSON(stdout, sum)
	}
	fmt.Fprintf(stdout, "%s: %s, %s\nSHA-256 of its manifest %s\n", *out, words.Plural(sum.Files, "file", "files"), document.Size(sum.Size), sum.Digest)
	return exitDone
}

// packTo writes the pack of a submission to the file called name, which then is
// whole or as it was before. A PDF that was not made yet is made on the way, and
// kept nowhere.
func packTo(ctx context.Context, in *Installation, id evidence.SubmissionID, name string) (sum reports.PackSummary, err error) {
	u, err := in.Evidence.Submission(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return sum, fault.Newf(fault.NotFound, "There is no submission %d. touchstone submissions lists them.", id)
	}
	if err != nil {
		return sum, err
	}
	frozen, err := in.Evidence.SubmissionDocument(ctx, id)
	if err != nil {
		return sum, err
	}
	open, pdf := openerOf(in.Blobs), u.PDF
	return sum, writeWhole(name, func(f *os.File) error {
		if pdf == "" {
			aside, err := os.MkdirTemp(in.Dir, "pack-")
			if err != nil {
				return fmt.Errorf("make a pack: %w", err)
			}
			defer os.RemoveAll(aside)
			made, err := blob.OpenDisk(aside)
			if err != nil {
				return err
			}
			if pdf, err = reports.StorePDF(ctx, made, frozen, open); err != nil {
				return err
			}
			open = func(ctx context.Context, ref blob.Ref) (blob.Blob, error) {
				if ref == pdf {
					return made.Open(ctx, ref)
				}
				return in.Blobs.Open(ctx, ref)
			}
		}
		sum, err = reports.WritePack(ctx, f, frozen, pdf, open, nil)
		return err
	})
}
