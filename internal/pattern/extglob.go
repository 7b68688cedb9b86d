package pattern

import (
	"math/bits"
	"sync"
	"unicode/utf8"
)

// positions is a set of positions in the string: bits, and the words that may hold any.
type positions struct {
	w      []uint64
	lo, hi int // words w[lo:hi] may be set, all others are zero
}

//go:noinline
func (x *positions) add(i int) {
	k := i >> 6
	x.w[k] |= 1 << (i & 63)
	if x.lo >= x.hi {
		x.lo, x.hi = k, k+1
		return
	}
	x.lo, x.hi = min(x.lo, k), max(x.hi, k+1)
}

func (x *positions) has(i int) bool { return x.w[i>>6]>>(i&63)&1 != 0 }

//go:noinline
func (x *positions) or(y *positions) {
	if y.lo >= y.hi {
		return
	}
	for k := y.lo; k < y.hi; k++ {
		x.w[k] |= y.w[k]
	}
	if x.lo >= x.hi {
		x.lo, x.hi = y.lo, y.hi
		return
	}
	x.lo, x.hi = min(x.lo, y.lo), max(x.hi, y.hi)
}

func (x *positions) andNot(y *positions) {
	for k := max(x.lo, y.lo); k < min(x.hi, y.hi); k++ {
		x.w[k] &^= y.w[k]
	}
}

// lowest and highest return -1 for the empty set.
func (x *positions) lowest() int {
	for k := x.lo; k < x.hi; k++ {
		if x.w[k] != 0 {
			return k<<6 + bits.TrailingZeros64(x.w[k])
		}
	}
	return -1
}

func (x *positions) highest() int {
	for k := x.hi - 1; k >= x.lo; k-- {
		if x.w[k] != 0 {
			return k<<6 + 63 - bits.LeadingZeros64(x.w[k])
		}
	}
	return -1
}

// evaluator runs a program with groups on one string. Its memory is kept from one use to the next.
type evaluator struct {
	s      string
	opts   Options
	back   bool  // from ends to beginnings
	last   *elem // Pathname: the last element of the whole pattern
	period bool  // s begins with a period that only a literal may match
	starts []uint64
	wide   bool // starts is in use: positions inside characters are left out
	free   [][]uint64
	memo   map[negation]positions // nil unless negations are nested
}

// negation is a !( ) at a position.
type negation struct{ id, at int }

var evaluators = sync.Pool{New: func() any { return new(evaluator) }}

// newEvaluator prepares an evaluator for s.
func (p *Pattern) newEvaluator(s string, back bool) *evaluator {
	m := evaluators.Get().(*evaluator)
	m.s, m.opts, m.back = s, p.opts, back
	m.period = p.opts&Period != 0 && len(s) > 0 && s[0] == '.'
	m.wide, m.last = false, nil
	if len(p.prog) > 0 {
		m.last = &p.prog[len(p.prog)-1]
	}
	if !p.bytes() {
		for i := 0; i < len(s); i++ {
			if s[i] >= utf8.RuneSelf {
				m.wide = true
				break
			}
		}
	}
	n := len(s)>>6 + 1
	if m.wide {
		if m.starts = m.starts[:0]; cap(m.starts) < n {
			m.starts = make([]uint64, 0, n)
		}
		m.starts = m.starts[:n]
		clear(m.starts)
		for i := range s {
			m.starts[i>>6] |= 1 << (i & 63)
		}
		m.starts[len(s)>>6] |= 1 << (len(s) & 63)
	}
	if p.negDepth > 1 {
		m.memo = make(map[negation]positions)
	}
	return m
}

func (m *evaluator) release() {
	m.s, m.last, m.memo = "", nil, nil
	if len(m.starts) > 1<<12 {
		m.starts, m.free = nil, nil
	}
	evaluators.Put(m)
}

