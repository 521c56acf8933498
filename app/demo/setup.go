package demo

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/programme"
	"touchstone/ksb"
)

// setUp returns how the provider, its partners and its staff come to be there.
func (f *filler) setUp() []step {
	start := f.opening()
	var steps []step
	add := func(do func(context.Context) error) {
		start = start.Add(4 * time.Minute)
		steps = append(steps, step{start, do})
	}
	for i := range f.People { // the administrator first, who does the rest
		if m := &f.People[i]; m.Role == account.Administrator {
			add(func(ctx context.Context) error { return f.join(ctx, m) })
		}
	}
	for _, o := range f.Organisations {
		add(func(ctx context.Context) error { return f.partner(ctx, o) })
	}
	for _, name := range f.cohortNames() {
		add(func(ctx context.Context) error { return f.group(ctx, name) })
	}
	for i := range f.People {
		if m := &f.People[i]; m.Role != account.Administrator && m.Role != account.Apprentice && m.Role != account.Assessor {
			add(func(ctx context.Context) error { return f.join(ctx, m) })
		}
	}
	return steps
}

// administrator returns who runs the demonstration's installation, 0 before
// there is anyone.
func (f *filler) administrator() account.PersonID {
	for _, m := range f.People {
		if m.Role == account.Administrator {
			return f.people[m.Key]
		}
	}
	return 0
}

// join adds a person with their password and role.
func (f *filler) join(ctx context.Context, m *member) error {
	p, err := f.accounts.PersonByEmail(ctx, m.email())
	if fault.Is(err, fault.NotFound) {
		p = account.Person{Name: m.Name, Email: m.email()}
		err = f.accounts.AddPerson(ctx, f.administrator(), &p)
	}
	if err != nil {
		return fmt.Errorf("add %s: %w", m.Name, err)
	}
	if !p.Joined {
		if err := f.accounts.SetPassword(ctx, p.ID, p.ID, Password); err != nil {
			return fmt.Errorf("give %s a password: %w", m.Name, err)
		}
	}
	f.people[m.Key] = p.ID
	switch m.Role {
	case account.Administrator, account.Coach, account.IQA:
		return f.accounts.AddGrant(ctx, f.administrator(), account.Grant{Person: p.ID, Role: m.Role, Scope: account.Installation})
	case account.Employer, account.Coordinator:
		return f.accounts.AddGrant(ctx, f.administrator(), account.Grant{Person: p.ID, Role: m.Role,
			Scope: account.Organisation, ScopeID: int64(f.organisations[m.Organisation])})
	}
	return nil
}

func (f *filler) partner(ctx context.Context, o organisation) error {
	there, err := f.programme.Organisations(ctx, o.Kind)
	if err != nil {
		return err
	}
	for _, has := range there {
		if has.Name == o.Name {
			f.organisations[o.Name] = has.ID
			return nil
		}
	}
	add := programme.Organisation{Kind: o.Kind, Name: o.Name}
	err = f.programme.AddOrganisation(ctx, f.administrator(), &add)
	f.organisations[o.Name] = add.ID
	return err
}

// A portfolio is an enrolment that is there.
type portfolio struct {
	id        programme.EnrolmentID
	person    account.PersonID
	coach     account.PersonID
	employer  account.PersonID
	statement map[string]ksb.StatementID // by key
	standard  *ksb.Standard
	option    string    // name
	plan      *ksb.Plan // nil: none chosen
}

// enrol returns how an apprentice joins and is enrolled.
func (f *filler) enrol(e *enrolment) []step {
	before := at(f.calendar.week(e.Started).AddDate(0, 0, -11), 9, 16, e.Apprentice, "joins")
	steps := []step{
		{before, func(ctx context.Context) error { return f.join(ctx, f.member(e.Apprentice)) }},
		{before.Add(11 * time.Minute), func(ctx context.Context) error { return f.enrolment(ctx, e) }},
	}
	for i := range f.People {
		m := &f.People[i]
		for _, sees := range m.Sees {
			if sees == e.Apprentice {
				steps = append(steps, step{at(f.calendar.week(max(1, e.Declared)-1), 9, 9+1, m.Key),
					func(ctx context.Context) error { return f.admit(ctx, m, e) }})
			}
		}
	}
	return steps
}

