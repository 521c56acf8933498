package roster

import (
	"context"
	"fmt"
	"strings"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/programme"
	"touchstone/ksb"
)

// A world is what is stored, as far as rows are judged by it. Names are keys in
// lower case.
type world struct {
	people      map[string]*person // by e-mail address
	holders     map[programme.ULN]account.PersonID
	emails      map[account.PersonID]string
	coaches     map[string]account.PersonID
	standards   map[string][]standard // by reference
	labels      map[ksb.StandardID]string
	options     map[ksb.StandardID]map[string]ksb.OptionID
	optionNames map[ksb.OptionID]string
	plans       map[ksb.StandardID][]plan
	employers   map[string]programme.OrganisationID
	assessments map[string]programme.OrganisationID
	cohorts     map[string]programme.CohortID
	names       map[nameKey]string // of employers, assessment organisations and cohorts, as they are stored
}

type person struct {
	id         account.PersonID
	name       string
	role       account.Role // that they have here other than as an apprentice; empty: none
	enrolments []*programme.Enrolment
}

type standard struct {
	id      ksb.StandardID
	version string
}

type plan struct {
	id             ksb.PlanID
	name, ref, ver string
	retired        bool // only for those who are on it
}

func (p plan) label() string { return strings.TrimSpace(p.ref + " " + p.ver) }

// look reads the world.
func look(ctx context.Context, tx *db.Tx) (*world, error) {
	w := &world{people: map[string]*person{}, holders: map[programme.ULN]account.PersonID{}, emails: map[account.PersonID]string{},
		coaches: map[string]account.PersonID{}, standards: map[string][]standard{}, labels: map[ksb.StandardID]string{},
		options: map[ksb.StandardID]map[string]ksb.OptionID{}, optionNames: map[ksb.OptionID]string{}, plans: map[ksb.StandardID][]plan{},
		employers: map[string]programme.OrganisationID{}, assessments: map[string]programme.OrganisationID{}, cohorts: map[string]programme.CohortID{}, names: map[nameKey]string{}}
	for _, read := range []func(context.Context, *db.Tx) error{w.readPeople, w.readEnrolments, w.readStandards, w.readNames} {
		if err := read(ctx, tx); err != nil {
			return nil, fmt.Errorf("read what is stored: %w", err)
		}
	}
	return w, nil
}

func (w *world) readPeople(ctx context.Context, tx *db.Tx) error {
	const query = `
		SELECT p.id, p.name, p.email, EXISTS (
		       SELECT 1 FROM grants g WHERE g.person_id = p.id AND g.role = 'coach' AND g.scope = 'installation' AND g.revoked_at IS NULL),
		       COALESCE((SELECT min(g.role) FROM grants g WHERE g.person_id = p.id AND g.role <> 'apprentice' AND g.revoked_at IS NULL), '')
		FROM people p`
	return tx.Each(ctx, query, nil, func(scan func(...any) error) error {
		var p person
		var email string
		var coach bool
		if err := scan(&p.id, &p.name, &email, &coach, &p.role); err != nil {
			return err
		}
		w.people[email], w.emails[p.id] = &p, email
		if coach {
			w.coaches[email] = p.id
		}
		return nil
	})
}

func (w *world) readEnrolments(ctx context.Context, tx *db.Tx) error {
	return programme.EachEnrolment(ctx, tx, func(e *programme.Enrolment) error {
		p := w.people[w.emails[e.Apprentice]]
		p.enrolments = append(p.enrolments, e)
		if e.ULN != "" {
			w.holders[e.ULN] = e.Apprentice
		}
		return nil
	})
}

func (w *world) readStandards(ctx context.Context, tx *db.Tx) error {
	const query = `SELECT id, reference, version FROM standards ORDER BY id`
	err := tx.Each(ctx, query, nil, func(scan func(...any) error) error {
		var s standard
		var reference string
		err := scan(&s.id, &reference, &s.version)
		w.standards[key(reference)] = append(w.standards[key(reference)], s)
		w.labels[s.id] = strings.TrimSpace(reference + " " + s.version)
		return err
	})
	if err != nil {
		return err
	}
	const options = `SELECT id, standard_id, name FROM standard_options`
	err = tx.Each(ctx, options, nil, func(scan func(...any) error) error {
		var id ksb.OptionID
		var of ksb.StandardID
		var name string
		err := scan(&id, &of, &name)
		if w.options[of] == nil {
			w.options[of] = map[string]ksb.OptionID{}
		}
		w.options[of][key(name)], w.optionNames[id] = id, name
		return err
	})
	if err != nil {
		return err
	}
	const plans = `SELECT id, standard_id, name, reference, version, CASE WHEN retired_at IS NULL THEN 0 ELSE 1 END FROM plans ORDER BY id`
	return tx.Each(ctx, plans, nil, func(scan func(...any) error) error {
		var p plan
		var of ksb.StandardID
		err := scan(&p.id, &of, &p.name, &p.ref, &p.ver, &p.retired)
		w.plans[of] = append(w.plans[of], p)
		return err
	})
}

func (w *world) readNames(ctx context.Context, tx *db.Tx) error {
	const query = `
		SELECT kind, id, name FROM organisations WHERE kind IN ('employer', 'assessment')
		UNION ALL SELECT 'cohort', id, name FROM cohorts`
	return tx.Each(ctx, query, nil, func(scan func(...any) error) error {
		var kind, name string
		var id int64
		err := scan(&kind, &id, &name)
		switch k := key(name); kind {
		case "employer":
			w.employers[k], w.names[nameKey{employerColumn, id}] = programme.OrganisationID(id), name
		case "assessment":
			w.assessments[k], w.names[nameKey{assessmentColumn, id}] = programme.OrganisationID(id), name
		default:
			w.cohorts[k], w.names[nameKey{cohortColumn, id}] = programme.CohortID(id), name
		}
		return err
	})
}
