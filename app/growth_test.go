package app

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"touchstone/app/account"
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
