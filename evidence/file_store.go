package evidence

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"touchstone/app/account"
	"touchstone/app/blob"
	"touchstone/app/db"
	"touchstone/app/document"
	"touchstone/app/fault"
)

// An Added is what became of an upload.
type Added struct {
	File      File
	Already   bool  // the piece had these very bytes, so nothing was added
	Elsewhere []Ref // other pieces of the portfolio with the same bytes
}

// A Ref names an item for pointing to it.
type Ref struct {
	ID     ItemID
	Number int
	Title  string
}

// AddFile attaches a file whose bytes and copies are stored to an item's draft.
// Name is cleaned; Facts say what was found in it. The same bytes twice in one
// piece are one file, and bytes that other pieces have are pointed out. It
// returns fault.Conflict if the newest version is no draft.
func (s *Store) AddFile(ctx context.Context, portfolio PortfolioID, id ItemID, by account.PersonID, f File) (a Added, err error) {
	f.Portfolio, f.Name, f.Fault, f.AddedBy = portfolio, CleanName(f.Name), f.Facts.Fault, by
	if f.Size > MaxFile {
		return a, TooLarge(f.Size)
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		a = Added{File: f}
		p, err := draftFor(ctx, tx, portfolio, id)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(p.Version.Files, func(has File) bool { return has.Blob == f.Blob }); i >= 0 {
			a.File, a.Already = p.Version.Files[i], true
			return nil
		}
		if len(p.Version.Files) >= MaxFiles {
			return fault.Newf(fault.Conflict, "A piece holds up to %d files. Remove one, or begin another piece.", MaxFiles)
		}
		if a.Elsewhere, err = itemsWith(ctx, tx, portfolio, id, f.Blob); err != nil {
			return err
		}
		if err := insertFile(ctx, tx, &a.File); err != nil {
			return err
		}
		if err := attach(ctx, tx, p.Version.ID, a.File.ID); err != nil {
			return err
		}
		return touched(ctx, tx, by, "file.add", &p.Item, &a.File)
	})
	return a, err
}

// TooLarge is the refusal of a file of size bytes, or of one that is too large
// by an unknown amount, for 0.
func TooLarge(size int64) error {
	if size == 0 {
		return fault.Newf(fault.TooLarge, "A file may have up to %s, and this one has more. Make it smaller, or add it in parts.", document.Size(MaxFile))
	}
	return fault.Newf(fault.TooLarge, "A file may have up to %s, and this one has %s. Make it smaller, or add it in parts.", document.Size(MaxFile), document.Size(size))
}

// draftFor returns an item with its draft, or fault.Conflict if its newest
// version is none.
func draftFor(ctx context.Context, tx *db.Tx, portfolio PortfolioID, id ItemID) (p Piece, err error) {
	if p, err = newest(ctx, tx, portfolio, id); err != nil {
		return p, err
	}
	if p.Version.State != Draft {
		return p, fault.Newf(fault.Conflict, "This piece is %s, so its files cannot be changed.", p.State.inWords())
	}
	return p, nil
}

// itemsWith returns the other items whose newest version has those bytes.
func itemsWith(ctx context.Context, tx *db.Tx, portfolio PortfolioID, not ItemID, ref blob.Ref) (items []Ref, err error) {
	const query = `
		SELECT DISTINCT i.id, i.number, i.title
		FROM files f
		JOIN version_files vf ON vf.file_id = f.id
		JOIN items i ON i.latest_id = vf.version_id
		WHERE f.blob = $1 AND f.portfolio_id = $2 AND i.id <> $3 AND i.removed_at IS NULL
		ORDER BY i.number`
	err = tx.Each(ctx, query, []any{ref, portfolio, not}, func(scan func(...any) error) error {
		var r Ref
		err := scan(&r.ID, &r.Number, &r.Title)
		items = append(items, r)
		return err
	})
	return items, err
}

func insertFile(ctx context.Context, tx *db.Tx, f *File) error {
	f.AddedAt = tx.Now
	facts, err := json.Marshal(f.Facts)
	if err != nil {
		return fmt.Errorf("encode facts: %w", err)
	}
	const insert = `
		INSERT INTO files (portfolio_id, blob, name, size, facts, fault, kept_at, added_by, added_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		RETURNING id`
	err = tx.Row(ctx, insert, f.Portfolio, f.Blob, f.Name, f.Size, string(facts), f.Fault, db.Stamp(&f.KeptAt),
		f.AddedBy, db.Stamp(&f.AddedAt)).Scan(&f.ID)
	if err != nil {
		return fmt.Errorf("add file: %w", err)
	}
	const copies = `INSERT INTO file_copies (file_id, kind, blob, size) VALUES ($1, $2, $3, $4)`
	for _, kind := range slices.Sorted(maps.Keys(f.Copies)) {
		if _, err := tx.Exec(ctx, copies, f.ID, kind, f.Copies[kind].Blob, f.Copies[kind].Size); err != nil {
			return fmt.Errorf("add copy of file: %w", err)
		}
	}
	return nil
}

func attach(ctx context.Context, tx *db.Tx, version VersionID, file FileID) error {
	const insert = `
		INSERT INTO version_files (version_id, file_id, position)
		SELECT $1, $2, COALESCE(max(position), 0) + 1 FROM version_files WHERE version_id = $1`
	if _, err := tx.Exec(ctx, insert, version, file); err != nil {
		return fmt.Errorf("attach file: %w", err)
	}
	return nil
}

