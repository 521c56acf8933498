package app

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/jobs"
	"touchstone/app/programme"
	"touchstone/evidence"
	"touchstone/ksb"
)

// rolesIn is who has which role in which portfolio, as newSite fills them.
var rolesIn = map[string]map[int][]account.Role{
	"apprentice":  {1: {account.Apprentice}},
	"coach":       {1: {account.Coach}},
	"employer":    {1: {account.Employer}},
	"assessor":    {1: {account.Assessor}},
	"apprentice2": {2: {account.Apprentice}},
	"coach2":      {2: {account.Coach}},
	"employer2":   {2: {account.Employer}},
	"iqa":         {1: {account.IQA}, 2: {account.IQA}},
}

// rolesInSubmissions returns the roles somebody has in a submission of portfolio
// n: an assessor of the portfolio is not one of what was handed over.
func rolesInSubmissions(who string, n int) []account.Role {
	switch {
	case who == "assessor":
		return nil
	case (who == "judge" || who == "moderator") && n == 1:
		return []account.Role{account.Assessor}
	case who == "coordinator" && n == 1, who == "coordinator2" && n == 2:
		return []account.Role{account.Coordinator}
	}
	return rolesIn[who][n]
}

// rolesAnywhere is what people may do in the installation.
var rolesAnywhere = map[string][]account.Role{
	"administrator": {account.Administrator}, "iqa": {account.IQA}, "coach": {account.Coach}, "coach2": {account.Coach},
	"employer": {account.Employer}, "employer2": {account.Employer}, "apprentice": {account.Apprentice}, "apprentice2": {account.Apprentice},
	"assessor": {account.Assessor}, "coordinator": {account.Coordinator}, "coordinator2": {account.Coordinator},
	"judge": {account.Assessor}, "moderator": {account.Assessor},
}

var everyone = []string{"", "stranger", "administrator", "iqa", "coach", "coach2", "employer", "employer2", "apprentice", "apprentice2", "assessor", "coordinator", "coordinator2", "judge", "moderator", "late"}

var parameter = regexp.MustCompile(`:[a-z]+`)

