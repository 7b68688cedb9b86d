package arith

import "entrysh/internal/nocmp"

const (
	// maxDepth bounds how deep an expression nests (bash has no such bound and
	// overflows its stack).
	maxDepth = 10000
	// maxNodes bounds the operators of one text, for those that nest to the
	// left without brackets.
	maxNodes = 1 << 20
)

// A parser holds one text and the token that is being looked at.
type parser struct {
	_   nocmp.Mark
	s   string
	off int   // where the next token may start
	pos int   // where the current token starts
	tok token // the current token, detailed by the fields below

	op    Op
	delta int64
	num   int64
	v     *Var
	par   Param

	start int    // where the current assignment starts
	lv    *Var   // the operand just read, if it is a bare name: the only thing that can be assigned to
	err   *Error // what ended parsing
	skip  *Error // bash finds an exponent below 0 even in a branch that is not evaluated
	inert int    // how many branches that may be skipped enclose this place
	depth int
	nodes int

	peeking   bool // subscripts need not be parsed
	template  bool // the text is that of ParseTemplate
	unfit     bool // … but cannot be one
	afterName bool // the current + or - follows a name and has a marked place right behind it
}

// Parse reads an expression; a blank text is 0. With an error the Expr is not
// nil either: evaluating it does what bash does before it comes to the mistake,
// then gives that error (or one that comes first).
func Parse(s string) (Expr, *Error) {
	p := parser{s: trimBlank(s)}
	e := p.parse()
	return e, p.err
}

func (p *parser) parse() Expr {
	p.next()
	if p.tok == tEOF && p.err == nil {
		return &Num{}
	}
	e := p.comma()
	if p.err == nil && p.tok != tEOF {
		e = &Comma{X: e, Y: p.fail(msgTrailing, p.pos)}
	}
	if p.nodes > maxNodes {
		p.err = nil
		return p.fail(msgRecursion, 0)
	}
	return e
}

// newError is an error at offset at of the text.
//
//go:noinline
func (p *parser) newError(msg string, at int) *Error {
	return &Error{Expr: p.s, Msg: msg, Token: trimBlank(p.s[at:])}
}

// lastError is an error at the last token read.
func (p *parser) lastError(msg string) *Error {
	e := p.newError(msg, p.pos)
	e.unsigned = p.s[p.pos] == mark
	return e
}

// mistake ends the text with an error, unless there is one already.
//
//go:noinline
func (p *parser) mistake(msg string, at int) {
	if p.err == nil {
		p.err = p.newError(msg, at)
	}
	p.tok = tEOF
}

// fail does the same and gives the node that stands for it.
//
//go:noinline
func (p *parser) fail(msg string, at int) Expr {
	p.mistake(msg, at)
	return &Fail{p.err}
}

// enter counts a level of nesting; false if it is one too many. Each has its
// leave.
//
//go:noinline
func (p *parser) enter() bool {
	p.depth++
	if p.depth > maxDepth {
		p.mistake(msgRecursion, p.pos)
		return false
	}
	return true
}

func (p *parser) leave() { p.depth-- }

// comma reads a list of expressions.
func (p *parser) comma() Expr {
	e := p.assign()
	for p.tok == tComma {
		p.next()
		p.nodes++
		e = &Comma{X: e, Y: p.assign()}
	}
	return e
}

// assign reads an assignment, which associates to the right.
func (p *parser) assign() Expr {
	p.start = p.pos
	e := p.cond()
	if p.tok != tAssign {
		return e
	}
	v, op := p.lv, p.op
	if v == nil || e != Expr(v) {
		return &Comma{X: e, Y: p.fail(msgTarget, p.pos)}
	}
	if !p.enter() {
		return &Fail{p.err}
	}
	p.next()
	x := p.assign()
	p.leave()
	p.lv = nil
	p.nodes++
	a := &Assign{Op: op, L: v, X: x}
	if n, ok := x.(*Num); op == OpDiv || op == OpRem {
		if !ok || n.Val == 0 {
			a.Bad = p.lastError(msgDivision)
		}
	}
	return a
}

