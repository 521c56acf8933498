package app

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"touchstone/app/blob"
	"touchstone/reports"
)

func TestVerifyCommand(t *testing.T) {
	dir := t.TempDir()
	var doc bytes.Buffer
	p := reports.Portfolio{Apprentice: "Carys", Provider: "Tidewell Training"}
	none := func(context.Context, blob.Ref) (blob.Blob, error) { return nil, blob.ErrNotFound }
	if _, err := p.Write(t.Context(), &doc, none, nil); err != nil {
		t.Fatal(err)
	}
	put := func(name string, b []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := put("good.pdf", doc.Bytes())
	changed := bytes.Clone(doc.Bytes())
	changed[len(changed)/2] ^= 1
	bad := put("bad.pdf", changed)
	tests := []struct {
		name   string
		args   []string
		status int
		want   string // in what is printed on either stream
	}{
		{"as it was made", []string{good}, 0, "Nothing was changed"},
		{"as JSON", []string{"-json", good}, 0, `"ok": true`},
		{"the flag after the file", []string{good, "-json"}, 0, `"ok": true`},
		{"changed", []string{bad}, 1, "Changed since it was made"},
		{"changed, as JSON", []string{"-json", bad}, 1, `"ok": false`},
		{"no such file", []string{filepath.Join(dir, "none.pdf")}, 1, "cannot be read"},
		{"no file named", nil, 2, "name one file"},
		{"two files", []string{good, bad}, 2, "name one file"},
		{"unknown flag", []string{"-fast", good}, 2, "-fast"},
		{"help", []string{"-h"}, 0, "Exit status"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			status := verify(t.Context(), tt.args, &out, &errs)
			if printed := out.String() + errs.String(); status != tt.status || !strings.Contains(printed, tt.want) {
				t.Errorf("status %d, printed %q; want %d, %q", status, printed, tt.status, tt.want)
			}
		})
	}
}
