package app

import (
	"cmp"
	"errors"
	"io"
	"net"
	"time"

	"github.com/gofiber/fiber/v2"
)

// How fast an upload must come: so many bytes in each span. A phone at the edge
// of coverage does ten times as much.
const (
	uploadSpan = 15 * time.Second
	uploadRate = 2 << 10 // bytes a second
)

// uploadBody returns the request's body as it arrives, for routes whose body is
// a stream. It ends in fault.TooLarge beyond limit bytes (at once, if the
// request says its size), in an error if the connection breaks or sends less
// than it said, and in 408 if it is slower than uploadRate.
func (a *App) uploadBody(c *fiber.Ctx, limit int64) (io.Reader, error) {
	size := int64(c.Request().Header.ContentLength())
	if size > limit {
		return nil, tooLarge(limit, size)
	}
	stream := c.Context().RequestBodyStream()
	if stream == nil {
		return nil, errCutShort
	}
	return &uploadReader{from: stream, conn: c.Context().Conn(), limit: limit, size: size, span: cmp.Or(a.cfg.uploadSpan, uploadSpan)}, nil
}

// An uploadReader reads a body as long as it moves.
type uploadReader struct {
	from   io.Reader
	conn   net.Conn
	limit  int64
	size   int64 // as announced; negative: not announced
	span   time.Duration
	got    int64         // in all
	waited time.Duration // in this span: what we did meanwhile is not the sender's fault
	mark   int64         // what had arrived when the span began
}

// Read implements io.Reader.
func (u *uploadReader) Read(p []byte) (int, error) {
	if u.waited >= u.span {
		if float64(u.got-u.mark) < uploadRate*u.span.Seconds() {
			return 0, errSlow
		}
		u.waited, u.mark = 0, u.got
	}
	start := time.Now()
	if err := u.conn.SetReadDeadline(start.Add(u.span)); err != nil {
		return 0, slowOr(err)
	}
	n, err := u.from.Read(p)
	u.waited += time.Since(start)
	u.got += int64(n)
	switch {
	case u.got > u.limit:
		return n, tooLarge(u.limit, u.size)
	case errors.Is(err, io.EOF) && u.size >= 0 && u.got < u.size:
		return n, errCutShort
	case err != nil && !errors.Is(err, io.EOF):
		return n, slowOr(err)
	}
	return n, err
}
