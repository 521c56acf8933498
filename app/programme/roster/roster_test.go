package roster_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/db/dbtest"
	"touchstone/app/fault"
	"touchstone/app/programme"
	"touchstone/app/programme/roster"
	"touchstone/app/sheet"
	"touchstone/evidence"
	"touchstone/ksb"
)

// A fixture is an installation with one administrator, two coaches, one
// employer, one assessment organisation, one cohort, and one apprentice, Carys.
type fixture struct {
	t      testing.TB
	db     *db.DB
	roster *roster.Store
	carys  programme.Enrolment
}

const (
	good  = "9900000004" // ULNs
	other = "9900000012"
)

func open(t testing.TB) *fixture {
	d, ctx := dbtest.Open(t), t.Context()
	must(t, ksb.NewStore(d).Seed(ctx))
	accounts, programmes := account.NewStore(d), programme.NewStore(d)
	for _, p := range []account.Person{{Name: "Marcus", Email: "marcus@example.com"}, {Name: "Ines", Email: "ines@example.com"}, {Name: "Carys", Email: "carys@example.com"}} {
		must(t, accounts.AddPerson(ctx, 0, &p))
		if p.Name != "Carys" {
			must(t, accounts.AddGrant(ctx, 0, account.Grant{Person: p.ID, Role: account.Coach, Scope: account.Installation}))
		}
	}
	must(t, programmes.AddOrganisation(ctx, 0, &programme.Organisation{Kind: programme.EmployerOrganisation, Name: "Ashbrook  Ltd"}))
	must(t, programmes.AddOrganisation(ctx, 0, &programme.Organisation{Kind: programme.AssessmentOrganisation, Name: "Calderwood"}))
	must(t, programmes.AddCohort(ctx, 0, &programme.Cohort{Name: "Spring 2026"}))
	f := &fixture{t: t, db: d, roster: roster.NewStore(d)}
	f.carys = programme.Enrolment{Apprentice: 3, Standard: f.id(`SELECT id FROM standards WHERE reference = 'ST0175'`), Employer: 1, Coach: 1, ULN: good,
		StartedOn: day("2026-01-12"), PlannedEndOn: day("2027-07-11"), EmployerContact: "Sam  Jones, manager"}
	f.carys.Option = ksb.OptionID(f.id(`SELECT id FROM standard_options WHERE name = 'Collections'`))
	must(t, programmes.Enrol(ctx, 0, &f.carys))
	return f
}

func (f *fixture) id(query string) (id ksb.StandardID) {
	must(f.t, f.db.View(f.t.Context(), func(tx *db.Tx) error { return tx.Row(f.t.Context(), query).Scan(&id) }))
	return id
}

func (f *fixture) exec(query string) {
	f.t.Helper()
	must(f.t, f.db.Update(f.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(f.t.Context(), query)
		return err
	}))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func day(text string) time.Time {
	d, _ := time.Parse(time.DateOnly, text)
	return d
}

const head = "Name,E-mail,ULN,Standard,Version,Option,Assessment plan,Employer,Employer contact,Coach e-mail,Assessment organisation,Cohort,Start,Planned end,Gateway planned\n"

// keep hands in a table and returns its rows.
func (f *fixture) keep(text string, adds bool) (roster.ID, []roster.Row) {
	f.t.Helper()
	table, err := sheet.Read(strings.NewReader(text), roster.Want)
	must(f.t, err)
	r := roster.Roster{FileName: "people.csv", Adds: adds}
	must(f.t, f.roster.Keep(f.t.Context(), &r, &table))
	return r.ID, f.rows(r.ID)
}

func (f *fixture) rows(id roster.ID) []roster.Row {
	f.t.Helper()
	rows, _, err := f.roster.Rows(f.t.Context(), id, roster.Query{Limit: 50_000})
	must(f.t, err)
	return rows
}

const (
	newRow   = "Ann Hill,ann@example.com,,ST0175,1.1,,,Ashbrook Ltd,,marcus@example.com,,,07/09/2026,2028-03-06,\n"
	carysRow = "Carys,carys@example.com," + good + ",ST0175,1.1,Collections,,Ashbrook Ltd,\"Sam Jones, manager\",marcus@example.com,,,12/01/2026,11/07/2027,\n"
)

