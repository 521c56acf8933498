// Package notify tells people what happened and what is due. A notice is for
// one person and shows in the app; a message is an e-mail. Both are put down in
// the transaction that has cause for them, so that neither exists without the
// other. A sender turns notices into messages as each person chose, and hands
// messages to a mail server, again and again until they go.
package notify

import (
	"context"
	"strings"
	"time"

	"touchstone/app/db"
	"touchstone/app/fault"
)

// A Message is an e-mail of plain text.
type Message struct {
	ID        int64
	To        string // address
	Subject   string // one line
	Body      string // plain text; removed once sent, since it may hold a secret link
	CreatedAt time.Time
	SentAt    time.Time // zero: not yet
	FailedAt  time.Time // zero: it is not given up
	Attempts  int       // of handing over this message; a server that is not to be had is no attempt
	Fault     string    // why the last attempt failed, for an administrator
}

// Send puts a message in the outbox.
func Send(ctx context.Context, tx *db.Tx, m Message) error {
	_, err := put(ctx, tx, m)
	return err
}

// put is Send and returns the message's id.
func put(ctx context.Context, tx *db.Tx, m Message) (id int64, err error) {
	if strings.ContainsAny(m.To+m.Subject, "\r\n") || m.To == "" {
		return 0, fault.New(fault.Invalid, "A message needs an address and a subject of one line.")
	}
	const insert = `INSERT INTO messages (recipient, subject, body, created_at, next_at) VALUES ($1, $2, $3, $4, $4) RETURNING id`
	err = tx.Row(ctx, insert, m.To, m.Subject, m.Body, db.Stamp(&tx.Now)).Scan(&id)
	return id, err
}

const columns = `id, recipient, subject, body, created_at, sent_at, failed_at, attempts, fault`

func scanMessage(scan func(...any) error) (m Message, err error) {
	err = scan(&m.ID, &m.To, &m.Subject, &m.Body, db.Stamp(&m.CreatedAt), db.Stamp(&m.SentAt), db.Stamp(&m.FailedAt), &m.Attempts, &m.Fault)
	return m, err
}

// Waiting returns the messages to an address that have not been sent, newest
// first.
func Waiting(ctx context.Context, d *db.DB, to string) (messages []Message, err error) {
	const query = `SELECT ` + columns + ` FROM messages WHERE recipient = $1 AND sent_at IS NULL ORDER BY id DESC LIMIT 20`
	err = d.View(ctx, func(tx *db.Tx) error {
		messages, err = messagesOf(ctx, tx, query, to)
		return err
	})
	return messages, err
}

func messagesOf(ctx context.Context, tx *db.Tx, query string, args ...any) (messages []Message, err error) {
	err = tx.Each(ctx, query, args, func(scan func(...any) error) error {
		m, err := scanMessage(scan)
		messages = append(messages, m)
		return err
	})
	return messages, err
}

// Withdraw takes the messages to an address with that subject, which have not
// been sent, out of the outbox, as when the links in them have ended.
func Withdraw(ctx context.Context, tx *db.Tx, to, subject string) error {
	_, err := tx.Exec(ctx, `DELETE FROM messages WHERE recipient = $1 AND subject = $2 AND sent_at IS NULL`, to, subject)
	return err
}
