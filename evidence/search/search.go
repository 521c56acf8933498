// Package search finds words in what a person may see: pieces of evidence, the
// text of their files, what was said of them and what witnesses wrote.
//
// A row of search_docs stands for each thing that can be found. It says in which
// portfolio it is and how its piece stands, once as the apprentice sees it and
// once as everybody else with a role there does; where either is empty, it is not
// for them. The rows are kept in the transaction that changes the record, so
// what was taken back is out of reach at once. What a person sees is worked out
// from their grants at the moment they search, by the rule that the pages go by.
//
// Hits are in order of time, newest first, and nothing else: how rare a word is
// in what others wrote changes neither what is found nor where it stands. The
// words lie in an index of SQLite's (FTS5), which this package alone speaks to;
// they are folded here, so that the index, the query and what is marked in a hit
// agree on what a word is.
package search

import (
	"time"

	"touchstone/app/blob"
	"touchstone/app/db"
	"touchstone/app/document"
)

// A Kind is a kind of thing that is found.
type Kind string

// The kinds. Testimonies are found with feedback.
const (
	Piece    Kind = "piece"    // title, account, reflection and claims
	File     Kind = "file"     // name and text
	Feedback Kind = "feedback" // what was decided and said of a piece or a claim
	Witness  Kind = "witness"  // what a witness wrote about a piece
)

// Limits. MaxText bounds what is kept of one document's words, in bytes; the
// rest of a longer one is not found.
const (
	MaxText   = 1 << 20
	MaxQuery  = 500  // characters of a query
	MaxTerms  = 16   // words and phrases of a query
	MinPrefix = 3    // characters before a star
	MaxCount  = 1000 // hits are counted up to this
)

// A Store finds things and keeps the index.
type Store struct {
	db    *db.DB
	files blob.Store // with the texts of files
}

// NewStore returns the store in d; files holds what its rows name.
func NewStore(d *db.DB, files blob.Store) *Store {
	return &Store{db: d, files: files}
}

// A Query is what is searched for, and what narrows it. Zero fields do not
// narrow.
type Query struct {
	Terms    Terms
	Kind     Kind      // Feedback finds testimonies too
	State    string    // of the piece, as the reader sees it
	Name     string    // words that the apprentice's name begins with
	From, To time.Time // days in London
	After    int64     // Hit.Key of the last hit of the page before
	Limit    int       // 0: 20
}

// Narrowed reports whether anything but the kind narrows the query.
func (q *Query) Narrowed() bool {
	return q.State != "" || q.Name != "" || !q.From.IsZero() || !q.To.IsZero()
}

// A Hit is something that was found.
type Hit struct {
	Key        int64 // for the next page
	Kind       Kind
	Portfolio  int64
	Apprentice string // their name
	Item       int64
	Number     int    // of the piece in its portfolio
	Title      string // of the piece, as the reader sees it; may be empty
	State      string // of the piece, as the reader sees it
	Ref        int64  // the version, file, decision or testimony
	Name       string // of the file; of who gave feedback or bore witness
	At         time.Time
	Part       string         // of a piece: where the words stand, as evidence.Part.Field, "claim", or empty for the title
	Facts      document.Facts // of a file
	Page       int            // of a file: the page; 0: it has none, or only its name has the words
	Context    []Span         // some of the text with the words marked; empty: only a name or title has them
}

// A Span is a stretch of text.
type Span struct {
	Text   string
	Marked bool // it is a word that was searched for
}

// A Result is a page of hits.
type Result struct {
	Hits  []Hit
	Next  int64        // Query.After of the next page; 0: this is the last
	Count map[Kind]int // hits of each kind, whatever Query.Kind; testimonies count as feedback
	More  bool         // there are more than MaxCount, so that Count is not told
}

// Total returns how many hits there are of a kind; empty for all.
func (r *Result) Total(k Kind) (n int) {
	for of, some := range r.Count {
		if k == "" || of == k {
			n += some
		}
	}
	return n
}
