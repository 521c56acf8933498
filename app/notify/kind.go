package notify

import "slices"

// A Kind is what a notice is about. A person chooses for each kind whether it
// goes out by e-mail.
type Kind string

// The kinds of notice.
const (
	EvidenceSubmitted Kind = "evidence submitted" // to the coach
	EvidenceAccepted  Kind = "evidence accepted"  // to the apprentice
	EvidenceReturned  Kind = "evidence returned"  // to the apprentice
	EvidenceCorrected Kind = "evidence corrected" // a decision or feedback was corrected: to the apprentice
	HoursWaiting      Kind = "hours waiting"      // to be agreed: to the coach or the employer
	HoursReturned     Kind = "hours returned"     // to the apprentice
	ReviewPlanned     Kind = "review planned"     // to everyone who takes part
	ReviewReady       Kind = "review ready"       // to be signed: to whose signature it waits for
	ReviewSigned      Kind = "review signed"      // by everyone, or by someone: to the others
	ScanWaiting       Kind = "scan waiting"       // a skills scan to validate: to the coach or the employer
	ActionSet         Kind = "action set"         // to who is to do it
	DueSoon           Kind = "due soon"           // an action, a review or a request: made by the daily pass
	Overdue           Kind = "overdue"            // the same, once its day is over
	CaseloadGiven     Kind = "caseload given"     // apprentices came to a coach, or a coach to an apprentice
	StandardMoved     Kind = "standard moved"     // an apprentice goes on under another version of the standard: to them and the coach
	QualityAction     Kind = "quality action"     // an IQA asks the coach for something, or it was answered
	SignOffWaiting    Kind = "sign-off waiting"   // a portfolio to sign at gateway: to whose turn it is
	SignOffChanged    Kind = "sign-off changed"   // what they signed has changed: to who signed, or sent the link
	SignOffDone       Kind = "sign-off done"      // everybody has signed: to the coach and the apprentice
	RequestSigned     Kind = "request signed"     // somebody used a link: to who sent it
	RequestExpired    Kind = "request expired"    // nobody used a link in time: to who sent it

	SubmissionWaiting Kind = "submission waiting" // to be decided: to the coordinators
	SubmissionDecided Kind = "submission decided" // parts rejected: to the coach; all accepted: to everyone concerned

	AssessorInvited  Kind = "assessor invited"  // to who is invited to assess or moderate
	AssessorConflict Kind = "assessor conflict" // an assessor declares one: to the coordinators
	AssessmentMoved  Kind = "assessment moved"  // proposed, returned or confirmed: to who is next
	ResultReleased   Kind = "result released"   // to the apprentice, the coach and the employer

	ManagerRated Kind = "manager rated" // a manager finished rating beside a self-audit: to the person
)

// A Mail says how notices of a kind go out by e-mail.
type Mail string

// The ways.
const (
	Now   Mail = "now"   // each by itself, at once
	Daily Mail = "daily" // with the others of the day, in one message
	Never Mail = "never" // only shown in the app
)

// Mails lists the ways in the order they are offered.
var Mails = []Mail{Now, Daily, Never}

// A KindOf says what people need to know of a kind.
type KindOf struct {
	Kind    Kind
	Name    string   // what a person is told of, after "Tell me by e-mail when"
	Default Mail     // for who has not chosen
	Roles   []string // who gets such notices, as package account names roles
}

// Kinds lists every kind in the order a person chooses about them. What keeps
// somebody else waiting, or changes one's own work, goes out at once; what can
// wait until the next morning waits.
var Kinds = []KindOf{
	{EvidenceSubmitted, "Evidence is submitted to you", Daily, []string{"coach"}},
	{EvidenceAccepted, "Your evidence is accepted", Now, []string{"apprentice"}},
	{EvidenceReturned, "Your evidence comes back to you", Now, []string{"apprentice"}},
	{EvidenceCorrected, "A decision about your evidence is corrected", Now, []string{"apprentice"}},
	{HoursWaiting, "Off-the-job hours wait for you to agree them", Daily, []string{"coach", "employer"}},
	{HoursReturned, "Off-the-job hours come back to you", Now, []string{"apprentice"}},
	{ReviewPlanned, "A progress review is planned or moved", Now, []string{"coach", "employer", "apprentice"}},
	{ReviewReady, "A progress review is ready for you to sign", Now, []string{"coach", "employer", "apprentice"}},
	{ReviewSigned, "Someone signs a progress review", Daily, []string{"coach", "employer", "apprentice"}},
	{ScanWaiting, "A skills scan waits for you to validate it", Daily, []string{"coach", "employer"}},
	{ActionSet, "An action is set for you", Now, []string{"coach", "employer", "apprentice"}},
	{DueSoon, "Something of yours is due soon", Daily, []string{"coach", "employer", "apprentice", "iqa"}},
	{Overdue, "Something of yours is overdue", Daily, []string{"coach", "employer", "apprentice", "iqa"}},
	{CaseloadGiven, "An apprentice or a coach is given to you", Now, []string{"coach", "apprentice"}},
	{StandardMoved, "An apprenticeship goes on under another version of its standard", Now, []string{"coach", "apprentice"}},
	{QualityAction, "Internal quality assurance asks for something, or answers", Now, []string{"coach", "iqa"}},
	{SignOffWaiting, "A portfolio is ready for you to sign off", Now, []string{"coach", "employer", "apprentice"}},
	{SignOffChanged, "A portfolio you signed off changes", Now, []string{"coach", "employer", "apprentice"}},
	{SignOffDone, "Everybody has signed a portfolio off", Now, []string{"coach", "apprentice"}},
	{RequestSigned, "Somebody signs what you sent them a link for", Daily, []string{"coach", "apprentice"}},
	{SubmissionWaiting, "Something handed over waits for you to decide", Now, []string{"coordinator"}},
	{SubmissionDecided, "What was handed over is accepted, or parts of it rejected", Now, []string{"coach", "employer", "apprentice", "assessor"}},
	{AssessorInvited, "You are invited to assess or to moderate", Now, []string{"assessor"}},
	{AssessorConflict, "An assessor declares a conflict of interest", Now, []string{"coordinator"}},
	{AssessmentMoved, "A result is proposed, comes back or is confirmed", Now, []string{"coordinator", "assessor"}},
	{ResultReleased, "A result is released", Now, []string{"coach", "employer", "apprentice"}},
	{ManagerRated, "Somebody rates beside your self-audit", Now, []string{"apprentice"}},
	{RequestExpired, "A link you sent ends without being used", Daily, []string{"coach", "apprentice"}},
}

// Of returns the kind's entry in Kinds, and whether there is one.
func (k Kind) Of() (KindOf, bool) {
	i := slices.IndexFunc(Kinds, func(o KindOf) bool { return o.Kind == k })
	if i < 0 {
		return KindOf{}, false
	}
	return Kinds[i], true
}

// or returns the way chosen, or the kind's default for none.
func (k Kind) or(chosen Mail) Mail {
	if slices.Contains(Mails, chosen) {
		return chosen
	}
	if of, known := k.Of(); known {
		return of.Default
	}
	return Never
}
