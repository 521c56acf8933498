package programme_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/db/dbtest"
	"touchstone/app/fault"
	"touchstone/app/programme"
	"touchstone/ksb"
)

func TestULN(t *testing.T) {
	for uln, valid := range map[programme.ULN]bool{
		"9900000004":  true,  // 9×10 + 9×9 = 171, remainder 6
		"9900000005":  false, // check digit off by one
		"990000000":   false,
		"99000000044": false,
		"99000000O4":  false,
		"0000000000":  false, // remainder 0
		"":            false,
		"٩٩٠٠٠٠٠٠٠٤":  false,
	} {
		if got := uln.Valid(); got != valid {
			t.Errorf("%q is valid = %t", uln, got)
		}
	}
	if got := programme.ParseULN(" 9900 000 004 "); got != "9900000004" {
		t.Errorf("ParseULN = %q", got)
	}
}

func day(text string) time.Time {
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return d
}

// open returns a store that knows two people (1 an apprentice, 2 and 3
// coaches), an employer (1), an assessment organisation (2), and a standard (1)
// with an option (1), beside another standard (2) with an option (2).
func open(t *testing.T) (*programme.Store, *db.DB) {
	d := dbtest.Open(t)
	fill(t, d)
	return programme.NewStore(d), d
}

// asked stores a request to someone without an account, and returns its number:
// by its link they sign once.
func asked(t *testing.T, d *db.DB, id programme.EnrolmentID) (request int64) {
	t.Helper()
	err := d.Update(t.Context(), func(tx *db.Tx) error {
		const insert = `
			INSERT INTO requests (enrolment_id, purpose, subject_id, name, job, email, note, by_hand, asked_by, asked_at, expires_at)
			VALUES ($1, 'review', 0, 'Tom', '', 't@example.com', '', 0, 2, 0, 9000000000000) RETURNING id`
		return tx.Row(t.Context(), insert, id).Scan(&request)
	})
	if err != nil {
		t.Fatal(err)
	}
	return request
}

