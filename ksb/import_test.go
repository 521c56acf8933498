package ksb_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/ksb"
)

// officialOf is what an importer gives for the shipped standard: official wording
// in the source's order, options without names of their own.
func officialOf(t *testing.T) ksb.Standard {
	t.Helper()
	shipped, err := ksb.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	s := shipped[0]
	named := make(map[string]string)
	for i, o := range s.Options {
		named[o.Name] = fmt.Sprintf("Option %d", i+1)
		s.Options[i].Name = named[o.Name]
	}
	for i := range s.Statements {
		st := &s.Statements[i]
		st.Official, st.Title, st.Summary = "The published words of "+st.Key+", in full.", "Words of "+st.Key, ""
		for j, o := range st.Options {
			st.Options[j] = named[o]
		}
	}
	s.Source = ksb.Source{Name: "Course page", ReadOn: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), Licence: ksb.OpenGovernmentLicence}
	return s
}

func TestOfficialWordingAttachesToTheRightStatements(t *testing.T) {
	s, d, before := seeded(t)
	found := officialOf(t)
	found.Reference, found.Version = "", "" // as a course page
	preview, err := s.Preview(t.Context(), found)
	if err != nil || preview.Refusal != "" {
		t.Fatalf("Preview = %q, %v", preview.Refusal, err)
	}
	attaches := preview.Count(func(c *ksb.Change) bool { return c.Attaches && c.Match == ksb.ByPlace })
	notes := strings.Join(preview.Notes, "\n")
	if attaches != 62 || !strings.Contains(notes, "it is ST0175 v1.1") || !strings.Contains(notes, "“Option 2” is taken to be the stored option “Collections”") {
		t.Errorf("%d attach; notes: %s", attaches, notes)
	}
	if now, _ := s.Standard(t.Context(), before.ID); now.IsOfficial() {
		t.Error("a preview changed the standard")
	}
	if _, err := s.Apply(t.Context(), 0, found); err != nil {
		t.Fatal(err)
	}
	after, err := s.Standard(t.Context(), before.ID)
	if err != nil {
		t.Fatal(err)
	}
	for i, st := range after.Statements {
		was := before.Statements[i]
		if st.ID != was.ID || st.Key != was.Key || st.Title != was.Title || st.Summary != was.Summary || st.Code != was.Code ||
			!slices.Equal(st.Options, was.Options) || st.Official != "The published words of "+st.Key+", in full." {
			t.Errorf("%+v; was %+v", st, was)
		}
	}
	if after.Source.Licence == "" || after.Source.Name != "Course page" || after.Source.ReadOn.Format(time.DateOnly) != "2026-03-01" ||
		after.Options[0].Name != "Credit risk" || after.Options[0].ID != before.Options[0].ID {
		t.Errorf("%+v %+v", after.Source, after.Options)
	}
	events, err := audit.Events(t.Context(), d, audit.Query{})
	if err != nil || len(events) != 1 || events[0].Action != "standard.import" {
		t.Errorf("events = %+v, %v", events, err)
	}
	if raw, _ := events[0].Detail.(json.RawMessage); strings.Count(string(raw), `"before":"","after":"The published words of `) != 62 {
		t.Errorf("the event does not hold the wording before and after: %s", raw)
	}

	again, err := s.Apply(t.Context(), 0, found)
	if n := again.Count((*ksb.Change).Same); err != nil || n != 62 {
		t.Errorf("the same again leaves %d as they are, %v; want 62", n, err)
	}
}

