package parse

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/strfn"
)

// review corrects what mvdan's parser understands differently than bash, and reports whether that was possible: else
// the text must be scanned. It looks at
//
//   - [[ ]], of which the parser groups all operators to the right: `! a && b` would be !(a && b);
//   - functions, whose body must be a compound command, and one only;
//   - single quotes in "${x:-'y'}", which mean themselves: they need mends;
//   - let, whose arguments are words as others, and end as they do;
//   - `time --`, `a | time b`, nameref; ${ command; }, which bash 5.2 does not have;
//   - blanks in subscripts of declare's operands, which end the operand;
//   - quoted parentheses in extended patterns, which the parser counts;
//   - ${#^}, ${!$} and the like, which mean something else or nothing;
//   - backslash-newlines in single quotes and here-documents within backquotes, and in commands within
//     here-documents, where bash removes them.
//
//go:noinline
func review(stmts []*syntax.Stmt) bool {
	r := reviewer{ok: true}
	r.stmts(stmts)
	return r.ok
}

// reviewWord does the same for a word, which may stand within double quotes.
func reviewWord(w *syntax.Word, inDouble bool) bool {
	r := reviewer{ok: true, inDouble: inDouble}
	r.word(w)
	return r.ok
}

type reviewer struct {
	ok        bool
	inDouble  bool
	backquote bool // within backquotes
	doc       bool // in a here-document
	nested    bool // in a substitution of commands
}

//go:noinline
func (r *reviewer) stmts(list []*syntax.Stmt) {
	for _, s := range list {
		r.stmt(s)
	}
}

func (r *reviewer) stmt(s *syntax.Stmt) {
	if s != nil {
		regroup(s)
		r.operand(s)
	}
}

// operand looks at a statement, which may be part of a list.
func (r *reviewer) operand(s *syntax.Stmt) {
	for i, rd := range s.Redirs {
		r.word(rd.Word)
		if i > 0 {
			if x := s.Redirs[i-1]; x.Op != syntax.DplIn && x.Op != syntax.DplOut && x.Word != nil && x.Word.End() == rd.Pos() && isDigits(x.Word.Lit()) {
				r.ok = false // <0>x: the number of a descriptor, no file
			}
		}
		if rd.Hdoc != nil {
			r.delimiter(rd)
			r.doc = true
			r.double(rd.Hdoc.Parts)
			r.doc = false
			r.backquoted(rd.Hdoc.Lit())
		}
	}
	switch c := s.Cmd.(type) {
	case *syntax.CallExpr:
		if len(c.Assigns) == 0 && len(c.Args) > 0 {
			switch c.Args[0].Lit() {
			case "else", "in", "time", "]]":
				r.ok = false
			}
		}
		r.assigns(c.Assigns)
		r.words(c.Args)
		if n := len(c.Assigns); n > 0 && len(c.Args) > 0 && c.Assigns[n-1].End() == c.Args[0].Pos() {
			r.ok = false // a=(b)c is one word
		}
	case *syntax.LetClause:
		r.ok = false
	case *syntax.DeclClause:
		r.ok = r.ok && c.Variant.Value != "nameref"
		for _, a := range c.Args {
			r.ok = r.ok && (a.Index == nil || noBlanks(a))
		}
		r.assigns(c.Args)
	case *syntax.FuncDecl:
		r.function(c)
	case *syntax.BinaryCmd:
		if c.Op == syntax.Pipe || c.Op == syntax.PipeAll {
			if _, ok := c.Y.Cmd.(*syntax.TimeClause); ok {
				r.ok = false
			}
			if t, ok := c.X.Cmd.(*syntax.TimeClause); ok && t.Stmt == nil {
				r.ok = false
			}
		}
		r.operand(c.X)
		r.operand(c.Y)
	case *syntax.Block:
		r.stmts(c.Stmts)
	case *syntax.Subshell:
		r.stmts(c.Stmts)
	case *syntax.IfClause:
		for ; c != nil; c = c.Else {
			r.stmts(c.Cond)
			r.stmts(c.Then)
		}
	case *syntax.WhileClause:
		r.stmts(c.Cond)
		r.stmts(c.Do)
	case *syntax.ForClause:
		if l, ok := c.Loop.(*syntax.WordIter); ok {
			r.words(l.Items)
		}
		r.stmts(c.Do)
	case *syntax.CaseClause:
		r.word(c.Word)
		for _, item := range c.Items {
			r.words(item.Patterns)
			r.stmts(item.Stmts)
		}
	case *syntax.TimeClause:
		if c.Stmt != nil {
			if call, ok := c.Stmt.Cmd.(*syntax.CallExpr); ok && len(call.Args) > 0 && strfn.HasPrefix(call.Args[0].Lit(), "-") {
				r.ok = false
			}
		}
		r.ok = r.ok && !c.PosixFormat
		r.stmt(c.Stmt)
	case *syntax.CoprocClause:
		if pipe, ok := c.Stmt.Cmd.(*syntax.BinaryCmd); ok { // of a pipeline it is only the first command
			c.Stmt = pipe.X
			if call, ok := c.Stmt.Cmd.(*syntax.CallExpr); ok && c.Name != nil {
				call.Args = append([]*syntax.Word{c.Name}, call.Args...)
				c.Name = nil
			}
			pipe.X = &syntax.Stmt{Position: s.Position, Cmd: c}
			s.Cmd = pipe
			r.operand(s)
			return
		}
		r.stmt(c.Stmt)
	case *syntax.TestClause:
		if w, ok := c.X.(*syntax.Word); ok && w.Lit() == nothing {
			s.Cmd = nil
			return
		}
		if w := lastOperand(c.X); w != nil && w.End().Line() < c.Right.Line() {
			r.ok = false
		}
		c.X = r.test(c.X)
	}
}

