package app

import (
	"fmt"
	"strings"
	"time"

	"touchstone/app/db"
	"touchstone/app/document"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence"
)

// stateOf returns a state as pages have it.
func stateOf(s evidence.State) pages.State {
	if s == evidence.None {
		return pages.None
	}
	if s == evidence.Withdrawn || s == evidence.Dropped {
		return pages.Draft
	}
	return pages.State(s)
}

func today(d *db.DB) time.Time { return db.Today(d.Now()) }

func firstName(name string) string {
	first, _, _ := strings.Cut(name, " ")
	return first
}

// titleOf returns a title, or words for a piece that has none yet.
func titleOf(title string) string {
	if strings.TrimSpace(title) == "" {
		return "A piece without a title"
	}
	return title
}

// content is the address of a file's own bytes.
func (f *folio) content(id evidence.FileID) string { return f.path("/files/%d/content", id) }

// viewer shows a file as well as a browser can.
func (f *folio) viewer(file *evidence.File) pages.Viewer {
	v := pages.Viewer{ID: fmt.Sprintf("file-%d", file.ID), Name: file.Name, Href: f.content(file.ID), Type: file.Facts.MIME, Pages: file.Facts.Pages}
	_, picture := file.Copies[document.Preview]
	_, text := file.Copies[document.Plain]
	switch {
	case file.Fault != "":
		v.Note = file.Fault
	case file.Facts.Kind == document.PDF:
		v.Page = 1
	case picture:
		v.Href, v.Type = f.path("/files/%d/preview", file.ID), "image/jpeg"
		v.Alt = "The picture " + file.Name
	case file.Facts.Kind == document.Audio || file.Facts.Kind == document.Video:
	case text:
		v.Href, v.Type = f.path("/files/%d/preview", file.ID), "text/plain"
	default:
		v.Note = "A browser cannot show this kind of file. Open it on its own to download it."
	}
	return v
}

// opens reports whether a browser shows the file itself at an address with a
// fragment: a PDF at a page, a recording at a time.
func opens(file *evidence.File) bool {
	k := file.Facts.Kind
	return file.Fault == "" && (k == document.PDF || k == document.Audio || k == document.Video)
}

// where leads to a place of a claim in a version; nil for the piece as a whole.
func (f *folio) where(v *evidence.Version, w evidence.Where, first evidence.Place) *pages.Where {
	file := v.File(w.File)
	if file == nil {
		out := &pages.Where{Text: strings.TrimSuffix("The account, "+w.Text, ", "), Href: f.item(v.Item) + "#account", View: "the-account", Part: partNamed(v, w.Text)}
		if out.Part != "" {
			out.Href = f.item(v.Item) + "#part-" + out.Part
		}
		return out
	}
	out := &pages.Where{Text: strings.TrimSuffix(file.Name+", "+w.InWords(), ", "), Href: f.path("/files/%d", file.ID), View: fmt.Sprintf("file-%d", file.ID)}
	switch {
	case opens(file) && first.Unit == evidence.Page:
		out.Page, out.Href = first.First, fmt.Sprintf("%s#page=%d", f.content(file.ID), first.First)
	case opens(file) && first.Unit == evidence.Time:
		out.From, out.Href = first.First, fmt.Sprintf("%s#t=%d", f.content(file.ID), first.First)
	}
	return out
}

// wheres leads to every place of a claim, file by file.
func (f *folio) wheres(v *evidence.Version, c *evidence.Claim) (out []pages.Where) {
	for _, w := range c.Wheres() {
		var first evidence.Place
		for _, p := range c.Places {
			if p.File == w.File {
				first = p
				break
			}
		}
		out = append(out, *f.where(v, w, first))
	}
	return out
}

