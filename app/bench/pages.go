package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"touchstone/app"
	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/demo"
	"touchstone/app/document"
)

// rememberMark in the environment makes this program be the one it measures, but
// with every query answered from memory.
const rememberMark = "BENCH_REMEMBERS"

// Load of the pages: so many connections for so long, from the same machine.
const (
	connections = 64
	loadTime    = 8 * time.Second
)

// pages measures the evidence list and the wall of statements on the demo's data
// times ten, the load generator on the same cores: as the program serves them,
// and as it would if its queries were answered from memory.
func (b *bench) pages(ctx context.Context) error {
	dir := filepath.Join(b.dir, "pages")
	session, portfolio, err := tenfold(ctx, dir)
	if err != nil {
		return err
	}
	paths := []string{"/healthz", fmt.Sprintf("/portfolios/%d/evidence", portfolio), fmt.Sprintf("/portfolios/%d/statements", portfolio)}
	names := []string{"A constant answer, the ceiling", "The evidence list", "The wall of statements"}
	s, _, err := b.serve(ctx, dir)
	if err != nil {
		return err
	}
	rates, err := loads(ctx, s.url, session, paths)
	s.stop()
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	os.Setenv(rememberMark, "1")
	s, _, err = (&bench{program: self}).serve(ctx, dir)
	os.Unsetenv(rememberMark)
	if err != nil {
		return err
	}
	defer s.stop()
	fromMemory, err := loads(ctx, s.url, session, paths)
	if err != nil {
		return err
	}
	b.add(names[0], fmt.Sprintf("%.0f a second", rates[0]), "", 0, "", true)
	for i := 1; i < len(paths); i++ {
		ratio := rates[i] / fromMemory[i]
		b.add(fmt.Sprintf("%s, %d connections", names[i], connections), fmt.Sprintf("%.0f a second", rates[i]),
			fmt.Sprintf("queries from memory %.0f a second", fromMemory[i]), ratio, "≥ 3,000, or ≥ 0.50", rates[i] >= 3000 || ratio >= 0.5)
	}
	return nil
}

// loads returns how often a second each path is answered.
func loads(ctx context.Context, url, session string, paths []string) (rates []float64, err error) {
	for _, path := range paths {
		rate, err := load(ctx, url+path, session)
		if err != nil {
			return nil, err
		}
		rates = append(rates, rate)
	}
	return rates, nil
}

var requests = regexp.MustCompile(`Requests/sec:\s+([\d.]+)`)
var failures = regexp.MustCompile(`Non-2xx or 3xx responses: \d+|Socket errors: .*`)

// load asks for one address as often as it can and returns how often a second.
func load(ctx context.Context, url, session string) (float64, error) {
	out, err := output(ctx, "wrk", "-t", "1", "-c", strconv.Itoa(connections), "-d", loadTime.String(),
		"-H", "Cookie: touchstone="+session, url)
	if err != nil {
		return 0, err
	}
	if bad := failures.FindString(out); bad != "" {
		return 0, fmt.Errorf("%s: %s", url, bad)
	}
	found := requests.FindStringSubmatch(out)
	if found == nil {
		return 0, fmt.Errorf("%s: %s", url, out)
	}
	return strconv.ParseFloat(found[1], 64)
}

