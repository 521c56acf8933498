package document

import (
	"slices"
	"strconv"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// maxSaved is how many graphics states a content stream may save at once.
const maxSaved = 10_000

// A tidier rewrites a content stream so that it can stand inside another: it
// restores as many graphics states as it saves, and leaves out what belongs to
// hidden layers while text and graphics state go on as if it had been drawn.
type tidier struct {
	contentScan
	out     []byte
	copied  int   // bytes of src that are in out or left out
	first   int   // where the operands of the next operator begin
	modes   []int // text rendering mode of each saved graphics state
	mode    int   // text rendering mode
	marks   []bool
	shows   func(layer string) bool
	operand []contentToken
}

// tidy returns src tidied, and whether that differs. Layer names are those of
// the stream's Properties resource; shows tells which are shown.
func tidy(src []byte, shows func(layer string) bool) ([]byte, bool) {
	t := tidier{contentScan: contentScan{src: src}, first: -1, shows: shows}
	for {
		token, ok := t.next()
		if !ok {
			break
		}
		if t.first < 0 {
			t.first = token.start
		}
		if !token.operator {
			t.operand = append(t.operand[:min(len(t.operand), 8)], token)
			continue
		}
		t.operator(token)
		t.first, t.operand = -1, t.operand[:0]
	}
	if t.copied == 0 && len(t.modes) == 0 {
		return src, false
	}
	t.out = append(t.out, src[t.copied:]...)
	for range t.modes {
		t.out = append(t.out, "\nQ"...)
	}
	return t.out, true
}

// replace puts text in the place of an operator and its operands.
func (t *tidier) replace(token contentToken, text string) {
	t.out = append(append(t.out, t.src[t.copied:t.first]...), text...)
	t.out = append(t.out, '\n')
	t.copied = token.end
}

// hides reports whether what is drawn now belongs to a hidden layer.
func (t *tidier) hides() bool { return len(t.marks) > 0 && t.marks[len(t.marks)-1] }

// operator follows one operator, and changes it if need be.
func (t *tidier) operator(token contentToken) {
	switch word := t.text(token); string(word) {
	case "q":
		t.save(token)
	case "Q":
		t.restore(token)
	case "BMC", "BDC":
		t.marks = append(t.marks, t.hides() || t.beginsHidden())
	case "EMC":
		t.marks = t.marks[:max(0, len(t.marks)-1)]
	case "Tr":
		if n := len(t.operand); n > 0 {
			t.mode, _ = strconv.Atoi(string(t.text(t.operand[n-1])))
		}
	default:
		if t.hides() {
			t.hide(token, word)
		}
	}
}

func (t *tidier) save(token contentToken) {
	if len(t.modes) == maxSaved {
		panic("too many saved graphics states")
	}
	t.modes = append(t.modes, t.mode)
}

// restore leaves out a Q without its q: readers pass over it on a page, but
// inside a drawing it would undo what the page has set.
func (t *tidier) restore(token contentToken) {
	n := len(t.modes)
	if n == 0 {
		t.replace(token, "")
		return
	}
	t.mode, t.modes = t.modes[n-1], t.modes[:n-1]
}

// beginsHidden reports whether the operands are those of a hidden layer.
func (t *tidier) beginsHidden() bool {
	if len(t.operand) != 2 || string(t.text(t.operand[0])) != "/OC" {
		return false
	}
	name, err := types.DecodeName(string(t.text(t.operand[1]))[1:])
	return err == nil && !t.shows(name)
}

// hide changes an operator that draws so that it leaves no mark.
func (t *tidier) hide(token contentToken, word []byte) {
	switch string(word) {
	case "S", "s", "f", "F", "f*", "B", "B*", "b", "b*":
		t.replace(token, "n")
	case "Do", "sh":
		t.replace(token, "")
	case "Tj", "TJ", "'", "\"":
		quiet := 3 // neither fill nor stroke
		if t.mode >= 4 {
			quiet = 7 // but clip
		}
		shown := string(t.src[t.first:token.end])
		t.replace(token, strconv.Itoa(quiet)+" Tr "+shown+" "+strconv.Itoa(t.mode)+" Tr")
	default:
		if slices.Equal(word[:min(2, len(word))], []byte("BI")) && len(word) > 2 && isSpace(word[2]) {
			t.replace(token, "")
		}
	}
}
