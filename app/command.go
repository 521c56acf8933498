package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"touchstone/app/document"
	"touchstone/app/fault"
)

// Exit statuses of every command.
const (
	exitDone    = 0
	exitFinding = 1 // a finding, a refusal or a failure
	exitUsage   = 2 // wrong use, or wrong settings
)

// A command is something the program can be told to do.
type command struct {
	name  string
	takes string // what follows the name, in usage
	about string // one line
	run   func(ctx context.Context, args []string, stdout, stderr io.Writer) int
}

// commands returns the commands, in the order they are listed.
func commands() []command {
	return []command{
		{"serve", "[-data DIR]", "run an installation; settings come from the environment", serve},
		{"demo", "[-data DIR] [-addr HOST:PORT] [-reset] [-no-serve]", "run a demo with invented people on this machine", runDemo},
		{"migrate", "[-data DIR] [-json]", "bring the database to this program's step", migrate},
		{"backup", "[-data DIR] -out FILE [-json]", "copy an installation into one file while it runs, and verify it", backup},
		{"restore", "-from FILE [-data DIR] [-json]", "fill an empty data folder from a backup, and verify it", restore},
		{"reindex", "[-data DIR] [-json]", "make the index of the search anew from the record", reindex},
		{"sweep", "[-data DIR] [-dry-run] [-json]", "remove stored files that nothing names", sweep},
		{"invite", "[-data DIR] -email ADDRESS -name NAME -role ROLE [-json]", "add a person and print their invitation link", invite},
		{"import-standard", "[-data DIR] [-dry-run] [-json] [-only REFERENCE] FILE", "read the official wording of a standard and store it", importStandard},
		{"portfolios", "[-data DIR] [-json]", "list the portfolios", listPortfolios},
		{"export-portfolio", "-portfolio ID -out FILE [-data DIR] [-working] [-originals] [-json]", "write a portfolio as one PDF", exportPortfolio},
		{"submissions", "[-data DIR] [-portfolio ID] [-json]", "list what was handed over", listSubmissions},
		{"export-pack", "-submission ID -out FILE [-data DIR] [-force] [-json]", "write a submission as a zip, with everything that was handed over", exportPack},
		{"verify", "[-json] FILE | -data DIR [-deep] [-known HASH] [-json]", "check that a portfolio PDF, a pack, or an installation's records, are as they were made", verify},
	}
}

// Main runs the command that args name and returns the exit status: 0 for
// success, 1 for a finding or a refusal, 2 for wrong use.
func Main(args []string, stdout, stderr io.Writer) int {
	if handled, status := document.Child(args); handled {
		return status
	}
	syscall.Umask(0o077) // what is written here is for its owner alone
	if len(args) == 0 {
		usage(stderr)
		return exitUsage
	}
	if slices.Contains([]string{"-h", "-help", "--help", "help"}, args[0]) {
		usage(stdout)
		return exitDone
	}
	all := commands()
	i := slices.IndexFunc(all, func(c command) bool { return c.name == args[0] })
	if i < 0 {
		fmt.Fprintf(stderr, "There is no command %q.\n\n", args[0])
		usage(stderr)
		return exitUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	out := &answers{to: stdout}
	status := all[i].run(ctx, args[1:], out, stderr)
	if out.err != nil {
		return failed(stderr, fmt.Errorf("the answer could not be written: %w", out.err))
	}
	return status
}

// answers is the standard output of a command. It remembers that something could
// not be written, so that a full disk is not taken for success.
type answers struct {
	to  io.Writer
	err error
}

// Write implements io.Writer.
func (a *answers) Write(p []byte) (int, error) {
	n, err := a.to.Write(p)
	if err != nil {
		a.err = err
	}
	return n, err
}

func usage(w io.Writer) {
	fmt.Fprint(w, "Touchstone keeps apprentices' portfolios of evidence.\n\nCommands:\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-17s %s\n", c.name, c.about)
	}
	fmt.Fprint(w, "\ntouchstone COMMAND -h says what a command takes.\n")
}

