package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/blob"
	"touchstone/app/db"
	"touchstone/app/growth"
	"touchstone/app/programme"
	"touchstone/evidence"
)

// filled returns a site's folder with evidence that was submitted, a printed
// portfolio, a signature, something handed over, a result that was released, and a
// self-audit with a manager's view.
func filled(t *testing.T) *site {
	t.Helper()
	s := newSite(t)
	s.submitted(1)
	s.printed(1)
	must(t, s.in.DB.Update(t.Context(), func(tx *db.Tx) error {
		return programme.Sign(t.Context(), tx, &programme.Signature{Enrolment: s.portfolios[1], Subject: "review 1", Words: "I agree.", Content: "Hours: 12",
			Signer: programme.Signer{Role: account.Coach, Person: s.people["coach"], Address: "192.0.2.1"}})
	}))
	s.frozen()
	a := s.seen(1)
	_, v, err := s.app.growth.SaveView(t.Context(), a.Person, a.ID, s.people["coach"], account.Coach, 0, func(v *growth.View) { v.Ratings["W1"] = growth.Viewed{Point: 4} })
	must(t, err)
	must(t, s.app.growth.FinishView(t.Context(), a.Person, a.ID, s.people["coach"], v.Revision))
	return s
}

// frozen adds a submission of portfolio 1 and the report of its result. What
// they say does not matter here.
func (s *site) frozen() {
	s.t.Helper()
	ctx := s.t.Context()
	o := programme.Organisation{Kind: programme.AssessmentOrganisation, Name: "Frozen Assessments"}
	must(s.t, s.in.Programme.AddOrganisation(ctx, 0, &o))
	plans, err := s.in.Standards.Plans(ctx, s.standard().ID)
	must(s.t, err)
	must(s.t, s.in.DB.Update(ctx, func(tx *db.Tx) error {
		u := evidence.Submission{Portfolio: s.portfolios[1], Organisation: o.ID, Plan: plans[0].ID, By: s.people["coach"]}
		if err := evidence.AddSubmission(ctx, tx, &u, []byte(`{"pieces": 1}`), nil); err != nil {
			return err
		}
		report, digest := `{"grade": "pass"}`, programme.Digest(`{"grade": "pass"}`)
		const insert = `INSERT INTO assessments (submission_id, sitting, state, moderated, document, digest) VALUES ($1, 1, 'released', 0, $2, $3)`
		if _, err := tx.Exec(ctx, insert, u.ID, report, digest); err != nil {
			return err
		}
		return audit.Add(ctx, tx, audit.Event{Action: "assessment.release", Subject: fmt.Sprintf("submission %d", u.ID), Detail: map[string]string{"digest": digest}})
	}))
}

// decidedUpon fills a site with what waits and what was signed: in portfolio 1 a
// piece and hours that wait, agreed hours, a review that waits for two, an
// action, behaviours verified and testimony given by a link, a decision.
func (s *site) decidedUpon() {
	s.t.Helper()
	decided := s.another()
	s.acceptAll(decided.ID)
	h := s.logged(1, anEntry)
	for _, who := range []string{"coach", "employer"} {
		s.as(who).post(s.hoursPath(1, "/agree"), url.Values{"entries": {fmt.Sprintf("%d.%s", h.ID, h.Digest())}, "verdict": {"agreed"}})
	}
	s.logged(1, anEntry)
	s.action(1)
	s.scanned(1)
	r := s.closedReview(1)
	sign := formIn(s.t, s.as("coach").get(s.reviewPath(r)).page(s.t), s.reviewPath(r)+"/sign")
	sign.Del("csrf")
	s.as("coach").post(s.reviewPath(r)+"/sign", sign)
	for _, c := range s.changes() {
		if c.action == "behaviour.verify" && c.who == "" || c.action == "testimony.add" {
			if a := c.ready()(s.as("")); a.where() != "/signed" {
				s.t.Fatalf("%s: %d", c.action, a.status)
			}
		}
	}
	s.requested(1)
	s.asked(2)
}

// verifyDataOf runs the command beside the running site.
func (s *site) verifyDataOf(args ...string) (status int, out string) {
	var stdout, stderr bytes.Buffer
	status = Main(append([]string{"verify", "-data", s.in.Dir}, args...), &stdout, &stderr)
	return status, stdout.String() + stderr.String()
}