// fillPath fills in what a route's path names, for portfolio 1 or 2. Whoever
// adds a parameter adds what it stands for here.
func (s *site) fillPath(path string, n int) string {
	return parameter.ReplaceAllStringFunc(path, func(name string) string {
		switch name {
		case ":portfolio", ":enrolment":
			return fmt.Sprint(s.portfolios[n])
		case ":submission":
			return fmt.Sprint(s.handedTo(n))
		case ":piece":
			return fmt.Sprint(s.handedPiece(n))
		case ":method":
			return "talk"
		case ":assessor":
			return fmt.Sprint(s.invitedOnce(n))
		case ":question":
			return fmt.Sprint(s.questioned(n))
		case ":label":
			return "G.1"
		case ":request":
			return fmt.Sprint(s.requested(n).ID)
		case ":signature":
			return fmt.Sprint(s.signed(n).ID)
		case ":token":
			return "no-such-link"
		case ":person":
			return fmt.Sprint(s.people["subject"])
		case ":session":
			return "1"
		case ":standard":
			return fmt.Sprint(s.standard().ID)
		case ":statement":
			return fmt.Sprint(s.standard().Statements[0].ID)
		case ":plan":
			return fmt.Sprint(s.planOffered().ID)
		case ":version":
			return fmt.Sprint(s.crosswalked().Number)
		case ":framework":
			return fmt.Sprint(s.frameworkOffered().ID)
		case ":draft":
			return fmt.Sprint(s.planDraft().ID)
		case ":part":
			return "words"
		case ":option":
			return fmt.Sprint(s.standard().Options[0].ID)
		case ":item":
			return fmt.Sprint(s.submitted(n).ID)
		case ":file":
			return fmt.Sprint(s.submitted(n).Version.Files[0].ID)
		case ":action":
			return fmt.Sprint(s.action(n))
		case ":hours":
			return fmt.Sprint(s.logged(n).ID)
		case ":claim":
			return fmt.Sprint(s.submitted(n).Version.Claims[0].ID)
		case ":decision":
			return fmt.Sprint(s.saidOn(n).ID)
		case ":phrase":
			h := evidence.Phrase{Owner: s.people["administrator"], Name: "Which page?", Text: "Which page shows it?", Shared: true}
			must(s.t, s.in.Evidence.AddPhrase(s.t.Context(), &h))
			return fmt.Sprint(h.ID)
		case ":scale":
			all, err := s.in.Programme.Scales(s.t.Context())
			must(s.t, err)
			return fmt.Sprint(all[0].ID)
		case ":goal":
			return fmt.Sprint(s.goal("apprentice").ID)
		case ":entry":
			return fmt.Sprint(s.entry("apprentice").ID)
		case ":selfaudit":
			return fmt.Sprint(s.seen(n).ID)
		case ":step":
			return "1"
		case ":scan":
			return fmt.Sprint(s.scanned(n).ID)
		case ":job":
			j, err := jobs.Latest(s.t.Context(), s.in.DB, printJob, fmt.Sprint(s.portfolios[n]))
			if err == nil {
				return fmt.Sprint(j.ID)
			}
			return fmt.Sprint(s.printing(n))
		case ":export":
			return fmt.Sprint(s.printed(n).ID)
		case ":notice":
			return "1"
		case ":message":
			return fmt.Sprint(s.failedMessage())
		case ":sample":
			return fmt.Sprint(s.asked(n).ID)
		case ":view":
			v := programme.View{Name: fmt.Sprint("View ", time.Now().UnixNano()), Query: "needs=act"}
			must(s.t, s.in.Programme.AddView(s.t.Context(), s.people["coach"], &v))
			return fmt.Sprint(v.ID)
		case ":event":
			return "1"
		case ":auditjob", ":auditexport": // whoever asked for it alone has it; nobody has asked for this one
			return "999999"
		case ":review":
			return fmt.Sprint(s.closedReview(n).ID)
		case ":organisation":
			o := programme.Organisation{Kind: programme.EmployerOrganisation, Name: fmt.Sprint("Employer ", time.Now().UnixNano())}
			must(s.t, s.in.Programme.AddOrganisation(s.t.Context(), 0, &o))
			return fmt.Sprint(o.ID)
		case ":cohort":
			x := programme.Cohort{Name: fmt.Sprint("Cohort ", time.Now().UnixNano())}
			must(s.t, s.in.Programme.AddCohort(s.t.Context(), 0, &x))
			return fmt.Sprint(x.ID)
		case ":roster":
			return fmt.Sprint(s.handedIn())
		case ":import":
			id, err := s.in.Standards.KeepImport(s.t.Context(), 0, "page.txt", ksb.Found{Standard: *s.standard()})
			must(s.t, err)
			return fmt.Sprint(id)
		}
		s.t.Fatalf("fillPath does not know what %s stands for in %s", name, path)
		return ""
	})
}

// A walk asks for routes as one person after another. What is costly and stays
// true from one request to the next is kept: sessions, and what paths name.
type walk struct {
	*site
	visitors map[string]*visitor
	paths    map[string]string
}

// path is fillPath, once for as long as nothing has changed.
func (w *walk) path(r route, n int) string {
	key := fmt.Sprint(r.path, n)
	if w.paths[key] == "" {
		w.paths[key] = w.fillPath(r.path, n)
	}
	return w.paths[key]
}

// ask sends a route's request and returns the status.
func (w *walk) ask(r route, who, path string) int {
	v := w.visitors[who]
	if v == nil {
		v = w.as(who)
		w.visitors[who] = v
	}
	if r.method == get {
		return v.get(path).status
	}
	form := url.Values{"csrf": {v.csrf()}}
	a := v.send(r.method, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()), "X-CSRF", v.csrf())
	if a.status < http.StatusBadRequest { // something changed
		clear(w.paths)
	}
	if r.scope == public || r.scope == signedIn { // and may have ended the session
		delete(w.visitors, who)
	}
	return a.status
}

