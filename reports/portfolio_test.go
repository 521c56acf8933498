package reports

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestSamePortfolioSameBytes(t *testing.T) {
	p, s := full(t)
	one, _ := write(t, p, s.open)
	two, _ := write(t, p, s.open)
	if !bytes.Equal(one, two) {
		t.Error("two exports of one portfolio differ")
	}
}

// save writes a file where tools can read it.
func save(t testing.TB, file []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "portfolio.pdf")
	if dir := os.Getenv("TOUCHSTONE_KEEP"); dir != "" {
		path = filepath.Join(dir, strings.ReplaceAll(t.Name(), "/", "_")+".pdf")
	}
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFileIsSound(t *testing.T) {
	p, s := full(t)
	file, sum := write(t, p, s.open)
	t.Logf("%+v", sum)
	path := save(t, file)
	out, err := exec.Command("qpdf", "--check", path).CombinedOutput()
	if err != nil {
		t.Errorf("qpdf --check: %v\n%s", err, out)
	}
}
