package interp

import (
	"strings"

	"entrysh/internal/arith"
	"entrysh/internal/nocmp"
	"entrysh/internal/parse"
	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
)

// An arithCode is a compiled arithmetic expression (POSIX XCU 2.6.4; bash
// manual 6.5). A text without expansions is compiled once; one whose
// expansions are complete operands is, too, with places for their values; any
// other is expanded and parsed each time it is evaluated.
type arithCode struct {
	text   string
	x      anode
	parts  []part // expansions, in the order of their places
	params []*arith.Param
	whole  word         // the text as a word, for the slow way
	subs   []*subscript // taken out of the text
	prefix string       // of error messages: "((: "
	use    arithUse
}

// arithUse says what an error in an expression ends.
type arithUse uint8

const (
	arithExpansion arithUse = iota // the command that was read
	arithCommand                   // nothing: the command has status 1
	arithIndex                     // all but the script: of a subscript, or the value of an integer variable
)

// anode is a node of a compiled expression. An error is left in sh.aerr.
type anode interface{ eval(sh *Shell) int64 }

func (c *compiler) arith(text string) *arithCode {
	text = undollar(text)
	a := &arithCode{text: text}
	if strfn.IndexByte(text, '\n') >= 0 && strfn.Contains(text, "\\\n") {
		text = strfn.ReplaceAll(text, "\\\n", "")
	}
	source := text
	text, a.subs = c.lift(text)
	var x arith.Expr
	if strfn.ContainsAny(text, "$`\\\"'") {
		w := c.textWord(text, true)
		if list, ok := w.(interface{ list() []part }); ok {
			a.whole = w
			x = c.template(a, list.list())
		} else {
			x, _ = arith.Parse(w.str(nil))
		}
	} else {
		x, _ = arith.Parse(text)
	}
	if len(a.subs) > 0 && a.subs[0].expanded && !settled(x, a.subs) {
		return &arithCode{text: a.text, whole: c.expandedFirst(source)}
	}
	if x != nil {
		a.x = c.arithNode(x, a)
	}
	return a
}

// template returns the tree of an expression whose expansions are complete
// operands, nil if they are not.
func (c *compiler) template(a *arithCode, list []part) arith.Expr {
	var tmpl []arith.Part
	for _, p := range list {
		switch p := p.(type) {
		case *litPart:
			tmpl = append(tmpl, arith.Part{Lit: p.s})
		case *quotedPart:
			tmpl = append(tmpl, arith.Part{Lit: p.s})
		default:
			tmpl = append(tmpl, arith.Part{Opaque: true, Index: len(a.parts)})
			a.parts = append(a.parts, p)
		}
	}
	if x, ok := arith.ParseTemplate(tmpl); ok {
		a.params = make([]*arith.Param, len(a.parts))
		ok := collectParams(x, a.params)
		for _, p := range a.params {
			ok = ok && p != nil
		}
		if ok {
			return x
		}
	}
	return nil
}

// collectParams finds the Param of each place. It reports false when there is
// something in the tree that the quick way cannot do.
func collectParams(x arith.Expr, params []*arith.Param) bool {
	switch x := x.(type) {
	case *arith.Param:
		params[x.Index] = x
	case *arith.Var:
		return !x.HasSub || strfn.IndexByte(x.Sub, 0) < 0
	case *arith.Unary:
		return collectParams(x.X, params)
	case *arith.Binary:
		return collectParams(x.X, params) && collectParams(x.Y, params)
	case *arith.Logic:
		return collectParams(x.X, params) && collectParams(x.Y, params)
	case *arith.Cond:
		return collectParams(x.C, params) && collectParams(x.T, params) && collectParams(x.F, params)
	case *arith.Assign:
		return collectParams(x.L, params) && collectParams(x.X, params)
	case *arith.IncDec:
		return collectParams(x.L, params)
	case *arith.Comma:
		return collectParams(x.X, params) && collectParams(x.Y, params)
	case *arith.Num:
	default:
		return false
	}
	return true
}