func TestRowsAreJudged(t *testing.T) {
	row := func(cells ...string) string { // Ann's, with cells replaced: column, value, …
		all := strings.Split(strings.TrimSpace(newRow), ",")
		names := strings.Split(strings.TrimSpace(head), ",")
		for i := 0; i < len(cells); i += 2 {
			all[slices.Index(names, cells[i])] = cells[i+1]
		}
		return strings.Join(all, ",") + "\n"
	}
	tests := []struct {
		name, text string
		mark       roster.Mark // of the last row
		says       string
	}{
		{"new person", newRow, roster.New, "Adds the person.|Enrols them on ST0175 1.1, 7 September 2026 to 6 March 2028."},
		{"all there is", row("ULN", other, "Option", "enforcement", "Assessment plan", "st0175/EXAMPLE 2026-2", "Assessment organisation", "calderwood", "Cohort", "SPRING 2026", "Gateway planned", "1 Jan 2028"), roster.New, "Enrols them"},
		{"as it is stored", carysRow, roster.Unchanged, ""},
		{"empty cells leave what is stored", "Carys,carys@example.com,,ST0175,,,,,,,,,12/01/2026,,\n", roster.Unchanged, ""},
		{"days of a spreadsheet without a format", row("Start", "46272", "Planned end", "46813"), roster.New, "7 September 2026 to 1 March 2028"},
		{"a change", strings.Replace(carysRow, "Collections", "Credit risk", 1), roster.Changed, "Option: Collections → Credit risk."},
		{"another start", strings.Replace(carysRow, "12/01/2026", "13/01/2026", 1), roster.Changed, "Start: 12 January 2026 → 13 January 2026."},
		{"another name", strings.Replace(carysRow, "Carys,", "Carys Hall,", 1), roster.Changed, "Name: Carys → Carys Hall."},
		{"something more", strings.Replace(carysRow, "11/07/2027,", "11/07/2027,01/06/2027", 1), roster.Changed, "Gateway planned: none → 1 June 2027."},

		{"bad ULN", row("ULN", "9900000005"), roster.Wrong, "ULN: “9900000005” is not one"},
		{"ULN of another", row("ULN", good), roster.Wrong, "ULN: 9900000004 is that of carys@example.com"},
		{"ULN twice in the file", row("ULN", other, "Name", "Bea", "E-mail", "bea@example.com") + row("ULN", other), roster.Wrong, "ULN: row 2 has the same for bea@example.com"},
		{"the address of a coach under another name", row("E-mail", "ines@example.com"), roster.Wrong, "E-mail: ines@example.com is that of Ines, who is here as coach."},
		{"a coach who learns too", row("Name", "Ines", "E-mail", "ines@example.com"), roster.New, "Enrols them"},
		{"unknown standard", row("Standard", "ST9999"), roster.Wrong, "Standard: there is no “ST9999” here"},
		{"unknown version", row("Version", "3.0"), roster.Wrong, "Version: there is no version “3.0” of ST0175 here, but 1.1"},
		{"unknown option", row("Option", "Baking"), roster.Wrong, "ST0175 1.1 has no option “Baking”. It has: Credit risk, Collections, Enforcement."},
		{"option of a standard without", row("Standard", "ST0176", "Version", "", "Option", "Baking"), roster.Wrong, "ST0176 has no options"},
		{"unknown plan", row("Assessment plan", "AP99"), roster.Wrong, "ST0175/example 2026-2, ST0175/example end-point-2"},
		{"a plan that may be two", row("Assessment plan", "ST0175/example"), roster.Wrong, "cannot be told"},
		{"unknown coach", row("Coach e-mail", "nobody@example.com"), roster.Wrong, "“nobody@example.com” is not here"},
		{"no coach", row("Coach e-mail", "carys@example.com"), roster.Wrong, "does not have the role of coach"},
		{"unknown employer", row("Employer", "Elsewhere"), roster.Wrong, "Employer: there is no “Elsewhere” here"},
		{"unknown assessment organisation", row("Assessment organisation", "Elsewhere"), roster.Wrong, "Assessment organisation: there is no “Elsewhere”"},
		{"unknown cohort", row("Cohort", "Winter"), roster.Wrong, "Cohort: there is no “Winter” here"},
		{"end before start", row("Planned end", "06/09/2026"), roster.Wrong, "Planned end: it is not after the start."},
		{"end on the start", row("Planned end", "07/09/2026"), roster.Wrong, "Planned end: it is not after the start."},
		{"end the day after", row("Planned end", "08/09/2026"), roster.New, ""},
		{"gateway before start", row("Gateway planned", "06/09/2026"), roster.Wrong, "Gateway planned: it is before the start."},
		{"the month before the day", row("Start", "09/27/2026"), roster.Wrong, "“09/27/2026” is not a day"},
		{"no start", row("Start", ""), roster.Wrong, "Start: it has no day"},
		{"gaps", "Ann,ann@example.com,,ST0175,,,,,,,,,,,\n", roster.Wrong, "Employer: it names none.|Coach e-mail: it names none.|Start: it has no day.|Planned end: it has no day."},
		{"no standard", row("Standard", "", "Version", ""), roster.Wrong, "Standard: it names none."},
		{"no name", row("Name", ""), roster.Wrong, "Name: say what the person is called."},
		{"no address", row("E-mail", "ann"), roster.Wrong, "E-mail: enter an e-mail address"},
		{"a formula", row("Name", "=cmd()"), roster.Wrong, "Name: it holds a formula, “=cmd()”."},
		{"a guarded formula is text", row("Name", "'=cmd()"), roster.New, ""},
		{"two names for one address", newRow + row("Name", "Another", "Standard", "ST0176", "Version", ""), roster.Wrong, "E-mail: row 2 gives ann@example.com to “Ann Hill”"},
		{"one row twice", newRow + newRow, roster.Wrong, "Row 2 is for the same person and standard"},
		{"two standards at one time", newRow + row("Standard", "ST0176", "Version", ""), roster.Wrong, "Row 2 is for the same person, at the same time"},
		{"two standards, one after the other", newRow + row("Standard", "ST0176", "Version", "", "Start", "06/03/2028", "Planned end", "06/03/2029"), roster.New, ""},
		{"enrolled elsewhere at the time", "Carys,carys@example.com,,ST0176,,,,Ashbrook Ltd,,marcus@example.com,,,01/07/2027,01/07/2028,\n", roster.Wrong, "They are enrolled on ST0175 1.1 from 12 January 2026 to 11 July 2027 already."},
		{"the coach themselves", row("Name", "Marcus", "E-mail", "marcus@example.com"), roster.Wrong, "Coach e-mail: the coach is the apprentice"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, rows := open(t).keep(head+tt.text, false)
			last := rows[len(rows)-1]
			if says := strings.Join(last.Says, "|"); last.Mark != tt.mark || !strings.Contains(says, tt.says) || tt.says == "" && tt.mark == roster.Unchanged && says != "" {
				t.Errorf("%s: %s; want %s: %s", last.Mark, says, tt.mark, tt.says)
			}
		})
	}
}

