package evidence

import (
	"context"
	"encoding/json"
	"fmt"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/notify"
	"touchstone/app/programme"
	"touchstone/evidence/search"
	"touchstone/ksb"
)

// MaxMoved is how many apprentices are moved at once.
const MaxMoved = 50

// Claimed returns which statements of a standard are claimed in portfolios, in
// versions that count or are the newest.
func (s *Store) Claimed(ctx context.Context, standard ksb.StandardID, of []PortfolioID) (list []Claimed, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		byID := make(map[ksb.StatementID]*Claimed)
		for _, id := range of {
			covers, err := CoverageIn(ctx, tx, id)
			if err != nil {
				return err
			}
			for st, cover := range covers {
				if byID[st] == nil {
					byID[st] = &Claimed{Statement: st}
				}
				byID[st].People++
				byID[st].Pieces += cover.Pieces
			}
		}
		list = nil
		const query = `SELECT id FROM statements WHERE standard_id = $1 ORDER BY position, id`
		return tx.Each(ctx, query, []any{standard}, func(scan func(...any) error) error {
			var id ksb.StatementID
			err := scan(&id)
			if c := byID[id]; c != nil {
				list = append(list, *c)
			}
			return err
		})
	})
	return list, err
}

// MoveStandard moves apprentices to another version of their standard, all of them
// or none, and tells them and their coaches.
//
// What was submitted stays as it was: of each piece the version that counts and
// the newest go on as new versions in the same state, with the same verdicts, the
// claims on the statements that theirs became, each with its origin. A draft goes
// on as a draft. A claim of a statement that is no longer in the standard goes
// along and counts for nothing.
//
// It returns fault.Conflict if somebody is on that version already, or claims a
// statement that is not in the mapping, and fault.Invalid as programme.GoOnIn does,
// or naming "map-" and a statement's id for one that is not of the other version.
func (s *Store) MoveStandard(ctx context.Context, by account.PersonID, m *StandardMove) error {
	var bad fault.Fields
	switch {
	case len(m.Enrolments) == 0:
		bad.Add("enrolment", "Tick who is to be moved.")
	case len(m.Enrolments) > MaxMoved:
		bad.Add("enrolment", "Move at most %d at once.", MaxMoved)
	}
	for _, b := range m.Mapping {
		if b.To == 0 {
			continue
		}
		if st := statementOf(m.To, b.To); st == nil || st.Retired {
			bad.Add(fmt.Sprintf("map-%d", b.From), "Choose a statement of the other version, or none.")
		}
	}
	if err := bad.Err(); err != nil {
		return err
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		programme.Batch(tx)
		for _, id := range m.Enrolments {
			if err := moveStandard(ctx, tx, by, m, id); err != nil {
				return err
			}
		}
		return nil
	})
}

func statementOf(s *ksb.Standard, id ksb.StatementID) *ksb.Statement {
	for i := range s.Statements {
		if s.Statements[i].ID == id {
			return &s.Statements[i]
		}
	}
	return nil
}

// moveStandard moves one apprentice.
func moveStandard(ctx context.Context, tx *db.Tx, by account.PersonID, m *StandardMove, id programme.EnrolmentID) error {
	was, err := ProgressOf(ctx, tx, id)
	if err != nil {
		return err
	}
	e, err := programme.EnrolmentIn(ctx, tx, id)
	if err != nil {
		return err
	}
	if e.Standard != m.From.ID && e.Standard != m.To.ID {
		return fault.Newf(fault.Conflict, "%s is on another standard now. Look at the list again.", e.ApprenticeName)
	}
	if e, err = programme.GoOnIn(ctx, tx, id, programme.Onward{Standard: m.To.ID, Option: m.Options[e.Option], Plan: m.Plan}); err != nil {
		return err
	}
	rec, to, err := m.record(ctx, tx, &e)
	if err != nil {
		return err
	}
	if err := moveItems(ctx, tx, by, id, to, m.Mapping); err != nil {
		return err
	}
	if err := coverAnew(ctx, tx, id); err != nil {
		return err
	}
	is, err := ProgressOf(ctx, tx, id)
	if err != nil {
		return err
	}
	rec.Accepted, rec.Total = [2]int{was.Accepted, is.Accepted}, [2]int{was.Total, is.Total}
	if err := Recount(ctx, tx, id); err != nil {
		return err
	}
	if err := keepMove(ctx, tx, by, m, &e, rec); err != nil {
		return err
	}
	return tellMove(ctx, tx, by, id, rec)
}

