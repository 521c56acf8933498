package app

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
)

// queueFilters are what the address of the queue, and of the pieces opened from
// it, says of how one looks at it.
var queueFilters = []string{"kind", "of", "over"}

// queueOf returns how the address looks at the queue of the coach who asks.
func (a *App) queueOf(c *fiber.Ctx) (*list, evidence.QueueQuery) {
	l := readList(c, "/review", queueFilters...)
	of, _ := strconv.ParseInt(l.get("of"), 10, 64)
	return l, evidence.QueueQuery{Coach: a.visit(c).person(), Search: l.get("q"), Kind: evidence.Kind(l.get("kind")),
		Of: evidence.PortfolioID(of), Over: l.get("over") != "", Sort: evidence.QueueSort(l.get("sort"))}
}

// within adds to a path how one looks at the queue, so that the piece after it
// is the next of the same list.
func (l *list) within(path string) string { return path + strings.TrimPrefix(l.href("", ""), l.path) }

func reviewPath(w *evidence.Waiting) string {
	return fmt.Sprintf("/portfolios/%d/evidence/%d/review", w.Portfolio, w.Item)
}

// showQueue lists what waits for the coach who asks, the oldest first.
func (a *App) showQueue(c *fiber.Ctx) error {
	return a.queuePage(c, http.StatusOK, nil, func(*pages.ReviewQueue) {})
}

func (a *App) queuePage(c *fiber.Ctx, status int, chosen map[string]bool, add func(*pages.ReviewQueue)) error {
	l, query := a.queueOf(c)
	query.Offset, query.Limit = l.from, pageRows
	q, err := a.evidence.Queue(c.UserContext(), query)
	if err != nil {
		return err
	}
	page := pages.ReviewQueue{
		Lead: queueLead(&q), Nothing: q.All == 0, Accept: l.within("/review/accept"), Sort: l.get("sort"),
		Find:  pages.Field{Name: "q", Label: "Title or apprentice", Value: l.get("q"), Type: "search", Class: "field--grow"},
		Kind:  pages.Field{Name: "kind", Label: "Kind", Value: l.get("kind")},
		Of:    pages.Field{Name: "of", Label: "Apprentice", Value: l.get("of")},
		Over:  pages.Field{Name: "over", Label: "Waiting", Value: l.get("over")},
		Overs: []pages.Option{{Value: "", Label: "However long"}, {Value: "yes", Label: fmt.Sprintf("Longer than the aim (%d)", q.Over)}},
		Kinds: queueKinds(&q), Ofs: queueApprentices(&q), Rows: a.reviewRows(q.Rows, q.Aim), Pager: l.pager("Pages of the queue", len(q.Rows), q.Total),
		Columns: []pages.Column{{Name: "Choose", Unseen: true}, l.column("Piece", "title", ""), l.column("Apprentice", "apprentice", ""), queueSince(l),
			{Name: "Waiting"}, {Name: "Claims opened", End: true}, {Name: "Files", End: true}},
	}
	for i := range page.Rows {
		row := &page.Rows[i]
		row.Href, row.On = l.within(row.Href), chosen[row.Value]
	}
	if len(page.Rows) > 0 && l.from == 0 {
		page.Start = &pages.Link{Text: "Start reviewing", Href: page.Rows[0].Href}
	}
	add(&page)
	return a.show(c, status, page)
}

// queueSince is the head of the column that the queue is sorted by at first.
func queueSince(l *list) pages.Column {
	c := pages.Column{Name: "Waiting since", Href: l.href("sort", "newest")}
	switch l.get("sort") {
	case "":
		c.Sorted = pages.Ascending
	case "newest":
		c.Sorted, c.Href = pages.Descending, l.href("sort", "")
	default:
		c.Href = l.href("sort", "")
	}
	return c
}

func queueLead(q *evidence.Queue) string {
	if q.All == 0 {
		return "Nothing waits for you. Pieces appear here as soon as an apprentice submits them."
	}
	text := pages.Count(q.All) + " " + pieces(q.All) + " waiting for you."
	aim := words.Plural(q.Aim, "working day", "working days")
	if q.Over == 0 {
		return text + " None has waited longer than the aim of " + aim + "."
	}
	return text + " " + pages.Count(q.Over) + " " + has(q.Over) + " waited longer than the aim of " + aim + "."
}

func has(n int) string {
	if n == 1 {
		return "has"
	}
	return "have"
}

func pieces(n int) string {
	if n == 1 {
		return "piece is"
	}
	return "pieces are"
}

