package app

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"touchstone/app/account"
	"touchstone/app/programme"
)

func TestPeopleList(t *testing.T) {
	s := newSite(t)
	for i := range pageRows {
		s.add(fmt.Sprintf("zed%02d", i))
	}
	admin := s.as("administrator")
	tests := []struct {
		path      string
		has, lack []string
	}{
		{"/people", []string{"administrator@example.org", "1 to 50 of", `rel="next"`}, []string{"zed49@example.org"}},
		{"/people?from=50", []string{"zed49@example.org", `rel="prev"`}, []string{"administrator@example.org"}},
		{"/people?q=ZED0", []string{"zed00@example.org", "1 to 10 of 10"}, []string{"coach@example.org"}},
		{"/people?role=coach", []string{"coach@example.org", "coach2@example.org"}, []string{"iqa@example.org"}},
		{"/people?q=nobody+at+all", []string{"Nobody fits."}, nil},
		{"/people?from=-1&sort=%27%3B", []string{"administrator@example.org"}, nil},
	}
	for _, tt := range tests {
		a := admin.get(tt.path)
		if a.status != 200 {
			t.Errorf("%s: %d", tt.path, a.status)
		}
		for _, want := range tt.has {
			if !strings.Contains(a.body, want) {
				t.Errorf("%s lacks %q", tt.path, want)
			}
		}
		for _, not := range tt.lack {
			if strings.Contains(a.body, not) {
				t.Errorf("%s has %q", tt.path, not)
			}
		}
	}
}

func TestInviteForm(t *testing.T) {
	s := newSite(t)
	tests := []struct {
		name  string
		form  url.Values
		wrong []string // fields; none: done
	}{
		{"a coach", url.Values{"name": {"Nia"}, "email": {"nia@example.org"}, "role": {"coach"}}, nil},
		{"an apprentice to be", url.Values{"name": {"Ola"}, "email": {"ola@example.org"}, "role": {"apprentice"}}, nil},
		{"an employer", url.Values{"name": {"Tom"}, "email": {"tom@example.org"}, "role": {"employer"}, "organisation": {"1"}}, nil},
		{"a coordinator", url.Values{"name": {"Cat"}, "email": {"cat@example.org"}, "role": {"coordinator"}, "organisation": {idText(s.assessing[1])}}, nil},
		{"a coordinator of nobody", url.Values{"name": {"Cid"}, "email": {"cid@example.org"}, "role": {"coordinator"}}, []string{"organisation"}},
		{"a coordinator of an employer", url.Values{"name": {"Cid"}, "email": {"cid@example.org"}, "role": {"coordinator"}, "organisation": {"1"}}, []string{"organisation"}},
		{"an employer of an assessment organisation", url.Values{"name": {"Tim"}, "email": {"tim@example.org"}, "role": {"employer"}, "organisation": {idText(s.assessing[1])}}, []string{"organisation"}},
		{"an employer of nobody", url.Values{"name": {"Tim"}, "email": {"tim@example.org"}, "role": {"employer"}}, []string{"organisation"}},
		{"nothing typed", url.Values{}, []string{"name", "email"}},
		{"someone who is here", url.Values{"name": {"<b>Sam</b>"}, "email": {"COACH@example.org"}}, []string{"email"}},
		{"a role that is none", url.Values{"name": {"Eve"}, "email": {"eve@example.org"}, "role": {"king"}}, []string{"role"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := s.as("administrator").post("/people", tt.form)
			if len(tt.wrong) == 0 {
				if a.status != 303 {
					t.Fatalf("%d", a.status)
				}
				return
			}
			if a.status != 422 {
				t.Fatalf("%d", a.status)
			}
			page := a.page(t)
			for _, name := range tt.wrong {
				if find(page, "p", "id", name+"-fault") == nil {
					t.Errorf("nothing beside %s", name)
				}
			}
			if typed := tt.form.Get("name"); typed != "" && attr(find(page, "input", "name", "name"), "value") != typed {
				t.Error("what was typed is lost")
			}
		})
	}
}

