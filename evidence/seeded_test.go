package evidence_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/db/dbtest"
	"touchstone/app/document"
	"touchstone/app/programme"
	"touchstone/evidence"
	"touchstone/ksb"
)

// The statements of the ready portfolio, besides k1, k2 and k3.
const (
	ready1, ready2 ksb.StatementID = 4, 5 // skills
	other          ksb.StatementID = 6    // knowledge, of the project
	behave1        ksb.StatementID = 7
	behave2        ksb.StatementID = 8
)

// readyPlan asks for everything a plan can ask for.
const readyPlan = `{"reference":"P","version":"1","name":"The plan","regime":"assessment",
	"words":{"assessment":"apprenticeship assessment","organisation":"assessment organisation","gateway":"gateway to completion","method":"assessment outcome"},
	"methods":[
		{"key":"discussion","name":"Discussion","portfolio":true,"statements":["k1","k2","k3","s1","s2"],"sampled":["s2"]},
		{"key":"project","name":"Project","statements":["k4"]},
		{"key":"behaviours","name":"Behaviours","verified":true,"statements":["b1","b2"]}],
	"portfolio":{"pieces_min":4,"pieces_typical":4,"pieces_max":7,"reflection":"forbidden","kinds_wanted":["witness testimony"],"kinds_barred":["training record"],
		"media_minutes":5,"locator":true,"ai_declaration":true,
		"declarations":[{"by":"apprentice","words":"It is mine."},{"by":"employer","words":"It is theirs."},{"by":"coach","words":"I have seen it."}]},
	"gateway":{"hours":true,"duration":true,"reviews":true,"english_maths":{"from_16":"required","from_19":"decision"},
		"qualifications":[{"key":"award","name":"Level 2 award"}],"documents":[{"key":"log","name":"Training log"}],
		"sign_offs":[{"by":"apprentice","words":"I am ready."},{"by":"employer","words":"They work at the standard."},{"by":"coach","words":"All is complete."}]}}`

// signedOff are the sign-offs of the plan in their order.
var signedOff = []ksb.SignOff{{By: "apprentice", Words: "I am ready."}, {By: "employer", Words: "They work at the standard."}, {By: "coach", Words: "All is complete."}}

// A bench is a portfolio that is ready, in a real database, to put faults in.
type bench struct {
	t     *testing.T
	d     *db.DB
	clock *dbtest.Clock
	s     *evidence.Store
}

// newBench makes it: four pieces chosen and one accepted besides, everything
// recorded, declared and signed, on 5 June 2026, ten months in.
func newBench(t *testing.T) *bench {
	t.Helper()
	d, clock := dbtest.OpenAt(t, time.Date(2026, time.June, 5, 12, 0, 0, 0, time.UTC))
	b := &bench{t, d, clock, evidence.NewStore(d)}
	for _, sql := range []string{
		`INSERT INTO people (name, email, created_at) VALUES ('Carys', 'c@example.com', 0), ('Dewi', 'd@example.com', 0), ('Marcus', 'm@example.com', 0), ('Tom', 't@example.com', 0)`,
		`INSERT INTO organisations (kind, name, created_at) VALUES ('employer', 'Ashbrook', 0), ('assessment', 'Larch Assessment', 0)`,
		`INSERT INTO standards (reference, version, title, level, types, source, minimum_hours, created_at, updated_at) VALUES ('ST0001', '1', 'A', 3, '[]', '{}', 190, 0, 0)`,
		`INSERT INTO standard_options (standard_id, position, name) VALUES (1, 1, 'X'), (1, 2, 'Y')`,
		`INSERT INTO statements (standard_id, key, position, code, code_origin, type, title, summary, membership) VALUES
		 (1, 'k1', 1, 'K1', 'official', 'knowledge', 'On K1', '', 'core'), (1, 'k2', 2, 'K2', 'official', 'knowledge', 'On K2', '', 'core'),
		 (1, 'k3', 3, 'K3', 'official', 'knowledge', 'On K3', '', 'core'), (1, 's1', 4, 'S1', 'official', 'skill', 'On S1', '', 'core'),
		 (1, 's2', 5, 'S2', 'official', 'skill', 'On S2', '', 'core'), (1, 'k4', 6, 'K4', 'official', 'knowledge', 'On K4', '', 'core'),
		 (1, 'b1', 7, 'B1', 'official', 'behaviour', 'On B1', '', 'core'), (1, 'b2', 8, 'B2', 'official', 'behaviour', 'On B2', '', 'core')`,
		`INSERT INTO plans (standard_id, reference, version, name, example, document, created_at) VALUES (1, 'P', '1', 'The plan', 0, '` + readyPlan + `', 0)`,
		`INSERT INTO enrolments (apprentice_id, standard_id, option_id, plan_id, employer_id, employer_contact, coach_id, assessment_id, uln, started_on, planned_end_on, gateway_on, created_at, updated_at)
		 VALUES (1, 1, 1, 1, 1, 'Tom, sales manager', 3, 2, '9900000063', '2025-08-04', '2027-02-03', '2026-06-10', 0, 0)`,
		`INSERT INTO hours (enrolment_id, form, state, version, from_on, to_on, minutes, activity, learned, time, separate, recorded_at, sent_at, updated_at)
		 VALUES (1, 'a', 'agreed', 1, '2025-09-01', '2025-10-01', 6000, 'teaching', 'L', 'paid', 0, 0, 0, 0), (1, 'b', 'agreed', 1, '2026-04-01', '2026-05-01', 5400, 'teaching', 'L', 'paid', 0, 0, 0, 0)`,
		`INSERT INTO progress_reviews (enrolment_id, number, state, revision, round, held_on, content, document, digest, created_at, saved_at) VALUES (1, 1, 'signed', 1, 1, '2026-05-05', '{}', '', '', 0, 0)`,
	} {
		must(t, exec(t, d, sql))
	}
	b.fill()
	return b
}

