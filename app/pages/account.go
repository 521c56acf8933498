package pages

// OwnAccount is a person's own account.
type OwnAccount struct {
	Email    string
	Roles    string
	Whole    []string // what is wrong with no field
	Name     Field
	Old      Field
	Password Field
	Writes   bool // they write evidence, so hints are theirs to switch
	Hints    bool // they want them
	Sessions []SessionRow
}

// A SessionRow is one browser in which the person is signed in.
type SessionRow struct {
	ID      string
	Device  string
	Address string
	Began   string
	Seen    string
	This    bool // the one that shows the page
}

// Head says what the frame needs to know.
func (p OwnAccount) Head() Head {
	return Head{Title: "Your account", Width: Narrow, Fault: len(p.summary().Faults) > 0}
}

func (p OwnAccount) summary() Summary { return NewSummary(p.Whole, p.Name, p.Old, p.Password) }

func (p OwnAccount) old() Field {
	p.Old.Attrs = autocomplete("current-password")
	return p.Old
}

func (p OwnAccount) password() Field {
	p.Password.Attrs = autocomplete("new-password")
	return p.Password
}
