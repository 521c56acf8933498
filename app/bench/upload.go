package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// uploads measures files coming in and going out over HTTP.
func (b *bench) uploads(ctx context.Context) error {
	one, err := b.noise("one.bin", 1<<30)
	if err != nil {
		return err
	}
	var twenty []string
	for i := range 20 {
		path, err := b.noise(fmt.Sprintf("part-%d.bin", i), 100<<20)
		if err != nil {
			return err
		}
		twenty = append(twenty, path)
	}
	dir := filepath.Join(b.dir, "uploads")
	session, err := fillPortfolio(ctx, dir, [][]upload{{{"Note.txt", []byte("A note.")}}})
	if err != nil {
		return err
	}
	s, _, err := b.serve(ctx, dir)
	if err != nil {
		return err
	}
	defer s.stop()
	v := visitor{s.url, session}
	for _, try := range []struct {
		name  string
		files []string
	}{{"Upload of 1 GB", []string{one}}, {"Upload of 20 × 100 MB at once", twenty}} {
		if err := b.upload(ctx, s, v, try.name, try.files); err != nil {
			return err
		}
	}
	return b.downloads(s, v, filepath.Base(one))
}

// upload sends files at once, beside copying, syncing and hashing them.
func (b *bench) upload(ctx context.Context, s *server, v visitor, name string, files []string) error {
	item, err := v.newItem()
	if err != nil {
		return err
	}
	floor, err := b.copyHashed(ctx, files)
	if err != nil {
		return err
	}
	began := time.Now()
	grown, err := s.peak(func() error {
		return together(files, func(path string) error { return v.sendFile(item, path) })
	})
	if err != nil {
		return err
	}
	took := time.Since(began)
	ratio := took.Seconds() / floor.Seconds()
	b.add(name, seconds(took), "cp, sync, openssl "+seconds(floor), ratio, "≤ 1.4", ratio <= 1.4)
	b.add("its memory above idle", mb(grown), "", 0, "≤ 48 MB", grown <= 48e6)
	return nil
}

// copyHashed is the floor: the same bytes copied, made durable and hashed by the
// system's own programs, as many at a time as files.
func (b *bench) copyHashed(ctx context.Context, files []string) (time.Duration, error) {
	began := time.Now()
	err := together(files, func(path string) error {
		_, _, err := timed(ctx, "sh", "-c", `cp "$1" "$1.copy" && sync "$1.copy" && openssl dgst -sha256 "$1.copy"`, "sh", path)
		return err
	})
	took := time.Since(began)
	for _, path := range files {
		os.Remove(path + ".copy")
	}
	return took, err
}

func together(files []string, do func(string) error) error {
	errs := make([]error, len(files))
	var all sync.WaitGroup
	for i, path := range files {
		all.Go(func() { errs[i] = do(path) })
	}
	all.Wait()
	return errors.Join(errs...)
}

// downloads fetches the file called name whole, and a range in its middle.
func (b *bench) downloads(s *server, v visitor, name string) error {
	path, err := v.fileNamed(name)
	if err != nil {
		return err
	}
	for _, try := range []struct {
		name, asked string
		size        int64
	}{{"Download of 1 GB", "", 1 << 30}, {"Range of 100 MB in its middle", "bytes=500000000-599999999", 100e6}} {
		began := time.Now()
		grown, err := s.peak(func() error { return v.fetch(path, try.asked, try.size) })
		if err != nil {
			return err
		}
		b.add(try.name, seconds(time.Since(began)), "", 0, "", true)
		b.add("its memory above idle", mb(grown), "", 0, "flat: ≤ 16 MB", grown <= 16e6)
	}
	return nil
}

// noise makes a file of so many bytes that no disk can squeeze.
func (b *bench) noise(name string, size int64) (string, error) {
	path := filepath.Join(b.dir, name)
	in, err := os.Open("/dev/urandom")
	if err != nil {
		return "", err
	}
	defer in.Close()
	out, err := os.Create(path)
	if err != nil {
		return "", err
	}
	defer out.Close()
	if _, err := io.CopyN(out, in, size); err != nil {
		return "", err
	}
	return path, out.Sync()
}

