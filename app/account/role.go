// Package account holds who people are: their roles, what a role may do,
// passwords, sessions and invitations. It knows nothing of portfolios.
package account

import (
	"maps"
	"slices"
)

// A PersonID identifies a person.
type PersonID int64

// A Role is what a person is somewhere. Someone may have several.
type Role string

// The roles.
const (
	Administrator Role = "administrator" // of the installation: people, standards, settings; reads no evidence
	IQA           Role = "iqa"           // of the installation: samples the coaches' decisions
	Coach         Role = "coach"         // of the installation, and of each enrolment they are given
	Employer      Role = "employer"      // of an organisation: its apprentices
	Apprentice    Role = "apprentice"    // of an enrolment
	Coordinator   Role = "coordinator"   // of an assessment organisation: takes what is handed over to it, invites assessors, releases results
	Assessor      Role = "assessor"      // of an enrolment or submission they are invited to
)

// Roles lists every role, in the order they are shown.
var Roles = []Role{Administrator, Coach, IQA, Employer, Apprentice, Coordinator, Assessor}

// Name returns what people call the role, in lower case but for initials.
func (r Role) Name() string {
	if r == IQA {
		return "IQA"
	}
	return string(r)
}

// A Scope is where a role holds.
type Scope string

// The scopes.
const (
	Installation Scope = "installation"
	Organisation Scope = "organisation"
	Enrolment    Scope = "enrolment"
	Submission   Scope = "submission"
)

// An Action is something a person may do.
type Action string

// The actions of the installation.
const (
	ManagePeople    Action = "manage people"    // invite, suspend, grant roles, see who is there
	ManageEnrolment Action = "manage enrolment" // enrol, reassign, correct an enrolment's facts
	ReadStandards   Action = "read standards"
	ManageStandards Action = "manage standards" // import, correct codes, choose the scale of skills scans
	ReadAudit       Action = "read audit"
	ExportAudit     Action = "export audit"   // make files with events for an auditor
	ReviewWaiting   Action = "review waiting" // the list of what waits for this person
	ManageMail      Action = "manage mail"    // see what e-mail waits or failed, and send it again
	ReadCaseload    Action = "read caseload"  // how apprentices are getting on: a coach's own
	Oversee         Action = "oversee"        // the same of every coach and cohort
	ReviewMany      Action = "review many"    // accept several pieces at once, each in a portfolio one may judge in
	UsePhrases      Action = "use phrases"    // keep words to use again in feedback, and use the shared ones
	SignMany        Action = "sign many"      // the list of what waits for an employer, over all their apprentices
	ManageReview    Action = "manage review"  // the aim of the turnaround, and other people's shared phrases
)

// The actions in one portfolio.
const (
	Read    Action = "read"    // see the evidence and open its files
	Write   Action = "write"   // add, edit and submit evidence
	Judge   Action = "judge"   // accept and refer claims, accept and return items
	Comment Action = "comment" // say something about an item
	Declare Action = "declare" // sign a declaration about the portfolio
	Export  Action = "export"  // make and download the portfolio PDF
)

// The actions in one portfolio about what was accepted in another of the same
// person.
const (
	SeeCarry Action = "see carry" // what of it may be carried here
	Carry    Action = "carry"     // confirm that it is
)

// The actions in one portfolio about targets and skills scans.
const (
	SetAction    Action = "set action"    // agree what someone does by when, and say that it is done
	Scan         Action = "scan"          // score one's own knowledge, skills and behaviours
	ValidateScan Action = "validate scan" // score beside the apprentice
	DecidePrior  Action = "decide prior"  // say what prior learning takes off the hours
)

// The actions about progress reviews: the first in the installation, the others
// in one portfolio. What is said in a review is not for assessors.
const (
	SeeReviews Action = "see reviews" // the list of which are due
	ReadReview Action = "read review"
	HoldReview Action = "hold review" // plan, write and close one; agree how often they are
	SignReview Action = "sign review" // and add to one that all have signed
)

// The actions in one portfolio about off-the-job hours.
const (
	LogHours   Action = "log hours"   // record, change and take back entries of one's own
	AgreeHours Action = "agree hours" // agree entries or return them
	PlanHours  Action = "plan hours"  // enter what the hours needed are reckoned from
)

// The actions about what others sign for a portfolio.
const (
	AskToSign        Action = "ask to sign"       // send somebody without an account a link to sign one thing
	VerifyBehaviours Action = "verify behaviours" // say which behaviours were seen at work
	ReadSignatures   Action = "read signatures"   // all signatures, with the network addresses they came from
)

// The actions of internal quality assurance, in the installation.
const (
	Sample        Action = "sample"         // plan what is sampled, draw it, agree or require action: of other people's decisions
	AnswerQuality Action = "answer quality" // see what was said of one's own decisions, and answer
	ReadSample    Action = "read sample"    // see a sample on one of those sides
	ReadQuality   Action = "read quality"   // the report of a period, without evidence
)

