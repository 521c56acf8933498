package app

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/programme"
	"touchstone/evidence"
	"touchstone/evidence/assessment"
	"touchstone/ksb"
)

// wordsUnder are what pages say under the rules of each regime, and what none
// of them may say.
var wordsUnder = map[ksb.Regime]struct{ assessment, gateway, never string }{
	ksb.EndPoint:   {"end-point assessment", "gateway", "apprenticeship assessment"},
	ksb.Assessment: {"apprenticeship assessment", "gateway to completion", "end-point"},
}

// A way is one apprentice's, of portfolio 1, from accepted evidence to a result.
type way struct {
	*site
	t      *testing.T
	plan   *ksb.Plan
	option string
	b      *browser // the window that everyone signs in to in turn
	look   string
	base   string // address of the portfolio
}

// acceptedEvidence puts the portfolio on the example plan of a regime, fourteen
// months in, with all its evidence accepted, its hours agreed and its reviews
// held: what is recorded, chosen and signed at gateway is missing.
func (s *site) acceptedEvidence(regime ksb.Regime) *way {
	s.t.Helper()
	ctx, id, today := s.t.Context(), s.portfolios[1], db.Today(time.Now())
	w := &way{site: s, t: s.t, base: fmt.Sprintf("/portfolios/%d", id), option: s.standard().Options[0].Name}
	w.plan = s.planFor(regime, func(e *programme.Enrolment) {
		e.Option, e.Assessment, e.EmployerContact, e.ULN = s.standard().Options[0].ID, s.assessing[1], "Tom Hall, team leader", "9900000063"
		e.StartedOn, e.PlannedEndOn, e.GatewayOn = today.AddDate(0, -14, 0), today.AddDate(0, 4, 0), today.AddDate(0, 0, 14)
	})
	must(s.t, s.in.Programme.SetFigure(ctx, id, programme.Figure{Kind: programme.PublishedHours, Amount: 200 * 60, Source: "The standard's page", By: s.people["coach"]}))
	must(s.t, s.in.DB.Update(ctx, func(tx *db.Tx) error {
		const hours = `
			INSERT INTO hours (enrolment_id, form, state, version, from_on, to_on, minutes, activity, learned, time, separate, recorded_at, sent_at, updated_at)
			VALUES ($1, 'all', 'agreed', 1, $2, $3, 24000, 'teaching', 'All of it', 'paid', 0, 0, 0, 0)`
		if _, err := tx.Exec(ctx, hours, id, today.AddDate(0, -6, 0).Format(time.DateOnly), today.AddDate(0, -1, 0).Format(time.DateOnly)); err != nil {
			return err
		}
		const review = `
			INSERT INTO progress_reviews (enrolment_id, number, state, revision, round, held_on, content, document, digest, created_at, saved_at)
			VALUES ($1, 1, 'signed', 1, 1, $2, '{}', '', '', 0, 0)`
		_, err := tx.Exec(ctx, review, id, today.AddDate(0, 0, -20).Format(time.DateOnly))
		return err
	}))
	shown := slices.DeleteFunc(s.standard().For(w.option), func(st ksb.Statement) bool { return w.plan.Verified(st.Key) })
	const pieces = 6
	for i := range pieces {
		var own []ksb.Statement
		for j := i; j < len(shown); j += pieces {
			own = append(own, shown[j])
		}
		w.piece(fmt.Sprintf("Piece of work %d", i+1), today.AddDate(0, 0, -30), own)
	}
	w.piece("Said twice", today.AddDate(0, 0, -29), shown[:4])
	return w
}

// piece adds an accepted piece that shows statements.
func (w *way) piece(title string, day time.Time, shows []ksb.Statement) {
	w.t.Helper()
	ctx, by, id := w.t.Context(), w.apprenticeOf(1), w.portfolios[1]
	p, err := w.in.Evidence.AddItem(ctx, id, by, evidence.Version{Title: title, Kind: evidence.WorkProduct, From: day, Action: "I rang the customer.", OwnWork: true, AI: evidence.AINotUsed})
	must(w.t, err)
	w.file(1, p.ID, "notes.txt", title)
	p, err = w.in.Evidence.Item(ctx, id, p.ID, evidence.Own)
	must(w.t, err)
	p, err = w.in.Evidence.SaveDraft(ctx, id, p.ID, by, p.Version.Revision, func(v *evidence.Version) {
		for _, st := range shows {
			v.Claims = append(v.Claims, evidence.Claim{Statement: st.ID, How: "I did it.", Places: []evidence.Place{{Unit: evidence.Whole}}})
		}
	})
	must(w.t, err)
	_, err = w.in.Evidence.Submit(ctx, id, p.ID, by, p.Version.Revision)
	must(w.t, err)
	w.acceptAll(p.ID)
}

