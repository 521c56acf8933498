package programme

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

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

// check tidies what a signer says of themselves. It returns fault.Invalid naming
// "name" or "job".
func (s *Signer) check() error {
	var bad fault.Fields
	s.Name, s.Job = strings.TrimSpace(s.Name), strings.TrimSpace(s.Job)
	if s.Name == "" {
		bad.Add("name", "Enter your name: it is your signature.")
	}
	for field, text := range map[string]string{"name": s.Name, "job": s.Job} {
		if utf8.RuneCountInString(text) > MaxName {
			bad.Add(field, "Keep this to %d characters.", MaxName)
		}
	}
	return bad.Err()
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
	if err := s.Signer.check(); err != nil {
		return err
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

const signatureColumns = `
	id, enrolment_id, subject, words, content, digest, role, name, job, COALESCE(person_id, 0), COALESCE(request_id, 0), address, at
	FROM signatures`

func (s *Signature) columns() []any {
	return []any{&s.ID, &s.Enrolment, &s.Subject, &s.Words, &s.Content, &s.Digest, &s.Role, &s.Name, &s.Job,
		&s.Person, &s.Request, &s.Address, db.Stamp(&s.At)}
}

// Signatures returns what was signed of a subject, or, if it is empty, of
// anything in the enrolment, oldest first.
func Signatures(ctx context.Context, tx *db.Tx, id EnrolmentID, subject string) (found []Signature, err error) {
	const query = `SELECT ` + signatureColumns + ` WHERE enrolment_id = $1 AND ($2 = '' OR subject = $2) ORDER BY id`
	err = tx.Each(ctx, query, []any{id, subject}, func(scan func(...any) error) error {
		var s Signature
		err := scan(s.columns()...)
		found = append(found, s)
		return err
	})
	return found, err
}

// Signatures returns everything that was signed in an enrolment, oldest first.
func (s *Store) Signatures(ctx context.Context, id EnrolmentID) (found []Signature, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		found, err = Signatures(ctx, tx, id, "")
		return err
	})
	return found, err
}

// Signature returns one signature of an enrolment, or fault.NotFound.
func (s *Store) Signature(ctx context.Context, id EnrolmentID, which int64) (g Signature, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		return tx.Row(ctx, `SELECT `+signatureColumns+` WHERE enrolment_id = $1 AND id = $2`, id, which).Scan(g.columns()...)
	})
	return g, err
}
