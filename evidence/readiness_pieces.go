package evidence

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"touchstone/app/account"
	"touchstone/app/document"
	"touchstone/app/words"
	"touchstone/ksb"
)

// each judges the chosen pieces one by one. wrong says in a sentence what is
// wrong with one, empty for nothing, which the apprentice puts right in a new
// version of it.
func (f *Facts) each(fine string, wrong func(*Piece) string) []Requirement {
	return f.eachBy(fine, func(p *Piece) (q Requirement) {
		if q.Text = wrong(p); q.Text != "" {
			q.State, q.For = NotMet, account.Apprentice
		}
		return q
	})
}

// eachBy is each where a piece may also wait for somebody, or be met with
// advice. A requirement without text or advice is of a piece that is fine.
func (f *Facts) eachBy(fine string, judge func(*Piece) Requirement) (out []Requirement) {
	chosen := f.Chosen()
	for _, p := range chosen {
		q := judge(p)
		if q.Text == "" && q.Advice == "" {
			continue
		}
		out = append(out, p.about(q))
	}
	if len(out) == 0 && len(chosen) > 0 {
		return met("%s", fine)
	}
	return out
}

// about makes a requirement one of the piece, with its name before what it says.
func (p *Piece) about(q Requirement) Requirement {
	name := fmt.Sprintf("Piece %d, %s: ", p.Number, p.Version.Title)
	q.Subject = fmt.Sprintf("piece %d", p.Number)
	switch {
	case q.Advice != "":
		q.State, q.Advice = Met, name+q.Advice
	default:
		q.Text = name + q.Text
	}
	if q.Link == "" {
		q.Do, q.Link, q.Need = fmt.Sprintf("Open piece %d", p.Number), fmt.Sprintf("/evidence/%d", p.ID), account.Read
	}
	return q
}

// checkNumber is about how many pieces there are. Half as many again as is
// typical, or half of it, is still within reason; beyond that an assessor asks.
func checkNumber(f *Facts) []Requirement {
	r, n := &f.Plan.Portfolio, len(f.Chosen())
	q := Requirement{State: Met, Text: fmt.Sprintf("%s to hand over. %s", words.Plural(n, "piece", "pieces"), numberWords(r))}
	switch {
	case n == 0:
		q = Requirement{State: NotMet, For: account.Apprentice, Text: "No piece is accepted yet. " + numberWords(r), Do: "See the evidence", Link: "/evidence", Need: account.Read}
	case n < r.PiecesMin:
		q.State, q.For = NotMet, account.Apprentice
		q.Do, q.Link, q.Need = "See the evidence", "/evidence", account.Read
	case r.PiecesMax > 0 && n > r.PiecesMax:
		q.State, q.For = NotMet, account.Apprentice
		q.Do, q.Link, q.Need = "Choose the pieces", "/selection", account.ChoosePieces
	case r.PiecesTypical > 0 && (2*n > 3*r.PiecesTypical || 2*n < r.PiecesTypical):
		q.Advice = fmt.Sprintf("%s, where about %d are usual: see whether each is needed, and whether enough is shown.", words.Plural(n, "piece", "pieces"), r.PiecesTypical)
	}
	q.Text = strings.TrimSpace(q.Text)
	return one(q)
}

// numberWords says how many pieces a plan wants; empty if it does not say.
func numberWords(r *ksb.PortfolioRules) string {
	text := ""
	switch {
	case r.PiecesMin > 0 && r.PiecesMax > 0 && r.PiecesMin == r.PiecesMax:
		text = fmt.Sprintf("The plan wants %d", r.PiecesMin)
	case r.PiecesMin > 0 && r.PiecesMax > 0:
		text = fmt.Sprintf("The plan wants %d to %d", r.PiecesMin, r.PiecesMax)
	case r.PiecesMin > 0:
		text = fmt.Sprintf("The plan wants %d or more", r.PiecesMin)
	case r.PiecesMax > 0:
		text = fmt.Sprintf("The plan takes up to %d", r.PiecesMax)
	case r.PiecesTypical > 0:
		return fmt.Sprintf("About %d are usual.", r.PiecesTypical)
	default:
		return ""
	}
	if r.PiecesTypical > 0 {
		text += fmt.Sprintf(", and about %d are usual", r.PiecesTypical)
	}
	return text + "."
}

