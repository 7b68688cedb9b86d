package ere

import (
	"unicode/utf8"

	"entrysh/internal/pattern"
	"entrysh/internal/strfn"
)

// set is a bracket expression (POSIX XBD 9.3.5). Ranges go by code point.
type set struct {
	negated bool
	opts    options
	low     [4]uint64 // characters below 128, or bytes
	ranges  []rune    // pairs
	classes []pattern.Class
}

// has reports whether the character satisfies the expression; a byte that is not UTF-8 never does.
func (t *set) has(r rune) bool {
	switch {
	case r < utf8.RuneSelf || t.opts.bytes:
		return t.low[r>>6&3]>>(r&63)&1 != 0
	case r >= invalid:
		return false
	}
	return t.member(r) != t.negated
}

func (t *set) member(r rune) bool {
	f := r
	if t.opts.noCase {
		f = fold(r, t.opts)
	}
	for i := 0; i < len(t.ranges); i += 2 {
		if t.ranges[i] <= f && f <= t.ranges[i+1] {
			return true
		}
	}
	for _, c := range t.classes {
		if c.Has(r, t.opts.bytes) {
			return true
		}
	}
	return false
}

func (t *set) finish() {
	n := rune(utf8.RuneSelf)
	if t.opts.bytes {
		n = 256
	}
	for r := rune(0); r < n; r++ {
		if t.member(r) != t.negated {
			t.low[r>>6] |= 1 << (r & 63)
		}
	}
}

func (t *set) addClass(name string) error {
	if t.opts.noCase && (name == "upper" || name == "lower") {
		name = "alpha"
	}
	c, ok := pattern.ClassNamed(name)
	if !ok || name == "word" || name == "ascii" {
		return errClass
	}
	t.classes = append(t.classes, c)
	return nil
}

// shorthand returns what \w \W \s \S stand for.
func shorthand(c byte, o options) *set {
	t := &set{opts: o, negated: c == 'W' || c == 'S'}
	if c|0x20 == 'w' {
		t.ranges = []rune{'_', '_'}
		t.addClass("alnum")
	} else {
		t.addClass("space")
	}
	t.finish()
	return t
}

// bracket parses a bracket expression.
func (p *parser) bracket() (*set, error) {
	t := &set{opts: p.opts}
	if p.i++; p.peek('^') {
		t.negated = true
		p.i++
	}
	for first := true; ; first = false {
		switch {
		case !p.more():
			return nil, errBracket
		case p.peek(']') && !first:
			p.i++
			t.finish()
			return t, nil
		case p.peek('-') && !first && !strfn.HasPrefix(p.src[p.i:], "-]"):
			return nil, errRange
		}
		lo, single, err := p.member(t)
		if err != nil {
			return nil, err
		}
		if !single {
			continue
		}
		hi := lo
		if p.peek('-') && p.i+1 < len(p.src) && p.src[p.i+1] != ']' {
			p.i++
			if hi, single, err = p.member(t); err != nil {
				return nil, err
			}
			if !single {
				return nil, errRange
			}
		}
		if p.opts.noCase {
			lo, hi = fold(lo, p.opts), fold(hi, p.opts)
		}
		if lo > hi {
			return nil, errRange
		}
		t.ranges = append(t.ranges, lo, hi)
	}
}

// member parses a character or collating symbol, or adds a class to t; single is false for what cannot begin or end a
// range.
func (p *parser) member(t *set) (r rune, single bool, err error) {
	if p.peek('[') && p.i+1 < len(p.src) {
		switch c := p.src[p.i+1]; c {
		case ':', '.', '=':
			name, rest, ok := strfn.Cut(p.src[p.i+2:], string([]byte{c, ']'}))
			if !ok {
				return 0, false, errBracket
			}
			p.i = len(p.src) - len(rest)
			if c == ':' {
				return 0, false, t.addClass(name)
			}
			if name == "" {
				return 0, false, errCollating
			}
			r, size := char(name, 0, p.opts.bytes)
			if size != len(name) {
				return 0, false, errCollating
			}
			if c == '=' {
				f := r
				if p.opts.noCase {
					f = fold(r, p.opts)
				}
				t.ranges = append(t.ranges, f, f)
			}
			return r, c == '.', nil
		}
	}
	r, size := char(p.src, p.i, p.opts.bytes)
	p.i += size
	return r, true, nil
}