// be lets somebody sign in to the window.
func (w *way) be(who string) { w.b.enterAs(w.site, who) }

// page sees that the page that is open uses the words of its regime, is
// accessible and fits.
func (w *way) page(name string) {
	w.t.Helper()
	text := strings.ToLower(value[string](w.b, `document.querySelector("main").innerText`))
	if never := wordsUnder[w.plan.Regime].never; strings.Contains(text, never) {
		w.t.Errorf("%s says %q: %s", name, never, text)
	}
	w.b.accessible(name)
	w.b.shot(fmt.Sprintf("%s-%s-%s", w.plan.Regime, w.look, strings.ReplaceAll(name, " ", "-")))
}

// recordAndChoose is the coach's part before anybody signs.
func (w *way) recordAndChoose() {
	b, words := w.b, wordsUnder[w.plan.Regime]
	w.be("coach")
	b.open(w.base + "/readiness")
	b.sees(words.gateway)
	b.sees("Age at the start")
	w.page("what is missing")
	b.open(w.base + "/gateway")
	b.click("#age summary")
	b.click("#age [value='19']")
	b.click("#age button")
	b.sees("Recorded: Age at the start")
	for _, key := range []string{"english", "maths"} {
		b.click("#" + key + " summary")
		b.click("#" + key + " [value='achieved']")
		b.fill("#"+key+"-day", "2025-08-21")
		b.fill("#"+key+"-note", "GCSE, grade 5, "+key)
		b.click("#" + key + " button")
		b.sees("GCSE, grade 5, " + key)
	}
	w.page("gateway record")
	b.open(w.base + "/selection")
	b.press("Take the proposal")
	b.sees("6 pieces will be handed over")
	w.page("pieces chosen")
}

// sign is how everyone declares and signs off, the employer by a link on a phone.
func (w *way) sign() {
	b, ctx, id := w.b, w.t.Context(), w.portfolios[1]
	for _, role := range []account.Role{account.Apprentice, account.Employer, account.Coach} {
		must(w.t, w.in.Programme.Declare(ctx, id, role, w.people[string(role)]))
	}
	if slices.ContainsFunc(w.plan.Methods, func(m ksb.Method) bool { return m.Verified }) {
		w.verifyBehaviours()
	}
	w.be("apprentice")
	b.open(w.base + "/gateway")
	b.sees("Exactly what is signed")
	b.click("[aria-labelledby=signoffs] form .button--main")
	b.sees("Signed as apprentice.")
	w.page("signed by the apprentice")
	w.be("coach")
	b.open(w.base + "/gateway")
	b.press("Ask the employer to sign off")
	b.fill("#name", "Tom Hall")
	b.fill("#job", "Team leader")
	b.fill("#email", "tom@example.net")
	b.press("Send the link")
	b.sees("Sent to Tom Hall.")
	all, err := w.in.Programme.Requests(ctx, id)
	must(w.t, err)
	p := openBrowser(w.t, w.url, phone, true)
	p.open(w.app.requestPath(&all[0]))
	p.sees(wordsUnder[w.plan.Regime].assessment)
	p.accessible("sign off by link")
	p.press("Sign")
	p.sees("Thank you")
	b.open(w.base + "/gateway")
	b.click("[aria-labelledby=signoffs] form .button--main")
	b.sees("Everybody has signed what is handed over as it is now.")
}

// verifyBehaviours is how the employer, who has an account, verifies each.
func (w *way) verifyBehaviours() {
	w.t.Helper()
	var checks []programme.BehaviourCheck
	for _, st := range w.standard().For(w.option) {
		if w.plan.Verified(st.Key) {
			checks = append(checks, programme.BehaviourCheck{Statement: st.ID, Shown: true, Example: "Seen at work."})
		}
	}
	by := programme.Signer{Role: account.Employer, Person: w.people["employer"], Job: "Manager"}
	must(w.t, w.in.Programme.VerifyBehaviours(w.t.Context(), w.portfolios[1], "the behaviours", checks, by))
}

