package unparse

import (
	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/strfn"
)

// test prints an expression of [[ ]]. not is set behind an odd number of !.
func (p *printer) test(x syntax.TestExpr, not bool) {
	if u, ok := x.(*syntax.UnaryTest); ok && u.Op == syntax.TsNot {
		p.test(u.X, !not)
		return
	}
	if b, ok := x.(*syntax.BinaryTest); ok && (b.Op == syntax.AndTest || b.Op == syntax.OrTest) {
		p.test(b.X, not)
		p.str(" ")
		p.str(b.Op.String())
		p.str(" ")
		p.test(b.Y, false)
		return
	}
	if not {
		p.str("! ")
	}
	switch x := x.(type) {
	case *syntax.Word:
		p.str("-n ")
		p.word(x)
	case *syntax.ParenTest:
		p.str("( ")
		p.test(x.X, false)
		p.str(" )")
	case *syntax.UnaryTest:
		// Several spellings share a token (-a and -e, -h and -L).
		op := slice(p.src, int(x.OpPos.Offset()), int(x.OpPos.Offset())+2)
		if !strfn.HasPrefix(op, "-") {
			op = x.Op.String()
		}
		p.str(op)
		p.str(" ")
		p.operand(x.X)
	case *syntax.BinaryTest:
		p.operand(x.X)
		p.str(" ")
		p.str(x.Op.String())
		p.str(" ")
		p.operand(x.Y)
	}
}

func (p *printer) operand(x syntax.TestExpr) {
	if w, ok := x.(*syntax.Word); ok {
		p.word(w)
	}
}
