package reports

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"touchstone/app/blob"
	"touchstone/app/db"
	"touchstone/evidence"
)

// Made says what the files of a submission hold.
type Made struct {
	PDF  Summary     `json:"pdf"`
	Pack PackSummary `json:"pack"`
}

// MakeSubmission makes the PDF and the pack of a submission from its frozen
// document alone, stores both in files and notes that it is ready. Made again
// they are the same bytes. Progress is told how many parts are done, and what of.
func (s Stores) MakeSubmission(ctx context.Context, files blob.Store, id evidence.SubmissionID, progress func(done, total int, what string)) (Made, error) {
	var document []byte
	err := s.DB.View(ctx, func(tx *db.Tx) (err error) {
		document, err = evidence.SubmissionDocumentIn(ctx, tx, id)
		return err
	})
	if err != nil {
		return Made{}, err
	}
	frozen, err := ReadSubmission(document)
	if err != nil {
		return Made{}, err
	}
	open := func(ctx context.Context, ref blob.Ref) (blob.Blob, error) { return files.Open(ctx, ref) }
	// The PDF reads every file once, the pack twice.
	whole := 3 * (len(frozen.Files) + 5)
	var made Made
	pdf, err := store(ctx, files, func(w io.Writer) error {
		made.PDF, err = frozen.Report().Write(ctx, w, open, func(done, total int) { progress(done*whole/3/max(total, 1), whole, "Portfolio PDF") })
		return err
	})
	if err != nil {
		return Made{}, fmt.Errorf("make PDF of submission: %w", err)
	}
	pack, err := store(ctx, files, func(w io.Writer) error {
		made.Pack, err = WritePack(ctx, w, document, pdf, open, func(done, total int) { progress(whole/3+done*(whole-whole/3)/max(total, 1), whole, "Pack") })
		return err
	})
	if err != nil {
		return Made{}, fmt.Errorf("make pack of submission: %w", err)
	}
	summary, err := json.Marshal(made)
	if err != nil {
		return Made{}, fmt.Errorf("sum up submission: %w", err)
	}
	return made, s.DB.Update(ctx, func(tx *db.Tx) error {
		u, err := evidence.SubmissionIn(ctx, tx, id)
		if err != nil {
			return err
		}
		return evidence.FinishSubmission(ctx, tx, &u, pdf, pack, string(summary))
	})
}

// StorePDF makes the PDF of a frozen submission and stores it in files.
func StorePDF(ctx context.Context, files blob.Store, document []byte, open Opener) (blob.Ref, error) {
	frozen, err := ReadSubmission(document)
	if err != nil {
		return "", err
	}
	return store(ctx, files, func(w io.Writer) error {
		_, err := frozen.Report().Write(ctx, w, open, nil)
		return err
	})
}

// store stores what write writes.
func store(ctx context.Context, files blob.Store, write func(io.Writer) error) (blob.Ref, error) {
	pr, pw := io.Pipe()
	written := make(chan error, 1)
	go func() {
		err := write(pw)
		pw.CloseWithError(err)
		written <- err
	}()
	ref, _, err := files.Put(ctx, pr)
	pr.CloseWithError(err) // ends write if Put failed
	if writeErr := <-written; writeErr != nil {
		return "", writeErr
	}
	return ref, err
}
