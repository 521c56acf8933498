package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"touchstone/app/db"
	"touchstone/app/jobs"
	"touchstone/app/programme"
	"touchstone/evidence"
	"touchstone/ksb"
	"touchstone/reports"
)

// easyPlan is a plan that asks for little: evidence of the first two statements,
// and one document.
func (s *site) easyPlan(n int) ksb.PlanID {
	s.t.Helper()
	std := s.standard()
	p := ksb.Plan{Reference: "Easy", Version: fmt.Sprint(n), Name: "The easy plan", Regime: ksb.EndPoint,
		Words:     ksb.Words{Assessment: "end-point assessment", Organisation: "assessment organisation", Gateway: "gateway", Method: "assessment method"},
		Methods:   []ksb.Method{{Key: "talk", Name: "Talk", Portfolio: true}, {Key: "test", Name: "Test"}},
		Portfolio: ksb.PortfolioRules{Reflection: ksb.ReflectionAllowed}, Gateway: ksb.GatewayRules{Documents: []ksb.Needed{{Key: "letter", Name: "A letter"}}}}
	shown := s.statements()[:2]
	for _, st := range std.Statements {
		m := &p.Methods[1]
		if st.Key == shown[0].Key || st.Key == shown[1].Key {
			m = &p.Methods[0]
		}
		m.Statements = append(m.Statements, st.Key)
	}
	text, err := json.Marshal(&p)
	must(s.t, err)
	var id ksb.PlanID
	must(s.t, s.in.DB.Update(s.t.Context(), func(tx *db.Tx) error {
		const insert = `INSERT INTO plans (standard_id, reference, version, name, example, document, created_at) VALUES ($1, $2, $3, $4, 0, $5, 0) RETURNING id`
		return tx.Row(s.t.Context(), insert, std.ID, p.Reference, p.Version, p.Name, string(text)).Scan(&id)
	}))
	return id
}

// makeReady makes a portfolio ready to be handed over to the assessment
// organisation of its number.
func (s *site) makeReady(n int) {
	s.t.Helper()
	ctx, coach := s.t.Context(), s.people[map[int]string{1: "coach", 2: "coach2"}[n]]
	p := s.submitted(n)
	review := evidence.Review{Verdict: evidence.AcceptedVerdict}
	for _, c := range p.Version.Claims {
		review.Claims = append(review.Claims, evidence.ClaimReview{Claim: c.ID, Verdict: evidence.AcceptedVerdict})
	}
	must(s.t, s.in.Evidence.Decide(ctx, s.portfolios[n], p.ID, p.Version.ID, coach, review))
	must(s.t, s.in.Evidence.Select(ctx, s.portfolios[n], coach, []evidence.ItemID{p.ID}))
	e, err := s.in.Programme.Enrolment(ctx, s.portfolios[n])
	must(s.t, err)
	e.Plan, e.Assessment, e.EmployerContact, e.ULN, e.GatewayOn = s.easyPlan(n), s.assessing[n], "Tom, manager", "9900000063", e.StartedOn.AddDate(1, 0, 0)
	if n == 2 {
		e.ULN = "9123450710"
	}
	if options := s.standard().Options; len(options) > 0 {
		e.Option = options[0].ID
	}
	must(s.t, s.in.Programme.ChangeEnrolment(ctx, 0, &e))
	must(s.t, s.in.Programme.KeepGatewayRecord(ctx, e.ID, coach, &programme.GatewayRecord{Key: "document:letter", State: programme.GatewayAchieved,
		Day: e.StartedOn, Note: "In the archive", File: int64(p.Version.Files[0].ID)}))
}

// handedOver returns a submission of a portfolio: the last there is, or one that
// is made now. Its files are made by the queue.
func (s *site) handedOver(n int) evidence.Submission {
	s.t.Helper()
	ctx := s.t.Context()
	all, err := s.in.Evidence.Attempts(ctx, s.portfolios[n])
	must(s.t, err)
	if len(all) > 0 {
		return all[0]
	}
	s.makeReady(n)
	u, err := s.app.reportStores().HandOver(ctx, s.portfolios[n], s.people[map[int]string{1: "coach", 2: "coach2"}[n]])
	must(s.t, err)
	s.app.jobs.Wake()
	return u
}

// made waits until the files of a submission are made.
func (s *site) made(id evidence.SubmissionID) evidence.Submission {
	s.t.Helper()
	for start := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		u, err := s.in.Evidence.Submission(s.t.Context(), id)
		must(s.t, err)
		if u.State == evidence.SubmissionReady {
			return u
		}
		if time.Since(start) > 30*time.Second || u.State == evidence.SubmissionFailed {
			s.t.Fatalf("the files are not made: %+v", u)
		}
	}
}

