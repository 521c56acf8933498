package pages

import (
	"strings"

	"github.com/a-h/templ"
)

// A Drop is where files are added to a piece of evidence. It is a form of its
// own, so it cannot stand inside another.
//
// Without script it posts every chosen file at once, as multipart fields "file"
// after the field "csrf". With script each file is sent on its own, to the same
// address with Accept: application/json and the header X-CSRF; the server
// answers 201 {"id", "name", "html"} with the FileRow as html, or a fault with
// {"message"}.
type Drop struct {
	ID     string // unique on the page; empty means "files"
	Action string
	List   string // id of the Files list that rows are added to
	Hint   string // limits and what to cover first
	Fault  string // what was wrong with the last try, without script
	Limit  int64  // bytes a file may have; 0: the server alone knows
}

// A FileRow is one file of a piece of evidence.
type FileRow struct {
	ID      string // unique on the page; "" for none
	Icon    string // IconFor its type
	Name    string
	Href    string // opens it; empty: it cannot be opened
	More    string // "PDF, 8 pages, 412 KB. Opens well."
	Warning string // what is wrong with it: "This PDF has a password."
	WayOut  string // what to do about it
	Actions []Action
	Facts   templ.Attributes // data-… that scripts check places in it by; nil for none
}

// An Action is something done to one row: a link, or a form of one button.
type Action struct {
	Text    string
	To      string // heard after the text, since many rows have the same: "the call log"
	Href    string // where it leads, or posts
	Post    bool
	Fields  []Hidden // sent with the post
	Confirm string   // id of a Dialog that asks first; empty for none
}

// A Hidden is a value a form sends that nobody types.
type Hidden struct {
	Name  string
	Value string
}

// IconFor returns the icon of a file's type, such as "application/pdf".
func IconFor(mediaType string) string {
	kind, _, _ := strings.Cut(mediaType, "/")
	switch kind {
	case "image":
		return "image"
	case "audio":
		return "sound"
	case "video":
		return "film"
	}
	return "file"
}

// A Step is one part of an account, such as Situation.
type Step struct {
	Name    string
	Note    string // "84 words", "You are here", "Nothing yet"
	Href    string
	Done    bool
	Current bool
	Words   string // name of the form field whose words are counted as they are typed; empty for none
}

func (s Step) mark() string {
	switch {
	case s.Current:
		return "draft"
	case s.Done:
		return "accepted"
	}
	return "none"
}

// A ClaimRow is a statement that a piece shows: how, and where.
type ClaimRow struct {
	Chip    Chip
	Name    string // of the statement
	From    string // on which claim it rests; empty for one that began here
	How     string // in the apprentice's words; empty for a row with fields
	Where   *Where // nil: no place is named
	State   State  // empty: not shown
	Words   string // instead of the state's
	Said    []Said // what was said of it
	Actions []Action
}

// A Where is the exact place a claim points to.
type Where struct {
	Text string // "Call log, page 3", "Recording, 4:10 to 5:05"
	Href string // opens it there, ending #page=3 or #t=250
	View string // id of the Viewer file it is in, for the review; empty for none
	Page int    // the first page, from 1; 0 for none
	From int    // the first second of a recording; used where Page is 0
	Part string // of the account, by its field; empty for all of it or a file
	Open string // posting to it notes that the reader opened the claim; empty for none
	Mark string // what the viewer says it shows then: "S4: page 3"
}

// A Picker is a list of statements to choose from: it is filtered as one types,
// gaps come first, and without script it is a plain list of checkboxes. It
// stands inside the form that sends the choice.
type Picker struct {
	Name  string // of the checkboxes
	Label string // "Add statements"
	Hint  string
	Fault string
	Types []Option // to narrow by; Value is the key
	Rows  []Pick   // gaps first
}

// A Pick is one statement in a Picker.
type Pick struct {
	Value string
	Chip  Chip
	Name  string
	Full  string // its wording, by which it is found too
	Type  string // key
	State State
	On    bool
}

// A Viewer shows one file, at a page or a time, in the page itself.
type Viewer struct {
	ID    string // unique on the page
	Name  string // of the file
	Href  string // serves it, without a fragment
	Type  string // media type as served
	Alt   string // of a picture
	Page  int    // from 1; 0 for the first
	Pages int    // 0: not known, or not that kind
	From  int    // seconds
	Note  string // instead of the file, for what no browser shows
	Mark  string // what is shown of it: "S4: page 3"; empty for nothing in particular
	Chips []Chip // claimed here
	Quiet bool   // nothing of a recording is asked for before it is played
}

// preload is what a player asks for by itself.
func (v Viewer) preload() string {
	if v.Quiet {
		return "none"
	}
	return "metadata"
}

// shows is how a browser can show the file: pdf, picture, sound, film, text or
// none.
func (v Viewer) shows() string {
	kind, sub, _ := strings.Cut(v.Type, "/")
	switch {
	case v.Note != "":
		return "none"
	case v.Type == "application/pdf":
		return "pdf"
	case kind == "image" && sub != "svg+xml":
		return "picture"
	case kind == "audio":
		return "sound"
	case kind == "video":
		return "film"
	case v.Type == "text/plain":
		return "text"
	}
	return "none"
}

// at is the address of the very place.
func (v Viewer) at() string {
	switch {
	case v.shows() == "pdf" && v.Page > 0:
		return v.Href + "#page=" + itoa(v.Page)
	case (v.shows() == "sound" || v.shows() == "film") && v.From > 0:
		return v.Href + "#t=" + itoa(v.From)
	}
	return v.Href
}

// framed is the address of a PDF within the page: as wide as its frame, without
// a list of small pages beside it, for browsers that take such wishes.
func (v Viewer) framed() string {
	return v.Href + "#page=" + itoa(max(v.Page, 1)) + "&navpanes=0&view=FitH"
}

// A Verdict asks for a decision on one claim.
type Verdict struct {
	Name   string // of the answers; they send "accept" and "refer"
	Code   string // "S12"
	Answer string // "accept", "refer" or empty
	Why    Field  // what is said of it; shown when refer or Write is chosen, or something is said
}

// A Job is work in the background that a page waits for. The address answers
// JSON: {"state": "waiting|running|done|failed", "done": 12, "total": 60,
// "note": "Piece 12 of 60", "url": "/…"}.
type Job struct {
	Href  string // the JSON
	Label string // "Making the portfolio"
	Note  string
	Done  int
	Total int    // 0: not known yet
	Again string // the page itself, which is loaded again every 5 s without script
}
