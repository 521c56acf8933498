package files

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"mime"
	"strings"
	"time"
)

// CSV returns the paper's first table, with the mark that makes spreadsheet
// programs read it as UTF-8.
func CSV(p Paper) []byte {
	out := bytes.NewBufferString("\ufeff")
	w := csv.NewWriter(out)
	for _, b := range p.Blocks {
		if b.Table != nil {
			w.Write(names(b.Table))
			w.WriteAll(b.Table.rows()) // a buffer takes everything
			break
		}
	}
	w.Flush()
	return out.Bytes()
}

// Text returns the paper as plain text.
func Text(p Paper) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n\n", p.Title, strings.Repeat("=", len([]rune(p.Title))))
	for _, block := range p.Blocks {
		switch {
		case block.Heading != "":
			b.WriteString(block.Heading + "\n\n")
		case block.Text != "":
			b.WriteString(block.Text + "\n\n")
		case block.List != nil:
			b.WriteString("- " + strings.Join(block.List, "\n- ") + "\n\n")
		case block.Facts != nil:
			for _, f := range block.Facts {
				fmt.Fprintf(&b, "%s: %s\n", f[0], f[1])
			}
			b.WriteString("\n")
		case block.Table != nil:
			for _, row := range block.Table.rows() {
				b.WriteString(strings.Join(row, "  |  ") + "\n")
			}
			b.WriteString("\n")
		}
	}
	return []byte(b.String())
}

// A Letter is the outside of an e-mail.
type Letter struct {
	From, To string // such as Ruth Ashbrook <ruth@example.com>
	Sent     time.Time
}

// Email returns the paper as an e-mail whose subject is its title.
func Email(p Paper, l Letter) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "From: %s\r\nTo: %s\r\nSubject: %s\r\nDate: %s\r\nMessage-ID: <%d@example.com>\r\n",
		l.From, l.To, mime.QEncoding.Encode("utf-8", p.Title), l.Sent.Format(time.RFC1123Z), l.Sent.Unix())
	b.WriteString("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n")
	text := string(Text(Paper{Blocks: p.Blocks}))
	b.WriteString(strings.ReplaceAll(strings.TrimLeft(text, "\n"), "\n", "\r\n"))
	return []byte(b.String())
}
