package ksb

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// An ImportID identifies an import that waits for someone to confirm it.
type ImportID int64

// keepFor is how long an import waits.
const keepFor = 7 * 24 * time.Hour

// An Import is what was understood of a file, kept until someone confirms it.
type Import struct {
	ID          ImportID
	Person      int64 // who handed the file in
	FileName    string
	Found       Found
	CreatedAt   time.Time
	ConfirmedAt time.Time  // zero: not yet
	Standard    StandardID // what it became; 0: nothing yet
}

// Preview says what applying an import would do. It returns fault.Invalid, on
// the field "reference" or "version", if the import does not say which standard
// it is.
func (s *Store) Preview(ctx context.Context, found Standard) (d Difference, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		d, err = compareStored(ctx, tx, found)
		return err
	})
	return d, err
}

// Apply makes an import the standard, in one transaction: a new one, or the
// stored one of its reference and version with statements' ids, and so the claims
// on them, kept. It returns what it did, and fault.Conflict if the difference
// has a Refusal.
func (s *Store) Apply(ctx context.Context, person int64, found Standard) (d Difference, err error) {
	defer s.forget()
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		d, err = s.apply(ctx, tx, person, found)
		return err
	})
	return d, err
}

// compareStored compares an import with the standard it is about.
func compareStored(ctx context.Context, tx *db.Tx, found Standard) (Difference, error) {
	id, why, err := target(ctx, tx, &found)
	if err != nil {
		return Difference{}, err
	}
	if id == 0 {
		return DifferenceOf(nil, found), found.Check()
	}
	stored, err := readStandard(ctx, tx, id)
	if err != nil {
		return Difference{}, err
	}
	d := DifferenceOf(stored, found)
	if why != "" {
		d.Notes = append([]string{why}, d.Notes...)
	}
	return d, nil
}

// target returns the stored standard that an import is about, 0 if it is a new
// one, and why it is that one where the import does not say so itself.
func target(ctx context.Context, tx *db.Tx, found *Standard) (id StandardID, why string, err error) {
	if found.Reference != "" && found.Version != "" {
		id, err = standardID(ctx, tx, found.Reference, found.Version)
		return id, "", err
	}
	const query = `
		SELECT id, reference, version FROM standards
		WHERE reference = $1 OR ($1 = '' AND lower(title) = lower($2) AND level = $3)
		ORDER BY id`
	var label string
	n := 0
	err = tx.Each(ctx, query, []any{found.Reference, found.Title, found.Level}, func(scan func(...any) error) error {
		var reference, version string
		n++
		err := scan(&id, &reference, &version)
		label = named(reference, version)
		return err
	})
	var bad fault.Fields
	switch {
	case err != nil:
		return 0, "", err
	case n > 1:
		bad.Add("version", "Several versions of this standard are stored. Say which one the import is, such as 1.1.")
	case n == 1 && found.Reference == "":
		return id, fmt.Sprintf("The source names no reference. By title and level it is %s.", label), nil
	case n == 1:
		return id, fmt.Sprintf("The source names no version. It is taken to be %s, the only one stored.", label), nil
	case found.Reference == "":
		bad.Add("reference", "Say which standard this is by its reference, such as ST0001.")
	default:
		return 0, "", nil
	}
	return 0, "", bad.Err()
}

func (s *Store) apply(ctx context.Context, tx *db.Tx, person int64, found Standard) (Difference, error) {
	d, err := compareStored(ctx, tx, found)
	if err != nil {
		return d, err
	}
	if d.Refusal != "" {
		return d, fault.New(fault.Conflict, d.Refusal)
	}
	if d.Before == nil {
		err = addStandard(ctx, tx, &d.After)
	} else {
		err = changeStandard(ctx, tx, &d)
	}
	if err != nil {
		return d, err
	}
	if err := s.changed(ctx, tx, d.After.ID); err != nil {
		return d, err
	}
	detail := map[string]any{
		"standard": d.After.Label(), "source": d.After.Source.Name,
		"added":      d.Count((*Change).New),
		"retired":    keysOf(&d, (*Change).Retires),
		"attached":   d.Count(func(c *Change) bool { return c.Attaches }),
		"reworded":   keysOf(&d, func(c *Change) bool { return c.Reworded }),
		"recoded":    keysOf(&d, func(c *Change) bool { return c.Recoded }),
		"moved":      keysOf(&d, func(c *Change) bool { return c.Moved }),
		"statements": len(d.After.Statements), "changes": d.edits(),
	}
	return d, audit.Add(ctx, tx, audit.Event{Person: person, Action: "standard.import", Subject: fmt.Sprintf("standard %d", d.After.ID), Detail: detail})
}

