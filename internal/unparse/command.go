package unparse

import (
	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/nocmp"
)

// stmts prints a compound list.
func (p *printer) stmts(list []*syntax.Stmt) {
	if len(list) == 0 {
		return
	}
	if len(list) == 1 {
		p.async(list[0])
		return
	}
	p.start()
	p.inline++
	p.list++
	for i, s := range list {
		// a; b & c is a list of a and of b & c, but a & b & c one of a & b and c.
		async := s.Background && i > 0 && !list[i-1].Background
		last := i == len(list)-1
		if async && last {
			p.async(s)
			break
		}
		p.stmt(s, false)
		if i > 0 && !async {
			p.closed()
		}
		if s.Background {
			p.operator("&", !last)
		} else if !last {
			p.separate(!s.Semicolon.IsValid())
		}
	}
	p.list--
}

// async prints the last command of a list, with its & if it has one.
func (p *printer) async(s *syntax.Stmt) {
	if !s.Background {
		p.stmt(s, false)
		return
	}
	p.start()
	p.inline++
	p.list++
	p.stmt(s, false)
	p.operator("&", false)
	p.list--
}

// separate prints what stands for a semicolon or, if newline is set, for a
// newline between two commands of a list.
func (p *printer) separate(newline bool) {
	sep := ";"
	if p.inSubst && newline {
		sep = "\n"
	}
	after := len(p.waiting) > 0 || p.hadBody
	switch {
	case len(p.waiting) > 0:
		p.flush("")
	case p.hadBody && !(p.safe && p.last() != '\n'):
		p.hadBody = false
	case p.inFunc > 0 || sep == ";":
		p.str(sep)
	}
	if p.inFunc > 0 {
		p.newline()
		return
	}
	if sep == ";" {
		p.str(" ")
	} else {
		p.str("\n")
	}
	if sep == ";" || !after {
		p.inline++
	}
}

// operator prints &, |, && or || and, after it, the bodies that wait for it.
func (p *printer) operator(op string, more bool) {
	p.str(" ")
	spaced := len(op) == 2
	if spaced {
		op += " "
	}
	if len(p.waiting) > 0 {
		p.flush(op)
		if p.safe && !more {
			p.out = p.out[:len(p.out)-1]
		}
	} else {
		p.str(op)
	}
	if more {
		if !spaced {
			p.str(" ")
		}
		p.inline++
	}
}

// stmt prints one and-or list without its &. both adds 2>&1 for |&.
func (p *printer) stmt(s *syntax.Stmt, both bool) {
	cmd, redirs, neg := s.Cmd, s.Redirs, s.Negated
	timed, posix := false, false
	for {
		t, ok := cmd.(*syntax.TimeClause)
		if !ok {
			break
		}
		timed, posix = true, posix || t.PosixFormat
		cmd = nil
		if t.Stmt != nil {
			cmd, redirs = t.Stmt.Cmd, t.Stmt.Redirs
			neg = neg != t.Stmt.Negated
		}
	}
	p.start()
	p.at(s.Pos())
	if neg && p.safe { // the parser does not take "time ! x"
		p.str("! ")
	}
	if timed {
		p.str("time ")
		if posix {
			p.str("-p ")
		}
	}
	if neg && !p.safe {
		p.str("! ")
	}
	p.command(cmd, timed)
	if len(redirs) > 0 || both {
		if cmd != nil {
			p.str(" ")
		}
		p.redirects(redirs, both)
	}
}

// command prints a command without its redirections.
func (p *printer) command(c syntax.Command, timed bool) {
	switch c := c.(type) {
	case *syntax.CallExpr:
		args := c.Args
		if timed && len(c.Assigns) == 0 && len(args) > 0 && args[0].Lit() == "--" {
			args = args[1:]
		}
		for i, a := range c.Assigns {
			p.gap(i)
			p.assign(a)
		}
		for i, w := range args {
			p.gap(i + len(c.Assigns))
			p.word(w)
		}
	case *syntax.DeclClause:
		p.lit(c.Variant)
		for _, a := range c.Args {
			p.str(" ")
			p.assign(a)
		}
	case *syntax.BinaryCmd:
		p.binary(c)
	case *syntax.Subshell:
		p.str("( ")
		p.inline++
		p.stmts(c.Stmts)
		p.flush("")
		p.at(c.Rparen)
		p.str(" )")
	case *syntax.Block:
		p.group(c)
	case *syntax.IfClause:
		p.ifClause(c)
	case *syntax.WhileClause:
		p.whileClause(c)
	case *syntax.ForClause:
		p.forHead(c)
		p.line("do")
		p.newline()
		p.body(c.Do)
		p.semicolon()
		p.line("done")
	case *syntax.CaseClause:
		p.caseClause(c)
	case *syntax.FuncDecl:
		p.funcDecl(c)
	case *syntax.CoprocClause:
		p.str("coproc ")
		if c.Name != nil && simple(c.Stmt) {
			// The parser takes the first word of some commands for the name.
			if !p.safe {
				p.str("COPROC ")
			}
			p.word(c.Name)
			p.str(" ")
		} else if c.Name != nil {
			p.word(c.Name)
			p.str(" ")
		} else if !p.safe || !simple(c.Stmt) {
			// Read again, the name would be the first word of a simple command.
			p.str("COPROC ")
		}
		p.inline++
		p.stmt(c.Stmt, false)
	case *syntax.ArithmCmd:
		p.str("((")
		p.span(c, int(c.Left.Offset())+2, int(c.Right.Offset()))
		p.str("))")
	case *syntax.TestClause:
		p.str("[[ ")
		p.test(c.X, false)
		p.str(" ]]")
	}
}