func (r *reviewer) function(c *syntax.FuncDecl) {
	if c.Name == nil || c.Body == nil || c.Body.Negated {
		r.ok = false
		return
	}
	switch c.Body.Cmd.(type) {
	case *syntax.Block, *syntax.Subshell, *syntax.IfClause, *syntax.WhileClause, *syntax.ForClause, *syntax.CaseClause,
		*syntax.ArithmCmd, *syntax.TestClause:
	default:
		r.ok = false
	}
	r.stmt(c.Body)
}

// noBlanks reports whether the subscript in an operand of declare and the like is a word, which has no blanks: they
// would end the operand.
func noBlanks(a *syntax.Assign) bool {
	w, ok := a.Index.(*syntax.Word)
	if !ok || w.Pos().Offset() != a.Name.End().Offset()+1 {
		return false
	}
	end := w.End().Offset() + 2 // behind ]=
	if a.Append {
		end++
	}
	switch {
	case a.Value != nil:
		return a.Value.Pos().Offset() == end
	case a.Array != nil:
		return a.Array.Pos().Offset() == end
	}
	return true
}

func (r *reviewer) assigns(list []*syntax.Assign) {
	for i, a := range list {
		if a.Name != nil && !isName(a.Name.Value) || i > 0 && list[i-1].End() == a.Pos() {
			r.ok = false // ]=[ is no assignment, a=(b)c=d one word
		}
		r.word(a.Value)
		if a.Array != nil {
			for _, e := range a.Array.Elems {
				if e.Index != nil && (e.Value == nil || e.Value.Pos().Offset() != e.Index.End().Offset()+2) {
					r.ok = false // [a] = is two words
				}
				r.word(e.Value)
			}
		}
	}
}

func (r *reviewer) words(list []*syntax.Word) {
	for _, w := range list {
		r.word(w)
	}
}

//go:noinline
func (r *reviewer) word(w *syntax.Word) {
	if w != nil {
		r.parts(w.Parts)
	}
}

func (r *reviewer) double(parts []syntax.WordPart) {
	outer := r.inDouble
	r.inDouble = true
	r.parts(parts)
	r.inDouble = outer
}

