package timefmt

import (
	"strconv"
	"time"
)

// rule is a TZ value of the form std offset [dst [offset] [,start[/time],end[/time]]] (POSIX XBD 8.3).
type rule struct {
	std, dst       string
	stdOff, dstOff int    // seconds east of UTC
	change         string // "start/time,end/time", as time.Location reads it
}

// fromRule returns the zone of a rule. Without an offset it is UTC by the name that the rule begins with.
func fromRule(tz string) *time.Location {
	r, ok := parseRule(tz)
	if !ok {
		return time.FixedZone(r.std, 0)
	}
	if r.dst == "" {
		return time.FixedZone(r.std, r.stdOff)
	}
	loc, err := time.LoadLocationFromTZData("Local", r.tzif())
	if err != nil {
		return time.FixedZone(r.std, r.stdOff)
	}
	return loc
}

// parseRule reads as much of a rule as makes sense: what is wrong after the first offset is left out, and missing or
// wrong dates are those of the United States, as in glibc.
func parseRule(tz string) (r rule, ok bool) {
	rest := tz
	if r.std, rest, ok = zoneName(rest); !ok {
		return rule{}, false
	}
	var off int
	if off, rest, ok = zoneOffset(rest); !ok {
		return r, false
	}
	r.stdOff = -off
	if r.dst, rest, ok = zoneName(rest); !ok {
		r.dst = ""
		return r, true
	}
	r.dstOff = r.stdOff + 3600
	if off, s, ok := zoneOffset(rest); ok {
		r.dstOff, rest = -off, s
	}
	start, rest, ok := changeDate(rest)
	if !ok {
		r.change = "M3.2.0/2,M11.1.0/2"
		return r, true
	}
	end, _, ok := changeDate(rest)
	if !ok {
		end = "M11.1.0/2"
	}
	r.change = start + "," + end
	return r, true
}

// zoneName reads three letters or more, or three or more letters, digits and signs within < and >.
func zoneName(s string) (name, rest string, ok bool) {
	n := 0
	if s != "" && s[0] == '<' {
		for n = 1; n < len(s) && (letter(s[n]) || digit(s[n]) || s[n] == '+' || s[n] == '-'); n++ {
		}
		if n < 4 || n == len(s) || s[n] != '>' {
			return "", s, false
		}
		return s[1:n], s[n+1:], true
	}
	for n < len(s) && letter(s[n]) {
		n++
	}
	return s[:n], s[n:], n >= 3
}

// zoneOffset reads [+-]hh[:mm[:ss]]; what is too large is the largest there is, 24:59:59.
func zoneOffset(s string) (sec int, rest string, ok bool) { return clock(s, 24) }

// clock reads [+-]hh[:mm[:ss]] into seconds.
func clock(s string, maxHour int) (sec int, rest string, ok bool) {
	sign := 1
	if s != "" && (s[0] == '+' || s[0] == '-') {
		if s[0] == '-' {
			sign = -1
		}
		s = s[1:]
	}
	h, s, ok := number(s)
	if !ok {
		return 0, s, false
	}
	sec = min(h, maxHour) * 3600
	for unit := 60; unit >= 1 && s != "" && s[0] == ':'; unit /= 60 {
		v, rest, ok := number(s[1:])
		if !ok {
			break
		}
		sec += min(v, 59) * unit
		s = rest
	}
	return sign * sec, s, true
}

// changeDate reads ,Mm.w.d[/time] ,Jn[/time] or ,n[/time] and returns it with the time in full.
func changeDate(s string) (date, rest string, ok bool) {
	if s == "" || s[0] != ',' {
		return "", s, false
	}
	s = s[1:]
	switch {
	case s != "" && s[0] == 'M':
		var v [3]int
		s = s[1:]
		for i := range v {
			if i > 0 {
				if s == "" || s[0] != '.' {
					return "", s, false
				}
				s = s[1:]
			}
			if v[i], s, ok = number(s); !ok {
				return "", s, false
			}
		}
		if v[0] < 1 || v[0] > 12 || v[1] < 1 || v[1] > 5 || v[2] > 6 {
			return "", s, false
		}
		date = "M" + strconv.Itoa(v[0]) + "." + strconv.Itoa(v[1]) + "." + strconv.Itoa(v[2])
	default:
		julian := s != "" && s[0] == 'J'
		if julian {
			s = s[1:]
		}
		var n int
		if n, s, ok = number(s); !ok || n > 365 || julian && n == 0 {
			return "", s, false
		}
		date = strconv.Itoa(n)
		if julian {
			date = "J" + date
		}
	}
	at := 2 * 3600
	if s != "" && s[0] == '/' {
		if at, rest, ok = clock(s[1:], 167); !ok {
			return "", s, false
		}
		s = rest
	}
	return date + "/" + hms(at), s, true
}

// number reads decimal digits; large ones are capped.
func number(s string) (v int, rest string, ok bool) {
	n := 0
	for n < len(s) && digit(s[n]) {
		v = min(v*10+int(s[n]-'0'), 9999)
		n++
	}
	return v, s[n:], n > 0
}

func hms(sec int) string {
	sign := ""
	if sec < 0 {
		sign, sec = "-", -sec
	}
	return sign + strconv.Itoa(sec/3600) + ":" + strconv.Itoa(sec/60%60) + ":" + strconv.Itoa(sec%60)
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func digit(c byte) bool  { return c >= '0' && c <= '9' }

// tzif returns the rule as a zone file (RFC 9636): no transitions but one to standard time in 1970, from where on the
// rule at its end holds, as glibc has it.
func (r rule) tzif() []byte {
	const header = "TZif2" + "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	b := append(make([]byte, 0, 256), header...)
	b = append(b, make([]byte, 6*4)...) // the block with 32-bit times is empty
	b = append(b, header...)
	for _, n := range [...]int{0, 0, 0, 1, 2, len(r.std) + 1 + len(r.dst) + 1} {
		b = append32(b, n)
	}
	b = append(b, 0, 0, 0, 0, 0, 0, 0, 0) // 1970
	b = append(b, 0)                      // to the first type
	b = append(append32(b, r.stdOff), 0, 0)
	b = append(append32(b, r.dstOff), 1, byte(len(r.std)+1))
	b = append(append(b, r.std...), 0)
	b = append(append(b, r.dst...), 0)
	b = append(b, '\n')
	b = append(b, '<')
	b = append(b, r.std...)
	b = append(b, '>')
	b = append(b, hms(-r.stdOff)...)
	b = append(b, '<')
	b = append(b, r.dst...)
	b = append(b, '>')
	b = append(b, hms(-r.dstOff)...)
	b = append(b, ',')
	b = append(b, r.change...)
	return append(b, '\n')
}

func append32(b []byte, v int) []byte {
	return append(b, byte(v>>24), byte(v>>16), byte(v>>8), byte(v))
}
