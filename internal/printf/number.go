package printf

import "math"

// signed takes the argument of %d and %i.
func (r *run) signed() int64 {
	arg, ok := r.next()
	if !ok {
		return 0
	}
	return r.toSigned(arg)
}

func (r *run) toSigned(arg string) int64 {
	if arg == "" {
		return 0
	}
	if arg[0] == '\'' || arg[0] == '"' {
		return charCode(arg, r.env.Locale)
	}
	u, neg, n, over := parseInt(arg)
	var v int64
	switch {
	case neg && (over || u > 1<<63):
		over, v = true, math.MinInt64
	case neg:
		v = -int64(u)
	case over || u > math.MaxInt64:
		over, v = true, math.MaxInt64
	default:
		v = int64(u)
	}
	r.check(arg, n, over)
	return v
}

// unsigned takes the argument of %u, %o, %x and %X: negative ones wrap round.
func (r *run) unsigned() uint64 {
	arg, ok := r.next()
	if !ok || arg == "" {
		return 0
	}
	if arg[0] == '\'' || arg[0] == '"' {
		return uint64(charCode(arg, r.env.Locale))
	}
	u, neg, n, over := parseInt(arg)
	if over {
		u = math.MaxUint64
	} else if neg {
		u = -u
	}
	r.check(arg, n, over)
	return u
}

// check gives the diagnostics for a number of which n bytes could be read.
func (r *run) check(arg string, n int, over bool) {
	if n < len(arg) {
		kind := "invalid number"
		if arg[0] == '0' && len(arg) > 1 {
			switch c := arg[1]; {
			case c >= '0' && c <= '9':
				kind = "invalid octal number"
			case c == 'x' || c == 'X':
				kind = "invalid hex number"
			}
		}
		r.fail(arg + ": " + kind)
	} else if over {
		r.warn("warning: " + arg + ": Numerical result out of range")
	}
}

// parseInt reads an integer as strtol with base 0 does: blanks, a sign, 0x and hexadecimal, 0 and octal, or decimal
// digits. n is how much of s was read, 0 where there was no number.
func parseInt(s string) (u uint64, neg bool, n int, over bool) {
	i, neg := space(s)
	base := uint64(10)
	if i < len(s) && s[i] == '0' {
		base = 8
		if i+2 < len(s) && s[i+1]|0x20 == 'x' && hexDigit(s[i+2]) >= 0 {
			base = 16
			i += 2
		}
	}
	for ; i < len(s); i++ {
		d := hexDigit(s[i])
		if d < 0 || uint64(d) >= base {
			break
		}
		if u > (math.MaxUint64-uint64(d))/base {
			over = true
		}
		u = u*base + uint64(d)
		n = i + 1
	}
	return u, neg, n, over
}

// space skips white space and a sign.
func space(s string) (i int, neg bool) {
	for i < len(s) && (s[i] == ' ' || s[i] >= '\t' && s[i] <= '\r') {
		i++
	}
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		neg = s[i] == '-'
		i++
	}
	return i, neg
}

// hexDigit returns the value of a hexadecimal digit, or -1.
func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}