func (r *reviewer) parts(parts []syntax.WordPart) {
	for _, p := range parts {
		switch p := p.(type) {
		case *syntax.DblQuoted:
			r.double(p.Parts)
		case *syntax.CmdSubst:
			if p.TempFile || p.ReplyVar || r.doc && p.Pos().Line() < p.End().Line() {
				r.ok = false
			}
			outer := r.backquote
			r.backquote = outer || p.Backquotes
			r.command(p.Stmts)
			r.backquote = outer
		case *syntax.SglQuoted:
			r.backquoted(p.Value)
		case *syntax.ProcSubst:
			r.command(p.Stmts)
		case *syntax.ExtGlob:
			if strfn.ContainsAny(p.Pattern.Value, "\\'\"") {
				r.ok = false
			}
		case *syntax.ParamExp:
			if oddName(p) {
				r.ok = false
			}
			if p.Repl != nil {
				r.pattern(p.Repl.Orig)
				r.pattern(p.Repl.With)
			}
			if p.Exp == nil || p.Exp.Word == nil {
				continue
			}
			switch p.Exp.Op {
			case syntax.AlternateUnset, syntax.AlternateUnsetOrNull, syntax.DefaultUnset, syntax.DefaultUnsetOrNull,
				syntax.ErrorUnset, syntax.ErrorUnsetOrNull, syntax.AssignUnset, syntax.AssignUnsetOrNull:
				if r.inDouble {
					for _, q := range p.Exp.Word.Parts {
						if _, ok := q.(*syntax.SglQuoted); ok {
							r.ok = false
						}
					}
				}
				r.word(p.Exp.Word)
			default:
				r.pattern(p.Exp.Word)
			}
		}
	}
}

// oddName reports whether an expansion is of a parameter which bash and the parser may understand differently.
func oddName(p *syntax.ParamExp) bool {
	if p.Param == nil {
		return false
	}
	switch p.Param.Value {
	case "#":
		return p.Excl || p.Exp != nil || p.Repl != nil
	case "?", "-":
		return p.Excl || p.Exp != nil
	case "!", "$", "@", "*":
		return p.Excl
	}
	return false
}

// delimiter looks at the delimiter of a here-document, of which the parser takes the quotes for what they are in the
// simplest cases only.
func (r *reviewer) delimiter(rd *syntax.Redirect) {
	w := rd.Word
	if len(w.Parts) > 1 {
		r.ok = false
		return
	}
	switch p := w.Parts[0].(type) {
	case *syntax.SglQuoted:
		r.ok = r.ok && !p.Dollar
		r.early(rd, p.Value)
	case *syntax.DblQuoted:
		for _, q := range p.Parts {
			l, ok := q.(*syntax.Lit)
			if !ok || strfn.IndexByte(l.Value, '\\') >= 0 {
				r.ok = false
				return
			}
			r.early(rd, l.Value)
		}
	case *syntax.Lit:
		r.early(rd, strfn.ReplaceAll(p.Value, "\\", ""))
	}
}

// early looks whether a here-document ends before the line that is its delimiter: with two that a backslash joins, or,
// in a substitution, with one that begins with it, and holds a closing parenthesis.
func (r *reviewer) early(rd *syntax.Redirect, end string) {
	text := ""
	for i, p := range rd.Hdoc.Parts {
		l, ok := p.(*syntax.Lit)
		if !ok {
			text = ""
			continue
		}
		if text += l.Value; i+1 < len(rd.Hdoc.Parts) {
			if _, ok := rd.Hdoc.Parts[i+1].(*syntax.Lit); ok {
				continue
			}
		}
		text = joinLines(text)
		at := strfn.Index(text, end)
		if at < 0 {
			continue
		}
		r.ok = r.ok && !(r.nested && strfn.IndexByte(text[at:], ')') > 0)
		for line := range strings.SplitSeq(text[at:], "\n") {
			r.ok = r.ok && strings.TrimLeft(line, "\t") != end
		}
	}
}

// backquoted looks at a text in which backslashes mean themselves.
func (r *reviewer) backquoted(s string) {
	if r.backquote && strfn.Contains(s, "\\\n") {
		r.ok = false
	}
}

