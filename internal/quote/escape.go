package quote

import (
	"unicode/utf8"

	"entrysh/internal/nocmp"
	"entrysh/internal/strfn"
)

// ANSIC decodes what stands between the quotes of $'...' (bash manual 3.1.2.4). A NUL, however written, ends the
// string, as in bash. Unknown escapes stay as they are.
func ANSIC(s string, loc Locale) string {
	i := strfn.IndexByte(s, '\\')
	if i < 0 {
		return s
	}
	b := append(make([]byte, 0, len(s)), s[:i]...)
	for i < len(s) {
		if s[i] != '\\' {
			if s[i] == 0 {
				break
			}
			b = append(b, s[i])
			i++
			continue
		}
		var end bool
		at, n := len(b), 0
		if b, n, end = ansiEscape(b, s[i+1:], loc); end {
			return string(b[:at])
		}
		i += 1 + n
	}
	return string(b)
}

// Expand is ${x@E} (bash manual 3.5.3): s with its escapes decoded as in $'...'.
func Expand(s string, loc Locale) string { return ANSIC(s, loc) }

// ansiEscape appends to b what an escape in $'...' stands for. s begins after the backslash; n is how much of it was
// used. nul is true where the escape is a NUL.
func ansiEscape(b []byte, s string, loc Locale) (out []byte, n int, nul bool) {
	if s == "" {
		return append(b, '\\'), 0, false
	}
	c := s[0]
	if x, ok := letter(c); ok {
		return append(b, x), 1, false
	}
	switch c {
	case '\'', '"', '?':
		return append(b, c), 1, false
	case '0', '1', '2', '3', '4', '5', '6', '7':
		v, n := octal(s, 3)
		return append(b, v), n, v == 0
	case 'x':
		if len(s) > 1 && s[1] == '{' {
			v, n := hex(s[2:], len(s))
			n += 2
			if n < len(s) && s[n] == '}' {
				n++
			}
			return append(b, byte(v)), n, byte(v) == 0
		}
		if v, n := hex(s[1:], 2); n > 0 {
			return append(b, byte(v)), 1 + n, v == 0
		}
	case 'u', 'U':
		if v, n := hex(s[1:], uniDigits(c)); n > 0 {
			return AppendRune(b, v, loc), 1 + n, v == 0
		}
	case 'c':
		if len(s) > 1 {
			v, n := control(s[1]), 2
			if s[1] == '\\' && len(s) > 2 && s[2] == '\\' {
				n = 3
			}
			return append(b, v), n, v == 0
		}
	}
	return append(b, '\\', c), 1, false
}

// AppendEcho appends s to dst with its escapes decoded as echo -e does (bash manual 4.2, echo): octal only as \0nnn.
// stop is true where \c ends all output.
func AppendEcho(dst []byte, s string, loc Locale) (out []byte, stop bool) {
	for {
		i := strfn.IndexByte(s, '\\')
		if i < 0 || i == len(s)-1 {
			return append(dst, s...), false
		}
		dst = append(dst, s[:i]...)
		c := s[i+1]
		s = s[i+2:]
		if x, ok := letter(c); ok {
			dst = append(dst, x)
			continue
		}
		var n int
		var v uint32
		switch c {
		case 'c':
			return dst, true
		case '0':
			var o byte
			o, n = octal(s, 3)
			dst = append(dst, o)
			s = s[n:]
			continue
		case 'x':
			if v, n = hex(s, 2); n > 0 {
				dst = append(dst, byte(v))
			}
		case 'u', 'U':
			if v, n = hex(s, uniDigits(c)); n > 0 {
				dst = AppendRune(dst, v, loc)
			}
		}
		if n == 0 {
			dst = append(dst, '\\', c)
		}
		s = s[n:]
	}
}

// AppendPrintfB appends s to dst with its escapes decoded as printf %b does (bash manual 4.2, printf). stop is true
// where \c ends all output. warn gets a text like "missing hex digit for \x".
func AppendPrintfB(dst []byte, s string, loc Locale, warn func(string)) (out []byte, stop bool) {
	for {
		i := strfn.IndexByte(s, '\\')
		if i < 0 || i == len(s)-1 {
			return append(dst, s...), false
		}
		dst = append(dst, s[:i]...)
		s = s[i+1:]
		n := 1
		switch c := s[0]; c {
		case 'c':
			return dst, true
		case '\'', '"', '?':
			dst = append(dst, '\\', c)
		case '0':
			var v byte
			v, n = octal(s, 4)
			dst = append(dst, v)
		default:
			var e Escape
			e, n = PrintfEscape(s)
			dst = e.Append(dst, loc, warn)
		}
		s = s[n:]
	}
}

// Escape is a backslash escape in a format of printf.
type Escape struct {
	_    nocmp.Mark
	Lit  string // what it stands for, or "" where it is a code point
	Warn string // a diagnostic to give each time it is used, or ""
	Rune uint32
}