// eval returns the value. After an error, which has been reported, ok is
// false and sh.pend is set.
func (a *arithCode) eval(sh *Shell) (n int64, ok bool) {
	if a.whole != nil {
		return a.evalExpanded(sh)
	}
	n = a.x.eval(sh)
	if sh.aerr != nil {
		return 0, sh.arithFailed(a.prefix, a.use, a.subs)
	}
	return n, sh.pend == 0
}

func (a *arithCode) evalExpanded(sh *Shell) (n int64, ok bool) {
	text, n, known, ok := a.expand(sh)
	if known || !ok {
		return n, ok
	}
	return a.evalText(sh, text)
}

// expand expands the text. Where the text need not be read again, its value is known.
func (a *arithCode) expand(sh *Shell) (text string, n int64, known, ok bool) {
	if a.x == nil {
		text = a.whole.str(sh)
		return text, 0, false, sh.pend == 0
	}
	mark := len(sh.avals)
	var texts []string
	for i, p := range a.parts {
		var v int64
		ok := false
		if texts == nil && a.params[i].Prefix == "" && a.params[i].NoSign == 0 {
			if np, isNum := p.(numeric); isNum {
				v, ok = np.num(sh)
			}
		}
		if !ok {
			s := p.str(sh)
			if sh.pend != 0 {
				sh.avals = sh.avals[:mark]
				return "", 0, false, false
			}
			if v, ok = a.params[i].Value(s); !ok || texts != nil {
				if texts == nil {
					texts = make([]string, len(a.parts))
					for j := range i {
						texts[j] = arith.Format(sh.avals[mark+j])
					}
				}
				texts[i] = s
			}
		}
		sh.avals = append(sh.avals, v)
	}
	if texts != nil {
		// Some value is not a plain number: the text decides. Nothing is expanded twice.
		sh.avals = sh.avals[:mark]
		var b textbuf.Builder
		i := 0
		for _, p := range a.whole.(interface{ list() []part }).list() {
			switch p := p.(type) {
			case *litPart:
				b.WriteString(p.s)
			case *quotedPart:
				b.WriteString(p.s)
			default:
				b.WriteString(texts[i])
				i++
			}
		}
		return b.String(), 0, false, true
	}
	base := sh.abase
	sh.abase = mark
	n = a.x.eval(sh)
	sh.abase = base
	if e, ok := sh.aerr.(*arith.Error); ok && !e.Inner {
		sh.aerr = e.Fill(func(i int) string { return arith.Format(sh.avals[mark+i]) })
	}
	sh.avals = sh.avals[:mark]
	if sh.aerr != nil {
		return "", 0, true, sh.arithFailed(a.prefix, a.use, a.subs)
	}
	return "", n, true, sh.pend == 0
}

// evalTraced is eval for a command, which xtrace shows expanded.
func (a *arithCode) evalTraced(sh *Shell) (int64, bool) {
	if sh.opts&optXtrace == 0 {
		return a.eval(sh)
	}
	text, ok := a.trace(sh, false)
	if !ok {
		return 0, false
	}
	return a.evalShown(sh, text)
}

// trace shows the expression for set -x and returns its expanded text; trim leaves blanks in front away.
func (a *arithCode) trace(sh *Shell, trim bool) (text string, ok bool) {
	s := a.text
	if a.whole != nil {
		if s = a.whole.str(sh); sh.pend != 0 {
			return "", false
		}
	}
	shown := s
	if a.whole != nil {
		shown = sh.unlift(s, a.subs)
	} else {
		for i, sub := range a.subs {
			shown = strings.Replace(shown, "["+sub.text+"]", "["+sh.unlift("\x01"+formatInt(int64(i))+"\x01", a.subs)+"]", 1)
		}
	}
	if trim {
		shown = strings.TrimLeft(shown, " \t")
	}
	sh.traceText("(( " + shown + " ))")
	return s, true
}

