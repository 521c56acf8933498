package demo

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/blob"
	"touchstone/app/db"
	"touchstone/app/document"
	"touchstone/app/jobs"
	"touchstone/app/programme"
	"touchstone/evidence"
	"touchstone/evidence/assessment"
	"touchstone/ksb"
	"touchstone/migrations"
	"touchstone/reports"
)

// TestMain lets the test program be the child that reads uploads, and keeps one
// filled installation for the tests that only look at it.
func TestMain(m *testing.M) {
	if handled, status := document.Child(os.Args[1:]); handled {
		os.Exit(status)
	}
	status := m.Run()
	if shared.dir != "" {
		os.RemoveAll(shared.dir)
	}
	os.Exit(status)
}

// now is a Saturday afternoon.
var now = time.Date(2026, time.November, 21, 15, 0, 0, 0, time.UTC)

// fresh returns an empty, migrated installation in dir.
func fresh(t *testing.T, dir string) Installation {
	t.Helper()
	path := filepath.Join(dir, "touchstone.db")
	if _, _, err := db.Migrate(t.Context(), path, migrations.SQLite()); err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.OpenDisk(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	return Installation{Database: path, Blobs: blobs, Reports: reporting(blobs), Reader: document.NewReader(slog.New(slog.DiscardHandler)), Now: now}
}

// reporting is what the app hands in.
func reporting(files blob.Store) Reports {
	stores := func(d *db.DB) reports.Stores {
		return reports.Stores{DB: d, Programme: programme.NewStore(d), Standards: ksb.NewStore(d), Provider: Provider()}
	}
	return Reports{
		HandOver: func(ctx context.Context, d *db.DB, portfolio programme.EnrolmentID, by account.PersonID) (evidence.SubmissionID, error) {
			u, err := stores(d).HandOver(ctx, portfolio, by)
			return u.ID, err
		},
		Make: func(ctx context.Context, d *db.DB) error {
			return jobs.NewRunner(d, slog.New(slog.DiscardHandler), map[string]jobs.Handler{reports.SubmissionJob: func(ctx context.Context, t *jobs.Task) (any, error) {
				var m reports.Making
				if err := t.Job.InputOf(&m); err != nil {
					return nil, err
				}
				return stores(d).MakeSubmission(ctx, files, m.Submission, func(int, int, string) {})
			}}).Drain(ctx)
		},
		Report: func(ctx context.Context, tx *db.Tx, u *evidence.Submission, a *assessment.Assessment, r assessment.Result, invited []assessment.Invitation) ([]byte, error) {
			document, err := evidence.SubmissionDocumentIn(ctx, tx, u.ID)
			if err != nil {
				return nil, err
			}
			frozen, err := reports.ReadSubmission(document)
			if err != nil {
				return nil, err
			}
			return reports.NewAssessment(frozen, u.Digest, a, r, invited).Document()
		},
	}
}

var shared struct {
	once sync.Once
	dir  string
	in   Installation
	err  error
}

// filled returns an installation that was interrupted when it had begun and then
// filled.
func filled(t *testing.T) Installation {
	t.Helper()
	shared.once.Do(func() {
		if shared.dir, shared.err = os.MkdirTemp("", "touchstone-filled-"); shared.err != nil {
			return
		}
		shared.in = fresh(t, shared.dir)
		ctx, cancel := context.WithCancel(t.Context())
		go interrupt(ctx, shared.in.Database, cancel)
		if err := Fill(ctx, shared.in); !errors.Is(err, context.Canceled) {
			shared.err = errors.Join(errors.New("Fill was not interrupted"), err)
			return
		}
		later := shared.in
		later.Now = now.AddDate(0, 0, 3) // the days stay those it began with
		shared.err = Fill(t.Context(), later)
	})
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.in
}

// interrupt cancels when some dozens of things have happened.
func interrupt(ctx context.Context, path string, cancel func()) {
	defer cancel()
	d, err := db.Open(ctx, path, nil)
	if err != nil {
		return
	}
	defer d.Close()
	for ctx.Err() == nil {
		if events, err := audit.Events(ctx, d, audit.Query{Limit: 200}); err == nil && len(events) > 120 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func open(t *testing.T, in Installation) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), in.Database, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// enrolments returns the portfolios by the apprentice's first name.
func enrolments(t *testing.T, d *db.DB) map[string]programme.Enrolment {
	t.Helper()
	all, _, err := programme.NewStore(d).Enrolments(t.Context(), programme.Query{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]programme.Enrolment{}
	for _, e := range all {
		out[e.ApprenticeName] = e
	}
	return out
}

// tally counts a portfolio's statements by state.
func tally(t *testing.T, d *db.DB, e programme.Enrolment) evidence.Tally {
	t.Helper()
	standards := ksb.NewStore(d)
	std, err := standards.Standard(t.Context(), e.Standard)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := standards.Plan(t.Context(), e.Plan)
	if err != nil {
		t.Fatal(err)
	}
	covers, err := evidence.NewStore(d).Coverage(t.Context(), e.ID)
	if err != nil {
		t.Fatal(err)
	}
	return evidence.Count(std, e.OptionName, plan, covers).All
}

func TestFillAfterAnInterruption(t *testing.T) {
	d := open(t, filled(t))
	all := enrolments(t, d)
	tests := []struct {
		who                                         string
		pieces                                      int
		accepted, submitted, returned, draft, total int
	}{
		{"Aleesha Rahman", 15, 27, 6, 2, 5, 52},
		{"Jodie Whitaker", 12, 52, 0, 0, 0, 52},
		{"Grace Okafor", 10, 39, 8, 0, 0, 52},
		{"Dawid Wójcik", 4, 6, 0, 2, 2, 52},
		{"Farah Siddiqui", 3, 3, 3, 0, 2, 47}, // behaviours are the employer's to verify
		{"Siân Llŷr", 0, 0, 0, 0, 0, 47},      // no option yet
		{"Kwame Mensah", 6, 9, 2, 3, 0, 16},
		{"Ioan Pryce", 5, 11, 0, 0, 2, 16},
		{"Ben Hartley", 2, 3, 2, 0, 0, 16},
	}
	if len(all) != 61 { // one of them twice
		t.Errorf("%d enrolments; want 61", len(all))
	}
	for _, tt := range tests {
		e := all[tt.who]
		got := tally(t, d, e)
		want := map[evidence.State]int{evidence.Accepted: tt.accepted, evidence.Submitted: tt.submitted, evidence.Returned: tt.returned,
			evidence.Draft: tt.draft, evidence.None: tt.total - tt.accepted - tt.submitted - tt.returned - tt.draft}
		maps.DeleteFunc(want, func(_ evidence.State, n int) bool { return n == 0 })
		maps.DeleteFunc(got.By, func(_ evidence.State, n int) bool { return n == 0 })
		if !maps.Equal(got.By, want) || got.Total != tt.total {
			t.Errorf("%s has %v of %d; want %v of %d", tt.who, got.By, got.Total, want, tt.total)
		}
		pieces, err := evidence.NewStore(d).Contents(t.Context(), e.ID)
		if err != nil || len(pieces) != tt.pieces {
			t.Errorf("%s has %d pieces, %v; want %d", tt.who, len(pieces), err, tt.pieces)
		}
		if wrong, err := evidence.NewStore(d).AuditCoverage(t.Context(), e.ID); err != nil || len(wrong) > 0 {
			t.Errorf("%s: coverage of %v is not what the claims say, %v", tt.who, wrong, err)
		}
	}
}

// TestTheCrowdIsAtAllStages sees that those nobody signs in as fill a caseload.
func TestTheCrowdIsAtAllStages(t *testing.T) {
	d := open(t, filled(t))
	byCoach := map[string]int{}
	stages := map[int]int{} // tenths of the statements accepted
	states := map[evidence.State]int{}
	for who, e := range enrolments(t, d) {
		byCoach[e.CoachName]++
		if !e.ULN.Valid() && e.ULN != "" {
			t.Errorf("%s has the number %s", who, e.ULN)
		}
		got := tally(t, d, e)
		stages[10*got.By[evidence.Accepted]/got.Total]++
		for state, n := range got.By {
			states[state] += n
		}
		if wrong, err := evidence.NewStore(d).AuditCoverage(t.Context(), e.ID); err != nil || len(wrong) > 0 {
			t.Errorf("%s: coverage of %v is not what the claims say, %v", who, wrong, err)
		}
	}
	if len(byCoach) != 3 || slices.Min(slices.Collect(maps.Values(byCoach))) < 15 {
		t.Errorf("caseloads of %v; want three of at least 15", byCoach)
	}
	if len(stages) < 9 || states[evidence.Submitted] == 0 || states[evidence.Returned] == 0 {
		t.Errorf("stages %v, statements %v", stages, states)
	}
}

func TestFillAgainDoesNothing(t *testing.T) {
	in := filled(t)
	d := open(t, in)
	before, err := audit.Events(t.Context(), d, audit.Query{Limit: 50_000})
	if err != nil {
		t.Fatal(err)
	}
	if err := Fill(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	after, err := audit.Events(t.Context(), d, audit.Query{Limit: 50_000})
	if err != nil || len(after) != len(before) {
		t.Errorf("%d events became %d, %v", len(before), len(after), err)
	}
	if broken, _, err := audit.Check(t.Context(), d); broken != 0 || err != nil {
		t.Errorf("the chain of events breaks at %d, %v", broken, err)
	}
}

// Two things that happened out of order, or after the day it was filled, would
// show on every page that tells a history.
func TestFillKeepsTheOrderOfTime(t *testing.T) {
	d := open(t, filled(t))
	events, err := audit.Events(t.Context(), d, audit.Query{Limit: 50_000})
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(events)
	for i, e := range events {
		if i > 0 && e.At.Before(events[i-1].At) {
			t.Errorf("%s at %s is recorded after %s", e.Action, e.At, events[i-1].At)
		}
		if !e.At.Before(db.Today(now)) {
			t.Errorf("%s at %s; want it before the day", e.Action, e.At)
		}
	}
	if first, last := events[0].At, events[len(events)-1].At; last.Sub(first) < 400*24*time.Hour || now.Sub(last) > 8*24*time.Hour {
		t.Errorf("it goes from %s to %s; want more than a year, up to last week", first, last)
	}
}

func TestFilesOpen(t *testing.T) {
	d := open(t, filled(t))
	kinds := map[document.Kind]int{}
	unfit := 0
	for who, e := range enrolments(t, d) {
		pieces, err := evidence.NewStore(d).Contents(t.Context(), e.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range pieces {
			for _, f := range p.Version.Files {
				kinds[f.Facts.Kind]++
				if f.Fault != "" {
					unfit++
				}
				if f.Fault != "" && f.KeptAt.IsZero() {
					t.Errorf("%s: %s: %s", who, f.Name, f.Fault)
				}
				if f.Facts.Kind == document.Image && (f.Copies[document.Print].Size == 0 || f.Facts.Width < 900) {
					t.Errorf("%s: %s is %d wide with copies %v", who, f.Name, f.Facts.Width, f.Copies)
				}
				if f.Facts.Kind == document.PDF && f.Fault == "" && (f.Facts.Pages == 0 || f.Copies[document.Pack].Size == 0) {
					t.Errorf("%s: %s has %d pages with copies %v", who, f.Name, f.Facts.Pages, f.Copies)
				}
			}
		}
	}
	if unfit != 1 {
		t.Errorf("%d files do not open; want the one that was kept", unfit)
	}
	for _, kind := range []document.Kind{document.PDF, document.Image, document.Audio, document.Video, document.Word, document.Sheet, document.Text, document.Email} {
		if kinds[kind] == 0 {
			t.Errorf("there is no file of kind %s", kind)
		}
	}
}

func TestWhoSeesWhat(t *testing.T) {
	d := open(t, filled(t))
	accounts := account.NewStore(d)
	all := enrolments(t, d)
	jodie, aleesha, grace := all["Jodie Whitaker"], all["Aleesha Rahman"], all["Grace Okafor"]
	tests := []struct {
		key  string
		in   programme.Enrolment
		want []account.Role
	}{
		{"aleesha", aleesha, []account.Role{account.Apprentice}},
		{"aleesha", jodie, nil},
		{"jodie", aleesha, nil},
		{"marcus", aleesha, []account.Role{account.Coach}},
		{"marcus", grace, nil},
		{"priya", grace, []account.Role{account.Coach}},
		{"ruth", jodie, []account.Role{account.Employer}},
		{"ruth", grace, nil},
		{"callum", grace, []account.Role{account.Employer}},
		{"helen", grace, []account.Role{account.IQA}},
		{"anjali", jodie, []account.Role{account.Assessor}},
		{"anjali", aleesha, nil},
		{"tom", aleesha, nil},
	}
	for _, tt := range tests {
		p, err := accounts.PersonByEmail(t.Context(), tt.key+"@example.com")
		if err != nil {
			t.Fatal(err)
		}
		roles, err := accounts.RolesIn(t.Context(), p.ID, int64(tt.in.ID))
		if err != nil || !slices.Equal(roles, tt.want) {
			t.Errorf("%s is %v in the portfolio of %s, %v; want %v", tt.key, roles, tt.in.ApprenticeName, err, tt.want)
		}
	}
}

func TestEveryoneCanSignIn(t *testing.T) {
	d := open(t, filled(t))
	for _, p := range People() {
		if _, _, err := account.NewStore(d).SignIn(t.Context(), p.Email, Password, account.Client{Address: "192.0.2.1"}); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
		if p.Line == "" || p.Role == "" {
			t.Errorf("%s has nothing said of them", p.Name)
		}
	}
}

func TestThePortfolioReadyForGatewayIsSigned(t *testing.T) {
	d := open(t, filled(t))
	jodie := enrolments(t, d)["Jodie Whitaker"]
	signed, err := programme.NewStore(d).Declarations(t.Context(), jodie.ID)
	if err != nil || len(signed) != 3 {
		t.Errorf("%d declarations, %v; want three", len(signed), err)
	}
}