// checkChosen is about pieces that were chosen and whose acceptance was taken
// back since.
func checkChosen(f *Facts) (out []Requirement) {
	if !f.Selection.Made {
		return nil
	}
	for i := range f.Pieces {
		if p := &f.Pieces[i]; p.Counts == 0 && slices.Contains(f.Selection.Items, p.ID) {
			out = append(out, p.about(Requirement{State: NotMet, For: account.Apprentice, Text: "it was chosen, but it is not accepted any more."}))
		}
	}
	if len(out) == 0 && len(f.Selection.Items) > 0 {
		return met("All that were chosen are accepted.")
	}
	return out
}

// checkDecided is about pieces that would be handed over once they are accepted:
// as long as nobody has chosen, every piece is.
func checkDecided(f *Facts) (out []Requirement) {
	if f.Selection.Made {
		return nil
	}
	for i := range f.Pieces {
		p := &f.Pieces[i]
		if p.Counts != 0 {
			continue
		}
		switch p.State {
		case Submitted:
			out = append(out, p.about(Requirement{State: Awaited, For: account.Coach, Text: "submitted, and not decided yet."}))
		case Returned:
			out = append(out, p.about(Requirement{State: NotMet, For: account.Apprentice, Text: "returned with feedback. Put it right, or choose the pieces without it."}))
		}
	}
	if len(out) == 0 && len(f.Chosen()) > 0 {
		return met("No piece waits for a decision, and none is returned.")
	}
	return out
}

func checkRevised(f *Facts) []Requirement {
	return f.eachBy("The version that was accepted is the newest of each.", func(p *Piece) (q Requirement) {
		switch {
		case !p.Revising():
		case p.State == Submitted:
			q = Requirement{State: Awaited, For: account.Coach, Text: fmt.Sprintf("a version after version %d is submitted, and not decided yet.", p.Version.Number)}
		default:
			q = Requirement{State: NotMet, For: account.Apprentice,
				Text: fmt.Sprintf("it is being changed, while version %d counts. Finish the change, or throw it away.", p.Version.Number)}
		}
		return q
	})
}

func checkQuality(f *Facts) []Requirement {
	if f.Queries == 0 {
		if len(f.Chosen()) == 0 {
			return nil
		}
		return met("Quality assurance asks for nothing more.")
	}
	return one(Requirement{State: Awaited, For: account.Coach, Do: "See what is asked", Place: "/quality/mine", Need: account.AnswerQuality,
		Text: fmt.Sprintf("Quality assurance has a question about %s in this portfolio that is not settled.", words.Plural(f.Queries, "decision", "decisions"))})
}

// checkPointless is about pieces that show nothing of what belongs in the
// portfolio, such as only statements of another method.
func checkPointless(f *Facts) []Requirement {
	needed := f.needed()
	if len(needed) == 0 {
		return nil
	}
	return f.each("Each shows at least one.", func(p *Piece) string {
		if slices.ContainsFunc(p.Version.Claims, func(c Claim) bool { return needed[c.Statement] }) {
			return ""
		}
		if len(p.Version.Claims) == 0 {
			return "it claims no statement."
		}
		return "what it claims is not assessed by the portfolio. Leave it out, or claim what belongs there."
	})
}

// checkLocator asks of each claim to point as closely as its files allow, just
// as submitting a piece under such a plan does. A claim of a whole file is close
// enough where the file has one page, or is a picture; one of the whole account
// is, because the account is a short text that stands on the piece's own page.
func checkLocator(f *Facts) []Requirement {
	if !f.Plan.Portfolio.Locator {
		return nil
	}
	return f.each("The plan asks for it, and each does.", func(p *Piece) string {
		var ids []ksb.StatementID
		for i := range p.Version.Claims {
			if c := &p.Version.Claims[i]; p.Version.hasPages() && !p.Version.located(c) {
				ids = append(ids, c.Statement)
			}
		}
		if len(ids) == 0 {
			return ""
		}
		return fmt.Sprintf("no page or time for %s. The plan asks for it.", f.named(ids))
	})
}

// named names statements, of another standard too.
func (f *Facts) named(ids []ksb.StatementID) string {
	names := f.codes(ids)
	if len(names) < len(ids) {
		names = append(names, "a statement of another standard")
	}
	return list(names, namesShown)
}

