package programme

import (
	"fmt"

	"touchstone/app/account"
)

// Path returns the address within the app where what waits is done.
func (w *Wait) Path() string {
	in := fmt.Sprintf("/portfolios/%d", w.Enrolment)
	switch w.Kind {
	case WaitEvidence:
		return fmt.Sprintf("%s/evidence/%d/review", in, w.Subject)
	case WaitReturned:
		return fmt.Sprintf("%s/evidence/%d", in, w.Subject)
	case WaitHours:
		if w.Role != account.Apprentice {
			return in + "/hours/agree"
		}
		return fmt.Sprintf("%s/hours/%d", in, w.Subject)
	case WaitSignature:
		return fmt.Sprintf("%s/progress/%d", in, w.Subject)
	case waitReview:
		return in + "/progress"
	case WaitScan:
		if w.Role == account.Apprentice {
			return fmt.Sprintf("%s/scans/%d/edit", in, w.Subject)
		}
		return fmt.Sprintf("%s/scans/%d/validate", in, w.Subject)
	case WaitAction:
		return fmt.Sprintf("%s/actions/%d", in, w.Subject)
	case WaitSignOff:
		return gatewayPath(w.Enrolment)
	case WaitRequest:
		if w.Role == account.Employer {
			return in + "/behaviours"
		}
		return in + "/requests"
	case WaitQuality:
		return fmt.Sprintf("/quality/%d", w.Subject)
	case WaitSubmission:
		return fmt.Sprintf("/submissions/%d", w.Subject)
	}
	return in
}

// What returns what waits, as a noun: "A progress review to sign".
func (w *Wait) What() string {
	switch w.Kind {
	case WaitEvidence:
		return "A piece of evidence to review"
	case WaitReturned:
		return "A piece that came back"
	case WaitHours:
		return "Off-the-job hours"
	case WaitSignature:
		return "A progress review to sign"
	case waitReview:
		return "The next progress review"
	case WaitScan:
		return "A skills scan"
	case WaitAction:
		return "An action"
	case WaitQuality:
		return "What internal quality assurance asks for"
	case WaitSignOff:
		return "A portfolio to sign off"
	case WaitRequest:
		return "Behaviours to verify"
	case WaitSubmission:
		if w.Role == account.Coach {
			return "A submission of which parts were rejected"
		}
		return "A submission to decide"
	}
	return "Something"
}
