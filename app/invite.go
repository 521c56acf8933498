package app

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"touchstone/app/account"
	"touchstone/app/db"
	"touchstone/app/notify"
	"touchstone/app/programme"
)

// The subjects of messages with a secret link in them.
const (
	invitationSubject = "Your invitation to Touchstone"
	resetSubject      = "A new password for Touchstone"
)

// An invitation is what one needs to invite a person.
type invitation struct {
	Person account.Person
	Role   account.Role // empty, or of an enrolment: it comes with the enrolment
	At     int64        // the organisation of an employer or a coordinator
}

// send stores the person with their role, if they are new, and puts the
// invitation in the outbox. It returns the link's address, which is shown this
// once. It returns fault.Invalid naming a field of the person, "role" or
// "organisation".
func (i *invitation) send(ctx context.Context, d *db.DB, by account.PersonID, cfg *Config) (link string, err error) {
	err = d.Update(ctx, func(tx *db.Tx) error {
		i.Person.ID = 0
		if err := account.AddPerson(ctx, tx, by, &i.Person); err != nil {
			return err
		}
		if err := i.grant(ctx, tx, by); err != nil {
			return err
		}
		link, err = sendInvitation(ctx, tx, by, i.Person, cfg)
		return err
	})
	return link, err
}

func (i *invitation) grant(ctx context.Context, tx *db.Tx, by account.PersonID) error {
	switch i.Role {
	case "", account.Apprentice, account.Assessor:
		return nil
	}
	return giveRole(ctx, tx, by, i.Person.ID, i.Role, i.At)
}

// giveRole gives a person a role in the organisation at, or, if nobody has the
// role in an organisation, in the installation. It returns fault.Invalid naming
// "role" or "organisation".
func giveRole(ctx context.Context, tx *db.Tx, by, person account.PersonID, role account.Role, at int64) error {
	if _, member := programme.MemberOf(role); member {
		return programme.AddMember(ctx, tx, by, person, role, programme.OrganisationID(at))
	}
	return account.AddGrant(ctx, tx, by, account.Grant{Person: person, Role: role, Scope: account.Installation})
}

// sendInvitation makes a person's invitation link, puts it in the outbox and
// returns its address. Earlier invitations end.
func sendInvitation(ctx context.Context, tx *db.Tx, by account.PersonID, p account.Person, cfg *Config) (string, error) {
	if err := notify.Withdraw(ctx, tx, p.Email, invitationSubject); err != nil {
		return "", err
	}
	return firstInvitation(ctx, tx, by, p, cfg)
}

// firstInvitation is sendInvitation to someone who has none yet.
func firstInvitation(ctx context.Context, tx *db.Tx, by account.PersonID, p account.Person, cfg *Config) (string, error) {
	token, err := account.MakeLink(ctx, tx, by, account.Invitation, p.ID)
	if err != nil {
		return "", err
	}
	link := cfg.BaseURL.String() + "/invitations/" + token
	return link, notify.Send(ctx, tx, notify.Message{To: p.Email, Subject: invitationSubject,
		Body: "Dear " + p.Name + ",\n\n" + cfg.Provider + " invites you to Touchstone, where apprentices keep the evidence of their work. " +
			"To choose a password and begin, open this link within seven days; it works once:\n\n" + link + "\n"})
}

// sendReset makes a person's link to choose a new password and puts it in the
// outbox. Earlier ones end.
func sendReset(ctx context.Context, tx *db.Tx, by account.PersonID, p account.Person, cfg *Config) error {
	token, err := account.MakeLink(ctx, tx, by, account.Reset, p.ID)
	if err != nil {
		return err
	}
	if err := notify.Withdraw(ctx, tx, p.Email, resetSubject); err != nil {
		return err
	}
	return notify.Send(ctx, tx, notify.Message{To: p.Email, Subject: resetSubject,
		Body: "Dear " + p.Name + ",\n\nsomeone, perhaps you, asked for a new password for Touchstone at " + cfg.Provider +
			". To choose one, open this link within an hour:\n\n" + cfg.BaseURL.String() + "/resets/" + token +
			"\n\nIf it was not you, do nothing: your password stays as it is.\n"})
}

// invite adds a person from the command line.
func invite(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	f := newFlags("invite")
	folder, asJSON := dataFlag(f), jsonFlag(f)
	email := f.String("email", "", "the person's e-mail `address`")
	name := f.String("name", "", "what the person is called")
	role := f.String("role", "", "their role: administrator, coach, iqa, employer, apprentice, coordinator or assessor")
	at := f.Int64("organisation", 0, "for an employer or a coordinator, the organisation's `number`")
	more := "An apprentice's and an assessor's role comes with their enrolment.\n"
	if status, goOn := parse(f, args, more, stdout, stderr); !goOn {
		return status
	}
	if !noArguments(f, stderr) {
		return exitUsage
	}
	if *email == "" || *name == "" || !isRole(*role) {
		fmt.Fprintf(stderr, "touchstone invite: -email, -name and a known -role are needed. touchstone invite -h lists the roles.\n")
		return exitUsage
	}
	cfg, err := LoadConfig(os.Environ())
	if err != nil {
		return failed(stderr, err)
	}
	in, err := OpenBeside(ctx, *folder)
	if err != nil {
		return failed(stderr, err)
	}
	defer in.Close()
	i := invitation{Person: account.Person{Name: *name, Email: *email}, Role: account.Role(strings.ToLower(*role)), At: *at}
	link, err := i.send(ctx, in.DB, 0, &cfg)
	if err != nil {
		return failed(stderr, err)
	}
	if *asJSON {
		return printJSON(stdout, map[string]any{"person": i.Person.ID, "email": i.Person.Email, "link": link})
	}
	fmt.Fprintf(stdout, "%s is invited. This link works once, for seven days:\n\n  %s\n", i.Person.Name, link)
	return exitDone
}

func isRole(name string) bool {
	for _, r := range account.Roles {
		if string(r) == strings.ToLower(name) {
			return true
		}
	}
	return false
}
