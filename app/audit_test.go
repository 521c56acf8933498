package app

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/programme"
	"touchstone/evidence"
)

// told fills a site with a piece that was saved, submitted and returned.
func told(t *testing.T) (*site, evidence.Piece) {
	t.Helper()
	s := newSite(t)
	p := s.submitted(1)
	review := evidence.Review{Verdict: evidence.ReturnedVerdict, Feedback: "Say what you did yourself."}
	for _, c := range p.Version.Claims {
		review.Claims = append(review.Claims, evidence.ClaimReview{Claim: c.ID, Verdict: evidence.ReferredVerdict, Feedback: "Not shown yet."})
	}
	must(t, s.in.Evidence.Decide(t.Context(), s.portfolios[1], p.ID, p.Version.ID, s.people["coach"], review))
	again, err := s.in.Evidence.Item(t.Context(), s.portfolios[1], p.ID, evidence.Own)
	must(t, err)
	_, err = s.in.Evidence.SaveDraft(t.Context(), s.portfolios[1], p.ID, s.people["apprentice"], again.Version.Revision, func(v *evidence.Version) { v.OwnPart = "A secret of the draft" })
	must(t, err)
	return s, p
}

func TestAuditTellsInSentences(t *testing.T) {
	s, p := told(t)
	admin := s.as("administrator")
	text := textOf(admin.get("/audit").page(t))
	for _, want := range []string{
		fmt.Sprintf("coach returned piece %d in apprentice’s portfolio", p.Number),
		fmt.Sprintf("apprentice submitted piece %d in apprentice’s portfolio", p.Number),
		"The program enrolled apprentice", "The program gave a role to coach", "The program added Employer",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("/audit lacks %q:\n%s", want, text)
		}
	}
	for _, not := range []string{"Say what you did yourself", "secret of the draft", p.Title, `{"`} {
		if strings.Contains(text, not) {
			t.Errorf("/audit shows %q", not)
		}
	}
}

// TestWhoCameByALinkIsNamed covers what the record says of who has no account,
// on the pages of the administrator and of the portfolio.
func TestWhoCameByALinkIsNamed(t *testing.T) {
	s := newSite(t)
	s.logged(1)
	piece, review := s.submitted(1), s.closedReview(1)
	for _, role := range []account.Role{account.Apprentice, account.Coach} {
		by := programme.Signer{Role: role, Person: s.people[string(role)]}
		must(t, s.in.Programme.SignProgressReview(t.Context(), s.portfolios[1], review.ID, review.Digest, by))
	}
	scan, _ := s.scanLink()
	var behaviour string
	for _, st := range s.standard().Statements {
		if st.Type == "behaviour" {
			behaviour = fmt.Sprint("behaviour-", st.ID)
		}
	}
	for _, r := range []struct {
		purpose programme.Purpose
		subject int64
		answers url.Values
	}{
		{programme.ForHours, 0, url.Values{"answer": {"yes"}}},
		{programme.ForReview, int64(review.ID), nil},
		{programme.ForTestimony, int64(piece.ID), url.Values{"seen": {"saw"}, "words": {"She rang the customer herself."}}},
		{programme.ForBehaviours, 0, url.Values{behaviour: {"yes"}}},
		{programme.ForScan, int64(scan.ID), nil},
	} {
		asked := s.request(1, r.purpose, r.subject)
		path := s.app.requestPath(&asked)
		if a := s.as("").post(path, s.signForm(t, path, r.answers)); a.where() != "/signed" {
			t.Fatalf("%s: %d %s", r.purpose, a.status, textOf(a.page(t)))
		}
	}
	for who, path := range map[string]string{"administrator": "/audit", "coach": fmt.Sprintf("/portfolios/%d/timeline", s.portfolios[1])} {
		text := textOf(s.as(who).get(path).page(t))
		for _, want := range []string{
			"Somebody with Tom Hall’s link opened it, to sign for apprentice",
			"Tom Hall, by a link, agreed off-the-job hours", "Tom Hall, by a link, gave the last signature of a progress review",
			"Tom Hall, by a link, gave testimony on piece", "Tom Hall, by a link, verified behaviours of apprentice",
			"Tom Hall, by a link, signed what they say of a skills scan",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %q:\n%s", path, want, text)
			}
		}
		for _, not := range []string{"The program gave testimony", "The program gave the last", "The program agreed", "The program verified", "The program signed", "The program opened"} {
			if strings.Contains(text, not) {
				t.Errorf("%s says %q", path, not)
			}
		}
	}
}