// command looks at the commands of a substitution, where no outer quotes count.
func (r *reviewer) command(stmts []*syntax.Stmt) {
	outer := *r
	r.inDouble, r.doc, r.nested = false, false, !r.backquote
	r.stmts(stmts)
	outer.ok = r.ok
	*r = outer
}

// pattern looks at the pattern of an expansion, in which quotes count even within double quotes.
func (r *reviewer) pattern(w *syntax.Word) {
	outer := r.inDouble
	r.inDouble = false
	r.word(w)
	r.inDouble = outer
}

// test groups the operators of a [[ ]] command as bash does: `!` binds closer than `&&`, which binds closer than `||`.
func (r *reviewer) test(x syntax.TestExpr) syntax.TestExpr {
	terms, ops := r.flatten(x, nil, nil)
	if len(ops) == 0 {
		return terms[0]
	}
	var ors syntax.TestExpr
	var orPos syntax.Pos
	for i := 0; ; {
		and := terms[i]
		for i < len(ops) && ops[i].Op == syntax.AndTest {
			and = &syntax.BinaryTest{OpPos: ops[i].OpPos, Op: syntax.AndTest, X: and, Y: terms[i+1]}
			i++
		}
		if ors == nil {
			ors = and
		} else {
			ors = &syntax.BinaryTest{OpPos: orPos, Op: syntax.OrTest, X: ors, Y: and}
		}
		if i == len(ops) {
			return ors
		}
		orPos = ops[i].OpPos
		i++
	}
}

// flatten lists the terms of an expression, and the operators between them.
func (r *reviewer) flatten(x syntax.TestExpr, terms []syntax.TestExpr, ops []*syntax.BinaryTest) ([]syntax.TestExpr, []*syntax.BinaryTest) {
	switch x := x.(type) {
	case *syntax.BinaryTest:
		if x.Op == syntax.AndTest || x.Op == syntax.OrTest {
			if w := lastOperand(x.X); w != nil && w.End().Line() < x.OpPos.Line() {
				r.ok = false // a word alone must not be followed by a newline
			}
			terms, ops = r.flatten(x.X, terms, ops)
			ops = append(ops, x)
			return r.flatten(x.Y, terms, ops)
		}
		if w, ok := x.X.(*syntax.Word); ok {
			r.ok = r.ok && w.End().Line() == x.OpPos.Line()
			if x.Op == syntax.TsBefore || x.Op == syntax.TsAfter {
				lit := w.Lit() // not of a redirection
				r.ok = r.ok && (w.End() != x.OpPos || !isDigits(lit) && !isRedirVar([]byte(lit)))
			}
			r.word(w)
		}
		if w, ok := x.Y.(*syntax.Word); ok {
			r.ok = r.ok && w.Lit() != "]]"
			r.word(w)
		}
	case *syntax.UnaryTest:
		if x.Op == syntax.TsNot {
			i := len(terms)
			terms, ops = r.flatten(x.X, terms, ops)
			terms[i] = &syntax.UnaryTest{OpPos: x.OpPos, Op: syntax.TsNot, X: terms[i]}
			return terms, ops
		}
		if w, ok := x.X.(*syntax.Word); ok {
			r.ok = r.ok && w.Lit() != "]]"
			r.word(w)
		}
	case *syntax.ParenTest:
		if w := lastOperand(x.X); w != nil && w.End().Line() < x.Rparen.Line() {
			r.ok = false
		}
		x.X = r.test(x.X)
	case *syntax.Word:
		r.word(x)
	}
	return append(terms, x), ops
}

// lastOperand returns the word with which an expression ends if no operator belongs to it.
//
//go:noinline
func lastOperand(x syntax.TestExpr) *syntax.Word {
	for {
		switch y := x.(type) {
		case *syntax.Word:
			return y
		case *syntax.UnaryTest:
			if y.Op != syntax.TsNot {
				return nil
			}
			x = y.X
		case *syntax.BinaryTest:
			if y.Op != syntax.AndTest && y.Op != syntax.OrTest {
				return nil
			}
			x = y.Y
		default:
			return nil
		}
	}
}
