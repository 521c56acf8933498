package app

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/jobs"
	"touchstone/reports"
)

// printed returns a PDF of a portfolio that was made past the queue.
func (s *site) printed(n int) reports.Export {
	s.t.Helper()
	made, err := s.app.reportStores().Exports(s.t.Context(), s.portfolios[n], 1)
	must(s.t, err)
	if len(made) > 0 {
		return made[0]
	}
	e, err := s.app.reportStores().Print(s.t.Context(), s.in.Blobs, s.portfolios[n], reports.Choice{Working: true}, 0, nil)
	must(s.t, err)
	return e
}

// printing queues a PDF of a portfolio.
func (s *site) printing(n int) (id int64) {
	s.t.Helper()
	must(s.t, s.in.DB.Update(s.t.Context(), func(tx *db.Tx) (err error) {
		id, err = jobs.Add(s.t.Context(), tx, jobs.Job{Kind: printJob, Key: fmt.Sprint(s.portfolios[n]), Input: printing{Portfolio: s.portfolios[n]}})
		return err
	}))
	return id
}

func TestPortfolioPDFIsMadeInTheBackground(t *testing.T) {
	s := newSite(t)
	s.submitted(1)
	me := s.as("apprentice")
	base := fmt.Sprintf("/portfolios/%d", s.portfolios[1])
	me.get(base+"/pdf").has(t, "nothing made yet", "No piece has been accepted yet", "Nobody has signed yet", "Sign as apprentice")

	if a := me.post(base+"/declarations", nil); a.status != http.StatusSeeOther {
		t.Fatalf("signed: %d", a.status)
	}
	for range 2 { // the second click finds the first's job, or makes another once that is done
		if a := me.post(base+"/pdf", url.Values{"working": {"yes"}}); a.status != http.StatusSeeOther || a.where() != base+"/pdf" {
			t.Fatalf("asked: %d %s", a.status, a.where())
		}
	}
	j, err := jobs.Latest(t.Context(), s.in.DB, printJob, fmt.Sprint(s.portfolios[1]))
	must(t, err)
	var told struct{ State, URL string }
	for start := time.Now(); told.State != "done"; time.Sleep(20 * time.Millisecond) {
		a := me.get(fmt.Sprintf("%s/pdf/jobs/%d", base, j.ID))
		must(t, json.Unmarshal([]byte(a.body), &told))
		if told.State == "failed" || time.Since(start) > 20*time.Second {
			t.Fatalf("job: %s", a.body)
		}
	}
	page := me.get(told.URL)
	page.has(t, "made", "Working copy", "Download the PDF", "Sign again as apprentice", "is my own work")
	made, err := s.app.reportStores().Exports(t.Context(), s.portfolios[1], 1)
	must(t, err)
	a := me.get(fmt.Sprintf("%s/pdf/%d", base, made[0].ID))
	if a.status != http.StatusOK || a.header.Get("Content-Type") != "application/pdf" || !strings.Contains(a.header.Get("Content-Disposition"), "attachment") {
		t.Fatalf("download: %d %v", a.status, a.header)
	}
	report, err := reports.Verify(strings.NewReader(a.body), int64(len(a.body)))
	if err != nil || !report.OK || report.Apprentice != "apprentice" {
		t.Errorf("verify: %+v, %v", report, err)
	}
	if a := s.as("apprentice2").get(fmt.Sprintf("/portfolios/%d/pdf/%d", s.portfolios[2], made[0].ID)); a.status != http.StatusNotFound {
		t.Errorf("somebody else's PDF under one's own portfolio: %d", a.status)
	}
	if a := s.as("apprentice2").get(fmt.Sprintf("/portfolios/%d/pdf/jobs/%d", s.portfolios[2], j.ID)); a.status != http.StatusNotFound {
		t.Errorf("somebody else's job under one's own portfolio: %d", a.status)
	}
}

func TestSigningAsWhatOneIs(t *testing.T) {
	s := newSite(t)
	path := fmt.Sprintf("/portfolios/%d/declarations", s.portfolios[1])
	for who, want := range map[string]int{"apprentice": 303, "coach": 303, "employer": 303, "iqa": 403, "assessor": 403, "employer2": 404} {
		if a := s.as(who).post(path, nil); a.status != want {
			t.Errorf("%s signs: %d; want %d", who, a.status, want)
		}
	}
	signed, err := s.in.Programme.Declarations(t.Context(), s.portfolios[1])
	must(t, err)
	var roles []account.Role
	for _, d := range signed {
		roles = append(roles, d.Role)
	}
	if fmt.Sprint(roles) != "[apprentice employer coach]" {
		t.Errorf("signed as %v", roles)
	}
}
