package ksb

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// A code is a type's letters and a number: K1, ESB12.
var codePattern = regexp.MustCompile(`^[A-Z]{1,4}[1-9][0-9]{0,3}$`)

// EditCode gives a statement the code the provider says it has; it is official
// from then on. It returns fault.Invalid, on the field "code", if it does not
// begin with the letter of the statement's type or another statement of the
// standard has it, and fault.NotFound if there is no such statement.
func (s *Store) EditCode(ctx context.Context, person int64, id StatementID, code Code) error {
	code = Code(strings.ToUpper(strings.TrimSpace(string(code))))
	return s.edit(ctx, id, func(tx *db.Tx, in *Standard, st *Statement) error {
		var bad fault.Fields
		letters, _ := code.Split()
		if want := in.TypeOf(st.Type).Letter; !codePattern.MatchString(string(code)) || letters != want {
			bad.Add("code", "A code of this type is %s and a number, such as %s12.", want, want)
		}
		for _, other := range in.Statements {
			if other.ID != id && other.Code == code && !other.Retired {
				bad.Add("code", "%s is the code of “%s” already. Change that one first.", code, other.Title)
			}
		}
		if err := bad.Err(); err != nil {
			return err
		}
		const update = `UPDATE statements SET code = $1, code_origin = 'official' WHERE id = $2`
		if err := tx.Change(ctx, update, code, id); err != nil {
			return err
		}
		return audit.Add(ctx, tx, audit.Event{Person: person, Action: "statement.code", Subject: subject(id),
			Detail: map[string]any{"standard": in.Label(), "before": st.Code, "after": code}})
	})
}

// MoveStatement says whom a statement is for: everyone (Core), or those on the
// options named (Options). It returns fault.Invalid, on the field "options", if
// they do not fit together.
func (s *Store) MoveStatement(ctx context.Context, person int64, id StatementID, to Membership, options []string) error {
	return s.edit(ctx, id, func(tx *db.Tx, in *Standard, st *Statement) error {
		moved := *st
		moved.Membership, moved.Options = to, options
		if to == Core {
			moved.Options = nil
		}
		names := make(map[string]bool)
		for _, o := range in.Options {
			names[o.Name] = true
		}
		if reason := moved.wrong(in, names); to == Unknown || reason != "" {
			var bad fault.Fields
			bad.Add("options", "Choose the core, or one or more of the standard's options.")
			return bad.Err()
		}
		if err := tx.Change(ctx, `UPDATE statements SET membership = $1 WHERE id = $2`, to, id); err != nil {
			return err
		}
		if err := setOptions(ctx, tx, in, id, moved.Options); err != nil {
			return err
		}
		return audit.Add(ctx, tx, audit.Event{Person: person, Action: "statement.move", Subject: subject(id),
			Detail: map[string]any{"standard": in.Label(), "before": whom(st), "after": whom(&moved)}})
	})
}

// RenameOption gives an option another name. It returns fault.Invalid, on the
// field "name", if the name is empty, too long or taken.
func (s *Store) RenameOption(ctx context.Context, person int64, id OptionID, name string) error {
	name = strings.Join(strings.Fields(name), " ")
	var bad fault.Fields
	if name == "" || long(name, MaxName) {
		bad.Add("name", "Give the option a name of up to %d characters.", MaxName)
		return bad.Err()
	}
	defer s.forget()
	err := s.db.Update(ctx, func(tx *db.Tx) error {
		var standard StandardID
		var before string
		const query = `SELECT standard_id, name FROM standard_options WHERE id = $1`
		if err := tx.Row(ctx, query, id).Scan(&standard, &before); err != nil {
			return err
		}
		if err := tx.Change(ctx, `UPDATE standard_options SET name = $1 WHERE id = $2`, name, id); err != nil {
			return err
		}
		if err := touch(ctx, tx, standard); err != nil {
			return err
		}
		return audit.Add(ctx, tx, audit.Event{Person: person, Action: "option.rename", Subject: fmt.Sprintf("option %d", id),
			Detail: map[string]any{"before": before, "after": name}})
	})
	if fault.Is(err, fault.Exists) {
		bad.Add("name", "The standard has an option of that name already.")
		return bad.Err()
	}
	return err
}

// edit changes one statement in a transaction that has read its standard.
func (s *Store) edit(ctx context.Context, id StatementID, change func(*db.Tx, *Standard, *Statement) error) error {
	defer s.forget()
	return s.db.Update(ctx, func(tx *db.Tx) error {
		var standard StandardID
		if err := tx.Row(ctx, `SELECT standard_id FROM statements WHERE id = $1`, id).Scan(&standard); err != nil {
			return err
		}
		in, err := readStandard(ctx, tx, standard)
		if err != nil {
			return err
		}
		for i := range in.Statements {
			if in.Statements[i].ID == id {
				if err := change(tx, in, &in.Statements[i]); err != nil {
					return err
				}
			}
		}
		if err := touch(ctx, tx, standard); err != nil {
			return err
		}
		return s.changed(ctx, tx, standard)
	})
}

// changed tells of a standard that has changed.
func (s *Store) changed(ctx context.Context, tx *db.Tx, id StandardID) error {
	if s.Changed == nil {
		return nil
	}
	return s.Changed(ctx, tx, id)
}

func subject(id StatementID) string { return fmt.Sprintf("statement %d", id) }

// whom returns whom a statement is for, in words.
func whom(st *Statement) string {
	if st.Membership == Options {
		return strings.Join(st.Options, "; ")
	}
	return string(st.Membership)
}
