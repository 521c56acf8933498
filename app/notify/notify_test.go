package notify

import (
	"bufio"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"testing"

	"touchstone/app/db"
	"touchstone/app/db/dbtest"
	"touchstone/app/fault"
)

func send(t *testing.T, d *db.DB, m Message) error {
	t.Helper()
	return d.Update(t.Context(), func(tx *db.Tx) error { return Send(t.Context(), tx, m) })
}

func TestSendRefusesWhatWouldForgeAHeader(t *testing.T) {
	d := dbtest.Open(t)
	for _, m := range []Message{
		{To: "a@example.org\r\nBcc: b@example.org", Subject: "Hello"},
		{To: "a@example.org", Subject: "Hello\nBcc: b@example.org"},
		{Subject: "Hello"},
	} {
		if err := send(t, d, m); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q to %q: %v", m.Subject, m.To, err)
		}
	}
}

func TestSMTP(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	text := make(chan string, 1)
	go takeOneMail(l, text)
	host, port, _ := net.SplitHostPort(l.Addr().String())
	s := SMTP{Host: host, Port: port, User: "u", Password: "p", From: mail.Address{Name: "Ashbrook Sgiliau Ŵ", Address: "touchstone@example.org"}}
	body := "Croeso, Siân.\n.\nhttps://example.org/invitations/" + strings.Repeat("x", 90) + "\n"
	err = s.Deliver(t.Context(), Message{ID: 3, To: "sian@example.org", Subject: "Your invitation – Touchstone", Body: body, CreatedAt: dbtest.Noon})
	if err != nil {
		t.Fatal(err)
	}
	m, err := mail.ReadMessage(strings.NewReader(<-text))
	if err != nil {
		t.Fatal(err)
	}
	subject, _ := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	got, _ := io.ReadAll(quotedprintable.NewReader(m.Body))
	if subject != "Your invitation – Touchstone" || strings.ReplaceAll(string(got), "\r\n", "\n") != body {
		t.Errorf("subject %q, body %q", subject, got)
	}
}

// takeOneMail is a mail server for one message.
func takeOneMail(l net.Listener, text chan<- string) {
	conn, err := l.Accept()
	if err != nil {
		return
	}
	defer conn.Close()
	in := bufio.NewReader(conn)
	io.WriteString(conn, "220 test\r\n")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		switch verb, _, _ := strings.Cut(strings.TrimSpace(line), " "); verb {
		case "EHLO":
			io.WriteString(conn, "250-test\r\n250 AUTH PLAIN\r\n")
		case "AUTH":
			io.WriteString(conn, "235 ok\r\n")
		case "DATA":
			io.WriteString(conn, "354 go\r\n")
			var b strings.Builder
			for line, err := in.ReadString('\n'); err == nil && line != ".\r\n"; line, err = in.ReadString('\n') {
				b.WriteString(strings.TrimPrefix(line, "."))
			}
			text <- b.String()
			io.WriteString(conn, "250 ok\r\n")
		default:
			io.WriteString(conn, "250 ok\r\n")
		}
	}
}