// An edit is one field of a statement as an import found it and left it.
type edit struct {
	Field  string `json:"field"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// edits returns what an import changes of the statements, field by field; of one
// that is new, its wording.
func (d *Difference) edits() []edit {
	edits := []edit{}
	for i := range d.Changes {
		c := &d.Changes[i]
		var was, is Statement
		if c.Before != nil {
			was = *c.Before
		}
		if c.After != nil {
			is = *c.After
		} else {
			is = was
			is.Retired = true
		}
		of := cmp.Or(is.Name(), was.Name())
		for _, f := range []edit{
			{"Official wording of " + of, was.Official, is.Official},
			{"Code of " + of, string(was.Code), string(is.Code)},
			{"Whom it is for: " + of, forWhom(&was), forWhom(&is)},
		} {
			if f.Before != f.After {
				edits = append(edits, f)
			}
		}
	}
	return edits
}

// forWhom is whom of a statement that may be new or no longer in the standard.
func forWhom(s *Statement) string {
	switch {
	case s.Key == "":
		return ""
	case s.Retired:
		return "nobody: no longer in the standard"
	}
	return whom(s)
}

func keysOf(d *Difference, is func(*Change) bool) []string {
	keys := []string{}
	for i := range d.Changes {
		if c := &d.Changes[i]; c.Before != nil && is(c) {
			keys = append(keys, c.Before.Key)
		}
	}
	return keys
}

// changeStandard writes d.After over d.Before.
func changeStandard(ctx context.Context, tx *db.Tx, d *Difference) error {
	after := &d.After
	if err := after.Check(); err != nil {
		return err
	}
	types, err := json.Marshal(after.Types)
	if err != nil {
		return err
	}
	const update = `
		UPDATE standards
		SET level = $1, types = $2, minimum_hours = $3, duration_months = $4, max_funding = $5,
		    source = $6, source_url = $7, secondary = $8, read_on = coalesce($9, ''), licence = $10, updated_at = $11
		WHERE id = $12`
	err = tx.Change(ctx, update, after.Level, string(types), after.MinimumHours, after.DurationMonths, after.MaxFunding, after.Source.Name,
		after.Source.URL, after.Source.Secondary, db.Day(&after.Source.ReadOn), after.Source.Licence, db.Stamp(&tx.Now), after.ID)
	if err != nil {
		return err
	}
	for i := range after.Options {
		if err := putOption(ctx, tx, after.ID, i, &after.Options[i]); err != nil {
			return err
		}
	}
	position := 0
	for i := range d.Changes {
		c := &d.Changes[i]
		switch {
		case c.Retires():
			err = tx.Change(ctx, `UPDATE statements SET retired_at = $1 WHERE id = $2`, db.Stamp(&tx.Now), c.Before.ID)
		case c.New():
			err = addStatement(ctx, tx, after, position, c.After)
		default:
			err = putStatement(ctx, tx, after, position, c.After)
		}
		if err != nil {
			return err
		}
		position++
	}
	return nil
}

func putOption(ctx context.Context, tx *db.Tx, standard StandardID, position int, o *Option) error {
	if o.ID == 0 {
		return addOption(ctx, tx, standard, position, o)
	}
	return tx.Change(ctx, `UPDATE standard_options SET source_id = $1 WHERE id = $2`, o.SourceID, o.ID)
}

func putStatement(ctx context.Context, tx *db.Tx, s *Standard, position int, st *Statement) error {
	const update = `
		UPDATE statements
		SET position = $1, code = $2, code_origin = $3, official = $4, membership = $5, source_id = $6, retired_at = NULL
		WHERE id = $7`
	if err := tx.Change(ctx, update, position, st.Code, st.Origin, st.Official, st.Membership, st.SourceID, st.ID); err != nil {
		return err
	}
	return setOptions(ctx, tx, s, st.ID, st.Options)
}

// KeepImport keeps what was understood of a file until someone confirms it, for
// a week.
func (s *Store) KeepImport(ctx context.Context, person int64, fileName string, found Found) (id ImportID, err error) {
	document, err := json.Marshal(found)
	if err != nil {
		return 0, fmt.Errorf("encode import: %w", err)
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		const insert = `
			INSERT INTO standard_imports (person_id, file_name, document, created_at)
			VALUES (NULLIF($1, 0), $2, $3, $4) RETURNING id`
		if err := tx.Row(ctx, insert, person, fileName, string(document), db.Stamp(&tx.Now)).Scan(&id); err != nil {
			return err
		}
		// After the new row has its id, so that no id is given twice.
		old := tx.Now.Add(-keepFor)
		_, err := tx.Exec(ctx, `DELETE FROM standard_imports WHERE confirmed_at IS NULL AND created_at < $1`, db.Stamp(&old))
		return err
	})
	return id, err
}

// Import returns a kept import. It returns fault.NotFound if there is none with
// that id, or no longer.
func (s *Store) Import(ctx context.Context, id ImportID) (im Import, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		im, err = readImport(ctx, tx, id)
		return err
	})
	return im, err
}

func readImport(ctx context.Context, tx *db.Tx, id ImportID) (Import, error) {
	im := Import{ID: id}
	var document string
	const query = `
		SELECT coalesce(person_id, 0), file_name, document, created_at, confirmed_at, coalesce(standard_id, 0)
		FROM standard_imports WHERE id = $1`
	err := tx.Row(ctx, query, id).Scan(&im.Person, &im.FileName, &document, db.Stamp(&im.CreatedAt), db.Stamp(&im.ConfirmedAt), &im.Standard)
	if fault.Is(err, fault.NotFound) {
		return im, fault.New(fault.NotFound, "This import is not kept any longer. Hand the file in again.")
	}
	if err != nil {
		return im, err
	}
	if err := json.Unmarshal([]byte(document), &im.Found); err != nil {
		return im, fmt.Errorf("read import %d: %w", id, err)
	}
	return im, nil
}

// ConfirmImport applies a kept import. It returns what it did, and
// fault.Conflict if it was confirmed before.
func (s *Store) ConfirmImport(ctx context.Context, person int64, id ImportID) (d Difference, err error) {
	defer s.forget()
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		im, err := readImport(ctx, tx, id)
		if err != nil {
			return err
		}
		if !im.ConfirmedAt.IsZero() {
			return fault.New(fault.Conflict, "This import was confirmed already. The standard shows it.")
		}
		if d, err = s.apply(ctx, tx, person, im.Found.Standard); err != nil {
			return err
		}
		const update = `UPDATE standard_imports SET confirmed_at = $1, standard_id = $2 WHERE id = $3`
		return tx.Change(ctx, update, db.Stamp(&tx.Now), d.After.ID, id)
	})
	return d, err
}