func TestClaimsStayAttached(t *testing.T) {
	s, d, before := seeded(t)
	found := officialOf(t)
	found.Statements = slices.Delete(found.Statements, 0, 1) // K1 is gone: loaded twice, so that it has official wording
	if _, err := s.Apply(t.Context(), 0, officialOf(t)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Apply(t.Context(), 0, found); err != nil {
		t.Fatal(err)
	}
	var retired int
	err := d.View(t.Context(), func(tx *db.Tx) error {
		return tx.Row(t.Context(), `SELECT count(*) FROM statements WHERE id = $1 AND retired_at IS NOT NULL`, before.Statements[0].ID).Scan(&retired)
	})
	if err != nil || retired != 1 {
		t.Errorf("the statement that is gone is not kept as retired: %d, %v", retired, err)
	}
	after, _ := s.Standard(t.Context(), before.ID)
	if last := after.Statements[61]; !last.Retired || last.Key != "k1" || len(after.For("Collections")) != 51 {
		t.Errorf("%+v, %d for an apprentice", last, len(after.For("Collections")))
	}
	events, err := audit.Events(t.Context(), d, audit.Query{Limit: 1})
	if raw, _ := events[0].Detail.(json.RawMessage); err != nil || !strings.Contains(string(raw), `"before":"core","after":"nobody: no longer in the standard"`) {
		t.Errorf("the event does not say whom the statement is for: %s, %v", raw, err)
	}
	back, err := s.Apply(t.Context(), 0, officialOf(t))
	if n := back.Count(func(c *ksb.Change) bool { return c.Returns }); err != nil || n != 1 {
		t.Errorf("%d return, %v; want 1", n, err)
	}
	if got := statement(t, s, before.ID, "k1"); got.Retired || got.ID != before.Statements[0].ID {
		t.Errorf("%+v", got)
	}
}

// TestMatching has a row for each way in which an import may differ from what is
// stored with official wording.
func TestMatching(t *testing.T) {
	at := func(s *ksb.Standard, key string) *ksb.Statement {
		i := slices.IndexFunc(s.Statements, func(st ksb.Statement) bool { return st.Key == key })
		return &s.Statements[i]
	}
	tests := []struct {
		name   string
		stored func(*ksb.Standard) // changes the shipped standard with official wording
		found  func(*ksb.Standard)
		check  func(*testing.T, *ksb.Difference)
	}{
		{"renumbered", nil, func(f *ksb.Standard) { // S9 is deleted and S10 becomes S9
			i := slices.IndexFunc(f.Statements, func(st ksb.Statement) bool { return st.Key == "s9" })
			f.Statements = slices.Delete(f.Statements, i, i+1)
			n := 0
			for i := range f.Statements {
				if st := &f.Statements[i]; st.Type == "skill" {
					n++
					st.Code, st.Origin = ksb.Code(fmt.Sprintf("S%d", n)), ksb.OfficialCode
				}
			}
		}, func(t *testing.T, d *ksb.Difference) {
			for _, c := range d.Changes {
				if !c.Retires() && !c.New() && c.Before.Official != c.After.Official {
					t.Errorf("%s got the wording of %s", c.Before.Key, c.After.Official)
				}
				if c.Retires() != (c.Before.Key == "s9") {
					t.Errorf("%s retires", c.Before.Key)
				}
			}
			if n := d.Count(func(c *ksb.Change) bool { return c.Recoded }); n != 17 {
				t.Errorf("%d have another code; want 17 (S10 to S26)", n)
			}
		}},
		{"by the source's id", func(s *ksb.Standard) { at(s, "k3").SourceID = "guid" }, func(f *ksb.Standard) {
			at(f, "k3").SourceID, at(f, "k3").Official = "guid", "Quite another sentence."
		}, func(t *testing.T, d *ksb.Difference) {
			for _, c := range d.Changes {
				if c.Before.Key == "k3" && (c.Match != ksb.BySource || !c.Reworded) {
					t.Errorf("%+v", c)
				}
			}
		}},
		{"a word mended", nil, func(f *ksb.Standard) { at(f, "k3").Official = "The printed words of k3, in full." },
			func(t *testing.T, d *ksb.Difference) {
				if n := d.Count(func(c *ksb.Change) bool { return c.Reworded && c.Before.Key == "k3" }); n != 1 || d.Count((*ksb.Change).Same) != 61 {
					t.Errorf("%d reworded, %d same", n, d.Count((*ksb.Change).Same))
				}
			}},
		{"one wording under two codes", func(s *ksb.Standard) { at(s, "k2").Official = at(s, "k5").Official },
			func(f *ksb.Standard) { at(f, "k2").Official = at(f, "k5").Official },
			func(t *testing.T, d *ksb.Difference) {
				if d.Count((*ksb.Change).Same) != 62 {
					t.Errorf("%d same", d.Count((*ksb.Change).Same))
				}
			}},
		{"a statement more", nil, func(f *ksb.Standard) {
			f.Statements = append(f.Statements, ksb.Statement{Key: "k1", Code: "K32", Origin: ksb.InferredCode, Type: "knowledge", Title: "More", Official: "Entirely different matter.", Membership: ksb.Core})
		}, func(t *testing.T, d *ksb.Difference) {
			if d.Count((*ksb.Change).New) != 1 || d.Changes[62].After.Key != "k1-2" {
				t.Errorf("%d new, %+v", d.Count((*ksb.Change).New), d.Changes[62].After)
			}
		}},
		{"moved to another option", nil, func(f *ksb.Standard) { at(f, "k23").Options = []string{"Option 1", "Option 3"} },
			func(t *testing.T, d *ksb.Difference) {
				for _, c := range d.Changes {
					if c.Moved != (c.Before.Key == "k23") || c.Moved && !slices.Equal(c.After.Options, []string{"Credit risk", "Enforcement"}) {
						t.Errorf("%+v", c.After)
					}
				}
			}},
		{"an import that knows no options", nil, func(f *ksb.Standard) {
			f.Options = nil
			for i := range f.Statements {
				f.Statements[i].Membership, f.Statements[i].Options = ksb.Core, nil
			}
		}, func(t *testing.T, d *ksb.Difference) {
			if d.Count((*ksb.Change).Same) != 62 || len(d.After.Options) != 3 {
				t.Errorf("%d same, options %v", d.Count((*ksb.Change).Same), d.After.Options)
			}
		}},
		{"a code the provider gave", func(s *ksb.Standard) { at(s, "k1").Code, at(s, "k1").Origin = "K40", ksb.OfficialCode }, func(*ksb.Standard) {},
			func(t *testing.T, d *ksb.Difference) {
				if d.Changes[0].After.Code != "K40" || d.Changes[0].After.Origin != ksb.OfficialCode {
					t.Errorf("%+v", d.Changes[0].After)
				}
			}},
		{"an option more", nil, func(f *ksb.Standard) { f.Options = append(f.Options, ksb.Option{Name: "Option 4"}) },
			func(t *testing.T, d *ksb.Difference) {
				if len(d.After.Options) != 4 || d.Count((*ksb.Change).Same) != 62 || !strings.Contains(strings.Join(d.Notes, "\n"), "is new") {
					t.Errorf("options %v, notes %q", d.After.Options, d.Notes)
				}
			}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			stored := officialOf(t)
			for i, name := range []string{"Credit risk", "Collections", "Enforcement"} {
				for j := range stored.Statements {
					for k, o := range stored.Statements[j].Options {
						if o == stored.Options[i].Name {
							stored.Statements[j].Options[k] = name
						}
					}
				}
				stored.Options[i].Name = name
			}
			if tt.stored != nil {
				tt.stored(&stored)
			}
			found := officialOf(t)
			tt.found(&found)
			d := ksb.DifferenceOf(&stored, found)
			tt.check(t, &d)
		})
	}
}

