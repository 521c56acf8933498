package reports

import (
	"slices"
	"strings"

	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
	"touchstone/ksb"
)

// A Comparison is what changed from one submission to another of the same
// portfolio. It is worked out of the two frozen values alone.
type Comparison struct {
	About []Difference // of the cover and the plan, which belong to no component
	Parts []PartChange // every component of either, in the order of the later one

	OtherPlan bool // they are judged by other plans or versions, so that every component is another
}

// Same reports whether nothing changed.
func (c *Comparison) Same() bool {
	return len(c.About) == 0 && !slices.ContainsFunc(c.Parts, func(p PartChange) bool { return p.How != Unchanged })
}

// A How says what became of something.
type How string

// What may become of it.
const (
	Unchanged How = ""
	Added     How = "added"
	Removed   How = "removed"
	Changed   How = "changed"
)

// A PartChange is what changed in one component. A component that Changed
// without Differences is recorded anew, while nothing that is read differs.
type PartChange struct {
	Key, Name   string
	How         How
	Differences []Difference
}

// A Difference is a thing that was added, removed or changed: a piece, a
// signature, a record, or one field of the cover.
type Difference struct {
	Name   string // "Piece 4: Call log"
	Piece  int    // its number; 0: it is none
	How    How
	Fields []FieldChange // of a piece or a record that changed; otherwise one, or none
}

// A FieldChange is one line of what changed. Before is empty for what came,
// After for what went.
type FieldChange struct {
	Name          string
	Before, After string
	Spans         []evidence.Span // of a longer text, word by word
}

// Compare returns what changed from before to after.
func Compare(before, after *Submission) Comparison {
	c := Comparison{About: about(before, after), OtherPlan: planName(before.Portfolio.Plan) != planName(after.Portfolio.Plan)}
	for _, part := range after.Components {
		c.Parts = append(c.Parts, comparePart(part.Key, part.Name, before, after))
	}
	for i, part := range before.Components {
		if after.part(part.Key) == nil {
			gone := comparePart(part.Key, part.Name, before, after)
			c.Parts = slices.Insert(c.Parts, min(i, len(c.Parts)), gone)
		}
	}
	return c
}

// part returns the component with that key, or nil.
func (s *Submission) part(key string) *Part {
	for i := range s.Components {
		if s.Components[i].Key == key {
			return &s.Components[i]
		}
	}
	return nil
}

func comparePart(key, name string, before, after *Submission) PartChange {
	c := PartChange{Key: key, Name: name, How: Changed}
	was, is := before.part(key), after.part(key)
	switch {
	case was == nil:
		c.How = Added
	case is == nil:
		c.How = Removed
		return c
	case was.Digest == is.Digest:
		c.How = Unchanged
		return c
	}
	c.Differences = differences(key, before, after)
	return c
}

// differences returns what is different in what a component holds.
func differences(key string, before, after *Submission) []Difference {
	switch key {
	case "portfolio":
		return pieceDifferences(before, after)
	case "sign-offs":
		return signatureDifferences(before, after)
	case "english-maths":
		return recordDifferences(before, after, "english", "maths", "age")
	case "training":
		return hoursDifferences(&before.Gateway.Hours, &after.Gateway.Hours)
	case "behaviours":
		return behaviourDifferences(before, after)
	}
	return recordDifferences(before, after, key)
}

// A changes gathers what changed between two values of the same kind.
type changes []FieldChange

// line adds a field that is read at a glance, if it changed.
func (c *changes) line(name, before, after string) {
	if before != after {
		*c = append(*c, FieldChange{Name: name, Before: before, After: after})
	}
}

// text adds a field of running text, if it changed.
func (c *changes) text(name, before, after string) {
	if before == after {
		return
	}
	f := FieldChange{Name: name, Before: before, After: after}
	if before != "" && after != "" {
		f.Spans = evidence.DiffWords(before, after)
	}
	*c = append(*c, f)
}

// about returns what changed of the cover, the plan and who it went to.
func about(before, after *Submission) (out []Difference) {
	var c changes
	p, q := &before.Portfolio, &after.Portfolio
	c.line("Apprentice", p.Apprentice, q.Apprentice)
	c.line("Unique learner number", p.ULN, q.ULN)
	c.line("Employer", listed("; ", p.Employer, p.EmployerContact), listed("; ", q.Employer, q.EmployerContact))
	c.line("Training provider", listed(", coach ", p.Provider, p.Coach), listed(", coach ", q.Provider, q.Coach))
	c.line("Handed over to", before.Organisation, after.Organisation)
	c.line("Started", words.Day(p.StartedOn), words.Day(q.StartedOn))
	c.line(words.Capital(planWords(q.Plan).Gateway), words.Day(p.GatewayOn), words.Day(q.GatewayOn))
	c.line("Standard", standardName(&p.Standard), standardName(&q.Standard))
	c.line("Option", p.Option, q.Option)
	c.line("Assessment plan", planName(p.Plan), planName(q.Plan))
	c.line("Which pieces", selectedWords(before), selectedWords(after))
	for _, f := range c {
		out = append(out, Difference{Name: f.Name, How: Changed, Fields: []FieldChange{f}})
	}
	return out
}

