package notify

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"touchstone/app/db"
	"touchstone/app/db/dbtest"
	"touchstone/migrations"
)

func london(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, db.London)
	if err != nil {
		panic(err)
	}
	return t
}

func TestDigestTime(t *testing.T) {
	for now, want := range map[string]string{
		"2026-03-05 06:59": "2026-03-04 07:00",
		"2026-03-05 07:00": "2026-03-05 07:00",
		"2026-03-29 00:30": "2026-03-28 07:00", // the clock goes forward at one
		"2026-03-29 07:00": "2026-03-29 07:00",
		"2026-03-30 06:59": "2026-03-29 07:00",
		"2026-10-25 00:59": "2026-10-24 07:00", // and back at two
		"2026-10-25 06:59": "2026-10-24 07:00",
		"2026-10-25 07:00": "2026-10-25 07:00",
		"2027-01-01 03:00": "2026-12-31 07:00",
	} {
		if got := digestTime(london(now)); !got.Equal(london(want)) {
			t.Errorf("at %s: %s; want %s", now, got.In(db.London).Format("2006-01-02 15:04"), want)
		}
	}
}

// TestOneDigestADay runs the sender each quarter of an hour over the days on
// which London's clock changes, and tells something each hour.
func TestOneDigestADay(t *testing.T) {
	for _, change := range []string{"2026-03-29", "2026-10-25"} {
		t.Run(change, func(t *testing.T) {
			start := london(change + " 00:00").Add(-24 * time.Hour)
			d, clock := open(t, start)
			s := quiet(d)
			perDay := map[string]int{}
			told, inDigests := 0, 0
			for quarter := range 4 * 24 * 3 {
				if quarter%4 == 0 {
					tell(t, d, coach, EvidenceSubmitted, fmt.Sprint("h", told))
					told++
				}
				if quarter%40 == 0 {
					s = quiet(d) // the program was started anew
				}
				for _, m := range write(t, s) {
					at := m.CreatedAt.In(db.London)
					if at.Hour() != digestHour || at.Minute() != 0 {
						t.Errorf("a digest at %s", at)
					}
					perDay[at.Format(time.DateOnly)]++
					inDigests += strings.Count(m.Body, "- Something about")
				}
				clock.Add(15 * time.Minute)
			}
			if len(perDay) != 3 {
				t.Errorf("digests on %v", perDay)
			}
			for day, n := range perDay {
				if n != 1 {
					t.Errorf("%d digests on %s", n, day)
				}
			}
			var unsettled int
			d.View(t.Context(), func(tx *db.Tx) error {
				return tx.Row(t.Context(), `SELECT count(*) FROM notices WHERE settled_at IS NULL`).Scan(&unsettled)
			})
			if inDigests+unsettled != told {
				t.Errorf("%d of %d in digests, %d wait", inDigests, told, unsettled)
			}
		})
	}
}

func TestWhatMessagesSay(t *testing.T) {
	d, clock := open(t, london("2026-03-05 06:00"))
	tell(t, d, apprentice, EvidenceReturned, "a")
	for i := range digestLines + 2 {
		tell(t, d, coach, EvidenceSubmitted, fmt.Sprint(i))
	}
	tell(t, d, apprentice, ReviewSigned, "alone")
	s := quiet(d)
	clock.Add(time.Hour)
	got := write(t, s)
	if len(got) != 3 {
		t.Fatalf("%d messages", len(got))
	}
	for i, want := range [][]string{
		{"c@example.com", "Something about a", "Dear Carys,", "\nhttps://t.example.org/portfolios/1/a\n", "at once", "https://t.example.org/account/notices\n"},
		{"c@example.com", "Something about alone", "once a day"}, // a digest of one is that one
		{"m@example.com", fmt.Sprintf("Your day in Touchstone: %d notices", digestLines+2), "Dear Marcus,", "/portfolios/1/39\n", "And 2 more: https://t.example.org/notices\n", "once a day"},
	} {
		text := got[i].To + "\n" + got[i].Subject + "\n" + got[i].Body
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("message %d lacks %q:\n%s", i, w, text)
			}
		}
	}
	if strings.Contains(got[2].Body, "/portfolios/1/40\n") {
		t.Error("a digest is longer than it should be")
	}
}