func TestEventPage(t *testing.T) {
	s, _ := told(t)
	must(t, s.in.Accounts.RenamePerson(t.Context(), s.people["administrator"], s.people["subject"], "Samira Khan"))
	admin := s.as("administrator")
	page := func(action string) string {
		events, err := audit.Events(t.Context(), s.in.DB, audit.Query{Action: action, Limit: 1})
		must(t, err)
		return textOf(admin.get("/audit/" + strconv.FormatInt(events[0].ID, 10)).page(t))
	}
	if text := page("person.rename"); !strings.Contains(text, "Field Before After Name subject Samira Khan") {
		t.Errorf("a rename is not told before and after:\n%s", text)
	}
	for _, action := range []string{"item.return", "item.save"} {
		if text := page(action); !strings.Contains(text, "part of a portfolio") || strings.Contains(text, "what you did yourself") || strings.Contains(text, "secret") {
			t.Errorf("%s: what is written in a portfolio is shown, or it is not said that it is not:\n%s", action, text)
		}
	}
	if text := page("enrolment.add"); !strings.Contains(text, "Coach coach") || !strings.Contains(text, "Employer Employer") {
		t.Errorf("an enrolment is told by numbers:\n%s", text)
	}
	for _, path := range []string{"/audit/999999", "/audit/x", "/audit/0"} {
		if a := admin.get(path); a.status != 404 {
			t.Errorf("%s = %d", path, a.status)
		}
	}
}

func TestTimelineShowsEachReaderTheirs(t *testing.T) {
	s, p := told(t)
	path := fmt.Sprintf("/portfolios/%d/timeline", s.portfolios[1])
	tests := []struct {
		who, query string
		has, not   []string
	}{
		{"apprentice", "", []string{"coach returned piece", "Say what you did yourself.", "A secret of the draft", "saved piece"}, nil},
		{"coach", "", []string{"coach returned piece", "Say what you did yourself.", p.Title}, []string{"secret", "saved piece", "began piece"}},
		{"employer", "", []string{"coach returned piece"}, []string{"secret", "auditor"}},
		{"iqa", "", []string{"coach returned piece", "Make a file for an auditor"}, []string{"secret"}},
		{"coach", "?kind=decisions", []string{"returned piece"}, []string{"submitted piece", "enrolled"}},
		{"coach", "?kind=evidence", []string{"submitted piece"}, []string{"returned piece"}},
		{"coach", "?kind=nonsense", []string{"Nothing is recorded that fits."}, nil},
		{"coach", "?q=YOURSELF", []string{"returned piece"}, []string{"submitted piece"}},
		{"coach", "?q=submitted", []string{"submitted piece"}, []string{"enrolled"}},
		{"coach", "?q=secret", []string{"Nothing is recorded that fits."}, nil},
		{"apprentice", "?q=secret", []string{"saved piece"}, nil},
		{"coach", fmt.Sprintf("?person=%d", s.people["apprentice"]), []string{"submitted piece"}, []string{"returned piece"}},
		{"apprentice2", "", []string{"There is nothing here for you"}, []string{"returned"}},
	}
	for _, tt := range tests {
		text := textOf(s.as(tt.who).get(path + tt.query).page(t))
		for _, want := range tt.has {
			if !strings.Contains(text, want) {
				t.Errorf("%s%s lacks %q:\n%s", tt.who, tt.query, want, text)
			}
		}
		for _, not := range tt.not {
			if strings.Contains(text, not) {
				t.Errorf("%s%s shows %q:\n%s", tt.who, tt.query, not, text)
			}
		}
	}
}

