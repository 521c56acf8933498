package reports

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"touchstone/app/blob"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/ksb"
)

// submissionFormat names the form of a frozen submission. What was frozen in it
// stays readable: a field may be added, and none may change its name or meaning.
const submissionFormat = "touchstone submission 1"

// A Submission is what was handed over to an assessment organisation once, all
// of it but the bytes of the files, which it names by their SHA-256. It is frozen
// as JSON: its PDF and pack are made of that alone, whatever happens to the
// portfolio afterwards. Moments are in UTC, days midnight UTC.
type Submission struct {
	Format       string        `json:"format"` // "touchstone submission 1"
	Attempt      int           `json:"attempt"`
	At           time.Time     `json:"handed_over_at"`
	By           string        `json:"handed_over_by"`
	Organisation string        `json:"handed_over_to"`
	Selected     bool          `json:"selected"` // somebody chose the pieces; otherwise they are all that were accepted
	Portfolio    Portfolio     `json:"portfolio"`
	Gateway      Gateway       `json:"gateway"`
	Readiness    []Requirement `json:"readiness"` // as it was
	Components   []Part        `json:"components"`
	Files        []Original    `json:"files"` // every uploaded file, in order
}

// A Gateway is what is handed over beside the pieces of evidence.
type Gateway struct {
	Attempt      int               `json:"-"` // of the submission
	At           time.Time         `json:"-"`
	By           string            `json:"-"`
	Organisation string            `json:"-"`
	Records      []GatewayRecord   `json:"records"`
	SignOffs     []SignOff         `json:"sign_offs"`             // in the order the plan asks
	Signed       string            `json:"signed_text,omitempty"` // what they were shown: its SHA-256 is the digest of each sign-off
	Behaviours   []BehaviourRecord `json:"behaviours"`            // that the employer verifies, in the standard's order
	Hours        Hours             `json:"hours"`
}

// A GatewayRecord is what is recorded of English, maths, the age at the start, a
// qualification or a document.
type GatewayRecord struct {
	Key    string    `json:"key"`  // see programme.GatewayRecord
	Name   string    `json:"name"` // in words
	State  string    `json:"state"`
	Day    time.Time `json:"day,omitzero"` // it was achieved, decided or dated
	Note   string    `json:"note,omitempty"`
	File   *File     `json:"file,omitempty"` // nil: none
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Number int       `json:"number,omitempty"` // of its file, from 1; 0: it has none
}

// Label names the record's file: "G.1". It is empty where there is none.
func (r *GatewayRecord) Label() string {
	if r.File == nil {
		return ""
	}
	return "G." + itoa(r.Number)
}

// A SignOff is what somebody signed at gateway.
type SignOff struct {
	Role   string    `json:"role"` // "apprentice", "employer" or "coach"
	Name   string    `json:"name"`
	Job    string    `json:"job,omitempty"`
	Words  string    `json:"words"`
	At     time.Time `json:"at"`
	Digest string    `json:"digest"` // SHA-256 of what they were shown, hex
}

// A BehaviourRecord is what the employer says of one behaviour.
type BehaviourRecord struct {
	Statement ksb.StatementID `json:"statement"`
	Verified  bool            `json:"verified"`
	Example   string          `json:"example,omitempty"`
	By        string          `json:"by,omitempty"` // name and job
	At        time.Time       `json:"at,omitzero"`
}

// Hours are off-the-job training and duration at hand-over.
type Hours struct {
	Agreed    int       `json:"agreed_minutes"`
	Needed    int       `json:"needed_minutes"`           // 0: not known
	Reckoned  []string  `json:"reckoned,omitempty"`       // how what is needed was reckoned, in words
	Months    int       `json:"minimum_months,omitempty"` // minimum duration; 0: not known
	Started   time.Time `json:"started_on"`               // a day
	PlannedTo time.Time `json:"planned_end_on"`           // a day
	Paused    int       `json:"days_of_breaks,omitempty"` // that are over
}

// A Requirement is one thing readiness asked for, as it stood.
type Requirement struct {
	Rule    string `json:"rule"`
	Subject string `json:"subject,omitempty"`
	Group   string `json:"group"`
	Name    string `json:"name"`
	State   string `json:"state"`
	Text    string `json:"text"`
}

