package hints

import (
	"fmt"
	"strings"
)

var (
	looksBack = list("next time, differently, in hindsight, hindsight, looking back, i learned, i learnt, i have learned, i have learnt, lesson*, what worked, did not work, didn't work, went wrong, should have, could have, would have, mistake, i would now, with more time, in future, not yet")
	contrast  = list("but, however, although, though, except, did not, didn't, was not, wasn't, were not, less well, mistake*, wrong, should have, could have, missed, forgot, too late, too long, too much, too many, too fast, too slow, harder, difficult, struggled, on the other hand, what did not, unfortunately")
	nothing   = list("nothing, nothing really|much|special|comes|went, nothing at all, nothing i can, none, n a, na, nil, no, all went well, everything went well|fine|smoothly, everything worked, it all|everything went|worked, no problems|issues, not applicable, can't|cannot think of")
)

// saysNothing quotes a part that is a few words for nothing.
func (r *reading) saysNothing(at int) string {
	p := r.parts[at]
	if p.words > 10 {
		return ""
	}
	for _, c := range nothing {
		if !follows(p.tokens, c) {
			continue
		}
		after := strings.TrimSpace(p.text[p.tokens[len(c)-1].to:])
		if len(c) > 1 || after == "" || strings.ContainsRune(".,;:!–-", []rune(after)[0]) {
			return said(p.text)
		}
	}
	return ""
}

func bothSides(r *reading) (where, what string) {
	good, bad := r.parts[worked], r.parts[failed]
	english := r.language == English
	switch {
	case !good.empty() && !bad.empty():
		if says := r.saysNothing(failed); english && says != "" {
			return "failed", fmt.Sprintf("Under what did not work you write %s. A small thing will do: what took longest, or what somebody had to ask twice?", says)
		}
	case !good.empty():
		if !english || !r.index.has(contrast, worked, nextTime) {
			return "failed", fmt.Sprintf("You say what worked, %s, and not what did not.", said(good.text))
		}
	case !bad.empty():
		if r.saysNothing(failed) == "" {
			return "worked", fmt.Sprintf("You say what did not work, %s, and not what did.", said(bad.text))
		}
	case r.a.Kind == writtenAccount && r.wholeStory() && r.story >= weighed && r.parts[nextTime].empty() && english && !r.index.has(looksBack):
		return "worked", "The account ends with the result. Your plan takes reflective accounts: what worked, and what did not?"
	}
	return "", ""
}

func (r *reading) wholeStory() bool {
	for _, p := range r.parts[:worked] {
		if p.empty() {
			return false
		}
	}
	return true
}

var (
	goodResolve = list("do better, be better, get better, try harder, work harder, be more, be less, more confident, more careful, more organised, more organized, more patient, improve, improving, try to, communicate better|more, plan|manage my time, more effectively|efficiently|smoothly, time management, keep it up, keep going, keep up, the same, same again, nothing, do it again, do this again, carry on, continue, learn more, practise more, practice more")
	occasions   = list("#, january, february, march, april, june, july, august, september, october, november, december, monday*, tuesday*, wednesday*, thursday*, friday*, saturday*, sunday*, next week, next month, this week, this month, tomorrow, before, after, until, by the, one to one, first")
)

func nextStep(r *reading) (where, what string) {
	next := r.parts[nextTime]
	if next.empty() {
		if r.parts[worked].empty() && r.parts[failed].empty() || r.index.has(list("next time, i will, i'll, i shall, from now on"), worked, failed) {
			return "", ""
		}
		return "next_time", "You look back, and do not say what you will do next time."
	}
	if r.language != English || r.index.has(occasions, nextTime) && next.words >= 3 {
		return "", ""
	}
	vague, resolves := r.index.find(goodResolve, nextTime), 0
	for _, c := range goodResolve {
		if r.index.has(Cues{c}, nextTime) {
			resolves++
		}
	}
	if vague != "" && (resolves > 1 || next.words < plainResolve) {
		return "next_time", fmt.Sprintf("Next time: %s. What will you do, and on which occasion?", said(next.text))
	}
	if next.words < 5 {
		return "next_time", fmt.Sprintf("Next time: %s. What will you do, and when?", said(next.text))
	}
	return "", ""
}