func fill(t *testing.T, d *db.DB) {
	err := d.Update(t.Context(), func(tx *db.Tx) error {
		for _, sql := range []string{
			`INSERT INTO people (name, email, created_at) VALUES ('Carys', 'c@example.com', 0), ('Marcus', 'm@example.com', 0), ('Ines', 'i@example.com', 0)`,
			`INSERT INTO grants (person_id, role, scope, scope_id, granted_at) VALUES (2, 'coach', 'installation', 0, 0), (3, 'coach', 'installation', 0, 0)`,
			`INSERT INTO organisations (kind, name, created_at) VALUES ('employer', 'Ashbrook', 0), ('assessment', 'Calderwood', 0)`,
			`INSERT INTO standards (reference, version, title, level, types, source, created_at, updated_at) VALUES ('ST0001', '1', 'A', 3, '[]', '', 0, 0), ('ST0002', '1', 'B', 2, '[]', '', 0, 0)`,
			`INSERT INTO standard_options (standard_id, position, name) VALUES (1, 1, 'X'), (2, 1, 'Y')`,
		} {
			if _, err := tx.Exec(t.Context(), sql); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func good() programme.Enrolment {
	return programme.Enrolment{Apprentice: 1, Standard: 1, Option: 1, Employer: 1, Coach: 2, ULN: "9900000004",
		StartedOn: day("2025-05-06"), PlannedEndOn: day("2026-11-05")}
}

func TestEnrol(t *testing.T) {
	tests := []struct {
		name string
		edit func(*programme.Enrolment)
		want string // the fields that are wrong
	}{
		{"as entered", func(*programme.Enrolment) {}, ""},
		{"no option, no ULN yet", func(e *programme.Enrolment) { e.Option, e.ULN = 0, "" }, ""},
		{"nothing", func(e *programme.Enrolment) { *e = programme.Enrolment{} }, "apprentice coach employer planned_end_on standard started_on"},
		{"check digit", func(e *programme.Enrolment) { e.ULN = "9900000003" }, "uln"},
		{"an option of another standard", func(e *programme.Enrolment) { e.Option = 2 }, "option"},
		{"an assessment organisation as employer", func(e *programme.Enrolment) { e.Employer = 2 }, "employer"},
		{"someone who is no coach", func(e *programme.Enrolment) { e.Apprentice, e.Coach = 2, 1 }, "coach"},
		{"their own coach", func(e *programme.Enrolment) { e.Apprentice = 2 }, "coach"},
		{"a plan that is not there", func(e *programme.Enrolment) { e.Plan = 9 }, "plan"},
		{"ends the day it starts", func(e *programme.Enrolment) { e.PlannedEndOn = e.StartedOn }, "planned_end_on"},
		{"ends a day later", func(e *programme.Enrolment) { e.PlannedEndOn = e.StartedOn.AddDate(0, 0, 1) }, ""},
		{"gateway before the start", func(e *programme.Enrolment) { e.GatewayOn = e.StartedOn.AddDate(0, 0, -1) }, "gateway_on"},
		{"a long contact", func(e *programme.Enrolment) { e.EmployerContact = strings.Repeat("é", 121) }, "employer_contact"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, _ := open(t)
			e := good()
			tt.edit(&e)
			err := s.Enrol(t.Context(), 3, &e)
			got := ""
			if err != nil {
				got = strings.Join(slices.Sorted(maps.Keys(fault.Of(err).Fields)), " ")
			}
			if got != tt.want || (err != nil) != (tt.want != "") {
				t.Errorf("Enrol = %v; want %q", err, tt.want)
			}
		})
	}
}

func TestANumberBelongsToOnePerson(t *testing.T) {
	s, _ := open(t)
	first, again, other := good(), good(), good()
	again.StartedOn = again.StartedOn.AddDate(0, 3, 0)
	other.Apprentice = 3
	if err := s.Enrol(t.Context(), 3, &first); err != nil {
		t.Fatal(err)
	}
	if err := s.Enrol(t.Context(), 3, &again); err != nil {
		t.Errorf("the same person again, later: %v", err)
	}
	twice := good()
	if err := s.Enrol(t.Context(), 3, &twice); !fault.Is(err, fault.Invalid) {
		t.Errorf("the same enrolment twice: %v", err)
	}
	if err := s.ChangeEnrolment(t.Context(), 3, &first); err != nil {
		t.Errorf("saved again as it is: %v", err)
	}
	if err := s.Enrol(t.Context(), 3, &other); !fault.Is(err, fault.Invalid) {
		t.Errorf("somebody else: %v", err)
	}
}

func TestChangeOfCoachMovesTheRole(t *testing.T) {
	s, d := open(t)
	e := good()
	if err := s.Enrol(t.Context(), 3, &e); err != nil {
		t.Fatal(err)
	}
	e.Coach, e.Apprentice = 3, 2 // the apprentice cannot be changed
	if err := s.ChangeEnrolment(t.Context(), 3, &e); err != nil {
		t.Fatal(err)
	}
	got, err := s.Enrolment(t.Context(), e.ID)
	if err != nil || got.CoachName != "Ines" || got.ApprenticeName != "Carys" || got.OptionName != "X" || !got.StartedOn.Equal(day("2025-05-06")) {
		t.Errorf("Enrolment = %+v, %v", got, err)
	}
	var roles []string
	err = d.View(t.Context(), func(tx *db.Tx) error {
		const query = `SELECT person_id || role FROM grants WHERE scope = 'enrolment' AND revoked_at IS NULL ORDER BY 1`
		return tx.Each(t.Context(), query, nil, func(scan func(...any) error) error {
			var role string
			err := scan(&role)
			roles = append(roles, role)
			return err
		})
	})
	if err != nil || !slices.Equal(roles, []string{"1apprentice", "3coach"}) {
		t.Errorf("roles %v, %v", roles, err)
	}
}

func TestEnrolmentsAreFoundAndCounted(t *testing.T) {
	s, _ := open(t)
	for i := range 3 {
		e := good()
		e.StartedOn = e.StartedOn.AddDate(0, 0, i)
		if err := s.Enrol(t.Context(), 3, &e); err != nil {
			t.Fatal(err)
		}
	}
	for search, want := range map[string]int{"": 3, "ary": 3, "ASHB": 3, "990000": 3, "%": 0, "_": 0, "nobody": 0} {
		page, total, err := s.Enrolments(t.Context(), programme.Query{Search: search, Limit: 2})
		if err != nil || total != want || len(page) != min(want, 2) {
			t.Errorf("search %q: %d of %d, %v", search, len(page), total, err)
		}
	}
}

func TestDeclarationsKeepTheirWords(t *testing.T) {
	s, _ := open(t)
	e := good()
	if err := s.Enrol(t.Context(), 3, &e); err != nil {
		t.Fatal(err)
	}
	for _, sign := range []struct {
		role   account.Role
		person account.PersonID
	}{{account.Coach, 2}, {account.Apprentice, 1}, {account.Apprentice, 1}} {
		if err := s.Declare(t.Context(), e.ID, sign.role, sign.person); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Declare(t.Context(), e.ID, account.Assessor, 3); !fault.Is(err, fault.Forbidden) {
		t.Errorf("an assessor's declaration: %v", err)
	}
	got, err := s.Declarations(t.Context(), e.ID)
	if err != nil || len(got) != 2 || got[0].Name != "Carys" || got[1].Role != account.Coach || got[0].Words != programme.DeclarationOf(&ksb.Plan{}, account.Apprentice) {
		t.Errorf("Declarations = %+v, %v", got, err)
	}
}

func TestMonth(t *testing.T) {
	e := good()
	for today, want := range map[string][2]int{"2025-05-06": {1, 18}, "2025-06-05": {1, 18}, "2025-06-06": {2, 18}, "2026-03-05": {10, 18}, "2025-01-01": {1, 18}} {
		month, months := e.Month(day(today))
		if month != want[0] || months != want[1] {
			t.Errorf("%s: month %d of %d; want %v", today, month, months, want)
		}
	}
	e.PlannedEndOn = day("2026-10-30") // weeks rather than months: the last one is begun
	if month, months := e.Month(day("2026-10-30")); month != 18 || months != 18 {
		t.Errorf("month %d of %d on the last day; want the last of 18", month, months)
	}
}
