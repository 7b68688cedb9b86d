package interp

import (
	"strings"

	"entrysh/internal/arith"
	"entrysh/internal/nocmp"
	"entrysh/internal/quote"
	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
)

// Elements of arrays in arithmetic. A subscript with expansions or quotes in
// it is taken out of the text before this is expanded: what $k expands to in
// A[$k] is not looked at again, whatever is in it.

// liftMark encloses the number of a subscript that was taken out of a text.
const liftMark = '\x01'

// lift replaces the subscripts in an arithmetic text that have something to be
// expanded by marked numbers, and compiles them. Where the text as a whole is
// expanded, a subscript is so on its own, and what comes of it has no more
// brackets or quotes that mean something.
func (c *compiler) lift(text string) (string, []*subscript) {
	if strfn.IndexByte(text, '[') < 0 {
		return text, nil
	}
	expands := strfn.ContainsAny(text, "$`~")
	var subs []*subscript
	var b textbuf.Builder
	copied := 0
	eachSubscript(text, func(from, to int) {
		sub := text[from:to]
		if !strfn.ContainsAny(sub, "$`\\\"'") && !(expands && escapeSubscript(sub) != sub) {
			return
		}
		b.WriteString(text[copied:from])
		b.WriteByte(liftMark)
		b.WriteString(formatInt(int64(len(subs))))
		b.WriteByte(liftMark)
		var l *subscript
		if expands {
			l = c.expandedSubscript(sub)
		} else {
			l = c.subscript(strfn.ReplaceAll(sub, `\"`, `"`))
			l.escaped = strfn.Contains(sub, `\"`)
		}
		subs = append(subs, l)
		copied = to
	})
	if subs == nil {
		return text, nil
	}
	b.WriteString(text[copied:])
	return b.String(), subs
}

// settled reports whether it makes no difference if subscripts are expanded when
// their elements are looked up: nothing before that changes a variable.
func settled(x arith.Expr, subs []*subscript) bool {
	for _, s := range subs {
		if strfn.ContainsAny(s.text, "(`=") {
			return false
		}
	}
	switch root := x.(type) {
	case *arith.Assign:
		x = root.X
	case *arith.IncDec:
		return true
	}
	return changesNothing(x)
}

func changesNothing(x arith.Expr) bool {
	switch x := x.(type) {
	case *arith.Num, *arith.Param, *arith.Var:
		return true
	case *arith.Unary:
		return changesNothing(x.X)
	case *arith.Binary:
		return changesNothing(x.X) && changesNothing(x.Y)
	case *arith.Logic:
		return changesNothing(x.X) && changesNothing(x.Y)
	case *arith.Comma:
		return changesNothing(x.X) && changesNothing(x.Y)
	case *arith.Cond:
		return changesNothing(x.C) && changesNothing(x.T) && changesNothing(x.F)
	}
	return false
}

// expandedFirst compiles a text, subscripts and all, that is expanded before
// anything of it is evaluated.
func (c *compiler) expandedFirst(text string) word {
	parts, rest := c.subscriptParts(text, true)
	return makeWord(append(parts, c.textParts(rest, true)...))
}

// subscriptParts compiles a text up to the end of its last subscript, and
// returns what comes behind it; there are no parts if there is no subscript.
func (c *compiler) subscriptParts(text string, arith bool) (parts []part, rest string) {
	copied := 0
	eachSubscript(text, func(from, to int) {
		parts = append(parts, c.textParts(text[copied:from-1], arith)...)
		parts = append(parts, &subscriptPart{c.textWord(text[from:to], false)})
		copied = to + 1
	})
	return parts, text[copied:]
}

// eachSubscript calls f with where the subscripts in an arithmetic text begin
// and end.
func eachSubscript(text string, f func(from, to int)) {
	for i := 0; i < len(text); {
		switch text[i] {
		case '$', '`':
			i = max(skipExpansion(text, i), i+1)
		case '\\':
			i += 2
		case '[':
			end := skipBalanced(text, i, '[', ']')
			if end > i+2 && text[end-1] == ']' && skipBalanced(text[:end]+" ", i, '[', ']') == end {
				f(i+1, end-1)
				i = end
				continue
			}
			i++
		default:
			i++
		}
	}
}

