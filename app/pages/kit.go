package pages

import (
	"strconv"

	"github.com/a-h/templ"
)

// Kit is the page that shows every part in every state, for those who build
// pages and for the tests that look at all of them at once. It is served in the
// demo only.
type Kit struct{}

// Head says what the frame needs to know.
func (Kit) Head() Head {
	return Head{Title: "Kit: the parts in all their states", Foot: KeyHints(kitKeys, true)}
}

// KitFrame is a frame with something in each of its parts.
func KitFrame() Frame {
	return Frame{
		Person: &Person{Key: "kit", Name: "Aleesha", Role: "Apprentice", Menu: []Link{{"Your account", "#account"}, {"Where you are signed in", "#sessions"}}},
		Places: []Place{
			{Name: "Home", Href: "#home", Icon: "home", Current: true},
			{Name: "Statements", Href: "#statements", Icon: "wall"},
			{Name: "Evidence", Href: "#evidence", Icon: "folder", On: Large},
			{Name: "Add", Href: "#add", Icon: "plus", On: Phone},
			{Name: "To review", Href: "#review", Icon: "inbox", Count: 14},
			{Name: "Portfolio", Href: "#portfolio", Icon: "file"},
			{Name: "Settings", Href: "#settings", Icon: "cog"},
		},
		CSRF:  "kit",
		Flash: &Flash{Text: "Accepted: the site visit.", Undo: &Link{"Undo", "#undo"}},
		Demo:  true,
	}
}

var kitKeys = []Key{{"J", "next claim"}, {"K", "the one before"}, {"A", "accept"}, {"R", "refer"}, {"G", "go to the page"}}

var kitFaults = []Field{
	{Name: "kit_day", Label: "Which day was the work done?", Hint: "The day itself, not the day you write it down", Value: "2027-10-13", Fault: "Choose a day that has been."},
	{Name: "kit_uln", Label: "Unique learner number (ULN)", Hint: "Ten digits, on the letter from your provider", Value: "9900000007", Fault: "Check the ULN: the last digit does not fit the others.",
		Attrs: templ.Attributes{"inputmode": "numeric"}},
	{Name: "kit_pages", Label: "Pages of “Call log.pdf”", Value: "12", Fault: "Choose pages 1 to 8. This file has 8 pages, and you wrote 12.", Short: true},
	{Name: "kit_kind", Label: "What kind of evidence is it?", Hint: "Most pieces are work products", Fault: "Say what kind of evidence this is."},
	{Name: "kit_own", Label: "This is my own work. Where others helped, I say who and how.", Fault: "Say that this is your own work before you submit it."},
}

var kitKinds = []Option{
	{Value: "product", Label: "Work product", Hint: "A letter, a log, a spreadsheet you made"},
	{Value: "observation", Label: "Observation"},
	{Value: "witness", Label: "Witness testimony"},
}

var kitStates = []State{None, Draft, Submitted, Returned, Accepted}

var kitTiles = []Tile{
	{Code: "K14", Name: "Support and influence", State: None, Href: "#K14", Type: "knowledge"},
	{Code: "S12", Name: "Escalate with reasons", State: Returned, Href: "#S12", Type: "skill"},
	{Code: "S7", Name: "Support a customer who needs more", State: Draft, Href: "#S7", Type: "skill"},
	{Code: "K8", Name: "Handling difficult accounts", State: Submitted, Href: "#K8", Type: "knowledge"},
	{Code: "S4", Name: "Agree a plan", State: Accepted, Words: "Accepted, 2 pieces", Href: "#S4", Type: "skill"},
	{Name: "Continuous improvement", State: None, Href: "#improvement", Type: "skill"},
}

var kitShares = Shares{{Accepted, 27}, {Submitted, 6}, {Returned, 2}, {Draft, 5}, {None, 12}}

var kitSteps = []Step{
	{Name: "Situation", Note: "84 words", Href: "#situation", Done: true},
	{Name: "Task", Note: "52 words", Href: "#task", Done: true},
	{Name: "Action", Note: "You are here", Href: "#action", Current: true},
	{Name: "Result", Note: "Nothing yet", Href: "#result"},
}

var kitFiles = []FileRow{
	{Icon: "file", Name: "Call log, 13 October, names covered.pdf", Href: "#log", More: "PDF, 8 pages, 412 KB. Opens well.", Actions: []Action{{Text: "Remove", To: "the call log", Href: "#remove", Post: true, Confirm: "kit-ask"}}},
	{Icon: "image", Name: "Whiteboard.jpg", Href: "#board", More: "Photo, 3.3 MB", Actions: []Action{{Text: "Cover parts", To: "of the photo", Href: "#cover"}, {Text: "Remove", To: "the photo", Href: "#remove2", Post: true}}},
	{Icon: "file", Name: "Agreement.pdf", Warning: "This PDF has a password.", WayOut: "An assessor could not open it. Save a copy without one and add that.", Actions: []Action{{Text: "Keep it as it is", Href: "#keep", Post: true}}},
}

