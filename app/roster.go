package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/jobs"
	"touchstone/app/pages"
	"touchstone/app/programme/roster"
	"touchstone/app/sheet"
	"touchstone/app/words"
)

// rosterJob is the kind of job that confirms a long roster. Its key is the
// roster's id.
const rosterJob = "roster"

const (
	rosterAtOnce  = 300 // rows that are stored while the person waits for the page
	rostersListed = 10
	rosterASecond = 1500 // rows stored in a second, on a small machine with other work; see bench import
)

// showRosters asks for a table of people, and gives the template and what is
// stored as such a table.
func (a *App) showRosters(c *fiber.Ctx) error {
	return a.showRosterForm(c, http.StatusOK, formOf(map[string]string{}))
}

func (a *App) showRosterForm(c *fiber.Ctx, status int, f *form) error {
	recent, err := a.rosters.Recent(c.UserContext(), rostersListed)
	if err != nil {
		return err
	}
	page := pages.Rosters{Whole: f.whole, AddsOn: f.text("adds") != "",
		File: f.field("file", "File", fmt.Sprintf("CSV or XLSX, up to %s rows. A row is one apprentice on one standard.", "19,999")),
		Adds: pages.Field{Name: "adds", Label: "Add employers and cohorts that are not here yet", Hint: "Otherwise a row that names one is wrong, which finds names that are misspelt."}}
	for _, col := range roster.Columns() {
		page.Columns = append(page.Columns, pages.ColumnAbout{Name: col.Name, Text: col.Text})
	}
	for _, r := range recent {
		row := pages.RosterRow{Href: rosterHref(r.ID), File: r.FileName, When: words.Moment(r.MadeAt), State: "Waits to be confirmed"}
		if !r.ConfirmedAt.IsZero() {
			row.State = "Confirmed " + words.Moment(r.ConfirmedAt)
		} else if len(r.Counts) == 0 {
			row.State = "Not confirmed; its rows are gone"
		}
		page.Recent = append(page.Recent, row)
	}
	return a.show(c, status, page)
}

func rosterHref(id roster.ID) string { return fmt.Sprintf("/rosters/%d", id) }

// addRoster reads a table of people, keeps what each row would do, and goes to
// its preview. Nothing else is stored.
func (a *App) addRoster(c *fiber.Ctx) error {
	f := formOf(map[string]string{})
	table, name, err := a.receiveRoster(c, f)
	r := roster.Roster{Person: a.visit(c).person(), FileName: name, Adds: f.text("adds") != ""}
	if err == nil {
		err = a.rosters.Keep(c.UserContext(), &r, &table)
	}
	if errors.Is(err, sheet.ErrNoHeader) {
		err = fault.New(fault.Invalid, "No row among the first 20 names the columns. A table of people has at least the columns Name, E-mail and Standard; the template has them all.")
	}
	if f.refusedFile(err) {
		return a.showRosterForm(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return goTo(c, "%s", rosterHref(r.ID))
}

// refusedFile is refused, and true of whatever is wrong with the file, if what
// was sent has come whole.
func (f *form) refusedFile(err error) bool {
	if k := fault.Of(err); k != nil && (k.Kind == fault.Invalid || k.Kind == fault.TooLarge) && len(k.Fields) == 0 && !errors.Is(err, errCutShort) {
		f.wrong.Add("file", "%s", k.Message)
		return true
	}
	return f.refused(err)
}

// receiveRoster reads a form with a file in it.
func (a *App) receiveRoster(c *fiber.Ctx, f *form) (table sheet.Table, name string, err error) {
	body, err := a.uploadBody(c, roster.MaxBytes+1<<20)
	if err != nil {
		return table, "", err
	}
	_, params, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if err != nil || params["boundary"] == "" {
		return table, "", errCutShort
	}
	var file []byte
	parts := multipart.NewReader(body, params["boundary"])
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return table, "", partError(err)
		}
		limit := int64(1000)
		if part.FormName() == "file" {
			name, limit = part.FileName(), roster.MaxBytes+1
		}
		raw, err := io.ReadAll(io.LimitReader(part, limit))
		if err != nil {
			return table, "", partError(err)
		}
		if part.FormName() == "file" {
			file = raw
		} else {
			f.typed[part.FormName()] = string(raw)
		}
	}
	if name == "" {
		f.wrong.Add("file", "Choose a file.")
		return table, "", f.wrong.Err()
	}
	table, err = sheet.Read(bytes.NewReader(file), roster.Want) // all of it has come
	return table, name, err
}

