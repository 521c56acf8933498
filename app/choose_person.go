package app

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"touchstone/app/account"
	"touchstone/app/pages"
)

// listedPeople is how many people a list to choose one from holds at most.
// Beyond it, a name or an address is typed.
const listedPeople = 200

// named puts the id of the person whom a field names in its place, so that the
// form goes on as if they had been chosen from a list. A field that holds an id
// already, or nothing, stays; one that names nobody, or several, is wrong.
func (a *App) named(ctx context.Context, f *form, field string, role account.Role) error {
	typed := f.typed[field]
	if _, err := strconv.ParseInt(typed, 10, 64); err == nil || typed == "" {
		return nil
	}
	search := typed
	if i := strings.LastIndex(typed, ", "); i >= 0 && strings.Contains(typed[i:], "@") { // as the form itself writes it
		search = typed[i+2:]
	}
	found, total, err := a.accounts.People(ctx, account.PeopleQuery{Search: search, Role: role, Limit: listedPeople})
	if err != nil {
		return err
	}
	var same []account.Listed
	for _, p := range found {
		if p.Email == account.TidyEmail(search) || strings.EqualFold(p.Name, search) {
			same = append(same, p)
		}
	}
	switch {
	case len(same) == 1:
		found, total = same, 1
	case len(same) > 1:
		found, total = same, len(same)
	}
	switch {
	case total == 1:
		f.typed[field] = idText(found[0].ID)
	case total == 0:
		f.wrong.Add(field, "Nobody is called %s here or has that address. Check the spelling, or invite them first.", typed)
	default:
		f.wrong.Add(field, "%s Give the e-mail address of the one you mean.", several(typed, found, total))
	}
	return nil
}

// several says who is meant by what several are called.
func several(typed string, found []account.Listed, total int) string {
	var who []string
	for _, p := range found[:min(3, len(found))] {
		who = append(who, p.Name+" ("+p.Email+")")
	}
	text := fmt.Sprintf("%d people are found by %s: %s", total, typed, strings.Join(who, ", "))
	if total > len(who) {
		text += " and others"
	}
	return text + "."
}

// personField turns a field that chooses a person into one in which they are
// named, and shows an id as whom it means.
func (a *App) personField(ctx context.Context, field *pages.Field) error {
	field.Hint = "Their name or e-mail address. " + field.Hint
	field.Attrs = map[string]any{"autocomplete": "off", "spellcheck": "false"}
	id, err := strconv.ParseInt(field.Value, 10, 64)
	if err != nil || id <= 0 {
		return nil
	}
	p, err := a.accounts.Person(ctx, account.PersonID(id))
	if err == nil {
		field.Value = p.Name + ", " + p.Email
	}
	return nil // whoever is not here any more is shown as the number that was sent
}