// evalShown evaluates the expression that trace has shown.
func (a *arithCode) evalShown(sh *Shell, text string) (int64, bool) {
	if a.whole == nil {
		return a.eval(sh)
	}
	return a.evalText(sh, text)
}

// evalText evaluates the expanded text.
func (a *arithCode) evalText(sh *Shell, text string) (int64, bool) {
	subs := sh.asubs
	sh.asubs = a.subs
	n, ok := sh.evalArithIn(text, a.prefix, a.use)
	sh.asubs = subs
	return n, ok
}

func (w *partsWord) list() []part { return w.parts }
func (w *varWord) list() []part   { return []part{&w.varPart} }

// arithFailed reports sh.aerr.
func (sh *Shell) arithFailed(prefix string, use arithUse, subs []*subscript) bool {
	err := sh.aerr
	sh.aerr = nil
	if sh.pend != 0 {
		return false
	}
	if e, ok := err.(*arith.Error); ok && e.Inner {
		prefix, use = "", arithIndex
	}
	if err != errReported {
		sh.errorf("%s%s", prefix, sh.unlift(err.Error(), subs))
	}
	sh.status = 1
	switch use {
	case arithCommand:
		return false
	case arithIndex:
		sh.thrown = true
	}
	sh.pend = toTop
	sh.expFailed = true
	return false
}

type reported struct{}

func (*reported) Error() string { return "" }

// errReported is an error about which the user has been told.
var errReported error = &reported{}

// evalArith evaluates the text of a subscript or of an integer variable's value
// as it is, with no expansions.
func (sh *Shell) evalArith(s string) (int64, bool) { return sh.evalArithIn(s, "", arithIndex) }

func (sh *Shell) evalArithIn(s, prefix string, use arithUse) (int64, bool) {
	if n, ok := arith.ParseInt(s); ok {
		return n, true
	}
	outer := sh.aprefix
	sh.aprefix = prefix
	n, err := arith.EvalString(s, &arithEnv{sh})
	sh.aprefix = outer
	if err != nil {
		sh.aerr = err
		return 0, sh.arithFailed(prefix, use, sh.asubs)
	}
	return n, sh.pend == 0
}

// evalArithExpand expands the text of a subscript and evaluates it.
func (sh *Shell) evalArithExpand(s string) (int64, bool) {
	if n, ok := arith.ParseInt(s); ok {
		return n, true
	}
	if strfn.ContainsAny(s, "$`\\\"'") {
		return sh.cachedArith(s).eval(sh)
	}
	return sh.evalArith(s)
}

// cachedArith compiles the text of a subscript that is only known at run time.
func (sh *Shell) cachedArith(s string) *arithCode {
	if a, ok := sh.texts.get(subscriptText, s).(*arithCode); ok {
		return a
	}
	a := (&compiler{u: new(parse.Unit)}).arith(s)
	a.use = arithIndex
	sh.texts.keep(subscriptText, s, a)
	return a
}

// arithEnv lets package arith evaluate with the shell's variables.
type arithEnv struct{ sh *Shell }

func (e *arithEnv) Nesting() *arith.Nesting { return &e.sh.nesting }

func (e *arithEnv) Get(name string) (string, error) {
	s, ok := e.sh.lookup(intern(name))
	if !ok && e.sh.opts&optNounset != 0 {
		if e.sh.unboundOperand(intern(name)); e.sh.pend != 0 {
			return "", errReported
		}
	}
	return s, nil
}

func (e *arithEnv) GetInt(name string) (int64, bool) {
	v := e.sh.variable(intern(name))
	if v != nil && v.isNum && v.attr&(attrNameref|attrHooked) == 0 && v.kind == scalar {
		return v.num, true
	}
	return 0, false
}

func (e *arithEnv) Set(name string, n int64) error {
	if !e.sh.assignNumber(intern(name), n, e.sh.aprefix) {
		return errReported
	}
	return nil
}

