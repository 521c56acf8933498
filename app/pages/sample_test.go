package pages_test

import (
	"fmt"
	"strings"

	"touchstone/app/pages"
)

// coverage is a wall with a statement of every state in each of three types.
func coverage(table bool) pages.Coverage {
	p := pages.Coverage{
		Over: "Team supervisor, Level 3 · month 11 of 18", Title: "Your statements",
		Lead: "27 of 52 accepted.", Rest: "By now the plan expects about 30. Twelve have nothing yet; six of those are knowledge you can show in a discussion with Marcus.",
		Add:    &pages.Link{Text: "Add evidence", Href: "/evidence/new"},
		Shares: pages.Shares{{State: pages.Accepted, N: 27}, {State: pages.Submitted, N: 6}, {State: pages.Returned, N: 2}, {State: pages.Draft, N: 5}, {State: pages.None, N: 12}},
		Note:   &pages.CoverageNote{Lead: "Two statements came back on Friday.", Rest: "Marcus asks which page of the call log shows the check (K11), and why you passed it on when you did (S12).", Do: &pages.Link{Text: "Carry on with the call log", Href: "/evidence/14"}},
		Action: "/statements", Hidden: []pages.Hidden{{Name: "order", Value: "gaps"}},
		Method: "assessment method", Methods: []pages.Option{{Value: "", Label: "All methods (52)"}, {Value: "pd", Label: "Professional discussion (31)"}, {Value: "test", Label: "Scenario test (21)"}},
		Ways:  []pages.Ways{{ID: "order", Label: "Order", Ways: []pages.Way{{Text: "Gaps first", Href: "?order=gaps", Current: true}, {Text: "By code", Href: "?order=code"}}}},
		Table: table, Other: &pages.Link{Text: "See the same as a table", Href: "?view=table"},
	}
	names := strings.Split("What regulators ask of us|Sustainability at work|Support and influence|Equity, diversity and inclusion|Data protection and the law|The commercial picture|Handling difficult accounts|From order to payment: the customer’s journey|Our products and services|Systems, data and their safe use", "|")
	for _, kind := range []struct {
		letter, key, name string
		states            string
	}{{"K", "knowledge", "Knowledge", "nnnnnnrddsssaaaaaaaaaaaaa"}, {"S", "skill", "Skills", "nnnnnrdddssaaaaaaaaaaa"}, {"B", "behaviour", "Behaviours", "nsaaa"}} {
		g := pages.CoverageGroup{Key: kind.key, Name: kind.name, Fact: fmt.Sprintf("%d of %d accepted", strings.Count(kind.states, "a"), len(kind.states))}
		for i, s := range kind.states {
			state := map[rune]pages.State{'n': pages.None, 'r': pages.Returned, 'd': pages.Draft, 's': pages.Submitted, 'a': pages.Accepted}[s]
			st := pages.CoverageStatement{Tile: pages.Tile{Code: fmt.Sprintf("%s%d", kind.letter, i+1), Name: names[i%len(names)], State: state, Href: "/statements/" + kind.letter, Type: kind.key, In: "pd"}, Methods: []string{"Professional discussion"}}
			if state == pages.Accepted {
				st.Words, st.Pieces, st.Last = "Accepted, 2 pieces", 2, "13 Oct"
			}
			g.Statements = append(g.Statements, st)
		}
		p.Groups = append(p.Groups, g)
	}
	return p
}
