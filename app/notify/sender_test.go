package notify

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"touchstone/app/db"
	"touchstone/app/db/dbtest"
	"touchstone/app/fault"
)

// A mailServer is a mail server that a test starts and stops on one port.
type mailServer struct {
	address string
	answer  map[string]string // to RCPT, by the recipient; otherwise 250

	mu    sync.Mutex
	l     net.Listener
	mails []*mail.Message // as taken
	lost  bool            // break the line after the next text, without a reply
	bad   string          // break the line at every mail with this subject
}

func newMailServer(t *testing.T) *mailServer {
	m := &mailServer{answer: map[string]string{}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m.address = l.Addr().String()
	l.Close()
	t.Cleanup(m.stop)
	return m
}

func (m *mailServer) start(t *testing.T) {
	t.Helper()
	l, err := net.Listen("tcp", m.address)
	if err != nil {
		t.Fatal(err)
	}
	m.l = l
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go m.talk(conn)
		}
	}()
}

func (m *mailServer) stop() {
	if m.l != nil {
		m.l.Close()
	}
}

func (m *mailServer) talk(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	io.WriteString(conn, "220 test\r\n")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		reply := "250 ok\r\n"
		switch verb, rest, _ := strings.Cut(strings.TrimSpace(line), ":"); verb {
		case "RCPT TO":
			if said := m.answer[strings.Trim(rest, "<>")]; said != "" {
				reply = said + "\r\n"
			}
		case "DATA":
			io.WriteString(conn, "354 go\r\n")
			if m.take(in) {
				return
			}
		}
		io.WriteString(conn, reply)
	}
}

// take reads a text and reports whether the line breaks then.
func (m *mailServer) take(in *bufio.Reader) (lost bool) {
	var b strings.Builder
	for line, err := in.ReadString('\n'); err == nil && line != ".\r\n"; line, err = in.ReadString('\n') {
		b.WriteString(strings.TrimPrefix(line, "."))
	}
	got, _ := mail.ReadMessage(strings.NewReader(b.String()))
	m.mu.Lock()
	defer m.mu.Unlock()
	m.mails = append(m.mails, got)
	lost, m.lost = m.lost || m.bad != "" && got.Header.Get("Subject") == m.bad, false
	return lost
}

// got returns a header of each mail taken, in order.
func (m *mailServer) got(header string) (all []string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, one := range m.mails {
		all = append(all, one.Header.Get(header))
	}
	return all
}

func (m *mailServer) sender(d *db.DB) *Sender {
	host, port, _ := net.SplitHostPort(m.address)
	s := SMTP{Host: host, Port: port, From: mail.Address{Address: "touchstone@example.org"}}
	return NewSender(d, slog.New(slog.DiscardHandler), Post{Base: "https://t.example.org", Deliver: s.Deliver})
}

// drain sends until nothing is due.
func drain(t *testing.T, s *Sender) {
	t.Helper()
	for range 1000 {
		if !s.sendNext(t.Context()) {
			return
		}
	}
	t.Fatal("it never ends")
}

func TestMailServerDownForADay(t *testing.T) {
	d, clock := dbtest.OpenAt(t, dbtest.Noon)
	server := newMailServer(t)
	s := server.sender(d)
	var want []string
	for hour := range 24 {
		subject := fmt.Sprint("message ", hour)
		if err := send(t, d, Message{To: fmt.Sprintf("%d@example.org", hour), Subject: subject, Body: "secret link"}); err != nil {
			t.Fatal(err)
		}
		want = append(want, subject)
		if hour == 12 {
			s = server.sender(d) // the program was started anew
		}
		for range 60 {
			drain(t, s)
			clock.Add(time.Minute)
		}
	}
	trouble := s.Trouble()
	if trouble.Since.IsZero() || !strings.Contains(trouble.Why, "refused") || trouble.Next.Sub(d.Now()) > longPause {
		t.Errorf("trouble %+v", trouble)
	}
	waiting, total, _ := Outbox(t.Context(), d, OutboxQuery{Stage: Unsent})
	if total != 24 || waiting[0].Subject != "message 0" || waiting[0].Attempts != 0 || !strings.Contains(waiting[0].Fault, "refused") || waiting[0].Body != "secret link" {
		t.Fatalf("%d wait, the first %+v", total, waiting[0])
	}
	server.start(t)
	for range 60 {
		drain(t, s)
		clock.Add(time.Minute)
	}
	if got := server.got("Subject"); !slices.Equal(got, want) {
		t.Errorf("sent %q", got)
	}
	if s.Trouble() != (Trouble{}) {
		t.Errorf("trouble stays: %+v", s.Trouble())
	}
	sent, _, _ := Outbox(t.Context(), d, OutboxQuery{Stage: Sent})
	if len(sent) != 24 || sent[0].Body != "" || sent[0].Fault != "" {
		t.Errorf("%d sent, one keeps %q, %q", len(sent), sent[0].Body, sent[0].Fault)
	}
}

