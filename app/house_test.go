package app

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// topLevel is all that stands at the top, hidden files aside, and then what
// running the program there leaves, which git ignores.
var topLevel = strings.Fields("README.md app evidence go.mod go.sum ksb main.go migrations reports static" + " data data-demo touchstone")

func TestTopLevelIsAsAgreed(t *testing.T) {
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if name := e.Name(); name[0] != '.' && !slices.Contains(topLevel, name) {
			t.Errorf("%s does not belong at the top", name)
		}
	}
}

// mayImport is the shape of the house: which of our packages each one imports,
// tests aside. An arrow that is not here is a design change; argue for it in
// the commit that adds it.
var mayImport = map[string][]string{
	".":                   {"app"},
	"app":                 {"evidence", "evidence/assessment", "evidence/finding", "evidence/hints", "evidence/search", "ksb", "ksb/importing", "reports", "migrations", "static", "app/account", "app/audit", "app/blob", "app/db", "app/demo", "app/document", "app/fault", "app/growth", "app/jobs", "app/notify", "app/pages", "app/programme", "app/sheet", "app/words", "app/programme/roster"},
	"app/pages":           {"static", "app/words"},
	"app/bench":           {"evidence", "evidence/finding", "evidence/finding/measure", "evidence/search", "ksb", "migrations", "reports", "app", "app/account", "app/blob", "app/db", "app/demo", "app/document", "app/programme"},
	"app/demo/files":      {},
	"app/demo":            {"evidence", "evidence/assessment", "ksb", "app/account", "app/audit", "app/blob", "app/db", "app/demo/files", "app/document", "app/fault", "app/growth", "app/notify", "app/programme", "app/words"},
	"reports":             {"evidence", "evidence/assessment", "ksb", "reports/pdf", "app/account", "app/audit", "app/blob", "app/db", "app/document", "app/fault", "app/jobs", "app/programme", "app/sheet", "app/words"},
	"reports/pdf":         {"app/document"},
	"evidence/assessment": {"evidence", "ksb", "app/account", "app/audit", "app/db", "app/fault", "app/notify", "app/programme", "app/words"},
	"evidence/finding":    {"ksb"},
	"evidence/search":     {"app/account", "app/blob", "app/db", "app/document", "app/fault"},
	"evidence":            {"evidence/search", "ksb", "app/account", "app/audit", "app/blob", "app/db", "app/document", "app/fault", "app/notify", "app/programme", "app/words"},
	"app/programme":       {"ksb", "app/account", "app/audit", "app/db", "app/fault", "app/notify", "app/words"},
	"app/audit":           {"app/db", "app/words"},
	"app/notify":          {"app/db", "app/fault"},
	"ksb":                 {"app/audit", "app/db", "app/fault"},
	"ksb/importing":       {"ksb", "app/fault", "app/sheet", "app/words"},
	"app/document":        {"app/fault"},
	"app/jobs":            {"app/db", "app/fault"},
	"app/account":         {"app/audit", "app/db", "app/fault", "app/words"},
	"app/blob":            {"app/fault"},
	"app/blob/blobtest":   {"app/blob"},
	"app/db":              {"app/fault"},
	"app/db/dbtest":       {"migrations", "app/db"},
	"app/sheet":           {"app/fault"},
	"app/words":           {"app/db"},
	"app/fault":           {},
	"migrations":          {},
	"static":              {},

	"app/growth":     {"ksb", "app/account", "app/audit", "app/db", "app/fault", "app/notify", "app/programme", "app/words"},
	"evidence/hints": {},

	"evidence/finding/measure": {"evidence/finding", "ksb"},

	"app/programme/roster": {"ksb", "app/account", "app/audit", "app/db", "app/fault", "app/programme", "app/sheet", "app/words"},
}

// onlyIn keeps each outside module to the one package that may know of it.
var onlyIn = map[string]string{
	"github.com/gofiber/fiber":           "app",
	"github.com/golang-migrate":          "app/db",
	"modernc.org/sqlite":                 "app/db",
	"github.com/jung-kurt/gofpdf":        "reports/pdf",
	"github.com/pdfcpu/pdfcpu":           "app/document",
	"github.com/gen2brain/heic":          "app/document",
	"github.com/go-playground/validator": "app",
	"github.com/kljensen/snowball":       "evidence/finding",
}

func TestImports(t *testing.T) {
	const module = "touchstone/"
	unused := map[[2]string]bool{}
	for dir, targets := range mayImport {
		for _, target := range targets {
			unused[[2]string{dir, target}] = true
		}
	}
	err := filepath.WalkDir("..", func(file string, _ fs.DirEntry, err error) error {
		if err != nil || path.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
			return err
		}
		dir, _ := filepath.Rel("..", filepath.Dir(file))
		allowed, known := mayImport[dir]
		if !known {
			t.Errorf("package %s is not in mayImport", dir)
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range parsed.Imports {
			target, ours := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), module)
			if ours && !slices.Contains(allowed, target) {
				t.Errorf("%s may not import %s", file, target)
			}
			delete(unused, [2]string{dir, target})
			for outside, home := range onlyIn {
				if strings.HasPrefix(target, outside) && dir != home {
					t.Errorf("%s may not import %s; only %s may", file, target, home)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for arrow := range unused {
		t.Errorf("%s does not import %s, so mayImport should not say so", arrow[0], arrow[1])
	}
}
