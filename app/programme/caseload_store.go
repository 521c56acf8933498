package programme

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
)

// caseOrders are the orders of a caseload by name; "-" before it turns it round.
// The indexes of migration 7 follow them word for word.
var caseOrders = map[string]string{
	"name":     byName,
	"progress": `COALESCE(s.accepted * 10000 / NULLIF(s.total, 0), 0)`,
	"hours":    `COALESCE(s.hours_agreed * 10000 / NULLIF(s.hours_target, 0), 0)`,
	"active":   `COALESCE(s.active_at, 0)`,
	"review":   `COALESCE(s.review_due, '9999-12-31')`,
	"waits":    `COALESCE(s.waiting_since, 9999999999999)`,
}

const byName = `lower(p.name)`

// A bandRange is a band today as a condition on a standing.
type bandRange struct {
	needs Needs
	where string
}

// bandRanges are the bands on day $1, the gravest first.
var bandRanges = []bandRange{
	{NeedsAct, ` AND s.act_from <= $1`},
	{NeedsWatch, ` AND s.act_from > $1 AND s.watch_from <= $1`},
	{NeedsNone, ` AND s.act_from > $1 AND s.watch_from > $1`},
}

// A caseFilter is what a CaseQuery asks for as SQL, without its band. $1 is
// today.
type caseFilter struct {
	from  string
	where string
	args  []any
	few   bool // a coach or a cohort narrows it
}

func (f *caseFilter) add(condition string, args ...any) { f.where += f.numbered(condition, args...) }

// numbered gives each "$?" of some SQL the number of its argument.
func (f *caseFilter) numbered(sql string, args ...any) string {
	for _, a := range args {
		f.args = append(f.args, a)
		sql = strings.Replace(sql, "$?", fmt.Sprintf("$%d", len(f.args)), 1)
	}
	return sql
}

func filterOf(q *CaseQuery, today *time.Time) *caseFilter {
	f := &caseFilter{from: ` FROM standings s`, where: ` WHERE s.state IN ('active', 'break')`, args: []any{db.Day(today)}}
	if q.Coach != 0 {
		f.few = true
		f.add(` AND s.coach_id = $?`, q.Coach)
	}
	if q.Cohort != 0 {
		f.few = true
		f.add(` AND s.cohort_id = $?`, max(0, q.Cohort))
	}
	if found := account.NameWords(q.Search); len(found) > 0 {
		f.search(found, Like(q.Search))
	} else if strings.TrimSpace(q.Search) != "" {
		f.add(` AND 1 = 0`)
	}
	return f
}

// maxWords is how many words of a search are looked for.
const maxWords = 4

// search finds apprentices whose name has a word that begins with each of the
// words, and those of employers like the pattern. The joins are crossed so that
// they begin with the few that are found.
func (f *caseFilter) search(words []string, employer string) {
	words = words[:min(len(words), maxWords)]
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) }) // the rarest first
	f.from = f.numbered(` FROM (
		SELECT fe.id FROM person_words fw CROSS JOIN enrolments fe
		WHERE fe.apprentice_id = fw.person_id AND fw.word >= $? AND fw.word < $?`, words[0], words[0]+lastRune)
	for _, w := range words[1:] {
		f.from += f.numbered(` AND EXISTS (SELECT 1 FROM person_words ow WHERE ow.person_id = fw.person_id AND ow.word >= $? AND ow.word < $?)`, w, w+lastRune)
	}
	f.from += f.numbered(`
		UNION
		SELECT fe.id FROM organisations fo CROSS JOIN enrolments fe
		WHERE fe.employer_id = fo.id AND lower(fo.name) LIKE $? ESCAPE '\') f CROSS JOIN standings s`, employer)
	f.where += ` AND s.enrolment_id = f.id`
}

// lastRune sorts after every letter.
const lastRune = "\U0010FFFF"

// Cases returns the apprentices that q asks for and how many there are without
// its Offset and Limit, by band.
func (s *Store) Cases(ctx context.Context, q CaseQuery) (found []Case, n CaseCount, err error) {
	if q.Limit == 0 {
		q.Limit = 50
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		today := db.Today(tx.Now)
		f := filterOf(&q, &today)
		if n, err = countCases(ctx, tx, &q, f); err != nil {
			return fmt.Errorf("count cases: %w", err)
		}
		ids, err := caseIDs(ctx, tx, &q, f, n)
		if err != nil {
			return fmt.Errorf("order cases: %w", err)
		}
		found, err = casesOf(ctx, tx, ids)
		return err
	})
	return found, n, err
}

// countCases counts what a query finds by band: from the tallies where they
// have the very number.
func countCases(ctx context.Context, tx *db.Tx, q *CaseQuery, f *caseFilter) (n CaseCount, err error) {
	if q.Coach == 0 && q.Search == "" {
		scope, id := allScope, int64(0)
		if q.Cohort != 0 {
			scope, id = cohortScope, int64(max(0, q.Cohort))
		}
		t, err := talliesIn(ctx, tx, scope)
		of := t[id]
		return CaseCount{of.Act, of.Watch, of.OnTrack()}, err
	}
	query := `
		SELECT count(*) FILTER (WHERE s.act_from <= $1), count(*) FILTER (WHERE s.act_from > $1 AND s.watch_from <= $1),
		       count(*) FILTER (WHERE s.act_from > $1 AND s.watch_from > $1)
		` + f.from + f.where
	return n, tx.Row(ctx, query, f.args...).Scan(&n.Act, &n.Watch, &n.OnTrack)
}

