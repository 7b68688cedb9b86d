package brace

import (
	"math"
	"strconv"

	"entrysh/internal/numeral"
	"entrysh/internal/strfn"
)

// sequence gives the terms of x..y or x..y..step; false if text is no sequence
// or has too many terms.
func (x *expander) sequence(text string) ([]string, bool) {
	first, rest, ok := strfn.Cut(text, "..")
	if !ok {
		return nil, false
	}
	last, by, stepped := strfn.Cut(rest, "..")
	step := int64(1)
	if stepped {
		if step, ok = integer(by); !ok || step == math.MinInt64 {
			return nil, false
		}
		step = max(step, -step, 1)
	}
	if len(first) == 1 && len(last) == 1 && letter(first[0]) && letter(last[0]) {
		return x.letters(int64(first[0]), int64(last[0]), step), true
	}
	from, ok1 := integer(first)
	to, ok2 := integer(last)
	if !ok1 || !ok2 {
		return nil, false
	}
	width := 0
	if padded(first) || padded(last) {
		width = max(len(first), len(last))
	}
	return numbers(from, to, step, width)
}

// integer reads a decimal number with an optional sign.
func integer(s string) (int64, bool) {
	v, ok := numeral.Int(s)
	return int64(v), ok
}

func letter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// padded reports whether s asks for leading zeros.
func padded(s string) bool {
	return len(s) > 1 && s[0] == '0' || len(s) > 2 && s[0] == '-' && s[1] == '0'
}

// letters are the bytes from one letter to another, with what stands between
// Z and a. Bash takes the backquote among them for an operator; so may the caller.
func (x *expander) letters(from, to, step int64) []string {
	var list []string
	up := from <= to
	for c := from; ; {
		s := string(rune(c))
		if s == `\` {
			s = x.backslash
		}
		list = append(list, s)
		if up {
			if step > to-c {
				return list
			}
			c += step
		} else {
			if step > c-to {
				return list
			}
			c -= step
		}
	}
}

// numbers are the integers from one to another, with zeros to the given width.
func numbers(from, to, step int64, width int) ([]string, bool) {
	span := to - from
	if (to > from) != (span > 0) && to != from || span == math.MinInt64 {
		return nil, false // overflow
	}
	if span < 0 {
		span, step = -span, -step
	}
	size := max(step, -step)
	if span/size >= maxWords || tooMany(int(span/size), width) {
		return nil, false
	}
	n := int(span/size) + 1
	// All terms are slices of one string.
	perTerm := max(width, len(strconv.FormatInt(from, 10)), len(strconv.FormatInt(to, 10)))
	buf := make([]byte, 0, n*min(perTerm, 32))
	ends := make([]int, n)
	v := from
	for i := range n {
		buf = appendInt(buf, v, width)
		ends[i] = len(buf)
		if i < n-1 {
			v += step
		}
	}
	all := string(buf)
	list := make([]string, n)
	start := 0
	for i, end := range ends {
		list[i] = all[start:end]
		start = end
	}
	return list, true
}

// appendInt appends v with zeros after its sign to the given width.
func appendInt(buf []byte, v int64, width int) []byte {
	var digits [20]byte
	d := strconv.AppendInt(digits[:0], v, 10)
	if v < 0 {
		buf = append(buf, '-')
		d = d[1:]
		width--
	}
	for n := width - len(d); n > 0; n-- {
		buf = append(buf, '0')
	}
	return append(buf, d...)
}
