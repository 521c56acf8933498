package reports

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"touchstone/app/account"
	"touchstone/app/blob"
	"touchstone/app/document"
	"touchstone/app/programme"
	"touchstone/evidence"
	"touchstone/ksb"
)

var update = flag.Bool("update", false, "write the golden files anew")

// handedOver is when the submissions of tests are handed over.
var handedOver = time.Date(2026, 12, 11, 9, 30, 15, 0, time.UTC)

// smallFacts are the facts of a portfolio with one piece, under a plan that asks
// for something of every kind, and the portfolio.
func smallFacts() (*Portfolio, *evidence.Facts, map[string]File) {
	statements := []ksb.Statement{
		{ID: 11, Key: "k1", Code: "K1", Origin: ksb.OfficialCode, Type: "knowledge", Title: "Policy", Summary: "Knows the policy.", Membership: ksb.Core},
		{ID: 12, Key: "k2", Code: "K2", Origin: ksb.OfficialCode, Type: "knowledge", Title: "Letters", Summary: "Knows letters.", Membership: ksb.Options, Options: []string{"Trade"}},
		{ID: 13, Key: "k3", Code: "K3", Origin: ksb.OfficialCode, Type: "knowledge", Title: "Gone", Summary: "Was known.", Membership: ksb.Core, Retired: true},
		{ID: 14, Key: "b1", Code: "B1", Origin: ksb.OfficialCode, Type: "behaviour", Title: "Patience", Summary: "Is patient.", Membership: ksb.Core},
	}
	std := ksb.Standard{ID: 3, Reference: "ST0001", Version: "1.0", Title: "Ledger & keeping", Level: 2, Types: []ksb.Type{ksb.Knowledge, ksb.Behaviour},
		Options: []ksb.Option{{Name: "Trade"}, {Name: "Home"}}, Statements: statements, Source: ksb.Source{Name: "A page", ReadOn: on(2025, 1, 2)}}
	plan := &ksb.Plan{ID: 5, Standard: 3, Reference: "ST0001/plan", Version: "2.0", Name: "The plan", Regime: ksb.Assessment,
		Words:     ksb.Words{Assessment: "apprenticeship assessment", Organisation: "assessment organisation", Gateway: "gateway to completion", Method: "assessment outcome"},
		Methods:   []ksb.Method{{Key: "one", Name: "Outcome 1", Portfolio: true, Statements: []string{"k1", "k2"}}, {Key: "behaviours", Name: "Behaviours", Statements: []string{"b1"}, Verified: true}},
		Portfolio: ksb.PortfolioRules{Reflection: ksb.ReflectionAllowed},
		Gateway: ksb.GatewayRules{Hours: true, Duration: true, EnglishMaths: ksb.EnglishMaths{From16: ksb.EnglishMathsRequired, From19: ksb.EnglishMathsDecided},
			Qualifications: []ksb.Needed{{Key: "first-aid", Name: "First aid at work"}}, Documents: []ksb.Needed{{Key: "employer-letter", Name: "The employer’s letter"}},
			SignOffs: []ksb.SignOff{{By: "apprentice", Words: "This is my own work."}, {By: "employer", Words: "They are ready."}}},
		Submission: ksb.SubmissionShape{Form: "pack", Root: "{name} {uln}", Report: "Portfolio {standard}", Evidence: "01 Evidence", Gateway: "02 Gateway", File: "{piece} {title}"},
	}
	at := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	p := &Portfolio{Apprentice: "Carys Llŷr", ULN: "9900000004", Employer: "Ashbrook & Sons", EmployerContact: "Tom Ashbrook, manager", Provider: "Tidewell", Coach: "Marcus Bell",
		Assessment: "Calderwood", StartedOn: on(2025, 5, 6), GatewayOn: on(2026, 12, 11), Standard: std, Option: "Trade", Plan: plan, Statements: std.For("Trade"),
		Declarations: []Declaration{{"Carys Llŷr", "apprentice", "It is mine.", at}},
		Pieces: []Piece{{Number: 4, Version: 2, State: "Accepted", Accepted: true, Title: "A call & a letter: <£40>", Kind: "Work product", From: on(2026, 6, 8), Place: "Office",
			Situation: "They owed £40.", Action: "I rang.", OwnWork: true, AI: "no", Witness: Witness{Name: "Nia Prys"},
			Claims: []Claim{{Statement: 11, How: "I kept to it.", Verdict: "accepted", Places: []Place{{File: 0, Unit: "page", First: 1, Last: 2}, {File: -1, Unit: "section", Section: "Action"}}},
				{Statement: 12, How: "I wrote.", Verdict: "accepted", Places: []Place{{File: 1, Unit: "time", First: 5, Last: 9}}}},
			Decisions: []Decision{{0, "accepted", "Good.", "Marcus Bell", at, ""}},
			Testimony: []Testimony{{"Nia Prys", "Team leader", 2, true, "I saw it.", at, strings.Repeat("d", 64)}},
			Files: []File{{Name: "Statement.pdf", Size: 9, Ref: blob.Ref(strings.Repeat("a", 64)), MIME: "application/pdf", Kind: document.PDF, Pages: 2, Pack: blob.Ref(strings.Repeat("b", 64))},
				{Name: "call.mp3", Size: 7, Ref: blob.Ref(strings.Repeat("c", 64)), MIME: "audio/mpeg", Kind: document.Audio, Duration: 12 * time.Second}}}},
	}
	f := &evidence.Facts{Today: on(2026, 12, 11), Standard: &std, Plan: plan, Statements: p.Statements, Selection: evidence.Selection{Made: true},
		Enrolment: programme.Enrolment{StartedOn: p.StartedOn, PlannedEndOn: on(2026, 12, 6)},
		Minutes:   24_000, Target: programme.HoursTarget{Minutes: 23_400, Steps: []string{"390 h published for the standard's version"}}, Months: 8,
		Behaviours: map[ksb.StatementID]programme.BehaviourCheck{14: {Statement: 14, Shown: true, Example: "With a builder.", By: "Tom Ashbrook, manager", At: at}},
		Records: map[string]programme.GatewayRecord{
			"age":                      {Key: "age", State: "19", ByName: "Marcus Bell", At: at},
			"maths":                    {Key: "maths", State: "opted out", Note: "Decided together.", ByName: "Marcus Bell", At: at},
			"english":                  {Key: "english", State: "achieved", Day: on(2026, 3, 1), ByName: "Marcus Bell", At: at},
			"qualification:first-aid":  {Key: "qualification:first-aid", State: "achieved", Day: on(2026, 4, 1), File: 9, ByName: "Marcus Bell", At: at},
			"document:employer-letter": {Key: "document:employer-letter", State: "achieved", Day: on(2026, 5, 1), ByName: "Marcus Bell", At: at},
			"qualification:other":      {Key: "qualification:other", State: "achieved", ByName: "Marcus Bell", At: at},
		},
		HandOver: "Plan: The plan, 2.0\nPiece 4, version 2: A call & a letter",
	}
	sign := func(role account.Role, name, words, content string, hour int) {
		f.SignOffs = append(f.SignOffs, programme.Signature{Words: words, Content: content, Digest: programme.Digest(content), Signer: programme.Signer{Role: role, Name: name, Job: "Manager"},
			At: at.Add(time.Duration(hour) * time.Hour)})
	}
	sign(account.Employer, "Tom Ashbrook", "They are ready.", "an earlier choice", 1)
	sign(account.Apprentice, "Carys Llŷr", "This is my own work.", f.HandOver, 2)
	sign(account.Employer, "Tom Ashbrook", "They are ready.", f.HandOver, 3)
	return p, f, map[string]File{"qualification:first-aid": {Name: "Certificate.jpg", Size: 5, Ref: blob.Ref(strings.Repeat("e", 64)), MIME: "image/jpeg", Kind: document.Image}}
}

