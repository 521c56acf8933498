package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"touchstone/app/audit"
	"touchstone/app/blob"
	"touchstone/app/db"
	"touchstone/app/jobs"
	"touchstone/evidence"
	"touchstone/reports"
)

// crashRounds is how often the program is killed, or up to four times as often
// where the machine is too busy for much to happen in a round.
const crashRounds = 5

// TestKilledWhileItWorks kills the program again and again while people upload,
// write, submit and print, and looks each time whether everything it had
// answered is there, and nothing by halves.
func TestKilledWhileItWorks(t *testing.T) {
	s := newStoppedSite(t)
	c := &crash{site: s, me: s.as("apprentice"), coach: s.as("coach"), notes: s.draft(1), files: map[evidence.FileID]string{}, submitted: map[evidence.ItemID]string{}, printed: map[string]string{}}
	c.revision = c.notes.Version.Revision
	must(t, s.in.Close())
	for n := 0; n < crashRounds || c.tooLittle() && n < 4*crashRounds; n++ {
		p := s.serve()
		c.waitForJobs()
		c.round(p)
		c.lookInside()
		if t.Failed() {
			t.Fatalf("the program said:\n%s", p.said())
		}
	}
	if c.tooLittle() {
		t.Errorf("too little was going on: %d uploads, %d submissions, %d PDFs, %q, %d half uploads", len(c.files), len(c.submitted), len(c.printed), c.text, c.halves)
	}
	t.Logf("%d uploads, %d submissions, %d PDFs answered; %d uploads and %d PDFs cut off", len(c.files), len(c.submitted), len(c.printed), c.halves, c.jobs)
	job := c.leaveJob()
	s.serve()
	c.waitForJobs()
	c.me.get(fmt.Sprintf("%s/pdf/jobs/%d", c.base(), job)).has(t, "the job that a crash cut off", `"state":"done"`)
	c.lookAtPages()
}

// TestWhatACrashLeavesGoesAtStart is about copies of somebody's evidence that
// were being made.
func TestWhatACrashLeavesGoesAtStart(t *testing.T) {
	dir := t.TempDir()
	for range 2 {
		in, err := OpenToServe(t.Context(), dir)
		must(t, err)
		if left := filesIn(t, filepath.Join(dir, workName)); len(left) > 0 {
			t.Errorf("left: %v", left)
		}
		must(t, os.WriteFile(filepath.Join(dir, workName, "page-1.jpg"), []byte("a copy"), 0o600))
		must(t, in.Close())
	}
}

// A crash is what was going on, and what had been answered.
type crash struct {
	*site
	me, coach *visitor
	notes     evidence.Piece // a draft that saves itself
	revision  int
	halves    int // uploads that the kills cut off
	jobs      int // PDFs, likewise

	mu        sync.Mutex
	files     map[evidence.FileID]string // SHA-256 of what was uploaded
	submitted map[evidence.ItemID]string // what was told in it
	printed   map[string]string          // SHA-256 of PDFs, by address
	text      string                     // what the notes say, as far as was answered
	sent      string                     // and as was sent, answered or not
}

// tooLittle reports whether something has not happened even once.
func (c *crash) tooLittle() bool {
	return len(c.files) == 0 || len(c.submitted) == 0 || len(c.printed) == 0 || c.text == "" || c.halves == 0
}

func (c *crash) base() string { return fmt.Sprintf("/portfolios/%d", c.portfolios[1]) }

// round works until the program is killed at some moment.
func (c *crash) round(p *program) {
	ctx, stop := context.WithCancel(c.t.Context())
	defer stop()
	var work sync.WaitGroup
	for _, do := range []func(context.Context) bool{c.upload, c.upload, c.submit, c.save, c.print} {
		work.Go(func() {
			for do(ctx) {
			}
		})
	}
	work.Go(func() { c.uploadForEver(ctx) })
	time.Sleep(400*time.Millisecond + rand.N(800*time.Millisecond))
	p.kill()
	stop()
	work.Wait()
}

