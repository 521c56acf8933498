package notify

import (
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"touchstone/app/db"
	"touchstone/app/db/dbtest"
	"touchstone/app/fault"
)

// The people of the tests: 1 is the apprentice of portfolio 1, 2 their coach, 3
// a stranger.
const apprentice, coach, stranger = 1, 2, 3

// open returns a database that knows the people above, at now.
func open(t *testing.T, now time.Time) (*db.DB, *dbtest.Clock) {
	d, clock := dbtest.OpenAt(t, now)
	run(t, d, `INSERT INTO people (name, email, created_at) VALUES ('Carys', 'c@example.com', 0), ('Marcus', 'm@example.com', 0), ('Ines', 'i@example.com', 0)`)
	run(t, d, `INSERT INTO organisations (kind, name, created_at) VALUES ('employer', 'Ashbrook', 0)`)
	run(t, d, `INSERT INTO standards (reference, version, title, level, types, source, created_at, updated_at) VALUES ('ST0001', '1', 'A', 3, '[]', '', 0, 0)`)
	run(t, d, `INSERT INTO enrolments (apprentice_id, standard_id, employer_id, coach_id, started_on, planned_end_on, created_at, updated_at) VALUES (1, 1, 1, 2, '2025-09-01', '2027-03-01', 0, 0)`)
	run(t, d, `INSERT INTO grants (person_id, role, scope, scope_id, granted_at) VALUES (1, 'apprentice', 'enrolment', 1, 0), (2, 'coach', 'enrolment', 1, 0)`)
	return d, clock
}

func run(t *testing.T, d *db.DB, sql string, args ...any) {
	t.Helper()
	err := d.Update(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), sql, args...); return err })
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// tell tells of portfolio 1.
func tell(t *testing.T, d *db.DB, person int64, kind Kind, key string) {
	t.Helper()
	n := Notice{Person: person, Kind: kind, Portfolio: 1, Text: "Something about " + key + ".", Path: "/portfolios/1/" + strings.ReplaceAll(key, " ", "-"), Key: key}
	if err := d.Update(t.Context(), func(tx *db.Tx) error { return Tell(t.Context(), tx, n) }); err != nil {
		t.Fatal(err)
	}
}

// sees returns the keys of a person's notices as listed; read ones in brackets.
func sees(t *testing.T, d *db.DB, person int64, q Query) string {
	t.Helper()
	all, total, err := Notices(t.Context(), d, person, q)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, n := range all {
		if !n.ReadAt.IsZero() {
			n.Key = "(" + n.Key + ")"
		}
		keys = append(keys, n.Key)
	}
	return fmt.Sprintf("%d: %s", total, strings.Join(keys, " "))
}

func quiet(d *db.DB) *Sender {
	return NewSender(d, slog.New(slog.DiscardHandler), Post{Base: "https://t.example.org", Keep: true})
}

