package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/jobs"
	"touchstone/app/programme/roster"
	"touchstone/app/sheet"
)

const rosterHead = "Name,E-mail,ULN,Standard,Version,Option,Employer,Coach e-mail,Cohort,Start,Planned end\n"

// rosterOf returns a table with n new people.
func rosterOf(n int) string {
	var out strings.Builder
	out.WriteString(rosterHead)
	for i := range n {
		fmt.Fprintf(&out, "New Person %d,new%d@example.org,,ST0175,1.1,,Employer,coach@example.org,Autumn 2026,07/09/2026,06/03/2028\n", i, i)
	}
	return out.String()
}

// handedIn keeps a table on the site, with a job that is done, and returns its id.
func (s *site) handedIn() roster.ID {
	s.t.Helper()
	table, err := sheet.Read(strings.NewReader(rosterOf(1)), roster.Want)
	must(s.t, err)
	r := roster.Roster{FileName: "people.csv", Adds: true}
	must(s.t, s.app.rosters.Keep(s.t.Context(), &r, &table))
	return r.ID
}

// sendRoster hands a table in.
func (v *visitor) sendRoster(fileName, text string, fields ...string) answer {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	must(v.site.t, w.WriteField("csrf", v.csrf()))
	part, err := w.CreateFormFile("file", fileName)
	must(v.site.t, err)
	_, err = part.Write([]byte(text))
	must(v.site.t, err)
	for _, name := range fields {
		must(v.site.t, w.WriteField(name, "yes"))
	}
	must(v.site.t, w.Close())
	return v.send(http.MethodPost, "/rosters", w.FormDataContentType(), &body, "Sec-Fetch-Site", "same-origin")
}

func TestImportPeopleByPage(t *testing.T) {
	s := newSite(t)
	admin := s.as("administrator")
	table := rosterOf(2) + "Bad <b>One</b>,bad@example.org,9900000005,ST0175,1.1,,Employer,coach@example.org,,07/09/2026,06/03/2028\n"
	sent := admin.sendRoster("people & more.csv", table, "adds")
	if sent.status != http.StatusSeeOther {
		t.Fatalf("sent: %d\n%s", sent.status, sent.body)
	}
	preview := admin.get(sent.where())
	preview.has(t, "import", "2 rows add an enrolment.", "1 row is wrong", "people &amp; more.csv", "<strong>ULN:</strong>", "Adds the cohort Autumn 2026.", "Store 2 rows", "Bad &lt;b&gt;One")
	if page := admin.get(sent.where() + "?mark=wrong"); strings.Contains(page.body, "New Person 1") || !strings.Contains(page.body, "1 to 1 of 1") {
		t.Error("the filter shows other rows")
	}
	admin.get(sent.where()+"?q=nobody").has(t, "import", "No row fits.")
	if people := admin.get("/people?q=New+Person"); !strings.Contains(people.body, "Nobody fits") {
		t.Error("the preview stored someone")
	}
	confirmed := admin.post(sent.where()+"/confirm", url.Values{"invite": {"yes"}})
	if confirmed.status != http.StatusSeeOther {
		t.Fatalf("confirmed: %d\n%s", confirmed.status, confirmed.body)
	}
	admin.get(sent.where()).has(t, "import", "2 people added, 2 enrolments added, 1 cohort added, 2 invitations sent, 1 row left out.")
	admin.get("/people?q=New+Person").has(t, "import", "new0@example.org", "Invited")
	var uncounted int
	must(t, s.in.DB.View(t.Context(), func(tx *db.Tx) error {
		const query = `SELECT count(*) FROM enrolments e LEFT JOIN standings st ON st.enrolment_id = e.id WHERE e.cohort_id > 0 AND COALESCE(st.total, 0) = 0`
		return tx.Row(t.Context(), query).Scan(&uncounted)
	}))
	if uncounted > 0 {
		t.Errorf("%d enrolments do not know how much there is to show", uncounted)
	}
	if again := admin.post(sent.where()+"/confirm", nil); again.status != http.StatusSeeOther {
		t.Errorf("confirmed twice: %d", again.status)
	}
	same := admin.sendRoster("again.csv", table, "adds")
	admin.get(same.where()).has(t, "import", "2 rows are stored already.")
	admin.get("/rosters").has(t, "import", "people &amp; more.csv", "Waits to be confirmed")
}