// record says what becomes of what an apprentice claims, and by which mapping.
func (m *StandardMove) record(ctx context.Context, tx *db.Tx, e *programme.Enrolment) (*MoveRecord, map[ksb.StatementID]ksb.StatementID, error) {
	covers, err := CoverageIn(ctx, tx, e.ID)
	if err != nil {
		return nil, nil, err
	}
	rec := &MoveRecord{From: ksb.Naming{Reference: m.From.Reference, Version: m.From.Version}, To: ksb.Naming{Reference: m.To.Reference, Version: m.To.Version},
		Option: e.OptionName}
	for _, o := range m.To.Options {
		if o.ID == m.Options[e.Option] {
			rec.OptionTo = o.Name
		}
	}
	if rec.Plan, err = planName(ctx, tx, e.Plan); err != nil {
		return nil, nil, err
	}
	if rec.PlanTo, err = planName(ctx, tx, m.Plan); err != nil {
		return nil, nil, err
	}
	to := make(map[ksb.StatementID]ksb.StatementID)
	for _, b := range m.Mapping {
		to[b.From] = b.To
		if covers[b.From].State != None {
			entry := BecameEntry{To: namedStatement(m.To, b.To), Score: b.Score, Reason: b.Reason}
			if from := namedStatement(m.From, b.From); from != nil {
				entry.From = *from
			}
			rec.Became = append(rec.Became, entry)
		}
	}
	for i := range m.From.Statements {
		st := &m.From.Statements[i]
		if _, mapped := to[st.ID]; !mapped && covers[st.ID].State != None {
			return nil, nil, fault.Newf(fault.Conflict, "%s has claimed “%s” since. Look at the list again: it is in it now.", e.ApprenticeName, st.Name())
		}
	}
	return rec, to, nil
}

func planName(ctx context.Context, tx *db.Tx, id ksb.PlanID) (name string, err error) {
	if id == 0 {
		return "", nil
	}
	err = tx.Row(ctx, `SELECT reference || ' ' || version FROM plans WHERE id = $1`, id).Scan(&name)
	return name, err
}

// moveItems lets every piece of a portfolio go on, those too that were thrown away
// and can be brought back.
func moveItems(ctx context.Context, tx *db.Tx, by account.PersonID, portfolio PortfolioID, to map[ksb.StatementID]ksb.StatementID, mapping []Becomes) error {
	var items []Item
	const query = `SELECT ` + itemColumns + ` FROM items i WHERE i.portfolio_id = $1 ORDER BY i.id`
	err := tx.Each(ctx, query, []any{portfolio}, func(scan func(...any) error) error {
		var it Item
		err := scan(it.columns()...)
		items = append(items, it)
		return err
	})
	if err != nil {
		return err
	}
	const pick = `
		SELECT v.id FROM items i JOIN versions v ON v.id IN (i.latest_id, i.counts_id)
		WHERE i.portfolio_id = $1 AND ($2 = 0 OR i.id = $2)`
	loaded, err := load(ctx, tx, pick, portfolio, 0)
	if err != nil {
		return err
	}
	versions := make(map[VersionID]*Version)
	for _, v := range loaded {
		versions[v.ID] = v
	}
	why := make(map[ksb.StatementID]Becomes)
	for _, b := range mapping {
		why[b.From] = b
	}
	for i := range items {
		if err := moveItem(ctx, tx, by, &items[i], versions, to, why); err != nil {
			return fmt.Errorf("move item %d: %w", items[i].ID, err)
		}
	}
	return nil
}

// moveItem lets the version that counts, and then the newest, go on.
func moveItem(ctx context.Context, tx *db.Tx, by account.PersonID, it *Item, versions map[VersionID]*Version, to map[ksb.StatementID]ksb.StatementID, why map[ksb.StatementID]Becomes) error {
	counts, latest := it.Counts, it.Latest
	moves := func(id VersionID) bool {
		v := versions[id]
		if v == nil {
			return false
		}
		_, _, moved := movedClaims(v.Claims, to)
		return moved
	}
	if !moves(counts) && !moves(latest) {
		return nil // nothing in it becomes anything else
	}
	var err error
	if counts != 0 {
		if it.Counts, err = moveVersion(ctx, tx, by, versions[counts], to, why); err != nil {
			return err
		}
	}
	it.Latest = it.Counts
	if latest != counts {
		if it.Latest, err = moveVersion(ctx, tx, by, versions[latest], to, why); err != nil {
			return err
		}
	}
	search.Touch(tx, int64(it.ID))
	const update = `UPDATE items SET latest_id = $2, counts_id = NULLIF($3, 0) WHERE id = $1`
	return tx.Change(ctx, update, it.ID, it.Latest, it.Counts)
}

