// Package demo fills a fresh installation with a made-up training provider, so
// that someone can look round. It does so through the stores that real work
// goes through. Everything about the provider's trade is in its data files.
package demo

import (
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"touchstone/app/account"
	"touchstone/app/demo/files"
	"touchstone/app/programme"
	"touchstone/evidence"
)

//go:embed data media
var data embed.FS

// A cast is who there is and where.
type cast struct {
	Organisations []organisation `json:"organisations"`
	People        []member       `json:"people"`
	Enrolments    []enrolment    `json:"enrolments"`
}

type organisation struct {
	Name    string                     `json:"name"`
	Kind    programme.OrganisationKind `json:"kind"`
	Contact string                     `json:"contact"` // of an employer where nobody has an account
}

// A member is a person with one role. An employer's and a coordinator's is at
// Organisation, the others' but an apprentice's and an assessor's are of the
// installation.
type member struct {
	Key          string       `json:"key"`
	Name         string       `json:"name"`
	Role         account.Role `json:"role"`
	Organisation string       `json:"organisation"`
	Line         string       `json:"line"` // for the page that lists everyone
	Job          string       `json:"job"`
	Sees         []string     `json:"sees"` // keys of apprentices an assessor has access to

	first string // key of the same person in their first apprenticeship; empty: this is it
	crowd bool   // has fewer entries of hours
}

func (m *member) email() string { return cmp.Or(m.first, m.Key) + "@example.com" }

// An enrolment is an apprenticeship. Weeks count from this week's Monday.
type enrolment struct {
	Apprentice string        `json:"apprentice"` // key
	Standard   string        `json:"standard"`   // reference and version: ST0000 1.0
	Option     string        `json:"option"`
	Plan       string        `json:"plan"` // version of the plan; empty: none chosen
	Employer   string        `json:"employer"`
	Contact    string        `json:"contact"` // key; empty: nobody there has an account
	Coach      string        `json:"coach"`   // key
	Assessment string        `json:"assessment"`
	ULN        programme.ULN `json:"uln"`
	Started    int           `json:"started"`  // weeks ago
	Weeks      int           `json:"weeks"`    // planned, in all
	Gateway    int           `json:"gateway"`  // weeks after the start; 0: not planned yet
	Declared   int           `json:"declared"` // weeks ago that all three signed; 0: not yet
	Where      [2]float64    `json:"where"`    // degrees north and east, for photographs
	First      string        `json:"-"`        // key of the coach before; empty: Coach from the start
	Level      int           `json:"level"`    // of the standard
	Pace       float64       `json:"pace"`     // of the off-the-job hours, against the plan
	leaving    `json:"-"`
}

// A piece is an item of evidence and what became of it.
type piece struct {
	Title     string        `json:"title"`
	Kind      evidence.Kind `json:"kind"`
	Week      int           `json:"week"`  // weeks before this one
	Day       int           `json:"day"`   // 1: Monday
	Until     int           `json:"until"` // days later that the work ended
	Place     string        `json:"place"`
	Situation string        `json:"situation"`
	Task      string        `json:"task"`
	Action    string        `json:"action"`
	Result    string        `json:"result"`
	Worked    string        `json:"worked"`
	Failed    string        `json:"failed"`
	Next      string        `json:"next"`
	Theory    string        `json:"theory"`
	Own       string        `json:"own"`
	AI        string        `json:"ai"`      // what AI was used for; empty: none was
	Witness   [4]string     `json:"witness"` // name, role, relation, contact
	Held      [2]string     `json:"held"`    // what and where
	Files     []source      `json:"files"`
	Claims    []claim       `json:"claims"`
	Unsaid    bool          `json:"unsaid"` // a draft without declarations
	Rounds    []round       `json:"rounds"` // each submission
	Remarks   []remark      `json:"remarks"`
}

// A source is a file of a piece: "call-log.pdf" is made of the paper call-log,
// "desk.jpg" of the shot desk, "media/…" is shipped.
type source struct {
	As   string `json:"as"` // what claims call it
	From string `json:"from"`
	Name string `json:"name"` // what the apprentice called it
	Keep bool   `json:"keep"` // it does not open, and is kept all the same
}

type claim struct {
	Statement string   `json:"s"` // key
	How       string   `json:"how"`
	At        []string `json:"at"` // a source and a place in it: "log 3, 5-7"; "account Action"
}

