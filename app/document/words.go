package document

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Size returns a number of bytes in words, in decimal units as phones and
// computers show them: "1 byte", "412 KB", "3.2 MB", "2 GB".
func Size(n int64) string {
	switch {
	case n == 1:
		return "1 byte"
	case n < 1000:
		return fmt.Sprintf("%d bytes", n)
	}
	value, units := float64(n), []string{"KB", "MB", "GB", "TB"}
	for i, unit := range units {
		value /= 1000
		if i == 0 && value < 999.5 {
			return fmt.Sprintf("%.0f %s", value, unit)
		}
		if value < 999.5 || i == len(units)-1 {
			return strings.TrimSuffix(fmt.Sprintf("%.1f", value), ".0") + " " + unit
		}
	}
	return ""
}

// Length returns the length of a recording as players show it, to the second:
// "5:12", "1:02:03".
func Length(d time.Duration) string {
	s := int64(d.Round(time.Second) / time.Second)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// Describe says in a few words what a file of size bytes is: "PDF, 8 pages,
// 412 KB", "Photo, 4032 × 3024, 3.2 MB", "Recording, 5:12, 4.1 MB".
func Describe(f Facts, size int64) string {
	parts := []string{noun(f)}
	switch {
	case f.Pages == 1:
		parts = append(parts, "1 page")
	case f.Pages > 1:
		parts = append(parts, strconv.Itoa(f.Pages)+" pages")
	}
	if f.Width > 0 && f.Height > 0 {
		parts = append(parts, fmt.Sprintf("%d × %d", f.Width, f.Height))
	}
	if f.Duration > 0 {
		parts = append(parts, Length(f.Duration))
	}
	return strings.Join(append(parts, Size(size)), ", ")
}

// nouns are what to call files, by MIME type or else by kind.
var nouns = map[string]string{
	"image/jpeg": "Photo", "image/heic": "Photo", "image/heif": "Photo",
	"text/csv": "Table", "text/tab-separated-values": "Table",
	"application/zip": "ZIP archive", docxMIME: "Word document", "application/msword": "Word document",
	xlsxMIME: "Excel workbook", "application/vnd.ms-excel": "Excel workbook",
	pptxMIME: "PowerPoint slides", "application/vnd.ms-powerpoint": "PowerPoint slides",

	string(PDF): "PDF", string(Image): "Picture", string(Audio): "Recording", string(Video): "Video",
	string(Word): "Document", string(Sheet): "Spreadsheet", string(Slides): "Slides", string(Text): "Text",
	string(Email): "E-mail", string(Web): "Web page", string(Archive): "Archive",
}

func noun(f Facts) string {
	if word := nouns[f.MIME]; word != "" {
		return word
	}
	if word := nouns[string(f.Kind)]; word != "" {
		return word
	}
	return "File"
}
