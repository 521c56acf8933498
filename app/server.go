package app

import (
	"cmp"
	"context"
	"net"
	"time"

	"github.com/gofiber/fiber/v2"
)

// How long a connection may take.
const (
	readPatience  = 15 * time.Second // for a request's head and an ordinary body; uploads push it forward
	writePatience = 60 * time.Second // for each piece of an answer, however long the whole takes
	idlePatience  = 75 * time.Second // between two requests
	workPatience  = 10 * time.Second // for a handler, but for uploads and downloads
	stopPatience  = 30 * time.Second // for requests in flight when the program is stopped
)

// newServer returns the server of a's routes. Bodies stream, so every request
// passes the guard first: it never leaves a byte on the connection that could be
// taken for another request.
func (a *App) newServer() *fiber.App {
	server := fiber.New(fiber.Config{
		AppName:                      "Touchstone",
		DisableStartupMessage:        true,
		Immutable:                    true, // kept strings must not change under us
		StreamRequestBody:            true,
		DisablePreParseMultipartForm: true,
		ReadTimeout:                  cmp.Or(a.cfg.readTime, readPatience),
		IdleTimeout:                  idlePatience,
		ReadBufferSize:               16 << 10,
		CaseSensitive:                true,
		ErrorHandler:                 a.showEarlyError,
	})
	server.Server().CloseOnShutdown = true
	server.Use(a.guard, a.answer)
	server.Get("/healthz", a.showHealth)
	server.Get("/readyz", a.showReadiness)
	server.Get("/static/*", a.sendAsset)
	server.Get("/sw.js", a.sendWorker)
	for _, r := range a.table {
		server.Add(r.method, r.path, a.through(r))
		if r.method == fiber.MethodGet {
			server.Add(fiber.MethodHead, r.path, a.through(r))
		}
	}
	server.Use(a.noRoute)
	return server
}

// noRoute answers where there is no route, in the visitor's own frame.
func (a *App) noRoute(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(context.Background(), workPatience)
	defer cancel()
	c.SetUserContext(ctx)
	v := &visit{}
	c.Locals(visitKey, v)
	if err := a.greet(c, v); err != nil {
		return err
	}
	return errNoPage
}

// Serve answers requests on l until Stop. It returns as soon as stopping
// begins: wait for Stop.
func (a *App) Serve(l net.Listener) error { return a.fiber.Listener(patientListener{l}) }

// Listen opens the address of the settings.
func (a *App) Listen(ctx context.Context) (net.Listener, error) {
	return (&net.ListenConfig{}).Listen(ctx, "tcp", a.cfg.Address)
}

// A patientListener gives each write of its connections a time of its own,
// since a deadline for a whole answer would cut off long downloads.
type patientListener struct{ net.Listener }

// Accept implements net.Listener.
func (l patientListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return patientConn{c}, nil
}

type patientConn struct{ net.Conn }

// Write implements net.Conn.
func (c patientConn) Write(p []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(writePatience)); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}

// CloseWrite says that no more will be written.
func (c patientConn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}