//go:noinline
func (m *evaluator) get() positions {
	n := len(m.s)>>6 + 1
	if k := len(m.free); k > 0 {
		w := m.free[k-1]
		m.free = m.free[:k-1]
		if cap(w) >= n {
			return positions{w: w[:n]}
		}
	}
	return positions{w: make([]uint64, n)}
}

//go:noinline
func (m *evaluator) put(x positions) {
	if x.lo < x.hi {
		clear(x.w[x.lo:x.hi])
	}
	m.free = append(m.free, x.w)
}

// all adds the positions from i to the end of the string (back: to the beginning).
func (m *evaluator) all(x *positions, i int) {
	from, to := i, len(m.s)
	if m.back {
		from, to = 0, i
	}
	lo, hi := from>>6, to>>6
	for k := lo; k <= hi; k++ {
		w := ^uint64(0)
		if k == lo {
			w &= ^uint64(0) << (from & 63)
		}
		if k == hi {
			w &= ^uint64(0) >> (63 - to&63)
		}
		if m.wide {
			w &= m.starts[k]
		}
		x.w[k] |= w
	}
	if x.lo >= x.hi {
		x.lo, x.hi = lo, hi+1
		return
	}
	x.lo, x.hi = min(x.lo, lo), max(x.hi, hi+1)
}

// sequence returns where prog may end that begins at one of in; the caller puts the result back.
func (m *evaluator) sequence(prog []elem, in *positions) positions {
	cur := m.get()
	cur.or(in)
	for k := range prog {
		e := &prog[k]
		if m.back {
			e = &prog[len(prog)-1-k]
		}
		next := m.get()
		m.step(e, &cur, &next)
		m.put(cur)
		if cur = next; cur.lo >= cur.hi {
			break
		}
	}
	return cur
}

// step adds to out where e may end that begins at one of in.
func (m *evaluator) step(e *elem, in, out *positions) {
	switch e.kind {
	case star:
		if m.opts&Pathname != 0 && e != m.last {
			m.untilSlash(in, out)
			return
		}
		i := in.lowest()
		if m.back {
			i = in.highest()
		}
		switch {
		case i < 0:
		case m.period && i == 0:
			rest := m.get()
			rest.or(in)
			rest.w[0] &^= 1
			if i = rest.lowest(); i > 0 {
				m.all(out, i)
			}
			m.put(rest)
		default:
			m.all(out, i)
		}
	case group:
		m.group(e, in, out)
	default:
		for k := in.lo; k < in.hi; k++ {
			for w := in.w[k]; w != 0; w &= w - 1 {
				if i := m.one(e, k<<6+bits.TrailingZeros64(w)); i >= 0 {
					out.add(i)
				}
			}
		}
	}
}

// untilSlash is an asterisk that matches no slash.
func (m *evaluator) untilSlash(in, out *positions) {
	for k := in.lo; k < in.hi; k++ {
		for w := in.w[k]; w != 0; w &= w - 1 {
			i := k<<6 + bits.TrailingZeros64(w)
			if m.period && i == 0 {
				continue
			}
			out.add(i)
			for i < len(m.s) && m.s[i] != '/' {
				_, size := char(m.s, i, m.opts&Bytes != 0)
				if i += size; out.has(i) {
					break
				}
				out.add(i)
			}
		}
	}
}

// one matches an element that is no group and no asterisk at i, in the direction of the evaluation.
func (m *evaluator) one(e *elem, i int) int {
	if m.back {
		return e.before(m.s, i, m.opts)
	}
	if e.kind != literal && e.kind != folded {
		if m.period && i == 0 || m.opts&Pathname != 0 && i < len(m.s) && m.s[i] == '/' {
			return -1
		}
	}
	return e.after(m.s, i, m.opts)
}

