package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"io"
	"strconv"
	"sync"

	"modernc.org/sqlite"
)

// Remembering makes every database opened from now on answer a query that it
// was asked before, with the same arguments, from memory, whatever was written
// since. It is for measuring what a page costs apart from its queries, and for
// nothing else.
func Remembering() {
	sql.Register("remembering", &rememberer{answers: map[string]*answer{}})
	sqlDriver = "remembering"
}

// sqlDriver is the driver that pools use.
var sqlDriver = "sqlite"

// A rememberer is SQLite's driver with a memory of its answers.
type rememberer struct {
	sqlite.Driver
	mu      sync.Mutex
	answers map[string]*answer
}

type answer struct {
	columns []string
	rows    [][]driver.Value
}

// Open implements driver.Driver.
func (r *rememberer) Open(name string) (driver.Conn, error) {
	c, err := r.Driver.Open(name)
	if err != nil {
		return nil, err
	}
	return &rememberingConn{c, r}, nil
}

type rememberingConn struct {
	driver.Conn
	r *rememberer
}

// Prepare implements driver.Conn.
func (c *rememberingConn) Prepare(query string) (driver.Stmt, error) {
	st, err := c.Conn.Prepare(query)
	if err != nil {
		return nil, err
	}
	return &rememberingStmt{st, query, c.r}, nil
}

type rememberingStmt struct {
	driver.Stmt
	query string
	r     *rememberer
}

// ExecContext implements driver.StmtExecContext.
func (s *rememberingStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	return s.Stmt.(driver.StmtExecContext).ExecContext(ctx, args)
}

// QueryContext implements driver.StmtQueryContext.
func (s *rememberingStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	key := keyOf(s.query, args)
	s.r.mu.Lock()
	known := s.r.answers[key]
	s.r.mu.Unlock()
	if known == nil {
		rows, err := s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
		if err != nil {
			return nil, err
		}
		if known, err = learn(rows); err != nil {
			return nil, err
		}
		s.r.mu.Lock()
		s.r.answers[key] = known
		s.r.mu.Unlock()
	}
	return &remembered{answer: known}, nil
}

// keyOf is made to cost next to nothing beside the page.
func keyOf(query string, args []driver.NamedValue) string {
	key := []byte(query)
	for _, a := range args {
		key = append(key, 0)
		switch v := a.Value.(type) {
		case int64:
			key = strconv.AppendInt(key, v, 10)
		case string:
			key = append(key, v...)
		default:
			key = fmt.Append(key, v)
		}
	}
	return string(key)
}

func learn(rows driver.Rows) (*answer, error) {
	defer rows.Close()
	a := &answer{columns: rows.Columns()}
	for {
		row := make([]driver.Value, len(a.columns))
		if err := rows.Next(row); err == io.EOF {
			return a, nil
		} else if err != nil {
			return nil, err
		}
		a.rows = append(a.rows, row)
	}
}

// remembered are the rows of an answer.
type remembered struct {
	*answer
	next int
}

// Columns implements driver.Rows.
func (r *remembered) Columns() []string { return r.columns }

// Close implements driver.Rows.
func (r *remembered) Close() error { return nil }

// Next implements driver.Rows.
func (r *remembered) Next(row []driver.Value) error {
	if r.next == len(r.rows) {
		return io.EOF
	}
	copy(row, r.rows[r.next])
	r.next++
	return nil
}
