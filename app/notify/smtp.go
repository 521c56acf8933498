package notify

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/smtp"
	"net/textproto"
	"strings"
	"time"
)

// SMTP says how to reach a mail server. On port 465 the connection is
// encrypted from the start; on any other, STARTTLS is used where the server
// offers it, and a password is never sent without encryption but to this
// machine itself.
type SMTP struct {
	Host     string
	Port     string
	User     string // empty: no signing in
	Password string
	From     mail.Address
}

const smtpPatience = 30 * time.Second

// Deliver sends m. It is a Deliver.
func (s SMTP) Deliver(ctx context.Context, m Message) error {
	ctx, cancel := context.WithTimeout(ctx, smtpPatience)
	defer cancel()
	conn, err := s.dial(ctx)
	if err != nil {
		return Down{Err: fmt.Errorf("reach mail server: %w", err)}
	}
	defer conn.Close()
	deadline, _ := ctx.Deadline()
	conn.SetDeadline(deadline)
	c, err := smtp.NewClient(conn, s.Host)
	if err != nil {
		return Down{Err: fmt.Errorf("greet mail server: %w", err)}
	}
	defer c.Close()
	if err := s.identify(c); err != nil {
		return Down{Err: err}
	}
	return s.hand(c, m)
}

// said says what a failure means for one message: a reply of 5xx refuses it and
// one of 4xx puts it off (RFC 5321, 4.2.1), but 421 is that the server goes
// away, and what is no reply is that the line broke.
func said(what string, err error) error {
	err = fmt.Errorf("%s: %w", what, err)
	reply, is := errors.AsType[*textproto.Error](err)
	switch {
	case !is || reply.Code == 421:
		return Down{Err: err, Midway: !is}
	case reply.Code >= 500:
		return Refused{err}
	}
	return err
}

func (s SMTP) dial(ctx context.Context) (net.Conn, error) {
	address := net.JoinHostPort(s.Host, s.Port)
	if s.Port == "465" {
		return (&tls.Dialer{Config: &tls.Config{ServerName: s.Host}}).DialContext(ctx, "tcp", address)
	}
	return (&net.Dialer{}).DialContext(ctx, "tcp", address)
}

func (s SMTP) identify(c *smtp.Client) error {
	if offered, _ := c.Extension("STARTTLS"); offered {
		if err := c.StartTLS(&tls.Config{ServerName: s.Host}); err != nil {
			return fmt.Errorf("encrypt to mail server: %w", err)
		}
	}
	if s.User == "" {
		return nil
	}
	// PlainAuth refuses to send the password over a bare line.
	if err := c.Auth(smtp.PlainAuth("", s.User, s.Password, s.Host)); err != nil {
		return fmt.Errorf("sign in to mail server: %w", err)
	}
	return nil
}

func (s SMTP) hand(c *smtp.Client, m Message) error {
	text, err := s.text(m)
	if err != nil {
		return err
	}
	if err := c.Mail(s.From.Address); err != nil {
		return Down{Err: fmt.Errorf("send from %s: %w", s.From.Address, err)} // no message of ours would be taken
	}
	if err := c.Rcpt(m.To); err != nil {
		return said("send to", err)
	}
	w, err := c.Data()
	if err != nil {
		return said("send text", err)
	}
	if _, err := w.Write(text); err != nil {
		return said("send text", err)
	}
	if err := w.Close(); err != nil {
		return said("send text", err)
	}
	c.Quit() // the message is taken; how the line is cut does not matter
	return nil
}

// text returns m as RFC 5322 has it.
func (s SMTP) text(m Message) ([]byte, error) {
	_, domain, _ := strings.Cut(s.From.Address, "@")
	var b bytes.Buffer
	fmt.Fprintf(&b, "From: %s\r\nTo: <%s>\r\nSubject: %s\r\nDate: %s\r\n", s.From.String(), m.To,
		mime.QEncoding.Encode("utf-8", m.Subject), m.CreatedAt.Format(time.RFC1123Z))
	// The same each time, so that a message whose line broke at the last moment,
	// and which goes twice, can be told to be one.
	fmt.Fprintf(&b, "Message-ID: <touchstone.%d.%d@%s>\r\nAuto-Submitted: auto-generated\r\n", m.ID, m.CreatedAt.UnixMilli(), domain)
	b.WriteString("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n")
	q := quotedprintable.NewWriter(&b)
	if _, err := q.Write([]byte(strings.ReplaceAll(m.Body, "\n", "\r\n"))); err != nil {
		return nil, fmt.Errorf("write text: %w", err)
	}
	if err := q.Close(); err != nil {
		return nil, fmt.Errorf("write text: %w", err)
	}
	return b.Bytes(), nil
}
