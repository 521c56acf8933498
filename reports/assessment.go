package reports

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"touchstone/ksb"
)

// assessmentFormat names the form of an assessor's report. What was kept in it
// stays readable: a field may be added, and none may change its name or meaning.
const assessmentFormat = "touchstone assessment 1"

// An Assessment is everything the report of an assessment says. It is kept as
// JSON when a result is released, and its PDF and CSV are made of it alone, so
// everything is in it in words: grades by name, criteria and statements with
// their wording. What assessors noted for themselves, and what they and a
// moderator wrote to each other, is not. Moments are in UTC, days midnight UTC.
type Assessment struct {
	Format          string         `json:"format"` // "touchstone assessment 1"
	Apprentice      string         `json:"apprentice"`
	ULN             string         `json:"uln"` // empty: not issued yet
	Employer        string         `json:"employer"`
	EmployerContact string         `json:"employer_contact"`
	Provider        string         `json:"provider"`
	Coach           string         `json:"coach"`
	StartedOn       time.Time      `json:"started_on,omitzero"`
	Organisation    string         `json:"assessment_organisation"`
	Standard        JudgedStandard `json:"standard"`
	Plan            JudgedPlan     `json:"plan"`
	Evidence        JudgedEvidence `json:"evidence"`

	Sitting  int           `json:"sitting"` // 1; more after a result that was a fail
	Result   JudgedResult  `json:"result"`
	Resit    *Resit        `json:"resit,omitempty"` // nil: passed, or not known yet
	Feedback string        `json:"feedback"`
	Methods  []JudgedPart  `json:"methods"`            // those assessed, in the plan's order
	Others   []JudgedShown `json:"others,omitempty"`   // statements that are judged and in none of them
	Verified []Behaviour   `json:"verified,omitempty"` // by the employer instead of being assessed

	Assessors  []Assessor   `json:"assessors"`
	Moderated  bool         `json:"moderated"`            // a second assessor had to agree
	Steps      []JudgedStep `json:"steps"`                // oldest first
	ReleasedAt time.Time    `json:"released_at,omitzero"` // zero: not yet, so this is a draft
	ReleasedBy string       `json:"released_by,omitempty"`
}

// A JudgedStandard is the standard that was assessed.
type JudgedStandard struct {
	Reference string     `json:"reference"`
	Version   string     `json:"version,omitempty"`
	Title     string     `json:"title"`
	Level     int        `json:"level,omitempty"` // 0: not said
	Option    string     `json:"option,omitempty"`
	Source    ksb.Source `json:"source"` // of the statements' wording
}

// A JudgedPlan is the plan it was assessed by.
type JudgedPlan struct {
	Reference string     `json:"reference"`
	Version   string     `json:"version"`
	Name      string     `json:"name"`
	Example   bool       `json:"example,omitempty"` // made for this program; not the published plan
	Regime    ksb.Regime `json:"regime"`
	Words     ksb.Words  `json:"words"` // none is empty
}

// A JudgedEvidence is the hand-over that was looked at.
type JudgedEvidence struct {
	Attempt  int           `json:"attempt"` // of handing over
	At       time.Time     `json:"handed_over_at"`
	By       string        `json:"handed_over_by"`
	Document string        `json:"document_sha256"` // of the frozen submission, hex
	Pieces   []JudgedPiece `json:"pieces"`
}

// A JudgedPiece is a piece of evidence that was handed over.
type JudgedPiece struct {
	Number  int          `json:"number"`
	Version int          `json:"version"`
	Title   string       `json:"title"`
	Kind    string       `json:"kind,omitempty"` // in words
	From    time.Time    `json:"from,omitzero"`
	To      time.Time    `json:"to,omitzero"`
	Files   []JudgedFile `json:"files"`
}

