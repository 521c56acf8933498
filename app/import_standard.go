package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"touchstone/app/db"
	"touchstone/app/document"
	"touchstone/app/fault"
	"touchstone/ksb"
	"touchstone/ksb/importing"
)

const importStandardMore = `FILE is a course page or occupation page as text or saved HTML, a standard or an
array of them as JSON from Skills England or its occupational maps, a table (CSV
or XLSX) with columns for code, type, statement and option, or a PDF with any of
these as its text; - is the standard input. Which of them it is shows from what
is in it.

It prints what was understood, what is in doubt and what would change. At a
terminal it then asks; elsewhere it goes ahead. To look only, use -dry-run, which
needs no installation. Statements that are stored keep the claims on them.
`

// An importOrder is what the command line asks for.
type importOrder struct {
	dryRun, json, yes bool
	data, file        string
	want              importing.Want
}

// importStandard is the command import-standard.
func importStandard(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o := importOrder{want: importing.Want{ReadOn: db.Today(time.Now())}}
	f := newFlags("import-standard")
	f.BoolVar(&o.dryRun, "dry-run", false, "say what was understood and change nothing")
	f.BoolVar(&o.yes, "yes", false, "do not ask before changing something")
	f.StringVar(&o.want.Only, "only", "", "`reference` of the one standard to take from a JSON array, such as ST0175")
	f.StringVar(&o.want.Reference, "reference", "", "`reference` of the standard, where the file names none or the wrong one")
	f.StringVar(&o.want.Version, "version", "", "`version` of the standard, such as 1.1, likewise")
	f.StringVar(&o.want.Title, "title", "", "`title` of the standard, likewise")
	data, json := dataFlag(f), jsonFlag(f)
	if status, goOn := parse(f, args, importStandardMore, stdout, stderr); !goOn {
		return status
	}
	if f.NArg() != 1 {
		fmt.Fprintln(stderr, "touchstone import-standard: it takes one file. touchstone import-standard -h says what else.")
		return exitUsage
	}
	o.data, o.json = *data, *json
	o.file = f.Arg(0)
	if err := o.run(ctx, stdout, stderr); err != nil {
		return failed(stderr, err)
	}
	return exitDone
}

func (o *importOrder) run(ctx context.Context, stdout, stderr io.Writer) error {
	found, err := o.read(ctx)
	if err != nil {
		return err
	}
	if o.json {
		err = importing.Print(stdout, found)
	} else {
		err = printFound(stdout, o.file, &found)
	}
	if err != nil || o.dryRun {
		return err
	}
	in, err := OpenBeside(ctx, o.data)
	if err != nil {
		return err
	}
	defer in.Close()
	if o.json {
		stdout = io.Discard // the difference would break the JSON
		if atTerminal() {
			stdout = stderr // but who is asked must see what about
		}
	}
	return o.store(ctx, in.Standards, found, stdout)
}

// store shows the difference, asks, and applies the import.
func (o *importOrder) store(ctx context.Context, standards *ksb.Store, found importing.Result, stdout io.Writer) error {
	if err := standards.Seed(ctx); err != nil {
		return err
	}
	preview, err := standards.Preview(ctx, found.Standard)
	if err != nil {
		return err
	}
	printDifference(stdout, &preview)
	if preview.Refusal != "" {
		return fault.New(fault.Conflict, preview.Refusal)
	}
	if !o.yes && atTerminal() && !agrees(stdout) {
		return fault.New(fault.Conflict, "Nothing was changed.")
	}
	done, err := standards.Apply(ctx, 0, found.Standard)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "\nDone: %s is stored.\n", done.After.Label())
	return nil
}

func (o *importOrder) read(ctx context.Context) (importing.Result, error) {
	forms := formReader{documents: document.NewReader(slog.New(slog.DiscardHandler))}
	if o.file == "-" {
		return forms.read(ctx, os.Stdin, o.want)
	}
	if there, err := os.Stat(o.file); err == nil && there.IsDir() {
		return importing.Result{}, fault.Newf(fault.Invalid, "%s is a folder. Name one file.", o.file)
	}
	in, err := os.Open(o.file)
	if errors.Is(err, fs.ErrNotExist) {
		return importing.Result{}, fault.Newf(fault.NotFound, "There is no file %q.", o.file)
	}
	if err != nil {
		return importing.Result{}, err
	}
	defer in.Close()
	return forms.read(ctx, in, o.want)
}

// atTerminal reports whether a person sits at the standard input.
func atTerminal() bool {
	in, err := os.Stdin.Stat()
	if err != nil || in.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err == nil && !os.SameFile(in, null)
}

func agrees(stdout io.Writer) bool {
	fmt.Fprint(stdout, "\nStore this? [y/N] ")
	answer, _ := bufio.NewReader(os.Stdin).ReadString('\n')
	answer = strings.ToLower(strings.TrimSpace(answer))
	return answer == "y" || answer == "yes"
}

// printFound prints what was understood: a row for each type, with a column for
// the core and each option.
func printFound(w io.Writer, file string, found *importing.Result) error {
	s := &found.Standard
	title := s.Title
	if title == "" {
		title = "a standard without a title"
	}
	if s.Level > 0 {
		title += fmt.Sprintf(", level %d", s.Level)
	}
	if s.Reference != "" {
		title = s.Label() + " " + title
	}
	fmt.Fprintf(w, "%s: %s\n%s\n\n", filepath.Base(file), importing.FormName(found.Form), title)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "\tcore\t")
	for _, o := range s.Options {
		fmt.Fprintf(t, "%s\t", o.Name)
	}
	fmt.Fprint(t, "unknown\tall\t\n")
	for _, typ := range s.Types {
		fmt.Fprintf(t, "%s\t%d\t", typ.Name, s.CountOf(typ.Key, ksb.Core, ""))
		for _, o := range s.Options {
			fmt.Fprintf(t, "%d\t", s.CountOf(typ.Key, ksb.Options, o.Name))
		}
		fmt.Fprintf(t, "%d\t%d\t\n", s.CountOf(typ.Key, ksb.Unknown, ""), s.CountOf(typ.Key, "", ""))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	printList(w, "In doubt:", found.Doubts)
	return nil
}

// printDifference prints what an import would change.
func printDifference(w io.Writer, d *ksb.Difference) {
	if d.Before == nil {
		fmt.Fprintf(w, "\n%s is not stored yet; %d statements would be added.\n", d.After.Label(), len(d.After.Statements))
	} else {
		fmt.Fprintf(w, "\nAgainst %s as it is stored:\n", d.Before.Label())
		for _, line := range d.Lines() {
			fmt.Fprintln(w, "  "+line)
		}
	}
	printList(w, "To note:", d.Notes)
}

func printList(w io.Writer, heading string, sentences []string) {
	if len(sentences) == 0 {
		return
	}
	fmt.Fprintln(w, "\n"+heading)
	for _, s := range sentences {
		fmt.Fprintln(w, "  - "+s)
	}
}
