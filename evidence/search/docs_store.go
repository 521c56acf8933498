package search

import (
	"context"
	"strings"
	"time"

	"touchstone/app/db"
	"touchstone/app/fault"
)

// longText is how many bytes of words a piece may have for them to be written
// with it. Those of a longer one are written soon after, so that it does not
// keep others from saving each time it saves itself.
const longText = 64 << 10

// An itemSeen is an item with what is seen of it.
type itemSeen struct {
	id, portfolio  int64
	own, shared    string // how it stands for either side; empty: there is nothing to see
	latest, newest int64  // the version that each sees, by its own page
}

// docsOf returns what there is to find of an item, as its records have it. Of one
// that was thrown away, or is not there, that is nothing.
func docsOf(ctx context.Context, tx *db.Tx, id int64) (docs []*doc, err error) {
	// What the apprentice sees is the newest version, and what others see the
	// newest that was submitted and not taken back, as on the page of the piece.
	const query = `
		SELECT i.id, i.portfolio_id, i.state, COALESCE(i.latest_id, 0), COALESCE(v.state, ''), COALESCE(v.id, 0)
		FROM items i
		LEFT JOIN versions v ON v.id = (SELECT max(w.id) FROM versions w
		                                WHERE w.item_id = i.id AND w.state IN ('submitted', 'returned', 'accepted'))
		WHERE i.id = $1 AND i.removed_at IS NULL`
	var s itemSeen
	err = tx.Row(ctx, query, id).Scan(&s.id, &s.portfolio, &s.own, &s.latest, &s.shared, &s.newest)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, part := range []func(context.Context, *db.Tx) ([]*doc, error){s.pieces, s.files, s.feedback, s.witnesses} {
		some, err := part(ctx, tx)
		if err != nil {
			return nil, err
		}
		docs = append(docs, some...)
	}
	return docs, nil
}

// doc returns a document of the item for either side.
func (s *itemSeen) doc(kind Kind, ref int64, at time.Time, own, shared bool) *doc {
	d := &doc{portfolio: s.portfolio, item: s.id, kind: kind, ref: ref, at: at.Truncate(time.Second)}
	if own {
		d.own = s.own
	}
	if shared {
		d.shared = s.shared
	}
	return d
}

// pieces are the versions that are seen.
func (s *itemSeen) pieces(ctx context.Context, tx *db.Tx) (docs []*doc, err error) {
	for _, version := range []int64{s.latest, s.newest} {
		if version == 0 || len(docs) > 0 && docs[0].ref == version {
			continue
		}
		p, err := pieceText(ctx, tx, version)
		if err != nil {
			return nil, err
		}
		d := s.doc(Piece, version, p.at, version == s.latest, version == s.newest)
		d.words = p.words()
		d.digest, d.late = digest(d.words), len(d.words) > longText
		docs = append(docs, d)
	}
	return docs, nil
}

// files are those of the versions that are seen.
func (s *itemSeen) files(ctx context.Context, tx *db.Tx) (docs []*doc, err error) {
	const query = `
		SELECT f.id, f.name, f.added_at, COALESCE(c.blob, ''), max(vf.version_id = $1), max(vf.version_id = $2)
		FROM version_files vf JOIN files f ON f.id = vf.file_id
		LEFT JOIN file_copies c ON c.file_id = f.id AND c.kind = 'text'
		WHERE vf.version_id IN ($1, $2) GROUP BY f.id, f.name, f.added_at, c.blob`
	err = tx.Each(ctx, query, []any{s.latest, s.newest}, func(scan func(...any) error) error {
		var id int64
		var name, text string
		var at time.Time
		var own, shared bool
		if err := scan(&id, &name, db.Stamp(&at), &text, &own, &shared); err != nil {
			return err
		}
		d := s.doc(File, id, at, own, shared)
		d.digest, d.late = digest(name, text), true
		docs = append(docs, d)
		return nil
	})
	return docs, err
}

// feedback is what was said of the versions in the item's history.
func (s *itemSeen) feedback(ctx context.Context, tx *db.Tx) (docs []*doc, err error) {
	const query = `
		SELECT d.id, d.feedback, d.by_name, d.at, v.state <> 'dropped', v.state IN ('submitted', 'returned', 'accepted')
		FROM versions v JOIN decisions d ON d.version_id = v.id
		WHERE v.item_id = $1 AND d.feedback <> ''`
	return s.said(ctx, tx, query, Feedback)
}

// witnesses are what they wrote of the item, whatever its version: all who see
// the item see it.
func (s *itemSeen) witnesses(ctx context.Context, tx *db.Tx) (docs []*doc, err error) {
	const query = `
		SELECT t.id, t.words, g.name, g.at, 1, 1
		FROM testimonies t JOIN signatures g ON g.id = t.signature_id WHERE t.item_id = $1`
	return s.said(ctx, tx, query, Witness)
}

func (s *itemSeen) said(ctx context.Context, tx *db.Tx, query string, kind Kind) (docs []*doc, err error) {
	err = tx.Each(ctx, query, []any{s.id}, func(scan func(...any) error) error {
		var id int64
		var text, by string
		var at time.Time
		var own, shared bool
		if err := scan(&id, &text, &by, db.Stamp(&at), &own, &shared); err != nil {
			return err
		}
		if !own && !shared {
			return nil
		}
		var w writing
		w.add(text)
		w.add(by)
		d := s.doc(kind, id, at, own, shared)
		d.words = w.b.String()
		d.digest = digest(d.words)
		docs = append(docs, d)
		return nil
	})
	return docs, err
}

// A piece is the text of a version, as its page shows it.
type piece struct {
	at     time.Time // when it was submitted, or saved last
	title  string
	fields []part // in the order of the page
}

// pieceFields are the fields of a version whose words are found, in the order of
// the query of pieceText.
var pieceFields = strings.Fields("place situation task action result own_part ai_note witness_name witness_role witness_relation witness_contact held_what held_where worked failed next_time theory")

// pieceText reads the text of a version. What is written in it but not shown, as
// where something is held that is no longer, is left out.
func pieceText(ctx context.Context, tx *db.Tx, version int64) (p piece, err error) {
	const query = `
		SELECT COALESCE(submitted_at, saved_at), title, place, situation, task, action, result, own_part,
		       CASE ai_used WHEN 'yes' THEN ai_note ELSE '' END, witness_name, witness_role, witness_relation, witness_contact,
		       CASE held WHEN 1 THEN held_what ELSE '' END, CASE held WHEN 1 THEN held_where ELSE '' END,
		       worked, failed, next_time, theory
		FROM versions WHERE id = $1`
	p.fields = make([]part, len(pieceFields))
	dest := []any{db.Stamp(&p.at), &p.title}
	for i, name := range pieceFields {
		p.fields[i].name = name
		dest = append(dest, &p.fields[i].text)
	}
	if err := tx.Row(ctx, query, version).Scan(dest...); err != nil {
		return p, err
	}
	err = tx.Each(ctx, `SELECT how FROM claims WHERE version_id = $1 ORDER BY position, id`, []any{version}, func(scan func(...any) error) error {
		claim := part{name: "claim"}
		err := scan(&claim.text)
		p.fields = append(p.fields, claim)
		return err
	})
	return p, err
}

// words returns the words of the piece for the index.
func (p *piece) words() string {
	var w writing
	w.add(p.title)
	for _, f := range p.fields {
		w.add(f.text)
	}
	return w.b.String()
}
