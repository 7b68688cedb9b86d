package arith

import "strconv"

// ParseInt reads s as a plain constant between optional blanks: an optional
// sign, then decimal, octal with a leading 0, hexadecimal with 0x, or
// base#digits. Overflow wraps around. The result is false for anything else
// (an empty text, an expression, a malformed number), which EvalString decides.
func ParseInt(s string) (int64, bool) {
	for len(s) > 0 && blank(s[0]) {
		s = s[1:]
	}
	for len(s) > 0 && blank(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	neg := false
	if len(s) > 0 && (s[0] == '-' || s[0] == '+') {
		neg = s[0] == '-'
		s = s[1:]
	}
	if len(s) == 0 || s[0] < '0' || s[0] > '9' {
		return 0, false
	}
	v := int64(s[0] - '0')
	if len(s) > 1 {
		if v == 0 {
			var msg string
			if v, msg = constant(s); msg != "" {
				return 0, false
			}
		} else {
			for i := 1; i < len(s); i++ {
				d := s[i] - '0'
				if d > 9 {
					var msg string
					if v, msg = constant(s); msg != "" {
						return 0, false
					}
					break
				}
				v = v*10 + int64(d)
			}
		}
	}
	if neg {
		v = -v
	}
	return v, true
}

// constant is the value of s, which starts with a digit, or what is wrong with
// it as a number.
func constant(s string) (v int64, msg string) {
	base, based := int64(10), false
	i := 0
	if s[0] == '0' && len(s) > 1 {
		base, based, i = 8, true, 1
		if s[1] == 'x' || s[1] == 'X' {
			base, i = 16, 2
		}
	}
	for ; i < len(s); i++ {
		c := s[i]
		if c == '#' {
			if based {
				return 0, msgNumber
			}
			if v < 2 || v > 64 {
				return 0, msgBase
			}
			base, based, v = v, true, 0
			if i+1 == len(s) || s[i+1] == '#' {
				return 0, msgConstant
			}
			continue
		}
		d := digit(c, base)
		if d >= base {
			return 0, msgDigit
		}
		v = v*base + d
	}
	return v, ""
}

// digit is the value of c as a digit; 64 if it is none.
func digit(c byte, base int64) int64 {
	switch {
	case '0' <= c && c <= '9':
		return int64(c - '0')
	case 'a' <= c && c <= 'z':
		return int64(c-'a') + 10
	case 'A' <= c && c <= 'Z':
		if base <= 36 {
			return int64(c-'A') + 10
		}
		return int64(c-'A') + 36
	case c == '@':
		return 62
	case c == '_':
		return 63
	}
	return 64
}

// numeric reports whether c can stand in a number after its first digit.
func numeric(c byte) bool { return nameByte(c) || c == '#' || c == '@' }

func nameStart(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_' }

func nameByte(c byte) bool { return nameStart(c) || '0' <= c && c <= '9' }

// blank reports whether c separates tokens. Carriage return does not.
func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' }

// Format is the decimal text of v; that of small numbers costs no memory.
func Format(v int64) string {
	if 100 <= v && v < 1000 {
		i := (v - 100) * 3
		return hundreds[i : i+3]
	}
	return strconv.FormatInt(v, 10)
}
