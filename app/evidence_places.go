package app

import (
	"fmt"

	"github.com/a-h/templ"

	"touchstone/app/document"
	"touchstone/evidence"
)

// placeHint says how a place in a file is typed; nil is the account itself.
func placeHint(f *evidence.File) string {
	switch {
	case f == nil:
		return "A part of it, such as Action, or leave it empty"
	case f.Facts.Kind == document.PDF && f.Facts.Pages == 1:
		return "It has one page, so you can leave this empty"
	case f.Facts.Kind == document.PDF && f.Facts.Pages > 1:
		return fmt.Sprintf("Pages 1 to %d, such as %s", f.Facts.Pages, pageExample(f.Facts.Pages))
	case f.Facts.Kind == document.PDF:
		return "A page, such as 3, or 3, 5-7"
	case isRecording(f) && f.Facts.Duration > 0:
		return "Times up to " + document.Length(f.Facts.Duration) + ", such as 0:10 to 0:40"
	case isRecording(f):
		return "A time, such as 4:10, or 4:10 to 5:05"
	case f.Facts.Kind == document.Image:
		return "What to look at, or leave it empty"
	}
	return "A heading or section, or leave it empty"
}

// pageExample returns pages that a document of n pages has.
func pageExample(n int) string {
	if n < 5 {
		return fmt.Sprintf("1, or 1-%d", n)
	}
	return fmt.Sprintf("3, or %d-%d", n-1, n)
}

func isRecording(f *evidence.File) bool {
	return f.Facts.Kind == document.Audio || f.Facts.Kind == document.Video
}

// placeFacts says in a file's row what places in it are checked by as they are
// typed.
func placeFacts(f *evidence.File) templ.Attributes {
	a := templ.Attributes{"data-kind": string(f.Facts.Kind), "data-at": placeHint(f)}
	if f.Facts.Pages > 0 {
		a["data-pages"] = fmt.Sprint(f.Facts.Pages)
	}
	if f.Facts.Duration > 0 {
		a["data-seconds"] = fmt.Sprint(f.Facts.Duration.Seconds())
		a["data-length"] = document.Length(f.Facts.Duration)
	}
	return a
}
