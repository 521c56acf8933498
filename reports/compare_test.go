package reports

import (
	"strings"
	"testing"
	"time"

	"touchstone/app/blob"
	"touchstone/app/programme"
	"touchstone/evidence"
	"touchstone/ksb"
)

// lines writes a comparison, one difference a line.
func (c *Comparison) lines() (out []string) {
	tell := func(where string, all []Difference) {
		for _, d := range all {
			head := where + " | " + d.Name + " " + string(d.How)
			if len(d.Fields) == 0 {
				out = append(out, head)
			}
			for _, f := range d.Fields {
				out = append(out, head+" | "+f.Name+": "+f.Before+" -> "+f.After)
			}
		}
	}
	tell("about", c.About)
	for _, p := range c.Parts {
		switch {
		case p.How == Unchanged:
		case len(p.Differences) == 0:
			out = append(out, p.Key+" "+string(p.How))
		default:
			tell(p.Key, p.Differences)
		}
	}
	return out
}

func TestCompare(t *testing.T) {
	later := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	type edit = func(*Portfolio, *evidence.Facts, map[string]File)
	piece := func(change func(*Piece)) edit {
		return func(p *Portfolio, _ *evidence.Facts, _ map[string]File) { change(&p.Pieces[0]) }
	}
	record := func(key string, change func(*programme.GatewayRecord)) edit {
		return func(_ *Portfolio, f *evidence.Facts, _ map[string]File) {
			r := f.Records[key]
			change(&r)
			f.Records[key] = r
		}
	}
	const four = "portfolio | Piece 4: A call & a letter: <£40> changed | "
	for name, tt := range map[string]struct {
		change edit
		want   []string // each the beginning of a line
	}{
		"nothing": {nil, nil},
		"a piece more": {func(p *Portfolio, _ *evidence.Facts, _ map[string]File) {
			p.Pieces = append(p.Pieces, Piece{Number: 7, Version: 1, Title: "A visit", Claims: []Claim{{Statement: 12}, {Statement: 11}}, Files: []File{{Ref: "f"}}})
		}, []string{"portfolio | Piece 7: A visit added | Holds:  -> K2, K1; 1 file"}},
		"a piece less": {func(p *Portfolio, _ *evidence.Facts, _ map[string]File) { p.Pieces = nil },
			[]string{"portfolio | Piece 4: A call & a letter: <£40> removed | Held: K1, K2; 2 files -> "}},
		"a piece for another": {func(p *Portfolio, _ *evidence.Facts, _ map[string]File) {
			p.Pieces[0].Number, p.Pieces[0].Title = 2, "B"
		}, []string{"portfolio | Piece 2: B added | Holds:  -> K1, K2; 2 files", "portfolio | Piece 4: A call & a letter: <£40> removed"}},
		"a new version": {piece(func(p *Piece) { p.Version, p.Action = 3, "I rang twice." }),
			[]string{four + "Version: 2 -> 3", four + "Action: I rang. -> I rang twice."}},
		"the words around it": {piece(func(p *Piece) {
			p.Kind, p.State, p.To, p.Place, p.OwnWork, p.AI, p.AINote = "Report", "Referred", on(2026, 6, 9), "", false, "yes", "For the spelling"
			p.Witness, p.Held = Witness{}, &Held{"The ledger", "At work"}
		}), []string{four + "Kind: Work product -> Report", four + "Decision: Accepted -> Referred", four + "Done: 8 June 2026 -> 8 to 9 June 2026", four + "Where: Office -> ",
			four + "Declared to be own work: Yes -> No", four + "Use of AI: no -> yes: For the spelling", four + "Witness: Nia Prys -> ", four + "Kept with the employer:  -> The ledger. At work"}},
		"a file more": {piece(func(p *Piece) {
			p.Files = append(p.Files, File{Name: "b.pdf", Size: 2048, Ref: blob.Ref(strings.Repeat("f", 64))})
		}),
			[]string{four + "File added:  -> b.pdf, 2 KB, SHA-256 ffffffffffff…"}},
		"a file of the same name and other bytes": {piece(func(p *Piece) { p.Files[1].Ref = blob.Ref(strings.Repeat("f", 64)) }),
			[]string{four + "File added:  -> call.mp3", four + "File removed: call.mp3"}},
		"a file renamed": {piece(func(p *Piece) { p.Files[1].Name = "talk.mp3" }),
			[]string{four + "File renamed: call.mp3 -> talk.mp3", four + "K2, where it is shown: call.mp3, 0:05 to 0:09 -> talk.mp3, 0:05 to 0:09"}},
		"a file shown otherwise": {piece(func(p *Piece) { p.Files[0].Pack = blob.Ref(strings.Repeat("9", 64)) }), []string{"portfolio changed"}},
		"a claim more, a claim less": {piece(func(p *Piece) {
			p.Claims[1] = Claim{Statement: 14, How: "I waited.", Places: []Place{{File: 0, Unit: "page", First: 2, Last: 2}}}
		}),
			[]string{four + "Claim added: B1:  -> I waited. Statement.pdf, page 2", four + "Claim removed: K2: I wrote. call.mp3, 0:05 to 0:09 -> "}},
		"a claim elsewhere": {piece(func(p *Piece) {
			p.Claims[0].How, p.Claims[0].Verdict, p.Claims[0].Places = "I kept to all of it.", "", p.Claims[0].Places[:1]
		}),
			[]string{four + "K1, how it is shown: I kept to it. -> I kept to all of it.", four + "K1, where it is shown: Statement.pdf, pages 1 to 2; the account, Action -> Statement.pdf, pages 1 to 2", four + "K1, decision: accepted -> not decided"}},
		"feedback and testimony": {piece(func(p *Piece) {
			p.Decisions, p.Testimony = append(p.Decisions, Decision{11, "", "See page 2.", "Ann", later, ""}), nil
		}), []string{four + "Feedback added:  -> K1: See page 2. Ann, 1 December 2026, 09:00.", four + "Testimony removed: I saw it. Nia Prys, Team leader, of version 2"}},
		"a certificate": {func(_ *Portfolio, _ *evidence.Facts, files map[string]File) {
			f := files["qualification:first-aid"]
			f.Ref = blob.Ref(strings.Repeat("1", 64))
			files["qualification:first-aid"] = f
		}, []string{"qualification:first-aid | First aid at work changed | File: Certificate.jpg, 5 bytes, SHA-256 eeeeeeeeeeee… -> Certificate.jpg, 5 bytes, SHA-256 111111111111…"}},
		"English":   {record("english", func(r *programme.GatewayRecord) { r.State = "exempt" }), []string{"english-maths | English changed | What is recorded: Achieved, 1 March 2026. -> Exempt, 1 March 2026."}},
		"no record": {func(_ *Portfolio, f *evidence.Facts, _ map[string]File) { delete(f.Records, "maths") }, []string{"english-maths | Maths removed | Recorded: Decided not to be taken. Decided together."}},
		"hours": {func(_ *Portfolio, f *evidence.Facts, _ map[string]File) { f.Minutes, f.Months = 600, 0 },
			[]string{"training | Hours agreed changed | Hours agreed: 400 h -> 10 h", "training | Minimum duration changed | Minimum duration: 8 months -> "}},
		"hours beyond what is needed": {func(_ *Portfolio, f *evidence.Facts, _ map[string]File) { f.Minutes += 600 }, nil},
		"a behaviour": {func(_ *Portfolio, f *evidence.Facts, _ map[string]File) {
			f.Behaviours[14] = programme.BehaviourCheck{Statement: 14}
		}, []string{"behaviours | B1 changed | Said: Verified by Tom Ashbrook, manager, 2 November 2026, 10:00. With a builder. -> Not verified."}},
		"signed again": {func(_ *Portfolio, f *evidence.Facts, _ map[string]File) {
			f.SignOffs = append(f.SignOffs, f.SignOffs[2])
			f.SignOffs[3].At = later
		}, []string{"sign-offs | Sign-off, Tom Ashbrook, Manager, employer changed | Signed again: Tom Ashbrook, Manager, employer, 2 November 2026, 13:00: They are ready. -> Tom Ashbrook, Manager, employer, 1 December 2026, 09:00: They are ready."}},
		"a declaration less": {func(p *Portfolio, _ *evidence.Facts, _ map[string]File) { p.Declarations = nil },
			[]string{"sign-offs | Declaration, Carys Llŷr, apprentice removed | Signed: Carys Llŷr, 2 November 2026, 10:00: It is mine. -> "}},
		"the cover": {func(p *Portfolio, _ *evidence.Facts, _ map[string]File) {
			p.ULN, p.Coach, p.GatewayOn = "", "Ann", time.Time{}
		},
			[]string{"about | Unique learner number changed | Unique learner number: 9900000004 -> ", "about | Training provider changed | Training provider: Tidewell, coach Marcus Bell -> Tidewell, coach Ann",
				"about | Gateway to completion changed | Gateway to completion: 11 December 2026 -> "}},
		"another version of the plan": {func(p *Portfolio, f *evidence.Facts, _ map[string]File) {
			plan := *f.Plan
			plan.Version, plan.Gateway.Documents = "2.1", []ksb.Needed{{Key: "log", Name: "The log"}}
			p.Plan, f.Plan = &plan, &plan
		}, []string{"about | Assessment plan changed | Assessment plan: The plan, version 2.0 -> The plan, version 2.1", "portfolio changed", "sign-offs changed", "english-maths changed", "qualification:first-aid changed", "training changed", "behaviours changed", "document:employer-letter removed", "document:log added"}},
	} {
		t.Run(name, func(t *testing.T) {
			before, after := frozen(t, nil), frozen(t, tt.change)
			after.Attempt = 2
			c := Compare(before, after)
			got := c.lines()
			if c.Same() != (len(tt.want) == 0) {
				t.Errorf("the same: %t", c.Same())
			}
			for i := range max(len(got), len(tt.want)) {
				switch {
				case i >= len(got):
					t.Errorf("lacks %q", tt.want[i])
				case i >= len(tt.want):
					t.Errorf("has %q", got[i])
				case !strings.HasPrefix(got[i], tt.want[i]):
					t.Errorf("%q; want %q", got[i], tt.want[i])
				}
			}
			if len(c.Parts) < len(after.Components) {
				t.Errorf("%d parts are compared of %d", len(c.Parts), len(after.Components))
			}
		})
	}
}

func TestWordsOfALongTextAreComparedOneByOne(t *testing.T) {
	c := Compare(frozen(t, nil), frozen(t, func(p *Portfolio, _ *evidence.Facts, _ map[string]File) { p.Pieces[0].Action = "I rang again." }))
	f := c.Parts[0].Differences[0].Fields[0]
	if len(f.Spans) != 3 || f.Spans[0].Op != '=' || f.Spans[1].Op == f.Spans[2].Op {
		t.Errorf("%+v", f.Spans)
	}
}
