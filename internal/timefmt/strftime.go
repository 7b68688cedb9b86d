// Package timefmt formats times as strftime does in the C locale, for printf %(fmt)T and the prompt's \D{fmt}, and
// reads TZ values.
package timefmt

import "strconv"

// Append appends the time sec, in seconds since 1970, formatted by the strftime conversions of format as the C library
// has them in the C locale (POSIX XSH strftime; the flags _ - 0 ^ #, minimum widths and the modifiers E and O as in
// glibc). An unknown conversion is copied as it stands.
func Append(dst []byte, format string, sec int64, zone *Zone) []byte {
	f := formatter{unix: sec, local: zone.at(sec)}
	sec += int64(f.offset)
	f.days = floorDiv(sec, secondsOfDay)
	f.date = dateOf(f.days)
	f.clock = int(floorMod(sec, secondsOfDay))
	return f.append(dst, format)
}

type formatter struct {
	unix int64
	local
	days int64
	date
	clock int // seconds of the day
}

func (f *formatter) hour() int { return f.clock / 3600 }

// conversion is what stands between % and the letter.
type conversion struct {
	pad   byte // 0 or one of _ - 0
	width int
	upper bool // ^
	swap  bool // #
	mod   byte // 0, E or O
}

// maxWidth bounds the padding that a conversion asks for.
const maxWidth = 1 << 16

func (f *formatter) append(dst []byte, format string) []byte {
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			dst = append(dst, format[i])
			continue
		}
		start := i
		var c conversion
	flags:
		for i++; i < len(format); i++ {
			switch format[i] {
			case '_', '-', '0':
				c.pad = format[i]
			case '^':
				c.upper = true
			case '#':
				c.swap = true
			default:
				break flags
			}
		}
		for ; i < len(format) && format[i] >= '0' && format[i] <= '9'; i++ {
			c.width = min(c.width*10+int(format[i]-'0'), maxWidth)
		}
		if i < len(format) && (format[i] == 'E' || format[i] == 'O') {
			c.mod = format[i]
			i++
		}
		ok := false
		if i < len(format) {
			dst, ok = f.convert(dst, format[i], c)
		}
		if !ok {
			dst = c.unknown(dst, format[start:min(i+1, len(format))])
		}
	}
	return dst
}

// convert appends one conversion; ok is false where there is none of that name.
func (f *formatter) convert(dst []byte, verb byte, c conversion) (out []byte, ok bool) {
	if !allowed(verb, c.mod) {
		return dst, false
	}
	switch verb {
	case '%':
		return c.text(dst, "%"), true
	case 'n':
		return c.text(dst, "\n"), true
	case 't':
		return c.text(dst, "\t"), true
	case 'a', 'A':
		return c.name(dst, days[f.weekday], verb == 'a'), true
	case 'b', 'B', 'h':
		return c.name(dst, months[f.month-1], verb != 'B'), true
	case 'p', 'P':
		return c.ampm(dst, f.hour(), verb == 'P'), true
	case 'Z':
		if c.swap {
			c.upper = false
			return c.lower(dst, f.name), true
		}
		return c.text(dst, f.name), true
	case 'z':
		return f.zone(dst, c), true
	case 'c':
		return f.composite(dst, c, "%a %b %e %H:%M:%S %Y"), true
	case 'D', 'x':
		return f.composite(dst, c, "%m/%d/%y"), true
	case 'F':
		return f.composite(dst, c, "%Y-%m-%d"), true
	case 'r':
		return f.composite(dst, c, "%I:%M:%S %p"), true
	case 'R':
		return f.composite(dst, c, "%H:%M"), true
	case 'T', 'X':
		return f.composite(dst, c, "%H:%M:%S"), true
	}
	return f.number(dst, verb, c)
}

var (
	days   = [...]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}
	months = [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
		"November", "December"}
)

// allowed reports whether the modifier fits the conversion.
func allowed(verb, mod byte) bool {
	switch mod {
	case 'E':
		switch verb {
		case '%', 'c', 'C', 'x', 'X', 'y', 'Y', 'n', 't', 'p', 'P', 'Z', 'z', 'r', 'R', 'T', 's', 'u':
			return true
		}
		return false
	case 'O':
		switch verb {
		case 'c', 'x', 'X', 'D', 'F', 'a', 'A', 'Y':
			return false
		}
	}
	return true
}

