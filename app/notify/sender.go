package notify

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"touchstone/app/db"
	"touchstone/app/fault"
)

// A Deliver hands one message to a mail server. It returns a Down if no message
// can be handed over now, a Refused if this one never will be, and any other
// error if this one may be taken later.
type Deliver func(context.Context, Message) error

// A Down is that the mail server cannot be reached, or takes nothing from us.
type Down struct {
	Err    error
	Midway bool // the line broke while a message was handed over, which may be that message's doing
}

// Error returns the cause.
func (d Down) Error() string { return d.Err.Error() }

// Unwrap returns the cause.
func (d Down) Unwrap() error { return d.Err }

// A Refused is that the mail server will not take a message, however often it
// is tried.
type Refused struct{ Err error }

// Error returns the cause.
func (r Refused) Error() string { return r.Err.Error() }

// Unwrap returns the cause.
func (r Refused) Unwrap() error { return r.Err }

// A Post is how messages leave an installation.
type Post struct {
	Base    string  // address of the app, without a slash at its end
	Deliver Deliver // nil: there is no mail server, and messages stay in the outbox
	Keep    bool    // without a mail server, write the messages that notices would have become
}

// A Sender turns notices into messages and empties the outbox.
type Sender struct {
	db    *db.DB
	log   *slog.Logger
	post  Post
	every time.Duration

	seen     int64     // the last notice looked at
	digested time.Time // digests up to this time are written

	// Messages that the server took and that could not be marked as sent, as on a
	// full disk: they are not handed over again.
	taken map[int64]bool

	last  int64 // the message at which the line broke last
	tries int   // how often in a row that was this one

	mu      sync.Mutex
	trouble Trouble
}

// Trouble is that the mail server takes nothing.
type Trouble struct {
	Since time.Time // zero: there is none
	Next  time.Time // when it is tried again
	Why   string
	times int
}

// How long a server that takes nothing is left alone: twice as long each time.
const (
	shortPause = 5 * time.Second
	longPause  = 10 * time.Minute
)

// stuckAfter is how often in a row the line has to break at one message before
// others are tried.
const stuckAfter = 3

// maxAttempts is how often a message is tried that the server puts off, over
// about a day and a half, before it is given up.
const maxAttempts = 12

// NewSender returns a sender. Only one program may run one.
func NewSender(d *db.DB, log *slog.Logger, post Post) *Sender {
	return &Sender{db: d, log: log, post: post, every: 5 * time.Second, taken: map[int64]bool{}}
}

// Run works until ctx ends.
func (s *Sender) Run(ctx context.Context) {
	for {
		if err := s.write(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("cannot turn notices into messages", "err", err)
		}
		for s.post.Deliver != nil && ctx.Err() == nil && s.sendNext(ctx) {
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(s.every):
		}
	}
}

// Write turns the notices that are due into messages, as Run does.
func (s *Sender) Write(ctx context.Context) error { return s.write(ctx) }

// Trouble returns what keeps the sender from sending; the zero Trouble is
// nothing.
func (s *Sender) Trouble() Trouble {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.trouble
}

// sendNext tries the oldest message that is due and reports whether to go on.
func (s *Sender) sendNext(ctx context.Context) bool {
	if s.db.Now().Before(s.Trouble().Next) {
		return false
	}
	m, err := s.next(ctx)
	if fault.Is(err, fault.NotFound) {
		return false
	}
	var failure error
	if err == nil {
		if failure = s.deliver(ctx, m); failure != nil && ctx.Err() != nil {
			return false // the program stops: the message is as it was
		}
		err = s.store(context.WithoutCancel(ctx), m, failure)
	}
	if err != nil && ctx.Err() == nil {
		s.log.Error("cannot work on the outbox", "err", err)
		return false
	}
	return !s.pause(failure)
}

// deliver hands m to the server, unless it has it.
func (s *Sender) deliver(ctx context.Context, m Message) error {
	if s.taken[m.ID] {
		return nil
	}
	err := s.post.Deliver(ctx, m)
	if err == nil {
		s.taken[m.ID] = true
	}
	return err
}

// next returns the oldest message that is due, so that messages go in the order
// they were written.
func (s *Sender) next(ctx context.Context) (m Message, err error) {
	const query = `
		SELECT ` + columns + ` FROM messages
		WHERE sent_at IS NULL AND failed_at IS NULL AND next_at <= $1 ORDER BY id LIMIT 1`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		m, err = scanMessage(tx.Row(ctx, query, db.Stamp(&tx.Now)).Scan)
		return err
	})
	return m, err
}

// pause leaves the server alone for a while if it takes nothing, and reports
// whether it does.
func (s *Sender) pause(failure error) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	down, is := errors.AsType[Down](failure)
	if !is {
		s.trouble = Trouble{}
		return false
	}
	now := s.db.Now()
	if s.trouble.Since.IsZero() {
		s.trouble.Since = now
		s.log.Warn("mail server takes nothing", "err", failure)
	}
	s.trouble.Next = now.Add(min(shortPause<<min(s.trouble.times, 10), longPause))
	s.trouble.Why = down.Error()
	s.trouble.times++
	return true
}

// stuck reports whether the line broke over and over with this message. Others
// go first then.
func (s *Sender) stuck(id int64) bool {
	if s.last != id {
		s.last, s.tries = id, 0
	}
	s.tries++
	return s.tries >= stuckAfter
}

// store keeps how an attempt to send m went. A message that was sent keeps no
// text. While the server takes nothing, messages wait as they are.
func (s *Sender) store(ctx context.Context, m Message, failure error) error {
	if down, is := errors.AsType[Down](failure); is {
		if down.Midway && s.stuck(m.ID) {
			return s.set(ctx, m, `next_at = $2 + $5, fault = $3`, failure.Error(), longPause.Milliseconds())
		}
		return s.set(ctx, m, `fault = $3`, failure.Error())
	}
	m.Attempts++
	if failure == nil {
		err := s.set(ctx, m, `sent_at = $2, body = '', fault = $3`, "")
		if err == nil {
			delete(s.taken, m.ID)
		}
		return err
	}
	s.log.Warn("message not sent", "message", m.ID, "attempt", m.Attempts, "err", failure)
	_, refused := errors.AsType[Refused](failure)
	if refused || m.Attempts >= maxAttempts {
		return s.set(ctx, m, `failed_at = $2, fault = $3`, failure.Error())
	}
	later := time.Minute << min(m.Attempts-1, 9)
	return s.set(ctx, m, `next_at = $2 + $5, fault = $3`, failure.Error(), later.Milliseconds())
}

// set changes a message: $2 is now, $3 the fault, $4 the attempts, $5 and on
// more.
func (s *Sender) set(ctx context.Context, m Message, what, why string, more ...any) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		args := append([]any{m.ID, db.Stamp(&tx.Now), why, m.Attempts}, more...)
		_, err := tx.Exec(ctx, `UPDATE messages SET attempts = $4, `+what+` WHERE id = $1`, args...)
		return err
	})
}
