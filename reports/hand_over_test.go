package reports

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/blob"
	"touchstone/app/db"
	"touchstone/app/db/dbtest"
	"touchstone/app/document"
	"touchstone/app/fault"
	"touchstone/app/programme"
	"touchstone/evidence"
	"touchstone/ksb"
)

// handPlan asks for little, of several kinds.
const handPlan = `{"reference":"P","version":"1","name":"The plan","regime":"end-point",
	"words":{"assessment":"end-point assessment","organisation":"assessment organisation","gateway":"gateway","method":"method"},
	"methods":[{"key":"talk","name":"Talk","portfolio":true,"statements":["k1","k2"]}],"portfolio":{"reflection":"allowed"},
	"gateway":{"english_maths":{"from_19":"decision"},"qualifications":[{"key":"award","name":"The award"}],
	"sign_offs":[{"by":"apprentice","words":"I am ready."}]},
	"submission":{"form":"pack"}}`

// A desk is a portfolio that is ready to be handed over.
type desk struct {
	t      *testing.T
	d      *db.DB
	clock  *dbtest.Clock
	stores Stores
	e      *evidence.Store
	files  *blob.Disk
	pieces []evidence.Piece
}

const (
	deskCarys, deskMarcus, deskHelen = account.PersonID(1), account.PersonID(2), account.PersonID(3)
	deskID                           = programme.EnrolmentID(1)
)

func newDesk(t *testing.T) *desk {
	t.Helper()
	d, clock := dbtest.OpenAt(t, time.Date(2026, time.June, 5, 12, 0, 0, 0, time.UTC))
	files, err := blob.OpenDisk(t.TempDir())
	must(t, err)
	p := &desk{t: t, d: d, clock: clock, e: evidence.NewStore(d), files: files,
		stores: Stores{DB: d, Programme: programme.NewStore(d), Standards: ksb.NewStore(d), Provider: "Tidewell"}}
	for _, sql := range []string{
		`INSERT INTO people (name, email, created_at) VALUES ('Carys', 'c@example.com', 0), ('Marcus', 'm@example.com', 0), ('Helen', 'h@example.com', 0)`,
		`INSERT INTO organisations (kind, name, created_at) VALUES ('employer', 'Ashbrook', 0), ('assessment', 'Larch', 0)`,
		`INSERT INTO grants (person_id, role, scope, scope_id, granted_at) VALUES (1, 'apprentice', 'enrolment', 1, 0), (2, 'coach', 'enrolment', 1, 0), (3, 'coordinator', 'organisation', 2, 0)`,
		`INSERT INTO standards (reference, version, title, level, types, source, created_at, updated_at) VALUES ('ST0001', '1', 'A', 3, '[]', '{}', 0, 0)`,
		`INSERT INTO statements (standard_id, key, position, code, code_origin, type, title, summary, membership) VALUES
		 (1, 'k1', 1, 'K1', 'official', 'knowledge', 'K1', 'Knows.', 'core'), (1, 'k2', 2, 'K2', 'official', 'knowledge', 'K2', 'Knows too.', 'core')`,
		`INSERT INTO plans (standard_id, reference, version, name, example, document, created_at) VALUES (1, 'P', '1', 'The plan', 0, '` + handPlan + `', 0)`,
		`INSERT INTO enrolments (apprentice_id, standard_id, plan_id, employer_id, employer_contact, coach_id, assessment_id, uln, started_on, planned_end_on, gateway_on, created_at, updated_at)
		 VALUES (1, 1, 1, 1, 'Tom', 2, 2, '9900000063', '2025-08-04', '2027-02-03', '2026-06-10', 0, 0)`,
	} {
		p.exec(sql)
	}
	p.pieces = append(p.pieces, p.accepted("Letter", 1), p.accepted("Call", 2), p.accepted("More", 1))
	p.record(programme.GatewayRecord{Key: programme.GatewayAge, State: programme.GatewayFrom19})
	p.record(programme.GatewayRecord{Key: programme.GatewayEnglish, State: programme.GatewayOptedOut, Note: "Decided together."})
	p.record(programme.GatewayRecord{Key: programme.GatewayMaths, State: programme.GatewayAchieved, Day: on(2026, 3, 2)})
	p.record(programme.GatewayRecord{Key: "qualification:award", State: programme.GatewayAchieved, Day: on(2026, 3, 2), File: int64(p.pieces[2].Version.Files[0].ID)})
	p.choose(0, 1)
	p.sign()
	return p
}