func TestHandOverInThePages(t *testing.T) {
	s := newSite(t)
	coach, me := s.as("coach"), s.as("apprentice")
	path := fmt.Sprintf("/portfolios/%d/submissions", s.portfolios[1])
	coach.get(path).has(t, "not ready", "missing before this portfolio can be handed over", "/readiness")
	coach.get("/submissions").has(t, "nothing yet", "Nothing was handed over yet")
	if a := coach.post(path, url.Values{"attempt": {"1"}}); a.status != http.StatusConflict || !strings.Contains(a.body, "is not ready to be handed over") {
		t.Errorf("handed over what is not ready: %d", a.status)
	}
	s.makeReady(1)
	me.get(path).has(t, "ready, the apprentice", "Everything is met and signed.", "The coach hands it over.", "Call log (version 1)")
	page := coach.get(path)
	page.has(t, "ready, the coach", "Freeze and hand over", "Assessment", "A letter", "The easy plan, 1")
	form := formIn(t, page.page(t), path)
	first, second := coach.post(path, form), coach.post(path, form)
	if first.status != http.StatusSeeOther || first.where() != "/submissions/1" || second.where() != first.where() {
		t.Fatalf("handed over: %d %s, then %d %s", first.status, first.where(), second.status, second.where())
	}
	u := s.made(1)
	at := "/submissions/1"
	coach.get(at).has(t, "the submission", "Download the pack", "Call log", "notes.txt", u.Digest, "To be decided", "Portfolio of evidence", "A letter", "PDF: ", "files/1.1", "files/G.1")
	coach.get(path).has(t, "handed over", "has not decided all of it yet", "Attempts")
	for _, who := range []string{"coach", "apprentice", "employer", "iqa", "coordinator"} {
		s.as(who).get("/submissions?q=appr&state=waiting").has(t, who, at)
		s.as(who).get("/submissions?state=accepted").has(t, who, "No submission fits.")
		if a := s.as(who).get(at + "/files/1.1"); a.status != http.StatusOK || !strings.HasPrefix(a.body, "Notes of piece") {
			t.Errorf("%s opens a file: %d", who, a.status)
		}
	}
	for _, who := range []string{"coordinator2", "coach2", "apprentice2", "assessor"} {
		if a := s.as(who).get("/submissions"); a.status == http.StatusOK && strings.Contains(a.body, at) {
			t.Errorf("%s sees the submission in the list", who)
		}
		if a := s.as(who).get(at + "/pack"); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", who, a.status)
		}
	}
	if a := coach.get(at + "/files/1.2"); a.status != http.StatusNotFound {
		t.Errorf("a file that is not there: %d", a.status)
	}
	pack, pdf := s.as("coordinator").get(at+"/pack"), s.as("coordinator").get(at+"/pdf?show=1")
	report, err := reports.VerifyPack(strings.NewReader(pack.body), int64(len(pack.body)))
	if err != nil || !report.OK || report.Submission != u.Digest {
		t.Errorf("%+v, %v", report, err)
	}
	inside, err := reports.Verify(strings.NewReader(pdf.body), int64(len(pdf.body)))
	if err != nil || !inside.OK || !strings.HasPrefix(pack.header.Get("Content-Disposition"), `attachment; filename="Portfolio apprentice attempt 1.zip"`) {
		t.Errorf("%+v, %v, %v", inside, err, pack.header)
	}
	if a := coach.post(at+"/make", nil); a.status != http.StatusConflict {
		t.Errorf("made again what is made: %d", a.status)
	}
}

// TestFilesThatCannotBeMade loses a file, sees the reason, brings it back and
// makes the files again.
func TestFilesThatCannotBeMade(t *testing.T) {
	s := newSite(t)
	s.makeReady(1)
	p := s.waiting[1]
	lost := s.in.Blobs.Path(p.Version.Files[0].Blob)
	must(t, os.Rename(lost, lost+".aside"))
	u := s.handedOverNow(1)
	at := fmt.Sprintf("/submissions/%d", u.ID)
	for start := time.Now(); u.State != evidence.SubmissionFailed; time.Sleep(20 * time.Millisecond) {
		var err error
		u, err = s.in.Evidence.Submission(t.Context(), u.ID)
		must(t, err)
		if time.Since(start) > 20*time.Second {
			t.Fatalf("it is %+v", u)
		}
	}
	s.as("apprentice").get(at).has(t, "the apprentice", "File 1.1, “notes.txt”, is missing from the store.")
	page := s.as("coach").get(at)
	page.has(t, "the coach", "Its files were not made.", "Make them again", at+"/make")
	must(t, os.Rename(lost+".aside", lost))
	if a := s.as("coach").post(at+"/make", nil); a.status != http.StatusSeeOther {
		t.Fatalf("made again: %d", a.status)
	}
	s.made(u.ID)
}

