package account

import (
	"context"
	"strconv"
	"strings"

	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
)

func (id PersonID) subject() string { return "person " + strconv.FormatInt(int64(id), 10) }

// AddPerson tidies, checks and stores a person and fills in the id. It returns
// fault.Invalid if a field is wrong, which an address that someone has is.
func AddPerson(ctx context.Context, tx *db.Tx, by PersonID, p *Person) error {
	p.Tidy()
	if err := p.Check(); err != nil {
		return err
	}
	p.CreatedAt, p.Joined = tx.Now, false
	const insert = `INSERT INTO people (name, email, created_at) VALUES ($1, $2, $3) RETURNING id`
	err := tx.Row(ctx, insert, p.Name, p.Email, db.Stamp(&p.CreatedAt)).Scan(&p.ID)
	if fault.Is(err, fault.Exists) {
		var bad fault.Fields
		bad.Add("email", "Someone with this e-mail address is here already.")
		return bad.Err()
	}
	if err != nil {
		return err
	}
	if err := addWords(ctx, tx, p.ID, p.Name); err != nil {
		return err
	}
	return note(ctx, tx, by, "person.add", p.ID, map[string]any{"after": map[string]string{"name": p.Name, "email": p.Email}})
}

// AddPerson is the function AddPerson in a transaction of its own.
func (s *Store) AddPerson(ctx context.Context, by PersonID, p *Person) error {
	return s.db.Update(ctx, func(tx *db.Tx) error { return AddPerson(ctx, tx, by, p) })
}

const personColumns = `p.id, p.name, p.email, p.password_hash <> '', p.suspended_at, p.created_at`

func (p *Person) scan() []any {
	return []any{&p.ID, &p.Name, &p.Email, &p.Joined, db.Stamp(&p.SuspendedAt), db.Stamp(&p.CreatedAt)}
}

// Person returns the person with that id, or fault.NotFound.
func (s *Store) Person(ctx context.Context, id PersonID) (p Person, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		return tx.Row(ctx, `SELECT `+personColumns+` FROM people p WHERE p.id = $1`, id).Scan(p.scan()...)
	})
	return p, err
}

// PersonByEmail returns the person with that address, or fault.NotFound.
func (s *Store) PersonByEmail(ctx context.Context, email string) (p Person, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		p, err = personByEmail(ctx, tx, email)
		return err
	})
	return p, err
}

func personByEmail(ctx context.Context, tx *db.Tx, email string) (p Person, err error) {
	const query = `SELECT ` + personColumns + ` FROM people p WHERE p.email = $1`
	return p, tx.Row(ctx, query, TidyEmail(email)).Scan(p.scan()...)
}

// RenamePerson changes what a person is called. It returns fault.Invalid for a
// name that will not do.
func RenamePerson(ctx context.Context, tx *db.Tx, by, id PersonID, name string) error {
	p, err := person(ctx, tx, id)
	if err != nil {
		return err
	}
	before := p.Name
	p.Name = name
	p.Tidy()
	if err := p.Check(); err != nil || p.Name == before {
		return err
	}
	if err := tx.Change(ctx, `UPDATE people SET name = $1 WHERE id = $2`, p.Name, id); err != nil {
		return err
	}
	if err := IndexName(ctx, tx, id, p.Name); err != nil {
		return err
	}
	return note(ctx, tx, by, "person.rename", id, audit.Between(map[string]string{"name": before}, map[string]string{"name": p.Name}))
}

// RenamePerson is the function RenamePerson in a transaction of its own.
func (s *Store) RenamePerson(ctx context.Context, by, id PersonID, name string) error {
	return s.db.Update(ctx, func(tx *db.Tx) error { return RenamePerson(ctx, tx, by, id, name) })
}

func person(ctx context.Context, tx *db.Tx, id PersonID) (p Person, err error) {
	return p, tx.Row(ctx, `SELECT `+personColumns+` FROM people p WHERE p.id = $1`, id).Scan(p.scan()...)
}

