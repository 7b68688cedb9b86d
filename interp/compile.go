package interp

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/brace"
	"entrysh/internal/nocmp"
	"entrysh/internal/parse"
	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
	"entrysh/internal/unparse"
)

// A node is a compiled command. It leaves its exit status in sh.status.
type node interface {
	run(sh *Shell) ctl
}

// A stmtNode is a command with what belongs to it: it is what BASH_COMMAND,
// jobs and background processes know a command as.
type stmtNode struct {
	_    nocmp.Mark
	cmd  node
	line int
	src  *source
	stmt *syntax.Stmt
}

// source gives commands their text back.
type source struct {
	unit *parse.Unit
}

// listNode is a list of commands.
type listNode struct {
	stmts    []*stmtNode
	identity *identity // of the body of a subshell, or of one around it
}

// source returns what gives the compiler's commands their text back.
//
//go:noinline
func (c *compiler) source() *source {
	if c.src == nil {
		c.src = &source{c.u}
	}
	return c.src
}

func (l *listNode) run(sh *Shell) ctl {
	for _, s := range l.stmts {
		if c := s.run(sh); c != next {
			return c
		}
	}
	return next
}

func (s *stmtNode) run(sh *Shell) ctl {
	if sh.due() {
		if c := sh.attend(false); c != next {
			return c
		}
	}
	return s.cmd.run(sh)
}

// lastLine is the line in which the command itself ends.
func (s *stmtNode) lastLine() int { return s.src.unit.LineOf(s.stmt.Cmd.End()) }

// stmts compiles a list of statements.
func (c *compiler) stmts(list []*syntax.Stmt) *listNode {
	l := &listNode{stmts: make([]*stmtNode, 0, len(list))}
	for _, s := range list {
		l.stmts = append(l.stmts, c.stmt(s))
	}
	return l
}

// branch has a list compiled when it is needed.
//
//go:noinline
func (c *compiler) branch(list []*syntax.Stmt) node {
	c.source()
	return &branchNode{src: list, c: c}
}

func (c *compiler) stmt(s *syntax.Stmt) *stmtNode {
	st := &stmtNode{line: c.lineOf(s.Pos()), src: c.source(), stmt: s}
	outer := c.line
	c.line = st.line
	st.cmd = c.command(s, st)
	c.line = outer
	if s.Negated && !s.Background { // see forkedNode
		st.cmd = &notNode{st.cmd, invert(st.cmd)}
	}
	if s.Background || s.Coprocess {
		st.cmd = &asyncNode{stmt: st, cmd: st.cmd}
	}
	return st
}

// command compiles what a statement does, its redirections included.
func (c *compiler) command(s *syntax.Stmt, st *stmtNode) node {
	if tooManyHereDocs(s.Redirs) {
		return &failNode{what: "maximum here-document count exceeded", then: toExit, line: st.line}
	}
	if call, ok := s.Cmd.(*syntax.CallExpr); ok || s.Cmd == nil {
		return c.simple(call, s.Redirs, st)
	}
	if x, ok := s.Cmd.(*syntax.DeclClause); ok {
		return c.decl(x, s.Redirs, st)
	}
	n := c.compound(s.Cmd, st)
	if len(s.Redirs) > 0 {
		n = &redirNode{cmd: n, redirs: c.redirs(s.Redirs), line: c.lineOfRedirs(s.Cmd), last: c.lastLine()}
	}
	return n
}

