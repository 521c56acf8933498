package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/migrations"
)

// serve runs an installation until it is told to stop.
func serve(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	f := newFlags("serve")
	folder := f.String("data", "", "data `folder`; beats the setting TOUCHSTONE_DATA")
	if status, goOn := parse(f, args, settingsHelp(), stdout, stderr); !goOn {
		return status
	}
	if !noArguments(f, stderr) {
		return exitUsage
	}
	environ := os.Environ()
	if *folder != "" {
		environ = append(environ, settingPrefix+"DATA="+*folder)
	}
	cfg, err := LoadConfig(environ)
	if err != nil {
		fmt.Fprintln(stderr, "Some settings are wrong:")
		for line := range strings.Lines(err.Error()) {
			fmt.Fprintln(stderr, "  "+strings.TrimSpace(line))
		}
		return exitUsage
	}
	in, err := OpenToServe(ctx, cfg.Data)
	if err != nil {
		return failed(stderr, err)
	}
	defer in.Close()
	log := slog.New(slog.NewJSONHandler(stderr, &slog.HandlerOptions{Level: cfg.LogLevel}))
	greet := func() error { return greetFirst(ctx, in, cfg, stdout) }
	return run(ctx, New(cfg, log, in), greet, stdout, stderr)
}

func settingsHelp() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Settings, from the environment:\n")
	for _, s := range new(settings).list() {
		fmt.Fprintf(&b, "  %s%s\n    \t%s", settingPrefix, s.Name, s.About)
		if s.Default != "" {
			fmt.Fprintf(&b, " (default %q)", s.Default)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// greetFirst prints the link that creates the administrator, while there is
// none.
func greetFirst(ctx context.Context, in *Installation, cfg Config, stdout io.Writer) error {
	n, err := in.Accounts.Administrators(ctx)
	if err != nil || n > 0 {
		return err
	}
	token, err := in.Accounts.MakeLink(ctx, 0, account.Setup, 0)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "Nobody runs this installation yet. To become its administrator, open this link within a day; it works once:\n\n  %s/setup/%s\n\n",
		cfg.BaseURL, token)
	return nil
}

// run listens, greets and answers until ctx ends, then stops gracefully.
func run(ctx context.Context, a *App, greet func() error, stdout, stderr io.Writer) int {
	l, err := a.Listen(ctx)
	if err != nil {
		fmt.Fprintln(stderr, cannotListen(&a.cfg, err))
		return exitFinding
	}
	if err := greet(); err != nil {
		l.Close()
		return failed(stderr, err)
	}
	if err := a.Start(ctx); err != nil {
		l.Close()
		return failed(stderr, err)
	}
	fmt.Fprintf(stdout, "Touchstone listens on %s\n", a.cfg.BaseURL)
	return a.serveUntil(ctx, l, stderr)
}

// cannotListen says why an address is not to be had, and where to name another.
func cannotListen(cfg *Config, err error) string {
	where := settingPrefix + "ADDRESS"
	if cfg.Demo {
		where = "-addr"
	}
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Sprintf("Another program is listening on %s. Stop it, or choose another address with %s.", cfg.Address, where)
	}
	return fmt.Sprintf("Cannot listen on %s: %v. Choose another address with %s.", cfg.Address, err, where)
}

// serveUntil answers requests on l until ctx ends.
func (a *App) serveUntil(ctx context.Context, l net.Listener, stderr io.Writer) int {
	served := make(chan error, 1)
	go func() { served <- a.Serve(l) }()
	select {
	case err := <-served:
		return failed(stderr, fmt.Errorf("serve: %w", err))
	case <-ctx.Done():
	}
	a.log.Info("stopping")
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopPatience)
	defer cancel()
	if err := a.Stop(patience); err != nil {
		return failed(stderr, err)
	}
	a.log.Info("stopped")
	return exitDone
}

// migrate brings the database to this program's step, which serve does too.
func migrate(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	f := newFlags("migrate")
	folder, asJSON := dataFlag(f), jsonFlag(f)
	if status, goOn := parse(f, args, "", stdout, stderr); !goOn {
		return status
	}
	if !noArguments(f, stderr) {
		return exitUsage
	}
	if err := makeFolder(*folder); err != nil {
		return failed(stderr, err)
	}
	unlock, err := lockFolder(*folder) // a running server must not lose its tables
	if err != nil {
		return failed(stderr, err)
	}
	defer unlock()
	start := time.Now()
	in := &Installation{Dir: *folder}
	from, to, err := db.Migrate(ctx, in.databasePath(), migrations.SQLite())
	if err != nil {
		return failed(stderr, err)
	}
	if *asJSON {
		return printJSON(stdout, map[string]any{"from": from, "to": to, "seconds": time.Since(start).Seconds()})
	}
	if from == to {
		fmt.Fprintf(stdout, "The database is at step %d already.\n", to)
		return exitDone
	}
	fmt.Fprintf(stdout, "The database went from step %d to step %d.\n", from, to)
	if from > 0 {
		fmt.Fprintf(stdout, "As it was before: %s.before-%d\n", in.databasePath(), from)
	}
	return exitDone
}

// printJSON prints v on lines of its own.
func printJSON(w io.Writer, v any) int {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return exitFinding
	}
	return exitDone
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