func (p *desk) exec(sql string, args ...any) {
	p.t.Helper()
	must(p.t, p.d.Update(p.t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(p.t.Context(), sql, args...); return err }))
}

func (p *desk) record(r programme.GatewayRecord) {
	p.t.Helper()
	must(p.t, p.stores.Programme.KeepGatewayRecord(p.t.Context(), deskID, deskMarcus, &r))
}

// accepted adds a piece with a file of its name, and accepts it.
func (p *desk) accepted(name string, claims ksb.StatementID) evidence.Piece {
	t, ctx := p.t, p.t.Context()
	t.Helper()
	item, err := p.e.AddItem(ctx, deskID, deskCarys, evidence.Version{Title: name, Kind: evidence.WorkProduct, From: on(2026, 3, 2), Action: "I rang.", OwnWork: true, AI: evidence.AINotUsed})
	must(t, err)
	p.upload(item.ID, name+".txt", "The file of "+name)
	now, err := p.e.Item(ctx, deskID, item.ID, evidence.Own)
	must(t, err)
	item, err = p.e.SaveDraft(ctx, deskID, item.ID, deskCarys, now.Version.Revision, func(v *evidence.Version) {
		v.Claims = []evidence.Claim{{Statement: claims, How: "So.", Places: []evidence.Place{{File: v.Files[0].ID, Unit: evidence.Whole}}}}
	})
	must(t, err)
	item, err = p.e.Submit(ctx, deskID, item.ID, deskCarys, item.Version.Revision)
	must(t, err)
	must(t, p.e.Decide(ctx, deskID, item.ID, item.Version.ID, deskMarcus, evidence.Review{Verdict: evidence.AcceptedVerdict, Feedback: "Good.",
		Claims: []evidence.ClaimReview{{Claim: item.Version.Claims[0].ID, Verdict: evidence.AcceptedVerdict}}}))
	item, err = p.e.Item(ctx, deskID, item.ID, evidence.Own)
	must(t, err)
	return item
}

func (p *desk) upload(item evidence.ItemID, name, content string) {
	p.t.Helper()
	ref, n, err := p.files.Put(p.t.Context(), strings.NewReader(content))
	must(p.t, err)
	_, err = p.e.AddFile(p.t.Context(), deskID, item, deskCarys, evidence.File{Blob: ref, Name: name, Size: n, Facts: document.Facts{Kind: document.Text, MIME: "text/plain"}})
	must(p.t, err)
}

func (p *desk) choose(which ...int) {
	p.t.Helper()
	var ids []evidence.ItemID
	for _, i := range which {
		ids = append(ids, p.pieces[i].ID)
	}
	must(p.t, p.e.Select(p.t.Context(), deskID, deskMarcus, ids))
}

// sign signs what is handed over as it is now.
func (p *desk) sign() {
	p.t.Helper()
	ctx := p.t.Context()
	must(p.t, p.d.Update(ctx, func(tx *db.Tx) error {
		f, err := evidence.FactsIn(ctx, tx, p.stores.Standards, deskID)
		if err != nil {
			return err
		}
		return programme.Sign(ctx, tx, &programme.Signature{Enrolment: deskID, Subject: evidence.GatewaySubject, Words: "I am ready.", Content: f.HandOver,
			Signer: programme.Signer{Role: account.Apprentice, Person: deskCarys}})
	}))
}

func (p *desk) handOver() evidence.Submission {
	p.t.Helper()
	u, err := p.stores.HandOver(p.t.Context(), deskID, deskMarcus)
	must(p.t, err)
	return u
}