// caseIDs returns which enrolments stand on the page, in order. Who needs help
// most first is one range of the index after another.
func caseIDs(ctx context.Context, tx *db.Tx, q *CaseQuery, f *caseFilter, n CaseCount) (ids []EnrolmentID, err error) {
	sort, back := strings.CutPrefix(q.Sort, "-")
	ranges := bandRanges
	if back {
		ranges = slices.Clone(bandRanges)
		slices.Reverse(ranges)
	}
	order, known := caseOrders[sort]
	if known {
		where := ""
		for _, r := range bandRanges {
			if r.needs == q.Needs {
				where = r.where
			}
		}
		return idsIn(ctx, tx, f, where, order, back, q.Offset, min(q.Limit, n.Of(q.Needs)-q.Offset))
	}
	skip := q.Offset
	for _, r := range ranges {
		if q.Needs != NeedsAny && q.Needs != r.needs {
			continue
		}
		here := n.Of(r.needs)
		if take := min(q.Limit-len(ids), here-skip); take > 0 {
			more, err := idsIn(ctx, tx, f, r.where, `s.act_from`, back, skip, take)
			if err != nil {
				return nil, err
			}
			ids = append(ids, more...)
		}
		skip = max(0, skip-here)
	}
	return ids, nil
}

func idsIn(ctx context.Context, tx *db.Tx, f *caseFilter, where, order string, back bool, offset, limit int) (ids []EnrolmentID, err error) {
	if limit <= 0 {
		return nil, nil
	}
	from, way := f.from, ``
	if back {
		way = ` DESC`
	}
	if order == byName {
		where += ` AND e.id = s.enrolment_id AND p.id = e.apprentice_id`
		order += way + `, p.id`
		if from == ` FROM standings s` && !f.few {
			from = ` FROM people p CROSS JOIN enrolments e CROSS JOIN standings s`
		} else {
			from += ` CROSS JOIN enrolments e CROSS JOIN people p`
		}
	}
	at := len(f.args)
	query := `SELECT s.enrolment_id` + from + f.where + where + ` ORDER BY ` + order + way + `, s.enrolment_id` + way +
		fmt.Sprintf(` LIMIT $%d OFFSET $%d`, at+1, at+2)
	err = tx.Each(ctx, query, append(slices.Clone(f.args), limit, offset), func(scan func(...any) error) error {
		var id EnrolmentID
		err := scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

const caseTables = standingTables + `
	JOIN people p ON p.id = e.apprentice_id
	JOIN people c ON c.id = e.coach_id
	JOIN organisations o ON o.id = e.employer_id
	JOIN standards st ON st.id = e.standard_id
	LEFT JOIN cohorts co ON co.id = e.cohort_id`

const caseColumns = standingColumns + `, p.id, p.name, c.name, o.name, COALESCE(co.name, ''), st.title, st.level, e.gateway_on`

func (c *Case) columns() []any {
	return append(c.Standing.columns(), &c.Apprentice, &c.ApprenticeName, &c.CoachName, &c.EmployerName, &c.CohortName,
		&c.StandardTitle, &c.StandardLevel, db.Day(&c.GatewayOn))
}

// caseStep is how many cases are read with one statement.
const caseStep = 50

// casesOf returns the cases with those ids, in that order.
func casesOf(ctx context.Context, tx *db.Tx, ids []EnrolmentID) ([]Case, error) {
	found := make([]Case, len(ids))
	at := make(map[EnrolmentID]int, len(ids))
	for i, id := range ids {
		at[id] = i
	}
	for chunk := range slices.Chunk(ids, caseStep) {
		args := make([]any, caseStep) // always as many, so that it is one statement
		for i := range args {
			args[i] = EnrolmentID(0)
			if i < len(chunk) {
				args[i] = chunk[i]
			}
		}
		err := tx.Each(ctx, casesQuery, args, func(scan func(...any) error) error {
			var c Case
			if err := scan(c.columns()...); err != nil {
				return err
			}
			found[at[c.Enrolment]] = c
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("read cases: %w", err)
		}
	}
	return found, nil
}

var casesQuery = func() string {
	var places []string
	for i := range caseStep {
		places = append(places, fmt.Sprintf("$%d", i+1))
	}
	return `SELECT ` + caseColumns + ` FROM ` + caseTables + ` WHERE s.enrolment_id IN (` + strings.Join(places, ", ") + `)`
}()

// CasesOfCoach returns all of a coach's current apprentices, who needs help most
// first, with nothing of their names but the apprentices' own.
func (s *Store) CasesOfCoach(ctx context.Context, coach account.PersonID) (found []Case, err error) {
	const query = `
		SELECT ` + standingColumns + `, p.id, p.name, e.gateway_on
		FROM ` + standingTables + ` JOIN people p ON p.id = e.apprentice_id
		WHERE s.state IN ('active', 'break') AND s.coach_id = $1
		ORDER BY s.act_from, s.enrolment_id`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		found = nil
		return tx.Each(ctx, query, []any{coach}, func(scan func(...any) error) error {
			var c Case
			err := scan(append(c.Standing.columns(), &c.Apprentice, &c.ApprenticeName, db.Day(&c.GatewayOn))...)
			found = append(found, c)
			return err
		})
	})
	return found, err
}

// CoachNames returns the coaches of current apprentices, by name; of each only
// the id and the name.
func (s *Store) CoachNames(ctx context.Context) (found []account.Person, err error) {
	const query = `
		SELECT p.id, p.name FROM tallies t JOIN people p ON p.id = t.scope_id
		WHERE t.scope = 'coach' AND t.active + t.paused > 0 ORDER BY lower(p.name), p.id`
	err = s.db.View(ctx, func(tx *db.Tx) error {
		found = nil
		return tx.Each(ctx, query, nil, func(scan func(...any) error) error {
			var p account.Person
			err := scan(&p.ID, &p.Name)
			found = append(found, p)
			return err
		})
	})
	return found, err
}
