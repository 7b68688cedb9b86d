package parse

import (
	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/nocmp"
)

// The parser takes what follows a function definition in a list for part of its body: of `f() { a; } && b | c` it
// makes a function that runs all of this. regroup ends the body where bash ends it (POSIX XCU 2.10.2, rule 9: the body
// is one compound command) and groups the list anew.
func regroup(s *syntax.Stmt) {
	if !overlong(s) {
		return
	}
	list := operands(s, nil)
	root := rebuild(list)
	s.Negated, s.Cmd, s.Redirs = root.Negated, root.Cmd, root.Redirs
}

// overlong reports whether a list defines a function whose body is a list.
func overlong(s *syntax.Stmt) bool {
	switch c := s.Cmd.(type) {
	case *syntax.FuncDecl:
		_, list := c.Body.Cmd.(*syntax.BinaryCmd)
		return list
	case *syntax.BinaryCmd:
		return overlong(c.X) || overlong(c.Y)
	}
	return false
}

// An operand is a command of a list, with the operator before it.
type operand struct {
	_       nocmp.Mark
	op      syntax.BinCmdOperator
	opPos   syntax.Pos
	stmt    *syntax.Stmt
	negated bool // a ! stands before it
	pos     syntax.Pos
}

// operands appends the commands of a list in their order.
func operands(s *syntax.Stmt, list []operand) []operand {
	first := len(list)
	switch c := s.Cmd.(type) {
	case *syntax.BinaryCmd:
		list = operands(c.X, list)
		next := len(list)
		list = operands(c.Y, list)
		list[next].op, list[next].opPos = c.Op, c.OpPos
	case *syntax.FuncDecl:
		if !overlong(s) {
			list = append(list, operand{stmt: s, pos: s.Position})
			break
		}
		list = operands(c.Body, list)
		c.Body = list[first].stmt
		list[first].stmt = &syntax.Stmt{Position: c.Position, Cmd: c}
	default:
		list = append(list, operand{stmt: s, pos: s.Position})
	}
	if s.Negated {
		s.Negated = false
		list[first].negated, list[first].pos = true, s.Position
	}
	return list
}

// rebuild makes a tree of the commands, as the parser does: both kinds of operators lean to the left.
//
//go:noinline
func rebuild(list []operand) *syntax.Stmt {
	var and, pipe *syntax.Stmt
	var and1 *operand
	for i := range list {
		o := &list[i]
		if i > 0 && (o.op == syntax.Pipe || o.op == syntax.PipeAll) {
			negated := pipe.Negated
			pipe.Negated = false
			pipe = connected(pipe, o, o.stmt)
			pipe.Negated = negated
			continue
		}
		if i > 0 {
			and = connected(and, and1, pipe)
		}
		and1, pipe = o, o.stmt
		pipe.Negated = o.negated
		if o.negated {
			pipe.Position = o.pos
		}
	}
	return connected(and, and1, pipe)
}

// connected is x and y with o's operator between them; y if there is no x.
//
//go:noinline
func connected(x *syntax.Stmt, o *operand, y *syntax.Stmt) *syntax.Stmt {
	if x == nil {
		return y
	}
	return &syntax.Stmt{Position: x.Position, Cmd: &syntax.BinaryCmd{OpPos: o.opPos, Op: o.op, X: x, Y: y}}
}