// touched notes that a draft's files changed. The revision stays: it guards the
// text, and files are added beside it.
func touched(ctx context.Context, tx *db.Tx, by account.PersonID, action string, it *Item, f *File) error {
	if err := saveItem(ctx, tx, it); err != nil {
		return err
	}
	if err := active(ctx, tx, it.Portfolio); err != nil {
		return err
	}
	return record(ctx, tx, by, action, it, map[string]any{"file": f.ID, "name": f.Name, "size": f.Size, "sha256": f.Blob})
}

// DetachFile takes a file off an item's draft, and the claims' places in it.
// Versions that were submitted keep it.
func (s *Store) DetachFile(ctx context.Context, portfolio PortfolioID, id ItemID, by account.PersonID, file FileID) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		p, err := draftFor(ctx, tx, portfolio, id)
		if err != nil {
			return err
		}
		f := p.Version.File(file)
		if f == nil {
			return notThere
		}
		const places = `
			DELETE FROM claim_places
			WHERE file_id = $2 AND claim_id IN (SELECT id FROM claims WHERE version_id = $1)`
		if _, err := tx.Exec(ctx, places, p.Version.ID, file); err != nil {
			return fmt.Errorf("remove places: %w", err)
		}
		const detach = `DELETE FROM version_files WHERE version_id = $1 AND file_id = $2`
		if err := tx.Change(ctx, detach, p.Version.ID, file); err != nil {
			return fmt.Errorf("detach file: %w", err)
		}
		return touched(ctx, tx, by, "file.remove", &p.Item, f)
	})
}

// AttachAgain undoes DetachFile, but for the places. A file that is there
// already is no error.
func (s *Store) AttachAgain(ctx context.Context, portfolio PortfolioID, id ItemID, by account.PersonID, file FileID) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		p, err := draftFor(ctx, tx, portfolio, id)
		if err != nil || p.Version.File(file) != nil {
			return err
		}
		f, err := FileIn(ctx, tx, portfolio, file)
		if err != nil {
			return err
		}
		if err := attach(ctx, tx, p.Version.ID, file); err != nil {
			return err
		}
		return touched(ctx, tx, by, "file.restore", &p.Item, &f)
	})
}

// KeepFile records that the person wants an unfit file of a draft kept as it is.
func (s *Store) KeepFile(ctx context.Context, portfolio PortfolioID, id ItemID, by account.PersonID, file FileID) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		p, err := draftFor(ctx, tx, portfolio, id)
		if err != nil {
			return err
		}
		f := p.Version.File(file)
		if f == nil {
			return notThere
		}
		if !f.Unfit() {
			return nil
		}
		if err := tx.Change(ctx, `UPDATE files SET kept_at = $2 WHERE id = $1`, file, db.Stamp(&tx.Now)); err != nil {
			return fmt.Errorf("keep file: %w", err)
		}
		return touched(ctx, tx, by, "file.keep", &p.Item, f)
	})
}

// File returns a file of a portfolio with its copies, if sight reaches it: to
// others than the apprentice a file is there once a version with it has been
// submitted and not withdrawn.
func (s *Store) File(ctx context.Context, portfolio PortfolioID, id FileID, sight Sight) (f File, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if f, err = FileIn(ctx, tx, portfolio, id); err != nil {
			return err
		}
		if sight == Own {
			return nil
		}
		const shown = `
			SELECT count(*) FROM version_files vf
			JOIN versions v ON v.id = vf.version_id
			JOIN items i ON i.id = v.item_id
			WHERE vf.file_id = $1 AND v.state IN ('submitted', 'returned', 'accepted') AND i.removed_at IS NULL`
		var n int
		if err := tx.Row(ctx, shown, id).Scan(&n); err != nil {
			return err
		}
		if n == 0 {
			return notThere
		}
		return nil
	})
	return f, err
}

// FileIn returns a file of a portfolio with its copies, whoever may see it,
// within a transaction of the caller's.
func FileIn(ctx context.Context, tx *db.Tx, portfolio PortfolioID, id FileID) (f File, err error) {
	const query = `SELECT ` + fileColumns + ` FROM files f WHERE f.portfolio_id = $1 AND f.id = $2`
	f, err = scanFile(tx.Row(ctx, query, portfolio, id).Scan)
	if err != nil {
		return f, err
	}
	const copies = `SELECT kind, blob, size FROM file_copies WHERE file_id = $1`
	err = tx.Each(ctx, copies, []any{id}, func(scan func(...any) error) error {
		var kind document.Copy
		var c FileCopy
		err := scan(&kind, &c.Blob, &c.Size)
		f.Copies[kind] = c
		return err
	})
	return f, err
}

// NamedBlobs returns every blob that a row names. What is not among them, and
// has been stored for a day, belongs to nothing.
func (s *Store) NamedBlobs(ctx context.Context) (named map[blob.Ref]bool, err error) {
	named = make(map[blob.Ref]bool)
	err = s.db.View(ctx, func(tx *db.Tx) error {
		const query = `SELECT blob FROM files UNION SELECT blob FROM file_copies UNION SELECT blob FROM exports
			UNION SELECT blob FROM audit_exports UNION SELECT blob FROM submission_blobs`
		return tx.Each(ctx, query, nil, func(scan func(...any) error) error {
			var ref blob.Ref
			err := scan(&ref)
			named[ref] = true
			return err
		})
	})
	return named, err
}