func TestColumnsThatAreNotReadAreNamed(t *testing.T) {
	s := newSite(t)
	admin := s.as("administrator")
	table := strings.Replace(rosterOf(1), "Cohort", "Cohrot <b>", 1)
	sent := admin.sendRoster("people.csv", table)
	admin.get(sent.where()).has(t, "import", "1 column of the file is not read: “Cohrot &lt;b&gt;”.", "/rosters#template")
	sent = admin.sendRoster("people.csv", rosterOf(1), "adds")
	if page := admin.get(sent.where()); strings.Contains(page.body, "not read") {
		t.Error("a column is not read in a table with the right ones")
	}
}

func TestPeopleGoOutAndComeBack(t *testing.T) {
	s := newSite(t)
	admin := s.as("administrator")
	for _, form := range []string{"csv", "xlsx"} {
		out := admin.get("/rosters/people." + form)
		if out.status != http.StatusOK || !strings.Contains(out.header.Get("Content-Disposition"), "."+form) {
			t.Fatalf("%s: %d %v", form, out.status, out.header)
		}
		back := admin.sendRoster("people."+form, out.body)
		admin.get(back.where()).has(t, "import", "2 rows are stored already, so there is nothing to store.", "Nothing: it is stored already.")
		empty := admin.sendRoster("template."+form, admin.get("/rosters/template."+form).body)
		if empty.status != http.StatusUnprocessableEntity {
			t.Errorf("an empty template: %d", empty.status)
		}
		empty.has(t, "import", "no row under it")
	}
}

func TestRosterRefuses(t *testing.T) {
	s := newSite(t)
	admin := s.as("administrator")
	for name, tt := range map[string]struct{ text, says string }{
		"an empty file":     {"", "The file is empty."},
		"another table":     {"Clock,Price\nA,1\n", "names the columns"},
		"a picture":         {"\x89PNG\r\n\x1a\n\x00\x00", "not text"},
		"200,000 lines":     {rosterHead + strings.Repeat("A,a@example.org\n", 200_000), "The table has 200,001 rows"},
		"too large":         {rosterHead + strings.Repeat("x", roster.MaxBytes), "larger than 32 MB"},
		"a torn workbook":   {"PK\x03\x04torn", "cut off on the way"},
		"an open quotation": {rosterHead + "\"A,a@example.org\n", "quotation mark"},
	} {
		if got := admin.sendRoster("people.csv", tt.text); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, tt.says) {
			t.Errorf("%s: %d, lacks %q", name, got.status, tt.says)
		}
	}
	if got := admin.send(http.MethodPost, "/rosters", "multipart/form-data; boundary=x", strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nName,E-"), "Sec-Fetch-Site", "same-origin"); got.status < 400 {
		t.Errorf("a torn upload: %d", got.status)
	}
	if rosters, err := s.app.rosters.Recent(t.Context(), 10); err != nil || len(rosters) != 0 {
		t.Errorf("%d tables were kept, %v", len(rosters), err)
	}
}

func TestWhatChangedBeforeConfirmIsTold(t *testing.T) {
	s := newSite(t)
	admin := s.as("administrator")
	sent := admin.sendRoster("people.csv", rosterOf(2), "adds")
	must(t, s.in.Accounts.EndGrant(t.Context(), 0, account.Grant{Person: s.people["coach"], Role: account.Coach, Scope: account.Installation}))
	refused := admin.post(sent.where()+"/confirm", nil)
	if refused.status != http.StatusConflict {
		t.Errorf("status %d", refused.status)
	}
	refused.has(t, "import", "2 rows would now do something else", "does not have the role of coach", "moved=yes")
}

func TestALongRosterIsAJob(t *testing.T) {
	s := newSite(t)
	admin := s.as("administrator")
	sent := admin.sendRoster("people.csv", rosterOf(rosterAtOnce+1), "adds")
	if got := admin.get(sent.where() + "/job"); !strings.Contains(got.body, `"state":""`) {
		t.Errorf("a job before there is one: %s", got.body)
	}
	if got := admin.post(sent.where()+"/confirm", nil); got.status != http.StatusSeeOther {
		t.Fatalf("confirmed: %d", got.status)
	}
	var told struct{ State, URL string }
	for range 300 {
		must(t, json.Unmarshal([]byte(admin.get(sent.where()+"/job").body), &told))
		if told.State == string(jobs.Done) {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if told.State != string(jobs.Done) || told.URL != sent.where() {
		t.Fatalf("%+v", told)
	}
	admin.get(sent.where()).has(t, "import", fmt.Sprintf("%d people added, %d enrolments added", rosterAtOnce+1, rosterAtOnce+1))
}
