package app

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
)

// signWords is what anyone who signs by a link is told first.
const signWords = "By signing you confirm what is shown above and nothing else. We record your name, the time and the network address you sign from. The link works once."

// A signing is what a link shows and what signing it does.
type signing struct {
	page pages.Sign                                              // without what is the same for all
	sign func(c *fiber.Ctx, in *form, by programme.Signer) error // with what is answered
	asks []string                                                // names of the fields that are answered
	each bool                                                    // what is answered for brings its own digests
}

// signings says how each purpose is shown and signed, with what was typed so far.
var signings = map[programme.Purpose]func(a *App, c *fiber.Ctx, f *folio, r *programme.Request, in *form) (signing, error){
	programme.ForHours:      (*App).hoursByLink,
	programme.ForReview:     (*App).reviewByLink,
	programme.ForTestimony:  (*App).testimonyByLink,
	programme.ForBehaviours: (*App).behavioursByLink,
	programme.ForScan:       (*App).scanByLink,
	programme.ForGateway:    (*App).gatewayByLink,
}

// showSign shows the one thing that a link opens. Looking does not use the link
// up, since mail programs look at links too.
func (a *App) showSign(c *fiber.Ctx) error {
	r, err := a.requestOf(c)
	if err == nil {
		err = requestEnded(&r, a.db.Now())
	}
	if err != nil {
		return a.showNoSign(c, err)
	}
	in := formOf(map[string]string{"name": r.Name, "job": r.Job})
	s, err := a.signing(c, &r, in)
	if err != nil {
		return a.showNoSign(c, err)
	}
	if c.Method() == fiber.MethodGet {
		if err := a.programme.OpenRequest(c.UserContext(), &r, s.page.Digest, a.clientAddress(c)); err != nil {
			return err
		}
	}
	return a.showAlone(c, http.StatusOK, s.page)
}

// signing returns what a request's link shows, and the rest of its page.
func (a *App) signing(c *fiber.Ctx, r *programme.Request, in *form) (signing, error) {
	f, err := a.folioOf(c.UserContext(), portfolioOf(r))
	if err != nil {
		return signing{}, err
	}
	if !f.enrolment.State.Current() {
		return signing{}, programme.ErrEnded
	}
	s, err := signings[r.Purpose](a, c, f, r, in)
	if err != nil {
		return s, err
	}
	p := &s.page
	p.For, p.Over = "for "+r.Name+", until "+words.ShortDay(lastDay(r), a.db.Now()), f.enrolment.ApprenticeName+", apprentice at "+f.enrolment.EmployerName
	p.Note, p.NoteBy, p.Action, p.Words, p.Whole = r.Note, r.ByName, c.Path(), signWords, in.whole
	p.Name, p.Job = in.field("name", "Your name", ""), in.field("job", "What you are at work", "")
	p.Name.Attrs, p.Job.Optional = map[string]any{"autocomplete": "name"}, true
	return s, nil
}

// signByLink signs what a link showed.
func (a *App) signByLink(c *fiber.Ctx) error {
	r, err := a.requestOf(c)
	if err == nil {
		err = requestEnded(&r, a.db.Now())
	}
	if err != nil {
		return a.showNoSign(c, err)
	}
	in := readForm(c, "name", "job", "digest")
	s, err := a.signing(c, &r, in)
	if err != nil {
		return a.showNoSign(c, err)
	}
	for name, value := range readForm(c, s.asks...).typed {
		in.typed[name] = value
	}
	if !s.each && s.page.Digest != in.text("digest") {
		err = fault.New(fault.Conflict, "This changed while you were reading, so nothing is signed yet. It is shown as it is now: read it again.")
	} else {
		by := r.Signer()
		by.Name, by.Job, by.Address = in.text("name"), in.text("job"), a.clientAddress(c)
		err = s.sign(c, in, by)
	}
	if err != nil && (in.refused(err) || in.putOff(err)) {
		return a.signAgain(c, &r, in, err)
	}
	if fault.Is(err, fault.NotFound) {
		return a.showNoSign(c, err)
	}
	if err != nil {
		return err
	}
	return goTo(c, "/signed")
}

// signAgain shows the page once more with what was typed and what is wrong, or
// that the link was used meanwhile.
func (a *App) signAgain(c *fiber.Ctx, r *programme.Request, in *form, cause error) error {
	now, err := a.programme.Request(c.UserContext(), r.ID)
	if err != nil {
		return err
	}
	if err := requestEnded(&now, a.db.Now()); err != nil {
		return a.showNoSign(c, err)
	}
	s, err := a.signing(c, r, in)
	if err != nil {
		return a.showNoSign(c, err)
	}
	_, status := classify(cause)
	return a.showAlone(c, status, s.page)
}

// showSigned thanks who signed.
func (a *App) showSigned(c *fiber.Ctx) error {
	text := "What you answered is recorded with your name and the time."
	if !a.byHand() {
		text += " A receipt goes to the address that the link was sent to."
	}
	return a.showAlone(c, http.StatusOK, pages.Signed{Text: text})
}

// showNoSign says that a link opens nothing, and nothing else. What somebody
// wrote meanwhile is shown to them, to be copied.
func (a *App) showNoSign(c *fiber.Ctx, err error) error {
	f, status := classify(err)
	if status >= http.StatusInternalServerError {
		return err
	}
	page := pages.SignGone{Title: "This link opens nothing", Message: f.Message}
	if f.Message == fault.Of(errNoPage).Message || f.Message == "" {
		page.Message = "What this link was sent for is not there any more."
	}
	if status != http.StatusTooManyRequests {
		status = http.StatusNotFound
	}
	if c.Method() == fiber.MethodPost {
		page.Typed = writtenIn(formValues(c))
	}
	return a.showAlone(c, status, page)
}

// showAlone shows a page without places: who comes by a link is nobody here, even
// if they happen to be signed in. Nothing may keep it, list it, or learn of its
// address.
func (a *App) showAlone(c *fiber.Ctx, status int, p pages.Page) error {
	err := a.render(c, status, pages.Frame{CSRF: a.csrfToken(c, a.visit(c)), Demo: a.cfg.Demo, Alone: true}, p)
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set("X-Robots-Tag", "noindex, nofollow, noarchive")
	return err
}
