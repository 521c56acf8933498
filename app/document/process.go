package document

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

const (
	childArgument = "document-child"
	childMark     = "TOUCHSTONE_DOCUMENT_CHILD" // keeps a child from starting children
	maxAnswer     = 1 << 20
	maxComplaint  = 8 << 10
)

// A question is what a child is told; the file itself is its descriptor 3.
type question struct {
	Facts Facts         `json:"facts"` // as sniffed
	Name  string        `json:"name"`
	Size  int64         `json:"size"`
	Out   string        `json:"out"`
	Limit time.Duration `json:"limit"`
}

// An answer is what a child found.
type answer struct {
	Facts  Facts           `json:"facts"`
	Copies map[Copy]string `json:"copies,omitempty"`
	Refuse string          `json:"refuse,omitempty"` // what the file turned out to be, if it may not be kept
}

func (r *Reader) readInChild(ctx context.Context, f *os.File, size int64, facts Facts, name, outDir string) (Facts, error) {
	select {
	case r.slots <- struct{}{}:
		defer func() { <-r.slots }()
	case <-ctx.Done():
		return Facts{}, fmt.Errorf("wait to read upload: %w", ctx.Err())
	}
	limit := min(r.limit+time.Duration(size/bytesASecond)*time.Second, mostLimit)
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	found, err := ask(limited, r.self, f, question{Facts: facts, Name: name, Size: size, Out: outDir, Limit: limit})
	switch {
	case ctx.Err() != nil:
		return Facts{}, fmt.Errorf("read upload: %w", ctx.Err())
	case err != nil:
		r.log.Warn("reading an upload failed", "kind", facts.Kind, "mime", facts.MIME, "size", size, "error", err)
		facts.Attach = "It could not be read here, so it is attached as it is."
		if limited.Err() != nil {
			facts.Attach = fmt.Sprintf("Reading it took longer than %d seconds, so it is attached as it is.", limit/time.Second)
		}
		return facts, nil
	case found.Refuse != "":
		return Facts{}, refuse(found.Refuse)
	}
	found.Facts.Copies = present(outDir, found.Copies)
	return found.Facts, nil
}

// ask runs a child to its end, or kills it and whatever it started.
func ask(ctx context.Context, self string, f *os.File, q question) (answer, error) {
	if os.Getenv(childMark) != "" {
		return answer{}, errors.New("a child may not start a child")
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := exec.CommandContext(ctx, self, childArgument)
	cmd.Env = []string{childMark + "=1", "GOMEMLIMIT=" + goMemory, "GOTRACEBACK=single", "TMPDIR=" + q.Out, "HOME=" + q.Out}
	cmd.ExtraFiles = []*os.File{f}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 2 * time.Second
	said, complaint := &bounded{most: maxAnswer}, &bounded{most: maxComplaint}
	cmd.Stdout, cmd.Stderr = said, complaint
	stdin, err := cmd.StdinPipe() // stays open: its end tells the child that we are gone
	if err != nil {
		return answer{}, err
	}
	if err := cmd.Start(); err != nil {
		return answer{}, fmt.Errorf("start child: %w", err)
	}
	asked := json.NewEncoder(stdin).Encode(q) // a child that answers has read it
	if err := cmd.Wait(); err != nil {
		return answer{}, fmt.Errorf("child: %w: %s", err, bytes.TrimSpace(complaint.kept))
	}
	var found answer
	if err := json.Unmarshal(said.kept, &found); err != nil {
		return answer{}, fmt.Errorf("child's answer: %w", errors.Join(err, asked))
	}
	return found, nil
}

// program returns the running program, also when its file has been replaced
// since it started.
func program() string {
	if _, err := os.Stat("/proc/self/exe"); err == nil {
		return "/proc/self/exe"
	}
	path, err := os.Executable()
	if err != nil {
		return os.Args[0]
	}
	return path
}

// present returns those copies that are plain files in dir.
func present(dir string, copies map[Copy]string) map[Copy]string {
	found := make(map[Copy]string)
	for what, name := range copies {
		if info, err := os.Lstat(filepath.Join(dir, name)); filepath.Base(name) == name && err == nil && info.Mode().IsRegular() {
			found[what] = name
		}
	}
	return found
}

// bounded keeps the first bytes written to it and drops the rest.
type bounded struct {
	kept []byte
	most int
}

// Write keeps what there is room for. It never fails.
func (b *bounded) Write(p []byte) (int, error) {
	b.kept = append(b.kept, p[:min(len(p), b.most-len(b.kept))]...)
	return len(p), nil
}