// TestTakenAndNotStored covers a disk that is full just after the mail server
// took a message.
func TestTakenAndNotStored(t *testing.T) {
	d, clock := dbtest.OpenAt(t, dbtest.Noon)
	server := newMailServer(t)
	server.start(t)
	if err := send(t, d, Message{To: "sam@example.org", Subject: "once", Body: "text"}); err != nil {
		t.Fatal(err)
	}
	run(t, d, `CREATE TRIGGER full BEFORE UPDATE ON messages BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`)
	s := server.sender(d)
	for range 60 {
		drain(t, s)
		clock.Add(time.Minute)
	}
	run(t, d, `DROP TRIGGER full`)
	drain(t, s)
	if got := server.got("Subject"); !slices.Equal(got, []string{"once"}) {
		t.Errorf("sent %q", got)
	}
	if sent, _, _ := Outbox(t.Context(), d, OutboxQuery{Stage: Sent}); len(sent) != 1 || sent[0].Attempts != 1 {
		t.Errorf("stored as sent: %+v", sent)
	}
}

func TestRefusedForGood(t *testing.T) {
	d, clock := dbtest.OpenAt(t, dbtest.Noon)
	server := newMailServer(t)
	server.answer["gone@example.org"] = "550 5.1.1 no such mailbox"
	server.answer["full@example.org"] = "452 4.2.2 mailbox full"
	server.start(t)
	for _, to := range []string{"gone", "full", "sam"} {
		if err := send(t, d, Message{To: to + "@example.org", Subject: to, Body: "text"}); err != nil {
			t.Fatal(err)
		}
	}
	s := server.sender(d)
	drain(t, s)
	if got := server.got("Subject"); !slices.Equal(got, []string{"sam"}) {
		t.Errorf("sent %q: one bad address must not hold up the others", got)
	}
	failed, _, _ := Outbox(t.Context(), d, OutboxQuery{Stage: Failed})
	if len(failed) != 1 || failed[0].Subject != "gone" || !strings.Contains(failed[0].Fault, "no such mailbox") || failed[0].Body != "text" {
		t.Fatalf("failed: %+v", failed)
	}
	again := func(id int64) (m Message, err error) {
		err = d.Update(t.Context(), func(tx *db.Tx) error { m, err = TryAgain(t.Context(), tx, id); return err })
		return m, err
	}
	waiting, _, _ := Outbox(t.Context(), d, OutboxQuery{Stage: Unsent})
	if _, err := again(waiting[0].ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("what waits is put back: %v", err)
	}
	delete(server.answer, "gone@example.org")
	if m, err := again(failed[0].ID); err != nil || m.To != "gone@example.org" {
		t.Errorf("put back %+v, %v", m, err)
	}
	drain(t, s)
	if got := server.got("Subject"); !slices.Equal(got, []string{"sam", "gone"}) {
		t.Errorf("sent %q", got)
	}
	for range 48 * 60 { // the full mailbox stays full
		drain(t, s)
		clock.Add(time.Minute)
	}
	failed, _, _ = Outbox(t.Context(), d, OutboxQuery{Stage: Failed})
	if len(failed) != 1 || failed[0].Attempts != maxAttempts || !strings.Contains(failed[0].Fault, "mailbox full") {
		t.Errorf("after two days: %+v", failed)
	}
}

// TestLineBrokenAtTheLastMoment cannot know whether the server has the message:
// it goes again, as the same one.
func TestLineBrokenAtTheLastMoment(t *testing.T) {
	d, clock := dbtest.OpenAt(t, dbtest.Noon)
	server := newMailServer(t)
	server.lost = true
	server.start(t)
	if err := send(t, d, Message{To: "sam@example.org", Subject: "once", Body: "text"}); err != nil {
		t.Fatal(err)
	}
	s := server.sender(d)
	drain(t, s)
	clock.Add(time.Minute)
	drain(t, s)
	ids := server.got("Message-Id")
	if len(ids) != 2 || ids[0] != ids[1] || ids[0] == "" {
		t.Errorf("ids %q", ids)
	}
}

// TestRunSendsWhatIsTold goes the whole way, from a notice to the mail server.
func TestRunSendsWhatIsTold(t *testing.T) {
	d, _ := open(t, dbtest.Noon)
	server := newMailServer(t)
	server.start(t)
	tell(t, d, apprentice, EvidenceReturned, "a")
	s := server.sender(d)
	s.every = time.Millisecond
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); s.Run(ctx) }()
	defer func() { stop(); <-done }()
	for range 500 {
		if len(server.got("To")) > 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if got := server.got("To"); !slices.Equal(got, []string{"<c@example.com>"}) {
		t.Errorf("sent to %q", got)
	}
}

// TestOneMessageBreaksTheLine has a message at which the server always hangs up.
func TestOneMessageBreaksTheLine(t *testing.T) {
	d, clock := dbtest.OpenAt(t, dbtest.Noon)
	server := newMailServer(t)
	server.bad = "poison"
	server.start(t)
	for _, subject := range []string{"poison", "one", "two"} {
		if err := send(t, d, Message{To: "sam@example.org", Subject: subject, Body: "text"}); err != nil {
			t.Fatal(err)
		}
	}
	s := server.sender(d)
	for range 5 {
		drain(t, s)
		clock.Add(time.Minute)
	}
	if sent, _, _ := Outbox(t.Context(), d, OutboxQuery{Stage: Sent}); len(sent) != 2 {
		t.Errorf("sent %+v: one message must not hold up the others", sent)
	}
	if waiting, _, _ := Outbox(t.Context(), d, OutboxQuery{Stage: Unsent}); len(waiting) != 1 || waiting[0].Subject != "poison" || waiting[0].Body != "text" {
		t.Errorf("waiting %+v", waiting)
	}
}