// A JudgedFile is one of its files.
type JudgedFile struct {
	Label  string `json:"label"` // "4.2"
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// A JudgedResult is what everything comes to, with the working.
type JudgedResult struct {
	Passed  bool             `json:"passed"`
	Grade   string           `json:"grade,omitempty"`   // name of the overall grade; empty: the plan has none, or it is not known yet
	Before  string           `json:"before,omitempty"`  // name of it before a resit capped it; empty: it was not capped
	Working []string         `json:"working"`           // a sentence a step
	Table   []JudgedCombined `json:"table,omitempty"`   // the plan's; its first row that fits decides
	Missing []string         `json:"missing,omitempty"` // what is not judged yet, in sentences; only of a draft
}

// A JudgedCombined is a row of the table that combines the grades of methods.
type JudgedCombined struct {
	When    []JudgedWhen `json:"when"` // none: any grades
	Grade   string       `json:"grade"`
	Decided bool         `json:"decided,omitempty"` // it is the one that decided
}

// A JudgedWhen is the grades that a row asks of a method.
type JudgedWhen struct {
	Method string   `json:"method"`
	Grades []string `json:"grades"`
}

// A JudgedPart is a method, or an outcome, as it was held and judged.
type JudgedPart struct {
	Key         string            `json:"key"`
	Name        string            `json:"name"`
	Minutes     int               `json:"usual_minutes,omitempty"` // that the plan says; 0: none
	Modes       []string          `json:"usual_modes,omitempty"`   // that the plan allows
	HeldOn      time.Time         `json:"held_on,omitzero"`
	HeldMinutes int               `json:"held_minutes,omitempty"`
	HeldMode    string            `json:"held_mode,omitempty"`
	HeldNote    string            `json:"held_note,omitempty"`
	RecordedBy  string            `json:"recorded_by,omitempty"`
	RecordedAt  time.Time         `json:"recorded_at,omitzero"`
	Graded      bool              `json:"graded"`
	Grade       string            `json:"grade,omitempty"` // name; empty: not graded, or not yet
	Passed      bool              `json:"passed"`          // only of a graded one
	Working     string            `json:"working,omitempty"`
	Criteria    []JudgedCriterion `json:"criteria,omitempty"`
	Statements  []JudgedShown     `json:"statements"`
	Questions   []JudgedQuestion  `json:"questions,omitempty"` // that were asked
}

// A JudgedCriterion is a grading criterion, or a performance descriptor, and
// whether it is met.
type JudgedCriterion struct {
	Key        string    `json:"key"`
	Grade      string    `json:"grade"`             // name of the one it belongs to
	ToPass     bool      `json:"to_pass,omitempty"` // without it the method is not passed
	Text       string    `json:"text"`
	Statements []string  `json:"statements,omitempty"` // keys of this apprentice's that it is about
	Verdict    string    `json:"verdict"`              // "met", "not met" or empty: not judged
	Reason     string    `json:"reason,omitempty"`
	By         string    `json:"by,omitempty"`
	At         time.Time `json:"at,omitzero"`
}

// A JudgedShown is a statement and whether it is shown.
type JudgedShown struct {
	ID      ksb.StatementID `json:"id"`
	Key     string          `json:"key"`
	Name    string          `json:"name"` // its code, or where there are no codes its title
	Title   string          `json:"title,omitempty"`
	Text    string          `json:"text"`
	Sampled bool            `json:"sampled,omitempty"` // it need not be judged every time
	Verdict string          `json:"verdict"`           // "sufficient", "insufficient" or empty: not judged
	Reason  string          `json:"reason,omitempty"`
	Cites   []JudgedCite    `json:"cites,omitempty"` // none: what was said in the assessment
	By      string          `json:"by,omitempty"`
	At      time.Time       `json:"at,omitzero"`
}

// A JudgedCite names evidence that a judgement rests on.
type JudgedCite struct {
	Piece int    `json:"piece"`
	File  string `json:"file,omitempty"`  // label, "4.2"; empty: the account of the piece
	Place string `json:"place,omitempty"` // "page 3", "4:10 to 5:05"; empty: all of it
}

// A JudgedQuestion was asked, and answered.
type JudgedQuestion struct {
	Text       string   `json:"text"`
	Statements []string `json:"statements,omitempty"` // keys of those it is about
	Answer     string   `json:"answer"`               // as the assessor recorded it
}

// A Behaviour is what the employer says of a statement that they verify.
type Behaviour struct {
	Key      string    `json:"key"`
	Name     string    `json:"name"`
	Title    string    `json:"title,omitempty"`
	Text     string    `json:"text"`
	Verified bool      `json:"verified"`
	Example  string    `json:"example,omitempty"`
	By       string    `json:"by,omitempty"` // name and job
	At       time.Time `json:"at,omitzero"`
}

// An Assessor judged, or moderated what another judged.
type Assessor struct {
	Name       string    `json:"name"`
	Duty       string    `json:"duty"` // "assess" or "moderate"
	InvitedAt  time.Time `json:"invited_at"`
	DeclaredAt time.Time `json:"declared_at"` // that nothing conflicts
}

// A JudgedStep is how the result came to be confirmed and released.
type JudgedStep struct {
	Step string    `json:"step"` // "propose", "agree", "return", "reopen" or "release"
	By   string    `json:"by"`
	At   time.Time `json:"at"`
}

// A Resit is what the plan says of being assessed again.
type Resit struct {
	Said    bool      `json:"said"`               // the plan says something of it
	Methods []string  `json:"methods"`            // names of those to be taken again
	Whole   bool      `json:"whole,omitempty"`    // the plan asks for every one again
	Next    int       `json:"next_sitting"`       // which it would be
	Most    int       `json:"attempts,omitempty"` // in all; 0: no rule
	Days    int       `json:"days,omitempty"`     // within so many of the result; 0: no rule
	By      time.Time `json:"by,omitzero"`        // the last day; zero: no rule, or not released yet
	Cap     string    `json:"cap,omitempty"`      // name of the highest overall grade then; empty: any
	Note    string    `json:"note,omitempty"`
}

// Over reports whether the plan allows no further attempt.
func (r *Resit) Over() bool { return r.Most > 0 && r.Next > r.Most }

// Document returns the report as it is kept, which ReadAssessment reads. The
// same report gives the same bytes.
func (a *Assessment) Document() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(a); err != nil {
		return nil, fmt.Errorf("keep report of assessment: %w", err)
	}
	return b.Bytes(), nil
}

var errAssessment = errors.New("this is no report of an assessment that this program can read")

// ReadAssessment reads a report that was kept. Fields it does not know are left
// alone: a later version of the program may add some.
func ReadAssessment(document []byte) (*Assessment, error) {
	a := &Assessment{}
	dec := json.NewDecoder(bytes.NewReader(document))
	if err := dec.Decode(a); err != nil {
		return nil, fmt.Errorf("read report of assessment: %w", err)
	}
	if _, err := dec.Token(); a.Format != assessmentFormat || err != io.EOF {
		return nil, errAssessment
	}
	return a, nil
}
