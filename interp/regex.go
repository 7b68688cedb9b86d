package interp

import (
	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/ere"
	"entrysh/internal/strfn"
)

// regex compiles the right side of =~: quoted parts match themselves.
func (c *compiler) regex(w *syntax.Word) *regexWord {
	return &regexWord{c.parts(w.Parts, unquoted, true, false)}
}

// regexWord is the right side of =~, in which quoting is done its own way, not
// a pattern's.
type regexWord struct{ parts []part }

func (w *regexWord) text(sh *Shell) string {
	var b regexText
	for _, p := range w.parts {
		s := p.str(sh)
		if sh.pend != 0 {
			return ""
		}
		b.add(s, isQuoted(p))
	}
	return string(b.text)
}

// regexText builds a regular expression out of quoted and unquoted text. What
// is quoted gets a backslash, except in a bracket expression, where it is
// ordinary: there a backslash would stand for itself.
type regexText struct {
	text    []byte
	bracket bracketPlace
	class   byte // of [: [= or [. that is open
}

type bracketPlace byte

const (
	outsideBracket bracketPlace = iota
	bracketStart                // after [
	bracketFirst                // after [^
	insideBracket
	insideOpen  // after [ in a bracket expression
	insideClass // after [: [= or [.
	classEnd    // after the : = or . that may end it
)

func (b *regexText) add(s string, quoted bool) {
	for i := 0; i < len(s); i++ {
		if quoted && b.bracket == outsideBracket && strfn.IndexByte(`\.[]()*+?{}|^$`, s[i]) >= 0 {
			b.text = append(b.text, '\\')
		}
		b.text = append(b.text, s[i])
		b.bracket = b.next(s[i], quoted)
	}
}

// next returns the place after c.
func (b *regexText) next(c byte, quoted bool) bracketPlace {
	switch b.bracket {
	case outsideBracket:
		if c == '[' && !quoted {
			return bracketStart
		}
		return outsideBracket
	case bracketStart:
		if c == '^' && !quoted {
			return bracketFirst
		}
		if c == ']' {
			return insideBracket
		}
	case bracketFirst:
		if c == ']' {
			return insideBracket
		}
	case insideOpen:
		if !quoted && (c == ':' || c == '=' || c == '.') {
			b.class = c
			return insideClass
		}
	case insideClass, classEnd:
		switch {
		case c == b.class:
			return classEnd
		case c == ']' && b.bracket == classEnd:
			return insideBracket
		}
		return insideClass
	}
	switch {
	case quoted:
		return insideBracket
	case c == ']':
		return outsideBracket
	case c == '[':
		return insideOpen
	}
	return insideBracket
}

// regexMatch is =~; it sets BASH_REMATCH.
func (sh *Shell) regexMatch(s, re, not string) bool {
	if sh.pend != 0 {
		return false
	}
	if sh.opts&optXtrace != 0 {
		sh.traceText("[[ " + not + condWord(s) + " =~ " + re + " ]]")
	}
	kind := ereText
	if sh.shopts&shoptNocasematch != 0 {
		kind = ereNoCaseText
	}
	r, ok := sh.texts.get(kind, re).(*ere.Regexp)
	if !ok {
		var err error
		if r, err = ere.Compile(re, kind == ereNoCaseText); err != nil {
			sh.condError = true
			return false
		}
		sh.texts.keep(kind, re, r)
	}
	groups, ok := r.Match(s)
	if !ok {
		groups = nil
	}
	y := intern("BASH_REMATCH")
	set := func() {
		if !sh.variable(y).has(attrReadonly) {
			v := sh.writable(y)
			v.kind, v.list, v.set = indexedArray, newIndexed(append([]string(nil), groups...)), true
			v.hash, v.str, v.isStr, v.isNum = nil, "", false, false
		}
	}
	// The global one it is in bash, also where a function has a local of that name.
	if v := sh.variable(y); v == nil || v.level == 0 || !sh.atGlobal(y, set) {
		set()
	}
	return ok
}
