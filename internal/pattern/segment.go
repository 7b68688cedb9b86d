package pattern

import "strings"

// segment is what stands between two asterisks: elements that match one character each, and literals. It matches a fixed
// number of characters.
type segment struct {
	elems []elem
	text  string // the text, if there is nothing but one literal
	plain bool   // it is so (or there is nothing at all)
}

// split divides a sequence without groups at its asterisks. There is always at least one segment.
func split(prog []elem) []segment {
	n := 1
	for i := range prog {
		if prog[i].kind == star {
			n++
		}
	}
	segs := make([]segment, 0, n)
	for start, i := 0, 0; i <= len(prog); i++ {
		if i < len(prog) && prog[i].kind != star {
			continue
		}
		g := segment{elems: prog[start:i:i]}
		switch {
		case len(g.elems) == 0:
			g.plain = true
		case len(g.elems) == 1 && g.elems[0].kind == literal:
			g.plain, g.text = true, g.elems[0].text
		}
		segs = append(segs, g)
		start = i + 1
	}
	return segs
}

func (g *segment) beginsWithPeriod() bool {
	if len(g.elems) == 0 {
		return false
	}
	e := &g.elems[0]
	return e.kind == literal && e.text[0] == '.' || e.kind == folded && e.r == '.'
}

// after matches the element at s[i:] and returns where it ends, or -1.
func (e *elem) after(s string, i int, o Options) int {
	if e.kind == literal {
		if strings.HasPrefix(s[i:], e.text) {
			return i + len(e.text)
		}
		return -1
	}
	if i >= len(s) {
		return -1
	}
	r, size := char(s, i, o&Bytes != 0)
	if e.takes(r, o) {
		return i + size
	}
	return -1
}

// before matches the element at the end of s[:i] and returns where it begins, or -1.
func (e *elem) before(s string, i int, o Options) int {
	if e.kind == literal {
		if strings.HasSuffix(s[:i], e.text) {
			return i - len(e.text)
		}
		return -1
	}
	if i <= 0 {
		return -1
	}
	r, size := charBefore(s, i, o&Bytes != 0)
	if e.takes(r, o) {
		return i - size
	}
	return -1
}

// takes reports whether an element for one character that is not a literal matches r.
func (e *elem) takes(r rune, o Options) bool {
	switch e.kind {
	case anyChar:
		return true
	case inSet:
		return e.set.has(r)
	case folded:
		return fold(r, o) == e.r
	}
	return false
}

// at matches the segment at s[i:] and returns where it ends, or -1.
func (g *segment) at(s string, i int, o Options) int {
	if g.plain {
		if strings.HasPrefix(s[i:], g.text) {
			return i + len(g.text)
		}
		return -1
	}
	for k := range g.elems {
		if i = g.elems[k].after(s, i, o); i < 0 {
			return -1
		}
	}
	return i
}

// endingAt matches the segment at the end of s[:i] and returns where it begins, or -1.
func (g *segment) endingAt(s string, i int, o Options) int {
	if g.plain {
		if strings.HasSuffix(s[:i], g.text) {
			return i - len(g.text)
		}
		return -1
	}
	for k := len(g.elems) - 1; k >= 0; k-- {
		if i = g.elems[k].before(s, i, o); i < 0 {
			return -1
		}
	}
	return i
}

// first finds the earliest place in s at or after i where the segment matches.
func (g *segment) first(s string, i int, o Options) (start, end int) {
	if g.plain {
		j := strings.Index(s[i:], g.text)
		if j < 0 {
			return -1, -1
		}
		return i + j, i + j + len(g.text)
	}
	lead := &g.elems[0]
	for {
		if lead.kind == literal {
			j := strings.Index(s[i:], lead.text)
			if j < 0 {
				return -1, -1
			}
			i += j
		}
		if end = g.at(s, i, o); end >= 0 {
			return i, end
		}
		if i >= len(s) {
			return -1, -1
		}
		_, size := char(s, i, o&Bytes != 0)
		i += size
	}
}

// last finds the latest place in s[from:to] where the segment matches.
func (g *segment) last(s string, from, to int, o Options) (start, end int) {
	if g.plain {
		j := strings.LastIndex(s[from:to], g.text)
		if j < 0 {
			return -1, -1
		}
		return from + j, from + j + len(g.text)
	}
	tail := &g.elems[len(g.elems)-1]
	for {
		if tail.kind == literal {
			j := strings.LastIndex(s[from:to], tail.text)
			if j < 0 {
				return -1, -1
			}
			to = from + j + len(tail.text)
		}
		if start = g.endingAt(s, to, o); start >= from {
			return start, to
		}
		if to <= from {
			return -1, -1
		}
		_, size := charBefore(s, to, o&Bytes != 0)
		to -= size
	}
}

// middle matches the segments but the first and the last, each as early as possible, from i on; it returns the end, or -1.
func (p *Pattern) middle(s string, i int) int {
	for k := 1; k < len(p.segs)-1; k++ {
		if _, i = p.segs[k].first(s, i, p.opts); i < 0 {
			return -1
		}
	}
	return i
}

func (p *Pattern) matchSegments(s string) bool {
	i := p.segs[0].at(s, 0, p.opts)
	if i < 0 {
		return false
	}
	n := len(p.segs)
	if n == 1 {
		return i == len(s)
	}
	j := p.segs[n-1].endingAt(s, len(s), p.opts)
	return j >= i && (n == 2 || p.middle(s[:j], i) >= 0)
}

// prefixSegments returns the end of the shortest or longest prefix that matches, or -1.
func (p *Pattern) prefixSegments(s string, longest bool) int {
	i := p.segs[0].at(s, 0, p.opts)
	if i < 0 || len(p.segs) == 1 {
		return i
	}
	return p.restSegments(s, i, longest)
}

// restSegments matches all segments but the first from i on and returns the nearest or farthest end, or -1.
func (p *Pattern) restSegments(s string, i int, longest bool) int {
	if i = p.middle(s, i); i < 0 {
		return -1
	}
	if tail := &p.segs[len(p.segs)-1]; longest {
		_, i = tail.last(s, i, len(s), p.opts)
	} else {
		_, i = tail.first(s, i, p.opts)
	}
	return i
}

// suffixSegments returns the beginning of the shortest or longest suffix that matches, or -1.
func (p *Pattern) suffixSegments(s string, longest bool) int {
	n := len(p.segs)
	j := p.segs[n-1].endingAt(s, len(s), p.opts)
	if j < 0 || n == 1 {
		return j
	}
	if longest {
		start, i := p.segs[0].first(s[:j], 0, p.opts)
		if start < 0 || p.middle(s[:j], i) < 0 {
			return -1
		}
		return start
	}
	for k := n - 2; k >= 0; k-- {
		if j, _ = p.segs[k].last(s, 0, j, p.opts); j < 0 {
			return -1
		}
	}
	return j
}

// findSegments finds the first place at or after i where the pattern matches, and the longest match there.
func (p *Pattern) findSegments(s string, i int) (start, end int) {
	start, end = p.segs[0].first(s, i, p.opts)
	if start >= 0 && len(p.segs) > 1 {
		// What follows finds the more room the earlier it begins: if it fails here, it fails at every later place.
		if end = p.restSegments(s, end, true); end < 0 {
			return -1, -1
		}
	}
	return start, end
}
