package finding

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"touchstone/ksb"
)

var update = flag.Bool("update", false, "count anew what is usual in accounts, after a change of the lexicons")

func senior(t testing.TB) *ksb.Standard {
	t.Helper()
	standards, err := ksb.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(standards, func(s ksb.Standard) bool { return s.Reference == "ST0175" })
	return &standards[i]
}

const toldOfTears = `She was in tears. Her husband had died in March and the letters had frightened her. I let her talk, slowed down and asked
what she could manage. We went through what comes in and goes out, and agreed £20 a week from payday.`

func titles(found Finding) (out []string) {
	for _, p := range found.Proposals {
		out = append(out, p.Statement.Title)
	}
	return out
}

func TestFindSaysByWhichWords(t *testing.T) {
	texts := []Text{{Name: "Title", Body: "A call"}, {Name: "Action", Body: toldOfTears}}
	found := New(senior(t), "").Find(texts)
	first := titles(found)[:5]
	for _, want := range []string{"Resolve difficult accounts", "Question, listen and adapt", "Negotiate good outcomes"} {
		if !slices.Contains(first, want) {
			t.Errorf("%q is not among the first: %q", want, first)
		}
	}
	for i, p := range found.Proposals {
		if len(p.Leads) == 0 || p.File != 0 || p.Confidence == "" || i > 0 && p.Score > found.Proposals[i-1].Score {
			t.Errorf("%d: %+v", i, p)
		}
	}
	l := found.Proposals[0].Leads[0]
	before, words, after := l.In(texts)
	if l.Concept == "" || !strings.Contains(strings.ReplaceAll(toldOfTears, "\n", " "), strings.Trim(before, "… ")+" "+words) || after == "" {
		t.Errorf("%q %q %q, taken for %q", before, words, after, l.Concept)
	}
	if again := New(senior(t), "").Find(texts); !reflect.DeepEqual(titles(again), titles(found)) || !reflect.DeepEqual(again.Proposals[0].Leads, found.Proposals[0].Leads) {
		t.Error("the same texts give other proposals the second time")
	}
}

// TestFindGoesByWordsAlone changes all by which a statement could be known but
// its words.
func TestFindGoesByWordsAlone(t *testing.T) {
	texts := []Text{{Name: "Action", Body: toldOfTears}}
	want := titles(New(senior(t), "").Find(texts))
	other := senior(t)
	for i := range other.Statements {
		s := &other.Statements[i]
		s.Key, s.Code, s.ID = fmt.Sprint("other", i), ksb.Code(fmt.Sprint("Z", 99-i)), ksb.StatementID(1000-i)
	}
	if got := titles(New(other, "").Find(texts)); !reflect.DeepEqual(got, want) {
		t.Errorf("other codes: %q, want %q", got, want)
	}
	other.Reference = "ST9999" // of which no lexicon of a sector knows
	got := titles(New(other, "").Find(texts))
	if len(got) == 0 || reflect.DeepEqual(got, want) {
		t.Errorf("without the sector's lexicon: %q", got)
	}

	loaded := senior(t)
	for i := range loaded.Statements {
		if s := &loaded.Statements[i]; s.Title == "Resolve difficult accounts" {
			s.Title, s.Summary, s.Official = "", "", "Defuse what is tense or delicate, a case of a vulnerable customer among them."
		}
	}
	if got := titles(New(loaded, "").Find(texts)); !slices.Contains(got[:3], "") {
		t.Errorf("other wording: %q", got)
	}
}

func TestFindReadsFiles(t *testing.T) {
	texts := []Text{
		{Name: "Title", Body: "What the file shows"},
		{Name: "list.pdf", File: 7, Page: 1, Body: "Birthdays and holidays of everyone in the office this year"},
		{Name: "list.pdf", File: 7, Page: 2, Body: "I sorted the aged debt report by value and rang the biggest balances first"},
		{Name: "other.txt", File: 9, Body: "Minutes"},
	}
	found := New(senior(t), "").Find(texts)
	p := found.Proposals[0]
	if p.Statement.Title != "Prioritise with information" || p.File != 7 || p.Page != 2 || p.Leads[0].Text != 2 {
		t.Errorf("%+v", p)
	}
	want := []Read{{0, 4, 0, true}, {7, 24, 2, true}, {9, 1, 0, true}}
	if !reflect.DeepEqual(found.Read, want) {
		t.Errorf("read %v, want %v", found.Read, want)
	}
}

