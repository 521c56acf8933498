package reports

import (
	"slices"

	"touchstone/app/programme"
	"touchstone/evidence"
)

// freeze makes a submission of what was read in one transaction: the portfolio
// with the pieces that are handed over, the facts readiness was judged by, and
// what it said. Files are those of gateway records, by their key.
func freeze(s *Submission, p *Portfolio, f *evidence.Facts, ready *evidence.Readiness, files map[string]File) error {
	s.Format, s.Selected, s.Readiness = submissionFormat, f.Selection.Made, requirements(ready)
	s.Portfolio = *p
	s.Portfolio.Made = s.At
	s.Gateway = Gateway{Records: gatewayRecords(f, files), SignOffs: signOffs(f), Signed: f.HandOver, Behaviours: behaviours(f)}
	e := &f.Enrolment
	s.Gateway.Hours = Hours{Agreed: f.Minutes, Needed: f.Target.Minutes, Reckoned: f.Target.Steps, Months: f.Months,
		Started: e.StartedOn, PlannedTo: e.PlannedEndOn, Paused: e.PausedDays}
	s.name()
	var err error
	s.Components, err = s.parts()
	return err
}

// name lists the files with their paths in the pack.
func (s *Submission) name() {
	names := newPackNamer(&s.Portfolio)
	names.report() // keeps its name
	add := func(label string, piece int, f *File, path string) {
		s.Files = append(s.Files, Original{Label: label, Piece: piece, Name: f.Name, Size: f.Size, Ref: f.Ref, MIME: f.MIME, Path: path})
	}
	for i := range s.Portfolio.Pieces {
		p := &s.Portfolio.Pieces[i]
		for n := range p.Files {
			add(FileLabel(p.Number, n), p.Number, &p.Files[n], names.evidence(p, &p.Files[n]))
		}
	}
	for i := range s.Gateway.Records {
		if r := &s.Gateway.Records[i]; r.File != nil {
			add(r.Label(), 0, r.File, names.gateway(r))
		}
	}
}

// gatewayRecords returns what is recorded for what the plan asks for, in its
// order.
func gatewayRecords(f *evidence.Facts, files map[string]File) (out []GatewayRecord) {
	number := 0
	for _, key := range recordKeys(f) {
		r, known := f.Records[key]
		if !known {
			continue
		}
		frozen := GatewayRecord{Key: key, Name: recordName(f.Plan, key), State: string(r.State), Day: r.Day, Note: r.Note, By: r.ByName, At: r.At.UTC()}
		if file, has := files[key]; has {
			number++
			frozen.File, frozen.Number = &file, number
		}
		out = append(out, frozen)
	}
	return out
}

// recordKeys lists the keys of gateway records that the plan asks for.
func recordKeys(f *evidence.Facts) []string {
	keys := []string{programme.GatewayAge, programme.GatewayEnglish, programme.GatewayMaths}
	for _, q := range f.Plan.Gateway.Qualifications {
		keys = append(keys, "qualification:"+q.Key)
	}
	for _, d := range f.Plan.Gateway.Documents {
		keys = append(keys, "document:"+d.Key)
	}
	return keys
}

// signOffs returns, for each signature the plan asks for, the newest of that
// role and those words that is of what is handed over.
func signOffs(f *evidence.Facts) (out []SignOff) {
	digest := programme.Digest(f.HandOver)
	for _, asked := range f.Plan.Gateway.SignOffs {
		for _, s := range slices.Backward(f.SignOffs) {
			if string(s.Role) == asked.By && s.Digest == digest && s.Words == asked.Words {
				out = append(out, SignOff{Role: asked.By, Name: s.Name, Job: s.Job, Words: s.Words, At: s.At.UTC(), Digest: s.Digest})
				break
			}
		}
	}
	return out
}

// behaviours returns what the employer says of each statement that the plan has
// them verify.
func behaviours(f *evidence.Facts) (out []BehaviourRecord) {
	for i := range f.Statements {
		st := &f.Statements[i]
		if !f.Plan.Verified(st.Key) {
			continue
		}
		c := f.Behaviours[st.ID]
		r := BehaviourRecord{Statement: st.ID, Verified: c.Shown, Example: c.Example, By: c.By}
		if !c.At.IsZero() {
			r.At = c.At.UTC()
		}
		out = append(out, r)
	}
	return out
}