// admit lets an assessor read a portfolio for two months.
func (f *filler) admit(ctx context.Context, m *member, e *enrolment) error {
	if err := f.join(ctx, m); err != nil {
		return err
	}
	return f.accounts.AddGrant(ctx, f.administrator(), account.Grant{Person: f.people[m.Key], Role: account.Assessor,
		Scope: account.Enrolment, ScopeID: int64(f.portfolios[e.Apprentice].id), ExpiresAt: f.calendar.anchor.AddDate(0, 2, 0)})
}

func (f *filler) enrolment(ctx context.Context, e *enrolment) error {
	var reference, version string
	fmt.Sscanf(e.Standard, "%s %s", &reference, &version) // a standard may have no version
	std, err := f.standards.StandardByReference(ctx, reference, version)
	if err != nil {
		return fmt.Errorf("find standard %s: %w", e.Standard, err)
	}
	p := &portfolio{person: f.people[e.Apprentice], coach: f.people[cmp.Or(e.First, e.Coach)], employer: f.people[e.Contact],
		statement: map[string]ksb.StatementID{}}
	for _, st := range std.Statements {
		p.statement[st.Key] = st.ID
	}
	p.standard, p.option = std, e.Option
	f.portfolios[e.Apprentice] = p
	if err := f.planOf(ctx, e, p); err != nil {
		return err
	}
	there, _, err := f.programme.Enrolments(ctx, programme.Query{Apprentice: p.person})
	if err != nil {
		return err
	}
	for i := range there {
		if there[i].Standard == std.ID {
			p.id = there[i].ID
			return nil
		}
	}
	return f.newEnrolment(ctx, e, p, std)
}

// planOf finds the plan of the data.
func (f *filler) planOf(ctx context.Context, e *enrolment, p *portfolio) error {
	plans, err := f.standards.Plans(ctx, p.standard.ID)
	if err != nil {
		return err
	}
	for _, plan := range plans {
		if plan.Version == e.Plan {
			p.plan, err = f.standards.Plan(ctx, plan.ID)
		}
	}
	return err
}

func (f *filler) newEnrolment(ctx context.Context, e *enrolment, p *portfolio, std *ksb.Standard) error {
	start := f.calendar.week(e.Started)
	new := programme.Enrolment{
		Apprentice: p.person, Standard: std.ID, Employer: f.organisations[e.Employer],
		EmployerContact: f.contactLine(e), Coach: p.coach, Assessment: f.organisations[e.Assessment],
		ULN: e.ULN, Cohort: f.cohorts[f.cohort(e)], StartedOn: start, PlannedEndOn: start.AddDate(0, 0, 7*e.Weeks-3),
	}
	if e.Gateway > 0 {
		new.GatewayOn = start.AddDate(0, 0, 7*e.Gateway)
	}
	for _, o := range std.Options {
		if o.Name == e.Option {
			new.Option = o.ID
		}
	}
	if p.plan != nil {
		new.Plan = p.plan.ID
	}
	if (new.Option == 0) != (e.Option == "") || (new.Plan == 0) != (e.Plan == "") {
		return fmt.Errorf("demonstration data: no option %q or plan %q of %s", e.Option, e.Plan, e.Standard)
	}
	if err := f.programme.Enrol(ctx, f.administrator(), &new); err != nil {
		return fmt.Errorf("enrol %s: %w", e.Apprentice, err)
	}
	p.id = new.ID
	return nil
}

// declare returns how everyone signs for a portfolio that is complete.
func (f *filler) declare(e *enrolment) []step {
	monday := f.calendar.week(e.Declared)
	var steps []step
	for i, role := range []account.Role{account.Apprentice, account.Employer, account.Coach} {
		steps = append(steps, step{at(monday.AddDate(0, 0, i+1), 9, 16, e.Apprentice, string(role)), func(ctx context.Context) error {
			return f.sign(ctx, f.portfolios[e.Apprentice], role)
		}})
	}
	return steps
}

func (f *filler) sign(ctx context.Context, p *portfolio, role account.Role) error {
	signed, err := f.programme.Declarations(ctx, p.id)
	if err != nil {
		return err
	}
	for _, d := range signed {
		if d.Role == role {
			return nil
		}
	}
	who := map[account.Role]account.PersonID{account.Apprentice: p.person, account.Employer: p.employer, account.Coach: p.coach}
	return f.programme.Declare(ctx, p.id, role, who[role])
}
