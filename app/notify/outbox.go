package notify

import (
	"context"
	"strings"

	"touchstone/app/db"
)

// A Stage is how far a message has come.
type Stage string

// The stages.
const (
	Unsent Stage = "waiting" // it will be tried, or tried again
	Failed Stage = "failed"  // given up: Message.Fault says why
	Sent   Stage = "sent"    // the mail server has it
)

var stages = map[Stage]string{
	"":     `1 = 1`,
	Unsent: `sent_at IS NULL AND failed_at IS NULL`,
	Failed: `failed_at IS NOT NULL`,
	Sent:   `sent_at IS NOT NULL`,
}

// An OutboxQuery narrows Outbox. Zero fields do not narrow.
type OutboxQuery struct {
	Stage  Stage
	Search string // part of the address or the subject
	Offset int
	Limit  int // 0: 50
}

// Outbox returns messages and how many there are without Offset and Limit:
// those that wait oldest first, as they will go; others newest first.
func Outbox(ctx context.Context, d *db.DB, q OutboxQuery) (messages []Message, total int, err error) {
	stage, known := stages[q.Stage]
	if !known {
		stage = stages[""]
	}
	order := ` ORDER BY id DESC`
	if q.Stage == Unsent {
		order = ` ORDER BY id`
	}
	if q.Limit == 0 {
		q.Limit = 50
	}
	where := ` FROM messages WHERE ($1 = '' OR lower(recipient) LIKE $1 ESCAPE '\' OR lower(subject) LIKE $1 ESCAPE '\') AND ` + stage
	err = d.View(ctx, func(tx *db.Tx) error {
		if err := tx.Row(ctx, `SELECT count(*)`+where, like(q.Search)).Scan(&total); err != nil {
			return err
		}
		messages, err = messagesOf(ctx, tx, `SELECT `+columns+where+order+` LIMIT $2 OFFSET $3`, like(q.Search), q.Limit, q.Offset)
		return err
	})
	return messages, total, err
}

// like returns the pattern that finds text anywhere, empty for empty text.
func like(text string) string {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return ""
	}
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}

// TryAgain puts a message that was given up back in the outbox and returns it.
// It returns fault.NotFound if there is no such message, or it is not given up.
func TryAgain(ctx context.Context, tx *db.Tx, id int64) (m Message, err error) {
	const update = `
		UPDATE messages SET failed_at = NULL, attempts = 0, next_at = $2
		WHERE id = $1 AND failed_at IS NOT NULL AND sent_at IS NULL RETURNING ` + columns
	return scanMessage(tx.Row(ctx, update, id, db.Stamp(&tx.Now)).Scan)
}
