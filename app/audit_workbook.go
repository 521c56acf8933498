package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"touchstone/app/audit"
	"touchstone/app/sheet"
	"touchstone/app/words"
	"touchstone/evidence"
)

// eventsASheet is how many events a sheet holds; what is beyond goes on in the
// next.
const eventsASheet = 1_000_000

// eventColumns are the columns of a sheet of events. What follows the details
// is what the hashes are computed from.
var eventColumns = []any{"Event", "When, in London", "Who", "What happened", "Details",
	"Time (ms)", "Person", "Action", "Portfolio", "Subject", "Recorded detail", "SHA-256 of the detail", "Form", "Hash before", "Hash"}

// An eventBook writes events to a workbook.
type eventBook struct {
	n        *narrator
	query    audit.Query
	events   int // written so far
	withheld int
	progress func(done int)
	err      error // that ended the events early
}

// workbook writes the events that q narrows to, about of them in words for the
// first sheet. It returns how many there are, and of how many the detail is
// left out. Runs tells that the reader reads no evidence.
func (a *App) workbook(ctx context.Context, w io.Writer, q audit.Query, about string, total int, runs bool, progress func(done int)) (events, withheld int, err error) {
	n := a.narrator(ctx)
	n.runs, n.sight = runs, evidence.Shared
	b := &eventBook{n: n, query: q, progress: progress}
	next, stop := iter.Pull(b.rows())
	defer stop()
	sheets := []sheet.Sheet{{Name: "About", Rows: aboutRows(about, total, runs)}}
	for i := range max(1, (total+eventsASheet-1)/eventsASheet) {
		name := "Events"
		if total > eventsASheet {
			name = fmt.Sprintf("Events %d", i+1)
		}
		sheets = append(sheets, sheet.Sheet{Name: name, Rows: some(next, eventsASheet)})
	}
	if err := sheet.Workbook(w, sheets...); err != nil {
		return 0, 0, err
	}
	return b.events, b.withheld, b.err
}

// some yields the header and then at most n of the rows that next returns.
func some(next func() ([]any, bool), n int) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		if !yield(eventColumns) {
			return
		}
		for range n {
			row, more := next()
			if !more || !yield(row) {
				return
			}
		}
	}
}

// rows yields a row for each event, oldest first.
func (b *eventBook) rows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		b.err = audit.Walk(b.n.ctx, b.n.a.db, b.query, func(l *audit.Link) error {
			row, err := b.row(l)
			if err != nil {
				return err
			}
			b.events++
			b.progress(b.events)
			if !yield(row) {
				return io.ErrShortWrite
			}
			return nil
		})
	}
}

// mostNames bounds what a narrator remembers over a long file.
const mostNames = 20_000

func (b *eventBook) row(l *audit.Link) ([]any, error) {
	if n := b.n; len(n.pieces)+len(n.people) > mostNames {
		clear(n.pieces)
		clear(n.people)
	}
	line, err := b.n.line(&l.Event)
	if err != nil {
		return nil, err
	}
	raw, _ := l.Detail.(json.RawMessage)
	recorded, told := string(raw), ""
	switch {
	case withheldFrom(&l.Event, b.n.runs):
		b.withheld++
		recorded, told = "", "Left out: see the sheet About."
	case utf8.RuneCountInString(recorded) > sheet.MaxCell:
		recorded, told = "", "Too long for a cell: it is recorded in the installation, with this SHA-256."
	default:
		told = inOneCell(b.n, &l.Event)
	}
	return []any{l.ID, line.Full, line.Who, sentenceOf(line.Who, line.What, line.About, line.Of), told,
		l.At.UnixMilli(), l.Person, l.Action, l.Portfolio, l.Subject, recorded, audit.DetailDigest(string(raw)), l.Form, l.Before, l.Hash}, nil
}

// sentenceOf joins what is not empty to a sentence.
func sentenceOf(who, what, about, of string) string {
	if of != "" {
		of = "in " + of
	}
	return strings.Join(strings.Fields(strings.Join([]string{who, what, about, of}, " ")), " ") + "."
}

// inOneCell tells what an event recorded, a line a field.
func inOneCell(n *narrator, e *audit.Event) string {
	var lines []string
	for _, r := range n.details(e) {
		text := r.Field + ": " + r.After
		if r.Before != "" {
			text = fmt.Sprintf("%s: was %s, is %s", r.Field, r.Before, strings.TrimSpace(r.After+" "))
		}
		lines = append(lines, text)
	}
	text := []rune(strings.Join(lines, "\n"))
	if len(text) > sheet.MaxCell {
		text = append(text[:sheet.MaxCell-1], '…')
	}
	return string(text)
}

// aboutRows are the sheet that says what the workbook is and how to check it.
func aboutRows(about string, total int, runs bool) iter.Seq[[]any] {
	left := "What apprentices write in drafts, before they submit it, is left out."
	if runs {
		left = "What is written in portfolios is left out, because whoever made this file reads no evidence."
	}
	rows := [][]any{
		{"Events for an auditor", ""},
		{"What", about},
		{"Events", total},
		{"Left out", left + " In its place stands the SHA-256 of the detail, by which events of form 2 can be checked all the same."},
		{"Order", "Oldest first. Events are numbered 1, 2, 3… without gaps over the whole installation; a file of one portfolio or some days holds some of them."},
		{"To check one event", "Compute its hash from its row, as below, and compare it with the column Hash."},
		{"To check the chain", "In a file of the whole installation, Hash before of each event is Hash of the event above it."},
		{"To check this file against the installation", "touchstone verify -data DIR -known HASH, with the Hash of the last row, says whether the installation still has that event."},
		{"How a hash is computed", audit.Chained},
		{"What it shows", "A changed, removed, added or moved event no longer fits. It cannot show that everything from some event on was made anew; a hash noted outside the installation, such as one in this file, does."},
	}
	return func(yield func([]any) bool) {
		for _, row := range rows {
			if !yield(row) {
				return
			}
		}
	}
}

// spanWords returns days as a heading does.
func spanWords(e *audit.Export) string {
	switch {
	case e.From.IsZero() && e.To.IsZero():
		return "everything so far"
	case e.From.IsZero():
		return "up to " + words.Day(e.To)
	case e.To.IsZero():
		return "from " + words.Day(e.From)
	}
	return words.Days(e.From, e.To)
}