func checkHow(f *Facts) []Requirement {
	return f.each("Each does.", func(p *Piece) string {
		var ids []ksb.StatementID
		for i := range p.Version.Claims {
			if c := &p.Version.Claims[i]; blank(c.How) {
				ids = append(ids, c.Statement)
			}
		}
		if len(ids) == 0 {
			return ""
		}
		return fmt.Sprintf("nothing says how it shows %s.", f.named(ids))
	})
}

func checkBarred(f *Facts) []Requirement {
	barred := f.Plan.Portfolio.KindsBarred
	if len(barred) == 0 {
		return nil
	}
	return f.each("None is.", func(p *Piece) string {
		if !slices.Contains(barred, string(p.Version.Kind)) {
			return ""
		}
		return fmt.Sprintf("the plan does not take this kind: %s.", strings.ToLower(p.Version.Kind.Name()))
	})
}

func checkWanted(f *Facts) (out []Requirement) {
	for _, key := range f.Plan.Portfolio.KindsWanted {
		kind := Kind(key)
		q := Requirement{Subject: "kind " + key, Name: "Wanted: " + strings.ToLower(kind.Name()), State: NotMet, For: account.Apprentice,
			Text: "The plan wants at least one in the portfolio, and there is none.", Do: "See the evidence", Link: "/evidence", Need: account.Read}
		n := 0
		for _, p := range f.Chosen() {
			if p.Version.Kind == kind {
				n++
			}
		}
		if n > 0 {
			q = Requirement{Subject: q.Subject, Name: q.Name, State: Met, Text: fmt.Sprintf("The plan wants at least one, and there is %s.", words.Plural(n, "piece", "pieces"))}
		}
		out = append(out, q)
	}
	return out
}

// reflective finds the parts of the account that are reflection, as people name
// the place of a claim.
var reflective = regexp.MustCompile(`(?i)\breflect|^(section )?(what worked|what did not|what next time|links to (policy|theory).*)$`)

// checkReflection is about reflection used as evidence. Where a plan bars it, a
// reflection beside an account is no fault, since it is left out of what is
// handed over; a piece that is nothing else would be empty, and a claim that
// points into it would point nowhere. Where a plan discourages it, the
// reflection goes out marked, and an assessor may ask.
func checkReflection(f *Facts) []Requirement {
	switch f.Plan.Portfolio.Reflection {
	case ksb.ReflectionForbidden:
		return f.each("The plan bars it. Reflections stay in the portfolio and are not handed over.", func(p *Piece) string { return f.reflects(&p.Version) })
	case ksb.ReflectionDiscouraged:
		return f.eachBy("The plan discourages it, and no piece has any.", func(p *Piece) (q Requirement) {
			if p.Version.HasReflection() || reflective.MatchString(string(p.Version.Kind)) {
				q.Advice = "it has a reflection, which the plan discourages. It is handed over after the account, and marked."
			}
			return q
		})
	}
	return nil
}

// reflects says how a version uses reflection as evidence; empty if it does not.
func (f *Facts) reflects(v *Version) string {
	if reflective.MatchString(string(v.Kind)) {
		return "it is a reflective account, which the plan bars. Choose another piece of work."
	}
	if v.HasReflection() && !v.HasAccount() && len(v.Files) == 0 && !v.Held {
		return "it is nothing but reflection, which the plan bars. Tell what happened, or add what came of it."
	}
	var ids []ksb.StatementID
	for i := range v.Claims {
		if c := &v.Claims[i]; len(c.Places) > 0 && !slices.ContainsFunc(c.Places, func(p Place) bool { return p.File != 0 || !reflective.MatchString(p.Section) }) {
			ids = append(ids, c.Statement)
		}
	}
	if len(ids) == 0 {
		return ""
	}
	return fmt.Sprintf("%s is claimed only in the reflection, which the plan bars and which is not handed over.", f.named(ids))
}

func checkSubstance(f *Facts) []Requirement {
	return f.each("Each has a file, an account, or is held at the employer.", func(p *Piece) string {
		if v := &p.Version; len(v.Files) == 0 && !v.HasAccount() && !v.HasReflection() && !v.Held {
			return "there is no file and no account."
		}
		return ""
	})
}