func (b *bench) fill() {
	t := b.t
	// Piece 1, of a document of three pages, claims K1 and K2.
	p := b.draft(evidence.Version{Title: "Letter", Kind: evidence.WorkProduct})
	doc := addFile(t, b.s, p.ID, file("1", "letter.pdf", document.Facts{Kind: document.PDF, Pages: 3}))
	b.accepted(p.ID, func(v *evidence.Version) {
		v.Claims = []evidence.Claim{at(k1, doc.ID, evidence.Page, 2), at(k2, doc.ID, evidence.Page, 3)}
	})
	// Piece 2, a recording of five minutes, claims K3.
	p = b.draft(evidence.Version{Title: "Call", Kind: "recording"})
	call := addFile(t, b.s, p.ID, file("2", "call.mp4", document.Facts{Kind: document.Video, Duration: 5 * time.Minute}))
	b.accepted(p.ID, func(v *evidence.Version) { v.Claims = []evidence.Claim{at(k3, call.ID, evidence.Time, 40)} })
	// Piece 3, what a witness saw, claims S1.
	p = b.draft(evidence.Version{Title: "Meeting", Kind: evidence.WitnessTestimony, Witness: evidence.Witness{Name: "Tom", Role: "Manager", Relation: "my manager"}})
	seen := b.accepted(p.ID, func(v *evidence.Version) { v.Claims = []evidence.Claim{claim(ready1)} })
	must(t, b.s.Testify(t.Context(), mine, evidence.Testimony{Item: p.ID, Version: seen.Version.ID, Revision: seen.Version.Revision, Words: "I saw it.", Saw: true}, "shown",
		programme.Signer{Role: account.Employer, Name: "Tom", Person: 4}))
	// Piece 4, held at the employer and made with AI, claims S2; piece 5, left
	// out, K1 again.
	p = b.draft(evidence.Version{Title: "Ledger", Kind: evidence.WorkProduct, Held: true, HeldWhat: "The ledger", HeldWhere: "Room 2, with Tom", AI: evidence.AIUsed, AINote: "For the spelling"})
	b.accepted(p.ID, func(v *evidence.Version) { v.Claims = []evidence.Claim{claim(ready2)} })
	p = b.draft(evidence.Version{Title: "Another", Kind: "report"})
	b.accepted(p.ID, func(v *evidence.Version) { v.Claims = []evidence.Claim{claim(k1)} })
	must(t, b.s.Select(t.Context(), mine, marcus, []evidence.ItemID{1, 2, 3, 4}))

	store, ctx := programme.NewStore(b.d), t.Context()
	b.clock.Add(time.Hour)
	for role, who := range map[account.Role]account.PersonID{account.Apprentice: carys, account.Employer: 4, account.Coach: marcus} {
		must(t, store.Declare(ctx, mine, role, who))
	}
	must(t, store.VerifyBehaviours(ctx, mine, "shown", []programme.BehaviourCheck{{Statement: behave1, Shown: true}, {Statement: behave2, Shown: true}},
		programme.Signer{Role: account.Employer, Name: "Tom", Person: 4}))
	for _, r := range []programme.GatewayRecord{
		{Key: programme.GatewayAge, State: programme.GatewayFrom19},
		{Key: programme.GatewayEnglish, State: programme.GatewayOptedOut, Note: "Decided together."},
		{Key: programme.GatewayMaths, State: programme.GatewayAchieved, Day: march(2)},
		{Key: "qualification:award", State: programme.GatewayAchieved, Day: march(2)},
		{Key: "document:log", State: programme.GatewayAchieved, Day: march(2), Note: "In the archive"},
	} {
		must(t, store.KeepGatewayRecord(ctx, mine, marcus, &r))
	}
	must(t, b.d.Update(ctx, func(tx *db.Tx) error { return signOff(t, tx, signedOff...) }))
}

// draft adds a piece that says what v does and, beyond it, all that is asked.
func (b *bench) draft(v evidence.Version) evidence.Piece {
	b.t.Helper()
	v.From, v.Action, v.OwnWork = march(2), "I rang them.", true
	if v.AI == evidence.AINotSaid {
		v.AI = evidence.AINotUsed
	}
	p, err := b.s.AddItem(b.t.Context(), mine, carys, v)
	must(b.t, err)
	return p
}

