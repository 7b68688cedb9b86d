package interp

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/condexpr"
	"entrysh/internal/nocmp"
	"entrysh/internal/pattern"
)

// condNode is [[ expression ]] (bash manual 3.2.5.2).
type condNode struct {
	_    nocmp.Mark
	x    condExpr
	line int
	stmt *stmtNode
}

func (n *condNode) run(sh *Shell) ctl {
	sh.line, sh.cmd = n.line, n.stmt
	if sh.slow {
		if c, skip := sh.beforeCommand(n.stmt); skip {
			return c
		}
	}
	procs := len(sh.procFDs)
	r := n.x.eval(sh)
	sh.finishProcSubsts(procs)
	if sh.pend != 0 {
		return sh.takePend()
	}
	if sh.condError {
		sh.condError = false
		if !r {
			return sh.setStatus(2)
		}
	}
	return sh.setStatus(int(truth(!r)))
}

type condExpr interface{ eval(sh *Shell) bool }

func (c *compiler) cond(x syntax.TestExpr) condExpr {
	switch x := x.(type) {
	case *syntax.ParenTest:
		return c.cond(x.X)
	case *syntax.Word:
		return &condUnary{op: 'n', x: makeWord(c.argumentParts(x)), bare: true}
	case *syntax.UnaryTest:
		if x.Op == syntax.TsNot {
			if y, ok := x.X.(*syntax.UnaryTest); ok && y.Op == syntax.TsNot {
				return c.cond(y.X) // not even the contrary of what is wrong
			}
			n := c.cond(x.X)
			switch n := n.(type) {
			case *condUnary:
				n.not = "! "
			case *condBinary:
				n.not = "! "
			}
			return &condNot{n}
		}
		op := x.Op.String()
		w, ok := x.X.(*syntax.Word)
		if !ok || len(op) < 2 {
			return &condNot{c.cond(x.X)}
		}
		u := &condUnary{op: op[1], x: makeWord(c.argumentParts(w))}
		if u.op == 'v' {
			u.elem = c.elementSet(w)
		}
		return u
	case *syntax.BinaryTest:
		switch x.Op {
		case syntax.AndTest:
			return &condLogic{and: true, x: c.cond(x.X), y: c.cond(x.Y)}
		case syntax.OrTest:
			return &condLogic{and: false, x: c.cond(x.X), y: c.cond(x.Y)}
		}
		l, _ := x.X.(*syntax.Word)
		r, _ := x.Y.(*syntax.Word)
		if l == nil || r == nil {
			return &condFail{}
		}
		b := &condBinary{op: x.Op, opText: x.Op.String(), x: makeWord(c.argumentParts(l)), y: makeWord(c.argumentParts(r))}
		switch x.Op {
		case syntax.TsMatch, syntax.TsMatchShort, syntax.TsNoMatch:
			b.shown = &partsWord{mergeParts(c.argumentParts(r))}
			b.pat = newPatCode(makeWord(b.shown.parts))
		case syntax.TsReMatch:
			b.re = c.regex(r)
		case syntax.TsEql, syntax.TsNeq, syntax.TsLss, syntax.TsLeq, syntax.TsGtr, syntax.TsGeq:
			b.x, b.y = c.condNumber(l), c.condNumber(r)
		}
		return b
	}
	return &condFail{}
}

// condNumber compiles an operand that is to be a number.
func (c *compiler) condNumber(w *syntax.Word) word {
	text := c.u.Source(w)
	if i := strings.IndexAny(text, `'"[`); i < 0 || text[i] != '[' {
		return makeWord(c.argumentParts(w))
	}
	parts, rest := c.subscriptParts(text, false)
	if parts == nil {
		return c.word(w, false)
	}
	return makeWord(append(parts, c.textParts(rest, false)...))
}

// subscriptPart is a subscript in a text that is evaluated when it has been expanded.
type subscriptPart struct{ sub word }

func (p *subscriptPart) str(sh *Shell) string { return "[" + escapeSubscript(p.sub.str(sh)) + "]" }

func (p *subscriptPart) add(sh *Shell, b *fieldBuilder) { b.quoted(p.str(sh)) }

