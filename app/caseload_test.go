package app

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/programme"
	"touchstone/app/sheet"
)

// caseloadNames are the apprentices of the site's caseload, the coach's first.
var caseloadNames = []string{"Dawid Nowak", "Grace Mbeki", "Kwame Boateng", "Farah Siddiqui", "Aleesha Khan", "Ioan Pritchard", "Jodie Barker", "Éva Kovács", "=Ben O'Neill"}

// withCaseload enrols apprentices of every band with the site's first coach, in
// two cohorts.
func withCaseload(s *site) {
	ctx, t := s.t.Context(), s.t
	now := s.in.DB.Now()
	today := db.Today(now)
	cohorts := []programme.Cohort{{Name: "Spring 2026"}, {Name: "Autumn 2025"}}
	for i := range cohorts {
		must(t, s.in.Programme.AddCohort(ctx, 0, &cohorts[i]))
	}
	first, err := s.in.Programme.Enrolment(ctx, s.portfolios[1])
	must(t, err)
	for i, name := range caseloadNames {
		p := account.Person{Name: name, Email: fmt.Sprintf("case%d@example.org", i)}
		must(t, s.in.Accounts.AddPerson(ctx, 0, &p))
		e := programme.Enrolment{Apprentice: p.ID, Coach: first.Coach, Employer: first.Employer, Standard: first.Standard, Cohort: cohorts[i%2].ID,
			StartedOn: today.AddDate(0, -7-i, 0), PlannedEndOn: today.AddDate(0, 11-i, 0)}
		must(t, s.in.Programme.Enrol(ctx, 0, &e))
		must(t, s.in.DB.Update(ctx, func(tx *db.Tx) error { return stands(s, tx, e.ID, i, today) }))
	}
	must(t, s.in.DB.Update(ctx, func(tx *db.Tx) error {
		for back := 6; back >= 0; back-- {
			if err := programme.TakePeriod(ctx, tx, today.AddDate(0, -back, 0)); err != nil {
				return err
			}
			for w := range 2 {
				const turnaround = `INSERT INTO turnarounds (week, coach_id, pieces, days) VALUES ($1, $2, 4, $3) ON CONFLICT DO NOTHING`
				week := today.AddDate(0, 0, -(int(today.Weekday())+6)%7-7*(back+w))
				for _, of := range []account.PersonID{first.Coach, 0} {
					if _, err := tx.Exec(ctx, turnaround, db.Day(&week), of, 9+back); err != nil {
						return err
					}
				}
			}
		}
		return nil
	}))
}

// stands makes the nth apprentice stand as the first three should act on, the
// next three be watched, and the rest be on track.
func stands(s *site, tx *db.Tx, id programme.EnrolmentID, n int, today time.Time) error {
	ctx := s.t.Context()
	// Noon, which is of one day whether the clocks have changed meanwhile or not.
	daysAgo := func(days int) time.Time { return today.AddDate(0, 0, -days).Add(12 * time.Hour) }
	at := daysAgo(1)
	elapsed := float64(7+n) / 18
	accepted := int(elapsed*52) + 1
	hours := programme.HoursSum{Agreed: int(elapsed*400)*60 + 60, Target: 400 * 60}
	switch {
	case n < 3:
		at, accepted, hours.Agreed = daysAgo(40-5*n), max(1, accepted-14), hours.Agreed/2
	case n < 6:
		accepted = max(1, accepted-7)
	}
	err := programme.SetProgress(ctx, tx, id, programme.Progress{Accepted: accepted, Total: 52, Submitted: n % 3, ActiveAt: at})
	if err == nil {
		err = programme.SetHours(ctx, tx, id, hours)
	}
	if err == nil {
		err = programme.SetReviewDue(ctx, tx, id, today.AddDate(0, 0, []int{-9, 10, 20}[n%3]))
	}
	if err == nil && n%2 == 0 {
		err = programme.Await(ctx, tx, programme.Wait{Enrolment: id, Role: []account.Role{account.Coach, account.Apprentice, account.Employer}[n%3],
			Kind: programme.WaitHours, Subject: int64(1000 + n), Since: tx.Now.AddDate(0, 0, -n-1)})
	}
	return err
}

