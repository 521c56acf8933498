package evidence

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"touchstone/app/account"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/ksb"
)

// Facts are all that readiness for gateway is judged by, as plain values: the
// same facts always come to the same answer.
type Facts struct {
	Today      time.Time // a day in London
	Enrolment  programme.Enrolment
	Standard   *ksb.Standard
	Plan       *ksb.Plan       // never nil; the zero plan asks for nothing
	Statements []ksb.Statement // that this apprentice has to show, in order

	Pieces    []Piece // all of the portfolio, see Contents
	Selection Selection
	Testimony map[ItemID][]Testimony // what witnesses signed, by piece
	Requests  []programme.Request    // to sign, whose links still work
	Queries   int                    // decisions on which quality assurance still asks for something

	Minutes    int                   // agreed off the job
	Logged     int                   // the same, agreed or not
	Pace       int                   // minutes a week logged of late
	Target     programme.HoursTarget //
	ReviewDue  time.Time             // the day the next progress review is due; zero: none is
	Months     int                   // minimum duration of the year's rules; 0: not known
	Behaviours map[ksb.StatementID]programme.BehaviourCheck
	Records    map[string]programme.GatewayRecord // by key

	Declarations []programme.Declaration // the newest of each role about the evidence
	SignOffs     []programme.Signature   // at gateway, oldest first
	HandOver     string                  // what is signed at gateway as it would be shown now
	Changed      time.Time               // when the pieces to hand over last changed
}

// Ready tells met from not met and from what waits for somebody.
type Ready string

// The answers of readiness.
const (
	Met     Ready = "met"
	NotMet  Ready = "not met"
	Awaited Ready = "waiting" // for the person named: it is their decision or signature that is missing
)

// A Requirement is one thing a plan asks for before gateway, and how it stands.
type Requirement struct {
	Rule    string       // key of the rule that asks for it
	Subject string       // what of it: "piece 4", "method discussion"; empty: all of it
	Group   string       // heading it stands under
	Name    string       // what is asked for, in a few words
	State   Ready        //
	Text    string       // how it stands, in a sentence
	Advice  string       // what an assessor may still ask about, though it is met; empty: nothing
	For     account.Role // who has to do something; empty once it is met, and where only time helps
	Who     string       // their name, where one is known

	Do    string         // what to do, in a few words: the text of the link
	Link  string         // address below the portfolio's: "/evidence/12/edit"
	Place string         // address on the site instead, of what is done outside the portfolio
	Need  account.Action // what somebody must be allowed to do to follow it
}

// A Readiness is every requirement of a plan, in the order they are shown.
type Readiness struct {
	Requirements []Requirement
}

// Ready reports whether everything is met.
func (r *Readiness) Ready() bool { return r.readyBut("") }

// ReadyToSign reports whether everything is met but for the sign-offs at
// gateway: only then is there something to sign.
func (r *Readiness) ReadyToSign() bool { return r.readyBut(SignOffRule) }

func (r *Readiness) readyBut(rule string) bool {
	for i := range r.Requirements {
		if q := &r.Requirements[i]; q.State != Met && q.Rule != rule {
			return false
		}
	}
	return true
}

// Count returns how many requirements are in a state.
func (r *Readiness) Count(s Ready) (n int) {
	for i := range r.Requirements {
		if r.Requirements[i].State == s {
			n++
		}
	}
	return n
}

// Open returns the requirements that are not met, those that somebody can mend
// before those that wait for an answer.
func (r *Readiness) Open() (open []Requirement) {
	for _, s := range []Ready{NotMet, Awaited} {
		for i := range r.Requirements {
			if r.Requirements[i].State == s {
				open = append(open, r.Requirements[i])
			}
		}
	}
	return open
}

// A rule asks for one kind of thing. It returns nothing where the plan does not
// ask for it, or where there is nothing yet to look at.
type rule struct {
	key, group, name string
	check            func(*Facts) []Requirement
}

// SignOffRule is the key of the rule about sign-offs, which come last.
const SignOffRule = "sign-offs"

// The headings that requirements stand under, in their order.
const (
	groupStatements = "Statements"
	groupPieces     = "Pieces to hand over"
	groupWitnesses  = "Witnesses and declarations"
	groupTraining   = "Training and time"
	groupSubjects   = "English, maths, qualifications and documents"
	groupBehaviours = "Behaviours, verified by the employer"
	groupRecord     = "The record"
	groupSignOff    = "Sign-off"
)

