package pages_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"touchstone/app/pages"
	"touchstone/static"
)

// claimEdit is the fields of a claim as a page has them.
func claimEdit(id, code, name string) pages.ClaimEdit {
	files := []pages.Option{{Value: "", Label: "In the piece as a whole", On: true}, {Value: "0", Label: "In the account itself"}, {Value: "1", Label: "Log.pdf"}}
	return pages.ClaimEdit{Statement: id, Chip: pages.Chip{Code: code}, Name: name, Account: "A part of it",
		How: pages.Field{Name: "how-" + id, Label: "How does it show this?", Rows: 2},
		Wheres: []pages.WhereEdit{{File: pages.Field{Name: "file-" + id, ID: "file-of-" + id, Label: "Where is it shown?"}, Files: files,
			At: pages.Field{Name: "at-" + id, ID: "at-" + id, Label: "Where in it?", Hint: "A part of it"}}}}
}

// writing is a draft with a PDF of 8 pages, claimed for S4.
func writing() pages.Page {
	p := pages.EvidenceEdit{Title: "Site visit", State: pages.Draft, Action: "/save", Key: "evidence 1", Saved: "Saved at 14:02.", Submit: "Submit to Marcus",
		Drop: pages.Drop{Action: "/files", List: "file-list", Limit: 1 << 20},
		Files: []pages.FileRow{{ID: "file-1", Icon: "file", Name: "Log.pdf", Facts: templ.Attributes{"data-kind": "pdf", "data-pages": "8", "data-at": "Pages 1 to 8"}},
			{ID: "file-3", Icon: "sound", Name: "Call.m4a", Facts: templ.Attributes{"data-kind": "audio", "data-seconds": "57.6", "data-length": "0:58", "data-at": "Times up to 0:58"}}},
		Claims: []pages.ClaimEdit{claimEdit("4", "S4", "Agree a plan")}, NewClaim: claimEdit("new", "", "data-name"),
		Picker: pages.Picker{Name: "claims", Label: "Which statements?", Types: kitTypesOf(), Rows: []pages.Pick{
			{Value: "14", Chip: pages.Chip{Code: "K14"}, Name: "Support & influence", Full: "Its full <wording>", State: pages.None},
			{Value: "4", Chip: pages.Chip{Code: "S4"}, Name: "Agree a plan", State: pages.Draft, On: true}}},
		OwnWork: pages.Field{Name: "own_work", Label: "My own"}, AI: pages.Field{Name: "ai_used", Label: "AI?"}, AINote: pages.Field{Name: "ai_note", Label: "What for?", Class: "ai__note"},
		AIs:  []pages.Option{{Value: "no", Label: "No"}, {Value: "yes", Label: "Yes"}},
		Kind: pages.Field{Name: "kind", Label: "Kind"}, From: pages.Field{Name: "done_from", Label: "Done on"}, To: pages.Field{Name: "done_to", Label: "To"},
		OwnPart: pages.Field{Name: "own_part", Label: "Own part"}, HeldTick: pages.Field{Name: "held", Label: "Held"}}
	for i, name := range []string{"situation", "task", "action", "result"} {
		f := pages.Field{Name: name, Label: strings.ToUpper(name), Rows: 7}
		if i == 0 {
			f.Value = "A haulier was late."
		}
		p.Story = append(p.Story, f)
		p.Steps = append(p.Steps, pages.Step{Name: strings.ToUpper(name[:1]) + name[1:], Note: "Nothing yet", Href: "#" + name, Words: name, Done: i == 0})
	}
	return p
}

func kitTypesOf() []pages.Option { return []pages.Option{{Value: "skill", Label: "Skills"}} }

func writingBench(t *testing.T) *bench {
	return newBench(t, writing, func(w http.ResponseWriter, r *http.Request) {
		drain(r)
		if r.URL.Path == "/files" {
			reply(w, http.StatusCreated, map[string]any{"html": `<li id="file-7" data-file data-kind="pdf" data-pages="1" data-at="It has one page"><span class="files__name">New <b>one</b>.pdf</span></li>`})
			return
		}
		reply(w, http.StatusOK, map[string]any{"revision": 2, "saved_at": "2026-10-13T13:02:00Z"})
	})
}

