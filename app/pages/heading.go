package pages

// A Heading opens a page.
type Heading struct {
	Back   *Link  // to where this page hangs from; nil for none
	Over   string // who, what, when; empty for none
	Title  string // the page's h1
	Under  string // one quiet sentence; empty for none
	Do     *Link  // the page's one main action; nil for none
	DoIcon string // before its words; empty for none
}

func (f Frame) personKey() string {
	if f.Person == nil {
		return ""
	}
	return f.Person.Key
}
