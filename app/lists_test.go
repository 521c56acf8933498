package app

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/programme"
	"touchstone/ksb"
)

// A listCase is an address of a list, and what its page has and lacks.
type listCase struct {
	path      string
	has, lack []string
}

func checkLists(t *testing.T, c *visitor, cases []listCase) {
	t.Helper()
	for _, tt := range cases {
		a := c.get(tt.path)
		if a.status != 200 {
			t.Errorf("%s: %d", tt.path, a.status)
		}
		a.has(t, tt.path, tt.has...)
		a.lacks(t, tt.path, tt.lack...)
	}
}

func TestOrganisationList(t *testing.T) {
	s := newSite(t)
	for i := range pageRows {
		o := programme.Organisation{Kind: programme.EmployerOrganisation, Name: fmt.Sprintf("Zed %02d", i)}
		if i == 9 {
			o.Kind = programme.AssessmentOrganisation
		}
		must(t, s.in.Programme.AddOrganisation(t.Context(), 0, &o))
	}
	checkLists(t, s.as("administrator"), []listCase{
		{"/organisations", []string{">Zed 00<", "1 to 50 of", `rel="next"`, "from=50"}, []string{">Zed 49<", `rel="prev"`}},
		{"/organisations?from=50", []string{">Zed 49<", `rel="prev"`}, []string{">Zed 00<", `rel="next"`}},
		{"/organisations?sort=-name", []string{">Zed 49<", "from=50&amp;sort=-name"}, []string{">Employer</th>"}},
		{"/organisations?q=zED+0", []string{">Zed 00<", "1 to 10 of 10", `value="zED 0"`}, []string{">Zed 10<"}},
		{"/organisations?q=zed&kind=assessment", []string{">Zed 09<", "1 to 1 of 1"}, []string{">Zed 08<"}},
		{"/organisations?q=Z%25d", []string{"No organisation fits."}, []string{">Zed 00<"}},
		{"/organisations?from=5000", []string{"No organisation fits.", `href="/organisations"`}, nil},
		{"/organisations?from=-1&sort=%27%3B&kind=king", []string{"No organisation fits."}, nil},
	})
}

// TestASearchKeepsTheRest searches lists that are narrowed and sorted already.
func TestASearchKeepsTheRest(t *testing.T) {
	s := newSite(t)
	s.tell("coach", s.returned("four"))
	for _, tt := range []struct{ who, path, name, value string }{
		{"coach", "/hours?which=all&q=x", "which", "all"},
		{"coach", "/hours?sort=-name", "sort", "-name"},
		{"coach", "/notices?unread=1", "unread", "1"},
		{"coach", "/actions?whose=all", "whose", "all"},
		{"coach", "/actions?sort=-name", "sort", "-name"},
		{"administrator", fmt.Sprintf("/rosters/%d?mark=wrong", s.handedIn()), "mark", "wrong"},
	} {
		s.as(tt.who).get(tt.path).has(t, tt.path, fmt.Sprintf(`<input type="hidden" name="%s" value="%s">`, tt.name, tt.value))
	}
}

func TestStandardList(t *testing.T) {
	s := newSite(t)
	checkLists(t, s.as("apprentice"), []listCase{
		{"/standards", []string{"ST0175 v1.1", `name="q"`}, nil},
		{"/standards?q=st0175", []string{"ST0175 v1.1"}, nil},
		{"/standards?q=" + url.QueryEscape(strings.ToUpper(s.standard().Title)), []string{"ST0175 v1.1"}, nil},
		{"/standards?q=nothing+like+it", []string{"No standard fits.", `href="/standards"`}, []string{"ST0175"}},
		{"/standards?from=9223372036854775807", []string{"No standard fits."}, nil},
		{"/standards?q=st&sort=title", []string{`aria-sort="ascending"`, "q=st&amp;sort=-title"}, nil},
	})
	const copies = `
		INSERT INTO standards (reference, version, title, level, types, source, created_at, updated_at)
		VALUES ($1, '1.0', 'Keeper', 1, '[]', 'us', 0, 0)`
	must(t, s.in.DB.Update(t.Context(), func(tx *db.Tx) error {
		for i := range pageRows {
			if _, err := tx.Exec(t.Context(), copies, fmt.Sprintf("XX%04d", i)); err != nil {
				return err
			}
		}
		return nil
	}))
	checkLists(t, s.as("apprentice"), []listCase{
		{"/standards?q=keep", []string{"XX0000 v1.0", "XX0049 v1.0", "1 to 50 of 50"}, []string{`rel="next"`, "ST0175"}},
		{"/standards?sort=-reference", []string{"XX0049 v1.0", `rel="next"`, "from=50&amp;sort=-reference"}, []string{"ST0175"}},
		{"/standards?sort=-reference&from=50", []string{"ST0175", `rel="prev"`}, []string{"XX0049", `rel="next"`}},
	})
}