// upload adds a file of some size, in one upload of five a PDF, which a child
// of the program reads.
func (c *crash) upload(ctx context.Context) bool {
	name, content := "log.txt", strings.Repeat(fmt.Sprintf("call %d\n", rand.Uint64()), 1+rand.N(40_000))
	if rand.N(5) == 0 {
		name, content = "log.pdf", onePagePDF+content
	}
	kind, body := filesForm(c.t, name, content)
	form := url.Values{"title": {"Files"}}.Encode()
	a, ok := c.me.try(ctx, http.MethodPost, c.base()+"/evidence", "application/x-www-form-urlencoded", strings.NewReader(form))
	if !ok {
		return false
	}
	item := strings.TrimSuffix(a.where(), "/edit")
	a, ok = c.me.try(ctx, http.MethodPost, item+"/files", kind, bytes.NewReader(body), "Accept", "application/json")
	if !ok {
		return false
	}
	var told addedFile
	if err := json.Unmarshal([]byte(a.body), &told); err != nil || a.status != http.StatusCreated {
		c.t.Errorf("upload: %d %s", a.status, a.body)
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.files[told.ID] = digest(content)
	return true
}

// uploadForEver sends a file that is never whole.
func (c *crash) uploadForEver(ctx context.Context) {
	kind, body := filesForm(c.t, "half.txt", "half a file\n")
	end := bytes.LastIndex(body, []byte("\r\n--"))
	r, w := io.Pipe()
	go func() {
		w.Write(body[:end])
		for ctx.Err() == nil {
			w.Write(bytes.Repeat([]byte("more\n"), 20_000))
			time.Sleep(20 * time.Millisecond)
		}
		w.CloseWithError(io.ErrUnexpectedEOF)
	}()
	if a, ok := c.me.try(ctx, http.MethodPost, c.itemPath(c.notes.ID)+"/files", kind, r, "Accept", "application/json"); ok {
		c.t.Errorf("an upload without end was answered: %d %s", a.status, a.body)
	}
}

// submit begins a piece, writes it and submits it.
func (c *crash) submit(ctx context.Context) bool {
	a, ok := c.me.try(ctx, http.MethodPost, c.base()+"/evidence", "application/x-www-form-urlencoded", strings.NewReader("title=Crash"))
	if !ok {
		return false
	}
	item := strings.TrimSuffix(a.where(), "/edit")
	var id evidence.ItemID
	fmt.Sscanf(item[strings.LastIndex(item, "/")+1:], "%d", &id)
	st := fmt.Sprint(c.claimed())
	text := fmt.Sprintf("I rang customer %d.", rand.Uint64())
	form := url.Values{"revision": {"1"}, "whole": {"yes"}, "title": {"Crash"}, "kind": {"work product"}, "done_from": {"2026-02-02"},
		"own_work": {"yes"}, "ai_used": {"no"}, "action": {text}, "claims": {st}, "how-" + st: {"So."}, "do": {"submit"}}
	a, ok = c.me.try(ctx, http.MethodPost, item, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	if !ok {
		return false
	}
	if a.status != http.StatusSeeOther {
		c.t.Errorf("submit: %d %s", a.status, a.body)
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.submitted[id] = text
	return true
}

func (c *crash) claimed() int64 { return int64(c.notes.Version.Claims[0].Statement) }

// save is a page that saves itself.
func (c *crash) save(ctx context.Context) bool {
	c.sent = fmt.Sprintf("Note %d.", rand.Uint64())
	form := url.Values{"revision": {fmt.Sprint(c.revision)}, "situation": {c.sent}}
	a, ok := c.me.try(ctx, http.MethodPost, c.itemPath(c.notes.ID), "application/x-www-form-urlencoded", strings.NewReader(form.Encode()), "Accept", "application/json")
	if !ok {
		return false
	}
	var told savedDraft
	if err := json.Unmarshal([]byte(a.body), &told); err != nil || a.status != http.StatusOK {
		c.t.Errorf("save: %d %s", a.status, a.body)
		return false
	}
	c.revision, c.text = told.Revision, c.sent
	return true
}

// print asks for a PDF, waits for it and downloads it.
func (c *crash) print(ctx context.Context) bool {
	if _, ok := c.me.try(ctx, http.MethodPost, c.base()+"/pdf", "application/x-www-form-urlencoded", strings.NewReader("working=yes")); !ok {
		return false
	}
	for {
		a, ok := c.me.try(ctx, http.MethodGet, c.base()+"/pdf", "", nil)
		if !ok {
			return false
		}
		if n := find(a.page(c.t), "progress"); n != nil || strings.Contains(a.body, "/pdf/jobs/") {
			time.Sleep(10 * time.Millisecond)
			continue
		}
		_, rest, found := strings.Cut(a.body, `href="`+c.base()+`/pdf/`)
		number, _, _ := strings.Cut(rest, `"`)
		if !found {
			c.t.Errorf("no PDF on the page, and none in the making")
			return false
		}
		address := c.base() + "/pdf/" + number
		if a, ok = c.me.try(ctx, http.MethodGet, address, "", nil); !ok {
			return false
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.printed[address] = digest(a.body)
		return true
	}
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// waitForJobs waits until what was being made when the program was killed is
// made: it was taken up again.
func (c *crash) waitForJobs() {
	c.t.Helper()
	for start := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		a := c.me.get(c.base() + "/pdf")
		if !strings.Contains(a.body, "/pdf/jobs/") {
			return
		}
		if time.Since(start) > 30*time.Second {
			c.t.Fatalf("a PDF is still not made:\n%s", a.body)
		}
	}
}

// lookInside opens the folder as the next start does and checks all of it.
func (c *crash) lookInside() {
	c.t.Helper()
	ctx := c.t.Context()
	c.halves += len(filesIn(c.t, filepath.Join(c.in.Dir, filesName, "incoming")))
	in, err := OpenToServe(ctx, c.in.Dir)
	must(c.t, err)
	defer in.Close()
	if err := in.DB.Check(ctx); err != nil {
		c.t.Errorf("integrity: %v", err)
	}
	if broken, _, err := audit.Check(ctx, in.DB); err != nil || broken != 0 {
		c.t.Errorf("the chain of events breaks at %d, %v", broken, err)
	}
	if wrong, err := in.Evidence.AuditCoverage(ctx, c.portfolios[1]); err != nil || len(wrong) > 0 {
		c.t.Errorf("coverage of %v is not what it would be, %v", wrong, err)
	}
	for _, dir := range []string{filepath.Join(in.Dir, filesName, "incoming"), filepath.Join(in.Dir, workName)} {
		if left := filesIn(c.t, dir); len(left) > 0 {
			c.t.Errorf("half files are left: %v", left)
		}
	}
	c.onlyBlobs()
	c.storedFiles(in)
	c.answered(in)
}

// filesIn returns the files under a folder, none if it is not there.
func filesIn(t *testing.T, dir string) (paths []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return paths
}

// storedFiles checks that every file a row names is stored, with its bytes, and
// that a sweep would take nothing, since nothing here is a day old.
func (c *crash) storedFiles(in *Installation) {
	ctx := c.t.Context()
	named, err := in.Evidence.NamedBlobs(ctx)
	must(c.t, err)
	err = in.Blobs.Each(ctx, func(ref blob.Ref, _ int64, _ time.Time) error {
		b, err := in.Blobs.Open(ctx, ref)
		if err != nil {
			return err
		}
		defer b.Close()
		h := sha256.New()
		if _, err := io.Copy(h, io.NewSectionReader(b, 0, b.Size())); err != nil {
			return err
		}
		if got := hex.EncodeToString(h.Sum(nil)); got != string(ref) {
			c.t.Errorf("the file %s has the bytes of %s", ref, got)
		}
		delete(named, ref)
		return nil
	})
	if err != nil || len(named) > 0 {
		c.t.Errorf("rows name files that are not stored: %v, %v", named, err)
	}
	if s, err := sweepFiles(ctx, in, time.Now().Add(-sweepAge), true); err != nil || s.Removed != 0 {
		c.t.Errorf("a sweep would take %+v, %v", s, err)
	}
}

// answered checks that what was answered is stored.
func (c *crash) answered(in *Installation) {
	ctx := c.t.Context()
	for id, want := range c.files {
		f, err := in.Evidence.File(ctx, c.portfolios[1], id, evidence.Own)
		if err != nil || string(f.Blob) != want {
			c.t.Errorf("upload %d was answered and is lost: %s, %v", id, f.Blob, err)
		}
	}
	for id, want := range c.submitted {
		p, err := in.Evidence.Item(ctx, c.portfolios[1], id, evidence.Own)
		if err != nil || p.State != evidence.Submitted || p.Version.Action != want {
			c.t.Errorf("submission of %d was answered and is lost: %s %q, %v", id, p.State, p.Version.Action, err)
		}
	}
	p, err := in.Evidence.Item(ctx, c.portfolios[1], c.notes.ID, evidence.Own)
	if got := p.Version.Situation; err != nil || got != c.text && got != c.sent {
		c.t.Errorf("the notes say %q; %q was answered, %q was sent, %v", got, c.text, c.sent, err)
	}
	if len(p.Version.Files) > 0 {
		c.t.Errorf("half a file is visible: %+v", p.Version.Files)
	}
	c.revision, c.text = p.Version.Revision, p.Version.Situation
	j, err := jobs.Latest(ctx, in.DB, printJob, fmt.Sprint(c.portfolios[1]))
	if err != nil || j.State == jobs.Failed {
		c.t.Errorf("the PDF's job: %+v, %v", j, err)
	}
	if j.State == jobs.Running {
		c.jobs++
	}
}

// leaveJob leaves a PDF's job as a crash in the middle of it does, and returns
// its id.
func (c *crash) leaveJob() (id int64) {
	in, err := OpenToServe(c.t.Context(), c.in.Dir)
	must(c.t, err)
	defer in.Close()
	stopped := *c.site
	stopped.in = in
	id = stopped.printing(1)
	must(c.t, in.DB.Update(c.t.Context(), func(tx *db.Tx) error {
		return tx.Change(c.t.Context(), `UPDATE jobs SET state = 'running', attempts = 1 WHERE id = $1`, id)
	}))
	return id
}

// lookAtPages looks at what was answered as people see it.
func (c *crash) lookAtPages() {
	for id, want := range c.files {
		if a := c.me.get(fmt.Sprintf("%s/files/%d/content", c.base(), id)); digest(a.body) != want {
			c.t.Errorf("file %d: %d, %d bytes that were not uploaded", id, a.status, len(a.body))
		}
	}
	for id, want := range c.submitted {
		c.coach.get(c.itemPath(id)).has(c.t, "submitted before a crash", want)
	}
	for address, want := range c.printed {
		a := c.me.get(address)
		report, err := reports.Verify(strings.NewReader(a.body), int64(len(a.body)))
		if digest(a.body) != want || err != nil || !report.OK {
			c.t.Errorf("%s: %d, %+v, %v", address, a.status, report, err)
		}
	}
}
