package document

import "github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

// hiddenLayers returns the object numbers of the optional content groups that
// the document's default configuration turns off (ISO 32000-1, 8.11.4).
func (d *pdfDoc) hiddenLayers() map[int]bool {
	layers := d.dict(d.catalog["OCProperties"])
	config := d.dict(layers["D"])
	hidden := make(map[int]bool)
	if d.name(config["BaseState"]) == "OFF" {
		d.setLayers(hidden, layers["OCGs"], true)
	}
	d.setLayers(hidden, config["OFF"], true)
	d.setLayers(hidden, config["ON"], false)
	return hidden
}

// setLayers hides or shows the groups in the array list.
func (d *pdfDoc) setLayers(hidden map[int]bool, list types.Object, hide bool) {
	for _, o := range d.array(list) {
		if ref, ok := o.(types.IndirectRef); ok && hide {
			hidden[int(ref.ObjectNumber)] = true
		} else if ok {
			delete(hidden, int(ref.ObjectNumber))
		}
	}
}

// shows reports whether content that belongs to o, an optional content group or
// a membership in some, is shown.
func (d *pdfDoc) shows(o types.Object) bool {
	if ref, ok := o.(types.IndirectRef); ok && d.hidden[int(ref.ObjectNumber)] {
		return false
	}
	member := d.dict(o)
	if len(d.hidden) == 0 || d.name(member["Type"]) != "OCMD" {
		return true
	}
	if rule := d.array(member["VE"]); rule != nil {
		return d.satisfied(rule, 0)
	}
	groups := d.array(member["OCGs"])
	if groups == nil && member["OCGs"] != nil {
		groups = types.Array{member["OCGs"]}
	}
	return d.policy(d.name(member["P"]), groups)
}

// policy applies a membership's policy to its groups.
func (d *pdfDoc) policy(name string, groups types.Array) bool {
	on, off := 0, 0
	for _, o := range groups {
		if ref, ok := o.(types.IndirectRef); !ok {
			continue
		} else if d.hidden[int(ref.ObjectNumber)] {
			off++
		} else {
			on++
		}
	}
	switch name {
	case "AllOn":
		return off == 0
	case "AllOff":
		return on == 0
	case "AnyOff":
		return off > 0 || on == 0
	}
	return on > 0 || off == 0
}

// satisfied evaluates a visibility expression: an operator, then groups or
// further expressions. What it cannot understand is shown.
func (d *pdfDoc) satisfied(rule types.Array, depth int) bool {
	if len(rule) < 2 || depth > 16 {
		return true
	}
	value := func(o types.Object) bool {
		if inner := d.array(o); inner != nil {
			return d.satisfied(inner, depth+1)
		}
		ref, ok := o.(types.IndirectRef)
		return !ok || !d.hidden[int(ref.ObjectNumber)]
	}
	operator := d.name(rule[0])
	if operator == "Not" {
		return !value(rule[1])
	}
	for _, o := range rule[1:] {
		if v := value(o); v == (operator == "Or") {
			return v
		}
	}
	return operator != "Or"
}