func TestEnrolByForm(t *testing.T) {
	s := newSite(t)
	s.add("newcomer")
	admin := s.as("administrator")
	standards, err := s.in.Standards.Standards(t.Context())
	must(t, err)
	good := func() url.Values {
		return url.Values{"apprentice": {idText(s.people["newcomer"])}, "coach": {idText(s.people["coach"])}, "employer": {"1"},
			"standard": {idText(standards[0].ID)}, "started_on": {"2026-02-02"}, "planned_end_on": {"2027-08-01"}, "uln": {"1000 0000 00"}}
	}
	for name, tt := range map[string]struct {
		field, value, wrong string
	}{
		"nobody chosen":          {"apprentice", "", "apprentice"},
		"a coach who is none":    {"coach", idText(s.people["iqa"]), "coach"},
		"ends before it starts":  {"planned_end_on", "2026-02-01", "planned_end_on"},
		"a day that is none":     {"started_on", "31/02/2026", "started_on"},
		"a ULN that is none":     {"uln", "1234567890", "uln"},
		"something off the list": {"employer", "x", "employer"},
	} {
		form := good()
		form.Set(tt.field, tt.value)
		a := admin.post("/enrolments", form)
		if a.status != 422 || find(a.page(t), "p", "id", tt.wrong+"-fault") == nil {
			t.Errorf("%s: %d", name, a.status)
		}
	}
	form := good()
	a := admin.post("/enrolments", form)
	if a.status != 303 {
		t.Fatalf("%d\n%s", a.status, textOf(a.page(t)))
	}
	if a := admin.post("/enrolments", form); a.status != 422 || find(a.page(t), "p", "id", "apprentice-fault") == nil {
		t.Errorf("enrolled again by a second click: %d", a.status)
	}
	newcomer := s.as("newcomer")
	if home := newcomer.get("/"); !strings.Contains(home.body, standards[0].Title) || !strings.Contains(home.body, "Add evidence") {
		t.Error("the apprentice does not find the portfolio")
	}
	portfolioPath := strings.Replace(a.where(), "enrolments", "portfolios", 1)
	coach, coach2 := s.as("coach"), s.as("coach2")
	form.Set("coach", idText(s.people["coach2"]))
	if a := admin.post(a.where(), form); a.status != 303 {
		t.Fatalf("change of coach: %d", a.status)
	}
	if a, b := coach.get(portfolioPath+"/evidence").status, coach2.get(portfolioPath+"/evidence").status; a != 404 || b != 200 {
		t.Errorf("after the change the old coach gets %d, the new one %d", a, b)
	}
	if a := admin.get(portfolioPath + "/evidence"); a.status != 404 {
		t.Errorf("an administrator reads evidence: %d", a.status)
	}
}

func TestPortfolioListsShowOnesOwn(t *testing.T) {
	s := newSite(t)
	for who, want := range map[string]string{
		"coach": "apprentice", "coach2": "apprentice2", "employer": "apprentice", "employer2": "apprentice2", "assessor": "apprentice",
		"iqa": "apprentice apprentice2", "apprentice": "apprentice", "administrator": "", "stranger": "",
	} {
		found, total, err := s.in.Programme.Enrolments(t.Context(), programme.Query{Reader: s.people[who]})
		var names []string
		for _, e := range found {
			names = append(names, e.ApprenticeName)
		}
		if got := strings.Join(names, " "); err != nil || got != want || total != len(found) {
			t.Errorf("%s sees %q of %d, %v; want %q", who, got, total, err, want)
		}
		page := s.as(who).get("/portfolios")
		if strings.Contains(page.body, ">apprentice2<") != strings.Contains(want, "apprentice2") {
			t.Errorf("%s: the page differs", who)
		}
	}
}