// accepted saves a draft once more, submits and accepts it.
func (b *bench) accepted(id evidence.ItemID, edit func(*evidence.Version)) evidence.Piece {
	b.t.Helper()
	p, err := b.s.SaveDraft(b.t.Context(), mine, id, carys, read(b.t, b.s, id).Version.Revision, edit)
	must(b.t, err)
	p = submit(b.t, b.s, p)
	accept(b.t, b.s, p)
	return read(b.t, b.s, id)
}

// at claims a statement at one page or time.
func at(id ksb.StatementID, file evidence.FileID, unit evidence.Unit, n int) evidence.Claim {
	return evidence.Claim{Statement: id, How: "I did it.", Places: []evidence.Place{{File: file, Unit: unit, First: n, Last: n}}}
}

// signOff signs what is handed over as it is now, in that order.
func signOff(t *testing.T, tx *db.Tx, order ...ksb.SignOff) error {
	people := map[string]account.PersonID{"apprentice": carys, "employer": 4, "coach": marcus}
	f, err := evidence.FactsIn(t.Context(), tx, ksb.NewStore(nil), mine)
	if err != nil {
		return err
	}
	for _, so := range order {
		g := programme.Signature{Enrolment: mine, Subject: evidence.GatewaySubject, Words: so.Words, Content: f.HandOver,
			Signer: programme.Signer{Role: account.Role(so.By), Person: people[so.By]}}
		if err := programme.Sign(t.Context(), tx, &g); err != nil {
			return err
		}
	}
	return nil
}

// A change is SQL, or func(*testing.T, *db.Tx) error.
type change any

// look makes changes, judges the portfolio as it then is, and undoes them.
func (b *bench) look(changes ...change) (f *evidence.Facts, r evidence.Readiness) {
	b.t.Helper()
	undo := errors.New("undo")
	err := b.d.Update(b.t.Context(), func(tx *db.Tx) (err error) {
		for _, c := range changes {
			switch c := c.(type) {
			case string:
				if n, err := tx.Exec(b.t.Context(), c); err != nil || n == 0 {
					return fmt.Errorf("%s: %d rows, %w", c, n, err)
				}
			case func(*testing.T, *db.Tx) error:
				if err := c(b.t, tx); err != nil {
					return err
				}
			}
		}
		if f, err = evidence.FactsIn(b.t.Context(), tx, ksb.NewStore(nil), mine); err != nil {
			return err
		}
		r = evidence.Check(f)
		return undo
	})
	if !errors.Is(err, undo) {
		b.t.Fatal(err)
	}
	return f, r
}

// found returns what readiness reports, in order: rule, subject and state, the
// subject and "not met" left out where they are nothing more.
func found(r *evidence.Readiness) (out []string) {
	for _, q := range r.Requirements {
		text := strings.TrimSpace(q.Rule + " " + q.Subject)
		switch {
		case q.State == evidence.Awaited:
			out = append(out, text+" waiting")
		case q.State == evidence.NotMet:
			out = append(out, text)
		case q.Advice != "":
			out = append(out, text+" advice")
		}
	}
	return out
}

// again lets everybody sign what is handed over after a change.
func again(t *testing.T, tx *db.Tx) error { return signOff(t, tx, signedOff...) }

// planned changes the plan, as replacing one text in it by another.
func planned(pairs ...string) string {
	text := readyPlan
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			panic("the plan has no " + pairs[i])
		}
		text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
	}
	return `UPDATE plans SET document = '` + text + `'`
}

// signing are the sign-offs that a change of what is handed over asks for again.
var signing = []string{"sign-offs sign-off 1 waiting", "sign-offs sign-off 2 waiting", "sign-offs sign-off 3 waiting"}

func with(first []string, more ...string) []string { return append(slices.Clone(more), first...) }

// Pieces in SQL: the version of a piece is v1 to v5, since each has one.
func version(n int, set string) string {
	return fmt.Sprintf(`UPDATE versions SET %s WHERE item_id = %d`, set, n)
}

// revise adds a second version to piece 1, in a state.
func revise(state string) []change {
	return []change{
		`INSERT INTO versions SELECT 100, item_id, 2, '` + state + `', 1, title, kind, done_from, done_to, place, situation, task, action, result, worked, failed, next_time, theory,
		 own_part, own_work, ai_used, ai_note, witness_name, witness_role, witness_relation, witness_contact, held, held_what, held_where, created_at, saved_at, NULL, NULL, NULL, NULL, NULL FROM versions WHERE item_id = 1`,
		`UPDATE items SET latest_id = 100, state = '` + state + `' WHERE id = 1`,
	}
}

// piece6 adds a piece without an accepted version, in a state.
func piece6(state string) []change {
	return []change{
		`INSERT INTO items (id, portfolio_id, number, state, title, latest_id, created_at, updated_at) VALUES (6, 1, 6, '` + state + `', 'New', 101, 0, 0)`,
		`INSERT INTO versions SELECT 101, 6, 1, '` + state + `', 1, 'New', kind, done_from, done_to, place, situation, task, action, result, worked, failed, next_time, theory,
		 own_part, own_work, ai_used, ai_note, witness_name, witness_role, witness_relation, witness_contact, held, held_what, held_where, created_at, saved_at, NULL, NULL, NULL, NULL, NULL FROM versions WHERE item_id = 1`,
	}
}

const unchosen = `DELETE FROM selections`

