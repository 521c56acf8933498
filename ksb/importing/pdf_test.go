package importing_test

import (
	"strings"
	"testing"

	"touchstone/app/fault"
	"touchstone/ksb/importing"
)

// printed breaks a page's text at a margin and over pages with a head and a foot,
// as printing it as PDF does, and leaves out the marks of bullets.
func printed(text string, width, height int) string {
	var out, page []string
	end := func() {
		out = append(out, strings.Join(page, "\n"))
		page = nil
	}
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "- ", ""), "\n") {
		row := ""
		for word := range strings.FieldsSeq(strings.ReplaceAll(line, "fi", "ﬁ")) {
			if row != "" && len(row)+len(word) >= width {
				page = append(page, row)
				row = ""
			}
			row = strings.TrimSpace(row + " " + word)
		}
		if page = append(page, row); len(page) >= height {
			end()
		}
	}
	end()
	for i := range out {
		out[i] = "30/11/2026, 09:15 Clock mender\n" + out[i] + "\nhttps://example.org/clocks " + string(rune('1'+i%9)) + "/9\n"
	}
	return strings.Join(out, "\f")
}

func TestPDFText(t *testing.T) {
	clocks := clocks()
	clocks.core["Knowledge"][1] = "The law that binds all who mend clocks, including The Clocks (Towers and Homes) Act, and what it defines as fit."
	course := mustRead(t, clocks.String()).Standard
	page := mustRead(t, occupation).Standard
	json := `{"referenceNumber":"ST9001","title":"Clock mender","knowledges":[{"knowledgeId":"K1","detail":"Springs that store work over very long times"}],` +
		`"skills":[{"skillId":"S1","detail":"Listen"}],"behaviours":[{"behaviourId":"B1","detail":"Patience"}]}`
	maps := mustRead(t, json).Standard
	tests := []struct {
		name, text, form string
		want             []string // statements' words
	}{
		{"course page", printed(clocks.String(), 60, 30), importing.CoursePage, wordings(&course)},
		{"occupation page", printed(occupation, 30, 20), importing.CodedPage, wordings(&page)},
		{"JSON", printed(json, 40, 30), importing.MapsJSON, wordings(&maps)},
		{"JSON in a browser", printed(json, 40, 30) + "\nPretty-print\n", importing.MapsJSON, wordings(&maps)},
		{"a table", "code,type,statement\nK1,knowledge,Springs\nS1,skill,Listen\nB1,behaviour,Patience\n", importing.CSV, []string{"Springs", "Listen", "Patience"}},
		{"a list with codes", printed("Annex\nK1 Springs and all there is to know of what drives a clock for years\nS1 Listen\nB1 Patience\n", 30, 30), importing.CodedPage,
			[]string{"Springs and all there is to know of what drives a clock for years", "Listen", "Patience"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found, err := importing.ReadPDFText(tt.text, importing.Want{Reference: "ST9001"})
			if err != nil {
				t.Fatalf("%v\n%s", err, tt.text)
			}
			if got := wordings(&found.Standard); strings.Join(got, "\n") != strings.Join(tt.want, "\n") || found.Form != tt.form {
				t.Errorf("%s:\n%s\nwant\n%s", found.Form, strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
			if !strings.Contains(strings.Join(found.Doubts, " "), "text of a PDF") {
				t.Errorf("doubts %q", found.Doubts)
			}
		})
	}
	for name, text := range map[string]string{"scan": " \f\f \n", "letter": "Dear Sir,\nthe clock is mended.\n", "broken JSON": `{"a":`} {
		if _, err := importing.ReadPDFText(text, importing.Want{}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s = %v; want Invalid", name, err)
		}
	}
}