func TestACaseloadSaysWhoNeedsWhatAndWhy(t *testing.T) {
	s := newSite(t)
	withCaseload(s)
	a := s.as("coach").get("/caseload")
	text := textOf(a.page(t))
	for _, want := range []string{
		"Your 10 apprentices", "need you today.", "Nothing added for 40 days",
		"Progress review 9 days overdue", "Overdue since", "Dawid is behind with evidence", "You, 1 day", "Gateways ahead", "Your feedback, in working days", "How “needs” is worked out",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q:\n%s", want, text)
		}
	}
	if find(a.page(t), "a", "href", fmt.Sprintf("/portfolios/%d", s.portfolios[1])) == nil {
		t.Error("no way to an apprentice's portfolio")
	}
}

func TestACaseloadIsWhoseItIs(t *testing.T) {
	s := newSite(t)
	withCaseload(s)
	of := func(who, path string) string { return textOf(s.as(who).get(path).page(t)) }
	coach := fmt.Sprint(s.people["coach"])
	if text := of("coach2", "/caseload?coach="+coach); strings.Contains(text, "Dawid") || !strings.Contains(text, "Your 1 apprentice") {
		t.Errorf("another coach sees %s", text)
	}
	for _, who := range []string{"administrator", "iqa"} {
		if text := of(who, "/caseload"); !strings.Contains(text, "11 apprentices") || !strings.Contains(text, "Dawid") || !strings.Contains(text, "apprentice2") {
			t.Errorf("the %s sees %s", who, text)
		}
		if text := of(who, "/caseload?coach="+coach); strings.Contains(text, "apprentice2") {
			t.Errorf("the %s asked for one coach and sees %s", who, text)
		}
	}
	page := s.as("administrator").get("/caseload").body
	if strings.Contains(page, `href="/portfolios/`) {
		t.Error("an administrator is led to evidence that they may not read")
	}
	if !strings.Contains(page, fmt.Sprintf(`href="/enrolments/%d"`, s.portfolios[1])) {
		t.Error("an administrator is not led to the enrolment")
	}
	if !strings.Contains(s.as("iqa").get("/caseload").body, fmt.Sprintf(`href="/portfolios/%d"`, s.portfolios[1])) {
		t.Error("an IQA is not led to the portfolio")
	}
}

func TestACaseloadIsNarrowedAndOrdered(t *testing.T) {
	s := newSite(t)
	withCaseload(s)
	v := s.as("coach")
	names := func(query string) string {
		table := find(v.get("/caseload?"+query).page(t), "div", "aria-label", "Caseload table")
		if table == nil {
			return "nobody"
		}
		var rows []string
		for d := range table.Descendants() {
			if d.Data == "th" && attr(d, "scope") == "row" {
				name, _, _ := strings.Cut(textOf(d), " ")
				rows = append(rows, name)
			}
		}
		return strings.Join(rows, " ")
	}
	for query, want := range map[string]string{
		"needs=act":            "apprentice Dawid Grace Kwame Farah Jodie",
		"needs=watch":          "=Ben Aleesha Ioan",
		"needs=track":          "Éva",
		"sort=-needs&q=one":    "=Ben",
		"needs=act&sort=name":  "apprentice Dawid Farah Grace Jodie Kwame",
		"needs=act&sort=-name": "Kwame Jodie Grace Farah Dawid apprentice",
		"sort=-progress&q=j":   "Jodie",
		"q=eva":                "Éva",
		"q=KOV+e":              "Éva",
		"q=no+dawid":           "Dawid",
		"q=awid":               "nobody", // in the middle of a word
		"q=employer2":          "nobody",
		"q=%25":                "nobody",
		"q=o%27neill":          "=Ben",
		"cohort=none":          "apprentice",
		"cohort=99999":         "nobody",
		"cohort=x&q=dawid":     "Dawid",
		"from=500&q=dawid":     "nobody",
		"from=-1&q=dawid":      "Dawid",
		"sort=nonsense&q=jodi": "Jodie",
	} {
		if got := names(query); got != want {
			t.Errorf("%s shows %q; want %q", query, got, want)
		}
	}
}