func (p *desk) refused(says string) {
	p.t.Helper()
	_, err := p.stores.HandOver(p.t.Context(), deskID, deskMarcus)
	if f := fault.Of(err); err == nil || f.Kind != fault.Conflict || !strings.Contains(f.Message, says) {
		p.t.Errorf("handed over: %v; want a conflict that says %q", err, says)
	}
}

func (p *desk) frozen(id evidence.SubmissionID) (*Submission, []byte) {
	p.t.Helper()
	document, err := p.e.SubmissionDocument(p.t.Context(), id)
	must(p.t, err)
	s, err := ReadSubmission(document)
	must(p.t, err)
	return s, document
}

// make makes the files of a submission and returns them.
func (p *desk) make(id evidence.SubmissionID) (pdf, pack []byte) {
	p.t.Helper()
	before := -1
	_, err := p.stores.MakeSubmission(p.t.Context(), p.files, id, func(done, total int, what string) {
		if done < before || done > total || what == "" {
			p.t.Errorf("progress goes from %d to %d of %d", before, done, total)
		}
		before = done
	})
	must(p.t, err)
	u, err := p.e.Submission(p.t.Context(), id)
	must(p.t, err)
	if u.State != evidence.SubmissionReady || u.ReadyAt.IsZero() {
		p.t.Errorf("submission is %+v", u)
	}
	return p.read(u.PDF), p.read(u.Pack)
}

func (p *desk) read(ref blob.Ref) []byte {
	p.t.Helper()
	b, err := p.files.Open(p.t.Context(), ref)
	must(p.t, err)
	defer b.Close()
	content := make([]byte, b.Size())
	_, err = b.ReadAt(content, 0)
	must(p.t, err)
	return content
}

func (p *desk) decide(id evidence.SubmissionID, key string, accept bool) {
	p.t.Helper()
	must(p.t, p.e.DecideComponent(p.t.Context(), id, evidence.ComponentDecision{Key: key, By: deskHelen, Seen: evidence.ComponentWaiting, Accept: accept, Note: map[bool]string{false: "It is another’s."}[accept]}))
}

func TestHandOver(t *testing.T) {
	p := newDesk(t)
	p.exec(`DELETE FROM gateway_records WHERE key = 'maths'`)
	p.refused("This portfolio is not ready to be handed over. Maths: ")
	p.record(programme.GatewayRecord{Key: programme.GatewayMaths, State: programme.GatewayAchieved, Day: on(2026, 3, 2)})

	u := p.handOver()
	s, document := p.frozen(u.ID)
	if u.Attempt != 1 || s.Attempt != 1 || s.By != "Marcus" || s.Organisation != "Larch" || !s.Selected || !s.At.Equal(u.At) || s.Portfolio.Provider != "Tidewell" {
		t.Errorf("frozen %s", document)
	}
	if len(s.Portfolio.Pieces) != 2 || s.Portfolio.Pieces[1].Title != "Call" || len(s.Files) != 3 || s.Files[2].Label != "G.1" || len(s.Readiness) < 20 || len(s.Gateway.SignOffs) != 1 || len(s.Gateway.Records) != 4 {
		t.Errorf("frozen %s", document)
	}
	var keys []string
	for _, c := range u.Components {
		keys = append(keys, c.Key+" "+string(c.State))
	}
	if got := strings.Join(keys, ", "); got != "portfolio waiting, sign-offs waiting, english-maths waiting, qualification:award waiting" {
		t.Errorf("parts %s", got)
	}
	p.refused("Attempt 1 was handed over, and Larch has not decided all of it yet")
	named, err := p.e.NamedBlobs(t.Context())
	must(t, err)
	for _, ref := range s.Blobs() {
		if _, kept := named[ref]; !kept {
			t.Errorf("the blob %s would be swept", ref)
		}
	}
	var queued int
	must(t, p.d.View(t.Context(), func(tx *db.Tx) error {
		return tx.Row(t.Context(), `SELECT count(*) FROM jobs WHERE kind = 'submission' AND key = '1'`).Scan(&queued)
	}))
	if queued != 1 {
		t.Errorf("%d jobs queued", queued)
	}
}

