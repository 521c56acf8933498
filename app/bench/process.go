package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A server is the program serving an installation, as a process of its own.
type server struct {
	cmd  *exec.Cmd
	url  string
	errs bytes.Buffer
}

// serve starts the program on a data folder and waits until it is ready, which
// it returns the time of.
func (b *bench) serve(ctx context.Context, dir string) (*server, time.Duration, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, 0, err
	}
	addr := l.Addr().String()
	l.Close()
	s := &server{url: "http://" + addr}
	s.cmd = exec.CommandContext(ctx, b.program, "serve", "-data", dir)
	s.cmd.Env = append(os.Environ(), "TOUCHSTONE_ADDRESS="+addr, "TOUCHSTONE_LOG=warn")
	s.cmd.Stderr = &s.errs
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, 0, err
	}
	for time.Since(began) < 30*time.Second {
		if res, err := http.Get(s.url + "/readyz"); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return s, time.Since(began), nil
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	s.stop()
	return nil, 0, fmt.Errorf("the program did not become ready: %s", s.errs.String())
}

func (s *server) stop() {
	s.cmd.Process.Signal(syscall.SIGTERM)
	s.cmd.Wait()
}

// memory returns a figure of the server's memory, see memoryOf.
func (s *server) memory(which string) int64 { return memoryOf(s.cmd.Process.Pid, which) }

// memoryOf returns a figure of a process's memory in bytes: "VmRSS" for what it
// has now, "VmHWM" for the most it had; 0 once it has ended.
func memoryOf(pid int, which string) int64 {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		name, rest, _ := strings.Cut(lines.Text(), ":")
		if fields := strings.Fields(rest); name == which && len(fields) == 2 {
			kb, _ := strconv.ParseInt(fields[0], 10, 64)
			return kb * 1024
		}
	}
	return 0
}

// forget makes VmHWM begin again at what the process has now.
func (s *server) forget() error {
	return os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", s.cmd.Process.Pid), []byte("5"), 0)
}

// peak runs do and returns how much more memory the server had at the most than
// before it, in bytes.
func (s *server) peak(do func() error) (int64, error) {
	if err := s.forget(); err != nil {
		return 0, err
	}
	idle := s.memory("VmRSS")
	err := do()
	return s.memory("VmHWM") - idle, err
}

// timed runs a command and returns how long it took and the most memory it had,
// in bytes. What it says counts only if it fails.
func timed(ctx context.Context, name string, args ...string) (time.Duration, int64, error) {
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdout, cmd.Stderr = &said, &said
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, 0, err
	}
	// What the kernel says at the end counts our own memory too, from before the
	// program replaced it, so it is asked all along.
	ended, peak := make(chan struct{}), make(chan int64)
	go func() {
		var most int64
		for {
			most = max(most, memoryOf(cmd.Process.Pid, "VmHWM"))
			select {
			case <-ended:
				peak <- most
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
	}()
	err := cmd.Wait()
	took := time.Since(began)
	close(ended)
	most := <-peak
	if err != nil {
		return 0, 0, errors.Join(fmt.Errorf("%s: %w", name, err), errors.New(said.String()))
	}
	return took, most, nil
}

// output runs a command and returns what it prints.
func output(ctx context.Context, name string, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, name, args...).Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return string(out), nil
}

func mb(n int64) string { return fmt.Sprintf("%.0f MB", float64(n)/1e6) }

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }

// cpuOf returns the processor time that a process has had.
func cpuOf(pid int) time.Duration {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), ") ") // the name, which may hold spaces, ends there
	var ticks int64
	if fields := strings.Fields(rest); len(fields) > 12 {
		for _, f := range fields[11:13] { // its own and the kernel's, in hundredths of a second
			n, _ := strconv.ParseInt(f, 10, 64)
			ticks += n
		}
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}