// tenfold makes the demo's installation ten times over and returns a session of
// the apprentice with most pieces, and their portfolio.
func tenfold(ctx context.Context, dir string) (session string, portfolio int64, err error) {
	in, err := app.OpenToServe(ctx, dir)
	if err != nil {
		return "", 0, err
	}
	defer in.Close()
	err = demo.Fill(ctx, demo.Installation{Database: filepath.Join(dir, "touchstone.db"), Blobs: in.Blobs,
		Reader: document.NewReader(slog.New(slog.NewTextHandler(os.Stderr, nil))), Now: time.Now()})
	if err != nil {
		return "", 0, err
	}
	var person account.PersonID
	err = in.DB.Update(ctx, func(tx *db.Tx) error {
		for n := range 9 {
			for _, copied := range tenfoldRows {
				if _, err := tx.Exec(ctx, copied, (n+1)*1_000_000); err != nil {
					return fmt.Errorf("%s: %w", copied, err)
				}
			}
		}
		const most = `
			SELECT e.id, e.apprentice_id FROM enrolments e JOIN items i ON i.portfolio_id = e.id
			GROUP BY e.id, e.apprentice_id ORDER BY count(*) DESC LIMIT 1`
		return tx.Row(ctx, most).Scan(&portfolio, &person)
	})
	if err != nil {
		return "", 0, err
	}
	session, err = in.Accounts.AddSession(ctx, person, account.Client{Address: "127.0.0.1", Device: "bench"})
	return session, portfolio, err
}

// tenfoldRows copy everything of the first million ids to ids $1 higher.
var tenfoldRows = []string{
	`INSERT INTO people (id, name, email, created_at) SELECT id + $1, name, $1 || email, created_at FROM people WHERE id < 1000000`,
	`INSERT INTO grants (person_id, role, scope, scope_id, granted_at) SELECT person_id + $1, role, scope, CASE scope WHEN 'enrolment' THEN scope_id + $1 ELSE scope_id END, granted_at FROM grants WHERE person_id < 1000000 AND revoked_at IS NULL`,
	`INSERT INTO enrolments (id, apprentice_id, standard_id, option_id, plan_id, employer_id, coach_id, started_on, planned_end_on, created_at, updated_at)
	 SELECT id + $1, apprentice_id + $1, standard_id, option_id, plan_id, employer_id, coach_id + $1, started_on, planned_end_on, created_at, updated_at FROM enrolments WHERE id < 1000000`,
	`INSERT INTO files (id, portfolio_id, blob, name, size, facts, fault, kept_at, added_by, added_at) SELECT id + $1, portfolio_id + $1, blob, name, size, facts, fault, kept_at, added_by, added_at FROM files WHERE id < 1000000`,
	`INSERT INTO items (id, portfolio_id, number, state, latest_id, counts_id, title, submitted_at, created_at, updated_at) SELECT id + $1, portfolio_id + $1, number, state, latest_id + $1, counts_id + $1, title, submitted_at, created_at, updated_at FROM items WHERE id < 1000000`,
	`INSERT INTO versions (id, item_id, number, state, revision, title, kind, done_from, done_to, place, situation, task, action, result, worked, failed, next_time, theory, own_part, own_work, ai_used, ai_note, witness_name, witness_role, witness_relation, witness_contact, held, held_what, held_where, created_at, saved_at, submitted_at)
	 SELECT id + $1, item_id + $1, number, state, revision, title, kind, done_from, done_to, place, situation, task, action, result, worked, failed, next_time, theory, own_part, own_work, ai_used, ai_note, witness_name, witness_role, witness_relation, witness_contact, held, held_what, held_where, created_at, saved_at, submitted_at FROM versions WHERE id < 1000000`,
	`INSERT INTO version_files (version_id, file_id, position) SELECT version_id + $1, file_id + $1, position FROM version_files WHERE version_id < 1000000`,
	`INSERT INTO claims (id, version_id, statement_id, position, how, verdict) SELECT id + $1, version_id + $1, statement_id, position, how, verdict FROM claims WHERE id < 1000000`,
	`INSERT INTO claim_places (claim_id, position, file_id, unit, first, last, section) SELECT claim_id + $1, position, file_id + $1, unit, first, last, section FROM claim_places WHERE claim_id < 1000000`,
	`INSERT INTO coverage (portfolio_id, statement_id, state, pieces, accepted, changed_at) SELECT portfolio_id + $1, statement_id, state, pieces, accepted, changed_at FROM coverage WHERE portfolio_id < 1000000`,
}
