package reports

import (
	"strings"
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

// TestGather takes pieces through the stores and reads what came of them.
func TestGather(t *testing.T) {
	ctx := t.Context()
	d, clock := dbtest.OpenAt(t, dbtest.Noon)
	standards, programmes, store := ksb.NewStore(d), programme.NewStore(d), evidence.NewStore(d)
	must(t, standards.Seed(ctx))
	std, err := standards.StandardByReference(ctx, "ST0175", "1.1")
	must(t, err)
	plans, err := standards.Plans(ctx, std.ID)
	must(t, err)
	must(t, d.Update(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO people (name, email, created_at) VALUES ('Carys', 'c@example.org', 0), ('Marcus', 'm@example.org', 0)`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO grants (person_id, role, scope, scope_id, granted_at) VALUES (2, 'coach', 'installation', 0, 0)`)
		return err
	}))
	const carys, marcus = account.PersonID(1), account.PersonID(2)
	employer := programme.Organisation{Kind: programme.EmployerOrganisation, Name: "Ashbrook"}
	provider := programme.Organisation{Kind: programme.Provider, Name: "Tidewell Training"}
	must(t, programmes.AddOrganisation(ctx, marcus, &employer))
	must(t, programmes.AddOrganisation(ctx, marcus, &provider))
	e := programme.Enrolment{Apprentice: carys, Coach: marcus, Standard: std.ID, Option: std.Options[0].ID, Plan: plans[0].ID, Employer: employer.ID,
		ULN: "9123450710", StartedOn: on(2025, time.September, 1), PlannedEndOn: on(2027, time.March, 1)}
	must(t, programmes.Enrol(ctx, marcus, &e))

	add := func(title string) evidence.Piece {
		p, err := store.AddItem(ctx, e.ID, carys, evidence.Version{Title: title, Kind: evidence.WorkProduct, From: on(2026, time.March, 2), Action: "I rang.", OwnWork: true, AI: evidence.AINotUsed})
		must(t, err)
		f := evidence.File{Blob: blob.Ref("ab" + title), Name: title + ".pdf", Size: 9, Facts: document.Facts{Kind: document.PDF, MIME: "application/pdf", Pages: 8},
			Copies: map[document.Copy]evidence.FileCopy{document.Pack: {Blob: "pack", Size: 3}}}
		added, err := store.AddFile(ctx, e.ID, p.ID, carys, f)
		must(t, err)
		now, err := store.Item(ctx, e.ID, p.ID, evidence.Own)
		must(t, err)
		p, err = store.SaveDraft(ctx, e.ID, p.ID, carys, now.Version.Revision, func(v *evidence.Version) {
			v.Claims = []evidence.Claim{{Statement: std.Statements[0].ID, How: "So.", Places: []evidence.Place{{File: added.File.ID, Unit: evidence.Page, First: 3, Last: 5}, {Unit: evidence.Whole}}}}
		})
		must(t, err)
		return p
	}
	submit := func(p evidence.Piece) evidence.Piece {
		p, err := store.Submit(ctx, e.ID, p.ID, carys, p.Version.Revision)
		must(t, err)
		return p
	}
	add("draft")
	submit(add("submitted"))
	accepted := submit(add("accepted"))
	clock.Add(time.Hour)
	must(t, store.Decide(ctx, e.ID, accepted.ID, accepted.Version.ID, marcus, evidence.Review{Verdict: evidence.AcceptedVerdict, Feedback: "Good.",
		Claims: []evidence.ClaimReview{{Claim: accepted.Version.Claims[0].ID, Verdict: evidence.AcceptedVerdict}}}))
	must(t, programmes.Declare(ctx, e.ID, account.Apprentice, carys))

	stores := Stores{DB: d, Programme: programmes, Standards: standards, Provider: "unused"}
	p, err := stores.Gather(ctx, e.ID, Choice{})
	must(t, err)
	if len(p.Pieces) != 1 || p.Pieces[0].Title != "accepted" || !p.Pieces[0].Accepted || p.Pieces[0].Number != 3 {
		t.Fatalf("pieces %+v; want the accepted one alone", p.Pieces)
	}
	piece := p.Pieces[0]
	if got := piece.Claims[0]; got.Verdict != "accepted" || len(got.Places) != 2 || got.Places[0] != (Place{0, "page", 3, 5, ""}) || got.Places[1].File != -1 {
		t.Errorf("claim %+v", got)
	}
	if f := piece.Files[0]; f.Ref != "abaccepted" || f.Pack != "pack" || f.Pages != 8 || f.Kind != document.PDF {
		t.Errorf("file %+v", f)
	}
	if len(piece.Decisions) != 2 || piece.Decisions[0].Name != "Marcus" || !p.Newest().Equal(dbtest.Noon.Add(time.Hour)) {
		t.Errorf("decisions %+v, newest %v", piece.Decisions, p.Newest())
	}
	if p.Apprentice != "Carys" || p.Provider != "Tidewell Training" || p.Plan == nil || p.Option != std.Options[0].Name || len(p.Statements) != 52 || len(p.Declarations) != 1 {
		t.Errorf("portfolio of %s at %s, plan %v, option %q, %d statements, %d declarations", p.Apprentice, p.Provider, p.Plan != nil, p.Option, len(p.Statements), len(p.Declarations))
	}
	said, err := store.Item(ctx, e.ID, accepted.ID, evidence.Own)
	must(t, err)
	must(t, store.Correct(ctx, e.ID, accepted.ID, marcus, true, evidence.Correction{Decision: said.Version.Decisions[1].ID, Feedback: "Very good."}))
	corrected, err := stores.Gather(ctx, e.ID, Choice{})
	must(t, err)
	if list := corrected.Pieces[0].Decisions; len(list) != 3 || list[1].Feedback != "Good." || !strings.HasPrefix(list[1].Note, "corrected on ") || !strings.HasPrefix(list[2].Note, "corrects what Marcus ") {
		t.Errorf("after a correction: %+v", list)
	}
	working, err := stores.Gather(ctx, e.ID, Choice{Working: true})
	must(t, err)
	if len(working.Pieces) != 2 || working.Pieces[0].Accepted || working.Pieces[0].State != "Submitted" {
		t.Errorf("working copy %+v", working.Pieces)
	}
	// Carried into a portfolio on another standard, it says where it came from.
	other, err := standards.StandardByReference(ctx, "ST0176", "")
	must(t, err)
	later := programme.Enrolment{Apprentice: carys, Coach: marcus, Standard: other.ID, Employer: employer.ID, StartedOn: on(2026, time.March, 1), PlannedEndOn: on(2027, time.March, 1)}
	must(t, programmes.Enrol(ctx, marcus, &later))
	carried, err := store.Carry(ctx, later.ID, carys, evidence.Carry{From: e.ID, Item: accepted.ID,
		Claims: []evidence.CarryClaim{{From: accepted.Version.Claims[0].ID, To: other.Statements[0].ID, Score: 40, Reason: "So."}}})
	must(t, err)
	_, err = store.Submit(ctx, later.ID, carried.ID, carys, carried.Version.Revision)
	must(t, err)
	p, err = stores.Gather(ctx, later.ID, Choice{Working: true})
	must(t, err)
	if got := p.Pieces[0]; got.Origin != "Carried from piece 3, “accepted”, of ST0175 v1.1 by Carys on 5 March 2026." ||
		got.Claims[0].Origin != "Carried from K1 Credit and recovery basics of ST0175 v1.1, accepted there by Marcus on 5 March 2026." || got.Files[0].Pack != "pack" {
		t.Errorf("carried: %+v", got)
	}
	if again, err := stores.Gather(ctx, e.ID, Choice{}); err != nil || again.Pieces[0].Origin != "" || again.Pieces[0].Claims[0].Origin != "" {
		t.Errorf("where it came from: %v, %v", again, err)
	}
	if _, err := stores.Gather(ctx, e.ID+9, Choice{}); !fault.Is(err, fault.NotFound) {
		t.Errorf("no such portfolio: %v; want fault.NotFound", err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestSectionName(t *testing.T) {
	for in, want := range map[string]string{
		"section Who I asked": "Who I asked", "Section  Ledger": "Ledger", "section 7": "section 7",
		"Who I asked": "Who I asked", "section ": "section ", "": "", "sections of it": "sections of it",
	} {
		if got := sectionName(in); got != want {
			t.Errorf("%q: %q; want %q", in, got, want)
		}
	}
}

func TestReasonOfAFileThatDoesNotOpen(t *testing.T) {
	p := blank(t)
	s := newShelf()
	f := File{Name: "Agreement.pdf", Size: 3, Ref: s.put([]byte("abc")), Attach: "It could not be opened.",
		Fault: "This file has a password, so an assessor could not open it. Save it without one, and add that."}
	p.Pieces = []Piece{{Number: 1, Accepted: true, State: "Accepted", Title: "A piece", Action: "I rang.", Files: []File{f}}}
	file, sum := write(t, p, s.open)
	checkSound(t, file)
	want := "File 1.1, “Agreement.pdf”: This file has a password, so an assessor could not open it."
	if len(sum.Notes) != 1 || sum.Notes[0] != want {
		t.Errorf("notes %q; want %q", sum.Notes, want)
	}
}