// expandedSubscript compiles a subscript of a text that is expanded as a whole.
func (c *compiler) expandedSubscript(text string) *subscript {
	a := &arithCode{text: text, whole: c.textWord(text, false), use: arithIndex}
	if list, ok := a.whole.(interface{ list() []part }); ok && !strfn.ContainsAny(text, "[]'~\\#") {
		if x := c.template(a, list.list()); x != nil {
			a.x = c.arithNode(x, a)
		}
	}
	return &subscript{text: text, num: a, key: a.whole, expanded: true}
}

// lifted returns the subscript that the text sub stands for, if it was taken out.
func lifted(subs []*subscript, sub string) *subscript {
	if len(sub) < 3 || sub[0] != liftMark {
		return nil
	}
	if n, ok := atoi(sub[1 : len(sub)-1]); ok && n < len(subs) {
		return subs[n]
	}
	return nil
}

// unlift puts the subscripts that were taken out back, for a message: as bash
// expands them, unless that would run commands once more.
func (sh *Shell) unlift(text string, subs []*subscript) string {
	if strfn.IndexByte(text, liftMark) < 0 {
		return text
	}
	for i, s := range subs {
		sub := s.text
		if strfn.IndexByte(sub, '$') >= 0 && !strfn.ContainsAny(sub, "(`'") && sh.pend == 0 {
			if x := s.key.str(sh); sh.pend == 0 {
				sub = escapeSubscript(x)
			}
		}
		text = strfn.ReplaceAll(text, "\x01"+formatInt(int64(i))+"\x01", sub)
	}
	return text
}

// escapeSubscript is what an expansion within a subscript becomes in bash: not
// looked at again.
func escapeSubscript(s string) string {
	e := escape(s, "[]$`\\\"'~")
	if e != "" && e[0] == '#' {
		e = "\\" + e // it could begin a comment
	}
	return e
}