// PrintfEscape decodes an escape in the format operand of printf. s is not empty and begins after the backslash; n
// is how much of it was used.
func PrintfEscape(s string) (e Escape, n int) {
	c := s[0]
	if x, ok := letter(c); ok {
		return Escape{Lit: oneByte(x)}, 1
	}
	switch c {
	case '\'', '"', '?':
		return Escape{Lit: s[:1]}, 1
	case '0', '1', '2', '3', '4', '5', '6', '7':
		v, n := octal(s, 3)
		return Escape{Lit: oneByte(v)}, n
	case 'x':
		if v, n := hex(s[1:], 2); n > 0 {
			return Escape{Lit: oneByte(byte(v))}, 1 + n
		}
		return Escape{Lit: `\x`, Warn: `missing hex digit for \x`}, 1
	case 'u', 'U':
		if v, n := hex(s[1:], uniDigits(c)); n > 0 {
			return Escape{Rune: v}, 1 + n
		}
		if c == 'u' {
			return Escape{Lit: `\u`, Warn: `missing unicode digit for \u`}, 1
		}
		return Escape{Lit: `\U`, Warn: `missing unicode digit for \U`}, 1
	}
	return Escape{Lit: `\` + s[:1]}, 1
}

// Append appends what e stands for.
func (e Escape) Append(dst []byte, loc Locale, warn func(string)) []byte {
	if e.Lit == "" {
		return AppendRune(dst, e.Rune, loc)
	}
	if e.Warn != "" && warn != nil {
		warn(e.Warn)
	}
	return append(dst, e.Lit...)
}

// AppendRune appends the code point v as \u and \U do: in UTF-8, with the long forms above 0x10ffff and surrogates
// as they come; nothing for what UTF-8 never had; in the C locale what is not ASCII is written \uXXXX or \UXXXXXXXX.
func AppendRune(dst []byte, v uint32, loc Locale) []byte {
	if v < utf8.RuneSelf {
		return append(dst, byte(v))
	}
	if loc == C && v <= 0x7fffffff {
		digits := 4
		if v > 0xffff {
			digits = 8
			dst = append(dst, `\U`...)
		} else {
			dst = append(dst, `\u`...)
		}
		for sh := 4 * (digits - 1); sh >= 0; sh -= 4 {
			dst = append(dst, "0123456789ABCDEF"[v>>sh&15])
		}
		return dst
	}
	n, lead := 0, byte(0)
	switch {
	case v < 0x800:
		n, lead = 1, 0xc0
	case v < 0x10000:
		n, lead = 2, 0xe0
	case v < 0x200000:
		n, lead = 3, 0xf0
	case v < 0x4000000:
		n, lead = 4, 0xf8
	case v < 0x80000000:
		n, lead = 5, 0xfc
	default:
		return dst
	}
	dst = append(dst, lead|byte(v>>(6*n)))
	for n--; n >= 0; n-- {
		dst = append(dst, 0x80|byte(v>>(6*n))&0x3f)
	}
	return dst
}

// letter returns what the escapes of one letter that all dialects share stand for.
//
//go:noinline
func letter(c byte) (byte, bool) {
	switch c {
	case 'a':
		return '\a', true
	case 'b':
		return '\b', true
	case 'e', 'E':
		return 0x1b, true
	case 'f':
		return '\f', true
	case 'n':
		return '\n', true
	case 'r':
		return '\r', true
	case 't':
		return '\t', true
	case 'v':
		return '\v', true
	case '\\':
		return '\\', true
	}
	return 0, false
}

// octal reads up to max octal digits.
//
//go:noinline
func octal(s string, max int) (v byte, n int) {
	for n < max && n < len(s) && s[n] >= '0' && s[n] <= '7' {
		v = v<<3 | (s[n] - '0')
		n++
	}
	return v, n
}

// hex reads up to max hexadecimal digits.
func hex(s string, max int) (v uint32, n int) {
	for n < max && n < len(s) {
		var d byte
		switch c := s[n]; {
		case c >= '0' && c <= '9':
			d = c - '0'
		case c >= 'a' && c <= 'f':
			d = c - 'a' + 10
		case c >= 'A' && c <= 'F':
			d = c - 'A' + 10
		default:
			return v, n
		}
		v = v<<4 | uint32(d)
		n++
	}
	return v, n
}

func uniDigits(c byte) int {
	if c == 'u' {
		return 4
	}
	return 8
}

// control returns the control character of \cx.
func control(c byte) byte {
	if c == '?' {
		return 0x7f
	}
	return c & 0x1f
}

// oneByte returns the string of one byte without allocating.
func oneByte(c byte) string { return bytes[int(c) : int(c)+1] }

const bytes = "" +
	"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f" +
	" !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~\x7f" +
	"\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x90\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9a\x9b\x9c\x9d\x9e\x9f" +
	"\xa0\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xab\xac\xad\xae\xaf\xb0\xb1\xb2\xb3\xb4\xb5\xb6\xb7\xb8\xb9\xba\xbb\xbc\xbd\xbe\xbf" +
	"\xc0\xc1\xc2\xc3\xc4\xc5\xc6\xc7\xc8\xc9\xca\xcb\xcc\xcd\xce\xcf\xd0\xd1\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xd9\xda\xdb\xdc\xdd\xde\xdf" +
	"\xe0\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xeb\xec\xed\xee\xef\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe\xff"
