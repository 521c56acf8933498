package hints

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// plural writes a count with its noun: "1 word", "1,204 words".
func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + one + "s"
}

func thousands(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

// and joins names: "Task, Action and Result".
func and(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

func missingParts(r *reading) (where, what string) {
	if r.story < shortStory {
		return "", ""
	}
	var missing []string
	for _, p := range r.parts[:worked] {
		if !p.empty() {
			continue
		}
		if len(missing) == 0 {
			where = p.field
		}
		missing = append(missing, p.name)
	}
	if len(missing) == 0 {
		return "", ""
	}
	return where, fmt.Sprintf("Nothing is written under %s yet.", and(missing))
}

func length(r *reading) (where, what string) {
	act := r.parts[action]
	switch {
	case r.story > longStory:
		return longest(r), fmt.Sprintf("The account has %s words. Keep what shows the statements you claim, and put the rest into a file.", thousands(r.story))
	case r.parts[ownPart].words > longPart:
		return "own_part", fmt.Sprintf("Own part has %s.", plural(r.parts[ownPart].words, "word"))
	case r.story == 0 || !r.a.told():
	case r.story < shortStory:
		return shortest(r), fmt.Sprintf("The account has %s so far.", plural(r.story, "word"))
	case !act.empty() && act.words < shortAction:
		return "action", fmt.Sprintf("The action has %s of %d in the account.", plural(act.words, "word"), r.story)
	}
	for _, p := range r.parts[:ownPart] {
		if p.words > longPart {
			return p.field, fmt.Sprintf("%s has %s. Keep the steps that mattered.", p.name, plural(p.words, "word"))
		}
	}
	return "", ""
}

func longest(r *reading) string {
	at := r.parts[situation]
	for _, p := range r.parts[:worked] {
		if p.words > at.words {
			at = p
		}
	}
	return at.field
}

// shortest is where a short account is to go on: at the action, unless nothing
// after the situation is begun.
func shortest(r *reading) string {
	if r.parts[task].empty() && r.parts[action].empty() && !r.parts[situation].empty() {
		return "situation"
	}
	return "action"
}

func proportion(r *reading) (where, what string) {
	for _, p := range r.parts[:worked] {
		if p.empty() {
			return "", ""
		}
	}
	if r.story < weighed {
		return "", ""
	}
	share := func(words int) int { return (100*words + r.story/2) / r.story }
	before := r.parts[situation].words + r.parts[task].words
	act, end := r.parts[action].words, r.parts[result].words
	switch {
	case 100*act < leastAction*r.story:
		return "action", fmt.Sprintf("The action has %s of %s, %d %%. It is the part that shows what you can do.", plural(act, "word"), thousands(r.story), share(act))
	case 100*before > mostBefore*r.story:
		return "situation", fmt.Sprintf("Situation and task have %s of %s words, %d %%. Shorten what was before, and say more of what you did.", thousands(before), thousands(r.story), share(before))
	case 100*end < leastResult*r.story:
		return "result", fmt.Sprintf("The result has %s of %s. Say what was different afterwards.", plural(end, "word"), thousands(r.story))
	}
	return "", ""
}

// Words by which a result can be checked.
var (
	numbers = list("two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen, fourteen, fifteen, sixteen, seventeen, eighteen, nineteen, twenty, thirty, forty, fifty, sixty, seventy, eighty, ninety, hundred, thousand, million, half, halved, third, quarter*, double*, twice, once, first, second, dozen, none, all of, both, every, no one, nobody, nothing, no more, no further, never, zero, per cent, percent")
	days    = list("monday, tuesday, wednesday, thursday, friday, saturday, sunday, january, february, march, april, june, july, august, september, october, november, december, yesterday, today, tomorrow, same day, next day, next morning, this week, next week, last week, in time, on time, overnight, weekly, daily, monthly, deadline, ever since, since then")

	outcomes = list(`paid, repaid, pays, payment, cleared, settled, signed, signs, passed, failed, approved, accepted, agreed, rejected, refused, refunded, withdrawn, closed, opened, reopened, won, lost, kept, saved, fixed, mended, repaired, replaced, resolved, solved, delivered, arrived, received, recovered, returned, reached, reduced, fell, falls, dropped, rose, risen, grew, increased, decreased, cut, shortened, stopped, stops, ended, finished, completed, complete, adopted, introduced, installed, published, launched, taken up, rolled out, in use, still used, is used, are used, now use*, now uses, no longer, instead, booked, hired, promoted, appointed, certified, qualified, awarded, graded, marked, merged, shipped, released, deployed, restored, working again, works again, back in, went out, came in, came back, wrote back, rang back, replied, answered, thanked, apologised, apologized, complained, corrected, put right, discharged, healed, walked, slept, ate, gained, found, showed, proved, confirmed, chose, chosen, changed, asked me, asked us, invited, renewed, cancelled, lifted, raised, sold, ordered, placed an order, handed over, moved, stayed, left the|his|her|their|our|its|on|at|for|hospital, joined, began, started, is now, are now, can now, now has, now have, now goes, hangs, was put, were put`)

	wellMeant = list("went|worked well|smoothly|fine|okay|ok, went really|very|quite well|smoothly, happy, happier, pleased, satisfied, delighted, grateful, relieved, impressed, over the moon, praised, smil*, positive, positively, successful*, a success, successes, good|great|excellent|nice result|outcome|feedback|experience|job, better, improved, improvement, worked out, as expected, as planned, felt good|great|proud|confident|better, feel good|great|proud|confident|better, more confident, confidence, enjoyed, no problems, no issues, everything was fine|good|ok|okay, understood, understand, appreciated, benefit*, helped, useful, made a difference, learned|learnt a lot")
)

func vagueResult(r *reading) (where, what string) {
	end := r.parts[result]
	if end.words < 3 || strings.ContainsFunc(end.text, unicode.IsDigit) {
		return "", ""
	}
	for _, some := range []Cues{numbers, days, outcomes} {
		if r.index.has(some, result) {
			return "", ""
		}
	}
	if vague := r.index.find(wellMeant, result); vague != "" {
		return "result", fmt.Sprintf("The result says %s, and no figure, date or outcome beside it.", said(vague))
	}
	return "", ""
}