// frozen returns a frozen submission of smallFacts.
func frozen(t testing.TB, change func(*Portfolio, *evidence.Facts, map[string]File)) *Submission {
	t.Helper()
	p, f, files := smallFacts()
	if change != nil {
		change(p, f, files)
	}
	s := &Submission{Attempt: 1, At: handedOver, By: "Marcus Bell", Organisation: "Calderwood"}
	ready := evidence.Readiness{Requirements: []evidence.Requirement{{Rule: "pieces", Subject: "piece 4", Group: "Evidence", Name: "Enough pieces", State: evidence.Met, Text: "One is chosen."}}}
	if err := freeze(s, p, f, &ready, files); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestFrozenForm pins the form of a frozen submission: what was frozen by an
// earlier program has to be read by every later one. If it fails because a field
// was added, write it anew with -update; otherwise mend the code.
func TestFrozenForm(t *testing.T) {
	document, err := frozen(t, nil).Document()
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "submission.json")
	if *update {
		if err := os.WriteFile(golden, document, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(document, want) {
		t.Errorf("a frozen submission is\n%s", document)
	}
}

func TestSubmissionComesBack(t *testing.T) {
	s := frozen(t, nil)
	document, err := s.Document()
	if err != nil {
		t.Fatal(err)
	}
	back, err := ReadSubmission(document)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(s.Portfolio.Statements, back.Portfolio.Statements) || !reflect.DeepEqual(s.Portfolio.Standard.Statements, back.Portfolio.Standard.Statements) {
		t.Errorf("statements came back as %+v", back.Portfolio.Statements)
	}
	if !reflect.DeepEqual(s.Portfolio.Plan, back.Portfolio.Plan) || !reflect.DeepEqual(s.Portfolio.Pieces, back.Portfolio.Pieces) || !reflect.DeepEqual(s.Gateway, back.Gateway) {
		t.Errorf("came back as %+v", back)
	}
	again, err := back.Document()
	if err != nil || !bytes.Equal(document, again) {
		t.Errorf("frozen again it differs, %v:\n%s", err, again)
	}
	more := bytes.Replace(document, []byte(`"attempt": 1,`), []byte(`"attempt": 1, "of_a_later_program": true,`), 1)
	if _, err := ReadSubmission(more); err != nil {
		t.Errorf("a field of a later program: %v", err)
	}
	for name, bad := range map[string]string{
		"nothing": "", "no JSON": "x", "another form": `{"format":"touchstone submission 2"}`, "cut short": string(document[:len(document)/2]),
		"more after it": string(document) + "{}", "a list": "[]",
		"a statement that is not there": strings.Replace(string(document), "   11,", "   99,", 1),
	} {
		if _, err := ReadSubmission([]byte(bad)); err == nil {
			t.Errorf("%s was read", name)
		}
	}
}

// TestPartsThatDoNotChange looks at which parts of a hand-over something touches:
// the others keep their digest, and so stay accepted.
func TestPartsThatDoNotChange(t *testing.T) {
	before := digests(frozen(t, nil))
	tests := []struct {
		name    string
		change  func(*Portfolio, *evidence.Facts, map[string]File)
		touches string
	}{
		{"nothing", func(*Portfolio, *evidence.Facts, map[string]File) {}, ""},
		{"a piece", func(p *Portfolio, _ *evidence.Facts, _ map[string]File) { p.Pieces[0].Result = "They paid." }, "portfolio"},
		{"a file of a piece", func(p *Portfolio, _ *evidence.Facts, _ map[string]File) { p.Pieces[0].Files[1].Ref = "f" }, "portfolio"},
		{"a sign-off", func(_ *Portfolio, f *evidence.Facts, _ map[string]File) {
			f.SignOffs[2].At = f.SignOffs[2].At.Add(time.Hour)
		}, "sign-offs"},
		{"a declaration", func(p *Portfolio, _ *evidence.Facts, _ map[string]File) { p.Declarations[0].Name = "Carys" }, "sign-offs"},
		{"English", func(_ *Portfolio, f *evidence.Facts, _ map[string]File) {
			r := f.Records["english"]
			r.Note = "Certificate 12"
			f.Records["english"] = r
		}, "english-maths"},
		{"a certificate", func(_ *Portfolio, _ *evidence.Facts, files map[string]File) {
			files["qualification:first-aid"] = File{Name: "Other.jpg", Ref: "f"}
		}, "qualification:first-aid"},
		{"a letter", func(_ *Portfolio, _ *evidence.Facts, files map[string]File) {
			files["document:employer-letter"] = File{Name: "Letter.pdf", Ref: "f"}
		}, "document:employer-letter"},
		{"hours over the minimum", func(_ *Portfolio, f *evidence.Facts, _ map[string]File) { f.Minutes += 600 }, ""},
		{"hours below the minimum", func(_ *Portfolio, f *evidence.Facts, _ map[string]File) { f.Minutes = 100 }, "training"},
		{"a behaviour", func(_ *Portfolio, f *evidence.Facts, _ map[string]File) {
			f.Behaviours[14] = programme.BehaviourCheck{Shown: true}
		}, "behaviours"},
		{"the plan's version", func(p *Portfolio, _ *evidence.Facts, _ map[string]File) { p.Plan.Version = "3.0" },
			"portfolio sign-offs english-maths qualification:first-aid training behaviours document:employer-letter"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var touched []string
			s := frozen(t, tt.change)
			after := digests(s)
			for _, part := range s.Components {
				if before[part.Key] != after[part.Key] {
					touched = append(touched, part.Key)
				}
			}
			if got := strings.Join(touched, " "); got != tt.touches {
				t.Errorf("touched %q; want %q", got, tt.touches)
			}
		})
	}
}

func digests(s *Submission) map[string]string {
	of := map[string]string{}
	for _, part := range s.Components {
		of[part.Key] = part.Digest
	}
	return of
}

func TestWhatASubmissionIsMadeOf(t *testing.T) {
	s := frozen(t, nil)
	var refs []string
	for _, ref := range s.Blobs() {
		refs = append(refs, string(ref[:1]))
	}
	if got := strings.Join(refs, ""); got != "abce" {
		t.Errorf("blobs %q; want the originals a, c and e and the pages b, each once", got)
	}
	if f, known := s.File("4.2"); !known || f.Name != "call.mp3" {
		t.Errorf("file 4.2: %+v, %t", f, known)
	}
	if f, known := s.File("G.1"); !known || f.Name != "Certificate.jpg" {
		t.Errorf("file G.1: %+v, %t", f, known)
	}
	if _, known := s.File("4.3"); known {
		t.Error("there is a file 4.3")
	}
	if len(s.Gateway.SignOffs) != 2 || s.Gateway.SignOffs[0].Role != "apprentice" || s.Gateway.SignOffs[1].Digest != programme.Digest(s.Gateway.Signed) {
		t.Errorf("sign-offs %+v; want those of what is handed over, in the plan's order", s.Gateway.SignOffs)
	}
	var keys []string
	for _, r := range s.Gateway.Records {
		keys = append(keys, r.Key)
	}
	if got := strings.Join(keys, " "); got != "age english maths qualification:first-aid document:employer-letter" {
		t.Errorf("records %q; want those that the plan asks for", got)
	}
	var paths []string
	for _, f := range s.Files {
		paths = append(paths, f.Path)
	}
	want := "01 Evidence/04 A call and a letter 40.pdf | 01 Evidence/04 A call and a letter 40.mp3 | 02 Gateway/First aid at work - Certificate.jpg"
	if got := strings.Join(paths, " | "); got != want {
		t.Errorf("paths\n%s; want\n%s", got, want)
	}
	if _, err := json.Marshal(s.Report()); err != nil {
		t.Error(err)
	}
}

func TestSafeNames(t *testing.T) {
	tests := []struct{ in, want string }{
		{"Plain name", "Plain name"},
		{"Profit & loss £40", "Profit and loss 40"},
		{`a/b\c:d*e?f"g<h>i|j`, "a b c d e f g h i j"},
		{"  spaced \t out\n ", "spaced out"},
		{"ends in dots...", "ends in dots"},
		{"..", "_"}, {"", "_"}, {"…", "_"},
		{"con", "_con"}, {"Aux.txt", "_Aux.txt"}, {"LPT1 .x", "_LPT1 .x"}, {"console", "console"},
		{"Llŷr-Wójcik’s", "Llŷr-Wójciks"},
		{"e\u0301", "é"},
		{"日本語", "日本語"},
		{"a\u202eb\x00c\U0001F600", "a b c"},
		{strings.Repeat("x", 200), strings.Repeat("x", 120)},
		{strings.Repeat("語", 120), strings.Repeat("語", 66)},
	}
	for _, tt := range tests {
		if got := safeName(tt.in, 120); got != tt.want {
			t.Errorf("%q becomes %q; want %q", tt.in, got, tt.want)
		}
	}
}

func TestNamesInAPackDiffer(t *testing.T) {
	p := &Portfolio{Apprentice: "A", Plan: &ksb.Plan{Submission: ksb.SubmissionShape{Evidence: "E", Gateway: "E", File: "{file}"}}}
	n := newPackNamer(p)
	piece := &Piece{Number: 1, Title: "T"}
	for _, tt := range []struct{ name, want string }{
		{"Log.txt", "E/Log.txt"}, {"log.TXT", "E/log (2).TXT"}, {"log (2).txt", "E/log (2) (2).txt"}, {"no ending", "E/no ending"},
		{"odd.e£d", "E/odd.e d"}, {".hidden", "E/hidden"}, {strings.Repeat("x", 250) + ".pdf", "E/" + strings.Repeat("x", 114) + ".pdf"},
		{strings.Repeat("x", 250) + "y.pdf", "E/" + strings.Repeat("x", 110) + " (2).pdf"},
	} {
		if got := n.evidence(piece, &File{Name: tt.name}); got != tt.want {
			t.Errorf("%q is called %q; want %q", tt.name, got, tt.want)
		}
	}
	n = newPackNamer(p)
	n.shape.Evidence, n.shape.File = "", ""
	if got := n.evidence(piece, &File{Name: "Log.txt"}); got != "Evidence/Piece 01 - Log.txt" {
		t.Errorf("where the plan says nothing: %q", got)
	}
	if got := n.root(); got != "Portfolio A" {
		t.Errorf("the folder of somebody without a ULN: %q", got)
	}
}