// TestEveryRouteAsEveryone asks for every route as people of every role.
func TestEveryRouteAsEveryone(t *testing.T) {
	s := newSite(t)
	w := &walk{s, map[string]*visitor{}, map[string]string{}}
	s.handedTo(1) // so that assessors have their role
	s.seen(1)     // so that managers may look
	s.seen(2)
	for _, r := range s.app.table {
		for _, who := range everyone {
			for n := range 2 {
				path := w.path(r, n+1)
				got := w.ask(r, who, path)
				if want, ok := expected(r, who, n+1, got); !ok {
					t.Errorf("%q: %s %s = %d; want %s", who, r.method, path, got, want)
				}
				if r.scope != portfolio && r.scope != submission {
					break
				}
			}
		}
	}
	if strings.Contains(s.log.String(), "panic") {
		t.Log(s.log.String())
		t.Fail()
	}
}

// TestNoRouteOfAPortfolioIsOpen is about the table itself, which the walk takes
// for true.
func TestNoRouteOfAPortfolioIsOpen(t *testing.T) {
	for _, r := range new(App).routes() {
		inPortfolio := strings.HasPrefix(r.path, "/portfolios/")
		switch {
		case inPortfolio != (r.scope == portfolio):
			t.Errorf("%s %s: only routes in a portfolio are guarded as such", r.method, r.path)
		case strings.HasPrefix(r.path, "/submissions/") != (r.scope == submission):
			t.Errorf("%s %s: only routes in a submission are guarded as such", r.method, r.path)
		case inPortfolio && r.method != get && r.act == account.Read:
			t.Errorf("%s %s changes something for whoever may read", r.method, r.path)
		case r.scope == installation && r.method != get && (r.act == account.ReadStandards || r.act == account.ReadAudit || r.act == account.ReviewWaiting):
			t.Errorf("%s %s changes something for whoever may read", r.method, r.path)
		case strings.Contains(r.path, ":") && r.scope == public && !strings.Contains(r.path, ":token"):
			t.Errorf("%s %s shows something to anyone", r.method, r.path)
		}
	}
}

// expected says whether a status is right for who asks.
func expected(r route, who string, n, got int) (want string, ok bool) {
	served := got < 500 && got != http.StatusUnauthorized && got != http.StatusForbidden
	switch {
	case r.scope == public:
		return "an answer", got < 500 && got != http.StatusForbidden
	case who == "" && r.method == get:
		return "the way to signing in", got == http.StatusSeeOther
	case who == "":
		return "401", got == http.StatusUnauthorized
	case r.scope == signedIn:
		return "an answer", served
	case strings.Contains(r.path, ":audit") && account.Can(rolesAnywhere[who], r.act): // whoever asked for it alone has it
		return "404", got == http.StatusNotFound
	case strings.Contains(r.path, ":sample") && who == "coach2": // another coach's decision
		return "404", got == http.StatusNotFound
	case r.scope == installation:
		if account.Can(rolesAnywhere[who], r.act) {
			return "an answer", served && (got != http.StatusNotFound || r.method != get)
		}
		return "404", got == http.StatusNotFound
	}
	roles := rolesIn[who][n]
	if r.scope == submission {
		roles = rolesInSubmissions(who, n)
	}
	switch {
	case len(roles) == 0:
		return "404", got == http.StatusNotFound
	case !account.Can(roles, r.act):
		return "403", got == http.StatusForbidden
	case r.act == account.Assess && r.method != get && got == http.StatusForbidden: // whoever assesses does not moderate, nor the other way round
		return "an answer", (who == "moderator") != strings.HasSuffix(r.path, "/moderation")
	}
	return "an answer", served && (got != http.StatusNotFound || r.method != get)
}

// TestWhatIsNotThereLooksLikeWhatOneMayNotSee compares the pages.
func TestWhatIsNotThereLooksLikeWhatOneMayNotSee(t *testing.T) {
	s := newSite(t)
	stranger := s.as("stranger")
	missing := withoutNumbers(stranger.get("/nowhere").body)
	for _, path := range []string{"/people", "/portfolios/1", "/portfolios/99", "/people/1", "/audit"} {
		a := stranger.get(path)
		if got := withoutNumbers(a.body); a.status != http.StatusNotFound || got != missing {
			t.Errorf("%s: %d, differs from a page that is not there", path, a.status)
		}
	}
}

var csrfValue = regexp.MustCompile(`[0-9a-f]{64}`)

func withoutNumbers(page string) string { return csrfValue.ReplaceAllString(page, "") }