func TestAPlanThatIsRetiredIsForThoseOnIt(t *testing.T) {
	f := open(t)
	f.exec(`UPDATE plans SET retired_at = 1 WHERE version = '2026-2'`)
	on := strings.Replace(carysRow, "Collections,,", "Collections,ST0175/example 2026-2,", 1)
	_, rows := f.keep(head+on+strings.Replace(newRow, ",1.1,,,", ",1.1,,ST0175/example,", 1), false)
	if says := strings.Join(rows[0].Says, "|"); rows[0].Mark != roster.Wrong || !strings.Contains(says, "no longer offered") {
		t.Errorf("moved to it: %s %s", rows[0].Mark, says)
	}
	if says := strings.Join(rows[1].Says, "|"); rows[1].Mark != roster.New || !strings.Contains(says, "Enrols") {
		t.Errorf("by the reference that one of them is left with: %s %s", rows[1].Mark, says)
	}
	f.exec(`UPDATE enrolments SET plan_id = (SELECT id FROM plans WHERE version = '2026-2' AND reference = 'ST0175/example')`)
	if _, rows = f.keep(head+on, false); rows[0].Mark != roster.Unchanged {
		t.Errorf("on it already: %s %v", rows[0].Mark, rows[0].Says)
	}
}

func TestAnEndedApprenticeshipIsLeftAlone(t *testing.T) {
	f := open(t)
	f.exec(`UPDATE enrolments SET state = 'withdrawn', ended_on = '2026-02-01'`)
	_, rows := f.keep(head+carysRow+strings.Replace(carysRow, "Collections", "Credit risk", 1), false)
	if rows[0].Mark != roster.Unchanged || rows[1].Mark != roster.Wrong {
		t.Errorf("%+v", rows)
	}
	again := strings.Replace(strings.Replace(carysRow, "12/01/2026", "01/02/2026", 1), "2027", "2028", 1)
	if _, rows := f.keep(head+again, false); rows[0].Mark != roster.New {
		t.Errorf("someone who comes back: %+v", rows[0])
	}
}

