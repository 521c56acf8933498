package app

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
)

// A scope says who may ask for a route at all, before its handler runs.
type scope int

// The scopes.
const (
	public       scope = iota // anyone
	signedIn                  // anyone signed in
	installation              // who may do the route's action in the installation
	portfolio                 // who may do it in the portfolio that :portfolio names
)

// A bodyKind says how a route takes what is sent to it.
type bodyKind int

// The kinds of body.
const (
	ordinary bodyKind = iota // read before the handler, up to 2 MB
	large                    // the same, up to 12 MB
	stream                   // the handler reads it: a.uploadBody
)

// A route is one line of the table of what the application answers. A test asks
// for every route as people of every role.
type route struct {
	method string
	path   string
	scope  scope
	act    account.Action // of installation and portfolio
	body   bodyKind
	slow   bool // an upload or a download: its handler has no time limit
	handle fiber.Handler
}

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// routes returns the table. Parameters in a path are named after what they
// identify, so that the test of all routes can fill them in.
func (a *App) routes() []route {
	return []route{
		{method: get, path: "/", scope: public, handle: a.showHome},
		{method: get, path: "/offline", scope: public, handle: a.showOffline},
		{method: get, path: "/sources", scope: public, handle: a.showSources},

		// Signing in.
		{method: get, path: "/sign-in", scope: public, handle: a.showSignIn},
		{method: post, path: "/sign-in", scope: public, body: large, handle: a.signIn},
		{method: post, path: "/sign-in/demo", scope: public, body: large, handle: a.signInDemo},
		{method: post, path: "/sign-out", scope: public, handle: a.signOut},
		{method: get, path: "/forgotten", scope: public, handle: a.showForgotten},
		{method: post, path: "/forgotten", scope: public, handle: a.sendReset},
		{method: get, path: "/invitations/:token", scope: public, handle: a.showInvitation},
		{method: post, path: "/invitations/:token", scope: public, handle: a.acceptInvitation},
		{method: get, path: "/resets/:token", scope: public, handle: a.showReset},
		{method: post, path: "/resets/:token", scope: public, handle: a.useReset},
		{method: get, path: "/setup/:token", scope: public, handle: a.showSetup},
		{method: post, path: "/setup/:token", scope: public, handle: a.useSetup},

		// Standards and the import of their wording.
		{method: get, path: "/standards", scope: installation, act: account.ReadStandards, handle: a.showStandards},
		{method: get, path: "/standards/:standard", scope: installation, act: account.ReadStandards, handle: a.showStandard},
		{method: get, path: "/standards/:standard/statements/:statement", scope: installation, act: account.ManageStandards, handle: a.showStatementEdit},
		{method: post, path: "/standards/:standard/statements/:statement/code", scope: installation, act: account.ManageStandards, handle: a.editCode},
		{method: post, path: "/standards/:standard/statements/:statement/whom", scope: installation, act: account.ManageStandards, handle: a.moveStatement},
		{method: get, path: "/standards/:standard/options/:option", scope: installation, act: account.ManageStandards, handle: a.showOptionRename},
		{method: post, path: "/standards/:standard/options/:option", scope: installation, act: account.ManageStandards, handle: a.renameOption},
		{method: get, path: "/imports/new", scope: installation, act: account.ManageStandards, handle: a.showNewImport},
		{method: post, path: "/imports", scope: installation, act: account.ManageStandards, body: stream, slow: true, handle: a.addImport},
		{method: get, path: "/imports/:import", scope: installation, act: account.ManageStandards, handle: a.showImport},
		{method: post, path: "/imports/:import/confirm", scope: installation, act: account.ManageStandards, handle: a.confirmImport},
	}
}