// handedOverNow hands portfolio n over as it is.
func (s *site) handedOverNow(n int) evidence.Submission {
	s.t.Helper()
	u, err := s.app.reportStores().HandOver(s.t.Context(), s.portfolios[n], s.people["coach"])
	must(s.t, err)
	s.app.jobs.Wake()
	return u
}

// TestSubmissionKilledWhileItIsMade kills the program while it makes the files of
// a submission, and starts it again.
func TestSubmissionKilledWhileItIsMade(t *testing.T) {
	s := newStoppedSite(t)
	s.app = New(Config{Data: s.in.Dir, BaseURL: &url.URL{}}, slog.New(slog.DiscardHandler), s.in)
	p := s.draft(1)
	for i := range 12 {
		s.file(1, p.ID, fmt.Sprintf("log %d.txt", i), strings.Repeat(fmt.Sprintf("call %d\n", i), 400_000))
	}
	_, err := s.in.Evidence.Submit(t.Context(), s.portfolios[1], p.ID, s.apprenticeOf(1), p.Version.Revision)
	must(t, err)
	s.waiting[1], err = s.in.Evidence.Item(t.Context(), s.portfolios[1], p.ID, evidence.Own)
	must(t, err)
	s.makeReady(1)
	u := s.handedOverNow(1)
	coach := s.as("coach")
	must(t, s.in.Close())
	at, killed := fmt.Sprintf("/submissions/%d", u.ID), 0
	for range 3 {
		program := s.serve()
		time.Sleep(time.Duration(80+60*killed) * time.Millisecond)
		program.kill()
		killed++
	}
	s.serve()
	for start := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		a := coach.get(at)
		if strings.Contains(a.body, "Download the pack") {
			break
		}
		if time.Since(start) > 30*time.Second {
			t.Fatalf("it is not made:\n%s", textOf(a.page(t)))
		}
	}
	pack := coach.get(at + "/pack")
	report, err := reports.VerifyPack(strings.NewReader(pack.body), int64(len(pack.body)))
	if err != nil || !report.OK || report.Submission != u.Digest || len(report.Files) != 4+12+1 {
		t.Errorf("%+v, %v", report, err)
	}
}

