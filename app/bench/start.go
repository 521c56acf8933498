package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// start measures how soon a provider of 10,000 apprentices with 600,000 items is
// served, and the size of the program.
func (b *bench) start(ctx context.Context) error {
	dir := filepath.Join(b.dir, "large")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	if err := large(ctx, dir, 10_000, 60); err != nil {
		return err
	}
	info, err := os.Stat(filepath.Join(dir, "touchstone.db"))
	if err != nil {
		return err
	}
	best, err := b.fastest(func() (float64, error) {
		s, took, err := b.serve(ctx, dir)
		if err != nil {
			return 0, err
		}
		s.stop()
		return took.Seconds(), nil
	})
	if err != nil {
		return err
	}
	b.add("Start with 600,000 items, "+mb(info.Size()), fmt.Sprintf("%.2f s", best), "", 0, "< 2 s", best < 2)
	program, err := os.Stat(b.program)
	if err != nil {
		return err
	}
	b.add("The program, without cgo", mb(program.Size()), "", 0, "< 40 MB", program.Size() < 40e6)
	return nil
}
