package pattern

// TrimPrefix removes from s the shortest or longest prefix the pattern matches: ${s#p}, ${s##p} (POSIX XCU 2.6.2).
func (p *Pattern) TrimPrefix(s string, longest bool) string {
	i := p.variant(s).prefix(s, longest)
	if i < 0 {
		return s
	}
	return s[i:]
}

// TrimSuffix removes from s the shortest or longest suffix the pattern matches: ${s%p}, ${s%%p}.
func (p *Pattern) TrimSuffix(s string, longest bool) string {
	i := p.variant(s).suffix(s, longest)
	if i < 0 {
		return s
	}
	return s[:i]
}

func (p *Pattern) prefix(s string, longest bool) int {
	if p.segs != nil {
		return p.prefixSegments(s, longest)
	}
	if e := p.run(); e != nil && longest {
		m := evaluator{s: s, opts: p.opts}
		return m.along(e, 0)
	}
	return p.prefixGroups(s, longest)
}

func (p *Pattern) suffix(s string, longest bool) int {
	if p.segs != nil {
		return p.suffixSegments(s, longest)
	}
	if e := p.run(); e != nil && longest {
		m := evaluator{s: s, opts: p.opts, back: true}
		return m.along(e, len(s))
	}
	return p.suffixGroups(s, longest)
}

// run returns the group if the pattern is nothing but a repetition of single characters, as +([[:space:]]).
func (p *Pattern) run() *elem {
	if len(p.prog) == 1 && p.prog[0].single && (p.prog[0].op == '*' || p.prog[0].op == '+') {
		return &p.prog[0]
	}
	return nil
}

// along goes from i as far as the repetition e does; -1 if not even once where it must.
func (m *evaluator) along(e *elem, i int) int {
	from := i
	for {
		j := m.oneOf(e, i)
		if j < 0 {
			break
		}
		i = j
	}
	if i == from && e.op == '+' {
		return -1
	}
	return i
}
