package arith

import (
	"entrysh/internal/nocmp"
	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
)

// A Part is a piece of the text of an arithmetic expansion: literal text, or
// an expansion that the caller evaluates.
type Part struct {
	_      nocmp.Mark
	Lit    string
	Opaque bool
	Index  int // of an opaque part: the caller's name for it, not negative
}

// Param is the value of an opaque Part. Eval cannot evaluate it.
type Param struct {
	_     nocmp.Mark
	Index int
	// Prefix is the digits and # before it, as in 10#$x.
	Prefix string
	// NoSign is the + or - right in front of it, which together with the same
	// sign at the start of the value would be another operator; 0 if none.
	NoSign byte
}

// Value is the value of p whose expansion gave s. It is false when s is not a
// plain constant that can stand in this place: then the expression must be
// expanded to text and given to EvalString.
func (p *Param) Value(s string) (int64, bool) {
	if p.NoSign != 0 && s != "" && s[0] == p.NoSign {
		return 0, false
	}
	if p.Prefix == "" {
		return ParseInt(s)
	}
	for len(s) > 0 && blank(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	// A base needs a digit; the base itself was checked by ParseTemplate.
	if s == "" {
		return 0, false
	}
	base, _ := ParseInt(p.Prefix[:len(p.Prefix)-1])
	v := int64(0)
	for i := 0; i < len(s); i++ {
		d := digit(s[i], base)
		if d >= base {
			return 0, false
		}
		v = v*base + d
	}
	return v, true
}

// mark encloses the index of an opaque part in the text that is parsed. It
// cannot occur in the text of a shell.
const mark = 0

func hasMark(s string) bool { return strfn.IndexByte(s, mark) >= 0 }

// ParseTemplate reads an expression in which expansions stand for complete
// operands. It is false when the text is wrong, or when an opaque part stands
// anywhere else (beside letters, digits or another opaque part, before a
// subscript, as a target of an assignment): then only the expanded text can
// tell.
//
// The tree is good for values that each Param accepts (see Param.Value); they
// must be looked at before evaluation starts, since afterwards it is too late
// to use the text. In a Var, Sub may hold marked places, and so may the texts of
// an Error: Fill puts the values in.
func ParseTemplate(parts []Part) (Expr, bool) {
	size := 0
	for i := range parts {
		size += len(parts[i].Lit) + 4
	}
	var b textbuf.Builder
	b.Grow(size)
	for i := range parts {
		part := &parts[i]
		if part.Opaque {
			if part.Index < 0 {
				return nil, false
			}
			b.WriteByte(mark)
			b.WriteString(Format(int64(part.Index)))
			b.WriteByte(mark)
			continue
		}
		if hasMark(part.Lit) {
			return nil, false
		}
		b.WriteString(part.Lit)
	}
	p := parser{s: trimBlank(b.String()), template: true}
	e := p.parse()
	if p.err != nil || p.unfit {
		return nil, false
	}
	return e, true
}

// Fill is text, which comes from a tree of ParseTemplate, with the values of
// the opaque parts in their places.
func Fill(text string, value func(index int) string) string {
	if !hasMark(text) {
		return text
	}
	var b textbuf.Builder
	for {
		before, rest, ok := strfn.Cut(text, "\x00")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		number, after, _ := strfn.Cut(rest, "\x00")
		index, _ := ParseInt(number)
		b.WriteString(value(int(index)))
		text = after
	}
}

// Fill is e with the values of the opaque parts in its texts.
func (e *Error) Fill(value func(index int) string) *Error {
	token := Fill(e.Token, value)
	if e.unsigned {
		for len(token) > 0 && (blank(token[0]) || token[0] == '-' || token[0] == '+') {
			token = token[1:]
		}
	}
	return &Error{Expr: trimBlank(Fill(e.Expr, value)), Msg: e.Msg, Token: token}
}

// param reads the marked place at i, which has prefix before it; last and prev
// are the token before.
func (p *parser) param(i int, prefix string, last int, prev token) {
	end := i + 1 + strfn.IndexByte(p.s[i+1:], mark)
	index, _ := ParseInt(p.s[i+1 : end])
	p.par = Param{Index: int(index), Prefix: prefix}
	if prefix != "" {
		// Of a number only the base can stand in front of it: 10#$x.
		n := len(prefix) - 1
		base, ok := ParseInt(prefix[:n])
		if !ok || prefix[n] != '#' || prefix[0] == '0' || base < 2 || base > 64 {
			p.unfit = true
		}
	}
	if prev == tBin && p.afterName && last == i-1 {
		p.par.NoSign = p.s[last]
	}
	p.afterName = false
	end++
	if end < len(p.s) {
		if c := p.s[end]; numeric(c) || c == '[' || c == mark {
			p.unfit = true
		}
	}
	p.nodes++
	p.tok, p.off = tParam, end
}

// hasParam reports whether a Param stands somewhere in e.
func hasParam(e Expr) bool {
	switch e := e.(type) {
	case *Param:
		return true
	case *Unary:
		return hasParam(e.X)
	case *Binary:
		return hasParam(e.X) || hasParam(e.Y)
	case *Logic:
		return hasParam(e.X) || hasParam(e.Y)
	case *Cond:
		return hasParam(e.C) || hasParam(e.T) || hasParam(e.F)
	case *Assign:
		return hasParam(e.X)
	case *Comma:
		return hasParam(e.X) || hasParam(e.Y)
	}
	return false
}
