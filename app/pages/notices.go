package pages

// Notices is what a person was told.
type Notices struct {
	Unread   int // of all, up to a limit
	Search   Field
	Ways     Ways
	Hidden   []Hidden    // kept while searching
	Rows     []NoticeRow // the unread first
	Pager    Pager
	Narrowed bool // a search or a filter leaves some out
}

// A NoticeRow is one of them.
type NoticeRow struct {
	Href string // marks it as read and leads on
	Text string
	At   string
	Read bool
}

// Head says what the frame needs to know.
func (Notices) Head() Head { return Head{Title: "Notices", Width: Narrow} }

// NoticeChoices is what a person gets by e-mail.
type NoticeChoices struct {
	Email   string
	NoMail  bool    // no mail server is set up
	NoRole  bool    // nobody has given them a role yet
	Fields  []Field // one a kind of notice
	Options []Option
}

// Head says what the frame needs to know.
func (p NoticeChoices) Head() Head {
	return Head{Title: "What you get by e-mail", Width: Narrow, Fault: len(p.summary().Faults) > 0}
}

func (p NoticeChoices) summary() Summary { return NewSummary(nil, p.Fields...) }

// Mail is the outbox, for administrators.
type Mail struct {
	From     string // how messages leave; empty: there is no mail server
	Trouble  string // what keeps them from leaving; empty for nothing
	Email    string // of the administrator, for a test
	Stage    string
	Tabs     []Way
	Search   Field
	Rows     []MailRow
	Pager    Pager
	Failed   bool // these failed, and can be tried again
	Narrowed bool
}

// A MailRow is one message, without what it says.
type MailRow struct {
	ID, To, Subject, Written, Sent string
	Attempts                       int
	Fault                          string
}

// Head says what the frame needs to know.
func (Mail) Head() Head { return Head{Title: "E-mail", Width: Wide} }

func (p Mail) columns() []Column {
	last := Column{Name: "What the server said"}
	if p.Stage == "sent" {
		last = Column{Name: "Sent"}
	}
	all := []Column{{Name: "To"}, {Name: "Subject"}, {Name: "Written"}, last}
	if p.Failed {
		all = append(all, Column{Name: "Try again", Unseen: true})
	}
	return all
}

// Mailbox is every message that a demo would have sent.
type Mailbox struct {
	Search   Field
	Messages []MailboxMessage // newest first
	Pager    Pager
	Narrowed bool
}

// A MailboxMessage is one of them.
type MailboxMessage struct {
	To, Subject, At string
	Lines           []MailLine
}

// A MailLine is a line of a message, with at most one address in it.
type MailLine struct{ Before, Href, Link, After string }

// Head says what the frame needs to know.
func (Mailbox) Head() Head { return Head{Title: "The demo’s mailbox", Width: Narrow} }

func (p Notices) under() string {
	if p.Unread == 0 && (len(p.Rows) > 0 || p.Narrowed) {
		return "You have read everything."
	}
	return ""
}

func (p Mail) none() string {
	switch p.Stage {
	case "failed":
		return "No message has failed."
	case "sent":
		return "No message has been sent yet."
	}
	return "No message waits."
}
