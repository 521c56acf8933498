package programme

import (
	"context"

	"touchstone/app/db"
)

// An OrganisationQuery narrows and orders OrganisationList. Zero fields do not
// narrow.
type OrganisationQuery struct {
	Kind   OrganisationKind
	Search string // part of the name
	Sort   string // "name" (the default), "-name"
	Offset int
	Limit  int // 0: 50
}

var organisationOrder = map[string]string{
	"":      `lower(name), id`,
	"name":  `lower(name), id`,
	"-name": `lower(name) DESC, id DESC`,
}

// OrganisationList returns the organisations that q asks for, and how many
// there are without its Offset and Limit.
func (s *Store) OrganisationList(ctx context.Context, q OrganisationQuery) (found []Organisation, total int, err error) {
	order, known := organisationOrder[q.Sort]
	if !known {
		order = organisationOrder[""]
	}
	if q.Limit == 0 {
		q.Limit = 50
	}
	const from = ` FROM organisations WHERE ($1 = '' OR kind = $1) AND ($2 = '' OR lower(name) LIKE $2 ESCAPE '\')`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		found = nil
		args := []any{q.Kind, Like(q.Search)}
		if err := tx.Row(ctx, `SELECT count(*)`+from, args...).Scan(&total); err != nil {
			return err
		}
		query := `SELECT id, kind, name` + from + ` ORDER BY ` + order + ` LIMIT $3 OFFSET $4`
		return tx.Each(ctx, query, append(args, q.Limit, q.Offset), func(scan func(...any) error) error {
			var o Organisation
			if err := scan(&o.ID, &o.Kind, &o.Name); err != nil {
				return err
			}
			found = append(found, o)
			return nil
		})
	})
	return found, total, err
}