func TestSubmissionCommands(t *testing.T) {
	s := newSite(t)
	u := s.handedOver(1)
	s.made(u.ID)
	data := []string{"-data", s.in.Dir}
	status, out, errs := runCommand(t, append([]string{"submissions", "-json"}, data...)...)
	var listed []listedSubmission
	if err := json.Unmarshal([]byte(out), &listed); err != nil || status != exitDone || len(listed) != 1 || listed[0].Digest != u.Digest || listed[0].Stage != evidence.StageWaiting || len(listed[0].Components) != 2 {
		t.Fatalf("submissions -json = %d, %s %s", status, out, errs)
	}
	if status, out, _ := runCommand(t, append([]string{"submissions"}, data...)...); status != exitDone || !strings.Contains(out, u.Digest) || !strings.Contains(out, "apprentice") {
		t.Errorf("submissions = %d, %s", status, out)
	}
	if status, out, _ := runCommand(t, append([]string{"submissions", "-json", "-portfolio", "2"}, data...)...); status != exitDone || strings.TrimSpace(out) != "[]" {
		t.Errorf("submissions of another = %d, %s", status, out)
	}
	file := filepath.Join(t.TempDir(), "pack.zip")
	export := append([]string{"export-pack", "-submission", fmt.Sprint(u.ID), "-out", file}, data...)
	if status, out, errs := runCommand(t, export...); status != exitDone || !strings.Contains(out, "SHA-256 of its manifest") {
		t.Fatalf("export-pack = %d, %s %s", status, out, errs)
	}
	written, err := os.ReadFile(file)
	must(t, err)
	if served := s.as("coach").get(fmt.Sprintf("/submissions/%d/pack", u.ID)); served.body != string(written) {
		t.Error("the command writes other bytes than the server made")
	}
	if status, _, errs := runCommand(t, export...); status != exitFinding || !strings.Contains(errs, "is there already") {
		t.Errorf("over a file: %d %s", status, errs)
	}
	must(t, s.in.DB.Update(t.Context(), func(tx *db.Tx) error { // as before the job has run
		return tx.Change(t.Context(), `UPDATE submissions SET state = 'making', pdf = NULL, pack = NULL WHERE id = $1`, u.ID)
	}))
	if status, _, errs := runCommand(t, append(export, "-force", "-json")...); status != exitDone {
		t.Fatalf("before the job has run: %d %s", status, errs)
	}
	again, err := os.ReadFile(file)
	must(t, err)
	if !bytes.Equal(written, again) {
		t.Error("made by the command alone it differs")
	}
	if left, _ := filepath.Glob(filepath.Join(s.in.Dir, "pack-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if status, out, errs := runCommand(t, "verify", file); status != exitDone || !strings.Contains(out, "Nothing was changed since this pack was made.") || !strings.Contains(out, u.Digest) {
		t.Errorf("verify = %d, %s %s", status, out, errs)
	}
	again[len(again)/2] ^= 1
	must(t, os.WriteFile(file, again, 0o600))
	if status, out, _ := runCommand(t, "verify", file); status != exitFinding || !strings.Contains(out, "This is not the pack as it was made.") {
		t.Errorf("verify of a changed one = %d, %s", status, out)
	}
	status, out, _ = runCommand(t, "verify", "-json", file)
	var report reports.PackReport
	if err := json.Unmarshal([]byte(out), &report); err != nil || status != exitFinding || report.OK || len(report.Findings) == 0 {
		t.Errorf("verify -json = %d, %s", status, out)
	}
	for _, args := range [][]string{{"export-pack"}, {"export-pack", "-submission", "1"}, {"export-pack", "-out", file, "-submission", "x"}, {"submissions", "more"}} {
		if status, _, errs := runCommand(t, args...); status != exitUsage || errs == "" {
			t.Errorf("%q = %d, %s", args, status, errs)
		}
	}
	if status, _, errs := runCommand(t, append([]string{"export-pack", "-submission", "99", "-out", file + "2"}, data...)...); status != exitFinding || !strings.Contains(errs, "There is no submission 99.") {
		t.Errorf("one that is not there = %d, %s", status, errs)
	}
	j, err := jobs.Latest(t.Context(), s.in.DB, reports.SubmissionJob, fmt.Sprint(u.ID))
	if err != nil || j.State != jobs.Done {
		t.Errorf("%+v, %v", j, err)
	}
}

// submissionChanges are the forms by which submissions are made.
func (s *site) submissionChanges(add adder) {
	add("/portfolios/:portfolio/submissions", "coach", "submission.make", func() func(*visitor) answer {
		if u := s.handedOver(1); u.ID != 0 { // whose parts are rejected, so that another may follow
			s.made(u.ID)
			must(s.t, s.in.DB.Update(s.t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(s.t.Context(), `UPDATE submission_components SET state = 'rejected', note = 'No.' WHERE submission_id = $1`, u.ID)
				return err
			}))
		}
		return posted(fmt.Sprintf("/portfolios/%d/submissions", s.portfolios[1]))
	})
	add("/submissions/:submission/make", "coach", "submission.again", func() func(*visitor) answer {
		u := s.made(s.handedOver(1).ID)
		must(s.t, s.in.DB.Update(s.t.Context(), func(tx *db.Tx) error {
			return tx.Change(s.t.Context(), `UPDATE submissions SET state = 'failed', note = 'A file is gone.' WHERE id = $1`, u.ID)
		}))
		return posted(fmt.Sprintf("/submissions/%d/make", u.ID))
	})
	add("/submissions/:submission/decide", "coordinator", "submission.decide", func() func(*visitor) answer {
		u := s.made(s.handedOver(1).ID)
		must(s.t, s.in.DB.Update(s.t.Context(), func(tx *db.Tx) error {
			return tx.Change(s.t.Context(), `UPDATE submission_components SET state = 'waiting' WHERE submission_id = $1 AND key = 'portfolio'`, u.ID)
		}))
		return posted(submissionPath(u.ID, "/decide"), "component", "portfolio", "seen", "waiting", "do", "accept")
	})
}

// TestHandOverInABrowser hands a portfolio over on a desk, and looks at it on a
// phone.
func TestHandOverInABrowser(t *testing.T) {
	s := newSite(t)
	s.makeReady(1)
	for _, w := range []window{{"desk", 1280, 900, false}, phone} {
		b := openBrowser(t, s.url, w, w == phone)
		b.enterAs(s, "coach")
		b.open(fmt.Sprintf("/portfolios/%d/submissions", s.portfolios[1]))
		b.accessible("hand over, " + w.name)
		if w != phone {
			b.press("Freeze and hand over")
			b.sees("Download the pack")
		}
		b.open("/submissions/1")
		b.accessible("submission, " + w.name)
		b.open("/submissions")
		b.sees("To be decided")
		b.accessible("submissions, " + w.name)
	}
}