func TestACoachWhoIsNoneAnyMore(t *testing.T) {
	f := open(t)
	f.exec(`UPDATE grants SET revoked_at = 1 WHERE person_id = 1 AND scope = 'installation'`)
	_, rows := f.keep(head+carysRow, false)
	if rows[0].Mark != roster.Unchanged {
		t.Errorf("%+v", rows[0])
	}
	_, rows = f.keep(head+strings.Replace(carysRow, "Collections", "Credit risk", 1), false)
	if rows[0].Mark != roster.Wrong || !strings.Contains(rows[0].Says[0], "role of coach any more") {
		t.Errorf("%+v", rows[0])
	}
}

func (f *fixture) confirm(id roster.ID, invite func(context.Context, *db.Tx, account.Person) error) (roster.Result, error) {
	return f.roster.Confirm(f.t.Context(), 1, id, roster.With{Invite: invite})
}

func (f *fixture) count(query string) (n int) {
	f.t.Helper()
	must(f.t, f.db.View(f.t.Context(), func(tx *db.Tx) error { return tx.Row(f.t.Context(), query).Scan(&n) }))
	return n
}

const mixed = head + newRow +
	"Bea,bea@example.com," + other + ",ST0176,,,,Baker & Sons,,ines@example.com,,Autumn 2026,07/09/2026,06/09/2027,\n" +
	"Cy,cy@example.com,,ST0176,,,,baker & sons,,ines@example.com,,autumn 2026,07/09/2026,06/09/2027,\n" +
	"Carys,carys@example.com,,ST0175,,,,,,ines@example.com,,Spring 2026,12/01/2026,,\n" +
	"Dee,dee@example.com,123,ST0176,,,,Ashbrook Ltd,,ines@example.com,,,07/09/2026,06/09/2027,\n"

