package document

import (
	"bytes"
	"encoding/binary"
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

func msgFile(t testing.TB, name string) []byte {
	t.Helper()
	content, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// TestMessages reads messages that another program wrote: one whose streams are
// all small, and one with a body over several sectors.
func TestMessages(t *testing.T) {
	head := "From: Siân\nTo: Bea\nSubject: Promise to pay – Llŷr\n\n"
	for name, c := range map[string]struct{ begins, ends string }{
		"promise.msg": {head + "Siân promised £20 a week from payday.\n", "payday.\nAttached: letter.pdf\n"},
		"list.msg":    {head + "Line 1: I sorted the aged debt report", "Line 120: I sorted the aged debt report by value and rang the biggest balances first.\nAttached: letter.pdf\n"},
	} {
		facts, out, err := readBytes(t, name, msgFile(t, name))
		if err != nil || facts.Kind != Email || facts.MIME != "application/vnd.ms-outlook" || facts.Fault != "" || facts.Attach == "" {
			t.Fatalf("%s: %+v, %v", name, facts, err)
		}
		got := string(readCopy(t, out, facts, Plain))
		if !strings.HasPrefix(got, c.begins) || !strings.HasSuffix(got, c.ends) || strings.Contains(got, "NOT THIS") {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestMessageThatGoesInCircles reads messages whose tables lead back to where they
// came from, as no program writes them.
func TestMessageThatGoesInCircles(t *testing.T) {
	for _, name := range []string{"promise.msg", "list.msg"} {
		whole := msgFile(t, name)
		for at := 512; at+4 <= len(whole); at += 4 {
			if n := binary.LittleEndian.Uint32(whole[at:]); n != 0xfffffffe && n != 0xffffffff {
				continue
			}
			bent := bytes.Clone(whole)
			binary.LittleEndian.PutUint32(bent[at:], 1)
			if streams, sector, err := compound(bytes.NewReader(bent), int64(len(bent))); err == nil {
				out := newText()
				writeMessage(out, bytes.NewReader(bent), streams, sector)
			}
		}
	}
}

func FuzzMessage(f *testing.F) {
	f.Add(msgFile(f, "promise.msg"))
	f.Add(compoundFile("__properties_version1.0", nil))
	f.Fuzz(func(t *testing.T, content []byte) {
		streams, sector, err := compound(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			return
		}
		out := newText()
		writeMessage(out, bytes.NewReader(content), streams, sector)
		if !utf8.Valid(out.buf.Bytes()) || out.buf.Len() > maxText {
			t.Errorf("%d bytes of text, valid %v", out.buf.Len(), utf8.Valid(out.buf.Bytes()))
		}
	})
}
