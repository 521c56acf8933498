package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"

	"touchstone/app/db"
	"touchstone/app/words"
)

// newForm is the form of the hash of events that are added. The form before it,
// 1, covered the detail itself and not the id.
const newForm = 2

// Hash returns the hash of e, whose detail is recorded as the JSON detail, after
// an event with the hash before, empty for the first. Form is that of the hash.
func Hash(before string, e *Event, form int, detail string) string {
	if form == 1 {
		return digest(before, milli(e), number(e.Person), e.Action, number(e.Portfolio), e.Subject, detail)
	}
	return HashBy(before, e, DetailDigest(detail))
}

// HashBy is Hash of form 2 by the DetailDigest of the detail, for those who are
// not given the detail.
func HashBy(before string, e *Event, detailDigest string) string {
	return digest("2", before, number(e.ID), milli(e), number(e.Person), e.Action, number(e.Portfolio), e.Subject, detailDigest)
}

// DetailDigest returns the SHA-256 of a recorded detail in lower-case hex.
func DetailDigest(detail string) string {
	sum := sha256.Sum256([]byte(detail))
	return hex.EncodeToString(sum[:])
}

// Chained says in words how the hash of an event is computed, for those who
// check it by other means.
const Chained = `Each event's hash is the SHA-256, in lower-case hexadecimal, of one text in UTF-8. ` +
	`The text is made of parts; each part is written as its length in bytes, a colon, the part itself, and a comma. ` +
	`Form 2: the parts are the figure 2, the hash of the event before (empty for event 1), the event's number, ` +
	`its time in milliseconds since 1970-01-01 00:00 UTC, the number of the person (0 for the program), the action, ` +
	`the number of the portfolio (0 for none), the subject, and the SHA-256 of the recorded detail. ` +
	`Form 1, of older events: the hash of the event before, the time, the person, the action, the portfolio, ` +
	`the subject, and the recorded detail itself.`

// digest covers every part; lengths keep parts from running into each other.
func digest(parts ...string) string {
	var text []byte
	for _, p := range parts {
		text = strconv.AppendInt(text, int64(len(p)), 10)
		text = append(text, ':')
		text = append(text, p...)
		text = append(text, ',')
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func number(n int64) string { return strconv.FormatInt(n, 10) }
func milli(e *Event) string { return number(e.At.UnixMilli()) }

// A Finding is something wrong with the chain.
type Finding struct {
	Event int64  `json:"event"` // the first that is missing or does not fit; 0: of no single event
	Text  string `json:"text"`  // a sentence
}

// A Chain is what Inspect found.
type Chain struct {
	Events   int64     `json:"events"`
	Newest   int64     `json:"newest"` // id of the last event
	Hash     string    `json:"hash"`   // of the last event; whoever keeps it can ask for it later
	Findings []Finding `json:"findings"`
	More     int       `json:"more"`            // findings beyond mostFindings
	Known    int64     `json:"known,omitempty"` // the event with the hash that was asked for; 0: none
}

// mostFindings bounds what is told of a chain that is broken everywhere.
const mostFindings = 100

func (c *Chain) find(event int64, format string, args ...any) {
	if len(c.Findings) == mostFindings {
		c.More++
		return
	}
	c.Findings = append(c.Findings, Finding{event, fmt.Sprintf(format, args...)})
}

// Inspect reads the whole chain and returns what is not as it was recorded: an
// event that was altered, removed, put in or moved, and events cut off at the
// end. It cannot find that somebody who can write to the database made the
// chain anew from some event on, with its end; only that the chain no longer
// holds a hash that was noted elsewhere before, which known is, or is empty.
// Progress, which may be nil, is told now and then how many events are read.
func Inspect(ctx context.Context, d *db.DB, known string, progress func(done, total int64)) (c Chain, err error) {
	err = d.View(ctx, func(tx *db.Tx) error {
		c = Chain{Findings: []Finding{}}
		var kept Chain
		if err := tx.Row(ctx, `SELECT events, newest, hash FROM chain`).Scan(&kept.Events, &kept.Newest, &kept.Hash); err != nil {
			return fmt.Errorf("read end of chain: %w", err)
		}
		r := reader{chain: &c, known: known}
		const query = `
			SELECT id, at, COALESCE(person_id, 0), action, portfolio, subject, detail, hash, form
			FROM events ORDER BY id`
		err := tx.Each(ctx, query, nil, func(scan func(...any) error) error {
			var e Event
			var detail, have string
			var form int
			if err := scan(&e.ID, db.Stamp(&e.At), &e.Person, &e.Action, &e.Portfolio, &e.Subject, &detail, &have, &form); err != nil {
				return err
			}
			if progress != nil && c.Events%10_000 == 0 {
				progress(c.Events, kept.Events)
			}
			r.see(&e, form, detail, have)
			return nil
		})
		if err != nil {
			return err
		}
		c.compareEnd(&kept)
		if known != "" && c.Known == 0 {
			c.find(0, "No event has the hash %s: the record was made anew since it was noted, or it is of another installation.", known)
		}
		return nil
	})
	return c, err
}

// A reader goes along the chain.
type reader struct {
	chain *Chain
	known string
	last  Event
}

// see takes the next event.
func (r *reader) see(e *Event, form int, detail, have string) {
	c := r.chain
	gap := e.ID != c.Newest+1
	switch {
	case gap && e.ID == c.Newest+2:
		c.find(c.Newest+1, "Event %d is missing.", c.Newest+1)
	case gap:
		c.find(c.Newest+1, "Events %d to %d are missing.", c.Newest+1, e.ID-1)
	case have != Hash(c.Hash, e, form, detail) && c.Newest == 0:
		c.find(e.ID, "Event 1 is not as it was recorded.")
	case have != Hash(c.Hash, e, form, detail):
		c.find(e.ID, "Event %d is not as it was recorded, or does not follow event %d: one of the two was altered, put in or moved.", e.ID, c.Newest)
	case e.At.Before(r.last.At):
		c.find(e.ID, "Event %d has an earlier time, %s, than the event before it.", e.ID, words.Moment(e.At))
	}
	c.Events, c.Newest, c.Hash, r.last = c.Events+1, e.ID, have, *e
	if r.known != "" && have == r.known {
		c.Known = e.ID
	}
}

// compareEnd compares what was read with the end that is kept apart.
func (c *Chain) compareEnd(kept *Chain) {
	switch {
	case c.Newest == kept.Newest-1:
		c.find(kept.Newest, "Event %d, the newest, is missing.", kept.Newest)
	case c.Newest < kept.Newest:
		c.find(c.Newest+1, "Events %d to %d, the newest, are missing.", c.Newest+1, kept.Newest)
	case c.Newest > kept.Newest:
		c.find(kept.Newest+1, "Event %d and what follows were put in: the record ended with event %d.", kept.Newest+1, kept.Newest)
	case c.Hash != kept.Hash:
		c.find(c.Newest, "The newest event, %d, has another hash than the end of the record.", c.Newest)
	case c.Events != kept.Events && len(c.Findings) == 0:
		c.find(0, "There are %d events, and there should be %d.", c.Events, kept.Events)
	}
}

// Check returns the id of the first event that is not as it was recorded, or 0,
// and how many events there are. See Inspect.
func Check(ctx context.Context, d *db.DB) (broken int64, events int, err error) {
	c, err := Inspect(ctx, d, "", nil)
	if len(c.Findings) > 0 {
		broken = c.Findings[0].Event
	}
	return broken, int(c.Events), err
}
