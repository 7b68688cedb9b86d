package pattern

import (
	"unicode/utf8"

	"entrysh/internal/strfn"
)

// set is a bracket expression (POSIX XBD 9.3.5 as changed by XCU 2.14.1; bash manual 3.5.8.1). Ranges go by code point
// (shopt globasciiranges).
type set struct {
	negated bool
	opts    Options
	low     [4]uint64 // the characters below 128, with Bytes below 256
	ranges  []rune    // pairs, for the others
	classes uint16    // bits of classes, for the others
}

// has reports whether r satisfies the expression.
func (t *set) has(r rune) bool {
	if r < utf8.RuneSelf || t.opts&Bytes != 0 {
		return t.low[r>>6&3]>>(r&63)&1 != 0
	}
	return t.member(r) != t.negated
}

// member reports whether r is listed.
func (t *set) member(r rune) bool {
	f := r
	if t.opts&NoCase != 0 {
		f = fold(r, t.opts)
	}
	for i := 0; i < len(t.ranges); i += 2 {
		if t.ranges[i] <= f && f <= t.ranges[i+1] {
			return true
		}
	}
	if t.classes != 0 {
		for c := Class(0); c < noClass; c++ {
			if t.classes>>c&1 != 0 && c.Has(r, t.opts&Bytes != 0) {
				return true
			}
		}
	}
	return false
}

// finish fills the table of low characters.
func (t *set) finish() {
	n := rune(utf8.RuneSelf)
	if t.opts&Bytes != 0 {
		n = 256
	}
	if t.opts&NoCase == 0 && t.classes == 0 {
		for i := 0; i < len(t.ranges); i += 2 {
			for r := t.ranges[i]; r <= t.ranges[i+1] && r < n; r++ {
				t.low[r>>6] |= 1 << (r & 63)
			}
		}
	} else {
		for r := rune(0); r < n; r++ {
			if t.member(r) {
				t.low[r>>6] |= 1 << (r & 63)
			}
		}
	}
	if t.negated {
		for i := range t.low {
			t.low[i] = ^t.low[i]
		}
	}
}

func (t *set) addRange(lo, hi rune) {
	if lo, hi = fold2(lo, t.opts), fold2(hi, t.opts); lo <= hi {
		t.ranges = append(t.ranges, lo, hi)
	}
}

func fold2(r rune, o Options) rune {
	if o&NoCase != 0 {
		return fold(r, o)
	}
	return r
}

// parseSet compiles the bracket expression that begins at s[i]. next is the index behind it, -1 if it is not closed (the
// bracket is then an ordinary character), -2 if the text ends within a range or behind a backslash (nothing matches then).
func parseSet(s string, i, end int, o Options) (t *set, next int) {
	bytes := o&Bytes != 0
	t = &set{opts: o}
	i++
	if i < end && (s[i] == '!' || s[i] == '^') {
		t.negated = true
		i++
	}
	for first := true; ; first = false {
		if i >= end {
			return nil, -1
		}
		if s[i] == ']' && !first {
			t.finish()
			return t, i + 1
		}
		if s[i] == '[' && i+1 < end {
			switch s[i+1] {
			case ':':
				j := strfn.Index(s[i+2:end], ":]")
				if j < 0 { // the bracket is dropped
					i++
					goto plain
				}
				if c := classNamed(strfn.TrimSuffix(Unquote(s[i+2:i+2+j]), `\`)); c != noClass { // it can be quoted
					t.classes |= 1 << c
				}
				i += j + 4
				continue
			case '=':
				if r, size, ok := equivalence(s[i+2:end], bytes); ok {
					t.addRange(r, r)
					i += size + 4
					continue
				}
			}
		}
	plain:
		lo, valid, next := endpoint(s, i, end, bytes)
		if next < 0 {
			return nil, next
		}
		hi := lo
		i = next
		if i+1 == end && s[i] == '-' { // a range without an end
			return nil, -2
		}
		if i+1 < end && s[i] == '-' && s[i+1] != ']' {
			var ok bool
			if hi, ok, next = endpoint(s, i+1, end, bytes); next < 0 {
				return nil, next
			}
			i = next
			valid = valid && ok
		}
		if valid {
			t.addRange(lo, hi)
		}
	}
}

// endpoint decodes one member of a bracket expression that may begin or end a range: a character, a quoted character or
// a collating symbol; valid is false for a collating symbol that does not exist.
func endpoint(s string, i, end int, bytes bool) (r rune, valid bool, next int) {
	switch {
	case s[i] == '\\':
		if i+1 >= end {
			return 0, false, -2
		}
		i++
	case s[i] == '[' && i+1 < end && s[i+1] == '.':
		j := strfn.Index(s[i+2:end], ".]")
		if j < 0 {
			return 0, false, -1
		}
		r, valid = collating(s[i+2:i+2+j], bytes)
		return r, valid, i + j + 4
	}
	r, size := char(s, i, bytes)
	return r, true, i + size
}

// equivalence decodes what follows "[=" as one character and "=]".
func equivalence(s string, bytes bool) (r rune, size int, ok bool) {
	if s == "" {
		return 0, 0, false
	}
	r, size = char(s, 0, bytes)
	return r, size, strfn.HasPrefix(s[size:], "=]")
}

// bracketEnd returns the index behind the bracket expression that begins at s[i], or a negative number if it is not closed.
func bracketEnd(s string, i, end int) int {
	_, next := parseSet(s, i, end, Bytes)
	return next
}
