package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
)

func TestEveryCommandExplainsItself(t *testing.T) {
	for _, c := range commands() {
		status, out, errs := runCommand(t, c.name, "-h")
		if status != exitDone || !strings.HasPrefix(out, "touchstone "+c.name) || errs != "" {
			t.Errorf("%s -h: %d, %q, %q", c.name, status, out, errs)
		}
		if status, _, errs := runCommand(t, c.name, "-no-such-flag"); status != exitUsage || !strings.Contains(errs, "no-such-flag") {
			t.Errorf("%s with a wrong flag: %d, %q", c.name, status, errs)
		}
	}
	if _, out, _ := runCommand(t, "serve", "-h"); !strings.Contains(out, "TOUCHSTONE_BASE_URL") || !strings.Contains(out, "TOUCHSTONE_SMTP_HOST") {
		t.Errorf("serve -h does not list the settings:\n%s", out)
	}
}

func TestExitStatuses(t *testing.T) {
	empty := t.TempDir()
	tests := []struct {
		args   string
		status int
		say    string
	}{
		{"", exitUsage, "Commands:"},
		{"help", exitDone, ""},
		{"fly", exitUsage, `no command "fly"`},
		{"sweep extra", exitUsage, "extra"},
		{"backup -data " + empty, exitUsage, "-out"},
		{"restore -data " + empty, exitUsage, "-from"},
		{"backup -data " + empty + " -out x.tar", exitFinding, "no installation in " + empty},
		{"invite -data " + empty + " -email a@example.org -name A -role coach", exitFinding, "no installation"},
		{"invite -data " + empty + " -email a@example.org -name A -role king", exitUsage, "-role"},
		{"demo -addr 0.0.0.0:3000", exitUsage, "on this machine"},
		{"restore -data " + empty + "/x -from " + empty + "/none.tar", exitFinding, "none.tar"},
	}
	for _, tt := range tests {
		status, _, errs := runCommand(t, strings.Fields(tt.args)...)
		if status != tt.status || !strings.Contains(errs, tt.say) {
			t.Errorf("%s: %d, %q", tt.args, status, errs)
		}
	}
}

// brokenPipe takes nothing, like a full disk.
type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("no room") }

func TestAnAnswerThatCannotBeWrittenIsNoSuccess(t *testing.T) {
	data := t.TempDir()
	for _, args := range [][]string{{"migrate", "-data", data}, {"sweep", "-data", data}, {"portfolios", "-data", data}, {"portfolios", "-json", "-data", data}} {
		var errs bytes.Buffer
		status := Main(args, brokenPipe{}, &errs)
		if status != exitFinding || !strings.Contains(errs.String(), "no room") {
			t.Errorf("%v: %d, %q", args, status, errs.String())
		}
	}
}

func TestWhatIsNoDataFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, []byte("mine"), 0o600))
	for _, args := range []string{"serve", "demo -no-serve", "migrate", "reindex", "sweep", "portfolios", "backup -out " + file + ".tar", "restore -from " + file,
		"export-portfolio -portfolio 1 -out " + file + ".pdf", "invite -email a@example.org -name A -role coach"} {
		status, _, errs := runCommand(t, append(strings.Fields(args), "-data", file)...)
		if status != exitFinding || !strings.Contains(errs, "is a file, not a folder") {
			t.Errorf("%s: %d, %q", args, status, errs)
		}
	}
	if held, err := os.ReadFile(file); err != nil || string(held) != "mine" {
		t.Errorf("the file holds %q, %v", held, err)
	}
}

func TestEachFaultOfSettingsIsToldOnce(t *testing.T) {
	_, err := LoadConfig([]string{"TOUCHSTONE_SMTP_HOST=mail.example.org", "TOUCHSTONE_LOG=loud"})
	if err == nil || strings.Count(err.Error(), "SMTP_FROM") != 1 || strings.Count(err.Error(), "LOG") != 1 {
		t.Errorf("%v", err)
	}
}

func TestAddressTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer taken.Close()
	t.Setenv("TOUCHSTONE_ADDRESS", taken.Addr().String())
	data := t.TempDir()
	status, out, errs := runCommand(t, "serve", "-data", data)
	if status != exitFinding || !strings.Contains(errs, "Another program is listening on "+taken.Addr().String()) || !strings.Contains(errs, "TOUCHSTONE_ADDRESS") {
		t.Errorf("serve: %d, %q", status, errs)
	}
	if strings.Contains(out, "/setup/") {
		t.Error("a link was printed that nothing answers")
	}
	demo := Config{Address: "127.0.0.1:3000", Demo: true}
	if got := cannotListen(&demo, syscall.EADDRINUSE); !strings.HasSuffix(got, "with -addr.") {
		t.Errorf("the demo says: %s", got)
	}
	if got := cannotListen(&demo, errors.New("no such host")); !strings.Contains(got, "no such host") {
		t.Errorf("%s", got)
	}
}

