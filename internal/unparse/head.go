package unparse

import (
	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/strfn"
)

// Head returns what BASH_COMMAND holds when a DEBUG trap runs before a
// compound command, and true; for other commands, "" and false. An arithmetic
// for has no head: each of its expressions is a command (see ForExprs).
//
//	for i in a b     select i in a b     case x in      (( x ))     [[ -n x ]]
func Head(c syntax.Command, src string) (string, bool) {
	p := printer{src: src, step: 4}
	switch c := c.(type) {
	case *syntax.ForClause:
		l, ok := c.Loop.(*syntax.WordIter)
		if !ok {
			return "", false
		}
		p.iterHead(c.Select, l)
	case *syntax.CaseClause:
		p.str("case ")
		p.word(c.Word)
		p.str(" in ")
	case *syntax.ArithmCmd, *syntax.TestClause:
		p.command(c, false)
	default:
		return "", false
	}
	return string(p.out), true
}

// Word returns a word as bash stores it: with $'...' and $"..." resolved.
func Word(w *syntax.Word, src string) string {
	p := printer{src: src, step: 4}
	p.word(w)
	return string(p.out)
}

// Text is Word for a text of which there is no tree.
func Text(s string) string {
	p := printer{src: s, step: 4}
	p.between(s)
	return string(p.out)
}

// ForExprs returns the three expressions of an arithmetic for as BASH_COMMAND
// and set -x show them, without the (( )) round them. An empty one is "1".
func ForExprs(l *syntax.CStyleLoop, src string) [3]string {
	var out [3]string
	p := printer{src: src, step: 4}
	for i, x := range p.arithParts(l) {
		p.out = p.out[:0]
		p.arithPart(l, x)
		out[i] = string(p.out)
	}
	return out
}

// arithParts returns the offsets between which the three expressions stand,
// without leading blanks. The text is searched rather than the tree, in which
// expressions with expansions may be missing.
func (p *printer) arithParts(l *syntax.CStyleLoop) (parts [3][2]int) {
	from, to := int(l.Lparen.Offset())+2, int(l.Rparen.Offset())
	if from > to || to > len(p.src) {
		return parts
	}
	for i := range parts {
		end := to
		if i < 2 {
			end = skip(p.src[:to], from, ';')
		}
		start := from
		for start < end {
			if s := p.src[start:end]; s[0] == ' ' || s[0] == '\t' {
				start++
			} else if strfn.HasPrefix(s, "\\\n") {
				start += 2
			} else {
				break
			}
		}
		parts[i] = [2]int{start, end}
		from = min(end+1, to)
	}
	return parts
}

// skip returns the offset of the first c at or after i that is neither quoted
// nor inside $( ), ${ } or backquotes; len(s) if there is none.
func skip(s string, i int, c byte) int {
	for ; i < len(s); i++ {
		switch b := s[i]; {
		case b == c:
			return i
		case b == '\\':
			i++
		case b == '\'' && c != '"':
			for i++; i < len(s) && s[i] != '\''; i++ {
			}
		case b == '"' || b == '`':
			i = skip(s, i+1, b)
		case b == '(' && c == ')':
			i = skip(s, i+1, ')')
		case b == '$' && i+1 < len(s) && s[i+1] == '(':
			i = skip(s, i+2, ')')
		case b == '$' && i+1 < len(s) && s[i+1] == '{':
			i = skip(s, i+2, '}')
		}
	}
	return len(s)
}

func (p *printer) arithPart(l *syntax.CStyleLoop, part [2]int) {
	if part[0] >= part[1] {
		p.str("1")
		return
	}
	p.span(l, part[0], part[1])
}
