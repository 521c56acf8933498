package evidence

import (
	"fmt"
	"slices"

	"touchstone/app/account"
	"touchstone/app/programme"
	"touchstone/app/words"
)

// Witnesses, and what they sign.

func (f *Facts) anyWitness() bool {
	return slices.ContainsFunc(f.Chosen(), func(p *Piece) bool { return p.Version.Kind.Witnessed() })
}

func checkWitness(f *Facts) []Requirement {
	if !f.anyWitness() {
		return nil
	}
	return f.each("Each is.", func(p *Piece) string {
		w := &p.Version.Witness
		var missing []string
		for _, must := range []struct{ text, name string }{{w.Name, "name"}, {w.Role, "job"}, {w.Relation, "relationship"}} {
			if blank(must.text) {
				missing = append(missing, must.name)
			}
		}
		if !p.Version.Kind.Witnessed() || len(missing) == 0 {
			return ""
		}
		return fmt.Sprintf("the witness’s %s %s missing.", list(missing, namesShown), isAre(len(missing)))
	})
}

// checkTestimony asks for a signature of each witness. A file may be their
// signed paper, and what is held at the employer may have one, neither of which
// the program can see: then it only advises to look.
func checkTestimony(f *Facts) []Requirement {
	if !f.anyWitness() {
		return nil
	}
	return f.eachBy("Each has.", func(p *Piece) (q Requirement) {
		v := &p.Version
		switch {
		case !v.Kind.Witnessed() || len(f.Testimony[p.ID]) > 0:
		case v.Held:
			q.Advice = "nobody has signed here. See that what the employer holds has the witness’s name, signature and date."
		case len(v.Files) > 0:
			q.Advice = "nobody has signed here. See that the file has the witness’s name, signature and date."
		default:
			q = Requirement{State: NotMet, For: account.Apprentice, Text: "the witness has not signed. Send them a link."}
			if r := f.request(programme.ForTestimony, int64(p.ID)); r != nil {
				q = Requirement{State: Awaited, For: account.Employer, Who: r.Name, Text: "the witness has not signed. " + asked(r)}
			}
		}
		return q
	})
}

// request returns the newest request for something that still waits, or nil.
func (f *Facts) request(purpose programme.Purpose, subject int64) *programme.Request {
	for i := range f.Requests {
		if r := &f.Requests[i]; r.Purpose == purpose && r.Subject == subject {
			return r
		}
	}
	return nil
}

// asked says who was sent a link and how long it works.
func asked(r *programme.Request) string {
	return fmt.Sprintf("%s was asked on %s; the link works until %s.", r.Name, words.Day(r.AskedAt), words.Day(r.ExpiresAt.AddDate(0, 0, -1)))
}

// checkSaw is about testimony of what somebody only heard of. Testimony is of
// what was seen.
func checkSaw(f *Facts) []Requirement {
	if len(f.Testimony) == 0 {
		return nil
	}
	return f.each("At least one of each piece did.", func(p *Piece) string {
		signed := f.Testimony[p.ID]
		if len(signed) == 0 || slices.ContainsFunc(signed, func(t Testimony) bool { return t.Saw }) {
			return ""
		}
		return "whoever signed knows of it from others. Ask somebody who was there."
	})
}
