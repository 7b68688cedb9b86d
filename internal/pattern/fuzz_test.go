package pattern

import "testing"

// naive matches prog against all of s by trying every possibility; it returns false for ok if that takes too long.
type naive struct {
	opts  Options
	steps int
}

func (n *naive) match(prog []elem, s string, at0 bool) bool {
	if n.steps--; n.steps < 0 {
		return false
	}
	if len(prog) == 0 {
		return s == ""
	}
	e, rest := &prog[0], prog[1:]
	ends := []int{0}
	for i := 0; i < len(s); {
		_, size := char(s, i, n.opts&Bytes != 0)
		i += size
		ends = append(ends, i)
	}
	switch e.kind {
	case star:
		for _, i := range ends {
			if n.match(rest, s[i:], at0 && i == 0) {
				return true
			}
		}
		return false
	case group:
		if (e.op == '?' || e.op == '*') && n.match(rest, s, at0) {
			return true
		}
		for _, i := range ends {
			in := false
			for _, alt := range e.alts {
				in = in || n.match(alt, s[:i], at0)
			}
			if in == (e.op == '!') {
				continue
			}
			if n.match(rest, s[i:], at0 && i == 0) {
				return true
			}
			if (e.op == '*' || e.op == '+') && i > 0 {
				again := *e
				again.op = '*'
				if n.match(append([]elem{again}, rest...), s[i:], false) {
					return true
				}
			}
		}
		return false
	}
	i := e.after(s, 0, n.opts)
	return i >= 0 && n.match(rest, s[i:], false)
}

func FuzzMatch(f *testing.F) {
	for _, x := range matchTests {
		f.Add(x.pat, x.s, byte(x.o&^Period))
	}
	f.Fuzz(func(t *testing.T, pat, s string, o byte) {
		if len(s) > 12 || len(pat) > 40 {
			return
		}
		p := Compile(pat, Options(o)&(ExtGlob|NoCase|Bytes))
		v := p.variant(s)
		c := parser{src: v.src, opts: v.opts}
		prog := c.sequence(0, len(pat))
		n := naive{opts: v.opts, steps: 200000}
		match := func(s string) bool { return n.match(prog, s, true) }
		var cuts []int
		for i := 0; i < len(s); {
			cuts = append(cuts, i)
			_, size := char(s, i, v.bytes())
			i += size
		}
		cuts = append(cuts, len(s))
		prefix, prefixes, suffix, suffixes := -1, -1, -1, -1
		for _, i := range cuts {
			if match(s[:i]) {
				if prefixes = i; prefix < 0 {
					prefix = i
				}
			}
			if match(s[i:]) {
				if suffix = i; suffixes < 0 {
					suffixes = i
				}
			}
		}
		whole := match(s)
		start, end := -1, -1
		for _, i := range cuts {
			for _, j := range cuts {
				if j >= i && match(s[i:j]) {
					start, end = i, j
				}
			}
			if start >= 0 {
				break
			}
		}
		if n.steps < 0 {
			return
		}
		if p.Match(s) != whole {
			t.Errorf("%q == %q: %v", s, pat, !whole)
		}
		cut := func(i int, what string, longest bool, f func(string, bool) int) {
			if got := f(s, longest); got != i {
				t.Errorf("%s %q of %q, longest %v: %d, want %d", what, pat, s, longest, got, i)
			}
		}
		cut(prefix, "prefix", false, v.prefix)
		cut(prefixes, "prefix", true, v.prefix)
		cut(suffix, "suffix", false, v.suffix)
		cut(suffixes, "suffix", true, v.suffix)
		if pat == "" || s == "" {
			return
		}
		want := s
		if start >= 0 && !p.miscount {
			want = s[:start] + "<" + s[start:end] + ">" + s[end:]
		}
		if got := p.Replace(s, false, None, func(m string) string { return "<" + m + ">" }); got != want {
			t.Errorf("replace %q in %q: %q, want %q", pat, s, got, want)
		}
		p.Replace(s, true, None, func(string) string { return "" })
		if !Compile(Quote(s), ExtGlob).Match(s) || Unquote(Quote(s)) != s {
			t.Errorf("Quote(%q) = %q", s, Quote(s))
		}
	})
}