// rules are all that readiness asks, in the order it is shown.
var rules = []rule{
	{"coverage", groupStatements, "Every statement has accepted evidence", checkCoverage},
	{"sampled", groupStatements, "Statements that may be sampled have accepted evidence", checkSampled},
	{"left-out", groupStatements, "No statement is only in a piece that is left out", checkLeftOut},
	{"unmapped", groupStatements, "The plan covers every statement", checkUnmapped},

	{"pieces", groupPieces, "The number of pieces", checkNumber},
	{"counts", groupPieces, "Every chosen piece is accepted", checkChosen},
	{"decided", groupPieces, "Every piece is decided", checkDecided},
	{"revised", groupPieces, "No chosen piece is being changed", checkRevised},
	{"quality", groupPieces, "No decision is in question", checkQuality},
	{"pointless", groupPieces, "Every piece shows a statement that belongs in the portfolio", checkPointless},
	{"locator", groupPieces, "Every claim names its page or time", checkLocator},
	{"how", groupPieces, "Every claim says how it is shown", checkHow},
	{"barred", groupPieces, "No piece is of a kind that the plan bars", checkBarred},
	{"wanted", groupPieces, "A piece of each kind that the plan wants", checkWanted},
	{"reflection", groupPieces, "No reflective account as evidence", checkReflection},
	{"substance", groupPieces, "Every piece has something to look at", checkSubstance},
	{"held", groupPieces, "What is held at the employer says what and where", checkHeld},
	{"media", groupPieces, "Recordings are short enough", checkMedia},
	{"files", groupPieces, "Every file opens", checkFiles},
	{"dated", groupPieces, "Every piece has its day, within the apprenticeship", checkDated},

	{"witness", groupWitnesses, "Every witness is named with job and relationship", checkWitness},
	{"testimony", groupWitnesses, "Every witness has signed", checkTestimony},
	{"saw", groupWitnesses, "A witness saw the work themselves", checkSaw},
	{"own-work", groupWitnesses, "Every piece is declared to be own work", checkOwnWork},
	{"own-part", groupWitnesses, "The own part in team work is clear", checkOwnPart},
	{"ai", groupWitnesses, "Use of AI is declared", checkAI},
	{"ai-note", groupWitnesses, "Where AI was used, it says what for", checkAINote},
	{"declarations", groupWitnesses, "Declarations about the evidence", checkDeclarations},

	{"hours", groupTraining, "Off-the-job hours", checkHours},
	{"duration", groupTraining, "Long enough on the programme", checkDuration},
	{"reviews", groupTraining, "Progress reviews are up to date", checkReviews},
	{"gateway-day", groupTraining, "A day is planned", checkGatewayDay},

	{"age", groupSubjects, "Age at the start", checkAge},
	{"english", groupSubjects, "English", checkEnglish},
	{"maths", groupSubjects, "Maths", checkMaths},
	{"qualifications", groupSubjects, "Qualifications", checkQualifications},
	{"documents", groupSubjects, "Documents", checkDocuments},

	{"behaviours", groupBehaviours, "The employer has seen every behaviour at work", checkBehaviours},

	{"plan", groupRecord, "An assessment plan is chosen", checkHasPlan},
	{"option", groupRecord, "An option is chosen", checkOption},
	{"state", groupRecord, "The apprenticeship goes on", checkState},
	{"uln", groupRecord, "Unique learner number", checkULN},
	{"assessment", groupRecord, "Who assesses is chosen", checkAssessment},
	{"contact", groupRecord, "A contact at the employer", checkContact},

	{SignOffRule, groupSignOff, "Signed in the plan’s order", checkSignOffs},
}

// Check judges facts by every rule.
func Check(f *Facts) Readiness {
	var out Readiness
	for _, r := range rules {
		for _, q := range r.check(f) {
			q.Rule, q.Group = r.key, r.group
			if q.Name == "" {
				q.Name = r.name
			}
			if q.For != "" && q.Who == "" {
				q.Who = f.who(q.For)
			}
			out.Requirements = append(out.Requirements, q)
		}
	}
	return out
}

// who returns the name of whoever has a role in the portfolio.
func (f *Facts) who(role account.Role) string {
	e := &f.Enrolment
	switch role {
	case account.Apprentice:
		return e.ApprenticeName
	case account.Coach:
		return e.CoachName
	case account.Employer:
		if e.EmployerContact != "" {
			return e.EmployerContact
		}
		return e.EmployerName
	case account.Administrator:
		return "an administrator"
	}
	return ""
}

// Chosen returns the pieces to hand over, by number.
func (f *Facts) Chosen() (chosen []*Piece) {
	for i := range f.Pieces {
		if f.Selection.Holds(&f.Pieces[i].Item) {
			chosen = append(chosen, &f.Pieces[i])
		}
	}
	return chosen
}

// HandOverText returns the text that is signed at gateway: what plan, whose
// evidence, and which pieces in which versions. The same hand-over has the same
// text on any day.
func HandOverText(f *Facts) string {
	e, p := &f.Enrolment, f.Plan
	var b strings.Builder
	line := func(name, value string) {
		if value == "" {
			value = "not recorded"
		}
		fmt.Fprintf(&b, "%s: %s\n", name, value)
	}
	line("Apprentice", e.ApprenticeName)
	line("ULN", string(e.ULN))
	line("Employer", e.EmployerName)
	line("Standard", strings.TrimSpace(e.StandardReference+" "+e.StandardTitle))
	if e.OptionName != "" {
		line("Option", e.OptionName)
	}
	line("Assessment plan", p.Name)
	line("Plan’s reference", p.Reference)
	line("Plan’s version", p.Version)
	chosen := f.Chosen()
	fmt.Fprintf(&b, "\n%s of evidence:\n", words.Plural(len(chosen), "piece", "pieces"))
	for _, c := range chosen {
		fmt.Fprintf(&b, "%d. %s (version %d)\n", c.Number, c.Version.Title, c.Version.Number)
	}
	return b.String()
}

// one makes a requirement into the whole answer of a rule.
func one(q Requirement) []Requirement { return []Requirement{q} }

func met(text string, args ...any) []Requirement {
	return one(Requirement{State: Met, Text: fmt.Sprintf(text, args...)})
}

// list writes names as a sentence lists them, the first so many of them.
func list(names []string, most int) string {
	if more := len(names) - most; more > 1 {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", more)
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

// short returns what a statement is called in a list: its code, or its title
// where it has none.
func short(s *ksb.Statement) string {
	if s.Code != "" {
		return string(s.Code)
	}
	return s.Title
}

// codes names the statements of the portfolio's standard with those ids.
func (f *Facts) codes(ids []ksb.StatementID) (names []string) {
	for i := range f.Standard.Statements {
		if s := &f.Standard.Statements[i]; slices.Contains(ids, s.ID) {
			names = append(names, short(s))
		}
	}
	return names
}