// A Part is a component of the hand-over, and the digest of what is held of it.
type Part struct {
	Key    string `json:"key"` // see ksb.Plan.Components
	Name   string `json:"name"`
	Digest string `json:"sha256"`
}

// An Original is an uploaded file of the submission.
type Original struct {
	Label string   `json:"label"`           // "4.2": the second file of piece 4; "G.1": of the gateway record
	Piece int      `json:"piece,omitempty"` // 0: of the gateway record
	Name  string   `json:"name"`            // as it was uploaded
	Size  int64    `json:"size"`            // bytes
	Ref   blob.Ref `json:"sha256"`
	MIME  string   `json:"mime"`
	Path  string   `json:"path"` // in the pack, below its folder
}

// Document returns the frozen submission, which ReadSubmission reads. The same
// submission gives the same bytes.
func (s *Submission) Document() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(s); err != nil {
		return nil, fmt.Errorf("freeze submission: %w", err)
	}
	return b.Bytes(), nil
}

var errFormat = errors.New("this is no frozen submission that this program can read")

// ReadSubmission reads a frozen submission. Fields it does not know are left
// alone: a later version of the program may add some.
func ReadSubmission(document []byte) (*Submission, error) {
	s := &Submission{}
	dec := json.NewDecoder(bytes.NewReader(document))
	if err := dec.Decode(s); err != nil {
		return nil, fmt.Errorf("read submission: %w", err)
	}
	if _, err := dec.Token(); s.Format != submissionFormat || err != io.EOF {
		return nil, errFormat
	}
	return s, nil
}

// Report returns the portfolio with its gateway record, as its PDF is drawn.
func (s *Submission) Report() *Portfolio {
	p, g := s.Portfolio, s.Gateway
	g.Attempt, g.At, g.By, g.Organisation = s.Attempt, s.At, s.By, s.Organisation
	p.Gateway = &g
	return &p
}

// Blobs returns every blob that the submission's files are made of or from, each
// once.
func (s *Submission) Blobs() (all []blob.Ref) {
	seen := map[blob.Ref]bool{"": true}
	add := func(f *File) {
		for _, ref := range []blob.Ref{f.Ref, f.Pack, f.Print} {
			if !seen[ref] {
				seen[ref] = true
				all = append(all, ref)
			}
		}
	}
	s.eachFile(func(_ string, _ int, f *File) { add(f) })
	return all
}

// File returns the uploaded file with that label, and whether there is one.
func (s *Submission) File(label string) (found *File, known bool) {
	s.eachFile(func(l string, _ int, f *File) {
		if l == label {
			found, known = f, true
		}
	})
	return found, known
}

// eachFile calls see with every uploaded file, those of pieces first.
func (s *Submission) eachFile(see func(label string, piece int, f *File)) {
	for i := range s.Portfolio.Pieces {
		p := &s.Portfolio.Pieces[i]
		for n := range p.Files {
			see(FileLabel(p.Number, n), p.Number, &p.Files[n])
		}
	}
	for i := range s.Gateway.Records {
		if r := &s.Gateway.Records[i]; r.File != nil {
			see(r.Label(), 0, r.File)
		}
	}
}

// FileLabel is what a file is called in everything that is handed over: "4.2" is
// the second file, index 1, of piece 4.
func FileLabel(piece, index int) string { return itoa(piece) + "." + itoa(index+1) }

// A frozenPortfolio is a portfolio as it is frozen: ids of statements, which
// claims name, are written beside them, since plans and standards are otherwise
// exchanged without ids.
type frozenPortfolio struct {
	plainPortfolio
	Standard   frozenStandard    `json:"standard"`
	Plan       *frozenPlan       `json:"plan"`
	Statements []ksb.StatementID `json:"statements"` // of this apprentice
}

type plainPortfolio Portfolio

type frozenStandard struct {
	ID ksb.StandardID `json:"id"`
	ksb.Standard
	Statements []frozenStatement `json:"statements"` // of every option
}

type frozenStatement struct {
	ID ksb.StatementID `json:"id"`
	ksb.Statement
	Retired bool `json:"retired,omitempty"`
}

type frozenPlan struct {
	ID ksb.PlanID `json:"id"`
	ksb.Plan
}