// Two forms on that page ask for a reason.
func TestAMissingReasonIsSaidInTheFormThatWasSent(t *testing.T) {
	s := newSite(t)
	admin := s.as("administrator")
	at := fmt.Sprintf("/enrolments/%d/", s.portfolios[1])
	for _, tt := range []struct {
		path, field, other string
		form               url.Values
	}{
		{"break", "reason", "why", url.Values{"started_on": {s.day(-3)}}},
		{"leave", "why", "reason", url.Values{"state": {"withdrawn"}, "ended_on": {s.day(-3)}}},
	} {
		a := admin.post(at+tt.path, tt.form)
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `id="`+tt.field+`-fault"`) || !strings.Contains(a.body, `href="#`+tt.field+`"`) {
			t.Errorf("%s: %d, lacks the fault of %s", tt.path, a.status, tt.field)
		}
		if strings.Contains(a.body, `id="`+tt.other+`-fault"`) {
			t.Errorf("%s: says it beside the other form's reason", tt.path)
		}
	}
	a := admin.post(at+"leave", url.Values{"state": {"withdrawn"}, "reason": {"They moved away."}})
	if strings.Count(a.body, "They moved away.") != 1 {
		t.Errorf("what was typed stands %d times", strings.Count(a.body, "They moved away."))
	}
}

func TestOrganisationForm(t *testing.T) {
	s := newSite(t)
	admin := s.as("administrator")
	for name, tt := range map[string]struct {
		form   url.Values
		status int
	}{
		"new":             {url.Values{"name": {"Harbour Foods"}, "kind": {"employer"}}, 303},
		"there already":   {url.Values{"name": {"Employer"}, "kind": {"employer"}}, 422},
		"in capitals":     {url.Values{"name": {" EMPLOYER "}, "kind": {"employer"}}, 422},
		"not to be seen":  {url.Values{"name": {"Har\x00bour"}, "kind": {"employer"}}, 422},
		"no name":         {url.Values{"name": {" "}, "kind": {"employer"}}, 422},
		"of no such kind": {url.Values{"name": {"X"}, "kind": {"provider"}}, 422},
	} {
		if a := admin.post("/organisations", tt.form); a.status != tt.status {
			t.Errorf("%s: %d", name, a.status)
		}
	}
}

func TestOrganisationsAreRenamed(t *testing.T) {
	s := newSite(t)
	admin := s.as("administrator")
	employer := programme.Organisation{Kind: programme.EmployerOrganisation, Name: "Harbuor Foods"}
	must(t, s.in.Programme.AddOrganisation(t.Context(), 0, &employer))
	o := programme.Organisation{Kind: programme.Provider, Name: "Another provider"}
	must(t, s.in.Programme.AddOrganisation(t.Context(), 0, &o))
	at := fmt.Sprintf("/organisations/%d", employer.ID)
	list := admin.get("/organisations").page(t)
	if find(list, "a", "href", at) == nil || find(list, "a", "href", fmt.Sprintf("/organisations/%d", o.ID)) != nil {
		t.Error("the list leads to the provider, or not to the employer")
	}
	for name, tt := range map[string]struct {
		path, name string
		status     int
		says       string
	}{
		"taken":               {at, "EMPLOYER", 422, "is on the list already."},
		"no name":             {at, " ", 422, "Give the organisation"},
		"other capitals":      {at, "HARBUOR FOODS", 303, ""},
		"the provider":        {fmt.Sprintf("/organisations/%d", o.ID), "X", 404, ""},
		"nothing of the kind": {"/organisations/999999", "X", 404, ""},
	} {
		if a := admin.post(tt.path, url.Values{"name": {tt.name}}); a.status != tt.status || !strings.Contains(a.body, tt.says) {
			t.Errorf("%s: %d, lacks %q", name, a.status, tt.says)
		}
	}
	if a := admin.get(fmt.Sprintf("/organisations/%d", o.ID)); a.status != http.StatusNotFound {
		t.Errorf("the provider can be renamed: %d", a.status)
	}
	if a := admin.post(at, url.Values{"name": {" Harbour  Foods "}}); a.status != http.StatusSeeOther {
		t.Errorf("renamed: %d", a.status)
	}
	admin.get("/organisations?q=Harbour").has(t, "organisations", "Harbour Foods")
}

