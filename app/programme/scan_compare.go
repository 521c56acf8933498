package programme

// A ScanChange is how a statement's score went from one scan to another.
type ScanChange struct {
	Statement ScanStatement // as the later scan words it, if that has it
	From, To  int           // points of each scan's own scale; 0: not scored then
}

// A ScanGroup is the statements of one type in a comparison.
type ScanGroup struct {
	Type                string
	Changes             []ScanChange
	Better, Same, Worse int // of those scored in both
}

// CompareScans returns how the apprentice's own scores went from one scan to
// another, by type, in the later scan's order; statements that only the earlier
// one has come last. Statements are matched by id, never by code. Where the
// scans have different scales, points are compared by where on the scale they
// are.
func CompareScans(from, to *Scan) (groups []ScanGroup) {
	add := func(c ScanChange) {
		i := 0
		for i < len(groups) && groups[i].Type != c.Statement.Type {
			i++
		}
		if i == len(groups) {
			groups = append(groups, ScanGroup{Type: c.Statement.Type})
		}
		groups[i].add(c, from, to)
	}
	for _, st := range to.Statements {
		add(ScanChange{Statement: st, From: from.Own(st.ID).Point, To: to.Own(st.ID).Point})
	}
	for _, st := range from.Statements {
		if !to.has(st.ID) {
			add(ScanChange{Statement: st, From: from.Own(st.ID).Point})
		}
	}
	return groups
}

func (g *ScanGroup) add(c ScanChange, from, to *Scan) {
	g.Changes = append(g.Changes, c)
	if c.From == 0 || c.To == 0 {
		return
	}
	switch was, is := from.Scale.At(c.From), to.Scale.At(c.To); {
	case is > was:
		g.Better++
	case is < was:
		g.Worse++
	default:
		g.Same++
	}
}
