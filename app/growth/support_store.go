package growth

import (
	"context"
	"fmt"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/ksb"
)

// SupportFor returns a person's accepted evidence by element and specialism of a
// framework. Of each piece only the accepted claims of the version that counts
// are in it.
func (s *Store) SupportFor(ctx context.Context, person account.PersonID, f *ksb.Framework) (*Support, error) {
	claims, err := s.accepted(ctx, person)
	if err != nil {
		return nil, err
	}
	out := &Support{Framework: f, of: make(map[string][]Supporting)}
	for i := range claims {
		c := &claims[i]
		walk, err := s.standards.Crosswalk(ctx, c.standard, f.ID)
		if err != nil {
			return nil, err
		}
		for _, l := range walk.LinksFrom(c.statement) {
			one := c.Supporting
			one.Strength, one.Reason = l.Strength, l.Reason
			out.of[l.Element] = append(out.of[l.Element], one)
		}
	}
	for key, all := range out.of {
		out.of[key] = tidied(all)
	}
	return out, nil
}

// An acceptedClaim is a claim of a person that was accepted.
type acceptedClaim struct {
	Supporting
	standard  ksb.StandardID
	statement string // key
}

func (s *Store) accepted(ctx context.Context, person account.PersonID) (all []acceptedClaim, err error) {
	const query = `
		SELECT i.id, i.portfolio_id, i.number, v.title, COALESCE(o.from_item_id, 0),
		       st.id, st.reference, st.version, t.key, trim(t.code || ' ' || t.title), COALESCE(d.by_name, p.name, ''), COALESCE(d.at, v.decided_at)
		FROM enrolments e
		JOIN items i ON i.portfolio_id = e.id AND i.removed_at IS NULL
		JOIN versions v ON v.id = i.counts_id
		JOIN claims c ON c.version_id = v.id AND c.verdict = 'accepted'
		JOIN statements t ON t.id = c.statement_id
		JOIN standards st ON st.id = t.standard_id
		LEFT JOIN item_origins o ON o.item_id = i.id
		LEFT JOIN people p ON p.id = v.decided_by -- the decision itself is of the version that a moved one came of
		LEFT JOIN decisions d ON d.id = (SELECT max(x.id) FROM decisions x WHERE x.claim_id = c.id AND x.verdict = 'accepted')
		WHERE e.apprentice_id = $1
		ORDER BY i.portfolio_id, i.number, c.position`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		all = nil
		return tx.Each(ctx, query, []any{person}, func(scan func(...any) error) error {
			var c acceptedClaim
			var of ksb.Standard
			err := scan(&c.Item.ID, &c.Item.Portfolio, &c.Item.Number, &c.Item.Title, &c.carried,
				&c.standard, &of.Reference, &of.Version, &c.statement, &c.Statement, &c.AcceptedBy, db.Stamp(&c.AcceptedAt))
			c.Standard = of.Label()
			all = append(all, c)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read accepted claims of %d: %w", person, err)
	}
	return all, nil
}

// An Occupation is an apprenticeship of a person, which says at what level their
// role is.
type Occupation struct {
	Portfolio int64
	Standard  string // "ST0175 v1.1"
	Title     string // of the standard
	Level     int    // of the standard; 0: not said
	Employer  string
	StartedOn time.Time // a day
	EndedOn   time.Time // a day; zero: it goes on
	Completed bool
}

// Occupations returns the apprenticeships of a person, the one begun last first.
func (s *Store) Occupations(ctx context.Context, person account.PersonID) (all []Occupation, err error) {
	const query = `
		SELECT e.id, st.reference, st.version, st.title, st.level, o.name, e.started_on, e.ended_on, e.state
		FROM enrolments e JOIN standards st ON st.id = e.standard_id JOIN organisations o ON o.id = e.employer_id
		WHERE e.apprentice_id = $1 ORDER BY e.started_on DESC, e.id DESC`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		all = nil
		return tx.Each(ctx, query, []any{person}, func(scan func(...any) error) error {
			var o Occupation
			var of ksb.Standard
			var state string
			err := scan(&o.Portfolio, &of.Reference, &of.Version, &o.Title, &o.Level, &o.Employer, db.Day(&o.StartedOn), db.Day(&o.EndedOn), &state)
			o.Standard, o.Completed = of.Label(), state == "completed"
			all = append(all, o)
			return err
		})
	})
	return all, err
}
