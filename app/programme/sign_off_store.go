package programme

import (
	"context"
	"fmt"
	"slices"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/fault"
	"touchstone/app/notify"
	"touchstone/ksb"
)

// SignOffsIn returns how far the signatures that a plan asks for at gateway have
// come. Content is what is signed, as it is now.
func SignOffsIn(ctx context.Context, tx *db.Tx, id EnrolmentID, plan *ksb.Plan, content string) (s SignOffs, err error) {
	err = tx.Row(ctx, `SELECT asked_at FROM sign_off_rounds WHERE enrolment_id = $1`, id).Scan(db.Stamp(&s.Asked))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return s, err
	}
	signed, err := Signatures(ctx, tx, id, gatewaySubject)
	s.Steps = SignOffsOf(plan.Gateway.SignOffs, signed, Digest(content))
	return s, err
}

// AskSignOffs asks people to sign at gateway, one after the other in the order
// of the plan. It returns fault.Conflict if the plan asks for no signature, or
// they were asked already.
func AskSignOffs(ctx context.Context, tx *db.Tx, id EnrolmentID, by account.PersonID, plan *ksb.Plan, content string) error {
	if len(plan.Gateway.SignOffs) == 0 {
		return fault.New(fault.Conflict, "The assessment plan asks for no signatures here.")
	}
	before, err := SignOffsIn(ctx, tx, id, plan, content)
	if err != nil {
		return err
	}
	if !before.Asked.IsZero() {
		return fault.New(fault.Conflict, "People were asked already, and whoever is next knows.")
	}
	if err := openSignOffs(ctx, tx, id, by, plan, content); err != nil {
		return err
	}
	return record(ctx, tx, by, "signoff.ask", id, map[string]any{"digest": Digest(content), "plan": plan.ID})
}

// openSignOffs begins the round of an enrolment.
func openSignOffs(ctx context.Context, tx *db.Tx, id EnrolmentID, by account.PersonID, plan *ksb.Plan, content string) error {
	const insert = `INSERT INTO sign_off_rounds (enrolment_id, digest, asked_by, asked_at) VALUES ($1, $2, NULLIF($3, 0), $4)`
	if _, err := tx.Exec(ctx, insert, id, Digest(content), by, db.Stamp(&tx.Now)); err != nil {
		return fmt.Errorf("begin sign-offs: %w", err)
	}
	_, err := layOutSignOffs(ctx, tx, id, by, plan, content)
	return err
}