// MarshalJSON implements json.Marshaler.
func (p Portfolio) MarshalJSON() ([]byte, error) {
	f := frozenPortfolio{plainPortfolio: plainPortfolio(p), Standard: frozenStandard{ID: p.Standard.ID, Standard: p.Standard}}
	if p.Plan != nil {
		f.Plan = &frozenPlan{p.Plan.ID, *p.Plan}
	}
	for _, st := range p.Standard.Statements {
		f.Standard.Statements = append(f.Standard.Statements, frozenStatement{st.ID, st, st.Retired})
	}
	for _, st := range p.Statements {
		f.Statements = append(f.Statements, st.ID)
	}
	return plainJSON(f)
}

// plainJSON is JSON in which < > & stand for themselves.
func plainJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return b.Bytes(), err
}

// UnmarshalJSON implements json.Unmarshaler.
func (p *Portfolio) UnmarshalJSON(text []byte) error {
	var f frozenPortfolio
	if err := json.Unmarshal(text, &f); err != nil {
		return err
	}
	*p = Portfolio(f.plainPortfolio)
	p.Standard = f.Standard.Standard
	p.Standard.ID, p.Standard.Statements = f.Standard.ID, nil
	byID := map[ksb.StatementID]ksb.Statement{}
	for _, st := range f.Standard.Statements {
		st.Statement.ID, st.Statement.Retired = st.ID, st.Retired
		byID[st.ID] = st.Statement
		p.Standard.Statements = append(p.Standard.Statements, st.Statement)
	}
	for _, id := range f.Statements {
		st, known := byID[id]
		if !known {
			return fmt.Errorf("statement %d is not one of the standard's", id)
		}
		p.Statements = append(p.Statements, st)
	}
	if f.Plan != nil {
		f.Plan.Plan.ID, f.Plan.Plan.Standard = f.Plan.ID, p.Standard.ID
		p.Plan = &f.Plan.Plan
	}
	return nil
}

// parts returns the components of the hand-over with their digests. A digest is
// of what the document holds of the part and of which plan it is judged by, so
// that a part that did not change has the same in the next attempt.
func (s *Submission) parts() ([]Part, error) {
	var out []Part
	for _, c := range s.Portfolio.Plan.Components() {
		sum, err := s.digestOf(c.Key)
		if err != nil {
			return nil, fmt.Errorf("digest %s: %w", c.Key, err)
		}
		out = append(out, Part{c.Key, c.Name, sum})
	}
	return out, nil
}

func (s *Submission) digestOf(key string) (string, error) {
	g := &s.Gateway
	held := map[string]any{"plan": s.Portfolio.Plan.Reference + " " + s.Portfolio.Plan.Version, "key": key}
	switch key {
	case "portfolio":
		held["pieces"] = s.Portfolio.Pieces
	case "sign-offs":
		held["declarations"], held["sign_offs"] = s.Portfolio.Declarations, g.SignOffs
	case "english-maths":
		held["records"] = g.recordsOf("english", "maths", "age")
	case "training":
		// Once the minimum is met, hours agreed later do not make it another.
		hours := g.Hours
		if hours.Needed > 0 {
			hours.Agreed = min(hours.Agreed, hours.Needed)
		}
		held["hours"] = hours
	case "behaviours":
		held["behaviours"] = g.Behaviours
	default: // a qualification or a document
		held["records"] = g.recordsOf(key)
	}
	text, err := json.Marshal(held)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// recordsOf returns the records under those keys, without the number of their
// file, which is its place among the others.
func (g *Gateway) recordsOf(keys ...string) (out []GatewayRecord) {
	for _, key := range keys {
		for _, r := range g.Records {
			if r.Key == key {
				r.Number = 0
				out = append(out, r)
			}
		}
	}
	return out
}

// requirements returns readiness as it is frozen.
func requirements(r *evidence.Readiness) (out []Requirement) {
	for _, q := range r.Requirements {
		out = append(out, Requirement{q.Rule, q.Subject, q.Group, q.Name, string(q.State), q.Text})
	}
	return out
}

// recordName says what a gateway record is of.
func recordName(plan *ksb.Plan, key string) string {
	for _, c := range plan.Components() {
		if c.Key == key {
			return c.Name
		}
	}
	switch key {
	case "english":
		return "English"
	case "maths":
		return "Maths"
	case "age":
		return "Age at the start"
	}
	return words.Capital(key)
}
