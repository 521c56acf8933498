package app

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mayImport is the shape of the house: which of our packages each one may
// import, tests aside. An arrow that is not here is a design change; argue for
// it in the commit that adds it.
var mayImport = map[string][]string{
	".":                 {"app"},
	"app":               {"evidence", "ksb", "ksb/importing", "reports", "reports/pdf", "migrations", "static", "app/account", "app/audit", "app/blob", "app/db", "app/demo", "app/document", "app/fault", "app/jobs", "app/notify", "app/pages", "app/programme"},
	"app/pages":         {"evidence", "ksb", "ksb/importing", "reports", "static", "app/account", "app/document", "app/fault", "app/jobs", "app/programme"},
	"app/bench":         {"app", "app/account", "app/blob", "app/db", "app/demo", "app/document", "app/programme", "evidence", "ksb", "migrations", "reports", "reports/pdf"},
	"app/demo/files":    {},
	"app/demo":          {"app/demo/files", "evidence", "ksb", "app/account", "app/audit", "app/blob", "app/db", "app/document", "app/fault", "app/programme"},
	"reports":           {"app/audit", "evidence", "ksb", "reports/pdf", "app/account", "app/blob", "app/db", "app/document", "app/fault", "app/programme"},
	"reports/pdf":       {"app/document", "app/fault"},
	"evidence":          {"ksb", "app/account", "app/audit", "app/blob", "app/db", "app/document", "app/fault", "app/jobs", "app/notify", "app/programme"},
	"app/programme":     {"ksb", "app/account", "app/audit", "app/db", "app/fault", "app/jobs", "app/notify"},
	"app/audit":         {"app/db", "app/fault"},
	"app/notify":        {"app/db", "app/fault", "app/jobs"},
	"ksb":               {"app/audit", "app/db", "app/fault"},
	"ksb/importing":     {"ksb", "app/fault"},
	"app/document":      {"app/fault"},
	"app/jobs":          {"app/db", "app/fault"},
	"app/account":       {"app/audit", "app/db", "app/fault", "app/notify"},
	"app/blob":          {"app/fault"},
	"app/blob/blobtest": {"app/blob"},
	"app/db":            {"app/fault"},
	"app/db/dbtest":     {"app/db", "migrations"},
	"app/fault":         {},
	"migrations":        {},
	"static":            {},
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
}

func TestImports(t *testing.T) {
	const module = "touchstone/"
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
}