// roster returns the roster in the path.
func (a *App) roster(c *fiber.Ctx) (roster.Roster, error) {
	id, err := pathNumber(c, "roster")
	if err != nil {
		return roster.Roster{}, err
	}
	return a.rosters.Roster(c.UserContext(), roster.ID(id))
}

// showRoster shows what each row of a table would do, or what confirming it did.
func (a *App) showRoster(c *fiber.Ctx) error { return a.showRosterWith(c, http.StatusOK, "") }

func (a *App) showRosterWith(c *fiber.Ctx, status int, refusal string) error {
	r, err := a.roster(c)
	if err != nil {
		return err
	}
	l := readList(c, rosterHref(r.ID), "mark", "moved")
	rows, total, err := a.rosters.Rows(c.UserContext(), r.ID, roster.Query{Mark: roster.Mark(l.get("mark")), Moved: l.get("moved") != "",
		Search: l.get("q"), Sort: l.get("sort"), Offset: l.from, Limit: pageRows})
	if err != nil {
		return err
	}
	page := pages.RosterPage{Href: rosterHref(r.ID), File: r.FileName, Refusal: refusal, Moved: r.Moved, Narrowed: l.narrowed(),
		Search:  pages.Field{Name: "q", Label: "Name or e-mail address", Value: l.get("q"), Type: "search"},
		Hidden:  l.hidden("mark", "moved", "sort"),
		Columns: []pages.Column{l.column("Row", "", ""), l.column("Name", "name", "-name"), {Name: "E-mail"}, {Name: "What it is"}, {Name: "What it does, or what is wrong"}},
		Pager:   l.pager("Pages of rows", len(rows), total), Marks: rosterWays(l, &r)}
	for _, row := range rows {
		page.Rows = append(page.Rows, pages.RosterLine{Line: row.Line, Name: row.Name, Email: row.Email, Mark: string(row.Mark), Word: markWords[row.Mark], Says: rowFacts(row.Says), Moved: row.Moved})
	}
	page.Unread = unreadWords(r.Unread)
	a.fillRoster(&page, &r)
	if err := a.fillRosterJob(c, &page, &r); err != nil {
		return err
	}
	return a.show(c, status, page)
}

// rowFacts splits what a row says into the column it is about and the rest.
func rowFacts(says []string) (facts []pages.Fact) {
	for _, s := range says {
		f := pages.Fact{Value: s}
		if of, rest, cut := strings.Cut(s, ": "); cut && roster.IsColumn(of) {
			f = pages.Fact{Name: of, Value: rest}
		}
		facts = append(facts, f)
	}
	return facts
}

// markWords are what the marks are called on pages.
var markWords = map[roster.Mark]string{roster.New: "New", roster.Changed: "Changed", roster.Wrong: "Wrong", roster.Unchanged: "Unchanged"}

// rosterWays are the ways to look at the rows: all, or those of a mark.
func rosterWays(l *list, r *roster.Roster) pages.Ways {
	w := pages.Ways{ID: "marks", Label: "Show"}
	all := 0
	for _, m := range roster.Marks {
		n := r.Counts[m]
		if all += n; n > 0 {
			w.Ways = append(w.Ways, pages.Way{Text: markWords[m] + " " + words.Figure(n), Href: l.href("mark", string(m)), Current: l.get("mark") == string(m)})
		}
	}
	return pages.Ways{ID: w.ID, Label: w.Label, Ways: append([]pages.Way{{Text: "All " + words.Figure(all), Href: l.href("mark", ""), Current: l.get("mark") == ""}}, w.Ways...)}
}

