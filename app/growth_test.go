package app

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/growth"
	"touchstone/ksb"
)

// baking is a small made-up framework of another sector.
func baking() *ksb.Framework {
	at := func(code string, n int) (all []ksb.Descriptor) {
		for _, grade := range []string{"hand", "baker", "master"} {
			for i := range n {
				all = append(all, ksb.Descriptor{Key: fmt.Sprintf("%s.%s.%d", code, grade, i+1), Grade: grade, Text: fmt.Sprintf("You handle %s as a %s does, point %d.", code, grade, i+1)})
			}
		}
		return all
	}
	level := func(key, name, after string, meets int) ksb.Level {
		return ksb.Level{Key: key, Name: name, After: after, Meets: meets, Summary: "Works as a " + name + ".", Expects: []string{"Bread that is baked."}}
	}
	guide := func(code string) []ksb.Indicator {
		return []ksb.Indicator{{Key: code + ".positive.1", Positive: true, Text: "You wipe down as you go."}, {Key: code + ".negative.1", Text: "You leave flour where it fell."}}
	}
	return &ksb.Framework{Reference: "BAKE", Version: "1", Title: "Baking Standards", Body: "Guild of Bakers", Source: ksb.Source{Name: "Made up for tests"},
		Grades: []ksb.Level{level("hand", "Hand", "", 2), level("baker", "Baker", "hand", 3), level("master", "Master", "baker", 0)},
		Areas: []ksb.Area{
			{Key: "craft", Name: "Craft", Summary: "Dough and oven.", Elements: []ksb.Element{
				{Key: "D1", Code: "D1", Name: "Dough", Summary: "Working dough.", Descriptors: at("D1", 2)},
				{Key: "D2", Code: "D2", Name: "Oven", Summary: "Running the oven.", Descriptors: at("D2", 1)},
			}},
			{Key: "ways", Name: "Ways of working", Summary: "How one works.", Elements: []ksb.Element{
				{Key: "W1", Code: "W1", Name: "Clean", Summary: "Keeping things clean.", Indicators: guide("W1")},
			}},
		},
		Specialisms: []ksb.Specialism{{Key: "rye", Name: "Rye", Summary: "Bread of rye.", Descriptors: at("rye", 1)}},
		Scale: ksb.Rating{Name: "Five steps", Meets: 3, Strong: 4, Points: []ksb.RatedPoint{
			{Value: 1, Label: "New", Meaning: "Has not done it."}, {Value: 2, Label: "Trying", Meaning: "Does it with help."}, {Value: 3, Label: "Able", Meaning: "Does it alone."},
			{Value: 4, Label: "Sure", Meaning: "Does it well."}, {Value: 5, Label: "Teaches", Meaning: "Shows others."}}},
	}
}

// bakes returns the framework of baking, as the installation has it.
func (s *site) bakes() *ksb.Framework {
	s.t.Helper()
	all, err := s.in.Standards.AllFrameworks(s.t.Context())
	must(s.t, err)
	for _, f := range all {
		if f.Reference == "BAKE" && f.Version == "1" {
			return f
		}
	}
	f := baking()
	must(s.t, s.in.Standards.AddFramework(s.t.Context(), int64(s.people["administrator"]), f))
	return f
}

// selfAuditDraft returns a draft of the apprentice of portfolio n in which
// nothing is rated.
func (s *site) selfAuditDraft(n int) growth.Audit {
	s.t.Helper()
	ctx, person := s.t.Context(), s.apprentice(n)
	id, err := s.app.growth.BeginAudit(ctx, person, s.bakes().ID, growth.Shape{Grade: "baker", Specialisms: []string{"rye"}, Ahead: true})
	must(s.t, err)
	a, err := s.app.growth.Audit(ctx, person, id)
	must(s.t, err)
	return a
}

func (s *site) apprentice(n int) account.PersonID {
	return s.people[map[int]string{1: "apprentice", 2: "apprentice2"}[n]]
}

// rated saves points by key in a draft.
func (s *site) rated(a growth.Audit, points map[string]int) growth.Audit {
	s.t.Helper()
	a, err := s.app.growth.SaveRatings(s.t.Context(), a.Person, a.ID, a.Revision, func(all map[string]growth.Rated) {
		for key, p := range points {
			all[key] = growth.Rated{Point: p, Example: "I did it on Tuesday."}
		}
	})
	must(s.t, err)
	return a
}