// TestFilesOfASubmission prints a submission, changes everything it was made of,
// and prints it again on another day in another time zone.
func TestFilesOfASubmission(t *testing.T) {
	p := newDesk(t)
	u := p.handOver()
	pdf, pack := p.make(u.ID)
	report := verifyPack(t, pack)
	if !report.OK || report.PDF == nil || len(report.Files) != 7 || report.Submission != u.Digest {
		t.Fatalf("%+v", report)
	}
	inside, err := Verify(bytes.NewReader(pdf), int64(len(pdf)))
	if err != nil || !inside.OK {
		t.Fatalf("%+v, %v", inside, err)
	}
	_, document := p.frozen(u.ID)

	p.clock.Add(40 * 24 * time.Hour)
	ctx := t.Context()
	_, err = p.e.Revise(ctx, deskID, p.pieces[0].ID, deskCarys)
	must(t, err)
	p.upload(p.pieces[0].ID, "New.txt", "something new")
	must(t, p.e.AddFeedback(ctx, deskID, p.pieces[1].ID, p.pieces[1].Version.ID, 0, deskMarcus, "One more thing."))
	p.choose(0, 2)
	p.record(programme.GatewayRecord{Key: programme.GatewayEnglish, State: programme.GatewayWorking})
	for _, sql := range []string{
		`UPDATE people SET name = 'Other'`, `UPDATE organisations SET name = name || ' Ltd'`, `UPDATE standards SET title = 'B'`,
		`UPDATE statements SET summary = 'Other', title = 'Other'`, `UPDATE enrolments SET uln = '9123450710', employer_contact = 'Nia'`,
		`UPDATE versions SET title = 'Other', action = 'Other'`, `UPDATE plans SET document = replace(document, 'The award', 'Another')`, `UPDATE files SET name = 'other.txt'`,
	} {
		p.exec(sql)
	}
	p.stores.Standards, p.stores.Provider = ksb.NewStore(p.d), "Another"
	local := time.Local
	time.Local = time.FixedZone("Far", 13*3600)
	defer func() { time.Local = local }()
	pdf2, pack2 := p.make(u.ID)
	if !bytes.Equal(pdf, pdf2) || !bytes.Equal(pack, pack2) {
		t.Error("printed again after changes in the portfolio, it differs")
	}
	if _, now := p.frozen(u.ID); !bytes.Equal(document, now) {
		t.Error("the frozen document changed")
	}
}

func TestNextAttempts(t *testing.T) {
	p := newDesk(t)
	first := p.handOver()
	p.make(first.ID)
	for _, key := range []string{"portfolio", "sign-offs", "english-maths"} {
		p.decide(first.ID, key, true)
	}
	p.refused("has not decided all of it yet: The award.")
	p.decide(first.ID, "qualification:award", false)
	p.clock.Add(time.Hour)
	p.record(programme.GatewayRecord{Key: "qualification:award", State: programme.GatewayAchieved, Day: on(2026, 3, 2), Note: "The right one"})
	second := p.handOver()
	p.make(second.ID)
	if got := states(p, second.ID); got != "portfolio accepted 1, sign-offs accepted 1, english-maths accepted 1, qualification:award waiting 0" {
		t.Errorf("attempt 2: %s", got)
	}
	if second.Attempt != 2 || second.Components[0].DecidedName != "Helen" {
		t.Errorf("%+v", second)
	}
	p.decide(second.ID, "qualification:award", false)
	p.choose(0, 1, 2)
	p.sign()
	third := p.handOver()
	p.make(third.ID)
	if got := states(p, third.ID); got != "portfolio waiting 0, sign-offs waiting 0, english-maths accepted 1, qualification:award waiting 0" {
		t.Errorf("attempt 3: %s", got)
	}
	for _, key := range []string{"portfolio", "sign-offs", "qualification:award"} {
		p.decide(third.ID, key, true)
	}
	p.refused("Larch accepted attempt 3")

	result := func(passed bool) { // of attempt 3, released
		must(t, p.d.Update(t.Context(), func(tx *db.Tx) error {
			const upsert = `
				INSERT INTO assessments (submission_id, sitting, state, moderated, passed) VALUES ($1, 1, 'released', 0, $2)
				ON CONFLICT (submission_id) DO UPDATE SET passed = excluded.passed`
			_, err := tx.Exec(t.Context(), upsert, third.ID, passed)
			return err
		}))
	}
	result(true)
	p.refused("Larch accepted attempt 3")
	result(false)
	if again := p.handOver(); again.Attempt != 4 || !again.Accepted() {
		t.Errorf("after a fail, unchanged: attempt %d, %s", again.Attempt, states(p, again.ID))
	}
}