// escape puts a backslash before each of the bytes of special in s.
func escape(s, special string) string {
	if !strfn.ContainsAny(s, special) {
		return s
	}
	var b textbuf.Builder
	for i := 0; i < len(s); i++ {
		if strfn.IndexByte(special, s[i]) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// An elementRef is an element whose subscript has been evaluated.
type elementRef struct {
	sym   *symbol
	text  string
	assoc bool
	bad   bool // @ or * of an indexed array
	empty bool // there is nothing between the brackets
	key   string
	index int64
}

// locate evaluates a subscript in arithmetic.
func (sh *Shell) locate(s *symbol, sub *subscript) (r elementRef, ok bool) {
	if t, _, hasSub, ok := sh.resolve(s); ok && !hasSub {
		s = t
	}
	r = elementRef{sym: s, text: sub.text}
	if v := sh.variable(s); v != nil && v.kind == assocArray {
		r.assoc = true
		r.key = sub.key.str(sh)
		if r.empty = r.key == ""; r.empty && (sub.expanded || !sub.escaped) && strfn.IndexByte(sub.text, '\'') < 0 {
			r.text = "" // of what is evaluated nothing was left between the brackets
		}
		return r, sh.pend == 0
	}
	switch sub.text {
	case "@", "*":
		r.bad = true
		return r, true
	}
	if sub.expanded {
		text, n, known, ok := sub.num.expand(sh)
		if known || !ok {
			r.index = n
			return r, ok
		}
		r.empty, r.bad = text == "", text == "@" || text == "*"
		if r.empty || r.bad {
			r.text = text
			return r, true
		}
		// What escapeSubscript adds, less what the expansion as in double quotes takes away.
		if text[0] == '#' {
			text = "\\" + text
		}
		r.index, ok = sh.evalArith(escape(text, "[]'~"))
		return r, ok
	}
	if r.empty = sub.num.whole == nil && !sub.escaped && strings.Trim(sub.text, "\"") == ""; r.empty {
		return r, true
	}
	r.index, ok = sub.num.eval(sh)
	return r, ok
}

// valid reports whether there can be such an element.
func (r *elementRef) valid(sh *Shell) bool {
	if r.assoc {
		return r.key != ""
	}
	return !r.bad && (r.index >= 0 || r.index+sh.variable(r.sym).top()+1 >= 0)
}

// readable reports whether there can be such an element where one is read.
func (r *elementRef) readable(sh *Shell) bool {
	return r.valid(sh) && (r.assoc || r.index >= 0 || sh.variable(r.sym).fromEnd(r.index) >= 0)
}

// fromEnd turns an index into a negative one counted from the end; a scalar, which
// becomes an array only when an element is assigned to, has none.
//
//go:noinline
func (v *Var) fromEnd(i int64) int64 {
	if v == nil || v.kind == scalar {
		return i
	}
	return i + v.top() + 1
}

// top returns the highest index, -1 if there is none.
//
//go:noinline
func (v *Var) top() int64 {
	switch {
	case v == nil || v.kind == scalar && !v.set:
		return -1
	case v.kind == scalar:
		return 0
	case v.list == nil:
		return -1
	}
	return v.list.last()
}

// load returns the element's value, "" if it is unset.
func (r *elementRef) load(sh *Shell) string {
	s := r.sym
	sh.refresh(s)
	v := sh.slot(s)
	switch {
	case r.empty && r.assoc && r.text != "":
		sh.badSubscript(s.name)
		return ""
	case r.empty:
		return sh.noSubscript(s)
	case r.bad && sh.opts&optNounset != 0 && (v == nil || !v.set):
		sh.unbound(s.name)
		return ""
	case r.bad:
		sh.badElement(s.name, r.text)
		return ""
	case v == nil:
		if x, ok := sh.lookup0(s, r.index); ok {
			return x
		}
		if sh.opts&optNounset != 0 {
			sh.unbound(s.name)
		} else if r.index < 0 {
			sh.badSubscript(s.name)
		}
		return ""
	case r.assoc:
		x, ok := "", false
		if v.hash != nil {
			x, ok = v.hash.get(r.key)
		}
		if !ok && sh.opts&optNounset != 0 && !v.set {
			sh.unbound(s.name)
		}
		return x
	}
	i := r.index
	if i < 0 {
		if i = v.fromEnd(i); i < 0 {
			sh.badSubscript(s.name)
			return ""
		}
	}
	x, _ := v.at(sh, i)
	return x
}

// noSubscript tells that there is none where an element is read in arithmetic,
// as often as bash does. The value counts as null.
func (sh *Shell) noSubscript(s *symbol) string {
	sh.badElement(s.name, "")
	sh.badElement(s.name, "")
	if sh.opts&optNounset != 0 {
		sh.unbound("(null)") // the name that bash has then
	}
	return ""
}

// store assigns to the element. If there can be no such element it says so, but
// the expression has its value. prefix is for messages.
func (r *elementRef) store(sh *Shell, n int64, prefix string) bool {
	switch {
	case sh.slot(r.sym).has(attrNameref):
		sh.errorf("%s`': not a valid identifier", prefix)
		return true
	case r.empty:
		if sh.pend == 0 {
			sh.errorf("%s`%s[]': not a valid identifier", prefix, r.sym.name)
		}
		return true
	case r.bad || !r.assoc && !r.valid(sh):
		sh.badElement(r.sym.name, r.text)
		return true
	case r.assoc:
		return sh.setKey(r.sym, r.key, arith.Format(n), false)
	}
	return sh.setIndex(r.sym, r.index, r.text, arith.Format(n), false)
}

// number evaluates the value of an element.
func (r *elementRef) number(sh *Shell) int64 {
	s := r.load(sh)
	if sh.pend != 0 {
		sh.aerr = errReported
		return 0
	}
	if s == "" {
		return 0
	}
	if n, ok := arith.ParseInt(s); ok {
		return n
	}
	n, err := arith.EvalString(s, &arithEnv{sh})
	if err != nil {
		sh.aerr = err
	}
	return n
}

// locateIn is locate in an expression: what goes wrong is left in sh.aerr. The subscript
// of what is to be read, but does not exist, is not looked at under nounset.
//
//go:noinline
func (sh *Shell) locateIn(s *symbol, sub *subscript, read bool) elementRef {
	if read && sh.opts&optNounset != 0 && !sh.exists(s) {
		sh.unbound(s.name)
		sh.aerr = errReported
		return elementRef{}
	}
	r, ok := sh.locate(s, sub)
	if !ok {
		sh.aerr = errReported
	}
	return r
}

type aElem struct {
	sym *symbol
	sub *subscript
}

func (a *aElem) eval(sh *Shell) int64 {
	if sh.aerr != nil {
		return 0
	}
	r := sh.locateIn(a.sym, a.sub, true)
	if sh.aerr != nil {
		return 0
	}
	return r.number(sh)
}

type aElemAssign struct {
	_   nocmp.Mark
	in  *arithCode
	op  arith.Op
	sym *symbol
	sub *subscript
	x   anode
	bad *arith.Error
}

func (a *aElemAssign) eval(sh *Shell) int64 {
	if sh.aerr != nil {
		return 0
	}
	var r elementRef
	var n int64
	if a.op == arith.OpNone {
		// The subscript is evaluated when the value is known.
		if n = a.x.eval(sh); sh.aerr != nil {
			return 0
		}
		if r = sh.locateIn(a.sym, a.sub, false); sh.aerr != nil {
			return 0
		}
	} else {
		if r = sh.locateIn(a.sym, a.sub, true); sh.aerr != nil {
			return 0
		}
		old := r.number(sh)
		if sh.aerr != nil {
			return 0
		}
		if n = applyChecked(sh, a.op, old, a.x.eval(sh), a.bad); sh.aerr != nil {
			return 0
		}
	}
	if !r.store(sh, n, a.in.prefix) {
		sh.aerr = errReported
	}
	return n
}

type aElemIncDec struct {
	_     nocmp.Mark
	in    *arithCode
	sym   *symbol
	sub   *subscript
	delta int64
	post  bool
}

func (a *aElemIncDec) eval(sh *Shell) int64 {
	if sh.aerr != nil {
		return 0
	}
	r := sh.locateIn(a.sym, a.sub, true)
	if sh.aerr != nil {
		return 0
	}
	old := r.number(sh)
	if sh.aerr != nil {
		return 0
	}
	if !r.store(sh, old+a.delta, a.in.prefix) {
		sh.aerr = errReported
	}
	if a.post {
		return old
	}
	return old + a.delta
}

// undollar makes "..." and '...' of the $"..." and $'...' in an expression or a
// subscript: no other quotes are known when it is expanded.
func undollar(text string) string {
	if !strfn.Contains(text, `$"`) && !strfn.Contains(text, "$'") {
		return text
	}
	var b textbuf.Builder
	double := false
	for i := 0; i < len(text); {
		end := i + 1
		switch ch := text[i]; {
		case ch == '\\':
			end = min(i+2, len(text))
		case ch == '"':
			double = !double
		case ch == '\'' && !double:
			if n := strfn.IndexByte(text[end:], '\''); n >= 0 {
				end += n + 1
			}
		case ch == '$' && !double && strfn.HasPrefix(text[end:], `"`):
			i = end
			continue
		case ch == '$' && !double && strfn.HasPrefix(text[end:], "'"):
			for end++; end < len(text) && text[end] != '\''; end++ {
				if text[end] == '\\' {
					end++
				}
			}
			if end < len(text) {
				b.WriteString(quote.Single(quote.Expand(text[i+2:end], quote.UTF8)))
				i = end + 1
				continue
			}
			end = len(text)
		case ch == '$' || ch == '`':
			end = max(skipExpansion(text, i), end)
		}
		b.WriteString(text[i:end])
		i = end
	}
	return b.String()
}
