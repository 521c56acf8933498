package pages

// An Error is the page of a request that was not done: what happened, and the
// way out.
type Error struct {
	Status  int        // HTTP status; chooses the title where Title is empty
	Title   string     // empty: that of the status
	Message string     // a sentence of the fault; empty: that of the status
	Number  string     // of the request, for those who are asked about it
	Do      []Link     // ways out; the page offers Home where there is none
	Typed   []TwoTexts // what was sent and is not kept, to be copied
}

// Head says what the frame needs to know.
func (p Error) Head() Head { return Head{Title: p.title(), Width: Narrow} }

func (p Error) title() string { return or(p.Title, errorWords[p.known()].title) }

func (p Error) message() string { return or(p.Message, errorWords[p.known()].message) }

func (p Error) ways() []Link {
	if len(p.Do) > 0 {
		return p.Do
	}
	return []Link{{"Go to your home page", "/"}}
}

func (p Error) known() int {
	if _, ok := errorWords[p.Status]; ok {
		return p.Status
	}
	return 500
}

// errorWords is what each status says if the fault itself says nothing.
var errorWords = map[int]struct{ title, message string }{
	400: {"We could not read that", "The request was not one we understand. Go back, and try again from the page itself."},
	401: {"Sign in to go on", "You have been signed out. What you wrote on this device is kept."},
	403: {"This is not yours to do", "Your role here lets you see this, but not change it in that way."},
	404: {"There is nothing here for you", "Either there is no such page, or it is not one you may see."},
	405: {"There is nothing here for you", "Either there is no such page, or it is not one you may see."},
	408: {"That took too long", "The connection was too slow or went quiet. Nothing was changed. Try again."},
	409: {"Someone was there before you", "This was changed while you were looking at it. Open it again to see how it stands."},
	413: {"That is too large", "It is over the limit for one upload, so none of it was kept."},
	422: {"Something is to be put right", "What you sent breaks a rule. Go back; what you wrote is still there."},
	429: {"Too many tries", "Wait a minute, then try again."},
	500: {"This did not work, and it is our fault", "What you wrote is kept. Try again in a minute; if it happens again, tell your provider the number below."},
	503: {"We cannot do that just now", "Nothing is wrong with what you did. Try again in a minute."},
}

// Offline is the page a browser keeps for when there is no connection. It is
// kept on devices, so it names nobody.
type Offline struct{}

// Head says what the frame needs to know.
func (Offline) Head() Head { return Head{Title: "You are offline", Width: Narrow} }
