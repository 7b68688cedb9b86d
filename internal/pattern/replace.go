package pattern

import (
	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
)

// Anchor says where a match must be.
type Anchor uint8

const (
	None   Anchor = iota // ${s/p/r}, ${s//p/r}
	Prefix               // ${s/#p/r}
	Suffix               // ${s/%p/r}
)

// Replace returns s with the longest match at the first place (all: each place) replaced by what repl returns for it: bash
// manual 3.5.3. An empty pattern matches where it is anchored, and nowhere without an anchor. A match of no characters is
// replaced before each character, but not at the end; in the empty string only a pattern that begins with an asterisk
// (or that is anchored at the end) matches.
func (p *Pattern) Replace(s string, all bool, a Anchor, repl func(matched string) string) string {
	if p.src == "" {
		switch a {
		case Prefix:
			return repl("") + s
		case Suffix:
			return s + repl("")
		}
		return s
	}
	if s == "" {
		if a != Suffix && p.src[0] != '*' || !p.Match("") {
			return s
		}
		return repl("")
	}
	if p.miscount {
		return s
	}
	p = p.variant(s)
	switch a {
	case Prefix:
		if i := p.prefix(s, true); i >= 0 {
			return repl(s[:i]) + s[i:]
		}
		return s
	case Suffix:
		if i := p.suffix(s, true); i >= 0 {
			return s[:i] + repl(s[i:])
		}
		return s
	}
	return p.replaceInside(s, all, repl)
}

func (p *Pattern) replaceInside(s string, all bool, repl func(string) string) string {
	find := p.findSegments
	if p.segs == nil {
		m := p.newEvaluator(s, false)
		defer m.release()
		find = func(_ string, i int) (int, int) { return p.findGroups(m, i) }
		if e := p.run(); e != nil {
			find = func(_ string, i int) (int, int) { return m.findRun(e, i) }
		}
	}
	start, end := find(s, 0)
	if start < 0 {
		return s
	}
	var b textbuf.Builder
	done := 0
	for start >= 0 {
		b.WriteString(s[done:start])
		b.WriteString(repl(s[start:end]))
		done = end
		if !all || done >= len(s) {
			break
		}
		if start == end {
			_, size := char(s, done, p.bytes())
			b.WriteString(s[done : done+size])
			if done += size; done >= len(s) {
				break
			}
		}
		start, end = find(s, done)
	}
	b.WriteString(s[done:])
	return b.String()
}

// findRun is find for a pattern that is nothing but a repetition.
func (m *evaluator) findRun(e *elem, i int) (start, end int) {
	for {
		if end = m.along(e, i); end >= 0 {
			return i, end
		}
		if i >= len(m.s) {
			return -1, -1
		}
		_, size := char(m.s, i, m.opts&Bytes != 0)
		i += size
	}
}

// miscounted reports whether bash looks for matches of pat at the wrong length only: where a pattern has no asterisk,
// it counts the characters first, and takes the bracket expression in [^]] to end at the first bracket.
func miscounted(pat string) bool {
	if !strfn.Contains(pat, "[^]") && !strfn.Contains(pat, "[!]") {
		return false
	}
	wrong := false
	for i := 0; i < len(pat); i++ {
		switch pat[i] {
		case '\\':
			i++
		case '*':
			return false
		case '[':
			end := i + 2
			for end < len(pat) && pat[end] != ']' {
				if pat[end] == '\\' {
					end++
				}
				end++
			}
			if end >= len(pat) {
				return wrong
			}
			wrong = wrong || end == i+2 && (pat[i+1] == '^' || pat[i+1] == '!')
			i = end
		}
	}
	return wrong
}