func (c *compiler) compound(cmd syntax.Command, st *stmtNode) node {
	switch x := cmd.(type) {
	case *syntax.Block:
		return c.stmts(x.Stmts)
	case *syntax.Subshell:
		body := c.body(x.Stmts, x).markLast(fillsParens)
		return &subshellNode{body: body, line: c.lineOf(x.Rparen), stmt: st}
	case *syntax.IfClause:
		return c.ifClause(x)
	case *syntax.WhileClause:
		return &whileNode{cond: c.stmts(x.Cond), body: c.stmts(x.Do), until: x.Until}
	case *syntax.ForClause:
		return c.forClause(x, st)
	case *syntax.CaseClause:
		return c.caseClause(x, st)
	case *syntax.BinaryCmd:
		switch x.Op {
		case syntax.AndStmt, syntax.OrStmt:
			return &andOrNode{or: x.Op == syntax.OrStmt, x: c.stmt(x.X), y: c.stmt(x.Y)}
		}
		p := &pipeNode{stmt: st, line: st.line}
		c.pipeline(p, x)
		return p
	case *syntax.FuncDecl:
		return c.function(x, st)
	case *syntax.ArithmCmd:
		a := c.arith(c.u.ArithmCmdText(x))
		a.prefix, a.use = "((: ", arithCommand
		return &arithNode{x: a, line: c.lineOf(x.End()), stmt: st}
	case *syntax.TestClause:
		c.line = c.condLine(x)
		return &condNode{x: c.cond(x.X), line: c.line, stmt: st}
	case *syntax.TimeClause:
		n := &timeNode{posix: x.PosixFormat}
		s := x.Stmt
		for s != nil && !s.Negated && len(s.Redirs) == 0 {
			// time time cmd is one timing.
			t, ok := s.Cmd.(*syntax.TimeClause)
			if !ok {
				break
			}
			n.posix = n.posix || t.PosixFormat
			s = t.Stmt
		}
		if s != nil {
			n.cmd = c.stmt(s)
			if r, ok := n.cmd.cmd.(*redirNode); ok {
				if _, ok := r.cmd.(*subshellNode); ok { // as in bash, its redirections are those of the times, too
					n.cmd = &stmtNode{cmd: r.cmd, line: n.cmd.line, src: n.cmd.src, stmt: n.cmd.stmt}
					r.cmd = n
					return r
				}
			}
			if call, ok := s.Cmd.(*syntax.CallExpr); ok && x.PosixFormat && !s.Negated && len(call.Assigns) == 0 {
				u, words := *s, *call
				for _, name := range [...]string{"-p", "time"} {
					w := &syntax.Word{Parts: []syntax.WordPart{&syntax.Lit{Value: name, ValuePos: x.Pos(), ValueEnd: x.Pos()}}}
					words.Args = append([]*syntax.Word{w}, words.Args...)
				}
				u.Cmd = &words
				n.utility = c.stmt(&u)
			}
		}
		return n
	case *syntax.CoprocClause:
		n := &coprocNode{body: c.body([]*syntax.Stmt{x.Stmt}, x.Stmt), stmt: st}
		if x.Name != nil {
			n.name = c.word(x.Name, true)
		}
		return n
	}
	return &failNode{what: "unsupported command", then: next, line: st.line}
}

// tooManyHereDocs reports whether there are more than the 16 here-documents of
// a command that bash has room for.
func tooManyHereDocs(list []*syntax.Redirect) bool {
	if len(list) <= 16 {
		return false
	}
	n := 0
	for _, r := range list {
		if r.Op == syntax.Hdoc || r.Op == syntax.DashHdoc {
			n++
		}
	}
	return n > 16
}

// failNode is a command that cannot be: it says why.
type failNode struct {
	_    nocmp.Mark
	what string
	then ctl
	line int
}

func (f *failNode) run(sh *Shell) ctl {
	sh.line = f.line
	sh.errorf("%s", f.what)
	sh.status = 2
	if f.then != next {
		return f.then
	}
	return sh.check()
}

// body compiles the commands of a subshell or substitution and decides whether
// they may run in this process (design, section 2).
func (c *compiler) body(list []*syntax.Stmt, whole syntax.Node) *listNode {
	outer := c.inside
	if outer == nil || outer.shown {
		c.inside = new(identity)
		c.inside.find(list)
	}
	l := c.stmts(list)
	l.identity, c.inside = c.inside, outer
	return l
}

func (c *compiler) ifClause(x *syntax.IfClause) node {
	n := &ifNode{cond: c.stmts(x.Cond), then: c.branch(x.Then)}
	if e := x.Else; e != nil {
		if len(e.Cond) > 0 || e.ThenPos.IsValid() {
			n.els = c.ifClause(e)
		} else {
			n.els = c.branch(e.Then)
		}
	}
	return n
}

