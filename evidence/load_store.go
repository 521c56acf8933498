package evidence

import (
	"context"
	"encoding/json"
	"fmt"

	"touchstone/app/db"
	"touchstone/app/document"
)

// What load reads: queries for the ids of versions, of the portfolio $1 and the
// item $2 in it, 0 where it is of all items.
const (
	pickNewest = `
		SELECT latest_id AS id FROM items WHERE portfolio_id = $1 AND id = $2`
	pickShared = `
		SELECT (SELECT max(v.id) FROM versions v
		        WHERE v.item_id = i.id AND v.state IN ('submitted', 'returned', 'accepted')) AS id
		FROM items i WHERE i.portfolio_id = $1 AND i.id = $2`
	pickHistory = `
		SELECT v.id FROM items i JOIN versions v ON v.item_id = i.id
		WHERE i.portfolio_id = $1 AND i.id = $2 AND v.state <> 'dropped'`
	pickSharedHistory = `
		SELECT v.id FROM items i JOIN versions v ON v.item_id = i.id
		WHERE i.portfolio_id = $1 AND i.id = $2 AND v.state IN ('submitted', 'returned', 'accepted')`
	pickContents = `
		SELECT COALESCE(i.counts_id, (SELECT max(v.id) FROM versions v
		                              WHERE v.item_id = i.id AND v.state IN ('submitted', 'returned')), i.latest_id) AS id
		FROM items i WHERE i.portfolio_id = $1 AND i.removed_at IS NULL AND $2 = 0`
)

// load reads whole versions, by item and number: text, files, claims with their
// places, and decisions.
func load(ctx context.Context, tx *db.Tx, pick string, portfolio PortfolioID, item ItemID) ([]*Version, error) {
	l := loader{ctx, tx, "WITH picked AS (" + pick + ") ", []any{portfolio, item}, nil, make(map[VersionID]*Version)}
	for _, step := range []func() error{l.versions, l.files, l.copies, l.claims, l.places, l.decisions, l.before} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("read versions: %w", err)
		}
	}
	return l.list, nil
}

type loader struct {
	ctx  context.Context
	tx   *db.Tx
	with string
	args []any
	list []*Version
	byID map[VersionID]*Version
}

func (l *loader) each(query string, scan func(scan func(...any) error) error) error {
	return l.tx.Each(l.ctx, l.with+query, l.args, scan)
}

func (l *loader) versions() error {
	const query = `
		SELECT versions.id,` + versionColumns + `
		FROM picked JOIN versions ON versions.id = picked.id
		ORDER BY item_id, number`
	return l.each(query, func(scan func(...any) error) error {
		v := new(Version)
		if err := scan(append([]any{&v.ID}, v.columns()...)...); err != nil {
			return err
		}
		l.list = append(l.list, v)
		l.byID[v.ID] = v
		return nil
	})
}

const fileColumns = `f.id, f.portfolio_id, f.blob, f.name, f.size, f.facts, f.fault, f.kept_at, f.added_by, f.added_at`

func (f *File) columns(facts *string) []any {
	return []any{&f.ID, &f.Portfolio, &f.Blob, &f.Name, &f.Size, facts, &f.Fault, db.Stamp(&f.KeptAt), &f.AddedBy, db.Stamp(&f.AddedAt)}
}

// scanFile scans fileColumns, and what comes before them into first.
func scanFile(scan func(...any) error, first ...any) (f File, err error) {
	var facts string
	if err := scan(append(first, f.columns(&facts)...)...); err != nil {
		return f, err
	}
	if err := json.Unmarshal([]byte(facts), &f.Facts); err != nil {
		return f, fmt.Errorf("read facts of file %d: %w", f.ID, err)
	}
	f.Copies = make(map[document.Copy]FileCopy)
	return f, nil
}

func (l *loader) files() error {
	const query = `
		SELECT vf.version_id, ` + fileColumns + `
		FROM picked JOIN version_files vf ON vf.version_id = picked.id JOIN files f ON f.id = vf.file_id
		ORDER BY vf.version_id, vf.position, f.id`
	return l.each(query, func(scan func(...any) error) error {
		var id VersionID
		f, err := scanFile(scan, &id)
		if err != nil {
			return err
		}
		l.byID[id].Files = append(l.byID[id].Files, f)
		return nil
	})
}

