package reports

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"touchstone/app/audit"
	"touchstone/app/blob"
	"touchstone/app/db"
	"touchstone/app/programme"
)

// An Export is a portfolio that was printed and kept.
type Export struct {
	ID        int64
	Portfolio programme.EnrolmentID
	Person    int64 // who asked; 0: the program
	Choice    Choice
	Summary   Summary
	Blob      blob.Ref
	MadeAt    time.Time // UTC
}

// Print gathers a portfolio as it is now, writes it to files and keeps a row of
// it. Progress is as in Write.
func (s Stores) Print(ctx context.Context, files blob.Store, id programme.EnrolmentID, want Choice, person int64, progress func(done, total int)) (Export, error) {
	p, err := s.Gather(ctx, id, want)
	if err != nil {
		return Export{}, err
	}
	e := Export{Portfolio: id, Person: person, Choice: want}
	pr, pw := io.Pipe()
	written := make(chan error, 1)
	go func() {
		open := func(ctx context.Context, ref blob.Ref) (blob.Blob, error) { return files.Open(ctx, ref) }
		var err error
		e.Summary, err = p.Write(ctx, pw, open, progress)
		pw.CloseWithError(err)
		written <- err
	}()
	ref, _, err := files.Put(ctx, pr)
	pr.CloseWithError(err) // ends Write if Put failed
	if writeErr := <-written; err == nil {
		err = writeErr
	}
	if err != nil {
		return Export{}, fmt.Errorf("print portfolio: %w", err)
	}
	e.Blob = ref
	return e, s.keep(ctx, &e)
}

func (s Stores) keep(ctx context.Context, e *Export) error {
	choice, err := json.Marshal(e.Choice)
	if err != nil {
		return fmt.Errorf("keep export: %w", err)
	}
	summary, err := json.Marshal(e.Summary)
	if err != nil {
		return fmt.Errorf("keep export: %w", err)
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		e.MadeAt = tx.Now
		const insert = `
			INSERT INTO exports (portfolio_id, person_id, choice, summary, blob, made_at)
			VALUES ($1, NULLIF($2, 0), $3, $4, $5, $6)
			RETURNING id`
		err := tx.Row(ctx, insert, e.Portfolio, e.Person, string(choice), string(summary), e.Blob, db.Stamp(&e.MadeAt)).Scan(&e.ID)
		if err != nil {
			return fmt.Errorf("keep export: %w", err)
		}
		return audit.Add(ctx, tx, audit.Event{Person: e.Person, Action: "portfolio.print", Portfolio: int64(e.Portfolio),
			Subject: fmt.Sprintf("export %d", e.ID), Detail: e.Summary})
	})
}

const exportColumns = `id, portfolio_id, COALESCE(person_id, 0), choice, summary, blob, made_at`

func scanExport(scan func(...any) error) (e Export, err error) {
	var choice, summary string
	if err := scan(&e.ID, &e.Portfolio, &e.Person, &choice, &summary, &e.Blob, db.Stamp(&e.MadeAt)); err != nil {
		return e, err
	}
	if err := json.Unmarshal([]byte(choice), &e.Choice); err != nil {
		return e, fmt.Errorf("read export: %w", err)
	}
	if err := json.Unmarshal([]byte(summary), &e.Summary); err != nil {
		return e, fmt.Errorf("read export: %w", err)
	}
	return e, nil
}

// Exports returns the newest exports of a portfolio, newest first, at most limit.
func (s Stores) Exports(ctx context.Context, id programme.EnrolmentID, limit int) (all []Export, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		const query = `SELECT ` + exportColumns + ` FROM exports WHERE portfolio_id = $1 ORDER BY id DESC LIMIT $2`
		return tx.Each(ctx, query, []any{id, limit}, func(scan func(...any) error) error {
			e, err := scanExport(scan)
			all = append(all, e)
			return err
		})
	})
	return all, err
}

// Export returns an export of a portfolio, or fault.NotFound.
func (s Stores) Export(ctx context.Context, portfolio programme.EnrolmentID, id int64) (e Export, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		const query = `SELECT ` + exportColumns + ` FROM exports WHERE portfolio_id = $1 AND id = $2`
		e, err = scanExport(tx.Row(ctx, query, portfolio, id).Scan)
		return err
	})
	return e, err
}
