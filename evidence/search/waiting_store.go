package search

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"touchstone/app/blob"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// How the work in the background goes: how often it looks, how much it writes at
// a time, and for how long it lets others write in between.
const (
	lookEvery    = time.Second
	waitingOnce  = 32        // documents that waited
	lateOnce     = 128 << 10 // bytes of their words in one transaction; one document may have more
	indexedOnce  = 40        // items of the record, when the index is made from it
	pauseBetween = 5 * time.Millisecond
)

// Run writes what waits to be written, and makes the index from the record where
// it is not made yet, until ctx ends. What fails is logged and tried again.
func (s *Store) Run(ctx context.Context, log *slog.Logger) {
	for ctx.Err() == nil {
		more, err := s.work(ctx, indexedOnce)
		if err != nil && ctx.Err() == nil {
			log.Error("cannot write the index", "err", err)
		}
		pause := pauseBetween
		if !more || err != nil {
			pause = lookEvery
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

// CatchUp does all that there is to do, and returns. Tell, which may be nil, is
// told how far the making of the index is.
func (s *Store) CatchUp(ctx context.Context, tell func(Progress)) error {
	for {
		more, err := s.work(ctx, 25*indexedOnce)
		if err != nil || !more {
			return err
		}
		if tell != nil {
			p, err := s.Progress(ctx)
			if err != nil {
				return err
			}
			tell(p)
		}
	}
}

// work does some of what there is to do, and reports whether there is more.
func (s *Store) work(ctx context.Context, items int) (more bool, err error) {
	if more, err = s.writeWaiting(ctx); err != nil || more {
		return more, err
	}
	return s.goOn(ctx, items)
}

// A waiter is a document that waits for its words.
type waiter struct {
	doc
	name, text string // of a file: its name, and the blob of its text
}

// writeWaiting writes some of what waits, and reports whether there was any.
func (s *Store) writeWaiting(ctx context.Context) (some bool, err error) {
	var waiting []waiter
	const query = `
		SELECT ` + docColumns + `, COALESCE(f.name, ''), COALESCE(c.blob, '')
		FROM search_waiting w JOIN search_docs d ON d.id = w.doc_id
		LEFT JOIN files f ON d.kind = 'file' AND f.id = d.ref_id
		LEFT JOIN file_copies c ON c.file_id = f.id AND c.kind = 'text'
		ORDER BY w.doc_id LIMIT $1`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		waiting = nil
		return tx.Each(ctx, query, []any{waitingOnce}, func(scan func(...any) error) error {
			var w waiter
			err := scan(append(w.columns(), &w.name, &w.text)...)
			waiting = append(waiting, w)
			return err
		})
	})
	for from, to := 0, 0; from < len(waiting) && err == nil; from = to {
		size := 0
		for ; to < len(waiting) && size < lateOnce; to++ {
			s.readLate(ctx, &waiting[to])
			size += len(waiting[to].words)
		}
		err = s.writeLate(ctx, waiting[from:to])
	}
	if err != nil {
		return false, fmt.Errorf("write what waits: %w", err)
	}
	return len(waiting) > 0, nil
}

// readLate reads the words of a file. It is done before anybody is kept from
// writing.
func (s *Store) readLate(ctx context.Context, w *waiter) {
	if w.kind == File {
		w.words = fileWords(w.name, s.fileText(ctx, blob.Ref(w.text)))
	}
}

// writeLate writes the words of documents. One that was changed meanwhile goes on
// waiting.
func (s *Store) writeLate(ctx context.Context, waiting []waiter) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		for i := range waiting {
			if err := waiting[i].writeNow(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *waiter) writeNow(ctx context.Context, tx *db.Tx) error {
	var now doc
	err := tx.Row(ctx, `SELECT `+docColumns+` FROM search_docs d WHERE d.id = $1`, w.id).Scan(now.columns()...)
	if fault.Is(err, fault.NotFound) {
		return nil // it went, and it waits no longer
	}
	if err != nil || now.digest != w.digest || now.own != w.own || now.shared != w.shared || now.ref != w.ref {
		return err
	}
	if w.kind != File {
		p, err := pieceText(ctx, tx, w.ref)
		if err != nil {
			return err
		}
		w.words = p.words()
	}
	if _, err := tx.Exec(ctx, `DELETE FROM search_words WHERE rowid = $1`, w.id); err != nil {
		return fmt.Errorf("forget words: %w", err)
	}
	if err := w.write(ctx, tx); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `DELETE FROM search_waiting WHERE doc_id = $1`, w.id)
	return err
}

// fileText returns the beginning of a file's text; none if it has none, or if it
// cannot be read: verify says what is wrong with it, and its name is found all
// the same.
func (s *Store) fileText(ctx context.Context, ref blob.Ref) string {
	if ref == "" {
		return ""
	}
	b, err := s.files.Open(ctx, ref)
	if err != nil {
		return ""
	}
	defer b.Close()
	text, err := io.ReadAll(io.NewSectionReader(b, 0, MaxText))
	if err != nil {
		return ""
	}
	return string(bytes.ToValidUTF8(text, nil))
}

// fileWords returns the words of a file for the index.
func fileWords(name, text string) string {
	var w writing
	w.add(name)
	for p := range filePages(text) {
		w.add(p.text)
	}
	return w.b.String()
}
