package hints

import (
	"fmt"
	"strings"
	"unicode"
)

var (
	iWords  = wordSet("i i'm i've i'd i'll myself")
	weWords = wordSet("we we're we've we'd we'll ourselves")
	meWords = wordSet("i i'm i've i'd i'll myself me my mine we we're we've we'd we'll us our ours ourselves")
)

// count returns how many words of a set some parts have outside quotations.
func (r *reading) count(set map[string]bool, parts ...int) (n int) {
	for _, at := range parts {
		for _, t := range r.parts[at].tokens {
			if set[t.low] && !t.quoted {
				n++
			}
		}
	}
	return n
}

func weNotI(r *reading) (where, what string) {
	if r.count(iWords, ownPart) > 0 {
		return "", ""
	}
	told := []int{task, action, result, ownPart}
	we, i := r.count(weWords, told...), r.count(iWords, told...)
	if we < manyWe || we < 2*i {
		return "", ""
	}
	where, field := r.parts[action].field, action
	for _, at := range told {
		if r.count(weWords, at) > r.count(weWords, field) {
			where, field = r.parts[at].field, at
		}
	}
	return where, fmt.Sprintf("You write “we” %s and “I” %s: %s. Which of it was you?", times(we), times(i), said(r.around(field, weWords)))
}

func times(n int) string {
	switch n {
	case 0:
		return "nowhere"
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return thousands(n) + " times"
}

// around returns the words from the first of a set on.
func (r *reading) around(at int, set map[string]bool) string {
	p := r.parts[at]
	for i, t := range p.tokens {
		if set[t.low] && !t.quoted {
			return p.text[t.from:p.tokens[min(i+7, len(p.tokens)-1)].to]
		}
	}
	return ""
}

var (
	wasWords  = wordSet("was were been being")
	doneWords = wordSet("sent made done found put told paid rung written taken given held kept set drawn shown brought bought built cut chosen spoken read seen begun")
)

// feltWords end like what was done and say how somebody or something was.
var feltWords = wordSet("tired worried crowded pleased interested excited concerned confused scared stressed relieved")

// nobodyActs counts what "was done" in an action that has no person in it.
func nobodyActs(r *reading) (where, what string) {
	p := r.parts[action]
	if r.count(meWords, action, ownPart) > 0 {
		return "", ""
	}
	n, first := 0, ""
	for i, t := range p.tokens {
		if !wasWords[t.low] || t.quoted {
			continue
		}
		for _, next := range p.tokens[i+1 : min(i+3, len(p.tokens))] { // "was then sent"
			if doneWords[next.low] || len(next.low) > 4 && strings.HasSuffix(next.low, "ed") && !feltWords[next.low] {
				if n++; first == "" {
					first = p.text[p.tokens[max(0, i-2)].from:next.to]
				}
				break
			}
		}
	}
	if n < manyPassives {
		return "", ""
	}
	return "action", fmt.Sprintf("Nobody does anything in the action: %s, and %d more such. Who did it?", said(first), n-1)
}

func hardToRead(r *reading) (where, what string) {
	var words, sentences, long, most int
	var longest string
	for _, p := range r.parts {
		n, text, size := p.sentences()
		words += len(p.tokens)
		sentences += n
		for _, t := range p.tokens {
			if len([]rune(t.low)) > 6 {
				long++
			}
		}
		if size > most {
			where, longest, most = p.field, text, size
		}
	}
	if most > longSentence {
		return where, fmt.Sprintf("One sentence has %d words: %s. Where could it be two?", most, said(longest))
	}
	if words < readable {
		return "", ""
	}
	if lix := words/sentences + 100*long/words; lix >= hardReading {
		return "", fmt.Sprintf("It reads hard: LIX %d, with %d words in an average sentence and %d of a hundred words longer than six letters.", lix, words/sentences, 100*long/words)
	}
	return "", ""
}

func capitals(r *reading) (where, what string) {
	for _, p := range r.parts {
		if p.words < shoutWords {
			continue
		}
		var upper, letters int
		for _, c := range p.text {
			if unicode.IsUpper(c) {
				upper++
			}
			if unicode.IsLetter(c) {
				letters++
			}
		}
		if letters > 0 && 100*upper >= shouting*letters {
			return p.field, fmt.Sprintf("%s is written in capitals: %s.", p.name, said(p.text))
		}
	}
	return "", ""
}

func markup(r *reading) (where, what string) {
	for _, p := range r.parts {
		if p.tags >= manyTags {
			return p.field, fmt.Sprintf("%s has %d tags that came with pasting, and they will be printed as they are.", p.name, p.tags)
		}
	}
	return "", ""
}

func language(r *reading) (where, what string) {
	switch r.language {
	case English:
		return "", ""
	case Welsh:
		return "", "This account is in Welsh, as far as we can tell. Hints about wording are left out."
	}
	return "", "This account does not read like English to us. Hints about wording are left out."
}