// moveVersion stores a version again with the claims of the statements that its own
// became. A draft takes the place of the one before; what was submitted stays
// beside it.
func moveVersion(ctx context.Context, tx *db.Tx, by account.PersonID, v *Version, to map[ksb.StatementID]ksb.StatementID, why map[ksb.StatementID]Becomes) (next VersionID, err error) {
	const insert = `
		INSERT INTO versions (item_id, number, state, revision, title, kind, done_from, done_to, place,
		                      situation, task, action, result, worked, failed, next_time, theory,
		                      own_part, own_work, ai_used, ai_note, witness_name, witness_role, witness_relation, witness_contact,
		                      held, held_what, held_where, created_at, saved_at, submitted_at, submitted_by, decided_at, decided_by, moved_from)
		SELECT item_id, (SELECT max(number) + 1 FROM versions WHERE item_id = v.item_id), state, revision + 1, title, kind, done_from, done_to, place,
		       situation, task, action, result, worked, failed, next_time, theory,
		       own_part, own_work, ai_used, ai_note, witness_name, witness_role, witness_relation, witness_contact,
		       held, held_what, held_where, $2, saved_at, submitted_at, submitted_by, decided_at, decided_by, CASE state WHEN 'draft' THEN NULL ELSE id END
		FROM versions v WHERE id = $1
		RETURNING id`
	if err := tx.Row(ctx, insert, v.ID, db.Stamp(&tx.Now)).Scan(&next); err != nil {
		return 0, fmt.Errorf("copy version: %w", err)
	}
	const files = `
		INSERT INTO version_files (version_id, file_id, position)
		SELECT $1, file_id, position FROM version_files WHERE version_id = $2`
	if _, err := tx.Exec(ctx, files, next, v.ID); err != nil {
		return 0, fmt.Errorf("copy files of version: %w", err)
	}
	claims, from, _ := movedClaims(v.Claims, to)
	if err := insertClaims(ctx, tx, next, claims); err != nil {
		return 0, err
	}
	for i := range claims {
		if _, err := tx.Exec(ctx, `UPDATE claims SET verdict = $2 WHERE id = $1`, claims[i].ID, claims[i].Verdict); err != nil {
			return 0, fmt.Errorf("keep verdict: %w", err)
		}
		for _, c := range from[i] {
			b := why[c.Statement]
			if err := insertClaimOrigin(ctx, tx, by, claims[i].ID, CarryClaim{From: c.ID, Score: b.Score, Reason: b.Reason}); err != nil {
				return 0, err
			}
		}
	}
	if v.State == Draft {
		return next, setVersionState(ctx, tx, v.ID, Dropped)
	}
	return next, nil
}

// coverAnew makes the summary of a portfolio's statements anew.
func coverAnew(ctx context.Context, tx *db.Tx, portfolio PortfolioID) error {
	found, err := showings(ctx, tx, portfolio)
	if err != nil {
		return fmt.Errorf("find claims: %w", err)
	}
	kept, err := CoverageIn(ctx, tx, portfolio)
	if err != nil {
		return err
	}
	for id := range kept {
		if _, there := found[id]; !there {
			found[id] = nil
		}
	}
	for id, list := range found {
		if err := setCover(ctx, tx, portfolio, id, fold(list)); err != nil {
			return fmt.Errorf("sum up statement: %w", err)
		}
	}
	return nil
}

// keepMove stores the mapping that was confirmed, with its event.
func keepMove(ctx context.Context, tx *db.Tx, by account.PersonID, m *StandardMove, e *programme.Enrolment, rec *MoveRecord) error {
	document, err := json.Marshal(rec)
	if err != nil {
		return fmt.Errorf("encode move: %w", err)
	}
	const insert = `
		INSERT INTO standard_moves (enrolment_id, from_id, to_id, document, by_id, by_name, at)
		SELECT $1, $2, $3, $4, id, name, $6 FROM people WHERE id = $5
		RETURNING id`
	var id int64
	err = tx.Row(ctx, insert, e.ID, m.From.ID, m.To.ID, string(document), by, db.Stamp(&tx.Now)).Scan(&id)
	if err != nil {
		return fmt.Errorf("keep move: %w", err)
	}
	return audit.Add(ctx, tx, audit.Event{Person: int64(by), Action: "enrolment.standard", Portfolio: int64(e.ID), Subject: fmt.Sprintf("enrolment %d", e.ID),
		Detail: map[string]any{"move": id, "before": versioned(rec.From.Reference, rec.From.Version), "after": versioned(rec.To.Reference, rec.To.Version), "mapping": rec}})
}

func tellMove(ctx context.Context, tx *db.Tx, by account.PersonID, id programme.EnrolmentID, rec *MoveRecord) error {
	e, err := programme.EnrolmentIn(ctx, tx, id)
	if err != nil {
		return err
	}
	n := notify.Notice{By: int64(by), Kind: notify.StandardMoved, Path: fmt.Sprintf("/portfolios/%d/moves", id), Key: fmt.Sprintf("enrolment %d moved at %d", id, tx.Now.UnixMilli())}
	n.Text = "Your apprenticeship went on " + rec.words()
	if err := programme.TellRole(ctx, tx, id, account.Apprentice, n); err != nil {
		return err
	}
	n.Text = fmt.Sprintf("The apprenticeship of %s went on %s", e.ApprenticeName, rec.words())
	return programme.TellRole(ctx, tx, id, account.Coach, n)
}

// Moves returns the moves of an apprentice from one version of the standard to
// another, the newest first.
func (s *Store) Moves(ctx context.Context, portfolio PortfolioID) (list []MoveRecord, err error) {
	const query = `SELECT document, by_name, at FROM standard_moves WHERE enrolment_id = $1 ORDER BY id DESC`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		list = nil
		return tx.Each(ctx, query, []any{portfolio}, func(scan func(...any) error) error {
			var rec MoveRecord
			var document string
			if err := scan(&document, &rec.ByName, db.Stamp(&rec.At)); err != nil {
				return err
			}
			if err := json.Unmarshal([]byte(document), &rec); err != nil {
				return fmt.Errorf("read move: %w", err)
			}
			list = append(list, rec)
			return nil
		})
	})
	return list, err
}
