package document

import (
	"strings"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"
)

// glyphNames are names of glyphs in Adobe's list and their text, letters apart.
var glyphNames = named("space= exclam=! quotedbl=\" numbersign=# dollar=$ percent=% ampersand=& quotesingle=' parenleft=( " +
	"parenright=) asterisk=* plus=+ comma=, hyphen=- minus=− period=. slash=/ zero=0 one=1 two=2 three=3 four=4 five=5 six=6 " +
	"seven=7 eight=8 nine=9 colon=: semicolon=; less=< equal== greater=> question=? at=@ bracketleft=[ backslash=\\ " +
	"bracketright=] asciicircum=^ underscore=_ grave=` braceleft={ bar=| braceright=} asciitilde=~ quoteleft=‘ quoteright=’ " +
	"quotedblleft=“ quotedblright=” quotesinglbase=‚ quotedblbase=„ guilsinglleft=‹ guilsinglright=› guillemotleft=« " +
	"guillemotright=» endash=– emdash=— bullet=• ellipsis=… dagger=† daggerdbl=‡ perthousand=‰ florin=ƒ Euro=€ sterling=£ " +
	"yen=¥ cent=¢ currency=¤ brokenbar=¦ section=§ copyright=© registered=® trademark=™ ordfeminine=ª ordmasculine=º " +
	"logicalnot=¬ degree=° plusminus=± mu=µ paragraph=¶ periodcentered=· onequarter=¼ onehalf=½ threequarters=¾ " +
	"onesuperior=¹ twosuperior=² threesuperior=³ exclamdown=¡ questiondown=¿ multiply=× divide=÷ germandbls=ß ae=æ AE=Æ " +
	"oe=œ OE=Œ oslash=ø Oslash=Ø lslash=ł Lslash=Ł eth=ð Eth=Ð thorn=þ Thorn=Þ dotlessi=ı dcroat=đ Dcroat=Đ ff=ff fi=fi " +
	"fl=fl ffi=ffi ffl=ffl notequal=≠ lessequal=≤ greaterequal=≥ infinity=∞ nbspace= ")

// accents are the endings of names of letters with an accent, and the accent.
var accents = []struct{ name, mark string }{
	{"hungarumlaut", "\u030b"}, {"circumflex", "\u0302"}, {"dotaccent", "\u0307"}, {"dieresis", "\u0308"},
	{"cedilla", "\u0327"}, {"macron", "\u0304"}, {"ogonek", "\u0328"}, {"acute", "\u0301"}, {"grave", "\u0300"},
	{"tilde", "\u0303"}, {"caron", "\u030c"}, {"breve", "\u0306"}, {"ring", "\u030a"},
}

// named reads pairs of a name and its text, parted by spaces; a name without
// text is that of a space.
func named(pairs string) map[string]string {
	names := make(map[string]string)
	for pair := range strings.FieldsSeq(pairs) {
		name, text, _ := strings.Cut(pair, "=")
		if text == "" {
			text = " "
		}
		names[name] = text
	}
	return names
}

// accented returns the text of a letter with an accent, such as eacute, or nothing.
func accented(name string) string {
	for _, a := range accents {
		if letter, ok := strings.CutSuffix(name, a.name); ok && len(letter) == 1 {
			return norm.NFC.String(letter + a.mark)
		}
	}
	return ""
}

// utf16Text decodes big-endian UTF-16.
func utf16Text(b []byte) string {
	var units []uint16
	for ; len(b) > 1; b = b[2:] {
		units = append(units, uint16(b[0])<<8|uint16(b[1]))
	}
	return string(utf16.Decode(units))
}
