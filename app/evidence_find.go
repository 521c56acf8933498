package app

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"touchstone/app/document"
	"touchstone/app/pages"
	"touchstone/app/words"
	"touchstone/evidence"
	finder "touchstone/evidence/finding"
	"touchstone/ksb"
)

// How much text is read of files to look for statements, in bytes.
const (
	maxFindOne = 1 << 20
	maxFindAll = 4 << 20
)

// A foundIn is what was found in a draft, and in what.
type foundIn struct {
	finder.Finding
	texts []finder.Text
	notes []string
}

// find looks for the statements that a draft may show.
func (a *App) find(ctx context.Context, f *folio, v *evidence.Version) (*foundIn, error) {
	in := &foundIn{}
	for _, part := range v.Parts() {
		if ofTheWork[part.Field] && strings.TrimSpace(*part.Text) != "" {
			in.texts = append(in.texts, finder.Text{Name: part.Name, Body: *part.Text})
		}
	}
	left := int64(maxFindAll)
	for i := range v.Files {
		if err := a.readToFind(ctx, &v.Files[i], in, &left); err != nil {
			return nil, err
		}
	}
	in.Finding = finder.New(f.standard, f.enrolment.OptionName).Find(in.texts)
	for _, r := range in.Read {
		if file := v.File(evidence.FileID(r.File)); file != nil && !r.Whole {
			in.notes = append(in.notes, readSoFar(file, r.Page))
		}
	}
	return in, nil
}

// ofTheWork are the parts of a version that tell of the work.
var ofTheWork = map[string]bool{"title": true, "situation": true, "task": true, "action": true, "result": true, "worked": true, "failed": true,
	"next_time": true, "theory": true, "own_part": true, "held_what": true}

// readToFind adds the text of a file, page by page where it has pages.
func (a *App) readToFind(ctx context.Context, file *evidence.File, in *foundIn, left *int64) error {
	plain, ok := file.Copies[document.Plain]
	switch {
	case !ok:
		in.notes = append(in.notes, withoutText(file))
		return nil
	case *left <= 0:
		in.notes = append(in.notes, file.Name+" was not read: the files before it hold as much text as is read.")
		return nil
	}
	b, err := a.blobs.Open(ctx, plain.Blob)
	if err != nil {
		return fmt.Errorf("read text of file: %w", err)
	}
	defer b.Close()
	n := min(b.Size(), maxFindOne, *left)
	*left -= n
	text, err := io.ReadAll(io.NewSectionReader(b, 0, n))
	if err != nil {
		return fmt.Errorf("read text of file: %w", err)
	}
	sheets := strings.Split(strings.ToValidUTF8(string(text), ""), "\f")
	for i, page := range sheets {
		t := finder.Text{Name: file.Name, File: int64(file.ID), Body: page}
		if paged(file) {
			t.Page = i + 1
		}
		in.texts = append(in.texts, t)
	}
	if n < b.Size() || paged(file) && len(sheets) < file.Facts.Pages {
		in.notes = append(in.notes, readSoFar(file, len(sheets)))
	}
	return nil
}

// paged reports whether the parts of a file's text have numbers that people
// know: the pages of a PDF, slides.
func paged(file *evidence.File) bool {
	return file.Facts.Kind == document.PDF || file.Facts.Kind == document.Slides
}

// withoutText says why a file was not read. One that does not open is damaged,
// has a password or is empty: that is said first.
func withoutText(file *evidence.File) string {
	if file.Facts.Fault != "" {
		return file.Name + " was not read. " + file.Facts.Fault
	}
	switch file.Facts.Kind {
	case document.Image, document.Audio, document.Video:
		return file.Name + " was not read: a picture or a recording has no text. Say in your account what it shows."
	case document.PDF:
		return file.Name + " was not read: no text was found in it. It may be a scan. Say in your account what it shows."
	}
	return file.Name + " was not read: its text cannot be read here. Say in your account what it shows."
}