func TestVerifyData(t *testing.T) {
	s := filled(t)
	blobOf := func() blob.Ref {
		var ref blob.Ref
		must(t, s.in.DB.View(t.Context(), func(tx *db.Tx) error {
			return tx.Row(t.Context(), `SELECT blob FROM files ORDER BY id LIMIT 1`).Scan(&ref)
		}))
		return ref
	}
	var path string // of a stored file of the copy
	status, out := s.verifyDataOf("-json", "-deep")
	var whole checked
	if err := json.Unmarshal([]byte(out), &whole); err != nil || status != exitDone || !whole.OK {
		t.Fatalf("verify -data = %d, %v\n%s", status, err, out)
	}
	if whole.Events < 20 || whole.Statements == 0 || whole.Files < 2 || whole.Bytes == 0 || whole.Signatures != 1 || whole.Frozen != 2 || whole.Audits != 2 || !whole.Deep {
		t.Errorf("verify -data looked at %+v", whole)
	}
	tests := []struct {
		name string
		args string
		do   func() error // beside the database; nil: nothing
		sql  string       // in a transaction
		says string
	}{
		{name: "an event altered", sql: `UPDATE events SET subject = 'item 99' WHERE id = 7`, says: "Event 7 is not as it was recorded"},
		{name: "an event removed", sql: `DELETE FROM events WHERE id = 8`, says: "Event 8 is missing."},
		{name: "the newest removed", sql: `DELETE FROM events WHERE id = (SELECT max(id) FROM events)`, says: fmt.Sprintf("Event %d, the newest, is missing.", whole.Newest)},
		{name: "an event put in", sql: `INSERT INTO events (at, action, subject, detail, hash) VALUES (0, 'x', '', '{}', 'y')`, says: fmt.Sprintf("Event %d and what follows were put in", whole.Newest+1)},
		{name: "a count of coverage", sql: `UPDATE coverage SET pieces = pieces + 1`, says: "kept as submitted, 2 pieces, 0 accepted; its claims come to submitted, 1 piece, 0 accepted"},
		{name: "a state of coverage", sql: `UPDATE coverage SET state = 'accepted'`, says: "kept as accepted, 1 piece"},
		{name: "no coverage", sql: `DELETE FROM coverage`, says: "kept as not claimed; its claims come to submitted"},
		{name: "coverage of nothing", sql: `UPDATE items SET removed_at = 1`, says: "its claims come to not claimed"},
		{name: "what was signed", sql: `UPDATE signatures SET content = 'Hours: 1200'`, says: "Signature 1, of coach on review 1, is of other words than are stored now."},
		{name: "what was signed, covered up", sql: fmt.Sprintf(`UPDATE signatures SET content = 'Hours: 1200', digest = '%s'`, programme.Digest("Hours: 1200")), says: "its event has another digest"},
		{name: "who signed", sql: `UPDATE signatures SET name = 'Somebody else', person_id = NULL`, says: "Signature 1, of Somebody else on review 1, is not as it was given: its event has another name, person."},
		{name: "when and from where it was signed", sql: `UPDATE signatures SET at = at - 86400000, address = '203.0.113.9', words = 'I agree to anything.'`, says: "its event has another sentence, address, time."},
		{name: "a signature taken away", sql: `DELETE FROM signatures`, says: "Signature 1 is missing"},
		{name: "a signature put in", sql: `INSERT INTO signatures (enrolment_id, subject, words, content, digest, role, name, job, address, at)
			SELECT enrolment_id, subject, words, content, digest, role, name, job, address, at FROM signatures`, says: "Signature 2, of coach on review 1, is in no event"},
		{name: "what was handed over", sql: `UPDATE submissions SET document = '{"pieces": 2}'`, says: "Submission 1 was altered"},
		{name: "what was handed over, covered up", sql: fmt.Sprintf(`UPDATE submissions SET document = 'x', digest = '%s'`, programme.Digest("x")), says: "Submission 1 was replaced"},
		{name: "a submission taken away", sql: `DELETE FROM assessments; DELETE FROM submissions`, says: "Submission 1 is missing"},
		{name: "a released report", sql: `UPDATE assessments SET document = '{"grade": "distinction"}'`, says: "The released report of submission 1 was altered"},
		{name: "a released report, covered up", sql: fmt.Sprintf(`UPDATE assessments SET document = 'x', digest = '%s'`, programme.Digest("x")), says: "The released report of submission 1 was replaced"},
		{name: "a released report taken away", sql: `UPDATE assessments SET document = NULL`, says: "The released report of submission 1 is missing"},
		{name: "a submission put in", sql: fmt.Sprintf(`INSERT INTO submissions (portfolio_id, attempt, organisation_id, plan_id, state, document, digest, by_id, at)
			SELECT portfolio_id, 2, organisation_id, plan_id, state, 'x', '%s', by_id, at FROM submissions`, programme.Digest("x")), says: "Submission 2 is in no event"},
		{name: "a finished self-audit", sql: `UPDATE self_audits SET document = replace(document, 'Tuesday', 'Friday')`, says: "Self-audit 1 was altered"},
		{name: "a finished self-audit, covered up", sql: fmt.Sprintf(`UPDATE self_audits SET document = '{}', digest = '%s'`, programme.Digest("{}")), says: "Self-audit 1 was replaced"},
		{name: "a finished self-audit taken away", sql: `UPDATE self_audits SET state = 'dropped'`, says: "Self-audit 1 is missing"},
		{name: "a self-audit put in", sql: `INSERT INTO self_audits (person_id, framework_id, grade, specialisms, ahead, state, revision, shaped, document, digest, begun_at, saved_at, finished_at)
			SELECT person_id, framework_id, grade, specialisms, ahead, state, revision, shaped, document, digest, begun_at, saved_at, finished_at FROM self_audits`, says: "Self-audit 2 is in no event"},
		{name: "a manager's view", sql: `UPDATE manager_views SET ratings = replace(ratings, '4', '1')`, says: "The view of a manager 1 was altered"},
		{name: "a manager's view made a draft", sql: `UPDATE manager_views SET finished_at = NULL`, says: "The view of a manager 1 is missing"},
		{name: "a stored file gone", do: func() error { return os.Remove(path) }, says: "File 1 is not stored."},
		{name: "a stored file altered, not read", do: func() error { return os.WriteFile(path, []byte("other"), 0o600) }, says: "Everything is as it was recorded."},
		{name: "a stored file altered", args: "-deep", do: func() error { return os.WriteFile(path, []byte("other"), 0o600) }, says: "File 1 has other bytes than were stored."},
		{name: "a hash that was", args: "-known " + strings.ToUpper(whole.Hash), says: fmt.Sprintf("that of event %d", whole.Newest)},
		{name: "a hash that never was", args: "-known abc", says: "No event has the hash abc"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			copyOf := t.TempDir()
			must(t, os.CopyFS(copyOf+"/"+filesName, os.DirFS(s.in.Dir+"/"+filesName)))
			must(t, s.in.DB.CopyTo(t.Context(), copyOf+"/"+databaseName))
			other, err := OpenBeside(t.Context(), copyOf)
			must(t, err)
			defer other.Close()
			if tt.sql != "" {
				must(t, other.DB.Update(t.Context(), func(tx *db.Tx) error {
					_, err := tx.Exec(t.Context(), tt.sql)
					return err
				}))
			}
			if tt.do != nil {
				path = other.Blobs.Path(blobOf())
				must(t, tt.do())
			}
			var stdout, stderr bytes.Buffer
			status := Main(append([]string{"verify", "-data", copyOf}, strings.Fields(tt.args)...), &stdout, &stderr)
			want := exitFinding
			if strings.Contains(tt.name, "not read") || tt.name == "a hash that was" {
				want = exitDone
			}
			if status != want || !strings.Contains(stdout.String(), tt.says) {
				t.Errorf("status %d; want %d, %q:\n%s%s", status, want, tt.says, stdout.String(), stderr.String())
			}
		})
	}
}