var somePoints = map[string]int{"D1.baker.1": 2, "D1.baker.2": 2, "D2.baker.1": 4, "W1": 3, "D1.master.1": 3, "rye.baker.1": 5}

// finishedAudit returns a new finished self-audit of the apprentice of
// portfolio n.
func (s *site) finishedAudit(n int, points map[string]int) growth.Audit {
	s.t.Helper()
	a := s.rated(s.selfAuditDraft(n), points)
	must(s.t, s.app.growth.FinishAudit(s.t.Context(), a.Person, a.ID, a.Revision))
	a, err := s.app.growth.Audit(s.t.Context(), a.Person, a.ID)
	must(s.t, err)
	return a
}

// seen returns a finished self-audit of the apprentice of portfolio n, who
// agrees to be seen.
func (s *site) seen(n int) growth.Audit {
	s.t.Helper()
	must(s.t, s.app.growth.GiveConsent(s.t.Context(), s.apprentice(n), growth.ToManager))
	a, found, err := s.app.growth.LatestFinished(s.t.Context(), s.apprentice(n))
	must(s.t, err)
	if !found {
		a = s.finishedAudit(n, somePoints)
	}
	return a
}

func (s *site) seenPath(n int, a growth.Audit) string {
	return fmt.Sprintf("/portfolios/%d/growth/%d", s.portfolios[n], a.ID)
}