// fillRoster says in a sentence what there is and what comes next.
func (a *App) fillRoster(page *pages.RosterPage, r *roster.Roster) {
	n := r.Counts
	if !r.ConfirmedAt.IsZero() {
		page.Done, page.Lead = true, doneWords(&r.Result)
		page.Next = []pages.Link{{Text: "See the enrolments", Href: "/enrolments"}}
		if r.Result.People > r.Result.Invited {
			page.Next = append(page.Next, pages.Link{Text: "Invite those who have not joined", Href: "/people?state=" + string(account.NotJoined)})
		}
		if r.Result.Left > 0 && n[roster.Wrong] > 0 {
			page.Wrong, page.ToWrong = words.Plural(r.Result.Left, "row was wrong and is not stored. Correct it", "rows were wrong and are not stored. Correct them")+" in the file and hand it in again: the rest stays as it is.", page.Href+"?mark=wrong"
		}
		return
	}
	page.Lead = rowsWords(n)
	if n[roster.Wrong] > 0 {
		page.ToWrong = page.Href + "?mark=wrong"
		page.Wrong = words.Plural(n[roster.Wrong], "row is wrong and would be left out. Correct it", "rows are wrong and would be left out. Correct them") +
			" in the file and hand it in again, before or after: what is stored by then stays as it is."
	}
	if r.Writes() > 0 {
		page.Confirm = rosterHref(r.ID) + "/confirm"
		page.Button = "Store " + words.Plural(r.Writes(), "row", "rows")
		page.Waits = rosterWaits(r.Writes())
	}
}

// unreadNamed is how many columns that are not read are named.
const unreadNamed = 5

// unreadWords says which columns of a table are not read, if any is not: a name
// that is misspelt would else go unnoticed.
func unreadWords(names []string) string {
	if len(names) == 0 {
		return ""
	}
	some := names[:min(len(names), unreadNamed)]
	text := words.Plural(len(names), "column of the file is", "columns of the file are") + " not read: " + strings.Join(some, ", ")
	if more := len(names) - len(some); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text + ". If one should be, give it the name it has in the template."
}

// rowsWords says what rows that are right would do: "2 rows add an enrolment, 5
// are stored already."
func rowsWords(n map[roster.Mark]int) string {
	var parts []string
	for _, p := range []struct {
		mark      roster.Mark
		one, many string
	}{{roster.New, "adds an enrolment", "add an enrolment"}, {roster.Changed, "changes what is stored", "change what is stored"}, {roster.Unchanged, "is stored already", "are stored already"}} {
		one, many := p.one, p.many
		if len(parts) == 0 {
			one, many = "row "+one, "rows "+many
		}
		if n[p.mark] > 0 {
			parts = append(parts, words.Plural(n[p.mark], one, many))
		}
	}
	switch {
	case len(parts) == 0:
		return "No row can be stored."
	case n[roster.New]+n[roster.Changed]+n[roster.Wrong] == 0:
		return parts[0] + ", so there is nothing to store."
	}
	return strings.Join(parts, ", ") + "."
}

// rosterWaits says what storing so many rows means for others, if they notice.
func rosterWaits(rows int) string {
	takes := time.Duration((rows+rosterASecond-1)/rosterASecond) * time.Second
	if takes < 2*time.Second {
		return ""
	}
	text := fmt.Sprintf("All rows are stored together or none is. That takes about %d seconds, in which everyone can read. ", takes/time.Second)
	if takes < workPatience {
		return text + "Who saves something meanwhile waits until it is done."
	}
	return text + "Who saves something meanwhile waits, and may be asked to try again. A quiet hour is best."
}

// doneWords says what confirming did.
func doneWords(d *roster.Result) string {
	var parts []string
	for _, p := range []struct {
		n         int
		one, many string
	}{{d.People, "person added", "people added"}, {d.Enrolments, "enrolment added", "enrolments added"}, {d.Changed, "changed", "changed"},
		{d.Employers, "employer added", "employers added"}, {d.Cohorts, "cohort added", "cohorts added"}, {d.Invited, "invitation sent", "invitations sent"}, {d.Left, "row left out", "rows left out"}} {
		if p.n > 0 {
			parts = append(parts, words.Plural(p.n, p.one, p.many))
		}
	}
	if len(parts) == 0 {
		return "Nothing was changed: all of it was stored already."
	}
	return words.Capital(strings.Join(parts, ", ")) + "."
}

// A confirming is what a job of kind rosterJob is to do.
type confirming struct {
	Roster roster.ID `json:"roster"`
	Invite bool      `json:"invite"`
}