func (c *compiler) forClause(x *syntax.ForClause, st *stmtNode) node {
	body := c.stmts(x.Do)
	switch l := x.Loop.(type) {
	case *syntax.WordIter:
		n := &forNode{name: parse.Bytes(l.Name.Value), body: body, line: c.tokenLine(l.Name, nil), stmt: st, sel: x.Select}
		if validName(n.name) {
			n.sym = intern(n.name)
		} else {
			n.last = c.lastLine()
		}
		n.in = l.InPos.IsValid()
		n.words = c.words(l.Items)
		return n
	case *syntax.CStyleLoop:
		init, cond, post := c.u.CStyleTexts(l)
		n := &cforNode{body: body, line: c.lineOf(l.Lparen), stmt: st}
		for i, t := range []string{init, cond, post} {
			if strings.TrimLeft(t, " \t") != "" {
				n.x[i] = c.arith(t)
				n.x[i].prefix, n.x[i].use = "((: ", arithCommand
			}
		}
		return n
	}
	return &failNode{what: "unsupported loop", then: next, line: st.line}
}

func (c *compiler) caseClause(x *syntax.CaseClause, st *stmtNode) node {
	c.line = c.tokenLine(x.Word, nil)
	n := &caseNode{word: makeWord(c.argumentParts(x.Word)), line: c.line, stmt: st}
	for _, it := range x.Items {
		var item caseItem
		if len(it.Stmts) > 0 {
			item.body = c.branch(it.Stmts)
		}
		for _, p := range it.Patterns {
			item.patterns = append(item.patterns, newPatCode(makeWord(c.argumentParts(p))))
		}
		switch it.Op {
		case syntax.Fallthrough:
			item.end = caseFall
		case syntax.Resume:
			item.end = caseTest
		}
		n.items = append(n.items, item)
	}
	return n
}

func (c *compiler) function(x *syntax.FuncDecl, st *stmtNode) node {
	name := parse.Bytes(x.Name.Value)
	f := &function{name: name, line: st.line, def: x.Body, src: c.source()}
	f.code = &funcCode{def: x.Body, c: compiler{u: c.u, src: f.src, lines: c.lines, base: c.base}}
	return &funcNode{f: f, keyword: x.RsrvWord, end: c.lastLine()}
}

// pipeline flattens the left-leaning tree of a pipeline.
func (c *compiler) pipeline(p *pipeNode, x *syntax.BinaryCmd) {
	for _, side := range []*syntax.Stmt{x.X, x.Y} {
		if b, ok := side.Cmd.(*syntax.BinaryCmd); ok && (b.Op == syntax.Pipe || b.Op == syntax.PipeAll) &&
			len(side.Redirs) == 0 && !side.Negated && !side.Background {
			c.pipeline(p, b)
		} else {
			both := side == x.X && x.Op == syntax.PipeAll
			if both {
				side = withErrorOutput(side)
			}
			l := c.body([]*syntax.Stmt{side}, side)
			p.parts = append(p.parts, pipePart{list: l})
		}
	}
}

// withErrorOutput returns a command with 2>&1 after its own redirections, as
// |& has it.
func withErrorOutput(s *syntax.Stmt) *syntax.Stmt {
	c := *s
	one := &syntax.Word{Parts: []syntax.WordPart{&syntax.Lit{Value: "1"}}}
	c.Redirs = append(s.Redirs[:len(s.Redirs):len(s.Redirs)], &syntax.Redirect{Op: syntax.DplOut, N: &syntax.Lit{Value: "2"}, Word: one})
	return &c
}

// simple compiles a simple command (POSIX XCU 2.9.1).
func (c *compiler) simple(x *syntax.CallExpr, redirs []*syntax.Redirect, st *stmtNode) node {
	for i, r := range redirs {
		if r.N != nil && !isDescriptor(r.N.Value) {
			x, redirs = numberAsWord(x, redirs, i)
			return c.simple(x, redirs, st)
		}
	}
	substs := c.substs
	c.line = c.simpleLine(x, redirs, st)
	n := &simpleNode{stmt: st, line: c.line, redirs: c.redirs(redirs)}
	if x != nil {
		for _, a := range x.Assigns {
			n.assigns = append(n.assigns, c.assign(a, ""))
		}
		if len(x.Args) > 0 {
			n.words = c.words(x.Args)
			if takesRefs(x.Args[0].Lit()) {
				if list, found := c.refWords(x.Args); found {
					n.words, n.refs = list, true
				}
			}
			name := 0
			for name < len(x.Args)-1 && x.Args[name].Lit() == "command" {
				name++
			}
			if isDeclBuiltin(x.Args[name].Lit()) {
				// An assignment as an operand of a declaration utility is one;
				// behind command only in POSIX mode.
				n.words = n.words[:0]
				for _, w := range x.Args {
					lit, _ := firstLit(w)
					prefix := assignmentPrefix(lit)
					if prefix == 0 {
						n.words = addWord(n.words, c.fieldWord(w))
						continue
					}
					one := c.noSplit(w, prefix, name > 0)
					if list := brace.Expand(w); name > 0 && len(list) > 1 {
						b := &braceWord{word: one}
						for _, x := range list {
							b.list = addWord(b.list, c.noSplit(x, prefix, true))
						}
						one = b
					}
					n.words = addWord(n.words, one)
				}
			}
		}
	}
	n.substs = c.substs != substs
	n.finish()
	return n
}

