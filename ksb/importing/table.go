package importing

import (
	"regexp"
	"slices"
	"strings"

	"touchstone/app/fault"
	"touchstone/app/sheet"
	"touchstone/app/words"
	"touchstone/ksb"
)

const maxRows = 5_000 // rows of a table

// headers are the names people give the columns, in lower case.
var headers = map[string][]string{
	"code":      {"code", "codes", "ksb", "ksb code", "ksb no", "ksb number", "ksb ref", "ksb reference", "ref", "reference", "no", "number", "id", "statement code"},
	"type":      {"type", "ksb type", "statement type", "category", "kind", "k/s/b"},
	"statement": {"statement", "statements", "text", "description", "detail", "details", "wording", "ksb statement", "ksb description", "official wording", "criteria", "full text"},
	"option":    {"option", "options", "pathway", "pathways", "specialism", "core/option", "core or option", "route", "option name", "option names", "membership"},
	"title":     {"title", "short title", "short wording", "name"},
}

// columns says at which place of a row each column stands.
type columns map[string]int

func (c columns) of(row []string, name string) string {
	i, ok := c[name]
	if !ok || i >= len(row) {
		return ""
	}
	return clean(row[i])
}

// headerOf returns the columns if the row is a header: it names the statements
// and their codes or types.
func headerOf(row []string) columns {
	c := make(columns)
	for i, cell := range row {
		cell = strings.ToLower(strings.Trim(clean(cell), ":.*# "))
		for name, known := range headers {
			if _, has := c[name]; !has && slices.Contains(known, cell) {
				c[name] = i
			}
		}
	}
	_, statement := c["statement"]
	_, code := c["code"]
	_, typ := c["type"]
	if statement && (code || typ) {
		return c
	}
	return nil
}

// table is what is looked for in a file: a row among the first that is a
// header. A formula in a cell counts as what it last came to.
var table = sheet.Want{Rows: maxRows, Bytes: MaxFile, Values: true, Header: func(row []string) bool { return headerOf(row) != nil }}

// A row is one statement of a table.
type row struct {
	line    int // from 1, as the person sees it
	code    ksb.Code
	typ     ksb.Type
	text    string
	title   string
	options []string
}

var codeCell = regexp.MustCompile(`^([A-Za-z]{1,3})[ .-]?0*([1-9]\d{0,3})$`)

// readTable makes a standard of a table.
func readTable(t sheet.Table) (Result, error) {
	rows, at := t.Rows, t.At
	cols := headerOf(rows[at])
	found := Result{Form: t.Form, Standard: ksb.Standard{Source: ksb.Source{Name: "A table supplied by the provider"}}}
	var read []row
	for i, cells := range rows[at+1:] {
		r, err := cols.row(at+i+2, cells)
		if err != nil {
			return Result{}, err
		}
		switch {
		case r.text == "" && r.code != "":
			note(&found, "Row %d has the code %s and no statement. It was left out.", r.line, r.code)
		case r.text != "":
			read = append(read, r)
		}
	}
	splitOptions(read)
	if len(read) == 0 {
		return Result{}, fault.Newf(fault.Invalid, "The table has a header and no statement under it. %s", expected)
	}
	tabulate(&found, merge(&found, read))
	return found, nil
}

// row reads one row. It returns fault.Invalid if a statement's type cannot be told.
func (c columns) row(line int, cells []string) (row, error) {
	r := row{line: line, text: c.of(cells, "statement"), title: c.of(cells, "title")}
	if !hasWords(r.text) {
		r.text = ""
	}
	code := c.of(cells, "code")
	if m := codeCell.FindStringSubmatch(code); m != nil {
		r.code = ksb.Code(strings.ToUpper(m[1]) + m[2])
	}
	if r.text == "" {
		return r, nil
	}
	typ, ok := typeOf(c.of(cells, "type"), r.code)
	if !ok {
		return r, fault.Newf(fault.Invalid, "Row %d (code “%s”, type “%s”) does not say whether it is knowledge, a skill or a behaviour: give it a type, or a code such as K1.",
			line, clip(code), clip(c.of(cells, "type")))
	}
	r.typ = typ
	if letters, _ := r.code.Split(); r.code != "" && letters != typ.Letter {
		return r, fault.Newf(fault.Invalid, "Row %d has the code %s and the type “%s”, which do not agree.", line, r.code, typ.Name)
	}
	r.options = optionNames(strings.FieldsFunc(c.of(cells, "option"), func(x rune) bool { return x == ';' || x == '|' }))
	return r, nil
}

// typeOf tells a statement's type by what its cell says, else by its code.
func typeOf(cell string, code ksb.Code) (ksb.Type, bool) {
	letters, _ := code.Split()
	cell = strings.ToLower(strings.TrimSpace(cell))
	for _, t := range ksb.KnownTypes {
		switch {
		case cell == "" && letters == t.Letter:
			return t, true
		case cell == "":
		case cell == strings.ToLower(t.Letter), cell == strings.ToLower(t.Name), cell == strings.ToLower(t.One), cell == t.Key,
			cell == t.Key+"s", cell == strings.ToLower(t.One)+" statement":
			return t, true
		}
	}
	return ksb.Type{}, false
}

// merge joins rows that give one statement once per option, and notes codes that
// stand for two statements.
func merge(found *Result, read []row) []row {
	type same struct {
		code ksb.Code
		text string
	}
	var out []row
	where := make(map[same]int)
	codes := make(map[ksb.Code]int) // first row of a code
	for _, r := range read {
		if first, has := where[same{r.code, r.text}]; has && r.code != "" {
			for _, o := range r.options {
				if !slices.Contains(out[first].options, o) {
					out[first].options = append(out[first].options, o)
				}
			}
			continue
		}
		if first, has := codes[r.code]; has && r.code != "" {
			note(found, "Rows %d and %d both have the code %s, with different statements. Both were kept: correct one of the codes.", first, r.line, r.code)
		} else {
			codes[r.code] = r.line
		}
		where[same{r.code, r.text}] = len(out)
		out = append(out, r)
	}
	return out
}

// tabulate adds the rows' types, options and statements.
func tabulate(found *Result, rows []row) {
	s := &found.Standard
	uncoded := 0
	for _, t := range ksb.KnownTypes {
		if slices.ContainsFunc(rows, func(r row) bool { return r.typ == t }) {
			s.Types = append(s.Types, t)
		}
	}
	names := make(map[string]bool)
	for _, r := range rows {
		for _, o := range r.options {
			if !names[o] {
				names[o] = true
				s.Options = append(s.Options, ksb.Option{Name: o})
			}
		}
	}
	for _, t := range s.Types {
		for _, r := range rows {
			if r.typ != t {
				continue
			}
			st := ksb.Statement{Code: r.code, Origin: ksb.OfficialCode, Type: t.Key, Title: r.title, Official: r.text, Membership: ksb.Core}
			if r.code == "" {
				st.Origin = ksb.NoCode
				uncoded++
			}
			if len(r.options) > 0 {
				st.Membership, st.Options = ksb.Options, r.options
			}
			s.Statements = append(s.Statements, st)
		}
	}
	if uncoded > 0 {
		note(found, "%s no code in the table, and none was made up.", words.Plural(uncoded, "statement has", "statements have"))
	}
}
