package reports

import (
	"fmt"
	"html"
	"net/url"
	"strings"

	"touchstone/app/words"
	"touchstone/ksb"
)

// An indexer writes the page by which people find their way in a pack. It needs
// neither a connection nor a script, and every link in it is relative.
type indexer struct {
	strings.Builder
	s     *Submission
	codes map[ksb.StatementID]string
	files map[string]*Original // by label
}

// index returns the page; report is the path of the PDF.
func (s *Submission) index(report string) []byte {
	x := &indexer{s: s, codes: map[ksb.StatementID]string{}, files: map[string]*Original{}}
	set := newSetter(&s.Portfolio) // knows what statements are called
	x.codes = set.codes
	for i := range s.Files {
		x.files[s.Files[i].Label] = &s.Files[i]
	}
	p := &s.Portfolio
	x.put("<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
	x.put("<title>%s: portfolio</title>\n<link rel=\"stylesheet\" href=\"%s\">\n</head>\n<body>\n", p.Apprentice, packStyle)
	x.put("<header>\n<p>Portfolio of evidence</p>\n<h1>%s</h1>\n<p>%s</p>\n</header>\n<main>\n", p.Apprentice, listed(", ", set.standardTitle(), standardName(&p.Standard), set.option()))
	x.facts(set)
	x.put("<p class=\"main\"><a href=\"%s\">Open the portfolio PDF</a></p>\n", href(report))
	x.statements()
	x.pieces(set)
	x.gateway(set)
	x.put("<section>\n<h2>How to check that nothing was changed</h2>\n<p>With the Touchstone program, on any computer and without a connection, <code>touchstone verify</code> followed by the name of the zip file compares every file with the digests in <a href=\"%s\">%s</a>. What was handed over, in words for other programs to read, is <a href=\"%s\">%s</a>.</p>\n</section>\n",
		packManifest, packManifest, packDocument, packDocument)
	x.put("</main>\n</body>\n</html>\n")
	return []byte(x.String())
}

// put writes a format whose arguments are text: they are escaped.
func (x *indexer) put(format string, args ...any) {
	for i, a := range args {
		if s, is := a.(string); is {
			args[i] = html.EscapeString(s)
		}
	}
	fmt.Fprintf(x, format, args...)
}

// href is a path in the pack as a link.
func href(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return strings.Join(parts, "/")
}

func (x *indexer) facts(set *setter) {
	s, p := x.s, &x.s.Portfolio
	w := set.words()
	x.put("<section>\n<h2>Handed over</h2>\n<table>\n<tbody>\n")
	for _, row := range [][2]string{
		{"Unique learner number", orElse(p.ULN, "Not issued yet")},
		{"Employer", listed("; ", p.Employer, p.EmployerContact)},
		{"Training provider", listed("; ", p.Provider, with(", coach", p.Coach))},
		{words.Capital(w.Organisation), s.Organisation},
		{"Handed over", words.Moment(s.At) + " by " + s.By},
		{"Attempt", itoa(s.Attempt)},
	} {
		x.put("<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n", row[0], row[1])
	}
	x.put("</tbody>\n</table>\n</section>\n")
}

// statements lists where each statement is shown.
func (x *indexer) statements() {
	x.put("<section>\n<h2>Where each statement is shown</h2>\n<table>\n<thead><tr><th scope=\"col\">Statement</th><th scope=\"col\">Wording</th><th scope=\"col\">Shown in</th></tr></thead>\n<tbody>\n")
	p := &x.s.Portfolio
	for i := range p.Statements {
		st := &p.Statements[i]
		x.put("<tr id=\"statement-%d\"><th scope=\"row\">%s</th><td>%s</td><td>", int64(st.ID), x.codes[st.ID], st.Text())
		n := 0
		for j := range p.Pieces {
			piece := &p.Pieces[j]
			for k := range piece.Claims {
				if c := &piece.Claims[k]; c.Statement == st.ID {
					if n++; n > 1 {
						x.put("<br>")
					}
					x.put("<a href=\"#piece-%d\">Piece %d</a>", piece.Number, piece.Number)
					x.places(": ", piece, c)
				}
			}
		}
		switch {
		case n > 0:
		case p.Plan != nil && p.Plan.Verified(st.Key):
			x.put("<a href=\"#behaviours\">Verified by the employer</a>")
		default:
			x.put("Nothing")
		}
		x.put("</td></tr>\n")
	}
	x.put("</tbody>\n</table>\n</section>\n")
}

// places links to where in its files a claim is shown, after some words.
func (x *indexer) places(after string, piece *Piece, c *Claim) {
	for i, pl := range c.Places {
		if i > 0 {
			after = "; "
		}
		if pl.File < 0 || pl.File >= len(piece.Files) {
			x.put("%sits account", after)
			continue
		}
		f := x.files[FileLabel(piece.Number, pl.File)]
		link, where := href(f.Path), "file "+f.Label
		switch pl.Unit {
		case "page":
			where += ", " + pageWord(1+max(0, pl.Last-pl.First)) + ranged(pl.First, pl.Last)
			link += "#page=" + itoa(pl.First)
		case "time":
			where += " at " + clock(pl.First)
			link += "#t=" + itoa(pl.First)
		case "section":
			where += ", “" + pl.Section + "”"
		}
		x.put("%s<a href=\"%s\">%s</a>", after, link, where)
	}
}

func (x *indexer) pieces(set *setter) {
	p := &x.s.Portfolio
	x.put("<section>\n<h2>Pieces of evidence</h2>\n")
	for i := range p.Pieces {
		piece := &p.Pieces[i]
		x.put("<h3 id=\"piece-%d\">%d. %s</h3>\n<p class=\"soft\">%s</p>\n", piece.Number, piece.Number, piece.Title,
			listed(" · ", piece.Kind, words.Days(piece.From, piece.To), piece.Place))
		if len(piece.Claims) > 0 {
			x.put("<h4>What it shows</h4>\n<ul>\n")
			for k := range piece.Claims {
				c := &piece.Claims[k]
				x.put("<li>")
				if set.byID[c.Statement] != nil {
					x.put("<a href=\"#statement-%d\">%s</a>", int64(c.Statement), x.codes[c.Statement])
				} else {
					x.put("%s", x.codes[c.Statement])
				}
				if c.How != "" {
					x.put(": %s", c.How)
				}
				x.places(" Shown in ", piece, c)
				x.put("</li>\n")
			}
			x.put("</ul>\n")
		}
		if piece.Held != nil {
			x.put("<p>Stays with the employer: %s</p>\n", listed(" ", piece.Held.What, piece.Held.Where))
		}
		if len(piece.Files) == 0 {
			x.put("<p>It has no files: the account, in the PDF, is the evidence.</p>\n")
			continue
		}
		x.put("<h4>Files</h4>\n<ul>\n")
		for n := range piece.Files {
			x.file(FileLabel(piece.Number, n))
		}
		x.put("</ul>\n")
	}
	x.put("</section>\n")
}

// file lists an uploaded file.
func (x *indexer) file(label string) {
	f := x.files[label]
	x.put("<li>%s <a href=\"%s\">%s</a>, %s<br><code>%s</code></li>\n", label, href(f.Path), f.Name, size(f.Size), string(f.Ref))
}

// gateway lists what was handed over beside the pieces.
func (x *indexer) gateway(set *setter) {
	g := &x.s.Gateway
	x.put("<section>\n<h2>%s</h2>\n", words.Capital(set.words().Gateway))
	if len(g.Records) > 0 {
		x.put("<table>\n<thead><tr><th scope=\"col\">Asked for</th><th scope=\"col\">Recorded</th></tr></thead>\n<tbody>\n")
		for i := range g.Records {
			r := &g.Records[i]
			x.put("<tr><th scope=\"row\">%s</th><td>%s", r.Name, r.text())
			if r.File != nil {
				x.put("<ul>\n")
				x.file(r.Label())
				x.put("</ul>")
			}
			x.put("</td></tr>\n")
		}
		x.put("</tbody>\n</table>\n")
	}
	x.put("<h3>Off-the-job hours and duration</h3>\n<p>%s</p>\n", g.Hours.text())
	if len(g.Behaviours) > 0 {
		x.put("<h3 id=\"behaviours\">Behaviours, verified by the employer</h3>\n<ul>\n")
		for i := range g.Behaviours {
			b := &g.Behaviours[i]
			x.put("<li>%s: %s</li>\n", x.codes[b.Statement], b.text())
		}
		x.put("</ul>\n")
	}
	x.put("<h3>Signed</h3>\n<ul>\n")
	for _, d := range x.s.Portfolio.Declarations {
		x.put("<li>“%s” %s, %s, %s</li>\n", d.Words, d.Name, d.Role, words.Moment(d.At))
	}
	for i := range g.SignOffs {
		s := &g.SignOffs[i]
		x.put("<li>“%s” %s, %s</li>\n", s.Words, s.who(), words.Moment(s.At))
	}
	x.put("</ul>\n</section>\n")
}
