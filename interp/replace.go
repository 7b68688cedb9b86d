package interp

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/parse"
)

// The replacement of ${x/pattern/replacement}: with patsub_replacement, an
// unquoted & in it is the text that matched (bash manual 3.5.3).

// ampPart is a part of a replacement; in what is quoted, & is an ordinary character.
type ampPart struct {
	part
	quoted bool
	raw    string // literal text with the backslashes that quote & and \
}

// ampParts compiles a replacement. Within double quotes, its own text is not
// quoted, only what has quotes of its own.
func (c *compiler) ampParts(w *syntax.Word, ctx context) []ampPart {
	var out []ampPart
	if ctx == unquoted {
		for _, p := range c.parts(w.Parts, unquoted, true, false) {
			out = append(out, ampPart{part: p, quoted: isQuoted(p)})
		}
		return out
	}
	for i, wp := range w.Parts {
		quoted := false
		switch wp := wp.(type) {
		case *syntax.DblQuoted, *syntax.SglQuoted:
			quoted = true
		case *syntax.Lit:
			s := parse.Bytes(wp.Value)
			if i == 0 && s != "" && s[0] == '~' {
				end := len(s)
				if j := strings.IndexAny(s, "/:\\"); j >= 0 {
					end = j
				}
				out = append(out, ampPart{part: tildePart{s[1:end]}, quoted: true})
				s = s[end:]
			}
			out = append(out, ampPart{part: quotedPart{unescapeQuoted(s, ctx.operand())}, raw: keepAmp(s, ctx.operand())})
			continue
		}
		for _, p := range c.parts([]syntax.WordPart{wp}, ctx.operand(), false, false) {
			out = append(out, ampPart{part: p, quoted: quoted})
		}
	}
	return out
}

// keepAmp is unescapeQuoted, but for the backslashes that quote & and \.
func keepAmp(s string, ctx context) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		n := 1
		if s[i] == '\\' && i+1 < len(s) {
			n = 2
		}
		if t := s[i : i+n]; t == `\\` {
			b.WriteString(t)
		} else {
			b.WriteString(unescapeQuoted(t, ctx))
		}
		i += n
	}
	return b.String()
}

// isQuoted reports whether what a part expands to is quoted.
func isQuoted(p part) bool {
	switch p := p.(type) {
	case quotedPart, tildePart:
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
		if a.raw != "" {
			s = a.raw
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
