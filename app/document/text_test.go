package document

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestText(t *testing.T) {
	mail := "From: =?UTF-8?Q?Si=C3=A2n?= <sian@example.org>\r\nTo: b@example.org\r\nSubject: Promise to pay\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/mixed; boundary=X\r\n\r\n--X\r\nContent-Type: multipart/alternative; boundary=Y\r\n\r\n" +
		"--Y\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nCaf=E9 owes =\r\n5.\r\n" +
		"--Y\r\nContent-Type: text/html\r\n\r\n<b>NOT THIS</b>\r\n--Y--\r\n" +
		"--X\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"letter.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--X--\r\n"
	for name, c := range map[string]struct {
		content string
		kind    Kind
		text    string
	}{
		"plain.txt":    {"One\r\nTwo\r\n", Text, "One\nTwo\n"},
		"marked.txt":   {"\ufeffOne £", Text, "One £\n"},
		"old.txt":      {"caf\xe9 \x80 5 \x93quoted\x94", Text, "café € 5 “quoted”\n"},
		"little.txt":   {"\xff\xfeA\x00\x61\x01\r\x00\n\x00B\x00", Text, "Aš\nB\n"},
		"big.txt":      {"\xfe\xff\x00A\x01\x61", Text, "Aš\n"},
		"a.csv":        {"Name,Sum\nLlŷr,\"5,00\"\n", Sheet, "Name,Sum\nLlŷr,\"5,00\"\n"},
		"arabic.md":    {"# مرحبا 👋\n", Text, "# مرحبا 👋\n"},
		"page.html":    {"<!doctype html><title>T</title><style>x{}</style><script>alert('SECRET')</script><p>A  <b>b</b>\n c</p><table><tr><td>1</td><td>2</td></tr></table><p>&lt;3", Web, "T\nA b c\n1\t2\t\n<3\n"},
		"odd.html":     {"<html><script>never closed", Web, ""},
		"drawing.svg":  {"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script><text>Label</text></svg>", Web, "Label\n"},
		"a.eml":        {mail, Email, "From: Siân <sian@example.org>\nTo: b@example.org\nSubject: Promise to pay\n\nCafé owes 5.\nAttached: letter.pdf\n"},
		"not mail.eml": {"just words", Email, "just words\n"},
		"blank.txt":    {" \n \n", Text, ""},
	} {
		t.Run(name, func(t *testing.T) {
			facts, out, err := readBytes(t, name, []byte(c.content))
			if err != nil || facts.Kind != c.kind || facts.Fault != "" || facts.Attach == "" {
				t.Fatalf("facts %+v, error %v", facts, err)
			}
			got := ""
			if facts.Copies[Plain] != "" {
				got = string(readCopy(t, out, facts, Plain))
			}
			if got != c.text {
				t.Errorf("text %q, want %q", got, c.text)
			}
		})
	}
}

func TestLargeTextIsCutAtACharacter(t *testing.T) {
	facts, out, err := readBytes(t, "log.txt", []byte("x"+strings.Repeat("漢", maxTextRead/3+5)))
	if err != nil {
		t.Fatal(err)
	}
	got := readCopy(t, out, facts, Plain)
	if len(got) > maxText+1 || len(got) < maxText-4 || !utf8.Valid(got) || bytes.ContainsRune(got, 'æ') {
		t.Errorf("%d bytes, valid %v", len(got), utf8.Valid(got))
	}
}

func FuzzText(f *testing.F) {
	f.Add([]byte("<p>a<script>b</script>"))
	f.Add([]byte("From: a\r\nContent-Type: multipart/mixed; boundary=X\r\n\r\n--X\r\n\r\nhi\r\n--X--"))
	f.Add([]byte("\xff\xfeA\x00"))
	f.Fuzz(func(t *testing.T, content []byte) {
		for _, write := range []func(*text, []byte){
			writeEmail, func(out *text, b []byte) { writeHTML(out, b, "text/html") }, func(out *text, b []byte) { out.Write(decode(b)) },
		} {
			out := newText()
			write(out, content)
			if !utf8.Valid(out.buf.Bytes()) || out.buf.Len() > maxText {
				t.Errorf("%d bytes of text, valid %v", out.buf.Len(), utf8.Valid(out.buf.Bytes()))
			}
		}
	})
}