func TestFindReadsAsMuchAsItMay(t *testing.T) {
	texts := []Text{{Name: "Action", Body: toldOfTears}}
	page := strings.Repeat("Ledger balances invoice statement. ", 250)
	for i := range 300 {
		texts = append(texts, Text{Name: "handbook.pdf", File: 1, Page: i + 1, Body: page})
	}
	found := New(senior(t), "").Find(texts)
	if r := found.Read[1]; r.Whole || r.Page != 60 || r.Words != 60_000 {
		t.Errorf("read %+v", r)
	}
	if !slices.Contains(titles(found)[:3], "Resolve difficult accounts") {
		t.Errorf("a long file drowns the account: %q", titles(found))
	}
}

func TestFindWithLittleToGoOn(t *testing.T) {
	welsh := `Fe wnes i ffonio’r cwsmer bore Llun a gofyn iddi beth oedd wedi digwydd ers mis Mawrth, ac wedyn fe gytunon ni ar gynllun talu
	bob wythnos, ac ysgrifennais i lythyr ati yn cadarnhau popeth.`
	for body, want := range map[string]Why{
		"": TooLittle, "Hello": TooLittle, "👍 🎉": TooLittle, "\x00\xff\xfe": TooLittle, "a b c the and of": TooLittle,
		strings.Repeat("zq ", 5000): OtherLanguage, welsh: OtherLanguage,
		strings.Repeat("12,480.50 04/03/2025 ", 30):                                                        TooLittle,
		"Purple giraffes dance slowly beneath moonlit arches while seven trumpets echo across the harbour": TooLittle,
	} {
		if found := New(senior(t), "").Find([]Text{{Name: "Action", Body: body}}); found.Why != want || len(found.Proposals) != 0 {
			t.Errorf("%.40q: %q and %q, want %q", body, found.Why, titles(found), want)
		}
	}
	mixed := "Rang hi bore Llun. " + toldOfTears + " Roedd hi’n hapus iawn 🎉"
	if found := New(senior(t), "").Find([]Text{{Name: "Action", Body: mixed}}); found.Why != Found {
		t.Errorf("an account in two languages: %q", found.Why)
	}
	if found := New(senior(t), "").Find(nil); found.Why != TooLittle {
		t.Errorf("no texts: %q", found.Why)
	}
	if found := New(&ksb.Standard{}, "").Find([]Text{{Body: toldOfTears}}); found.Why != TooLittle {
		t.Errorf("no statements: %q", found.Why)
	}
}

func TestFindIsFastOnLongAccounts(t *testing.T) {
	body := strings.Repeat(toldOfTears+"\n", 50_000/len(strings.Fields(toldOfTears))+1)
	f, best := New(senior(t), ""), time.Hour
	for range 5 {
		began := time.Now()
		f.Find([]Text{{Name: "Action", Body: body}})
		best = min(best, time.Since(began))
	}
	if best > time.Second { // alone on a machine it takes a tenth of that
		t.Errorf("50,000 words take %v", best)
	}
}