// layOutSignOffs keeps the steps of a round as they stand by what was signed,
// and lets whoever is next be waited for.
func layOutSignOffs(ctx context.Context, tx *db.Tx, id EnrolmentID, by account.PersonID, plan *ksb.Plan, content string) (s SignOffs, err error) {
	if s, err = SignOffsIn(ctx, tx, id, plan, content); err != nil {
		return s, err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM sign_offs WHERE enrolment_id = $1`, id); err != nil {
		return s, fmt.Errorf("clear sign-offs: %w", err)
	}
	for i, step := range s.Steps {
		var signature int64
		if step.Signature != nil {
			signature = step.Signature.ID
		}
		const insert = `INSERT INTO sign_offs (enrolment_id, position, role, words, signature_id) VALUES ($1, $2, $3, $4, NULLIF($5, 0))`
		if _, err := tx.Exec(ctx, insert, id, i+1, step.Role, step.Words, signature); err != nil {
			return s, fmt.Errorf("add sign-off: %w", err)
		}
	}
	next := s.Next()
	if next == nil {
		return s, Settle(ctx, tx, id, WaitSignOff, int64(id))
	}
	// Whoever is waited for already is not asked anew.
	others := slices.DeleteFunc(slices.Clone(account.Roles), func(r account.Role) bool { return r == next.Role })
	if err := Settle(ctx, tx, id, WaitSignOff, int64(id), others...); err != nil {
		return s, err
	}
	return s, Await(ctx, tx, Wait{Enrolment: id, Role: next.Role, Kind: WaitSignOff, Subject: int64(id), By: by})
}

// SignOffGateway signs what is handed over, as the plan asks of the signer's
// role, and asks whoever signs next. Shown is the digest of what the signer
// saw. It returns fault.Conflict if that is not the content now, the role has
// signed already, others sign first, or the apprenticeship has ended; and
// fault.Forbidden for a role that the plan asks nothing of.
func SignOffGateway(ctx context.Context, tx *db.Tx, id EnrolmentID, plan *ksb.Plan, content, shown string, by Signer) error {
	if shown != Digest(content) {
		return fault.New(fault.Conflict, "What is handed over changed while you were reading, so nothing is signed yet. It is shown as it is now: read it again.")
	}
	var state State
	if err := tx.Row(ctx, `SELECT state FROM enrolments WHERE id = $1`, id).Scan(&state); err != nil {
		return err
	}
	if !state.Current() {
		return ErrEnded
	}
	before, err := SignOffsIn(ctx, tx, id, plan, content)
	if err != nil {
		return err
	}
	step, err := before.Turn(by.Role)
	if err != nil {
		return err
	}
	if before.Asked.IsZero() {
		if err := openSignOffs(ctx, tx, id, by.Person, plan, content); err != nil {
			return err
		}
	}
	sig := Signature{Enrolment: id, Subject: gatewaySubject, Words: step.Words, Content: content, Signer: by}
	if err := Sign(ctx, tx, &sig); err != nil {
		return err
	}
	after, err := layOutSignOffs(ctx, tx, id, by.Person, plan, content)
	if err != nil || after.Next() != nil {
		return err
	}
	return tellSignedOff(ctx, tx, id, by, &sig)
}

// tellSignedOff tells coach and apprentice that everybody has signed.
func tellSignedOff(ctx context.Context, tx *db.Tx, id EnrolmentID, by Signer, last *Signature) error {
	name, err := apprenticeName(ctx, tx, id)
	if err != nil {
		return err
	}
	n := notify.Notice{By: int64(by.Person), Kind: notify.SignOffDone, Path: gatewayPath(id), Key: fmt.Sprintf("sign-off done %d", last.ID)}
	n.Text = "Everybody has signed what is handed over of " + name + "’s portfolio."
	if err := TellRole(ctx, tx, id, account.Coach, n); err != nil {
		return err
	}
	n.Text = "Everybody has signed what is handed over of your portfolio."
	return TellRole(ctx, tx, id, account.Apprentice, n)
}

// HandOverChanged sees whether what is handed over, whose content is as it is
// now, differs from what people are asked to sign. What was signed then no
// longer holds: whoever signed is told, and asked again in turn.
func HandOverChanged(ctx context.Context, tx *db.Tx, id EnrolmentID, by account.PersonID, plan *ksb.Plan, content string) error {
	var was string
	if err := tx.Row(ctx, `SELECT digest FROM sign_off_rounds WHERE enrolment_id = $1`, id).Scan(&was); err != nil {
		return err
	}
	held, asked, err := heldSignOffs(ctx, tx, id)
	if err != nil || was == Digest(content) && slices.Equal(asked, plan.Gateway.SignOffs) {
		return err
	}
	if err := tx.Change(ctx, `UPDATE sign_off_rounds SET digest = $2 WHERE enrolment_id = $1`, id, Digest(content)); err != nil {
		return fmt.Errorf("change what is signed: %w", err)
	}
	after, err := layOutSignOffs(ctx, tx, id, by, plan, content)
	if err != nil {
		return err
	}
	var void []string
	for i := range held {
		if after.holds(held[i].ID) {
			continue
		}
		void = append(void, held[i].Name)
		if err := tellVoid(ctx, tx, by, &held[i]); err != nil {
			return err
		}
	}
	return record(ctx, tx, by, "signoff.change", id, map[string]any{"before": was, "after": Digest(content), "void": void})
}

func (s *SignOffs) holds(signature int64) bool {
	for i := range s.Steps {
		if g := s.Steps[i].Signature; g != nil && g.ID == signature {
			return true
		}
	}
	return false
}

// heldSignOffs returns the signatures of a round that held, and what was asked
// for.
func heldSignOffs(ctx context.Context, tx *db.Tx, id EnrolmentID) (held []Signature, asked []ksb.SignOff, err error) {
	all, err := Signatures(ctx, tx, id, gatewaySubject)
	if err != nil {
		return nil, nil, err
	}
	const query = `SELECT role, words, COALESCE(signature_id, 0) FROM sign_offs WHERE enrolment_id = $1 ORDER BY position`
	err = tx.Each(ctx, query, []any{id}, func(scan func(...any) error) error {
		var want ksb.SignOff
		var signature int64
		err := scan(&want.By, &want.Words, &signature)
		asked = append(asked, want)
		for i := range all {
			if all[i].ID == signature {
				held = append(held, all[i])
			}
		}
		return err
	})
	return held, asked, err
}

// tellVoid tells whoever signed that what they signed has changed: in the app,
// or at the address their link went to.
func tellVoid(ctx context.Context, tx *db.Tx, by account.PersonID, s *Signature) error {
	name, err := apprenticeName(ctx, tx, s.Enrolment)
	if err != nil {
		return err
	}
	n := notify.Notice{By: int64(by), Kind: notify.SignOffChanged, Portfolio: int64(s.Enrolment), Path: gatewayPath(s.Enrolment), Key: fmt.Sprintf("sign-off void %d", s.ID)}
	if s.Person != 0 {
		n.Person = int64(s.Person)
		n.Text = "What you signed of " + name + "’s portfolio has changed since, so your signature no longer holds. You will be asked again."
		if s.Role == account.Apprentice {
			n.Text = "What you signed of your portfolio has changed since, so your signature no longer holds. You will be asked again."
		}
		return notify.Tell(ctx, tx, n)
	}
	r, err := requestIn(ctx, tx, s.Enrolment, RequestID(s.Request))
	if err != nil {
		return err
	}
	if !r.ByHand {
		body := fmt.Sprintf("Dear %s,\n\nwhat %s signed of %s’s portfolio has changed since, so that signature no longer holds. You need not do anything now: if a new one is needed, you will be sent a new link.\n",
			r.Name, s.Name, name)
		if err := notify.Send(ctx, tx, notify.Message{To: r.Email, Subject: "Changed since it was signed: " + name + "’s portfolio", Body: body}); err != nil {
			return err
		}
	}
	n.Person, n.Text = int64(r.By), "What "+s.Name+" signed of "+name+"’s portfolio has changed since. Ask again when it is the employer’s turn."
	return notify.Tell(ctx, tx, n)
}

func gatewayPath(id EnrolmentID) string { return fmt.Sprintf("/portfolios/%d/gateway", id) }

// apprenticeName returns whose enrolment it is.
func apprenticeName(ctx context.Context, tx *db.Tx, id EnrolmentID) (name string, err error) {
	err = tx.Row(ctx, `SELECT p.name FROM enrolments e JOIN people p ON p.id = e.apprentice_id WHERE e.id = $1`, id).Scan(&name)
	return name, err
}
