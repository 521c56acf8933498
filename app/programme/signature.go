package programme

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/fault"
)

// A Signer is who signs, and from where. Someone signed in is a Person; someone
// who came by a link they were sent is not, but has the Request it belongs to.
type Signer struct {
	Role    account.Role
	Name    string           // of a person, their own is taken
	Job     string           // what they are where they work
	Person  account.PersonID // 0: by link
	Request int64            // 0: signed in
	Address string           // of their device on the network
}

// A Signature is what someone signed. It is never changed.
type Signature struct {
	ID        int64
	Enrolment EnrolmentID
	Subject   string // noun and id: "review 12"
	Words     string // what they agreed to, a sentence
	Content   string // exactly what they were shown, as plain text
	Digest    string // SHA-256 of Content, hex
	Signer
	At time.Time // UTC
}

// Digest returns the SHA-256 of what is shown to be signed, in hex.
func Digest(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

// Sign stores a signature in the transaction that makes it count, and fills in
// its ID, Digest and At, and Name if a person signs. It returns fault.Invalid
// naming "name" for a signature without a name. By a request it uses the request
// up, or returns fault.Conflict.
func Sign(ctx context.Context, tx *db.Tx, s *Signature) error {
	s.Digest, s.At = Digest(s.Content), tx.Now
	if s.Person != 0 {
		if err := tx.Row(ctx, `SELECT name FROM people WHERE id = $1`, s.Person).Scan(&s.Name); err != nil {
			return fmt.Errorf("read who signs: %w", err)
		}
	}
	if s.Name = strings.TrimSpace(s.Name); s.Name == "" {
		var bad fault.Fields
		bad.Add("name", "Enter your name: it is your signature.")
		return bad.Err()
	}
	if s.Request != 0 {
		if err := useRequest(ctx, tx, s); err != nil {
			return err
		}
	}
	const insert = `
		INSERT INTO signatures (enrolment_id, subject, words, content, digest, role, name, job, person_id, request_id, address, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULLIF($9, 0), NULLIF($10, 0), $11, $12)
		RETURNING id`
	err := tx.Row(ctx, insert, s.Enrolment, s.Subject, s.Words, s.Content, s.Digest, s.Role, s.Name, s.Job,
		s.Person, s.Request, s.Address, db.Stamp(&s.At)).Scan(&s.ID)
	if err != nil {
		return fmt.Errorf("add signature: %w", err)
	}
	return audit.Add(ctx, tx, audit.Event{Person: int64(s.Person), Action: "signature.add", Portfolio: int64(s.Enrolment), Subject: s.Subject,
		Detail: map[string]any{"signature": s.ID, "role": s.Role, "name": s.Name, "words": s.Words, "digest": s.Digest, "address": s.Address, "request": s.Request}})
}

// Signatures returns what was signed of a subject, oldest first.
func Signatures(ctx context.Context, tx *db.Tx, id EnrolmentID, subject string) (found []Signature, err error) {
	const query = `
		SELECT id, enrolment_id, subject, words, content, digest, role, name, job, COALESCE(person_id, 0), COALESCE(request_id, 0), address, at
		FROM signatures WHERE enrolment_id = $1 AND subject = $2 ORDER BY id`
	err = tx.Each(ctx, query, []any{id, subject}, func(scan func(...any) error) error {
		var s Signature
		err := scan(&s.ID, &s.Enrolment, &s.Subject, &s.Words, &s.Content, &s.Digest, &s.Role, &s.Name, &s.Job,
			&s.Person, &s.Request, &s.Address, db.Stamp(&s.At))
		found = append(found, s)
		return err
	})
	return found, err
}
