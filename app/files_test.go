package app

import (
	"bytes"
	"crypto/md5"
	"crypto/rc4"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"touchstone/app/blob"
	"touchstone/evidence"
)

// filesForm returns a form of files, given as pairs of name and content.
func filesForm(t *testing.T, pairs ...string) (contentType string, body []byte) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	must(t, w.WriteField("csrf", "x"))
	for i := 0; i < len(pairs); i += 2 {
		h := textproto.MIMEHeader{}
		h.Set("Content-Disposition", fmt.Sprintf(`form-data; name="file"; filename="%s"`, strings.NewReplacer(`\`, `\\`, `"`, "%22").Replace(pairs[i])))
		part, err := w.CreatePart(h)
		must(t, err)
		_, err = part.Write([]byte(pairs[i+1]))
		must(t, err)
	}
	must(t, w.Close())
	return w.FormDataContentType(), b.Bytes()
}

// upload sends a file as a page with script does.
func (v *visitor) upload(id evidence.ItemID, name, content string) answer {
	kind, body := filesForm(v.site.t, name, content)
	return v.send(http.MethodPost, v.site.itemPath(id)+"/files", kind, bytes.NewReader(body), "Accept", "application/json", "X-CSRF", v.csrf())
}

// encryptedPDF opens with a password only: the old way, RC4 of 40 bits.
var encryptedPDF = func() string {
	const id, permissions = "0123456789abcdef", -4
	pad := []byte("\x28\xbf\x4e\x5e\x4e\x75\x8a\x41\x64\x00\x4e\x56\xff\xfa\x01\x08\x2e\x2e\x00\xb6\xd0\x68\x3e\x80\x2f\x0c\xa9\xfe\x64\x53\x69\x7a")
	crypt := func(key, text []byte) []byte {
		c, _ := rc4.NewCipher(key)
		out := make([]byte, len(text))
		c.XORKeyStream(out, text)
		return out
	}
	padded := func(password string) []byte { return append([]byte(password), pad...)[:32] }
	owner := md5.Sum(padded("owner"))
	o := crypt(owner[:5], padded("secret"))
	p := int32(permissions)
	key := md5.Sum(slices.Concat(padded("secret"), o, []byte{byte(p), byte(p >> 8), byte(p >> 16), byte(p >> 24)}, []byte(id)))
	before, _, _ := strings.Cut(onePagePDF, "xref")
	encrypt := fmt.Sprintf("4 0 obj<</Filter/Standard/V 1/R 2/O<%x>/U<%x>/P %d>>endobj\n", o, crypt(key[:5], pad), p)
	table := "xref\n0 5\n0000000000 65535 f \n"
	for _, object := range []string{"1 0 obj", "2 0 obj", "3 0 obj", "4 0 obj"} {
		table += fmt.Sprintf("%010d 00000 n \n", strings.Index(before+encrypt, object))
	}
	return before + encrypt + table + fmt.Sprintf("trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<%x><%x>]>>\nstartxref\n%d\n%%%%EOF\n", id, id, len(before+encrypt))
}()

func TestUpload(t *testing.T) {
	s := newSite(t)
	me, p := s.as("apprentice"), s.draft(1)
	tests := []struct {
		name, file, content string
		status              int
		has                 []string
	}{
		{"a PDF", "Call log.pdf", onePagePDF, http.StatusCreated, []string{"Call log.pdf", "PDF, 1 page", "Opens well."}},
		{"the same bytes again", "Copy of it.pdf", onePagePDF, http.StatusCreated, []string{"Call log.pdf", "had this very file already"}},
		{"any name", `& £ " 漢字.txt`, "any name", http.StatusCreated, []string{"漢字.txt"}},
		{"folders in its name", "../../../etc/passwd", "root", http.StatusCreated, []string{`"name":"passwd"`}},
		{"Windows folders in its name", `C:\work\notes.txt`, "notes", http.StatusCreated, []string{`"name":"notes.txt"`}},
		{"a name of 255 bytes", strings.Repeat("n", 251) + ".txt", "long name", http.StatusCreated, []string{strings.Repeat("n", 251) + ".txt"}},
		{"no bytes at all", "empty.pdf", "", http.StatusCreated, []string{"This file is empty", "Keep it as it is"}},
		{"a PDF that is encrypted", "locked.pdf", encryptedPDF, http.StatusCreated, []string{"password", "Keep it as it is"}},
		{"a PDF that is broken", "broken.pdf", "%PDF-1.4 and then nothing", http.StatusCreated, []string{"Keep it as it is"}},
		{"a picture that is none", "photo.jpg", "\xff\xd8\xff\xe0\x00\x10JFIF\x00 and then nothing", http.StatusCreated, []string{"Keep it as it is"}},
		{"a page with script", "page.html", "<!doctype html><script>alert(1)</script>", http.StatusCreated, []string{"page.html"}},
		{"a program", "setup.pdf", "MZ" + strings.Repeat("\x00", 58) + "\x80\x00\x00\x00" + strings.Repeat("\x00", 64) + "PE\x00\x00", http.StatusUnprocessableEntity, []string{"setup.pdf: This is a Windows program"}},
		{"a script", "run.sh", "#!/bin/sh\nrm -rf /\n", http.StatusUnprocessableEntity, []string{"run.sh: This is a script"}},
	}
	for _, tt := range tests {
		a := me.upload(p.ID, tt.file, tt.content)
		if a.status != tt.status {
			t.Errorf("%s: %d; want %d: %s", tt.name, a.status, tt.status, a.body)
		}
		var told struct{ HTML, Name, Message string }
		if err := json.Unmarshal([]byte(a.body), &told); err != nil {
			t.Errorf("%s: %v in %s", tt.name, err, a.body)
		}
		for _, want := range tt.has {
			if !strings.Contains(a.body, want) && !strings.Contains(told.HTML, want) {
				t.Errorf("%s: lacks %q: %s", tt.name, want, a.body)
			}
		}
	}
	if v := s.read(1, p.ID).Version; len(v.Files) != 10 {
		t.Errorf("%d files are kept; want 10", len(v.Files))
	}
	me.get(s.itemPath(p.ID)+"/edit").has(t, "the page of the draft", "Call log.pdf", "locked.pdf")
}

func TestUnfitFileIsKeptOnlyIfOneInsists(t *testing.T) {
	s := newSite(t)
	me, p := s.as("apprentice"), s.draft(1)
	me.upload(p.ID, "locked.pdf", encryptedPDF)
	submit := url.Values{"revision": {fmt.Sprint(p.Version.Revision)}, "do": {"submit"}}
	a := me.post(s.itemPath(p.ID), submit)
	if a.status != http.StatusUnprocessableEntity {
		t.Errorf("submitted with a file that does not open: %d", a.status)
	}
	a.has(t, "submitted with a file that does not open", "locked.pdf: ", "say that you want to keep it")
	file := s.read(1, p.ID).Version.Files[0].ID
	if a := me.post(fmt.Sprintf("%s/files/%d/keep", s.itemPath(p.ID), file), nil); a.status != http.StatusSeeOther {
		t.Errorf("kept: %d", a.status)
	}
	if a := me.post(s.itemPath(p.ID), submit); a.status != http.StatusSeeOther {
		t.Errorf("submitted once it is kept: %d", a.status)
	}
}

func TestRemoveFileAndPutItBack(t *testing.T) {
	s := newSite(t)
	me, p := s.as("apprentice"), s.draft(1)
	f := s.file(1, p.ID, "notes.txt", "notes")
	a := me.post(fmt.Sprintf("%s/files/%d/remove", s.itemPath(p.ID), f.ID), nil)
	if a.status != http.StatusSeeOther || len(s.read(1, p.ID).Version.Files) != 0 {
		t.Fatalf("removed: %d", a.status)
	}
	to, _, _ := strings.Cut(a.where(), "#")
	me.get(to).has(t, "removed", "Put it back", "notes.txt")
	me.post(fmt.Sprintf("%s/files/%d/restore", s.itemPath(p.ID), f.ID), nil)
	if len(s.read(1, p.ID).Version.Files) != 1 {
		t.Error("not put back")
	}
}

// TestUploadWithoutScript posts several files at once, one of which is refused.
func TestUploadWithoutScript(t *testing.T) {
	s := newSite(t)
	me, p := s.as("apprentice"), s.draft(1)
	kind, body := filesForm(t, "one.txt", "one", "", "", "two.txt", "two", "run.sh", "#!/bin/sh\n", "three.txt", "three")
	path := s.itemPath(p.ID) + "/files"
	a := me.send(http.MethodPost, path, kind, bytes.NewReader(body), "Sec-Fetch-Site", "same-origin")
	if a.status != http.StatusSeeOther {
		t.Fatalf("%d %s", a.status, a.body)
	}
	to, _, _ := strings.Cut(a.where(), "#")
	me.get(to).has(t, "refused", "run.sh: This is a script", "Added 3 files.", "one.txt", "two.txt", "three.txt")
	if v := s.read(1, p.ID).Version; len(v.Files) != 3 {
		t.Errorf("%d files; want the three others", len(v.Files))
	}
	a = me.send(http.MethodPost, path, kind, bytes.NewReader(body[:0]), "Sec-Fetch-Site", "same-origin")
	if a.status >= 500 {
		t.Errorf("no body: %d", a.status)
	}
	a = me.send(http.MethodPost, path, kind, bytes.NewReader(body), "Sec-Fetch-Site", "cross-site")
	if a.status != http.StatusForbidden {
		t.Errorf("sent by another site: %d", a.status)
	}
}

func TestTwoUploadsOfOneFile(t *testing.T) {
	s := newSite(t)
	p := s.draft(1)
	content := strings.Repeat("the same words over and over\n", 40_000)
	var wg sync.WaitGroup
	for range 2 {
		me := s.as("apprentice")
		wg.Go(func() {
			if a := me.upload(p.ID, "same.txt", content); a.status != http.StatusCreated {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
	wg.Wait()
	if v := s.read(1, p.ID).Version; len(v.Files) != 1 || v.Files[0].Size != int64(len(content)) {
		t.Errorf("kept: %+v", v.Files)
	}
}

// TestTornUpload breaks the connection in the middle of a file.
func TestTornUpload(t *testing.T) {
	s := newSite(t)
	me, p := s.as("apprentice"), s.draft(1)
	kind, body := filesForm(t, "torn.txt", strings.Repeat("half of it ", 100_000))
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	must(t, err)
	fmt.Fprintf(conn, "POST %s/files HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\nX-CSRF: %s\r\nCookie: %s=%s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n",
		s.itemPath(p.ID), me.csrf(), sessionCookie, me.cookies[sessionCookie], kind, len(body))
	_, err = conn.Write(body[:len(body)/2])
	must(t, err)
	must(t, conn.(*net.TCPConn).CloseWrite())
	answer, _ := io.ReadAll(conn)
	conn.Close()
	if !strings.HasPrefix(string(answer), "HTTP/1.1 400") || !strings.Contains(string(answer), "The connection broke before everything arrived.") {
		t.Errorf("answered %s", answer)
	}
	if v := s.read(1, p.ID).Version; len(v.Files) != 0 {
		t.Errorf("half a file is visible: %+v", v.Files)
	}
	stored := 0
	err = s.in.Blobs.Each(t.Context(), func(blob.Ref, int64, time.Time) error { stored++; return nil })
	if err != nil || stored != 0 {
		t.Errorf("%d blobs, %v", stored, err)
	}
}

func TestUploadOverTheLimit(t *testing.T) {
	s := newSite(t)
	me, p := s.as("apprentice"), s.draft(1)
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	must(t, err)
	defer conn.Close()
	fmt.Fprintf(conn, "POST %s/files HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\nX-CSRF: %s\r\nCookie: %s=%s\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: %d\r\n\r\n--x\r\n",
		s.itemPath(p.ID), me.csrf(), sessionCookie, me.cookies[sessionCookie], int64(3<<30))
	go conn.Write(make([]byte, 1<<20))
	answer, _ := io.ReadAll(conn)
	if !strings.HasPrefix(string(answer), "HTTP/1.1 413") || !strings.Contains(string(answer), "3.2 GB") {
		t.Errorf("answered %s", answer)
	}
}

func TestUploadToWhatIsNoDraft(t *testing.T) {
	s := newSite(t)
	me, p := s.as("apprentice"), s.submitted(1)
	a := me.upload(p.ID, "late.txt", "late")
	if a.status != http.StatusConflict {
		t.Errorf("%d %s", a.status, a.body)
	}
	a.has(t, "to what waits", "no draft now")
}

func TestSendFile(t *testing.T) {
	s := newSite(t)
	me, p := s.as("apprentice"), s.draft(1)
	f := s.file(1, p.ID, "digits.txt", "0123456789")
	path := fmt.Sprintf("/portfolios/%d/files/%d/content", s.portfolios[1], f.ID)
	tag := `"` + string(f.Blob) + `"`
	tests := []struct {
		name    string
		headers []string
		status  int
		body    string
		span    string // Content-Range
	}{
		{"all", nil, 200, "0123456789", ""},
		{"a range", []string{"Range", "bytes=2-4"}, 206, "234", "bytes 2-4/10"},
		{"from a place on", []string{"Range", "bytes=7-"}, 206, "789", "bytes 7-9/10"},
		{"the end", []string{"Range", "bytes=-3"}, 206, "789", "bytes 7-9/10"},
		{"more than the end", []string{"Range", "bytes=-30"}, 206, "0123456789", "bytes 0-9/10"},
		{"beyond the end", []string{"Range", "bytes=8-30"}, 206, "89", "bytes 8-9/10"},
		{"the last byte", []string{"Range", "bytes=9-9"}, 206, "9", "bytes 9-9/10"},
		{"after the end", []string{"Range", "bytes=10-"}, 416, "", "bytes */10"},
		{"none of the end", []string{"Range", "bytes=-0"}, 416, "", "bytes */10"},
		{"several", []string{"Range", "bytes=0-1,4-5"}, 200, "0123456789", ""},
		{"backwards", []string{"Range", "bytes=4-2"}, 200, "0123456789", ""},
		{"no bytes", []string{"Range", "pages=1-2"}, 200, "0123456789", ""},
		{"nonsense", []string{"Range", "bytes=a-b"}, 200, "0123456789", ""},
		{"if it is the same", []string{"Range", "bytes=2-4", "If-Range", tag}, 206, "234", "bytes 2-4/10"},
		{"if it is another", []string{"Range", "bytes=2-4", "If-Range", `"x"`}, 200, "0123456789", ""},
		{"if it is since", []string{"Range", "bytes=2-4", "If-Range", "Wed, 21 Oct 2026 07:28:00 GMT"}, 200, "0123456789", ""},
		{"if it is not the same", []string{"If-None-Match", tag}, 304, "", ""},
	}
	for _, tt := range tests {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			a := me.send(method, path, "", nil, tt.headers...)
			want := tt.body
			if method == http.MethodHead {
				want = ""
			}
			if a.status != tt.status || a.body != want || a.header.Get("Content-Range") != tt.span {
				t.Errorf("%s %s: %d %q %q; want %d %q %q", method, tt.name, a.status, a.body, a.header.Get("Content-Range"), tt.status, want, tt.span)
			}
			if a.status < 300 && a.header.Get("Content-Length") != fmt.Sprint(len(tt.body)) {
				t.Errorf("%s %s: length %q", method, tt.name, a.header.Get("Content-Length"))
			}
		}
	}
}

// TestFilesRunInNoOnesOrigin is about the headers that files are sent with.
func TestFilesRunInNoOnesOrigin(t *testing.T) {
	s := newSite(t)
	me, p := s.as("apprentice"), s.draft(1)
	for _, tt := range []struct{ name, content, disposition string }{
		{"log.pdf", onePagePDF, "inline"},
		{"page.html", "<!doctype html><html><script>alert(1)</script></html>", "attachment"},
		{"drawing.svg", `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, "attachment"},
		{"notes.txt", "notes", "attachment"},
		{`& "£" 漢字;.csv`, "a,b\n1,2\n", "attachment"},
	} {
		f := s.file(1, p.ID, tt.name, tt.content)
		a := me.get(fmt.Sprintf("/portfolios/%d/files/%d/content", s.portfolios[1], f.ID))
		policy, disposition := a.header.Get("Content-Security-Policy"), a.header.Get("Content-Disposition")
		if !strings.HasPrefix(disposition, tt.disposition+"; ") {
			t.Errorf("%s: %s", tt.name, disposition)
		}
		if sandboxed := strings.Contains(policy, "sandbox"); sandboxed == (tt.name == "log.pdf") || !strings.Contains(policy, "default-src 'none'") {
			t.Errorf("%s: %s", tt.name, policy)
		}
		if a.header.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(a.header.Get("Cache-Control"), "private") {
			t.Errorf("%s: %v", tt.name, a.header)
		}
		if exact := "filename*=UTF-8''" + url.PathEscape(tt.name); !strings.Contains(strings.NewReplacer("%26", "&").Replace(disposition), exact) {
			t.Errorf("%s: %s; want %s", tt.name, disposition, exact)
		}
		if strings.Count(disposition, `"`) != 2 {
			t.Errorf("%s: %s", tt.name, disposition)
		}
	}
}

func TestPreview(t *testing.T) {
	s := newSite(t)
	me, p := s.as("apprentice"), s.draft(1)
	f := s.file(1, p.ID, "notes.txt", "Notes, with <b>marks</b>.")
	path := fmt.Sprintf("/portfolios/%d/files/%d", s.portfolios[1], f.ID)
	a := me.get(path + "/preview")
	if a.status != http.StatusOK || a.header.Get("Content-Type") != "text/plain; charset=utf-8" || !strings.Contains(a.body, "<b>marks</b>") {
		t.Errorf("%d %s %s", a.status, a.header.Get("Content-Type"), a.body)
	}
	me.get(path).has(t, "the file's page", "notes.txt", path+"/preview", string(f.Blob))
	pdf := s.file(1, p.ID, "log.pdf", onePagePDF)
	me.get(fmt.Sprintf("/portfolios/%d/files/%d", s.portfolios[1], pdf.ID)).has(t, "a PDF's page", "<iframe", "#page=1")
}