func TestASummaryOfAnotherShapeIsNotTornFromItsClaims(t *testing.T) {
	s, _, before := seeded(t)
	found := officialOf(t)
	found.Statements = append(found.Statements, ksb.Statement{Key: "b6", Code: "B6", Origin: ksb.InferredCode, Type: "behaviour", Title: "More",
		Official: "A sixth behaviour.", Membership: ksb.Core})
	_, err := s.Apply(t.Context(), 0, found)
	if !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Of(err).Message, "behaviours") {
		t.Errorf("Apply = %v; want Conflict", err)
	}
	if now, _ := s.Standard(t.Context(), before.ID); now.IsOfficial() {
		t.Error("a refused import changed the standard")
	}
}

func TestWhichStandardAnImportIs(t *testing.T) {
	s, _, _ := seeded(t)
	tests := []struct {
		name               string
		reference, version string
		title              string
		field              string // that is wrong; empty: none
		isNew              bool
	}{
		{"named", "ST0175", "1.1", "", "", false},
		{"without a version", "ST0175", "", "", "", false},
		{"by title and level", "", "", "senior Credit controller and debt collection specialist", "", false},
		{"another version", "ST0175", "2.0", "Senior", "", true},
		{"another standard", "ST9001", "", "Clock mender", "", true},
		{"nobody knows", "", "", "Clock mender", "reference", false},
	}
	for _, tt := range tests {
		found := officialOf(t)
		found.Reference, found.Version, found.Title = tt.reference, tt.version, tt.title
		d, err := s.Preview(t.Context(), found)
		if tt.field != "" {
			if fault.Of(err).Fields[tt.field] == "" {
				t.Errorf("%s: %v; want a fault in %s", tt.name, err, tt.field)
			}
			continue
		}
		if err != nil || (d.Before == nil) != tt.isNew {
			t.Errorf("%s: new = %t, %v", tt.name, d.Before == nil, err)
		}
	}
	if _, err := s.Apply(t.Context(), 0, func() ksb.Standard { f := officialOf(t); f.Version = "2.0"; return f }()); err != nil {
		t.Fatal(err)
	}
	found := officialOf(t)
	found.Version = ""
	if _, err := s.Preview(t.Context(), found); fault.Of(err) == nil || fault.Of(err).Fields["version"] == "" {
		t.Errorf("two versions stored: %v; want a fault in version", err)
	}
}

func TestImportWaitsForConfirmation(t *testing.T) {
	d, clock := dbtestAt(t)
	s := ksb.NewStore(d)
	if err := s.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	keep := func() ksb.ImportID {
		id, err := s.KeepImport(t.Context(), 0, "page.txt", ksb.Found{Form: "course-page", Standard: officialOf(t), Doubts: []string{"A doubt."}})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	first := keep()
	im, err := s.Import(t.Context(), first)
	if err != nil || im.FileName != "page.txt" || len(im.Found.Standard.Statements) != 62 || im.Found.Doubts[0] != "A doubt." || !im.ConfirmedAt.IsZero() {
		t.Fatalf("%+v, %v", im, err)
	}
	if _, err := s.ConfirmImport(t.Context(), 0, first); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ConfirmImport(t.Context(), 0, first); !fault.Is(err, fault.Conflict) {
		t.Errorf("confirmed twice = %v; want Conflict", err)
	}
	second := keep()
	clock.Add(7*24*time.Hour + time.Millisecond)
	keep()
	if _, err := s.Import(t.Context(), second); !fault.Is(err, fault.NotFound) {
		t.Errorf("after more than a week: %v; want NotFound", err)
	}
	if im, err := s.Import(t.Context(), first); err != nil || im.Standard == 0 {
		t.Errorf("a confirmed one: %+v, %v", im, err)
	}
}
