package search

import (
	"context"
	"slices"

	"touchstone/app/account"
	"touchstone/app/db"
)

// A reader is what a person may see at one moment.
type reader struct {
	everything bool           // the shared side of every portfolio
	own        map[int64]bool // portfolios they see as the apprentice does
	shared     map[int64]bool // portfolios whose shared side they see
}

// readerIn works out from a person's grants what they may see.
func readerIn(ctx context.Context, tx *db.Tx, person account.PersonID) (reader, error) {
	r := reader{own: map[int64]bool{}, shared: map[int64]bool{}}
	within, everywhere, err := account.RolesByEnrolment(ctx, tx, person)
	if err != nil {
		return r, err
	}
	r.everything = account.Can(everywhere, account.Read)
	for portfolio, roles := range within {
		switch {
		case account.Can(roles, account.Write):
			r.own[portfolio] = true
		case account.Can(roles, account.Read):
			r.shared[portfolio] = true
		}
	}
	return r, nil
}

// nothing reports whether the reader sees no portfolio at all.
func (r *reader) nothing() bool { return !r.everything && len(r.own)+len(r.shared) == 0 }

// only leaves the reader those portfolios alone.
func (r *reader) only(portfolios map[int64]bool) {
	narrow := reader{own: map[int64]bool{}, shared: map[int64]bool{}}
	for id := range portfolios {
		switch {
		case r.own[id]:
			narrow.own[id] = true
		case r.everything || r.shared[id]:
			narrow.shared[id] = true
		}
	}
	*r = narrow
}

// state returns how the piece of a document stands as the reader sees it; empty:
// the document is not for them.
func (r *reader) state(d *doc) string {
	switch {
	case r.own[d.portfolio]:
		return d.own
	case r.everything || r.shared[d.portfolio]:
		return d.shared
	}
	return ""
}

// mostNamed is up to how many portfolios are named in a query. Of more, the index
// gives what anybody shares, and whose it is is looked at hit by hit.
const mostNamed = 500

// marks returns what the marks of a document have to hold for the reader to see
// it, as a query of the index. It lets through all that they may see; what it
// lets through besides, state refuses.
func (r *reader) marks() string {
	var any []string
	for _, id := range sorted(r.own) {
		any = append(any, quote(ownMark(id)))
	}
	if r.everything || len(r.shared) > mostNamed {
		any = append(any, quote(everyMark))
	} else {
		for _, id := range sorted(r.shared) {
			any = append(any, quote(sharedMark(id)))
		}
	}
	return either(any)
}

func sorted(set map[int64]bool) []int64 {
	out := make([]int64, 0, len(set))
	for id := range set {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// Standards returns the standards of the portfolios a person reads; none where
// these are no portfolio, or very many.
func (s *Store) Standards(ctx context.Context, person account.PersonID) (ids []int64, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		ids = nil
		who, err := readerIn(ctx, tx, person)
		if err != nil || who.everything || len(who.shared) > mostNamed {
			return err
		}
		for _, portfolio := range append(sorted(who.own), sorted(who.shared)...) {
			var id int64
			if err := tx.Row(ctx, `SELECT standard_id FROM enrolments WHERE id = $1`, portfolio).Scan(&id); err != nil {
				return err
			}
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
		return nil
	})
	return ids, err
}