func planName(p *ksb.Plan) string {
	if p == nil {
		return ""
	}
	return listed(", ", p.Name, prefixed("version ", p.Version))
}

func selectedWords(s *Submission) string {
	if s.Selected {
		return "Chosen one by one"
	}
	return "Every accepted piece"
}

// pieceDifferences compares pieces by their number, which a piece keeps.
func pieceDifferences(before, after *Submission) (out []Difference) {
	old, now := before.Portfolio.Pieces, after.Portfolio.Pieces
	for i := range now {
		p := &now[i]
		was := slices.IndexFunc(old, func(q Piece) bool { return q.Number == p.Number })
		if was < 0 {
			out = append(out, Difference{Name: p.name(), Piece: p.Number, How: Added, Fields: []FieldChange{{Name: "Holds", After: p.sums(after)}}})
			continue
		}
		if c := comparePieces(before, after, &old[was], p); len(c) > 0 {
			out = append(out, Difference{Name: p.name(), Piece: p.Number, How: Changed, Fields: c})
		}
	}
	for i := range old {
		p := &old[i]
		if !slices.ContainsFunc(now, func(q Piece) bool { return q.Number == p.Number }) {
			out = append(out, Difference{Name: p.name(), Piece: p.Number, How: Removed, Fields: []FieldChange{{Name: "Held", Before: p.sums(before)}}})
		}
	}
	slices.SortStableFunc(out, func(a, b Difference) int { return a.Piece - b.Piece })
	return out
}

func (p *Piece) name() string { return "Piece " + itoa(p.Number) + ": " + p.Title }

// sums says in a line what a piece has: its statements and how many files.
func (p *Piece) sums(s *Submission) string {
	codes := make([]string, len(p.Claims))
	for i := range p.Claims {
		codes[i] = s.statementName(p.Claims[i].Statement)
	}
	return listed("; ", strings.Join(codes, ", "), words.Plural(len(p.Files), "file", "files"))
}

// statementName is what a statement is called, also one of another option.
func (s *Submission) statementName(id ksb.StatementID) string {
	for i := range s.Portfolio.Standard.Statements {
		if st := &s.Portfolio.Standard.Statements[i]; st.ID == id {
			return codeOf(st, i+1)
		}
	}
	return "Statement " + itoa(int(id))
}

func comparePieces(before, after *Submission, a, b *Piece) (c changes) {
	c.line("Version", itoa(a.Version), itoa(b.Version))
	c.line("Title", a.Title, b.Title)
	c.line("Kind", a.Kind, b.Kind)
	c.line("Decision", a.State, b.State)
	c.line("Done", words.Days(a.From, a.To), words.Days(b.From, b.To))
	c.line("Where", a.Place, b.Place)
	c.line("Came from", a.Origin, b.Origin)
	c.text("Situation", a.Situation, b.Situation)
	c.text("Task", a.Task, b.Task)
	c.text("Action", a.Action, b.Action)
	c.text("Result", a.Result, b.Result)
	c.text("What worked", a.Worked, b.Worked)
	c.text("What did not", a.Failed, b.Failed)
	c.text("Next time", a.NextTime, b.NextTime)
	c.text("Theory", a.Theory, b.Theory)
	c.text("Own part in shared work", a.OwnPart, b.OwnPart)
	c.line("Declared to be own work", yesNo(a.OwnWork), yesNo(b.OwnWork))
	c.text("Use of AI", listed(": ", a.AI, a.AINote), listed(": ", b.AI, b.AINote))
	c.text("Witness", a.Witness.line(), b.Witness.line())
	c.text("Kept with the employer", a.Held.line(), b.Held.line())
	compareFiles(&c, a, b)
	compareClaims(&c, before, after, a, b)
	compareSaid(&c, before, after, a, b)
	return c
}

func yesNo(b bool) string {
	if b {
		return "Yes"
	}
	return "No"
}

func (w *Witness) line() string { return listed(", ", w.Name, w.Role, w.Relation, w.Contact) }

func (h *Held) line() string {
	if h == nil {
		return ""
	}
	return listed(". ", h.What, h.Where)
}

