package reports

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/document"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/ksb"
)

// Stores are where a portfolio is gathered from.
type Stores struct {
	DB        *db.DB
	Programme *programme.Store
	Standards *ksb.Store
	Provider  string // its name, where no organisation is stored as the provider
}

// A Choice is what a portfolio PDF is to hold.
type Choice struct {
	Working   bool `json:"working,omitempty"`   // pieces submitted or returned too, not only those accepted
	Originals bool `json:"originals,omitempty"` // files that are shown are attached as well
}

// Gather reads a portfolio as it is now. It returns fault.NotFound if there is
// none with that id.
func (s Stores) Gather(ctx context.Context, id programme.EnrolmentID, want Choice) (*Portfolio, error) {
	g := gathering{out: &Portfolio{Working: want.Working, Originals: want.Originals}}
	err := s.DB.View(ctx, func(tx *db.Tx) error {
		if err := g.read(ctx, tx, s.Standards, id); err != nil {
			return err
		}
		return g.provider(ctx, tx, s.Provider)
	})
	if err != nil {
		return nil, fmt.Errorf("gather portfolio: %w", err)
	}
	signed, err := s.Programme.Declarations(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("gather portfolio: %w", err)
	}
	g.declared(signed)
	return g.out, nil
}

// signedAs is how a role is named beside a signature.
func signedAs(role account.Role) string {
	if role == account.Coach {
		return "training provider, coach"
	}
	return string(role)
}

// provider finds the training provider's name, which is otherwise that given.
func (g *gathering) provider(ctx context.Context, tx *db.Tx, otherwise string) error {
	providers, err := programme.OrganisationsIn(ctx, tx, programme.Provider)
	g.out.Provider = otherwise
	if len(providers) > 0 {
		g.out.Provider = providers[0].Name
	}
	return err
}

func (g *gathering) declared(signed []programme.Declaration) {
	for _, d := range signed {
		g.out.Declarations = append(g.out.Declarations, Declaration{d.Name, signedAs(d.Role), d.Words, d.SignedAt})
	}
}

type gathering struct {
	out       *Portfolio
	holds     func(*evidence.Item) bool // the pieces to take; nil: all
	testimony map[evidence.ItemID][]Testimony
	origins   evidence.Origins
}

func (g *gathering) read(ctx context.Context, tx *db.Tx, standards *ksb.Store, id programme.EnrolmentID) error {
	e, err := programme.EnrolmentIn(ctx, tx, id)
	if err != nil {
		return err
	}
	standard, err := standards.StandardIn(ctx, tx, e.Standard)
	if err != nil {
		return err
	}
	if e.Plan != 0 {
		if g.out.Plan, err = standards.PlanIn(ctx, tx, e.Plan); err != nil {
			return err
		}
	}
	pieces, err := evidence.ContentsIn(ctx, tx, id)
	if err != nil {
		return err
	}
	seen, err := evidence.TestimoniesIn(ctx, tx, id, 0)
	if err != nil {
		return err
	}
	if g.origins, err = evidence.OriginsIn(ctx, tx, id, 0); err != nil {
		return err
	}
	g.testimony = make(map[evidence.ItemID][]Testimony)
	for _, t := range seen {
		g.testimony[t.Item] = append(g.testimony[t.Item], Testimony{Name: t.By, Job: t.Job, Version: t.Number, Saw: t.Saw, Words: t.Words, At: t.At, Digest: t.Digest})
	}
	former, err := formerStandards(ctx, tx, standards, id)
	if err != nil {
		return err
	}
	g.enrolment(&e, standard, former)
	for i := range pieces {
		if g.holds != nil && !g.holds(&pieces[i].Item) {
			continue
		}
		if v := &pieces[i].Version; v.State == evidence.Accepted || (g.out.Working && (v.State == evidence.Submitted || v.State == evidence.Returned)) {
			g.piece(&pieces[i].Item, v)
		}
	}
	return nil
}

// enrolment takes down who it is about and on what; former are the versions of the
// standard from before, whose statements claims may name.
func (g *gathering) enrolment(e *programme.Enrolment, standard *ksb.Standard, former []*ksb.Standard) {
	p := g.out
	p.Apprentice, p.ULN, p.Coach = e.ApprenticeName, string(e.ULN), e.CoachName
	p.Employer, p.EmployerContact, p.Assessment = e.EmployerName, e.EmployerContact, e.AssessmentName
	p.StartedOn, p.GatewayOn = e.StartedOn, e.GatewayOn
	p.Standard, p.Option = *standard, e.OptionName
	p.Statements = standard.For(e.OptionName)
	for _, was := range former {
		if was.ID != standard.ID {
			p.Standard.Statements = append(slices.Clip(p.Standard.Statements), was.Former()...)
		}
	}
	g.newer(e.StartedOn)
}

