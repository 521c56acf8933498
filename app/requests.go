package app

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/notify"
	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
)

// requestWords says what each purpose asks for.
var requestWords = map[programme.Purpose]struct {
	ask  string // a button
	what string // a row: what for
	lead string // on the form
}{
	programme.ForHours:      {"Ask to agree hours", "To agree off-the-job hours", "They see the entries that wait for the employer when they open the link, and agree or return them."},
	programme.ForBehaviours: {"Ask to verify behaviours", "To verify behaviours", "They answer for each behaviour of the standard, with an example if they like."},
	programme.ForReview:     {"Ask the employer to sign", "To sign a progress review", "They read the whole review and sign for the employer."},
	programme.ForScan:       {"Ask the employer to validate", "To validate a skills scan", "They see every score and say, statement by statement, where they see it otherwise. They sign for the employer."},
	programme.ForGateway:    {"Ask the employer to sign off", "To sign off the portfolio", "They read which pieces are handed over, and sign for the employer."},
	programme.ForTestimony:  {"Ask a witness", "To give testimony", "They see this piece as it is written now, without its files, and write what they saw."},
}

// requestPath is the address that a request opens. The part after the number is
// a signature of everything the request says, so that a link that was altered,
// or was never sent, opens nothing, and the database holds no secret.
func (a *App) requestPath(r *programme.Request) string {
	return fmt.Sprintf("/sign/%d-%s", r.ID, a.requestMark(r))
}

func (a *App) requestMark(r *programme.Request) string {
	return a.sign("request", fmt.Sprintf("%d %d %s %d %s %d", r.ID, r.Enrolment, r.Purpose, r.Subject, r.Email, r.ExpiresAt.UnixMilli()))[:40]
}

// requestOf returns the request that a link is for, or fault.NotFound if the
// link is not exactly one of ours. From an address with many wrong links it
// returns fault.TooMany for any.
func (a *App) requestOf(c *fiber.Ctx) (r programme.Request, err error) {
	address, now := a.clientAddress(c), a.db.Now()
	if until := a.wrongLinks.until(address, now); !until.IsZero() {
		return r, fault.Newf(fault.TooMany, "There were too many wrong links from your network. Try again at %s.", words.Clock(until.Add(time.Minute-1)))
	}
	number, mark, _ := strings.Cut(c.Params("token"), "-")
	id, err := strconv.ParseInt(number, 10, 64)
	if err == nil {
		r, err = a.programme.Request(c.UserContext(), programme.RequestID(id))
	}
	if err != nil && !fault.Is(err, fault.NotFound) && (fault.Of(err).Kind != fault.Internal || c.UserContext().Err() != nil) {
		return r, err
	}
	if err != nil || subtle.ConstantTimeCompare([]byte(mark), []byte(a.requestMark(&r))) != 1 {
		a.wrongLinks.miss(address, now)
		return r, errAltered
	}
	return r, nil
}

var errAltered = fault.New(fault.NotFound, "This link is not complete, or it was altered. Open it from the message once more.")

// showRequests lists what people without an account were asked to sign.
func (a *App) showRequests(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	all, err := a.programme.Requests(c.UserContext(), f.enrolment.ID)
	if err != nil {
		return err
	}
	l := readList(c, f.path("/requests"))
	page := pages.Requests{Back: pages.Link{Text: f.whose("portfolio"), Href: f.path("")}, Over: f.enrolment.ApprenticeName, Path: l.path,
		Empty: pages.Empty{Title: "Nobody was asked yet", Icon: "people", Text: "Ask an employer to agree hours or to verify behaviours here. To ask a witness or for a signature under a review, begin from the piece or the review."}}
	may := a.visit(c).may(account.AskToSign)
	if may {
		page.Asks = append(page.Asks, pages.Link{Text: requestWords[programme.ForHours].ask, Href: f.ask(programme.ForHours, 0)})
		if len(f.behaviours()) > 0 {
			page.Asks = append(page.Asks, pages.Link{Text: requestWords[programme.ForBehaviours].ask, Href: f.ask(programme.ForBehaviours, 0)})
		}
		if _, _, err := a.signOffTurn(c, f); err == nil {
			page.Asks = append(page.Asks, pages.Link{Text: requestWords[programme.ForGateway].ask, Href: f.ask(programme.ForGateway, 0)})
		}
	}
	if len(all) > requestsToSearch {
		page.Find = &pages.Field{Name: "q", Label: "Name, e-mail or what for", Value: l.get("q"), Type: "search", Class: "field--grow"}
	}
	var rows []pages.RequestRow
	for i := range all {
		if row := a.requestRow(f, &all[i], may); holds(l.get("q"), row.Who, row.What) {
			rows = append(rows, row)
		}
	}
	page.Rows, page.Pager = pageOf(l, "Pages of requests", rows)
	return a.show(c, http.StatusOK, page)
}

