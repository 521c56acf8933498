package app

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
)

// scanToValidate returns a scan that waits for the employer, or fault.Conflict if
// it does not.
func (a *App) scanToValidate(c *fiber.Ctx, f *folio, id programme.ScanID) (programme.Scan, error) {
	sc, err := a.programme.Scan(c.UserContext(), f.enrolment.ID, id)
	switch {
	case err != nil:
		return sc, err
	case sc.State == programme.ScanDraft:
		return sc, fault.New(fault.Conflict, firstName(sc.Apprentice)+" is still scoring. The employer can be asked as soon as the scan is submitted.")
	case !slices.Contains(sc.Waiting(), account.Employer):
		return sc, fault.New(fault.Conflict, "This skills scan was validated for the employer already. One signature is enough.")
	}
	return sc, nil
}

// scanByLink shows a submitted scan, to be scored beside and signed in one go.
// It begins with what the employer's people have saved with an account, since
// the employer has one voice.
func (a *App) scanByLink(c *fiber.Ctx, f *folio, r *programme.Request, in *form) (s signing, err error) {
	sc, err := a.scanToValidate(c, f, programme.ScanID(r.Subject))
	if err != nil {
		return s, err
	}
	revision, name := sc.Voices[account.Employer].Revision, firstName(sc.Apprentice)
	fields := a.scanForm(f, &sc, account.Employer, &scanForm{form: *in})
	s.page.Title, s.page.Digest = "Score beside "+name, fields.Digest
	s.page.Lead = fmt.Sprintf("Skills scan of %s, %s, begun %s. %s", sc.Apprentice, strings.ToLower(f.occasion(sc.Occasion)), words.Moment(sc.BegunAt), fields.Lead)
	if revision > 0 {
		s.page.Lead += " What somebody at " + f.enrolment.EmployerName + " has saved is filled in."
	}
	s.page.Scan = &pages.SignScan{Scale: fmt.Sprintf("%s, version %d", sc.Scale.Name, sc.Scale.Version), Steps: fields.Steps, Groups: fields.Groups,
		Comment: fields.Comment, Told: fields.Told, Words: fields.Words, Revision: revision}
	s.asks = []string{"revision", "comment"}
	for i := range sc.Statements {
		id := sc.Statements[i].ID
		s.asks = append(s.asks, fmt.Sprintf("score-%d", id), fmt.Sprintf("note-%d", id))
	}
	s.sign = func(c *fiber.Ctx, in *form, by programme.Signer) error {
		shown, err := strconv.Atoi(in.text("revision"))
		if err != nil {
			shown = -1 // of no page of ours
		}
		sent := &scanForm{form: *in}
		return a.programme.ValidateScan(c.UserContext(), by, f.enrolment.ID, sc.ID, shown, fields.Digest, sent.edit)
	}
	return s, nil
}