// handOver freezes the portfolio, and waits for its files.
func (w *way) handOver() evidence.SubmissionID {
	b := w.b
	b.open(w.base + "/readiness")
	w.page("ready")
	b.open(w.base + "/submissions")
	w.page("before it is handed over")
	b.press("Freeze and hand over")
	b.sees("Download the pack")
	w.page("handed over")
	all, err := w.in.Evidence.Attempts(w.t.Context(), w.portfolios[1])
	must(w.t, err)
	u := w.made(all[0].ID)
	for _, file := range []string{"pdf", "pack"} {
		if status := value[int](b, fmt.Sprintf(`(path => { const asked = new XMLHttpRequest(); asked.open("GET", path, false); asked.send(); return asked.status; })("/submissions/%d/%s")`, u.ID, file)); status != 200 {
			w.t.Errorf("the %s answers %d", file, status)
		}
	}
	return u.ID
}

// accept is how the coordinator accepts every part and invites people.
func (w *way) accept(u evidence.SubmissionID, moderated bool) {
	b := w.b
	w.be("coordinator")
	b.open("/")
	b.sees("1 submission to decide")
	w.page("coordinator's home")
	b.open(fmt.Sprintf("/submissions/%d", u))
	all := len(w.plan.Components())
	for i := range all {
		b.press("Accept")
		if i+1 < all {
			b.sees(fmt.Sprintf("%d of %d accepted", i+1, all))
		}
	}
	b.sees("Accepted as a whole.")
	w.page("accepted")
	b.open(fmt.Sprintf("/submissions/%d/assessors", u))
	w.page("invitations")
	if moderated {
		b.press("Have results moderated")
		b.sees("A second assessor has to agree")
	}
	invite := func(who, duty string) {
		b.open(fmt.Sprintf("/submissions/%d/assessors", u))
		b.click("[name=duty][value=" + duty + "]")
		b.fill("[name=ends]", time.Now().AddDate(0, 1, 0).Format(time.DateOnly))
		b.fill("[name=email]", who+"@example.org")
		b.fill("[name=name]", who)
		b.press("Invite them")
		b.sees(who + "@example.org")
	}
	invite("judge", "assess")
	if moderated {
		invite("moderator", "moderate")
	}
}

// declare is how an assessor declares that nothing conflicts.
func (w *way) declare(who string, u evidence.SubmissionID) {
	w.be(who)
	w.b.open(fmt.Sprintf("/submissions/%d/declare", u))
	w.page(who + " declares")
	w.b.click("[name=conflicts][value=no]")
	w.b.press("Declare this")
	w.b.until("the declaration is made", `!location.pathname.endsWith("/declare")`)
}