func TestSeededFaults(t *testing.T) {
	b := newBench(t)
	tests := []struct {
		name    string
		changes []change
		want    []string // rule and subject of all that is reported, in the order it is shown
	}{
		// Statements.
		{"a statement that nothing shows", []change{`UPDATE claims SET statement_id = 6 WHERE statement_id = 2`}, []string{"coverage method discussion"}},
		{"a statement that may be sampled, and that nothing shows", []change{`UPDATE claims SET statement_id = 6 WHERE statement_id = 5`},
			[]string{"sampled method discussion", "pointless piece 4"}}, // what piece 4 shows instead is the project's
		{"a statement whose claim was referred", []change{`UPDATE claims SET verdict = 'referred' WHERE statement_id = 2`}, []string{"coverage method discussion"}},
		{"a statement only in a piece that is left out", []change{`UPDATE selected_items SET item_id = 5 WHERE item_id = 2`}, // what is signed changes too
			with(signing, "left-out")},
		{"a statement that the plan does not know", []change{planned(`"statements":["k4"]`, `"statements":[]`)}, []string{"unmapped"}},
		{"a statement added to the standard since",
			[]change{`INSERT INTO statements (standard_id, key, position, code, code_origin, type, title, summary, membership) VALUES (1, 'k9', 9, 'K9', 'official', 'knowledge', 'K9', '', 'core')`},
			[]string{"unmapped"}},
		{"a statement of a piece that waits", append(piece6("submitted"), unchosen, `UPDATE claims SET version_id = 101 WHERE statement_id = 2`, again),
			[]string{"coverage method discussion waiting", "decided piece 6 waiting"}},

		// Pieces.
		{"no pieces chosen", []change{`DELETE FROM selected_items`},
			with(signing, "left-out", "pieces", "wanted kind witness testimony")},
		{"a piece too few", []change{planned(`"pieces_min":4`, `"pieces_min":5`)}, []string{"pieces"}},
		{"a piece too many", []change{planned(`"pieces_min":4,"pieces_typical":4,"pieces_max":7`, `"pieces_min":1,"pieces_max":3`)}, []string{"pieces"}},
		{"far more pieces than usual", []change{planned(`"pieces_min":4,"pieces_typical":4`, `"pieces_min":1,"pieces_typical":2`)}, []string{"pieces advice"}},
		{"far fewer pieces than usual", []change{planned(`"pieces_typical":4,"pieces_max":7`, `"pieces_typical":9`)}, []string{"pieces advice"}},
		{"a chosen piece whose acceptance was taken back", []change{`UPDATE items SET state = 'returned', counts_id = NULL WHERE id = 4`, `UPDATE versions SET state = 'returned' WHERE item_id = 4`},
			with(signing, "sampled method discussion", "pieces", "counts piece 4")}, // it showed S2, and three are too few
		{"a submitted piece, where nobody chose", append(piece6("submitted"), unchosen, again), []string{"decided piece 6 waiting"}},
		{"a returned piece, where nobody chose", append(piece6("returned"), unchosen, again), []string{"decided piece 6"}},
		{"a chosen piece that is being changed", revise("draft"), []string{"revised piece 1"}},
		{"a change of a chosen piece that waits", revise("submitted"), []string{"revised piece 1 waiting"}},
		{"a change of a chosen piece that was returned", revise("returned"), []string{"revised piece 1"}},
		{"a question of quality assurance", []change{`INSERT INTO waits (kind, subject_id, role, enrolment_id, since) VALUES ('quality', 1, 'coach', 1, 0)`}, []string{"quality waiting"}},
		{"a piece that shows only another method’s", []change{`INSERT INTO selected_items VALUES (1, 5)`, `UPDATE claims SET statement_id = 6 WHERE version_id = 5`, again},
			[]string{"pointless piece 5"}},
		{"a piece that claims nothing", []change{`INSERT INTO selected_items VALUES (1, 5)`, `UPDATE claims SET version_id = 1, statement_id = 6 WHERE version_id = 5`, again},
			[]string{"pointless piece 5"}},
		{"a claim without a page", []change{`UPDATE claim_places SET unit = 'whole' WHERE unit = 'page' AND first = 2`}, []string{"locator piece 1"}},
		{"a claim without any place", []change{`DELETE FROM claim_places WHERE unit = 'time'`}, []string{"locator piece 2"}},
		{"a claim that says nothing", []change{`UPDATE claims SET how = ' ' WHERE statement_id = 5`}, []string{"how piece 4"}},
		{"a barred kind", []change{version(4, `kind = 'training record'`)}, []string{"barred piece 4"}},
		{"a wanted kind that is missing", []change{version(3, `kind = 'report'`)}, []string{"wanted kind witness testimony"}},
		{"a reflective account", []change{version(4, `kind = 'Reflective account'`)}, []string{"reflection piece 4"}},
		{"nothing but reflection", []change{version(3, `kind = 'observation record', action = '', worked = 'I learned'`)}, []string{"wanted kind witness testimony", "reflection piece 3"}},
		{"a claim that points into the reflection", []change{`UPDATE claim_places SET unit = 'section', section = 'What worked' WHERE claim_id = (SELECT id FROM claims WHERE statement_id = 4)`},
			[]string{"reflection piece 3"}},
		{"a reflection where the plan discourages it", []change{planned(`"forbidden"`, `"discouraged"`), version(1, `failed = 'I was late'`)}, []string{"reflection piece 1 advice"}},
		{"a piece with nothing in it", []change{version(3, `action = ''`)}, []string{"substance piece 3"}},
		{"held, and nothing says what", []change{version(4, `held_what = ''`)}, []string{"held piece 4"}},
		{"held, and nothing says where", []change{version(4, `held_where = ' '`)}, []string{"held piece 4"}},
		{"held, with a file", []change{version(1, `held = 1, held_what = 'x', held_where = 'x'`)}, []string{"held piece 1"}},
		{"a recording a little too long", []change{`UPDATE files SET facts = '{"kind":"video","duration":301000000001}' WHERE name = 'call.mp4'`}, []string{"media piece 2"}},
		{"a file that does not open, and was kept", []change{`UPDATE files SET fault = 'It is locked.', kept_at = 1 WHERE name = 'letter.pdf'`}, []string{"files piece 1"}},
		{"a piece without a day", []change{version(1, `done_from = NULL`)}, []string{"dated piece 1"}},
		{"a piece from before the start", []change{version(1, `done_from = '2025-08-03'`)}, []string{"dated piece 1"}},
		{"a piece from tomorrow", []change{version(1, `done_from = '2026-06-06'`)}, []string{"dated piece 1"}},
		{"a piece that ends tomorrow", []change{version(1, `done_to = '2026-06-06'`)}, []string{"dated piece 1"}},

		// Witnesses and declarations.
		{"a witness without a name", []change{version(3, `witness_name = ''`)}, []string{"witness piece 3"}},
		{"a witness without a job", []change{version(3, `witness_role = ''`)}, []string{"witness piece 3"}},
		{"a witness without a relationship", []change{version(3, `witness_relation = ''`)}, []string{"witness piece 3"}},
		{"an observation without its witness", []change{version(4, `kind = 'observation record'`)}, []string{"witness piece 4", "testimony piece 4 advice"}}, // held: a signature may be there
		{"testimony that nobody signed", []change{`DELETE FROM testimonies`}, []string{"testimony piece 3"}},
		{"testimony that somebody was asked for", []change{`DELETE FROM testimonies`, asked("testimony", 3)}, []string{"testimony piece 3 waiting"}},
		{"testimony that is only a file", []change{version(1, `kind = 'witness testimony', witness_name = 'T', witness_role = 'T', witness_relation = 'T'`)}, []string{"testimony piece 1 advice"}},
		{"a witness who was told", []change{`UPDATE testimonies SET seen = 'told'`}, []string{"saw piece 3"}},
		{"not declared to be own work", []change{version(1, `own_work = 0`)}, []string{"own-work piece 1"}},
		{"team work without the own part", []change{version(1, `action = 'We rang, we wrote, and I paid our bill.'`)}, []string{"own-part piece 1 advice"}},
		{"AI not declared", []change{version(1, `ai_used = ''`)}, []string{"ai piece 1"}},
		{"AI used, and not what for", []change{version(4, `ai_note = ''`)}, []string{"ai-note piece 4"}},
		{"a declaration that is missing", []change{`DELETE FROM declarations WHERE role = 'employer'`}, []string{"declarations declaration employer waiting"}},
		{"a declaration without a day", []change{`UPDATE declarations SET signed_at = 0 WHERE role = 'coach'`}, []string{"declarations declaration coach waiting"}},
		{"a declaration older than the pieces", []change{`UPDATE declarations SET signed_at = (SELECT max(decided_at) - 1 FROM versions) WHERE role = 'apprentice'`},
			[]string{"declarations declaration apprentice waiting"}},
		{"a declaration in other words", []change{planned(`It is mine.`, `It is all mine.`)}, []string{"declarations declaration apprentice waiting"}},
		{"declarations older than the choice", []change{`UPDATE selections SET at = (SELECT max(signed_at) + 1 FROM declarations)`},
			[]string{"declarations declaration apprentice waiting", "declarations declaration employer waiting", "declarations declaration coach waiting"}},

		// Training and time.
		{"hours that are short by a minute", []change{`UPDATE hours SET minutes = 5399 WHERE form = 'b'`}, []string{"hours"}},
		{"hours that are not agreed", []change{`UPDATE hours SET state = 'submitted' WHERE form = 'b'`}, []string{"hours waiting"}},
		{"hours of which the target is not known", []change{`UPDATE standards SET minimum_hours = 0`}, []string{"hours"}},
		{"a day too short on the programme", []change{`UPDATE enrolments SET started_on = '2025-10-06'`, `UPDATE hours SET from_on = '2025-10-10', to_on = '2025-10-11' WHERE form = 'a'`},
			[]string{"duration"}},
		{"too short on the programme by a break", []change{`UPDATE enrolments SET paused_days = 63`}, []string{"duration"}},
		{"a review a day overdue", []change{`UPDATE progress_reviews SET held_on = '2026-02-05'`}, []string{"reviews"}},
		{"no day planned", []change{`UPDATE enrolments SET gateway_on = NULL`}, []string{"gateway-day"}},
		{"a day planned too early", []change{`UPDATE enrolments SET gateway_on = '2026-04-03'`}, []string{"gateway-day"}},

		// English, maths, qualifications and documents.
		{"the age not recorded", []change{`DELETE FROM gateway_records WHERE key = 'age'`}, []string{"age"}}, // what is asked is not known then
		{"no decision on English", []change{`DELETE FROM gateway_records WHERE key = 'english'`}, []string{"english"}},
		{"maths not achieved yet", []change{`UPDATE gateway_records SET state = 'working' WHERE key = 'maths'`}, []string{"maths"}},
		{"English opted out of at 17", []change{`UPDATE gateway_records SET state = '16' WHERE key = 'age'`}, []string{"english"}},
		{"no maths at 17", []change{`UPDATE gateway_records SET state = '16' WHERE key = 'age'`, `UPDATE gateway_records SET state = 'exempt' WHERE key = 'english'`, `DELETE FROM gateway_records WHERE key = 'maths'`},
			[]string{"maths"}},
		{"a qualification that is missing", []change{`DELETE FROM gateway_records WHERE key = 'qualification:award'`}, []string{"qualifications qualification:award"}},
		{"a qualification not achieved yet", []change{`UPDATE gateway_records SET state = 'working' WHERE key = 'qualification:award'`}, []string{"qualifications qualification:award"}},
		{"a document that is missing", []change{`DELETE FROM gateway_records WHERE key = 'document:log'`}, []string{"documents document:log"}},
		{"a document that is nowhere", []change{`UPDATE gateway_records SET note = '' WHERE key = 'document:log'`}, []string{"documents document:log"}},

		// Behaviours.
		{"a behaviour that nobody was asked about", []change{`DELETE FROM behaviour_checks WHERE statement_id = 7`}, []string{"behaviours not asked waiting"}},
		{"a behaviour not seen yet", []change{`UPDATE behaviour_checks SET shown = 0 WHERE statement_id = 8`}, []string{"behaviours not yet"}},
		{"both", []change{`DELETE FROM behaviour_checks WHERE statement_id = 7`, `UPDATE behaviour_checks SET shown = 0 WHERE statement_id = 8`},
			[]string{"behaviours not asked waiting", "behaviours not yet"}},

		// The record. What of it is in the text that is signed is signed again.
		{"no option", []change{`UPDATE enrolments SET option_id = NULL`, again}, []string{"option"}},
		{"a break", []change{`UPDATE enrolments SET state = 'break', paused_on = '2026-06-01'`}, []string{"state"}},
		{"a withdrawal", []change{`UPDATE enrolments SET state = 'withdrawn', ended_on = '2026-06-01'`}, []string{"state"}},
		{"an end", []change{`UPDATE enrolments SET state = 'completed', ended_on = '2026-06-01'`}, []string{"state"}},
		{"no ULN", []change{`UPDATE enrolments SET uln = ''`, again}, []string{"uln"}},
		{"a ULN of another figure", []change{`UPDATE enrolments SET uln = '9900000064'`}, with(signing, "uln")},
		{"nobody to assess", []change{`UPDATE enrolments SET assessment_id = NULL`}, []string{"assessment"}},
		{"no contact", []change{`UPDATE enrolments SET employer_contact = ' '`}, []string{"contact"}},
		{"an example for a plan", []change{`UPDATE plans SET example = 1`}, []string{"plan advice"}},

		// Sign-offs.
		{"nobody signed", []change{`DELETE FROM signatures WHERE subject = 'gateway'`}, signing},
		{"the last has not signed", []change{`DELETE FROM signatures WHERE words = 'All is complete.'`}, signing[2:]},
		{"the employer has not, and was asked", []change{`DELETE FROM signatures WHERE words = 'They work at the standard.'`, asked("gateway", 0)}, signing[1:]}, // what the coach signed came too early
		{"signed in another order", []change{`DELETE FROM signatures WHERE subject = 'gateway'`, func(t *testing.T, tx *db.Tx) error {
			return signOff(t, tx, signedOff[1], signedOff[0], signedOff[2])
		}}, signing[1:]},
		{"signed before another title", []change{version(1, `title = 'Letter, put right'`)}, signing},
		{"signed in other words", []change{`UPDATE signatures SET words = 'I agree.' WHERE words = 'I am ready.'`}, signing},
	}
	if len(tests) < 40 {
		t.Errorf("%d kinds of fault; want 40 or more", len(tests))
	}
	reported := map[string]bool{}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := *b
			b.t = t
			_, r := b.look(tt.changes...)
			got := found(&r)
			if !slices.Equal(got, tt.want) {
				t.Errorf("reported %q; want %q", got, tt.want)
			}
			for _, q := range r.Requirements {
				if q.State != evidence.Met || q.Advice != "" {
					reported[q.Rule] = true
				}
				checkSentences(t, &q)
			}
		})
	}
	_, r := b.look(`UPDATE enrolments SET plan_id = NULL`)
	for _, q := range r.Requirements {
		if q.Rule == "plan" && q.State == evidence.NotMet {
			reported["plan"] = true
		}
	}
	for _, q := range r.Requirements {
		if !reported[q.Rule] && q.Rule != "coverage" {
			t.Errorf("no fault is one of the rule %q", q.Rule)
		}
	}
}

