package programme

import (
	"slices"
	"time"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/words"
	"touchstone/ksb"
)

// gatewaySubject is the subject of the signatures at gateway.
const gatewaySubject = "gateway"

// A SignOff is one of the signatures that a plan asks for at gateway.
type SignOff struct {
	Role      account.Role
	Words     string     // that are agreed to
	Signature *Signature // that holds; nil: not yet
	Void      *Signature // the newest, if none holds: of what was handed over before, or given out of turn
}

// SignOffs is how far the signatures at gateway have come, of what is handed
// over as it is now.
type SignOffs struct {
	Asked time.Time // when people were asked, or the first signed; zero: not yet
	Steps []SignOff // in the order in which they sign
}

// Next returns the step whose turn it is, or nil if all have signed.
func (s *SignOffs) Next() *SignOff {
	i := slices.IndexFunc(s.Steps, func(o SignOff) bool { return o.Signature == nil })
	if i < 0 {
		return nil
	}
	return &s.Steps[i]
}

// Turn returns the step that a role signs next, or why it signs nothing now:
// fault.Forbidden if the plan asks nothing of it, fault.Conflict if it has
// signed already or others sign first.
func (s *SignOffs) Turn(role account.Role) (*SignOff, error) {
	next := s.Next()
	if next != nil && next.Role == role {
		return next, nil
	}
	asked, open := false, false
	for i := range s.Steps {
		if s.Steps[i].Role == role {
			asked, open = true, open || s.Steps[i].Signature == nil
		}
	}
	switch {
	case !asked:
		return nil, fault.New(fault.Forbidden, "The assessment plan asks for no signature of your role.")
	case !open:
		return nil, fault.Newf(fault.Conflict, "This was signed by %s already, and nothing changed since. One signature is enough.", signerName(role))
	}
	return nil, fault.Newf(fault.Conflict, "%s signs first. You will be asked when it is your turn.", words.Capital(signerName(next.Role)))
}

// signerName is who signs as a role.
func signerName(role account.Role) string {
	switch role {
	case account.Coach:
		return "the coach, for the training provider"
	case account.Employer:
		return "the employer"
	}
	return "the " + role.Name()
}

// SignOffsOf returns how the steps that a plan asks for stand, by all that was
// ever signed at gateway, oldest first. A step is signed if the newest signature
// under its words is of the content with that digest, and was given after those
// of the steps before it.
func SignOffsOf(asked []ksb.SignOff, signed []Signature, digest string) (steps []SignOff) {
	last, inTurn := int64(0), true
	for _, want := range asked {
		step := SignOff{Role: account.Role(want.By), Words: want.Words}
		for i := range signed {
			if s := &signed[i]; s.Role == step.Role && s.Words == step.Words {
				step.Void = s
			}
		}
		if s := step.Void; inTurn && s != nil && s.Digest == digest && s.ID > last {
			step.Signature, step.Void, last = s, nil, s.ID
		} else {
			inTurn = false
		}
		steps = append(steps, step)
	}
	return steps
}