func TestManySavesAreOneLine(t *testing.T) {
	s, p := told(t)
	for i := range 5 {
		again, err := s.in.Evidence.Item(t.Context(), s.portfolios[1], p.ID, evidence.Own)
		must(t, err)
		_, err = s.in.Evidence.SaveDraft(t.Context(), s.portfolios[1], p.ID, s.people["apprentice"], again.Version.Revision, func(v *evidence.Version) { v.Place = fmt.Sprint("Room ", i) })
		must(t, err)
	}
	text := textOf(s.as("apprentice").get(fmt.Sprintf("/portfolios/%d/timeline", s.portfolios[1])).page(t))
	if !strings.Contains(text, "6 times from") || strings.Count(text, "apprentice saved") > 2 {
		t.Errorf("saves are not one line:\n%s", text)
	}
}

// TestTimelineLinksWhatOpens has an assessor of the portfolio, to whom what was
// handed over from it is closed.
func TestTimelineLinksWhatOpens(t *testing.T) {
	s, _ := told(t)
	must(t, s.in.DB.Update(t.Context(), func(tx *db.Tx) error {
		return audit.Add(t.Context(), tx, audit.Event{Action: "submission.make", Portfolio: int64(s.portfolios[1]), Subject: "submission 1"})
	}))
	for who, linked := range map[string]bool{"coach": true, "employer": true, "assessor": false} {
		body := s.as(who).get(fmt.Sprintf("/portfolios/%d/timeline", s.portfolios[1])).body
		if strings.Contains(body, `href="/submissions/1"`) != linked {
			t.Errorf("%s: the submission is linked: %t; want %t", who, !linked, linked)
		}
	}
}

