package parse

import (
	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/tree"
)

// Lines returns the line numbers in the script of all commands within list,
// those in substitutions too. With it and [Unit.SetLines] a copy of the
// commands that is laid out otherwise keeps their line numbers.
func (u *Unit) Lines(list []*syntax.Stmt) []int {
	var lines []int
	for _, s := range list {
		tree.Walk(s, func(n syntax.Node) bool {
			if s, ok := n.(*syntax.Stmt); ok {
				lines = append(lines, u.LineOf(s.Pos()))
			}
			return true
		})
	}
	return lines
}

// SetLines gives the commands within list, which are the unit's, the line numbers
// that Lines has returned for the commands they are a copy of. It returns what
// is left of lines, and changes nothing if there are fewer than commands.
func (u *Unit) SetLines(list []*syntax.Stmt, lines []int) []int {
	var stmts []*syntax.Stmt
	for _, s := range list {
		tree.Walk(s, func(n syntax.Node) bool {
			if s, ok := n.(*syntax.Stmt); ok {
				stmts = append(stmts, s)
			}
			return true
		})
	}
	if len(stmts) > len(lines) {
		return nil
	}
	u.shifts = make([]shift, len(stmts))
	for i, s := range stmts {
		u.shifts[i] = shift{int(s.Pos().Offset()), lines[i] - u.Line - int(s.Pos().Line()) + 1}
	}
	// A command that begins where the one around it does comes after it.
	sortShifts(u.shifts)
	return lines[len(stmts):]
}