func (e *arithEnv) GetSub(name, sub string) (string, error) {
	s := intern(name)
	if l := lifted(e.sh.asubs, sub); l != nil {
		r, ok := e.sh.locate(s, l)
		if !ok {
			return "", errReported
		}
		return r.load(e.sh), nil
	}
	switch sub {
	case "@", "*":
		if v := e.sh.variable(s); (v == nil || !v.set) && e.sh.opts&optNounset != 0 {
			e.sh.unbound(name)
			return "", errReported
		} else if v == nil || v.kind != assocArray {
			e.sh.badElement(name, sub)
			return "", nil
		}
	case "":
		if e.sh.noSubscript(s); e.sh.pend != 0 {
			return "", errReported
		}
		return "", nil
	}
	if e.sh.opts&optNounset != 0 && !e.sh.exists(s) {
		e.sh.unbound(name)
		return "", errReported
	}
	if e.sh.isAssoc(s) && e.sh.expandSubscript(sub) == "" {
		e.sh.badSubscript(name)
		return "", nil
	}
	v, ok := e.sh.lookupElement(s, sub)
	if e.sh.pend != 0 {
		return "", errReported
	}
	if !ok && e.sh.opts&optNounset != 0 && !e.sh.exists(s) {
		e.sh.unbound(name)
		return "", errReported
	}
	return v, nil
}

func (e *arithEnv) SetSub(name, sub string, n int64) error {
	if l := lifted(e.sh.asubs, sub); l != nil {
		if r, ok := e.sh.locate(intern(name), l); !ok || !r.store(e.sh, n, e.sh.aprefix) {
			return errReported
		}
		return nil
	}
	s := intern(name)
	if t, _, hasSub, ok := e.sh.resolve(s); ok && !hasSub {
		s = t
	}
	if v := e.sh.variable(s); v == nil || v.kind != assocArray {
		r := elementRef{sym: s, text: sub, empty: sub == "", bad: sub == "@" || sub == "*"}
		if !r.empty && !r.bad {
			i, ok := e.sh.evalArithExpand(sub)
			if !ok {
				return errReported
			}
			r.index = i
		}
		if !r.store(e.sh, n, e.sh.aprefix) {
			return errReported
		}
		return nil
	}
	if e.sh.expandSubscript(sub) == "" {
		e.sh.badElement(name, sub)
		return nil
	}
	if !e.sh.assignElement(intern(name), sub, arith.Format(n), false) {
		return errReported
	}
	return nil
}

// ResolveSub evaluates a subscript once for an operation that reads and writes.
func (e *arithEnv) ResolveSub(name, sub string) (string, error) {
	s := intern(name)
	if t, _, hasSub, ok := e.sh.resolve(s); ok && !hasSub {
		s = t
	}
	if v := e.sh.variable(s); v != nil && v.kind == assocArray {
		return sub, nil
	}
	if l := lifted(e.sh.asubs, sub); l != nil {
		r, ok := e.sh.locate(s, l)
		switch {
		case !ok:
			return "", errReported
		case r.empty:
			return "", nil
		}
		return arith.Format(r.index), nil
	}
	if sub == "" || sub == "@" || sub == "*" {
		return sub, nil
	}
	n, ok := e.sh.evalArithExpand(sub)
	if !ok {
		return "", errReported
	}
	return arith.Format(n), nil
}

