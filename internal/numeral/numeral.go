// Package numeral reads whole numbers. Package strconv does so too, but its errors alone are 6 kB.
package numeral

import "math"

// Int reads decimal digits, after a sign or none. ok is false if s is anything else, or more than an int holds; n is
// then the closest there is.
func Int(s string) (n int, ok bool) {
	limit, negative := uint64(math.MaxInt), false
	if s != "" && (s[0] == '+' || s[0] == '-') {
		negative, s = s[0] == '-', s[1:]
		if negative {
			limit++
		}
	}
	ok = s != ""
	v := uint64(0)
	for i := 0; i < len(s); i++ {
		switch d := uint64(s[i] - '0'); {
		case d > 9:
			return 0, false
		case !ok:
		case v > (limit-d)/10:
			v, ok = limit, false
		default:
			v = v*10 + d
		}
	}
	if negative {
		return -int(v), ok
	}
	return int(v), ok
}