func TestFlagsAfterArguments(t *testing.T) {
	tests := []struct{ args, want string }{
		{"a -json", "-json -- a"},
		{"-data d a -json b", "-data d -json -- a b"},
		{"-data=d a", "-data=d -- a"},
		{"a -data", "-data -- a"},
		{"- -json", "-json -- -"},
		{"-json -- -data", "-json -- -data"},
		{"", "--"},
	}
	for _, tt := range tests {
		f := newFlags("verify")
		dataFlag(f)
		jsonFlag(f)
		if got := strings.Join(flagsFirst(f, strings.Fields(tt.args)), " "); got != tt.want {
			t.Errorf("%s: %s; want %s", tt.args, got, tt.want)
		}
	}
}

func TestSettings(t *testing.T) {
	tests := []struct {
		name    string
		environ string // with | between
		wrong   []string
	}{
		{"nothing set", "HOME=/root", nil},
		{"all right", "TOUCHSTONE_ADDRESS=0.0.0.0:80|TOUCHSTONE_BASE_URL=https://p.example.org|TOUCHSTONE_SMTP_HOST=mail.example.org|TOUCHSTONE_SMTP_FROM=A <a@example.org>|TOUCHSTONE_TRUSTED_PROXIES=10.0.0.1, 192.168.0.0/16|TOUCHSTONE_LOG=warn", nil},
		{"open to the world without https", "TOUCHSTONE_BASE_URL=http://p.example.org", []string{"BASE_URL must begin with https"}},
		{"open to the world, address alone", "TOUCHSTONE_ADDRESS=0.0.0.0:80", []string{"BASE_URL must begin with https"}},
		{"with a path", "TOUCHSTONE_BASE_URL=https://p.example.org/touchstone", []string{"without a path"}},
		{"a name that is none", "TOUCHSTONE_ADRESS=x", []string{"TOUCHSTONE_ADRESS is not a setting"}},
		{"mail without a sender", "TOUCHSTONE_SMTP_HOST=mail.example.org", []string{"SMTP_FROM must be an e-mail address"}},
		{"everything wrong, all told", "TOUCHSTONE_ADDRESS=here|TOUCHSTONE_BASE_URL=ftp://x|TOUCHSTONE_LOG=loud|TOUCHSTONE_TRUSTED_PROXIES=me|TOUCHSTONE_SMTP_PORT=smtp",
			[]string{"ADDRESS must be a host and a port", "BASE_URL must be an address", "LOG must be one of", "TRUSTED_PROXIES must be addresses", "SMTP_PORT must be a port"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := LoadConfig(strings.Split(tt.environ, "|"))
			if (err == nil) != (len(tt.wrong) == 0) {
				t.Fatalf("%v", err)
			}
			for _, want := range tt.wrong {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q is not said:\n%v", want, err)
				}
			}
			if err != nil && strings.Count(err.Error(), "\n")+1 != len(tt.wrong) {
				t.Errorf("other faults are told:\n%v", err)
			}
		})
	}
}

func TestTwoServersOnOneFolder(t *testing.T) {
	dir := t.TempDir()
	first, err := OpenToServe(t.Context(), dir)
	must(t, err)
	if _, err := OpenToServe(t.Context(), dir); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), dir) {
		t.Errorf("a second: %v", err)
	}
	beside, err := OpenBeside(t.Context(), dir)
	must(t, err)
	must(t, beside.Close())
	must(t, first.Close())
	again, err := OpenToServe(t.Context(), dir)
	must(t, err)
	must(t, again.Close())
}

// TestACommandLeavesUploadsAlone opens a folder beside a server that is taking
// in a file.
func TestACommandLeavesUploadsAlone(t *testing.T) {
	s := newSite(t)
	part := filepath.Join(s.in.Dir, filesName, "incoming", "1.part")
	must(t, os.WriteFile(part, []byte("half"), 0o600))
	if status, _, errs := runCommand(t, "sweep", "-data", s.in.Dir); status != exitDone {
		t.Fatalf("%d %s", status, errs)
	}
	if _, err := os.Stat(part); err != nil {
		t.Error(err)
	}
}