// simpleLine returns the line number of a simple command. As in bash it is that
// of the end of its first token if that is an assignment, else of its second,
// since a parser has looked so far ahead when it knows what a word at the start is.
func (c *compiler) simpleLine(x *syntax.CallExpr, redirs []*syntax.Redirect, st *stmtNode) int {
	if len(redirs) > 0 && redirs[0].Word != nil && redirs[0].Pos() == st.stmt.Pos() {
		return c.lineOf(redirs[0].Word.End()) + c.openEnd(redirs[0].Word)
	}
	if x == nil {
		return st.line
	}
	var token syntax.Node
	switch {
	case len(x.Assigns) > 0:
		token = x.Assigns[0]
	case len(x.Args) == 0:
		return st.line
	case len(x.Args) > 1:
		token = x.Args[1]
	case len(redirs) > 0:
		return c.lineOf(redirs[0].OpPos)
	default:
		token = x.Args[0]
		return c.tokenLine(token, redirs) + c.openEnd(token)
	}
	return c.tokenLine(token, redirs)
}

// tokenLine is the line of the end of the first or second token of a command,
// which is a redirection or the given one.
func (c *compiler) tokenLine(token syntax.Node, redirs []*syntax.Redirect) int {
	if len(redirs) > 0 && redirs[0].OpPos.Offset() < token.Pos().Offset() {
		return c.lineOf(redirs[0].OpPos)
	}
	// The lines that a backslash joins to the end of the token have been read, too.
	line := c.lineOf(token.End())
	if c.lines == nil {
		for rest := c.u.Text[unparse.End(c.u.Text, token.End()):]; strfn.HasPrefix(rest, "\\\n"); rest = rest[2:] {
			line++
		}
	}
	return line + c.openEnd(token)
}

// openEnd is 1 if a token is the end of the text, and that a backslash: bash has looked for another line.
// It looks again for the next token.
func (c *compiler) openEnd(token syntax.Node) int {
	text := c.u.Text
	if c.lines != nil || int(token.End().Offset()) < len(text) {
		return 0
	}
	return (len(text) - len(strings.TrimRight(text, "\\"))) % 2
}

// noSplit is a word that stays one field.
type noSplit struct {
	_ nocmp.Mark
	word
	bash word // what it is outside of POSIX mode, nil if the same
}

// noSplit compiles a word that begins with name=, of prefix bytes; command says that it stands
// behind command.
func (c *compiler) noSplit(w *syntax.Word, prefix int, command bool) word {
	s := &noSplit{word: makeWord(c.assignmentParts(w, prefix))}
	if command {
		s.bash = c.argument(w)
	}
	return s
}

func (w *noSplit) fields(sh *Shell) {
	if w.bash != nil && sh.opts&optPosix == 0 {
		w.bash.fields(sh)
		return
	}
	s := w.str(sh)
	sh.args = append(sh.args, s)
}

func firstLit(w *syntax.Word) (string, bool) {
	if len(w.Parts) == 0 {
		return "", false
	}
	l, ok := w.Parts[0].(*syntax.Lit)
	if !ok {
		return "", false
	}
	return l.Value, true
}

// assignmentPrefix returns the length of name= or name+= at the start of s, 0
// if it is not an assignment.
func assignmentPrefix(s string) int {
	i := strfn.IndexByte(s, '=')
	if i <= 0 {
		return 0
	}
	name := s[:i]
	name = strfn.TrimSuffix(name, "+")
	if b, _, ok := splitSubscript(name); ok {
		name = b
	}
	if !validName(name) {
		return 0
	}
	return i + 1
}

func isDeclBuiltin(s string) bool {
	switch s {
	case "declare", "typeset", "local", "export", "readonly":
		return true
	}
	return false
}

