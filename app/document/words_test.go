package document

import (
	"testing"
	"time"
)

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0 bytes", 1: "1 byte", 999: "999 bytes", 1000: "1 KB", 1499: "1 KB", 1500: "2 KB", 412_000: "412 KB",
		999_499: "999 KB", 999_500: "1 MB", 3_249_000: "3.2 MB", 25_000_000: "25 MB", 999_499_999: "999.5 MB", 999_500_000: "1 GB",
		2_147_483_648: "2.1 GB", 5_000_000_000_000: "5 TB", 5_000_000_000_000_000: "5000 TB",
	} {
		if got := Size(n); got != want {
			t.Errorf("Size(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestDescribe(t *testing.T) {
	for want, c := range map[string]struct {
		facts Facts
		size  int64
	}{
		"PDF, 8 pages, 412 KB":       {Facts{Kind: PDF, MIME: "application/pdf", Pages: 8}, 412_000},
		"PDF, 1 page, 1 KB":          {Facts{Kind: PDF, MIME: "application/pdf", Pages: 1}, 1000},
		"PDF, 9 bytes":               {Facts{Kind: PDF, MIME: "application/pdf"}, 9},
		"Photo, 4032 × 3024, 3.2 MB": {Facts{Kind: Image, MIME: "image/jpeg", Width: 4032, Height: 3024}, 3_200_000},
		"Picture, 2 KB":              {Facts{Kind: Image, MIME: "image/png"}, 2000},
		"Recording, 5:12, 4.1 MB":    {Facts{Kind: Audio, MIME: "audio/mpeg", Duration: 312 * time.Second}, 4_100_000},
		"Video, 1:02:03, 2 GB":       {Facts{Kind: Video, MIME: "video/mp4", Duration: 3723 * time.Second}, 2_000_000_000},
		"Word document, 12 KB":       {Facts{Kind: Word, MIME: docxMIME}, 12_000},
		"Table, 40 bytes":            {Facts{Kind: Sheet, MIME: "text/csv"}, 40},
		"File, 1 byte":               {Facts{Kind: Other, MIME: unknownMIME}, 1},
		"Recording, 0:01, 5 KB":      {Facts{Kind: Audio, MIME: "audio/wav", Duration: 700 * time.Millisecond}, 5000},
	} {
		if got := Describe(c.facts, c.size); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