func readSoFar(file *evidence.File, page int) string {
	switch {
	case file.Facts.Kind == document.PDF && file.Facts.Pages > 0 && page > 0:
		return fmt.Sprintf("%s was read to page %d of %d.", file.Name, page, file.Facts.Pages)
	case paged(file) && page > 0:
		return fmt.Sprintf("%s was read to %s %d.", file.Name, pageWord(file), page)
	}
	return file.Name + " was not read to its end: it is too long."
}

func pageWord(file *evidence.File) string {
	if file.Facts.Kind == document.Slides {
		return "slide"
	}
	return "page"
}

// finding shows what was found.
func (e editor) finding(in *foundIn) pages.Finding {
	out := pages.Finding{Asked: true, Lead: e.foundLead(in), Notes: in.notes}
	for i := range in.Proposals {
		p := &in.Proposals[i]
		s := p.Statement
		row := pages.FoundRow{Statement: idText(s.ID), Chip: pages.Chip{Code: string(s.Code), Name: s.Title}, Name: s.Title, Full: s.Text(),
			Confidence: string(p.Confidence), Claimed: e.v.Claim(s.ID) != nil, Claim: "claim-" + idText(s.ID)}
		if file := e.v.File(evidence.FileID(p.File)); file != nil {
			row.File, row.Place = idText(file.ID), file.Name
			if p.Page > 0 {
				row.At = strconv.Itoa(p.Page)
				row.Place += ", " + pageWord(file) + " " + row.At
				if file.Facts.Kind == document.Slides {
					row.At = "slide " + row.At
				}
			}
			row.Claim = strings.TrimSuffix(row.Claim+"-"+row.File+"-"+row.At, "-")
		}
		for j := range p.Leads {
			row.Leads = append(row.Leads, e.lead(in, &p.Leads[j]))
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

func (e editor) lead(in *foundIn, l *finder.Lead) pages.FoundLead {
	t := &in.texts[l.Text]
	out := pages.FoundLead{Where: t.Name}
	if file := e.v.File(evidence.FileID(t.File)); file != nil && t.Page > 0 {
		out.Where += fmt.Sprintf(", %s %d", pageWord(file), t.Page)
	}
	if l.Concept != "" {
		out.Where += ": " + l.Concept
	}
	out.Before, out.Words, out.After = l.In(in.texts)
	return out
}

// foundLead says in a sentence what was found.
func (e editor) foundLead(in *foundIn) string {
	switch {
	case in.Why == finder.OtherLanguage:
		return "Only English is read here, and your account seems to be in another language. Choose the statements from the list below."
	case in.Why == finder.TooLittle:
		return "There is too little to go on yet. Write what you did, step by step, and look again."
	}
	claimed := 0
	for i := range in.Proposals {
		if e.v.Claim(in.Proposals[i].Statement.ID) != nil {
			claimed++
		}
	}
	lead := words.Plural(len(in.Proposals), "statement", "statements") + " this may show, the likeliest first."
	if claimed > 0 {
		lead += fmt.Sprintf(" You claim %d of them.", claimed)
	}
	return lead
}

// found returns the claim that a button beside a proposal makes, such as
// "claim-12-34-5" for statement 12 on page 5 of file 34.
func (in *evidenceForm) found(v *evidence.Version) (evidence.Claim, bool) {
	parts := strings.SplitN(in.do, "-", 4)
	if parts[0] != "claim" || len(parts) < 2 {
		return evidence.Claim{}, false
	}
	id, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil || v.Claim(ksb.StatementID(id)) != nil {
		return evidence.Claim{}, false
	}
	c := evidence.Claim{Statement: ksb.StatementID(id)}
	if len(parts) == 2 {
		return c, true
	}
	file, _ := strconv.ParseInt(parts[2], 10, 64)
	if f := v.File(evidence.FileID(file)); f != nil {
		c.Places, _ = evidence.ParseWhere(f, strings.Join(parts[3:], ""))
	}
	return c, true
}