// cond reads a conditional expression, which associates to the right.
func (p *parser) cond() Expr {
	c := p.binary(1)
	if p.tok != tQuest {
		return c
	}
	if !p.enter() {
		return &Comma{X: c, Y: &Fail{p.err}}
	}
	defer p.leave()
	p.nodes++
	p.next()
	if p.err == nil && (p.tok == tEOF || p.tok == tColon) {
		return &Comma{X: c, Y: p.fail(msgExpected, p.pos)}
	}
	before := p.enterBranch()
	t := p.comma()
	skipT := p.leaveBranch(before)
	if p.err == nil && p.tok != tColon {
		t = &Comma{X: t, Y: p.fail(msgColon, p.pos)}
	}
	if p.err != nil {
		if skipT == nil {
			skipT = p.err
		}
		return &Cond{C: c, T: t, F: &Fail{skipT}}
	}
	p.next()
	if p.err == nil && p.tok == tEOF {
		p.fail(msgExpected, p.pos)
	}
	before = p.enterBranch()
	f := p.cond()
	skipF := p.leaveBranch(before)
	p.lv = nil
	if skipF != nil {
		t = &Comma{X: t, Y: &Fail{skipF}}
	}
	if skipT != nil {
		f = &Fail{skipT}
	}
	return &Cond{C: c, T: t, F: f}
}

// enterBranch starts a part that may be skipped. Its result is for leaveBranch.
func (p *parser) enterBranch() *Error {
	before := p.skip
	p.skip = nil
	p.inert++
	return before
}

// leaveBranch ends such a part and gives the error that is found in it even if
// it is skipped.
func (p *parser) leaveBranch(before *Error) *Error {
	p.inert--
	found := p.skip
	if before != nil {
		p.skip = before
	}
	if found == nil {
		found = p.err
	}
	return found
}

// binary reads operands joined by operators that bind at least as tightly as
// min.
func (p *parser) binary(min int) Expr {
	x := p.power()
	for p.tok == tBin && p.op.prec() >= min {
		op, at := p.op, p.off
		p.next()
		p.nodes++
		if op == OpAndAnd || op == OpOrOr {
			x = p.logic(op, x)
		} else {
			x = p.operation(op, x, p.binary(op.prec()+1), at)
		}
		p.lv = nil
	}
	return x
}

// logic reads the right side of && or ||. Where it holds an error that is found
// even if it is skipped, X decides between the two.
func (p *parser) logic(op Op, x Expr) Expr {
	before := p.enterBranch()
	y := p.binary(op.prec() + 1)
	found := p.leaveBranch(before)
	switch {
	case found == nil:
		return &Logic{Op: op, X: x, Y: y}
	case op == OpAndAnd:
		return &Cond{C: x, T: &Logic{Op: op, X: &Num{1}, Y: y}, F: &Fail{found}}
	}
	return &Cond{C: x, T: &Fail{found}, F: &Logic{Op: op, X: &Num{0}, Y: y}}
}

// operation joins two operands; at is where a division by 0 is shown.
func (p *parser) operation(op Op, x, y Expr, at int) Expr {
	n, ok := y.(*Num)
	if ok && !op.invalid(n.Val) {
		if m, ok := x.(*Num); ok {
			return &Num{Apply(op, m.Val, n.Val)}
		}
		return &Binary{Op: op, X: x, Y: y}
	}
	b := &Binary{Op: op, X: x, Y: y}
	switch op {
	case OpDiv, OpRem:
		b.Bad = p.newError(msgDivision, at)
	case OpPow:
		b.Bad = p.lastError(msgExponent)
	}
	return b
}

// power reads operands joined by **, which associates to the right.
func (p *parser) power() Expr {
	x := p.unary()
	if p.tok != tBin || p.op != OpPow {
		return x
	}
	if !p.enter() {
		return &Comma{X: x, Y: &Fail{p.err}}
	}
	p.next()
	p.nodes++
	y := p.power()
	p.leave()
	p.lv = nil
	e := p.operation(OpPow, x, y, 0)
	if b, ok := e.(*Binary); ok && b.Bad != nil && p.inert > 0 && p.err == nil {
		if p.template && hasParam(y) {
			p.unfit = true
		}
		budget := 1000
		if p.skip == nil && idle(y, &budget) < 0 {
			p.skip = b.Bad
		}
	}
	return e
}

// unary reads an operand with the signs before it.
func (p *parser) unary() Expr {
	op := OpNone
	switch {
	case p.tok == tNot:
		op = OpNot
	case p.tok == tBitNot:
		op = OpBitNot
	case p.tok == tBin && p.op == OpSub:
		op = OpNeg
	case p.tok == tBin && p.op == OpAdd:
	default:
		return p.operand()
	}
	if !p.enter() {
		return &Fail{p.err}
	}
	p.next()
	x := p.unary()
	p.leave()
	p.lv = nil
	if op == OpNone {
		return x
	}
	if n, ok := x.(*Num); ok {
		return &Num{Apply(op, n.Val, 0)}
	}
	p.nodes++
	return &Unary{Op: op, X: x}
}

