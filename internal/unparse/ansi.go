package unparse

import "unicode/utf8"

// ansi decodes the text between $' and ' (bash manual 3.1.2.4).
func ansi(s string) []byte {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		c := s[i]
		i++
		if c != '\\' || i == len(s) {
			b = append(b, c)
			continue
		}
		c = s[i]
		i++
		switch c {
		case 'a':
			b = append(b, 7)
		case 'b':
			b = append(b, 8)
		case 'e', 'E':
			b = append(b, 27)
		case 'f':
			b = append(b, 12)
		case 'n':
			b = append(b, 10)
		case 'r':
			b = append(b, 13)
		case 't':
			b = append(b, 9)
		case 'v':
			b = append(b, 11)
		case '\\', '\'', '"', '?':
			b = append(b, c)
		case '0', '1', '2', '3', '4', '5', '6', '7':
			v, n := number(s[i-1:], 8, 3)
			if byte(v) == 0 {
				return b
			}
			b = append(b, byte(v))
			i += n - 1
		case 'x', 'u', 'U':
			digits := 2
			switch c {
			case 'u':
				digits = 4
			case 'U':
				digits = 8
			}
			at := i
			brace := c == 'x' && i < len(s) && s[i] == '{'
			if brace {
				at, digits = i+1, len(s)
			}
			v, n := number(s[at:], 16, digits)
			if n == 0 {
				b = append(b, '\\', c)
				break
			}
			if i = at + n; brace && i < len(s) && s[i] == '}' {
				i++
			}
			if v == 0 || c == 'x' && byte(v) == 0 {
				return b
			}
			if c == 'x' {
				b = append(b, byte(v))
			} else {
				b = utf8.AppendRune(b, rune(v))
			}
		case 'c':
			if i == len(s) {
				b = append(b, '\\', 'c')
				break
			}
			if c = s[i]; c == '\\' && i+1 < len(s) && s[i+1] == '\\' {
				i++
			}
			i++
			if c == '?' {
				c = 0x7f
			} else if c &= 0x1f; c == 0 {
				return b
			}
			b = append(b, c)
		default:
			b = append(b, '\\', c)
		}
	}
	return b
}

// number reads up to limit digits of the base and returns how many there were.
func number(s string, base uint32, limit int) (v uint32, n int) {
	for n < len(s) && n < limit {
		c := s[n]
		var d uint32
		switch {
		case c >= '0' && c <= '9':
			d = uint32(c - '0')
		case c >= 'a' && c <= 'f':
			d = uint32(c-'a') + 10
		case c >= 'A' && c <= 'F':
			d = uint32(c-'A') + 10
		default:
			return v, n
		}
		if d >= base {
			return v, n
		}
		v = v*base + d
		n++
	}
	return v, n
}