func claimsShown(b *bench) string {
	return script[string](b, "[...document.querySelectorAll('.claims [data-statement]')].map(c => c.querySelector('.ksb').textContent.trim()).join(' ')")
}

// set chooses or types as a person does.
func (b *bench) set(selector, value string) {
	b.t.Helper()
	script[bool](b, `(e => { e.value = "`+value+`"; for (const n of ["input", "change"]) e.dispatchEvent(new Event(n, {bubbles: true})); return true; })(document.querySelector('`+selector+`'))`)
}

func TestTickedStatementGetsItsFields(t *testing.T) {
	b := writingBench(t)
	b.do(chromedp.Click(`[data-code="K14"] input`, chromedp.ByQuery))
	if got := claimsShown(b); got != "S4 K14" {
		t.Fatalf("claims %q; want S4 K14", got)
	}
	b.says("#claim-14 .claim__name", "Support & influence")
	b.says("#claim-14 [data-claim-full]", "Its full <wording>")
	b.says(`#claim-14 [data-claim-remove]`, "K14")
	if got := script[string](b, `[...document.querySelectorAll("#claim-14 [name]")].map(e => e.name + "=" + (e.type == "submit" ? e.value : e.labels.length)).join(" ")`); got != "do=remove-14 how-14=1 file-14=1 at-14=1 do=place-14" {
		t.Errorf("the fields are %q", got)
	}
	b.do(chromedp.Click(`[data-code="K14"] input`, chromedp.ByQuery)) // nothing was written in it
	if got := claimsShown(b); got != "S4" {
		t.Errorf("taken off, the claims are %q", got)
	}
	if script[bool](b, "!!document.querySelector('.toast')") {
		t.Error("an undo is offered where nothing is lost")
	}
	if script[bool](b, "document.querySelector('[data-claims-plain]').checkVisibility()") {
		t.Error("the button for browsers without script is shown")
	}
}

func TestTakenOffClaimComesBack(t *testing.T) {
	b := writingBench(t)
	b.typeInto("#how-4", "I offered three payments.")
	b.do(chromedp.Click("#claim-4 [data-claim-remove]", chromedp.ByQuery))
	b.says(".toast", "S4 is taken away.")
	if got := claimsShown(b); got != "" || script[bool](b, `document.querySelector('[data-code="S4"] input').checked`) {
		t.Fatalf("claims %q are left, or the box is", got)
	}
	b.press("Undo")
	if got := script[string](b, "document.querySelector('#how-4').value"); got != "I offered three payments." {
		t.Errorf("brought back as %q", got)
	}
	if !script[bool](b, `document.querySelector('[data-code="S4"] input').checked`) {
		t.Error("the statement is not ticked again")
	}
}

func TestPlaceIsCheckedAsTyped(t *testing.T) {
	b := writingBench(t)
	b.says("#claim-4 .field__hint", "A part of it")
	b.set("#file-of-4", "1")
	b.says("#claim-4 .field__hint", "Pages 1 to 8")
	b.set("#at-4", "12")
	b.says("#claim-4 .field__fault", "Choose pages 1 to 8. This file has 8 pages, and you wrote 12.")
	if got := script[string](b, "document.querySelector('#at-4').getAttribute('aria-invalid')"); got != "true" {
		t.Errorf("aria-invalid is %q", got)
	}
	b.until("document.querySelector('.finish').textContent.includes('Saved at')") // an answer that names no fault leaves it
	b.says("#claim-4 .field__fault", "This file has 8 pages")
	b.set("#at-4", "8")
	b.until("!document.querySelector('#claim-4 .field__fault, #at-4[aria-invalid]')")
}