// checkSentences looks at how a requirement is put.
func checkSentences(t *testing.T, q *evidence.Requirement) {
	t.Helper()
	if q.Name == "" || q.Group == "" {
		t.Errorf("%s %s has no name or heading", q.Rule, q.Subject)
	}
	for _, text := range []string{q.Text, q.Advice} {
		if text != "" && !strings.ContainsAny(text[len(text)-1:], ".”"[:1]) && !strings.HasSuffix(text, "”") {
			t.Errorf("%s %s is no sentence: %s", q.Rule, q.Subject, text)
		}
		if strings.Contains(text, "%!") || strings.Contains(text, "  ") {
			t.Errorf("%s %s: %s", q.Rule, q.Subject, text)
		}
	}
	switch q.State {
	case evidence.Met:
		if q.Text == "" && q.Advice == "" {
			t.Errorf("%s %s is met without a word", q.Rule, q.Subject)
		}
	case evidence.Awaited:
		if q.Who == "" {
			t.Errorf("%s %s waits for nobody", q.Rule, q.Subject)
		}
		fallthrough
	default:
		if q.Rule != "duration" && (q.Do == "" || q.Link == "" && q.Place == "" || q.Need == "" || q.For == "") {
			t.Errorf("%s %s does not say who does what and where: %+v", q.Rule, q.Subject, q)
		}
	}
}

