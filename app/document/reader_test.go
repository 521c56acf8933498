package document

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// script returns a program for a Reader to start in place of itself.
func script(t *testing.T, lines string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "child")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+lines+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func upload(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "upload")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestChildrenThatFail(t *testing.T) {
	for name, c := range map[string]struct{ does, attach string }{
		"crashes":          {"echo panic: ouch >&2; exit 2", "could not be read here"},
		"is killed":        {"kill -9 $$", "could not be read here"},
		"hangs":            {"sleep 60", "longer than 1 second"},
		"ignores":          {"trap '' TERM INT; while :; do :; done", "longer than 1 second"},
		"leaves a child":   {"sleep 60 & sleep 60", "longer than 1 second"},
		"says nothing":     {"exit 0", "could not be read here"},
		"says nonsense":    {"head -c 3000000 /dev/zero", "could not be read here"},
		"complains at end": {"head -c 3000000 /dev/zero >&2; exit 1", "could not be read here"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			r := NewReader(slog.New(slog.NewTextHandler(&log, nil)))
			r.self = script(t, c.does)
			if strings.Contains(c.attach, "longer") {
				r.limit = time.Second
			}
			start := time.Now()
			facts, err := r.Read(context.Background(), upload(t, "Some text."), "note.txt", t.TempDir())
			if err != nil || facts.Kind != Text || facts.Fault != "" || len(facts.Copies) != 0 || !strings.Contains(facts.Attach, c.attach) {
				t.Errorf("facts %+v, error %v", facts, err)
			}
			if took := time.Since(start); took > 15*time.Second {
				t.Errorf("took %v", took)
			}
			if log.Len() == 0 || log.Len() > 5*maxComplaint {
				t.Errorf("logged %d bytes", log.Len())
			}
		})
	}
}

// TestKillReachesGrandchildren looks for what a killed child had started.
func TestKillReachesGrandchildren(t *testing.T) {
	note := filepath.Join(t.TempDir(), "pid")
	r := NewReader(slog.New(slog.DiscardHandler))
	r.limit, r.self = time.Second, script(t, "sleep 60 & echo $! >"+note+"; wait")
	if _, err := r.Read(context.Background(), upload(t, "Some text."), "note.txt", t.TempDir()); err != nil {
		t.Fatal(err)
	}
	written, _ := os.ReadFile(note)
	pid, err := strconv.Atoi(strings.TrimSpace(string(written)))
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil || bytes.Contains(status, []byte(") Z ")) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	_ = syscall.Kill(pid, syscall.SIGKILL)
	t.Error("what the child started lives on")
}