// TestBackupWhileWriting backs up an installation in use and restores it.
func TestBackupWhileWriting(t *testing.T) {
	s := newSite(t)
	text := strings.Repeat("evidence ", 10_000)
	ref, size, err := s.in.Blobs.Put(t.Context(), strings.NewReader(text))
	must(t, err)
	must(t, s.in.DB.Update(t.Context(), func(tx *db.Tx) error {
		const insert = `INSERT INTO files (portfolio_id, blob, name, size, facts, added_by, added_at) VALUES ($1, $2, 'a.txt', $3, '{}', 1, 0)`
		_, err := tx.Exec(t.Context(), insert, s.portfolios[1], ref, size)
		return err
	}))
	_, _, err = s.in.Blobs.Put(t.Context(), strings.NewReader("named by no row"))
	must(t, err)

	stop := make(chan struct{})
	var writer sync.WaitGroup
	writer.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
				p := account.Person{Name: "P", Email: fmt.Sprintf("p%d@example.org", i)}
				if err := s.in.Accounts.AddPerson(context.Background(), 0, &p); err != nil {
					t.Error(err)
					return
				}
			}
		}
	})
	file := filepath.Join(t.TempDir(), "b.tar")
	status, out, errs := runCommand(t, "backup", "-data", s.in.Dir, "-out", file, "-json")
	close(stop)
	writer.Wait()
	var report struct {
		Files    int
		Verified bool
	}
	if err := json.Unmarshal([]byte(out), &report); status != exitDone || err != nil || report.Files != 1 || !report.Verified {
		t.Fatalf("%d %q %q %v", status, out, errs, err)
	}
	if status, _, _ := runCommand(t, "backup", "-data", s.in.Dir, "-out", file); status != exitFinding {
		t.Errorf("over an older backup: %d", status)
	}

	dir := filepath.Join(t.TempDir(), "restored")
	if status, out, errs := runCommand(t, "restore", "-from", file, "-data", dir); status != exitDone {
		t.Fatalf("%d %q %q", status, out, errs)
	}
	if status, _, errs := runCommand(t, "restore", "-from", file, "-data", dir); status != exitFinding || !strings.Contains(errs, "not empty") {
		t.Errorf("over an installation: %d %q", status, errs)
	}
	in, err := OpenToServe(t.Context(), dir)
	must(t, err)
	defer in.Close()
	must(t, in.DB.Check(t.Context()))
	if broken, events, err := audit.Check(t.Context(), in.DB); broken != 0 || events == 0 || err != nil {
		t.Errorf("event %d of %d is broken, %v", broken, events, err)
	}
	if !bytes.Equal(in.Secret, s.in.Secret) {
		t.Error("the secret differs")
	}
	b, err := in.Blobs.Open(t.Context(), ref)
	must(t, err)
	defer b.Close()
	if b.Size() != size {
		t.Errorf("the file has %d bytes", b.Size())
	}
	if token, err := s.in.Accounts.AddSession(t.Context(), s.people["coach"], account.Client{}); err != nil || token == "" {
		t.Error(err)
	}
}

// TestADamagedBackupIsRefused changes a byte at a time.
func TestADamagedBackupIsRefused(t *testing.T) {
	s := newSite(t)
	ref, size, err := s.in.Blobs.Put(t.Context(), strings.NewReader(strings.Repeat("x", 5000)))
	must(t, err)
	must(t, s.in.DB.Update(t.Context(), func(tx *db.Tx) error {
		const insert = `INSERT INTO files (portfolio_id, blob, name, size, facts, added_by, added_at) VALUES ($1, $2, 'a', $3, '{}', 1, 0)`
		_, err := tx.Exec(t.Context(), insert, s.portfolios[1], ref, size)
		return err
	}))
	good := filepath.Join(t.TempDir(), "good.tar")
	_, err = writeBackup(t.Context(), s.in, good)
	must(t, err)
	whole, err := os.ReadFile(good)
	must(t, err)
	damages := map[string]func([]byte) []byte{
		"cut in the middle": func(b []byte) []byte { return b[:len(b)/2] },
		"cut before the files": func(b []byte) []byte {
			return b[:bytes.LastIndex(b, []byte(filesName+"/"))/512*512]
		},
		"a byte of a file": func(b []byte) []byte { b[bytes.LastIndexByte(b, 'x')] = 'y'; return b },
		"a byte of the database": func(b []byte) []byte {
			at := bytes.Index(b, []byte("SQLite format 3")) + 5000
			b[at] ^= 1
			return b
		},
		"empty":          func([]byte) []byte { return nil },
		"something else": func([]byte) []byte { return []byte("%PDF-1.7 not a backup at all") },
		"a path that escapes": func(b []byte) []byte {
			return bytes.Replace(b, []byte("secret\x00\x00\x00\x00"), []byte("../../evil"), 1)
		},
	}
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			bad, dir := filepath.Join(t.TempDir(), "bad.tar"), filepath.Join(parent, "data")
			must(t, os.WriteFile(bad, damage(bytes.Clone(whole)), 0o600))
			if status, _, errs := runCommand(t, "restore", "-from", bad, "-data", dir); status != exitFinding || !strings.Contains(errs, "no whole backup") {
				t.Errorf("%d %q", status, errs)
			}
			if left, _ := os.ReadDir(parent); len(left) != 0 {
				t.Errorf("it leaves %v", left)
			}
		})
	}
}

