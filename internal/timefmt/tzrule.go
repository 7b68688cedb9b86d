package timefmt

import "entrysh/internal/nocmp"

// rule is a TZ value of the form std offset [dst [offset] [,start[/time],end[/time]]] (POSIX XBD 8.3).
type rule struct {
	std, dst   local
	start, end yearly // of dst, if it has a name
}

// yearly is a day of each year, and a time of that day in seconds of the local time before it.
type yearly struct {
	_                nocmp.Mark
	form             byte // M: a weekday; J: a day without 29 February, from 1; 0: a day from 0
	month, week, day int
	time             int
}

// The dates where a rule has none.
var (
	defaultStart = yearly{form: 'M', month: 3, week: 2, time: 2 * 3600}
	defaultEnd   = yearly{form: 'M', month: 11, week: 1, time: 2 * 3600}
)

// fromRule returns the zone of a rule. Without an offset it is UTC by the name that the rule begins with. Before 1970
// standard time holds, as glibc has it.
func fromRule(tz string) *Zone {
	r, ok := parseRule(tz)
	z := &Zone{first: r.std}
	if ok && r.dst.name != "" {
		z.changes = []change{{at: 0, local: r.std}}
		z.rule = &r
	}
	return z
}

// at returns the local time that holds at a moment.
func (r *rule) at(sec int64) local {
	if r.dst.name == "" {
		return r.std
	}
	year := dateOf(floorDiv(sec+int64(r.std.offset), secondsOfDay)).year
	start, end := r.start.in(year)-int64(r.std.offset), r.end.in(year)-int64(r.dst.offset)
	if start <= end && start <= sec && sec < end || start > end && (sec < end || sec >= start) {
		return r.dst
	}
	return r.std
}

// in returns the moment in a year, as if local time were UTC.
func (y yearly) in(year int64) int64 {
	day := daysBefore(year, 1) + int64(y.day)
	switch y.form {
	case 'J':
		if day--; y.day >= 60 {
			day += daysBefore(year, 3) - daysBefore(year, 1) - 59 // 29 February has no number
		}
	case 'M':
		first := daysBefore(year, y.month)
		day = first + int64((y.day-weekday(first)+7)%7+7*(y.week-1))
		if next := daysBefore(year+int64(y.month/12), y.month%12+1); day >= next { // week 5 is the last
			day -= 7
		}
	}
	return day*secondsOfDay + int64(y.time)
}

// parseRule reads as much of a rule as makes sense: what is wrong after the first offset is left out, and missing or
// wrong dates are those of the United States, as in glibc.
func parseRule(tz string) (r rule, ok bool) {
	rest := tz
	if r.std.name, rest, ok = zoneName(rest); !ok {
		return rule{}, false
	}
	var off int
	if off, rest, ok = zoneOffset(rest); !ok {
		return r, false
	}
	r.std.offset = -off
	if r.dst.name, rest, ok = zoneName(rest); !ok {
		r.dst.name = ""
		return r, true
	}
	r.dst.offset = r.std.offset + 3600
	if off, s, ok := zoneOffset(rest); ok {
		r.dst.offset, rest = -off, s
	}
	if r.start, rest, ok = changeDate(rest); !ok {
		r.start, r.end = defaultStart, defaultEnd
	} else if r.end, _, ok = changeDate(rest); !ok {
		r.end = defaultEnd
	}
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

// changeDate reads ,Mm.w.d[/time] ,Jn[/time] or ,n[/time].
func changeDate(s string) (date yearly, rest string, ok bool) {
	if s == "" || s[0] != ',' {
		return date, s, false
	}
	s = s[1:]
	if s != "" && (s[0] == 'M' || s[0] == 'J') {
		date.form, s = s[0], s[1:]
	}
	if date.form == 'M' {
		for i, v := range [...]*int{&date.month, &date.week, &date.day} {
			if i > 0 {
				if s == "" || s[0] != '.' {
					return date, s, false
				}
				s = s[1:]
			}
			if *v, s, ok = number(s); !ok {
				return date, s, false
			}
		}
		if date.month < 1 || date.month > 12 || date.week < 1 || date.week > 5 || date.day > 6 {
			return date, s, false
		}
	} else if date.day, s, ok = number(s); !ok || date.day > 365 || date.form == 'J' && date.day == 0 {
		return date, s, false
	}
	date.time = 2 * 3600
	if s != "" && s[0] == '/' {
		if date.time, s, ok = clock(s[1:], 167); !ok {
			return date, s, false
		}
	}
	return date, s, true
}

// number reads decimal digits; large ones are capped.
//
//go:noinline
func number(s string) (v int, rest string, ok bool) {
	n := 0
	for n < len(s) && digit(s[n]) {
		v = min(v*10+int(s[n]-'0'), 9999)
		n++
	}
	return v, s[n:], n > 0
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func digit(c byte) bool  { return c >= '0' && c <= '9' }