func TestAnEmptyCaseloadSaysWhatToDo(t *testing.T) {
	s := newSite(t)
	s.add("coach3", account.Grant{Role: account.Coach, Scope: account.Installation})
	a := s.as("coach3").get("/caseload")
	if text := textOf(a.page(t)); a.status != http.StatusOK || !strings.Contains(text, "as soon as an administrator names you as their coach") {
		t.Errorf("%d: %s", a.status, text)
	}
}

func TestAnExportedCaseloadIsReadBackAndRunsNothing(t *testing.T) {
	s := newSite(t)
	withCaseload(s)
	a := s.as("administrator").get("/caseload/export?format=csv&sort=name")
	if a.status != http.StatusOK || !strings.Contains(a.header.Get("Content-Disposition"), ".csv") {
		t.Fatalf("%d %v", a.status, a.header)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.body, "\ufeff"))).ReadAll()
	must(t, err)
	if len(rows) != 12 || rows[0][0] != "Apprentice" {
		t.Errorf("%d rows, the first %v", len(rows), rows[0])
	}
	if rows[1][0] != "'=Ben O'Neill" {
		t.Errorf("a name that is a formula goes out as %q", rows[1][0])
	}
	a = s.as("coach").get("/caseload/export?format=xlsx&needs=act")
	table, err := sheet.Read(strings.NewReader(a.body), sheet.Want{Rows: 100, Bytes: 1 << 20})
	must(t, err)
	for _, r := range table.Rows[1:] {
		if r[1] != "Act" {
			t.Errorf("asked for Act, the workbook has %v", r)
		}
	}
	if len(table.Rows) < 4 {
		t.Errorf("the workbook has %d rows", len(table.Rows))
	}
	if a := s.as("coach").get("/caseload/export?format=exe"); a.status != http.StatusUnprocessableEntity {
		t.Errorf("an unknown form: %d", a.status)
	}
}

func TestViewsAreKeptRenamedRemovedAndPutBack(t *testing.T) {
	s := newSite(t)
	withCaseload(s)
	v := s.as("coach")
	save := func(name, query string) answer {
		return v.post("/caseload/views", url.Values{"name": {name}, "query": {query}})
	}
	a := save("Quiet ones", "needs=act&sort=active&from=50&evil=1")
	if a.where() != "/caseload?needs=act&sort=active" {
		t.Fatalf("%d to %q", a.status, a.where())
	}
	if text := textOf(v.get("/caseload").page(t)); !strings.Contains(text, "Quiet ones") {
		t.Error("the caseload does not offer the view")
	}
	for name, a := range map[string]answer{
		"the same name": save("quiet ONES", "needs=watch"), "no name": save(" ", "needs=watch"), "a long name": save(strings.Repeat("é", 61), "needs=watch"),
		"a name nobody sees": save("a\x07b", "needs=watch"), "a long search": save("Long", "q="+strings.Repeat("a", 600)),
	} {
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "aria-invalid") {
			t.Errorf("%s: %d", name, a.status)
		}
	}
	views, err := s.in.Programme.Views(t.Context(), s.people["coach"])
	must(t, err)
	path := fmt.Sprintf("/caseload/views/%d", views[0].ID)
	if a := s.as("coach2").post(path, url.Values{"name": {"Mine"}}); a.status != http.StatusNotFound {
		t.Errorf("another coach renames it: %d", a.status)
	}
	if a := v.post(path, url.Values{"name": {"Gone quiet"}}); a.status != http.StatusSeeOther {
		t.Errorf("rename: %d", a.status)
	}
	a = v.post(path+"/remove", nil)
	if text := textOf(v.get(a.where()).page(t)); !strings.Contains(text, "Gone quiet is removed.") || !strings.Contains(text, "None yet.") {
		t.Errorf("after the removal: %s", text)
	}
	v.post(path+"/restore", nil)
	if views, _ := s.in.Programme.Views(t.Context(), s.people["coach"]); len(views) != 1 || views[0].Name != "Gone quiet" {
		t.Errorf("put back: %v", views)
	}
	for i := range programme.MaxViews - 1 {
		if a := save(fmt.Sprint("View ", i), "needs=watch"); a.status != http.StatusSeeOther {
			t.Fatalf("view %d: %d", i, a.status)
		}
	}
	if a := save("One more", "needs=watch"); a.status != http.StatusUnprocessableEntity {
		t.Errorf("beyond %d: %d", programme.MaxViews, a.status)
	}
}