// A visitor is the apprentice, signed in.
type visitor struct{ url, session string }

func (v visitor) do(method, path, kind string, body io.Reader, headers ...string) (*http.Response, error) {
	req, err := http.NewRequest(method, v.url+path, body)
	if err != nil {
		return nil, err
	}
	req.AddCookie(&http.Cookie{Name: "touchstone", Value: v.session})
	req.Header.Set("Origin", v.url)
	req.Header.Set("Accept", "application/json, text/html;q=0.9")
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return client.Do(req)
}

// text fetches a page.
func (v visitor) text(path string) (string, error) {
	res, err := v.do("GET", path, "", nil, "Accept", "text/html")
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	page, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", path, res.Status)
	}
	return string(page), err
}

// newItem begins a piece of evidence and returns its address.
func (v visitor) newItem() (string, error) {
	page, err := v.text("/portfolios/1/evidence/new")
	if err != nil {
		return "", err
	}
	token := between(page, `name="csrf" content="`, `"`)
	form := "title=Measured&csrf=" + token
	res, err := v.do("POST", "/portfolios/1/evidence", "application/x-www-form-urlencoded", strings.NewReader(form), "Accept", "text/html")
	if err != nil {
		return "", err
	}
	res.Body.Close()
	if res.StatusCode != http.StatusSeeOther {
		return "", fmt.Errorf("new piece: %s", res.Status)
	}
	return strings.TrimSuffix(res.Header.Get("Location"), "/edit"), nil
}

// sendFile uploads a file as the browser does.
func (v visitor) sendFile(item, path string) error {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	var head, tail strings.Builder
	w := multipart.NewWriter(&head)
	if _, err := w.CreateFormFile("file", filepath.Base(path)); err != nil {
		return err
	}
	fmt.Fprintf(&tail, "\r\n--%s--\r\n", w.Boundary())
	body := bufio.NewReaderSize(io.MultiReader(strings.NewReader(head.String()), in, strings.NewReader(tail.String())), 1<<20)
	req, err := http.NewRequest("POST", v.url+item+"/files", body)
	if err != nil {
		return err
	}
	req.ContentLength = int64(head.Len()) + info.Size() + int64(tail.Len())
	req.AddCookie(&http.Cookie{Name: "touchstone", Value: v.session})
	req.Header.Set("Origin", v.url)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Content-Type", w.FormDataContentType())
	res, err := (&http.Transport{WriteBufferSize: 1 << 20}).RoundTrip(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	said, _ := io.ReadAll(res.Body)
	if res.StatusCode != http.StatusCreated {
		return fmt.Errorf("upload: %s: %s", res.Status, said)
	}
	return nil
}

// fileNamed returns the address of the content of the newest piece's file called
// name.
func (v visitor) fileNamed(name string) (string, error) {
	for item := 1; item < 100; item++ {
		page, err := v.text(fmt.Sprintf("/portfolios/1/evidence/%d/edit", item))
		if err != nil {
			continue
		}
		before, _, found := strings.Cut(page, name)
		if !found {
			continue
		}
		at := strings.LastIndex(before, "/portfolios/1/files/")
		if at < 0 {
			continue
		}
		return strings.TrimSuffix(between(page[at-1:], `"`, `"`), "/content") + "/content", nil
	}
	return "", fmt.Errorf("no piece has the file %s", name)
}

// fetch downloads and throws away.
func (v visitor) fetch(path, asked string, size int64) error {
	res, err := v.do("GET", path, "", nil, "Range", asked)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	n, err := io.Copy(io.Discard, res.Body)
	if err == nil && n != size {
		err = fmt.Errorf("%s gave %d bytes of %d: %s", path, n, size, res.Status)
	}
	return err
}

func between(text, before, after string) string {
	_, rest, _ := strings.Cut(text, before)
	found, _, _ := strings.Cut(rest, after)
	return found
}