// The actions on the way to the assessment: in the installation
// ReadSubmissions, in one portfolio all others.
const (
	SeeReadiness    Action = "see readiness"    // what is missing before gateway
	ChoosePieces    Action = "choose pieces"    // for the hand-over
	KeepGateway     Action = "keep gateway"     // record qualifications, English and maths, documents
	SignOff         Action = "sign off"         // sign at gateway, as what one is in the portfolio
	HandOver        Action = "hand over"        // freeze a submission
	ReadSubmissions Action = "read submissions" // the list of those one may see
)

// The actions about an apprentice's growth, in one portfolio. Each holds only
// while the apprentice agrees to it.
const (
	SeeGrowth  Action = "see growth"  // finished self-audits, the development plan, the CPD log
	RateGrowth Action = "rate growth" // beside them
)

// SeeTeam, in the installation, shows the people whom somebody leads by element
// and grade, as far as each of them agreed to it.
const SeeTeam Action = "see team"

// The actions on one submission. An assessor does any of them only while they
// are invited and after they declared that no interest of theirs conflicts.
const (
	ReadSubmission   Action = "read submission"   // what was handed over, its files, and what was decided of its parts
	DecideComponents Action = "decide components" // accept or reject the parts of it
	InviteAssessor   Action = "invite assessor"
	Assess           Action = "assess"          // take notes, judge and grade
	ReadAssessment   Action = "read assessment" // how an assessment stands, before it is released
	ReleaseResult    Action = "release result"
	ReadResult       Action = "read result" // once it is released
)

// allowed is the whole of who may do what. A role or action not named here is
// refused.
var allowed = map[Action][]Role{
	ManagePeople:     {Administrator}, // running the system is no licence to read evidence
	ManageEnrolment:  {Administrator},
	ReadStandards:    {Administrator, Coach, IQA, Employer, Apprentice, Coordinator, Assessor},
	ManageStandards:  {Administrator},
	ReadAudit:        {Administrator},
	ExportAudit:      {Administrator, IQA},
	ReviewWaiting:    {Coach},
	ManageMail:       {Administrator},
	ReadCaseload:     {Administrator, Coach, IQA},
	Oversee:          {Administrator, IQA},
	ReviewMany:       {Coach},
	UsePhrases:       {Administrator, Coach, IQA},
	ManageReview:     {Administrator, IQA},
	Read:             {Coach, IQA, Employer, Apprentice, Assessor},
	Write:            {Apprentice},
	Judge:            {Coach},
	Comment:          {Coach, IQA, Apprentice},
	Declare:          {Coach, Employer, Apprentice},
	Export:           {Coach, IQA, Employer, Apprentice, Assessor},
	SeeCarry:         {Coach, IQA, Apprentice},
	Carry:            {Apprentice},
	SetAction:        {Coach, Employer, Apprentice},
	Scan:             {Apprentice},
	ValidateScan:     {Coach, Employer},
	DecidePrior:      {Coach},
	SeeReviews:       {Administrator, Coach, IQA},
	ReadReview:       {Coach, IQA, Employer, Apprentice},
	HoldReview:       {Coach},
	SignReview:       {Coach, Employer, Apprentice},
	LogHours:         {Apprentice},
	AgreeHours:       {Coach, Employer},
	PlanHours:        {Coach},
	AskToSign:        {Coach, Apprentice},
	VerifyBehaviours: {Employer},
	Sample:           {IQA},
	AnswerQuality:    {Coach},
	ReadSample:       {Coach, IQA},
	ReadQuality:      {Administrator, IQA},
	ReadSignatures:   {Coach, IQA},
	SignMany:         {Employer},
	SeeReadiness:     {Coach, IQA, Employer, Apprentice},
	ChoosePieces:     {Coach, Apprentice},
	KeepGateway:      {Coach},
	SignOff:          {Coach, Employer, Apprentice},
	HandOver:         {Coach},
	SeeGrowth:        {Coach, Employer},
	RateGrowth:       {Coach, Employer},
	SeeTeam:          {Coach, Employer},
	ReadSubmissions:  {Coach, IQA, Employer, Apprentice, Coordinator, Assessor},
	ReadSubmission:   {Coach, IQA, Employer, Apprentice, Coordinator, Assessor},
	DecideComponents: {Coordinator},
	InviteAssessor:   {Coordinator},
	Assess:           {Assessor},
	ReadAssessment:   {Coordinator, Assessor},
	ReleaseResult:    {Coordinator},
	ReadResult:       {Coach, IQA, Employer, Apprentice, Coordinator, Assessor},
}

// Can reports whether a person with any of those roles may do act where the
// roles hold.
func Can(roles []Role, act Action) bool {
	return slices.ContainsFunc(roles, func(r Role) bool { return slices.Contains(allowed[act], r) })
}

// Actions returns every action that somebody may do.
func Actions() []Action { return slices.Collect(maps.Keys(allowed)) }
