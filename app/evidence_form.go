package app

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/fault"
	"touchstone/evidence"
	"touchstone/ksb"
)

// An evidenceForm is what was sent of a draft. Fields that were not sent leave
// the draft as it is, so a part of the form saves that part.
type evidenceForm struct {
	form
	values   map[string][]string
	revision int
	do       string // the button pressed: save, submit, claims, place-12, remove-12, find, claim-12, hints, hint-aside-result
	complete bool   // boxes that are not there are not ticked
	from, to time.Time
}

func readEvidence(c *fiber.Ctx) *evidenceForm {
	in := &evidenceForm{values: formValues(c)}
	in.typed = make(map[string]string)
	for name, values := range in.values {
		in.typed[name] = strings.TrimSpace(strings.ReplaceAll(values[0], "\r\n", "\n"))
	}
	in.revision, _ = strconv.Atoi(in.text("revision"))
	in.do, in.complete = in.text("do"), in.text("whole") != ""
	in.from, in.to = in.day("done_from"), in.day("done_to")
	return in
}

func (in *evidenceForm) sent(name string) bool { _, sent := in.values[name]; return sent }

// edit changes a draft to what was sent.
func (in *evidenceForm) edit(v *evidence.Version) {
	for _, p := range v.Parts() {
		if in.sent(p.Field) {
			*p.Text = in.text(p.Field)
		}
	}
	if in.sent("kind") {
		v.Kind = evidence.Kind(in.text("kind"))
	}
	if in.sent("done_from") {
		v.From = in.from
	}
	if in.sent("done_to") {
		v.To = in.to
	}
	if in.sent("ai_used") {
		v.AI = evidence.AI(in.text("ai_used"))
	}
	if in.complete {
		v.OwnWork, v.Held = in.sent("own_work"), in.sent("held")
		v.Claims = in.claims(v)
	}
}

// claims returns the claims that are ticked: those the draft has in their
// order, then new ones.
func (in *evidenceForm) claims(v *evidence.Version) []evidence.Claim {
	var ticked []ksb.StatementID
	for _, text := range in.values["claims"] {
		if id, err := strconv.ParseInt(text, 10, 64); err == nil && in.do != "remove-"+text {
			ticked = append(ticked, ksb.StatementID(id))
		}
	}
	var out []evidence.Claim
	for _, c := range v.Claims {
		if i := slices.Index(ticked, c.Statement); i >= 0 {
			ticked = slices.Delete(ticked, i, i+1)
			out = append(out, in.claim(v, c))
		}
	}
	for _, id := range ticked {
		out = append(out, in.claim(v, evidence.Claim{Statement: id}))
	}
	if c, ok := in.found(v); ok && !slices.ContainsFunc(out, func(o evidence.Claim) bool { return o.Statement == c.Statement }) {
		out = append(out, c)
	}
	return out
}

// claim returns a claim as it was sent. What was typed of a place and cannot be
// read is kept: see Place.Typed.
func (in *evidenceForm) claim(v *evidence.Version, c evidence.Claim) evidence.Claim {
	if in.sent(c.Field("how")) {
		c.How = in.text(c.Field("how"))
	}
	if !in.sent(c.Field("file")) {
		return c
	}
	c.Places = nil
	ats := in.values[c.Field("at")]
	for i, file := range in.values[c.Field("file")] {
		at := ""
		if i < len(ats) {
			at = strings.TrimSpace(ats[i])
		}
		id, _ := strconv.ParseInt(file, 10, 64)
		f := v.File(evidence.FileID(id))
		if file == "" && at == "" || id != 0 && f == nil {
			continue
		}
		places, _ := evidence.ParseWhere(f, at)
		c.Places = append(c.Places, places...)
	}
	return c
}

// unread returns what is wrong with places that could not be read, by field.
func unread(v *evidence.Version) map[string]string {
	var wrong fault.Fields
	for i := range v.Claims {
		c := &v.Claims[i]
		for _, w := range c.Wheres() {
			if _, err := evidence.ParseWhere(v.File(w.File), w.Text); err != nil {
				wrong.Add(c.Field("at"), "%s", fault.Of(err).Message)
			}
		}
	}
	return wrong.All()
}
