package pages

// Scales is the page on which a provider sees and chooses what skills scans are
// scored by.
type Scales struct {
	Whole      []string
	Rows       []ScaleRow // the one for new scans first
	File, Text Field
	Example    string // the scale for new scans as a file
}

// A ScaleRow is a version of a scale.
type ScaleRow struct {
	Name, Version, Source string
	Steps                 []ScanStep
	Met, Rule             string
	Current               bool   // new scans use it
	Choose                string // posting here makes it so
}

// Head says what the frame needs to know.
func (p Scales) Head() Head {
	return Head{Title: "Scales for skills scans", Fault: len(p.summary().Faults) > 0}
}

func (p Scales) summary() Summary { return NewSummary(p.Whole, p.File, p.Text) }