func TestConfirm(t *testing.T) {
	f := open(t)
	id, _ := f.keep(mixed, true)
	r, err := f.roster.Roster(t.Context(), id)
	must(t, err)
	if r.Counts[roster.New] != 3 || r.Counts[roster.Changed] != 1 || r.Counts[roster.Wrong] != 1 {
		t.Fatalf("%+v", r.Counts)
	}
	if n := f.count(`SELECT count(*) FROM people`) + f.count(`SELECT count(*) FROM organisations`); n != 5 {
		t.Fatalf("the preview stored something: %d", n)
	}
	var invited []string
	done, err := f.confirm(id, func(_ context.Context, _ *db.Tx, p account.Person) error {
		invited = append(invited, p.Email)
		return nil
	})
	want := roster.Result{People: 3, Enrolments: 3, Changed: 1, Employers: 1, Cohorts: 1, Left: 1, Invited: 3}
	if err != nil || done != want || strings.Join(invited, " ") != "ann@example.com bea@example.com cy@example.com" {
		t.Fatalf("%+v, %v, %s", done, err, invited)
	}
	carys, err := programme.NewStore(f.db).Enrolment(t.Context(), f.carys.ID)
	if err != nil || carys.CoachName != "Ines" || carys.CohortName != "Spring 2026" || carys.OptionName != "Collections" || carys.ULN != good {
		t.Errorf("%+v, %v", carys, err)
	}
	if n := f.count(`SELECT count(*) FROM grants WHERE role = 'coach' AND scope = 'enrolment' AND person_id = 2 AND revoked_at IS NULL`); n != 3 {
		t.Errorf("Ines coaches %d", n)
	}
	if n := f.count(`SELECT count(*) FROM standings`); n != 4 {
		t.Errorf("%d standings", n)
	}
	again, err := f.confirm(id, nil)
	if err != nil || again != done || f.count(`SELECT count(*) FROM people`) != 6 {
		t.Errorf("confirmed again: %+v, %v", again, err)
	}
	id, rows := f.keep(mixed, true)
	events := f.count(`SELECT count(*) FROM events`)
	for _, row := range rows[:4] {
		if row.Mark != roster.Unchanged {
			t.Errorf("the same file again: %+v", row)
		}
	}
	if done, err = f.confirm(id, nil); err != nil || done != (roster.Result{Left: 1}) || f.count(`SELECT count(*) FROM events`) != events+1 {
		t.Errorf("the same file confirmed: %+v, %v", done, err)
	}
}

func TestTheWorldChangesBeforeConfirm(t *testing.T) {
	f := open(t)
	id, _ := f.keep(mixed, true)
	f.exec(`INSERT INTO people (name, email, created_at) VALUES ('Bea', 'bea@example.com', 0)`)
	f.exec(`UPDATE enrolments SET uln = '9900000012' WHERE id = 1`)
	_, err := f.confirm(id, nil)
	if !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Of(err).Message, "1 row would now do something else") {
		t.Fatalf("%v", err)
	}
	if f.count(`SELECT count(*) FROM people`) != 4 || f.count(`SELECT count(*) FROM cohorts`) != 1 {
		t.Error("something was stored")
	}
	rows, n, err := f.roster.Rows(t.Context(), id, roster.Query{Moved: true})
	if err != nil || n != 1 || rows[0].Line != 3 || rows[0].Mark != roster.Wrong || !rows[0].Moved {
		t.Errorf("%+v, %v", rows, err)
	}
	if done, err := f.confirm(id, nil); err != nil || done.Enrolments != 2 || done.Left != 2 {
		t.Errorf("confirmed as it is now: %+v, %v", done, err)
	}
}

func TestConfirmIsAllOrNothing(t *testing.T) {
	f := open(t)
	id, _ := f.keep(mixed, true)
	n := 0
	before := f.count(`SELECT count(*) FROM events`)
	_, err := f.confirm(id, func(context.Context, *db.Tx, account.Person) error {
		if n++; n == 3 {
			return fault.New(fault.Unavailable, "The disk is full.")
		}
		return nil
	})
	if !fault.Is(err, fault.Unavailable) || f.count(`SELECT count(*) FROM people`) != 3 || f.count(`SELECT count(*) FROM events`) != before {
		t.Errorf("%v", err)
	}
	if done, err := f.confirm(id, nil); err != nil || done.People != 3 {
		t.Errorf("tried again: %+v, %v", done, err)
	}
}