func checkHeld(f *Facts) []Requirement {
	if !slices.ContainsFunc(f.Chosen(), func(p *Piece) bool { return p.Version.Held }) {
		return nil
	}
	return f.each("Each does.", func(p *Piece) string {
		v := &p.Version
		switch {
		case !v.Held:
		case blank(v.HeldWhat):
			return "it is held at the employer, but nothing says what it is."
		case blank(v.HeldWhere):
			return "it is held at the employer, but nothing says where and who can show it."
		case len(v.Files) > 0:
			return "it is said to be held at the employer, and yet has files."
		}
		return ""
	})
}

func checkMedia(f *Facts) []Requirement {
	most := f.Plan.Portfolio.MediaMinutes
	if most == 0 {
		return nil
	}
	return f.each(fmt.Sprintf("None is longer than the %s that the plan takes.", words.Plural(most, "minute", "minutes")), func(p *Piece) string {
		var long []string
		for i := range p.Version.Files {
			if fl := &p.Version.Files[i]; isMedia(fl) && fl.Facts.Duration > time.Duration(most)*time.Minute+time.Second {
				long = append(long, fmt.Sprintf("%s (%s)", fl.Name, document.Length(fl.Facts.Duration)))
			}
		}
		if len(long) == 0 {
			return ""
		}
		return fmt.Sprintf("%s %s longer than the %s that the plan takes. Add an extract instead.", list(long, namesShown), isAre(len(long)), words.Plural(most, "minute", "minutes"))
	})
}

func checkFiles(f *Facts) []Requirement {
	return f.each("All were read.", func(p *Piece) string {
		var bad []string
		for i := range p.Version.Files {
			if fl := &p.Version.Files[i]; fl.Fault != "" {
				bad = append(bad, fmt.Sprintf("%s: %s", fl.Name, strings.TrimSuffix(fl.Fault, ".")))
			}
		}
		if len(bad) == 0 {
			return ""
		}
		return list(bad, namesShown) + ". An assessor could not look at it."
	})
}

func checkDated(f *Facts) []Requirement {
	start := f.Enrolment.StartedOn
	return f.each("Each does.", func(p *Piece) string {
		v := &p.Version
		switch last := max(v.From.Unix(), v.To.Unix()); {
		case v.From.IsZero():
			return "nothing says on which day the work was done."
		case last > f.Today.Unix():
			return fmt.Sprintf("it is dated %s, which is still to come.", v.Days())
		case v.From.Before(start):
			return fmt.Sprintf("it is dated %s, before the start on %s.", v.Days(), words.Day(start))
		}
		return ""
	})
}

func checkOwnWork(f *Facts) []Requirement {
	return f.each("Each is.", func(p *Piece) string {
		if p.Version.OwnWork {
			return ""
		}
		return "it is not declared to be own work."
	})
}

var (
	weWords = regexp.MustCompile(`(?i)\b(we|us|our|ours)\b`)
	myWords = regexp.MustCompile(`(?i)\b(i|me|my|mine)\b`)
)

// teamWords is how often an account has to say "we" before it counts as team
// work.
const teamWords = 3

// checkOwnPart advises where an account tells of team work and says nothing of
// the apprentice's part. Nobody records whether work was in a team, so it goes
// by the words: "we" more often than "I".
func checkOwnPart(f *Facts) []Requirement {
	return f.eachBy("Where an account tells of team work, it says so.", func(p *Piece) (q Requirement) {
		v := &p.Version
		text := v.Situation + "\n" + v.Task + "\n" + v.Action + "\n" + v.Result
		we, my := len(weWords.FindAllString(text, -1)), len(myWords.FindAllString(text, -1))
		if blank(v.OwnPart) && we >= teamWords && we > my {
			q.Advice = fmt.Sprintf("it says “we” or “our” %d times and “I” or “my” %d, and nothing of the own part. An assessor will ask who did what.", we, my)
		}
		return q
	})
}

func checkAI(f *Facts) []Requirement {
	if !f.Plan.Portfolio.AIDeclaration {
		return nil
	}
	return f.each("Each piece says whether it was used.", func(p *Piece) string {
		if p.Version.AI != AINotSaid {
			return ""
		}
		return "nothing says whether AI was used. The plan asks for it."
	})
}

func checkAINote(f *Facts) []Requirement {
	if !slices.ContainsFunc(f.Chosen(), func(p *Piece) bool { return p.Version.AI == AIUsed }) {
		return nil
	}
	return f.each("Each does.", func(p *Piece) string {
		if p.Version.AI != AIUsed || !blank(p.Version.AINote) {
			return ""
		}
		return "AI was used, and nothing says what for."
	})
}