func (l *loader) copies() error {
	const query = `
		SELECT vf.version_id, fc.file_id, fc.kind, fc.blob, fc.size
		FROM picked JOIN version_files vf ON vf.version_id = picked.id JOIN file_copies fc ON fc.file_id = vf.file_id`
	return l.each(query, func(scan func(...any) error) error {
		var id VersionID
		var file FileID
		var kind document.Copy
		var c FileCopy
		if err := scan(&id, &file, &kind, &c.Blob, &c.Size); err != nil {
			return err
		}
		l.byID[id].File(file).Copies[kind] = c
		return nil
	})
}

func (l *loader) claims() error {
	const query = `
		SELECT c.version_id, c.id, c.statement_id, c.how, c.verdict
		FROM picked JOIN claims c ON c.version_id = picked.id
		ORDER BY c.version_id, c.position, c.id`
	return l.each(query, func(scan func(...any) error) error {
		var id VersionID
		var c Claim
		if err := scan(&id, &c.ID, &c.Statement, &c.How, &c.Verdict); err != nil {
			return err
		}
		l.byID[id].Claims = append(l.byID[id].Claims, c)
		return nil
	})
}

func (l *loader) places() error {
	const query = `
		SELECT c.version_id, c.statement_id, COALESCE(p.file_id, 0), p.unit, p.first, p.last, p.section, p.typed
		FROM picked JOIN claims c ON c.version_id = picked.id JOIN claim_places p ON p.claim_id = c.id
		ORDER BY p.claim_id, p.position`
	return l.each(query, func(scan func(...any) error) error {
		var id VersionID
		var of Claim
		var p Place
		if err := scan(&id, &of.Statement, &p.File, &p.Unit, &p.First, &p.Last, &p.Section, &p.Typed); err != nil {
			return err
		}
		c := l.byID[id].Claim(of.Statement)
		c.Places = append(c.Places, p)
		return nil
	})
}

func (l *loader) decisions() error {
	const query = `
		SELECT d.version_id, d.id, COALESCE(d.claim_id, 0), d.verdict, d.feedback, d.by_id, d.by_name, d.at,
		       COALESCE(o.corrects_id, 0), COALESCE(n.decision_id, 0)
		FROM picked JOIN decisions d ON d.version_id = picked.id
		LEFT JOIN decision_corrections o ON o.decision_id = d.id
		LEFT JOIN decision_corrections n ON n.corrects_id = d.id
		ORDER BY d.id`
	return l.each(query, func(scan func(...any) error) error {
		var id VersionID
		var d Decision
		if err := scan(&id, &d.ID, &d.Claim, &d.Verdict, &d.Feedback, &d.By, &d.ByName, db.Stamp(&d.At), &d.Corrects, &d.CorrectedBy); err != nil {
			return err
		}
		l.byID[id].Decisions = append(l.byID[id].Decisions, d)
		return nil
	})
}

// before adds to versions that were moved from others what was decided and said of
// those, of the claims that came of theirs.
func (l *loader) before() error {
	const query = `
		WITH RECURSIVE earlier (id) AS (
			SELECT moved_from FROM versions WHERE id = $1 AND moved_from IS NOT NULL
			UNION ALL
			SELECT v.moved_from FROM earlier e JOIN versions v ON v.id = e.id WHERE v.moved_from IS NOT NULL),
		same (claim_id, of_id) AS (
			SELECT c.id, c.id FROM claims c WHERE c.version_id = $1
			UNION ALL
			SELECT s.claim_id, o.from_claim_id FROM same s
			JOIN claim_origins o ON o.claim_id = s.of_id JOIN claims f ON f.id = o.from_claim_id JOIN earlier e ON e.id = f.version_id)
		SELECT d.id, COALESCE((SELECT min(s.claim_id) FROM same s WHERE s.of_id = d.claim_id), d.claim_id, 0), d.verdict, d.feedback, d.by_id, d.by_name, d.at,
		       COALESCE(o.corrects_id, 0), COALESCE(n.decision_id, 0)
		FROM earlier e JOIN decisions d ON d.version_id = e.id
		LEFT JOIN decision_corrections o ON o.decision_id = d.id
		LEFT JOIN decision_corrections n ON n.corrects_id = d.id
		ORDER BY d.id`
	for _, v := range l.list {
		if v.MovedFrom == 0 {
			continue
		}
		var earlier []Decision
		err := l.tx.Each(l.ctx, query, []any{v.ID}, func(scan func(...any) error) error {
			d := Decision{Before: true}
			err := scan(&d.ID, &d.Claim, &d.Verdict, &d.Feedback, &d.By, &d.ByName, db.Stamp(&d.At), &d.Corrects, &d.CorrectedBy)
			earlier = append(earlier, d)
			return err
		})
		if err != nil {
			return err
		}
		v.Decisions = append(earlier, v.Decisions...)
	}
	return nil
}