// compareFiles tells files apart by their bytes, whatever they are called.
func compareFiles(c *changes, a, b *Piece) {
	for _, f := range b.Files {
		was := slices.IndexFunc(a.Files, func(g File) bool { return g.Ref == f.Ref })
		switch {
		case was < 0:
			c.line("File added", "", f.line())
		case a.Files[was].Name != f.Name:
			c.line("File renamed", a.Files[was].Name, f.Name)
		}
	}
	for _, f := range a.Files {
		if !slices.ContainsFunc(b.Files, func(g File) bool { return g.Ref == f.Ref }) {
			c.line("File removed", f.line(), "")
		}
	}
}

// line names a file with its size and the beginning of its digest.
func (f *File) line() string {
	return listed(", ", f.Name, size(f.Size), "SHA-256 "+string(f.Ref)[:min(12, len(f.Ref))]+"…")
}

func compareClaims(c *changes, before, after *Submission, a, b *Piece) {
	for i := range b.Claims {
		now := &b.Claims[i]
		name := after.statementName(now.Statement)
		was := slices.IndexFunc(a.Claims, func(x Claim) bool { return x.Statement == now.Statement })
		if was < 0 {
			c.line("Claim added: "+name, "", listed(" ", now.How, b.places(now)))
			continue
		}
		old := &a.Claims[was]
		c.text(name+", how it is shown", old.How, now.How)
		c.line(name+", where it is shown", a.places(old), b.places(now))
		c.line(name+", decision", orElse(old.Verdict, "not decided"), orElse(now.Verdict, "not decided"))
	}
	for i := range a.Claims {
		old := &a.Claims[i]
		if !slices.ContainsFunc(b.Claims, func(x Claim) bool { return x.Statement == old.Statement }) {
			c.line("Claim removed: "+before.statementName(old.Statement), listed(" ", old.How, a.places(old)), "")
		}
	}
}

// places says where a claim is shown: "Call log.pdf, pages 3 to 5; the account".
func (p *Piece) places(c *Claim) string {
	out := make([]string, len(c.Places))
	for i := range c.Places {
		w := &c.Places[i]
		name, where := "the account", ""
		if w.File >= 0 && w.File < len(p.Files) {
			name = p.Files[w.File].Name
		}
		switch w.Unit {
		case "page":
			if where = "page " + itoa(w.First); w.Last > w.First {
				where = "pages " + ranged(w.First, w.Last)
			}
		case "time":
			if where = clock(w.First); w.Last > w.First {
				where += " to " + clock(w.Last)
			}
		case "section":
			where = w.Section
		}
		out[i] = listed(", ", name, where)
	}
	return strings.Join(out, "; ")
}

// compareSaid compares feedback and testimony, of which what was said is never
// changed: there is more of it or less.
func compareSaid(c *changes, before, after *Submission, a, b *Piece) {
	more(c, "Feedback", said(before, a), said(after, b))
	more(c, "Testimony", testimony(a), testimony(b))
}

func said(s *Submission, p *Piece) (out []string) {
	for i := range p.Decisions {
		d := &p.Decisions[i]
		on := ""
		if d.Statement != 0 {
			on = s.statementName(d.Statement) + ":"
		}
		out = append(out, listed(" ", on, with(".", words.Capital(d.Verdict)), d.Feedback, d.Note)+" "+d.Name+", "+words.Moment(d.At)+".")
	}
	return out
}

func testimony(p *Piece) (out []string) {
	for i := range p.Testimony {
		t := &p.Testimony[i]
		out = append(out, t.Words+" "+listed(", ", t.Name, t.Job, "of version "+itoa(t.Version), words.Moment(t.At))+".")
	}
	return out
}

// more adds what came to a list and what went from it.
func more(c *changes, name string, before, after []string) {
	for _, text := range after {
		if !slices.Contains(before, text) {
			c.line(name+" added", "", text)
		}
	}
	for _, text := range before {
		if !slices.Contains(after, text) {
			c.line(name+" removed", text, "")
		}
	}
}

// signatureDifferences compares declarations and sign-offs, each by who signed
// as what, and which words.
func signatureDifferences(before, after *Submission) (out []Difference) {
	type signed struct{ name, key, text string }
	all := func(s *Submission) (list []signed) {
		for _, d := range s.Portfolio.Declarations {
			list = append(list, signed{"Declaration, " + d.Name + ", " + d.Role, "declaration " + d.Role + d.Words,
				d.Name + ", " + words.Moment(d.At) + ": " + d.Words})
		}
		for i := range s.Gateway.SignOffs {
			g := &s.Gateway.SignOffs[i]
			list = append(list, signed{"Sign-off, " + g.who(), "sign-off " + g.Role + g.Words,
				g.who() + ", " + words.Moment(g.At) + ": " + g.Words})
		}
		return list
	}
	old, now := all(before), all(after)
	for _, s := range now {
		was := slices.IndexFunc(old, func(o signed) bool { return o.key == s.key })
		switch {
		case was < 0:
			out = append(out, Difference{Name: s.name, How: Added, Fields: []FieldChange{{Name: "Signed", After: s.text}}})
		case old[was].text != s.text:
			out = append(out, Difference{Name: s.name, How: Changed, Fields: []FieldChange{{Name: "Signed again", Before: old[was].text, After: s.text}}})
		}
	}
	for _, o := range old {
		if !slices.ContainsFunc(now, func(s signed) bool { return s.key == o.key }) {
			out = append(out, Difference{Name: o.name, How: Removed, Fields: []FieldChange{{Name: "Signed", Before: o.text}}})
		}
	}
	if len(out) > 0 && before.Gateway.Signed != after.Gateway.Signed {
		f := FieldChange{Name: "What was signed", Before: before.Gateway.Signed, After: after.Gateway.Signed}
		if f.Before != "" && f.After != "" {
			f.Spans = evidence.DiffWords(f.Before, f.After)
		}
		out = append(out, Difference{Name: "The text they signed", How: Changed, Fields: []FieldChange{f}})
	}
	return out
}