// TestVerifyDataWorksOutAgain alters what is worked out from the records, or a
// record that was signed, in a copy, and sees it named.
func TestVerifyDataWorksOutAgain(t *testing.T) {
	s := newSite(t)
	s.decidedUpon()
	var whole checked
	status, out := s.verifyDataOf("-json")
	if err := json.Unmarshal([]byte(out), &whole); err != nil || status != exitDone || !whole.OK {
		t.Fatalf("verify -data = %d, %v\n%s", status, err, out)
	}
	if whole.Standings != 2 || whole.Waits < 8 || whole.Signatures < 6 {
		t.Errorf("verify -data looked at %+v", whole)
	}
	tests := []struct{ name, sql, says string }{
		{"statements accepted", `UPDATE standings SET accepted = accepted + 1`, "Enrolment 1: kept as 3 of 47 statements accepted, 1 waiting; its evidence comes to 2 of 47 statements accepted, 1 waiting."},
		{"statements to show", `UPDATE standings SET total = 50`, "of 50 statements accepted"},
		{"pieces that wait", `UPDATE standings SET submitted = 0`, "0 waiting; its evidence comes to"},
		{"hours agreed", `UPDATE standings SET hours_agreed = hours_agreed + 60`, "the hours agreed, in minutes, should be"},
		{"hours logged", `UPDATE standings SET hours_logged = 0`, "the hours logged, in minutes, should be"},
		{"the next review", `UPDATE standings SET review_due = '2031-01-01'`, "the next progress review should be"},
		{"the first day of a band", `UPDATE standings SET act_from = '9999-12-31'`, "the first day of Act should be"},
		{"whose they are", `UPDATE standings SET coach_id = 999`, "the coach should be"},
		{"no standing", `DELETE FROM standings`, "Enrolment 1 has no standing."},
		{"a tally", `UPDATE tallies SET act = act + 3`, "The tally of all 0 should be"},
		{"evidence that does not wait", `DELETE FROM waits WHERE kind = 'evidence'`, "should wait for the coach and does not."},
		{"evidence that waits for nothing", `UPDATE waits SET subject_id = 9999 WHERE kind = 'evidence'`, "evidence 9999 waits for the coach and should not."},
		{"hours that do not wait", `DELETE FROM waits WHERE kind = 'hours' AND role = 'employer'`, "should wait for the employer and does not."},
		{"a scan that does not wait", `DELETE FROM waits WHERE kind = 'scan'`, "should wait for the coach and does not."},
		{"a review that does not wait", `DELETE FROM waits WHERE kind = 'signature' AND role = 'apprentice'`, "should wait for the apprentice and does not."},
		{"a review that waits for who signed", `INSERT INTO waits (kind, subject_id, role, enrolment_id, since) SELECT 'signature', id, 'coach', enrolment_id, 0 FROM progress_reviews`, "waits for the coach and should not."},
		{"an action that does not wait", `DELETE FROM waits WHERE kind = 'action'`, "action 1 should wait for the apprentice and does not."},
		{"quality assurance that does not wait", `DELETE FROM waits WHERE kind = 'quality'`, "Enrolment 2: quality 1 should wait for the coach and does not."},
		{"a request that does not wait", `DELETE FROM waits WHERE kind = 'request'`, "should wait for the employer and does not."},
		{"a wait in another enrolment", `UPDATE waits SET enrolment_id = 2 WHERE kind = 'action'`, "Enrolment 1: action 1 should wait"},
		{"a week's feedback", `UPDATE turnarounds SET pieces = pieces + 1`, "The feedback of all coaches together in the week of"},
		{"no feedback", `DELETE FROM turnarounds`, "The feedback of coach"},
		{"testimony of another signature", `UPDATE testimonies SET signature_id = 1`, "testimony 1 lacks a signature"},
		{"a behaviour of another signature", `UPDATE behaviour_checks SET signature_id = 1`, "behaviour check 1 lacks a signature"},
		{"hours agreed by nobody", `UPDATE hours SET coach_signature = NULL WHERE state = 'agreed'`, "agreed hours 1 lacks a signature"},
		{"hours of another length", `UPDATE hours SET minutes = minutes + 60`, "hours entry 1 is not what its newest version says."},
		{"a version of hours of another length", `UPDATE hours_versions SET document = replace(document, '"Minutes":95', '"Minutes":960')`, "is signed of other words than its version 1 says."},
		{"a review that was closed", `UPDATE progress_reviews SET document = replace(document, 'On plan.', 'Behind.')`, "progress review 1 is not as it was closed"},
		{"a review signed by one", `UPDATE progress_reviews SET state = 'signed'`, "progress review 1 lacks a signature"},
		{"a scan signed by nobody", `UPDATE scan_voices SET signature_id = 1`, "scan 1 lacks a signature"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			copyOf := t.TempDir()
			must(t, os.CopyFS(copyOf+"/"+filesName, os.DirFS(s.in.Dir+"/"+filesName)))
			must(t, s.in.DB.CopyTo(t.Context(), copyOf+"/"+databaseName))
			other, err := OpenBeside(t.Context(), copyOf)
			must(t, err)
			defer other.Close()
			must(t, other.DB.Update(t.Context(), func(tx *db.Tx) error {
				n, err := tx.Exec(t.Context(), tt.sql)
				if err == nil && n == 0 {
					t.Error("nothing was altered")
				}
				return err
			}))
			c, err := verifyInstallation(t.Context(), other, checkup{})
			must(t, err)
			var said strings.Builder
			printChecked(&said, &c)
			if c.OK || !strings.Contains(said.String(), tt.says) {
				t.Errorf("it lacks %q:\n%s", tt.says, said.String())
			}
		})
	}
}

func TestVerifyTakesAFileOrAnInstallation(t *testing.T) {
	empty := t.TempDir()
	for _, tt := range []struct {
		args   string
		status int
		says   string
	}{
		{"-data " + empty, exitFinding, "no installation in"},
		{"-data " + empty + " x.pdf", exitUsage, "not both"},
		{"-deep x.pdf", exitUsage, "for an installation"},
		{"-known abc x.pdf", exitUsage, "for an installation"},
	} {
		status, out, errs := runCommand(t, append([]string{"verify"}, strings.Fields(tt.args)...)...)
		if status != tt.status || !strings.Contains(out+errs, tt.says) {
			t.Errorf("verify %s: %d, %s%s", tt.args, status, out, errs)
		}
	}
}
