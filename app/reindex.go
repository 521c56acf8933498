package app

import (
	"context"
	"fmt"
	"io"
	"time"

	"touchstone/evidence/search"
)

// reindex makes the index of the search anew from the record. A server that runs
// goes on, finds less meanwhile, and does its share.
func reindex(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	f := newFlags("reindex")
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
	began := time.Now()
	if err := in.Search.Renew(ctx); err != nil {
		return failed(stderr, err)
	}
	next := began.Add(2 * time.Second)
	err = in.Search.CatchUp(ctx, func(p search.Progress) {
		if time.Now().After(next) {
			next = time.Now().Add(2 * time.Second)
			fmt.Fprintf(stderr, "%d per cent\n", p.PerCent())
		}
	})
	if err != nil {
		return failed(stderr, err)
	}
	if *asJSON {
		return printJSON(stdout, map[string]any{"seconds": time.Since(began).Seconds()})
	}
	fmt.Fprintf(stdout, "Everything can be found again. It took %s.\n", time.Since(began).Round(time.Second/10))
	return exitDone
}
