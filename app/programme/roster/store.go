package roster

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/programme"
	"touchstone/app/sheet"
)

// keepFor is how long the rows of a roster are kept.
const keepFor = 7 * 24 * time.Hour

// A Store keeps rosters.
type Store struct {
	// Follow, if set, makes for each roster that is confirmed what is told of
	// every enrolment it adds or changes, in the transaction that does so.
	Follow func() Told

	db *db.DB
}

// A Told is told of an enrolment.
type Told func(ctx context.Context, tx *db.Tx, id programme.EnrolmentID) error

// NewStore returns the store in d.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

// Keep judges the rows of a table and keeps them until someone confirms them.
// With r.Adds, employers and cohorts that are not here are added on the way. It
// fills in the roster's id and the columns that are not read, and returns
// fault.Invalid for a table without rows.
func (s *Store) Keep(ctx context.Context, r *Roster, t *sheet.Table) error {
	found, unread := lines(t)
	r.Unread = unread
	if len(found) == 0 {
		return fault.New(fault.Invalid, "The table has a header and no row under it.")
	}
	var rows []*Row
	err := s.db.View(ctx, func(tx *db.Tx) (err error) { // the long part, while others write
		rows, err = judgeAll(ctx, tx, found, r.Adds)
		return err
	})
	if err != nil {
		return err
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		old := tx.Now.Add(-keepFor)
		if _, err := tx.Exec(ctx, `DELETE FROM roster_rows WHERE roster_id IN (SELECT id FROM rosters WHERE made_at < $1)`, db.Stamp(&old)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM rosters WHERE confirmed_at IS NULL AND made_at < $1`, db.Stamp(&old)); err != nil {
			return err
		}
		names := ""
		if len(unread) > 0 {
			text, _ := json.Marshal(unread) // strings always encode
			names = string(text)
		}
		const insert = `INSERT INTO rosters (person_id, file_name, adds, unread, made_at, judged_at) VALUES (NULLIF($1, 0), $2, $3, $4, $5, $5) RETURNING id`
		if err := tx.Row(ctx, insert, r.Person, r.FileName, r.Adds, names, db.Stamp(&tx.Now)).Scan(&r.ID); err != nil {
			return fmt.Errorf("keep roster: %w", err)
		}
		return keepRows(ctx, tx, r.ID, rows)
	})
}

func judgeAll(ctx context.Context, tx *db.Tx, found []line, adds bool) ([]*Row, error) {
	w, err := look(ctx, tx)
	if err != nil {
		return nil, err
	}
	j := newJudge(w, adds)
	rows := make([]*Row, len(found))
	for i, l := range found {
		rows[i] = j.judge(l)
	}
	return rows, nil
}

func keepRows(ctx context.Context, tx *db.Tx, id ID, rows []*Row) error {
	const insert = `INSERT INTO roster_rows (roster_id, line, name, email, cells, mark, says) VALUES ($1, $2, $3, $4, $5, $6, $7)`
	for _, r := range rows {
		cells, err := json.Marshal(line{r.Line, r.cells, r.formulas})
		if err != nil {
			return fmt.Errorf("encode row: %w", err)
		}
		if _, err := tx.Exec(ctx, insert, id, r.Line, r.Name, r.Email, string(cells), r.Mark, r.said()); err != nil {
			return fmt.Errorf("keep row: %w", err)
		}
	}
	return nil
}

// said is what a row says as it is stored.
func (r *Row) said() string {
	text, _ := json.Marshal(r.Says) // strings always encode
	return string(text)
}

// Roster returns a roster, or fault.NotFound.
func (s *Store) Roster(ctx context.Context, id ID) (r Roster, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		r, err = roster(ctx, tx, id)
		return err
	})
	return r, err
}

func roster(ctx context.Context, tx *db.Tx, id ID) (r Roster, err error) {
	const query = `
		SELECT id, COALESCE(person_id, 0), file_name, adds, unread, made_at, judged_at, confirmed_at, result
		FROM rosters WHERE id = $1`
	var unread, result string
	err = tx.Row(ctx, query, id).Scan(&r.ID, &r.Person, &r.FileName, &r.Adds, &unread, db.Stamp(&r.MadeAt), db.Stamp(&r.JudgedAt), db.Stamp(&r.ConfirmedAt), &result)
	if err != nil {
		return r, err
	}
	if unread != "" {
		if err := json.Unmarshal([]byte(unread), &r.Unread); err != nil {
			return r, fmt.Errorf("read columns: %w", err)
		}
	}
	if result != "" {
		if err := json.Unmarshal([]byte(result), &r.Result); err != nil {
			return r, fmt.Errorf("read result: %w", err)
		}
	}
	r.Counts = map[Mark]int{}
	const counts = `SELECT mark, count(*), sum(moved) FROM roster_rows WHERE roster_id = $1 GROUP BY mark`
	return r, tx.Each(ctx, counts, []any{id}, func(scan func(...any) error) error {
		var m Mark
		var n, moved int
		err := scan(&m, &n, &moved)
		r.Counts[m] = n
		r.Moved += moved
		return err
	})
}

// Recent returns the newest rosters, those of the last days among them.
func (s *Store) Recent(ctx context.Context, limit int) (found []Roster, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		var ids []ID
		err := tx.Each(ctx, `SELECT id FROM rosters ORDER BY id DESC LIMIT $1`, []any{limit}, func(scan func(...any) error) error {
			var id ID
			err := scan(&id)
			ids = append(ids, id)
			return err
		})
		found = nil
		for _, id := range ids {
			r, err := roster(ctx, tx, id)
			if err != nil {
				return err
			}
			found = append(found, r)
		}
		return err
	})
	return found, err
}

// A Query narrows Rows. Zero fields do not narrow.
type Query struct {
	Mark   Mark
	Moved  bool   // only rows that would do something else than at first
	Search string // in the name or the address
	Sort   string // "line" (the default), "name" or "-name"
	Offset int
	Limit  int // 0: 50
}

var rowOrder = map[string]string{"": `line`, "name": `lower(name), line`, "-name": `lower(name) DESC, line DESC`}

// Rows returns the rows of a roster that q asks for, and how many there are
// without its Offset and Limit.
func (s *Store) Rows(ctx context.Context, id ID, q Query) (rows []Row, total int, err error) {
	order, known := rowOrder[q.Sort]
	if !known {
		order = rowOrder[""]
	}
	if q.Limit == 0 {
		q.Limit = 50
	}
	const where = `
		FROM roster_rows
		WHERE roster_id = $1 AND ($2 = '' OR mark = $2) AND ($3 = 0 OR moved = 1)
		  AND ($4 = '' OR lower(name) LIKE $4 ESCAPE '\' OR email LIKE $4 ESCAPE '\')`
	moved := 0
	if q.Moved {
		moved = 1
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		rows = nil
		args := []any{id, q.Mark, moved, programme.Like(q.Search)}
		if err := tx.Row(ctx, `SELECT count(*)`+where, args...).Scan(&total); err != nil {
			return err
		}
		query := `SELECT line, name, email, mark, says, moved` + where + ` ORDER BY ` + order + ` LIMIT $5 OFFSET $6`
		return tx.Each(ctx, query, append(args, q.Limit, q.Offset), func(scan func(...any) error) error {
			var r Row
			var says string
			if err := scan(&r.Line, &r.Name, &r.Email, &r.Mark, &says, &r.Moved); err != nil {
				return err
			}
			rows = append(rows, r)
			return json.NewDecoder(strings.NewReader(says)).Decode(&rows[len(rows)-1].Says)
		})
	})
	return rows, total, err
}

// With is what confirming a roster does on the way, each in the transaction that
// stores the rows; nil: nothing.
type With struct {
	Invite   func(ctx context.Context, tx *db.Tx, p account.Person) error // for everyone who is new
	Progress func(done, total int)                                        // told of the rows every now and then
}