func TestCopiesMustBePlainFilesInTheFolder(t *testing.T) {
	out := t.TempDir()
	secret := upload(t, "secret")
	if err := os.Symlink(secret, filepath.Join(out, "link")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(out, "fine"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	said := `{"facts":{"kind":"image","mime":"image/png"},"copies":{"print":"../upload","preview":"link","text":"fine","pack":"gone"}}`
	r := NewReader(slog.New(slog.DiscardHandler))
	r.self = script(t, "echo '"+said+"'")
	facts, err := r.Read(context.Background(), upload(t, "Some text."), "note.txt", out)
	if err != nil || len(facts.Copies) != 1 || facts.Copies[Plain] != "fine" {
		t.Errorf("facts %+v, error %v", facts, err)
	}
}

func TestReadGivesUpWithItsContext(t *testing.T) {
	r := NewReader(slog.New(slog.DiscardHandler))
	r.self = script(t, "sleep 60")
	path := upload(t, "Some text.")
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	done := make(chan error)
	for range atOnce + 2 { // two run, two wait
		go func() {
			_, err := r.Read(ctx, path, "note.txt", t.TempDir())
			done <- err
		}()
	}
	for range atOnce + 2 {
		if err := <-done; !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
	}
	if len(r.slots) != 0 {
		t.Errorf("%d slots taken", len(r.slots))
	}
}

func TestConfined(t *testing.T) {
	if _, err := os.Stat("/proc/self/status"); err != nil {
		t.Skip("not Linux")
	}
	cmd := exec.Command(program(), "confined")
	cmd.Env = []string{"GOMEMLIMIT=" + goMemory, "TMPDIR=" + t.TempDir()}
	said, err := cmd.CombinedOutput()
	text := string(said)
	if err == nil || !strings.Contains(text, "NoNewPrivs:\t1") || strings.Contains(text, "over the limit") {
		t.Errorf("error %v, output %s", err, said)
	}
}

func TestChildIsForTheProgramsOwnUse(t *testing.T) {
	if handled, _ := Child([]string{"serve"}); handled {
		t.Error("took another command for its own")
	}
	if handled, status := Child([]string{childArgument}); !handled || status != 2 {
		t.Errorf("handled %v, status %d", handled, status)
	}
	t.Setenv(childMark, "1")
	facts, err := NewReader(slog.New(slog.DiscardHandler)).Read(context.Background(), upload(t, "Some text."), "a.txt", t.TempDir())
	if err != nil || facts.Attach == "" || len(facts.Copies) != 0 {
		t.Errorf("a child started a child: %+v, %v", facts, err)
	}
}

func TestEmptyAndOddlyNamed(t *testing.T) {
	facts, _, err := readBytes(t, "report.pdf", nil)
	if err != nil || !strings.Contains(facts.Fault, "empty") || facts.Attach == "" {
		t.Errorf("empty: %+v, %v", facts, err)
	}
	for _, name := range []string{"", "..", "../../etc/passwd", "& £ \" '.txt", "漢字.txt", "a\x00b.txt", "-rf", "a\nb.txt", strings.Repeat("é", 127) + "x"} {
		facts, out, err := readBytes(t, name, []byte("Some text."))
		if err != nil || facts.Kind != Text {
			t.Errorf("%q: %+v, %v", name, facts, err)
			continue
		}
		if got := readCopy(t, out, facts, Plain); string(got) != "Some text.\n" {
			t.Errorf("%q: text %q", name, got)
		}
	}
	_, err = NewReader(slog.New(slog.DiscardHandler)).Read(context.Background(), filepath.Join(t.TempDir(), "gone"), "a", t.TempDir())
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

func TestPDFsAreReadInAChild(t *testing.T) {
	good := onePage("")
	facts, out, err := readBytes(t, "report.txt", good)
	if err != nil || facts.Kind != PDF || facts.MIME != "application/pdf" || facts.Pages != 1 || facts.Fault != "" || facts.Attach != "" {
		t.Fatalf("facts %+v, error %v", facts, err)
	}
	if len(readCopy(t, out, facts, Pack)) == 0 {
		t.Error("an empty pack")
	}
	facts, _, err = readBytes(t, "torn.pdf", []byte("%PDF-1.7\n1 0 obj\n<< /Type /Catalog"))
	if err != nil || facts.Kind != PDF || facts.Fault == "" || facts.Attach == "" || len(facts.Copies) != 0 {
		t.Errorf("torn: facts %+v, error %v", facts, err)
	}
}

// TestWhatNeedsNoParsingStartsNoChild reads with a child that always fails.
func TestWhatNeedsNoParsingStartsNoChild(t *testing.T) {
	for name, content := range map[string]string{
		"a.7z": string(pad("7z\xbc\xaf\x27\x1c")), "a.bin": "\x00\x01\x02", "a.wav": string(wav(1)), "a.psd": string(pad("8BPS\x00\x01")),
	} {
		var log bytes.Buffer
		r := NewReader(slog.New(slog.NewTextHandler(&log, nil)))
		r.self = script(t, "exit 1")
		if _, err := r.Read(context.Background(), upload(t, content), name, t.TempDir()); err != nil || log.Len() > 0 {
			t.Errorf("%s: %v, log %s", name, err, log.String())
		}
	}
}
