package growth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/ksb"
)

// A Store keeps self-audits, what managers say beside them, and who agreed to be
// seen. It is safe for concurrent use. Every method that reads or changes
// something of a person takes the person's id too: the id of somebody else's
// record is fault.NotFound.
type Store struct {
	db        *db.DB
	standards *ksb.Store
}

// NewStore returns a Store over d that reads frameworks from standards.
func NewStore(d *db.DB, standards *ksb.Store) *Store { return &Store{d, standards} }

// record adds an event about a subject such as "self-audit 4". What people grow
// in is theirs and no portfolio's, so it is in no portfolio's timeline.
func record(ctx context.Context, tx *db.Tx, by account.PersonID, action, subject string, detail any) error {
	return audit.Add(ctx, tx, audit.Event{Person: int64(by), Action: action, Subject: subject, Detail: detail})
}

func auditSubject(id AuditID) string { return fmt.Sprintf("self-audit %d", id) }

// digest returns the SHA-256 of a document, in hex.
func digest(document []byte) string {
	sum := sha256.Sum256(document)
	return hex.EncodeToString(sum[:])
}

// tidy ends every line by a line feed alone and leaves out what cannot be seen.
func tidy(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, text))
}