func (p *subscriptPart) pat(sh *Shell, dst []byte) []byte { return append(dst, p.str(sh)...) }

type condFail struct{}

func (*condFail) eval(sh *Shell) bool {
	sh.errorf("conditional expression not understood")
	sh.condError = true
	return false
}

type condNot struct{ x condExpr }

func (n *condNot) eval(sh *Shell) bool {
	ok := n.x.eval(sh)
	sh.condError = false // the contrary of what is wrong is right
	return !ok
}

type condLogic struct {
	_    nocmp.Mark
	and  bool
	x, y condExpr
}

func (n *condLogic) eval(sh *Shell) bool {
	if l := n.x.eval(sh); l != n.and || sh.pend != 0 {
		return l
	}
	sh.condError = false
	return n.y.eval(sh)
}

type condUnary struct {
	_    nocmp.Mark
	op   byte
	x    word
	bare bool
	elem *elementSet // of -v name[subscript]
	not  string      // for xtrace: "! " if a condNot is around it
}

func (n *condUnary) eval(sh *Shell) bool {
	if n.elem != nil && sh.opts&optXtrace == 0 {
		return n.elem.eval(sh)
	}
	s := n.x.str(sh)
	if sh.pend != 0 {
		return false
	}
	if sh.opts&optXtrace != 0 {
		sh.traceText("[[ " + n.not + "-" + string(n.op) + " " + condWord(s) + " ]]")
	}
	switch n.op {
	case 'n':
		return s != ""
	case 'z':
		return s == ""
	}
	return condexpr.Unary(n.op, s, &testEnv{sh})
}

type condBinary struct {
	_      nocmp.Mark
	op     syntax.BinTestOperator
	opText string
	x, y   word
	pat    *patCode
	shown  *partsWord // the pattern, for xtrace
	re     *regexWord
	not    string
}

func (n *condBinary) eval(sh *Shell) bool {
	a := n.x.str(sh)
	if sh.pend != 0 {
		return false
	}
	switch n.op {
	case syntax.TsMatch, syntax.TsMatchShort, syntax.TsNoMatch:
		var text string
		if sh.opts&optXtrace == 0 {
			text = n.pat.expand(sh)
		} else {
			sh.quoteAll = true
			text = n.shown.pat(sh)
			sh.quoteAll = false
		}
		if sh.pend != 0 {
			return false
		}
		if sh.opts&optXtrace != 0 {
			sh.traceText("[[ " + n.not + condWord(a) + " " + n.opText + " " + condWord(text) + " ]]")
		}
		p := n.pat.compiled(text, sh.matchOptions()|pattern.ExtGlob)
		return p.Match(a) == (n.op != syntax.TsNoMatch)
	case syntax.TsReMatch:
		return sh.regexMatch(a, n.re.text(sh), n.not)
	}
	b := n.y.str(sh)
	if sh.pend != 0 {
		return false
	}
	if sh.opts&optXtrace != 0 {
		sh.traceText("[[ " + n.not + condWord(a) + " " + n.opText + " " + condWord(b) + " ]]")
	}
	switch n.op {
	case syntax.TsBefore:
		return sh.collate(a, b) < 0
	case syntax.TsAfter:
		return sh.collate(a, b) > 0
	case syntax.TsNewer, syntax.TsOlder, syntax.TsDevIno:
		return condexpr.FileCompare(n.opText, a, b, &testEnv{sh})
	}
	x, ok := sh.evalArithIn(a, "[[: ", arithCommand)
	if !ok {
		return false
	}
	y, ok := sh.evalArithIn(b, "[[: ", arithCommand)
	if !ok {
		return false
	}
	switch n.op {
	case syntax.TsEql:
		return x == y
	case syntax.TsNeq:
		return x != y
	case syntax.TsLss:
		return x < y
	case syntax.TsLeq:
		return x <= y
	case syntax.TsGtr:
		return x > y
	case syntax.TsGeq:
		return x >= y
	}
	return false
}

// matchOptions returns how case and [[ ]] match patterns now.
func (sh *Shell) matchOptions() pattern.Options {
	o := sh.patternOptions()
	if sh.shopts&shoptNocasematch != 0 {
		o |= pattern.NoCase
	}
	return o
}

