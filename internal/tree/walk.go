// Package tree walks syntax trees, as syntax.Walk does, but without comments: that one is 18 kB, for code that is the
// same for each kind of list.
package tree

import "mvdan.cc/sh/v3/syntax"

// Walk calls visit for a node and, if it returns true, for all within it, and then with nil.
func Walk(n syntax.Node, visit func(syntax.Node) bool) {
	if visit(n) {
		visitor(visit).within(n)
		visit(nil)
	}
}

type visitor func(syntax.Node) bool

// within walks the nodes below one.
func (v visitor) within(n syntax.Node) {
	switch n := n.(type) {
	case *syntax.Stmt:
		if n.Cmd != nil {
			Walk(n.Cmd, v)
		}
		for _, r := range n.Redirs {
			Walk(r, v)
		}
	case *syntax.Assign:
		v.lit(n.Name)
		v.word(n.Value)
		v.arithm(n.Index)
		if n.Array != nil {
			Walk(n.Array, v)
		}
	case *syntax.Redirect:
		v.lit(n.N)
		v.word(n.Word)
		v.word(n.Hdoc)
	case *syntax.CallExpr:
		v.assigns(n.Assigns)
		v.words(n.Args)
	case *syntax.Subshell:
		v.stmts(n.Stmts)
	case *syntax.Block:
		v.stmts(n.Stmts)
	case *syntax.IfClause:
		v.stmts(n.Cond)
		v.stmts(n.Then)
		if n.Else != nil {
			Walk(n.Else, v)
		}
	case *syntax.WhileClause:
		v.stmts(n.Cond)
		v.stmts(n.Do)
	case *syntax.ForClause:
		Walk(n.Loop, v)
		v.stmts(n.Do)
	case *syntax.WordIter:
		v.lit(n.Name)
		v.words(n.Items)
	case *syntax.CStyleLoop:
		v.arithm(n.Init)
		v.arithm(n.Cond)
		v.arithm(n.Post)
	case *syntax.BinaryCmd:
		v.stmt(n.X)
		v.stmt(n.Y)
	case *syntax.FuncDecl:
		v.lit(n.Name)
		v.stmt(n.Body)
	case *syntax.Word:
		v.parts(n.Parts)
	case *syntax.DblQuoted:
		v.parts(n.Parts)
	case *syntax.CmdSubst:
		v.stmts(n.Stmts)
	case *syntax.ProcSubst:
		v.stmts(n.Stmts)
	case *syntax.ParamExp:
		v.lit(n.Param)
		v.arithm(n.Index)
		if n.Slice != nil {
			v.arithm(n.Slice.Offset)
			v.arithm(n.Slice.Length)
		}
		if n.Repl != nil {
			v.word(n.Repl.Orig)
			v.word(n.Repl.With)
		}
		if n.Exp != nil {
			v.word(n.Exp.Word)
		}
	case *syntax.ArithmExp:
		v.arithm(n.X)
	case *syntax.ArithmCmd:
		v.arithm(n.X)
	case *syntax.BinaryArithm:
		v.arithm(n.X)
		v.arithm(n.Y)
	case *syntax.UnaryArithm:
		v.arithm(n.X)
	case *syntax.ParenArithm:
		v.arithm(n.X)
	case *syntax.TestClause:
		v.test(n.X)
	case *syntax.BinaryTest:
		v.test(n.X)
		v.test(n.Y)
	case *syntax.UnaryTest:
		v.test(n.X)
	case *syntax.ParenTest:
		v.test(n.X)
	case *syntax.CaseClause:
		v.word(n.Word)
		for _, item := range n.Items {
			Walk(item, v)
		}
	case *syntax.CaseItem:
		v.words(n.Patterns)
		v.stmts(n.Stmts)
	case *syntax.DeclClause:
		v.assigns(n.Args)
	case *syntax.ArrayExpr:
		for _, elem := range n.Elems {
			Walk(elem, v)
		}
	case *syntax.ArrayElem:
		v.arithm(n.Index)
		v.word(n.Value)
	case *syntax.ExtGlob:
		v.lit(n.Pattern)
	case *syntax.TimeClause:
		v.stmt(n.Stmt)
	case *syntax.CoprocClause:
		v.word(n.Name)
		v.stmt(n.Stmt)
	}
}

// What may be nil is not visited then.

//go:noinline
func (v visitor) stmt(n *syntax.Stmt) {
	if n != nil {
		Walk(n, v)
	}
}

//go:noinline
func (v visitor) word(n *syntax.Word) {
	if n != nil {
		Walk(n, v)
	}
}

//go:noinline
func (v visitor) lit(n *syntax.Lit) {
	if n != nil {
		Walk(n, v)
	}
}

//go:noinline
func (v visitor) arithm(n syntax.ArithmExpr) {
	if n != nil {
		Walk(n, v)
	}
}

//go:noinline
func (v visitor) test(n syntax.TestExpr) {
	if n != nil {
		Walk(n, v)
	}
}

//go:noinline
func (v visitor) stmts(list []*syntax.Stmt) {
	for _, n := range list {
		Walk(n, v)
	}
}

//go:noinline
func (v visitor) words(list []*syntax.Word) {
	for _, n := range list {
		Walk(n, v)
	}
}

//go:noinline
func (v visitor) parts(list []syntax.WordPart) {
	for _, n := range list {
		Walk(n, v)
	}
}

//go:noinline
func (v visitor) assigns(list []*syntax.Assign) {
	for _, n := range list {
		Walk(n, v)
	}
}