// requestsToSearch is how many requests a list shows without a search.
const requestsToSearch = 8

// ask is the form that asks somebody to sign.
func (f *folio) ask(p programme.Purpose, subject int64) string {
	return f.path("/requests/new?purpose=%s&subject=%d", p, subject)
}

func (a *App) requestRow(f *folio, r *programme.Request, may bool) pages.RequestRow {
	now := a.db.Now()
	row := pages.RequestRow{What: requestWords[r.Purpose].what, Who: r.Name + ", " + r.Job + ", " + r.Email, Asked: words.ShortDay(r.AskedAt, now) + " by " + r.ByName}
	opened := ""
	if !r.RemindedAt.IsZero() {
		opened = "; sent again on " + words.ShortDay(r.RemindedAt, now)
	}
	if !r.OpenedAt.IsZero() {
		opened += "; opened on " + words.ShortDay(r.OpenedAt, now)
	}
	switch r.State(now) {
	case programme.RequestUsed:
		row.State = "Answered on " + words.ShortDay(r.UsedAt, now)
	case programme.RequestWithdrawn:
		row.State = "Withdrawn on " + words.ShortDay(r.WithdrawnAt, now)
	case programme.RequestOver:
		row.State = "Ended on " + words.ShortDay(lastDay(r), now) + opened
	default:
		row.State = "Waits until " + words.ShortDay(lastDay(r), now) + opened
		if may {
			row.Waits, row.Withdraw = true, f.path("/requests/%d/withdraw", r.ID)
		}
		if may && r.MayRemind(now) {
			row.Remind = f.path("/requests/%d/remind", r.ID)
		}
		if may && r.ByHand {
			row.Link = a.cfg.BaseURL.String() + a.requestPath(r)
		}
	}
	if may && !row.Waits {
		row.Again = f.ask(r.Purpose, r.Subject) + fmt.Sprintf("&from=%d", r.ID)
	}
	return row
}

// lastDay is the last day a request's link works.
func lastDay(r *programme.Request) time.Time { return r.ExpiresAt.AddDate(0, 0, -1) }

// showNewRequest asks whom to ask.
func (a *App) showNewRequest(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	in := formOf(map[string]string{"purpose": c.Query("purpose"), "subject": c.Query("subject"), "days": strconv.Itoa(programme.DefaultRequestDays)})
	if err := a.fillRequest(c, f, in); err != nil {
		return err
	}
	return a.newRequestPage(c, http.StatusOK, in)
}

func (a *App) newRequestPage(c *fiber.Ctx, status int, in *form) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	purpose := programme.Purpose(in.text("purpose"))
	if purpose == "" {
		purpose = programme.ForHours
	}
	of, known := requestWords[purpose]
	if !known {
		return errNoPage
	}
	if err := a.askable(c, f, purpose, in.id("subject")); err != nil {
		return err
	}
	page := pages.NewRequest{
		Back: pages.Link{Text: "Requests to sign", Href: f.path("/requests")}, Over: f.enrolment.ApprenticeName, Title: of.ask, Lead: of.lead,
		Action: f.path("/requests"), Purpose: string(purpose), Subject: in.text("subject"), ByHand: a.byHand(), Whole: in.whole,
		Name: in.field("name", "Their name", ""), Job: in.field("job", "What they are at work", "Such as team leader."),
		Email: in.field("email", "Their e-mail address", ""), Note: in.field("note", "A line from you", "They read it above what they sign."),
		Days: in.field("days", "Days the link works", "From 1 to 28."),
	}
	page.Email.Type, page.Note.Optional, page.Note.Rows, page.Days.Short = "email", true, 2, true
	return a.show(c, status, page)
}

