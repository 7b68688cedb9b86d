package pattern

import (
	"unicode"
	"unicode/utf8"
)

// Class is a character class: POSIX XBD 7.3.1 and bash's word and ascii.
type Class uint8

const (
	alnum Class = iota
	alpha
	ascii
	blank
	cntrl
	digit
	graph
	lower
	printable
	punct
	space
	upper
	word
	xdigit
	noClass // no such class
)

// ClassNamed returns the class that [:name:] stands for; ok is false if there is none.
func ClassNamed(name string) (c Class, ok bool) {
	c = classNamed(name)
	return c, c != noClass
}

//go:noinline
func classNamed(name string) Class {
	switch name {
	case "alnum":
		return alnum
	case "alpha":
		return alpha
	case "ascii":
		return ascii
	case "blank":
		return blank
	case "cntrl":
		return cntrl
	case "digit":
		return digit
	case "graph":
		return graph
	case "lower":
		return lower
	case "print":
		return printable
	case "punct":
		return punct
	case "space":
		return space
	case "upper":
		return upper
	case "word":
		return word
	case "xdigit":
		return xdigit
	}
	return noClass
}

// Has reports whether r is in the class. With bytes nothing above 127 is in any, as in the C locale.
func (c Class) Has(r rune, bytes bool) bool {
	if r >= utf8.RuneSelf {
		return !bytes && c.hasWide(r)
	}
	switch c {
	case alnum:
		return alpha.Has(r, bytes) || digit.Has(r, bytes)
	case alpha:
		return 'a' <= r|0x20 && r|0x20 <= 'z'
	case ascii:
		return true
	case blank:
		return r == ' ' || r == '\t'
	case cntrl:
		return r < ' ' || r == 0x7f
	case digit:
		return '0' <= r && r <= '9'
	case graph:
		return ' ' < r && r < 0x7f
	case lower:
		return 'a' <= r && r <= 'z'
	case printable:
		return ' ' <= r && r < 0x7f
	case punct:
		return graph.Has(r, bytes) && !alnum.Has(r, bytes)
	case space:
		return r == ' ' || '\t' <= r && r <= '\r'
	case upper:
		return 'A' <= r && r <= 'Z'
	case word:
		return r == '_' || alnum.Has(r, bytes)
	case xdigit:
		return digit.Has(r, bytes) || 'a' <= r|0x20 && r|0x20 <= 'f'
	}
	return false
}

// hasWide answers for characters above 127 as glibc's UTF-8 locales do: digits of other scripts count as letters, and the
// spaces that do not break are no spaces.
func (c Class) hasWide(r rune) bool {
	switch c {
	case alnum, alpha, word:
		return isAlpha(r)
	case blank:
		return isSpace(r) && r != 0x2028 && r != 0x2029 && r != 0x85
	case cntrl:
		return r < 0xa0 || r == 0x2028 || r == 0x2029
	case graph:
		return isPrint(r) && !isSpace(r)
	case lower:
		return unicode.ToUpper(r) != r || unicode.Is(unicode.Other_Lowercase, r) || unicode.IsLower(r)
	case printable:
		return isPrint(r)
	case punct:
		return isPrint(r) && !isSpace(r) && !isAlpha(r)
	case space:
		return isSpace(r)
	case upper:
		return unicode.ToLower(r) != r || unicode.IsUpper(r)
	}
	return false
}

func isAlpha(r rune) bool {
	return unicode.IsLetter(r) || unicode.Is(unicode.Nd, r) || unicode.Is(unicode.Nl, r) || unicode.Is(unicode.Other_Alphabetic, r)
}

func isSpace(r rune) bool {
	return unicode.IsSpace(r) && r != 0xa0 && r != 0x2007 && r != 0x202f && r != 0x85
}

func isPrint(r rune) bool {
	return r >= 0xa0 && r != 0x2028 && r != 0x2029 && r <= unicode.MaxRune
}

// collating returns the character that a collating symbol stands for: a character itself, or one of the names of the
// portable character set (POSIX XBD 6.1).
func collating(name string, bytes bool) (rune, bool) {
	if name == "" {
		return 0, false
	}
	if r, size := char(name, 0, bytes); size == len(name) {
		return r, true
	}
	for i := range collatingNames {
		if collatingNames[i].name == name {
			return rune(collatingNames[i].char), true
		}
	}
	return 0, false
}

var collatingNames = [...]struct {
	name string
	char byte
}{
	{"NUL", 0}, {"SOH", 1}, {"STX", 2}, {"ETX", 3}, {"EOT", 4}, {"ENQ", 5}, {"ACK", 6}, {"alert", 7}, {"BEL", 7},
	{"backspace", '\b'}, {"BS", '\b'}, {"tab", '\t'}, {"HT", '\t'}, {"newline", '\n'}, {"LF", '\n'},
	{"vertical-tab", '\v'}, {"VT", '\v'}, {"form-feed", '\f'}, {"FF", '\f'}, {"carriage-return", '\r'}, {"CR", '\r'},
	{"SO", 14}, {"SI", 15}, {"DLE", 16}, {"DC1", 17}, {"DC2", 18}, {"DC3", 19}, {"DC4", 20}, {"NAK", 21}, {"SYN", 22},
	{"ETB", 23}, {"CAN", 24}, {"EM", 25}, {"SUB", 26}, {"ESC", 27}, {"IS4", 28}, {"FS", 28}, {"IS3", 29}, {"GS", 29},
	{"IS2", 30}, {"RS", 30}, {"IS1", 31}, {"US", 31}, {"DEL", 0x7f},
	{"space", ' '}, {"exclamation-mark", '!'}, {"quotation-mark", '"'}, {"number-sign", '#'}, {"dollar-sign", '$'},
	{"percent-sign", '%'}, {"ampersand", '&'}, {"apostrophe", '\''}, {"left-parenthesis", '('}, {"right-parenthesis", ')'},
	{"asterisk", '*'}, {"plus-sign", '+'}, {"comma", ','}, {"hyphen", '-'}, {"hyphen-minus", '-'}, {"minus", '-'}, {"dash", '-'},
	{"period", '.'}, {"full-stop", '.'}, {"slash", '/'}, {"solidus", '/'}, {"zero", '0'}, {"one", '1'}, {"two", '2'},
	{"three", '3'}, {"four", '4'}, {"five", '5'}, {"six", '6'}, {"seven", '7'}, {"eight", '8'}, {"nine", '9'},
	{"colon", ':'}, {"semicolon", ';'}, {"less-than-sign", '<'}, {"equals-sign", '='}, {"greater-than-sign", '>'},
	{"question-mark", '?'}, {"commercial-at", '@'}, {"left-square-bracket", '['}, {"backslash", '\\'},
	{"reverse-solidus", '\\'}, {"right-square-bracket", ']'}, {"circumflex", '^'}, {"circumflex-accent", '^'},
	{"underscore", '_'}, {"low-line", '_'}, {"grave-accent", '`'}, {"left-brace", '{'}, {"left-curly-bracket", '{'},
	{"vertical-line", '|'}, {"right-brace", '}'}, {"right-curly-bracket", '}'}, {"tilde", '~'},
}
