package evidence

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/words"
)

// A Clash is the cause of the fault.Conflict of a draft that was saved
// elsewhere since the text to save was read.
type Clash struct {
	Theirs Version // as it is stored now
}

// Error implements error.
func (c *Clash) Error() string {
	return fmt.Sprintf("version %d is at revision %d", c.Theirs.ID, c.Theirs.Revision)
}

// Theirs returns what is stored if err is about a Clash.
func Theirs(err error) (v Version, clashed bool) {
	if c, ok := errors.AsType[*Clash](err); ok {
		return c.Theirs, true
	}
	return v, false
}

// SaveDraft changes an item's draft by edit and returns it as it is then. Edit
// may change text and Claims, and is given the draft as it is stored; it may be
// run twice. Revision is that of the draft that the person began from.
//
// It returns fault.Conflict if someone saved since (see Theirs), unless edit
// changes nothing, or if the newest version is no draft, and fault.Invalid if a
// field is wrong. The event holds what changed alone: drafts save themselves all
// the time.
func (s *Store) SaveDraft(ctx context.Context, portfolio PortfolioID, id ItemID, by account.PersonID, revision int, edit func(*Version)) (p Piece, err error) {
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if p, err = newest(ctx, tx, portfolio, id); err != nil {
			return err
		}
		before, same := p.Version, false
		p.Version.Claims = cloneClaims(before.Claims)
		edit(&p.Version)
		p.Version.keep(&before)
		if same = reflect.DeepEqual(before, p.Version); same {
			return nil
		}
		if before.State != Draft {
			return fault.Newf(fault.Conflict, "This piece is %s, so it cannot be changed.", p.State.inWords())
		}
		if before.Revision != revision {
			return clash(before)
		}
		return s.saveDraft(ctx, tx, by, &p, &before)
	})
	return p, err
}

func clash(theirs Version) error {
	return fault.Because(&Clash{theirs}, fault.Conflict, "This piece was saved at "+words.Clock(theirs.SavedAt)+
		" in another tab or on another device. Nothing was overwritten: compare the two and keep what you want.")
}

func cloneClaims(claims []Claim) []Claim {
	out := slices.Clone(claims)
	for i := range out {
		out[i].Places = slices.Clone(out[i].Places)
	}
	return out
}

// keep undoes what an edit may not change.
func (v *Version) keep(was *Version) {
	v.ID, v.Item, v.Number, v.State, v.Revision = was.ID, was.Item, was.Number, was.State, was.Revision
	v.CreatedAt, v.SavedAt, v.SubmittedAt, v.DecidedAt = was.CreatedAt, was.SavedAt, was.SubmittedAt, was.DecidedAt
	v.SubmittedBy, v.DecidedBy, v.Files, v.Decisions = was.SubmittedBy, was.DecidedBy, was.Files, was.Decisions
	v.From, v.To = dayOnly(v.From), dayOnly(v.To)
	for i := range v.Claims {
		c := &v.Claims[i]
		c.ID, c.Verdict = 0, Undecided
		if old := was.Claim(c.Statement); old != nil {
			c.ID, c.Verdict = old.ID, old.Verdict
		}
	}
	if len(v.Claims) == 0 && len(was.Claims) == 0 {
		v.Claims = was.Claims
	}
}

func dayOnly(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// saveDraft checks and stores what an edit changed.
func (s *Store) saveDraft(ctx context.Context, tx *db.Tx, by account.PersonID, p *Piece, before *Version) error {
	v := &p.Version
	v.Tidy()
	if err := v.CheckDraft(tx.Now); err != nil {
		return err
	}
	if err := saveText(ctx, tx, v); err != nil {
		return err
	}
	p.Title = v.Title
	if err := saveItem(ctx, tx, &p.Item); err != nil {
		return err
	}
	if err := active(ctx, tx, p.Portfolio); err != nil {
		return err
	}
	if err := saveClaims(ctx, tx, p, before); err != nil {
		return err
	}
	changes := changesOf(before, v)
	if len(changes) == 0 {
		return nil // only what is tidied away
	}
	return record(ctx, tx, by, "item.save", &p.Item, map[string]any{"version": v.Number, "changes": changes})
}

// saveClaims checks and stores the claims of a draft, if they changed.
func saveClaims(ctx context.Context, tx *db.Tx, p *Piece, before *Version) error {
	v := &p.Version
	if reflect.DeepEqual(before.Claims, v.Claims) {
		return nil
	}
	if err := checkClaims(ctx, tx, p.Portfolio, before, v); err != nil {
		return err
	}
	if err := replaceClaims(ctx, tx, v.ID, before.Claims, v.Claims); err != nil {
		return err
	}
	return cover(ctx, tx, p.Portfolio, p.ID, before.Claims...)
}
