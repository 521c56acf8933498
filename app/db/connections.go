package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
)

// connections are a fixed number of connections, each with the statements that
// were used on it: preparing one takes SQLite longer than running it. The pool
// of package sql forgets them with every transaction.
type connections struct {
	db    *sql.DB
	begin string // what begins a transaction
	free  chan *connection
}

// A connection serves one transaction at a time.
type connection struct {
	db    *sql.DB
	conn  *sql.Conn
	kept  map[string]*statement
	stale bool // something is wrong with it; it is opened anew before it is used again
}

// A statement that is kept. While its rows are read it is busy: reading others
// with it would end them.
type statement struct {
	*sql.Stmt
	busy bool
}

// maxKept is how many statements a connection keeps. Queries are constants with
// few variants; more are made up as the program runs, and not worth keeping.
const maxKept = 500

func connect(ctx context.Context, path, more, begin string, n int) (*connections, error) {
	p, err := pool(path, more, n)
	if err != nil {
		return nil, err
	}
	c := &connections{db: p, begin: begin, free: make(chan *connection, n)}
	for range n {
		conn, err := p.Conn(ctx)
		if err != nil {
			p.Close()
			return nil, err
		}
		c.free <- &connection{db: p, conn: conn, kept: map[string]*statement{}}
	}
	return c, nil
}

// take waits for a connection that nobody uses.
func (c *connections) take(ctx context.Context) (*connection, error) {
	select {
	case one, open := <-c.free:
		if !open {
			return nil, errClosed
		}
		if one.stale {
			if err := one.renew(ctx); err != nil {
				c.give(one)
				return nil, err
			}
		}
		return one, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (c *connections) give(one *connection) { c.free <- one }

var errClosed = errors.New("the database is closed")

// close waits for every connection and closes it.
func (c *connections) close() error {
	var errs []error
	for range cap(c.free) {
		one, open := <-c.free
		if !open {
			return nil // closed before
		}
		errs = append(errs, one.drop())
	}
	close(c.free)
	return errors.Join(append(errs, c.db.Close())...)
}

// prepared returns the statement of a query, and what to call when it is done
// with.
func (c *connection) prepared(ctx context.Context, query string) (*sql.Stmt, func(), error) {
	if kept := c.kept[query]; kept != nil && !kept.busy {
		kept.busy = true
		return kept.Stmt, func() { kept.busy = false }, nil
	}
	st, err := c.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, nil, err
	}
	if c.kept[query] != nil || len(c.kept) >= maxKept {
		return st, func() { st.Close() }, nil
	}
	kept := &statement{st, true}
	c.kept[query] = kept
	return st, func() { kept.busy = false }, nil
}

func (c *connection) exec(ctx context.Context, query string) error {
	st, end, err := c.prepared(ctx, query)
	if err != nil {
		return err
	}
	defer end()
	_, err = st.ExecContext(ctx)
	return err
}

// rollBack undoes the transaction, although ctx may have ended. Some errors, a
// full disk for one, have undone it already; then another can begin.
func (c *connection) rollBack(ctx context.Context) {
	ctx = context.WithoutCancel(ctx)
	if c.exec(ctx, "ROLLBACK") == nil {
		return
	}
	if c.exec(ctx, "BEGIN") != nil || c.exec(ctx, "ROLLBACK") != nil {
		c.stale = true
	}
}

// renew opens the connection anew.
func (c *connection) renew(ctx context.Context) error {
	if c.conn != nil {
		c.drop()
	}
	conn, err := c.db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect again: %w", err)
	}
	c.conn, c.stale = conn, false
	return nil
}

// drop closes the connection itself, not only our hold on it.
func (c *connection) drop() error {
	for _, st := range c.kept {
		st.Close()
	}
	c.kept = map[string]*statement{}
	if c.conn == nil {
		return nil
	}
	c.conn.Raw(func(any) error { return driver.ErrBadConn }) // makes package sql close it
	err := c.conn.Close()
	c.conn = nil
	if errors.Is(err, sql.ErrConnDone) {
		return nil
	}
	return err
}