func TestTokens(t *testing.T) {
	for text, want := range map[string]string{
		"Customers’ customer's customer":                   "custom custom custom",
		"organised organizing organisation organizational": "organis organis organis organiz",
		"rang ringing paid wrote kept":                     "ring ring pay write keep",
		"follow-up, write-off e-mail":                      "follow up write off mail",
		"I don't and we couldn’t":                          "",
		"behaviors behaviour favor":                        "behaviour behaviour favour",
		"£1,350 on 3.5% GDPR":                              "1 350 3 5 gdpr",
		"naïve Llŷr 漢字 " + strings.Repeat("x", 40):         "naïve llŷr 漢字 " + strings.Repeat("x", 40),
	} {
		tokens, whole := newReader().tokens(text, 100)
		var got []string
		for _, token := range tokens {
			got = append(got, token.stem)
			if text[token.from:token.to] == "" {
				t.Errorf("%q: %+v", text, token)
			}
		}
		if strings.Join(got, " ") != want || !whole {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if tokens, whole := newReader().tokens("One red fox and four more", 2); len(tokens) != 2 || whole {
		t.Errorf("%v, whole %v", tokens, whole)
	}
}

func TestPhrases(t *testing.T) {
	for phrase, want := range map[string]string{
		"ring/phone customer": "[[ring custom] [phone custom]]", "# a week": "[[# week]]", "of the": "[]", "in tears/crying": "[[tear] [cri]]",
	} {
		if got := fmt.Sprint(phrases(newReader(), phrase)); got != want {
			t.Errorf("%q: %s, want %s", phrase, got, want)
		}
	}
	p := pattern{stems: []string{"broken", "promis"}}
	for text, want := range map[string]bool{
		"broken promise": true, "a broken weekly promise": true, "broken. Promise": false, "broken red green promise": false, "promise broken": false,
	} {
		p.stems[0] = stemOf("broken")
		tokens, _ := newReader().tokens(text, 10)
		found := false
		for i := range tokens {
			_, ok := p.at(tokens, i)
			found = found || ok && tokens[i].stem == p.stems[0]
		}
		if found != want {
			t.Errorf("%q: %v", text, found)
		}
	}
}

// others returns standards that the lexicons have to serve.
func others(t testing.TB) []ksb.Standard {
	t.Helper()
	standards, err := ksb.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("testdata/standard-horticulture.json")
	if err != nil {
		t.Fatal(err)
	}
	var other ksb.Standard
	if err := json.Unmarshal(text, &other); err != nil {
		t.Fatal(err)
	}
	return append(standards, other)
}

func TestLexicons(t *testing.T) {
	linked := make(map[string]bool)
	for _, s := range others(t) {
		f := newFinder(s.Statements, conceptsFor(&s))
		for i := range f.features {
			linked[f.features[i].concept] = true
		}
		for i := range s.Statements {
			if s.Reference == "ST9901" {
				continue // of a sector without a lexicon
			}
			if !slices.ContainsFunc(f.index, func(links []link) bool {
				return slices.ContainsFunc(links, func(l link) bool { return l.statement == i && f.features[0].concept != "" })
			}) {
				t.Errorf("%s %s: no concept leads to %q", s.Reference, s.Version, s.Statements[i].Title)
			}
		}
	}
	seen := make(map[string]bool)
	for _, l := range shipped() {
		if l.Name == "" || len(l.Concepts) == 0 {
			t.Errorf("an empty lexicon: %q", l.Name)
		}
		for _, c := range l.Concepts {
			if c.Name == "" || seen[c.Name] || !linked[c.Name] {
				t.Errorf("%q has no name, is there twice, or leads to no statement", c.Name)
			}
			seen[c.Name] = true
			lines := make(map[string]bool)
			for _, line := range slices.Concat(c.Words, c.Hints) {
				if lines[line] || len(phrases(newReader(), line)) == 0 {
					t.Errorf("%q: %q is there twice, or says nothing", c.Name, line)
				}
				lines[line] = true
			}
			for _, line := range c.Statement {
				for _, stems := range phrases(newReader(), line) {
					if len(stems) < len(strings.Fields(line)) {
						t.Errorf("%q: %q has small words", c.Name, line)
					}
				}
			}
		}
	}
}

// tuned returns the accounts that are for working on the finder, with a finder
// each.
func tuned(t testing.TB) (texts [][]Text, finders []*Finder) {
	t.Helper()
	text, err := os.ReadFile("testdata/accounts.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []struct {
		Split, Standard, Option string
		Account                 struct{ Title, Situation, Task, Action, Result string }
	}
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	made := make(map[string]*Finder)
	for _, a := range all {
		if a.Split != "tune" {
			continue
		}
		for _, s := range others(t) {
			if key := s.Reference + a.Option; s.Reference == a.Standard {
				if made[key] == nil {
					made[key] = New(&s, a.Option)
				}
				finders = append(finders, made[key])
			}
		}
		texts = append(texts, []Text{{Body: a.Account.Title}, {Body: a.Account.Situation}, {Body: a.Account.Task}, {Body: a.Account.Action}, {Body: a.Account.Result}})
	}
	return texts, finders
}

// TestUsual sees that what is said to be usual in accounts of work was counted
// since the lexicons last changed; with -update it counts.
func TestUsual(t *testing.T) {
	texts, finders := tuned(t)
	stems, sums, counts := make(map[string]float64), make(map[string]float64), make(map[string]float64)
	for i := range texts {
		seen, r := make(map[string]bool), newReader()
		for _, part := range texts[i] {
			tokens, _ := r.tokens(part.Body, MaxAccount)
			for _, token := range tokens {
				if !seen[token.stem] && !isNumber(token.stem) {
					seen[token.stem] = true
					stems[token.stem]++
				}
			}
		}
		f := finders[i]
		s := f.scan(texts[i])
		signs := f.signs(s, &s.units[0])
		for j := range f.features {
			if name := f.features[j].concept; name != "" {
				sums[name], counts[name] = sums[name]+signs[j], counts[name]+1
			}
		}
	}
	for stem, n := range stems {
		if stems[stem] = math.Round(100 * n / float64(len(texts))); n*25 < float64(len(texts)) {
			delete(stems, stem)
		}
	}
	for name := range sums {
		sums[name] = math.Round(1000*sums[name]/counts[name]) / 1000
	}
	for file, counted := range map[string]map[string]float64{commonFile: stems, usualFile: sums} {
		if *update {
			text, err := json.MarshalIndent(counted, "", "  ")
			if err == nil {
				err = os.WriteFile(file, append(text, '\n'), 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
			continue
		}
		var kept map[string]float64
		readWords(file, &kept)
		if !reflect.DeepEqual(kept, counted) {
			t.Errorf("%s is not what the accounts and lexicons say now; count anew: go test ./evidence/finding -run TestUsual -update, until nothing changes", file)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add(toldOfTears, "I sorted the aged debt report\fand rang", "👍")
	f.Add("", "\x00\xff", strings.Repeat("£20 a week ", 50))
	standard := senior(f)
	finder := New(standard, "Collections")
	f.Fuzz(func(t *testing.T, account, page, other string) {
		texts := []Text{{Name: "Action", Body: account}, {Name: "Result", Body: other}, {Name: "a.pdf", File: 3, Page: 1, Body: page}, {Name: "a.pdf", File: 3, Page: 2, Body: account}}
		found := finder.Find(texts)
		if len(found.Proposals) > most || (len(found.Proposals) == 0) != (found.Why != Found) {
			t.Fatalf("%d proposals, why %q", len(found.Proposals), found.Why)
		}
		for _, p := range found.Proposals {
			if math.IsNaN(p.Score) || p.File != 0 && p.File != 3 || len(p.Leads) > mostLeads {
				t.Errorf("%+v", p)
			}
			for _, l := range p.Leads {
				body := texts[l.Text].Body
				before, words, after := l.In(texts)
				if l.From >= l.To || words == "" || utf8.ValidString(body) && !utf8.ValidString(before+words+after) {
					t.Errorf("%+v: %q %q %q", l, before, words, after)
				}
			}
		}
	})
}

func TestFindIsNotLedByTheFieldsOfAForm(t *testing.T) {
	body := "Paperless statements save paper. A form with fields takes the place of free text. They cut it from many fields to these fields, and someone filled each in by hand before lunch."
	for _, p := range New(senior(t), "").Find([]Text{{Name: "Action", Body: body}}).Proposals {
		for _, l := range p.Leads {
			if words := body[l.From:l.To]; l.Concept == "" && words == "fields" {
				t.Errorf("%s is led to by %q", p.Statement.Name(), words)
			}
		}
	}
}
