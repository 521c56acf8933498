package evidence

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"touchstone/app/db"
	"touchstone/app/document"
	"touchstone/app/fault"
	"touchstone/app/words"
	"touchstone/ksb"
)

// CheckDraft returns what keeps a version from being saved as a draft, as a
// fault.Invalid that names each bad field, or nil. Drafts may be half finished;
// only what is over a limit or cannot be is refused. Work may be dated up to
// the day it is in London at now.
func (v *Version) CheckDraft(now time.Time) error {
	var bad fault.Fields
	for _, p := range v.Parts() {
		if n := utf8.RuneCountInString(*p.Text); n > p.Limit {
			bad.Add(p.Field, "Keep this to %s characters. It has %s.", thousands(p.Limit), thousands(n))
		}
	}
	if utf8.RuneCountInString(string(v.Kind)) > MaxLine {
		bad.Add("kind", "Choose one of the kinds.")
	}
	if v.AI != AINotSaid && v.AI != AINotUsed && v.AI != AIUsed {
		bad.Add("ai_used", "Say yes or no.")
	}
	today := db.Today(now)
	if v.From.After(today) {
		bad.Add("done_from", "Choose a day that has been. %s is still to come.", words.Day(v.From))
	}
	if v.To.After(today) {
		bad.Add("done_to", "Choose a day that has been. %s is still to come.", words.Day(v.To))
	}
	for _, c := range v.Claims {
		if n := utf8.RuneCountInString(c.How); n > MaxNote {
			bad.Add(c.Field("how"), "Keep this to %s characters. It has %s.", thousands(MaxNote), thousands(n))
		}
		if len(c.Places) > MaxPlaces {
			bad.Add(c.Field("at"), "Name at most %d places.", MaxPlaces)
		}
	}
	return bad.Err()
}

// Field returns what forms call a field of the claim: "how-12" for the
// statement with id 12.
func (c *Claim) Field(name string) string { return fmt.Sprintf("%s-%d", name, c.Statement) }

// CheckSubmit returns what keeps a version from being submitted under a plan, as
// a fault.Invalid that names each bad field, or nil. The zero plan has no rules
// of its own.
func (v *Version) CheckSubmit(now time.Time, plan *ksb.Plan) error {
	var bad fault.Fields
	if err := v.CheckDraft(now); err != nil && !bad.Merge(err) {
		return err
	}
	v.checkFacts(&bad, plan)
	v.checkSubstance(&bad, plan)
	v.checkDeclared(&bad, plan)
	v.checkClaims(&bad, plan)
	return bad.Err()
}

func blank(text string) bool { return strings.TrimSpace(text) == "" }

// checkFacts is about what it is and when.
func (v *Version) checkFacts(bad *fault.Fields, plan *ksb.Plan) {
	if blank(v.Title) {
		bad.Add("title", "Give this piece a title, so that your coach can tell it from the others.")
	}
	if !v.Kind.Known() {
		bad.Add("kind", "Choose what kind of evidence this is.")
	}
	for _, barred := range plan.Portfolio.KindsBarred {
		if string(v.Kind) == barred {
			bad.Add("kind", "Your assessment plan does not take this kind of evidence in the portfolio: %s. Choose another piece of work.", v.Kind.Name())
		}
	}
	if v.From.IsZero() {
		bad.Add("done_from", "Say which day the work was done.")
	}
	if !v.To.IsZero() && v.To.Before(v.From) {
		bad.Add("done_to", "Choose a last day that is not before the first, %s.", words.Day(v.From))
	}
	if v.Kind.Witnessed() {
		for _, w := range []struct{ field, text, ask string }{
			{"witness_name", v.Witness.Name, "Name the person who saw it."},
			{"witness_role", v.Witness.Role, "Say what their job is."},
			{"witness_relation", v.Witness.Relation, "Say what they are to you, such as your manager."},
		} {
			if blank(w.text) {
				bad.Add(w.field, "%s", w.ask)
			}
		}
	}
}

// checkSubstance is about whether there is anything to look at, and whether it opens.
func (v *Version) checkSubstance(bad *fault.Fields, plan *ksb.Plan) {
	switch {
	case v.Held && len(v.Files) > 0:
		bad.Add("held", "You say that this is held at your employer. Take its files off here, or say that it is not.")
	case v.Held:
		if blank(v.HeldWhat) {
			bad.Add("held_what", "Say what it is that your employer holds.")
		}
		if blank(v.HeldWhere) {
			bad.Add("held_where", "Say where it is kept and who can show it.")
		}
	case len(v.Files) == 0 && !v.HasAccount():
		bad.Add("files", "Add a file, or tell what happened, or say that it is held at your employer.")
	}
	for i := range v.Files {
		if f := &v.Files[i]; f.Unfit() {
			bad.Add("files", "%s: %s Replace it, remove it, or say that you want to keep it as it is.", f.Name, f.Fault)
		} else if most := plan.Portfolio.MediaMinutes; most > 0 && isMedia(f) && f.Facts.Duration > time.Duration(most)*time.Minute+time.Second {
			bad.Add("files", "%s is %s long, and your assessment plan takes recordings of up to %d minutes. Add an extract instead.",
				f.Name, document.Length(f.Facts.Duration), most)
		}
	}
}

func isMedia(f *File) bool { return f.Facts.Kind == document.Audio || f.Facts.Kind == document.Video }

func (v *Version) checkDeclared(bad *fault.Fields, plan *ksb.Plan) {
	if !v.OwnWork {
		bad.Add("own_work", "Say that this is your own work. Where others helped, write who and how under your own part.")
	}
	if v.AI == AINotSaid && plan.Portfolio.AIDeclaration {
		bad.Add("ai_used", "Say whether you used AI for any of this. It is allowed when it is said.")
	}
	if v.AI == AIUsed && blank(v.AINote) {
		bad.Add("ai_note", "Say what you used AI for.")
	}
}

func (v *Version) checkClaims(bad *fault.Fields, plan *ksb.Plan) {
	if len(v.Claims) == 0 {
		bad.Add("claims", "Choose at least one statement that this shows.")
	}
	for i := range v.Claims {
		c := &v.Claims[i]
		if blank(c.How) {
			bad.Add(c.Field("how"), "Say in a sentence how this piece shows it.")
		}
		v.checkPlaces(bad, c)
		if plan.Portfolio.Locator && v.hasPages() && !v.located(c) {
			bad.Add(c.Field("at"), "Say on which page, or at what time, it is shown. Your assessment plan asks for it.")
		}
	}
}

// checkPlaces reads again what could not be read when it was saved.
func (v *Version) checkPlaces(bad *fault.Fields, c *Claim) {
	for _, p := range c.Places {
		f := v.File(p.File)
		if p.File != 0 && f == nil {
			bad.Add(c.Field("at"), "Choose one of the files of this piece.")
		} else if p.Typed != "" {
			if _, err := ParseWhere(f, p.Typed); err != nil {
				bad.Add(c.Field("at"), "%s", fault.Of(err).Message)
			}
		}
	}
}

// hasPages reports whether any file has pages or a length to point into.
func (v *Version) hasPages() bool {
	for i := range v.Files {
		if f := &v.Files[i]; f.Facts.Pages > 1 || isMedia(f) {
			return true
		}
	}
	return false
}

// located reports whether a claim points as closely as its files allow.
func (v *Version) located(c *Claim) bool {
	for _, p := range c.Places {
		f := v.File(p.File)
		if p.Unit != Whole || f == nil || (f.Facts.Pages <= 1 && !isMedia(f)) {
			return true
		}
	}
	return false
}

// thousands writes a number with its thousands parted: "400,000".
func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}
