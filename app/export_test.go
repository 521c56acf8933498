package app

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"touchstone/app/document"
	"touchstone/evidence"
	"touchstone/reports"

	"log/slog"
)

// runCommand runs a command and returns its exit status and what it printed.
func runCommand(t *testing.T, args ...string) (status int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	status = Main(args, &o, &e)
	return status, o.String(), e.String()
}

// TestExportCommands takes a piece from draft to a PDF that verifies, by way of
// the commands.
func TestExportCommands(t *testing.T) {
	s := newSite(t)
	id := s.portfolios[1]
	store := evidence.NewStore(s.in.DB)
	by := s.people["apprentice"]
	piece, err := store.AddItem(t.Context(), id, by, evidence.Version{Title: "A call that helped", Kind: evidence.WorkProduct,
		From: time.Date(2026, time.February, 2, 0, 0, 0, 0, time.UTC), Action: "I rang and listened.", OwnWork: true, AI: evidence.AINotUsed})
	must(t, err)
	intake := evidence.Intake{Files: s.in.Blobs, Reader: document.NewReader(slog.New(slog.DiscardHandler)), Store: store, Temp: t.TempDir()}
	_, err = intake.Take(t.Context(), id, piece.ID, by, "Notes & “figures”.txt", strings.NewReader("Paid in full.\n"))
	must(t, err)

	dir := t.TempDir()
	out, ids := filepath.Join(dir, "portfolio.pdf"), strconv.FormatInt(int64(id), 10)
	status, printed, _ := runCommand(t, "portfolios", "-json", "-data", s.in.Dir)
	var list []listedPortfolio
	if err := json.Unmarshal([]byte(printed), &list); status != 0 || err != nil || len(list) != 2 {
		t.Fatalf("portfolios: status %d, %v, %s", status, err, printed)
	}
	status, printed, errs := runCommand(t, "export-portfolio", "-json", "-portfolio", ids, "-out", out, "-data", s.in.Dir)
	var sum reports.Summary
	if err := json.Unmarshal([]byte(printed), &sum); status != 0 || err != nil {
		t.Fatalf("export: status %d, %v, %s", status, err, errs)
	}
	if sum.Pieces != 0 {
		t.Errorf("a draft is in the portfolio: %+v", sum)
	}
	if status, printed, _ := runCommand(t, "verify", out); status != 0 {
		t.Errorf("verify: %d, %s", status, printed)
	}

	tests := []struct {
		name   string
		args   []string
		status int
		want   string
	}{
		{"no such portfolio", []string{"-portfolio", "99", "-out", out}, 1, "There is no portfolio 99"},
		{"no portfolio named", []string{"-out", out}, 2, "-portfolio"},
		{"no file named", []string{"-portfolio", ids}, 2, "-out"},
		{"a folder that is not there", []string{"-portfolio", ids, "-out", filepath.Join(dir, "none", "p.pdf")}, 1, "cannot be written"},
		{"a folder as the file", []string{"-portfolio", ids, "-out", dir}, 1, "is not a file"},
		{"a device as the file", []string{"-portfolio", ids, "-out", os.DevNull}, 1, "nothing there was replaced"},
		{"an argument too many", []string{"-portfolio", ids, "-out", out, "x"}, 2, "does not take"},
		{"help", []string{"-h"}, 0, "-working"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			status, out, errs := runCommand(t, append([]string{"export-portfolio", "-data", s.in.Dir}, tt.args...)...)
			if status != tt.status || !strings.Contains(out+errs, tt.want) {
				t.Errorf("status %d, %s%s; want %d, %q", status, out, errs, tt.status, tt.want)
			}
		})
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*.part")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if _, err := os.Stat(out); err != nil {
		t.Errorf("a later refusal took the file away: %v", err)
	}
}