func simple(s *syntax.Stmt) bool {
	switch s.Cmd.(type) {
	case nil, *syntax.CallExpr, *syntax.DeclClause:
		return true
	}
	return false
}

//go:noinline
func (p *printer) gap(i int) {
	if i > 0 {
		p.str(" ")
	}
}

// binary prints an and-or list or a pipeline.
func (p *printer) binary(c *syntax.BinaryCmd) {
	p.inline++
	p.list++
	if c.Op == syntax.AndStmt || c.Op == syntax.OrStmt {
		p.stmt(c.X, false)
		p.operator(c.Op.String(), true)
		p.stmt(c.Y, false)
	} else {
		for _, x := range pipeline(c, nil) {
			p.stmt(x.stmt, x.both)
			if x.more {
				p.operator("|", true)
			}
		}
	}
	p.closed()
	p.list--
}

// closed ends a list or pipeline. For reading back, the bodies wait on, since
// no operator may follow them.
func (p *printer) closed() {
	if !p.safe {
		p.flush("")
	}
}

type stage struct {
	_          nocmp.Mark
	stmt       *syntax.Stmt
	more, both bool
}

// pipeline lists the commands of a pipeline from left to right.
func pipeline(c *syntax.BinaryCmd, to []stage) []stage {
	add := func(s *syntax.Stmt) {
		if b, ok := s.Cmd.(*syntax.BinaryCmd); ok && !s.Negated && (b.Op == syntax.Pipe || b.Op == syntax.PipeAll) {
			to = pipeline(b, to)
			return
		}
		to = append(to, stage{stmt: s})
	}
	add(c.X)
	to[len(to)-1].more = true
	to[len(to)-1].both = c.Op == syntax.PipeAll
	add(c.Y)
	return to
}

func (p *printer) group(c *syntax.Block) {
	p.str("{ ")
	if p.inFunc == 0 {
		p.inline++
		p.stmts(c.Stmts)
		p.flush("")
		p.semicolon()
		p.str(" }")
		return
	}
	p.newline()
	p.body(c.Stmts)
	p.line("}")
}

// body prints a list one level deeper.
func (p *printer) body(list []*syntax.Stmt) {
	p.indent += p.step
	p.stmts(list)
	p.flush("")
	p.indent -= p.step
}

func (p *printer) ifClause(c *syntax.IfClause) {
	p.str("if ")
	p.inline++
	p.stmts(c.Cond)
	p.semicolon()
	p.str(" then")
	p.newline()
	p.body(c.Then)
	if e := c.Else; e != nil {
		p.semicolon()
		p.line("else")
		p.newline()
		if e.ThenPos.IsValid() { // elif: an if of its own inside the else
			p.indent += p.step
			p.start()
			p.ifClause(e)
			p.flush("")
			p.indent -= p.step
		} else {
			p.body(e.Then)
		}
	}
	p.semicolon()
	p.line("fi")
}

func (p *printer) whileClause(c *syntax.WhileClause) {
	if c.Until {
		p.str("until ")
	} else {
		p.str("while ")
	}
	p.inline++
	p.stmts(c.Cond)
	p.flush("")
	p.semicolon()
	p.str(" do")
	p.newline()
	p.body(c.Do)
	p.semicolon()
	p.line("done")
}

// forHead prints a for, an arithmetic for or a select up to the do.
func (p *printer) forHead(c *syntax.ForClause) {
	switch l := c.Loop.(type) {
	case *syntax.WordIter:
		p.iterHead(c.Select, l)
		p.str(";")
	case *syntax.CStyleLoop:
		p.str("for ((")
		parts := p.arithParts(l)
		for i, x := range parts {
			if i > 0 {
				p.str("; ")
			}
			p.arithPart(l, x)
		}
		p.str("))")
	}
}

func (p *printer) iterHead(sel bool, l *syntax.WordIter) {
	if sel {
		p.str("select ")
	} else {
		p.str("for ")
	}
	p.lit(l.Name)
	p.str(" in ")
	if !l.InPos.IsValid() {
		p.str(`"$@"`)
	}
	for i, w := range l.Items {
		p.gap(i)
		p.word(w)
	}
}

func (p *printer) caseClause(c *syntax.CaseClause) {
	p.str("case ")
	p.word(c.Word)
	p.str(" in ")
	p.indent += p.step
	for _, it := range c.Items {
		p.line("")
		for i, w := range it.Patterns {
			if i > 0 {
				p.str(" | ")
			}
			p.word(w)
		}
		p.str(")")
		p.newline()
		p.body(it.Stmts)
		switch it.Op {
		case syntax.Fallthrough:
			p.line(";&")
		case syntax.Resume:
			p.line(";;&")
		default:
			p.line(";;")
		}
	}
	p.indent -= p.step
	p.line("esac")
}

func (p *printer) funcDecl(c *syntax.FuncDecl) {
	p.str("function ")
	p.lit(c.Name)
	p.str(" () ")
	p.newline()
	p.margin()
	p.at(c.Body.Pos())
	p.str("{ ")
	p.newline()
	p.functionBody(c.Body, p.indent)
}
