package interp

import "strings"

// The replacement of ${x/pattern/replacement}: with patsub_replacement, an
// unquoted & in it is the text that matched (bash manual 3.5.3). In what is quoted, & is an
// ordinary character; double quotes around the expansion do not count.

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
	plain := sh.shopts&shoptPatsubReplacement == 0
	var text []string // between the places where the match goes
	var b []byte
	for _, a := range p.with {
		s := a.str(sh)
		if sh.pend != 0 {
			break
		}
		if plain || isQuoted(a) {
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
