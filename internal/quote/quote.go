package quote

import (
	"strings"
	"unicode/utf8"
)

// Shell returns s quoted with backslashes as printf %q prints it (bash manual 4.2, printf), and as $'...' if s holds
// characters that are not printable. The empty string gives two single quotes.
func Shell(s string, loc Locale) string {
	switch {
	case s == "":
		return "''"
	case !printable(s, loc):
		return ansi(s, loc)
	}
	n := 0
	for i := 0; i < len(s); i++ {
		if meta(s, i) || s[i] == ',' {
			n++
		}
	}
	if n == 0 {
		return s
	}
	b := make([]byte, 0, len(s)+n)
	for i := 0; i < len(s); i++ {
		if meta(s, i) || s[i] == ',' {
			b = append(b, '\\')
		}
		b = append(b, s[i])
	}
	return string(b)
}

// AtQ returns s as ${x@Q} and ${x@A} print it (bash manual 3.5.3): in single quotes, or as $'...'.
func AtQ(s string, loc Locale) string {
	if s != "" && !printable(s, loc) {
		return ansi(s, loc)
	}
	return Single(s)
}

// Single returns s in single quotes, as alias and trap print theirs: a quote inside ends them, is written \', and they begin anew;
// a lone quote is \'.
// Nothing else is changed, control characters included.
func Single(s string) string {
	if s == "'" {
		return `\'`
	}
	b := make([]byte, 0, len(s)+2+3*strings.Count(s, "'"))
	b = append(b, '\'')
	for i := 0; i < len(s); i++ {
		if s[i] == '\'' {
			b = append(b, `'\''`...)
		} else {
			b = append(b, s[i])
		}
	}
	return string(append(b, '\''))
}

// Alias returns the value of an alias as the alias builtin prints it.
func Alias(s string) string { return Single(s) }

// Declare returns s as declare -p and export -p print values: in double quotes, or as $'...'.
func Declare(s string, loc Locale) string {
	if !printable(s, loc) {
		return ansi(s, loc)
	}
	return double(s)
}

// SetValue returns s as set without arguments prints values: as it is if that can be read again, else in single
// quotes or as $'...'.
func SetValue(s string, loc Locale) string {
	switch {
	case !printable(s, loc):
		return ansi(s, loc)
	case hasMeta(s):
		return Single(s)
	}
	return s
}

// SetValuePosix is SetValue in posix mode, which knows no $'...'.
func SetValuePosix(s string) string {
	if hasMeta(s) {
		return Single(s)
	}
	return s
}

// XTrace returns a word of a command as set -x prints it. Newlines and tabs stay as they are, within single quotes.
// (bash, too, looks at characters to be quoted before it looks for those that are not printable.)
func XTrace(s string, loc Locale) string {
	if s == "" {
		return "''"
	}
	return XTraceValue(s, loc)
}

// XTraceValue is XTrace for the value of an assignment, where nothing stands for the empty string.
func XTraceValue(s string, loc Locale) string {
	switch {
	case hasMeta(s):
		return Single(s)
	case !printable(s, loc):
		return ansi(s, loc)
	}
	return s
}

// AssocKey returns the key of an associative array as declare -p prints it between brackets: in double quotes or
// as $'...' when needed.
func AssocKey(s string, loc Locale) string {
	switch {
	case !printable(s, loc):
		return ansi(s, loc)
	case s == "" || s == "@" || hasMeta(s):
		return double(s)
	}
	return s
}

// meta reports whether the byte of s at i has a meaning to the shell where it stands, and so must be quoted.
//
//go:noinline
func meta(s string, i int) bool {
	switch s[i] {
	case ' ', '\t', '\n', '\'', '"', '\\', '|', '&', ';', '(', ')', '<', '>', '!', '{', '}', '*', '[', '?', ']', '^', '$', '`':
		return true
	case '~':
		return i == 0 || s[i-1] == '=' || s[i-1] == ':'
	case '#':
		return i == 0
	}
	return false
}

func hasMeta(s string) bool {
	for i := 0; i < len(s); i++ {
		if meta(s, i) {
			return true
		}
	}
	return false
}

// double returns s in double quotes.
//
//go:noinline
func double(s string) string {
	b := make([]byte, 0, len(s)+8)
	b = append(b, '"')
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"', '\\', '$', '`':
			b = append(b, '\\')
		}
		b = append(b, s[i])
	}
	return string(append(b, '"'))
}

// ansi returns s in the form $'...'; what is not printable is a letter escape or three octal digits for each byte.
func ansi(s string, loc Locale) string {
	b := make([]byte, 0, len(s)+16)
	b = append(b, "$'"...)
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf && loc == UTF8 {
			r, n := utf8.DecodeRuneInString(s[i:])
			if (r != utf8.RuneError || n > 1) && IsPrint(r) {
				b = append(b, s[i:i+n]...)
			} else {
				for _, c := range []byte(s[i : i+n]) {
					b = appendOctal(b, c)
				}
			}
			i += n
			continue
		}
		i++
		switch {
		case c == '\'' || c == '\\':
			b = append(b, '\\', c)
		case c >= ' ' && c < 0x7f:
			b = append(b, c)
		case c == 0x1b:
			b = append(b, `\E`...)
		case c >= '\a' && c <= '\r':
			b = append(b, '\\', "abtnvfr"[c-'\a'])
		default:
			b = appendOctal(b, c)
		}
	}
	return string(append(b, '\''))
}

//go:noinline
func appendOctal(b []byte, c byte) []byte {
	return append(b, '\\', '0'+c>>6, '0'+c>>3&7, '0'+c&7)
}