// TestWithoutAMailServer settles notices without messages, so that a server set
// up later is not handed old news.
func TestWithoutAMailServer(t *testing.T) {
	d, clock := open(t, dbtest.Noon)
	tell(t, d, apprentice, EvidenceReturned, "a")
	tell(t, d, apprentice, ReviewSigned, "b")
	none := NewSender(d, slog.New(slog.DiscardHandler), Post{})
	if got := write(t, none); len(got) != 0 {
		t.Errorf("written: %+v", got)
	}
	clock.Add(48 * time.Hour)
	if got := write(t, quiet(d)); len(got) != 0 {
		t.Errorf("written later: %+v", got)
	}
	if got := sees(t, d, apprentice, Query{}); got != "2: b a" {
		t.Errorf("sees %s", got)
	}
}

const writeMark = "NOTIFY_WRITE_UNTIL_KILLED"

func TestMain(m *testing.M) {
	if path := os.Getenv(writeMark); path != "" {
		writeUntilKilled(path)
	}
	os.Exit(m.Run())
}

// writeUntilKilled is a program of its own that turns notices into messages.
func writeUntilKilled(path string) {
	d, err := db.Open(context.Background(), path, time.Now)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("writing")
	for {
		if err := quiet(d).write(context.Background()); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

// TestKilledWhileWriting kills a sender time and again and finds each notice in
// one message, and one digest.
func TestKilledWhileWriting(t *testing.T) {
	path := filepath.Join(t.TempDir(), "touchstone.db")
	if _, _, err := db.Migrate(t.Context(), path, migrations.SQLite()); err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(t.Context(), path, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	const people, notices = 40, 3200
	yesterday := time.Now().Add(-36 * time.Hour)
	err = d.Update(t.Context(), func(tx *db.Tx) error {
		for p := range people {
			if _, err := tx.Exec(t.Context(), `INSERT INTO people (name, email, created_at) VALUES ('P', $1, 0)`, fmt.Sprintf("%d@example.com", p)); err != nil {
				return err
			}
		}
		for i := range notices {
			kind := []Kind{EvidenceReturned, EvidenceSubmitted}[i%2] // at once, in a digest
			const insert = `INSERT INTO notices (person_id, kind, text, path, key, created_at) VALUES ($1, $2, $3, '/', $3, $4)`
			if _, err := tx.Exec(t.Context(), insert, i/2%people+1, kind, fmt.Sprintf("n%d.", i), db.Stamp(&yesterday)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	rounds := 0
	for ; rounds < 400; rounds++ {
		killAfter(t, path, time.Duration(2+3*rounds)*time.Millisecond)
		var left int
		err := d.View(t.Context(), func(tx *db.Tx) error {
			return tx.Row(t.Context(), `SELECT count(*) FROM notices WHERE settled_at IS NULL`).Scan(&left)
		})
		if err != nil {
			t.Fatal(err)
		}
		if left == 0 {
			break
		}
	}
	if rounds < 3 {
		t.Errorf("killed %d times only before all was written", rounds)
	}
	all, _, err := Outbox(t.Context(), d, OutboxQuery{Limit: 2 * notices})
	if err != nil {
		t.Fatal(err)
	}
	lines, digests := 0, map[string]int{}
	for _, m := range all {
		if strings.HasPrefix(m.Subject, "Your day") {
			digests[m.To]++
			lines += notices / 2 / people
			continue
		}
		lines++
	}
	if lines != notices || len(digests) != people {
		t.Errorf("%d notices of %d went into messages, digests for %d people", lines, notices, len(digests))
	}
	for to, n := range digests {
		if n != 1 {
			t.Errorf("%d digests for %s", n, to)
		}
	}
}

// killAfter runs writeUntilKilled and kills it a while after it began to write.
func killAfter(t *testing.T, path string, while time.Duration) {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), writeMark+"="+path)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	out.Read(make([]byte, 1)) // it writes now
	time.Sleep(while)
	c.Process.Kill()
	c.Wait()
}
