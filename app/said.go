package app

import (
	"strings"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence"
)

// A saidBy is who reads what was said: what is new to them, and what they may
// correct. The zero saidBy reads it as one who saw it all and corrects nothing.
type saidBy struct {
	reader  account.PersonID
	judge   bool
	comment bool
	look    *evidence.Look // the one before; nil: nothing is new
}

// said returns what was said of a version as a whole, and what was decided;
// with claims, of each claim as well.
func (f *folio) said(v *evidence.Version, claims bool, by saidBy) (out []pages.Said) {
	for i := range v.Decisions {
		if d := &v.Decisions[i]; d.Claim == 0 || claims {
			out = append(out, f.oneSaid(v, d, by))
		}
	}
	return out
}

// oneSaid shows one decision or feedback, with what corrects it and what it
// corrects.
func (f *folio) oneSaid(v *evidence.Version, d *evidence.Decision, by saidBy) pages.Said {
	s := pages.Said{ID: "said-" + idText(d.ID), Who: d.ByName + ", " + words.Moment(d.At), Text: d.Feedback, New: by.look != nil && by.look.New(d, by.reader)}
	switch d.Verdict {
	case evidence.AcceptedVerdict:
		s.What = "accepted"
	case evidence.ReferredVerdict:
		s.What, s.Asks = "referred", true
	case evidence.ReturnedVerdict:
		s.What, s.Asks = "returned", true
	}
	for _, c := range v.Claims {
		if c.ID == d.Claim {
			s.What = strings.TrimSpace(f.statement(c.Statement).Name() + " " + s.What)
		}
	}
	if before := v.Decision(d.Corrects); before != nil {
		s.Corrects = "Corrects what " + before.ByName + " decided or said on " + words.Moment(before.At) + "."
	}
	if after := v.Decision(d.CorrectedBy); after != nil {
		s.Corrected = "Corrected on " + words.Day(after.At.In(db.London)) + " by " + after.ByName + "."
		if after.Verdict != evidence.Undecided && s.What != "" {
			s.Corrected = "No longer " + s.What[strings.LastIndex(s.What, " ")+1:] + ". " + s.Corrected
		}
		s.Asks = false
	} else if by.judge || by.comment && d.By == by.reader {
		s.Correct = &pages.Link{Text: "Correct this", Href: f.correctAddress(v.Item, d.ID)}
	}
	return s
}