// The rules and sentences are those of evidence.ParseWhere.
func TestPlacesAreReadAsTheServerReadsThem(t *testing.T) {
	b := writingBench(t)
	for _, tt := range []struct{ file, typed, want string }{
		{"kind: 'pdf', pages: '8'", "", ""},
		{"kind: 'pdf', pages: '8'", "3, 5-7", ""},
		{"kind: 'pdf', pages: '8'", "Pages 3 and 5 to 8", ""},
		{"kind: 'pdf', pages: '8'", "p. 9", "Choose pages 1 to 8. This file has 8 pages, and you wrote 9."},
		{"kind: 'pdf', pages: '8'", "0", "Choose pages 1 to 8. This file has 8 pages, and you wrote 0."},
		{"kind: 'pdf', pages: '8'", "7-3", "Put the lower one first. You wrote 7-3."},
		{"kind: 'pdf', pages: '8'", "1-2-3", "Part the places by commas. You wrote 1-2-3."},
		{"kind: 'pdf', pages: '8'", "3a", "Write pages as 3, or 3, 5-7. You wrote 3a."},
		{"kind: 'pdf', pages: '8'", "section 6.2", ""},
		{"kind: 'pdf', pages: '1'", "2", "Choose page 1. This file has one page, and you wrote 2."},
		{"kind: 'pdf'", "2000", ""},
		{"kind: 'audio', seconds: '312.4', length: '5:12'", "4:10 to 5:05", ""},
		{"kind: 'audio', seconds: '312.4', length: '5:12'", "5:13", ""}, // the last second, begun
		{"kind: 'audio', seconds: '312.4', length: '5:12'", "5:14", "Choose a time from 0:00 to 5:12. This recording is 5:12 long, and you wrote 5:14."},
		{"kind: 'video', seconds: '312.4', length: '5:12'", "4:70", "Write times as 4:10, or 4:10 to 5:05, in minutes and seconds. You wrote 4:70."},
		{"kind: 'video'", "1:02:03", ""},
		{"kind: 'word'", "12", ""},
	} {
		var got string
		b.do(chromedp.Evaluate(`import("`+static.URL("js/place.js")+`").then(m => m.wrongPlace({`+tt.file+`}, "`+tt.typed+`"))`, &got,
			func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
		if got != tt.want {
			t.Errorf("%s in {%s}: %q; want %q", tt.typed, tt.file, got, tt.want)
		}
	}
}

func TestAnotherPlaceAndANewFile(t *testing.T) {
	b := writingBench(t)
	b.do(chromedp.Click("#claim-4 [data-claim-plain]", chromedp.ByQuery))
	b.until("document.activeElement.id == 'file-of-4-2'")
	if got := script[string](b, `[...document.querySelectorAll("#claim-4 .place input")].map(e => e.id + " " + e.name).join(", ")`); got != "at-4 at-4, at-4-2 at-4" {
		t.Errorf("the places are %q", got)
	}
	b.do(chromedp.SetUploadFiles("#files-pick", []string{writeFile(t, "new.pdf", 100)}, chromedp.ByQuery))
	b.until(`[...document.querySelectorAll("#claim-4 select")].every(s => [...s.options].some(o => o.value == "7" && o.text == "New one.pdf"))`)
	b.do(chromedp.Click(`[data-code="K14"] input`, chromedp.ByQuery))
	b.set("#file-of-14", "7")
	b.says("#claim-14 .field__hint", "It has one page")
}

func TestStoryGoesStepByStep(t *testing.T) {
	b := writingBench(t)
	const now = "[...document.querySelectorAll('[data-part]')].filter(e => e.checkVisibility()).map(e => e.dataset.part).join()"
	if got := script[string](b, now); got != "task" {
		t.Errorf("the page begins with %q; want the first that is empty", got)
	}
	b.typeInto("#task", "I had to ring.")
	b.press("Next: action")
	b.until("document.activeElement.id == 'action' && " + now + " == 'action'")
	b.until("document.querySelectorAll('.steps .is-done').length == 2")
	b.do(chromedp.Click(`.steps a[href="#situation"]`, chromedp.ByQuery))
	b.until("document.activeElement.id == 'situation' && document.querySelector('.steps [aria-current]').hash == '#situation'")
}

func TestUseOfAIIsAskedAboutOnlyIfThereWasSome(t *testing.T) {
	b := writingBench(t)
	seen := "document.querySelector('#ai_note').checkVisibility()"
	b.until("!" + seen)
	b.do(chromedp.Click(`[name="ai_used"][value="yes"]`, chromedp.ByQuery))
	b.until(seen)
}
