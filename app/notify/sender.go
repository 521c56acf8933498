package notify

import (
	"context"
	"log/slog"
	"time"

	"touchstone/app/db"
	"touchstone/app/fault"
)

// A Deliver hands one message to a mail server.
type Deliver func(context.Context, Message) error

// A Sender empties the outbox.
type Sender struct {
	db      *db.DB
	log     *slog.Logger
	deliver Deliver
	every   time.Duration
}

// NewSender returns a sender that hands messages to deliver.
func NewSender(d *db.DB, log *slog.Logger, deliver Deliver) *Sender {
	return &Sender{db: d, log: log, deliver: deliver, every: 5 * time.Second}
}

// Run sends messages until ctx ends. Only one program may run it.
func (s *Sender) Run(ctx context.Context) {
	for {
		for ctx.Err() == nil && s.sendNext(ctx) {
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(s.every):
		}
	}
}

// sendNext tries the message that has waited longest and reports whether there
// was one.
func (s *Sender) sendNext(ctx context.Context) bool {
	m, err := s.next(ctx)
	if fault.Is(err, fault.NotFound) {
		return false
	}
	if err == nil {
		err = s.store(context.WithoutCancel(ctx), m, s.deliver(ctx, m))
	}
	if err != nil && ctx.Err() == nil {
		s.log.Error("cannot work on the outbox", "err", err)
		return false
	}
	return true
}

func (s *Sender) next(ctx context.Context) (m Message, err error) {
	const query = `
		SELECT ` + columns + ` FROM messages
		WHERE sent_at IS NULL AND next_at <= $1 AND attempts < $2 ORDER BY next_at, id LIMIT 1`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		m, err = scanMessage(tx.Row(ctx, query, db.Stamp(&tx.Now), MaxAttempts).Scan)
		return err
	})
	return m, err
}

// store keeps how an attempt to send m went.
func (s *Sender) store(ctx context.Context, m Message, failure error) error {
	m.Attempts++
	if failure != nil {
		s.log.Warn("message not sent", "message", m.ID, "attempt", m.Attempts, "err", failure)
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		if failure == nil {
			const sent = `UPDATE messages SET sent_at = $1, attempts = $2, body = '', fault = '' WHERE id = $3`
			_, err := tx.Exec(ctx, sent, db.Stamp(&tx.Now), m.Attempts, m.ID)
			return err
		}
		next := tx.Now.Add(time.Minute << min(m.Attempts-1, 10))
		const again = `UPDATE messages SET attempts = $1, next_at = $2, fault = $3 WHERE id = $4`
		_, err := tx.Exec(ctx, again, m.Attempts, db.Stamp(&next), failure.Error(), m.ID)
		return err
	})
}
