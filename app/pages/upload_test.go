package pages_test

import (
	"context"
	"io"
	"net/http"
	"testing"

	"github.com/a-h/templ"
	"github.com/chromedp/chromedp"

	"touchstone/app/document"
	"touchstone/app/pages"
)

type dropPage struct{ limit int64 }

func (dropPage) Head() pages.Head { return pages.Head{Title: "Files"} }

func (p dropPage) Body() templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		io.WriteString(w, "<h1>Files</h1>")
		pages.DropFiles(pages.Drop{Action: "/files", List: "list", Limit: p.limit}).Render(ctx, w)
		return pages.Files("list", "Files").Render(ctx, w)
	})
}

// takeFile is the server's side: the token comes before the file.
func takeFile(t *testing.T) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		parts, err := r.MultipartReader()
		if err != nil {
			t.Error(err)
			return
		}
		first, err := parts.NextPart()
		if err != nil || first.FormName() != "csrf" || r.Header.Get("X-CSRF") != "token" {
			t.Errorf("first part %v, header %q", first, r.Header.Get("X-CSRF"))
		}
		file, err := parts.NextPart()
		if err != nil || file.FormName() != "file" {
			t.Errorf("second part %v, %v", file, err)
			return
		}
		n, _ := io.Copy(io.Discard, file)
		reply(w, http.StatusCreated, map[string]any{"id": "1", "name": file.FileName(), "html": `<li id="row"><span class="files__name">` + file.FileName() + `</span><p class="files__more">` + document.Size(n) + `</p></li>`})
	}
}

func TestFilesAreSentWithoutLeavingThePage(t *testing.T) {
	b := newBench(t, func() pages.Page { return dropPage{} }, takeFile(t))
	b.do(chromedp.SetUploadFiles("#files-pick", []string{writeFile(t, "a.pdf", 3000), writeFile(t, "b & £.jpg", 500_000), writeFile(t, "c.txt", 0)}, chromedp.ByQuery))
	b.until("document.querySelectorAll('#row').length == 3")
	b.says("#row .files__name", "b & £.jpg")
	b.says("#row .files__more", "500 KB")
}

func TestFileThatIsRefusedSaysWhy(t *testing.T) {
	b := newBench(t, func() pages.Page { return dropPage{} }, func(w http.ResponseWriter, r *http.Request) {
		drain(r)
		reply(w, http.StatusUnprocessableEntity, map[string]any{"message": "This is a program. Programs are not taken."})
	})
	b.do(chromedp.SetUploadFiles("#files-pick", []string{writeFile(t, "a.exe", 3000)}, chromedp.ByQuery))
	b.says(".files__fault", "This is a program. Programs are not taken.")
	b.until("!document.querySelector('progress')")
	b.press("Put it away")
	b.until("document.querySelectorAll('#list li').length == 0")
}

func TestFileOverTheLimitIsNotSent(t *testing.T) {
	b := newBench(t, func() pages.Page { return dropPage{limit: 1000} }, func(w http.ResponseWriter, r *http.Request) {
		t.Error("it was sent")
	})
	b.do(chromedp.SetUploadFiles("#files-pick", []string{writeFile(t, "a.pdf", 1001)}, chromedp.ByQuery))
	b.says(".files__fault", "This file has 1 KB. The limit is 1 KB.")
}

func TestLostUploadCanBeTriedAgain(t *testing.T) {
	b := newBench(t, func() pages.Page { return dropPage{} }, func(w http.ResponseWriter, r *http.Request) {
		panic(http.ErrAbortHandler)
	})
	b.do(chromedp.SetUploadFiles("#files-pick", []string{writeFile(t, "a.pdf", 3000)}, chromedp.ByQuery))
	b.says(".files__fault", "The connection was lost")
	b.answer(takeFile(t))
	b.press("Try again")
	b.until("document.querySelector('#row')")
}

func TestUploadIsCancelled(t *testing.T) {
	end := make(chan struct{})
	b := newBench(t, func() pages.Page { return dropPage{} }, func(w http.ResponseWriter, r *http.Request) {
		io.CopyN(io.Discard, r.Body, 1000)
		<-end
	})
	b.do(chromedp.SetUploadFiles("#files-pick", []string{writeFile(t, "a.mp4", 40_000_000)}, chromedp.ByQuery))
	b.until("document.querySelector('progress')")
	b.press("Cancel")
	b.until("document.querySelectorAll('#list li').length == 0")
	close(end)
}