// newFlags returns the flags of a command. Its usage goes to the writer that
// parse chooses.
func newFlags(name string) *flag.FlagSet {
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	f.SetOutput(io.Discard)
	return f
}

// parse reads args into f and returns whether the command goes on; if not, the
// exit status. -h prints to stdout what the command takes and its flags, and
// more after them.
func parse(f *flag.FlagSet, args []string, more string, stdout, stderr io.Writer) (status int, goOn bool) {
	err := f.Parse(flagsFirst(f, args))
	switch {
	case errors.Is(err, flag.ErrHelp):
		explain(f, more, stdout)
		return exitDone, false
	case err != nil:
		fmt.Fprintf(stderr, "touchstone %s: %v\n\n", f.Name(), err)
		explain(f, more, stderr)
		return exitUsage, false
	}
	return exitDone, true
}

// flagsFirst returns args with the flags before what is no flag, so that people
// may write them after the file too. What follows -- stays behind it.
func flagsFirst(f *flag.FlagSet, args []string) []string {
	var flags, rest []string
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		if arg == "--" {
			rest = append(rest, args...)
			break
		}
		if len(arg) < 2 || arg[0] != '-' {
			rest = append(rest, arg)
			continue
		}
		flags = append(flags, arg)
		if takesValue(f, arg) && len(args) > 0 {
			flags, args = append(flags, args[0]), args[1:]
		}
	}
	return slices.Concat(flags, []string{"--"}, rest)
}

// takesValue reports whether the value of a flag is the argument after it.
func takesValue(f *flag.FlagSet, arg string) bool {
	known := f.Lookup(strings.TrimLeft(arg, "-"))
	if known == nil {
		return false // -flag=value, -h or no flag of this command
	}
	b, ok := known.Value.(interface{ IsBoolFlag() bool })
	return !ok || !b.IsBoolFlag()
}

// noArguments refuses what follows the flags.
func noArguments(f *flag.FlagSet, stderr io.Writer) bool {
	if f.NArg() == 0 {
		return true
	}
	fmt.Fprintf(stderr, "touchstone %s: it does not take %q. touchstone %s -h says what it takes.\n", f.Name(), f.Arg(0), f.Name())
	return false
}

func explain(f *flag.FlagSet, more string, w io.Writer) {
	for _, c := range commands() {
		if c.name == f.Name() {
			fmt.Fprintf(w, "touchstone %s %s\n\n%s.\n\n", c.name, c.takes, strings.ToUpper(c.about[:1])+c.about[1:])
		}
	}
	f.SetOutput(w)
	f.PrintDefaults()
	f.SetOutput(io.Discard)
	if more != "" {
		fmt.Fprintf(w, "\n%s", more)
	}
}

// dataFlag adds -data, whose default is the setting TOUCHSTONE_DATA.
func dataFlag(f *flag.FlagSet) *string {
	folder := os.Getenv(settingPrefix + "DATA")
	if folder == "" {
		folder = "./data"
	}
	return f.String("data", folder, "data `folder` of the installation")
}

// jsonFlag adds -json.
func jsonFlag(f *flag.FlagSet) *bool { return f.Bool("json", false, "print JSON instead of sentences") }

// failed prints why a command could not do its work and returns the status.
func failed(stderr io.Writer, err error) int {
	if isFault(err) {
		f := fault.Of(err)
		fmt.Fprintln(stderr, strings.TrimSpace(f.Message))
		for _, name := range sortedKeys(f.Fields) {
			fmt.Fprintf(stderr, "  %s: %s\n", name, f.Fields[name])
		}
		if f.Err != nil {
			fmt.Fprintln(stderr, " ", f.Err)
		}
		return exitFinding
	}
	fmt.Fprintln(stderr, "touchstone:", err)
	return exitFinding
}
