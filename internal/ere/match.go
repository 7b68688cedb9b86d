package ere

import (
	"strings"
	"sync"
	"unicode/utf8"

	"entrysh/internal/pattern"
)

// machine runs programs; its memory is kept from one run to the next.
type machine struct {
	r    *Regexp
	s    string
	regs []int // beginning and end of each group, then the marks
	best []int // the groups of the longest match so far
	jobs []job
	seen []uint64 // bits: split number times positions; not with back-references
	left int      // steps left, with back-references
}

// job is something to go back to: run from pc at pos, or, if pc is negative, set register -pc-1 to pos.
type job struct{ pc, pos int }

// maxSteps bounds a match with back-references, a second or so.
const maxSteps = 30_000_000

// maxSeen is how many words of memory the states may take (256 MB); beyond that steps are counted instead.
const maxSeen = 32 << 20

var machines = sync.Pool{New: func() any { return new(machine) }}

func (m *machine) release() {
	m.r, m.s = nil, ""
	if len(m.seen) > 1<<16 || cap(m.jobs) > 1<<16 {
		m.seen, m.jobs = nil, nil
	}
	machines.Put(m)
}

// run looks for the leftmost longest match and leaves it in best.
func (m *machine) run(r *Regexp, s string) bool {
	i := r.start(s, 0)
	if i < 0 {
		return false
	}
	m.r, m.s = r, s
	m.regs = resize(m.regs, 2*(r.groups+1)+r.marks)
	m.best = resize(m.best, 2*(r.groups+1))
	m.left = maxSteps
	m.seen = m.seen[:0]
	if !r.refs && r.splits > 0 {
		if n := (r.splits*(len(s)+1))>>6 + 1; n <= maxSeen {
			if cap(m.seen) < n {
				m.seen = make([]uint64, n)
			}
			m.seen = m.seen[:n]
			clear(m.seen)
		}
	}
	// What has been seen from an earlier beginning did not lead to a match.
	for ; i >= 0; i = r.start(s, i+1) {
		if m.from(i) {
			return true
		}
	}
	return false
}

func resize(x []int, n int) []int {
	if cap(x) < n {
		return make([]int, n)
	}
	return x[:n]
}

// from looks for the longest match that begins at i.
func (m *machine) from(i int) bool {
	for k := range m.regs {
		m.regs[k] = -1
	}
	m.jobs = append(m.jobs[:0], job{0, i})
	found := -1
	for len(m.jobs) > 0 {
		j := m.jobs[len(m.jobs)-1]
		m.jobs = m.jobs[:len(m.jobs)-1]
		if j.pc < 0 {
			m.regs[-j.pc-1] = j.pos
			continue
		}
		end := m.follow(j.pc, j.pos)
		if end > found {
			found = end
			copy(m.best, m.regs)
			m.best[0], m.best[1] = i, end
			if end == len(m.s) {
				break
			}
		}
	}
	return found >= 0
}

// follow runs from pc at pos until it fails (-1) or matches, and notes on the way what else there is to try.
func (m *machine) follow(pc, pos int) int {
	s, prog, bytes := m.s, m.r.prog, m.r.opts.bytes
	for {
		in := &prog[pc]
		pc++
		switch in.op {
		case opMatch:
			return pos
		case opText:
			if !strings.HasPrefix(s[pos:], in.text) {
				return -1
			}
			pos += len(in.text)
		case opAny, opSet, opFolded:
			if pos >= len(s) {
				return -1
			}
			r, size := char(s, pos, bytes)
			switch {
			case in.op == opAny && r < invalid:
			case in.op == opSet && in.set.has(r):
			case in.op == opFolded && r < invalid && fold(r, m.r.opts) == in.r:
			default:
				return -1
			}
			pos += size
		case opAssert:
			if !m.holds(in.at, pos) {
				return -1
			}
		case opSplit:
			if !m.enter(in.n, pos) {
				return -1
			}
			m.jobs = append(m.jobs, job{in.y, pos})
			pc = in.x
		case opJump:
			pc = in.x
		case opSave:
			m.jobs = append(m.jobs, job{-in.n - 1, m.regs[in.n]})
			m.regs[in.n] = pos
		case opProgress:
			if m.regs[in.n] == pos {
				return -1
			}
		case opReference:
			start, end := m.regs[2*in.n], m.regs[2*in.n+1]
			if start < 0 || end < start {
				return -1
			}
			size := m.same(s[start:end], s[pos:])
			if size < 0 {
				return -1
			}
			pos += size
		}
	}
}

// enter notes that split n is tried at pos; false if it has been, or if there are no steps left.
func (m *machine) enter(n, pos int) bool {
	if len(m.seen) == 0 {
		m.left--
		return m.left > 0
	}
	k := n*(len(m.s)+1) + pos
	if m.seen[k>>6]>>(k&63)&1 != 0 {
		return false
	}
	m.seen[k>>6] |= 1 << (k & 63)
	return true
}

// same returns how much of the beginning of s is equal to what, or -1.
func (m *machine) same(what, s string) int {
	if !m.r.opts.noCase {
		if strings.HasPrefix(s, what) {
			return len(what)
		}
		return -1
	}
	i, j := 0, 0
	for i < len(what) {
		if j >= len(s) {
			return -1
		}
		a, n := char(what, i, m.r.opts.bytes)
		b, k := char(s, j, m.r.opts.bytes)
		if a != b && (a >= invalid || b >= invalid || fold(a, m.r.opts) != fold(b, m.r.opts)) {
			return -1
		}
		i, j = i+n, j+k
	}
	return j
}

// holds reports whether the anchor holds at pos.
func (m *machine) holds(a anchor, pos int) bool {
	switch a {
	case lineStart:
		return pos == 0
	case lineEnd:
		return pos == len(m.s)
	}
	before, after := m.wordBefore(pos), m.wordAt(pos)
	switch a {
	case wordEdge:
		return before != after
	case noEdge:
		return before == after
	case wordStart:
		return !before && after
	}
	return before && !after
}

func (m *machine) wordAt(pos int) bool {
	if pos >= len(m.s) {
		return false
	}
	r, _ := char(m.s, pos, m.r.opts.bytes)
	return m.isWord(r)
}

func (m *machine) wordBefore(pos int) bool {
	if pos <= 0 {
		return false
	}
	if c := m.s[pos-1]; c < utf8.RuneSelf || m.r.opts.bytes {
		return m.isWord(rune(c))
	}
	r, size := utf8.DecodeLastRuneInString(m.s[:pos])
	if r == utf8.RuneError && size == 1 {
		r = invalid
	}
	return m.isWord(r)
}

// isWord reports whether a character belongs to words; a byte that is not UTF-8 does, as in glibc.
func (m *machine) isWord(r rune) bool {
	c, _ := pattern.ClassNamed("word")
	return r >= invalid || c.Has(r, m.r.opts.bytes)
}