func TestExportAndImportChangeNothing(t *testing.T) {
	f := open(t)
	id, _ := f.keep(mixed+"'=Eve,eve@example.com,,ST0175,1.1,,ST0175/example 2026-2,Ashbrook Ltd,'+44 1,ines@example.com,Calderwood,,07/09/2026,06/09/2027,\n", true)
	_, err := f.confirm(id, nil)
	must(t, err)
	f.exec(`UPDATE enrolments SET state = 'completed', ended_on = '2027-01-01' WHERE id = 2`)
	f.exec(`INSERT INTO enrolments (apprentice_id, standard_id, employer_id, coach_id, started_on, planned_end_on, created_at, updated_at)
		SELECT apprentice_id, (SELECT id FROM standards WHERE reference = 'ST0176'), employer_id, coach_id, '2027-01-01', '2028-01-01', 0, 0 FROM enrolments WHERE id = 2`)
	rows, err := f.roster.Export(t.Context())
	must(t, err)
	if len(rows) != 7 {
		t.Fatalf("%d rows", len(rows))
	}
	var csv, xlsx bytes.Buffer
	must(t, sheet.CSV(&csv, slices.Values(rows)))
	must(t, sheet.XLSX(&xlsx, "People", slices.Values(rows)))
	for form, text := range map[string]string{"csv": csv.String(), "xlsx": xlsx.String()} {
		_, judged := f.keep(text, false)
		if len(judged) != 6 {
			t.Errorf("%s: %d rows", form, len(judged))
		}
		for _, row := range judged {
			if row.Mark != roster.Unchanged {
				t.Errorf("%s: %+v", form, row)
			}
		}
	}
}

func TestRowsAreFoundAndPaged(t *testing.T) {
	f := open(t)
	id, _ := f.keep(mixed, true)
	for _, tt := range []struct {
		query roster.Query
		lines string
		total int
	}{
		{roster.Query{}, "2 3 4 5 6", 5},
		{roster.Query{Mark: roster.New}, "2 3 4", 3},
		{roster.Query{Search: "BE"}, "3", 1},
		{roster.Query{Search: "%"}, "", 0},
		{roster.Query{Sort: "-name", Limit: 2}, "6 4", 5},
		{roster.Query{Offset: 3}, "5 6", 5},
	} {
		rows, total, err := f.roster.Rows(t.Context(), id, tt.query)
		var lines []string
		for _, r := range rows {
			lines = append(lines, fmt.Sprint(r.Line))
		}
		if got := strings.Join(lines, " "); err != nil || got != tt.lines || total != tt.total {
			t.Errorf("%+v: %s of %d, %v; want %s of %d", tt.query, got, total, err, tt.lines, tt.total)
		}
	}
}

func TestColumnsThatAreNotReadAreKept(t *testing.T) {
	f := open(t)
	long := strings.Repeat("n", 70)
	text := "Name,E-mail,Standard,Employer  name,Emploier,," + long + ",name\nAnn,ann@example.com,ST0175,,,,,\n"
	id, _ := f.keep(text, false)
	r, err := f.roster.Roster(t.Context(), id)
	if want := []string{"“Emploier”", "“" + long[:59] + "…”", "“name”"}; err != nil || !slices.Equal(r.Unread, want) {
		t.Errorf("%q, %v; want %q", r.Unread, err, want)
	}
	id, _ = f.keep(head+newRow, false)
	if r, err := f.roster.Roster(t.Context(), id); err != nil || len(r.Unread) > 0 {
		t.Errorf("all columns are known: %q, %v", r.Unread, err)
	}
}

func TestATableWithoutRowsIsRefused(t *testing.T) {
	f := open(t)
	table, err := sheet.Read(strings.NewReader(head+"\n,,\n"), roster.Want)
	must(t, err)
	if err := f.roster.Keep(t.Context(), &roster.Roster{}, &table); !fault.Is(err, fault.Invalid) {
		t.Errorf("Keep = %v", err)
	}
}

func TestTooManyLinesAreRefusedAtOnce(t *testing.T) {
	began := time.Now()
	_, err := sheet.Read(strings.NewReader(head+strings.Repeat(newRow, 200_000)), roster.Want)
	if !fault.Is(err, fault.TooLarge) || !strings.Contains(fault.Of(err).Message, "200,001 rows") || time.Since(began) > 10*time.Second {
		t.Errorf("%v after %v", err, time.Since(began))
	}
}

// uln returns the nth valid number.
func uln(n int) programme.ULN {
	for i := 1_000_000_00 + n*7; ; i++ {
		for last := range 10 {
			if u := programme.ULN(fmt.Sprintf("%09d%d", i, last)); u.Valid() && last > 0 {
				return u
			}
		}
	}
}

