package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"text/tabwriter"

	"touchstone/app/blob"
	"touchstone/app/db"
	"touchstone/app/document"
	"touchstone/app/fault"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/reports"
)

// listPortfolios is the command portfolios.
func listPortfolios(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	f := newFlags("portfolios")
	folder, asJSON := dataFlag(f), jsonFlag(f)
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
	all, err := portfoliosOf(ctx, in)
	if err != nil {
		return failed(stderr, err)
	}
	if *asJSON {
		return printJSON(stdout, all)
	}
	table := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tApprentice\tULN\tStandard\tEmployer\tCoach")
	for _, p := range all {
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%s\n", p.ID, p.Apprentice, p.ULN, p.Standard, p.Employer, p.Coach)
	}
	table.Flush()
	return exitDone
}

// A listedPortfolio is one line of the list.
type listedPortfolio struct {
	ID         programme.EnrolmentID `json:"id"`
	Apprentice string                `json:"apprentice"`
	ULN        string                `json:"uln"`
	Standard   string                `json:"standard"`
	Option     string                `json:"option"`
	Employer   string                `json:"employer"`
	Coach      string                `json:"coach"`
}

func portfoliosOf(ctx context.Context, in *Installation) ([]listedPortfolio, error) {
	all := []listedPortfolio{}
	for {
		const atOnce = 1000
		found, total, err := in.Programme.Enrolments(ctx, programme.Query{Offset: len(all), Limit: atOnce})
		if err != nil {
			return nil, err
		}
		for _, e := range found {
			all = append(all, listedPortfolio{e.ID, e.ApprenticeName, string(e.ULN), e.StandardReference, e.OptionName, e.EmployerName, e.CoachName})
		}
		if len(found) == 0 || len(all) >= total {
			return all, nil
		}
	}
}

const exportMore = `The same portfolio gives the same bytes. Pieces that the coach accepted are in
it; -working adds those that were submitted or returned, and marks them.
touchstone portfolios lists the ids; touchstone verify checks the file.
`

// exportPortfolio is the command export-portfolio.
func exportPortfolio(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	f := newFlags("export-portfolio")
	folder, asJSON := dataFlag(f), jsonFlag(f)
	id := f.Int64("portfolio", 0, "`id` of the portfolio")
	out := f.String("out", "", "the PDF's `file`; one that is there is replaced when the new one is whole")
	var want reports.Choice
	f.BoolVar(&want.Working, "working", false, "a working copy: with pieces not accepted yet")
	f.BoolVar(&want.Originals, "originals", false, "attach the files that are shown on pages as well")
	if status, goOn := parse(f, args, exportMore, stdout, stderr); !goOn {
		return status
	}
	if !noArguments(f, stderr) {
		return exitUsage
	}
	if *id <= 0 || *out == "" {
		fmt.Fprintln(stderr, "touchstone export-portfolio: say with -portfolio which one, and with -out which file to write.")
		return exitUsage
	}
	in, err := OpenBeside(ctx, *folder)
	if err != nil {
		return failed(stderr, err)
	}
	defer in.Close()
	sum, err := exportTo(ctx, in, programme.EnrolmentID(*id), want, *out)
	if err != nil {
		return failed(stderr, err)
	}
	if *asJSON {
		return printJSON(stdout, sum)
	}
	fmt.Fprintf(stdout, "%s: %s, %s, %s, %s\nSHA-256 %s\n", *out, words.Plural(sum.Pieces, "piece", "pieces"), words.Plural(sum.Files, "file", "files"),
		words.Plural(sum.Pages, "page", "pages"), document.Size(sum.Size), sum.Digest)
	for _, note := range sum.Notes {
		fmt.Fprintln(stdout, " ", note)
	}
	return exitDone
}

// exportTo writes a portfolio to the file called name, which then is whole or as
// it was before.
func exportTo(ctx context.Context, in *Installation, id programme.EnrolmentID, want reports.Choice, name string) (reports.Summary, error) {
	p, err := in.gather(ctx, id, want, os.Getenv(settingPrefix+"PROVIDER"))
	if fault.Is(err, fault.NotFound) {
		return reports.Summary{}, fault.Newf(fault.NotFound, "There is no portfolio %d. touchstone portfolios lists them.", id)
	}
	if err != nil {
		return reports.Summary{}, err
	}
	var sum reports.Summary
	return sum, writeWhole(name, func(f *os.File) error {
		sum, err = p.Write(ctx, f, openerOf(in.Blobs), nil)
		return err
	})
}

// writeWhole writes the file called name, which then is whole or as it was
// before.
func writeWhole(name string, write func(*os.File) error) error {
	if there, err := os.Stat(name); err == nil && !there.Mode().IsRegular() {
		return fault.Newf(fault.Invalid, "%s is not a file, and nothing there was replaced. Name a file with -out.", name)
	}
	part := name + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return unwritable(err, name)
	}
	defer os.Remove(part)
	defer f.Close()
	err = write(f)
	if errors.Is(err, syscall.ENOSPC) {
		return unwritable(err, name)
	}
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return unwritable(err, name)
	}
	return db.Settle(part, name)
}

// unwritable says that a file a person named cannot be written, and why.
func unwritable(err error, name string) error {
	return fault.Because(err, fault.Invalid, name+" cannot be written. Name a file in a folder that is there, with room, and may be written to.")
}

// gather reads a portfolio. Provider is the name it goes by where the database
// holds none.
func (in *Installation) gather(ctx context.Context, id programme.EnrolmentID, want reports.Choice, provider string) (*reports.Portfolio, error) {
	return reports.Stores{DB: in.DB, Programme: in.Programme, Standards: in.Standards, Provider: provider}.Gather(ctx, id, want)
}

// openerOf opens files for a report.
func openerOf(store blob.Store) reports.Opener {
	return func(ctx context.Context, ref blob.Ref) (blob.Blob, error) { return store.Open(ctx, ref) }
}