func queueKinds(q *evidence.Queue) []pages.Option {
	out := []pages.Option{{Value: "", Label: "All kinds"}}
	for _, k := range evidence.Kinds {
		if n := q.Kinds[k.Key]; n > 0 {
			out = append(out, pages.Option{Value: string(k.Key), Label: fmt.Sprintf("%s (%d)", k.Name, n)})
		}
	}
	return out
}

func queueApprentices(q *evidence.Queue) []pages.Option {
	out := []pages.Option{{Value: "", Label: "All apprentices"}}
	for _, of := range q.Apprentices {
		out = append(out, pages.Option{Value: idText(of.Portfolio), Label: fmt.Sprintf("%s (%d)", of.Name, of.Pieces)})
	}
	return out
}

func (a *App) reviewRows(list []evidence.Waiting, aim int) (rows []pages.ReviewRow) {
	now := a.db.Now()
	for i := range list {
		w := &list[i]
		row := pages.ReviewRow{Href: reviewPath(w), Title: titleOf(w.Title), Apprentice: w.Apprentice, Kind: w.Kind.Name(),
			Since: words.ShortDay(w.SubmittedAt, now), Clock: waitClock(w, aim), Over: w.Over, Claims: w.Claims, Files: w.Files,
			Opened: fmt.Sprintf("%d of %d", w.Opened, w.Claims), Value: fmt.Sprintf("%d-%d-%d", w.Portfolio, w.Item, w.Version)}
		if w.Times > 1 {
			row.Times = fmt.Sprintf(", submitted for the %s time", ordinal(w.Times))
		}
		rows = append(rows, row)
	}
	return rows
}

// waitClock says how long a piece has waited against the aim.
func waitClock(w *evidence.Waiting, aim int) string {
	switch {
	case w.Over:
		return fmt.Sprintf("%s, %d over the aim", words.Plural(w.Days, "working day", "working days"), w.Days-aim)
	case w.Days == 0:
		return "since today"
	}
	return words.Plural(w.Days, "working day", "working days")
}

// acceptMany accepts the pieces chosen in the queue, each on its own: those in
// which the coach has opened every claim. Of the others it says why not.
func (a *App) acceptMany(c *fiber.Ctx) error {
	chosen := formValues(c)["piece"]
	if len(chosen) > pageRows {
		chosen = chosen[:pageRows]
	}
	var refused []string
	accepted, still := 0, make(map[string]bool)
	for _, value := range chosen {
		title, err := a.acceptChosen(c, value)
		switch f := fault.Of(err); {
		case err == nil:
			accepted++
		case f.Kind == fault.Internal:
			return err
		default:
			refused = append(refused, title+": "+f.Message)
			still[value] = true
		}
	}
	done, failed := words.Plural(accepted, "piece is accepted.", "pieces are accepted."), words.Plural(len(refused), "piece is not accepted", "pieces are not accepted")
	if accepted == 0 {
		done = ""
	}
	if len(chosen) == 0 {
		failed, refused = "No piece is chosen", []string{"Choose the pieces to accept first."}
	}
	if len(refused) == 0 {
		a.say(c, done)
		return goTo(c, "%s", readList(c, "/review", queueFilters...).href("", ""))
	}
	return a.queuePage(c, http.StatusUnprocessableEntity, still, func(p *pages.ReviewQueue) { p.Done, p.Failed, p.Refused = done, failed, refused })
}

var errNotChosen = fault.New(fault.NotFound, "It does not wait for you any more.")

// acceptChosen accepts one piece, named as portfolio, item and version. It
// returns what to call it as well.
func (a *App) acceptChosen(c *fiber.Ctx, value string) (title string, err error) {
	title = "A piece"
	var portfolio programme.EnrolmentID
	var id evidence.ItemID
	var version evidence.VersionID
	if n, _ := fmt.Sscanf(value, "%d-%d-%d", &portfolio, &id, &version); n != 3 {
		return title, errNotChosen
	}
	by := a.visit(c).person()
	roles, err := a.accounts.RolesIn(c.UserContext(), by, int64(portfolio))
	if err != nil {
		return title, err
	}
	if !account.Can(roles, account.Judge) {
		return title, errNotChosen
	}
	p, err := a.evidence.Item(c.UserContext(), portfolio, id, evidence.Shared)
	if fault.Is(err, fault.NotFound) {
		return title, errNotChosen
	}
	if err != nil {
		return title, err
	}
	return titleOf(p.Title), a.evidence.AcceptOpened(c.UserContext(), portfolio, id, version, by)
}