var kitRows = []struct {
	Name, Under string
	State       State
	Why         []string
	Bar         Bullet
	Figures     string
	Seen        string
}{
	{"Dawid", "Level 3, month 5", Act, []string{"Nothing added for 26 days", "31 hours behind plan"}, Bullet{"12 % accepted, 27 % of the time gone", .12, .27}, "12 % of 27 %", "28 Oct"},
	{"Farah", "Level 3, month 2", Watch, []string{"Skills scan not finished"}, Bullet{"2 % accepted, 6 % of the time gone", .02, .06}, "2 % of 6 %", "18 Nov"},
	{"Ben", "Level 2, month 3", OnTrack, nil, Bullet{"22 % accepted, 18 % of the time gone", .22, .18}, "22 % of 18 %", "Today"},
}

var kitPicks = []Pick{
	{Value: "14", Chip: Chip{Code: "K14"}, Name: "Support and influence", Type: "knowledge", State: None},
	{Value: "12", Chip: Chip{Code: "S12"}, Name: "Escalate with reasons", Type: "skill", State: Returned},
	{Value: "4", Chip: Chip{Code: "S4"}, Name: "Agree a plan", Type: "skill", State: Accepted, On: true},
	{Value: "2", Chip: Chip{Code: "B2"}, Name: "Works well with others", Type: "behaviour", State: Draft},
}

var kitTypes = []Option{{Value: "knowledge", Label: "Knowledge"}, {Value: "skill", Label: "Skills"}, {Value: "behaviour", Label: "Behaviours"}}

var kitNeeds = []Requirement{
	{Act, "Not met", "Two claims have no page", "This plan wants an exact page or time for each claim.", &Link{"Add the pages", "#pages"}},
	{Waiting, "Waiting for Tom", "The employer has not signed", "The link he was sent ends on 2 December.", &Link{"Send Tom a reminder", "#remind"}},
	{Accepted, "Met", "Twelve pieces", "The plan wants 10 to 15.", nil},
}

var kitFigures = []Figure{
	{
		ID: "kit-gateways", Title: "Gateways ahead", Under: "19 by the end of May, 4 of them later than planned",
		Chart: ColumnChart{ID: "kit-gateways-says", Says: "Gateways forecast by month: December 2; January 4, 1 late; February 3; March 5, 2 late; April 1; May 4, 1 late.",
			Bars: []Bar{{"Dec", 2, 0, "late"}, {"Jan", 4, 1, "late"}, {"Feb", 3, 0, "late"}, {"Mar", 5, 2, "late"}, {"Apr", 1, 1, "late"}, {"May", 4, 1, "late"}}}.Drawing(),
		Columns: []string{"Month", "Gateways", "Later than planned"},
		Rows:    [][]string{{"December", "2", "0"}, {"January", "4", "1"}, {"February", "3", "0"}, {"March", "5", "2"}, {"April", "1", "1"}, {"May", "4", "1"}},
	},
	{
		ID: "kit-feedback", Title: "Your feedback, in working days", Under: "Mean of each week, from submitting to your answer",
		Chart: LineChart{ID: "kit-feedback-says", Says: "Working days from submitting to your feedback, by week: from 3.1 eight weeks ago, up to 4.2, down to 2.2 last week. The aim is 3.",
			Points: []string{"28 Sep", "5 Oct", "12 Oct", "19 Oct", "26 Oct", "2 Nov", "9 Nov", "16 Nov"}, Aim: 3, AimIs: "Aim: 3 days",
			Lines: []Line{{Values: []float64{3.1, 2.8, 3.4, 4.2, 3.9, 3, 2.6, 2.2}, Word: kitDays}}}.Drawing(),
		Columns: []string{"Week from", "Working days"},
		Rows:    [][]string{{"28 September", "3.1"}, {"16 November", "2.2"}},
	},
	{
		ID: "kit-progress", Title: "Progress against plan", Under: "Statements accepted of all that are to be shown, beside the time that has gone",
		Chart: LineChart{ID: "kit-progress-says", Says: "Statements accepted rose from 31 % in June to 54 % in November. The plan expects 58 %.", Top: 100,
			Points: []string{"Jun", "Jul", "Aug", "Sep", "Oct", "Nov"},
			Lines: []Line{{Name: "accepted", Values: []float64{31, 36, 40, 44, 50, 54}, Word: kitShare},
				{Name: "planned", Values: []float64{34, 39, 44, 49, 53, 58}, Word: kitShare, Second: true}}}.Drawing(),
		Columns: []string{"Month", "Accepted", "Planned"},
		Rows:    [][]string{{"June", "31 %", "34 %"}, {"November", "54 %", "58 %"}},
	},
	{ID: "kit-none", Title: "Hours against plan", Empty: "Nothing to draw yet: the first month ends on 30 November."},
}

func kitDays(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

func kitShare(v float64) string { return strconv.FormatFloat(v, 'f', 0, 64) + " %" }