// A round is one submission and its decision. With neither verdict nor words it
// waits.
type round struct {
	Revise  bool              `json:"revise"` // begins as a revision of an accepted piece
	Change  map[string]string `json:"change"` // fields that the apprentice changed first, by JSON name
	How     map[string]string `json:"how"`    // claims whose words changed
	Days    int               `json:"days"`   // working days until the decision; 0: 2
	Verdict evidence.Verdict  `json:"verdict"`
	Say     string            `json:"say"`
	Refer   map[string]string `json:"refer"`  // statement to what is missing
	Praise  map[string]string `json:"praise"` // statement to feedback on a claim accepted
}

// A remark is feedback added later, about the newest version submitted.
type remark struct {
	By   string `json:"by"`   // key
	Days int    `json:"days"` // after the last decision
	Text string `json:"text"`
}

// A script is all of the data.
type script struct {
	cast
	hours     hoursBook
	reviews   reviewBook
	scans     scanBook
	feedback  feedbackBook
	quality   qualityBook
	targets   []target
	questions []question
	gateway   gatewayBook
	growth    growthBook
	pieces    map[string][]piece // by key of the apprentice
	papers    map[string]string  // JSON of files.Paper with gaps to fill
	shots     map[string]string  // JSON of files.Shot
}

// load reads the data. The same program always has the same.
func load() (*script, error) {
	s := &script{pieces: map[string][]piece{}, papers: map[string]string{}, shots: map[string]string{}}
	for file, into := range map[string]any{"provider": &s.cast, "hours": &s.hours, "reviews": &s.reviews, "scans": &s.scans,
		"feedback": &s.feedback, "quality": &s.quality, "actions": &s.targets, "links": &s.questions, "gateway": &s.gateway, "growth": &s.growth} {
		if err := decode("data/"+file+".json", into); err != nil {
			return nil, err
		}
	}
	for _, folder := range []string{"pieces", "papers", "shots"} {
		entries, err := data.ReadDir("data/" + folder)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if err := s.add(folder, e.Name()); err != nil {
				return nil, err
			}
		}
	}
	if err := s.addCrowd(); err != nil {
		return s, err
	}
	for i := range s.gateway.Ways {
		w := &s.gateway.Ways[i]
		s.enrolmentOf(w.Apprentice).Declared = w.Declared
	}
	return s, nil
}

func (s *script) add(folder, name string) error {
	file := path.Join("data", folder, name)
	key := strings.TrimSuffix(name, ".json")
	text, err := data.ReadFile(file)
	switch {
	case err != nil:
		return err
	case folder == "papers":
		s.papers[key] = string(text)
		return decode(file, new(files.Paper))
	case folder == "shots":
		s.shots[key] = string(text)
		return decode(file, new(files.Shot))
	}
	var pieces []piece
	err = decode(file, &pieces)
	s.pieces[key] = pieces
	return err
}

// decode reads a data file, in which every field must be known.
func decode(file string, into any) error {
	f, err := data.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	d := json.NewDecoder(f)
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("demonstration data %s: %w", file, err)
	}
	return nil
}

// member returns the person with that key. A script that names nobody is broken.
func (s *script) member(key string) *member {
	for i := range s.People {
		if s.People[i].Key == key {
			return &s.People[i]
		}
	}
	panic("demonstration data: nobody is called " + key)
}

// Password is what everyone in a demonstration signs in with.
const Password = "demonstration only"

// A Person is someone who can sign in to a demonstration.
type Person struct {
	Name  string
	Role  string // what people call it
	Email string
	Line  string // what is worth knowing of them, in a few words, without the role
}

// Provider returns the name of the demonstration's training provider.
func Provider() string {
	for _, o := range must(load()).Organisations {
		if o.Kind == programme.Provider {
			return o.Name
		}
	}
	panic("demonstration data: there is no provider")
}

// must returns the data, which is part of the program and tested.
func must(s *script, err error) *script {
	if err != nil {
		panic(err)
	}
	return s
}

// People lists who can sign in to a demonstration, in the order to offer them:
// those of whom something is said, roles together.
func People() []Person {
	s := must(load())
	var roles []account.Role
	of := map[account.Role][]Person{}
	for _, m := range s.People {
		if m.Line == "" {
			continue
		}
		if of[m.Role] == nil {
			roles = append(roles, m.Role)
		}
		of[m.Role] = append(of[m.Role], Person{m.Name, m.Role.Name(), m.email(), m.Line})
	}
	var out []Person
	for _, role := range roles {
		out = append(out, of[role]...)
	}
	return out
}
