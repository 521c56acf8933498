package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"

	"touchstone/app/fault"
	"touchstone/app/pages"
)

// demoMark is a file in every demo's data folder, so that -reset never removes
// anything else.
const demoMark = "this-is-a-demo"

// runDemo fills a data folder with invented people, if it is empty, and serves
// it on this machine.
func runDemo(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	f := newFlags("demo")
	folder := f.String("data", "./data-demo", "data `folder` of the demo")
	address := f.String("addr", "127.0.0.1:3000", "`host and port` to listen on; only this machine's")
	reset := f.Bool("reset", false, "start over: remove the demo's folder first")
	noServe := f.Bool("no-serve", false, "fill the folder and exit")
	if status, goOn := parse(f, args, "", stdout, stderr); !goOn {
		return status
	}
	if !noArguments(f, stderr) {
		return exitUsage
	}
	base, err := parseBaseURL("http://" + *address)
	if err != nil {
		fmt.Fprintf(stderr, "touchstone demo: anyone who reaches the demo can be anyone in it, so -addr must be on this machine, such as 127.0.0.1:3000. It is %q.\n", *address)
		return exitUsage
	}
	in, err := openDemo(ctx, *folder, *reset)
	if err != nil {
		return failed(stderr, err)
	}
	defer in.Close()
	if err := fillDemo(ctx, in, base, stdout); err != nil {
		return failed(stderr, err)
	}
	if *noServe {
		return exitDone
	}
	return serveDemo(ctx, in, base, stdout, stderr)
}

func serveDemo(ctx context.Context, in *Installation, base *url.URL, stdout, stderr io.Writer) int {
	a := New(demoConfig(in, base), slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: slog.LevelWarn})), in)
	people, err := a.demoPeople(ctx)
	if err != nil {
		return failed(stderr, err)
	}
	greet := func() error {
		greetDemo(stdout, people)
		return nil
	}
	return run(ctx, a, greet, stdout, stderr)
}

// greetDemo lists who can sign in.
func greetDemo(stdout io.Writer, people []pages.DemoPerson) {
	fmt.Fprintf(stdout, "\nOn the page that opens, sign in with one click as:\n")
	for _, p := range people {
		fmt.Fprintf(stdout, "  %-24s %s\n", p.Name, p.About)
	}
	fmt.Fprintln(stdout)
}

// openDemo opens the demo's folder, anew if reset. It refuses a folder that
// holds something else.
func openDemo(ctx context.Context, dir string, reset bool) (*Installation, error) {
	if err := makeFolder(dir); err != nil {
		return nil, err
	}
	mark := dir + "/" + demoMark
	_, err := os.Stat(mark)
	isDemo := err == nil
	entries, _ := os.ReadDir(dir)
	if !isDemo && len(entries) > 0 {
		return nil, fault.Newf(fault.Conflict, "%s holds something that is no demo. Name another folder with -data.", dir)
	}
	if reset && isDemo {
		if err := emptyFolder(dir); err != nil {
			return nil, err
		}
	}
	if err := os.WriteFile(mark, []byte("touchstone demo -reset removes everything in this folder.\n"), 0o600); err != nil {
		return nil, fmt.Errorf("open demo: %w", err)
	}
	return OpenToServe(ctx, dir)
}

// emptyFolder removes what is in a demo's folder, unless a program runs on it.
func emptyFolder(dir string) error {
	unlock, err := lockFolder(dir)
	if err != nil {
		return err
	}
	defer unlock()
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("reset demo: %w", err)
	}
	for _, e := range entries {
		if e.Name() == demoMark {
			continue
		}
		if err := os.RemoveAll(dir + "/" + e.Name()); err != nil {
			return fmt.Errorf("reset demo: %w", err)
		}
	}
	return nil
}
