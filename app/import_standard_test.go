package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"touchstone/app/demo/files"
)

const clockTable = "code,type,statement,option\nK1,knowledge,Springs and their faults.,\nK2,knowledge,Bells.,Towers\nS1,skill,Wind.,\nB1,behaviour,Keep calm.,\n"

// importInto runs the command over a table with more flags.
func importInto(t *testing.T, table string, flags ...string) (status int, out, faults string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "clocks.csv")
	if err := os.WriteFile(file, []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	status = importStandard(t.Context(), append(flags, file), &stdout, &stderr)
	return status, stdout.String(), stderr.String()
}

func TestImportStandardDryRun(t *testing.T) {
	status, out, faults := importInto(t, clockTable, "-dry-run", "-json", "-reference", "ST9001")
	var got struct {
		Form, Reference string
		Options         []string
		Statements      []struct{ Code, Type, Text, Membership string }
	}
	if err := json.Unmarshal([]byte(out), &got); status != 0 || err != nil || faults != "" {
		t.Fatalf("status %d, %v, %s", status, err, faults)
	}
	if got.Form != "csv" || got.Reference != "ST9001" || len(got.Options) != 1 || len(got.Statements) != 4 || got.Statements[1].Membership != "options" {
		t.Errorf("%+v", got)
	}
	status, out, _ = importInto(t, clockTable, "-dry-run")
	if status != 0 || !strings.Contains(out, "Knowledge     1       1        0    2") || !strings.Contains(out, "In doubt:") {
		t.Errorf("status %d:\n%s", status, out)
	}
}