// askable returns fault.NotFound if the subject of a request is not there.
func (a *App) askable(c *fiber.Ctx, f *folio, p programme.Purpose, subject int64) (err error) {
	switch p {
	case programme.ForTestimony:
		_, err = a.evidence.Item(c.UserContext(), f.id, evidence.ItemID(subject), f.sight)
	case programme.ForReview:
		_, _, err = a.programme.ProgressReviewText(c.UserContext(), f.enrolment.ID, programme.ProgressReviewID(subject))
	case programme.ForScan:
		_, err = a.scanToValidate(c, f, programme.ScanID(subject))
	case programme.ForGateway:
		_, _, err = a.signOffTurn(c, f)
	case programme.ForBehaviours:
		last, err := a.programme.Behaviours(c.UserContext(), f.enrolment.ID)
		switch {
		case err != nil:
			return err
		case len(f.behaviours()) == 0:
			return fault.New(fault.Conflict, "This standard has no behaviours to verify.")
		case len(f.unverified(last)) == 0:
			return fault.New(fault.Conflict, "Every behaviour is verified already. Once is enough.")
		}
	}
	return err
}

// byHand reports whether there is no way to send a message, so that people hand
// links on themselves. The demo has a mailbox page.
func (a *App) byHand() bool { return a.cfg.SMTP == nil && !a.cfg.Demo }

// addRequest asks somebody to sign.
func (a *App) addRequest(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	in := readForm(c, "purpose", "subject", "name", "job", "email", "note", "days")
	if in.text("subject") == "0" {
		in.typed["subject"] = ""
	}
	r := programme.Request{Enrolment: f.enrolment.ID, Purpose: programme.Purpose(in.text("purpose")), Subject: in.id("subject"), Name: in.text("name"),
		Job: in.text("job"), Email: in.text("email"), Note: in.text("note"), ByHand: a.byHand(), By: a.visit(c).person()}
	if _, known := requestWords[r.Purpose]; !known {
		return errNoPage
	}
	if err := a.askable(c, f, r.Purpose, r.Subject); err != nil {
		return err
	}
	days, _ := strconv.Atoi(in.text("days"))
	err = a.programme.Ask(c.UserContext(), &r, days, a.requestLetter(&f.enrolment))
	if err != nil && (in.refused(err) || in.putOff(err)) {
		_, status := classify(err)
		return a.newRequestPage(c, status, in)
	}
	if err != nil {
		return err
	}
	a.say(c, map[bool]string{true: "The link is made: hand it to " + r.Name + ".", false: "Sent to " + r.Name + "."}[r.ByHand])
	return goTo(c, "%s", f.path("/requests"))
}

// requestLetter writes the message that a link goes in. It names the apprentice,
// whom the reader knows, and nothing of what is to be signed.
func (a *App) requestLetter(e *programme.Enrolment) func(programme.Request) notify.Message {
	return func(r programme.Request) notify.Message {
		what := strings.TrimPrefix(requestWords[r.Purpose].what, "To ")
		body := fmt.Sprintf("Dear %s,\n\n%s asks you to %s for %s, apprentice at %s. Open this link to read it and answer. It works once, until the end of %s, and you need no account:\n\n%s%s\n",
			r.Name, a.cfg.Provider, what, e.ApprenticeName, e.EmployerName, words.Day(lastDay(&r)), a.cfg.BaseURL, a.requestPath(&r))
		if r.Note != "" {
			body += "\n" + r.Note + "\n"
		}
		return notify.Message{To: r.Email, Subject: "Please sign: " + e.ApprenticeName + "’s apprenticeship", Body: body}
	}
}

// withdrawRequest ends a request.
func (a *App) withdrawRequest(c *fiber.Ctx) error {
	id, err := pathNumber(c, "request")
	if err != nil {
		return err
	}
	v := a.visit(c)
	if err := a.programme.WithdrawRequest(c.UserContext(), v.person(), v.portfolio, programme.RequestID(id)); err != nil {
		return err
	}
	a.say(c, "Withdrawn: the link does not work any more.")
	return goTo(c, "/portfolios/%d/requests", v.portfolio)
}

// remindRequest sends a request's link once more.
func (a *App) remindRequest(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	id, err := pathNumber(c, "request")
	if err != nil {
		return err
	}
	r, err := a.programme.Remind(c.UserContext(), a.visit(c).person(), f.enrolment.ID, programme.RequestID(id), a.requestLetter(&f.enrolment))
	if fault.Is(err, fault.Conflict) {
		a.say(c, fault.Of(err).Message)
		return goTo(c, "%s", f.path("/requests"))
	}
	if err != nil {
		return err
	}
	a.say(c, "Sent to "+r.Name+" once more.")
	return goTo(c, "%s", f.path("/requests"))
}
