package importing_test

import (
	"bytes"
	"testing"

	"touchstone/app/fault"
	"touchstone/ksb/importing"
)

// check reads text, which must give a standard that may be stored, or a refusal
// for people.
func check(t *testing.T, text []byte) {
	found, err := importing.Read(bytes.NewReader(text), importing.Want{Reference: "ST9001", Title: "Clock mender"})
	if err != nil {
		if f := fault.Of(err); (f.Kind != fault.Invalid && f.Kind != fault.TooLarge) || f.Message == "" {
			t.Fatalf("Read = %v; want a refusal", err)
		}
		return
	}
	if err := found.Standard.Check(); err != nil {
		t.Fatalf("what was read may not be stored: %v", err)
	}
	var out bytes.Buffer
	if err := importing.Print(&out, found); err != nil {
		t.Fatal(err)
	}
}

func FuzzReadPage(f *testing.F) {
	text := clocks().String()
	f.Add([]byte(text))
	f.Add([]byte(text[:len(text)/2]))
	f.Add([]byte("<ul><li>x</ul>Knowledge<br>a<br>Skills<br>b<br>Behaviours<br>c"))
	f.Add([]byte("Knowledge\n- a\n- a\n- b\nSkills\n- a\n- a\nBehaviours\n- a\n- a\n"))
	f.Fuzz(check)
}

func FuzzReadCodedPage(f *testing.F) {
	f.Add([]byte(occupation))
	f.Add([]byte(occupation[:len(occupation)/2]))
	f.Add([]byte("K1 Springs\nS1 Listen\nB1 Patience\nK1: Cogs"))
	f.Fuzz(check)
}

func FuzzReadPDFText(f *testing.F) {
	f.Add(printed(clocks().String(), 60, 30))
	f.Add(printed(occupation, 30, 20))
	f.Add("\f{\f\f[")
	f.Fuzz(func(t *testing.T, text string) {
		found, err := importing.ReadPDFText(text, importing.Want{Reference: "ST9001", Title: "Clock mender"})
		if err != nil {
			if f := fault.Of(err); (f.Kind != fault.Invalid && f.Kind != fault.TooLarge) || f.Message == "" {
				t.Fatalf("ReadPDFText = %v; want a refusal", err)
			}
			return
		}
		if err := found.Standard.Check(); err != nil {
			t.Fatalf("what was read may not be stored: %v", err)
		}
	})
}

func FuzzReadJSON(f *testing.F) {
	f.Add([]byte(mender))
	f.Add([]byte("[" + mender + "]"))
	f.Add([]byte(`{"knowledges":[null,"x",{"id":1,"detail":2}],"options":[{}],"duties":[{"mappedKnowledge":[{"knowledgeId":"x"},1,null]}]}`))
	f.Fuzz(check)
}

func FuzzReadTable(f *testing.F) {
	f.Add([]byte("code,type,statement,option\nK1,knowledge,Springs,Towers;Watches\n"))
	f.Add([]byte("Statement\tType\nSprings\tK\n"))
	f.Add(workbook(f, []any{"Code", "Statement"}, []any{"K1", "Springs"}))
	f.Fuzz(check)
}