// asked asks Tom by link to sign something.
func asked(purpose string, subject int) string {
	return fmt.Sprintf(`INSERT INTO requests (enrolment_id, purpose, subject_id, name, job, email, note, by_hand, asked_by, asked_at, expires_at)
		VALUES (1, '%s', %d, 'Tom', 'Manager', 't@example.org', '', 0, 3, 0, 9999999999999)`, purpose, subject)
}

func TestSoundPortfolios(t *testing.T) {
	b := newBench(t)
	tests := []struct {
		name    string
		changes []change
	}{
		{"as it is", nil},
		{"nobody chose: all that are accepted", []change{unchosen, `DELETE FROM selected_items`, again}},
		{"as many pieces as the plan takes", []change{planned(`"pieces_min":4,"pieces_typical":4,"pieces_max":7`, `"pieces_min":1,"pieces_max":4`)}},
		{"half of what is usual", []change{planned(`"pieces_typical":4,"pieces_max":7`, `"pieces_typical":8`)}},
		{"submitted and returned pieces that are not chosen", append(piece6("submitted"), `UPDATE items SET state = 'returned' WHERE id = 6`)},
		{"a recording of five minutes and a second", []change{`UPDATE files SET facts = '{"kind":"video","duration":301000000000}' WHERE name = 'call.mp4'`}},
		{"a longer one, where the plan says nothing of it", []change{planned(`"media_minutes":5,`, ``), `UPDATE files SET facts = '{"kind":"video","duration":3600000000000}' WHERE name = 'call.mp4'`}},
		{"a whole document of one page", []change{`UPDATE files SET facts = '{"kind":"pdf","pages":1}' WHERE name = 'letter.pdf'`, `UPDATE claim_places SET unit = 'whole', first = 0, last = 0 WHERE unit = 'page'`}},
		{"whole files, where the plan wants no place", []change{planned(`"locator":true,`, ``), `DELETE FROM claim_places`}},
		{"a reflection beside the account, which stays in", []change{version(1, `worked = 'The letter', next_time = 'Ring first'`)}},
		{"nothing but reflection, where it is allowed", []change{planned(`"forbidden"`, `"allowed"`), version(3, `action = '', worked = 'I learned'`)}},
		{"AI not declared, where the plan does not ask", []change{planned(`"ai_declaration":true,`, ``), version(1, `ai_used = ''`)}},
		{"team work with the own part", []change{version(1, `action = 'We rang, we wrote, we paid.', own_part = 'I wrote.'`)}},
		{"two words of a team", []change{version(1, `action = 'We rang, and wrote our letter.'`)}},
		{"work of the first day and of today", []change{version(1, `done_from = '2025-08-04'`), version(2, `done_from = '2026-06-05'`)}},
		{"from 16, with English and maths", []change{`UPDATE gateway_records SET state = '16' WHERE key = 'age'`, `UPDATE gateway_records SET state = 'achieved', day = '2026-01-01' WHERE key = 'english'`}},
		{"exempt", []change{`UPDATE gateway_records SET state = 'exempt', note = 'In another country.' WHERE key IN ('english', 'maths', 'qualification:award', 'document:log')`}},
		{"no age, where the plan asks the same of all", []change{planned(`"from_19":"decision"`, `"from_19":"required"`), `DELETE FROM gateway_records WHERE key = 'age'`, `UPDATE gateway_records SET state = 'achieved', day = '2026-01-01' WHERE key = 'english'`}},
		{"the last day of a minimum", []change{`UPDATE enrolments SET started_on = '2025-10-05'`, `UPDATE hours SET from_on = '2025-10-10', to_on = '2025-10-11' WHERE form = 'a'`}},
		{"a break that leaves the minimum just reached", []change{`UPDATE enrolments SET paused_days = 62`, `UPDATE enrolments SET gateway_on = '2026-06-05'`}},
		{"a review due today", []change{`INSERT INTO review_frequencies (enrolment_id, unit, every, reason, by_id, by_name, at) VALUES (1, 'days', 31, 'r', 3, 'Marcus', 0)`}},
		{"the first day that a gateway may be planned for", []change{`UPDATE enrolments SET gateway_on = '2026-04-04'`}},
		{"signed again after a change", []change{version(1, `title = 'Letter, put right'`), again}},
		{"two declarations of one role, signed at once", []change{planned(`{"by":"apprentice","words":"It is mine."}`, `{"by":"apprentice","words":"It is"},{"by":"apprentice","words":"mine."}`)}},
		{"declared at the moment of the last change", []change{`UPDATE selections SET at = (SELECT max(signed_at) FROM declarations)`}},
		{"a standard without options", []change{`UPDATE enrolments SET option_id = NULL`, `DELETE FROM standard_options`, again}},
		{"an end-point plan, with behaviours in the portfolio", []change{
			planned(`"regime":"assessment"`, `"regime":"end-point"`, `"verified":true,"statements"`, `"portfolio":true,"statements"`, `["k4"]`, `["k4","b2"]`),
			`UPDATE behaviour_checks SET shown = 0`, `INSERT INTO claims (version_id, statement_id, position, how) VALUES (4, 7, 8, 'x'), (4, 8, 9, 'x')`}},
		{"a plan from before gateway was known", []change{planned(readyPlan[strings.Index(readyPlan, `,`+"\n\t"+`"gateway"`):len(readyPlan)-1], ``),
			`DELETE FROM signatures WHERE subject = 'gateway'`, `DELETE FROM gateway_records`, `UPDATE hours SET minutes = 1`, `UPDATE progress_reviews SET held_on = '2025-09-01'`}},
	}
	if len(tests) < 20 {
		t.Errorf("%d sound portfolios; want 20 or more", len(tests))
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := *b
			b.t = t
			_, r := b.look(tt.changes...)
			if got := found(&r); len(got) > 0 || !r.Ready() {
				t.Errorf("reported %q", got)
			}
			for _, q := range r.Requirements {
				checkSentences(t, &q)
			}
		})
	}
}

