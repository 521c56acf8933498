package pages

// Audit is what happened in the installation, newest first.
type Audit struct {
	Who, Action, Subject, Portfolio Field
	From, To                        Field
	Actions                         []Option
	Days                            []EventDay
	Newer, Older                    string // addresses; empty for none
	Narrowed                        bool
	More                            bool // the filters that are seldom used are open
	Export                          bool // the reader may make a file for an auditor
}

// Head says what the frame needs to know.
func (Audit) Head() Head { return Head{Title: "Audit", Width: Wide} }

// An EventDay is the events of one day, newest first.
type EventDay struct {
	Day   string // "13 October 2026"
	Lines []EventLine
}

// An EventLine is one event as a sentence: who, what they did, about what, in
// whose portfolio.
type EventLine struct {
	Clock, Full, ISO string // "14:02", "13 October 2026, 14:02", for machines
	Day              string
	Who, WhoHref     string // addresses are empty where the reader may not go
	What             string // "returned"
	About, AboutHref string // "piece 4"; empty for none
	Of, OfHref       string // "Dawid Nowak’s portfolio"; empty for none
	Href             string // of the event's own page; empty for none
	Rows             []DetailRow
	Times            int    // more of the same before it
	Since            string // the clock of the first of them
}

// Again adds one more of the same, at an earlier time of the same day.
func (l *EventLine) Again(clock string) { l.Times, l.Since = l.Times+1, clock }

// A DetailRow is a field that an event recorded.
type DetailRow struct {
	Field         string
	Note          string // quiet, after the field; empty for none
	Before, After string // empty: nothing stood there
}

// compares reports whether any row says what stood there before.
func compares(rows []DetailRow) bool {
	for _, r := range rows {
		if r.Before != "" {
			return true
		}
	}
	return false
}

// Event is the page of one event.
type Event struct {
	Line      EventLine
	Number    string
	Action    string
	Portfolio string // in words; empty for none
	Rows      []DetailRow
	Withheld  string // why the detail is not shown; empty: it is
	Recorded  string // as it is recorded; empty where it is withheld
	Subject   string // as it is recorded
	Hash      string
	Before    string // the hash of the event before; empty for the first
	Digest    string // SHA-256 of the detail
	Earlier   string // addresses of the events about the same subject, and so on
}

// Head says what the frame needs to know.
func (p Event) Head() Head { return Head{Title: "Event " + p.Number} }

// Timeline is what happened in one portfolio, newest first.
type Timeline struct {
	Back         Link
	Title        string
	Over         string
	Action       string // address
	Search       Field
	Kind, Person Field
	Kinds        []Option
	People       []Option
	Days         []EventDay
	Newer, Older string
	Narrowed     bool
	Export       string // the address to make a file for an auditor; empty for none
}

// Head says what the frame needs to know.
func (p Timeline) Head() Head { return Head{Title: p.Title, Width: Wide} }

// AuditExport is where a file with events is made for an auditor.
type AuditExport struct {
	Back       *Link
	Scope      Field
	Portfolio  Field
	Scopes     []Option
	From, To   Field
	Job        *Job   // the one that is being made; nil for none
	Failed     string // why the last one was not made
	Made       []AuditFile
	Administer bool     // the reader reads no evidence, so their files hold none
	Whole      []string // what is wrong with the form as a whole
	Chained    string   // how the chain is computed
}

// Head says what the frame needs to know.
func (p AuditExport) Head() Head {
	return Head{Title: "Events for an auditor", Fault: len(p.summary().Faults) > 0}
}

func (p AuditExport) summary() Summary { return NewSummary(p.Whole, p.Portfolio, p.From, p.To) }

// An AuditFile is a file that was made.
type AuditFile struct {
	Href  string
	Name  string // "The whole installation", "Dawid Nowak’s portfolio"
	When  string
	About string // "1 September to 31 October 2026, 1,204 events, 310 KB"
}