// assign compiles an assignment; before is what stands before its value, in an operand.
func (c *compiler) assign(a *syntax.Assign, before string) assignment {
	as := assignment{sym: intern(a.Name.Value), append: a.Append}
	if a.Index != nil {
		as.sub = c.subscript(c.u.AssignIndexText(a))
	}
	if a.Array != nil {
		as.array = c.array(a.Array)
	} else if a.Value != nil {
		as.value = c.valueWord(before, a.Value)
	} else {
		as.value = &litWord{""}
	}
	return as
}

// declBraces returns the words that brace expansion makes of an operand of declare
// or its like, nil if it does not: they are words as others, no assignments, as in bash.
func (c *compiler) declBraces(a *syntax.Assign, before string) word {
	if a.Array != nil || a.Value == nil || !brace.Possible(a.Value) {
		return nil
	}
	w := &syntax.Word{Parts: append([]syntax.WordPart{&syntax.Lit{Value: before}}, a.Value.Parts...)}
	if l, ok := a.Value.Parts[0].(*syntax.Lit); ok {
		w.Parts = append([]syntax.WordPart{&syntax.Lit{Value: before + l.Value}}, a.Value.Parts[1:]...)
	}
	return c.braces(w, nil)
}

// decl compiles declare and its like, whose operands are assignments.
func (c *compiler) decl(x *syntax.DeclClause, redirs []*syntax.Redirect, st *stmtNode) node {
	if len(x.Args) > 0 {
		c.line = c.tokenLine(x.Args[0], redirs)
	}
	n := &declNode{simpleNode: simpleNode{stmt: st, line: c.line, redirs: c.redirs(redirs)}, name: x.Variant.Value}
	for _, a := range x.Args {
		name := ""
		if a.Name != nil {
			name = a.Name.Value
		}
		if a.Index != nil {
			name += "[" + c.u.AssignIndexText(a) + "]"
		}
		switch {
		case a.Naked && a.Name == nil:
			n.add(declItem{word: c.fieldWord(a.Value)})
		case a.Naked:
			n.add(declItem{word: &litWord{name}})
		default:
			if a.Append {
				name += "+"
			}
			as := c.assign(a, name+"=")
			n.add(declItem{word: c.declBraces(a, name+"="), assign: &as})
		}
	}
	return n
}

// lineOfRedirs is the line of messages about the redirections of a compound
// command if it is that of the command, else 0.
func (c *compiler) lineOfRedirs(cmd syntax.Command) int {
	switch x := cmd.(type) {
	case *syntax.Subshell, *syntax.ArithmCmd:
		return c.lineOf(x.End())
	case *syntax.TestClause:
		return c.lineOf(x.Pos())
	case *syntax.ForClause:
		if _, ok := x.Loop.(*syntax.CStyleLoop); ok {
			return c.lineOf(x.Pos())
		}
	}
	return 0
}

// lastLine is the last line of the command that was read.
func (c *compiler) lastLine() int {
	if n := len(c.u.Stmts); n > 0 {
		return c.lineOf(c.u.Stmts[n-1].End())
	}
	return c.u.Line
}

// isDescriptor reports whether what stands before a redirection's operator
// belongs to it. A number that is too large is a word.
func isDescriptor(s string) bool {
	if s == "" || s[0] < '0' || s[0] > '9' {
		return true
	}
	n, ok := atoi(s)
	return ok && n == int(int32(n))
}

// numberAsWord makes a word of the number before a redirection.
func numberAsWord(x *syntax.CallExpr, redirs []*syntax.Redirect, i int) (*syntax.CallExpr, []*syntax.Redirect) {
	r := *redirs[i]
	w := &syntax.Word{Parts: []syntax.WordPart{r.N}}
	r.N = nil
	redirs = append([]*syntax.Redirect(nil), redirs...)
	redirs[i] = &r
	call := syntax.CallExpr{}
	if x != nil {
		call = *x
	}
	at := 0
	for at < len(call.Args) && !call.Args[at].Pos().After(w.Pos()) {
		at++
	}
	args := append([]*syntax.Word(nil), call.Args[:at]...)
	call.Args = append(append(args, w), call.Args[at:]...)
	return &call, redirs
}

