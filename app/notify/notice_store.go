package notify

import (
	"context"
	"slices"

	"touchstone/app/db"
	"touchstone/app/fault"
)

// A Query narrows Notices. Zero fields do not narrow.
type Query struct {
	Search string // part of the text
	Unread bool
	Offset int
	Limit  int // 0: 50
}

const noticeColumns = `n.id, n.person_id, n.kind, n.portfolio_id, n.text, n.path, n.key, n.created_at, n.read_at`

func scanNotice(scan func(...any) error) (n Notice, err error) {
	err = scan(&n.ID, &n.Person, &n.Kind, &n.Portfolio, &n.Text, &n.Path, &n.Key, db.Stamp(&n.CreatedAt), db.Stamp(&n.ReadAt))
	return n, err
}

// theirs is SQL for the notices n of person $1 that they may see at $2.
func theirs() string {
	return ` FROM notices n JOIN people p ON p.id = n.person_id WHERE n.person_id = $1 AND ` + reached("$2")
}

// Notices returns a person's notices, the unread first and then the newest, and
// how many there are without Offset and Limit. Those of a portfolio that they
// may not see any more are left out.
func Notices(ctx context.Context, d *db.DB, person int64, q Query) (notices []Notice, total int, err error) {
	if q.Limit == 0 {
		q.Limit = 50
	}
	where := theirs() + ` AND ($3 = '' OR lower(n.text) LIKE $3 ESCAPE '\') AND ($4 = 0 OR n.read_at IS NULL)`
	unread := 0
	if q.Unread {
		unread = 1
	}
	err = d.View(ctx, func(tx *db.Tx) error {
		notices = nil
		args := []any{person, db.Stamp(&tx.Now), like(q.Search), unread}
		if err := tx.Row(ctx, `SELECT count(*)`+where, args...).Scan(&total); err != nil {
			return err
		}
		query := `SELECT ` + noticeColumns + where + ` ORDER BY n.read_at IS NOT NULL, n.id DESC LIMIT $5 OFFSET $6`
		return tx.Each(ctx, query, append(args, q.Limit, q.Offset), func(scan func(...any) error) error {
			n, err := scanNotice(scan)
			notices = append(notices, n)
			return err
		})
	})
	return notices, total, err
}

// MaxUnread is the most that Unread counts.
const MaxUnread = 100

// Unread returns how many notices a person has not read, up to MaxUnread, and
// whether one of them leads to one of the addresses.
func Unread(ctx context.Context, d *db.DB, person int64, path, address string) (n int, here bool, err error) {
	query := `
		SELECT count(*), COALESCE(max(here), 0)
		FROM (SELECT CASE WHEN n.path IN ($3, $4) THEN 1 ELSE 0 END AS here` + theirs() + ` AND n.read_at IS NULL ORDER BY n.id DESC LIMIT $5) u`
	err = d.View(ctx, func(tx *db.Tx) error {
		var found int
		err := tx.Row(ctx, query, person, db.Stamp(&tx.Now), path, address, MaxUnread).Scan(&n, &found)
		here = found == 1
		return err
	})
	return n, here, err
}

// Open marks a person's notice as read and returns it. It returns
// fault.NotFound if it is not theirs or they may not see it any more.
func Open(ctx context.Context, d *db.DB, person, id int64) (n Notice, err error) {
	err = d.Update(ctx, func(tx *db.Tx) error {
		n, err = scanNotice(tx.Row(ctx, `SELECT `+noticeColumns+theirs()+` AND n.id = $3`, person, db.Stamp(&tx.Now), id).Scan)
		if err != nil {
			return err
		}
		return markRead(ctx, tx, person, `id = $3`, id)
	})
	return n, err
}

// Saw marks as read what leads to an address that the person has opened.
func Saw(ctx context.Context, d *db.DB, person int64, path, address string) error {
	return d.Update(ctx, func(tx *db.Tx) error { return markRead(ctx, tx, person, `path IN ($3, $4)`, path, address) })
}

// ReadAll marks all of a person's notices as read.
func ReadAll(ctx context.Context, d *db.DB, person int64) error {
	return d.Update(ctx, func(tx *db.Tx) error { return markRead(ctx, tx, person, `1 = 1`) })
}

func markRead(ctx context.Context, tx *db.Tx, person int64, which string, args ...any) error {
	query := `UPDATE notices SET read_at = $2 WHERE person_id = $1 AND read_at IS NULL AND ` + which
	_, err := tx.Exec(ctx, query, append([]any{person, db.Stamp(&tx.Now)}, args...)...)
	return err
}

// Choices returns how each kind of notice goes out to a person, as they chose
// or by default.
func Choices(ctx context.Context, d *db.DB, person int64) (map[Kind]Mail, error) {
	chosen := make(map[Kind]Mail)
	for _, of := range Kinds {
		chosen[of.Kind] = of.Default
	}
	err := d.View(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, `SELECT kind, mail FROM notice_choices WHERE person_id = $1`, []any{person}, func(scan func(...any) error) error {
			var k Kind
			var m Mail
			err := scan(&k, &m)
			chosen[k] = k.or(m)
			return err
		})
	})
	return chosen, err
}

// Choose stores how kinds of notice go out to a person; kinds that choices does
// not name stay. It returns fault.Invalid, by the kind, for what is no way.
func Choose(ctx context.Context, d *db.DB, person int64, choices map[Kind]Mail) error {
	var bad fault.Fields
	for k, m := range choices {
		if _, known := k.Of(); !known || !slices.Contains(Mails, m) {
			bad.Add(string(k), "Choose at once, once a day or not at all.")
		}
	}
	if err := bad.Err(); err != nil {
		return err
	}
	const store = `
		INSERT INTO notice_choices (person_id, kind, mail) VALUES ($1, $2, $3)
		ON CONFLICT (person_id, kind) DO UPDATE SET mail = excluded.mail`
	return d.Update(ctx, func(tx *db.Tx) error {
		for _, of := range Kinds {
			m, named := choices[of.Kind]
			if !named {
				continue
			}
			if _, err := tx.Exec(ctx, store, person, of.Kind, m); err != nil {
				return err
			}
		}
		return nil
	})
}