// operand reads a number, a variable or an expression in parentheses.
func (p *parser) operand() Expr {
	p.lv = nil
	switch p.tok {
	case tNum:
		n := &Num{p.num}
		p.next()
		return p.after(n)
	case tName:
		v := p.v
		p.next()
		switch p.tok {
		case tPostInc:
			e := &IncDec{L: v, Delta: p.delta, Post: true}
			p.next()
			return p.after(e)
		case tName:
			p.peekName()
		}
		if p.err != nil {
			// What stands behind a name is read before the name's value.
			return &Fail{p.err}
		}
		if p.tok == tName {
			return p.after(v)
		}
		if p.tok == tAssign && p.op == OpNone && v.Pos != p.start {
			// bash does not read the value of a name before =, even where it
			// goes on to refuse the assignment.
			return &Num{}
		}
		p.lv = v
		return v
	case tParam:
		n := p.par
		p.next()
		return p.after(&n)
	case tPreInc:
		delta := p.delta
		p.next()
		if p.err != nil {
			return &Fail{p.err}
		}
		e := &IncDec{L: p.v, Delta: delta, Post: false}
		p.next()
		if p.tok == tName {
			p.peekName()
		}
		if p.err != nil {
			return &Fail{p.err}
		}
		if p.tok == tPostInc {
			sign := "++: "
			if p.delta < 0 {
				sign = "--: "
			}
			return &Comma{X: e, Y: p.fail(sign+msgLvalue, p.pos)}
		}
		if v := p.v; p.tok == tName {
			return alsoRead(e, v) // behind ++name bash reads it even before =
		}
		return p.after(e)
	case tLparen:
		if !p.enter() {
			return &Fail{p.err}
		}
		p.next()
		e := p.comma()
		p.leave()
		p.lv = nil
		if p.err != nil {
			return e
		}
		if p.tok != tRparen {
			return &Comma{X: e, Y: p.fail(msgParen, p.pos)}
		}
		p.next()
		return p.after(e)
	}
	return p.fail(msgOperand, p.pos)
}

// after completes the operand e when the token behind it has been read: that
// may have been a mistake, which comes before e is used for anything, or
// another name, which is one too: bash says so only after it has read the
// name's value.
func (p *parser) after(e Expr) Expr {
	if p.tok == tName {
		v := p.v
		if p.peekName() {
			return alsoRead(e, v)
		}
	}
	if p.err != nil {
		return &Comma{X: e, Y: &Fail{p.err}}
	}
	return e
}

// alsoRead is e, after which the value of v is read, too: e + v*0.
//
//go:noinline
func alsoRead(e Expr, v *Var) Expr {
	return &Binary{Op: OpAdd, X: e, Y: &Binary{Op: OpMul, X: v, Y: &Num{}}}
}

// peekName looks at what follows the name that is the current token, through
// any other names, for a mistake (which becomes err), since bash does. It
// reports whether the name's value is read, that is, whether no = follows.
func (p *parser) peekName() bool {
	saved := *p
	p.peeking = true
	p.next()
	read := p.tok != tAssign || p.op != OpNone
	for p.tok == tName {
		p.next()
	}
	if p.err != nil {
		return false
	}
	*p = saved // and with it peeking
	return read
}

// idle is what bash takes the value of e to be in a branch that it reads
// without evaluating: variables are 0, a divisor of 0 is 1. The budget bounds
// the work.
func idle(e Expr, budget *int) int64 {
	if *budget--; *budget < 0 {
		return 0
	}
	switch e := e.(type) {
	case *Num:
		return e.Val
	case *Unary:
		return Apply(e.Op, idle(e.X, budget), 0)
	case *Binary:
		return idleApply(e.Op, idle(e.X, budget), idle(e.Y, budget))
	case *Logic:
		return Apply(e.Op, idle(e.X, budget), idle(e.Y, budget))
	case *Cond:
		if idle(e.C, budget) != 0 {
			return idle(e.T, budget)
		}
		return idle(e.F, budget)
	case *Assign:
		if e.Op == OpNone {
			return idle(e.X, budget)
		}
		return idleApply(e.Op, 0, idle(e.X, budget))
	case *IncDec:
		if !e.Post {
			return e.Delta
		}
	case *Comma:
		return idle(e.Y, budget)
	}
	return 0
}

func idleApply(op Op, x, y int64) int64 {
	if y == 0 && (op == OpDiv || op == OpRem) {
		y = 1
	}
	return Apply(op, x, y)
}
