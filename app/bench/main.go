// Bench measures what the product promises of speed and memory, each figure
// beside a floor measured in the same run, and prints them as a table. It works
// on the program itself, as a process of its own, over HTTP and its commands.
//
//	bash .ci/bench            all of it, some minutes
//	bash .ci/bench upload     one part: upload, portfolio, submission, pages, provider, import, start, search or finding
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"touchstone/app"
	"touchstone/app/db"
	"touchstone/app/document"
)

// A bench is where a run keeps its files, and what it found.
type bench struct {
	program string // the program to measure
	dir     string // files of this run; removed at its end
	rows    []row
}

// A row is one line of the table.
type row struct {
	what, measured, floor, ratio, promise string
	kept                                  bool
}

var parts = []struct {
	name string
	run  func(*bench, context.Context) error
}{
	{"upload", (*bench).uploads},
	{"portfolio", (*bench).portfolios},
	{"submission", (*bench).submissions},
	{"pages", (*bench).pages},
	{"provider", (*bench).providers},
	{"import", (*bench).imports},
	{"start", (*bench).start},
	{"search", (*bench).search},
	{"finding", (*bench).finding},
}

func main() {
	if done, status := document.Child(os.Args[1:]); done {
		os.Exit(status)
	}
	if os.Getenv(rememberMark) != "" {
		db.Remembering()
		os.Exit(app.Main(os.Args[1:], os.Stdout, os.Stderr))
	}
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	program := flag.String("program", ".cache/touchstone", "the program to measure")
	dir := flag.String("dir", os.TempDir(), "where to keep files during the run; on the kind of disk to measure")
	flag.Parse()
	path, err := filepath.Abs(*program)
	if err != nil {
		return err
	}
	b := &bench{program: path}
	if b.dir, err = os.MkdirTemp(*dir, "touchstone-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	for _, part := range parts {
		if flag.NArg() > 0 && !slices.Contains(flag.Args(), part.name) {
			continue
		}
		fmt.Fprintln(os.Stderr, "measuring", part.name)
		if err := part.run(b, ctx); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return b.print()
}

// add notes a figure against its promise.
func (b *bench) add(what, measured, floor string, ratio float64, promise string, kept bool) {
	r := row{what, measured, floor, "", promise, kept}
	if ratio > 0 {
		r.ratio = fmt.Sprintf("%.2f", ratio)
	}
	b.rows = append(b.rows, r)
	fmt.Fprintf(os.Stderr, "  %s: %s\n", what, measured)
}

// print writes the table in Markdown, and fails if a promise was not kept.
func (b *bench) print() error {
	fmt.Println("| what | measured | beside it | ratio | promise | kept |")
	fmt.Println("|---|---|---|---|---|---|")
	var broken []string
	for _, r := range b.rows {
		kept := "yes"
		if !r.kept {
			kept = "**no**"
			broken = append(broken, r.what)
		}
		fmt.Printf("| %s | %s | %s | %s | %s | %s |\n", r.what, r.measured, r.floor, r.ratio, r.promise, kept)
	}
	if len(broken) > 0 {
		return fmt.Errorf("not kept: %s", strings.Join(broken, "; "))
	}
	return nil
}
