package pages

// SignIn is the door: signing in with a password and, in the demo, as one of its
// people.
type SignIn struct {
	Provider string   // what the training provider is called
	Ended    bool     // the session ended while something was being sent
	Whole    []string // what is wrong; empty for nothing
	Email    Field
	To       string // address to go to afterwards
	Kept     string // what was typed meanwhile, to be sent again; empty for nothing
	Demo     []DemoPerson
}

// A DemoPerson is someone of the demo whom anyone may be.
type DemoPerson struct {
	ID    string
	Name  string
	About string // their role, and what there is to see
}

// Head says what the frame needs to know.
func (p SignIn) Head() Head {
	title := "Sign in"
	if len(p.Demo) > 0 {
		title = "Sign in to the demo"
	}
	return Head{Title: title, Width: Door, Fault: len(p.Whole) > 0}
}

func (p SignIn) password() Field {
	return Field{Name: "password", Label: "Password", Attrs: autocomplete("current-password")}
}

func (p SignIn) email() Field {
	p.Email.Type, p.Email.Attrs = "email", autocomplete("username")
	return p.Email
}

// CarryOn sends again what was typed before the session ended.
type CarryOn struct {
	Action string
	Fields []Hidden
}

// Head says what the frame needs to know.
func (CarryOn) Head() Head { return Head{Title: "What you wrote is kept", Width: Narrow} }

// words is how much there is, so that a person sees that it is theirs.
func (p CarryOn) words() []Hidden {
	var out []Hidden
	for _, f := range p.Fields {
		if len([]rune(f.Value)) > 20 {
			out = append(out, f)
		}
	}
	return out
}

// Forgotten asks for the address to send a reset link to, and says when it is
// on its way.
type Forgotten struct {
	Sent  bool
	Email Field
}

// Head says what the frame needs to know.
func (p Forgotten) Head() Head {
	return Head{Title: "Forgotten password", Width: Door, Fault: p.Email.Fault != ""}
}

// Join is the page behind a link: choose a password, and on the first visit of
// all a name and an address too.
type Join struct {
	Title    string
	Intro    string
	Action   string
	Name     *Field // nil: not asked for
	Email    *Field // nil: not asked for
	Username string // whose password it is, for password managers; empty with Email
	Password Field
	Button   string
}

// Head says what the frame needs to know.
func (p Join) Head() Head {
	return Head{Title: p.Title, Width: Door, Fault: len(p.summary().Faults) > 0}
}

func (p Join) summary() Summary {
	var fields []Field
	for _, f := range []*Field{p.Name, p.Email, &p.Password} {
		if f != nil {
			fields = append(fields, *f)
		}
	}
	return NewSummary(nil, fields...)
}

func (p Join) password() Field {
	p.Password.Attrs = autocomplete("new-password")
	return p.Password
}