// arithNode turns the tree of package arith into nodes that know their
// variables; in is the expression of which x is a part.
func (c *compiler) arithNode(x arith.Expr, in *arithCode) anode {
	switch x := x.(type) {
	case *arith.Num:
		return &aNum{x.Val}
	case *arith.Param:
		return &aParam{x.Index}
	case *arith.Var:
		if x.HasSub {
			return &aElem{intern(x.Name), c.arithSub(x, in)}
		}
		return &aVar{sym: intern(x.Name)}
	case *arith.Unary:
		return &aUnary{op: x.Op, x: c.arithNode(x.X, in)}
	case *arith.Binary:
		return &aBinary{op: x.Op, x: c.arithNode(x.X, in), y: c.arithNode(x.Y, in), bad: x.Bad}
	case *arith.Logic:
		return &aLogic{and: x.Op == arith.OpAndAnd, x: c.arithNode(x.X, in), y: c.arithNode(x.Y, in)}
	case *arith.Cond:
		return &aCond{c: c.arithNode(x.C, in), t: c.arithNode(x.T, in), f: c.arithNode(x.F, in)}
	case *arith.Comma:
		return &aComma{x: c.arithNode(x.X, in), y: c.arithNode(x.Y, in)}
	case *arith.Assign:
		if x.L.HasSub {
			return &aElemAssign{in: in, op: x.Op, sym: intern(x.L.Name), sub: c.arithSub(x.L, in), x: c.arithNode(x.X, in), bad: x.Bad}
		}
		return &aAssign{in: in, op: x.Op, sym: intern(x.L.Name), x: c.arithNode(x.X, in), bad: x.Bad}
	case *arith.IncDec:
		if x.L.HasSub {
			return &aElemIncDec{in: in, sym: intern(x.L.Name), sub: c.arithSub(x.L, in), delta: x.Delta, post: x.Post}
		}
		return &aIncDec{in: in, sym: intern(x.L.Name), delta: x.Delta, post: x.Post}
	}
	return &aGeneric{x}
}

// arithSub is the subscript of a variable in the expression in.
func (c *compiler) arithSub(v *arith.Var, in *arithCode) *subscript {
	if s := lifted(in.subs, v.Sub); s != nil {
		return s
	}
	return c.subscript(v.Sub)
}

type aNum struct{ val int64 }

func (a *aNum) eval(*Shell) int64 { return a.val }

type aParam struct{ index int }

func (a *aParam) eval(sh *Shell) int64 { return sh.avals[sh.abase+a.index] }

type aVar struct{ sym *symbol }

func (a *aVar) eval(sh *Shell) int64 {
	v := sh.slot(a.sym)
	if v != nil && v.isNum && v.attr&(attrNameref|attrHooked) == 0 && v.kind == scalar {
		return v.num
	}
	return a.slow(sh)
}

func (a *aVar) slow(sh *Shell) int64 {
	if sh.aerr != nil {
		return 0
	}
	s, ok := sh.lookup(a.sym)
	if !ok {
		if sh.opts&optNounset != 0 {
			if sh.unboundOperand(a.sym); sh.pend != 0 {
				sh.aerr = errReported
			}
		}
		return 0
	}
	if s == "" {
		return 0
	}
	if n, ok := arith.ParseInt(s); ok {
		return n
	}
	// Through the generic way, so that nesting is counted.
	n, err := arith.Eval(&arith.Var{Name: a.sym.name}, &arithEnv{sh})
	if err != nil {
		sh.aerr = err
	}
	return n
}

// aGeneric leaves a node to package arith.
type aGeneric struct{ x arith.Expr }

func (a *aGeneric) eval(sh *Shell) int64 {
	if sh.aerr != nil {
		return 0
	}
	n, err := arith.Eval(a.x, &arithEnv{sh})
	if err != nil {
		sh.aerr = err
	}
	return n
}

type aUnary struct {
	_  nocmp.Mark
	op arith.Op
	x  anode
}

func (a *aUnary) eval(sh *Shell) int64 { return arith.Apply(a.op, a.x.eval(sh), 0) }

type aBinary struct {
	_    nocmp.Mark
	op   arith.Op
	x, y anode
	bad  *arith.Error
}

