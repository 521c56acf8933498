package app

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/document"
	"touchstone/app/fault"
)

// Limits on what is read of a body.
const (
	formLimit  = 2 << 20   // bytes, of an ordinary form
	largeLimit = 12 << 20  // bytes, of a form with a document that is no evidence
	drainLimit = 256 << 10 // bytes left over that are read to keep the connection
	lostLimit  = 64 << 20  // bytes read and thrown away so that a refusal arrives
	lostTime   = 10 * time.Second
)

// guard is the outermost step. What a handler leaves unread of a body would be
// taken for the next request on the connection, so the guard reads the rest of
// a short one and hangs up on a long one.
func (a *App) guard(c *fiber.Ctx) error {
	err := c.Next()
	body := c.Context().RequestBodyStream()
	if body == nil {
		return err
	}
	n, drainErr := io.CopyN(io.Discard, body, drainLimit)
	switch {
	case errors.Is(drainErr, io.EOF) && (n < drainLimit):
		return err
	case drainErr != nil || c.Context().Response.IsBodyStream():
		c.Context().Response.SetConnectionClose()
	default:
		hangUp(c)
	}
	return err
}

// hangUp sends the answer, says that no more will come, and reads on for a
// while before it closes: closing at once would reset the connection and the
// answer be lost.
func hangUp(c *fiber.Ctx) {
	response := &c.Context().Response
	response.SetConnectionClose()
	var answer bytes.Buffer
	w := bufio.NewWriter(&answer)
	if response.Write(w) != nil || w.Flush() != nil {
		return
	}
	c.Context().HijackSetNoResponse(true)
	// A response that says close would keep the server from handing over.
	response.Header.ResetConnectionClose()
	c.Context().Hijack(func(conn net.Conn) {
		conn.SetDeadline(time.Now().Add(lostTime))
		if _, err := conn.Write(answer.Bytes()); err != nil {
			return
		}
		if under, ok := conn.(interface{ UnsafeConn() net.Conn }); ok {
			if half, ok := under.UnsafeConn().(interface{ CloseWrite() error }); ok {
				half.CloseWrite()
			}
		}
		io.CopyN(io.Discard, conn, lostLimit)
	})
}

// readBody reads an ordinary body whole. It returns fault.TooLarge, with the
// limit and the size, for one over limit bytes.
func readBody(c *fiber.Ctx, limit int64) error {
	size := int64(c.Request().Header.ContentLength())
	if size > limit {
		return tooLarge(limit, size)
	}
	stream := c.Context().RequestBodyStream()
	if stream == nil {
		return nil
	}
	body, err := io.ReadAll(io.LimitReader(stream, limit+1))
	if err != nil {
		return slowOr(err)
	}
	if int64(len(body)) > limit {
		return tooLarge(limit, 0)
	}
	if size >= 0 && int64(len(body)) != size {
		return errCutShort
	}
	// Reading once more sees the end, after which nothing is left of the body.
	if _, err := stream.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		return slowOr(err)
	}
	c.Request().SetBodyRaw(body)
	return nil
}

var (
	errCutShort error = &statusError{http.StatusBadRequest,
		fault.New(fault.Invalid, "The connection broke before everything arrived. Nothing was changed; try again.")}
	errSlow error = &statusError{http.StatusRequestTimeout,
		fault.New(fault.Invalid, "The connection was too slow or went quiet. Nothing was changed; try again.")}
)

// slowOr tells a connection that went quiet from one that broke.
func slowOr(err error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return errSlow
	}
	return errCutShort
}

// tooLarge says the limit and, where it is known, the size.
func tooLarge(limit, size int64) error {
	if size <= limit {
		return fault.Newf(fault.TooLarge, "The limit here is %s, and this is larger. Nothing was kept.", document.Size(limit))
	}
	return fault.Newf(fault.TooLarge, "The limit here is %s, and this has %s. Nothing was kept.", document.Size(limit), document.Size(size))
}
