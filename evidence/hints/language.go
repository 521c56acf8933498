package hints

import "strings"

// A Language is what an account is written in, as far as hints can tell.
type Language string

// The languages.
const (
	English Language = "en"
	Welsh   Language = "cy"
	Foreign Language = "other"
)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// Small words that any text of a language has many of. Those that both have,
// such as "a" and "i", tell nothing.
var (
	smallEnglish = wordSet("the and to of in was that it for on with had at they my he she be this from were have not but which as is by an or if when so then we you me her his their them been would could did do before after because about into all how what who")
	smallWelsh   = wordSet("yr yn ac oedd gyda wedi mae roedd ei ar fy bod gan hynny nid ddim eu y fel wnes gwnes bu cafodd dros trwy drwy hyn hefyd ond oherwydd roeddwn rwyf yw cwsmer gwaith eich ein i'r o'r a'r â'r hwn hon nad roeddem byddaf byddai iddo iddi wrth erbyn")
)

// fewWords is how many words tell too little of their language: they are taken
// for English.
const fewWords = 20

// smallShare is the least share of small words, of a hundred, by which a
// language is known.
const smallShare = 8

// languageOf finds out the language of an account by its small words.
func languageOf(parts []*part) Language {
	var all, english, welsh int
	for _, p := range parts {
		for _, t := range p.tokens {
			all++
			if smallEnglish[t.low] {
				english++
			}
			if smallWelsh[t.low] {
				welsh++
			}
		}
	}
	switch {
	case welsh > english && welsh*100 >= smallShare*all && welsh > 1:
		return Welsh
	case all < fewWords, english*100 >= smallShare*all:
		return English
	}
	return Foreign
}