// redirs compiles redirections (POSIX XCU 2.7; bash manual 3.6).
func (c *compiler) redirs(list []*syntax.Redirect) []redirection {
	if len(list) == 0 {
		return nil
	}
	out := make([]redirection, 0, len(list))
	for _, r := range list {
		x := redirection{op: r.Op, fd: -1}
		substs := c.substs
		if r.N != nil {
			s := r.N.Value
			if n, ok := atoi(s); ok {
				x.fd = n
			} else {
				x.variable = strings.Trim(s, "{}")
			}
		}
		switch r.Op {
		case syntax.Hdoc, syntax.DashHdoc:
			x.word = c.hereDoc(r)
		case syntax.WordHdoc:
			x.word = c.word(r.Word, true)
		default:
			x.word = c.word(r.Word, false)
			x.text = c.written(r.Word)
			x.many = len(brace.Expand(r.Word)) > 1
		}
		x.acts, x.substs = x.assigns(), c.substs != substs
		out = append(out, x)
	}
	return out
}

// hereDoc compiles the body of a here-document (POSIX XCU 2.7.4).
func (c *compiler) hereDoc(r *syntax.Redirect) word {
	if r.Hdoc == nil {
		return &litWord{""}
	}
	if err := c.u.BadDocument(r); err != nil {
		return &badDocument{err: err}
	}
	isQuoted := false
	for _, p := range r.Word.Parts {
		switch p := p.(type) {
		case *syntax.Lit:
			isQuoted = isQuoted || strfn.IndexByte(p.Value, '\\') >= 0
		default:
			isQuoted = true
		}
	}
	parts := r.Hdoc.Parts
	if r.Op == syntax.DashHdoc {
		parts = stripTabs(parts, isQuoted)
	}
	if isQuoted {
		var b textbuf.Builder
		for _, p := range parts {
			if l, ok := p.(*syntax.Lit); ok {
				b.WriteString(parse.Bytes(l.Value))
			}
		}
		return &litWord{b.String()}
	}
	c.inBody = true
	w := makeWord(c.parts(parts, heredoc, false, false))
	c.inBody = false
	if pw, ok := w.(*partsWord); ok {
		return &bodyWord{*pw}
	}
	return w
}

// stripTabs removes the tabs that begin lines, but not those behind a newline that a backslash hides.
func stripTabs(parts []syntax.WordPart, quoted bool) []syntax.WordPart {
	out := make([]syntax.WordPart, len(parts))
	start, escaped := true, false
	for i, p := range parts {
		out[i] = p
		l, ok := p.(*syntax.Lit)
		if !ok {
			start = false
			continue
		}
		var b textbuf.Builder
		for j := 0; j < len(l.Value); j++ {
			ch := l.Value[j]
			if start && ch == '\t' {
				continue
			}
			start = ch == '\n' && !escaped
			escaped = ch == '\\' && !escaped && !quoted
			b.WriteByte(ch)
		}
		n := *l
		n.Value = b.String()
		out[i] = &n
	}
	return out
}

func (c *compiler) cmdSubst(x *syntax.CmdSubst, quoted bool) part {
	c.substs++
	if text, bad := c.u.BadCommand(x); bad {
		body := &listNode{stmts: []*stmtNode{{cmd: &badCommand{text}, line: c.lineOf(x.Pos())}}}
		return &valuePart{(&cmdSubst{body: body}).value, quoted}
	}
	if onlyReads(x.Stmts) {
		return &valuePart{(&fileSubst{c.redirs(x.Stmts[0].Redirs)}).value, quoted}
	}
	return &valuePart{(&cmdSubst{body: c.substitution(x.Stmts, x, x.Backquotes)}).value, quoted}
}

// onlyReads reports whether the body of a substitution is nothing but <file.
func onlyReads(list []*syntax.Stmt) bool {
	if len(list) != 1 {
		return false
	}
	s := list[0]
	return s.Cmd == nil && len(s.Redirs) == 1 && s.Redirs[0].Op == syntax.RdrIn && s.Redirs[0].N == nil && !s.Background && !s.Negated
}

func (c *compiler) procSubst(x *syntax.ProcSubst) part {
	c.substs++
	p := &procSubst{body: c.substitution(x.Stmts, x, false), out: x.Op == syntax.CmdOut, file: onlyReads(x.Stmts)}
	return &valuePart{p.value, len(x.Stmts) > 0} // not even a field comes of <()
}
