package app

import (
	"encoding/binary"
	"fmt"
	"testing"

	"touchstone/evidence"
)

// silence returns a recording of so many seconds, as WAV.
func silence(seconds int) string {
	const rate = 8000 // samples of one byte a second
	n := uint32(rate * seconds)
	le := binary.LittleEndian
	b := append([]byte("RIFF"), le.AppendUint32(nil, 36+n)...)
	b = append(b, "WAVEfmt "...)
	b = le.AppendUint32(b, 16)
	b = le.AppendUint16(le.AppendUint16(b, 1), 1) // PCM, one channel
	b = le.AppendUint32(le.AppendUint32(b, rate), rate)
	b = le.AppendUint16(le.AppendUint16(b, 1), 8)
	b = le.AppendUint32(append(b, "data"...), n)
	for range n {
		b = append(b, 0x80)
	}
	return string(b)
}

// filed submits a piece that claims one statement on page 3 of a PDF, one from
// 0:04 of a recording, and one in its account.
func (s *site) filed(title string) evidence.Piece {
	s.t.Helper()
	ctx, by := s.t.Context(), s.people["apprentice"]
	p := s.draft(1)
	log := s.file(1, p.ID, "Call log "+title+".pdf", pdfOf(4+len(title)))
	call := s.file(1, p.ID, "Call "+title+".wav", silence(6+len(title)))
	p, err := s.in.Evidence.SaveDraft(ctx, s.portfolios[1], p.ID, by, s.read(1, p.ID).Version.Revision, func(v *evidence.Version) {
		v.Title, v.Claims = title, nil
		for i, place := range []evidence.Place{{File: log.ID, Unit: evidence.Page, First: 3, Last: 3},
			{File: call.ID, Unit: evidence.Time, First: 4, Last: 5}, {Unit: evidence.Section, Section: "Action"}} {
			v.Claims = append(v.Claims, evidence.Claim{Statement: s.statements()[i].ID, How: "I did it.", Places: []evidence.Place{place}})
		}
	})
	must(s.t, err)
	_, err = s.in.Evidence.Submit(ctx, s.portfolios[1], p.ID, by, p.Version.Revision)
	must(s.t, err)
	return s.read(1, p.ID)
}

// tabTo goes by the tab key until what has the focus says text.
func (b *browser) tabTo(text string) {
	b.t.Helper()
	for range 60 {
		if value[bool](b, fmt.Sprintf(`document.activeElement !== document.body && document.activeElement.textContent.includes(%q)`, text)) {
			return
		}
		b.keys("\t")
	}
	b.t.Fatalf("the tab key does not reach %q", text)
}

// openedClaims waits until so many claims of the page are noted as opened.
func (b *browser) openedClaims(n int) {
	b.t.Helper()
	b.until(fmt.Sprintf("%d claims are opened", n), fmt.Sprintf(`[...document.querySelectorAll("[data-opened]")].filter(e => e.textContent.includes("You have opened it.")).length === %d`, n))
}

// claimNow waits until the nth claim, from 0, is the current one and has the focus.
func (b *browser) claimNow(n int) {
	b.t.Helper()
	b.until(fmt.Sprintf("claim %d is the current one", n), fmt.Sprintf(`document.querySelectorAll("[data-claim]")[%d] === document.activeElement && document.activeElement.getAttribute("aria-current") === "true"`, n))
}