// recordDifferences compares gateway records by their key.
func recordDifferences(before, after *Submission, keys ...string) (out []Difference) {
	for _, key := range keys {
		was, is := before.Gateway.recordsOf(key), after.Gateway.recordsOf(key)
		switch {
		case len(was) == 0 && len(is) > 0:
			out = append(out, Difference{Name: is[0].Name, How: Added, Fields: []FieldChange{{Name: "Recorded", After: is[0].whole()}}})
		case len(was) > 0 && len(is) == 0:
			out = append(out, Difference{Name: was[0].Name, How: Removed, Fields: []FieldChange{{Name: "Recorded", Before: was[0].whole()}}})
		case len(was) > 0:
			var c changes
			c.line("What is recorded", was[0].stateText(), is[0].stateText())
			c.text("Note", was[0].Note, is[0].Note)
			c.line("File", was[0].File.orNone(), is[0].File.orNone())
			c.line("Recorded by", was[0].By+", "+words.Moment(was[0].At), is[0].By+", "+words.Moment(is[0].At))
			if len(c) > 0 {
				out = append(out, Difference{Name: is[0].Name, How: Changed, Fields: c})
			}
		}
	}
	return out
}

func (r *GatewayRecord) whole() string {
	if r.File == nil {
		return r.text()
	}
	return r.text() + " File: " + r.File.line() + "."
}

func (f *File) orNone() string {
	if f == nil {
		return ""
	}
	return f.line()
}

func hoursDifferences(a, b *Hours) (out []Difference) {
	var c changes
	c.line("Hours agreed", programme.MinutesText(a.Agreed), programme.MinutesText(b.Agreed))
	c.line("Hours needed", minutesOrNone(a.Needed), minutesOrNone(b.Needed))
	c.text("How they are reckoned", strings.Join(a.Reckoned, "\n"), strings.Join(b.Reckoned, "\n"))
	c.line("Minimum duration", monthsOrNone(a.Months), monthsOrNone(b.Months))
	c.line("Started", words.Day(a.Started), words.Day(b.Started))
	c.line("Planned end", words.Day(a.PlannedTo), words.Day(b.PlannedTo))
	c.line("Breaks in learning", words.Plural(a.Paused, "day", "days"), words.Plural(b.Paused, "day", "days"))
	for _, f := range c {
		out = append(out, Difference{Name: f.Name, How: Changed, Fields: []FieldChange{f}})
	}
	return out
}

func minutesOrNone(n int) string {
	if n == 0 {
		return ""
	}
	return programme.MinutesText(n)
}

func monthsOrNone(n int) string {
	if n == 0 {
		return ""
	}
	return words.Plural(n, "month", "months")
}

func behaviourDifferences(before, after *Submission) (out []Difference) {
	old := before.Gateway.Behaviours
	for i := range after.Gateway.Behaviours {
		b := &after.Gateway.Behaviours[i]
		name := after.statementName(b.Statement)
		was := slices.IndexFunc(old, func(o BehaviourRecord) bool { return o.Statement == b.Statement })
		switch {
		case was < 0:
			out = append(out, Difference{Name: name, How: Added, Fields: []FieldChange{{Name: "Said", After: b.text()}}})
		case old[was].text() != b.text():
			out = append(out, Difference{Name: name, How: Changed, Fields: []FieldChange{{Name: "Said", Before: old[was].text(), After: b.text()}}})
		}
	}
	for i := range old {
		o := &old[i]
		if !slices.ContainsFunc(after.Gateway.Behaviours, func(b BehaviourRecord) bool { return b.Statement == o.Statement }) {
			out = append(out, Difference{Name: before.statementName(o.Statement), How: Removed, Fields: []FieldChange{{Name: "Said", Before: o.text()}}})
		}
	}
	return out
}