// collate compares strings in the order of the locale, which here is that of
// the characters' codes.
func (sh *Shell) collate(a, b string) int { return strings.Compare(a, b) }

// testEnv is what test and [[ ]] ask the shell for.
type testEnv struct{ sh *Shell }

func (e *testEnv) Path(name string) string {
	if n, ok := fdName(name); ok {
		d := e.sh.get(n)
		if d == nil || d.capt != nil {
			if d == nil {
				return ""
			}
			return "/proc/self/fd/" + formatInt(int64(d.capt.writeEnd()))
		}
		return "/proc/self/fd/" + formatInt(int64(d.fd))
	}
	return e.sh.path(name)
}

func (e *testEnv) Isatty(fd int) bool {
	d := e.sh.get(fd)
	return d != nil && d.capt == nil && isTerminal(d.fd)
}

func (e *testEnv) VarSet(name string) bool {
	sh := e.sh
	base, sub, has := splitSubscript(name)
	if !validName(base) {
		if n, ok := atoi(name); ok && n >= 0 {
			return n == 0 || n <= len(sh.params)
		}
		return false
	}
	s := intern(base)
	if !has {
		if _, _, hasSub, ok := sh.resolve(s); ok && hasSub {
			return false // as bash has it
		}
		_, ok := sh.lookup(s)
		return ok
	}
	if sub == "" || !closedSubscript(sub) {
		return false
	}
	if (sub == "@" || sub == "*") && !sh.isAssoc(s) {
		l, _ := sh.elements(s)
		return len(l) > 0
	}
	_, ok := sh.lookupElement(s, sub)
	return ok
}

func (e *testEnv) IsNameref(name string) bool {
	s := known(name)
	if s == nil {
		return false
	}
	v := e.sh.variable(s)
	return v.has(attrNameref) && v.set
}

func (e *testEnv) Option(name string) bool { return e.sh.opts.has(optionByName(name)) }

// A testCode is a [ or test command whose form is known beforehand: one
// comparison of numbers or strings, or -n and -z.
type testCode struct {
	_    nocmp.Mark
	op   string
	x, y word
	last string
}

func newTestCode(words []word) *testCode {
	lits := make([]string, len(words))
	for i, w := range words {
		switch w := w.(type) {
		case *litWord:
			lits[i] = w.s
		case *numWord:
			lits[i] = w.s
		}
	}
	n := len(words)
	last := ""
	if lits[0] == "[" {
		if lits[n-1] != "]" {
			return nil
		}
		last = "]"
		n--
	}
	if n != 4 {
		return nil
	}
	t := &testCode{op: lits[2], x: words[1], y: words[3], last: last}
	switch t.op {
	case "-eq", "-ne", "-lt", "-le", "-gt", "-ge":
		_, a := t.x.(numeric)
		_, b := t.y.(numeric)
		if a && b {
			return t
		}
	case "=", "!=", "==":
		if oneField(t.x) && oneField(t.y) {
			return t
		}
	}
	return nil
}

// oneField reports whether a word always is exactly one field.
func oneField(w word) bool {
	switch w := w.(type) {
	case *litWord, *numWord:
		return true
	case *varWord:
		return w.quoted
	}
	return false
}

// eval evaluates the test; ok is false when the general way must be taken.
func (t *testCode) eval(sh *Shell) (result, ok bool) {
	switch t.op {
	case "=", "==":
		a, b := t.x.str(sh), t.y.str(sh)
		return a == b, sh.pend == 0 && t.done(sh)
	case "!=":
		a, b := t.x.str(sh), t.y.str(sh)
		return a != b, sh.pend == 0 && t.done(sh)
	}
	a, ok := t.x.(numeric).num(sh)
	if !ok {
		return false, false
	}
	b, ok := t.y.(numeric).num(sh)
	if !ok {
		return false, false
	}
	t.done(sh)
	switch t.op {
	case "-eq":
		return a == b, true
	case "-ne":
		return a != b, true
	case "-lt":
		return a < b, true
	case "-le":
		return a <= b, true
	case "-gt":
		return a > b, true
	}
	return a >= b, true
}

func (t *testCode) done(sh *Shell) bool { return true }