func TestImportStandardStores(t *testing.T) {
	data := t.TempDir()
	in, err := OpenToServe(t.Context(), data) // a server runs meanwhile
	must(t, err)
	defer in.Close()
	flags := []string{"-yes", "-data", data, "-reference", "ST9001", "-version", "1.0"}
	status, _, faults := importInto(t, clockTable, flags...)
	if status != 1 || !strings.Contains(faults, "title") {
		t.Errorf("a new standard without a title: status %d, %s", status, faults)
	}
	flags = append(flags, "-title", "Clock mender")
	status, out, faults := importInto(t, clockTable, flags...)
	if status != 0 || !strings.Contains(out, "4 statements would be added") || !strings.Contains(out, "Done: ST9001 v1.0 is stored.") {
		t.Fatalf("status %d:\n%s%s", status, out, faults)
	}
	status, out, _ = importInto(t, strings.Replace(clockTable, "and their faults", "and all their faults", 1), flags...)
	if status != 0 || !strings.Contains(out, "3 stay as they are") || !strings.Contains(out, "1 get other official wording") {
		t.Errorf("status %d:\n%s", status, out)
	}
	s, err := in.Standards.StandardByReference(t.Context(), "ST9001", "1.0")
	if err != nil || len(s.Statements) != 4 || s.Statements[0].Official != "Springs and all their faults." || s.Source.ReadOn.IsZero() {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestImportStandardRefuses(t *testing.T) {
	empty := t.TempDir()
	tests := []struct {
		name   string
		args   []string
		status int
		says   string
	}{
		{"no file", nil, 2, "it takes one file"},
		{"two files", []string{"a", "b"}, 2, "it takes one file"},
		{"unknown flag", []string{"-force", "a"}, 2, "-force"},
		{"a file that is not there", []string{filepath.Join(empty, "none.txt")}, 1, "There is no file"},
		{"help", []string{"-h"}, 0, ""},
	}
	for _, tt := range tests {
		var stdout, stderr bytes.Buffer
		if status := importStandard(t.Context(), tt.args, &stdout, &stderr); status != tt.status || !strings.Contains(stderr.String(), tt.says) {
			t.Errorf("%s: status %d, %s; want %d, %q", tt.name, status, &stderr, tt.status, tt.says)
		}
		if tt.name == "help" && !strings.Contains(stdout.String(), "-dry-run") {
			t.Errorf("help:\n%s", &stdout)
		}
	}
	status, _, faults := importInto(t, "Dear Sir,\n", "-dry-run")
	if status != 1 || !strings.Contains(faults, "Expected a course page") {
		t.Errorf("a letter: status %d, %s", status, faults)
	}
	status, _, faults = importInto(t, clockTable, "-yes", "-data", empty)
	if left, _ := os.ReadDir(empty); status != 1 || !strings.Contains(faults, "There is no installation") || len(left) > 0 {
		t.Errorf("no installation: status %d, %s, %d files", status, faults, len(left))
	}
}

// clockPaper is an occupation's statements on paper, long enough to be broken
// over lines and pages.
func clockPaper() files.Paper {
	p := files.Paper{Title: "Clock mender", House: "Guild of Clock Menders", Blocks: []files.Block{{Text: "Level 4 - Technical"}, {Text: "Reference: OCC9001"}, {Text: "Version: 1.2"}, {Text: "Duty 1 Mend clocks."}, {Text: "K1"}, {Text: "S1"}, {Text: "B1"}}}
	for _, t := range []struct {
		name, letter, says string
		n                  int
	}{{"Knowledge", "K", "Lore", 30}, {"Skills", "S", "Craft", 20}, {"Behaviours", "B", "Ways", 5}} {
		p.Blocks = append(p.Blocks, files.Block{Heading: t.name})
		for i := range t.n {
			p.Blocks = append(p.Blocks, files.Block{Text: fmt.Sprintf("%s%d", t.letter, i+1)},
				files.Block{Text: fmt.Sprintf(": %s no. %d of those who mend clocks in towers, homes and railway stations, told at such length that no line of the paper can hold the whole", t.says, i+1)},
				files.Block{Text: "Back to Duty"})
		}
	}
	return p
}

func TestImportStandardFromPDF(t *testing.T) {
	s := newSite(t)
	pdf := string(files.PDF(clockPaper()))
	sent := s.as("administrator").sendImport(nil, "clocks.pdf", pdf)
	if sent.status != http.StatusSeeOther {
		t.Fatalf("sent: %d\n%s", sent.status, textOf(sent.page(t)))
	}
	preview := textOf(s.as("administrator").get(sent.where()).page(t))
	for _, want := range []string{"ST9001 v1.2 Clock mender, level 4", "page with each statement after its code", "text of a PDF",
		"Lore no. 30 of those who mend clocks in towers, homes and railway stations, told at such length that no line of the paper can hold the whole"} {
		if !strings.Contains(preview, want) {
			t.Errorf("the preview lacks %q:\n%.3000s", want, preview)
		}
	}
	if strings.Contains(preview, "Guild of Clock Menders") {
		t.Error("what stands at the head of each page went into a statement")
	}
	if strings.Contains(preview, "cut short") {
		t.Error("the last way back to a duty was taken for the foot of a page")
	}
	file := filepath.Join(t.TempDir(), "clocks.pdf")
	must(t, os.WriteFile(file, []byte(pdf), 0o600))
	var stdout, stderr bytes.Buffer
	if status := importStandard(t.Context(), []string{"-dry-run", "-json", file}, &stdout, &stderr); status != 0 || strings.Count(stdout.String(), `"text"`) != 55 {
		t.Errorf("by command: status %d, %d statements, %s", status, strings.Count(stdout.String(), `"text"`), stderr.String())
	}
	damaged := s.as("administrator").sendImport(nil, "x.pdf", "%PDF-1.7\n")
	if damaged.status != http.StatusUnprocessableEntity || !strings.Contains(damaged.body, "copy its text and paste that") || strings.Contains(damaged.body, "assessor might") {
		t.Errorf("damaged: %d, %s", damaged.status, damaged.body)
	}
	for name, text := range map[string]string{"torn": pdf[:len(pdf)/3], "no text": string(files.PDF(files.Paper{Blocks: []files.Block{{Break: true}}})), "a letter": string(files.PDF(files.Paper{Title: "Dear Sir"}))} {
		if refused := s.as("administrator").sendImport(nil, "x.pdf", text); refused.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, refused.status)
		}
	}
	if left := filesIn(t, s.app.intake.Temp); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}
