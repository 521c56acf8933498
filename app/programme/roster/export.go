package roster

import (
	"context"
	"slices"
	"strings"
	"time"

	"touchstone/app/db"
	"touchstone/app/programme"
)

// Head is the header of a table as it is written.
func Head() []any {
	row := make([]any, columns)
	for i, h := range heads {
		row[i] = h.name
	}
	return row
}

// An About says what belongs in a column.
type About struct{ Name, Text string }

// Columns tells of each column.
func Columns() (all []About) {
	for _, h := range heads {
		all = append(all, About{h.name, h.about})
	}
	return all
}

// Export returns every enrolment as a table with its header, by the name of the
// apprentice. Importing it changes nothing.
func (s *Store) Export(ctx context.Context) (rows [][]any, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		w, err := look(ctx, tx)
		if err != nil {
			return err
		}
		j := newJudge(w, false)
		rows = [][]any{Head()}
		for _, p := range w.people {
			for _, e := range p.enrolments {
				rows = append(rows, j.exported(p, e))
			}
		}
		return nil
	})
	if len(rows) > 0 {
		slices.SortFunc(rows[1:], func(a, b []any) int {
			return strings.Compare(sortKey(a), sortKey(b))
		})
	}
	return rows, err
}

func sortKey(row []any) string {
	return key(row[nameColumn].(string)) + "\x00" + row[emailColumn].(string) + "\x00" + row[standardColumn].(string) + "\x00" + row[startColumn].(time.Time).Format(time.DateOnly)
}

func (j *judge) exported(p *person, e *programme.Enrolment) []any {
	reference, version := e.StandardReference, ""
	for _, s := range j.standards[key(reference)] {
		if s.id == e.Standard {
			version = s.version
		}
	}
	return []any{
		nameColumn: p.name, emailColumn: j.emails[p.id], ulnColumn: string(e.ULN), standardColumn: reference, versionColumn: version,
		optionColumn: e.OptionName, planColumn: j.planLabel(e), employerColumn: e.EmployerName, contactColumn: squeeze(e.EmployerContact),
		coachColumn: j.emails[e.Coach], assessmentColumn: e.AssessmentName, cohortColumn: e.CohortName,
		startColumn: e.StartedOn, endColumn: e.PlannedEndOn, gatewayColumn: e.GatewayOn,
	}
}
