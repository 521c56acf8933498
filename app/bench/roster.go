package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"touchstone/app/programme"
)

// What is imported, and what is promised of it: to be stored while others wait
// no longer than a handler does, and never to refuse them.
const (
	rosterRows    = 10_000
	rosterPromise = 10 * time.Second
	savePause     = 20 * time.Millisecond // between two saves of another person
)

// imports measures storing a table of people, with and without an invitation to
// each, while somebody else saves one thing after another.
func (b *bench) imports(ctx context.Context) error {
	for _, try := range []struct{ name, invite string }{{"without invitations", ""}, {"with invitations", "on"}} {
		dir := filepath.Join(b.dir, "import"+try.invite)
		if err := os.Mkdir(dir, 0o700); err != nil {
			return err
		}
		if err := large(ctx, dir, smallProvider, 0); err != nil {
			return err
		}
		s, err := b.visit(ctx, dir, 1, largeAdmin)
		if err != nil {
			return err
		}
		err = b.importTable(s, try.name, try.invite)
		s.stop()
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) importTable(s *site, name, invite string) error {
	v := visitor{s.url, s.sessions[largeAdmin]}
	began := time.Now()
	at, err := v.handIn(peopleTable(rosterRows))
	if err != nil {
		return err
	}
	b.add(fmt.Sprintf("Reading %d rows", rosterRows), seconds(time.Since(began)), "", 0, "", true)
	token, err := v.token(at)
	if err != nil {
		return err
	}
	done, saved := make(chan struct{}), make(chan saves, 1)
	go func() { saved <- v.save(token, done) }()
	cpu := cpuOf(s.cmd.Process.Pid)
	began = time.Now()
	err = v.confirm(at, token, invite)
	took := time.Since(began)
	cpu = cpuOf(s.cmd.Process.Pid) - cpu
	close(done)
	others := <-saved
	if err != nil || others.err != nil {
		return fmt.Errorf("import: %v, others: %w", err, others.err)
	}
	b.add(fmt.Sprintf("Storing them, %s", name), fmt.Sprintf("%s, %s of processor", seconds(took), seconds(cpu)), "", 0, "< "+rosterPromise.String(), took < rosterPromise)
	b.add("longest save of another person meanwhile", fmt.Sprintf("%s, of %d", seconds(others.longest), others.n), "", 0, "none refused", others.refused == 0)
	return nil
}

// peopleTable is a table of people, the same for the same number of rows.
func peopleTable(rows int) string {
	var out strings.Builder
	out.WriteString("Name,E-mail,ULN,Standard,Version,Employer,Employer contact,Coach e-mail,Cohort,Start,Planned end\n")
	for i := range rows {
		fmt.Fprintf(&out, "%s %s,new%d@example.com,%s,ST9999,1.0,Employer %d,\"Sam, manager\",p%d@example.com,Intake %d,%02d/09/2026,06/03/2028\n",
			syllables(i), syllables(i*7+3), i, ulnOf(i), i/25, 1+i%2, i/500, 1+i%28)
	}
	return out.String()
}

// ulnOf is the ith number in a row that can be a ULN.
func ulnOf(i int) programme.ULN {
	for n := 100_000_000 + 10*i; ; n++ { // one in eleven has no tenth digit
		for last := range 10 {
			if u := programme.ULN(fmt.Sprintf("%d%d", n, last)); u.Valid() {
				return u
			}
		}
	}
}

// handIn hands a table in and returns the address of its preview.
func (v visitor) handIn(table string) (string, error) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	if err := w.WriteField("adds", "on"); err != nil {
		return "", err
	}
	file, err := w.CreateFormFile("file", "People.csv")
	if err != nil {
		return "", err
	}
	if _, err := io.WriteString(file, table); err != nil {
		return "", err
	}
	w.Close()
	return v.post("/rosters", w.FormDataContentType(), &body)
}

// post sends a form and returns where it leads.
func (v visitor) post(path, kind string, body io.Reader) (string, error) {
	res, err := v.do("POST", path, kind, body, "Accept", "text/html")
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	said, _ := io.ReadAll(res.Body)
	if res.StatusCode != http.StatusSeeOther {
		return "", fmt.Errorf("%s: %s: %s", path, res.Status, said[:min(len(said), 2000)])
	}
	return res.Header.Get("Location"), nil
}

const urlencoded = "application/x-www-form-urlencoded"

// token returns the token of a page's forms.
func (v visitor) token(path string) (string, error) {
	page, err := v.text(path)
	return between(page, `name="csrf" content="`, `"`), err
}

// confirm has the rows stored and waits until they are.
func (v visitor) confirm(at, token, invite string) error {
	if _, err := v.post(at+"/confirm", urlencoded, strings.NewReader("invite="+invite+"&csrf="+token)); err != nil {
		return err
	}
	for {
		text, err := v.text(at + "/job")
		if err != nil {
			return err
		}
		var job struct {
			State, Note string
		}
		if err := json.Unmarshal([]byte(text), &job); err != nil {
			return err
		}
		switch job.State {
		case "done":
			return nil
		case "failed":
			return fmt.Errorf("%s: %s", at, job.Note)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// saves are what somebody saved, and how long the longest took.
type saves struct {
	n, refused int
	longest    time.Duration
	err        error // that was no refusal
}

// save adds one cohort after another until done is closed.
func (v visitor) save(token string, done <-chan struct{}) (s saves) {
	for {
		select {
		case <-done:
			return s
		case <-time.After(savePause):
		}
		s.n++
		began := time.Now()
		res, err := v.do("POST", "/cohorts", urlencoded, strings.NewReader(fmt.Sprintf("name=Saved+%d&csrf=%s", s.n, token)), "Accept", "text/html")
		s.longest = max(s.longest, time.Since(began))
		if err != nil {
			s.err = err
			return s
		}
		res.Body.Close()
		switch res.StatusCode {
		case http.StatusSeeOther:
		case http.StatusServiceUnavailable:
			s.refused++
		default:
			s.err = fmt.Errorf("save: %s", res.Status)
			return s
		}
	}
}