// TestReadyToSign tells a portfolio of which only the sign-offs are missing.
func TestReadyToSign(t *testing.T) {
	b := newBench(t)
	unsigned := `DELETE FROM signatures WHERE subject = 'gateway'`
	for _, tt := range []struct {
		changes     []change
		ready, sign bool
	}{
		{nil, true, true},
		{[]change{unsigned}, false, true},
		{[]change{unsigned, `UPDATE enrolments SET employer_contact = ''`}, false, false},
		{[]change{`UPDATE enrolments SET employer_contact = ''`}, false, false},
	} {
		_, r := b.look(tt.changes...)
		if r.Ready() != tt.ready || r.ReadyToSign() != tt.sign {
			t.Errorf("%q: ready %t, to sign %t; want %t, %t", tt.changes, r.Ready(), r.ReadyToSign(), tt.ready, tt.sign)
		}
	}
}

// TestReadinessWithoutPlan asks for every statement, and nothing that only a
// plan can ask for.
func TestReadinessWithoutPlan(t *testing.T) {
	b := newBench(t)
	text := func(r evidence.Readiness, rule string) (all []string) {
		for _, q := range r.Requirements {
			if q.Rule == rule {
				all = append(all, q.Text)
			}
		}
		return all
	}
	_, r := b.look(`UPDATE enrolments SET plan_id = NULL`)
	if got, want := found(&r), []string{"coverage", "plan"}; !slices.Equal(got, want) {
		t.Errorf("without a plan, reported %q; want %q", got, want)
	}
	if got := text(r, "coverage"); len(got) != 1 || got[0] != "5 of 8 statements accepted. Missing: K4, B1 and B2." {
		t.Errorf("without a plan: %q", got)
	}
	_, r = b.look(`UPDATE enrolments SET plan_id = NULL`, `UPDATE statements SET code = ''`)
	if got := text(r, "coverage"); !strings.HasSuffix(got[0], "Missing: On K4, On B1 and On B2.") {
		t.Errorf("without codes: %q", got)
	}
	_, r = b.look(planned(`,"portfolio":true`, ``))
	if got := text(r, "coverage"); len(got) != 1 || got[0] != "5 of 6 statements accepted. Missing: K4." {
		t.Errorf("under a plan that names no method of the portfolio: %q", got)
	}
	if got := text(r, "sampled"); len(got) > 0 {
		t.Errorf("sampled, where no method is the portfolio’s: %q", got)
	}
	_, r = b.look(planned(`,"sampled":["s2"]`, ``))
	if got := append(text(r, "coverage"), text(r, "sampled")...); len(got) != 1 || got[0] != "All of 5 statements accepted." {
		t.Errorf("with nothing sampled: %q", got)
	}
	_, r = b.look()
	if got := text(r, "duration"); strings.Contains(got[0], "break") {
		t.Errorf("without a break: %q", got)
	}
}