// formerStandards returns the versions of the standard that an apprentice was on
// before.
func formerStandards(ctx context.Context, tx *db.Tx, standards *ksb.Store, id programme.EnrolmentID) (out []*ksb.Standard, err error) {
	ids, err := programme.EarlierStandardsIn(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	slices.Sort(ids)
	for _, of := range slices.Compact(ids) {
		s, err := standards.StandardIn(ctx, tx, of)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// newer moves the portfolio's date forward.
func (g *gathering) newer(times ...time.Time) {
	for _, t := range times {
		if t.After(g.out.Made) {
			g.out.Made = t
		}
	}
}

func (g *gathering) piece(item *evidence.Item, v *evidence.Version) {
	g.newer(v.SavedAt, v.SubmittedAt, v.DecidedAt)
	p := Piece{
		Number: item.Number, Version: v.Number, State: v.State.Word(), Accepted: v.State == evidence.Accepted,
		Title: v.Title, Kind: v.Kind.Name(), From: v.From, To: v.To, Place: v.Place,
		Situation: v.Situation, Task: v.Task, Action: v.Action, Result: v.Result,
		Worked: v.Worked, Failed: v.Failed, NextTime: v.NextTime, Theory: v.Theory,
		OwnPart: v.OwnPart, OwnWork: v.OwnWork, AI: string(v.AI), AINote: v.AINote, Witness: Witness(v.Witness),
		Testimony: g.testimony[item.ID],
	}
	if from, carried := g.origins.Items[item.ID]; carried {
		p.Origin = from.Words()
	}
	if v.Held {
		p.Held = &Held{v.HeldWhat, v.HeldWhere}
	}
	index := map[evidence.FileID]int{}
	for i := range v.Files {
		index[v.Files[i].ID] = i
		p.Files = append(p.Files, fileOf(&v.Files[i]))
	}
	statement := map[evidence.ClaimID]ksb.StatementID{}
	for i := range v.Claims {
		c := &v.Claims[i]
		statement[c.ID] = c.Statement
		p.Claims = append(p.Claims, Claim{c.Statement, c.How, string(c.Verdict), placesOf(c.Places, index), g.origins.Of(item.ID, c)})
	}
	for _, d := range v.Decisions {
		p.Decisions = append(p.Decisions, Decision{statement[d.Claim], string(d.Verdict), d.Feedback, d.ByName, d.At, correctionNote(v, &d)})
	}
	g.out.Pieces = append(g.out.Pieces, p)
}

// placesOf turns places in files into places in the piece's list of files.
func placesOf(places []evidence.Place, index map[evidence.FileID]int) []Place {
	var out []Place
	for _, pl := range places {
		at, in := index[pl.File]
		if pl.File == 0 || !in {
			at = -1
		}
		out = append(out, Place{File: at, Unit: string(pl.Unit), First: pl.First, Last: pl.Last, Section: sectionName(orElse(pl.Section, pl.Typed))})
	}
	return out
}

// sectionName leaves of "section Who I asked" the name: the page adds the rest.
func sectionName(s string) string {
	const word = "section "
	if len(s) > len(word) && strings.EqualFold(s[:len(word)], word) {
		if name := strings.TrimSpace(s[len(word):]); name != "" && (name[0] < '0' || name[0] > '9') {
			return name
		}
	}
	return s
}

func fileOf(f *evidence.File) File {
	return File{
		Name: f.Name, Size: f.Size, Ref: f.Blob, MIME: f.Facts.MIME, Kind: f.Facts.Kind, Pages: f.Facts.Pages, Duration: f.Facts.Duration,
		Fault: f.Fault, Attach: f.Facts.Attach, Pack: f.Copies[document.Pack].Blob, Print: f.Copies[document.Print].Blob,
	}
}

// correctionNote says what corrects a decision, and what it corrects.
func correctionNote(v *evidence.Version, d *evidence.Decision) string {
	var notes []string
	if before := v.Decision(d.Corrects); before != nil {
		notes = append(notes, "corrects what "+before.ByName+" decided or said on "+words.Moment(before.At))
	}
	if after := v.Decision(d.CorrectedBy); after != nil {
		notes = append(notes, "corrected on "+words.Moment(after.At)+" by "+after.ByName)
	}
	return strings.Join(notes, "; ")
}