func TestStandardsInOrder(t *testing.T) {
	list := []ksb.Listed{{Reference: "B", Title: "one"}, {Reference: "C", Title: "Two"}, {Reference: "A", Title: "Three"}}
	for by, want := range map[string]string{"": "BCA", "nonsense": "BCA", "reference": "ABC", "-reference": "CBA", "title": "BAC", "-title": "CAB"} {
		sorted, got := slices.Clone(list), ""
		sortStandards(sorted, by)
		for _, l := range sorted {
			got += l.Reference
		}
		if got != want {
			t.Errorf("by %q: %s; want %s", by, got, want)
		}
	}
}

func TestAuditList(t *testing.T) {
	s := newSite(t)
	first := s.addEvents(2*auditRows + 1)
	last := first + 2*auditRows
	cell := func(n int64) string { return fmt.Sprintf(`href="/audit/%d"`, n) }
	const narrowed = "/audit?action=test.done&subject=thing&q=IQA&portfolio=77"
	checkLists(t, s.as("administrator"), []listCase{
		{narrowed, []string{cell(last), cell(first + 101), `rel="next"`, fmt.Sprintf("before=%d", first+101), "q=IQA", "subject=thing"}, []string{cell(first + 100), `rel="prev"`}},
		{narrowed + fmt.Sprintf("&before=%d", first+101), []string{cell(first + 100), cell(first + 1), `rel="prev"`, `rel="next"`}, []string{cell(first + 101), cell(first)}},
		{narrowed + fmt.Sprintf("&before=%d", first+1), []string{cell(first), `rel="prev"`}, []string{cell(first + 1), `rel="next"`}},
		{narrowed + fmt.Sprintf("&after=%d", first), []string{cell(first + 1), cell(first + 100), `rel="prev"`, `rel="next"`}, []string{cell(first), cell(first + 101)}},
		{narrowed + fmt.Sprintf("&after=%d", first+150), []string{cell(last), cell(first + 101)}, []string{cell(first + 100), `rel="prev"`}},
		{"/audit?subject=Thing++7", []string{cell(first + 7), " test.done", "no. 7", ">iqa</a>"}, []string{cell(first + 77), `rel="next"`}},
		{"/audit?q=coach&subject=thing", []string{"Nothing is recorded that fits.", `href="/audit"`}, []string{cell(first + 7)}},
		{"/audit?action=enrolment.add", []string{" enrolled"}, []string{" added", cell(first + 7)}},
		{"/audit?action=no.such", []string{"Nothing is recorded that fits."}, nil},
		{"/audit?portfolio=many", []string{"Nothing is recorded that fits."}, nil},
		{"/audit?subject=thing&on=" + today(s.in.DB).Format(time.DateOnly), []string{cell(last)}, nil},
		{"/audit?subject=thing&on=2999-01-01", []string{"Nothing is recorded that fits."}, nil},
		{"/audit?subject=thing&to=" + today(s.in.DB).AddDate(0, 0, -1).Format(time.DateOnly), []string{"Nothing is recorded that fits."}, nil},
		{"/audit?before=-1&after=x", []string{cell(last)}, nil},
	})
}

// addEvents records n things that the internal quality assurer did in
// portfolio 77, and returns the id of the first.
func (s *site) addEvents(n int) (first int64) {
	s.t.Helper()
	must(s.t, s.in.DB.Update(s.t.Context(), func(tx *db.Tx) error {
		if err := tx.Row(s.t.Context(), `SELECT max(id) + 1 FROM events`).Scan(&first); err != nil {
			return err
		}
		for i := range n {
			e := audit.Event{Person: int64(s.people["iqa"]), Action: "test.done", Portfolio: 77, Subject: fmt.Sprintf("thing %d", i)}
			if err := audit.Add(s.t.Context(), tx, e); err != nil {
				return err
			}
		}
		return nil
	}))
	return first
}

// TestEveryActionHasWords reads what the program records out of its source.
func TestEveryActionHasWords(t *testing.T) {
	recorded := regexp.MustCompile(`(?:Action: |note\(ctx, tx, \w+, |(?:record|moved|touched|backTo|reopen)\(ctx, tx, \w+, )"([a-z]+\.[a-z]+)"`)
	seen := map[string]bool{}
	for _, pattern := range []string{"*/*.go", "../evidence/*.go", "../ksb/*.go", "../reports/*.go"} {
		files, err := filepath.Glob(pattern)
		must(t, err)
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			source, err := os.ReadFile(name)
			must(t, err)
			for _, m := range recorded.FindAllStringSubmatch(string(source), -1) {
				if seen[m[1]] = true; actions[m[1]] == "" {
					t.Errorf("%s records %s, which has no words", name, m[1])
				}
			}
		}
	}
	if len(seen) < 25 {
		t.Errorf("found only %d actions", len(seen))
	}
}
