package app

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/programme"
	"touchstone/evidence"
	"touchstone/evidence/assessment"
)

// A visit is who asks and where: what the steps before a handler found out. The
// zero visit is a stranger's.
type visit struct {
	token      string // the session's secret; empty for a stranger
	session    account.Session
	portfolio  programme.EnrolmentID // of routes in a portfolio
	submission evidence.SubmissionID // of routes in a submission
	roles      []account.Role        // in that portfolio or submission
	invitation assessment.Invitation // of an assessor, in a submission
}

// visit returns the visit of a request.
func (a *App) visit(c *fiber.Ctx) *visit {
	if v, ok := c.Locals(visitKey).(*visit); ok {
		return v
	}
	return &visit{}
}

func (v *visit) signedIn() bool { return v.token != "" }

// person is who asks; 0 for a stranger.
func (v *visit) person() account.PersonID { return v.session.Person.ID }

// is reports whether the visitor has a role in the portfolio or submission of the
// route.
func (v *visit) is(role account.Role) bool { return slices.Contains(v.roles, role) }

// may reports whether the visitor may do act in the portfolio or
// submission of the route.
func (v *visit) may(act account.Action) bool { return account.Can(v.roles, act) }