func TestSweep(t *testing.T) {
	s := newSite(t)
	ref, _, err := s.in.Blobs.Put(t.Context(), strings.NewReader("named by no row"))
	must(t, err)
	young := func(dry bool, before time.Time) swept {
		got, err := sweepFiles(t.Context(), s.in, before, dry)
		must(t, err)
		return got
	}
	if got := young(false, time.Now().Add(-sweepAge)); got.Removed != 0 || got.Kept != 1 {
		t.Errorf("a young file: %+v", got)
	}
	later := time.Now().Add(time.Hour)
	if got := young(true, later); got.Removed != 1 {
		t.Errorf("dry: %+v", got)
	}
	if _, err := s.in.Blobs.Open(t.Context(), ref); err != nil {
		t.Errorf("after a dry run: %v", err)
	}
	if got := young(false, later); got.Removed != 1 {
		t.Errorf("%+v", got)
	}
	if _, err := s.in.Blobs.Open(t.Context(), ref); err == nil {
		t.Error("it is still there")
	}
}

func TestInviteByCommand(t *testing.T) {
	s := newSite(t)
	status, out, errs := runCommand(t, "invite", "-data", s.in.Dir, "-email", "nia@example.org", "-name", "Nia Rees", "-role", "IQA", "-json")
	var report struct{ Link string }
	if err := json.Unmarshal([]byte(out), &report); err != nil || status != exitDone {
		t.Fatalf("%d %q %q", status, out, errs)
	}
	path := report.Link[strings.Index(report.Link, "/invitations/"):]
	if a := s.as("").get(path); a.status != 200 || !strings.Contains(a.body, "Nia Rees") {
		t.Errorf("the link answers %d", a.status)
	}
	if status, _, errs := runCommand(t, "invite", "-data", s.in.Dir, "-email", "nia@example.org", "-name", "Nia Rees", "-role", "iqa"); status != exitFinding || !strings.Contains(errs, "here already") {
		t.Errorf("again: %d %q", status, errs)
	}
}

// TestDemoFolders tries what demo does with folders, without filling them.
func TestDemoFolders(t *testing.T) {
	other := t.TempDir()
	must(t, os.WriteFile(filepath.Join(other, "thesis.docx"), nil, 0o600))
	for _, reset := range []bool{false, true} {
		if _, err := openDemo(t.Context(), other, reset); !fault.Is(err, fault.Conflict) {
			t.Errorf("a folder of something else, reset %t: %v", reset, err)
		}
	}
	if _, err := os.Stat(filepath.Join(other, "thesis.docx")); err != nil {
		t.Error(err)
	}
	dir := filepath.Join(t.TempDir(), "demo")
	in, err := openDemo(t.Context(), dir, false)
	must(t, err)
	if _, err := openDemo(t.Context(), dir, true); !fault.Is(err, fault.Conflict) {
		t.Errorf("reset under a running demo: %v", err)
	}
	p := account.Person{Name: "A", Email: "a@example.org"}
	must(t, in.Accounts.AddPerson(t.Context(), 0, &p))
	must(t, in.Close())
	in, err = openDemo(t.Context(), dir, false)
	must(t, err)
	if _, err := in.Accounts.Person(t.Context(), p.ID); err != nil {
		t.Errorf("run again: %v", err)
	}
	must(t, in.Close())
	in, err = openDemo(t.Context(), dir, true)
	must(t, err)
	defer in.Close()
	if _, err := in.Accounts.Person(t.Context(), p.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("after a reset: %v", err)
	}
}

func TestTheSecretIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), secretName)
	first, err := readSecret(path)
	must(t, err)
	again, err := readSecret(path)
	if err != nil || !bytes.Equal(first, again) || len(first) != secretSize {
		t.Errorf("%v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	must(t, os.WriteFile(path, []byte("short"), 0o600))
	if _, err := readSecret(path); err == nil || errors.Is(err, os.ErrNotExist) {
		t.Errorf("a short secret: %v", err)
	}
}