// exported asks for a file as a form says and returns its rows without the head,
// by sheet, once it is made.
func exported(t *testing.T, s *site, v *visitor, form url.Values) map[string][][]string {
	t.Helper()
	before := len(strings.Split(v.get("/audit/exports").body, `href="/audit/exports/`))
	if a := v.post("/audit/exports", form); a.status != 303 {
		t.Fatalf("POST = %d\n%s", a.status, textOf(a.page(t)))
	}
	var page answer
	for range 200 {
		if page = v.get("/audit/exports"); len(strings.Split(page.body, `href="/audit/exports/`)) > before && !strings.Contains(page.body, "data-job") {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	_, rest, found := strings.Cut(page.body, `href="/audit/exports/`)
	if !found {
		t.Fatalf("no file was made:\n%s", textOf(page.page(t)))
	}
	id, _, _ := strings.Cut(rest, `"`)
	a := v.get("/audit/exports/" + id)
	if a.status != 200 || !strings.Contains(a.header.Get("Content-Disposition"), ".xlsx") {
		t.Fatalf("the file: %d, %v", a.status, a.header)
	}
	book, err := excelize.OpenReader(strings.NewReader(a.body))
	must(t, err)
	defer book.Close()
	sheets := map[string][][]string{}
	for _, name := range book.GetSheetList() {
		rows, err := book.GetRows(name)
		must(t, err)
		sheets[name] = rows[1:]
	}
	return sheets
}

// TestAnAuditorCanCheckTheFile does by the words of the sheet About what an
// auditor would.
func TestAnAuditorCanCheckTheFile(t *testing.T) {
	s, p := told(t)
	number := func(text string) int64 {
		n, err := strconv.ParseInt(text, 10, 64)
		must(t, err)
		return n
	}
	for _, tt := range []struct {
		who  string
		form url.Values
		has  []string
		not  []string
		all  bool
	}{
		{"administrator", url.Values{"scope": {"all"}}, []string{"coach returned piece", "enrolled apprentice"}, []string{"what you did yourself", "secret", p.Title}, true},
		{"iqa", url.Values{"scope": {"all"}}, []string{"coach returned piece", "what you did yourself", p.Title}, []string{"secret"}, true},
		{"iqa", url.Values{"scope": {"one"}, "portfolio": {fmt.Sprint(s.portfolios[1])}}, []string{"coach returned piece"}, []string{"secret", "apprentice2", "signed in"}, false},
	} {
		sheets := exported(t, s, s.as(tt.who), tt.form)
		rows := sheets["Events"]
		whole, before := fmt.Sprint(rows), ""
		for _, want := range tt.has {
			if !strings.Contains(whole, want) {
				t.Errorf("%s: lacks %q", tt.who, want)
			}
		}
		for _, not := range tt.not {
			if strings.Contains(whole, not) {
				t.Errorf("%s: holds %q", tt.who, not)
			}
		}
		for i, r := range rows {
			e := audit.Event{ID: number(r[0]), At: time.UnixMilli(number(r[5])), Person: number(r[6]), Action: r[7], Portfolio: number(r[8]), Subject: r[9]}
			if r[10] != "" && audit.DetailDigest(r[10]) != r[11] {
				t.Errorf("event %d: the detail does not have its SHA-256", e.ID)
			}
			if audit.HashBy(r[13], &e, r[11]) != r[14] {
				t.Errorf("event %d: the hash does not fit its row", e.ID)
			}
			if tt.all && (e.ID != int64(i+1) || r[13] != before) {
				t.Errorf("event %d does not follow the row above it", e.ID)
			}
			before = r[14]
		}
		if len(rows) < 5 || len(sheets["About"]) < 8 {
			t.Errorf("%s: %d events, about %v", tt.who, len(rows), sheets["About"])
		}
	}
}

func TestAuditExportRefusals(t *testing.T) {
	s := newSite(t)
	admin := s.as("administrator")
	for _, tt := range []struct {
		form url.Values
		says string
	}{
		{url.Values{"scope": {"one"}, "portfolio": {"999"}}, "Enter the number of a portfolio"},
		{url.Values{"scope": {"one"}}, "Enter the number of a portfolio"},
		{url.Values{"scope": {"all"}, "from": {"2026-03-02"}, "to": {"2026-03-01"}}, "Choose a day from 2 March 2026 on."},
		{url.Values{"scope": {"all"}, "from": {"soon"}}, "Enter a day"},
	} {
		if a := admin.post("/audit/exports", tt.form); a.status != 422 || !strings.Contains(a.body, tt.says) {
			t.Errorf("%v: %d; want %q\n%s", tt.form, a.status, tt.says, textOf(a.page(t)))
		}
	}
	exported(t, s, admin, url.Values{"scope": {"all"}})
	made, err := audit.Exports(t.Context(), s.in.DB, int64(s.people["administrator"]), 1)
	must(t, err)
	for _, who := range []string{"iqa", "coach", "stranger"} {
		if a := s.as(who).get(fmt.Sprintf("/audit/exports/%d", made[0].ID)); a.status != 404 {
			t.Errorf("%s has somebody else's file: %d", who, a.status)
		}
	}
}

// TestALongDetailIsNamedByItsDigest is about a detail that no cell holds, and
// events that cannot be read.
func TestALongDetailIsNamedByItsDigest(t *testing.T) {
	s := newSite(t)
	must(t, s.in.DB.Update(t.Context(), func(tx *db.Tx) error {
		return audit.Add(t.Context(), tx, audit.Event{Person: int64(s.people["iqa"]), Action: "person.add", Subject: "person 1", Detail: map[string]string{"text": strings.Repeat("x", 40_000)}})
	}))
	var out bytes.Buffer
	n, withheld, err := s.app.workbook(t.Context(), &out, audit.Query{Action: "person.add"}, "a test", 100, true, func(int) {})
	must(t, err)
	book, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	must(t, err)
	defer book.Close()
	rows, err := book.GetRows("Events")
	must(t, err)
	last := rows[len(rows)-1]
	if n != len(rows)-1 || withheld != 0 || last[10] != "" || !strings.Contains(last[4], "Too long for a cell") || len(last[11]) != 64 {
		t.Errorf("%d events, %d withheld; the last row is %v", n, withheld, last[:5])
	}
	if err := s.in.DB.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.app.workbook(t.Context(), io.Discard, audit.Query{}, "a test", 100, true, func(int) {}); err == nil {
		t.Error("a file without its events is taken for whole")
	}
}

// TestWhoReachesTheAudit keeps each role to its pages.
func TestWhoReachesTheAudit(t *testing.T) {
	s := newSite(t)
	for _, who := range everyone {
		if who == "" {
			continue
		}
		for path, act := range map[string]account.Action{"/audit": account.ReadAudit, "/audit/1": account.ReadAudit, "/audit/exports": account.ExportAudit} {
			want := 404
			if account.Can(rolesAnywhere[who], act) {
				want = 200
			}
			if a := s.as(who).get(path); a.status != want {
				t.Errorf("%s: %s = %d; want %d", who, path, a.status, want)
			}
		}
	}
}