// rateFields are what the form of a step sends.
func rateFields(revision int, pairs ...string) url.Values {
	v := url.Values{"revision": {strconv.Itoa(revision)}}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

func (s *site) growthChanges(add adder) {
	const own, seen = "/growth/audits", "/portfolios/:portfolio/growth/:selfaudit"
	path := func(a growth.Audit) string { return auditPath(&a) }
	add("/growth/sharing", "apprentice", "consent.give", func() func(*visitor) answer { return posted("/growth/sharing", "kind", "team", "do", "give") })
	add("/growth/sharing", "apprentice", "consent.withdraw", func() func(*visitor) answer {
		return posted("/growth/sharing", "kind", "team", "do", "withdraw")
	})
	add(own, "apprentice", "growth.begin", func() func(*visitor) answer {
		return posted(own, "framework", fmt.Sprint(s.bakes().ID), "grade", "baker", "specialism", "rye", "ahead", "yes")
	})
	add(own+"/:selfaudit/drop", "apprentice", "growth.drop", func() func(*visitor) answer { return posted(path(s.selfAuditDraft(1)) + "/drop") })
	add(own+"/:selfaudit/finish", "apprentice", "growth.finish", func() func(*visitor) answer {
		a := s.rated(s.selfAuditDraft(1), somePoints)
		return posted(path(a)+"/finish", "revision", fmt.Sprint(a.Revision))
	})
	add(seen+"/finish", "coach", "growth.view", func() func(*visitor) answer {
		a := s.seen(1)
		_, v, err := s.app.growth.SaveView(s.t.Context(), a.Person, a.ID, s.people["coach"], account.Coach, 0, func(v *growth.View) { v.Ratings["W1"] = growth.Viewed{Point: 4} })
		must(s.t, err)
		return posted(s.seenPath(1, a)+"/finish", "revision", fmt.Sprint(v.Revision))
	})
}

// TestSelfAuditIsSavedStepByStep rates without script.
func TestSelfAuditIsSavedStepByStep(t *testing.T) {
	s := newSite(t)
	v, f := s.as("apprentice"), s.bakes()
	form := v.get(fmt.Sprintf("/growth/audits/new?framework=%d", f.ID))
	if !strings.Contains(textOf(form.page(t)), "Baker is chosen because it meets the role of a Level 3 apprenticeship") {
		t.Errorf("the form proposes no grade:\n%s", textOf(find(form.page(t), "main")))
	}
	begun := v.post("/growth/audits", url.Values{"framework": {fmt.Sprint(f.ID)}, "grade": {"baker"}, "specialism": {"rye"}})
	again := v.post("/growth/audits", url.Values{"framework": {fmt.Sprint(f.ID)}, "grade": {"hand"}})
	path := begun.where()
	if begun.status != http.StatusSeeOther || again.where() != path {
		t.Fatalf("begun at %q, and again at %q", path, again.where())
	}
	if text := textOf(v.get(path).page(t)); !strings.Contains(text, "Nothing is rated yet. Begin with D1 Dough") {
		t.Errorf("the page does not say what to do:\n%s", text)
	}
	if a := v.post(path+"/finish", url.Values{"revision": {"1"}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Nothing is rated yet. Rate at least one") {
		t.Errorf("finished with nothing rated: %d", a.status)
	}
	a := v.post(path+"/steps/1", rateFields(1, "point-D1.baker.1", "4", "example-D1.baker.1", "A batch of\r\nforty.", "point-D1.baker.2", "0", "example-D1.baker.2", "", "do", "on"))
	if a.where() != path+"/steps/2" {
		t.Errorf("after the first step: %d, %s", a.status, a.where())
	}
	if a := v.post(path+"/steps/4", rateFields(2, "point-rye.baker.1", "3", "example-rye.baker.1", "", "do", "on")); a.where() != path {
		t.Errorf("after the last step: %d, %s", a.status, a.where())
	}
	text := textOf(v.get(path).page(t))
	if !strings.Contains(text, "2 of 5 rated") || !strings.Contains(text, "1 of 2 rated") {
		t.Errorf("the draft shows\n%s", text)
	}
	for range 2 { // a double click
		if a := v.post(path+"/finish", url.Values{"revision": {"3"}}); a.where() != path {
			t.Fatalf("finish: %d\n%s", a.status, textOf(find(a.page(t), "main")))
		}
	}
	text = textOf(v.get(path).page(t))
	for _, want := range []string{"You against the Baker grade", "You meet or pass 2 of 2 rated", "A batch of forty.", "D1 Dough 4.0 on average, 1 of 2 met", "None of the 4 sentences of it looked at: this self-audit did not look ahead", "3 of 5 sentences are not rated"} {
		if !strings.Contains(text, want) {
			t.Errorf("the result does not say %q:\n%s", want, text)
		}
	}
	if a := v.post(path+"/steps/2", rateFields(3, "point-D2.baker.1", "1", "example-D2.baker.1", "Late for this one")); a.status != http.StatusConflict || !strings.Contains(a.body, "Late for this one") {
		t.Errorf("rated once finished: %d", a.status)
	}
}

// TestSelfAuditSurvivesAnEndedSession saves half a step when the session is gone,
// signs in, and goes on.
func TestSelfAuditSurvivesAnEndedSession(t *testing.T) {
	s := newSite(t)
	a := s.selfAuditDraft(1)
	piece := s.submitted(1)
	s.setPassword("apprentice")
	v := s.as("apprentice")
	path := auditPath(&a) + "/steps/1"
	must(t, s.in.DB.Update(t.Context(), func(tx *db.Tx) error {
		past := tx.Now.Add(-time.Hour)
		return tx.Change(t.Context(), `UPDATE sessions SET expires_at = $1`, db.Stamp(&past))
	}))
	typed := rateFields(a.Revision, "point-D1.baker.1", "4", "example-D1.baker.1", "Ålands bröd,\nforty of them", "items-D1.baker.1", fmt.Sprint(piece.ID), "point-D1.baker.2", "0", "example-D1.baker.2", "", "do", "on")
	typed.Set("csrf", v.csrf())
	if a := v.send(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(typed.Encode()), "Accept", "application/json", "X-CSRF", v.csrf()); a.status != http.StatusUnauthorized {
		t.Errorf("saved by itself: %d; want 401, at which the script keeps the words", a.status)
	}
	gone := v.post(path, typed)
	if gone.status != http.StatusUnauthorized {
		t.Fatalf("saved by a button: %d", gone.status)
	}
	form := formIn(t, gone.page(t), "/sign-in")
	form.Set("email", "apprentice@example.org")
	form.Set("password", testPassword)
	again := formIn(t, v.post("/sign-in", form).page(t), path)
	again.Del("csrf")
	if a := v.post(path, again); a.status != http.StatusSeeOther {
		t.Fatalf("carried on: %d\n%s", a.status, a.body)
	}
	stored, err := s.app.growth.Audit(t.Context(), a.Person, a.ID)
	must(t, err)
	r := stored.Ratings["D1.baker.1"]
	if r.Point != 4 || r.Example != "Ålands bröd,\nforty of them" || len(r.Items) != 1 || r.Items[0].ID != int64(piece.ID) {
		t.Errorf("after signing in it is stored as %+v", r)
	}
	if text := textOf(v.get(auditPath(&a)).page(t)); !strings.Contains(text, "1 of 4 rated") {
		t.Errorf("the draft shows\n%s", text)
	}
}

// TestSelfAuditInTwoTabs saves by script and by button what was saved elsewhere.
func TestSelfAuditInTwoTabs(t *testing.T) {
	s := newSite(t)
	a := s.selfAuditDraft(1)
	s.submitted(1)
	v := s.as("apprentice")
	path := auditPath(&a) + "/steps/1"
	save := func(script bool, revision int, pairs ...string) answer {
		form := rateFields(revision, pairs...)
		if !script {
			return v.post(path, form)
		}
		return v.send(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()), "Accept", "application/json", "X-CSRF", v.csrf())
	}
	if a := save(true, 1, "point-D1.baker.1", "4", "example-D1.baker.1", "Mine"); a.status != http.StatusOK || !strings.Contains(a.body, `"revision":2`) {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if a := save(true, 1, "point-D1.baker.2", "3", "example-D1.baker.2", "Another row"); a.status != http.StatusOK || !strings.Contains(a.body, `"revision":3`) {
		t.Errorf("another row in the other tab: %d %s", a.status, a.body)
	}
	a1 := save(true, 1, "point-D1.baker.1", "2", "example-D1.baker.1", "Theirs")
	var told savedVoice
	if err := json.Unmarshal([]byte(a1.body), &told); err != nil || a1.status != http.StatusConflict || told.Theirs["example-D1.baker.1"] != "Mine" || told.Theirs["point-D1.baker.1"] != "4" || told.Theirs["items-D1.baker.1"] != "" || told.Revision != 3 {
		t.Errorf("the same row by script: %d %s", a1.status, a1.body)
	}
	a2 := save(false, 1, "point-D1.baker.1", "2", "example-D1.baker.1", "Theirs")
	if text := textOf(a2.page(t)); a2.status != http.StatusConflict || !strings.Contains(text, "What was saved elsewhere") || !strings.Contains(text, "4 Sure. Mine") || !strings.Contains(a2.body, "\nTheirs</textarea>") {
		t.Errorf("the same row by button: %d\n%s", a2.status, text)
	}
	if got := formIn(t, a2.page(t), path).Get("revision"); got != "3" {
		t.Errorf("the form goes on from revision %s", got)
	}
	for name, wrong := range map[string][]string{
		"a step that is none":          {"point-D1.baker.1", "6"},
		"no number":                    {"point-D1.baker.1", "four"},
		"a piece of another":           {"items-D1.baker.1", fmt.Sprint(s.submitted(2).ID)},
		"a piece that is no number":    {"items-D1.baker.1", "x"},
		"an example that is very long": {"example-D1.baker.1", strings.Repeat("word ", growth.MaxExample)},
	} {
		pairs := append([]string{"example-D1.baker.1", ""}, wrong...)
		if wrong[0] == "example-D1.baker.1" {
			pairs = wrong
		}
		field := wrong[0] + "-fault"
		a := save(false, 3, pairs...)
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `id="`+field+`"`) {
			t.Errorf("%s: %d", name, a.status)
		}
	}
}

// TestSelfAuditsOfOthersAreNotFound asks for every page of one as another person.
func TestSelfAuditsOfOthersAreNotFound(t *testing.T) {
	s := newSite(t)
	a := s.selfAuditDraft(1)
	for _, who := range []string{"apprentice2", "coach", "administrator", "stranger"} {
		v := s.as(who)
		missing := withoutNumbers(v.get("/growth/audits/999999").body)
		for _, path := range []string{"", "/setup", "/steps/1"} {
			if got := v.get(auditPath(&a) + path); got.status != http.StatusNotFound || withoutNumbers(got.body) != missing {
				t.Errorf("%s opens %s: %d", who, path, got.status)
			}
		}
		for _, path := range []string{"/setup", "/steps/1", "/finish", "/drop"} {
			if got := v.post(auditPath(&a)+path, rateFields(1, "grade", "hand", "point-D1.baker.1", "3", "example-D1.baker.1", "")); got.status != http.StatusNotFound {
				t.Errorf("%s changes %s: %d", who, path, got.status)
			}
		}
	}
	if got := s.as("apprentice").get(auditPath(&a) + "/steps/99"); got.status != http.StatusNotFound {
		t.Errorf("a step that is not there: %d", got.status)
	}
}

// TestManagersSeeGrowthWithConsentAlone looks as coach and employer before it is
// agreed, then, and after.
func TestManagersSeeGrowthWithConsentAlone(t *testing.T) {
	s := newSite(t)
	a := s.finishedAudit(1, somePoints)
	paths := []string{s.growthPath(1), s.seenPath(1, a), s.seenPath(1, a) + "/steps/1"}
	link := `href="` + s.growthPath(1) + `"`
	hidden := func(when string) {
		t.Helper()
		for _, who := range []string{"coach", "employer"} {
			v := s.as(who)
			missing := withoutNumbers(v.get(fmt.Sprintf("/portfolios/%d/nowhere", s.portfolios[1])).body)
			for _, path := range paths {
				if got := v.get(path); got.status != http.StatusNotFound || withoutNumbers(got.body) != missing {
					t.Errorf("%s: %s opens %s: %d", when, who, path, got.status)
				}
			}
			for _, path := range []string{"/steps/1", "/finish"} {
				if got := v.post(s.seenPath(1, a)+path, rateFields(0, "note-W1", "", "point-W1", "3")); got.status != http.StatusNotFound {
					t.Errorf("%s: %s changes %s: %d", when, who, path, got.status)
				}
			}
			if strings.Contains(v.get(fmt.Sprintf("/portfolios/%d", s.portfolios[1])).body, link) {
				t.Errorf("%s: the portfolio hints at it", when)
			}
		}
	}
	hidden("before it is agreed")
	s.as("apprentice").post("/growth/sharing", url.Values{"kind": {"manager"}, "do": {"give"}})
	for _, who := range []string{"coach", "employer"} {
		v := s.as(who)
		for _, path := range paths {
			if got := v.get(path); got.status != http.StatusOK {
				t.Errorf("%s cannot open %s: %d", who, path, got.status)
			}
		}
		if !strings.Contains(v.get(fmt.Sprintf("/portfolios/%d", s.portfolios[1])).body, link) {
			t.Errorf("the portfolio does not lead %s to it", who)
		}
	}
	for who, want := range map[string]int{"iqa": http.StatusForbidden, "assessor": http.StatusForbidden, "apprentice": http.StatusForbidden, "coach2": http.StatusNotFound, "employer2": http.StatusNotFound, "administrator": http.StatusNotFound} {
		for _, path := range paths {
			if got := s.as(who).get(path); got.status != want {
				t.Errorf("%s opens %s: %d; want %d", who, path, got.status, want)
			}
		}
	}
	if got := s.as("coach").get(s.seenPath(1, s.finishedAudit(2, somePoints))); got.status != http.StatusNotFound {
		t.Errorf("an audit of somebody else opens in this portfolio: %d", got.status)
	}
	s.as("apprentice").post("/growth/sharing", url.Values{"kind": {"manager"}, "do": {"withdraw"}})
	hidden("once it is taken back")
}

func (s *site) growthPath(n int) string { return fmt.Sprintf("/portfolios/%d/growth", s.portfolios[n]) }

// TestAgreementIsShownToBoth rates as coach and as employer, and looks as each.
func TestAgreementIsShownToBoth(t *testing.T) {
	s := newSite(t)
	a := s.seen(1)
	path := s.seenPath(1, a)
	step := func(v *visitor, n int, revision int, pairs ...string) answer {
		return v.post(fmt.Sprintf("%s/steps/%d", path, n), rateFields(revision, append(pairs, "do", "on")...))
	}
	coach, employer, own := s.as("coach"), s.as("employer"), s.as("apprentice")
	if a := coach.post(path+"/finish", url.Values{"revision": {"0"}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Nothing is rated yet") {
		t.Errorf("finished with nothing rated: %d", a.status)
	}
	if a := step(coach, 1, 0, "point-D1.baker.1", "4", "note-D1.baker.1", "On the night shift", "point-D1.baker.2", "2", "note-D1.baker.2", ""); a.where() != path+"/steps/2" {
		t.Errorf("%d %s", a.status, a.where())
	}
	step(coach, 3, 1, "point-W1", "3", "note-W1", "")
	if a := step(coach, 3, 0, "point-W1", "5", "note-W1", "From another tab"); a.status != http.StatusConflict || !strings.Contains(a.body, "From another tab") || !strings.Contains(a.body, "3 Able") {
		t.Errorf("what was saved in another tab: %d", a.status)
	}
	last := len(a.Steps())
	step(coach, last, 2, "comment", "The first words")
	if a := step(coach, last, 2, "comment", "The other words"); a.status != http.StatusConflict || !strings.Contains(a.body, "The other words</textarea>") || !strings.Contains(textOf(a.page(t)), "Anything to say in all? The first words") {
		t.Errorf("what was said in all in another tab: %d", a.status)
	}
	step(employer, 1, 0, "point-D1.baker.1", "1", "note-D1.baker.1", "Hardly ever")
	if text := textOf(own.get(auditPath(&a)).page(t)); strings.Contains(text, "night shift") {
		t.Error("the person sees what is not finished")
	}
	coach.post(path+"/finish", url.Values{"revision": {"3"}})
	for who, v := range map[string]*visitor{"the person": own, "the coach": coach} {
		from := map[string]string{"the person": auditPath(&a), "the coach": path}[who]
		text := textOf(v.get(from).page(t))
		for _, want := range []string{"As coach, coach, sees it", "D1 Dough 2.0 3.0 1.0 higher", "W1 Clean 3.0 3.0 Agree", "2 elements are left out: not rated by both.", "On the night shift"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s is not shown %q:\n%s", who, want, text)
			}
		}
		if strings.Index(text, "1.0 higher") > strings.Index(text, "3.0 3.0 Agree") {
			t.Errorf("%s does not see the widest difference first", who)
		}
		if strings.Contains(text, "Hardly ever") {
			t.Errorf("%s sees what the employer has not finished", who)
		}
	}
	employer.post(path+"/finish", url.Values{"revision": {"1"}})
	if text := textOf(coach.get(path).page(t)); strings.Contains(text, "Hardly ever") {
		t.Error("the coach sees what the employer rated")
	}
	if text := textOf(own.get(auditPath(&a)).page(t)); !strings.Contains(text, "Hardly ever") {
		t.Error("the person does not see what the employer rated")
	}
	if text := textOf(own.get("/notices").page(t)); !strings.Contains(text, "coach rated beside your self-audit of") || !strings.Contains(text, "employer rated beside your self-audit of") {
		t.Errorf("the person is told\n%s", text)
	}
	if a := step(coach, 1, 2, "point-D1.baker.1", "1", "note-D1.baker.1", "Too late for this one"); a.status != http.StatusConflict || !strings.Contains(a.body, "Too late for this one") {
		t.Errorf("rated once finished: %d", a.status)
	}
}

// TestSelfAuditsAreComparedOverTime compares what was finished before a new
// version of the professional standards with what was finished after.
func TestSelfAuditsAreComparedOverTime(t *testing.T) {
	s := newSite(t)
	v := s.as("apprentice")
	first := s.finishedAudit(1, somePoints)
	if text := textOf(v.get("/growth/audits/compare").page(t)); !strings.Contains(text, "no two finished self-audits") {
		t.Errorf("with one there is\n%s", text)
	}
	next := baking()
	next.Version, next.Areas[0].Elements[0].Name = "2", "Dough and batter"
	must(t, s.in.Standards.AddFramework(t.Context(), int64(s.people["administrator"]), next))
	must(t, s.in.Standards.RetireFramework(t.Context(), int64(s.people["administrator"]), s.bakes().ID))
	id, err := s.app.growth.BeginAudit(t.Context(), s.apprentice(1), next.ID, growth.Shape{Grade: "master", Specialisms: []string{"rye"}})
	must(t, err)
	second, err := s.app.growth.Audit(t.Context(), s.apprentice(1), id)
	must(t, err)
	second = s.rated(second, map[string]int{"D1.master.1": 4, "D2.master.1": 2, "W1": 3})
	must(t, s.app.growth.FinishAudit(t.Context(), second.Person, second.ID, second.Revision))
	for _, query := range []string{"", fmt.Sprintf("?from=%d&to=%d", first.ID, second.ID), fmt.Sprintf("?from=%d&to=%d", second.ID, first.ID), "?from=x&to=99"} {
		text := textOf(v.get("/growth/audits/compare" + query).page(t))
		for _, want := range []string{"Dough and batter 2.0 4.0 Up", "D2 Oven 4.0 2.0 Down", "W1 Clean 3.0 3.0 The same", "Rye 5.0 – Not in both",
			"The first is for the Baker grade, the second for Master.", "different versions of the professional standards, 1 and 2"} {
			if !strings.Contains(text, want) {
				t.Errorf("compare%s lacks %q:\n%s", query, want, text)
			}
		}
	}
	if text := textOf(v.get(auditPath(&first)).page(t)); strings.Contains(text, "batter") || !strings.Contains(text, "D1 Dough") {
		t.Errorf("the first has other words:\n%s", text)
	}
}

func TestGrowthIsForEveryone(t *testing.T) {
	s := newSite(t)
	for _, who := range everyone[1:] {
		a := s.as(who).get("/growth")
		text := textOf(a.page(t))
		if a.status != http.StatusOK || !strings.Contains(text, "Begin a self-audit") || !strings.Contains(text, "Who may see this") {
			t.Errorf("%s: %d\n%s", who, a.status, text)
		}
		if find(s.as(who).get("/more").page(t), "a", "href", "/growth") == nil {
			t.Errorf("%s has no way to it", who)
		}
	}
}

// TestEvidenceBesideARatingOpensForWhoMayOpenIt sets a draft and a submitted piece
// beside ratings.
func TestEvidenceBesideARatingOpensForWhoMayOpenIt(t *testing.T) {
	s := newSite(t)
	draft, shared := s.draft(1), s.submitted(1)
	a := s.selfAuditDraft(1)
	a, err := s.app.growth.SaveRatings(t.Context(), a.Person, a.ID, a.Revision, func(all map[string]growth.Rated) {
		all["W1"] = growth.Rated{Point: 3, Items: []growth.Item{{ID: int64(draft.ID)}, {ID: int64(shared.ID)}}}
	})
	must(t, err)
	must(t, s.app.growth.FinishAudit(t.Context(), a.Person, a.ID, a.Revision))
	must(t, s.app.growth.GiveConsent(t.Context(), a.Person, growth.ToManager))
	links := func(who, path string) string {
		page := s.as(who).get(path).page(t)
		return fmt.Sprint(find(page, "a", "href", s.itemPath(draft.ID)) != nil, find(page, "a", "href", s.itemPath(shared.ID)) != nil)
	}
	if got := links("apprentice", auditPath(&a)); got != "true true" {
		t.Errorf("the person opens %s", got)
	}
	if got := links("coach", s.seenPath(1, a)); got != "false true" {
		t.Errorf("the coach opens %s", got)
	}
}

// TestOneSentenceLeftOutIsSaidOfOne leaves out one sentence of a self-audit, then
// two.
func TestOneSentenceLeftOutIsSaidOfOne(t *testing.T) {
	s := newSite(t)
	a := s.finishedAudit(1, somePoints)
	var asked []string
	for _, step := range a.Steps() {
		for _, q := range step.Asked {
			asked = append(asked, q.Key)
		}
	}
	for left, want := range map[int]string{1: "1 of %d sentences is not rated; ", 2: "2 of %d sentences are not rated; "} {
		a.Ratings = map[string]growth.Rated{}
		for _, key := range asked[left:] {
			a.Ratings[key] = growth.Rated{Point: 3}
		}
		page := resultPage(&a, "You", func(growth.Item) string { return "" })
		if want = fmt.Sprintf(want, len(asked)); !strings.HasPrefix(page.Unrated, want) {
			t.Errorf("%q; want %q", page.Unrated, want)
		}
	}
}
