package pattern

import (
	"strings"
	"unicode/utf8"
)

// HasMeta reports whether pathname expansion treats pat as a pattern: whether it has an unquoted *, ?, a bracket that is
// closed before the next slash, or the beginning of an extended operator, with extglob or without (in bash the option
// decides what it matches, not whether nullglob and failglob apply to it).
//
//go:noinline
func HasMeta(pat string, extglob bool) bool {
	open := false
	for i := 0; i < len(pat); i++ {
		switch pat[i] {
		case '*', '?':
			return true
		case '[':
			open = true
		case ']':
			if open {
				return true
			}
		case '/':
			open = false
		case '+', '@', '!':
			if i+1 < len(pat) && pat[i+1] == '(' {
				return true
			}
		case '\\':
			i++
		}
	}
	return false
}

const special = `\*?[]()|!+@-^:.=`

// Quote returns s with a backslash before every character that may be special anywhere in a pattern, brackets included.
func Quote(s string) string {
	n := 0
	for i := 0; i < len(s); i++ {
		if strings.IndexByte(special, s[i]) >= 0 {
			n++
		}
	}
	if n == 0 {
		return s
	}
	b := make([]byte, 0, len(s)+n)
	for i := 0; i < len(s); i++ {
		if strings.IndexByte(special, s[i]) >= 0 {
			b = append(b, '\\')
		}
		b = append(b, s[i])
	}
	return string(b)
}

// AppendQuoted appends a quoted string to a pattern. A backslash that the pattern ends in, of an expansion, does not
// quote what is quoted already: it is one that is to be matched.
func AppendQuoted(pat []byte, s string) []byte {
	if n := len(pat); n > 0 && pat[n-1] == '\\' && s != "" && s[0] != '/' && strings.IndexByte(special, s[0]) < 0 {
		odd := false
		for n > 0 && pat[n-1] == '\\' {
			n, odd = n-1, !odd
		}
		if odd {
			pat = append(pat, '\\')
		}
	}
	return append(pat, Quote(s)...)
}

// Unquote removes the backslashes that quote: the one before each character that has one. A backslash at the very end
// quotes nothing and stays.
func Unquote(pat string) string {
	i := strings.IndexByte(pat, '\\')
	if i < 0 || i == len(pat)-1 {
		return pat
	}
	b := append(make([]byte, 0, len(pat)), pat[:i]...)
	for ; i < len(pat); i++ {
		if pat[i] == '\\' && i+1 < len(pat) {
			i++
		}
		b = append(b, pat[i])
	}
	return string(b)
}

// QuoteAll returns s with a backslash before every character.
//
//go:noinline
func QuoteAll(s string) string {
	b := make([]byte, 0, 2*len(s))
	for i := 0; i < len(s); i++ {
		if utf8.RuneStart(s[i]) {
			b = append(b, '\\')
		}
		b = append(b, s[i])
	}
	return string(b)
}