func states(p *desk, id evidence.SubmissionID) string {
	u, err := p.e.Submission(p.t.Context(), id)
	must(p.t, err)
	var all []string
	for _, c := range u.Components {
		all = append(all, fmt.Sprintf("%s %s %d", c.Key, c.State, c.KeptFrom))
	}
	return strings.Join(all, ", ")
}

// TestHandedOverWhileSomeoneUploads freezes again and again beside uploads: a
// file is in what is frozen whole, or not at all.
func TestHandedOverWhileSomeoneUploads(t *testing.T) {
	p := newDesk(t)
	item, err := p.e.AddItem(t.Context(), deskID, deskCarys, evidence.Version{Title: "Draft", Kind: evidence.WorkProduct, From: on(2026, 3, 2)})
	must(t, err)
	ctx, stop := context.WithCancel(t.Context())
	var work sync.WaitGroup
	uploads := 0
	work.Go(func() {
		for ctx.Err() == nil && uploads < 40 {
			p.upload(item.ID, fmt.Sprintf("%d.txt", uploads), strings.Repeat(fmt.Sprint(uploads), 1000))
			uploads++
		}
	})
	var made sync.WaitGroup
	results := make([]error, 8)
	for i := range results {
		made.Go(func() { _, results[i] = p.stores.HandOver(t.Context(), deskID, deskMarcus) })
	}
	made.Wait()
	stop()
	work.Wait()
	ok := 0
	for _, err := range results {
		if err == nil {
			ok++
		} else if !fault.Is(err, fault.Conflict) {
			t.Errorf("a second click: %v", err)
		}
	}
	if ok != 1 {
		t.Errorf("%d submissions of eight clicks at once", ok)
	}
	s, _ := p.frozen(1)
	if len(s.Portfolio.Pieces) != 2 {
		t.Errorf("frozen %+v", s.Portfolio.Pieces)
	}
	_, pack := p.make(1)
	if report := verifyPack(t, pack); !report.OK {
		t.Errorf("%+v", report)
	}
}

func TestAFileThatIsGoneStopsThePack(t *testing.T) {
	p := newDesk(t)
	u := p.handOver()
	s, _ := p.frozen(u.ID)
	must(t, p.files.Delete(t.Context(), s.Files[0].Ref))
	_, err := p.stores.MakeSubmission(t.Context(), p.files, u.ID, func(int, int, string) {})
	if f := fault.Of(err); err == nil || f.Kind != fault.Conflict || !strings.HasPrefix(f.Message, "File 1.1, “Letter.txt”, is missing from the store.") {
		t.Errorf("made without a file: %v", err)
	}
	p.upload(p.addDraft(), "Letter.txt", "The file of Letter")
	p.make(u.ID)
}

func (p *desk) addDraft() evidence.ItemID {
	p.t.Helper()
	item, err := p.e.AddItem(p.t.Context(), deskID, deskCarys, evidence.Version{Title: "Again", Kind: evidence.WorkProduct, From: on(2026, 3, 2)})
	must(p.t, err)
	return item.ID
}