// TestCoachWorksThroughTheQueueByKeyboard decides on three pieces without a
// pointer. Choosing a claim turns the document to its place.
func TestCoachWorksThroughTheQueueByKeyboard(t *testing.T) {
	s := newSite(t)
	first, second, third := s.filed("One"), s.filed("Two"), s.filed("Three")
	h := evidence.Phrase{Owner: s.people["coach"], Name: "Which page?", Text: "Which page shows a join?"}
	must(t, s.in.Evidence.AddPhrase(t.Context(), &h))
	b := openBrowser(t, s.url, desk, false)
	b.enterAs(s, "coach")
	b.open("/review")
	b.tabTo("Start reviewing")
	b.keys("\r")

	b.sees("1 of 3 in the queue")
	b.until("the keys are on", `document.body.classList.contains("keys-on")`)
	b.keys("j")
	b.claimNow(0)
	b.until("the PDF is at page 3", `[...document.querySelectorAll("[data-viewer]:not([hidden]) iframe")].some(f => f.src.includes("#page=3"))`)
	b.keys("a")
	b.keys("j")
	b.claimNow(1)
	b.until("the recording is at 0:04", `document.querySelector("[data-viewer]:not([hidden]) audio")?.currentTime === 4`)
	b.keys("a")
	b.keys("j")
	b.claimNow(2)
	b.until("the part of the account is marked", `document.querySelector("#the-account:not([hidden]) #part-action.part--now") !== null`)
	b.until("what was said is announced", `[...document.querySelectorAll("[role=status], [aria-live]")].some(e => e.textContent.includes("Action"))`)
	b.keys("k")
	b.claimNow(1)
	b.keys("j")
	b.keys("a")
	b.openedClaims(3)
	b.sees("Every claim is accepted.")
	b.shot("queue-keyboard-first")
	b.keys("j")
	b.until("the end of the review has the focus", `document.activeElement.value === "accepted"`)
	b.keys("\r")

	b.sees("Accepted: One.")
	b.sees("Two")
	b.until("the keys are on", `document.body.classList.contains("keys-on")`)
	b.keys("?")
	b.until("the keys are explained", `document.querySelector("#review-keys").open`)
	b.shot("queue-keys")
	b.keys("\x1b")
	b.until("the explanation is gone", `!document.querySelector("#review-keys").open`)
	b.keys("r")
	b.until("what is missing has the focus", `document.activeElement.tagName === "TEXTAREA"`)
	b.keys("jar? ")
	b.tabTo("Insert a phrase")
	b.keys("\r")
	b.until("the phrases have the focus", `document.activeElement.name === "phrase"`)
	b.keys("\t")
	b.keys("\r")
	b.until("the phrase is inserted", `document.activeElement.tagName === "TEXTAREA" && document.activeElement.value === "jar? Which page shows a join?"`)
	b.sees("is referred, so the piece goes back.")
	b.shot("queue-keyboard-second")
	b.accessible("a claim referred")
	b.keys("\x1b")
	b.claimNow(0)
	for _, key := range "jjj" {
		b.keys(string(key))
	}
	b.until("returning is next", `document.activeElement.value === "returned"`)
	b.keys("\r")

	b.sees("Returned to apprentice: Two.")
	b.until("the keys are on", `document.body.classList.contains("keys-on")`)
	must(t, s.in.Evidence.Decide(t.Context(), s.portfolios[1], third.ID, third.Version.ID, s.people["iqa"], evidence.Review{Verdict: evidence.ReturnedVerdict, Feedback: "No."}))
	b.keys("a")
	b.keys("w")
	b.until("the field has the focus", `document.activeElement.tagName === "TEXTAREA"`)
	b.keys("Well shown here.")
	b.keys("\x1b")
	for _, key := range "jajaj" {
		b.keys(string(key))
	}
	b.keys("\r")
	b.sees("iqa returned this piece on")
	b.until("what was written is kept", `[...document.querySelectorAll("textarea")].some(e => e.value === "Well shown here.")`)
	b.shot("queue-too-late")

	for p, want := range map[*evidence.Piece]evidence.State{&first: evidence.Accepted, &second: evidence.Returned, &third: evidence.Returned} {
		if got := s.read(1, p.ID).State; got != want {
			t.Errorf("%s is %s, not %s", p.Title, got, want)
		}
	}
	b.enterAs(s, "apprentice")
	b.open(fmt.Sprintf("/portfolios/%d/evidence", s.portfolios[1]))
	b.sees("New since you last looked")
	b.open(s.itemPath(second.ID))
	b.sees("jar? Which page shows a join?")
	b.sees("New for you")
	b.shot("queue-apprentice")
	b.accessible("what changed")
}

// TestCoachReviewsOnAPhone opens claims by touch, comes back to each, and accepts
// at once what is opened.
func TestCoachReviewsOnAPhone(t *testing.T) {
	s := newSite(t)
	first, second, third := s.filed("One"), s.filed("Two"), s.filed("Three")
	b := openBrowser(t, s.url, phone, true)
	b.enterAs(s, "coach")
	b.open("/review")
	b.shot("queue-phone")
	b.accessible("the queue")
	b.press("One")
	b.until("the scripts are there", `document.body.classList.contains("keys-on")`)
	for i := range 3 {
		b.click(fmt.Sprintf("[data-claim]:nth-of-type(%d) [data-open]", i+1))
		b.openedClaims(i + 1)
		b.until("the document is in sight", `(r => r.top > -5 && r.top < innerHeight)(document.querySelector("[data-viewer]:not([hidden])").getBoundingClientRect())`)
		b.shot(fmt.Sprintf("queue-phone-claim-%d", i))
		b.click("[data-viewer]:not([hidden]) [data-viewer-back] button")
		b.claimNow(i)
		b.click(fmt.Sprintf("[data-claim]:nth-of-type(%d) .verdict__accept", i+1))
	}
	b.sees("Every claim is accepted.")
	b.accessible("every claim decided")
	b.press("Accept the piece")
	b.sees("Accepted: One.")
	b.until("the scripts are there", `document.body.classList.contains("keys-on")`)
	for i := range 3 {
		b.click(fmt.Sprintf("[data-claim]:nth-of-type(%d) [data-open]", i+1))
		b.openedClaims(i + 1)
	}
	b.open("/review")
	b.sees("3 of 3")
	for _, p := range []*evidence.Piece{&second, &third} {
		b.click(fmt.Sprintf(`label:has([value="%d-%d-%d"])`, s.portfolios[1], p.ID, p.Version.ID))
	}
	b.press("Accept the chosen pieces")
	b.sees("1 piece is not accepted")
	b.sees("1 piece is accepted.")
	b.sees("You have not opened")
	b.sees(string(s.statements()[0].Code))
	b.shot("queue-phone-refused")
	b.accessible("one refused")
	for p, want := range map[*evidence.Piece]evidence.State{&first: evidence.Accepted, &second: evidence.Accepted, &third: evidence.Submitted} {
		if got := s.read(1, p.ID).State; got != want {
			t.Errorf("%s is %s, not %s", p.Title, got, want)
		}
	}
}