// number appends the conversions whose result is a number.
func (f *formatter) number(dst []byte, verb byte, c conversion) (out []byte, ok bool) {
	digits, v := 2, 0
	switch verb {
	case 'C':
		digits, v = 1, int(floorDiv(f.year, 100))
	case 'd':
		v = f.day
	case 'e':
		v = f.day
		c.space()
	case 'g', 'G', 'V':
		y, w := isoWeek(f.days)
		switch verb {
		case 'g':
			v = int(floorMod(y, 100))
		case 'G':
			digits, v = 1, int(y)
		default:
			v = w
		}
	case 'H':
		v = f.hour()
	case 'k':
		v = f.hour()
		c.space()
	case 'I', 'l':
		v = (f.hour()+11)%12 + 1
		if verb == 'l' {
			c.space()
		}
	case 'j':
		digits, v = 3, f.yearDay+1
	case 'm':
		v = f.month
	case 'M':
		v = f.clock / 60 % 60
	case 's':
		return c.text(dst, strconv.FormatInt(f.unix, 10)), true
	case 'S':
		v = f.clock % 60
	case 'u':
		digits, v = 1, (f.weekday+6)%7+1
	case 'U':
		v = (f.yearDay + 7 - f.weekday) / 7
	case 'w':
		digits, v = 1, f.weekday
	case 'W':
		v = (f.yearDay + 7 - (f.weekday+6)%7) / 7
	case 'y':
		v = int(floorMod(f.year, 100))
	case 'Y':
		digits, v = 1, int(f.year)
	default:
		return dst, false
	}
	return c.digits(dst, digits, v), true
}

// zone appends the offset from UTC: the sign counts as a text of its own for the width, as in glibc.
func (f *formatter) zone(dst []byte, c conversion) []byte {
	off, sign := f.offset, "+"
	if off < 0 {
		sign, off = "-", -off
	}
	off /= 60
	dst = c.text(dst, sign)
	return c.digits(dst, 4, off/60*100+off%60)
}

// composite appends what other conversions make up.
func (f *formatter) composite(dst []byte, c conversion, format string) []byte {
	if c.width == 0 && !c.upper {
		return f.append(dst, format)
	}
	var buf [64]byte
	return c.text(dst, string(f.append(buf[:0], format)))
}

// space makes spaces the padding unless flags say otherwise.
func (c *conversion) space() {
	if c.pad != '0' && c.pad != '-' {
		c.pad = '_'
	}
}

// digits appends v with at least n digits, or the width if that is more.
func (c conversion) digits(dst []byte, n, v int) []byte {
	var buf [20]byte
	b := strconv.AppendInt(buf[:0], int64(v), 10)
	if c.pad == '-' {
		return c.text(dst, string(b))
	}
	fill := max(n, c.width) - len(b)
	if c.pad == '_' {
		dst = appendN(dst, ' ', fill)
		return append(dst, b...)
	}
	if v < 0 {
		dst = append(dst, '-')
		b = b[1:]
	}
	dst = appendN(dst, '0', fill)
	return append(dst, b...)
}

// text appends s, padded on the left to the width, and in upper case where asked.
func (c conversion) text(dst []byte, s string) []byte {
	dst = c.fill(dst, len(s))
	if !c.upper {
		return append(dst, s...)
	}
	for i := 0; i < len(s); i++ {
		dst = append(dst, upper(s[i]))
	}
	return dst
}

// unknown appends a conversion that there is not as it stands; ^ makes it upper case all the same, and so does # where
// the conversion is a month with the modifier E.
func (c conversion) unknown(dst []byte, s string) []byte {
	if verb := s[len(s)-1]; c.mod == 'E' && (verb == 'b' || verb == 'B' || verb == 'h') {
		c.upper = c.upper || c.swap
	}
	return c.text(dst, s)
}

// lower is text in lower case.
func (c conversion) lower(dst []byte, s string) []byte {
	dst = c.fill(dst, len(s))
	for i := 0; i < len(s); i++ {
		if b := s[i]; b >= 'A' && b <= 'Z' {
			dst = append(dst, b|0x20)
		} else {
			dst = append(dst, b)
		}
	}
	return dst
}

func (c conversion) fill(dst []byte, n int) []byte {
	b := byte(' ')
	if c.pad == '0' {
		b = '0'
	}
	return appendN(dst, b, c.width-n)
}

// name appends the name of a day or month.
func (c conversion) name(dst []byte, s string, short bool) []byte {
	if short {
		s = s[:3]
	}
	c.upper = c.upper || c.swap
	return c.text(dst, s)
}

func (c conversion) ampm(dst []byte, hour int, lower bool) []byte {
	s := "AM"
	if hour >= 12 {
		s = "PM"
	}
	if lower || c.swap {
		return c.lower(dst, s)
	}
	return c.text(dst, s)
}

//go:noinline
func appendN(dst []byte, b byte, n int) []byte {
	for ; n > 0; n-- {
		dst = append(dst, b)
	}
	return dst
}

func upper(b byte) byte {
	if b >= 'a' && b <= 'z' {
		return b &^ 0x20
	}
	return b
}