func (m *evaluator) group(e *elem, in, out *positions) {
	switch e.op {
	case '?', '*':
		out.or(in)
	case '!':
		for k := in.lo; k < in.hi; k++ {
			for w := in.w[k]; w != 0; w &= w - 1 {
				m.negation(e, k<<6+bits.TrailingZeros64(w), out)
			}
		}
		return
	}
	if e.single && (e.op == '*' || e.op == '+') {
		m.runs(e, in, out)
		return
	}
	frontier := m.get()
	frontier.or(in)
	for frontier.lowest() >= 0 {
		next := m.get()
		m.alternatives(e, &frontier, &next)
		m.put(frontier)
		if e.op == '*' || e.op == '+' {
			next.andNot(out) // go on from what is new
		}
		out.or(&next)
		if frontier = next; e.op == '?' || e.op == '@' {
			break
		}
	}
	m.put(frontier)
}

// alternatives adds to out where one of e's alternatives may end that begins at one of in.
func (m *evaluator) alternatives(e *elem, in, out *positions) {
	for _, alt := range e.alts {
		ends := m.sequence(alt, in)
		out.or(&ends)
		m.put(ends)
	}
}

// runs is a repetition of single characters: from each beginning on as far as they go.
func (m *evaluator) runs(e *elem, in, out *positions) {
	for k := in.lo; k < in.hi; k++ {
		for w := in.w[k]; w != 0; w &= w - 1 {
			for i := k<<6 + bits.TrailingZeros64(w); ; {
				if i = m.oneOf(e, i); i < 0 {
					break
				}
				done := out.has(i) || in.has(i) // the run from there is done, or will be
				if out.add(i); done {
					break
				}
			}
		}
	}
}

// oneOf matches one character by any of e's alternatives.
func (m *evaluator) oneOf(e *elem, i int) int {
	for k := range e.alts {
		if j := m.one(&e.alts[k][0], i); j >= 0 {
			return j
		}
	}
	return -1
}

// negation adds to out where !( ) may end that begins at i: wherever none of its alternatives does.
func (m *evaluator) negation(e *elem, i int, out *positions) {
	if m.period && i == 0 && !m.back {
		return
	}
	if x, ok := m.memo[negation{e.id, i}]; ok {
		out.or(&x)
		return
	}
	from, taken, rest := m.get(), m.get(), m.get()
	from.add(i)
	m.alternatives(e, &from, &taken)
	m.all(&rest, i)
	rest.andNot(&taken)
	out.or(&rest)
	m.put(from)
	m.put(taken)
	if m.memo != nil {
		m.memo[negation{e.id, i}] = rest
	} else {
		m.put(rest)
	}
}

func (p *Pattern) matchGroups(s string) bool {
	m := p.newEvaluator(s, false)
	ends := m.from(p.prog, 0)
	ok := ends.has(len(s))
	m.put(ends)
	m.release()
	return ok
}

// from evaluates a whole program from one position.
func (m *evaluator) from(prog []elem, i int) positions {
	in := m.get()
	in.add(i)
	out := m.sequence(prog, &in)
	m.put(in)
	return out
}

// prefixGroups returns the end of the shortest or longest prefix that matches, or -1.
func (p *Pattern) prefixGroups(s string, longest bool) int {
	m := p.newEvaluator(s, false)
	ends := m.from(p.prog, 0)
	i := ends.lowest()
	if longest {
		i = ends.highest()
	}
	m.put(ends)
	m.release()
	return i
}

// suffixGroups returns the beginning of the shortest or longest suffix that matches, or -1.
func (p *Pattern) suffixGroups(s string, longest bool) int {
	m := p.newEvaluator(s, true)
	begins := m.from(p.prog, len(s))
	i := begins.highest()
	if longest {
		i = begins.lowest()
	}
	m.put(begins)
	m.release()
	return i
}

// findGroups finds the first place at or after i where the pattern matches, and the longest match there.
func (p *Pattern) findGroups(m *evaluator, i int) (start, end int) {
	for {
		ends := m.from(p.prog, i)
		end = ends.highest()
		m.put(ends)
		if end >= 0 {
			return i, end
		}
		if i >= len(m.s) {
			return -1, -1
		}
		_, size := char(m.s, i, p.bytes())
		i += size
	}
}