// fileRow shows a file of a piece, with what may be done to it.
func (f *folio) fileRow(file *evidence.File, item evidence.ItemID, edit bool) pages.FileRow {
	row := pages.FileRow{ID: fmt.Sprintf("file-%d", file.ID), Icon: pages.IconFor(file.Facts.MIME), Name: file.Name,
		Href: f.path("/files/%d", file.ID), More: file.Describe() + "."}
	row.Facts = placeFacts(file)
	if file.Fault == "" && (file.Facts.Pages > 0 || file.Facts.Width > 0) {
		row.More += " Opens well."
	}
	if file.Fault != "" {
		row.Warning = file.Fault
		if !file.Unfit() {
			row.WayOut = "It is kept as it is."
		}
	}
	if !edit {
		return row
	}
	act := func(verb, text string) pages.Action {
		return pages.Action{Text: text, To: file.Name, Href: f.path("/evidence/%d/files/%d/%s", item, file.ID, verb), Post: true}
	}
	if file.Unfit() {
		row.WayOut = "Remove it and add another, or keep it as it is."
		row.Actions = append(row.Actions, act("keep", "Keep it as it is"))
	}
	row.Actions = append(row.Actions, act("remove", "Remove"))
	return row
}

// paragraphs parts a text at its lines.
func paragraphs(text string) (out []string) {
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// account returns a version's text as it is read.
func (f *folio) account(v *evidence.Version) pages.Account {
	var a pages.Account
	for _, fact := range []pages.Fact{
		{Name: "Kind", Value: v.Kind.Name()}, {Name: "Done", Value: v.Days()}, {Name: "Where", Value: v.Place},
		{Name: "Own work", Value: yesNo(v.OwnWork)}, {Name: "AI", Value: aiWords(v)}, {Name: "Witness", Value: witness(v.Witness)},
	} {
		if fact.Value != "" {
			a.Facts = append(a.Facts, fact)
		}
	}
	a.Parts = textParts(v, "situation", "task", "action", "result", "own_part")
	a.Reflect = textParts(v, "worked", "failed", "next_time", "theory")
	a.Note = reflectionNote(f.plan.Portfolio.Reflection)
	if v.Held {
		a.Held = []pages.Fact{{Name: "What", Value: v.HeldWhat}, {Name: "Where", Value: v.HeldWhere}}
	}
	counted := v.Words()
	if n := counted["situation"] + counted["task"] + counted["action"] + counted["result"]; n > 0 {
		a.Words = words.Plural(n, "word", "words")
	}
	return a
}

// partNamed returns the field of the part of an account that a place names, empty
// if it names none that is told.
func partNamed(v *evidence.Version, place string) string {
	for _, p := range v.Parts() {
		if strings.EqualFold(strings.TrimSpace(place), p.Name) && strings.TrimSpace(*p.Text) != "" {
			return p.Field
		}
	}
	return ""
}

func textParts(v *evidence.Version, fields ...string) (out []pages.TextPart) {
	for _, field := range fields {
		for _, p := range v.Parts() {
			if p.Field == field && strings.TrimSpace(*p.Text) != "" {
				out = append(out, pages.TextPart{Field: field, Name: p.Name, Paras: paragraphs(*p.Text)})
			}
		}
	}
	return out
}

func yesNo(declared bool) string {
	if declared {
		return "Declared"
	}
	return "Not declared"
}

func aiWords(v *evidence.Version) string {
	switch v.AI {
	case evidence.AINotUsed:
		return "Not used"
	case evidence.AIUsed:
		return strings.TrimSuffix("Used: "+v.AINote, ": ")
	}
	return ""
}

func witness(w evidence.Witness) string {
	var parts []string
	for _, p := range []string{w.Name, w.Role, w.Relation, w.Contact} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ", ")
}

// claims returns the claims of a version with what was decided on them.
func (f *folio) claims(v *evidence.Version, by saidBy) (rows []pages.ClaimRow) {
	for i := range v.Claims {
		c := &v.Claims[i]
		row := pages.ClaimRow{Chip: f.chip(c.Statement), Name: f.statement(c.Statement).Title, How: c.How}
		if f.statement(c.Statement).Retired {
			row.From = evidence.CountsForNothing
		}
		if wheres := f.wheres(v, c); len(wheres) > 0 {
			row.Where = &wheres[0]
		}
		switch c.Verdict {
		case evidence.AcceptedVerdict:
			row.State = pages.Accepted
		case evidence.ReferredVerdict:
			row.State, row.Words = pages.Returned, "Referred"
		}
		for i := range v.Decisions {
			if d := &v.Decisions[i]; d.Claim == c.ID && (d.Feedback != "" || d.Corrects != 0) {
				row.Said = append(row.Said, f.oneSaid(v, d, by))
			}
		}
		rows = append(rows, row)
	}
	return rows
}
