package importing_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"touchstone/app/fault"
	"touchstone/ksb"
	"touchstone/ksb/importing"
)

func TestTable(t *testing.T) {
	tests := []struct {
		name, text string
		counts     map[string]int
		codes      string
		doubt      string
	}{
		{"plain", "code,type,statement,option\nK1,knowledge,Springs.,\nK2,knowledge,Bells,Towers\nS1,skill,Wind,core\nB1,behaviour,Calm,\n",
			map[string]int{"knowledge core": 1, "knowledge Towers": 1, "skill core": 1, "behaviour core": 1}, "K1 K2 S1 B1", ""},
		{"other names for columns", "KSB Ref;Description;Pathway\nK1;Springs, and more;Core\ns 02;Wind;Towers | Watches\n",
			map[string]int{"knowledge core": 1, "skill Towers+Watches": 1}, "K1 S2", ""},
		{"tabs", "Statement\tType\nSprings\tK\nWind\tSkills\n", map[string]int{"knowledge core": 1, "skill core": 1}, " ", "have no code"},
		{"a line above the header", "Clock mender\n\nCode,Statement\nK1,Springs\n", map[string]int{"knowledge core": 1}, "K1", ""},
		{"quoted commas and lines", "code,statement\nK1,\"Springs, cogs\nand wheels\"\n", map[string]int{"knowledge core": 1}, "K1", ""},
		{"gaps in the numbering", "code,statement\nK1,Springs\nK9,Cogs\nK40,Bells\n", map[string]int{"knowledge core": 3}, "K1 K9 K40", ""},
		{"one wording under two codes", "code,statement\nK1,Springs\nK2,Springs\n", map[string]int{"knowledge core": 2}, "K1 K2", ""},
		{"one code for two statements", "code,statement\nK1,Springs\nK1,Cogs\n", map[string]int{"knowledge core": 2}, "K1 K1", "Rows 2 and 3 both have the code K1"},
		{"names with a comma, a stroke or a word between", "reference,statement,option\nK1,Springs,\"Towers, Watches\"\nK2,Cogs,watches / Towers\nK3,Bells,Towers and Watches\nK4,Ropes,Towers\nK5,Glass,Watches\n",
			map[string]int{"knowledge Towers+Watches": 2, "knowledge Watches+Towers": 1, "knowledge Towers": 1, "knowledge Watches": 1}, "K1 K2 K3 K4 K5", ""},
		{"a comma inside one option's name", "code,statement,option\nK1,Springs,\"Towers, bells and ropes\"\nK2,Cogs,Towers\n",
			map[string]int{"knowledge Towers, bells and ropes": 1, "knowledge Towers": 1}, "K1 K2", ""},
		{"a row per option", "code,statement,option\nK1,Springs,Towers\nK1,Springs,Watches\n", map[string]int{"knowledge Towers+Watches": 1}, "K1", ""},
		{"foundation types", "code,statement\nTK1,Dust\nTS4,Wipe\nESB12,Be on time\n",
			map[string]int{"technical knowledge core": 1, "technical skill core": 1, "employability core": 1}, "TK1 TS4 ESB12", ""},
		{"no codes at all", "type,statement\nknowledge,Springs\nknowledge,Springs\n", map[string]int{"knowledge core": 2}, " ", "2 statements have no code"},
		{"a code without a statement", "code,statement\nK1,Springs\nK2,.\n", map[string]int{"knowledge core": 1}, "K1", "Row 3 has the code K2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found := mustRead(t, tt.text)
			got := tally(&found.Standard)
			for key, n := range tt.counts {
				if got[key] != n {
					t.Errorf("%s = %d; want %d (%v)", key, got[key], n, got)
				}
			}
			if codes := strings.Join(codesOf(&found.Standard), " "); codes != tt.codes || found.Form != importing.CSV {
				t.Errorf("%s: codes %q; want %q", found.Form, codes, tt.codes)
			}
			for _, st := range found.Standard.Statements {
				if (st.Origin == ksb.NoCode) != (st.Code == "") || st.Origin == ksb.InferredCode {
					t.Errorf("%+v", st)
				}
			}
			if !strings.Contains(strings.Join(found.Doubts, "\n"), tt.doubt) {
				t.Errorf("no doubt says %q: %q", tt.doubt, found.Doubts)
			}
		})
	}
}

func workbook(t testing.TB, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if _, err := f.NewSheet("Standard"); err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("Standard", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestWorkbook(t *testing.T) {
	book := workbook(t, []any{"Code", "Type", "Statement", "Option"}, []any{"K1", "Knowledge", "Springs & “cogs”"}, []any{"S1", "Skill", "Wind", "Towers"})
	found, err := importing.Read(bytes.NewReader(book), importing.Want{Reference: "ST9001"})
	if err != nil {
		t.Fatal(err)
	}
	if got := tally(&found.Standard); found.Form != importing.XLSX || got["knowledge core"] != 1 || got["skill Towers"] != 1 {
		t.Errorf("%s %v", found.Form, got)
	}
	_, err = importing.Read(bytes.NewReader(workbook(t, []any{"Clock", "Price"})), importing.Want{})
	if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Of(err).Message, "No sheet") {
		t.Errorf("another workbook = %v", err)
	}
	for _, cut := range []int{10, len(book) / 2, len(book) - 1} {
		if _, err := importing.Read(bytes.NewReader(book[:cut]), importing.Want{}); !fault.Is(err, fault.Invalid) {
			t.Errorf("cut at %d = %v; want a refusal", cut, err)
		}
	}
}

func TestTooManyRows(t *testing.T) {
	text := "code,statement\n" + strings.Repeat("K1,Springs\n", 5_000)
	if _, err := read(t, text); !fault.Is(err, fault.TooLarge) {
		t.Errorf("Read = %v; want TooLarge", err)
	}
}

func TestOnlyOfAFileThatNamesNoReference(t *testing.T) {
	found, err := importing.Read(strings.NewReader("code,statement\nK1,Springs\n"), importing.Want{Only: "ST9001"})
	if err != nil || !strings.Contains(strings.Join(found.Doubts, "\n"), "whether it is ST9001 cannot be told") {
		t.Errorf("%q, %v", found.Doubts, err)
	}
}