func TestTheOnlyAdministratorCannotLeave(t *testing.T) {
	s := newSite(t)
	s.setPassword("administrator")
	admin, path := s.as("administrator"), personHref(s.people["administrator"])
	a := admin.post(path+"/suspend", nil)
	if a.status != 409 || !strings.Contains(a.body, "only administrator") {
		t.Errorf("%d", a.status)
	}
}

func TestAuditPageKeepsEvidencePrivate(t *testing.T) {
	s := newSite(t)
	a := s.as("apprentice").post(fmt.Sprintf("/portfolios/%d/evidence", s.portfolios[1]), url.Values{"title": {"A debtor called Whittington"}, "kind": {"work product"}})
	if a.status >= 400 {
		t.Fatalf("%d", a.status)
	}
	page := s.as("administrator").get("/audit")
	if page.status != 200 || strings.Contains(page.body, "Whittington") || !strings.Contains(page.body, " enrolled") {
		t.Errorf("%d, or it shows what is written in a portfolio", page.status)
	}
}

func TestEveryRoleHasAHome(t *testing.T) {
	s := newSite(t)
	for who, want := range map[string]string{
		"apprentice": "Add evidence", "coach": "To review", "employer": "Portfolios", "iqa": "Portfolios",
		"administrator": "This installation", "stranger": "Nobody has given you a role yet", "assessor": "Portfolios",
	} {
		if a := s.as(who).get("/"); a.status != 200 || !strings.Contains(a.body, want) {
			t.Errorf("%s: %d, lacks %q", who, a.status, want)
		}
	}
	if account.Can([]account.Role{account.Administrator}, account.Read) {
		t.Error("an administrator may read evidence")
	}
}

func TestARoleInAnOrganisationIsGivenWithIt(t *testing.T) {
	s := newSite(t)
	admin, path := s.as("administrator"), personHref(s.people["subject"])
	for name, tt := range map[string]struct {
		role, at string
		status   int
		says     string
	}{
		"a coordinator":                              {"coordinator", idText(s.assessing[1]), 303, ""},
		"a coordinator of nobody":                    {"coordinator", "", 422, "Choose the assessment organisation"},
		"a coordinator of an employer":               {"coordinator", "1", 422, "Choose the assessment organisation"},
		"an employer of an assessment organisation":  {"employer", idText(s.assessing[1]), 422, "Choose the employer"},
		"an employer of what is not there":           {"employer", "999999", 422, "Choose the employer"},
		"a role that comes with an enrolment":        {"apprentice", "", 422, "cannot be given here"},
		"a role of the installation needs none":      {"coach", "", 303, ""},
		"and is the same, whatever else was chosen":  {"coach", "1", 303, ""},
		"what is no number is said beside the field": {"coordinator", "x", 422, "Choose"},
	} {
		t.Run(name, func(t *testing.T) {
			a := admin.post(path+"/roles", url.Values{"role": {tt.role}, "organisation": {tt.at}})
			if a.status != tt.status || tt.says != "" && !strings.Contains(a.body, tt.says) {
				t.Errorf("%d; want %d and %q", a.status, tt.status, tt.says)
			}
		})
	}
	grants, err := s.in.Accounts.Grants(t.Context(), s.people["subject"])
	must(t, err)
	if len(grants) != 2 {
		t.Errorf("granted: %+v", grants)
	}
	admin.get(path).has(t, "a person's page", "Coordinator", "Assessment (assessment organisation)")
}