// Suspend keeps a person from signing in and ends their sessions and links. It
// returns fault.Conflict for the only administrator.
func (s *Store) Suspend(ctx context.Context, by, id PersonID) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		if err := keepAnAdministrator(ctx, tx, id); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE people SET suspended_at = $1 WHERE id = $2 AND suspended_at IS NULL`, db.Stamp(&tx.Now), id)
		if err != nil || n == 0 {
			return err
		}
		if err := endSessions(ctx, tx, id, 0); err != nil {
			return err
		}
		if err := endLinks(ctx, tx, id); err != nil {
			return err
		}
		return note(ctx, tx, by, "person.suspend", id, suspended(false, true))
	})
}

// suspended is what the audit keeps of a suspension.
func suspended(before, after bool) audit.Change {
	return audit.Between(map[string]bool{"suspended": before}, map[string]bool{"suspended": after})
}

// Readmit ends a suspension.
func (s *Store) Readmit(ctx context.Context, by, id PersonID) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE people SET suspended_at = NULL WHERE id = $1 AND suspended_at IS NOT NULL`, id)
		if err != nil || n == 0 {
			return err
		}
		return note(ctx, tx, by, "person.readmit", id, suspended(true, false))
	})
}

// People in a list.
type (
	// A PeopleQuery narrows People. Zero fields do not narrow.
	PeopleQuery struct {
		Search string // in the name or the address
		Role   Role   // held anywhere
		State  PersonState
		Order  string // "name" (also ""), "newest" or "seen"
		Offset int
		Limit  int // at most so many; 0: 50
	}

	// A Listed person is one with what a list shows.
	Listed struct {
		Person
		Roles []Role // held anywhere, in the order of Roles
	}
)

var peopleOrders = map[string]string{
	"":       `p.name, p.id`,
	"name":   `p.name, p.id`,
	"newest": `p.id DESC`,
	"seen":   `COALESCE((SELECT max(s.seen_at) FROM sessions s WHERE s.person_id = p.id), 0) DESC, p.id`,
}

// People returns a page of people and how many there are in all pages.
func (s *Store) People(ctx context.Context, q PeopleQuery) (people []Listed, total int, err error) {
	if q.Limit == 0 {
		q.Limit = 50
	}
	order, known := peopleOrders[q.Order]
	if !known {
		order = peopleOrders[""]
	}
	const where = `
		FROM people p
		WHERE ($1 = '' OR lower(p.name) LIKE $1 ESCAPE '\' OR p.email LIKE $1 ESCAPE '\')
		  AND ($2 = '' OR EXISTS (SELECT 1 FROM grants g WHERE g.person_id = p.id AND g.role = $2
		       AND g.revoked_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > $3)))
		  AND ($4 = '' OR ($4 = 'suspended' AND p.suspended_at IS NOT NULL)
		       OR (p.suspended_at IS NULL AND (($4 = 'joined' AND p.password_hash <> '') OR ($4 = 'invited' AND p.password_hash = ''))))`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		people = nil
		args := []any{like(q.Search), q.Role, db.Stamp(&tx.Now), q.State}
		if err := tx.Row(ctx, `SELECT count(*)`+where, args...).Scan(&total); err != nil {
			return err
		}
		query := `SELECT ` + personColumns + `, COALESCE((SELECT string_agg(g.role, ' ') FROM grants g
			WHERE g.person_id = p.id AND g.revoked_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > $3)), '')` +
			where + ` ORDER BY ` + order + ` LIMIT $5 OFFSET $6`
		return tx.Each(ctx, query, append(args, q.Limit, q.Offset), func(scan func(...any) error) error {
			var l Listed
			var roles string
			if err := scan(append(l.scan(), &roles)...); err != nil {
				return err
			}
			l.Roles = inOrder(strings.Fields(roles))
			people = append(people, l)
			return nil
		})
	})
	return people, total, err
}

// like returns the pattern that finds text anywhere, empty for empty text.
func like(text string) string {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return ""
	}
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}

// inOrder returns the roles named, each once, in the order they are shown.
func inOrder(names []string) []Role {
	var out []Role
	for _, r := range Roles {
		for _, n := range names {
			if Role(n) == r {
				out = append(out, r)
				break
			}
		}
	}
	return out
}
