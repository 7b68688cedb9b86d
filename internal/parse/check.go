package parse

import "mvdan.cc/sh/v3/syntax"

// wellFormed reports whether statements that mvdan's parser took are ones that bash takes too, as far as the parser is
// known to be more generous: a function's body must be a compound command.
func wellFormed(stmts []*syntax.Stmt) bool {
	for _, s := range stmts {
		if !wellFormedStmt(s) {
			return false
		}
	}
	return true
}

func wellFormedStmt(s *syntax.Stmt) bool {
	if s == nil {
		return true
	}
	switch c := s.Cmd.(type) {
	case *syntax.FuncDecl:
		if c.Name == nil || c.Body.Negated {
			return false
		}
		switch c.Body.Cmd.(type) {
		case *syntax.Block, *syntax.Subshell, *syntax.IfClause, *syntax.WhileClause, *syntax.ForClause,
			*syntax.CaseClause, *syntax.ArithmCmd, *syntax.TestClause:
			return wellFormedStmt(c.Body)
		}
		return false
	case *syntax.BinaryCmd:
		return wellFormedStmt(c.X) && wellFormedStmt(c.Y)
	case *syntax.Block:
		return wellFormed(c.Stmts)
	case *syntax.Subshell:
		return wellFormed(c.Stmts)
	case *syntax.IfClause:
		for ; c != nil; c = c.Else {
			if !wellFormed(c.Cond) || !wellFormed(c.Then) {
				return false
			}
		}
	case *syntax.WhileClause:
		return wellFormed(c.Cond) && wellFormed(c.Do)
	case *syntax.ForClause:
		return wellFormed(c.Do)
	case *syntax.CaseClause:
		for _, item := range c.Items {
			if !wellFormed(item.Stmts) {
				return false
			}
		}
	case *syntax.TimeClause:
		return wellFormedStmt(c.Stmt)
	case *syntax.CoprocClause:
		return wellFormedStmt(c.Stmt)
	}
	return true
}