// judge is how an assessor reads, notes and judges: one statement and one method
// in the window, the rest by the store.
func (w *way) judge(u evidence.SubmissionID) {
	b, ctx, by := w.b, w.t.Context(), w.people["judge"]
	w.declare("judge", u)
	for _, page := range []string{"statements", "pieces", "pieces/1", "questions", "judging"} {
		b.open(fmt.Sprintf("/submissions/%d/%s", u, page))
		w.page("assessor's " + page)
	}
	method := &w.plan.Methods[0]
	all := w.standard().For(w.option)
	first := all[slices.IndexFunc(all, func(st ksb.Statement) bool { return slices.Contains(method.Statements, st.Key) })]
	b.open(fmt.Sprintf("/submissions/%d/statements/%d", u, first.ID))
	w.page("a statement")
	b.click("#judge [name=verdict][value=sufficient]")
	b.fill("#judge [name=reason]", "Shown in the call, and explained.")
	b.click("#judge .button--main")
	b.sees(first.Name() + ": ")
	for _, st := range all {
		if st.ID != first.ID && !w.plan.Verified(st.Key) {
			must(w.t, w.app.assessments.Judge(ctx, u, by, st.ID, &assessment.Judgement{Verdict: assessment.Sufficient, Reason: "Shown.", Cites: []assessment.Cite{{Piece: 1}}}))
		}
	}
	for i := range w.plan.Methods {
		m := &w.plan.Methods[i]
		if i == 0 || m.Verified {
			continue
		}
		met := map[string]assessment.Criterion{}
		for _, c := range m.Criteria {
			met[c.Key] = assessment.Criterion{Verdict: assessment.Met}
		}
		must(w.t, w.app.assessments.JudgeMethod(ctx, u, by, m, &assessment.Held{On: db.Today(time.Now()), Minutes: m.Minutes, Mode: m.Modes[0]}, met))
	}
	b.open(fmt.Sprintf("/submissions/%d/methods/%s", u, method.Key))
	b.fill("[name=held_on]", time.Now().Format(time.DateOnly))
	for _, c := range method.Criteria {
		b.click("[name='verdict-" + c.Key + "'][value='met']")
	}
	w.page("a method")
	b.click("#method .button--main")
	b.sees("Saved.")
	b.open(fmt.Sprintf("/submissions/%d/judging", u))
	b.fill("[name=feedback]", "You weigh two ways against each other.")
	b.press("Save the feedback")
	b.sees("Saved.")
	b.open(fmt.Sprintf("/submissions/%d/judging", u))
	b.sees("Everything is judged.")
	w.page("everything judged")
	b.press("Propose this result")
	b.sees("Proposed.")
}

// release is how a result is agreed to, released and read.
func (w *way) release(u evidence.SubmissionID, moderated bool) {
	b := w.b
	judging := fmt.Sprintf("/submissions/%d/judging", u)
	if moderated {
		w.declare("moderator", u)
		b.open(judging)
		w.page("to the moderator")
		b.press("Agree with the result")
		b.sees("You agree with the result.")
	}
	w.be("apprentice")
	b.open("/")
	b.press("See what was handed over")
	b.until("what was handed over is shown", fmt.Sprintf(`location.pathname === "/submissions/%d" && document.readyState === "complete"`, u))
	w.page("before the result is released")
	if text := value[string](b, `document.body.innerText`); strings.Contains(text, "Distinction") {
		w.t.Error("the apprentice reads the grade before it is released")
	}
	w.be("coordinator")
	b.open(judging)
	w.page("to be released")
	b.press("Release the result")
	b.click("#release-ask [data-answer=yes]")
	b.sees("Released. The apprentice, the employer and the provider are told.")
	w.be("apprentice")
	b.open("/notices")
	b.sees("is released.")
	for _, who := range []string{"apprentice", "employer", "coach"} {
		w.be(who)
		b.open(fmt.Sprintf("/submissions/%d/result", u))
		b.sees("Distinction")
		b.sees("You weigh two ways against each other.")
		w.page("the result to the " + who)
	}
	w.be("apprentice")
	b.open("/")
	b.sees("The result of your " + wordsUnder[w.plan.Regime].assessment)
	w.page("the apprentice's home")
	b.press("Read the result")
	b.sees("You weigh two ways against each other.")
	report := value[string](b, fmt.Sprintf(`(path => { const asked = new XMLHttpRequest(); asked.open("GET", path, false); asked.overrideMimeType("text/plain; charset=x-user-defined"); asked.send(); return asked.status + asked.responseText.slice(0, 5); })("/submissions/%d/report.pdf")`, u))
	if report != "200%PDF-" {
		w.t.Errorf("the report: %q", report)
	}
}

// TestFromAcceptedEvidenceToAResult goes the whole way under each regime: wide
// and light under the one, narrow and dark, and moderated, under the other.
func TestFromAcceptedEvidenceToAResult(t *testing.T) {
	for _, tt := range []struct {
		regime    ksb.Regime
		window    window
		dark      bool
		moderated bool
	}{{ksb.EndPoint, desk, false, false}, {ksb.Assessment, phone, true, true}} {
		t.Run(string(tt.regime), func(t *testing.T) {
			w := newSite(t, withMail).acceptedEvidence(tt.regime)
			w.b, w.look = openBrowser(t, w.url, tt.window, tt.dark), tt.window.name
			w.recordAndChoose()
			w.sign()
			u := w.handOver()
			w.accept(u, tt.moderated)
			w.judge(u)
			w.release(u, tt.moderated)
		})
	}
}
