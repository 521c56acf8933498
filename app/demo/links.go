package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"touchstone/app/programme"
)

// ask sends who stands for an employer without an account a link, has it opened,
// and returns them as who signs by it. A link that an earlier Fill sent for the
// same is used.
func (f *filler) ask(ctx context.Context, e *enrolment, purpose programme.Purpose, subject int64, digest string) (by programme.Signer, err error) {
	r, err := f.request(ctx, e, purpose, subject)
	if err != nil {
		return by, err
	}
	f.clock.set(f.clock.now().Add(40 * time.Minute))
	if r.OpenedAt.IsZero() {
		if err := f.programme.OpenRequest(ctx, &r, digest, "198.51.100.77"); err != nil {
			return by, fmt.Errorf("open request: %w", err)
		}
	}
	by = r.Signer()
	by.Address = "198.51.100.77"
	return by, nil
}

// request returns the request that waits for the same, or a new one.
func (f *filler) request(ctx context.Context, e *enrolment, purpose programme.Purpose, subject int64) (r programme.Request, err error) {
	p := f.portfolios[e.Apprentice]
	there, err := f.programme.Requests(ctx, p.id)
	if err != nil {
		return r, err
	}
	for _, r := range there {
		if r.Purpose == purpose && r.Subject == subject && r.State(f.clock.now()) == programme.RequestWaits {
			return r, nil
		}
	}
	name, job, _ := strings.Cut(f.contactLine(e), ", ")
	r = programme.Request{Enrolment: p.id, Purpose: purpose, Subject: subject, Name: name, Job: job, Email: keyOf(name) + "@example.com", By: p.coach}
	return r, f.send(ctx, &r)
}
