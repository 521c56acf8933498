package growth

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"touchstone/app/db"
)

// AuditFrozen reads every finished self-audit and every finished view of a
// manager, and calls see with its id and a sentence for each that is not as it
// was finished. finished and viewed are the digests that events have of them, by
// self-audit and by view; both are emptied. It returns how many it read.
func (s *Store) AuditFrozen(ctx context.Context, finished map[AuditID]string, viewed map[ViewID]string, see func(id int64, sentence string)) (n int, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		n = 0
		const audits = `SELECT id, document, digest FROM self_audits WHERE state = 'finished' ORDER BY id`
		err := tx.Each(ctx, audits, nil, func(scan func(...any) error) error {
			var id AuditID
			var document []byte
			var have string
			if err := scan(&id, &document, &have); err != nil {
				return err
			}
			n++
			compareDigests("Self-audit", id, digest(document), have, finished, see)
			return nil
		})
		if err != nil {
			return err
		}
		views, err := finishedViews(ctx, tx)
		if err != nil {
			return err
		}
		for i := range views {
			v := &views[i]
			n++
			is, err := v.digest()
			if err != nil {
				return err
			}
			compareDigests("The view of a manager", v.ID, is, v.Digest, viewed, see)
		}
		missing("Self-audit", finished, see)
		missing("The view of a manager", viewed, see)
		return nil
	})
	return n, err
}

func finishedViews(ctx context.Context, tx *db.Tx) (all []View, err error) {
	const query = `SELECT id, audit_id, by_id, by_name, role, ratings, comment, digest FROM manager_views WHERE finished_at IS NOT NULL ORDER BY id`
	err = tx.Each(ctx, query, nil, func(scan func(...any) error) error {
		var v View
		var ratings string
		err := scan(&v.ID, &v.Audit, &v.By, &v.ByName, &v.Role, &ratings, &v.Comment, &v.Digest)
		if err == nil && json.Unmarshal([]byte(ratings), &v.Ratings) != nil {
			v.Ratings = nil // no such text was finished: its digest is another
		}
		all = append(all, v)
		return err
	})
	return all, err
}

// compareDigests tells what is wrong with something frozen: is is the digest of
// what is stored, have the one stored beside it, noted those of events.
func compareDigests[ID ~int64](what string, id ID, is, have string, noted map[ID]string, see func(int64, string)) {
	was, known := noted[id]
	delete(noted, id)
	what = fmt.Sprintf("%s %d", what, id)
	switch {
	case is != have:
		see(int64(id), what+" was altered: its SHA-256 is not the one it was finished with.")
	case !known:
		see(int64(id), what+" is in no event: it was put in.")
	case was != have:
		see(int64(id), what+" was replaced: its event has another SHA-256.")
	}
}

func missing[ID ~int64](what string, noted map[ID]string, see func(int64, string)) {
	for _, id := range slices.Sorted(maps.Keys(noted)) {
		see(int64(id), fmt.Sprintf("%s %d is missing: an event says that it was finished.", what, id))
	}
}
