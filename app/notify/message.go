// Package notify sends messages to people by e-mail. A message is put in an
// outbox in the transaction that has cause for it, so that neither exists
// without the other, and sent later, again and again until it goes.
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
	SentAt    time.Time // zero: it waits
	Attempts  int
	Fault     string // why the last attempt failed, for an administrator
}

// MaxAttempts is how often sending a message is tried, over about four days.
const MaxAttempts = 12

// Send puts a message in the outbox.
func Send(ctx context.Context, tx *db.Tx, m Message) error {
	if strings.ContainsAny(m.To+m.Subject, "\r\n") || m.To == "" {
		return fault.New(fault.Invalid, "A message needs an address and a subject of one line.")
	}
	const insert = `INSERT INTO messages (recipient, subject, body, created_at, next_at) VALUES ($1, $2, $3, $4, $4)`
	_, err := tx.Exec(ctx, insert, m.To, m.Subject, m.Body, db.Stamp(&tx.Now))
	return err
}

const columns = `id, recipient, subject, body, created_at, sent_at, attempts, fault`

func scanMessage(scan func(...any) error) (m Message, err error) {
	err = scan(&m.ID, &m.To, &m.Subject, &m.Body, db.Stamp(&m.CreatedAt), db.Stamp(&m.SentAt), &m.Attempts, &m.Fault)
	return m, err
}

// Waiting returns the messages to an address that have not been sent, newest
// first.
func Waiting(ctx context.Context, d *db.DB, to string) (messages []Message, err error) {
	const query = `SELECT ` + columns + ` FROM messages WHERE recipient = $1 AND sent_at IS NULL ORDER BY id DESC LIMIT 20`
	err = d.View(ctx, func(tx *db.Tx) error {
		messages = nil
		return tx.Each(ctx, query, []any{to}, func(scan func(...any) error) error {
			m, err := scanMessage(scan)
			messages = append(messages, m)
			return err
		})
	})
	return messages, err
}

// Withdraw takes the messages to an address with that subject, which have not
// been sent, out of the outbox, as when the links in them have ended.
func Withdraw(ctx context.Context, tx *db.Tx, to, subject string) error {
	_, err := tx.Exec(ctx, `DELETE FROM messages WHERE recipient = $1 AND subject = $2 AND sent_at IS NULL`, to, subject)
	return err
}