func (a *aBinary) eval(sh *Shell) int64 {
	x := a.x.eval(sh)
	if sh.aerr != nil {
		return 0
	}
	y := a.y.eval(sh)
	switch a.op {
	case arith.OpAdd:
		return x + y
	case arith.OpSub:
		return x - y
	case arith.OpMul:
		return x * y
	case arith.OpLt:
		return truth(x < y)
	case arith.OpGt:
		return truth(x > y)
	case arith.OpLe:
		return truth(x <= y)
	case arith.OpGe:
		return truth(x >= y)
	case arith.OpEq:
		return truth(x == y)
	case arith.OpNe:
		return truth(x != y)
	}
	return applyChecked(sh, a.op, x, y, a.bad)
}

func applyChecked(sh *Shell, op arith.Op, x, y int64, bad *arith.Error) int64 {
	if sh.aerr != nil {
		return 0
	}
	if bad != nil && ((op == arith.OpDiv || op == arith.OpRem) && y == 0 || op == arith.OpPow && y < 0) {
		sh.aerr = bad
		return 0
	}
	return arith.Apply(op, x, y)
}

func truth(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

type aLogic struct {
	_    nocmp.Mark
	and  bool
	x, y anode
}

func (a *aLogic) eval(sh *Shell) int64 {
	if (a.x.eval(sh) != 0) != a.and || sh.aerr != nil {
		return truth(!a.and)
	}
	return truth(a.y.eval(sh) != 0)
}

type aCond struct {
	_       nocmp.Mark
	c, t, f anode
}

func (a *aCond) eval(sh *Shell) int64 {
	if a.c.eval(sh) != 0 {
		return a.t.eval(sh)
	}
	if sh.aerr != nil {
		return 0
	}
	return a.f.eval(sh)
}

type aComma struct {
	_    nocmp.Mark
	x, y anode
}

func (a *aComma) eval(sh *Shell) int64 {
	a.x.eval(sh)
	if sh.aerr != nil {
		return 0
	}
	return a.y.eval(sh)
}

type aAssign struct {
	_   nocmp.Mark
	in  *arithCode
	op  arith.Op
	sym *symbol
	x   anode
	bad *arith.Error
}

func (a *aAssign) eval(sh *Shell) int64 {
	var n int64
	if a.op == arith.OpNone {
		n = a.x.eval(sh)
	} else {
		old := (&aVar{a.sym}).eval(sh)
		if sh.aerr != nil {
			return 0
		}
		n = applyChecked(sh, a.op, old, a.x.eval(sh), a.bad)
	}
	if sh.aerr != nil {
		return 0
	}
	if !sh.assignNumber(a.sym, n, a.in.prefix) {
		sh.aerr = errReported
	}
	return n
}

// assignNumber is assignInt in an expression, which has its value even if that
// cannot be what a reference refers to. prefix is for messages.
func (sh *Shell) assignNumber(s *symbol, n int64, prefix string) bool {
	if v := sh.variable(s); v.has(attrNameref) && !v.set {
		sh.errorf("%s`%s': not a valid identifier", prefix, arith.Format(n))
		return true
	} else if v != nil && (v.kind != scalar || v.attr&attrNameref != 0) {
		// An indexed array gets an element, and is not exported under allexport.
		if t, _, sub, ok := sh.resolve(s); ok && !sub {
			if v := sh.variable(t); v != nil && v.kind == indexedArray && v.attr&attrHooked == 0 {
				return sh.setIndex(t, 0, "0", arith.Format(n), false)
			}
		}
	}
	return sh.assignInt(s, n)
}

type aIncDec struct {
	_     nocmp.Mark
	in    *arithCode
	sym   *symbol
	delta int64
	post  bool
}

func (a *aIncDec) eval(sh *Shell) int64 {
	old := (&aVar{a.sym}).eval(sh)
	if sh.aerr != nil {
		return 0
	}
	if !sh.assignNumber(a.sym, old+a.delta, a.in.prefix) {
		sh.aerr = errReported
	}
	if a.post {
		return old
	}
	return old + a.delta
}