func TestRulesArePrintedAsTheyAre(t *testing.T) {
	s := newSite(t)
	text := textOf(s.as("coach").get("/caseload/rules").page(t))
	for _, r := range programme.Rules {
		if clauses[r.Name] == "" {
			t.Errorf("the sentence above a caseload has no words for %q", r.Name)
		}
		for _, want := range []string{r.Name, r.About, threshold(r.Watch, r.Unit), threshold(r.Act, r.Unit)} {
			if !strings.Contains(text, want) {
				t.Errorf("the page does not say %q", want)
			}
		}
	}
	for want, got := range map[string]string{
		"14 days": threshold(14, "days"), "1 day": threshold(1, "days"), "1 percentage point": threshold(1, "percentage points"),
		"28 days before the planned end": threshold(-28, "days past the planned end"),
	} {
		if got != want {
			t.Errorf("threshold %q; want %q", got, want)
		}
	}
}

func TestTheProvidersPageShowsEveryCohort(t *testing.T) {
	s := newSite(t)
	withCaseload(s)
	must(t, s.app.nightly(t.Context()))
	text := textOf(s.as("administrator").get("/provider").page(t))
	for _, want := range []string{"11 apprentices in all cohorts", "Spring 2026", "Autumn 2025", "In no cohort", "Progress against plan", "Off-the-job hours against plan", "Feedback, in working days", "Gateways ahead", "The figures as a table"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q:\n%s", want, text)
		}
	}
	if a := s.as("coach").get("/provider"); a.status != http.StatusNotFound {
		t.Errorf("a coach: %d", a.status)
	}
}

func TestTheNightComesAfterMidnightInLondon(t *testing.T) {
	for at, want := range map[string]time.Duration{
		"2026-06-30T23:05:00Z": 5 * time.Minute, // five past midnight in London, so this night's count is ahead
		"2026-12-31T23:05:00Z": 65 * time.Minute,
	} {
		now, err := time.Parse(time.RFC3339, at)
		must(t, err)
		got := untilNight(now)
		if at[5:7] == "06" {
			want += 24 * time.Hour // today's was at start; the next is tomorrow's
		}
		if got != want {
			t.Errorf("at %s the night is %v away; want %v", at, got, want)
		}
	}
}

// TestCaseloadPagesAreAccessible looks at the pages wide and light, narrow and
// dark.
func TestCaseloadPagesAreAccessible(t *testing.T) {
	neededForAll(t, "chromium")
	s := newSite(t)
	withCaseload(s)
	must(t, s.app.nightly(t.Context()))
	for _, look := range looks {
		for _, p := range []struct{ who, path string }{
			{"coach", "/caseload"}, {"coach", "/caseload/rules"}, {"coach", "/caseload/views?save=needs%3Dact"}, {"administrator", "/caseload"}, {"administrator", "/provider"},
		} {
			t.Run(p.who+look.window.name+p.path, func(t *testing.T) {
				b := openBrowser(t, s.url, look.window, look.dark)
				b.enter(s.in, s.people[p.who])
				b.look(p.path, p.who, look.window)
			})
		}
	}
}