// big returns a table of n people.
func big(n int) string {
	var out strings.Builder
	out.WriteString(head)
	for i := range n {
		fmt.Fprintf(&out, "Person %d,person%d@example.com,%s,ST0175,1.1,Collections,,Employer %d,\"Sam, manager\",marcus@example.com,Calderwood,Cohort %d,%02d/09/2026,06/03/2028,\n",
			i, i, uln(i), i/25, i/500, 1+i%28)
	}
	return out.String()
}

// TestEveryEnrolmentStoredIsToldOf tells of what is new and what changes, in the
// transaction, and of nothing else.
func TestEveryEnrolmentStoredIsToldOf(t *testing.T) {
	f := open(t)
	var told []programme.EnrolmentID
	var refuse error
	f.roster.Follow = func() roster.Told {
		return func(_ context.Context, _ *db.Tx, id programme.EnrolmentID) error {
			told = append(told, id)
			return refuse
		}
	}
	id, _ := f.keep(mixed, true)
	_, err := f.confirm(id, nil)
	must(t, err)
	if len(told) != 4 || !slices.Contains(told, f.carys.ID) {
		t.Errorf("told of %v", told)
	}
	told = nil
	id, _ = f.keep(mixed, true)
	if _, err := f.confirm(id, nil); err != nil || len(told) > 0 {
		t.Errorf("the same file again is told of: %v, %v", told, err)
	}
	refuse = errors.New("no")
	before := f.count(`SELECT count(*) FROM enrolments`)
	id, _ = f.keep(big(3), true)
	if _, err := f.confirm(id, nil); !errors.Is(err, refuse) || f.count(`SELECT count(*) FROM enrolments`) != before {
		t.Errorf("the rows are stored though who is told fails: %v", err)
	}
}

// sound fails the test if standings, tallies or the chain of events are not what
// they should be.
func (f *fixture) sound() {
	f.t.Helper()
	if wrong, err := programme.AuditStandings(f.t.Context(), f.db); err != nil || len(wrong) > 0 {
		f.t.Errorf("standings: %q, %v", wrong[:min(5, len(wrong))], err)
	}
	err := evidence.NewStore(f.db).AuditProgress(f.t.Context(), nil, func(id evidence.PortfolioID, text string) {
		if programme.EnrolmentID(id) != f.carys.ID { // was added alone, and nobody was told
			f.t.Errorf("progress: %s", text)
		}
	})
	must(f.t, err)
	if c, err := audit.Inspect(f.t.Context(), f.db, "", nil); err != nil || len(c.Findings) > 0 {
		f.t.Errorf("events: %+v, %v", c, err)
	}
}

func TestTenThousandPeople(t *testing.T) {
	n := 1_000
	if os.Getenv("TOUCHSTONE_TEST_ALL") != "" {
		n = 10_000
	}
	f := open(t)
	f.roster.Follow = func() roster.Told { return evidence.NewRecounter().Recount }
	text := big(n)
	began := time.Now()
	id, rows := f.keep(text, true)
	kept := time.Since(began)
	if rows[n-1].Mark != roster.New {
		t.Fatalf("%+v", rows[n-1])
	}
	began = time.Now()
	done, err := f.confirm(id, nil)
	stored := time.Since(began)
	if err != nil || done.Enrolments != n {
		t.Fatalf("%+v, %v", done, err)
	}
	if total := f.count(`SELECT count(*) FROM standings WHERE total > 0`); total != n {
		t.Errorf("%d standings know how much there is to show", total)
	}
	f.sound()
	began = time.Now()
	id, _ = f.keep(text, true)
	r, err := f.roster.Roster(t.Context(), id)
	must(t, err)
	t.Logf("%d people: read and judged in %v, stored in %v, judged again in %v", n, kept, stored, time.Since(began))
	if kept+stored > 30*time.Second || r.Counts[roster.Unchanged] != n {
		t.Errorf("%v, %+v", kept+stored, r.Counts)
	}
}
