package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/programme"
)

// A provider is one that is being made, and the rows that wait to be written.
type provider struct {
	now                         time.Time
	apprentices, items, coaches int
	tables                      map[string]*bulk
	order                       []*bulk
	prose                       *prose // what items say; nil: all the same
}

// add adds a row to a table.
func (l *provider) add(table, columns string, values ...any) {
	if l.tables == nil {
		l.tables = map[string]*bulk{}
	}
	if l.tables[table] == nil {
		l.tables[table] = &bulk{table: table, columns: columns}
		l.order = append(l.order, l.tables[table])
	}
	l.tables[table].add(values...)
}

func (l *provider) flush(ctx context.Context, tx *db.Tx) error {
	for _, rows := range l.order {
		if err := rows.flush(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// begin makes what is there before the first apprentice.
func (l *provider) begin(ctx context.Context, tx *db.Tx) error {
	const standard = `
		INSERT INTO standards (id, reference, version, title, level, types, source, created_at, updated_at)
		VALUES (1, 'ST9999', '1.0', 'A standard for measuring', 3, '[{"key":"knowledge","letter":"K","name":"Knowledge","one":"knowledge"}]', 'made up', 0, 0)`
	if _, err := tx.Exec(ctx, standard); err != nil {
		return err
	}
	for i := range largeStatements {
		code := fmt.Sprintf("K%d", i+1)
		l.add("statements", "id, standard_id, key, position, code, code_origin, type, title, summary, membership",
			i+1, 1, code, i, code, "inferred", "knowledge", "Statement "+code, "A statement to be measured.", "core")
	}
	for i := range largeEmployers {
		l.add("organisations", "id, kind, name, created_at", i+1, "employer", syllables(i*37)+" and "+syllables(i*11+5), 0)
	}
	for i := range largeCohorts {
		l.add("cohorts", "id, name, created_at", i+1, fmt.Sprintf("Cohort %02d", i+1), 0)
	}
	l.person(largeAdmin, "An administrator", account.Administrator, account.Installation, 0)
	l.person(largeIQA, "A sampler", account.IQA, account.Installation, 0)
	l.person(largeManager, "A manager", account.Employer, account.Organisation, 1)
	for o := 2; o <= largeManaged; o++ {
		l.grant(largeManager, account.Employer, account.Organisation, o)
	}
	for c := 1; c <= l.coaches; c++ {
		l.person(c, fmt.Sprintf("Coach %03d", c), account.Coach, account.Installation, 0)
		for w := range 10 {
			week := db.Today(l.now).AddDate(0, 0, -(int(db.Today(l.now).Weekday())+6)%7-7*w)
			l.add("turnarounds", "week, coach_id, pieces, days", week.Format(time.DateOnly), c, 5+c%4, 12+(c+w)%9)
		}
	}
	for w := range 10 {
		week := db.Today(l.now).AddDate(0, 0, -(int(db.Today(l.now).Weekday())+6)%7-7*w)
		l.add("turnarounds", "week, coach_id, pieces, days", week.Format(time.DateOnly), 0, 6*l.coaches, 16*l.coaches)
	}
	l.periods()
	return l.flush(ctx, tx)
}

func (l *provider) person(id int, name string, role account.Role, scope account.Scope, of int) {
	at := l.now.UnixMilli()
	l.add("people", "id, name, email, created_at", id, name, fmt.Sprintf("p%d@example.com", id), at)
	for _, w := range account.NameWords(name) {
		l.add("person_words", "word, person_id", w, id)
	}
	l.grant(id, role, scope, of)
}

func (l *provider) grant(id int, role account.Role, scope account.Scope, of int) {
	l.add("grants", "person_id, role, scope, scope_id, granted_at", id, string(role), string(scope), of, l.now.UnixMilli())
}

// periods makes the months that nights have counted before this one.
func (l *provider) periods() {
	month := db.Today(l.now).AddDate(0, 0, 1-db.Today(l.now).Day())
	for back := 1; back <= 12; back++ {
		of := month.AddDate(0, -back, 0)
		for cohort := range largeCohorts {
			n := max(1, l.apprentices/largeCohorts)
			l.add("periods", "month, cohort_id, day, active, paused, watch, act, accepted, expected, statements, hours_agreed, hours_expected, hours_target",
				of.Format(time.DateOnly), cohort+1, of.AddDate(0, 1, -1).Format(time.DateOnly), n, 0, n/5, n/15,
				n*(30-back), n*(32-back), n*largeStatements, n*(200-9*back)*60, n*(210-9*back)*60, n*400*60)
		}
	}
}

// apprentice makes the nth apprentice, their enrolment and how they stand.
func (l *provider) apprentice(a int) {
	today := db.Today(l.now)
	id, coach := largeFirst+a, (a-1)%l.coaches+1
	l.person(id, syllables(a)+" "+syllables(a*7+a/13)+"son", account.Apprentice, account.Enrolment, a)
	l.grant(coach, account.Coach, account.Enrolment, a)
	f := programme.Facts{State: programme.Active, StartedOn: today.AddDate(0, -(a % 17), -(a % 28)), Total: largeStatements, HoursTarget: 400 * 60,
		Submitted: l.items / largeWaiting, ReviewDue: today.AddDate(0, 0, a*31%90-3), ActiveAt: l.now.AddDate(0, 0, -(a * 13 % 16))}
	f.PlannedEndOn = f.StartedOn.AddDate(0, 18, -1)
	if a%23 == 0 {
		f.ActiveAt = l.now.AddDate(0, 0, -35)
	}
	f.Accepted, f.HoursAgreed = max(0, f.Expected(today)-a*17%9), max(0, f.HoursExpected(today)-a*29%60*60)
	f.HoursLogged = f.HoursAgreed + 120
	if l.items >= largeWaiting {
		f.WaitingRole, f.WaitingSince = account.Coach, l.submitted(a, 0)
	}
	const day = time.DateOnly
	at := l.now.UnixMilli()
	l.add("enrolments", "id, apprentice_id, standard_id, employer_id, coach_id, cohort_id, started_on, planned_end_on, created_at, updated_at",
		a, id, 1, (a-1)%largeEmployers+1, coach, (a-1)%largeCohorts+1, f.StartedOn.Format(day), f.PlannedEndOn.Format(day), at, at)
	var since any
	if f.WaitingRole != "" {
		since = f.WaitingSince.UnixMilli()
	}
	l.add("standings", "enrolment_id, state, coach_id, employer_id, cohort_id, accepted, total, submitted, active_at, hours_agreed, hours_logged, hours_target, review_due, waiting_role, waiting_since, watch_from, act_from",
		a, string(f.State), coach, (a-1)%largeEmployers+1, (a-1)%largeCohorts+1, f.Accepted, f.Total, f.Submitted, f.ActiveAt.UnixMilli(),
		f.HoursAgreed, f.HoursLogged, f.HoursTarget, f.ReviewDue.Format(day), string(f.WaitingRole), since, f.From(programme.Watch).Format(day), f.From(programme.Act).Format(day))
}

// submitted is when an apprentice's nth waiting item was submitted.
func (l *provider) submitted(a, n int) time.Time {
	return l.now.AddDate(0, 0, -(a+n)%7).Add(-time.Duration(a) * time.Second)
}

// evidence makes an apprentice's items, their versions and their claims.
func (l *provider) evidence(a int) {
	for i := range l.items {
		id := (a-1)*l.items + i + 1
		at, saved := l.now.UnixMilli(), l.now.UnixMilli()
		title, say := fmt.Sprintf("Account %d", id), func(int) string {
			return "I checked the account, rang the customer and wrote down what we agreed, with the date of each payment."
		}
		state, submitted := "draft", any(nil)
		if l.prose != nil {
			title, say = l.prose.say(4), l.prose.say
			saved -= int64(id) * 104_729 % (2 * 365 * 86_400_000) // over two years
			if i%5 != 0 {
				state, submitted = "accepted", any(saved)
			}
		}
		if i%largeWaiting == largeWaiting-1 {
			state, submitted = "submitted", any(l.submitted(a, i).UnixMilli())
			l.add("waits", "kind, subject_id, role, enrolment_id, since", "evidence", id, "coach", a, submitted)
		}
		l.add("items", "id, portfolio_id, number, state, latest_id, title, submitted_at, created_at, updated_at", id, a, i+1, state, id, title, submitted, at, at)
		l.add("versions", "id, item_id, number, state, revision, title, kind, place, situation, task, action, result, worked, failed, next_time, theory, own_part, own_work, ai_used, ai_note, witness_name, witness_role, witness_relation, witness_contact, held, held_what, held_where, created_at, saved_at, submitted_at",
			id, id, 1, state, 1, title, "work product", "", say(24), say(24), say(24), say(24), "", "", "", "", "", 1, "no", "", "", "", "", "", 0, "", "", at, saved, submitted)
		for c := range largeClaims {
			l.add("claims", "version_id, statement_id, position, how", id, (id*7+c*11)%largeStatements+1, c, say(10))
		}
		if l.prose != nil {
			l.more(a, id, saved, state)
		}
	}
}

// syllables makes a word out of a number: near numbers make unlike words.
func syllables(n int) string {
	parts := strings.Fields("ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo za")
	n = n*7919%8000 + 8000
	word := parts[n%20] + parts[n/20%20] + parts[n/400%20]
	return strings.ToUpper(word[:1]) + word[1:]
}
