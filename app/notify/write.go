package notify

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"touchstone/app/db"
)

// digestHour is when the day's digests are written, in London.
const digestHour = 7

// digestLines is how many notices a digest shows; it says how many more there
// are.
const digestLines = 40

// batch is how many notices are looked at in one transaction.
const batch = 100

// A due notice is one that is not settled, with whom it is for.
type due struct {
	Notice
	name, email string
	mail        Mail // as the person chose
	silent      bool // they are not to be written to of this
}

// write turns the notices that are due into messages. A notice is marked in the
// transaction that writes its message, so that it goes into one and no more.
func (s *Sender) write(ctx context.Context) error {
	for {
		n, err := s.writeNew(ctx)
		if err != nil {
			return err
		}
		if n < batch {
			break
		}
	}
	return s.writeDigests(ctx)
}

const dueColumns = `
	n.id, n.person_id, n.kind, n.text, n.path, n.created_at, p.name, p.email, COALESCE(c.mail, ''),
	n.read_at IS NOT NULL OR p.suspended_at IS NOT NULL OR NOT ` + stays + ` OR NOT `

const dueTables = `
	FROM notices n JOIN people p ON p.id = n.person_id
	LEFT JOIN notice_choices c ON c.person_id = n.person_id AND c.kind = n.kind`

// dueNotices returns the notices not settled that where asks for, in order; $1
// is now.
func dueNotices(ctx context.Context, tx *db.Tx, where string, args ...any) (all []due, err error) {
	query := `SELECT ` + dueColumns + reached("$1") + dueTables + ` WHERE n.settled_at IS NULL AND ` + where
	err = tx.Each(ctx, query, append([]any{db.Stamp(&tx.Now)}, args...), func(scan func(...any) error) error {
		var d due
		err := scan(&d.ID, &d.Person, &d.Kind, &d.Text, &d.Path, db.Stamp(&d.CreatedAt), &d.name, &d.email, &d.mail, &d.silent)
		d.mail = d.Kind.or(d.mail)
		all = append(all, d)
		return err
	})
	return all, err
}

// writeNew looks at the notices it has not seen yet: it writes those to go at
// once, leaves those of a digest, and settles the others. It returns how many
// it looked at.
func (s *Sender) writeNew(ctx context.Context) (n int, err error) {
	var last int64
	err = s.db.View(ctx, func(tx *db.Tx) error {
		const newest = `SELECT COALESCE(max(id), 0) FROM notices WHERE settled_at IS NULL AND id > $1`
		return tx.Row(ctx, newest, s.seen).Scan(&last)
	})
	if err != nil || last == 0 {
		return 0, err
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		all, err := dueNotices(ctx, tx, `n.id > $2 ORDER BY n.id LIMIT $3`, s.seen, batch)
		if err != nil {
			return err
		}
		n = len(all)
		for _, d := range all {
			if err := s.writeOne(ctx, tx, d); err != nil {
				return err
			}
			last = d.ID
		}
		return nil
	})
	if err == nil {
		s.seen = last
	}
	return n, err
}

func (s *Sender) writeOne(ctx context.Context, tx *db.Tx, d due) error {
	switch {
	case d.silent || d.mail == Never || !s.writes():
		return settle(ctx, tx, d.ID, 0)
	case d.mail == Daily:
		return nil
	}
	id, err := put(ctx, tx, s.single(d, "You get this at once."))
	if err != nil {
		return err
	}
	return settle(ctx, tx, d.ID, id)
}

// writes reports whether notices become messages at all.
func (s *Sender) writes() bool { return s.post.Deliver != nil || s.post.Keep }

// settle marks a notice as done with, as part of a message or of none.
func settle(ctx context.Context, tx *db.Tx, id, message int64) error {
	const update = `UPDATE notices SET settled_at = $2, message_id = NULLIF($3, 0) WHERE id = $1 AND settled_at IS NULL`
	return tx.Change(ctx, update, id, db.Stamp(&tx.Now), message)
}

// digestTime returns when digests were last due at now. London's clock changes
// in the small hours, so there is one such time a day.
func digestTime(now time.Time) time.Time {
	y, m, d := now.In(db.London).Date()
	at := time.Date(y, m, d, digestHour, 0, 0, 0, db.London)
	if at.After(now) {
		at = time.Date(y, m, d-1, digestHour, 0, 0, 0, db.London)
	}
	return at.UTC()
}

// writeDigests writes for each person one message of what came before the last
// time that digests were due. What comes later has to wait for the next, so
// nobody gets two a day.
func (s *Sender) writeDigests(ctx context.Context) error {
	until := digestTime(s.db.Now())
	if !until.After(s.digested) {
		return nil
	}
	people, err := s.digestPeople(ctx, until)
	if err != nil {
		return err
	}
	for _, p := range people {
		if err := s.writeDigest(ctx, p, until); err != nil {
			return err
		}
	}
	s.digested = until
	return nil
}

func (s *Sender) digestPeople(ctx context.Context, until time.Time) (people []int64, err error) {
	const query = `SELECT DISTINCT person_id FROM notices WHERE settled_at IS NULL AND created_at < $1 ORDER BY person_id`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		people = nil
		return tx.Each(ctx, query, []any{db.Stamp(&until)}, func(scan func(...any) error) error {
			var p int64
			err := scan(&p)
			people = append(people, p)
			return err
		})
	})
	return people, err
}

func (s *Sender) writeDigest(ctx context.Context, person int64, until time.Time) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		all, err := dueNotices(ctx, tx, `n.person_id = $2 AND n.created_at < $3 ORDER BY n.id`, person, db.Stamp(&until))
		if err != nil {
			return err
		}
		told := slices.DeleteFunc(slices.Clone(all), func(d due) bool { return d.silent || d.mail == Never })
		var message int64
		if len(told) > 0 && s.writes() {
			if message, err = put(ctx, tx, s.digest(told)); err != nil {
				return err
			}
		}
		for _, d := range all {
			in := message
			if d.silent || d.mail == Never {
				in = 0
			}
			if err := settle(ctx, tx, d.ID, in); err != nil {
				return err
			}
		}
		return nil
	})
}

// single returns the message of one notice.
func (s *Sender) single(d due, how string) Message {
	return Message{To: d.email, Subject: oneLine(strings.TrimSuffix(d.Text, "."), 100),
		Body: fmt.Sprintf("Dear %s,\n\n%s\n\n%s\n\n%s", d.name, d.Text, s.post.Base+d.Path, s.foot(how))}
}

const daily = "You get this once a day at most."

// digest returns the message of a person's day; all is not empty.
func (s *Sender) digest(all []due) Message {
	if len(all) == 1 {
		return s.single(all[0], daily)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Dear %s,\n\nsince the last summary:\n\n", all[0].name)
	for _, d := range all[:min(len(all), digestLines)] {
		fmt.Fprintf(&b, "- %s\n  %s\n\n", d.Text, s.post.Base+d.Path)
	}
	if more := len(all) - digestLines; more > 0 {
		fmt.Fprintf(&b, "And %d more: %s/notices\n\n", more, s.post.Base)
	}
	b.WriteString(s.foot(daily))
	return Message{To: all[0].email, Subject: fmt.Sprintf("Your day in Touchstone: %d notices", len(all)), Body: b.String()}
}

func (s *Sender) foot(how string) string {
	return fmt.Sprintf("-- \n%s To choose what comes by e-mail: %s/account/notices\n", how, s.post.Base)
}