// confirmRoster stores what the rows of a table do: at once, or as a job if it
// takes long.
func (a *App) confirmRoster(c *fiber.Ctx) error {
	r, err := a.roster(c)
	if err != nil {
		return err
	}
	f := readForm(c, "invite")
	do := confirming{Roster: r.ID, Invite: f.text("invite") != ""}
	if r.ConfirmedAt.IsZero() && r.Writes() > rosterAtOnce {
		err := a.db.Update(c.UserContext(), func(tx *db.Tx) error {
			_, err := jobs.Add(c.UserContext(), tx, jobs.Job{Kind: rosterJob, Key: strconv.FormatInt(int64(r.ID), 10), Input: do, Person: int64(a.visit(c).person())})
			return err
		})
		if err != nil {
			return err
		}
		a.jobs.Wake()
		return goTo(c, "%s", rosterHref(r.ID))
	}
	_, err = a.storeRoster(c.UserContext(), a.visit(c).person(), do, nil)
	if fault.Is(err, fault.Conflict) {
		return a.showRosterWith(c, http.StatusConflict, fault.Of(err).Message)
	}
	if err != nil {
		return err
	}
	return goTo(c, "%s", rosterHref(r.ID))
}

// storeRoster confirms a roster.
func (a *App) storeRoster(ctx context.Context, by account.PersonID, do confirming, progress func(done, total int)) (roster.Result, error) {
	with := roster.With{Progress: progress}
	if do.Invite {
		with.Invite = func(ctx context.Context, tx *db.Tx, p account.Person) error {
			_, err := firstInvitation(ctx, tx, by, p, &a.cfg)
			return err
		}
	}
	return a.rosters.Confirm(ctx, by, do.Roster, with)
}

// rowsDone is how far a job is that confirms a roster. It is kept in memory: the
// one transaction that stores the rows leaves no room for another.
type rowsDone struct{ done, total int }

// importRoster does a job of kind rosterJob.
func (a *App) importRoster(ctx context.Context, t *jobs.Task) (any, error) {
	var do confirming
	if err := t.Job.InputOf(&do); err != nil {
		return nil, err
	}
	defer a.importing.Delete(t.Job.ID)
	return a.storeRoster(ctx, account.PersonID(t.Job.Person), do, func(done, total int) {
		a.importing.Store(t.Job.ID, rowsDone{done, total})
	})
}

// rosterProgress returns how far a job is, in rows.
func (a *App) rosterProgress(j *jobs.Job) (done, total int, note string) {
	if v, ok := a.importing.Load(j.ID); ok {
		d := v.(rowsDone)
		return d.done, d.total, fmt.Sprintf("Row %s of %s. Nothing is stored before the last one is.", words.Figure(d.done), words.Figure(d.total))
	}
	return j.Done, j.Total, j.Note
}

// fillRosterJob tells of the job that confirms a roster, if one is under way or
// the last one failed.
func (a *App) fillRosterJob(c *fiber.Ctx, page *pages.RosterPage, r *roster.Roster) error {
	j, err := jobs.Latest(c.UserContext(), a.db, rosterJob, strconv.FormatInt(int64(r.ID), 10))
	switch {
	case fault.Is(err, fault.NotFound):
		return nil
	case err != nil:
		return err
	case j.State == jobs.Failed && page.Refusal == "" && !page.Done:
		page.Refusal = j.Note
	case !j.Finished():
		done, total, note := a.rosterProgress(&j)
		page.Job = &pages.Job{Href: page.Href + "/job", Label: "Storing the rows", Note: note, Done: done, Total: total, Again: page.Href}
	}
	return nil
}

// showRosterJob tells a waiting page how far the storing is. Without a job, its
// state is empty.
func (a *App) showRosterJob(c *fiber.Ctx) error {
	r, err := a.roster(c)
	if err != nil {
		return err
	}
	j, err := jobs.Latest(c.UserContext(), a.db, rosterJob, strconv.FormatInt(int64(r.ID), 10))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	done, total, note := a.rosterProgress(&j)
	return c.JSON(fiber.Map{"state": j.State, "done": done, "total": total, "note": note, "url": rosterHref(r.ID)})
}

// sendTemplate sends an empty table to fill in.
func (a *App) sendTemplate(c *fiber.Ctx) error {
	return sendTable(c, tableForm(c), "Template for people", slices.Values([][]any{roster.Head()}))
}

// sendRoster sends every enrolment as a table, which an import takes back.
func (a *App) sendRoster(c *fiber.Ctx) error {
	rows, err := a.rosters.Export(c.UserContext())
	if err != nil {
		return err
	}
	return sendTable(c, tableForm(c), "People and enrolments "+db.Today(a.db.Now()).Format("2006-01-02"), slices.Values(rows))
}
