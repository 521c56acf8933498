package finding

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"
)

// A token is a word of a text that may say something: its stem, and where it
// stands in the text, in bytes.
type token struct {
	stem     string
	from, to int
	begins   bool // a sentence or a line begins here, or between it and the token before
}

// A reader makes tokens of texts and remembers the stems of words it has seen.
type reader struct {
	stems  map[string]string // of words as they stand, lower case; empty: a stop word
	words  int               // read so far, stop words among them
	digits int               // of those, the ones that begin with a digit
	stops  int               // of those, the stop words
}

func newReader() *reader { return &reader{stems: make(map[string]string)} }

// tokens returns the words of a text but the stop words, at most most of them.
// Words are runs of letters and digits; what stands after an apostrophe, and
// hyphens, do not belong to them. Whole reports whether it got to the end.
func (r *reader) tokens(text string, most int) (out []token, whole bool) {
	from, begins, after := -1, true, false
	end := func(to int) {
		if from < 0 {
			return
		}
		if !after {
			if stem := r.stem(text[from:to]); stem != "" {
				out = append(out, token{stem, from, to, begins})
				begins = false
			}
		}
		from = -1
	}
	for i, c := range text {
		if unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsMark(c) {
			if from < 0 {
				if len(out) >= most {
					return out, false
				}
				from = i
			}
			continue
		}
		apostrophe := from >= 0 && (c == '\'' || c == '’')
		if apostrophe && text[i-1] == 'n' && strings.HasPrefix(text[i+utf8.RuneLen(c):], "t") {
			after = true // "won't" has nothing to do with winning
		}
		end(i)
		after = apostrophe
		begins = begins || strings.ContainsRune(".!?;:\n\f", c)
	}
	end(len(text))
	return out, true
}

// stem returns what a word has in common with its other forms, or the empty
// string for a word that says nothing by itself.
func (r *reader) stem(word string) string {
	r.words++
	if isNumber(word) {
		r.digits++
	}
	stem, known := r.stems[word]
	if !known {
		stem = stemOf(word)
		r.stems[word] = stem
	}
	if stem == "" {
		r.stops++
	}
	return stem
}

// longestWord is how many bytes a word may have that is stemmed; longer ones are
// addresses and the like.
const longestWord = 30

func stemOf(word string) string {
	word = strings.ToLower(word)
	if stops[word] {
		return ""
	}
	if base, odd := irregular[word]; odd {
		word = base
	}
	if len(word) > longestWord || strings.IndexFunc(word, func(c rune) bool { return c < 'a' || c > 'z' }) >= 0 {
		return word
	}
	return english.Stem(british(word), true)
}

// british spells with -ise what may be spelt with -ize, and behaviour with a u,
// so that both have one stem.
func british(word string) string {
	for _, ending := range []string{"ize", "ized", "izes", "izing", "izer", "ization", "izations", "yze", "yzed", "yzing"} {
		if before, ok := strings.CutSuffix(word, ending); ok && len(before) > 2 {
			return before + strings.Replace(ending, "z", "s", 1)
		}
	}
	if strings.HasPrefix(word, "behavior") || strings.HasPrefix(word, "favor") || strings.HasPrefix(word, "labor") || strings.HasPrefix(word, "honor") {
		return strings.Replace(word, "or", "our", 1)
	}
	return word
}

// set makes a set of the words of a text.
func set(text string) map[string]bool {
	all := make(map[string]bool)
	for word := range strings.FieldsSeq(text) {
		all[word] = true
	}
	return all
}

// stops are words that say nothing of what a text is about, nor help a phrase to.
var stops = set(`a about after again all also although always am among an and any anyone anything are as at b be became because
	become been being both but by c can cannot could d did do does doing done during e either else ever everything f few
	for from further g get gets getting go goes going gone got h had has have having he her here hers herself him himself his however
	i in into is it its itself j just k l ll m made make makes making may me might mine most much must my n nearly need
	needed o of often on onto or otherwise our ours ourselves p per perhaps put q quite r rather re really s she
	should since so some someone something soon still such t than that the their theirs them themselves then there these they thing
	things this those though till to too toward towards u us use used uses using v ve very via w was we well went were
	when where which while who whose will with within would x y yes yet you your yours yourself z com www http https mr mrs ms`)

// small are words that help phrases and say nothing by themselves.
var small = set(`up off out over down back not no never own why how if what say said first next one two three myself before above below
	every once until upon without whole part lot between each many more other others same several through together less field`)

// irregular are forms that no ending tells.
var irregular = map[string]string{
	"rang": "ring", "rung": "ring", "paid": "pay", "told": "tell", "wrote": "write", "written": "write", "spoke": "speak",
	"spoken": "speak", "kept": "keep", "sold": "sell", "felt": "feel", "taught": "teach", "led": "lead", "met": "meet",
	"took": "take", "taken": "take", "gave": "give", "given": "give", "sent": "send", "lent": "lend", "spent": "spend",
	"bought": "buy", "brought": "bring", "caught": "catch", "thought": "think", "sought": "seek", "found": "find", "left": "leave",
	"lost": "lose", "held": "hold", "heard": "hear", "knew": "know", "known": "know", "grew": "grow", "grown": "grow",
	"drew": "draw", "drawn": "draw", "broke": "break", "broken": "break", "chose": "choose", "chosen": "choose", "fell": "fall",
	"fallen": "fall", "rose": "rise", "risen": "rise", "saw": "see", "seen": "see", "came": "come", "began": "begin",
	"begun": "begin", "drove": "drive", "driven": "drive", "dealt": "deal", "meant": "mean", "understood": "understand",
	"stood": "stand", "built": "build", "ran": "run", "sat": "sit", "shown": "show", "hid": "hide", "hidden": "hide",
	"learnt": "learn", "stuck": "stick", "swore": "swear", "sworn": "swear", "withdrew": "withdraw", "withdrawn": "withdraw",
	"overcame": "overcome", "undertook": "undertake", "undertaken": "undertake", "arose": "arise", "forgot": "forget",
	"forgotten": "forget", "children": "child", "people": "person", "women": "woman", "men": "man", "wives": "wife",
	"lives": "life", "analyses": "analysis", "criteria": "criterion", "better": "better", "won": "win", "died": "die", "dying": "die",
}
