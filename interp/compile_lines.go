package interp

import (
	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/strfn"
	"entrysh/internal/tree"
	"entrysh/internal/unparse"
)

// substitution compiles the commands of a substitution. As in bash, their line
// numbers are those of the text that it has printed of them, counted from that
// of the command which the substitution is in; in a here-document it has not printed them.
func (c *compiler) substitution(list []*syntax.Stmt, whole syntax.Node, backquotes bool) *listNode {
	sub := &compiler{u: c.u, src: c.source(), base: c.line, inside: c.inside}
	if backquotes || c.inBody || whole.Pos().Line() == whole.End().Line() && !spreads(list) && !strfn.Contains(c.u.Source(whole), "$'") {
		sub.lines = unparse.LinesFrom(whole.Pos())
	} else {
		sub.lines = unparse.SubstitutionLines(list, c.u.Text)
	}
	return sub.body(list, whole).markLast(endsText)
}

// spreads reports whether there are commands in the list that are printed on
// several lines.
func spreads(list []*syntax.Stmt) (found bool) {
	for _, s := range list {
		tree.Walk(s, func(n syntax.Node) bool {
			switch n.(type) {
			case *syntax.IfClause, *syntax.WhileClause, *syntax.ForClause, *syntax.CaseClause, *syntax.FuncDecl:
				found = true
			case *syntax.Word:
				return false
			}
			return !found
		})
	}
	return found
}

// lineOf returns the line number of a position.
func (c *compiler) lineOf(pos syntax.Pos) int {
	if c.lines == nil {
		return c.u.LineOf(pos)
	}
	return c.base + c.lines.Of(pos)
}

// condLine is the line of a [[ ]]: that of the end of its one condition, or of
// what follows several.
func (c *compiler) condLine(clause *syntax.TestClause) int {
	x := clause.X
	for {
		switch y := x.(type) {
		case *syntax.ParenTest:
			x = y.X
			continue
		case *syntax.UnaryTest:
			if y.Op == syntax.TsNot {
				x = y.X
				continue
			}
		case *syntax.BinaryTest:
			if y.Op == syntax.AndTest || y.Op == syntax.OrTest {
				return c.lineOf(clause.Right)
			}
		}
		return c.lineOf(x.End())
	}
}
