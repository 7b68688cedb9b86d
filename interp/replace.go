package interp

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// The replacement of ${x/pattern/replacement}: with patsub_replacement, an
// unquoted & in it is the text that matched (bash manual 3.5.3).

// ampPart is a part of a replacement; in what is quoted, & is an ordinary character.
type ampPart struct {
	_ nocmp
	part
	quoted bool
}

// ampParts compiles a replacement. Double quotes around the expansion do not
// count in it.
func (c *compiler) ampParts(w *syntax.Word) []ampPart {
	var out []ampPart
	for _, p := range c.parts(w.Parts, unquoted, true, false) {
		out = append(out, ampPart{part: p, quoted: isQuoted(p)})
	}
	return out
}

// isQuoted reports whether what a part expands to is quoted.
//
//go:noinline
func isQuoted(p part) bool {
	switch p := p.(type) {
	case *quotedPart, *tildePart, *stringPart:
		return true
	case *varPart:
		return p.quoted
	case *paramPart:
		return p.quoted
	case *valuePart:
		return p.quoted
	}
	return false
}

// replacement returns the text that takes a match's place.
func (p *paramPart) replacement(sh *Shell) func(string) string {
	plain := !sh.shopts.has(shoptPatsubReplacement)
	var text []string // between the places where the match goes
	var b []byte
	for _, a := range p.with {
		s := a.str(sh)
		if sh.pend != 0 {
			break
		}
		if a.quoted || plain {
			b = append(b, s...)
			continue
		}
		for i := 0; i < len(s); i++ {
			switch {
			case s[i] == '\\' && i+1 < len(s) && (s[i+1] == '&' || s[i+1] == '\\'):
				i++
				b = append(b, s[i])
			case s[i] == '&':
				text = append(text, string(b))
				b = b[:0]
			default:
				b = append(b, s[i])
			}
		}
	}
	text = append(text, string(b))
	if len(text) == 1 {
		return func(string) string { return text[0] }
	}
	return func(match string) string { return strings.Join(text, match) }
}