// Rules and laws as people name them.
var (
	rulesNamed = list(`policy, policies, procedure*, guideline*, guidance, code, codes, regulation*, legislation, act, law, legal, legally, laws, statut*, rule, rules, protocol*, manual, handbook, risk assessment*, method statement*, sop, standard, standards, iso, bs, coshh, gdpr, data protection, fca, consumer duty, cqc, ofsted, hse, care plan, safeguarding, eyfs, instructions, specification, checklist, permit, mandate, authority, terms, contract, process, processes, workflow, style guide, brief, curriculum, framework, our way of, scheme, haccp, consent, confidential*, audit, limit of my, i may`)

	// Words by which a rule is known among others.
	namesRule = list("act, regulation*, legislation, law, code, codes, manual, handbook, haccp, coshh, gdpr, iso, bs, eyfs, framework, checklist, scheme")
	asksRule  = list("polic*, procedure*, regulat*, legislat*, law, laws, legal*, rule, rules, complian*, comply, complies, code of, codes of, guideline*, statut*, health and safety, data protection")
	ruleWords = wordSet("policy policies procedure procedures guidelines")
	noNames   = wordSet("our the company company's their a an and this that any with to of by follow followed all same your my its per in under or these those")
	tellRule  = wordSet("section sections paragraph clause chapter page part step on for about of says asks promises allows sets lets gives wants requires states called")
)

func policy(r *reading) (where, what string) {
	if r.story < namesPolicy {
		return "", ""
	}
	where = "action"
	if r.a.Reflects {
		where = "theory"
	}
	statement, asked := r.asked(asksRule)
	if asked == "" && len(r.a.Claims) > 0 {
		return "", ""
	}
	if !r.index.has(rulesNamed) && r.parts[theory].empty() {
		if asked != "" {
			return where, fmt.Sprintf("%s speaks of %s, and the account names no policy, procedure, rule or law.", statement, said(asked))
		}
		return where, "No policy, procedure, rule or law is mentioned. Which one did you go by?"
	}
	if found := r.unnamedRule(); found != "" && r.parts[theory].words <= 3 && !r.index.has(namesRule) {
		return where, fmt.Sprintf("You write %s. Which one, and which section of it?", said(found))
	}
	return "", ""
}

// unnamedRule returns the first "our policy" or the like, if no policy or
// procedure anywhere has a name before it, such as "the lone working policy", or
// is told more of after it.
func (r *reading) unnamedRule() (first string) {
	for _, p := range r.parts {
		for i, t := range p.tokens {
			if !ruleWords[t.low] {
				continue
			}
			if i == 0 || !noNames[p.tokens[i-1].low] && !ruleWords[p.tokens[i-1].low] {
				return ""
			}
			for _, next := range p.tokens[i+1 : min(i+5, len(p.tokens))] {
				if tellRule[next.low] || isFigure(next.low) {
					return ""
				}
			}
			if first == "" {
				first = p.text[p.tokens[i-1].from:t.to]
			}
		}
	}
	return first
}

var (
	asksTheory  = list("theory, theories, theoretical, models of, model of, models and, models for, principles of, academic")
	namesTheory = list("theory, theories, model, models, cycle, principle*, framework*, method, approach, concept*, pyramid, hierarchy, matrix, technique*, quadrant*, curve, law of, five whys, swot, pestle, smart, kolb*, gibbs*, maslow*, herzberg*, tuckman*, belbin*, vak, according to, reflective, research*, study, studies, ratio*, analysis, textbook, course, module, college, training, taught")
)

func theoryNamed(r *reading) (where, what string) {
	if r.story < namesPolicy || !r.parts[theory].empty() || r.index.has(namesTheory) {
		return "", ""
	}
	if statement, asked := r.asked(asksTheory); asked != "" {
		return "theory", fmt.Sprintf("%s speaks of %s, and the account names none.", statement, said(asked))
	}
	return "", ""
}

// asked returns the first statement claimed whose wording has a cue, with the
// words that fit it.
func (r *reading) asked(cues Cues) (statement, words string) {
	for _, c := range r.a.Claims {
		x := newIndex([]*part{readPart("", "", c.Text)})
		if words = x.find(cues); words != "" {
			return c.Name, words
		}
	}
	return "", ""
}