// write lets s write messages and returns those it wrote.
func write(t *testing.T, s *Sender) (written []Message) {
	t.Helper()
	_, before, err := Outbox(t.Context(), s.db, OutboxQuery{Limit: 1})
	if err == nil {
		err = s.write(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	all, total, err := Outbox(t.Context(), s.db, OutboxQuery{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	written = all[:total-before]
	slices.Reverse(written)
	return written
}

func TestTellOnce(t *testing.T) {
	d, _ := open(t, dbtest.Noon)
	for range 3 {
		tell(t, d, apprentice, EvidenceReturned, "a")
	}
	tell(t, d, apprentice, EvidenceReturned, "b")
	tell(t, d, coach, EvidenceReturned, "a")
	if got := sees(t, d, apprentice, Query{}); got != "2: b a" {
		t.Errorf("the apprentice sees %s", got)
	}
	if got := sees(t, d, coach, Query{}); got != "1: a" {
		t.Errorf("the coach sees %s", got)
	}
}

func TestTellRefusesWhatLeadsNowhere(t *testing.T) {
	d, _ := open(t, dbtest.Noon)
	good := Notice{Person: 1, Kind: ActionSet, Text: "An action.", Path: "/a", Key: "k"}
	for name, edit := range map[string]func(*Notice){
		"kind":            func(n *Notice) { n.Kind = "gossip" },
		"text":            func(n *Notice) { n.Text = " \n" },
		"key":             func(n *Notice) { n.Key = "" },
		"no path":         func(n *Notice) { n.Path = "" },
		"another site":    func(n *Notice) { n.Path = "//evil.example.org" },
		"a whole address": func(n *Notice) { n.Path = "https://evil.example.org" },
		"a backslash":     func(n *Notice) { n.Path = `/\evil.example.org` },
		"another header":  func(n *Notice) { n.Path = "/a\r\nLocation: /b" },
	} {
		n := good
		edit(&n)
		if err := d.Update(t.Context(), func(tx *db.Tx) error { return Tell(t.Context(), tx, n) }); err == nil {
			t.Errorf("%s: told", name)
		}
	}
	long := good
	long.Text = "Two\nlines and " + strings.Repeat("ŵ", 300)
	if err := d.Update(t.Context(), func(tx *db.Tx) error { return Tell(t.Context(), tx, long) }); err != nil {
		t.Fatal(err)
	}
	all, _, _ := Notices(t.Context(), d, 1, Query{})
	if text := []rune(all[0].Text); len(text) != MaxText || !strings.HasPrefix(string(text), "Two lines and ŵ") || text[MaxText-1] != '…' {
		t.Errorf("a long text becomes %q", string(text))
	}
}

// TestWhoIsToldNothing covers people who have gone, at the time of telling and
// at the time of writing.
func TestWhoIsToldNothing(t *testing.T) {
	for name, sql := range map[string]string{
		"suspended":      `UPDATE people SET suspended_at = 1 WHERE id = 1`,
		"role ended":     `UPDATE grants SET revoked_at = 1 WHERE person_id = 1`,
		"role expired":   `UPDATE grants SET expires_at = 1 WHERE person_id = 1`,
		"withdrawn":      `UPDATE enrolments SET state = 'withdrawn', ended_on = '2026-03-01'`,
		"completed":      `UPDATE enrolments SET state = 'completed', ended_on = '2026-03-01'`,
		"read meanwhile": `UPDATE notices SET read_at = 1`,
	} {
		t.Run(name, func(t *testing.T) {
			d, clock := open(t, dbtest.Noon)
			tell(t, d, apprentice, EvidenceReturned, "before")
			tell(t, d, apprentice, DueSoon, "before, for the digest")
			run(t, d, sql)
			if name != "read meanwhile" {
				tell(t, d, apprentice, EvidenceReturned, "after")
			}
			s := quiet(d)
			if got := write(t, s); len(got) != 0 {
				t.Errorf("written to: %+v", got)
			}
			clock.Add(24 * time.Hour)
			if got := write(t, s); len(got) != 0 {
				t.Errorf("a digest: %+v", got)
			}
			all, _, _ := Notices(t.Context(), d, apprentice, Query{Search: "after"})
			if len(all) != 0 {
				t.Errorf("told: %+v", all)
			}
		})
	}
	d, _ := open(t, dbtest.Noon)
	tell(t, d, stranger, EvidenceReturned, "of no concern")
	if got := sees(t, d, stranger, Query{}); got != "0: " {
		t.Errorf("a stranger sees %s", got)
	}
}

func TestNoticesOfAPortfolioOneMayNoLongerSee(t *testing.T) {
	d, _ := open(t, dbtest.Noon)
	tell(t, d, coach, EvidenceSubmitted, "a")
	all, _, _ := Notices(t.Context(), d, coach, Query{})
	run(t, d, `UPDATE grants SET revoked_at = 1 WHERE person_id = 2`)
	if got := sees(t, d, coach, Query{}); got != "0: " {
		t.Errorf("listed: %s", got)
	}
	if n, _, _ := Unread(t.Context(), d, coach, "", ""); n != 0 {
		t.Errorf("%d counted", n)
	}
	if _, err := Open(t.Context(), d, coach, all[0].ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("opened: %v", err)
	}
}

func TestReading(t *testing.T) {
	d, _ := open(t, dbtest.Noon)
	for _, key := range []string{"a", "b", "c", "d"} {
		tell(t, d, apprentice, EvidenceReturned, key)
		tell(t, d, coach, EvidenceSubmitted, key)
	}
	all, _, _ := Notices(t.Context(), d, apprentice, Query{})
	if _, err := Open(t.Context(), d, stranger, all[0].ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("somebody else's is opened: %v", err)
	}
	if n, err := Open(t.Context(), d, apprentice, all[0].ID); err != nil || n.Path != "/portfolios/1/d" {
		t.Errorf("opened %+v, %v", n, err)
	}
	if n, here, _ := Unread(t.Context(), d, apprentice, "/portfolios/1/b", "/portfolios/1/b?from=50"); n != 3 || !here {
		t.Errorf("%d unread, here = %v", n, here)
	}
	if err := Saw(t.Context(), d, apprentice, "/portfolios/1/b", "/portfolios/1/b?from=50"); err != nil {
		t.Fatal(err)
	}
	if got := sees(t, d, apprentice, Query{}); got != "4: c a (d) (b)" {
		t.Errorf("seen %s", got)
	}
	if got := sees(t, d, apprentice, Query{Unread: true}); got != "2: c a" {
		t.Errorf("unread %s", got)
	}
	if got := sees(t, d, apprentice, Query{Search: "ABOUT B", Limit: 1}); got != "1: (b)" {
		t.Errorf("found %s", got)
	}
	if got := sees(t, d, apprentice, Query{Limit: 2, Offset: 1}); got != "4: a (d)" {
		t.Errorf("second page %s", got)
	}
	if err := ReadAll(t.Context(), d, apprentice); err != nil {
		t.Fatal(err)
	}
	if n, here, _ := Unread(t.Context(), d, apprentice, "/portfolios/1/c", ""); n != 0 || here {
		t.Errorf("%d unread after all, here = %v", n, here)
	}
	if n, _, _ := Unread(t.Context(), d, coach, "", ""); n != 4 {
		t.Errorf("%d unread of the coach", n)
	}
}

func TestUnreadStopsCounting(t *testing.T) {
	d, _ := open(t, dbtest.Noon)
	for i := range MaxUnread + 3 {
		tell(t, d, coach, EvidenceSubmitted, fmt.Sprint(i))
	}
	if n, _, err := Unread(t.Context(), d, coach, "", ""); n != MaxUnread || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}

func TestChoices(t *testing.T) {
	d, clock := open(t, dbtest.Noon)
	defaults, err := Choices(t.Context(), d, apprentice)
	if err != nil || len(defaults) != len(Kinds) || defaults[EvidenceReturned] != Now || defaults[Overdue] != Daily {
		t.Fatalf("%v, %v", defaults, err)
	}
	for _, bad := range []map[Kind]Mail{{EvidenceReturned: "hourly"}, {"gossip": Now}, {EvidenceAccepted: Never, EvidenceReturned: ""}} {
		if err := Choose(t.Context(), d, apprentice, bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v: %v", bad, err)
		}
	}
	if got, _ := Choices(t.Context(), d, apprentice); !maps.Equal(got, defaults) {
		t.Errorf("a refused choice is kept: %v", got)
	}
	for range 2 {
		if err := Choose(t.Context(), d, apprentice, map[Kind]Mail{EvidenceAccepted: Never, EvidenceReturned: Daily, Overdue: Now}); err != nil {
			t.Fatal(err)
		}
	}
	tell(t, d, apprentice, EvidenceAccepted, "never")
	tell(t, d, apprentice, EvidenceReturned, "daily")
	tell(t, d, apprentice, Overdue, "now")
	tell(t, d, apprentice, ActionSet, "now by default")
	s := quiet(d)
	if got := subjects(write(t, s)); got != "Something about now, Something about now by default" {
		t.Errorf("at once: %s", got)
	}
	clock.Add(24 * time.Hour)
	if got := subjects(write(t, s)); got != "Something about daily" {
		t.Errorf("the next day: %s", got)
	}
}

func subjects(messages []Message) string {
	var all []string
	for _, m := range messages {
		all = append(all, m.Subject)
	}
	return strings.Join(all, ", ")
}
